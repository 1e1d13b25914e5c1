"""The site's own pages. They contain text of hostile pages, so the rules of `newsmill.pipelines.report.html_frame`
apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, urlencode

import msgspec

from newsmill.pipelines.record import Person, Record
from newsmill.pipelines.report.html_frame import document, escape
from newsmill.pipelines.report.other_extractors import PEERS
from newsmill.pipelines.report.site.runs import FoundRun
from newsmill.pipelines.report.site.searching import COUNTED, Filters, Hit

__all__ = [
    "PAGE_SIZE",
    "Place",
    "asked",
    "bar",
    "framed",
    "message",
    "page",
    "record_address",
    "record_page",
    "records_address",
    "try_page",
]

PAGE_SIZE = 20


def page(
    title: str,
    parts: Iterable[str],
    *,
    here: str = "",
    words: str = "",
    tools: Iterable[str] = (),
    frames: bool = False,
) -> str:
    """A page of the site: the bar at the top, and its parts (HTML)."""
    body = [*bar(here, words, list(tools)), *parts]
    return document(f"{title} · newsmill", body, styles=["site.css"], forms=True, frames=frames)


def bar(here: str, words: str = "", tools: Iterable[str] = ()) -> Iterator[str]:
    """The bar at the top of every page. `tools`: HTML of page-specific tools in it."""
    slim = " slim" if tools else ""
    yield f'<header class="bar{slim}"><nav aria-label="Site"><a class="home" href="/">newsmill</a>'
    for address, name in (
        ("/", "Runs"),
        ("/records", "Records"),
        ("/try", "Try a page"),
        ("/labels", "Labels"),
    ):
        current = ' aria-current="page"' if here == address else ""
        yield f'<a href="{address}"{current}>{name}</a>'
    yield "</nav>"
    yield from tools
    yield (
        '<form class="search" role="search" action="/records" method="get"><label for="words" '
        'class="unseen">Search the records</label>'
    )
    yield (
        f'<input id="words" name="q" type="search" value="{escape(words)}" placeholder="Search all '
        f'records"></form></header>'
    )


def record_address(hit: Hit, filters: Filters, place: int) -> str:
    """The URL of a record as a search result, with the search and its place among the results."""
    return f"/records/{quote(hit.run, safe='')}/{quote(hit.id, safe='')}?{urlencode({**asked(filters), 'at': place})}"


def records_address(filters: Filters, number: int = 0) -> str:
    """The URL of a page of results, counted from 0."""
    parameters = {**asked(filters), **({"page": str(number)} if number else {})}
    return f"/records?{urlencode(parameters)}" if parameters else "/records"


def asked(filters: Filters) -> dict[str, str]:
    """The filters as query parameters."""
    values = {"q": filters.words, **msgspec.structs.asdict(filters)}
    return {
        name: value
        for name, value in values.items()
        if value and name != "words" and (name, value) != ("sort", "best")
    }


class Place(NamedTuple):
    """A record's place among the results of a search."""

    filters: Filters
    at: int
    total: int
    previous: Hit | None
    following: Hit | None


def record_page(record: Record, run: FoundRun, why: str, place: Place | None = None) -> str:
    """A record without its page, and why the page cannot be shown. `place`: its place among search results."""

    def parts() -> Iterator[str]:
        yield f'<main class="site"><h1>{escape(record.title or "(no title)")}</h1>'
        yield f'<p class="soft">{escape(record.url or record.origin or record.id)}</p>'
        yield f'<p class="notice" role="note">Its page cannot be shown. {escape(why)}</p><dl class="fields">'
        values = (
            ("subtitle", record.subtitle), ("lead", record.lead),
            ("published", record.published), ("updated", record.updated), ("source", record.source),
            ("authors", _people(record.authors)),
            ("editors", _people(record.editors)), ("section", " › ".join(record.section)),
                ("keywords", "、".join(record.keywords)),
            ("canonical", record.canonical if record.canonical != record.url else None),
            ("origin", record.origin), ("fetched", record.fetched_at), ("id", record.id),
            ("digest", record.digest), ("run", run.name),
        )  # fmt: skip
        for name, value in values:
            if value:
                yield f"<dt>{name}</dt><dd>{escape(value)}</dd>"
        yield '</dl><div class="text">'
        yield from (f"<p>{escape(paragraph)}</p>" for paragraph in record.body.split("\n") if paragraph)
        yield "</div></main>"

    words = place.filters.words if place else ""
    return page(record.title or "record", parts(), words=words, tools=_walk(place) if place else ())


def _people(people: list[Person]) -> str:
    return "、".join(f"{person.role} {person.name}" if person.role else person.name for person in people)


def framed(title: str, address: str, here: str, against: list[str], place: Place | None = None) -> str:
    """The inspector in a sandboxed frame: it may run newsmill's script, but cannot reach this site.

    address   the URL of the inspector's page
    here      the URL of this page
    place     the record's place among search results, if it was opened from there
    """
    query = f"?{urlencode({'against': against}, doseq=True)}" if against else ""
    body = [
        *bar("", place.filters.words if place else "", list(_record_tools(here, against, place))),
        f'<main class="framed"><h1 class="unseen">{escape(title)}</h1>'
        f'<iframe title="The page beside its record: {escape(title)}" sandbox="allow-scripts allow-popups" '
        f'referrerpolicy="no-referrer" src="{escape(address + query)}"></iframe></main>',
    ]
    return document(f"{title} · newsmill", body, styles=["site.css"], forms=True, frames=True)


def _record_tools(here: str, against: list[str], place: Place | None) -> Iterator[str]:
    """The tools for a record: previous and next result, comparison, and labelling."""
    if place is not None:
        yield from _walk(place)
    yield f'<form class="against" action="{escape(here)}" method="get"><span>Compare</span>'
    for name, value in {**asked(place.filters), "at": str(place.at)}.items() if place else ():
        yield f'<input type="hidden" name="{name}" value="{escape(value)}">'
    for name in PEERS:
        checked = " checked" if name in against else ""
        yield f'<label><input type="checkbox" name="against" value="{name}"{checked}> {name}</label>'
    yield f'<button>Show</button></form><a class="tool" href="{escape(here)}/label">Label</a>'


def _walk(place: Place) -> Iterator[str]:
    """Links to the results, and to the previous and next record."""
    back = records_address(place.filters, place.at // PAGE_SIZE)
    yield f'<nav class="walk" aria-label="Results"><a href="{escape(back)}">Back</a>'
    for hit, number, name in (
        (place.previous, place.at - 1, "Previous"),
        (place.following, place.at + 1, "Next"),
    ):
        if hit is not None:
            yield f'<a href="{escape(record_address(hit, place.filters, number))}">{name}</a>'
        else:
            yield f'<span class="soft" aria-hidden="true">{name}</span>'
    more = "+" if place.filters.words and place.total >= COUNTED else ""
    yield f'<span class="soft">{place.at + 1:,} of {place.total:,}{more}</span></nav>'


def try_page(form: str, problem: str = "") -> str:
    """The form for trying a page."""

    def parts() -> Iterator[str]:
        yield (
            '<main class="site"><h1>Try a page</h1><p class="soft">It is cleaned and shown here, and kept '
            "in memory only, for a while.</p>"
        )
        if problem:
            yield f'<p class="notice" role="alert">{escape(problem)}</p>'
        yield '<form class="sample" action="/try" method="post" enctype="multipart/form-data">'
        yield f'<input type="hidden" name="form" value="{escape(form)}"><input type="hidden" name="sample" value="1">'
        yield (
            '<button>Try the sample page</button> <span class="soft">News of 2012, declared as gb2312, '
            "with a footer in UTF-8.</span></form>"
        )
        yield '<form class="try" action="/try" method="post" enctype="multipart/form-data">'
        yield f'<input type="hidden" name="form" value="{escape(form)}">'
        yield (
            '<label for="file">A saved page</label><input id="file" name="file" type="file" '
            'accept=".html,.htm,.shtml,.txt,text/html,text/plain">'
        )
        yield (
            '<label for="html">or its HTML</label><textarea id="html" name="html" rows="12" '
            'spellcheck="false" placeholder="&lt;html&gt; …"></textarea>'
        )
        yield (
            '<label for="url">Its address, where it is known</label><input id="url" name="url" '
            'type="text" inputmode="url" placeholder="http://news.example.com/a.html">'
        )
        yield "<button>Inspect</button></form></main>"

    return page("Try a page", parts(), here="/try")


def message(title: str, text: str) -> str:
    """A page with a single message."""
    return page(title, [f'<main class="site"><h1>{escape(title)}</h1><p>{escape(text)}</p></main>'])
