"""A comparison as one self-contained HTML page: no scripts, no network, everything that came from pages escaped."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from html import escape
from typing import Any

from pipelines.diff.compare import ChangedPage, Comparison
from pipelines.version import __version__

__all__ = ["changed_paragraphs", "changed_text", "diff_page"]

# Beyond this many characters the finer comparison inside a paragraph would cost more than it shows (difflib is quadratic).
_FINE_LIMIT = 2000
_PARAGRAPH_LIMIT = 400

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --soft: #656d76; --line: #d8dee4; --paper: #ffffff; --panel: #f6f8fa;
  --gone: #ffebe9; --gone-ink: #82071e; --come: #dafbe1; --come-ink: #0a5c2b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #30363d; --paper: #0d1117; --panel: #161b22;
  --gone: #4a1a1d; --gone-ink: #ffc1bc; --come: #12361f; --come-ink: #a6f0b9; } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 64rem; background: var(--paper); color: var(--ink);
  font: 16px/1.65 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }
h1 { font-size: 1.5rem; margin: 0 0 .25rem } h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem }
.soft { color: var(--soft) } .figures { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1.5rem 0 }
.figures div { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .6rem 1rem; min-width: 8rem }
.figures b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
td.n, th.n { text-align: right } details { border: 1px solid var(--line); border-radius: 8px; margin: .75rem 0; padding: 0 1rem }
summary { cursor: pointer; padding: .7rem 0; overflow-wrap: anywhere } h3 { font-size: .9rem; color: var(--soft); margin: 1rem 0 .25rem }
p { margin: .3rem 0; overflow-wrap: anywhere; white-space: pre-wrap } del, ins { text-decoration: none; border-radius: 3px }
del { background: var(--gone); color: var(--gone-ink) } ins { background: var(--come); color: var(--come-ink) }
p.gone, p.come { padding: .1rem .5rem; border-left: 3px solid } p.gone { border-color: var(--gone-ink) } p.come { border-color: var(--come-ink) }
"""


def diff_page(result: Comparison, old: str, new: str) -> str:
    """The page's HTML; `old` and `new` name the two runs."""
    return "\n".join(_page(result, old, new))


def _page(result: Comparison, old: str, new: str) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
    yield f"<title>What changed: {escape(old)} → {escape(new)}</title><style>{_STYLE}</style></head><body><main>"
    yield f'<h1>What changed</h1><p class="soft">{escape(old)} → {escape(new)} · newsmill {escape(__version__)}</p>'
    yield '<div class="figures">'
    for figure, name in (
        (result.identical, "identical"), (result.changed, "changed"), (result.only_old, "only in the old run"),
        (result.only_new, "only in the new run"), (result.characters_new - result.characters_old, "characters of body"),
    ):  # fmt: skip
        shown = f"{figure:+,}" if name.startswith("characters") else f"{figure:,}"
        yield f"<div><b>{shown}</b>{name}</div>"
    yield "</div><h2>Field by field</h2>"
    yield '<div class="wide"><table><thead><tr><th>field</th><th class="n">same</th><th class="n">altered</th>'
    yield '<th class="n">gained</th><th class="n">lost</th></tr></thead><tbody>'
    for name, count in result.fields.items():
        numbers = "".join(
            f'<td class="n">{value:,}</td>' for value in (count.same, count.altered, count.gained, count.lost)
        )
        yield f"<tr><td>{name}</td>{numbers}</tr>"
    yield "</tbody></table></div>"
    if result.lost_pages:
        yield "<h2>Pages without a record in the new run</h2><ul>"
        for where, why in result.lost_pages:
            yield f'<li>{escape(where)} <span class="soft">{escape(why)}</span></li>'
        yield "</ul>"
    yield "<h2>Pages that changed most</h2>" if result.most_changed else "<p>No page changed.</p>"
    for page in result.most_changed:
        yield from _changed_page(page)
    yield "</main></body></html>"


def _changed_page(page: ChangedPage) -> Iterator[str]:
    title = page.fields.get("title", (None, None))[1] or page.url or page.origin or page.id
    yield f'<details><summary>{escape(str(title))} <span class="soft">{escape(", ".join(page.fields))}</span></summary>'
    yield f'<p class="soft">{escape(page.url or page.origin or page.id)}</p>'
    for name, (before, after) in page.fields.items():
        yield f"<h3>{name}</h3>"
        if name == "body":
            yield from changed_paragraphs(before.split("\n"), after.split("\n"))
        else:
            yield f"<p>{changed_text(_shown(before), _shown(after))}</p>"
    yield "</details>"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else " · ".join(map(str, value))


def changed_paragraphs(before: list[str], after: list[str]) -> Iterator[str]:
    """Two versions of a text as HTML paragraphs, what went and what came marked, what stayed mostly left out."""
    before, after = before[:_PARAGRAPH_LIMIT], after[:_PARAGRAPH_LIMIT]
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            if j - i > 2:
                yield f'<p class="soft">… {j - i} paragraphs the same …</p>'
            else:
                yield from (f"<p>{escape(text)}</p>" for text in before[i:j])
        elif tag == "replace" and j - i == m - k:
            yield from (
                f"<p>{changed_text(one, other)}</p>"
                for one, other in zip(before[i:j], after[k:m], strict=True)
            )
        else:
            yield from (f'<p class="gone"><del>{escape(text)}</del></p>' for text in before[i:j])
            yield from (f'<p class="come"><ins>{escape(text)}</ins></p>' for text in after[k:m])


def changed_text(before: str, after: str) -> str:
    """Two versions of one text with what went and what came marked."""
    if len(before) + len(after) > 2 * _FINE_LIMIT:
        return f"<del>{escape(before)}</del> <ins>{escape(after)}</ins>"
    parts = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(escape(before[i:j]))
            continue
        if i < j:
            parts.append(f"<del>{escape(before[i:j])}</del>")
        if k < m:
            parts.append(f"<ins>{escape(after[k:m])}</ins>")
    return "".join(parts)
