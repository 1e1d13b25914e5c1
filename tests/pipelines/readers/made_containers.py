"""Containers of the same pages in every format and compression, whole and damaged, made here and nowhere fetched.

A container is a list of pieces (records, lines, members) with what goes before and after; damage is done to
one piece of it, before it is compressed as a whole, or to the compressed bytes.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import json
import lzma
import sqlite3
import struct
import tarfile
import zlib
from collections.abc import Callable

import lz4.frame
import pyarrow
import zstandard
from pyarrow import parquet

PAGES = 12
TOUCHED = 5
LARGE_BYTES = 3 << 20


def url(number: int) -> str:
    return f"http://news.example.com/2012/{number:03d}.html"


def page(number: int, size: int = 0) -> bytes:
    """A page of a few KB whose text does not compress to nothing."""
    words = " ".join(f"{(number * 7919 + place * 104729) % 99991:x}" for place in range(400 + number * 60))
    text = (
        f"<!DOCTYPE html><html><head><title>第{number}号新闻</title></head><body><h1>第{number}号</h1>"
        f"<p>{words}</p>"
    )
    return text.encode() + b"x" * size + b"</body></html>"


def warc_piece(number: int, raw: bytes, wrong: int = 0) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + raw
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\nWARC-Date: "
        f"2012-02-14T06:46:03Z\r\n"
        f"WARC-Target-URI: {url(number)}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http) + wrong}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def arc_piece(number: int, raw: bytes, wrong: int = 0) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + raw
    return f"{url(number)} 127.0.0.1 20050214064603 text/html {len(block) + wrong}\n".encode() + block + b"\n"


def jsonl_piece(number: int, raw: bytes, wrong: int = 0) -> bytes:
    return json.dumps({"url": url(number), "html": raw.decode()}, ensure_ascii=False).encode() + b"\n"


def csv_piece(number: int, raw: bytes, wrong: int = 0) -> bytes:
    quoted = raw.decode().replace('"', '""')
    return f'{url(number)},"{quoted}",x\n'.encode()


def tar_piece(number: int, raw: bytes, wrong: int = 0) -> bytes:
    info = tarfile.TarInfo(f"saved/{number:03d}.html")
    info.size = len(raw) + wrong
    return info.tobuf(tarfile.GNU_FORMAT) + raw + bytes(-len(raw) % 512)


def zip_piece(number: int, raw: bytes, wrong: int = 0) -> bytes:
    """A member as it lies in a zip: its local header and its data."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    data = packer.compress(raw) + packer.flush()
    name = f"saved/{number:03d}.html".encode()
    numbers = (20, 0, 8, 0, 0, zlib.crc32(raw), len(data) + wrong, len(raw), len(name), 0)
    return b"PK\x03\x04" + struct.pack("<5H3I2H", *numbers) + name + data


def zip_end(pieces: list[bytes]) -> bytes:
    """The directory, for pieces that were not damaged; offsets are those of the undamaged archive."""
    directory, position = b"", 0
    for piece in pieces:
        version, flags, method, time, date, crc, packed, plain, name_size, _ = struct.unpack(
            "<5H3I2H", piece[4:30]
        )
        name = piece[30 : 30 + name_size]
        entry = (
            20,
            version,
            flags,
            method,
            time,
            date,
            crc,
            packed,
            plain,
            name_size,
            0,
            0,
            0,
            0,
            0,
            position,
        )
        directory += b"PK\x01\x02" + struct.pack("<6H3I5H2I", *entry) + name
        position += len(piece)
    count = len(pieces)
    return directory + b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, count, count, len(directory), position, 0)


def har_piece(number: int, raw: bytes, wrong: int = 0) -> bytes:
    """An exchange of a HAR, with the comma before it."""
    content = {"size": len(raw), "mimeType": "text/html; charset=utf-8", "text": raw.decode()}
    entry = {
        "startedDateTime": "2012-02-14T06:46:03.120Z",
        "request": {"method": "GET", "url": url(number), "headers": []},
        "response": {"status": 200, "statusText": "OK", "headers": [], "content": content},
    }
    return b",\n" * bool(number) + json.dumps(entry, ensure_ascii=False).encode()


def mbox_piece(number: int, raw: bytes, wrong: int = 0) -> bytes:
    """A mail as a newsletter is sent: the text, then the page."""
    head = (
        f"From news@example.com Tue Feb 14 06:46:{number:02d} 2012\nMIME-Version: 1.0\n"
        f"Date: Tue, 14 Feb 2012 06:46:{number:02d} +0000\nContent-Location: {url(number)}\n"
        f'Content-Type: multipart/alternative; boundary="=_{number:03d}"\n\n'
        f"--=_{number:03d}\nContent-Type: text/plain\n\nRead it online.\n"
        f"--=_{number:03d}\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return head.encode() + raw + f"\n--=_{number:03d}--\n\n".encode()


MHTML_HEAD = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://news.example.com/2012/000.html\r\n"
    b"Date: Tue, 14 Feb 2012 06:46:03 -0000\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="----MultipartBoundary--1234"\r\n\r\n'
)


def mhtml_piece(number: int, raw: bytes, wrong: int = 0) -> bytes:
    """A part of a saved page: first the page itself, then its pictures."""
    kind = "image/gif" if number else "text/html; charset=utf-8"
    head = (
        f"------MultipartBoundary--1234\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: binary\r\n"
        f"Content-Location: {url(number)}\r\n\r\n"
    )
    return head.encode() + raw + b"\r\n"


def stored(name: str, sound: bytes, data: bytes) -> bytes:
    """A zip member that is not compressed, with the lengths and the checksum of its `sound` data."""
    numbers = (20, 0, 0, 0, 0, zlib.crc32(sound), len(sound), len(sound), len(name), 0)
    return b"PK\x03\x04" + struct.pack("<5H3I2H", *numbers) + name.encode() + data


def wacz_parts(pages: list[bytes], damage: str) -> list[bytes]:
    """A WACZ as its writers lay it out: pages of which the WARC's records are compressed one by one."""
    sound = [warc_piece(number, raw) for number, raw in enumerate(pages)]
    wrong = list(sound)
    wrong[TOUCHED] = damaged("warc", damage, TOUCHED, pages[TOUCHED], sound[TOUCHED], warc_piece)
    gz = COMPRESSIONS["gz"]
    records = [gz(piece) for piece in wrong]
    archive = b"".join(records)
    if damage == "payload":
        records[TOUCHED] = flipped(gz(sound[TOUCHED]), len(gz(sound[TOUCHED])) // 2)
        archive = b"".join(map(gz, sound))
    listed = b'{"format": "json-pages-1.0", "id": "pages"}\n'
    package = b'{"profile": "data-package", "wacz_version": "1.1.1"}'
    before = stored("pages/pages.jsonl", listed, listed)
    member = stored("archive/data.warc.gz", archive, b"")
    return [before + member, *records, stored("datapackage.json", package, package)]


def make_wacz(pages: list[bytes], damage: str) -> bytes:
    """The damage is in a record of the WARC; `header` is in that of its zip member."""
    begin, *records, package = wacz_parts(pages, "none" if damage == "header" else damage)
    listed_size = begin.rindex(b"PK\x03\x04")
    members = [begin[:listed_size], begin[listed_size:] + b"".join(records), package]
    end = zip_end(members)
    if damage == "header":
        members[1] = flipped(members[1], 2)
    return b"".join(members) + end


def make_parquet(pages: list[bytes], damage: str) -> bytes:
    """Rows in groups of one, as many as pages; a wrong length is that of the footer."""
    rows = pyarrow.table({"url": list(map(url, range(len(pages)))), "html": pages})
    file = io.BytesIO()
    parquet.write_table(
        rows,
        file,
        row_group_size=1,
        compression="none",
        use_dictionary=False,
        write_statistics=False,
        write_page_checksum=True,
    )
    data = file.getvalue()
    place = data.index(pages[TOUCHED])
    footer = len(data) - 8
    if damage in ("longer", "shorter"):
        size = int.from_bytes(data[footer : footer + 4], "little") + (1 if damage == "longer" else -1)
        return data[:footer] + struct.pack("<I", size) + data[footer + 4 :]
    changes = {
        "header": lambda: flipped(data, 2),
        "payload": lambda: flipped(data, place + len(pages[TOUCHED]) // 2),
        "garbage": lambda: data[:place] + GARBAGE + data[place:],
    }
    return changes.get(damage, lambda: data)()


SQLITE_PAGE = 4096


def make_sqlite(pages: list[bytes], damage: str) -> bytes:
    """A table of a row per page; a wrong length is that of the touched row."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"PRAGMA page_size = {SQLITE_PAGE}")
        database.execute("CREATE TABLE pages (url TEXT, html TEXT)")
        rows = [(url(number), raw.decode()) for number, raw in enumerate(pages)]
        database.executemany("INSERT INTO pages VALUES (?, ?)", rows)
        database.commit()
        data = database.serialize()
    place = data.index(url(TOUCHED).encode())
    if damage in ("longer", "shorter"):
        # Before the first column: the row's length (2 bytes), its id, and the lengths of its columns (1 + 1 + 2).
        at = place - 6
        return data[:at] + bytes([data[at] + (1 if damage == "longer" else -1)]) + data[at + 1 :]
    changes = {
        "header": lambda: flipped(data, 2),
        "payload": lambda: flipped(data, place + len(pages[TOUCHED]) // 2),
        "garbage": lambda: data[:place] + GARBAGE + data[place:],
    }
    return changes.get(damage, lambda: data)()


Piece = Callable[..., bytes]
# Format: a piece, what goes before and between, after.
FORMATS: dict[str, tuple[Piece, bytes, Callable[[list[bytes]], bytes]]] = {
    "warc": (warc_piece, b"", lambda pieces: b""),
    "arc": (arc_piece, b"", lambda pieces: b""),
    "jsonl": (jsonl_piece, b"", lambda pieces: b""),
    "json": (lambda *a: b",\n" + jsonl_piece(*a).rstrip() if a[0] else b"[" + jsonl_piece(*a).rstrip(), b"",
        lambda pieces: b"]"),
    "csv": (csv_piece, b"url,html,note\n", lambda pieces: b""),
    "tar": (tar_piece, b"", lambda pieces: bytes(1024)),
    "zip": (zip_piece, b"", zip_end),
    "har": (har_piece, b'{"log": {"version": "1.2", "creator": {"name": "WebInspector"}, "entries": [',
        lambda pieces: b"]}}\n"),
    "mbox": (mbox_piece, b"", lambda pieces: b""),
    "mhtml": (mhtml_piece, MHTML_HEAD, lambda pieces: b"------MultipartBoundary--1234--\r\n"),
}  # fmt: skip
# Formats whose parts refer to each other, so that they are made, and damaged, as a whole.
WHOLE: dict[str, Callable[[list[bytes], str], bytes]] = {
    "wacz": make_wacz,
    "parquet": make_parquet,
    "sqlite": make_sqlite,
}
# Of these, the end or the beginning says how to read everything: nothing can be had without it.
DESTROYED = {
    "parquet": ("cut", "longer", "shorter"),
    "sqlite": ("header",),
}


def zstd(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(raw)


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gz": lambda raw: gzip.compress(raw, 6, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd,
    "lz4": lambda raw: lz4.frame.compress(raw, content_checksum=True),
    "lzma": lambda raw: lzma.compress(raw, format=lzma.FORMAT_ALONE),
}
DAMAGES = (
    "none", "cut", "header", "payload", "longer", "shorter", "garbage", "empty", "large", "packed-header",
    "packed-payload"
)  # fmt: skip
EACH = ("warc", "arc", "jsonl")
# Formats read from their end are unpacked first, whatever the compression: one stands for all.
PACKED_ALIKE = ("zip", "wacz", "parquet", "sqlite")
WITHOUT_LENGTHS = ("jsonl", "json", "csv", "har", "mbox", "mhtml")
GARBAGE = bytes(range(1, 200)) * 3 + b"\n"


def cells() -> list[tuple[str, str, bool, str]]:
    """Format, compression, whether each piece is compressed by itself, damage."""
    found = []
    for kind in (*FORMATS, *WHOLE):
        for packing in COMPRESSIONS:
            if kind in PACKED_ALIKE and packing not in ("", "gz"):
                continue
            for each in (False, True) if packing and kind in EACH else (False,):
                for damage in DAMAGES:
                    if damage.startswith("packed") and not packing:
                        continue
                    if damage in ("longer", "shorter") and kind in WITHOUT_LENGTHS:
                        continue
                    found.append((kind, packing, each, damage))
    return found


def make(kind: str, packing: str, each: bool, damage: str) -> tuple[bytes, set[int]]:
    """The container's bytes, and the pages that are whole in it (of which all that come before or around
    the damage can be had)."""
    if damage == "empty":
        return b"", set()
    touched = touched_of(kind)
    pages = [
        page(number, LARGE_BYTES if damage == "large" and number == touched else 0) for number in range(PAGES)
    ]
    if kind in WHOLE:
        return _make_whole(kind, packing, damage, pages)
    make_piece, begin, end = FORMATS[kind]
    sound = [make_piece(number, raw) for number, raw in enumerate(pages)]
    pieces = [
        damaged(kind, damage, number, raw, piece, make_piece)
        for number, (raw, piece) in enumerate(zip(pages, sound, strict=True))
    ]
    whole = pages_of(kind) - ({touched} if damage not in ("none", "garbage", "cut") else set())
    compress = COMPRESSIONS[packing]
    if not each:
        plain = begin + b"".join(pieces) + end(sound)
        data = compress(plain)
        bounds = _bounds(len(begin), pieces)
        return _damage_packed(data, damage, packing, plain, bounds, whole)
    packed = [compress(begin)] * bool(begin) + [compress(piece) for piece in pieces]
    if damage.startswith("packed"):
        packed[TOUCHED] = flipped(
            packed[TOUCHED], 3 if damage == "packed-header" else len(packed[TOUCHED]) // 2
        )
    data = b"".join(packed)
    if damage == "cut":
        stop = len(data) // 3
        sizes = [sum(map(len, packed[: place + 1])) for place in range(PAGES)]
        return data[:stop], {number for number in range(PAGES) if sizes[number] <= stop}
    return data, whole


def touched_of(kind: str) -> int:
    """The page that is damaged; in MHTML, only the first part is one."""
    return 0 if kind == "mhtml" else TOUCHED


def pages_of(kind: str) -> set[int]:
    """The numbers of the pages in a container."""
    return {0} if kind == "mhtml" else set(range(PAGES))


def _make_whole(kind: str, packing: str, damage: str, pages: list[bytes]) -> tuple[bytes, set[int]]:
    plain = WHOLE[kind](pages, damage)
    if damage in DESTROYED.get(kind, ()) and damage != "cut":
        return COMPRESSIONS[packing](plain), set()
    whole = set(range(PAGES)) - ({TOUCHED} if damage not in ("none", "garbage", "cut", "header") else set())
    data = COMPRESSIONS[packing](plain)
    bounds = _ends(kind, plain, pages) if damage in ("cut", "garbage") else []
    if damage == "garbage" and kind != "wacz":  # positions are counted from the beginning of the file
        begin = plain.index(GARBAGE)
        whole = {number for number in whole if bounds[number] <= begin}
    data, whole = _damage_packed(data, damage, packing, plain, bounds, whole)
    return data, set() if damage in DESTROYED.get(kind, ()) else whole


def _ends(kind: str, plain: bytes, pages: list[bytes]) -> list[int]:
    """Where each page ends in a container."""
    if kind == "wacz":
        begin, *records, _ = wacz_parts(pages, "none")
        return _bounds(len(begin), records)
    if kind == "parquet":
        return [plain.index(raw) + len(raw) for raw in pages]
    # A row lies in a page, and its end in pages that follow.
    tails = [plain.find(raw[-40:]) for raw in pages]
    ends = [max(plain.index(url(number).encode()), tail) for number, tail in enumerate(tails)]
    return [
        len(plain) * 2 if tail < 0 else end - end % SQLITE_PAGE + SQLITE_PAGE
        for tail, end in zip(tails, ends, strict=True)
    ]


def damaged(kind: str, damage: str, number: int, raw: bytes, piece: bytes, make_piece: Piece) -> bytes:
    if number != touched_of(kind):
        return piece
    if damage == "header":
        place = {"csv": len(url(number)), "json": 2, "jsonl": 0, "tar": 150, "mhtml": 40}.get(kind, 2)
        return flipped(piece, place)
    if damage == "payload":
        return flipped(piece, len(piece) - len(raw) // 2 if kind != "zip" else len(piece) // 2)
    if damage == "longer":
        return make_piece(number, raw, 1)
    if damage == "shorter":
        return make_piece(number, raw, -1)
    if damage == "garbage":
        return GARBAGE + piece
    return piece


def flipped(raw: bytes, place: int) -> bytes:
    return raw[:place] + bytes([raw[place] ^ 0x10]) + raw[place + 1 :]


def _bounds(start: int, pieces: list[bytes]) -> list[int]:
    bounds, position = [], start
    for piece in pieces:
        position += len(piece)
        bounds.append(position)
    return bounds


def _damage_packed(
    data: bytes, damage: str, packing: str, plain: bytes, bounds: list[int], whole: set[int]
) -> tuple[bytes, set[int]]:
    if damage == "cut":
        stop = len(data) // 3
        there = stop if not packing else _unpackable(data[:stop], packing)
        return data[:stop], {number for number in whole if bounds[number] <= there}
    if damage == "packed-header":
        return flipped(data, 3), set()
    if damage == "packed-payload":
        return flipped(data, len(data) // 2), set()
    return data, whole


def _unpackable(data: bytes, packing: str) -> int:
    """How many bytes can be had from the beginning of compressed data."""
    decoder = {
        "gz": lambda: zlib.decompressobj(31),
        "bz2": bz2.BZ2Decompressor,
        "xz": lzma.LZMADecompressor,
        "lzma": lzma.LZMADecompressor,
        "zst": lambda: zstandard.ZstdDecompressor().decompressobj(),
        "lz4": lz4.frame.LZ4FrameDecompressor,
    }[packing]()  # type: ignore[operator]
    return len(decoder.decompress(data))
