"""What shows, stores or compares fields derives from the record, and reads records of the schema before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsmill.crawler.run.history import FILLED_FIELDS
from newsmill.crawler.sites import OVERRIDABLE
from newsmill.pipelines.clean import clean
from newsmill.pipelines.diff import compare
from newsmill.pipelines.diff.diff_command import diff
from newsmill.pipelines.export import figures
from newsmill.pipelines.export.columns import COLUMNS
from newsmill.pipelines.export.export_command import export
from newsmill.pipelines.export.stats_command import stats
from newsmill.pipelines.page import Page
from newsmill.pipelines.record import FIELD_NAMES, Record, encode
from newsmill.pipelines.report import summary
from newsmill.pipelines.report.site.index import RecordIndex
from newsmill.pipelines.report.site.runs import find_runs
from newsmill.pipelines.report.site.searching import Filters
from newsmill.pipelines.runs.manifest import Manifest, write_manifest


@pytest.mark.parametrize(
    "names",
    [
        compare.FIELDS, figures.COUNTED, figures.FIELDS, FILLED_FIELDS, OVERRIDABLE, summary.FIELDS,
        tuple(column.name for column in COLUMNS),
    ],
)  # fmt: skip
def test_every_list_of_fields_has_all_of_them(names: tuple[str, ...]) -> None:
    assert set(FIELD_NAMES) <= set(names)
    assert {"lead", "updated"} <= set(FIELD_NAMES)


def test_columns_and_comparison_know_the_canonical_address() -> None:
    assert [column.name for column in COLUMNS] == [
        name for name in Record.__struct_fields__ if name != "comments"
    ]
    assert "canonical" in compare.FIELDS


def run_folder(folder: Path, **changes: Any) -> Path:
    page = Page(
        raw=(
            "<title>老桥修好了</title><h1>老桥修好了</h1><p>昨天下午，市里的老桥修好了，市民从桥上走过，"
            "河边站满了人。</p>"
        ).encode(),
        url="http://news.example.com/a.html",
    )
    values = json.loads(encode(clean(page))) | changes
    folder.mkdir()
    (folder / "records-00000.jsonl").write_text(json.dumps(values, ensure_ascii=False) + "\n", "utf-8")
    write_manifest(folder, Manifest(command="clean", started_at="2026-11-20T08:00:00Z"))
    return folder


def first_schema(folder: Path) -> Path:
    path = run_folder(folder) / "records-00000.jsonl"
    values = json.loads(path.read_text("utf-8"))
    for name in ("canonical", "lead", "updated"):
        del values[name]
    path.write_text(json.dumps(values | {"schema": "newsmill/1"}, ensure_ascii=False) + "\n", "utf-8")
    return folder


def test_records_of_the_first_schema_are_exported_counted_compared_and_served(tmp_path: Path) -> None:
    old = first_schema(tmp_path / "old")
    new = run_folder(
        tmp_path / "new", lead="导语", updated="2026-11-21", canonical="http://news.example.com/b.html"
    )
    done = CliRunner().invoke(export, [str(old), "-o", str(tmp_path / "out"), "--no-card", "--kinds", "all"])
    assert done.exit_code == 0, done.output
    counted = json.loads(CliRunner().invoke(stats, [str(old), "--json"]).stdout)
    assert (counted["records"], counted["unreadable"]) == (1, 0)
    compared = json.loads(CliRunner().invoke(diff, [str(old), str(new), "--json"]).stdout)
    for name in ("lead", "updated", "canonical"):
        assert compared["fields"][name]["gained"] == 1
    index = RecordIndex(tmp_path / "index.sqlite")
    index.update(run for run in find_runs(tmp_path) if run.name == "old")
    (hit,) = index.search(Filters(words="老桥")).hits
    record = index.record(hit.run, hit.id)
    assert record is not None
    assert record.lead is None


def test_changes_that_are_not_shown_are_reported(tmp_path: Path) -> None:
    old, new = run_folder(tmp_path / "old"), run_folder(tmp_path / "new", title="另一个标题")
    page = tmp_path / "changes.html"
    shown = CliRunner().invoke(diff, [str(old), str(new), "--top", "0", "-o", str(page)])
    assert "0 of 1 changed pages are shown" in shown.stdout
    assert "0 of 1 changed pages are shown" in page.read_text("utf-8")
    whole = CliRunner().invoke(diff, [str(old), str(new)])
    assert "are shown" not in whole.stdout
