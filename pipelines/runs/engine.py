"""The engine interface: where the work runs, either in local processes or on a Ray cluster.

An engine takes slices and returns the result of each, in the order of the slices, whichever finishes first.
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
    """The work to do on every page.

    cleaner   the function, `module:name`
    options   its keyword arguments
    profiles  site profiles, encoded by `newsmill.pipelines.extract.body.site_profile.encode_profiles`; each page
              gets its site's profile as the argument `profile`
    select    which pages to process
    """

    limits: Limits = Limits()
    cleaner: str = CLEANER
    options: dict[str, Any] = {}
    profiles: bytes = b""
    select: Selection = Selection()


class SliceResult(msgspec.Struct, frozen=True, kw_only=True):
    """The outcomes of a slice, in reading order; `first` and `next` as in
    `newsmill.pipelines.readers.slices.Reading`.
    """

    outcomes: list[Cleaned | Skipped]
    first: int | None = None
    next: int | None = None


class Engine(Protocol):
    """Runs one task on slices. Must be closed after use."""

    def results(self, slices: Iterator[Slice]) -> Iterator[tuple[Slice, SliceResult]]:
        """Yield the result of each slice, in order. Draws slices as needed, a few ahead of the results."""

    def again(self, slice_: Slice) -> SliceResult:
        """Process one slice now."""

    def close(self) -> None:
        """Stop everything it has started."""


def clean_slice(supervisor: Supervisor, slice_: Slice, options: dict[str, Any]) -> SliceResult:
    """Process one slice; the same function on every engine."""
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
    """Yield an engine's results, checking that each part of a split file begins where the previous part
    ended.

    The first record of a part is a guess (see `newsmill.pipelines.readers.warc`). If the guess was wrong, the
    part is processed again from the right place. `expected` is where the first slice must begin, if a run is
    resumed in the middle of a file.
    """
    for slice_, result in engine.results(slices):
        if slice_.guessed and expected is not None and result.first != expected:
            result = _again_from(engine, slice_, expected)
        expected = result.next
        yield slice_, result


def _again_from(engine: Engine, slice_: Slice, start: int) -> SliceResult:
    if slice_.stop is not None and start >= slice_.stop:
        return SliceResult(outcomes=[], first=start, next=start)  # an earlier record covers the whole part
    return engine.again(msgspec.structs.replace(slice_, start=start, guessed=False))
