"""HAR, the recording format of browsers' developer tools and proxies: one JSON object per exchange."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import msgspec

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers.bytestream import ByteStream
from newsmill.pipelines.readers.http_body import charset_of, declares, is_html
from newsmill.pipelines.readers.jsonl import Objects, skip_to_object
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Unreadable
from newsmill.pipelines.regex import lazy_regex

__all__ = ["read_sequence"]

_ENTRIES = lazy_regex(rb'(?<!\\)"entries"\s*:\s*\[')


def read_sequence(source: ByteStream, origin: str, options: Options) -> Iterator[Item]:
    """Yield the page of each exchange, in recorded order. What is not a page is counted."""
    source.skip_to(_ENTRIES)
    source.read(len(found.group()) if (found := _ENTRIES.match(source.peek(256))) else 0)
    objects = Objects(source, options)
    number, damaged = 0, False
    while True:
        source.skip_blank(b" \t\r\n,]}" if damaged else b" \t\r\n,")
        place = f"{origin}#entry={number}"
        if source.ended():
            cut = source.resume()
            if cut is not None:
                yield Unreadable(origin=place, reason=cut.reason, detail=cut.detail)
            elif not damaged:
                yield Unreadable(
                    origin=place, reason="truncated", detail="The HAR ends in its list of entries."
                )
            return
        if source.peek(1) == b"]" and not damaged:
            while source.skip(1 << 20):
                pass
            return
        raw = objects.read()
        if raw is None:
            damaged = True
            yield skip_to_object(source, place)
            number += 1
        elif (item := _item(raw, place, options)) is not None:
            yield item
            number += 1


def _item(raw: bytes, place: str, options: Options) -> Item | None:
    """The item of an exchange; None if the object is not an exchange but part of a damaged one."""
    try:
        entry: dict[str, Any] = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Unreadable(origin=place, reason="unreadable", detail=f"Not a JSON object: {error}.")
    request, response = entry.get("request"), entry.get("response")
    if not isinstance(request, dict) or not isinstance(response, dict):
        return None
    content = response.get("content")
    url, status = request.get("url"), response.get("status")
    return _page(
        content if isinstance(content, dict) else {},
        url if isinstance(url, str) else None,
        status if isinstance(status, int) and status > 0 else None,
        _time(entry.get("startedDateTime")),
        place,
        options,
    )


def _page(
    content: dict[str, Any],
    url: str | None,
    status: int | None,
    time: str | None,
    place: str,
    options: Options,
) -> Item:
    if not options.reads(status):
        return NoPage(f"status-{status}")
    declared = str(content.get("mimeType") or "")
    said = declares(declared)
    if said == "other":
        return NoPage("not-html")
    text = content.get("text")
    is_base64 = content.get("encoding") == "base64"
    raw = _bytes(text, is_base64=is_base64)
    if raw is None or (not raw and said == "html"):
        detail = "The HAR does not hold the content of this response."
        return NoPage("not-html") if said == "unsure" else _unreadable(place, url, "unreadable", detail)
    if said == "unsure" and not is_html(raw):
        return NoPage("not-html")
    if len(raw) > options.page_bytes:
        return _unreadable(place, url, "too-large", f"The page is larger than {options.page_bytes >> 20} MB.")
    return Page(
        raw=raw,
        url=url,
        charset=charset_of(declared) if is_base64 else "utf-8",
        status=status,
        fetched_at=time,
        origin=place,
        media="html",
        mime=declared.partition(";")[0].strip().lower() or None,
    )


def _unreadable(place: str, url: str | None, reason: str, detail: str) -> Unreadable:
    return Unreadable(origin=place, url=url, reason=reason, detail=detail)


def _bytes(text: object, *, is_base64: bool) -> bytes | None:
    """The recorded body; None if there is none. Text was decoded by the recorder, so it is encoded as UTF-8."""
    if not isinstance(text, str):
        return None
    if not is_base64:
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None


def _time(said: object) -> str | None:
    try:
        when = datetime.fromisoformat(str(said).replace("Z", "+00:00"))
        return when.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return None
