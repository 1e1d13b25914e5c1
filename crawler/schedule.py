"""Timetables: crawls every site on schedule, one run per site at a time, with missed runs caught up once.

When a site is due is determined by its cron expression and the start of its last run according to its history
(`runs.jsonl`). So nothing is lost when the scheduler is stopped or killed: after a restart it sees what was
missed, and runs it once however often it was missed.

Each run is a separate process, ended after the site's time limit: first by SIGTERM (Scrapy finishes what it
has begun), then killed. Cron expressions are parsed by cronsim, which follows Debian's cron, including
daylight saving.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shlex
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from types import FrameType

import msgspec

from newsmill.crawler.run.history import Run, RunHistory
from newsmill.crawler.timetables import next_time

__all__ = ["Scheduled", "Scheduler", "cron_lines", "systemd_units"]

log = logging.getLogger("newsmill.schedule")

# Seconds a run may take to stop before it is killed.
GRACE = 30.0
# Seconds between checks of the clock. Cron's resolution is a minute.
TICK = 1.0
_WEBHOOK_TIMEOUT = 10.0


class Scheduled(msgspec.Struct, frozen=True, kw_only=True):
    """A site with a timetable.

    cron      five fields as in crontab(5)
    timezone  IANA name of the time zone of the fields
    minutes   time limit of a run
    folder    the folder for the site's crawls
    command   the command to run
    """

    site: str
    cron: str
    timezone: str = "UTC"
    minutes: float = 180.0
    folder: Path
    command: tuple[str, ...]


class _Running(msgspec.Struct):
    process: subprocess.Popen[bytes]
    deadline: float
    asked: bool = False


class Scheduler:
    """Runs timetables until it is stopped.

    jobs      number of sites that may run at the same time
    alert     called with the site and the verdict when a run ends unhealthy
    grace     seconds a run has to stop before it is killed
    tick      seconds between two checks of the clock
    """

    def __init__(
        self,
        sites: Iterable[Scheduled],
        *,
        jobs: int = 2,
        alert: Callable[[str, str], None] | None = None,
        grace: float = GRACE,
        tick: float = TICK,
    ) -> None:
        self.sites = {entry.site: entry for entry in sites}
        self.jobs = jobs
        self.alert = alert
        self.grace = grace
        self.tick = tick
        self._running: dict[str, _Running] = {}
        self._since: dict[str, datetime] = {}
        self._stop = threading.Event()

    def run(self) -> None:
        """Work until SIGTERM, SIGINT or `stop()`, then end the current runs and return."""
        before = {
            number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            now = _now()
            for entry in self.sites.values():
                # A site that never ran has missed nothing: its first run is at its next scheduled time.
                self._since[entry.site] = _last_start(entry) or now
                log.info("%s: next run %s", entry.site, self._next(entry).isoformat(timespec="minutes"))
            while not self._stop.wait(self.tick):
                self._look_after()
                self._start_due(_now())
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Make `run()` return."""
        self._stop.set()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        log.info("%s: stopping", signal.Signals(number).name)
        self._stop.set()

    def _next(self, entry: Scheduled) -> datetime:
        return next_time(entry.cron, entry.timezone, self._since[entry.site])

    def _start_due(self, now: datetime) -> None:
        # The longest waiting goes first.
        due = sorted(
            (self._next(entry), entry.site)
            for entry in self.sites.values()
            if entry.site not in self._running
        )
        for when, site in due:
            if when > now or len(self._running) >= self.jobs:
                return
            if _busy(self.sites[site]):  # started by hand, or by a scheduler that was killed
                continue
            self._since[site] = now
            self._start(self.sites[site])

    def _start(self, entry: Scheduled) -> None:
        entry.folder.mkdir(parents=True, exist_ok=True)
        with (entry.folder / "crawl.log").open("ab") as output:
            # A session of its own: Ctrl-C in the terminal reaches only the scheduler, which then ends its
            # runs in order.
            process = subprocess.Popen(
                entry.command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        log.info("%s: started, process %d", entry.site, process.pid)
        self._running[entry.site] = _Running(process, time.monotonic() + 60 * entry.minutes)

    def _look_after(self) -> None:
        for site, running in list(self._running.items()):
            code = running.process.poll()
            if code is not None:
                del self._running[site]
                self._ended(self.sites[site], code)
            elif time.monotonic() > running.deadline:
                self._end(site, running)

    def _end(self, site: str, running: _Running) -> None:
        if not running.asked:
            log.warning(
                "%s: over its time limit of %g minutes, asked to stop", site, self.sites[site].minutes
            )
            running.asked = True
            running.deadline = time.monotonic() + self.grace
            _signal(running.process, signal.SIGTERM)
        else:
            log.warning("%s: did not stop, killed", site)
            _signal(running.process, signal.SIGKILL)

    def _ended(self, entry: Scheduled, code: int) -> None:
        runs = RunHistory(entry.folder).runs()
        verdict = runs[-1].verdict if runs else ""
        log.info(
            "%s: ended with code %d; next run %s",
            entry.site,
            code,
            self._next(entry).isoformat(timespec="minutes"),
        )
        if verdict:
            log.error("%s: %s", entry.site, verdict)
        elif code not in (0, 1):
            verdict = f"the crawl ended with code {code}: see {entry.folder / 'crawl.log'}"
            log.error("%s: %s", entry.site, verdict)
        if verdict and self.alert:
            self.alert(entry.site, verdict)

    def _end_all(self) -> None:
        for running in self._running.values():
            _signal(running.process, signal.SIGTERM)
        deadline = time.monotonic() + self.grace
        for running in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.process.wait(max(0.0, deadline - time.monotonic()))
            if running.process.poll() is None:
                _signal(running.process, signal.SIGKILL)
                running.process.wait()
        self._running.clear()


def webhook(url: str) -> Callable[[str, str], None]:
    """An alert that POSTs `{"site", "verdict", "text"}` as JSON (`text` is what chat services display). Never
    raises.
    """

    def post(site: str, verdict: str) -> None:
        body = json.dumps(
            {"site": site, "verdict": verdict, "text": f"newsmill: {site}: {verdict}"}, ensure_ascii=False
        )
        request = urllib.request.Request(
            url, body.encode(), {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=_WEBHOOK_TIMEOUT):
                pass
        except (OSError, ValueError) as error:
            log.error("the webhook could not be told of %s: %s", site, error)

    def in_background(site: str, verdict: str) -> None:
        threading.Thread(target=post, args=(site, verdict)).start()

    return in_background


def _last_start(entry: Scheduled) -> datetime | None:
    runs: Sequence[Run] = RunHistory(entry.folder).runs()
    if not runs:
        return None
    return datetime.strptime(runs[-1].started, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def _busy(entry: Scheduled) -> bool:
    return any(run.outcome == "running" for run in RunHistory(entry.folder).runs())


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the run and all its workers, which form one process group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


# --- for machines that already have a scheduler ---

_WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def cron_lines(sites: Iterable[Scheduled]) -> str:
    """A crontab with a line per site; flock limits it to one run at a time and timeout to its time limit."""
    lines = [
        (
            "# Written by `newsmill schedule --print cron`. CRON_TZ is understood by cronie; elsewhere times "
            "are the machine's own."
        )
    ]
    for entry in sites:
        command = _shell(
            (
                "flock",
                "-n",
                str(entry.folder / ".run.lock"),
                "timeout",
                "-k",
                f"{GRACE:.0f}",
                f"{entry.minutes * 60:.0f}",
                *entry.command,
            )
        ).replace("%", r"\%")
        lines += [
            f"CRON_TZ={entry.timezone}",
            f"{entry.cron} mkdir -p {_shell((str(entry.folder),))} && {command}",
        ]
    return "\n".join(lines) + "\n"


def systemd_units(sites: Iterable[Scheduled]) -> str:
    """A service and a timer per site, each preceded by a comment with its file name."""
    parts = []
    for entry in sites:
        name = f"newsmill-{entry.site}"
        calendar = "\n".join(f"OnCalendar={line} {entry.timezone}" for line in _calendar(entry.cron))
        command = " ".join(_systemd_quote(word) for word in entry.command)
        parts.append(
            f"# /etc/systemd/system/{name}.service\n[Unit]\nDescription=newsmill crawl of {entry.site}\n"
            f"Wants=network-online.target\nAfter=network-online.target\n\n[Service]\nType=oneshot\n"
            f"ExecStart={command}\nTimeoutStartSec={entry.minutes * 60:.0f}\n"
            f"TimeoutStopSec={GRACE:.0f}\n\n"
            f"# /etc/systemd/system/{name}.timer\n[Unit]\nDescription=timetable of newsmill crawl of {entry.site}\n\n"
            f"[Timer]\n{calendar}\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
        )
    return "\n".join(parts)


def _calendar(cron: str) -> list[str]:
    """The systemd calendar events of a cron expression; two if cron means "this day of the month or that
    weekday".
    """
    minute, hour, day, month, weekday = cron.upper().split()
    for number, name in enumerate(_MONTHS, 1):
        month = month.replace(name, str(number))
    date = f"*-{_calendar_field(month, 1)}-{{}}"
    clock = f"{_calendar_field(hour, 0)}:{_calendar_field(minute, 0)}:00"
    of_month = f"{date.format(_calendar_field(day, 1))} {clock}"
    if weekday.startswith("*"):
        return [of_month]
    of_week = f"{_calendar_weekdays(weekday)} {date.format('*')} {clock}"
    return [of_week] if day.startswith("*") else [of_month, of_week]


def _calendar_field(field: str, first: int) -> str:
    """Convert a field: `*/5` → `0/5`, `1-5` → `1..5`; lists stay lists."""
    parts = []
    for part in field.split(","):
        span, _, step = part.partition("/")
        span = (str(first) if step else "*") if span == "*" else span.replace("-", "..")
        parts.append(f"{span}/{step}" if step else span)
    return ",".join(parts)


def _calendar_weekdays(field: str) -> str:
    """Convert weekdays to names: systemd does not accept numbers."""
    days: list[str] = []
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        numbers = range(_weekday(first), _weekday(last or ("6" if step else first)) + 1, int(step or 1))
        days += [_WEEKDAYS[number] for number in numbers]
    return ",".join(dict.fromkeys(days))


def _weekday(name: str) -> int:
    return int(name) if name.isdigit() else [day.upper() for day in _WEEKDAYS].index(name[:3])


def _shell(words: Sequence[str]) -> str:
    return shlex.join(words)


def _systemd_quote(word: str) -> str:
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{word}"' if not word or any(character in word for character in " \t'\";") else word
