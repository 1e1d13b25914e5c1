"""Extract the same fields from pages saved as plain text, such as WET records.

Without tags, only the shape of the lines is left: prose is long and has punctuation, navigation is short and
has none, and the boilerplate lines around a body (editor, copyright, related stories) mark its end. Each line
gets a score, positive for prose and negative for everything else, and the body is the run of lines with the
highest total. The other fields are read from the zones around it with the same rules as for a tree.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import NamedTuple

import msgspec
from lxml import etree

from newsmill.pipelines.extract.body.paragraphs import warnings_of
from newsmill.pipelines.extract.explain import Decision
from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.dates import find_dates
from newsmill.pipelines.extract.fields.person_names import is_person
from newsmill.pipelines.extract.fields.read_fields import FieldReading, read_fields
from newsmill.pipelines.extract.fields.title import Headline, find_headline, fold, without_site
from newsmill.pipelines.extract.kind.unavailable import is_error_sentence
from newsmill.pipelines.extract.language import language_of
from newsmill.pipelines.extract.lexicon.insertions import LEGAL
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.lexicon.sentence_ends import ends_sentence
from newsmill.pipelines.extract.page.blocks import Document
from newsmill.pipelines.extract.page.character_classes import WIDE_CHARACTER, width
from newsmill.pipelines.extract.page.control_characters import FORBIDDEN_CLASS, set_text
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.extract.page.walk import read_blocks
from newsmill.pipelines.record import Kind
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Dump", "lines_of", "read_dump"]


class Dump(msgspec.Struct, kw_only=True):
    """The result for a text dump: the body's lines as indices into `document.blocks`, the fields, and the
    score of every line."""

    document: Document
    body: list[int]
    reading: FieldReading
    worths: list[float]
    kind: Kind
    language: str | None

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs."""
        return [self.document.blocks[at].text for at in self.body]

    def decisions(self) -> list[Decision]:
        """One decision per line, with its score. The label is a field, `body`, the kind of a boilerplate line,
        or `boilerplate`."""
        kept = frozenset(self.body)
        decisions = []
        for block, worth in zip(self.document.blocks, self.worths, strict=True):
            label, rule = "boilerplate", "worth"
            if block.index in kept:
                label = "body"
            elif block.index in self.reading.labels:
                label, rule = self.reading.labels[block.index]
            elif kind := boilerplate_kind(block.text):
                label, rule = kind, "boilerplate-line"
            decisions.append(
                Decision(
                    index=block.index,
                    text=block.text,
                    label=label,
                    rule=rule,
                    features={"worth": round(worth, 1), "characters": len(block.text)},
                )
            )
        return decisions

    @property
    def warnings(self) -> list[str]:
        """Warnings for reviewers."""
        return warnings_of(self.kind, self.paragraphs, self.reading.fields)


# The penalty of a boilerplate line, in Latin characters of prose: the text that must follow for the body to
# continue past it.
ENDINGS: dict[str, tuple[float, str]] = {
    "editors": (-600.0, "who edited the text stands below it"),
    "copyright": (-600.0, "the footer of the page"),
    "related": (-400.0, "other stories follow; inside a body they are a box of a few lines"),
    "tags": (-300.0, "below the body"),
    "disclaimer": (-400.0, "below the body"),
    "paging": (-200.0, "below the body"),
    "follow": (-150.0, "below the body, or between its paragraphs"),
    "correction": (-120.0, "buttons"),
    "buttons": (-60.0, "above or below the body, or between its paragraphs"),
    "counts": (-60.0, "above or below the body"),
    "comments": (-150.0, "below the body"),
    "crumbs": (-70.0, "above the body"),
    "contact": (-200.0, "below the body"),
    "picture": (-10.0, "between the body's paragraphs"),
    "date": (-40.0, "above the body"),
    "source": (-40.0, "above or below the body"),
    "byline": (-20.0, "above or below the body, or its first line"),
    "original-title": (-30.0, "above or below the body"),
    "end": (-30.0, "closes the body"),
}
# Penalties for lines that are not prose. Longer lines without punctuation cost more.
_SHORT_LINE, _LIST_LINE, _MENU_LINE, _LEGAL_LINE = -18.0, -34.0, -70.0, -80.0
_LEGAL = lazy_regex(pattern_of(LEGAL), re.IGNORECASE)
# Characters, also punctuation, of scripts that write no space where a line is wrapped.
_UNSPACED = lazy_regex(r"[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
_LEADS_ON = (":", "：", "；", ";")
_INNER = lazy_regex(r"[，,、。；;：:.!?！？،।]")
_MENU = lazy_regex(r"[|｜•·»>]")
_LEAST = 140.0
_MOST_LINES = 200_000
# No character of a page, and two that are not shown: a byte order mark and a space without width.
_CONTROL = lazy_regex(rf"[{FORBIDDEN_CLASS}\ufeff\u200b]")


class _Measured(NamedTuple):
    worth: float
    prose: bool


def lines_of(text: str) -> list[str]:
    """The non-empty lines of a dump, with white space folded and paragraphs of fixed width unwrapped."""
    raw = _CONTROL.sub("", text).splitlines()[:_MOST_LINES]
    if _is_wrapped(raw):
        raw = _unwrapped(raw)
    return [folded for line in raw if (folded := " ".join(line.split()))]


def _is_wrapped(raw: list[str]) -> bool:
    """Whether lines are wrapped at a fixed width: most lines followed by another are about that long."""
    lengths = sorted(len(line) for line in raw if len(line.strip()) > 20)
    if len(lengths) < 12:
        return False
    width = lengths[int(len(lengths) * 0.9)]
    if not 40 <= width <= 130 or lengths[-1] > 1.3 * width:
        return False
    followed = [
        len(line) for line, after in itertools.pairwise(raw) if len(line.strip()) > 20 and after.strip()
    ]
    return len(followed) >= 8 and sum(length >= 0.8 * width for length in followed) >= 0.6 * len(followed)


def _unwrapped(raw: list[str]) -> list[str]:
    joined: list[str] = []
    paragraph: list[str] = []
    widest = max((len(line) for line in raw), default=0)
    for line in [*raw, ""]:
        if paragraph and (not line.strip() or len(paragraph[-1]) < 0.6 * widest):
            joined.append(_join(paragraph))
            paragraph = []
        if line.strip():
            paragraph.append(line)
    return joined


def _join(paragraph: list[str]) -> str:
    text = paragraph[0].strip()
    for line in paragraph[1:]:
        line = line.strip()
        glue = "" if _UNSPACED.match(line) and text and _UNSPACED.match(text[-1]) else " "
        text = f"{text}{glue}{line}"
    return text


def read_dump(
    text: str,
    url: str | None = None,
    *,
    fetched_at: str | None = None,
    language: str | None = None,
    explain: bool = False,
) -> Dump:
    """The body and fields of a page saved as plain text; `explain`: with the candidates of its fields."""
    lines = lines_of(text)
    document = _document(lines)
    lines = [block.text for block in document.blocks]
    measured = [_measure(line) for line in lines]
    declared, anchor = _declared_title(lines)
    if anchor >= 0:  # the headline and its copies are not prose, however long
        headlines = {fold(lines[anchor]), fold(declared)}
        measured = [
            _Measured(_SHORT_LINE, False) if line.prose and fold(text) in headlines else line
            for line, text in zip(measured, lines, strict=True)
        ]
    body = _body(lines, measured, anchor)
    metadata = Metadata(document_title=declared)
    headline = _headline(document, metadata, lines, body)
    body = [at for at in body if at != headline.at]
    language = language or language_of("\n".join(lines[at] for at in body) or "\n".join(lines[:200]))
    reading = read_fields(
        document,
        body,
        metadata,
        url,
        fetched_at=fetched_at,
        language=language,
        headline=headline,
        with_lead=False,
        explain=explain,
    )
    kept = _without_credits(lines, body)
    kind: Kind = "article"
    if not kept:
        kind = "error" if _is_error(lines) else "listing" if len(lines) >= 30 else "other"
    return Dump(
        document=document,
        body=kept,
        reading=reading,
        worths=[line.worth for line in measured],
        kind=kind,
        language=language,
    )


def _document(lines: list[str]) -> Document:
    """The lines as paragraphs of a tree, so that the rules for trees can be used."""
    root = etree.Element("html")
    body = etree.SubElement(root, "body")
    for line in lines:
        set_text(etree.SubElement(body, "p"), line)
    return read_blocks(root)


def _measure(line: str) -> _Measured:
    kind = boilerplate_kind(line)
    if kind is not None:
        return _Measured(ENDINGS[kind][0], False)
    length = width(line)
    ended = line.endswith(_LEADS_ON) or ends_sentence(line)
    if not ended:
        if length < 150 and find_dates(line) and (length < 60 or parse_credit_line(line).share > 0.15):
            return _Measured(_SHORT_LINE, False)
        if _MENU.search(line) and len(_MENU.findall(line)) >= 3:
            return _Measured(_MENU_LINE, False)
    if length < 60 and _LEGAL.search(line):
        return _Measured(_LEGAL_LINE, False)
    return _measure_prose(line, length, ended)


def _measure_prose(line: str, length: float, ended: bool) -> _Measured:
    """A line by its length, its punctuation and whether it ends a sentence."""
    inner = len(_INNER.findall(line))
    if length >= 50 and (ended or (inner >= 2 and length >= 90)):
        if _LEGAL.search(line) and length < 400:
            return _Measured(-0.5 * min(length, 200.0), False)
        return _Measured(min(length, 400.0) * min(1.0, 0.4 + 0.2 * inner + 0.3 * ended), True)
    if length >= 24 and ended:
        return _Measured(0.7 * length, True)
    if length >= 50:
        return _Measured(_LIST_LINE, False)
    return _Measured(_SHORT_LINE if length >= 14 else _SHORT_LINE - 6.0, False)


def _body(lines: list[str], measured: list[_Measured], anchor: int) -> list[int]:
    """The run of lines with the highest score, from its first line of prose to its last.

    Runs come from Kadane's algorithm: the running sum stays positive within them. A run scores less the
    further below the headline it starts (comments and other stories come later), and more directly below a
    date or credit line.

    anchor  index of the headline, or -1
    """
    best, chosen = 0.0, (0, 0)
    for start, end, worth in _runs(measured):
        if worth < _LEAST:
            continue
        if anchor >= 0:
            worth *= 0.3 if end <= anchor else 1.0 / (1.0 + max(0, start - anchor) / _REACH)
        if any(_is_head_line(lines[at]) for at in range(max(0, start - 6), min(start + 2, end))):
            worth *= _HEAD_LINE_BONUS
        if worth > best:
            best, chosen = worth, (start, end)
    prose = [at for at in range(*chosen) if measured[at].prose and at != anchor]
    if not prose:
        return []
    first = prose[0]
    if chosen[0] <= anchor < prose[-1] and anchor - chosen[0] < 0.5 * (chosen[1] - chosen[0]):
        first = next(at for at in prose if at > anchor)
    return list(range(first, prose[-1] + 1))


_REACH, _HEAD_LINE_BONUS = 40.0, 1.6


def _runs(measured: list[_Measured]) -> list[tuple[int, int, float]]:
    """The runs of lines with a positive running sum, each cut where the sum is highest: start, end, score."""
    runs: list[tuple[int, int, float]] = []
    total = best = 0.0
    start = end = 0
    for at, line in enumerate(measured):
        if total <= 0:
            if best > 0:
                runs.append((start, end, best))
            total = best = 0.0
            start = at
        total += line.worth
        if total > best:
            best, end = total, at + 1
    if best > 0:
        runs.append((start, end, best))
    return runs


def _is_head_line(line: str) -> bool:
    return (len(line) <= 120 and bool(find_dates(line))) or (
        len(line) <= 60 and parse_credit_line(line).share > 0.5
    )


def _without_credits(lines: list[str], body: list[int]) -> list[int]:
    """The body without boilerplate lines. A disclaimer is dropped only near the start or end: in the middle it
    is part of the text."""
    last = len(body) - 1
    return [
        at
        for place, at in enumerate(body)
        if (kind := boilerplate_kind(lines[at])) is None
        or (kind == "disclaimer" and _START_REACH <= place <= last - _END_REACH)
    ]


_START_REACH, _END_REACH = 5, 12


def _declared_title(lines: list[str]) -> tuple[str, int]:
    """The `<title>` of a WET record and the index of the headline. The first line is the title if a later
    line, the headline, repeats its beginning. Returns `("", -1)` if there is none."""
    if not lines:
        return "", -1
    first, stripped = fold(lines[0]), fold(without_site(lines[0]))
    for at, line in enumerate(lines[1:600], 1):
        if len(line) > 240:
            continue
        folded = fold(line)
        if (
            folded
            and (folded in (first, stripped) or (len(folded) >= 10 and first.startswith(folded)))
            and len(folded) >= 4
        ):
            return lines[0], at
    return "", -1


def _headline(document: Document, metadata: Metadata, lines: list[str], body: list[int]) -> Headline:
    """The headline: the line that the first line repeats, else the line above the date or byline, else the
    nearest plausible line above the body."""
    start = body[0] if body else None
    if metadata.document_title or start is None:
        found = find_headline(document, metadata, start)
        return (
            found if found.title or not lines else Headline(without_site(lines[0]), None, 0, -1, "first-line")
        )
    if start > 1 and _speaks_of(lines[0], "\n".join(lines[at] for at in body[:12])):
        alike = max(range(1, start), key=lambda at: _likeness(lines[0], lines[at]))
        if _likeness(lines[0], lines[alike]) >= _ALIKE:
            return Headline(lines[alike], None, alike, -1, "line-like-first-line")
        return Headline(without_site(lines[0]), None, 0, -1, "first-line")
    found = find_headline(document, metadata, start)
    if found.title and not is_person(found.title):
        return found
    for at in range(start - 1, max(-1, start - 7), -1):
        if _may_be_headline(lines[at]):
            return Headline(lines[at], None, at, -1, "line-above-body")
    return Headline(without_site(lines[0]), None, 0, -1, "first-line") if start else found


def _may_be_headline(line: str) -> bool:
    """Whether a line has the length of a headline and is not a boilerplate line, credit, date, menu or name."""
    return (
        8 <= width(line) <= 240
        and boilerplate_kind(line) is None
        and parse_credit_line(line).share < 0.3
        and not find_dates(line)
        and not _MENU.search(line)
        and not (" " in line and is_person(line))
    )


_ALIKE = 0.45


def _units(text: str) -> set[str]:
    """The units for comparing two lines: words of at least four letters, and character pairs in scripts
    without spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = {word for word in re.findall(r"[^\W\d_]{4,}", folded) if not WIDE_CHARACTER.search(word)}
    wide = "".join(WIDE_CHARACTER.findall(folded))
    return words | {wide[at : at + 2] for at in range(len(wide) - 1)}


def _likeness(one: str, other: str) -> float:
    if len(other) > 240:
        return 0.0
    a, b = _units(one), _units(other)
    return len(a & b) / len(a | b) if a and len(b) > 1 else 0.0


def _speaks_of(line: str, body: str) -> bool:
    """Whether a line has the same topic as the body: half of its words occur there."""
    units = _units(without_site(line))
    return width(line) >= 16 and len(units) >= 2 and len(units & _units(body)) >= 0.5 * len(units)


def _is_error(lines: list[str]) -> bool:
    """Whether a short dump is an error page that was served with status 200."""
    return len(lines) < 40 and any(
        is_error_sentence(unicodedata.normalize("NFKC", line)) for line in lines[:15]
    )
