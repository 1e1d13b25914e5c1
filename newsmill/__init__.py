"""newsmill: news portals in, clean records out.

    >>> import newsmill
    >>> record = newsmill.clean(open("page.html", "rb").read(), url="http://news.example.com/a.html")
    >>> record.title, record.published, record.body

`clean` turns one page into one record, `explain` shows how each stage got there, and `decode` and `repair`
run the stages before extraction on their own. `newsmill.pipelines` contains the stages, `newsmill.crawler`
the crawler.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from newsmill.pipelines.version import __version__

if TYPE_CHECKING:
    from newsmill.command_line import main
    from newsmill.pipelines.clean import Explained, Markup
    from newsmill.pipelines.decode import Decoded, decode, repair
    from newsmill.pipelines.page import Page, Rejected
    from newsmill.pipelines.record import Record

__all__ = [
    "Decoded",
    "Explained",
    "Page",
    "Record",
    "Rejected",
    "__version__",
    "clean",
    "decode",
    "explain",
    "main",
    "repair",
]

# Loaded on first use, so that the command line starts quickly.
_LOADED_ON_DEMAND = {
    "Decoded": "newsmill.pipelines.decode",
    "Explained": "newsmill.pipelines.clean",
    "Page": "newsmill.pipelines.page",
    "Record": "newsmill.pipelines.record",
    "Rejected": "newsmill.pipelines.page",
    "decode": "newsmill.pipelines.decode",
    "main": "newsmill.command_line",
    "repair": "newsmill.pipelines.decode",
}


def __getattr__(name: str) -> Any:
    if name not in _LOADED_ON_DEMAND:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_LOADED_ON_DEMAND[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LOADED_ON_DEMAND})


def clean(
    raw: bytes,
    url: str | None = None,
    charset: str | None = None,
    *,
    fetched_at: str | None = None,
    origin: str | None = None,
    markup: Markup | None = None,
    comments: bool = False,
) -> Record:
    """Clean one page, HTML or plain text, and return its record.

    raw         the page's original bytes
    url         its URL, from which its id is derived and links are resolved
    charset     the charset of the HTTP header, if there was one
    fetched_at  capture time (ISO 8601, UTC); relative dates (昨天) are resolved against it
    markup      `markdown` or `html` to keep the body's structure in `body_markup`
    comments    True to keep the readers' comments found in the page, in `comments`

    Raises `Rejected` if the bytes are not a page, and `TypeError` if `raw` is not bytes.
    """
    from newsmill.pipelines.clean import clean as clean_page

    return clean_page(_page(raw, url, charset, fetched_at, origin), markup=markup, comments=comments)


def explain(
    raw: bytes,
    url: str | None = None,
    charset: str | None = None,
    *,
    fetched_at: str | None = None,
    origin: str | None = None,
) -> Explained:
    """Like `clean`, but also returns what each stage saw and decided."""
    from newsmill.pipelines.clean import explain as explain_page

    return explain_page(_page(raw, url, charset, fetched_at, origin))


def _page(
    raw: bytes, url: str | None, charset: str | None, fetched_at: str | None, origin: str | None
) -> Page:
    if not isinstance(raw, bytes | bytearray | memoryview):
        raise TypeError(
            f"newsmill takes the page's bytes, not {type(raw).__name__}: read the file with mode 'rb', or "
            f"encode the text"
        )
    from newsmill.pipelines.page import Page

    return Page(raw=bytes(raw), url=url, charset=charset, fetched_at=fetched_at, origin=origin)
