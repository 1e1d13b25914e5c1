"""How likely each block is body: two small networks over the features, one after the other.

The first judges a block by itself and its surroundings. The second sees the first one's opinion of the neighbours, of the
containers and of all that is alike, so that an article comes out as a whole. Weights are data (`body.npz`), trained by
`benchmarks/train_body.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.blocks import Document
from pipelines.extract.features import LINE_NAMES, Features, Floats, line_signs

__all__ = ["CANDIDATE", "CONTEXT_NAMES", "Network", "context", "load", "probabilities", "second_opinion"]

_WEIGHTS = Path(__file__).with_name("body.npz")
# Blocks that the first network has ruled out need no closer look at their words.
CANDIDATE = 0.03


# A product of fewer multiplications runs on the caller's thread in OpenBLAS (numpy's), whose threads gain nothing on matrices of this size:
# on a machine whose cores are all busy with pages, waiting for one costs ten times the arithmetic.
_MULTIPLICATIONS = 1 << 18


def _product(values: Floats, weights: Floats) -> Floats:
    """`values @ weights`, some rows at a time."""
    rows = max(1, _MULTIPLICATIONS // weights.size)
    if len(values) <= rows:
        return values @ weights
    return np.concatenate([values[at : at + rows] @ weights for at in range(0, len(values), rows)])


class Network:
    """A perceptron with one or more hidden layers (ReLU) and one output (sigmoid)."""

    def __init__(self, layers: list[tuple[Floats, Floats]]) -> None:
        self.layers = layers

    def __call__(self, inputs: Floats) -> Floats:
        """Probabilities, one a row."""
        values = inputs
        for weights, bias in self.layers[:-1]:
            values = np.maximum(_product(values, weights) + bias, 0)
        weights, bias = self.layers[-1]
        logits = _product(values, weights) + bias
        result: Floats = 1 / (1 + np.exp(-np.clip(logits[:, 0], -30, 30)))
        return result


CONTEXT_NAMES = [
    "first opinion", *(f"opinion {by:+d}" for by in (-3, -2, -1, 1, 2, 3)),
    *(f"opinion within {half}" for half in (4, 10)), *(f"opinion of box {n}" for n in (1, 2, 3, 4)),
    *(f"article share of box {n}" for n in (1, 2, 3, 4)), "opinion of alike", "article share of alike",
    "article before", "article after", "article on page", "best before", "best after", *LINE_NAMES,
    *(f"prev {name}" for name in LINE_NAMES), *(f"section {name}" for name in LINE_NAMES),
]  # fmt: skip


def context(document: Document, features: Features, opinion: Floats) -> Floats:
    """The second network's further inputs (`CONTEXT_NAMES`) from the first one's opinion of every block."""
    count = len(opinion)
    weight = features.weight + 1.0
    mass = opinion * weight
    sums = np.zeros((count + 1, 2), np.float64)
    np.cumsum(np.stack((mass, weight), axis=1), axis=0, out=sums[1:])
    total = max(float(sums[-1, 0]), 1.0)
    index = np.arange(count)
    columns: list[NDArray[np.generic]] = [opinion]
    padded = np.concatenate((np.zeros(3, np.float32), opinion, np.zeros(3, np.float32)))
    columns += [padded[3 + by : 3 + by + count] for by in (-3, -2, -1, 1, 2, 3)]
    for half in (4, 10):
        low, high = np.maximum(index - half, 0), np.minimum(index + half + 1, count)
        around = sums[high] - sums[low]
        columns.append(around[:, 0] / around[:, 1])
    shares = []
    for level in features.levels:
        inside = sums[features.end[level]] - sums[features.first[level]]
        columns.append(inside[:, 0] / np.maximum(inside[:, 1], 1e-6))
        shares.append(inside[:, 0] / total)
    columns += shares
    group_mass = np.bincount(features.group, weights=mass)
    group_weight = np.bincount(features.group, weights=weight)
    columns += [(group_mass / group_weight)[features.group], (group_mass / total)[features.group]]
    columns += [sums[:-1, 0] / total, 1 - sums[1:, 0] / total, np.full(count, np.log1p(total) / 10)]
    strong = np.where(opinion > 0.5, index, -1000)
    before = index - np.concatenate(([-1000], np.maximum.accumulate(strong)[:-1]))
    strong = np.where(opinion > 0.5, index, count + 1000)
    after = np.concatenate((np.minimum.accumulate(strong[::-1])[::-1][1:], [count + 1000])) - index
    columns += [np.minimum(before, 20) / 10, np.minimum(after, 20) / 10]
    stacked = np.stack([column.astype(np.float32) for column in columns], axis=1)
    lines = line_signs(document.blocks, np.flatnonzero(opinion > CANDIDATE))
    previous = np.zeros_like(lines)
    previous[1:] = lines[:-1]
    # The signs of the heading that a block stands under.
    headings = np.where(features.heading, index, -1)
    above = np.maximum.accumulate(headings)
    section = lines[above] * (above >= 0)[:, None]
    return np.hstack((stacked, lines, previous, section.astype(np.float32)))


@cache
def load() -> tuple[Network, Network]:
    """The two networks, read once."""
    with np.load(_WEIGHTS) as data:

        def network(stage: int) -> Network:
            depth = sum(name.startswith(f"w{stage}_") for name in data.files)
            return Network(
                [
                    (data[f"w{stage}_{n}"].astype(np.float32), data[f"b{stage}_{n}"].astype(np.float32))
                    for n in range(depth)
                ]
            )

        return network(1), network(2)


def second_opinion(document: Document, features: Features, opinion: Floats, second: Network) -> Floats:
    """The second network's judgement of the candidates; what the first one ruled out stays out."""
    judged: Floats = opinion.copy()
    candidates = np.flatnonzero(opinion > CANDIDATE)
    if len(candidates):
        inputs = np.hstack((features.matrix[candidates], context(document, features, opinion)[candidates]))
        judged[candidates] = second(inputs)
    return judged


def probabilities(document: Document, features: Features) -> Floats:
    """The probability that each block is body, rounded so that the last bits of arithmetic decide nothing."""
    first, second = load()
    result: Floats = np.round(second_opinion(document, features, first(features.matrix), second), 4)
    return result
