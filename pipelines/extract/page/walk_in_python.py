"""The walk in Python: the fallback of `_walk`, used where newsmill was installed without a compiler."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newsmill.pipelines.extract.lexicon.class_hints import TAG_HINTS, hints_of
from newsmill.pipelines.extract.page.blocks import Block, Container, Document, Picture
from newsmill.pipelines.extract.page.element_roles import (
    BOLD,
    BREAK,
    CONTENT,
    HEADING,
    HIDING,
    INLINE,
    KEPT_ON_TEXT,
    LINK,
    METADATA_TAGS,
    NAMING_ATTRIBUTES,
    PAGE_TAGS,
    PLAYER,
    ROLES,
    RULE,
    RUNNING,
    SKIP,
    WIDGET,
    WIDGET_LIMIT,
    WRAPPED,
    ZERO_WIDTH,
)
from newsmill.pipelines.extract.page.tree import Element

__all__ = ["read_blocks_in_python"]


def read_blocks_in_python(root: Element) -> Document:
    """Pure-Python fallback of `read_blocks`."""
    return _Walk(root).run()


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
                text = ZERO_WIDTH.sub("", text)
            if "\n" in text:
                text = WRAPPED.sub("", text.strip())
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
        roles = ROLES
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
                role = roles.get(tag, INLINE)
                inside = True
                if role <= BOLD:
                    if tag == "span" and (style := element.get("style")) and HIDING.search(style):
                        self.metadata_elements.extend(element.iter(*METADATA_TAGS))
                        inside = False
                    else:
                        if role == LINK:
                            in_link += 1
                            links += 1
                        elif role == BOLD:
                            in_bold += 1
                        text = element.text
                        if text and (pieces or not text.isspace()):
                            pieces.append(text)
                            if in_link:
                                link_chars += len(text.strip())
                            if in_bold:
                                bold_chars += len(text.strip())
                elif role <= HEADING:
                    if pieces:
                        flush(pieces, current, links, link_chars, bold_chars, heading, breaks)
                        links = 1 if in_link else 0
                        link_chars = bold_chars = 0
                    breaks = 0
                    own = TAG_HINTS.get(tag, 0)
                    hidden = current.hidden
                    names = ""
                    for name, value in element.items():
                        if name in NAMING_ATTRIBUTES:
                            names = f"{names} {value}" if names else value
                        elif name == "style":
                            if not hidden and len(value) > 10 and HIDING.search(value):
                                hidden = True
                        elif name == "hidden":
                            hidden = True
                    # Quoted content (a post, a letter) has class names from elsewhere. A form around the
                    # whole page comes from the server framework.
                    if quoted or tag in PAGE_TAGS or (tag == "form" and current.depth < 2):
                        own = 0
                    elif names:
                        own |= hints_of(names)
                    if tag == "blockquote":
                        quoted += 1
                    current = Container(
                        len(containers), current.index, elements, tag, current.depth + 1, own, current.chain | own,
                            hidden,
                        len(blocks), 0,
                    )  # fmt: skip
                    containers.append(current)
                    elements.append(element)
                    if role == HEADING:
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
                elif role == BREAK:
                    inside = False
                    if pieces and flush(pieces, current, links, link_chars, bold_chars, heading, breaks):
                        breaks = 0
                        links = 1 if in_link else 0
                        link_chars = bold_chars = 0
                    breaks += 1
                elif role == RULE:
                    inside = False
                    if pieces:
                        flush(pieces, current, links, link_chars, bold_chars, heading, breaks)
                        links = 1 if in_link else 0
                        link_chars = bold_chars = 0
                    breaks = 2
                elif role == WIDGET and (
                    widgets >= WIDGET_LIMIT or next(element.iter("p", "h1", "article"), None) is not None
                ):
                    widgets += 1
                    pieces.append(" ")
                else:
                    inside = False
                    if tag in METADATA_TAGS:
                        self.metadata_elements.append(element)
                    elif tag == "head":
                        self.metadata_elements.extend(element.iter(*METADATA_TAGS))
                    elif role == WIDGET:
                        role = SKIP
                    elif role <= PLAYER:
                        pictures.append(
                            Picture(
                                element, tag, len(blocks) + (1 if pieces else 0), current.index, in_link > 0
                            )
                        )
                if inside and len(element):
                    opened.append((siblings, element, role))
                    siblings = iter(element)
                    continue
            if role == INLINE:
                pass
            elif role == LINK:
                in_link -= 1
            elif role == BOLD:
                in_bold -= 1
            elif role <= HEADING:
                if pieces:
                    flush(pieces, current, links, link_chars, bold_chars, heading, breaks)
                    links = 1 if in_link else 0
                    link_chars = bold_chars = 0
                breaks = 0
                if role == HEADING:
                    heading = 0
                elif preformatted and current.tag == "pre":
                    preformatted -= 1
                elif quoted and current.tag == "blockquote":
                    quoted -= 1
                current.end = len(blocks)
                current = containers[current.parent] if current.parent >= 0 else containers[0]
            elif role == WIDGET:
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
            if box.own & ~CONTENT and (
                (box.first <= headline < box.end and 3 * inside > 2 * self.offset)
                or 10 * inside > 9 * self.offset
            ):
                box.own &= CONTENT
                changed = True
            if changed:
                box.chain = containers[box.parent].chain | box.own
        self.unname_text(headline)

    def unname_text(self, headline: int) -> None:
        """Clear the class hints of the boxes that hold the text below the headline.

        The boxes with the same hints, taken together, must hold over two thirds of the running text below the
        headline, also its first paragraph, and hardly any links. Words such as `column` and `widget` stand on
        every box of a grid, and `no-comments` or `media-text` on the only one.
        """
        if headline < 0:
            return
        blocks, containers = self.blocks, self.containers
        running, linked = [0], [0]
        first = -1
        for block in blocks:
            counts = block.index > headline and block.chars >= RUNNING and 2 * block.link_chars < block.chars
            if counts and first < 0:
                first = block.index
            running.append(running[-1] + (block.chars if counts else 0))
            linked.append(linked[-1] + block.link_chars)
        sums: dict[int, list[int]] = {}
        for box in containers[1:]:
            if box.own & ~KEPT_ON_TEXT and headline < box.first < box.end:
                group = sums.setdefault(box.own, [0, 0, 0, 0])
                if box.first >= group[2]:
                    group[0] += running[box.end] - running[box.first]
                    group[1] += linked[box.end] - linked[box.first]
                    group[2] = box.end
                    group[3] |= box.first <= first < box.end
        freed = {
            own
            for own, (size, links, _, begins) in sums.items()
            if begins and 3 * size > 2 * running[-1] and 5 * links < size
        }
        if not freed:
            return
        for box in containers[1:]:
            if box.own in freed and box.first > headline:
                box.own &= KEPT_ON_TEXT
            box.chain = containers[box.parent].chain | box.own
