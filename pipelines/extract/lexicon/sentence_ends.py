"""What ends a sentence, in any script. Body, kind, lead, standing lines, text dumps and embedded articles
all read this table."""

from __future__ import annotations

import re
from typing import NamedTuple

from newsmill.pipelines.regex import lazy_regex

__all__ = ["CLOSING", "ENDINGS", "ENDS_SENTENCE", "MARKS", "MARKS_ANYWHERE", "SentenceMarks"]


class SentenceMarks(NamedTuple):
    """Marks that end a sentence.

    anywhere  True where they do so wherever they stand; others also stand in abbreviations, numbers and addresses
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

# Every mark, each once.
MARKS = "".join(row.characters for row in _TABLE)
MARKS_ANYWHERE = "".join(row.characters for row in _TABLE if row.anywhere)
# Quotes and brackets that may follow a mark and still belong to its sentence.
CLOSING = "\"'”’»」』）)]"
# What a line of running text ends in, for `str.endswith`: a mark, or the quote that closes a quoted sentence.
ENDINGS: tuple[str, ...] = (*MARKS, "”", '"', "」", "』")
# A line that ends in a mark, with quotes and brackets behind it.
ENDS_SENTENCE = lazy_regex(rf"[{re.escape(MARKS)}][{re.escape(CLOSING)}]*\s*$")
