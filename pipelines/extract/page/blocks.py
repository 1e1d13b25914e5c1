"""The data model that `walk` makes from a tree and all later steps work on: blocks in containers.

A block is a run of text that a reader sees as one line or paragraph: it ends where a block-level element
starts or ends, and at `<br>`. Its container is the nearest block-level element around it. Containers cover
contiguous runs of blocks, so a sum over a container is the difference of two prefix sums.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import msgspec

from newsmill.pipelines.extract.page.tree import Element

__all__ = ["Block", "Columns", "Container", "Document", "Picture"]


class Container(msgspec.Struct, gc=False):
    """A block-level element.

    elements    the elements of all containers, by index; the compiled walk creates them on demand
    parent      index of the container around it, -1 for the root
    own, chain  class hints (see `class_hints.Hint`) of the element itself, and of it and all its ancestors
    first, end  the blocks inside it: `blocks[first:end]`
    hidden      it or an ancestor is hidden by attribute or style
    """

    index: int
    parent: int
    elements: Sequence[Element]
    tag: str
    depth: int
    own: int
    chain: int
    hidden: bool
    first: int
    end: int

    @property
    def element(self) -> Element:
        """The element itself."""
        return self.elements[self.index]


class Block(msgspec.Struct, gc=False):
    """A run of text.

    text        its text, with white space folded
    tag         tag of the nearest block-level element, which is `element` and `container` (an index)
    links       number of links in the run; `link_chars` characters are inside them
    heading     1 to 6 inside h1 to h6, else 0
    breaks      number of `<br>` between it and the previous run in the same element
    offset      number of characters of text before it on the page
    hidden      not shown, by attribute or style
    item        inside a list item
    """

    index: int
    text: str
    tag: str
    elements: Sequence[Element]
    container: int
    links: int
    link_chars: int
    bold_chars: int
    heading: int
    breaks: int
    offset: int
    hidden: bool

    @property
    def element(self) -> Element:
        """The nearest block-level element around the run."""
        return self.elements[self.container]

    @property
    def chars(self) -> int:
        """Length of the text in characters."""
        return len(self.text)

    @property
    def link_density(self) -> float:
        """Share of the text inside links, 0 to 1."""
        return min(1.0, self.link_chars / len(self.text)) if self.link_chars else 0.0


class Picture(msgspec.Struct, gc=False):
    """An image or an embedded player, located before block `at`."""

    element: Element
    tag: str
    at: int
    container: int
    in_link: bool


class Columns(msgspec.Struct, gc=False):
    """The numeric fields of blocks and containers as columns, from the compiled walk. Input of `features`.

    blocks    int64, 11 columns: `chars`, `links`, `link_chars`, `bold_chars`, `heading`, `breaks`,
              `hidden`, `offset`, number of the tag, `container`, whether the same text occurs elsewhere on
              the page too
    boxes     int64, 6 columns: `parent`, `own`, `chain`, `first`, `end`, `depth`
    classes   float64, 12 columns: the number of characters of each class in a block
    last      uint8: the class of a block's last character
    """

    blocks: bytes
    boxes: bytes
    classes: bytes
    last: bytes


class Document(msgspec.Struct):
    """The result of a walk, in reading order.

    metadata_elements  the elements with declared metadata (`METADATA_TAGS`), which `metadata` reads
    columns            the numeric fields as columns, if the walk was the compiled one
    asks_reader        False if the compiled walk found no `<input>` of type `email` or `radio`
    joined             cache of `text`
    """

    root: Element
    blocks: list[Block]
    containers: list[Container]
    pictures: list[Picture]
    metadata_elements: list[Element] = []
    columns: Columns | None = None
    asks_reader: bool = True
    joined: str | None = None

    def text(self) -> str:
        """The texts of all blocks, one per line. One search in it can rule out a string for every block."""
        if self.joined is None:
            self.joined = "\n".join([block.text for block in self.blocks])
        return self.joined

    def blocks_with(self, words: Iterable[str]) -> list[Block]:
        """The blocks whose text contains one of the words, which have no newline, in order. Searches the whole
        page for each word, not each block for all of them."""
        text, found = self.text(), set[int]()
        for word in words:
            at = text.find(word)
            while at >= 0:
                # A block begins after the texts before it, each with a newline.
                index = bisect_right(self.blocks, at, key=lambda block: block.offset + block.index) - 1
                found.add(index)
                block = self.blocks[index]
                at = text.find(word, block.offset + index + len(block.text))
        return [self.blocks[index] for index in sorted(found)]
