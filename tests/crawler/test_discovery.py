"""How pages are found, by structure alone: no site file of these tests has a pattern."""

from __future__ import annotations

import gzip
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from loopback import ROOT, Server, article, articles, crawl, listing, manifest, serving, site_file

from newsmill.crawler.frontier import discovery
from newsmill.crawler.frontier.feeds_and_sitemaps import read_index
from newsmill.crawler.frontier.multi_page_articles import series_of
from newsmill.crawler.frontier.scan import scan
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.sites import Site, site_of_url
from newsmill.pipelines import compiled, urls

SITE = site_of_url("http://portal.test/")


def links_of(
    body: str | bytes, url: str = "http://portal.test/news/", site: Site = SITE, charset: str | None = "utf-8"
) -> list[str]:
    raw = body.encode() if isinstance(body, str) else body
    return [link.url for link in discovery.read_page(raw, url, charset, site, Scope(site)).links]


def test_one_page_written_in_many_ways_is_one_url() -> None:
    body = (
        '<a href="a.html#top">1</a><a href="./a.html?utm_source=x">2</a><a href="/news/b/../a.html">3</a>'
        '<a href="a.html?sid=0123456789abcdef0123">4</a><a href="HTTP://PORTAL.TEST:80/news/a.html">5</a>'
        '<a href="index.html">6</a>'
    )
    assert links_of(body) == ["http://portal.test/news/a.html"]


@pytest.mark.parametrize(
    "page", ["http://portal.test", "http://portal.test/a/b.html?x=/y", "http://portal.test//a//b;c"]
)
def test_a_reference_leads_to_the_same_place_whichever_page_of_the_folder_was_read_before(page: str) -> None:
    references = [
        "c.html",
        "../c.html",
        "?c=1",
        "/c.html",
        "//portal.test/c",
        "http://portal.test/c?",
        "c/d",
        "",
    ]
    body = "".join(f'<a href="{reference}">x</a>' for reference in references)
    links_of(body, url=page.rpartition("/")[0] + "/another.html")
    expected = dict.fromkeys(urls.canonical(urljoin(page, reference)) for reference in references)
    expected.pop(urls.canonical(page), None)
    assert links_of(body, url=page) == list(expected)


def test_what_is_not_a_page_or_not_of_the_site_is_not_followed() -> None:
    body = (
        '<a href="http://other.test/">1</a><a href="a.jpg">2</a><a href="mailto:a@b.c">3</a><a '
        'href="javascript:x()">4</a>'
        '<a href="/login?next=/">5</a><a href="http://[bad">6</a><a href="sub/x.pdf?y=1">7</a><a '
        'href="https://sub.portal.test/x">8</a>'
    )
    assert links_of(body) == ["https://sub.portal.test/x"]


def test_a_link_in_gbk_is_read_as_the_page_declares() -> None:
    body = '<meta charset="gbk"><a href="/新闻/一.html">一</a>'.encode("gbk")
    assert links_of(body, charset=None) == ["http://portal.test/%E6%96%B0%E9%97%BB/%E4%B8%80.html"]


def test_base_frames_refresh_and_next_count_as_links() -> None:
    body = (
        '<base href="http://portal.test/old/"><link rel=next href=p2><meta http-equiv=refresh content="0; url=moved">'
        "<iframe src=frame></iframe><area href=map>"
    )
    assert links_of(body) == [f"http://portal.test/old/{name}" for name in ("p2", "moved", "frame", "map")]


def test_a_page_that_does_not_want_to_be_followed_is_not() -> None:
    assert links_of('<meta name="robots" content="noindex, nofollow"><a href="a.html">a</a>') == []
    assert links_of('<a href="a.html" rel="nofollow">a</a>') == []


@pytest.mark.parametrize(
    ("body", "is_text"),
    [(article("新闻", "/b.html", "/c.html"), True), (listing(*[f"/{n}.html" for n in range(30)]), False)],
)
def test_text_and_list_are_told_apart_by_structure(body: str, is_text: bool) -> None:
    assert (
        discovery.read_page(body.encode(), "http://portal.test/x", "utf-8", SITE, Scope(SITE)).is_text
        is is_text
    )


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("/2012/t20120622_20501_2.shtml", "/2012/t20120622_20501.shtml"), ("/a-3.html", "/a.html"),
            ("/story/77/2", "/story/77"),
        ("/story/77/page/2/", "/story/77"), ("/view?id=7&page=3", "/view?id=7"), ("/t20120622_20501.shtml", None),
            ("/a.html", None),
    ],
)  # fmt: skip
def test_further_pages_know_their_first(url: str, first: str | None) -> None:
    name, number = series_of("http://portal.test" + url)
    assert name == "http://portal.test" + (first or url)
    assert (number is None) is (first is None)


@pytest.mark.parametrize(
    ("url", "endless"),
    [
        ("/a/b/a/b/a/b/x", True), ("/x/x/x/", True), ("/" + "d/e" * 12, True),
            ("/l?" + "&".join(f"p{n}=1" for n in range(12)), True),
        ("/l?a=1&a=2&a=3&a=4", True), ("/2012/06/22/story.html", False), ("/a/b/a/b/c", False),
            ("/list?cat=1&page=2", False),
    ],
)  # fmt: skip
def test_urls_that_grow_are_recognised(url: str, endless: bool) -> None:
    assert discovery.looks_endless("http://portal.test" + url) is endless


def listed(body: bytes, role: Any = "sitemap", **options: Any) -> list[Any]:
    return read_index(body, "http://portal.test/s", role, SITE, Scope(SITE), **options).links


def test_feeds_and_sitemaps_of_every_make_are_read() -> None:
    rss = (
        "<rss><channel><link>http://portal.test/</link><item><link>http://portal.test/a</link></item>"
        "</channel></rss>"
    )
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><link href="/"/><entry><link href="/b"/></entry></feed>'
    assert [link.url for link in listed(rss.encode(), "feed")] == ["http://portal.test/a"]
    assert [link.url for link in listed(atom.encode(), "feed")] == ["http://portal.test/b"]
    plain = b"http://portal.test/c\nhttp://other.test/d\n"
    assert [link.url for link in listed(plain)] == ["http://portal.test/c"]
    index = "<sitemapindex><sitemap><loc>http://portal.test/s1.xml.gz</loc></sitemap></sitemapindex>"
    found = listed(gzip.compress(index.encode()))
    assert [(link.url, link.role) for link in found] == [("http://portal.test/s1.xml.gz", "sitemap")]


def test_an_xml_file_cannot_read_other_files_or_blow_up() -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM '
        '"file:///etc/passwd">]>'
    )
    body = bomb + (
        "<urlset><url><loc>http://portal.test/&f;&b;</loc></url><url><loc>http://portal.test/ok</loc>"
        "</url></urlset>"
    )
    found = [link.url for link in listed(body.encode())]
    assert "http://portal.test/ok" in found
    assert not any("root" in url or "aaaa" in url for url in found)


@pytest.mark.parametrize(
    ("read", "most_mb"),
    [
        # as a tree: 177 MB
        ('read_index(gzip.compress(good + b"<a/>" * 1_500_000), url, "sitemap", site, scope).links', 40),
        ('discovery.read_page(good + b"<p>a" * 7_000_000, url, None, site, scope).links', 400),  # as a whole: 2 GB
    ],
)  # fmt: skip
def test_what_unpacks_to_millions_of_elements_takes_little_memory(read: str, most_mb: int) -> None:
    code = f"""if True:
        import gzip, resource
        from newsmill.crawler.frontier import discovery
        from newsmill.crawler.frontier.feeds_and_sitemaps import read_index
        from newsmill.crawler.frontier.scope import Scope
        from newsmill.crawler.sites import site_of_url
        site, url = site_of_url("http://portal.test/"), "http://portal.test/s"
        scope = Scope(site)
        good = b'<urlset><url><loc>http://portal.test/a</loc></url><a href="/a">a</a><!-- x -->'
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found = {read}
        print(len(found), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    found, grown_mb = map(int, done.stdout.split())
    assert found == 1
    assert grown_mb < most_mb


class Crawled:
    def __init__(self, out: Path, server: Server) -> None:
        self.out = out
        self.server = server
        self.titles = {record["title"] for record in articles(out)}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """A portal with a paginated channel, feeds, sitemaps, an article of three pages, and traps."""
    folder = tmp_path_factory.mktemp("portal")
    pages: dict[str, Any] = {}

    def answer(path: str) -> Any:
        if path.startswith("/calendar/"):
            day = int(path.rpartition("/")[2])
            return listing(f"/calendar/{day + 1}", f"/calendar/{day - 1}", f"/calendar/{day + 30}")
        if path.startswith("/filter"):
            return listing(*[f"{path}{'&' if '?' in path else '?'}{name}=1" for name in "abcdefghij"])
        if path.startswith("/grow/"):
            return listing(f"{path}a/", f"{path}b/")
        if path.startswith("/same/"):
            return article("每个参数都一样", f"/same/{int(path.rpartition('/')[2]) + 1}")
        return pages.get(path)

    with serving(answer) as server:
        base = server.address
        for number in range(1, 9):
            more = [f"/list_{number + 1}.html"] if number < 8 else []
            pages[f"/list_{number}.html"] = listing(f"/news/{number}.html", *more)
            pages[f"/news/{number}.html"] = article(f"频道新闻{number}")
        pages["/robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n"
        pages["/sitemap.xml"] = (
            f"<sitemapindex><sitemap><loc>{base}/news.xml.gz</loc></sitemap></sitemapindex>"
        )
        news = f"<urlset><url><loc>{base}/only-in-sitemap.html</loc></url></urlset>"
        pages["/news.xml.gz"] = (200, {"Content-Type": "application/x-gzip"}, gzip.compress(news.encode()))
        pages["/only-in-sitemap.html"] = article("只在地图里")
        pages["/feed"] = (
            200,
            {"Content-Type": "application/rss+xml"},
            f"<rss><channel><item><link>{base}/only-in-feed.html</link></item></channel></rss>".encode(),
        )
        pages["/only-in-feed.html"] = article("只在订阅里", "/only-in-article.html")
        pages["/only-in-article.html"] = article("只在文章里")
        for number in (1, 2, 3):
            name = "/long.html" if number == 1 else f"/long_{number}.html"
            text = (
                f"长篇报道的第{number}部分，写了很多很多的内容，一页放不下，所以分成三页来登载，"
                f"请读者耐心看完每一页。"
            ) * 2
            pages[name] = article("长篇报道", "/long.html", "/long_2.html", "/long_3.html", text=text)
        feed = '<link rel="alternate" type="application/rss+xml" href="/feed">'
        home = listing(
            "/list_1.html", "/long.html", "/calendar/0", "/filter", "/grow/", "/same/0", "/moved.html"
        )
        pages["/moved.html"] = (301, {"Location": "/new-home.html"}, b"")
        pages["/new-home.html"] = article("搬家了的新闻")
        pages["/"] = home.replace("<head>", "<head>" + feed)
        path = site_file(
            folder, f'start = "{base}/"\nallow_private = true\n[politeness]\ndelay = 0\nconcurrency = 8\n'
        )
        out = folder / "out"
        crawl(path, out, code=None)
        yield Crawled(out, server)


def test_pagination_is_followed_to_its_end(portal: Crawled) -> None:
    assert {f"频道新闻{number}" for number in range(1, 9)} <= portal.titles


def test_sitemaps_feeds_articles_and_redirects_lead_on(portal: Crawled) -> None:
    assert {"只在地图里", "只在订阅里", "只在文章里", "搬家了的新闻"} <= portal.titles


def test_an_article_of_three_pages_is_one_record(portal: Crawled) -> None:
    long = [record for record in articles(portal.out) if record["title"] == "长篇报道"]
    assert [record["url"].rpartition("/")[2] for record in long] == ["long.html"]
    at = [long[0]["body"].index(f"长篇报道的第{number}部分") for number in (1, 2, 3)]
    assert at == sorted(at)
    assert manifest(portal.out)["counts"]["skipped"]["part-of-article"] >= 2


@pytest.mark.parametrize(
    ("trap", "most"), [("/calendar/", 70), ("/filter", 130), ("/grow/", 100), ("/same/", 6)]
)
def test_traps_are_cut(portal: Crawled, trap: str, most: int) -> None:
    assert 0 < sum(path.startswith(trap) for path in portal.server.paths) <= most


TREES = [
    "<p>一段话，有逗号。</p>text<nav><a href=/a>导航</a></nav><ul><li><a href=/b>标题</a> 2024</ul>",
    "<a href=/x>one<div>two</div>three</a>four<script>var a = '<p>no</p>';</script>five<br>six<b>seven</b>, eight.",
    (
        "<select><option value=1>one</select><noscript><a href=/n>x</a></noscript><footer>f<footer>g</footer>"
        "<a href=/f>h</a></footer>i"
    ),
    "<base href=/y><meta name=robots content=index><frameset><frame src=/z></frameset>",
    " \u3000 <p>\u3000全角空格，在前面。\x0b</p>\x85<custom-tag>own, tags</custom-tag>"
    + "<div>" * 300
    + "deep.",
    "",
]


TAG_SOUP = [
    "<p><a href=/1>one</p><p>two, three.</p><a href=/2>four</div>five<td><a href=/3>six<td>seven",
    "<a href=/x?a=1&copy=2&amp;b=&lt;&#x4e2d; rel=next>x</a><A HREF='/y\"z'>y</A><a href=/z/>z</a><a\nhref\n=\n/w>w",
    "<p>1<!-->2--><p>3<!--x--!>4</ x>5</>6<?php a > b ?>7<![CDATA[x>y]]>8< b <3, and 9",
    "<script>if (a < b) document.write('<a href=/no>no</a>')</scriptx></script >a<style>b</style>, c.",
    "<textarea><a href=/no>no</a></textarea><iframe src=/frame><p>x</iframe><title>&amp;<b></title>d",
    "<select onchange='go()'><option value=/cn/>中<option value=/en/>en</select><option value=/no>no</option>",
    "<a href=# onclick=\"location='/a.html'\">a</a><button data-url='/more?page=2'>more</button><area href=/map>",
    "<a href=/1 href=/2 rel=NOFOLLOW>a</a><meta name=robots content=nofollow><a href=/3>b</a>",
    '<script>location.href=\'/there/\'</script><script type=application/ld+json>{"url": "/in-json.html"}</script>',
    "a\r\nb\rc &nbsp; &notit; &copy &copyx<br/>d<div>e</b>f</div>g<li>h<li>i<table><tr><td>j</table>k",
    "<p>the page ends in a tag <a href='/cut",
    "<b><div><i></b>x</i></div></b>y, z<font><center>c</font></center>d<h1>e<p>f</h1>",
    "<p>\u3000ends with a stop.\u00a0\u3000</p><p>a\u2028b</p><p>it is 3.5\r\n</p>",
    "<p>，</p><p>\U0001f4f0 news; more\x1c</p>",
    "<a href=javascript:;>a</a><a href=javaXscript:;>b</a><a class=x data-x=y href=#>c</a><a data-href=/d href=#>d</a>",
    "<meta name=&#114;obots content=nofollow><link rel=stylesheet href=/s.css><link rel=next href=/2><a href=/1>a</a>",
    "<li data-title=x DATA-URL=/u ONCLICK=x>a</li>",
    "<span title=open onclick=\"open('/o.html')\">b</span><p lang=en>c</p>",
    "<a href='/a?x=1&amp;y=2'>a</a><a href='/a?x=1&y=2&amp;z'>b</a><a href='/a?x=&#49;&amp'>c</a>",
]


def _shuffled(number: int) -> str:
    """Tags and texts in any order, most of them where they do not belong."""
    chance = random.Random(number)
    tags = re.findall(
        r"\w+", "a b p div span ul li table tr td h2 nav footer select option em form center font dl dt dd"
    )
    pieces = []
    for _ in range(60):
        tag = chance.choice(tags)
        attribute = f" href=/{chance.randrange(99)}" if tag == "a" else ""
        pieces.append(
            chance.choice((f"<{tag}{attribute}>", f"</{tag}>", f"{tag} text, and more. ", " ", "<br>"))
        )
    return "".join(pieces)


SHUFFLED = [_shuffled(number) for number in range(40)]


@pytest.mark.skipif(
    compiled.module("newsmill.crawler.frontier._scan") is None, reason="there is no compiled scanner"
)
@pytest.mark.parametrize("markup", [*TREES, *TAG_SOUP, *SHUFFLED])
def test_the_scanner_finds_what_a_walk_over_the_tree_finds(markup: str) -> None:
    page = f"<html><body>{markup}</body></html>".encode()
    scanned, walked = scan(page), discovery.walked(page)
    assert scanned is not None
    for _, references in (scanned, walked):
        references.scripts = [script for script in references.scripts if script[1]]
    assert vars(scanned[1]) == vars(walked[1])
    assert [prose.is_text() for prose, _ in (scanned, walked)] == [walked[0].is_text()] * 2
    assert vars(scanned[0]) == vars(walked[0])
    assert scanned[0].digest() == walked[0].digest()


@pytest.mark.skipif(
    compiled.module("newsmill.crawler.frontier._scan") is None, reason="there is no compiled scanner"
)
@pytest.mark.parametrize(
    "torn",
    [
        b"\xe4\xb8",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf5\x80\x80\x80",
        b"\xff",
        b"\xe0\x80\x80",
        b"\xf0\x80\x80\x80",
    ],
)
def test_the_scanner_reads_bytes_that_are_no_utf8_as_python_does(torn: bytes) -> None:
    scanned = scan(b"<p>before " + torn + b" after, it.</p>")
    assert scanned is not None
    text = (b"before " + torn + b" after, it.").decode("utf-8", "replace")
    assert scanned[0].pieces == [text.encode()]
    assert scanned[0].outside == len(text)


def test_links_to_other_sites_stay_out_of_scope_on_every_page() -> None:
    scope = Scope(SITE)
    page = b"<a href=http://other.test/1.html>other</a><a href=http://portal.test/2.html>own</a>"
    for number in range(3):
        out = discovery.read_page(page, f"http://portal.test/x/{number}.html", None, SITE, scope)
        assert [link.url for link in out.links] == ["http://portal.test/2.html"]
