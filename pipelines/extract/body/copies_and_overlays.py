"""Remove duplicates and overlays: hidden copies, repeated paragraphs, dialogs, and articles after the
first."""

from __future__ import annotations

from collections import Counter

from newsmill.pipelines.extract.body.feature_columns import Floats
from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.body.thresholds import (
    MIN_BODY_CHARS,
    PROSE_CHARS,
    TRUNCATION_MARKS,
    WHOLE_ARTICLE_CHARS,
)
from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.dates import plain_dates
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.page.blocks import Block, Container, Document
from newsmill.pipelines.extract.page.tree import Element

__all__ = ["first_article", "once", "visible", "without_dialogs"]

# Hidden text is kept only if the whole article is hidden until a script shows it.
_HIDDEN_SHARE = 0.3
# A hidden block that begins with the same characters as a visible one is a copy of it.
_COPY_HEAD = 40
# The same paragraph twice usually means one layout for wide screens and one for narrow ones.
_REPEATED_LENGTH = 60
_OFTEN, _NEAR, _COPIED_SHARE = 4, 3, 0.2


def visible(
    blocks: list[Block], features: Features, probability: Floats, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop hidden blocks, unless the whole article is hidden and not shown elsewhere on the page."""
    hidden = [index for index in kept if blocks[index].hidden]
    if not hidden:
        return kept
    mass = probability * (features.weight + 1)
    shown = {blocks[index].text[:_COPY_HEAD] for index in kept if not blocks[index].hidden}
    copied = [index for index in hidden if blocks[index].text[:_COPY_HEAD] in shown]
    if copied and _is_the_whole(blocks, features, kept, hidden):
        preview = [index for index in kept if not blocks[index].hidden]
        rules.update(dict.fromkeys(preview, "repeated"))
        return hidden
    if float(mass[hidden].sum()) >= _HIDDEN_SHARE * float(mass[kept].sum()) and 2 * float(
        mass[copied].sum()
    ) < float(mass[hidden].sum()):
        return kept
    rules.update(dict.fromkeys(hidden, "hidden"))
    return [index for index in kept if not blocks[index].hidden]


# Hidden text is the full version of a visible preview if it has more than this many times its text.
_MORE_THAN_PREVIEW = 1.3


def _is_the_whole(blocks: list[Block], features: Features, kept: list[int], hidden: list[int]) -> bool:
    """Whether the hidden text contains every visible paragraph and continues."""
    heads = {blocks[index].text[:_COPY_HEAD] for index in hidden}
    shown = [index for index in kept if not blocks[index].hidden and features.good[index] >= PROSE_CHARS]
    said = all(blocks[index].text[:_COPY_HEAD] in heads for index in shown)
    return said and float(features.weight[hidden].sum()) > _MORE_THAN_PREVIEW * float(
        features.weight[shown].sum()
    )


def once(document: Document, features: Features, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Drop the second copy of a paragraph, unless the text itself repeats it.

    A layout for another screen size repeats a run of paragraphs in a container of its own, or each one right
    below itself. If single paragraphs repeat within one row, the repetition is intended: a refrain, a
    question asked again, a footnote, the entry of a schedule.
    """
    blocks = document.blocks
    cut = _cut_short(blocks, kept)
    if cut:
        rules.update(dict.fromkeys(cut, "repeated"))
        kept = [index for index in kept if index not in cut]
    first: dict[str, int] = {}
    again: dict[int, int] = {}
    for place, index in enumerate(kept):
        text = blocks[index].text
        if text not in first:
            first[text] = place
        elif features.weight[index] >= _REPEATED_LENGTH and blocks[index].tag != "pre":
            again[place] = first[text]
    again = _copies(document, kept, again)
    if not again:
        return kept
    # Highlights above the text repeat its sentences as list items: drop the list items, not the text.
    copies = {
        at if blocks[kept[at]].tag == "li" != blocks[kept[place]].tag else place
        for place, at in again.items()
    }
    # The headline of the copy, right above it.
    copies |= {
        place - 1
        for place in copies
        if place and blocks[kept[place - 1]].heading and _repeats_headline(blocks, features, kept[place - 1])
    }
    rules.update({kept[place]: "repeated" for place in copies})
    return [index for place, index in enumerate(kept) if place not in copies]


def _repeats_headline(blocks: list[Block], features: Features, index: int) -> bool:
    return 0 <= features.title < index and blocks[index].text == blocks[features.title].text


def _copies(document: Document, kept: list[int], again: dict[int, int]) -> dict[int, int]:
    """Of repeated paragraphs (place in `kept`, place of the first one), those that a layout has copied."""
    blocks, boxes = document.blocks, document.containers
    shifts = Counter(place - at for place, at in again.items())
    regular = {shift for shift in shifts if shifts[shift] >= max(_OFTEN, _COPIED_SHARE * len(kept))}
    copied = sum(shift <= _NEAR or shift in regular for shift in shifts.elements())
    if len(again) >= _OFTEN and 2 * copied < len(again):
        return {}

    def row(place: int) -> tuple[int, str]:
        """The container and tag that paragraphs of one row have in common."""
        block = blocks[kept[place]]
        box = boxes[block.container]
        return (box.parent if box.end - box.first == 1 else box.index), block.tag

    return {
        place: at
        for place, at in again.items()
        if place - at in regular or place - at == 1 or row(place) != row(at)
    }


# A preview has one truncated paragraph, a list of teasers has many.
_CUT_LENGTH, _MOST_CUT = 20, 20


def _cut_short(blocks: list[Block], kept: list[int]) -> set[int]:
    """Truncated paragraphs that also appear in full: the preview on a page that shows the article too."""
    cut = [index for index in kept if blocks[index].text.endswith(TRUNCATION_MARKS)][:_MOST_CUT]
    stems = {index: blocks[index].text.rstrip("….[] ") for index in cut}
    return {
        index
        for index, stem in stems.items()
        if len(stem) >= _CUT_LENGTH
        and any(
            other != index
            and len(blocks[other].text) > len(blocks[index].text)
            and blocks[other].text.startswith(stem)
            for other in kept
        )
    }


_OVERLAY = int(Hint.OVERLAY)
_DIALOGS = frozenset(("dialog", "alertdialog"))


def without_dialogs(
    document: Document, features: Features, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop what the markup declares as a dialog: a consent notice may hold more text than the article.

    A dialog is kept if it contains the headline, or if too little text would be left without it.
    """
    boxes = document.containers
    if features.title < 0 or not any(
        boxes[document.blocks[index].container].chain & _OVERLAY for index in kept
    ):
        return kept
    inside: dict[int, bool] = {}

    def in_dialog(at: int) -> bool:
        if at < 0 or not boxes[at].chain & _OVERLAY or boxes[at].first <= features.title < boxes[at].end:
            return False
        if at not in inside:
            inside[at] = (boxes[at].own & _OVERLAY and _is_dialog(boxes[at].element)) or in_dialog(
                boxes[at].parent
            )
        return inside[at]

    left = [index for index in kept if not in_dialog(document.blocks[index].container)]
    if len(left) == len(kept) or features.mass(left) < MIN_BODY_CHARS:
        return kept
    rules.update(dict.fromkeys(set(kept) - set(left), "dialog"))
    return left


def _is_dialog(element: Element) -> bool:
    return element.tag == "dialog" or (element.get("role") or "").lower() in _DIALOGS


def first_article(
    document: Document, features: Features, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop a second article: everything from a headline that has its own date and whose container does not
    hold the text before it.

    Linked headlines belong to teasers on a listing page. Many dated headlines make a log of events, where
    they are the text. Chapters and releases have a bare date without time or author.
    """
    blocks, boxes = document.blocks, document.containers
    if len(kept) < 4:
        return kept
    mass, heads = 0.0, []
    for place, index in enumerate(kept):
        if (
            blocks[index].heading
            and not blocks[index].links
            and mass >= WHOLE_ARTICLE_CHARS
            and index + 2 < len(blocks)
            and any(_is_head_line(blocks[at].text) for at in (index + 1, index + 2))
            and not _shares_box(boxes, blocks[index], blocks[kept[place - 1]])
        ):
            heads.append(place)
        mass += float(features.weight[index])
    if not 0 < len(heads) <= _FEW_ARTICLES:
        return kept
    rules.update(dict.fromkeys(kept[heads[0] :], "second article"))
    return kept[: heads[0]]


# More dated headlines than this are a log.
_FEW_ARTICLES = 4


def _is_head_line(text: str) -> bool:
    """Whether a short line holds a date with a year, and also a time, an outlet or an author."""
    if len(text) > 80 or text.endswith(ENDINGS):
        return False
    years = [date for date in plain_dates(text) if date.stamp.year]
    if not years or years[0].stamp.hour is not None:
        return bool(years)
    credits = parse_credit_line(text)
    return bool(credits.authors or credits.editors or credits.others or credits.source or credits.account)


def _shares_box(boxes: list[Container], head: Block, before: Block) -> bool:
    """Whether the smallest container that holds a headline and some text below it also holds `before`; for
    an item of a list, whether the list does."""
    box = boxes[head.container]
    while box.parent >= 0 and box.end - box.first < 3:
        box = boxes[box.parent]
    item = box
    while item.parent >= 0 and item.tag != "li" and boxes[item.parent].first > before.index:
        item = boxes[item.parent]
    if item.tag == "li" and item.parent >= 0:
        box = boxes[item.parent]
    return box.first <= before.index
