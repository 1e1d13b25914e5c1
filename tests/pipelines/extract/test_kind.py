"""What kind of page it is; a listing, a home page or an error never yields a body."""

from __future__ import annotations

import pytest

from newsmill.pipelines.extract import Extraction, extract, parse

TEASERS = "".join(
    f'<div class="item"><h3><a href="/{n}.html">The council decides on harbour plan number {n}</a></h3>'
    f"<p>The members met on Monday and spoke about plan {n}, which will cost less than it was feared, and …</p></div>"
    for n in range(12)
)
LINKS = "".join(
    f'<li><a href="/{n}.html">港城新闻第{n}条：公交线路下月起有调整</a> 05-{n:02d}</li>' for n in range(1, 29)
)


def read(html: str, url: str = "http://news.example.com/local/page.html") -> Extraction:
    tree = parse(html)
    assert tree is not None
    return extract(tree, url)


def page(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


DATED = "".join(
    f'<li><a href="/{n}.html">港城新闻第{n}条：公交线路下月起有调整</a><span>2019-04-{n:02d}</span>'
    f"<p>记者从交通部门获悉，第{n}路公交车下月起调整走向，沿线增设站点三处，首末班时间不变，请乘客留意站牌公告。</p></li>"
    for n in range(1, 16)
)
ARCHIVE = "".join(
    f'<li>{n} April: <a href="/{n}.html">The council decides on harbour plan number {n}</a> (Jane Doe)</li>'
    for n in range(1, 16)
)


@pytest.mark.parametrize(
    "body",
    [TEASERS, f"<ul>{LINKS}</ul>", f"<ul>{DATED}</ul>", f"<ul>{ARCHIVE}</ul>"],
    ids=["teasers", "links", "dated", "archive"],
)
def test_a_listing_has_no_body(body: str) -> None:
    listing = read(page("Local news", body))
    assert (listing.kind, listing.body) == ("listing", [])


def test_the_root_of_a_site_is_its_home() -> None:
    home = read(page("港城新闻网", f"<ul>{LINKS}</ul><ul>{LINKS}</ul>"), "http://news.example.com/")
    assert (home.kind, home.body) == ("home", [])


@pytest.mark.parametrize(
    "sentence",
    [
        "404 Not Found", "Page not found", "对不起，您要访问的页面不存在或已被删除！", "お探しのページは見つかりませんでした。",
        "페이지를 찾을 수 없습니다.", "Страница не найдена", "Página no encontrada", "Halaman tidak ditemukan",
        "الصفحة غير موجودة", "Seite nicht gefunden", "抱歉，指定的主题不存在或已被删除", "403 Forbidden", "502 Bad Gateway", "Just a moment...",
        "Checking your browser before accessing the site", "您的访问过于频繁", "请完成安全验证", "系统正在维护中",
    ],
)  # fmt: skip
def test_an_error_page_under_status_200_is_an_error(sentence: str) -> None:
    error = read(
        page(
            sentence, '<p>Please go back to the <a href="/">home page</a> and try again in a few seconds.</p>'
        )
    )
    assert (error.kind, error.body) == ("error", [])


def test_a_story_about_something_not_found_is_no_error() -> None:
    text = "".join(
        f"<p>The search party went up the river for the {n}th time and came home at dusk. The boat was not found, but the men were in good health, the mayor said on Monday.</p>"
        for n in range(6)
    )
    assert (
        read(page("Missing boat not found after six days on the river, crew is safe", text)).kind == "article"
    )
