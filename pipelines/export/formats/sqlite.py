"""SQLite with full-text search that finds Chinese words of any length.

`search` indexes every three characters (FTS5's trigram tokenizer). It finds any string of three or more
characters, in any language. `search_words` indexes words and, in Chinese, Japanese and Korean text, every two
characters: `MATCH '图书'` finds a word of two characters, `MATCH '水*'` a single character.
"""

from __future__ import annotations

import datetime
import json
import re
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from newsmill.pipelines.export.columns import PROSE
from newsmill.pipelines.spaceless_scripts import WITH_KOREAN

__all__ = ["Sqlite", "words"]

# `snippet()` and `bm25()` refer to columns by number, so newer texts are appended at the end.
_FIRST = ("title", "subtitle", "body")
_INDEXED = (*_FIRST, *(name for name in PROSE if name not in _FIRST))

_CJK_RUN = re.compile(f"[{WITH_KOREAN}]+")


class Sqlite:
    """One database per split: the table `records` and two indexes over its texts."""

    def __init__(self, folder: Path, split: str, schema: pa.Schema) -> None:
        self.path = folder / f"{split}.sqlite"
        self._names = schema.names
        self._texts = [name for name in _INDEXED if name in self._names]
        self._database = sqlite3.connect(self.path, isolation_level=None)
        # The folder appears whole or not at all, so a new file in it needs no journal.
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        columns = ", ".join(f'"{field.name}" {_type(field.type)}' for field in schema)
        self._database.execute(f"CREATE TABLE records (n INTEGER PRIMARY KEY, {columns})")
        if self._texts:
            texts = ", ".join(self._texts)
            self._database.execute(
                f"CREATE VIRTUAL TABLE search USING fts5({texts}, content='records', content_rowid='n', "
                f"tokenize='trigram')"
            )
            self._database.execute(
                f"CREATE VIRTUAL TABLE search_words USING fts5({texts}, content='', tokenize='unicode61')"
            )
        self._database.execute("BEGIN")
        self._count = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""
        rows = batch.to_pylist()
        marks = ", ".join("?" * (len(self._names) + 1))
        self._database.executemany(
            f"INSERT INTO records VALUES ({marks})",
            (
                [number, *(_value(row[name]) for name in self._names)]
                for number, row in enumerate(rows, self._count + 1)
            ),
        )
        if self._texts:
            marks = ", ".join("?" * (len(self._texts) + 1))
            self._database.executemany(
                f"INSERT INTO search_words (rowid, {', '.join(self._texts)}) VALUES ({marks})",
                (
                    [number, *(words(row[name] or "") for name in self._texts)]
                    for number, row in enumerate(rows, self._count + 1)
                ),
            )
        self._count += len(rows)

    def close(self) -> list[Path]:
        """Build the indexes and close the file."""
        if self._texts:
            self._database.execute("INSERT INTO search (search) VALUES ('rebuild')")
            self._database.execute("INSERT INTO search (search) VALUES ('optimize')")
            self._database.execute("INSERT INTO search_words (search_words) VALUES ('optimize')")
        for name in ("id", "url", "site", "published", "year"):
            if name in self._names:
                self._database.execute(f"CREATE INDEX records_{name} ON records ({name})")
        self._database.execute("COMMIT")
        self._database.close()
        return [self.path]

    def discard(self) -> None:
        """Close the file."""
        with suppress(sqlite3.Error):
            self._database.close()


def words(text: str) -> str:
    """The text as `search_words` indexes it: runs of CJK characters as overlapping pairs, followed by their
    last character, so that prefix searches find every single character.
    """
    return _CJK_RUN.sub(lambda match: " " + " ".join(_pairs(match[0])) + " ", text)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run))]


def _type(kind: pa.DataType) -> str:
    if pa.types.is_floating(kind):
        return "REAL"
    return "INTEGER" if pa.types.is_integer(kind) or pa.types.is_boolean(kind) else "TEXT"


def _value(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
