"""The libraries of the extra `export`, and what to do when they are not installed."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

import click

__all__ = ["Unusable", "require"]


class Unusable(click.ClickException):
    """Wrong usage or input that cannot be used: one sentence and what to do; exit code 2."""

    exit_code = 2


def require(modules: Iterable[str], purpose: str, extra: str = "export") -> None:
    """Check that the modules can be imported. Raises `Unusable` if one is not installed.

    purpose   the feature that needs them, as the message's subject
    extra     the extra to install, as the message says
    """
    for module in modules:
        try:
            importlib.import_module(module)
        except ImportError as error:
            raise Unusable(
                f"{purpose} needs {module}, which is not installed. Install the extra: pip install 'newsmill[{extra}]'"
            ) from error
