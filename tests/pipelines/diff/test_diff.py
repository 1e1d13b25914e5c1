"""`newsmill diff`: what changed between two runs, counted and shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from newsmill import Record, clean
from newsmill.pipelines.diff.compare import LostPage, compare, likeness
from newsmill.pipelines.diff.diff_command import diff
from newsmill.pipelines.diff.diff_page import diff_page
from newsmill.pipelines.page import Reject
from newsmill.pipelines.writers.jsonl import REJECTS, shard_name, write_records, write_rejects


def record(name: str, **fields: Any) -> Record:
    made = clean(
        f"<p>{name} 的正文，不长也不短，正好够一段。</p>".encode(), url=f"http://news.example.com/{name}.html"
    )
    for key, value in fields.items():
        setattr(made, key, value)
    return made


def run(folder: Path, *records: Record, rejects: tuple[Reject, ...] = ()) -> Path:
    folder.mkdir()
    write_records(folder / shard_name(0), records[:1])
    write_records(folder / shard_name(1), records[1:])
    write_rejects(folder / REJECTS, rejects)
    return folder


def reject_of(one: Record) -> Reject:
    return Reject(
        origin=one.origin,
        url=one.url,
        reason="timeout",
        detail="It took longer than 10 s.",
        digest=one.digest,
    )


def test_fields_that_were_gained_lost_and_altered_are_counted(tmp_path: Path) -> None:
    old = run(
        tmp_path / "old", record("a", title="旧标题", source=None), record("b", source="新华社"), record("c")
    )
    new = run(
        tmp_path / "new", record("a", title="新标题", source="本报"), record("b", source=None), record("c")
    )
    result = compare(old, new)
    assert (result.pages, result.identical, result.changed) == (3, 1, 2)
    source = result.fields["source"]
    assert (source.same, source.gained, source.lost, source.altered) == (1, 1, 1, 0)
    assert result.fields["title"].altered == 1


def test_the_order_of_the_runs_does_not_matter(tmp_path: Path) -> None:
    pages = [record(name) for name in "abcd"]
    result = compare(run(tmp_path / "old", *pages), run(tmp_path / "new", *reversed(pages)))
    assert result.identical == 4
    assert result.most_changed == []


def test_the_page_that_lost_its_body_comes_before_the_page_with_another_source(tmp_path: Path) -> None:
    old = run(tmp_path / "old", record("a", source="甲报"), record("b", body="很长的正文。" * 50))
    new = run(tmp_path / "new", record("a", source="乙报"), record("b", body=""))
    result = compare(old, new)
    assert [page.url for page in result.most_changed] == [
        "http://news.example.com/b.html",
        "http://news.example.com/a.html",
    ]
    assert len(compare(old, new, top=1).most_changed) == 1
    assert compare(old, new, top=0).most_changed == []


def test_a_page_that_is_rejected_now_is_reported_with_its_reason_and_the_reverse(tmp_path: Path) -> None:
    lost, kept, found = record("lost"), record("kept"), record("found")
    old = run(tmp_path / "old", lost, kept, rejects=(reject_of(found),))
    new = run(tmp_path / "new", kept, found, rejects=(reject_of(lost),))
    result = compare(old, new)
    assert (result.only_old, result.only_new) == (1, 1)
    assert result.now_rejected == {"timeout": 1}
    assert result.now_accepted == {"timeout": 1}
    (lost_page,) = result.lost_pages
    assert lost_page == LostPage(
        lost.title, "http://news.example.com/lost.html", "timeout: It took longer than 10 s."
    )


def test_the_html_page_shows_the_change_and_lets_nothing_of_a_page_run(tmp_path: Path) -> None:
    old = run(tmp_path / "old", record("a", title="<script>alert(1)</script>", body="第一段。\n第二段。"))
    new = run(
        tmp_path / "new", record("a", title="<img src=x onerror=alert(1)>", body="第一段。\n第二段改。")
    )
    html = diff_page(compare(old, new), "old", "<b>new</b>")
    assert html.count("<script") == 1  # newsmill's own, allowed by its digest
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "<b>new" not in html
    assert "第二段<ins>改</ins>。" in html
    assert "default-src 'none'" in html


def test_a_changed_page_has_its_title_and_its_score_in_parts(tmp_path: Path) -> None:
    body = "第一段说了很多话，一句接着一句。" * 10
    old = run(tmp_path / "old", record("a", title="河上的新桥", body=body, source=None))
    new = run(tmp_path / "new", record("a", title="河上的新桥", body=body[:80], source="岚川晚报"))
    result = compare(old, new)
    (page,) = result.most_changed
    assert page.title == "河上的新桥"
    assert page.parts["source"] == 1.0
    assert 0 < page.parts["body"] < 10
    assert page.change == sum(page.parts.values())
    html = diff_page(result, "old", "new")
    assert "河上的新桥 " in html.partition("Pages that changed most")[2]
    assert "1.00 = 1 × 100 %" in html
    assert "The same on every page: " in html


def test_the_command_prints_counts_and_writes_the_page(tmp_path: Path) -> None:
    old, new = run(tmp_path / "old", record("a", title="旧")), run(tmp_path / "new", record("a", title="新"))
    done = CliRunner().invoke(diff, [str(old), str(new), "-o", str(tmp_path / "changes.html")])
    assert done.exit_code == 0
    assert "1 changed" in done.stdout
    assert "<del>旧</del><ins>新</ins>" in (tmp_path / "changes.html").read_text("utf-8")
    machine = CliRunner().invoke(diff, [str(old), str(new), "--json"])
    assert json.loads(machine.stdout)["fields"]["title"]["altered"] == 1


def test_wrong_inputs_get_a_sentence_and_the_right_exit_code(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    good = run(tmp_path / "good", record("a"))
    nothing = CliRunner().invoke(diff, [str(tmp_path / "empty"), str(good)])
    assert nothing.exit_code == 2
    assert "no records" in nothing.stderr
    (tmp_path / "broken.jsonl").write_text('{"id": 1}\n')
    broken = CliRunner().invoke(diff, [str(tmp_path / "broken.jsonl"), str(good)])
    assert broken.exit_code == 1
    assert "line 1, is not a record" in broken.stderr


def test_likeness_is_one_for_the_same_and_zero_for_nothing_in_common() -> None:
    assert likeness("同一段文字", "同一段文字") == 1.0
    assert likeness("甲乙丙丁", "子丑寅卯") == 0.0
    assert 0.5 < likeness("一段较长的文字，改了一个字。", "一段较长的文字，改了两个字。") < 1.0
    assert likeness("", "") == 1.0
