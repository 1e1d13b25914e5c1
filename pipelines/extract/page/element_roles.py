"""How the walk treats an element: its role by tag, and what hides it."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.page.character_classes import in_class
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "BOLD",
    "BREAK",
    "CONTENT",
    "HEADING",
    "HIDING",
    "INLINE",
    "INLINE_LIMIT",
    "KEPT_ON_TEXT",
    "LINK",
    "METADATA_TAGS",
    "NAMING_ATTRIBUTES",
    "PAGE_TAGS",
    "PLAYER",
    "ROLES",
    "RULE",
    "RUNNING",
    "SKIP",
    "WIDGET",
    "WIDGET_LIMIT",
    "WRAPPED",
    "ZERO_WIDTH",
    "is_block_level",
    "is_skipped",
]

# How the walk treats an element. The order matters: the walk tests `role <= BOLD` and `role <= HEADING`.
INLINE: Final = 0
LINK: Final = 1
BOLD: Final = 2
_BLOCK: Final = 3
HEADING: Final = 4
BREAK: Final = 5
RULE: Final = 6
_PICTURE: Final = 7
PLAYER: Final = 8
SKIP: Final = 9
WIDGET: Final = 10  # skipped, unless it was left open and swallowed the page

ROLES: dict[object, int] = {
    **dict.fromkeys((
        "html", "body", "div", "p", "section", "article", "main", "header", "footer", "nav", "aside", "table",
        "thead",
        "tbody", "tfoot", "tr", "td", "th", "caption", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre",
        "form",
        "figure", "figcaption", "center", "address", "fieldset", "legend", "details", "summary", "dialog", "dir",
        "menu", "hgroup",
        "frameset", "button", "listing", "xmp", "plaintext", "marquee", "title-block",
    ), _BLOCK),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), HEADING),
    **dict.fromkeys((
        "head", "script", "style", "noscript", "template", "textarea", "input",
        "rt", "rp", "noembed", "noframes", "progress", "meter", "applet", "link", "meta", "title", "base",
    ), SKIP),
    **dict.fromkeys(("svg", "select", "canvas", "map", "datalist"), WIDGET),
    **dict.fromkeys(("iframe", "object", "embed", "video", "audio", "amp-video", "amp-iframe"), PLAYER),
    "a": LINK,
    "br": BREAK,
    "hr": RULE,
    "b": BOLD,
    "strong": BOLD,
    "img": _PICTURE,
    "amp-img": _PICTURE,
    # The `tag` of comments and the like in lxml. `parse` removes them, but other trees may have them.
    etree.Comment: SKIP,
    etree.ProcessingInstruction: SKIP,
    etree.Entity: SKIP,
}  # fmt: skip

# Their class describes the whole page: a discussion tab, the position of a sidebar, a layout.
PAGE_TAGS = ("html", "body")
# The only hint that counts on a box with most of the page in it.
CONTENT = int(Hint.CONTENT)
# Hints that are kept on boxes that hold the text below the headline.
KEPT_ON_TEXT = int(Hint.CONTENT | Hint.OVERLAY | Hint.FOOTER)
# A block of running text has at least this many characters.
RUNNING = 40
# Elements with declared metadata.
METADATA_TAGS = ("meta", "title", "script", "link")
NAMING_ATTRIBUTES = frozenset(
    ("class", "id", "role", "itemprop", "data-component", "data-testid", "data-role")
)
HIDING = lazy_regex(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# Characters that are not shown, and those of scripts without spaces, as ranges of code points.
_ZERO_WIDTH = ((0xAD, 0xAD), (0x200B, 0x200B), (0x200E, 0x200F), (0x2060, 0x2060), (0xFEFF, 0xFEFF))
_UNSPACED = ((0x3000, 0x9FFF), (0xFF00, 0xFFEF))
ZERO_WIDTH = lazy_regex(f"[{in_class(_ZERO_WIDTH)}]")
# A line break in the source between two characters of a script without spaces is not a space.
WRAPPED = lazy_regex(rf"(?<=[{in_class(_UNSPACED)}])[ \t]*[\r\n]\s*(?=[{in_class(_UNSPACED)}])")


# Inline elements nested deeper than this are an artefact of a generator.
INLINE_LIMIT = 40
# Nested unclosed widgets: below this depth the walk no longer checks whether a widget swallowed the page.
WIDGET_LIMIT = 8


def is_block_level(tag: str) -> bool:
    """Whether an element of this tag begins a new block."""
    return _BLOCK <= ROLES.get(tag, INLINE) <= HEADING


def is_skipped(tag: str) -> bool:
    """Whether an element of this tag contains no text of the page."""
    return ROLES.get(tag, INLINE) >= _PICTURE
