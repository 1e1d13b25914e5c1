"""CDX and CDXJ indexes as input: reads only those records of the archives that the index lists.

Archives are searched for next to the index, in `archive/` or `warcs/` beside or above it, and at the address
or path in the line.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from newsmill.pipelines.readers import arc, warc
from newsmill.pipelines.readers.bytestream import ByteStream
from newsmill.pipelines.readers.cdx_lines import IndexEntry, columns_of, parse_line
from newsmill.pipelines.readers.formats import recognise_stream
from newsmill.pipelines.readers.http_body import declares
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Unreadable
from newsmill.pipelines.readers.sources import is_remote, open_source
from newsmill.pipelines.readers.substreams import Range

__all__ = ["read"]

_FOLDERS = ("", "archive", "warcs", "../archive", "../warcs", "..")
_LINE_BYTES = 1 << 16


def read(reading: Reading) -> Iterator[Item]:
    """Yield the records that the slice's lines point to, in the order of the lines."""
    slice_ = reading.slice
    values = dict(slice_.options)
    number = values.pop("first_line", 1)
    columns = values.pop("columns", None)
    archives = _Archives(slice_.path, slice_.origin, Options(**values))
    size = (slice_.stop if slice_.stop is not None else 1 << 62) - slice_.start
    with contextlib.closing(open_source(slice_.path, slice_.start)) as file, contextlib.closing(archives):
        _, source = recognise_stream(Range(file, size), "index.cdx", named=True)
        while line := source.readline(_LINE_BYTES):
            place = f"{slice_.origin}#line={number}"
            number += 1
            text = line.decode("utf-8", "replace").strip()
            if (named := columns_of(text)) is not None:
                columns = named
            elif text and not text.startswith("!"):
                yield archives.item(parse_line(text, columns), place)
        if (cut := source.resume()) is not None:
            yield Unreadable(origin=slice_.origin, reason=cut.reason, detail=cut.detail)


class _Archives:
    """The archives an index refers to. The last one used stays open."""

    def __init__(self, index: str, origin: str, options: Options) -> None:
        self.index = index
        self.origin = origin
        self.options = options
        self._name = ""
        self._file: BinaryIO | None = None

    def close(self) -> None:
        """Close the open archive."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def item(self, entry: IndexEntry | None, place: str) -> Item:
        """Read the record of a line. Entries the index marks as something other than a page are not read."""
        if entry is None:
            return Unreadable(
                origin=place, reason="unreadable", detail="The line does not point to an archive record."
            )
        if entry.mime == "warc/revisit":
            return NoPage("revisit")
        if entry.status.isdecimal() and not self.options.reads(int(entry.status)):
            return NoPage(f"status-{entry.status}")
        if entry.mime not in ("", "-") and declares(entry.mime) == "other":
            return NoPage("not-html")
        try:
            return self._record(entry, place)
        except OSError as error:
            detail = f"The archive {entry.file} cannot be read: {error.strerror or error}."
            return Unreadable(origin=place, url=entry.url or None, reason="unreadable", detail=detail)

    def _record(self, entry: IndexEntry, place: str) -> Item:
        file = self._open(entry.file)
        source = warc.open_at(file, int(entry.offset))
        name = PurePosixPath(entry.file).name
        found = next(_records(source, name, self.options), None)
        if found is None:
            detail = f"The archive {entry.file} ends before {entry.offset}."
            return Unreadable(origin=place, url=entry.url or None, reason="truncated", detail=detail)
        return found

    def _open(self, name: str) -> BinaryIO:
        if self._file is not None and self._name == name:
            return self._file
        self.close()
        missing: OSError | None = None
        for path in _places(self.index, name):
            try:
                self._file, self._name = open_source(path), name
                return self._file
            except OSError as error:
                missing = missing or error
        raise missing or FileNotFoundError(name)


def _records(source: ByteStream, name: str, options: Options) -> Iterator[Item]:
    is_arc = ".arc" in name and ".warc" not in name
    items = arc.read_sequence(source, name, options) if is_arc else warc.read_sequence(source, name, options)
    return itertools.islice(items, 1)


def _places(index: str, name: str) -> Iterator[str]:
    """Candidate locations of an archive, most likely first."""
    if is_remote(name):
        yield name
        return
    folder = index.rpartition("/")[0] if "/" in index else "."
    base = PurePosixPath(name).name
    for below in _FOLDERS:
        yield f"{folder}/{below}/{base}" if below else f"{folder}/{base}"
    if name != base:
        yield f"{folder}/{name}"
        if name.startswith("/") and not is_remote(index):
            yield name
