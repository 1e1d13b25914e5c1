"""The clean record, schema `newsmill/2`, and the one list of the fields that a page has.

The structs are the contract: JSON is written from them with keys in this order and none missing, and
`docs/record.schema.json` is generated from them (`python -m newsmill.pipelines.record > docs/record.schema.json`).
"""

from __future__ import annotations

import sys
from typing import Any, Literal

import msgspec

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


class Fields(msgspec.Struct, kw_only=True):
    """What a page says beside its body. The one list of fields: whatever shows, stores or compares fields derives from it.

    title      headline as shown, without site and channel suffixes
    subtitle   the line under the headline that belongs to it
    lead       the standfirst: the summary paragraph shown apart between headline and text; it is in no body
    published  first publication, ISO 8601, as precise as the page shows it
    updated    last change, likewise
    section    breadcrumb; `keywords` the tags
    source     the outlet that the page names as its source; `account` the self-media account that published it
    """

    title: str | None = None
    subtitle: str | None = None
    lead: str | None = None
    published: str | None = None
    updated: str | None = None
    section: list[str] = []
    keywords: list[str] = []
    source: str | None = None
    account: str | None = None
    authors: list[Person] = []
    editors: list[Person] = []


FIELD_NAMES: tuple[str, ...] = Fields.__struct_fields__


class Record(msgspec.Struct, kw_only=True):
    """One clean page. Absent values are None or empty lists, never missing keys.

    The keys from `title` to `editors` are those of `Fields`; a test holds the two to each other. (A struct cannot take the fields of
    another into its middle, and the order of keys is part of the contract.)
    """

    schema: Literal["newsmill/2"] = SCHEMA
    id: str
    version: int
    url: str | None
    site: str | None
    canonical: str | None = None
    origin: str | None
    fetched_at: str | None
    digest: str
    kind: Kind
    language: str | None
    title: str | None
    subtitle: str | None
    lead: str | None = None
    published: str | None
    updated: str | None = None
    section: list[str]
    keywords: list[str]
    source: str | None
    account: str | None
    authors: list[Person]
    editors: list[Person]
    body: str
    images: list[Image]
    charset: Charset
    repairs: list[Repair]
    warnings: list[str]
    newsmill: str = __version__
    body_markup: str | msgspec.UnsetType = msgspec.UNSET  # only with --markup

    def to_dict(self) -> dict[str, Any]:
        """The record as plain Python values, keys in the order of the contract."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


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
