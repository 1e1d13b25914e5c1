"""When to stop following links: calendars, endless parameters, growing paths.

Their common trait is that page after page of one URL shape has neither its own text nor links to anything
except more of the same and what is on every page; such a page is *barren*. A chain of barren pages is
followed for three steps, and a URL family that has led to no text gets a limited number of pages. A list is
not barren because its articles are already known, for example from a sitemap; but a list whose articles other
lists had too is followed only up to a limit, since some lists repeat themselves endlessly.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from newsmill.crawler.frontier.local_frontier import Frontier
from newsmill.crawler.frontier.task import Found, Seen, Task
from newsmill.pipelines import urls

__all__ = ["Traps", "families_of", "shape_of"]

# How far a chain of barren pages is followed; how many barren pages make a URL family suspicious, and how
# many close it.
BARREN_CHAIN = 30
# What a page adds to its chain: ten if it leads nowhere, one if it leads only to what other lists had.
_LEADS_NOWHERE, _REPEATS = 10, 1
SUSPICIOUS_PAGES = 10
BARREN_PAGES = 60

_ANY_LEVEL = 1 << 40
_DIGITS = re.compile(r"\d+")
_REMEMBERED = 16_384


class Traps:
    """What the pages of a run have led to, by URL family, and which families are no longer followed."""

    def __init__(self, frontier: Frontier) -> None:
        self._frontier = frontier
        # The links of the start pages, which count only there, since they are on every page.
        self.template: frozenset[str] = frozenset()
        frontier.on_article = self.note_article
        self._left = functools.lru_cache(maxsize=_REMEMBERED)(self._pages_left)

    def chain(self, task: Task, links: Sequence[Found], seen: Mapping[str, Seen]) -> int:
        """The length of the chain of barren pages that ends with this page, which is not a text. `seen` is
        what is known of its links.
        """
        if self._frontier.is_promising(task):
            # pages of its kind have been articles, so this one may be, even if it does not look like one
            return 0
        shape = shape_of(task.url)
        other = [
            link
            for link in links
            if link.position != "navigation" and shape_of(link.url) != shape and link.url not in self.template
        ]
        if not other:
            # Links that are on every page count only the first time.
            new = any(
                shape_of(link.url) != shape
                and ((known := seen.get(link.url)) is None or known.is_new(task.round))
                for link in links
            )
            return 0 if new else task.barren + _LEADS_NOWHERE
        if any((known := seen.get(link.url)) is None or known.is_newly_listed(task.round) for link in other):
            return 0
        return task.barren + _REPEATS

    def note(self, task: Task, links: Sequence[Found], seen: Mapping[str, Seen], *, is_text: bool) -> None:
        """Note a page. It counts for the families of its URL; a text also counts for those of the page that
        led to it.

        A list of articles that no list had before counts like a text.
        """
        lists_articles = not is_text and any(
            (known := seen.get(link.url)) is not None
            and known.is_article(task.round)
            and known.is_newly_listed(task.round)
            for link in links
            if link.url not in self.template
        )
        for family in families_of(task.url):
            self._frontier.shapes.note(task.round, family, barren=not (is_text or lists_articles))
        if is_text and task.via is not None:
            for family in families_of(urls.canonical(task.via)):
                self._frontier.shapes.note(task.round, family, barren=False)

    def note_article(self, url: str, via: str | None) -> None:
        """Note that a page turned out to be an article although it did not look like one."""
        for address in (url, via):
            for family in families_of(address) if address is not None else ():
                self._frontier.shapes.note(self._frontier.round, family, barren=False)

    def count_at_once(self) -> None:
        """Let what was noted count immediately, for a run without levels (one of several that share a
        frontier).
        """
        self._frontier.shapes.count(barren_before=_ANY_LEVEL, fruitful_before=_ANY_LEVEL)
        self._left.cache_clear()

    def avoid(self, task: Task, links: Sequence[Found], chain: int) -> list[Found]:
        """The links of a page to follow. `chain`: the number of consecutive barren pages up to this one."""
        shape = shape_of(task.url) if chain >= BARREN_CHAIN else None
        return [
            link
            for link in links
            if link.role != "page" or (shape_of(link.url) != shape and not self.is_closed(link))
        ]

    def is_closed(self, link: Found) -> bool:
        """Whether a link's family has led nowhere too often."""
        return link.role == "page" and any(self._left(family) == 0 for family in families_of(link.url))

    def leave_out(self) -> Callable[[str], bool]:
        """A function that tells which URLs of a new round lead into a trap: a suspicious family gets only its
        remaining pages.
        """
        self._left.cache_clear()  # families are counted when a round begins
        left: dict[str, int | None] = {}

        def trapped(url: str) -> bool:
            families = families_of(url)
            for family in families:
                if family not in left:
                    left[family] = self._left(family)
            if any(left[family] == 0 for family in families):
                return True
            for family in families:
                if (room := left[family]) is not None:
                    left[family] = room - 1
            return False

        return trapped

    def _pages_left(self, family: str) -> int | None:
        """How many more pages a family that has led nowhere so far may have; None for no limit."""
        empty, fruitful = self._frontier.shapes.of(family)
        if empty < SUSPICIOUS_PAGES or fruitful * 20 >= empty:
            return None
        # The page that would reach the number is not fetched.
        return max(
            0, BARREN_PAGES - 1 - empty - self._frontier.shapes.barren_lately(family, self._frontier.round)
        )


@functools.lru_cache(maxsize=_REMEMBERED)
def families_of(url: str) -> tuple[str, ...]:
    """URL families that one script may generate: the path without its numbers, and its first two folders."""
    parts = urlsplit(url)
    path = _DIGITS.sub("#", parts.path)
    folders = path.split("/")
    found = {f"{parts.netloc}{path}{'?' if parts.query else ''}"}
    found.update(f"{parts.netloc}{'/'.join(folders[:depth])}/" for depth in (2, 3) if len(folders) > depth)
    return tuple(sorted(found))


@functools.lru_cache(maxsize=_REMEMBERED)
def shape_of(url: str) -> str:
    """A URL without its numbers and parameter values: pages generated by one script have the same shape."""
    parts = urlsplit(url)
    path = _DIGITS.sub("#", parts.path)
    names = sorted({item.partition("=")[0] for item in parts.query.split("&") if item})
    return f"{parts.netloc}{path}?{'&'.join(names)}" if names else f"{parts.netloc}{path}"
