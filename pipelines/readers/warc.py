"""WARC (and WET, which is WARC with page text): compressed per record, compressed as a whole, or plain.

A file can be cut at any byte: the reader of a slice searches for the first record that begins in it. That
start is a guess, since a WARC may contain the bytes of another WARC. Each slice therefore reports where it
found its first record and where the next slice must begin, and the two are compared when results are merged.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import BinaryIO

from newsmill.pipelines import urls
from newsmill.pipelines.page import Media, Page
from newsmill.pipelines.readers import warc_index
from newsmill.pipelines.readers.bytestream import ByteStream, TooLarge
from newsmill.pipelines.readers.compression import Unpacked, compression_of, dictionary_of
from newsmill.pipelines.readers.http_body import (
    Message,
    charset_of,
    declares,
    is_html,
    read_body,
    split_message,
)
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Revisit, Unreadable
from newsmill.pipelines.readers.sources import open_source
from newsmill.pipelines.readers.substreams import Range
from newsmill.pipelines.readers.warc_records import BLANK, RECORD_START, Gap, Record, records

__all__ = ["is_cut_by_record", "open_at", "read", "read_sequence"]

_MAGIC = b"WARC/"
# Record types that hold a page. All others are counted and skipped.
_PAGES = ("response", "resource", "conversion")
_COUNTED = ("warcinfo", "request", "metadata", "revisit", "continuation")
_NO_PAGES = ("dns:", "urn:", "metadata:", "about:", "whois:", "warcinfo:", "filedesc:")
# How many records after the end of a slice are searched for continuations of a segmented record.
_SEGMENTS_AHEAD = 256


def read(reading: Reading) -> Iterator[Item]:
    """Yield the records that begin in the slice."""
    slice_ = reading.slice
    options = Options(**slice_.options)
    stop = slice_.stop if slice_.stop is not None else 1 << 62
    with contextlib.closing(open_source(slice_.path)) as file:
        source = open_at(file, slice_.start)
        if slice_.guessed and not _find_first(source, stop):
            return
        reading.first = _begin(source)
        skipped = _skips(reading, file, source, stop, options)
        if skipped:
            yield from _read_around(reading, file, skipped, stop, options)
            return
        walk = _Walk(source, stop, slice_.origin, options)
        yield from walk.items()
        reading.next = walk.next


def _skips(
    reading: Reading, file: BinaryIO, source: ByteStream, stop: int, options: Options
) -> list[warc_index.Skip]:
    """The records of the slice that are left out and need not be unpacked, according to an index."""
    path, origin = reading.slice.path, reading.slice.origin
    if reading.left_out is None or reading.first is None or not warc_index.can_be_indexed(path, source):
        return []
    place = file.tell()
    found = warc_index.skips(
        file, path, reading.first, stop, reading.left_out, lambda record: item_or_why(record, origin, options)
    )
    file.seek(place)
    return found


def _read_around(
    reading: Reading, file: BinaryIO, skipped: list[warc_index.Skip], stop: int, options: Options
) -> Iterator[Item]:
    """Yield the slice's records, and of those in `skipped` only why they are left out."""
    origin = reading.slice.origin
    segments = _Segments(origin, options)
    position = reading.first or 0
    for skip in skipped:
        if position < skip.start:
            file.seek(position)
            part = Unpacked(Range(file, skip.start - position), "gzip", start=position, begins=_MAGIC)
            yield from _Walk(ByteStream(part), skip.start, origin, options, segments).items()
        yield NoPage(skip.reason)
        position = skip.stop
    reading.next = position
    if position < stop or segments.waiting:
        walk = _Walk(open_at(file, position), stop, origin, options, segments)
        yield from walk.items()
        reading.next = walk.next
    yield from segments.left_over()


def open_at(file: BinaryIO, start: int) -> ByteStream:
    """Open a WARC's records at an offset, in stored bytes."""
    file.seek(0)
    compression = compression_of(file.read(16))
    if compression is None:
        file.seek(start)
        return ByteStream(file, start)
    dictionary = dictionary_of(file) if compression == "zstd" and start else None
    file.seek(start)
    return ByteStream(Unpacked(file, compression, start=start, begins=_MAGIC, dictionary=dictionary))


def _find_first(source: ByteStream, stop: int) -> bool:
    """Skip to the first record that begins before `stop`. Returns whether there is one."""
    if isinstance(source.raw, Unpacked):
        return source.raw.find_part(stop)
    while True:
        limit = stop - source.tell()
        source.skip_to(RECORD_START, limit=limit)
        if source.tell() >= stop or source.ended():
            return False
        if source.tell() == 0 or source.before == b"\n":
            return True
        source.read(1)


def _begin(source: ByteStream) -> int:
    """The position of the next record, in stored bytes."""
    source.peek(1)
    place = source.place()
    return place.part if isinstance(source.raw, Unpacked) else place.inner


class _Walk:
    """Iterates over records up to `stop`. `next` is where the first record after it begins, or the end of the
    data. `segments` holds segmented records that began before `source` and may continue after it.
    """

    def __init__(
        self,
        source: ByteStream,
        stop: int,
        origin: str,
        options: Options,
        segments: _Segments | None = None,
    ) -> None:
        self.source = source
        self.stop = stop
        self.origin = origin
        self.options = options
        self.packed = isinstance(source.raw, Unpacked)
        self.segments = segments or _Segments(origin, options)
        self._is_last = segments is None
        self.next: int | None = None
        self._ahead = 0

    def items(self) -> Iterator[Item]:
        """Yield pages, counted entries, and a reject for each damage."""
        for record in records(self.source, 2 * self.options.page_bytes):
            at = record.place.part if self.packed else record.place.inner
            if at >= self.stop:
                self.next = at if self.next is None else self.next
                if not self.segments.waiting or self._ahead >= _SEGMENTS_AHEAD:
                    break
                self._ahead += 1
                if isinstance(record, Record) and self.segments.continues(record):
                    yield from self.segments.add(record)
                continue
            if isinstance(record, Gap):
                detail = record.detail
                yield Unreadable(
                    origin=f"{self.origin}#offset={record.offset}", reason=record.reason, detail=detail
                )
            elif self.segments.takes(record):
                yield from self.segments.add(record)
            else:
                yield item_or_why(record, self.origin, self.options)
        if self.next is None:
            self.next = (
                self.source.raw.tell() if isinstance(self.source.raw, Unpacked) else self.source.tell()
            )
        if self._is_last:
            yield from self.segments.left_over()


def read_sequence(source: ByteStream, origin: str, options: Options) -> Iterator[Item]:
    """Yield the records of a stream sequentially."""
    return _Walk(source, 1 << 62, origin, options).items()


class _Segments:
    """Reassembles segmented records."""

    def __init__(self, origin: str, options: Options) -> None:
        self.origin = origin
        self.options = options
        self.waiting: dict[str, list[Record]] = {}

    def takes(self, record: Record) -> bool:
        """Whether a record is a segment of a record being reassembled."""
        number = record.headers.get("warc-segment-number", "").strip()
        is_first = number == "1" and record.headers.get("warc-type", "").lower() != "continuation"
        return is_first or self.continues(record)

    def continues(self, record: Record) -> bool:
        """Whether a record continues a segmented record that has begun."""
        return record.headers.get("warc-segment-origin-id", "").strip() in self.waiting

    def add(self, record: Record) -> Iterator[Item]:
        """Add a segment. Yields the whole record after the last one."""
        headers = record.headers
        key = (headers.get("warc-segment-origin-id") or headers.get("warc-record-id") or "").strip()
        parts = self.waiting.setdefault(key, [])
        parts.append(record)
        if len(parts) > 1:
            yield NoPage("continuation")
        if (
            "warc-segment-total-length" in headers
            or sum(part.length for part in parts) > self.options.page_bytes * 2
        ):
            del self.waiting[key]
            yield self._joined(parts, whole=True)

    def left_over(self) -> Iterator[Item]:
        """Yield the segmented records that never ended."""
        for parts in self.waiting.values():
            yield self._joined(parts, whole=False)
        self.waiting = {}

    def _joined(self, parts: list[Record], *, whole: bool) -> Item:
        first = parts[0]
        ordered = sorted(
            parts, key=lambda part: int(part.headers.get("warc-segment-number", "1").strip() or 1)
        )
        length = sum(part.length for part in parts)
        has_all = all(part.block is not None for part in parts) and length <= 2 * self.options.page_bytes
        block = b"".join(part.block or b"" for part in ordered) if has_all else None
        flaw = first.flaw if whole else "segments of the record are missing"
        return item_or_why(first._replace(block=block, length=length, flaw=flaw), self.origin, self.options)


def item_or_why(record: Record, origin: str, options: Options) -> Item:
    """Convert a record to an item. Malformed headers affect only this record."""
    place = f"{origin}#offset={record.offset}"
    try:
        return _item(record, place, options)
    except TooLarge:
        return _too_large(place, _url(record), options)
    except (OSError, MemoryError):
        raise
    except Exception as error:
        detail = f"Its headers cannot be read: {type(error).__name__}: {error}."
        return Unreadable(origin=place, reason="unreadable", detail=detail)


def _item(record: Record, origin: str, options: Options) -> Item:
    kind = record.headers.get("warc-type", "").strip().lower()
    if kind == "revisit":
        return NoPage(kind, revisit=_revisit(record, origin))
    if kind not in _PAGES:
        return NoPage(kind if kind in _COUNTED else "unknown-record")
    url = _url(record)
    if url is not None and url.startswith(_NO_PAGES):
        return NoPage("no-page")
    if record.reason:
        return Unreadable(origin=origin, url=url, reason=record.reason, detail=record.flaw, raw=record.block)
    declared = record.headers.get("content-type", "")
    is_http = kind == "response" and (not declared or declared.strip().lower().startswith("application/http"))
    if record.block is None:
        return _too_large(origin, url, options)
    if is_http:
        return _http_page(record, record.block, url, origin, options)
    return _bare_page(record, record.block, kind, url, origin, options)


def _http_page(record: Record, block: bytes, url: str | None, origin: str, options: Options) -> Item:
    message = split_message(block)
    if not options.reads(message.status):
        return NoPage(f"status-{message.status}")
    if message.status is None and not is_html(block):
        return NoPage("no-status")
    declared = message.headers.get("content-type", "")
    said = declares(declared)
    if said == "other":
        return NoPage("not-html")
    body = read_body(message, options)
    if said == "unsure" and body.raw and not is_html(body.raw):
        return NoPage("not-html")
    return Page(
        raw=body.raw,
        url=url,
        charset=charset_of(declared),
        status=message.status,
        fetched_at=_date(record),
        origin=origin,
        media="html",
        mime=_mime(declared),
        warnings=tuple(_warnings(record, message, cut=body.cut)),
    )


def _bare_page(
    record: Record, block: bytes, kind: str, url: str | None, origin: str, options: Options
) -> Item:
    """Build the page of a record that holds the page itself: `resource`, or `conversion` (WET)."""
    declared = record.headers.get("content-type", "")
    said = declares(declared)
    mime = _mime(declared)
    media: Media = "html"
    if kind == "conversion" and mime in (None, "text/plain"):
        media = "text"
    elif said == "other" or (said == "unsure" and block and not is_html(block)):
        return NoPage("not-html")
    if len(block) > options.page_bytes:
        return _too_large(origin, url, options)
    return Page(
        raw=block,
        url=url,
        charset="utf-8" if kind == "conversion" else charset_of(declared),
        fetched_at=_date(record),
        origin=origin,
        media=media,
        mime=mime,
        warnings=tuple(_warnings(record, None, cut=False)),
    )


def _warnings(record: Record, message: Message | None, *, cut: bool) -> Iterator[str]:
    if reason := record.headers.get("warc-truncated", "").strip():
        yield f"body was cut off when it was captured ({reason})"
    elif cut:
        yield "body is shorter than its header says"
    if record.flaw:
        yield record.flaw[:1].lower() + record.flaw[1:].rstrip(".")
    if message is not None and message.status == 206:
        yield "part of a page (status 206)"


def _too_large(origin: str, url: str | None, options: Options) -> Unreadable:
    detail = f"The page is larger than {options.page_bytes >> 20} MB."
    return Unreadable(origin=origin, url=url, reason="too-large", detail=detail)


def _url(record: Record, header: str = "warc-target-uri") -> str | None:
    return record.headers.get(header, "").strip().removeprefix("<").removesuffix(">") or None


def _mime(declared: str) -> str | None:
    return declared.partition(";")[0].strip(" \t\"'").lower() or None


def _revisit(record: Record, origin: str) -> Revisit | None:
    """The details of a revisit of another URL's page. A revisit of the same URL adds nothing: None."""
    url, refers_to = _url(record), _url(record, "warc-refers-to-target-uri")
    if url is None or refers_to is None or urls.canonical(url) == urls.canonical(refers_to):
        return None
    refers_to_date = _date(record, "warc-refers-to-date")
    return Revisit(
        url=url,
        fetched_at=_date(record),
        origin=origin,
        refers_to=refers_to,
        refers_to_date=refers_to_date,
    )


def _date(record: Record, header: str = "warc-date") -> str | None:
    said = record.headers.get(header, "").strip()
    try:
        when = datetime.fromisoformat(said[:19].replace(" ", "T") + "+00:00")
        return when.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return None


def is_cut_by_record(file: BinaryIO) -> bool:
    """Whether a compressed WARC is compressed record by record, as it should be."""
    source = open_at(file, 0)
    first = next(records(source, 0), None)
    source.skip_blank(BLANK)
    return isinstance(first, Record) and (source.ended() or source.place().inner == 0)
