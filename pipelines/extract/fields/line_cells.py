"""The cells of a line: elements shown side by side on the screen, and where their links lead.

`<a href="/jr">民生市场</a><span>磨坊</span><span>2023-05-08</span>` is one line of text and three cells: a
channel, an outlet, a date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from newsmill.pipelines.extract.lexicon.roles import AUTHOR_PATHS
from newsmill.pipelines.extract.lexicon.word_search import guarded
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "Cell",
    "cells_of",
    "leads_to_author",
    "leads_to_name",
    "leads_to_root",
    "marks_author",
    "says_author",
]

_MOST_CELLS = 40
_find_author_path = guarded(
    lazy_regex(
        rf"/(?:{AUTHOR_PATHS})/[^/]|[?&/](?:author|author_name|byline)=|^/@[\w.-]{{3,40}}/?(?:\?|$)",
        re.IGNORECASE,
    ),
    rf"/(?:{AUTHOR_PATHS})|[?&/](?:author|byline)|/@",
)


class Cell(NamedTuple):
    """One cell. `link` is its address as written, None for plain text; `author`: the page marks it as an
    author.
    """

    text: str
    link: str | None
    author: bool


def cells_of(element: Element, text: str) -> tuple[Cell, ...]:
    """The cells of a line whose text is `text`, in order; empty if there are more than forty."""
    cells: list[Cell] = []
    link: str | None = None
    author = 0
    marks: list[bool] = []  # for each open element
    anchor, last_anchor = 0, -1
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(node.tag, str):
            piece = node.tail if event == "end" else None
        elif event == "start":
            if node.tag == "a":
                link = node.get("href") or ""
                anchor += 1
            marks.append(marks_author(node))
            author += marks[-1]
            piece = node.text
        else:
            link = None if node.tag == "a" else link
            author -= marks.pop()
            piece = node.tail if node is not element else None
        folded = " ".join(piece.split()) if piece else ""
        if folded and folded in text:
            inside = link is not None and bool(cells) and anchor == last_anchor
            if inside and (joined := _joined(cells[-1].text, folded, text)):
                cells[-1] = Cell(joined, link, author > 0)
                continue
            last_anchor = anchor if link is not None else -1
            cells.append(Cell(folded, link, author > 0))
            if len(cells) > _MOST_CELLS:
                return ()
    return tuple(cells)


def _joined(before: str, after: str, text: str) -> str | None:
    """Two pieces of one link (`Louise Matsaki<span>s</span>`), joined as in the line."""
    return next((whole for whole in (before + after, f"{before} {after}") if whole in text), None)


def marks_author(node: Element) -> bool:
    """`rel=author`, `itemprop=author` (HTML standard, schema.org), or a link to the page of an author."""
    return says_author(node.tag, dict(node.items()))


def says_author(tag: object, attributes: Mapping[str, str]) -> bool:
    """Like `marks_author`, from an element's tag and attributes."""
    for name in ("rel", "itemprop"):
        if "author" in attributes.get(name, "") and "author" in attributes[name].split():
            return True
    return tag == "a" and leads_to_author(attributes.get("href", ""))


def leads_to_author(address: str) -> bool:
    """Whether an address leads to an author's page, by its folder (`/authors/jane-doe`)."""
    return _find_author_path(address) is not None


def leads_to_name(address: str, name: str) -> bool:
    """Whether the last part of an address is made of a name: `/team/jane-doe-123` and `Jane Doe`."""
    last = address.partition("?")[0].rstrip("/").rpartition("/")[2].casefold()
    return any(len(word) > 2 and word in last for word in re.findall(r"\w+", name.casefold()))


def leads_to_root(address: str | None) -> bool:
    """Whether an address is the front page of a host: `http://finance.example.cn/`."""
    if not address or "//" not in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.netloc) and parts.path in ("", "/") and not parts.query
