"""Timetables: due, missed, limited, stopped, and written for other schedulers."""

from __future__ import annotations

import http.server
import itertools
import json
import os
import signal
import sys
import threading
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from newsmill.crawler.run.history import HISTORY
from newsmill.crawler.schedule import (
    Scheduled,
    Scheduler,
    cron_lines,
    systemd_units,
    webhook,
)
from newsmill.crawler.timetables import check_timetable, next_time

# What a crawl does as far as the scheduler can see: it notes its beginning and its end.
CRAWL = """
import signal, sys
if sys.argv[4] == "deaf": signal.signal(signal.SIGTERM, signal.SIG_IGN)
import pathlib, time
from newsmill.crawler.run.history import RunHistory
folder = pathlib.Path(sys.argv[1]); seconds = float(sys.argv[2]); verdict = sys.argv[3]
history = RunHistory(folder); run = history.begin(folder.name)
time.sleep(seconds)
run.verdict = verdict
history.end(run)
"""


def scheduled(
    folder: Path,
    cron: str = "0 6 * * *",
    *,
    seconds: float = 0,
    verdict: str = "",
    deaf: str = "",
    **more: Any,
) -> Scheduled:
    command = (sys.executable, "-c", CRAWL, str(folder), str(seconds), verdict, deaf)
    return Scheduled(site=folder.name, cron=cron, folder=folder, command=command, **more)


def ran_before(folder: Path, started: str = "2024-05-01T06:00:00Z") -> Path:
    folder.mkdir(parents=True)
    line = {"id": "old", "site": folder.name, "started": started, "ended": started, "outcome": "finished"}
    (folder / HISTORY).write_text(json.dumps(line) + "\n")
    return folder


def lines_of(folder: Path) -> list[dict[str, Any]]:
    path = folder / HISTORY
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def run_until(scheduler: Scheduler, condition: Any, limit: float = 60.0) -> None:
    """Run the scheduler in this thread (signals need the main one) until the condition holds."""

    def watch() -> None:
        deadline = time.monotonic() + limit
        while not condition() and time.monotonic() < deadline:
            time.sleep(0.02)
        scheduler.stop()

    watcher = threading.Thread(target=watch)
    watcher.start()
    scheduler.run()
    watcher.join()
    assert condition()


def test_runs_missed_many_times_are_caught_up_once(tmp_path: Path) -> None:
    folder = ran_before(tmp_path / "daily")
    scheduler = Scheduler([scheduled(folder)], tick=0.02)
    began = time.monotonic()
    run_until(scheduler, lambda: len(lines_of(folder)) >= 3 and time.monotonic() > began + 1.5)
    assert [line["outcome"] for line in lines_of(folder)] == ["finished", "running", "finished"]


def test_a_site_that_never_ran_waits_for_its_time(tmp_path: Path) -> None:
    folder = tmp_path / "fresh"
    hour = (datetime.now(timezone.utc).hour + 12) % 24
    began = time.monotonic()
    run_until(
        Scheduler([scheduled(folder, f"0 {hour} * * *")], tick=0.02), lambda: time.monotonic() > began + 0.5
    )
    assert lines_of(folder) == []


def test_a_run_that_is_under_way_is_not_started_twice(tmp_path: Path) -> None:
    folder = ran_before(tmp_path / "busy")
    with (folder / HISTORY).open("a") as file:
        file.write(
            json.dumps(
                {"id": "now", "site": "busy", "started": "2024-05-02T06:00:00Z", "process": os.getpid()}
            )
            + "\n"
        )
    began = time.monotonic()
    run_until(Scheduler([scheduled(folder)], tick=0.02), lambda: time.monotonic() > began + 0.5)
    assert len(lines_of(folder)) == 2


def test_no_more_sites_run_at_once_than_allowed(tmp_path: Path) -> None:
    folders = [ran_before(tmp_path / name) for name in ("a", "b", "c")]
    scheduler = Scheduler([scheduled(folder, seconds=0.3) for folder in folders], jobs=1, tick=0.02)
    run_until(
        scheduler,
        lambda: all(
            lines_of(folder)[-1]["id"] != "old" and lines_of(folder)[-1].get("ended") for folder in folders
        ),
    )
    spans = sorted((lines_of(folder)[-1]["started"], lines_of(folder)[-1]["ended"]) for folder in folders)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_a_run_over_its_limit_is_asked_and_then_killed(tmp_path: Path) -> None:
    folder = ran_before(tmp_path / "slow")
    scheduler = Scheduler([scheduled(folder, seconds=60, deaf="deaf", minutes=0.05)], tick=0.02, grace=0.3)
    ended: list[str] = []
    scheduler.alert = lambda site, verdict: ended.append(f"{site}: {verdict}")
    run_until(scheduler, lambda: bool(ended))
    assert f"code {-signal.SIGKILL}" in ended[0]


def test_sigterm_stops_the_scheduler_and_its_runs(tmp_path: Path) -> None:
    folder = ran_before(tmp_path / "long")
    scheduler = Scheduler([scheduled(folder, seconds=60)], tick=0.02, grace=5)
    threading.Timer(
        0.1, lambda: _when(lambda: len(lines_of(folder)) > 1, lambda: os.kill(os.getpid(), signal.SIGTERM))
    ).start()
    scheduler.run()
    process = lines_of(folder)[-1]["process"]
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def _when(condition: Any, action: Any) -> None:
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    action()


def test_an_unhealthy_run_reaches_the_webhook(tmp_path: Path) -> None:
    received: list[dict[str, str]] = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        folder = ran_before(tmp_path / "portal")
        alert = webhook(f"http://127.0.0.1:{server.server_address[1]}/")
        run_until(
            Scheduler([scheduled(folder, verdict="layout changed?")], tick=0.02, alert=alert),
            lambda: bool(received),
        )
        server.shutdown()
    assert received[0]["site"] == "portal"
    assert received[0]["verdict"] == "layout changed?"


def test_times_are_the_sites_own_with_daylight_saving() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=timezone.utc)
    assert next_time("0 6 * * *", "Europe/Berlin", before) == datetime(2026, 3, 29, 4, tzinfo=timezone.utc)
    assert next_time("0 6 * * 0", "Asia/Shanghai", before).isoformat() == "2026-03-29T06:00:00+08:00"


@pytest.mark.parametrize(
    ("cron", "zone", "message"),
    [
        ("every day", "UTC", "not a cron expression"),
        ("61 * * * *", "UTC", "Bad minute"),
        ("0 6 * * *", "Mars/Olympus", "not a time zone"),
        ("0 6 * * *", "../../etc/passwd", "not a time zone"),
    ],
)
def test_a_wrong_timetable_is_reported_with_an_example(cron: str, zone: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        check_timetable(cron, zone)
    assert "example" in str(caught.value)


def test_crontab_lines_hold_one_run_a_site_and_its_limit(tmp_path: Path) -> None:
    entry = Scheduled(
        site="demo", cron="*/30 6-23 * * *", timezone="Asia/Shanghai", minutes=20, folder=Path("/srv/demo"),
        command=("newsmill", "crawl", "100% news", "-o", "/srv/demo"),
    )  # fmt: skip
    assert cron_lines([entry]).splitlines()[1:] == [
        "CRON_TZ=Asia/Shanghai",
        (
            "*/30 6-23 * * * mkdir -p /srv/demo && flock -n /srv/demo/.run.lock timeout -k 30 1200 newsmill "
            "crawl '100\\% news' -o /srv/demo"
        ),
    ]


@pytest.mark.parametrize(
    ("cron", "calendar"),
    [
        ("*/30 6-23 * * *", ["*-*-* 6..23:0/30:00"]),
        ("0 6 * * 1-5", ["Mon,Tue,Wed,Thu,Fri *-*-* 6:0:00"]),
        ("15 0 1,15 * *", ["*-*-1,15 0:15:00"]),
        ("0 0 13 * fri", ["*-*-13 0:0:00", "Fri *-*-* 0:0:00"]),
        ("0 12 * JAN-MAR 7", ["Sun *-1..3-* 12:0:00"]),
    ],
)
def test_systemd_timers_mean_the_same_times(cron: str, calendar: list[str]) -> None:
    units = systemd_units(
        [Scheduled(site="demo", cron=cron, folder=Path("/srv/demo"), command=("newsmill", "crawl", "demo"))]
    )
    assert [line for line in units.splitlines() if line.startswith("OnCalendar")] == [
        f"OnCalendar={text} UTC" for text in calendar
    ]
    assert "Persistent=true" in units
    assert "TimeoutStartSec=10800" in units
