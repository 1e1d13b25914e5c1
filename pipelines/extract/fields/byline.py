"""Who wrote and edited a page, and which outlet it is from. All zones are read, and the most reliable rule
wins.

Every place that may name an author or an outlet has a rule that reads it (a labelled line, a link to an
author's page, a cell beside the date, the metadata …). A rule gives an answer or none;
docs/extraction-fields.md says how often each was right. This module calls the rules in their order; they are in
`byline_lines`, `byline_date_line`, `byline_authors` and `byline_source`. The source is the first answer in the
order of `SOURCE_ORDER`. In languages without spaces, the authors of all the text's own lines are collected; in
other languages they come from one rule and are checked against what the page declares.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from newsmill.pipelines.extract.fields.byline_authors import authors_in_state, declared_authors, weigh_authors
from newsmill.pipelines.extract.fields.byline_date_line import names_alone, read_date_line
from newsmill.pipelines.extract.fields.byline_findings import Byline, Found
from newsmill.pipelines.extract.fields.byline_lines import (
    named_below,
    opening_name,
    pen_name,
    read_first,
    read_head,
    read_last,
    read_tail,
)
from newsmill.pipelines.extract.fields.byline_source import (
    choose_source,
    outlets_in_state,
    read_taken_from,
    source_candidates,
)
from newsmill.pipelines.extract.fields.dates import counts_from_now, find_dates
from newsmill.pipelines.extract.fields.field_candidates import FieldCandidate
from newsmill.pipelines.extract.fields.lines_around_body import Zones
from newsmill.pipelines.extract.fields.person_names import is_person
from newsmill.pipelines.extract.fields.spaced_names import is_agency
from newsmill.pipelines.extract.fields.title import fold
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.record import Person

__all__ = ["Byline", "find_byline"]


def find_byline(
    zones: Zones,
    metadata: Metadata,
    date_at: int,
    date_span: tuple[int, int],
    language: str | None,
    *,
    root: Element | None = None,
    title: str | None = None,
    site: str | None = None,
    explain: bool = False,
) -> Byline:
    """Read the credits of every zone. `date_at` is the block of the date line, whose unlabelled cells may
    name outlet and author.

    root   the page's tree, searched for state objects if nothing else names an author
    title  the headline, which identifies the story's object in a state
    site   the page's registered domain
    explain  fill `Byline.candidates`
    """
    found = Found(metadata, language, site)
    found.topics |= _menu_of(zones) | ({fold(title)} if title else set())
    if date_at < 0:
        date_at, date_span = _counted_line(zones, found.language)
    _read_authors(found, zones, metadata, date_at, date_span)
    if not found.byline.authors and not found.outlets and root is not None and title:
        authors_in_state(found, root, title)
    if not found.byline.editors:
        found.byline.editors = [Person(name, None) for name in metadata.editors if is_person(name)]
    read_taken_from(found, zones)
    if root is not None and title and not (found.sources or metadata.source or found.empty_source):
        outlets_in_state(found, root, title)
    choose_source(found, metadata)
    if explain:
        found.byline.candidates = [*_author_candidates(found, zones), *source_candidates(found)]
    return found.byline


def _counted_line(zones: Zones, language: str) -> tuple[int, tuple[int, int]]:
    """The line above the text with a day counted from now (`2小时前`) or without its year (`4 min read · Jun 3`),
    which only metadata dates, and where the day is."""
    for line in zones.head:
        if line.place != "head" or line.aside or len(line.text) > _LONGEST_COUNTED:
            continue
        counted = counts_from_now(line.text, language)
        for date in find_dates(line.text, language=language, now=_SOME_DAY):
            if date.form == "relative" if counted else date.stamp.year is None:
                return line.at, (date.start, date.end)
    return -1, (0, 0)


_LONGEST_COUNTED = 60


_SOME_DAY = datetime.datetime(2000, 1, 1)


def _read_authors(
    found: Found, zones: Zones, metadata: Metadata, date_at: int, span: tuple[int, int]
) -> None:
    """Read every zone for credits, and choose the authors."""
    byline = found.byline
    read_head(found, zones, date_at)
    labelled = list(byline.authors)
    read_first(found, zones)
    above = labelled if found.spaced and labelled else list(byline.authors)
    read_last(found, zones)
    read_tail(found, zones)
    below: list[Person] = []
    if found.spaced:  # `Reporting by …` below a text counts only if nothing above names an author
        below = [person for person in byline.authors if person not in above]
        byline.authors = above
    read_date_line(found, zones, metadata, date_at, span)
    if not byline.authors:
        names_alone(found, zones, date_at)
    if found.spaced:
        weigh_authors(found, zones, metadata, date_at)
        byline.authors = byline.authors or below or opening_name(found, zones) or named_below(found, zones)
    else:
        declared_authors(found, zones, metadata)
        byline.authors = byline.authors or pen_name(found, zones)
    byline.authors = [person for person in byline.authors if found.may_be_author(person.name)]


# The rules that read no line.
_OF_METADATA = frozenset(("json-ld", "meta-author", "state-object"))


def _author_candidates(found: Found, zones: Zones) -> Iterator[FieldCandidate]:
    """Every name that a rule read, with why it is an author or not."""
    taken = {fold(person.name) for person in found.byline.authors}
    rules = [answer.rule for answer in found.answers if fold(answer.value) in taken]
    for value, at, rule in dict.fromkeys(found.answers):
        if fold(value) in taken:
            why = (
                "the most reliable rule that names anybody" if rule == rules[0] else f"agrees with {rules[0]}"
            )
        elif is_agency(value):
            why = "it is an agency"
        elif found.is_site(value):
            why = "it is the site itself"
        elif rules:
            why = f"{rules[0]} is more reliable"
        else:
            why = "what it names is not certain to be the author of this text"
        if at < 0 and rule not in _OF_METADATA:
            at = next((line.at for line in (*zones.head, *zones.first) if value in line.text), -1)
        yield FieldCandidate(
            field="authors", value=value, at=at, rule=rule, taken=fold(value) in taken, why=why
        )


def _menu_of(zones: Zones) -> set[str]:
    """The short lines above the headline (menu, breadcrumb), case-folded: if one is repeated beside the date,
    it is a topic.
    """
    return {
        fold(line.text)
        for line in zones.head
        if line.place in ("above", "hidden") and not line.named and not line.credited and len(line.text) <= 40
    }
