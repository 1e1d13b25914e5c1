"""One spider for every portal: the differences between portals are in their site files.

scrapy crawl portal -a site=demo
scrapy crawl portal -a site=https://portal.example/ -a out=crawls/portal -a delay=2
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import re
import socket
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsmill.crawler import settings
from newsmill.crawler.addresses import ForbiddenAddress
from newsmill.crawler.fetch.politeness import (
    HostClosed,
    RobotsDenied,
    RobotsMiddleware,
    RobotsUnavailable,
)
from newsmill.crawler.fetch.response import Answer
from newsmill.crawler.frontier import discovery
from newsmill.crawler.frontier.feeds_and_sitemaps import MAX_INDEX_BYTES
from newsmill.crawler.frontier.lateness import PATIENCE, Pace, UnderWay
from newsmill.crawler.frontier.redis_frontier import SharedFrontier
from newsmill.crawler.frontier.task import Task
from newsmill.crawler.run.captures import Capture
from newsmill.crawler.run.completion import finish, flush, is_flush_due
from newsmill.crawler.run.crawl_run import CannotWrite, CrawlRun
from newsmill.crawler.run.history import Outcome
from newsmill.crawler.run.links import SharedLinks
from newsmill.crawler.run.logs import without_credentials
from newsmill.crawler.run.options import scrapy_settings, since, user_agent, with_options
from newsmill.crawler.run.response_handling import Reader
from newsmill.crawler.sites import DEMO, BadSite, Site, ascii_host, find_site
from newsmill.pipelines.items import PageItem
from newsmill.pipelines.runs.manifest import Manifest

__all__ = ["PortalSpider"]

log = logging.getLogger("newsmill.crawl")

# The interval between commits, in seconds.
_COMMIT_SECONDS = 0.5
# Limits of concurrent requests: without late ones, and with them.
_UNDER_WAY = 48
_WITH_LATE = 4 * _UNDER_WAY
# The threshold of the garbage collector, in new objects. Loaded modules and remembered URLs are never
# garbage, and each page creates some thousand objects, so the default would collect far too often.
_OBJECTS_BETWEEN_COLLECTIONS = 20_000
# The interval between checks for silent hosts, in seconds.
_TICK = 0.5


class PortalSpider(Spider):
    """Fetches a site by its site file.

    site           a site file's name or path, or a URL
    out            the crawl's folder; default `crawls/<name>`
    delay          seconds between requests to a host
    max_pages      maximum number of pages in this run
    since          skip older entries of feeds and sitemaps: `2026-11-01`, `7d`
    allow_private  `1` allows private, loopback and link-local addresses
    workers        processes that clean pages, 0 for one per core
    redis          URL of a Redis server through which workers share the frontier
    """

    name = "portal"
    # Redirects and retries go through the frontier, where they survive a kill; bodies are archived undecoded.
    custom_settings = {
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "REFERER_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "URLLENGTH_LIMIT": 0,
        # over all hosts; requests to a silent host must not block the others
        "CONCURRENT_REQUESTS": _WITH_LATE,
        "CONCURRENT_ITEMS": 1,  # per response, which has only one page; Scrapy starts this many tasks for each
        "DOWNLOADER_MIDDLEWARES": {
            **settings.DOWNLOADER_MIDDLEWARES,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            # Each request has its own timeout.
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
        },
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
            "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
            "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
        },
    }
    run: CrawlRun
    reader: Reader
    manifest: Manifest | None = None
    on_page: Callable[[CrawlRun], None] | None = None
    _stack: contextlib.ExitStack
    _redis: SharedFrontier | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PortalSpider:
        """Called by Scrapy. Raises `BadSite`."""
        options = {name: value for name, value in kwargs.items() if value is not None}
        if "site" not in options:
            raise BadSite("which site? Name one: scrapy crawl portal -a site=demo")
        chosen = options["site"]
        site = chosen if isinstance(chosen, Site) else find_site(str(chosen))
        site = with_options(site, options)
        spider = super().from_crawler(crawler, *args)
        spider._stack = contextlib.ExitStack()
        try:
            spider._prepare(crawler, site, options)
        except BaseException:
            spider._stack.close()
            raise
        return spider

    def _prepare(self, crawler: Crawler, site: Site, options: dict[str, Any]) -> None:
        connect_to = self._connections(site)
        agent = user_agent(site)
        workers = int(options.get("workers", 0))
        for name, value in scrapy_settings(site, connect_to=connect_to, agent=agent, workers=workers).items():
            crawler.settings.set(name, value, priority="spider")
        folder = Path(options.get("out") or Path("crawls") / site.folder)
        self.on_page = options.get("on_page")
        if options.get("redis"):
            self._redis = _shared(crawler, site, str(options["redis"]), folder)
        oldest = since(options.get("since"), site.limits.max_age, time.time())
        self.run = CrawlRun(
            site, folder, user_agent=agent, max_pages=_number(options.get("max_pages")), since=oldest
        )

    def _connections(self, site: Site) -> dict[str, str]:
        """The addresses to connect to, by host. Starts the demo portal's server if the site file asks for it."""
        target = site.connect_to
        if target == DEMO:
            from newsmill.crawler.demo import serve_portal

            target = urlsplit(self._stack.enter_context(serve_portal())).netloc
        if isinstance(target, dict):
            return {ascii_host(host): address for host, address in target.items()}
        if target is None:
            return {}
        return {ascii_host(urlsplit(address).hostname or ""): target for address in site.start}

    async def start(self) -> AsyncIterator[Any]:
        """Yield pages that an earlier process left uncleaned, then requests for the frontier's rounds."""
        gc.freeze()
        self._thresholds = gc.get_threshold()
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *self._thresholds[1:])
        self._under_way = UnderWay(self._pace)
        self.reader = Reader(self.run)
        self._outputs_before = [] if self.run.resumed else self.run.state.outputs()
        self._changed = asyncio.Event()
        self.run.on_cleaned = self._changed.set
        self._late_sitemaps: asyncio.Future[None] | None = None
        self._committing = asyncio.ensure_future(self._commit_regularly())
        self._watching = asyncio.ensure_future(self._watch_hosts())
        if self.run.resumed:
            log.info("going on with the run that was interrupted")
            for capture, page in self.reader.left_over():
                yield PageItem(page, capture)
        await self._add_sitemaps()
        if self._redis is not None:
            try:
                self.run.share(self._redis)
                async for request in self._shared_frontier():
                    yield request
            except CannotWrite:
                await self.crawler.engine.close_spider_async(reason="cannot-write")
            return
        try:
            async for request in self._rounds():
                yield request
            async for record in self._finish():
                yield record
        except CannotWrite:
            return  # `_commit_regularly` closes the spider

    async def _finish(self) -> AsyncIterator[dict[str, Any]]:
        """Write the output, and yield the records for Scrapy's exporters, with multi-page articles joined."""
        await self._until(lambda: not self.run.state.outcomes.is_under_way())
        before = {output[0] for output in self._outputs_before}
        self.manifest = finish(self.run, "finished")
        if not self.crawler.settings.getdict("FEEDS"):
            return
        for output in self.run.state.outputs():
            if output[0] not in before:
                with (self.run.folder / output[0]).open("rb") as lines:
                    for line in lines:
                        yield json.loads(line)

    async def _rounds(self) -> AsyncIterator[Request]:
        tasks = self.run.interrupted()
        if not tasks:
            await self._until(lambda: self.run.cleaned_up)
            tasks = self.run.open_round()
        while tasks or self._under_way or await self._late_sitemaps_added():
            for task in tasks:
                await self._until(self._has_room)
                if self._page_limit_reached():
                    break
                yield self._start(task)
            if self._page_limit_reached():
                await self._until(lambda: not self._under_way)
                log.info(
                    "stopped at the limit of %d pages; the next run goes on from here", self.run.max_pages
                )
                break
            if tasks:
                await self._until(lambda: not self._under_way.in_time)
            elif self._under_way:  # only late requests are left
                number = len(self._under_way)
                await self._until(lambda: len(self._under_way) < number)  # noqa: B023
            await self._until(lambda: self.run.cleaned_up)
            if is_flush_due(self.run):
                flush(self.run)
            self._under_way.begin_round()
            tasks = self.run.open_round(self._under_way.outpaced)

    def _has_room(self) -> bool:
        return self._under_way.in_time < _UNDER_WAY and len(self._under_way) < _WITH_LATE

    def _start(self, task: Task) -> Request:
        self._under_way.start(task.id, urlsplit(task.address).hostname or "")
        return self._request(task)

    def _pace(self, host: str) -> Pace:
        """The request rate of a host: that of Scrapy's downloader, or before its first request that of the
        site file.
        """
        politeness = self.run.site.politeness
        slot = self.crawler.engine.downloader.slots.get(host) if self.crawler.engine is not None else None
        if slot is None:
            return Pace(politeness.delay, politeness.concurrency)
        return Pace(slot.delay, slot.concurrency)

    async def _watch_hosts(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            if self._under_way.pass_time(_TICK):
                log.info("going on while %d late URLs are waited for", self._under_way.late)
                self._changed.set()

    async def _shared_frontier(self) -> AsyncIterator[Request]:
        """Yield requests for the URLs that this worker holds and takes, until no worker has any left."""
        links = self.run.links
        assert isinstance(links, SharedLinks)
        started: set[int] = set()
        while True:
            mine = [task for task in self.run.state.frontier.tasks() if task.id not in started]
            while not mine and self._takes_more() and not self._page_limit_reached():
                with self.run.writing():
                    is_more, task = links.take()
                if not is_more:
                    break
                if task is not None:
                    mine.append(task)
                    started.discard(task.id)
            for task in mine:
                started.add(task.id)
                await self._until(self._has_room)
                yield self._start(task)
            if mine:
                if is_flush_due(self.run):
                    flush(self.run)
                continue
            if self._page_limit_reached() and not self._under_way:
                return
            if not self._under_way:
                self.run.commit()
                with self.run.writing():
                    links.settle()
                    if links.drained:
                        return
            self._changed.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._changed.wait(), 0.2)

    def _takes_more(self) -> bool:
        """Whether this worker may take one more URL: it must leave some to the others."""
        return self._under_way.in_time < _UNDER_WAY // 3 and len(self._under_way) < _WITH_LATE

    def _page_limit_reached(self) -> bool:
        limit = self.run.max_pages
        return limit is not None and self.run.state.frontier.fetched + len(self._under_way) >= limit

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._changed.clear()
            await self._changed.wait()

    async def _add_sitemaps(self) -> None:
        """Add the sitemaps that robots.txt files name, if the site file names none.

        A host that does not respond delays the others only briefly: its sitemaps are added when they arrive.
        """
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        if robots is None or self.run.site.sitemaps or self.run.state.fact("sitemaps") is not None:
            return
        asked = {asyncio.ensure_future(robots.sitemaps(address)): address for address in self.run.site.start}
        order = {address: number for number, address in enumerate(self.run.site.start)}
        done, late = await asyncio.wait(asked, timeout=None if self._redis is not None else PATIENCE)
        found = [
            sitemap for each in sorted(done, key=lambda each: order[asked[each]]) for sitemap in each.result()
        ]
        self._seed_sitemaps(found)
        if late:
            self._late_sitemaps = asyncio.ensure_future(self._add_late(late))
        else:
            self.run.state.remember("sitemaps", str(len(found)))

    async def _late_sitemaps_added(self) -> bool:
        """Wait for the sitemaps of slow hosts, once nothing else is left to do. Returns False if there are
        none.
        """
        if self._late_sitemaps is None:
            return False
        await self._late_sitemaps
        self._late_sitemaps = None
        return True

    async def _add_late(self, late: set[asyncio.Task[list[str]]]) -> None:
        for each in late:
            self._seed_sitemaps(await each)
            self._changed.set()
        with contextlib.suppress(CannotWrite), self.run.writing():
            self.run.state.remember("sitemaps", "late")

    def _seed_sitemaps(self, sitemaps: list[str]) -> None:
        in_scope = [address for address in dict.fromkeys(sitemaps) if self.run.scope.contains(address)]
        with contextlib.suppress(CannotWrite), self.run.writing():
            self.run.state.frontier.add_seeds(
                [discovery.found(address, "sitemap") for address in in_scope], self.run.now()
            )

    async def _commit_regularly(self) -> None:
        try:
            while True:
                await asyncio.sleep(_COMMIT_SECONDS)
                await self.run.commit_in_background()
                with self.run.writing():
                    self.run.links.settle()
        except CannotWrite:
            assert self.crawler.engine is not None
            # In a new task, since closing cancels this one.
            self._closing = asyncio.ensure_future(
                self.crawler.engine.close_spider_async(reason="cannot-write")
            )

    def _request(self, task: Task) -> Request:
        headers = {}
        if task.digest is not None:
            if task.etag:
                headers["If-None-Match"] = task.etag
            if task.modified:
                headers["If-Modified-Since"] = task.modified
        if task.attempts:
            # If the Content-Length is too large, the server would keep the connection open until the timeout.
            headers["Connection"] = "close"
        meta: dict[str, Any] = {"task": task, "download_timeout": self.run.site.politeness.timeout}
        if task.role != "page":
            meta["download_maxsize"] = MAX_INDEX_BYTES
        if task.role == "page" and self._needs_browser(task.url):
            meta["playwright"] = True
            meta["playwright_page_goto_kwargs"] = {"wait_until": "networkidle"}
        return Request(
            task.address,
            callback=self.parse,
            errback=self.failed,
            headers=headers,
            dont_filter=True,
            priority=-task.rank,
            meta=meta,
        )

    def _needs_browser(self, url: str) -> bool:
        render = self.run.site.render
        return render if isinstance(render, bool) else any(re.search(pattern, url) for pattern in render)

    async def parse(self, response: Response) -> AsyncIterator[PageItem]:
        """Handle a response: put its links into the frontier, and yield its page for the workers."""
        assert response.request is not None
        meta = response.request.meta
        task: Task = meta["task"]
        capture: Capture = meta["capture"]
        headers = {
            name.decode("latin-1").lower(): values[0].decode("latin-1")
            for name, values in response.headers.items()
            if values
        }
        try:
            page = self.reader.read(
                task,
                capture,
                Answer(
                    response.status,
                    headers,
                    response.body,
                    capture.fetched_at,
                    rendered=bool(meta.get("playwright")),
                    torn="dataloss" in response.flags,
                    digest=meta.get("digest"),
                ),
            )
        except CannotWrite:
            return
        finally:
            self._one_done(task)
        if page is not None:
            yield PageItem(page, capture.id)

    async def failed(self, failure: Failure) -> None:
        """Handle a request without a response."""
        task: Task = failure.request.meta["task"]  # type: ignore[attr-defined]
        error = failure.value
        try:
            if self.run.broken is not None:
                pass  # it could not be stored; the next run fetches it again
            elif isinstance(error, RobotsDenied):
                self.run.skip(task, "robots")
            elif isinstance(error, HostClosed | RobotsUnavailable):
                self.run.leave(task, "postponed")
            elif isinstance(error, ForbiddenAddress):
                self.run.fail(task, "forbidden-address", f"{error}.")
            elif isinstance(error, DownloadTimeoutError):
                seconds = self.run.site.politeness.timeout
                self.run.fail(
                    task, "unreachable", f"No complete response within {seconds:g} seconds.", may_pass=True
                )
            elif isinstance(error, DownloadCancelledError):
                meta = failure.request.meta  # type: ignore[attr-defined]
                limit = meta.get("download_maxsize", self.run.site.limits.bytes)
                self.run.fail(task, "too-large", f"The answer is larger than {limit} bytes.")
            else:
                text = re.sub(r"\s+", " ", str(error)).strip()[:200] or type(error).__name__
                self.run.fail(task, "unreachable", f"The server could not be reached: {text}", may_pass=True)
        finally:
            self._one_done(task)

    def _one_done(self, task: Task) -> None:
        with contextlib.suppress(CannotWrite), self.run.writing():
            self.run.links.dealt_with(task)
        self._under_way.end(task.id)
        self._changed.set()
        if self.on_page is not None:
            self.on_page(self.run)

    def closed(self, reason: str) -> None:
        """Called by Scrapy when no request is in flight any more."""
        if hasattr(self, "_committing"):
            gc.set_threshold(*self._thresholds)
            gc.unfreeze()
            for running in (self._committing, self._watching, self._late_sitemaps):
                if running is not None:
                    running.cancel()
        try:
            if self.manifest is not None:
                pass
            elif reason == "finished" or reason.startswith("closespider_"):
                outcome: Outcome = "finished" if reason == "finished" else "timeout"
                self.manifest = finish(self.run, outcome)
            elif self.run.broken is None:
                self.run.history.end(self.run.run, "stopped")
        except CannotWrite:
            self.manifest = None
        finally:
            if self.run.broken is not None:
                log.error("%s", self.run.broken)
            self._stack.close()
            self.run.close()


def _shared(crawler: Crawler, site: Site, address: str, folder: Path) -> SharedFrontier:
    """The frontier on a Redis server. Raises `BadSite` if the server cannot be reached."""
    crawler.settings.set("REDIS_URL", address, priority="spider")
    try:
        import redis
        import scrapy_redis  # noqa: F401
    except ImportError as error:
        raise BadSite("sharing a crawl needs the extra `redis`: pip install 'newsmill[redis]'") from error
    # The folder identifies the worker: when restarted in it, the worker still owns its claims.
    worker = f"{socket.gethostname()}:{folder.resolve()}"
    try:
        return SharedFrontier(crawler.settings, site.name, worker)
    except (redis.RedisError, ValueError) as error:
        raise BadSite(f"the Redis server cannot be used: {without_credentials(str(error))}") from error


def _number(text: Any) -> int | None:
    return None if text is None else int(text)
