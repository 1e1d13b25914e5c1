"""A cache for answers about a page's lines while its fields are read.

Many readers check the same line for the same thing: a date, a label, a name. Answers are cached until the
page is done, up to a fixed number.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

__all__ = ["forget_page", "remembered"]

_P = ParamSpec("_P")
_T = TypeVar("_T")

# Lines of a page that are asked, and the largest number of answers that a question keeps.
_MOST_ANSWERS = 512
_forget: list[Callable[[], None]] = []


def remembered(question: Callable[_P, _T]) -> Callable[_P, _T]:
    """Cache a function's results until `forget_page`. Arguments must be hashable, and callers must not modify
    results.
    """
    asked = functools.lru_cache(maxsize=_MOST_ANSWERS)(question)
    _forget.append(asked.cache_clear)
    return asked  # type: ignore[return-value]  # same signature as `question`


def forget_page() -> None:
    """Clear the cache. Called after a page's fields are read; other threads just compute their answers again."""
    for forget in _forget:
        forget()
