"""A tree to fields: title, body, byline, dates, kind.

`extract(tree, url)` reads an HTML tree that `parse` made; `extract_dump(text, url)` reads a page saved as plain text.
"""

from __future__ import annotations

import msgspec

from pipelines.extract.blocks import Block, Container, Document, read_blocks
from pipelines.extract.body import find_body
from pipelines.extract.dump import read_dump
from pipelines.extract.tree import Element, parse
from pipelines.record import Image, Kind, Person

__all__ = [
    "Block", "Container", "Decision", "Document", "Extraction", "extract", "extract_dump", "parse", "read_blocks",
]  # fmt: skip


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """Why one block was kept or not.

    index     the block's place in reading order
    text      its text, white space folded
    label     `body`, `title`, `subtitle`, `byline`, `date`, `caption`, or a kind of boilerplate (`navigation`, `related`, …)
    rule      the rule that decided, by the name that docs/extraction.md uses
    features  what the rule looked at
    path      the element's path from the root (`html/body/div[2]/p[1]`), empty for a text dump
    """

    index: int
    text: str
    label: str
    rule: str
    features: dict[str, float | int | str | bool]
    path: str = ""


class Extraction(msgspec.Struct, kw_only=True):
    """What a page says. `body` is its paragraphs in reading order."""

    kind: Kind = "other"
    language: str | None = None
    title: str | None = None
    subtitle: str | None = None
    published: str | None = None
    section: list[str] = []
    keywords: list[str] = []
    source: str | None = None
    account: str | None = None
    authors: list[Person] = []
    editors: list[Person] = []
    body: list[str] = []
    images: list[Image] = []
    markup: str | None = None
    warnings: list[str] = []
    decisions: list[Decision] = []


def extract(
    tree: Element,
    url: str | None = None,
    *,
    fetched_at: str | None = None,
    markup: str | None = None,
    explain: bool = False,
) -> Extraction:
    """The fields of a page's tree. `markup`: None, `markdown` or `html`."""
    document = read_blocks(tree)
    title = tree.findtext(".//h1") or tree.findtext(".//title")
    body = find_body(document, tree.findtext(".//title") or "")
    return Extraction(kind="article", title=title, body=[block.text for block in body.blocks])


def extract_dump(
    text: str, url: str | None = None, *, fetched_at: str | None = None, explain: bool = False
) -> Extraction:
    """The fields of a page saved as plain text, from its lines alone."""
    dump = read_dump(text, url, fetched_at=fetched_at)
    fields = dump.fields
    return Extraction(
        kind=dump.kind,
        title=fields.title,
        subtitle=fields.subtitle,
        published=fields.published,
        section=fields.section,
        keywords=fields.keywords,
        source=fields.source,
        account=fields.account,
        authors=fields.authors,
        editors=fields.editors,
        body=dump.paragraphs,
        warnings=dump.warnings,
    )
