"""Extract the fields of a page: title, body, byline, dates, kind.

`extract(tree, url)` reads an HTML tree from `parse`; `extract_dump(text, url)` reads a page saved as plain
text.
"""

from __future__ import annotations

import msgspec

from newsmill.pipelines import urls
from newsmill.pipelines.extract.body.assembly import Body, find_body
from newsmill.pipelines.extract.body.paragraphs import paragraphs_of, stops_at_wall, warnings_of
from newsmill.pipelines.extract.body.site_profile import SiteProfile, prior
from newsmill.pipelines.extract.comments import comments_of
from newsmill.pipelines.extract.dump import read_dump
from newsmill.pipelines.extract.explain import Decision, decisions_of
from newsmill.pipelines.extract.fields.credit_datelines import without_closing_credit
from newsmill.pipelines.extract.fields.date_attributes import state_dates
from newsmill.pipelines.extract.fields.field_candidates import FieldCandidate
from newsmill.pipelines.extract.fields.read_fields import read_fields
from newsmill.pipelines.extract.fields.state_titles import state_title
from newsmill.pipelines.extract.fields.title import Headline, find_headline
from newsmill.pipelines.extract.images import body_images
from newsmill.pipelines.extract.kind.decision import BODILESS, page_kind
from newsmill.pipelines.extract.language import language_of
from newsmill.pipelines.extract.lexicon.page_kinds import STORY_TYPES
from newsmill.pipelines.extract.markup import render
from newsmill.pipelines.extract.page.blocks import Block, Container, Document
from newsmill.pipelines.extract.page.character_classes import width
from newsmill.pipelines.extract.page.embedded_articles import (
    declared_body,
    embedded_body,
    is_walled,
    text_size,
)
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.extract.page.metadata import read as read_metadata
from newsmill.pipelines.extract.page.rendered_tree import remove_spilled, seems_spilled
from newsmill.pipelines.extract.page.tree import Element, parse
from newsmill.pipelines.extract.page.walk import read_blocks
from newsmill.pipelines.record import Comment, Fields, Image, Kind
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "Block", "Container", "Decision", "Document", "Extraction", "FieldCandidate", "extract", "extract_dump", "parse",
    "read_blocks",
]  # fmt: skip


# A visible body below the first figure (Latin characters) may be a teaser for an article in a script that has
# at least the second.
EMBEDDED_BELOW = 300.0
EMBEDDED_LEAST = 200.0
# Behind a paywall, the declared body is used if it has more than this many times the visible text.
_CLEARLY_MORE = 1.5


class Extraction(msgspec.Struct, kw_only=True):
    """The result of an extraction. `body` is the paragraphs in reading order."""

    kind: Kind = "other"
    language: str | None = None
    canonical: str | None = None
    fields: Fields = msgspec.field(default_factory=Fields)
    body: list[str] = []
    images: list[Image] = []
    markup: str | None = None
    comments: list[Comment] | None = None
    warnings: list[str] = []
    decisions: list[Decision] = []
    candidates: list[FieldCandidate] = []


def extract(
    tree: Element,
    url: str | None = None,
    *,
    fetched_at: str | None = None,
    markup: str | None = None,
    comments: bool = False,
    profile: SiteProfile | None = None,
    explain: bool = False,
) -> Extraction:
    """The fields of a page's tree.

    url         resolves image URLs, identifies a home page, and may contain the date
    fetched_at  capture time, the base for relative dates
    markup      None, `markdown` or `html`: render the body with its structure into `markup`
    comments    fill `comments` with the readers' comments
    profile     the profile of the site, used as a prior when the blocks of the body are chosen
    explain     fill `decisions`: for every block its label, the rule that decided and the rule's inputs; and
                `candidates`: what was considered for title, date, authors and source, and why it lost
    """
    document = read_blocks(tree)
    if _seems_spilled(document) and remove_spilled(tree):
        document = read_blocks(tree)
    metadata = read_metadata(tree, document.metadata_elements)
    block_prior = prior(profile, document) if profile is not None else None
    body = find_body(document, metadata.document_title, block_prior)
    kind, why = page_kind(document, body, metadata, url=url)
    walled = is_walled(metadata.json_ld)
    found, told = _told_by_scripts(tree, document, body, metadata, kind, url, walled=walled)
    if found:
        kind, body = told, body.emptied("the article is in a script")
    elif kind in BODILESS:
        body = body.emptied(f"kind: {kind}, {why}")
    language = language_of("\n".join(found or body.texts()) or metadata.document_title, metadata.language)
    at = [block.index for block in body.blocks]
    reading = read_fields(
        document,
        at,
        metadata,
        url,
        fetched_at=fetched_at,
        language=language,
        headline=_headline_in_state(tree, document, metadata, found) if found else None,
        explain=explain,
    )
    body = body.without_fields(reading.labels)
    body = body.without_biography(
        [person.name for person in reading.fields.authors], reading.fields.title or ""
    )
    body = body.without_signature(_outlets(metadata), reading.fields.title or "")
    paragraphs = without_closing_credit(found or paragraphs_of(document, body))
    return Extraction(
        kind=kind,
        language=language,
        canonical=urls.declared(metadata.canonical, url),
        fields=reading.fields,
        body=paragraphs,
        images=body_images(document, body, url),
        markup=render(document, body, markup, url) if markup else None,
        comments=comments_of(document, body, metadata.json_ld) if comments else None,
        warnings=warnings_of(
            kind, paragraphs, reading.fields, walled=not found and (walled or stops_at_wall(document, body))
        ),
        decisions=decisions_of(document, body, reading.labels) if explain else [],
        candidates=reading.candidates,
    )


# `Old cinema to reopen | Thornby Echo`
_TITLE_PARTS = lazy_regex(r"\s+[-–—|·•»«:]+\s+|_")


def _outlets(metadata: Metadata) -> set[str]:
    """The names of the outlet that the page declares or has behind the headline in its title, in lower case."""
    names = [*metadata.site_names, *_TITLE_PARTS.split(metadata.document_title)[1:]]
    return {name.strip().casefold() for name in names if name.strip()}


def _told_by_scripts(
    tree: Element,
    document: Document,
    body: Body,
    metadata: Metadata,
    kind: Kind,
    url: str | None,
    *,
    walled: bool,
) -> tuple[list[str], Kind]:
    """The paragraphs of an article in a script (none if the page shows its text) and the kind that they give
    the page. A page that declares a story, or has one with its headline and date in a state object, and shows
    only its menu looks like a listing without them."""
    is_shell = (
        kind == "listing"
        and _is_shell(document)
        and (not STORY_TYPES.isdisjoint(metadata.types) or _has_story_in_state(tree, document, metadata))
    )
    if kind in BODILESS and not is_shell:
        return [], kind
    found = _in_scripts(tree, metadata, 0.0 if is_shell else body.mass, walled=walled)
    if not found:
        return [], kind
    told, _ = page_kind(document, body, metadata, url=url, embedded=text_size(found))
    return ([], kind) if is_shell and told in BODILESS else (found, told)


# A page whose text outside links is shorter than this (characters) shows nothing before its scripts run.
_SHELL = 200


def _is_shell(document: Document) -> bool:
    """Whether a page shows hardly anything but the links of its menu."""
    shown = sum(len(block.text) - block.link_chars for block in document.blocks if not block.hidden)
    return shown < _SHELL


# A headline is wider than the name of a section (Latin characters).
_LEAST_HEADLINE = 20.0


def _has_story_in_state(tree: Element, document: Document, metadata: Metadata) -> bool:
    """Whether an object in a script has the page's headline and the day it was published."""
    title = find_headline(document, metadata, None).title or ""
    return width(title) >= _LEAST_HEADLINE and bool(state_dates(tree, title)[0])


def _headline_in_state(
    tree: Element, document: Document, metadata: Metadata, paragraphs: list[str]
) -> Headline | None:
    """The headline beside the text in a script, if no line of the page shows one; `<title>` is then often the
    site's name only."""
    shown = find_headline(document, metadata, None)
    title = state_title(tree, paragraphs) if shown.at < 0 else None
    return Headline(title, None, -1, -1, "state-object") if title else None


def _seems_spilled(document: Document) -> bool:
    """Whether the text of a block may contain attributes of a broken tag."""
    return seems_spilled(document.text()) and any(seems_spilled(block.text) for block in document.blocks)


def _in_scripts(tree: Element, metadata: Metadata, mass: float, *, walled: bool) -> list[str]:
    """The paragraphs of an article in a script, if the page shows too little of it; else an empty list.

    mass    running text in the visible body, in Latin characters
    walled  whether the page declares a paywall
    """
    found: list[str] = []
    if mass < EMBEDDED_BELOW:
        found = embedded_body(tree, least=max(EMBEDDED_LEAST, 2 * mass))
    if walled and not found:
        declared = declared_body(metadata.json_ld)
        if text_size(declared) > max(EMBEDDED_LEAST, _CLEARLY_MORE * mass):
            found = declared
    return found


def extract_dump(
    text: str, url: str | None = None, *, fetched_at: str | None = None, explain: bool = False
) -> Extraction:
    """The fields of a page saved as plain text, read from its lines."""
    dump = read_dump(text, url, fetched_at=fetched_at, explain=explain)
    return Extraction(
        kind=dump.kind,
        language=dump.language,
        fields=dump.reading.fields,
        body=dump.paragraphs,
        warnings=dump.warnings,
        decisions=dump.decisions() if explain else [],
        candidates=dump.reading.candidates,
    )
