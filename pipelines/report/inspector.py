"""One page beside its record, as a single HTML file: what was kept, what was not, and why."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from newsmill.pipelines.clean import explain
from newsmill.pipelines.extract import Decision
from newsmill.pipelines.page import Page
from newsmill.pipelines.record import Record
from newsmill.pipelines.report.block_origins import KEPT, CharsetRun, View, fold, view
from newsmill.pipelines.report.html_frame import document, escape
from newsmill.pipelines.report.html_parts import run_of
from newsmill.pipelines.report.other_extractors import Peer, extract_with
from newsmill.pipelines.report.record_pane import MOST_RUNS, record_pane

__all__ = ["Inspection", "inspect_page"]

_LAST_TAG = re.compile(r"([a-z0-9]+)(?:\[\d+\])?$")
# Tags that are drawn as such; all others are drawn as paragraphs.
_TAGS = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "td", "th", "figcaption", "caption", "dt")
)
# Only this many blocks, and characters of a block, are drawn; the record is not affected.
_MOST_BLOCKS = 20_000
_BLOCK_CHARS = 20_000
# A run of at least this many blocks of boilerplate is folded into one line.
_FOLDED = 4
# Labels with a colour of their own in inspector.css, and labels that share one of these colours. All others
# have the default colour.
_COLOURED = frozenset(
    ("title", "subtitle", "byline", "date", "source", "section", "keywords", "body", "caption", "navigation",
        "related", "comment",
     "share", "advert", "footer")
)  # fmt: skip
_COLOURS = {
    "editors": "byline", "editor": "byline", "credits": "byline", "account": "source", "breadcrumb": "section",
    "tags": "keywords",
    "header": "navigation", "paging": "navigation", "repeated": "navigation", "sidebar": "related",
    "comments": "comment",
    "advertisement": "advert", "overlay": "advert", "signup": "advert", "disclaimer": "footer", "about": "footer",
    "copyright": "footer",
    "contact": "footer", "end": "footer", "picture": "caption", "follow": "share", "buttons": "share",
    "correction": "share",
    "counts": "navigation", "crumbs": "navigation", "original-title": "title", "lead": "subtitle",
}  # fmt: skip
_DIFFERS = (
    "The body differs from that of the run's record, which another version made, or which used a learned "
    "profile or joined several pages."
)


class Inspection(msgspec.Struct, frozen=True):
    """An inspected page: its title, and the HTML file that shows it."""

    title: str
    html: str


def inspect_page(page: Page, against: Sequence[str] = (), stored_body: str | None = None) -> Inspection:
    """Clean a page and show the decisions.

    against      other extractors to compare with (see `newsmill.pipelines.report.other_extractors.PEERS`)
    stored_body  the body of the page's record as a run wrote it, to show a notice if it differs now

    Raises `Rejected` if the bytes are not a page, and `MissingPeer`.
    """
    explained = explain(page)
    peers = extract_with(against, explained.decoded.text, page.url) if against else []
    seen = view(page, explained)
    title = explained.record.title or explained.record.url or page.origin or "page"
    note = _DIFFERS if stored_body not in (None, explained.record.body) else ""
    parts = _inspector(page, explained.record, seen, peers, note)
    html = document(f"{title} · newsmill", parts, styles=["inspector.css"], script="inspector.js")
    return Inspection(title, html)


def _inspector(page: Page, record: Record, seen: View, peers: list[Peer], note: str) -> Iterator[str]:
    yield from _head(record, note)
    yield from _toolbar(seen)
    if len({run.charset for run in seen.runs}) > 1:
        yield from _byte_bar(page, seen)
    yield (
        '<section class="views" aria-label="What to show"><button type="button" data-view="page" '
        'aria-pressed="true">Page</button>'
    )
    yield '<button type="button" data-view="record" aria-pressed="false">Record</button></section>'
    yield '<main class="panes">'
    yield from _page_pane(seen, peers)
    yield from record_pane(record, seen, peers, len(page.raw))
    yield "</main>"
    yield '<aside id="why" aria-live="polite" aria-label="Why this block" hidden></aside>'
    yield from _help()
    yield f'<script type="application/json" id="data">{_data(seen)}</script>'


def _data(seen: View) -> str:
    """The reasons of every block as JSON for the script; `<` is escaped, so that no text can end the element."""
    reasons = [[block.rule, block.features, block.path] for block in seen.blocks[:_MOST_BLOCKS]]
    return msgspec.json.encode(reasons).decode().replace("<", "\\u003c").replace("\u2028", "\\u2028")


def _head(record: Record, note: str) -> Iterator[str]:
    yield f'<header class="head"><h1>{escape(record.title or "(no title)")}</h1></header>'
    if note:
        yield f'<section class="notice" aria-label="Note">{escape(note)}</section>'


def _toolbar(seen: View) -> Iterator[str]:
    counts = Counter(block.label for block in seen.blocks)
    ordered = [label for label in KEPT if label in counts]
    ordered += sorted(
        (label for label in counts if label not in KEPT), key=lambda label: (-counts[label], label)
    )
    yield '<section class="toolbar" aria-label="Tools">'
    yield '<div class="labels" role="group" aria-label="Show only blocks of a label">'
    for label in ordered:
        yield (
            f'<button type="button" class="chip {_kind(label)}" data-label="{escape(label)}" aria-pressed="false">'
            f'<i></i>{escape(label)} <span class="count">{counts[label]:,}</span></button>'
        )
    yield '</div><div class="tools"><button type="button" id="fold" aria-pressed="false">Hide boilerplate</button>'
    yield '<form class="search" role="search"><label for="q" class="unseen">Search in the page and the record</label>'
    yield (
        '<input id="q" type="search" placeholder="Search" autocomplete="off" spellcheck="false" '
        'enterkeyhint="search">'
    )
    yield '<output for="q" id="found"></output></form>'
    yield '<button type="button" id="keys" aria-haspopup="dialog">Keys</button></div></section>'


def _kind(label: str) -> str:
    """The CSS class of a label."""
    label = _COLOURS.get(label, label)
    return f"k-{label}" if label in _COLOURED else "k-other"


def _byte_bar(page: Page, seen: View) -> Iterator[str]:
    total = max(len(page.raw), 1)
    charsets = list(dict.fromkeys(run.charset for run in seen.runs))
    yield (
        '<section class="bytes" aria-label="Charsets along the bytes of the page"><svg viewBox="0 0 1000 '
        '14" preserveAspectRatio="none" role="img" '
    )
    yield f'aria-label="{escape(_bar_label(page, seen.runs))}">'
    for number, run in enumerate(seen.runs[:MOST_RUNS]):
        left, width = 1000 * run.start / total, max(1000 * (run.end - run.start) / total, 1.5)
        blocks = " ".join(map(str, run.blocks))
        yield (
            f'<rect class="{_charset_class(run.charset, charsets)}" x="{left:.2f}" width="{width:.2f}" height="14" '
            f'data-run="{number}" data-b="{blocks}"><title>{escape(run.charset)}: bytes {run.start:,} to '
            f"{run.end:,}</title></rect>"
        )
    yield '</svg><ul class="legend">'
    for charset in charsets:
        share = sum(run.end - run.start for run in seen.runs if run.charset == charset)
        yield (
            f'<li><i class="dot {_charset_class(charset, charsets)}"></i>{escape(charset)} <span '
            f'class="soft">{_share(share / total)}</span></li>'
        )
    yield "</ul></section>"


def _bar_label(page: Page, runs: list[CharsetRun]) -> str:
    return f"{len(page.raw):,} bytes in {len(runs):,} runs of {len({run.charset for run in runs})} charsets"


def _charset_class(charset: str, charsets: list[str]) -> str:
    return f"s{min(charsets.index(charset), 4)}"


def _share(share: float) -> str:
    return "all bytes" if share >= 1 else f"{share:.1%}" if share >= 0.001 else "<0.1%".replace("<", "&lt;")


def _page_pane(seen: View, peers: list[Peer]) -> Iterator[str]:
    kept_by = _kept_by(seen.blocks, peers)
    keys: dict[int, list[str]] = {}
    for parts in seen.parts.values():
        for part in parts:
            for index in part.blocks:
                keys.setdefault(index, []).append(part.key)
    yield (
        '<section class="pane page" aria-labelledby="page-title"><h2 id="page-title" class="unseen">The '
        "page, block by block</h2>"
    )
    before = ""
    for folded, run in itertools.groupby(
        seen.blocks[:_MOST_BLOCKS], key=lambda block: block.label not in KEPT
    ):
        blocks = list(run)
        if fold_run := folded and len(blocks) >= _FOLDED:
            yield (
                f'<details class="run">'
                f"<summary>{escape(run_of(Counter(block.label for block in blocks)))}</summary>"
            )
        for block in blocks:
            yield _block(block, before, keys.get(block.index, []), kept_by.get(block.index))
            before = block.label
        if fold_run:
            yield "</details>"
    if len(seen.blocks) > _MOST_BLOCKS:
        yield f'<p class="soft">… and {len(seen.blocks) - _MOST_BLOCKS:,} more blocks.</p>'
    yield "</section>"


def _block(block: Decision, before: str, keys: list[str], kept_by: str | None) -> str:
    tag = _LAST_TAG.search(block.path)
    look = f" t-{tag.group(1)}" if tag and tag.group(1) in _TAGS else ""
    group = "kept" if block.label in KEPT else "left"
    first = " first" if block.label != before else ""
    text = block.text if len(block.text) <= _BLOCK_CHARS else block.text[:_BLOCK_CHARS] + " …"
    marks = f'<span class="by">{kept_by}</span>' if kept_by is not None else ""
    return (
        f'<div class="block {_kind(block.label)} {group}{first}" id="b{block.index}" '
        f'data-i="{block.index}" data-f="{" ".join(keys)}">'
        f'<button type="button" class="label" tabindex="-1" aria-label="{escape(block.label)}: '
        f'why?">{escape(block.label)}</button>'
        f'<p class="t{look}">{escape(text)}</p>{marks}</div>'
    )


def _kept_by(blocks: list[Decision], peers: list[Peer]) -> dict[int, str]:
    """HTML marks of the extractors that kept each block, by block index."""
    if not peers:
        return {}
    whole = [
        (peer, fold("".join(peer.paragraphs)), {fold(text) for text in peer.paragraphs}) for peer in peers
    ]
    marks = {}
    for block in blocks:
        held = fold(block.text)
        shown = []
        for number, (peer, text, lines) in enumerate(whole):
            # A short text occurs anywhere by chance, so it must be a whole paragraph.
            if held in lines or (len(held) >= 8 and held in text):
                shown.append(
                    f'<i class="peer p{number}" title="kept by '
                    f'{escape(peer.name)}">{escape(peer.name[:1].upper())}</i>'
                )
        marks[block.index] = "".join(shown)
    return marks


def _help() -> Iterator[str]:
    yield '<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keys</h2><dl>'
    for key, what in (
        ("j  k", "next, previous block"), ("J  K", "next, previous block that was kept"),
        ("d  D", "next, previous decision: where it changes between kept and left out"),
            ("o", "open or close folded lines"), ("Enter", "why the block was labelled so"), ("/", "search"),
        ("n  N", "next, previous match"), ("b", "hide or show boilerplate"),
        ("r  p", "to the record, to the page"),
        ("Esc", "close, or clear the search"), ("?", "this list"),
    ):  # fmt: skip
        yield f"<dt>{' '.join(f'<kbd>{escape(each)}</kbd>' for each in key.split())}</dt><dd>{what}</dd>"
    yield '</dl><form method="dialog"><button>Close</button></form></dialog>'
