"""The rows of the word lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Row", "pattern_of", "words_of"]


class Row(NamedTuple):
    """Alternatives of a pattern, separated by `|`, and why they are listed: the language, or what they catch."""

    pattern: str
    why: str


def pattern_of(rows: Iterable[Row]) -> str:
    """The alternatives of all rows, as one pattern without a group around it."""
    return "|".join(row.pattern for row in rows)


def words_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """The words of rows that are no patterns."""
    return tuple(word for row in rows for word in row.pattern.split("|"))
