"""The feature matrix in numpy: the fallback of `_measure.fill`, for installations without a compiler."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.extract.body.feature_columns import (
    BITS,
    GROUPS,
    HALVES,
    HEAVIEST,
    LEVELS,
    NAMES,
    ROWS,
    STEPS,
    Floats,
    Ints,
)
from newsmill.pipelines.extract.lexicon.class_hints import OTHER_TAG
from newsmill.pipelines.extract.page.character_classes import (
    BRACKET,
    COLON,
    COMMA,
    DIGIT,
    LETTER,
    OTHER,
    QUOTE,
    SEPARATOR,
    SPACE,
    STOP,
    UPPER,
    WIDE,
    WIDE_WEIGHT,
)

__all__ = ["Matrix"]


class Matrix:
    """Builds the matrix (`columns x blocks`).

    For the few hundred blocks of a page a numpy call costs more than the arithmetic. Each group of columns is
    therefore computed in as few calls as possible: all four containers or both windows at once.
    """

    def __init__(
        self,
        table: Ints,
        boxes: Ints,
        counts: NDArray[np.float64],
        last: NDArray[np.uint8],
        title: int,
    ) -> None:
        self.title, self.count = title, table.shape[1]
        self.counts, self.last = counts, last
        self.rows = np.empty((len(NAMES), self.count), np.float32)
        self.index = np.arange(self.count)
        (
            self.chars,
            self.links,
            link_chars,
            self.bold,
            self.heading,
            self.breaks,
            self.hidden,
            self.offset,
            self.tag,
        ) = table[:9].astype(np.float64)
        self.repeated = table[10]
        parent, self.own, self.chain, self.first, self.end, self.depth = boxes
        parent = np.maximum(parent, 0)
        self.levels = np.empty((len(LEVELS), self.count), np.int64)
        self.levels[0] = table[9]
        for level in range(1, len(LEVELS)):
            np.take(parent, self.levels[level - 1], out=self.levels[level])
        self.length = counts[LETTER] + counts[UPPER] + counts[DIGIT] + counts[WIDE] * WIDE_WEIGHT
        self.linked = np.minimum(link_chars / self.chars, 1)
        bounded = np.minimum(self.length, HEAVIEST)
        self.weight: Floats = (bounded * (1 - self.linked)).astype(np.float32)
        self.marks = counts[STOP] + counts[COMMA]
        # Running text: it has punctuation and is visible.
        self.good = self.weight * (self.marks > 0) * (1 - self.hidden)
        self.sentence = (self.last == STOP) | (
            (counts[STOP] > 0) & ((self.last == QUOTE) | (self.last == BRACKET))
        )
        self.near = self.own[self.levels[0]] | self.own[self.levels[1]]
        self.group = _alike_groups(self.levels[1], self.tag, self.heading)
        # Sums over any run of blocks are differences of prefix sums: length, weight, good text, marks.
        self.sums = np.zeros((4, self.count + 1))
        np.cumsum((bounded, self.weight, self.good, self.marks), axis=1, out=self.sums[:, 1:])
        self.total = max(float(self.sums[1, -1]), 1.0)
        self.total_good = max(float(self.sums[2, -1]), 1.0)

    def filled(self) -> Floats:
        """Fill the matrix and return it."""
        self.words()
        self.position()
        self.boxes()
        self.alike()
        self.main_box()
        self.page()
        self.hints()
        self.neighbours()
        self.windows()
        return self.rows

    def words(self) -> None:
        """The text of the block."""
        rows, counts, length = self.rows[ROWS["words"]], self.counts, self.length
        np.log1p(
            (length, self.weight, self.links, counts[STOP], counts[COMMA]),
            out=rows[:5],
            casting="same_kind",
        )
        rows[:2] /= 5
        rows[5] = self.linked
        rows[6] = np.minimum(self.marks * 20 / (length + 10), 3)
        rows[7] = self.sentence
        rows[8] = self.last == COLON
        rows[9:11] = counts[[DIGIT, UPPER]] / (length + 1)
        rows[11:13] = counts[[SEPARATOR, OTHER]] * 5 / (length + 5)
        rows[13] = np.minimum(counts[QUOTE], 4) / 2
        rows[14] = counts[SPACE] / self.chars
        rows[15] = np.minimum(self.bold / self.chars, 1)
        rows[16] = self.heading == 1
        rows[17] = (self.heading == 2) | (self.heading == 3)
        rows[18] = self.heading > 3
        rows[19] = np.minimum(self.breaks, 2) / 2
        rows[20] = self.hidden
        rows[21] = self.repeated
        rows[22:] = self.tag == np.arange(OTHER_TAG)[:, None]

    def position(self) -> None:
        """Position on the page and relative to the headline."""
        rows, title, index = self.rows[ROWS["position"]], self.title, self.index
        rows[0] = index / self.count
        rows[1] = self.offset / max(float(self.offset[-1] + self.chars[-1]), 1.0)
        rows[2] = title >= 0
        rows[3] = index == title
        if title >= 0:
            since = index - title
            rows[4] = since > 0
            rows[5] = np.sign(since) * np.log1p(np.abs(since)) / 4
        else:
            rows[4:6] = 0
        rows[6] = np.minimum(self.depth[self.levels[0]], 40) / 20

    def boxes(self) -> None:
        """The four nearest containers around the block."""
        count = len(LEVELS)
        rows = self.rows[ROWS["boxes"]]
        first, end = self.first[self.levels], self.end[self.levels]
        length, weight, good, marks = self.sums[:, end] - self.sums[:, first]
        blocks = np.maximum(end - first, 1)
        rows[:count] = np.log1p(blocks) / 4
        rows[count : 2 * count] = np.log1p(weight) / 8
        rows[2 * count : 3 * count] = weight / self.total
        rows[3 * count : 4 * count] = good / self.total_good
        rows[4 * count : 5 * count] = 1 - weight / np.maximum(length, 1)
        rows[5 * count : 6 * count] = np.log1p(weight / blocks) / 5
        rows[6 * count : 7 * count] = np.minimum(marks * 20 / (length + 10), 3)
        rows[7 * count : 8 * count - 1] = np.log1p(self.index - first[1:]) / 4
        rows[8 * count - 1 :] = np.log1p(np.maximum(end[1:] - 1 - self.index, 0)) / 4

    def alike(self) -> None:
        """Blocks of one parent and tag: most likely all of them are body, or none."""
        group = self.group
        members = np.bincount(group)
        weight = np.bincount(group, weights=self.weight)
        by_group = np.empty((len(GROUPS["alike"]), len(members)))
        by_group[0] = np.log1p(members) / 4
        by_group[1] = weight / self.total
        by_group[2] = np.bincount(group, weights=self.good) / self.total_good
        by_group[3] = np.bincount(group, weights=self.linked) / members
        by_group[4] = np.bincount(group, weights=self.sentence) / members
        by_group[5] = np.log1p(weight / members) / 5
        self.rows[ROWS["alike"]] = by_group[:, group]

    def main_box(self) -> None:
        """The smallest container that holds at least 55 % of the running text."""
        rows = self.rows[ROWS["main box"]]
        good = self.sums[2, self.end] - self.sums[2, self.first]
        holding = np.flatnonzero(good >= 0.55 * self.sums[2, -1])
        box = holding[np.argmin(self.end[holding] - self.first[holding])]
        first, end, index = self.first[box], self.end[box], self.index
        rows[0] = (index >= first) & (index < end)
        rows[1] = (index - first) / 20
        rows[2] = (end - 1 - index) / 20
        np.clip(rows[1:], -3, 3, out=rows[1:])

    def page(self) -> None:
        """Properties of the page, the same for all blocks."""
        self.rows[ROWS["page"]] = np.array(
            (
                math.log1p(self.count) / 6,
                math.log1p(self.total) / 10,
                math.log1p(self.total / self.count) / 5,
                self.total_good / self.total,
            )
        )[:, None]

    def hints(self) -> None:
        """Class hints of the two nearest containers, and of all containers around the block."""
        rows = self.rows[ROWS["hints"]]
        rows[: len(BITS)] = (self.near & BITS) != 0
        rows[len(BITS) :] = (self.chain[self.levels[0]] & BITS) != 0

    def neighbours(self) -> None:
        """The three blocks before and after."""
        words = self.rows[ROWS["words"]]
        padded = np.zeros((7, self.count + 6), np.float32)
        view = padded[:, 3:-3]
        view[0] = words[0]
        view[1] = self.linked
        view[2] = self.sentence
        view[3] = self.marks > 0
        view[4] = self.heading > 0
        view[5] = self.tag == 0
        view[6] = self.near != 0
        rows = self.rows[ROWS["neighbours"]].reshape(len(STEPS), len(padded), self.count)
        for place, by in enumerate(STEPS):
            rows[place] = padded[:, 3 + by : 3 + by + self.count]

    def windows(self) -> None:
        """Averages over the blocks within each window."""
        halves = np.array(HALVES)[:, None]
        low, high = np.maximum(self.index - halves, 0), np.minimum(self.index + halves + 1, self.count)
        length, weight, good, _ = self.sums[:, high] - self.sums[:, low]
        rows, count = self.rows[ROWS["windows"]], len(HALVES)
        rows[:count] = 1 - weight / np.maximum(length, 1)
        rows[count:] = np.log1p(np.concatenate((weight, good)) / np.concatenate((high - low,) * 2)) / 5


_TABLE_LIMIT = 1 << 20


def _alike_groups(outer: Ints, tag: NDArray[np.float64], heading: NDArray[np.float64]) -> Ints:
    """A group number for each block, the same for blocks of one tag under one parent; numbered as by
    `np.unique`."""
    keys = outer * 64 + (tag + 20 * (heading > 0)).astype(np.int64)
    most = int(keys.max())
    if most > _TABLE_LIMIT:
        return np.unique(keys, return_inverse=True)[1].astype(np.int64).reshape(-1)
    # For a page of normal size, a lookup table over the keys takes a third of the time of sorting them.
    table = np.zeros(most + 1, np.int64)
    table[keys] = 1
    return (np.cumsum(table) - 1)[keys]
