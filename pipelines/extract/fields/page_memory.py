"""What is remembered of a page's lines while its fields are read.

The same line is asked the same question by many readers: whether it may hold a date, a label, a name. The
first answer is kept until the page is done, and never more than a bounded number of them.
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
    """The function, with its answers kept until `forget_page`. Its arguments must be hashable; nobody may
    change an answer.
    """
    asked = functools.lru_cache(maxsize=_MOST_ANSWERS)(question)
    _forget.append(asked.cache_clear)
    return asked  # type: ignore[return-value]  # same signature as `question`


def forget_page() -> None:
    """Free what is remembered. Called when a page's fields are read; other threads then only ask again."""
    for forget in _forget:
        forget()
