"""ARC, the Internet Archive's format before WARC: versions 1 and 2, plain or compressed record by record.

A record is a header line (address, IP, time, type, …, length) followed by that many bytes. If the length does
not lead to another header line, the reader searches for the next one and assigns the bytes in between to the
current record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers.bytestream import ByteStream, Place, TooLarge
from newsmill.pipelines.readers.http_body import (
    Message,
    charset_of,
    declares,
    is_html,
    read_body,
    split_message,
)
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Unreadable

__all__ = ["looks_like_arc", "read_sequence"]

# `URL IP 20050214064603 text/html [code checksum location offset filename] 1234`. Old media types may contain
# spaces.
_LINE = re.compile(
    (
        rb"(?:https?|ftp|dns|filedesc|whois|mailto|gopher|nntp|warcinfo):[^\s]{1,4096} [0-9A-Fa-f.:-]{1,45} "
        rb"\d{8,17} [^\n]{1,512}? ?(\d{1,15})\r?\n"
    ),
    re.IGNORECASE,
)
_LINE_BYTES = 8192
_BLANK = b"\r\n\x00"


class _Record(NamedTuple):
    """The fields of a record's header line, and its block (None if it was too long and skipped)."""

    origin: str
    url: str
    stamp: str
    declared: str
    block: bytes | None
    flaw: str
    reason: str


def looks_like_arc(head: bytes) -> bool:
    """Whether a file begins with an ARC record's header line."""
    return _LINE.match(head) is not None


def read_sequence(source: ByteStream, origin: str, options: Options) -> Iterator[Item]:
    """Yield the records of an ARC sequentially."""
    while True:
        source.skip_blank(_BLANK)
        source.forget()
        ended = source.ended()
        offset = f"{origin}#offset={source.offset()}"
        if ended:
            if (cut := source.resume()) is None:
                return
            yield Unreadable(origin=offset, reason=cut.reason, detail=cut.detail)
            continue
        line = _LINE.match(source.peek(_LINE_BYTES))
        if line is None:
            yield _skip_to_record(source, offset)
            continue
        place = source.place()
        source.read(line.end())
        record = _read_record(source, place, offset, line, 2 * options.page_bytes)
        if record.url.startswith("filedesc:") and not record.reason:
            continue  # the file's own header
        try:
            yield _item(record, options)
        except TooLarge:
            yield _too_large(record, options)


def _skip_to_record(source: ByteStream, offset: str) -> Unreadable:
    passed = len(source.read(1)) + source.skip_to(_LINE, overlap=_LINE_BYTES)
    cut = source.resume() if source.ended() else None
    detail = f"No record begins here; skipped {passed} bytes to the next one."
    return Unreadable(
        origin=offset, reason=cut.reason if cut else "unreadable", detail=cut.detail if cut else detail
    )


def _read_record(source: ByteStream, place: Place, offset: str, line: re.Match[bytes], limit: int) -> _Record:
    words = line.group().decode("utf-8", "replace").split()
    declared, length = words[3], int(line.group(1))

    def made(block: bytes | None, flaw: str = "", reason: str = "") -> _Record:
        return _Record(offset, words[0], words[2], declared, block, flaw, reason)

    if length > limit:
        passed = source.skip(length)
        return made(None, *(_truncation(source) if passed < length else ("", "")))
    block = source.read(length)
    ahead = source.peek(_LINE_BYTES)
    rest = ahead.lstrip(_BLANK)
    if len(block) == length and (not rest or ahead.startswith((b"\n", b"\r\n")) or _LINE.match(rest)):
        if source.is_damaged(place) and not rest:
            return made(block, *_truncation(source))
        return made(block)
    inner = re.compile(rb"\r?\n(?=" + _LINE.pattern + rb")", re.IGNORECASE).search(block)
    if inner is not None:
        source.unread(block[inner.end() :])
        return made(block[: inner.start()], "the record is shorter than declared")
    if len(block) < length:
        return made(block, *_truncation(source))
    block += source.read_to(_LINE, limit, overlap=_LINE_BYTES)
    return made(block.removesuffix(b"\n"), "the record is longer than declared")


def _truncation(source: ByteStream) -> tuple[str, str]:
    """Return a sentence and a reason code for data that ends early. Resumes after a cut."""
    source.skip_blank(_BLANK)
    cut = source.resume() if source.ended() else None
    if cut is not None:
        return cut.detail, cut.reason
    return "The file ends in the middle of the record.", "truncated"


def _item(record: _Record, options: Options) -> Item:
    if not record.url.startswith(("http://", "https://")):
        return NoPage("no-page")
    if record.reason:
        return Unreadable(
            origin=record.origin,
            url=record.url,
            reason=record.reason,
            detail=record.flaw,
            raw=record.block,
        )
    if record.block is None:
        return _too_large(record, options)
    message = split_message(record.block)
    if not options.reads(message.status):
        return NoPage(f"status-{message.status}")
    declared = message.headers.get("content-type") or record.declared
    said = declares(declared)
    if said == "other":
        return NoPage("not-html")
    body = read_body(message, options)
    if said == "unsure" and not is_html(body.raw):
        return NoPage("not-html")
    return Page(
        raw=body.raw,
        url=record.url,
        charset=charset_of(declared),
        status=message.status,
        fetched_at=_date(record.stamp),
        origin=record.origin,
        media="html",
        mime=declared.partition(";")[0].strip().lower() or None,
        warnings=tuple(_warnings(record, message, cut=body.cut)),
    )


def _warnings(record: _Record, message: Message, *, cut: bool) -> Iterator[str]:
    if record.flaw:
        yield record.flaw
    elif cut:
        yield "body is shorter than its header says"
    if message.status == 206:
        yield "part of a page (status 206)"


def _too_large(record: _Record, options: Options) -> Unreadable:
    detail = f"The page is larger than {options.page_bytes >> 20} MB."
    return Unreadable(origin=record.origin, url=record.url, reason="too-large", detail=detail)


def _date(stamp: str) -> str | None:
    try:
        return datetime.strptime(stamp[:14], "%Y%m%d%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return None
