"""The body's blocks as paragraphs, and warnings for reviewers."""

from __future__ import annotations

import unicodedata

from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.record import Fields, Kind
from newsmill.pipelines.regex import lazy_regex

__all__ = ["paragraphs_of", "stops_at_wall", "warnings_of"]

_CELLS = frozenset(("td", "th"))
_CELL_LENGTH = 200
_AROUND_TEXT = int(Hint.NAVIGATION | Hint.FOOTER)
# A text that continues on another page or behind a paywall ends with a letter or one of these marks.
_UNFINISHED = lazy_regex(r"(?:[^\W\d_]|[,，、;；])$")
_LONG_LINE = 60


_BROKEN_OFF = ("…", "...", "[…]", "[...]")
# In characters. The preview before a paywall is seldom longer.
_PREVIEW = 900


def _ends_open(paragraphs: list[str]) -> bool:
    last = paragraphs[-1]
    return len(last) >= _LONG_LINE and _UNFINISHED.match(last, len(last) - 1) is not None


def _may_be_preview(paragraphs: list[str]) -> bool:
    """Whether a text is truncated or short."""
    return (
        paragraphs[-1].endswith(_BROKEN_OFF) or sum(map(len, paragraphs)) < _PREVIEW or _ends_open(paragraphs)
    )


def paragraphs_of(document: Document, body: Body) -> list[str]:
    """One string per paragraph. The cells of a table row are one paragraph, joined by spaces."""
    paragraphs: list[str] = []
    row = -1
    for block in body.blocks:
        if len(block.text) <= _FEW_CHARACTERS and not any(map(_is_visible, block.text)):
            continue
        this = _row(document, block)
        if this >= 0 and this == row:
            paragraphs[-1] = f"{paragraphs[-1]} {block.text}"
        else:
            paragraphs.append(block.text)
        row = this
    if paragraphs:
        paragraphs[0] = _DATE_IN_FRONT.sub("", paragraphs[0])
    return paragraphs


# Spacers: a paragraph of joiners and zero-width spaces shows nothing.
_FEW_CHARACTERS = 4


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Cf", "Zs")


# `12.03.2024The market …`, `14 марта 2024Кинотеатр …`: the date that some systems write into the text's first
# line, without a space after it.
_DATE_IN_FRONT = lazy_regex(
    r"^\d{1,2}(?:[./-]\d{1,2}[./-]|\.? (?:de )?[^\W\d_]{3,12}\.?,? (?:de )?)(?:19|20)\d\d"
    r"(?:[, ]{0,2}\d{1,2}[:.]\d\d)?(?=[^\W\d_]|[«“„])"
)


# How far after the text a paywall notice may be, in blocks.
_WALL_REACH = 8


def stops_at_wall(document: Document, body: Body) -> bool:
    """Whether the text looks like a preview and a paywall or log-in notice follows it."""
    if not body.blocks or not _may_be_preview(body.texts()):
        return False
    last = body.blocks[-1].index
    return any(
        not block.hidden
        and not document.containers[block.container].chain & _AROUND_TEXT
        and boilerplate_kind(block.text, credits=False) == "wall"
        for block in document.blocks[last + 1 : last + 1 + _WALL_REACH]
    )


def _row(document: Document, block: Block) -> int:
    """The container of the table row that a short cell is in, else -1."""
    if block.tag not in _CELLS or len(block.text) > _CELL_LENGTH or block.breaks:
        return -1
    return document.containers[block.container].parent


def warnings_of(kind: Kind, paragraphs: list[str], fields: Fields, *, walled: bool = False) -> list[str]:
    """Warnings for reviewers, one string each; none unless `kind` is `article`.

    walled  the page has a paywall, by its metadata or by a notice below the text, and the full text was not
            found
    """
    if kind != "article":
        return []
    warnings = []
    if not paragraphs:
        warnings.append("no body found")
    elif walled and _may_be_preview(paragraphs):
        warnings.append("only a preview")
    elif _ends_open(paragraphs):
        warnings.append("body ends mid-sentence")
    if fields.title is None:
        warnings.append("no title found")
    if fields.published is None:
        warnings.append("no date found")
    return warnings
