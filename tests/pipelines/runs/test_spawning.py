"""A worker started ahead is the next one used, if it fits, and does not outlive its command."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsmill.pipelines.page import Page
from newsmill.pipelines.runs import spawning
from newsmill.pipelines.runs.supervisor import Limits, Supervisor

_LIMITS = Limits(seconds=30.0, memory_bytes=512 << 20)


@pytest.fixture(autouse=True)
def nothing_ahead() -> Iterator[None]:
    spawning.end_unused()
    yield
    spawning.end_unused()


def test_the_worker_started_ahead_cleans_the_first_page() -> None:
    spawning.spawn_ahead()
    spawning.spawn_ahead()
    ahead = [spawned.process.pid for spawned, _, _ in spawning._ahead]
    supervisor, other = Supervisor(_LIMITS), Supervisor(_LIMITS)
    try:
        supervisor.start()
        other.start()
        assert supervisor._process is not None
        assert other._process is not None
        assert [supervisor._process.pid] == ahead != [other._process.pid]
        cleaned = supervisor.clean(Page(raw=b"<p>The mayor opened the bridge on Monday."), {})
        assert b"opened the bridge" in (cleaned.record or b"")
    finally:
        supervisor.stop()
        other.stop()


def test_a_worker_started_ahead_loads_any_cleaner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    spawning.spawn_ahead()
    supervisor = Supervisor(_LIMITS, "misbehaving:clean")
    try:
        cleaned = supervisor.clean(Page(raw=b"<p>The mayor opened the bridge on Monday."), {})
        assert cleaned.record is not None
    finally:
        supervisor.stop()


def test_a_worker_with_another_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    spawning.spawn_ahead()
    ahead = spawning._ahead[0][0].process
    monkeypatch.setenv("NEWSMILL_PURE_PYTHON", "1")
    spawned = spawning.spawn()
    try:
        assert spawned.process.pid != ahead.pid
        assert ahead.returncode is not None
    finally:
        spawning._end(spawned)


def test_a_worker_that_is_not_needed_ends_with_its_command(tmp_path: Path) -> None:
    program = (
        "from newsmill.pipelines.runs import spawning; spawning.spawn_ahead(); "
        "print(spawning._ahead[0][0].process.pid)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    deadline = time.monotonic() + 20
    while Path(f"/proc/{done.stdout.strip()}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)
