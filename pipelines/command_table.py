"""How a package declares its commands without importing them."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A command of the command line: `module:attribute` of its click command, and its line in `newsmill
    --help`.

    starts_with  `module:attribute` of a function to call before the command's modules are loaded
    """

    target: str
    summary: str
    starts_with: str | None = None
