"""MHTML: a page as a browser saves it with its images in one file (RFC 2557). Only the page itself is taken."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import timezone
from email.message import Message
from email.utils import parsedate_to_datetime

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers.slices import Item, Unreadable

__all__ = ["page_of"]

_WEB = re.compile(r"https?://\S+")


def page_of(raw: bytes, origin: str) -> Item:
    """The page that an MHTML file was saved of: its root part, or the first HTML in it."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    parts = [part for part in message.walk() if not part.is_multipart()]
    root = str(message.get_param("start") or "").strip()
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    pages.sort(key=lambda part: not (root and part.get("Content-ID", "").strip() == root))
    if not pages:
        return Unreadable(origin=origin, reason="no-text", detail="The MHTML file has no HTML part.", raw=raw)
    part = pages[0]
    payload = part.get_payload(decode=True)
    return Page(
        raw=payload if isinstance(payload, bytes) else b"",
        url=_location(message, part),
        charset=part.get_content_charset(),
        fetched_at=_date(message),
        origin=origin,
        media="html",
    )


def _location(message: Message, part: Message) -> str | None:
    named = (
        message.get("Snapshot-Content-Location"),
        part.get("Content-Location"),
        message.get("Content-Location"),
    )
    return next((match.group() for name in named if name and (match := _WEB.match(str(name).strip()))), None)


def _date(message: Message) -> str | None:
    try:
        return (
            parsedate_to_datetime(str(message.get("Date")))
            .astimezone(timezone.utc)
            .strftime("%Y-%m-%dT%H:%M:%SZ")
        )
    except (ValueError, TypeError, OverflowError):
        return None
