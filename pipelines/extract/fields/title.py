"""The headline: the best candidate among headings, `<title>`, og:title and the lines above the body.

The visible text wins over the declared one, because `<title>` includes the names of site and channels, and
og:title is often cut off or rewritten for search engines. But these two are the best evidence for which
visible line is the headline.
"""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.dates import plain_dates
from newsmill.pipelines.extract.fields.field_candidates import FieldCandidate
from newsmill.pipelines.extract.fields.line_cells import leads_to_root
from newsmill.pipelines.extract.fields.spaced_names import is_agency
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.lexicon.headings import KICKERS, NO_HEADLINES, SUBTITLES, TITLE_LABELS
from newsmill.pipelines.extract.lexicon.outlets import CHANNELS, TITLE_ENDINGS, TITLE_ENDINGS_AFTER_SPACE
from newsmill.pipelines.extract.lexicon.rows import pattern_of, words_of
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.page.blocks import Block, Container, Document
from newsmill.pipelines.extract.page.character_classes import WIDE_CHARACTER, width
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Headline", "find_headline", "fold", "headline_candidates", "without_site"]


class Headline(NamedTuple):
    """The title and subtitle, the blocks they were read from (-1: none; `last_at`: the last of a headline
    of several), and the rule that chose the title.
    """

    title: str | None
    subtitle: str | None
    at: int
    subtitle_at: int
    rule: str
    last_at: int = -1


_QUOTES = lazy_regex(r"[\s\"'“”‘’「」『』《》〈〉«»\u200b\ufeff]+")
# ` - `, `_`, `|` and similar between a headline and the names of channel and site. A bare hyphen counts
# only between wide characters.
_SEPARATOR = lazy_regex(
    r"\s+[-‐‒–—―−－|｜·•⋅◦‣⁃:：/\\⁄∕／╱»›>≫❯⟩⟫@‹«<⟪*＊⋆✱✦★☆~∼～〜〉》∙●▪◆◇♦■←→⇒➤►▶▷¦❘⏐┃∣│‖丨]+\s+|"
    r"\s*[|｜_»›¦❘⏐┃‖丨]\s*|\s+〉\s*|\s*::\s*|-{2,}|"
    r"——(?=[^—]{2,12}$)|"
    r"\s[-–—]\s|(?<=[\u3000-\u9fff\uff00-\uffef?!…”)\]%])\s*[-–—－]\s*(?=(?:[^\W_]|[\u3000-\u9fff.]){2,30}$)"
)
_CUT = lazy_regex(r"(?:\.{3}|…)$")
_NOT_HERE = int(
    Hint.NAVIGATION | Hint.FOOTER | Hint.SIDEBAR | Hint.RELATED | Hint.COMMENT | Hint.ADVERT | Hint.OVERLAY
)
_TITLE, _HEADER = int(Hint.TITLE), int(Hint.HEADER)
_SHORTEST, _LONGEST = 2, 240
_LONGEST_TITLE = 1000  # with all that follows the headline in `<title>`
_SUBTITLE_NAME = lazy_regex(pattern_of(SUBTITLES), re.IGNORECASE)


def fold(text: str) -> str:
    """Normalise a title for comparison: compatibility forms, case, white space and quotes."""
    return _folded(text) if len(text) <= _LONGEST else _folded.__wrapped__(text)


# A page's headline, crumbs and site names are compared many times, and many of them recur on the next page.
@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    if text.isascii():
        return "".join(text.lower().replace('"', "").replace("'", "").split())
    return _QUOTES.sub("", unicodedata.normalize("NFKC", text).casefold())


def without_site(title: str, site_names: Sequence[str] = ()) -> str:
    """A `<title>` without the names of site and channels around the headline. A text much longer than a title
    is returned unchanged.
    """
    if len(title) > _LONGEST_TITLE:
        return title
    names = {fold(name) for name in site_names if name}
    title = _without_site_at_colon(title, names)
    parts = [part.strip() for part in _parted(title) if part.strip()]
    if len(parts) < 2:
        return _without_channels(title.strip(" -_|"))
    kept = [part for part in parts if fold(part) not in names] or parts
    longest = max(range(len(kept)), key=lambda place: (min(len(kept[place]), 40), -place))
    chosen = kept[longest] if len(kept[0]) < 0.5 * len(kept[longest]) else kept[0]
    whole = _with_own_dash(title, kept[0], names)
    if (
        chosen not in whole
    ):  # `Ferry – six years on and a petition later`: the first part is the beginning of it
        whole = _with_own_dash(title, chosen, names)
    return _without_channels(whole)


# `« On nous a oubliés » : la gare va rouvrir`: guillemets in pairs are quotation marks, not arrows.
_QUOTED = lazy_regex(r"«[^«»]{2,120}»")


def _parted(title: str) -> list[str]:
    """The parts of a title between separators. A colon between spaces, which French puts into headlines, parts only
    a title without any other separator.
    """
    quoted = [match.span() for match in _QUOTED.finditer(title)] if "«" in title else []
    marks = [
        mark
        for mark in _SEPARATOR.finditer(title)
        if not any(mark.start() < end and start < mark.end() for start, end in quoted)
    ]
    others = [mark for mark in marks if mark.group().strip() not in (":", "：")]
    edges = [0, *(edge for mark in others or marks for edge in mark.span()), len(title)]
    return [title[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


# A dash and words in small letters: neither a site nor a channel.
_GOES_ON = lazy_regex(
    r"\s[-–—]\s(?P<rest>[^\W\d_][^|–—_»›·•]*? [^|–—_»›·•]*?)(?=\s+[-–—|»›·•:]+\s|\s*[|_»›]|$)"
)


def _with_own_dash(title: str, part: str, names: set[str]) -> str:
    """The part that is the headline with what a dash of its own separates: `Ferry returns – six years on`."""
    at = title.find(part)
    goes_on = _GOES_ON.match(title, at + len(part)) if at >= 0 else None
    if goes_on is None or not goes_on["rest"][0].islower() or fold(goes_on["rest"]) in names:
        return part
    return title[at : goes_on.end()].strip()


_COLON = lazy_regex(r"\s?[:：]\s*")


def _without_site_at_colon(title: str, names: set[str]) -> str:
    """A title without the named site before its first or after its last colon: `Harbour Courier: Ferry returns`."""
    colons = list(_COLON.finditer(title)) if names else []
    if colons and fold(title[: colons[0].start()]) in names and colons[0].end() < len(title):
        return title[colons[0].end() :]
    if colons and fold(title[colons[-1].end() :]) in names and colons[-1].start():
        return title[: colons[-1].start()]
    return title


def _without_named_site(title: str, site_names: Sequence[str]) -> str:
    """A title without a last part that is a site's name."""
    names = {fold(name) for name in site_names if name}
    parts = list(_SEPARATOR.finditer(title[:_LONGEST_TITLE]))
    if parts and fold(title[parts[-1].end() :]) in names:
        return title[: parts[-1].start()].strip()
    return title.strip()


# A channel or outlet at the end of a title that is already without its last part: `…-国内新闻`, `…—江城新闻`; after
# a space only an outlet.
_CHANNEL = lazy_regex(
    rf"\s*[-–—·_|]+\s*(?:{CHANNELS}|[^\s\-–—·_|，。：:？?！!]{{0,8}}(?:{TITLE_ENDINGS}))$"
    rf"|\s+[\u3400-\u9fff]{{2,8}}(?:{TITLE_ENDINGS_AFTER_SPACE})$"
)
_CHANNELS_AT_MOST = 4


def _without_channels(title: str) -> str:
    for _ in range(_CHANNELS_AT_MOST):
        channel = _CHANNEL.search(title)
        if channel is None or channel.start() < _SHORTEST_HEADLINE:
            break
        title = title[: channel.start()].rstrip(" -_|·—")
    return title


_SHORTEST_HEADLINE = 6


def find_headline(
    document: Document, metadata: Metadata, body_start: int | None = None, *, first: int = 0
) -> Headline:
    """The headline of a page. `body_start`: the body's first block, if known. `first`: the first block that
    may be the headline.
    """
    blocks = document.blocks
    declared = _DeclaredTitles(metadata)
    best, rule = _best_line(document, declared, body_start, first)
    if best < 0:
        best, rule = _above_credits(document, body_start)
    if best < 0:
        title = _unescaped(declared.best) if declared.best else None
        return Headline(title, None, -1, -1, "metadata" if title else "none")
    best = _after_blogs_name(document, best, metadata.document_title)
    best = _below_sites_name(document, best, metadata.document_title, body_start)
    best = _story_below(document, best, declared, body_start)
    best = _first_line(blocks, best, declared)
    title, last = _joined(blocks, best, declared)
    title = _as_shown(_without_glue(blocks[best], title), declared)
    subtitle_at = _subtitle(document, last, body_start)
    subtitle = blocks[subtitle_at].text if subtitle_at >= 0 else None
    return Headline(title, subtitle, best, subtitle_at, rule, last)


# Lines that `headline_candidates` returns.
_MOST_CANDIDATES = 8


def headline_candidates(
    document: Document, metadata: Metadata, headline: Headline, body_start: int | None
) -> list[FieldCandidate]:
    """The lines most like a headline and the declared titles, best first, with why each is the title or not."""
    declared = _DeclaredTitles(metadata)
    scored = []
    seen_heading = False
    for block in document.blocks:
        if _may_be_headline(block):
            score, rule = _score(block, document, declared, seen_heading)
            seen_heading = seen_heading or (block.heading == 1 and not block.hidden)
            if rule:
                scored.append((score, block, rule))
    scored.sort(key=lambda one: (one[1].index != headline.at, -one[0], one[1].index))
    candidates = [
        _headline_candidate(block, score, rule, headline, body_start)
        for score, block, rule in scored[:_MOST_CANDIDATES]
    ]
    from_metadata = headline.rule == "metadata"
    for title in dict.fromkeys((*metadata.titles, metadata.document_title)):
        bare = without_site(title, declared.site_names) if title else ""
        if bare:
            taken = from_metadata and bare == headline.title
            why = (
                "no line is a headline"
                if taken
                else "a line shows the headline"
                if not from_metadata
                else "not the first"
            )
            candidates.append(
                FieldCandidate(field="title", value=bare, at=-1, rule="metadata", taken=taken, why=why)
            )
    return candidates


def _headline_candidate(
    block: Block, score: float, rule: str, headline: Headline, body_start: int | None
) -> FieldCandidate:
    taken = block.index == headline.at
    why = f"{score:.1f} points"
    if taken:
        rule = headline.rule
    elif score < _LEAST_SCORE:
        why += f", fewer than {_LEAST_SCORE}"
    elif body_start is not None and block.index >= body_start:
        why += ", below the beginning of the text"
    elif headline.title is not None and fold(block.text) == fold(headline.title):
        why += ", a copy of the title"
    return FieldCandidate(field="title", value=block.text, at=block.index, rule=rule, taken=taken, why=why)


# The score that a headline must exceed; by how much less a copy of it above the body may score.
_LEAST_SCORE, _COPY_SCORES_LESS = 2.5, 1.6


def _best_line(
    document: Document, declared: _DeclaredTitles, body_start: int | None, first: int
) -> tuple[int, str]:
    """The block most like a headline (-1: none), and why."""
    blocks = document.blocks
    best, best_score, rule = -1, _LEAST_SCORE, ""
    end = len(blocks) if body_start is None else min(len(blocks), body_start + 6)
    seen_heading = False
    for block in blocks[first:] if first else blocks:
        if block.index >= end and best >= 0:
            break
        if not _may_be_headline(block):
            continue
        score, why = _score(block, document, declared, seen_heading)
        if body_start is not None and score > 0:
            score -= 0.01 * abs(body_start - block.index)
        seen_heading = seen_heading or (block.heading == 1 and not block.hidden)
        if score <= best_score - _COPY_SCORES_LESS:
            continue
        is_copy = best >= 0 and fold(block.text) == fold(blocks[best].text)
        if is_copy and _better_copy(block, blocks[best], body_start):
            rule = why if score > best_score else rule
            best, best_score = block.index, max(score, best_score)
        elif not is_copy and score > best_score + _lead_of(blocks, best, block):
            best, best_score, rule = block.index, score, why
    return best, rule


# By this much, the heading of a section must score more than the `h1` above it: it is nearer to the text.
_H1_LEADS = 0.1


def _lead_of(blocks: list[Block], best: int, block: Block) -> float:
    """What a later line must score more than the best one so far."""
    return _H1_LEADS if best >= 0 and blocks[best].heading == 1 and block.heading > 1 else 0.0


def _may_be_headline(block: Block) -> bool:
    length = len(block.text)
    if not _SHORTEST <= length <= _LONGEST:
        return False
    return bool(block.heading) or (length >= 4 and block.link_chars <= 0.8 * length)


# How many lines below the blog's name its story may begin.
_BELOW_NAME = 30


def _after_blogs_name(document: Document, best: int, document_title: str) -> int:
    """The line that follows the chosen one in `<title>`, where the chosen one comes first and links to the
    front page: some blogs write `My blog The story` with nothing between the two."""
    block, title = document.blocks[best], fold(document_title)
    name = fold(block.text)
    if block.link_density <= 0.8 or not title.startswith(name) or len(title) < len(name) + _SHORTEST_HEADLINE:
        return best
    if not _leads_to_front(block):
        return best
    for below in document.blocks[best + 1 : best + _BELOW_NAME]:
        if fold(below.text) == title[len(name) :].lstrip(" -|:"):
            return below.index
    return best


def _below_sites_name(document: Document, best: int, document_title: str, body_start: int | None) -> int:
    """The heading right above the text, where the chosen line is all of `<title>` and a link to the front page
    above it says the same: both are the site's name."""
    block = document.blocks[best]
    if body_start is None or block.heading != 1 or fold(block.text) != fold(document_title):
        return best
    below = [
        other.index
        for other in itertools.takewhile(_is_short, document.blocks[best + 1 : body_start + _INTO_BODY])
        if other.heading > 1 and not other.hidden and other.link_density <= 0.8 and _may_be_headline(other)
    ]
    is_name = below and any(
        other.link_density > 0.8 and fold(other.text) == fold(block.text) and _leads_to_front(other)
        for other in document.blocks[:best]
    )
    return below[-1] if is_name else best


# How many lines of the text may be headings above it.
_INTO_BODY = 4


def _is_short(block: Block) -> bool:
    return len(block.text) <= _LONGEST_TITLE_LINE


_LONGEST_TITLE_LINE = 120


def _leads_to_front(block: Block) -> bool:
    element = block.element
    links = [element] if element.tag == "a" else list(element.iter("a"))
    address = next((link.get("href") for link in links), None)
    return address is not None and (address.strip() in ("/", "./") or leads_to_root(address))


def _story_below(document: Document, best: int, declared: _DeclaredTitles, body_start: int | None) -> int:
    """The heading in the text's own box, where `<title>` is `Blog: Story` and the heading found is the blog's."""
    if body_start is None or body_start >= len(document.blocks):
        return best
    blocks, containers = document.blocks, document.containers
    folded = fold(blocks[best].text)
    box = containers[containers[blocks[body_start].container].parent]
    for block in blocks[best + 1 : body_start + 2]:
        if folded == declared.first and block.heading and fold(block.text) == declared.last:
            return block.index
        if (
            block.heading <= blocks[best].heading
            or block.hidden
            or not box.first <= block.index < box.end <= len(blocks)
        ):
            continue
        whole = {f"{folded}{mark}{fold(block.text)}" for mark in ":：-–—|"}
        apart = not box.first <= best < box.end or bool(containers[block.container].own & _TITLE)
        if apart and whole & (declared.whole | declared.stripped):
            return block.index
    return best


def _without_glue(block: Block, title: str) -> str:
    """The title with a space where a kicker that ends in a colon and the headline meet: `Marathon:Im Alltag`."""
    pieces = _pieces(block.element) if ":" in title and len(block.element) else []
    for (before, _), (after, _) in itertools.pairwise(pieces):
        if before.endswith(":") and after[:1].isupper():
            glued = before.split()[-1] + after.split()[0]
            title = title.replace(glued, f"{before.split()[-1]} {after.split()[0]}", 1)
    return title


_ENTITY = lazy_regex(
    r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|amp|quot|apos|nbsp|lt|gt|ldquo|rdquo|lsquo|rsquo|ndash|mdash|hellip|eacute);"
)
_BAR = lazy_regex("[|｜]")


def _unescaped(title: str) -> str:
    """The title without entities that were escaped twice."""
    return " ".join(html.unescape(title).split()) if _ENTITY.search(title) else title


def _as_shown(title: str, declared: _DeclaredTitles) -> str:
    """Unescape entities that were escaped twice, and drop the site's name after a bar if the line is the
    whole `<title>`.
    """
    title = _unescaped(title)
    if _BAR.search(title) and fold(title) in declared.whole and fold(title) not in declared.stripped:
        return without_site(title, declared.site_names)
    return title


def _better_copy(block: Block, other: Block, body_start: int | None) -> bool:
    """Whether a second copy of the headline is the one over the body: shown, and not in the middle of it."""
    if other.hidden and not block.hidden:
        return True
    if block.hidden:
        return False
    return (
        (body_start is None or block.index < body_start)
        and block.index - other.index < 400
        and other.heading == block.heading
    )


def _bare_titles(metadata: Metadata) -> dict[str, str]:
    """Each declared title, and the same without the site's name. Most pages declare the same one two or three
    times.
    """
    sites = metadata.site_names
    raw = dict.fromkeys(title for title in (*metadata.titles, metadata.document_title) if title)
    # JSON-LD's headline does not end in the site's name, unless it contains it
    return {
        title: _without_named_site(title, sites)
        if title in metadata.headlines
        else without_site(title, sites)
        for title in raw
    }


class _DeclaredTitles:
    """The declared titles, normalised for comparison."""

    def __init__(self, metadata: Metadata) -> None:
        self.site_names = metadata.site_names
        bare = _bare_titles(metadata)
        parts = _parted(metadata.document_title[:_LONGEST_TITLE])
        self.first = fold(parts[0])
        # `拔河-江城新闻网-江城第一门户`
        self.word = fold(_DASH.split(parts[0], maxsplit=1)[0]) if WIDE_CHARACTER.search(parts[0]) else ""
        # `Blog » Blog Archive » Story`, where no other title is declared
        self.last = fold(parts[-1]) if len(parts) > _BLOG_PARTS and not metadata.titles else ""
        self.titles = tuple(dict.fromkeys(map(fold, bare)))
        self.whole = frozenset(self.titles)
        self.stripped = {fold(title) for title in bare.values()}
        # what follows the headline in `<title>` is the channel or the site, whatever heading it is in
        # elsewhere
        others = {
            folded for part in [part for part in parts if part][1:] if (folded := fold(part))
        } - self.stripped
        # … unless it is longer than the text before it: `Site - Headline`
        longest = max(map(len, self.stripped), default=0)
        self.perhaps = {part for part in others if len(part) > longest}
        self.sites = {fold(name) for name in self.site_names} | (others - self.perhaps)
        self.bare = [title for title in dict.fromkeys(bare.values()) if len(title) >= 8]
        candidates = [bare[title] for title in (*metadata.titles[:3], metadata.document_title) if title]
        self.best = self._first_whole(candidates)
        self.shortest = min(map(len, self.stripped), default=1) or 1
        self.joined = "\n".join((*self.whole, *self.stripped))
        self.tokens = [frozenset(_bigrams(title)) for title in sorted(self.whole)[:4]]

    def _first_whole(self, titles: list[str]) -> str | None:
        """The first title that is not cut off and not the site's name, else the first."""
        whole = (title for title in titles if fold(title) not in self.sites and not _CUT.search(title))
        return next(whole, titles[0] if titles else None)

    def share_start(self, text: str) -> bool:
        """Prefilter: whether the start of a line is in any declared title."""
        # Most lines are ruled out by their first character, which folding leaves unchanged if it is an
        # ideograph.
        if "\u4e00" <= text[0] <= "\u9fff" and text[0] not in self.joined:
            return False
        return fold(text[:_START])[:3] in self.joined

    def write(self, folded: str) -> bool:
        """Whether a declared title contains all of this."""
        return any(folded in title for title in self.whole)

    def begins_with(self, folded: str) -> bool:
        """Whether a declared title begins with this."""
        return any(title.startswith(folded) for title in self.whole)

    def agreement(self, folded: str, *, loosely: bool) -> float:
        """How well a line agrees with a declared title, 0 to 1: equal, the start of one, part of one, or
        (loosely) sharing its characters.
        """
        if not folded:
            return 0.0
        if folded in self.whole or folded in self.stripped:
            return 1.0
        if folded in (self.first, self.word) and folded not in self.sites:
            return _FIRST_PART
        if folded in self.sites:
            return 0.0
        if folded in self.perhaps:
            return _PERHAPS
        part = next((score for title in self.titles if (score := self._overlap(folded, title))), 0.0)
        return self._likeness(folded) if loosely and not part else part

    def _overlap(self, folded: str, title: str) -> float:
        """How well a line agrees with a title that contains it or is contained in it."""
        if len(folded) >= 4 and title.startswith(folded) and len(folded) >= 0.25 * len(title):
            return 0.75 + 0.2 * min(1.0, len(folded) / self.shortest)
        if len(folded) >= 6 and folded in title and len(folded) >= 0.3 * len(title):
            return 0.8
        if len(title) >= 8 and folded.startswith(title) and len(folded) <= 2.0 * len(title):
            return 0.85
        return 0.0

    def _likeness(self, folded: str) -> float:
        """The share of character pairs that a line has in common with the most similar title."""
        grams = frozenset(_bigrams(folded))
        if len(grams) <= 4:
            return 0.0
        return max((len(grams & title) / max(1, len(grams | title)) for title in self.tokens), default=0.0)


_DASH = lazy_regex("[-–—－]")
_PERHAPS = 0.6
_BLOG_PARTS = 2
# What `<title>` begins with is the headline, however short, if a heading says the same.
_FIRST_PART = 0.95


def _bigrams(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


# The length of a line's start that provides the three characters it must share with a declared title.
_START = 24


class _Line(NamedTuple):
    """A block that may be the headline, and what its score depends on. `seen_heading`: a first heading is
    above it.
    """

    block: Block
    document: Document
    declared: _DeclaredTitles
    folded: str
    agreement: float
    seen_heading: bool

    @property
    def container(self) -> Container:
        """Its container."""
        return self.document.containers[self.block.container]

    @property
    def is_first_heading(self) -> bool:
        """Whether it is an h1."""
        return self.block.heading == 1


def _is_of_the_site(line: _Line) -> bool:
    if line.folded in line.declared.sites:
        return True
    linked = line.is_first_heading and line.block.link_density > 0.5
    return bool(line.container.chain & _HEADER) and line.agreement < 0.5 and linked


def _heads_no_story(line: _Line) -> bool:
    return bool(line.block.heading) and (
        _DOMAIN.fullmatch(line.block.text) is not None or line.folded in _NO_HEADLINES
    )


def _is_list_item(line: _Line) -> bool:
    return line.container.tag == "li" or (
        bool(line.block.heading) and _in_list_item(line.document, line.block)
    )


# Scores of a line besides its agreement with declared titles and its heading level.
_SCORES: tuple[tuple[float, Callable[[_Line], object], str], ...] = (
    (0.6, lambda line: line.container.own & _TITLE, "its element is called a title"),
    (-1.5, lambda line: line.container.chain & _NOT_HERE, "it is in a list, a comment or an advertisement"),
    (-1.2, lambda line: line.block.link_density > 0.8 and not line.is_first_heading, "it leads to another page"),
    (-1.5, lambda line: line.block.hidden, "it is not shown"),
    (-0.6, lambda line: line.is_first_heading and line.seen_heading and line.agreement < 0.8,
        "it is not the page's first"),
    (-3.0, _is_of_the_site, "it names the site or a channel"),
    (-1.0, lambda line: len(line.folded) < 4 and line.agreement < _FIRST_PART, "it is a word"),
    (-3.0, _heads_no_story, "it heads what stands around a story"),
    (-2.2, _is_list_item, "it is one of several, or the last crumb"),
    (-2.0, lambda line: len(line.block.text) > 150 and line.agreement < 0.9, "it is a paragraph"),
)  # fmt: skip
_SCORE_OF_HEADING = (0.0, 3.2, 1.6, 1.0, 0.4, 0.2, 0.2)


def _score(
    block: Block, document: Document, declared: _DeclaredTitles, seen_heading: bool
) -> tuple[float, str]:
    """The score of a line as headline, and why."""
    heading = block.heading
    named = heading or document.containers[block.container].own & _TITLE
    if not named and not declared.share_start(block.text):
        return 0.0, ""
    folded = fold(block.text)
    agreement = 0.0 if is_agency(block.text) else declared.agreement(folded, loosely=bool(named))
    if agreement < 0.8 and not named:
        return 0.0, ""
    if not agreement and heading == 1 and _is_name_of_work(folded, declared):
        agreement = _PERHAPS
    line = _Line(block, document, declared, folded, agreement, seen_heading)
    score = 4.0 * agreement + _SCORE_OF_HEADING[heading]
    for points, applies, _ in _SCORES:
        if applies(line):
            score += points
    if not heading:
        return score, "line-and-metadata"
    return score, "heading-and-metadata" if agreement >= 0.8 else "heading"


def _is_name_of_work(folded: str, declared: _DeclaredTitles) -> bool:
    """Whether a declared title begins with these two or three wide characters: the poem of `秋山原文_翻译及赏析`."""
    return (
        2 <= len(folded) < 4
        and WIDE_CHARACTER.search(folded) is not None
        and folded not in declared.sites
        and declared.begins_with(folded)
    )


def _in_list_item(document: Document, block: Block) -> bool:
    """Whether a heading is the last item of a list of links: a breadcrumb."""
    containers = document.containers
    item = containers[containers[block.container].parent]
    if item.tag != "li" or item.end - item.first != 1 or item.parent < 0:
        return False
    above = document.blocks[containers[item.parent].first : block.index]
    return bool(above) and all(one.link_density > 0.8 for one in above)


# A site's name in a heading, and headings of the sections around a story.
_DOMAIN = lazy_regex(r"(?:[a-z0-9-]+\.)+(?:com|org|net|info|[a-z]{2})")
_NO_HEADLINES = frozenset(map(fold, words_of(NO_HEADLINES)))


def _above_credits(document: Document, body_start: int | None) -> tuple[int, str]:
    """The last resort: the line right above the date or source line before the body."""
    if body_start is None:
        return -1, ""
    opening = document.blocks[body_start].text
    # the text may seem to begin with the headline itself, above the date
    below = 3 if len(opening) <= 120 and not opening.endswith(ENDINGS) else 0
    last = min(body_start + below, len(document.blocks)) - 1
    for at in range(last, max(0, body_start - 12) - 1, -1):
        block = document.blocks[at]
        if len(block.text) > 120:
            continue
        credits = parse_credit_line(block.text)
        if (
            plain_dates(block.text)
            or credits.source
            or ((credits.authors or credits.outlets) and credits.share > 0.5)
        ):
            for above in range(at - 1, max(-1, at - 4), -1):
                text = document.blocks[above].text
                if (
                    5 <= len(text) <= 120
                    and parse_credit_line(text).share < 0.3
                    and document.blocks[above].link_density < 0.5
                    and not plain_dates(text)
                ):
                    return above, "above-credits"
            return -1, ""
    return -1, ""


def _first_line(blocks: list[Block], at: int, declared: _DeclaredTitles) -> int:
    """The first of two lines of one heading that a declared title has as one: `Night ferry<br>returns`."""
    if at < 1 or blocks[at - 1].element is not blocks[at].element or blocks[at - 1].heading == 0:
        return at
    joined = fold(f"{blocks[at - 1].text} {blocks[at].text}")
    return at - 1 if declared.begins_with(joined) or joined in declared.stripped else at


def _joined(blocks: list[Block], at: int, declared: _DeclaredTitles) -> tuple[str, int]:
    """Join a headline broken over two or three lines if a declared title has it as one."""
    text, last = blocks[at].text, at
    if fold(text) in declared.stripped or fold(text) in declared.whole:
        return text, last
    trimmed = _trimmed(text, declared) or _without_badges(blocks[at], declared)
    if trimmed is not None:
        return trimmed, last
    joined = text
    for following in blocks[at + 1 : at + 3]:
        if len(following.text) > 120 or (
            following.heading != blocks[at].heading and following.container != blocks[at].container
        ):
            break
        parted = f"{joined}: {following.text}"  # kicker and headline in one heading, as in a declared title
        joined = f"{joined} {following.text}"
        for whole in (joined, parted):
            if fold(whole) in declared.stripped or fold(whole) in declared.whole:
                return whole, following.index
    return text, last


# Text in the headline's line that is not part of it: a date, the word "headline".
_DAY_BEFORE = lazy_regex(
    r"(?:[^\W\d_]{3,12}\.?,?\s)?\d{1,2}(?:\.|th|st|nd|rd)?(?:\s[^\W\d_]{3,12}\.?)?(?:,?\s(?:19|20)\d\d)?"
)
_WORD_BEFORE = lazy_regex("(?:" + pattern_of(TITLE_LABELS) + r")\s?[:：]", re.IGNORECASE)


def _trimmed(text: str, declared: _DeclaredTitles) -> str | None:
    """A headline without the date or label before it and the site's name after it, if a declared title lacks
    them; else None.
    """
    for title in declared.bare:
        before, found, after = text.partition(title)
        before, after = before.strip(), after.strip(" -|_·:：")
        if not found or not (before or after):
            continue
        if before and not (
            _DAY_BEFORE.fullmatch(before) or _WORD_BEFORE.fullmatch(before) or _is_date(before)
        ):
            continue
        if not after or (fold(after) in declared.sites and not declared.begins_with(fold(text))):
            return title
    return None


_KICKER = lazy_regex(pattern_of(KICKERS), re.IGNORECASE)
_MOST_PIECES = 12


def _without_badges(block: Block, declared: _DeclaredTitles) -> str | None:
    """A heading without badges, counters and kickers in separate elements at its ends; None if it has none.

    The declared title decides; without one, only an element named a kicker is removed.
    """
    pieces = _pieces(block.element)
    # part of the headline if a declared title has it too: `Schnellere Integration: …`
    if not 2 <= len(pieces) <= _MOST_PIECES or declared.write(fold(block.text)):
        return None
    for start in range(min(3, len(pieces))):
        for end in range(len(pieces), max(start, len(pieces) - 3), -1):
            text = " ".join("".join(text for text, _ in pieces[start:end]).split()).strip(" -–—|:·")
            if (
                (start or end < len(pieces))
                and text
                and (
                    fold(text) in declared.stripped
                    or fold(text) in declared.whole
                    or (start and end == len(pieces) and _begins_title(text, declared))
                )
            ):
                return text
    kept = " ".join("".join(text for text, name in pieces if not _KICKER.search(name)).split()).strip(
        " -–—|:·"
    )
    whole = "".join(text for text, _ in pieces)
    return kept if 8 <= len(kept) < len(" ".join(whole.split())) and len(kept) >= 0.4 * len(whole) else None


def _begins_title(text: str, declared: _DeclaredTitles) -> bool:
    """Whether a declared title is this and more: the channel after the headline."""
    return len(text) >= _SHORTEST_HEADLINE and declared.begins_with(fold(text))


def _pieces(element: Element) -> list[tuple[str, str]]:
    """The texts of an element in pieces, each with the names of the elements around it within this element."""
    pieces: list[tuple[str, str]] = []
    if element.text and element.text.strip():
        pieces.append((element.text, ""))
    for child in element:
        if not isinstance(child.tag, str) or child.tag in ("script", "style"):
            text = ""
        else:
            text = "".join(child.itertext())
        if text.strip():
            inner = child[0].get("class") or "" if len(child) == 1 and not (child.text or "").strip() else ""
            pieces.append((text, f"{child.get('class') or ''} {child.get('data-testid') or ''} {inner}"))
        if child.tail and child.tail.strip():
            pieces.append((child.tail, ""))
    return pieces


def _is_date(text: str) -> bool:
    found = plain_dates(text)
    return bool(found) and found[-1].end - found[0].start >= len(text) - 2


def _subtitle(document: Document, at: int, body_start: int | None) -> int:
    """The line under the headline in an element named or tagged as a title, if it is not a date, a credit or
    the body.
    """
    blocks = document.blocks
    title = blocks[at]
    for block in blocks[at + 1 : at + 4]:
        if body_start is not None and block.index >= body_start:
            return block.index if _heads_credits(blocks, at, block) and _is_subtitle(block, title) else -1
        text = block.text
        if fold(text) == fold(title.text) or len(text) < 4:
            continue
        return block.index if _is_subtitle(block, title) else -1
    return -1


# A date this many lines below a smaller heading, before any running text, belongs to the article's head. It is a
# short line; running text is wider (Latin characters).
_CREDITS_REACH, _DATE_LINE, _TEXT_LINE = 6, 40, 80.0


def _heads_credits(blocks: list[Block], at: int, block: Block) -> bool:
    """Whether a heading directly below the headline has the date below it, and then the text."""
    if block.index != at + 1 or not block.heading:
        return False
    for below in blocks[block.index + 1 : block.index + 1 + _CREDITS_REACH]:
        if below.heading or width(below.text) >= _TEXT_LINE:
            return False
        if len(below.text) <= _DATE_LINE and any(date.stamp.year for date in plain_dates(below.text)):
            return True
    return False


def _is_subtitle(block: Block, title: Block) -> bool:
    text = block.text
    if len(text) > 200 or block.hidden or block.link_density > 0.3:
        return False
    if not text.startswith(("——", "—", "--")):
        if len(text) < (24 if text.isascii() else 6):
            return False
        smaller = block.heading > title.heading > 0 and block.heading <= 4 and block.index == title.index + 1
        names = f"{block.element.get('class') or ''} {block.element.get('id') or ''}"
        if not smaller and not _SUBTITLE_NAME.search(names):
            return False
    return not (plain_dates(text) or boilerplate_kind(text) or parse_credit_line(text).share > 0.3)
