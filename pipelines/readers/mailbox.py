"""Mailboxes in mbox format: the HTML part of each mail is a page, as in MHTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsmill.pipelines.readers import mhtml
from newsmill.pipelines.readers.bytestream import ByteStream
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Unreadable
from newsmill.pipelines.regex import lazy_regex

__all__ = ["looks_like_mailbox", "read_sequence"]

# `From name@host Tue Feb 14 06:46:03 2012`, then the mail's first header.
_HEADER = rb"[^\r\n]{0,40}\r?\n[A-Za-z][\w-]{0,76}[ \t]*:"
_FROM = rb"From [^\r\n]{1,200}\d\d:\d\d" + _HEADER
# The same with a full date, accepted without a blank line before it or with one letter of `From ` damaged.
_DATED = (
    rb"(?:From[^\r\n]|[^\r\n]rom |F[^\r\n]om |Fr[^\r\n]m |Fro[^\r\n] )[^\r\n]{1,200}"
    rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d" + _HEADER
)
_FIRST = lazy_regex(rb"\A" + _FROM)
_NEXT = lazy_regex(rb"\r?\n(?:\r?\n(?=" + _FROM + rb")|(?=" + _DATED + rb"))")
# Data after the last part of a mail that no mail program writes (some add a line of text).
_LOST = lazy_regex(
    rb"[\x00-\x08\x0e-\x1a]|^content-type[ \t]*:\s*(?:multipart/|text/)", re.IGNORECASE | re.MULTILINE
)
# The longest match of `_NEXT`, with what it looks ahead to.
_OVERLAP = 512


def looks_like_mailbox(head: bytes) -> bool:
    """Whether a file begins with the line that separates mails in a mailbox."""
    return _FIRST.match(head.lstrip(b"\r\n")) is not None


def read_sequence(source: ByteStream, origin: str, options: Options) -> Iterator[Item]:
    """Yield the page of each mail. A mail without one is a reject."""
    number = 0
    while True:
        source.skip_blank(b"\r\n")
        place = f"{origin}#mail={number}"
        number += 1
        if source.ended():
            if (cut := source.resume()) is None:
                return
            yield Unreadable(origin=place, reason=cut.reason, detail=cut.detail)
            source.skip_to(_NEXT, overlap=_OVERLAP)
            continue
        raw = source.read_to(_NEXT, options.page_bytes + 1, _OVERLAP)
        if len(raw) > options.page_bytes:
            source.skip_to(_NEXT, overlap=_OVERLAP)
            detail = f"The mail is larger than {options.page_bytes >> 20} MB."
            yield Unreadable(origin=place, reason="too-large", detail=detail)
        elif source.damage is not None and source.ended():
            cut = source.resume()
            reason, detail = (cut.reason, cut.detail) if cut else ("truncated", "")
            yield Unreadable(origin=place, reason=reason, detail=detail, raw=raw)
            source.skip_to(_NEXT, overlap=_OVERLAP)
        else:
            yield _page(raw, place)
            rest = mhtml.after_end(raw.partition(b"\n")[2])
            if _LOST.search(rest):
                detail = f"No mail begins here; skipped {len(rest)} bytes to the next one."
                yield Unreadable(
                    origin=f"{origin}#mail={number}", reason="unreadable", detail=detail, raw=rest
                )
                number += 1


def _page(raw: bytes, place: str) -> Item:
    try:
        return mhtml.page_of(raw.partition(b"\n")[2], place)
    except Exception as error:  # raised by the mail parsers, which hostile bytes can make fail in many ways
        detail = f"It cannot be read: {type(error).__name__}: {error}."
        return Unreadable(origin=place, reason="unreadable", detail=detail, raw=raw)
