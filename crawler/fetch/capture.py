"""The innermost downloader middleware: archives every response before anything else sees it."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timezone
from http import HTTPStatus
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from newsmill.crawler.fetch.archive import Archive, Exchange, payload_digest
from newsmill.crawler.frontier.task import Task
from newsmill.crawler.sites import Site
from newsmill.pipelines import urls

__all__ = ["CaptureMiddleware"]

log = logging.getLogger("newsmill.crawl")


class _Crawl(Protocol):
    """What the middleware needs of a `CrawlRun`."""

    @property
    def site(self) -> Site: ...

    def capture(self, exchange: Exchange, url_id: int | None, digest: str | None) -> object: ...


class CaptureMiddleware:
    """Archives exchanges as WARC.

    In a crawl by `PortalSpider`, they go into the crawl's folder, and the site file's request headers are
    added. In any other project, they go into the folder set by `NEWSMILL_ARCHIVE`; without it nothing is
    archived.
    """

    def __init__(self, crawler: Crawler) -> None:
        spider = crawler.spider
        self.run: _Crawl | None = getattr(spider, "run", None)
        self._archive: Archive | None = None
        self._own_sites: set[str | None] = set()
        self._withheld: set[str] = set()
        if self.run is not None:
            self._own_sites = {urls.site(address) for address in self.run.site.start}
            self._withheld = {name.lower() for name in self.run.site.headers}
        elif folder := crawler.settings.get("NEWSMILL_ARCHIVE"):
            name = getattr(spider, "name", None) or crawler.settings.get("BOT_NAME") or "crawl"
            self._archive = Archive.begun(
                Path(folder), name, user_agent=crawler.settings.get("USER_AGENT") or ""
            )
            crawler.signals.connect(self._close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CaptureMiddleware:
        """Called by Scrapy."""
        return cls(crawler)

    def _close(self) -> None:
        if self._archive is not None:
            self._archive.close()

    def process_request(self, request: Request) -> None:
        """Add the site file's headers, only for the start pages' own sites: they may be secrets."""
        if self.run is not None and urls.site(request.url) in self._own_sites:
            for name, value in self.run.site.headers.items():
                request.headers[name] = value
        request.meta["sent"] = time.monotonic()

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive the exchange. `meta["capture"]` becomes its `Capture`, or outside a crawl its `Place` in
        the archive.
        """
        task: Task | None = request.meta.get("task")
        rendered = bool(request.meta.get("playwright"))
        digest = payload_digest(response.body) if response.status in (200, 203) else None
        request.meta["digest"] = digest
        unchanged = None
        if task is not None and task.digest is not None and (response.status == 304 or digest == task.digest):
            unchanged = task.fetched_at
        now = datetime.now(timezone.utc)
        exchange = Exchange(
            url=request.url,
            at=now,
            method=request.method,
            request_headers=self._request_headers(request),
            status=response.status,
            reason=_reason(response.status),
            headers=_headers(response),
            body=response.body,
            address=str(response.ip_address) if response.ip_address else None,
            seconds=time.monotonic() - request.meta["sent"] if "sent" in request.meta else None,
            via=task.via if task is not None else None,
            unchanged=unchanged,
            rendered=rendered,
            digest=digest,
        )
        if self.run is not None:
            url_id = task.id if task is not None else None
            request.meta["capture"] = self.run.capture(exchange, url_id, digest)
        elif self._archive is not None:
            request.meta["capture"] = self._archive.write(exchange)
        return response

    def _request_headers(self, request: Request) -> list[tuple[str, str]]:
        """The headers as sent, without the values of the site file's headers, which may be secrets."""
        headers = [
            (name, "(withheld)" if name.lower() in self._withheld else value)
            for name, value in _pairs(request.headers.items())
        ]
        if not any(name.lower() == "host" for name, _ in headers):
            headers.insert(0, ("Host", urlsplit(request.url).netloc.rpartition("@")[2]))
        return headers


def _headers(response: Response) -> list[tuple[str, str]]:
    return _pairs(response.headers.items())


def _pairs(headers: object) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers  # type: ignore[attr-defined]
        for value in values
    ]


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
