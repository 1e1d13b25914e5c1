"""The group of all commands, assembled from the command tables of the two packages."""

from __future__ import annotations

import click

from newsmill.crawler.commands import COMMANDS as CRAWLER_COMMANDS
from newsmill.pipelines.command_table import HELP_OPTIONS, Command, loaded
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
        command: click.Command = loaded(entry.target)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.table[name].summary) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def _show_version(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    from newsmill.pipelines.compiled import available

    how = "with compiled modules" if available() else "in Python alone, without compiled modules"
    click.echo(f"newsmill, version {__version__} ({how})")
    ctx.exit()


@click.command(
    cls=_CommandLine,
    context_settings={"help_option_names": HELP_OPTIONS, "max_content_width": 110},
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
def command_line() -> None:
    """News portals in, clean records out."""
