"""Charsets whose pages contain escape sequences or NULs: HZ, ISO-2022-CN/JP/KR, UTF-16 and UTF-32 without a
BOM.

Their bytes are all valid ASCII or UTF-8, so they are checked before those, and only if a page contains such
bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from newsmill.pipelines.decode.charset_labels import Charset
from newsmill.pipelines.decode.plausibility import cost
from newsmill.pipelines.regex import lazy_regex

__all__ = ["escape_charset", "nul_charset", "read_iso_2022_cn", "wide_charset"]

# The escape sequence that announces each charset, in the order they are checked.
_ANNOUNCEMENTS: tuple[tuple[re.Pattern[bytes], Charset], ...] = (
    (lazy_regex(rb"\x1b\$\)[AGE]|\x1b\$\*H"), Charset("iso-2022-cn", "iso-2022-cn")),
    (lazy_regex(rb"\x1b\$\)C"), Charset("iso-2022-kr", "iso2022_kr")),
    (lazy_regex(rb"\x1b\$(?:[@B]|\(D)"), Charset("iso-2022-jp", "iso2022_jp_2")),
)
_HZ = lazy_regex(rb"~\{((?:[\x21-\x77][\x21-\x7e])+)~\}")
_SHIFTED = lazy_regex(rb"\x1b\$\)[AGE]|\x1b\$\*H|\x0e([^\x0f\r\n]*)\x0f?|\x1bN(..)|\x0f", re.DOTALL)


def escape_charset(raw: bytes, declared: Charset | None) -> Charset | None:
    """The charset announced by the escape sequences of a 7-bit page, or None.

    HZ has no announcement, and `~{` occurs in scripts: the bytes between `~{` and `~}` must be likely text.
    """
    if b"\x1b$" in raw:
        return next((charset for pattern, charset in _ANNOUNCEMENTS if pattern.search(raw)), None)
    if b"~{" in raw:
        pairs = b"".join(_HZ.findall(raw[:65536]))
        text = bytes(byte | 0x80 for byte in pairs).decode("gb2312", "replace")
        limit = 11 if declared is not None and declared.codec == "hz" else 8.5
        if text and cost(text) <= limit * len(text):
            return Charset("hz-gb-2312", "hz")
    return None


def nul_charset(raw: bytes) -> str | None:
    """Return `utf-16le`, `utf-16be`, `utf-32le` or `utf-32be` if a page's NULs are placed as in it, else
    None.

    ASCII in UTF-16 has a NUL in every other byte, and markup is mostly ASCII; even purely Chinese text has
    line ends, digits and spaces. Stray NULs occur at odd and even offsets alike.
    """
    wide = _wide_charset(raw)
    if wide is not None:
        return wide
    size = len(raw) - len(raw) % 2
    units = np.frombuffer(raw, np.uint8, count=size).reshape(-1, 2)
    first, second = (int(count) for count in (units == 0).sum(axis=0))
    for mine, others, name in ((second, first, "utf-16le"), (first, second, "utf-16be")):
        if mine > _NULS_AHEAD * others and mine * 40 >= size:
            text = raw[: min(size, 4096)].decode(name, "replace")
            if cost(text) <= 12 * len(text):
                return name
    return None


def wide_charset(raw: bytes, declared: Sequence[str]) -> str | None:
    """The UTF-16 or UTF-32 charset (`utf-16le` …) in which bytes without NULs are text, else None.

    A declared one (`declared` holds names of the WHATWG) has to read better than the bytes by themselves. Without a
    declaration it has to be Chinese or Japanese throughout, and no markup.
    """
    names = [name for name in declared if name.startswith(("utf-16", "utf-32"))]
    of_one_block = _in_one_block(raw)
    if of_one_block is not None:
        return of_one_block
    if not names and (len(raw) < _LEAST_UNDECLARED or raw.isascii() or _MARKUP.search(raw[:1024])):
        return None
    alone = cost(raw[:_HEAD].decode("utf-8", "replace"))
    for name in dict.fromkeys([*names, *(_other_order(name) for name in names)] or ["utf-16le", "utf-16be"]):
        width = 4 if name.startswith("utf-32") else 2
        text = raw[: min(_HEAD, len(raw) - len(raw) % width)].decode(name, "replace")
        most = _DECLARED_BITS if names else _UNDECLARED_BITS
        if text and cost(text) <= most * len(text) and cost(text) < alone and (names or _is_chinese(text)):
            return name
    return None


def _in_one_block(raw: bytes) -> str | None:
    """The byte order of UTF-16 in which all characters are of one script: every other byte is the same control, such
    as 0E for Thai, which has no spaces."""
    size = len(raw) - len(raw) % 2
    if size < _LEAST_IN_BLOCK or (raw[1] != raw[3] and raw[0] != raw[2]):
        return None
    for at, name in ((1, "utf-16le"), (0, "utf-16be")):
        block = raw[at:size:2]
        if block[:1] in _BLOCKS and block.count(block[:1]) >= _BLOCK_SHARE * len(block):
            text = raw[: min(size, _HEAD)].decode(name, "replace")
            return name if cost(text) <= _BLOCK_BITS * len(text) else None
    return None


_BLOCKS = [bytes([block]) for block in range(0x03, 0x13) if block not in (0x09, 0x0A, 0x0D)]
_LEAST_IN_BLOCK, _BLOCK_SHARE, _BLOCK_BITS = 12, 0.9, 14.0


def _other_order(name: str) -> str:
    return name[:-2] + ("be" if name.endswith("le") else "le")


def _is_chinese(text: str) -> bool:
    shown = sum("\u3001" <= character <= "\u9fff" or "\uff01" <= character <= "\uff5e" for character in text)
    return shown >= _CHINESE_SHARE * len(text)


_MARKUP = lazy_regex(rb"<[A-Za-z!/?]")
_HEAD = 4096
# Bits a character: Chinese measures 7 to 8; letters read in pairs 12 and more.
_DECLARED_BITS, _UNDECLARED_BITS, _CHINESE_SHARE = 11.0, 9.0, 0.95
_LEAST_UNDECLARED = 16  # bytes


def _wide_charset(raw: bytes) -> str | None:
    """The byte order of UTF-32, whose units are all valid code points and rarely NUL; None if it is not
    UTF-32.
    """
    head = raw[: min(len(raw) - len(raw) % 4, 65536)]
    if len(head) < _LEAST_WIDE:
        return None
    for order, name in (("<u4", "utf-32le"), (">u4", "utf-32be")):
        units = np.frombuffer(head, order)
        if np.mean((units > 0) & (units < 0x110000)) >= _WIDE_SHARE:
            text = head[:4096].decode(name, "replace")
            if cost(text) <= 12 * len(text):
                return name
    return None


_LEAST_WIDE, _WIDE_SHARE = 16, 0.99  # bytes; the share of units that are characters
_NULS_AHEAD = 3  # ratio between the two bytes of a pair; the NUL of `一` (4E00) counts on the smaller side


def read_iso_2022_cn(raw: bytes) -> str:
    """Decode ISO-2022-CN, which Python does not support: only its GB2312 part; CNS 11643 characters become
    U+FFFD.
    """
    designated = b"A"

    def shifted(match: re.Match[bytes]) -> bytes:
        nonlocal designated
        found = match.group()
        if found.startswith(b"\x1b$)"):
            designated = found[3:4]
        if match.group(2) is not None:
            return "\ufffd".encode("gb18030")
        run = match.group(1)
        if run is None:
            return b""
        if designated != b"A":
            return "\ufffd".encode("gb18030") * ((len(run) + 1) // 2)
        return bytes(byte | 0x80 if byte > 0x20 else byte for byte in run)

    return _SHIFTED.sub(shifted, raw).decode("gb18030", "replace")
