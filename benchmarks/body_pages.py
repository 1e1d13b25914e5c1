"""Loads labelled pages for training: features, and a target for each block."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from markup_variants import mixed
from numpy.typing import NDArray

from newsmill.pipelines import urls
from newsmill.pipelines.decode import decode
from newsmill.pipelines.extract.body.features import Features, measure
from newsmill.pipelines.extract.page.blocks import Document
from newsmill.pipelines.extract.page.tree import parse
from newsmill.pipelines.extract.page.walk import read_blocks

__all__ = ["Sample", "folds_of", "load", "variants_of"]

Floats = NDArray[np.float32]

# The weight of a page in other markup, compared with the page as it is.
_VARIANT_WEIGHT = np.float32(0.5)


@dataclass
class Sample:
    """A labelled page.

    target   1 for a block of the body, else 0
    weight   the block's weight in training, 0 if the label does not say; sums to 100 times the page's weight
    line     the same with equal weight for each block
    """

    name: str
    gold: str
    site: str
    label: dict[str, Any]
    raw: bytes
    document: Document
    features: Features
    target: Floats
    weight: Floats
    line: Floats


def load(folders: list[Path], cache: Path | None = None) -> tuple[list[Sample], Any]:
    """Load the pages of gold folders that have a labelled body. Also returns the module `score` above the
    folders.

    cache   folder for the targets, which take most of the time
    """
    sys.path.insert(0, str(folders[0].resolve().parent))
    scorer = importlib.import_module("score")
    samples = []
    for folder in folders:
        for name, label in scorer.load_labels(folder).items():
            raw = gzip.decompress((folder / "pages" / f"{name}.html.gz").read_bytes())
            sample = _sample(name, folder.name, label, raw, decode(raw).text, scorer, cache)
            if sample is not None:
                samples.append(sample)
    sizes = Counter(sample.site for sample in samples)
    for sample in samples:
        # Publishers with many pages repeat one layout.
        _scale(sample, np.float32(sizes[sample.site] ** -0.5))
    return samples, scorer


def variants_of(samples: list[Sample], scorer: Any, cache: Path | None = None) -> list[Sample | None]:
    """Each page in other markup (`markup_variants.py`), with its label and half its weight; None where the
    changed page has no blocks."""
    variants = []
    for sample in samples:
        raw = mixed(decode(sample.raw).text, sample.name)
        text = raw.decode("utf-8", "replace")
        variant = _sample(sample.name, sample.gold, sample.label, raw, text, scorer, cache)
        if variant is not None:
            _scale(variant, _VARIANT_WEIGHT * sample.weight.sum() / 100)
        variants.append(variant)
    return variants


def _sample(
    name: str, gold: str, label: dict[str, Any], raw: bytes, text: str, scorer: Any, cache: Path | None
) -> Sample | None:
    """A labelled page with its blocks; None if it has no labelled body or no blocks."""
    tree = parse(text) if label.get("body") else None
    document = read_blocks(tree) if tree is not None else None
    if tree is None or document is None or not document.blocks:
        return None
    features = measure(document, tree.findtext(".//title") or "")
    target, weight, line = _kept_targets(document, label, raw, scorer, cache)
    site = urls.site(label["url"]) or label.get("site") or name
    return Sample(name, gold, site, label, raw, document, features, target, weight, line)


def _scale(sample: Sample, share: np.float32) -> None:
    sample.weight *= share
    sample.line *= share


def _kept_targets(
    document: Document, label: dict[str, Any], raw: bytes, scorer: Any, cache: Path | None
) -> tuple[Floats, Floats, Floats]:
    if cache is None:
        return targets(document, label, scorer)
    key = hashlib.sha256(raw)
    for text in (label["body"], label.get("body_full") or "", *(block.text for block in document.blocks)):
        key.update(text.encode("utf-8", "surrogatepass") + b"\0")
    path = cache / f"{key.hexdigest()}.npy"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(path, np.stack(targets(document, label, scorer)))
    target, counts, line = np.load(path)
    return target, counts, line


def folds_of(samples: list[Sample], folds: int) -> list[int]:
    """The fold of each page. All pages of a publisher are in one fold, and each fold gets about the same
    number of pages per gold folder.

    Publishers with the most pages are placed first; those of equal size in the order of a hash of their
    domain.
    """
    pages: dict[str, Counter[str]] = {}
    for sample in samples:
        pages.setdefault(sample.site, Counter())[sample.gold] += 1
    order = sorted(pages, key=lambda site: (-pages[site].total(), hashlib.sha256(site.encode()).hexdigest()))
    filled: list[Counter[str]] = [Counter() for _ in range(folds)]
    chosen: dict[str, int] = {}
    for site in order:
        main = pages[site].most_common(1)[0][0]
        chosen[site] = min(range(folds), key=lambda fold: (filled[fold][main], filled[fold].total(), fold))
        filled[chosen[site]].update(pages[site])
    return [chosen[sample.site] for sample in samples]


def targets(document: Document, label: dict[str, Any], scorer: Any) -> tuple[Floats, Floats, Floats]:
    """For each block: whether it is body, its weight in training, and whether it counts as a line.

    A block is body if its 4-token shingles are in the labelled body. Partly covered blocks and optional text
    have no weight. If the same text occurs in several places, only the one nearest to the rest of the body is
    correct.
    """
    wanted = set(scorer.shingles(label["body"]))
    allowed = wanted | set(scorer.shingles(label["body_full"])) if label.get("body_full") else wanted
    stream: list[str] = []
    owner: list[int] = []
    for block in document.blocks:
        own = scorer.TOKEN.findall(unicodedata.normalize("NFKC", block.text).lower().replace("\xad", ""))
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
    _keep_labelled_places(document, target, tokens, label["body"])
    _drop_far_short_lines(target, tokens)
    counts = np.sqrt(tokens + 4)
    counts[(share > 0.25) & (share <= 0.7)] = 0
    counts[optional & (target == 0) & (share <= 0.7)] = 0
    line = (counts > 0).astype(np.float32)
    return target, (counts / max(float(counts.sum()), 1.0) * 100).astype(np.float32), line


def _covered(stream: list[str], owner: list[int], tokens: Floats, wanted: set[tuple[str, ...]]) -> Floats:
    """The share of each block's tokens that lie in a wanted shingle. Shingles may span blocks (cells, list
    items).
    """
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


def _keep_labelled_places(document: Document, target: Floats, tokens: Floats, body: str) -> None:
    """Of several places with the same text, as many as the label has: those nearest to the rest of the body."""
    places: dict[str, list[int]] = {}
    for index in np.flatnonzero(target).tolist():
        places.setdefault(document.blocks[index].text, []).append(index)
    single = [where[0] for where in places.values() if len(where) == 1]
    if not single:
        return
    centre = float(np.average(single, weights=tokens[single] + 1))
    label = Counter(_folded(line) for line in body.split("\n"))
    for text, where in places.items():
        if len(where) == 1:
            continue
        nearest = sorted(where, key=lambda index: abs(index - centre))
        most = max(label[_folded(text)], 1)
        for index in nearest[most:]:
            if abs(index - nearest[0]) > 3:
                target[index] = 0


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _drop_far_short_lines(target: Floats, tokens: Floats) -> None:
    """One or two words that equal a line of the body only count inside the body."""
    sure = np.flatnonzero((target > 0) & (tokens >= 4))
    if len(sure):
        for index in np.flatnonzero((target > 0) & (tokens < 4)).tolist():
            if index < sure[0] - 3 or index > sure[-1] + 3:
                target[index] = 0
