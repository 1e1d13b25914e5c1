"""What a zip says about a member, twice: in its directory and in the header before the member's data.

If the two disagree, one of them is damaged. The member's checksum decides: of the possible readings, the
one whose data has a checksum that was recorded is taken, and nothing is guessed.
"""

from __future__ import annotations

import lzma
import operator
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, cast

from newsmill.pipelines.readers.bytestream import ByteStream, Damaged
from newsmill.pipelines.readers.compression import decoder_of
from newsmill.pipelines.readers.file_names import shown_bytes
from newsmill.pipelines.readers.substreams import Part, Range
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "DESCRIPTOR",
    "HEADER_BYTES",
    "LOCAL",
    "Header",
    "MemberData",
    "is_encrypted",
    "is_readable",
    "local_header",
    "open_listed",
    "read_header",
    "unsupported",
]

LOCAL = b"PK\x03\x04"
_HEADER = struct.Struct("<4s5H3I2H")
HEADER_BYTES = _HEADER.size
_UNKNOWN = 0xFFFFFFFF
# Flags of a member: its name is UTF-8, its sizes follow its data, it is encrypted; LZMA data has an end mark.
_UTF8, _SIZES_AFTER, _ENCRYPTED, _LZMA_END = 0x800, 8, 1, 2
# The longest data descriptor, and the first bytes of what follows it.
_DESCRIPTOR_BYTES = 26
_STORED, _LZMA = zipfile.ZIP_STORED, zipfile.ZIP_LZMA
# Names of the compression methods that cannot be read, for the reject.
_METHOD_NAMES = {1: "Shrink", 6: "Implode", 9: "Deflate64", 96: "JPEG", 97: "WavPack", 98: "PPMd", 99: "AES"}
# Stored bytes decompressed at once. What a decoder returns for them is not limited: deflate gives up to a thousand
# times as much, the others far more.
_PIECE_BYTES = {_STORED: 1 << 14, zipfile.ZIP_DEFLATED: 1 << 14}
_PIECE_OTHERS = 1 << 10

# Where data of unknown size may end.
DESCRIPTOR = lazy_regex(rb"PK(?:\x07\x08|\x03\x04|\x01\x02)", re.DOTALL)

_DECODING_ERRORS = (zlib.error, OSError, ValueError, EOFError, RuntimeError, lzma.LZMAError)


class Header(NamedTuple):
    """A member as described by its local header or by the directory.

    checksum  None if it is only given after the data
    packed    its stored size, None if it is only given after the data
    size      bytes of a local header, with the name and the extra fields
    """

    name: bytes
    flags: int
    method: int
    checksum: int | None
    packed: int | None
    plain: int
    size: int

    @property
    def shown(self) -> str:
        """The name as text."""
        return self.name.decode("utf-8", "replace") if self.flags & _UTF8 else shown_bytes(self.name)


def is_encrypted(header: Header) -> bool:
    """Whether a member is encrypted."""
    return bool(header.flags & _ENCRYPTED)


def is_readable(header: Header) -> bool:
    """Whether the member's compression method is supported."""
    return header.method == _STORED or _decoder(header) is not None


def unsupported(header: Header) -> str:
    """A sentence on why a member cannot be read."""
    if is_encrypted(header):
        return "The zip member is encrypted."
    name = _METHOD_NAMES.get(header.method)
    return f"The compression method {header.method}{f' ({name})' if name else ''} is not supported."


def read_header(source: ByteStream) -> Header | None:
    """Read the next local header. Returns None and consumes nothing if there is none."""
    head = source.peek(HEADER_BYTES)
    if len(head) < HEADER_BYTES or not (head.startswith(LOCAL) or _is_almost_local(head)):
        return None
    name_size, extra_size = _HEADER.unpack(head)[-2:]
    whole = source.peek(HEADER_BYTES + name_size + extra_size)
    header = local_header(whole)
    if header is not None:
        source.read(header.size)
    return header


def local_header(raw: bytes) -> Header | None:
    """Parse a local header; None if it is not there as a whole. Its first four bytes are not looked at."""
    if len(raw) < HEADER_BYTES:
        return None
    _, _, flags, method, _, _, checksum, packed, plain, name_size, extra_size = _HEADER.unpack(
        raw[:HEADER_BYTES]
    )
    size = HEADER_BYTES + name_size + extra_size
    if len(raw) < size:
        return None
    extra = raw[HEADER_BYTES + name_size : size]
    if _UNKNOWN in (packed, plain):
        packed = _zip64(extra, plain == _UNKNOWN) or packed
    is_known = packed != _UNKNOWN and (packed or not flags & _SIZES_AFTER)
    name = raw[HEADER_BYTES : HEADER_BYTES + name_size]
    has_checksum = checksum or not flags & _SIZES_AFTER
    return Header(
        name, flags, method, checksum if has_checksum else None, packed if is_known else None, plain, size
    )


def _is_almost_local(head: bytes) -> bool:
    """Whether this is a local header of which one of the first four bytes is damaged."""
    _, version, flags, method, _, _, _, packed, plain, name_size, _ = _HEADER.unpack(head)
    return (
        sum(map(operator.eq, head[:4], LOCAL)) == 3
        and 10 <= version <= 63
        and method in (_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
        and (method != _STORED or packed == plain)
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


class _Zipped:
    """LZMA as zips store it, with its properties in front. Without an end mark, the data ends with the member."""

    def __init__(self) -> None:
        self._decoder = zipfile.LZMADecompressor()  # type: ignore[attr-defined]

    @property
    def eof(self) -> bool:
        return bool(self._decoder.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._decoder.unused_data)

    def decompress(self, data: bytes) -> bytes:
        return bytes(self._decoder.decompress(data))


def _decoder(header: Header) -> Any:
    """A decoder for a compression method; None for `stored` and for unknown methods."""
    if header.method == zipfile.ZIP_DEFLATED:
        return zlib.decompressobj(-15)
    if header.method == _LZMA:
        return _Zipped()
    known = {zipfile.ZIP_BZIP2: "bzip2", 20: "zstd", 93: "zstd", 95: "xz"}.get(header.method)
    return decoder_of(cast(Any, known)) if known else None


class MemberData:
    """A member decompressed as it is read, and compared with its checksum at its end. Its size may be unknown
    until its end is reached.
    """

    def __init__(self, source: ByteStream, header: Header) -> None:
        self._source = source
        self._header = header
        self._decoder = _decoder(header)
        self._piece = _PIECE_BYTES.get(header.method, _PIECE_OTHERS)
        self._part = Part(source, header.packed) if header.packed is not None else None
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
        if self._header.flags & _SIZES_AFTER:
            self._skip_descriptor()

    def checksum(self, limit: int) -> int | None:
        """Read everything, and return the checksum of the data; None if it cannot be decompressed or is larger than
        `limit` bytes.
        """
        self._header = self._header._replace(checksum=None)
        size = 0
        try:
            while piece := self.read(1 << 16):
                size += len(piece)
                if size > limit:
                    return None
        except Damaged:
            return None
        return self._checksum

    def _skip_descriptor(self) -> None:
        """Skip checksum and sizes after the data: 4 or 8 bytes a size, with or without a signature before
        them."""
        ahead = self._source.peek(_DESCRIPTOR_BYTES)
        start = 4 if ahead.startswith(b"PK\x07\x08") else 0
        if not start and ahead[:4] != self._checksum.to_bytes(4, "little"):
            return
        lengths = (start + 12, start + 20)
        self._source.read(next((n for n in lengths if ahead[n : n + 2] in (b"PK", b"")), start + 12))

    def _stored(self) -> bytes:
        """Read stored bytes; empty at the end."""
        if self._part is not None:
            return self._part.read(self._piece)
        if self._decoder is None:
            return self._source.read_to(DESCRIPTOR, 1 << 16)
        piece = self._source.read(self._piece)
        if not piece:
            self._ended = True
            raise Damaged(self._source.tell(), "truncated", "The archive ends in the middle of this member.")
        return piece

    def _unpack(self, piece: bytes) -> bytes:
        if not piece:
            if self._header.method == _LZMA and not self._header.flags & _LZMA_END:
                self._unpacked = True
                return b""
            self._ended = True
            raise Damaged(self._source.tell(), "unreadable", "The compressed data ends too early.")
        try:
            out: bytes = self._decoder.decompress(piece)
        except _DECODING_ERRORS as error:
            self._ended = True
            raise Damaged(self._source.tell(), "unreadable", f"The data is damaged: {error}.") from error
        if self._decoder.eof:
            if self._part is None:
                self._source.unread(self._decoder.unused_data)
            self._unpacked = True
        return out

    def _end(self) -> bytes:
        self._ended = True
        said = self._header.checksum
        if said is not None and said != self._checksum:
            raise Damaged(self._source.tell(), "unreadable", "The data is damaged: wrong checksum.")
        return b""


class _At:
    """A file from an offset. It keeps its own position: several members may be read from one file."""

    def __init__(self, file: BinaryIO, position: int) -> None:
        self._file = file
        self._position = position

    def read(self, size: int = -1, /) -> bytes:
        """Like a file's `read`."""
        self._file.seek(self._position)
        piece = self._file.read(size)
        self._position += len(piece)
        return piece


class _Listed(NamedTuple):
    """A reading of a member that the directory lists: its description, and where its data begins."""

    header: Header
    start: int

    def open(self, file: BinaryIO) -> MemberData:
        """The member's data."""
        size = self.header.packed
        stream = _At(file, self.start)
        return MemberData(ByteStream(stream if size is None else Range(stream, size)), self.header)


def _directory_header(info: zipfile.ZipInfo) -> Header:
    name = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437", "replace")
    return Header(
        name, info.flag_bits, info.compress_type, info.CRC, info.compress_size, info.file_size, HEADER_BYTES
    )


def _local_at(file: BinaryIO, offset: int) -> tuple[bool, Header | None]:
    """The local header at an offset, and whether its first bytes are those of one."""
    file.seek(max(offset, 0))
    raw = file.read(HEADER_BYTES)
    if len(raw) == HEADER_BYTES:
        raw += file.read(sum(_HEADER.unpack(raw)[-2:]))
    return raw.startswith(LOCAL), local_header(raw)


def open_listed(
    file: BinaryIO, info: zipfile.ZipInfo, before: zipfile.ZipInfo | None, after: int | None
) -> tuple[Header, MemberData, bool]:
    """Open a member that the directory lists. Returns its description, its data, and whether directory and local
    header agree or the checksum decided between them.

    before  the member before it in the directory
    after   where the next member begins, if the directory says so
    """
    listed = _directory_header(info)
    is_local, local = _local_at(file, info.header_offset)
    if is_local and local is not None and _agree(listed, local) and _fills(info, listed, local, after):
        reading = _Listed(listed, info.header_offset + local.size)
        return reading.header, reading.open(file), True
    said = [listed] if local is None or not is_local else [listed, local]
    checksums = {each.checksum for each in said if each.checksum is not None}
    limit = max(each.plain for each in said)
    for reading in _readings(file, info, said, before, after):
        if is_readable(reading.header) and (found := reading.open(file).checksum(limit)) in checksums:
            sure = _Listed(reading.header._replace(checksum=found), reading.start)
            return sure.header, sure.open(file), True
    size = HEADER_BYTES + len(listed.name) if local is None else local.size
    doubtful = _Listed(listed, info.header_offset + size)
    return listed, doubtful.open(file), False


def _agree(listed: Header, local: Header) -> bool:
    return (
        listed.name == local.name
        and listed.method == local.method
        and not (listed.flags ^ local.flags) & _ENCRYPTED
        and local.checksum in (None, listed.checksum)
        and local.packed in (None, listed.packed)
    )


def _fills(info: zipfile.ZipInfo, listed: Header, local: Header, after: int | None) -> bool:
    """Whether header and data end where the next member begins. What follows the data is not as certain."""
    if after is None or listed.packed is None:
        return True
    end = info.header_offset + local.size + listed.packed
    return end <= after if local.flags & _SIZES_AFTER else end == after


def _readings(
    file: BinaryIO,
    info: zipfile.ZipInfo,
    said: list[Header],
    before: zipfile.ZipInfo | None,
    after: int | None,
) -> Iterator[_Listed]:
    """The possible readings of a member of which the directory or the local header is damaged: every place where
    its data may begin, with every size and method that one of them says.
    """
    listed, local = said[0], said[1] if len(said) > 1 else None
    starts = list(_starts(file, info, listed, local, before, after))
    methods = dict.fromkeys(each.method for each in said)
    sizes = dict.fromkeys(each.packed for each in said if each.packed is not None)
    for start in dict.fromkeys(starts):
        room = max((after or start + max(sizes)) - start, 0)
        for method in methods:
            flags = listed.flags & ~_ENCRYPTED
            for size in sizes if method == _STORED else [max(room, *sizes) if sizes else room]:
                yield _Listed(listed._replace(method=method, packed=size, flags=flags), start)


def _starts(
    file: BinaryIO,
    info: zipfile.ZipInfo,
    listed: Header,
    local: Header | None,
    before: zipfile.ZipInfo | None,
    after: int | None,
) -> Iterator[int]:
    """Where the data of a member may begin: as its lengths say, and as those of its neighbours do."""
    if local is not None:
        yield info.header_offset + local.size
        yield (
            info.header_offset
            + HEADER_BYTES
            + len(listed.name)
            + max(local.size - HEADER_BYTES - len(local.name), 0)
        )
    yield info.header_offset + HEADER_BYTES + len(listed.name)
    if after is not None and listed.packed is not None:
        yield after - listed.packed
    if before is not None:
        is_local, previous = _local_at(file, before.header_offset)
        if is_local and previous is not None:
            end = before.header_offset + previous.size + before.compress_size
            is_local, local = _local_at(file, end)
            if is_local and local is not None:
                yield end + local.size
