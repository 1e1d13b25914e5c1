"""Breadcrumbs: which crumbs are sections, and which name the site."""

from __future__ import annotations

import pytest

import newsmill

TEXT = "镇上的渡船昨天恢复通航，早上六点第一班船离开码头，船上坐了四十多位乘客，其中大多数是去对岸上班的人。"


def section_of(crumbs: str, title: str) -> list[str]:
    page = (
        f"<title>{title}</title><div class=location>{crumbs}</div><h1>渡船恢复通航</h1>"
        f"<div>2012-03-04 08:15</div><p>{TEXT}</p><p>{TEXT}</p>"
    )
    return newsmill.clean(page.encode(), url="http://news.lanchuan.example/a/1.html").section


@pytest.mark.parametrize(
    ("first", "title", "kept"),
    [
        ("新闻岚川", "渡船恢复通航--岚川网", True),
        ("岚川资讯", "渡船恢复通航", True),
        ("岚川新闻网", "渡船恢复通航--岚川网", False),
        ("岚川在线", "渡船恢复通航", False),
        ("岚川新闻", "渡船恢复通航_岚川新闻", False),
        ("首页", "渡船恢复通航", False),
    ],
)
def test_a_first_crumb_that_leads_to_the_root_is_a_section_only_when_it_names_a_channel(
    first: str, title: str, kept: bool
) -> None:
    crumbs = f'<a href="/">{first}</a> &gt; <a href="/kx/">快讯</a>'
    assert section_of(crumbs, title) == ([first, "快讯"] if kept else ["快讯"])


def test_marks_of_quotation_are_not_arrows():
    quoted = '<a href="/n/7">На станции «Северная» открыли музей</a>'
    assert section_of(quoted, "渡船恢复通航") == []
    assert section_of('<a href="/n">Новости</a> » <a href="/n/r">Регион</a>', "渡船恢复通航") == [
        "Новости",
        "Регион",
    ]
