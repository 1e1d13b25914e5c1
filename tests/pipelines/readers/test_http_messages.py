"""Responses as servers and crawlers of three decades have stored them."""

from __future__ import annotations

import gzip
import io
import plistlib
import sqlite3
import zlib
from pathlib import Path

import pytest
import zstandard

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.bytestream import ByteStream
from newsmill.pipelines.readers.mhtml import looks_like_mhtml, page_of
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Unreadable
from newsmill.pipelines.readers.warc import read_sequence

PAGE = "<!DOCTYPE html><html><body><p>城东新图书馆昨日正式向市民开放。</p></body></html>".encode()
HTML = b"Content-Type: text/html\r\n"


def record(block: bytes, *, more: str = "", kind: str = "response") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://news.example.com/a.html\r\n{more}"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def items(warc: bytes) -> list[Item]:
    return list(read_sequence(ByteStream(io.BytesIO(warc)), "a.warc", Options()))


def response(head: bytes, body: bytes) -> bytes:
    return head + b"\r\n" + body


@pytest.mark.parametrize(
    "block",
    [
        b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + PAGE,
        response(b"ICY 200 OK\r\n" + HTML, PAGE),
        response(b"HTTP/1.1 203 Non-Authoritative\r\n" + HTML, PAGE),
        response(b"HTTP/1.1 201 Created\r\n" + HTML, PAGE),
        response(b"HTTP/1.0 200\r\n", PAGE),
        PAGE,
        response(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000 + b"\r\n" + HTML, PAGE),
        response(b"HTTP/1.1 200 OK\r\n" + HTML, gzip.compress(PAGE)),
        response(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + HTML,
            gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]),
        ),
        *(
            response(b"HTTP/1.1 200 OK\r\nContent-Type: " + declared + b"\r\n", PAGE)
            for declared in (
                b"text/plain",
                b"text/xml",
                b"application/xml",
                b"html",
                b"*/*",
                b'"text/html"',
                b"TEXT/HTML;charset=gbk",
                b"",
            )
        ),
    ],
)
def test_a_page_is_recognised_however_it_was_sent(block: bytes) -> None:
    (page,) = items(record(block))
    assert isinstance(page, Page)
    assert page.raw == PAGE
    assert page.warnings == ()


@pytest.mark.parametrize(
    ("declared", "body"),
    [
        (b"text/plain", b"A text that speaks of <html> and <p> is no page."),
        (
            b"application/xml",
            b"<?xml version='1.0'?><rss><channel><description>&lt;p&gt;</description></channel></rss>",
        ),
        (b"text/xml", b"<?xml version='1.0'?><urlset><url><loc>http://a.example/</loc></url></urlset>"),
        (b"*/*", b"\x89PNG\r\n\x1a\n<html>"),
    ],
)
def test_text_that_only_mentions_markup_is_not_a_page(declared: bytes, body: bytes) -> None:
    assert items(record(response(b"HTTP/1.1 200 OK\r\nContent-Type: " + declared + b"\r\n", body))) == [
        NoPage("not-html")
    ]


@pytest.mark.parametrize(
    ("warc", "warning"),
    [
        (record(response(b"HTTP/1.1 200 OK\r\n" + HTML, PAGE), more="WARC-Truncated: length\r\n"),
            "body was cut off when it was captured (length)"),
        (record(response(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n" + HTML, PAGE)),
            "body is shorter than its header says"),
        (record(response(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + HTML, b"ffff\r\n" + PAGE)),
            "body is shorter than its header says"),
        (record(response(b"HTTP/1.1 206 Partial Content\r\n" + HTML, PAGE)), "part of a page (status 206)"),
    ],
)  # fmt: skip
def test_a_body_that_is_cut_is_a_page_with_a_warning(warc: bytes, warning: str) -> None:
    (page,) = items(warc)
    assert isinstance(page, Page)
    assert (page.raw, page.warnings) == (PAGE, (warning,))


def test_a_record_in_segments_is_one_page() -> None:
    block = response(b"HTTP/1.1 200 OK\r\n" + HTML, PAGE)
    first = record(block[:60], more="WARC-Record-ID: <urn:x:1>\r\nWARC-Segment-Number: 1\r\n")
    between = record(response(b"HTTP/1.1 404 Not Found\r\n" + HTML, b"gone"))
    last = record(
        block[60:],
        more=(
            f"WARC-Segment-Origin-ID: <urn:x:1>\r\nWARC-Segment-Number: 2\r\nWARC-Segment-Total-Length: "
            f"{len(block)}\r\n"
        ),
        kind="continuation",
    )
    found = items(first + between + last)
    assert [item.raw for item in found if isinstance(item, Page)] == [PAGE]
    assert [item.reason for item in found if isinstance(item, NoPage)] == ["status-404", "continuation"]
    (cut,) = [item for item in items(first) if isinstance(item, Page)]
    assert cut.warnings == ("segments of the record are missing",)


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_a_warc_with_bare_newlines_is_read(newline: str) -> None:
    warc = b"".join(
        newline.join(
            [
                "WARC/1.0",
                "WARC-Type: response",
                "WARC-Target-URI: http://a.example/",
                "Content-Type: application/http",
            ]
        ).encode()
        + f"{newline}Content-Length: {len(block)}{newline}{newline}".encode()
        + block
        + f"{newline}{newline}".encode()
        for block in [response(b"HTTP/1.1 200 OK\r\n" + HTML, PAGE)] * 3
    )
    assert [item.raw for item in items(warc) if isinstance(item, Page)] == [PAGE] * 3


def test_a_warc_in_zstd_frames_with_a_dictionary_is_read_from_any_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [
        record(response(b"HTTP/1.1 200 OK\r\n" + HTML, PAGE + b"%d" % number * 400)) for number in range(40)
    ]
    dictionary = zstandard.train_dictionary(4096, [each[:400] for each in records] * 20)
    compressor = zstandard.ZstdCompressor(dict_data=dictionary)
    raw = dictionary.as_bytes()
    frame = b"\x5d\x2a\x4d\x18" + len(raw).to_bytes(4, "little") + raw
    path = tmp_path / "a.warc.zst"
    path.write_bytes(frame + b"".join(map(compressor.compress, records)))
    monkeypatch.setattr(planning, "_SLICE_BYTES", 800)
    slices = list(planning.plan([str(path)], Options()))
    assert len(slices) > 2
    found = [item for slice_ in slices for item in read(Reading(slice_))]
    assert [item.raw for item in found if isinstance(item, Page)] == [
        PAGE + b"%d" % number * 400 for number in range(40)
    ]


MAIL = "MIME-Version: 1.0\r\nContent-Type: {type}\r\n\r\n{body}"
PART = (
    "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "<p>=E7=AC=AC=E4=B8=80</p>"
)


@pytest.mark.parametrize(
    "mail",
    [
        "\ufeff" + MAIL.format(type='multipart/related; boundary="b"', body=f"--b\r\n{PART}\r\n--b--\r\n"),
        MAIL.format(
            type='multipart/alternative; boundary="b"',
            body=f"--b\r\nContent-Type: text/plain\r\n\r\nno\r\n--b\r\n{PART}\r\n--b--",
        ),
        "MIME-Version: 1.0\r\n" + PART,
        "X-Long: "
        + "x" * 6000
        + "\r\n"
        + MAIL.format(type="multipart/related;\r\n boundary=b", body=f"--b\r\n{PART}\r\n--b--"),
        MAIL.format(
            type="multipart/mixed; boundary=a",
            body=f'--a\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n{PART}',
        ),
    ],
    ids=["mark", "alternative", "single part", "long header", "nested and cut"],
)
def test_mail_that_holds_a_page_is_unpacked(mail: str) -> None:
    raw = mail.encode()
    assert looks_like_mhtml(raw[:8192])
    page = page_of(raw, "a.mht")
    assert isinstance(page, Page)
    assert page.raw.strip() == "<p>第一</p>".encode()


def test_a_web_archive_gives_its_page(tmp_path: Path) -> None:
    main = {
        "WebResourceData": PAGE,
        "WebResourceURL": "http://news.example.com/a.html",
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
    }
    path = tmp_path / "a.webarchive"
    path.write_bytes(plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY))
    (page,) = [item for slice_ in planning.plan([str(path)], Options()) for item in read(Reading(slice_))]
    assert isinstance(page, Page)
    assert (page.raw, page.url, page.charset) == (PAGE, "http://news.example.com/a.html", "UTF-8")


@pytest.mark.parametrize("packed", [bytes, gzip.compress, zlib.compress, zstandard.compress])
@pytest.mark.parametrize("kind", ["table", "view", "without rowid"])
def test_tables_views_and_packed_columns_of_sqlite_are_read(
    tmp_path: Path, packed: object, kind: str
) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as database:
        suffix = " WITHOUT ROWID" if kind == "without rowid" else ""
        columns = "url TEXT PRIMARY KEY, html BLOB" if kind != "view" else "address TEXT, content_blob BLOB"
        database.execute(f"CREATE TABLE pages ({columns}){suffix}")
        pages = [packed(PAGE + b"%d" % number) for number in range(100)]  # type: ignore[operator]
        rows = [(f"http://a.example/{number:03d}", page) for number, page in enumerate(pages)]
        database.executemany("INSERT INTO pages VALUES (?, ?)", rows)
        if kind == "view":
            database.execute("CREATE VIEW stories AS SELECT address AS url, content_blob AS html FROM pages")
    found = [item for slice_ in planning.plan([str(path)], Options()) for item in read(Reading(slice_))]
    assert [item.raw for item in found if isinstance(item, Page)] == [
        PAGE + b"%d" % number for number in range(100)
    ]


def test_a_damaged_page_of_a_database_costs_the_rows_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE pages (url TEXT, html BLOB)")
        rows = [
            (f"http://a.example/{number}", PAGE + bytes([65 + number % 26]) * 3000) for number in range(100)
        ]
        database.executemany("INSERT INTO pages VALUES (?, ?)", rows)
    raw = bytearray(path.read_bytes())
    place = raw.find(b"http://a.example/50")
    page_start = place // 4096 * 4096
    raw[page_start : page_start + 8] = b"\xff" * 8
    path.write_bytes(raw)
    found = [item for slice_ in planning.plan([str(path)], Options()) for item in read(Reading(slice_))]
    pages = [item for item in found if isinstance(item, Page)]
    assert len(pages) >= 95
    assert any(isinstance(item, Unreadable) for item in found)
