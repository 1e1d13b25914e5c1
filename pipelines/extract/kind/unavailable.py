"""Pages that show an error, a form to log in or a consent notice instead of what was asked for."""

from __future__ import annotations

import re

from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.body.excluded_structures import consent_share
from newsmill.pipelines.extract.kind.facts import TOLD_CONFIDENCE, Facts
from newsmill.pipelines.extract.lexicon.page_kinds import ERROR_SENTENCES, LOG_IN
from newsmill.pipelines.extract.page.blocks import Block
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "is_consent_wall",
    "is_error",
    "is_error_sentence",
    "is_log_in",
    "tells_of_errors",
]

_ERROR = lazy_regex("|".join(pattern for pattern, _ in ERROR_SENTENCES), re.IGNORECASE)

# Lengths in Latin characters of running text (a wide character counts as two and a half).
_ERROR_TEXT = 900
_ERROR_UNLINKED = 600


def is_log_in(facts: Facts) -> bool:
    """Whether the page is a log-in form: a visible password field outside any dialog, no article text."""
    body, document = facts.body, facts.document
    if body.mass > _LOG_IN_TEXT:
        return False
    if not _is_named_log_in(facts):
        if any(len(block.text) > _LONG_PARAGRAPH for block in body.blocks):
            return False
        if 2 * sum(block.links > 0 for block in body.blocks) < len(body.blocks):  # hints are linked
            return False
    fields = [
        field for field in document.root.iter("input") if (field.get("type") or "").lower() == "password"
    ]
    return len(fields) == 1 and not facts.is_dated and not _is_set_aside(fields[0])


def _is_named_log_in(facts: Facts) -> bool:
    """Whether the title or the headline is short and says that this is a log-in page."""
    head = facts.document.blocks[facts.title].text if facts.title >= 0 else ""
    names = (facts.metadata.document_title, head)
    return any(len(name) <= _LOG_IN_NAME and _LOG_IN.search(name) for name in names)


_LOG_IN_TEXT, _LONG_PARAGRAPH, _LOG_IN_NAME = 900.0, 160, 60
_LOG_IN = lazy_regex("|".join(pattern for pattern, _ in LOG_IN), re.IGNORECASE)
# A consent wall has at most this many blocks, and the notice is more than this share of its text.
_WALL_BLOCKS, _WALL_SHARE = 40, 0.6


def is_consent_wall(facts: Facts) -> bool:
    """Whether the page shows little but a consent notice with agree buttons."""
    blocks = facts.document.blocks
    return len(blocks) <= _WALL_BLOCKS and consent_share(blocks) > _WALL_SHARE and not facts.is_dated


_DIALOG = lazy_regex(r"modal|dialog|popup|overlay|drawer|offcanvas|header|nav|comment", re.IGNORECASE)


def _is_set_aside(field: Element) -> bool:
    """Whether a field is in a hidden element, a dialog, a header or the like."""
    for around in field.iterancestors():
        names = (
            f"{around.tag!s} {around.get('class') or ''} {around.get('id') or ''} {around.get('role') or ''}"
        )
        if around.tag not in ("html", "body") and _DIALOG.search(names):
            return True
        if around.get("hidden") is not None or "none" in (around.get("style") or ""):
            return True
    return False


def is_error_sentence(text: str) -> bool:
    """Whether a line says that the page does not exist or is not accessible."""
    return _ERROR.search(text) is not None


# The minimum text (Latin characters) of a dated story about missing pages, most of whose lines end sentences.
_TOLD_STORY = 200.0


def tells_of_errors(facts: Facts) -> bool:
    """Whether a dated page is a real story, although its headline looks like an error message."""
    return (
        facts.is_dated
        and facts.body.mass >= _TOLD_STORY
        and facts.confidence >= TOLD_CONFIDENCE
        and facts.ended_share > 0.5
        and not any(is_error_sentence(text) for text in facts.body.texts())
    )


def is_error(blocks: list[Block], body: Body, title: str) -> bool:
    """Whether a page with little text has an error sentence as its title, heading or among its first lines."""
    if body.mass > _ERROR_TEXT:
        return False
    if is_error_sentence(title):
        return True
    heads = [block.text for block in blocks if block.heading and not block.hidden][:3]
    if any(is_error_sentence(text) for text in heads):
        return True
    unlinked = [block for block in blocks if 2 * block.link_chars < len(block.text)]
    if sum(len(block.text) for block in unlinked) >= _ERROR_UNLINKED:
        return False
    # A number alone in a cell is a value in a table (`404 | unknown copy`).
    lines = [
        block.text
        for block in unlinked
        if not block.hidden
        and len(block.text) < 160
        and not (block.tag in ("td", "th") and block.text.isdecimal())
    ]
    return any(is_error_sentence(text) for text in lines[:12])
