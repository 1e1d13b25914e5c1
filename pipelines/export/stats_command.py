"""`newsmill stats`: prints the figures of a dataset card."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from newsmill.pipelines.export.export_settings import read_kinds

if TYPE_CHECKING:
    from newsmill.pipelines.export.figures import Figures

__all__ = ["stats"]

_ROWS = 15

# Tables shown in full: they have few rows, or rows that must not be summed up as "others".
_WHOLE = ("year", "with", "characters")


@click.command(epilog="Example: newsmill stats crawl-2026")
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--kinds", default="all", show_default=True, help="Kinds of pages to count, separated by commas, or all."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
@click.option(
    "--max-rejects",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Exit with code 1 if more lines than this are unreadable.",
)
def stats(records: tuple[Path, ...], kinds: str, as_json: bool, max_rejects: int) -> None:
    """Count records by site, year, language, kind and length, and show which fields are missing and what was repaired.

    RECORDS are run folders or files of records (.jsonl, .gz, .zst).
    """
    # Imported here: they load Arrow and numpy, and `--help` takes a third of the time without.
    import msgspec

    from newsmill.pipelines.export.figures import Figures
    from newsmill.pipelines.export.source import BadLine, read_lines, record_files

    wanted = set(read_kinds(kinds))
    figures = Figures()
    bad: list[BadLine] = []
    unreadable = 0
    for file in record_files(records):
        for line in read_lines(file):
            if isinstance(line, BadLine):
                unreadable += 1
                bad = bad or [line]
            elif line.record.kind in wanted:
                figures.add_record(line.record)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(figures.as_dict() | {"unreadable": unreadable})))
    else:
        _print(figures)
    if unreadable:
        click.echo(f"{unreadable:,} lines are not records, first {bad[0]}", err=True)
    if unreadable > max_rejects:
        sys.exit(1)


def _print(figures: Figures) -> None:
    from newsmill.pipelines.export.figures import COUNTED, by_year, ranked

    console = Console(highlight=False)
    share = max(figures.records, 1)
    console.print(
        f"[bold]{figures.records:,}[/] {'record' if figures.records == 1 else 'records'}, "
        f"{figures.characters:,} characters, {len(figures.sites):,} {'site' if len(figures.sites) == 1 else 'sites'};"
        f" bodies of {min(figures.lengths, default=0):,} to {max(figures.lengths, default=0):,} characters,"
        f" median {figures.median_length():,}"
    )
    for name, counts in (
        ("site", ranked(figures.sites).items()),
        ("year", by_year(figures.years)),
        ("language", ranked(figures.languages).items()),
        ("kind", ranked(figures.kinds).items()),
        ("characters", figures.length_classes()),
        ("with", [(name, figures.present[name]) for name in COUNTED]),
        ("repaired", [("all certain", figures.repaired.total()), ("some guessed", figures.guessed.total())]),
        ("warning", ranked(figures.warnings).items()),
    ):
        rows = list(counts)
        if rows:
            console.print()
            console.print(_table(name, rows if name in _WHOLE else list(_shown(rows)), share))


def _table(name: str, rows: Sequence[tuple[str, int]], total: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(name, min_width=18, overflow="fold")
    table.add_column("records", justify="right", min_width=10)
    table.add_column("", justify="right", min_width=7)
    table.add_column("")
    for label, count in rows:
        bar = "█" * round(30 * count / total) or ("▏" if count else "")
        table.add_row(
            escape(label),
            f"{count:,}",
            f"{count / total:.1%}",
            f"[blue]{bar}[/]",
        )
    return table


def _shown(rows: Sequence[tuple[str, int]]) -> Iterable[tuple[str, int]]:
    yield from rows[:_ROWS]
    if len(rows) > _ROWS:
        yield f"{len(rows) - _ROWS:,} others", sum(count for _, count in rows[_ROWS:])
