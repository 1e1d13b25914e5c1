"""How portals link, answer and name their pages that were not made for crawlers: each case is a small
server that does it."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from loopback import article, crawl, listing, manifest, records, rejects, serving, site_file
from test_missed import one_site, paths, redirect

from newsmill.crawler.fetch.politeness import RestMiddleware, _charset_of
from newsmill.crawler.frontier import discovery
from newsmill.crawler.frontier.feeds_and_sitemaps import read_index
from newsmill.crawler.frontier.references import json_targets
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.sites import site_of_url

SITE = site_of_url("http://portal.test/")
HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json"}


def links_of(markup: str, *, charset: str = "utf-8", **more: Any) -> list[str]:
    body = markup.encode(charset)
    found = discovery.read_page(body, "http://portal.test/c/", charset, SITE, Scope(SITE), **more)
    return [link.url.removeprefix("http://portal.test") for link in found.links]


LINKS = {
    "the first base that has an address": ('<base target=_blank><base href="/sub/"><a href="a.html">x</a>',
        ["/sub/a.html"]),
    "a base that is relative": ('<base href="sub/"><a href="a.html">x</a>', ["/c/sub/a.html"]),
    "a window that a click opens": ("<a href=\"javascript:void(0)\" onclick=\"window.open('/a.html')\">x</a>",
        ["/a.html"]),
    "a function in the address": ("<a href=\"javascript:show('n/7.shtml?x=1')\">x</a>", ["/c/n/7.shtml?x=1"]),
    "a click that opens no page": ("<a href=\"#\" onclick=\"setFont('16px');share('weibo')\">x</a>", []),
    "a menu that jumps": ('<select onchange="go(this)"><option value="/l/2.html">2<option value="北京">x</select>',
        ["/l/2.html"]),
    "a menu that is a form's": ('<form><select><option value="/l/2.html">2</select></form>', []),
    "a button that loads more": ('<button data-url="/api/list?page=2">more</button>', ["/api/list?page=2"]),
    "another language": ('<link rel=alternate hreflang=en href="/en/"><a href="/a.html">x</a>', ["/a.html", "/en/"]),
    "nofollow in capitals": ('<a rel="NoFollow noopener" href="/x.html">x</a><a rel=noopener href="/a.html">y</a>',
        ["/a.html"]),
    "a page that only leads on": ('<script>if(1){window.location.href = "/cn/";}</script>', ["/cn/"]),
    "a page that a script fills": (
        (
        '<div id=app></div><script type="application/json">{"list":[{"href":"/a/1.html","src":"/i.jpg"},'
        '{"href":"/b/2.html"}]}</script>'
    ),
        ["/a/1.html", "/b/2.html"],
    ),
    "a refresh without a name": ('<meta http-equiv=refresh content="5;/a.html">', ["/a.html"]),
    "a refresh in quotes": ("<meta http-equiv=Refresh content=\"0;URL='/a.html?x=1' \">", ["/a.html?x=1"]),
    "a refresh of itself": ('<meta http-equiv=refresh content="600"><a href="/a.html">x</a>', ["/a.html"]),
    "a block that a click opens": ("<div class=card onclick=\"location.href='/a.html'\"><p>x</p></div>", ["/a.html"]),
    "a block with an address": ('<li data-href="/a.html">x</li><p data-url="b/1">y</p>', ["/a.html", "/c/b/1"]),
    "a block that a click shows": ('<div onclick="toggle(this)" data-id="/7">x</div>', []),
    "a fragment that scripts read": ('<meta name=fragment content="!"><a href="#!/n/1">x</a><a href="/l#!y z">y</a>',
        ["/c/?_escaped_fragment_=%2Fn%2F1", "/l?_escaped_fragment_=y+z"]),
    "a fragment that nobody explains": ('<a href="#!/n/1">x</a><a href="/a.html#!top">y</a>', ["/a.html"]),
    "robots: none": ('<meta name=robots content="none"><a href="/a.html">x</a>', []),
    "a list in JSON beside a menu": (
        "".join(f"<a href=/c{i}/>c</a>" for i in range(4))
        + '<script id=data type="application/json">{"list":[{"url":"/n/1.html"}]}</script>',
        [*(f"/c{i}/" for i in range(4)), "/n/1.html"],
    ),
    "a list in a variable": ('<div id=list></div><script>var list = [{"link": "/n/1.html"}];</script>', ["/n/1.html"]),
    "backslashes": (r'<a href="\n\1.html">x</a><a href="\\other.test\a.html">y</a>', ["/n/1.html"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", LINKS)
def test_links_are_found_however_they_are_written(kind: str) -> None:
    markup, expected = LINKS[kind]
    assert links_of(f"<html><head></head><body>{markup}</body></html>") == expected


def test_a_query_is_sent_in_the_charset_of_its_page_and_a_path_in_utf8() -> None:
    markup = '<html><body><a href="/要闻/list.asp?kind=要闻&amp;p=1">x</a></body></html>'
    gbk, utf8 = quote("要闻".encode("gbk")), quote("要闻")
    assert links_of(markup, charset="gb18030") == [f"/{utf8}/list.asp?kind={gbk}&p=1"]
    assert links_of(markup) == [f"/{utf8}/list.asp?kind={utf8}&p=1"]


def test_a_body_that_leads_on_when_it_is_loaded() -> None:
    assert links_of("<html><body onload=\"location.href='/real.html'\">x</body></html>") == ["/real.html"]


HEADERS = {
    "a refresh": ({"refresh": "0; url=/real.html"}, ["/a.html", "/real.html"]),
    "the next page": ({"link": '</s.css>; rel=preload, </l?page=2>; rel="next"'}, ["/a.html", "/l?page=2"]),
    "links are not followed": ({"x-robots-tag": "noindex, nofollow"}, []),
    "nothing is allowed": ({"x-robots-tag": "none"}, []),
    "another robot is meant": ({"x-robots-tag": "googlebot: nofollow"}, ["/a.html"]),
    "a date is meant": ({"x-robots-tag": "unavailable_after: 25 Jun 2026"}, ["/a.html"]),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_headers_that_concern_links_are_read(kind: str) -> None:
    headers, expected = HEADERS[kind]
    assert links_of('<html><body><a href="/a.html">x</a></body></html>', headers=headers) == expected


def test_answers_that_browsers_put_up_with_give_their_articles(tmp_path: Path) -> None:
    def body(name: str) -> bytes:
        return article(name).encode()

    pages = {
        "/": listing("/choice", "/packed.html", "/misnamed.html", "/wide.html"),
        "/choice": redirect("/chosen.html", 300),
        "/chosen.html": body("多选一"),
        "/packed.html": (200, HTML, gzip.compress(body("没有说压缩"))),
        "/misnamed.html": (200, HTML | {"Content-Encoding": "br"}, gzip.compress(body("说错了压缩"))),
        "/wide.html": (200, HTML | {"Content-Security-Policy": "img-src 'self'; " * 4_000}, body("头太长")),
    }
    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
    assert {record["title"] for record in records(tmp_path / "out")} == {
        "多选一", "没有说压缩", "说错了压缩", "头太长",
    }  # fmt: skip


def test_a_feed_that_is_linked_like_a_page_is_read_and_no_record(tmp_path: Path) -> None:
    item = "<item><title>t</title><link>{}</link></item>"
    rss = f"<?xml version='1.0'?>\n<!-- made -->\n<rss><channel>{item.format('/a.html')}</channel></rss>"
    rdf = f"<rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/'>{item.format('/b.html')}</rdf:RDF>"
    pages = {
        "/": '<html><body><a href="/rss/news.xml">RSS</a><a href="/old.rdf">RDF</a></body></html>',
        "/rss/news.xml": rss,
        "/old.rdf": (200, {"Content-Type": "application/rdf+xml"}, rdf.encode()),
        "/a.html": article("来自订阅"),
        "/b.html": article("来自旧订阅"),
    }
    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
    assert sorted(record["title"] for record in records(tmp_path / "out")) == ["来自旧订阅", "来自订阅"]
    assert manifest(tmp_path / "out")["counts"]["skipped"]["feed"] == 2


@pytest.mark.parametrize(
    "start",
    ["", "<html><head><script src=/app.js></script></head><body><div id=root></div></body></html>"],
    ids=["empty", "filled by a script"],
)
def test_a_start_page_that_leads_nowhere_is_reported_and_ends_with_1(start: str, tmp_path: Path) -> None:
    with serving({"/": (200, HTML, start.encode())}) as server:
        said = crawl(one_site(tmp_path, server), tmp_path / "out", code=1)
    assert "the start page has no text and leads nowhere" in said


def test_days_of_a_calendar_without_news_are_not_records_and_not_read_without_end(tmp_path: Path) -> None:
    def pages(path: str) -> str | None:
        if path == "/":
            return listing("/cal/2026/11/", *(f"/a{number}.html" for number in range(3)))
        if path.startswith("/a"):
            return article(f"标题{path[2]}")
        parts = path.strip("/").split("/")
        if parts[0] != "cal":
            return None
        if len(parts) == 4:
            heading = "-".join(parts[1:])
            return f"<html><body><h1>{heading}</h1><p>No events today.</p><a href=/>Home</a></body></html>"
        year, month = int(parts[1]), int(parts[2])
        days = "".join(f"<td><a href=/cal/{year}/{month}/{day}/>{day}</a>" for day in range(1, 29))
        following = f"/cal/{year + month // 12}/{month % 12 + 1}/"
        return f"<html><body><table>{days}</table><a href={following}>next</a></body></html>"

    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
    assert {record["title"] for record in records(tmp_path / "out")} == {"标题0", "标题1", "标题2"}
    assert len(server.paths) < 200


def test_the_languages_that_a_sitemap_names_are_found_and_its_videos_are_not() -> None:
    head = (
        '<urlset xmlns:xhtml="http://www.w3.org/1999/xhtml" '
        'xmlns:video="http://www.google.com/schemas/sitemap-video/1.1">'
    )
    alternates = "".join(
        f'<xhtml:link rel="alternate" {kind} href="http://portal.test/{path}"/>'
        for kind, path in (('hreflang="en"', "en/a.html"), ('media="handheld"', "m/a.html"))
    )
    video = "<video:video><video:player_loc>http://portal.test/v.html</video:player_loc></video:video>"
    body = f"{head}<url>{alternates}<loc>http://portal.test/a.html</loc>{video}</url></urlset>".encode()
    found = read_index(body, "http://portal.test/map.xml", "sitemap", SITE, Scope(SITE)).links
    assert [link.url.removeprefix("http://portal.test") for link in found] == ["/a.html", "/en/a.html"]


def test_a_length_that_is_too_large_on_a_connection_that_stays_open_loses_no_page(tmp_path: Path) -> None:
    body = article("太长的长度").encode()
    pages: dict[str, Any] = {
        "/": listing("/a.html"),
        "/a.html": (200, HTML | {"Content-Length": str(len(body) + 50)}, body),
    }
    with serving(pages) as server:
        text = f'start = "{server.address}/"\nallow_private = true\n[politeness]\ndelay = 0\ntimeout = 2\n'
        crawl(site_file(tmp_path, text), tmp_path / "out")
    assert [record["title"] for record in records(tmp_path / "out")] == ["太长的长度"]


def test_a_host_with_a_name_in_chinese_is_one_host_however_it_is_written(tmp_path: Path) -> None:
    own = "新闻.test"
    ascii_name = own.encode("idna").decode()
    pages = {"/": listing(f"http://{own}/a.html", f"http://{ascii_name}/a.html", "/b.html")}
    pages |= {f"/{name}.html": article(f"标题{name}") for name in "ab"}
    with serving(pages) as server:
        text = f'start = "http://{own}/"\nconnect_to = "{server.address.removeprefix("http://")}"\n'
        crawl(site_file(tmp_path, f"{text}[politeness]\ndelay = 0\n"), tmp_path / "out")
    assert sorted(record["title"] for record in records(tmp_path / "out")) == ["标题a", "标题b"]
    assert server.paths.count("/a.html") == 1


def test_addresses_in_json_are_found_and_other_values_are_not() -> None:
    text = (
        'load({"items": [{"title": "/not/this", "url": "/a.html"}, {"webUrl": "http://portal.test/b"}], '
        '"next": "/more?p=2",'
    )
    text += ' "html": "<li><a class=x href=\\"/c.html\\">c</a></li>", "url": "新闻"});'
    assert json_targets(text) == ["/a.html", "http://portal.test/b", "/more?p=2", "/c.html"]
    assert json_targets("var x = 1;") is None
    assert json_targets("[" * 100_000 + "]") is None


def test_lists_that_scripts_load_are_read_to_their_end(tmp_path: Path) -> None:
    pages: dict[str, Any] = {f"/n/{k}.html": article(f"新闻{k}") for k in range(1000, 1006)}
    pages["/"] = (
        '<html><body><ul><li><a href="/n/1000.html">第一条新闻的标题</a></ul><a class=more '
        'href="/api?p=2">更多</a></body></html>'
    )
    pages["/api?p=2"] = (
        200, JSON, json.dumps({"data": [{"url": "/n/1001.html"}, {"url": "/n/1002.html"}],
            "next": "/api?p=3"}).encode()
    )  # fmt: skip
    more = '<li><a href="/n/1003.html">标题</a></li>'
    pages["/api?p=3"] = (200, JSON, json.dumps({"html": more, "nextUrl": "/feed.json"}).encode())
    pages["/feed.json"] = (
        200, {"Content-Type": "application/feed+json"},
            json.dumps({"items": [{"url": f"/n/{k}.html"} for k in (1004, 1005)]}).encode()
    )  # fmt: skip
    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert paths(tmp_path / "out") == [f"/n/{k}.html" for k in range(1000, 1006)]


# --- addresses that change nothing ---


def test_a_parameter_that_changes_nothing_is_learnt(tmp_path: Path) -> None:
    def answer(path: str) -> Any:
        name, _, query = path.partition("?")
        if name in ("/", "/c/"):
            return listing(*(f"/n/{k}.html?from={len(name)}" for k in range(1000, 1020)), "/c/")
        if name.startswith("/n/"):
            k = int(name[3:7])
            return article(
                f"新闻{k}", *(f"/n/{1000 + (k * 7 + n) % 20}.html?from=related{k}" for n in range(6))
            )
        if name == "/show" and query.startswith("id="):
            return article(f"专题{query}")
        return None

    with serving(answer) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert len(records(tmp_path / "out")) == 20
        assert len(server.paths) <= 36, "a page for each article, and a few to find out"
        assert manifest(tmp_path / "out")["counts"]["skipped"]["variant"] > 50


def test_a_session_in_the_path_is_learnt_and_a_number_of_a_story_is_not(tmp_path: Path) -> None:
    chance = random.Random(3)

    def answer(path: str) -> Any:
        session = f"/s/{chance.getrandbits(128):032x}"
        rest = "/" + path.split("/", 3)[-1] if path.startswith("/s/") else path
        stories = [f"/story/{k:07d}/text.html" for k in range(12)]
        if rest == "/":
            return listing(*(session + story for story in stories))
        if rest in stories:
            others = chance.sample(stories, 4)
            return article(f"新闻{rest}", *(session + other for other in others), session + "/")
        return None

    with serving(answer) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out", "--max-pages", "200")
        assert len(records(tmp_path / "out")) == 12
        assert len(server.paths) <= 45


# --- servers ---


def test_what_a_gate_has_kept_off_is_fetched_with_its_cookie(tmp_path: Path) -> None:
    names = ["/a.html", "/b.html", "/c.html"]

    def answer(path: str) -> Any:
        def guarded(handler: Any) -> None:
            cookie = handler.headers.get("cookie", "")
            status, fields, body = redirect("/gate")
            if path == "/gate":
                status, fields, body = 302, {"Location": "/", "Set-Cookie": "seen=1; path=/"}, b""
            elif path == "/" or "seen=1" in cookie:
                status, fields, body = 200, HTML, (listing(*names) if path == "/" else article(path)).encode()
            handler.send_response(status)
            for name, value in fields.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        return guarded if path in ("/", "/gate", *names) else None

    with serving(answer) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert paths(tmp_path / "out") == names
        assert server.paths.count("/a.html") == 2


def torn(handler: Any, body: bytes, length: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", HTML["Content-Type"])
    handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


def test_a_torn_answer_is_fetched_again_and_a_wrong_length_is_believed_once(tmp_path: Path) -> None:
    tries: dict[str, Any] = {}

    def answer(path: str) -> Any:
        if path == "/":
            return listing("/torn.html", "/wrong.html", "/cached.html")
        body = article(path).encode()
        number = next(tries.setdefault(path, itertools.count()))
        if path == "/torn.html":
            return lambda handler: torn(handler, body[: None if number else 700], len(body))
        if path == "/wrong.html":
            return lambda handler: torn(handler, body, len(body) + 10)
        if path == "/cached.html":  # a 304 that nobody has asked for
            return (200, HTML, body) if number else (304, {"ETag": '"x"'}, b"")
        return None

    with serving(answer) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        found = records(tmp_path / "out")
        assert paths(tmp_path / "out") == ["/cached.html", "/torn.html", "/wrong.html"]
        assert all("第4段" in record["body"] for record in found)
        assert server.paths.count("/wrong.html") == 2


def test_robots_in_utf16_are_obeyed_and_their_relative_sitemaps_read(tmp_path: Path) -> None:
    pages: dict[str, Any] = {f"/n/{k}.html": article(f"新闻{k}") for k in range(1000, 1005)}
    pages["/"] = listing("/n/1000.html", "/private/1.html")
    pages["/private/1.html"] = article("私")
    rules = "User-agent: *\r\nDisallow: /private\r\nSitemap: /index.xml\r\n"
    pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, rules.encode("utf-16"))
    pages["/index.xml"] = "<sitemapindex><sitemap><loc>maps/1.xml.gz</loc></sitemap></sitemapindex>"
    mapped = "".join(f"<url><loc>../n/{k}.html</loc></url>" for k in range(1000, 1005))
    pages["/maps/1.xml.gz"] = (200, {}, gzip.compress(f"<urlset>{mapped}</urlset>".encode()))
    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert paths(tmp_path / "out") == [f"/n/{k}.html" for k in range(1000, 1005)]
        assert "/private/1.html" not in server.paths


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_robots_are_read_in_any_unicode(charset: str) -> None:
    body = "User-agent: *".encode(charset)
    assert body.decode(_charset_of(body)) == "User-agent: *"


def test_failures_of_one_moment_are_one_failure() -> None:
    from scrapy.http import Response
    from scrapy.utils.test import get_crawler

    rests = RestMiddleware(get_crawler(settings_dict={"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_MAX_DELAY": 60}))
    for _ in range(12):
        rests.note(Response("http://portal.test/x", status=502))
    assert rests._failures == {"portal.test": 1}


def test_a_page_that_leads_on_by_script_gives_the_page_behind(tmp_path: Path) -> None:
    pages: dict[str, Any] = {
        "/": '<html><head><script>location.replace("/index_cn.html")</script></head></html>',
        "/index_cn.html": listing("/a.html", "/go.html"),
        "/a.html": article("甲"),
        "/go.html": (200, {**HTML, "Refresh": "0; url=/b.html"}, b"<html><body></body></html>"),
        "/b.html": article("乙"),
    }
    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert paths(tmp_path / "out") == ["/a.html", "/b.html"]
        assert set(rejects(tmp_path / "out").values()) == {"no-text"}
