"""Names of files, which are bytes and need not be text: how they are shown, and how they travel in a slice.

Python gives a name that is no UTF-8 with surrogates for the bytes that do not fit, and such text can be neither written
as JSON nor sent as msgpack. Folders saved on Chinese systems are full of such names.
"""

from __future__ import annotations

import os
import re

__all__ = ["packed", "shown", "shown_bytes", "unpacked", "url_path"]

# No file name has a NUL in it, so it marks a path that travels as hexadecimal digits.
_PACKED = "\x00"
_BYTES_OF_NO_TEXT = re.compile("[\udc80-\udcff]")
# What a Chinese name is made of beside ASCII: ideographs, CJK punctuation, full-width forms, dashes and quotes.
_CHINESE = re.compile("[\x20-\x7e\u00b7\u2010-\u203b\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")


def shown(path: str) -> str:
    """A path as text that can be written: as it is, or each part of it that is no UTF-8 by what its bytes say."""
    if _BYTES_OF_NO_TEXT.search(path) is None:
        return path
    return "/".join(shown_bytes(part.encode("utf-8", "surrogateescape")) for part in path.split("/"))


def shown_bytes(name: bytes) -> str:
    r"""A name as text: UTF-8, else GB18030 where that gives Chinese and nothing else, else with `\xe9` for what is no text."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        chinese = name.decode("gb18030")
    except UnicodeDecodeError:
        chinese = ""
    return chinese if _CHINESE.fullmatch(chinese) else name.decode("utf-8", "backslashreplace")


def packed(path: str) -> str:
    """A path that can travel in a message; `unpacked` undoes it."""
    return path if _BYTES_OF_NO_TEXT.search(path) is None else _PACKED + os.fsencode(path).hex()


def unpacked(path: str) -> str:
    """The path that was `packed`."""
    return os.fsdecode(bytes.fromhex(path[1:])) if path.startswith(_PACKED) else path


def url_path(path: str) -> str:
    """A path for a URL: parts of it that are no UTF-8 have their bytes escaped, as the tool that saved the page found them."""
    return "/".join(
        part
        if _BYTES_OF_NO_TEXT.search(part) is None
        else "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in os.fsencode(part))
        for part in path.split("/")
    )
