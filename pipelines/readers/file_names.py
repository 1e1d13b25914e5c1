"""File names are bytes and need not be valid text: how to display them, and how to carry them in a slice.

Python maps the bytes of a name that is not UTF-8 to surrogates, which can be neither written as JSON nor sent
as msgpack. Folders saved on Chinese systems are full of such names.
"""

from __future__ import annotations

import hashlib
import os

from newsmill.pipelines.key_set import Keys
from newsmill.pipelines.regex import lazy_regex

__all__ = ["MemberNames", "packed", "shown", "shown_bytes", "unpacked", "url_path", "without_place"]

# A file name cannot contain NUL, so NUL marks a path encoded as hexadecimal digits.
_PACKED = "\x00"
_BYTES_OF_NO_TEXT = lazy_regex("[\udc80-\udcff]")
# The characters of a Chinese name besides ASCII: ideographs, CJK punctuation, full-width forms, dashes and
# quotes.
_CHINESE = lazy_regex("[\x20-\x7e\u00b7\u2010-\u203b\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")


_PLACE = lazy_regex(r"#member=\d+\Z")


class MemberNames:
    """The names of an archive's members, in bounded memory: several members may have the same one."""

    def __init__(self) -> None:
        self._keys = Keys()

    def label(self, name: str, offset: int) -> str:
        """Return the name, followed by the member's offset in the archive if an earlier member had that name."""
        key = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        return name if self._keys.add(key) else f"{name}#member={offset}"

    def close(self) -> None:
        """Remove its temporary files."""
        self._keys.close()


def without_place(origin: str) -> str:
    """An origin without the offset that `MemberNames.label` appended."""
    return _PLACE.sub("", origin)


def shown(path: str) -> str:
    """Return a path as printable text. Each component that is not UTF-8 is decoded by `shown_bytes`."""
    if _BYTES_OF_NO_TEXT.search(path) is None:
        return path
    return "/".join(shown_bytes(part.encode("utf-8", "surrogateescape")) for part in path.split("/"))


def shown_bytes(name: bytes) -> str:
    r"""Decode a name: as UTF-8, else as GB18030 if the result is purely Chinese, else with `\xe9` escapes for
    invalid bytes.
    """
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
    """Encode a path so that it can be sent in a message; `unpacked` reverses it."""
    return path if _BYTES_OF_NO_TEXT.search(path) is None else _PACKED + os.fsencode(path).hex()


def unpacked(path: str) -> str:
    """Decode a path encoded by `packed`."""
    return os.fsdecode(bytes.fromhex(path[1:])) if path.startswith(_PACKED) else path


def url_path(path: str) -> str:
    """Return a path for use in a URL. Components that are not UTF-8 are percent-encoded from their original
    bytes.
    """
    return "/".join(
        part
        if _BYTES_OF_NO_TEXT.search(part) is None
        else "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in os.fsencode(part))
        for part in path.split("/")
    )
