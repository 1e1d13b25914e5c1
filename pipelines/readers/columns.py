"""Tables with a page per row: choosing the columns for HTML, URL and capture time."""

from __future__ import annotations

import base64
import io
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from newsmill.pipelines.page import Media, Page
from newsmill.pipelines.readers.bytestream import Damaged, TooLarge, read_bounded
from newsmill.pipelines.readers.compression import Unpacked, compression_of
from newsmill.pipelines.readers.http_body import decode_content
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Unreadable
from newsmill.pipelines.readers.sources import InputError
from newsmill.pipelines.regex import lazy_regex
from newsmill.pipelines.sniff import looks_like_html

__all__ = [
    "Columns",
    "choose_columns",
    "flattened",
    "holds_pages",
    "is_compressed",
    "may_be_page",
    "page_of_row",
]

# Column names used by public data sets, most specific first.
_HTML_NAMES = ("html", "raw_html", "raw", "content", "page", "body")
_TEXT_NAMES = ("raw_content", "text")
_URL_NAMES = ("url", "uri", "target_uri", "warc_target_uri", "link", "source_url")
_TIME_NAMES = ("fetched_at", "fetch_time", "crawled_at", "date", "timestamp", "warc_date")


class Columns(NamedTuple):
    """The columns of a table to read."""

    html: str
    url: str | None
    time: str | None
    media: Media | None

    @property
    def names(self) -> list[str]:
        """The names of the columns that exist."""
        return [name for name in (self.html, self.url, self.time) if name]


def choose_columns(there: Collection[str], options: Options, origin: str) -> Columns:
    """Choose the columns to read. Raises `InputError` if none of them can hold the page.

    A column of a nested object has a name with dots, see `flattened`. If no name as a whole is a usual one, the
    last part of the name decides: `response.body`.
    """
    lower = {name.lower(): name for name in reversed(list(there))}
    for name in there:
        last = name.rpartition(".")[2].lower()
        if last not in _TEXT_NAMES:
            lower.setdefault(last, name)

    def pick(named: str | None, usual: tuple[str, ...], option: str) -> str | None:
        if named is not None:
            if named in there:
                return named
            raise InputError(
                f"{origin} has no column {named}; it has {', '.join(there)}. Name one with {option}."
            )
        return next((lower[name] for name in usual if name in lower), None)

    html = pick(options.html_column, (*_HTML_NAMES, *_TEXT_NAMES), "--html-column")
    if html is None:
        has = ", ".join(there) or "none at all"
        raise InputError(f"{origin} has no known page column, only {has}. Name it with --html-column.")
    url = pick(options.url_column, _URL_NAMES, "--url-column")
    time = next((lower[name] for name in _TIME_NAMES if name in lower and lower[name] != html), None)
    media: Media | None = "text" if html.lower() in _TEXT_NAMES and options.html_column is None else None
    return Columns(html, url, time, media)


def holds_pages(there: Collection[str]) -> bool:
    """Whether one of the names is a usual name for a page column."""
    usual = {*_HTML_NAMES, *_TEXT_NAMES, *_URL_NAMES}
    return any(name.strip().lower() in usual for name in there)


def may_be_page(value: object) -> bool:
    """Whether a value is text that may hold a page or its address."""
    return isinstance(value, str) and ("<" in value or "://" in value[:16] or _from_base64(value) is not None)


def flattened(row: Mapping[str, Any], depth: int = 3) -> dict[str, Any]:
    """Return a row with the values of nested objects under names with dots: `{"response": {"body": …}}` has
    `response.body`.
    """
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping) and depth > 1:
            found |= {f"{name}.{inner}": each for inner, each in flattened(value, depth - 1).items()}
        else:
            found[name] = value
    return found


def page_of_row(row: Mapping[str, Any], columns: Columns, origin: str, options: Options) -> Item:
    """Convert a row to a page."""
    value = row.get(columns.html)
    url = row.get(columns.url) if columns.url else None
    url = _whole_text(url) if isinstance(url, str) and url else None
    if value is None:
        value = b""
    if isinstance(value, Mapping):
        value = _binary(value)
    if not isinstance(value, str | bytes):
        detail = f"The column {columns.html} holds {type(value).__name__}, not text."
        return Unreadable(origin=origin, url=url, reason="unreadable", detail=detail)
    if isinstance(value, str):
        value = _from_base64(value) or value
    raw = _whole_text(value).encode() if isinstance(value, str) else value
    if not isinstance(value, str):
        try:
            raw = _unpacked(raw, options)
        except (TooLarge, Damaged) as error:
            reason = "too-large" if isinstance(error, TooLarge) else error.reason
            detail = str(error) or f"The page is larger than {options.page_bytes >> 20} MB."
            return Unreadable(origin=origin, url=url, reason=reason, detail=detail, raw=raw)
    if len(raw) > options.page_bytes:
        detail = f"The page is larger than {options.page_bytes >> 20} MB."
        return Unreadable(origin=origin, url=url, reason="too-large", detail=detail)
    return Page(
        raw=raw,
        url=url,
        charset="utf-8" if isinstance(value, str) else None,
        fetched_at=_time(row.get(columns.time)) if columns.time else None,
        origin=origin,
        media=columns.media,
    )


# Crawler databases store pages compressed: with zlib (headers of the usual levels), or with any compression
# files use.
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


def is_compressed(raw: bytes) -> bool:
    """Whether a stored value is compressed."""
    return raw.startswith(_ZLIB) or compression_of(raw) is not None


def _unpacked(raw: bytes, options: Options) -> bytes:
    """Decompress a stored value. Raises `TooLarge` and `Damaged`."""
    if raw.startswith(_ZLIB):
        return decode_content(raw, "deflate", options)
    compression = compression_of(raw)
    if compression is None:
        return raw
    return read_bounded(Unpacked(io.BytesIO(raw), compression), options.page_bytes)


def _binary(value: Mapping[str, Any]) -> object:
    """The bytes of a binary value in MongoDB's extended JSON; any other object as it is."""
    inner = value.get("$binary")
    encoded = inner.get("base64") if isinstance(inner, Mapping) else inner
    try:
        return base64.b64decode(encoded) if isinstance(encoded, str) else value
    except ValueError:
        return value


_LONE_SURROGATE = lazy_regex("[\ud800-\udfff]")


def _whole_text(text: str) -> str:
    """A text without halves of characters, which JSON can hold and UTF-8 cannot."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


# Shorter values are not worth a guess.
_BASE64 = lazy_regex(r"[A-Za-z0-9+/\s]{64,}={0,2}\s*")


def _from_base64(value: str) -> bytes | None:
    """The bytes of a base64 value that holds a page or compressed data; None for any other text."""
    if _BASE64.fullmatch(value) is None:
        return None
    try:
        raw = base64.b64decode(value)
    except ValueError:
        return None
    is_page = raw.startswith(_ZLIB) or compression_of(raw) is not None or looks_like_html(raw[:8192])
    return raw if is_page else None


def _time(value: Any) -> str | None:
    """Return a capture time in record format, or None if the column does not hold a time."""
    from datetime import datetime, timezone

    try:
        if isinstance(value, str):
            if value[:14].isdigit() and len(value) == 14:
                value = datetime.strptime(value, "%Y%m%d%H%M%S")
            elif len(value) >= 16:
                value = datetime.fromisoformat(value.replace("Z", "+00:00"))
        if isinstance(value, datetime):
            known = value.replace(tzinfo=value.tzinfo or timezone.utc)
            return known.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        pass
    return None
