"""What the elements of a page refer to: pages, feeds, its other versions; also where it takes a script to
follow a link.

Portals also link by `onclick`, by menus that jump, by buttons that load more, and a page that a script
fills has its links in JSON. All of it is taken as written and judged by its address alone; nothing of a
page is run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import quote

__all__ = ["References", "forbids_following", "is_clickable", "json_targets", "refresh_target"]

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")

# Where buttons and links that load more keep the address of it.
_LOADS = (
    "data-url",
    "data-href",
    "data-link",
    "data-next",
    "data-next-url",
    "data-more-url",
    "data-load-more",
)
# Elements that refer to something in a way of their own; all others do as anchors do.
_NO_ANCHORS = ("iframe", "frame", "link", "base", "option", "meta")
# What may make a link of an element that is none.
CLICKS = ("onclick", "data-href", "data-url", "data-link")
# A quoted address in a handler: `window.open('/a.html')`. It has a folder, or a page's ending.
_QUOTED = re.compile(
    r"""["']((?:https?://|/)[^\s"'<>]{1,500}|[^\s"'<>]{1,300}\.(?:s?html?|php|aspx?|jsp)(?:\?[^\s"'<>]{0,200})?)["']""",
    re.IGNORECASE,
)
_MAX_HANDLER = 1_000
_BEGINS_PLAINLY = "/h."  # nearly all links; the others are looked at
_SCRIPTED = re.compile(r"\s*(?:#(?!!)|$|javascript:)", re.IGNORECASE)
# `#!/news/1` is to be had as `?_escaped_fragment_=/news/1` where a page says so.
_HASH_BANG = "#!"
# `location.href = "/cn/"`, `location.replace('/cn/')`: where a page leads that has nothing else.
_LEAVES = re.compile(
    r"""\blocation(?:\.href)?\s{0,9}=\s{0,9}["']([^\s"'<>]{1,1000})["']"""
    r"""|\blocation\.(?:replace|assign)\(\s{0,9}["']([^\s"'<>]{1,1000})["']"""
)
# `var list = [{"url": …}];`, a script that is data.
_DATA = re.compile(r"\s*(?:(?:var|let|const)\s{1,9})?[\w.$\[\]\"']{1,60}\s{0,9}=\s{0,9}[\[{]")
# A page with fewer links is filled by a script, or leads on by one.
_HARDLY_ANY_LINKS = 3
_MAX_SCRIPT = 2_000_000


class Element(Protocol):
    """What is asked of an element: one of lxml, or a tag that the scanner read."""

    @property
    def tag(self) -> Any:
        """Its name."""

    @property
    def attrib(self) -> Any:
        """Its attributes, by their names."""

    def get(self, key: str, /) -> str | None:
        """The value of an attribute."""


class References:
    """The references of a page, in reading order: pages (and whether they stand in the navigation), feeds,
    its other versions.

    base          what they are relative to, as the page says
    variants      the same text in another form (AMP, mobile)
    translations  the page in other languages
    scripts       types and texts of its scripts
    has_fragments it says that scripts fill it by the fragment of its address, and how else to ask for that
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

    def take(self, element: Element, in_navigation: bool, in_menu: bool) -> bool:
        """Take what an element refers to; `in_menu`: it is in a menu that jumps. False where the page does
        not want its links followed."""
        tag = element.tag
        if tag == "meta":
            return self._take_meta(element, in_navigation)
        if tag not in _NO_ANCHORS:
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
        """These references with what the response's headers add: `Refresh`, `Link`, `X-Robots-Tag`."""
        if forbids_following(headers.get("x-robots-tag", "")):
            return References()
        if target := refresh_target(headers.get("refresh", "")):
            self.pages.append((target, False))
        for match in _LINK_HEADER.finditer(headers.get("link", "")[:_MAX_HANDLER]):
            if "next" in match["relation"].strip('"').lower().split():
                self.pages.append((match["target"], False))
        return self

    def settle(self, *, is_text: bool) -> References:
        """These references with what the scripts refer to, where they are what fills the page: of a page with
        hardly any links all, of a list what is in JSON."""
        hardly_any = len(self.pages) < _HARDLY_ANY_LINKS
        if hardly_any or not is_text:
            self.pages += [(target, False) for target in _in_scripts(self.scripts, only_json=not hardly_any)]
        if self.has_fragments:
            self.pages = [(_without_hash_bang(target), at) for target, at in self.pages]
        return self

    def _add_anchor(self, element: Element, in_navigation: bool) -> None:
        target = element.get("href")
        if target and (target[0] in _BEGINS_PLAINLY or not _SCRIPTED.match(target)):
            self.pages.append((target, in_navigation))
            return
        attributes = element.attrib
        if len(attributes) > (target is not None):
            for name in _LOADS:
                if (loads := attributes.get(name)) and ("/" in loads or "?" in loads):
                    self.pages.append((loads, in_navigation))
                    return
        handler = f"{target or ''} {attributes.get('onclick') or ''}"
        if (quoted := _QUOTED.search(handler, 0, _MAX_HANDLER)) is not None:
            self.pages.append((quoted.group(1), in_navigation))

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
    """Whether a robots meta element, or an `X-Robots-Tag` header, asks that links are not followed. What
    the header says to a robot by its name does not concern others."""
    return _NO_FOLLOWING.search(rules) is not None and _OF_ONE_ROBOT.match(rules) is None


def _without_hash_bang(target: str) -> str:
    """An address as servers of script-filled pages answer it (Google's scheme for crawling AJAX pages)."""
    page, mark, fragment = target.partition(_HASH_BANG)
    if not mark:
        return target
    return f"{page}{'&' if '?' in page else '?'}_escaped_fragment_={quote(fragment, safe='/')}"


def is_clickable(element: Element) -> bool:
    """Whether a script may have made a link of an element that is none."""
    return any(name in element.attrib for name in CLICKS)


def _jumps_to(value: str) -> str | None:
    """The address that an option of a menu jumps to."""
    value = value.strip()
    if value.startswith(("http://", "https://", "/")) or _QUOTED.fullmatch(f'"{value}"', 0, _MAX_HANDLER):
        return value
    return None


def _in_scripts(scripts: Iterable[tuple[str, str]], *, only_json: bool) -> Iterator[str]:
    """Where the scripts of a page lead, and the addresses in their data."""
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
# As HTML reads it: a time, a separator, and the address with or without `url=` before it.
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

# What addresses are called in lists that scripts load.
_ADDRESS_NAME = re.compile(r"(?:^|[a-z_-])(?:url|href|link|permalink|loc|uri|path|next|more)$", re.IGNORECASE)
_IN_MARKUP = re.compile(r"""<a\s[^<>]{0,500}?href\s{0,9}=\s{0,9}["']?([^\s"'<>]{1,1000})""", re.IGNORECASE)
_MAX_VALUES = 100_000


def json_targets(text: str) -> list[str] | None:
    """The addresses in JSON (or JSONP), in order: values with an address's name, and the links of markup;
    None for no JSON."""
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
