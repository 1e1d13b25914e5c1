"""The local engine: worker processes on this machine, each supervised by a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from newsmill.pipelines.readers.slices import Slice
from newsmill.pipelines.runs.engine import SliceResult, Task, clean_slice
from newsmill.pipelines.runs.lookahead import ordered
from newsmill.pipelines.runs.supervisor import Supervisor

__all__ = ["LocalEngine"]

# Slices queued per worker, so that one slow page does not leave the others idle.
_SLICES_PER_WORKER = 6


class LocalEngine:
    """`workers` processes on this machine. They start immediately, before there is work."""

    def __init__(self, workers: int, task: Task) -> None:
        self.workers = workers
        self._task = task
        self._idle: list[Supervisor] = []
        self._all: list[Supervisor] = []
        self._lock = threading.Lock()
        for _ in range(workers):
            self._idle.append(self._new())
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="worker")
        self._closed = False

    def results(self, slices: Iterator[Slice]) -> Iterator[tuple[Slice, SliceResult]]:
        """See `Engine`."""

        def submit(slice_: Slice) -> Future[SliceResult]:
            return self._threads.submit(self._clean, slice_)

        return ordered(slices, submit, lambda future: future.result(), self.workers * _SLICES_PER_WORKER)

    def again(self, slice_: Slice) -> SliceResult:
        """See `Engine`."""
        return self._threads.submit(self._clean, slice_).result()

    def close(self) -> None:
        """Kill the workers without waiting for them."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            for supervisor in self._all:
                supervisor.kill()
        self._threads.shutdown(wait=True)
        for supervisor in self._all:
            supervisor.stop()

    def _new(self) -> Supervisor:
        supervisor = Supervisor(self._task.limits, self._task.cleaner, self._task.profiles, self._task.select)
        supervisor.start()
        self._all.append(supervisor)
        return supervisor

    def _clean(self, slice_: Slice) -> SliceResult:
        if self._closed:
            raise RuntimeError("This engine is closed.")
        with self._lock:
            supervisor = self._idle.pop()
        try:
            return clean_slice(supervisor, slice_, self._task.options)
        finally:
            with self._lock:
                self._idle.append(supervisor)
