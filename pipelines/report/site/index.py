"""Full text of the records of many runs, in one SQLite file beside them.

The index holds words and where each record lies, never the text itself: a hit is read from its record file again. Scripts that write no
spaces are indexed by pairs of neighbouring characters, so that a word of two characters is one term, wherever it stands: single characters stand
in every record, and a phrase of them takes a look at each.

The work of a search is bounded: of more hits than `RANKED` the newest are shown, those with the words in the title first.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from newsmill.pipelines.record import Record, decode_record
from newsmill.pipelines.report.site.runs import FoundRun, data_files
from newsmill.pipelines.writers.jsonl import open_records

__all__ = ["COUNTED", "Filters", "Hit", "RecordIndex", "phrases"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (id INTEGER PRIMARY KEY, run TEXT, path TEXT UNIQUE, mark TEXT);
CREATE TABLE IF NOT EXISTS records (
  row INTEGER PRIMARY KEY AUTOINCREMENT, file INTEGER, start INTEGER, length INTEGER, run TEXT, id TEXT, title TEXT, url TEXT, site TEXT,
  kind TEXT, published TEXT);
CREATE INDEX IF NOT EXISTS records_by_id ON records (run, id);
CREATE INDEX IF NOT EXISTS records_by_file ON records (file);
CREATE INDEX IF NOT EXISTS records_by_kind ON records (kind);
CREATE INDEX IF NOT EXISTS records_by_site ON records (site);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (title, people, body, content='', tokenize="unicode61 remove_diacritics 2");
"""
_VERSION = 2
# Scripts that put no spaces between words: Chinese, Japanese, and Korean, whose words grow endings.
_SPACELESS = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_RUN = re.compile(f"(?:{_SPACELESS.pattern})+")
_WORD = re.compile(r"\w")
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_BATCH = 2000
# So many hits are put in order of how well they fit, and so many are counted.
RANKED = 1_000
COUNTED = 10_000
_TITLE_CHARS = 300


class Hit(msgspec.Struct, frozen=True):
    """A record that was found: what a list shows of it."""

    run: str
    id: str
    title: str
    url: str
    site: str
    kind: str
    published: str


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for: words (none for all records), and the run, site and kind to stay in."""

    words: str = ""
    run: str = ""
    site: str = ""
    kind: str = ""


def spaced(text: str) -> str:
    """Text with every run of a script without spaces as its pairs of neighbours, and its last character alone."""
    return _RUN.sub(lambda match: f" {' '.join(_pairs(match[0]))} ", text)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run))]


def phrases(words: str) -> str:
    """What a person typed as a query of FTS5: every term must be there, a Latin word by its beginning, `"…"` as it stands."""
    terms = []
    for quoted, plain in _TERM.findall(words):
        term = (quoted or plain).replace('"', " ").strip()
        if not _WORD.search(term):
            continue
        found = spaced(term).split()
        prefix = bool(plain) and bool(_WORD.search(plain[-1]))
        if _SPACELESS.match(term[-1]):
            # The text may go on after the last character, so a pair ends the phrase; a character by itself begins some pair.
            alone = len(term) < 2 or not _SPACELESS.match(term[-2])
            prefix = alone
            found = found if alone else found[:-1]
        terms.append(f'"{" ".join(found)}"{"*" if prefix else ""}')
    return " AND ".join(terms)


class RecordIndex:
    """The index. Reading and searching may go on while `update` runs in another thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._updating = threading.Lock()
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
        """Bring the index up to date with the files; gives how many records were read. Files that did not change are not opened."""
        with self._updating, self._open() as database:
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

    def search(self, filters: Filters, limit: int = 50, offset: int = 0) -> tuple[list[Hit], int]:
        """The records that match, the best first, and how many there are in all (`COUNTED` where there are more)."""
        where, values = [], []
        for name in ("run", "site", "kind"):
            if value := getattr(filters, name):
                where.append(f"records.{name} = ?")
                values.append(value)
        query = phrases(filters.words)
        with self._open() as database:
            if query:
                return _search_words(database, query, where, values, limit, offset)
            if filters.words.strip():
                return [], 0
            condition = f"records WHERE {' AND '.join(where) or '1'}"
            total = database.execute(f"SELECT count(*) FROM {condition}", values).fetchone()[0]
            rows = database.execute(
                f"SELECT {_HIT} FROM {condition} ORDER BY row LIMIT ? OFFSET ?", (*values, limit, offset)
            )
            return [Hit(*row) for row in rows], total

    def kinds(self) -> list[str]:
        """The kinds of page that there are, each found by one step in the index of kinds."""
        sql = (
            "WITH RECURSIVE found (kind) AS (SELECT min(kind) FROM records UNION ALL"
            " SELECT (SELECT min(kind) FROM records WHERE kind > found.kind) FROM found WHERE kind IS NOT NULL)"
            " SELECT kind FROM found WHERE kind IS NOT NULL"
        )
        with self._open() as database:
            return [kind for (kind,) in database.execute(sql)]

    def record(self, run: str, record_id: str) -> Record | None:
        """A record, read from its file; None when there is none (any more)."""
        with self._open() as database:
            row = database.execute(
                "SELECT path, start, length FROM records JOIN files ON files.id = records.file WHERE records.run = ? AND records.id = ? "
                "ORDER BY records.row DESC",
                (run, record_id),
            ).fetchone()
        if row is None:
            return None
        path, start, length = row
        try:
            record = _read_record(Path(path), start, length)
        except (OSError, ValueError, ImportError):
            return None  # the file was written again since
        return record if record is not None and record.id == record_id else None


def _read_record(path: Path, start: int, length: int) -> Record | None:
    """A record by the place of its line, or by its row in a table, which has no length."""
    if not length:
        from newsmill.pipelines.tables import record_at

        return record_at(path, start)
    with open_records(path) as file:
        file.seek(start)
        return decode_record(file.read(length))


_HIT = "records.run, records.id, records.title, records.url, records.site, records.kind, records.published"


def _search_words(
    database: sqlite3.Connection, query: str, where: list[str], values: list[str], limit: int, offset: int
) -> tuple[list[Hit], int]:
    """Hits of a query: all in order of fit where they are few, else the newest, those with the words in the title first."""
    condition = " AND ".join(["words MATCH ?", *where])
    tables = f"FROM words JOIN records ON records.row = words.rowid WHERE {condition}"
    counting = f"SELECT count(*) FROM (SELECT 1 {tables} LIMIT {COUNTED})"
    total = database.execute(counting, (query, *values)).fetchone()[0]
    if total <= RANKED:
        rows = database.execute(
            f"SELECT {_HIT} {tables} ORDER BY bm25(words, 8.0, 4.0, 1.0), records.row LIMIT ? OFFSET ?",
            (query, *values, limit, offset),
        )
        return [Hit(*row) for row in rows], total
    titled = f"{{title}} : ({query})"
    first = database.execute(
        f"SELECT words.rowid {tables} ORDER BY words.rowid DESC LIMIT {RANKED}", (titled, *values)
    ).fetchall()
    places = [row for (row,) in first]
    wanted = offset + limit
    if len(places) < wanted:
        known = set(places)
        rest = database.execute(
            f"SELECT words.rowid {tables} ORDER BY words.rowid DESC LIMIT ?",
            (query, *values, wanted + len(places)),
        )
        places += [row for (row,) in rest if row not in known]
    shown = places[offset:wanted]
    marks = ", ".join("?" * len(shown))
    by_row = {
        row: Hit(*hit)
        for row, *hit in database.execute(
            f"SELECT records.row, {_HIT} FROM records WHERE row IN ({marks})", shown
        )
    }
    return [by_row[row] for row in shown if row in by_row], total


def _forget(database: sqlite3.Connection, file: int | None) -> None:
    # The words stay behind without a record, which no search shows: FTS5 could only remove them by reading the text again.
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
    """Index the rows of a table; one that cannot be read, or whose library is not installed, has none."""
    count = 0
    with contextlib.suppress(ImportError, OSError, ValueError):
        from newsmill.pipelines.tables import completed, table_rows

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
        "INSERT INTO records (file, start, length, run, id, title, url, site, kind, published) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            record.published or "",
        ),
    ).lastrowid
    people = [person.name for person in (*record.authors, *record.editors)]
    people += [name for name in (record.source, record.account, *record.keywords) if name]
    database.execute(
        "INSERT INTO words (rowid, title, people, body) VALUES (?, ?, ?, ?)",
        (
            row,
            spaced(f"{record.title or ''} {record.subtitle or ''} {record.lead or ''}"),
            spaced(" ".join(people)),
            spaced(record.body),
        ),
    )
