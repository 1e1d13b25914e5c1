"""JSON Lines with a page a line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import msgspec

from newsmill.pipelines.readers.columns import Columns, choose_columns, page_of_row
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Reading, Unreadable
from newsmill.pipelines.readers.sources import InputError, open_source
from newsmill.pipelines.readers.streams import Peekable, Readable

__all__ = ["cut", "read", "read_sequence"]

_BLOCK = 8 << 20
_decoder: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, Any])


def cut(path: str, size: int) -> Iterator[tuple[int, int, int]]:
    """Parts of about `size` bytes that end with a line: start, stop, and the number of the first line (from 1)."""
    with contextlib.closing(open_source(path)) as file:
        start, position, line, first_line = 0, 0, 1, 1
        while block := file.read(_BLOCK):
            begin = 0
            while position + len(block) - start >= size:
                end = block.find(b"\n", max(begin, start + size - position))
                if end < 0:
                    break
                line += block.count(b"\n", begin, end + 1)
                stop = position + end + 1
                yield start, stop, first_line
                start, first_line, begin = stop, line, end + 1
            line += block.count(b"\n", begin)
            position += len(block)
        if position > start:
            yield start, position, first_line


def read(reading: Reading) -> Iterator[Item]:
    """The lines of the slice's part of the file."""
    slice_ = reading.slice
    values = dict(slice_.options)
    first_line = values.pop("first_line", 1)
    with contextlib.closing(open_source(slice_.path, slice_.start)) as file:
        size = (slice_.stop if slice_.stop is not None else 1 << 62) - slice_.start
        yield from _lines(Peekable(_Part(file, size)), slice_.origin, Options(**values), first_line)


def read_sequence(stream: Peekable, origin: str, options: Options) -> Iterator[Item]:
    """The lines of a stream."""
    return _lines(stream, origin, options, 1)


class _Part:
    """The first `size` bytes of a stream."""

    def __init__(self, stream: Readable, size: int) -> None:
        self.stream = stream
        self.left = size

    def read(self, size: int = -1, /) -> bytes:
        piece = self.stream.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(piece)
        return piece


def _lines(stream: Peekable, origin: str, options: Options, number: int) -> Iterator[Item]:
    columns: Columns | None = None
    # JSON may write a character in six (\u00e9), so a line of a page that is small enough can be longer than the page.
    limit = options.page_bytes * 6 + (1 << 20)
    while line := stream.readline(limit):
        place = f"{origin}#line={number}"
        number += 1
        if len(line) == limit and not line.endswith(b"\n"):
            while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield Unreadable(origin=place, reason="too-large", detail="The line is too long.")
            continue
        if not line.strip():
            continue
        try:
            row = _decoder.decode(line.removeprefix(b"\xef\xbb\xbf"))
            if columns is None or columns.html not in row:
                columns = choose_columns(row, options, place)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield Unreadable(
                origin=place, reason="unreadable", detail=f"The line is no JSON object: {error}."
            )
            continue
        except InputError as error:
            yield Unreadable(origin=place, reason="unreadable", detail=str(error))
            continue
        yield page_of_row(row, columns, place, options)
