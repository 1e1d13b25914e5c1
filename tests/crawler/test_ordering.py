"""In which order a crawl fetches: new articles first, whatever the portal's pages link to beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from loopback import Server, article, crawl, listing, serving, site_file

from newsmill.crawler.frontier.ordering import Key, Learnt, key_of, round_size


def waiting(**numbers: int) -> dict[Key, int]:
    return {key_of(position, f"http://p.test/{position}/100{n}.html"): n for position, n in numbers.items()}


def heads(key: Key, number: int) -> list[tuple[int, str]]:
    return [(place, f"{key.position}-{place}") for place in range(number)]


def test_links_of_lists_go_before_links_of_texts_until_they_disappoint() -> None:
    learnt = Learnt()
    keys = waiting(list=5, text=5)
    assert {chosen.key.position for chosen in learnt.choose(keys, heads, 8)} == {"list"}
    for key in keys:
        learnt.add(key, tries=10, articles=0 if key.position == "list" else 10, links=0)
    assert {chosen.key.position for chosen in learnt.choose(keys, heads, 8)} == {"text"}


def test_an_unknown_kind_of_page_is_tried_on_a_few() -> None:
    chosen = Learnt().choose(waiting(list=100), heads, 64)
    assert 0 < len(chosen) <= 8


def test_rechecks_have_a_share_of_a_round_and_no_more() -> None:
    learnt = Learnt()
    keys = waiting(list=100, again=100)
    for key in keys:
        learnt.add(key, tries=50, articles=50, links=0)
    chosen = learnt.choose(keys, heads, 16)
    assert sum(pick.key.position == "again" for pick in chosen) == 2


@pytest.mark.parametrize(("fetched", "size"), [(0, 8), (160, 20), (100_000, 64)])
def test_rounds_grow_as_more_is_known(fetched: int, size: int) -> None:
    assert round_size(fetched) == size


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("/china/2026-10/03/c_100001.html", "/china/2026-11/12/c_100002.html", True),
        ("/china/c_100001.html", "/china/index_2.html", False),
        ("/news/the-bridge-is-open-again/", "/news/a-quiet-day-in-town/", True),
        ("/?p=1012", "/?page=2", False),
    ],
)
def test_pages_of_one_make_have_one_key(one: str, other: str, alike: bool) -> None:
    assert (key_of("list", "http://p.test" + one) == key_of("list", "http://p.test" + other)) is alike


def portal(articles: int, dead: int) -> dict[str, Any]:
    """Lists of ten, and articles with dead links: by reading order, those would come first."""
    pages: dict[str, Any] = {}
    for number in range(articles):
        links = [f"/news/{900_000 + number * dead + n}.html" for n in range(dead)]
        pages[f"/news/{100_000 + number}.html"] = article(f"第{number}条新闻", *links)
    names = ["/", *(f"/index_{number}.html" for number in range(2, articles // 10 + 1))]
    for index, name in enumerate(names):
        listed = [f"/news/{100_000 + number}.html" for number in range(index * 10, index * 10 + 10)]
        pages[name] = listing(*listed, *names[index + 1 : index + 2])
    return pages


def one_site(folder: Path, server: Server, more: str = "") -> Path:
    text = (
        f'start = "{server.address}/"\nallow_private = true\n{more}\n[politeness]\ndelay = 0\nconcurrency '
        f"= 4\nrobots = false\n"
    )
    return site_file(folder, text)


def test_dead_links_of_articles_wait_until_the_lists_are_read(tmp_path: Path) -> None:
    with serving(portal(60, 6)) as server:
        crawl(one_site(tmp_path, server), tmp_path / "out", "--max-pages", "75")
        fetched = [path for path in server.paths if path.startswith("/news/1")]
    assert len(fetched) == 60, "breadth-first: less than half of them"


def test_a_second_run_fetches_what_is_new_first(tmp_path: Path) -> None:
    pages = portal(40, 0)
    with serving(pages) as server:
        site = one_site(tmp_path, server)
        crawl(site, tmp_path / "out")
        new = [f"/news/{200_000 + number}.html" for number in range(10)]
        pages.update({path: article(f"新的{path}") for path in new})
        pages["/"] = listing(
            *new, *(f"/news/{100_000 + number}.html" for number in range(10)), "/index_2.html"
        )
        server.asked.clear()
        crawl(site, tmp_path / "out")
        last = max(server.paths.index(path) for path in new)
    assert last <= 16, "the new ones, the start page, and a few rechecks"


def test_a_site_file_names_priorities(tmp_path: Path) -> None:
    pages: dict[str, Any] = {
        f"/{name}/{n}{n}{n}{n}.html": article(f"{name}{n}") for name in ("a", "b") for n in range(1, 9)
    }
    pages["/"] = listing(*sorted(pages))
    with serving(pages) as server:
        text = (
            f'start = "{server.address}/"\nallow_private = true\n[priority]\n"/b/" = 3\n"/a/" = 0.5\n'
            "[politeness]\ndelay = 0\nrobots = false\n"
        )
        crawl(site_file(tmp_path, text), tmp_path / "out")
        fetched = [path[1] for path in server.paths if path.endswith(".html")]
    assert fetched == ["b"] * 8 + ["a"] * 8
