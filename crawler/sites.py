"""Site files: the name of a portal, the start pages of a crawl, and its settings. TOML, parsed into typed
structs.

Only `start` is required:

    start = "https://portal.example/"

Everything else has a default. An error message names the file, the key, the problem and the expected form.
"""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from newsmill.crawler.addresses import split_host_port
from newsmill.pipelines import urls
from newsmill.pipelines.record import FIELD_NAMES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = [
    "DEMO",
    "OVERRIDABLE",
    "BadSite",
    "Limits",
    "Politeness",
    "Site",
    "Timetable",
    "find_site",
    "load_site",
    "site_files",
    "site_of_url",
]

DEMO = "demo"  # value of `connect_to`: the demo portal's own server, started by the crawl
OWN_SITES = Path(__file__).resolve().parent / "sites"

# Fields that `[fields]` may override with an XPath or CSS expression.
OVERRIDABLE = (*FIELD_NAMES, "body", "language")


class BadSite(ValueError):
    """A site file, or a site's name, that cannot be used. The message is for the author of the file."""


class Timetable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When to crawl: a cron expression, and its time zone."""

    cron: str
    timezone: str = "UTC"


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a run ends; the rest is left to the next run.

    pages           pages per run
    depth           number of links from the start pages
    minutes         time per run
    max_age         days; older entries of feeds and sitemaps are skipped
    bytes           size of a response as transferred
    unpacked_bytes  size of a page after undoing its content coding
    """

    pages: int | None = None
    depth: int = 500
    minutes: float | None = None
    max_age: float | None = None
    bytes: int = 10_000_000
    unpacked_bytes: int = 30_000_000


class Politeness(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a host is treated.

    delay       seconds between requests to a host; a longer Crawl-delay wins; 0 only for your own hosts
    max_delay   maximum delay that a slow host, or its robots.txt, can cause
    concurrency concurrent requests per host
    timeout     seconds per response, from the first to the last byte
    retries     retries after a transient failure (timeout, 429, 5xx)
    robots      whether to obey robots.txt; `false` only for your own sites
    user_agent  the user agent; None for newsmill's own
    contact     the crawl owner's URL or e-mail address, added to the user agent
    """

    delay: float = 1.0
    max_delay: float = 60.0
    concurrency: int = 1
    timeout: float = 60.0
    retries: int = 3
    robots: bool = True
    user_agent: str | None = None
    contact: str | None = None


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A site file.

    start          start pages
    name           the site's name on the command line; default: the file's name without `.toml`
    scope          hosts (including subdomains) or `host/path` prefixes; default: the start pages' sites
    exclude        regular expressions; matching URLs are not fetched
    article        regular expressions of article URLs, `listing` of other URLs; default: by structure
    feeds          URLs of RSS or Atom feeds, in addition to those that pages declare
    sitemaps       URLs of sitemaps, in addition to those in robots.txt
    connect_to     connect there instead of the host's real address: `127.0.0.1:8080`, or one per host
    allow_private  whether to allow connections to private, loopback and link-local addresses
    proxy          an HTTP proxy for this site: `http://user:password@proxy.example:3128`
    render         pages that need a browser: all (`true`), or those matching a regular expression
    priority       regular expressions of URLs and factors for their priority: 2 is earlier, 0.1 later
    fields         record fields, with the XPath or CSS expressions that locate them
    headers        additional request headers, sent only to hosts in scope
    """

    start: list[str]
    name: str = ""
    scope: list[str] = []
    exclude: list[str] = []
    article: list[str] = []
    listing: list[str] = []
    feeds: list[str] = []
    sitemaps: list[str] = []
    connect_to: str | dict[str, str] | None = None
    allow_private: bool = False
    proxy: str | None = None
    render: bool | list[str] = False
    priority: dict[str, float] = {}
    fields: dict[str, str] = {}
    headers: dict[str, str] = {}
    timetable: Timetable | None = None
    limits: Limits = Limits()
    politeness: Politeness = Politeness()

    @property
    def folder(self) -> str:
        """The site's name as a folder name."""
        return re.sub(r"[^\w.-]+", "-", self.name).strip("-.") or "site"


# The likely intended key for a common mistake, with an example.
EXAMPLES: dict[str, str] = {
    "start": 'start = ["https://portal.example/"]',
    "name": 'name = "portal"',
    "scope": 'scope = ["portal.example", "other.example/news/"]',
    "exclude": 'exclude = ["/login", "print=1"]',
    "article": "article = ['/\\d{8}/c\\d+\\.html$']",
    "listing": "listing = ['/index(_\\d+)?\\.html$']",
    "feeds": 'feeds = ["https://portal.example/rss.xml"]',
    "sitemaps": 'sitemaps = ["https://portal.example/sitemap.xml"]',
    "connect_to": 'connect_to = "127.0.0.1:8080"',
    "allow_private": "allow_private = true",
    "proxy": 'proxy = "http://proxy.example:3128"',
    "render": "render = true",
    "fields": '[fields]\ntitle = "//h1[@class=\'headline\']"\nbody = "div.article p"',
    "priority": "[priority]\n'/sports/' = 2\n'/archive/' = 0.1",
    "headers": '[headers]\nAccept-Language = "zh-CN"',
    "timetable": '[timetable]\ncron = "*/30 6-23 * * *"\ntimezone = "Asia/Shanghai"',
    "limits": "[limits]\npages = 10000\nminutes = 60",
    "politeness": '[politeness]\ndelay = 1.5\ncontact = "crawl@example.org"',
}


def load_site(path: Path) -> Site:
    """Read a site file. Raises `BadSite`."""
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise BadSite(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadSite(f"{path}: is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSite(f"{path}: is not valid TOML: {error}\nExample:\n{EXAMPLES['start']}") from error
    return _checked(data, str(path), path.stem)


def site_of_url(address: str) -> Site:
    """The site of a bare URL, with all defaults. Raises `BadSite`."""
    return _checked({"start": [address]}, "the command line", urlsplit(address).netloc.rpartition("@")[2])


def site_files(folders: list[Path] | None = None) -> dict[str, Path]:
    """Site files by name: those given, those in `$NEWSMILL_SITES` and `./sites`, and newsmill's own. The
    first of a name wins.
    """
    own = os.environ.get("NEWSMILL_SITES")
    places = [*(folders or []), *([Path(own)] if own else []), Path("sites"), OWN_SITES]
    found: dict[str, Path] = {}
    for place in places:
        for path in sorted(place.glob("*.toml")):
            found.setdefault(path.stem, path)
    return found


def find_site(name: str, folders: list[Path] | None = None) -> Site:
    """A site by its name, its file's path, or a URL. Raises `BadSite`."""
    if re.match(r"https?://", name, re.IGNORECASE):
        return site_of_url(name)
    if name.endswith(".toml"):
        return load_site(Path(name))
    files = site_files(folders)
    if name not in files:
        if "://" in name:
            raise BadSite(f"{name}: only http and https can be crawled")
        close = difflib.get_close_matches(name, files, 1)
        hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(sorted(files)) or 'none'}"
        more = f" For a URL write https://{name}/" if "." in name else ""
        raise BadSite(f"{name!r} is not the name of a site file; {hint}{more}")
    return load_site(files[name])


def _checked(data: dict[str, Any], where: str, name: str) -> Site:
    if isinstance(data.get("start"), str):
        data = {**data, "start": [data["start"]]}
    if isinstance(data.get("render"), str):
        data = {**data, "render": [data["render"]]}
    try:
        site = msgspec.convert(data, Site)
    except msgspec.ValidationError as error:
        raise BadSite(_explained(str(error), data, where)) from error
    for key, problem in _problems(site):
        raise BadSite(_message(where, key, problem))
    return site if site.name else msgspec.structs.replace(site, name=name)


def _explained(error: str, data: dict[str, Any], where: str) -> str:
    """Extend msgspec's message by the file, the key and an example."""
    text, _, path = error.partition(" - at `$")
    key = path.rstrip("`").lstrip(".")
    unknown = re.search(r"unknown field `([^`]+)`", text)
    missing = re.search(r"missing required field `([^`]+)`", text)
    if unknown:
        name = unknown.group(1)
        known = _keys_of(key)
        close = difflib.get_close_matches(name, known, 1)
        table, home = ("", "") if close else _home_of(name)
        if close:
            hint = f"did you mean {close[0]!r}?"
        elif home:
            hint = (
                f"did you mean {home!r}, {f'which belongs below [{table}]' if table else 'above all tables'}?"
            )
        else:
            hint = f"known are: {', '.join(known)}"
        show = close[0] if close else table or key or "start"
        return _message(where, f"{key}.{name}".lstrip("."), f"there is no such key; {hint}", show=show)
    if missing:
        return _message(
            where, f"{key}.{missing.group(1)}".lstrip("."), "is missing", show=key or missing.group(1)
        )
    return _message(where, key, text[:1].lower() + text[1:])


_TABLES: dict[str, type[msgspec.Struct]] = {
    "": Site, "timetable": Timetable, "limits": Limits, "politeness": Politeness,
}  # fmt: skip


def _keys_of(table: str) -> list[str]:
    struct = _TABLES.get(table)
    return list(struct.__struct_fields__) if struct else []


def _home_of(name: str) -> tuple[str, str]:
    """The table that has a key similar to `name`, and that key; empty if there is none."""
    for table in _TABLES:
        if close := difflib.get_close_matches(name, _keys_of(table), 1):
            return table, close[0]
    return "", ""


def _message(where: str, key: str, problem: str, *, show: str | None = None) -> str:
    top = re.split(r"[.\[]", show if show is not None else key, maxsplit=1)[0]
    example = EXAMPLES.get(top) or EXAMPLES.get(re.split(r"[.\[]", key, maxsplit=1)[0])
    return f"{where}: {key}: {problem}" + (f"\nExample:\n{example}" if example else "")


def _problems(site: Site) -> Iterator[tuple[str, str]]:
    """Problems that type checks do not detect, as key and message."""
    if not site.start:
        yield "start", "has no page to begin with"
    for key, check in _CHECKS.items():
        value = getattr(site, key)
        values = value if isinstance(value, list | dict) else [] if value in (None, False, True) else [value]
        for each in values:
            if problem := check(each):
                yield key, problem
    for weight in site.priority.values():
        if not 0 <= weight <= 100:
            yield "priority", f"{weight} is not a number from 0 to 100"
    yield from _target_problems(site)
    yield from _number_problems(site)
    for field, expression in site.fields.items():
        if problem := _field_problem(field, expression):
            yield f"fields.{field}", problem
    if site.timetable is not None and (problem := _timetable_problem(site.timetable)):
        yield "timetable", problem


def _target_problems(site: Site) -> Iterator[tuple[str, str]]:
    targets = site.connect_to.values() if isinstance(site.connect_to, dict) else [site.connect_to]
    for target in targets:
        if target is not None and target != DEMO and not _holds(split_host_port, target):
            yield "connect_to", f"{target!r} is not an address with a port"


def _place_problem(place: str) -> str | None:
    if "://" in place or not re.fullmatch(r"[\w.-]+(:\d+)?(/.*)?", place):
        return f"{place!r} is neither a host nor a host with a path"
    return None


def _field_problem(field: str, expression: str) -> str | None:
    if field not in OVERRIDABLE:
        return f"cannot be overridden; these fields can: {', '.join(OVERRIDABLE)}"
    return _expression_problem(expression)


def _timetable_problem(timetable: Timetable) -> str | None:
    from newsmill.crawler.timetables import check_timetable

    try:
        check_timetable(timetable.cron, timetable.timezone)
    except ValueError as error:
        return str(error)
    return None


def _number_problems(site: Site) -> Iterator[tuple[str, str]]:
    for table, least in (("limits", 1), ("politeness", 0)):
        struct = getattr(site, table)
        for name in struct.__struct_fields__:
            value = getattr(struct, name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                lowest = (
                    1 if name == "concurrency" else 0 if name in ("depth", "minutes", "max_age") else least
                )
                if value < lowest or (name in ("minutes", "timeout") and value == 0):
                    yield f"{table}.{name}", f"{value} is too small"


def _address_problem(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        return f"{address!r} is not a URL ({error})"
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        return f"{address!r} is not an http(s) URL"
    return None


def _pattern_problem(pattern: str) -> str | None:
    try:
        re.compile(pattern)
    except re.error as error:
        return f"{pattern!r} is not a regular expression ({error})"
    return None


# What each entry of a key must be.
_CHECKS: dict[str, Callable[[str], str | None]] = {
    "start": _address_problem,
    "feeds": _address_problem,
    "sitemaps": _address_problem,
    "proxy": _address_problem,
    "exclude": _pattern_problem,
    "article": _pattern_problem,
    "listing": _pattern_problem,
    "priority": _pattern_problem,
    "render": _pattern_problem,
    "scope": _place_problem,
}


def _expression_problem(expression: str) -> str | None:
    from newsmill.crawler.overrides import compile_expression

    try:
        compile_expression(expression)
    except ValueError as error:
        return str(error)
    return None


def _holds(check: Callable[[str], object], text: str) -> bool:
    try:
        check(text)
    except ValueError:
        return False
    return True


def scope_of(site: Site) -> list[str]:
    """The hosts and prefixes a crawl stays within; default: the start pages' sites."""
    if site.scope:
        return [_ascii(place) for place in site.scope]
    found: dict[str, None] = {}
    for address in site.start:
        parts = urlsplit(address)
        registered = _ascii(urls.site(urls.canonical(address)) or "")
        found[f"{registered}:{parts.port}" if parts.port else registered] = None
    return list(found)


def _ascii(place: str) -> str:
    """A place with its host as in requests: `新闻.example/a` is `xn--efvx06d.example/a`."""
    host, slash, path = place.partition("/")
    return ascii_host(host) + slash + path


def ascii_host(host: str) -> str:
    """A host name in ASCII, as in requests; anything that is not a host name is returned unchanged."""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
