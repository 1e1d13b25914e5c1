"""Site profiles: lines that repeat on many pages of a site, and the container its articles are in.

A profile is learned from pages of the site: `observe` each page, and `Learner` combines the observations in
bounded memory. `prior` turns a profile into a prior for each block of a page, in nats, which is added to the
evidence of the page itself.

Article text repeats as well. These rules protect it:

- A page counts once, however many URLs it has: a line that repeats with its article is not boilerplate.
- A long paragraph needs far more evidence than a line, because updates of a running story repeat paragraphs.
- Lines of which a body has one or another but never two are alternatives: a daily weather report says either
  that it will be sunny or that it will rain.
- A short line has little weight: articles of one format share headings, which are kept between paragraphs.
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

# A profile is learned from at most this many pages: more add nothing, and memory stays bounded.
_MOST_PAGES = 1000
_FEWEST_PAGES = 6
_MOST_LINES = 6000
_MOST_SITES = 4000

# (minimum length, minimum pages, minimum share of pages) for a line to count as repeated. Chosen on the
# generated sites and the demo portal of `benchmarks/templates.py` so that no line of an expected body is
# lost.
_EVIDENCE: tuple[tuple[int, int, float], ...] = ((60, 8, 0.3), (16, 4, 0.08), (1, 4, 0.12))
# A line found in bodies counts as repeated only on at least this many times the square root of the number of
# pages: two such lines would share four pages by chance, so never sharing one is evidence.
_ROOTS = 2.0
# Two lines are alternatives if chance would put them on at least this many pages together, and they share at
# most this fraction of that.
_FEWEST_EXPECTED = 2.5
_SELDOM = 1 / 6
# A line and a group of others are alternatives too if the others cover this share of the pages without it,
# and the probability of that by chance is at most this.
_SHARED_OUT = 0.8
_CHANCE = 0.03

# The prior of a block, in nats (natural logarithm of the odds). The page's own evidence is within 5 either
# way, and dropping a block between paragraphs costs 2: a line on a third of all pages is ruled out, and one
# on fewer pages is very unlikely to be body.
_OFTEN = 0.33
_NATS_OFTEN = -12.0
_NATS_REPEATED = -8.0
_SHORT = 16
_NATS_SHORT = -2.0
# A place is known if at least this share of the pages has its body there. The prior for it is in nats.
_PLACE_SHARE = 0.6
_NATS_PLACE = 1.0
_PLACE_TEXT = 120

_NUMBERS = lazy_regex(r"\d+")
_SAMPLE = 80


class Observation(msgspec.Struct, frozen=True):
    """What is learned from one page.

    site     host name
    mark     hash of the three longest texts: pages with the same mark count once
    lines    the beginning of each line, by hash
    lengths  the length of each line in characters, by hash
    place    the container of the body, see `SiteProfile`
    inside   hashes of the lines in the body
    """

    site: str
    mark: int
    lines: dict[int, str]
    lengths: dict[int, int]
    place: str | None
    inside: list[int] = []


class RepeatedLine(msgspec.Struct, frozen=True):
    """A line that repeats: the beginning of its text, its length in characters, and the number of pages."""

    text: str
    length: int
    pages: int


class SiteProfile(msgspec.Struct, frozen=True, kw_only=True):
    """The profile of a site.

    site      host name
    pages     number of different pages it was learned from
    repeated  lines that are unlikely to be body, by the hash of their text (hexadecimal)
    place     the container of the articles, `tag#id.class`; None if there is no common one
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
    """What is learned from a page, given the body that was found without a profile."""
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
    """The prior of each block in nats: negative for repeated lines, positive inside the profile's place."""
    nats = np.zeros(len(document.blocks))
    if profile.place is not None:
        _favour_place(profile.place, document, nats)
    for block in document.blocks:
        line = profile.repeated.get(f"{_hash(block.text):016x}")
        if line is not None:
            nats[block.index] += _weight(line, profile.pages)
    return nats


def _weight(line: RepeatedLine, pages: int) -> float:
    if line.length < _SHORT:
        return _NATS_SHORT
    return _NATS_OFTEN if line.pages >= _OFTEN * pages else _NATS_REPEATED


def _favour_place(place: str, document: Document, nats: NDArray[np.float64]) -> None:
    """Favour blocks inside the place. Does nothing if it is missing or empty, as in another layout."""
    found = [each for each in document.containers if _name(each) == place]
    inside = [sum(len(block.text) for block in document.blocks[each.first : each.end]) for each in found]
    if not found or max(inside) < _PLACE_TEXT:
        return
    chosen = found[inside.index(max(inside))]
    nats -= _NATS_PLACE
    nats[chosen.first : chosen.end] += 2 * _NATS_PLACE


class Learner:
    """Builds profiles from any number of observations. The same observations in the same order give the same
    profiles."""

    def __init__(self) -> None:
        self._sites: dict[str, _Site] = {}

    def add(self, observation: Observation) -> None:
        """Add the observation of a page."""
        site = self._sites.get(observation.site)
        if site is None:
            if len(self._sites) >= _MOST_SITES:
                self._forget_smallest()
            site = self._sites[observation.site] = _Site()
        site.add(observation)

    def profiles(self) -> dict[str, SiteProfile]:
        """The profile of each site with enough pages, by host."""
        found = {name: site.profile(name) for name, site in sorted(self._sites.items())}
        return {name: profile for name, profile in found.items() if profile.pages >= _FEWEST_PAGES}

    def _forget_smallest(self) -> None:
        sizes = sorted(len(site.marks) for site in self._sites.values())
        limit = sizes[len(sizes) // 10]
        for name in [name for name, site in self._sites.items() if len(site.marks) <= limit]:
            del self._sites[name]


class _Site:
    """The lines of one site, each with the set of pages it is on (one bit per page).

    Above `_MOST_LINES` lines, the least frequent ones are dropped (lossy counting).
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
        """Whether a line found in bodies may be article text, judged by the pages of the layout where it is
        most frequent."""
        on = self.lines[key]
        layouts = [each for each in self.places.values() if each.bit_count() >= _FEWEST_PAGES]
        layout = max(layouts, key=lambda each: ((each & on).bit_count(), each), default=on)
        others = [self.lines[other] & layout for other in of_bodies if other != key]
        return _is_rare(on & layout, layout) or _has_alternatives(on & layout, others, layout)

    @staticmethod
    def _is_telling(place: str) -> bool:
        """Whether a container is specific enough: a bare `div` or `td` is everywhere."""
        return "#" in place or "." in place or place in ("article", "main")


def _is_rare(on: int, layout: int) -> bool:
    return on.bit_count() < _ROOTS * math.sqrt(layout.bit_count())


def _has_alternatives(on: int, others: list[int], layout: int) -> bool:
    """Whether bodies have a line (on the pages `on`) or one of the others, but hardly ever both. Page sets
    are bit masks."""
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
    """The name of the smallest container that holds at least 90 % of the body."""
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
    """A container's name, `tag#id.class`, with numbers replaced: they differ from page to page."""
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
    """Profiles as a JSON file that can be read and edited by hand."""
    return msgspec.json.format(msgspec.json.encode(_File(sites=profiles)), indent=1) + b"\n"


def decode_profiles(raw: bytes) -> dict[str, SiteProfile]:
    """The profiles in a file. Raises `msgspec.DecodeError` if it is not a profile file."""
    return msgspec.json.decode(raw, type=_File).sites
