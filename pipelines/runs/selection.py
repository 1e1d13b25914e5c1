"""Page selection: by URL, host, time, status, media type, language, or a sample. Works the same for every
container.
"""

from __future__ import annotations

import fnmatch
import functools
import re
from urllib.parse import urlsplit

import msgspec

from newsmill.pipelines import urls
from newsmill.pipelines.page import Page

__all__ = ["LEFT_OUT", "Selection", "is_selective", "left_out", "speaks_other_language"]

# Reasons a page was not selected, as counted in the manifest.
LEFT_OUT = {
    "left-out-url": "its URL matches no --include, or an --exclude",
    "left-out-host": "its host does not match --host",
    "left-out-time": "it was captured before --since or after --until, or its capture time is unknown",
    "left-out-status": "its HTTP status does not match --status",
    "left-out-mime": "its declared media type does not match --mime",
    "left-out-sample": "it is not in the --sample",
    "left-out-language": "its language does not match --language",
    "left-out-limit": "--limit records had already been written",
}


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """The selection criteria; an empty list or None excludes nothing.

    include, exclude  URL patterns: `*` matches anything; a pattern without `*` matches anywhere in the URL
    hosts             hosts including their subdomains
    since, until      capture time in UTC, at any precision: `2012`, `2012-02-14T06`; both inclusive
    statuses, mimes   HTTP status and media type; a media type may contain `*`
    languages         of the body: `zh` also matches `zh-Hant`
    sample            fraction of pages to take, chosen by the id derived from their URL
    limit             number of records to write
    """

    include: list[str] = []
    exclude: list[str] = []
    hosts: list[str] = []
    since: str | None = None
    until: str | None = None
    statuses: list[int] = []
    mimes: list[str] = []
    languages: list[str] = []
    sample: float | None = None
    limit: int | None = None


def is_selective(selection: Selection) -> bool:
    """Whether `left_out` could leave out any page."""
    return msgspec.structs.replace(selection, languages=[], limit=None) != Selection()


def left_out(selection: Selection, page: Page) -> str | None:
    """Why a page is not selected, decided before it is cleaned; None if it is."""
    url = page.url or ""
    if selection.include and not _matches(selection.include, url):
        return "left-out-url"
    if selection.exclude and _matches(selection.exclude, url):
        return "left-out-url"
    if selection.hosts and not _is_below(_host(url), selection.hosts):
        return "left-out-host"
    if not _is_within(page.fetched_at, selection.since, selection.until):
        return "left-out-time"
    if selection.statuses and page.status not in selection.statuses:
        return "left-out-status"
    if selection.mimes and not any(
        fnmatch.fnmatchcase(page.mime or "", mime.lower()) for mime in selection.mimes
    ):
        return "left-out-mime"
    if selection.sample is not None and _share(page) >= selection.sample:
        return "left-out-sample"
    return None


def speaks_other_language(selection: Selection, record: bytes) -> bool:
    """Whether a record is in none of the selected languages."""
    if not selection.languages:
        return False
    language = (_decoder.decode(record).language or "").lower()
    return not any(
        language == each.lower() or language.startswith(f"{each.lower()}-") for each in selection.languages
    )


class _Language(msgspec.Struct):
    language: str | None = None


_decoder = msgspec.json.Decoder(_Language)


def _matches(patterns: list[str], url: str) -> bool:
    return any(_pattern(each).search(url) for each in patterns)


@functools.lru_cache(1024)
def _pattern(text: str) -> re.Pattern[str]:
    if "*" not in text:
        return re.compile(re.escape(text))
    return re.compile(r"\A" + ".*".join(map(re.escape, text.split("*"))) + r"\Z", re.DOTALL)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _is_below(host: str, hosts: list[str]) -> bool:
    return any(host == each.lower() or host.endswith(f".{each.lower()}") for each in hosts)


def _is_within(fetched_at: str | None, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    if fetched_at is None:
        return False
    return (since is None or fetched_at >= since) and (until is None or fetched_at[: len(until)] <= until)


def _share(page: Page) -> float:
    """Map a page to a number between 0 and 1, by its id."""
    url = urls.canonical(page.url) if page.url else None
    page_id = urls.page_id(url, page.origin, page.digest or "")
    return float(int.from_bytes(_digest(page_id)[:6], "big")) / float(1 << 48)


def _digest(text: str) -> bytes:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
