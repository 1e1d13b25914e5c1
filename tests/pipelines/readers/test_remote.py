"""Input in an object store and behind HTTP, against servers on loopback."""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Reading
from newsmill.pipelines.readers.sources import InputError
from newsmill.pipelines.runs.inputs import describe_input

BUCKET = "saved-pages"


def html(number: int) -> bytes:
    return f"<html><body><p>第{number}号：城东新图书馆昨日正式向市民开放。</p></body></html>".encode()


def files() -> dict[str, bytes]:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for number in range(10, 40):
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        url = f"http://news.example.com/{number}.html"
        writer.write_record(
            writer.create_warc_record(url, "response", io.BytesIO(html(number)), http_headers=http)
        )
    return {
        "2012/a.html": html(1),
        "2012/b.html.gz": gzip.compress(html(2)),
        "2012/crawl.warc.gz": out.getvalue(),
        "other/c.html": html(3),
    }


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """An S3-compatible server with pages in it; gives the address of the bucket."""
    pytest.importorskip("s3fs", reason="the extra `remote` is not installed")
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_ENDPOINT_URL", endpoint),
        ):
            patch.setenv(name, value)
        client = boto3.client("s3", endpoint_url=endpoint)
        client.create_bucket(Bucket=BUCKET)
        for name, raw in files().items():
            client.put_object(Bucket=BUCKET, Key=name, Body=raw)
        yield f"s3://{BUCKET}"
    server.stop()


def pages(path: str) -> list[Page]:
    found = [item for slice_ in planning.plan([path], Options()) for item in read(Reading(slice_))]
    return [item for item in found if isinstance(item, Page)]


def test_a_folder_of_an_object_store_is_read_like_a_local_one(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "_SLICE_BYTES", 1500)
    found = pages(f"{store}/2012")
    assert [page.raw for page in found] == [html(number) for number in (1, 2, *range(10, 40))]
    assert found[0].origin == "2012/a.html"
    assert found[2].origin == "2012/crawl.warc.gz#offset=0"


def test_one_object_is_a_file(store: str) -> None:
    (page,) = pages(f"{store}/2012/b.html.gz")
    assert (page.raw, page.origin) == (html(2), "b.html.gz")


def test_the_digest_of_an_object_is_the_stores(store: str) -> None:
    described = describe_input(f"{store}/2012/a.html")
    assert described.digest is not None
    assert described.digest.startswith("etag:")
    folder = describe_input(f"{store}/2012")
    assert (folder.files, folder.kind) == (3, "folder")


def test_what_is_not_there_is_reported(store: str) -> None:
    with pytest.raises(InputError, match="nothing at"):
        pages(f"{store}/2013")


def test_pages_behind_http_are_read(tmp_path: Path) -> None:
    for name, raw in files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert [page.raw for page in pages(f"{address}/2012/a.html")] == [html(1)]
        assert len(pages(f"{address}/2012/crawl.warc.gz")) == 30
        with pytest.raises(InputError, match="cannot be reached"):
            pages(f"{address}/2012/nothing.html")
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_a_run_may_go_to_an_object_store_and_is_complete_when_its_manifest_is_there(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fsspec
    from click.testing import CliRunner

    from newsmill.pipelines.clean_command import clean

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "a.html").write_bytes(html(1))
    command = [str(tmp_path / "a.html"), "-o", f"{store}/clean", "--workers", "1"]
    done = CliRunner().invoke(clean, command)
    assert done.exit_code == 0, done.output
    system, inner = fsspec.core.url_to_fs(f"{store}/clean")
    system.invalidate_cache()
    names = {name.rpartition("/")[2] for name in system.find(inner)}
    assert {"manifest.json", "records-00000.jsonl", "rejects.jsonl"} <= names
    assert system.cat_file(f"{inner}/records-00000.jsonl").count(b"\n") == 1
    assert not list((tmp_path / "cache" / "newsmill" / "output").iterdir())
    again = CliRunner().invoke(clean, command)
    assert again.exit_code == 2
    assert "holds a finished run" in again.output
    assert [page.url for page in pages(f"{store}/clean")] == []


def test_a_large_shard_is_a_multipart_upload_that_is_completed_last(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill before the end leaves nothing that looks like a shard, and no manifest."""
    import fsspec

    from newsmill.pipelines.runs.object_store import publish

    core: Any = pytest.importorskip("s3fs.core")
    calls: list[str] = []
    failures = [OSError("the connection was lost")]
    call = core.S3FileSystem._call_s3

    async def counted(self: object, method: str, *args: object, **values: object) -> object:
        calls.append(f"{method} {str(values.get('Key', '')).rpartition('/')[2]}")
        if method == "complete_multipart_upload" and failures:
            raise failures.pop()
        return await call(self, method, *args, **values)

    monkeypatch.setattr(core, "calculate_chunksize", lambda size, chunksize=None: 5 << 20)
    monkeypatch.setattr(core.S3FileSystem, "_call_s3", counted)
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "manifest.json").write_text('{"schema": "newsmill-manifest/1"}')
    (folder / "records-00000.jsonl").write_bytes(b'{"x": "' + b"a" * (12 << 20) + b'"}\n')
    system, inner = fsspec.core.url_to_fs(f"{store}/large")
    with pytest.raises(OSError, match="connection"):
        publish(folder, f"{store}/large")
    system.invalidate_cache()
    assert system.find(inner) == []
    calls.clear()
    publish(folder, f"{store}/large")
    system.invalidate_cache()
    assert [name.rpartition("/")[2] for name in system.find(inner)] == [
        "manifest.json",
        "records-00000.jsonl",
    ]
    order = [name for name in calls if name.startswith(("upload_part", "complete", "put_object"))]
    assert order[-2:] == ["complete_multipart_upload records-00000.jsonl", "put_object manifest.json"]
    assert order.count("upload_part records-00000.jsonl") == 3
