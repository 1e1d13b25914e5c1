"""The frontier's input and output: links, tasks, visits, and what is known of a URL."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

__all__ = ["ARTICLES", "LEFT_OVER", "Found", "Role", "Seen", "Task", "Visit", "place_of"]

ARTICLES = ("article", "gallery", "video", "other")  # kinds that become records
Role = Literal["page", "feed", "sitemap"]

# A link's place: the rank of its page, and the link's number on it.
_LINKS_OF_PAGE = 1 << 17
# URLs left over from earlier runs come after those that this run finds.
LEFT_OVER = 1 << 52


class Found(msgspec.Struct, frozen=True):
    """A link: its canonical URL, the URL as written (without fragment), and what it leads to.

    part_of   the first page of the article that it continues
    position  its position on the page, one of `ordering.POSITIONS`
    date      publication or change according to a feed or sitemap, in seconds since the epoch
    """

    url: str
    address: str
    role: Role = "page"
    part_of: str | None = None
    position: str = "list"
    date: float | None = None


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A URL to fetch, with what is known of it from earlier visits.

    depth   number of links from the start pages, along the path that found it
    round   the round that it is fetched in; `rank` its place in the order of all fetches
    """

    id: int
    url: str
    address: str
    role: Role
    depth: int
    round: int
    rank: int
    attempts: int
    redirects: int
    barren: int
    position: str
    via: str | None
    etag: str | None
    modified: str | None
    digest: str | None
    fetched_at: str | None
    kind: str | None


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a visit to a URL.

    is_text  whether it was a text by its structure, None if nothing was read
    links    promising new links on it, in thousandths
    """

    status: int | None
    at: float
    fetched_at: str | None = None
    etag: str | None = None
    modified: str | None = None
    digest: str | None = None
    text: str | None = None
    next_visit: float | None = None
    changed: bool = False
    is_text: bool | None = None
    links: int = 0


class Seen(NamedTuple):
    """What is known of a link's URL. From `found` on: None if the URL is not in the run's frontier.

    listed    the round in which it was first seen in a list, feed or sitemap, None for never
    found     the round in which it was found; `placed` the one in which it got its position
    text_round the round in which it was read and found to be a text
    waiting   whether it is still to be chosen for a round
    """

    id: int
    visited: float | None
    depth: int
    address: str
    part_of: str | None
    kind: str | None
    found: int | None
    place: int | None
    barren: int | None
    position: str | None
    listed: int | None
    placed: int | None
    text_round: int | None
    waiting: bool

    def is_new(self, number: int) -> bool:
        """Whether the URL had not been seen before the pages of a round were read."""
        return self.found is not None and self.found >= number

    def is_article(self, number: int) -> bool:
        """Whether the URL was known to be an article before the pages of a round were read."""
        if self.found is None:
            return self.kind in ARTICLES
        return self.text_round is not None and self.text_round < number

    def is_newly_listed(self, number: int) -> bool:
        """Whether no list had the URL before the pages of a round were read."""
        return self.listed is None or self.listed >= number


def place_of(rank: int, index: int) -> int:
    """A link's place: by the rank of its page, and by its number on the page."""
    return rank * _LINKS_OF_PAGE + min(index, _LINKS_OF_PAGE - 1)
