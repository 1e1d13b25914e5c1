"""What a supervisor and its worker process say to each other: msgpack structs over a pipe."""

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

# The same words whether the supervisor saw it or the kernel refused it: which comes first is chance, records are not.
TOO_MUCH_MEMORY = "Cleaning it took more memory than a page may have."


class Setup(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The first message to a new worker.

    cleaner          the function that makes a record of a page, `module:name`
    memory_bytes     how far the worker may grow beyond its size at the start
    alarm_seconds    the worker's own alarm clock: the kernel ends it when a page takes longer, even without a supervisor
    profiles         site profiles, as `newsmill.pipelines.extract.body.profile.encode_profiles` writes them; empty for none
    select           which pages to take
    """

    cleaner: str
    memory_bytes: int
    alarm_seconds: float
    profiles: bytes = b""
    select: Selection = Selection()


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A page that is not to be tried (again): it becomes a reject with this reason."""

    reason: str
    detail: str


class Job(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Pages to clean: those of a slice, read by the worker itself, or one that comes with the message.

    passed    how many of the slice's pages have been dealt with already
    verdict   what is to become of the first page that is not passed, where that is decided
    options   keyword arguments of the cleaner
    """

    slice: Slice | None = None
    page: Page | None = None
    passed: int = 0
    verdict: Verdict | None = None
    options: dict[str, Any] = {}


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The worker has loaded the cleaner; `rss_bytes` is its size now."""

    rss_bytes: int


class Started(msgspec.Struct, frozen=True, tag=True):
    """The next page has been read, and its cleaning begins."""


class Cleaned(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What became of a page: a record (as its line of JSON) or a reject, with the bytes to keep where they are needed.

    slow   the page and its time, where it took long enough to be worth telling
    """

    record: bytes | None = None
    reject: Reject | None = None
    quarantine: bytes | None = None
    slow: SlowPage | None = None


class Skipped(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Something was read that is no page; a revisit that may become one when everything has been read."""

    reason: str
    number: int = 1
    revisit: Revisit | None = None


class Done(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The job is finished. `first` and `next`: where the slice's first item and the next slice's begin, in the reader's terms."""

    first: int | None = None
    next: int | None = None
    rss_bytes: int = 0


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The worker cannot do the job at all; `traceback` is for a bug report."""

    message: str
    traceback: str


ToWorker = Setup | Job
FromWorker = Ready | Started | Cleaned | Skipped | Done | Failed
