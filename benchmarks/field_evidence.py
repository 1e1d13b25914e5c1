"""Accuracy of each source of authors and outlets, on labelled pages: the table in docs/extraction-fields.md.

    python benchmarks/field_evidence.py SET_DIR...

A set is a folder with `labels.jsonl` (`id`, `url`, `captured`, `authors`, `source`) and `pages/ID.html.gz`. A
list of names is correct if each name is a labelled author; an outlet if it is the labelled one.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsmill.pipelines.decode import decode
from newsmill.pipelines.extract.body.assembly import find_body
from newsmill.pipelines.extract.fields import byline, read_fields
from newsmill.pipelines.extract.fields.spaced_names import same_name
from newsmill.pipelines.extract.fields.title import fold
from newsmill.pipelines.extract.language import language_of
from newsmill.pipelines.extract.page.metadata import read as read_metadata
from newsmill.pipelines.extract.page.tree import parse
from newsmill.pipelines.extract.page.walk import read_blocks


def values_by_source(raw: bytes, label: dict[str, Any]) -> dict[str, list[str]]:
    """Every candidate value on a page, by its source."""
    tree = parse(decode(raw, None).text)
    if tree is None:
        return {}
    kept: list[byline.Byline] = []
    original = byline.find_byline

    def keep(*args: Any, **kwargs: Any) -> byline.Byline:
        kept.append(original(*args, **kwargs))
        return kept[-1]

    read_fields.find_byline = keep
    try:
        document = read_blocks(tree)
        metadata = read_metadata(tree, document.metadata_elements)
        body = find_body(document, metadata.document_title, None)
        language = language_of("\n".join(body.texts()) or metadata.document_title, metadata.language)
        at = [block.index for block in body.blocks]
        read_fields.read_fields(
            document, at, metadata, label.get("url"), fetched_at=label.get("captured"), language=language
        )
    finally:
        read_fields.find_byline = original
    return kept[-1].answers


def is_right(source: str, values: list[str], label: dict[str, Any]) -> bool | None:
    """Whether a value is correct; None if the page has no such label."""
    if source.startswith("source: "):
        if "source" not in label:
            return None
        right = {fold(name) for name in (label.get("source"), *(label.get("source_alt") or [])) if name}
        return fold(values[0]) in right
    if "authors" not in label:
        return None
    return all(any(same_name(value, name) for name in label["authors"]) for value in values)


def labelled(folder: Path) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Yield the pages of a set with their labels."""
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        if "authors" in label:
            yield gzip.decompress((folder / "pages" / f"{label['id']}.html.gz").read_bytes()), label


def main(folders: list[str]) -> None:
    """Print a row per source: number of values, and the share that is correct."""
    given: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for folder in map(Path, folders):
        for raw, label in labelled(folder):
            for source, values in values_by_source(raw, label).items():
                verdict = is_right(source, values, label)
                if verdict is not None:
                    given[source] += 1
                    right[source] += verdict
    for source, count in sorted(given.items()):
        print(f"| {source} | {count} | {right[source] / count:.2f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
