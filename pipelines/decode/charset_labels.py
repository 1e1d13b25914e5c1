"""Charset labels as used on the web, and the codecs that decode them.

Labels are resolved by the WHATWG Encoding Standard (package `webencodings`): `gb2312` means GBK, `latin1`
means windows-1252. GBK is decoded as its superset GB18030, Big5 as Big5-HKSCS, Shift_JIS and EUC-KR with
Microsoft's extensions.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import NamedTuple

import webencodings

from newsmill.pipelines.regex import lazy_regex

__all__ = ["Charset", "by_name", "declared_in", "resolve"]


class Charset(NamedTuple):
    """A charset: its WHATWG name (lower case) and the Python codec that decodes it best."""

    name: str
    codec: str


# WHATWG name → Python codec, where Python's own alias would decode less than browsers do.
_CODECS: dict[str, str] = {
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "iso-8859-8-i": "iso8859_8",
    "windows-874": "cp874",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "iso-2022-jp": "iso2022_jp_2",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
}

# Labels used by old pages that the standard maps to "replacement" (which decodes nothing) or does not know.
_OUTSIDE_THE_STANDARD: dict[str, Charset] = {
    "hz-gb-2312": Charset("hz-gb-2312", "hz"),
    "hz": Charset("hz-gb-2312", "hz"),
    "iso-2022-cn": Charset("iso-2022-cn", "iso-2022-cn"),
    "iso-2022-kr": Charset("iso-2022-kr", "iso2022_kr"),
    "utf-7": Charset("utf-7", "utf-7"),
    "utf8mb4": Charset("utf-8", "utf-8"),
    "cp936": Charset("gb18030", "gb18030"),
    "ms936": Charset("gb18030", "gb18030"),
    "gb-18030": Charset("gb18030", "gb18030"),
    "gb_18030": Charset("gb18030", "gb18030"),
    "big5-hkscs:2004": Charset("big5", "big5hkscs"),
    "cp950": Charset("big5", "big5hkscs"),
    "cp874": Charset("windows-874", "cp874"),
    "cp932": Charset("shift_jis", "cp932"),
    "cp949": Charset("euc-kr", "cp949"),
    "maccyrillic": Charset("x-mac-cyrillic", "mac_cyrillic"),
    "mac-cyrillic": Charset("x-mac-cyrillic", "mac_cyrillic"),
    "ibm855": Charset("ibm855", "cp855"),
    "cp855": Charset("ibm855", "cp855"),
    "johab": Charset("johab", "johab"),
    "x-johab": Charset("johab", "johab"),
    "ms1361": Charset("johab", "johab"),
    "cp1361": Charset("johab", "johab"),
    "windows-1361": Charset("johab", "johab"),
    "utf-32": Charset("utf-32le", "utf-32-le"),
    "ucs-4": Charset("utf-32le", "utf-32-le"),
}

# A declaration must be within this many bytes: browsers check 1024, but old portals put scripts before it.
_DECLARATION_BYTES = 4096

_DECLARATION = lazy_regex(
    rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]+?encoding\s*=\s*[\"']([\w:.-]+)", re.IGNORECASE
)
_COMMENT = lazy_regex(rb"<!--.*?-->", re.DOTALL)


@lru_cache(maxsize=512)
def resolve(label: str | None) -> Charset | None:
    """The charset a label stands for; None for a missing or unknown label."""
    cleaned = (label or "").strip(" \t\r\n\f\"';").lower()
    if not cleaned:
        return None
    known = _OUTSIDE_THE_STANDARD.get(cleaned)
    if known is not None:
        return known
    encoding = webencodings.lookup(cleaned)
    return by_name(encoding.name) if encoding is not None else None


@lru_cache(maxsize=128)
def by_name(name: str) -> Charset | None:
    """The charset of a WHATWG name; None for names that decode nothing (`replacement`, `x-user-defined`)."""
    codec = _CODECS.get(name, name)
    try:
        codecs.lookup(codec)
    except LookupError:
        return None
    return Charset("gb18030" if name == "gbk" else name, codec)


def declared_in(raw: bytes) -> str | None:
    """The charset a page declares in `<meta>` or its XML declaration, as written; comments are ignored."""
    head = raw[:_DECLARATION_BYTES]
    found = _DECLARATION.search(head)
    if found is not None and b"<!--" in head[: found.start()]:
        found = _DECLARATION.search(_COMMENT.sub(b"", head))
    if found is None:
        return None
    return (found.group(1) or found.group(2)).decode("ascii", "replace")
