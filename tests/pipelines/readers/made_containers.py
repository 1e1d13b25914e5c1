"""Containers of the same pages in every format and compression, whole and damaged, made here and nowhere fetched.

A container is a list of pieces (records, lines, members) with what goes before and after; damage is done to
one piece of it, before it is compressed as a whole, or to the compressed bytes.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import struct
import tarfile
import zlib
from collections.abc import Callable

import lz4.frame
import zstandard

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
}  # fmt: skip


def zstd(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(raw)


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gz": lambda raw: gzip.compress(raw, 6, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd,
    "lz4": lambda raw: lz4.frame.compress(raw, content_checksum=True),
}
DAMAGES = (
    "none", "cut", "header", "payload", "longer", "shorter", "garbage", "empty", "large", "packed-header",
    "packed-payload"
)  # fmt: skip
EACH = ("warc", "arc", "jsonl")


def cells() -> list[tuple[str, str, bool, str]]:
    """Format, compression, whether each piece is compressed by itself, damage."""
    found = []
    for kind in FORMATS:
        for packing in COMPRESSIONS:
            if kind == "zip" and packing not in ("", "gz"):
                continue
            for each in (False, True) if packing and kind in EACH else (False,):
                for damage in DAMAGES:
                    if damage.startswith("packed") and not packing:
                        continue
                    if damage in ("longer", "shorter") and kind in ("jsonl", "json", "csv"):
                        continue
                    found.append((kind, packing, each, damage))
    return found


def make(kind: str, packing: str, each: bool, damage: str) -> tuple[bytes, set[int]]:
    """The container's bytes, and the pages that are whole in it (of which all that come before or around
    the damage can be had)."""
    if damage == "empty":
        return b"", set()
    make_piece, begin, end = FORMATS[kind]
    pages = [
        page(number, LARGE_BYTES if damage == "large" and number == TOUCHED else 0) for number in range(PAGES)
    ]
    sound = [make_piece(number, raw) for number, raw in enumerate(pages)]
    pieces = [
        damaged(kind, damage, number, raw, piece, make_piece)
        for number, (raw, piece) in enumerate(zip(pages, sound, strict=True))
    ]
    whole = set(range(PAGES)) - ({TOUCHED} if damage not in ("none", "garbage", "cut") else set())
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


def damaged(kind: str, damage: str, number: int, raw: bytes, piece: bytes, make_piece: Piece) -> bytes:
    if number != TOUCHED:
        return piece
    if damage == "header":
        place = {"csv": len(url(number)), "json": 2, "jsonl": 0, "tar": 150}.get(kind, 2)
        return flipped(piece, place)
    if damage == "payload":
        return flipped(piece, len(piece) - len(raw) // 2 if kind != "zip" else len(piece) // 2)
    if damage == "longer":
        return make_piece(number, raw, 1)
    if damage == "shorter":
        return make_piece(number, raw, -1)
    if damage == "garbage":
        return bytes(range(1, 200)) * 3 + b"\n" + piece
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
        return data[:stop], {number for number in range(PAGES) if bounds[number] <= there}
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
        "zst": lambda: zstandard.ZstdDecompressor().decompressobj(),
        "lz4": lz4.frame.LZ4FrameDecompressor,
    }[packing]()  # type: ignore[operator]
    return len(decoder.decompress(data))
