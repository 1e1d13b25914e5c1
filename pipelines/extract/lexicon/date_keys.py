"""What the name of a date in a page's markup means: meta tags, attributes, classes, JSON keys."""

from __future__ import annotations

import functools
import re
from typing import Literal

from newsmill.pipelines.regex import lazy_regex

__all__ = ["DATE_NAMES", "SURELY_PUBLISHED", "meaning_of_name"]

# Meaning, pattern, why. The first matching row decides. Words are separated by anything that is not a letter.
DATE_NAMES: tuple[tuple[Literal["published", "updated", "other"], re.Pattern[str], str], ...] = (
    ("other", lazy_regex((
        r"expir|unpubl|valid|event|start|end(?!ed|atum)|birth|copyright|generat|render|cache|build|zone|now|"
        r"server|current|until|deadline|crawl|index|comment|regist|login|visit|token|version|deploy|member"
        r"|session|reply|air"
    ), re.IGNORECASE),
     "software speaks of itself, or of another thing"),
    ("updated", lazy_regex(r"modif|updat|edit(?!or)|revis|chang", re.IGNORECASE), "changed after it was published"),
    ("published", lazy_regex((
        r"publ|pub_?date|pub_?time|creat|post|issue|releas|upload|first|written|display|date|time|gendatum"
        r"|datum|fecha"
    ), re.IGNORECASE), "when it came out"),
)  # fmt: skip
# Names used only for publication dates.
SURELY_PUBLISHED = lazy_regex(r"publi(?:sh|c)|pub_?date|pub_?time", re.IGNORECASE)
_CAMEL = lazy_regex(r"(?<=[a-z])(?=[A-Z])")


Naming = Literal["published", "updated", "other"]
_LONGEST_KNOWN = 60


def meaning_of_name(name: str) -> Naming | None:
    """The meaning of a name in markup (`published_on`, `dateModified`); None if unrelated to dates."""
    return (_meaning if len(name) <= _LONGEST_KNOWN else _meaning.__wrapped__)(name)


# A page has few distinct names, and pages of a site share them.
@functools.lru_cache(maxsize=2048)
def _meaning(name: str) -> Naming | None:
    words = _CAMEL.sub("_", name)
    return next((meaning for meaning, pattern, _ in DATE_NAMES if pattern.search(words)), None)
