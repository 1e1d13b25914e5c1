#!/usr/bin/env python3
"""What happens to a run that is killed, stopped, doubled or out of room: the output must have the same bytes.

    python benchmarks/accidents.py [--kills 20] [--pages 400] [--seed 1]

Makes a folder of pages, a WARC, JSON Lines and a tar, cleans them once undisturbed, and then with each accident,
repeating the same command until it is done. All files are compared, the manifest without its times. Linux only:
workers are found in /proc. For a disk that is really full, a file system of a few hundred KB is mounted (root);
otherwise the size of files is limited.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import io
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_TIMES = ("started_at", "finished_at", "seconds", "timing")
_NO_ROOM = 3
_TOO_MANY_REJECTS = 1


def _page(number: int) -> bytes:
    chance = random.Random(number)
    words = ["council", "library", "reading", "opened", "river", "market", "report", "budget", "school"]
    text = "".join(f"<p>{' '.join(chance.choices(words, k=60))}, said no. {number}.</p>" for _ in range(12))
    return f"<html><head><title>Story {number}</title></head><body><h1>Story {number}</h1>{text}</body></html>".encode()


def make(folder: Path, pages: int) -> Path:
    """A quarter of the pages each in a folder, a WARC, JSON Lines and a tar; every fortieth is empty."""
    (folder / "a").mkdir(parents=True)
    quarter = pages // 4
    made = [b"" if number % 40 == 0 else _page(number) for number in range(pages)]
    for number in range(quarter):
        (folder / "a" / f"{number:04d}.html").write_bytes(made[number])
    (folder / "b.warc.gz").write_bytes(b"".join(_record(n, made[n]) for n in range(quarter, 2 * quarter)))
    lines = [
        json.dumps({"url": f"http://b.example/{n}", "html": made[n].decode()})
        for n in range(2 * quarter, 3 * quarter)
    ]
    (folder / "c.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    with tarfile.open(folder / "d.tar.gz", "w:gz") as archive:
        for number in range(3 * quarter, pages):
            info = tarfile.TarInfo(f"{number}.html")
            info.size = len(made[number])
            archive.addfile(info, io.BytesIO(made[number]))
    return folder


def _record(number: int, raw: bytes) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + raw
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2012-02-14T06:46:03Z\r\n"
        f"WARC-Target-URI: http://a.example/{number}\r\nContent-Type: application/http\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)


class Trial:
    """The same command, again and again, into one folder."""

    def __init__(self, saved: Path, out: Path, chance: random.Random) -> None:
        self.saved = saved
        self.out = out
        self.chance = chance
        self.seconds = 0.0

    def start(self, *more: str, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        """Start the command; `before` is called in its process first."""
        command = [sys.executable, "-m", "newsmill", "clean", str(self.saved), "-o", str(self.out)]
        command += ["--shard-size", "20000", "--workers", "2", *more]
        started: subprocess.Popen[str] = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=before,
        )
        return started

    def finish(self) -> None:
        """Run the command to its end."""
        process = self.start()
        _, said = process.communicate()
        if process.returncode != _TOO_MANY_REJECTS:
            raise SystemExit(f"The run ended with {process.returncode}: {said}")

    def moment(self, process: subprocess.Popen[str]) -> bool:
        """Wait for a random moment of a run. Returns whether it is still running."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self.chance.uniform(0.3, 1) * self.seconds)
        return process.poll() is None


def _workers(process: int) -> list[int]:
    found: list[int] = []
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, children.read_text().split())
    return found


def _kill(number: int, kind: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, kind)


def _end(
    trial: Trial, kind: signal.Signals, times: int, undisturbed: dict[str, str], *, worker_first: bool
) -> str:
    """Send a signal to the run (and before that to a worker) at random moments, and go on each time."""
    ended, runs = 0, 1
    while ended < times:
        process = trial.start()
        if trial.moment(process):
            if worker_first and (workers := _workers(process.pid)):
                _kill(trial.chance.choice(workers), kind)
                time.sleep(trial.chance.uniform(0, 0.2))
            process.send_signal(kind)
            ended += 1
        _, said = process.communicate()
        if "Traceback" in said:
            raise SystemExit(said)
        if process.returncode == _TOO_MANY_REJECTS and ended < times:
            _compare(content(trial.out), undisturbed)
            shutil.rmtree(trial.out)
            runs += 1
    trial.finish()
    return f"{ended} times, in {runs} runs"


def _workers_killed(trial: Trial, times: int) -> str:
    """Kill workers only: the run itself continues. Each page is tried four times before it is given up."""
    killed = 0
    while killed < times:
        process = trial.start("--force")
        for _ in range(3):
            time.sleep(trial.seconds * trial.chance.uniform(0.15, 0.3))
            workers = _workers(process.pid)
            if process.poll() is None and workers:
                _kill(trial.chance.choice(workers), signal.SIGKILL)
                killed += 1
        process.communicate()
    return f"{killed} killed"


def _stopped(trial: Trial) -> str:
    """Stop a worker for ten seconds, longer than a page may take."""
    process = trial.start("--time-limit", "3")
    worker: list[int] = []
    while not worker and process.poll() is None:
        time.sleep(0.2)
        worker = _workers(process.pid)
    time.sleep(trial.seconds * 0.4)
    worker = _workers(process.pid)[:1] or worker
    _kill(worker[0], signal.SIGSTOP)
    time.sleep(10)
    _kill(worker[0], signal.SIGCONT)
    process.communicate()
    return "1 stopped for 10 s"


def _two_at_once(trial: Trial) -> str:
    first = trial.start()
    time.sleep(trial.seconds * 0.4)
    second = trial.start()
    _, said = second.communicate()
    first.communicate()
    refused = second.returncode not in (0, 1) and "Traceback" not in said
    if not refused:
        raise SystemExit(f"The second run ended with {second.returncode}: {said}")
    return f"second refused: “{said.strip().splitlines()[-1].replace(str(trial.out), 'OUT')}”"


@contextlib.contextmanager
def _small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A file system of `size` bytes at a folder, if one may be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def _full_disk(trial: Trial, undisturbed: dict[str, str]) -> str:
    total = sum(path.stat().st_size for path in trial.out.rglob("*") if path.is_file())
    shutil.rmtree(trial.out)
    with _small_disk(trial.out, total // 2) as mounted:
        limit = None if mounted else (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)))
        for _ in range(2):
            process = trial.start(before=limit)
            _, said = process.communicate()
            if process.returncode != _NO_ROOM or "Traceback" in said:
                raise SystemExit(f"A full disk ended with {process.returncode}: {said}")
        if mounted:
            subprocess.run(["mount", "-o", "remount,size=64m", str(trial.out)], check=True)
        trial.finish()
        _compare(content(trial.out), undisturbed)
    return f"exit code {_NO_ROOM} twice, {'a full file system' if mounted else 'a limit on files'}"


def content(out: Path) -> dict[str, str]:
    """Digests of everything that must be the same in every run: all but the manifest's times and the report."""
    found = {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.stem not in ("manifest", "report")
    }
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["settings"]["task"].pop("limits", None)
    kept = {name: value for name, value in manifest.items() if name not in _TIMES}
    return {**found, "manifest.json": json.dumps(kept, sort_keys=True)}


def _compare(found: dict[str, str], undisturbed: dict[str, str]) -> None:
    differing = sorted(
        name for name in found.keys() | undisturbed if found.get(name) != undisturbed.get(name)
    )
    if differing:
        raise SystemExit(f"These files differ: {', '.join(differing)}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    kills = arguments.kills
    with tempfile.TemporaryDirectory() as scratch:
        trial = Trial(
            make(Path(scratch) / "saved", arguments.pages),
            Path(scratch) / "out",
            random.Random(arguments.seed),
        )
        began = time.monotonic()
        trial.finish()
        trial.seconds = time.monotonic() - began
        undisturbed = content(trial.out)
        print(
            f"undisturbed: {trial.seconds:.1f} s, {len(undisturbed)} files\n\n"
            "| accident | done | output |\n|---|---|---|"
        )
        accidents: dict[str, Callable[[], str]] = {
            "`kill -9` of a worker, then of the run": lambda: _end(
                trial, signal.SIGKILL, kills, undisturbed, worker_first=True
            ),
            "`kill -9` of workers": lambda: _workers_killed(trial, kills),
            "SIGTERM of the run": lambda: _end(trial, signal.SIGTERM, kills, undisturbed, worker_first=False),
            "SIGSTOP of a worker": lambda: _stopped(trial),
            "two runs at once": lambda: _two_at_once(trial),
            "disk full": lambda: _full_disk(trial, undisturbed),
        }
        for name, happen in accidents.items():
            if name != "disk full":
                shutil.rmtree(trial.out)
            done = happen()
            if name != "disk full":
                _compare(content(trial.out), undisturbed)
            print(f"| {name} | {done} | the same bytes |", flush=True)


if __name__ == "__main__":
    main()
