"""What a page is made of once `walk` has been through its tree: blocks in containers. Everything after
works on these.

A block is a run of text that a reader sees as one line or paragraph: it ends where a block-level element
starts or ends and at `<br>`. Each knows its container, the nearest block-level element around it;
containers cover contiguous runs of blocks, so that any sum over a container is a difference of two prefix
sums.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from newsmill.pipelines.extract.page.tree import Element

__all__ = ["Block", "Columns", "Container", "Document", "Picture"]


class Container(msgspec.Struct, gc=False):
    """A block-level element.

    elements    those of all containers, by index; the compiled walk makes one only when it is asked for
    parent      index of the container around it, -1 for the root
    own, chain  signs (see `vocabulary.Sign`) of its own names, and of its own and all around it
    first, end  the blocks inside it: `blocks[first:end]`
    hidden      it or one around it is hidden by attribute or style
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

    text        white space folded
    tag         tag of the nearest block-level element, which is `element` and `container` (an index)
    links       how many links the run has; `link_chars` of its characters are inside them
    heading     1 to 6 inside h1 to h6, else 0
    breaks      how many `<br>` stand between it and the run before in the same element
    offset      characters of text before it on the page
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
        """Share of the text that is links, 0 to 1."""
        return min(1.0, self.link_chars / len(self.text))


class Picture(msgspec.Struct, gc=False):
    """An image or an embedded player: it stands before block `at`."""

    element: Element
    tag: str
    at: int
    container: int
    in_link: bool


class Columns(msgspec.Struct, gc=False):
    """The numbers of blocks and containers column by column, as the compiled walk has them at hand:
    `features` starts from them.

    blocks    int64, 11 columns: `chars`, `links`, `link_chars`, `bold_chars`, `heading`, `breaks`,
              `hidden`, `offset`, number of the tag, `container`, whether the same text stands elsewhere on
              the page too
    boxes     int64, 6 columns: `parent`, `own`, `chain`, `first`, `end`, `depth`
    classes   float64, 12 columns: how many characters of each class a block has
    last      uint8: the class of a block's last character
    """

    blocks: bytes
    boxes: bytes
    classes: bytes
    last: bytes


class Document(msgspec.Struct):
    """What the walk found, in reading order.

    metadata_elements  the meta tags, titles and scripts, which `metadata` reads
    columns            the same numbers once more, if the walk was the compiled one
    joined             see `text`, once it was asked for
    """

    root: Element
    blocks: list[Block]
    containers: list[Container]
    pictures: list[Picture]
    metadata_elements: list[Element] = []
    columns: Columns | None = None
    joined: str | None = None

    def text(self) -> str:
        """The texts of all blocks, a line each: what is not in it is in no block, which saves asking each."""
        if self.joined is None:
            self.joined = "\n".join([block.text for block in self.blocks])
        return self.joined
