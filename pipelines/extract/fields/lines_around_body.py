"""The lines around a body that may hold fields: above it, its first and last lines, and right below it.

The rest of the page (sidebars, related stories, comments, footers) is never searched for fields, so the date
of another story cannot become this one's.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import msgspec
from lxml import etree

from newsmill.pipelines import urls
from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.fields.credit_datelines import OPENING_BRACKETS
from newsmill.pipelines.extract.fields.credit_labels import has_credit_hint, has_editor_label, is_label
from newsmill.pipelines.extract.fields.date_attributes import Attributed, marks_of
from newsmill.pipelines.extract.fields.dates import find_dates, may_hold_date, plain_dates
from newsmill.pipelines.extract.fields.line_cells import Cell, cells_of
from newsmill.pipelines.extract.fields.person_names import is_japanese_name
from newsmill.pipelines.extract.fields.spaced_names import is_full_name, people_in
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.lexicon.outlets import COPYRIGHT
from newsmill.pipelines.extract.lexicon.prefilters import needed_characters
from newsmill.pipelines.extract.lexicon.roles import AUTHOR_BOXES, PICTURE_AGENCIES
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.lexicon.word_search import guarded
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.extract.page.character_classes import WIDE_CHARACTER, has_digit
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Line", "Zones", "zones_of"]

# How far above the headline and below the body fields are read, in blocks.
_ABOVE_TITLE, _WITHOUT_TITLE, _BELOW_BODY, _LAST_LINES, _FIRST_LINES = 8, 14, 25, 5, 3
_MASTHEAD = 120
_COMMENT, _BYLINE = int(Hint.COMMENT), int(Hint.BYLINE)
_FOOTER, _OWN_FOOTER = int(Hint.FOOTER), 2
_PICTURE = int(Hint.FIGURE | Hint.LEGEND)
_ASIDE = int(Hint.SIDEBAR | Hint.RELATED | Hint.COMMENT | Hint.FOOTER | Hint.ADVERT)


class Line(msgspec.Struct):
    """One line of a zone.

    at       its block's index
    place    `above` the headline, `hidden` there or below it, `head` (headline to body), `first` and `last`
             lines of the body, `tail` below it
    named    its element is called a byline, date or meta line
    dates    dates in attributes of its elements (`<time datetime>`, `title`, `data-*`)
    aside    it is in a container called a sidebar, a list of related stories or the like, and neither
             headline nor body is
    picture  it is in a figure, a caption or the credit of a picture
    credited one of its elements is marked as an author (above the body)
    made_of  what its cells and links are read from on demand: an element and its text; None for a line of one
             cell
    site     the page's registered domain, if the line may name an outlet by a link to its site
    tag      its block's element (above the body)
    """

    at: int
    text: str
    place: str
    named: bool = False
    dates: tuple[Attributed, ...] = ()
    links: float = 0.0
    aside: bool = False
    picture: bool = False
    credited: bool = False
    made_of: tuple[Element, str] | None = None
    site: str | None = None
    known_cells: tuple[Cell, ...] | None = None
    tag: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of the line, left to right."""
        if self.known_cells is None:
            self.known_cells = cells_of(*self.made_of) if self.made_of is not None else ()
        return self.known_cells

    @property
    def author_links(self) -> tuple[tuple[str, str], ...]:
        """The texts of cells marked as authors, each with its link address (empty: none)."""
        return _marked_authors(self.cells) if self.credited else ()

    @property
    def outside(self) -> tuple[str, ...]:
        """The texts of its links to other sites."""
        return _linked_outside(*self.made_of, self.site) if self.made_of is not None and self.site else ()


class Zones(NamedTuple):
    """The lines of a page that fields are read from, in reading order.

    masthead  short lines with numbers, far above the headline
    headline  the text of the headline's block, which may hold a date beside it
    """

    head: list[Line]
    first: list[Line]
    last: list[Line]
    tail: list[Line]
    masthead: list[Line] = []
    headline: str = ""


class _Page(NamedTuple):
    """What the zones of a page are built from.

    title, top  the headline's block (-1: none), and the first block that is read for fields
    start, end  the first and last block of the body; without a body, the range between them is empty
    shared      the class hints of the containers around headline and body
    """

    document: Document
    body: Sequence[int]
    site: str | None
    title: int
    top: int
    start: int
    end: int
    shared: int


def zones_of(document: Document, title_at: int, body: Sequence[int], site: str | None = None) -> Zones:
    """The zones of a page whose headline is block `title_at` (-1: none) and whose body is the blocks
    `body`; `site`: its registered domain.
    """
    body = body[_opening_lines(document.blocks, body, title_at) :]
    page = _page_of(document, title_at, body, site)
    blocks = document.blocks
    first = [_line(page, blocks[at], "first") for at in body[:_FIRST_LINES] if at != page.title]
    last = [Line(at, blocks[at].text, "last") for at in body[-_LAST_LINES:]]
    headline = blocks[page.title].text if page.title >= 0 else ""
    return Zones(_head(page), first, last, _tail(page), _masthead(page), headline)


# A headline, a byline and a date may be paragraphs beside those of the text.
_MOST_OPENING, _LONGEST_OPENING, _LEAST_TEXT = 5, 80, 30


def _opening_lines(blocks: Sequence[Block], body: Sequence[int], title_at: int) -> int:
    """How many of the first lines of a body belong above the text: short lines up to a date."""
    count = short = 0
    for number, at in enumerate(body[:_MOST_OPENING]):
        text = blocks[at].text
        if at == title_at:
            continue
        if len(text) > _LONGEST_OPENING:
            break
        if text.endswith(ENDINGS) and not text.lower().endswith(("a.m.", "p.m.")):
            break
        short = number + 1
        following = body[number + 1] if number + 1 < len(body) else at + 1
        beside = (blocks[near].text for near in range(at, min(following, at + _MOST_OPENING)))
        if any(may_hold_date(line) and _is_date_line(line) for line in beside):
            count = number + 1
    while 0 < count < short and _may_be_byline(blocks[body[count]]):
        count += 1
    follows = body[count : count + 2] if count else ()
    return count if any(len(blocks[at].text) >= _LEAST_TEXT for at in follows) else 0


def _may_be_byline(block: Block) -> bool:
    """Whether a short line below the date is in the same list or names a person."""
    if block.tag == "li":
        return True
    if WIDE_CHARACTER.search(block.text):
        return " " in block.text and is_japanese_name(block.text)
    people = people_in(block.text)
    return people.share >= _MOSTLY_NAMES and bool(people.persons) and all(map(is_full_name, people.persons))


_MOSTLY_NAMES = 0.75


def _is_date_line(text: str) -> bool:
    """Whether a line holds a date and little else: a label, a name, a counter."""
    dates = find_dates(text, now=_ANY_DAY, day_first=True) if len(text) <= _LONGEST_OPENING else []
    most = _MOST_BESIDE_WIDE if WIDE_CHARACTER.search(text) else _MOST_BESIDE
    return bool(dates) and len(text) - (dates[-1].end - dates[0].start) <= most


_MOST_BESIDE, _MOST_BESIDE_WIDE = 60, 40
_ANY_DAY = datetime.datetime(2000, 1, 1)


def _page_of(document: Document, title_at: int, body: Sequence[int], site: str | None) -> _Page:
    blocks = document.blocks
    start = body[0] if body else min(len(blocks), (title_at if title_at >= 0 else 0) + 25)
    end = body[-1] if body else start - 1
    if title_at < 0 or title_at > start:
        title_at, top = -1, max(0, start - _WITHOUT_TITLE)
    else:
        top = max(0, title_at - _ABOVE_TITLE)
    shared = 0
    for at in (title_at, start):
        if 0 <= at < len(blocks):
            shared |= document.containers[blocks[at].container].chain
    return _Page(document, body, site, title_at, top, start, end, shared)


def _head(page: _Page) -> list[Line]:
    """The lines above the body, and those between its first paragraphs: a deck above the date line may count
    as a paragraph.
    """
    blocks, body = page.document.blocks, page.body
    head = [
        _line(page, blocks[at], "hidden" if blocks[at].hidden else "above" if at < page.title else "head")
        for at in range(page.top, min(page.start, len(blocks)))
        if at != page.title
    ]
    inside = frozenset(body)
    between = range(page.start + 1, min(body[min(4, len(body)) - 1], page.start + 9)) if body else ()
    return head + [
        _line(page, blocks[at], "head")
        for at in between
        if at not in inside and at != page.title and not blocks[at].hidden
    ]


def _tail(page: _Page) -> list[Line]:
    """Lines below the body, and lines removed from it near its end, which are mostly credits."""
    document, blocks = page.document, page.document.blocks
    inside = frozenset(page.body)
    below = [
        at
        for at in range(page.start + _FIRST_LINES, page.end)
        if (at >= page.end - 12 and at not in inside)
        or (len(blocks[at].text) <= 40 and has_editor_label(blocks[at].text))
    ]
    below += range(page.end + 1, min(len(blocks), page.end + 1 + _BELOW_BODY))
    return [
        _tail_line(page, blocks[at])
        for at in below
        if not blocks[at].hidden
        and (
            _may_hold_field(blocks[at].text)
            or (blocks[at].links > 0 and _is_in_author_box(page, blocks[at]))
            or _is_closing(page, blocks[at])
            or (at > page.end + 1 and _is_value_below(blocks, at))
        )
        and not document.containers[blocks[at].container].chain & _COMMENT
    ]


def _masthead(page: _Page) -> list[Line]:
    return [
        Line(block.index, block.text, "masthead")
        for block in page.document.blocks[: min(page.top, _MASTHEAD)]
        if 8 <= len(block.text) <= 60 and not block.hidden and has_digit(block.text)
    ]


def _line(page: _Page, block: Block, place: str) -> Line:
    """A line above the body or at its start."""
    text = block.text
    if len(text) > (60 if place == "first" else 200):
        return Line(block.index, text, place, links=block.link_density)
    element = block.element
    dates, credited = marks_of(element, text)
    line = Line(
        block.index,
        text,
        place,
        bool(page.document.containers[block.container].own & _BYLINE),
        dates,
        block.link_density,
        _is_aside(page, block),
        _is_picture(page, block),
        tag=block.tag,
    )
    if len(element):
        line.made_of, line.credited = (element, text), credited
        if place != "first":
            line.site = page.site if block.links and may_hold_date(text) else None
            if has_digit(text) or has_credit_hint(text) or _GLUED.search(text):
                line.text = _as_printed(element, text)
    return line


def _is_aside(page: _Page, block: Block, below: int = 0) -> bool:
    """Whether a block belongs to something else. Right below the text (`below`: blocks from its end), a
    footer belongs to the story: `post-footer`, `<footer class="entry-meta">`.
    """
    aside = page.document.containers[block.container].chain & _ASIDE & ~page.shared
    return bool(aside & ~_FOOTER if 0 < below <= _OWN_FOOTER else aside)


def _is_picture(page: _Page, block: Block) -> bool:
    container = page.document.containers[block.container]
    if container.tag == "figcaption" or container.chain & _PICTURE & ~page.shared:
        return True
    return len(block.text) <= _LONGEST_BYLINE and _ends_in_picture_agency(block.text) is not None


# `Jane Doe | Bloomberg | Getty Images`, `Jane Doe on Unsplash`
_ends_in_picture_agency = guarded(
    lazy_regex(
        rf"(?:^|[|/,(©·•-]\s*|\b(?:via|on|by|at|von|bei|auf|sur|en|su|de)\s)(?:{PICTURE_AGENCIES})\s*[)\]]?\.?$",
        re.IGNORECASE,
    ),
    PICTURE_AGENCIES,
)


# Prefilter for a date, a bracketed name or a copyright line below a body; labels are found by the table of
# labels.
_OF_A_FIELD = lazy_regex(
    lambda: rf"[\d{''.join(map(''.join, needed_characters(COPYRIGHT.pattern)))}{re.escape(OPENING_BRACKETS)}]"
)


def _may_hold_field(text: str) -> bool:
    """Whether a line below a body may hold a field: only those are read."""
    return len(text) <= _LONGEST_FIELD and (
        _OF_A_FIELD.search(text) is not None or may_hold_date(text) or has_credit_hint(text)
    )


def _is_in_author_box(page: _Page, block: Block) -> bool:
    """Whether the block above is the heading of the box about the text's author."""
    heading = page.document.blocks[block.index - 1].text if block.index else ""
    return len(heading) <= _LONGEST_LABEL and _AUTHOR_BOX.fullmatch(heading.strip()) is not None


def _tail_line(page: _Page, block: Block) -> Line:
    text = _tail_text(block)
    if block.index and len(text) <= _LONGEST_CLOSING and may_hold_date(text):
        label = page.document.blocks[block.index - 1].text
        if len(label) <= _LONGEST_LABEL and _is_date(text) and _is_label_of_date(label):
            text = f"{label.rstrip(':： ')}: {text}"
    line = Line(block.index, text, "tail", aside=_is_aside(page, block, below=block.index - page.end))
    boxed = block.links > 0 and _is_in_author_box(page, block)
    line.aside = line.aside and not boxed
    if boxed or (
        block.links and block.index - page.end <= _OWN_FOOTER and len(block.text) <= _LONGEST_BYLINE
    ):
        line.credited, line.made_of = marks_of(block.element, block.text)[1], (block.element, block.text)
    return line


_AUTHOR_BOX = lazy_regex(pattern_of(AUTHOR_BOXES), re.IGNORECASE)
_LONGEST_FIELD, _LONGEST_BYLINE = 400, 120
# A line right below the text that may close it: only an outlet or a name.
_LONGEST_CLOSING = 50


def _is_closing(page: _Page, block: Block) -> bool:
    return block.index == page.end + 1 and len(block.text) <= _LONGEST_CLOSING


def _is_date(text: str) -> bool:
    """Whether a line is nothing but a date; what begins with one is the line of another story."""
    dates = plain_dates(text)
    return len(dates) == 1 and dates[0].end - dates[0].start >= len(text.strip()) - 1


def _is_label_of_date(text: str) -> bool:
    """Whether a line says what the date below it is of: `<dt>Published</dt><dd>15 November 2018</dd>`."""
    dates = find_dates(f"{text.rstrip(':： ')}: 2000-02-03")
    return bool(dates) and dates[-1].meaning is not None


def _is_value_below(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line may be the value of the label on the line above it: `Article by` `Jane Doe`."""
    before = blocks[at - 1].text
    return len(before) <= _LONGEST_LABEL and len(blocks[at].text) <= _LONGEST_CLOSING and is_label(before)


_LONGEST_LABEL = 24


def _tail_text(block: Block) -> str:
    text = block.text
    if len(text) <= 200 and len(block.element) and has_credit_hint(text):
        return _as_printed(block.element, text)
    return text


def _as_printed(element: Element, text: str) -> str:
    """The text with cells separated as on the screen: by bars or the source's white space; a logo becomes its
    name.
    """
    if not text.isascii():
        text = _spaced(element, text)
    text = _parted(element, text)
    return _with_logo(element, text) if "源" in text else text


def _marked_authors(cells: Sequence[Cell]) -> tuple[tuple[str, str], ...]:
    """The texts marked as authors; the pieces of one marked element (`By <b>Jane</b> Doe`) are one text."""
    found: list[tuple[str, str]] = []
    open_mark = False
    for cell in cells:
        if cell.author and open_mark and not cell.link:
            found[-1] = (f"{found[-1][0]} {cell.text}", found[-1][1])
        elif cell.author:
            found.append((cell.text, cell.link or ""))
        open_mark = cell.author
    return tuple(dict.fromkeys(found))


def _linked_outside(element: Element, text: str, site: str) -> tuple[str, ...]:
    """The texts of the links in the line that lead to another site:
    `<a href="http://www.jcrb.example/">江城日报</a>` beside a date.
    """
    found = []
    for link in element.iter("a"):
        address = link.get("href") or ""
        other = urls.site(address) if "//" in address and site not in address else None
        if other is None:
            continue
        name = " ".join("".join(link.itertext()).split())
        if name and name in text:
            found.append(name)
    return tuple(found)


# Two words that meet without a space: `Emma MackenzieLifestyle Writer`.
_GLUED = lazy_regex(r"[a-zà-ÿ][A-ZÀ-Ý]")


# `来源：` with nothing after it: the outlet may be shown as a logo.
_LOGO_FOLLOWS = lazy_regex(r"[来來]源\s?[：:](?=\s|[|｜）)]|$)")


def _with_logo(element: Element, text: str) -> str:
    """The text with the outlet's name in place of its logo: `来源：<img alt="江城日报">`."""
    label = _LOGO_FOLLOWS.search(text)
    for picture in element.iter("img") if label else ():
        name = " ".join((picture.get("alt") or picture.get("title") or "").split())
        if label and 2 <= len(name) <= 20:
            return f"{text[: label.end()]}{name} {text[label.end() :]}"
    return text


# A year or a time at the end of one element and a number at the start of the next: two cells, as on the screen.
_NUMBER_LAST = lazy_regex(r"(?:(?<!\d)(?:19|20)\d\d|\d{1,2}:\d\d)$")

_DAY_LAST, _TIME_FIRST = lazy_regex(r"\d[-/.月日]\d{0,2}$"), lazy_regex(r"\d{1,2}:\d\d")


# `<b>17</b><i>Sept</i><em>2014</em>`: boxes that form one date.
_DATE_BOX, _LONGEST_BOXES = (
    lazy_regex(r"\s*(?:\d{1,2}日?|\d{4}年?|(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}月?|[^\W\d_]{3,10}[.,]?)?\s*"),
    24,
)


def _parted(element: Element, text: str) -> str:
    """The text with a bar where two elements meet without a space between them: `By Jane Doe` `Business`."""
    pieces = [piece for piece in _pieces()(element) if piece]
    if len(pieces) < 2 or len(pieces) > 40:
        return text
    if len(text) <= _LONGEST_BOXES and has_digit(text) and all(map(_DATE_BOX.fullmatch, pieces)):
        return " ".join(" ".join(pieces).split())
    for before, after in itertools.pairwise(pieces):
        if (
            (before[-1].isalnum() and after[0].isupper())
            or (
                after[0].isdigit()
                and (_NUMBER_LAST.search(before) or (_DAY_LAST.search(before) and _TIME_FIRST.match(after)))
            )
        ) and (glued := before.split()[-1] + after.split()[0]) in text:
            text = text.replace(glued, f"{before.split()[-1]} | {after.split()[0]}", 1)
    return text


# Pieces that a date may consist of, beside digits.
_OF_A_DATE = frozenset("年月日时時分秒第")


def _meet(pieces: list[str]) -> bool:
    """Whether words of two elements meet without a space; the pieces of a date do not count."""
    return any(
        (before[-1].isalnum() and after[0].isalnum())
        and before[-1] not in _OF_A_DATE
        and after[0] not in _OF_A_DATE
        for before, after in itertools.pairwise(pieces)
    )


def _apart(element: Element) -> Iterator[str]:
    """The pieces of an element's text, with white space (a unit separator) where one inline element begins
    directly after another.
    """
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            before = node.getprevious() if node is not element else None
            if before is not None and not before.tail:
                yield "\x1f"
            if node.text:
                yield node.text
        elif node is not element and node.tail:
            yield node.tail


@cache
def _texts() -> Callable[[Element], list[str]]:
    """The function that returns all text in an element, in pieces."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    # The XPath takes half the time of `itertext`.
    xpath: Callable[[Element], list[str]] = etree.XPath("descendant::text()", smart_strings=False)
    return xpath if compiled is None else compiled.texts_in


@cache
def _pieces() -> Callable[[Element], Iterable[str]]:
    """The function that returns all text in an element, as lxml's `text` and `tail` hold it."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    return Element.itertext if compiled is None else compiled.pieces_in


_LONGEST_SPACED = 2000


def _spaced(element: Element, text: str) -> str:
    """The text with the gaps that separate outlet and author on the screen and that a paragraph drops: white
    space of the source, and boundaries between elements.
    """
    pieces = _texts()(element)
    if sum(map(len, pieces)) > _LONGEST_SPACED:
        return text
    if _meet(pieces):
        pieces = list(_apart(element))
    raw = "".join(pieces)
    if not ("\n" in raw or "\x1f" in raw):
        return text
    words = raw.split()
    spaced = " ".join(words)
    if len(spaced) == len(text):
        return text
    packed, whole = "".join(text.split()), "".join(words)
    if whole == packed:
        return spaced
    at = whole.find(packed)
    return text if at < 0 else " ".join(_cut_out(words, at, at + len(packed)))


def _cut_out(words: list[str], start: int, end: int) -> Iterator[str]:
    """The words, or parts of words, between two character positions in the joined words."""
    seen = 0
    for word in words:
        if seen >= end:
            return
        if seen + len(word) > start:
            yield word[max(0, start - seen) : end - seen]
        seen += len(word)
