"""CSV and TSV with a page per row; columns are chosen as in JSON Lines.

Each row must have as many fields as the header. A row that does not (after a lost quote, it swallows the rows
after it) loses everything up to the next valid row, and no more. A table without a header, as database dumps
write it, is recognised by its first row: one field is an address, a later one begins with markup.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

from newsmill.pipelines.readers.bytestream import ByteStream
from newsmill.pipelines.readers.columns import Columns, choose_columns, holds_pages, page_of_row
from newsmill.pipelines.readers.file_names import without_place
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Unreadable
from newsmill.pipelines.readers.sources import InputError
from newsmill.pipelines.regex import lazy_regex

__all__ = ["delimiter_of", "read_sequence"]

_DELIMITERS = (",", "\t", ";", "|")
# Excel's line in front of the header: it names the delimiter.
_SEPARATOR_LINE = lazy_regex(rb"sep=([,;|\t])\r?\n", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"
csv.field_size_limit(1 << 31 - 1)


def delimiter_of(head: bytes, name: str = "") -> str | None:
    """Return the delimiter of a table whose header line names page columns; None for anything else.

    name   the file's name: in a file named `.csv` or `.tsv`, any columns will do, and the header may be missing
    """
    head = head.removeprefix(_BOM)
    if (said := _SEPARATOR_LINE.match(head)) is not None:
        return said.group(1).decode()
    first, newline, _ = head.partition(b"\n")
    line = first.decode("utf-8", "replace").strip("\r")
    named = name.lower().endswith((".csv", ".tsv", ".tab"))
    if named and b"<" in first:
        return _delimiter_without_header(line)
    if not newline or b"<" in first or b"{" in first:
        return None
    for delimiter in sorted(_DELIMITERS, key=line.count, reverse=True):
        names = _fields(line, delimiter)
        if len(names) > 1 and (named or (holds_pages(names) and all(len(each) < 64 for each in names))):
            return delimiter
    return "," if named else None


class _Dialect(NamedTuple):
    """How rows are written.

    escapes   quotes are escaped with a backslash (MySQL, Spark), not doubled
    spaces    a space follows each delimiter
    """

    delimiter: str
    escapes: bool = False
    spaces: bool = False

    def fields(self, row: str) -> list[str]:
        """Split a row."""
        return _fields(row, self.delimiter, "\\" if self.escapes else None, spaces=self.spaces)

    def opens(self, line: bytes) -> bool:
        """Whether a field of the line begins with a quote. A quote within a field is a character like any other."""
        before = self.delimiter.encode() + (b" " if self.spaces else b"")
        return line.startswith(b'"') or before + b'"' in line

    def quotes(self, line: bytes) -> int:
        """The number of quotes in a line that open or close a field (or stand for themselves, in pairs)."""
        if self.escapes:
            line = line.replace(b"\\\\", b"")
            return line.count(b'"') - line.count(b'\\"')
        return line.count(b'"')


def read_sequence(source: ByteStream, origin: str, options: Options) -> Iterator[Item]:
    """Yield the rows of a table, numbered from 1."""
    if source.peek(3) == _BOM:
        source.read(3)
    head = source.peek(1 << 13)
    headless = _delimiter_without_header(_text(head.partition(b"\n")[0]))
    delimiter = headless or delimiter_of(head, without_place(origin)) or ","
    if (said := _SEPARATOR_LINE.match(head)) is not None:
        source.read(said.end())
    first = head[said.end() if said else 0 :].partition(b"\n")[0]
    dialect = _Dialect(
        delimiter,
        escapes=head.count(b'\\"') > head.count(b'""'),
        spaces=0 < first.count(delimiter.encode()) == first.count(delimiter.encode() + b" "),
    )
    if headless:
        row = _read_row(source, dialect, _row_limit(options))
        source.unread(row)
        names = _names_without_header(_text(row), delimiter)
    else:
        names = dialect.fields(_text(source.readline(1 << 20)))
    names = [name.strip() for name in names]
    try:
        columns = choose_columns(names, options, origin)
    except InputError as error:
        yield Unreadable(origin=origin, reason="unreadable", detail=str(error))
        return
    yield from _Table(source, names, columns, dialect, origin, options).items()


def _delimiter_without_header(line: str) -> str | None:
    return next((each for each in _DELIMITERS if _names_without_header(line, each)), None)


def _names_without_header(row: str, delimiter: str) -> list[str]:
    """Return names for the columns of a first row that holds an address and then a page; empty for any other row.

    row    whole, or only its first line: that is enough to recognise it
    """
    fields = _fields(row, delimiter)
    address = next((n for n, field in enumerate(fields) if field.startswith(("http://", "https://"))), None)
    page = next((n for n, field in enumerate(fields) if field.lstrip().startswith("<")), None)
    if address is None or page is None or page < address:
        return []
    usual = {address: "url", page: "html"}
    return [usual.get(number, f"column {number + 1}") for number in range(len(fields))]


class _Table:
    """Converts rows to pages."""

    def __init__(
        self,
        source: ByteStream,
        names: list[str],
        columns: Columns,
        dialect: _Dialect,
        origin: str,
        options: Options,
    ) -> None:
        self.source = source
        self.names = names
        self.columns = columns
        self.dialect = dialect
        self.origin = origin
        self.options = options
        self.limit = _row_limit(options)
        self._gap = 0
        self._number = 0

    def items(self) -> Iterator[Item]:
        """Yield pages, and a reject for each stretch without a valid row."""
        while True:
            raw = _read_row(self.source, self.dialect, self.limit)
            if not raw:
                yield from self._end_of_gap()
                if (cut := self.source.resume()) is None:
                    return
                yield Unreadable(origin=self._place(), reason=cut.reason, detail=cut.detail)
                self.source.readline(self.limit)
                continue
            if not raw.strip():
                continue
            fields = self.dialect.fields(_text(raw))
            if len(fields) == len(self.names):
                yield from self._end_of_gap()
                yield self._page(fields)
                self._number += 1
                continue
            first, _, rest = raw.partition(b"\n")
            self.source.unread(rest)
            self._gap += len(first) + 1

    def _page(self, fields: list[str]) -> Item:
        row = {name: _value(field) for name, field in zip(self.names, fields, strict=True)}
        return page_of_row(row, self.columns, self._place(), self.options)

    def _end_of_gap(self) -> Iterator[Item]:
        if self._gap:
            detail = (
                f"No row of {len(self.names)} fields begins here; skipped {self._gap} bytes to the next one."
            )
            reason = "too-large" if self._gap >= self.limit else "unreadable"
            yield Unreadable(origin=self._place(), reason=reason, detail=detail)
            self._number += 1
            self._gap = 0

    def _place(self) -> str:
        return f"{self.origin}#row={self._number}"


def _row_limit(options: Options) -> int:
    """How many bytes of a row are read: its page with every quote doubled, and the other columns."""
    return 2 * options.page_bytes + (1 << 20)


def _read_row(source: ByteStream, dialect: _Dialect, limit: int) -> bytes:
    """Read lines until no quoted field is open. A row that is too long is truncated."""
    lines: list[bytes] = []
    quotes = size = 0
    while line := source.readline(limit):
        lines.append(line)
        quotes += dialect.quotes(line) if quotes or dialect.opens(line) else 0
        size += len(line)
        if quotes % 2 == 0 or size >= limit:
            break
    return b"".join(lines)


def _text(raw: bytes) -> str:
    """Decode bytes one to one, so that a page's original bytes can be recovered from its field."""
    return raw.decode("latin-1")


def _value(field: str) -> str | bytes:
    """Return a field's text, or its bytes if they are not UTF-8."""
    raw = field.encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw


def _fields(row: str, delimiter: str, escape: str | None = None, *, spaces: bool = False) -> list[str]:
    rows = csv.reader([row.rstrip("\r\n")], delimiter=delimiter, escapechar=escape, skipinitialspace=spaces)
    try:
        return next(rows, [])
    except csv.Error:
        return []
