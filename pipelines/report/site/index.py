"""The full-text index of the records of many runs, in one SQLite file beside them.

The index holds words and the location of each record, never its text: a hit is read from its record file
again. Scripts without spaces are indexed by pairs of adjacent characters, so a word of two characters is one
term, wherever it occurs. (Single characters occur in nearly every record, and a phrase of them would have to
check each.) `newsmill.pipelines.report.site.searching` queries it.
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path

import msgspec

from newsmill.pipelines.record import Record, decode_record
from newsmill.pipelines.report.site import searching
from newsmill.pipelines.report.site.runs import FoundRun, data_files
from newsmill.pipelines.report.site.searching import Filters, Hit, Results, spaced
from newsmill.pipelines.writers.jsonl import open_records

__all__ = ["RecordIndex"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (id INTEGER PRIMARY KEY, run TEXT, path TEXT UNIQUE, mark TEXT);
CREATE TABLE IF NOT EXISTS records (
  row INTEGER PRIMARY KEY AUTOINCREMENT, file INTEGER, start INTEGER, length INTEGER, run TEXT, id TEXT,
  title TEXT, url TEXT, site TEXT, kind TEXT, language TEXT, published TEXT);
CREATE INDEX IF NOT EXISTS records_by_id ON records (id, run);
CREATE INDEX IF NOT EXISTS records_by_file ON records (file);
CREATE INDEX IF NOT EXISTS records_by_facets ON records (site, kind, language, published, run);
CREATE INDEX IF NOT EXISTS records_by_date ON records (published);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (title, people, body, content='', tokenize="ascii");
"""
_VERSION = 4
# The number of records between two commits; the bytes of words that FTS5 sorts in memory before it writes
# them as a segment; and the number of segments merged at a time. Most of the time goes into finding words in
# the sorted ones: a table of 8 MB stays in the processor's cache longer than one of 16 MB (a tenth less CPU).
# Merging more segments at a time makes up for the smaller segments.
_BATCH = 20_000
_SORTED = 8 << 20
_MERGED = 64
_TITLE_CHARS = 300
# The number of selections without words whose counts are cached.
_MOST_COUNTED = 200
# Only this many copies of a page, from the newest runs, are considered.
_MOST_COPIES = 50


class RecordIndex:
    """The index. It can be searched and read while `update` runs in another thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._updating = threading.Lock()
        self._counted: dict[Filters, dict[str, list[tuple[str, int]]]] = {}
        self._counted_at: tuple[int | None, ...] = ()
        with self._open() as database:
            if database.execute("PRAGMA user_version").fetchone()[0] not in (0, _VERSION):
                for table in ("words", "records", "files"):
                    database.execute(f"DROP TABLE IF EXISTS {table}")
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(_SCHEMA)
            database.execute(f"PRAGMA user_version = {_VERSION}")

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self.path, timeout=30)
        try:
            with database:
                yield database
        finally:
            database.close()

    def update(self, runs: Iterable[FoundRun]) -> int:
        """Update the index from the files of the runs. Returns the number of records read. Unchanged files
        are not opened.
        """
        with self._updating, self._open() as database:
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("PRAGMA cache_size = -65536")
            database.execute("INSERT INTO words (words, rank) VALUES ('hashsize', ?)", (_SORTED,))
            database.execute("INSERT INTO words (words, rank) VALUES ('automerge', 0)")
            database.execute("INSERT INTO words (words, rank) VALUES ('crisismerge', ?)", (_MERGED,))
            known = {
                path: (number, mark)
                for number, path, mark in database.execute("SELECT id, path, mark FROM files")
            }
            read = 0
            for run in runs:
                for path in data_files(run.folder):
                    status = path.stat()
                    mark = f"{status.st_size}-{status.st_mtime_ns}"
                    number, old = known.pop(str(path), (None, ""))
                    if old != mark:
                        _forget(database, number)
                        read += _read_file(database, run.key, path, mark)
                        database.commit()
            for number, _ in known.values():
                _forget(database, number)
        return read

    def search(self, filters: Filters, limit: int = 50, offset: int = 0) -> Results:
        """The matching records in the requested order, and the counts of all that match."""
        if filters.words.strip() and not searching.phrases(filters.words):
            return Results([], 0, {name: [] for name in searching.FACETS})
        with self._open() as database:
            facets = self._facets(database, msgspec.structs.replace(filters, sort="best"))
            total = sum(number for _, number in facets["kind"])
            return Results(searching.search(database, filters, total, limit, offset), total, facets)

    def _facets(self, database: sqlite3.Connection, filters: Filters) -> dict[str, list[tuple[str, int]]]:
        """The facet counts. Those without words cover all records and are cached until the index changes."""
        if filters.words.strip():
            return searching.facets(database, filters)
        now = database.execute("SELECT count(*), max(id) FROM files").fetchone()
        now = (*now, *database.execute("SELECT max(row) FROM records").fetchone())
        if self._counted_at != now:
            self._counted, self._counted_at = {}, now
        counted = self._counted
        if filters not in counted:
            if len(counted) >= _MOST_COUNTED:
                counted.clear()
            counted[filters] = searching.facets(database, filters)
        return counted[filters]

    def record(self, run: str, record_id: str) -> Record | None:
        """A record, read from its file; None if it does not exist, or no longer."""
        with self._open() as database:
            row = database.execute(
                f"SELECT {_PLACE} WHERE records.id = ? AND records.run = ? ORDER BY records.row DESC",
                (record_id, run),
            ).fetchone()
        return _read_record(*row) if row is not None else None

    def copies(self, record: Record) -> Iterator[tuple[str, Record]]:
        """The records of the same page in any run, as (run key, record), newest first."""
        with self._open() as database:
            rows = database.execute(
                f"SELECT records.run, {_PLACE} WHERE records.id = ? ORDER BY records.row DESC LIMIT {_MOST_COPIES}",
                (record.id,),
            ).fetchall()
        for run, *place in rows:
            copy = _read_record(*place)
            if copy is not None:
                yield run, copy

    def records(self, hits: Sequence[Hit], seconds: float) -> list[Record | None]:
        """The records of hits, in the order of the hits; None for one that was not read.

        seconds  stop reading after this time, since seeking in a compressed file is slow
        """
        until = time.monotonic() + seconds
        marks = ", ".join("?" * len(hits))
        found: dict[int, Record] = {}
        with self._open() as database:
            rows = database.execute(
                f"SELECT records.row, {_PLACE} WHERE records.row IN ({marks}) ORDER BY path, start",
                [hit.row for hit in hits],
            ).fetchall()
        for path, places in itertools.groupby(rows, key=itemgetter(1)):
            if time.monotonic() > until:
                break
            for row, record in _records_in(path, list(places), until):
                found[row] = record
        return [found.get(hit.row) for hit in hits]


# The location of a record, its run and its id.
_PLACE = (
    "files.path, records.start, records.length, records.id FROM records JOIN files ON files.id = records.file"
)


def _read_record(path: str, start: int, length: int, record_id: str) -> Record | None:
    """A record by its location; None if the file has been rewritten since."""
    try:
        record = _record_at(Path(path), start, length)
    except (OSError, ValueError, ImportError):
        return None
    return record if record is not None and record.id == record_id else None


def _records_in(
    path: str, rows: list[tuple[int, str, int, int, str]], until: float
) -> Iterator[tuple[int, Record]]:
    """Some records of a file, with their rows in the index. A table is read once for all of them."""
    if all(length for _, _, _, length, _ in rows):
        for row, _, start, length, record_id in rows:
            if time.monotonic() > until:
                return
            record = _read_record(path, start, length, record_id)
            if record is not None:
                yield row, record
        return
    by_place = {start: (row, record_id) for row, _, start, _, record_id in rows}
    with contextlib.suppress(OSError, ValueError, ImportError):  # the file has been rewritten since
        from newsmill.pipelines.exported_tables import records_at

        for start, record in records_at(Path(path), by_place):
            row, record_id = by_place[start]
            if record.id == record_id:
                yield row, record


def _record_at(path: Path, start: int, length: int) -> Record | None:
    """A record by the offset and length of its line or, with length 0, by its row in a table."""
    if not length:
        from newsmill.pipelines.exported_tables import record_at

        return record_at(path, start)
    with open_records(path) as file:
        file.seek(start)
        return decode_record(file.read(length))


def _forget(database: sqlite3.Connection, file: int | None) -> None:
    # The words stay in the index without a record, so no search shows them. FTS5 could remove them only by
    # reading the text again.
    if file is not None:
        database.execute("DELETE FROM records WHERE file = ?", (file,))
        database.execute("DELETE FROM files WHERE id = ?", (file,))


def _read_file(database: sqlite3.Connection, run: str, path: Path, mark: str) -> int:
    number = database.execute(
        "INSERT INTO files (run, path, mark) VALUES (?, ?, ?)", (run, str(path), mark)
    ).lastrowid
    if path.suffix in (".parquet", ".arrow", ".csv", ".sqlite"):
        return _read_table(database, run, number, path)
    count = start = 0
    with open_records(path) as lines:
        for line in lines:
            with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
                _add(database, run, number, start, len(line), decode_record(line))
                count += 1
            start += len(line)
            if count % _BATCH == 0:
                database.commit()
    return count


def _read_table(database: sqlite3.Connection, run: str, file: int | None, path: Path) -> int:
    """Index the rows of a table; none if it cannot be read or its library is not installed."""
    count = 0
    with contextlib.suppress(ImportError, OSError, ValueError):
        from newsmill.pipelines.exported_tables import completed, table_rows

        for place, row in enumerate(table_rows(path)):
            with contextlib.suppress(ValueError):
                _add(database, run, file, place, 0, msgspec.convert(completed(row), Record))
                count += 1
            if count % _BATCH == 0:
                database.commit()
    return count


def _add(
    database: sqlite3.Connection, run: str, file: int | None, start: int, length: int, record: Record
) -> None:
    title = (record.title or "")[:_TITLE_CHARS]
    row = database.execute(
        "INSERT INTO records (file, start, length, run, id, title, url, site, kind, language, published)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            file,
            start,
            length,
            run,
            record.id,
            title,
            record.url or record.origin or "",
            record.site or "",
            record.kind,
            record.language or "",
            record.published or "",
        ),
    ).lastrowid
    people = [person.name for person in (*record.authors, *record.editors)]
    people += [name for name in (record.source, record.account, *record.keywords) if name]
    columns = (
        f"{record.title or ''} {record.subtitle or ''} {record.lead or ''}",
        " ".join(people),
        record.body,
    )
    database.execute(
        "INSERT INTO words (rowid, title, people, body) VALUES (?, ?, ?, ?)", (row, *map(spaced, columns))
    )
