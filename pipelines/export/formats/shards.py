"""The output files of a split. They are named `train-00000-of-00003.parquet` once their number is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import pyarrow as pa

__all__ = ["Shard", "ShardedWriter", "Writer"]


class Writer(Protocol):
    """Writes the records of one split, given in order in batches of equal size (except the last)."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""

    def close(self) -> list[Path]:
        """Finish, and return the files written, in order."""

    def discard(self) -> None:
        """Close open files after a failed export; their contents are thrown away."""


class Shard(Protocol):
    """One open output file."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""

    def close(self) -> None:
        """Write what is buffered and close the file."""


class ShardedWriter:
    """A writer that starts a new file whenever one holds `limit` bytes of records (uncompressed).

    File boundaries depend on the records alone, so the same corpus gives the same files.
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
        """Write the next records."""
        if self._open is None or self._size >= self.limit:
            self._next()
        assert self._open is not None
        self._open.write(batch)
        self._size += batch.nbytes

    def close(self) -> list[Path]:
        """Close the last file, rename all files to their final names and return them. A split without records
        has one empty file.
        """
        if not self._unnamed:
            self._next()
        if self._open is not None:
            self._open.close()
        return list(self._name())

    def discard(self) -> None:
        """Close the open file. Errors (such as a full disk) are ignored, since they were already reported."""
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
