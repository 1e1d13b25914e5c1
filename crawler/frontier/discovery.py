"""What a page leads to: its links in reading order with their positions, feeds, and the other pages of an
article.

Nothing here is specific to a portal. Whether a page is a list of links or a text is judged by its structure:
if most of the text is outside links, it is a text. Everything here is linear in the size of the page,
whatever its content.
"""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import msgspec
from lxml import etree

from newsmill.crawler.frontier import pager
from newsmill.crawler.frontier.multi_page_articles import Series
from newsmill.crawler.frontier.ordering import better
from newsmill.crawler.frontier.prose import Prose
from newsmill.crawler.frontier.references import References, json_targets
from newsmill.crawler.frontier.scan import scan
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.frontier.task import Found
from newsmill.crawler.frontier.url_variants import marked
from newsmill.crawler.frontier.walk import walk
from newsmill.crawler.sites import Site
from newsmill.pipelines import urls

__all__ = ["Outlinks", "found", "joined", "looks_endless", "read_json", "read_page", "resolve", "walked"]

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_NO_LINK = re.compile(r"^\s*(?:#|javascript:|mailto:|tel:|data:|about:|void)", re.IGNORECASE)
_ABSOLUTE = re.compile(r"https?://([a-z0-9.:-]+)(?:/[!-~]*)?$", re.IGNORECASE)
# Absolute references are resolved against this.
_ABSOLUTE_STARTS = ("http://", "https://")
_ANYWHERE, _ANYWHERE_SECURE = "http://anywhere.invalid/", "https://anywhere.invalid/"
_AS_WRITTEN = "%/:?@!$&'()*+,;=-._~[]"
_DOT_AFTER_HOST = re.compile(r"(https?://[^/?#:\[]{1,255}[^/?#:.])\.(?=$|[/?#:])", re.IGNORECASE)
# What a reference without a path begins with, and one without a host.
_NO_PATH = ("", "?", "#", ";")
_NO_HOST = re.compile(r"//(?:$|[/?#])")

MAX_LINKS = 20_000
# Links are read from this much of a page: a megabyte of tags makes a tree of up to 70 MB, and no useful page
# has its links further down.
MAX_PAGE_BYTES = 3_000_000
# Size of the caches of URLs: pages read one after the other share most of their links.
_REMEMBERED = 16_384
# Byte order marks, which take precedence over any declaration.
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# The charset of a page that declares none and is not UTF-8.
_DEFAULT_CHARSET = "cp1252"
_PARSER = etree.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, recover=True, huge_tree=True
)
# Longer references are ignored.
_MAX_REFERENCE = 4_000
# The most feeds taken from a page, and the pattern of comment feeds' URLs.
_MAX_FEEDS = 20
_COMMENT_FEED = re.compile(r"(?:^|[/?&=_-])comments?(?:$|[/?&=_.-])", re.IGNORECASE)


class Outlinks(NamedTuple):
    """What a page leads to.

    links      in reading order, in scope, canonical, without repetition
    is_text    whether the page is a text by its structure, not a list of links
    text       a digest of the page's text outside links
    canonical  the canonical URL the page declares, or None
    part_of    the first page of the article that this page continues, or None
    body       a digest of the longest run of prose, empty for a list
    """

    links: list[Found]
    is_text: bool
    text: str
    canonical: str | None = None
    part_of: str | None = None
    body: str = ""
    characters: int = 0


def read_page(
    body: bytes,
    url: str,
    charset: str | None,
    site: Site,
    scope: Scope,
    *,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Outlinks:
    """The links of an HTML page.

    url      the URL it was fetched from
    charset  from the HTTP header
    headers  of the response, with lower-case names
    """
    encoding = _encoding(body, charset)
    page = _in_utf8(body[:MAX_PAGE_BYTES], encoding)
    own = urls.canonical(url)
    prose, references = scan(page) or walked(page)
    is_text, text = _is_text(own, site, prose.is_text()), prose.digest()
    references = references.with_headers(headers).settle(own, is_text=is_text)
    base = _Base.of(_joined(url, references.base), encoding)
    links = _links_of(references, base, scope, own, is_text=is_text)
    declared = urls.declared(references.canonical, base.url) if references.canonical else None
    if not is_text:
        for target in pager.gaps(own, links):
            _add(links, target, base, scope, "page", "list")
        return Outlinks(marked(links, own, is_text=False), is_text, text, declared)
    series = Series.of(own, links)
    links = {url: series.marked(link) for url, link in links.items()}
    found = marked(links, own, is_text=True)
    return Outlinks(found, is_text, text, declared, series.part_of(own), prose.body(), prose.longest)


def read_json(body: bytes, url: str, scope: Scope) -> Outlinks | None:
    """The links of a JSON list, as scripts load them; None if it is not JSON."""
    if not body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) and b"(" not in body[:200]:
        return None
    targets = json_targets(body[:MAX_PAGE_BYTES].decode("utf-8-sig", "replace"))
    if targets is None:
        return None
    base = _Base.of(url, None)
    links: dict[str, Found] = {}
    for target in targets[:MAX_LINKS]:
        _add(links, target, base, scope, "page", "list")
    links.pop(urls.canonical(url), None)
    own = url.partition("?")[0]
    names_next = any(link.address.partition("?")[0] == own for link in links.values())
    if links and not names_next and (following := pager.next_of_json(url)) is not None:
        _add(links, following, base, scope, "page", "list")
    return Outlinks(list(links.values()), is_text=False, text="")


def _is_text(own: str, site: Site, by_structure: bool) -> bool:
    """Whether a page is a text: as the site file says, else by its structure."""
    if any(re.search(pattern, own) for pattern in site.article):
        return True
    return by_structure and not any(re.search(pattern, own) for pattern in site.listing)


def _links_of(
    references: References, base: _Base, scope: Scope, own: str, *, is_text: bool
) -> dict[str, Found]:
    """The links of a page by their URLs, in reading order."""
    links: dict[str, Found] = {}
    for target, in_navigation in dict.fromkeys(references.pages):
        if target in scope.outside:
            continue
        position = "navigation" if in_navigation else "text" if is_text else "list"
        _add(links, target, base, scope, "page", position)
        if len(links) >= MAX_LINKS:
            break
    for target in references.feeds[:_MAX_FEEDS]:
        if not (_COMMENT_FEED.search(target) or (is_text and _is_below(target, base, own))):
            _add(links, target, base, scope, "feed", "index")
    for target in references.translations:
        _add(links, target, base, scope, "page", "variant" if is_text else "navigation")
    links.pop(own, None)
    for variant in references.variants:
        if (resolved := resolve(base.url, variant)) is not None and resolved[0] != own:
            links.pop(resolved[0], None)
    return links


def _is_below(target: str, base: _Base, own: str) -> bool:
    """Whether a feed belongs to the page that names it: the comments on an article."""
    resolved = resolve(base.url, target)
    path = urlsplit(own).path.rstrip("/")
    return resolved is not None and bool(path) and urlsplit(resolved[0]).path.startswith(path)


def _encoding(body: bytes, charset: str | None) -> str | None:
    """The charset of a page, as declared in the HTTP header or in the page."""
    if charset:
        return _known(charset)
    match = _META_CHARSET.search(body[:4096])
    return _known(match.group(1).decode("ascii")) if match else None


def _in_utf8(body: bytes, encoding: str | None) -> bytes:
    """A page in UTF-8, without a byte order mark."""
    for mark, charset in _MARKS:
        if body.startswith(mark):
            body, encoding = body[len(mark) :], charset
            break
    if encoding is None or (encoding.startswith(("utf-16", "utf-32")) and b"\0" not in body[:8]):
        encoding = "utf-8" if _is_utf8(body) else _DEFAULT_CHARSET
    if encoding not in ("utf-8", "ascii"):
        body = body.decode(encoding, "replace").encode("utf-8", "replace")
    return body.replace(b"\0", b"") if b"\0" in body else body


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end >= len(body)  # cut within a character
    return True


def walked(page: bytes) -> tuple[Prose, References]:
    """The same as `scan`, by parsing the page."""
    try:
        root = etree.fromstring(page, _PARSER)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        root = None
    return (Prose(), References()) if root is None else walk(root)


@functools.lru_cache(maxsize=64)
def _known(name: str | None) -> str | None:
    """Python's name for a charset, or None if it does not know it."""
    if not name:
        return None
    try:
        codec = codecs.lookup(name.strip()).name
        b"".decode(codec)
    except LookupError:
        return None
    return "gb18030" if codec in ("gb2312", "gbk") else codec


def _joined(url: str, base: str | None) -> str:
    """A page's base URL: as its `<base>` says, else its own URL."""
    try:
        return urljoin(url, base.strip()) if base else url
    except ValueError:
        return url


class _Base(NamedTuple):
    """What references are resolved against: the whole URL, its folder, and its host."""

    url: str
    folder: str
    origin: str
    charset: str | None = None

    @classmethod
    def of(cls, url: str, charset: str | None) -> _Base:
        if charset in ("utf-8", "utf-16-le", "utf-16-be", "utf-16", "ascii"):
            charset = None
        try:
            parts = urlsplit(url)
        except ValueError:
            return cls(url, url, url, charset)
        origin = f"{parts.scheme}://{parts.netloc}"
        return cls(url, origin + (parts.path[: parts.path.rfind("/") + 1] or "/"), origin + "/", charset)

    def needed_by(self, reference: str) -> str:
        """The part of the base URL that a reference depends on: the cache key by which a link shared by all
        pages of a folder or host is resolved once.
        """
        if reference.startswith(_ABSOLUTE_STARTS):
            return _ANYWHERE_SECURE if reference[4] == "s" else _ANYWHERE
        first = reference[:1]
        if first in _NO_PATH or first.isspace() or "\\" in reference:
            return self.url
        if first != "/":
            return self.folder
        return self.url if reference.startswith("//") and _NO_HOST.match(reference) else self.origin


def _add(
    links: dict[str, Found],
    target: str,
    base: _Base,
    scope: Scope,
    role: Literal["page", "feed"],
    position: str,
) -> None:
    if len(target) > _MAX_REFERENCE:
        return
    resolved = _followed(scope, base.needed_by(target), base.charset, target, role)
    if resolved is None:
        return
    url, address = resolved
    old = links.get(url)
    if old is None:
        links[url] = Found(url, address, role, position=position)
    elif better(position, than=old.position):
        links[url] = msgspec.structs.replace(old, position=position)


@functools.lru_cache(maxsize=_REMEMBERED)
def _followed(
    scope: Scope, base: str, charset: str | None, target: str, role: Literal["page", "feed"]
) -> tuple[str, str] | None:
    """The canonical URL of a reference and the URL to fetch; None if it is not to be followed."""
    # Most links on a portal's pages lead elsewhere; check that before computing the canonical form.
    if absolute := _ABSOLUTE.match(target):
        if not scope.knows_host(absolute.group(1)):
            scope.note_outside(target)
            return None
        reference = target
    elif _NO_LINK.match(target):
        return None
    else:
        reference = "".join(target.split("\n")).strip().replace("\t", "").replace("\r", "")
    if charset is not None and not reference.isascii():
        reference = _with_query_in(charset, reference)
    resolved = resolve(base, reference.replace("\\", "/"))
    if resolved is None:
        return None
    allowed = scope.allows if role == "page" else scope.contains
    return resolved if allowed(resolved[0]) and not looks_endless(resolved[0]) else None


def _with_query_in(charset: str, reference: str) -> str:
    """A reference with its query in the page's charset, as browsers send it; paths are always in UTF-8."""
    path, mark, query = reference.partition("#")[0].partition("?")
    return f"{path}{mark}{quote(query.encode(charset, 'xmlcharrefreplace'), safe=_AS_WRITTEN)}"


@functools.lru_cache(maxsize=_REMEMBERED)
def resolve(base: str, reference: str) -> tuple[str, str] | None:
    """A reference's canonical URL and the URL to fetch, or None if it is not valid."""
    try:
        address = joined(base, reference)
        if not address.lower().startswith(("http://", "https://")):
            return None
        urlsplit(address).port  # noqa: B018 - raises for an invalid port
        return urls.canonical(address), address
    except ValueError:
        return None


def joined(base: str, reference: str) -> str:
    """The absolute URL of a reference as browsers send it, without its fragment. Raises `ValueError`.

    Unlike `urljoin`, it keeps a semicolon at the end of the path. A dot at the end of the host, which leads to
    the same host, is removed.
    """
    address = urljoin(base, reference).partition("#")[0]
    path = reference.partition("#")[0].partition("?")[0]
    if path.endswith(";"):
        before, mark, query = address.partition("?")
        address = f"{before.rstrip(';')}{path[len(path.rstrip(';')) :]}{mark}{query}"
    return _without_dot(address)


def _without_dot(address: str) -> str:
    return _DOT_AFTER_HOST.sub(r"\1", address) if _DOT_AFTER_HOST.match(address) else address


def found(address: str, role: str) -> Found:
    """A start page, feed or sitemap, given by its URL."""
    address = _without_dot(address.partition("#")[0])
    return Found(urls.canonical(address), address, role, position="start")  # type: ignore[arg-type]


# --- URLs that grow ---

_MAX_SEGMENTS = 15
_MAX_PARAMETERS = 8


@functools.lru_cache(maxsize=_REMEMBERED)
def looks_endless(url: str) -> bool:
    """Whether a URL looks endless: many parameters, a very deep path, or a path that repeats itself."""
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
