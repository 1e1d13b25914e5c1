"""Feeds and sitemaps: RSS, RDF, Atom, sitemaps and sitemap indexes, plain lists of URLs. One reader for all,
since sites mix them up.

They may be gzipped (in one or several members, complete or truncated), in UTF-16, with a BOM, with white
space before the declaration, or declare a charset that does not exist. Everything readable is read.
"""

from __future__ import annotations

import calendar
import codecs
import email.utils
import io
import itertools
import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timezone
from typing import Literal, NamedTuple

import msgspec
from lxml import etree

from newsmill.crawler.frontier.discovery import looks_endless, read_json, read_page, resolve
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.frontier.task import Found
from newsmill.crawler.sites import Site

__all__ = ["MAX_INDEX_BYTES", "Index", "is_index", "parse_date", "read_index", "unpacked"]

MAX_URLS = 50_000  # the sitemap protocol's own limit for one file
MAX_INDEX_BYTES = 52_428_800
MAX_XML_ELEMENTS = 1_000_000  # twenty for each URL
# This many sitemaps of an index are read at once, newest first; the others wait their turn.
_FIRST_SITEMAPS = 3

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}>")
_ENCODING = re.compile(rb"encoding\s{0,20}=\s{0,20}[\"']([^\"']{0,40})[\"']")
# How feeds and sitemaps begin, after the XML declaration.
_ROOT = re.compile(
    rb"(?:<\?[^>]{0,300}>\s{0,99}|<!(?:--[^>]{0,500}|DOCTYPE (?!html)[^>]{0,300})>\s{0,99}){0,9}"
    rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]",
    re.IGNORECASE,
)
_ENTRIES = frozenset(("item", "entry", "url", "sitemap"))
_DATES = frozenset(("lastmod", "pubDate", "published", "updated", "date", "publication_date"))
_LINKS = frozenset(("loc", "link", "guid", "origLink"))


class Index(NamedTuple):
    """What a feed or sitemap lists: its links, newest first, and how many were skipped as too old."""

    links: list[Found]
    too_old: int = 0


def read_index(
    body: bytes,
    url: str,
    role: Literal["feed", "sitemap"],
    site: Site,
    scope: Scope,
    *,
    since: float | None = None,
) -> Index:
    """The entries of a feed or sitemap that was fetched from `url`.

    since   seconds since the epoch; entries whose date is older are left out

    If the "sitemap" is an HTML page of links, its links are returned.
    """
    data = _as_utf8(unpacked(body, MAX_INDEX_BYTES))
    head = data[:1000].lstrip().lower()
    if not head.startswith(b"<"):
        if (listed := read_json(data, url, scope)) is not None:
            return Index([msgspec.structs.replace(link, position=role) for link in listed.links])
        return Index(_plain(data, url, role, scope))
    if head.startswith((b"<!doctype html", b"<html")):
        return Index(read_page(data, url, "utf-8", site, scope).links)
    entries = _Entries(url, role, scope, since)
    for element in _elements(data):
        entries.take(element)
        if len(entries.links) >= MAX_URLS:
            break
    return entries.index()


def is_index(body: bytes) -> bool:
    """Whether a file that was linked like a page is a feed or a sitemap."""
    return _ROOT.match(_as_utf8(body[:4096])) is not None


def _plain(data: bytes, url: str, role: str, scope: Scope) -> list[Found]:
    """Read a list with one URL per line."""
    links: dict[str, Found] = {}
    for line in itertools.islice(io.StringIO(data.decode("utf-8", "replace")), MAX_URLS):
        if line.startswith(("http://", "https://")) and (found := _page(line, url, role, scope)):
            links.setdefault(found.url, found)
    return list(links.values())


def _page(target: str, base: str, position: str, scope: Scope, at: float | None = None) -> Found | None:
    resolved = resolve(base, target.strip())
    if resolved is None or not scope.allows(resolved[0]) or looks_endless(resolved[0]):
        return None
    return Found(resolved[0], resolved[1], "page", position=position, date=at)


class _Entries:
    """Collects the entries of an XML file as its elements end."""

    def __init__(self, url: str, role: str, scope: Scope, since: float | None) -> None:
        self._url = url
        self._role = role
        self._scope = scope
        self._since = since
        self._targets: list[str] = []
        self._translations: list[str] = []
        self._at: float | None = None
        self._too_old = 0
        self.links: dict[str, Found] = {}

    def take(self, element: etree._Element) -> None:
        """Handle the end of an element."""
        name = etree.QName(element).localname
        if name in _ENTRIES:
            self._end(name)
            return
        parent = element.getparent()
        inside = etree.QName(parent).localname if parent is not None else ""
        if name in _LINKS:
            self._take_link(element, name, inside)
        elif name in _DATES and inside in (*_ENTRIES, "news") and element.text:
            at = parse_date(element.text)
            self._at = at if self._at is None else max(self._at, at or self._at)

    def _take_link(self, element: etree._Element, name: str, inside: str) -> None:
        target = (element.get("href") or element.text or "").strip()
        relation = element.get("rel", "alternate")
        if not target:
            return
        if inside not in _ENTRIES:
            if name == "link" and relation == "next":
                self._add_index(self._resolved(element, target), "feed", None)
            return
        if name == "guid" and (
            element.get("isPermaLink", "true") != "true" or not target.startswith(("http://", "https://"))
        ):
            return
        if inside == "url" and name == "link":  # in a sitemap: the page in other languages, or for phones
            if element.get("hreflang"):
                self._translations.append(target)
        elif relation == "alternate":
            self._targets.append(self._resolved(element, target))

    def _resolved(self, element: etree._Element, target: str) -> str:
        """Resolve a reference against the `xml:base` in effect."""
        if element.get("href") is None:  # RSS and sitemaps have no `xml:base`
            return target
        base = element.xpath("string((ancestor-or-self::*/@xml:base)[last()])")
        resolved = resolve(base, target) if base else None
        return resolved[1] if resolved is not None else target

    def _end(self, name: str) -> None:
        targets, translations, at = self._targets, self._translations, self._at
        self._targets, self._translations, self._at = [], [], None
        if self._since is not None and at is not None and at < self._since:
            self._too_old += 1
            return
        for target in targets:
            if name == "sitemap":
                self._add_index(target, "sitemap", at)
                return
            if self._add_page(target, at):
                break
        for target in translations:
            self._add_page(target, at)

    def _add_page(self, target: str, at: float | None) -> bool:
        found = _page(target, self._url, self._role, self._scope, at)
        if found is not None:
            self.links.setdefault(found.url, found)
        return found is not None

    def _add_index(self, target: str, role: Literal["feed", "sitemap"], at: float | None) -> None:
        resolved = resolve(self._url, target)
        if resolved is not None and self._scope.contains(resolved[0]):
            self.links[resolved[0]] = Found(resolved[0], resolved[1], role, position="index", date=at)

    def index(self) -> Index:
        """All entries, newest first; undated ones come last, in their original order."""
        links = sorted(self.links.values(), key=lambda link: -(link.date or 0.0))
        first = 0
        for index, link in enumerate(links):
            if link.role == "sitemap" and first < _FIRST_SITEMAPS:
                links[index] = Found(link.url, link.address, link.role, position="start", date=link.date)
                first += 1
        return Index(links, self._too_old)


# --- bytes ---


def unpacked(body: bytes, limit: int) -> bytes:
    """Decompress a gzip file (not a content coding), up to `limit` bytes; other files are returned as they
    are.
    """
    pieces: list[bytes] = []
    size = 0
    if not body.startswith(b"\x1f\x8b"):
        return body
    while body.startswith(b"\x1f\x8b") and size < limit:
        member = zlib.decompressobj(31)
        try:
            pieces.append(member.decompress(body, limit - size))
        except zlib.error:
            break
        size += len(pieces[-1])
        body = member.unused_data
    return b"".join(pieces)


def _as_utf8(data: bytes) -> bytes:
    """A file in UTF-8 (or what its declaration says), without a BOM or white space at the start."""
    data = data.lstrip(b" \t\r\n")
    wide = _wide(data)
    if wide is not None:
        data = data.decode(wide, "replace").encode("utf-8", "replace")
    while data.startswith(_MARKS[0]):
        data = data[len(_MARKS[0]) :].lstrip(b" \t\r\n")
    if match := _DECLARATION.match(data):
        named = _ENCODING.search(match.group())
        if wide is not None or (named is not None and not _is_charset(named.group(1).decode("latin-1"))):
            data = data[match.end() :].lstrip()
    return data


def _wide(data: bytes) -> str | None:
    """The UTF-16 byte order of a file, if it is UTF-16."""
    if data.startswith(_MARKS[1]) or (data[:1] == b"<" and data[1:2] == b"\0"):
        return "utf-16-le"
    if data.startswith(_MARKS[2]) or data[:2] == b"\0<":
        return "utf-16-be"
    return None


def _is_charset(name: str) -> bool:
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True


# --- dates ---

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,9})?\s?(Z|[+-]\d{2}:?\d{2})?)?"
)


def parse_date(text: str) -> float | None:
    """Parse a date of a feed (RFC 5322) or sitemap (W3C) to seconds since the epoch; a day without a time
    means its end. None if it is not a date.
    """
    text = text.strip()[:64]
    if match := _ISO.match(text):
        return _iso(match)
    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _iso(match: re.Match[str]) -> float | None:
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        if day is None:
            day = str(calendar.monthrange(int(year), int(month))[1])
        at = datetime.combine(date(int(year), int(month), int(day)), datetime.min.time(), timezone.utc)
        seconds = int(hour) * 3600 + int(minute) * 60 + int(second or 0) if hour is not None else 86_399
    except (ValueError, calendar.IllegalMonthError):
        return None
    if zone and zone != "Z":
        sign = -1 if zone[0] == "-" else 1
        seconds -= sign * (int(zone[1:3]) * 3600 + int(zone[-2:]) * 60)
    return at.timestamp() + seconds


def _elements(data: bytes) -> Iterator[etree._Element]:
    """The elements of an XML file, even a broken one, in the order they end; no external entity is loaded.

    Each is freed when the next is requested, so memory stays small for any file.
    """
    reading = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        recover=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in itertools.islice(reading, MAX_XML_ELEMENTS):
            yield element
            element.clear()
            parent = element.getparent()
            if parent is not None:
                del parent[0]
    except etree.XMLSyntaxError:
        return
