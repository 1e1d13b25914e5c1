"""Damaged and hostile containers: what is whole comes out, what is not is a reject, and nothing else happens."""

from __future__ import annotations

import gzip
import io
import os
import random
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Reading, Unreadable
from newsmill.pipelines.readers.sources import InputError
from newsmill.pipelines.runs.engine import Engine, SliceResult, in_sequence
from newsmill.pipelines.runs.messages import Cleaned
from tests.pipelines.readers import made_containers


def items(path: Path, options: Options | None = None) -> list[Item]:
    found: list[Item] = []
    for slice_ in planning.plan([str(path)], options or Options()):
        found += read(Reading(slice_))
    return found


def body(number: int, size: int = 2000) -> bytes:
    return f"<html><body><p>{number} {'城东新图书馆开放' * (size // 24)}</p></body></html>".encode()


def member(number: int, payload: bytes, kind: str = "text/html") -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    url = f"http://news.example.com/{number}.html"
    writer.write_record(writer.create_warc_record(url, "response", io.BytesIO(payload), http_headers=http))
    return out.getvalue()


def test_a_warc_that_is_cut_off_gives_the_pages_before_and_one_reject(tmp_path: Path) -> None:
    members = [member(number, body(number)) for number in range(5)]
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(b"".join(members)[:-40])
    *pages, cut = items(path)
    assert [page.raw for page in pages if isinstance(page, Page)] == [body(number) for number in range(4)]
    assert isinstance(cut, Unreadable)
    assert cut.reason == "truncated"
    assert cut.origin == f"cut.warc.gz#offset={sum(map(len, members[:4]))}"
    assert cut.url == "http://news.example.com/4.html"


def test_a_plain_warc_that_is_cut_off_gives_the_pages_before_and_one_reject(tmp_path: Path) -> None:
    raw = b"".join(gzip.decompress(member(number, body(number))) for number in range(5))
    path = tmp_path / "cut.warc"
    path.write_bytes(raw[:-400])
    *pages, cut = items(path)
    assert len(pages) == 4
    assert isinstance(cut, Unreadable)
    assert cut.reason == "truncated"


def test_a_damaged_record_costs_itself_and_no_other(tmp_path: Path) -> None:
    members = [member(number, body(number, 60000)) for number in range(5)]
    broken = bytearray(members[2])
    broken[len(broken) // 2 : len(broken) // 2 + 20] = bytes(20)
    path = tmp_path / "broken.warc.gz"
    path.write_bytes(b"".join([*members[:2], bytes(broken), *members[3:]]))
    found = items(path)
    assert [item.url for item in found if isinstance(item, Page)] == [
        f"http://news.example.com/{number}.html" for number in (0, 1, 3, 4)
    ]
    (reject,) = [item for item in found if isinstance(item, Unreadable)]
    assert reject.origin == f"broken.warc.gz#offset={len(members[0]) + len(members[1])}"


def test_a_response_without_http_headers_costs_itself_and_no_other(tmp_path: Path) -> None:
    bare = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://news.example.com/bare\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    )
    path = tmp_path / "a.warc.gz"
    path.write_bytes(member(1, body(1)) + gzip.compress(bare) + member(2, body(2)))
    found = items(path)
    assert [item.raw for item in found if isinstance(item, Page)] == [body(1), body(2)]
    assert len(found) == 3


def test_an_arc_record_whose_length_is_wrong_ends_where_the_next_one_begins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arc = (
        b"filedesc://a.arc 0.0.0.0 20120214064603 text/plain 55\n1 0 Archive\nURL IP-address Archive-date "
        b"Content-type Archive-length\n\n"
    )
    for number, wrong in enumerate((0, -30, 0)):
        raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body(number, 400)
        line = f"http://a.example/{number} 1.2.3.4 20120214064603 text/html {len(raw) + wrong}\n"
        arc += line.encode() + raw + b"\n"
    (tmp_path / "a.arc").write_bytes(arc)
    found = [item for item in items(tmp_path / "a.arc") if isinstance(item, Page)]
    assert [page.raw for page in found] == [body(number, 400) for number in range(3)]
    assert [page.warnings for page in found] == [(), ("the record is longer than declared",), ()]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("step", [700, 3000, 9000])
def test_a_warc_inside_a_warc_is_not_taken_for_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Cut anywhere, a part may begin in the middle of an inner WARC, whose records look like any others."""
    inner = b"".join(member(100 + number, body(number, 300)) for number in range(40))
    stored = io.BytesIO()
    with gzip.GzipFile(fileobj=stored, mode="wb", compresslevel=0) as packed:
        packed.write(gzip.decompress(member(1, inner, "application/warc")))
    path = tmp_path / "outer.warc.gz"
    path.write_bytes(member(0, body(0)) + stored.getvalue() + member(2, body(2)))
    assert path.read_bytes().count(b"\x1f\x8b\x08") > 40
    monkeypatch.setattr(planning, "_SLICE_BYTES", step)
    slices = list(planning.plan([str(path)], Options()))
    assert len(slices) > 1
    results = in_sequence(InThisProcess(), iter(slices))
    urls = [
        outcome.reject.url
        for _, result in results
        for outcome in result.outcomes  # type: ignore[union-attr]
        if outcome.reject
    ]
    assert urls == ["http://news.example.com/0.html", "http://news.example.com/2.html"]


class InThisProcess(Engine):
    """An engine that reads slices and rejects every page."""

    def results(self, slices):  # type: ignore[no-untyped-def]
        return ((slice_, self.again(slice_)) for slice_ in slices)

    def again(self, slice_):  # type: ignore[no-untyped-def]
        from newsmill.pipelines.runs.worker import rejected

        reading = Reading(slice_)
        outcomes = [rejected(item, "failed", "") for item in read(reading) if isinstance(item, Page)]
        assert all(isinstance(outcome, Cleaned) for outcome in outcomes)
        return SliceResult(outcomes=list(outcomes), first=reading.first, next=reading.next)

    def close(self) -> None:
        pass


@pytest.mark.parametrize("name", ["a.html.gz", "pages.tar.gz"])
def test_a_truncated_gzip_is_a_reject(tmp_path: Path, name: str) -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        info = tarfile.TarInfo("a.html")
        info.size = len(body(1, 90000))
        archive.addfile(info, io.BytesIO(body(1, 90000)))
    content = raw.getvalue() if ".tar" in name else body(1, 90000)
    path = tmp_path / name
    path.write_bytes(gzip.compress(content)[:-60])
    *_, last = items(path)
    assert isinstance(last, Unreadable)
    assert last.reason == "truncated"


def bomb() -> Iterator[bytes]:
    for _ in range(200):
        yield bytes(1 << 20)


@pytest.mark.parametrize("container", ["bomb.html.gz", "bomb.zip", "bomb.tar.gz", "bomb.warc.gz"])
def test_a_bomb_is_rejected_without_being_unpacked(tmp_path: Path, container: str) -> None:
    path = tmp_path / container
    inside = b"<p>" + b"".join(bomb())
    if container.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("bomb.html", inside)
            archive.writestr("good.html", body(1))
    elif ".tar" in container:
        with tarfile.open(path, "w:gz", compresslevel=1) as tar:
            for name, raw in (("bomb.html", inside), ("good.html", body(1))):
                info = tarfile.TarInfo(name)
                info.size = len(raw)
                tar.addfile(info, io.BytesIO(raw))
    elif ".warc" in container:
        packed = gzip.compress(inside, 6)
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=True)
        http = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html"), ("Content-Encoding", "gzip")], protocol="HTTP/1.1"
        )
        writer.write_record(
            writer.create_warc_record(
                "http://a.example/bomb", "response", io.BytesIO(packed), http_headers=http
            )
        )
        path.write_bytes(out.getvalue() + member(1, body(1)))
    else:
        path.write_bytes(gzip.compress(inside, 6))
    found = items(path, Options(page_bytes=4 << 20))
    assert isinstance(found[0], Unreadable)
    assert found[0].reason == "too-large"
    if not container.endswith("html.gz"):
        assert isinstance(found[1], Page)
        assert found[1].raw == body(1)


def test_a_tar_header_that_says_it_is_gigabytes_long_is_not_read(tmp_path: Path) -> None:
    header = tarfile.TarInfo("a.html")
    header.type, header.size = tarfile.XHDTYPE, 3 << 30
    path = tmp_path / "bomb.tar"
    path.write_bytes(header.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 16))
    (found,) = items(path)
    assert isinstance(found, Unreadable)
    assert "a header of 3221225472 bytes" in found.detail


def test_archives_inside_archives_end_somewhere(tmp_path: Path) -> None:
    raw = body(1)
    for depth in range(9):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(f"{depth}.zip" if depth else "a.html", raw)
        raw = packed.getvalue()
    (tmp_path / "deep.zip").write_bytes(raw)
    (found,) = items(tmp_path / "deep.zip")
    assert isinstance(found, Unreadable)
    assert "deep" in found.detail


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_names_that_point_elsewhere_write_nothing_there(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    path = folder / f"evil.{kind}"
    names = ["../outside.html", "/tmp/newsmill-absolute.html", "a\x00b.html", "good.html"]
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name), body(1))
    else:
        with tarfile.open(path, "w") as tar:
            for name in names:
                info = tarfile.TarInfo(name)
                info.size = len(body(1))
                tar.addfile(info, io.BytesIO(body(1)))
            link = tarfile.TarInfo("link.html")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(link)
    found = items(path)
    assert [item.raw for item in found if isinstance(item, Page)] == [body(1)] * 4
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["evil." + kind, "inner"]
    assert not Path("/tmp/newsmill-absolute.html").exists()


@pytest.mark.parametrize(
    "name", ["a.zip", "a.tar", "a.parquet", "a.db", "a.xz", "a.zst", "a.bz2", "a.warc.gz", "a.arc"]
)
@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_any_damaged_container_is_a_reject_and_no_crash(tmp_path: Path, name: str, cut: float) -> None:
    magic = {
        "a.zip": b"PK\x03\x04", "a.tar": b"", "a.parquet": b"PAR1", "a.db": b"SQLite format 3\x00",
        "a.xz": b"\xfd7zXZ\x00", "a.zst": b"\x28\xb5\x2f\xfd", "a.bz2": b"BZh9",
        "a.warc.gz": gzip.compress(b"WARC/1.0\r\n\r\n"),
        "a.arc": b"filedesc://a 0.0.0.0 2005 text/plain 10\n",
    }[name]  # fmt: skip
    noise = bytes((number * 37 + int(cut * 10)) % 251 for number in range(int(6000 * cut)))
    raw = magic + noise
    if name == "a.tar":
        header = tarfile.TarInfo("a.html")
        header.size = 100000
        raw = header.tobuf() + noise
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / name).write_bytes(raw)
    (folder / "z.html").write_bytes(body(1))
    found = items(folder)
    assert isinstance(found[-1], Page)
    assert any(isinstance(item, Unreadable) for item in found)


def test_a_folder_inside_that_may_not_be_read_is_a_reject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "saved" / "closed").mkdir(parents=True)
    (tmp_path / "saved" / "a.html").write_bytes(body(1))
    monkeypatch.setattr("os.access", lambda path, mode: not str(path).endswith("closed"))
    page, closed = items(tmp_path / "saved")
    assert isinstance(page, Page)
    assert isinstance(closed, Unreadable)
    assert closed.origin == "saved/closed"


def test_links_in_a_circle_end_and_pipes_are_passed_by(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.html").write_bytes(body(1))
    (folder / "inner" / "back").symlink_to(folder)
    (folder / "broken.html").symlink_to(folder / "nothing")
    (folder / "circle.html").symlink_to(folder / "circle.html")
    os.mkfifo(folder / "pipe.html")
    page, *broken = items(folder)
    assert isinstance(page, Page)
    assert [item.origin for item in broken if isinstance(item, Unreadable)] == [
        "saved/broken.html",
        "saved/circle.html",
    ]
    assert len(broken) == 2


def test_a_pipe_that_is_named_is_refused_with_a_way_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="use - as the input"):
        items(tmp_path / "pipe")


@pytest.mark.parametrize("sidecar", [b'{"url": "http://a.example/\\ud800"}', b'{"a":' * 20000, b"\x00\xff"])
def test_a_hostile_file_beside_a_page_costs_nothing_but_itself(tmp_path: Path, sidecar: bytes) -> None:
    (tmp_path / "a.html").write_bytes(body(1))
    (tmp_path / "a.html.url").write_bytes(sidecar)
    (tmp_path / "b.html").write_bytes(body(2))
    found = [item for item in items(tmp_path) if isinstance(item, Page) and item.raw != sidecar]
    assert [(page.raw, page.url) for page in found] == [(body(1), None), (body(2), None)]


def test_json_nested_without_end_costs_its_line_and_no_other(tmp_path: Path) -> None:
    good = b'{"html": "<p>one</p>", "url": "http://a.example/1"}\n'
    (tmp_path / "a.jsonl").write_bytes(good + b'{"html":' + b"[" * 100_000 + b"\n" + good)
    assert [type(item) for item in items(tmp_path / "a.jsonl")] == [Page, Unreadable, Page]


@pytest.mark.parametrize("compression", ["none", "snappy", "zstd"])
def test_damage_in_a_row_group_of_parquet_costs_no_other_group(tmp_path: Path, compression: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    noise = random.Random(3)
    rows = {
        "url": [f"http://a.example/{number}" for number in range(60)],
        "html": [body(number) + noise.randbytes(800).hex().encode() for number in range(60)],
    }
    path = tmp_path / "a.parquet"
    parquet.write_table(
        pyarrow.table(rows), path, row_group_size=20, compression=compression, use_dictionary=False
    )
    chunk = parquet.ParquetFile(path).metadata.row_group(1).column(1)
    raw = bytearray(path.read_bytes())
    raw[chunk.data_page_offset : chunk.data_page_offset + 12] = b"\xff" * 12
    path.write_bytes(raw)
    options = Options()
    for named in (str(path), str(tmp_path)):
        found = [item for slice_ in planning.plan([named], options) for item in read(Reading(slice_))]
        pages = {item.url for item in found if isinstance(item, Page)}
        assert pages >= {f"http://a.example/{number}" for number in (*range(20), *range(40, 60))}
        rejects = [item for item in found if isinstance(item, Unreadable)]
        assert [reject.origin.rpartition("#")[2] for reject in rejects if reject.origin] == ["row=20"]
        assert "20 rows" in rejects[0].detail


def test_a_damaged_parquet_ends_no_process_that_plans(tmp_path: Path) -> None:
    """pyarrow aborts over some damaged statistics: a byte changed at every place of a file's footer, one
    after the other."""
    path = tmp_path / "a.parquet"
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.table({"url": ["http://a.example/1"], "html": [body(1)]}), path)
    program = f"""
from pathlib import Path
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.plan import plan
path = Path({str(path)!r})
raw = path.read_bytes()
length = int.from_bytes(raw[-8:-4], "little")
folder = path.parent / "saved"
folder.mkdir()
for place in range(len(raw) - 8 - length, len(raw) - 8):
    for value in (0x15, 0x05, 0xFF):
        (folder / "a.parquet").write_bytes(raw[:place] + bytes([value]) + raw[place + 1 :])
        list(plan([str(folder)], Options()))
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("kind", ["warc", "jsonl"])
@pytest.mark.parametrize("packing", ["gz", "zst", "bz2", "xz", "lz4"])
@pytest.mark.parametrize("in_folder", [True, False])
def test_a_damaged_first_byte_of_a_compressed_archive_costs_one_page_and_is_reported(
    tmp_path: Path, kind: str, packing: str, in_folder: bool
) -> None:
    data, whole = made_containers.make(kind, packing, True, "none")
    (tmp_path / "saved").mkdir()
    path = tmp_path / "saved" / f"crawl.{kind}.{packing}"
    path.write_bytes(bytes([data[0] ^ 0x10]) + data[1:])
    slices = planning.plan([str(path.parent if in_folder else path)], Options())
    found = [item for slice_ in slices for item in read(Reading(slice_))]
    numbers = [
        number
        for item in found
        if isinstance(item, Page)
        for number in whole
        if item.raw == made_containers.page(number)
    ]
    assert numbers == sorted(whole - {0})
    assert len([item for item in found if isinstance(item, Unreadable)]) == 1


def test_noise_with_the_name_of_an_archive_is_reported(tmp_path: Path) -> None:
    for name in ("a.warc.gz", "a.tar.gz", "a.html.gz", "a.jsonl.zst"):
        (tmp_path / name).write_bytes(random.Random(1).randbytes(5000))
    found = [item for slice_ in planning.plan([str(tmp_path)], Options()) for item in read(Reading(slice_))]
    assert [type(item) for item in found] == [Unreadable] * 4


def saved_page(boundary: str) -> bytes:
    """A page with a picture, as browsers save it, up to the given boundary."""
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://a.example/1\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b12"\r\n\r\n'
        "--b12\r\nContent-Type: text/html\r\n\r\n"
    )
    return head.encode() + body(1) + boundary.encode()


def test_a_page_whose_end_is_missing_in_mhtml_has_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.mhtml"
    for boundary, warnings in (("\r\n--b12--\r\n", ()), ("", ("the end of the page is missing",))):
        path.write_bytes(saved_page(boundary))
        (page,) = items(path)
        assert isinstance(page, Page)
        assert page.warnings == warnings


@pytest.mark.parametrize("page_is_whole", [True, False])
def test_a_page_in_mhtml_is_had_if_only_its_pictures_are_damaged(tmp_path: Path, page_is_whole: bool) -> None:
    noise = random.Random(5).randbytes(20_000)
    picture = b"Content-Type: image/jpeg\r\n\r\n" + noise
    raw = saved_page("\r\n--b12\r\n") + picture if page_is_whole else saved_page("") + noise
    path = tmp_path / "a.mhtml.gz"
    path.write_bytes(gzip.compress(raw)[:-10_000])
    (found,) = items(path)
    if page_is_whole:
        assert isinstance(found, Page)
        assert (found.raw, found.warnings) == (body(1), ("the file is damaged after the page",))
    else:
        assert isinstance(found, Unreadable)
        assert found.reason == "truncated"


def test_a_line_that_a_list_adds_behind_a_mail_is_not_a_reject(tmp_path: Path) -> None:
    mail = (
        'From a@example.com Tue Feb 14 06:46:03 2012\nContent-Type: multipart/mixed; boundary="b"\n\n'
        "--b\nContent-Type: text/html\n\n<p>News</p>\n--b--\n_____\nnews mailing list\n"
        "http://lists.example.com/listinfo/news\n\n"
    )
    path = tmp_path / "list.mbox"
    path.write_text(mail * 3)
    assert [type(item) for item in items(path)] == [Page] * 3


def test_a_member_with_a_wrong_checksum_costs_no_record_in_it(tmp_path: Path) -> None:
    records = b"".join(member(number, body(number)) for number in range(5))
    path = tmp_path / "site.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", records)
    raw = path.read_bytes()
    wrong = zlib.crc32(records).to_bytes(4, "little")
    path.write_bytes(raw.replace(wrong, b"\x01\x02\x03\x04"))
    found = items(path)
    assert [item.raw for item in found if isinstance(item, Page)] == [body(number) for number in range(5)]
    assert "checksum" in next(item.detail for item in found if isinstance(item, Unreadable))


def test_a_file_that_is_not_a_database_costs_no_other_input(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_bytes(b"SQLite format 3\x00" + bytes(5000))
    (tmp_path / "b.html").write_bytes(body(1))
    paths = [str(tmp_path / name) for name in ("a.sqlite", "b.html")]
    found = [item for slice_ in planning.plan(paths, Options()) for item in read(Reading(slice_))]
    assert [type(item) for item in found] == [Unreadable, Page]


def test_a_cut_table_without_row_ids_gives_every_row_before_the_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    noise = random.Random(7)
    rows = [(f"http://a.example/{number:02d}", f"<p>{noise.randbytes(5000).hex()}") for number in range(20)]
    database = sqlite3.connect(path)
    database.execute("PRAGMA page_size = 4096")
    database.execute("CREATE TABLE pages (url TEXT PRIMARY KEY, html TEXT) WITHOUT ROWID")
    database.executemany("INSERT INTO pages VALUES (?, ?)", rows)
    database.commit()
    database.close()
    raw = path.read_bytes()
    stop = raw.index(rows[12][1][-30:].encode()) // 4096 * 4096
    path.write_bytes(raw[:stop])
    found = items(path)
    assert [item.url for item in found if isinstance(item, Page)] == [url for url, _ in rows[:12]]
    assert isinstance(found[-1], Unreadable)


def test_a_mail_whose_first_line_is_damaged_is_read(tmp_path: Path) -> None:
    mails = [
        f"From a@example.com Tue Feb 14 06:46:0{number} 2012\nMIME-Version: 1.0\nContent-Type: text/html\n\n"
        f"<p>News {number}</p>\n\n"
        for number in range(3)
    ]
    path = tmp_path / "list.mbox"
    path.write_text(mails[0] + mails[1].replace("From", "Frgm", 1) + mails[2])
    pages = [item.raw.strip() for item in items(path) if isinstance(item, Page)]
    assert pages == [b"<p>News 0</p>", b"<p>News 1</p>", b"<p>News 2</p>"]
