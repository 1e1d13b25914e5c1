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
    """A text with the user names and passwords of its URLs left out."""
    return _CREDENTIALS.sub("", text)


class QuietFormatter(LogFormatter):
    """Scrapes and drops are counted, not logged: items are whole pages."""

    def scraped(self, item: Any, response: Response | Any, spider: Any) -> LogFormatterResult:
        """A record was made."""
        address = getattr(response, "url", "") or ""
        return {
            "level": logging.DEBUG,
            "msg": "record of %(address)s",
            "args": {"address": without_credentials(address)},
        }

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Any, spider: Any
    ) -> LogFormatterResult:
        """A page is no record."""
        return {
            "level": logging.DEBUG,
            "msg": "%(exception)s",
            "args": {"exception": without_credentials(str(exception))},
        }
