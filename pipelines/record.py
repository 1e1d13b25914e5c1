"""The clean record, schema `newsmill/2`, and the one list of the fields that a page has.

The structs are the contract: JSON is written from them with keys in this order and none missing, and
`docs/record.schema.json` is generated from them (`python -m newsmill.pipelines.record > docs/record.schema.json`).
"""

from __future__ import annotations

import sys
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import msgspec.inspect

from newsmill.pipelines.version import __version__

Kind = Literal["article", "gallery", "video", "listing", "home", "error", "other"]

SCHEMA: Literal["newsmill/2"] = "newsmill/2"
# Records of these schemas are read too; keys that they lack are null.
OLDER_SCHEMAS = ("newsmill/1",)


class Person(msgspec.Struct, frozen=True):
    """A person credited on the page; `role` as printed (`记者`, `By`), or None where the page names none."""

    name: str
    role: str | None


class Image(msgspec.Struct, frozen=True):
    """An image of the body."""

    url: str
    caption: str | None


class Span(msgspec.Struct, frozen=True):
    """A run of the page's bytes, `start` to `end` (exclusive), and the charset that it was decoded in."""

    start: int
    end: int
    charset: str


class Charset(msgspec.Struct, frozen=True):
    """What the page said its charset was, what it was, and the runs where it mixes several (else none)."""

    declared: str | None
    used: str | None
    spans: list[Span]


class Repair(msgspec.Struct, frozen=True):
    """Mojibake undone.

    where     the record field that holds the restored text (`title`, `body` …), or `page` when none does
    certain   False where bytes had been lost and were guessed
    """

    where: str
    found: str
    restored: str
    certain: bool


# What a field is, beside its type: columns, masks, search, diff and figures are derived from these marks.
#   provenance   says where and when the record was made, nothing about the page's content
#   words        holds text that the page's author wrote (masked on export; URLs, ids and codes are keys and stay)
#   prose        running text: converted between scripts and searched
#   date         ISO 8601, as precise as the page or capture gives it
Mark = Literal["provenance", "words", "prose", "date"]


def _about(meaning: str, *marks: Mark) -> msgspec.Meta:
    return msgspec.Meta(description=meaning, extra={"marks": marks})


_Title = Annotated[str | None, _about("headline as shown, without site and channel suffixes", "words", "prose")]
_Subtitle = Annotated[str | None, _about("the line under the headline that belongs to it", "words", "prose")]
_Lead = Annotated[
    str | None, _about("the summary paragraph shown apart between headline and text; not in the body", "words", "prose")
]
_Published = Annotated[str | None, _about("first publication, as precise as the page shows it", "date")]
_Updated = Annotated[str | None, _about("last change, as precise as the page shows it", "date")]
_Section = Annotated[list[str], _about("breadcrumb", "words")]
_Keywords = Annotated[list[str], _about("tags", "words")]
_Source = Annotated[str | None, _about("the outlet that the page names as its source", "words")]
_Account = Annotated[str | None, _about("the self-media account that published the page", "words")]
_Authors = Annotated[list[Person], _about("credited authors, roles as printed", "words")]
_Editors = Annotated[list[Person], _about("credited editors, roles as printed", "words")]


class Fields(msgspec.Struct, kw_only=True):
    """What a page says beside its body. The one list of fields: whatever shows, stores or compares fields derives from it.

    To add a field, add it here and to `Record`, and to the module of `extract/fields` that reads it.
    """

    title: _Title = None
    subtitle: _Subtitle = None
    lead: _Lead = None
    published: _Published = None
    updated: _Updated = None
    section: _Section = []
    keywords: _Keywords = []
    source: _Source = None
    account: _Account = None
    authors: _Authors = []
    editors: _Editors = []


FIELD_NAMES: tuple[str, ...] = Fields.__struct_fields__


class Record(msgspec.Struct, kw_only=True):
    """One clean page. Absent values are None or empty lists, never missing keys.

    The keys from `title` to `editors` are those of `Fields`; a test holds the two to each other. (A struct cannot take the fields of
    another into its middle, and the order of keys is part of the contract.)
    """

    schema: Annotated[Literal["newsmill/2"], _about("version of the record's schema", "provenance")] = SCHEMA
    id: Annotated[str, _about("stable id of the page", "provenance")]
    version: Annotated[
        int, _about("1, and one more each time a later crawl found the page changed", "provenance")
    ]
    url: Annotated[str | None, _about("normalised URL of the fetch", "provenance")]
    site: Annotated[str | None, _about("registered domain", "provenance")]
    canonical: Annotated[str | None, _about("the address that the page declares as its own")] = None
    origin: Annotated[str | None, _about("the capture that the page was read from", "provenance")]
    fetched_at: Annotated[str | None, _about("when it was captured (UTC)", "provenance", "date")]
    digest: Annotated[str, _about("SHA-256 of the page's bytes", "provenance")]
    kind: Annotated[Kind, _about("article, gallery, video …")]
    language: Annotated[str | None, _about("language of the body (BCP 47)")]
    title: _Title
    subtitle: _Subtitle
    lead: _Lead = None
    published: _Published
    updated: _Updated = None
    section: _Section
    keywords: _Keywords
    source: _Source
    account: _Account
    authors: _Authors
    editors: _Editors
    body: Annotated[str, _about("paragraphs in reading order, joined by line feeds", "words", "prose")]
    images: Annotated[list[Image], _about("images of the body", "words")]
    charset: Annotated[Charset, _about("what the page's charset was said to be and was")]
    repairs: Annotated[list[Repair], _about("mojibake undone", "words")]
    warnings: Annotated[list[str], _about("warnings for reviewers", "words")]
    newsmill: Annotated[str, _about("version that made the record", "provenance")] = __version__
    body_markup: Annotated[
        str | msgspec.UnsetType, _about("the body with its structure, Markdown or HTML", "words")
    ] = msgspec.UNSET  # only with --markup

    def to_dict(self) -> dict[str, Any]:
        """The record as plain Python values, keys in the order of the contract."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


class FieldInfo(NamedTuple):
    """A field of the record: its name, its type as `msgspec.inspect` gives it, its meaning in a few words, its marks."""

    name: str
    type: msgspec.inspect.Type
    meaning: str
    marks: tuple[Mark, ...]


def _field_infos() -> tuple[FieldInfo, ...]:
    described = msgspec.inspect.type_info(Record)
    assert isinstance(described, msgspec.inspect.StructType)
    infos = []
    for field in described.fields:
        about = field.type
        assert isinstance(about, msgspec.inspect.Metadata)
        meaning = (about.extra_json_schema or {})["description"]
        infos.append(FieldInfo(field.name, about.type, meaning, (about.extra or {})["marks"]))
    return tuple(infos)


RECORD_FIELDS: tuple[FieldInfo, ...] = _field_infos()
OPTIONAL_KEYS = ("body_markup",)  # keys that are only there when a run asked for them


def fields_marked(mark: Mark) -> tuple[str, ...]:
    """The names of the record's fields with that mark, in the order of the record."""
    return tuple(info.name for info in RECORD_FIELDS if mark in info.marks)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Record)


def encode(record: Record) -> bytes:
    """One JSON object on one line, UTF-8, without the newline."""
    return _encoder.encode(record)


def decode_record(line: bytes | str) -> Record:
    """Read a line that `encode` wrote, of this schema or an older one (`OLDER_SCHEMAS`).

    Raises `msgspec.ValidationError` (or `DecodeError`) when it is none.
    """
    try:
        return _decoder.decode(line)
    except msgspec.ValidationError:
        upgraded = _upgraded(line)
        if upgraded is None:
            raise
        return upgraded


def _upgraded(line: bytes | str) -> Record | None:
    values = msgspec.json.decode(line)
    if not isinstance(values, dict) or values.get("schema") not in OLDER_SCHEMAS:
        return None
    return msgspec.convert({**values, "schema": SCHEMA}, Record)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a record (draft 2020-12); every key but `body_markup` is required."""
    schema = msgspec.json.schema(Record)
    for definition in schema["$defs"].values():
        names = [name for name in definition["properties"] if name != "body_markup"]
        definition["required"] = names
        definition["additionalProperties"] = False
        for name in names:
            definition["properties"][name].pop("default", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "newsmill record", **schema}


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(json_schema()), indent=2) + b"\n")
