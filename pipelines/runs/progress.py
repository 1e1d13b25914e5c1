"""Progress display on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from newsmill.pipelines.runs.manifest import Counts, Manifest

__all__ = ["RunProgress", "summary"]

_LINE_SECONDS = 10.0


class RunProgress:
    """Shows pages, rejects, pages per second, bytes read and the remaining time.

    total_bytes   the stored size of the inputs, None if unknown
    """

    def __init__(self, total_bytes: int | None = None) -> None:
        self.total_bytes = total_bytes
        self._bar: Any = None
        self._task: Any = None
        self._began = time.monotonic()
        self._said = self._began
        self._before = 0
        self._bytes = 0

    def __enter__(self) -> RunProgress:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("starting", total=None)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def learning(self) -> None:
        """The first of two passes begins."""
        self._say("Learning what the pages of each site have in common …")

    def resumed(self, counts: Counts) -> None:
        """The run resumes with these pages already done."""
        self._before = counts.pages
        self._say(f"Continuing after {counts.pages:,} pages.")

    def advanced(self, counts: Counts, weight: int) -> None:
        """Update: `counts` is the total so far, `weight` the input bytes just completed."""
        self._bytes += weight
        now = time.monotonic()
        if self._bar is not None:
            self._bar.update(self._task, description=self._line(counts, now))
        elif now - self._said >= _LINE_SECONDS:
            self._said = now
            self._say(self._line(counts, now))

    def _line(self, counts: Counts, now: float) -> str:
        speed = (counts.pages - self._before) / max(now - self._began, 0.001)
        rejects = f", {counts.rejects:,} rejected" if counts.rejects else ""
        return f"{counts.pages:,} pages{rejects}, {speed:,.0f} pages/s, {self._read(now)}"

    def _read(self, now: float) -> str:
        """The amount read; if the total size is known, also the percentage and the remaining time."""
        read = f"{self._bytes / 1e6:,.0f} MB read"
        if not self.total_bytes or not self._bytes:
            return read
        share = min(self._bytes / self.total_bytes, 1.0)
        left = (now - self._began) * (1 - share) / share
        return f"{read} of {self.total_bytes / 1e6:,.0f} ({share:.0%}), {_duration(left)} left"

    def _say(self, line: str) -> None:
        if self._bar is not None:
            self._bar.console.print(line)
        else:
            sys.stderr.write(f"{line}\n")


def _duration(seconds: float) -> str:
    """Format a duration: `40 s`, `12 min`, `3 h 20 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"


def _amount(number: int, noun: str) -> str:
    """`1 page`, `2,000 pages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def summary(manifest: Manifest, folder: Path) -> str:
    """Summarise a run in a few lines."""
    counts = manifest.counts
    speed = (
        f" ({counts.pages / manifest.seconds:,.0f} pages/s)" if manifest.seconds and counts.pages > 20 else ""
    )
    lines = [
        (
            f"{_amount(counts.pages, 'page')} in {manifest.seconds or 0:,.1f} s{speed}: "
            f"{_amount(counts.records, 'record')}, {_amount(counts.rejects, 'reject')}."
        )
    ]
    if counts.rejects_by_reason:
        lines.append("Rejected: " + _listed(counts.rejects_by_reason) + f"; see {folder / 'rejects.jsonl'}.")
    if counts.skipped:
        lines.append("No pages: " + _listed(counts.skipped) + ".")
    lines.append(
        f"Records: "
        f"{folder}/"
        f"{manifest.outputs[0].file if manifest.outputs else ''}{' …' if len(manifest.outputs) > 1 else ''}"
    )
    return "\n".join(lines)


def _listed(numbers: dict[str, int]) -> str:
    return ", ".join(
        f"{number:,} {reason}"
        for reason, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    )
