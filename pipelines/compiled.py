"""The modules that are compiled where newsmill is installed with a C compiler at hand; each has a twin in Python."""

from __future__ import annotations

import importlib
import os
from functools import cache
from types import ModuleType

__all__ = ["MODULES", "are_in_use", "left_unused", "module"]

MODULES = (
    "newsmill.pipelines.decode._scan",
    "newsmill.pipelines.extract.body._measure",
    "newsmill.pipelines.extract.page._walk",
)


def left_unused() -> bool:
    """Whether `NEWSMILL_PURE_PYTHON=1` in the environment asks for the twins in Python."""
    return os.environ.get("NEWSMILL_PURE_PYTHON", "0") not in ("", "0")


@cache
def module(name: str) -> ModuleType | None:
    """One of `MODULES`, or None where its twin in Python is to do the work."""
    if left_unused():
        return None
    try:
        return importlib.import_module(name)
    # Not built, or built for another lxml: which of the three Cython raises depends on what differs.
    except (ImportError, TypeError, ValueError):
        return None


def are_in_use() -> bool:
    """Whether all of them are there and to be used."""
    return all(module(name) is not None for name in MODULES)
