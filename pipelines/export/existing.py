"""Reading a corpus that exists, to describe it: the files that an export writes, and others of the same formats."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from newsmill.pipelines.export.columns import COLUMNS, ORIGINALS
from newsmill.pipelines.export.figures import FIELDS, Figures
from newsmill.pipelines.export.formats import FORMATS
from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.export.source import open_lines

__all__ = ["Existing", "read_existing"]

_NESTED = ("authors", "repairs", "warnings")
_KNOWN = {item.name for item in (*COLUMNS, *ORIGINALS)}
_SIDE_FILES = ("rejects", "duplicates", "dropped", "unreadable")


class Existing(NamedTuple):
    """A corpus: its format, data files, columns, figures and records by split."""

    format: str
    files: list[Path]
    columns: list[str]
    figures: Figures
    splits: dict[str, int]


def read_existing(folder: Path) -> Existing:
    """Read all data files of the first format found below a folder. Raises `Unusable` when there is none."""
    if not folder.is_dir():
        raise Unusable(f"{folder} is no folder. --card-only takes the folder of a corpus.")
    form, files = _find(folder)
    figures, splits = Figures(), Counter[str]()
    columns: list[str] = []
    for path in files:
        split = re.sub(r"-\d{5}-of-\d{5}$", "", path.name.removesuffix(FORMATS[form].suffix))
        for row in _rows(path, form):
            columns += [name for name in row if name not in columns and name in _KNOWN]
            figures.add(row)
            splits[split] += 1
        splits[split] += 0
    return Existing(form, files, columns, figures, dict(splits))


def _find(folder: Path) -> tuple[str, list[Path]]:
    data = folder / "data" if (folder / "data").is_dir() else folder
    for form in ("parquet", "jsonl", "jsonl.gz", "jsonl.zst", "csv", "sqlite"):
        suffix = FORMATS[form].suffix
        files = sorted(
            path
            for path in data.rglob(f"*{suffix}")
            if path.is_file() and not path.name.startswith((".", *_SIDE_FILES))
        )
        if files:
            return form, files
    raise Unusable(
        f"{folder} holds no corpus that can be counted: no Parquet, JSON Lines, CSV or SQLite file. "
        "Of other formats the card is made when they are exported."
    )


def _rows(path: Path, form: str) -> Iterator[dict[str, Any]]:
    try:
        if form == "parquet":
            yield from _parquet_rows(path)
        elif form == "csv":
            yield from _csv_rows(path)
        elif form == "sqlite":
            yield from _sqlite_rows(path)
        else:
            with open_lines(path) as lines:
                for number, line in enumerate(lines, 1):
                    row = json.loads(line)
                    if not isinstance(row, dict):
                        raise Unusable(f"{path}, line {number} is no JSON object.")
                    yield row
    except (ValueError, OSError, sqlite3.Error) as error:
        raise Unusable(f"{path} cannot be read: {error}") from error


def _parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    file = pq.ParquetFile(path)
    names = [name for name in file.schema_arrow.names if name in FIELDS]
    others = dict.fromkeys(name for name in file.schema_arrow.names if name in _KNOWN)
    for batch in file.iter_batches(2_000, columns=names):
        for row in batch.to_pylist():
            yield {**others, **row}


def _csv_rows(path: Path) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield _without_json({name: value or None for name, value in row.items()})


def _sqlite_rows(path: Path) -> Iterator[dict[str, Any]]:
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        database.row_factory = sqlite3.Row
        for row in database.execute("SELECT * FROM records ORDER BY n"):
            yield _without_json(dict(row))
    finally:
        database.close()


def _without_json(row: dict[str, Any]) -> dict[str, Any]:
    for name in _NESTED:
        if isinstance(row.get(name), str):
            row[name] = json.loads(row[name])
    return row
