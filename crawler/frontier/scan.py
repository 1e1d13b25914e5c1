"""A page's text and references from its bytes, without a tree.

A crawl reads every page twice: for its links, in the crawling process, and for its record, in a worker. Links
need no tree, only to know which elements are open; so `_scan.pyx` goes over the tags once and takes a fifth
of the time of parsing. Elements are closed as libxml2 closes them, by the tables below, and a test holds the
scanner to the walk over libxml2's tree (`newsmill.crawler.frontier.walk`), which is the fallback where it is
not compiled.
"""

from __future__ import annotations

import html
import re
from functools import cache
from html.entities import html5
from typing import Any

from newsmill.crawler.frontier.prose import Prose
from newsmill.crawler.frontier.references import References
from newsmill.crawler.frontier.walk import ROLES
from newsmill.pipelines.compiled import module

__all__ = ["Element", "scan"]

_VOID, _RAW, _REFERENCES, _IGNORED = 32, 64, 128, 256
_PROPERTIES = {
    # They have no content.
    _VOID: (
        "area", "base", "basefont", "br", "col", "frame", "hr", "img", "input", "isindex", "link", "meta",
        "param",
    ),
    # What is in them is text until their end tag.
    _RAW: (
        "iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp",
    ),
    # Of these the ones in whose text character references are replaced.
    _REFERENCES: ("textarea", "title"),
    # A page has them once, whatever tags it has.
    _IGNORED: ("html", "head", "body"),
    # Not an element that refers to something by itself, but read within a menu.
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
    """A tag with its attributes, as much like an element of lxml as `References` needs."""

    __slots__ = ("attrib", "get", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attrib = attributes
        self.get = attributes.get


def scan(page: bytes) -> tuple[Prose, References] | None:
    """The text and the references of a page in UTF-8; None where the compiled module is not there."""
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
        compiled.set_tables({tag: roles.get(tag, 0) for tag in known}, _RANKS, closed_by)
    return compiled


_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|([A-Za-z][A-Za-z0-9]*;?)(=?))")


def _unescape_attribute(text: str) -> str:
    """Replace character references in an attribute: in `?a=1&copy=2` there is none."""
    return _REFERENCE.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return html.unescape(match[0])
    if name not in html5 or (match[2] and not name.endswith(";")):
        return match[0]
    return html5[name] + match[2]
