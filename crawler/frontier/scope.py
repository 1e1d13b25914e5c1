"""Which URLs a crawl of a site may fetch."""

from __future__ import annotations

import functools
import re
from urllib.parse import urlsplit

from newsmill.crawler.sites import Site, scope_of

__all__ = ["Scope"]

# File extensions that are not pages: fetching them to find out would be impolite.
_NO_PAGES = frozenset((
    "7z", "aac", "apk", "avi", "bmp", "bz2", "css", "csv", "dmg", "doc", "docx", "eot", "epub", "exe", "flv", "gif",
    "gz", "ico",
    "iso", "jpeg", "jpg", "js", "m3u8", "m4a", "m4v", "mid", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "msi",
    "ogg", "otf",
    "pdf", "png", "ppt", "pptx", "psd", "rar", "rm", "rmvb", "svg", "swf", "tar", "tgz", "tif", "tiff", "ts", "ttf",
    "wav", "webm",
    "webp", "wma", "wmv", "woff", "woff2", "xls", "xlsx", "zip",
))  # fmt: skip

# Login, shop and captcha URLs, anywhere in a path or query.
_DOORS = re.compile(
    (
        r"(?:^|[/?&=_.-])(?:log(?:in|out|on|off)|sign(?:in|up|out)|register|passport|cart|checkout|"
        r"add-?to-?cart|captcha)(?:$|[/?&=_.-])"
    ),
    re.IGNORECASE,
)

_MAX_LENGTH = 1000
_MAX_OUTSIDE = 16_384


class Scope:
    """Decides for one site; decisions are cached.

    outside  absolute references that lead to other sites, as written: most links of a portal's pages, and the
             same ones on each
    """

    def __init__(self, site: Site) -> None:
        self._places = [_place(text) for text in scope_of(site)]
        self.outside: set[str] = set()
        self._exclude = [re.compile(pattern) for pattern in site.exclude]
        # Pages read one after the other share most of their links.
        self.allows = functools.lru_cache(maxsize=16_384)(self._allows)
        self.knows_host = functools.lru_cache(maxsize=16_384)(self._knows_host)

    def contains(self, url: str) -> bool:
        """Whether a URL belongs to the site."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if parts.scheme not in ("http", "https"):
            return False
        return any(
            (host == name or host.endswith("." + name))
            and (port == at)
            and (parts.path or "/").startswith(path)
            for name, at, path in self._places
        )

    def note_outside(self, reference: str) -> None:
        """Remember a reference to another site."""
        if len(self.outside) >= _MAX_OUTSIDE:
            self.outside.clear()
        self.outside.add(reference)

    def _knows_host(self, netloc: str) -> bool:
        """Whether anything at `host` or `host:port` can belong to the site; faster than checking a URL."""
        name = netloc.lower().partition(":")[0].rstrip(".")
        return any(name == host or name.endswith("." + host) for host, _, _ in self._places)

    def _allows(self, url: str) -> bool:
        """Whether a URL may be fetched as a page: in the site, not excluded, and without signs that it is not
        a page.
        """
        if len(url) > _MAX_LENGTH or not self.contains(url):
            return False
        parts = urlsplit(url)
        name, dot, ending = parts.path.rpartition("/")[2].rpartition(".")
        if dot and name and ending.lower() in _NO_PAGES:
            return False
        if _DOORS.search(parts.path) or _DOORS.search(parts.query):
            return False
        return not any(pattern.search(url) for pattern in self._exclude)


def _place(text: str) -> tuple[str, int | None, str]:
    """`host`, `host:port`, `host/path`."""
    host, slash, path = text.partition("/")
    name, _, port = host.partition(":")
    return name.lower().rstrip("."), int(port) if port else None, slash + path
