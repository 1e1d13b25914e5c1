"""Records made for these tests, and the export command as a function."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from newsmill.pipelines.export.export_command import export
from newsmill.pipelines.record import Charset, Fields, Person, Record, encode

_CHARACTERS = (
    "城东新图书馆昨日正式向市民开放首天接待读者三千余人次内藏四十二万册阅览座位一百个长介绍每早上八点门晚"
    "九闭周整理借证可以在自助机免费办"
)


def prose(seed: object, characters: int = 300) -> str:
    """Text of a few paragraphs, the same for the same seed and like no other seed's."""
    maker = random.Random(str(seed))
    paragraphs, length = [], 0
    while length < characters:
        paragraphs.append("".join(maker.choices(_CHARACTERS, k=maker.randint(40, 90))) + "。")
        length += len(paragraphs[-1])
    return "\n".join(paragraphs)


def record_of(number: int, **fields: Any) -> Record:
    """An article with everything in it; name what should be different."""
    url = f"http://news.example.com/{number}.html"
    values: dict[str, Any] = {
        "id": hashlib.sha256(f"url:{url}".encode()).hexdigest()[:24],
        "version": 1,
        "url": url,
        "site": "example.com",
        "origin": f"crawl.warc.gz#offset={number}",
        "fetched_at": "2012-02-14T06:46:03Z",
        "digest": f"sha256:{number:064x}",
        "kind": "article",
        "language": "zh",
        "title": f"城东新图书馆开放之{number}",
        "subtitle": None,
        "published": f"{2010 + number % 5}-02-14T14:46+08:00",
        "section": ["新闻", "本地"],
        "keywords": ["图书馆"],
        "source": "城东日报",
        "account": None,
        "authors": [Person("张扬", "记者")],
        "editors": [],
        "body": prose(number),
        "images": [],
        "charset": Charset("gb2312", "gb18030", []),
        "repairs": [],
        "warnings": [],
    }
    return Record(**{**msgspec.structs.asdict(Fields()), **values, **fields})


@pytest.fixture
def record() -> Callable[..., Record]:
    return record_of


@pytest.fixture
def shards(tmp_path: Path) -> Callable[..., Path]:
    """Writes records into a run folder and gives the folder."""

    def write(records: Iterable[Record | bytes], name: str = "run") -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        lines = [item if isinstance(item, bytes) else encode(item) for item in records]
        (folder / "records-00000.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
        return folder

    return write


@pytest.fixture
def run_export(tmp_path: Path) -> Callable[..., Result]:
    """`newsmill export` with these arguments; the result has exit code, output and errors."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(export, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def make_corpus(
    tmp_path: Path, shards: Callable[..., Path], run_export: Callable[..., Result]
) -> Callable[..., Path]:
    """Exports records, without a card unless asked for one, and gives the corpus folder."""

    def make(
        records: Iterable[Record | bytes], *arguments: object, card: bool = False, out: str = "corpus"
    ) -> Path:
        switches = [] if card else ["--no-card"]
        result = run_export(shards(records), "-o", tmp_path / out, *switches, *arguments)
        assert result.exit_code == 0, result.output
        return tmp_path / out

    return make
