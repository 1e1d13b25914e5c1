"""HTTP messages as archives store them: status line, headers, and a body whose encodings are undone with a
size limit.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from typing import Literal, NamedTuple

from newsmill.pipelines.readers.bytestream import Readable, TooLarge
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "Body",
    "Message",
    "charset_of",
    "declares",
    "decode_content",
    "is_html",
    "parse_headers",
    "read_body",
    "split_message",
]

_STATUS = lazy_regex(rb"\A\s*(?:HTTP(?:/\d(?:\.\d)?)?|ICY)[ \t]+(\d{3})\b[^\n]*\n?", re.IGNORECASE)
# Responses before the response: 100 Continue, 102 Processing, 103 Early Hints.
_INTERIM = (b"100", b"102", b"103")
_END_OF_HEADERS = lazy_regex(rb"\r?\n[ \t]*\r?\n")
_HEADER = lazy_regex(rb"^([!-9;-~]+)[ \t]*:([^\n]*)", re.MULTILINE)
_FOLDED = lazy_regex(rb"\r?\n[ \t]+")
_CHARSET = lazy_regex(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)

_HTML_TYPES = frozenset(("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml", "html"))
# Media types that servers send for pages and for anything else: the bytes decide.
_AMBIGUOUS_TYPES = frozenset(
    ("", "*/*", "text", "text/plain", "text/xml", "application/xml", "application/octet-stream",
        "binary/octet-stream",
     "application/unknown", "application/x-unknown", "unknown", "unk", "no-type", "text/*", "none", "null")
)  # fmt: skip
# What may precede the markup of an HTML document: BOM, white space, comments, an XML declaration, the
# doctype.
_PREAMBLE = lazy_regex(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s|<!--.*?-->|<\?.*?\?>)*", re.DOTALL | re.IGNORECASE
)
_DOCUMENT = lazy_regex(
    rb"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|base|script|style|frameset|table|div|article|"
    rb"section|main|header|p|h[1-6]"
    rb"|center|font|span|br|a|ul|ol|form|img|b|noscript|iframe)[\s>/])",
    re.IGNORECASE,
)
_INNER_DOCUMENT = lazy_regex(rb"<(?:html|body)[\s>]", re.IGNORECASE)
_HEAD = 1 << 14


class Message(NamedTuple):
    """An HTTP response. `status` is None if there is no status line; `headers` has lower-case names."""

    status: int | None
    headers: dict[str, str]
    body: bytes


class Body(NamedTuple):
    """A decoded body. `cut`: it is shorter than declared."""

    raw: bytes
    cut: bool


def split_message(block: bytes) -> Message:
    """Parse an HTTP response as sent. Accepts bare LF, `ICY 200 OK` and a missing status line, as servers
    send them.
    """
    status = _STATUS.match(block)
    while status is not None and status.group(1) in _INTERIM:
        end = _END_OF_HEADERS.search(block, max(status.end() - 2, 0))
        if end is None or _STATUS.match(block[end.end() : end.end() + 256]) is None:
            break
        block = block[end.end() :]
        status = _STATUS.match(block)
    if status is None:
        return Message(None, {}, block)
    code = int(status.group(1))
    end = _END_OF_HEADERS.search(block, max(status.end() - 2, 0))
    if end is None:
        return Message(code, parse_headers(block[status.end() :]), b"")
    return Message(code, parse_headers(block[status.end() : end.start()]), block[end.end() :])


def parse_headers(raw: bytes) -> dict[str, str]:
    """Parse header lines into a dict with lower-case names. Repeated list headers are joined with commas."""
    found: dict[str, str] = {}
    for name, value in _HEADER.findall(_FOLDED.sub(b" ", raw)):
        key, text = name.decode("latin-1").lower(), _header_text(value.strip())
        found[key] = f"{found[key]}, {text}" if key in found and key in _LISTS else found.get(key, text)
    return found


# Headers that may be repeated; for all others the first one counts.
_LISTS = frozenset(("content-encoding", "transfer-encoding"))


def _header_text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def declares(content_type: str) -> Literal["html", "unsure", "other"]:
    """What a Content-Type declares: a page, something else, or nothing reliable."""
    kind = content_type.partition(";")[0].partition(",")[0].strip(" \t\"'").lower()
    if kind in _HTML_TYPES:
        return "html"
    return "unsure" if kind in _AMBIGUOUS_TYPES or "/" not in kind else "other"


def charset_of(content_type: str) -> str | None:
    """The charset declared by a Content-Type."""
    match = _CHARSET.search(content_type)
    return match.group(1) if match else None


def is_html(raw: bytes) -> bool:
    """Whether a body of an ambiguous type is a page: it must begin with markup. Text that merely mentions
    tags does not count.
    """
    head = raw[:_HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[1:2] == b"\x00" or head[:1] == b"\x00":
        head = head.replace(b"\x00", b"")
    preamble = _PREAMBLE.match(head)
    at = preamble.end() if preamble else 0
    return bool(_DOCUMENT.match(head, at)) or bool(
        head[at : at + 1] == b"<" and b"<!doctype html" in head.lower() and _INNER_DOCUMENT.search(head)
    )


def read_body(message: Message, options: Options) -> Body:
    """Undo transfer and content encodings. A body that does not match its header is returned unchanged.

    Raises `TooLarge` if it exceeds the page limit.
    """
    headers, raw, cut = message.headers, message.body, False
    if "chunked" in headers.get("transfer-encoding", "").lower():
        raw, cut = _dechunk(raw)
    else:
        length = headers.get("content-length", "").strip()
        cut = length.isdecimal() and len(length) < 16 and len(raw) < int(length)
    codings = headers.get("content-encoding", "").lower().replace(" ", "").split(",")
    if raw.startswith(b"\x1f\x8b\x08") and not {"gzip", "x-gzip"}.intersection(codings):
        codings.append("gzip")  # compressed without a header
    for coding in reversed(codings):
        raw, shorter = _decode(raw, coding, options.page_bytes)
        cut = cut or shorter
    if len(raw) > options.page_bytes:
        raise TooLarge
    return Body(raw, cut)


_CHUNK = lazy_regex(rb"[ \t\r\n]*([0-9a-fA-F]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")


def _dechunk(raw: bytes) -> tuple[bytes, bool]:
    """Join a chunked body; also returns whether it ends early. A body that is not actually chunked is
    returned unchanged.
    """
    pieces: list[bytes] = []
    position = 0
    while (chunk := _CHUNK.match(raw, position)) is not None:
        size = int(chunk.group(1), 16)
        if size == 0:
            return b"".join(pieces), False
        pieces.append(raw[chunk.end() : chunk.end() + size])
        position = chunk.end() + size
        if position > len(raw):
            return b"".join(pieces), True
    if not pieces:
        return raw, False
    rest = raw[position:]
    return b"".join([*pieces, rest]), True


def decode_content(raw: bytes, coding: str, options: Options) -> bytes:
    """Undo one HTTP content encoding, with a size limit. A body that is not actually encoded is returned
    unchanged.

    Raises `TooLarge`.
    """
    return _decode(raw, coding, options.page_bytes).raw


def _decode(raw: bytes, coding: str, limit: int) -> Body:
    decoder = _DECODERS.get(coding)
    return decoder(raw, limit) if decoder is not None else Body(raw, False)


def _brotli(raw: bytes, limit: int) -> Body:
    from fastwarc.stream_io import BrotliReader  # bodies in files are not encoded

    return _unpacked(BrotliReader(io.BytesIO(raw)), raw, limit)


def _zstd(raw: bytes, limit: int) -> Body:
    from fastwarc.stream_io import ZstdReader

    return _unpacked(ZstdReader(io.BytesIO(raw)), raw, limit)


def _unpacked(reader: Readable, raw: bytes, limit: int) -> Body:
    """Decode as much as possible. If nothing can be decoded, the body was not encoded."""
    pieces: list[bytes] = []
    cut = False
    try:
        size = 0
        while piece := reader.read(1 << 16):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise TooLarge
    except (OSError, ValueError):
        cut = True
    return Body(b"".join(pieces), cut) if pieces else Body(raw, False)


def _inflated(raw: bytes, limit: int) -> Body:
    """Decode gzip (all members), zlib or raw deflate: servers mix up the three names. Keeps what a truncated
    body has.
    """
    if raw[:2] == b"\x1f\x8b":
        return _gunzipped(raw, limit)
    for window in (15, -15):
        unpacker = zlib.decompressobj(window)
        try:
            text = _within(unpacker.decompress(raw, limit + 1), limit)
        except zlib.error:
            continue
        if text:
            return Body(text, not unpacker.eof)
    return Body(raw, False)


def _gunzipped(raw: bytes, limit: int) -> Body:
    pieces: list[bytes] = []
    rest, left = raw, limit
    while rest.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(31)
        damaged = False
        try:
            text = unpacker.decompress(rest, left + 1)
        except zlib.error:
            text, damaged = _inflate_until_error(rest, left), True
        pieces.append(_within(text, left))
        left -= len(text)
        if damaged or not unpacker.eof:
            return Body(b"".join(pieces) or raw, any(pieces))
        rest = unpacker.unused_data
    return Body(b"".join(pieces), False)


def _within(text: bytes, limit: int) -> bytes:
    if len(text) > limit:
        raise TooLarge
    return text


def _inflate_until_error(raw: bytes, limit: int) -> bytes:
    """Decompress a damaged gzip member up to the error."""
    unpacker = zlib.decompressobj(31)
    out = bytearray()
    try:
        for start in range(0, len(raw), 256):
            out += unpacker.decompress(raw[start : start + 256])
            if len(out) > limit:
                break
    except zlib.error:
        pass
    return bytes(out)


_DECODERS: dict[str, Callable[[bytes, int], Body]] = {
    "gzip": _inflated,
    "x-gzip": _inflated,
    "deflate": _inflated,
    "br": _brotli,
    "zstd": _zstd,
}
