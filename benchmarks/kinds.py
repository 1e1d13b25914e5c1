#!/usr/bin/env python3
"""Accuracy of the page kind, and whether pages other than articles yield a body, on the demo portal.

    python benchmarks/kinds.py [FOLDER]

Cleans every page of the folder (default: `data/portal/www`) that has an expected record next to it
(`page.html.json`). The table counts expected against detected kinds, followed by the pages whose body differs
from the expected one.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from newsmill import clean

PORTAL = Path(__file__).resolve().parent.parent / "data" / "portal" / "www"


def main() -> None:
    """Clean the pages and print the tables."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PORTAL
    found: Counter[tuple[str, str]] = Counter()
    other_bodies = []
    for expected_file in sorted(folder.rglob("*.json")):
        page = expected_file.with_suffix("")
        expected = json.loads(expected_file.read_bytes())
        if not page.is_file() or not isinstance(expected, dict) or "kind" not in expected:
            continue
        record = clean(page.read_bytes(), url=f"http://portal.example/{page.relative_to(folder).as_posix()}")
        found[expected["kind"], record.kind] += 1
        if record.body != (expected.get("body") or ""):
            other_bodies.append(str(page.relative_to(folder)))
    print("| expected | found | pages |\n|---|---|---|")
    for (expected_kind, kind), pages in sorted(found.items()):
        print(f"| {expected_kind} | {kind} | {pages} |")
    print(
        f"\n{sum(found.values())} pages; {len(other_bodies)} with another body: {', '.join(other_bodies) or 'none'}"
    )


if __name__ == "__main__":
    main()
