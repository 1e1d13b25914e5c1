"""The features of each block, as one matrix per page.

Lengths are in Latin characters (a character of a wide script counts as 2.5), punctuation is counted by class
over all scripts, and class names are matched against the general words of `class_hints`. The columns are those of
`feature_columns`.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.extract.body.feature_columns import (
    HALVES,
    HINT_BITS,
    LEVELS,
    NAMES,
    Floats,
    Ints,
    compiled_measuring,
)
from newsmill.pipelines.extract.body.features_in_python import Matrix
from newsmill.pipelines.extract.lexicon.class_hints import OTHER_TAG, TAG_NUMBERS
from newsmill.pipelines.extract.page.blocks import Block, Columns, Container, Document
from newsmill.pipelines.extract.page.character_classes import (
    CLASSES,
    DIGIT,
    WIDE,
    WIDE_WEIGHT,
    character_classes,
)

__all__ = ["Features", "columns_of", "measure", "measure_in_python"]

_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"


# A page with a larger share of wide characters counts as written in a wide script.
_WIDE_PAGE = 0.4


class Features:
    """The matrix of one page (`blocks x columns`), with the arrays that later steps need.

    names    column names
    matrix   one row per block
    weight   running text of each block: its length in Latin characters without links
    good     the same if the block has punctuation and is not hidden, else 0
    total_chars, total_good   the sums of `chars` and `good`
    levels   for each block its container and the three around it, as indices (`4 x blocks`)
    group    a number for each block, the same for blocks of one tag under one parent
    first, end   of each container, as arrays: it covers `blocks[first:end]`
    heading  whether each block is a heading
    chars, links, link_chars, link_density, hidden   of each block, see `blocks.Block`
    repeated, has_digits   whether a block's text occurs elsewhere on the page too, and whether it has digits
    title    index of the block that shows the headline, -1 when none does
    scale    how many Latin characters one character of the page counts for: 1, or more in a wide script
    grids    cache of `excluded_structures.grids_of`

    `fill` is the compiled replacement of `Matrix`; None uses the Python code.
    """

    __slots__ = (
        "chars", "end", "first", "good", "grids", "group", "has_digits", "heading", "hidden", "levels", "link_chars",
        "link_density", "links", "matrix", "names", "repeated", "scale", "title", "total_chars", "total_good", "weight",
    )  # fmt: skip

    def __init__(self, document: Document, title: str, fill: Callable[..., None] | None) -> None:
        self.names = NAMES
        self.grids: list[tuple[Container, list[Container]]] | None = None
        columns = document.columns or columns_of(document)
        count = len(document.blocks)
        table = np.frombuffer(columns.blocks, np.int64).reshape(-1, count)
        boxes = np.frombuffer(columns.boxes, np.int64).reshape(-1, len(document.containers))
        classes = np.frombuffer(columns.classes, np.float64).reshape(CLASSES, count)
        last = np.frombuffer(columns.last, np.uint8)
        self.first, self.end = boxes[3], boxes[4]
        self.heading = table[4] > 0
        self.chars, self.links, self.link_chars, self.hidden = table[0], table[1], table[2], table[6] > 0
        self.repeated, self.has_digits = table[10] > 0, classes[DIGIT] > 0
        self.link_density = np.minimum(self.link_chars / self.chars, 1)
        self.total_chars = int(np.add.reduce(self.chars))
        wide = np.add.reduce(classes[WIDE]) > _WIDE_PAGE * max(self.total_chars, 1)
        self.scale = WIDE_WEIGHT if wide else 1.0
        self.title = _title_block(document.blocks, title, table[0], table[4])
        if fill is None:
            made = Matrix(table, boxes, classes, last, self.title)
            self.matrix: Floats = made.filled().T
            self.weight: Floats = made.weight
            self.good: NDArray[np.float64] = made.good
            self.total_good = float(np.add.reduce(self.good))
            self.levels, self.group = made.levels, made.group
            return
        rows = np.empty((len(NAMES), count), np.float32)
        self.matrix = rows.T
        self.weight, self.good = np.empty(count, np.float32), np.empty(count)
        self.levels, self.group = np.empty((len(LEVELS), count), np.int64), np.empty(count, np.int64)
        fill(
            table=table,
            boxes=boxes,
            counts=classes,
            last=last,
            title=self.title,
            hints=HINT_BITS,
            tags=OTHER_TAG,
            halves=HALVES,
            rows=rows,
            weight=self.weight,
            good=self.good,
            levels=self.levels,
            group=self.group,
        )
        self.total_good = float(np.add.reduce(self.good))

    def mass(self, blocks: list[int]) -> float:
        """Running text in the blocks with these indices, in Latin characters."""
        if not blocks:
            return 0.0
        # By way of `array`, which takes whole numbers in less time than numpy.
        return float(np.add.reduce(self.weight.take(np.frombuffer(array("q", blocks), np.int64))))


def measure(document: Document, title: str = "") -> Features:
    """Measure every block of a page, which must have at least one. `title` is the text of `<title>`. Linear
    in the page."""
    compiled = compiled_measuring()
    return Features(document, title, None if compiled is None else compiled.fill)


def measure_in_python(document: Document, title: str = "") -> Features:
    """`measure` in pure Python and numpy."""
    return Features(document, title, None)


def columns_of(document: Document) -> Columns:
    """The numbers of blocks and containers as columns, for a document from the pure-Python walk. The compiled
    walk provides them itself."""
    blocks, boxes = document.blocks, document.containers
    sizes = [len(block.text) for block in blocks]
    # By way of `array`, which takes whole numbers in less time than numpy.
    of_blocks = array(
        "q",
        [
            *sizes,
            *[block.links for block in blocks],
            *[block.link_chars for block in blocks],
            *[block.bold_chars for block in blocks],
            *[block.heading for block in blocks],
            *[block.breaks for block in blocks],
            *[block.hidden for block in blocks],
            *[block.offset for block in blocks],
            *[TAG_NUMBERS.get(block.tag, OTHER_TAG) for block in blocks],
            *[block.container for block in blocks],
            *_repeated(blocks),
        ],
    )
    of_boxes = array(
        "q",
        [
            *[box.parent for box in boxes],
            *[box.own for box in boxes],
            *[box.chain for box in boxes],
            *[box.first for box in boxes],
            *[box.end for box in boxes],
            *[box.depth for box in boxes],
        ],
    )
    counts, last = _character_classes(blocks, np.array(sizes, np.int64))
    return Columns(of_blocks.tobytes(), of_boxes.tobytes(), counts.tobytes(), last.tobytes())


def _character_classes(blocks: list[Block], sizes: Ints) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """The number of characters of each class in each block (`classes x blocks`), and the class of each
    block's last character."""
    joined = "".join([block.text for block in blocks]).encode(_UTF32, "surrogatepass")
    codes = np.frombuffer(joined, dtype=np.uint32)
    classes = character_classes()[np.minimum(codes, 0xFFFF)]
    keys = np.repeat(np.arange(len(blocks), dtype=np.int64) * CLASSES, sizes) + classes
    counts = np.bincount(keys, minlength=len(blocks) * CLASSES).reshape(len(blocks), CLASSES)
    return np.ascontiguousarray(counts.T, np.float64), classes[np.cumsum(sizes) - 1]


def _repeated(blocks: list[Block]) -> list[bool]:
    """For each block, whether the same text occurs elsewhere on the page too."""
    seen: dict[str, int] = {}
    for block in blocks:
        seen[block.text] = seen.get(block.text, 0) + 1
    return [seen[block.text] > 1 for block in blocks]


def _title_block(blocks: list[Block], title: str, chars: Ints, heading: Ints) -> int:
    """Index of the block that shows the page's title, -1 if none does."""
    best, best_score = -1, 0.0
    # A text longer than the title cannot be part of it.
    fits = (chars >= 4) & (chars <= min(250, len(title)))
    for index in (fits | (heading == 1)).nonzero()[0].tolist():
        block = blocks[index]
        text = block.text
        shown = text in title
        if not shown and block.heading != 1:
            continue
        score = len(text) / 100 * shown + (0.3 if block.heading else 0) + (0.2 if block.heading == 1 else 0)
        if block.link_chars * 2 > len(text):
            score *= 0.3
        if score > best_score and not block.hidden:
            best, best_score = block.index, score
    return best
