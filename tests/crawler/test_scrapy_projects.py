"""newsmill's parts in Scrapy: its own project with any spider, shell and fetch; and one by one in a project
of somebody else's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType
from loopback import ROOT, article, listing, serving

SETTINGS = """
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsmill.crawler.fetch.politeness.RobotsMiddleware": 100,
    "newsmill.crawler.fetch.politeness.RestMiddleware": 200,
    "newsmill.crawler.fetch.capture.CaptureMiddleware": 890,
}
ITEM_PIPELINES = {"newsmill.pipelines.items.CleanPages": 300}
NEWSMILL_ARCHIVE = "archive"
NEWSMILL_WORKERS = 1
DOWNLOAD_DELAY = 0
"""
SPIDER = """
import scrapy
from newsmill.pipelines.items import PageItem
from newsmill.pipelines.page import Page

class News(scrapy.Spider):
    name = "news"

    def __init__(self, start, **arguments):
        super().__init__(**arguments)
        self.start_urls = [start]

    def parse(self, response):
        yield from response.follow_all(css="li a", callback=self.page)

    def page(self, response):
        yield PageItem(Page(raw=response.body, url=response.url))
"""
PAGES: dict[str, Any] = {
    "/robots.txt": "User-agent: *\nDisallow: /secret\n",
    "/": listing("/a.html", "/secret/b.html"),
    "/a.html": article("一条新闻"),
    "/secret/b.html": article("不给看的"),
}


def scrapy(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPY")}
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words], cwd=cwd, env=environment, capture_output=True, text=True,
            timeout=120, check=False,
    )  # fmt: skip


def test_each_part_works_alone_in_another_project(tmp_path: Path) -> None:
    scrapy("startproject", "theirs", str(tmp_path), cwd=tmp_path)
    (tmp_path / "theirs" / "settings.py").open("a").write(SETTINGS)
    (tmp_path / "theirs" / "spiders" / "news.py").write_text(SPIDER)
    with serving(PAGES) as server:
        done = scrapy("crawl", "news", "-a", f"start={server.address}/", "-O", "out.jl", cwd=tmp_path)
        assert "Traceback" not in done.stderr, done.stderr
        assert "/secret/b.html" not in server.paths
    found = [json.loads(line) for line in (tmp_path / "out.jl").read_text().splitlines()]
    assert [record["title"] for record in found] == ["一条新闻"]
    archived = set()
    for path in (tmp_path / "archive").glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WarcRecordType.response):
                archived.add(record.headers["WARC-Target-URI"].removeprefix(server.address))
    assert archived == {"/robots.txt", "/", "/a.html"}


def test_fetch_shell_and_any_spider_work_in_newsmills_project(tmp_path: Path) -> None:
    (tmp_path / "news.py").write_text(SPIDER)
    options = ("-s", "NEWSMILL_ALLOW_PRIVATE=1", "-s", "DOWNLOAD_DELAY=0", "-s", "NEWSMILL_WORKERS=1")
    with serving(PAGES) as server:
        page = f"{server.address}/a.html"
        assert "一条新闻" in scrapy("fetch", page, "--nolog", *options, cwd=ROOT).stdout
        shell = scrapy("shell", page, "--nolog", "-c", "response.css('h1::text').get()", *options, cwd=ROOT)
        assert "一条新闻" in shell.stdout, shell.stderr
        out = tmp_path / "out.jl"
        spider = ("runspider", str(tmp_path / "news.py"), "-a", f"start={server.address}/", "-O", str(out))
        done = scrapy(*spider, *options, cwd=ROOT)
        assert "Traceback" not in done.stderr, done.stderr
    assert [json.loads(line)["title"] for line in out.read_text().splitlines()] == ["一条新闻"]


def test_the_portal_spider_exports_articles_of_several_pages_as_one(tmp_path: Path) -> None:
    parts = ["/long.html", "/long_2.html"]
    pages: dict[str, Any] = {"/": listing("/long.html")}
    for number, path in enumerate(parts):
        pages[path] = article(
            "长篇", *parts, text=f"这是第{number}页的内容，写得很长很长，一页放不下，所以分成两页。" * 3
        )
    out = tmp_path / "out.jl"
    with serving(pages) as server:
        words = (
            "crawl",
            "portal",
            "-a",
            f"site={server.address}/",
            "-a",
            "allow_private=1",
            "-a",
            "delay=0",
            "-a",
            "workers=1",
        )
        done = scrapy(*words, "-a", f"out={tmp_path / 'crawl'}", "-O", str(out), cwd=ROOT)
    found = [json.loads(line) for line in out.read_text().splitlines()]
    assert [record["title"] for record in found] == ["长篇"], done.stderr
    assert "第0页" in found[0]["body"]
    assert "第1页" in found[0]["body"]
