"""The site's own pages. They hold text of hostile pages, so the rule of `newsmill.pipelines.report.frame` is theirs as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, urlencode

from newsmill.pipelines.record import Person, Record
from newsmill.pipelines.report.frame import document, escape
from newsmill.pipelines.report.html_parts import counting
from newsmill.pipelines.report.peers import PEERS
from newsmill.pipelines.report.site.index import COUNTED, Filters, Hit
from newsmill.pipelines.report.site.runs import FoundRun
from newsmill.pipelines.report.site.snippets import Pieces, Snippet

__all__ = [
    "Place",
    "bar",
    "framed",
    "home",
    "message",
    "record_address",
    "record_page",
    "results",
    "try_page",
]

PAGE_SIZE = 20


def _page(title: str, parts: Iterable[str], *, here: str = "", words: str = "", frames: bool = False) -> str:
    body = [*bar(here, words), *parts]
    return document(f"{title} · newsmill", body, styles=["site.css"], forms=True, frames=frames)


def bar(here: str, words: str = "", tools: Iterable[str] = ()) -> Iterator[str]:
    """The line at the top of every page; `tools` are HTML of the page's own in it."""
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
    yield '<form class="search" role="search" action="/records" method="get"><label for="words" class="unseen">Search the records</label>'
    yield f'<input id="words" name="q" type="search" value="{escape(words)}" placeholder="Search all records"></form></header>'


def home(runs: list[FoundRun], folder: str, indexing: bool) -> str:
    """The list of runs."""

    def parts() -> Iterator[str]:
        yield f'<main class="site"><h1>Runs</h1><p class="soft">Below {escape(folder)}</p>'
        if indexing:
            yield '<p class="notice" role="status">Records are still being read into the search index.</p>'
        if not runs:
            yield '<p class="empty">There is no finished run here: no folder with a manifest.json. '
            yield "Make one with <code>newsmill clean saved/ -o out</code>.</p>"
        else:
            yield '<div class="wide"><table class="runs"><thead><tr><th scope="col">run</th><th scope="col">command</th><th scope="col">began (UTC)</th>'
            yield '<th scope="col" class="n">pages</th><th scope="col" class="n">records</th><th scope="col" class="n">rejects</th>'
            yield "<td></td></tr></thead><tbody>"
            for run in runs:
                yield from _run_row(run)
            yield "</tbody></table></div>"
        yield "</main>"

    return _page("Runs", parts(), here="/")


def _run_row(run: FoundRun) -> Iterator[str]:
    manifest = run.manifest
    yield f'<tr><th scope="row"><a href="/records?run={run.key}">{escape(run.name)}</a></th><td>{escape(manifest.command)}</td>'
    yield f'<td class="when">{escape(manifest.started_at[:16].replace("T", " "))}</td>'
    counts = manifest.counts
    for name, number in (("pages", counts.pages), ("records", counts.records), ("rejects", counts.rejects)):
        yield f'<td class="n" data-of="{name}">{number:,}</td>'
    yield f'<td class="n"><a href="/runs/{run.key}/report">Report</a></td></tr>'


def results(
    filters: Filters,
    hits: list[Hit],
    total: int,
    page: int,
    runs: list[FoundRun],
    kinds: list[str],
    indexing: bool,
    snippets: list[Snippet],
) -> str:
    """Records that were found.

    hits      those of this page of the results, with the `snippets` of each
    """

    def parts() -> Iterator[str]:
        yield '<main class="site"><h1>Records</h1><form class="filters" action="/records" method="get">'
        yield f'<input type="hidden" name="q" value="{escape(filters.words)}">'
        yield from _choice("run", "Run", filters.run, [(run.key, run.name) for run in runs])
        yield from _choice("kind", "Kind", filters.kind, [(kind, kind) for kind in kinds])
        yield f'<label>Site <input name="site" value="{escape(filters.site)}" placeholder="any" size="18"></label>'
        yield "<button>Show</button></form>"
        about = f" for “{escape(filters.words)}”" if filters.words else ""
        more = "more than " if filters.words and total >= COUNTED else ""
        coming = ", and more to come: the index is being built" if indexing else ""
        yield f'<p class="soft" role="status">{more}{counting(total, "record")}{about}{coming}</p>'
        if not total:
            yield f'<p class="empty">{_nothing_found(filters)}</p>'
        yield '<ol class="hits">'
        names = {run.key: run.name for run in runs}
        for number, (hit, shown) in enumerate(zip(hits, snippets, strict=True)):
            about = " · ".join(
                escape(text)
                for text in (hit.published[:10], hit.site, hit.kind, names.get(hit.run, ""))
                if text
            )
            address = record_address(hit, filters, page * PAGE_SIZE + number)
            yield f'<li><a href="{escape(address)}">{_marked(shown.title)}</a><span class="soft">{about}</span>'
            if shown.text:
                yield f'<span class="text">{_marked(shown.text)}</span>'
            yield f'<span class="soft url">{escape(hit.url)}</span></li>'
        yield "</ol>"
        yield from _pager(filters, total, page)
        yield "</main>"

    return _page(filters.words or "Records", parts(), here="/records", words=filters.words)


def _marked(pieces: Pieces) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if is_word else escape(text) for text, is_word in pieces)


def record_address(hit: Hit, filters: Filters, place: int) -> str:
    """The address of a record as one of the results: with what was looked for, and its place among them."""
    return f"/records/{quote(hit.run, safe='')}/{quote(hit.id, safe='')}?{urlencode({**_asked(filters), 'at': place})}"


def _asked(filters: Filters) -> dict[str, str]:
    """What was looked for, as parameters of an address."""
    asked = {"q": filters.words, "run": filters.run, "site": filters.site, "kind": filters.kind}
    return {name: value for name, value in asked.items() if value}


class Place(NamedTuple):
    """A record's place among the results of a search."""

    filters: Filters
    at: int
    total: int
    previous: Hit | None
    following: Hit | None


def _nothing_found(filters: Filters) -> str:
    if filters.run or filters.site or filters.kind:
        return "Nothing here. Take away the run, the kind or the site to look in all records."
    return "No record has all of these. A word is found by its beginning, a phrase in “…” as it stands; fewer words find more."


def _choice(name: str, label: str, chosen: str, options: list[tuple[str, str]]) -> Iterator[str]:
    yield f'<label>{label} <select name="{name}"><option value="">any</option>'
    for value, shown in options:
        selected = " selected" if value == chosen else ""
        yield f'<option value="{escape(value)}"{selected}>{escape(shown)}</option>'
    yield "</select></label>"


def _pager(filters: Filters, total: int, page: int) -> Iterator[str]:
    if total <= PAGE_SIZE:
        return
    last = (total - 1) // PAGE_SIZE
    yield '<nav class="pager" aria-label="Pages of results">'
    for number, name in ((page - 1, "Earlier"), (page + 1, "Later")):
        if 0 <= number <= last:
            query = urlencode({**_asked(filters), "page": number})
            yield f'<a href="/records?{escape(query)}">{name}</a>'
    yield f'<span class="soft">page {page + 1} of {last + 1}</span></nav>'


def record_page(record: Record, run: FoundRun, why: str) -> str:
    """A record without its page, and why the page cannot be shown."""

    def parts() -> Iterator[str]:
        yield f'<main class="site"><h1>{escape(record.title or "(no title)")}</h1>'
        yield f'<p class="soft">{escape(record.url or record.origin or record.id)}</p>'
        yield f'<p class="notice" role="note">Its page cannot be shown. {escape(why)}</p><dl class="fields">'
        values = (
            ("published", record.published), ("source", record.source), ("authors", _people(record.authors)),
            ("editors", _people(record.editors)), ("section", " › ".join(record.section)), ("keywords", "、".join(record.keywords)),
            ("origin", record.origin), ("run", run.name),
        )  # fmt: skip
        for name, value in values:
            if value:
                yield f"<dt>{name}</dt><dd>{escape(value)}</dd>"
        yield '</dl><div class="text">'
        yield from (f"<p>{escape(paragraph)}</p>" for paragraph in record.body.split("\n") if paragraph)
        yield "</div></main>"

    return _page(record.title or "record", parts())


def _people(people: list[Person]) -> str:
    return "、".join(f"{person.role} {person.name}" if person.role else person.name for person in people)


def framed(title: str, address: str, here: str, against: list[str], place: Place | None = None) -> str:
    """The inspector in a frame of its own: it may run newsmill's script, and reaches nothing of this site.

    address   of the inspector's page
    here      the address of this page
    place     among the results of the search that led here
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
    """What can be done with a record that is shown: go on in the results, compare, and correct it as a label."""
    if place is not None:
        yield from _walk(place)
    yield f'<form class="against" action="{escape(here)}" method="get"><span>Compare</span>'
    for name, value in {**_asked(place.filters), "at": str(place.at)}.items() if place else ():
        yield f'<input type="hidden" name="{name}" value="{escape(value)}">'
    for name in PEERS:
        checked = " checked" if name in against else ""
        yield f'<label><input type="checkbox" name="against" value="{name}"{checked}> {name}</label>'
    yield f'<button>Show</button></form><a class="tool" href="{escape(here)}/label">Label</a>'


def _walk(place: Place) -> Iterator[str]:
    """Back to the results, and to the records before and after."""
    back = urlencode({**_asked(place.filters), "page": place.at // PAGE_SIZE})
    yield f'<nav class="walk" aria-label="Results"><a href="/records?{escape(back)}">Back</a>'
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
    """The form for a page of one's own."""

    def parts() -> Iterator[str]:
        yield '<main class="site"><h1>Try a page</h1><p class="soft">It is cleaned and shown here, and kept in memory only, for a while.</p>'
        if problem:
            yield f'<p class="notice" role="alert">{escape(problem)}</p>'
        yield '<form class="try" action="/try" method="post" enctype="multipart/form-data">'
        yield f'<input type="hidden" name="form" value="{escape(form)}">'
        yield '<label for="file">A saved page</label><input id="file" name="file" type="file" accept=".html,.htm,.shtml,.txt,text/html,text/plain">'
        yield '<label for="html">or its HTML</label><textarea id="html" name="html" rows="12" spellcheck="false" placeholder="&lt;html&gt; …"></textarea>'
        yield '<label for="url">Its address, where it is known</label><input id="url" name="url" type="text" inputmode="url" placeholder="http://news.example.com/a.html">'
        yield "<button>Inspect</button></form></main>"

    return _page("Try a page", parts(), here="/try")


def message(title: str, text: str) -> str:
    """A page that says one thing."""
    return _page(title, [f'<main class="site"><h1>{escape(title)}</h1><p>{escape(text)}</p></main>'])
