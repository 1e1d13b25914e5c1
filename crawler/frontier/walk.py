"""Walks a page's tree for its prose and its references.

Used if the scanner (`newsmill.crawler.frontier.scan`) is not compiled, and the reference for what the scanner
must find.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from newsmill.crawler.frontier.prose import Prose
from newsmill.crawler.frontier.references import References, is_clickable

__all__ = ["ROLES", "walk"]

_SILENT, _LINK, _INLINE, _REFERRING, _NAVIGATION, _CLICKABLE = 1, 2, 4, 8, 16, 512
_TAGS = {
    # Contents that are not prose.
    _SILENT: ("script", "style", "noscript", "template", "textarea", "select", "option"),
    _LINK: ("a",),
    # Do not end a block.
    _INLINE: (
        "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "em", "font", "i", "img", "kbd", "mark", "q",
        "s", "small",
        "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
    ),
    _REFERRING: (
        "a", "area", "base", "button", "form", "iframe", "input", "frame", "link", "meta", "option", "select",
    ),
    _NAVIGATION: ("nav", "footer"),
    # Scripts may turn these into links.
    _CLICKABLE: (
        "article", "dd", "div", "dt", "figure", "h1", "h2", "h3", "h4", "img", "li", "p", "section", "span", "td", "tr",
    ),
}  # fmt: skip
ROLES: dict[str, int] = {}
for _role, _tags in _TAGS.items():
    for _tag in _tags:
        ROLES[_tag] = ROLES.get(_tag, 0) | _role


class _Walk:
    """The state of a walk: which elements are open."""

    def __init__(self) -> None:
        self.prose, self.references = Prose(), References()
        self.in_link = self.silent = self.navigation = 0
        self.is_open, self.in_menu, self.follows = False, False, True

    def step(self, role: int, by: int) -> None:
        """An element begins (`by` 1) or ends (-1)."""
        if role & _SILENT:
            self.silent += by
        elif role & _LINK:
            self.in_link += by
        elif self.is_open and not role & _INLINE:
            self.is_open = False
            self.prose.end_block()
        if role & _NAVIGATION:
            self.navigation += by

    def refer(self, element: etree._Element, role: int) -> None:
        """Record an element's references."""
        if element.tag == "select":
            self.in_menu = bool(element.get("onchange"))
        elif self.follows and (role & _REFERRING or (role & _CLICKABLE and is_clickable(element))):
            self.follows = self.references.take(element, self.navigation > 0, self.in_menu)

    def read(self, piece: str | None) -> None:
        """Record the text after a tag."""
        if piece and not self.silent and not piece.isspace():
            self.is_open = True
            self.prose.add(piece, self.in_link > 0)


def walk(root: etree._Element) -> tuple[Prose, References]:
    """The text and the references of a page."""
    state = _Walk()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        role = ROLES.get(element.tag, 0)  # type: ignore[arg-type]
        if event == "start":
            state.step(role, 1)
            state.refer(element, role)
            state.read(element.text)
        else:
            state.step(role, -1)
            state.in_menu = state.in_menu and element.tag != "select"
            state.read(element.tail)
    if not state.follows:
        return state.prose, References()
    state.references.scripts = _scripts(root)
    return state.prose, state.references


def _scripts(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("script", "body"):
        text = element.get("onload") if element.tag == "body" else element.text
        yield element.get("type") or "", text or ""
