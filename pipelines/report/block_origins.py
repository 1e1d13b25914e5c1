"""Which blocks of a page each part of its record came from.

A record holds values, not positions, so the blocks are found again by text: a block equal to the value if
there is one, else a block that contains it. Only the display depends on this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from newsmill.pipelines.clean import Explained
from newsmill.pipelines.extract import Decision, FieldCandidate
from newsmill.pipelines.page import Page
from newsmill.pipelines.record import FIELD_NAMES, Person, Record, fields_marked

__all__ = ["KEPT", "CharsetRun", "Part", "View", "fold", "view"]

# Labels of blocks that went into the record; all others are kinds of boilerplate.
KEPT = ("title", "subtitle", "lead", "byline", "date", "source", "section", "keywords", "body", "caption")

_DATES = fields_marked("date")
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"\d+")
_TAG = re.compile(r"<[^>]*>")
# The maximum number of charset runs that are located on the page; the bar shows more.
_MOST_RUNS = 300
_MOST_BLOCKS = 4


class Part(msgspec.Struct, frozen=True):
    """A part of the record: its key (`title`, `authors.0`, `body.3`), its text, and the indices of its
    blocks.
    """

    key: str
    text: str
    blocks: list[int]


class CharsetRun(msgspec.Struct, frozen=True):
    """A run of bytes in one charset: its range, an excerpt of its text, and the indices of its blocks."""

    start: int
    end: int
    charset: str
    excerpt: str
    blocks: list[int]


class View(msgspec.Struct, frozen=True):
    """A page's blocks, and the record's parts with the blocks they came from. `lost`: for a field, the values
    that it does not have, and why.
    """

    blocks: list[Decision]
    parts: dict[str, list[Part]]
    lost: dict[str, list[FieldCandidate]]
    repairs: list[list[int]]
    runs: list[CharsetRun]


def fold(text: str) -> str:
    """The text without white space, for comparison."""
    return _SPACE.sub("", text)


def view(page: Page, explained: Explained) -> View:
    """Locate the parts of a record on its page. Takes time linear in the size of the page for each part."""
    record = explained.record
    blocks = explained.extraction.decisions or _lines_of_dump(explained)
    finder = _Finder(blocks)
    parts = {name: _parts(name, getattr(record, name), finder) for name in FIELD_NAMES}
    parts["images"] = [
        Part(f"images.{n}", image.url, finder.holding(image.caption or "", ("caption",)))
        for n, image in enumerate(record.images)
    ]
    parts["body"] = _body(record, finder)
    repairs = [finder.holding(repair.restored, ()) for repair in record.repairs]
    return View(
        blocks,
        {name: found for name, found in parts.items() if found},
        _lost(explained.extraction.candidates),
        repairs,
        _runs(page, explained, finder),
    )


def _lost(candidates: list[FieldCandidate]) -> dict[str, list[FieldCandidate]]:
    """The candidates of each field that lost, without those that say what the field says."""
    taken = {(one.field, fold(one.value)) for one in candidates if one.taken}
    lost: dict[str, list[FieldCandidate]] = {}
    for one in candidates:
        if not one.taken and (one.field, fold(one.value)) not in taken:
            lost.setdefault(one.field, []).append(one)
    return lost


# Labels of the blocks in which each field is searched first.
_LABELS = {
    "source": ("source", "byline", "date"),
    "account": ("byline", "source"),
    "section": ("section", "breadcrumb", "tags", "navigation"),
    "keywords": ("keywords", "breadcrumb", "tags", "navigation"),
}


def _parts(name: str, value: str | list[Any] | None, finder: _Finder) -> list[Part]:
    """The parts of one field: one for a text or a date, or one for each item of a list."""
    if not value:
        return []
    if isinstance(value, list):
        return [
            Part(f"{name}.{n}", _shown(one), finder.person(one))
            if isinstance(one, Person)
            else Part(f"{name}.{n}", one, finder.holding(one, _LABELS.get(name, (name,))))
            for n, one in enumerate(value)
        ]
    if name in _DATES:
        return [Part(name, value, finder.dated(value))]
    return [Part(name, value, finder.holding(value, _LABELS.get(name, (name,))))]


def _shown(person: Person) -> str:
    return f"{person.role} {person.name}" if person.role else person.name


def _lines_of_dump(explained: Explained) -> list[Decision]:
    """The lines of a page saved as plain text as blocks, labelled by comparison with the record, since the
    extractor for plain text gives no reasons.
    """
    body = {fold(paragraph) for paragraph in explained.extraction.body}
    title = fold(explained.record.title or "")
    blocks = []
    lines = (line.strip() for line in explained.repaired.text.splitlines())
    for index, line in enumerate(filter(None, lines)):
        held = fold(line)
        label = "title" if held == title else "body" if any(held in each for each in body) else "other"
        rule = "the line is in the record" if label != "other" else "no rule: the line is not in the record"
        blocks.append(
            Decision(index=index, text=line, label=label, rule=rule, features={"characters": len(line)})
        )
    return blocks


class _Finder:
    """Finds the blocks that contain a text."""

    def __init__(self, blocks: Sequence[Decision]) -> None:
        self.blocks = blocks
        self.folded = [fold(block.text) for block in blocks]

    def holding(self, text: str, prefer: Iterable[str]) -> list[int]:
        """The blocks that contain a text: those with a preferred label, else those equal to it, else all."""
        wanted = fold(text)
        if not wanted:
            return []
        found = [index for index, held in enumerate(self.folded) if wanted in held]
        preferred = tuple(prefer)
        chosen = [index for index in found if self.blocks[index].label in preferred]
        exact = [index for index in found if self.folded[index] == wanted]
        return (chosen or exact or found)[:_MOST_BLOCKS]

    def person(self, person: Person) -> list[int]:
        """The blocks that contain a person's name; those with the role too, if there are any."""
        found = self.holding(person.name, ("byline", "date", "source"))
        role = fold(person.role or "")
        return [index for index in found if role in self.folded[index]] or found

    def dated(self, published: str) -> list[int]:
        """The blocks that show a date: its numbers in sequence, in any of the usual orders."""
        year, month, day = [
            int(number) for number in [*_NUMBER.findall(published.partition("T")[0]), "0", "0"][:3]
        ]
        orders = [
            [n for n in order if n] for order in ((year, month, day), (day, month, year), (month, day, year))
        ]
        orders += [[year % 100, month, day], [day, year], [month, day]] if month and day else []
        for label in (("date", "byline", "source"), ()):
            for order in orders:
                found = [
                    block.index
                    for block in self.blocks
                    if (block.label in label or not label)
                    and len(block.text) < 400
                    and _contains(_NUMBER.findall(block.text), order)
                ]
                if found:
                    return found[:2]
        return []


def _contains(numbers: list[str], wanted: list[int]) -> bool:
    values = [int(number) for number in numbers if len(number) <= 4]
    size = len(wanted)
    return any(values[at : at + size] == wanted for at in range(len(values) - size + 1))


def _body(record: Record, finder: _Finder) -> list[Part]:
    """The paragraphs of the body with their blocks, found by walking both in reading order."""
    order = [block.index for block in finder.blocks if block.label in ("body", "caption", "subtitle")]
    by_text: dict[str, list[int]] = {}
    for index, held in enumerate(finder.folded):
        by_text.setdefault(held, []).append(index)
    parts = []
    at = 0
    for number, paragraph in enumerate(record.body.split("\n") if record.body else []):
        wanted = fold(paragraph)
        found: list[int] = []
        for ahead in range(at, min(at + 40, len(order))):
            held = finder.folded[order[ahead]]
            if held and (held in wanted or (wanted and wanted in held)):
                found.append(order[ahead])
                at = ahead + 1 if held in wanted else ahead
                if sum(len(finder.folded[index]) for index in found) >= len(wanted):
                    break
            elif found:
                break
        parts.append(Part(f"body.{number}", paragraph, found or by_text.get(wanted, [])[:1]))
    return parts


def _runs(page: Page, explained: Explained, finder: _Finder) -> list[CharsetRun]:
    """The charset runs of the page. Those in another charset than most of the page are located on it."""
    runs = []
    for number, span in enumerate(explained.decoded.spans):
        excerpt, blocks = "", []
        if span.charset != explained.decoded.used and number < _MOST_RUNS:
            try:
                text = page.raw[span.start : span.end].decode(span.charset, "replace")
            except LookupError:  # newsmill reads this charset, but Python has no codec for it
                text = ""
            pieces = [piece.strip() for piece in _TAG.sub("\n", text[:4000]).split("\n")]
            excerpt = max(pieces, key=len, default="")[:120]
            blocks = finder.holding(excerpt, ()) if len(excerpt) > 1 else []
        runs.append(CharsetRun(span.start, span.end, span.charset, excerpt, blocks))
    return runs
