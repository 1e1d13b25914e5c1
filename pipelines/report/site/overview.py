"""The size of a run and how complete its records are, for the first page of the site, without reading
records.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from newsmill.pipelines.report.history import HISTORY
from newsmill.pipelines.report.site.runs import EXPORT, FoundRun, data_files

__all__ = ["COMPLETENESS", "Overview", "overview"]

# The fields whose fill rates the first page shows.
COMPLETENESS = ("title", "published", "source", "authors")


class Overview(msgspec.Struct, frozen=True):
    """A run, the size of its record files in bytes, and its fill rates for the fields `COMPLETENESS`, if
    known.
    """

    run: FoundRun
    size: int
    shares: dict[str, float]
    characters: int = 0


class _Report(msgspec.Struct):
    """The keys that are read from a run's last report."""

    records: int = 0
    body_characters: int = 0
    filled: dict[str, int] = {}


class _Reports(msgspec.Struct):
    runs: list[_Report] = []


class _Figures(msgspec.Struct):
    """The keys that are read from an export's figures."""

    records: int = 0
    characters: int = 0
    filled: dict[str, int] = msgspec.field(default_factory=dict, name="with")


class _Account(msgspec.Struct):
    figures: _Figures = msgspec.field(default_factory=_Figures)


def overview(run: FoundRun) -> Overview:
    """The overview of a run. Files that are missing or not newsmill's are ignored."""
    records, characters, filled = _counted(run.folder)
    shares = {name: filled.get(name, 0) / records for name in COMPLETENESS} if records else {}
    return Overview(run, _size(run.folder), shares, characters)


def _counted(folder: Path) -> tuple[int, int, dict[str, int]]:
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        if (folder / EXPORT).is_file():
            account = msgspec.json.decode((folder / EXPORT).read_bytes(), type=_Account).figures
            return account.records, account.characters, account.filled
        reports = msgspec.json.decode((folder / HISTORY).read_bytes(), type=_Reports).runs
        if reports:
            return reports[-1].records, reports[-1].body_characters, reports[-1].filled
    return 0, 0, {}


def _size(folder: Path) -> int:
    total = 0
    for path in data_files(folder):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total
