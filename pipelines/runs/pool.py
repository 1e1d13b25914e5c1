"""Cleans pages in worker processes with limits, for callers that have one page at a time, such as the
crawler.
"""

from __future__ import annotations

import functools
import os
import queue
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import TYPE_CHECKING, Any

from newsmill.pipelines.page import Page, Reject
from newsmill.pipelines.record import Record, decode_record
from newsmill.pipelines.runs.messages import Cleaned
from newsmill.pipelines.runs.supervisor import CLEANER, Limits, Supervisor

if TYPE_CHECKING:
    from newsmill.pipelines.extract.body.site_profile import SiteProfile

__all__ = ["CleanerPool"]

_Task = tuple[Page, dict[str, Any], "Future[Cleaned]"]


class CleanerPool:
    """Worker processes that clean pages.

    workers              number of processes; None for one per core
    time_limit_seconds   how long a page may take before its worker is killed and replaced
    memory_limit_bytes   how much a worker may grow on a page before it is killed and replaced
    cleaner              the function that turns a page into a record, `module:name`
    profiles             site profiles by host, see `newsmill.pipelines.extract.body.site_profile`

    A page that hangs, exhausts memory or crashes its worker becomes a `Reject` (`timeout`, `memory`,
    `crashed`). Other pages are not affected.
    """

    def __init__(
        self,
        workers: int | None = None,
        time_limit_seconds: float = 30.0,
        memory_limit_bytes: int = 512 << 20,
        *,
        cleaner: str = CLEANER,
        profiles: Mapping[str, SiteProfile] | None = None,
    ) -> None:
        packed = b""
        if profiles:
            from newsmill.pipelines.extract.body.site_profile import encode_profiles

            packed = encode_profiles(dict(profiles))
        limits = Limits(seconds=time_limit_seconds, memory_bytes=memory_limit_bytes)
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._closed = False
        self._threads = [
            threading.Thread(
                target=self._serve, args=(limits, cleaner, packed), name=f"cleaner-{number}", daemon=True
            )
            for number in range(workers or available_cores())
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, page: Page, **options: Any) -> Future[Record | Reject]:
        """Clean a page; `options` are those of `newsmill.pipelines.clean.clean`. Raises RuntimeError after
        `close`.
        """
        future: Future[Record | Reject] = Future()
        self.submit_encoded(page, **options).add_done_callback(functools.partial(_decode_into, future))
        return future

    def submit_encoded(self, page: Page, **options: Any) -> Future[Cleaned]:
        """Clean a page as `submit` does, but give the record as the worker encoded it."""
        if self._closed:
            raise RuntimeError("This pool is closed.")
        future: Future[Cleaned] = Future()
        self._tasks.put((page, options, future))
        return future

    def close(self, *, wait: bool = True) -> None:
        """Accept no more pages. With `wait`, return when all submitted pages are done and the workers have
        ended.
        """
        self._closed = True
        for _ in self._threads:
            self._tasks.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def __enter__(self) -> CleanerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(wait=error is None)

    def _serve(self, limits: Limits, cleaner: str, profiles: bytes) -> None:
        supervisor = Supervisor(limits, cleaner, profiles)
        try:
            supervisor.start()
            while (task := self._tasks.get()) is not None:
                page, options, future = task
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    future.set_result(supervisor.clean(page, options))
                except Exception as error:
                    future.set_exception(error)
        finally:
            supervisor.stop()


def _decode_into(future: Future[Record | Reject], cleaned: Future[Cleaned]) -> None:
    """Pass a result or an exception on to the future of `submit`."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        outcome = cleaned.result()
        decided = outcome.reject if outcome.record is None else decode_record(outcome.record)
        assert decided is not None
        future.set_result(decided)
    except Exception as error:
        future.set_exception(error)


def available_cores() -> int:
    """The number of cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
