"""Any stream of bytes to pages, front to back: what is inside what is found out on the way.

For input that cannot be cut (a compressed tar, standard input), and for what lies inside other containers.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol, cast

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers.formats import COMPRESSIONS, HEAD_BYTES, Compression, recognise, unpack_head
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Unreadable
from newsmill.pipelines.readers.sources import STDIN, open_source

__all__ = [
    "DAMAGE",
    "Peekable",
    "Readable",
    "TooLarge",
    "decompressed",
    "page_of",
    "read",
    "read_bounded",
    "read_stream",
]

# What the decompressors raise for damaged data, beside EOFError for data that ends too early.
DAMAGE = (OSError, zlib.error, lzma.LZMAError, ValueError)

# Containers inside containers inside …: a page is never deeper than this; a bomb is.
_DEEPEST = 4


class Readable(Protocol):
    """All that a reader asks of a stream."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""


class TooLarge(Exception):
    """A page is larger than a page may be."""


class Peekable:
    """A stream whose first bytes can be looked at before they are read. Knows its position in bytes."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._ahead = b""
        self._position = 0

    def peek(self, size: int) -> bytes:
        """The next bytes, `size` of them where there are so many, without moving on."""
        while len(self._ahead) < size:
            more = self._stream.read(size - len(self._ahead))
            if not more:
                break
            self._ahead += more
        return self._ahead[:size]

    def read(self, size: int = -1, /) -> bytes:
        """Like a file's `read`; may give fewer bytes than asked for only at the end."""
        if size < 0:
            taken, self._ahead = self._ahead + self._stream.read(-1), b""
        else:
            self.peek(size)
            taken, self._ahead = self._ahead[:size], self._ahead[size:]
        self._position += len(taken)
        return taken

    def readline(self, size: int = -1, /) -> bytes:
        """Up to and including the next newline, or `size` bytes."""
        wanted = 1 << 16
        while True:
            limit = wanted if size < 0 else min(wanted, size)
            ahead = self.peek(limit)
            end = ahead.find(b"\n") + 1
            if end or len(ahead) < limit or limit == size:
                return self.read(end or len(ahead))
            wanted *= 2

    def tell(self) -> int:
        """How many bytes have been read."""
        return self._position

    def readable(self) -> bool:
        """It is a file for those who ask."""
        return True


def decompressed(stream: Readable, compression: Compression) -> Readable:
    """What is inside compressed data, as a stream. Reading it raises EOFError (cut off) or one of `DAMAGE`."""
    file = cast(BinaryIO, stream)
    if compression == "gzip":
        return cast(Readable, gzip.GzipFile(fileobj=file, mode="rb"))
    if compression == "bzip2":
        return cast(Readable, bz2.BZ2File(file))
    if compression == "xz":
        return cast(Readable, lzma.LZMAFile(file))
    from fastwarc.stream_io import ZstdReader

    return cast(Readable, ZstdReader(file))


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


def read(reading: Reading) -> Iterator[Item]:
    """A whole source from front to back."""
    slice_ = reading.slice
    options = Options(**slice_.options)
    if slice_.path == STDIN:
        import sys

        yield from read_stream(sys.stdin.buffer, slice_.origin, options, named=True)
        return
    try:
        with contextlib.closing(open_source(slice_.path)) as file:
            yield from read_stream(file, slice_.origin, options, named=True)
    except OSError as error:
        yield Unreadable(origin=slice_.origin, reason="unreadable", detail=f"{error.strerror or error}.")


def read_stream(
    stream: Readable, origin: str, options: Options, *, named: bool = False, depth: int = 0
) -> Iterator[Item]:
    """The pages of a stream of any format. Damage ends it with an `Unreadable`, after the pages before."""
    if depth > _DEEPEST:
        yield Unreadable(
            origin=origin, reason="unreadable", detail="Archives lie too deep inside one another."
        )
        return
    peekable = stream if isinstance(stream, Peekable) else Peekable(stream)
    try:
        yield from _read_format(peekable, origin, options, named, depth)
    except EOFError:
        yield Unreadable(origin=origin, reason="truncated", detail="The compressed data ends too early.")
    except DAMAGE as error:
        yield Unreadable(origin=origin, reason="unreadable", detail=f"It is damaged: {error}.")


def _read_format(stream: Peekable, origin: str, options: Options, named: bool, depth: int) -> Iterator[Item]:
    head = stream.peek(HEAD_BYTES)
    name = origin.rpartition("/")[2].rpartition("#")[2]
    kind = recognise(head, name, named=named)
    if kind in COMPRESSIONS:
        compression = kind
        inner_name = name.rpartition(".")[0] or name
        inner = recognise(unpack_head(head, compression), inner_name, named=named)
        if inner == "warc" and compression in ("gzip", "zstd"):
            kind = (
                "warc"  # its records' places count in compressed bytes, so it is unpacked by its own reader
            )
        elif inner in ("page", "mhtml", "other"):
            yield from _page(stream, compression, origin, options, named=named)
            return
        else:
            yield from read_stream(
                decompressed(stream, compression), origin, options, named=named, depth=depth + 1
            )
            return
    if kind == "warc":
        from newsmill.pipelines.readers import warc

        yield from warc.read_sequence(stream, origin, options)
    elif kind == "arc":
        from newsmill.pipelines.readers import arc

        yield from arc.read_sequence(stream, origin, options)
    elif kind == "tar":
        from newsmill.pipelines.readers import tar

        yield from tar.read_sequence(stream, origin, options, depth)
    elif kind == "jsonl":
        from newsmill.pipelines.readers import jsonl

        yield from jsonl.read_sequence(stream, origin, options)
    elif kind in ("zip", "parquet", "sqlite"):
        yield from _spooled(stream, kind, origin, options, depth)
    elif kind == "other" and not named:
        yield NoPage("other-file")
    else:
        yield from _page(stream, None, origin, options, named=named)


def _spooled(stream: Peekable, kind: str, origin: str, options: Options, depth: int) -> Iterator[Item]:
    """A container that is read from its end lands in a temporary file first."""
    with tempfile.NamedTemporaryFile(prefix="newsmill-", suffix=f".{kind}") as file:
        shutil.copyfileobj(cast(BinaryIO, stream), file, 1 << 20)
        file.flush()
        if kind == "zip":
            from newsmill.pipelines.readers import zips

            yield from zips.read_file(file.name, origin, options, depth)
        elif kind == "parquet":
            from newsmill.pipelines.readers import parquet

            yield from parquet.read_file(file.name, origin, options)
        else:
            from newsmill.pipelines.readers import sqlite

            yield from sqlite.read_file(file.name, origin, options)


def _page(
    stream: Peekable, compression: Compression | None, origin: str, options: Options, *, named: bool
) -> Iterator[Item]:
    yield page_of(stream, compression, origin, options, relative=origin.partition("#")[2] or origin)


def page_of(
    stream: Readable, compression: Compression | None, origin: str, options: Options, *, relative: str
) -> Item:
    """The one page that a stream holds. `relative`: its path below the input, for the URL rule."""
    from newsmill.pipelines.readers import files

    raw = b""
    try:
        raw = read_bounded(decompressed(stream, compression) if compression else stream, options.page_bytes)
    except TooLarge:
        megabytes = options.page_bytes >> 20
        return Unreadable(origin=origin, reason="too-large", detail=f"It is larger than {megabytes} MB.")
    except EOFError:
        return Unreadable(origin=origin, reason="truncated", detail="The compressed data ends too early.")
    except DAMAGE as error:
        return Unreadable(origin=origin, reason="unreadable", detail=f"It is damaged: {error}.")
    if not raw:
        return Page(raw=b"", origin=origin)
    try:
        return files.page_from_bytes(raw, origin, relative, options)
    except (
        Exception
    ) as error:  # of the libraries that read mail and URLs, in which hostile bytes find every corner
        detail = f"It cannot be read: {type(error).__name__}: {error}."
        return Unreadable(origin=origin, reason="unreadable", detail=detail, raw=raw)
