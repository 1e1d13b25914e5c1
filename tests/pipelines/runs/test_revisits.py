"""A page that an archive holds once, though several URLs gave it, is a record for each of them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import msgspec
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsmill.pipelines.runs.local import LocalEngine
from newsmill.pipelines.runs.manifest import Counts, Manifest
from newsmill.pipelines.runs.reprocess import Run
from newsmill.pipelines.runs.settings import Settings

OLD = "http://news.example.com/2012/0214/flood.html"
NEW = "http://m.example.com/flood"


class Quiet:
    def learning(self) -> None:
        pass

    def resumed(self, counts: Counts) -> None:
        pass

    def advanced(self, counts: Counts, weight: int) -> None:
        pass


def story(text: str) -> bytes:
    return (
        f"<html><head><title>River rises</title></head><body><h1>River rises</h1>"
        f"<p>The river rose by two metres in the night, and {text} had to leave their homes in the old "
        f"town.</p></body></html>"
    ).encode()


def archive(
    path: Path, *records: tuple[str, str, bytes | tuple[str, str | None]], packed: bool = True
) -> None:
    """A WARC of (URL, time, body); instead of a body the URL and time of the page that a revisit refers to."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for url, when, body in records:
            if isinstance(body, bytes):
                http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
                record = writer.create_warc_record(
                    url,
                    "response",
                    io.BytesIO(body),
                    http_headers=http,
                    warc_headers_dict={"WARC-Date": when},
                )
            else:
                record = writer.create_revisit_record(
                    url, "sha1:AAAA", *body, warc_headers_dict={"WARC-Date": when}
                )
                if body[1] is None:
                    record.rec_headers.remove_header("WARC-Refers-To-Date")
            writer.write_record(record)


def run(inputs: list[Path], out: Path, workers: int = 1, **changes: object) -> Manifest:
    settings = msgspec.structs.replace(Settings(shard_bytes=1500), **changes)
    run = Run([str(path) for path in inputs], out, settings)
    return run.execute(lambda task: LocalEngine(workers, task), Quiet())


def records(out: Path) -> list[dict[str, object]]:
    return [
        json.loads(line) for path in sorted(out.glob("records-*")) for line in path.read_text().splitlines()
    ]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("apart", [True, False])
def test_a_revisit_of_another_url_gets_the_page_that_it_refers_to(
    tmp_path: Path, packed: bool, apart: bool
) -> None:
    page = (OLD, "2012-02-14T06:46:03Z", story("forty families"))
    revisit = (NEW, "2012-02-20T10:00:00Z", (OLD, "2012-02-14T06:46:03Z"))
    inputs = [tmp_path / "a.warc.gz", tmp_path / "b.warc.gz"][: 1 + apart]
    if apart:
        archive(inputs[0], revisit, packed=packed)  # the page may come after it, in another file
        archive(inputs[1], page, packed=packed)
    else:
        archive(inputs[0], page, revisit, packed=packed)
    manifest = run(inputs, tmp_path / "out")
    first, second = records(tmp_path / "out")
    assert (first["url"], second["url"]) == (OLD, NEW)
    assert second["body"] == first["body"]
    assert second["fetched_at"] == "2012-02-20T10:00:00Z"
    assert second["origin"].startswith("a.warc.gz#offset=")  # type: ignore[attr-defined]
    assert any(OLD in warning for warning in second["warnings"])  # type: ignore[attr-defined]
    assert manifest.counts.records == 2
    assert manifest.counts.skipped.get("revisit") is None


def test_a_revisit_gets_the_capture_that_it_names_and_no_other(tmp_path: Path) -> None:
    archive(
        tmp_path / "a.warc.gz",
        (OLD, "2012-02-14T06:00:00Z", story("forty families")),
        (OLD, "2012-02-15T06:00:00Z", story("ninety families")),
        ("http://one.example/", "2012-02-16T00:00:00Z", (OLD, "2012-02-14T06:00:00Z")),
        ("http://two.example/", "2012-02-16T00:00:00Z", (OLD, "2012-02-15T06:00:00Z")),
        ("http://last.example/", "2012-02-14T12:00:00Z", (OLD, None)),
        ("http://none.example/", "2012-02-16T00:00:00Z", (OLD, "2012-02-13T06:00:00Z")),
        (OLD, "2012-02-17T00:00:00Z", (OLD, "2012-02-15T06:00:00Z")),
    )
    manifest = run([tmp_path / "a.warc.gz"], tmp_path / "out")
    bodies = {str(record["url"]): str(record["body"]) for record in records(tmp_path / "out")[2:]}
    assert {url: "forty" in body for url, body in bodies.items()} == {
        "http://one.example/": True,
        "http://two.example/": False,
        "http://last.example/": True,
    }
    assert manifest.counts.skipped["revisit"] == 2
    assert manifest.counts.pages == 5


def test_a_run_with_revisits_that_was_stopped_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    pages = [(f"{OLD}?{n}", f"2012-02-14T06:00:{n:02d}Z", story(f"{n + 2} families")) for n in range(30)]
    revisits = [(f"{NEW}?{n}", "2012-03-01T00:00:00Z", (f"{OLD}?{n}", None)) for n in range(30)]
    archive(tmp_path / "a.warc.gz", *revisits[:15], *pages, *revisits[15:])
    whole = run([tmp_path / "a.warc.gz"], tmp_path / "whole", workers=2)
    assert whole.counts.records == 60

    class Stop(Quiet):
        def __init__(self, after: int) -> None:
            self.after = after

        def advanced(self, counts: Counts, weight: int) -> None:
            if counts.records >= self.after:
                raise KeyboardInterrupt

    settings = Settings(shard_bytes=1500)
    for after in (10, 31, 60):
        with pytest.raises(KeyboardInterrupt):
            Run([str(tmp_path / "a.warc.gz")], tmp_path / "out", settings).execute(
                lambda task: LocalEngine(1, task), Stop(after)
            )
    run([tmp_path / "a.warc.gz"], tmp_path / "out")
    assert records(tmp_path / "out") == records(tmp_path / "whole")
    again = Run([str(tmp_path / "a.warc.gz")], tmp_path / "out", settings)
    again.execute(lambda task: LocalEngine(1, task), Quiet())
    assert again.already_finished
