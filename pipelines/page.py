"""What came: one page's bytes and what is known about where and when they came from."""

from __future__ import annotations

from typing import Literal

import msgspec

Media = Literal["html", "text"]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page as it was captured; the input of `newsmill.pipelines.clean.clean`.

    raw         the payload's bytes, content-encoding (gzip, br …) already undone
    url         where it was fetched from, or None for a page of unknown origin
    charset     the charset of the HTTP Content-Type header, as sent
    status      the HTTP status, where known
    fetched_at  capture time, ISO 8601 in UTC (`2012-02-14T06:46:03Z`)
    origin      where it was read: `crawl.warc.gz#offset=1234`, `saved/a.html`; the same on every machine
    media       `html`, `text` (a page saved as plain text), or None to have it recognised from the bytes
    digest      `sha256:…` of the bytes as they came, where the reader knows better than `raw` (None: computed)
    version     1, and one more each time a later crawl found the page changed
    mime        the media type that was declared (`text/html`), where one was
    warnings    what the reader has to say of it, for the record's warnings: `body is shorter than its header says`
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

    reason  a short stable word that counts are kept by (`empty`, `binary`, `timeout` …), see REASONS
    detail  one sentence for a person
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[Rejected], tuple[str, str]]:
        return type(self), (self.reason, self.detail)


class Reject(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `rejects.jsonl`: a page that was read and did not become a record."""

    origin: str | None
    url: str | None
    reason: str
    detail: str
    digest: str | None = None
    fetched_at: str | None = None


# Why a page may be rejected. A reason is part of the output's contract: `manifest.json` counts by it.
REASONS: dict[str, str] = {
    "empty": "no bytes, or nothing but white space",
    "binary": "the bytes are no text: an image, an archive, a PDF …",
    "too-large": "larger than the page limit",
    "no-text": "markup without any visible text",
    "unreadable": "the file or record could not be read or unpacked",
    "truncated": "the container ends in the middle of the page",
    "timeout": "cleaning took longer than the page's time limit",
    "memory": "cleaning took more than the page's memory limit",
    "crashed": "the worker that cleaned the page died",
    "failed": "an error in newsmill itself, kept with the page for a bug report",
    "error-page": "a crawl was sent an error page under status 200 (a soft 404)",
    "http-status": "a crawl was answered with an error status",
    "unreachable": "a crawl got no whole answer: no connection, no such host, a time-out",
    "forbidden-address": "a crawl was led to an address that it must not connect to",
}
