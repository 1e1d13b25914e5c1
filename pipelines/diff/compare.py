"""Compares two runs field by field and page by page, in bounded memory.

Pages are matched by the record's `id`, which does not depend on run, machine or order. One run is indexed on
disk (a temporary SQLite file: id → file and offset), the other is streamed. Only the most changed pages are
kept in memory.
"""

from __future__ import annotations

import contextlib
import heapq
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from newsmill.pipelines.record import (
    OPTIONAL_KEYS,
    RECORD_FIELDS,
    Charset,
    Image,
    Person,
    Record,
    Repair,
    decode_record,
)
from newsmill.pipelines.urls import page_id
from newsmill.pipelines.writers.jsonl import open_records, read_rejects, record_files

__all__ = [
    "FIELDS",
    "OTHER_WEIGHT",
    "WEIGHTS",
    "ChangedPage",
    "Comparison",
    "FieldCount",
    "LostPage",
    "compare",
    "likeness",
    "weight",
]


def _shown(value: Any) -> Any:
    """The form of a value used for comparison and display: people by name and role, images by URL, repairs by
    the restored text.
    """
    if isinstance(value, list):
        return [_shown(part) for part in value]
    for kind, show in _SHOWN.items():
        if isinstance(value, kind):
            return show(value)
    return value


_SHOWN: dict[type, Callable[[Any], Any]] = {
    Person: lambda person: f"{person.role}: {person.name}" if person.role else person.name,
    Image: lambda image: image.url,
    Charset: lambda charset: charset.used,
    Repair: lambda repair: repair.restored,
}

# The compared fields. Excludes those that may differ between runs for the same text (newsmill version, fetch
# time, origin).
FIELDS: tuple[str, ...] = tuple(
    info.name for info in RECORD_FIELDS if "provenance" not in info.marks and info.name not in OPTIONAL_KEYS
)

# The weight of a complete change in one field: the body matters most, then the title.
WEIGHTS = {"body": 10.0, "title": 3.0, "published": 2.0, "kind": 2.0, "authors": 1.0, "source": 1.0}
OTHER_WEIGHT = 0.5


class FieldCount(msgspec.Struct):
    """Number of pages of both runs on which a field is the same, gained (was empty), lost (is empty now) or
    altered.
    """

    same: int = 0
    gained: int = 0
    lost: int = 0
    altered: int = 0

    @property
    def different(self) -> int:
        """The number of pages on which the field differs."""
        return self.gained + self.lost + self.altered


class ChangedPage(msgspec.Struct, kw_only=True):
    """A page whose record differs.

    change  how much of it differs: the sum of `parts`
    parts   for each differing field, its weight times the share of it that differs
    fields  (before, after) of the same fields
    """

    id: str
    url: str | None
    origin: str | None
    title: str | None
    change: float
    parts: dict[str, float]
    fields: dict[str, tuple[Any, Any]]


class LostPage(msgspec.Struct):
    """A page without a record in the new run: its title and URL in the old one, and the reason."""

    title: str | None
    page: str
    why: str


class Comparison(msgspec.Struct, kw_only=True):
    """Counts over all pages, and the most changed pages in descending order."""

    pages: int = 0
    identical: int = 0
    changed: int = 0
    only_old: int = 0
    only_new: int = 0
    now_rejected: Counter[str] = msgspec.field(default_factory=Counter)
    now_accepted: Counter[str] = msgspec.field(default_factory=Counter)
    characters_old: int = 0
    characters_new: int = 0
    fields: dict[str, FieldCount] = msgspec.field(
        default_factory=lambda: {name: FieldCount() for name in FIELDS}
    )
    most_changed: list[ChangedPage] = []
    lost_pages: list[LostPage] = []

    def not_shown(self) -> list[str]:
        """Sentences about pages that are counted but not listed."""
        said = []
        for listed, every, what in (
            (len(self.most_changed), self.changed, "changed pages"),
            (len(self.lost_pages), self.only_old, "pages without a record in the new run"),
        ):
            if listed < every:
                said.append(f"{listed:,} of {every:,} {what} are shown; --top {every} shows all.")
        return said


def compare(old: Path, new: Path, *, top: int = 20) -> Comparison:
    """Compare two run folders (or single record files) over the same pages; keeps the `top` most changed
    pages.

    Raises `FileNotFoundError` if there are no records, `msgspec.DecodeError` for a line that is not a record.
    """
    with (
        tempfile.TemporaryDirectory(prefix="newsmill-diff-") as scratch,
        contextlib.closing(_Index(Path(scratch) / "index.sqlite", old, new)) as index,
    ):
        return _compare(old, index, top)


def _compare(old: Path, index: _Index, top: int) -> Comparison:
    result = Comparison()
    ranking: list[tuple[float, str, ChangedPage]] = []
    for _, before in _records_with_places(old):
        result.pages += 1
        result.characters_old += len(before.body)
        after = index.take(before.id)
        if after is None:
            result.only_old += 1
            reject = index.reject("new", before.id)
            if reject is not None:
                result.now_rejected[reject[0]] += 1
            if len(result.lost_pages) < top:
                why = f"{reject[0]}: {reject[1]}" if reject else "not in the new run"
                page_name = before.url or before.origin or before.id
                result.lost_pages.append(LostPage(before.title, page_name, why))
            continue
        result.characters_new += len(after.body)
        page = _changes(before, after, result.fields)
        if page is None:
            result.identical += 1
            continue
        result.changed += 1
        # The id breaks ties, so that the same two runs always list the same pages.
        entry = (page.change, page.id, page)
        if len(ranking) < top:
            heapq.heappush(ranking, entry)
        elif top:
            heapq.heappushpop(ranking, entry)
    for after in index.rest():
        result.only_new += 1
        result.characters_new += len(after.body)
        reject = index.reject("old", after.id)
        if reject is not None:
            result.now_accepted[reject[0]] += 1
    result.most_changed = [page for _, _, page in sorted(ranking, key=lambda entry: (-entry[0], entry[1]))]
    return result


def _changes(before: Record, after: Record, counts: dict[str, FieldCount]) -> ChangedPage | None:
    """Count the changes per field, and return the page if any field differs."""
    fields: dict[str, tuple[Any, Any]] = {}
    parts: dict[str, float] = {}
    for name in FIELDS:
        old, new = _shown(getattr(before, name)), _shown(getattr(after, name))
        count = counts[name]
        if old == new:
            count.same += 1
            continue
        if not old:
            count.gained += 1
        elif not new:
            count.lost += 1
        else:
            count.altered += 1
        fields[name] = (old, new)
        alike = likeness(old, new) if isinstance(old, str) and isinstance(new, str) else 0.0
        parts[name] = weight(name) * (1.0 - alike)
    if not fields:
        return None
    return ChangedPage(
        id=before.id, url=after.url, origin=after.origin, title=after.title or before.title,
        change=sum(parts.values()), parts=parts, fields=fields,
    )  # fmt: skip


def weight(field: str) -> float:
    """How much a page has changed when all of this field has."""
    return WEIGHTS.get(field, OTHER_WEIGHT)


def likeness(one: str, other: str, n: int = 3) -> float:
    """The similarity of two texts, 0 to 1: the share of common character n-grams (Dice coefficient), in
    linear time.
    """
    first, second = (
        Counter(text[i : i + n] for i in range(max(1, len(text) - n + 1))) for text in (one, other)
    )
    total = first.total() + second.total()
    return 2 * (first & second).total() / total


def _records_with_places(place: Path) -> Iterator[tuple[tuple[str, int], Record]]:
    """Yield every record with its file and byte offset."""
    files = record_files(place) if place.is_dir() else [place]
    if not files:
        raise FileNotFoundError(f"There are no records (records-00000.jsonl …) in {place}.")
    for file in files:
        offset = 0
        with open_records(file) as lines:
            for number, line in enumerate(lines, 1):
                try:
                    record = decode_record(line)
                except msgspec.DecodeError as error:
                    raise msgspec.DecodeError(f"{file}, line {number}, is not a record: {error}") from error
                yield (str(file), offset), record
                offset += len(line)


class _Index:
    """Locates the records of the new run, and the rejects of both runs. On disk, so that memory does not grow
    with the run.
    """

    def __init__(self, path: Path, old: Path, new: Path) -> None:
        self._open: dict[str, BinaryIO] = {}
        self._database = sqlite3.connect(path, isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            (
                "CREATE TABLE places (id TEXT PRIMARY KEY, file TEXT, offset INTEGER, taken INTEGER DEFAULT "
                "0) WITHOUT ROWID"
            ),
            "CREATE TABLE rejects (run TEXT, id TEXT, reason TEXT, detail TEXT, PRIMARY KEY (run, id)) WITHOUT ROWID",
            "BEGIN",
        ):
            self._database.execute(statement)
        self._database.executemany(
            # If there are several versions of a page, the last one counts.
            "INSERT OR REPLACE INTO places (id, file, offset) VALUES (?, ?, ?)",
            ((record.id, *where) for where, record in _records_with_places(new)),
        )
        for run, place in (("old", old), ("new", new)):
            self._database.executemany(
                "INSERT OR REPLACE INTO rejects VALUES (?, ?, ?, ?)",
                (
                    (
                        run,
                        page_id(reject.url, reject.origin, reject.digest or ""),
                        reject.reason,
                        reject.detail,
                    )
                    for reject in (read_rejects(place) if place.is_dir() else ())
                ),
            )

    def take(self, record_id: str) -> Record | None:
        """Return the record with this id and mark it as taken."""
        row = self._database.execute("SELECT file, offset FROM places WHERE id = ?", (record_id,)).fetchone()
        if row is None:
            return None
        self._database.execute("UPDATE places SET taken = 1 WHERE id = ?", (record_id,))
        return self._read(*row)

    def rest(self) -> Iterator[Record]:
        """Yield the records not taken."""
        for row in self._database.execute("SELECT file, offset FROM places WHERE taken = 0 ORDER BY id"):
            yield self._read(*row)

    def reject(self, run: str, record_id: str) -> tuple[str, str] | None:
        """The reason and detail if this run rejected the page."""
        row: tuple[str, str] | None = self._database.execute(
            "SELECT reason, detail FROM rejects WHERE run = ? AND id = ?", (run, record_id)
        ).fetchone()
        return row

    def close(self) -> None:
        self._database.close()
        for lines in self._open.values():
            lines.close()

    def _read(self, file: str, offset: int) -> Record:
        lines = self._open.get(file)
        if lines is None:
            if len(self._open) >= 64:  # both runs go through shards in order: the oldest is done
                self._open.pop(next(iter(self._open))).close()
            lines = self._open[file] = open_records(Path(file))
        lines.seek(offset)
        return decode_record(lines.readline())
