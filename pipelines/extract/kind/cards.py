"""Boxes of one shape in a row: the cards of a channel, the events of a calendar, the pictures of an index.

A list need not link its headlines. What all lists share is that software writes one box for each entry, each
with a few lines and an address of its own. The paragraphs of an article are single blocks, not boxes.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.page.blocks import Block, Container, Document
from newsmill.pipelines.extract.page.tree import Element

__all__ = ["Cards", "cards_of"]

# A list has at least this many boxes, which hold this share of the body.
_FEWEST, _MOST_OF_BODY = 5, 0.7
# The body may have left out some of them.
_FEWEST_IN_BODY = 3
# A box is at most this many elements above a line, and holds at most this much text (Latin characters).
_DEPTH, _LONGEST = 5, 420.0
# This share of the boxes must have what entries have.
_NEARLY_ALL = 0.8
_LONGEST_HEAD = 160


class Cards(NamedTuple):
    """Boxes of one shape that hold most of the body.

    linked    each has an address of its own
    clipped   most of their lines end no sentence
    """

    linked: bool
    clipped: bool


class _Shape(NamedTuple):
    """Boxes with the same parent, tag and class are of one shape."""

    parent: int
    tag: str
    name: str


def cards_of(document: Document, body: Body, scale: float) -> Cards | None:
    """The boxes that hold most of the body, None if there are none. `scale`: Latin characters that a
    character stands for."""
    blocks = [block for block in body.blocks if not block.hidden]
    least = _MOST_OF_BODY * sum(block.chars for block in blocks)
    if len(blocks) < _FEWEST_IN_BODY or _is_in_one_column(document, blocks, least):
        return None
    for children in _children_of(document, blocks):
        children = {at: held for at, held in children.items() if _may_be_entry(held)}
        if len(children) < _FEWEST_IN_BODY:
            continue
        for shape, inside, count in _shapes(document, children):
            if count < _FEWEST_IN_BODY or not least <= inside <= _LONGEST * count / scale:
                continue
            if found := _as_entries(document, _boxes_of(document, shape)):
                return found
    return None


def _is_in_one_column(document: Document, blocks: list[Block], least: float) -> bool:
    """Whether most of the text is paragraphs without links in one element, as in nearly all articles."""
    sizes: dict[int, int] = defaultdict(int)
    for block in blocks:
        around = document.containers[block.container]
        if not block.links and block.tag == "p" and around.end - around.first == 1:
            sizes[around.parent] += len(block.text)
    return bool(sizes) and max(sizes.values()) > least


def _may_be_entry(held: list[Block]) -> bool:
    return len(held) > 1 or held[0].links > 0 or held[0].tag not in ("p", "li", "dd")


def _children_of(document: Document, blocks: list[Block]) -> list[dict[int, list[Block]]]:
    """For each element around the body's blocks, innermost first: its children, and the blocks in each."""
    found: dict[int, dict[int, list[Block]]] = defaultdict(dict)
    containers = document.containers
    for block in blocks:
        at = block.container
        for _ in range(_DEPTH):
            around = containers[at].parent
            if around < 0:
                break
            found[around].setdefault(at, []).append(block)
            at = around
    return [found[around] for around in sorted(found, key=lambda around: -containers[around].depth)]


def _shapes(document: Document, children: dict[int, list[Block]]) -> list[tuple[_Shape, int, int]]:
    """The shapes of an element's children, each with the characters in boxes of it and their number."""
    sizes: dict[_Shape, int] = defaultdict(int)
    counts: dict[_Shape, int] = defaultdict(int)
    for at, held in children.items():
        shape = _shape_of(document.containers[at])
        sizes[shape] += sum(block.chars for block in held)
        counts[shape] += 1
    return [(shape, sizes[shape], counts[shape]) for shape in sizes]


def _boxes_of(document: Document, shape: _Shape) -> list[int]:
    """All boxes of a shape, also those that the body left out."""
    return [
        container.index
        for container in document.containers
        if container.parent == shape.parent
        and container.end > container.first
        and _shape_of(container) == shape
    ]


def _shape_of(container: Container) -> _Shape:
    return _Shape(container.parent, container.tag, _first_class(container.element))


def _first_class(element: Element) -> str:
    """The first word of a class without its digits: `bx_12` and `bx_13` are of one shape."""
    names = (element.get("class") or "").split()
    return names[0].rstrip("0123456789") if names else ""


def _as_entries(document: Document, boxes: list[int]) -> Cards | None:
    """What the boxes are if nearly all begin with a title and have several lines, else None."""
    if len(boxes) < _FEWEST:
        return None
    least = _NEARLY_ALL * len(boxes)
    titled, ended, lines = 0, 0, 0
    addresses: set[str] = set()
    for at in boxes:
        container = document.containers[at]
        held = document.blocks[container.first : container.end]
        titled += _has_title(held)
        lines += len(held)
        ended += sum(block.text.endswith(ENDINGS) for block in held)
        if address := _address_of(container.element):
            addresses.add(address)
    linked = len(addresses) >= least
    if titled < least or not (linked or lines >= 3 * len(boxes)):
        return None
    return Cards(linked, 4 * ended <= lines)


def _has_title(held: list[Block]) -> bool:
    """Whether a box has several lines, or a link in its one line, and begins with a short one that ends no
    sentence."""
    if not held or (len(held) == 1 and not held[0].links):
        return False
    head = held[0].text
    return len(head) <= _LONGEST_HEAD and not head.endswith(ENDINGS)


def _address_of(box: Element) -> str | None:
    """Where a box leads: the first link in it or around it that leads to another page."""
    around = box.getparent()
    links = [around] if around is not None and around.tag == "a" else box.iter("a")
    for link in links:
        address = (link.get("href") or "").strip()
        if address and not address.startswith(("#", "javascript:", "mailto:", "tel:")):
            return address
    return None
