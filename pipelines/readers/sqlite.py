"""A table of an SQLite database with a page a row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from newsmill.pipelines.readers.columns import Columns, choose_columns, page_of_row
from newsmill.pipelines.readers.names import unpacked
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Reading, Unreadable
from newsmill.pipelines.readers.sources import InputError

__all__ = ["cut", "read", "read_file"]

# What reading a damaged database raises; the module decodes SQLite's own messages, which may quote what is no text.
_DAMAGE = (sqlite3.Error, UnicodeDecodeError)


def cut(path: str, origin: str, options: Options, rows: int) -> Iterator[tuple[int, int | None]]:
    """Ranges of about `rows` row ids: start, and stop (not in it). Raises `InputError` when there is no table to read."""
    try:
        with closing(_connect(path)) as database:
            table, _ = _choose_table(database, origin, options)
            query = f"SELECT rowid FROM {_quoted(table)} WHERE rowid >= ? ORDER BY rowid LIMIT 1 OFFSET ?"
            first = database.execute(f"SELECT min(rowid) FROM {_quoted(table)}").fetchone()[0]
            while first is not None:
                following = database.execute(query, (first, rows)).fetchone()
                yield first, following[0] if following else None
                first = following[0] if following else None
    except _DAMAGE as error:
        raise InputError(f"{origin} cannot be read as an SQLite database: {error}.") from error


def read(reading: Reading) -> Iterator[Item]:
    """The rows of the slice's range of row ids."""
    slice_ = reading.slice
    yield from _rows(slice_.path, slice_.origin, Options(**slice_.options), slice_.start, slice_.stop)


def read_file(path: str, origin: str, options: Options) -> Iterator[Item]:
    """A whole table."""
    yield from _rows(path, origin, options, -(1 << 63), None)


def _rows(path: str, origin: str, options: Options, start: int, stop: int | None) -> Iterator[Item]:
    try:
        with closing(_connect(path)) as database:
            table, columns = _choose_table(database, origin, options)
            names = ", ".join(_quoted(name) for name in columns.names)
            query = f"SELECT rowid, {names} FROM {_quoted(table)} WHERE rowid >= ? AND (?2 IS NULL OR rowid < ?2) ORDER BY rowid"
            for row_id, *values in database.execute(query.replace(">= ?", ">= ?1"), (start, stop)):
                row = dict(zip(columns.names, values, strict=True))
                yield page_of_row(row, columns, f"{origin}#{table}/{row_id}", options)
    except InputError as error:
        yield Unreadable(origin=origin, reason="unreadable", detail=str(error))
    except _DAMAGE as error:
        yield Unreadable(origin=origin, reason="unreadable", detail=f"The database is damaged: {error}.")


def _connect(path: str) -> sqlite3.Connection:
    address = f"{Path(unpacked(path)).absolute().as_uri()}?mode=ro"
    database = sqlite3.connect(address, uri=True)
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return database


def _choose_table(database: sqlite3.Connection, origin: str, options: Options) -> tuple[str, Columns]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [str(name) for (name,) in database.execute(query)]
    if options.table is not None and options.table not in tables:
        has = ", ".join(tables) or "none"
        raise InputError(f"{origin} has no table {options.table}; it has {has}. Name one with --table.")
    fitting: list[tuple[str, Columns]] = []
    refusals: list[InputError] = []
    for table in [options.table] if options.table else tables:
        names = [str(row[1]) for row in database.execute(f"PRAGMA table_info({_quoted(table)})")]
        try:
            fitting.append((table, choose_columns(names, options, f"{origin}, table {table},")))
        except InputError as error:
            refusals.append(error)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        several = ", ".join(table for table, _ in fitting)
        raise InputError(
            f"{origin} has several tables that may hold pages ({several}). Name one with --table."
        )
    raise refusals[0] if refusals else InputError(f"{origin} has no tables.")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
