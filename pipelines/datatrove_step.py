"""newsmill as a step of a datatrove pipeline (extra `datatrove`): pages in, clean records out.

    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import WarcReader
    from datatrove.pipeline.writers import JsonlWriter
    from newsmill.pipelines.datatrove_step import NewsmillCleaner
    steps = [WarcReader("warcs/"), NewsmillCleaner(), JsonlWriter("clean/")]
    LocalPipelineExecutor(steps, tasks=8, workers=2).run()

Works with Slurm, Ray and every other datatrove executor. `WarcReader` guesses the charset and returns decoded
text; `NewsmillReader` reads everything `newsmill clean` reads, and keeps the original bytes.
"""

from __future__ import annotations

from typing import Any

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from newsmill.pipelines.page import Page, Reject
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.plan import plan
from newsmill.pipelines.readers.slices import NoPage, Reading
from newsmill.pipelines.record import Record
from newsmill.pipelines.runs.pool import CleanerPool
from newsmill.pipelines.writers.jsonl import encode_reject

__all__ = ["NewsmillCleaner", "NewsmillReader"]

# Metadata key for a page's bytes between the two steps, next to the text that datatrove's own readers
# provide.
_RAW = "newsmill_raw"


class NewsmillReader(PipelineStep):  # type: ignore[misc]
    """Reads pages from any input that `newsmill clean` accepts. Each task reads its share of the slices.

    inputs    files, folders, archives, URLs
    options   reader settings, see `newsmill.pipelines.readers.options.Options`
    """

    name = "newsmill pages"
    type = "📖 - READER"

    def __init__(self, *inputs: str, options: Options | None = None) -> None:
        super().__init__()
        self.inputs = inputs
        self.options = options or Options()

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Yield documents with the page's HTML as text and its bytes in the metadata. Unreadable parts are
        counted.
        """
        if data:
            yield from data
        for number, slice_ in enumerate(plan(self.inputs, self.options)):
            if number % world_size != rank:
                continue
            for item in read(Reading(slice_)):
                if isinstance(item, Page):
                    self.stat_update("pages")
                    yield _document(item)
                else:
                    self.stat_update(
                        f"skipped: {item.reason}", value=item.number if isinstance(item, NoPage) else 1
                    )


def _document(page: Page) -> Document:
    metadata = {name: getattr(page, name) for name in ("url", "charset", "fetched_at", "origin", "media")}
    return Document(text="", id=page.origin or page.url or "", metadata={**metadata, _RAW: page.raw})


class NewsmillCleaner(PipelineStep):  # type: ignore[misc]
    """Turns every document into a clean record: the body becomes the text, all other fields the metadata.

    Accepts documents from `NewsmillReader`, or from any datatrove reader that returns HTML as text. Pages are
    cleaned in order, in a separate process with limits. Rejected pages go to `exclusion_writer` with their
    reason, and are counted.

    keep_empty   also pass on records without a body (listings, galleries); default no
    markup       `markdown` or `html` for the body's structure in the metadata's `body_markup`
    """

    name = "newsmill"
    type = "🧹 - EXTRACTOR"

    def __init__(
        self,
        *,
        markup: str | None = None,
        keep_empty: bool = False,
        time_limit_seconds: float = 30.0,
        memory_limit_bytes: int = 512 << 20,
        exclusion_writer: Any = None,
    ) -> None:
        super().__init__()
        self.clean_options = {"markup": markup} if markup else {}
        self.keep_empty = keep_empty
        self.time_limit_seconds = time_limit_seconds
        self.memory_limit_bytes = memory_limit_bytes
        self.exclusion_writer = exclusion_writer

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """See `PipelineStep`."""
        pool = CleanerPool(1, self.time_limit_seconds, self.memory_limit_bytes)
        with pool, self.exclusion_writer or _NullWriter() as excluded:
            for document in data:
                outcome = pool.submit(_page(document), **self.clean_options).result()
                kept = isinstance(outcome, Record) and (bool(outcome.body) or self.keep_empty)
                self.stat_update("records" if kept else f"dropped: {_reason(outcome)}")
                if kept:
                    assert isinstance(outcome, Record)
                    yield _filled(document, outcome)
                elif excluded is not None:
                    excluded.write(_marked(document, outcome), rank)


class _NullWriter:
    """Stands in for a missing exclusion writer."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def _page(document: Document) -> Page:
    known = document.metadata
    raw = known.get(_RAW)
    return Page(
        raw=raw if isinstance(raw, bytes) else document.text.encode("utf-8", "replace"),
        url=known.get("url"),
        charset=known.get("charset") if isinstance(raw, bytes) else "utf-8",
        fetched_at=known.get("fetched_at") or known.get("date"),
        origin=known.get("origin") or document.id or None,
        media=known.get("media"),
    )


def _filled(document: Document, record: Record) -> Document:
    fields = record.to_dict()
    kept = {name: value for name, value in document.metadata.items() if name != _RAW and name not in fields}
    body = fields.pop("body")
    return Document(text=body, id=record.id, media=document.media, metadata={**kept, **fields})


def _marked(document: Document, outcome: Record | Reject) -> Document:
    kept = {name: value for name, value in document.metadata.items() if name != _RAW}
    if isinstance(outcome, Reject):
        kept["reject"] = encode_reject(outcome).decode()
    return Document(text="", id=document.id, metadata={**kept, "reason": _reason(outcome)})


def _reason(outcome: Record | Reject) -> str:
    return outcome.reason if isinstance(outcome, Reject) else f"no body ({outcome.kind})"
