"""The clean record, schema `newsmill/2`, and the single list of a page's fields.

The structs define the format: JSON is written from them with keys in this order and none missing, and
`docs/record.schema.json` and the table of `docs/record.md` are generated from them (`make schema`).
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import msgspec.inspect
from msgspec import Meta

from newsmill.pipelines.version import __version__

Kind = Literal["article", "gallery", "video", "listing", "home", "error", "other"]

SCHEMA: Literal["newsmill/2"] = "newsmill/2"
# Older schemas that can be read; missing keys are null.
OLDER_SCHEMAS = ("newsmill/1",)


class Person(msgspec.Struct, frozen=True):
    """A person credited on the page; `role` as printed (`记者`, `By`), or None if the page gives none."""

    name: str
    role: str | None


class Image(msgspec.Struct, frozen=True):
    """An image in the body."""

    url: str
    caption: str | None


class Comment(msgspec.Struct, frozen=True):
    """A reader's comment; `time` is ISO 8601, as precise as on the page, and null if it is only given
    relative to now.
    """

    author: str | None
    time: str | None
    text: str


class Span(msgspec.Struct, frozen=True):
    """A range of the page's bytes, `start` to `end` (exclusive), and the charset it was decoded with."""

    start: int
    end: int
    charset: str


class Charset(msgspec.Struct, frozen=True):
    """The declared and the actual charset, and the ranges of each if the page mixes several (else empty)."""

    declared: str | None
    used: str | None
    spans: list[Span]


class Repair(msgspec.Struct, frozen=True):
    """Repaired mojibake.

    where     the record field that contains the restored text (`title`, `body` …), or `page` if none does
    certain   False if bytes had been lost and were guessed
    """

    where: str
    found: str
    restored: str
    certain: bool


# What a field is besides its type. Columns, masks, search, diff and figures are derived from these marks.
#   provenance   says where and when the record was made, nothing about the page's content
#   words        holds text written by the page's author (masked on export; URLs, ids and codes are kept)
#   prose        running text: converted between scripts and searched
#   date         ISO 8601, as precise as the page or the capture gives it
Mark = Literal["provenance", "words", "prose", "date"]


def _about(meaning: str, *marks: Mark) -> Meta:
    return Meta(description=meaning, extra={"marks": marks})


# The meaning of each key. The JSON Schema and the table in docs/record.md are generated from here.
Headline = Annotated[
    str | None,
    _about("headline as the page shows it, without the names of site and channel", "words", "prose"),
]
Subtitle = Annotated[str | None, _about("a deck or 副题: the second line of the headline", "words", "prose")]
Lead = Annotated[
    str | None,
    _about(
        "the standfirst: a summary paragraph shown apart between headline and text; not in `body`",
        "words",
        "prose",
    ),
]
Published = Annotated[
    str | None,
    _about(
        "first publication, ISO 8601, as precise as the page and no more: `2012-02-14`, `2012-02-14T14:46`, "
        "with an offset where the page states one",
        "date",
    ),
]
Updated = Annotated[str | None, _about("last change, in the form of `published`", "date")]
Section = Annotated[list[str], _about("the breadcrumb, without 首页 and 正文", "words")]
Keywords = Annotated[list[str], _about("the page's tags", "words")]
Source = Annotated[str | None, _about("the outlet named after 来源, `Source:` and similar labels", "words")]
Account = Annotated[
    str | None, _about("the account on a publishing platform (自媒体) that published the page", "words")
]
Authors = Annotated[
    list[Person],
    _about(
        "who reported and wrote it; roles as printed (`记者`, `通讯员`, `By`), null where none is", "words"
    ),
]
Editors = Annotated[
    list[Person],
    _about("people credited as `责任编辑`, `校对`, `审核` and the like; roles as printed", "words"),
]


class Fields(msgspec.Struct, kw_only=True):
    """The fields of a page besides its body. The single list: display, storage and comparison of fields
    derive from it.
    """

    title: Headline = None
    subtitle: Subtitle = None
    lead: Lead = None
    published: Published = None
    updated: Updated = None
    section: Section = []
    keywords: Keywords = []
    source: Source = None
    account: Account = None
    authors: Authors = []
    editors: Editors = []


FIELD_NAMES: tuple[str, ...] = Fields.__struct_fields__


class Record(msgspec.Struct, kw_only=True):
    """One clean page. Absent values are None or empty lists, never missing keys.

    The keys from `title` to `editors` are those of `Fields`; a test keeps them in sync. (A struct cannot
    include another struct's fields in its middle, and the order of keys is part of the format.)
    """

    schema: Annotated[
        Literal["newsmill/2"],
        _about("changes when a key is added, removed or redefined", "provenance"),
    ] = SCHEMA
    id: Annotated[
        str,
        _about(
            "24 hexadecimal digits, the same for the same page on any machine and in any order: made from "
            "`canonical` where that "
            "is plausible, else from `url`, else from `origin`, else from the bytes",
            "provenance",
        ),
    ]
    version: Annotated[
        int,
        _about(
            "1, incremented each time a later crawl finds the page changed; `id` stays the same", "provenance"
        ),
    ]
    url: Annotated[
        str | None,
        _about(
            "address of the fetch, normalised: no tracking parameters, session ids or fragment", "provenance"
        ),
    ]
    site: Annotated[
        str | None, _about("registered host of `url`: `news.sina.com.cn` → `sina.com.cn`", "provenance")
    ]
    canonical: Annotated[
        str | None, _about("address that the page declares: `link rel=canonical`, else `og:url`")
    ] = None
    origin: Annotated[
        str | None,
        _about(
            (
                "where the bytes were read: `crawl.warc.gz#offset=1234`, `saved/a.html`, "
                "`two.zip#inner/a.html`, `pages.jsonl#line=12`"
            ),
            "provenance",
        ),
    ]
    fetched_at: Annotated[
        str | None,
        _about("capture time, ISO 8601, UTC; null if the container does not record it", "provenance", "date"),
    ]
    digest: Annotated[str, _about("`sha256:…` of the original bytes", "provenance")]
    kind: Annotated[Kind, _about("a listing, home or error page has an empty `body`")]
    language: Annotated[str | None, _about("BCP 47, of the body")]
    title: Headline
    subtitle: Subtitle
    lead: Lead = None
    published: Published
    updated: Updated = None
    section: Section
    keywords: Keywords
    source: Source
    account: Account
    authors: Authors
    editors: Editors
    body: Annotated[
        str,
        _about(
            (
                "paragraphs joined by `\\n`, in reading order, and nothing else: no captions, bylines, "
                "sign-offs, related links"
            ),
            "words",
            "prose",
        ),
    ]
    images: Annotated[list[Image], _about("images of the body", "words")]
    charset: Annotated[
        Charset,
        _about(
            "the declared charset, the charset of most bytes, and, for a page in several charsets, the spans of each: "
            "`start` to `end` (exclusive), covering every byte"
        ),
    ]
    repairs: Annotated[
        list[Repair],
        _about(
            "mojibake undone; `where` is the field that holds the restored text, or `page`; `certain` is "
            "false where lost "
            "bytes were guessed",
            "words",
        ),
    ]
    warnings: Annotated[
        list[str], _about("what a reviewer should know: `no date found`, `body ends mid-sentence`", "words")
    ]
    newsmill: Annotated[str, _about("version of newsmill that made the record", "provenance")] = __version__
    body_markup: Annotated[
        str | msgspec.UnsetType, _about("the body with its structure; only with `--markup`", "words")
    ] = msgspec.UNSET
    comments: Annotated[
        list[Comment] | msgspec.UnsetType,
        _about("the readers' comments that are in the page; only with `--comments`"),
    ] = msgspec.UNSET

    def to_dict(self) -> dict[str, Any]:
        """Convert the record to plain Python values, with keys in the defined order."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


# Keys present only if a run requested them.
OPTIONAL_KEYS = ("body_markup", "comments")


class FieldInfo(NamedTuple):
    """A key of the record: its type as reported by `msgspec.inspect`, a short description, its marks."""

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


RECORD_FIELDS: tuple[FieldInfo, ...]


def __getattr__(name: str) -> Any:
    """Read `RECORD_FIELDS` off the class when it is first asked for: cleaning does without."""
    if name != "RECORD_FIELDS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = infos = _field_infos()
    return infos


def fields_marked(mark: Mark) -> tuple[str, ...]:
    """The names of the record's keys with a mark, in record order."""
    return tuple(info.name for info in _field_infos() if mark in info.marks)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Record)


def encode(record: Record) -> bytes:
    """Encode a record as one line of UTF-8 JSON, without the newline."""
    return _encoder.encode(record)


def decode_record(line: bytes | str) -> Record:
    """Decode a line written by `encode`, in this schema or an older one (`OLDER_SCHEMAS`).

    Raises `msgspec.ValidationError` (or `DecodeError`) if it is not a record.
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
    """The JSON Schema of a record (draft 2020-12); all keys except `OPTIONAL_KEYS` are required."""
    schema = msgspec.json.schema(Record)
    for definition in schema["$defs"].values():
        # Python 3.13 strips the indentation of docstrings, older versions do not.
        definition["description"] = inspect.cleandoc(definition["description"])
        names = [name for name in definition["properties"] if name not in OPTIONAL_KEYS]
        definition["required"] = names
        definition["additionalProperties"] = False
        for name in names:
            definition["properties"][name].pop("default", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "newsmill record", **schema}


def key_table() -> str:
    """The Markdown table of keys for docs/record.md."""
    properties = json_schema()["$defs"]["Record"]["properties"]
    rows = [
        f"| `{name}` | {_shown_type(properties[name])} | {properties[name]['description']} |"
        for name in properties
    ]
    return "\n".join(["| key | type | meaning |", "|---|---|---|", *rows])


def _shown_type(schema: dict[str, Any]) -> str:
    """A JSON Schema type in words: `string or null`, `list of Person`."""
    if "anyOf" in schema:
        return " or ".join(_shown_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " ".join(f"`{value}`" for value in schema["enum"])
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if schema.get("type") == "array":
        return f"list of {_shown_type(schema['items'])}"
    return str(schema["type"])


def write_docs(folder: Path) -> None:
    """Write `record.schema.json`, and the table in `record.md`, in `folder`."""
    schema = msgspec.json.format(msgspec.json.encode(json_schema()), indent=2)
    (folder / "record.schema.json").write_bytes(schema + b"\n")
    page = folder / "record.md"
    text = page.read_text(encoding="utf-8")
    old = re.search(r"^\| key .*?(?=^$)", text, re.MULTILINE | re.DOTALL)
    if old is None:
        raise ValueError(f"{page} has no table of keys")
    page.write_text(text[: old.start()] + key_table() + "\n" + text[old.end() :], encoding="utf-8")


if __name__ == "__main__":
    write_docs(Path(sys.argv[1]))
