"""A page as the label studio shows it: its lines, each kept or not, and the fields as newsmill extracts them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import UNSET

from newsmill.pipelines.clean import explain
from newsmill.pipelines.extract import Decision
from newsmill.pipelines.labels.store import Label
from newsmill.pipelines.page import Page
from newsmill.pipelines.record import Record
from newsmill.pipelines.report.block_origins import Part, fold, view

__all__ = ["Draft", "Line", "draft_of", "with_label"]

_DATE_CHARS = len("2012-02-14T14:46:03")
_ID_CHARS = 24


class Line(msgspec.Struct, frozen=True):
    """A line of the page: a paragraph of the body if `kept`, else the text of a block with its label."""

    text: str
    label: str
    kept: bool = False


class Draft(msgspec.Struct, frozen=True):
    """A page to be labelled: its bytes, its lines in reading order, and newsmill's answer as a label."""

    page: Page
    lines: list[Line]
    label: Label


def draft_of(page: Page) -> Draft:
    """The draft of a page, made from its record. Raises `Rejected`."""
    explained = explain(page)
    seen = view(page, explained)
    lines = _lines(seen.blocks, seen.parts.get("body", []))
    return Draft(page, lines, _label(page, explained.record))


def _label(page: Page, record: Record) -> Label:
    # All pasted pages have the same origin, so a page without a URL is identified by its bytes.
    label_id = record.id if record.url else record.digest.removeprefix("sha256:")[:_ID_CHARS]
    return Label(
        id=label_id,
        url=record.url,
        title=record.title,
        lead=record.lead,
        published=_local(record.published),
        updated=_local(record.updated),
        source=record.source,
        account=record.account,
        authors=[person.name for person in record.authors],
        editors=[person.name for person in record.editors],
        body=record.body,
        captured=page.fetched_at,
        charset=page.charset,
    )


def _local(time: str | None) -> str | None:
    """A time without its offset: labels are in the page's own local time."""
    return time[:_DATE_CHARS].partition("+")[0].removesuffix("Z") if time else None


def _lines(blocks: list[Decision], paragraphs: list[Part]) -> list[Line]:
    """The body's paragraphs at the positions of their blocks, between the blocks that are not in the body.

    If the body has only a part of a block, the whole block follows as a line that is not kept, so that the
    user can choose it instead.
    """
    starting: dict[int, list[Part]] = {}
    texts: dict[int, str] = {}
    place = 0
    for part in paragraphs:
        place = part.blocks[0] if part.blocks else place
        starting.setdefault(place, []).append(part)
        for index in part.blocks:
            texts[index] = texts.get(index, "") + fold(part.text)
    lines = []
    for block in blocks or [Decision(index=0, text="", label="", rule="", features={})]:
        lines += [Line(part.text, "body", kept=True) for part in starting.get(block.index, [])]
        if block.index in texts:
            if fold(block.text) not in texts[block.index]:
                lines.append(Line(block.text, "whole block"))
        elif block.text:
            lines.append(Line(block.text, block.label))
    return lines


def with_label(draft: Draft, label: Label) -> Draft:
    """The draft with the answers of a saved label. The lines of the label's body are kept, in order;
    paragraphs that match no line become new lines.
    """
    wanted = [text for text in (label.body or "").split("\n") if text.strip()]
    lines: list[Line] = []
    at = 0
    places = _places(wanted)
    for line in draft.lines:
        found = next((place for place in places.get(fold(line.text), ()) if place >= at), None)
        if found is None:
            lines.append(msgspec.structs.replace(line, kept=False))
            continue
        lines += [Line(text, "written", kept=True) for text in wanted[at:found]]
        lines.append(msgspec.structs.replace(line, kept=True))
        at = found + 1
    lines += [Line(text, "written", kept=True) for text in wanted[at:]]
    return Draft(draft.page, lines, _filled(label, draft.label))


def _places(wanted: Iterable[str]) -> Mapping[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, text in enumerate(wanted):
        places.setdefault(fold(text), []).append(place)
    return places


def _filled(label: Label, newsmill: Label) -> Label:
    """A label with newsmill's answers for the fields that it does not have."""
    unset = {
        name: getattr(newsmill, name) for name in label.__struct_fields__ if getattr(label, name) is UNSET
    }
    return msgspec.structs.replace(label, **unset)
