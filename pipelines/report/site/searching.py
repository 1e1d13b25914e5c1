"""Searches the index: words, facets, order.

The work of a search is bounded. If there are more than `RANKED` hits, the most recently indexed are shown,
those with the words in the title first. Counts, facets and the order by date cover the `COUNTED` most
recently indexed.
"""

from __future__ import annotations

import functools
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Literal, get_args

import msgspec
import numpy as np
import numpy.typing as npt

from newsmill.pipelines.compiled import module
from newsmill.pipelines.spaceless_scripts import RANGES, WITH_KOREAN

__all__ = [
    "COUNTED",
    "FACETS",
    "SORTS",
    "Filters",
    "Hit",
    "Results",
    "Sort",
    "facets",
    "phrases",
    "search",
    "spaced",
]

# Characters of scripts that are indexed in pairs: Chinese and Japanese, which put no spaces between words,
# and Korean, whose words take endings.
_SPACELESS = re.compile(f"[{WITH_KOREAN}]")
# Code points from here on share the last entry of the table of forms.
_BEYOND = 0x40000
# In the table: the flag of a character of these scripts, and the form of a character that is not indexed.
_UNSPACED, _SKIPPED = 0x80000000, 1
_WORD = re.compile(r"\w")
_TERM = re.compile(r'"([^"]*)"|(\S+)')
# The maximum numbers of hits that are ranked by relevance, and that are counted.
RANKED = 1_000
COUNTED = 10_000

Sort = Literal["best", "newest", "oldest"]
SORTS: tuple[Sort, ...] = get_args(Sort)

# The facets, each with its SQL expression over a record.
FACETS = {
    "year": "substr(records.published, 1, 4)",
    "language": "records.language",
    "kind": "records.kind",
    "site": "records.site",
    "run": "records.run",
}
_EQUAL = ("run", "site", "kind", "language")
# Dates compare as text, whatever their precision; records without a date are last in either order.
_ORDERS = {
    "newest": "records.published DESC, records.row DESC",
    "oldest": "records.published = '', records.published, records.row",
}


class Hit(msgspec.Struct, frozen=True):
    """A search result: the values of a record that a list shows."""

    row: int
    run: str
    id: str
    title: str
    url: str
    site: str
    kind: str
    language: str
    published: str


_HIT = ", ".join(f"records.{name}" for name in Hit.__struct_fields__)


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """A search: words (empty for all records), filters, and the order.

    since, until  first and last date of publication, at any precision: `2012`, `2012-02`, `2012-02-14`
    """

    words: str = ""
    run: str = ""
    site: str = ""
    kind: str = ""
    language: str = ""
    since: str = ""
    until: str = ""
    sort: Sort = "best"


class Results(msgspec.Struct, frozen=True):
    """Hits, the total number of matching records, and their counts by facet. With words, at most `COUNTED`
    records are counted.
    """

    hits: list[Hit]
    total: int
    facets: dict[str, list[tuple[str, int]]]


def spaced(text: str) -> str:
    """The text in the form that is indexed: words in lower case without accents, runs of a script without
    spaces as pairs of adjacent characters followed by the last character (`图书馆` as `图书 书馆 馆`), and spaces for
    everything else. ASCII text is returned unchanged, since FTS5 folds it itself.
    """
    if text.isascii():
        return text
    compiled = module("newsmill.pipelines.report.site._terms")
    if compiled is None:
        return _spaced_in_python(text)
    found: str = compiled.spaced(text, _forms())
    return found


def _spaced_in_python(text: str) -> str:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    forms = _forms()[np.minimum(points, _BEYOND)]
    forms = forms[forms != _SKIPPED]
    unspaced = (forms & _UNSPACED) != 0
    characters = forms & ~np.uint32(_UNSPACED)
    if not len(characters):
        return ""
    before = np.empty_like(unspaced)
    before[:1] = False
    before[1:] = unspaced[:-1]
    # An unspaced character after another one ends a pair and begins the next, so it is written twice with a
    # space between. A space separates a run from the text around it.
    again, edge = unspaced & before, unspaced ^ before
    width = 1 + 2 * again + edge
    ends = np.cumsum(width)
    out = np.full(int(ends[-1]), ord(" "), dtype=np.uint32)
    out[ends - 1] = characters
    out[ends[again] - 3] = characters[again]
    return out.tobytes().decode("utf-32-le", "surrogatepass")


@functools.cache
def _forms() -> npt.NDArray[np.uint32]:
    """The indexed form of each code point: itself, a lower-case letter without accent, a space, or
    `_SKIPPED`; with the flag `_UNSPACED` for scripts indexed in pairs.
    """
    forms = np.full(_BEYOND + 1, ord(" "), dtype=np.uint32)
    for first, last in RANGES:
        forms[first : last + 1] = np.arange(first, last + 1) | _UNSPACED
    for point in np.flatnonzero(forms == ord(" ")).tolist():
        forms[point] = _form(chr(point))
    return forms


def _form(character: str) -> int:
    category = unicodedata.category(character)
    if category == "Mn" and unicodedata.combining(character):
        return _SKIPPED
    if category[0] not in "LN" and category != "Co":
        return ord(" ")
    base = unicodedata.normalize("NFD", character)[0]
    # Only Latin accents are removed, since people type without them; й and が are separate letters.
    folded = (base if "LATIN" in unicodedata.name(base, "") else character).lower()
    return ord(folded) if len(folded) == 1 else ord(character)


def phrases(words: str) -> str:
    """Convert a user's words to an FTS5 query. Every term must occur: a Latin word as a prefix, `"…"`
    exactly.
    """
    terms = []
    for quoted, plain in _TERM.findall(words):
        term = (quoted or plain).replace('"', " ").strip()
        if not _WORD.search(term):
            continue
        found = spaced(term).split()
        if not found:
            continue
        prefix = bool(plain) and bool(_WORD.search(plain[-1]))
        if _SPACELESS.match(term[-1]):
            # The indexed text may continue after the last character, so the phrase must end with a pair. A
            # single character is searched as the prefix of a pair.
            alone = len(term) < 2 or not _SPACELESS.match(term[-2])
            prefix = alone
            found = found if alone else found[:-1]
        terms.append(f'"{" ".join(found)}"{"*" if prefix else ""}')
    return " AND ".join(terms)


class _Selection:
    """Filters as SQL: the FROM and WHERE clauses, and their values."""

    def __init__(self, filters: Filters, query: str) -> None:
        chosen = {name: getattr(filters, name) for name in _EQUAL if getattr(filters, name)}
        conditions = [f"records.{name} = ?" for name in chosen]
        values: list[str | int] = [*chosen.values()]
        if filters.since:
            conditions.append("records.published >= ?")
            values.append(filters.since)
        if filters.until:
            conditions.append("records.published > '' AND substr(records.published, 1, ?) <= ?")
            values += [len(filters.until), filters.until]
        tables = "records"
        if query:
            tables = "words JOIN records ON records.row = words.rowid"
            conditions.insert(0, "words MATCH ?")
        self.tables = f"FROM {tables} WHERE {' AND '.join(conditions) or '1'}"
        self.query = query
        self._values = values

    @property
    def values(self) -> tuple[str | int, ...]:
        return (self.query, *self._values) if self.query else tuple(self._values)

    @property
    def in_title(self) -> tuple[str | int, ...]:
        """The values for searching the words in the title only."""
        return (f"{{title}} : ({self.query})", *self._values)


def facets(database: sqlite3.Connection, filters: Filters) -> dict[str, list[tuple[str, int]]]:
    """The counts of matching records by year, language, kind, site and run: years newest first, all others
    most frequent first.
    """
    chosen = _Selection(filters, phrases(filters.words))
    columns = ", ".join(f"{expression} AS {name}" for name, expression in FACETS.items())
    names = ", ".join(FACETS)
    rows = f"SELECT {columns} {chosen.tables}"
    if chosen.query:
        rows = f"SELECT * FROM ({rows} ORDER BY words.rowid DESC LIMIT {COUNTED})"
    counts: list[Counter[str]] = [Counter() for _ in FACETS]
    grouped = database.execute(f"SELECT {names}, count(*) FROM ({rows}) GROUP BY {names}", chosen.values)
    for *values, number in grouped:
        for counter, value in zip(counts, values, strict=True):
            counter[value] += number
    return {name: _ordered(name, counter) for name, counter in zip(FACETS, counts, strict=True)}


def _ordered(name: str, counts: Counter[str]) -> list[tuple[str, int]]:
    if name == "year":
        return sorted(counts.items(), reverse=True)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def search(database: sqlite3.Connection, filters: Filters, total: int, limit: int, offset: int) -> list[Hit]:
    """A page of the matching records. `total`: the number of matching records, with words at most `COUNTED`."""
    chosen = _Selection(filters, phrases(filters.words))
    if not chosen.query:
        order = _ORDERS.get(filters.sort, "records.row")
        return _hits(
            database, f"SELECT {_HIT} {chosen.tables} ORDER BY {order}", chosen.values, limit, offset
        )
    if filters.sort in _ORDERS:
        newest = f"SELECT records.* {chosen.tables} ORDER BY words.rowid DESC LIMIT {COUNTED}"
        rows = f"SELECT {_HIT} FROM ({newest}) AS records ORDER BY {_ORDERS[filters.sort]}"
        return _hits(database, rows, chosen.values, limit, offset)
    if total <= RANKED:
        rows = f"SELECT {_HIT} {chosen.tables} ORDER BY bm25(words, 8.0, 4.0, 1.0), records.row"
        return _hits(database, rows, chosen.values, limit, offset)
    return _titled_first(database, chosen, limit, offset)


def _hits(
    database: sqlite3.Connection, rows: str, values: Iterable[str | int], limit: int, offset: int
) -> list[Hit]:
    return [Hit(*row) for row in database.execute(f"{rows} LIMIT ? OFFSET ?", (*values, limit, offset))]


def _titled_first(database: sqlite3.Connection, chosen: _Selection, limit: int, offset: int) -> list[Hit]:
    """The most recently indexed of very many hits, those with the words in the title first."""
    newest = f"SELECT words.rowid {chosen.tables} ORDER BY words.rowid DESC LIMIT ?"
    places = [row for (row,) in database.execute(newest, (*chosen.in_title, RANKED))]
    wanted = offset + limit
    if len(places) < wanted:
        known = set(places)
        rest = database.execute(newest, (*chosen.values, wanted + len(places)))
        places += [row for (row,) in rest if row not in known]
    shown = places[offset:wanted]
    marks = ", ".join("?" * len(shown))
    found = {
        hit.row: hit
        for hit in _hits(database, f"SELECT {_HIT} FROM records WHERE row IN ({marks})", shown, limit, 0)
    }
    return [found[row] for row in shown if row in found]
