"""`newsmill runs`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from newsmill.crawler.run.history import FILLED_FIELDS, HISTORY, Run, RunHistory


@click.command(epilog="Example: newsmill runs crawls/ --last 5")
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--last", default=10, show_default=True, type=click.IntRange(1), help="Runs to show per site.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per run instead of a table.")
@click.pass_context
def runs(context: click.Context, folders: tuple[Path, ...], last: int, as_json: bool) -> None:
    """Show the history of crawls: when, how long, how many pages, and how often each field was filled.

    FOLDERS are crawl folders, or folders that contain some. The exit code is 1 if the newest run of a site
    is unhealthy: a field is suddenly missing from most records, or most fetches fail.
    """
    histories = [path for folder in folders for path in _histories(folder)]
    if not histories:
        raise click.UsageError(
            f"There is no {HISTORY} in {', '.join(map(str, folders))}: has anything been crawled there?"
        )
    unhealthy = []
    for path in histories:
        shown = RunHistory(path).runs()[-last:]
        if as_json:
            for run in shown:
                click.echo(msgspec.json.encode(run))
        else:
            _show(path, shown)
        if shown and shown[-1].verdict:
            unhealthy.append(f"{shown[-1].site}: {shown[-1].verdict}")
    for text in unhealthy:
        click.echo(text, err=True)
    if unhealthy:
        context.exit(1)


def _histories(folder: Path) -> list[Path]:
    if (folder / HISTORY).exists():
        return [folder]
    return sorted(path.parent for path in folder.glob(f"*/{HISTORY}"))


_COUNTS = ("outcome", "took", "pages", "new", "changed", "same", "failed")
# The width of a table with counts and fill rates side by side; on a narrower terminal they are stacked.
_WIDE = 140
# The width of the time column, and the minimum of all others.
_STARTED = 18
_CELL = 8


def _show(folder: Path, shown: list[Run]) -> None:
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(highlight=False, width=_WIDE)  # output to a file or pipe is not limited in width
    console.print(f"{shown[-1].site if shown else '?'}  ({folder})", style="italic", markup=False)
    for names in _that_fit((*_COUNTS, *FILLED_FIELDS), console.width):
        console.print(_table(shown, names))
    for run in shown:
        if run.verdict:
            console.print(f"  {run.started[:16].replace('T', ' ')}  {run.verdict}", style="red", markup=False)


def _that_fit(names: tuple[str, ...], width: int) -> Iterator[tuple[str, ...]]:
    """Split the columns into as many tables as the width requires."""
    part: list[str] = []
    room = width - _STARTED
    for name in names:
        needed = max(len(name), _CELL) + 2
        if part and needed > room:
            yield tuple(part)
            part, room = [], width - _STARTED
        part.append(name)
        room -= needed
    yield tuple(part)


def _table(shown: list[Run], names: tuple[str, ...]) -> Table:
    """A table with one run per line, and a column for each of the named counts and record fields."""
    table = Table(box=None, pad_edge=False)
    table.add_column("started (UTC)", no_wrap=True)
    for name in names:
        style = "dim" if name in FILLED_FIELDS else None
        table.add_column(name, justify="left" if name == "outcome" else "right", no_wrap=True, style=style)
    for run in shown:
        figures = {
            "outcome": run.outcome,
            "took": _duration(run.seconds),
            "pages": f"{run.pages:,}",
            "new": f"{run.new:,}",
            "changed": f"{run.changed:,}",
            "same": f"{run.unchanged:,}",
            "failed": f"{run.failed:,}",
        }
        for field in FILLED_FIELDS:
            rate = run.fill_rate(field)
            figures[field] = "–" if rate is None else f"{rate:.0%}"
        started = run.started[:16].replace("T", " ")
        cells = (figures[name] for name in names)
        table.add_row(started, *cells, style="red" if run.verdict else None)
    return table


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
