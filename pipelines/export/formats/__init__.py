"""The formats that a corpus can be written in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from newsmill.pipelines.export.formats.delimited import Csv
from newsmill.pipelines.export.formats.documents import DocumentWriter
from newsmill.pipelines.export.formats.jsonl import JsonLines
from newsmill.pipelines.export.formats.parquet import Parquet
from newsmill.pipelines.export.formats.shards import Shard, ShardedWriter, Writer
from newsmill.pipelines.export.formats.sqlite import Sqlite
from newsmill.pipelines.export.formats.tei import Tei

__all__ = ["FORMATS", "Format", "Writer", "open_writer"]


class Format(NamedTuple):
    """A format: the end of its files' names, what is written, the fields it cannot do without, and its media type.

    typed   whether its readers filter and sort by type, so that the typed columns are written by default
    """

    suffix: str
    meaning: str
    needs: tuple[str, ...]
    media_type: str
    shard: Callable[[Path, pa.Schema], Shard] | None = None
    typed: bool = False


FORMATS: dict[str, Format] = {
    "parquet": Format(".parquet", "Parquet, zstd", (), "application/x-parquet", Parquet, typed=True),
    "jsonl": Format(".jsonl", "JSON Lines", (), "application/jsonlines", JsonLines),
    "jsonl.gz": Format(".jsonl.gz", "JSON Lines, gzip", (), "application/jsonlines", JsonLines),
    "jsonl.zst": Format(".jsonl.zst", "JSON Lines, zstd", (), "application/jsonlines", JsonLines),
    "csv": Format(".csv", "CSV, safe to open in a spreadsheet", (), "text/csv", Csv),
    "txt": Format(".txt", "plain text, one file a record", ("id", "version"), "text/plain"),
    "markdown": Format(
        ".md", "Markdown with front matter, one file a record", ("id", "version"), "text/markdown"
    ),
    "tei": Format(".xml", "TEI XML", ("id",), "application/tei+xml", Tei),
    "sqlite": Format(".sqlite", "SQLite with full-text search", (), "application/vnd.sqlite3", typed=True),
}


def open_writer(name: str, folder: Path, split: str, schema: pa.Schema, shard_bytes: int) -> Writer:
    """The writer of one split in that format, with its files below `folder`."""
    form = FORMATS[name]
    if form.shard is not None:
        return ShardedWriter(folder, split, form.suffix, shard_bytes, form.shard, schema)
    if name == "sqlite":
        return Sqlite(folder, split, schema)
    return DocumentWriter(folder, split, form.suffix.removeprefix("."))
