"""The width of a line, and what it is for the rules about kinds."""

from __future__ import annotations

from newsmill.pipelines.extract.fields.standing import standing_line_kind
from newsmill.pipelines.regex import lazy_regex

__all__ = ["SHORT_LINE", "YEAR", "is_as_wide_as", "is_read_more", "width_of"]

# A short line has at most this many characters.
SHORT_LINE = 40
YEAR = lazy_regex(r"(?:19|20)\d\d")
_WIDE = lazy_regex(r"[\u3040-\u9fff\uac00-\ud7af\uff00-\uffef]")


def width_of(text: str) -> float:
    """The length in Latin characters."""
    return float(len(text)) if text.isascii() else len(text) + 1.5 * len(_WIDE.findall(text))


def is_as_wide_as(text: str, width: float) -> bool:
    """Whether a text has at least this length in Latin characters."""
    return len(text) >= width or (2.5 * len(text) >= width and width_of(text) >= width)


def is_read_more(text: str) -> bool:
    """Whether a link says that the text goes on elsewhere: `Read more`."""
    return standing_line_kind(text, credits=False) in ("related", "paging", "buttons")
