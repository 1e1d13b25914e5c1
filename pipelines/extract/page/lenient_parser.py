"""Parse a page with BeautifulSoup, which tolerates any markup: for pages where libxml2 loses text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.builder import ParserRejectedMarkup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag
from lxml import etree
from lxml.etree import _Element as Element

from newsmill.pipelines.extract.page.control_characters import FORBIDDEN
from newsmill.pipelines.regex import lazy_regex

__all__ = ["parse_forgiving"]

# SGML sections. Browsers treat them as a comment up to the next `>`; BeautifulSoup's parser raises an error.
_SECTION = lazy_regex(r"<!\[(?!CDATA\[)[^>]*>")
_WHOLE_TAG = lazy_regex(r"<[a-z][^>]*>", re.IGNORECASE)
_NO_QUOTES = str.maketrans("\"'", "  ")
# The maximum number of characters scanned for the ends of tags, which takes a third of a second.
_MOST_LOOKED_AT = 20_000_000
# The depth limit; browsers stop at 512. Elements nested deeper are reattached at this depth.
_MAX_DEPTH = 500
_XML_NAME = lazy_regex(r"[A-Za-z_][\w.-]*", re.ASCII)


def parse_forgiving(text: str) -> Element | None:
    """The tree as BeautifulSoup parses the source. Elements nested too deep are reattached at the depth
    limit. None if BeautifulSoup rejects the source."""
    closed = text.rfind("]]>") + 1
    text = text[:closed] + text[closed:].replace("<![CDATA[", "")
    # Each section becomes an empty comment, so that tags still open before it end in the same place.
    text = _without_open_quotes(_SECTION.sub("<!>", text))
    try:
        soup = BeautifulSoup(text, "html.parser")
    except ParserRejectedMarkup:  # what is rejected varies by Python version
        return None
    root = etree.Element("html")
    open_tags: list[tuple[Iterator[PageElement], Element]] = [(iter(soup.contents), root)]
    # Text to append to `place`. The pieces are collected first: lxml copies the existing text on each append.
    pieces: list[str] = []
    place = root
    while open_tags:
        children, parent = open_tags[-1]
        child = next(children, None)
        if child is None:
            open_tags.pop()
        elif isinstance(child, Tag):
            flat = child.name in ("html", "body") or len(open_tags) > _MAX_DEPTH
            if not flat:
                _append(place, pieces)
            open_tags.append((iter(child.contents), parent if flat else _copy(child, parent)))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            if place is not parent:
                _append(place, pieces)
                place = parent
            pieces.append(FORBIDDEN.sub(" ", child))
    _append(place, pieces)
    return root


def _without_open_quotes(text: str) -> str:
    """The source with the quotes removed from tags with an unclosed quote, if there are many such tags.

    For each of them, BeautifulSoup's parser searches all the rest of the source for the end.
    """
    odd = [
        tag.span()
        for tag in _WHOLE_TAG.finditer(text)
        if tag.group().count('"') % 2 or tag.group().count("'") % 2
    ]
    if len(odd) * len(text) <= _MOST_LOOKED_AT:
        return text
    pieces, position = [], 0
    for start, end in odd:
        pieces += [text[position:start], text[start:end].translate(_NO_QUOTES)]
        position = end
    return "".join([*pieces, text[position:]])


def _copy(tag: Tag, parent: Element) -> Element:
    """Append a BeautifulSoup tag without its children to `parent`, and return the new element."""
    element = etree.SubElement(parent, tag.name if _XML_NAME.fullmatch(tag.name) else "span")
    for name, value in tag.attrs.items():
        if _XML_NAME.fullmatch(name):
            joined = " ".join(value) if isinstance(value, list) else str(value)
            element.set(name, FORBIDDEN.sub(" ", joined))
    return element


def _append(parent: Element, pieces: list[str]) -> None:
    """Append the pieces of text to the content of an element, and clear the list."""
    if not pieces:
        return
    text = "".join(pieces)
    pieces.clear()
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
