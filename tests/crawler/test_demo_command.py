"""`newsmill demo`: what a person sees."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console

from newsmill.crawler.commands.demo import show
from newsmill.pipelines.record import Charset, Fields, Person, Record, Repair, Span, encode

NEWSMILL = [sys.executable, "-m", "newsmill"]


def a_record(**values: object) -> Record:
    fields: dict[str, object] = {
        "id": "0" * 24,
        "version": 1,
        "url": "http://portal.example/a.html",
        "site": "portal.example",
        "origin": "a.warc.gz#offset=10",
        "fetched_at": None,
        "digest": "sha256:0",
        "kind": "article",
        "language": "zh",
        "title": "三百年石桥“体检”之后，裂缝里的草要不要拔，专家争了一个上午，结论是木本的一律连根取出",
        "subtitle": None,
        "published": "2020-06-17T15:12+08:00",
        "section": [],
        "keywords": [],
        "source": "岚川日报",
        "account": None,
        "authors": [Person("丁晓岚", "记者"), Person("[bold]李[/bold]", None)],
        "editors": [],
        "body": "六月十六日清晨，工人把最后一根钢管架到长庆桥的第三孔下面。\n第二段",
        "images": [],
        "charset": Charset("gb2312", "gb18030", [Span(0, 9, "gb18030"), Span(9, 12, "utf-8")]),
        "repairs": [Repair("body", "鎰熻阿鎮", "感谢您", False)],
        "warnings": [],
    }
    return Record(**{**msgspec.structs.asdict(Fields()), **fields, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_table_fits_the_terminal_and_shows_what_matters(tmp_path: Path, width: int) -> None:
    records = [a_record(), a_record(title=None, published=None, body="", kind="other", authors=[])]
    (tmp_path / "records-00000.jsonl").write_bytes(b"".join(encode(r) + b"\n" for r in records))
    console = Console(width=width, record=True, file=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    show(tmp_path, console)
    text = console.export_text()
    table = text.partition("Mojibake undone")[0].splitlines()
    assert max(cell_len(line.rstrip()) for line in table) <= width
    for shown in (
        "2020-06-17 15:12",
        "岚川日报",
        "三百年石桥",
        "六月十六日",
        "丁晓岚",
        "no date",
        "(no title)",
    ):
        assert shown in text
    assert "gb18030 + utf-8" in text or width < 80
    assert "[bold]李" in text or width < 80  # a page's text is not our markup
    assert "→ 感谢您" in text
    assert "partly guessed" in text
    assert "records-00000.jsonl" in text


def test_serve_prints_the_address_serves_and_ends_quietly() -> None:
    process = subprocess.Popen(
        [*NEWSMILL, "demo", "--serve"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    with urllib.request.urlopen(address + "robots.txt", timeout=10) as answer:
        assert b"Disallow: /internal/" in answer.read()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert (process.returncode, said.splitlines()[-1]) == (0, "Stopped.")


def test_a_taken_port_is_reported_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*NEWSMILL, "demo", "--serve", "--port", str(port)], capture_output=True, text=True, timeout=30
        )
    assert done.returncode == 2
    assert f"Port {port} cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
