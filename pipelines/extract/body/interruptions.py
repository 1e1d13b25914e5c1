"""Remove what interrupts the paragraphs of a body without being running text: captions, player controls,
forms, and paragraphs that are only a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import numpy as np

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.body.thresholds import CAPTION_HINT, CELL_TAGS
from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.lexicon.comment_words import VOTE
from newsmill.pipelines.extract.lexicon.insertions import ADVERTISED, PHOTO_CREDITS, REFERENCES
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.page.blocks import Block, Container, Document
from newsmill.pipelines.extract.page.character_classes import width
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["running_text"]

_PHOTO_CREDIT = lazy_regex("^.{0,120}(?:" + pattern_of(PHOTO_CREDITS) + ")[)）]?$")
_PLAYER = int(Hint.MEDIA)
_PICTURES = int(Hint.FIGURE)
_PLAYER_NOTE = 60
# A box with a player's class name and more than this share of the text is the container of the text itself.
_PLAYER_SHARE = 0.2
_CAPTION_LINES = 4
# If captions make up more than this share of the remaining text, they are the text (photo news).
_CAPTION_SHARE = 0.7


def running_text(document: Document, features: Features, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Drop captions, player notes and forms, and paragraphs that consist of a link to another page."""
    dropped = _player_notes(document, features, kept) | _form_boxes(document, features, kept)
    dropped |= _polls(document, features, kept) | _skipped(document, kept) | _audio(document, features, kept)
    dropped |= _captions(document, features, [index for index in kept if index not in dropped])
    linked = (features.link_density[kept] > _NOTHING_BUT_LINK).nonzero()[0].tolist() if kept else []
    pointers = _pointers(document, features, kept) | {
        index: "linked" for index in kept if _is_labelled_advert(document.blocks[index])
    }
    few = len(linked) <= min(_FEW_LINKED, len(kept) // 2)
    # A single linked line at the very end may name the source.
    alone = kept[-1] if linked == [len(kept) - 1] else -1
    dropped |= {
        index: "linked"
        for index in [kept[place] for place in linked]
        if index not in dropped
        and _is_linked_paragraph(document.blocks[index], short=few and index != alone)
        and not _is_announced(document.blocks, index)
    }
    dropped = {**pointers, **dropped}
    rules.update(dropped)
    return [index for index in kept if index not in dropped]


# Lines that point to other pages are at most this share of a text; more are its subject (a list of links).
_POINTERS = 0.2
# A kicker before a link (`Read:`, `IN TEXAS:`) is at most this long, in characters; what follows the link, if
# anything, is a bracket or a full stop.
_KICKER, _AFTER_LINK = 24, 3
_KICKER_MARKS = (":", "：", "|", "｜")


def _pointers(document: Document, features: Features, kept: list[int]) -> dict[int, str]:
    """Lines between the paragraphs that only point to another page: a kicker with a linked headline, or a
    linked headline in a table of its own."""
    blocks = document.blocks
    linked = (features.link_density[kept] > _MOSTLY_POINTING).nonzero()[0].tolist() if kept else []
    found = {
        kept[place]: "linked"
        for place in linked
        if _has_kicker(blocks[kept[place]])
        or (blocks[kept[place]].tag in CELL_TAGS and _is_table_of_one(document, blocks[kept[place]]))
    }
    return found if len(found) <= _POINTERS * len(kept) else {}


_MOSTLY_POINTING = 0.6


def _is_labelled_advert(block: Block) -> bool:
    """Whether a line is a link after the word for an advertisement in brackets: `[广告]新房特惠`."""
    return (
        block.links > 0
        and block.text[:1] in "[【(（"
        and 2 * block.link_chars > len(block.text)
        and bool(_ADVERTISED.match(block.text))
    )


def _has_kicker(block: Block) -> bool:
    """Whether a paragraph is a linked headline after a kicker that is not linked."""
    if block.tag not in ("p", "div") or block.heading or block.links != 1 or block.text.endswith(ENDINGS):
        return False
    colon = max(block.text.find(mark, 0, _KICKER) for mark in _KICKER_MARKS)
    rest = len(block.text) - block.link_chars
    return (
        colon > 0
        and rest <= colon + 1 + _AFTER_LINK
        and not _REFERENCE.search(block.text, 0, colon)
        and _is_short_headline(block.text[colon + 1 :])
    )


_REFERENCE = lazy_regex(pattern_of(REFERENCES), re.IGNORECASE)


def _is_table_of_one(document: Document, cell: Block) -> bool:
    """Whether a cell is all of its table, and most of it is the headline of another page."""
    boxes = document.containers
    box = boxes[cell.container]
    while box.parent >= 0 and box.tag != "table":
        box = boxes[box.parent]
    return (
        box.tag == "table"
        and box.end - box.first == 1
        and not cell.text.endswith(ENDINGS)
        and width(cell.text) > _LINKED_LINE
    )


def _player_notes(document: Document, features: Features, kept: list[int]) -> dict[int, str]:
    """Short lines in the box of a media player. The class name alone is not enough: a box with much of the
    text is not a player."""
    boxes = document.containers
    lines = [
        index
        for index in kept
        if boxes[document.blocks[index].container].chain & _PLAYER
        and document.blocks[index].tag not in CELL_TAGS
        and len(document.blocks[index].text) < _PLAYER_NOTE
    ]
    if not lines:
        return {}
    weights = np.zeros(len(document.blocks) + 1)
    weights[np.array(kept) + 1] = features.weight[kept]
    sums = np.cumsum(weights)
    found = {}
    for index in lines:
        box = boxes[max(boxes[document.blocks[index].container].parent, 0)]
        if box.own & _PLAYER and sums[box.end] - sums[box.first] <= _PLAYER_SHARE * sums[-1]:
            found[index] = "player"
    return found


# The box around a sound player has at most this many lines, each at most so long, and at most this share of the
# text.
_PLAYER_LINES, _PLAYER_LINE, _PLAYER_TEXT = 8, 120, 0.2


def _audio(document: Document, features: Features, kept: list[int]) -> dict[int, str]:
    """The lines beside a sound player: the name of the episode, where to subscribe."""
    found: dict[int, str] = {}
    players = [
        each for each in document.pictures if each.tag == "audio" and kept and kept[0] < each.at <= kept[-1]
    ]
    if not players:
        return found
    inside, total = set(kept), features.mass(kept)
    boxes: dict[Element | None, Container] = {box.element: box for box in document.containers}
    for player in players:
        box = boxes.get(player.element.getparent())
        if (
            box is None
            or not 0 < box.end - box.first <= _PLAYER_LINES
            or box.first <= features.title < box.end
        ):
            continue
        lines = [at for at in range(box.first, box.end) if at in inside]
        if (
            features.mass(lines) <= _PLAYER_TEXT * total
            and all(len(document.blocks[at].text) <= _PLAYER_LINE for at in lines)
            and not any(document.blocks[at].text.endswith(ENDINGS) for at in lines)
        ):
            found.update(dict.fromkeys(lines, "player"))
    return found


# Limits of a form box: its blocks, its longest paragraph in characters, and its share of the text.
_FORM_BLOCKS, _FORM_PARAGRAPH, _FORM_SHARE = 8, 300, 0.2


def _form_boxes(document: Document, features: Features, kept: list[int]) -> dict[int, str]:
    """The lines of newsletter boxes and polls: small boxes around an e-mail field or radio buttons."""
    found: dict[int, str] = {}
    may_ask = _may_ask()
    if not (document.asks_reader and may_ask(document.root)):
        return found
    asked: dict[int, bool] = {}
    inside, passed = set(kept), set[int]()
    total = features.mass(kept)
    for index in kept:
        at = document.blocks[index].container
        if index in found or at in passed:
            continue
        passed.add(at)
        box = document.containers[at]
        while box.parent >= 0 and box.end - box.first <= _FORM_BLOCKS:
            if box.index not in asked:
                asked[box.index] = may_ask(box.element) and _asks(box.element)
            if asked[box.index]:
                lines = [at for at in range(box.first, box.end) if at in inside]
                if (
                    features.mass(lines) <= _FORM_SHARE * total
                    and max(len(document.blocks[at].text) for at in lines) <= _FORM_PARAGRAPH
                ):
                    found.update(dict.fromkeys(lines, "form"))
                break
            box = document.containers[box.parent]
    return found


_VOTE = lazy_regex(pattern_of(VOTE), re.IGNORECASE)
_VOTE_LENGTH = 16
# A poll has a question and at least two answers.
_POLL_LINES = 4


def _polls(document: Document, features: Features, kept: list[int]) -> dict[int, str]:
    """The lines of polls without a form: the small box around a button to vote."""
    found: dict[int, str] = {}
    inside, total = set(kept), features.mass(kept)
    for block in document.blocks[kept[0] : kept[-1] + 2] if kept else ():
        if len(block.text) > _VOTE_LENGTH or not _VOTE.fullmatch(block.text):
            continue
        box = document.containers[block.container]
        while box.parent >= 0 and box.end - box.first < _POLL_LINES:
            box = document.containers[box.parent]
        lines = [index for index in range(box.first, box.end) if index in inside]
        if (
            box.end - box.first <= _FORM_BLOCKS
            and features.mass(lines) <= _FORM_SHARE * total
            and all(len(document.blocks[index].text) <= _POLL_LINE for index in lines)
        ):
            found.update(dict.fromkeys(lines, "form"))
    return found


_POLL_LINE = 120

# `skip past newsletter promotion`, a box, `after newsletter promotion`: links for readers who hear the page.
_SKIP_PAST, _AFTER = "skip past ", "after "
_SKIPPED_LINES = 8


def _skipped(document: Document, kept: list[int]) -> dict[int, str]:
    """The lines between a link to skip a box and the target of the link."""
    blocks = document.blocks
    found: dict[int, str] = {}
    for block in blocks[kept[0] : kept[-1]] if kept else ():
        if block.text[: len(_SKIP_PAST)].casefold() == _SKIP_PAST:
            target = _AFTER + block.text[len(_SKIP_PAST) :].casefold()
            below = blocks[block.index + 1 : block.index + 1 + _SKIPPED_LINES]
            end = next((each.index for each in below if each.text.casefold() == target), block.index)
            found.update(dict.fromkeys(range(block.index, end + 1), "form"))
    return {index: found[index] for index in kept if index in found}


@cache
def _may_ask() -> Callable[[Element], bool]:
    """A function that tells whether an element contains an e-mail field or radio button."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    if compiled is None:
        return lambda element: any(map(_asked_for, element.iter("input")))
    asks: Callable[[Element], bool] = compiled.asks_reader
    return asks


def _asks(element: Element) -> bool:
    """Whether an element contains an e-mail field, or at least two radio buttons."""
    choices = 0
    for kind in map(_asked_for, element.iter("input")):
        if kind == "email":
            return True
        choices += kind == "radio"
    return choices > 1


def _asked_for(field: Element) -> str:
    """`email` or `radio` for a field of that type, else an empty string."""
    kind = (field.get("type") or "").lower()
    return kind if kind in ("email", "radio") else ""


def _captions(document: Document, features: Features, kept: list[int]) -> dict[int, str]:
    """Captions and credits of pictures; empty if they make up most of the text."""
    pictured = {picture.at for picture in document.pictures if picture.tag in ("img", "amp-img")}
    found = {
        index: "caption"
        for index in kept
        if _is_in_caption(document.containers, document.blocks[index])
        or (index in pictured and _PHOTO_CREDIT.search(document.blocks[index].text))
    }
    found.update(_slides(document, features, kept))
    if not found:
        return found
    captions = features.mass(list(found))
    return {} if captions > _CAPTION_SHARE * features.mass(kept) else found


# At least this many captions in a box of pictures are a slide show; it is not more than this share of the text.
_SLIDES, _SLIDES_SHARE = 3, 0.5


def _slides(document: Document, features: Features, kept: list[int]) -> dict[int, str]:
    """The captions of a slide show: lines of one shape in a box that is named after pictures and has a
    picture for each of them."""
    boxes, blocks = document.containers, document.blocks
    shown: dict[int, list[int]] = {}
    for index in kept:
        box = boxes[blocks[index].container]
        if not box.chain & _PICTURES or blocks[index].heading:
            continue
        while box.parent >= 0 and boxes[box.parent].chain & _PICTURES:
            box = boxes[box.parent]
        shown.setdefault(box.index, []).append(index)
    found: dict[int, str] = {}
    for at, lines in shown.items():
        if len(lines) < _SLIDES or len({features.group[index] for index in lines}) > 1:
            continue
        pictures = sum(boxes[at].first <= picture.at <= boxes[at].end for picture in document.pictures)
        others = [index for index in kept if not boxes[at].first <= index < boxes[at].end]
        if pictures >= len(lines) and features.mass(lines) <= _SLIDES_SHARE * features.mass(others):
            found.update(dict.fromkeys(lines, "caption"))
    return found


def _is_in_caption(boxes: list[Container], block: Block) -> bool:
    """Whether a container is a caption or a paragraph inside one."""
    box = boxes[block.container]
    around = boxes[max(box.parent, 0)]
    if box.own & CAPTION_HINT:
        return True
    if around.end - around.first > _CAPTION_LINES:
        return False
    return around.tag == "figcaption" or (
        around.tag == "figure"
        and box.tag in _BESIDE_PICTURE
        and not block.text.endswith(ENDINGS)
        and around.element.find(".//img") is not None
    )


# A line beside the picture of a `<figure>` that ends no sentence is its caption; tables and
# what people say beside their portraits are not.
_BESIDE_PICTURE = frozenset(("p", "div", "h4", "h5", "h6"))


def _is_announced(blocks: list[Block], index: int) -> bool:
    """Whether the sentence directly above introduces this line with a colon."""
    before = blocks[index - 1].text if index else ""
    return len(before) >= _ANNOUNCING and before.endswith((":", "：")) and boilerplate_kind(before) is None


_ANNOUNCING = 40
_ADVERTISED = lazy_regex(r"[\[【(（]?(?:" + pattern_of(ADVERTISED) + ")(?![a-zа-я])")
# Above this link density a paragraph counts as consisting of a link.
_NOTHING_BUT_LINK = 0.9
# A line that consists of a link leads to another page if it is wider than the first figure (Latin
# characters), or than the second if there are at most `_FEW_LINKED` such lines: many short ones are names or
# headings.
_LINKED_LINE, _SHORT_LINKED_LINE, _FEW_LINKED = 20.0, 12.0, 3


def _is_short_headline(text: str) -> bool:
    """Whether a short line may be a headline: names of things have two words at most."""
    size = width(text)
    words = _HEADLINE_WORDS if size == len(text) and " " in text else 1
    return size > _SHORT_LINKED_LINE and len(text.split()) >= words and not text.endswith(ENDINGS)


_HEADLINE_WORDS = 3


def _is_linked_paragraph(block: Block, *, short: bool) -> bool:
    """Whether a block that consists of a link leads to another page; `short` accepts short lines too."""
    if _ADVERTISED.match(block.text):
        return True
    return (
        block.tag in ("p", "div")
        and not block.heading
        and not block.text.startswith("http")
        and (width(block.text) > _LINKED_LINE or (short and _is_short_headline(block.text)))
    )
