"""The figures of earlier runs in the same folder, so that a report can show what changed."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from newsmill.pipelines.report.summary import Summary

__all__ = ["HISTORY", "Crawl", "Figures", "read_crawls", "read_history"]

# The file with the figures of a folder's runs. Each report writes it for the next one.
HISTORY = "report.json"
_CRAWL_HISTORY = "runs.jsonl"
_MOST_RUNS = 60


class Figures(msgspec.Struct, kw_only=True):
    """The figures of a run that are compared with the previous run."""

    run: str
    started_at: str
    newsmill: str
    seconds: float | None
    pages: int
    records: int
    rejects: int
    body_characters: int
    filled: dict[str, int]
    rejects_by_reason: dict[str, int]


class Crawl(msgspec.Struct):
    """The keys that are read from a line of a crawl's history."""

    id: str
    started: str
    outcome: str = "running"
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    verdict: str = ""


def read_history(folder: Path, summary: Summary) -> list[Figures]:
    """The runs of this folder, oldest first; the last one is `summary`'s, also if its report is written
    again.
    """
    runs: list[Figures] = []
    # There is no file before the first report, and a file that is not newsmill's is ignored.
    with contextlib.suppress(FileNotFoundError, msgspec.DecodeError):
        decoded = msgspec.json.decode((folder / HISTORY).read_bytes(), type=dict[str, list[Figures]])
        runs = decoded.get("runs", [])
    runs = [run for run in runs if run.run != summary.run]
    figures = Figures(
        run=summary.run, started_at=summary.started_at, newsmill=summary.newsmill, seconds=summary.seconds,
        pages=summary.pages, records=summary.records, rejects=summary.rejects, body_characters=summary.body_characters,
        filled=summary.filled, rejects_by_reason=summary.rejects_by_reason,
    )  # fmt: skip
    return [*runs[-_MOST_RUNS:], figures]


def read_crawls(folder: Path) -> list[Crawl]:
    """The crawls in the history of a crawl's folder, oldest first."""
    latest: dict[str, Crawl] = {}
    decoder = msgspec.json.Decoder(Crawl)
    path = folder / _CRAWL_HISTORY
    if path.exists():
        with path.open("rb") as file:
            for line in file:
                try:
                    run = decoder.decode(line)
                except msgspec.DecodeError:
                    continue
                latest[run.id] = run
    return list(latest.values())[-_MOST_RUNS:]
