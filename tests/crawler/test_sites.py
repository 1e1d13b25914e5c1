"""Site files, and what is said about mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from loopback import article, articles, crawl, serving, site_file

from newsmill.crawler.commands.crawl import sites
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.sites import BadSite, find_site, load_site, site_of_url


def test_a_start_page_is_enough(tmp_path: Path) -> None:
    site = load_site(site_file(tmp_path, 'start = "https://news.portal.com.cn/"', "mine"))
    assert (site.name, site.politeness.delay, site.allow_private) == ("mine", 1.0, False)
    scope = Scope(site)
    assert scope.allows("http://sports.portal.com.cn/x")
    assert not scope.allows("https://other.com.cn/x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["start: is missing", 'start = ["https://portal.example/"]']),
        ('start = "portal.example"', ["start: 'portal.example' is not an http(s) URL", "Example:"]),
        ('strat = "http://a.example/"', ["strat: there is no such key; did you mean 'start'?"]),
        (
            'start = "http://a.example/"\n[limits]\npage = 3',
            ["limits.page: there is no such key; did you mean 'pages'?", "[limits]"],
        ),
        (
            'start = "http://a.example/"\n[limits]\npages = "many"',
            ["limits.pages: expected `int | null`, got `str`", "[limits]"],
        ),
        ('start = "http://a.example/"\n[limits]\npages = 0', ["limits.pages: 0 is too small"]),
        ('start = "http://a.example/"\nexclude = ["("]', ["exclude: '(' is not a regular expression"]),
        (
            'start = "http://a.example/"\nconnect_to = "localhost"',
            ["connect_to: 'localhost' is not an address with a port", "127.0.0.1:8080"],
        ),
        (
            'start = "http://a.example/"\n[fields]\nheadline = "//h1"',
            ["fields.headline: cannot be overridden", "title"],
        ),
        (
            'start = "http://a.example/"\n[fields]\ntitle = "//h1["',
            ["fields.title: '//h1[' is neither XPath nor CSS"],
        ),
        (
            'start = "http://a.example/"\n[timetable]\ncron = "often"',
            ["timetable: 'often' is not a cron expression", "[timetable]"],
        ),
        (
            'start = "http://a.example/"\ndepht = 3',
            ["depht: there is no such key; did you mean 'depth', which belongs below [limits]"],
        ),
        (
            'start = "http://a.example/"\n[limits]\nqqq = 3',
            ["limits.qqq: there is no such key; known are: pages, depth", "[limits]"],
        ),
        ("start = ", ["is not valid TOML", 'start = ["https://portal.example/"]']),
    ],
)
def test_a_mistake_is_reported_with_file_key_problem_and_example(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    path = site_file(tmp_path, text)
    with pytest.raises(BadSite) as error:
        load_site(path)
    assert str(error.value).startswith(str(path))
    for part in said:
        assert part in str(error.value)


def test_an_unknown_site_is_reported_with_what_may_have_been_meant() -> None:
    with pytest.raises(BadSite, match="did you mean 'demo'"):
        find_site("dmeo")
    with pytest.raises(BadSite, match="only http and https"):
        find_site("ftp://portal.example/")
    assert site_of_url("https://portal.example/a").start == ["https://portal.example/a"]


def test_sites_lists_the_good_and_names_the_bad(tmp_path: Path) -> None:
    site_file(tmp_path, 'start = "http://a.example/"', "good")
    assert CliRunner().invoke(sites, [str(tmp_path)]).exit_code == 0
    site_file(tmp_path, "start = 3", "bad")
    result = CliRunner().invoke(sites, [str(tmp_path)])
    assert result.exit_code == 2
    assert "http://a.example/" in result.output
    assert "bad.toml" in result.output


def test_fields_of_the_site_file_win_over_judgement(tmp_path: Path) -> None:
    page = article("看起来像标题").replace(
        "<div>2024", '<b id="real">真正的标题</b><i>甲</i><i>乙</i><div>2024'
    )
    with serving({"/a.html": page}) as server:
        path = site_file(
            tmp_path,
            f'start = "{server.address}/a.html"\nallow_private = true\n[politeness]\ndelay = 0\n'
            '[fields]\ntitle = "//b[@id=\'real\']"\nauthors = "body > i"\nsource = "p.nothing"\n',
        )
        crawl(path, tmp_path / "out")
    record = articles(tmp_path / "out")[0]
    assert record["title"] == "真正的标题"
    assert [author["name"] for author in record["authors"]] == ["甲", "乙"]
