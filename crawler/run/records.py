"""The crawl's item pipeline: pages are cleaned in worker processes, and what becomes of them is kept in the state."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import DropItem

from newsmill.crawler.run.crawl_run import CannotWrite
from newsmill.pipelines.items import CleanPages, PageItem
from newsmill.pipelines.page import Reject
from newsmill.pipelines.record import Record

__all__ = ["KeepRecords"]


class KeepRecords(CleanPages):
    """`CleanPages` that keeps every outcome; the output is written from there when the run ends."""

    def finish(self, item: PageItem, outcome: Record | Reject) -> dict[str, Any]:
        """Records go on to Scrapy's exporters; listings and rejects are dropped here, and counted."""
        run = self.crawler.spider.run  # type: ignore[union-attr]
        assert item.capture is not None
        try:
            record: Record | None = run.finish_page(item.capture, outcome)
        except CannotWrite as error:
            raise DropItem(f"{item.page.url}: {error}", log_level="DEBUG") from error
        if record is None:
            what = outcome.reason if isinstance(outcome, Reject) else outcome.kind
            raise DropItem(f"{item.page.url}: {what}", log_level="DEBUG")
        return record.to_dict()
