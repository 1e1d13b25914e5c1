"""`manifest.json`: what a run read, with which settings, what became of every page, and when."""

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
    """Something a run read.

    path    as it was named (a path, a URL, `-`)
    kind    `file`, `folder`, `stream`, or what the run calls its start (`site`)
    files   how many files it is
    bytes   their size as stored
    digest  of one file: `sha256:` of its bytes (or `etag:` of an object in a store); of a folder: `sha256:` over the
            lines `<file's digest>  <path>` of its files in reading order; None where there are no bytes to digest
    """

    path: str
    kind: str
    files: int = 1
    bytes: int = 0
    digest: str | None = None


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """A record shard: its file name in the folder, and what is in it."""

    file: str
    records: int
    bytes: int
    digest: str


class Counts(msgspec.Struct, kw_only=True):
    """What became of the pages; `pages = records + rejects` always.

    records    pages that became a record
    rejects    pages that did not, by reason in `rejects_by_reason` (`newsmill.pipelines.page.REASONS`)
    listings   pages that a crawl read for their links only, beside `pages`; an offline run writes a record for any kind
    skipped    what was read and is no page (images, redirects, `revisit` records …), by reason
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
        """Count a page that did not."""
        self.pages += 1
        self.rejects += 1
        self.rejects_by_reason[reason] = self.rejects_by_reason.get(reason, 0) + 1

    def add_listing(self) -> None:
        """Count a page that was read for its links only."""
        self.listings += 1

    def add_skipped(self, reason: str, number: int = 1) -> None:
        """Count something that is no page."""
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
    """The account of a run, written last; a folder with a manifest holds a finished run.

    command    what made it: `clean`, `crawl`, `export`
    settings   the settings that decide the output, and none that do not (number of workers, engine)
    versions   of Python and of the libraries that can change a record
    timing     where the time went, for the report
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
    """The time in UTC, to the second: `2026-11-23T20:35:00Z`."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def versions() -> dict[str, str]:
    """Versions of what can change a record: Python and the parser."""
    from lxml import etree

    return {
        "python": platform.python_version(),
        "lxml": etree.__version__,
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
    }


def write_manifest(folder: Path, manifest: Manifest) -> Path:
    """Write `manifest.json`, readable by people, whole."""
    path = folder / MANIFEST
    with atomic_write(path) as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    return path


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a run folder, or None when the folder has none. Raises `msgspec.DecodeError` for a broken one."""
    try:
        raw = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        return None
    return msgspec.json.decode(raw, type=Manifest)
