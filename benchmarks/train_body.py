#!/usr/bin/env python3
"""Train the model of body blocks, and print newsmill's scores on unseen publishers.

    python benchmarks/train_body.py GOLD_DIR... [-o pipelines/extract/body/body.npz]
        [--folds 5] [--seed 1] [--jobs 2] [--cache DIR] [--pages FILE] [--variants]

A gold folder holds `labels.jsonl` and `pages/ID.html.gz`; the folder above it holds `score.py`. None of it is
part of this repository. Pages are split into folds by registered domain, so that no page is tested by a model
that saw its publisher. For each fold, all networks are trained on the other folds, and the fold's pages go
through the whole of `clean()` with them; the table is scored as in `score.py`. With `-o`, the networks are
then trained on all pages and written. Same input, same seed: same table and file.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is imported: each job has its own core

import argparse
import functools
import json
import multiprocessing
import random
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from body_networks import Examples, Recipe, train_network
from body_pages import Floats, Sample, folds_of, load, variants_of
from held_out import is_held_out
from markup_variants import VARIANTS, Variant, rewritten
from numpy.typing import NDArray

from newsmill import Rejected, clean, decode
from newsmill.pipelines.extract.body import assembly, model
from newsmill.pipelines.extract.body.feature_columns import NAMES
from newsmill.pipelines.extract.body.model import CANDIDATE, CONTEXT_NAMES, Network, Networks, context
from newsmill.pipelines.extract.body.regions import REGION_NAMES, measure_regions, region_starts

# Blocks farther than this from a page's body are much the same everywhere: a sample of them is enough.
_NEAR, _FAR_SHARE = 25, 0.3
_BLOCKS = Recipe(hidden=16, members=5, epochs=16)
_REGIONS = Recipe(hidden=10, members=5, epochs=30, rate=3e-3, decay=1e-3, dropout=0.2)
# The shares of pages trained without class names and without a title: pages in other languages name things
# differently, and some give no title, so the model must work without them.
_NO_NAMES, _NO_TITLE = 0.3, 0.12
_OF_TITLE = ("title known", "is title", "after title", "blocks since title")
# The maximum weight of a region in training, by the square root of its share of the kept text.
_MOST = 0.5

Fold = int | None
_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


class Training:
    """The networks for every combination of held-out folds.

    Each network must be trained on the previous network's predictions for pages that network had not seen. So
    the first one is trained without each fold, without each pair of folds, and on everything. When fold `a`
    is tested, a page of fold `b` gets its prediction from the first network that saw neither.

    Each page is trained on twice: as it is, and in other markup with half the weight.
    """

    def __init__(
        self, samples: list[Sample], variants: list[Sample | None], folds: int, seed: int, jobs: int
    ) -> None:
        self.seed, self.jobs, self.tested = seed, jobs, len(samples)
        self.samples, self.folds = [*samples], folds_of(samples, folds)
        # A variant is in its page's fold.
        for variant, fold in zip(variants, [*self.folds], strict=True):
            if variant is not None:
                self.samples.append(variant)
                self.folds.append(fold)
        self.numbers = range(folds)
        self.first: dict[frozenset[int], Network] = {}
        self.second: dict[tuple[Fold, Fold], Network] = {}
        self.region: dict[Fold, Network] = {}
        self.learned = [_learned(sample, number) for number, sample in enumerate(self.samples)]

    def all_of(self, tested: Iterable[Fold]) -> None:
        """Train everything needed to test these folds; None for networks trained on all pages."""
        wanted = list(tested)
        left_out = {frozenset({one, other} - {None}) for one in wanted for other in [None, *self.numbers]}
        pairs = [
            (one, other) for one in wanted for other in [None, *self.numbers] if one is None or one != other
        ]
        in_order = sorted(left_out, key=sorted)  # type: ignore[arg-type]
        self.first.update(zip(in_order, self._run(self._train_first, in_order), strict=True))
        self.second.update(zip(pairs, self._run(self._train_second, pairs), strict=True))
        self.region.update(zip(wanted, self._run(self._train_region, wanted), strict=True))

    def networks(self, tested: Fold) -> Networks:
        """The networks that have not seen the fold."""
        return Networks(
            self.first[frozenset({tested} - {None})], self.second[tested, None], self.region[tested]
        )

    def scores(
        self, tested: Iterable[Fold], scorer: Any, change: Variant | None = None
    ) -> list[tuple[int, dict[str, Any]]]:
        """Body and scores of each fold's pages, with the page's number, by networks that have not seen them;
        all pages for None. With a change, of the pages in other markup.
        """
        jobs = []
        for fold in tested:
            numbers = [n for n in range(self.tested) if fold is None or self.folds[n] == fold]
            jobs += [(self.networks(fold), numbers[at : at + 50]) for at in range(0, len(numbers), 50)]
        parts = self._run(functools.partial(_score, self.samples, scorer, change), jobs)
        return sorted((row for part in parts for row in part), key=lambda row: row[0])

    def _run(self, work: Callable[[_Job], _Result], jobs: list[_Job]) -> list[_Result]:
        """Run jobs and return the results in order. The jobs fork, since a page's tree cannot be sent to
        another process.
        """
        global _work
        _work = work
        with ProcessPoolExecutor(self.jobs, multiprocessing.get_context("fork")) as pool:
            return list(pool.map(_do, jobs))

    def _pages(self, *left_out: Fold) -> Iterator[tuple[int, Sample]]:
        for number, sample in enumerate(self.samples):
            if self.folds[number] not in left_out:
                yield number, sample

    def _train_first(self, left_out: frozenset[int]) -> Network:
        parts = [
            (
                sample.features.matrix[self.learned[number][0]],
                sample.target[self.learned[number][0]],
                self.learned[number][1],
            )
            for number, sample in self._pages(*left_out)
        ]
        return train_network(_examples(parts, NAMES), _BLOCKS, self.seed + sum(7**fold for fold in left_out))

    def _predict_first(self, number: int, tested: Fold) -> tuple[Floats, NDArray[np.int64], Floats]:
        """The first network's prediction for a page it has not seen, the candidates, and the second network's
        inputs for them.
        """
        sample = self.samples[number]
        probability = self.first[frozenset({tested, self.folds[number]} - {None})](sample.features.matrix)
        asked = np.flatnonzero(probability > CANDIDATE)
        further = context(sample.document, sample.features, probability, asked)
        return probability, asked, np.hstack((sample.features.matrix[asked], further))

    def _train_second(self, job: tuple[Fold, Fold]) -> Network:
        tested, inner = job
        parts = []
        for number, sample in self._pages(tested, inner):
            _, asked, inputs = self._predict_first(number, tested)
            parts.append((inputs, sample.target[asked], sample.weight[asked]))
        return train_network(_examples(parts, NAMES + CONTEXT_NAMES), _BLOCKS, self.seed + 99)

    def _train_region(self, tested: Fold) -> Network:
        parts = []
        for number, sample in self._pages(tested):
            probability, asked, inputs = self._predict_first(number, tested)
            probability[asked] = self.second[tested, self.folds[number]](inputs)
            part = _regions(sample, probability.round(4))
            if part is not None:
                parts.append(part)
        return train_network(_examples(parts, REGION_NAMES), _REGIONS, self.seed + 5)


_work: Callable[[Any], Any]


def _do(job: Any) -> Any:
    return _work(job)


def _learned(sample: Sample, number: int) -> tuple[NDArray[np.int64], Floats]:
    """The rows of a page used to train the first network, and their weights."""
    body = np.flatnonzero(sample.target)
    index = np.arange(len(sample.target))
    if not len(body):
        return index, sample.weight
    near = (index >= body[0] - _NEAR) & (index <= body[-1] + _NEAR)
    drawn = np.random.default_rng(number).random(len(index)) < _FAR_SHARE
    weight = np.where(near, sample.weight, sample.weight / np.float32(_FAR_SHARE)).astype(np.float32)
    rows = np.flatnonzero((near | drawn) & (weight > 0))
    return rows, weight[rows]


def _regions(sample: Sample, probability: Floats) -> tuple[Floats, Floats, Floats] | None:
    """Inputs, target and weight of each region of a page; None if there is no choice or no region contains
    the body.
    """
    kept = np.array(assembly.before_choice(sample.document, sample.features, probability)[0], np.int64)
    starts = region_starts(sample.features, kept) if len(kept) else kept
    if len(starts) < 2 or not sample.target[kept].any():
        return None
    inputs, _ = measure_regions(sample.document, sample.features, probability, kept, starts)
    mass = sample.features.weight[kept] + 5
    known = np.add.reduceat(mass * (sample.line[kept] > 0), starts)
    right = np.add.reduceat(mass * (sample.line[kept] > 0) * sample.target[kept], starts)
    counts = (
        np.minimum(np.sqrt(np.add.reduceat(mass, starts) / mass.sum()), _MOST)
        * sample.line.max()
        * (known > 0)
    )
    return inputs, (right / np.maximum(known, 1e-6)).astype(np.float32), counts.astype(np.float32)


def _examples(parts: list[tuple[Floats, Floats, Floats]], names: list[str]) -> Examples:
    named = np.array([("near: " in name or "around: " in name or ": named" in name) for name in names])
    of_title = np.array([name in _OF_TITLE for name in names])
    owner = np.repeat(np.arange(len(parts)), [len(target) for _, target, _ in parts])
    inputs, target, weight = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Examples(inputs, target, weight, owner, [(named, _NO_NAMES), (of_title, _NO_TITLE)])


def _score(
    samples: list[Sample], scorer: Any, change: Variant | None, job: tuple[Networks, list[int]]
) -> list[tuple[int, dict[str, Any]]]:
    """Run the whole of `clean()` on some pages, with these networks."""
    networks, numbers = job
    model.load = assembly.load = lambda: networks  # type: ignore[assignment]
    rows = []
    for number in numbers:
        sample = samples[number]
        raw, charset = sample.raw, None
        if change is not None:
            raw, charset = rewritten(decode(raw).text, [change], random.Random(sample.name)), "utf-8"
        try:
            body = clean(
                raw, url=sample.label["url"], charset=charset, fetched_at=sample.label.get("captured")
            ).body
        except Rejected:
            body = ""
        p, r, f1 = scorer.body_prf(body, sample.label["body"], sample.label.get("body_full"))
        rows.append(
            (number, {"id": sample.name, "gold": sample.gold, "F1": f1, "P": p, "R": r, "body": body})
        )
    return rows


def table(title: str, samples: list[Sample], rows: list[tuple[int, dict[str, Any]]]) -> None:
    """Print a row per gold folder and two for its publishers that rules are developed on and that are held out
    (`held_out.py`), and one per language for folders that record it and have at least five pages in it.
    """
    print(f"{title:24s} pages     F1      P      R  clean   lost")
    groups: dict[str, list[dict[str, Any]]] = {}
    for number, row in rows:
        part = "held out" if is_held_out(samples[number].label) else "developed on"
        for name in (row["gold"], "all"):
            groups.setdefault(name, []).append(row)
            groups.setdefault(f"  {name}, {part}", []).append(row)
        language = samples[number].label.get("lang")
        if language:
            groups.setdefault(f"  {row['gold']}, {language}", []).append(row)
    for name in sorted(groups, key=lambda name: (name.strip().startswith("all"), name.strip())):
        group = groups[name]
        if name.startswith(" ") and len(group) < 5:
            continue
        mean = [float(np.mean([row[key] for row in group])) for key in ("F1", "P", "R")]
        clean_share = float(np.mean([row["F1"] >= 0.98 for row in group]))
        lost = float(np.mean([row["F1"] < 0.5 for row in group]))
        print(
            f"{name:24s} {len(group):5d} " + " ".join(f"{value:6.3f}" for value in (*mean, clean_share, lost))
        )


def variant_table(training: Training, tested: list[Fold], scorer: Any) -> None:
    """Print the scores of all pages in each other markup, by networks that had not seen the publisher."""
    print(f"{'in other markup':24s} pages     F1  clean   lost")
    for change in VARIANTS:
        scores = [row["F1"] for _, row in training.scores(tested, scorer, change)]
        clean_share = float(np.mean([f1 >= 0.98 for f1 in scores]))
        lost = float(np.mean([f1 < 0.5 for f1 in scores]))
        print(f"{change.name:24s} {len(scores):5d} {np.mean(scores):6.3f} {clean_share:6.3f} {lost:6.3f}")


def write(networks: Networks, path: Path) -> None:
    """Write the weights as half floats; the rounding error is far below the last digit of a probability."""
    arrays = {}
    for number, network in enumerate(networks, 1):
        for layer, (weights, bias) in enumerate(network.layers):
            arrays[f"w{number}_{layer}"] = weights.astype(np.float16)
            arrays[f"b{number}_{layer}"] = bias.astype(np.float32)
    np.savez_compressed(path, **arrays)


def main() -> None:
    """Train for each fold and print the table, then train on everything and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument(
        "-o", "--output", type=Path, help="train on all pages as well and write the weights here"
    )
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--cache", type=Path, help="keep here what the labels say of each block")
    parser.add_argument(
        "--pages", type=Path, help="write body and scores of each page of the folds here (JSONL)"
    )
    parser.add_argument(
        "--variants", action="store_true", help="also score the pages of the folds in other markup"
    )
    args = parser.parse_args()
    start = time.monotonic()
    samples, scorer = load(args.gold, args.cache)
    variants = variants_of(samples, scorer, args.cache)
    training = Training(samples, variants, args.folds, args.seed, args.jobs)
    tested: list[Fold] = list(range(args.folds))
    training.all_of([*tested, None] if args.output else tested)
    rows = training.scores(tested, scorer)
    table("publishers never seen", samples, rows)
    if args.variants:
        variant_table(training, tested, scorer)
    if args.pages:
        args.pages.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for _, row in rows))
    if args.output:
        write(training.networks(None), args.output)
        table("trained on them", samples, training.scores([None], scorer))
    print(f"{time.monotonic() - start:.0f} seconds")


if __name__ == "__main__":
    main()
