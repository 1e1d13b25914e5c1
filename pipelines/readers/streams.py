"""Reads any byte stream sequentially, detecting nested formats on the way.

For input that cannot be cut (a compressed tar, standard input), and for the contents of other containers.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO

from newsmill.pipelines.readers import (
    arc,
    files,
    har,
    jsonl,
    mailbox,
    parquet,
    sqlite,
    tables,
    tar,
    warc,
    zips,
)
from newsmill.pipelines.readers.bytestream import ByteStream, Readable, chunks
from newsmill.pipelines.readers.compression import compression_of
from newsmill.pipelines.readers.file_names import without_place
from newsmill.pipelines.readers.formats import Format, recognise_stream
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Unreadable
from newsmill.pipelines.readers.sources import STDIN, open_source

__all__ = ["read", "read_stream", "read_zip_slice"]

# Nesting limit for containers. Real pages are never deeper; archive bombs are.
_MAX_DEPTH = 4
# A container that must be read from its end is copied to a temporary file, up to this size.
_SPOOLED_BYTES = 512 << 20

_SEQUENCES: dict[Format, Callable[[ByteStream, str, Options], Iterator[Item]]] = {
    "warc": warc.read_sequence,
    "arc": arc.read_sequence,
    "jsonl": jsonl.read_sequence,
    "json": jsonl.read_objects,
    "har": har.read_sequence,
    "mbox": mailbox.read_sequence,
    "table": tables.read_sequence,
}


def read(reading: Reading) -> Iterator[Item]:
    """Yield the pages of a whole source sequentially."""
    slice_ = reading.slice
    options = Options(**slice_.options)
    if slice_.path == STDIN:
        yield from read_stream(sys.stdin.buffer, slice_.origin, options, named=True)
        return
    try:
        with contextlib.closing(open_source(slice_.path)) as file:
            yield from read_stream(file, slice_.origin, options, named=True)
    except OSError as error:
        yield Unreadable(origin=slice_.origin, reason="unreadable", detail=f"{error.strerror or error}.")


def read_zip_slice(reading: Reading) -> Iterator[Item]:
    """Yield the members of the slice, by their positions in the archive's directory."""
    slice_ = reading.slice
    options = Options(**slice_.options)
    try:
        archive, found = zips.opened(slice_.path, slice_.mark)
    except zips.ZIP_DAMAGE as error:
        yield Unreadable(origin=slice_.origin, reason="unreadable", detail=f"The zip is damaged: {error}.")
        return
    chosen = found[slice_.start : slice_.stop]
    yield from zips.read_members(archive, chosen, slice_.origin, options, read_stream, 0)


def read_stream(
    stream: Readable, origin: str, options: Options, depth: int = 0, *, named: bool = False
) -> Iterator[Item]:
    """Yield the pages of a stream of any format. Each damage becomes an `Unreadable` in its place."""
    if depth > _MAX_DEPTH:
        detail = "Archives are nested too deeply."
        yield Unreadable(origin=origin, reason="unreadable", detail=detail)
        return
    label = without_place(origin)
    name = label.rpartition("#")[2].rpartition("/")[2]
    outer = stream if isinstance(stream, ByteStream) else ByteStream(stream)
    (kind, compression, _), source = recognise_stream(outer, name, named=named)
    if kind == "page" and compression is not None and compression_of(source.peek(16)) is not None:
        yield Unreadable(origin=origin, reason="unreadable", detail="Archives are nested too deeply.")
        return
    if kind in _SEQUENCES:
        items = _SEQUENCES[kind](source, origin, options)
        yield from items if source is outer else _with_outer_damage(items, outer, origin)
    elif kind == "tar":
        yield from tar.read_sequence(source, origin, options, read_stream, depth)
    elif kind in ("zip", "parquet", "sqlite"):
        yield from _spooled(source, kind, origin, options, depth)
    elif kind == "unknown":
        yield _undecodable(source, origin)
    elif kind == "other" and source.ended() and (cut := source.resume()) is not None:
        yield Unreadable(origin=origin, reason=cut.reason, detail=cut.detail)
    elif kind in ("other", "cdx"):
        yield _not_a_page(source, origin) if named else NoPage("other-file")
    else:
        yield files.page_of(source, origin, options, relative=label.partition("#")[2] or label)


def _with_outer_damage(items: Iterator[Item], outer: ByteStream, origin: str) -> Iterator[Item]:
    """Yield the items of compressed data, and what is wrong with the stream it came from, such as the checksum
    of a zip member, unless the data ended with a reject itself.
    """
    item: Item | None = None
    for item in items:
        yield item
    if not isinstance(item, Unreadable) and (cut := outer.resume()) is not None:
        yield Unreadable(origin=origin, reason=cut.reason, detail=cut.detail)


def _undecodable(source: ByteStream, origin: str) -> Unreadable:
    cut = source.resume()
    detail = f"It cannot be decompressed. {cut.detail if cut else ''}".strip()
    return Unreadable(origin=origin, reason=cut.reason if cut else "unreadable", detail=detail)


def _not_a_page(source: ByteStream, origin: str) -> Unreadable:
    return Unreadable(origin=origin, reason="unreadable", detail=files.why_no_page(source.peek(1 << 13)))


def _spooled(source: ByteStream, kind: Format, origin: str, options: Options, depth: int) -> Iterator[Item]:
    """Copy a container that must be read from its end to a temporary file first."""
    with tempfile.NamedTemporaryFile(prefix="newsmill-", suffix=f".{kind}") as file:
        size = 0
        for piece in chunks(source):
            file.write(piece)
            size += len(piece)
            if size > _SPOOLED_BYTES:
                break
        file.flush()
        cut = source.resume() if source.ended() else None
        if size > _SPOOLED_BYTES:
            yield from _too_large_to_spool(file, source, kind, origin, options, depth)
        elif kind == "zip":
            yield from _spooled_zip(file.name, origin, options, depth)
        elif kind == "parquet":
            yield from parquet.read_file(file.name, origin, options)
        else:
            yield from sqlite.read_file(file.name, origin, options)
        if cut is not None:
            yield Unreadable(origin=origin, reason=cut.reason, detail=cut.detail)


def _too_large_to_spool(
    file: BinaryIO | tempfile._TemporaryFileWrapper[bytes],
    source: ByteStream,
    kind: Format,
    origin: str,
    options: Options,
    depth: int,
) -> Iterator[Item]:
    """Handle a container too large to spool. A zip can be read sequentially; the others cannot."""
    if kind != "zip":
        detail = f"Inside another container, {kind} can only be read up to {_SPOOLED_BYTES >> 20} MB."
        yield Unreadable(origin=origin, reason="too-large", detail=detail)
        return
    file.seek(0)
    joined = ByteStream(_Chained(file, source))
    yield from zips.read_sequence(joined, origin, options, read_stream, depth)


class _Chained:
    """Two streams, concatenated."""

    def __init__(self, first: Readable, second: Readable) -> None:
        self._first = first
        self._second = second

    def read(self, size: int = -1, /) -> bytes:
        """Like a file's `read`."""
        return self._first.read(size) or self._second.read(size)


def _spooled_zip(path: str, origin: str, options: Options, depth: int) -> Iterator[Item]:
    if zips.member_sizes(path, check=True) is None:
        with open_source(path) as file:
            yield from zips.read_sequence(ByteStream(file), origin, options, read_stream, depth)
        return
    with zipfile.ZipFile(path) as archive:
        yield from zips.read_members(archive, zips.members(archive), origin, options, read_stream, depth)
