"""How a note about the author begins: the name, then what the author is or does."""

from __future__ import annotations

from collections.abc import Sequence

from newsmill.pipelines.extract.lexicon.biographies import AFTER_NAME
from newsmill.pipelines.regex import lazy_regex

__all__ = ["begins_biography"]

# The longest note, and the shortest name that one begins with, in characters.
_LONGEST, _NAME = 900, 5
_AFTER_NAME = lazy_regex(r"[ ,]{0,2}(?:" + "|".join(pattern for pattern, _ in AFTER_NAME) + ")")


def begins_biography(text: str, names: Sequence[str]) -> str | None:
    """The author whose name a note about them begins with, and then what the author is or does; None if it is none."""
    name = next((name for name in names if len(name) >= _NAME and text.startswith(name)), None)
    if name is None or len(text) > _LONGEST or not _AFTER_NAME.match(text, len(name)):
        return None
    return name
