"""A `.warc.gz` beside its index: what is left out is not unpacked, and what the index does not list is not lost."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Unreadable

HOSTS = ("www.example.com", "news.example.com", "old.example.org")


def record(number: int, kind: str = "response") -> bytes:
    body = random.Random(number).randbytes(9000).hex().encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><p>%d %s" % (number, body)
    if kind == "request":
        http = b"GET / HTTP/1.1\r\n\r\n"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://{HOSTS[number % 3]}/{number}.html\r\n"
        f"WARC-Date: 20{10 + number % 5}-02-14T06:46:03Z\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)


class Archive:
    """An archive of responses, each after its request, and the places of the responses."""

    def __init__(self, folder: Path, number: int = 60) -> None:
        self.path = folder / "crawl.warc.gz"
        self.places: list[tuple[int, int]] = []
        raw = b""
        for each in range(number):
            raw += record(each, "request")
            self.places.append((len(raw), len(record(each))))
            raw += record(each)
        self.path.write_bytes(raw)

    def write_index(self, name: str, places: dict[int, tuple[int, int]] | None = None) -> None:
        chosen = places if places is not None else dict(enumerate(self.places))
        lines = [" CDX N b a m s k r M S V g"] if ".cdxj" not in name else ["!meta", ""]
        for each, (offset, length) in chosen.items():
            url = f"http://{HOSTS[each % 3]}/{each}.html"
            key = f"com,example)/{each}.html 20120214064603"
            if ".cdxj" in name:
                place = {"offset": offset, "length": length, "filename": "warcs/crawl.warc.gz"}
                lines.append(
                    f"{key} {json.dumps({'url': url, 'mime': 'text/html', 'status': '200', **place})}"
                )
            else:
                lines.append(f"{key} {url} text/html 200 SHA1 - - {length} {offset} crawl.warc.gz")
        random.Random(1).shuffle(lines[1:])
        raw = "\n".join(lines).encode() + b"\n"
        (self.path.parent / name).parent.mkdir(exist_ok=True)
        (self.path.parent / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)


def only_news(page: Page) -> str | None:
    return None if "//news." in (page.url or "") else "left-out-host"


def items(
    path: Path, left_out: Callable[[Page], str | None] | None, step: int, monkeypatch: pytest.MonkeyPatch
) -> list[Item]:
    """The items of all slices. Where a slice begins must be where the one before it ended."""
    monkeypatch.setattr(planning, "_SLICE_BYTES", step)
    found: list[Item] = []
    expected = None
    for slice_ in planning.plan([str(path)], Options()):
        reading = Reading(slice_, left_out)
        found += read(reading)
        assert reading.first is None or expected in (None, reading.first)
        expected = reading.next
    return found


def selected(found: list[Item]) -> list[Item | None]:
    """What a run makes of the items: the pages that are left out are counted."""
    return [
        (reason and NoPage(reason)) or item
        for item in found
        if (reason := only_news(item) if isinstance(item, Page) else None) is not None or item
    ]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "crawl.warc.gz.cdx",
        "crawl.cdx.gz",
        "crawl.warc.cdxj",
        "crawl.cdxj",
        "index.cdxj",
        "indexes/index.cdxj.gz",
    ],
)
@pytest.mark.parametrize("step", [7_000, 40_000, 1 << 30])
def test_records_left_out_are_counted_without_being_unpacked(
    archive: Archive, name: str, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = selected(items(archive.path, None, step, monkeypatch))
    archive.write_index(name)
    assert selected(items(archive.path, only_news, step, monkeypatch)) == whole
    raw = bytearray(archive.path.read_bytes())
    for number, (offset, length) in enumerate(archive.places):
        if number % 3 != 1:  # another host: its body could not be unpacked any more
            raw[offset + length - 500] ^= 0x10
    archive.path.write_bytes(raw)
    assert selected(items(archive.path, only_news, 1 << 30, monkeypatch)) == whole


WRONG: dict[str, Callable[[list[tuple[int, int]]], dict[int, tuple[int, int]]]] = {
    "lists every second record": lambda places: dict(list(enumerate(places))[::2]),
    "is of another archive": lambda places: {n: (offset + 9, length) for n, (offset, length) in enumerate(places)},
    "tells the next record's place": lambda places: {n: places[n + 1] for n in range(len(places) - 1)},
    "has a length of two records": lambda places: {
        n: (offset, sum(places[n + 1]) - offset) for n, (offset, _) in enumerate(places[:-1])
    },
    "has lengths that are too short": lambda places: {n: (start, size - 7) for n, (start, size) in enumerate(places)},
    "goes beyond the end": lambda places: {n: (offset, length << 20) for n, (offset, length) in enumerate(places)},
    "is empty": lambda places: {},
}  # fmt: skip


@pytest.mark.parametrize("flaw", WRONG)
def test_an_index_that_is_wrong_costs_no_record(
    archive: Archive, flaw: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = selected(items(archive.path, None, 40_000, monkeypatch))
    archive.write_index("crawl.cdxj", WRONG[flaw](archive.places))
    assert selected(items(archive.path, only_news, 40_000, monkeypatch)) == whole


def test_damage_beside_a_skipped_record_is_reported(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write_index("crawl.cdxj")
    raw = bytearray(archive.path.read_bytes())
    offset, length = archive.places[4]  # a page of the chosen host
    raw[offset + length // 2] ^= 0x10
    archive.path.write_bytes(raw)
    found = items(archive.path, only_news, 40_000, monkeypatch)
    assert [item.origin for item in found if isinstance(item, Unreadable)] == [
        f"crawl.warc.gz#offset={offset}"
    ]
    assert len([item for item in found if isinstance(item, Page)]) == 19


def test_without_a_selection_no_index_is_looked_at(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.write_index("crawl.cdxj", {})
    found = items(archive.path, None, 40_000, monkeypatch)
    assert len([item for item in found if isinstance(item, Page)]) == 60
