"""What a page leads to: its links in reading order and where each stands, feeds, the other pages of an article.

Nothing here knows a portal. Whether a page is read for its links or for its text shows in its structure: a page whose text lies mostly
outside of links is a text. Everything here is linear in the size of the page, whatever the page is made of.
"""

from __future__ import annotations

import codecs
import functools
import hashlib
import re
from typing import Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

import msgspec
from lxml import etree

from newsmill.crawler.frontier.local_frontier import Found
from newsmill.crawler.frontier.ordering import better
from newsmill.crawler.frontier.parts import Series
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.frontier.variants import marked
from newsmill.crawler.sites import Site
from newsmill.pipelines import urls

__all__ = ["Outlinks", "found", "looks_endless", "read_page", "resolve"]

# A text has a run of prose of so many characters, and of this share of the characters in links; short news are texts, too, where
# they are most of the prose of the page.
_SHORT_TEXT, _TEXT_CHARACTERS, _LONG_TEXT = 60, 250, 800
_TEXT_TO_LINKS = 0.4
# Prose shorter than this is a caption or a date; a block with fewer characters in links is no headline of a list.
_TEASER_CHARACTERS = 40
_LINK_CHARACTERS = 4
_SENTENCE = re.compile(r"[。！？；，、]|[.!?,;](?:\s|$)")
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "em", "font", "i", "img", "kbd", "mark", "q", "s", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
))  # fmt: skip

_SILENT = frozenset(("script", "style", "noscript", "template", "textarea", "select", "option"))
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_NO_LINK = re.compile(r"^\s*(?:#|javascript:|mailto:|tel:|data:|about:|void)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"https?://([a-z0-9.:-]+)(?:/[!-~]*)?$", re.IGNORECASE)
_WITH_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_WITHOUT_PATH = re.compile(r"$|[?#;]|//(?:$|[/?#])")

MAX_LINKS = 5_000
# As much of a page is read for its links: a megabyte of tags makes a tree of up to 70, and no page worth reading has its links further down.
MAX_PAGE_BYTES = 3_000_000
# How many answers about URLs are remembered: pages that are read one after the other have most links in common.
_REMEMBERED = 16_384
# A longer reference is no address of a page.
_MAX_REFERENCE = 4_000
# Feeds that a page may name, and what the comments on an article are called in a feed's address.
_MAX_FEEDS = 20
_COMMENT_FEED = re.compile(r"(?:^|[/?&=_-])comments?(?:$|[/?&=_.-])", re.IGNORECASE)


class Outlinks(NamedTuple):
    """What a page leads to.

    links      in reading order, in scope, canonical, each once
    is_text    whether the page is a text by its structure, and not a list of links
    text       a digest of the page's text outside of links
    canonical  the address that the page declares for itself, or None
    part_of    the first page of the article that this page continues, or None
    body       a digest of the longest run of prose, empty for a list
    """

    links: list[Found]
    is_text: bool
    text: str
    canonical: str | None = None
    part_of: str | None = None
    body: str = ""


def read_page(body: bytes, url: str, charset: str | None, site: Site, scope: Scope) -> Outlinks:
    """The links of an HTML page. `url` is what it was fetched from; `charset` the one of its HTTP header."""
    root = _parse(body[:MAX_PAGE_BYTES], charset)
    if root is None:
        return Outlinks([], False, "")
    base = _Base.of(_base(root, url))
    own = urls.canonical(url)
    prose = _prose(root)
    is_text, text = prose.is_text(), prose.digest()
    if any(re.search(pattern, own) for pattern in site.article):
        is_text = True
    elif any(re.search(pattern, own) for pattern in site.listing):
        is_text = False
    targets = _targets(root)
    links: dict[str, Found] = {}
    for target, in_navigation in targets.pages:
        position = "navigation" if in_navigation else "text" if is_text else "list"
        _add(links, target, base, scope, "page", position)
        if len(links) >= MAX_LINKS:
            break
    for target in targets.feeds[:_MAX_FEEDS]:
        if not (_COMMENT_FEED.search(target) or (is_text and _is_below(target, base, own))):
            _add(links, target, base, scope, "feed", "index")
    links.pop(own, None)
    for variant in targets.variants:
        if (resolved := resolve(base.url, variant)) is not None and resolved[0] != own:
            links.pop(resolved[0], None)
    declared = urls.declared(targets.canonical, base.url) if targets.canonical else None
    if not is_text:
        return Outlinks(marked(links, own, is_text=False), is_text, text, declared)
    series = Series.of(own, links)
    links = {url: series.marked(link) for url, link in links.items()}
    found = marked(links, own, is_text=True)
    return Outlinks(found, is_text, text, declared, series.part_of(own), prose.body())


def _is_below(target: str, base: _Base, own: str) -> bool:
    """Whether a feed belongs to the page that names it: the comments on an article."""
    resolved = resolve(base.url, target)
    path = urlsplit(own).path.rstrip("/")
    return resolved is not None and bool(path) and urlsplit(resolved[0]).path.startswith(path)


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


class _Targets:
    """The references of a page, in reading order: pages (and whether they stand in the navigation), feeds, its other versions."""

    def __init__(self) -> None:
        self.pages: list[tuple[str, bool]] = []
        self.feeds: list[str] = []
        self.variants: list[str] = []
        self.canonical: str | None = None

    def add(self, element: etree._Element, in_navigation: bool) -> bool:
        """Take what an element refers to. False where the page does not want its links followed."""
        tag = element.tag
        if tag in ("a", "area"):
            target = element.get("href")
            if target and "nofollow" not in (element.get("rel") or ""):
                self.pages.append((target, in_navigation))
        elif tag in ("iframe", "frame"):
            if target := element.get("src"):
                self.pages.append((target, in_navigation))
        elif tag == "link":
            self._add_link(element, (element.get("rel") or "").lower().split(), element.get("href"))
        elif (element.get("http-equiv") or "").lower() == "refresh":
            if target := refresh_target(element.get("content") or ""):
                self.pages.append((target, in_navigation))
        elif (element.get("name") or "").lower() == "robots":
            return "nofollow" not in (element.get("content") or "").lower()
        return True

    def _add_link(self, element: etree._Element, relation: list[str], target: str | None) -> None:
        if not target:
            return
        if "next" in relation:
            self.pages.append((target, False))
        elif "canonical" in relation:
            self.canonical = self.canonical or target
        elif "amphtml" in relation or ("alternate" in relation and element.get("media")):
            self.variants.append(target)
        elif "alternate" in relation and (element.get("type") or "").lower() in _FEED_TYPES:
            self.feeds.append(target)


_NAVIGATION = frozenset(("nav", "footer"))
_REFERRING = ("a", "area", "iframe", "frame", "link", "meta")


def _targets(root: etree._Element) -> _Targets:
    """References to pages and to feeds, in reading order."""
    found = _Targets()
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=(*_REFERRING, *_NAVIGATION)):
        if element.tag in _NAVIGATION:
            depth += 1 if event == "start" else -1
        elif event == "start" and not found.add(element, depth > 0):
            return _Targets()
    return found


_MAX_REFRESH = 4_000


def refresh_target(content: str) -> str | None:
    """Where `<meta http-equiv=refresh content="3; url=…">` leads, or None."""
    if len(content) > _MAX_REFRESH:
        content = content.strip()[:_MAX_REFRESH]
    seconds, mark, rest = content.replace(",", ";", 1).partition(";")
    name, equals, target = rest.partition("=")
    if not mark or not equals or name.strip().lower() != "url" or seconds.strip().strip("0123456789."):
        return None
    return target.strip().strip("\"'").strip() or None


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
    links: dict[str, Found],
    target: str,
    base: _Base,
    scope: Scope,
    role: Literal["page", "feed"],
    position: str,
) -> None:
    if len(target) > _MAX_REFERENCE or _NO_LINK.match(target):
        return
    # Most links of a portal's pages lead elsewhere: that is seen before the canonical form is worked out.
    if (absolute := _ABSOLUTE.match(target)) and not scope.knows_host(absolute.group(1)):
        return
    reference = "".join(target.split("\n")).strip().replace("\t", "").replace("\r", "")
    resolved = resolve(base.needed_by(reference), reference)
    if resolved is None:
        return
    url, address = resolved
    allowed = scope.allows if role == "page" else scope.contains
    old = links.get(url)
    if old is not None:
        if better(position, than=old.position):
            links[url] = msgspec.structs.replace(old, position=position)
        return
    if allowed(url) and not looks_endless(url):
        links[url] = Found(url, address, role, position=position)


@functools.lru_cache(maxsize=_REMEMBERED)
def resolve(base: str, reference: str) -> tuple[str, str] | None:
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
    return Found(urls.canonical(address), address.partition("#")[0], role, position="start")  # type: ignore[arg-type]


class _Prose:
    """How the text of a page lies: its characters inside and outside of links, and its longest run of prose.

    A run of prose is blocks of text one after the other, with no block in between that is mostly a link. An article has one long run,
    a list with teasers many short ones. Blocks without punctuation (menus, copyright lines, dates) are no prose and break no run.
    """

    def __init__(self) -> None:
        self.outside = self.inside = 0
        self.longest = self.total = 0
        self._run = 0
        self._run_digest = hashlib.blake2b(digest_size=12)
        self._body = ""
        self._block: list[bytes] = []
        self._block_outside = self._block_inside = 0
        self._has_sentence = False
        self._digest = hashlib.blake2b(digest_size=12)

    def add(self, piece: str, *, in_link: bool) -> None:
        """Text of the block under way."""
        piece = piece.strip()
        if in_link:
            self.inside += len(piece)
            self._block_inside += len(piece)
            return
        self.outside += len(piece)
        self._block_outside += len(piece)
        packed = piece.encode("utf-8", "replace")
        self._digest.update(packed)
        self._block.append(packed)
        if not self._has_sentence and _SENTENCE.search(piece):
            self._has_sentence = True

    def end_block(self) -> None:
        """A block begins or ends."""
        if self._block_inside > self._block_outside:
            if self._block_inside >= _LINK_CHARACTERS:
                self._end_run()
        elif self._has_sentence:
            self._run += self._block_outside
            self._run_digest.update(b"".join(self._block))
        self._block_outside = self._block_inside = 0
        self._has_sentence = False
        self._block.clear()

    def _end_run(self) -> None:
        if self._run >= _TEASER_CHARACTERS:
            if self._run > self.longest:
                self.longest, self._body = self._run, self._run_digest.hexdigest()
            self.total += self._run
        if self._run:
            self._run = 0
            self._run_digest = hashlib.blake2b(digest_size=12)

    def is_text(self) -> bool:
        """Whether the page is there for its text; called when everything is added."""
        self.end_block()
        self._end_run()
        if self.longest < max(_SHORT_TEXT, _TEXT_TO_LINKS * self.inside):
            return False
        share = self.longest / self.total
        return share >= (0.5 if self.longest < _TEXT_CHARACTERS else 0.25) or self.longest >= _LONG_TEXT

    def body(self) -> str:
        """A digest of the longest run."""
        return self._body

    def digest(self) -> str:
        """Of the text outside of links; empty where there is none."""
        return self._digest.hexdigest() if self.outside else ""


def _prose(root: etree._Element) -> _Prose:
    found = _Prose()
    in_link = silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        step = 1 if event == "start" else -1
        if tag in _SILENT:
            silent += step
        elif tag == "a":
            in_link += step
        elif tag not in _INLINE:
            found.end_block()
        piece = element.text if event == "start" else element.tail
        if piece and not silent and not piece.isspace():
            found.add(piece, in_link=in_link > 0)
    return found


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
