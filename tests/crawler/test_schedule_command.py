"""`newsmill schedule`: which sites it takes, and what it writes for other schedulers."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from newsmill.crawler.commands.schedule import schedule

TIMED = (
    'start = "https://portal.example/"\n[timetable]\ncron = "0 6 * * *"\ntimezone = "Asia/Shanghai"\n'
    "[limits]\nminutes = 55\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "timed.toml").write_text(TIMED)
    (tmp_path / "untimed.toml").write_text('start = "https://other.example/"\n')
    return tmp_path


def test_every_site_with_a_timetable_is_taken_and_no_other(folder: Path) -> None:
    done = CliRunner().invoke(
        schedule, ["-o", str(folder / "out"), "--sites", str(folder), "--print", "cron"]
    )
    assert done.exit_code == 0, done.stderr
    assert "0 6 * * *" in done.stdout
    assert f"crawl {folder / 'timed.toml'} -o {folder / 'out' / 'timed'}" in done.stdout
    assert "CRON_TZ=Asia/Shanghai" in done.stdout
    assert "untimed" not in done.stdout
    assert "3600" in done.stdout


def test_a_named_site_without_a_timetable_gets_an_example(folder: Path) -> None:
    done = CliRunner().invoke(schedule, ["untimed", "-o", str(folder / "out"), "--sites", str(folder)])
    assert done.exit_code == 2
    assert "has no timetable" in done.stderr
    assert "[timetable]" in done.stderr


def test_nothing_to_schedule_is_wrong_usage(tmp_path: Path) -> None:
    done = CliRunner().invoke(schedule, ["-o", str(tmp_path / "out"), "--sites", str(tmp_path)])
    assert done.exit_code == 2
    assert "No site file has a [timetable]" in done.stderr


def test_a_broken_site_file_is_named(folder: Path) -> None:
    (folder / "broken.toml").write_text('start = "https://a.example/"\n[timetable]\ncron = "whenever"\n')
    done = CliRunner().invoke(
        schedule, ["-o", str(folder / "out"), "--sites", str(folder), "--print", "systemd"]
    )
    assert done.exit_code == 2
    assert "broken.toml" in done.stderr
    assert "not a cron expression" in done.stderr
