"""Rows of the tables that an export writes, read back as records: Parquet, Arrow, CSV, SQLite and JSON Lines."""

from __future__ import annotations

import csv
import datetime
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from newsmill.pipelines.export.columns import COLUMNS, NESTED
from newsmill.pipelines.record import OPTIONAL_KEYS, SCHEMA

__all__ = ["TABLES", "completed", "table_rows"]

# Formats of tables by the end of their files' names.
TABLES = {".parquet": "parquet", ".arrow": "arrow", ".csv": "csv", ".sqlite": "sqlite"}

# What stands for a value that the table does not have, by type; all else is null.
_EMPTY: dict[str, Any] = {item.name: [] for item in COLUMNS if pa.types.is_list(item.arrow)}
_EMPTY |= {
    "charset": {"declared": None, "used": None, "spans": []},
    "body": "",
    "version": 1,
    "digest": "",
    "kind": "article",
}
_EMPTY |= {"newsmill": "0"}


def table_rows(path: Path, names: Iterable[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a table, lists and objects as such. Raises `ValueError` or `OSError` for a file that is none.

    names   the columns to read, where the format can leave out others
    """
    readers = {"parquet": _parquet, "arrow": _arrow, "csv": _csv, "sqlite": _sqlite}
    try:
        yield from readers[TABLES[path.suffix]](path, None if names is None else set(names))
    except (pa.ArrowException, sqlite3.Error, csv.Error, json.JSONDecodeError) as error:
        raise ValueError(str(error).split("\n", 1)[0]) from error


def completed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as a whole record: keys that the table lacks are empty, others left out. Raises `ValueError` without an id."""
    if not row.get("id"):
        raise ValueError("the row has no id")
    record: dict[str, Any] = {}
    for item in COLUMNS:
        value = row.get(item.name)
        if value is None:
            if item.name in OPTIONAL_KEYS:
                continue
            value = _EMPTY.get(item.name)
        record[item.name] = _text(value) if isinstance(value, datetime.datetime) else value
    return record | {"schema": SCHEMA, "version": int(record["version"])}


def _text(time: datetime.datetime) -> str:
    utc = time.astimezone(datetime.timezone.utc) if time.tzinfo else time
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ")


def _parquet(path: Path, names: set[str] | None) -> Iterator[dict[str, Any]]:
    file = pq.ParquetFile(path)
    there = file.schema_arrow.names
    for batch in file.iter_batches(2_000, columns=[name for name in there if names is None or name in names]):
        yield from batch.to_pylist()


def _arrow(path: Path, names: set[str] | None) -> Iterator[dict[str, Any]]:
    with pa.memory_map(str(path)) as source:
        file = pyarrow.ipc.open_file(source)
        for number in range(file.num_record_batches):
            batch = file.get_batch(number)
            yield from batch.select(
                [name for name in batch.schema.names if names is None or name in names]
            ).to_pylist()


def _csv(path: Path, names: set[str] | None) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield _decoded(
                {name: _unguarded(value) or None for name, value in row.items() if name is not None}
            )


def _unguarded(cell: Any) -> Any:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    from newsmill.pipelines.export.formats.delimited import is_formula

    guarded = isinstance(cell, str) and cell.startswith("'") and is_formula(cell[1:])
    return cell[1:] if guarded else cell


def _sqlite(path: Path, names: set[str] | None) -> Iterator[dict[str, Any]]:
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        database.row_factory = sqlite3.Row
        for row in database.execute("SELECT * FROM records ORDER BY n"):
            yield _decoded(dict(row))
    finally:
        database.close()


def _decoded(row: dict[str, Any]) -> dict[str, Any]:
    """The row with lists and objects, which these formats hold as JSON."""
    for name in NESTED:
        if isinstance(row.get(name), str):
            row[name] = msgspec.json.decode(row[name])
    return row
