"""Whether the text of a page is a row of entries of an archive: boxes with a link to a story each, or linked
headings with a text below each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.kind.lines import is_as_wide_as, is_read_more
from newsmill.pipelines.extract.lexicon.sentence_ends import ends_sentence
from newsmill.pipelines.extract.page.blocks import Block, Document

__all__ = ["Row", "entries_filled", "is_below_grid", "rows_of"]

# A row has at least this many entries. The link is one of the first lines of its box, is at least this wide
# (Latin characters), and the box is at most this many elements above it.
_ROW, _HEAD_LINES, _HEAD_WIDTH, _STEPS = 3, 5, 12.0, 6
# The share of the body inside the row.
_FILLED = 0.75
# Text of an entry has at least this width, and this share of a row's entries have some.
_TOLD, _MOSTLY_TOLD = 50.0, 0.6

# Each entry as its first block and the one after its last.
Row = list[tuple[int, int]]


def entries_filled(
    document: Document, body: Body, rows: list[Row], before: list[int], title: int, *, has_opening: bool
) -> float:
    """The share of the entries of a row that the body is spread over, if most of it is in that row; else 0.
    The headline of an article is not a link, and its paragraphs are not in boxes that each lead to another
    page.

    before       the characters of the body before each block of the page, and in all of it
    title        the block of the headline, -1 if there is none
    has_opening  whether the page looks like an article that begins above the entries, if any
    """
    if not body.blocks:
        return 0.0
    opening = next((block.index for block in body.blocks if not block.heading), body.blocks[0].index)
    for row in rows:
        if has_opening and opening < row[0][0]:
            continue
        filled = [
            (size, first, end) for first, end in row if first < end and (size := before[end] - before[first])
        ]
        if sum(size for size, _, _ in filled) < _FILLED * before[-1]:
            continue
        if len(filled) > 1:
            return len(filled) / len(row)
        if filled and not filled[0][1] <= title < filled[0][2] and _are_told(document, row):
            return 1 / len(row)
    return 0.0


def _are_told(document: Document, row: Row) -> bool:
    """Whether most entries of a row have a text of their own."""
    told = sum(
        any(
            2 * block.link_chars < len(block.text) and is_as_wide_as(block.text, _TOLD)
            for block in document.blocks[first:end]
        )
        for first, end in row
    )
    return told >= max(_ROW, _MOSTLY_TOLD * len(row))


def rows_of(document: Document, features: Features, read_on: Iterable[int] = ()) -> list[Row]:
    """The rows of entries of a page. `read_on`: lines known to end with a `Read more`."""
    blocks = document.blocks
    # Most lines hold no link, or other text beside it.
    linked = (5 * features.link_chars > 4 * features.chars) & ~features.hidden
    heads = {at for at in linked.nonzero()[0].tolist() if _is_link(blocks[at])}
    heads.update(read_on)
    return list(_rows(document, [blocks[at] for at in sorted(heads)])) if len(heads) >= _ROW else []


def _is_link(block: Block) -> bool:
    """Whether a line that is a link leads to a story: its headline, or `Read more`."""
    if is_as_wide_as(block.text, _HEAD_WIDTH):
        return block.heading > 0 or not ends_sentence(block.text)
    return is_read_more(block.text)


def _rows(document: Document, heads: list[Block]) -> Iterator[Row]:
    containers = document.containers
    boxes: dict[tuple[int, str, int], dict[int, str]] = {}
    columns: dict[tuple[int, str], list[Block]] = {}
    for head in heads:
        at = head.container
        if head.heading > 1:
            columns.setdefault((containers[at].parent, head.tag), []).append(head)
        for _ in range(_STEPS):
            box = containers[at]
            if box.parent < 0 or head.index - box.first > _HEAD_LINES:
                break
            if box.end - box.first > 1:
                boxes.setdefault((box.parent, box.tag, box.own), {}).setdefault(at, head.text)
            at = box.parent
    for row in boxes.values():
        if len(row) >= _ROW and _are_different(row.values()):
            yield [(containers[at].first, containers[at].end) for at in row]
    for column in columns.values():
        if len(column) >= _ROW and _are_different(head.text for head in column):
            starts = [head.index for head in column]
            end = containers[max(containers[column[-1].container].parent, 0)].end
            yield list(zip(starts, [*starts[1:], end], strict=True))


def _are_different(texts: Iterable[str]) -> bool:
    """Whether the links are headlines of several stories, or say `Read more`: those of the posts of a thread
    repeat its title."""
    known = list(texts)
    return 2 * len(set(known)) > len(known) or all(map(is_read_more, known))


# A grid has at least this many things; the name of one is at least this wide (Latin characters).
_GRID, _NAME_WIDTH = 6, 4.0
# The share of the body below the grid, and how many elements above a picture its box may be.
_BELOW, _PICTURE_STEPS = 0.6, 3


def is_below_grid(document: Document, body: Body, title: int) -> bool:
    """Whether a grid of linked things (pictures or headings, or boxes of several lines) is between the
    headline and most of the body: a catalogue with a text about it below.
    """
    total = sum(len(block.text) for block in body.blocks)
    end = _end_of_grid(document, title, body.blocks[-1].index) if title >= 0 and body.blocks else -1
    if end < 0:
        return False
    return sum(len(block.text) for block in body.blocks if block.index >= end) >= _BELOW * total


def _end_of_grid(document: Document, title: int, last: int) -> int:
    """The block after the first grid between headline and last paragraph; -1 if there is none."""
    containers = document.containers
    pictured = _boxes_of_pictures(document)
    grids: dict[tuple[int, str, int], dict[int, str]] = {}
    for head in document.blocks[title + 1 : last]:
        if head.hidden or head.link_density <= 0.8 or not is_as_wide_as(head.text, _NAME_WIDTH):
            continue
        at = head.container
        for _ in range(_STEPS):
            box = containers[at]
            if box.parent < 0 or head.index - box.first > _HEAD_LINES:
                break
            if box.end - box.first > 1 or head.heading > 1 or at in pictured:
                grids.setdefault((box.parent, box.tag, box.own), {}).setdefault(at, head.text)
            at = box.parent
    ends = [
        containers[max(grid)].end
        for grid in grids.values()
        if len(grid) >= _GRID and len(set(grid.values())) >= _GRID
    ]
    return min(ends, default=-1)


def _boxes_of_pictures(document: Document) -> set[int]:
    """The boxes with a picture, and a few boxes around each."""
    found: set[int] = set()
    for picture in document.pictures:
        at = picture.container
        for _ in range(_PICTURE_STEPS):
            if at < 0 or at in found:
                break
            found.add(at)
            at = document.containers[at].parent
    return found
