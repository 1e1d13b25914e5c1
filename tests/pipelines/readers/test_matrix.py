"""Container × compression × damage: every undamaged page is read once, and what is not is told."""

from __future__ import annotations

import zlib
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import compression, read
from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Slice, Unreadable
from tests.pipelines.readers import made_containers
from tests.pipelines.readers.made_containers import DESTROYED, cells, make, page, url

OPTIONS = Options(page_bytes=1 << 20)


def items_in_sequence(path: Path, step: int | None, monkeypatch: pytest.MonkeyPatch) -> list[Item]:
    """What a run gets of a file, cut into parts of `step` bytes: parts that do not fit are read again from
    the right place."""
    if step is not None:
        monkeypatch.setattr(planning, "_SLICE_BYTES", step)
        monkeypatch.setattr(planning, "_PLAIN_SLICE_BYTES", step)
    found: list[Item] = []
    expected: int | None = None
    for slice_ in planning.plan([str(path)], OPTIONS):
        reading, items = read_slice(slice_)
        if slice_.guessed and expected is not None and reading.first != expected:
            if slice_.stop is not None and expected >= slice_.stop:
                continue
            reading, items = read_slice(msgspec.structs.replace(slice_, start=expected, guessed=False))
        expected = reading.next
        found += items
    return found


def read_slice(slice_: Slice) -> tuple[Reading, list[Item]]:
    reading = Reading(slice_)
    return reading, list(read(reading))


def number_of(item: Page) -> int | None:
    for number in range(12):
        if item.raw == page(number):
            return number
    return None


# Only files of these formats are cut by bytes, and read slice by slice.
STEPS = {"warc": (None, 3000), "jsonl": (None, 3000)}
# Damage that costs no page: pictures and what is before them in MHTML, a first byte that nobody needs.
HARMLESS = (("mhtml", "cut"), ("mhtml", "garbage"), ("parquet", "header"), ("wacz", "header"))
# Damage that is told in more than two pieces: each later row or group of rows that cannot be found.
MOST_TOLD = {("jsonl", "garbage"): 4, ("parquet", "garbage"): 7, ("sqlite", "cut"): 3}
CELLS = [(*cell, step) for cell in cells() for step in STEPS.get(cell[0], (None,))]


@pytest.mark.parametrize(("kind", "packing", "each", "damage", "step"), CELLS)
def test_every_undamaged_page_is_read_once_and_the_rest_is_reported(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    packing: str,
    each: bool,
    damage: str,
    step: int | None,
) -> None:
    data, whole = make(kind, packing, each, damage)
    path = tmp_path / f"saved.{kind}{'.' * bool(packing)}{packing}"
    path.write_bytes(data)
    found = items_in_sequence(path, step, monkeypatch)
    pages = [item for item in found if isinstance(item, Page) and item.raw]
    numbers = Counter(number_of(item) for item in pages)
    assert whole <= set(numbers), f"lost: {sorted(whole - set(numbers))}"
    assert all(numbers[number] == 1 for number in whole)
    origins = [item.origin for item in found if isinstance(item, Page)]
    assert len(origins) == len(set(origins))
    counted = [item for item in found if isinstance(item, NoPage)]
    assert not counted or kind == "wacz"  # whose lists of pages are counted if its directory is of no use
    told = len(found) - len(counted) - len(whole)
    if damage == "none":
        assert told == 0
    elif damage.startswith("packed") and not each:
        assert told >= 1  # a page of what was unpacked wrongly may be told in several pieces
    else:
        least = 0 if (kind, damage) in HARMLESS else 1
        assert least <= told <= MOST_TOLD.get((kind, damage), 2)
    if damage in DESTROYED.get(kind, ()):
        assert all(isinstance(item, Unreadable) and item.reason and item.detail for item in found)
        assert len(found) == 1 or (packing and damage == "cut")
    if kind not in ("tar", "zip"):
        assert all(item.url == url(number) for item in pages if (number := number_of(item)) is not None)
    if damage == "large":
        (reject,) = [item for item in found if isinstance(item, Unreadable)]
        assert reject.reason == "too-large"


# All of them take minutes: `.ci/run` tests them, a plain `pytest` only these.
ALWAYS_LARGE = (("warc", "gz", True), ("zip", "", False), ("jsonl", "bz2", False))
LARGE = [
    pytest.param(*cell[:3], marks=() if cell[:3] in ALWAYS_LARGE else pytest.mark.large)
    for cell in cells()
    if cell[3] == "large"
]


@pytest.mark.parametrize(("kind", "packing", "each"), LARGE)
def test_a_member_of_70_mb_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, packing: str, each: bool
) -> None:
    """With the limits that users have."""
    monkeypatch.setattr(made_containers, "LARGE_BYTES", 70 << 20)
    data, whole = make(kind, packing, each, "large")
    path = tmp_path / f"saved.{kind}{'.' * bool(packing)}{packing}"
    path.write_bytes(data)
    del data
    found = [item for slice_ in planning.plan([str(path)], Options()) for item in read_slice(slice_)[1]]
    path.unlink()
    assert [number_of(item) for item in found if isinstance(item, Page)] == sorted(whole)
    assert [item.reason for item in found if isinstance(item, Unreadable)] == ["too-large"]


@pytest.mark.parametrize("damage", made_containers.DAMAGES)
def test_gzip_members_are_read_alike_with_and_without_isa_l(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    data, _ = make("warc", "gz", True, damage)
    path = tmp_path / "saved.warc.gz"
    path.write_bytes(data)
    fast = items_in_sequence(path, 3000, monkeypatch)
    monkeypatch.setattr(compression, "fast_zlib", zlib)
    assert items_in_sequence(path, 3000, monkeypatch) == fast
