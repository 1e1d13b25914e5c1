"""The routes of `newsmill serve`."""

from __future__ import annotations

import contextlib
import re
import secrets
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from newsmill.pipelines.labels.draft import Draft, with_label
from newsmill.pipelines.labels.store import LabelError, LabelStore
from newsmill.pipelines.page import Page, Rejected
from newsmill.pipelines.record import Record
from newsmill.pipelines.report.html_frame import ASSETS, asset, policy
from newsmill.pipelines.report.inspector import Inspection
from newsmill.pipelines.report.other_extractors import PEERS
from newsmill.pipelines.report.run_report import REPORT
from newsmill.pipelines.report.site import home_page, pages, results_page, studio_page
from newsmill.pipelines.report.site.access_control import MOST_BYTES, Guard
from newsmill.pipelines.report.site.archive import Inspectors, places
from newsmill.pipelines.report.site.index import RecordIndex
from newsmill.pipelines.report.site.overview import overview
from newsmill.pipelines.report.site.runs import FoundRun, find_runs
from newsmill.pipelines.report.site.searching import SORTS, Filters, Hit
from newsmill.pipelines.report.site.snippets import Snippet, marked, snippet, wanted
from newsmill.pipelines.report.site.studio import Drafts, NotALabel, label_from

__all__ = ["make_app"]

_INDEX = ".newsmill-search.sqlite"
# Pages that users try are kept only in memory, at most this many.
_MOST_TRIED = 20
# The maximum number of fields in the form of the label studio, which has one per line of the page.
_MOST_FIELDS = 50_000
# Seconds that a response waits for the index to be updated, and for which the list of runs is cached.
_PATIENCE = 0.3
_KNOWN = 0.5
_SITE = policy([asset("base.css"), asset("site.css")], forms=True, frames=True) + "; frame-ancestors 'none'"
# Inspected pages are sandboxed with their own origin, so even a script that ran could reach nothing.
_INSPECTED = policy([asset("base.css"), asset("inspector.css")], [asset("inspector.js")])
_INSPECTED += "; frame-ancestors 'self'; sandbox allow-scripts allow-popups"
_STUDIO = policy(
    [asset(name) for name in ("base.css", *studio_page.STYLES)], [asset(studio_page.SCRIPT)], forms=True
)
_STUDIO += "; frame-ancestors 'none'"
_REPORT = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


class _Site:
    """The state that the routes share."""

    def __init__(self, root: Path, form: str, saved: Sequence[Path], labels: Path | None) -> None:
        self.root = root
        self.saved = saved
        self.form = form
        self.index = RecordIndex(_index_path(root))
        self.inspectors = Inspectors()
        self.labels = LabelStore(labels) if labels is not None else None
        self.drafts = Drafts()
        self.tried: OrderedDict[str, Page] = OrderedDict()
        self._reading = threading.Lock()
        self._looked = threading.Event()
        self._looking = threading.Lock()
        self._runs: list[FoundRun] = []
        self._known_until = 0.0

    @property
    def indexing(self) -> bool:
        return self._reading.locked()

    def runs(self) -> list[FoundRun]:
        """The current runs. New ones are indexed in the background.

        The folder is searched at most every `_KNOWN` seconds, whatever the number of requests. If there is
        nothing new, the index update ends within `_PATIENCE`, and no page says that an index is being built.
        """
        with self._looking:
            if time.monotonic() < self._known_until:
                return self._runs
            self._runs = runs = find_runs(self.root)
            self._known_until = time.monotonic() + _KNOWN
            started = self._reading.acquire(blocking=False)
            if started:
                self._looked.clear()
                threading.Thread(target=self._update, args=(runs,), name="index", daemon=True).start()
        if started:
            self._looked.wait(_PATIENCE)
        return runs

    def _update(self, runs: list[FoundRun]) -> None:
        try:
            self.index.update(runs)
        finally:
            self._reading.release()
            self._looked.set()

    def run(self, key: str) -> FoundRun:
        """A run by its key. Raises HTTPException (404)."""
        for run in find_runs(self.root):
            if run.key == key:
                return run
        raise HTTPException(404, "There is no such run (any more).")

    def keep(self, page: Page) -> str:
        """Keep a page for a while. Returns its key."""
        key = secrets.token_urlsafe(12)
        self.tried[key] = page
        while len(self.tried) > _MOST_TRIED:
            self.tried.popitem(last=False)
        return key


def _index_path(root: Path) -> Path:
    """The path of the index: beside the runs, or in a temporary folder if nothing can be written there."""
    try:
        with tempfile.TemporaryFile(dir=root):
            return root / _INDEX
    except OSError:
        return Path(tempfile.mkdtemp(prefix="newsmill-")) / _INDEX


def make_app(
    root: Path, token: str | None = None, saved: Sequence[Path] = (), labels: Path | None = None
) -> Starlette:
    """The site for the runs below `root`.

    token   required of browsers if the site can be reached from other machines, else None
    saved   current locations of the inputs of runs, if they have moved
    labels  the folder for labels, or None if pages are not to be labelled
    """
    form = secrets.token_urlsafe(16)
    site = _Site(root, form, saved, labels)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(site.runs)
        yield
        await run_in_threadpool(site.inspectors.close)

    app = Starlette(
        routes=[
            Route("/", _home),
            Route("/records", _records),
            Route("/records/{run}/{record}", _record),
            Route("/records/{run}/{record}/page", _record_page),
            Route("/records/{run}/{record}/label", _label_record, methods=["GET", "POST"]),
            Route("/runs/{run}/report", _report),
            Route("/try", _try, methods=["GET", "POST"]),
            Route("/tried/{key}", _tried),
            Route("/tried/{key}/page", _tried_page),
            Route("/tried/{key}/label", _label_tried, methods=["GET", "POST"]),
            Route("/labels", _labels),
            Route("/labels/{label}", _label_again, methods=["GET", "POST"]),
        ],
        middleware=[Middleware(Guard, token=token)],
        exception_handlers={HTTPException: _problem},
        lifespan=lifespan,
    )
    app.state.site = site
    return app


def _site(request: Request) -> _Site:
    site: _Site = request.app.state.site
    return site


def _html(text: str, status: int = 200, security: str = _SITE) -> HTMLResponse:
    return HTMLResponse(text.encode("utf-8", "replace"), status, {"content-security-policy": security})


async def _problem(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else "Something went wrong."
    return _html(pages.message("Not found" if status == 404 else "That did not work", detail), status)


def _home(request: Request) -> Response:
    site = _site(request)
    runs = site.runs()
    return _html(
        home_page.home([overview(run) for run in runs], site.root.name or str(site.root), site.indexing)
    )


def _records(request: Request) -> Response:
    site = _site(request)
    filters = _filters(request)
    page = _number(request, "page")
    runs = site.runs()
    found = site.index.search(filters, results_page.PAGE_SIZE, page * results_page.PAGE_SIZE)
    snippets = list(_snippets(site.index, found.hits, filters))
    return _html(results_page.results(filters, found, page, runs, site.indexing, snippets))


_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


def _filters(request: Request) -> Filters:
    asked = {name: value.strip()[:500] for name, value in request.query_params.items()}
    dates = {name: asked.get(name, "") for name in ("since", "until")}
    return Filters(
        words=asked.get("q", ""),
        **{name: asked.get(name, "") for name in ("run", "site", "kind", "language")},
        **{name: date if _DATE.fullmatch(date) else "" for name, date in dates.items()},
        sort=next((sort for sort in SORTS if sort == asked.get("sort")), "best"),
    )


def _number(request: Request, name: str) -> int:
    """A number among the query parameters; 0 if it is absent or invalid."""
    number = request.query_params.get(name, "0")
    return min(int(number), 10_000_000) if number.isdecimal() and number.isascii() and len(number) < 9 else 0


def _snippets(index: RecordIndex, hits: list[Hit], filters: Filters) -> Iterator[Snippet]:
    """The snippet of each hit."""
    pattern = wanted(filters.words)
    for hit, record in zip(hits, index.records(hits, _PATIENCE), strict=True):
        yield snippet(record, pattern) if record else Snippet(marked(hit.title or "(no title)", pattern), [])


def _place(request: Request) -> pages.Place | None:
    """The place of a record among the results of the search that led to it; None without a search."""
    if "at" not in request.query_params:
        return None
    at, filters = _number(request, "at"), _filters(request)
    found = _site(request).index.search(filters, 3 if at else 2, max(at - 1, 0))
    previous, following = (found.hits[:1], found.hits[2:3]) if at else ([], found.hits[1:2])
    return pages.Place(
        filters, at, found.total, *(each[0] if each else None for each in (previous, following))
    )


def _against(request: Request) -> list[str]:
    return [name for name in PEERS if name in request.query_params.getlist("against")]


def _record(request: Request) -> Response:
    run, record = _asked_record(request)
    place = _place(request)
    if not _found_at(_site(request), run, record):
        where = record.origin or "which its record does not say"
        why = f"The bytes it was made from were not found: {where}. Name their folder with newsmill serve --pages."
        return _html(pages.record_page(record, run, why, place))
    here = request.url.path
    shown = pages.framed(record.title or record.id, f"{here}/page", here, _against(request), place)
    return _html(shown)


def _asked_record(request: Request) -> tuple[FoundRun, Record]:
    """The run and the record that a URL names. Raises HTTPException (404)."""
    site, run = _site(request), _site(request).run(request.path_params["run"])
    record = site.index.record(run.key, request.path_params["record"])
    if record is None:
        raise HTTPException(404, "There is no such record (any more).")
    return run, record


def _found_at(site: _Site, run: FoundRun, record: Record) -> list[str]:
    """Candidate locations of a record's bytes: with its run, or with another run that has the same page, such
    as the one that a corpus was made from.
    """
    found = list(places(record, run, site.saved))
    if found or record.digest is None:
        return found
    runs = {each.key: each for each in site.runs()}
    return [
        place
        for key, copy in site.index.copies(record)
        if copy.digest == record.digest and key in runs
        for place in places(copy, runs[key], site.saved)
    ]


def _known(record: Record) -> Page:
    """The page of a record without its bytes."""
    return Page(
        raw=b"", url=record.url, origin=record.origin, fetched_at=record.fetched_at, version=record.version
    )


def _record_page(request: Request) -> Response:
    run, record = _asked_record(request)
    site = _site(request)
    try:
        shown = site.inspectors.inspect(
            _known(record),
            against=_against(request),
            found_at=_found_at(site, run, record),
            digest=record.digest,
            stored_body=record.body,
        )
    except Rejected as rejection:
        return _html(pages.record_page(record, run, rejection.detail))
    return _inspected(shown)


def _inspected(shown: Inspection) -> Response:
    return _html(shown.html, security=_INSPECTED)


def _report(request: Request) -> Response:
    run = _site(request).run(request.path_params["run"])
    try:
        raw = (run.folder / REPORT).read_bytes()
    except OSError:
        raise HTTPException(
            404, "This run has no report.html; newsmill clean, crawl and export write one at their end."
        ) from None
    # The run may come from anywhere, so its report is not trusted.
    return HTMLResponse(raw, headers={"content-security-policy": _REPORT})


async def _try(request: Request) -> Response:
    site = _site(request)
    if request.method == "GET":
        return _html(pages.try_page(site.form))
    try:
        async with request.form(max_files=1, max_fields=4, max_part_size=MOST_BYTES) as form:
            if not secrets.compare_digest(str(form.get("form", "")).encode(), site.form.encode()):
                return _html(
                    pages.try_page(
                        site.form, "newsmill serve was restarted since this form was loaded. Send it again."
                    ),
                    403,
                )
            if "sample" in form:
                return RedirectResponse(f"/tried/{site.keep(_sample())}", 303)
            page = await _given(form.get("file"), form.get("html"), str(form.get("url") or "").strip())
    except HTTPException as error:
        return _html(pages.try_page(site.form, error.detail), error.status_code)
    if not page.raw.strip():
        return _html(pages.try_page(site.form, "Choose a file, or paste the HTML of a page."), 400)
    return RedirectResponse(f"/tried/{site.keep(page)}", 303)


def _sample() -> Page:
    """The bundled sample page: GBK declared as gb2312, with a UTF-8 footer and boilerplate around the text."""
    raw = (ASSETS / "sample.html").read_bytes()
    return Page(raw=raw, url="http://portal.example/news/201206/t20120618_20413.shtml", origin="sample.html")


async def _given(file: object, html: object, url: str) -> Page:
    """The page submitted with a form: the uploaded file, or the pasted text."""
    known = url if url.startswith(("http://", "https://")) else None
    if isinstance(file, UploadFile) and file.filename:
        return Page(raw=await file.read(), url=known, origin=f"upload/{file.filename}")
    # Browsers send pasted text in UTF-8, whatever charset the page declares.
    return Page(raw=str(html or "").encode("utf-8", "replace"), url=known, charset="utf-8", origin="pasted")


def _tried(request: Request) -> Response:
    page = _kept(request)
    here = request.url.path
    return _html(pages.framed(page.origin or "page", f"{here}/page", here, _against(request)))


def _tried_page(request: Request) -> Response:
    try:
        return _inspected(_site(request).inspectors.inspect(_kept(request), against=_against(request)))
    except Rejected as rejection:
        return _html(
            pages.message("No record", f"The page gives no record ({rejection.reason}): {rejection.detail}")
        )


def _kept(request: Request) -> Page:
    page = _site(request).tried.get(request.path_params["key"])
    if page is None:
        raise HTTPException(404, "This page is no longer kept; send it again.")
    return page


def _labels(request: Request) -> Response:
    store = _store(request)
    try:
        return _html(studio_page.labels_page(store.labels(), str(store.folder)))
    except LabelError as error:
        return _html(studio_page.labels_page([], str(store.folder), str(error)))


def _store(request: Request) -> LabelStore:
    store = _site(request).labels
    if store is None:
        raise HTTPException(404, "Pages are labelled where newsmill serve is started with --labels DIR.")
    return store


async def _label_record(request: Request) -> Response:
    return await _label(request, _record_draft)


async def _label_tried(request: Request) -> Response:
    return await _label(request, lambda asked: _site(asked).inspectors.draft(_kept(asked)))


async def _label_again(request: Request) -> Response:
    return await _label(request, _saved_draft)


def _record_draft(request: Request) -> Draft:
    run, record = _asked_record(request)
    site = _site(request)
    found_at = _found_at(site, run, record)
    if not found_at:
        raise HTTPException(404, "The bytes that the record was made from were not found.")
    return site.inspectors.draft(_known(record), found_at=found_at, digest=record.digest)


def _saved_draft(request: Request) -> Draft:
    store = _store(request)
    label = store.get(request.path_params["label"])
    if label is None:
        raise HTTPException(404, "There is no such label (any more).")
    try:
        draft = _site(request).inspectors.draft(store.page(label))
    except LabelError as error:
        raise HTTPException(404, str(error)) from error
    # The label keeps its id, even if newsmill would now give the page another one.
    return with_label(draft, label)


async def _label(request: Request, make: Callable[[Request], Draft]) -> Response:
    """Show the form for labelling a page, or save the label that was submitted."""
    store = _store(request)
    if request.method == "POST":
        return await _save(request, store)
    try:
        draft = await run_in_threadpool(make, request)
    except Rejected as rejection:
        return _html(pages.message("Nothing to label", f"The page gives no record: {rejection.detail}"), 404)
    known = await run_in_threadpool(store.get, draft.label.id)
    if known is not None:
        draft = with_label(draft, known)
    note = "Saved." if "saved" in request.query_params else "It was labelled before." if known else ""
    return _studio(request, draft, note=note)


def _studio(
    request: Request, draft: Draft, status: int = 200, *, note: str = "", problem: str = ""
) -> Response:
    site = _site(request)
    key = site.drafts.keep(draft)
    shown = studio_page.studio_page(draft, site.form, key, request.url.path, note=note, problem=problem)
    return _html(shown, status, _STUDIO)


async def _save(request: Request, store: LabelStore) -> Response:
    site = _site(request)
    async with request.form(max_files=0, max_fields=_MOST_FIELDS, max_part_size=MOST_BYTES) as form:
        draft = site.drafts.get(str(form.get("draft", "")))
        if draft is None or not secrets.compare_digest(
            str(form.get("form", "")).encode(), site.form.encode()
        ):
            raise HTTPException(403, "This form has expired: open the page again, and label it again.")
        try:
            label = label_from(draft, form)
        except NotALabel as problem:
            return _studio(request, with_label(draft, problem.label), 400, problem=str(problem))
    try:
        await run_in_threadpool(store.save, label, draft.page.raw)
    except (OSError, ValueError, LabelError) as error:
        return _studio(request, with_label(draft, label), 500, problem=f"It was not saved: {error}")
    return RedirectResponse(f"{request.url.path}?saved=1", 303)
