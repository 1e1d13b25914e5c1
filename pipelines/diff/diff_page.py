"""Renders a comparison as one self-contained HTML page: no scripts, no network, all page content escaped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newsmill.pipelines.diff.compare import ChangedPage, Comparison
from newsmill.pipelines.report.changes import changed_paragraphs, changed_text
from newsmill.pipelines.report.frame import document, escape
from newsmill.pipelines.report.html_parts import section, table
from newsmill.pipelines.version import __version__

__all__ = ["diff_page"]


def diff_page(result: Comparison, old: str, new: str) -> str:
    """Return the page's HTML; `old` and `new` name the two runs."""
    return document(f"What changed: {old} → {new}", _page(result, old, new), styles=["report.css"])


def _page(result: Comparison, old: str, new: str) -> Iterator[str]:
    yield '<main class="report"><header><p class="over">newsmill diff</p><h1>What changed</h1>'
    yield f'<p class="soft">{escape(old)} → {escape(new)} · newsmill {escape(__version__)}</p></header>'
    yield '<ul class="figures" aria-label="Figures">'
    for figure, name in (
        (result.identical, "identical"), (result.changed, "changed"), (result.only_old, "only in the old run"),
        (result.only_new, "only in the new run"), (result.characters_new - result.characters_old, "characters of body"),
    ):  # fmt: skip
        shown = f"{figure:+,}" if name.startswith("characters") else f"{figure:,}"
        yield f"<li><b>{shown}</b>{name}</li>"
    yield "</ul>"
    yield from section("Field by field", _fields(result))
    yield from (f'<p class="notice" role="note">{escape(said)}</p>' for said in result.not_shown())
    if result.lost_pages:
        yield from section("Pages without a record in the new run", table(("page", "why"), result.lost_pages))
    if result.most_changed:
        changed = (part for page in result.most_changed for part in _changed_page(page))
        yield from section("Pages that changed most", changed)
    else:
        yield from section("Pages that changed", ['<p class="soft">No page changed.</p>'])
    yield "</main>"


def _fields(result: Comparison) -> Iterator[str]:
    """One row per field. Zeros are left blank so that changes stand out."""
    rows = (
        (name, f"{count.same:,}", *(f"{number:,}" if number else "–" for number in (count.altered, count.gained, count.lost)))
        for name, count in result.fields.items()
    )  # fmt: skip
    return table(("field", "same", "altered", "gained", "lost"), rows, numbers=(1, 2, 3, 4))


def _changed_page(page: ChangedPage) -> Iterator[str]:
    title = page.fields.get("title", (None, None))[1] or page.url or page.origin or page.id
    yield f'<details><summary>{escape(title)} <span class="soft">{escape(", ".join(page.fields))}</span></summary>'
    yield f'<p class="soft">{escape(page.url or page.origin or page.id)}</p><div class="difference">'
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
