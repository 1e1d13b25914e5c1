"""Turn a tree into a flat list of blocks, in one walk.

There are two implementations with the same result: `_walk`, which is compiled, and `walk_in_python`, which takes
five times as long. The former is used if it is installed (see `newsmill.pipelines.compiled`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.lexicon.class_hints import OTHER_TAG, TAG_HINTS, TAG_NUMBERS, hints_of
from newsmill.pipelines.extract.page.blocks import Block, Columns, Container, Document, Picture
from newsmill.pipelines.extract.page.character_classes import character_classes
from newsmill.pipelines.extract.page.element_roles import (
    CONTENT,
    HIDING,
    KEPT_ON_TEXT,
    METADATA_TAGS,
    ROLES,
    RUNNING,
)
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.extract.page.walk_in_python import read_blocks_in_python

__all__ = ["read_blocks"]


def read_blocks(root: Element) -> Document:
    """Walk the tree once and return its blocks, containers and pictures. Linear in the size of the tree,
    which must not be changed afterwards."""
    return _walk()(root)


@cache
def _walk() -> Callable[[Element], Document]:
    """The compiled walk if it is available for this lxml, else the one in Python."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    if compiled is None:
        return read_blocks_in_python
    compiled.configure(
        roles=ROLES,
        metadata_tags=METADATA_TAGS,
        hints=TAG_HINTS,
        content=CONTENT,
        kept_on_text=KEPT_ON_TEXT,
        running=RUNNING,
        numbers=TAG_NUMBERS,
        other=OTHER_TAG,
        classes=character_classes().tobytes(),
        hints_of=hints_of,
        is_hiding=HIDING.search,
        block=Block,
        container=Container,
        picture=Picture,
        document=Document,
        columns=Columns,
    )
    walk: Callable[[Element], Document] = compiled.walk
    return walk
