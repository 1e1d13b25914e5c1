"""The downloader middleware next to the network: every answer goes into the archive before anything else sees it."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timezone
from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from newsmill.crawler.fetch.archive import Exchange, payload_digest
from newsmill.crawler.frontier.local_frontier import Task
from newsmill.crawler.run.crawl_run import CrawlRun
from newsmill.pipelines import urls

__all__ = ["CaptureMiddleware"]

log = logging.getLogger("newsmill.crawl")


class CaptureMiddleware:
    """Archives exchanges, and adds the site file's request headers on the way out."""

    def __init__(self, crawler: Crawler, run: CrawlRun) -> None:
        self.run = run
        self._own_sites = {urls.site(address) for address in run.site.start}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CaptureMiddleware:
        """Called by Scrapy."""
        return cls(crawler, crawler.spider.run)  # type: ignore[union-attr]

    def process_request(self, request: Request) -> None:
        """Headers of the site file go to the start pages' own sites and to nobody else: they may be secrets."""
        if urls.site(request.url) in self._own_sites:
            for name, value in self.run.site.headers.items():
                request.headers[name] = value
        request.meta["sent"] = time.monotonic()

    def process_response(self, request: Request, response: Response) -> Response:
        """Archive the exchange; `meta["capture"]` is its `Capture`."""
        task: Task | None = request.meta.get("task")
        rendered = bool(request.meta.get("playwright"))
        digest = payload_digest(response.body) if response.status == 200 else None
        unchanged = None
        if task is not None and task.digest is not None and (response.status == 304 or digest == task.digest):
            unchanged = task.fetched_at
        now = datetime.now(timezone.utc)
        exchange = Exchange(
            url=request.url,
            at=now,
            method=request.method,
            request_headers=_request_headers(request),
            status=response.status,
            reason=_reason(response.status),
            headers=_headers(response),
            body=response.body,
            address=str(response.ip_address) if response.ip_address else None,
            seconds=time.monotonic() - request.meta["sent"] if "sent" in request.meta else None,
            via=task.via if task is not None else None,
            unchanged=unchanged,
            rendered=rendered,
        )
        request.meta["capture"] = self.run.capture(exchange, task.id if task is not None else None, digest)
        return response


def _request_headers(request: Request) -> list[tuple[str, str]]:
    headers = [(name, value) for name, value in _pairs(request.headers.items())]
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
