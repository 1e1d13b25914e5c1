"""SQLite: a table with a page per row."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from newsmill.pipelines.readers.columns import Columns, choose_columns, is_compressed, page_of_row
from newsmill.pipelines.readers.file_names import unpacked
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Reading, Unreadable
from newsmill.pipelines.readers.sources import InputError

__all__ = ["cut", "read", "read_file"]

# Errors raised when reading a damaged database. sqlite3 decodes SQLite's messages, which may quote invalid
# text.
_DAMAGE = (sqlite3.Error, UnicodeDecodeError)


def cut(path: str, origin: str, options: Options, rows: int) -> Iterator[tuple[int, int | None]]:
    """Yield ranges of about `rows` row ids: start, and stop (exclusive). Raises `InputError` if there is no
    table to read.

    A view or a table without row ids is a single range.
    """
    try:
        with contextlib.closing(_connect(path)) as database:
            table, _ = _choose_table(database, origin, options)
            if not _has_row_ids(database, table):
                yield _FIRST_ROW, None
                return
            yield from _ranges(database, table, rows)
    except _DAMAGE:
        yield _FIRST_ROW, None  # its reader reports the damage


def _ranges(database: sqlite3.Connection, table: str, rows: int) -> Iterator[tuple[int, int | None]]:
    """Yield ranges of row ids. At damage, the last range is left open-ended for the reader."""
    query = f"SELECT rowid FROM {_quoted(table)} WHERE rowid >= ? ORDER BY rowid LIMIT 1 OFFSET ?"
    first: int | None = _FIRST_ROW
    try:
        first = database.execute(f"SELECT min(rowid) FROM {_quoted(table)}").fetchone()[0]
        while first is not None:
            following = database.execute(query, (first, rows)).fetchone()
            stop = following[0] if following else None
            yield first, stop
            first = stop
    except _DAMAGE:
        if first is not None:
            yield first, None


def read(reading: Reading) -> Iterator[Item]:
    """Yield the rows in the slice's range of row ids."""
    slice_ = reading.slice
    yield from _rows(slice_.path, slice_.origin, Options(**slice_.options), slice_.start, slice_.stop)


def read_file(path: str, origin: str, options: Options) -> Iterator[Item]:
    """Yield the rows of a whole table."""
    yield from _rows(path, origin, options, _FIRST_ROW, None)


_FIRST_ROW = -(1 << 63)
_LAST_ROW = (1 << 63) - 1
# Row ids tried one by one after a damaged row. If all of them fail, the rest of the table counts as damaged.
_MAX_SKIPPED_ROWS = 10_000


def _rows(path: str, origin: str, options: Options, start: int, stop: int | None) -> Iterator[Item]:
    is_cut = _is_cut(path)
    try:
        with contextlib.closing(_connect(path)) as database:
            table, columns = _choose_table(database, origin, options)
            if _has_row_ids(database, table):
                last = _LAST_ROW if stop is None else stop - 1
                reader = _Table(database, table, columns, origin, options, is_cut=is_cut)
                yield from reader.rows(start, last)
            else:
                yield from _numbered_rows(database, table, columns, origin, options, is_cut=is_cut)
    except InputError as error:
        yield Unreadable(origin=origin, reason="unreadable", detail=str(error))
    except _DAMAGE as error:
        yield Unreadable(origin=origin, reason="unreadable", detail=f"The database is damaged: {error}.")


def _has_row_ids(database: sqlite3.Connection, table: str) -> bool:
    """Whether a table has row ids to order by; views and `WITHOUT ROWID` tables do not."""
    kind = database.execute("SELECT type FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    if kind is None or kind[0] != "table":
        return False
    try:
        database.execute(f"SELECT rowid FROM {_quoted(table)} LIMIT 0")
    except sqlite3.OperationalError:
        return False
    return True


def _numbered_rows(
    database: sqlite3.Connection,
    table: str,
    columns: Columns,
    origin: str,
    options: Options,
    *,
    is_cut: bool,
) -> Iterator[Item]:
    names = ", ".join(_quoted(name) for name in columns.names)
    query = f"SELECT {names} FROM {_quoted(table)}"
    number = 0

    def page(number: int, values: Sequence[object]) -> Item:
        return _item(values, columns, f"{origin}#{table}/{number}", options, is_cut=is_cut)

    try:
        for number, values in enumerate(database.execute(query), 1):
            yield page(number, values)
    except _DAMAGE as error:
        # As in `_Table.rows`, the row before the damage is missing.
        with contextlib.suppress(*_DAMAGE):
            if (last := database.execute(f"{query} LIMIT 1 OFFSET ?", (number,)).fetchone()) is not None:
                number += 1
                yield page(number, last)
        detail = f"The database is damaged after row {number}: {error}."
        yield Unreadable(origin=f"{origin}#{table}/{number + 1}", reason="unreadable", detail=detail)


def _item(values: Sequence[object], columns: Columns, origin: str, options: Options, *, is_cut: bool) -> Item:
    """The page of a row. SQLite reads what is missing from a file that was cut off as zeros: such a row is a
    reject.
    """
    row = dict(zip(columns.names, values, strict=True))
    if is_cut and (row[columns.html] is None or any(map(_has_hole, values))):
        detail = "The database is cut off, and this row extends into the missing part."
        return Unreadable(origin=origin, reason="truncated", detail=detail)
    return page_of_row(row, columns, origin, options)


def _has_hole(value: object) -> bool:
    """Whether a value has zeros where none should be. Compressed values have checksums of their own."""
    if isinstance(value, str):
        return "\0" in value
    if not isinstance(value, bytes) or is_compressed(value):
        return False
    is_wide = value[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in value[:2]
    return value.endswith(b"\0\0") if is_wide else b"\0" in value


def _is_cut(path: str) -> bool:
    """Whether a database has fewer bytes than its header says (https://www.sqlite.org/fileformat2.html)."""
    try:
        with Path(unpacked(path)).open("rb") as file:
            head = file.read(100)
            size = file.seek(0, 2)
    except OSError:
        return False
    page_size = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    is_count_valid = head[24:28] == head[92:96]
    return is_count_valid and size < pages * (65536 if page_size == 1 else page_size)


class _Table:
    """A table read by row id. A damaged row loses only itself if the rows after it can be found."""

    def __init__(
        self,
        database: sqlite3.Connection,
        table: str,
        columns: Columns,
        origin: str,
        options: Options,
        *,
        is_cut: bool,
    ) -> None:
        self.database = database
        self.table = table
        self.columns = columns
        self.origin = origin
        self.options = options
        self.is_cut = is_cut
        names = ", ".join(_quoted(name) for name in columns.names)
        rows = f"SELECT rowid, {names} FROM {_quoted(table)} WHERE rowid"
        self.query = f"{rows} BETWEEN ? AND ? ORDER BY rowid"
        self.single = f"{rows} = ?"

    def rows(self, start: int, last: int) -> Iterator[Item]:
        """Yield the pages of rows `start` to `last`, inclusive."""
        following = start
        while following <= last:
            damaged = following
            try:
                for done, *values in self.database.execute(self.query, (following, last)):
                    if done < damaged:  # zeros in place of a row, or a row of another table
                        raise sqlite3.DatabaseError("rows are out of order")
                    yield self._page(done, values)
                    damaged = done + 1
                return
            except _DAMAGE as error:
                damaged = max(damaged, self._next_id(damaged))
                # sqlite3 steps to the next row before it returns one, so the row before the damage is missing.
                if (values := self._alone(damaged)) is not None:
                    yield self._page(damaged, values)
                    following = damaged + 1
                    continue
                detail = f"The database is damaged here: {error}."
                yield Unreadable(
                    origin=f"{self.origin}#{self.table}/{damaged}", reason="unreadable", detail=detail
                )
                found = self._next_sound(damaged + 1, last)
                if found is None:
                    return
                following = found

    def _page(self, row_id: int, values: Sequence[object]) -> Item:
        origin = f"{self.origin}#{self.table}/{row_id}"
        return _item(values, self.columns, origin, self.options, is_cut=self.is_cut)

    def _alone(self, row_id: int) -> Sequence[object] | None:
        """The values of one row; None if it is damaged or not there."""
        try:
            found = self.database.execute(self.single, (row_id,)).fetchone()
        except _DAMAGE:
            return None
        return found[1:] if found else None

    def _next_id(self, start: int) -> int:
        """The id of the first row at or after `start`, if the table can say. Ids usually begin at 1."""
        try:
            query = f"SELECT rowid FROM {_quoted(self.table)} WHERE rowid >= ? ORDER BY rowid LIMIT 1"
            found = self.database.execute(query, (start,)).fetchone()
        except _DAMAGE:
            return 1 if start == _FIRST_ROW else start
        return int(found[0]) if found else start

    def _next_sound(self, start: int, last: int) -> int | None:
        """The first readable row at or after `start`; None if no row tried is readable."""
        for row_id in range(start, min(last, start + _MAX_SKIPPED_ROWS) + 1):
            if self._alone(row_id) is not None:
                return row_id
        return None


def _connect(path: str) -> sqlite3.Connection:
    address = f"{Path(unpacked(path)).absolute().as_uri()}?mode=ro"
    database = sqlite3.connect(address, uri=True)
    # Nothing is written. With this, SQLite reads a database that was cut off as far as it is there.
    database.execute("PRAGMA writable_schema = ON")
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return database


def _choose_table(database: sqlite3.Connection, origin: str, options: Options) -> tuple[str, Columns]:
    query = (
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' "
        "ORDER BY type, name"
    )
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
    real = [(table, columns) for table, columns in fitting if table in _tables(database)]
    if len(real) == 1 or len(fitting) == 1:  # a view repeats the data of its table
        return real[0] if len(real) == 1 else fitting[0]
    if fitting:
        several = ", ".join(table for table, _ in fitting)
        raise InputError(
            f"{origin} has several tables that may hold pages ({several}). Name one with --table."
        )
    raise refusals[0] if refusals else InputError(f"{origin} has no tables.")


def _tables(database: sqlite3.Connection) -> set[str]:
    return {str(name) for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
