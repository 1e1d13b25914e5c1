"""Who does the work: one small interface, behind it this machine's processes or a Ray cluster.

An engine is given slices and gives back what came of each, in the order of the slices, whoever was faster.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import msgspec

from newsmill.pipelines.readers.slices import Slice
from newsmill.pipelines.runs.messages import Cleaned, Done, Job, Skipped
from newsmill.pipelines.runs.selection import Selection
from newsmill.pipelines.runs.supervisor import CLEANER, Limits, Supervisor

__all__ = ["Engine", "SliceResult", "Task", "clean_slice", "in_sequence"]


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done with every page.

    cleaner   the function, `module:name`
    options   its keyword arguments
    profiles  site profiles, as `newsmill.pipelines.extract.body.profile.encode_profiles` writes them: a page gets that of its site
              as the argument `profile`
    select    which pages to take
    """

    limits: Limits = Limits()
    cleaner: str = CLEANER
    options: dict[str, Any] = {}
    profiles: bytes = b""
    select: Selection = Selection()


class SliceResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a slice, in reading order; `first` and `next` as in `newsmill.pipelines.readers.slices.Reading`."""

    outcomes: list[Cleaned | Skipped]
    first: int | None = None
    next: int | None = None


class Engine(Protocol):
    """Does one task on slices. To be closed after use."""

    def results(self, slices: Iterator[Slice]) -> Iterator[tuple[Slice, SliceResult]]:
        """What comes of each slice, in their order. Takes slices as it needs them, some ahead of what it has given."""

    def again(self, slice_: Slice) -> SliceResult:
        """What comes of one slice, now."""

    def close(self) -> None:
        """End what it has started."""


def clean_slice(supervisor: Supervisor, slice_: Slice, options: dict[str, Any]) -> SliceResult:
    """The work on one slice: the same function on every engine."""
    outcomes: list[Cleaned | Skipped] = []
    first = following = None
    for outcome in supervisor.work(Job(slice=slice_, options=options)):
        if isinstance(outcome, Done):
            first, following = outcome.first, outcome.next
        else:
            outcomes.append(outcome)
    return SliceResult(outcomes=outcomes, first=first, next=following)


def in_sequence(
    engine: Engine, slices: Iterator[Slice], expected: int | None = None
) -> Iterator[tuple[Slice, SliceResult]]:
    """An engine's results, each part of a cut file beginning where the part before it ended.

    The first record of a part is a guess (see `newsmill.pipelines.readers.warc`). Where a guess was wrong, the part is done again
    from the right place. `expected`: where the first slice must begin, when a run goes on in the middle of a file.
    """
    for slice_, result in engine.results(slices):
        if slice_.guessed and expected is not None and result.first != expected:
            result = _again_from(engine, slice_, expected)
        expected = result.next
        yield slice_, result


def _again_from(engine: Engine, slice_: Slice, start: int) -> SliceResult:
    if slice_.stop is not None and start >= slice_.stop:
        return SliceResult(outcomes=[], first=start, next=start)  # a record before it reaches over all of it
    return engine.again(msgspec.structs.replace(slice_, start=start, guessed=False))
