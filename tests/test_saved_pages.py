"""data/saved, pages in every shape that people have them, through the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newsmill.crawler.demo import declared_charset
from newsmill.pipelines.clean import clean
from newsmill.pipelines.page import Page

ROOT = Path(__file__).resolve().parents[1]
SAVED = ROOT / "data" / "saved"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("clean") / "out"
    done = subprocess.run(
        [sys.executable, "-m", "newsmill", "clean", str(SAVED), "-o", str(out), "--workers", "1"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode in (0, 1), done.stderr
    return out


def records(run: Path) -> dict[str, dict[str, object]]:
    lines = (run / "records-00000.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["origin"]: record for record in map(json.loads, lines)}


def test_every_page_ends_as_a_record_or_a_reject_with_its_reason(run: Path) -> None:
    counts = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["counts"]
    assert (counts["pages"], counts["records"], counts["rejects"]) == (14, 12, 2)
    assert counts["rejects_by_reason"] == {"binary": 1, "empty": 1}
    assert counts["skipped"] == {"other-file": 1, "revisit": 1, "status-404": 1}  # the README is not a page


def test_the_shape_a_page_was_saved_in_does_not_change_its_body(run: Path) -> None:
    portal = ROOT / "data" / "portal" / "www"
    found = records(run)
    for origin, page in {
        "saved/lamps.html": "news/201206/t20120618_20413.shtml",
        "saved/watchmaker.shtml": "news/201206/t20120619_20420.shtml",
        "saved/early-market.mhtml": "gb/content/2005-03/18/content_1024.htm",
        "saved/2012/heat.html.gz": "news/201207/t20120711_20688.shtml",
        "saved/two.zip#en/2021/bridge-swifts.html": "en/2021/bridge-swifts.html",
        "saved/reprints.jsonl#line=2": "a/20200910/c21103.html",
        "saved/captures.warc.gz#offset=0": "gb/content/2005-04/02/content_1027.htm",
    }.items():
        as_served = Page(raw=(portal / page).read_bytes(), charset=declared_charset("/" + page))
        assert found[origin]["body"] == clean(as_served).body, origin


def test_a_page_saved_by_a_browser_knows_its_address(run: Path) -> None:
    assert (
        records(run)["saved/lamps.html"]["url"] == "http://portal.example/news/201206/t20120618_20413.shtml"
    )
