"""The objects in a page's state (Next.js, Nuxt), visited up to a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from newsmill.pipelines.regex import lazy_regex

__all__ = ["folded", "holding", "objects"]


def folded(text: str) -> str:
    """Normalise a value for comparison with the headline: white space and case folded; empty if too long for
    one.
    """
    return " ".join(text.split()).casefold() if len(text) <= 300 else ""


# A run of letters that JSON writes as they are or as `\\uXXXX`; of other alphabets capitals would have to be known.
_RUN = lazy_regex(r"[0-9a-z]{2,}|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2,}")
# Non-ASCII characters whose case folding contains an ASCII letter: `ß`, `ſ`, `ŉ`, the Kelvin sign, ligatures.
_FOLDED_TO_LETTERS = ("u00df", "u017f", "u0149", "u01f0", "u0130", "u1e9", "u212a", "ufb0")


def holding(headline: str) -> Callable[[str], bool] | None:
    """A prefilter that every script with the headline (folded) in a JSON string passes, and few others; None
    if the headline gives nothing to look for.

    Parsing a state takes a hundred times as long as the test.
    """
    runs = _RUN.findall(headline)
    if not runs:
        return None
    run = max(runs, key=len)
    letters = sorted({*run, *run.upper()})
    escapes = [*(f"u{ord(letter):04x}" for letter in letters), *_FOLDED_TO_LETTERS]

    def holds(script: str) -> bool:
        folded_script = script.casefold()
        if run in folded_script:
            return True
        return "\\u" in folded_script and any(escape in folded_script for escape in escapes)

    return holds


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
