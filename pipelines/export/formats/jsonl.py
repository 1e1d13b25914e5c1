"""JSON Lines, plain, gzip or zstd: the records byte for byte, if all fields are written."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
import pyarrow as pa

from newsmill.pipelines.export.missing_extra import require

__all__ = ["JsonLines"]

_encoder = msgspec.json.Encoder()


class JsonLines:
    """One object per line; `body_markup` only in records that have it, as in the input."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._file = _create(path)

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""
        lines = bytearray()
        for row in batch.to_pylist():
            if row.get("body_markup", "") is None:
                del row["body_markup"]
            lines += _encoder.encode(row)
            lines += b"\n"
        self._file.write(lines)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _create(path: Path) -> BinaryIO:
    if path.suffix == ".gz":
        # No name or time in the header, so that the same records give the same bytes.
        return cast(
            BinaryIO, gzip.GzipFile(filename="", fileobj=_closing(path), mode="wb", compresslevel=6, mtime=0)
        )
    if path.suffix == ".zst":
        require(["zstandard"], "The format jsonl.zst")
        import zstandard

        return cast(BinaryIO, zstandard.ZstdCompressor(level=6).stream_writer(path.open("wb"), closefd=True))
    return path.open("wb")


def _closing(path: Path) -> BinaryIO:
    return path.open("wb")
