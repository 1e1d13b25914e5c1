"""The first of two passes: learn what the pages of each site have in common, on the same engine that cleans
them afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from newsmill.pipelines import urls
from newsmill.pipelines.decode import decode, repair_and_explain
from newsmill.pipelines.extract import parse, read_blocks
from newsmill.pipelines.extract.body.assembly import find_body
from newsmill.pipelines.extract.body.site_profile import Learner, Observation, SiteProfile, observe, site_key
from newsmill.pipelines.extract.page.metadata import read as read_metadata
from newsmill.pipelines.page import Page, Rejected
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.plan import plan
from newsmill.pipelines.readers.slices import Slice
from newsmill.pipelines.readers.sources import STDIN, InputError
from newsmill.pipelines.runs.engine import Engine, Task
from newsmill.pipelines.runs.messages import Cleaned
from newsmill.pipelines.sniff import check_is_text, recognise_media

__all__ = ["learn", "observe_page"]

# This many slices are enough to learn from. If there are more, evenly spaced ones are read.
_MAX_SLICES = 512

_decoder = msgspec.json.Decoder(Observation)


def observe_page(page: Page) -> Observation:
    """The worker's task: return what can be learned from a page. Raises `Rejected` if that is nothing."""
    site = site_key(urls.canonical(page.url)) if page.url else None
    if site is None:
        raise Rejected("failed", "The page's site is unknown.")
    check_is_text(page.raw, page.charset)
    text = repair_and_explain(decode(page.raw, page.charset).text).text
    tree = parse(text) if recognise_media(page, text) == "html" else None
    if tree is None:
        raise Rejected("no-text", "The page has no markup.")
    document = read_blocks(tree)
    return observe(document, find_body(document, read_metadata(tree).document_title).blocks, site)


def learn(
    inputs: list[str], options: Options, task: Task, engine: Callable[[Task], Engine]
) -> dict[str, SiteProfile]:
    """Return the profiles of the sites in the input, by host. The result is deterministic on any engine.

    Raises `newsmill.pipelines.readers.sources.InputError`, also for standard input, which can be read only
    once.
    """
    if STDIN in inputs:
        raise InputError(
            "Standard input can be read only once, so nothing can be learned from it first; use --learn off or a file."
        )
    learner = Learner()
    running = engine(
        Task(
            limits=task.limits,
            cleaner="newsmill.pipelines.runs.learning:observe_page",
            select=msgspec.structs.replace(task.select, languages=(), limit=None),
        )
    )
    try:
        for _, result in running.results(_sampled_slices(inputs, options)):
            for outcome in result.outcomes:
                if isinstance(outcome, Cleaned) and outcome.record is not None:
                    learner.add(_decoder.decode(outcome.record))
    finally:
        running.close()
    return learner.profiles()


def _sampled_slices(inputs: list[str], options: Options) -> Iterator[Slice]:
    number = sum(1 for _ in plan(inputs, options))
    step = -(-number // _MAX_SLICES)
    return (slice_ for place, slice_ in enumerate(plan(inputs, options)) if place % step == 0)
