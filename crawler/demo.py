"""The demo portal: an invented city's news site of sixty-odd pages, served from `data/portal` on the
loopback interface.

The pages are sent as they are stored, each with the headers that real portals of its year send: a charset, none, or
a wrong one (`serving.toml` beside the pages says which). Nothing here needs a network.

    >>> with serve_portal() as address:
    ...     urllib.request.urlopen(address + "/robots.txt").read()
"""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import fnmatch
import functools
import gzip
import hashlib
import re
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
import msgspec.toml

__all__ = ["PORTAL", "Seen", "declared_charset", "portal_folder", "serve_portal"]

# The portal's public address. A crawl reaches it through `connect_to`, so records have the same host on every
# machine. Sitemaps and feeds, which require absolute URLs, are rewritten when requested under another host.
PORTAL = "http://portal.example"

_HIDDEN = ".json"  # expected records are next to the pages and not part of the site …
_SERVED_JSON = "/api/"  # … except what a page's own script fetches
_CALENDAR = re.compile(r"/calendar/(\d{4})-(\d\d)-(\d\d)\.html")


class Rule(msgspec.Struct, frozen=True):
    """How paths that match `match` (a shell pattern) are served: a row of `serving.toml`; the first match
    counts.
    """

    match: str
    why: str
    type: str | None = None
    status: int = 200
    validators: bool = True
    modified: str = "Mon, 02 Nov 2026 08:00:00 GMT"


class Serving(msgspec.Struct, frozen=True):
    """`serving.toml`: content types by file suffix, rules for single paths, redirects (status, target)."""

    types: dict[str, str]
    rules: list[Rule]
    redirects: dict[str, tuple[int, str]]


class Seen(msgspec.Struct, frozen=True):
    """A request the portal answered, so that tests can observe a crawler."""

    method: str
    path: str
    headers: dict[str, str]
    status: int


class _Answer(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes


def portal_folder() -> Path:
    """`data/portal` of a checkout, or its copy in an installed newsmill."""
    here = Path(__file__).resolve().parent
    for folder in (here / "data" / "portal", here.parent / "data" / "portal"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        "The demo portal's pages (data/portal) are not installed; install newsmill again."
    )


def declared_charset(path: str) -> str | None:
    """The charset the portal's server declares for the page at `path`, correct or not; None if it declares
    none.
    """
    sent = _stored_site().answer(path, {}).headers["Content-Type"]
    return sent.partition("charset=")[2] or None


@functools.cache
def _stored_site() -> _Site:
    return _Site(portal_folder(), {})


class _Site:
    """The stored pages and how each is served. Paths are looked up in a list built at the start, never opened
    by name.
    """

    def __init__(self, folder: Path, edits: Mapping[str, bytes]) -> None:
        pages = folder / "www"
        self.edits = edits
        self.serving = msgspec.toml.decode((folder / "serving.toml").read_bytes(), type=Serving)
        self.files: dict[str, Path] = {}
        for file in sorted(pages.rglob("*")):
            path = "/" + file.relative_to(pages).as_posix()
            if file.is_file() and (file.suffix != _HIDDEN or _SERVED_JSON in path):
                self.files[path] = file
        for path in list(self.files):
            parent, _, name = path.rpartition("/")
            if name.partition(".")[0] == "index":
                self.files.setdefault(parent + "/", self.files[path])

    def answer(self, target: str, headers: Mapping[str, str]) -> _Answer:
        """The response to a GET of `target` (path and query) with these request headers."""
        path = (
            unquote(urlsplit(target).path) if target.startswith("/") else unquote(urlsplit("/" + target).path)
        )
        if path in self.serving.redirects:
            status, location = self.serving.redirects[path]
            return _Answer(status, {"Location": location, "Content-Type": "text/html"}, b"")
        if asked := _CALENDAR.fullmatch(path):
            return _page(200, _calendar_page(*map(int, asked.groups())))
        stored = self.edits.get(path)
        if stored is None and path in self.files:
            stored = self.files[path].read_bytes()
        if stored is None:
            return _page(404, self.files["/404.html"].read_bytes())
        return self._send(path, stored, headers)

    def _send(self, path: str, stored: bytes, headers: Mapping[str, str]) -> _Answer:
        rule = next(
            (row for row in self.serving.rules if fnmatch.fnmatchcase(path, row.match)), Rule("*", "")
        )
        name = self.files[path].name if path in self.files else path
        sent_type = rule.type or self.serving.types.get(Path(name).suffix, "application/octet-stream")
        body = _for_host(stored, name, headers.get("Host", ""))
        sent = {"Content-Type": sent_type}
        if rule.validators:
            sent["ETag"] = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
            sent["Last-Modified"] = (
                email.utils.format_datetime(datetime.datetime.now(datetime.timezone.utc), usegmt=True)
                if path in self.edits
                else rule.modified
            )
            if _not_modified(headers, sent["ETag"], sent["Last-Modified"]):
                return _Answer(304, sent, b"")
        if sent_type.startswith(("text/", "application/xml", "application/rss", "application/atom")):
            sent["Vary"] = "Accept-Encoding"
            if "gzip" in headers.get("Accept-Encoding", ""):
                sent["Content-Encoding"] = "gzip"
                body = gzip.compress(body, 6, mtime=0)
        return _Answer(rule.status, sent, body)


def _for_host(stored: bytes, name: str, host: str) -> bytes:
    """Rewrite the host in sitemaps and feeds; everything else is returned as stored."""
    if not name.endswith((".xml", ".xml.gz", ".txt")) or not host or host == urlsplit(PORTAL).netloc:
        return stored
    packed = name.endswith(".gz")
    text = gzip.decompress(stored) if packed else stored
    text = text.replace(PORTAL.encode(), b"http://" + host.encode("ascii", "ignore"))
    return gzip.compress(text, 6, mtime=0) if packed else text


def _not_modified(headers: Mapping[str, str], etag: str, modified: str) -> bool:
    """Whether the client's copy is valid (RFC 9110, 13.2.2: If-None-Match wins over If-Modified-Since)."""
    if names := headers.get("If-None-Match"):
        return names.strip() == "*" or etag in [name.strip().removeprefix("W/") for name in names.split(",")]
    if since := headers.get("If-Modified-Since"):
        try:
            return email.utils.parsedate_to_datetime(modified) <= email.utils.parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False
    return False


def _page(status: int, body: bytes) -> _Answer:
    return _Answer(status, {"Content-Type": "text/html; charset=utf-8"}, body)


def _calendar_page(year: int, month: int, day: int) -> bytes:
    """A page of the archive calendar, with links to adjacent days and other years, endlessly."""
    try:
        date = datetime.date(year, month, day)
        days = [date + datetime.timedelta(n) for n in (-365, -30, -3, -2, -1, 1, 2, 3, 30, 365)]
    except (ValueError, OverflowError):
        date, days = datetime.date(2012, 6, 18), [datetime.date(2012, 6, n) for n in range(8, 18)]
    links = "".join(f'<li><a href="{to:%Y-%m-%d}.html">{to:%Y年%m月%d日}的新闻</a></li>' for to in days)
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>往日回顾 '
        f"{date:%Y-%m-%d}_岚川新闻网</title>"
        f'<link rel="stylesheet" href="/css/2020.css"></head><body><main class="wrap"><h1>往日回顾</h1>'
        f'<p>{date:%Y年%m月%d日}</p><ul class="days">{links}</ul>'
        f'<p><a href="/">返回首页</a></p></main></body></html>'
    ).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo-portal"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        answer = self.server.site.answer(self.path, dict(self.headers.items()))
        if self.server.seen is not None:
            self.server.seen.append(Seen(self.command, self.path, dict(self.headers.items()), answer.status))
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Logs nothing; pass `seen` to record requests."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, site: _Site, seen: list[Seen] | None) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.site = site
        self.seen = seen

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that disconnect."""


@contextlib.contextmanager
def serve_portal(
    port: int = 0, *, edits: Mapping[str, bytes] | None = None, seen: list[Seen] | None = None
) -> Iterator[str]:
    """Serve the demo portal on 127.0.0.1 from a thread; yields its address (`http://127.0.0.1:40123`, without
    slash).

    port    the port, or 0 for a free one; `OSError` if it is in use
    edits   pages that replace stored ones, by path (`/en/index.html`); may change while the portal runs
    seen    a list that receives every request
    """
    server = _Server(port, _Site(portal_folder(), edits if edits is not None else {}), seen)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="demo-portal", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
