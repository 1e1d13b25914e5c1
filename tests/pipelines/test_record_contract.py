"""The record as docs/record.schema.json promises it, held against records of real pages."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from newsmill.crawler.demo import PORTAL, declared_charset, portal_folder
from newsmill.pipelines.clean import clean
from newsmill.pipelines.page import Page
from newsmill.pipelines.record import (
    FIELD_NAMES,
    OPTIONAL_KEYS,
    Record,
    decode_record,
    encode,
    json_schema,
    key_table,
)

ROOT = Path(__file__).resolve().parents[2]
WWW = portal_folder() / "www"
PAGES = [
    "/gb/content/2005-04/02/content_1027.htm",
    "/news/201206/t20120618_20413.shtml",
    "/photo/201206/t20120624_20560.shtml",
    "/a/20201212/c20410.html",
    "/a/20200101/c10001.html",
    "/tw/2012/t20120905_301.html",
    "/en/2021/night-ferry.html",
    "/index.html",
]


def test_the_committed_schema_is_the_one_the_code_generates() -> None:
    committed = json.loads((ROOT / "docs" / "record.schema.json").read_text(encoding="utf-8"))
    assert committed == json_schema(), "run: make schema"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("markup", [None, "markdown"])
def test_a_real_record_is_valid_and_reads_back(
    path: str, markup: None, validator: jsonschema.Draft202012Validator
) -> None:
    page = Page(
        raw=(WWW / path[1:]).read_bytes(),
        url=PORTAL + path,
        charset=declared_charset(path),
        fetched_at="2026-11-23T08:00:00Z",
        origin="crawl.warc.gz#offset=0",
    )
    record = clean(page, markup=markup)
    line = encode(record)
    validator.validate(json.loads(line))
    assert b"\n" not in line
    assert decode_record(line) == record


def test_keys_come_in_the_order_of_the_contract_and_none_is_missing() -> None:
    record = clean(Page(raw=b"<title>a</title><p>b"))
    keys = list(json.loads(encode(record)))
    assert keys == [name for name in Record.__struct_fields__ if name not in OPTIONAL_KEYS]
    at = keys.index(FIELD_NAMES[0])
    assert tuple(keys[at : at + len(FIELD_NAMES)]) == FIELD_NAMES


def test_the_table_of_keys_in_the_docs_is_the_one_the_code_generates() -> None:
    assert key_table() in (ROOT / "docs" / "record.md").read_text(encoding="utf-8")


def test_records_of_the_schema_before_are_read_with_null_for_the_keys_they_lack() -> None:
    record = clean(Page(raw=b"<title>a</title><p>b"))
    older = {
        key: value
        for key, value in json.loads(encode(record)).items()
        if key not in ("canonical", "lead", "updated")
    }
    assert decode_record(json.dumps({**older, "schema": "newsmill/1"})) == record


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "novel"},
        {"published": 2012},
        {"extra": 1},
        {"authors": [{"name": "a"}]},
        {"schema": "newsmill/9"},
    ],
)
def test_what_is_not_a_record_is_not_valid(
    change: dict[str, object], validator: jsonschema.Draft202012Validator
) -> None:
    record = clean(Page(raw=b"<title>a</title><p>b")).to_dict()
    assert validator.is_valid(record)
    assert not validator.is_valid({**record, **change})
