"""The commands that fetch pages."""

from __future__ import annotations

from pipelines.command_table import Command

COMMANDS: dict[str, Command] = {}
