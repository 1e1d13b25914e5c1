"""The columns of a corpus, derived from the fields of the record: each with its type in DuckDB and Arrow.

Beside a record's own keys there are the typed columns `published_date`, `updated_date` and `year`, computed
from the text of the dates, and the originals of converted texts.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec.inspect
import pyarrow as pa

from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.export.published_rules import FIGURE_NAMES
from newsmill.pipelines.record import OPTIONAL_KEYS, RECORD_FIELDS, fields_marked

__all__ = [
    "COLUMNS",
    "MEASURED",
    "NESTED",
    "ORIGINALS",
    "PROSE",
    "TYPED",
    "Column",
    "Typed",
    "choose",
    "column",
    "date_of",
    "known_names",
    "schema",
    "suggestion",
]


class Column(NamedTuple):
    """A key of the record. `structure` is what DuckDB's `from_json` reads it as."""

    name: str
    arrow: pa.DataType
    structure: object
    meaning: str

    @property
    def duckdb(self) -> str:
        """The column's type in SQL."""
        return _sql_type(self.structure)


def _sql_type(structure: object) -> str:
    if isinstance(structure, list):
        return _sql_type(structure[0]) + "[]"
    if isinstance(structure, dict):
        return "STRUCT(" + ", ".join(f'"{name}" {_sql_type(part)}' for name, part in structure.items()) + ")"
    return str(structure)


def _types(kind: msgspec.inspect.Type, *, nested: bool = False) -> tuple[pa.DataType, object]:
    """The Arrow type and DuckDB structure of a field's type. Byte offsets, which are in structs, are 64
    bits wide."""
    if isinstance(kind, msgspec.inspect.UnionType):
        (kind,) = (part for part in kind.types if not isinstance(part, msgspec.inspect.NoneType))
    if isinstance(kind, msgspec.inspect.ListType):
        arrow, structure = _types(kind.item_type, nested=True)
        return pa.list_(arrow), [structure]
    if isinstance(kind, msgspec.inspect.StructType):
        parts = {field.name: _types(field.type, nested=True) for field in kind.fields}
        arrow = pa.struct([(name, part) for name, (part, _) in parts.items()])
        return arrow, {name: structure for name, (_, structure) in parts.items()}
    if isinstance(kind, msgspec.inspect.BoolType):
        return pa.bool_(), "BOOLEAN"
    if isinstance(kind, msgspec.inspect.IntType):
        return (pa.int64(), "BIGINT") if nested else (pa.int32(), "INTEGER")
    return pa.string(), "VARCHAR"


# Readers' comments belong to the readers, so they are not part of the corpus.
NOT_EXPORTED = frozenset(("comments",))

COLUMNS: tuple[Column, ...] = tuple(
    Column(info.name, *_types(info.type), info.meaning)
    for info in RECORD_FIELDS
    if info.name not in NOT_EXPORTED
)

# Columns with lists or objects.
NESTED = frozenset({column.name for column in COLUMNS if pa.types.is_nested(column.arrow)} | {"quality"})

# Running text: what `--convert` converts and full-text indexes hold.
PROSE = fields_marked("prose")

# What `--convert` adds: the text as it was.
ORIGINALS: tuple[Column, ...] = tuple(
    Column(f"{name}_original", pa.string(), "VARCHAR", f"{name} before conversion") for name in PROSE
)

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?=$|T| )")


def date_of(text: str | None) -> datetime.date | None:
    """The day of an ISO 8601 text as the page shows it; of a month or a year alone its first day."""
    found = _DATE.match(text or "")
    if found is None:
        return None
    try:
        return datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def _year_of(text: str | None) -> int | None:
    found = re.match(r"(\d{4})(?!\d)", text or "")
    return int(found[1]) if found else None


class Typed(NamedTuple):
    """A column computed from a text of the record: for readers that filter and sort by type."""

    column: Column
    of: str
    value: Callable[[str | None], Any]


# Dates of the page. (`fetched_at` is complete, so formats with types write it as a timestamp.)
TYPED: tuple[Typed, ...] = (
    *(
        Typed(
            Column(
                f"{name}_date",
                pa.date32(),
                "DATE",
                f"day of `{name}`; the first day where only a month or a year is known",
            ),
            name,
            date_of,
        )
        for name in fields_marked("date")
        if name != "fetched_at"
    ),
    Typed(Column("year", pa.int32(), "INTEGER", "year of `published`"), "published", _year_of),
)

# What `--quality`, `--tokens` and `--perplexity` add.
_FIGURES = [(name, pa.float64()) for name in FIGURE_NAMES]
MEASURED: tuple[Column, ...] = (
    Column(
        "quality",
        pa.struct(_FIGURES),
        dict.fromkeys(FIGURE_NAMES, "DOUBLE"),
        "figures of the published quality rules",
    ),
    Column("tokens", pa.int32(), "INTEGER", "tokens of the body, by the tokeniser that the card names"),
    Column(
        "perplexity", pa.float64(), "DOUBLE", "perplexity of the body, by the function that the card names"
    ),
)

_BY_NAME = {
    column.name: column for column in (*COLUMNS, *MEASURED, *(typed.column for typed in TYPED), *ORIGINALS)
}

# Common names for fields, and the names used here.
_CALLED = {
    "author": "authors",
    "byline": "authors",
    "category": "section",
    "channel": "section",
    "content": "body",
    "crawled": "fetched_at",
    "date": "published",
    "day": "published_date",
    "domain": "site",
    "editor": "editors",
    "headline": "title",
    "host": "site",
    "image": "images",
    "lang": "language",
    "link": "url",
    "modified": "updated",
    "outlet": "source",
    "pubdate": "published",
    "publisher": "source",
    "summary": "lead",
    "tags": "keywords",
    "text": "body",
    "time": "published",
    "timestamp": "fetched_at",
    "type": "kind",
    "website": "site",
}


def known_names() -> tuple[str, ...]:
    """The names of all possible columns."""
    return tuple(_BY_NAME)


def suggestion(name: str, known: Sequence[str] = ()) -> str | None:
    """The column that a wrong name most likely means."""
    known = known or tuple(_BY_NAME)
    asked = name.lower().strip().replace("-", "_")
    for candidate in (
        asked,
        _CALLED.get(asked),
        f"{asked}s",
        asked.removesuffix("s"),
        asked.replace("_", ""),
    ):
        if candidate in known:
            return candidate
    near = difflib.get_close_matches(asked, known, 1) or difflib.get_close_matches(asked, _CALLED, 1)
    return _CALLED.get(near[0], near[0]) if near else None


def column(name: str) -> Column:
    """The column of that name. Raises `KeyError`."""
    return _BY_NAME[name]


def choose(fields: str | None) -> list[str] | None:
    """Read `--fields id,url,body`. Raises `Unusable` for an unknown name, with the nearest known one."""
    if fields is None:
        return None
    names = [name.strip() for name in fields.split(",") if name.strip()]
    for name in names:
        if name not in _BY_NAME:
            near = suggestion(name)
            hint = f"Did you mean {near}?" if near else f"There are {', '.join(c.name for c in COLUMNS)}."
            raise Unusable(f"--fields: a record has no {name}. {hint}")
    if not names:
        raise Unusable("--fields names no field. Example: --fields id,url,title,body")
    return list(dict.fromkeys(names))


def default_names(*, has_markup: bool, typed: bool) -> list[str]:
    """The columns written by default: the record's keys, with typed columns right after their text."""
    names: list[str] = []
    for item in COLUMNS:
        if item.name not in OPTIONAL_KEYS or has_markup:
            names.append(item.name)
        if typed:
            names += [extra.column.name for extra in TYPED if extra.of == item.name]
    return names


def schema(names: Sequence[str]) -> pa.Schema:
    """The Arrow schema of a corpus with these columns."""
    return pa.schema([(name, _BY_NAME[name].arrow) for name in names])
