"""Renders a comparison as one self-contained HTML page: no network, only newsmill's own script, page content
escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newsmill.pipelines.diff.compare import OTHER_WEIGHT, WEIGHTS, ChangedPage, Comparison, weight
from newsmill.pipelines.report.changes import changed_paragraphs, changed_text
from newsmill.pipelines.report.html_frame import document, escape
from newsmill.pipelines.report.html_parts import breakable, counting, percent, section, table
from newsmill.pipelines.version import __version__

__all__ = ["diff_page"]


def diff_page(result: Comparison, old: str, new: str) -> str:
    """Return the page's HTML; `old` and `new` name the two runs."""
    return document(
        f"What changed: {old} → {new}", _page(result, old, new), styles=["report.css"], script="diff.js"
    )


def _page(result: Comparison, old: str, new: str) -> Iterator[str]:
    yield '<main class="report"><header><p class="over">newsmill diff</p><h1>What changed</h1>'
    yield f'<p class="soft">{escape(old)} → {escape(new)} · newsmill {escape(__version__)}</p></header>'
    yield '<ul class="figures" aria-label="Figures">'
    for figure, name in (
        (result.identical, "identical"), (result.changed, "changed"), (result.only_old, "only in the old run"),
        (result.only_new, "only in the new run"), (result.characters_new - result.characters_old,
            "characters of body"),
    ):  # fmt: skip
        shown = f"{figure:+,}" if name.startswith("characters") else f"{figure:,}"
        yield f"<li><b>{shown}</b>{name}</li>"
    yield "</ul>"
    yield from section("Field by field", _fields(result), "Of the pages that both runs have.")
    yield from (f'<p class="notice" role="note">{escape(said)}</p>' for said in result.not_shown())
    if result.lost_pages:
        rows = [(lost.title or "(no title)", lost.page, lost.why) for lost in result.lost_pages]
        yield from section("Pages without a record in the new run", table(("title", "page", "why"), rows))
    if result.most_changed:
        yield from section("Pages that changed most", _changed(result.most_changed))
    else:
        yield from section("Pages that changed", ['<p class="soft">No page changed.</p>'])
    yield "</main>"


def _fields(result: Comparison) -> Iterator[str]:
    """One row per field that changed on any page, and a sentence for the others."""
    changed = {name: count for name, count in result.fields.items() if count.different}
    same = [name for name in result.fields if name not in changed]
    rows = (
        (name, f"{count.same:,}", *(f"{number:,}" if number else "–" for number in (count.altered, count.gained,
            count.lost)))
        for name, count in changed.items()
    )  # fmt: skip
    if changed:
        yield from table(("field", "same", "altered", "gained", "lost"), rows, numbers=(1, 2, 3, 4))
    if same:
        yield f'<p class="soft">The same on every page: {", ".join(same)}.</p>'


def _changed(pages: list[ChangedPage]) -> Iterator[str]:
    weights = ", ".join(f"{name} {value:g}" for name, value in WEIGHTS.items())
    yield (
        f'<p class="soft">A page’s score is the sum over its fields of a weight times the share of the '
        f"field that is another: {weights}, "
    )
    yield (
        f"any other {OTHER_WEIGHT:g}. The share is of runs of three characters in a text; a list or a "
        f"value counts whole.</p>"
    )
    yield f'<p class="tools"><span class="soft">{counting(len(pages), "page")}, most changed first</span>'
    yield '<button type="button" id="all" aria-pressed="false" hidden>Expand all</button></p>'
    most = pages[0].change
    for page in pages:
        yield from _changed_page(page, most)


def _changed_page(page: ChangedPage, most: float) -> Iterator[str]:
    where = page.url or page.origin or page.id
    yield f'<details class="changed"><summary><span class="of">{escape(page.title or where)} '
    yield (
        f'<span class="soft">{escape(", ".join(page.fields))}</span></span><span '
        f'class="amount">{page.change:.2f}</span></summary>'
    )
    yield f'<p class="soft">{breakable(where)}</p><dl class="score" aria-label="Score">'
    for name, part in sorted(page.parts.items(), key=lambda item: -item[1]):
        share = part / weight(name)
        yield (
            f'<dt>{name}</dt><dd aria-hidden="true"><svg viewBox="0 0 100 5" preserveAspectRatio="none">'
            f'<rect class="fill" height="5" '
        )
        yield (
            f'width="{max(100 * part / most, 0.6):.1f}"/></svg></dd><dd>{part:.2f} = {weight(name):g} × '
            f"{escape(percent(share))} %</dd>"
        )
    yield '</dl><div class="difference">'
    for name, (before, after) in page.fields.items():
        yield f"<h3>{escape(name)}</h3>"
        if name == "body":
            yield from changed_paragraphs(before.split("\n"), after.split("\n"))
        else:
            yield f"<p>{changed_text(_shown(before), _shown(after))}</p>"
    yield "</div></details>"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else " · ".join(map(str, value))
