"""The history of a site's crawls: `runs.jsonl` in the crawl's folder, one line when a run starts and one when
it ends.

Lines are appended and synced, never rewritten, so a kill at any moment leaves a readable history. A run that
has started but not ended, and whose process is gone, was interrupted.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

import msgspec

from newsmill.pipelines.record import FIELD_NAMES, Record
from newsmill.pipelines.version import __version__

__all__ = ["FILLED_FIELDS", "HISTORY", "Run", "RunHistory", "count_filled"]

HISTORY = "runs.jsonl"

Outcome = Literal["running", "finished", "stopped", "timeout", "failed", "interrupted"]

# The fields whose fill rates show whether a site's layout is still understood.
FILLED_FIELDS = (*FIELD_NAMES, "body", "images")


class Run(msgspec.Struct, kw_only=True):
    """One crawl of one site.

    pages     pages fetched in this run
    new       records of pages that no earlier run had
    changed   records of pages that an earlier run had with different content
    unchanged pages answered with 304, or with the same bytes as last time
    failed    fetches that ended without a page (HTTP errors, timeouts, rejects)
    lost      failures that a working site would not have: server errors, pages that existed before
    records   records written (new + changed)
    filled    for each of FILLED_FIELDS, the number of these records that have it
    verdict   the sentence of `newsmill.crawler.run.health`, empty if healthy
    """

    id: str
    site: str
    started: str
    ended: str | None = None
    outcome: Outcome = "running"
    process: int = 0
    pages: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    lost: int = 0
    records: int = 0
    filled: dict[str, int] = {}
    verdict: str = ""
    newsmill: str = __version__

    @property
    def seconds(self) -> float | None:
        """The duration of the run in seconds, if it has ended."""
        if self.ended is None:
            return None
        return (_time(self.ended) - _time(self.started)).total_seconds()

    def fill_rate(self, field: str) -> float | None:
        """The share of records that have the field; None without records."""
        return self.filled.get(field, 0) / self.records if self.records else None


def count_filled(filled: dict[str, int], record: Record) -> None:
    """Add a record to the counts of a run."""
    for field in FILLED_FIELDS:
        if getattr(record, field):
            filled[field] = filled.get(field, 0) + 1


class RunHistory:
    """The runs of one crawl folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / HISTORY

    def begin(self, site: str) -> Run:
        """Record that a run of this process has started."""
        run = Run(id=uuid.uuid4().hex[:12], site=site, started=_now(), process=os.getpid())
        self._append(run)
        return run

    def end(self, run: Run, outcome: Outcome = "finished") -> None:
        """Record how a run ended, with its current counts."""
        run.ended = _now()
        run.outcome = outcome
        self._append(run)

    def runs(self) -> list[Run]:
        """All runs, oldest first. A run that never ended is `running` while its process lives, else
        `interrupted`.
        """
        latest: dict[str, Run] = {}
        for run in self._lines():
            latest[run.id] = run
        for run in latest.values():
            if run.outcome == "running" and not _alive(run.process):
                run.outcome = "interrupted"
        return list(latest.values())

    def _append(self, run: Run) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab+") as file:
            # Terminate a line torn by a kill first, so that it does not spoil the next one.
            if file.tell() and not _ends_with_newline(self.path):
                file.write(b"\n")
            file.write(msgspec.json.encode(run) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _lines(self) -> Iterator[Run]:
        if not self.path.exists():
            return
        with self.path.open("rb") as lines:
            for line in lines:
                try:
                    yield _decoder.decode(line)
                except msgspec.DecodeError:  # a torn line; the run's other line still counts
                    continue


_decoder = msgspec.json.Decoder(Run)


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
