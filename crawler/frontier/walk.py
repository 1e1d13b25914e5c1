"""One walk over a page for its prose and for the elements that refer to others.

The walk is written twice: here, and in `_walk.pyx`, which does the same in a tenth of the time and is
compiled where a compiler was at hand when newsmill was installed (`newsmill.pipelines.compiled`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from newsmill.pipelines.compiled import module

if TYPE_CHECKING:
    from newsmill.crawler.frontier.prose import Prose

__all__ = ["walk", "walk_in_python"]

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
    _REFERRING: ("a", "area", "base", "button", "iframe", "frame", "link", "meta", "select"),
    _NAVIGATION: ("nav", "footer"),
}  # fmt: skip
_ROLES: dict[str, int] = {}
for _role, _tags in _TAGS.items():
    for _tag in _tags:
        _ROLES[_tag] = _ROLES.get(_tag, 0) | _role

Referring = list[tuple[etree._Element, bool]]


def walk(root: etree._Element, prose: Prose) -> Referring:
    """Feed a page's text to `prose`; gives its referring elements in reading order, and whether each stands
    in the navigation."""
    compiled, roles = _compiled()
    if compiled is None:
        return walk_in_python(root, prose)
    found: Referring = compiled.walk(root, prose, roles)
    return found


@cache
def _compiled() -> tuple[Any, dict[bytes, int]]:
    roles = {tag.encode(): role for tag, role in _ROLES.items()}
    return module("newsmill.crawler.frontier._walk"), roles


def walk_in_python(root: etree._Element, prose: Prose) -> Referring:
    """`walk` without the compiled module."""
    found: Referring = []
    in_link = silent = navigation = 0
    is_open = False
    for event, element in etree.iterwalk(root, events=("start", "end")):
        role = _ROLES.get(element.tag, 0)  # type: ignore[arg-type]
        step = 1 if event == "start" else -1
        if role & _SILENT:
            silent += step
        elif role & _LINK:
            in_link += step
        elif is_open and not role & _INLINE:
            is_open = False
            prose.end_block()
        if role & _NAVIGATION:
            navigation += step
        piece = element.text if event == "start" else element.tail
        if event == "start" and role & _REFERRING:
            found.append((element, navigation > 0))
        if piece and not silent and not piece.isspace():
            is_open = True
            prose.add(piece, in_link=in_link > 0)
    return found
