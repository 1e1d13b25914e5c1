"""MHTML, a browser's single-file format for a page with its images (RFC 2557). Only the page itself is read.

Uses its own small parser: time is linear in the file size whatever the boundaries and parameters are, and
only parts that may be the page are decoded.
"""

from __future__ import annotations

import binascii
import re
from datetime import timezone
from typing import NamedTuple

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers.http_body import charset_of, parse_headers
from newsmill.pipelines.readers.slices import Item, Unreadable

__all__ = ["after_end", "looks_like_mhtml", "page_of"]

_WEB = re.compile(r"https?://\S+")
_BOUNDARY = re.compile(r"\bboundary\s*=\s*(?:\"([^\"]{1,256})\"|([^\s;\"]{1,256}))", re.IGNORECASE)
_START = re.compile(r"\bstart\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))", re.IGNORECASE)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_LEADING = b"\xef\xbb\xbf \t\r\n"
_HEADER_LINE = re.compile(rb"\A(?:From [^\r\n]*\r?\n)?[A-Za-z][\w-]{0,76}[ \t]*:")
_MAIL_TYPE = re.compile(
    rb"^content-type[ \t]*:\s*(?:multipart/|text/html|application/xhtml)", re.IGNORECASE | re.MULTILINE
)
_MIME_VERSION = re.compile(
    rb"^(?:mime-version|content-transfer-encoding|snapshot-content-location|content-location)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_HEADER = re.compile(
    rb"^(?:received|return-path|message-id|from|mime-version|snapshot-content-location)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
# Several headers, folded or not, of which the last may be cut off.
_ONLY_HEADERS = re.compile(
    rb"(?:[A-Za-z][\w-]{0,76}[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)){2,}[^\n:]{0,76}"
)
# Limits on nesting depth and on the number of parts.
_MAX_DEPTH = 4
_MAX_PARTS = 10_000
_HTML_TYPES = ("text/html", "application/xhtml+xml")


class _Part(NamedTuple):
    """A leaf part: its headers, and its content still encoded. `open`: no boundary ends it."""

    headers: dict[str, str]
    content: bytes
    open: bool = False

    @property
    def type(self) -> str:
        """The media type."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def looks_like_mhtml(head: bytes) -> bool:
    """Whether a file begins like a mail message with a page. Allows a leading BOM, blank lines and long
    headers.
    """
    head = head.lstrip(_LEADING)
    if not _HEADER_LINE.match(head):
        return False
    end = _END_OF_HEADERS.search(head)
    if end is None and _ONLY_HEADERS.fullmatch(head) and _MAIL_HEADER.search(head):
        return True  # headers longer than what can be seen
    headers = head[: end.start()] if end else head
    return bool(_MAIL_TYPE.search(headers) and _MIME_VERSION.search(headers))


def page_of(raw: bytes, origin: str, damage: Unreadable | None = None) -> Item:
    """Return the page in an MHTML file: its root part, or else the first HTML part.

    damage   what to return if the page's end is missing, for a file of which only the beginning could be read
    """
    headers, content = _split(raw.lstrip(_LEADING))
    parts: list[_Part] = []
    _collect(_Part(headers, content), parts, 0)
    start = _START.search(headers.get("content-type", ""))
    root = (start.group(1) or start.group(2)).strip() if start else ""
    pages = [part for part in parts if part.type in _HTML_TYPES]
    pages.sort(key=lambda part: not (root and part.headers.get("content-id", "").strip() == root))
    if not pages:
        if damage is not None:
            return damage
        return Unreadable(origin=origin, reason="no-text", detail="The MHTML file has no HTML part.", raw=raw)
    part = pages[0]
    if damage is not None:
        if part.open or len(parts) == 1:
            return damage
        warnings: tuple[str, ...] = ("the file is damaged after the page",)
    else:
        warnings = ("the end of the page is missing",) if part.open else ()
    return Page(
        raw=_decoded(part),
        url=_location(headers, part.headers),
        charset=charset_of(part.headers.get("content-type", "")),
        fetched_at=_date(headers.get("date", "")),
        origin=origin,
        media="html",
        warnings=warnings,
    )


def _split(raw: bytes) -> tuple[dict[str, str], bytes]:
    """Split a message or part into headers and content; without headers, all of it is content."""
    if raw.startswith((b"\r\n", b"\n")):
        return {}, raw.lstrip(b"\r\n")
    end = _END_OF_HEADERS.search(raw)
    if end is None:
        return parse_headers(raw), b""
    return parse_headers(raw[: end.start()]), raw[end.end() :]


def _collect(part: _Part, found: list[_Part], depth: int) -> None:
    """Collect the leaf parts of a part, which may be the part itself."""
    line = _boundary_line(part)
    if line is None:
        found.append(part)
        return
    if depth >= _MAX_DEPTH:
        return
    begin: int | None = None
    for match in line.finditer(part.content):
        if begin is not None:
            content = part.content[begin : match.start()]
            _collect(_Part(*_split(content.removesuffix(b"\n").removesuffix(b"\r"))), found, depth + 1)
        begin = match.end()
        if match.group(1) or len(found) >= _MAX_PARTS:
            return
    if begin is not None:  # the closing boundary is missing
        _collect(_Part(*_split(part.content[begin:]), open=True), found, depth + 1)


def _boundary_line(part: _Part) -> re.Pattern[bytes] | None:
    """The line between the parts of a multipart; None for a leaf. Its group is there in the last one."""
    boundary = _BOUNDARY.search(part.headers.get("content-type", ""))
    if not part.type.startswith("multipart/") or boundary is None:
        return None
    mark = (boundary.group(1) or boundary.group(2)).encode("utf-8", "replace")
    return re.compile(rb"(?:\A|(?<=\n))--" + re.escape(mark) + rb"(--)?[ \t]*(?:\r?\n|\Z)")


def after_end(raw: bytes) -> bytes:
    """What follows the last part of a message: nothing, if it was not damaged."""
    part = _Part(*_split(raw.lstrip(_LEADING)))
    line = _boundary_line(part)
    ends = (match.end() for match in line.finditer(part.content) if match.group(1)) if line else iter(())
    end = next(ends, None)
    return b"" if end is None else part.content[end:]


def _decoded(part: _Part) -> bytes:
    encoding = part.headers.get("content-transfer-encoding", "").strip().lower()
    if encoding == "quoted-printable":
        import quopri

        return quopri.decodestring(part.content)
    if encoding == "base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", part.content)
        return binascii.a2b_base64(letters[: len(letters) - (len(letters) % 4 == 1)] + b"==")
    return part.content


def _location(message: dict[str, str], part: dict[str, str]) -> str | None:
    named = (
        message.get("snapshot-content-location"),
        part.get("content-location"),
        message.get("content-location"),
    )
    return next(
        (match.group() for name in named if name and (match := _WEB.match(_decode_header(name)))), None
    )


def _decode_header(name: str) -> str:
    """Decode a header; long addresses are split into several encoded words."""
    if "=?" not in name or len(name) > 1 << 14:
        return name.strip()
    from email.header import decode_header, make_header  # only mails need this package

    try:
        return str(make_header(decode_header(name))).replace(" ", "").strip()
    except (ValueError, LookupError, binascii.Error):
        return name.strip()


def _date(said: str) -> str | None:
    from email.utils import parsedate_to_datetime

    try:
        when = parsedate_to_datetime(said[:100])
        return when.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
