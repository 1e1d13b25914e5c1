"""Lists whose further pages only a script or a form leads to, as content management systems write them."""

from __future__ import annotations

import pytest

from newsmill.crawler.frontier import discovery, pager
from newsmill.crawler.frontier.scan import scan
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.sites import site_of_url

SITE = site_of_url("http://portal.test/")
ITEMS = "".join(f"<li><a href='/art/{number}.html'>Harbour news {number}</a></li>" for number in range(10))


def further(pager_markup: str, url: str = "http://portal.test/list/") -> list[str]:
    """Links of a list other than those to its articles."""
    body = f"<html><body><ul>{ITEMS}</ul>{pager_markup}</body></html>".encode()
    links = discovery.read_page(body, url, "utf-8", SITE, Scope(SITE)).links
    return [link.url.removeprefix("http://portal.test") for link in links if "/art/" not in link.url]


@pytest.mark.parametrize(
    ("markup", "url", "expected"),
    [
        # the file names of page n: counted from 0, and from 1 when the element to fill is named
        ('<script>createPageHTML(6, 0, "index", "html");</script>', "/list/", ["/list/index_1.html"]),
        (
            '<script>createPageHTML(6, 4, "index", "shtml")</script>',
            "/list/index_4.shtml",
            ["/list/index_5.shtml"],
        ),
        ('<script>createPageHTML(6, 5, "index", "html");</script>', "/list/index_5.html", []),
        (
            "<script>createPageHTML('page_div',6, 1,'list','shtml',60);</script>",
            "/x/list.shtml",
            ["/x/list_2.shtml"],
        ),
        ("<script>createPageHTML('page_div',6, 6,'list','shtml',60);</script>", "/x/list_6.shtml", []),
        # markup joined from text and a number that other lines compute
        (
            "<script>var currentPage = 0;//current\nvar nextPage = currentPage+1\nvar countPage = 6;\n"
            "document.write('<a href=\"index_'+nextPage+'.htm\">next</a>');</script>",
            "/list/",
            ["/list/index_1.htm"],
        ),
        # a function that links call with a number
        (
            "<script>function goPage(n){ location.href='/list.jsp?p='+n; }</script>"
            "<a href='javascript:goPage(2)'>2</a><a href='javascript:goPage(3)'>3</a>",
            "/list.jsp",
            ["/list.jsp?p=2", "/list.jsp?p=3"],
        ),
        (
            "<script>var turn = (kind, n) => { window.open(`/c/7_${n}.html`) }</script>"
            "<span onclick=\"turn('x', 2)\">2</span>",
            "/c/",
            ["/c/7_2.html"],
        ),
        # paging libraries
        (
            "<script>laypage.render({elem:'demo',count:60,limit:10,curr:2,jump:function(o,first){"
            "if(!first)location.href='/cms/list/'+o.curr}})</script>",
            "/cms/list/2",
            ["/cms/list/3"],
        ),
        (
            "<script>laypage.render({elem:'demo',count:60,limit:10,curr:6,jump:function(o,first){"
            "if(!first)location.href='/cms/list/'+o.curr}})</script>",
            "/cms/list/6",
            [],
        ),
        (
            "<script>$('#pages').bootpag({total: 9, page: 4, href: '/list?page={{number}}'})</script>",
            "/list?page=4",
            ["/list?page=5"],
        ),
        # what a script loads
        ("<script>$.get('/api/list?page='+page, show)</script>", "/list/", ["/api/list?page=2"]),
        ('<div hx-get="/list/?pg=2" hx-trigger="revealed"></div>', "/list/", ["/list/?pg=2"]),
        ('<div id="list" data-api="/api/list?page=2"></div>', "/list/", ["/api/list?page=2"]),
        # a form that is a button
        (
            "<form method=get action='/c/list'><input type=hidden name=page value=2><button>Next</button></form>",
            "/c/list",
            ["/c/list?page=2"],
        ),
        # only the first and the last page are linked
        ("<a href='1.html'>first</a> <a href='9.html'>last</a>", "/z/1.html", ["/z/9.html", "/z/2.html"]),
        ("<a href='1.html'>first</a> <a href='9.html'>last</a>", "/z/9.html", ["/z/1.html", "/z/8.html"]),
    ],
)
def test_the_next_page_of_a_list_is_found(markup: str, url: str, expected: list[str]) -> None:
    assert further(markup, f"http://portal.test{url}") == expected


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<script>var id=4711; new Image().src='/hit.php?id='+id;</script>", "/list/"),  # counts visitors
        (
            "<script>function show(id){ fetch('/vote/'+id) }</script><a href='javascript:show(3)'>x</a>",
            "/list/",
        ),
        ("<form action='/search'><input name=q><input type=hidden name=page value=1></form>", "/list/"),
        (
            "<form method=post action='/c'><input type=hidden name=page value=2><button>Go</button></form>",
            "/list/",
        ),
        (
            "<form action='/login'><input type=hidden name=token value=2><button>Log in</button></form>",
            "/list/",
        ),
        ('<a href=\'javascript:__doPostBack("pager","2")\'>next</a>', "/nl.aspx"),
    ],
)
def test_other_scripts_and_forms_are_not_pages(markup: str, url: str) -> None:
    assert further(markup, f"http://portal.test{url}") == []


def test_days_of_a_calendar_are_not_taken_for_pages() -> None:
    markup = "<a href='/2024/05/01/'>1</a><a href='/2024/05/12/'>12</a>"
    assert further(markup, "http://portal.test/2024/05/06/") == ["/2024/05/01/", "/2024/05/12/"]


def test_numbers_of_articles_are_not_taken_for_pages() -> None:
    assert (
        pager.gaps("http://p.test/a/100.html", ["http://p.test/a/90.html", "http://p.test/a/300.html"]) == []
    )


def test_a_text_has_no_further_pages_by_script() -> None:
    prose = (
        "<p>" + "The harbour office opened its doors to the town on Saturday, and many came. " * 12 + "</p>"
    )
    body = f"<html><body>{prose}<script>createPageHTML(6, 0, 'index', 'html')</script></body></html>".encode()
    assert discovery.read_page(body, "http://portal.test/a", "utf-8", SITE, Scope(SITE)).links == []


def test_a_list_in_json_continues_until_it_is_empty() -> None:
    full = b'{"list": [{"url": "/art/1.html"}]}'
    following = discovery.read_json(full, "http://portal.test/api/list?page=2", Scope(SITE))
    assert following is not None
    assert [link.url for link in following.links] == [
        "http://portal.test/art/1.html", "http://portal.test/api/list?page=3",
    ]  # fmt: skip
    end = discovery.read_json(b'{"list": []}', "http://portal.test/api/list?page=3", Scope(SITE))
    assert end is not None
    assert end.links == []


def test_the_scanner_and_the_walk_pass_on_the_same_forms_and_calls() -> None:
    page = (
        b"<html><body><form action='/c/list'><input type=hidden name=page value=2><button>Next</button></form>"
        b"<script>function goPage(n){location.href='/l?p='+n}</script><a href='javascript:goPage(2)'>2</a>"
    )
    scanned = scan(page)
    if scanned is None:
        pytest.skip("without the compiled module there is only the walk")
    expected = discovery.walked(page)[1].settle("http://portal.test/", is_text=False).pages
    assert scanned[1].settle("http://portal.test/", is_text=False).pages == expected
    assert expected == [("/l?p=2", False), ("/c/list?page=2", False)]
