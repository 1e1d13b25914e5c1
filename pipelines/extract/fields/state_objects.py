"""The objects in a page's state (Next.js, Nuxt), visited up to a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from newsmill.pipelines.extract.fields.page_cache import remembered
from newsmill.pipelines.extract.page.embedded_articles import values_of_script
from newsmill.pipelines.extract.page.script_literals import literals_of_script
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "folded",
    "holding",
    "holds_headline",
    "is_headline",
    "lowered",
    "objects",
    "resolved",
    "state_values",
]

_SHORTEST_SCRIPT = 30  # characters


def folded(text: str) -> str:
    """Normalise a value for comparison with the headline: white space and case folded; empty if too long for
    one.
    """
    return " ".join(text.split()).casefold() if len(text) <= 300 else ""


def is_headline(value: Any, headline: str) -> bool:
    """Whether a value is the headline (folded). Folding makes a text at most three times as long."""
    return isinstance(value, str) and 3 * len(value) >= len(headline) and folded(value) == headline


# Where an object of a headline keeps its text: `"headlines": {"basic": …}`, `"title": {"rendered": …}`.
_HEADLINE_KEYS = ("basic", "rendered", "text", "main", "plain", "value")


def holds_headline(item: dict[str, Any], headline: str) -> bool:
    """Whether a value of an object is the headline (folded), or an object with it."""
    return any(
        is_headline(value, headline)
        or (isinstance(value, dict) and any(is_headline(value.get(key), headline) for key in _HEADLINE_KEYS))
        for value in item.values()
    )


def lowered(script: str) -> bytes:
    """A script in lower case as far as it is ASCII, to search for ASCII words. Many times as fast as
    `str.lower` for a script with other letters.
    """
    return script.encode("utf-8", "surrogatepass").lower()


def state_values(root: Element, may_tell: Callable[[str], bool] | None) -> Iterator[Any]:
    """The JSON values of the scripts for which `may_tell` returns True, then their other object literals.
    Dates and authors ask for the same scripts.
    """
    scripts = [script for script in _scripts_of(root) if may_tell is None or may_tell(script[0])]
    for read in (_json_of, _literals_of):
        for text, is_json in scripts:
            yield from read(text, is_json)


@remembered
def _scripts_of(root: Element) -> list[tuple[str, bool]]:
    """The scripts that are long enough for an object, and whether each is JSON."""
    return [
        (text, "json" in (script.get("type") or ""))
        for script in root.iter("script")
        if (text := script.text) and len(text) >= _SHORTEST_SCRIPT
    ]


@remembered
def _json_of(text: str, is_json: bool) -> tuple[Any, ...]:
    return tuple(values_of_script(text, is_json))


@remembered
def _literals_of(text: str, is_json: bool) -> tuple[Any, ...]:
    return tuple(literals_of_script(text, is_json))


# A run of letters that JSON writes as they are or as `\\uXXXX`; of other alphabets capitals would have to be known.
_RUN = lazy_regex(r"[0-9a-z]{2,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2,}")
_ESCAPE = lazy_regex(r"\\u([0-9a-fA-F]{4})")
# Non-ASCII characters whose case folding contains an ASCII letter: `ß`, `ſ`, `ŉ`, the Kelvin sign, ligatures.
_WRITTEN_AS_LETTERS = "ßİŉſǰẖẗẘẙẚẞ\u212aﬀﬁﬂﬃﬄﬅﬆ"


def holding(headline: str) -> Callable[[str], bool] | None:
    """A prefilter that every script with the headline (folded) in a JSON string passes, and few others; None
    if the headline gives nothing to look for.

    Parsing a state takes a hundred times as long as the test.
    """
    runs = _RUN.findall(headline)
    if not runs:
        return None
    run = max(runs, key=len)
    escapes = {f"{ord(letter):04x}" for letter in {*run, *run.upper(), *_WRITTEN_AS_LETTERS}}

    def escaped(script: str) -> bool:
        return "\\u" in script and not escapes.isdisjoint(map(str.lower, _ESCAPE.findall(script)))

    def holds_wide(script: str) -> bool:
        return run in script or escaped(script)

    def holds_letters(script: str) -> bool:
        return (
            letter_run in lowered(script)
            or (not script.isascii() and _has_folded(script) and run in script.casefold())
            or escaped(script)
        )

    letter_run = run.encode()
    return holds_letters if run.isascii() else holds_wide


def _has_folded(script: str) -> bool:
    return any(letter in script for letter in _WRITTEN_AS_LETTERS)


def objects(value: Any, most: int) -> Iterator[dict[str, Any]]:
    """The objects in a JSON value, visiting at most `most` values."""
    stack = [value]
    while stack and most > 0:
        item = stack.pop()
        most -= 1
        if isinstance(item, dict):
            yield item
            stack.extend(child for child in item.values() if isinstance(child, (dict, list)))
        elif isinstance(item, list):
            stack.extend(child for child in item if isinstance(child, (dict, list)))


_MOST_RESOLVED = 20_000


def resolved(value: Any) -> Any:
    """Nuxt writes its state as one flat list in which numbers point to other places; the objects with their
    plain values put back.
    """
    if not (isinstance(value, list) and len(value) > 2 and isinstance(value[0], (dict, list))):
        return value

    def at(index: Any) -> Any:
        plain = isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(value)
        return value[index] if plain and isinstance(value[index], (str, int)) else index

    return [
        {key: at(child) for key, child in item.items()} if isinstance(item, dict) else item
        for item in value[:_MOST_RESOLVED]
    ]
