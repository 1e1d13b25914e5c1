"""The modules that are compiled where newsmill is installed with a C compiler at hand; each has a twin in Python."""

from __future__ import annotations

import importlib
import os

__all__ = ["MODULES", "are_in_use", "left_unused"]

MODULES = ("pipelines.decode._damage", "pipelines.extract._measure", "pipelines.extract._walk")


def left_unused() -> bool:
    """Whether `NEWSMILL_PURE_PYTHON=1` in the environment asks for the twins in Python."""
    return os.environ.get("NEWSMILL_PURE_PYTHON", "0") not in ("", "0")


def are_in_use() -> bool:
    """Whether all of them are there and to be used."""
    if left_unused():
        return False
    try:
        for name in MODULES:
            importlib.import_module(name)
    except (
        ImportError,
        TypeError,
        ValueError,
    ):  # not built, or built for another lxml: Cython says each of them
        return False
    return True
