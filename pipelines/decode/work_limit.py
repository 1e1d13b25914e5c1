"""Count the work that repairs take, in steps rather than in time, so that the same text always gets the same result.

A step is about a microsecond of CPU. `mojibake` leaves the rest of a text alone once its repairs took too many.
"""

from __future__ import annotations

import threading

__all__ = ["EFFORT", "Effort"]


class Effort(threading.local):
    """The steps that searches have taken in this thread."""

    def __init__(self) -> None:
        self.steps = 0


EFFORT = Effort()
