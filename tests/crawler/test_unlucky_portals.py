"""Portals with bad luck or bad will: each is a small server. Every article becomes exactly one record, and the
crawl ends."""

from __future__ import annotations

import email.utils
import gzip
import itertools
import json
import re
import struct
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from loopback import article, crawl, listing, records, serving, site_file
from test_missed import one_site, paths, redirect

from newsmill.crawler.fetch.warc import http_head

HTML = {"Content-Type": "text/html; charset=utf-8"}
GIVEN = ["/n/1.html", "/n/2.html", "/n/3.html"]


def body(number: int | str) -> str:
    return article(f"第{number}号新闻的完整标题")


class Portal:
    """What a server answers, the articles to be recorded, and the most requests that a crawl may need."""

    def __init__(
        self, pages: dict[str, Any] | Callable[[str], Any], expected: list[str] | None = None, most: int = 60
    ) -> None:
        self.pages = pages
        self.expected = GIVEN if expected is None else expected
        self.most = most


def given(*more: str, **pages: Any) -> dict[str, Any]:
    """A front page that lists three articles and what else is there."""
    return {"/": listing(*GIVEN, *more), **{path: body(path[3]) for path in GIVEN}}


def cookie_loop() -> Portal:
    """A corner of the site that redirects without end, each time to a new address and with a new cookie."""
    numbers = itertools.count()

    def answer(path: str) -> Any:
        if path.startswith(("/vip/", "/check")):
            number = next(numbers)
            target = f"/check?back=/vip/{number}" if path.startswith("/vip/") else f"/vip/{number}.html"
            return 302, {"Location": target, "Set-Cookie": f"t={number}; Path=/"}, b""
        return given("/vip/a.html", "/vip/b.html").get(path)

    return Portal(answer, most=60)


def calendar() -> Portal:
    """Every month of all time, with one sentence on most of them."""

    def answer(path: str) -> Any:
        if match := re.fullmatch(r"/cal/(\d+)-(\d+)/", path):
            month = int(match[1]) * 12 + int(match[2]) - 1
            near = [f"/cal/{(month + step) // 12}-{(month + step) % 12 + 1}/" for step in (-12, -1, 1, 12)]
            return listing(*near, "/")
        return given("/cal/2024-5/").get(path)

    return Portal(answer, most=110)


def facets() -> Portal:
    """A search whose filters combine as the visitor likes; each page shows the same articles."""
    names = {"color": "rgb", "size": "123", "sort": "ad", "view": "lg", "brand": "xyz"}

    def answer(path: str) -> Any:
        parts = urlsplit(path)
        if parts.path == "/search":
            chosen = {name: values[0] for name, values in parse_qs(parts.query).items()}
            links = [
                "/search?"
                + "&".join(f"{key}={each}" for key, each in sorted({**chosen, name: value}.items()))
                for name, values in names.items()
                for value in values
            ]
            return listing(*GIVEN, *links)
        return given("/search?sort=a").get(path)

    return Portal(answer, most=150)


def soft_404() -> Portal:
    """Whatever does not exist is there, says sorry, and leads to more of it."""
    numbers = itertools.count()

    def answer(path: str) -> Any:
        if path == "/robots.txt":
            return None
        known = given("/old/1.html", "/old/2.html").get(path)
        links = "".join(f'<a href="/old/{next(numbers)}-{path.count("-")}.html">更多</a>' for _ in range(3))
        return (
            known or f"<html><body><h1>404</h1><p>抱歉，您访问的页面不存在或已删除。</p>{links}</body></html>"
        )

    return Portal(answer, most=110)


def sessions() -> Portal:
    """A new session in every link of every page: in the path, as ASP.NET writes it, or in the query."""
    numbers = itertools.count(0x1A2B3C4D5E6F)

    def answer(path: str) -> Any:
        if path == "/robots.txt":
            return None
        plain = re.sub(r"/\(S\([0-9a-z]+\)\)", "", path).partition("?")[0]
        session = f"{next(numbers):012x}" + "abcdefghij12"
        links = [f"/(S({session})){link}" for link in GIVEN[:2]] + [f"{GIVEN[2]}?PHPSESSID={session}"]
        links += [f"/(S({session}))/"]
        if plain == "/":
            return listing(*links)
        return article(f"第{plain[3]}号新闻的完整标题", *links) if plain in GIVEN else None

    return Portal(answer, expected=[], most=40)


def led_on() -> Portal:
    """A refresh, then a script, then a header that leads on to the article."""
    pages = given("/go/1", "/go/4")
    pages["/go/1"] = (
        '<html><head><meta http-equiv="refresh" content="0;url=/go/2"></head><body></body></html>'
    )
    pages["/go/2"] = "<html><body><script>window.location.replace('/go/3')</script></body></html>"
    pages["/go/3"] = (200, {**HTML, "Refresh": "0; url=/n/4.html"}, b"<html><body></body></html>")
    pages["/go/4"] = (
        '<html><head><meta http-equiv="refresh" content="0;url=/go/4"></head><body></body></html>'
    )
    pages["/n/4.html"] = body(4)
    return Portal(pages, [*GIVEN, "/n/4.html"])


def ways_of_writing() -> Portal:
    """The same three articles, written in every way that leads to them."""
    pages = given()
    links = [
        "n/1.html", "./n/1.html", "a/../n/1.html", "../n/1.html", "/n/1.html#top", "/n/1.html#!top", "/n/1.html?",
        "/%6E/1.html", "/n/1%2Ehtml", "/n/./1.html", "  /n/1.html\n", "/n/\n2.html", "HTTP://127.0.0.1:{port}/n/2.html",
        "//127.0.0.1:{port}/n/2.html", "\\n\\2.html", "/n/2.html?utm_source=x&utm_medium=y", "/n/3.html;",
    ]  # fmt: skip

    def front(handler: Any) -> None:
        data = listing(*(link.format(port=handler.server.server_port) for link in links)).encode()
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + data)
        handler.close_connection = True

    pages["/"] = front
    pages["/n/3.html;"] = pages.pop("/n/3.html")
    return Portal(pages, most=10)


def escapes() -> Portal:
    """Names in Chinese, escaped or not, in small and capital letters."""
    name = quote("新闻")
    pages = {
        "/": listing(
            f"/{name}/1.html",
            f"/{name.lower()}/1.html",
            "/新闻/1.html",
            "/a%2Fb/2.html",
            "/~x/3.html",
            "/%7Ex/3.html",
        ),
        f"/{name}/1.html": body(1),
        f"/{name.lower()}/1.html": body(1),
        "/a%2Fb/2.html": body(2),
        "/~x/3.html": body(3),
        "/%7Ex/3.html": body(3),
    }
    return Portal(pages, sorted([f"/{name}/1.html", "/a%2Fb/2.html", "/~x/3.html"]), most=6)


def gbk_queries() -> Portal:
    """Keywords in the page's own charset, escaped by hand or not at all."""
    one, two = quote("要闻".encode("gbk")), quote("体育".encode("gbk"))
    links = f'<a href="/s?k={one}">要闻</a><a href="/s?k=体育">体育</a>'
    page = f"<html><head><meta charset=gbk></head><body>{links}</body></html>"
    in_gbk = {"Content-Type": "text/html"}
    pages = {
        "/": (200, in_gbk, page.encode("gbk")),
        f"/s?k={one}": (200, in_gbk, listing("/n/1.html").replace("utf-8", "gbk").encode("gbk")),
        f"/s?k={two}": (200, in_gbk, listing("/n/2.html").replace("utf-8", "gbk").encode("gbk")),
        "/n/1.html": body(1),
        "/n/2.html": body(2),
    }
    return Portal(pages, GIVEN[:2], most=6)


def wrongly_packed() -> Portal:
    """Content codings that are declared and not there, there and not declared, or of another name."""
    plain = [body(number).encode() for number in range(7)]
    answers = [
        ({"Content-Encoding": "gzip"}, plain[0]),
        ({}, gzip.compress(plain[1])),
        ({"Content-Encoding": "br"}, gzip.compress(plain[2])),
        ({"Content-Encoding": "utf-8"}, plain[3]),
        ({"Content-Encoding": "identity"}, plain[4]),
        ({"Content-Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(plain[5]))),
        ({"Content-Encoding": "deflate"}, plain[6]),
    ]
    pages = {
        f"/p/{number}.html": (200, {**HTML, **headers}, data)
        for number, (headers, data) in enumerate(answers)
    }
    return Portal({"/": listing(*pages), **pages}, sorted(pages), most=10)


def wrong_heads() -> Portal:
    """Headers whose names are not ASCII, and headers that describe the body wrongly."""

    def raw(head: str, data: bytes) -> Callable[[Any], None]:
        def answer(handler: Any) -> None:
            handler.wfile.write(
                f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n\r\n".encode() + data
            )
            handler.close_connection = True

        return answer

    data = body(1).encode()
    length = f"Content-Length: {len(data)}"
    sentence = "今天上午，城东的新图书馆向市民开放，首日接待读者三千人，馆藏四十万册。"
    short = f"<html><h1>一句话新闻的标题</h1><p>{sentence}</p></html>"
    chunk = f"{len(data):x}\r\n".encode() + data + b"\r\n0\r\n\r\n"
    heads = {
        "/h/name.html": raw(
            f"来源: 本站\r\nX-\xe9: \xe9\r\n{length}", data.replace("第1号".encode(), "名称".encode())
        ),
        "/h/chunked.html": raw("Transfer-Encoding: chunked", body("不分块").encode()),
        "/h/short.html": raw("Transfer-Encoding: chunked", short.encode()),
        "/h/both.html": raw(
            f"Transfer-Encoding: Chunked\r\n{length}", chunk.replace("第1号".encode(), "两者".encode())
        ),
        "/h/identity.html": raw("Transfer-Encoding: identity", body("原样").encode()),
        "/h/length.html": raw("Content-Length: many", body("多长").encode()),
        "/h/twice.html": raw(f"{length}\r\n{length}", data.replace("第1号".encode(), "两次".encode())),
    }
    return Portal({"/": listing(*heads), **heads}, sorted(heads), most=20)


def resets() -> Portal:
    """The connection of each page is reset in the middle, the first time."""
    times: Counter[str] = Counter()

    def page(path: str) -> Callable[[Any], None]:
        data = body(path[3]).encode()

        def answer(handler: Any) -> None:
            times[path] += 1
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            if times[path] > 1:
                handler.wfile.write(data)
                return
            handler.wfile.write(data[:300])
            handler.wfile.flush()
            handler.connection.setsockopt(1, 13, struct.pack("ii", 1, 0))  # SO_LINGER: close resets
            handler.connection.close()
            handler.close_connection = True

        return answer

    return Portal({"/": listing(*GIVEN), **{path: page(path) for path in GIVEN}}, most=12)


def slow_loris() -> Portal:
    """One page comes a byte at a time, for longer than anybody waits."""

    def drip(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"<")
            handler.wfile.flush()
            time.sleep(0.2)

    return Portal({**given("/slow.html"), "/slow.html": drip}, most=12)


def asked_to_wait() -> Portal:
    """429 and 503 with Retry-After, in seconds and as a date, each once."""
    waits = {
        "/n/1.html": (429, "1"),
        "/n/2.html": (503, None),
        "/n/3.html": (429, "Thu, 01 Jan 1970 00:00:00 GMT"),
    }
    times: Counter[str] = Counter()

    def answer(path: str) -> Any:
        times[path] += 1
        if path in waits and times[path] == 1:
            status, value = waits[path]
            return status, {"Retry-After": value or email.utils.formatdate(time.time() + 2, usegmt=True)}, b""
        return given().get(path)

    return Portal(answer, most=12)


def storm() -> Portal:
    """Half of all answers are a 503 for a while."""
    numbers = itertools.count(1)

    def answer(path: str) -> Any:
        number = next(numbers)
        return (
            (503, {"Retry-After": "0"}, b"")
            if path != "/robots.txt" and number < 9 and number % 2
            else given().get(path)
        )

    return Portal(answer, most=25)


def strange_robots() -> Portal:
    """robots.txt behind a redirect, with NUL bytes, wildcards and an end of line mark."""
    rules = b"User-\0agent: *\nDisallow: /priv*te/\0\nDisallow: /*.php$\nAllow: /private/open\nCrawl-delay: 0.1\n\0\0"
    pages = given("/private/x.html", "/private/open/4.html", "/a.php", "/a.php?x=1")
    pages |= {
        "/robots.txt": redirect("/real-robots.txt", 301),
        "/real-robots.txt": (200, {"Content-Type": "text/plain"}, rules),
        "/private/x.html": body("不许看"),
        "/a.php": body("也不许看"),
        "/private/open/4.html": body(4),
        "/a.php?x=1": body(5),
    }
    return Portal(pages, sorted([*GIVEN, "/private/open/4.html", "/a.php?x=1"]), most=12)


def packed_sitemaps() -> Portal:
    """Sitemaps in a packed index, whose parts are packed, relative, or not there; dates in the future."""
    news = (
        '<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        "<url><loc>/n/1.html</loc><news:news><news:publication_date>2999-01-01</news:publication_date>"
        "<news:title>t</news:title></news:news></url>"
        "<url><loc> /n/2.html </loc><lastmod>gestern</lastmod></url></urlset>"
    )
    index = (
        "<sitemapindex><sitemap><loc>/map1.xml.gz</loc></sitemap><sitemap><loc>/gone.xml</loc></sitemap>"
        "<sitemap><loc>/index.xml.gz</loc></sitemap></sitemapindex>"
    )
    feed = (
        "<rss><channel><link>/</link><item><title>a</title><link>n/3.html</link><guid>77</guid></item>"
        "<item><title>b</title><link></link><guid isPermaLink='true'>/n/1.html</guid></item></channel></rss>"
    )
    pages = {
        "/robots.txt": "Sitemap: /index.xml.gz\n",
        "/index.xml.gz": (200, {"Content-Type": "application/octet-stream"}, gzip.compress(index.encode())),
        "/map1.xml.gz": (
            200,
            {"Content-Type": "application/x-gzip", "Content-Encoding": "gzip"},
            gzip.compress(news.encode()),
        ),
        "/": '<html><head><link rel=alternate type="application/rss+xml" href="feed"></head><body>门户</body></html>',
        "/feed": (200, {"Content-Type": "text/html"}, feed.encode()),
        **{path: body(path[3]) for path in GIVEN},
    }
    return Portal(pages, most=14)


def load_more() -> Portal:
    """A list that continues in JSON, each part naming the next, the last one naming itself."""

    def answer(path: str) -> Any:
        if path == "/":
            more = '<button data-url="/api?page=1">更多</button>'
            return f'<html><body><ul><li><a href="/n/0.html">第一条</a></ul>{more}</body></html>'
        if match := re.fullmatch(r"/api\?page=(\d+)", path):
            number = int(match[1])
            data = {"items": [{"url": f"/n/{number}.html"}], "next": f"/api?page={min(number + 1, 9)}"}
            return 200, {"Content-Type": "application/json"}, json.dumps(data).encode()
        match = re.fullmatch(r"/n/(\d)\.html", path)
        return body(match[1]) if match else None

    return Portal(answer, [f"/n/{number}.html" for number in range(10)], most=25)


def canonical_front() -> Portal:
    """A template that declares the front page as canonical on every article."""
    front = '<link rel="canonical" href="/"><meta property="og:url" content="/">'
    pages = given()
    for path in GIVEN:
        pages[path] = pages[path].replace("<title>", f"{front}<title>")
    return Portal(pages, most=8)


def mobile_and_amp() -> Portal:
    """Every article has an AMP and a mobile version, and one in English with its own text."""
    pages: dict[str, Any] = {"/": listing(*GIVEN)}
    for path in GIVEN:
        head = (
            f'<link rel=canonical href="{path}"><link rel=amphtml href="/amp{path}"><link rel=alternate media="only '
            f'screen" href="/m{path}"><link rel=alternate hreflang=en href="/en{path}">'
        )
        page = article(f"第{path[3]}号新闻的完整标题", f"/amp{path}", f"/m{path}").replace(
            "<title>", f"{head}<title>"
        )
        english = article(
            f"Headline number {path[3]} of the day", text=f"The story of number {path[3]}, told in full. "
        )
        pages |= {path: page, f"/amp{path}": page, f"/m{path}": page, f"/en{path}": english}
    return Portal(pages, sorted([*GIVEN, *(f"/en{path}" for path in GIVEN)]), most=20)


PORTALS = (
    cookie_loop, calendar, facets, soft_404, led_on, ways_of_writing, escapes, gbk_queries, wrongly_packed,
    wrong_heads, resets, slow_loris, asked_to_wait, storm, strange_robots, packed_sitemaps, load_more,
    canonical_front, mobile_and_amp,
)  # fmt: skip


@pytest.mark.parametrize("make", PORTALS, ids=lambda make: make.__name__)
def test_every_article_becomes_one_record_and_the_crawl_ends(
    make: Callable[[], Portal], tmp_path: Path
) -> None:
    portal = make()
    with serving(portal.pages) as server:
        crawl(
            one_site(tmp_path, server, "[limits]\npages = 1000").with_name("test.toml"),
            tmp_path / "out",
            code=None,
        )
    assert paths(tmp_path / "out") == sorted(portal.expected)
    assert len(server.asked) <= portal.most


def test_the_summary_says_how_many_links_lead_into_traps(tmp_path: Path) -> None:
    with serving(calendar().pages) as server:
        said = crawl(one_site(tmp_path, server), tmp_path / "out")
    assert re.search(r"left out: \d+ in traps", said.splitlines()[-1])


def test_sessions_in_every_link_give_one_record_an_article(tmp_path: Path) -> None:
    portal = sessions()
    with serving(portal.pages) as server:
        crawl(one_site(tmp_path, server, "[limits]\npages = 1000"), tmp_path / "out")
    titles = Counter(record["title"] for record in records(tmp_path / "out"))
    assert titles == {f"第{number}号新闻的完整标题": 1 for number in (1, 2, 3)}
    assert len(server.asked) <= portal.most


def test_a_host_is_one_host_in_capitals_with_a_dot_behind_or_with_its_port(tmp_path: Path) -> None:
    with serving({}) as server:
        names = ["http://News.Test", "http://news.test.", "http://news.test:80", "//NEWS.test.:80"]
        links = [f"{name}/n/{number}.html" for number in (1, 2) for name in names]
        server.pages = {"/": listing(*links), "/n/1.html": body(1), "/n/2.html": body(2)}
        target = server.address.removeprefix("http://")
        text = f'start = "http://NEWS.test./"\nconnect_to = {{ "news.test" = "{target}" }}\n[politeness]\ndelay = 0\n'
        crawl(site_file(tmp_path, text), tmp_path / "out")
    assert [record["url"] for record in records(tmp_path / "out")] == [
        "http://news.test/n/1.html", "http://news.test/n/2.html",
    ]  # fmt: skip
    assert server.paths.count("/n/1.html") == server.paths.count("/robots.txt") == 1


def test_names_of_headers_in_the_archive_are_ascii() -> None:
    head = http_head("HTTP/1.1 200 OK", [("Content-Type", "text/html"), ("X-\u00e9 a", "\u00e9")])
    assert head == b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-%C3%A9%20a: %C3%A9\r\n\r\n"
