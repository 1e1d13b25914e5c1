"""Timing of a run, reduced to a few numbers for the manifest.

Records hold no times, so that the same input gives the same records. For throughput and slowest pages in the
report, a run keeps a `Timing` and puts `timing.figures()` into its manifest.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable

import msgspec

__all__ = ["SlowPage", "Timing", "TimingFigures"]

_MOST_POINTS = 240


class SlowPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page and the seconds it took."""

    seconds: float
    origin: str | None = None
    url: str | None = None


class TimingFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures in the manifest: points (seconds since the start, pages done), and the slowest pages."""

    points: list[tuple[float, int]] = []
    slowest: list[SlowPage] = []


class Timing:
    """Counts pages over time, in bounded memory however long the run is.

    slowest   number of slowest pages to keep
    clock     monotonic seconds; for tests
    """

    def __init__(self, slowest: int = 20, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begin = clock()
        self._keep = slowest
        self._points: list[tuple[float, int]] = [(0.0, 0)]
        self._step = 0.5  # seconds between points, doubled whenever there are too many
        self._pages = 0
        self._heap: list[tuple[float, int, SlowPage]] = []
        self._order = itertools.count()

    def advanced(self, pages: int = 1) -> None:
        """Count finished pages."""
        self._pages += pages
        now = self._clock() - self._begin
        if now - self._points[-1][0] >= self._step:
            self._points.append((now, self._pages))
            if len(self._points) > _MOST_POINTS:
                self._points = self._points[::2]
                self._step *= 2

    def took(self, seconds: float, origin: str | None = None, url: str | None = None) -> None:
        """Record the time a page took."""
        if len(self._heap) >= self._keep and seconds <= self._heap[0][0]:
            return
        page = SlowPage(seconds=round(seconds, 4), origin=origin, url=url)
        entry = (seconds, next(self._order), page)
        if len(self._heap) < self._keep:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heapreplace(self._heap, entry)

    def figures(self) -> TimingFigures:
        """The figures for `manifest.timing`."""
        points = [*self._points, (self._clock() - self._begin, self._pages)]
        return TimingFigures(
            points=[(round(seconds, 2), pages) for seconds, pages in points],
            slowest=[page for *_, page in sorted(self._heap, key=lambda entry: (-entry[0], entry[1]))],
        )
