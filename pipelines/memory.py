"""The memory of this process: how much it has, and giving back what it no longer uses."""

from __future__ import annotations

import resource
from contextlib import suppress
from pathlib import Path

__all__ = ["Heap", "return_memory", "rss_bytes"]

# Returning memory takes 1 to 3 ms, and is considered once in many pages.
_GROWTH_BYTES = 4 << 20


def rss_bytes() -> int:
    """The resident size of this process in bytes, 0 if the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def return_memory() -> None:
    """Return freed memory to the system. Only glibc, which keeps what lies between blocks in use, needs to be told."""
    import ctypes

    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


class Heap:
    """Keeps a process that works for long near the size that it needs."""

    def __init__(self) -> None:
        self._least = rss_bytes()

    def settled_bytes(self) -> int:
        """The resident size in bytes; what is free is returned first if the process has grown since last time."""
        size = rss_bytes()
        if size > self._least + _GROWTH_BYTES:
            return_memory()
            size = self._least = rss_bytes()
        return size
