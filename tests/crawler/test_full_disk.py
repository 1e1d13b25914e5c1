"""A folder that takes no more bytes stops a crawl with a sentence, and costs nothing that was crawled."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from loopback import ROOT, records


def crawl(out: Path, file_size: int | None = None) -> subprocess.CompletedProcess[str]:
    """Crawl the demo portal; no file may grow beyond `file_size` bytes, as on a disk that is full."""

    def limit() -> None:
        if file_size is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    return subprocess.run(
        [sys.executable, "-m", "newsmill", "crawl", "demo", "-o", str(out)],
        capture_output=True, text=True, cwd=ROOT, timeout=200, check=False, preexec_fn=limit,
    )  # fmt: skip


def said(out: Path) -> list[dict[str, Any]]:
    return [{k: v for k, v in record.items() if k not in ("origin", "fetched_at")} for record in records(out)]


@pytest.mark.parametrize("file_size", [60_000, 300_000], ids=["at the start", "in the middle"])
def test_a_full_disk_is_reported_and_the_same_command_continues(tmp_path: Path, file_size: int) -> None:
    out = tmp_path / "out"
    stopped = crawl(out, file_size)
    assert stopped.returncode == 3
    assert "cannot be written" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert crawl(out).returncode == 0
    assert crawl(tmp_path / "whole").returncode == 0
    assert said(out) == said(tmp_path / "whole")
