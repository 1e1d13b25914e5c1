"""URLs in one canonical form, the site they belong to, and the ids made of them.

Two URLs that differ only in what does not change the page (fragment, tracking parameters, session ids, default
port, letter case of the host) are one page, so they have one canonical form and one id.
"""

from __future__ import annotations

import functools
import hashlib
import ipaddress
import re
from urllib.parse import urlsplit

import tldextract
from w3lib.url import canonicalize_url, url_query_cleaner

# Query parameters that say where a reader came from, not which page is meant.
TRACKING_PARAMETERS = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id",  # Google Analytics
    "gclid", "dclid", "fbclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid",  # advertising clicks
    "spm", "scm", "from_source", "share_token", "wfr", "bd_vid", "_hsenc", "_hsmi",  # portals and mailings
    "phpsessid", "jsessionid", "aspsessionid", "sid", "sessionid",  # server sessions
)  # fmt: skip

_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)

# The suffix list that ships with the package: no network, the same answer on every machine.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def canonical(url: str) -> str:
    """The canonical form of an absolute http(s) URL."""
    url = _PATH_SESSION.sub("", url.strip())
    if "?" in url:
        present = {name.partition("=")[0] for name in urlsplit(url).query.split("&")}
        unwanted = [name for name in present if name.lower() in TRACKING_PARAMETERS]
        if unwanted:
            url = url_query_cleaner(url, unwanted, remove=True, unique=False)
    # w3lib sorts the query, normalises escapes, lower-cases the host and drops the fragment.
    return str(canonicalize_url(url))


@functools.lru_cache(maxsize=4096)
def _site_of_host(host: str) -> str:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _suffixes(host).top_domain_under_public_suffix or host
    return host


def site(url: str | None) -> str | None:
    """The registered domain of a URL's host (`news.sina.com.cn` → `sina.com.cn`); an address or bare host stays as it is."""
    host = urlsplit(url).hostname if url else None
    return _site_of_host(host) if host else None


def page_id(url: str | None, origin: str | None, digest: str) -> str:
    """A record's id, 24 hexadecimal digits: of the canonical URL, else of the origin, else of the bytes."""
    named = f"url:{url}" if url else f"origin:{origin}" if origin else f"digest:{digest}"
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:24]
