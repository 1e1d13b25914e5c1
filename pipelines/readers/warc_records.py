"""Iterates over WARC records and tolerates damaged ones.

A record's declared length is checked against what follows it. If the two disagree, the record ends where the
next one begins. Bytes that belong to no record are skipped up to the next one and reported as one `Gap`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from newsmill.pipelines.readers.bytestream import ByteStream, Cut, Place
from newsmill.pipelines.readers.http_body import parse_headers
from newsmill.pipelines.regex import lazy_regex

__all__ = ["BLANK", "RECORD_START", "Gap", "Record", "records"]

# The start of any record: the version line, and the name of the first header.
RECORD_START = lazy_regex(rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n[A-Za-z][A-Za-z-]*[ \t]*:")
_INNER_START = lazy_regex(rb"(?:\r?\n){2}(?=WARC/[01]\.\d{1,2}[ \t]*\r?\n[A-Za-z][A-Za-z-]*[ \t]*:)")
_VERSION = lazy_regex(rb"\AWARC/[01]\.\d{1,2}[ \t]*\r?\n")
_END_OF_HEADERS = lazy_regex(rb"\r?\n\r?\n")
_HEADER_BYTES = 4 << 20
_END = b"\r\n\r\n"
# Separators between records: blank lines, or zeros from a preallocated file.
BLANK = b"\r\n\x00"


class Record(NamedTuple):
    """A WARC record.

    offset   its position for an origin, see `ByteStream.offset`
    headers  by lower-case name
    block    its content; None if it exceeded the limit and was skipped
    length   actual size of its block in bytes
    flaw     what is wrong with it, as a sentence; empty if nothing is
    reason   why it cannot be read (`truncated`, `unreadable`); empty if it can
    """

    place: Place
    offset: str
    headers: dict[str, str]
    block: bytes | None
    length: int
    flaw: str = ""
    reason: str = ""


class Gap(NamedTuple):
    """Bytes that belong to no record. `length` is in bytes as read, 0 if they could not be decompressed."""

    place: Place
    offset: str
    length: int
    reason: str
    detail: str


def records(source: ByteStream, limit: int) -> Iterator[Record | Gap]:
    """Yield the records of a WARC from the current position of `source`. Skips blocks larger than `limit`
    bytes.

    Whenever an item is yielded, `source` is at the item's end; the caller may stop there.
    """
    while True:
        source.skip_blank(BLANK)
        source.forget()
        place, offset = source.place(), source.offset()
        if source.ended():
            if (cut := source.resume()) is None:
                return
            yield _gap_at(cut, place)
            continue
        if not _VERSION.match(source.peek(32)):
            yield _skip_to_record(source, place, offset, "No record begins here")
            continue
        headers = _read_headers(source)
        length = _content_length(headers)
        if headers is None or length is None:
            yield _skip_to_record(source, place, offset, "The record's header cannot be read")
            continue
        yield _read_record(source, place, offset, headers, length, limit)


def _gap_at(cut: Cut, place: Place) -> Gap:
    return Gap(place, str(cut.place), 0, cut.reason, cut.detail)


def _skip_to_record(source: ByteStream, place: Place, offset: str, why: str) -> Gap:
    """Skip bytes up to the next record. Reports one gap, even if the data in it is damaged."""
    head = source.read(1)
    passed = len(head) + source.skip_to(RECORD_START)
    cut = source.resume() if source.ended() else None
    if cut is not None:
        return Gap(place, offset, passed, cut.reason, f"{why} {cut.detail}")
    return Gap(place, offset, passed, "unreadable", f"{why}; skipped {passed} bytes to the next one.")


def _read_headers(source: ByteStream) -> dict[str, str] | None:
    """Read the headers. Returns None and consumes nothing if they do not end."""
    size = 1 << 12
    while True:
        head = source.peek(size)
        if (end := _END_OF_HEADERS.search(head)) is not None:
            source.read(end.end())
            return parse_headers(head[head.find(b"\n") + 1 : end.start()])
        if len(head) < size or size >= _HEADER_BYTES:
            return None
        size *= 4


def _content_length(headers: dict[str, str] | None) -> int | None:
    said = (headers or {}).get("content-length", "").strip()
    return int(said) if said.isdecimal() and len(said) < 18 else None


def _read_record(
    source: ByteStream, place: Place, offset: str, headers: dict[str, str], length: int, limit: int
) -> Record:
    if length > limit:
        passed = source.skip(length)
        reason, flaw = _truncation(source) if passed < length else ("", "")
        return Record(place, offset, headers, None, passed, flaw, reason)
    begin = source.tell()
    block = source.read(length)
    if len(block) == length and _ends_well(source):
        block = _without_end(block, source)
        if source.is_damaged(place) and not source.peek(64).strip(BLANK):
            reason, flaw = _truncation(source)
            return Record(place, offset, headers, block, len(block), flaw, reason)
        return Record(place, offset, headers, block, len(block))
    next_start = _next_start(block, source, begin)
    if next_start is not None:  # a record begins inside this one, so its declared length is too large
        source.unread(block[next_start:])
        block = block[:next_start].removesuffix(_END)
        return Record(place, offset, headers, block, len(block), "The record is shorter than declared.")
    if len(block) < length:
        reason, flaw = _truncation(source)
        return Record(place, offset, headers, block, len(block), flaw, reason)
    rest = source.read_to(RECORD_START, limit)
    block = (block + rest).removesuffix(_END)
    return Record(place, offset, headers, block, len(block), "The record is longer than declared.")


def _ends_well(source: ByteStream) -> bool:
    """Whether the record ends here: blank lines, then the next record or nothing."""
    ahead = source.peek(64)
    if ahead.startswith(_END):
        return True
    rest = ahead.lstrip(BLANK)
    return (
        not rest or bool(_VERSION.match(rest)) or bool(source.part_ends(source.tell() - 1, source.tell() + 1))
    )


def _without_end(block: bytes, source: ByteStream) -> bytes:
    """Undo a declared length that is a few bytes too large and includes some of the blank lines after the
    record.
    """
    ahead = source.peek(4)
    for missing in range(1, 5):
        if block.endswith(_END[:missing]) and ahead.startswith(_END[missing:] + b"WARC"[:missing]):
            return block[:-missing]
    return block


def _truncation(source: ByteStream) -> tuple[str, str]:
    """Return a reason code and a sentence for data that ends early. Resumes after a cut."""
    source.skip_blank(BLANK)
    cut = source.resume() if source.ended() else None
    if cut is not None:
        return cut.reason, cut.detail
    return "truncated", "The file ends in the middle of the record."


def _next_start(block: bytes, source: ByteStream, begin: int) -> int | None:
    """Find where another record begins within a block."""
    starts = [each - begin for each in source.part_ends(begin, begin + len(block))]
    found = next((each for each in starts if RECORD_START.match(block, each)), None)
    inner = _INNER_START.search(block)
    candidates = [each for each in (found, inner.end() if inner else None) if each is not None]
    return min(candidates, default=None)
