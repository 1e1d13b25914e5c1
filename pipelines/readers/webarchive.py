"""Safari's `.webarchive`: a property list with the page, its URL and media type. Only the page itself is
read.
"""

from __future__ import annotations

from typing import Any

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers.slices import Item, Unreadable

__all__ = ["MAGIC", "page_of"]

MAGIC = b"bplist00"
_MAIN = "WebMainResource"
_HTML_TYPES = ("text/html", "application/xhtml+xml", "")


def page_of(raw: bytes, origin: str) -> Item:
    """Return the main page of a web archive."""
    import plistlib  # every command loads this module for its `MAGIC`

    try:
        main: Any = plistlib.loads(raw)[_MAIN]
        page, url, mime = (
            main["WebResourceData"],
            main.get("WebResourceURL"),
            main.get("WebResourceMIMEType", ""),
        )
    except Exception as error:  # plistlib lets any exception of its parsers through
        detail = f"The web archive cannot be read: {type(error).__name__}: {error}."
        return Unreadable(origin=origin, reason="unreadable", detail=detail, raw=raw)
    url = url if isinstance(url, str) and url.startswith(("http://", "https://")) else None
    if str(mime).lower() not in _HTML_TYPES or not isinstance(page, bytes | str):
        return Unreadable(
            origin=origin,
            url=url,
            reason="no-text",
            detail=f"The web archive contains {mime}, not a page.",
            raw=raw,
        )
    charset = main.get("WebResourceTextEncodingName")
    return Page(
        raw=page if isinstance(page, bytes) else page.encode("utf-8", "replace"),
        url=url,
        charset=charset if isinstance(charset, str) else None,
        origin=origin,
        media="html",
    )
