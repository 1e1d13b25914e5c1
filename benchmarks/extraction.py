#!/usr/bin/env python3
"""Extraction quality and speed on a folder of labelled pages, with other extractors for comparison.

    python benchmarks/extraction.py GOLD_DIR... [--peers trafilatura,readability] [--worst 10] [--out DIR]

A gold folder holds `labels.jsonl` and `pages/ID.html.gz`; the folder above it holds `score.py` (the scorer)
and `peers.py` (other extractors, run in the same way). None of it is part of this repository.

Speed is the CPU time of the whole of `clean()` (decoding, extraction, record) on the page's bytes, in one
process, next to the time lxml needs just to parse the same page. The ratio of the two is comparable across
machines.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import lxml.html

from newsmill import Rejected, clean, decode
from newsmill.pipelines.record import Record
from newsmill.pipelines.version import __version__

COLUMNS = ("F1", "P", "R", "clean", "lost", "title", "published", "source", "authors", "editors")


def prediction(record: Record) -> dict[str, Any]:
    """Convert a record to the scorer's format: names as plain strings."""
    return {
        "title": record.title,
        "body": record.body,
        "published": record.published,
        "source": record.source,
        "authors": [person.name for person in record.authors],
        "editors": [person.name for person in record.editors],
    }


def parse_floor(text: bytes) -> None:
    """Only build the tree."""
    lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(encoding="utf-8"))


def run(gold: Path, scorer: Any, out: Path, rounds: int) -> tuple[dict[str, dict[str, float]], float, float]:
    """Clean every page; returns the score rows and the mean milliseconds per page of clean() and of the parse
    floor.

    Every page is timed `rounds` times by the floor and then by clean, and the fastest run counts: this
    excludes noise from the machine.
    """
    labels = scorer.load_labels(gold)
    rows: dict[str, dict[str, float]] = {}
    ours: list[float] = []
    floor: list[float] = []
    with (out / f"newsmill-{gold.name}.jsonl").open("w", encoding="utf-8") as sink:
        for number, (page_id, label) in enumerate(labels.items()):
            raw = gzip.decompress((gold / "pages" / f"{page_id}.html.gz").read_bytes())
            text = decode(raw).text.encode("utf-8", "replace")
            best_ours = best_floor = float("inf")
            predicted: dict[str, Any] = {}
            # One after the other, not alternating: memory freed by a tree is reclaimed at the next larger
            # allocation, and each should pay for its own.
            for _ in range(rounds + (number == 0)):  # the first page also warms up
                start = time.process_time()
                parse_floor(text)
                best_floor = min(best_floor, time.process_time() - start)
            for _ in range(rounds + (number == 0)):
                start = time.process_time()
                try:
                    predicted = prediction(clean(raw, url=label["url"]))
                except Rejected as rejected:  # a rejected page is a miss, as it would be in production
                    predicted = {"rejected": rejected.reason}
                best_ours = min(best_ours, time.process_time() - start)
            ours.append(1000 * best_ours)
            floor.append(1000 * best_floor)
            rows[page_id] = scorer.score_page(predicted, label)
            sink.write(json.dumps({"id": page_id, **predicted}, ensure_ascii=False) + "\n")
    return rows, statistics.mean(ours), statistics.mean(floor)


def table_row(name: str, summary: dict[str, float], speed: str) -> str:
    """Format a Markdown row; a column without labels shows a dash."""
    cells = ["–" if summary[key] != summary[key] else f"{summary[key]:.3f}" for key in COLUMNS]
    return f"| {name} | {' | '.join(cells)} | {speed} |"


def show_worst(
    rows: dict[str, dict[str, float]], labels: dict[str, Any], predictions: Path, count: int
) -> None:
    """Print the pages with the lowest body F1, and for each field the pages where it is wrong."""
    with predictions.open(encoding="utf-8") as lines:
        predicted = {row["id"]: row for row in map(json.loads, lines)}
    for page_id, row in sorted(rows.items(), key=lambda item: item[1]["F1"])[:count]:
        print(
            f"  {page_id:34s} F1 {row['F1']:.3f}  P {row['P']:.3f}  R {row['R']:.3f}  {labels[page_id]['url'] or ''}"
        )
    for field in ("title", "published", "source", "authors", "editors"):
        for page_id in [page_id for page_id, row in rows.items() if row.get(field, 1.0) < 1.0][:count]:
            want, got = labels[page_id].get(field), predicted[page_id].get(field)
            print(f"  {field:10s} {page_id:30s} want {want!r} got {got!r}")


def run_peers(gold: Path, names: str, columns_of: Any) -> None:
    """Run the folder's own `peers.py` in this interpreter's environment and print its rows in our columns."""
    script = gold.parent / "peers.py"
    done = subprocess.run(
        [sys.executable, str(script), str(gold), names], check=True, text=True, stdout=subprocess.PIPE
    )
    for line in done.stdout.splitlines():
        name, _, rest = line.partition(" ")
        scores, _, speed = rest.partition("|")
        words = scores.split()
        print(columns_of(name, dict(zip(words[::2], map(float, words[1::2]), strict=True)), speed.split()[2]))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--peers", help="comma-separated names that the gold folder's peers.py knows")
    parser.add_argument("--worst", type=int, default=0, help="also list the N worst pages and wrong fields")
    parser.add_argument(
        "--rounds", type=int, default=3, help="timings of each page, the fastest counts (default 3)"
    )
    parser.add_argument("--out", type=Path, help="folder for the predictions (default: a temporary one)")
    arguments = parser.parse_args()
    out = arguments.out or Path(tempfile.mkdtemp(prefix="newsmill-extraction-"))
    out.mkdir(parents=True, exist_ok=True)
    for gold in arguments.gold:
        gold = gold.resolve()
        sys.path.insert(0, str(gold.parent))
        scorer = importlib.import_module("score")
        labels = scorer.load_labels(gold)
        rows, ours, floor = run(gold, scorer, out, arguments.rounds)
        print(f"\n{gold.name}, {len(rows)} pages\n")
        print(f"| | {' | '.join(COLUMNS)} | ms/page |\n|{'---|' * (len(COLUMNS) + 2)}")
        print(f"| lxml parse alone | {' | '.join('' for _ in COLUMNS)} | {floor:.2f} |")
        print(
            table_row(
                f"newsmill {__version__}", scorer.summary(rows), f"{ours:.2f} ({ours / floor:.1f} × parse)"
            )
        )
        if arguments.peers:
            run_peers(gold, arguments.peers, table_row)
        if arguments.worst:
            show_worst(rows, labels, out / f"newsmill-{gold.name}.jsonl", arguments.worst)


if __name__ == "__main__":
    main()
