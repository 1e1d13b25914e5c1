"""Sizes and shares that several steps of the assembly compare with."""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.class_hints import Hint

__all__ = [
    "CAPTION_HINT",
    "CELL_CHARS",
    "CELL_TAGS",
    "HEADLINE_CHARS",
    "MIN_BODY_CHARS",
    "MOSTLY_LINKED",
    "PROSE_CHARS",
    "TRUNCATION_MARKS",
    "WHOLE_ARTICLE_CHARS",
]

# The minimum size of a body (Latin characters).
MIN_BODY_CHARS = 60.0
# An article has at least this much text (Latin characters); less may be an introduction to a list.
WHOLE_ARTICLE_CHARS = 400.0
# A block with this much running text (Latin characters) is a paragraph of prose.
PROSE_CHARS = 60.0
# A linked line of at least this length (characters) may be the headline of another article.
HEADLINE_CHARS = 9
# A line with a larger share of its text in links is not prose.
MOSTLY_LINKED = 0.6
# How a teaser ends that breaks off in the middle of a sentence.
TRUNCATION_MARKS = ("...", "…", "[…]", "[...]", "……")
CELL_TAGS = ("td", "th")
# The median cell of a data table is at most this long, in characters.
CELL_CHARS = 60
CAPTION_HINT = int(Hint.LEGEND)
