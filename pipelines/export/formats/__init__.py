"""The formats that a corpus can be written in."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

    from newsmill.pipelines.export.formats.context import Context
    from newsmill.pipelines.export.formats.shards import Writer

__all__ = ["FORMATS", "Format", "open_writer"]


class Format(NamedTuple):
    """A format: its file suffix, its description, the fields it requires, and its media type.

    shard     the class of one file, as `module:Class` of this package: the table is also read by the command's help,
              which needs no pyarrow; empty if the format does not write a split as a sequence of files
    settings  whether that class takes the `Context`
    typed     whether its readers filter and sort by type, so that typed columns are written by default
    """

    suffix: str
    meaning: str
    needs: tuple[str, ...]
    media_type: str
    shard: str = ""
    settings: bool = False
    typed: bool = False


_DOCUMENT = ("id", "version")
_TOKENS = ("id", "title", "body")

FORMATS: dict[str, Format] = {
    "parquet": Format(
        ".parquet", "Parquet, zstd", (), "application/x-parquet", "parquet:Parquet", typed=True
    ),
    "arrow": Format(
        ".arrow", "Arrow IPC, zstd", (), "application/vnd.apache.arrow.file", "arrow:Arrow", typed=True
    ),
    "jsonl": Format(".jsonl", "JSON Lines", (), "application/jsonlines", "jsonl:JsonLines"),
    "jsonl.gz": Format(".jsonl.gz", "JSON Lines, gzip", (), "application/jsonlines", "jsonl:JsonLines"),
    "jsonl.zst": Format(".jsonl.zst", "JSON Lines, zstd", (), "application/jsonlines", "jsonl:JsonLines"),
    "csv": Format(
        ".csv", "CSV, safe to open in a spreadsheet", (), "text/csv", "delimited:Csv", settings=True
    ),
    "xlsx": Format(
        ".xlsx",
        "Excel",
        (),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx:Xlsx",
        settings=True,
        typed=True,
    ),
    "txt": Format(".txt", "plain text, one file a record, with a table of metadata", _DOCUMENT, "text/plain"),
    "markdown": Format(".md", "Markdown with front matter, one file a record", _DOCUMENT, "text/markdown"),
    "tei": Format(".xml", "TEI XML", ("id",), "application/tei+xml", "tei:Tei"),
    "vertical": Format(
        ".vert",
        "vertical text for CWB and Sketch Engine",
        _TOKENS,
        "text/plain",
        "linguistic:Vertical",
        settings=True,
    ),
    "conllu": Format(".conllu", "CoNLL-U", _TOKENS, "text/plain", "linguistic:Conllu", settings=True),
    "webdataset": Format(".tar", "WebDataset", ("id",), "application/x-tar", "webdataset:WebDataset"),
    "bulk": Format(
        ".bulk.ndjson",
        "bulk lines for Elasticsearch and OpenSearch",
        ("id",),
        "application/x-ndjson",
        "bulk:Bulk",
    ),
    "sqlite": Format(".sqlite", "SQLite with full-text search", (), "application/vnd.sqlite3", typed=True),
}


def open_writer(
    name: str, folder: Path, split: str, schema: pa.Schema, shard_bytes: int, context: Context
) -> Writer:
    """Open the writer of one split in a format, with its files below `folder`."""
    form = FORMATS[name]
    if form.shard:
        from newsmill.pipelines.export.formats.shards import ShardedWriter

        return ShardedWriter(folder, split, form.suffix, shard_bytes, _start(form, context), schema)
    if name == "sqlite":
        from newsmill.pipelines.export.formats.sqlite import Sqlite

        return Sqlite(folder, split, schema)
    from newsmill.pipelines.export.formats.documents import DocumentWriter

    return DocumentWriter(folder, split, form.suffix.removeprefix("."))


def _start(form: Format, context: Context) -> Callable[[Path, pa.Schema], Any]:
    """A function that opens one file of a format."""
    module, _, name = form.shard.partition(":")
    shard: Callable[..., Any] = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    return partial(shard, context=context) if form.settings else shard
