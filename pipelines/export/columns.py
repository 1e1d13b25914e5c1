"""The columns of a corpus: every key of a record with its type in DuckDB and Arrow."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from newsmill.pipelines.export.missing_extra import Unusable

__all__ = ["COLUMNS", "ORIGINALS", "Column", "choose", "column", "schema"]


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


_TEXT = "VARCHAR"
_TEXTS = [_TEXT]
_PEOPLE = [{"name": _TEXT, "role": _TEXT}]
_people = pa.list_(pa.struct([("name", pa.string()), ("role", pa.string())]))
_span = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("charset", pa.string())])

COLUMNS: tuple[Column, ...] = (
    Column("schema", pa.string(), _TEXT, "version of the record's schema"),
    Column("id", pa.string(), _TEXT, "stable id of the page"),
    Column(
        "version", pa.int32(), "INTEGER", "1, and one more each time a later crawl found the page changed"
    ),
    Column("url", pa.string(), _TEXT, "canonical URL"),
    Column("site", pa.string(), _TEXT, "registered domain"),
    Column("origin", pa.string(), _TEXT, "the capture that the page was read from"),
    Column("fetched_at", pa.string(), _TEXT, "when it was captured (UTC)"),
    Column("digest", pa.string(), _TEXT, "SHA-256 of the page's bytes"),
    Column("kind", pa.string(), _TEXT, "article, gallery, video …"),
    Column("language", pa.string(), _TEXT, "language of the body (BCP 47)"),
    Column("title", pa.string(), _TEXT, "title as the page shows it"),
    Column("subtitle", pa.string(), _TEXT, "subtitle"),
    Column("published", pa.string(), _TEXT, "publication date, as precise as the page gives it"),
    Column("section", pa.list_(pa.string()), _TEXTS, "breadcrumb"),
    Column("keywords", pa.list_(pa.string()), _TEXTS, "tags"),
    Column("source", pa.string(), _TEXT, "the outlet that the page credits"),
    Column("account", pa.string(), _TEXT, "the self-media account that published"),
    Column("authors", _people, _PEOPLE, "credited authors with their roles"),
    Column("editors", _people, _PEOPLE, "credited editors with their roles"),
    Column("body", pa.string(), _TEXT, "paragraphs in reading order, joined by line feeds"),
    Column(
        "images",
        pa.list_(pa.struct([("url", pa.string()), ("caption", pa.string())])),
        [{"url": _TEXT, "caption": _TEXT}],
        "images of the body",
    ),
    Column(
        "charset",
        pa.struct([("declared", pa.string()), ("used", pa.string()), ("spans", pa.list_(_span))]),
        {"declared": _TEXT, "used": _TEXT, "spans": [{"start": "BIGINT", "end": "BIGINT", "charset": _TEXT}]},
        "what the page's charset was said to be and was",
    ),
    Column(
        "repairs",
        pa.list_(
            pa.struct(
                [
                    ("where", pa.string()),
                    ("found", pa.string()),
                    ("restored", pa.string()),
                    ("certain", pa.bool_()),
                ]
            )
        ),
        [{"where": _TEXT, "found": _TEXT, "restored": _TEXT, "certain": "BOOLEAN"}],
        "mojibake undone",
    ),
    Column("warnings", pa.list_(pa.string()), _TEXTS, "what a careful reader would want to know"),
    Column("newsmill", pa.string(), _TEXT, "version that made the record"),
    Column("body_markup", pa.string(), _TEXT, "the body with its structure, Markdown or HTML"),
)

# What `--convert` adds: the text as it was.
ORIGINALS: tuple[Column, ...] = tuple(
    Column(f"{name}_original", pa.string(), _TEXT, f"{name} before conversion")
    for name in ("title", "subtitle", "body")
)

_BY_NAME = {column.name: column for column in (*COLUMNS, *ORIGINALS)}


def column(name: str) -> Column:
    """The column of that name."""
    return _BY_NAME[name]


def choose(fields: str | None) -> list[str] | None:
    """Read `--fields id,url,body`. Raises `Unusable` for a name that is none, with the nearest one that is."""
    if fields is None:
        return None
    names = [name.strip() for name in fields.split(",") if name.strip()]
    for name in names:
        if name not in _BY_NAME:
            near = difflib.get_close_matches(name, _BY_NAME, 1)
            hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(c.name for c in COLUMNS)}."
            raise Unusable(f"--fields: a record has no {name}. {hint}")
    if not names:
        raise Unusable("--fields names no field. Example: --fields id,url,title,body")
    return list(dict.fromkeys(names))


def schema(names: Sequence[str]) -> pa.Schema:
    """The Arrow schema of a corpus with these columns."""
    return pa.schema([(name, _BY_NAME[name].arrow) for name in names])
