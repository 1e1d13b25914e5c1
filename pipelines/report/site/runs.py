"""Finds the runs below a folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import msgspec

from newsmill.pipelines.runs.manifest import MANIFEST, Counts, Manifest, read_manifest
from newsmill.pipelines.writers.jsonl import record_files

__all__ = ["FoundRun", "data_files", "find_runs"]

EXPORT = "export.json"

# The maximum depth of a run below the folder; deeper folders hold pages, not runs.
_DEPTH = 3


class FoundRun(msgspec.Struct, frozen=True):
    """A finished run or an exported corpus: a short key for URLs, its path below the served folder, and its
    manifest.
    """

    key: str
    name: str
    folder: Path
    manifest: Manifest


def find_runs(root: Path) -> list[FoundRun]:
    """The runs at or below a folder, newest first. Symlinks to folders and hidden folders are skipped."""
    found = []
    for folder in _folders(root, _DEPTH):
        try:
            manifest = _account(folder) if (folder / EXPORT).is_file() else read_manifest(folder)
        except (msgspec.DecodeError, OSError):
            continue  # the manifest.json of another program
        if manifest is not None:
            name = folder.relative_to(root).as_posix()
            key = hashlib.sha256(os.fsencode(name)).hexdigest()[:12]
            found.append(FoundRun(key, root.resolve().name if name == "." else name, folder, manifest))
    return sorted(found, key=lambda run: (run.manifest.started_at, run.name), reverse=True)


def _account(folder: Path) -> Manifest:
    """The account of an export as a manifest. It contains no time, so the file's modification time is used."""
    path = folder / EXPORT
    account = msgspec.json.decode(path.read_bytes(), type=_Export)
    lines, written = account.outcome.get("lines read", 0), account.outcome.get("written", 0)
    return Manifest(
        command="export",
        newsmill=account.newsmill,
        started_at=datetime.fromtimestamp(path.stat().st_mtime, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        counts=Counts(pages=lines, records=written, rejects=lines - written),
    )


class _Export(msgspec.Struct):
    """The keys that are read from an export's account."""

    newsmill: str
    outcome: dict[str, int]


def data_files(folder: Path) -> list[Path]:
    """The files with the records of a run or of an exported corpus."""
    if not (folder / EXPORT).is_file():
        return record_files(folder)
    ends = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet", ".arrow", ".csv", ".sqlite")
    data = folder / "data"
    return sorted(path for path in data.glob("*") if path.name.endswith(ends)) if data.is_dir() else []


def _folders(folder: Path, depth: int) -> Iterator[Path]:
    if (folder / MANIFEST).is_file() or (folder / EXPORT).is_file():
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
