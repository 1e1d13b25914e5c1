"""Pages that require a browser (`render = true`): scrapy-playwright with the system's Chromium (extra
`browser`).

Everything the browser loads goes through a small proxy in this process, which applies the same address checks
as the crawl's own connections, and the site file's `connect_to`. Images, videos and fonts are not loaded.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import socket
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from newsmill.crawler.addresses import ForbiddenAddress, forbidden_reason
from newsmill.crawler.fetch.download import GuardedDownloadHandler
from newsmill.crawler.sites import BadSite

__all__ = ["BrowserDownloadHandler", "GuardedProxy", "browser_settings", "is_needless"]

log = logging.getLogger("newsmill.crawl")

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_NEEDLESS = frozenset(("image", "media", "font", "websocket", "eventsource", "manifest"))
_HEAD_BYTES = 64 * 1024
_SECONDS = 30.0


def browser_settings() -> dict[str, Any]:
    """Scrapy settings for a crawl with a browser. Raises `BadSite` if it is not installed."""
    try:
        import scrapy_playwright  # noqa: F401
    except ImportError as error:
        raise BadSite("render = true needs the extra `browser`: pip install 'newsmill[browser]'") from error
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise BadSite("render = true needs Chromium on the PATH: apt-get install chromium")
    return {
        "DOWNLOAD_HANDLERS": {
            "http": "newsmill.crawler.fetch.browser.BrowserDownloadHandler",
            "https": "newsmill.crawler.fetch.browser.BrowserDownloadHandler",
            "file": None, "ftp": None, "s3": None, "data": None,
        },
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": found,
            # Chromium's own sandbox does not work for root.
            "chromium_sandbox": os.geteuid() != 0,
            "args": ["--disable-dev-shm-usage", "--disable-background-networking", "--disable-quic"],
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 2,
        "PLAYWRIGHT_ABORT_REQUEST": "newsmill.crawler.fetch.browser.is_needless",
        "PLAYWRIGHT_CONTEXTS": {},
    }  # fmt: skip


def is_needless(request: Any) -> bool:
    """Whether a browser request is blocked: resources without text, and anything other than http(s)."""
    return request.resource_type in _NEEDLESS or not request.url.startswith(("http://", "https://"))


class BrowserDownloadHandler(GuardedDownloadHandler):
    """Sends requests with `meta["playwright"]` to the browser, all others to the normal handler."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

        self._proxy = GuardedProxy(allow_private=self.allow_private, connect_to=self.connect_to)
        self._browser: Any = ScrapyPlaywrightDownloadHandler(crawler)
        # `<-loopback>` disables the browser's built-in exception for loopback addresses.
        proxy = {"server": self._proxy.address, "bypass": "<-loopback>"}
        self._browser.config.launch_options = {**self._browser.config.launch_options, "proxy": proxy}

    async def download_request(self, request: Request) -> Response:
        """Fetch directly, or through the browser."""
        if not request.meta.get("playwright"):
            return await super().download_request(request)
        rests = getattr(self._crawler.spider, "rests", None)
        if rests is not None:
            await rests.wait(request.url)
        await self._proxy.start()
        response: Response = await self._browser.download_request(request)
        if rests is not None:
            rests.note(response)
        return response

    async def close(self) -> None:
        """Stop the browser and its proxy."""
        await self._proxy.stop()
        await self._browser.close()
        await super().close()


class GuardedProxy:
    """An HTTP proxy on a loopback port that connects only to permitted addresses."""

    def __init__(self, *, allow_private: bool, connect_to: dict[str, tuple[str, int]]) -> None:
        self.allow_private = allow_private
        self.connect_to = connect_to
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Start serving; does nothing if it already is."""
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, sock=self._socket, limit=_HEAD_BYTES)

    async def stop(self) -> None:
        """Stop serving."""
        if self._server is not None:
            self._server.close()
        self._socket.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _SECONDS)
            method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
            if method == "CONNECT":
                host, _, port = target.rpartition(":")
                there = await self._connect(host.strip("[]"), int(port))
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                parts = urlsplit(target)
                there = await self._connect(parts.hostname or "", parts.port or 80)
                there[1].write(_forwarded(method, parts.path or "/", parts.query, head))
            await _join(reader, writer, *there)
        except ForbiddenAddress as error:
            log.info("the browser was kept from %s", error)
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except (
            OSError,
            ValueError,
            asyncio.TimeoutError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
        ):
            with contextlib.suppress(OSError):
                writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        finally:
            writer.close()

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        mapped = self.connect_to.get(f"{host}:{port}") or self.connect_to.get(host)
        if mapped is not None:
            return await asyncio.wait_for(asyncio.open_connection(*mapped), _SECONDS)
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        allowed = [address for address in addresses if self.allow_private or not forbidden_reason(address)]
        if not allowed:
            raise ForbiddenAddress(f"{host}, which is at {addresses[0] if addresses else 'no address'}")
        return await asyncio.wait_for(asyncio.open_connection(allowed[0], port), _SECONDS)


def _forwarded(method: str, path: str, query: str, head: bytes) -> bytes:
    """The head of a proxied request as sent to the server; one request per connection."""
    lines = [
        line
        for line in head.split(b"\r\n")[1:]
        if line and not line.lower().startswith((b"proxy-", b"connection:", b"keep-alive:"))
    ]
    target = f"{path}?{query}" if query else path
    return b"\r\n".join(
        [f"{method} {target} HTTP/1.1".encode("latin-1"), *lines, b"Connection: close", b"", b""]
    )


async def _join(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    there: asyncio.StreamReader,
    out: asyncio.StreamWriter,
) -> None:
    """Relay bytes in both directions until one side ends."""

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65_536):
                sink.write(data)
                await sink.drain()

    pumps = [asyncio.ensure_future(pump(there, writer)), asyncio.ensure_future(pump(reader, out))]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in pumps:
            task.cancel()
        out.close()
