"""Submit work ahead and collect the results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeVar

__all__ = ["ordered"]

Work = TypeVar("Work")
Handle = TypeVar("Handle")
Result = TypeVar("Result")


def ordered(
    work: Iterator[Work],
    submit: Callable[[Work], Handle],
    wait: Callable[[Handle], Result],
    most: int,
) -> Iterator[tuple[Work, Result]]:
    """Yield the result of each piece of work, in order, with at most `most` pieces in flight."""
    in_hand: deque[tuple[Work, Handle]] = deque()
    for piece in work:
        in_hand.append((piece, submit(piece)))
        if len(in_hand) >= most:
            first, handle = in_hand.popleft()
            yield first, wait(handle)
    while in_hand:
        first, handle = in_hand.popleft()
        yield first, wait(handle)
