"""The width of a line, and whether it is a `Read more` link, for the rules about kinds."""

from __future__ import annotations

from functools import lru_cache

from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.page.character_classes import WIDE_WEIGHT, width
from newsmill.pipelines.regex import lazy_regex

__all__ = ["SHORT_LINE", "YEAR", "is_as_wide_as", "is_read_more"]

# A short line has at most this many characters.
SHORT_LINE = 40
YEAR = lazy_regex(r"(?:19|20)\d\d")


def is_as_wide_as(text: str, least: float) -> bool:
    """Whether a text has at least this length in Latin characters."""
    return len(text) >= least or (WIDE_WEIGHT * len(text) >= least and width(text) >= least)


def is_read_more(text: str) -> bool:
    """Whether a link says that the text continues elsewhere: `Read more`."""
    return _known(text) if len(text) <= SHORT_LINE else _known.__wrapped__(text)


# The links in navigation are short, and the same on page after page.
@lru_cache(maxsize=2048)
def _known(text: str) -> bool:
    return boilerplate_kind(text, credits=False) in ("related", "paging", "buttons")
