"""Whether to use the modules that are compiled where newsmill is installed with a C compiler at hand; each has a twin in Python."""

from __future__ import annotations

import os

__all__ = ["left_unused"]


def left_unused() -> bool:
    """Whether `NEWSMILL_PURE_PYTHON=1` in the environment asks for the twins in Python."""
    return os.environ.get("NEWSMILL_PURE_PYTHON", "0") not in ("", "0")
