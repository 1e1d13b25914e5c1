"""The results of a search: each with its snippet, and the facets for filtering them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from newsmill.pipelines.report.html_frame import escape
from newsmill.pipelines.report.html_parts import breakable, counting
from newsmill.pipelines.report.site.pages import PAGE_SIZE, asked, page, record_address, records_address
from newsmill.pipelines.report.site.runs import FoundRun
from newsmill.pipelines.report.site.searching import COUNTED, SORTS, Filters, Hit, Results
from newsmill.pipelines.report.site.snippets import Pieces, Snippet
from newsmill.pipelines.report.summary import UNDATED, UNKNOWN

__all__ = ["PAGE_SIZE", "results"]

# The number of values shown per facet.
_MOST_VALUES = 12
_ABSENT = {"year": UNDATED}
_SORT_NAMES = {"best": "best match", "newest": "newest", "oldest": "oldest"}


def results(
    filters: Filters,
    found: Results,
    number: int,
    runs: list[FoundRun],
    indexing: bool,
    snippets: list[Snippet],
) -> str:
    """A page of search results.

    number    the number of this page, from 0
    indexing  whether records are still being indexed
    snippets  one for each hit of this page
    """
    names = {run.key: run.name for run in runs}
    parts = _parts(filters, found, number, names, indexing, snippets)
    return page(filters.words or "Records", parts, here="/records", words=filters.words)


def _parts(
    filters: Filters,
    found: Results,
    number: int,
    names: dict[str, str],
    indexing: bool,
    snippets: list[Snippet],
) -> Iterator[str]:
    yield '<main class="site found"><header><h1>Records</h1>'
    yield from _status(filters, found.total, indexing)
    yield "</header>"
    yield from _facets(filters, found, names)
    yield '<div class="results">'
    if not found.total:
        yield f'<p class="empty">{_nothing_found(filters)}</p>'
    yield '<ol class="hits">'
    addresses = [record_address(hit, filters, number * PAGE_SIZE + at) for at, hit in enumerate(found.hits)]
    for places in _by_page(found.hits):
        first, *copies = places
        also = [(names.get(found.hits[at].run, ""), addresses[at]) for at in copies]
        shown = next((snippets[at] for at in places if snippets[at].text), snippets[first])
        yield from _hit(found.hits[first], shown, names, addresses[first], also)
    yield "</ol>"
    yield from _pager(filters, found.total, number)
    yield "</div></main>"


def _status(filters: Filters, total: int, indexing: bool) -> Iterator[str]:
    about = f" for “{escape(filters.words)}”" if filters.words else ""
    many = bool(filters.words) and total >= COUNTED
    more = "more than " if many else ""
    coming = ", and more to come: the index is being built" if indexing else ""
    yield f'<p class="soft status"><span role="status">{more}{counting(total, "record")}{about}{coming}</span>'
    if total > 1:
        yield '<span class="sorts">sorted by'
        for sort in SORTS:
            name = _SORT_NAMES[sort] if filters.words or sort != "best" else "run"
            if sort == filters.sort:
                yield f' <b aria-current="true">{name}</b>'
            else:
                yield f' <a href="{_address(filters, sort=sort)}">{name}</a>'
        if many and filters.sort != "best":
            yield f" among the {COUNTED:,} indexed last"
        yield "</span>"
    yield "</p>"


def _by_page(hits: list[Hit]) -> list[list[int]]:
    """Group the positions of hits by page, since several runs and corpora may hold the same page."""
    places: dict[str, list[int]] = {}
    for at, hit in enumerate(hits):
        places.setdefault(hit.id, []).append(at)
    return list(places.values())


def _hit(
    hit: Hit, shown: Snippet, names: dict[str, str], address: str, also: list[tuple[str, str]]
) -> Iterator[str]:
    """A hit. `also`: names of other runs that have the same page, with URLs."""
    about = (hit.published[:10], hit.site, hit.kind, hit.language, names.get(hit.run, ""))
    yield f'<li><a href="{escape(address)}">{_marked(shown.title)}</a>'
    yield f'<span class="soft">{" · ".join(escape(text) for text in about if text)}</span>'
    if shown.text:
        yield f'<span class="text">{_marked(shown.text)}</span>'
    yield f'<span class="soft url">{breakable(hit.url)}</span>'
    if also:
        links = ", ".join(f'<a href="{escape(where)}">{escape(name)}</a>' for name, where in also)
        yield f'<span class="soft also">also in {links}</span>'
    yield "</li>"


def _marked(pieces: Pieces) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if is_word else escape(text) for text, is_word in pieces)


def _address(filters: Filters, **changes: str) -> str:
    """The URL of the same search with other filters, escaped."""
    return escape(records_address(msgspec.structs.replace(filters, **changes)))


def _nothing_found(filters: Filters) -> str:
    if msgspec.structs.replace(filters, words="", sort="best") != Filters():
        everywhere = escape(records_address(Filters(words=filters.words)))
        return f'Nothing here. <a href="{everywhere}">Look in all records.</a>'
    return (
        "No record has all of these. A word is found by its beginning, a phrase in “…” as it stands; "
        "fewer words find more."
    )


def _facets(filters: Filters, found: Results, names: dict[str, str]) -> Iterator[str]:
    """Lists of facet values as links, with their numbers of records. The link of a chosen value removes its
    filter.
    """
    yield '<aside class="facets" aria-label="Narrow the results">'
    for name, values in found.facets.items():
        chosen = _chosen(filters, name)
        if not chosen and len(values) < 2:
            continue
        yield f'<section><h2>{name}</h2><ul tabindex="0" aria-label="{name}">'
        if chosen:
            label = names.get(chosen, chosen) if name == "run" else chosen
            yield (
                f'<li><a class="chosen" href="{_without(filters, name)}" title="any '
                f'{name}">{breakable(label)} <span aria-hidden="true">×</span>'
            )
            yield '<span class="unseen">take away</span></a></li>'
        else:
            for value, count in values[:_MOST_VALUES]:
                label = names.get(value, value) if name == "run" else value or _ABSENT.get(name, UNKNOWN)
                yield _value(filters, name, value, breakable(label), count)
            if len(values) > _MOST_VALUES:
                yield from _rest(filters, name, values)
        yield "</ul></section>"
    yield from _form(filters)
    yield "</aside>"


def _value(filters: Filters, name: str, value: str, label: str, count: int) -> str:
    text = f'{label} <span class="soft">{count:,}</span>'
    if not value:  # there is no filter for absent values
        return f"<li>{text}</li>"
    narrowed = {"since": value, "until": value} if name == "year" else {name: value}
    return f'<li><a href="{_address(filters, **narrowed)}">{text}</a></li>'


def _rest(filters: Filters, name: str, values: list[tuple[str, int]]) -> Iterator[str]:
    rest = values[_MOST_VALUES:]
    count = sum(number for _, number in rest)
    if name == "year" and rest[0][0].isdigit():
        until = rest[0][0]
        yield (
            f'<li><a href="{_address(filters, until=until)}">until {until} <span '
            f'class="soft">{count:,}</span></a></li>'
        )
    else:
        yield f'<li class="soft">{len(rest):,} more: {count:,}</li>'


def _chosen(filters: Filters, name: str) -> str:
    if name != "year":
        return str(getattr(filters, name))
    if filters.since == filters.until:
        return filters.since
    return f"{filters.since or '…'} – {filters.until or '…'}"


def _without(filters: Filters, name: str) -> str:
    return _address(filters, since="", until="") if name == "year" else _address(filters, **{name: ""})


def _form(filters: Filters) -> Iterator[str]:
    """The form for dates, and for sites that the list does not show."""
    yield '<details><summary>Dates, site</summary><form class="narrow" action="/records" method="get">'
    for name, value in asked(msgspec.structs.replace(filters, since="", until="", site="")).items():
        yield f'<input type="hidden" name="{name}" value="{escape(value)}">'
    for name, label, value, hint in (
        ("since", "From", filters.since, "2012-02"), ("until", "to", filters.until, "2012-12-31"),
        ("site", "Site", filters.site, "news.example.com"),
    ):  # fmt: skip
        pattern = (
            r' pattern="\d{4}(-\d\d){0,2}" title="2012, 2012-02 or 2012-02-14"' if name != "site" else ""
        )
        yield f'<label>{label} <input name="{name}" value="{escape(value)}" placeholder="{hint}"{pattern}></label>'
    yield "<button>Show</button></form></details>"


def _pager(filters: Filters, total: int, number: int) -> Iterator[str]:
    if total <= PAGE_SIZE:
        return
    last = (total - 1) // PAGE_SIZE
    yield '<nav class="pager" aria-label="Pages of results">'
    for other, name in ((number - 1, "Back"), (number + 1, "More")):
        if 0 <= other <= last:
            yield f'<a href="{escape(records_address(filters, other))}">{name}</a>'
    yield f'<span class="soft">page {number + 1:,} of {last + 1:,}</span></nav>'
