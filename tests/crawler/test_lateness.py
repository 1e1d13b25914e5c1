"""A host that does not answer holds up neither the others nor the rounds for long."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loopback import (
    Server,
    article,
    crawl,
    crawl_command,
    kill_group,
    listing,
    records,
    rejects,
    serving,
    site_file,
)

from newsmill.crawler.frontier.lateness import PATIENCE, Pace, UnderWay


def under_way(delay: float = 0.0, concurrency: int = 4) -> UnderWay:
    return UnderWay(lambda host: Pace(delay, concurrency))


def test_what_a_silent_host_has_is_late_and_what_others_have_is_not() -> None:
    urls = under_way()
    urls.start(1, "slow.example")
    urls.start(2, "quick.example")
    assert not urls.pass_time(PATIENCE)
    urls.end(2)
    urls.start(3, "quick.example")
    assert urls.pass_time(1.0)
    assert (urls.late, urls.in_time, len(urls)) == (1, 1, 2)
    urls.end(1)
    assert (urls.late, urls.in_time, len(urls)) == (0, 1, 1)


def test_a_host_that_is_asked_at_long_intervals_is_not_silent() -> None:
    urls = under_way(delay=30.0, concurrency=1)
    urls.start(1, "slow.example")
    urls.start(2, "slow.example")
    assert not urls.pass_time(60.0)


def test_what_cannot_be_asked_because_of_late_ones_is_late_at_once() -> None:
    urls = under_way(concurrency=1)
    urls.start(1, "slow.example")
    urls.pass_time(PATIENCE + 1)
    urls.start(2, "slow.example")
    assert urls.pass_time(0.5)
    assert urls.in_time == 0


def test_a_late_url_beside_others_of_its_host_leaves_them_their_time() -> None:
    urls = under_way(concurrency=4)
    urls.start(1, "portal.example")
    urls.pass_time(PATIENCE + 1)
    urls.start(2, "portal.example")
    assert not urls.pass_time(0.5)
    assert urls.in_time == 1


LISTS, EACH = 3, 9


def portal(hanging: Callable[[Any], None]) -> dict[str, Any]:
    """Lists that lead to one another, each with articles; one of the first list's answers when it is let."""
    pages: dict[str, Any] = {}
    names = ["/", *(f"/index_{number}.html" for number in range(2, LISTS + 1))]
    for index, name in enumerate(names):
        listed = [f"/news/{1000 * (index + 1) + number}.html" for number in range(EACH)]
        pages.update({path: article(f"新闻{path}") for path in listed})
        pages[name] = listing(*listed, *names[index + 1 : index + 2])
    pages["/news/1000.html"] = hanging
    return pages


def site(folder: Path, server: Server) -> Path:
    text = (
        f'start = "{server.address}/"\nallow_private = true\n[politeness]\ndelay = 0\nconcurrency = 3\n'
        f"robots = false\n"
    )
    return site_file(folder, text)


def asked_of_last_list(server: Server) -> int:
    return sum(path.startswith(f"/news/{LISTS}") for path in server.paths)


def send(handler: Any, page: str) -> None:
    body = page.encode()
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html; charset=utf-8")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def test_a_page_that_is_late_does_not_stop_the_rounds_and_is_recorded_when_it_comes(tmp_path: Path) -> None:
    all_asked = threading.Event()

    def hanging(handler: Any) -> None:
        all_asked.wait(50)
        send(handler, article("来迟的新闻", "/news/9000.html"))

    pages = portal(hanging)
    pages["/news/9000.html"] = article("来迟的新闻所说的新闻")

    def watched(path: str) -> Any:
        if asked_of_last_list(server) == EACH:
            all_asked.set()
        return pages.get(path)

    with serving(watched) as server:
        crawl(site(tmp_path, server), tmp_path / "out")
    assert all_asked.is_set()
    found = [record["url"].rpartition("/")[2] for record in records(tmp_path / "out")]
    assert len(found) == len(set(found)) == LISTS * EACH + 1
    assert found.index("1000.html") < found.index("3000.html"), (
        "records are in the order in which pages were chosen"
    )
    assert not rejects(tmp_path / "out")


def test_a_crawl_that_is_killed_while_a_page_is_late_fetches_it_again(tmp_path: Path) -> None:
    all_asked, kill = threading.Event(), threading.Event()

    def hanging(handler: Any) -> None:
        if not kill.is_set():
            all_asked.wait(50)
            kill.wait(50)
        send(handler, article("来迟的新闻"))

    pages = portal(hanging)

    def watched(path: str) -> Any:
        if asked_of_last_list(server) == EACH:
            all_asked.set()
        return pages.get(path)

    with serving(watched) as server:
        command = crawl_command(site(tmp_path, server), tmp_path / "out")
        process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
        assert all_asked.wait(60)
        kill_group(process)
        kill.set()
        crawl(site(tmp_path, server), tmp_path / "out")
    found = [record["url"].rpartition("/")[2] for record in records(tmp_path / "out")]
    assert len(found) == len(set(found)) == LISTS * EACH
    assert "1000.html" in found


def test_a_host_with_long_intervals_holds_up_a_round_only_while_others_are_in_it() -> None:
    delays = {"patient.example": 10.0, "quick.example": 0.5}
    urls = UnderWay(lambda host: Pace(delays[host], 1))
    urls.begin_round()
    for number in range(4):
        urls.start(number, "patient.example")
    urls.start(9, "quick.example")
    assert not urls.pass_time(3.0)
    urls.end(9)
    urls.start(10, "quick.example")
    assert not urls.pass_time(PATIENCE - 2.0), "the quick one is still under way"
    urls.end(10)
    assert urls.pass_time(0.5)
    assert urls.in_time == 0
    assert urls.outpaced == {"patient.example"}


def test_a_round_of_one_host_waits_however_long_its_intervals_are() -> None:
    urls = under_way(delay=10.0, concurrency=1)
    urls.begin_round()
    urls.start(1, "patient.example")
    urls.start(2, "patient.example")
    assert not urls.pass_time(29.0)
    assert urls.outpaced == frozenset()


def test_a_crawl_delay_of_one_host_leaves_the_others_their_pace(tmp_path: Path) -> None:
    def answer(path: str) -> Any:
        if path == "/robots.txt":
            return None
        if path == "/":
            return listing(*(f"http://{host}.test/n/{k}.html" for k in range(1000, 1030) for host in "ab"))
        return article(f"新闻{path}")

    with serving(answer) as a, serving(answer) as b:
        b.pages = lambda path: "User-agent: *\nCrawl-delay: 3\n" if path == "/robots.txt" else answer(path)
        to = f'{{"a.test" = "{a.address[7:]}", "b.test" = "{b.address[7:]}"}}'
        text = (
            f'start = ["http://a.test/"]\nscope = ["a.test", "b.test"]\nconnect_to = {to}\n[politeness]\n'
            f"delay = 0\n"
        )
        with subprocess.Popen(
            crawl_command(site_file(tmp_path, text), tmp_path / "out"), start_new_session=True
        ) as process:
            try:
                done = threading.Event()
                until = 0
                while len(a.paths) < 32 and until < 900:
                    done.wait(0.1)
                    until += 1
                assert len(a.paths) == 32
                assert len(b.paths) < 12, "asked one after the other they would all have come before"
            finally:
                kill_group(process)


def test_a_start_host_whose_robots_never_come_does_not_hold_up_the_others(tmp_path: Path) -> None:
    go_on = threading.Event()

    def silent(path: str) -> Any:
        go_on.wait(60)
        return None

    pages: dict[str, Any] = {f"/n/{k}.html": article(f"新闻{k}") for k in range(1000, 1005)}
    pages["/"] = listing("/n/1000.html")
    pages["/robots.txt"] = "Sitemap: /map.xml\n"
    pages["/map.xml"] = "".join(f"<url><loc>/n/{k}.html</loc></url>" for k in range(1000, 1005)).join(
        ("<urlset>", "</urlset>")
    )
    with serving(pages) as quick, serving(silent) as slow:
        to = f'{{"slow.test" = "{slow.address[7:]}", "quick.test" = "{quick.address[7:]}"}}'
        text = f'start = ["http://slow.test/", "http://quick.test/"]\nconnect_to = {to}\n[politeness]\ndelay = 0\n'
        with subprocess.Popen(
            crawl_command(site_file(tmp_path, text), tmp_path / "out"), start_new_session=True
        ) as process:
            try:
                for _ in range(400):
                    if len(quick.paths) >= 8:
                        break
                    threading.Event().wait(0.1)
                assert {f"/n/{k}.html" for k in range(1000, 1005)} <= set(quick.paths)
            finally:
                go_on.set()
                kill_group(process)
