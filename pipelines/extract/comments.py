"""Readers' comments with author, time and text, from the HTML of a page or else from its JSON-LD.

A comment is one of several boxes of the same tag and class inside a container named for comments, or a box
that is named a comment itself and has a date. The first line with a date or relative time is its time, the
short line before that its author, and all other lines except buttons are its text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.body.comment_boxes import remarks_of
from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.fields.dates import counts_from_now, find_dates
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.lexicon.comment_words import FLOORS, SAYS, THREAD_BUTTONS
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.lexicon.sentence_ends import MARKS
from newsmill.pipelines.extract.page.blocks import Block, Container, Document
from newsmill.pipelines.record import Comment
from newsmill.pipelines.regex import lazy_regex

__all__ = ["comments_of"]

_COMMENT = int(Hint.COMMENT)
_UNIT = lazy_regex((
    r"(?:^|[\s_-])(?:comments?|repl(?:y|ies)|pinglun|kommentar|commentaire|comentario)(?:[\s_-]?(?:item|"
    r"body|entry|box|node|wrap|main|\d+|li))?(?:$|\s)|schema\.org/(?:User)?Comment"
), re.IGNORECASE)  # fmt: skip
# The maximum length of a name, and of a line with a time and buttons.
_NAME, _TIME_LINE = 40, 80
_TIME_TAG = lazy_regex(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?")
_SAYS = lazy_regex(r"\s*(?:" + pattern_of(SAYS) + r")?\s*[:：·•|,，-]*\s*$", re.IGNORECASE)
_INITIAL = lazy_regex(r"\s\w\.$")
_FLOOR = lazy_regex(pattern_of(FLOORS))
_BUTTON = lazy_regex(
    r"(?:[+\-−–]\d{1,5}\s*)+|(?:(?:" + pattern_of(THREAD_BUTTONS) + r")\W*(?:\d+\W*)?)+", re.IGNORECASE
)
# Upper limit: a page with more comments than this is machine-made.
_MOST = 5000


def comments_of(document: Document, body: Body, json_ld: list[Any]) -> list[Comment]:
    """The readers' comments of a page, in reading order. Linear in the page."""
    found = [comment for unit in _units(document, body) if (comment := _read(document, unit)) is not None]
    if not found and body.features is not None:
        found = [
            comment
            for remark in remarks_of(document, body.features)
            if (comment := _read_lines(document.blocks[remark.first : remark.end])) is not None
        ]
    return (found or list(_of_json(json_ld)))[:_MOST]


def _units(document: Document, body: Body) -> list[Container]:
    """The boxes of the comments, one each, including the replies to it."""
    boxes = document.containers
    inside = sorted(block.index for block in body.blocks)
    first, last = (inside[0], inside[-1]) if inside else (len(document.blocks), -1)
    groups: dict[tuple[str, str], list[Container]] = defaultdict(list)
    for box in boxes:
        if not box.chain & _COMMENT or box.end == box.first or box.hidden:
            continue
        if box.first <= last and box.end > first:  # contains text of the article
            continue
        groups[box.tag, (box.element.get("class") or "").partition(" ")[0]].append(box)
    return max(
        (group for key, group in groups.items() if _is_unit(document, key, group)),
        key=lambda group: (len(group), sum(_size(document, box) for box in group)),
        default=[],
    )


def _size(document: Document, box: Container) -> int:
    return sum(len(block.text) for block in document.blocks[box.first : box.end])


def _is_unit(document: Document, key: tuple[str, str], group: list[Container]) -> bool:
    """Whether boxes of one tag and class are comments: at least half have a time, and they are named comments
    or there are several."""
    tag, name = key
    if tag in ("p", "span", "a", "ul", "ol", "form", "h1", "h2", "h3", "h4", "button"):
        return False
    named = any(
        _UNIT.search(f"{box.element.get('class') or ''} {box.element.get('itemtype') or ''}") for box in group
    )
    if not named and (len(group) < 2 or not name):
        return False
    timed = sum(_time_of(document, box) is not None for box in group[:50])
    single = sum(_has_one_time(document, box) for box in group[:50])
    return 2 * min(timed, single) >= min(len(group), 50)


def _has_one_time(document: Document, box: Container) -> bool:
    """Whether a box holds a single comment: a list of comments has many times."""
    lines = document.blocks[box.first : box.end]
    return sum(_line_time(line) is not None for line in lines) <= 3


def _time_of(document: Document, box: Container) -> str | None:
    for line in document.blocks[box.first : box.end]:
        time = _line_time(line)
        if time is not None:
            return time
    return _time_element(box)


def _time_element(box: Container) -> str | None:
    for element in box.element.iter("time"):
        stamp = _TIME_TAG.match(element.get("datetime") or "")
        if stamp:
            return stamp.group()
    return None


def _line_time(line: Block) -> str | None:
    """The time in a short line; `""` if it is relative to now, None if there is none."""
    if len(line.text) > _TIME_LINE or line.text.endswith(("。", "！", "？")):
        return None
    dates = [date for date in find_dates(line.text) if date.stamp.year]
    if dates:
        return dates[0].stamp.iso()
    return "" if counts_from_now(line.text) else None


def _read(document: Document, unit: Container) -> Comment | None:
    """One comment, without the replies nested in boxes of the same class."""
    return _read_lines(_own_lines(document, unit), _time_element(unit))


def _read_lines(lines: list[Block], stamped: str | None = None) -> Comment | None:
    """The comment in these lines, or None without text. `stamped` is the time from a `<time>` element."""
    author: str | None = None
    time: str | None = None
    text: list[str] = []
    for line in lines:
        stamp = _line_time(line) if time is None else None
        if stamp is not None and len(text) <= 1:
            time = stamp
            name = _name(find_dates(line.text)[0].start if stamp else 0, line.text)
            author = author or name
        elif author is None and not text and _is_name(line.text):
            author = _SAYS.sub("", line.text) or None
        elif not _is_button(line.text):
            text.append(line.text)
    if not text:
        return None
    return Comment(author=author, time=stamped or time or None, text="\n".join(text))


def _own_lines(document: Document, unit: Container) -> list[Block]:
    nested = [
        box
        for box in document.containers[unit.index + 1 :]
        if unit.first <= box.first and box.end <= unit.end and box.tag == unit.tag and _same_class(box, unit)
    ] if unit.end - unit.first > 3 else []  # fmt: skip
    return [
        document.blocks[at]
        for at in range(unit.first, unit.end)
        if not any(box.first <= at < box.end for box in nested)
    ]


def _same_class(box: Container, other: Container) -> bool:
    return (box.element.get("class") or "").partition(" ")[0] == (other.element.get("class") or "").partition(
        " "
    )[0]


def _name(end: int, text: str) -> str | None:
    """The author before the date in a line: `Jane Doe says: May 14, 2024`."""
    before = _SAYS.sub("", text[:end]).strip(" ,|·•-—（(")
    return before if before and _is_name(before) else None


_MARKS = tuple(MARKS)


def _is_name(text: str) -> bool:
    return (
        len(text) <= _NAME
        and not _is_button(text)
        and (not text.endswith(_MARKS) or _INITIAL.search(text) is not None)
        and not re.search(r"[，,；;]", text)
    )


def _is_button(text: str) -> bool:
    return bool(_BUTTON.fullmatch(text) or _FLOOR.fullmatch(text)) or (
        len(text) <= _NAME
        and boilerplate_kind(text, credits=False) in ("buttons", "counts", "comments", "correction")
    )


def _of_json(nodes: list[Any]) -> Iterator[Comment]:
    """The comments that JSON-LD lists under `comment`."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting = node + waiting
        elif isinstance(node, dict):
            text = node.get("text")
            if str(node.get("@type")).endswith("Comment") and isinstance(text, str) and text.strip():
                author = node.get("author")
                name = author.get("name") if isinstance(author, dict) else author
                date = node.get("dateCreated") or node.get("datePublished")
                yield Comment(
                    author=name if isinstance(name, str) and name.strip() else None,
                    time=date if isinstance(date, str) and _TIME_TAG.match(date) else None,
                    text=" ".join(text.split()),
                )
            waiting = [value for value in node.values() if isinstance(value, (dict, list))] + waiting
