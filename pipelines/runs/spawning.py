"""Starts worker processes. One may be started before the command knows its work, and loads its modules meanwhile."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from typing import NamedTuple

from newsmill.pipelines.runs.channel import Channel, channel_pair

__all__ = ["CLEANER", "Spawned", "end_unused", "spawn", "spawn_ahead"]

CLEANER = "newsmill.pipelines.clean:clean"

# One thread per worker: numeric libraries that start a thread per core would compete with the other workers.
_ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
# glibc raises the first threshold to the largest block it has freed, so pages of megabytes leave holes among small
# blocks. With a fixed one, blocks of this size go back to the system at once; it is above the text of a usual page.
# The second is how much free memory may stay at the end of the heap for the next page, which would else have to
# be cleared by the system again.
_FIXED_THRESHOLDS = {"MALLOC_MMAP_THRESHOLD_": str(512 << 10), "MALLOC_TRIM_THRESHOLD_": str(2 << 20)}


class Spawned(NamedTuple):
    """A worker process, and the channel to it."""

    process: subprocess.Popen[bytes]
    connection: Channel


# Workers started ahead (one at most), each with the import path and the environment that it was given.
_ahead: list[tuple[Spawned, list[str], dict[str, str]]] = []


def spawn_ahead() -> None:
    """Start the worker that the next `spawn` returns, which loads the usual cleaner meanwhile.

    It takes longer to load than the rest of a command; on two cores, a single page is done sooner by the time that
    both need.
    """
    if not _ahead:
        _ahead.append((_spawn(loads=CLEANER), _import_path(), dict(os.environ)))
        atexit.register(end_unused)


def spawn() -> Spawned:
    """A new worker process: the one that was started ahead, if it has this process's path and environment."""
    try:
        spawned, path, environment = _ahead.pop()
    except IndexError:
        return _spawn()
    if path == _import_path() and environment == dict(os.environ):
        return spawned
    _end(spawned)
    return _spawn()


def end_unused() -> None:
    """End the worker that was started ahead, if it is not in use."""
    while _ahead:
        _end(_ahead.pop()[0])


def _end(spawned: Spawned) -> None:
    spawned.connection.close()
    spawned.process.kill()
    spawned.process.wait()


def _import_path() -> list[str]:
    return [entry for entry in sys.path if entry]


def _spawn(loads: str | None = None) -> Spawned:
    """Start a process that waits for its `Setup`. `loads`: a cleaner that it loads before that."""
    ours, theirs = channel_pair()
    descriptor = theirs.fileno()
    # -I ignores the current folder and PYTHON* variables; the import path is exactly the caller's.
    code = (
        f"import sys; sys.path[:] = {_import_path()!r}; "
        f"from newsmill.pipelines.runs.worker import main; main({descriptor}, {loads!r})"
    )
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        env={**_FIXED_THRESHOLDS, **os.environ, **_ONE_THREAD},
        start_new_session=True,
    )
    theirs.close()
    return Spawned(process, ours)
