"""Saved pages: the URL and time a saved page declares, and which files next to it are not pages."""

from __future__ import annotations

import ast
import html
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from newsmill.pipelines import urls
from newsmill.pipelines.page import Page
from newsmill.pipelines.readers.bytestream import TooLarge, read_bounded
from newsmill.pipelines.readers.formats import recognise_stream
from newsmill.pipelines.readers.http_body import (
    Message,
    charset_of,
    declares,
    is_html,
    parse_headers,
    read_body,
)
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Unreadable
from newsmill.pipelines.readers.sources import open_source
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "CACHE_BODY",
    "Provenance",
    "is_cache_file",
    "mirrored_url",
    "provenance",
    "read_cache_entry",
    "web_url",
]

# A page declares its URL near the beginning; Wayback's note is at the end.
_HEAD_BYTES = 1 << 16
_TAIL_BYTES = 1 << 14


class Provenance(NamedTuple):
    """The origin a saved page declares: its URL, and when it was saved (ISO 8601, UTC)."""

    url: str | None
    saved_at: str | None


# Comments that tools leave in the pages they save: URL, then time if they write one.
_NOTES: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("SingleFile",
        lazy_regex(rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s*(?:saved date:\s*([^\n]{1,80}))?", re.I)),
    ("monolith", lazy_regex(rb"<!--\s*Saved from (\S+) at (\S+) using monolith", re.I)),
    ("WebScrapBook",
        lazy_regex(rb"<html\b[^>]{0,2000}\bdata-scrapbook-source=\"([^\"]{1,4000})\""
                   rb"(?:[^>]{0,2000}\bdata-scrapbook-create=\"(\d{14})\d*\")?", re.I)),
    ("WebScrapBook, time first",
        lazy_regex(rb"<html\b[^>]{0,2000}\bdata-scrapbook-create=\"(?P<time>\d{14})\d*\""
                   rb"[^>]{0,2000}\bdata-scrapbook-source=\"(?P<url>[^\"]{1,4000})\"", re.I)),
    ("browsers", lazy_regex(rb"<!--\s*saved from url=\(\d+\)([^\s>]+?)\s*-->", re.I)),
    ("HTTrack", lazy_regex(rb"<!--\s*Mirrored from (\S+) by HTTrack[^\],>]{0,100}\]?,?\s*([^>]{0,60}?)\s*-->", re.I)),
)  # fmt: skip
_WAYBACK_URL = lazy_regex(
    r"https?://(?:web\.archive\.org|web-beta\.archive\.org)/web/(\d{4,14})(?:[a-z]{2}_)?/(.+)", re.I
)
_WAYBACK_NOTE = lazy_regex(rb"FILE ARCHIVED ON (\d\d:\d\d:\d\d [A-Z][a-z]{2} \d\d, \d{4}) AND RETRIEVED")
_JS_DATE = lazy_regex(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2} \d{4} \d\d:\d\d:\d\d) GMT([+-]\d\d)(\d\d)")

_LINK = lazy_regex(rb"<link\b[^>]{0,2000}>", re.IGNORECASE)
_CANONICAL = lazy_regex(rb"\brel\s*=\s*[\"']?canonical\b", re.IGNORECASE)
_HREF = lazy_regex(rb"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE)
_BASE = lazy_regex(rb"<base\b[^>]{0,2000}>", re.IGNORECASE)


def provenance(raw: bytes, name: str = "") -> Provenance:
    """Return a page's URL and time from the note of the browser or tool that saved it, else from its
    canonical link or base.

    A canonical link or base that names no document (`http://host/`) is the same on every page of a site and
    is ignored, unless the file itself is an index page. `name` is the file's name.
    """
    head = raw[:_HEAD_BYTES]
    if b"<" not in head:
        return Provenance(None, None)
    archived = _WAYBACK_NOTE.search(raw, max(len(raw) - _TAIL_BYTES, 0))
    wayback_time = _time(archived.group(1).decode("latin-1")) if archived else None
    noted = _noted(head)
    if noted is not None:
        return Provenance(noted.url, noted.saved_at or wayback_time)
    links = (tag for tag in _LINK.findall(head) if _CANONICAL.search(tag))
    for tag in (*links, *_BASE.findall(head)[:1]):
        href = _HREF.search(tag)
        url, stamp = _unwrapped(web_url(next(filter(None, href.groups()), b"")) if href else None)
        if url and (_names_document(url) or name.lower().startswith(("index.", "default."))):
            return Provenance(url, stamp or wayback_time)
    return Provenance(None, wayback_time)


def _noted(head: bytes) -> Provenance | None:
    for tool, note in _NOTES:
        found = note.search(head)
        if found is None:
            continue
        groups = found.groupdict()
        address = groups.get("url") or found.group(1)
        when = groups.get("time") or (found.group(2) if note.groups > 1 else None)
        url, stamp = _unwrapped(web_url(b"http://" + address if tool == "HTTrack" else address))
        if url:
            return Provenance(url, stamp or _time((when or b"").decode("latin-1")))
    return None


def _unwrapped(url: str | None) -> tuple[str | None, str | None]:
    """Split a Wayback URL into the original URL and the time; other URLs are returned unchanged."""
    wayback = _WAYBACK_URL.match(url) if url else None
    if wayback is None:
        return url, None
    inner = wayback.group(2)
    inner = inner if "://" in inner[:12] else re.sub(r"\A(https?):/*", r"\1://", inner)
    inner = inner if inner.startswith(("http://", "https://")) else f"http://{inner}"
    return web_url(inner.encode()), _time(wayback.group(1))


_HOST = lazy_regex(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]+(?:[:+]\d{2,5})?", re.IGNORECASE
)


def mirrored_url(origin: str) -> str | None:
    """The URL implied by a path in a wget-style mirror: `mirror/www.example.com/2012/a.html`.

    A folder counts as a host if it is one of the two outermost and its name ends with a public suffix.
    """
    folders = origin.split("/")[:-1]
    for place, folder in enumerate(folders[:2]):
        host = folder.lower().replace("+", ":")
        if _HOST.fullmatch(folder) and urls.registered_domain(host.partition(":")[0]):
            return web_url(f"http://{host}/{'/'.join(origin.split('/')[place + 1 :])}".encode())
    return None


def web_url(raw: bytes) -> str | None:
    """Return an http(s) URL; None for anything else."""
    url = html.unescape(raw.decode("utf-8", "replace")).strip()
    if url.startswith("//"):
        url = f"http:{url}"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and "\ufffd" not in url
    except ValueError:
        return None
    return url if usable else None


def _names_document(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.query) or (parts.path not in ("", "/") and not parts.path.endswith("/"))


_TIME_FORMATS = ("%Y%m%d%H%M%S", "%H:%M:%S %b %d, %Y", "%b %d %Y %H:%M:%S")


def _time(said: str) -> str | None:
    """Parse a time in the tools' notations to UTC."""
    said = said.strip()
    zone = timezone.utc
    if script := _JS_DATE.match(said):
        said = script.group(1)
        hours = int(script.group(2))
        zone = timezone(timedelta(hours=hours, minutes=int(script.group(3)) * (-1 if hours < 0 else 1)))
    when: datetime | None = None
    for pattern in _TIME_FORMATS:
        try:
            when = datetime.strptime(said, pattern).replace(tzinfo=zone)
            break
        except ValueError:
            continue
    try:
        if when is None:
            iso = re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", said)
            when = datetime.fromisoformat(said.replace("Z", "+00:00")) if iso else _time_of_mail(said)
        return (
            when.replace(tzinfo=when.tzinfo or timezone.utc)
            .astimezone(timezone.utc)
            .strftime("%Y-%m-%dT%H:%M:%SZ")
        )
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _time_of_mail(said: str) -> datetime:
    from email.utils import parsedate_to_datetime  # loads much, and few pages need it

    return parsedate_to_datetime(said)


# The files of an entry in Scrapy's HTTP cache (`FilesystemCacheStorage`).
CACHE_BODY = "response_body"
_CACHE_FILES = frozenset(("meta", "pickled_meta", "request_body", "request_headers", "response_headers"))
_META_BYTES = 1 << 20


def is_cache_file(path: str) -> bool:
    """Whether a local file belongs to a Scrapy HTTP cache entry and is not its body."""
    if path.rpartition("/")[2] not in _CACHE_FILES:
        return False
    folder = Path(path).parent
    return (folder / CACHE_BODY).exists() and (folder / "meta").exists()


def read_cache_entry(path: str, origin: str, options: Options) -> Item | None:
    """Read a page from Scrapy's HTTP cache, given the path of its `response_body`; None if it is not a cache
    entry.

    Request and response metadata come from `meta`, a Python literal; `pickled_meta` is never unpickled.
    """
    folder = Path(path).parent
    try:
        meta = ast.literal_eval(_small_file(folder / "meta").decode("utf-8"))
        headers = parse_headers(_small_file(folder / "response_headers"))
    except (OSError, ValueError, SyntaxError, MemoryError, RecursionError, TooLarge):
        return None
    if not isinstance(meta, dict):
        return None
    try:
        body = _content(path, options.page_bytes)
        return _cached_page(meta, headers, body, origin, options)
    except TooLarge:
        detail = f"The page is larger than {options.page_bytes >> 20} MB."
        return Unreadable(origin=origin, reason="too-large", detail=detail)
    except OSError as error:
        return Unreadable(origin=origin, reason="unreadable", detail=f"{error.strerror or error}.")


def _cached_page(
    meta: dict[str, Any], headers: dict[str, str], body: bytes, origin: str, options: Options
) -> Item:
    status = meta["status"] if isinstance(meta.get("status"), int) else None
    if not options.reads(status):
        return NoPage(f"status-{status}")
    declared = headers.get("content-type", "")
    said = declares(declared)
    if said == "other":
        return NoPage("not-html")
    raw, cut = read_body(Message(status, headers, body), options)
    if said == "unsure" and raw and not is_html(raw):
        return NoPage("not-html")
    url = meta.get("response_url") or meta.get("url")
    return Page(
        raw=raw,
        url=url if isinstance(url, str) else None,
        charset=charset_of(declared),
        status=status,
        fetched_at=_stamp(meta.get("timestamp")),
        origin=origin,
        media="html",
        mime=declared.partition(";")[0].strip().lower() or None,
        warnings=("body is shorter than its header says",)
        if cut and "content-encoding" not in headers
        else (),
    )


def _stamp(seconds: object) -> str | None:
    try:
        time = datetime.fromtimestamp(float(seconds), timezone.utc)  # type: ignore[arg-type]
        return time.strftime("%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _small_file(path: Path) -> bytes:
    return _content(str(path), _META_BYTES)


def _content(path: str, limit: int) -> bytes:
    """Read a cache file, which may be gzipped. A body that is itself gzipped is decompressed according to its
    own header.
    """
    with open_source(path) as file:
        if Path(path).name == CACHE_BODY and not _cache_is_packed(Path(path).parent):
            return read_bounded(file, limit)
        _, source = recognise_stream(file, "", named=True)
        raw = read_bounded(source, limit)
        if (cut := source.resume()) is not None:
            raise OSError(cut.detail)
        return raw


def _cache_is_packed(folder: Path) -> bool:
    """Whether the cache was written with HTTPCACHE_GZIP."""
    with (folder / "meta").open("rb") as file:
        return file.read(2) == b"\x1f\x8b"
