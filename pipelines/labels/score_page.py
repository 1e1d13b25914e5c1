"""The page of `newsmill score`: the table, and the worst pages with their errors. It has no script, and all
text of pages is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from newsmill.pipelines.labels.measures import CLEAN, COLUMNS, Answer
from newsmill.pipelines.labels.store import Label
from newsmill.pipelines.report.changes import changed_paragraphs
from newsmill.pipelines.report.html_frame import document, escape
from newsmill.pipelines.report.html_parts import counting, section, table
from newsmill.pipelines.version import __version__

__all__ = ["Scored", "inspector_path", "score_page", "worst_pages"]

_NOTE = (
    "body: F1 over runs of four words or Chinese characters, with precision and recall; clean is the "
    "share of pages at .98 and more, "
    "lost below .5. Fields: the share of pages that are right; authors and editors F1 of the names. The "
    "means are over the pages "
    "whose label has the field; – where an extractor has no notion of it."
)


class Scored(NamedTuple):
    """A labelled page, with the answers and the scores of each extractor."""

    label: Label
    answers: dict[str, Answer]
    figures: dict[str, dict[str, float]]


def inspector_path(label: Label) -> str:
    """The path of the page's inspector, relative to the page of scores."""
    return f"inspected/{label.id}.html"


def worst_pages(scored: Iterable[Scored], number: int) -> list[Scored]:
    """The pages where newsmill is wrong, worst first: by the body's score, then by those of the fields."""
    wrong = [page for page in scored if _wrong(page)]
    return sorted(wrong, key=lambda page: (_badness(page), page.label.id))[:number]


def _badness(page: Scored) -> tuple[float, float]:
    figures = page.figures["newsmill"]
    fields = [figures[name] for name in _FIELDS if name in figures]
    return round(figures.get("F1", 1.0), 2), sum(fields) / len(fields) if fields else 1.0


# Fields whose answers are shown beside the label's.
_FIELDS = ("title", "lead", "published", "updated", "source", "authors", "editors")


def _wrong(page: Scored) -> list[str]:
    """The names of what newsmill has wrong on a page."""
    figures = page.figures["newsmill"]
    wrong = [name for name in _FIELDS if figures.get(name, 1.0) < 1]
    return ["body", *wrong] if figures.get("F1", 1.0) < CLEAN else wrong


def score_page(
    means: Mapping[str, Mapping[str, float]],
    scored: Sequence[Scored],
    shown: Sequence[Scored],
    inspected: set[str],
) -> str:
    """The page's HTML.

    means      the rows of the table, by extractor
    shown      the worst pages
    inspected  the ids of those with an inspector page
    """
    return document(
        "Scores against the labels", _page(means, scored, shown, inspected), styles=["report.css"]
    )


def _page(
    means: Mapping[str, Mapping[str, float]],
    scored: Sequence[Scored],
    shown: Sequence[Scored],
    inspected: set[str],
) -> Iterator[str]:
    right = sum(not _wrong(page) for page in scored)
    yield '<main class="report"><header><p class="over">newsmill score</p><h1>Scores against the labels</h1>'
    yield (
        f'<p class="soft">{counting(len(scored), "labelled page")}, {right:,} without a fault · newsmill '
        f"{escape(__version__)}</p></header>"
    )
    columns = [name for name in COLUMNS if any(name in row for row in means.values())]
    rows = (
        (name, *(f"{row[column]:.3f}" if column in row else "–" for column in columns)) for name, row in means.items()
    )  # fmt: skip
    heads = ("extractor", *columns)
    yield from section("All pages", table(heads, rows, numbers=tuple(range(1, len(heads)))), _NOTE)
    if shown:
        worst = (part for page in shown for part in _worst(page, page.label.id in inspected))
        note = (
            f"The {len(shown):,} worst of {counting(len(scored) - right, 'page')} where something is wrong."
        )
        yield from section("Worst pages of newsmill", worst, note)
    else:
        yield from section("Worst pages of newsmill", ['<p class="soft">No page is wrong.</p>'])
    yield "</main>"


def _worst(page: Scored, inspected: bool) -> Iterator[str]:
    label, answer = page.label, page.answers["newsmill"]
    name = label.title or label.url or label.id
    f1 = page.figures["newsmill"].get("F1")
    shown = f"F1 {f1:.3f} · " if f1 is not None else ""
    yield (
        f'<details><summary>{escape(name)} <span class="soft">{shown}{escape(", ".join(_wrong(page)))}</'
        f"span></summary>"
    )
    yield f'<p class="soft">{escape(label.url or label.id)}</p>'
    if inspected:
        yield f'<p><a href="{escape(inspector_path(label))}">Inspect the page</a>, block by block</p>'
    if answer.problem:
        yield f'<p class="notice" role="note">{escape(answer.problem)}</p>'
    rows = (
        (name, _shown(getattr(label, name)), _shown(getattr(answer, name)))
        for name in _wrong(page)
        if name != "body"
    )
    if any(name != "body" for name in _wrong(page)):
        yield from table(("field", "label", "newsmill"), rows)
    if "body" in _wrong(page):
        yield (
            '<div class="difference"><p class="soft"><del>Only in the label</del> <ins>only in newsmill’s '
            "body</ins></p>"
        )
        yield from changed_paragraphs(_lines(label.body), _lines(answer.body))
        yield "</div>"
    yield "</details>"


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").split("\n") if line]


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "(none)"
    return str(value) if value else "(none)"
