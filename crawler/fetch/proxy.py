"""A site's own HTTP proxy: `proxy` in the site file, or the setting `NEWSMILL_PROXY`."""

from __future__ import annotations

import base64
from urllib.parse import unquote, urlsplit, urlunsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request

from newsmill.crawler.addresses import ForbiddenAddress, forbidden_reason

__all__ = ["ProxyMiddleware"]


class ProxyMiddleware:
    """Sends every request through one proxy. The proxy resolves names; private addresses given literally are
    refused here.
    """

    def __init__(self, crawler: Crawler) -> None:
        address = crawler.settings.get("NEWSMILL_PROXY")
        if not address:
            raise NotConfigured
        parts = urlsplit(address)
        self._allow_private = crawler.settings.getbool("NEWSMILL_ALLOW_PRIVATE")
        self._proxy = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "", "", ""))
        self._credentials = b""
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._credentials = b"Basic " + base64.b64encode(pair.encode())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ProxyMiddleware:
        """Called by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Set the proxy for the download handler. Raises `ForbiddenAddress`."""
        host = urlsplit(request.url).hostname or ""
        reason = forbidden_reason(host)
        if reason not in (None, "no IP address") and not self._allow_private:
            raise ForbiddenAddress(f"{host} is a {reason} address")
        request.meta["proxy"] = self._proxy
        if self._credentials:
            request.headers[b"Proxy-Authorization"] = self._credentials
