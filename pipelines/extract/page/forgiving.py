"""A page's text to a tree through BeautifulSoup, which forgives everything: for pages that libxml2 loses text of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.builder import ParserRejectedMarkup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag
from lxml import etree
from lxml.etree import _Element as Element

from newsmill.pipelines.regex import lazy_regex

__all__ = ["parse_forgiving"]

# Sections as in SGML, which browsers read as a comment up to the next `>` and the parser under BeautifulSoup refuses.
_SECTION = lazy_regex(r"<!\[(?!CDATA\[)[^>]*>")
_WHOLE_TAG = lazy_regex(r"<[a-z][^>]*>", re.IGNORECASE)
_NO_QUOTES = str.maketrans("\"'", "  ")
# Characters that are looked at for the ends of tags, which takes a third of a second.
_MOST_LOOKED_AT = 20_000_000
# Deeper nesting than any browser follows (they stop at 512); elements below are hung up at this depth.
_MAX_DEPTH = 500
_XML_NAME = lazy_regex(r"[A-Za-z_][\w.-]*", re.ASCII)
_XML_FORBIDDEN = lazy_regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def parse_forgiving(text: str) -> Element | None:
    """The tree as BeautifulSoup reads the source; what is nested too deep is reattached at the depth limit.
    None for what it refuses."""
    closed = text.rfind("]]>") + 1
    text = text[:closed] + text[closed:].replace("<![CDATA[", "")
    # An empty comment for each: the tags that were open before it end where they did.
    text = _without_open_quotes(_SECTION.sub("<!>", text))
    try:
        soup = BeautifulSoup(text, "html.parser")
    except ParserRejectedMarkup:  # what it refuses is another thing in every version of Python
        return None
    root = etree.Element("html")
    open_tags: list[tuple[Iterator[PageElement], Element]] = [(iter(soup.contents), root)]
    # Text that is to stand at the end of `place`. Pieces of it are put together first: lxml copies what is
    # there for each.
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
            pieces.append(_XML_FORBIDDEN.sub(" ", child))
    _append(place, pieces)
    return root


def _without_open_quotes(text: str) -> str:
    """The source without the quotes of tags whose last one never closes, where there are many.

    The parser under BeautifulSoup looks for the end of each of them in all of the rest.
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
    """The BeautifulSoup tag, without its children, as the last child of `parent`."""
    element = etree.SubElement(parent, tag.name if _XML_NAME.fullmatch(tag.name) else "span")
    for name, value in tag.attrs.items():
        if _XML_NAME.fullmatch(name):
            joined = " ".join(value) if isinstance(value, list) else str(value)
            element.set(name, _XML_FORBIDDEN.sub(" ", joined))
    return element


def _append(parent: Element, pieces: list[str]) -> None:
    """Put the pieces of text, if there are any, at the end of an element, and forget them."""
    if not pieces:
        return
    text = "".join(pieces)
    pieces.clear()
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
