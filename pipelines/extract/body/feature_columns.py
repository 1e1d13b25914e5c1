"""The columns of the feature matrix, by name and group.

No feature depends on a site, and only the line patterns (`line_patterns`) on a language. Columns are named so that
a decision can show its inputs.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.lexicon.class_hints import MODEL_TAGS, Hint

__all__ = [
    "BITS",
    "GROUPS",
    "HALVES",
    "HEAVIEST",
    "HINT_BITS",
    "LEVELS",
    "NAMES",
    "ROWS",
    "STEPS",
    "Floats",
    "Ints",
    "compiled_measuring",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
# Maximum weight of a block, that of a very long paragraph: a block with ten thousand hidden search keywords
# must not outweigh the article.
HEAVIEST = 8000.0

HINT_BITS = np.array([int(hint) for hint in Hint if hint], dtype=np.int64)
BITS = HINT_BITS[:, None]
_HINT_NAMES = [hint.name.lower() for hint in Hint if hint and hint.name]
_MOST_LEVELS = 4
LEVELS = tuple(range(1, _MOST_LEVELS + 1))
STEPS = (-3, -2, -1, 1, 2, 3)
HALVES = (5, 12)

# The columns by group, in matrix order. Each group is filled by one method of `Matrix`.
GROUPS: dict[str, list[str]] = {
    "words": [
        "length", "weight", "links", "stops", "commas", "link density", "punctuation density", "ends a sentence",
        "ends with colon", "digits", "capitals", "separators", "other", "quotes", "spaces", "bold", "h1", "h2-h3",
        "h4-h6",
        "after break", "hidden", "repeated", *(f"in {name}" for name in MODEL_TAGS),
    ],
    "position": [
        "position", "text position", "title known", "is title", "after title", "blocks since title", "depth",
    ],
    "boxes": [
        f"box {number}: {name}"
        for name in ("blocks", "weight", "share", "good share", "link density", "mean weight", "punctuation")
        for number in LEVELS
    ] + [f"box {number}: {name}" for name in ("from start", "from end") for number in LEVELS[1:]],
    "alike": [
        f"alike: {name}"
        for name in ("blocks", "share", "good share", "link density", "sentences", "mean weight")
    ],
    "main box": ["in main box", "from main start", "from main end"],
    "page": [f"page: {name}" for name in ("blocks", "weight", "mean weight", "good")],
    "hints": [f"{where}: {name}" for where in ("near", "around") for name in _HINT_NAMES],
    "neighbours": [
        f"{by:+d}: {name}"
        for by in STEPS
        for name in ("length", "link density", "ends a sentence", "punctuated", "heading", "in p", "named")
    ],
    "windows": [
        f"within {half}: {name}" for name in ("link density", "mean weight", "mean good") for half in HALVES
    ],
}  # fmt: skip
NAMES: list[str] = [name for names in GROUPS.values() for name in names]


def _rows_of_groups() -> dict[str, slice]:
    rows, start = {}, 0
    for group, names in GROUPS.items():
        rows[group] = slice(start, start + len(names))
        start += len(names)
    return rows


ROWS = _rows_of_groups()


def compiled_measuring() -> ModuleType | None:
    """The compiled replacement of the numpy code here and in `model`, or None if not available."""
    return module("newsmill.pipelines.extract.body._measure")
