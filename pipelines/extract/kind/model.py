"""The model that weighs the quantities of a page: one weight for each quantity and kind.

A multinomial logistic regression. `benchmarks/train_kinds.py` trains it and writes `kinds.json` beside this
module: for each quantity its mean and deviation over the training pages, and its weights for the three kinds.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.extract.lexicon.page_kinds import Verdict

__all__ = ["KINDS", "Weighed", "load", "weigh"]


Floats = NDArray[np.float64]
KINDS: tuple[Verdict, ...] = ("article", "listing", "other")
_FILE = Path(__file__).with_name("kinds.json")
# A reason is a quantity that counts at least this much for the kind.
_REASONS, _LEAST = 3, 0.1


class _Weights(NamedTuple):
    """The names of the quantities, the mean and deviation of each, its weight for each kind (`quantities x
    kinds`), and the constants of the kinds."""

    names: list[str]
    mean: Floats
    deviation: Floats
    weights: Floats
    constants: Floats


class Weighed:
    """The probability of each kind, and the quantities that spoke most for it."""

    def __init__(self, names: list[str], parts: Floats, constants: Floats) -> None:
        self._names, self._parts = names, parts
        # Not `sum` and the like, whose wrapping costs more than the arithmetic.
        sums = np.add.reduce(parts) + constants
        powers = np.exp(sums - np.maximum.reduce(sums))
        # Rounded so that floating-point noise decides nothing.
        shares = (powers / np.add.reduce(powers)).round(4).tolist()
        self.probability: dict[Verdict, float] = dict(zip(KINDS, shares, strict=True))

    def reasons(self, kind: Verdict) -> list[str]:
        """The names of the quantities that counted most for a kind, the first counted most."""
        counted = self._parts[:, KINDS.index(kind)] - np.add.reduce(self._parts, 1) / len(KINDS)
        most = (-counted).argsort(kind="stable")[:_REASONS].tolist()
        return [self._names[at] for at in most if counted[at] >= _LEAST]


@cache
def load() -> _Weights:
    """The weights, loaded once per process."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    table = np.array(list(data["quantities"].values()), np.float64)
    return _Weights(
        list(data["quantities"]), table[:, 0], table[:, 1], table[:, 2:], np.array(data["constants"])
    )


def weigh(quantities: dict[str, float]) -> Weighed:
    """The kind of a page by its quantities. One that is missing is 0."""
    known = load()
    values = np.array([quantities.get(name, 0.0) for name in known.names])
    parts: Floats = known.weights * ((values - known.mean) / known.deviation)[:, None]
    return Weighed(known.names, parts, known.constants)
