"""Prints records to standard output as they arrive."""

from __future__ import annotations

import sys

from newsmill.pipelines.page import Reject
from newsmill.pipelines.readers.plan import plan
from newsmill.pipelines.runs.engine import Engine, in_sequence
from newsmill.pipelines.runs.exact_copies import Seen
from newsmill.pipelines.runs.manifest import Counts
from newsmill.pipelines.runs.messages import Cleaned
from newsmill.pipelines.runs.problem import RunProblem
from newsmill.pipelines.runs.settings import Settings

__all__ = ["print_records"]


def print_records(inputs: list[str], settings: Settings, engine: Engine) -> Counts:
    """Print a line of JSON per record, and a sentence on standard error per reject. Raises BrokenPipeError if
    the reader closes the pipe.
    """
    counts = Counts()
    seen = None if settings.keep_duplicates else Seen()
    most = settings.task.select.limit
    try:
        _print(inputs, settings, engine, counts, seen, most)
    finally:
        if seen is not None:
            seen.close()
    if not counts.pages:
        skipped = ", ".join(f"{number} {reason}" for reason, number in counts.skipped.items())
        raise RunProblem(
            f"There are no pages in {' '.join(inputs)}{f' (only {skipped})' if skipped else ''}."
        )
    return counts


def _print(
    inputs: list[str],
    settings: Settings,
    engine: Engine,
    counts: Counts,
    seen: Seen | None,
    most: int | None,
) -> None:
    for _, result in in_sequence(engine, plan(inputs, settings.options)):
        for outcome in result.outcomes:
            if not isinstance(outcome, Cleaned):
                counts.add_skipped(outcome.reason, outcome.number)
            elif outcome.record is not None and seen is not None and not seen.add(outcome.record):
                counts.add_skipped("duplicate")
            elif outcome.record is not None:
                sys.stdout.buffer.write(outcome.record + b"\n")
                counts.add_record()
            elif outcome.reject is not None:
                sys.stderr.write(f"{_sentence(outcome.reject)}\n")
                counts.add_reject(outcome.reject.reason)
            if most is not None and counts.records >= most:
                sys.stdout.buffer.flush()
                return
        sys.stdout.buffer.flush()


def _sentence(reject: Reject) -> str:
    return f"{reject.origin or reject.url or 'The page'} was rejected ({reject.reason}): {reject.detail}"
