"""What portals do that makes a crawler lose pages, or count one twice: each case is a small server that does it."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator
from loopback import Server, article, crawl, listing, manifest, records, rejects, serving, site_file

from newsmill.crawler.fetch.politeness import RobotsMiddleware, _text
from newsmill.crawler.frontier import discovery
from newsmill.crawler.frontier.feeds_and_sitemaps import parse_date, read_index
from newsmill.crawler.frontier.multi_page_articles import Series, same_title, series_of
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.sites import site_of_url

SITE = site_of_url("http://portal.test/")


def one_site(folder: Path, server: Server, more: str = "") -> Path:
    text = f'start = "{server.address}/"\nallow_private = true\n{more}\n[politeness]\ndelay = 0\nconcurrency = 4\n'
    return site_file(folder, text)


def paths(out: Path) -> list[str]:
    return sorted("/" + record["url"].split("/", 3)[3] for record in records(out))


WORST = [
    b"<meta http-equiv=refresh content='" + b" " * 1_000_000 + b"x'>",
    b"<meta http-equiv=refresh content='" + b"0;url=" * 200_000 + b"'>",
    b"<a href='" + b" " * 1_000_000 + b"x'>a</a>",
    b"<a href='/" + b"a_1." * 250_000 + b"'>a</a>",
    b"<meta charset=" + b" " * 1_000_000,
    b"<nav>" * 200_000,
    b"<p>" + b"a, " * 300_000,
    b"<link rel=alternate type='application/rss+xml' href='/" + b"comment" * 150_000 + b"'>",
    b"<script>" + b"'/a_'+p+" * 100_000,
    b"<script>" + b"createPage(" * 90_000,
    b"<script>" + b"a=b+1;" * 160_000,
    b"<script>" + b"function f(a," * 70_000,
    b"<a href='javascript:" + b"f(1)" * 250_000 + b"'>a</a><script>var a='/a/'+b;</script>",
    b"<form>" + b"<input type=hidden name=page value=1>" * 25_000,
    b"".join(b"<a href='/x?p=%d'>a</a>" % number for number in range(40_000)),
]


@pytest.mark.parametrize("body", WORST, ids=range(len(WORST)))
def test_a_hostile_page_is_read_in_linear_time(body: bytes) -> None:
    seconds = []
    for part in (body[: len(body) // 4], body):
        began = time.process_time()
        discovery.read_page(part, "http://portal.test/x", "utf-8", SITE, Scope(SITE))
        seconds.append(time.process_time() - began)
    assert seconds[1] < 16 * max(seconds[0], 0.05), (
        "four times the page: sixteen times the time would be its square"
    )


def redirect(to: str, code: int = 302) -> tuple[int, dict[str, str], bytes]:
    return code, {"Location": to}, b""


def test_redirects_to_another_way_of_writing_the_same_page_arrive(tmp_path: Path) -> None:
    def answer(path: str) -> Any:
        return {
            "/": redirect("/index.html"),
            "/index.html": listing("/a?utm_source=x", "/b;jsessionid=ABCDEF0123456789ABCDEF", "/c?y=2&x=1", "/d",
                "/loop"),
            "/a?utm_source=x": redirect("/a"), "/a": article("甲"),
            "/b;jsessionid=ABCDEF0123456789ABCDEF": redirect("/b"), "/b": article("乙"),
            "/c?y=2&x=1": redirect("/c?x=1&y=2"), "/c?x=1&y=2": article("丙"),
            "/d": redirect("/\xe6\x96\xb0.html"), "/%E6%96%B0.html": article("丁"),
            "/loop": redirect("/loop?utm_source=1"), "/loop?utm_source=1": redirect("/loop"),
        }.get(path)  # fmt: skip

    with serving(answer) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert paths(tmp_path / "out") == ["/%E6%96%B0.html", "/a", "/b", "/c?x=1&y=2"]
        assert [url.rpartition("/")[2] for url in rejects(tmp_path / "out")] == ["loop"]


def test_what_is_excluded_stays_so_behind_a_redirect(tmp_path: Path) -> None:
    pages = {
        "/": listing("/go", "/a.html"),
        "/go": redirect("/video/1"),
        "/video/1": article("片"),
        "/a.html": article("文"),
    }
    with serving(pages) as server:
        crawl(one_site(tmp_path, server, 'exclude = ["/video/"]'), tmp_path / "out")
        assert "/video/1" not in server.paths
        assert manifest(tmp_path / "out")["counts"]["skipped"]["redirect-excluded"] == 1


def test_paging_continues_where_the_articles_are_known_from_a_sitemap(tmp_path: Path) -> None:
    pages: dict[str, Any] = {f"/n/{k}000.html": article(f"新闻{k}") for k in range(60)}
    mapped = "".join(f"<url><loc>/n/{k}000.html</loc></url>" for k in range(50))
    pages["/sitemap.xml"] = f"<urlset>{mapped}</urlset>"
    for page in range(12):
        name = "/" if page == 0 else f"/list_{page}.html"
        pages[name] = listing(
            *(f"/n/{k}000.html" for k in range(page * 5, page * 5 + 5)), f"/list_{page + 1}.html"
        )
    with serving(pages) as server:
        pages["/robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {server.address}/sitemap.xml\n"
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert len(records(tmp_path / "out")) == 60


def test_short_news_are_articles(tmp_path: Path) -> None:
    short = (
        "<html><head><title>{0}</title></head><body><h1>{0}</h1><div>2026-10-11 08:00 来源：日报</div>"
        "<p>{1}</p><ul>{2}</ul></body></html>"
    )
    text = (
        "今天上午九点，市里召开会议，研究部署冬季供暖工作，要求各部门抓好落实，确保群众温暖过冬，"
        "同时做好安全检查。"
    )
    pages: dict[str, Any] = {}
    for k in range(80):
        links = "".join(
            f'<li><a href="/k/{(k + n) % 80}1234.html">快讯标题第{k + n}条</a></li>' for n in range(1, 4)
        )
        pages[f"/k/{k}1234.html"] = short.format(f"快讯标题第{k}条", f"{k}：{text}", links)
    pages["/"] = listing("/k/01234.html")
    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert len(records(tmp_path / "out")) == 80


def test_permalinks_with_a_p_are_articles_and_no_pages_of_the_front_page(tmp_path: Path) -> None:
    pages: dict[str, Any] = {f"/?p={k}": article(f"文章{k}", f"/?p={k + 1}") for k in range(11, 16)}
    pages["/"] = article("博客首页", *pages)
    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert len({record["title"] for record in records(tmp_path / "out")}) == 6


@pytest.mark.parametrize(
    "addresses",
    [
        ["/s/story.html", "/s/story_2.html", "/s/story_3.html"],
        ["/s/story/", "/s/story/2/", "/s/story/3/"],
        ["/one_1.html", "/one_2.html", "/one_3.html"],
        ["/q.html?page=1", "/q.html?page=2", "/q.html?page=3"],
        ["/view?id=77&pn=1", "/view?id=77&pn=2", "/view?id=77&pn=3"],
    ],
    ids=["underscore", "nextpage", "from _1", "from page=1", "parameter"],
)
@pytest.mark.parametrize("all_linked", [True, False], ids=["all", "next"])
def test_the_pages_of_an_article_are_one_record(
    tmp_path: Path, addresses: list[str], all_linked: bool
) -> None:
    pages: dict[str, Any] = {"/": listing(addresses[0])}
    for number, address in enumerate(addresses, 1):
        links = addresses if all_linked else addresses[number : number + 1]
        text = (
            f"长篇报道的第{number}部分，写了很多很多的内容，一页放不下，所以分成三页来登载，请读者耐心看完。"
            * 3
        )
        pages[address] = article("长篇报道", *links, text=text)
    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        found = records(tmp_path / "out")
        assert [record["title"] for record in found] == ["长篇报道"]
        at = [found[0]["body"].index(f"长篇报道的第{number}部分") for number in (1, 2, 3)]
        assert at == sorted(at)


def test_small_ids_are_not_page_numbers() -> None:
    assert not same_title("一座桥的故事", "一条河的故事")
    assert same_title("长篇报道", "长篇报道(2)")
    assert same_title("A long story", "A long story - page 3")
    assert series_of("http://p.test/?p=12") == ("http://p.test/?p=12", None)
    assert Series.of("http://p.test/a.html", ["http://p.test/b.html"]).first is None


ROBOTS = b"User-agent: *\nDisallow: /a\n"


class Answered:
    def __init__(self, body: bytes, headers: dict[str, bytes] | None = None) -> None:
        from scrapy.http import Headers

        self.body, self.headers = body, Headers(headers or {})


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + ROBOTS,
        ROBOTS.replace(b"\n", b"\r"),
        ROBOTS.replace(b"\n", b"\r\n"),
        ROBOTS + b"#" * 11_000_000,
        ROBOTS.replace(b" *", b" NewsMill/1.0 (+http://x.test)") + b"User-agent:*\nDisallow:/\n",
    ],
    ids=["mark", "cr", "crlf", "large", "version"],
)
def test_robots_txt_is_read_however_it_is_written(body: bytes) -> None:
    from protego import Protego

    text = _text(Answered(body))  # type: ignore[arg-type]
    assert text is not None
    assert not Protego.parse(text).can_fetch("http://p.test/a", "newsmill")
    assert Protego.parse(text).can_fetch("http://p.test/b", "newsmill")
    assert RobotsMiddleware.__doc__ is not None


def test_a_host_whose_robots_txt_does_not_answer_is_left_alone(tmp_path: Path) -> None:
    def hang_up(handler: Any) -> None:
        handler.close_connection = True

    pages: dict[str, Any] = {"/": listing("/a.html"), "/a.html": article("文"), "/robots.txt": hang_up}
    with serving(pages) as server:
        text = crawl(one_site(tmp_path, server), tmp_path / "out", code=1)
        assert set(server.paths) == {"/robots.txt"}
        assert "nothing was fetched" in text


def listed(body: bytes, role: Any = "sitemap", **options: Any) -> list[str]:
    found = read_index(body, "http://portal.test/s", role, SITE, Scope(SITE), **options)
    return [link.url.removeprefix("http://portal.test") for link in found.links]


MAP = (
    '<?xml version="1.0" encoding="utf-8"?><urlset><url><loc>http://portal.test/a</loc></url><url>'
    "<loc>/b</loc></url></urlset>"
)


@pytest.mark.parametrize(
    "body",
    [
        MAP.encode(), b"\n\xef\xbb\xbf" + MAP.encode(), MAP.replace("utf-8", "utf-16").encode("utf-16"),
            MAP.encode("utf-16-be"),
        MAP.replace("utf-8", "no-such").encode(), gzip.compress(MAP[:60].encode()) + gzip.compress(MAP[60:].encode()),
        gzip.compress(MAP.encode() + b"<!--" + bytes(range(256)) * 400)[:-300],
    ],
    ids=["plain", "mark", "utf-16", "utf-16-be", "no charset", "members", "torn"],
)  # fmt: skip
def test_sitemaps_are_read_however_they_are_packed(body: bytes) -> None:
    assert listed(body) == ["/a", "/b"]


def test_a_feed_named_as_a_sitemap_is_read_and_the_other_way_round() -> None:
    rss = b"<rss><channel><item><link>http://portal.test/r</link></item></channel></rss>"
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://portal.test/sub/"><entry><link '
        b'href="r"/></entry></feed>'
    )
    assert listed(rss) == ["/r"]
    assert listed(atom) == ["/sub/r"]
    assert listed(MAP.encode(), "feed") == ["/a", "/b"]


def test_the_newest_come_first_and_the_oldest_can_be_left_out() -> None:
    entries = "".join(
        f"<url><loc>/{day}</loc><lastmod>2026-10-{day:02d}</lastmod></url>" for day in (3, 20, 11)
    )
    body = f"<urlset>{entries}<url><loc>/undated</loc></url></urlset>".encode()
    assert listed(body) == ["/20", "/11", "/3", "/undated"]
    assert listed(body, since=parse_date("2026-10-11T00:00:00Z")) == ["/20", "/11", "/undated"]
    news = (
        b"<urlset xmlns:n='x'><url><loc>/n</loc><n:news><n:publication_date>2020-01-01</"
        b"n:publication_date></n:news></url></urlset>"
    )
    assert listed(news, since=parse_date("2026-01-01")) == []
    old = (
        b"<rss><channel><item><link>/f</link><pubDate>Wed, 01 Jan 2020 10:00:00 GMT</pubDate></item>"
        b"</channel></rss>"
    )
    assert listed(old, "feed", since=parse_date("2026-01-01")) == []


def test_sitemaps_that_lead_to_sitemaps_without_end_are_not_followed_without_end(tmp_path: Path) -> None:
    pages: dict[str, Any] = {}

    def answer(path: str) -> Any:
        if path.startswith("/chain/"):
            number = int(path.rpartition("/")[2].removesuffix(".xml"))
            return f"<sitemapindex><sitemap><loc>/chain/{number + 1}.xml</loc></sitemap></sitemapindex>"
        return pages.get(path)

    with serving(answer) as server:
        pages["/robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {server.address}/chain/0.xml\n"
        pages["/"] = listing("/a.html")
        pages["/a.html"] = article("文")
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert sum(path.startswith("/chain/") for path in server.paths) <= 6
        assert paths(tmp_path / "out") == ["/a.html"]


def test_pages_of_any_declared_type_are_recorded_when_they_are_html(tmp_path: Path) -> None:
    kinds = {"a": "text/plain", "b": "text/xml", "c": "application/xml", "d": "application/octet-stream"}
    pages: dict[str, Any] = {
        f"/{name}.html": (200, {"Content-Type": kind}, article(f"文{name}").encode())
        for name, kind in kinds.items()
    }
    pages["/e.html"] = (203, {"Content-Type": "text/html; charset=utf-8"}, article("文e").encode())
    long = article("文f").encode()

    def too_long(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(long) + 300))
        handler.end_headers()
        handler.wfile.write(long)
        handler.close_connection = True

    pages["/f.html"] = too_long
    pages["/"] = listing(*pages)
    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert paths(tmp_path / "out") == [f"/{name}.html" for name in "abcdef"]


def test_values_of_the_site_files_headers_are_not_in_the_archive(tmp_path: Path) -> None:
    pages: dict[str, Any] = {"/": listing("/a.html"), "/a.html": article("文")}
    with serving(pages) as server:
        site = site_file(
            tmp_path,
            (
                f'start = "{server.address}/"\nallow_private = true\n[headers]\nX-Key = "secret-1"\n'
                f"[politeness]\ndelay = 0\n"
            ),
        )
        crawl(site, tmp_path / "out")
        assert server.asked[-1].headers["x-key"] == "secret-1"
    for path in (tmp_path / "out" / "archive").glob("*.warc.gz"):
        with path.open("rb") as file:
            assert not any(
                b"secret-1" in record.reader.read() for record in ArchiveIterator(file, parse_http=False)
            )


def test_a_start_page_that_cannot_be_fetched_is_reported_and_ends_with_1(tmp_path: Path) -> None:
    with serving({"/robots.txt": "User-agent: *\nDisallow: /\n"}) as server:
        assert "robots.txt allows none" in crawl(one_site(tmp_path, server), tmp_path / "denied", code=1)
    with serving({}) as server:
        assert "status 404" in crawl(one_site(tmp_path, server), tmp_path / "missing", code=1)
        gone = one_site(tmp_path, server, "")
    assert "nothing was fetched" in crawl(gone, tmp_path / "refused", code=1)


def test_another_site_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    pages: dict[str, Any] = {"/": listing("/a.html"), "/a.html": article("文")}
    with serving(pages) as server:
        crawl(server.address + "/", tmp_path / "out", "--allow-private", "--delay", "0")
        text = crawl("demo", tmp_path / "out", code=2)
        assert "is the crawl of" in text


def test_one_article_at_several_addresses_is_one_record(tmp_path: Path) -> None:
    pages: dict[str, Any] = {}
    for k in range(4):
        head = f'<link rel="canonical" href="/n/{k}1234.html">'
        page = article(f"新闻{k}", f"/print/n/{k}1234.html").replace("<head>", "<head>" + head)
        pages[f"/n/{k}1234.html"] = page
        pages[f"/print/n/{k}1234.html"] = page.replace("<ul>", "<ul><li>打印本页</li>")
    pages["/"] = listing(*(f"/n/{k}1234.html" for k in range(4)))
    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert paths(tmp_path / "out") == [f"/n/{k}1234.html" for k in range(4)]


def test_records_are_written_while_the_crawl_continues(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    out = tmp_path / "out"
    pages: dict[str, Any] = {f"/n/{k}1234.html": article(f"新闻{k}") for k in range(700)}
    pages["/"] = listing(*pages)

    def answer(path: str) -> Any:
        seen.append(len(list(out.glob("records-*.jsonl"))))
        return pages.get(path)

    with serving(answer) as server:
        crawl(one_site(tmp_path, server), out)
    assert seen[-1] == 1, "before the last page was fetched"
    assert len({json.dumps(record["id"]) for record in records(out)}) == 700


def test_variants_of_articles_cost_few_fetches_and_no_record(tmp_path: Path) -> None:
    count = 40
    pages: dict[str, Any] = {}
    for k in range(count):
        path = f"/n/{k}1234.html"
        more = [f"{path}?print=1", f"{path}?from=home", f"/amp{path}", f"{path}?utm_source=x"]
        pages[path] = article(f"新闻{k}", *more)
        for variant in more:
            pages[variant] = pages[path].replace("<ul>", f"<ul><li>{variant}</li>")
    pages["/"] = listing(*(f"/n/{k}1234.html" for k in range(count)))
    with serving(pages) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out")
        assert len(records(tmp_path / "out")) == count
        assert len(server.paths) <= 1.3 * count


def test_a_page_on_two_hosts_of_a_site_is_fetched_first_where_the_site_links_to_it() -> None:
    body = listing(
        "/n/11234.html", "http://www.portal.test/n/11234.html", "http://m.portal.test/n/11234.html"
    ).encode()
    links = discovery.read_page(body, "http://portal.test/", "utf-8", SITE, Scope(SITE)).links
    assert [link.position for link in links] == ["list", "variant", "variant"]


def test_other_articles_are_not_variants() -> None:
    own = "http://portal.test/view?id=71234"
    body = article(
        "文", "/view?id=71235", "/view?id=71234&page=2", "/n/71234/comments-on-a-quiet-day.html"
    ).encode()
    links = discovery.read_page(body, own, "utf-8", SITE, Scope(SITE)).links
    assert "variant" not in {link.position for link in links}
