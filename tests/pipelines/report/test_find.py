import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsmill.pipelines.clean import clean
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.plan import plan_input
from newsmill.pipelines.readers.slices import Reading
from newsmill.pipelines.readers.sources import InputError
from newsmill.pipelines.report.locate_page import PageNotFound, find_page
from newsmill.pipelines.report.site.app import make_app
from newsmill.pipelines.runs.manifest import Counts, Manifest, write_manifest
from newsmill.pipelines.writers.jsonl import write_records

PAGES = [
    "<h1>第一页</h1><p>一二三四五六七八九十，这是第一页的正文。</p>",
    "<h1>第二页</h1><p>这是第二页的正文，也是一句话。</p>",
]


def write_warc(path: Path) -> list[int]:
    """Two pages; gives where their records begin."""
    offsets = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number, page in enumerate(PAGES):
            offsets.append(file.tell())
            headers = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
            )
            body = io.BytesIO(page.encode())
            writer.write_record(
                writer.create_warc_record(
                    f"http://a.example/{number}.html", "response", body, http_headers=headers
                )
            )
    return offsets


def test_a_record_of_a_warc_is_found_at_its_offset(tmp_path: Path) -> None:
    offsets = write_warc(tmp_path / "a.warc.gz")
    for offset, text, number in zip(offsets, PAGES, range(2), strict=True):
        page = find_page(f"{tmp_path}/a.warc.gz#offset={offset}")
        assert page.raw.decode() == text
        assert page.url == f"http://a.example/{number}.html"
        assert page.charset == "utf-8"


def test_a_warc_packed_as_a_whole_is_searched_through(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc.gz")
    plain = gzip.decompress((tmp_path / "a.warc.gz").read_bytes())
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(plain))
    slices = plan_input(f"{tmp_path}/b.warc.gz", "b.warc.gz", Options())
    items = [item for slice_ in slices for item in read(Reading(slice_))]
    assert [find_page(f"{tmp_path}/{item.origin}").raw.decode() for item in items] == PAGES


def test_a_member_of_a_zip_and_a_line_of_a_file_are_found(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("inner/one.html", PAGES[0])
        archive.writestr("inner/two.html", PAGES[1])
    assert find_page(f"{tmp_path}/a.zip#inner/two.html").raw.decode() == PAGES[1]
    lines = [json.dumps({"html": page, "url": "http://a.example/"}) for page in PAGES]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    assert find_page(f"{tmp_path}/a.jsonl#line=2").raw.decode() == PAGES[1]


def test_a_file_name_may_hold_a_number_sign(tmp_path: Path) -> None:
    (tmp_path / "a#1.html").write_text(PAGES[0])
    assert find_page(f"{tmp_path}/a#1.html").raw.decode() == PAGES[0]


def test_what_is_not_there_is_reported_with_what_is(tmp_path: Path) -> None:
    offsets = write_warc(tmp_path / "a.warc.gz")
    with pytest.raises(PageNotFound, match=rf"Name one: .*#offset=0, .*#offset={offsets[1]}"):
        find_page(f"{tmp_path}/a.warc.gz")
    with pytest.raises(PageNotFound, match="no page at offset=7 "):
        find_page(f"{tmp_path}/a.warc.gz#offset=7")
    with pytest.raises(PageNotFound, match="is a folder"):
        find_page(str(tmp_path))
    with pytest.raises(InputError):
        find_page(f"{tmp_path}/none.html")


def test_the_site_opens_a_crawled_record_from_the_archive(tmp_path: Path) -> None:
    crawl = tmp_path / "crawl"
    (crawl / "archive").mkdir(parents=True)
    offset = write_warc(crawl / "archive" / "a.warc.gz")[1]
    page = find_page(f"{crawl}/archive/a.warc.gz#offset={offset}")
    record = clean(page)
    record.origin = f"archive/a.warc.gz#offset={offset}"
    write_records(crawl / "records-00000.jsonl", [record])
    write_manifest(
        crawl, Manifest(command="crawl", started_at="2026-11-23T20:00:00Z", counts=Counts(pages=1, records=1))
    )
    app = make_app(crawl)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        while app.state.site.indexing:
            pass
        (run,) = app.state.site.runs()
        shown = client.get(f"/records/{run.key}/{record.id}/page").text
        assert "这是第二页的正文" in shown
        assert 'class="block' in shown
