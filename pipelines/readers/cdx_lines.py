"""The lines of CDX and CDXJ indexes."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

__all__ = ["IndexEntry", "columns_of", "parse_line"]

# Default columns of an index without a header line, by number of columns.
_USUAL = {9: "N b a m s k r V g", 10: "N b a m s k r M V g", 11: "N b a m s k r M S V g"}
_HEADER = "CDX "


class IndexEntry(NamedTuple):
    """A line of an index; missing values are empty. `offset` and `length` are in stored bytes."""

    url: str
    mime: str
    status: str
    offset: str
    length: str
    file: str


def columns_of(line: str) -> str | None:
    """The columns that a header line of a CDX names; None for any other line."""
    line = line.strip()
    return line.removeprefix(_HEADER) if line.startswith(_HEADER) else None


def parse_line(line: str, columns: str | None) -> IndexEntry | None:
    """Parse a line of CDXJ (`key time {…}`) or CDX; None if it points to no record."""
    brace = line.find("{")
    if brace > 0:
        try:
            fields: dict[str, Any] = msgspec.json.decode(line[brace:], type=dict[str, Any])
        except (msgspec.DecodeError, RecursionError):
            return None
        keys = ("url", "mime", "status", "offset", "length", "filename")
        return _entry(*("" if fields.get(key) is None else str(fields[key]) for key in keys))
    values = line.split(" ")
    letters = (columns or _USUAL.get(len(values), "")).split(" ")
    if len(letters) != len(values):
        return None
    by = dict(zip(letters, values, strict=True))
    return _entry(*(by.get(letter, "") for letter in "amsVSg"))


def _entry(url: str, mime: str, status: str, offset: str, length: str, file: str) -> IndexEntry | None:
    return IndexEntry(url, mime, status, offset, length, file) if file and offset.isdecimal() else None
