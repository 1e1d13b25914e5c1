"""The publication date in data for analytics: `dataLayer.push({"publishDate": "2019-03-04"})`, JSON in a meta
tag, or JSON-LD that a stray quote has broken.

Used only if nothing else on the page has a date, and only if all such values are of one day:
states also hold the dates of other stories.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

from newsmill.pipelines.extract.fields.date_stamps import Stamp
from newsmill.pipelines.extract.fields.dates import find_dates
from newsmill.pipelines.extract.fields.machine_dates import parse_exact
from newsmill.pipelines.extract.lexicon.date_keys import SURELY_PUBLISHED, meaning_of_name
from newsmill.pipelines.extract.lexicon.prefilters import openings
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["told_in_scripts"]

# A name and a value that begins like a date, as JSON and JavaScript write them.
_PAIR = lazy_regex(
    r"[\"'.\s,{]([A-Za-z][\w.:-]{3,39})\\?[\"']?\s?[:=]\s?\\?[\"']"
    r"((?:(?:19|20)\d\d[-/.]?\d\d[-/.]?\d\d|\d{1,2}/\d{1,2}/(?:19|20)\d\d)[T\d:.,Z+ \-]{0,22})\\?[\"']"
)
_MOST_SCRIPT, _MOST_SCRIPTS, _MOST_VALUES = 200_000, 200, 50


def told_in_scripts(root: Element, day_first: bool | None) -> list[Stamp]:
    """The publication date that scripts, hidden inputs and JSON in meta tags agree on; empty if they do not.

    day_first  the order of day and month in the page's dates, if it is known
    """
    found = [
        stamp
        for text in itertools.islice(_texts(root), _MOST_SCRIPTS)
        for name, value in itertools.islice(_PAIR.findall(text[:_MOST_SCRIPT]), _MOST_VALUES)
        if SURELY_PUBLISHED.search(name)
        and meaning_of_name(name) == "published"
        and (stamp := _stamp_of(value.strip(), day_first)) is not None
    ]
    if len({stamp.day_only for stamp in found}) != 1:
        return []
    return sorted(found, key=lambda stamp: stamp.hour is None)[:1]


def _stamp_of(value: str, day_first: bool | None) -> Stamp | None:
    exact = parse_exact(value)
    if exact is not None or "/" not in value[:3]:
        return exact
    written = find_dates(value, day_first=day_first)
    return written[0].stamp if written else None


def _texts(root: Element) -> Iterator[str]:
    """Scripts that may name a date, except JSON-LD that can be read: its items are known to be of the page or
    of others. Prefilter: what the names that `SURELY_PUBLISHED` finds begin with."""
    for element in root.iter("script", "meta", "input"):
        if element.tag == "input":
            if element.get("type") == "hidden" and SURELY_PUBLISHED.search(element.get("name") or ""):
                yield f',{element.get("name")}="{element.get("value") or ""}"'
            continue
        text = (element.text if element.tag == "script" else element.get("content")) or ""
        lowered = text[:_MOST_SCRIPT].lower() if element.tag == "script" or text.startswith("{") else ""
        if not any(beginning in lowered for beginning in openings(SURELY_PUBLISHED.pattern)):
            continue
        if "ld+json" not in (element.get("type") or "") or not _is_json(text):
            yield text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
