"""The order of fetching URLs: by the expected number of new articles per fetch.

A URL waits under a *key*: the position of its link (in a list, in a text, in the navigation, in a feed …),
and the family of its URL (with numbers, words and slugs replaced by placeholders). The crawl learns per key
how many pages were articles, and how many promising new links they had. A key with little data is judged by
its form across the site, and before that by the priors below.

URLs are chosen in *rounds*. A round is chosen after the previous one has been read, from what was learned so
far. So the order depends on the pages and not on timing, and it is the same on SQLite and on Redis, which
both use this module.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlsplit

__all__ = [
    "POSITIONS",
    "Chosen",
    "Key",
    "Learnt",
    "Position",
    "better",
    "key_of",
    "names_article",
    "round_size",
]


class Position(NamedTuple):
    """A position of links, with its prior expectations.

    articles   share of pages that are articles, for URLs that look like an article, a list, and neither
    links      number of promising new links per page, likewise
    fixed      a score that learning does not change, None for a learned one
    """

    articles: tuple[float, float, float]
    links: tuple[float, float, float]
    fixed: float | None = None


_NOTHING = (0.0, 0.0, 0.0)

# In order of preference: a URL found at several positions counts at the first of them, so list beats text.
POSITIONS: dict[str, Position] = {
    # Start pages, and the feeds and sitemaps they name: everything else is found from them.
    "start": Position(_NOTHING, _NOTHING, fixed=9.0),
    # Later pages of an article whose first page has been read: a record must be complete.
    "part": Position(_NOTHING, _NOTHING, fixed=5.0),
    # Feeds contain the newest articles and little else; sitemaps also contain pages that are not news.
    "feed": Position((0.95, 0.5, 0.8), (0.2, 0.2, 0.2)),
    "sitemap": Position((0.9, 0.1, 0.6), (0.2, 2.0, 0.5)),
    # Further feeds and the later sitemaps of an index: many links, most of them already known.
    "index": Position(_NOTHING, (5.0, 5.0, 5.0)),
    "list": Position((0.85, 0.05, 0.2), (0.2, 5.0, 1.5)),
    # Lists seen in an earlier run: a site's news appears there first.
    "list-again": Position(_NOTHING, (1.5, 1.5, 1.5)),
    "navigation": Position((0.4, 0.05, 0.1), (0.2, 4.0, 1.0)),
    # Related links, tags and links in running text: often old, often dead.
    "text": Position((0.35, 0.05, 0.1), (0.2, 1.0, 0.3)),
    # Articles of an earlier run: a quota per round, and the rest when nothing new is left.
    "again": Position(_NOTHING, _NOTHING, fixed=0.02),
    # Variants of an article at another URL (print, mobile): most have nothing new.
    "variant": Position(_NOTHING, _NOTHING, fixed=0.01),
}
_PREFERENCE = {name: index for index, name in enumerate(POSITIONS)}

# The weight of the prior in pages, and of the form relative to the key.
_PRIOR_WEIGHT = 2.0
# Scores that differ by less are considered equal; then the earlier link comes first.
_STEP = 0.05
# A round takes URLs as good as its best one, and while it is very small, also good ones.
_SMALL_ROUND, _GOOD = 2, 0.5
# A page expected to have more links than this is a list. A round has only as many lists as needed to fill one
# round.
_LIST_LINKS = 1.0
# The number of pages of a key to try in one round, if its form is known well enough: a guess is tested on a
# few.
_FIRST_TRIES = 4
_VARIANTS_TRIED = 2
_MAX_KEYS = 4_000
_LEAST_ROUND, _LARGEST_ROUND = 8, 64
# One fetch in this many rechecks a known page, as long as there is something new to fetch.
_RECHECK_SHARE = 8
# The minimum probability for a link to count as promising.
_PROMISING = 0.5


class Key(NamedTuple):
    """What URLs wait under: position, family and form of the URL, and the weight set by the site file."""

    position: str
    family: str
    form: str
    weight: float = 1.0


@dataclass
class _Counts:
    tries: float = 0.0
    articles: float = 0.0
    links: float = 0.0

    def add(self, tries: float, articles: float, links: float) -> None:
        self.tries += tries
        self.articles += articles
        self.links += links


T = TypeVar("T")


class Chosen(NamedTuple, Generic[T]):
    """A URL chosen for a round: its key, its rank within the key, and the store's identifier for it."""

    key: Key
    place: int
    item: T


# Returns the first URLs waiting under a key: ranks and items, in order of rank.
Heads = Callable[[Key, int], Sequence[tuple[int, T]]]


@dataclass
class Learnt:
    """What the crawl has learned about pages, by key, and the choice that follows from it."""

    counts: dict[Key, _Counts] = field(default_factory=dict)
    _forms: dict[tuple[str, str], _Counts] = field(default_factory=dict)
    _scores: dict[Key, float] = field(default_factory=dict)

    def add(self, key: Key, *, tries: float, articles: float, links: float) -> None:
        """Count pages of a key; `links` in thousandths."""
        self.counts.setdefault(key, _Counts()).add(tries, articles, links)
        self._forms.setdefault((key.position, key.form), _Counts()).add(tries, articles, links)
        self._scores.clear()

    def article_chance(self, key: Key) -> float:
        """The probability that a page of the key is an article."""
        return self._expected(key)[0]

    def is_promising(self, key: Key) -> bool:
        """Whether a link of the key is likely an article."""
        fixed = POSITIONS[key.position].fixed
        return self.article_chance(key) >= _PROMISING if fixed is None else False

    def score(self, key: Key) -> float:
        """New articles per request, if a page of the key is fetched and then the promising links on it."""
        score = self._scores.get(key)
        if score is None:
            fixed = POSITIONS[key.position].fixed
            if fixed is None:
                articles, links = self._expected(key)
                fixed = (articles + links) / (1.0 + links)
            score = self._scores[key] = round(key.weight * fixed / _STEP) * _STEP if fixed > _STEP else fixed
        return score

    def _expected(self, key: Key) -> tuple[float, float]:
        """The expected articles and promising links of a page of the key."""
        position = POSITIONS[key.position]
        look = _look(key.form)
        articles, links = position.articles[look], position.links[look]
        for counts in (self._forms.get((key.position, key.form)), self.counts.get(key)):
            if counts is not None:
                weight = counts.tries + _PRIOR_WEIGHT
                articles = (counts.articles + _PRIOR_WEIGHT * articles) / weight
                links = (counts.links / 1000 + _PRIOR_WEIGHT * links) / weight
        return min(max(articles, 0.0), 1.0), max(links, 0.0)

    def is_vain(self, key: Key) -> bool:
        """Whether variants of this form have brought nothing the articles themselves did not have."""
        counts = self._forms.get((key.position, key.form))
        return counts is not None and counts.tries >= _VARIANTS_TRIED and counts.articles <= 0

    def _allowed(self, key: Key) -> int:
        if key.position == "variant":
            return _VARIANTS_TRIED
        if POSITIONS[key.position].fixed is not None:
            return _LARGEST_ROUND
        form = self._forms.get((key.position, key.form))
        return _FIRST_TRIES + 2 * int(form.tries if form is not None else 0)

    def choose(self, waiting: Mapping[Key, int], heads: Heads[T], size: int) -> list[Chosen[T]]:
        """Choose the next round: at most `size` URLs, best first; on equal scores, the earlier link first."""
        found: list[Chosen[T]] = []
        best = 0.0
        by_score: dict[float, list[Key]] = {}
        for key, number in waiting.items():
            if number > 0:
                by_score.setdefault(self.score(key), []).append(key)
        for score in sorted(by_score, reverse=True):
            if found and (len(found) >= _SMALL_ROUND or score < min(_GOOD, best)):
                break
            best = score
            found += self._first(by_score[score], heads, size - len(found))
        return _with_rechecks(found, waiting, heads, size)

    def _first(self, keys: Iterable[Key], heads: Heads[T], size: int) -> list[Chosen[T]]:
        """The earliest URLs of several keys with equal scores."""
        candidates = [
            Chosen(key, place, item)
            for key in sorted(keys)
            for place, item in heads(key, min(size, self._allowed(key)))
        ]
        candidates.sort(key=lambda chosen: (_PREFERENCE[chosen.key.position], chosen.place, chosen.key))
        expected = 0.0
        found: list[Chosen[T]] = []
        for chosen in candidates:
            links = self._expected(chosen.key)[1]
            if links >= _LIST_LINKS:
                if expected >= size:
                    continue
                expected += links
            found.append(chosen)
        return found[:size]


def _with_rechecks(
    found: list[Chosen[T]], waiting: Mapping[Key, int], heads: Heads[T], size: int
) -> list[Chosen[T]]:
    """Add the share of rechecks to a round, oldest first, after the new URLs."""
    if any(chosen.key.position in ("again", "start") for chosen in found) or len(found) < _RECHECK_SHARE:
        return found
    again = [key for key, number in waiting.items() if number > 0 and key.position == "again"]
    if not again:
        return found
    share = len(found) // _RECHECK_SHARE
    checks = [Chosen(key, place, item) for key in sorted(again) for place, item in heads(key, share)]
    checks.sort(key=lambda chosen: (chosen.place, chosen.key))
    return found[: size - share] + checks[:share]


def round_size(fetched: int) -> int:
    """The size of the next round: small at first, larger as the crawl proceeds."""
    return max(_LEAST_ROUND, min(_LARGEST_ROUND, fetched // 8))


def better(position: str, than: str) -> bool:
    """Whether the first position takes precedence over the second."""
    return _PREFERENCE[position] < _PREFERENCE[than]


# --- URL families ---

_REMEMBERED = 16_384
_TOKENS = re.compile(r"[0-9]+|[^\W0-9_]+|[^\w]|_")
# Words that distinguish lists from articles, kept literally in a form.
_TELLING = frozenset((
    "index", "list", "page", "tag", "tags", "topic", "category", "author", "archive", "archives", "search",
    "calendar", "feed", "rss", "comment", "comments", "print", "amp", "node", "default",
))  # fmt: skip
_SLUG_WORDS = 3
_LONG_NUMBER = 4
_LONG_WORD = 20
_MAX_FORM = 80


@functools.lru_cache(maxsize=_REMEMBERED)
def _family(url: str) -> tuple[str, str]:
    """The family and form of a URL. The form replaces words and numbers by types; the family adds host and
    first folder.
    """
    parts = urlsplit(url)
    segments = [_segment(segment) for segment in parts.path.split("/")[1:]]
    query = "&".join(
        sorted(
            f"{name.lower()}={_segment(value)}"
            for name, _, value in (item.partition("=") for item in parts.query.split("&") if item)
        )
    )
    form = ("/" + "/".join(segments) + ("?" + query if query else ""))[:_MAX_FORM]
    first = parts.path.split("/")[1] if parts.path.count("/") > 1 else ""
    return f"{parts.netloc}/{first if first.isalpha() else ''}{form}", form


def _segment(text: str) -> str:
    """Abstract a path segment: `c_100234.html` → `w_N.html`, `story-of-a-day` → `s`, `2026-10` → `N-n`."""
    stem, dot, ending = text.rpartition(".")
    if not dot or not ending.isalpha() or len(ending) > 5:
        stem, dot, ending = text, "", ""
    words = [word for word in re.split(r"[-_+]|%20", stem) if word]
    if len([word for word in words if not word.isdigit()]) >= _SLUG_WORDS or len(stem) > 2 * _LONG_WORD:
        return f"s{dot}{ending}"
    return "".join(_typed(token) for token in _TOKENS.findall(stem)) + dot + ending


def _typed(token: str) -> str:
    if token.isdigit():
        return "N" if len(token) >= _LONG_NUMBER else "n"
    if token.isalpha():
        lower = token.lower()
        return lower if lower in _TELLING else "S" if len(token) > _LONG_WORD else "w"
    return token


_ARTICLE_FORM = re.compile(r"[NsS][^/]*/?$")
_ARTICLE_NAME = re.compile(r"[NsS][^/]*/?$")
_NO_ARTICLE = re.compile(
    r"/(?:index|list|page|tags?|topic|category|author|archives?|search|calendar|feed|rss)(?![a-z])|"
    r"[?&](?:page|pn|pg|paged)="
)
_LIST_FORM = re.compile(r"/(?:index|list|page|category)(?![a-z])|[?&](?:page|pn|pg|paged)=|^/w/?$")
_ARTICLE, _LIST, _NEITHER = 0, 1, 2


@functools.lru_cache(maxsize=_REMEMBERED)
def _look(form: str) -> int:
    """What kind of page a URL of this form looks like.

    An article's last segment has a long number or a slug, or is a file in a folder. A list is a channel's
    folder or has a page number.
    """
    if _NO_ARTICLE.search(form) or _LIST_FORM.search(form):
        return _LIST if _LIST_FORM.search(form) else _NEITHER
    path, _, query = form.partition("?")
    if _ARTICLE_FORM.search(path) or "N" in query:
        return _ARTICLE
    if "N" in path or (path.count("/") > 1 and re.search(r"\.\w+$", path)):
        return _ARTICLE
    return _NEITHER


def names_article(url: str) -> bool:
    """Whether a URL identifies an article: a long number or a slug in its last segment or its query."""
    return bool(_look(_family(url)[1]) == _ARTICLE and _ARTICLE_NAME.search(_family(url)[1]))


def key_of(position: str, url: str, weight: float = 1.0, known: Mapping[Key, object] | None = None) -> Key:
    """The key a URL waits under. Beyond `_MAX_KEYS` keys, only forms are distinguished."""
    family, form = _family(url)
    key = Key(position, family, form, weight)
    if known is not None and key not in known and len(known) >= _MAX_KEYS:
        return Key(position, form, form, weight)
    return key
