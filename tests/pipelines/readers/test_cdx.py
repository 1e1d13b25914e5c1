"""An index of archives as input: its lines are read from the archives, by ranges."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import threading
from pathlib import Path

import pytest

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Unreadable


def record(number: int) -> bytes:
    http_bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><p>%d" % number
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://news.example.com/{number}.html\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(http_bytes)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http_bytes + b"\r\n\r\n")


def lines(kind: str) -> list[str]:
    found, offset = [], 0
    for number in range(6):
        mime, status = ("image/png", "200") if number == 4 else ("text/html", "404" if number == 5 else "200")
        size = len(record(number))
        if kind == "cdxj":
            fields = {"url": f"http://news.example.com/{number}.html", "mime": mime, "status": status}
            fields |= {"length": str(size), "offset": str(offset), "filename": "crawl.warc.gz"}
            found.append(f"com,example,news)/{number}.html 20120214064603 {json.dumps(fields)}")
        else:
            found.append(
                f"com,example,news)/{number}.html 20120214064603 http://news.example.com/{number}.html {mime} {status}"
                f" ABCDEF - - {size} {offset} crawl.warc.gz"
            )
        offset += size
    return found


def write(folder: Path, kind: str, *, packed: bool = False) -> Path:
    (folder / "archive").mkdir()
    (folder / "indexes").mkdir()
    (folder / "archive" / "crawl.warc.gz").write_bytes(b"".join(map(record, range(6))))
    chosen = [*lines(kind)[1:], "this is no line of an index"]
    header = [" CDX N b a m s k r M S V g"] if kind == "cdx" else []
    raw = "\n".join([*header, *chosen]).encode() + b"\n"
    path = folder / "indexes" / f"index.{kind}{'.gz' * packed}"
    path.write_bytes(gzip.compress(raw) if packed else raw)
    return path


def items(path: Path | str) -> list[Item]:
    return [item for slice_ in planning.plan([str(path)], Options()) for item in read(Reading(slice_))]


@pytest.mark.parametrize("kind", ["cdx", "cdxj"])
@pytest.mark.parametrize("packed", [False, True])
def test_the_lines_of_an_index_are_read_from_its_archive(tmp_path: Path, kind: str, packed: bool) -> None:
    found = items(write(tmp_path, kind, packed=packed))
    assert [item.url for item in found if isinstance(item, Page)] == [
        f"http://news.example.com/{number}.html" for number in (1, 2, 3)
    ]
    first = found[0]
    assert isinstance(first, Page)
    assert first.origin == f"crawl.warc.gz#offset={len(record(0))}"
    assert [item.reason for item in found if isinstance(item, NoPage)] == ["not-html", "status-404"]
    (reject,) = [item for item in found if isinstance(item, Unreadable)]
    assert "does not point to an archive record" in reject.detail


def test_an_archive_that_is_not_there_is_a_reject_a_line(tmp_path: Path) -> None:
    path = write(tmp_path, "cdxj")
    (tmp_path / "archive" / "crawl.warc.gz").unlink()
    found = [item for item in items(path) if isinstance(item, Unreadable)]
    assert [item.url for item in found[:3]] == [
        f"http://news.example.com/{number}.html" for number in (1, 2, 3)
    ]


def test_an_index_behind_http_is_read(tmp_path: Path) -> None:
    pytest.importorskip("aiohttp", reason="the extra `remote` is not installed")
    write(tmp_path, "cdxj")
    (tmp_path / "archive" / "crawl.warc.gz").rename(tmp_path / "indexes" / "crawl.warc.gz")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        found = items(f"http://127.0.0.1:{server.server_address[1]}/indexes/index.cdxj")
    finally:
        server.shutdown()
    assert len([item for item in found if isinstance(item, Page)]) == 3
