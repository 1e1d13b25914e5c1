"""The worker process in which pages are cleaned. It reads jobs from a pipe; its supervisor may end it at any
moment.

Started as `python -I -c …` by `newsmill.pipelines.runs.supervisor`, never forked, so it inherits no state of
the caller.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import hashlib
import importlib
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import msgspec

from newsmill.pipelines.derived_cache import save
from newsmill.pipelines.memory import Heap, rss_bytes
from newsmill.pipelines.page import Page, Reject, Rejected
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Unreadable
from newsmill.pipelines.record import Record, encode
from newsmill.pipelines.runs.channel import Channel
from newsmill.pipelines.runs.messages import (
    TOO_MUCH_MEMORY,
    Cleaned,
    Done,
    Failed,
    FromWorker,
    Job,
    Ready,
    Setup,
    Skipped,
    Started,
    ToWorker,
    Verdict,
)
from newsmill.pipelines.runs.selection import is_selective, left_out, speaks_other_language
from newsmill.pipelines.runs.timing import SlowPage

if TYPE_CHECKING:
    from newsmill.pipelines.extract.body.site_profile import SiteProfile

Cleaner = Callable[..., Record]

# Most pages take a few milliseconds; the time is reported only for slower ones.
_SLOW_SECONDS = 0.02
# The threshold of the garbage collector, in new objects. A page creates some thousand, and hardly any of them
# are garbage in cycles.
_OBJECTS_BETWEEN_COLLECTIONS = 10_000

# Large pages leave free memory behind that the process keeps. After so many pages it is returned if there is much.
_PAGES_BETWEEN_CHECKS = 8

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[ToWorker] = msgspec.msgpack.Decoder(ToWorker)


def main(descriptor: int, loads: str | None = None) -> NoReturn:
    """Serve jobs until the pipe closes. `loads`: a cleaner to load before the setup arrives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the supervisor
    gc.disable()  # until everything is loaded: that creates no garbage, and many objects
    connection = Channel(descriptor)
    try:
        if loads is not None:
            with contextlib.suppress(Exception):  # reported when the setup asks for it
                _load(loads)
        _serve(connection)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        gc.freeze()  # the process ends: the collector need not look through everything once more
        sys.exit(0)


def _serve(connection: Channel) -> NoReturn:
    setup = _decoder.decode(connection.recv_bytes())
    assert isinstance(setup, Setup)
    try:
        cleaner = _load(setup.cleaner)
    except Exception as error:
        _send(
            connection, Failed(message=f"{type(error).__name__}: {error}", traceback=traceback.format_exc())
        )
        sys.exit(1)
    profiles = _profiles(setup.profiles)
    _fence_memory(setup.memory_bytes)
    gc.freeze()
    gc.enable()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    heap = Heap()
    _send(connection, Ready(rss_bytes=rss_bytes()))
    while True:
        job = _decoder.decode(connection.recv_bytes())
        assert isinstance(job, Job)
        _Work(connection, cleaner, job, setup, profiles, heap).do()


def _load(target: str) -> Cleaner:
    module, _, name = target.partition(":")
    cleaner: Cleaner = getattr(importlib.import_module(module), name)
    return cleaner


def _profiles(raw: bytes) -> dict[str, SiteProfile]:
    if not raw:
        return {}
    from newsmill.pipelines.extract.body.site_profile import decode_profiles

    return decode_profiles(raw)


def _fence_memory(growth: int) -> None:
    """Set a kernel limit for growth that is too fast for the supervisor's periodic checks."""
    try:
        now = int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = now + 2 * growth
    if hard == resource.RLIM_INFINITY or wanted < hard:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _send(connection: Channel, message: FromWorker) -> None:
    connection.send_bytes(_encoder.encode(message))


class _Work:
    """One job."""

    def __init__(
        self,
        connection: Channel,
        cleaner: Cleaner,
        job: Job,
        setup: Setup,
        profiles: dict[str, SiteProfile],
        heap: Heap,
    ) -> None:
        self.heap = heap
        self.connection = connection
        self.cleaner = cleaner
        self.job = job
        self.alarm_seconds = setup.alarm_seconds
        self.select = setup.select
        self.profiles = profiles
        self.passed = job.passed
        self.verdict: Verdict | None = job.verdict
        self.seen = self.cleaned = 0

    def do(self) -> None:
        """Send a message for every page of a slice, then `Done`; for a job of one page, only its outcome."""
        if self.job.page is not None:
            outcome = self._outcome(self.job.page)
            save()
            _send(self.connection, msgspec.structs.replace(outcome, rss_bytes=self.heap.settled_bytes()))
            return
        assert self.job.slice is not None
        reasons = functools.partial(left_out, self.select) if is_selective(self.select) else None
        reading = Reading(self.job.slice, reasons)
        for item in _read(reading):
            if self._is_passed():
                continue
            if isinstance(item, Page) and (reason := left_out(self.select, item)) is not None:
                _send(self.connection, Skipped(reason=reason))
            elif isinstance(item, Page):
                self._page(item)
            elif isinstance(item, NoPage):
                _send(self.connection, Skipped(reason=item.reason, number=item.number, revisit=item.revisit))
            else:
                _send(self.connection, Cleaned(reject=_unreadable(item), quarantine=item.raw))
        gc.collect()
        save()  # before the last message: the supervisor may end this process as soon as it has it
        _send(
            self.connection, Done(first=reading.first, next=reading.next, rss_bytes=self.heap.settled_bytes())
        )

    def _is_passed(self) -> bool:
        self.seen += 1
        return self.seen <= self.passed

    def _page(self, page: Page) -> None:
        if self.verdict is None:
            _send(self.connection, Started())
        outcome = self._outcome(page)
        if outcome.record is not None and speaks_other_language(self.select, outcome.record):
            _send(self.connection, Skipped(reason="left-out-language"))
        else:
            _send(self.connection, outcome)
        self.cleaned += 1
        if self.cleaned % _PAGES_BETWEEN_CHECKS == 0:
            self.heap.settled_bytes()

    def _outcome(self, page: Page) -> Cleaned:
        """Clean a page, unless its outcome is already decided."""
        if self.verdict is not None:
            verdict, self.verdict = self.verdict, None
            return rejected(page, verdict.reason, verdict.detail, keep=True)
        began = time.monotonic()
        with _alarm(self.alarm_seconds):
            outcome = clean_page(self.cleaner, page, self._options(page))
        took = time.monotonic() - began
        if took < _SLOW_SECONDS:
            return outcome
        slow = SlowPage(seconds=round(took, 4), origin=page.origin, url=page.url)
        return msgspec.structs.replace(outcome, slow=slow)

    def _options(self, page: Page) -> dict[str, Any]:
        if not self.profiles:
            return self.job.options
        profile = self.profiles.get(_host(page.url))
        return {**self.job.options, "profile": profile} if profile is not None else self.job.options


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def clean_page(cleaner: Cleaner, page: Page, options: dict[str, Any]) -> Cleaned:
    """Return a record or a reject, whatever the page is."""
    try:
        return Cleaned(record=encode(cleaner(page, **options)))
    except Rejected as rejection:
        return rejected(page, rejection.reason, rejection.detail)
    except MemoryError:
        return rejected(page, "memory", TOO_MUCH_MEMORY, keep=True)
    except Exception as error:
        detail = f"{type(error).__name__}: {error} ({_place(error)})."
        return rejected(page, "failed", detail, keep=True)


def rejected(page: Page, reason: str, detail: str, *, keep: bool = False) -> Cleaned:
    """Build the reject of a page; `keep` includes its bytes for the quarantine."""
    reject = Reject(
        origin=page.origin,
        url=page.url,
        reason=reason,
        detail=detail,
        digest=page.digest or "sha256:" + hashlib.sha256(page.raw).hexdigest(),
        fetched_at=page.fetched_at,
    )
    return Cleaned(reject=reject, quarantine=page.raw if keep else None)


def _read(reading: Reading) -> Iterator[Item]:
    """Yield the items of a slice. An error of the reader becomes a reject and ends only this slice."""
    from newsmill.pipelines.readers import read  # readers import their dependencies on demand

    try:
        yield from read(reading)
    except MemoryError:
        detail = "The rest cannot be read: unpacking exceeded the memory limit of a page."
        yield Unreadable(origin=reading.slice.origin, reason="memory", detail=detail)
    except Exception as error:
        detail = f"The rest cannot be read: {type(error).__name__}: {error} ({_place(error)})."
        yield Unreadable(origin=reading.slice.origin, reason="unreadable", detail=detail)


def _unreadable(item: Unreadable) -> Reject:
    digest = "sha256:" + hashlib.sha256(item.raw).hexdigest() if item.raw else None
    return Reject(origin=item.origin, url=item.url, reason=item.reason, detail=item.detail, digest=digest)


def _place(error: BaseException) -> str:
    """The code location of an error, without paths, so that it is the same on every machine."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"in {frame.name}, {Path(frame.filename).name}:{frame.lineno}"


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    signal.setitimer(signal.ITIMER_REAL, seconds)  # an unhandled SIGALRM ends the process
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
