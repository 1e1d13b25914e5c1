"""Reads exported tables back as records: Parquet, Arrow, CSV, SQLite and JSON Lines."""

from __future__ import annotations

import csv
import datetime
import itertools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import msgspec.inspect
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from newsmill.pipelines.record import OPTIONAL_KEYS, RECORD_FIELDS, SCHEMA, Record
from newsmill.pipelines.regex import lazy_regex

__all__ = ["TABLES", "completed", "is_formula", "record_at", "records_at", "table_rows"]

# Table formats by file suffix.
TABLES = {".parquet": "parquet", ".arrow": "arrow", ".csv": "csv", ".sqlite": "sqlite"}

_NESTED = frozenset(
    info.name
    for info in RECORD_FIELDS
    if isinstance(info.type, msgspec.inspect.ListType | msgspec.inspect.StructType)
) | {"quality"}

# Placeholders for keys a table does not have; all others are an empty list or null.
_EMPTY: dict[str, Any] = {
    info.name: [] for info in RECORD_FIELDS if isinstance(info.type, msgspec.inspect.ListType)
} | {
    "charset": {"declared": None, "used": None, "spans": []},
    "body": "",
    "version": 1,
    "digest": "",
    "kind": "article",
    "newsmill": "0",
}

# Includes full-width characters, which Excel in Chinese and Japanese treats like the plain ones.
_FORMULA = lazy_regex(r"[\s\x00]*[=+\-@＝＋－＠\t\r]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might execute this cell."""
    return _FORMULA.match(text) is not None or text.startswith(("\t", "\r", "\n"))


def table_rows(path: Path, names: Iterable[str] | None = None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, with lists and objects decoded. Raises `ValueError` or `OSError` for a file
    that is not a table.

    names   the columns to read, in formats that can skip others
    """
    readers = {"parquet": _parquet, "arrow": _arrow, "csv": _csv, "sqlite": _sqlite}
    try:
        yield from readers[TABLES[path.suffix]](path, None if names is None else set(names))
    except (pa.ArrowException, sqlite3.Error, csv.Error, json.JSONDecodeError) as error:
        raise ValueError(str(error).split("\n", 1)[0]) from error


def completed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Complete a row to a whole record: missing keys become empty, unknown ones are dropped. Raises
    `ValueError` without an id.
    """
    if not row.get("id"):
        raise ValueError("the row has no id")
    record: dict[str, Any] = {}
    for item in RECORD_FIELDS:
        value = row.get(item.name)
        if value is None:
            if item.name in OPTIONAL_KEYS:
                continue
            value = _EMPTY.get(item.name)
        record[item.name] = _text(value) if isinstance(value, datetime.datetime) else value
    return record | {"schema": SCHEMA, "version": int(record["version"])}


def record_at(path: Path, number: int) -> Record | None:
    """Return the record in a row of a table (from 0). For Parquet, reads only its row group."""
    return next((record for _, record in records_at(path, [number])), None)


def records_at(path: Path, numbers: Iterable[int]) -> Iterator[tuple[int, Record]]:
    """Yield the records in some rows of a table (from 0) with their numbers, in table order.

    For Parquet, reads only the row groups needed, each once.
    """
    rows = _parquet_rows if path.suffix == ".parquet" else _rows
    for number, row in rows(path, sorted(set(numbers))):
        yield number, msgspec.convert(completed(row), Record)


def _parquet_rows(path: Path, numbers: list[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    file = pq.ParquetFile(path)
    start = 0
    for group in range(file.num_row_groups):
        end = start + file.metadata.row_group(group).num_rows
        here = [number for number in numbers if start <= number < end]
        if here:
            found = file.read_row_group(group).take([number - start for number in here])
            yield from zip(here, found.to_pylist(), strict=True)
        start = end


def _rows(path: Path, numbers: list[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    wanted = set(numbers)
    for number, row in enumerate(itertools.islice(table_rows(path), numbers[-1] + 1 if numbers else 0)):
        if number in wanted:
            yield number, row


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
    """Remove the apostrophe that prevents a spreadsheet from executing a cell."""
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
    """Decode the lists and objects that these formats store as JSON."""
    for name in _NESTED:
        if isinstance(row.get(name), str):
            row[name] = msgspec.json.decode(row[name])
    return row
