"""The same page in other markup: changes that a reader does not see, as other content management systems write it.

`train_body.py` trains on one mixture of them for each page as well, so that the networks depend less on each
publisher's markup. `train_body.py --variants` and `robustness.py` measure what is lost in each.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable
from typing import NamedTuple

import lxml.html
from lxml import etree

__all__ = ["VARIANTS", "Variant", "mixed", "rewritten"]


class Variant(NamedTuple):
    """A change of a tree in place, its share of the pages in training, and who writes such pages."""

    name: str
    change: Callable[[etree._Element, random.Random], None]
    share: float
    why: str


def _elements(tree: etree._Element, *names: str) -> list[etree._Element]:
    return [element for element in tree.iter(*names) if isinstance(element.tag, str)]


def _hash_names(tree: etree._Element, _: random.Random) -> None:
    for element in _elements(tree):
        for attribute in ("class", "id"):
            words = (element.get(attribute) or "").split()
            if words:
                hashes = (hashlib.md5(word.encode(), usedforsecurity=False).hexdigest()[:6] for word in words)
                element.set(attribute, " ".join(f"css-{each}" for each in hashes))


def _rename(to: str, *names: str) -> Callable[[etree._Element, random.Random], None]:
    def change(tree: etree._Element, _: random.Random) -> None:
        for element in _elements(tree, *names):
            element.tag = to

    return change


def _breaks(tree: etree._Element, _: random.Random) -> None:
    for element in _elements(tree, "p"):
        if element.getparent() is not None:
            element.extend([etree.Element("br"), etree.Element("br")])
            element.drop_tag()


def _wrap_paragraphs(tree: etree._Element, _: random.Random) -> None:
    for element in _elements(tree, "p"):
        parent = element.getparent()
        if parent is not None:
            outer = etree.Element("div")
            outer.tail, element.tail = element.tail, None
            parent.replace(element, outer)
            etree.SubElement(outer, "div").append(element)


def _wrap_page(tree: etree._Element, rng: random.Random) -> None:
    body = tree.find("body")
    if body is None:
        return
    children, text = list(body), body.text
    body.text = None
    inner = body
    for _ in range(rng.randint(1, 8)):
        inner = etree.SubElement(inner, "div")
    inner.text = text
    inner.extend(children)


def _no_head(tree: etree._Element, _: random.Random) -> None:
    for element in _elements(tree, "meta", "link", "script"):
        element.drop_tree()


_SEMANTIC = ("article", "main", "header", "footer", "nav", "aside", "section")
VARIANTS = (
    Variant("hashed class names", _hash_names, 0.3, "CSS modules, styled components, obfuscated templates"),
    Variant("div for p", _rename("div", "p"), 0.15, "WYSIWYG editors that make a div of each line; e-paper exports"),
    Variant("br br for p", _breaks, 0.15, "portals of the 2000s, forums, Blogger"),
    Variant("paragraphs wrapped twice", _wrap_paragraphs, 0.2, "page builders: each paragraph a widget"),
    Variant("page wrapped", _wrap_page, 0.4, "single-page applications: up to eight boxes around everything"),
    Variant("no semantic elements", _rename("div", *_SEMANTIC), 0.3, "templates older than HTML5"),
    Variant("h2 for h1", _rename("h2", "h1"), 0.1, "themes that keep h1 for the site's name"),
    Variant("div for h1", _rename("div", "h1"), 0.1, "headlines that are made by CSS alone"),
    Variant("div for lists", _rename("div", "ul", "ol", "li"), 0.15, "menus and teasers of boxes"),
    Variant("no metadata", _no_head, 0.1, "pages saved without their head"),
)  # fmt: skip

# A declaration that lxml refuses in a string.
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def rewritten(text: str, changes: list[Variant], rng: random.Random) -> bytes:
    """The page after the changes, in UTF-8."""
    tree = lxml.html.document_fromstring(_DECLARATION.sub("", text).replace("\0", ""))
    for variant in changes:
        variant.change(tree, rng)
    return lxml.html.tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>")


def mixed(text: str, name: str) -> bytes:
    """The page after a random choice of changes, at least one; the same for the same name."""
    rng = random.Random(name)
    changes: list[Variant] = []
    while not changes:
        changes = [variant for variant in VARIANTS if rng.random() < variant.share]
    return rewritten(text, changes, rng)
