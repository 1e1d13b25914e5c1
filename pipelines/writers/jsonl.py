"""Records and rejects as JSON Lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal, cast

import msgspec

from newsmill.pipelines.page import Reject
from newsmill.pipelines.record import Record, decode_record, encode
from newsmill.pipelines.writers.atomic import atomic_write

__all__ = [
    "REJECTS",
    "Packing",
    "decode_reject",
    "encode_reject",
    "open_records",
    "packed_writer",
    "read_records",
    "read_rejects",
    "record_files",
    "shard_name",
    "write_records",
    "write_rejects",
]

REJECTS = "rejects.jsonl"
_SHARD = re.compile(r"records-\d{5,}\.jsonl(?:\.gz|\.zst)?")
Packing = Literal["gz", "zst"]

_reject_decoder = msgspec.json.Decoder(Reject)


def shard_name(number: int, packing: Packing | None = None) -> str:
    """The file name of a record shard: `records-00000.jsonl`, or compressed `records-00000.jsonl.gz`."""
    return f"records-{number:05d}.jsonl{f'.{packing}' if packing else ''}"


def open_records(path: Path) -> BinaryIO:
    """Open a record shard as a seekable file; a compressed one is decompressed to a temporary file."""
    if path.suffix not in (".gz", ".zst"):
        return path.open("rb")
    import shutil
    import tempfile

    unpacked = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 (the caller closes it)
    with path.open("rb") as file:
        if path.suffix == ".gz":
            import gzip

            shutil.copyfileobj(gzip.GzipFile(fileobj=file), unpacked, 1 << 20)
        else:
            import zstandard

            zstandard.ZstdDecompressor().copy_stream(file, unpacked)
    unpacked.seek(0)
    return unpacked


def packed_writer(file: BinaryIO, packing: Packing | None) -> BinaryIO:
    """Return a file that compresses deterministically into `file`. Closing it leaves `file` open."""
    if packing == "gz":
        import gzip  # these two only for who asks for them

        return cast(BinaryIO, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6))
    if packing == "zst":
        import zstandard

        return cast(BinaryIO, zstandard.ZstdCompressor(level=6).stream_writer(file, closefd=False))
    return file


def record_files(folder: Path) -> list[Path]:
    """The record shards of a run folder, in order."""
    found = (path for path in folder.glob("records-*.jsonl*") if _SHARD.fullmatch(path.name))
    return sorted(found, key=lambda path: (len(path.name), path.name))


def encode_reject(reject: Reject) -> bytes:
    """Encode a reject as a line of JSON, without the newline."""
    return msgspec.json.encode(reject)


def decode_reject(line: bytes | str) -> Reject:
    """Decode a line written by `encode_reject`."""
    return _reject_decoder.decode(line)


def write_records(path: Path, records: Iterable[Record]) -> int:
    """Write a whole file of records. Returns their number."""
    return _write_lines(path, (encode(record) for record in records))


def write_rejects(path: Path, rejects: Iterable[Reject]) -> int:
    """Write a whole file of rejects. Returns their number."""
    return _write_lines(path, (encode_reject(reject) for reject in rejects))


def read_records(*paths: Path) -> Iterator[Record]:
    """Stream the records of files and run folders, in order. Raises `msgspec.DecodeError` for a line that is
    not a record.
    """
    for path in paths:
        for file in record_files(path) if path.is_dir() else [path]:
            with open_records(file) as lines:
                for line in lines:
                    yield decode_record(line)


def read_rejects(folder: Path) -> Iterator[Reject]:
    """Stream the rejects of a run folder; empty if the file does not exist."""
    path = folder / REJECTS
    if path.exists():
        with path.open("rb") as lines:
            for line in lines:
                yield decode_reject(line)


def _write_lines(path: Path, lines: Iterable[bytes]) -> int:
    count = 0
    with atomic_write(path) as file:
        for line in lines:
            file.write(line + b"\n")
            count += 1
    return count
