"""Which pages a run takes, duplicates in bounded memory, and compressed shards."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newsmill.pipelines.page import Page
from newsmill.pipelines.runs.exact_copies import Seen
from newsmill.pipelines.runs.manifest import read_manifest
from newsmill.pipelines.runs.selection import Selection, left_out
from newsmill.pipelines.writers.jsonl import read_records

NEWSMILL = [sys.executable, "-c", "from newsmill import main; main()"]
TEXT = "城东新图书馆昨日正式向市民开放，首日接待读者三千余人次，馆内藏书四十二万册。"


def line(number: int, host: str = "news.example.com", month: int = 1) -> str:
    page = f"<html><body><h1>第{number}号</h1><p>{number}号消息：{TEXT}</p></body></html>"
    row = {
        "url": f"http://{host}/{number}.html",
        "html": page,
        "fetched_at": f"2012-{month:02d}-14T06:46:03Z",
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def run(folder: Path, lines: list[str], *options: str) -> tuple[Path, Any]:
    (folder / "pages.jsonl").write_text("".join(lines))
    out = folder / "out"
    command = [*NEWSMILL, "clean", str(folder / "pages.jsonl"), "-o", str(out), "--workers", "1", *options]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    manifest = read_manifest(out)
    assert manifest is not None
    return out, manifest.counts


PAGE = Page(
    raw=b"<p>a",
    url="http://sport.news.example.com/2012/a.html",
    fetched_at="2012-02-14T06:46:03Z",
    status=200,
    mime="text/html",
)


@pytest.mark.parametrize(
    ("selection", "reason"),
    [
        (Selection(), None),
        (Selection(include=["/2012/"]), None),
        (Selection(include=["http://*.example.com/*"]), None),
        (Selection(include=["http://other*"]), "left-out-url"),
        (Selection(exclude=["a.html"]), "left-out-url"),
        (Selection(hosts=["news.example.com"]), None),
        (Selection(hosts=["ws.example.com"]), "left-out-host"),
        (Selection(since="2012-02-14", until="2012-02"), None),
        (Selection(since="2012-03"), "left-out-time"),
        (Selection(until="2011"), "left-out-time"),
        (Selection(statuses=[203]), "left-out-status"),
        (Selection(mimes=["text/*"]), None),
        (Selection(mimes=["application/*"]), "left-out-mime"),
        (Selection(sample=1.0), None),
        (Selection(sample=1e-12), "left-out-sample"),
    ],
)
def test_a_page_is_taken_or_left_out_for_a_reason(selection: Selection, reason: str | None) -> None:
    assert left_out(selection, PAGE) == reason


def test_a_page_without_a_time_is_not_within_any() -> None:
    assert left_out(Selection(since="1990"), Page(raw=b"", url="http://a.example/")) == "left-out-time"


def test_a_sample_is_the_share_that_was_asked_for() -> None:
    pages = [Page(raw=b"", url=f"http://a.example/{number}.html") for number in range(4000)]
    taken = [page.url for page in pages if left_out(Selection(sample=0.1), page) is None]
    assert 300 < len(taken) < 500
    assert taken == [page.url for page in pages if left_out(Selection(sample=0.1), page) is None]


def test_what_is_left_out_is_counted_by_reason(tmp_path: Path) -> None:
    lines = [line(1), line(2, host="other.example"), line(3, month=5), line(4), line(5)]
    out, counts = run(tmp_path, lines, "--host", "example.com", "--until", "2012-03", "--limit", "2")
    assert [record.url for record in read_records(out)] == [
        "http://news.example.com/1.html",
        "http://news.example.com/4.html",
    ]
    assert counts.skipped == {"left-out-host": 1, "left-out-limit": 1, "left-out-time": 1}
    assert counts.pages == counts.records == 2


def test_the_same_page_twice_is_one_record_and_is_counted(tmp_path: Path) -> None:
    lines = [line(1), line(2), line(1), line(1, month=2), line(2, host="other.example")]
    out, counts = run(tmp_path, lines)
    assert counts.skipped == {"duplicate": 2}
    assert len({record.id for record in read_records(out)}) == counts.records == 3
    _, counts = run(tmp_path, lines, "--keep-duplicates", "--force")
    assert (counts.records, counts.skipped) == (5, {})


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_shards_are_compressed_on_request_with_the_same_lines(tmp_path: Path, packing: str) -> None:
    lines = [line(number) for number in range(20)]
    (tmp_path / "plain").mkdir()
    (tmp_path / "packed").mkdir()
    plain, _ = run(tmp_path / "plain", lines)
    packed, _ = run(tmp_path / "packed", lines, "--compress", packing)
    assert (packed / f"records-00000.jsonl.{packing}").exists()
    assert list(read_records(packed)) == list(read_records(plain))
    before = (packed / f"records-00000.jsonl.{packing}").read_bytes()
    run(tmp_path / "packed", lines, "--compress", packing, "--force")
    assert (packed / f"records-00000.jsonl.{packing}").read_bytes() == before


def test_pages_are_remembered_beyond_what_is_kept_in_memory(tmp_path: Path) -> None:
    seen = Seen(tmp_path, in_memory=50)
    records = [
        json.dumps({"id": f"{number:024x}", "digest": f"sha256:{number}", "body": "x"}).encode()
        for number in range(3000)
    ]
    assert all(seen.add(record) for record in records)
    assert not any(seen.add(record) for record in records)
    assert len(list(tmp_path.iterdir())) < 12
    seen.close()
    assert not list(tmp_path.iterdir())
