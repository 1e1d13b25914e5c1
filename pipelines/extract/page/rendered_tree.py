"""Rewrite a tree to match what a browser shows, where the markup alone says something else.

The rewrites run in place before the walk; if a page has no elements for one of them, it costs only the
search. Text for screen readers and icon names are removed, and each formula is kept once. Line breaks of
preformatted text, pictures in `noscript`, emoji given as pictures, and declarative shadow trees become part
of the tree.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.page.control_characters import set_tail, set_text
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "Unseen",
    "as_shown",
    "remove_spilled",
    "seems_spilled",
    "unseen_in_python",
    "with_ampersands_in_python",
]


class Unseen(NamedTuple):
    """Candidates for rewriting, collected in one pass over a tree. Elements are in document order.

    labels         elements whose class may mark text for screen readers
    icons          `<i>` and `<mat-icon>` with text of their own whose class may be that of an icon
    emoji          pictures with non-ASCII characters in `alt`
    lines          elements whose style or class may preserve line breaks
    templates      whether there is a declarative shadow tree
    streamed       whether a `<template>` may be the place of a part that was streamed late
    asides         whether a `<noscript>` contains a picture
    icon_spans     whether a `<span>`, `<em>` or `<b>` meets the conditions of `icons`
    formulas       whether there is an element or script of a formula
    printed        whether there is an element whose class may mark a rendered formula
    preformatted   whether there is a `<pre>`, `<listing>` or `<xmp>`
    heading_tools  whether an element in a heading begins like a link to the heading or to edit its section
    raised         whether there is a `<sup>` with a class
    """

    labels: list[Element]
    icons: list[Element]
    emoji: list[Element]
    lines: list[Element]
    templates: bool
    streamed: bool
    asides: bool
    icon_spans: bool
    formulas: bool
    printed: bool
    preformatted: bool
    heading_tools: bool
    raised: bool


def as_shown(root: Element, source: bytes) -> Element:
    """Rewrite the tree in place and return it. `source` is the page's text in UTF-8, used to skip searches.
    Linear in the page."""
    unseen = _unseen(root)
    if unseen.templates:
        _with_shadow_trees(root)
        unseen = _unseen(root)
    if unseen.streamed and _STREAMED in source and _with_streamed_parts(root):
        unseen = _unseen(root)
    if unseen.asides:
        _with_noscript_pictures(root)
    _without_labels(unseen.labels)
    _drop_icons(unseen.icons)
    if unseen.icon_spans and b"material-" in source:
        _drop_icons(list(root.iter("span", "em", "b")))
    _with_emoji(unseen.emoji)
    if unseen.formulas or (unseen.printed and b"data-tex" in source):
        _with_formulas_once(root)
    if unseen.preformatted:
        _with_code_lines(root)
    _without_tools_and_marks(root, unseen, source)
    _with_styled_lines(unseen.lines)
    if b"<q>" in source:
        _with_quotation_marks(root)
    if _may_be_escaped_twice(source):
        _unescaped_once_more(root)
    return root


# The marks that browsers show around `<q>`, by language; `lang` of the root decides.
_MARKS_OF_QUOTES: dict[str, tuple[str, str]] = {
    "de": ("„", "“"), "cs": ("„", "“"), "sk": ("„", "“"), "pl": ("„", "”"), "fr": ("« ", " »"), "ru": ("«", "»"),
    "uk": ("«", "»"), "es": ("«", "»"), "it": ("«", "»"), "ja": ("「", "」"), "sv": ("”", "”"), "fi": ("”", "”"),
}  # fmt: skip


def _with_quotation_marks(root: Element) -> None:
    """Write the marks that browsers show around a `<q>` inside a sentence into the text. A `<q>` with a class, or one
    that is all of its paragraph, is styled by the site."""
    language = (root.get("lang") or "").partition("-")[0].lower()
    opening, closing = _MARKS_OF_QUOTES.get(language, ("“", "”"))
    for quote in list(root.iter("q")):
        parent = quote.getparent()
        beside = "" if parent is None else (parent.text or "") + (quote.tail or "")
        text = "".join(quote.itertext()).strip()
        if quote.attrib or not text or not beside.strip() or text[0] in _QUOTATION_MARKS:
            continue
        set_text(quote, opening + (quote.text or "").lstrip())
        if len(quote):
            set_tail(quote[-1], (quote[-1].tail or "").rstrip() + closing)
        else:
            set_text(quote, (quote.text or "").rstrip() + closing)


_QUOTATION_MARKS = "“”„\"'‘«»「『"


def _unseen(root: Element) -> Unseen:
    compiled = module("newsmill.pipelines.extract.page._walk")
    return unseen_in_python(root) if compiled is None else Unseen(*compiled.unseen(root))


def _may_be_escaped_twice(source: bytes) -> bool:
    compiled = module("newsmill.pipelines.extract.page._walk")
    if compiled is None:
        return _TWICE.search(source) is not None
    found: bool = compiled.may_be_escaped_twice(source)
    return found


def unseen_in_python(root: Element) -> Unseen:
    """Find the candidates for rewriting. Pure-Python fallback of `_walk.unseen`."""
    named = {tag: list(root.iter(tag)) for tag in ("i", "mat-icon", "img", "script", "template", "noscript")}
    icons = [each for each in root.iter("i", "mat-icon") if _may_be_icon(each)]
    return Unseen(
        labels=_NAMED_FOR_READERS(root),
        icons=icons,
        emoji=[picture for picture in named["img"] if not (picture.get("alt") or "").isascii()],
        lines=_KEEPING_LINES(root),
        templates=any(
            key.startswith("shadowroot") for template in named["template"] for key in template.attrib
        ),
        streamed=any((template.get("id") or "").startswith(_PLACES) for template in named["template"]),
        asides=any(next(aside.iter("img"), None) is not None for aside in named["noscript"]),
        icon_spans=any(map(_may_be_icon, root.iter("span", "em", "b"))),
        formulas=next(root.iter("math", "mjx-container"), None) is not None
        or any((script.get("type") or "").startswith("math/tex") for script in named["script"]),
        printed=any(_OF_FORMULA.search(each.get("class") or "") for each in root.iter("span", "div")),
        preformatted=next(root.iter("pre", "listing", "xmp"), None) is not None,
        heading_tools=any(map(_may_have_tool, root.iter(*_HEADINGS))),
        raised=any("class" in mark.attrib for mark in root.iter("sup")),
    )


def _may_have_tool(heading: Element) -> bool:
    """Whether an element in a heading begins with one of `_TOOL_BEGINS`."""
    parts = heading.iterdescendants("*")
    return any((part.text or "").lstrip(" \t\n\r").startswith(_TOOL_BEGINS) for part in parts)


def _may_be_icon(element: Element) -> bool:
    """Whether an element's class may be that of an icon and it has non-blank text of its own."""
    if not _OF_ICON.search(element.get("class") or ""):
        return False
    texts = (element.text, *(child.tail for child in element))
    return any(text and not text.isspace() for text in texts)


# Words of the class names below, by which candidates are found; those of icons in any case. The compiled walk searches
# for the same ones (`hatch_build.SHARED`).
_READER_WORDS = ("sr-only", "isually-hidden", "isuallyhidden", "creen-reader", "creenreader")
_LINE_WORDS = ("whitespace-pre",)
_FORMULA_WORDS = ("katex", "ztext-math", "MathJax", "mwe-math-element", "math-container")
_ICON_WORDS = ("icon", "fa", "glyphicon", "ligature", "material")
_OF_FORMULA = lazy_regex("|".join(_FORMULA_WORDS))
_OF_ICON = lazy_regex("|".join(_ICON_WORDS), re.IGNORECASE | re.ASCII)


def _class_contains(words: Sequence[str]) -> str:
    """An XPath condition: the class contains one of the words."""
    return " or ".join(f"contains(@class, '{word}')" for word in words)


_TWICE = lazy_regex(rb"&amp;(?:[a-zA-Z]{2,8}|#\w{2,7});")


def _remove(element: Element, instead: str = "") -> None:
    """Remove an element, leaving its tail, and optionally a text, in its place."""
    parent = element.getparent()
    if parent is None:
        return
    text = instead + (element.tail or "")
    before = element.getprevious()
    if text and before is not None:
        set_tail(before, (before.tail or "") + text)
    elif text:
        set_text(parent, (parent.text or "") + text)
    element.tail = None
    parent.remove(element)


def _unwrap(element: Element) -> None:
    """Replace an element by its children."""
    parent = element.getparent()
    if parent is None:
        return
    anchor = element
    if element.text:
        # Move the text before the element; `_remove` then joins the rest.
        before = element.getprevious()
        if before is not None:
            set_tail(before, (before.tail or "") + element.text)
        else:
            set_text(parent, (parent.text or "") + element.text)
    tail, element.tail = element.tail, None
    for child in list(element):
        anchor.addnext(child)
        anchor = child
    if anchor is not element:
        set_tail(anchor, (anchor.tail or "") + (tail or ""))
        parent.remove(element)
    else:
        set_tail(element, tail)
        _remove(element)


# ---- screen reader labels and icon names -------------------------------------------------------------------

_SCREEN_READER = lazy_regex(
    r"(?:^|[\s_-])(?:sr-only|[Vv]isually-?hidden|[Ss]creen-?reader(?:-text|-only)?)(?![\w-]*focusable)(?=$|[\s_-])"
)
_NAMED_FOR_READERS = etree.XPath(
    f"descendant-or-self::*[{_class_contains(_READER_WORDS)}][not(self::html or self::body)]"
)
# Text for screen readers is short. If a whole article has such a class, something else makes it visible.
_LABEL = 160
_ICON_FONT = lazy_regex(
    r"material-(?:icons|symbols)|(?:^|[\s_-])(?:icons?|fa|glyphicon|ligature)(?=$|[\s_-])", re.IGNORECASE
)
_ICON_NAME = lazy_regex(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")


def _without_labels(elements: list[Element]) -> None:
    """Remove labels for screen readers."""
    for element in elements:
        if _SCREEN_READER.search(element.get("class") or "") and len("".join(element.itertext())) <= _LABEL:
            _remove(element)


def _drop_icons(elements: list[Element]) -> None:
    """Remove the names of icons, which an icon font renders as symbols.

    Example: `<i class="material-icons">directions_boat</i>`.

    Elements other than `<i>` and `<mat-icon>` are passed only if the page uses such a font.
    """
    for element in elements:
        text = (element.text or "").strip()
        if not text or len(element) or not _ICON_NAME.fullmatch(text):
            continue
        hidden = element.get("aria-hidden") == "true"
        if _ICON_FONT.search(element.get("class") or "") and (
            hidden or "_" in text or element.tag == "mat-icon" or "material" in (element.get("class") or "")
        ):
            _remove(element)


# ---- tools of headings, marks of footnotes ------------------------------------------------------------------

# Where encyclopaedias and manuals write what a reader of the text does not read aloud.
_PERMALINK, _EDITED, _FOOTNOTE = "¶".encode(), b"editsection", b"[1]"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TOOL_BEGINS = ("¶", "#", "§", "[")
_HEADING_TOOL = lazy_regex(r"\s*(?:[¶#§]|\[[^\[\]]{2,60}\])\s*")
_OF_NOTES = lazy_regex(r"(?:^|[\s_-])(?:ref|reference|citation|footnote|fn|sup)(?=$|[\s_-])")
_FOOTNOTE_MARK = lazy_regex(r"\s*(?:\[(?:\d{1,3}|[a-z])(?:[-–]\d{1,3})?\]\s*)+")


def _without_tools_and_marks(root: Element, unseen: Unseen, source: bytes) -> None:
    if unseen.heading_tools and (_PERMALINK in source or _EDITED in source):
        _without_heading_tools(root)
    if unseen.raised and _FOOTNOTE in source:
        _without_footnote_marks(root)


def _without_heading_tools(root: Element) -> None:
    """Remove permanent links (`¶`) and bracketed links to edit a section from headings."""
    for heading in list(root.iter(*_HEADINGS)):
        for child in list(heading):
            if child.tag not in ("a", "span"):
                continue
            is_link = child.tag == "a" or next(child.iter("a"), None) is not None
            if is_link and _HEADING_TOOL.fullmatch("".join(child.itertext())):
                _remove(child)


def _without_footnote_marks(root: Element) -> None:
    """Remove raised numbers in brackets whose class says that they refer to footnotes."""
    for mark in list(root.iter("sup")):
        if _OF_NOTES.search(mark.get("class") or "") and _FOOTNOTE_MARK.fullmatch("".join(mark.itertext())):
            _remove(mark)


# ---- shadow trees, noscript, emoji -------------------------------------------------------------------------


def _with_shadow_trees(root: Element) -> None:
    """Put declarative shadow trees into the tree, and the children of the host into the `<slot>` they belong
    to."""
    for template in list(root.iter("template")):
        if not (template.get("shadowrootmode") or template.get("shadowroot")):
            continue
        host = template.getparent()
        if host is None:
            continue
        slots = list(template.iter("slot"))
        if slots:
            light = [child for child in host if child is not template]
            for slot in slots:
                name = slot.get("name")
                for child in [each for each in light if each.get("slot") == name]:
                    slot.append(child)
                    light.remove(child)
                slot.tag = "div" if any(child.tag in ("p", "div", "section") for child in slot) else "span"
        template.tag = "div"


# React sends a slow part of a page after the rest, in `<div hidden id="S:1">`. A script then puts it where
# `<template id="P:1">` or `<template id="B:1">` is; it names the two places if their numbers differ.
_STREAMED, _PLACES = b'id="S:', ("B:", "P:")
_STREAMED_PAIR = lazy_regex(r"\$R[A-Z]\(\s*[\"']([BPS]:\w{1,8})[\"']\s*,\s*[\"']([BPS]:\w{1,8})[\"']")


def _with_streamed_parts(root: Element) -> bool:
    """Put the parts of a page that were streamed late in their places, as React's script does. Returns
    whether there were any."""
    places = {
        name: template
        for template in root.iter("template")
        if (name := template.get("id") or "").startswith(_PLACES)
    }
    if not places:
        return False
    parts = {
        name: part
        for part in root.iter("div")
        if (name := part.get("id") or "").startswith("S:") and part.get("hidden") is not None
    }
    named: dict[str, str] = {}
    for script in root.iter("script"):
        for one, other in _STREAMED_PAIR.findall(script.text or ""):
            named[max(one, other)] = min(one, other)
    moved = False
    for name, part in parts.items():
        wanted = (named.get(name, ""), "P" + name[1:], "B" + name[1:])
        place = next((places.pop(each) for each in wanted if each in places), None)
        if place is None or any(above is part for above in place.iterancestors()):
            continue
        _move_children(part, place)
        moved = True
    return moved


def _move_children(part: Element, place: Element) -> None:
    """Turn `place` into a `<div>` with the content of `part`, which is left empty."""
    place.tag = "div"
    set_text(place, part.text)
    part.text = None
    for child in list(part):
        place.append(child)


def _with_noscript_pictures(root: Element) -> None:
    """Unwrap each `noscript` that only holds pictures, unless the element before it already has one: such
    pictures are loaded lazily by a script."""
    for aside in list(root.iter("noscript")):
        pictures = list(aside.iter("img"))
        if not pictures or "".join(aside.itertext()).strip():
            continue
        before = aside.getprevious()
        if before is not None and (
            before.tag in ("img", "amp-img", "picture") or next(before.iter("img"), None) is not None
        ):
            continue
        _unwrap(aside)


_EMOJI = lazy_regex(
    r"[\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\u200d\U0001f000-\U0001faff\U000e0020-\U000e007f0-9#*\u20e3]{1,12}"
)


def _with_emoji(pictures: list[Element]) -> None:
    """Replace pictures of emoji by the characters in their `alt`."""
    for picture in pictures:
        alt = (picture.get("alt") or "").strip()
        if alt and not alt.isascii() and _EMOJI.fullmatch(alt):
            _remove(picture, alt)


# ---- formulas ----------------------------------------------------------------------------------------------

_TEX = ("application/x-tex", "application/x-latex", "tex", "latex")
# Elements that contain all renderings of a formula. The outermost one is replaced.
_FORMULA = lazy_regex(
    r"(?:^|\s)(?:katex(?:-display)?|mwe-math-element|math-container|ztext-math|MathJax(?:_Display)?)(?:$|\s)"
)
_PRINTED = lazy_regex(
    r"(?:^|\s)(?:MathJax(?:_Preview|_Display|_SVG|_CHTML)?|MJX_Assistive_MathML|mjx-chtml|katex-html)(?:$|\s)"
)


def _with_formulas_once(root: Element) -> None:
    """Keep each formula once, as LaTeX if the page has it. KaTeX, MathJax and MediaWiki output MathML, LaTeX
    and a picture."""
    for script in list(root.iter("script")):
        if (script.get("type") or "").startswith("math/tex"):
            _without_print_before(script)
            _remove(script, _dollars(script.text or ""))
    for element in list(root.iter("span", "div", "mjx-container")):
        if element.getroottree().getroot() is not root and element.getparent() is None:
            continue
        if element.tag == "mjx-container" or _FORMULA.search(element.get("class") or ""):
            tex = element.get("data-tex") or _tex_in(element)
            if tex:
                _remove(element, _dollars(tex))
    for math in list(root.iter("math")):
        _replace_math(math)


def _without_print_before(script: Element) -> None:
    before = script.getprevious()
    while before is not None and (
        before.tag == "mjx-container" or _PRINTED.search(before.get("class") or "")
    ):
        following = before.getprevious()
        if (before.tail or "").strip():
            break
        _remove(before)
        before = following


def _tex_in(element: Element) -> str:
    for annotation in element.iter("annotation"):
        if (annotation.get("encoding") or "").lower() in _TEX and annotation.text:
            return annotation.text
    for math in element.iter("math", "img"):
        text = math.get("alttext") or (math.get("alt") if math.tag == "img" else None)
        if text:
            return text
    return ""


def _replace_math(math: Element) -> None:
    tex = _tex_in(math)
    if tex:
        _remove(math, _dollars(tex))
        return
    for annotation in list(math.iter("annotation", "annotation-xml")):
        _remove(annotation)


def _dollars(tex: str) -> str:
    """Inline LaTeX between dollar signs, without the `{\\displaystyle …}` that MediaWiki adds."""
    tex = " ".join(tex.split())
    wrapped = re.fullmatch(r"\{\\displaystyle\s*(.*)\}", tex)
    return f"${(wrapped.group(1) if wrapped else tex).strip()}$" if tex else ""


# ---- lines -------------------------------------------------------------------------------------------------

_KEEPS_LINES = lazy_regex(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_LINE_CLASS = lazy_regex(r"(?:^|\s)whitespace-pre(?:-line|-wrap)?(?=$|\s)")
_NOT_LINES = frozenset(("script", "style", "textarea", "pre"))


def _with_code_lines(root: Element) -> None:
    """Insert a `<br>` for each line break in inline elements of `<pre>`. The walk splits the text of the
    `<pre>` itself."""
    for box in list(root.iter("pre", "listing", "xmp")):
        for element in list(box.iterdescendants()):
            if isinstance(element.tag, str) and element.text and "\n" in element.text:
                _part_text(element)
            parent = element.getparent()
            if parent is not None and parent is not box and element.tail and "\n" in element.tail:
                _part_tail(element)


_KEEPING_LINES = etree.XPath(
    "descendant-or-self::*[contains(@style, 'space') and (contains(@style, 'pre') or contains(@style, "
    f"'break-')) or {_class_contains(_LINE_WORDS)}]"
)


def _with_styled_lines(boxes: list[Element]) -> None:
    """Insert a `<br>` for each line break in elements whose style preserves them."""
    for box in boxes:
        if not _keeps_lines(box):
            continue
        for element in [box, *box.iterdescendants()]:
            if not isinstance(element.tag, str) or element.tag in _NOT_LINES:
                continue
            if element.text and "\n" in element.text.strip():
                _part_text(element)
            if element is not box and element.tail and "\n" in element.tail.strip():
                _part_tail(element)


def _keeps_lines(box: Element) -> bool:
    """Whether an element preserves line breaks and its parent does not do so already."""
    if box.tag in _NOT_LINES or box.tag in ("html", "body"):
        return False
    if not (_KEEPS_LINES.search(box.get("style") or "") or _LINE_CLASS.search(box.get("class") or "")):
        return False
    parent = box.getparent()
    return parent is None or not _KEEPS_LINES.search(parent.get("style") or "")


def _part_text(element: Element) -> None:
    first, *lines = (element.text or "").split("\n")
    set_text(element, first)
    for line in reversed(lines):
        mark = etree.Element("br")
        set_tail(mark, line)
        element.insert(0, mark)


def _part_tail(element: Element) -> None:
    first, *lines = (element.tail or "").split("\n")
    element.tail = None
    anchor = element
    for line in lines:
        mark = etree.Element("br")
        set_tail(mark, line)
        anchor.addnext(mark)
        anchor = mark
    set_tail(element, first)


# ---- characters --------------------------------------------------------------------------------------------

_ESCAPED_TWICE = lazy_regex(
    r"&(?:nbsp|quot|amp|apos|shy|[lr]aquo|[lr]dquo|[lr]squo|[bs]dquo|[mn]dash|hellip|middot|bull|euro|copy"
    r"|deg|times|[lg]t(?=;[\s\d])|[aeiouAEIOU](?:acute|grave|circ|uml)|[ao]ring|[ao]tilde|[cC]cedil|ntilde"
    r"|szlig|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
)
_VERBATIM = frozenset(("pre", "code", "kbd", "samp", "tt", "script", "style", "textarea", "xmp", "listing"))


def _unescaped_once_more(root: Element) -> None:
    """Decode character references that were escaped twice, except in code, where they may be literal."""
    texts, tails = _with_ampersands(root)
    for element in texts:
        if element.tag not in _VERBATIM and not _is_verbatim(element):
            set_text(element, _ESCAPED_TWICE.sub(_unescape, element.text or ""))
    for element in tails:
        parent = element.getparent()
        if parent is not None and parent.tag not in _VERBATIM and not _is_verbatim(parent):
            set_tail(element, _ESCAPED_TWICE.sub(_unescape, element.tail or ""))


def _with_ampersands(root: Element) -> tuple[list[Element], list[Element]]:
    """The elements with an ampersand in their text, and those with one in their tail."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    return with_ampersands_in_python(root) if compiled is None else compiled.with_ampersands(root)


def with_ampersands_in_python(root: Element) -> tuple[list[Element], list[Element]]:
    """Pure-Python fallback of `_walk.with_ampersands`."""
    elements = list(root.iter(etree.Element))
    texts = [element for element in elements if "&" in (element.text or "")]
    return texts, [element for element in elements if element is not root and "&" in (element.tail or "")]


def _is_verbatim(element: Element) -> bool:
    return any(around.tag in _VERBATIM for around in element.iterancestors())


def _unescape(match: re.Match[str]) -> str:
    return html.unescape(match.group())


# ---- attributes of broken tags -----------------------------------------------------------------------------

# `… heard. " data-duration="01:10" data-id="" data-tags="harbour, quay">`: an attribute value that contains
# a quote ended early, so the rest of the tag became text. It begins with the rest of that value.
_SPILLED = lazy_regex(
    r"""^[^<>]*?["']\s+[\w:-]+=(?:"[^"]*"|'[^']*')(?:\s+[\w:-]+(?:=(?:"[^"]*"|'[^']*'))?)*\s*/?>"""
)


def seems_spilled(text: str) -> bool:
    """Whether a text may contain attributes of a broken tag. Cheap enough to check every block."""
    return ('="' in text and '">' in text) or ("='" in text and "'>" in text)


def remove_spilled(root: Element) -> bool:
    """Remove attributes of broken tags from texts. Returns whether there were any."""
    found = False
    for element in list(root.iter(etree.Element)):
        if element.tag in _VERBATIM or _is_verbatim(element):
            continue
        if element.text and seems_spilled(element.text) and (match := _SPILLED.match(element.text)):
            set_text(element, element.text[match.end() :])
            found = True
        if element.tail and seems_spilled(element.tail) and (match := _SPILLED.match(element.tail)):
            set_tail(element, element.tail[match.end() :])
            found = True
    return found
