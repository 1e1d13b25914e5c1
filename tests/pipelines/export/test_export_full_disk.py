"""A disk that fills up, and places where nothing can be written: one sentence, and the earlier corpus stays."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "newsmill"]


def may_mount() -> bool:
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    tried = subprocess.run(
        [unshare, "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    )
    return tried.returncode == 0


@pytest.mark.skipif(not may_mount(), reason="mounting a small disk is not allowed here")
@pytest.mark.parametrize("size", ["200k", "2m", "5m"])
@pytest.mark.parametrize("form", ["parquet", "sqlite"])
def test_a_disk_that_fills_up_is_reported_and_leaves_nothing_behind(
    shards: Any, record: Any, tmp_path: Path, size: str, form: str
) -> None:
    folder = shards(
        [
            record(
                number,
                body="".join(chr(0x4E00 + (number * 7919 + place * 31) % 20_000) for place in range(900)),
            )
            for number in range(300)
        ]
    )
    disk = tmp_path / "disk"
    disk.mkdir()
    script = (
        f"mount -t tmpfs -o size={size} tmpfs '{disk}' && '{sys.executable}' -m newsmill export "
        f"'{folder}' -o '{disk}/out' --no-card "
        f"--format {form} --dedup near; echo code $?; ls -A '{disk}'"
    )
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert done.stdout == "code 0\nout\n" or ("no space left" in done.stderr and done.stdout == "code 3\n"), (
        done
    )


def test_a_failure_while_writing_leaves_the_earlier_corpus(
    run_export: Any, shards: Any, record: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert run_export(shards([record(1)]), "-o", out, "--no-card").exit_code == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    for place in (
        "newsmill.pipelines.export.publish.write_checksums",
        "newsmill.pipelines.export.formats.parquet.Parquet.close",
    ):
        with monkeypatch.context() as patched:
            patched.setattr(place, full)
            result = run_export(shards([record(2)]), "-o", out, "--no-card")
        assert result.exit_code == 3
        assert "no space left on the disk" in result.output
        assert f"{out} is unchanged." in result.output
        assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("place", ["/proc/x", "/proc/x/y", "/", "/dev/null", "/dev/null/x", "/sys/x"])
def test_a_place_that_cannot_be_written_is_one_sentence(
    run_export: Any, shards: Any, record: Any, place: str
) -> None:
    result = run_export(shards([record(1)]), "-o", place)
    assert result.exit_code == 2
    assert result.output.startswith("Error: ")
    assert len(result.output.splitlines()) <= 2


def test_an_export_stopped_between_two_renames_is_brought_back(
    run_export: Any, shards: Any, record: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run_export(shards([record(1)]), "-o", out, "--no-card").exit_code == 0
    (tmp_path / ".out.partial").mkdir()
    out.rename(tmp_path / ".out.partial/old")
    assert run_export(shards([record(2)]), "-o", out, "--no-card", "--where", "false").exit_code == 2
    assert (out / "export.json").exists()
