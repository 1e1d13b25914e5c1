"""WARC (and WET, which is WARC with the text of pages): gzip or zstd a record, gzip as a whole, or plain.

A file of gzipped records is cut at any byte: the reader of a part looks for the first record that begins in it. Such a
beginning is a guess (the bytes of a WARC can lie inside a WARC), so every part says where it found its first record and where the
next part's must be, and whoever puts parts together compares.
"""

from __future__ import annotations

import contextlib
import io
import re
import zlib
from collections.abc import Iterator
from datetime import timezone
from typing import BinaryIO, cast

from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from newsmill.pipelines.page import Media, Page
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Unreadable
from newsmill.pipelines.readers.sources import open_source
from newsmill.pipelines.readers.streams import DAMAGE, Readable, TooLarge, read_bounded
from newsmill.pipelines.sniff import looks_like_html

__all__ = ["find_record", "is_cut_by_record", "plain_record_end", "read", "read_sequence"]

_MEMBER = b"\x1f\x8b\x08"
_SEARCH_BLOCK = 1 << 20
_LENGTH = re.compile(rb"^content-length\s*:\s*(\d+)\s*$", re.IGNORECASE | re.MULTILINE)

# Record types that hold a page. All others are counted and left.
_PAGES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_NAMES = {
    int(WarcRecordType.warcinfo): "warcinfo",
    int(WarcRecordType.request): "request",
    int(WarcRecordType.metadata): "metadata",
    int(WarcRecordType.revisit): "revisit",
    int(WarcRecordType.continuation): "continuation",
}
_HTML_TYPES = frozenset(("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"))


def read(reading: Reading) -> Iterator[Item]:
    """The records that begin in the slice's part of the file."""
    slice_ = reading.slice
    options = Options(**slice_.options)
    stop = slice_.stop if slice_.stop is not None else 1 << 62
    with contextlib.closing(open_source(slice_.path)) as file:
        position: int | None = slice_.start
        if slice_.guessed:
            position = find_record(file, slice_.start, slice_.path)
        reading.first = position
        while position is not None and position < stop:
            walk = _Walk(file, position, stop, slice_.origin, options)
            yield from walk.items()
            position = walk.next
        reading.next = position


class _Walk:
    """Records one after the other, up to `stop` or the first damage; `next` is where to go on, None at the end."""

    def __init__(self, file: BinaryIO, start: int, stop: int, origin: str, options: Options) -> None:
        self.file = file
        self.start = start
        self.stop = stop
        self.origin = origin
        self.options = options
        self.next: int | None = None

    def items(self) -> Iterator[Item]:
        last: int | None = None
        self.file.seek(self.start)
        try:
            for record in _records(self.file):
                at = record.stream_pos
                if at >= self.stop:
                    self.next = at
                    return
                last = None
                item = _item_or_why(record, f"{self.origin}#offset={at}", self.options)
                last = at
                yield item
        except OSError as error:
            broken = self.start if last is None else _end_of_member(self.file, last)
            yield Unreadable(
                origin=f"{self.origin}#offset={broken}",
                reason="unreadable",
                detail=f"It is damaged: {error}.",
            )
            self.next = find_record(self.file, broken + 1, self.origin)


def read_sequence(stream: Readable, origin: str, options: Options) -> Iterator[Item]:
    """The records of a stream from front to back. Raises OSError for damage."""
    for record in _records(cast(BinaryIO, stream)):
        yield _item_or_why(record, f"{origin}#offset={record.stream_pos}", options)


def _records(stream: BinaryIO) -> Iterator[WarcRecord]:
    return iter(ArchiveIterator(stream, parse_http=False, buffer_size=1 << 18))


def _item_or_why(record: WarcRecord, origin: str, options: Options) -> Item:
    """What a record holds. Headers that the libraries stumble over cost their record and no other."""
    try:
        return _item(record, origin, options)
    except (OSError, MemoryError):
        raise  # the stream is damaged, or the worker is full
    except Exception as error:
        detail = f"Its headers cannot be read: {type(error).__name__}: {error}."
        return Unreadable(origin=origin, reason="unreadable", detail=detail)


def _item(record: WarcRecord, origin: str, options: Options) -> Item:
    if not record.record_type & _PAGES:
        return NoPage(_NAMES.get(int(record.record_type), "unknown-record"))
    url = _url(record)
    if url is not None and url.startswith(("dns:", "urn:", "metadata:", "about:")):
        return NoPage("no-page")
    if record.content_length > 2 * options.page_bytes:
        return _too_large(origin, url, options)
    declared_type = record.headers.get("Content-Type") or ""
    is_http = record.record_type == WarcRecordType.response and declared_type.startswith("application/http")
    if is_http:
        record.parse_http()
        status = record.http_headers.status_code if record.http_headers is not None else None
        if status != 200:
            return NoPage(f"status-{status}" if status else "no-status")
    media = _media(record, is_http)
    if media == "other":
        return NoPage("not-html")
    length = record.content_length
    block = record.reader.read()
    if len(block) < length:
        return Unreadable(
            origin=origin,
            url=url,
            reason="truncated",
            detail="The file ends in the middle of the record.",
            raw=block,
        )
    try:
        raw = _decoded(block, record, options) if is_http else block
    except TooLarge:
        return _too_large(origin, url, options)
    if len(raw) > options.page_bytes:
        return _too_large(origin, url, options)
    if media is None and raw and not looks_like_html(raw[:4096]):
        return NoPage("not-html")
    return Page(
        raw=raw,
        url=url,
        charset=_charset(record, is_http),
        status=200 if is_http else None,
        fetched_at=_date(record),
        origin=origin,
        media="text" if media == "text" else "html",
    )


def _too_large(origin: str, url: str | None, options: Options) -> Unreadable:
    detail = f"It is larger than {options.page_bytes >> 20} MB."
    return Unreadable(origin=origin, url=url, reason="too-large", detail=detail)


def _url(record: WarcRecord) -> str | None:
    url = record.headers.get("WARC-Target-URI")
    return url.strip().removeprefix("<").removesuffix(">") or None if url else None


def _media(record: WarcRecord, is_http: bool) -> Media | str | None:
    """`html`, `text` (only of WET records), `other`, or None where nothing is declared."""
    if is_http:
        declared = record.http_content_type
    else:
        declared = (record.headers.get("Content-Type") or "").partition(";")[0]
    declared = (declared or "").strip().lower()
    if record.record_type == WarcRecordType.conversion:
        return "text" if declared in ("text/plain", "") else "html" if declared in _HTML_TYPES else "other"
    if not declared or declared in ("application/octet-stream", "unknown", "unk"):
        return None
    return "html" if declared in _HTML_TYPES else "other"


def _charset(record: WarcRecord, is_http: bool) -> str | None:
    if is_http:
        return record.http_charset
    if record.record_type == WarcRecordType.conversion:
        return "utf-8"
    match = re.search(
        r"charset\s*=\s*[\"']?([\w.:-]+)", record.headers.get("Content-Type") or "", re.IGNORECASE
    )
    return match.group(1) if match else None


def _date(record: WarcRecord) -> str | None:
    if not record.headers.get("WARC-Date"):
        return None
    try:
        return record.record_date.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, AttributeError):
        return None


def _decoded(block: bytes, record: WarcRecord, options: Options) -> bytes:
    """An HTTP body without its transfer and content encodings. A body that is not what its header says stays as it is."""
    headers = record.http_headers
    raw = block
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        raw = _unpacked(ChunkedReader(io.BytesIO(raw)), raw, options)
    for coding in reversed((headers.get("Content-Encoding") or "").lower().replace(" ", "").split(",")):
        raw = decode_content(raw, coding, options)
    return raw


def decode_content(raw: bytes, coding: str, options: Options) -> bytes:
    """One HTTP content coding undone, bounded. A body that was not encoded, whatever its header says, stays as it is."""
    if coding in ("gzip", "x-gzip", "deflate"):
        return _inflated(raw, options)
    if coding == "br":
        return _unpacked(BrotliReader(io.BytesIO(raw)), raw, options)
    if coding == "zstd":
        return _unpacked(ZstdReader(io.BytesIO(raw)), raw, options)
    return raw


def _unpacked(reader: object, raw: bytes, options: Options) -> bytes:
    try:
        return read_bounded(cast(Readable, reader), options.page_bytes) or raw
    except DAMAGE:
        return raw


def _inflated(raw: bytes, options: Options) -> bytes:
    """Gzip, zlib or bare deflate: servers send any of them for any of the names. What a cut-off body has is kept."""
    windows = (31, 15) if raw[:2] == b"\x1f\x8b" else (15, -15)
    for window in windows:
        unpacker = zlib.decompressobj(window)
        try:
            text = unpacker.decompress(raw, options.page_bytes + 1)
        except zlib.error:
            continue
        if len(text) > options.page_bytes:
            raise TooLarge
        if text:
            return text
    return raw


def find_record(file: BinaryIO, start: int, path: str = "") -> int | None:
    """The offset of the first gzipped record that begins at `start` or later, None when there is none."""
    position = start
    tail = b""
    while True:
        file.seek(position)
        block = tail + file.read(_SEARCH_BLOCK)
        begin = position - len(tail)
        if len(block) < len(_MEMBER):
            return None
        found = block.find(_MEMBER)
        while found >= 0:
            if _begins_record(file, begin + found):
                return begin + found
            found = block.find(_MEMBER, found + 1)
        position = begin + len(block)
        tail = block[-(len(_MEMBER) - 1) :]
        if len(block) - len(tail) == 0 or not _more(file, position):
            return None


def _more(file: BinaryIO, position: int) -> bool:
    file.seek(position)
    return bool(file.read(1))


def _begins_record(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    try:
        return zlib.decompressobj(31).decompress(file.read(512), 5) == b"WARC/"
    except zlib.error:
        return False


def _end_of_member(file: BinaryIO, offset: int) -> int:
    """Where the gzip member that begins at `offset` ends."""
    file.seek(offset)
    unpacker = zlib.decompressobj(31)
    position = offset
    try:
        while not unpacker.eof and (block := file.read(1 << 16)):
            position += len(block)
            while block and not unpacker.eof:
                unpacker.decompress(block, 1 << 20)
                block = unpacker.unconsumed_tail
    except zlib.error:
        return offset + 1
    return position - len(unpacker.unused_data)


def is_cut_by_record(file: BinaryIO) -> bool:
    """Whether a gzipped WARC has a gzip member for its first record alone, as it should."""
    file.seek(0)
    unpacker = zlib.decompressobj(31)
    head, size, expected = b"", 0, None
    while not unpacker.eof and (block := unpacker.unconsumed_tail or file.read(1 << 16)):
        piece = unpacker.decompress(block, 1 << 20)
        size += len(piece)
        if expected is None:
            head += piece
            expected = _record_size(head)
            if expected is None and len(head) > 1 << 15:
                return False
        if expected is not None and size > expected:
            return False
    return unpacker.eof and expected is not None and expected - size <= 4


def _record_size(head: bytes) -> int | None:
    """The size of the record that begins with `head`, with the two empty lines after it; None where `head` does not say."""
    header, mark, _ = head.partition(b"\r\n\r\n")
    length = _LENGTH.search(header.replace(b"\r\n", b"\n"))
    if not head.startswith(b"WARC/") or not mark or length is None:
        return None
    return len(header) + 4 + int(length.group(1)) + 4


def plain_record_end(file: BinaryIO, start: int) -> int | None:
    """Where the record ends that begins at `start` of an uncompressed WARC, by its Content-Length; None when it is none."""
    file.seek(start)
    size = _record_size(file.read(1 << 15))
    return None if size is None else start + size
