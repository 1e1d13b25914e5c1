"""Zip archives of saved pages, and WACZ (a zip of WARCs).

An archive is read through its directory, which is at its end. If the directory is missing, damaged or
inconsistent with the data, members are read sequentially from the front.
"""

from __future__ import annotations

import bz2
import contextlib
import operator
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, cast

from newsmill.pipelines.readers.bytestream import ByteStream, Damaged, Readable
from newsmill.pipelines.readers.names import MemberNames, shown_bytes
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.parts import Guarded, Nested, Part
from newsmill.pipelines.readers.slices import Item, Unreadable
from newsmill.pipelines.readers.sources import open_source
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "ZIP_DAMAGE",
    "Member",
    "is_sound",
    "member_sizes",
    "members",
    "opened",
    "read_members",
    "read_sequence",
]

# Errors raised when reading a damaged archive. ValueError: a name flagged as UTF-8 that is not.
ZIP_DAMAGE = (
    zipfile.BadZipFile,
    OSError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    zlib.error,
    EOFError,
)

_LOCAL = b"PK\x03\x04"
_HEADER = struct.Struct("<4s5H3I2H")
_DIRECTORY = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x08")
_NEXT = lazy_regex(rb"PK(?:\x03\x04|\x01\x02)", re.DOTALL)
_DESCRIPTOR = lazy_regex(rb"PK(?:\x07\x08|\x03\x04|\x01\x02)", re.DOTALL)
_UNKNOWN = 0xFFFFFFFF
# The longest data descriptor, and the first bytes of what follows it.
_DESCRIPTOR_BYTES = 26
# Flags of a member: its name is UTF-8, its sizes follow its data, it is encrypted.
_UTF8, _SIZES_AFTER, _ENCRYPTED = 0x800, 8, 1


class Member(NamedTuple):
    """A member of an archive. `label` is its name in origins; no two members have the same one."""

    label: str
    info: zipfile.ZipInfo


# The last archive stays open: every slice opens it again, and reading the directory of a large one is slow.
_opened: tuple[str, str, zipfile.ZipFile, list[Member]] | None = None


def members(archive: zipfile.ZipFile) -> list[Member]:
    """The members to read: in a WACZ the WARCs (indexes and page lists repeat them), otherwise every file."""
    found = [member for member in archive.infolist() if member.filename and not member.is_dir()]
    names = {member.filename for member in found}
    if "datapackage.json" in names and any(name.startswith("archive/") for name in names):
        found = [member for member in found if member.filename.startswith("archive/")]
    with contextlib.closing(MemberNames()) as labels:
        return [Member(labels.label(_shown(info), info.header_offset), info) for info in found]


def _shown(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    return shown_bytes(info.filename.encode("cp437"))  # undo zipfile's cp437 decoding


def is_sound(file: BinaryIO, archive: zipfile.ZipFile) -> bool:
    """Whether every member is where the directory says."""
    for member in archive.infolist():
        file.seek(member.header_offset)
        if file.read(4) != _LOCAL:
            return False
    return True


def member_sizes(path: str, *, check: bool) -> list[int] | None:
    """Stored sizes of the members; None if the directory is unreliable. `check`: verify that each member is
    where it says.
    """
    try:
        with open_source(path) as file, zipfile.ZipFile(file) as archive:
            if check and not is_sound(file, archive):
                return None
            return [member.info.compress_size for member in members(archive)]
    except ZIP_DAMAGE:
        return None


def opened(path: str, mark: str) -> tuple[zipfile.ZipFile, list[Member]]:
    """Open an archive and list its members, and keep both for the next slice."""
    global _opened
    if _opened is not None and _opened[:2] == (path, mark):
        return _opened[2:]
    archive = zipfile.ZipFile(open_source(path))
    if _opened is not None:
        _opened[2].close()
    _opened = (path, mark, archive, members(archive))
    return _opened[2:]


def read_members(
    archive: zipfile.ZipFile,
    chosen: list[Member],
    origin: str,
    options: Options,
    nested: Nested,
    depth: int,
) -> Iterator[Item]:
    """Yield the contents of members listed in the directory."""
    for member in chosen:
        place = f"{origin}#{member.label}"
        if member.info.flag_bits & _ENCRYPTED:
            yield Unreadable(origin=place, reason="unreadable", detail="The zip member is encrypted.")
            continue
        try:
            with archive.open(member.info) as file:
                checked = _Checked(Guarded(cast(Readable, file), ZIP_DAMAGE), file, member.info.CRC)
                yield from nested(checked, place, options, depth + 1)
        except ZIP_DAMAGE as error:
            detail = f"The data is damaged: {error or 'it ends too early'}."
            yield Unreadable(origin=place, reason="unreadable", detail=detail)


class _Checked:
    """A member whose checksum is compared at its end. `zipfile` does so before it gives the last bytes, and
    then keeps them: a WARC with one damaged byte would lose its last records.
    """

    def __init__(self, stream: Readable, file: Any, checksum: int) -> None:
        self._stream = stream
        self._said: int | None = checksum
        self._checksum = 0
        file._expected_crc = None

    def read(self, size: int = -1, /) -> bytes:
        """Like a file's `read`."""
        piece = self._stream.read(size)
        self._checksum = zlib.crc32(piece, self._checksum)
        if not piece and size and self._said is not None:
            said, self._said = self._said, None
            if said != self._checksum:
                raise Damaged(0, "unreadable", "The data is damaged: wrong checksum.")
        return piece


class _Local(NamedTuple):
    """A member as described by its local header. `packed` is its stored size, None if it is only given after
    the data.
    """

    name: str
    flags: int
    method: int
    checksum: int
    packed: int | None


def read_sequence(
    source: ByteStream, origin: str, options: Options, nested: Nested, depth: int = 0
) -> Iterator[Item]:
    """Yield the members of an archive sequentially, as far as there are any."""
    with contextlib.closing(MemberNames()) as names:
        yield from _sequence(source, origin, names, options, nested, depth)


def _sequence(
    source: ByteStream, origin: str, names: MemberNames, options: Options, nested: Nested, depth: int
) -> Iterator[Item]:
    complete, rejected = False, False
    while not complete:
        begin = source.tell()
        source.forget()
        head = source.peek(_HEADER.size)
        if not head:
            cut = source.resume()
            if cut is None:
                break
            rejected = True
            yield Unreadable(origin=origin, reason=cut.reason, detail=cut.detail)
        elif head.startswith(_DIRECTORY):
            complete = True
        elif (local := _read_local(source, head)) is not None:
            item: Item | None = None
            place = f"{origin}#{names.label(local.name, begin)}"
            for item in _read_local_member(source, local, place, options, nested, depth):
                yield item
            rejected = isinstance(item, Unreadable) and source.ended()
        else:
            passed = len(source.read(1)) + source.skip_to(_NEXT)
            detail = f"No zip member begins here; skipped {passed} bytes to the next one."
            rejected = True
            yield Unreadable(origin=f"{origin}#offset={begin}", reason="unreadable", detail=detail)
    if not complete and not rejected:
        detail = "The zip ends before its directory: members may be missing."
        yield Unreadable(origin=origin, reason="truncated", detail=detail)


def _read_local(source: ByteStream, head: bytes) -> _Local | None:
    """Read the next local header. Returns None and consumes nothing if there is none."""
    if len(head) < _HEADER.size or not (head.startswith(_LOCAL) or _is_almost_local(head)):
        return None
    _, _, flags, method, _, _, checksum, packed, plain, name_size, extra_size = _HEADER.unpack(head)
    whole = source.peek(_HEADER.size + name_size + extra_size)
    if len(whole) < _HEADER.size + name_size + extra_size:
        return None
    source.read(len(whole))
    raw_name = whole[_HEADER.size : _HEADER.size + name_size]
    if _UNKNOWN in (packed, plain):
        packed = _zip64(whole[_HEADER.size + name_size :], plain == _UNKNOWN) or packed
    name = raw_name.decode("utf-8", "replace") if flags & _UTF8 else shown_bytes(raw_name)
    is_known = packed != _UNKNOWN and (packed or not flags & _SIZES_AFTER)
    return _Local(name, flags, method, checksum, packed if is_known else None)


def _is_almost_local(head: bytes) -> bool:
    """Whether this is a local header of which one of the first four bytes is damaged."""
    _, version, flags, method, _, _, _, packed, plain, name_size, _ = _HEADER.unpack(head)
    return (
        sum(map(operator.eq, head[:4], _LOCAL)) == 3
        and 10 <= version <= 63
        and method in (0, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
        and (method != 0 or packed == plain)
        and 0 < name_size < 1024
        and not flags & _ENCRYPTED
    )


def _zip64(extra: bytes, after_plain: bool) -> int | None:
    """The stored size from the zip64 extra field, for members over 4 GB."""
    position = 0
    while position + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, position)
        if kind == 1 and size >= 8 * (1 + after_plain):
            return int.from_bytes(extra[position + 4 + 8 * after_plain :][:8], "little")
        position += 4 + size
    return None


def _read_local_member(
    source: ByteStream, local: _Local, place: str, options: Options, nested: Nested, depth: int
) -> Iterator[Item]:
    if local.name.endswith("/"):
        Part(source, local.packed or 0).skip()
        return
    decoder = _decoder(local.method)
    if local.flags & _ENCRYPTED or (local.method and decoder is None):
        why = (
            "The zip member is encrypted."
            if local.flags & _ENCRYPTED
            else f"The compression method {local.method} is not supported."
        )
        yield Unreadable(origin=place, reason="unreadable", detail=why)
        if local.packed is None:
            source.skip_to(_DESCRIPTOR)
        else:
            Part(source, local.packed).skip()
        return
    member = _Member(source, local, decoder)
    yield from nested(member, place, options, depth + 1)
    member.finish()


def _decoder(method: int) -> Any:
    """A decoder for a compression method; None for `stored` and for unknown methods."""
    if method == zipfile.ZIP_DEFLATED:
        return zlib.decompressobj(-15)
    return bz2.BZ2Decompressor() if method == zipfile.ZIP_BZIP2 else None


class _Member:
    """A member decompressed as it is read. Its size may be unknown until its end is reached."""

    def __init__(self, source: ByteStream, local: _Local, decoder: Any) -> None:
        self._source = source
        self._local = local
        self._decoder = decoder
        self._part = Part(source, local.packed) if local.packed is not None else None
        self._checksum = 0
        self._unpacked = False
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """Like a file's `read`."""
        while not self._ended:
            piece = b"" if self._unpacked else self._stored()
            if self._unpacked or (not piece and self._decoder is None):
                return self._end()
            out = piece if self._decoder is None else self._unpack(piece)
            self._checksum = zlib.crc32(out, self._checksum)
            if out:
                return out
        return b""

    def finish(self) -> None:
        """Skip to the end of the member."""
        try:
            while self.read(1 << 16):
                pass
        except Damaged:
            pass
        if self._part is not None:
            self._part.skip()
        if self._local.flags & _SIZES_AFTER:
            self._skip_descriptor()

    def _skip_descriptor(self) -> None:
        """Skip checksum and sizes behind the data: 4 or 8 bytes a size, with or without a signature before them."""
        ahead = self._source.peek(_DESCRIPTOR_BYTES)
        start = 4 if ahead.startswith(b"PK\x07\x08") else 0
        if not start and ahead[:4] != self._checksum.to_bytes(4, "little"):
            return
        lengths = (start + 12, start + 20)
        self._source.read(next((n for n in lengths if ahead[n : n + 2] in (b"PK", b"")), start + 12))

    def _stored(self) -> bytes:
        """Read stored bytes; empty at the end."""
        if self._part is not None:
            return self._part.read(1 << 14)
        if self._decoder is None:
            return self._source.read_to(_DESCRIPTOR, 1 << 16)
        piece = self._source.read(1 << 14)
        if not piece:
            self._ended = True
            raise Damaged(self._source.tell(), "truncated", "The archive ends in the middle of this member.")
        return piece

    def _unpack(self, piece: bytes) -> bytes:
        if not piece:
            self._ended = True
            raise Damaged(self._source.tell(), "unreadable", "The compressed data ends too early.")
        try:
            out: bytes = self._decoder.decompress(piece)
        except (zlib.error, OSError, ValueError, EOFError) as error:
            self._ended = True
            raise Damaged(self._source.tell(), "unreadable", f"The data is damaged: {error}.") from error
        if self._decoder.eof:
            if self._part is None:
                self._source.unread(self._decoder.unused_data)
            self._unpacked = True
        return out

    def _end(self) -> bytes:
        self._ended = True
        said = self._local.checksum
        if said and said != self._checksum:
            raise Damaged(self._source.tell(), "unreadable", "The data is damaged: wrong checksum.")
        return b""
