"""Reads a page's text and references from its bytes, without building a tree.

A crawl reads every page twice: for its links, in the crawling process, and for its record, in a worker. Links
need only the open elements, not a tree, so `_scan.pyx` reads the tags once, in a fifth of the time of
parsing. Elements are closed as libxml2 closes them, by the tables below, and a test requires the same result
as from the walk over libxml2's tree (`newsmill.crawler.frontier.walk`), the fallback without the compiled
module.
"""

from __future__ import annotations

import html
import re
from functools import cache
from html.entities import html5
from typing import Any

from newsmill.crawler.frontier.prose import Prose
from newsmill.crawler.frontier.references import ATTRIBUTES, LINKING_ATTRIBUTES, References
from newsmill.crawler.frontier.walk import ROLES
from newsmill.pipelines.compiled import module

__all__ = ["Element", "scan"]

_VOID, _RAW, _REFERENCES, _IGNORED = 32, 64, 128, 256
_PROPERTIES = {
    # Void elements.
    _VOID: (
        "area", "base", "basefont", "br", "col", "frame", "hr", "img", "input", "isindex", "link", "meta",
        "param",
    ),
    # Raw text up to their end tag.
    _RAW: (
        "iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp",
    ),
    # Raw text in which character references are replaced.
    _REFERENCES: ("textarea", "title"),
    # A page has exactly one of each, whatever tags it contains.
    _IGNORED: ("html", "head", "body"),
    # Has no reference by itself, but is read within a jump menu.
    8: ("option",),
}  # fmt: skip
# An end tag does not close through an open element of a higher rank; all others have 100.
_RANKS = {
    "div": 150, "td": 160, "th": 160, "tr": 170, "tbody": 180, "tfoot": 180, "thead": 180, "table": 190,
}  # fmt: skip
# Which start tags close an element, if it is the innermost.
_CLOSED_BY = {
    "a": "a fieldset table td th",
    "address": "dd dl dt form li ul",
    "b": "center p td th",
    "big": "p",
    "caption": "col colgroup tbody tfoot thead tr",
    "colgroup": "colgroup tbody tfoot thead tr",
    "dd": "dt",
    "dir": "dd dl dt form ul",
    "dl": "form li",
    "dt": "dd dl",
    "font": "center td th",
    "form": "form",
    "h1": "fieldset form li p table",
    "h2": "fieldset form li p table",
    "h3": "fieldset form li p table",
    "h4": "fieldset form li p table",
    "h5": "fieldset form li p table",
    "h6": "fieldset form li p table",
    "i": "center p td th",
    "legend": "fieldset",
    "li": "li",
    "menu": "dd dl dt form ul",
    "ol": "form",
    "option": "optgroup option",
    "p": (
        "address blockquote caption center col colgroup dd dir div dl dt fieldset form frameset h1 h2 h3 h4 h5 "
        "h6 hr li menu ol p pre table tbody td tfoot th title tr ul xmp"
    ),
    "pre": "dd dl dt fieldset form li table ul",
    "s": "p",
    "small": "p",
    "span": "td th",
    "strike": "p",
    "tbody": "tbody tfoot",
    "td": "tbody td tfoot th tr",
    "tfoot": "tbody",
    "th": "tbody td tfoot th tr",
    "thead": "tbody tfoot",
    "tr": "tbody tfoot tr",
    "tt": "p",
    "u": "p td th",
    "ul": "address form menu pre",
}


class Element:
    """A tag with the attributes that `References` reads, and as much like an element of lxml as it needs."""

    __slots__ = ("attrib", "get", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attrib = attributes
        self.get = attributes.get


def scan(page: bytes) -> tuple[Prose, References] | None:
    """The text and the references of a page in UTF-8; None without the compiled module."""
    compiled = _compiled()
    if compiled is None:
        return None
    prose, references = Prose(), References()
    scripts, follows = compiled.scan(page, prose, references, Element, html.unescape, _unescape_attribute)
    if not follows:
        return prose, References()
    references.scripts = (
        (kind, page[start:end].decode("utf-8", "replace")) for kind, (start, end) in scripts
    )
    return prose, references


@cache
def _compiled() -> Any:
    compiled = module("newsmill.crawler.frontier._scan")
    if compiled is not None:
        roles = dict(ROLES)
        for role, tags in _PROPERTIES.items():
            for tag in tags:
                roles[tag] = roles.get(tag, 0) | role
        closed_by = {tag: by.split() for tag, by in _CLOSED_BY.items()}
        known = {*roles, *closed_by, *_RANKS, *(tag for tags in closed_by.values() for tag in tags)}
        attributes = {name: name in LINKING_ATTRIBUTES for name in ATTRIBUTES}
        compiled.set_tables({tag: roles.get(tag, 0) for tag in known}, _RANKS, closed_by, attributes)
    return compiled


_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|([A-Za-z][A-Za-z0-9]*;?)(=?))")


def _unescape_attribute(text: str) -> str:
    """Replace character references in an attribute value; `?a=1&copy=2` contains none."""
    if text.count("&") == text.count("&amp;"):  # as in most links
        return text.replace("&amp;", "&")
    return _REFERENCE.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return html.unescape(match[0])
    if name not in html5 or (match[2] and not name.endswith(";")):
        return match[0]
    return html5[name] + match[2]
