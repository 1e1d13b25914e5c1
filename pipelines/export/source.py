"""Streams record lines from folders of shards, several crawls and single files: plain, gzip or zstd.

A line that is not a record is not skipped silently: it is returned as a `BadLine` with file, line and reason.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

import msgspec

from newsmill.pipelines.export.missing_extra import Unusable, require
from newsmill.pipelines.exported_tables import TABLES, completed, table_rows
from newsmill.pipelines.record import Record, decode_record, encode

__all__ = ["BadLine", "Line", "open_lines", "read_lines", "record_files"]

# The longest line read: far longer than any article, and keeps a file without line ends from filling memory.
LINE_LIMIT = 64 << 20

SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".ndjson")

# Lines for a search server, which are not records.
_BULK = ".bulk.ndjson"

# Other files in the folders of records that newsmill writes.
NO_RECORDS = ("rejects", "duplicates", "dropped", "unreadable")


class Line(NamedTuple):
    """A line that is a record: its file, its number there (from 1), its bytes without the newline, and the record."""

    file: Path
    number: int
    text: bytes
    record: Record


class BadLine(NamedTuple):
    """A line that is not a record, and why."""

    file: Path
    number: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.number}: {self.reason}"


def record_files(inputs: Sequence[Path]) -> list[Path]:
    """The files with records: those given, and the shards below the given folders, in a stable order.

    In a folder, `records-*.jsonl` (also `.gz`, `.zst`) of it and its subfolders; if there are none, every other
    JSON Lines file, else every table (Parquet, Arrow, CSV, SQLite), as an export writes them. Raises
    `Unusable` for a path that does not exist or holds no records.
    """
    files: list[Path] = []
    for path in inputs:
        if not path.exists():
            raise Unusable(
                f"{path} does not exist. Name a run folder (newsmill crawl -o, newsmill clean -o) or a "
                f"file of records."
            )
        found = _files_below(path) if path.is_dir() else [path]
        if not found:
            raise Unusable(
                f"{path} holds no records (no {', '.join((*SUFFIXES, *TABLES))} file). Name a run folder "
                f"or a file of records."
            )
        files += found
    return list(dict.fromkeys(files))


def _files_below(folder: Path) -> list[Path]:
    if (folder / "export.json").exists() and (folder / "data").is_dir():
        folder = folder / "data"
    every = sorted(
        path
        for path in folder.rglob("*")
        if path.name.endswith((*SUFFIXES, *TABLES)) and not path.name.endswith(_BULK) and path.is_file()
    )
    visible = [
        path for path in every if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    lines = [path for path in visible if path.name.endswith(SUFFIXES)]
    shards = [path for path in lines if path.name.startswith("records-")]
    others = [path for path in lines if not path.name.startswith(NO_RECORDS)]
    return shards or others or [path for path in visible if path.suffix in TABLES]


def read_lines(file: Path) -> Iterator[Line | BadLine]:
    """Every line of a file, as a record or with what is wrong with it; blank lines are skipped. A table's
    rows are its lines.
    """
    if file.suffix in TABLES:
        yield from _read_table(file)
        return
    # A corpus may have been exported with only some of the fields.
    exported = _is_exported(file)
    number = 0
    try:
        with closing(open_lines(file)) as lines:
            while line := lines.readline(LINE_LIMIT + 1):
                number += 1
                if len(line) > LINE_LIMIT:
                    yield BadLine(file, number, f"longer than {LINE_LIMIT >> 20} MB")
                    while line and not line.endswith(b"\n"):
                        line = lines.readline(LINE_LIMIT)
                    continue
                text = line.strip()
                if text:
                    yield _read_record(file, number, text, exported)
    except (EOFError, gzip.BadGzipFile, zlib.error, OSError) as error:
        yield BadLine(file, number + 1, f"the file cannot be read on: {error}")
    except Exception as error:
        # zstandard's error class can only be named once the optional library is there.
        if type(error).__name__ != "ZstdError":
            raise
        yield BadLine(file, number + 1, f"the file cannot be read on: {error}")


def _read_record(file: Path, number: int, text: bytes, exported: bool) -> Line | BadLine:
    if number == 1:
        text = text.removeprefix(b"\xef\xbb\xbf")
    try:
        return Line(file, number, text, decode_record(text))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if exported:
            with suppress(ValueError, msgspec.DecodeError, AttributeError):
                return _from_row(file, number, msgspec.json.decode(text))
        return BadLine(file, number, f"no newsmill record ({error})")
    except RecursionError:
        return BadLine(file, number, "no newsmill record (nested too deeply)")


def _is_exported(file: Path) -> bool:
    return any((folder / "export.json").exists() for folder in list(file.parents)[:2])


def _read_table(file: Path) -> Iterator[Line | BadLine]:
    number = 0
    try:
        for row in table_rows(file):
            number += 1
            try:
                yield _from_row(file, number, row)
            except (ValueError, msgspec.ValidationError) as error:
                yield BadLine(file, number, f"no newsmill record ({error})")
    except (ValueError, OSError) as error:
        yield BadLine(file, number + 1, f"the file cannot be read on: {error}")


def _from_row(file: Path, number: int, row: dict[str, Any]) -> Line:
    record = msgspec.convert(completed(row), Record)
    return Line(file, number, encode(record), record)


def open_lines(file: Path) -> BinaryIO:
    """A file of lines as binary, unpacked by its suffix."""
    if file.name.endswith(".gz"):
        return cast(BinaryIO, gzip.open(file, "rb"))
    if file.name.endswith(".zst"):
        require(["zstandard"], f"Reading {file.name}")
        import zstandard

        stream = zstandard.ZstdDecompressor().stream_reader(
            file.open("rb"), read_across_frames=True, closefd=True
        )
        return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, stream), 1 << 20))
    return file.open("rb")
