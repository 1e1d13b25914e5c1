#!/usr/bin/env python3
"""Split labelled pages into publishers that rules are developed on and a third that is held out.

    python benchmarks/held_out.py GOLD_DIR... -o DIR

Writes `DIR/developed/SET` and `DIR/held-out/SET`, each a gold folder with its part of `labels.jsonl` and
`kinds.jsonl` and a link to the set's pages. `newsmill score DIR/held-out/SET` then measures the held-out part.
Nobody reads pages of the held-out third: a rule found on a page is judged on publishers that it was not found on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from newsmill.pipelines import urls

__all__ = ["is_held_out"]

_PARTS = {False: "developed", True: "held-out"}


def is_held_out(label: dict[str, Any]) -> bool:
    """Whether the publisher of a labelled page is held out: a third of them, by a hash of the registered domain
    (of the page's ID where its address is unknown)."""
    publisher = urls.site(label.get("url") or "") or label["id"]
    return int(hashlib.md5(publisher.encode(), usedforsecurity=False).hexdigest(), 16) % 3 == 0


def split(gold: Path, output: Path) -> None:
    """Write both parts of a gold folder."""
    for held_out, part in _PARTS.items():
        target = output / part / gold.name
        target.mkdir(parents=True, exist_ok=True)
        counts = []
        for labels in sorted(gold.glob("*.jsonl")):
            with labels.open(encoding="utf-8", newline="\n") as lines:
                kept = [line for line in lines if is_held_out(json.loads(line)) == held_out]
            (target / labels.name).write_text("".join(kept), "utf-8")
            counts.append(f"{len(kept)} in {labels.name}")
        for pages in sorted(path for path in gold.iterdir() if path.is_dir()):
            link = target / pages.name
            if not link.is_symlink():
                link.symlink_to(pages.resolve(), target_is_directory=True)
        print(f"{target}: {', '.join(counts)}")


def main() -> None:
    """Split each gold folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("-o", "--output", required=True, type=Path)
    args = parser.parse_args()
    for gold in args.gold:
        split(gold, args.output)


if __name__ == "__main__":
    main()
