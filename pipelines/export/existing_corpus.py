"""Reads an existing corpus to describe it: the files that an export writes, and others of the same formats."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from newsmill.pipelines.export.columns import known_names
from newsmill.pipelines.export.figures import FIELDS, Figures
from newsmill.pipelines.export.formats import FORMATS
from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.export.source import open_lines
from newsmill.pipelines.exported_tables import TABLES, table_rows

__all__ = ["Existing", "read_existing"]

_KNOWN = frozenset(known_names())
_SIDE_FILES = ("rejects", "duplicates", "dropped", "unreadable")


class Existing(NamedTuple):
    """A corpus: its format, data files, columns, figures and records by split."""

    format: str
    files: list[Path]
    columns: list[str]
    figures: Figures
    splits: dict[str, int]


def read_existing(folder: Path) -> Existing:
    """Read all data files of the first format found below a folder. Raises `Unusable` if there are none."""
    if not folder.is_dir():
        raise Unusable(f"{folder} is not a folder. --card-only takes the folder of a corpus.")
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
    for form in ("parquet", "jsonl", "jsonl.gz", "jsonl.zst", "arrow", "csv", "sqlite"):
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
        if path.suffix in TABLES:
            # Columns that are not counted are still named, since the card lists them.
            others = dict.fromkeys(_columns_of(path))
            for row in table_rows(path, FIELDS):
                yield {**others, **row}
            return
        with open_lines(path) as lines:
            for number, line in enumerate(lines, 1):
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise Unusable(f"{path}, line {number} is not a JSON object.")
                yield row
    except (ValueError, OSError) as error:
        raise Unusable(f"{path} cannot be read: {error}") from error


def _columns_of(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        return [name for name in pq.read_schema(path).names if name in _KNOWN]
    return []
