"""The command line, assembled from the command tables of the two packages."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from newsmill.crawler.commands import COMMANDS as CRAWLER_COMMANDS
from newsmill.pipelines.command_table import Command
from newsmill.pipelines.commands import COMMANDS as PIPELINE_COMMANDS
from newsmill.pipelines.version import __version__


class _CommandLine(click.Group):
    """Commands declared in tables and imported when called: `newsmill repair` does not load Scrapy."""

    table: dict[str, Command] = {**CRAWLER_COMMANDS, **PIPELINE_COMMANDS}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.table.get(cmd_name)
        if entry is None:
            return None
        if entry.starts_with is not None and not _asks_for_help(ctx):
            _loaded(entry.starts_with)()
        command: click.Command = _loaded(entry.target)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.table[name].summary) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def _loaded(target: str) -> Any:
    """The object that `module:attribute` names."""
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


def _asks_for_help(ctx: click.Context) -> bool:
    return ctx.resilient_parsing or any(option in sys.argv for option in ctx.help_option_names)


def _show_version(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    from newsmill.pipelines.compiled import available

    how = "with compiled modules" if available() else "in Python alone, without compiled modules"
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
    """Run the command line. Exit codes: 0 success, 1 finished with too many rejects, 2 usage error."""
    try:
        _command_line(prog_name="newsmill")
    finally:
        derived = sys.modules.get("newsmill.pipelines.derived_cache")
        if derived is not None:
            derived.save()
