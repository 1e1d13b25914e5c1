"""Choose the regions that form the article, among runs of blocks that all look like text.

The networks of `model` judge single blocks, and the blocks they keep may lie in several places: the article,
a second article below it, teasers, a consent notice, forum rules. Here each run of neighbouring blocks is a
region, and a small network scores it as a whole from the probabilities of its blocks, the features of its
content, its distance to the main region, their common container, and the position of both relative to the
headline. The main region is the one with the most probable text; others are kept if they score high enough.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.extract.body.feature_columns import NAMES, Floats, Ints
from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.page.blocks import Document

__all__ = ["REGION_NAMES", "measure_regions", "region_starts"]

# Neighbouring blocks are in one region if they share a container within this many levels.
_SHARED_LEVELS = 3
# Content of a region: the means of these columns over its blocks.
_INSIDE = (
    "length", "link density", "punctuation density", "ends a sentence", "ends with colon", "digits", "capitals",
    "separators", "bold",
    "h1", "h2-h3", "h4-h6", "after break", "repeated", "in p", "in li", "in td", "in div", "in blockquote",
    "in section",
    "alike: share", "alike: link density", "alike: sentences", "alike: mean weight", "in main box",
    *(name for name in NAMES if name.startswith(("near: ", "around: "))),
)  # fmt: skip
# The first block of a region and the line above it.
_HEAD = (
    "link density", "bold", "h1", "h2-h3", "h4-h6", "-1: length", "-1: link density", "-1: ends a sentence",
    "-1: heading", "-1: in p",
    "-1: named", "after title", "blocks since title", "position",
)  # fmt: skip
_INSIDE_COLUMNS = np.array([NAMES.index(name) for name in _INSIDE])
_HEAD_COLUMNS = np.array([NAMES.index(name) for name in _HEAD])
_PLACE = (
    "weight", "share", "probability", "least probability", "greatest probability", "blocks", "main", "before main",
    "after main", "blocks skipped",
    "text skipped", "blocks from main", "text from main", "shared container: blocks", "shared container: share",
    "shared container: levels above main", "shared container: levels above region", "group of main",
    "container of main", "tag of main",
    "first", "last", "regions", "share of main", "main after title", "text between title and region", "page: blocks",
)  # fmt: skip
REGION_NAMES = [
    *_PLACE,
    *(f"inside: {name}" for name in _INSIDE),
    *(f"beyond main: {name}" for name in _INSIDE),
    *(f"head: {name}" for name in _HEAD),
]


def region_starts(features: Features, kept: Ints) -> Ints:
    """Positions in `kept` (sorted block indices) where a region begins: after a gap, or where no near
    container is shared."""
    one, other = kept[:-1], kept[1:]
    levels = features.levels[:_SHARED_LEVELS, kept]
    group = features.group[kept]
    near = (levels[:, None, :-1] == levels[None, :, 1:]).any(axis=(0, 1)) | (group[1:] == group[:-1])
    starts: Ints = (np.concatenate(([True], (other - one > 1) | ~near))).nonzero()[0]
    return starts


def measure_regions(
    document: Document, features: Features, probability: Floats, kept: Ints, starts: Ints
) -> tuple[Floats, int]:
    """One row per region (`REGION_NAMES`), and the row number of the main one. Linear in the page, apart from
    the depth of its tree."""
    count, matrix = len(starts), features.matrix
    sizes = np.diff(np.append(starts, len(kept)))
    weight = features.weight[kept] + 1.0
    certainty = probability[kept].astype(np.float64)
    mass = np.add.reduceat(weight, starts)
    sure = np.add.reduceat(weight * certainty, starts)
    main = int(sure.argmax())
    first, last = kept[starts], kept[starts + sizes - 1]
    inside = np.add.reduceat(matrix[kept[:, None], _INSIDE_COLUMNS], starts, axis=0) / sizes[:, None]
    sums = np.concatenate(([0.0], features.weight.cumsum(dtype=np.float64)))
    place = np.zeros((len(_PLACE), count))
    total = float(np.add.reduce(mass))
    place[0], place[1] = np.log1p(mass) / 8, mass / total
    place[2] = sure / mass
    place[3], place[4] = np.minimum.reduceat(certainty, starts), np.maximum.reduceat(certainty, starts)
    place[5] = np.log1p(sizes) / 3
    place[6, main], place[7, :main], place[8, main + 1 :] = 1, 1, 1
    # Distance to the next region in the direction of the main one, then to the main one itself.
    place[9, 1:] = first[1:] - last[:-1] - 1
    place[10, 1:] = sums[first[1:]] - sums[last[:-1] + 1]
    place[9:11, :main] = place[9:11, 1 : main + 1]
    place[9:11, main] = 0
    place[11] = np.maximum(first - last[main], 0) + np.maximum(first[main] - last, 0)
    place[12] = np.maximum(sums[first] - sums[last[main] + 1], 0) + np.maximum(
        sums[first[main]] - sums[last + 1], 0
    )
    place[9:13] = np.log1p(np.maximum(place[9:13], 0)) / 5
    heaviest = int(kept[starts[main] + weight[starts[main] : starts[main] + sizes[main]].argmax()])
    place[13:20] = _beside(document, features, first, heaviest)
    place[20, 0], place[21, -1] = 1, 1
    place[22] = np.log1p(count) / 3
    place[23] = mass[main] / total
    if features.title >= 0:
        place[24] = first[main] > features.title
        between = sums[np.maximum(first, features.title)] - sums[np.minimum(first, features.title)]
        place[25] = np.log1p(between) / 8
    place[26] = np.log1p(len(features.weight)) / 6
    rows = np.concatenate(
        (place.T, inside, inside - inside[main], matrix[first[:, None], _HEAD_COLUMNS]), axis=1
    )
    return rows.astype(np.float32), main


def _beside(document: Document, features: Features, first: Ints, heaviest: int) -> NDArray[np.float64]:
    """How the container of each region's first block relates to that of the main region's heaviest block, in
    seven rows."""
    boxes, blocks = document.containers, document.blocks
    around, index = [], blocks[heaviest].container
    while index >= 0:
        around.append(index)
        index = boxes[index].parent
    above = {box: level for level, box in enumerate(around)}
    rows = np.zeros((7, len(first)))
    for number, at in enumerate(first.tolist()):
        index, steps = blocks[at].container, 0
        while index not in above:
            index, steps = boxes[index].parent, steps + 1
        size = boxes[index].end - boxes[index].first
        rows[:, number] = (
            np.log1p(size) / 6,
            size / len(blocks),
            min(above[index], 12) / 6,
            min(steps, 12) / 6,
            features.group[at] == features.group[heaviest],
            blocks[at].container == blocks[heaviest].container,
            blocks[at].tag == blocks[heaviest].tag,
        )
    return rows
