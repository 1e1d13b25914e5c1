"""Multi-page articles: `story.html` and `story_2.html`, `/story/` and `/story/2/`, `?page=1` and `?page=2`.

URLs only suggest a series: pages are joined if their titles agree as well
(`newsmill.crawler.run.completion`), so articles whose ids happen to be small numbers stay separate.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from newsmill.crawler.frontier.task import Found
from newsmill.pipelines import urls

__all__ = ["Series", "page_number", "same_title", "series_of"]

_REMEMBERED = 16_384

# `t2012_20501_2.shtml`, `a-2.html`; a story's number has more digits than a page's.
_NUMBERED = re.compile(r"^(.*[^_-])[_-](\d{1,2})(\.\w+)$")
# `/story/123/2`, `/story/123/page/2/`
_NUMBERED_FOLDER = re.compile(r"^(.*?/[^/]+?)/(?:page/)?(\d{1,2})/?$")
PAGE_PARAMETERS = frozenset(("page", "p", "pn", "pageno", "page_no", "pageindex", "pg", "curpage", "paged"))
_PAGE_VALUE = re.compile(r"\d{1,2}")


@functools.lru_cache(maxsize=_REMEMBERED)
def series_of(url: str) -> tuple[str, int | None]:
    """The common part of the URLs of an article's pages, and this page's number; None if the URL has no
    number.

    The front page of a host has no further pages: `/?p=12` there is an article.
    """
    parts = urlsplit(url)
    if parts.query:
        items = parts.query.split("&")
        numbers = [item for item in items if item.partition("=")[0].lower() in PAGE_PARAMETERS]
        value = numbers[0].partition("=")[2] if len(numbers) == 1 else ""
        if not _PAGE_VALUE.fullmatch(value):
            return url, None
        first = urls.canonical(parts._replace(query="&".join(i for i in items if i != numbers[0])).geturl())
        split = urlsplit(first)
        if split.path.strip("/") or split.query:
            return first.rstrip("/"), int(value)
        return url, None
    for pattern in (_NUMBERED, _NUMBERED_FOLDER):
        if match := pattern.match(parts.path):
            path = match.group(1) + (match.group(3) if pattern is _NUMBERED else "")
            return urls.canonical(parts._replace(path=path).geturl()).rstrip("/"), int(match.group(2))
    return url.rstrip("/"), None


def page_number(url: str) -> int:
    """The page number of a URL within its article; a URL without a number comes first."""
    number = series_of(url)[1]
    return -1 if number is None else number


class Series(NamedTuple):
    """The pages of an article as linked from one of them: their URLs, and the first one."""

    pages: frozenset[str]
    first: str | None

    @classmethod
    def of(cls, own: str, links: Iterable[str]) -> Series:
        """The series of a page among the links on it."""
        name = series_of(own)[0]
        pages = [link for link in links if series_of(link)[0] == name]
        if not pages:
            return cls(frozenset(), None)
        return cls(frozenset((*pages, own)), min((*pages, own), key=lambda page: (page_number(page), page)))

    def part_of(self, url: str) -> str | None:
        """The first page, for a further page."""
        return self.first if url in self.pages and url != self.first else None

    def marked(self, link: Found) -> Found:
        """The link, marked if it leads to a page of the article."""
        if link.url not in self.pages:
            return link
        return msgspec.structs.replace(link, part_of=self.part_of(link.url), position="part")


# How headlines of further pages end: `(2)`, `第2页`, `- Page 2`, `_2`, `2/5`.
_TITLE_END = re.compile(
    r"[\s(（\[【_|–—-]*(?:第\s*)?(?:page\s*)?[0-9一二三四五六七八九十]{1,3}(?:\s*/\s*\d{1,3})?\s*页?[)）\]】]*$",
    re.IGNORECASE,
)
_LONGEST_TITLE = 500


def same_title(first: str | None, other: str | None) -> bool:
    """Whether two headlines are of the same article, ignoring page numbers."""
    if not first or not other:
        return True
    one, two = (_TITLE_END.sub("", title[:_LONGEST_TITLE]).strip() for title in (first, other))
    return one == two or first.startswith(other) or other.startswith(first)
