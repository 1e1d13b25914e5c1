"""Several workers, one crawl: through a real Redis server, with one of them killed."""

from __future__ import annotations

import collections
import contextlib
import os
import shutil
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from loopback import ROOT, article, crawl, crawl_command, kill_group, listing, records, serving, site_file
from scrapy.settings import Settings

from newsmill.crawler.fetch.archive import Exchange
from newsmill.crawler.fetch.response import Answer
from newsmill.crawler.frontier.redis_frontier import SharedFrontier
from newsmill.crawler.run.crawl_run import CrawlRun
from newsmill.crawler.run.response_handling import Reader
from newsmill.crawler.sites import site_of_url


@pytest.fixture
def redis_address(tmp_path: Path) -> Iterator[str]:
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("there is no redis-server here; apt-get install redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()


def test_three_workers_one_of_them_killed_fetch_every_page_once(
    tmp_path: Path, redis_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSMILL_LEASE_SECONDS", "3")
    count = 120
    pages: dict[str, Any] = {f"/a{n}.html": article(f"第{n}号新闻", f"/a{n + 1}.html") for n in range(count)}
    pages[f"/a{count}.html"] = article("最后一条新闻")
    pages["/"] = listing(*[f"/list{n}.html" for n in range(6)])
    for n in range(6):
        pages[f"/list{n}.html"] = listing(*[f"/a{m}.html" for m in range(n, count, 6)])

    def slowly(path: str) -> Any:
        time.sleep(0.03)
        return pages.get(path)

    folders = [tmp_path / f"worker-{number}" for number in range(3)]
    options = ("--redis", redis_address, "--allow-private")
    with serving(slowly) as server:
        site = site_file(
            tmp_path,
            f'start = "{server.address}/"\n[politeness]\ndelay = 0\nconcurrency = 2\nrobots = false\n',
        )
        workers = [
            subprocess.Popen(
                crawl_command(site, folder, *options), cwd=ROOT, env={**os.environ}, start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            )
            for folder in folders
        ]  # fmt: skip
        deadline = time.monotonic() + 60
        while sum(path.startswith("/a") for path in server.paths) < 40 and time.monotonic() < deadline:
            time.sleep(0.02)
        # The one that is killed must have taken something, or the test shows nothing.
        kill_group(workers[0])
        for worker in workers[1:]:
            _, errors = worker.communicate(timeout=150)
            assert worker.returncode == 0, errors
        crawl(
            site, folders[0], *options, code=None
        )  # writes what it had safely in its folder; there is nothing left to fetch
    urls = collections.Counter(
        record["url"].rpartition("/")[2]
        for folder in folders
        for record in records(folder)
        if "/a" in record["url"]
    )
    assert sorted(urls) == sorted(f"a{n}.html" for n in range(count + 1)), "none is lost"
    assert set(urls.values()) == {1}, "none is there twice"


@pytest.mark.parametrize("links", [["/a.html"], []], ids=["links", "none"])
def test_a_worker_whose_links_others_fetch_has_not_led_nowhere(
    tmp_path: Path, redis_address: str, links: list[str]
) -> None:
    site = site_of_url("http://portal.example/")
    settings = Settings({"REDIS_URL": redis_address})
    runs = [CrawlRun(site, tmp_path / name) for name in ("first", "second")]

    def work(run: CrawlRun, html: str) -> bool:
        """Fetch one page, if there is one for this worker."""
        _, task = run.links.take()
        if task is None:
            return False
        answer = Answer(200, {"content-type": "text/html"}, html.encode(), "2026-11-27T08:00:00Z")
        at = datetime(2026, 11, 27, 8, tzinfo=timezone.utc)
        exchange = Exchange(
            task.address, at, "GET", [], 200, "OK", [("Content-Type", "text/html")], html.encode()
        )
        Reader(run).read(task, run.capture(exchange, task.id, None), answer)
        run.links.dealt_with(task)
        run.links.settle()
        run.run.pages += 1
        return True

    try:
        for run in runs:
            run.share(SharedFrontier(settings, "portal.example", None))
        assert work(runs[0], listing(*links))
        assert work(runs[1], article("新闻")) == bool(links)
        assert runs[0].links.drained
        assert ("leads nowhere" in runs[0].start_problem()) == (not links)
        assert runs[1].start_problem() == ""
    finally:
        for run in runs:
            run.close()


def test_traps_are_cut_in_a_shared_crawl_too(tmp_path: Path, redis_address: str) -> None:
    def answer(path: str) -> Any:
        if path == "/":
            return listing("/filter", "/a.html")
        if path.startswith("/filter"):
            return listing(*[f"{path}{'&' if '?' in path else '?'}{name}=1" for name in "abcdefghij"])
        return article("新闻") if path == "/a.html" else None

    with serving(answer) as server:
        site = site_file(tmp_path, f'start = "{server.address}/"\n[politeness]\ndelay = 0\nconcurrency = 4\n')
        crawl(site, tmp_path / "out", "--redis", redis_address, "--allow-private", code=None)
        assert "/a.html" in server.paths
        assert sum(path.startswith("/filter") for path in server.paths) < 150, "without an end they are 1111"


def test_one_worker_fetches_in_the_order_of_a_crawl_without_redis(tmp_path: Path, redis_address: str) -> None:
    pages: dict[str, Any] = {}
    for number in range(60):
        dead = [f"/news/{900_000 + number * 5 + n}.html" for n in range(5)]
        pages[f"/news/{100_000 + number}.html"] = article(f"第{number}条新闻", *dead)
    for page in range(6):
        listed = [f"/news/{100_000 + number}.html" for number in range(page * 10, page * 10 + 10)]
        pages["/" if page == 0 else f"/index_{page}.html"] = listing(*listed, f"/index_{page + 1}.html")
    orders = []
    for options in ((), ("--redis", redis_address)):
        with serving(pages) as server:
            site = site_file(
                tmp_path,
                f'start = "{server.address}/"\n[politeness]\ndelay = 0\nconcurrency = 1\nrobots = false\n',
            )
            crawl(site, tmp_path / f"out-{len(options)}", "--allow-private", *options, code=None)
        with contextlib.closing(sqlite3.connect(tmp_path / f"out-{len(options)}" / "state.sqlite")) as state:
            rows = state.execute(
                "SELECT u.url FROM frontier f JOIN urls u ON u.id = f.url WHERE f.rank IS NOT NULL ORDER BY f.rank"
            )
            orders.append([url.split("/", 3)[3] for (url,) in rows])
    assert len(orders[0]) > 100
    assert orders[1] == orders[0]


def test_a_redis_server_that_goes_away_is_reported_and_the_crawl_resumes_from_there(
    tmp_path: Path, redis_address: str
) -> None:
    import redis

    pages: dict[str, Any] = {f"/n/{k}1234.html": article(f"新闻{k}") for k in range(60)}
    pages["/"] = listing(*pages)
    client = redis.Redis.from_url(redis_address)
    asked = []

    def answer(path: str) -> Any:
        asked.append(path)
        if len(asked) == 30:
            client.config_set("requirepass", "changed")  # connections are refused from now on
            client.client_kill_filter(_type="normal", skipme=True)
        return pages.get(path)

    with serving(answer) as server:
        site = site_file(
            tmp_path,
            f'start = "{server.address}/"\n[politeness]\ndelay = 0\nconcurrency = 2\nrobots = false\n',
        )
        options = ("--redis", redis_address, "--allow-private")
        text = crawl(site, tmp_path / "out", *options, code=3)
        assert "the Redis server is gone" in text
        assert "Traceback" not in text
        client.config_set("requirepass", "")
        crawl(site, tmp_path / "out", *options, code=None)
        assert len({record["url"] for record in records(tmp_path / "out")}) == len(records(tmp_path / "out"))


def test_a_redis_server_that_comes_back_empty_is_reported_and_nothing_is_lost(
    tmp_path: Path, redis_address: str
) -> None:
    import redis

    pages: dict[str, Any] = {f"/n/{k}1234.html": article(f"新闻{k}") for k in range(60)}
    pages["/"] = listing(*pages)
    client = redis.Redis.from_url(redis_address)
    asked: list[str] = []
    emptied = threading.Event()

    def answer(path: str) -> Any:
        asked.append(path)
        if len(asked) == 30 and not emptied.is_set():
            emptied.set()
            client.flushall()
        return pages.get(path)

    with serving(answer) as server:
        site = site_file(
            tmp_path,
            f'start = "{server.address}/"\n[politeness]\ndelay = 0\nconcurrency = 2\nrobots = false\n',
        )
        options = ("--redis", redis_address, "--allow-private")
        text = crawl(site, tmp_path / "out", *options, code=3)
        assert "the Redis server has forgotten this crawl" in text
        assert "Traceback" not in text
        before = set(asked)
        del asked[:]
        crawl(site, tmp_path / "out", *options)
        found = [record["url"].rpartition("/n/")[2] for record in records(tmp_path / "out")]
        assert sorted(found) == sorted(path[3:] for path in pages if path != "/"), (
            "none is lost, none is there twice"
        )
        assert len(before & set(asked)) <= 6, "only what was under way is fetched again"


def test_a_redis_server_that_is_not_there_is_reported(tmp_path: Path) -> None:
    pytest.importorskip("scrapy_redis")
    text = crawl("demo", tmp_path / "out", "--redis", "redis://:secret@127.0.0.1:1/0", code=2)
    assert "the Redis server cannot be used" in text
    assert "secret" not in text


def test_a_killed_workers_urls_do_not_hold_the_others_up(
    tmp_path: Path, redis_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lease is longer than the test: the other worker finishes all else meanwhile."""
    monkeypatch.setenv("NEWSMILL_LEASE_SECONDS", "600")
    pages: dict[str, Any] = {}
    for page in range(4):
        listed = [f"/news/{1000 * (page + 1) + number}.html" for number in range(9)]
        pages.update({path: article(f"新闻{path}") for path in listed})
        pages["/" if page == 0 else f"/index_{page}.html"] = listing(*listed, f"/index_{page + 1}.html")
    hanging, go_on = threading.Event(), threading.Event()

    def answer(path: str) -> Any:
        if path.startswith("/news/1") and not go_on.is_set():
            hanging.set()
            go_on.wait(60)
        return pages.get(path)

    def last_ones() -> int:
        return len({path for path in server.paths if path.startswith("/news/4")})

    with serving(answer) as server:
        text = (
            f'start = "{server.address}/"\nallow_private = true\n[politeness]\ndelay = 0\nconcurrency = '
            f"4\nrobots = false\n"
        )
        site = site_file(tmp_path, text)
        workers = []
        try:
            command = crawl_command(site, tmp_path / "worker-0", "--redis", redis_address)
            workers.append(subprocess.Popen(command, cwd=ROOT, start_new_session=True))
            assert hanging.wait(60)
            kill_group(workers[0])
            go_on.set()
            command = crawl_command(site, tmp_path / "worker-1", "--redis", redis_address)
            workers.append(subprocess.Popen(command, cwd=ROOT, start_new_session=True))
            until = time.monotonic() + 90
            while last_ones() < 9 and time.monotonic() < until:
                time.sleep(0.1)
            assert last_ones() == 9
        finally:
            for worker in workers:
                kill_group(worker)
