"""What `clean()` costs beside lxml's parse of the same page, in whole and stage by stage.

    python benchmarks/stages.py PAGES... [--pages 60] [--rounds 6]

PAGES are folders with saved pages (`.html`, `.html.gz`; bring your own, the project ships none). CPU time;
of each page and stage the best of some rounds counts, and parse and `clean()` take turns, so that a busy
machine slows both down. A stage that calls another one includes its time.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import importlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import lxml.html

import newsmill

# Module and function as its caller names it, by which the stage is measured.
STAGES = (
    ("clean", "decode"),
    ("clean", "repair_and_explain"),
    ("clean", "parse"),
    ("extract.page.tree", "as_shown"),
    ("extract", "read_blocks"),
    ("extract", "read_metadata"),
    ("extract", "find_body"),
    ("extract.body.assembly", "measure"),
    ("extract.body.assembly", "probabilities"),
    ("extract", "page_kind"),
    ("extract", "language_of"),
    ("extract", "read_fields"),
    ("extract", "body_images"),
    ("clean", "_record"),
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("inputs", nargs="+", type=Path)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args()
    pages = list(_pages(options.inputs, options.pages))
    spent: dict[str, float] = {}
    for module, name in STAGES:
        _measure(f"newsmill.pipelines.{module}", name, spent)
    for page in pages:
        _clean(page)
    floor, whole, stages = 0.0, 0.0, dict.fromkeys((name for _, name in STAGES), 0.0)
    for page in pages:
        parse, clean, parts = _best(page, options.rounds, spent)
        floor, whole = floor + parse, whole + clean
        for name, seconds in parts.items():
            stages[name] += seconds
    print(f"{len(pages)} pages, lxml parse {1000 * floor / len(pages):.2f} ms a page")
    print(f"{whole / floor:6.2f} clean()")
    for name, seconds in sorted(stages.items(), key=lambda each: -each[1]):
        print(f"{seconds / floor:6.2f} {name}")


def _pages(folders: list[Path], count: int) -> Iterator[bytes]:
    """As many pages of each folder, spread over it."""
    each = max(1, count // len(folders))
    for folder in folders:
        found = sorted(path for path in folder.iterdir() if path.name.endswith((".html", ".html.gz")))
        for path in found[:: max(1, len(found) // each)][:each]:
            raw = path.read_bytes()
            yield gzip.decompress(raw) if path.suffix == ".gz" else raw


def _clean(page: bytes) -> None:
    with contextlib.suppress(newsmill.Rejected):
        newsmill.clean(page)


def _measure(module: str, name: str, spent: dict[str, float]) -> None:
    """Have a function add the time that it takes to `spent`."""
    holder = importlib.import_module(module)
    function: Callable[..., Any] = getattr(holder, name)

    @functools.wraps(function)
    def measured(*args: Any, **options: Any) -> Any:
        start = time.process_time()
        try:
            return function(*args, **options)
        finally:
            spent[name] = spent.get(name, 0.0) + time.process_time() - start

    setattr(holder, name, measured)


def _best(page: bytes, rounds: int, spent: dict[str, float]) -> tuple[float, float, dict[str, float]]:
    """Seconds of the parse, of `clean()` and of each stage."""
    text = newsmill.decode(page).text.encode("utf-8", "replace")
    parser = lxml.html.HTMLParser(encoding="utf-8")
    parses, cleans, parts = [], [], dict[str, float]()
    for _ in range(rounds):
        start = time.process_time()
        lxml.html.document_fromstring(text, parser=parser)
        parses.append(time.process_time() - start)
        spent.clear()
        start = time.process_time()
        _clean(page)
        cleans.append(time.process_time() - start)
        for name, seconds in spent.items():
            parts[name] = min(parts.get(name, seconds), seconds)
    return min(parses), min(cleans), parts


if __name__ == "__main__":
    main()
