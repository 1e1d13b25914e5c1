"""How a package declares its commands without importing them."""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple

HELP_OPTIONS = ["-h", "--help"]


class Command(NamedTuple):
    """A command of the command line: `module:attribute` of its click command, and its line in `newsmill
    --help`.

    starts_with  `module:attribute` of a function to call before the command line is loaded
    """

    target: str
    summary: str
    starts_with: str | None = None


def loaded(target: str) -> Any:
    """The object that `module:attribute` names."""
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)
