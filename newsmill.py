"""newsmill: news portals in, clean records out.

The public names (`clean`, `decode`, `repair`) and the command line, put together from the `commands.py` of the
two packages.

    >>> from newsmill import clean
    >>> record = clean(open("page.html", "rb").read(), url="http://news.example.com/a.html")
    >>> record.title, record.published, record.body
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import click

from crawler.commands import COMMANDS as CRAWLER_COMMANDS
from pipelines.command_table import Command
from pipelines.commands import COMMANDS as PIPELINE_COMMANDS
from pipelines.page import Page, Rejected
from pipelines.version import __version__

if TYPE_CHECKING:
    from pipelines.clean import Markup
    from pipelines.decode import Decoded, decode, repair
    from pipelines.record import Record

__all__ = ["Decoded", "Page", "Record", "Rejected", "__version__", "clean", "decode", "main", "repair"]

# Public names that need the parser and the models: loaded when first asked for, so that the command line starts at once.
_LOADED_ON_DEMAND = {
    "Decoded": "pipelines.decode",
    "decode": "pipelines.decode",
    "repair": "pipelines.decode",
    "Record": "pipelines.record",
}


def __getattr__(name: str) -> Any:
    if name not in _LOADED_ON_DEMAND:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_LOADED_ON_DEMAND[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LOADED_ON_DEMAND})


def clean(
    raw: bytes,
    url: str | None = None,
    charset: str | None = None,
    *,
    fetched_at: str | None = None,
    origin: str | None = None,
    markup: Markup | None = None,
) -> Record:
    """Clean one page, HTML or a plain-text dump, and return its record.

    raw         the page's bytes as they came
    url         its URL; gives the record its id and resolves links
    charset     the charset of the HTTP header, where there was one
    fetched_at  capture time (ISO 8601, UTC); relative dates (昨天) count from it
    markup      `markdown` or `html` to keep the body's structure in `body_markup`

    Raises `Rejected` when the bytes are no page, and `TypeError` when `raw` is no bytes.
    """
    if not isinstance(raw, bytes | bytearray | memoryview):
        raise TypeError(
            f"clean() wants the page's bytes, not {type(raw).__name__}: read the file with mode 'rb', or encode the text"
        )
    from pipelines.clean import clean as clean_page

    page = Page(raw=bytes(raw), url=url, charset=charset, fetched_at=fetched_at, origin=origin)
    return clean_page(page, markup=markup)


class _CommandLine(click.Group):
    """Commands named in tables and imported when called, so that `newsmill repair` does not load Scrapy."""

    table: dict[str, Command] = {**CRAWLER_COMMANDS, **PIPELINE_COMMANDS}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.table.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry.target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.table[name].summary) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def _show_version(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    from pipelines.compiled import are_in_use

    how = "with compiled modules" if are_in_use() else "in Python alone, without compiled modules"
    click.echo(f"newsmill, version {__version__} ({how})")
    ctx.exit()


@click.command(
    cls=_CommandLine,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Start with: newsmill demo. Every command has an example in its --help.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def _command_line() -> None:
    """News portals in, clean records out."""


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 finished but with rejects above the limit, 2 wrong usage."""
    _command_line(prog_name="newsmill")


if __name__ == "__main__":
    main()
