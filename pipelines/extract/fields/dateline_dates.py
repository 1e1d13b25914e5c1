"""The day in the dateline that opens a text: `Feb. 23, 2015 -- The council …`,
`ORLAND, Ill., April 17, 2015 (GLOBE NEWSWIRE) -- …`, `Altbach, 17. April 2015 – …`.
"""

from __future__ import annotations

from newsmill.pipelines.extract.fields.dates import FoundDate
from newsmill.pipelines.regex import lazy_regex

__all__ = ["LONGEST_OPENING", "is_dateline"]

# The characters of a paragraph that its dateline may fill.
LONGEST_OPENING = 140
# The place before the day: words with capitals (or in scripts without them), closed by a comma, a full stop or a
# bracket, and the article that some languages write before a day.
_PLACE = lazy_regex(
    r"[\s(\[«\"“]*(?:(?:(?=[^a-zà-öø-ÿа-яёіїєґα-ω])[^\W\d_][\w'’.-]*|"
    r"de|del|la|am|an|der|sur|di|do|upon|[&/])[ ,]*){0,7}"
    r"(?:(?<=[^\W\d_])\s*[,.:(/–—-]{1,2}|^)\s*(?:(?:le|den|il|el|em|a|am|dne)\s)?\(?"
)
# The dash or colon after it, after the wire service in brackets or slashes.
_DASH = lazy_regex(
    r"\s?(?:г\.?|года|р\.|року|r\.|roku|г)?\s?[,.)]?\s?(?:[(/\[][^()/\[\]]{2,40}[)/\]]\s?|/?[A-Z][A-Za-z -]{2,30}/\s?)?"
    r"(?:--|[–—―]|-(?=\s)|:(?=\s))"
)


_GLUED = lazy_regex(r"[^\W\d_]|[«“„]")


def is_dateline(text: str, date: FoundDate) -> bool:
    """Whether a date with a year opens the text, preceded by at most a place and followed by a dash, or glued
    to the first word (`12.03.2024The market …`, an inline date in front of the text)."""
    if date.stamp.year is not None and date.form == "day-month-year" and _GLUED.match(text, date.end):
        return date.start == 0
    return (
        date.stamp.year is not None
        and date.form != "relative"
        and date.meaning is None
        and _PLACE.fullmatch(text, 0, date.start) is not None
        and _DASH.match(text, date.end) is not None
    )
