"""The same pages come out of every container, with where they were."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fastwarc.stream_io import ZstdWriter
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.plan import plan
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Unreadable

PAGES = {
    f"news/{number}.html": (
        f"<html><body><h1>第{number}号</h1><p>城东新图书馆昨日正式向市民开放，接待读者{number}人次。</p>"
        f"</body></html>"
    ).encode("gbk" if number % 2 else "utf-8")
    for number in range(1, 6)
}
URLS = [f"http://news.example.com/{name}" for name in PAGES]


def items(*paths: Path | str, options: Options | None = None) -> list[Item]:
    found: list[Item] = []
    for slice_ in plan([str(path) for path in paths], options or Options()):
        found += read(Reading(slice_))
    return found


def pages(*paths: Path | str, options: Options | None = None) -> list[Page]:
    found = items(*paths, options=options)
    assert all(isinstance(item, Page) for item in found), found
    return [item for item in found if isinstance(item, Page)]


def zstd(raw: bytes) -> bytes:
    packed = io.BytesIO()
    writer = ZstdWriter(packed)
    writer.write(raw)
    writer.close()
    return packed.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd,
}


def write_folder(folder: Path) -> Path:
    for name, raw in PAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def warc(**more: object) -> bytes:
    """A WARC of the pages, with a request, a redirect, an image and a revisit among them."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=bool(more.get("gzip", True)))
    writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", {"software": "test"}))
    for url, raw in zip(URLS, PAGES.values(), strict=True):
        http = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html; charset=x-test")], protocol="HTTP/1.1"
        )
        record = writer.create_warc_record(
            url,
            "response",
            io.BytesIO(raw),
            http_headers=http,
            warc_headers_dict={"WARC-Date": "2012-02-14T06:46:03Z"},
        )
        writer.write_record(record)
    for url, status, kind in (("/moved", "301 Moved", "text/html"), ("/logo.png", "200 OK", "image/png")):
        http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                f"http://news.example.com{url}", "response", io.BytesIO(b"x"), http_headers=http
            )
        )
    writer.write_record(writer.create_revisit_record(URLS[0], "sha1:AAAA", URLS[0], "2012-02-14T06:46:03Z"))
    return out.getvalue()


def test_a_folder_gives_its_pages_in_the_order_of_their_names(tmp_path: Path) -> None:
    found = pages(write_folder(tmp_path / "saved"))
    assert [(page.origin, page.raw) for page in found] == [
        (f"saved/{name}", raw) for name, raw in PAGES.items()
    ]


@pytest.mark.parametrize("suffix", PACKERS)
def test_compressed_pages_are_unpacked(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for name, raw in PAGES.items():
        (folder / f"{Path(name).name}.{suffix}").write_bytes(PACKERS[suffix](raw))
    assert [page.raw for page in pages(folder)] == list(PAGES.values())


@pytest.mark.parametrize("suffix", ["", *PACKERS])
def test_a_tar_gives_its_pages_however_it_is_compressed(tmp_path: Path, suffix: str) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, raw in PAGES.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    path = tmp_path / f"pages.tar{'.' if suffix else ''}{suffix}"
    path.write_bytes(PACKERS[suffix](packed.getvalue()) if suffix else packed.getvalue())
    found = pages(path)
    assert [page.raw for page in found] == list(PAGES.values())
    assert found[0].origin == f"{path.name}#news/1.html"


def test_a_zip_gives_its_pages_and_what_is_packed_inside_it(tmp_path: Path) -> None:
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in PAGES.items():
            archive.writestr(name, raw)
        archive.writestr("more/inner.html.gz", gzip.compress(PAGES["news/1.html"]))
        archive.writestr("more/crawl.warc.gz", warc())
        archive.writestr("style.css", "p { color: red }")
    found = items(path)
    raws = list(PAGES.values())
    assert [item.raw for item in found if isinstance(item, Page)] == [*raws, raws[0], *raws]
    assert NoPage("other-file") in found
    origins = [item.origin for item in found if isinstance(item, Page)]
    assert origins[0] == "pages.zip#news/1.html"
    assert origins[-1].startswith("pages.zip#more/crawl.warc.gz#offset=")


@pytest.mark.parametrize("container", ["warc.gz", "warc", "whole.warc.gz", "warc.zst"])
def test_a_warc_gives_pages_with_url_time_charset_and_accounts_for_the_rest(
    tmp_path: Path, container: str
) -> None:
    path = tmp_path / f"crawl.{container}"
    plain = warc(gzip=False)
    path.write_bytes(
        {
            "warc.gz": warc(),
            "warc": plain,
            "whole.warc.gz": gzip.compress(plain),
            "warc.zst": zstd(plain),
        }[container]
    )
    found = items(path)
    captured = [item for item in found if isinstance(item, Page)]
    assert [page.raw for page in captured] == list(PAGES.values())
    assert [page.url for page in captured] == URLS
    first = captured[0]
    assert (first.charset, first.status, first.fetched_at) == ("x-test", 200, "2012-02-14T06:46:03Z")
    assert first.origin is not None
    assert first.origin.startswith(f"crawl.{container}#offset=")
    rest = [item.reason for item in found if isinstance(item, NoPage)]
    assert sorted(rest) == ["not-html", "revisit", "status-301", "warcinfo"]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "chunked", "lies"])
def test_http_encodings_are_undone(tmp_path: Path, coding: str) -> None:
    import zlib

    import brotli

    raw = PAGES["news/1.html"] * 20
    body = {
        "gzip": gzip.compress(raw),
        "deflate": zlib.compress(raw)[2:-4],
        "br": brotli.compress(raw),
        "chunked": b"%x\r\n%s\r\n0\r\n\r\n" % (len(raw), raw),
        "lies": raw,
    }[coding]
    name = "Transfer-Encoding" if coding == "chunked" else "Content-Encoding"
    http = StatusAndHeaders(
        "200 OK",
        [("Content-Type", "text/html"), (name, "gzip" if coding == "lies" else coding)],
        protocol="HTTP/1.1",
    )
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(writer.create_warc_record(URLS[0], "response", io.BytesIO(body), http_headers=http))
    (tmp_path / "crawl.warc.gz").write_bytes(out.getvalue())
    assert [page.raw for page in pages(tmp_path / "crawl.warc.gz")] == [raw]


def test_wet_records_are_text(tmp_path: Path) -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    record = writer.create_warc_record(
        URLS[0], "conversion", io.BytesIO("第一行\n第二行".encode()), warc_content_type="text/plain"
    )
    writer.write_record(record)
    (tmp_path / "a.warc.wet.gz").write_bytes(out.getvalue())
    (page,) = pages(tmp_path / "a.warc.wet.gz")
    assert (page.media, page.charset, page.url) == ("text", "utf-8", URLS[0])


@pytest.mark.parametrize("packed", [True, False])
def test_an_arc_gives_its_pages(tmp_path: Path, packed: bool) -> None:
    header = "1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [f"filedesc://a.arc 0.0.0.0 20050214064603 text/plain {len(header)}\n{header}\n".encode()]
    for url, raw in zip(URLS, PAGES.values(), strict=True):
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\n\r\n" + raw
        records.append(f"{url} 127.0.0.1 20050214064603 text/html {len(block)}\n".encode() + block + b"\n")
    path = tmp_path / ("a.arc.gz" if packed else "a.arc")
    path.write_bytes(b"".join(gzip.compress(record) if packed else record for record in records))
    found = pages(path)
    assert [page.raw for page in found] == list(PAGES.values())
    assert [page.url for page in found] == URLS
    assert (found[0].fetched_at, found[0].charset) == ("2005-02-14T06:46:03Z", "gbk")


def test_a_wacz_gives_the_pages_of_its_warcs_once(tmp_path: Path) -> None:
    path = tmp_path / "site.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", warc())
        archive.writestr(
            "pages/pages.jsonl", '{"format": "json-pages-1.0"}\n{"url": "http://a", "text": "twice"}'
        )
        archive.writestr("indexes/index.cdx.gz", gzip.compress(b"com,example)/ 2012"))
    found = [item for item in items(path) if isinstance(item, Page)]
    assert [page.url for page in found] == URLS


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_json_lines_give_a_page_a_line(tmp_path: Path, suffix: str) -> None:
    lines = [
        json.dumps(
            {"id": number, "url": url, "html": f"<p>第{number}号</p>", "fetched_at": "2012-02-14 06:46:03"}
        )
        for number, url in enumerate(URLS)
    ]
    lines.insert(2, "{broken")
    raw = "\n".join(lines).encode()
    path = tmp_path / f"pages.jsonl{suffix}"
    path.write_bytes(gzip.compress(raw) if suffix else raw)
    found = items(path)
    captured = [item for item in found if isinstance(item, Page)]
    assert [page.url for page in captured] == URLS
    assert captured[1].raw == "<p>第1号</p>".encode()
    assert captured[1].fetched_at == "2012-02-14T06:46:03Z"
    assert captured[2].origin == f"{path.name}#line=4"
    (broken,) = [item for item in found if isinstance(item, Unreadable)]
    assert broken.origin == f"{path.name}#line=3"


def test_named_columns_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text(json.dumps({"seite": "<p>eins</p>", "wo": URLS[0], "html": "no"}) + "\n")
    (page,) = pages(path, options=Options(html_column="seite", url_column="wo"))
    assert (page.raw, page.url) == (b"<p>eins</p>", URLS[0])


def test_parquet_gives_a_page_a_row(tmp_path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    path = tmp_path / "pages.parquet"
    table = pyarrow.table({"content": list(PAGES.values()), "url": URLS, "other": list(range(len(PAGES)))})
    parquet.write_table(table, path, row_group_size=2)
    found = pages(path)
    assert [(page.raw, page.url) for page in found] == list(zip(PAGES.values(), URLS, strict=True))
    assert found[3].origin == "pages.parquet#row=3"


@pytest.mark.parametrize(("suffix", "delimiter"), [("csv", ","), ("csv", ";"), ("tsv", "\t")])
def test_a_table_without_a_header_gives_a_page_a_row(tmp_path: Path, suffix: str, delimiter: str) -> None:
    """As databases dump it: a number, the address, the capture time, the page over several lines, the status."""
    path, pictures = tmp_path / f"dump.{suffix}", "<ul>\n" + '<li>a; "b", c</li>\n' * 2000 + "</ul>"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=delimiter)
        for number, url in enumerate(URLS):
            html = f"<html>\n<body><h1>第{number}号</h1>{pictures}</body></html>"
            writer.writerow([number, url, "2019-03-12", html, 200])
    found = pages(path)
    assert [page.url for page in found] == URLS
    assert all(page.raw.endswith(b"</ul></body></html>") for page in found)
    packed = tmp_path / f"packed.{suffix}.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + path.read_bytes()))
    assert [page.url for page in pages(packed)] == URLS


def test_a_page_that_was_saved_as_a_table_is_a_page(tmp_path: Path) -> None:
    """A server answered a download with its error page."""
    (tmp_path / "prices.csv").write_bytes(b"<!DOCTYPE html>\n" + PAGES["news/2.html"])
    assert [page.raw[:9] for page in pages(tmp_path / "prices.csv")] == [b"<!DOCTYPE"]


@pytest.mark.parametrize("before", [b"\r\n\r\n", b"</body></html>\r\n\r\n", b"ended here.\r\n\r\n"], ids=repr)
@pytest.mark.parametrize("gzipped", [False, True])
def test_an_archive_cut_out_of_another_is_read_from_its_first_record(
    tmp_path: Path, before: bytes, gzipped: bool
) -> None:
    """It begins with the end of a record, and has pages in its first kilobytes."""
    raw = before + warc(gzip=False)
    path = tmp_path / ("cut.warc.gz" if gzipped else "cut.warc")
    path.write_bytes(gzip.compress(raw) if gzipped else raw)
    assert [item.url for item in items(path) if isinstance(item, Page)] == URLS


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", ["answer.json", "answers.jsonl"])
def test_pages_in_a_list_within_an_object_are_read(tmp_path: Path, indent: int | None, name: str) -> None:
    """As programming interfaces answer: a count, and the list under some name."""
    rows = [
        {"link": url, "html": raw.decode("gb18030", "replace")}
        for url, raw in zip(URLS, PAGES.values(), strict=True)
    ]
    path = tmp_path / name
    path.write_text(json.dumps({"count": len(rows), "results": rows, "next": None}, indent=indent) + "\n")
    assert [page.url for page in pages(path)] == URLS
    assert len({page.origin for page in pages(path)}) == len(URLS)


def test_an_sqlite_table_gives_a_page_a_row(tmp_path: Path) -> None:
    path = tmp_path / "pages.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE notes (id INTEGER, note TEXT)")
        database.execute("CREATE TABLE pages (url TEXT, html BLOB)")
        database.executemany(
            "INSERT INTO pages VALUES (?, ?)", [*zip(URLS, PAGES.values(), strict=True)] * 30
        )
    found = pages(path)
    assert [page.raw for page in found] == list(PAGES.values()) * 30
    assert found[0].origin == "pages.db#pages/1"


def test_mhtml_gives_the_page_itself(tmp_path: Path) -> None:
    raw = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://news.example.com/a.html\r\n"
        "Date: Tue, 14 Feb 2012 14:46:03 +0800\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        "Content-Location: http://news.example.com/a.html\r\n\r\n<p>=E7=AC=AC=E4=B8=80</p>\r\n--b--\r\n"
    )
    path = tmp_path / "a.mhtml"
    path.write_bytes(raw.encode())
    (page,) = pages(path)
    assert page.raw.strip() == "<p>第一</p>".encode()
    assert (page.url, page.fetched_at) == ("http://news.example.com/a.html", "2012-02-14T06:46:03Z")


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(warc())
    found = [item for item in items(tmp_path / "page.html") if isinstance(item, Page)]
    assert [page.url for page in found] == URLS


def test_files_of_a_folder_that_are_not_pages_are_counted(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "saved")
    (folder / "news" / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "news" / "site.css").write_text("p { color: red }")
    (folder / "news" / "oddly-named.dat").write_text("<html><body><p>a page all the same</p></body></html>")
    (folder / ".hidden.html").write_text("<p>not this</p>")
    found = items(folder)
    assert sum(item.number for item in found if isinstance(item, NoPage)) == 2
    assert [item.origin for item in found if isinstance(item, Page)][-1] == "saved/news/oddly-named.dat"


def test_inputs_of_one_name_have_different_origins(tmp_path: Path) -> None:
    for year in ("2011", "2012"):
        write_folder(tmp_path / year / "saved")
    origins = {page.origin for page in pages(tmp_path / "2011" / "saved", tmp_path / "2012" / "saved")}
    assert len(origins) == 2 * len(PAGES)
    assert "2011/saved/news/1.html" in origins


def _zip_without_directory(raw: bytes) -> bytes:
    return raw[: raw.index(b"PK\x01\x02")]


class _Pipe:
    """A file that cannot be sought, so that zip sizes are written after the data."""

    def __init__(self) -> None:
        self.raw = b""

    def write(self, piece: bytes) -> int:
        self.raw += piece
        return len(piece)

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_streamed_zip_without_directory_gives_all_pages_and_says_what_may_be_missing(
    tmp_path: Path, method: int, wide: bool
) -> None:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", method) as archive:  # type: ignore[call-overload]
        for name, raw in PAGES.items():
            with archive.open(name, "w", force_zip64=wide) as member:
                member.write(raw)
    path = tmp_path / "streamed.zip"
    path.write_bytes(_zip_without_directory(pipe.raw))
    *found, last = items(path)
    assert [item.raw for item in found if isinstance(item, Page)] == list(PAGES.values())
    assert isinstance(last, Unreadable)
    assert last.reason == "truncated"


def _appended_to(kind: str, *, directory: bool = True) -> bytes:
    """An archive to which newer copies of a page were appended, as `tar -r` and `zip` libraries do."""
    entries = [
        ("news/1.html", b"<p>old</p>"),
        ("news/2.html", b"<p>other</p>"),
        ("news/1.html", b"<p>new</p>"),
    ]
    out = io.BytesIO()
    if kind == "tar":
        with tarfile.open(fileobj=out, mode="w") as tar:
            for name, raw in entries:
                info = tarfile.TarInfo(name)
                info.size = len(raw)
                tar.addfile(info, io.BytesIO(raw))
        return out.getvalue()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # "Duplicate name"
        with zipfile.ZipFile(out, "w") as archive:
            for name, raw in entries:
                archive.writestr(name, raw)
    return out.getvalue() if directory else _zip_without_directory(out.getvalue())


@pytest.mark.parametrize(("kind", "directory"), [("tar", True), ("zip", True), ("zip", False)])
def test_members_of_the_same_name_are_told_apart_by_their_offsets(
    tmp_path: Path, kind: str, directory: bool
) -> None:
    path = tmp_path / f"saved.{kind}"
    path.write_bytes(_appended_to(kind, directory=directory))
    found = [item for item in items(path) if isinstance(item, Page)]
    offset = {"tar": 2048, "zip": 104}[kind]
    assert [(item.origin, item.raw) for item in found] == [
        (f"saved.{kind}#news/1.html", b"<p>old</p>"),
        (f"saved.{kind}#news/2.html", b"<p>other</p>"),
        (f"saved.{kind}#news/1.html#member={offset}", b"<p>new</p>"),
    ]


def test_the_url_rule_takes_the_name_of_a_repeated_member_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "saved.tar"
    path.write_bytes(_appended_to("tar"))
    found = pages(path, options=Options(url_rule="http://{path}"))
    assert [page.url for page in found] == ["http://news/1.html", "http://news/2.html", "http://news/1.html"]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_sparse_file_in_a_tar_is_a_reject_and_costs_no_other(tmp_path: Path, form: int) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for name, raw in PAGES.items():
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            if name == "news/3.html" and form == tarfile.GNU_FORMAT:
                info.type = tarfile.GNUTYPE_SPARSE
            elif name == "news/3.html":
                info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.name": name}
            tar.addfile(info, io.BytesIO(raw))
    path = tmp_path / "saved.tar"
    path.write_bytes(out.getvalue())
    found = items(path)
    assert [item.raw for item in found if isinstance(item, Page)] == [
        raw for name, raw in PAGES.items() if name != "news/3.html"
    ]
    (reject,) = [item for item in found if isinstance(item, Unreadable)]
    assert reject.origin == "saved.tar#news/3.html"
    assert "Sparse" in reject.detail
