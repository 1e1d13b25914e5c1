"""Tar archives of saved pages, read sequentially, without unpacking anything to disk.

After a damaged header, reading continues at the next header with a valid checksum.
"""

from __future__ import annotations

import contextlib
import tarfile
from collections.abc import Iterator

from newsmill.pipelines.readers.bytestream import ByteStream
from newsmill.pipelines.readers.file_names import MemberNames, shown
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Unreadable
from newsmill.pipelines.readers.substreams import Nested, Part

__all__ = ["read_sequence"]

_BLOCK = 512
_MARK = b"ustar"
_MARK_AT = 257
# Extension headers (long names and other properties) are normally a few hundred bytes.
_HEADER_BYTES = 1 << 20
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_LONG_NAMES = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
_PROPERTIES = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)


class _Archive:
    """A tar being read. `name`, `size` and `sparse`, set by an extension header, override the next header."""

    def __init__(self, source: ByteStream, origin: str) -> None:
        self.source = source
        self.origin = origin
        self.name: str | None = None
        self.size: int | None = None
        self.sparse = False
        self.aligned = True
        self._is_open = False  # a member was read, and no end mark after it

    def header(self) -> tarfile.TarInfo | Unreadable | None:
        """Return the next header, an error, or None at the end. Skips zero blocks, since archives may be
        concatenated.
        """
        while True:
            self.source.forget()
            block = self.source.read(_BLOCK)
            if len(block) < _BLOCK:
                return self._end(block)
            if not block.strip(b"\x00"):
                self._is_open = False
                continue
            info = _parsed(block)
            if info is not None:
                return info
            return self._skip_to_header(block)

    def _end(self, rest: bytes) -> Unreadable | None:
        cut = self.source.resume() if self.source.ended() else None
        if cut is not None:
            self.aligned = False
            self._find_header()
            return Unreadable(origin=self.origin, reason=cut.reason, detail=cut.detail)
        if rest.strip(b"\x00"):
            return Unreadable(origin=self.origin, reason="truncated", detail="The tar ends in a header.")
        if self._is_open:
            self._is_open = False
            detail = "The tar ends without its end mark: members may be missing."
            return Unreadable(origin=self.origin, reason="truncated", detail=detail)
        return None

    def _skip_to_header(self, block: bytes) -> Unreadable:
        begin = self.source.tell() - len(block)
        if not self.aligned:
            self.source.unread(block[1:])
        self._find_header()
        passed = self.source.tell() - begin
        detail = f"No tar member begins at {begin}; skipped {passed} bytes to the next one."
        return Unreadable(origin=f"{self.origin}#offset={begin}", reason="unreadable", detail=detail)

    def _find_header(self) -> None:
        """Skip to the next header: first at block boundaries, then, if data is missing or extra, anywhere."""
        while (ahead := self.source.peek(1 << 16)) and len(ahead) >= _BLOCK:
            found = ahead.find(_MARK, _MARK_AT)
            while found >= 0 and found - _MARK_AT + _BLOCK <= len(ahead):
                start = found - _MARK_AT
                if _parsed(ahead[start : start + _BLOCK]) is not None:
                    self.source.read(start)
                    return
                found = ahead.find(_MARK, found + 1)
            if len(ahead) < 1 << 16:
                self.source.read(len(ahead))
                return
            self.source.read(len(ahead) - _BLOCK + 1)

    def member(self, info: tarfile.TarInfo) -> Part:
        """The bytes of a member."""
        return Part(self.source, info.size if self.size is None else self.size)

    def finish(self, part: Part, size: int) -> None:
        """Skip to the end of a member."""
        part.skip()
        self._is_open = not part.broken
        if part.cut:
            self.aligned = False
            self._find_header()
        elif not part.broken:
            self.source.skip(-size % _BLOCK)

    def extension(self, info: tarfile.TarInfo) -> Iterator[Unreadable]:
        """Read the extension header that `info` begins."""
        if info.size > _HEADER_BYTES:
            detail = f"The tar is damaged: a header of {info.size} bytes."
            yield Unreadable(origin=self.origin, reason="unreadable", detail=detail)
            return
        raw = self.source.read(info.size)
        self.source.skip(-info.size % _BLOCK)
        self._apply(info, raw)

    def forget(self) -> None:
        """Forget what extension headers said, at the end of a member."""
        self.name = self.size = None
        self.sparse = False

    def _apply(self, info: tarfile.TarInfo, raw: bytes) -> None:
        """Apply an extension header to the next member."""
        if info.type in _LONG_NAMES:
            if info.type == tarfile.GNUTYPE_LONGNAME:
                self.name = raw.rstrip(b"\x00").decode("utf-8", "surrogateescape")
        elif info.type != tarfile.XGLTYPE:
            found = _pax(raw)
            self.name = found.get("GNU.sparse.name") or found.get("path", self.name)
            self.sparse = any(key.startswith("GNU.sparse.") for key in found)
            said = found.get("size", "")
            self.size = int(said) if said.isdecimal() and len(said) < 18 else self.size


def read_sequence(
    source: ByteStream, origin: str, options: Options, nested: Nested, depth: int = 0
) -> Iterator[Item]:
    """Yield the contents of a tar's regular files. Member names are labels; nothing is written to disk."""
    archive = _Archive(source, origin)
    with contextlib.closing(MemberNames()) as names:
        while (info := archive.header()) is not None:
            if isinstance(info, Unreadable):
                yield info
            elif info.type in (*_LONG_NAMES, *_PROPERTIES):
                yield from archive.extension(info)
            else:
                yield from _member(archive, info, names, options, nested, depth)


def _member(
    archive: _Archive, info: tarfile.TarInfo, names: MemberNames, options: Options, nested: Nested, depth: int
) -> Iterator[Item]:
    offset = archive.source.tell() - _BLOCK
    size = info.size if archive.size is None else archive.size
    sparse = archive.sparse or info.type == tarfile.GNUTYPE_SPARSE
    place = f"{archive.origin}#{names.label(shown(archive.name or info.name), offset)}"
    if sparse:
        yield Unreadable(origin=place, reason="unreadable", detail="Sparse files in a tar cannot be read.")
        archive.finish(archive.member(info), size)
    elif info.type in _FILES:
        part = archive.member(info)
        yield from nested(part, place, options, depth + 1)
        archive.finish(part, size)
    elif info.type != tarfile.DIRTYPE:
        yield NoPage("other-file")
    archive.forget()


def _parsed(block: bytes) -> tarfile.TarInfo | None:
    """Parse a header; None if its checksum is wrong."""
    if not block[148:156].strip(b" \x00").isdigit():
        return None
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return None
    return info if info.size >= 0 else None


def _pax(raw: bytes) -> dict[str, str]:
    """Parse the `LENGTH KEY=VALUE\\n` records of a pax header."""
    found: dict[str, str] = {}
    position = 0
    while position < len(raw):
        digits, _, _ = raw[position : position + 20].partition(b" ")
        if not digits.isdigit() or int(digits) < 5:
            break
        record = raw[position + len(digits) + 1 : position + int(digits) - 1]
        key, _, value = record.partition(b"=")
        found[key.decode("utf-8", "replace")] = value.decode("utf-8", "surrogateescape")
        position += int(digits)
    return found
