"""Log formatting: no item contents, and no passwords in URLs."""

from __future__ import annotations

import logging
import re
from typing import Any

from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult

__all__ = ["QuietFormatter", "without_credentials"]

_CREDENTIALS = re.compile(r"(?<=://)[^/\s@]+@")


def without_credentials(text: str) -> str:
    """Remove user names and passwords from the URLs in a text."""
    return _CREDENTIALS.sub("", text)


class QuietFormatter(LogFormatter):
    """Counts scraped and dropped items instead of logging them: items are whole pages."""

    def scraped(self, item: Any, response: Response | Any, spider: Any) -> LogFormatterResult:
        """Log a record."""
        address = getattr(response, "url", "") or ""
        return {
            "level": logging.DEBUG,
            "msg": "record of %(address)s",
            "args": {"address": without_credentials(address)},
        }

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Any, spider: Any
    ) -> LogFormatterResult:
        """Log a page without a record."""
        return {
            "level": logging.DEBUG,
            "msg": "%(exception)s",
            "args": {"exception": without_credentials(str(exception))},
        }
