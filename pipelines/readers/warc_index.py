"""The CDX or CDXJ beside a `.warc.gz`: records that a selection leaves out are skipped without unpacking them.

An index may be stale, incomplete or wrong, so it is only a hint where records may begin and end. Each
record's own headers are read before it is skipped, its length is checked against the gzip trailer, and no other
gzip member may begin within it. What the index does not list, or lists wrongly, is read as if there were no
index.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers.bytestream import ByteStream, Place
from newsmill.pipelines.readers.cdx_lines import columns_of, parse_line
from newsmill.pipelines.readers.compression import MAGIC, Unpacked, compression_of, without_suffix
from newsmill.pipelines.readers.file_names import unpacked
from newsmill.pipelines.readers.http_body import parse_headers
from newsmill.pipelines.readers.slices import Item
from newsmill.pipelines.readers.sources import is_remote, open_source
from newsmill.pipelines.readers.warc_records import RECORD_START, Record

__all__ = ["Skip", "can_be_indexed", "skips"]

_SUFFIXES = (".cdxj", ".cdx", ".cdxj.gz", ".cdx.gz")
# Where tools put one index for all archives of a folder, seen from the folder.
_SHARED = ("index", "indexes/index", "../indexes/index")
# Larger indexes are ignored: each worker would have to read all of it.
_INDEX_BYTES = 64 << 20
_LINE_BYTES = 1 << 16
# A record's headers and those of its HTTP message are almost always this short; longer ones are read whole.
_STORED_HEAD, _HEAD = 4 << 10, 16 << 10
_BLOCK = 1 << 20
_END_OF_HEADERS = b"\r\n\r\n"


class Skip(NamedTuple):
    """A record that need not be read: its range in stored bytes, and why."""

    start: int
    stop: int
    reason: str


def skips(
    file: BinaryIO,
    path: str,
    start: int,
    stop: int,
    left_out: Callable[[Page], str | None],
    item_of: Callable[[Record], Item],
) -> list[Skip]:
    """The records beginning in a range of a `.warc.gz` that its index lists and the selection leaves out.

    item_of   makes the item of a record; of the record's block, it gets the beginning
    """
    found: list[Skip] = []
    for offset, length in _listed(path):
        if start <= offset < stop and (record := _head(file, offset, length)) is not None:
            item = item_of(record)
            reason = left_out(item) if isinstance(item, Page) and item.url else None
            if reason is not None and _is_one_part(file, offset, length):
                found.append(Skip(offset, offset + length, reason))
    return found


def _head(file: BinaryIO, offset: int, length: int) -> Record | None:
    """The beginning of the record that is exactly this part of the file; None if that cannot be shown."""
    file.seek(offset)
    stored = file.read(min(length, _STORED_HEAD))
    if length < 20 or not MAGIC["gzip"].match(stored):
        return None
    inflater = zlib.decompressobj(31)
    try:
        head = inflater.decompress(stored, _HEAD)
    except zlib.error:
        return None
    if inflater.eof and (inflater.unused_data or len(stored) != length):
        return None
    end = head.find(_END_OF_HEADERS) + len(_END_OF_HEADERS)
    if not RECORD_START.match(head) or end < len(_END_OF_HEADERS):
        return None
    headers = parse_headers(head[:end])
    size = headers.get("content-length", "")
    block = head[end:]
    if not size.isdecimal() or _END_OF_HEADERS not in block:
        return None
    file.seek(offset + length - 4)
    if int.from_bytes(file.read(4), "little") != (end + int(size) + len(_END_OF_HEADERS)) & 0xFFFFFFFF:
        return None
    return Record(Place(offset, 0), str(offset), headers, block[: int(size)], int(size))


def _is_one_part(file: BinaryIO, offset: int, length: int) -> bool:
    """Whether no other gzip member begins within this part of the file."""
    left, before = length - 1, b""
    file.seek(offset + 1)
    while left and (piece := file.read(min(left, _BLOCK))):
        if MAGIC["gzip"].search(before + piece):
            return False
        left -= len(piece)
        before = piece[-3:]
    return not left


def _listed(path: str) -> list[tuple[int, int]]:
    """Offsets and lengths of the records of an archive, from the first index beside it that lists any."""
    archive = Path(unpacked(path))
    for index in _indexes(archive):
        try:
            status = index.stat()
            entries = _entries(str(index), status.st_mtime_ns) if status.st_size <= _INDEX_BYTES else {}
        except OSError:
            continue
        if found := entries.get(archive.name):
            return found
    return []


def _indexes(archive: Path) -> Iterator[Path]:
    plain = without_suffix(archive.name)
    for base in (archive.name, plain, plain.removesuffix(".warc"), *_SHARED):
        for suffix in _SUFFIXES:
            yield archive.parent / f"{base}{suffix}"


@functools.lru_cache(maxsize=4)
def _entries(path: str, _changed: int) -> dict[str, list[tuple[int, int]]]:
    """Sorted offsets and lengths of the records of each archive in an index."""
    found: dict[str, list[tuple[int, int]]] = {}
    columns: str | None = None
    with open_source(path) as file:
        packing = compression_of(file.read(16))
        file.seek(0)
        source = ByteStream(Unpacked(file, packing) if packing else file)
        while raw := source.readline(_LINE_BYTES):
            line = raw.decode("utf-8", "replace").strip()
            columns = columns_of(line) or columns
            entry = parse_line(line, columns)
            if entry is not None and entry.length.isdecimal():
                name = entry.file.replace("\\", "/").rpartition("/")[2]
                found.setdefault(name, []).append((int(entry.offset), int(entry.length)))
    return {name: sorted(set(places)) for name, places in found.items()}


def can_be_indexed(path: str, source: ByteStream) -> bool:
    """Whether an index is searched for an archive: only if it is local and compressed with gzip."""
    return not is_remote(path) and isinstance(source.raw, Unpacked) and source.raw.compression == "gzip"
