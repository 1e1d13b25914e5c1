"""A byte stream with lookahead that can resume after damage.

Damage cuts a stream into stretches. A read never crosses a cut: like at end of file, it returns fewer bytes
than requested, and `damage` says why. `resume` continues after the cut. Each format thus handles damage in
one place, whatever the compression.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple, Protocol

__all__ = ["ByteStream", "Cut", "Damaged", "Place", "Readable", "TooLarge", "chunks", "read_bounded"]

_BLOCK = 1 << 16


class Readable(Protocol):
    """The interface a reader requires of a stream."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes; empty at the end."""


class TooLarge(Exception):
    """A page exceeds the size limit."""


class Damaged(Exception):
    """Compressed data is damaged here. Reading the stream again continues after the damage.

    place   where the damaged part begins, in stored (compressed) bytes
    reason  `truncated` or `unreadable`
    """

    def __init__(self, place: int, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.place = place
        self.reason = reason
        self.detail = detail


class Cut(NamedTuple):
    """Where a stretch ends early. `place` is in stored (compressed) bytes, `at` in bytes as read."""

    at: int
    place: int
    reason: str
    detail: str


class Place(NamedTuple):
    """The position of a byte: the offset of the compressed part (gzip member, zstd frame …) it lies in, and
    the offset within.

    For uncompressed data, `part` is 0.
    """

    part: int
    inner: int


class ByteStream:
    """A stream with lookahead. `stream` may have `parts`, see
    `newsmill.pipelines.readers.compression.Unpacked`.

    start   position of the first byte
    raw     the underlying stream
    before  the last byte read
    """

    def __init__(self, stream: Readable, start: int = 0) -> None:
        self.raw = stream
        self.before = b""
        self._ahead = bytearray()
        self._position = start
        self._filled = start
        self._ended = False
        self._parts: list[tuple[int, int]] = getattr(stream, "parts", [])
        self.damage: Cut | None = None

    def peek(self, size: int) -> bytes:
        """Return the next `size` bytes without consuming them; fewer if a cut or the end comes first."""
        self._fill(size)
        return bytes(memoryview(self._ahead)[:size])

    def read(self, size: int = -1, /) -> bytes:
        """Like a file's `read`; returns fewer bytes than requested only at a cut or at the end."""
        if size < 0:
            self._fill(1 << 62)
            size = len(self._ahead)
        taken = self.peek(size)
        del self._ahead[: len(taken)]
        if taken:
            self._position += len(taken)
            self.before = taken[-1:]
        return taken

    def skip(self, size: int) -> int:
        """Discard `size` bytes. Returns how many were discarded."""
        left = size
        while left and (piece := len(self.read(min(left, _BLOCK)))):
            left -= piece
        return size - left

    def unread(self, taken: bytes) -> None:
        """Push back the bytes that were read last."""
        self._ahead[:0] = taken
        self._position -= len(taken)

    def readline(self, size: int = -1, /) -> bytes:
        """Read up to and including the next newline, at most `size` bytes."""
        searched = 0
        while True:
            more = self._fill(searched + _BLOCK)
            end = self._ahead.find(b"\n", searched, size if size >= 0 else None) + 1
            if end or not more or 0 <= size <= len(self._ahead):
                return self.read(end or (size if size >= 0 else len(self._ahead)))
            searched = len(self._ahead)

    def skip_blank(self, blank: bytes) -> None:
        """Skip bytes that are in `blank`."""
        while ahead := self.peek(1 << 12):
            rest = ahead.lstrip(blank)
            self.read(len(ahead) - len(rest))
            if rest:
                return

    def skip_to(self, pattern: re.Pattern[bytes], *, limit: int = 1 << 62, overlap: int = 256) -> int:
        """Skip to a match of `pattern`, the next cut or the end. Returns the number of bytes skipped.

        limit     stop searching after about this many bytes
        overlap   upper bound on the length of a match, in bytes
        """
        passed = 0
        while passed < limit:
            more = self._fill(_BLOCK + overlap)
            # A match that touches the end of the buffer may be longer than it appears.
            sure = len(self._ahead) - (overlap if more else 0)
            found = pattern.search(self._ahead)
            if found and (found.start() < sure or not more):
                return passed + len(self.read(found.start()))
            passed += len(self.read(max(sure, 0)))
            if not more:
                break
        return passed

    def read_to(self, pattern: re.Pattern[bytes], limit: int, overlap: int = 256) -> bytes:
        """Read the bytes before a match of `pattern`, the next cut or the end; at most `limit` bytes."""
        pieces: list[bytes] = []
        size = 0
        while size < limit:
            more = self._fill(_BLOCK + overlap)
            end = len(self._ahead) - (overlap if more else 0)
            found = pattern.search(self._ahead)
            start = found.start() if found else len(self._ahead)
            pieces.append(self.read(min(start, end, limit - size)))
            size += len(pieces[-1])
            if start <= end or not more:
                break
        return b"".join(pieces)

    def tell(self) -> int:
        """The number of bytes read so far."""
        return self._position

    def place(self) -> Place:
        """The position of the next byte."""
        if not self._parts:
            return Place(0, self._position)
        index = bisect_right(self._parts, (self._position, 1 << 62)) - 1
        begin, part = self._parts[max(index, 0)]
        return Place(part, self._position - begin)

    def offset(self) -> str:
        """The position of the next byte for an origin: `1234`, or `1234+567` in a compressed part."""
        place = self.place()
        if not self._parts:
            return str(place.inner)
        return f"{place.part}+{place.inner}" if place.inner else str(place.part)

    def is_damaged(self, place: Place) -> bool:
        """Whether the last read covered a whole part, from its beginning `place`, whose checksum is wrong."""
        cut = self.damage
        return cut is not None and not place.inner and cut.place == place.part and bool(self._parts)

    def forget(self) -> None:
        """Drop bookkeeping for positions before the next byte."""
        index = bisect_right(self._parts, (self._position, 1 << 62)) - 1
        if index > 0:
            del self._parts[:index]

    def part_ends(self, start: int, stop: int) -> list[int]:
        """The positions between `start` and `stop` at which a compressed part begins."""
        return [begin for begin, _ in self._parts if start < begin < stop]

    def ended(self) -> bool:
        """Whether the stream is at a cut or at its end."""
        return not self._fill(1)

    def resume(self) -> Cut | None:
        """Continue after a cut. Returns the cut, or None at the end of the stream."""
        if self._ahead:
            return None
        cut, self.damage = self.damage, None
        return cut

    def _fill(self, size: int) -> bool:
        """Buffer `size` bytes. Returns whether that many are available."""
        while len(self._ahead) < size and not self._ended and self.damage is None:
            try:
                more = self.raw.read(max(min(size - len(self._ahead), 1 << 20), _BLOCK))
            except Damaged as damaged:
                self.damage = Cut(self._filled, damaged.place, damaged.reason, damaged.detail)
                break
            if not more:
                self._ended = True
            self._ahead += more
            self._filled += len(more)
        return len(self._ahead) >= size

    def readable(self) -> bool:
        """Always true; part of the file interface."""
        return True


def chunks(stream: Readable, size: int = 1 << 20) -> Iterator[bytes]:
    """Yield a stream in pieces of up to `size` bytes."""
    while piece := stream.read(size):
        yield piece


def read_bounded(stream: Readable, limit: int) -> bytes:
    """Read a whole stream. Raises `TooLarge` as soon as it exceeds `limit` bytes, so a decompression bomb
    stops early.
    """
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(min(1 << 20, limit + 1 - size)):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise TooLarge
    return b"".join(pieces)
