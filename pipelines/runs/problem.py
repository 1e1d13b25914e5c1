"""The error for a run that cannot begin or continue."""

from __future__ import annotations

__all__ = ["RunProblem"]


class RunProblem(Exception):
    """The command cannot continue in this folder, or has nothing to do. The message says what to do."""
