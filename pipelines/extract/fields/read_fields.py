"""All fields of a page except its body: headline, date, credits, section, keywords."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import msgspec

from newsmill.pipelines import urls
from newsmill.pipelines.extract.fields.biographies import begins_biography
from newsmill.pipelines.extract.fields.byline import Byline, find_byline
from newsmill.pipelines.extract.fields.field_candidates import FieldCandidate
from newsmill.pipelines.extract.fields.lead import Lead, find_lead, reads_as_lead
from newsmill.pipelines.extract.fields.lines_around_body import Zones, zones_of
from newsmill.pipelines.extract.fields.machine_dates import parse_capture_time
from newsmill.pipelines.extract.fields.page_cache import forget_page
from newsmill.pipelines.extract.fields.published import date_candidates, find_published
from newsmill.pipelines.extract.fields.section import find_keywords, find_section
from newsmill.pipelines.extract.fields.title import Headline, find_headline, headline_candidates
from newsmill.pipelines.extract.page.blocks import Document
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.record import Fields

__all__ = ["FieldReading", "read_fields"]


class FieldReading(msgspec.Struct, frozen=True):
    """The fields, and for each block that one was read from its label and the rule: `{index: (label, rule)}`.
    `candidates`: what else was considered, if asked.
    """

    fields: Fields
    labels: dict[int, tuple[str, str]]
    candidates: list[FieldCandidate] = []


def read_fields(
    document: Document,
    body: Sequence[int],
    metadata: Metadata,
    url: str | None = None,
    *,
    fetched_at: str | None = None,
    language: str | None = None,
    headline: Headline | None = None,
    with_lead: bool = True,
    explain: bool = False,
) -> FieldReading:
    """The fields of a page whose body is the blocks `body` (indices in order; empty for a page without).

    language  of the body, BCP 47; None uses the page's declaration
    headline  if it was already found
    with_lead look for a standfirst, which only pages with elements can set apart
    explain   fill `FieldReading.candidates`
    """
    start = body[0] if body else None
    if headline is None:
        headline = find_headline(document, metadata, start)
    language = language or metadata.language
    zones = zones_of(document, headline.at, body, urls.site(url))
    now: datetime.datetime | None = parse_capture_time(fetched_at)
    published = find_published(zones, metadata, url, now, language, root=document.root, title=headline.title)
    byline = find_byline(
        zones,
        metadata,
        published.at,
        published.span,
        language,
        root=document.root,
        title=headline.title,
        site=urls.site(url),
        explain=explain,
    )
    end = body[-1] + 1 if body else max(headline.at, 0) + 1
    section, section_at, section_rule = find_section(
        document, metadata, headline.title, headline.at, start if start is not None else 0
    )
    keywords, keywords_at, keywords_rule = find_keywords(document, metadata, headline.title, end)
    labels: dict[int, tuple[str, str]] = {
        reading.at: (reading.label, reading.rule) for reading in byline.readings
    }
    labels.update(dict.fromkeys(section_at, ("section", section_rule)))
    for at, label, rule in (
        (keywords_at, "keywords", keywords_rule),
        (published.updated_at, "date", published.updated_rule),
        (published.at, "date", published.rule),
        (headline.subtitle_at, "subtitle", "line-under-title"),
        (headline.at, "title", headline.rule),
    ):
        if at >= 0:
            labels[at] = (label, rule)
    labels.update(_opening_credits(zones, body, byline))
    subtitle, lead = headline.subtitle, Lead(None)
    if with_lead:
        subtitle, lead = _deck(document, body, headline, labels, metadata.description)
        names = [person.name for person in byline.authors if person.name not in (headline.title or "")]
        if lead.text and begins_biography(lead.text, names):
            labels.update(dict.fromkeys(lead.at, ("about", "biography")))
            lead = Lead(None)
    fields = Fields(
        title=headline.title,
        subtitle=subtitle,
        lead=lead.text,
        published=published.stamp.iso() if published.stamp else None,
        updated=published.updated.iso() if published.updated else None,
        section=section,
        keywords=keywords,
        source=byline.source,
        account=byline.account,
        authors=byline.authors,
        editors=byline.editors,
    )
    candidates: list[FieldCandidate] = []
    if explain:
        candidates = [
            *headline_candidates(document, metadata, headline, start),
            *date_candidates(zones, metadata, url, now, language, published),
            *byline.candidates,
        ]
    forget_page()
    return FieldReading(fields, labels, candidates)


def _opening_credits(zones: Zones, body: Sequence[int], byline: Byline) -> dict[int, tuple[str, str]]:
    """Labels of the body's first lines that belong above the text and name an author."""
    opening = {line.at: line.text for line in zones.head if line.at in body[: len(zones.head)]}
    return {
        at: ("byline", "line-above-text")
        for at, text in opening.items()
        if any(person.name in text for person in byline.authors)
    }


def _deck(
    document: Document,
    body: Sequence[int],
    headline: Headline,
    labels: dict[int, tuple[str, str]],
    description: str | None,
) -> tuple[str | None, Lead]:
    """Subtitle and standfirst; writes into `labels` which blocks they are. A line under the headline that
    sums up is a standfirst.
    """
    at = headline.subtitle_at
    if headline.subtitle is not None and at >= 0 and reads_as_lead(headline.subtitle):
        labels[at] = ("lead", "line-under-title")
        return None, Lead(headline.subtitle, (at,), "line-under-title")
    last = max(headline.at, headline.last_at)
    lead = find_lead(document, body, (headline.at, last), labels, description)
    labels.update(dict.fromkeys(lead.at, ("lead", lead.rule)))
    return headline.subtitle, lead
