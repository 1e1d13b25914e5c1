"""Compressed data as a stream of what is inside, part by part: gzip members, zstd and lz4 frames, bzip2 and xz streams.

One rule for damage, whatever the format: what was unpacked before it has been given; then the next part that can be unpacked is
looked for, and reading goes on there. The search reads the stored bytes once, forwards.
"""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from typing import Any, BinaryIO, Literal, Protocol, get_args

from newsmill.pipelines.readers.bytestream import Damaged, Readable

fast_zlib: Any
try:
    from isal import isal_zlib as fast_zlib
except ImportError:  # there are no wheels for every machine; the bytes are the same
    fast_zlib = zlib

__all__ = [
    "COMPRESSIONS",
    "MAGIC",
    "Compression",
    "Unpacked",
    "compression_of",
    "dictionary_of",
    "without_suffix",
]

Compression = Literal["gzip", "zstd", "bzip2", "xz", "lz4"]
COMPRESSIONS: tuple[Compression, ...] = get_args(Compression)

# How a part begins. The bytes of zstd's skippable frames go with it: .warc.zst files begin with a dictionary in one.
MAGIC: dict[Compression, re.Pattern[bytes]] = {
    "gzip": re.compile(rb"\x1f\x8b\x08[\x00-\x1f]", re.DOTALL),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", re.DOTALL),
    "bzip2": re.compile(rb"BZh[1-9](?:\x31\x41\x59\x26\x53\x59|\x17\x72\x45\x38\x50\x90)", re.DOTALL),
    "xz": re.compile(rb"\xfd7zXZ\x00", re.DOTALL),
    "lz4": re.compile(rb"\x04\x22\x4d\x18", re.DOTALL),
}
# What a file begins with; damage may lie right behind it.
_FIRST_BYTES: tuple[tuple[bytes, Compression], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x5d\x2a\x4d\x18", "zstd"),
    (b"\x50\x2a\x4d\x18", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x04\x22\x4d\x18", "lz4"),
)
_SUFFIX = re.compile(r"\.(?:gz|gzip|zst|zstd|bz2|xz|lz4)$", re.IGNORECASE)
_TAR_SUFFIX = re.compile(r"\.(?:tgz|taz|tbz2?|tb2|txz|tzst|tlz4)$", re.IGNORECASE)

_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_DICTIONARY_BYTES = 64 << 20
# Windows of more than this are refused: `zstd --long=31` would take two gigabytes for any small file.
_WINDOW_BYTES = 1 << 27
_XZ_MEMORY = 1 << 28
_GZIP_TRAILER = 8

# Stored bytes that a decoder is given at once. zstd has no limit on its output, so its pieces are small. A whole gzip member, as a page
# has, fits into one piece and is unpacked in one call.
_FEED = {"gzip": 1 << 16, "zstd": 1 << 10}
_FEED_OTHERS = 1 << 14
# Unpacked bytes that a decoder may give at once.
_GIVE = 1 << 20
# Near an error, stored bytes are unpacked in steps of this many, and the last of them singly.
_STEP = 1 << 10
# Stored bytes of the current part that are kept, to look for the next part among them.
_KEPT = 4 << 20
# What a candidate for the next part must unpack without an error.
_TRIED = 1 << 12

_DAMAGE = (OSError, zlib.error, lzma.LZMAError, EOFError, ValueError, RuntimeError, MemoryError)


class _Decoder(Protocol):
    """One part being unpacked, as `bz2.BZ2Decompressor` does it."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def compression_of(head: bytes) -> Compression | None:
    """What a file is compressed with, by its first bytes."""
    return next((kind for magic, kind in _FIRST_BYTES if head.startswith(magic)), None)


def without_suffix(name: str) -> str:
    """A name without what says how it is compressed: `a.warc.gz` is `a.warc`, `a.tgz` is `a.tar`."""
    return _SUFFIX.sub("", _TAR_SUFFIX.sub(".tar", name))


class _Inflater:
    """A gzip member. What was unpacked before an error is given, and the error comes at the byte where it was found."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(31)
        self._pending = b""
        self._error: zlib.error | None = None
        self._fresh = True
        self.left = 0

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        if self._error is not None:
            raise self._error
        # Going back to before an error needs a copy of the state, unless that is the beginning.
        before = None if self._fresh else self._inflater.copy()
        self._fresh = False
        if self._pending:
            data = self._pending + data
        try:
            out = self._inflater.decompress(data, max(max_length, 0))
        except zlib.error as error:
            self._error = error
            return self._up_to_the_error(before or zlib.decompressobj(31), data)
        self._pending = self._inflater.unconsumed_tail
        return out

    @property
    def needs_input(self) -> bool:
        return self._error is None and not self._pending

    def _up_to_the_error(self, inflater: Any, data: bytes) -> bytes:
        out = bytearray()
        place, step = 0, _STEP
        while place < len(data):
            before = inflater.copy() if step > 1 else inflater
            try:
                out += inflater.decompress(data[place : place + step])
            except zlib.error:
                if step == 1:
                    self.left = len(data) - place - 1
                    break
                inflater, step = before, 1
            else:
                place += step
        return bytes(out)

    @property
    def ends_here(self) -> bool:
        """Whether only its checksum or length is wrong, so that its end is known: `left` bytes before those last fed."""
        return self._error is not None and "check" in str(self._error)


class _Zstd:
    """A zstd frame."""

    def __init__(self, dictionary: bytes | None) -> None:
        import zstandard

        self._error = zstandard.ZstdError
        known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._frame: Any = zstandard.ZstdDecompressor(
            dict_data=known, max_window_size=_WINDOW_BYTES
        ).decompressobj()
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return bool(self._frame.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._frame.unused_data)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        try:
            return bytes(self._frame.decompress(data))
        except self._error as error:
            raise ValueError(str(error)) from error


def _decoder(compression: Compression, dictionary: bytes | None) -> Any:
    if compression == "gzip":
        return _Inflater()
    if compression == "bzip2":
        return bz2.BZ2Decompressor()
    if compression == "xz":
        return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
    if compression == "lz4":
        from lz4.frame import LZ4FrameDecompressor

        return LZ4FrameDecompressor()
    return _Zstd(dictionary)


class Unpacked:
    """What is inside compressed data. Reading it raises `Damaged` at each damage, and goes on after it when read again.

    parts       for each part so far: how many unpacked bytes lie before it, and its offset in bytes as stored
    start       offset of the stream's first byte
    begins      what the content of any part begins with, where that is known: makes the search behind damage sure
    dictionary  of a zstd file whose first frame is not read
    """

    def __init__(
        self,
        stream: Readable,
        compression: Compression,
        *,
        start: int = 0,
        begins: bytes = b"",
        dictionary: bytes | None = None,
    ) -> None:
        self.compression = compression
        self.begins = begins
        self.dictionary = dictionary
        self.parts: list[tuple[int, int]] = []
        self._stream = stream
        self._stored = bytearray()  # from offset `_base` on; those before `_next` have been fed
        self._base = start
        self._next = 0
        self._given = 0
        self._part = start
        self._search_from = start
        self._decoder: Any = None
        self._feed = _FEED.get(compression, _FEED_OTHERS)
        self._damage: Damaged | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Some unpacked bytes, a megabyte at most whatever `size` is; none at the end."""
        while True:
            if self._damage is not None:
                self._find_next_part()
            begun = self._decoder is None
            if begun and not self._begin_part():
                return b""
            whole = self._unpack_whole() if begun and self.compression == "gzip" else None
            if out := self._unpack() if whole is None else whole:
                self._given += len(out)
                return out

    def find_part(self, stop: int) -> bool:
        """Before anything is read: move to the first part that begins before offset `stop`; whether there is one."""
        while self._base < stop:
            more = self._have(_TRIED + self._feed)
            if not self._stored:
                return False
            sure = len(self._stored) - (_TRIED if more else 0)
            if self._search(min(sure, stop - self._base)):
                return True
        return False

    def tell(self) -> int:
        """The offset of the next stored byte."""
        return self._base + self._next

    def _begin_part(self) -> bool:
        """Start on the next part; False at the end of the data."""
        while True:
            self._drop_fed()
            if self.compression in ("gzip", "xz"):
                self._pass_padding()
            self._have(12)
            if not self._stored:
                return False
            self._part = self._base
            if self.compression == "zstd" and self._stored[1:4] == _DICTIONARY_MAGIC[1:]:
                self._pass_skippable()
                continue
            break
        if not MAGIC[self.compression].match(self._stored):
            raise self._damaged("unreadable", f"There is no {self.compression} data here.")
        self.parts.append((self._given, self._part))
        self._decoder = _decoder(self.compression, self.dictionary)
        return True

    def _pass_padding(self) -> None:
        """Zeros between parts: xz allows them, tapes and block devices leave them behind gzip."""
        while self._have(1) and not self._stored[0]:
            zeros = len(self._stored) - len(self._stored.lstrip(b"\x00"))
            del self._stored[:zeros]
            self._base += zeros

    def _pass_skippable(self) -> None:
        """A zstd frame without data: a dictionary for all frames that follow, or something of no concern."""
        size = int.from_bytes(self._stored[4:8], "little")
        is_dictionary = self._stored[:4] == _DICTIONARY_MAGIC and self._base == 0
        if is_dictionary and size <= _DICTIONARY_BYTES:
            if not self._have(8 + size):
                raise self._damaged("truncated", "The data ends in the middle of its dictionary.")
            self.dictionary = _plain_dictionary(bytes(self._stored[8 : 8 + size]))
        left = 8 + size
        while left and self._have(1):
            passed = min(left, len(self._stored))
            del self._stored[:passed]
            self._base += passed
            left -= passed

    def _unpack_whole(self) -> bytes | None:
        """The gzip member that begins here, when it is small, whole and healthy; any other is left for `_unpack`, from its first byte on."""
        inflater = fast_zlib.decompressobj(31)
        pieces: list[bytes] = []
        fed = given = 0
        try:
            while not inflater.eof and given < _GIVE:
                if not self._have(fed + 1):
                    return None
                self._have(fed + self._feed)
                piece = bytes(memoryview(self._stored)[fed : fed + self._feed])
                fed += len(piece)
                pieces.append(inflater.decompress(piece, _GIVE))
                given += len(pieces[-1])
                if inflater.unconsumed_tail:
                    return None
        except (fast_zlib.error, *_DAMAGE):
            return None
        if not inflater.eof:
            return None
        self._next = fed - len(inflater.unused_data)
        self._decoder = None
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _unpack(self) -> bytes:
        piece = b""
        if self._decoder.needs_input:
            self._have(self._next + self._feed)
            piece = bytes(memoryview(self._stored)[self._next : self._next + self._feed])
            self._next += len(piece)
            if not piece:
                raise self._damaged("truncated", "The compressed data ends too early.")
        try:
            out: bytes = self._decoder.decompress(piece, _GIVE)
        except _DAMAGE as error:
            raise self._damaged("unreadable", f"The {self.compression} data is damaged: {error}.") from error
        if self._decoder.eof:
            self._next -= len(self._decoder.unused_data or b"")
            self._decoder = None
        elif self._next > 2 * _KEPT:
            self._drop(self._next - _KEPT)
        return out

    def _damaged(self, reason: str, detail: str) -> Damaged:
        self._search_from = self._part + 1
        if isinstance(self._decoder, _Inflater) and self._decoder.ends_here:
            self._search_from = self._base + self._next - self._decoder.left - _GZIP_TRAILER
        self._decoder = None
        self._damage = Damaged(self._part, reason, detail)
        return self._damage

    def _find_next_part(self) -> None:
        """Pass over stored bytes up to a part that can be unpacked, or to the end."""
        assert self._damage is not None
        self._damage = None
        # What the damaged part was fed may hold the next part's beginning: its decoder need not have noticed the end.
        self._drop(max(self._search_from - self._base, 0))
        self._next = 0
        while self._have(_TRIED):
            if self._search(len(self._stored) - _TRIED):
                return
        self._search(len(self._stored))

    def _search(self, limit: int) -> bool:
        """Look for a part that begins in the first `limit` stored bytes; drops what lies before it, or all of them."""
        magic, start = MAGIC[self.compression], 0
        while (found := magic.search(self._stored, start)) and found.start() < max(limit, 1):
            start = found.start()
            if self._can_be_unpacked(bytes(self._stored[start : start + _TRIED])):
                self._drop(start)
                return True
            start += 1
        self._drop(max(limit, 1))
        return False

    def _can_be_unpacked(self, stored: bytes) -> bool:
        if self.compression == "zstd" and stored[1:4] == _DICTIONARY_MAGIC[1:]:
            return False
        decoder = _decoder(self.compression, self.dictionary)
        try:
            out = decoder.decompress(stored, 1 << 14)
        except _DAMAGE:
            return False
        if isinstance(decoder, _Inflater) and decoder._error is not None:
            return False
        if not out:  # a block may be larger than what was tried
            return len(stored) >= _TRIED
        return bytes(out).startswith(self.begins)

    def _have(self, size: int) -> bool:
        """Have `size` stored bytes at hand; whether there are so many."""
        while len(self._stored) < size:
            more = self._stream.read(max(size - len(self._stored), 1 << 16))
            if not more:
                return False
            self._stored += more
        return True

    def _drop_fed(self) -> None:
        self._drop(self._next)

    def _drop(self, size: int) -> None:
        size = min(size, len(self._stored))
        del self._stored[:size]
        self._base += size
        self._next = max(self._next - size, 0)


def dictionary_of(file: BinaryIO) -> bytes | None:
    """The dictionary that a zstd file begins with, for reading from its middle; None where it has none."""
    file.seek(0)
    head = file.read(8)
    size = int.from_bytes(head[4:8], "little")
    if head[:4] != _DICTIONARY_MAGIC or size > _DICTIONARY_BYTES:
        return None
    return _plain_dictionary(file.read(size))


def _plain_dictionary(raw: bytes) -> bytes:
    """The dictionary of a frame, which may be compressed itself (https://iipc.github.io/warc-specifications/specifications/warc-zstd/)."""
    if not raw.startswith(_ZSTD_MAGIC):
        return raw
    import zstandard

    try:
        plain: bytes = zstandard.ZstdDecompressor().decompress(raw, max_output_size=_DICTIONARY_BYTES)
    except zstandard.ZstdError:
        return raw
    return plain
