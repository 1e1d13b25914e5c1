"""Fetches a single page for inspection: no crawl, no state, with the same address checks.

Crawls go through Scrapy; this is the small fetcher behind `newsmill inspect URL`. The host is resolved once
and the connection goes to exactly the checked address, so DNS rebinding has no effect.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
import zlib
from datetime import datetime, timezone
from email.message import Message
from urllib.parse import urljoin, urlsplit, urlunsplit

from newsmill.crawler.addresses import forbidden_reason
from newsmill.pipelines.page import Page
from newsmill.pipelines.version import __version__

__all__ = ["FetchProblem", "fetch_page"]

_LIMIT = 32 << 20
_SECONDS = 30.0
_REDIRECTS = 8
_HEADERS = {
    "User-Agent": f"newsmill/{__version__}",
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}


class FetchProblem(Exception):
    """The page could not be fetched. The message says what to do."""


def fetch_page(url: str, *, allow_private: bool = False) -> Page:
    """Fetch a page over HTTP or HTTPS, following redirects, at most 32 MB in 30 seconds.

    allow_private   also allow this machine and private networks; otherwise every redirect is checked, too

    Raises `FetchProblem`.
    """
    deadline = time.monotonic() + _SECONDS
    for _ in range(_REDIRECTS):
        try:
            page, location = _exchange(url, allow_private, deadline)
            if page is not None:
                return page
            url = urljoin(url, location)
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            said = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise FetchProblem(f"{url} cannot be fetched: {said}.") from error
    raise FetchProblem(f"{url} redirects more than {_REDIRECTS} times.")


def _exchange(url: str, allow_private: bool, deadline: float) -> tuple[Page | None, str]:
    """Make one request: returns the page, or the redirect target."""
    parts = urlsplit(url)
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host:
        raise FetchProblem(
            f"{url} is not the address of a web page, which begins with http:// or https://. "
            "For a saved page, name its file."
        )
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connect(parts.scheme, host, port, _address(host, port, allow_private), deadline)
    try:
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        name = host if ":" not in host else f"[{host}]"
        connection.putrequest("GET", _quoted(path), skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", name if port in (80, 443) else f"{name}:{port}")
        for header, value in _HEADERS.items():
            connection.putheader(header, value)
        connection.endheaders()
        response = connection.getresponse()
        location = response.getheader("Location")
        if response.status in (301, 302, 303, 307, 308) and location:
            return None, location
        if response.status != 200:
            raise FetchProblem(f"{url} was answered with status {response.status} {response.reason}.")
        raw = _body(response, url, deadline)
        charset = response.headers.get_content_charset() if isinstance(response.headers, Message) else None
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Page(raw=raw, url=url, charset=charset, status=200, fetched_at=now, origin=url), ""
    finally:
        connection.close()


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/%?&=+,;:@!$'()*[]~")


def _address(host: str, port: int, allow_private: bool) -> str:
    """Resolve the address to connect to. Raises `FetchProblem` if it is not on the public network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FetchProblem(f"There is no host {host}: {error.strerror}.") from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        reason = None if allow_private else forbidden_reason(address)
        if reason:
            raise FetchProblem(
                f"{host} is {address} ({reason}), not on the public network; use --allow-private to fetch it."
            )
    return addresses[0]


def _connect(scheme: str, host: str, port: int, address: str, deadline: float) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(host, port)
    opened = socket.create_connection((address, port), timeout=_left(deadline))
    if scheme == "https":
        opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
    connection.sock = opened
    return connection


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError(f"it took longer than {_SECONDS:.0f} seconds")
    return left


def _body(response: http.client.HTTPResponse, url: str, deadline: float) -> bytes:
    packed = (response.getheader("Content-Encoding") or "").strip().lower() in ("gzip", "x-gzip")
    unpacker = zlib.decompressobj(31)
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(1 << 16):
        _left(deadline)
        if packed:
            piece = unpacker.decompress(piece, _LIMIT + 1)
        size += len(piece)
        if size > _LIMIT or unpacker.unconsumed_tail:
            raise FetchProblem(f"{url} is larger than {_LIMIT >> 20} MB.")
        pieces.append(piece)
    return b"".join(pieces)
