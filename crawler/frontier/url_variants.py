"""URL variants of an article: print, mobile and shared versions, referrer parameters.

Such a URL contains the article's own: its path includes it, or its query extends the article's. Whether a
kind of variant has different content is tested on a few; if not, the rest of that kind is not fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

import msgspec

from newsmill.crawler.frontier.multi_page_articles import series_of
from newsmill.crawler.frontier.ordering import names_article
from newsmill.crawler.frontier.task import Found

__all__ = ["marked"]

# Hosts of a site that show the same pages.
_VARIANT_HOSTS = frozenset(("www", "m", "wap", "mobile", "amp", "print"))


def marked(links: Mapping[str, Found], own: str, *, is_text: bool) -> list[Found]:
    """The links of a page, those that are variants of it or of one another marked as such."""
    here = urlsplit(own)
    same_article = is_text and names_article(own)
    first: dict[tuple[str, str, str], str] = {}
    if names_article(own):
        first[_host_independent(here)] = own
    found = []
    for url, link in links.items():
        there = urlsplit(url)
        is_variant = same_article and link.position != "part" and _is_variant(here, there)
        if names_article(url) and first.setdefault(_host_independent(there), url) != url:
            is_variant = True
        found.append(
            msgspec.structs.replace(link, position="variant") if is_variant and link.role == "page" else link
        )
    return found


def _host_independent(parts: SplitResult) -> tuple[str, str, str]:
    """The part of a URL that is common to the same page on the site's other hosts."""
    name, _, rest = parts.netloc.partition(".")
    return (rest if name in _VARIANT_HOSTS and rest else parts.netloc), parts.path, parts.query


def _is_variant(own: SplitResult, other: SplitResult) -> bool:
    """Whether a URL contains the article's own."""
    if _host_independent(own)[0] != _host_independent(other)[0]:
        return False
    mine, theirs = set(own.query.split("&")) - {""}, set(other.query.split("&")) - {""}
    if not mine <= theirs:
        return False
    path, other_path = own.path.rstrip("/"), other.path.rstrip("/")
    if path == other_path:
        return series_of(other.geturl())[1] is None
    before, found, after = other_path.partition(path)
    return (
        bool(found)
        and len(path) > 1
        and before.count("/") + after.count("/") == 1
        and series_of(other.geturl())[1] is None
    )
