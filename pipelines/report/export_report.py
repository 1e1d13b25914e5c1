"""`report.html` of an export: the records by outcome, and the contents of the corpus.

It is made from `export.json`, which contains no times or paths, so the same export gives the same report,
byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from newsmill.pipelines.report.html_frame import document, escape
from newsmill.pipelines.report.html_parts import counted, percent, section, table, tree
from newsmill.pipelines.report.plots import bars, columns, short
from newsmill.pipelines.report.run_report import REPORT

__all__ = ["write_export_report"]

_Account = dict[str, Any]


def write_export_report(folder: Path, account: bytes, earlier: bytes | None = None) -> Path:
    """Write `report.html` into an export's folder and return its path.

    account   the export's `export.json`
    earlier   the `export.json` of the export that this one replaces, to show what changed
    """
    this: _Account = msgspec.json.decode(account)
    try:
        last: _Account = msgspec.json.decode(earlier) if earlier else {}
    except msgspec.DecodeError:
        last = {}
    page = document(f"{this['name']}: export report", _report(this, last), styles=["report.css"])
    path = folder / REPORT
    path.write_bytes(page.encode("utf-8", "replace"))
    return path


def _report(this: _Account, last: _Account) -> Iterator[str]:
    figures = this["figures"]
    yield '<main class="report"><header><p class="over">newsmill export</p>'
    yield f'<h1>{escape(this["name"])}</h1><p class="soft">newsmill {escape(this["newsmill"])}</p></header>'
    cards = [
        (f"{sum(this['inputs'].values()):,}", "records read"),
        (f"{figures['records']:,}", "records written"),
        (short(figures["characters"]), "characters of body"),
        (f"{len(figures['sites']):,}", "site" if len(figures["sites"]) == 1 else "sites"),
        (f"{this['clusters']:,}", "groups of duplicates") if this["clusters"] else ("", ""),
        *(
            (f"{number:,}", f"in {name}")
            for name, number in this["splits"].items()
            if len(this["splits"]) > 1
        ),
    ]
    yield '<ul class="figures" aria-label="Figures">'
    yield from (f"<li><b>{figure}</b>{escape(what)}</li>" for figure, what in cards if figure)
    yield "</ul>"
    yield from _change(this, last)
    outcome = [(name, float(number), f"{number:,}") for name, number in this["outcome"].items()]
    yield from section("What became of the records", [bars(outcome, head=("outcome", "records"))])
    yield from _filled(figures)
    yield from _contents(figures)
    yield from _left_out(this)
    if this["masked"]:
        yield from section(
            "Personal data masked", [bars(counted(this["masked"], 20), head=("kind", "places"))]
        )
    if figures["warnings"]:
        yield from section("Warnings", [bars(counted(figures["warnings"], 25), head=("warning", "records"))])
    made = [f"<p>{escape(sentence)}</p>" for sentence in this["made"]]
    inputs = bars(counted(this["inputs"], 60), head=("input", "records"))
    yield from section("How it was made", [*made, "<details><summary>Inputs</summary>", inputs, "</details>"])
    settings = ["<details><summary>Settings</summary>", *tree(this["settings"]), "</details>"]
    yield from section("Account", [*settings, f'<p class="soft">{len(this["fields"])} fields a record.</p>'])
    yield "</main>"


def _change(this: _Account, last: _Account) -> Iterator[str]:
    figures, before = this["figures"], last.get("figures", {})
    if not before or (before == figures and last.get("outcome") == this["outcome"]):
        return
    rows = [
        (name, f"{old:,}", f"{new:,}", f"{new - old:+,}" if new != old else "=")
        for name, old, new in (
            ("records", before.get("records", 0), figures["records"]),
            ("characters of body", before.get("characters", 0), figures["characters"]),
            ("sites", len(before.get("sites", {})), len(figures["sites"])),
        )
    ]
    outcomes = last.get("outcome", {})
    for name in dict.fromkeys((*outcomes, *this["outcome"])):
        old, new = outcomes.get(name, 0), this["outcome"].get(name, 0)
        if old != new:
            rows.append((name, f"{old:,}", f"{new:,}", f"{new - old:+,}"))
    head = ("", "last export", "this export", "change")
    yield from section("Change against the last export", table(head, rows, numbers=(1, 2, 3)))


def _filled(figures: _Account) -> Iterator[str]:
    records = figures["records"] or 1
    rows = [(name, float(count), percent(count / records) + " %") for name, count in figures["with"].items()]
    if rows:
        yield from section("Fields filled", [bars(rows, head=("field", "of the records"))])


def _contents(figures: _Account) -> Iterator[str]:
    def parts() -> Iterator[str]:
        yield '<div class="pair">'
        for title, name in (("site", "sites"), ("kind", "kinds"), ("language", "languages")):
            yield f"<div>{bars(counted(figures[name], 10), head=(title, 'records'))}</div>"
        yield "</div>"
        years = {
            int(year): count
            for year, count in figures["years"].items()
            if year.isdigit() and 1900 < int(year) < 2101
        }
        if years:
            rows = [(str(year), float(years.get(year, 0))) for year in range(min(years), max(years) + 1)]
            yield "<h3>Published, by year</h3>"
            yield columns(rows, label="Records by year published", y_unit="records")
        classes = figures["length"]["classes"]
        yield "<h3>Length of the body, in characters</h3>"
        sizes = [(name, float(count)) for name, count in classes.items()]
        yield columns(sizes, label="Records by length of body", y_unit="records")

    if figures["records"]:
        yield from section("What is in it", parts())


def _left_out(this: _Account) -> Iterator[str]:
    """Samples of the records that quality rules dropped."""
    samples = {rule: each for rule, each in this["samples"].items() if each}
    if samples:
        yield from section("Left out by quality rules: samples", tree(samples))
