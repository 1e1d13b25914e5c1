"""What the rules of the byline collect on a page (`Found`), and the line tests that several of them share.

A `Reading` says which block a rule read, an `Answer` what it read there, and `Byline` is the result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from newsmill.pipelines.extract.fields.credit_names import Credits
from newsmill.pipelines.extract.fields.field_candidates import FieldCandidate
from newsmill.pipelines.extract.fields.spaced_names import (
    is_agency,
    is_full_name,
    is_nobody,
    is_of_site,
    same_name,
)
from newsmill.pipelines.extract.fields.title import fold
from newsmill.pipelines.extract.lexicon.outlets import BUTTON_CELLS, OUTLET_ENDINGS
from newsmill.pipelines.extract.lexicon.roles import JOURNALISTS
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.page.character_classes import WIDE_CHARACTER
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.record import Person
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "FIRST_CELL",
    "LONGEST_LINE",
    "LONGEST_VALUE",
    "NO_CELL",
    "ON_THE_PAPER",
    "Answer",
    "Byline",
    "Found",
    "Reading",
    "add_people",
    "is_cased",
    "is_outlet",
]


class Reading(NamedTuple):
    """A block that credits were read from, and the rule that read them."""

    at: int
    label: str
    rule: str


class Answer(NamedTuple):
    """The answer of one rule: an outlet or names, the block it was read from (-1: metadata), and the rule."""

    value: str
    at: int
    rule: str


class Byline(msgspec.Struct, kw_only=True):
    """The credits of a page and where they were read. `answers` holds every answer, also those that were
    not taken; `candidates` says why (filled only if asked).
    """

    authors: list[Person] = []
    editors: list[Person] = []
    source: str | None = None
    account: str | None = None
    readings: list[Reading] = []
    answers: dict[str, list[str]] = {}
    candidates: list[FieldCandidate] = []


_NO_LETTERS = lazy_regex(r"[\W_]+")
_SMALL_WORDS = frozenset(("the", "of", "and", "de", "la", "le", "der", "die", "das"))
_LEAST_HOST, _LEAST_INITIALS = 5, 3
# The longest line, in characters, that is read for credits.
LONGEST_LINE = 200
# The longest value, in characters, of a label on a line of its own.
LONGEST_VALUE = 60
# Buttons and counters, which are neither outlets nor names.
NO_CELL = lazy_regex(BUTTON_CELLS)
# Job titles of journalists, with up to two words before them.
ON_THE_PAPER = lazy_regex(
    r"(?:[^\W\d_]+\s){0,2}(?:" + pattern_of(JOURNALISTS) + r")[^\W\d_]*(?: [«„\"“]?[^\W\d_]+[»”\"]?)?",
    re.IGNORECASE,
)
# What separates the cells of a line.
FIRST_CELL = lazy_regex(r"\s+[|•·/]\s+")


class Found:
    """Collects the answers of a page."""

    def __init__(self, metadata: Metadata, language: str | None, site: str | None) -> None:
        self.byline = Byline(answers={})
        self.answers: list[Answer] = []  # names, as passed to `note`
        self.sources: list[Answer] = []
        self.outlets: list[Answer] = []
        self.considered: list[Answer] = []  # outlets, also those that cannot be the source
        self.empty_source = False
        self.language = (language or "").lower()
        self.declared_language = (metadata.language or "").lower()
        self.spaced = not self.language.startswith(("zh", "ja", "ko"))  # whether it writes spaces
        self.own = _own_names(metadata)
        # `velbo` of velbo.co.nz: the site as a source, and as an author where it is one word (`velbo.com` may be
        # the page of Vel Bo)
        self.host = fold((site or "").partition(".")[0])
        self.topics = {fold(name) for name in (*metadata.section, *metadata.keywords)}
        self.above = False  # whether a line above the text labels an author

    def take(self, credits: Credits, at: int, rule: str, *, source: str | None = None) -> None:
        """Add what a line credits. `source`: the rule that its outlet is recorded under; None ignores the
        outlet.
        """
        if not (credits.authors or credits.editors or credits.outlets or credits.source or credits.account):
            return
        byline = self.byline
        authors = [person for person in credits.authors if not self.is_site(person.name)]
        add_people(byline.authors, authors)
        add_people(byline.editors, credits.editors)
        byline.account = byline.account or credits.account
        if authors or credits.editors:
            byline.readings.append(Reading(at, "byline", rule))
            self.note(rule, [person.name for person in authors], at)
        if credits.source and source:
            self.sources.append(Answer(credits.source, at, source))
        self.outlets += [Answer(outlet, at, "byline-outlet") for outlet in credits.outlets]

    def note(self, rule: str, values: Sequence[str], at: int = -1) -> None:
        """Record an answer for `Byline.answers`; `at`: the block it was read from."""
        if values:
            self.byline.answers.setdefault(rule, []).extend(values)
        if not rule.startswith("source: "):
            self.answers += [Answer(value, at, rule) for value in values]

    def is_site(self, name: str) -> bool:
        """Whether an author is the site itself or one of its desks."""
        return is_of_site(name, self.own) or (" " not in name and fold(name) == self.host)

    def may_be_author(self, name: str) -> bool:
        """Whether this is not an agency, and not the site's name unless that is a person's full name."""
        if is_agency(name) or is_nobody(name):
            return False
        return not self.spaced or not self.is_site(name) or is_full_name(name)

    def is_own(self, outlet: str) -> bool:
        """Whether an outlet is the site itself or one of its desks (`Telegraph Sport`)."""
        folded = fold(outlet).removeprefix("www.").removeprefix("the")
        if self._is_host(outlet) or is_of_site(outlet, self.own):
            return True
        own = [name.removeprefix("the") for name in self.own]
        return any(
            folded == name or (min(len(folded), len(name)) >= 4 and (folded in name or name in folded))
            for name in own
        )

    def _is_host(self, outlet: str) -> bool:
        """Whether the host is named after an outlet: `wsj`, `harbournews` and Harbour News Online, `apnews` and AP."""
        name, host = _NO_LETTERS.sub("", outlet.casefold()), _NO_LETTERS.sub("", self.host)
        initials = "".join(word[0] for word in outlet.casefold().split() if word not in _SMALL_WORDS)
        return (
            host in (name, f"{name}news")
            or (len(host) >= _LEAST_HOST and name.startswith(host))
            or (len(initials) >= _LEAST_INITIALS and initials == host)
        )


def add_people(people: list[Person], more: Sequence[Person]) -> None:
    """Add the people who are not in the list yet, under any form of their name."""
    for person in more:
        if not any(same_name(person.name, known.name) for known in people):
            people.append(person)


_TITLE_PARTS = lazy_regex(r"\s+[-–—|｜·•:»›‹«<*~⋆]+\s+|\s*[|｜_»›]\s*")


def _own_names(metadata: Metadata) -> set[str]:
    """The site's names, case-folded: those it declares, and what follows the headline in `<title>`."""
    names = {fold(name) for name in metadata.site_names if name and not is_agency(name)}
    parts = [part for part in _TITLE_PARTS.split(metadata.document_title[:1000]) if part and part.strip()]
    return names | {fold(part) for part in parts[1:] if len(part) <= 40 and not is_agency(part)}


_OUTLET = lazy_regex(rf"(?:{OUTLET_ENDINGS})$")


def is_outlet(token: str) -> bool:
    """Whether a cell is an outlet by its ending (`日报`, `电视台`)."""
    return (
        3 <= len(token) <= 20
        and _OUTLET.search(token) is not None
        and not re.search(r"[()（）：:]|\d{4}", token)
    )


def is_cased(text: str) -> bool:
    """Whether a line has capitals or is in a wide script: in other scripts, nothing distinguishes a name from
    a phrase.
    """
    if WIDE_CHARACTER.search(text) is not None:
        return True
    if not any(map(str.isupper, text)):
        return False
    if text.isascii():
        return True
    letters = [character for character in text if character.isalpha()]
    cased = sum(character.isupper() or character.islower() for character in letters)
    return 2 * cased >= len(letters)  # not `آخر تحديث 02:21 (GMT+0400)`
