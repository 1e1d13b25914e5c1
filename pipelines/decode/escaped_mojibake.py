r"""Find mojibake in character references (`&Atilde;&copy;`, `&#195;&#169;`) and JSON escapes
(`\u00c3\u00a9`).

Text is unescaped only to find damage. Parts that are not repaired keep their escapes.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from newsmill.pipelines.decode.damage import Escaped, escaped_places, is_of_one_charset, look_at
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Unescaped", "unescape"]


class Unescaped(NamedTuple):
    """A text with its non-ASCII escapes replaced, and a map back to the original.

    ends    index in `text` after each replaced escape
    shifts  offset from each of these indexes to the same place in the original
    """

    text: str
    ends: list[int]
    shifts: list[int]

    def place(self, at: int) -> int:
        """Map an index in `text` to the original."""
        after = bisect_right(self.ends, at)
        return at + (self.shifts[after - 1] if after else 0)


# A UTF-8 lead byte as latin-1, next to another non-ASCII character, with at least one of them escaped. `amp;`
# may precede each name, because some text is escaped more than once.
_LEAD = (
    r"(?:[A-Za-z](?:circ|tilde|uml|grave|acute|ring|cedil|slash)|[Aa][Ee]lig|ETH|eth|THORN|szlig"
    r"|#0*(?:19[4-9]|2[0-3]\d|24[0-4])|#[xX]0*(?:[c-eC-E][0-9a-fA-F]|[fF][0-4]))"
)
_REFERENCE = r"(?:#\d{3,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z]{2,8}[0-9]{0,2})"
_OF_MARKUP = r"(?:quot|lt|gt|apos|#0*3[49]|#[xX]0*2[27])"
_OF_REFERENCES = lazy_regex(
    rf"&(?:(?:amp;)*{_LEAD};(?=&(?:amp;)*[#A-Za-z]|[\x80-\uffff])|"
    rf"(?<=[\xc2-\xf4]&)(?:amp;)*(?!{_OF_MARKUP};){_REFERENCE};)"
)
_OF_JSON = lazy_regex(r"\\u00[c-fC-F][0-9a-fA-F](?=\\{1,16}u|[\x80-\uffff])")
_JSON_ESCAPE = r"\\\\{0,15}u[0-9a-fA-F]{4}"  # few backslashes, so that a row of them takes linear time
# Both begin with one set of characters, which `re` searches for faster than for one of two beginnings.
_ESCAPE = lazy_regex(rf"[&\\](?:(?<=&)(?:amp;)*({_REFERENCE};)|(?<=\\)\\{{0,15}}u([0-9a-fA-F]{{4}}))")


def unescape(text: str) -> Unescaped | None:
    """Unescape a text that may contain escaped mojibake; None for any other text.

    Linear in the text, and fast if nothing is escaped.
    """
    if not _is_escaped(text):
        return None
    pieces: list[str] = []
    ends: list[int] = []
    shifts: list[int] = []
    at = size = 0
    for match in _ESCAPE.finditer(text):
        character = _meant(match.group(1), match.group(2))
        if character is None:
            continue
        pieces += [text[at : match.start()], character]
        size += match.start() - at + 1
        at = match.end()
        ends.append(size)
        shifts.append(at - size)
    return Unescaped("".join([*pieces, text[at:]]), ends, shifts)


def _is_escaped(text: str) -> bool:
    return is_escaped(text, escaped_places(text))


def is_escaped(text: str, places: Escaped) -> bool:
    """Whether a UTF-8 lead byte is next to another non-ASCII character, at least one of them escaped; or escapes
    beside each other are damage of another charset. `places`: where either may begin."""
    # Searching for a literal is much faster than for a pattern.
    if "&" in text and (
        (places.lead >= 0 and _OF_REFERENCES.search(text, places.lead))
        or (places.pair >= 0 and _has_damaged_run(_REFERENCES, text, places.pair))
    ):
        return True
    # A run of JSON escapes may begin before the suspicious pair.
    return "\\u" in text and bool(
        (places.json_lead >= 0 and _OF_JSON.search(text, places.json_lead))
        or (places.json_pair >= 0 and _has_damaged_run(_JSON_ESCAPES, text, 0))
    )


_BESIDE = rf"&(?:amp;)*(?!nbsp;|{_OF_MARKUP};){_REFERENCE};"
# The first escape is written out, so that `re` searches for the character that it begins with.
_REFERENCES = lazy_regex(rf"{_BESIDE}(?:{_BESIDE}){{1,31}}")
_JSON_ESCAPES = lazy_regex(rf"{_JSON_ESCAPE}(?:{_JSON_ESCAPE}){{1,31}}")


def _has_damaged_run(runs: re.Pattern[str], text: str, start: int) -> bool:
    """Whether escapes beside each other, from a place on, are a suspicious pair."""
    return any(_is_damaged(match.group()) for match in runs.finditer(text, start))


@lru_cache(maxsize=4096)
def _is_damaged(run: str) -> bool:
    meant = "".join(_meant(match.group(1), match.group(2)) or " " for match in _ESCAPE.finditer(run))
    return any(is_of_one_charset(meant[at : at + 2]) for at in look_at(meant).places)


def _meant(reference: str | None, code: str | None) -> str | None:
    """The character of an escape; None for ASCII, which could be markup, and for invalid escapes."""
    character = html.unescape(f"&{reference}") if reference else chr(int(code or "", 16))
    is_one = len(character) == 1 and character > "\x7f" and not "\ud800" <= character <= "\udfff"
    return character if is_one else None
