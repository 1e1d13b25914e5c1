"""How a note about the author begins: the name, then what the author is or does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsmill.pipelines.extract.lexicon.biographies import AFTER_NAME, AT_THE_PAPER, CONTACT
from newsmill.pipelines.regex import lazy_regex

__all__ = ["begins_biography", "introduced_author"]

# The longest note, and the shortest name that one begins with, in characters.
_LONGEST, _NAME = 900, 5
_AFTER_NAME = lazy_regex(r"[ ,]{0,2}(?:" + "|".join(pattern for pattern, _ in AFTER_NAME) + ")")


def begins_biography(text: str, names: Sequence[str]) -> str | None:
    """The author whose name a note about them begins with, and then what the author is or does; None if the
    line is not such a note."""
    name = next((name for name in names if len(name) >= _NAME and text.startswith(name)), None)
    if name is None or len(text) > _LONGEST or not _AFTER_NAME.match(text, len(name)):
        return None
    return name


_FULL_NAME = r"(?P<name>[^\W\d_a-z][\w'’.-]*(?:\s[^\W\d_][\w'’.-]*){1,3}?)"
_NOTE = lazy_regex(rf"{_FULL_NAME}{_AFTER_NAME.pattern}")
_CONTACT = lazy_regex("|".join(pattern.replace("{name}", _FULL_NAME) for pattern, _ in CONTACT))
_AT_THE_PAPER = lazy_regex("|".join(pattern for pattern, _ in AT_THE_PAPER), re.IGNORECASE)
# A note that is the only place to name the author is at most this long.
_SHORT = 400


def introduced_author(text: str) -> str | None:
    """The name that a note about an author begins with, if it says that the person writes: a profession, or a
    verb for it. Finds authors who are named nowhere else on the page.
    """
    if len(text) > _SHORT:
        return None
    if (contact := _CONTACT.match(text)) is not None:
        return contact["name"]
    note = _NOTE.match(text)
    return note["name"] if note is not None and _AT_THE_PAPER.search(text, note.end("name")) else None
