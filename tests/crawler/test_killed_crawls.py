"""A crawl that is killed at any moment, and again, ends as one that was not."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType
from loopback import ROOT, lines, records
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from newsmill.crawler.fetch.archive import Archive, Exchange, payload_digest
from newsmill.crawler.fetch.response import Answer
from newsmill.crawler.run.crawl_run import CrawlRun
from newsmill.crawler.run.response_handling import Reader
from newsmill.crawler.sites import site_of_url

CIRCUMSTANCES = ("origin", "fetched_at")


def said(out: Path) -> list[dict[str, Any]]:
    """Records without when and where they were captured."""
    return [{k: v for k, v in record.items() if k not in CIRCUMSTANCES} for record in records(out)]


def archived(out: Path) -> set[str]:
    """The URLs whose answers are in the archive; read to the last byte, so a torn record would raise."""
    found = set()
    for path in sorted((out / "archive").glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, parse_http=False):
                record.reader.read()
                if record.record_type in (WarcRecordType.response, WarcRecordType.revisit):
                    found.add(record.headers["WARC-Target-URI"])
        with path.open("rb") as file:
            for record in WarcioIterator(file, check_digests="raise"):
                record.content_stream().read()
    return found


def test_twenty_kills_change_neither_records_nor_archive(tmp_path: Path) -> None:
    seed = random.randrange(1 << 30)
    script = Path(__file__).parent / "kill_loop.py"
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), "20", str(seed)],
        capture_output=True, text=True, cwd=ROOT, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"seed {seed}: {done.stderr[-3000:]}"
    result = json.loads(done.stdout.splitlines()[-1])
    assert len(result["kills"]) == 20
    whole = tmp_path / "whole"
    expected, urls = said(whole), archived(whole)
    assert len(expected) > 30
    for name in result["folders"]:
        folder = tmp_path / name
        assert said(folder) == expected, f"seed {seed}, {name}"
        assert archived(folder) == urls, f"seed {seed}, {name}"
        assert [r["url"] for r in lines(folder / "rejects.jsonl")] == [
            r["url"] for r in lines(whole / "rejects.jsonl")
        ]


def exchange(number: int) -> Exchange:
    return Exchange(
        url=f"http://portal.example/{number}",
        at=datetime(2024, 5, 6, tzinfo=timezone.utc),
        method="GET",
        request_headers=[("Host", "portal.example")],
        status=200,
        reason="OK",
        headers=[("Content-Type", "text/html")],
        body=b"<p>page</p>" * 100,
    )


def test_a_torn_last_record_is_cut_off_when_the_archive_is_opened_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "demo", {})
    first = archive.write(exchange(1))
    committed = dict(archive.lengths)
    second = archive.write(exchange(2))
    archive.close()
    path = tmp_path / first.file
    with path.open("rb+") as file:
        file.truncate(second.offset + 40)  # in the middle of the second answer
    again = Archive(tmp_path, "demo", committed)
    third = again.write(exchange(3))
    again.close()
    assert third.file == first.file
    with path.open("rb") as file:
        found = [
            r.headers["WARC-Target-URI"] for r in ArchiveIterator(file, record_types=WarcRecordType.response)
        ]
    assert found == ["http://portal.example/1", "http://portal.example/3"]


def test_a_file_of_which_nothing_was_committed_goes(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "demo", {})
    archive.write(exchange(1))
    archive.close()
    Archive(tmp_path, "demo", {}).close()
    assert list(tmp_path.glob("*.warc.gz")) == []


def test_what_a_killed_finish_was_writing_goes_when_the_crawl_resumes(tmp_path: Path) -> None:
    (tmp_path / ".records-00000.jsonl.x1y2z3.tmp").write_bytes(b"{")
    CrawlRun(site_of_url("http://portal.example/"), tmp_path).close()
    assert not list(tmp_path.glob(".records-*"))


def test_an_unchanged_page_that_was_captured_before_the_kill_stays_as_it_was(tmp_path: Path) -> None:
    site, page = site_of_url("http://portal.example/"), exchange(1)
    first = CrawlRun(site, tmp_path)
    (task,) = first.open_round()
    captured = first.capture(page, task.id, payload_digest(page.body))
    Reader(first).read(
        task, captured, Answer(200, {"content-type": "text/html"}, page.body, captured.fetched_at)
    )
    first.state.end_run()
    first.close()
    second = CrawlRun(site, tmp_path)
    (task,) = second.open_round()
    assert task.digest == payload_digest(page.body)
    again = page._replace(unchanged=task.fetched_at)
    second.capture(again, task.id, payload_digest(page.body))
    second.close()  # killed before it was read; the archive has no body for it
    third = CrawlRun(site, tmp_path)
    assert third.resumed
    assert list(Reader(third).left_over()) == []
    assert third.run.unchanged == 1
    assert list(third.state.outcomes.rejects()) == []
    third.close()
