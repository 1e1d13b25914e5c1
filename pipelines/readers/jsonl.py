"""JSON with a page per object: JSON Lines, arrays, and indented objects.

In JSON Lines, damage affects one line. Otherwise an unreadable object loses everything up to the next one.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from newsmill.pipelines.readers.bytestream import ByteStream
from newsmill.pipelines.readers.columns import (
    Columns,
    choose_columns,
    flattened,
    holds_pages,
    may_be_page,
    page_of_row,
)
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Reading, Unreadable
from newsmill.pipelines.readers.sources import InputError, open_source
from newsmill.pipelines.readers.substreams import Range
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Objects", "cut", "read", "read_objects", "read_sequence", "skip_to_object"]

_BLOCK = 8 << 20
_BOM = b"\xef\xbb\xbf"
_decoder: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, Any])


def cut(path: str, size: int) -> Iterator[tuple[int, int, int]]:
    """Split a file into parts of about `size` bytes at line ends: start, stop, and the number of the first
    line (from 1).
    """
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
    """Yield the lines of the slice."""
    slice_ = reading.slice
    values = dict(slice_.options)
    first_line = values.pop("first_line", 1)
    with contextlib.closing(open_source(slice_.path, slice_.start)) as file:
        size = (slice_.stop if slice_.stop is not None else 1 << 62) - slice_.start
        source = ByteStream(Range(file, size))
        yield from _lines(source, slice_.origin, Options(**values), first_line)


def read_sequence(source: ByteStream, origin: str, options: Options) -> Iterator[Item]:
    """Yield the lines of a stream."""
    return _lines(source, origin, options, 1)


def _line_limit(options: Options) -> int:
    # JSON may escape one character as six (\u00e9), so a line can be longer than a page within the limit.
    return options.page_bytes * 6 + (1 << 20)


def _lines(source: ByteStream, origin: str, options: Options, number: int) -> Iterator[Item]:
    rows = _Rows(options)
    limit = _line_limit(options)
    while True:
        source.ended()
        source.forget()
        begin = source.place()
        line = source.readline(limit)
        place = f"{origin}#line={number}"
        number += 1
        if (
            source.ended()
            and (not line.endswith(b"\n") or source.is_damaged(begin))
            and (cut := source.resume())
        ):
            yield Unreadable(origin=place, reason=cut.reason, detail=cut.detail)
            if not source.peek(8).removeprefix(_BOM).startswith(b"{"):
                _finish_line(source)
        elif not line:
            return
        elif len(line) == limit and not line.endswith(b"\n"):
            _finish_line(source)
            yield Unreadable(origin=place, reason="too-large", detail="The line is too long.")
        elif line.strip():
            yield from _pages_of(line.removeprefix(_BOM), rows, place, "The line is not a JSON object")


def _finish_line(source: ByteStream) -> None:
    while (rest := source.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


class _Rows:
    """Converts objects to pages. The columns are chosen from the first object that has them."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.columns: Columns | None = None

    def _needs_nested(self, row: dict[str, Any]) -> bool:
        if self.columns is not None and self.columns.html in row:
            return False
        try:
            choose_columns(row, self.options, "")
        except InputError:
            return _wrapped(row) is None
        return False

    def row(self, row: dict[str, Any], place: str) -> Item:
        """Convert a decoded object to a page. Raises `InputError` if it has no column for one."""
        if any(isinstance(value, dict) for value in row.values()) and self._needs_nested(row):
            row = _with_nested_pages(row, self.options)
        if str(row.get("schema", "")).startswith("newsmill/"):
            return Unreadable(
                origin=place,
                reason="unreadable",
                detail="This is a newsmill record, not a page.",
            )
        if self.columns is None or self.columns.html not in row:
            self.columns = choose_columns(row, self.options, place)
        return page_of_row(row, self.columns, place, self.options)


def _with_nested_pages(row: dict[str, Any], options: Options) -> dict[str, Any]:
    """Flatten a row, without nested values that have a usual name of a page column but no page: `"page": 3`."""
    return {
        name: value
        for name, value in flattened(row).items()
        if name in row
        or name == options.html_column
        or not holds_pages([name.rpartition(".")[2]])
        or may_be_page(value)
    }


# A string (an unclosed one extends to the end), or a brace.
_TOKEN = lazy_regex(rb'"(?:[^"\\]+|\\.)*("?)|[{}]', re.DOTALL)
# The likely start of another object; inside a string, its quote would be escaped.
_NEXT_OBJECT = lazy_regex(rb'(?<=,)\s*\{\s*"|(?<=\n)\s*\{\s*"')


def read_objects(source: ByteStream, origin: str, options: Options) -> Iterator[Item]:
    """Yield the objects of an array, or concatenated objects that span several lines."""
    rows = _Rows(options)
    objects = Objects(source, options)
    number = 0
    if source.peek(3) == _BOM:
        source.read(3)
    while True:
        source.skip_blank(b" \t\r\n,[]")
        place = f"{origin}#item={number}"
        if source.ended():
            if (cut := source.resume()) is None:
                return
            yield Unreadable(origin=place, reason=cut.reason, detail=cut.detail)
            source.skip_to(_NEXT_OBJECT)
            continue
        raw = objects.read()
        number += 1
        if raw is None:
            yield skip_to_object(source, place)
            continue
        yield from _pages_of(raw, rows, place, "Not a JSON object")


_MAX_RESCANS = 4
_SHORT_OBJECT_BYTES = 256


class Objects:
    """The objects of a stream. The cost of hostile input is bounded: the search for missing ends takes at most a
    few times the bytes read.
    """

    def __init__(self, source: ByteStream, options: Options) -> None:
        self._source = source
        self._limit = _line_limit(options)
        self._wasted = 0

    def read(self) -> bytes | None:
        """Read the next object. Returns None and consumes nothing if there is none here or it does not end."""
        is_cheap = self._wasted <= _MAX_RESCANS * (self._source.tell() + (1 << 16))
        allowed = self._limit if is_cheap else _SHORT_OBJECT_BYTES
        raw = _read_object(self._source, allowed)
        if raw is None:
            self._wasted += len(self._source.peek(allowed))
        return raw


def skip_to_object(source: ByteStream, place: str) -> Unreadable:
    """Skip to what looks like the start of another object, and return the reject of what was skipped."""
    passed = len(source.read(1)) + source.skip_to(_NEXT_OBJECT)
    ended = source.ended()
    cut = source.resume() if ended else None
    reason = cut.reason if cut else "truncated" if ended else "unreadable"
    detail = f"No complete JSON object begins here; skipped {passed} bytes to the next one."
    return Unreadable(origin=place, reason=reason, detail=cut.detail if cut else detail)


def _pages_of(raw: bytes, rows: _Rows, place: str, complaint: str) -> Iterator[Item]:
    """Yield the page of an object, or those of a list of objects wrapped in it: `{"articles": [{…}, …]}`."""
    try:
        row = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        found, rest = read_leniently(raw)
        for number, each in enumerate(found):
            yield from _pages_of_object(each, rows, f"{place}.{number}" if rest or len(found) > 1 else place)
        if rest or not found:
            yield Unreadable(origin=place, reason="unreadable", detail=f"{complaint}: {error}.")
        return
    yield from _pages_of_object(row, rows, place)


_lenient = json.JSONDecoder(strict=False)
# What may separate objects in one line: commas, and the marks of RFC 7464.
_BETWEEN = lazy_regex(r"[\s,\x1e]*")


def read_leniently(raw: bytes) -> tuple[list[dict[str, Any]], str]:
    """Read the objects in a line as other writers make them: NaN, raw control characters, lone surrogates, another
    charset, several objects in a line. Returns them, and the text that is not an object.
    """
    text = _text(raw)
    found: list[dict[str, Any]] = []
    position = _end_of(_BETWEEN, text, 0)
    while position < len(text):
        try:
            value, end = _lenient.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        if not isinstance(value, dict):
            break
        found.append(value)
        position = _end_of(_BETWEEN, text, end)
    return found, text[position:]


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        from newsmill.pipelines.decode import decode  # rarely needed, and slow to import

        return decode(raw).text


def _pages_of_object(row: dict[str, Any], rows: _Rows, place: str) -> Iterator[Item]:
    try:
        yield rows.row(row, place)
    except InputError as error:
        wrapped = _wrapped(row)
        if wrapped is None:
            yield Unreadable(origin=place, reason="unreadable", detail=str(error))
            return
        for number, inner in enumerate(wrapped):
            inner_place = f"{place}.{number}"
            try:
                yield rows.row(inner, inner_place)
            except (InputError, TypeError, AttributeError) as inner_error:
                yield Unreadable(origin=inner_place, reason="unreadable", detail=str(inner_error))


def _wrapped(row: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The first list of objects in an object, or in an object within it: `{"hits": {"hits": [{…}, …]}}`."""
    inner = (value for each in row.values() if isinstance(each, dict) for value in each.values())
    return next((value for value in (*row.values(), *inner) if _is_list_of_objects(value)), None)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value[:8])


def _read_object(source: ByteStream, limit: int) -> bytes | None:
    """Read the next object. Returns None and consumes nothing if there is none here or it does not end."""
    size = min(1 << 16, limit)
    while True:
        ahead = source.peek(size)
        if not ahead.startswith(b"{"):
            return None
        end = _end_of_object(ahead)
        if end is not None:
            return source.read(end)
        if len(ahead) < size or size >= limit:
            return None
        size *= 4


def _end_of_object(ahead: bytes) -> int | None:
    depth = position = 0
    while (token := _TOKEN.search(ahead, position)) is not None:
        position = token.end()
        kind = ahead[token.start() : token.start() + 1]
        if kind == b'"' and not token.group(1):
            return None
        if kind == b"{":
            depth += 1
        elif kind == b"}":
            depth -= 1
            if depth == 0:
                return position
    return None
