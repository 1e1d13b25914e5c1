"""Canonical URLs, the site a URL belongs to, and record ids derived from URLs.

URLs that differ only in parts that do not affect the page (fragment, tracking parameters, session ids,
default port, letter case of the host) have the same canonical form and the same id.
"""

from __future__ import annotations

import functools
import hashlib
import ipaddress
import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from newsmill.pipelines import suffixes
from newsmill.pipelines.regex import lazy_regex

# Query parameters that record where a visitor came from and do not identify the page.
TRACKING_PARAMETERS = frozenset((
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id",  # Google Analytics
    "gclid", "dclid", "fbclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid",  # advertising clicks
    "spm", "scm", "from_source", "share_token", "wfr", "bd_vid", "_hsenc", "_hsmi",  # portals and mailings
))  # fmt: skip

# Parameters that hold a server's session. A short value is more likely a story's id, so only long ones count.
SESSION_PARAMETERS = frozenset(("phpsessid", "jsessionid", "aspsessionid", "sessionid", "session_id", "sid"))
_SESSION_VALUE = lazy_regex(r"[0-9A-Za-z,.!_-]{16,}")

_PATH_SESSION = lazy_regex(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
# `/(S(lit3py55t21z5v55vlm25s55))/`, as ASP.NET writes a session into the path, with other marks beside it.
_PATH_TICKET = lazy_regex(r"/\((?:[A-Z]\([^/()?#]*\))*[SAF]\([^/()?#]{6,}\)\)(?=/)")
# The default document of a folder: `/a/index.html` and `/a/` are the same page.
_DEFAULT_PAGE = lazy_regex(r"(?<=/)(?:index|default)\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def _is_noise(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name = name.lower()
    return name in TRACKING_PARAMETERS or (
        name in SESSION_PARAMETERS and _SESSION_VALUE.fullmatch(value) is not None
    )


# A page's own URL is asked for several times, in a crawl while others are on their way.
@functools.lru_cache(maxsize=256)
def canonical(url: str) -> str:
    """Return the canonical form of a URL. Anything that is not a valid http(s) URL is returned stripped but
    otherwise unchanged.

    Removes fragment, tracking and session parameters, user name and password, default port, and the default
    document of a folder. Sorts the query and normalises escapes like `w3lib.url.canonicalize_url`.
    """
    url = url.strip()
    try:
        parts = urlsplit(_PATH_TICKET.sub("", _PATH_SESSION.sub("", url)))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return url
        host = parts.netloc.rpartition("@")[2].lower().removesuffix(_DEFAULT_PORTS[parts.scheme])
        name, colon, port = host.partition(":")
        host = f"{name.removesuffix('.')}{colon}{port}"
        query = "&".join(item for item in parts.query.split("&") if item and not _is_noise(item))
        path = parts.path if query else _DEFAULT_PAGE.sub("", parts.path)
        return _normalised(parts.scheme, host, path, query)
    except ValueError:
        return url


# Most URLs consist of nothing else. Dot segments and escaped dots are unusual.
_PLAIN_HOST = lazy_regex(r"(?!.*xn--)[a-z0-9.-]+(?::[1-9]\d{1,3})?")
_PLAIN_PATH = lazy_regex(r"/(?:[A-Za-z0-9/._~!$&'()*+,=:@\u00a1-\ud7ff-]|%(?!2[Ee])[0-9A-Fa-f]{2})*")
_PLAIN_QUERY = lazy_regex(r"[A-Za-z0-9_.-]+=[A-Za-z0-9_.-]*(?:&[A-Za-z0-9_.-]+=[A-Za-z0-9_.-]*)*|")
_SAFE_IN_PATH = "/._~!$&'()*+,=:@%-"
_ESCAPE = lazy_regex(r"%[0-9a-f]{2}", re.IGNORECASE)
# Characters that need no escape in a path. Those that would divide it stay escaped.
_UNESCAPED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~:@!$&'()*+,=[]|")


def _normalised(scheme: str, host: str, path: str, query: str) -> str:
    """The URL of these parts as `w3lib.url.canonicalize_url` writes it.

    w3lib is loaded only for unusual URLs: it loads an HTTP client, which takes 3 MB and as long as several pages.
    """
    is_plain = _PLAIN_HOST.fullmatch(host) and _PLAIN_PATH.fullmatch(path) and _PLAIN_QUERY.fullmatch(query)
    if not is_plain or "/." in path:
        from w3lib.url import canonicalize_url

        return str(canonicalize_url(urlunsplit((scheme, host, path, query, ""))))
    path = _ESCAPE.sub(_shortest_escape, quote(path, _SAFE_IN_PATH))
    items = sorted(query.split("&"), key=lambda item: item.split("=", 1))
    return urlunsplit((scheme, host, path, "&".join(items), ""))


def _shortest_escape(escape: re.Match[str]) -> str:
    character = chr(int(escape.group()[1:], 16))
    return character if character in _UNESCAPED else escape.group().upper()


@functools.lru_cache(maxsize=4096)
def _site_of_host(host: str) -> str:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return suffixes.registered_domain(host) or host
    return host


def registered_domain(host: str) -> str | None:
    """The registered domain of a host; None if its name does not end with a public suffix."""
    return suffixes.registered_domain(host) or None


def site(url: str | None) -> str | None:
    """The registered domain of a URL's host (`news.sina.com.cn` → `sina.com.cn`); an IP address or a bare
    host name is returned unchanged.
    """
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        return None
    return _site_of_host(host) if host else None


# What distinguishes the stories of a site in their URLs: a number of four or more digits, an id of letters
# and digits, or a slug of several words.
_SLUG = lazy_regex(r"[^\W_]+(?:[-_][^\W_]+){2,}")
_ID = lazy_regex(r"[0-9]{4,}|(?=[a-z]*[0-9][a-z]*[0-9])[0-9a-z]{8,}")
# Years, months and days are shared by all stories of that time.
_DAY = lazy_regex(r"(?:19|20)\d\d(?:[01]\d(?:[0-3]\d)?)?")
# Markers of an alternative view of a story: path segments, host prefixes, parameters, file name endings.
_VIEW_PARTS = frozenset(
    (
        "amp",
        "m",
        "mobile",
        "mob",
        "wap",
        "touch",
        "print",
        "printable",
        "drucken",
        "imprimir",
        "print.html",
        "amp.html",
    )
)
_VIEW_HOST = lazy_regex(r"^(?:(?:www|m|mobile|amp|wap|3g|touch|print)\.)+")
_VIEW_PARAMETER = lazy_regex(
    r"(?:amp|print|printable|output|outputtype|view|mobile|format|ref|source|from)(?:=.*)?", re.IGNORECASE
)
_VIEW_ENDING = lazy_regex(r"(?:[._-](?:amp|print|mobile))?(?:\.[a-z]?html?|\.php|\.aspx?)?$", re.IGNORECASE)
# A later part of a multi-page story, which declares the first part as canonical.
_PART = lazy_regex(r"(?:^|[&/?])(?:page|paged|pg|seite|pagina|p)[=/]([2-9]|[1-9]\d)(?=[&/]|$)", re.IGNORECASE)


def declared(url: str | None, base: str | None) -> str | None:
    """Resolve a URL declared by a page against the page's own, in canonical form; None if the result is not
    an http(s) URL.
    """
    if not url:
        return None
    try:
        whole = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(whole)
    except ValueError:
        return None
    return canonical(whole) if parts.scheme in ("http", "https") and parts.hostname else None


def identity(url: str | None, declared_canonical: str | None) -> str | None:
    """The URL a page's id is derived from: the declared canonical URL if plausible, else the page's own.

    A declared URL is plausible if it has the same registered domain, is not the front page and identifies the
    same story: it is either the same URL apart from view markers (AMP, mobile, print), or shares a story
    marker (a number, a slug) with the page's own. This rejects templates that declare the same URL on every
    page, and later parts of a story that declare the first.
    """
    if declared_canonical is None or declared_canonical == url:
        return url
    if url is None:
        return declared_canonical if urlsplit(declared_canonical).path.strip("/") else None
    if site(url) != site(declared_canonical):
        return url
    theirs, ours = urlsplit(declared_canonical), urlsplit(url)
    if not (theirs.path.strip("/") or theirs.query) or _is_later_part(ours, theirs):
        return url
    inside = set(theirs.query.split("&")) <= {"", *ours.query.split("&")}
    if _story(theirs) == _story(ours) or (theirs.path == ours.path and inside):
        return declared_canonical
    return declared_canonical if _marks(theirs) & _marks(ours) else url


def _is_later_part(ours: SplitResult, theirs: SplitResult) -> bool:
    return (
        _PART.search(f"{ours.path}?{ours.query}") is not None
        and _PART.search(f"{theirs.path}?{theirs.query}") is None
    )


def _story(parts: SplitResult) -> tuple[str, str, str]:
    """A URL without its view markers."""
    path = [part for part in parts.path.lower().split("/") if part and part not in _VIEW_PARTS]
    if path:
        path[-1] = _VIEW_ENDING.sub("", path[-1])
    query = "&".join(item for item in parts.query.split("&") if item and not _VIEW_PARAMETER.fullmatch(item))
    return _VIEW_HOST.sub("", parts.hostname or ""), "/".join(path), query


def _marks(parts: SplitResult) -> set[str]:
    address = f"{parts.path}?{parts.query}".lower()
    ids = (word for word in re.split(r"[\W_]+", address) if _ID.fullmatch(word))
    return {mark for mark in (*_SLUG.findall(address), *ids) if not _DAY.fullmatch(mark)}


def page_id(url: str | None, origin: str | None, digest: str) -> str:
    """A record's id, 24 hexadecimal digits: a hash of the canonical URL, else of the origin, else of the
    bytes.
    """
    named = f"url:{url}" if url else f"origin:{origin}" if origin else f"digest:{digest}"
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:24]
