"""A set of 16-byte keys in bounded memory: what is not recent lies in sorted files.

Up to half a million keys are kept in memory (about 50 MB), then written to a sorted file; four files of the
same level are merged into one. A hundred million keys take 1.6 GB in a dozen files, and a lookup touches one
memory page of each.
"""

from __future__ import annotations

import functools
import importlib
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import tempfile

__all__ = ["IN_MEMORY", "Keys"]


@functools.cache
def _numpy() -> ModuleType:
    """Import NumPy only when the first sorted file is written: small runs start without it."""
    return importlib.import_module("numpy")


IN_MEMORY = 1 << 19
_MERGED = 4
# Merging is done in this many ranges of hashes, so that only one range is in memory at a time.
_MERGE_RANGES = 64


class _Run(NamedTuple):
    """A sorted file: first and second halves of hashes. `level`: how often it was merged."""

    level: int
    path: Path
    first: Any
    last: Any


class Keys:
    """The keys added so far. `folder` holds its files; None for a temporary folder, made when one is needed."""

    def __init__(self, folder: Path | None = None, *, in_memory: int = IN_MEMORY) -> None:
        self._folder = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._in_memory = in_memory
        self._recent: set[int] = set()
        self._runs: list[_Run] = []
        self._number = 0

    def add(self, raw: bytes) -> bool:
        """Add a key of 16 bytes. Returns whether it is new."""
        key = int.from_bytes(raw, "big")
        if key in self._recent or any(_holds(run, key) for run in self._runs):
            return False
        self._recent.add(key)
        if len(self._recent) >= self._in_memory:
            self._write()
        return True

    def close(self) -> None:
        """Remove the files."""
        for run in self._runs:
            run.path.unlink(missing_ok=True)
        self._runs = []
        if self._temporary is not None:
            self._temporary.cleanup()

    def _write(self) -> None:
        np = _numpy()
        raw = b"".join(key.to_bytes(16, "big") for key in sorted(self._recent))
        halves = np.frombuffer(raw, ">u8").reshape(-1, 2)
        path = self._new_path()
        with path.open("wb") as file:
            file.write(np.ascontiguousarray(halves[:, 0], "<u8").tobytes())
            file.write(np.ascontiguousarray(halves[:, 1], "<u8").tobytes())
        self._recent = set()
        self._runs.append(_opened(path, 0))
        while len(same := [run for run in self._runs if run.level == self._runs[-1].level]) >= _MERGED:
            self._merge(same)

    def _new_path(self) -> Path:
        if self._folder is None:
            import tempfile

            self._temporary = tempfile.TemporaryDirectory(prefix="newsmill-")
            self._folder = Path(self._temporary.name)
        self._number += 1
        return self._folder / f"seen-{self._number:06d}"

    def _merge(self, runs: list[_Run]) -> None:
        np = _numpy()
        total = sum(len(run.first) for run in runs)
        path = self._new_path()
        merged = np.memmap(path, "<u8", "w+", shape=(2 * total,))
        begun = [0] * len(runs)
        position = 0
        for number in range(_MERGE_RANGES):
            ends = [
                len(run.first) if number == _MERGE_RANGES - 1 else _place(run.first, (number + 1) << 58)
                for run in runs
            ]
            first = np.concatenate([run.first[a:b] for run, a, b in zip(runs, begun, ends, strict=True)])
            last = np.concatenate([run.last[a:b] for run, a, b in zip(runs, begun, ends, strict=True)])
            order = np.argsort(first, kind="stable")
            merged[position : position + len(first)] = first[order]
            merged[total + position : total + position + len(first)] = last[order]
            position += len(first)
            begun = ends
        merged.flush()
        del merged
        self._runs = [run for run in self._runs if run not in runs]
        for run in runs:
            run.path.unlink()
        self._runs.append(_opened(path, runs[0].level + 1))


def _opened(path: Path, level: int) -> _Run:
    np = _numpy()
    halves = np.memmap(path, "<u8", "r")
    size = len(halves) // 2
    return _Run(level, path, halves[:size], halves[size:])


def _place(sorted_hashes: Any, value: int) -> int:
    np = _numpy()
    return int(np.searchsorted(sorted_hashes, np.uint64(value), "left"))


def _holds(run: _Run, key: int) -> bool:
    np = _numpy()
    first, last = np.uint64(key >> 64), np.uint64(key & 0xFFFFFFFFFFFFFFFF)
    place = int(np.searchsorted(run.first, first, "left"))
    while place < len(run.first) and run.first[place] == first:
        if run.last[place] == last:
            return True
        place += 1
    return False
