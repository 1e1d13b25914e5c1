"""What a page leads to: links in reading order, feeds, sitemaps, the other pages of an article.

Nothing here knows a portal. Whether a page is read for its links or for its text shows in its structure: a page whose text lies mostly
outside of links is a text.
"""

from __future__ import annotations

import codecs
import functools
import hashlib
import io
import itertools
import re
import zlib
from collections.abc import Iterator
from typing import Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newsmill.crawler.frontier.local_frontier import Found
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.sites import Site
from newsmill.pipelines import urls

__all__ = [
    "Outlinks",
    "continuation",
    "looks_endless",
    "read_feed",
    "read_page",
    "read_sitemap",
]

# A text: this many characters outside of links, and more of them than inside.
_TEXT_CHARACTERS = 250

_SILENT = frozenset(("script", "style", "noscript", "template", "textarea", "select", "option"))
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]\s*url\s*=\s*[\"']?([^\"']+)", re.IGNORECASE)
_NO_LINK = re.compile(r"^\s*(?:#|javascript:|mailto:|tel:|data:|about:|void)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"https?://([a-z0-9.:-]+)(?:/[!-~]*)?$", re.IGNORECASE)
_WITH_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_WITHOUT_PATH = re.compile(r"$|[?#;]|//(?:$|[/?#])")
_LAST_INDEX = re.compile(r"\d+")

MAX_LINKS = 5_000
# As much of a page is read for its links: a megabyte of tags makes a tree of up to 70, and no page worth reading has its links further down.
MAX_PAGE_BYTES = 3_000_000
# How many answers about URLs are remembered: pages that are read one after the other have most links in common.
_REMEMBERED = 16_384
MAX_SITEMAP_URLS = 50_000  # the protocol's own limit for one file
MAX_SITEMAP_BYTES = 52_428_800
MAX_XML_ELEMENTS = 1_000_000  # of a feed or sitemap: twenty for each URL


class Outlinks(NamedTuple):
    """What a page leads to.

    links     in reading order, in scope, canonical, each once
    is_text   whether the page is a text by its structure, and not a list of links
    text      a digest of the page's text outside of links
    """

    links: list[Found]
    is_text: bool
    text: str


def read_page(body: bytes, url: str, charset: str | None, site: Site, scope: Scope) -> Outlinks:
    """The links of an HTML page. `url` is what it was fetched from; `charset` the one of its HTTP header."""
    root = _parse(body[:MAX_PAGE_BYTES], charset)
    if root is None:
        return Outlinks([], False, "")
    base = _Base.of(_base(root, url))
    own = urls.canonical(url)
    followed, feeds = _targets(root)
    links: dict[str, Found] = {}
    for target in followed:
        _add(links, target, base, own, scope, "page")
        if len(links) >= MAX_LINKS:
            break
    for target in feeds:
        _add(links, target, base, own, scope, "feed")
    links.pop(own, None)
    outside, inside, text = _text(root)
    is_text = outside >= _TEXT_CHARACTERS and outside > inside
    if any(re.search(pattern, own) for pattern in site.article):
        is_text = True
    elif any(re.search(pattern, own) for pattern in site.listing):
        is_text = False
    return Outlinks(list(links.values()), is_text, text)


def _parse(body: bytes, charset: str | None) -> etree._Element | None:
    declared = charset
    if not declared:
        match = _META_CHARSET.search(body[:4096])
        declared = match.group(1).decode("ascii") if match else None
    parser = etree.HTMLParser(
        encoding=_known(declared),
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        recover=True,
        huge_tree=True,
    )
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        return None


@functools.lru_cache(maxsize=64)
def _known(name: str | None) -> str | None:
    """A charset's name as libxml2 takes it, or None for one that Python does not know either."""
    if not name:
        return None
    try:
        codec = codecs.lookup(name.strip()).name
        etree.HTMLParser(encoding=codec)
    except LookupError:
        return None
    return "gb18030" if codec in ("gb2312", "gbk") else codec


def _base(root: etree._Element, url: str) -> str:
    element = next(root.iter("base"), None)
    href = element.get("href") if element is not None else None
    if not href:
        return url
    try:
        return urljoin(url, href.strip())
    except ValueError:
        return url


def _targets(root: etree._Element) -> tuple[list[str], list[str]]:
    """References to pages and to feeds, in reading order."""
    pages: list[str] = []
    feeds: list[str] = []
    for element in root.iter("a", "area", "iframe", "frame", "link", "meta"):
        tag = element.tag
        if tag in ("a", "area"):
            target = element.get("href")
            if target and "nofollow" not in (element.get("rel") or ""):
                pages.append(target)
        elif tag in ("iframe", "frame"):
            if target := element.get("src"):
                pages.append(target)
        elif tag == "link":
            relation = (element.get("rel") or "").lower().split()
            target = element.get("href")
            if target and "next" in relation:
                pages.append(target)
            elif target and "alternate" in relation and (element.get("type") or "").lower() in _FEED_TYPES:
                feeds.append(target)
        elif (element.get("http-equiv") or "").lower() == "refresh":
            if match := _REFRESH.match(element.get("content") or ""):
                pages.append(match.group(1))
        elif (element.get("name") or "").lower() == "robots" and "nofollow" in (
            element.get("content") or ""
        ).lower():
            return [], []
    return pages, feeds


class _Base(NamedTuple):
    """What references are relative to: the whole URL, its folder, and its host."""

    url: str
    folder: str
    origin: str

    @classmethod
    def of(cls, url: str) -> _Base:
        try:
            parts = urlsplit(url)
        except ValueError:
            return cls(url, url, url)
        origin = f"{parts.scheme}://{parts.netloc}"
        return cls(url, origin + (parts.path[: parts.path.rfind("/") + 1] or "/"), origin + "/")

    def needed_by(self, reference: str) -> str:
        """As much of it as decides where a reference leads: what all pages of a folder or a host link to is worked out once."""
        if scheme := _WITH_SCHEME.match(reference):
            return scheme.group().lower()
        if _WITHOUT_PATH.match(reference):
            return self.url
        return self.origin if reference.startswith("/") else self.folder


def _add(
    links: dict[str, Found], target: str, base: _Base, own: str, scope: Scope, role: Literal["page", "feed"]
) -> None:
    if _NO_LINK.match(target):
        return
    # Most links of a portal's pages lead elsewhere: that is seen before the canonical form is worked out.
    if (absolute := _ABSOLUTE.match(target)) and not scope.knows_host(absolute.group(1)):
        return
    reference = "".join(target.split("\n")).strip().replace("\t", "").replace("\r", "")
    resolved = _resolve(base.needed_by(reference), reference)
    if resolved is None:
        return
    url, address = resolved
    allowed = scope.allows if role == "page" else scope.contains
    if url in links or not allowed(url) or looks_endless(url):
        return
    part_of = None
    if role == "page" and (link := continuation(url)) is not None:
        page = continuation(own)
        if link == own or (page is not None and page == link):
            part_of = link
    links[url] = Found(url, address, role, part_of)


@functools.lru_cache(maxsize=_REMEMBERED)
def _resolve(base: str, reference: str) -> tuple[str, str] | None:
    """A reference's canonical URL and the address to fetch, or None where there is none."""
    try:
        address = urljoin(base, reference).partition("#")[0]
        if not address.lower().startswith(("http://", "https://")):
            return None
        urlsplit(address).port  # noqa: B018 - raises for a port that is none
        return urls.canonical(address), address
    except ValueError:
        return None


def found(address: str, role: str) -> Found:
    """A start page, feed or sitemap by its address."""
    return Found(urls.canonical(address), address.partition("#")[0], role)  # type: ignore[arg-type]


def _text(root: etree._Element) -> tuple[int, int, str]:
    """Characters outside and inside of links, and a digest of those outside."""
    digest = hashlib.blake2b(digest_size=12)
    outside = inside = 0
    in_link = 0
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag in _SILENT:
                silent += 1
            elif tag == "a":
                in_link += 1
            piece = element.text
        else:
            if tag in _SILENT:
                silent -= 1
            elif tag == "a":
                in_link -= 1
            piece = element.tail
        if piece and not silent and not piece.isspace():
            size = len(piece.strip())
            if in_link:
                inside += size
            else:
                outside += size
                digest.update(piece.strip().encode("utf-8", "replace"))
    return outside, inside, digest.hexdigest() if outside else ""


# --- the pages of one article ---

# `t2012_20501_2.shtml`, `a-2.html`; a story's number has more digits than a page's.
_NUMBERED = re.compile(r"^(.*[^_-])[_-](\d{1,2})(\.\w+)$")
# `/story/123/2`, `/story/123/page/2/`
_NUMBERED_FOLDER = re.compile(r"^(.*?/[^/]+?)/(?:page/)?(\d{1,2})/?$")
_PAGE_PARAMETERS = frozenset(("page", "p", "pn", "pageno", "page_no", "pageindex", "pg", "curpage"))


@functools.lru_cache(maxsize=_REMEMBERED)
def continuation(url: str) -> str | None:
    """The canonical URL of the first page, for a URL that looks like a further page of something."""
    parts = urlsplit(url)
    if parts.query:
        kept = [
            item for item in parts.query.split("&") if item.partition("=")[0].lower() not in _PAGE_PARAMETERS
        ]
        if len(kept) < len(parts.query.split("&")):
            return urls.canonical(parts._replace(query="&".join(kept)).geturl())
        return None
    for pattern in (_NUMBERED, _NUMBERED_FOLDER):
        if match := pattern.match(parts.path):
            path = match.group(1) + (match.group(3) if pattern is _NUMBERED else "")
            return urls.canonical(parts._replace(path=path).geturl())
    return None


def page_number(url: str) -> int:
    """Which page of its article a URL is, by the last number in it."""
    numbers = _LAST_INDEX.findall(urlsplit(url).query or urlsplit(url).path)
    return int(numbers[-1]) if numbers else 0


# --- URLs that grow ---

_MAX_SEGMENTS = 15
_MAX_PARAMETERS = 8


@functools.lru_cache(maxsize=_REMEMBERED)
def looks_endless(url: str) -> bool:
    """A URL that grows: many parameters, a very deep path, or a path that repeats itself."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > _MAX_SEGMENTS or parts.query.count("&") >= _MAX_PARAMETERS:
        return True
    names = [item.partition("=")[0] for item in parts.query.split("&") if item]
    if len(set(names)) < len(names) - 2:
        return True
    for size in range(1, len(segments) // 3 + 1):
        for start in range(len(segments) - 3 * size + 1):
            run = segments[start : start + size]
            if (
                run
                == segments[start + size : start + 2 * size]
                == segments[start + 2 * size : start + 3 * size]
            ):
                return True
    return False


# --- feeds and sitemaps ---


def unpacked(body: bytes, limit: int) -> bytes:
    """A file that is gzip (as a file, not as a content coding) unpacked, up to `limit` bytes; others as they are."""
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return zlib.decompressobj(31).decompress(body, limit)
    except zlib.error:
        return b""


def read_feed(body: bytes, url: str, scope: Scope) -> list[Found]:
    """The entries of an RSS, RDF or Atom feed."""
    links: dict[str, Found] = {}
    base = _Base.of(url)
    for element in _elements(unpacked(body, MAX_SITEMAP_BYTES)):
        name = etree.QName(element).localname
        if name == "link":
            parent = element.getparent()
            if parent is None or etree.QName(parent).localname not in ("item", "entry"):
                continue
            target = element.get("href") or (element.text or "").strip()
            if element.get("rel", "alternate") == "alternate" and target:
                _add(links, target, base, url, scope, "page")
        elif name == "guid" and element.get("isPermaLink", "true") == "true":
            target = (element.text or "").strip()
            if target.startswith(("http://", "https://")):
                _add(links, target, base, url, scope, "page")
    return list(links.values())


def read_sitemap(body: bytes, url: str, scope: Scope) -> list[Found]:
    """The pages of a sitemap, or the sitemaps of a sitemap index; plain text with a URL a line is a sitemap too."""
    data = unpacked(body, MAX_SITEMAP_BYTES)
    links: dict[str, Found] = {}
    base = _Base.of(url)
    if data.lstrip()[:1] != b"<":
        for line in data.decode("utf-8", "replace").splitlines()[:MAX_SITEMAP_URLS]:
            if line.strip().startswith(("http://", "https://")):
                _add(links, line.strip(), base, url, scope, "page")
        return list(links.values())
    for element in _elements(data):
        if etree.QName(element).localname != "loc" or not element.text:
            continue
        parent = element.getparent()
        kind = etree.QName(parent).localname if parent is not None else ""
        if kind == "url":
            _add(links, element.text, base, url, scope, "page")
        elif kind == "sitemap":
            resolved = _resolve(url, element.text.strip())
            if resolved is not None and scope.contains(resolved[0]):
                links[resolved[0]] = Found(resolved[0], resolved[1], "sitemap")
        if len(links) >= MAX_SITEMAP_URLS:
            break
    return list(links.values())


def _elements(data: bytes) -> Iterator[etree._Element]:
    """The elements of an XML file, broken or not, in the order of their ends; nothing outside of it is ever loaded.

    Each is dropped when the next is asked for, so memory stays small whatever is in the file.
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
