"""References of a page: other pages, feeds, and its other versions, including links that only a script
follows.

Portals also link by `onclick`, jump menus and load-more buttons, and a page filled by a script has its links
in JSON. All are taken as written and judged by their URL alone; nothing is executed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import quote

from newsmill.crawler.frontier.pager import ENDINGS, Form, scripted, submitted

__all__ = [
    "ATTRIBUTES",
    "LINKING_ATTRIBUTES",
    "References",
    "forbids_following",
    "is_clickable",
    "json_targets",
    "refresh_target",
]

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")

# Attributes in which load-more buttons and links hold a URL.
_LOADS = (
    "data-url",
    "data-href",
    "data-link",
    "data-next",
    "data-next-url",
    "data-more-url",
    "data-load-more",
    "data-load-url",
    "data-page-url",
    "data-next-page-url",
    "data-ajax-url",
    "data-api",
    "data-hx-get",
    "hx-get",
)
_LOAD_NAMES = frozenset(_LOADS)
# Elements whose references are read in their own way; all others are read like anchors.
_NO_ANCHORS = ("iframe", "frame", "link", "base", "option", "meta")
# Attributes that may turn any element into a link.
CLICKS = ("onclick", "data-href", "data-url", "data-link", "data-api", "hx-get")
# Attributes that make an element a link whatever its `href` is, and all that references are read from.
LINKING_ATTRIBUTES = frozenset((*_LOADS, "onclick"))
ATTRIBUTES = LINKING_ATTRIBUTES | {
    "action", "content", "href", "hreflang", "http-equiv", "media", "method", "name", "rel", "src", "type", "value",
}  # fmt: skip
# A quoted URL in a handler: `window.open('/a.html')`. It has a folder or a page's file extension.
_QUOTED = re.compile(
    r"""["']((?:https?://|/)[^\s"'<>]{1,500}|[^\s"'<>]{1,300}\."""
    + ENDINGS
    + r"""(?:\?[^\s"'<>]{0,200})?)["']""",
    re.IGNORECASE,
)
# A call with a number, `goPage(3)`, whose function may lead to a page of that number; `void(0)` has none.
_NUMBERED_CALL = re.compile(r"[A-Za-z_$][\w$]{0,60}\([^()]{0,200}?[1-9][^()]{0,200}\)")
_MAX_HANDLER = 1_000
_BEGINS_PLAINLY = "/h."  # true of nearly all links; only the others are checked
_SCRIPTED = re.compile(r"\s*(?:#(?!!)|$|javascript:)", re.IGNORECASE)
# `#!/news/1` is fetched as `?_escaped_fragment_=/news/1` if the page says so.
_HASH_BANG = "#!"
# `location.href = "/cn/"`, `location.replace('/cn/')`: script redirects of a page with no other links.
_LEAVES = re.compile(
    r"""\blocation(?:\.href)?\s{0,9}=\s{0,9}["']([^\s"'<>]{1,1000})["'](?!\s{0,9}\+)"""
    r"""|\blocation\.(?:replace|assign)\(\s{0,9}["']([^\s"'<>]{1,1000})["']"""
)
# `var list = [{"url": …}];`, a script that is data.
_DATA = re.compile(r"\s*(?:(?:var|let|const)\s{1,9})?[\w.$\[\]\"']{1,60}\s{0,9}=\s{0,9}[\[{]")
# A page with fewer links is filled, or redirected, by a script.
_HARDLY_ANY_LINKS = 3
_MAX_SCRIPT = 2_000_000


class Element(Protocol):
    """The interface of an element: one of lxml, or a tag read by the scanner."""

    @property
    def tag(self) -> Any:
        """Its name."""

    @property
    def attrib(self) -> Any:
        """Its attributes, by their names."""

    def get(self, key: str, /) -> str | None:
        """The value of an attribute."""


class References:
    """The references of a page, in reading order: pages (and whether each is in the navigation), feeds, its
    other versions.

    base          the base URL that the page declares
    variants      the same text in another form (AMP, mobile)
    translations  the page in other languages
    scripts       types and texts of its scripts
    has_fragments whether the page declares that it supports `_escaped_fragment_`
    """

    def __init__(self) -> None:
        self.pages: list[tuple[str, bool]] = []
        self.feeds: list[str] = []
        self.variants: list[str] = []
        self.translations: list[str] = []
        self.canonical: str | None = None
        self.base: str | None = None
        self.has_fragments = False
        self.scripts: Iterable[tuple[str, str]] = ()
        self._handlers: list[str] = []
        self._forms: list[Form] = []

    def take(self, element: Element, in_navigation: bool, in_menu: bool) -> bool:
        """Record an element's references; `in_menu`: it is in a jump menu. Returns False if the page asks
        that its links are not followed.
        """
        tag = element.tag
        if tag == "meta":
            return self._take_meta(element, in_navigation)
        if tag == "form":
            self._forms.append(Form(element.get("action") or "", element.get("method") or ""))
        elif tag == "input":
            if self._forms:
                self._forms[-1].take(
                    element.get("type") or "text", element.get("name") or "", element.get("value") or ""
                )
        elif tag not in _NO_ANCHORS:
            if "nofollow" not in (element.get("rel") or "").lower():
                self._add_anchor(element, in_navigation)
        elif tag in ("iframe", "frame"):
            if target := element.get("src"):
                self.pages.append((target, in_navigation))
        elif tag == "link":
            self._add_link(element, (element.get("rel") or "").lower().split(), element.get("href"))
        elif tag == "base":
            self.base = self.base or element.get("href")
        elif in_menu and (jumps_to := _jumps_to(element.get("value") or "")):  # an option
            self.pages.append((jumps_to, True))
        return True

    def _take_meta(self, element: Element, in_navigation: bool) -> bool:
        content = element.get("content") or ""
        if (element.get("http-equiv") or "").lower() == "refresh":
            if target := refresh_target(content):
                self.pages.append((target, in_navigation))
        elif (element.get("name") or "").lower() == "robots":
            return not forbids_following(content)
        elif (element.get("name") or "").lower() == "fragment":
            self.has_fragments = content.strip() == "!"
        return True

    def with_headers(self, headers: Mapping[str, str]) -> References:
        """These references and those in the response headers: `Refresh`, `Link`, `X-Robots-Tag`."""
        if forbids_following(headers.get("x-robots-tag", "")):
            return References()
        if target := refresh_target(headers.get("refresh", "")):
            self.pages.append((target, False))
        for match in _LINK_HEADER.finditer(headers.get("link", "")[:_MAX_HANDLER]):
            if "next" in match["relation"].strip('"').lower().split():
                self.pages.append((match["target"], False))
        return self

    def settle(self, own: str, *, is_text: bool) -> References:
        """These references and those in scripts: all of them if the page has hardly any links, only those in
        JSON if it is a list, none if it is a text. A list's further pages are read from scripts and forms too.

        own  the page's URL
        """
        hardly_any = len(self.pages) < _HARDLY_ANY_LINKS
        if hardly_any or not is_text:
            scripts = list(self.scripts)
            self.pages += [(target, False) for target in _in_scripts(scripts, only_json=not hardly_any)]
            if not is_text:
                code = (text for kind, text in scripts if "json" not in kind.lower())
                self.pages += [(target, False) for target in scripted(code, self._handlers, own)]
                self.pages += [(target, False) for target in submitted(self._forms)]
        if self.has_fragments:
            self.pages = [(_without_hash_bang(target), at) for target, at in self.pages]
        return self

    def _add_anchor(self, element: Element, in_navigation: bool) -> None:
        target = element.get("href")
        if target and (target[0] in _BEGINS_PLAINLY or not _SCRIPTED.match(target)):
            self.pages.append((target, in_navigation))
            return
        attributes = element.attrib
        if not _LOAD_NAMES.isdisjoint(attributes):
            for name in _LOADS:
                if (loads := attributes.get(name)) and ("/" in loads or "?" in loads):
                    self.pages.append((loads, in_navigation))
                    return
        handler = f"{target or ''} {attributes.get('onclick') or ''}"
        if "'" not in handler and '"' not in handler and "(" not in handler:
            return  # `javascript:;`
        if (quoted := _QUOTED.search(handler, 0, _MAX_HANDLER)) is not None:
            self.pages.append((quoted.group(1), in_navigation))
        elif (call := _NUMBERED_CALL.search(handler, 0, _MAX_HANDLER)) is not None:
            self._handlers.append(call.group())

    def _add_link(self, element: Element, relation: list[str], target: str | None) -> None:
        if not target:
            return
        if "next" in relation:
            self.pages.append((target, False))
        elif "canonical" in relation:
            self.canonical = self.canonical or target
        elif "amphtml" in relation or ("alternate" in relation and element.get("media")):
            self.variants.append(target)
        elif "alternate" in relation:
            if (element.get("type") or "").lower() in _FEED_TYPES:
                self.feeds.append(target)
            elif element.get("hreflang"):
                self.translations.append(target)


# `Link: </list?page=2>; rel="next"` (RFC 8288).
_LINK_HEADER = re.compile(
    r"""<(?P<target>[^<>]{1,900})>[^<>,]{0,200}?;\s?rel=(?P<relation>"[^"]{1,100}"|[\w-]{1,30})"""
)
_NO_FOLLOWING = re.compile(r"(?:^|[\s,])(?:nofollow|none)(?:$|[\s,])", re.IGNORECASE)
_OF_ONE_ROBOT = re.compile(r"\s*(?!unavailable_after)[\w.-]+\s*:", re.IGNORECASE)


def forbids_following(rules: str) -> bool:
    """Whether a robots meta element or an `X-Robots-Tag` header forbids following links. Rules of the header
    for a named robot are ignored.
    """
    return _NO_FOLLOWING.search(rules) is not None and _OF_ONE_ROBOT.match(rules) is None


def _without_hash_bang(target: str) -> str:
    """The URL that servers of script-filled pages answer (Google's AJAX crawling scheme)."""
    page, mark, fragment = target.partition(_HASH_BANG)
    if not mark:
        return target
    return f"{page}{'&' if '?' in page else '?'}_escaped_fragment_={quote(fragment, safe='/')}"


def is_clickable(element: Element) -> bool:
    """Whether a script may have turned this element into a link."""
    return any(name in element.attrib for name in CLICKS)


def _jumps_to(value: str) -> str | None:
    """The URL that an option of a jump menu leads to."""
    value = value.strip()
    if value.startswith(("http://", "https://", "/")) or _QUOTED.fullmatch(f'"{value}"', 0, _MAX_HANDLER):
        return value
    return None


def _in_scripts(scripts: Iterable[tuple[str, str]], *, only_json: bool) -> Iterator[str]:
    """Redirects in the scripts of a page, and URLs in their data."""
    room = _MAX_SCRIPT
    for kind, text in scripts:
        room -= len(text)
        if room < 0:
            return
        if "json" in kind.lower() or (not only_json and _DATA.match(text)):
            yield from json_targets(text) or ()
        elif not only_json:
            for leaves in _LEAVES.finditer(text):
                yield leaves.group(1) or leaves.group(2)


_MAX_REFRESH = 4_000
# As HTML reads it: a time, a separator, and the URL with or without `url=` before it.
_REFRESH = re.compile(
    r"\s*[0-9.]+\s*(?:[;,]\s*|(?<=\s))(?:url\s*=\s*)?(?P<quote>[\"']?)(?P<target>.*)",
    re.IGNORECASE | re.DOTALL,
)


def refresh_target(content: str) -> str | None:
    """Where `<meta http-equiv=refresh content="3; url=…">` leads, or None."""
    if len(content) > _MAX_REFRESH:
        content = content.strip()[:_MAX_REFRESH]
    match = _REFRESH.match(content)
    if match is None:
        return None
    target = match["target"].partition(match["quote"])[0] if match["quote"] else match["target"]
    return target.strip() or None


# --- JSON ---

# Keys of URLs in lists that scripts load.
_ADDRESS_NAME = re.compile(r"(?:^|[a-z_-])(?:url|href|link|permalink|loc|uri|path|next|more)$", re.IGNORECASE)
_IN_MARKUP = re.compile(r"""<a\s[^<>]{0,500}?href\s{0,9}=\s{0,9}["']?([^\s"'<>]{1,1000})""", re.IGNORECASE)
_MAX_VALUES = 100_000


def json_targets(text: str) -> list[str] | None:
    """The URLs in JSON (or JSONP), in order: values under a URL's key, and links in markup. None if it is not
    JSON.
    """
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=-1)
    end = max(text.rfind("}"), text.rfind("]"))
    if start < 0 or end < start or len(text) > _MAX_SCRIPT:
        return None
    try:
        data = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        return None
    found: dict[str, None] = {}
    waiting: list[tuple[str, Any]] = [("", data)]
    for _ in range(_MAX_VALUES):
        if not waiting:
            break
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(key, each) for key, each in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(name, each) for each in reversed(value)]
        elif isinstance(value, str):
            found.update(dict.fromkeys(_targets_of(name, value)))
    return list(found)


def _targets_of(name: str, value: str) -> Iterator[str]:
    if "<a " in value or "<A " in value:
        for match in _IN_MARKUP.finditer(value):
            yield match.group(1)
    elif _ADDRESS_NAME.search(name) and re.match(r"https?://|/|[^\s:]*\.s?html?\b", value):
        yield value
