"""Folders as browsers, mirroring tools and Scrapy's cache leave them: a story is one page, with its address
and time."""

from __future__ import annotations

import gzip
import http.server
import json
import os
import pickle
import threading
from pathlib import Path

import pytest

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Unreadable

STORY = "<html><head><title>城东新图书馆</title></head><body><p>城东新图书馆昨日正式向市民开放。</p></body></html>"


def items(path: Path | str) -> list[Item]:
    return [item for slice_ in planning.plan([str(path)], Options()) for item in read(Reading(slice_))]


def pages(path: Path | str) -> list[Page]:
    found = items(path)
    assert not [item for item in found if isinstance(item, Unreadable)]
    return [item for item in found if isinstance(item, Page)]


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def test_pages_saved_complete_are_pages_and_their_parts_are_not(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "saved",
        {
            "新闻一.html": f"<!-- saved from url=(0035)http://news.example.com/2012/1.html -->{STORY}",
            "新闻一_files/jquery.js.download": "var a = '<div>';",
            "新闻一_files/saved_resource.html": STORY,
            "新闻一_files/ad(1).html": STORY,
            "新闻一_files/style.css": "p { color: red }",
            "two.htm": STORY,
            "two-Dateien/frame.htm": STORY,
            "two-Dateien/logo.svg": "<svg></svg>",
            "._two.htm": b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X",
            "__MACOSX/copy.html": STORY,
            "robots.txt": "User-agent: *",
            "sitemap.xml": "<?xml version='1.0'?><urlset></urlset>",
            "feed.xml": (
                "<?xml version='1.0'?><rss><channel><item><description>&lt;p&gt;</description></item>"
                "</channel></rss>"
            ),
        },
    )
    found = pages(folder)
    assert [page.origin for page in found] == ["saved/two.htm", "saved/新闻一.html"]
    assert found[1].url == "http://news.example.com/2012/1.html"


@pytest.mark.parametrize(
    ("note", "url", "saved_at"),
    [
        (
            (
                "<!--\n Page saved with SingleFile \n url: https://news.example.com/a.html \n saved date: Tue "
                "Feb 14 2012 14:46:03 GMT+0800 (CST)\n-->"
            ),
            "https://news.example.com/a.html",
            "2012-02-14T06:46:03Z",
        ),
        (
            "<!-- Saved from https://news.example.com/a.html at 2020-05-01T10:00:00Z using monolith v2.3.0 -->",
            "https://news.example.com/a.html",
            "2020-05-01T10:00:00Z",
        ),
        (
            (
                '<html data-scrapbook-source="https://news.example.com/a.html" '
                'data-scrapbook-create="20200501100000123">'
            ),
            "https://news.example.com/a.html",
            "2020-05-01T10:00:00Z",
        ),
        (
            (
                "<!-- Mirrored from news.example.com/a.html by HTTrack Website Copier/3.x [XR&CO'2014], Tue, "
                "14 Feb 2012 06:46:03 GMT -->"
            ),
            "http://news.example.com/a.html",
            "2012-02-14T06:46:03Z",
        ),
        (
            "<!-- saved from url=(0074)https://web.archive.org/web/20120214064603/http://news.example.com/a.html -->",
            "http://news.example.com/a.html",
            "2012-02-14T06:46:03Z",
        ),
    ],
    ids=["SingleFile", "monolith", "WebScrapBook", "HTTrack", "Wayback"],
)
def test_the_note_of_the_tool_gives_address_and_time(
    tmp_path: Path, note: str, url: str, saved_at: str
) -> None:
    write(tmp_path, {"a.html": note + STORY})
    (page,) = pages(tmp_path)
    assert (page.url, page.fetched_at) == (url, saved_at)


def test_a_mirror_of_wget_gives_addresses_by_its_paths_and_says_so(tmp_path: Path) -> None:
    write(tmp_path / "mirror", {"www.example.com/2012/a.html": STORY, "notes/b.html": STORY})
    found = pages(tmp_path / "mirror")
    assert [(page.url, page.warnings) for page in found] == [
        (None, ()),
        ("http://www.example.com/2012/a.html", ("address taken from its path",)),
    ]


@pytest.mark.parametrize("packed", [False, True])
def test_scrapys_cache_gives_a_page_an_entry_and_unpickles_nothing(tmp_path: Path, packed: bool) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (exec, (f"open({str(tmp_path / 'sprung')!r}, 'w')",))

    meta = {
        "url": "http://news.example.com/a.html",
        "method": "GET",
        "status": 200,
        "response_url": "http://news.example.com/a.html",
        "timestamp": 1329201963.5,
    }
    body = gzip.compress(STORY.encode("gbk"))
    entry = {
        "meta": repr(meta).encode(),
        "pickled_meta": pickle.dumps(Trap()),
        "request_headers": b"Accept: text/html",
        "request_body": b"",
        "response_headers": b"Content-Type: text/html; charset=gbk\r\nContent-Encoding: gzip",
        "response_body": body,
    }
    folder = tmp_path / "httpcache" / "demo" / "ab" / "ab12"
    write(folder, {name: gzip.compress(raw) if packed else raw for name, raw in entry.items()})
    (page,) = pages(tmp_path / "httpcache")
    assert (page.raw, page.url, page.charset, page.status, page.fetched_at) == (
        STORY.encode("gbk"),
        "http://news.example.com/a.html",
        "gbk",
        200,
        "2012-02-14T06:46:03Z",
    )
    assert not (tmp_path / "sprung").exists()


def test_what_newsmill_wrote_is_never_input(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.html": STORY,
            "out/records-00000.jsonl": json.dumps({"schema": "newsmill/2", "body": "old"}),
            "out/manifest.json": '{\n  "schema": "newsmill-manifest/1"\n}',
            "out/quarantine/aa.page": STORY,
            "unfinished/.newsmill/run.json": "{}",
            "unfinished/records-00000.jsonl": "{}",
            "other/manifest.json": '{"name": "an app"}',
            "other/b.html": STORY,
        },
    )
    assert [page.origin for page in pages(tmp_path)] == [
        f"{tmp_path.name}/a.html",
        f"{tmp_path.name}/other/b.html",
    ]
    (record,) = items(tmp_path / "out" / "records-00000.jsonl")
    assert isinstance(record, Unreadable)
    assert "newsmill record" in record.detail


def test_names_that_are_shown_alike_have_different_origins(tmp_path: Path) -> None:
    name = "新闻.html"
    (tmp_path / name).write_text(STORY)
    Path(os.fsdecode(bytes(tmp_path) + b"/" + name.encode("gbk"))).write_text(STORY)
    assert len({page.origin for page in pages(tmp_path)}) == 2


def test_a_folder_of_many_pictures_is_few_slices(tmp_path: Path) -> None:
    write(tmp_path, {f"{number:03d}.{kind}": b"\xff\xd8\xff" for number in range(300) for kind in ("jpg",)})
    write(tmp_path, {f"{number:03d}.html": STORY for number in range(0, 300, 10)})
    slices = list(planning.plan([str(tmp_path)], Options()))
    assert len(slices) == 2
    found = [item for slice_ in slices for item in read(Reading(slice_))]
    assert found[-1] == NoPage("other-file", 300)


def test_an_address_keeps_its_url_charset_and_time() -> None:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/old.html":
                self.send_response(301)
                self.send_header("Location", "/2012/a.html")
                self.end_headers()
                return
            raw = STORY.encode("gbk")
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=gbk")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        (page,) = pages(f"{address}/old.html")
    finally:
        server.shutdown()
    assert (page.url, page.charset, page.status) == (f"{address}/2012/a.html", "gbk", 200)
    assert page.fetched_at is not None
    assert page.raw == STORY.encode("gbk")
