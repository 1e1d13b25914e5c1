"""The pages of the label studio. They contain text of hostile pages, so the rules of
`newsmill.pipelines.report.html_frame` apply.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from newsmill.pipelines.labels.draft import Draft, Line
from newsmill.pipelines.labels.store import Label
from newsmill.pipelines.report.block_origins import KEPT
from newsmill.pipelines.report.html_frame import document, escape
from newsmill.pipelines.report.html_parts import counting, run_of
from newsmill.pipelines.report.site.pages import bar

__all__ = ["SCRIPT", "STYLES", "labels_page", "studio_page"]

STYLES = ("site.css", "studio.css")
SCRIPT = "studio.js"
# A run of at least this many lines of boilerplate is folded into one line.
_FOLDED = 4
_LINE_CHARS = 20_000
_FIELDS: tuple[tuple[str, str], ...] = (
    ("title", ""), ("lead", ""), ("published", "2012-02-14 14:46"), ("updated", ""), ("source", ""), ("account", ""),
    ("authors", "divided by ;"), ("editors", "divided by ;"), ("notes", "what a careful reader would doubt"),
)  # fmt: skip
_LONG = ("title", "lead", "notes")
_KEYS = (
    ("j k", "next, previous line"), ("Space x", "keep this line, or not"),
        ("X", "the same for all lines since the last"),
    ("[ ]", "the text begins, ends here"), ("e", "edit this line; several lines become several paragraphs"),
    ("n", "next line that is kept"), ("o", "open or close lines that are not kept"),
        ("t d a", "title, date, authors"),
    ("Esc", "back to the lines"), ("s", "save"), ("?", "this list"),
)  # fmt: skip


def studio_page(draft: Draft, form: str, key: str, here: str, *, note: str = "", problem: str = "") -> str:
    """The form for labelling one page.

    form, key  the form's token, and the key of its draft
    here       the URL that the form is sent to
    note       a message of success, in a sentence
    problem    what is wrong with the submitted form, in a sentence
    """
    title = draft.label.title or draft.label.url or "page"
    parts = [*bar("/labels"), *_studio(draft, form, key, here, note, problem)]
    return document(f"Label: {title} · newsmill", parts, styles=STYLES, script=SCRIPT, forms=True)


def _studio(draft: Draft, form: str, key: str, here: str, note: str, problem: str) -> Iterator[str]:
    yield f'<main><h1 class="unseen">Label a page</h1><form class="studio" action="{escape(here)}" method="post">'
    yield (
        f'<input type="hidden" name="form" value="{escape(form)}"><input type="hidden" name="draft" '
        f'value="{escape(key)}">'
    )
    yield '<section class="fields" aria-label="The fields">'
    if note:
        yield f'<p class="notice done" role="status">{escape(note)}</p>'
    if problem:
        yield f'<p class="notice" role="alert">{escape(problem)}</p>'
    for name, hint in _FIELDS:
        yield from _field(name, hint, getattr(draft.label, name))
    if draft.label.url:
        yield f'<p class="url soft">{escape(draft.label.url)}</p>'
    yield '<p class="send"><button>Save</button> <output class="soft" id="kept"></output></p>'
    yield from _keys()
    yield '</section><section class="lines" aria-label="The lines of the page; those that are ticked are its text">'
    numbered = enumerate(draft.lines)
    for boilerplate, run in itertools.groupby(
        numbered, key=lambda each: not each[1].kept and each[1].label not in KEPT
    ):
        lines = list(run)
        if boilerplate and len(lines) >= _FOLDED:
            yield f"<details><summary>{escape(run_of(Counter(line.label for _, line in lines)))}</summary>"
            yield from (_line(index, line) for index, line in lines)
            yield "</details>"
        else:
            yield from (_line(index, line) for index, line in lines)
    yield "</section></form></main>"


def _line(index: int, line: Line) -> str:
    checked = " checked" if line.kept else ""
    return (
        f'<label class="line" data-i="{index}"><input type="checkbox" name="keep" value="{index}"{checked}>'
        f'<span class="of">{escape(line.label)}</span><span class="t">{escape(line.text[:_LINE_CHARS])}</'
        f"span></label>"
    )


def _field(name: str, hint: str, value: object) -> Iterator[str]:
    shown = _joined(value) if isinstance(value, list) else value if isinstance(value, str) else ""
    yield f'<label for="f-{name}">{name}</label>'
    if name in _LONG:
        yield (
            f'<textarea id="f-{name}" name="{name}" rows="{2 if name != "notes" else 1}" '
            f'placeholder="{hint}">{escape(shown)}</textarea>'
        )
    else:
        yield (
            f'<input id="f-{name}" name="{name}" value="{escape(shown)}" placeholder="{hint}" '
            f'autocomplete="off" spellcheck="false">'
        )


def _joined(names: list[str]) -> str:
    """Join names as a user types them. A single name with a comma gets a semicolon, or it would be read as
    two.
    """
    alone = len(names) == 1 and any(mark in names[0] for mark in ",，、")
    return "; ".join(names) + (";" if alone else "")


def _keys() -> Iterator[str]:
    yield '<details id="keys"><summary>Keys</summary><dl>'
    for keys, what in _KEYS:
        yield f"<dt>{' '.join(f'<kbd>{escape(key)}</kbd>' for key in keys.split())}</dt><dd>{escape(what)}</dd>"
    yield "</dl></details>"


def labels_page(labels: Sequence[Label], folder: str, problem: str = "") -> str:
    """The list of saved labels, and how to measure with them."""

    def parts() -> Iterator[str]:
        yield (
            f'<main class="site"><h1>Labels</h1><p class="soft">{counting(len(labels), "page")} in '
            f"{escape(folder)}</p>"
        )
        if problem:
            yield f'<p class="notice" role="alert">{escape(problem)}</p>'
        if labels:
            yield f"<p>Measure with them: <code>newsmill score {escape(folder)}</code></p>"
        else:
            yield (
                '<p class="empty">No page is labelled yet. Open a record, or try a page, and choose '
                "<b>Label</b>.</p>"
            )
        yield '<ol class="hits" reversed>'
        for label in reversed(labels):
            about = " · ".join(
                escape(text) for text in (_text(label.published)[:10], label.url or label.id) if text
            )
            yield f'<li><a href="/labels/{quote(label.id, safe="")}">{escape(_text(label.title) or "(no title)")}</a>'
            yield f'<span class="soft">{about}</span></li>'
        yield "</ol></main>"

    return document("Labels · newsmill", [*bar("/labels"), *parts()], styles=["site.css"], forms=True)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
