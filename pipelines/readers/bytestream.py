"""A stream of bytes that can be looked at before it is read, and that goes on after damage.

Damage cuts a stream into stretches. Reading never crosses a cut: it gives fewer bytes than were asked for, as at the end, and `damage`
says why. `resume` goes on behind it. So each format has one place where it decides how to go on, whatever the data is packed in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple, Protocol

__all__ = ["ByteStream", "Cut", "Damaged", "Place", "Readable", "TooLarge", "chunks", "read_bounded"]

_BLOCK = 1 << 16


class Readable(Protocol):
    """All that a reader asks of a stream."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""


class TooLarge(Exception):
    """A page is larger than a page may be."""


class Damaged(Exception):
    """Packed data is damaged here; reading the stream again goes on behind the damage.

    place   where the damaged part begins, in bytes as stored
    reason  `truncated` or `unreadable`
    """

    def __init__(self, place: int, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.place = place
        self.reason = reason
        self.detail = detail


class Cut(NamedTuple):
    """Where a stretch ends before the data does. `place`: bytes as stored; `at`: bytes as read."""

    at: int
    place: int
    reason: str
    detail: str


class Place(NamedTuple):
    """Where a byte is: the offset of the compressed part (gzip member, zstd frame …) that it lies in, and how far inside.

    In data that is not compressed, `part` is 0.
    """

    part: int
    inner: int


class ByteStream:
    """A stream whose next bytes can be looked at. `stream` may have `parts`, see `newsmill.pipelines.readers.compression.Unpacked`.

    start   how many bytes lie before its first, for positions
    raw     the stream itself
    before  the byte that was read last
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
        """The next bytes, `size` of them where there are so many up to the next cut, without moving on."""
        self._fill(size)
        return bytes(memoryview(self._ahead)[:size])

    def read(self, size: int = -1, /) -> bytes:
        """Like a file's `read`; gives fewer bytes than asked for only at a cut or at the end."""
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
        """Pass over bytes without keeping them; gives how many there were."""
        left = size
        while left and (piece := len(self.read(min(left, _BLOCK)))):
            left -= piece
        return size - left

    def unread(self, taken: bytes) -> None:
        """Put back bytes that were read last."""
        self._ahead[:0] = taken
        self._position -= len(taken)

    def readline(self, size: int = -1, /) -> bytes:
        """Up to and including the next newline, or `size` bytes."""
        searched = 0
        while True:
            more = self._fill(searched + _BLOCK)
            end = self._ahead.find(b"\n", searched, size if size >= 0 else None) + 1
            if end or not more or 0 <= size <= len(self._ahead):
                return self.read(end or (size if size >= 0 else len(self._ahead)))
            searched = len(self._ahead)

    def skip_blank(self, blank: bytes) -> None:
        """Pass over bytes that are among `blank`."""
        while ahead := self.peek(1 << 12):
            rest = ahead.lstrip(blank)
            self.read(len(ahead) - len(rest))
            if rest:
                return

    def skip_to(self, pattern: re.Pattern[bytes], *, limit: int = 1 << 62, overlap: int = 256) -> int:
        """Pass over bytes up to a match of `pattern`, to the next cut or to the end; gives how many.

        limit     the search may end once so many bytes are passed
        overlap   no match is longer than this (bytes)
        """
        passed = 0
        while passed < limit:
            more = self._fill(_BLOCK + overlap)
            # A match that touches the end of what is there may be longer than it seems.
            sure = len(self._ahead) - (overlap if more else 0)
            found = pattern.search(self._ahead)
            if found and (found.start() < sure or not more):
                return passed + len(self.read(found.start()))
            passed += len(self.read(max(sure, 0)))
            if not more:
                break
        return passed

    def read_to(self, pattern: re.Pattern[bytes], limit: int, overlap: int = 256) -> bytes:
        """The bytes before a match of `pattern`, the next cut or the end; `limit` of them at most."""
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
        """How many bytes have been read."""
        return self._position

    def place(self) -> Place:
        """Where the next byte is."""
        if not self._parts:
            return Place(0, self._position)
        index = bisect_right(self._parts, (self._position, 1 << 62)) - 1
        begin, part = self._parts[max(index, 0)]
        return Place(part, self._position - begin)

    def offset(self) -> str:
        """The place of the next byte for an origin: `1234`, in compressed data `1234` or, inside of a part, `1234+567`."""
        place = self.place()
        if not self._parts:
            return str(place.inner)
        return f"{place.part}+{place.inner}" if place.inner else str(place.part)

    def is_damaged(self, place: Place) -> bool:
        """Whether what was read last, from the beginning of a part on, is all of it, and the part's checksum is wrong."""
        cut = self.damage
        return cut is not None and not place.inner and cut.place == place.part and bool(self._parts)

    def forget(self) -> None:
        """Places of bytes before the next one are not asked for any more."""
        index = bisect_right(self._parts, (self._position, 1 << 62)) - 1
        if index > 0:
            del self._parts[:index]

    def part_ends(self, start: int, stop: int) -> list[int]:
        """Positions between `start` and `stop` at which a compressed part begins."""
        return [begin for begin, _ in self._parts if start < begin < stop]

    def ended(self) -> bool:
        """Whether the next byte is behind a cut or does not exist."""
        return not self._fill(1)

    def resume(self) -> Cut | None:
        """Go on behind the cut that was reached: gives it, or None at the end of the stream."""
        if self._ahead:
            return None
        cut, self.damage = self.damage, None
        return cut

    def _fill(self, size: int) -> bool:
        """Have `size` bytes ahead; whether there are so many."""
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
        """It is a file for those who ask."""
        return True


def chunks(stream: Readable, size: int = 1 << 20) -> Iterator[bytes]:
    """A stream piece by piece."""
    while piece := stream.read(size):
        yield piece


def read_bounded(stream: Readable, limit: int) -> bytes:
    """Everything in a stream. Raises `TooLarge` as soon as it is more than `limit` bytes, however little it was packed."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(min(1 << 20, limit + 1 - size)):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise TooLarge
    return b"".join(pieces)
