"""The demo portal's server: bytes as stored, headers as portals send them."""

from __future__ import annotations

import gzip
import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest

from newsmill.crawler.demo import PORTAL, Seen, portal_folder, serve_portal

WWW = portal_folder() / "www"


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    with serve_portal() as address:
        yield address


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def get(url: str, **headers: str) -> HTTPResponse:
    """GET without following redirects; errors are answers too."""
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        return urllib.request.build_opener(_NoRedirect()).open(request, timeout=10)
    except urllib.error.HTTPError as answer:
        return answer  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/gb/content/2005-03/12/content_1021.htm", "text/html"),
        ("/gb/content/2005-05/20/content_1034.htm", "text/html; charset=utf-8"),
        ("/news/201207/t20120711_20688.shtml", "text/html; charset=ISO-8859-1"),
        ("/a/20200506/c20118.html", "text/html; charset=utf-8"),
        ("/a/20210318/c21077.html", "text/html; charset=gb2312"),
        ("/tw/2012/t20120905_301.html", "text/html; charset=big5"),
        ("/img/bridge.png", "image/png"),
    ],
)
def test_a_page_is_sent_as_stored_with_the_charset_its_server_claims(
    portal: str, path: str, content_type: str
) -> None:
    answer = get(portal + path)
    assert answer.headers["Content-Type"] == content_type
    assert answer.read() == (WWW / path[1:]).read_bytes()


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/gb/content/2005-03/12/old_1021.htm", 301, "content_1021.htm"),
        ("/mobile/20413.html", 302, "/news/201206/t20120618_20413.shtml"),
        ("/a/20200101/c10001.html", 200, None),
        ("/a/20200101/c10002.html", 404, None),
        ("/../serving.toml", 404, None),
        ("/%2e%2e/serving.toml", 404, None),
        ("//etc/passwd", 404, None),
        ("/a/20200506/c20118.html.json", 404, None),
        ("/?utm_source=x", 200, None),
    ],
)
def test_statuses_and_redirects(portal: str, path: str, status: int, location: str | None) -> None:
    answer = get(portal + path)
    assert (answer.status, answer.headers["Location"]) == (status, location)


def test_an_unchanged_page_is_answered_with_304_by_either_validator(portal: str) -> None:
    page = portal + "/a/20200506/c20118.html"
    first = get(page)
    by_etag = get(page, If_None_Match=first.headers["ETag"])
    assert (by_etag.status, by_etag.read()) == (304, b"")
    assert get(page, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    assert get(page, If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"]).status == 200
    assert get(page, If_Modified_Since="yesterday").status == 200
    assert "ETag" not in get(portal + "/gb/content/2005-03/12/content_1021.htm").headers


def test_an_edit_changes_the_page_and_its_validators() -> None:
    edits: dict[str, bytes] = {}
    with serve_portal(edits=edits) as portal:
        before = get(portal + "/a/20200506/c20118.html")
        edits["/a/20200506/c20118.html"] = b"<p>changed</p>"
        edits["/a/new.html"] = b"<p>new</p>"
        after = get(portal + "/a/20200506/c20118.html", If_None_Match=before.headers["ETag"])
        assert (after.status, after.read()) == (200, b"<p>changed</p>")
        assert get(portal + "/a/new.html").read() == b"<p>new</p>"


def test_gzip_is_sent_to_whom_accepts_it(portal: str) -> None:
    page = "/news/201206/t20120618_20413.shtml"
    packed = get(portal + page, Accept_Encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.read()) == (WWW / page[1:]).read_bytes()
    assert "Content-Encoding" not in get(portal + page).headers


def test_sitemaps_and_feeds_name_the_host_they_are_asked_under(portal: str) -> None:
    assert f"<loc>{portal}/sitemap-2012.xml</loc>" in get(portal + "/sitemap.xml").read().decode()
    assert f"{portal}/a/" in gzip.decompress(get(portal + "/sitemap-2020.xml.gz").read()).decode()
    assert get(portal + "/rss.xml", Host="portal.example").read() == (WWW / "rss.xml").read_bytes()
    assert PORTAL in (WWW / "rss.xml").read_text(encoding="utf-8")


def test_the_calendar_never_ends(portal: str) -> None:
    assert 'href="2099-01-01.html"' in get(portal + "/calendar/2098-12-31.html").read().decode()
    assert get(portal + "/calendar/9999-12-31.html").status == 200


def test_what_is_asked_is_seen_and_head_has_no_body() -> None:
    seen: list[Seen] = []
    with serve_portal(seen=seen) as portal:
        request = urllib.request.Request(
            portal + "/robots.txt", method="HEAD", headers={"User-Agent": "someone"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.read() == b""
    assert [(row.method, row.path, row.status) for row in seen] == [("HEAD", "/robots.txt", 200)]
    assert seen[0].headers["User-Agent"] == "someone"


def test_a_broken_request_leaves_the_server_boilerplate(portal: str) -> None:
    host, _, port = portal.removeprefix("http://").partition(":")
    for request in (b"\x00\xff\r\n\r\n", b"GET http://[ HTTP/1.1\r\n\r\n", b"GET"):
        with socket.create_connection((host, int(port)), timeout=5) as client:
            client.sendall(request)
    assert get(portal + "/robots.txt").status == 200


def test_data_for_a_pages_script_is_served(portal: str) -> None:
    assert json.loads(get(portal + "/app/api/8813.json").read())["paragraphs"]
