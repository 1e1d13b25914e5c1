#!/usr/bin/env python3
"""Train the model of body blocks and say how it does on sites it never saw.

    python benchmarks/train_body.py GOLD_DIR... [-o pipelines/extract/body/body.npz] [--folds 5] [--epochs 40] [--seed 1]

A gold folder holds `labels.jsonl` and `pages/ID.html.gz`; the folder above it holds `score.py`. Pages are grouped by registered
domain, so that no fold is tested on a site that it was trained on. The second network learns from opinions that the first one
formed of pages it had not seen either. The file is written from training on everything; the numbers printed are of held-out folds.
Same input, same seed: same file.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import itertools
import json
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from body_by_rules import by_rules
from numpy.typing import NDArray

from newsmill.pipelines import urls
from newsmill.pipelines.decode import decode
from newsmill.pipelines.extract.body.assembly import assemble
from newsmill.pipelines.extract.body.features import Features, measure
from newsmill.pipelines.extract.body.model import CANDIDATE, CONTEXT_NAMES, Network, context, second_opinion
from newsmill.pipelines.extract.page.blocks import Document
from newsmill.pipelines.extract.page.tree import parse
from newsmill.pipelines.extract.page.walk import read_blocks

Floats = NDArray[np.float32]
# Weight decay.
_DECAY = 1e-4
# The largest input, in standard deviations; a column that goes farther is scaled down as a whole.
_FARTHEST = 6.0


@dataclass
class Sample:
    """A labelled page."""

    name: str
    gold: str
    site: str
    label: dict[str, Any]
    document: Document
    features: Features
    target: Floats
    weight: Floats


def targets(document: Document, label: dict[str, Any], scorer: Any) -> tuple[Floats, Floats]:
    """For each block whether it is body, and how much it counts in training.

    A block is body when its 4-token shingles are in the labelled body; one that is partly in counts nothing, and neither does
    optional text. Of several places with the same text only the one nearest to the rest of the body is right.
    """
    wanted = set(scorer.shingles(label["body"]))
    allowed = wanted | set(scorer.shingles(label["body_full"])) if label.get("body_full") else wanted
    stream: list[str] = []
    owner: list[int] = []
    for block in document.blocks:
        own = scorer.TOKEN.findall(unicodedata.normalize("NFKC", block.text).lower())
        stream += own
        owner += [block.index] * len(own)
    count = len(document.blocks)
    tokens = np.bincount(owner, minlength=count).astype(np.float32) if owner else np.zeros(count, np.float32)
    share = _covered(stream, owner, tokens, wanted)
    for block in document.blocks:
        if tokens[block.index] >= 4:
            own = scorer.shingles(block.text)
            share[block.index] = sum(n for s, n in own.items() if s in wanted) / sum(own.values())
    optional = _covered(stream, owner, tokens, allowed) > 0.7
    target = (share > 0.7).astype(np.float32)
    _keep_one_place(document, target, tokens)
    _drop_far_short_lines(target, tokens)
    counts = np.sqrt(tokens + 4)
    counts[(share > 0.25) & (share <= 0.7)] = 0
    counts[optional & (target == 0) & (share <= 0.7)] = 0
    return target, (counts / max(float(counts.sum()), 1.0) * 100).astype(np.float32)


def _covered(stream: list[str], owner: list[int], tokens: Floats, wanted: set[tuple[str, ...]]) -> Floats:
    """The share of each block's tokens that lie in a wanted shingle, which may run over several blocks (cells, list items)."""
    marks = np.zeros(len(stream) + 4, np.float32)
    for start in range(len(stream) - 3):
        if tuple(stream[start : start + 4]) in wanted:
            marks[start : start + 4] = 1
    found = (
        np.bincount(owner, weights=marks[: len(stream)], minlength=len(tokens))
        if stream
        else np.zeros(len(tokens))
    )
    return (found / np.maximum(tokens, 1)).astype(np.float32)


def _keep_one_place(document: Document, target: Floats, tokens: Floats) -> None:
    places: dict[str, list[int]] = {}
    for index in np.flatnonzero(target).tolist():
        places.setdefault(document.blocks[index].text, []).append(index)
    single = [where[0] for where in places.values() if len(where) == 1]
    if not single:
        return
    centre = float(np.average(single, weights=tokens[single] + 1))
    for where in places.values():
        best = min(where, key=lambda index: abs(index - centre))
        for index in where:
            if index != best and abs(index - best) > 3:
                target[index] = 0


def _drop_far_short_lines(target: Floats, tokens: Floats) -> None:
    """A word or two equal to a line of the body counts only inside the body."""
    sure = np.flatnonzero((target > 0) & (tokens >= 4))
    if len(sure):
        for index in np.flatnonzero((target > 0) & (tokens < 4)).tolist():
            if index < sure[0] - 3 or index > sure[-1] + 3:
                target[index] = 0


def load(folders: list[Path]) -> tuple[list[Sample], Any]:
    """The labelled pages, measured."""
    sys.path.insert(0, str(folders[0].resolve().parent))
    scorer = importlib.import_module("score")
    samples = []
    for folder in folders:
        for name, label in scorer.load_labels(folder).items():
            text = decode(gzip.decompress((folder / "pages" / f"{name}.html.gz").read_bytes())).text
            tree = parse(text)
            if tree is None:
                continue
            document = read_blocks(tree)
            if not document.blocks:
                continue
            features = measure(document, tree.findtext(".//title") or "")
            target, weight = targets(document, label, scorer)
            site = urls.site(label["url"]) or label.get("site") or name
            samples.append(Sample(name, folder.name, site, label, document, features, target, weight))
    _balance(samples)
    return samples, scorer


def _balance(samples: list[Sample]) -> None:
    """Let a small folder count more than its number of pages, half way to as much as the others."""
    sizes = Counter(s.gold for s in samples)
    for s in samples:
        s.weight *= np.float32((len(samples) / len(sizes) / sizes[s.gold]) ** 0.5)


def folds_of(samples: list[Sample], folds: int) -> list[int]:
    """The fold of each page: all pages of a site in one, by a hash of the site."""
    return [int(hashlib.sha256(s.site.encode()).hexdigest(), 16) % folds for s in samples]


def train_network(
    pages: list[tuple[Floats, Floats, Floats]],
    names: list[str],
    hidden: tuple[int, ...],
    epochs: int,
    seed: int,
) -> Network:
    """Adam on weighted cross-entropy, the weights of the last epochs averaged.

    Signs from names in the markup are blanked on three pages in ten, and what is known of the title on one in eight: pages of
    other languages name things otherwise, and the model must stand without.
    """
    random = np.random.default_rng(seed)
    sizes = [len(page[1]) for page in pages]
    inputs = np.concatenate([page[0] for page in pages])
    target = np.concatenate([page[1] for page in pages])
    weight = np.concatenate([page[2] for page in pages])
    owner = np.repeat(np.arange(len(pages)), sizes)
    mean = inputs.mean(axis=0)
    # A rare sign must not become a huge input: pages nobody saw have it too, and nothing bounds them.
    deviation = np.maximum(inputs.std(axis=0) + 1e-3, np.abs(inputs - mean).max(axis=0) / _FARTHEST)
    inputs = (inputs - mean) / deviation
    signs = np.array([n.startswith(("near: ", "around: ")) or n.endswith(": named") for n in names])
    heads = np.array([n in ("title known", "is title", "after title", "blocks since title") for n in names])
    shape = (inputs.shape[1], *hidden, 1)
    parameters: list[Floats] = []
    for a, b in itertools.pairwise(shape):
        parameters += [
            (random.standard_normal((a, b)) * np.sqrt(2 / a)).astype(np.float32),
            np.zeros(b, np.float32),
        ]
    first = [np.zeros_like(p) for p in parameters]
    second = [np.zeros_like(p) for p in parameters]
    average = [np.zeros_like(p) for p in parameters]
    averaged = step = 0
    batch = 1024
    for epoch in range(epochs):
        order = random.permutation(len(target))
        no_signs, no_heads = random.random(len(pages)) < 0.3, random.random(len(pages)) < 0.12
        rate = 2e-3 * (1 - epoch / epochs) + 1e-4
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            x = inputs[rows]
            x[np.ix_(no_signs[owner[rows]], signs)] = (-mean / deviation)[signs]
            x[np.ix_(no_heads[owner[rows]], heads)] = (-mean / deviation)[heads]
            layers, masks = [x], []
            for n in range(0, len(parameters) - 2, 2):
                z = np.maximum(layers[-1] @ parameters[n] + parameters[n + 1], 0)
                mask = (random.random(z.shape) < 0.85).astype(np.float32) / 0.85
                masks.append(mask)
                layers.append(z * mask)
            logits = (layers[-1] @ parameters[-2] + parameters[-1])[:, 0]
            w = weight[rows]
            delta = (
                (1 / (1 + np.exp(-np.clip(logits, -30, 30))) - target[rows]) * w / (w.mean() * len(rows))
            )[:, None].astype(np.float32)
            gradients: list[Floats] = [np.empty(0, np.float32)] * len(parameters)
            for n in range(len(parameters) - 2, -1, -2):
                gradients[n] = layers[n // 2].T @ delta + _DECAY * parameters[n]
                gradients[n + 1] = delta.sum(axis=0)
                if n:
                    delta = (delta @ parameters[n].T) * (layers[n // 2] > 0) * masks[n // 2 - 1]
            step += 1
            for p, g, m, v in zip(parameters, gradients, first, second, strict=True):
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                p -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        if epoch >= epochs * 0.7:
            averaged += 1
            for a, p in zip(average, parameters, strict=True):
                a += (p - a) / averaged
    average[1] -= (mean / deviation) @ average[0]
    average[0] /= deviation[:, None]
    return Network(
        [
            (average[n].astype(np.float32), average[n + 1].astype(np.float32))
            for n in range(0, len(average), 2)
        ]
    )


def train_several(
    pages: list[tuple[Floats, Floats, Floats]], names: list[str], epochs: int, seed: int, members: int = 3
) -> Network:
    """Several networks from different beginnings as one: their hidden units side by side, their logits averaged."""
    networks = [train_network(pages, names, (20,), epochs, seed + 1000 * n) for n in range(members)]
    inner, outer = zip(*(network.layers for network in networks), strict=True)
    return Network(
        [
            (np.hstack([w for w, _ in inner]), np.hstack([b for _, b in inner])),
            (np.vstack([w for w, _ in outer]) / members, np.mean([b for _, b in outer], axis=0)),
        ]
    )


def train(samples: list[Sample], inner: int, epochs: int, seed: int) -> tuple[Network, Network]:
    """Both networks; the second on opinions of held-out pages."""
    names = samples[0].features.names
    folds = folds_of(samples, 997)
    opinions: dict[int, Floats] = {}
    for fold in range(inner):
        rest = [s for s, f in zip(samples, folds, strict=True) if f % inner != fold]
        network = train_several(
            [(s.features.matrix, s.target, s.weight) for s in rest], names, epochs, seed + fold
        )
        for number, (s, f) in enumerate(zip(samples, folds, strict=True)):
            if f % inner == fold:
                opinions[number] = network(s.features.matrix)
    first = train_several(
        [(s.features.matrix, s.target, s.weight) for s in samples], names, epochs, seed + 50
    )
    pages = []
    for number, s in enumerate(samples):
        opinion = opinions[number]
        asked = np.flatnonzero(opinion > CANDIDATE)
        inputs = np.hstack((s.features.matrix[asked], context(s.document, s.features, opinion, asked)))
        pages.append((inputs, s.target[asked], s.weight[asked]))
    second = train_several(pages, names + CONTEXT_NAMES, epochs, seed + 99)
    return first, second


def predict(sample: Sample, networks: tuple[Network, Network]) -> Floats:
    """The probabilities of a page's blocks."""
    return second_opinion(sample.document, sample.features, networks[0](sample.features.matrix), networks[1])


def row(sample: Sample, kept: list[str], scorer: Any) -> tuple[float, float, float]:
    """Precision, recall and F1 of a body."""
    result: tuple[float, float, float] = scorer.body_prf(
        "\n".join(kept), sample.label["body"], sample.label.get("body_full")
    )
    return result


def report(title: str, samples: list[Sample], rows: list[tuple[float, float, float]]) -> None:
    """Print one line a gold folder."""
    for gold in dict.fromkeys(s.gold for s in samples):
        part = [r for s, r in zip(samples, rows, strict=True) if s.gold == gold]
        f1 = [r[2] for r in part]
        print(
            f"{title:28s} {gold:5s} F1 {np.mean(f1):.4f}  P {np.mean([r[0] for r in part]):.4f}  R {np.mean([r[1] for r in part]):.4f}"
            f"  clean {np.mean([x >= 0.98 for x in f1]):.3f}  lost {np.mean([x < 0.5 for x in f1]):.3f}",
            flush=True,
        )


def main() -> None:
    """Cross-validate, then train on everything and write the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--held-out", type=Path, help="write the held-out probabilities and scores of each page here (JSONL)"
    )
    args = parser.parse_args()
    samples, scorer = load(args.gold)
    report(
        "best possible with blocks",
        samples,
        [row(s, [b.text for b in s.document.blocks if s.target[b.index]], scorer) for s in samples],
    )
    report("rules alone", samples, [row(s, [b.text for b in by_rules(s.document)], scorer) for s in samples])
    if args.folds > 1:
        folds = folds_of(samples, args.folds)
        held_out: list[Floats] = [np.empty(0, np.float32)] * len(samples)
        for fold in range(args.folds):
            networks = train(
                [s for s, f in zip(samples, folds, strict=True) if f != fold], 4, args.epochs, args.seed
            )
            for number, s in enumerate(samples):
                if folds[number] == fold:
                    held_out[number] = predict(s, networks)
        report(
            "threshold, held-out sites",
            samples,
            [
                row(s, [b.text for b in s.document.blocks if p[b.index] > 0.5], scorer)
                for s, p in zip(samples, held_out, strict=True)
            ],
        )
        rows = [
            row(s, [b.text for b in assemble(s.document, s.features, p).blocks], scorer)
            for s, p in zip(samples, held_out, strict=True)
        ]
        report("model, held-out sites", samples, rows)
        if args.held_out:
            with args.held_out.open("w") as out:
                for s, p, r in zip(samples, held_out, rows, strict=True):
                    out.write(
                        json.dumps(
                            {
                                "id": s.name,
                                "gold": s.gold,
                                "F1": r[2],
                                "P": r[0],
                                "R": r[1],
                                "p": [round(float(x), 4) for x in p],
                            }
                        )
                        + "\n"
                    )
    if args.output:
        networks = train(samples, 5, args.epochs, args.seed)
        report(
            "model, trained on them",
            samples,
            [
                row(
                    s, [b.text for b in assemble(s.document, s.features, predict(s, networks)).blocks], scorer
                )
                for s in samples
            ],
        )
        arrays = {}
        for stage, network in enumerate(networks, 1):
            for n, (weights, bias) in enumerate(network.layers):
                arrays[f"w{stage}_{n}"] = weights.astype(np.float16)
                arrays[f"b{stage}_{n}"] = bias
        np.savez_compressed(args.output, **arrays)


if __name__ == "__main__":
    main()
