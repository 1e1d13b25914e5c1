"""Entry point of the command line.

It loads little itself, so that a command's worker can start first: the worker takes longest to load.
"""

from __future__ import annotations

import gc
import sys

from newsmill.pipelines.command_table import HELP_OPTIONS, loaded
from newsmill.pipelines.commands import COMMANDS

__all__ = ["main"]


def main() -> None:
    """Run the command line. Exit codes: 0 success, 1 finished with too many rejects, 2 usage error."""
    _start_ahead(sys.argv[1:])
    from newsmill.command_group import command_line

    try:
        command_line(prog_name="newsmill")
    finally:
        derived = sys.modules.get("newsmill.pipelines.derived_cache")
        if derived is not None:
            derived.save()
        # The process ends: the collector need not look through everything that was loaded once more.
        gc.freeze()


def _start_ahead(arguments: list[str]) -> None:
    """Call the function that the command has for this, unless it will only print its help."""
    entry = COMMANDS.get(arguments[0]) if arguments else None
    if (
        entry is not None
        and entry.starts_with is not None
        and not any(each in HELP_OPTIONS for each in arguments)
    ):
        loaded(entry.starts_with)()
