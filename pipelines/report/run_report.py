"""`report.html`: the results of a run on one page."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from newsmill.pipelines.page import REASONS, Reject
from newsmill.pipelines.report.history import HISTORY, Crawl, Figures, read_crawls, read_history
from newsmill.pipelines.report.html_frame import document, escape
from newsmill.pipelines.report.html_parts import (
    breakable,
    counted,
    counting,
    duration,
    percent,
    section,
    size,
    table,
    tree,
)
from newsmill.pipelines.report.plots import Series, bars, columns, lines, short
from newsmill.pipelines.report.summary import FIELDS, UNDATED, UNKNOWN, Summary, most_common, summarise
from newsmill.pipelines.runs.manifest import Manifest, read_manifest
from newsmill.pipelines.runs.timing import TimingFigures
from newsmill.pipelines.writers.atomic import atomic_write

__all__ = ["HISTORY", "REPORT", "write_report"]

REPORT = "report.html"
_MOST_SITES = 40
_TIME = "%Y-%m-%dT%H:%M:%SZ"


def write_report(folder: Path) -> Path:
    """Write `report.html` into a run's folder and return its path.

    folder   has `manifest.json`, and `records-*.jsonl` and `rejects.jsonl` if the run wrote any

    Reads the records once, as a stream. The times are those of `manifest.timing` (see
    `newsmill.pipelines.runs.timing`). Raises FileNotFoundError if the folder has no manifest.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        raise FileNotFoundError(f"{folder} has no manifest.json: no run has been finished there.")
    summary = summarise(folder, _start(manifest))
    history = read_history(folder, summary)
    with atomic_write(folder / HISTORY) as file:
        file.write(msgspec.json.format(msgspec.json.encode({"runs": history}), indent=1) + b"\n")
    name = folder.resolve().name
    page = document(
        f"{name}: run report",
        _report(name, manifest, summary, history[:-1], read_crawls(folder)),
        styles=["report.css"],
    )
    path = folder / REPORT
    with atomic_write(path) as file:
        file.write(page.encode("utf-8", "replace"))
    return path


def _start(manifest: Manifest) -> Summary:
    return Summary(
        run=f"{manifest.command} {manifest.started_at}",
        command=manifest.command,
        newsmill=manifest.newsmill,
        started_at=manifest.started_at,
        seconds=manifest.seconds,
        pages=manifest.counts.pages,
        listings=manifest.counts.listings,
    )


def _report(
    name: str, manifest: Manifest, summary: Summary, before: list[Figures], crawls: list[Crawl]
) -> Iterator[str]:
    timing = manifest.timing or TimingFigures()
    yield '<main class="report">'
    yield from _head(name, manifest, crawls)
    yield from _figures(manifest, summary)
    yield from _change(summary, before)
    yield from _crawl_history(crawls)
    yield from _throughput(timing)
    yield from _harvest(manifest)
    if summary.records:
        yield from _fields(summary)
        yield from _contents(summary)
    yield from _rejects(summary)
    yield from _skipped(manifest)
    yield from _repairs(summary)
    yield from _warnings(summary)
    yield from _slowest(timing)
    yield from _account(manifest)
    yield "</main>"


def _head(name: str, manifest: Manifest, crawls: list[Crawl]) -> Iterator[str]:
    seconds = _seconds(manifest)
    took = f" · took {duration(seconds)}" if seconds is not None else ""
    yield f'<header><p class="over">newsmill {escape(manifest.command)}</p><h1>{escape(name)}</h1>'
    yield f'<p class="soft">{_when(manifest.started_at)}{took} · newsmill {escape(manifest.newsmill)}</p></header>'
    if crawls and crawls[-1].verdict:
        yield f'<p class="notice" role="note">{escape(crawls[-1].verdict)}</p>'


def _seconds(manifest: Manifest) -> float | None:
    """The duration of the run in seconds: as measured, else from its start and end times; None if unknown."""
    if manifest.seconds is not None or manifest.finished_at is None:
        return manifest.seconds
    try:
        begin, end = (datetime.strptime(each, _TIME) for each in (manifest.started_at, manifest.finished_at))
    except ValueError:
        return None
    return (end - begin).total_seconds()


def _figures(manifest: Manifest, summary: Summary) -> Iterator[str]:
    counts = manifest.counts
    read = sum(each.bytes for each in manifest.inputs)
    seconds = _seconds(manifest)
    # If there is a plot of the throughput, it shows the mean too.
    rate = counts.pages / seconds if seconds and counts.pages and manifest.timing is None else None
    cards = [
        (f"{counts.pages:,}", "pages"),
        (f"{counts.records:,}", "records"),
        (f"{counts.rejects:,}", "rejects"),
        (f"{counts.listings:,}" if counts.listings else None, "listings"),
        (f"{sum(counts.skipped.values()):,}" if counts.skipped else None, "skipped"),
        (short(summary.body_characters) if summary.records else None, "characters of body"),
        (
            f"{len(summary.sites):,}" if summary.records else None,
            "site" if len(summary.sites) == 1 else "sites",
        ),
        (size(read) if read else None, "read"),
        (f"{rate:,.1f}" if rate else None, "pages a second"),
    ]
    yield '<ul class="figures" aria-label="Figures">'
    yield from (f"<li><b>{figure}</b>{escape(what)}</li>" for figure, what in cards if figure is not None)
    yield "</ul>"
    if summary.records != counts.records and manifest.command != "export" and not summary.unreadable_lines:
        yield (
            f'<p class="notice" role="note">The manifest counts {counts.records:,} records, the files '
            f"hold {summary.records:,}.</p>"
        )
    if summary.unreadable_lines:
        yield (
            f'<p class="notice" role="note">No records, though in the files: '
            f"{counting(summary.unreadable_lines, 'line')}.</p>"
        )


def _change(summary: Summary, before: list[Figures]) -> Iterator[str]:
    if not before:
        return
    last = before[-1]
    rows: list[tuple[str, str, str, str]] = []
    for name, old, new in (
        ("pages", last.pages, summary.pages),
        ("records", last.records, summary.records),
        ("rejects", last.rejects, summary.rejects),
        ("characters of body", last.body_characters, summary.body_characters),
    ):
        rows.append((name, f"{old:,}", f"{new:,}", f"{new - old:+,}" if new != old else "="))
    for field in FIELDS:
        old_share = last.filled.get(field, 0) / last.records if last.records else None
        new_share = summary.share(field)
        if old_share is not None and new_share is not None and round(old_share, 3) != round(new_share, 3):
            points = 100 * (new_share - old_share)
            rows.append(
                (f"records with {field}", f"{old_share:.1%}", f"{new_share:.1%}", f"{points:+.1f} points")
            )
    for reason in sorted({*last.rejects_by_reason, *summary.rejects_by_reason}):
        old, new = last.rejects_by_reason.get(reason, 0), summary.rejects_by_reason.get(reason, 0)
        if old != new:
            rows.append((f"rejected: {reason}", f"{old:,}", f"{new:,}", f"{new - old:+,}"))
    yield from section(
        "Change against the last run",
        table(("", "last run", "this run", "change"), rows, numbers=(1, 2, 3)),
        f"The last run in this folder began {_plain_when(last.started_at)} with newsmill {last.newsmill}.",
    )


def _crawl_history(crawls: list[Crawl]) -> Iterator[str]:
    ended = [run for run in crawls if run.outcome != "running"]
    if len(ended) < 2:
        return
    series: list[Series] = [
        ("new", "c1", [(n + 1, run.new) for n, run in enumerate(ended)]),
        ("changed", "c2", [(n + 1, run.changed) for n, run in enumerate(ended)]),
        ("failed", "c3", [(n + 1, run.failed) for n, run in enumerate(ended)]),
    ]
    label = f"New, changed and failed pages over {len(ended)} crawls"
    yield from section(
        "Crawls of this site", [lines(series, label=label, x_unit="crawl", y_unit="pages", left=1)]
    )


def _throughput(timing: TimingFigures) -> Iterator[str]:
    points = timing.points
    if len(points) < 3 or points[-1][0] <= 0:
        return
    # Draw steps: only the number of pages between two points in time is known.
    rates: list[tuple[float, float]] = []
    for (begin, done), (end, more) in itertools.pairwise(points):
        if end - begin >= 0.05:
            rate = (more - done) / (end - begin)
            rates += [(begin, rate), (end, rate)]
    if len(rates) < 4:
        return
    mean = points[-1][1] / points[-1][0]
    plot = lines(
        [("pages a second", "c1", rates)],
        label=f"Pages a second, {mean:.1f} on average",
        x_unit="seconds",
        y_unit="pages/s",
        dots=False,
    )
    yield from section("Throughput", [plot], f"{mean:,.1f} pages a second on average.")


def _harvest(manifest: Manifest) -> Iterator[str]:
    """A plot of articles by requests, which shows how soon the crawl found them."""
    curve = [(float(x), float(y)) for x, y in manifest.details.get("harvest") or []]
    if len(curve) < 3 or not curve[-1][1]:
        return
    requests, articles = curve[-1]
    plot = lines(
        [("articles", "c1", curve), ("every request an article", "c2", [(0.0, 0.0), (articles, articles)])],
        label=f"{articles:.0f} articles after {requests:.0f} requests",
        x_unit="requests",
        y_unit="articles",
        dots=False,
    )
    yield from section("Harvest", [plot], f"{articles / requests:.0%} of the requests fetched an article.")


def _fields(summary: Summary) -> Iterator[str]:
    names = [name for name in FIELDS if summary.filled.get(name)]
    names += [name for name in FIELDS if name not in names]
    rows, left_out = _rows_of_sites(summary)
    note = f"Share of records that have the field, in percent.{left_out}"
    yield from section("Fields filled", _heat_map(names, rows), note)


# Name, records, and how many of them have each field.
_Row = tuple[str, int, dict[str, int]]


def _rows_of_sites(summary: Summary) -> tuple[list[_Row], str]:
    """The rows of the heat map, and a note on sites left out. The rows are all sites together, the largest
    sites, and one row for all sites with a single record, since the fill rates of one page mean nothing.
    """
    sites = sorted(summary.sites.items(), key=lambda item: (-item[1].records, item[0]))
    several = [site for site in sites if site[1].records > 1]
    single = [site for site in sites if site[1].records == 1]
    if len(sites) == 1:
        several, single = sites, []
    rows: list[_Row] = [(name, site.records, site.filled) for name, site in several[:_MOST_SITES]]
    if len(single) == 1:
        rows += [(name, site.records, site.filled) for name, site in single]
    elif single:
        together: Counter[str] = Counter()
        for _, site in single:
            together.update(site.filled)
        rows.append((f"{len(single):,} sites with one record", len(single), dict(together)))
    if len(rows) > 1:
        rows.insert(0, ("all", summary.records, summary.filled))
    left_out = f" The {_MOST_SITES} largest of {len(several):,} sites." if len(several) > _MOST_SITES else ""
    return rows, left_out


def _heat_map(names: list[str], rows: list[_Row]) -> Iterator[str]:
    # Explicit roles: narrow screens lay the table out differently, and browsers then drop its table
    # semantics.
    yield (
        '<table class="heat" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" '
        'scope="col">site</th>'
    )
    yield '<th role="columnheader" scope="col" class="n records">records</th>'
    yield from (f'<th role="columnheader" scope="col" class="n">{name}</th>' for name in names)
    yield '</tr></thead><tbody role="rowgroup">'
    for site, records, filled in rows:
        yield (
            f'<tr role="row"><th role="rowheader" scope="row">{breakable(site)}</th><td role="cell" '
            f'class="n">{records:,}</td>'
        )
        for name in names:
            share = filled.get(name, 0) / records if records else 0.0
            yield f'<td role="cell" class="h h{round(share * 10)}">{escape(percent(share))}</td>'
        yield "</tr>"
    yield "</tbody></table>"


def _contents(summary: Summary) -> Iterator[str]:
    def parts() -> Iterator[str]:
        yield '<div class="pair">'
        for title, counts in (
            ("kind", summary.kinds),
            ("language", summary.languages),
            ("charset", summary.charsets),
        ):
            yield f"<div>{bars(counted(counts, 8), head=(title, 'records'))}</div>"
        yield "</div>"
        if summary.mixed_charsets:
            yield f'<p class="soft">Pages that mix charsets: {summary.mixed_charsets:,}.</p>'
        years = {
            year: count
            for year, count in summary.years.items()
            if year.isdigit() and 1990 <= int(year) <= 2100
        }
        if years:
            first, last = int(min(years)), int(max(years))
            rows = [(str(year), float(years.get(str(year), 0))) for year in range(first, last + 1)]
            yield "<h3>Published, by year</h3>"
            yield columns(rows, label=f"Records by year published, {first} to {last}", y_unit="records")
            if without := summary.years.get(UNDATED):
                yield f'<p class="soft">Records without a date: {without:,}.</p>'
        if summary.lengths:
            # Two bars per doubling; the first of each pair is at a power of two.
            steps = range(min(summary.lengths) // 2 * 2, max(summary.lengths) + 1)
            sizes = [(short(round(2 ** (step / 2))), float(summary.lengths.get(step, 0))) for step in steps]
            yield "<h3>Length of the body, in characters</h3>"
            yield columns(
                sizes,
                label="Records by length of body, on a scale that doubles every two bars",
                y_unit="records",
                least=2,
            )

    yield from section("What came", parts())


def _rejects(summary: Summary) -> Iterator[str]:
    if not summary.rejects:
        return

    def parts() -> Iterator[str]:
        yield bars(counted(summary.rejects_by_reason, 40), head=("reason", "pages"))
        for reason, count in most_common(summary.rejects_by_reason, 40):
            samples = summary.reject_samples.get(reason, [])
            shown = f"{len(samples)} of {count:,}" if count > len(samples) else f"{count:,}"
            yield (
                f'<details><summary>{escape(reason)} <span class="soft">{escape(REASONS.get(reason, ""))} '
                f"· {shown}</span></summary>"
            )
            yield from table(("page", "why"), [_sample(reject) for reject in samples])
            yield "</details>"

    yield from section("Rejects", parts(), "Pages that did not become a record, and why.")


def _sample(reject: Reject) -> tuple[str, str]:
    return reject.url or reject.origin or UNKNOWN, reject.detail


def _skipped(manifest: Manifest) -> Iterator[str]:
    if manifest.counts.skipped:
        rows = bars(counted(manifest.counts.skipped, 40), head=("what", "number"))
        yield from section("Skipped", [rows], "Read, but not pages: only counted.")


def _repairs(summary: Summary) -> Iterator[str]:
    if not summary.repaired_pages:
        return

    def parts() -> Iterator[str]:
        yield bars(counted(summary.repairs, 12), head=("where", "repairs"))
        yield '<ul class="repairs">'
        for sample in summary.repair_samples:
            guess = "" if sample.certain else ' <span class="tag">guessed</span>'
            yield (
                f"<li><del>{escape(sample.found)}</del> <span aria-hidden=true>→</span> "
                f"<ins>{escape(sample.restored)}</ins>{guess}"
            )
            yield f'<span class="soft where">{escape(sample.where)} · {escape(sample.page)}</span></li>'
        yield "</ul>"

    guessed = f", {summary.repairs_guessed:,} with guesses" if summary.repairs_guessed else ""
    total = counting(sum(summary.repairs.values()), "repair")
    where = counting(summary.repaired_pages, "page")
    yield from section("Mojibake undone", parts(), f"{total} on {where}{guessed}.")


def _warnings(summary: Summary) -> Iterator[str]:
    if summary.warnings:
        yield from section("Warnings", [bars(counted(summary.warnings, 25), head=("warning", "records"))])


def _slowest(timing: TimingFigures) -> Iterator[str]:
    if timing.slowest:
        rows = [
            (page.url or page.origin or UNKNOWN, page.seconds, f"{page.seconds:.2f} s")
            for page in timing.slowest[:12]
        ]
        yield from section("Slowest pages", [bars(rows, head=("page", "took"), long=True)])


def _account(manifest: Manifest) -> Iterator[str]:
    def parts() -> Iterator[str]:
        if manifest.inputs:
            yield "<details><summary>Inputs</summary>"
            rows = [
                (each.path, each.kind, f"{each.files:,}", size(each.bytes), each.digest or "")
                for each in manifest.inputs[:200]
            ]
            yield from table(("path", "kind", "files", "size", "digest"), rows, numbers=(2, 3))
            yield from _left_out(len(manifest.inputs) - len(rows))
            yield "</details>"
        if manifest.outputs:
            yield "<details><summary>Outputs</summary>"
            outputs = [
                (each.file, f"{each.records:,}", size(each.bytes), each.digest)
                for each in manifest.outputs[:200]
            ]
            yield from table(("file", "records", "size", "digest"), outputs, numbers=(1, 2))
            yield from _left_out(len(manifest.outputs) - len(outputs))
            yield "</details>"
        yield "<details><summary>Settings and versions</summary>"
        yield from tree({"settings": manifest.settings, "versions": manifest.versions})
        yield "</details>"
        details = {name: value for name, value in manifest.details.items() if value not in (None, {}, [])}
        if details:
            yield f"<details{' open' if manifest.command == 'export' else ''}><summary>Details</summary>"
            yield from tree(details)
            yield "</details>"

    yield from section("The run's account", parts())


def _left_out(number: int) -> Iterator[str]:
    if number > 0:
        yield f'<p class="soft">… and {number:,} more, in manifest.json.</p>'


def _when(time: str) -> str:
    return f'<time datetime="{escape(time)}">{escape(_plain_when(time))}</time>'


def _plain_when(time: str) -> str:
    try:
        return datetime.strptime(time, _TIME).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return time
