"""Trains the small networks of `newsmill.pipelines.extract.body.model`: Adam on weighted cross-entropy, in
numpy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.extract.body.model import Network

__all__ = ["Examples", "Recipe", "train_network"]

Floats = NDArray[np.float32]

# The largest allowed input, in standard deviations. A column that exceeds it is scaled down as a whole.
_FARTHEST = 6.0
_BATCH = 1024


@dataclass
class Recipe:
    """Training settings.

    hidden, members   units per network, and number of differently initialised networks to average
    epochs, rate      passes over the examples, and the initial step size, which decays to a twentieth
    decay, dropout    weight decay, and the share of hidden units dropped per step
    """

    hidden: int = 20
    members: int = 3
    epochs: int = 25
    rate: float = 2e-3
    decay: float = 1e-4
    dropout: float = 0.15


@dataclass
class Examples:
    """Training rows.

    inputs, target, weight   one row each
    owner                    the page of each row: columns are blanked for whole pages
    blanked                  groups of columns set to their mean, each on a share of the pages per epoch
    """

    inputs: Floats
    target: Floats
    weight: Floats
    owner: NDArray[np.int64]
    blanked: list[tuple[NDArray[np.bool_], float]]


def train_network(examples: Examples, recipe: Recipe, seed: int) -> Network:
    """Train a network. The same input and seed give the same weights.

    The members share the batches and differ in initial weights and dropout. Weights are averaged over the
    last three tenths of the epochs.
    """
    random = np.random.default_rng(seed)
    mean = examples.inputs.mean(axis=0)
    # A rare feature must not become a huge input: unseen pages have it too, with unbounded values.
    farthest = np.maximum(examples.inputs.max(axis=0) - mean, mean - examples.inputs.min(axis=0))
    deviation = np.maximum(examples.inputs.std(axis=0) + 1e-3, farthest / _FARTHEST)
    inputs = (examples.inputs - mean) / deviation
    columns = [np.flatnonzero(group) for group, _ in examples.blanked]
    units = recipe.hidden * recipe.members
    parameters: list[Floats] = [
        random.standard_normal((inputs.shape[1], units), np.float32)
        * np.float32(np.sqrt(2 / inputs.shape[1])),
        np.zeros(units, np.float32),
        random.standard_normal(units, np.float32) * np.float32(np.sqrt(2 / recipe.hidden)),
        np.zeros(recipe.members, np.float32),
    ]
    state = _Adam(parameters, recipe.decay)
    average = [np.zeros_like(each) for each in parameters]
    averaged = 0
    pages = int(examples.owner.max()) + 1
    for epoch in range(recipe.epochs):
        order = random.permutation(len(examples.target))
        blank = [random.random(pages) < share for _, share in examples.blanked]
        rate = recipe.rate * (1 - epoch / recipe.epochs) + recipe.rate / 20
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            x = inputs[rows]
            for group, pages_without in zip(columns, blank, strict=True):
                without = np.flatnonzero(pages_without[examples.owner[rows]])
                if len(without) and len(group):
                    x[without[:, None], group] = 0
            kept = random.random((len(rows), units), np.float32) >= recipe.dropout
            gradients = _gradients(x, examples.target[rows], examples.weight[rows], parameters, recipe, kept)
            state.step(gradients, rate)
        if epoch >= recipe.epochs * 0.7:
            averaged += 1
            for a, p in zip(average, parameters, strict=True):
                a += (p - a) / averaged
    inner, bias, outer, last = average
    inner /= deviation[:, None]
    bias -= mean @ inner
    return Network([(inner, bias), ((outer / recipe.members)[:, None], np.array([last.mean()], np.float32))])


def _gradients(
    x: Floats,
    target: Floats,
    weight: Floats,
    parameters: list[Floats],
    recipe: Recipe,
    kept: NDArray[np.bool_],
) -> list[Floats]:
    inner, bias, outer, last = parameters
    z = x @ inner
    z += bias
    np.maximum(z, 0, out=z)
    mask = kept.astype(np.float32)
    mask /= 1 - recipe.dropout
    h = z * mask
    logits = (h * outer).reshape(len(x), recipe.members, recipe.hidden).sum(axis=2) + last
    probability = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    scale = weight / max(float(weight.sum()), 1e-9)
    delta = ((probability - target[:, None]) * scale[:, None]).astype(np.float32)
    spread = np.repeat(delta, recipe.hidden, axis=1)
    back = spread * outer
    back *= mask
    back *= z > 0
    return [x.T @ back, back.sum(axis=0), (h * spread).sum(axis=0), delta.sum(axis=0)]


class _Adam:
    """The optimiser's state. Weights decay, biases do not."""

    def __init__(self, parameters: list[Floats], decay: float) -> None:
        self.parameters, self.decay, self.steps = parameters, decay, 0
        self.first = [np.zeros_like(each) for each in parameters]
        self.second = [np.zeros_like(each) for each in parameters]

    def step(self, gradients: list[Floats], rate: float) -> None:
        self.steps += 1
        one, two = 1 - 0.9**self.steps, 1 - 0.999**self.steps
        for number, (p, g, m, v) in enumerate(
            zip(self.parameters, gradients, self.first, self.second, strict=True)
        ):
            if number % 2 == 0:
                g += self.decay * p
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            p -= rate / one * m / (np.sqrt(v / two) + 1e-8)
