"""Containers as other programs write them: unusual, but each with one reading only."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
from pathlib import Path

import pytest
import zstandard

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.formats import recognise
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Reading, Unreadable
from tests.pipelines.readers.made_containers import page, tar_piece, url, warc_piece

NUMBERS = range(4)
ROWS = [{"url": url(number), "html": page(number).decode()} for number in NUMBERS]


def items(path: Path) -> list[Item]:
    return [item for slice_ in planning.plan([str(path)], Options()) for item in read(Reading(slice_))]


def line(row: dict[str, str], more: str = "") -> bytes:
    return json.dumps(row, ensure_ascii=False).encode()[:-1] + more.encode() + b"}"


JSON_LINES = {
    "NaN": b"\n".join(line(row, ', "score": NaN') for row in ROWS),
    "half of a character": b"\n".join(line(row, ', "title": "\\ud83d"') for row in ROWS),
    "a raw control character": b"\n".join(line(row, ', "title": "a\x0bb"') for row in ROWS),
    "carriage returns": b"\r".join(map(line, ROWS)),
    "record separators": b"".join(b"\x1e" + line(row) + b"\n" for row in ROWS),
    "commas": b",\n".join(map(line, ROWS)),
    "no line ends": b"".join(map(line, ROWS)),
    "GB18030": b"\n".join(json.dumps(row, ensure_ascii=False).encode("gb18030") for row in ROWS),
}


@pytest.mark.parametrize("written", JSON_LINES)
def test_json_that_is_not_quite_json_gives_its_pages(tmp_path: Path, written: str) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(JSON_LINES[written])
    found = items(path)
    assert [item.raw for item in found if isinstance(item, Page)] == [page(number) for number in NUMBERS]
    assert [item.url for item in found if isinstance(item, Page)] == [row["url"] for row in ROWS]
    assert len({item.origin for item in found if isinstance(item, Page)}) == len(ROWS) == len(found)


def test_a_half_character_in_a_page_is_marked_and_nothing_invented(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(line(ROWS[0]).replace("第".encode(), b"\\ud83d", 1))
    (found,) = items(path)
    assert isinstance(found, Page)
    assert found.raw == page(0).replace("第".encode(), "\ufffd".encode(), 1)


def test_what_is_not_an_object_in_a_line_of_objects_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(line(ROWS[0]) + line(ROWS[1]) + b' {"url": "http://a.example/')
    first, second, reject = items(path)
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    assert isinstance(reject, Unreadable)
    assert reject.origin == "pages.jsonl#line=1"


@pytest.mark.parametrize("binary", [lambda raw: {"base64": raw, "subType": "00"}, lambda raw: raw])
def test_a_binary_value_of_mongodb_is_its_bytes(tmp_path: Path, binary: object) -> None:
    path = tmp_path / "pages.jsonl"
    value = binary(base64.b64encode(page(1)).decode())  # type: ignore[operator]
    path.write_text(json.dumps({"url": url(1), "html": {"$binary": value, "$type": "00"}}))
    (found,) = items(path)
    assert isinstance(found, Page)
    assert found.raw == page(1)


def table(delimiter: str = ",", **dialect: object) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, **dialect)  # type: ignore[arg-type]
    writer.writerows([["url", "html"], *([row["url"], row["html"] + ' <a href="\\x">'] for row in ROWS)])
    return out.getvalue().encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"sep=;\r\n" + table(";"),
        b"\xef\xbb\xbfsep=\t\r\n" + table("\t"),
        table(escapechar="\\", doublequote=False),  # as MySQL and Spark write it
    ],
)
def test_rows_of_other_programs_are_read(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "pages.csv"
    path.write_bytes(raw)
    found = items(path)
    assert [item.raw for item in found if isinstance(item, Page)] == [
        row["html"].encode() + b' <a href="\\x">' for row in ROWS
    ]
    assert len(found) == len(ROWS)


@pytest.mark.parametrize("name", ["a.warc.gz.gz", "a.warc.gz", "a.warc.zst.gz", "a"])
def test_compressions_in_each_other_are_unpacked(tmp_path: Path, name: str) -> None:
    inner = zstandard.ZstdCompressor().compress if ".zst" in name else gzip.compress
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"".join(inner(warc_piece(number, page(number))) for number in NUMBERS)))
    assert [item.raw for item in items(path) if isinstance(item, Page)] == [
        page(number) for number in NUMBERS
    ]


def test_damage_to_the_outer_of_two_compressions_is_reported(tmp_path: Path) -> None:
    lines = b"\n".join(map(line, ROWS)) + b"\n"
    outer = [gzip.compress(gzip.compress(lines)), gzip.compress(gzip.compress(lines))]
    path = tmp_path / "a.jsonl.gz.gz"
    path.write_bytes(outer[0] + outer[1][:-9] + b"x" + outer[1][-8:] + outer[0])
    found = items(path)
    assert sum(isinstance(item, Page) for item in found) >= 2 * len(ROWS)
    assert any(isinstance(item, Unreadable) for item in found)


NO_PAGES = {
    "pages.sql": b"-- MySQL dump 10.13\n--\n\nDROP TABLE IF EXISTS `pages`;\n",
    "more.sql": b"INSERT INTO pages (url, html) VALUES ('http://a.example/', '<html><p>Text.</p></html>');\n",
    "dump.xml": b'<?xml version="1.0"?><pages><page><html><body><p>A page.</p></body></html></page></pages>',
    "wiki.xml": b'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/">'
    b"<page><title>A</title></page></mediawiki>",
    "pages.cpio": b"070701000A1B2C000081A4" + b"0" * 88 + b"a.html\x00<html>",
    "pages.a": b"!<arch>\na.html/         0           0     0     644     6         `\n<html>",
}


@pytest.mark.parametrize("name", NO_PAGES)
def test_what_holds_pages_and_cannot_be_read_is_a_reject(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(NO_PAGES[name])
    (found,) = items(path)
    assert isinstance(found, Unreadable)
    assert "not a page" in found.detail


@pytest.mark.parametrize(
    "head",
    [
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">\n<html>',
        b'<?xml version="1.0"?><xhtml:html xmlns:xhtml="http://www.w3.org/1999/xhtml"><xhtml:body>',
        b"<?xml:namespace prefix = o ns = 'urn:schemas-microsoft-com:office:office' /><P>Text</P>",
        b'<?xml version="1.0"?><body><p>Text.</p></body>',
        b"<html xmlns:v='urn:schemas-microsoft-com:vml'><p>Saved by Word.</p>",
        b"<p>How to write a query: CREATE TABLE pages (url TEXT);</p>",
    ],
)
def test_a_page_that_resembles_data_remains_a_page(head: bytes) -> None:
    assert recognise(head, "a.html", named=True) == "page"


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.tar.bz2", "a.jsonl.zst", "a.zip", "a.html.gz"])
def test_an_empty_archive_in_a_folder_is_reported(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    (found,) = items(tmp_path)
    assert isinstance(found, Page)
    assert found.raw == b""


def test_rows_whose_quotes_are_only_characters_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pages.tsv"
    rows = [row["url"] + "\t" + row["html"].replace("<h1>", '<h1>"') for row in ROWS]
    path.write_text("url\thtml\n" + "\n".join(rows) + "\n")
    found = items(path)
    assert [item.url for item in found if isinstance(item, Page)] == [row["url"] for row in ROWS]
    assert len(found) == len(ROWS)


def test_rows_with_a_space_after_each_comma_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pages.csv"
    quoted = [(row["url"], row["html"].replace('"', '""').replace("<p>", "<p>\n")) for row in ROWS]
    path.write_text("url, html\n" + "".join(f'{address}, "{text}"\n' for address, text in quoted))
    found = items(path)
    assert [item.url for item in found if isinstance(item, Page)] == [row["url"] for row in ROWS]
    assert len(found) == len(ROWS)


@pytest.mark.parametrize("interim", ["100 Continue", "103 Early Hints"])
def test_the_response_after_an_interim_one_is_read(tmp_path: Path, interim: str) -> None:
    before = f"HTTP/1.1 {interim}\r\nLink: </a.css>\r\n\r\n".encode()
    record = warc_piece(1, page(1)).replace(b"\r\n\r\nHTTP/", b"\r\n\r\n" + before + b"HTTP/", 1)
    length = len(page(1)) + len(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n")
    path = tmp_path / "a.warc"
    path.write_bytes(record.replace(b"Length: %d" % length, b"Length: %d" % (length + len(before)), 1))
    (found,) = items(path)
    assert isinstance(found, Page)
    assert (found.status, found.raw) == (200, page(1))


def test_a_tar_that_was_cut_between_two_members_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(b"".join(tar_piece(number, page(number)) for number in NUMBERS))
    *pages, reject = items(path)
    assert [item.raw for item in pages if isinstance(item, Page)] == [page(number) for number in NUMBERS]
    assert isinstance(reject, Unreadable)
    assert reject.reason == "truncated"
