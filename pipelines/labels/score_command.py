"""`newsmill score`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from newsmill.pipelines.labels.extractor_answers import ANSWERING, answers, installed
from newsmill.pipelines.labels.measures import COLUMNS, score, summary
from newsmill.pipelines.labels.score_page import Scored, inspector_path, score_page, worst_pages
from newsmill.pipelines.labels.store import Label, LabelError, LabelStore
from newsmill.pipelines.page import Rejected
from newsmill.pipelines.report.inspector import inspect_page
from newsmill.pipelines.report.other_extractors import MissingPeer, check
from newsmill.pipelines.writers.atomic import atomic_write

__all__ = ["score_labels"]

INDEX = "index.html"


@click.command("score", epilog="Example: newsmill score labels/ --peers trafilatura,readability -o scored")
@click.argument("labels", metavar="LABELS", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--peers", metavar="NAMES",
    help=f"Other extractors to score beside newsmill: {','.join(ANSWERING)}, or none.  [default: those installed]",
)  # fmt: skip
@click.option(
    "-o", "--output", default=Path("scored"), show_default=True, metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the HTML page and the inspector pages.",
)  # fmt: skip
@click.option(
    "--worst",
    default=20,
    show_default=True,
    type=click.IntRange(0),
    help="Number of worst pages to show.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the means as JSON instead of as a table.")
def score_labels(labels: Path, peers: str | None, output: Path, worst: int, as_json: bool) -> None:
    """Measure newsmill and other extractors on pages that you labelled.

    LABELS is a folder with labels.jsonl and pages/ID.html.gz, as `newsmill serve --labels` saves them. The
    table has a row for each extractor; the HTML page shows the worst pages with what was wrong, each linked
    to its inspector.
    """
    names = _peers(peers)
    try:
        scored = list(_scored(LabelStore(labels), names))
    except LabelError as error:
        raise click.ClickException(str(error)) from error
    if not scored:
        raise click.ClickException(f"There are no labels in {labels}; newsmill serve --labels saves some.")
    means = {name: summary(page.figures[name] for page in scored) for name in ("newsmill", *names)}
    shown = worst_pages(scored, worst)
    try:
        _write(output, scored, shown, means, names, LabelStore(labels))
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
    if as_json:
        click.echo(msgspec.json.encode({"pages": len(scored), "extractors": means}).decode())
    else:
        _print(means, len(scored))
    click.echo(f"The worst pages and what was wrong: {output / INDEX}", err=True)


def _peers(given: str | None) -> list[str]:
    if given is None:
        return installed()
    names = list(dict.fromkeys(name for name in given.replace(" ", "").split(",") if name and name != "none"))
    try:
        check(names)
    except MissingPeer as error:
        raise click.UsageError(str(error)) from error
    return names


def _scored(store: LabelStore, peers: list[str]) -> Iterator[Scored]:
    """Every page with its scores. Shows progress on stderr if that is a terminal."""
    labels = store.labels()
    with click.progressbar(labels, label="Scoring", file=sys.stderr) as shown:
        for label in shown:
            found = answers(store.page(label), peers)
            yield Scored(label, found, {name: score(answer, label) for name, answer in found.items()})


def _write(
    output: Path,
    scored: list[Scored],
    shown: list[Scored],
    means: dict[str, dict[str, float]],
    peers: list[str],
    store: LabelStore,
) -> None:
    inspected = {page.label.id for page in shown if _inspect(output, page.label, store, peers)}
    with atomic_write(output / INDEX) as file:
        file.write(score_page(means, scored, shown, inspected).encode("utf-8", "replace"))


def _inspect(output: Path, label: Label, store: LabelStore, peers: list[str]) -> bool:
    try:
        inspection = inspect_page(store.page(label), peers)
    except Rejected:
        return False
    with atomic_write(output / inspector_path(label)) as file:
        file.write(inspection.html.encode("utf-8", "replace"))
    return True


def _print(means: dict[str, dict[str, float]], pages: int) -> None:
    columns = [name for name in COLUMNS if any(name in row for row in means.values())]
    # Wide enough for every column, so that a table read by a script is never wrapped.
    console = Console(highlight=False, width=24 + 12 * len(columns))
    table = Table(box=None, pad_edge=False)
    table.add_column(f"{pages:,} pages" if pages != 1 else "1 page")
    for name in columns:
        table.add_column(name, justify="right")
    for name, row in means.items():
        table.add_row(name, *(f"{row[column]:.3f}" if column in row else "–" for column in columns))
    console.print(table)
