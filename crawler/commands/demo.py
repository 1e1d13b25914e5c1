"""`newsmill demo`: crawls, archives and cleans the demo portal, and prints the results as a table."""

from __future__ import annotations

import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import click
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from newsmill.crawler.demo import serve_portal
from newsmill.pipelines.record import Record, decode_record
from newsmill.pipelines.runs.manifest import read_manifest

__all__ = ["demo", "show"]

_DEFAULT_FOLDER = "newsmill-demo"
_MARK = ".newsmill-demo"
_PLAIN_WIDTH = 110  # columns, without a terminal
_REPAIRS_SHOWN = 4
# Characters a terminal would interpret instead of displaying: mojibake is full of them, and hostile pages may
# be.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@click.command(
    epilog="""\b
Examples:
  newsmill demo                    crawl the demo portal into ./newsmill-demo and show the records
  newsmill demo -o /tmp/demo       … into another folder
  newsmill demo --serve            only serve it, to open it in a browser or crawl it yourself
""",
)
@click.option(
    "--serve", is_flag=True, help="Only serve the portal and print its address; stop it with Ctrl-C."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port for --serve.  [default: a free one]"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=_DEFAULT_FOLDER,
    show_default=True,
    help="Folder for the archive and the records. An earlier demo in it is replaced.",
)
def demo(serve: bool, port: int, output: Path) -> None:
    """Crawl a small news portal that comes with newsmill: fetch, archive, clean, and show the records.

    Nothing leaves this machine. The portal has page layouts of three decades and four charsets, and some of
    its pages are broken the way real ones are.
    """
    if serve:
        _serve(port)
    else:
        _crawl(output)


def _serve(port: int) -> None:
    ended = threading.Event()

    def end(signum: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        with serve_portal(port) as address:
            click.echo(address + "/")
            click.echo("The demo portal is served there until you press Ctrl-C.", err=True)
            sys.stdout.flush()
            while not ended.wait(0.5):
                pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise _Refusal(
            f"Port {port} cannot be used ({reason}). Name another one, or none for a free one."
        ) from error
    click.echo("Stopped.", err=True)


def _crawl(output: Path) -> None:
    """Crawl the portal like `newsmill crawl demo`, from scratch each time, and show the records."""
    from newsmill.crawler.commands.crawl import crawl_one  # Scrapy is not needed to serve pages
    from newsmill.crawler.sites import find_site

    _make_room(output)
    click.echo(f"Crawling the demo portal, on this machine only, into {output} …", err=True)
    began = time.monotonic()
    spider = crawl_one(find_site("demo"), output)
    if spider.manifest is None:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    console = Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH)
    show(output, console, seconds=time.monotonic() - began)


def _make_room(output: Path) -> None:
    """Prepare an empty folder, marked as the demo's. An earlier demo's folder is emptied, any other is left
    alone.
    """
    present = sorted(path.name for path in output.iterdir()) if output.exists() else []
    if _MARK in present:
        shutil.rmtree(output)
    elif present:
        raise _Refusal(
            f"{output} has something else in it ({present[0]}). Name another folder: newsmill demo -o FOLDER"
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
        (output / _MARK).write_text("newsmill demo empties this folder when it runs again.\n")
    except OSError as error:
        raise _Refusal(
            f"{output} cannot be written to ({error.strerror}). Name another folder: newsmill demo -o FOLDER"
        ) from error


class _Refusal(click.ClickException):
    exit_code = 2


def show(folder: Path, console: Console, *, seconds: float | None = None) -> None:
    """Print the records of a run folder as a table, the repairs, and where the files are; `seconds`: duration
    of the run.
    """
    records = sorted(
        _records(folder), key=lambda record: (record.published or "", record.url or ""), reverse=True
    )
    console.print(_table(records, console.width))
    _print_repairs(records, console)
    _print_counts(folder, records, console, seconds)


def _records(folder: Path) -> Iterator[Record]:
    for shard in sorted(folder.glob("records-*.jsonl")):
        with shard.open("rb") as file:
            yield from map(decode_record, file)


def _table(records: list[Record], width: int) -> Table:
    """Two lines per record, so that the table fits in 80 columns: main values above, details below."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    people = max(18, width // 4)
    text = width - 16 - people - 4
    table.add_column("Published\n[dim]source[/dim]", width=16)
    table.add_column("Title\n[dim]first words[/dim]", width=text)
    table.add_column("Authors\n[dim]charsets, repairs[/dim]", width=people)
    for record in records:
        published = (record.published or "no date")[:16].replace("T", " ")
        first = record.body.partition("\n")[0] or f"({record.kind}, no text)"
        table.add_row(
            _pair(published, record.source or record.account or "", 16),
            _pair(record.title or "(no title)", first, text),
            _pair(_people(record), _decoding(record), people),
        )
    return table


def _pair(above: str, below: str, width: int) -> str:
    return f"{escape(_cut(above, width))}\n[dim]{escape(_cut(below, width))}[/dim]"


def _cut(text: str, width: int) -> str:
    """Cut a text to `width` terminal columns, where a Chinese character takes two."""
    text = " ".join(_CONTROL.sub("▯", text).split())
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def _people(record: Record) -> str:
    return ", ".join(person.name for person in record.authors)


def _decoding(record: Record) -> str:
    used = record.charset.used or "?"
    others = dict.fromkeys(span.charset for span in record.charset.spans if span.charset != used)
    said = " + ".join([used, *others])
    if record.repairs:
        said += f", {len(record.repairs)} repaired"
    return said


def _print_repairs(records: list[Record], console: Console) -> None:
    """Print some of the repaired mojibake, before and after."""
    repairs = [(record, repair) for record in records for repair in record.repairs if repair.where != "page"]
    if not repairs:
        return
    console.print("\n[bold]Mojibake undone[/bold]")
    width = max(20, (console.width - 24) // 2)
    for record, repair in repairs[:_REPAIRS_SHOWN]:
        sure = "" if repair.certain else "[dim], partly guessed[/dim]"
        console.print(f"  {escape(_cut(repair.found, width))}", highlight=False)
        console.print(
            (
                f"  [green]→ {escape(_cut(repair.restored, width))}[/green]  [dim]{repair.where} of "
                f"{escape(_cut(record.title or '', width - 14))}[/dim]{sure}"
            ),
            highlight=False,
        )
    if len(repairs) > _REPAIRS_SHOWN:
        console.print(f"  [dim]and {len(repairs) - _REPAIRS_SHOWN} more, under repairs of the records[/dim]")
    console.print()


def _print_counts(folder: Path, records: list[Record], console: Console, seconds: float | None) -> None:
    manifest = read_manifest(folder)
    if manifest is not None:
        counts = manifest.counts
        reasons = ", ".join(f"{number} {reason}" for reason, number in counts.rejects_by_reason.items())
        console.print(
            f"[bold]{counts.records} records[/bold] from {counts.pages + counts.listings} "
            f"pages{f' in {seconds:.1f} s' if seconds else ''}; "
            f"{counts.listings} listings read for their links; {counts.rejects} "
            f"rejects{f' ({reasons})' if reasons else ''}.",
            highlight=False,
            soft_wrap=True,
        )
    for pattern, what in _FILES:
        found = sorted(folder.glob(pattern))
        if found:
            console.print(f"  {escape(str(found[0]))}  [dim]{what}[/dim]", highlight=False, soft_wrap=True)
    page = next((record.origin for record in records if record.repairs), None)
    if page:
        console.print(
            f"Look at one:  newsmill inspect {escape(str(folder))}/{escape(page)} -o page.html",
            highlight=False,
            soft_wrap=True,
        )


_FILES: tuple[tuple[str, str], ...] = (
    ("records-*.jsonl", "a record a line"),
    ("rejects.jsonl", "pages that gave none, each with its reason"),
    ("manifest.json", "what was read, with which settings, and the counts"),
    ("report.html", "the run as a page"),
    ("archive/*.warc.gz", "every response as it came"),
)
