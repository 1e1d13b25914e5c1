"""The runs below a folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from newsmill.pipelines.runs.manifest import MANIFEST, Manifest, read_manifest

__all__ = ["FoundRun", "find_runs"]

# How deep below the folder a run may lie; deeper are the pages of archives, not runs.
_DEPTH = 3


class FoundRun(msgspec.Struct, frozen=True):
    """A finished run: a short name for addresses, its path below the served folder, and its account."""

    key: str
    name: str
    folder: Path
    manifest: Manifest


def find_runs(root: Path) -> list[FoundRun]:
    """The runs at or below a folder, newest first. Folders that are links and hidden ones are passed by."""
    found = []
    for folder in _folders(root, _DEPTH):
        try:
            manifest = read_manifest(folder)
        except (msgspec.DecodeError, OSError):
            continue  # some other program's manifest.json
        if manifest is not None:
            name = folder.relative_to(root).as_posix()
            key = hashlib.sha256(os.fsencode(name)).hexdigest()[:12]
            found.append(FoundRun(key, root.resolve().name if name == "." else name, folder, manifest))
    return sorted(found, key=lambda run: (run.manifest.started_at, run.name), reverse=True)


def _folders(folder: Path, depth: int) -> Iterator[Path]:
    if (folder / MANIFEST).is_file():
        yield folder
    if depth:
        try:
            with os.scandir(folder) as entries:
                inner = sorted(
                    entry.name
                    for entry in entries
                    if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
                )
        except OSError:
            return
        for name in inner:
            yield from _folders(folder / name, depth - 1)
