"""Optional compiled modules. Each has a pure-Python fallback that gives the same results."""

from __future__ import annotations

import importlib
import os
from functools import cache
from types import ModuleType

__all__ = ["MODULES", "available", "disabled_by_env", "module"]

MODULES = (
    "newsmill.crawler.frontier._scan",
    "newsmill.pipelines.decode._beam",
    "newsmill.pipelines.decode._lattice",
    "newsmill.pipelines.decode._scan",
    "newsmill.pipelines.dedup._texts",
    "newsmill.pipelines.extract.body._measure",
    "newsmill.pipelines.extract.lexicon._words",
    "newsmill.pipelines.extract.page._walk",
    "newsmill.pipelines.report.site._terms",
)


def disabled_by_env() -> bool:
    """Whether the environment disables compiled modules: `NEWSMILL_PURE_PYTHON=1`."""
    return os.environ.get("NEWSMILL_PURE_PYTHON", "0") not in ("", "0")


@cache
def module(name: str) -> ModuleType | None:
    """Import one of `MODULES`; None if its fallback must be used."""
    if disabled_by_env():
        return None
    try:
        return importlib.import_module(name)
    # Not built, or built against another lxml. Cython raises any of the three, depending on the mismatch.
    except (ImportError, TypeError, ValueError):
        return None


def available() -> bool:
    """Whether all compiled modules are installed and enabled."""
    return all(module(name) is not None for name in MODULES)
