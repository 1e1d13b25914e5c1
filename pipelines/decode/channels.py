"""The channels: the ways in which text becomes mojibake.

A channel consists of the text's actual charset, the charset it was misread as, and what the reader did with
bytes invalid in the latter (`losses`). `damage` applies a channel; a repair is accepted only if damaging it
again gives the found text exactly.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

__all__ = ["CHANNELS", "Channel", "damage", "is_shown_by", "lost_before", "sloppy_bytes"]

Losses = Literal["none", "ignore", "replace", "question"]


class Channel(NamedTuple):
    """One way text is damaged.

    losses  `none` every byte survives; `ignore` invalid bytes are dropped; `replace` each becomes U+FFFD;
            `question` each becomes `?`
    """

    name: str
    actual_charset: str
    misread_as: str
    losses: Losses
    why: str


CHANNELS: tuple[Channel, ...] = (
    Channel("utf-8 as gb18030, bytes ignored", "utf-8", "gb18030", "ignore",
        "PHP's iconv with //IGNORE, Python's errors='ignore'"),
    Channel("utf-8 as gbk, bytes ignored", "utf-8", "gbk", "ignore",
        "the same with the older table, which loses more"),
    Channel("utf-8 as gb18030, bytes replaced", "utf-8", "gb18030", "replace",
        "what browsers and most libraries show"),
    Channel("utf-8 as gbk, bytes replaced", "utf-8", "gbk", "replace", "the same with the older table"),
    Channel("utf-8 as gb18030, bytes as ?", "utf-8", "gb18030", "question",
        "Java and old databases write ? for what they cannot store"),
    Channel("utf-8 as gbk, bytes as ?", "utf-8", "gbk", "question", "the same with the older table"),
    Channel("utf-8 as gb18030", "utf-8", "gb18030", "none", "text whose bytes happen all to be characters"),
    Channel("utf-8 as shift_jis", "utf-8", "cp932", "none", "Japanese software"),
    Channel("utf-8 as euc-kr", "utf-8", "cp949", "none", "Korean software"),
    Channel("utf-8 as windows-1252", "utf-8", "cp1252", "none",
        "the default of western software and of MySQL's latin1"),
    Channel("gb18030 as windows-1252", "gb18030", "cp1252", "none", "Chinese pages in western software"),
    Channel("big5 as windows-1252", "big5", "cp1252", "none", "Taiwanese and Hong Kong pages in western software"),
    Channel("big5 as gbk", "big5", "gb18030", "none", "pages from across the strait, before Unicode"),
    Channel("gbk as big5", "gb18030", "big5", "none", "the reverse"),
)  # fmt: skip

_BY_CP1252 = {
    **{chr(byte): byte for byte in range(256)},
    **{bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0)
        if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)},
}  # fmt: skip


def sloppy_bytes(text: str) -> bytes:
    """The bytes shown as `text` by windows-1252 with any mix of C1 controls; KeyError if there are none."""
    return bytes(map(_BY_CP1252.__getitem__, text))


def damage(text: str, channel: Channel) -> str:
    """What `text` looks like after a channel with losses."""
    raw = text.encode(channel.actual_charset, "replace")
    if channel.losses == "replace":
        return raw.decode(channel.misread_as, "replace")
    if channel.losses == "question":
        return raw.decode(channel.misread_as, "replace").replace("\ufffd", "?")
    return raw.decode(channel.misread_as, "ignore")


def is_shown_by(text: str, codec: str) -> bool:
    """Whether a codec can show a text: False only for GBK, if the text has a character of GB18030 only."""
    if codec != "gbk" or not text:
        return True
    return max(text) <= "\uffff" and all(map(_shown(codec).__getitem__, map(ord, set(text))))


@lru_cache(maxsize=8)
def _shown(codec: str) -> bytes:
    """For each code point up to U+FFFF, whether it is U+FFFD or a codec of at most two bytes a character decodes
    to it. A set of the characters would take 4 MB."""
    pairs = (bytes((first, second)) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF))
    shown = "".join(pair.decode(codec, "ignore") for pair in pairs)
    table = bytearray(0x10000)
    for character in (*map(chr, range(0x80)), *shown, "\ufffd"):
        table[ord(character)] = True
    return bytes(table)


@lru_cache(maxsize=1024)
def lost_before(codec: str, following: int | None) -> frozenset[int]:
    """The bytes 80-FF that a codec loses when `following` comes next (None: nothing does)."""
    if following is None:
        return frozenset(range(0x80, 0x100))
    return frozenset(byte for byte in range(0x80, 0x100) if _is_lost(codec, bytes([byte, following])))


def _is_lost(codec: str, pair: bytes) -> bool:
    # The third and fourth byte keep a pair that begins a longer sequence from looking truncated.
    shown = (pair + b"  ").decode(codec, "replace")
    return shown.startswith("\ufffd")
