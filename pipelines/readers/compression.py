"""Compressed data as a stream of its contents, part by part: gzip members, zstd and lz4 frames, bzip2 and xz
streams.

Damage is handled the same way in every format: everything decompressed before it is returned, then the reader
searches for the next part that can be decompressed and continues there. The search passes over the stored
bytes once, forwards.
"""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from typing import Any, BinaryIO, Literal, Protocol, get_args

from newsmill.pipelines.readers.bytestream import Damaged, Readable
from newsmill.pipelines.regex import lazy_regex

fast_zlib: Any
try:
    from isal import isal_zlib as fast_zlib
except ImportError:  # there are no wheels for some platforms; the output is identical
    fast_zlib = zlib

__all__ = [
    "COMPRESSIONS",
    "MAGIC",
    "Compression",
    "Unpacked",
    "compression_of",
    "compression_of_name",
    "decoder_of",
    "dictionary_of",
    "without_suffix",
]

Compression = Literal["gzip", "zstd", "bzip2", "xz", "lz4", "lzma"]
COMPRESSIONS: tuple[Compression, ...] = get_args(Compression)

# How a part begins. Includes the bytes of zstd's skippable frames: a .warc.zst file begins with its
# dictionary in one.
MAGIC: dict[Compression, re.Pattern[bytes]] = {
    "gzip": lazy_regex(rb"\x1f\x8b\x08[\x00-\x1f]", re.DOTALL),
    "zstd": lazy_regex(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", re.DOTALL),
    "bzip2": lazy_regex(rb"BZh[1-9](?:\x31\x41\x59\x26\x53\x59|\x17\x72\x45\x38\x50\x90)", re.DOTALL),
    "xz": lazy_regex(rb"\xfd7zXZ\x00", re.DOTALL),
    "lz4": lazy_regex(rb"\x04\x22\x4d\x18", re.DOTALL),
    # Default properties, a dictionary of up to a gigabyte, and a size below 2^40 or unknown.
    "lzma": lazy_regex(rb"\x5d\x00\x00.[\x00-\x40](?:\xff{8}|.{5}\x00{3})", re.DOTALL),
}
# The first bytes of a file. Shorter than `MAGIC`, since damage may follow directly after them.
_FIRST_BYTES: tuple[tuple[bytes, Compression], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x5d\x2a\x4d\x18", "zstd"),
    (b"\x50\x2a\x4d\x18", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\x5d\x00\x00", "lzma"),
)
_SUFFIX = lazy_regex(r"\.(?:gz|gzip|zst|zstd|bz2|xz|lz4|lzma)$", re.IGNORECASE)
_TAR_SUFFIX = lazy_regex(r"\.(?:tgz|taz|tbz2?|tb2|txz|tlz|tzst|tlz4)$", re.IGNORECASE)

_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_DICTIONARY_BYTES = 64 << 20
# Larger windows are refused: `zstd --long=31` would allocate two gigabytes for any small file.
_WINDOW_BYTES = 1 << 27
_XZ_MEMORY = 1 << 28
_GZIP_TRAILER = 8
# Enough to match any of `MAGIC`.
_MAGIC_BYTES = 13

# Stored bytes fed to a decoder at once. zstd does not limit its output, so its pieces are small. A typical
# gzip member (one page) fits into one piece and is decompressed in one call.
_FEED_BYTES = {"gzip": 1 << 16, "zstd": 1 << 10}
_FEED_OTHERS = 1 << 14
# Decompressed bytes a decoder may return at once.
_MAX_OUTPUT = 1 << 20
# Near an error, stored bytes are decompressed in steps of this size, the last step byte by byte.
_STEP_BYTES = 1 << 10
# Stored bytes of the current part that are kept for the search for the next part.
_KEPT_BYTES = 4 << 20
# Stored bytes that a candidate for the next part must decompress without an error.
_PROBE_BYTES = 1 << 12

_DAMAGE = (OSError, zlib.error, lzma.LZMAError, EOFError, ValueError, RuntimeError, MemoryError)


class _Decoder(Protocol):
    """A decoder for one part, with the interface of `bz2.BZ2Decompressor`."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def compression_of(head: bytes) -> Compression | None:
    """Return the compression of a file, given its first bytes."""
    return next((kind for magic, kind in _FIRST_BYTES if head.startswith(magic)), None)


_BY_SUFFIX: dict[str, Compression] = {
    "gz": "gzip", "gzip": "gzip", "tgz": "gzip", "taz": "gzip", "zst": "zstd", "zstd": "zstd", "tzst": "zstd",
    "bz2": "bzip2", "tbz": "bzip2", "tbz2": "bzip2", "tb2": "bzip2", "xz": "xz", "txz": "xz",
    "lz4": "lz4", "tlz4": "lz4", "lzma": "lzma", "tlz": "lzma",
}  # fmt: skip


def compression_of_name(name: str) -> Compression | None:
    """Return the compression that a file's suffix stands for."""
    return _BY_SUFFIX.get(name.rpartition(".")[2].lower()) if "." in name else None


def without_suffix(name: str) -> str:
    """Strip the compression suffix from a name: `a.warc.gz` → `a.warc`, `a.tgz` → `a.tar`."""
    return _SUFFIX.sub("", _TAR_SUFFIX.sub(".tar", name))


class _Inflater:
    """A gzip member. Returns everything decompressed before an error, then raises it at the byte where it was
    detected.
    """

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
        # Rewinding to before an error requires a copy of the decoder's state, except at the start.
        before = None if self._fresh else self._inflater.copy()
        self._fresh = False
        if self._pending:
            data = self._pending + data
        try:
            out = self._inflater.decompress(data, max(max_length, 0))
        except zlib.error as error:
            self._error = error
            return self._decompress_until_error(before or zlib.decompressobj(31), data)
        self._pending = self._inflater.unconsumed_tail
        return out

    @property
    def needs_input(self) -> bool:
        return self._error is None and not self._pending

    def _decompress_until_error(self, inflater: Any, data: bytes) -> bytes:
        out = bytearray()
        place, step = 0, _STEP_BYTES
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
        """Whether only the checksum or length is wrong, so that the end is known: `left` bytes before the
        last bytes fed.
        """
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


def decoder_of(compression: Compression, dictionary: bytes | None = None) -> Any:
    """A decoder for one part, with the interface of `bz2.BZ2Decompressor`."""
    if compression == "gzip":
        return _Inflater()
    if compression == "bzip2":
        return bz2.BZ2Decompressor()
    if compression == "xz":
        return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
    if compression == "lzma":
        return lzma.LZMADecompressor(format=lzma.FORMAT_ALONE, memlimit=_XZ_MEMORY)
    if compression == "lz4":
        from lz4.frame import LZ4FrameDecompressor

        return LZ4FrameDecompressor()
    return _Zstd(dictionary)


class Unpacked:
    """A stream of the contents of compressed data. Raises `Damaged` once for each damage; the next read
    continues after it.

    parts       for each part so far: how many unpacked bytes precede it, and its offset in stored bytes
    start       offset of the stream's first byte
    begins      what the contents of every part begin with, if known; makes the search after damage reliable
    dictionary  the dictionary of a zstd file, if its first frame is not read
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
        self._stored = bytearray()  # starts at offset `_base`; bytes before `_next` have been fed
        self._base = start
        self._next = 0
        self._given = 0
        self._part = start
        self._search_from = start
        self._decoder: Any = None
        self._feed = _FEED_BYTES.get(compression, _FEED_OTHERS)
        self._damage: Damaged | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Return some unpacked bytes, at most a megabyte whatever `size` is; empty at the end."""
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
        """Before the first read: seek to the first part that begins before offset `stop`. Returns whether
        there is one.
        """
        while self._base < stop:
            more = self._fill(_PROBE_BYTES + self._feed)
            if not self._stored:
                return False
            sure = len(self._stored) - (_PROBE_BYTES if more else 0)
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
                self._skip_padding()
            self._fill(_MAGIC_BYTES)
            if not self._stored:
                return False
            self._part = self._base
            if self.compression == "zstd" and self._stored[1:4] == _DICTIONARY_MAGIC[1:]:
                self._skip_dataless_frame()
                continue
            break
        if not MAGIC[self.compression].match(self._stored):
            raise self._damaged("unreadable", f"There is no {self.compression} data here.")
        self.parts.append((self._given, self._part))
        self._decoder = decoder_of(self.compression, self.dictionary)
        return True

    def _skip_padding(self) -> None:
        """Skip zeros between parts: xz allows them, tapes and block devices append them to gzip."""
        while self._fill(1) and not self._stored[0]:
            zeros = len(self._stored) - len(self._stored.lstrip(b"\x00"))
            del self._stored[:zeros]
            self._base += zeros

    def _skip_dataless_frame(self) -> None:
        """Skip a zstd frame without data: either a dictionary for all following frames, or user metadata."""
        size = int.from_bytes(self._stored[4:8], "little")
        is_dictionary = self._stored[:4] == _DICTIONARY_MAGIC and self._base == 0
        if is_dictionary and size <= _DICTIONARY_BYTES:
            if not self._fill(8 + size):
                raise self._damaged("truncated", "The data ends in the middle of its dictionary.")
            self.dictionary = _plain_dictionary(bytes(self._stored[8 : 8 + size]))
        left = 8 + size
        while left and self._fill(1):
            passed = min(left, len(self._stored))
            del self._stored[:passed]
            self._base += passed
            left -= passed

    def _unpack_whole(self) -> bytes | None:
        """Decompress the gzip member that begins here if it is small, complete and valid. Otherwise None, and
        `_unpack` starts over.
        """
        inflater = fast_zlib.decompressobj(31)
        pieces: list[bytes] = []
        fed = given = 0
        try:
            while not inflater.eof and given < _MAX_OUTPUT:
                if not self._fill(fed + 1):
                    return None
                self._fill(fed + self._feed)
                piece = bytes(memoryview(self._stored)[fed : fed + self._feed])
                fed += len(piece)
                pieces.append(inflater.decompress(piece, _MAX_OUTPUT))
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
            self._fill(self._next + self._feed)
            piece = bytes(memoryview(self._stored)[self._next : self._next + self._feed])
            self._next += len(piece)
            if not piece:
                raise self._damaged("truncated", "The compressed data ends too early.")
        try:
            out: bytes = self._decoder.decompress(piece, _MAX_OUTPUT)
        except _DAMAGE as error:
            raise self._damaged("unreadable", f"The {self.compression} data is damaged: {error}.") from error
        if self._decoder.eof:
            self._next -= len(self._decoder.unused_data or b"")
            self._decoder = None
        elif self._next > 2 * _KEPT_BYTES:
            self._drop(self._next - _KEPT_BYTES)
        return out

    def _damaged(self, reason: str, detail: str) -> Damaged:
        self._search_from = self._part + 1
        if isinstance(self._decoder, _Inflater) and self._decoder.ends_here:
            self._search_from = self._base + self._next - self._decoder.left - _GZIP_TRAILER
        self._decoder = None
        self._damage = Damaged(self._part, reason, detail)
        return self._damage

    def _find_next_part(self) -> None:
        """Skip stored bytes up to the next part that can be decompressed, or to the end."""
        assert self._damage is not None
        self._damage = None
        # The bytes fed to the damaged part may include the start of the next one: its decoder may have missed
        # the end.
        self._drop(max(self._search_from - self._base, 0))
        self._next = 0
        while self._fill(_PROBE_BYTES):
            if self._search(len(self._stored) - _PROBE_BYTES):
                return
        self._search(len(self._stored))

    def _search(self, limit: int) -> bool:
        """Search the first `limit` stored bytes for the start of a part. Drops the bytes before it, or all of
        them if there is none.
        """
        magic, start = MAGIC[self.compression], 0
        while (found := magic.search(self._stored, start)) and found.start() < max(limit, 1):
            start = found.start()
            if self._can_be_unpacked(bytes(self._stored[start : start + _PROBE_BYTES])):
                self._drop(start)
                return True
            start += 1
        self._drop(max(limit, 1))
        return False

    def _can_be_unpacked(self, stored: bytes) -> bool:
        if self.compression == "zstd" and stored[1:4] == _DICTIONARY_MAGIC[1:]:
            return False
        decoder = decoder_of(self.compression, self.dictionary)
        try:
            out = decoder.decompress(stored, 1 << 14)
        except _DAMAGE:
            return False
        if isinstance(decoder, _Inflater) and decoder._error is not None:
            return False
        if not out:  # a block may be larger than the sample
            return len(stored) >= _PROBE_BYTES
        return bytes(out).startswith(self.begins)

    def _fill(self, size: int) -> bool:
        """Buffer `size` stored bytes. Returns whether that many are available."""
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
    """The dictionary at the start of a zstd file, needed to read from its middle; None if there is none."""
    file.seek(0)
    head = file.read(8)
    size = int.from_bytes(head[4:8], "little")
    if head[:4] != _DICTIONARY_MAGIC or size > _DICTIONARY_BYTES:
        return None
    return _plain_dictionary(file.read(size))


def _plain_dictionary(raw: bytes) -> bytes:
    """The dictionary in a frame, decompressed if necessary
    (https://iipc.github.io/warc-specifications/specifications/warc-zstd/).
    """
    if not raw.startswith(_ZSTD_MAGIC):
        return raw
    import zstandard

    try:
        plain: bytes = zstandard.ZstdDecompressor().decompress(raw, max_output_size=_DICTIONARY_BYTES)
    except zstandard.ZstdError:
        return raw
    return plain
