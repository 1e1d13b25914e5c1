"""Politeness: robots.txt with Crawl-delay, a rate limit per host, Retry-After, and backoff from failing
servers.

The rate limit itself is Scrapy's: one slot per host, with a delay that AutoThrottle adapts to the host's
latency. This module adds what Scrapy lacks: Crawl-delay is a lower bound for AutoThrottle, and Retry-After
and repeated failures pause the whole host.
"""

from __future__ import annotations

import asyncio
import email.utils
import logging
import math
import re
import time
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from newsmill.crawler.addresses import ForbiddenAddress
from newsmill.pipelines.readers.bytestream import TooLarge
from newsmill.pipelines.readers.http_body import decode_content
from newsmill.pipelines.readers.options import Options

__all__ = [
    "HostClosed",
    "RestMiddleware",
    "RobotsDenied",
    "RobotsMiddleware",
    "RobotsUnavailable",
    "Throttle",
    "retry_after",
]

log = logging.getLogger("newsmill.crawl")

ROBOT_NAME = "newsmill"
_ROBOTS_BYTES = 512 * 1024  # RFC 9309 requires reading at least 500 KiB
_LARGEST_ROBOTS = 50 << 20  # only the beginning of a larger file is read; one beyond this size is an error
_ROBOTS_SAMPLE = 100  # every other byte of these is NUL in a UTF-16 file without a mark; stray NULs are fewer
_ROBOTS_SECONDS = 30.0
_ROBOTS_REDIRECTS = 5
_TRIES = 3
# A host that asks for a longer pause than this is not requested again in this run. Seconds.
_LONGEST_REST = 300.0
# `User-agent: newsmill/1.0 (news)`: only the name counts (RFC 9309, 2.2.1).
_AFTER_AGENT = re.compile(
    r"^([ \t]{0,20}user-agent[ \t]{0,20}:[ \t]{0,20}[a-z_-]{1,100})[^a-z_\n-].*", re.I | re.M
)
_TROUBLE = frozenset((429, 500, 502, 503, 504))


# In a request's meta: the download handler has already passed the response to `RestMiddleware.note`.
NOTED = "newsmill_rest_noted"


class RobotsDenied(IgnoreRequest):
    """robots.txt disallows this page."""


class RobotsUnavailable(IgnoreRequest):
    """The server failed to deliver robots.txt; RFC 9309 requires treating everything as disallowed."""


class HostClosed(IgnoreRequest):
    """The host asked for a pause longer than a run waits."""


class Throttle(AutoThrottle):
    """AutoThrottle with a host's own Crawl-delay as the minimum."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        floor = (
            float(
                self.crawler.engine.downloader.per_slot_settings.get(_host(response.url), {}).get(
                    "delay", 0.0
                )
            )
            if self.crawler.engine
            else 0.0
        )
        super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, floor)


class RobotsMiddleware:
    """Obeys robots.txt (RFC 9309), including Crawl-delay.

    Without robots.txt (4xx), everything is allowed. If the server fails to deliver it (5xx, no connection,
    timeout, or too large), nothing is allowed in this run (RFC 9309, 2.3.1.4).
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.obeys = crawler.settings.getbool("NEWSMILL_ROBOTS", True)
        self.max_delay = crawler.settings.getfloat("AUTOTHROTTLE_MAX_DELAY", 60.0)
        self._seconds = min(crawler.settings.getfloat("DOWNLOAD_TIMEOUT"), _ROBOTS_SECONDS)
        self._rules: dict[str, asyncio.Future[Protego | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises `RobotsDenied` or `RobotsUnavailable`."""
        if not self.obeys or request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self.rules(request.url)
        if rules is None:
            raise RobotsUnavailable("robots.txt cannot be fetched")
        if not rules.can_fetch(request.url, ROBOT_NAME):
            raise RobotsDenied("robots.txt does not allow it")

    async def sitemaps(self, url: str) -> list[str]:
        """The absolute URLs of the sitemaps that the robots.txt of the URL's host names."""
        rules = await self.rules(url)
        return sorted({urljoin(url, sitemap) for sitemap in rules.sitemaps}) if rules is not None else []

    async def rules(self, url: str) -> Protego | None:
        """The robots.txt rules for a URL's host, fetched once; None if they are unavailable."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        if origin not in self._rules:
            future: asyncio.Future[Protego | None] = asyncio.get_running_loop().create_future()
            self._rules[origin] = future
            try:
                rules = await self._fetch(f"{origin}/robots.txt")
            except BaseException:
                self._rules.pop(origin)
                future.set_result(None)
                raise
            if rules is not None and self.obeys:
                self._slow_down(parts.hostname or "", rules)
            future.set_result(rules)
        return await asyncio.shield(self._rules[origin])

    async def _fetch(self, url: str) -> Protego | None:
        engine = self.crawler.engine
        assert engine is not None
        response: Response | None
        for attempt in range(_TRIES):
            target = url
            for _ in range(_ROBOTS_REDIRECTS + 1):
                request = Request(
                    target,
                    callback=NO_CALLBACK,
                    meta={
                        "dont_obey_robotstxt": True,
                        "is_robots": True,
                        "download_maxsize": _LARGEST_ROBOTS,
                        "download_timeout": self._seconds,
                    },
                    priority=1000,
                )
                try:
                    response = await engine.download_async(request)
                except ForbiddenAddress:  # its pages will be rejected with this reason
                    return Protego.parse("")
                except Exception as error:
                    log.info("%s could not be fetched, try %d of %d: %s", target, attempt + 1, _TRIES, error)
                    response = None
                    break
                location = response.headers.get("Location")
                if response.status not in (301, 302, 303, 307, 308) or not location:
                    break
                target = urljoin(target, location.decode("latin-1"))
            if response is None:
                continue
            if response.status == 200:
                text = _text(response)
                return Protego.parse(text) if text is not None else None
            if response.status < 500 and response.status != 429:
                return Protego.parse("")
            log.warning("%s answers %d, try %d of %d", url, response.status, attempt + 1, _TRIES)
        return None

    def _slow_down(self, host: str, rules: Protego) -> None:
        wanted = rules.crawl_delay(ROBOT_NAME)
        rate = rules.request_rate(ROBOT_NAME)
        if rate is not None and rate.requests:
            wanted = max(wanted or 0.0, rate.seconds / rate.requests)
        if not wanted or not math.isfinite(wanted) or wanted < 0 or self.crawler.engine is None:
            return
        downloader = self.crawler.engine.downloader
        delay = min(max(float(wanted), self.crawler.settings.getfloat("DOWNLOAD_DELAY")), self.max_delay)
        downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1, "jitter": 0.0}
        if slot := downloader.slots.get(host):
            slot.delay, slot.concurrency, slot.jitter = delay, 1, 0.0
        log.info("%s asks for %g seconds between requests", host, delay)


class RestMiddleware:
    """Pauses a host: for its Retry-After, or for increasing intervals while it fails."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.step = max(crawler.settings.getfloat("DOWNLOAD_DELAY"), 0.25)
        self.longest = crawler.settings.getfloat("AUTOTHROTTLE_MAX_DELAY")
        self._until: dict[str, float] = {}
        self._failures: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RestMiddleware:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be requested again. Raises `HostClosed`."""
        await self.wait(request.url)

    def process_response(self, request: Request, response: Response) -> Response:
        """Call `note`, unless the download handler has already done so."""
        if not request.meta.pop(NOTED, False):
            self.note(response)
        return response

    async def wait(self, url: str) -> None:
        """Return when the URL's host may be requested again. Raises `HostClosed` if the pause is too long.

        Called right before a request is sent, so that a new pause also applies to requests that were already
        queued.
        """
        host = _host(url)
        while (left := self._until.get(host, 0.0) - time.monotonic()) > 0:
            if left > _LONGEST_REST:
                raise HostClosed(f"{host} asked to be left alone for {left:.0f} seconds")
            await asyncio.sleep(left)

    def note(self, response: Response) -> None:
        """Update the host's pause from a response. Called before the next request to it is sent."""
        host = _host(response.url)
        if response.status not in _TROUBLE:
            self._failures.pop(host, None)
            return
        failures = self._failures.get(host, 0)
        if time.monotonic() >= self._until.get(host, 0.0):  # requests in flight together count as one failure
            failures = self._failures[host] = failures + 1
        rest = min(self.step * 2 ** min(failures, 16), self.longest)
        if (asked := retry_after(response)) is not None:
            rest = max(rest, asked) if response.status == 429 else asked
        log.info("%s answers %d: resting %.1f seconds", host, response.status, rest)
        self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + rest)


def retry_after(response: Response) -> float | None:
    """The pause in seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None without one."""
    value: Any = response.headers.get("Retry-After")
    if value is None:
        return None
    text = value.decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


def _text(response: Response) -> str | None:
    """The text of a robots.txt, with its content coding undone; None if it cannot be decompressed."""
    body = response.body
    for coding in response.headers.getlist("Content-Encoding"):
        try:
            body = decode_content(
                body, coding.decode("latin-1").strip().lower(), Options(page_bytes=_LARGEST_ROBOTS)
            )
        except TooLarge:
            return None
    text = body[:_ROBOTS_BYTES].decode(_charset_of(body), "replace")
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return _AFTER_AGENT.sub(r"\1", text)


def _charset_of(body: bytes) -> str:
    """The charset of a robots.txt: UTF-8 as RFC 9309 requires, or UTF-16 as some editors save it."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    beginning = body[:_ROBOTS_SAMPLE]
    if beginning[1::2].count(0) > len(beginning) // 4:
        return "utf-16-le"
    return "utf-16-be" if beginning[::2].count(0) > len(beginning) // 4 else "utf-8-sig"


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
