"""The Ray engine: the same work on the machines of a cluster (extra `ray`).

Every slice is a Ray task. A task's process supervises one worker, with the same limits as on one machine. Ray
repeats the slices in progress on a lost machine, and results lost with it, elsewhere.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from typing import Any

import msgspec

from newsmill.pipelines.readers.slices import Slice
from newsmill.pipelines.readers.sources import InputError
from newsmill.pipelines.runs.engine import SliceResult, Task, clean_slice
from newsmill.pipelines.runs.lookahead import ordered
from newsmill.pipelines.runs.supervisor import Supervisor

__all__ = ["RayEngine"]

# Slices queued per core of the cluster.
_SLICES_PER_CORE = 4
# How often a slice is retried when its machine is lost.
_RETRIES = 10
_CONNECT_SECONDS = 10.0

# The worker of this process, and the task it was started for. Ray gives a process one task at a time.
_supervisor: tuple[bytes, Supervisor] | None = None


def _clean(slice_: bytes, task: bytes) -> bytes:
    """Runs on the cluster. Arguments and results are msgpack, so nothing depends on Ray's pickling."""
    global _supervisor
    work = msgspec.msgpack.decode(task, type=Task)
    if _supervisor is None or _supervisor[0] != task:
        if _supervisor is not None:
            _supervisor[1].stop()
        _supervisor = (task, Supervisor(work.limits, work.cleaner, work.profiles, work.select))
    result = clean_slice(_supervisor[1], msgspec.msgpack.decode(slice_, type=Slice), work.options)
    return msgspec.msgpack.encode(result)


def _check_reachable(address: str) -> None:
    """Fail fast: Ray keeps trying an unreachable address for a very long time. Raises `InputError`."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise InputError(
            f"Nothing answers at {address} ({error}). Start a Ray cluster with `ray start --head`, or "
            f"give its address with --address."
        ) from error


class RayEngine:
    """A Ray cluster.

    address   `auto` for the cluster this machine belongs to, `host:port`, or `ray://host:port`
    cores     number of cores to keep busy; None for all
    """

    def __init__(self, address: str, task: Task, cores: int | None = None) -> None:
        try:
            import ray
        except ImportError as error:
            raise InputError("The Ray engine needs an extra: pip install 'newsmill[ray]'.") from error
        self._ray: Any = ray
        self._ours = not ray.is_initialized()
        if self._ours:
            _check_reachable(address)
            try:
                ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
            except (ConnectionError, ValueError) as error:
                raise InputError(
                    f"There is no Ray cluster at {address}. Start one with `ray start --head`, or give "
                    f"its address with --address."
                ) from error
        self._most = (cores or max(int(self._ray.cluster_resources().get("CPU", 1)), 1)) * _SLICES_PER_CORE
        self._remote = ray.remote(num_cpus=1, max_retries=_RETRIES)(_clean)
        self._task = ray.put(msgspec.msgpack.encode(task))

    def results(self, slices: Iterator[Slice]) -> Iterator[tuple[Slice, SliceResult]]:
        """See `newsmill.pipelines.runs.engine.Engine`."""
        return ordered(slices, self._submit, self._wait, self._most)

    def again(self, slice_: Slice) -> SliceResult:
        """See `newsmill.pipelines.runs.engine.Engine`."""
        return self._wait(self._submit(slice_))

    def close(self) -> None:
        """Disconnect from the cluster, if the connection was made here."""
        if self._ours:
            self._ray.shutdown()

    def _submit(self, slice_: Slice) -> Any:
        return self._remote.remote(msgspec.msgpack.encode(slice_), self._task)

    def _wait(self, handle: Any) -> SliceResult:
        return msgspec.msgpack.decode(self._ray.get(handle), type=SliceResult)
