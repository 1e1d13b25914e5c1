"""What the pages of one site have in common: lines that stand on many of them, and the place their articles are in.

A profile is learned from pages of the site (`observe` each, `Learner` puts them together in bounded memory)
and then has a say in which blocks of a page are body, beside the page's own evidence: `prior` gives its
opinion in nats.

What keeps it from doing harm, since text repeats as well:

- A page counts once however many addresses it has: a line that repeats because the article does is no boilerplate.
- A long paragraph needs far more evidence than a line: a running story repeats paragraphs.
- Lines of which a body has one or another and never two are alternatives: a daily report says that it will
  be sunny, or that it will rain.
- A short line has little weight: headings return in articles of one form, and between paragraphs they stay.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from urllib.parse import urlsplit

import msgspec
import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.extract.page.blocks import Block, Container, Document
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "Learner",
    "Observation",
    "RepeatedLine",
    "SiteProfile",
    "decode_profiles",
    "encode_profiles",
    "observe",
    "prior",
    "site_key",
]

# A site's profile is made of this many pages at most; more teach nothing, and memory stays bounded.
_MOST_PAGES = 1000
_FEWEST_PAGES = 6
_MOST_LINES = 6000
_MOST_SITES = 4000

# (shortest text, fewest pages, share of the pages): what a line needs to count as repeated. Chosen on the
# generated sites and the demo portal of `benchmarks/templates.py`, so that no line of any expected body is
# lost.
_EVIDENCE: tuple[tuple[int, int, float], ...] = ((60, 8, 0.3), (16, 4, 0.08), (1, 4, 0.12))
# A line of bodies needs this many times the root of the number of pages: two that have so many would meet
# on four by chance, so that they never do says something.
_ROOTS = 2.0
# Two lines that ought to meet by chance on this many pages, and do on less than this share of them, are alternatives.
_FEWEST_EXPECTED = 2.5
_SELDOM = 1 / 6
# So are a line and several others where they share out the pages: this share of those without it, and
# unlikely to be chance.
_SHARED_OUT = 0.8
_CHANCE = 0.03

# What a profile says of a block, in nats (natural logarithm of the odds). The page's own evidence is within
# 5 either way, and to call a block among paragraphs no body costs 2: a line on a third of all pages is no
# body, one on fewer hardly is.
_OFTEN = 0.33
_NATS_OFTEN = -12.0
_NATS_REPEATED = -8.0
_SHORT = 16
_NATS_SHORT = -2.0
# The share of pages whose body lies in one place that makes the place known, and what it is worth.
_PLACE_SHARE = 0.6
_NATS_PLACE = 1.0
_PLACE_TEXT = 120

_NUMBERS = lazy_regex(r"\d+")
_SAMPLE = 80


class Observation(msgspec.Struct, frozen=True):
    """What one page teaches: its lines by hash with the beginning of each, a mark of its longest texts, the
    place of its body, and which lines are in it.
    """

    site: str
    mark: int
    lines: dict[int, str]
    lengths: dict[int, int]
    place: str | None
    inside: list[int] = []


class RepeatedLine(msgspec.Struct, frozen=True):
    """A line that stands on many pages: the beginning of its text, its length in characters, and on how many."""

    text: str
    length: int
    pages: int


class SiteProfile(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a site.

    site      host name
    pages     how many different pages it was learned from
    repeated  lines that are hardly body, by the hash of their text (hexadecimal)
    place     the container that the articles are in, `tag#id.class`; None where they are in no one place
    """

    site: str
    pages: int
    repeated: dict[str, RepeatedLine] = {}
    place: str | None = None


def site_key(url: str | None) -> str | None:
    """The host whose pages share a profile."""
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


def observe(document: Document, body: list[Block], site: str) -> Observation:
    """What a page teaches, given the body that was found without a profile."""
    lines: dict[int, str] = {}
    lengths: dict[int, int] = {}
    for block in document.blocks:
        key = _hash(block.text)
        lines[key] = block.text[:_SAMPLE]
        lengths[key] = len(block.text)
    longest = sorted((block.text for block in document.blocks), key=lambda text: (-len(text), text))[:3]
    inside = [_hash(block.text) for block in body]
    return Observation(site, _hash("\n".join(longest)), lines, lengths, _place_of(document, body), inside)


def prior(profile: SiteProfile, document: Document) -> NDArray[np.float64]:
    """The profile's opinion of each block, in nats: below 0 for lines that repeat, above 0 inside the
    articles' place."""
    opinion = np.zeros(len(document.blocks))
    if profile.place is not None:
        _favour_place(profile.place, document, opinion)
    for block in document.blocks:
        line = profile.repeated.get(f"{_hash(block.text):016x}")
        if line is not None:
            opinion[block.index] += _weight(line, profile.pages)
    return opinion


def _weight(line: RepeatedLine, pages: int) -> float:
    if line.length < _SHORT:
        return _NATS_SHORT
    return _NATS_OFTEN if line.pages >= _OFTEN * pages else _NATS_REPEATED


def _favour_place(place: str, document: Document, opinion: NDArray[np.float64]) -> None:
    """A page of another layout has no such place, or nothing in it; then the profile has no opinion."""
    found = [each for each in document.containers if _name(each) == place]
    inside = [sum(len(block.text) for block in document.blocks[each.first : each.end]) for each in found]
    if not found or max(inside) < _PLACE_TEXT:
        return
    chosen = found[inside.index(max(inside))]
    opinion -= _NATS_PLACE
    opinion[chosen.first : chosen.end] += 2 * _NATS_PLACE


class Learner:
    """Profiles from observations, in whatever number; the same observations in the same order give the same
    profiles."""

    def __init__(self) -> None:
        self._sites: dict[str, _Site] = {}

    def add(self, observation: Observation) -> None:
        """Take in a page."""
        site = self._sites.get(observation.site)
        if site is None:
            if len(self._sites) >= _MOST_SITES:
                self._forget_smallest()
            site = self._sites[observation.site] = _Site()
        site.add(observation)

    def profiles(self) -> dict[str, SiteProfile]:
        """The profile of each site of which enough pages were seen, by host."""
        found = {name: site.profile(name) for name, site in sorted(self._sites.items())}
        return {name: profile for name, profile in found.items() if profile.pages >= _FEWEST_PAGES}

    def _forget_smallest(self) -> None:
        sizes = sorted(len(site.marks) for site in self._sites.values())
        limit = sizes[len(sizes) // 10]
        for name in [name for name, site in self._sites.items() if len(site.marks) <= limit]:
            del self._sites[name]


class _Site:
    """Lines of one site, each with the set of the pages that it stands on (a bit a page).

    Lines beyond `_MOST_LINES` push out those that were seen least (lossy counting).
    """

    def __init__(self) -> None:
        self.marks: set[int] = set()
        self.lines: dict[int, int] = {}
        self.texts: dict[int, tuple[str, int]] = {}
        self.inside: Counter[int] = Counter()
        self.places: dict[str, int] = {}

    def add(self, observation: Observation) -> None:
        if observation.mark in self.marks or len(self.marks) >= _MOST_PAGES:
            return
        bit = 1 << len(self.marks)
        self.marks.add(observation.mark)
        for key, text in observation.lines.items():
            self.lines[key] = self.lines.get(key, 0) | bit
            self.texts[key] = (text, observation.lengths[key])
        self.inside.update(set(observation.inside))
        if observation.place is not None:
            self.places[observation.place] = self.places.get(observation.place, 0) | bit
        least = 1
        while len(self.lines) > _MOST_LINES:
            for key in [key for key, pages in self.lines.items() if pages.bit_count() <= least]:
                del self.lines[key], self.texts[key]
                self.inside.pop(key, None)
            least += 1

    def profile(self, name: str) -> SiteProfile:
        pages = len(self.marks)
        counts = {key: on.bit_count() for key, on in self.lines.items()}
        of_bodies = {key for key, times in self.inside.items() if times > 1 and 2 * times >= counts[key]}
        repeated = {
            f"{key:016x}": RepeatedLine(*self.texts[key], count)
            for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            if _is_repeated(self.texts[key][1], count, pages)
            and not (key in of_bodies and self._is_text(key, of_bodies))
        }
        place = max(self.places, key=lambda name: (self.places[name].bit_count(), name), default="")
        known = self.places.get(place, 0).bit_count() >= _PLACE_SHARE * pages and self._is_telling(place)
        return SiteProfile(site=name, pages=pages, repeated=repeated, place=place if known else None)

    def _is_text(self, key: int, of_bodies: set[int]) -> bool:
        """Whether a line of bodies is text for all that is known, by the pages of the layout that it is at
        home in."""
        on = self.lines[key]
        layouts = [each for each in self.places.values() if each.bit_count() >= _FEWEST_PAGES]
        layout = max(layouts, key=lambda each: ((each & on).bit_count(), each), default=on)
        others = [self.lines[other] & layout for other in of_bodies if other != key]
        return _is_rare(on & layout, layout) or _has_alternatives(on & layout, others, layout)

    @staticmethod
    def _is_telling(place: str) -> bool:
        """Whether a container has a name: `div` or `td` alone is everywhere."""
        return "#" in place or "." in place or place in ("article", "main")


def _is_rare(on: int, layout: int) -> bool:
    return on.bit_count() < _ROOTS * math.sqrt(layout.bit_count())


def _has_alternatives(on: int, others: list[int], layout: int) -> bool:
    """Whether bodies have a line (on the pages `on`) or one of the others, and hardly ever both. Sets of
    pages are bits."""
    pages, times = layout.bit_count(), on.bit_count()
    apart = 0
    for other in others:
        expected = times * other.bit_count() / pages
        if (on & other).bit_count() > _SELDOM * expected:
            continue
        if expected >= _FEWEST_EXPECTED:
            return True
        if other.bit_count() > 1:
            apart |= other & ~on
    without = pages - times
    shared = apart.bit_count()
    return shared >= max(_SHARED_OUT * without, 1) and math.comb(without, shared) <= _CHANCE * math.comb(
        pages, shared
    )


def _is_repeated(length: int, count: int, pages: int) -> bool:
    for shortest, fewest, share in _EVIDENCE:
        if length >= shortest:
            return count >= fewest and count >= share * pages
    return False


def _place_of(document: Document, body: list[Block]) -> str | None:
    """The smallest container around nine tenths of the body."""
    total = sum(len(block.text) for block in body)
    if not total:
        return None
    held = np.zeros(len(document.blocks) + 1)
    for block in body:
        held[block.index + 1] = len(block.text)
    sums = held.cumsum()
    holding = [each for each in document.containers if sums[each.end] - sums[each.first] >= 0.9 * total]
    if not holding:
        return None
    return _name(min(holding, key=lambda each: (each.end - each.first, -each.depth)))


def _name(container: Container) -> str:
    """A container's name without numbers, which differ from page to page."""
    element = container.element
    marks = "".join(f".{word}" for word in sorted((element.get("class") or "").split()))
    identity = element.get("id")
    return container.tag + _NUMBERS.sub("0", (f"#{identity}" if identity else "") + marks)


def _hash(text: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )


class _File(msgspec.Struct, kw_only=True):
    schema: str = "newsmill-profiles/1"
    sites: dict[str, SiteProfile]


def encode_profiles(profiles: dict[str, SiteProfile]) -> bytes:
    """Profiles as a file that people can read and change."""
    return msgspec.json.format(msgspec.json.encode(_File(sites=profiles)), indent=1) + b"\n"


def decode_profiles(raw: bytes) -> dict[str, SiteProfile]:
    """Profiles of a file. Raises `msgspec.DecodeError` when it is none."""
    return msgspec.json.decode(raw, type=_File).sites
