"""Supervises one worker process: the time and memory of each page are limited from outside."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from newsmill.pipelines.page import Page, Reject
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
from newsmill.pipelines.runs.selection import Selection
from newsmill.pipelines.runs.spawning import CLEANER, spawn

__all__ = ["CLEANER", "Limits", "Supervisor", "WorkerFailed"]

# How often an unfinished page is checked. Most pages are done before the first check, and the kernel's limit
# (see `worker._fence_memory`) holds between two.
_POLL_MILLISECONDS = 50
_START_SECONDS = 120.0
_STARTS = 5
# Slow reading (disk, network, decompression) is not blamed on a page until nothing happens for this long.
_READ_SECONDS = 900.0
# A page is retried once in a fresh worker before it is given up: the first failure may have had another
# cause.
_ATTEMPTS = 2
# No page sends SIGKILL to its worker. An operator does, or the kernel's OOM killer when all processes
# together use too much memory; the page being cleaned is then rarely to blame, even if it happens twice.
_ATTEMPTS_WHEN_KILLED = 4
# A worker that has grown by this much at the end of a job (heap fragmentation, caches) is replaced.
_GROWTH_BYTES = 160 << 20

_PAGE_BYTES = resource.getpagesize()

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[FromWorker] = msgspec.msgpack.Decoder(FromWorker)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits for one page: seconds of time, and bytes by which its worker may grow."""

    seconds: float = 30.0
    memory_bytes: int = 512 << 20


class WorkerFailed(RuntimeError):
    """The worker cannot run at all: newsmill itself is broken (an import fails, a reader has a bug)."""


class _Ended(NamedTuple):
    """The worker died or was ended, while `reading` or while cleaning a page.

    killed  by SIGKILL from outside
    """

    verdict: Verdict
    reading: bool
    killed: bool


def _unreadable_rest(job: Job, verdict: Verdict) -> Iterator[Cleaned | Done]:
    origin = job.slice.origin if job.slice is not None else None
    detail = f"The rest cannot be read: {verdict.detail.replace('Cleaning', 'reading', 1)}"
    yield Cleaned(reject=Reject(origin=origin, url=None, reason="unreadable", detail=detail))
    yield Done()


class Supervisor:
    """Owns one worker process. Not thread-safe."""

    def __init__(
        self,
        limits: Limits,
        cleaner: str = CLEANER,
        profiles: bytes = b"",
        selection: Selection | None = None,
    ) -> None:
        self.limits = limits
        self.cleaner = cleaner
        self.profiles = profiles
        self.selection = selection or Selection()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Channel | None = None
        self._poll = select.poll()
        self._statm: int | None = None
        self._base_rss = 0
        self._killed = False

    def start(self) -> None:
        """Start the worker process without waiting until it is ready."""
        if self._process is None:
            self._spawn()

    def clean(self, page: Page, options: dict[str, Any]) -> Cleaned:
        """Clean one page and return the outcome."""
        cleaned = [each for each in self.work(Job(page=page, options=options)) if isinstance(each, Cleaned)]
        return cleaned[0]

    def work(self, job: Job) -> Iterator[Cleaned | Skipped | Done]:
        """Yield the outcomes of a job's pages in order, then `Done`. A page that ends its worker becomes a
        reject.

        Raises `WorkerFailed` if the worker cannot start or a reader has an unexpected error.
        """
        failed = killed = 0
        finished = False
        try:
            while not finished:
                for outcome in self._attempt(job):
                    if isinstance(outcome, _Ended):
                        killed += outcome.killed
                        failed += not outcome.killed
                        given_up = killed >= _ATTEMPTS_WHEN_KILLED or failed >= _ATTEMPTS
                        if given_up and outcome.reading:
                            yield from _unreadable_rest(job, outcome.verdict)
                            finished = True
                        elif given_up:
                            job = msgspec.structs.replace(job, verdict=outcome.verdict)
                            failed = killed = 0  # the retry reads up to this page again
                        break
                    finished = isinstance(outcome, Done)
                    if not finished:
                        job = msgspec.structs.replace(job, passed=job.passed + 1, verdict=None)
                        failed = killed = 0
                    yield outcome
        finally:
            if not finished:
                self.stop()  # abandoned midway: pending messages are discarded

    def kill(self) -> None:
        """Kill the worker process, from any thread. Its user sees it die, and no new one is started."""
        self._killed = True
        process = self._process
        if process is not None:
            process.kill()

    def stop(self) -> None:
        """End the worker."""
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        if connection is not None:
            self._poll.unregister(connection)
            connection.close()
        statm, self._statm = self._statm, None
        if statm is not None:
            os.close(statm)
        if process is not None:
            process.kill()
            process.wait()

    def _attempt(self, job: Job) -> Iterator[Cleaned | Skipped | Done | _Ended]:
        """Yield the worker's messages about this job, up to `Done` or the page that ended it."""
        try:
            self._send(job)
        except (BrokenPipeError, ConnectionResetError, EOFError):
            self.stop()  # it died between two jobs, so no page is to blame
            self._send(job)
        reading = job.page is None
        deadline = time.monotonic() + (_READ_SECONDS if reading else self.limits.seconds)
        while True:
            message = self._receive(deadline, watch_memory=not reading)
            if isinstance(message, Verdict):
                assert self._process is not None  # `_cause_of_death` has waited for it
                killed = message.reason == "crashed" and self._process.poll() == -signal.SIGKILL
                self.stop()
                yield _Ended(message, reading, killed)
                return
            if isinstance(message, Started):
                reading = False
                deadline = time.monotonic() + self.limits.seconds
                continue
            if isinstance(message, Failed):
                raise WorkerFailed(f"{message.message}\n{message.traceback}")
            assert isinstance(message, Cleaned | Skipped | Done)
            reading = True
            deadline = time.monotonic() + _READ_SECONDS
            if isinstance(message, Cleaned) and message.rss_bytes is not None:
                yield message
                message = Done(rss_bytes=message.rss_bytes)
            if isinstance(message, Done) and message.rss_bytes > self._base_rss + _GROWTH_BYTES:
                self.stop()
            yield message
            if isinstance(message, Done):
                return

    def _receive(self, deadline: float, *, watch_memory: bool) -> FromWorker | Verdict:
        assert self._connection is not None
        while not self._poll.poll(_POLL_MILLISECONDS):
            if time.monotonic() > deadline:
                return Verdict(
                    reason="timeout", detail=f"Cleaning took longer than {self.limits.seconds:g} seconds."
                )
            if watch_memory and self._rss() > self._base_rss + self.limits.memory_bytes:
                return Verdict(reason="memory", detail=TOO_MUCH_MEMORY)
        try:
            return _decoder.decode(self._connection.recv_bytes())
        except (EOFError, OSError):  # a plain OSError if the worker died in the middle of a message
            return Verdict(
                reason="crashed", detail=f"Cleaning crashed its process ({self._cause_of_death()})."
            )

    def _send(self, message: ToWorker) -> None:
        if self._process is None:
            self._spawn()
        if self._base_rss == 0:
            self._await_ready()
        assert self._connection is not None
        self._connection.send_bytes(_encoder.encode(message))

    def _spawn(self) -> None:
        if self._killed:
            raise WorkerFailed("The work was cancelled.")
        self._process, self._connection = spawn()
        self._poll.register(self._connection, select.POLLIN)
        self._base_rss = 0
        setup = Setup(
            cleaner=self.cleaner,
            memory_bytes=self.limits.memory_bytes,
            alarm_seconds=self.limits.seconds * 2 + 5,
            profiles=self.profiles,
            select=self.selection,
        )
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._connection.send_bytes(_encoder.encode(setup))

    def _await_ready(self) -> None:
        """Wait until the worker has started. One that is killed from outside meanwhile is replaced."""
        for _ in range(_STARTS):
            if self._process is None:
                self._spawn()
            message = self._receive(time.monotonic() + _START_SECONDS, watch_memory=False)
            if isinstance(message, Ready):
                self._base_rss = max(message.rss_bytes, 1)
                return
            self.stop()
            if isinstance(message, Failed):
                raise WorkerFailed(f"A worker cannot start: {message.message}\n{message.traceback}")
        raise WorkerFailed(
            f"A worker cannot start: {message.detail if isinstance(message, Verdict) else message}"
        )

    def _rss(self) -> int:
        """The size of the worker in bytes, 0 if the system does not say."""
        assert self._process is not None
        try:
            if self._statm is None:
                self._statm = os.open(f"/proc/{self._process.pid}/statm", os.O_RDONLY | os.O_CLOEXEC)
            statm = os.pread(self._statm, 100, 0)
            return int(statm.split()[1]) * _PAGE_BYTES
        except (OSError, IndexError):
            return 0

    def _cause_of_death(self) -> str:
        assert self._process is not None
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return "it closed its pipe"
        return f"signal {-code}" if code < 0 else f"exit code {code}"
