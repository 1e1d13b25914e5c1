"""`manifest.json`: what a run read, its settings, the outcome of every page, and when it ran."""

from __future__ import annotations

import platform
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal

import msgspec

from newsmill.pipelines.runs.timing import TimingFigures
from newsmill.pipelines.version import __version__
from newsmill.pipelines.writers.atomic import atomic_write

__all__ = [
    "MANIFEST",
    "Counts",
    "Input",
    "Manifest",
    "Output",
    "now",
    "read_manifest",
    "versions",
    "write_manifest",
]

MANIFEST = "manifest.json"


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """An input of a run.

    path    as given (a path, a URL, `-`)
    kind    `file`, `folder`, `stream`, or a run's own kind of start (`site`)
    files   number of files
    bytes   their stored size
    digest  of a file: `sha256:` of its bytes (or `etag:` of an object in a store); of a folder: `sha256:`
            over the lines `<file's digest>  <path>` of its files in reading order; None if there are no bytes
            to digest
    """

    path: str
    kind: str
    files: int = 1
    bytes: int = 0
    digest: str | None = None


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """A record shard: its file name in the folder, and its contents."""

    file: str
    records: int
    bytes: int
    digest: str


class Counts(msgspec.Struct, kw_only=True):
    """The outcomes of a run's pages. `pages = records + rejects` always holds.

    records    pages that became a record
    rejects    pages that did not, by reason in `rejects_by_reason` (`newsmill.pipelines.page.REASONS`)
    listings   pages a crawl read only for their links, not included in `pages`; offline runs write a record
               for these
    skipped    entries read that are not pages (images, redirects, `revisit` records …), by reason
    """

    pages: int = 0
    records: int = 0
    rejects: int = 0
    listings: int = 0
    rejects_by_reason: dict[str, int] = {}
    skipped: dict[str, int] = {}

    def add_record(self) -> None:
        """Count a page that became a record."""
        self.pages += 1
        self.records += 1

    def add_reject(self, reason: str) -> None:
        """Count a page that was rejected."""
        self.pages += 1
        self.rejects += 1
        self.rejects_by_reason[reason] = self.rejects_by_reason.get(reason, 0) + 1

    def add_listing(self) -> None:
        """Count a page that was read only for its links."""
        self.listings += 1

    def add_skipped(self, reason: str, number: int = 1) -> None:
        """Count entries that are not pages."""
        self.skipped[reason] = self.skipped.get(reason, 0) + number

    def add(self, other: Counts) -> None:
        """Add the counts of another part of the run."""
        for name in ("pages", "records", "rejects", "listings"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.rejects_by_reason = _summed(self.rejects_by_reason, other.rejects_by_reason)
        self.skipped = _summed(self.skipped, other.skipped)


def _summed(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return dict(sorted((Counter(one) + Counter(other)).items()))


class Manifest(msgspec.Struct, kw_only=True):
    """The account of a run, written last: a folder with a manifest holds a finished run.

    command    the command that made it: `clean`, `crawl`, `export`
    settings   the settings that affect the output, and no others (not the number of workers, nor the engine)
    versions   of Python and the libraries that can change a record
    timing     how time was spent, for the report
    """

    schema: Literal["newsmill-manifest/1"] = "newsmill-manifest/1"
    command: str
    newsmill: str = __version__
    versions: dict[str, str] = {}
    settings: dict[str, Any] = {}
    inputs: list[Input] = []
    outputs: list[Output] = []
    counts: Counts = msgspec.field(default_factory=Counts)
    started_at: str
    finished_at: str | None = None
    seconds: float | None = None
    timing: TimingFigures | None = None
    details: dict[str, Any] = {}


def now() -> str:
    """The current time in UTC, to the second: `2026-11-23T20:35:00Z`."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def versions() -> dict[str, str]:
    """The versions that can change a record: Python and the parser."""
    from lxml import etree

    return {
        "python": platform.python_version(),
        "lxml": etree.__version__,
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
    }


def write_manifest(folder: Path, manifest: Manifest) -> Path:
    """Write `manifest.json` atomically, indented for reading."""
    path = folder / MANIFEST
    with atomic_write(path) as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    return path


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a run folder; None if there is none. Raises `msgspec.DecodeError` if it is
    invalid.
    """
    try:
        raw = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        return None
    return msgspec.json.decode(raw, type=Manifest)
