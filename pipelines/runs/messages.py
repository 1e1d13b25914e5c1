"""Messages between a supervisor and its worker process: msgpack structs over a pipe."""

from __future__ import annotations

from typing import Any

import msgspec

from newsmill.pipelines.page import Page, Reject
from newsmill.pipelines.readers.slices import Revisit, Slice
from newsmill.pipelines.runs.selection import Selection
from newsmill.pipelines.runs.timing import SlowPage

__all__ = [
    "TOO_MUCH_MEMORY",
    "Cleaned",
    "Done",
    "Failed",
    "FromWorker",
    "Job",
    "Ready",
    "Setup",
    "Skipped",
    "Started",
    "ToWorker",
    "Verdict",
]

# The message must not depend on whether the supervisor or the kernel noticed first: that is a race, and
# records are deterministic.
TOO_MUCH_MEMORY = "Cleaning exceeded the memory limit of a page."


class Setup(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The first message to a new worker.

    cleaner          the function that turns a page into a record, `module:name`
    memory_bytes     how far the worker may grow beyond its initial size
    alarm_seconds    an alarm set by the worker itself: the kernel ends it if a page takes longer, even
                     without a supervisor
    profiles         site profiles, encoded by `newsmill.pipelines.extract.body.site_profile.encode_profiles`;
                     empty for none
    select           which pages to process
    """

    cleaner: str
    memory_bytes: int
    alarm_seconds: float
    profiles: bytes = b""
    select: Selection = Selection()


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A page that must not be tried (again): it becomes a reject with this reason."""

    reason: str
    detail: str


class Job(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Pages to clean: those of a slice, read by the worker itself, or a single page in the message.

    passed    how many of the slice's pages are already done
    verdict   the outcome of the first page not passed, if it is already decided
    options   keyword arguments of the cleaner
    """

    slice: Slice | None = None
    page: Page | None = None
    passed: int = 0
    verdict: Verdict | None = None
    options: dict[str, Any] = {}


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The worker has loaded the cleaner; `rss_bytes` is its current size."""

    rss_bytes: int


class Started(msgspec.Struct, frozen=True, tag=True):
    """The next page of a slice has been read and its cleaning begins."""


class Cleaned(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The outcome of a page: a record (as a line of JSON) or a reject, with the page's bytes if they are to
    be kept.

    slow       the page and its time, if it took long enough to report
    rss_bytes  the worker's size, if the job was this page alone: the job is then finished
    """

    record: bytes | None = None
    reject: Reject | None = None
    quarantine: bytes | None = None
    slow: SlowPage | None = None
    rss_bytes: int | None = None


class Skipped(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An entry that is not a page; a revisit may still become one once everything has been read."""

    reason: str
    number: int = 1
    revisit: Revisit | None = None


class Done(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The job is finished. `first`, `next`: where the slice's first item and the next slice begin, in the
    reader's units.
    """

    first: int | None = None
    next: int | None = None
    rss_bytes: int = 0


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The worker cannot do the job at all; `traceback` is for a bug report."""

    message: str
    traceback: str


ToWorker = Setup | Job
FromWorker = Ready | Started | Cleaned | Skipped | Done | Failed
