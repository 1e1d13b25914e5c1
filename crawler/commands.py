"""The commands that fetch pages."""

from __future__ import annotations

from pipelines.command_table import Command

COMMANDS: dict[str, Command] = {
    "runs": Command("crawler.runs_command:runs", "history of crawls, and whether sites are still understood"),
}
