"""Scrapy item pipelines: turn the pages a spider yields into records, in worker processes, during the
crawl.

The only module in `pipelines` that depends on Scrapy. To use it with your own spider:

    ITEM_PIPELINES = {"newsmill.pipelines.items.CleanPages": 300}

    yield PageItem(page=Page(raw=response.body, url=response.url))

The items Scrapy exports are then records. Pages that cannot become one are dropped with their reason.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from newsmill.pipelines.page import Page
from newsmill.pipelines.record import decode_record
from newsmill.pipelines.runs.messages import Cleaned
from newsmill.pipelines.runs.pool import CleanerPool
from newsmill.pipelines.runs.supervisor import CLEANER

if TYPE_CHECKING:
    from newsmill.pipelines.extract.body.site_profile import SiteProfile

__all__ = ["CleanPages", "PageItem"]


@dataclass
class PageItem:
    """A fetched page to be cleaned. `capture` is the crawl's own number for it."""

    page: Page
    capture: int | None = None


class CleanPages:
    """Cleans `PageItem`s and passes on the record as a dict. Other items pass unchanged.

    NEWSMILL_WORKERS          worker processes, 0 for one per core
    NEWSMILL_PAGE_SECONDS     time limit per page
    NEWSMILL_PAGE_MEMORY      memory limit per page, bytes
    NEWSMILL_CLEANER          the function that turns a page into a record, `module:name`
    NEWSMILL_CLEANER_OPTIONS  its keyword arguments
    NEWSMILL_PROFILES         a file of site profiles written by `newsmill clean --learn on`
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        self._workers = settings.getint("NEWSMILL_WORKERS") or None
        self._seconds = settings.getfloat("NEWSMILL_PAGE_SECONDS", 30.0)
        self._memory = settings.getint("NEWSMILL_PAGE_MEMORY", 512 << 20)
        self._cleaner = settings.get("NEWSMILL_CLEANER") or CLEANER
        self._options = settings.getdict("NEWSMILL_CLEANER_OPTIONS")
        profiles = settings.get("NEWSMILL_PROFILES")
        self._profiles = _read_profiles(Path(profiles)) if profiles else None
        self._pool: CleanerPool | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPages:
        """Called by Scrapy."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Start the workers; they load while the first pages are fetched."""
        self._pool = CleanerPool(
            self._workers, self._seconds, self._memory, cleaner=self._cleaner, profiles=self._profiles
        )

    def close_spider(self) -> None:
        """Stop the workers. Every page has been cleaned by then."""
        if self._pool is not None:
            self._pool.close()

    async def process_item(self, item: Any) -> Any:
        """Return a page's record as a dict. Raises DropItem for a page without one."""
        if not isinstance(item, PageItem):
            return item
        assert self._pool is not None
        return self.finish(
            item, await asyncio.wrap_future(self._pool.submit_encoded(item.page, **self._options))
        )

    def finish(self, item: PageItem, outcome: Cleaned) -> dict[str, Any]:
        """Convert the outcome of a page to an item."""
        if outcome.record is None:
            reject = outcome.reject
            assert reject is not None
            raise DropItem(f"{reject.url}: {reject.reason}: {reject.detail}", log_level="DEBUG")
        return decode_record(outcome.record).to_dict()


def _read_profiles(path: Path) -> dict[str, SiteProfile]:
    from newsmill.pipelines.extract.body.site_profile import (
        decode_profiles,
    )  # the workers extract; this process rarely needs to load it

    return decode_profiles(path.read_bytes())
