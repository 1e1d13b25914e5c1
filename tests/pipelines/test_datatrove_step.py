"""newsmill's cleaner as a step of a datatrove pipeline."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

pytest.importorskip("datatrove", reason="the extra `datatrove` is not installed")

BODY = (
    "本报讯 城东新图书馆昨日正式向市民开放，首日接待读者三千余人次，馆内藏书四十二万册，阅览座位一千二百个。"
)


def html(number: int) -> bytes:
    return f"<html><body><h1>第{number}号</h1><p>{number} {BODY}</p></body></html>".encode("gbk")


@pytest.fixture
def warcs(tmp_path: Path) -> Path:
    folder = tmp_path / "warcs"
    folder.mkdir()
    for part in range(3):
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=True)
        for number in range(part * 4, part * 4 + 4):
            http = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html; charset=gbk")], protocol="HTTP/1.1"
            )
            url = f"http://news.example.com/{number}.html"
            writer.write_record(
                writer.create_warc_record(url, "response", io.BytesIO(html(number)), http_headers=http)
            )
        (folder / f"{part}.warc.gz").write_bytes(out.getvalue())
    (folder / "empty.html").write_bytes(b"")
    return folder


def run(steps: list[object], logs: Path, tasks: int) -> None:
    from datatrove.executor import LocalPipelineExecutor

    LocalPipelineExecutor(steps, tasks=tasks, workers=1, logging_dir=str(logs)).run()


def lines(folder: Path) -> list[dict[str, object]]:
    found = [
        json.loads(line)
        for path in folder.rglob("*.jsonl.gz")
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    return sorted(found, key=lambda each: str(each["metadata"].get("url")))


def test_pages_of_any_input_become_documents_with_the_record_as_metadata(warcs: Path, tmp_path: Path) -> None:
    from datatrove.pipeline.writers import JsonlWriter

    from newsmill.pipelines.datatrove_step import NewsmillCleaner, NewsmillReader

    dropped = JsonlWriter(str(tmp_path / "dropped"))
    steps = [
        NewsmillReader(str(warcs)),
        NewsmillCleaner(exclusion_writer=dropped),
        JsonlWriter(str(tmp_path / "out")),
    ]
    run(steps, tmp_path / "logs", tasks=2)
    found = lines(tmp_path / "out")
    assert len(found) == 12
    assert all(BODY in str(each["text"]) for each in found)
    metadata = found[0]["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["url"] == "http://news.example.com/0.html"
    assert metadata["schema"] == "newsmill/2"
    assert "newsmill_raw" not in metadata
    (reject,) = lines(tmp_path / "dropped")
    assert reject["metadata"]["reason"] == "empty"  # type: ignore[index]


def test_the_documents_of_datatroves_own_reader_are_cleaned(warcs: Path, tmp_path: Path) -> None:
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from newsmill.pipelines.datatrove_step import NewsmillCleaner

    folder = tmp_path / "jsonl"
    folder.mkdir()
    document = {
        "text": html(1).decode("gbk"),
        "id": "one",
        "metadata": {"url": "http://news.example.com/1.html"},
    }
    (folder / "a.jsonl").write_text(json.dumps(document) + "\n")
    run(
        [JsonlReader(str(folder)), NewsmillCleaner(), JsonlWriter(str(tmp_path / "out"))],
        tmp_path / "logs",
        tasks=1,
    )
    (found,) = lines(tmp_path / "out")
    assert BODY in str(found["text"])
    assert found["metadata"]["url"] == "http://news.example.com/1.html"  # type: ignore[index]
