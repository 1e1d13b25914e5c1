"""The first page of the site: the runs, their sizes, and how complete their records are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsmill.pipelines.report.html_frame import escape
from newsmill.pipelines.report.html_parts import breakable, percent, size
from newsmill.pipelines.report.plots import short
from newsmill.pipelines.report.site.overview import COMPLETENESS, Overview
from newsmill.pipelines.report.site.pages import page

__all__ = ["home"]


def home(runs: Sequence[Overview], folder: str, indexing: bool) -> str:
    """The list of runs below a folder. `indexing`: whether records are still being indexed."""
    return page("Runs", _parts(runs, folder, indexing), here="/")


def _parts(runs: Sequence[Overview], folder: str, indexing: bool) -> Iterator[str]:
    yield f'<main class="site"><h1>Runs</h1><p class="soft">In {escape(folder)}</p>'
    if indexing:
        yield '<p class="notice" role="status">Records are still being read into the search index.</p>'
    if not runs:
        yield '<p class="empty">There is no finished run here: no folder with a manifest.json. '
        yield 'Make one with <code>newsmill clean saved/ -o out</code>, or <a href="/try">try a page</a>.</p></main>'
        return
    yield from _totals(runs)
    yield (
        '<div class="wide" tabindex="0" role="region" aria-label="Runs"><table class="runs"><thead><tr>'
        '<th scope="col">run</th>'
    )
    yield '<th scope="col">began (UTC)</th>'
    for name in ("pages", "records", "rejects", "size"):
        yield f'<th scope="col" class="n">{name}</th>'
    yield '<th scope="col">completeness</th><td></td></tr></thead><tbody>'
    for each in runs:
        yield from _row(each)
    yield "</tbody></table></div></main>"


def _totals(runs: Sequence[Overview]) -> Iterator[str]:
    """The totals of all runs."""
    made = [each.run.manifest.counts for each in runs if each.run.manifest.command != "export"]
    corpora = len(runs) - len(made)
    cards = [
        (f"{len(made):,}", "run" if len(made) == 1 else "runs"),
        (f"{corpora:,}", "corpus" if corpora == 1 else "corpora"),
        (f"{sum(counts.pages for counts in made):,}", "pages"),
        (f"{sum(counts.records for counts in made):,}", "records"),
        (f"{sum(counts.rejects for counts in made):,}", "rejects"),
        (
            short(sum(each.characters for each in runs if each.run.manifest.command != "export")),
            "characters of body",
        ),
        (size(sum(each.size for each in runs)), "on disk"),
    ]
    yield '<ul class="figures" aria-label="Totals">'
    yield from (
        f"<li><b>{figure}</b>{name}</li>" for figure, name in cards if figure != "0" or name == "records"
    )
    yield "</ul>"


def _row(each: Overview) -> Iterator[str]:
    run, manifest = each.run, each.run.manifest
    yield f'<tr><th scope="row"><a href="/records?run={run.key}">{breakable(run.name)}</a>'
    yield f' <span class="soft">{escape(manifest.command)}</span></th>'
    yield f'<td class="when">{escape(manifest.started_at[:16].replace("T", " "))}</td>'
    counts = manifest.counts
    for name, number in (("pages", counts.pages), ("records", counts.records), ("rejects", counts.rejects)):
        yield f'<td class="n" data-of="{name}">{number:,}</td>'
    yield f'<td class="n when">{size(each.size)}</td><td><div class="complete">'
    for name in COMPLETENESS:
        if name in each.shares:
            share = each.shares[name]
            yield (
                f'<span><span class="name">{name}</span> <b>{escape(percent(share))} %</b><svg viewBox="0 '
                f'0 100 6" preserveAspectRatio="none" '
            )
            yield (
                f'aria-hidden="true"><rect class="track" width="100" height="6"/><rect class="fill" '
                f'width="{share * 100:.1f}" height="6"/></svg></span>'
            )
    yield f'</div></td><td class="n"><a href="/runs/{run.key}/report">Report</a></td></tr>'
