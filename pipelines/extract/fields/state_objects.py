"""The objects of a page's state (Next.js, Nuxt), walked within a bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["folded", "objects"]


def folded(text: str) -> str:
    """A value as it is compared with the headline: white space and case folded, empty when too long to be one."""
    return " ".join(text.split()).casefold() if len(text) <= 300 else ""


def objects(value: Any, most: int) -> Iterator[dict[str, Any]]:
    """The objects in a JSON value, at most `most` values looked at."""
    stack = [value]
    while stack and most > 0:
        item = stack.pop()
        most -= 1
        if isinstance(item, dict):
            yield item
            stack.extend(child for child in item.values() if isinstance(child, (dict, list)))
        elif isinstance(item, list):
            stack.extend(child for child in item if isinstance(child, (dict, list)))
