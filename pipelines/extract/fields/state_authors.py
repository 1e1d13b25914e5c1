"""Authors in the state objects of client-rendered pages: the script object with the headline also names its
author.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from newsmill.pipelines.extract.fields.person_names import is_organisation
from newsmill.pipelines.extract.fields.spaced_names import is_agency
from newsmill.pipelines.extract.fields.state_objects import (
    folded,
    holding,
    holds_headline,
    lowered,
    objects,
    state_values,
)
from newsmill.pipelines.extract.lexicon.prefilters import needed_words
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["state_authors", "state_outlets"]

_MOST_NODES = 20_000
_AUTHOR_KEY = lazy_regex(
    (
        r"(?:article|news|post|story|main|primary|display)?_?(?:authors?|bylines?|by_lines?|writers?|creators?|"
        r"contributors?|reporters?|journalists?|columnists?|signatures?)_?(?:name|names|list|display_?name)?"
    ),
    re.IGNORECASE,
)
_NAME_KEYS = (
    "name",
    "fullName",
    "full_name",
    "displayName",
    "display_name",
    "title",
    "text",
    "label",
    "nameFull",
)
_GIVEN_KEYS = (
    ("firstName", "lastName"),
    ("first_name", "last_name"),
    ("givenName", "familyName"),
    ("forename", "surname"),
)
_MOST_AUTHORS = 8


def state_authors(root: Element, title: str) -> list[str]:
    """Names as written in the object whose own values include the headline, in Next.js, Nuxt or any other
    state; empty if there is none.
    """
    headline = folded(title)
    if len(headline) < 4:
        return []
    left = _MOST_NODES
    may_hold = holding(headline)

    def may_tell(script: str) -> bool:
        return (may_hold is None or may_hold(script)) and _mentions(script, _AUTHOR_KEY, *_NESTED)

    for value in state_values(root, may_tell):
        for item in objects(value, left):
            left -= 1
            plain = _plain(value, item)
            if holds_headline(plain, headline):
                names = [
                    name
                    for key, child in (*plain.items(), *_credited(plain))
                    if _AUTHOR_KEY.fullmatch(key)
                    for name in _names(value, child, 0)
                ]
                if names:
                    return list(dict.fromkeys(names))[:_MOST_AUTHORS]
        if left <= 0:
            break
    return []


_NESTED = ("credits", "_embedded")


def _credited(item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The authors of an object that keeps them a level deeper: `"credits": {"by": […]}`."""
    for key in _NESTED:
        inner = item.get(key)
        if isinstance(inner, dict):
            yield from (("author" if name == "by" else name, child) for name, child in inner.items())


_OUTLET_KEY = lazy_regex(
    r"(?:article|news|info|doc)?_?(?:source|media|origin|copyfrom|copy_from|from)_?(?:name|title|text|site)?",
    re.IGNORECASE,
)
_LONGEST_OUTLET = 20


def state_outlets(root: Element, title: str) -> Iterator[str]:
    """Outlets named in the objects whose own values include the headline: `"source": "江城晚报"`. Only names of
    outlets, since the keys also hold codes and addresses.
    """
    headline = folded(title)
    may_hold = holding(headline) if len(headline) >= 4 else None
    if may_hold is None:
        return

    def may_tell(script: str) -> bool:
        return may_hold(script) and _mentions(script, _OUTLET_KEY)

    left = _MOST_NODES
    for value in state_values(root, may_tell):
        for item in objects(value, left):
            left -= 1
            plain = _plain(value, item)
            if holds_headline(plain, headline):
                yield from _outlets(value, plain)
        if left <= 0:
            return


def _outlets(state: Any, item: dict[str, Any]) -> Iterator[str]:
    for key, child in item.items():
        if _OUTLET_KEY.fullmatch(key) and not isinstance(child, list):
            for name in _names(state, child, 2):
                if (
                    2 <= len(name) <= _LONGEST_OUTLET
                    and "/" not in name
                    and (is_agency(name) or is_organisation(name))
                ):
                    yield name.strip()


def _mentions(script: str, key: re.Pattern[str], *more: str) -> bool:
    """Prefilter: whether a script has one of the words that a key must contain to match the pattern, or of `more`."""
    program = lowered(script)
    return any(word in program for word in (*_words_of(key.pattern), *(other.encode() for other in more)))


@functools.cache
def _words_of(pattern: str) -> tuple[bytes, ...]:
    return tuple(word.encode() for word in sorted(needed_words(pattern)))


def _plain(state: Any, item: dict[str, Any]) -> dict[str, Any]:
    """An object with its numbers resolved if the state is a flat one."""
    return {key: _at(state, child) for key, child in item.items()} if isinstance(state, list) else item


def _at(state: Any, child: Any) -> Any:
    """Resolve a number in a flat Nuxt state (a list whose entries refer to each other by index); anything
    else is returned unchanged.
    """
    if (
        isinstance(state, list)
        and isinstance(child, int)
        and not isinstance(child, bool)
        and 0 <= child < len(state)
    ):
        return state[child]
    return child


def _names(state: Any, value: Any, depth: int) -> list[str]:
    if isinstance(value, str):
        return [value] if 2 <= len(value) <= 200 else []
    if depth > 3:
        return []
    if isinstance(value, list):
        return [name for part in value[:_MOST_AUTHORS] for name in _names(state, _at(state, part), depth + 1)]
    if not isinstance(value, dict):
        return []
    for given, family in _GIVEN_KEYS:
        parts = [_at(state, value.get(given)), _at(state, value.get(family))]
        if all(isinstance(part, str) and part for part in parts):
            return [" ".join(parts)]
    for key in _NAME_KEYS:
        name = _at(state, value.get(key))
        if isinstance(name, str) and name:
            return [name]
    nested = next(
        (
            value[key]
            for key in ("node", "attributes", "data", "person", "fields", "profile", "user")
            if key in value
        ),
        None,
    )
    return _names(state, _at(state, nested), depth + 1) if nested is not None else []
