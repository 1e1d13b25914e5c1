"""The whole way on real input: `newsmill demo` crawls the portal, archives it, cleans it, and shows what came."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from newsmill.crawler.demo import PORTAL, portal_folder

WWW = portal_folder() / "www"
MULTI_PAGE = "/news/201206/t20120622_20501.shtml"


def expected(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((WWW / name.lstrip("/")).read_text(encoding="utf-8"))
    return loaded


def articles() -> dict[str, dict[str, Any]]:
    """What the portal's sources say should come of a crawl: every linked article, one record each."""
    found = {}
    for file in sorted(WWW.rglob("*.*.json")):
        path = "/" + file.relative_to(WWW).as_posix().removesuffix(".json")
        record = expected(path + ".json")
        if record["body"] and not path.endswith((".joined", "/8813.html")):
            found[path] = record
    for page in (1, 2):
        del found[MULTI_PAGE.replace(".shtml", f"_{page}.shtml")]
    found[MULTI_PAGE] = expected(MULTI_PAGE + ".joined.json")
    return found


def demo(out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newsmill", "demo", "-o", str(out)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=out.parent,
    )


class Run:
    def __init__(self, out: Path) -> None:
        self.out = out
        self.done = demo(out)
        self.manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        self.records = {
            record["url"].removeprefix(PORTAL): record for record in self.lines("records-00000.jsonl")
        }
        self.rejects = self.lines("rejects.jsonl")

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.out / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(tmp_path_factory.mktemp("demo") / "out")


def test_it_ends_by_itself_and_shows_titles_dates_sources_and_where_the_files_are(run: Run) -> None:
    assert run.done.returncode == 0, run.done.stderr
    shown = run.done.stdout
    for part in (
        "二十年没亮过的楼道",
        "2012-06-18 07:42",
        "岚川晚报",
        "郑克",
        "records-00000.jsonl",
        ".warc.gz",
    ):
        assert part in shown


def test_every_linked_article_became_one_record_and_no_listing_or_error_did(run: Run) -> None:
    assert set(articles()) <= set(run.records)
    assert len(run.records) == len(run.lines("records-00000.jsonl"))
    assert not {record["kind"] for record in run.records.values()} & {"listing", "home", "error"}


def test_each_record_is_the_article(run: Run) -> None:
    wrong = {
        path: [name for name in ("title", "source", "account") if run.records[path][name] != want[name]]
        for path, want in articles().items()
        if path in run.records
    }
    assert {path: names for path, names in wrong.items() if names} == {}


def test_the_article_of_three_pages_is_one_record_in_order(run: Run) -> None:
    want = expected(MULTI_PAGE + ".joined.json")["body"].split("\n")
    got = run.records[MULTI_PAGE]["body"].split("\n")
    assert [line for line in got if line in want] == want
    assert len(got) <= len(want) + 1  # a caption of its second page, see UNSOLVED in test_portal.py
    assert not any(re.search(r"20501_\d", path) for path in run.records)


def test_the_counts_add_up_and_rejects_have_their_reasons(run: Run) -> None:
    counts = run.manifest["counts"]
    assert counts["pages"] == counts["records"] + counts["rejects"]
    assert counts["records"] == len(run.records)
    assert counts["rejects"] == len(run.rejects)
    assert counts["listings"] >= 20
    reasons = Counter(reject["reason"] for reject in run.rejects)
    assert reasons["error-page"] >= 1
    assert reasons["http-status"] >= 2
    gone = {reject["url"] for reject in run.rejects if reject["reason"] == "http-status"}
    assert PORTAL + "/a/20200101/c10002.html" in gone


def test_what_robots_txt_keeps_back_was_not_fetched_and_the_calendar_was_left(run: Run) -> None:
    fetched = []
    for file in sorted((run.out / "archive").glob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
                fetched.append(str(record.headers["WARC-Target-URI"]))
    assert not [url for url in fetched if "/internal/" in url or "/share/" in url]
    assert len([url for url in fetched if "/calendar/" in url]) < 60
    assert PORTAL + "/robots.txt" in fetched
    assert {PORTAL + path for path in articles()} <= {url.partition("?")[0] for url in fetched}


def test_a_tracking_parameter_makes_no_second_record(run: Run) -> None:
    assert not [path for path in run.records if "utm_" in path]


def test_a_second_run_gives_the_same_records(run: Run) -> None:
    before = {path: {**record, "fetched_at": None, "origin": None} for path, record in run.records.items()}
    again = Run(run.out)
    assert again.done.returncode == 0, again.done.stderr
    after = {path: {**record, "fetched_at": None, "origin": None} for path, record in again.records.items()}
    assert after == before


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    done = demo(tmp_path / "out")
    assert done.returncode == 2
    assert "mine.txt" in done.stderr
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
