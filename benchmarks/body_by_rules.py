"""The body by rules alone (text density of containers): what the trained model has to beat."""

from __future__ import annotations

import re

from newsmill.pipelines.extract.lexicon.vocabulary import Sign
from newsmill.pipelines.extract.page.blocks import Block, Document

__all__ = ["by_rules"]

_BOILERPLATE = int(
    Sign.COMMENT | Sign.NAVIGATION | Sign.FOOTER | Sign.SIDEBAR | Sign.RELATED | Sign.SHARE | Sign.ADVERT | Sign.OVERLAY
    | Sign.SIGNUP | Sign.TAGS | Sign.ABOUT | Sign.DISCLAIMER
)  # fmt: skip
_CONTENT = int(Sign.CONTENT)
_SENTENCE = re.compile(r"[。！？；，、．.!?;,؟،۔।]")
_WIDE = re.compile(r"[\u3000-\u9fff\uac00-\ud7af]")


def weight(block: Block) -> float:
    """How much running text a block holds, in Latin characters: a character of a wide script counts as two and a half."""
    text = block.text
    length = len(text) if text.isascii() else len(text) + 1.5 * len(_WIDE.findall(text))
    return length * (1.0 - block.link_density)


def by_rules(document: Document) -> list[Block]:
    """The blocks of the body, in reading order: the paragraphs of the container that holds most running text."""
    scores = [0.0] * len(document.containers)
    for block in document.blocks:
        if block.hidden or block.heading:
            continue
        text = weight(block)
        if text < 40:
            continue
        text *= min(3, len(_SENTENCE.findall(block.text)))
        share, at = 1.0, block.container
        while at >= 0 and share > 0.1:
            container = document.containers[at]
            scores[at] += (
                share * text * (0.2 if container.own & _BOILERPLATE and not container.own & _CONTENT else 1.0)
            )
            share *= 0.8 if container.tag in ("p", "td", "li", "blockquote") and share == 1.0 else 0.6
            at = container.parent
    if not any(scores):
        return []
    best = max(range(len(scores)), key=scores.__getitem__)
    if document.containers[best].tag in ("p", "li", "blockquote"):
        best = max(document.containers[best].parent, 0)
    top = document.containers[best]
    kept = []
    for block in document.blocks[top.first : top.end]:
        outer = document.containers[block.container].chain & ~top.chain & _BOILERPLATE
        if not block.hidden and not outer and block.link_density < 0.5:
            kept.append(block)
    return kept
