"""What a crawl reports while it runs, and what its report shows of the harvest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from loopback import article, crawl, listing, manifest, serving, site_file

from newsmill.crawler.commands.progress import progress_line
from newsmill.crawler.run.crawl_run import CrawlRun
from newsmill.crawler.sites import site_of_url


def test_a_line_tells_harvest_frontier_and_slowest_hosts(tmp_path: Path) -> None:
    run = CrawlRun(site_of_url("http://portal.test/"), tmp_path)
    run.articles, run.state.frontier.fetched = 30, 40
    run._hosts = {"slow.test": (6.0, 3), "quick.test": (1.0, 10)}
    line = progress_line(run, 10.0, detailed=True)
    run.close()
    assert line.startswith("30 articles of 40 requests (75%); 0 pages")
    assert "waiting: start 1" in line
    assert line.endswith("slowest: slow.test 2.00 s, quick.test 0.10 s")


def test_the_manifest_and_the_report_have_the_harvest(tmp_path: Path) -> None:
    pages: dict[str, Any] = {f"/n/{k}1234.html": article(f"新闻{k}", f"/dead/{k}1234.html") for k in range(9)}
    pages["/"] = listing(*pages)
    with serving(pages) as server:
        site = site_file(
            tmp_path, f'start = "{server.address}/"\nallow_private = true\n[politeness]\ndelay = 0\n'
        )
        crawl(site, tmp_path / "out", "--progress")
    curve = manifest(tmp_path / "out")["details"]["harvest"]
    assert curve[-1] == [19, 9]
    assert [articles for _, articles in curve] == sorted(articles for _, articles in curve)
    assert ">Harvest<" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
