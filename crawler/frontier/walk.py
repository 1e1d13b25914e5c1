"""A walk over a page's tree for its prose and for the elements that refer to others.

It is used where the scanner is not compiled (`newsmill.crawler.frontier.scan`), and says what the scanner is
to find.
"""

from __future__ import annotations

from lxml import etree

from newsmill.crawler.frontier.prose import Prose
from newsmill.crawler.frontier.references import References

__all__ = ["ROLES", "walk"]

_SILENT, _LINK, _INLINE, _REFERRING, _NAVIGATION = 1, 2, 4, 8, 16
_TAGS = {
    # No prose.
    _SILENT: ("script", "style", "noscript", "template", "textarea", "select", "option"),
    _LINK: ("a",),
    # They do not end a block.
    _INLINE: (
        "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "em", "font", "i", "img", "kbd", "mark", "q",
        "s", "small",
        "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
    ),
    _REFERRING: ("a", "area", "base", "button", "iframe", "frame", "link", "meta", "option", "select"),
    _NAVIGATION: ("nav", "footer"),
}  # fmt: skip
ROLES: dict[str, int] = {}
for _role, _tags in _TAGS.items():
    for _tag in _tags:
        ROLES[_tag] = ROLES.get(_tag, 0) | _role


def walk(root: etree._Element) -> tuple[Prose, References]:
    """The text and the references of a page."""
    prose, references = Prose(), References()
    in_link = silent = navigation = 0
    is_open, in_menu, follows = False, False, True
    for event, element in etree.iterwalk(root, events=("start", "end")):
        role = ROLES.get(element.tag, 0)  # type: ignore[arg-type]
        begins = event == "start"
        step = 1 if begins else -1
        if role & _SILENT:
            silent += step
        elif role & _LINK:
            in_link += step
        elif is_open and not role & _INLINE:
            is_open = False
            prose.end_block()
        if role & _NAVIGATION:
            navigation += step
        if element.tag == "select":
            in_menu = begins and bool(element.get("onchange"))
        elif begins and role & _REFERRING and follows:
            follows = references.take(element, navigation > 0, in_menu)
        piece = element.text if begins else element.tail
        if piece and not silent and not piece.isspace():
            is_open = True
            prose.add(piece, in_link > 0)
    if not follows:
        return prose, References()
    references.read_scripts((script.get("type") or "", script.text or "") for script in root.iter("script"))
    return prose, references
