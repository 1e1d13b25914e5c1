"""The settings of a run."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.runs.engine import Task
from newsmill.pipelines.writers.jsonl import Packing

__all__ = ["Settings"]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings that determine a run's output.

    shard_bytes      the amount of input per shard, in stored bytes
    learn            read everything twice: the first pass learns what the pages of each site have in common
    keep_duplicates  write a record for each of several captures with the same id and the same bytes
    compress         write record shards as `.jsonl.gz` or `.jsonl.zst`
    """

    task: Task = Task()
    options: Options = Options()
    shard_bytes: int = 256 << 20
    learn: bool = False
    keep_duplicates: bool = False
    compress: Packing | None = None

    def to_dict(self) -> dict[str, Any]:
        """Settings for the manifest, with profiles replaced by their digest."""
        profiles = self.task.profiles
        built: dict[str, Any] = msgspec.to_builtins(
            msgspec.structs.replace(self, task=msgspec.structs.replace(self.task, profiles=b""))
        )
        built["task"]["profiles"] = f"sha256:{hashlib.sha256(profiles).hexdigest()}" if profiles else None
        return built
