"""Figures of a corpus are the same, counted record by record or in batches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from newsmill.pipelines.export.columns import COLUMNS, schema
from newsmill.pipelines.export.figures import Figures
from newsmill.pipelines.export.record_store import Store
from newsmill.pipelines.export.recurring_lines import RecurringLines
from newsmill.pipelines.export.workspace import Workspace
from newsmill.pipelines.record import Person, Record, Repair, encode

_NAMES = [item.name for item in COLUMNS]


def _varied(record: Any) -> list[Record]:
    return [
        record(1),
        record(2, site=None, language=None, published=None, title=None, authors=[], keywords=[]),
        record(
            3, site="", title="", published="2012-02", warnings=["no date found", "body ends mid-sentence"]
        ),
        record(
            4, published="soon", repairs=[Repair("body", "锘", "", False), Repair("title", "a", "b", True)]
        ),
        record(
            5, site="other.example", repairs=[Repair("body", "a", "b", True)], editors=[Person("李四", None)]
        ),
        record(6, body="一二三𠀀", warnings=["no date found"]),
    ]


def _table(records: list[Record]) -> pa.Table:
    rows = [{name: record.to_dict().get(name) for name in _NAMES} for record in records]
    return pa.Table.from_pylist(rows, schema(_NAMES))


def test_batches_count_as_records_do(record: Any) -> None:
    records = _varied(record)
    one_by_one, in_batches = Figures(), Figures()
    for item in records:
        one_by_one.add_record(item)
    for batch in _table(records).to_batches(max_chunksize=4):
        in_batches.add_batch(batch)
    assert in_batches.as_dict() == one_by_one.as_dict()
    assert in_batches.months == one_by_one.months
    assert (in_batches.repaired, in_batches.guessed) == (one_by_one.repaired, one_by_one.guessed)


def test_the_store_gives_any_columns_in_any_order(record: Any, tmp_path: Path) -> None:
    store = Store(tmp_path / "records.arrow")
    table = _table([record(number) for number in range(10)])
    store.add(table.slice(0, 7))
    store.add(table.slice(7))
    read = pa.Table.from_batches(store.scan(["body", "id"]))
    assert read.column_names == ["body", "id"]
    assert read.column("id").to_pylist() == table.column("id").to_pylist()
    assert pa.Table.from_batches(store.scan(_NAMES)).equals(table)
    with pytest.raises(ValueError, match="first was read"):
        store.add(table)


def test_lines_recur_within_a_site_in_different_bodies(record: Any, tmp_path: Path) -> None:
    notice, story = "转载请注明出处。", "第{}条新闻的正文在这里，写得比声明长一些。"
    records = [record(number, body=f"{story.format(number)}\n{notice}") for number in range(6)]
    # Copies of one body count once, and another site's lines are its own.
    records += [
        record(20 + number, body=f"{story.format(99)}\n同一篇。", site="b.example") for number in range(9)
    ]
    with Workspace(tmp_path) as workspace:
        workspace.load([(item.id, encode(item)) for item in records], None)
        workspace.settle("newest")
        lines = RecurringLines(workspace)
        assert sorted(lines.characters.tolist()) == [0] * 9 + [len(notice)] * 6
    bodies = [f"{story.format(7)}\n{notice}", notice, f"\n{notice}"]
    assert lines.without(bodies, ["example.com", "example.com", "b.example"]) == [
        story.format(7),
        notice,
        f"\n{notice}",
    ]
