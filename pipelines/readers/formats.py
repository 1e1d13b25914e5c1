"""What a file is, by its first bytes; its name only decides where the bytes cannot."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from typing import Literal, get_args

from newsmill.pipelines.sniff import looks_like_html

__all__ = [
    "COMPRESSIONS",
    "HEAD_BYTES",
    "Compression",
    "Format",
    "recognise",
    "recognise_compressed",
    "unpack_head",
]

Compression = Literal["gzip", "zstd", "bzip2", "xz"]
Format = Literal[
    "gzip", "zstd", "bzip2", "xz", "zip", "tar", "warc", "arc", "jsonl", "parquet", "sqlite", "mhtml", "page", "other"
]  # fmt: skip

COMPRESSIONS: tuple[Compression, ...] = get_args(Compression)

# As many bytes as tell: a tar's mark is at 257, a JSON line's first keys and a page's first tags are in the first few KB.
HEAD_BYTES = 8192

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x5d\x2a\x4d\x18", "zstd"),  # the skippable frame with a dictionary that .warc.zst files begin with
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),  # an empty one
    (b"WARC/", "warc"),
    (b"filedesc://", "arc"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
)

_MHTML = re.compile(
    rb"\A(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?(?:mime-version:|content-type:\s*multipart/related)",
    re.IGNORECASE,
)
_JSON_LINE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\{\s*\"(?:[^\"\\]|\\.){1,200}\"\s*:")
# Names of pages. A page of any other name is taken where its bytes look like HTML.
_PAGE_NAME = re.compile(
    r"\.(?:html?|shtml?|xhtml?|mhtml?|mht|txt|text|aspx?|php\d?|jspx?|cgi|do|page)(?:\.(?:gz|zst|bz2|xz))?$|^[^.]+$",
    re.IGNORECASE,
)
_JSON_NAME = re.compile(r"\.(?:jsonl|ndjson|jl)(?:\.(?:gz|zst|bz2|xz))?$", re.IGNORECASE)


def recognise(head: bytes, name: str, *, named: bool = False) -> Format:
    """The format of a file.

    head    its first bytes, `HEAD_BYTES` of them
    name    its name, without folders
    named   somebody named this very file as input, so that it is a page rather than `other`
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar" or (name.lower().endswith(".tar") and _is_old_tar(head)):
        return "tar"
    if _MHTML.match(head[:4096]) and b"multipart/related" in head[:HEAD_BYTES].lower():
        return "mhtml"
    if _JSON_LINE.match(head) and (named or _JSON_NAME.search(name)):
        return "jsonl"
    if named or _PAGE_NAME.search(name) or looks_like_html(head):
        return "page"
    return "other"


def recognise_compressed(head: bytes, name: str, *, named: bool = False) -> tuple[Compression, Format] | None:
    """The compression and the format inside it, or None for a file that is not compressed."""
    outer = recognise(head, name, named=named)
    if outer not in COMPRESSIONS:
        return None
    inner_name = re.sub(r"\.(?:gz|zst|bz2|xz)$", "", name, flags=re.IGNORECASE)
    inner_name = re.sub(r"\.(?:tgz|tbz2?|txz|tzst)$", ".tar", inner_name, flags=re.IGNORECASE)
    return outer, recognise(unpack_head(head, outer), inner_name, named=named)


def unpack_head(head: bytes, compression: Compression) -> bytes:
    """The first bytes inside compressed data, as many as the head gives; none where it is damaged."""
    try:
        if compression == "gzip":
            return zlib.decompressobj(31).decompress(head, HEAD_BYTES)
        if compression == "bzip2":
            return bz2.BZ2Decompressor().decompress(head, HEAD_BYTES)
        if compression == "xz":
            return lzma.LZMADecompressor(memlimit=1 << 28).decompress(head, HEAD_BYTES)
    except (zlib.error, OSError, lzma.LZMAError, EOFError):
        return b""
    return _unpack_zstd_head(head)


def _unpack_zstd_head(head: bytes) -> bytes:
    import io

    from fastwarc.stream_io import ZstdReader

    try:
        return bytes(ZstdReader(io.BytesIO(head)).read(512))
    except (OSError, ValueError):
        return b""


def _is_old_tar(head: bytes) -> bool:
    """A tar of before POSIX has no mark, but a checksum over its first header."""
    if len(head) < 512:
        return False
    try:
        said = int(head[148:156].strip(b" \x00"), 8)
    except ValueError:
        return False
    return said == sum(head[:148]) + 8 * 32 + sum(head[156:512])
