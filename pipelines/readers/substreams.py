"""A part of a stream as a separate stream: an archive member, a byte range of a file."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

from newsmill.pipelines.readers.bytestream import ByteStream, Damaged, Readable
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item

__all__ = ["Continued", "Nested", "Part", "Range", "Recoded"]

# The function that reads an archive member. Arguments: stream, origin, options, nesting depth.
Nested = Callable[[Readable, str, Options, int], Iterator[Item]]


class Range:
    """The first `size` bytes of a stream, or fewer if it ends."""

    def __init__(self, stream: Readable, size: int) -> None:
        self._stream = stream
        self._left = size

    def read(self, size: int = -1, /) -> bytes:
        """Like a file's `read`."""
        piece = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        return piece


class Part:
    """The next `size` bytes of a source. Raises `Damaged` once if the source ends or is cut before that.

    broken   the source ended or was cut
    cut      it was cut: the data that follows is not where it should be
    """

    def __init__(self, source: ByteStream, size: int) -> None:
        self._source = source
        self._left = size
        self.broken = False
        self.cut = False

    def read(self, size: int = -1, /) -> bytes:
        """Like a file's `read`."""
        if not self._left:
            return b""
        piece = self._source.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        if piece:
            return piece
        self._left = 0
        self.broken = True
        cut = self._source.resume()
        self.cut = cut is not None
        if cut is None:
            raise Damaged(self._source.tell(), "truncated", "The archive ends in the middle of this member.")
        raise Damaged(cut.place, cut.reason, cut.detail)

    def skip(self) -> None:
        """Skip the unread bytes."""
        try:
            while self.read(1 << 16):
                pass
        except Damaged:
            pass


class Continued:
    """A stream to its end. Raises `Damaged` at each cut; the next read continues after it."""

    def __init__(self, source: ByteStream) -> None:
        self._source = source

    def read(self, size: int = -1, /) -> bytes:
        """Like a file's `read`."""
        piece = self._source.read(size)
        if not piece and (cut := self._source.resume()) is not None:
            raise Damaged(cut.place, cut.reason, cut.detail)
        return piece


class Recoded:
    """A text stream in another charset, as UTF-8. Raises `Damaged` where the stream is cut."""

    def __init__(self, source: ByteStream, charset: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(charset)("replace")

    def read(self, size: int = -1, /) -> bytes:
        """Like a file's `read`; `size` counts bytes before the conversion."""
        while piece := self._source.read(size if size > 0 else 1 << 16):
            if text := self._decoder.decode(piece):
                return text.encode("utf-8", "replace")
        if (cut := self._source.resume()) is not None:
            raise Damaged(cut.place, cut.reason, cut.detail)
        return self._decoder.decode(b"", final=True).encode("utf-8", "replace")
