"""Sentence-ending punctuation of all scripts, used for body, kind, lead, boilerplate lines, text dumps and
embedded articles.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CLOSING", "ENDINGS", "MARKS", "MARKS_ANYWHERE", "SentenceMarks", "ends_sentence"]


class SentenceMarks(NamedTuple):
    """A row: marks that end a sentence.

    anywhere  whether they always do; other marks also occur in abbreviations, numbers and URLs
    """

    characters: str
    anywhere: bool
    why: str


_TABLE: tuple[SentenceMarks, ...] = (
    SentenceMarks(".!?", False, "Latin, Greek, Cyrillic, Hebrew, Hangul; a full stop also stands in 3.5 and e.g."),
    SentenceMarks("…‥‼⁇⁈⁉", False, "the same marks doubled; an ellipsis also stands inside a sentence"),
    SentenceMarks("。！？", True, "Chinese and Japanese"),
    SentenceMarks("．｡", False, "full-width and half-width full stop, which also stand in numbers"),
    SentenceMarks("؟۔", False, "Arabic, Persian, Urdu"),
    SentenceMarks("।॥", False, "Devanagari, Bengali and their neighbours"),
    SentenceMarks("։", False, "Armenian"),
    SentenceMarks("።", False, "Ethiopic"),
)  # fmt: skip

# All marks.
MARKS = "".join(row.characters for row in _TABLE)
# Those that end a sentence wherever they stand: a full stop may stand in a number.
MARKS_ANYWHERE = "".join(row.characters for row in _TABLE if row.anywhere)
# Quotes and brackets that may follow a mark and still belong to its sentence.
CLOSING = "\"'”’»」』）)]"
# The possible ends of a line of running text, for `str.endswith`: a mark, or the quote after a quoted
# sentence.
ENDINGS: tuple[str, ...] = (*MARKS, "”", '"', "」", "』")


def ends_sentence(line: str) -> bool:
    """Whether a line ends in a mark, optionally followed by quotes and brackets. Reads it from its end: a regular
    expression would search the whole line for marks."""
    line = line.rstrip().rstrip(CLOSING)
    return bool(line) and line[-1] in MARKS
