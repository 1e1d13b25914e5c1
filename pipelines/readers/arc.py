"""ARC, the Internet Archive's format before WARC, compressed a record or plain, in both its versions.

A record is a line (address, IP, time, type, …, length) and as many bytes. Where the length does not lead to the next line, the next
one is looked for, and what lies between belongs to the record before.
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

# `URL IP 20050214064603 text/html [code checksum location offset filename] 1234`; old types have spaces in them.
_LINE = re.compile(
    rb"(?:https?|ftp|dns|filedesc|whois|mailto|gopher|nntp|warcinfo):[^\s]{1,4096} [0-9A-Fa-f.:-]{1,45} \d{8,17} [^\n]{1,512}? ?(\d{1,15})\r?\n",
    re.IGNORECASE,
)
_LINE_BYTES = 8192
_BLANK = b"\r\n\x00"


class _Record(NamedTuple):
    """The fields of a record's line, and its block; None where that is too long and was passed over."""

    origin: str
    url: str
    stamp: str
    declared: str
    block: bytes | None
    flaw: str
    reason: str


def looks_like_arc(head: bytes) -> bool:
    """Whether a file begins with an ARC record's line."""
    return _LINE.match(head) is not None


def read_sequence(source: ByteStream, origin: str, options: Options) -> Iterator[Item]:
    """The records of an ARC from front to back."""
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
            yield _pass_over(source, offset)
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


def _pass_over(source: ByteStream, offset: str) -> Unreadable:
    passed = len(source.read(1)) + source.skip_to(_LINE, overlap=_LINE_BYTES)
    cut = source.resume() if source.ended() else None
    detail = f"No record begins here. {passed} bytes up to the next record are left out."
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
        return made(None, *(_why_short(source) if passed < length else ("", "")))
    block = source.read(length)
    ahead = source.peek(_LINE_BYTES)
    rest = ahead.lstrip(_BLANK)
    if len(block) == length and (not rest or ahead.startswith((b"\n", b"\r\n")) or _LINE.match(rest)):
        if source.is_damaged(place) and not rest:
            return made(block, *_why_short(source))
        return made(block)
    inner = re.compile(rb"\r?\n(?=" + _LINE.pattern + rb")", re.IGNORECASE).search(block)
    if inner is not None:
        source.unread(block[inner.end() :])
        return made(block[: inner.start()], "the record is shorter than it says")
    if len(block) < length:
        return made(block, *_why_short(source))
    block += source.read_to(_LINE, limit, overlap=_LINE_BYTES)
    return made(block.removesuffix(b"\n"), "the record is longer than it says")


def _why_short(source: ByteStream) -> tuple[str, str]:
    """A sentence and a reason for data that ends here; the cut, if there is one, is passed."""
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
    detail = f"It is larger than {options.page_bytes >> 20} MB."
    return Unreadable(origin=record.origin, url=record.url, reason="too-large", detail=detail)


def _date(stamp: str) -> str | None:
    try:
        return datetime.strptime(stamp[:14], "%Y%m%d%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return None
