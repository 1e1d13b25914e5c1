"""The crawl's item pipeline: pages are cleaned in worker processes; outcomes go into the state."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import DropItem

from newsmill.crawler.run.crawl_run import CannotWrite, CrawlRun
from newsmill.pipelines.items import CleanPages, PageItem
from newsmill.pipelines.runs.messages import Cleaned

__all__ = ["KeepRecords"]


class KeepRecords(CleanPages):
    """`CleanPages` that stores every outcome; the output is written from the state when the run ends."""

    def finish(self, item: PageItem, outcome: Cleaned) -> dict[str, Any]:
        """Always raises DropItem in a crawl: the spider exports records once they are complete. Otherwise as
        `CleanPages`.
        """
        run: CrawlRun | None = getattr(self.crawler.spider, "run", None)
        if run is None:
            return super().finish(item, outcome)
        assert item.capture is not None
        try:
            run.finish_page(item.capture, outcome)
        except CannotWrite as error:
            raise DropItem(f"{item.page.url}: {error}", log_level="DEBUG") from error
        raise DropItem(f"{item.page.url}: done", log_level="DEBUG")
