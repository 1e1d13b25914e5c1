#!/usr/bin/env python3
"""Train the model of page kinds, and print how often it is right on unseen publishers.

    python benchmarks/train_kinds.py GOLD_DIR... [--mixed GOLD_DIR...] [-o pipelines/extract/kind/kinds.json]

A gold folder holds `labels.jsonl` with `pages/ID.html.gz`: pages with a body, which are articles, or in a
`--mixed` folder anything but a listing. If it holds `kinds.jsonl`, those pages (in `kinds/` or `pages/`) have the
kind given there. None of them is part of this repository. Added are the demo portal and the invented pages of
`data/kinds`. Pages are split into ten folds by publisher, invented ones by the page they are copies of; the table
is of folds that the model had not seen. With `-o`, the model is then trained on all pages and written. Same
input: same table and file.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is imported

import argparse
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsmill import decode
from newsmill.pipelines import urls
from newsmill.pipelines.extract import parse, read_blocks
from newsmill.pipelines.extract.body.assembly import find_body
from newsmill.pipelines.extract.kind.decision import measure
from newsmill.pipelines.extract.kind.model import KINDS
from newsmill.pipelines.extract.page.metadata import read as read_metadata

Floats = NDArray[np.float64]
DATA = Path(__file__).resolve().parent.parent / "data"
# Strength of the penalty on large weights, and the number of steps, after which the weights no longer change.
_PENALTY, _STEPS = 10.0, 3000
_FOLDS = 10
# The weight of a page: labelled kinds are rare, and copies of an invented page are much alike.
_LABELLED, _ARTICLE, _INVENTED, _COPY = 2.5, 1.0, 1.0, 0.5
_ARTICLES = ("article", "gallery", "video")
_LISTINGS = ("listing", "home")


class Sample(NamedTuple):
    """The quantities of a page, the kinds it may be called, where it is from, its publisher, its weight."""

    quantities: dict[str, float]
    kinds: frozenset[str]
    group: str
    site: str
    weight: float


class Model(NamedTuple):
    """Mean and deviation of each quantity, and the weights (`quantities + constant` x kinds)."""

    mean: Floats
    deviation: Floats
    weights: Floats

    def probability(self, values: Floats) -> Floats:
        """The probability of each kind for rows of quantities."""
        return _softmax(_with_one((values - self.mean) / self.deviation) @ self.weights)


def main() -> None:
    """Train, print the table, and write the model if asked to."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("gold", nargs="+", type=Path)
    ap.add_argument("--mixed", nargs="*", type=Path, default=[])
    ap.add_argument("-o", "--out", type=Path)
    args = ap.parse_args()
    samples = list(_samples(args.gold, args.mixed))
    names = sorted({name for sample in samples for name in sample.quantities})
    values = np.array([[sample.quantities.get(name, 0.0) for name in names] for sample in samples])
    allowed = np.array([[kind in sample.kinds for kind in KINDS] for sample in samples], float)
    weights = np.array([sample.weight for sample in samples])
    folds = np.array([zlib.crc32(sample.site.encode()) % _FOLDS for sample in samples])
    probability = np.zeros_like(allowed)
    for fold in range(_FOLDS):
        seen = folds != fold
        probability[~seen] = train(values[seen], allowed[seen], weights[seen]).probability(values[~seen])
    _print_table(samples, allowed, probability)
    if args.out:
        _write(args.out, names, train(values, allowed, weights))


def train(values: Floats, allowed: Floats, weights: Floats) -> Model:
    """Fit the weights by accelerated gradient descent. `allowed`: 1 for each kind a page may be called."""
    mean, deviation = values.mean(0), np.maximum(values.std(0), 0.05)
    inputs = _with_one((values - mean) / deviation)
    penalty = np.full((inputs.shape[1], 1), _PENALTY)
    penalty[-1] = 0
    step = 1 / (0.5 * np.linalg.norm(inputs * np.sqrt(weights)[:, None], 2) ** 2 + _PENALTY)
    fitted = ahead = np.zeros((inputs.shape[1], len(KINDS)))
    for number in range(_STEPS):
        probability = _softmax(inputs @ ahead)
        wanted = probability * allowed
        wanted /= wanted.sum(1, keepdims=True) + 1e-12
        gradient = inputs.T @ (weights[:, None] * (probability - wanted)) + penalty * ahead
        following = ahead - step * gradient
        ahead = following + number / (number + 3) * (following - fitted)
        fitted = following
    return Model(mean, deviation, fitted)


def _softmax(sums: Floats) -> Floats:
    powers = np.exp(sums - sums.max(1, keepdims=True))
    result: Floats = powers / powers.sum(1, keepdims=True)
    return result


def _with_one(values: Floats) -> Floats:
    return np.concatenate((values, np.ones((len(values), 1))), 1)


def _samples(gold: list[Path], mixed: list[Path]) -> Iterator[Sample]:
    for folder in [*gold, *mixed]:
        kinds = ("article", "other") if folder in mixed else ("article",)
        for label in _rows(folder / "labels.jsonl"):
            if label.get("body"):
                yield from _sample(
                    _gold_page(folder, label), label["url"], kinds, f"{folder.name} bodies", _ARTICLE
                )
        for label in _rows(folder / "kinds.jsonl"):
            page = _gold_page(folder, label)
            yield from _sample(
                page, label["url"], (_plain(label["kind"]),), f"{folder.name} kinds", _LABELLED
            )
    portal = DATA / "portal" / "www"
    for expected in sorted(portal.rglob("*.json")):
        file, want = expected.with_suffix(""), json.loads(expected.read_bytes())
        if file.is_file() and isinstance(want, dict) and _plain(want.get("kind", "")) in KINDS:
            url = f"http://portal.example/{file.relative_to(portal).as_posix()}"
            yield from _sample(file.read_bytes(), url, (_plain(want["kind"]),), "demo portal", _INVENTED)
    with gzip.open(DATA / "kinds" / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            weight = _COPY if row["copy"] else _INVENTED
            yield from _sample(
                row["html"].encode(), row["url"], (row["kind"],), "invented pages", weight, row["group"]
            )


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()] if file.exists() else []


def _gold_page(folder: Path, label: dict[str, Any]) -> bytes:
    files = (folder / place / f"{label['id']}.html.gz" for place in ("kinds", "pages"))
    return gzip.decompress(next(file for file in files if file.exists()).read_bytes())


def _plain(kind: str) -> str:
    """The kind among the three that the model knows."""
    if kind in _ARTICLES:
        return "article"
    return "listing" if kind in _LISTINGS else "other" if kind == "forum" else kind


def _sample(
    raw: bytes, url: str | None, kinds: tuple[str, ...], group: str, weight: float, site: str = ""
) -> Iterator[Sample]:
    tree = parse(decode(raw).text)
    if tree is None:
        return
    document = read_blocks(tree)
    metadata = read_metadata(tree, document.metadata_elements)
    body = find_body(document, metadata.document_title, None)
    quantities = measure(document, body, metadata, url)
    if quantities is not None:
        yield Sample(quantities, frozenset(kinds), group, site or urls.site(url or "") or url or "", weight)


def _print_table(samples: list[Sample], allowed: Floats, probability: Floats) -> None:
    found = probability.argmax(1)
    right = allowed[np.arange(len(samples)), found] > 0
    listing = found == KINDS.index("listing")
    print("| pages of unseen publishers | pages | kind right | listings missed | others called a listing |")
    print("|---|---|---|---|---|")
    for group in dict.fromkeys(sample.group for sample in samples):
        here = np.array([sample.group == group for sample in samples])
        lists = here & (allowed[:, KINDS.index("listing")] > 0)
        print(
            f"| {group} | {here.sum()} | {right[here].mean():.3f} | {(lists & ~listing).sum()} of {lists.sum()} "
            f"| {(here & ~lists & listing).sum()} of {(here & ~lists).sum()} |"
        )


def _write(file: Path, names: list[str], model: Model) -> None:
    rows = {
        name: [
            round(float(number), 4) for number in (model.mean[at], model.deviation[at], *model.weights[at])
        ]
        for at, name in enumerate(names)
    }
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    constants = json.dumps([round(float(number), 4) for number in model.weights[-1]])
    file.write_text(
        f'{{\n "constants": {constants},\n "quantities": {{\n{lines}\n }}\n}}\n', encoding="utf-8"
    )


if __name__ == "__main__":
    main()
