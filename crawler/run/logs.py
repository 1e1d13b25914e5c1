"""Log formatting: no item contents, and no passwords in URLs."""

from __future__ import annotations

import logging
import re
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.logformatter import LogFormatter, LogFormatterResult

__all__ = ["QuietFormatter", "without_credentials"]

_CREDENTIALS = re.compile(r"(?<=://)[^/\s@]+@")


def without_credentials(text: str) -> str:
    """Remove user names and passwords from the URLs in a text."""
    return _CREDENTIALS.sub("", text)


class QuietFormatter(LogFormatter):
    """Counts scraped and dropped items instead of logging them: items are whole pages.

    Of each page, nothing is logged above level DEBUG; no message is built for a log that does not show it.
    """

    def __init__(self, level: str | int = logging.DEBUG) -> None:
        number = level if isinstance(level, int) else logging.getLevelName(level)
        self._shows_pages = not isinstance(number, int) or number <= logging.DEBUG

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> QuietFormatter:
        """Called by Scrapy."""
        return cls(crawler.settings.get("LOG_LEVEL") or logging.DEBUG)

    def crawled(  # type: ignore[override]  # Scrapy accepts None
        self, request: Request, response: Response, spider: Any
    ) -> LogFormatterResult | None:
        """Log a response."""
        return super().crawled(request, response, spider) if self._shows_pages else None

    def scraped(  # type: ignore[override]
        self, item: Any, response: Response | Any, spider: Any
    ) -> LogFormatterResult | None:
        """Log a record."""
        if not self._shows_pages:
            return None
        address = getattr(response, "url", "") or ""
        return {
            "level": logging.DEBUG,
            "msg": "record of %(address)s",
            "args": {"address": without_credentials(address)},
        }

    def dropped(  # type: ignore[override]
        self, item: Any, exception: BaseException, response: Response | Any, spider: Any
    ) -> LogFormatterResult | None:
        """Log a page without a record."""
        if not self._shows_pages:
            return None
        return {
            "level": logging.DEBUG,
            "msg": "%(exception)s",
            "args": {"exception": without_credentials(str(exception))},
        }
