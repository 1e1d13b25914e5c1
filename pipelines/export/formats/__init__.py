"""The formats that a corpus can be written in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from newsmill.pipelines.export.formats.arrow import Arrow
from newsmill.pipelines.export.formats.bulk import Bulk
from newsmill.pipelines.export.formats.context import Context
from newsmill.pipelines.export.formats.delimited import Csv
from newsmill.pipelines.export.formats.documents import DocumentWriter
from newsmill.pipelines.export.formats.jsonl import JsonLines
from newsmill.pipelines.export.formats.linguistic import Conllu, Vertical
from newsmill.pipelines.export.formats.parquet import Parquet
from newsmill.pipelines.export.formats.shards import Shard, ShardedWriter, Writer
from newsmill.pipelines.export.formats.sqlite import Sqlite
from newsmill.pipelines.export.formats.tei import Tei
from newsmill.pipelines.export.formats.webdataset import WebDataset
from newsmill.pipelines.export.formats.xlsx import Xlsx

__all__ = ["FORMATS", "Context", "Format", "Writer", "open_writer"]


Start = Callable[[Path, pa.Schema, Context], Shard]


class Format(NamedTuple):
    """A format: its file suffix, its description, the fields it requires, and its media type.

    shard   opens a file; None if the format does not write a split as a sequence of files
    typed   whether its readers filter and sort by type, so that typed columns are written by default
    """

    suffix: str
    meaning: str
    needs: tuple[str, ...]
    media_type: str
    shard: Start | None = None
    typed: bool = False


def _plain(start: Callable[[Path, pa.Schema], Shard]) -> Start:
    """Adapt a shard class that takes no settings."""
    return lambda path, schema, context: start(path, schema)


_DOCUMENT = ("id", "version")
_TOKENS = ("id", "title", "body")

FORMATS: dict[str, Format] = {
    "parquet": Format(".parquet", "Parquet, zstd", (), "application/x-parquet", _plain(Parquet), typed=True),
    "arrow": Format(
        ".arrow", "Arrow IPC, zstd", (), "application/vnd.apache.arrow.file", _plain(Arrow), typed=True
    ),
    "jsonl": Format(".jsonl", "JSON Lines", (), "application/jsonlines", _plain(JsonLines)),
    "jsonl.gz": Format(".jsonl.gz", "JSON Lines, gzip", (), "application/jsonlines", _plain(JsonLines)),
    "jsonl.zst": Format(".jsonl.zst", "JSON Lines, zstd", (), "application/jsonlines", _plain(JsonLines)),
    "csv": Format(".csv", "CSV, safe to open in a spreadsheet", (), "text/csv", Csv),
    "xlsx": Format(
        ".xlsx",
        "Excel",
        (),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Xlsx,
        typed=True,
    ),
    "txt": Format(".txt", "plain text, one file a record, with a table of metadata", _DOCUMENT, "text/plain"),
    "markdown": Format(".md", "Markdown with front matter, one file a record", _DOCUMENT, "text/markdown"),
    "tei": Format(".xml", "TEI XML", ("id",), "application/tei+xml", _plain(Tei)),
    "vertical": Format(".vert", "vertical text for CWB and Sketch Engine", _TOKENS, "text/plain", Vertical),
    "conllu": Format(".conllu", "CoNLL-U", _TOKENS, "text/plain", Conllu),
    "webdataset": Format(".tar", "WebDataset", ("id",), "application/x-tar", _plain(WebDataset)),
    "bulk": Format(
        ".bulk.ndjson",
        "bulk lines for Elasticsearch and OpenSearch",
        ("id",),
        "application/x-ndjson",
        _plain(Bulk),
    ),
    "sqlite": Format(".sqlite", "SQLite with full-text search", (), "application/vnd.sqlite3", typed=True),
}


def open_writer(
    name: str, folder: Path, split: str, schema: pa.Schema, shard_bytes: int, context: Context
) -> Writer:
    """Open the writer of one split in a format, with its files below `folder`."""
    form = FORMATS[name]
    if form.shard is not None:
        return ShardedWriter(
            folder, split, form.suffix, shard_bytes, partial(_started, form.shard, context), schema
        )
    if name == "sqlite":
        return Sqlite(folder, split, schema)
    return DocumentWriter(folder, split, form.suffix.removeprefix("."))


def _started(start: Start, context: Context, path: Path, schema: pa.Schema) -> Shard:
    return start(path, schema, context)
