"""Turn a tree into a flat list of blocks, in one walk.

There are two implementations: this one, and `_walk.pyx`, which gives the same result in a fifth of the time.
The latter is built if a compiler was available when newsmill was installed. `NEWSMILL_PURE_PYTHON=1` in the
environment disables it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from lxml import etree

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.lexicon.vocabulary import OTHER_TAG, TAG_NUMBERS, TAG_SIGNS, Sign, signs_of
from newsmill.pipelines.extract.page.blocks import Block, Columns, Container, Document, Picture
from newsmill.pipelines.extract.page.characters import character_classes
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["INLINE_LIMIT", "is_block_level", "is_skipped", "read_blocks", "read_blocks_in_python"]

# How the walk treats an element. The order matters: the walk tests `role <= _BOLD` and `role <= _HEADING`.
_INLINE: Final = 0
_LINK: Final = 1
_BOLD: Final = 2
_BLOCK: Final = 3
_HEADING: Final = 4
_BREAK: Final = 5
_RULE: Final = 6
_PICTURE: Final = 7
_PLAYER: Final = 8
_SKIP: Final = 9
_WIDGET: Final = 10  # skipped, unless it was left open and swallowed the page

_ROLES: dict[object, int] = {
    **dict.fromkeys((
        "html", "body", "div", "p", "section", "article", "main", "header", "footer", "nav", "aside", "table",
        "thead",
        "tbody", "tfoot", "tr", "td", "th", "caption", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre",
        "form",
        "figure", "figcaption", "center", "address", "fieldset", "legend", "details", "summary", "dialog", "dir",
        "menu", "hgroup",
        "frameset", "button", "listing", "xmp", "plaintext", "marquee", "title-block",
    ), _BLOCK),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING),
    **dict.fromkeys((
        "head", "script", "style", "noscript", "template", "textarea", "input",
        "rt", "rp", "noembed", "noframes", "progress", "meter", "applet", "link", "meta", "title", "base",
    ), _SKIP),
    **dict.fromkeys(("svg", "select", "canvas", "map", "datalist"), _WIDGET),
    **dict.fromkeys(("iframe", "object", "embed", "video", "audio", "amp-video", "amp-iframe"), _PLAYER),
    "a": _LINK,
    "br": _BREAK,
    "hr": _RULE,
    "b": _BOLD,
    "strong": _BOLD,
    "img": _PICTURE,
    "amp-img": _PICTURE,
    # The `tag` of comments and the like in lxml. `parse` removes them, but other trees may have them.
    etree.Comment: _SKIP,
    etree.ProcessingInstruction: _SKIP,
    etree.Entity: _SKIP,
}  # fmt: skip

# Their class describes the whole page: a discussion tab, the position of a sidebar, a layout.
_PAGE = ("html", "body")
# The only hint that counts on a box with most of the page in it.
_CONTENT = int(Sign.CONTENT)
# Elements with declared metadata.
_METADATA_TAGS = ("meta", "title", "script")
_NAMES = frozenset(("class", "id", "role", "itemprop", "data-component", "data-testid", "data-role"))
_HIDING = lazy_regex(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_ZERO_WIDTH = lazy_regex("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
# A line break in the source between two characters of a script without spaces is not a space.
_WRAPPED = lazy_regex(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u3000-\u9fff\uff00-\uffef])")


# Inline elements nested deeper than this are an artefact of a generator.
INLINE_LIMIT = 40
# Nested unclosed widgets: below this depth the walk no longer checks whether a widget swallowed the page.
_WIDGET_LIMIT = 8


def is_block_level(tag: str) -> bool:
    """Whether an element of this tag begins a new block."""
    return _BLOCK <= _ROLES.get(tag, _INLINE) <= _HEADING


def is_skipped(tag: str) -> bool:
    """Whether an element of this tag contains no text of the page."""
    return _ROLES.get(tag, _INLINE) >= _PICTURE


def read_blocks(root: Element) -> Document:
    """Walk the tree once and return its blocks, containers and pictures. Linear in the size of the tree,
    which must not be changed afterwards."""
    return _walk()(root)


def read_blocks_in_python(root: Element) -> Document:
    """Pure-Python fallback of `read_blocks`."""
    return _Walk(root).run()


@cache
def _walk() -> Callable[[Element], Document]:
    """The compiled walk if it is available for this lxml, else the one in Python."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    if compiled is None:
        return read_blocks_in_python
    compiled.configure(
        roles=_ROLES,
        metadata_tags=_METADATA_TAGS,
        signs=TAG_SIGNS,
        content=_CONTENT,
        numbers=TAG_NUMBERS,
        other=OTHER_TAG,
        classes=character_classes().tobytes(),
        signs_of=signs_of,
        is_hiding=_HIDING.search,
        block=Block,
        container=Container,
        picture=Picture,
        document=Document,
        columns=Columns,
    )
    walk: Callable[[Element], Document] = compiled.walk
    return walk


class _Walk:
    def __init__(self, root: Element) -> None:
        self.root = root
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self.pictures: list[Picture] = []
        self.metadata_elements: list[Element] = []
        self.elements: list[Element] = []
        self.offset = 0

    def flush(
        self,
        pieces: list[str],
        container: Container,
        links: int,
        link_chars: int,
        bold_chars: int,
        heading: int,
        breaks: int,
    ) -> bool:
        """Make a block of the text collected so far; False if there is none."""
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        if not text.isascii():
            if "\u200b" in text or "\ufeff" in text or "\u00ad" in text or "\u200e" in text:
                text = _ZERO_WIDTH.sub("", text)
            if "\n" in text:
                text = _WRAPPED.sub("", text.strip())
        text = " ".join(text.split())
        if not text:
            return False
        blocks = self.blocks
        blocks.append(
            Block(
                len(blocks), text, container.tag, self.elements, container.index, links, link_chars, bold_chars,
                heading, breaks, self.offset, container.hidden,
            )
        )  # fmt: skip
        self.offset += len(text)
        return True

    def run(self) -> Document:
        """The walk, in a single loop for speed: a page has thousands of elements."""
        roles = _ROLES
        blocks, containers, pictures, flush = self.blocks, self.containers, self.pictures, self.flush
        elements = self.elements
        current = Container(0, -1, elements, "html", 0, 0, 0, False, 0, 0)
        containers.append(current)
        elements.append(self.root)
        pieces: list[str] = []
        in_link = in_bold = links = link_chars = bold_chars = breaks = heading = preformatted = quoted = (
            widgets
        ) = 0
        # The stack of open elements, each with its remaining siblings and its role. Elements without
        # children, which are more than half, are never pushed: they begin and end in one iteration.
        opened: list[tuple[Iterator[Element], Element, int]] = []
        siblings: Iterator[Element] = iter((self.root,))
        while True:
            element = next(siblings, None)
            if element is None:
                if not opened:
                    break
                siblings, element, role = opened.pop()
            else:
                tag: Any = element.tag
                role = roles.get(tag, _INLINE)
                inside = True
                if role <= _BOLD:
                    if tag == "span" and (style := element.get("style")) and _HIDING.search(style):
                        self.metadata_elements.extend(element.iter(*_METADATA_TAGS))
                        inside = False
                    else:
                        if role == _LINK:
                            in_link += 1
                            links += 1
                        elif role == _BOLD:
                            in_bold += 1
                        text = element.text
                        if text and (pieces or not text.isspace()):
                            pieces.append(text)
                            if in_link:
                                link_chars += len(text.strip())
                            if in_bold:
                                bold_chars += len(text.strip())
                elif role <= _HEADING:
                    if pieces:
                        flush(pieces, current, links, link_chars, bold_chars, heading, breaks)
                        links = 1 if in_link else 0
                        link_chars = bold_chars = 0
                    breaks = 0
                    own = TAG_SIGNS.get(tag, 0)
                    hidden = current.hidden
                    names = ""
                    for name, value in element.items():
                        if name in _NAMES:
                            names = f"{names} {value}" if names else value
                        elif name == "style":
                            if not hidden and len(value) > 10 and _HIDING.search(value):
                                hidden = True
                        elif name == "hidden":
                            hidden = True
                    # Quoted content (a post, a letter) has class names from elsewhere. A form around the
                    # whole page comes from the server framework.
                    if quoted or tag in _PAGE or (tag == "form" and current.depth < 2):
                        own = 0
                    elif names:
                        own |= signs_of(names)
                    if tag == "blockquote":
                        quoted += 1
                    current = Container(
                        len(containers), current.index, elements, tag, current.depth + 1, own, current.chain | own,
                            hidden,
                        len(blocks), 0,
                    )  # fmt: skip
                    containers.append(current)
                    elements.append(element)
                    if role == _HEADING:
                        heading = int(tag[1])
                    elif tag == "pre":
                        preformatted += 1
                    text = element.text
                    if text:
                        if preformatted and "\n" in text:
                            *lines, text = text.split("\n")
                            for line in lines:
                                if line:
                                    pieces.append(line)
                                    flush(pieces, current, 0, 0, 0, 0, 1)
                        if not text.isspace():
                            pieces.append(text)
                            if in_link:
                                link_chars += len(text.strip())
                            if in_bold:
                                bold_chars += len(text.strip())
                elif role == _BREAK:
                    inside = False
                    if pieces and flush(pieces, current, links, link_chars, bold_chars, heading, breaks):
                        breaks = 0
                        links = 1 if in_link else 0
                        link_chars = bold_chars = 0
                    breaks += 1
                elif role == _RULE:
                    inside = False
                    if pieces:
                        flush(pieces, current, links, link_chars, bold_chars, heading, breaks)
                        links = 1 if in_link else 0
                        link_chars = bold_chars = 0
                    breaks = 2
                elif role == _WIDGET and (
                    widgets >= _WIDGET_LIMIT or next(element.iter("p", "h1", "article"), None) is not None
                ):
                    widgets += 1
                    pieces.append(" ")
                else:
                    inside = False
                    if tag in _METADATA_TAGS:
                        self.metadata_elements.append(element)
                    elif tag == "head":
                        self.metadata_elements.extend(element.iter(*_METADATA_TAGS))
                    elif role == _WIDGET:
                        role = _SKIP
                    elif role <= _PLAYER:
                        pictures.append(
                            Picture(
                                element, tag, len(blocks) + (1 if pieces else 0), current.index, in_link > 0
                            )
                        )
                if inside and len(element):
                    opened.append((siblings, element, role))
                    siblings = iter(element)
                    continue
            if role == _INLINE:
                pass
            elif role == _LINK:
                in_link -= 1
            elif role == _BOLD:
                in_bold -= 1
            elif role <= _HEADING:
                if pieces:
                    flush(pieces, current, links, link_chars, bold_chars, heading, breaks)
                    links = 1 if in_link else 0
                    link_chars = bold_chars = 0
                breaks = 0
                if role == _HEADING:
                    heading = 0
                elif preformatted and current.tag == "pre":
                    preformatted -= 1
                elif quoted and current.tag == "blockquote":
                    quoted -= 1
                current.end = len(blocks)
                current = containers[current.parent] if current.parent >= 0 else containers[0]
            elif role == _WIDGET:
                widgets -= 1
            text = element.tail
            if text:
                if preformatted and "\n" in text:
                    *lines, text = text.split("\n")
                    for line in lines:
                        pieces.append(line)
                        flush(pieces, current, links, link_chars, bold_chars, heading, 1)
                        links = link_chars = bold_chars = 0
                if pieces or not text.isspace():
                    pieces.append(text)
                    if in_link:
                        link_chars += len(text.strip())
                    if in_bold:
                        bold_chars += len(text.strip())
        if pieces:
            flush(pieces, current, links, link_chars, bold_chars, heading, breaks)
        containers[0].end = len(blocks)
        self.unname_page()
        return Document(self.root, blocks, containers, pictures, self.metadata_elements)

    def unname_page(self) -> None:
        """Clear the class hints of boxes that hold most of the page: over two thirds of the text and the
        headline, or over nine tenths of the text.

        A class there (`related-on`, `has-sidebar`) describes the layout, and would count against every block
        of the article.
        """
        blocks, containers = self.blocks, self.containers
        headline = next((block.index for block in blocks if block.heading == 1), -1)
        before = [*(block.offset for block in blocks), self.offset]
        changed = False
        for box in containers[1:]:
            inside = before[box.end] - before[box.first]
            if box.own & ~_CONTENT and (
                (box.first <= headline < box.end and 3 * inside > 2 * self.offset)
                or 10 * inside > 9 * self.offset
            ):
                box.own &= _CONTENT
                changed = True
            if changed:
                box.chain = containers[box.parent].chain | box.own
