"""Output files of a split: named `train-00000-of-00003.parquet` once their number is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import pyarrow as pa

__all__ = ["Shard", "ShardedWriter", "Writer"]


class Writer(Protocol):
    """Takes the records of one split in order, in batches of equal size but for the last."""

    def write(self, batch: pa.RecordBatch) -> None:
        """The next records."""

    def close(self) -> list[Path]:
        """Finish; gives the files written, in order."""

    def discard(self) -> None:
        """Let go of open files: the export failed, and nothing of them stays."""


class Shard(Protocol):
    """One open output file."""

    def write(self, batch: pa.RecordBatch) -> None:
        """The next records."""

    def close(self) -> None:
        """Write what is left and close the file."""


class ShardedWriter:
    """Starts a new file when one holds `limit` bytes of records (uncompressed).

    Where a file ends depends on the records alone, so that the same corpus gives the same files.
    """

    def __init__(
        self,
        folder: Path,
        split: str,
        suffix: str,
        limit: int,
        start: Callable[[Path, pa.Schema], Shard],
        schema: pa.Schema,
    ) -> None:
        self.folder = folder
        self.split = split
        self.suffix = suffix
        self.limit = limit
        self.start = start
        self.schema = schema
        self._open: Shard | None = None
        self._size = 0
        self._unnamed: list[Path] = []

    def write(self, batch: pa.RecordBatch) -> None:
        """The next records."""
        if self._open is None or self._size >= self.limit:
            self._next()
        assert self._open is not None
        self._open.write(batch)
        self._size += batch.nbytes

    def close(self) -> list[Path]:
        """Close the last file and give all of them their names; a split without records has one file
        without records."""
        if not self._unnamed:
            self._next()
        if self._open is not None:
            self._open.close()
        return list(self._name())

    def discard(self) -> None:
        """Let go of the open file. What it says about a disk that is full was said before."""
        if self._open is not None:
            with suppress(Exception):
                self._open.close()

    def _next(self) -> None:
        if self._open is not None:
            self._open.close()
        path = self.folder / f".{self.split}-{len(self._unnamed):05d}{self.suffix}"
        self._open, self._size = self.start(path, self.schema), 0
        self._unnamed.append(path)

    def _name(self) -> Iterator[Path]:
        total = len(self._unnamed)
        for number, path in enumerate(self._unnamed):
            yield path.rename(self.folder / f"{self.split}-{number:05d}-of-{total:05d}{self.suffix}")
