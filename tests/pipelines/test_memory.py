"""Freed memory goes back to the system when a process has grown."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_PROGRAM = """
from newsmill.pipelines import memory
heap = memory.Heap()
print(heap.settled_bytes())
# Small blocks of C memory with one in use after the last that is free: without being told, glibc keeps them all.
kept = [bytes(600) for _ in range(100_000)]
print(memory.rss_bytes())
last = bytes(600)
kept.clear()
print(heap.settled_bytes())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
def test_a_process_that_has_grown_returns_what_is_free() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    before, grown, after = map(int, done.stdout.split())
    assert grown > before + (40 << 20)
    assert after < before + (20 << 20)
