"""ARC, the Internet Archive's format before WARC, gzip a record or plain. Read with warcio, which knows its variants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Unreadable
from newsmill.pipelines.readers.streams import Readable, TooLarge, read_bounded
from newsmill.pipelines.sniff import looks_like_html

__all__ = ["read_sequence"]

_HTML_TYPES = ("text/html", "application/xhtml+xml")


class _Records(ArchiveIterator):  # type: ignore[misc]
    """Says nothing on standard error of a record whose length is wrong: it is counted."""

    INC_RECORD = ""


def read_sequence(stream: Readable, origin: str, options: Options) -> Iterator[Item]:
    """The records of an ARC from front to back. Raises OSError for damage."""
    records: Any = _Records(cast(Any, stream))
    misfits, before = 0, origin
    try:
        for record in records:
            if records.err_count > misfits:
                misfits = records.err_count
                detail = "Its length is wrong. Up to the next record nothing could be read."
                yield Unreadable(origin=before, reason="unreadable", detail=detail)
            before = f"{origin}#offset={records.offset}"
            if record.rec_type != "arc_header":
                yield _item(record, before, options)
    except ArchiveLoadFailed as error:
        raise OSError(str(error).strip().splitlines()[0]) from error


def _item(record: Any, origin: str, options: Options) -> Item:
    headers, http = record.rec_headers, record.http_headers
    url = headers.get_header("uri")
    if not url or not url.startswith(("http://", "https://")):
        return NoPage("no-page")
    status = http.get_statuscode() if http else None
    if status and status != "200":
        return NoPage(f"status-{status}")
    declared = (http and http.get_header("Content-Type")) or headers.get_header("content-type") or ""
    kind, _, parameters = declared.partition(";")
    if kind.strip().lower() not in (*_HTML_TYPES, "no-type", "unknown", ""):
        return NoPage("not-html")
    expected = record.length if record.length is not None else 0
    try:
        raw = read_bounded(record.content_stream(), options.page_bytes)
    except TooLarge:
        return Unreadable(
            origin=origin,
            url=url,
            reason="too-large",
            detail=f"It is larger than {options.page_bytes >> 20} MB.",
        )
    if record.raw_stream.limit > 0 and expected:
        detail = "The file ends in the middle of the record."
        return Unreadable(origin=origin, url=url, reason="truncated", detail=detail, raw=raw)
    if kind.strip().lower() not in _HTML_TYPES and not looks_like_html(raw[:4096]):
        return NoPage("not-html")
    charset = parameters.partition("charset=")[2].strip(" \"';") or None
    fetched_at = _date(headers.get_header("archive-date"))
    return Page(
        raw=raw,
        url=url,
        charset=charset,
        status=200 if status else None,
        fetched_at=fetched_at,
        origin=origin,
        media="html",
    )


def _date(stamp: str | None) -> str | None:
    try:
        return datetime.strptime((stamp or "")[:14], "%Y%m%d%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return None
