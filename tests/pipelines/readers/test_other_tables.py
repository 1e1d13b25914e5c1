"""Pages as other programs export them: HAR, nested and base64 columns, UTF-16, `.lzma`; and text that is not a page."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import lzma
import plistlib
import quopri
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.plan import plan
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Unreadable

TEXTS = [f"<html><body><h1>第{n}期</h1><p>本市昨日新增充电桩{n}处。</p></body></html>" for n in range(4)]
URLS = [f"http://news.example.com/2019/{n}.html" for n in range(4)]


def items(path: Path, **options: Any) -> list[Item]:
    return [item for slice_ in plan([str(path)], Options(**options)) for item in read(Reading(slice_))]


def pages(path: Path, **options: Any) -> list[tuple[str | None, str]]:
    found = items(path, **options)
    assert all(isinstance(item, Page) for item in found), found
    return [(item.url, item.raw.decode()) for item in found if isinstance(item, Page)]


def write_lines(path: Path, rows: list[dict[str, Any]], charset: str = "utf-8") -> Path:
    path.write_bytes("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode(charset))
    return path


BOTH = list(zip(URLS, TEXTS, strict=True))


def exchange(url: str, mime: str, text: str | None, status: int = 200, **content: str) -> dict[str, Any]:
    held = {"size": 0, "mimeType": mime, **content} | ({"text": text} if text is not None else {})
    return {
        "startedDateTime": "2019-03-01T08:00:00.000+08:00",
        "request": {"method": "GET", "url": url, "headers": [{"name": "Accept", "value": "*/*"}]},
        "response": {"status": status, "headers": [], "content": held},
    }


def har(*, indent: int | None = None, pages_last: bool = False) -> bytes:
    packed = base64.b64encode(TEXTS[1].encode("gbk")).decode()
    entries = [
        exchange(URLS[0], "text/html; charset=utf-8", TEXTS[0]),
        exchange(URLS[1], "text/html; charset=gbk", packed, encoding="base64"),
        exchange("http://news.example.com/a.png", "image/png", "iVBO", encoding="base64"),
        exchange("http://news.example.com/old", "text/html", "", status=301),
        exchange(URLS[2], "text/html", None),
        exchange(URLS[3], "text/html", TEXTS[3]),
    ]
    log: dict[str, Any] = {"version": "1.2", "creator": {"name": "Firefox", "version": "115"}}
    listed = {"pages": [{"id": "page_1", "title": 'an "entries": [ in a title'}]}
    log |= {"entries": entries} | listed if pages_last else listed | {"entries": entries}
    return json.dumps({"log": log}, indent=indent).encode()


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("pages_last", [False, True])
def test_the_pages_of_a_har_have_their_url_charset_and_time(
    tmp_path: Path, indent: int | None, pages_last: bool
) -> None:
    path = tmp_path / "visit.har"
    path.write_bytes(har(indent=indent, pages_last=pages_last))
    found = items(path)
    assert [item.reason for item in found if isinstance(item, NoPage)] == ["not-html", "status-301"]
    (reject,) = [item for item in found if isinstance(item, Unreadable)]
    assert (reject.url, reject.origin) == (URLS[2], "visit.har#entry=4")
    first, second, last = [item for item in found if isinstance(item, Page)]
    assert (first.url, first.raw.decode(), first.charset) == (URLS[0], TEXTS[0], "utf-8")
    assert (second.raw.decode("gbk"), second.charset) == (TEXTS[1], "gbk")
    assert (last.url, last.fetched_at) == (URLS[3], "2019-03-01T00:00:00Z")


def test_a_har_that_is_cut_gives_what_comes_before_and_one_reject(tmp_path: Path) -> None:
    whole = har()
    path = tmp_path / "visit.har"
    path.write_bytes(whole[: whole.index(URLS[3].encode()) + 9])
    found = items(path)
    assert [item.url for item in found if isinstance(item, Page)] == URLS[:2]
    assert [item.reason for item in found if isinstance(item, Unreadable)] == ["unreadable", "truncated"]


def test_one_broken_exchange_of_a_har_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "visit.har"
    path.write_bytes(har().replace(b'"status": 301', b'"status": 301"', 1))
    found = items(path)
    assert [item.url for item in found if isinstance(item, Page)] == [URLS[0], URLS[1], URLS[3]]


NESTED: dict[str, Callable[[str, str], dict[str, Any]]] = {
    "response.body": lambda url, text: {"request": {"url": url}, "response": {"status": 200, "body": text}},
    "_source": lambda url, text: {"_id": "7", "_source": {"url": url, "html": text, "page": 3}},
    "three deep": lambda url, text: {"url": url, "data": {"document": {"html": text}}},
}


@pytest.mark.parametrize("shape", NESTED)
def test_a_page_in_a_nested_object_is_found(tmp_path: Path, shape: str) -> None:
    path = write_lines(tmp_path / "dump.jsonl", [NESTED[shape](url, text) for url, text in BOTH])
    assert pages(path) == BOTH


def test_a_nested_column_can_be_named(tmp_path: Path) -> None:
    rows = [{"url": url, "answer": {"markup": text}} for url, text in BOTH]
    assert pages(write_lines(tmp_path / "dump.jsonl", rows), html_column="answer.markup") == BOTH


def test_a_nested_number_that_is_called_page_is_not_a_page(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "dump.jsonl", [{"title": "甲", "meta": {"page": 3, "body": "short"}}])
    (reject,) = items(path)
    assert isinstance(reject, Unreadable)
    assert "no known page column" in reject.detail


def test_the_hits_of_a_search_engine_are_read(tmp_path: Path) -> None:
    hits = [{"_id": str(n), "_source": {"url": url, "html": text}} for n, (url, text) in enumerate(BOTH)]
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"took": 3, "hits": {"total": 4, "hits": hits}}))
    assert pages(path) == BOTH


def test_nested_columns_of_parquet_are_read(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    rows = [{"id": 1, "request": {"url": url}, "response": {"body": text}} for url, text in BOTH]
    path = tmp_path / "dump.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    assert pages(path) == BOTH


PACKERS: dict[str, Callable[[bytes], bytes]] = {"plain": bytes, "gzip": gzip.compress, "zlib": zlib.compress}


@pytest.mark.parametrize("packing", PACKERS)
def test_pages_in_base64_are_read(tmp_path: Path, packing: str) -> None:
    rows = [
        {"url": url, "html": base64.b64encode(PACKERS[packing](text.encode())).decode()} for url, text in BOTH
    ]
    assert pages(write_lines(tmp_path / "dump.jsonl", rows)) == BOTH


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("packed", [False, True])
def test_json_lines_in_utf_16_are_read(tmp_path: Path, charset: str, packed: bool) -> None:
    path = write_lines(tmp_path / "dump.jsonl", [{"url": url, "html": text} for url, text in BOTH], charset)
    if packed:
        raw = path.read_bytes()
        path = tmp_path / "dump.jsonl.gz"
        path.write_bytes(gzip.compress(raw))
    assert pages(path) == BOTH


def test_a_table_that_a_spreadsheet_saved_as_unicode_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pages.tsv"
    path.write_bytes(("url\thtml\r\n" + "".join(f"{url}\t{text}\r\n" for url, text in BOTH)).encode("utf-16"))
    assert pages(path) == BOTH


def test_a_page_in_utf_16_keeps_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(TEXTS[0].encode("utf-16"))
    (page,) = items(path)
    assert isinstance(page, Page)
    assert page.raw == TEXTS[0].encode("utf-16")


def test_a_lzma_file_is_read_and_a_damaged_one_is_reported(tmp_path: Path) -> None:
    rows = write_lines(tmp_path / "dump.jsonl", [{"url": url, "html": text} for url, text in BOTH])
    packed = lzma.compress(rows.read_bytes(), format=lzma.FORMAT_ALONE)
    path = tmp_path / "dump.jsonl.lzma"
    path.write_bytes(packed)
    assert pages(path) == BOTH
    path.write_bytes(packed[:-40])
    found = items(path)
    assert isinstance(found[-1], Unreadable)
    assert found[-1].reason == "truncated"
    assert [item.url for item in found[:-1]] == URLS[: len(found) - 1]  # type: ignore[union-attr]


def mail(number: int) -> bytes:
    part = quopri.encodestring(TEXTS[number].encode()).decode()
    return (
        f"From list@news.example Tue Feb 14 06:4{number}:03 2012\nFrom: list@news.example\nSubject: {number}\n"
        "Date: Tue, 14 Feb 2012 06:46:03 +0000\nMIME-Version: 1.0\n"
        "Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nFrom Beijing\n\n"
        "--x\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        f"{part}\n--x--\n\n"
    ).encode()


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_each_mail_of_a_mailbox_is_a_page(tmp_path: Path, newline: bytes) -> None:
    path = tmp_path / "Newsletters"
    raw = mail(0) + mail(1) + b"From a@b.example Tue Feb 14 06:46:03 2012\nSubject: x\n\nplain\n\n" + mail(2)
    path.write_bytes(raw.replace(b"\n", newline))
    first, second, reject, last = items(path)
    assert isinstance(reject, Unreadable)
    assert (reject.origin, reject.reason) == ("Newsletters#mail=2", "no-text")
    for number, item in enumerate((first, second, last)):
        assert isinstance(item, Page)
        assert item.raw.decode().strip() == TEXTS[number]
        assert item.fetched_at == "2012-02-14T06:46:03Z"


def test_a_mhtml_file_whose_headers_are_longer_than_what_is_looked_at_is_read(tmp_path: Path) -> None:
    head = f"From: <Saved by Blink>\r\nX-Long: {'y' * 20_000}\r\nSnapshot-Content-Location: {URLS[0]}\r\n"
    body = mail(0).partition(b"\n")[2].replace(b"From: list@news.example\n", b"")
    path = tmp_path / "a.mht"
    path.write_bytes(head.encode() + body)
    (page,) = items(path)
    assert isinstance(page, Page)
    assert (page.url, page.raw.decode().strip()) == (URLS[0], TEXTS[0])


@pytest.mark.parametrize(
    ("name", "raw", "what"),
    [
        ("urls.txt", "\n".join(URLS).encode(), "a list of addresses"),
        ("table.feather", b"ARROW1\0\0" + bytes(range(256)), "an Arrow or Feather file"),
        ("rows.arrow", b"\xff\xff\xff\xff\x78\0\0\0\x10\0\0\0" + TEXTS[0].encode() * 9, "an Arrow stream"),
    ],
)
def test_files_of_other_kinds_are_rejects_that_say_what_they_are(
    tmp_path: Path, name: str, raw: bytes, what: str
) -> None:
    from newsmill.pipelines.clean import clean
    from newsmill.pipelines.page import Rejected

    path = tmp_path / name
    path.write_bytes(raw)
    (item,) = items(path)
    if isinstance(item, Unreadable):
        assert what in item.detail
        return
    assert isinstance(item, Page)
    with pytest.raises(Rejected, match=what):
        clean(item)


def test_the_type_of_an_epub_is_not_a_page(tmp_path: Path) -> None:
    path = tmp_path / "issue.epub"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("OEBPS/1.xhtml", TEXTS[0])
    found = items(path)
    assert [item.origin for item in found if isinstance(item, Page)] == ["issue.epub#OEBPS/1.xhtml"]


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_the_shortcut_of_macos_beside_a_page_has_its_url(tmp_path: Path, form: plistlib.PlistFormat) -> None:
    (tmp_path / "a.html").write_text(TEXTS[0])
    (tmp_path / "a.webloc").write_bytes(plistlib.dumps({"URL": URLS[0]}, fmt=form))
    assert [item.url for item in items(tmp_path) if isinstance(item, Page)] == [URLS[0]]


@pytest.mark.parametrize("kind", ["TEXT", "BLOB"])
def test_rows_that_reach_into_what_was_cut_off_are_rejects_and_no_zeros(tmp_path: Path, kind: str) -> None:
    saved = [f"<html><p>Page {number}. {'Text. ' * (number * 211 % 1500)}</p></html>" for number in range(30)]
    path = tmp_path / "whole.db"
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE TABLE pages (url TEXT, html {kind})")
        values = [text if kind == "TEXT" else text.encode() for text in saved]
        database.executemany(
            "INSERT INTO pages VALUES ('http://a.example/', ?)", [(each,) for each in values]
        )
        database.commit()
    raw = path.read_bytes()
    cut = tmp_path / "cut.db"
    for stop in range(8192, len(raw), 3001):
        cut.write_bytes(raw[:stop])
        found = items(cut)
        assert {item.raw.decode() for item in found if isinstance(item, Page)} <= set(saved), stop
        assert any(isinstance(item, Unreadable) for item in found), stop


def test_zeros_that_were_stored_are_kept_if_the_database_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "whole.db"
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE pages (url TEXT, html BLOB)")
        database.execute(
            "INSERT INTO pages VALUES ('http://a.example/', ?)", ("<p>Text.</p>".encode("utf-16"),)
        )
        database.commit()
    (found,) = items(path)
    assert isinstance(found, Page)
    assert found.raw == "<p>Text.</p>".encode("utf-16")
