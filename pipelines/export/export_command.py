"""`newsmill export`: records in, a corpus out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from newsmill.pipelines.export.export_settings import (
    DEFAULT_KINDS,
    MEMORY,
    Plan,
    read_kinds,
    read_sample,
    read_splits,
)
from newsmill.pipelines.export.formats import FORMATS
from newsmill.pipelines.export.missing_extra import Unusable, require
from newsmill.pipelines.export.personal import KINDS, Mask
from newsmill.pipelines.export.quality import EVERY_RULE, Filters

__all__ = ["export"]

_EPILOG = """\b
Examples:
  newsmill export crawl-2026 -o corpus
  newsmill export crawls/* -o corpus --where "site = 'example.com' AND published >= '2012-01-01'"
  newsmill export crawl-2026 -o corpus --dedup near --filter all --mask all --split train=0.98,test=0.02
  newsmill export crawl-2026 --to postgresql://me@localhost/news
  newsmill export corpus --card-only

\b
Quality rules (--filter RULE, --filter RULE=VALUE, --filter all):
""" + "\n".join(f"  {rule.name:18} {rule.meaning}" for rule in EVERY_RULE.values())


@click.command(epilog=_EPILOG)
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write. It appears whole or not at all, and replaces an earlier export.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="parquet",
    show_default=True,
    help="Format of the data files.",
)
@click.option(
    "--to",
    metavar="URL",
    help="Fill a PostgreSQL table instead (postgresql://…): new ids are inserted, known ones updated.",
)
@click.option("--table", default="records", show_default=True, help="Table for --to: TABLE or SCHEMA.TABLE.")
@click.option("--where", metavar="SQL", help="Select records by a DuckDB expression over their fields.")
@click.option(
    "--kinds",
    default=",".join(DEFAULT_KINDS),
    show_default=True,
    help="Kinds of pages to export, or all. Records without a body are never exported.",
)
@click.option("--fields", metavar="NAMES", help="Fields to write, separated by commas.  [default: all]")
@click.option(
    "--sample",
    metavar="SHARE|N",
    help="A share (0.1, 10%) or number of records, chosen by a hash of the id: always the same ones.",
)
@click.option(
    "--split",
    metavar="NAME=SHARE,…",
    default="train=1",
    show_default=True,
    help="Split by a hash of the id: a record stays in its split as the corpus grows.",
)
@click.option(
    "--versions",
    type=click.Choice(["newest", "all"]),
    default="newest",
    show_default=True,
    help="Which records to keep of a page that changed between crawls.",
)
@click.option(
    "--dedup",
    type=click.Choice(["none", "exact", "near"]),
    default="exact",
    show_default=True,
    help="Remove duplicates. exact: equal except for spaces, punctuation, width and case; near: reprints too.",
)
@click.option(
    "--near-threshold",
    type=click.FloatRange(0.3, 1.0),
    default=0.7,
    show_default=True,
    help="With near: remove a record if this share of its text is in one that stays.",
)
@click.option(
    "--against",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="OLD",
    help="Also remove duplicates of the records of this earlier export or run. Repeatable.",
)
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="RULE[=VALUE]",
    help="Switch a quality rule on, or all of newsmill's own (all). See below. Repeatable.",
)
@click.option(
    "--without", multiple=True, metavar="RULE", help="Switch a rule off again after --filter all. Repeatable."
)
@click.option("--mask", metavar="KINDS", help=f"Mask personal data: {', '.join(KINDS)}, all.")
@click.option(
    "--convert",
    metavar="NAME",
    help="Convert Chinese with OpenCC: t2s, s2t, s2tw, tw2s …; the originals are kept in *_original fields.",
)
@click.option(
    "--quality",
    is_flag=True,
    help="Add a column quality: the figures that the rules of Gopher, C4 and FineWeb use.",
)
@click.option(
    "--tokens",
    metavar="NAME",
    help=(
        "Add a column tokens, the number of tokens: tiktoken:cl100k_base, sentencepiece:FILE, or a "
        "function as module:name."
    ),
)
@click.option(
    "--perplexity",
    metavar="MODULE:NAME",
    help="Add a column perplexity, computed by a function from text to number.",
)
@click.option(
    "--tokeniser",
    metavar="NAME",
    help="Tokeniser for vertical and conllu: simple, jieba, or a function as module:name.  [default: simple]",
)
@click.option(
    "--formula-guard/--no-formula-guard",
    default=True,
    show_default=True,
    help="In CSV, put an apostrophe before cells that a spreadsheet would run as a formula.",
)
@click.option("--name", help="The corpus's name on its card.  [default: the folder's]")
@click.option(
    "--card/--no-card", default=True, show_default=True, help="Write README.md, croissant.json and plots."
)
@click.option(
    "--card-only", is_flag=True, help="Only regenerate the card of an existing corpus; RECORDS is its folder."
)
@click.option(
    "--shard-mb",
    type=click.IntRange(min=1),
    default=500,
    show_default=True,
    help="Start a new file at this uncompressed size, in MB.",
)
@click.option(
    "--memory",
    default=MEMORY,
    show_default=True,
    help="Memory that DuckDB may take before it uses the disk.",
)
@click.option(
    "--max-rejects",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Exit with code 1 if more lines than this are unreadable.",
)
def export(
    records: tuple[Path, ...],
    out: Path | None,
    form: str,
    to: str | None,
    table: str,
    where: str | None,
    kinds: str,
    fields: str | None,
    sample: str | None,
    split: str,
    versions: str,
    dedup: str,
    near_threshold: float,
    against: tuple[Path, ...],
    filters: tuple[str, ...],
    without: tuple[str, ...],
    mask: str | None,
    convert: str | None,
    quality: bool,
    tokens: str | None,
    perplexity: str | None,
    tokeniser: str | None,
    formula_guard: bool,
    name: str | None,
    card: bool,
    card_only: bool,
    shard_mb: int,
    memory: str,
    max_rejects: int,
) -> None:
    """Turn RECORDS into a corpus: run folders, files of records (.jsonl, .gz, .zst), or an exported corpus."""
    require(["duckdb", "pyarrow"], "newsmill export")
    from newsmill.pipelines.export import publish as run
    from newsmill.pipelines.export.columns import choose

    if card_only:
        if len(records) != 1 or out is not None:
            raise Unusable(
                "--card-only takes one folder, the corpus, and no -o. Example: newsmill export corpus --card-only"
            )
        run.describe(records[0], name)
        click.echo(f"The card is in {records[0] / 'README.md'}.", err=True)
        return
    if out is None and to is None:
        raise Unusable("Say where the corpus goes: -o FOLDER, or --to postgresql://…")
    if against and dedup == "none":
        raise Unusable("--against compares with earlier records, which --dedup none switches off.")
    plan = Plan(
        inputs=records,
        out=out,
        format=form,
        to=to,
        table=table,
        where=where,
        kinds=read_kinds(kinds),
        fields=choose(fields),
        sample=read_sample(sample) if sample else None,
        splits=read_splits(split),
        versions="all" if versions == "all" else "newest",
        dedup="near" if dedup == "near" else "exact" if dedup == "exact" else "none",
        threshold=near_threshold,
        against=against,
        max_rejects=max_rejects,
        filters=Filters.read(filters, without).parameters,
        mask=tuple(kind.name for kind in Mask.read(mask).kinds) if mask else (),
        convert=convert,
        tokeniser=tokeniser,
        quality=quality,
        tokens=tokens,
        perplexity=perplexity,
        formula_guard=formula_guard,
        shard_bytes=shard_mb << 20,
        memory=memory,
        name=name,
        card=card,
    )
    try:
        with _progress() as progress:
            done = run.run(plan, progress)
    except KeyboardInterrupt:
        click.echo("Stopped. Nothing was written.", err=True)
        sys.exit(130)
    for what, number in done.outcome:
        click.echo(f"{number:>12,}  {what}", err=True)
    click.echo(done.summary, err=True)
    if done.unreadable > max_rejects:
        click.echo(
            (
                f"{done.first_bad}\n{done.unreadable:,} lines could not be read as records; see "
                f"unreadable.jsonl. --max-rejects allows some."
            ),
            err=True,
        )
        sys.exit(1)


@contextmanager
def _progress() -> Iterator[_Bar | _Lines]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress)


class _Bar:
    """Shows a progress bar per step."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("starting", total=None)

    def step(self, name: str, of: int | None = None) -> None:
        self._progress.remove_task(self._task)
        self._task = self._progress.add_task(name, total=of)

    def advance(self, by: int) -> None:
        self._progress.advance(self._task, by)


class _Lines:
    """Prints one line per step."""

    def step(self, name: str, of: int | None = None) -> None:
        click.echo(name + (f" {of:,} records" if of is not None else ""), err=True)

    def advance(self, by: int) -> None:
        """Nothing: only steps are printed."""
