#!/usr/bin/env python3
"""What newsmill loses when pages come in other markup: a table with a row per change of `markup_variants.py`.

    python benchmarks/robustness.py LABELS_DIR... [--jobs 2]

Every page is cleaned as it is and after each change. The changes alter nothing that a reader sees, so a perfect
extractor has the same scores in every row. For unseen publishers, name folders written by `held_out.py`; figures
of bodies by networks that had not seen the publisher are printed by `train_body.py --variants`.
"""

from __future__ import annotations

import argparse
import functools
import random
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from markup_variants import VARIANTS, rewritten

from newsmill.pipelines.decode import decode
from newsmill.pipelines.labels.extractor_answers import answers
from newsmill.pipelines.labels.measures import score, summary
from newsmill.pipelines.labels.store import Label, LabelStore
from newsmill.pipelines.page import Page

_COLUMNS = ("F1", "clean", "lost", "title", "published", "source", "authors", "lead")


def scores(folder: Path, label: Label) -> list[dict[str, float]]:
    """The scores of a page as it is, and after each change."""
    page = LabelStore(folder).page(label)
    text = decode(page.raw, page.charset).text
    pages = [page]
    for variant in VARIANTS:
        raw = rewritten(text, [variant], random.Random(label.id))
        pages.append(
            Page(raw=raw, url=page.url, charset="utf-8", fetched_at=page.fetched_at, origin=page.origin)
        )
    return [score(answers(each, [])["newsmill"], label) for each in pages]


def main() -> None:
    """Print the table over all folders."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    rows: list[list[dict[str, float]]] = []
    with ProcessPoolExecutor(args.jobs) as pool:
        for folder in args.labels:
            labels = LabelStore(folder).labels()
            rows += pool.map(functools.partial(scores, folder), labels, chunksize=8)
    print(f"{len(rows)} pages\n\n| | {' | '.join(_COLUMNS)} |\n|---|{'---|' * len(_COLUMNS)}")
    names = ("as it is", *(variant.name for variant in VARIANTS))
    for name, pages in zip(names, zip(*rows, strict=True), strict=True):
        means = summary(pages)
        print(
            f"| {name} | "
            + " | ".join(f"{means[key]:.3f}" if key in means else "" for key in _COLUMNS)
            + " |"
        )


if __name__ == "__main__":
    main()
