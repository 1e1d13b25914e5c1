"""A zip says everything twice, in its directory and before each member: one damaged copy costs no page."""

from __future__ import annotations

import bz2
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import zstandard

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Reading, Unreadable
from tests.pipelines.readers.made_containers import page

NUMBERS = range(6)
TOUCHED = 3
Change = Callable[[bytes], bytes]


def deflate(raw: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(raw) + packer.flush()


def zip_of(
    local: Change = bytes,
    listed: Change = bytes,
    method: int = 8,
    compress: Change = deflate,
    data: Change = bytes,
) -> bytes:
    """A zip written by hand, with a change to the local header or directory entry of one member."""
    out, directory = bytearray(), bytearray()
    for number in NUMBERS:
        raw, name = page(number), f"{number}.html".encode()
        packed = compress(raw)
        fields = (method, 0, 0, zlib.crc32(raw), len(packed), len(raw), len(name))
        header = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, *fields, 4) + name + b"ab\x00\x00"
        entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, *fields, 0, 0, 0, 0, 0, len(out)) + name
        touched = number == TOUCHED
        out += (local(header) if touched else header) + (data(packed) if touched else packed)
        directory += listed(entry) if touched else entry
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 6, 6, len(directory), len(out), 0)
    return bytes(out + directory) + end


def at(place: int, new: bytes) -> Change:
    return lambda header: header[:place] + new + header[place + len(new) :]


def items(path: Path) -> list[Item]:
    return [item for slice_ in planning.plan([str(path)], Options()) for item in read(Reading(slice_))]


def is_whole(path: Path) -> bool:
    found = items(path)
    return [item.raw for item in found if isinstance(item, Page)] == [
        page(number) for number in NUMBERS
    ] and len(found) == len(NUMBERS)


LOCAL = {
    "magic": at(0, b"PX"), "version": at(4, b"\xff\xff"), "flags": at(6, b"\x01"), "method": at(8, b"c"),
    "checksum": at(14, b"\x01\x01"), "packed": at(18, b"\x01\x01"), "plain": at(22, b"\x01\x01"),
    "name length": at(26, b"\x03"), "long name": at(26, b"\xff\xff"), "extra length": at(28, b"\x09"),
    "name": at(30, b"\xff"), "all of it": lambda header: bytes(len(header)),
}  # fmt: skip
LISTED = {
    "version": at(6, b"\xff\xff"), "flags": at(8, b"\x01"), "method": at(10, b"c"), "checksum": at(16, b"\x01\x01"),
    "packed": at(20, b"\x01\x01"), "plain": at(24, b"\x01\x01"), "name length": at(28, b"\x03"),
    "offset": at(42, b"\x01\x01"), "name": at(46, b"\xff"), "magic": at(0, b"PX"),
}  # fmt: skip


@pytest.mark.parametrize("field", LOCAL)
@pytest.mark.parametrize("method", [0, 8])
def test_a_damaged_local_header_costs_no_page(tmp_path: Path, field: str, method: int) -> None:
    path = tmp_path / "saved.zip"
    path.write_bytes(zip_of(local=LOCAL[field], method=method, compress=deflate if method else bytes))
    assert is_whole(path)


@pytest.mark.parametrize("field", LISTED)
@pytest.mark.parametrize("method", [0, 8])
def test_a_damaged_directory_entry_costs_no_page(tmp_path: Path, field: str, method: int) -> None:
    path = tmp_path / "saved.zip"
    path.write_bytes(zip_of(listed=LISTED[field], method=method, compress=deflate if method else bytes))
    assert is_whole(path)


def test_a_member_is_not_read_in_a_way_that_its_checksum_contradicts(tmp_path: Path) -> None:
    path = tmp_path / "saved.zip"
    path.write_bytes(
        zip_of(local=at(28, b"\x09"), data=lambda packed: at(len(packed) // 2, b"\x00\x00")(packed))
    )
    found = items(path)
    assert [item.raw for item in found if isinstance(item, Page) and item.raw] == [
        page(number) for number in NUMBERS if number != TOUCHED
    ]
    (reject,) = [item for item in found if isinstance(item, Unreadable)]
    assert reject.origin == f"{path.name}#{TOUCHED}.html"
    assert "damaged" in reject.detail


def zipped_lzma(raw: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", raw)
    info = zipfile.ZipFile(out).infolist()[0]
    return out.getvalue()[31 : 31 + info.compress_size]


METHODS: dict[int, Change] = {
    0: bytes, 8: deflate, 12: bz2.compress, 14: zipped_lzma, 93: zstandard.ZstdCompressor().compress, 95: lzma.compress,
}  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("directory", [True, False])
def test_every_compression_method_is_read_with_and_without_the_directory(
    tmp_path: Path, method: int, directory: bool
) -> None:
    raw = zip_of(method=method, compress=METHODS[method])
    path = tmp_path / "saved.zip"
    path.write_bytes(raw if directory else raw[: raw.index(b"PK\x01\x02")])
    found = items(path)
    assert [item.raw for item in found if isinstance(item, Page)] == [page(number) for number in NUMBERS]
    rejects = [item.detail for item in found if isinstance(item, Unreadable)]
    assert rejects == ([] if directory else ["The zip ends before its directory: members may be missing."])


def test_a_method_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "saved.zip"
    path.write_bytes(zip_of(method=9))
    assert {item.detail for item in items(path) if isinstance(item, Unreadable)} == {
        "The compression method 9 (Deflate64) is not supported."
    }
