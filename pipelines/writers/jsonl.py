"""Records and rejects as JSON, one object a line."""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal, cast

import msgspec
import zstandard

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
    """The file name of a record shard: `records-00000.jsonl`, compressed `records-00000.jsonl.gz`."""
    return f"records-{number:05d}.jsonl{f'.{packing}' if packing else ''}"


def open_records(path: Path) -> BinaryIO:
    """The lines of a record shard, in a file that can be moved in; a compressed one is unpacked beside."""
    if path.suffix not in (".gz", ".zst"):
        return path.open("rb")
    unpacked = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 (the caller closes it)
    with path.open("rb") as file:
        if path.suffix == ".gz":
            shutil.copyfileobj(gzip.GzipFile(fileobj=file), unpacked, 1 << 20)
        else:
            zstandard.ZstdDecompressor().copy_stream(file, unpacked)
    unpacked.seek(0)
    return unpacked


def packed_writer(file: BinaryIO, packing: Packing | None) -> BinaryIO:
    """A file that compresses what is written into `file`: the same bytes for the same lines. Closing it leaves `file` open."""
    if packing == "gz":
        return cast(BinaryIO, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6))
    if packing == "zst":
        return cast(BinaryIO, zstandard.ZstdCompressor(level=6).stream_writer(file, closefd=False))
    return file


def record_files(folder: Path) -> list[Path]:
    """The record shards of a run folder, in order."""
    found = (path for path in folder.glob("records-*.jsonl*") if _SHARD.fullmatch(path.name))
    return sorted(found, key=lambda path: (len(path.name), path.name))


def encode_reject(reject: Reject) -> bytes:
    """One JSON object on one line, without the newline."""
    return msgspec.json.encode(reject)


def decode_reject(line: bytes | str) -> Reject:
    """Read a line that `encode_reject` wrote."""
    return _reject_decoder.decode(line)


def write_records(path: Path, records: Iterable[Record]) -> int:
    """Write a whole file of records at once; gives their number."""
    return _write_lines(path, (encode(record) for record in records))


def write_rejects(path: Path, rejects: Iterable[Reject]) -> int:
    """Write a whole file of rejects at once; gives their number."""
    return _write_lines(path, (encode_reject(reject) for reject in rejects))


def read_records(*paths: Path) -> Iterator[Record]:
    """The records of files and run folders, in order, streaming. Raises `msgspec.DecodeError` for a line that is none."""
    for path in paths:
        for file in record_files(path) if path.is_dir() else [path]:
            with open_records(file) as lines:
                for line in lines:
                    yield decode_record(line)


def read_rejects(folder: Path) -> Iterator[Reject]:
    """The rejects of a run folder, streaming; none when there is no such file."""
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
