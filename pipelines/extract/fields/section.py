"""A page's section and keywords: the breadcrumb above the headline, and the tags below the body."""

from __future__ import annotations

import re

from newsmill.pipelines.extract.fields.dates import find_dates
from newsmill.pipelines.extract.fields.title import fold
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.lexicon.rows import pattern_of, words_of
from newsmill.pipelines.extract.lexicon.sections import (
    ACCOUNT_MENUS,
    CHANNEL_NAMES,
    CRUMB_LABELS,
    CRUMB_NAMES,
    FRONT_PAGES,
    MORE_ABOUT,
    NOT_SECTIONS,
    NOT_SECTIONS_INSIDE,
    TAG_LABELS,
)
from newsmill.pipelines.extract.lexicon.word_search import guarded
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["crumbs_of_line", "find_keywords", "find_section", "keywords_of_line"]

_ARROW = lazy_regex(r"\s*(?:>>|&gt;|[>＞»›→▶❯]|\s[/／|｜]\s|\s-\s)\s*")
_SURE_ARROW = lazy_regex(r"[>＞»›→❯]|\s[/／]\s")
_NOT_A_SECTION = frozenset(words_of(NOT_SECTIONS))
_LEAD = lazy_regex(r"^\s*(?:" + pattern_of(CRUMB_LABELS) + r")\s?[:：]?\s*", re.IGNORECASE)
_FRONT_PAGE = lazy_regex(pattern_of(FRONT_PAGES), re.IGNORECASE)
_CRUMB_NAMES = pattern_of(CRUMB_NAMES)
_find_crumb_name = guarded(lazy_regex(_CRUMB_NAMES, re.IGNORECASE), _CRUMB_NAMES)
_MOST_CRUMBS = 6
_NAVIGATION = int(Hint.NAVIGATION)


def crumbs_of_line(text: str, title: str | None = None) -> list[str]:
    """The sections in a breadcrumb line, outermost first: `首页 > 新闻 > 快讯 > 正文` gives 新闻, 快讯."""
    text = _LEAD.sub("", text)
    parts = [part.strip(" :：>»|/") for part in _ARROW.split(text)]
    return _sections(parts, title)


def _sections(parts: list[str], title: str | None) -> list[str]:
    headline = fold(title) if title else ""
    kept: list[str] = []
    for place, part in enumerate(parts):
        folded = fold(part)
        if (
            not folded
            or len(part) > 40
            or folded in _NOT_A_SECTION
            or (headline and (folded == headline or (headline.startswith(folded) and len(folded) > 8)))
        ):
            continue
        if (
            _NOT_A_SECTION_INSIDE.search(part)
            or _ACCOUNT.fullmatch(folded)
            or _is_date(part)
            or (place == 0 and _FRONT_PAGE.search(part))
        ):
            continue
        if part not in kept:
            kept.append(part)
    return kept[:_MOST_CRUMBS]


_ACCOUNT = lazy_regex(pattern_of(ACCOUNT_MENUS))


def _is_date(part: str) -> bool:
    """Whether a crumb is a date of an archive: `4 May 2016`, `2016/05/04`, `2016`."""
    if not any(map(str.isdigit, part)):
        return False
    dates = find_dates(part, day_first=True)
    return part.isdigit() or (bool(dates) and dates[0].end - dates[0].start >= len(part) - 2)


_NOT_A_SECTION_INSIDE = lazy_regex(pattern_of(NOT_SECTIONS_INSIDE), re.IGNORECASE)


def find_section(
    document: Document, metadata: Metadata, title: str | None, title_at: int, body_start: int
) -> tuple[list[str], list[int], str]:
    """The section of a page, the blocks it was read from, and the rule: breadcrumb on the page, breadcrumb
    in JSON-LD, section in meta.
    """
    limit = title_at if title_at >= 0 else body_start
    sites = {fold(name) for name in metadata.site_names}
    site_texts = " ".join((fold(metadata.document_title), *sites))
    sections, blocks = _shown_crumbs(document, title, limit, site_texts)
    sections = [section for section in sections if fold(section) not in sites]
    if len(sections) > 1 and fold(sections[0]) == _last_of_title(metadata.document_title):
        sections = sections[1:]
    only_news = len(sections) == 1 and fold(sections[0]) == "news" and metadata.section
    if sections and not only_news:
        return sections, blocks, "breadcrumb"
    declared = _sections(metadata.breadcrumb, title)
    if declared:
        return declared, [], "breadcrumb-metadata"
    return metadata.section[:3], [], "section-metadata" if metadata.section else ""


_TITLE_END = lazy_regex(r"[-–—_|｜»]\s*([^-–—_|｜»]{2,40}?)\s*(?:-\s*Powered by [^-]{2,40})?$")


def _last_of_title(title: str) -> str:
    """The last part of `<title>`, case-folded: the site's name, which may precede the first crumb."""
    last = _TITLE_END.search(title[-120:])
    return fold(last.group(1)) if last else ""


def _shown_crumbs(
    document: Document, title: str | None, limit: int, site_texts: str
) -> tuple[list[str], list[int]]:
    blocks = document.blocks
    asked = -1
    named: dict[int, bool] = {}
    for at in range(min(limit, len(blocks)) - 1, max(-1, limit - 25), -1):
        block = blocks[at]
        if block.hidden or len(block.text) > 160:
            continue
        if below := _crumbs_below(blocks, at, limit):
            sections = _sections([blocks[one].text for one in below], title)
            if sections:
                return sections, below
        if _is_crumb_line(block):
            cells = _cells(block)
            sections = _sections(cells, title) if len(cells) > 1 else crumbs_of_line(block.text, title)
            sections = _without_front_page(sections, block.element, site_texts)
            if sections:
                return sections, [at]
        if block.container == asked:
            continue
        asked = block.container
        container = document.containers[asked]
        run = _crumb_container(document, asked, named)
        if run is not None:
            first, end = run
            texts = [part for other in blocks[first:end] for part in _parts_of(other)]
            sections = _sections([part.strip(" :：>»|/") for part in texts], title)
            parent = document.containers[max(container.parent, 0)]
            sections = _without_front_page(sections, parent.element, site_texts)
            if sections:
                return sections, list(range(first, end))
    return [], []


# `您现在的位置：` alone, and a crumb in a table cell of its own.
_LONGEST_LEAD, _LONGEST_CRUMB = 24, 20
_ARROW_ALONE = lazy_regex(r"[>＞»›→▶❯/|\-\s]{1,4}|&gt;")


def _crumbs_below(blocks: list[Block], lead: int, limit: int) -> list[int]:
    """The links below a line that only introduces a breadcrumb, up to the first line that is neither a link
    nor an arrow; none below any other line."""
    found: list[int] = []
    if len(blocks[lead].text) > _LONGEST_LEAD or not _LEAD.fullmatch(blocks[lead].text):
        return found
    for block in blocks[lead + 1 : min(limit, lead + 2 * _MOST_CRUMBS + 2)]:
        if _ARROW_ALONE.fullmatch(block.text):
            continue
        if block.link_density <= 0.8 or len(block.text) > _LONGEST_CRUMB:
            break
        found.append(block.index)
    return found


def _is_crumb_line(block: Block) -> bool:
    """Whether arrows part the line, as crumbs are parted."""
    text = block.text
    return bool(
        _SURE_ARROW.search(text)
        and not _QUOTED.search(text)
        and (block.links or _LEAD.match(text) or len(text) <= 40)
        and not _NEIGHBOUR.search(text)
    )


def _parts_of(block: Block) -> list[str]:
    """The crumbs of a block in a breadcrumb container: its links if it is only links, else its parts between
    arrows.
    """
    links = [text for link in block.element.iter("a") if (text := " ".join("".join(link.itertext()).split()))]
    if len(links) > 1 and "".join(links).replace(" ", "") == block.text.replace(" ", ""):
        return links
    if len(links) > 1 and not _SURE_ARROW.search(block.text):  # separated by icons: `Home News The headline`
        return links
    return _ARROW.split(_LEAD.sub("", block.text))


# A link to the root of the same host or of a `www` one; the root of another host may be a channel's.
_ROOT = lazy_regex(r"(?:https?:)?(?://www\.[^/?#]+)?/?", re.IGNORECASE)


_CHANNEL = lazy_regex(pattern_of(CHANNEL_NAMES))
_OUTLET_END = lazy_regex(r"[网網报報社台臺站]$|[在线線]{2}$")


def _without_front_page(sections: list[str], element: Element, site_texts: str) -> list[str]:
    """The crumbs without the first one if it leads to the site's front page, whatever the site is called.

    site_texts  the document title and the site's names, case-folded: a crumb found in them is not a channel
    """
    for link in element.iter("a") if sections else ():
        if " ".join("".join(link.itertext()).split()) == sections[0]:
            is_root = _ROOT.fullmatch((link.get("href") or "#").strip()) is not None
            return sections if not is_root or _is_channel(sections[0], site_texts) else sections[1:]
    return sections


def _is_channel(name: str, site_texts: str) -> bool:
    return bool(_CHANNEL.search(name)) and not _OUTLET_END.search(name) and fold(name) not in site_texts


# `АЭС «Бушер» …`: quotation marks, which crumbs never have.
_QUOTED = lazy_regex(r"(?<!\S)«[^\s«»][^«»]*[^\s«»]»")

# `« The story before`, `The story after »`: a single arrow at an end leads to a neighbour.
_NEIGHBOUR = lazy_regex(r"^\s*[«‹←].*[^»›]$|^[^«»‹›→>＞]*[»›→]\s*$")


def _crumb_container(document: Document, at: int, named: dict[int, bool]) -> tuple[int, int] | None:
    """The innermost enclosing container that is named a breadcrumb and is short enough for one. `named`:
    caches which containers are named so.
    """
    for _ in range(4):
        if at < 0:
            return None
        container = document.containers[at]
        if container.end - container.first > 8 or (container.end == 0 and at):
            return None
        if container.own & _NAVIGATION:
            if at not in named:
                named[at] = _find_crumb_name(_names(container.element)) is not None
            if named[at]:
                return container.first, container.end
        at = container.parent
    return None


def _names(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('aria-label') or ''}"


def _cells(block: Block) -> list[str]:
    """A breadcrumb line split at its arrows; a link right after another without an arrow (`快讯更多`) is dropped."""
    cells: list[str] = []
    after_arrow = True
    for piece in block.element.itertext():
        piece = " ".join(piece.split())
        if not piece:
            continue
        lead = _LEAD.sub("", piece)
        parts = _ARROW.split(f" {lead} ") if _SURE_ARROW.search(f" {lead} ") else [lead]
        for place, part in enumerate(parts):
            if place:
                after_arrow = True
            part = part.strip(" :：>»|/")
            if part and after_arrow:
                cells.append(part)
                after_arrow = False
    return cells


_TAG_LINE = lazy_regex(r"^\s*(?:" + pattern_of(TAG_LABELS) + r")\s*[:：]\s*(?P<words>.*)$", re.IGNORECASE)
_SPLIT = lazy_regex(r"\s*[,，;；、|/]\s*")


def keywords_of_line(text: str) -> list[str]:
    """The tags of a tag line: `文章关键词： 辟谣 外泄 账号`, `更多关于 湖北;公安;微博 的新闻`. Empty for
    any other line."""
    match = None
    if ":" in text or "：" in text:
        match = _TAG_LINE.match(text)
    elif "更多" in text:
        match = MORE_ABOUT.match(text)
    if match is None:
        return []
    words = match["words"].strip()
    parts = _SPLIT.split(words)
    if len(parts) == 1:
        parts = words.split()
    return list(dict.fromkeys(part.strip("#＃ ") for part in parts if 0 < len(part.strip("#＃ ")) <= 40))


def find_keywords(
    document: Document, metadata: Metadata, title: str | None, body_end: int
) -> tuple[list[str], int, str]:
    """The keywords of a page, the block they were read from (-1: none), and the rule."""
    blocks = document.blocks
    headline = fold(title) if title else ""
    declared = [word for word in metadata.keywords if not title or fold(word) != headline]
    for block in blocks[max(0, body_end) : body_end + 25]:
        if len(block.text) > 200:
            continue
        words = keywords_of_line(block.text)
        if words:
            if block.links > 1:
                linked = [" ".join("".join(link.itertext()).split()) for link in block.element.iter("a")]
                words = [word.strip("#＃ ") for word in linked if word and len(word) <= 40] or words
            return words, block.index, "tag-line"
    return declared[:20], -1, "keywords-metadata" if declared else ""
