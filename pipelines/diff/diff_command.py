"""`newsmill diff`."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from newsmill.pipelines.diff.compare import Comparison, compare
from newsmill.pipelines.diff.diff_page import diff_page
from newsmill.pipelines.writers.atomic import atomic_write


@click.command(
    epilog="Example: newsmill clean saved/ -o new; newsmill diff old new -o changes.html",
)
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Also write an HTML page."
)
@click.option(
    "--top",
    default=20,
    show_default=True,
    type=click.IntRange(0),
    help="Number of changed pages to show.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print everything as one JSON object instead of as a table."
)
def diff(old: Path, new: Path, output: Path | None, top: int, as_json: bool) -> None:
    """Compare two runs over the same pages, field by field.

    OLD and NEW are folders that `clean` or `crawl` wrote, or single record files. Pages are matched by id.
    """
    try:
        result = compare(old, new, top=top)
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from error
    except msgspec.DecodeError as error:
        raise click.ClickException(str(error)) from error
    if output is not None:
        try:
            with atomic_write(output) as file:
                file.write(diff_page(result, str(old), str(new)).encode("utf-8", "replace"))
        except OSError as error:
            raise click.UsageError(f"{output} cannot be written: {error.strerror}.") from error
        click.echo(f"The page with all differences: {output}", err=True)
    if as_json:
        click.echo(msgspec.json.encode(result).decode())
    else:
        _show(result)


def _show(result: Comparison) -> None:
    console = Console(soft_wrap=False, highlight=False)
    console.print(
        f"{result.pages:,} pages in the old run: {result.identical:,} identical, {result.changed:,} changed, "
        f"{result.only_old:,} only old, {result.only_new:,} only new. "
        f"Body: {result.characters_old:,} → {result.characters_new:,} characters."
    )
    for text, counts in (("Rejected now", result.now_rejected), ("Accepted now", result.now_accepted)):
        if counts:
            console.print(
                f"{text}: " + ", ".join(f"{reason} {number:,}" for reason, number in sorted(counts.items()))
            )
    table = Table(box=None, pad_edge=False)
    table.add_column("field")
    for name in ("same", "altered", "gained", "lost"):
        table.add_column(name, justify="right")
    for name, count in result.fields.items():
        style = "bold" if count.different else "dim"
        table.add_row(
            name, f"{count.same:,}", f"{count.altered:,}", f"{count.gained:,}", f"{count.lost:,}", style=style
        )
    console.print(table)
    if result.most_changed:
        console.print("\nChanged most:")
        for page in result.most_changed:
            where = page.url or page.origin or page.id
            console.print(
                f"  {page.change:6.2f}  {escape(where)}  [dim]{escape(', '.join(page.fields))}[/dim]",
                overflow="ellipsis",
                no_wrap=True,
            )
    for said in result.not_shown():
        console.print(escape(said))
