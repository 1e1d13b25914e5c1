"""The probability that each block is body, from two small networks in sequence.

The first scores a block from its own features and those of its surroundings. The second also sees the first
one's probabilities for the neighbours, the containers and similar blocks, so that an article is kept as a
whole. The weights (`body.npz`) are trained by `benchmarks/train_body.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from newsmill.pipelines.extract.body.feature_columns import Floats, Ints, compiled_measuring
from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.body.line_patterns import LINE_NAMES, line_patterns
from newsmill.pipelines.extract.page.blocks import Document

__all__ = [
    "CANDIDATE",
    "CONTEXT_NAMES",
    "Network",
    "Networks",
    "context",
    "load",
    "probabilities",
    "second_pass",
]

_WEIGHTS = Path(__file__).with_name("body.npz")
# Blocks with a lower probability from the first network are not examined further.
CANDIDATE = 0.03


# Products of at most this many multiplications run on the calling thread in numpy's OpenBLAS. Its threads
# gain nothing on matrices of this size: when all cores are busy with pages, waiting for a thread costs ten
# times as much as the arithmetic.
_MULTIPLICATIONS = 1 << 18


def _product(values: Floats, weights: Floats) -> Floats:
    """`values @ weights`, computed in chunks of rows."""
    rows = max(1, _MULTIPLICATIONS // weights.size)
    if len(values) <= rows:
        return values @ weights
    return np.concatenate([values[at : at + rows] @ weights for at in range(0, len(values), rows)])


class Network:
    """A perceptron with one or more hidden layers (ReLU) and one output (sigmoid)."""

    def __init__(self, layers: list[tuple[Floats, Floats]]) -> None:
        self.layers = layers
        compiled = compiled_measuring()
        self._compiled = None if compiled is None else compiled.Perceptron(layers)

    def __reduce__(self) -> tuple[type[Network], tuple[list[tuple[Floats, Floats]]]]:
        """Pickle the weights only: training trains each network in a process of its own."""
        return Network, (self.layers,)

    def __call__(self, inputs: Floats, wanted: Ints | None = None, further: Floats | None = None) -> Floats:
        """One probability per row of the inputs.

        wanted   judge only the rows with these numbers
        further  more inputs of these rows, after those in `inputs`
        """
        if self._compiled is None:
            rows = inputs if wanted is None else inputs[wanted]
            return self.in_python(rows if further is None else np.concatenate((rows, further), axis=1))
        result = np.empty(len(inputs) if wanted is None else len(wanted), np.float32)
        self._compiled.probabilities(inputs, result, wanted, further)
        return result

    def in_python(self, inputs: Floats) -> Floats:
        """The same with numpy: sums are added in another order, so the last digits differ."""
        values = inputs
        for weights, bias in self.layers[:-1]:
            # In place: for the few hundred rows of a page, allocating an array costs more than the
            # arithmetic.
            values = _product(values, weights)
            values += bias
            np.maximum(values, 0, out=values)
        weights, bias = self.layers[-1]
        logits: Floats = _product(values, weights)[:, 0]
        logits += bias
        np.minimum(np.maximum(logits, -30, out=logits), 30, out=logits)
        np.exp(np.negative(logits, out=logits), out=logits)
        logits += 1
        return np.divide(1, logits, out=logits)


_HALVES = (4, 10)
CONTEXT_NAMES = [
    "first probability", *(f"probability {by:+d}" for by in (-3, -2, -1, 1, 2, 3)),
    *(f"probability within {half}" for half in _HALVES), *(f"probability of box {n}" for n in (1, 2, 3, 4)),
    *(f"article share of box {n}" for n in (1, 2, 3, 4)), "probability of alike", "article share of alike",
    "article before", "article after", "article on page", "best before", "best after", *LINE_NAMES,
    *(f"prev {name}" for name in LINE_NAMES), *(f"section {name}" for name in LINE_NAMES),
]  # fmt: skip


def context(document: Document, features: Features, probability: Floats, wanted: Ints) -> Floats:
    """The additional inputs of the second network (`CONTEXT_NAMES`) for the wanted blocks, from the first
    one's probability for every block."""
    # The extra last row stays zero: index -1, the block before the first, reads it.
    patterns = np.zeros((len(probability) + 1, len(LINE_NAMES)), np.float32)
    patterns[:-1] = line_patterns(document.blocks, (probability > CANDIDATE).nonzero()[0])
    compiled = compiled_measuring()
    if compiled is None:
        return _context_in_python(features, probability, wanted, patterns)
    rows = np.empty((len(CONTEXT_NAMES), len(wanted)), np.float32)
    compiled.fill_context(
        probability=probability,
        weight=features.weight,
        levels=features.levels,
        first=features.first,
        end=features.end,
        group=features.group,
        heading=features.heading.view(np.uint8),
        patterns=patterns,
        wanted=wanted,
        halves=_HALVES,
        rows=rows,
    )
    result: Floats = rows.T
    return result


def _context_in_python(features: Features, probability: Floats, wanted: Ints, patterns: Floats) -> Floats:
    """Pure-Python fallback of `context`. `patterns` has one row per block from `line_patterns`, then a zero row."""
    count, index = len(probability), np.arange(len(probability))
    rows = np.zeros((len(CONTEXT_NAMES), len(wanted)), np.float32)
    mass, weight = probability * (features.weight + 1.0), features.weight + 1.0
    sums = np.zeros((2, count + 1))
    np.cumsum((mass, weight), axis=1, out=sums[:, 1:])
    total = max(float(sums[0, -1]), 1.0)
    rows[0] = probability[wanted]
    padded = np.zeros(count + 6, np.float32)
    padded[3:-3] = probability
    for row, by in enumerate((-3, -2, -1, 1, 2, 3), 1):
        rows[row] = padded[wanted + (3 + by)]
    halves = np.array(_HALVES)[:, None]
    around = sums[:, np.minimum(wanted + halves + 1, count)] - sums[:, np.maximum(wanted - halves, 0)]
    rows[7:9] = around[0] / around[1]
    levels = features.levels[:, wanted]
    inside = sums[:, features.end[levels]] - sums[:, features.first[levels]]
    rows[9:13] = inside[0] / np.maximum(inside[1], 1e-6)
    rows[13:17] = inside[0] / total
    group = features.group[wanted]
    group_mass = np.bincount(features.group, weights=mass)
    group_weight = np.bincount(features.group, weights=weight)
    rows[17] = (group_mass / group_weight)[group]
    rows[18] = (group_mass / total)[group]
    rows[19] = sums[0, wanted] / total
    rows[20] = 1 - sums[0, wanted + 1] / total
    rows[21] = np.log1p(total) / 10
    strong = probability > 0.5
    # The last strong block before each block, and the first after it.
    last = np.full(count + 1, -1000)
    np.maximum.accumulate(np.where(strong, index, -1000), out=last[1:])
    rows[22] = np.minimum(wanted - last[wanted], 20) / 10
    following = np.full(count + 1, count + 1000)
    following[:-1] = np.minimum.accumulate(np.where(strong, index, count + 1000)[::-1])[::-1]
    rows[23] = np.minimum(following[wanted + 1] - wanted, 20) / 10
    lines, previous, section = rows[24:].reshape(3, len(LINE_NAMES), len(wanted))
    lines[:] = patterns[wanted].T
    previous[:] = patterns[wanted - 1].T
    # The line patterns of the heading above each block.
    above = np.maximum.accumulate(np.where(features.heading, index, -1))
    section[:] = patterns[above[wanted]].T
    result: Floats = rows.T
    return result


class Networks(NamedTuple):
    """The first and second network for blocks, and the network that scores regions (see `regions`)."""

    first: Network
    second: Network
    region: Network


@cache
def load() -> Networks:
    """Load the three networks, once per process."""
    with np.load(_WEIGHTS) as data:

        def network(stage: int) -> Network:
            depth = sum(name.startswith(f"w{stage}_") for name in data.files)
            return Network(
                [
                    (data[f"w{stage}_{n}"].astype(np.float32), data[f"b{stage}_{n}"].astype(np.float32))
                    for n in range(depth)
                ]
            )

        return Networks(network(1), network(2), network(3))


def second_pass(document: Document, features: Features, probability: Floats, second: Network) -> Floats:
    """The first network's probabilities, with those of the candidates replaced by the second one's."""
    judged: Floats = probability.copy()
    candidates = (probability > CANDIDATE).nonzero()[0]
    if len(candidates):
        further = context(document, features, probability, candidates)
        judged[candidates] = second(features.matrix, candidates, further)
    return judged


def probabilities(document: Document, features: Features) -> Floats:
    """The probability that each block is body, rounded so that floating-point noise decides nothing."""
    networks = load()
    probability = networks.first(features.matrix)
    result: Floats = second_pass(document, features, probability, networks.second).round(4)
    return result
