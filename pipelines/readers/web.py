"""Fetches a single page from an http(s) address, with its final URL, header charset and time."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import cast

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers.bytestream import Readable, TooLarge, read_bounded
from newsmill.pipelines.readers.http_body import Message, charset_of, read_body
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Reading, Unreadable
from newsmill.pipelines.version import __version__

__all__ = ["read"]

_SECONDS = 60.0
_HEADERS = {
    "User-Agent": f"newsmill/{__version__}",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
    "Accept-Encoding": "identity",
}


def read(reading: Reading) -> Iterator[Item]:
    """Yield the page at the slice's address."""
    slice_ = reading.slice
    options = Options(**slice_.options)
    yield _fetch(slice_.path, slice_.origin, options)


def _fetch(url: str, origin: str, options: Options) -> Item:
    request = urllib.request.Request(url, headers=_HEADERS)
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            headers.pop("transfer-encoding", None)  # already undone by the client
            block = read_bounded(cast(Readable, response), options.page_bytes)
            body = read_body(Message(response.status, headers, block), options)
            return Page(
                raw=body.raw,
                url=options.url_rule or response.url,
                charset=charset_of(headers.get("content-type", "")),
                status=response.status,
                fetched_at=_date(headers.get("date", "")),
                origin=origin,
                mime=headers.get("content-type", "").partition(";")[0].strip().lower() or None,
                warnings=("body is shorter than its header says",) if body.cut else (),
            )
    except TooLarge:
        detail = f"The page is larger than {options.page_bytes >> 20} MB."
        return Unreadable(origin=origin, url=url, reason="too-large", detail=detail)
    except (OSError, HTTPException, ValueError) as error:
        return Unreadable(
            origin=origin, url=url, reason="unreadable", detail=f"It cannot be fetched: {error}."
        )


def _date(said: str) -> str:
    """The server's Date header, else the current time."""
    try:
        when = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError):
        when = datetime.now(timezone.utc)
    return (
        when.replace(tzinfo=when.tzinfo or timezone.utc)
        .astimezone(timezone.utc)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
    )
