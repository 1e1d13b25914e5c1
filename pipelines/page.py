"""A page as input: its bytes, and what is known about where and when they were captured."""

from __future__ import annotations

from typing import Literal

import msgspec

Media = Literal["html", "text"]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page as captured; the input of `newsmill.pipelines.clean.clean`.

    raw         the payload's bytes, content-encoding (gzip, br …) already undone
    url         the URL it was fetched from, or None if unknown
    charset     the charset of the HTTP Content-Type header, as sent
    status      the HTTP status, if known
    fetched_at  capture time, ISO 8601 in UTC (`2012-02-14T06:46:03Z`)
    origin      where it was read from: `crawl.warc.gz#offset=1234`, `saved/a.html`; the same on every machine
    media       `html`, `text` (a page saved as plain text), or None to detect it from the bytes
    digest      `sha256:…` of the original bytes, if they differ from `raw` (None: computed from `raw`)
    version     1, incremented each time a later crawl found the page changed
    mime        the declared media type (`text/html`), if any
    warnings    warnings of the reader, to be added to the record: `body is shorter than its header says`
    """

    raw: bytes
    url: str | None = None
    charset: str | None = None
    status: int | None = None
    fetched_at: str | None = None
    origin: str | None = None
    media: Media | None = None
    digest: str | None = None
    version: int = 1
    mime: str | None = None
    warnings: tuple[str, ...] = ()


class Rejected(Exception):
    """A page that cannot become a record.

    reason  a short stable code used for counting (`empty`, `binary`, `timeout` …), see REASONS
    detail  a sentence for people
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[Rejected], tuple[str, str]]:
        return type(self), (self.reason, self.detail)


class Reject(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `rejects.jsonl`: a page that was read but did not become a record."""

    origin: str | None
    url: str | None
    reason: str
    detail: str
    digest: str | None = None
    fetched_at: str | None = None


# Why a page may be rejected. The reasons are part of the output format: `manifest.json` counts by them.
REASONS: dict[str, str] = {
    "empty": "no bytes, or nothing but white space",
    "binary": "the bytes are not text: an image, an archive, a PDF …",
    "too-large": "larger than the page limit",
    "no-text": "markup without any visible text",
    "unreadable": "the file or record could not be read or unpacked",
    "truncated": "the container ends in the middle of the page",
    "timeout": "cleaning took longer than the page's time limit",
    "memory": "cleaning took more than the page's memory limit",
    "crashed": "the worker that cleaned the page died",
    "failed": "an error in newsmill itself, kept with the page for a bug report",
    "error-page": "a crawl received an error page with status 200 (a soft 404)",
    "http-status": "a crawl received an error status",
    "unreachable": "a crawl received no complete response: no connection, unknown host, timeout",
    "forbidden-address": "a crawl was directed to an address it must not connect to",
}
