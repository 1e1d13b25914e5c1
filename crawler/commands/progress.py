"""Crawl progress on stderr: a live view on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.live import Live
from rich.table import Table

if TYPE_CHECKING:
    from newsmill.crawler.run.crawl_run import CrawlRun

__all__ = ["CrawlProgress", "progress_line"]

_VIEW_SECONDS, _LINE_SECONDS = 0.25, 10.0
_SLOWEST = 3


class CrawlProgress:
    """Reports the progress of a crawl.

    live   show the full live view; else one line, even on a terminal
    """

    def __init__(self, name: str, *, live: bool) -> None:
        self._name = name
        self._terminal = sys.stderr.isatty()
        self._began = self._told = time.monotonic()
        self._shown = False
        self._live: Live | None = None
        self._detailed = live
        if live and self._terminal:
            self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)
            self._live.start()

    def tell(self, run: CrawlRun) -> None:
        """Called after each response."""
        now = time.monotonic()
        if now - self._told < (_VIEW_SECONDS if self._terminal else _LINE_SECONDS):
            return
        self._told = now
        seconds = now - self._began
        if self._live is not None:
            self._live.update(_view(self._name, run, seconds), refresh=True)
            return
        text = f"{self._name}: {progress_line(run, seconds, detailed=self._detailed)}"
        if self._terminal:
            sys.stderr.write(f"\r\x1b[2K{text}")
            sys.stderr.flush()
            self._shown = True
        else:
            click.echo(text, err=True)

    def end(self) -> None:
        """Restore the terminal."""
        if self._live is not None:
            self._live.stop()
        if self._shown:
            sys.stderr.write("\r\x1b[2K")


def progress_line(run: CrawlRun, seconds: float, *, detailed: bool) -> str:
    """The figures of a crawl in one line; `detailed` adds the frontier and the slowest hosts."""
    text = (
        f"{run.run.pages} pages, {run.run.failed} failed, {run.run.pages / max(seconds, 0.001):.1f} pages/s"
    )
    if not detailed:
        return text
    waiting = ", ".join(f"{position} {number}" for position, number in _waiting(run)) or "nothing"
    slowest = ", ".join(f"{host} {mean:.2f} s" for host, mean in run.slowest_hosts(_SLOWEST))
    return f"{_harvest(run)}; {text}; waiting: {waiting}; slowest: {slowest or 'none'}"


def _harvest(run: CrawlRun) -> str:
    requests = run.state.frontier.fetched
    share = f" ({run.articles / requests:.0%})" if requests else ""
    return f"{run.articles} articles of {requests} requests{share}"


def _waiting(run: CrawlRun) -> list[tuple[str, int]]:
    return sorted(run.state.frontier.numbers_waiting().items(), key=lambda item: -item[1])


def _view(name: str, run: CrawlRun, seconds: float) -> Table:
    table = Table(
        box=None, pad_edge=False, show_header=False, title=f"{name}, {seconds:.0f} s", title_justify="left"
    )
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    table.add_row("harvest", _harvest(run))
    table.add_row("pages", progress_line(run, seconds, detailed=False))
    table.add_row(
        "waiting", "  ".join(f"{position} {number:,}" for position, number in _waiting(run)) or "nothing"
    )
    slowest = "  ".join(f"{host} {mean:.2f} s" for host, mean in run.slowest_hosts(_SLOWEST))
    table.add_row("slowest hosts", slowest or "none")
    return table
