"""Two plain Scrapy spiders for `harvest.py`: breadth-first, and best-first using statistics of (kind of page,
shape of the link).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy.http import Response

_DIGITS = re.compile(r"\d+")
_UNDER_WAY = 8
_TEXT_CHARACTERS = 250


def shape(url: str) -> str:
    """A URL's path without its numbers."""
    parts = urlsplit(url)
    return _DIGITS.sub("#", parts.path) + ("?" if parts.query else "")


class Spider(scrapy.Spider):
    """Crawls the pages of a host; `order` is `breadth` or `best`."""

    name = "plain"
    custom_settings = {
        "CONCURRENT_REQUESTS": _UNDER_WAY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": _UNDER_WAY,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": False,
        "HTTPERROR_ALLOW_ALL": True,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }

    def __init__(self, start: str, order: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.first, self.best = start, order == "best"
        self.waiting: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self.known = {start}
        self.results: dict[tuple[str, str], list[int]] = defaultdict(lambda: [1, 1])
        self.under_way = 0

    async def start(self) -> AsyncIterator[Any]:
        """Request the start page."""
        self.under_way = 1
        yield scrapy.Request(self.first, meta={"key": ("list", "/")})

    def parse(self, response: Response) -> Iterator[Any]:
        """Learn from a page, and request the next ones."""
        self.under_way -= 1
        key = response.meta["key"]
        self.results[key][0 if response.status == 200 else 1] += 1
        if response.status == 200 and response.headers.get("Content-Type", b"").startswith(b"text/html"):
            self._add_links(response)
        while self.under_way < _UNDER_WAY and (following := self._next()) is not None:
            self.under_way += 1
            key, url = following
            yield scrapy.Request(url, meta={"key": key}, dont_filter=True)

    def _add_links(self, response: Response) -> None:
        outside = "".join(response.xpath("//body//text()[not(ancestor::a)]").getall()).strip()
        inside = "".join(response.xpath("//a//text()").getall())
        place = "text" if len(outside) > max(_TEXT_CHARACTERS, len(inside)) else "list"
        for target in response.xpath("//a/@href").getall():
            url = urljoin(response.url, target).partition("#")[0]
            if url not in self.known and urlsplit(url).netloc == urlsplit(self.first).netloc:
                self.known.add(url)
                self.waiting[(place, shape(url)) if self.best else ("", "")][url] = None

    def _next(self) -> tuple[tuple[str, str], str] | None:
        keys = [key for key, links in self.waiting.items() if links]
        if not keys:
            return None
        key = max(
            keys,
            key=lambda key: self.results[key][0] / sum(self.results[key]) * (1 if key[0] == "list" else 0.5),
        )
        url = next(iter(self.waiting[key]))
        del self.waiting[key][url]
        return key, url
