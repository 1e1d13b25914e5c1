"""A run gives the same bytes however it is run, resumes where it stopped, and refuses changed inputs."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.runs.engine import Task
from newsmill.pipelines.runs.local import LocalEngine
from newsmill.pipelines.runs.manifest import Counts, Manifest
from newsmill.pipelines.runs.problem import RunProblem
from newsmill.pipelines.runs.reprocess import Run
from newsmill.pipelines.runs.settings import Settings
from newsmill.pipelines.runs.supervisor import Limits

HERE = Path(__file__).parent


def html(number: int, extra: str = "") -> bytes:
    return (
        f"<html><head><title>第{number}号新闻</title></head><body><h1>第{number}号新闻</h1>"
        f"<p>本报讯 城东新图书馆昨日正式向市民开放，首日接待读者{number}人次，馆内藏书四十二万册。"
        f"{extra}</p></body></html>"
    ).encode("gb18030")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder with a plain folder, a WARC of several slices, JSON lines and a compressed tar,
    and files that are not pages."""
    folder = tmp_path / "saved"
    (folder / "a").mkdir(parents=True)
    for number in range(150):
        (folder / "a" / f"{number:03d}.html").write_bytes(html(number) if number % 40 else b"")
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for number in range(60):
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=gbk")], protocol="HTTP/1.1")
        url = f"http://news.example.com/{number}.html"
        noise = random.Random(number).randbytes(400).hex()
        writer.write_record(
            writer.create_warc_record(url, "response", io.BytesIO(html(number, noise)), http_headers=http)
        )
    (folder / "b.warc.gz").write_bytes(out.getvalue())
    lines = [
        json.dumps({"html": html(number).decode("gb18030"), "url": f"http://b.example/{number}"})
        for number in range(70)
    ]
    (folder / "c.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    return folder


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_SLICE_BYTES", 6000)


class Quiet:
    def __init__(self) -> None:
        self.before = 0

    def learning(self) -> None:
        pass

    def resumed(self, counts: Counts) -> None:
        self.before = counts.pages

    def advanced(self, counts: Counts, weight: int) -> None:
        pass


def run(
    inputs: list[Path], out: Path, *, workers: int = 2, force: bool = False, **changes: object
) -> Manifest:
    settings = msgspec.structs.replace(Settings(shard_bytes=12000), **changes)
    return Run([str(path) for path in inputs], out, settings).execute(
        lambda task: LocalEngine(workers, task), Quiet(), force=force
    )


def content(out: Path) -> dict[str, bytes]:
    """Everything that must be the same in every run: all but the manifest's times and the report."""
    found = {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.stem not in ("manifest", "report")
    }
    manifest = json.loads((out / "manifest.json").read_bytes())
    for name in ("started_at", "finished_at", "seconds", "timing"):
        del manifest[name]
    return {**found, "manifest.json": json.dumps(manifest).encode()}


def test_one_two_and_eight_workers_give_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    for workers in (1, 2, 8):
        run([saved], tmp_path / str(workers), workers=workers)
    assert content(tmp_path / "1") == content(tmp_path / "2") == content(tmp_path / "8")
    manifest = json.loads((tmp_path / "1" / "manifest.json").read_bytes())
    assert manifest["counts"]["pages"] == 150 + 60 + 70
    assert manifest["counts"]["rejects_by_reason"] == {"empty": 4}
    assert len(manifest["outputs"]) > 5


def test_the_order_of_records_is_the_order_of_the_input(saved: Path, tmp_path: Path) -> None:
    run([saved], tmp_path / "out")
    lines = b"".join(path.read_bytes() for path in sorted((tmp_path / "out").glob("records-*"))).splitlines()
    origins = [json.loads(line)["origin"] for line in lines]
    offsets = [int(origin.partition("offset=")[2]) for origin in origins if ".warc" in origin]
    assert offsets == sorted(offsets)
    numbers = [int(origin.partition("line=")[2]) for origin in origins if ".jsonl" in origin]
    assert numbers == sorted(numbers)
    assert [name for name in origins if "/a/" in name] == sorted(name for name in origins if "/a/" in name)


def test_the_same_command_again_does_nothing(saved: Path, tmp_path: Path) -> None:
    first = run([saved], tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    assert run([saved], tmp_path / "out") == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == before


def test_force_starts_over_and_leaves_other_files_alone(saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([saved], out)
    (out / "notes.txt").write_text("mine")
    run([saved / "a"], out, force=True)
    assert (out / "notes.txt").read_text() == "mine"
    assert json.loads((out / "manifest.json").read_bytes())["counts"]["pages"] == 150


def test_changed_settings_are_noticed_and_named(saved: Path, tmp_path: Path) -> None:
    run([saved], tmp_path / "out")
    with pytest.raises(RunProblem, match=r'options\.markup \(was null, now "markdown"\).*--force'):
        run([saved], tmp_path / "out", task=Task(options={"markup": "markdown"}))


def test_changed_inputs_are_noticed(saved: Path, tmp_path: Path) -> None:
    run([saved], tmp_path / "out")
    (saved / "a" / "003.html").write_bytes(html(3, "更正"))
    with pytest.raises(RunProblem, match="inputs have changed"):
        run([saved], tmp_path / "out")


def test_an_unfinished_run_continues_with_what_is_missing(saved: Path, tmp_path: Path) -> None:
    run([saved], tmp_path / "whole")
    interrupt(saved, tmp_path / "out", after=100)
    assert not (tmp_path / "out" / "manifest.json").exists()
    progress = Quiet()
    settings = Settings(shard_bytes=12000)
    again = Run([str(saved)], tmp_path / "out", settings)
    again.execute(lambda task: LocalEngine(2, task), progress)
    assert progress.before > 50
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_inputs_that_change_in_an_unfinished_run_are_noticed(saved: Path, tmp_path: Path) -> None:
    interrupt(saved, tmp_path / "out", after=100)
    (saved / "a" / "003.html").write_bytes(html(3, "更正"))
    with pytest.raises(RunProblem, match="inputs have changed"):
        run([saved], tmp_path / "out")
    with pytest.raises(RunProblem, match="shard_bytes"):
        run([saved], tmp_path / "out", shard_bytes=99)


def test_an_unfinished_run_continues_over_inputs_that_were_only_touched(saved: Path, tmp_path: Path) -> None:
    run([saved], tmp_path / "whole")
    interrupt(saved, tmp_path / "out", after=100)
    for path in (saved / "b.warc.gz", saved / "a" / "003.html"):
        path.touch()
    progress = Quiet()
    again = Run([str(saved)], tmp_path / "out", Settings(shard_bytes=12000))
    again.execute(lambda task: LocalEngine(2, task), progress)
    assert progress.before > 50
    whole, out = content(tmp_path / "whole"), content(tmp_path / "out")
    assert {name: raw for name, raw in whole.items() if out[name] != raw}.keys() <= {"manifest.json"}
    run([saved], tmp_path / "out")  # and then it is finished, whatever the files' times are


def test_two_runs_do_not_write_into_one_folder(saved: Path, tmp_path: Path) -> None:
    class Second(Quiet):
        def advanced(self, counts: Counts, weight: int) -> None:
            with pytest.raises(RunProblem, match="Another newsmill"):
                run([saved], tmp_path / "out")

    settings = Settings(shard_bytes=12000)
    Run([str(saved / "b.warc.gz")], tmp_path / "out", settings).execute(
        lambda task: LocalEngine(1, task), Second()
    )


def interrupt(saved: Path, out: Path, after: int) -> None:
    class Interrupting(Quiet):
        def advanced(self, counts: Counts, weight: int) -> None:
            if counts.pages >= after:
                raise KeyboardInterrupt

    settings = Settings(shard_bytes=12000)
    with pytest.raises(KeyboardInterrupt):
        Run([str(saved)], out, settings).execute(lambda task: LocalEngine(2, task), Interrupting())


def test_misbehaving_pages_are_quarantined_and_their_neighbours_are_not_affected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    folder = tmp_path / "saved"
    folder.mkdir()
    bad = {5: b"LOOP", 6: b"SEGFAULT", 20: b"EAT", 39: b"RAISE"}
    for number in range(40):
        (folder / f"{number:02d}.html").write_bytes(bad.get(number) or html(number))
    task = Task(limits=Limits(seconds=1.5, memory_bytes=96 << 20), cleaner="misbehaving:clean")
    for workers in (1, 3):
        manifest = run([folder], tmp_path / str(workers), workers=workers, task=task)
        assert manifest.counts.rejects_by_reason == {"crashed": 1, "failed": 1, "memory": 1, "timeout": 1}
        assert manifest.counts.records == 36
    assert content(tmp_path / "1") == content(tmp_path / "3")
    rejects = [json.loads(line) for line in (tmp_path / "1" / "rejects.jsonl").read_bytes().splitlines()]
    assert [reject["reason"] for reject in rejects] == ["timeout", "crashed", "memory", "failed"]
    for reject, raw in zip(rejects, bad.values(), strict=True):
        digest = reject["digest"].removeprefix("sha256:")
        assert (tmp_path / "1" / "quarantine" / f"{digest}.page").read_bytes() == raw


def test_a_run_killed_at_any_moment_ends_like_an_undisturbed_one(saved: Path, tmp_path: Path) -> None:
    """`kill -9` of a worker and then of the run itself at 20 random moments, the same command after each."""
    began = time.monotonic()
    run_small(saved, tmp_path / "whole").wait()
    whole_seconds = time.monotonic() - began
    undisturbed = content(tmp_path / "whole")
    out, chance, kills = tmp_path / "out", random.Random(6), 0
    while kills < 20:
        process = run_small(saved, out)
        try:
            assert process.wait(timeout=chance.uniform(0.05, whole_seconds)) == 0
        except subprocess.TimeoutExpired:
            kill_one_of(workers_of(process.pid), chance)
            time.sleep(chance.uniform(0, 0.2))
            process.kill()
            process.wait()
            kills += 1
        else:
            assert content(out) == undisturbed
            shutil.rmtree(out)
    assert run_small(saved, out).wait() == 0
    assert content(out) == undisturbed
    assert not [path.name for path in out.iterdir() if path.name.startswith(".")]
    assert no_orphans()


def run_small(saved: Path, out: Path, *packing: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, HERE / "small_run.py", saved, out, *packing])


class Stopping(Quiet):
    """Stops the run once so many slices are done."""

    def __init__(self, slices: int) -> None:
        super().__init__()
        self.left = slices

    def advanced(self, counts: Counts, weight: int) -> None:
        self.left -= 1
        if self.left <= 0:
            raise KeyboardInterrupt


def with_copies(saved: Path) -> Path:
    """Small inputs, half of whose pages lie in another file again, some shards later."""
    for path in sorted((saved / "a").iterdir())[20:]:
        path.unlink()
    lines = gzip.decompress((saved / "c.jsonl.gz").read_bytes()).splitlines()
    (saved / "c.jsonl.gz").write_bytes(gzip.compress(b"\n".join(lines[:20])))
    (saved / "d.jsonl").write_bytes(b"\n".join(lines[10:30]))
    shutil.copy(saved / "b.warc.gz", saved / "e.warc.gz")
    return saved


@pytest.mark.parametrize("compress", [None, "gz", "zst"])
def test_a_run_that_continues_knows_the_duplicates_of_the_shards_before(
    saved: Path, tmp_path: Path, compress: str | None
) -> None:
    with_copies(saved)
    whole = run([saved], tmp_path / "whole", workers=1, compress=compress)
    assert whole.counts.skipped["duplicate"] == 70
    assert len(whole.outputs) > 3
    undisturbed = content(tmp_path / "whole")
    out, settings = tmp_path / "out", Settings(shard_bytes=12000, compress=compress)
    with pytest.raises(KeyboardInterrupt):
        Run([str(saved)], out, settings).execute(lambda task: LocalEngine(1, task), Stopping(16))
    assert len(list((out / ".newsmill").glob("shard-*.json"))) > 3
    assert run([saved], out, workers=1, compress=compress).counts.skipped["duplicate"] == 70
    assert content(out) == undisturbed


def test_a_run_killed_while_it_compresses_ends_like_an_undisturbed_one(saved: Path, tmp_path: Path) -> None:
    with_copies(saved)
    began = time.monotonic()
    assert run_small(saved, tmp_path / "whole", "gz").wait() == 0
    whole_seconds = time.monotonic() - began
    out, chance = tmp_path / "out", random.Random(7)
    for _ in range(5):
        process = run_small(saved, out, "gz")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=chance.uniform(0.3, 1) * whole_seconds)
        process.kill()
        process.wait()
    assert run_small(saved, out, "gz").wait() == 0
    assert content(out) == content(tmp_path / "whole")
    assert no_orphans()


def test_what_a_killed_run_left_half_written_is_swept_away(saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    left = [".manifest.json.abc_123.tmp", ".records-00000.jsonl.x1y2z3.tmp", ".report.html.12345678.tmp"]
    for name in (*left, ".mine.tmp"):
        (out / name).write_text("half")
    run([saved / "a"], out)
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == [".mine.tmp"]


@pytest.mark.parametrize("first", [0, 40, 100])
def test_workers_killed_from_outside_cost_no_page(saved: Path, tmp_path: Path, first: int) -> None:
    run([saved], tmp_path / "whole")

    class Killing(Quiet):
        """Kills three workers. Should each have had the same page in hand, its fourth try is left to it."""

        def __init__(self) -> None:
            super().__init__()
            self.killed: set[int] = set()

        def advanced(self, counts: Counts, weight: int) -> None:
            for pid in workers_of("self") - self.killed:
                if len(self.killed) < 3 and counts.pages > first:
                    os.kill(pid, signal.SIGKILL)
                    self.killed.add(pid)

    killing, settings = Killing(), Settings(shard_bytes=12000)
    Run([str(saved)], tmp_path / "out", settings).execute(lambda task: LocalEngine(2, task), killing)
    assert len(killing.killed) == 3
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def workers_of(process: int | str) -> set[int]:
    found: set[int] = set()
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # a thread may end meanwhile
            found.update(map(int, children.read_text().split()))
    return found


def kill_one_of(workers: set[int], chance: random.Random) -> None:
    if workers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(sorted(workers)), signal.SIGKILL)


def no_orphans() -> bool:
    """Whether the workers of killed runs have ended."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        left = [path for path in Path("/proc").glob("[0-9]*/stat") if _is_orphan_worker(path)]
        if not left:
            return True
        time.sleep(0.1)
    return False


def _is_orphan_worker(stat: Path) -> bool:
    try:
        parent = int(stat.read_text().rpartition(")")[2].split()[1])
        command = (stat.parent / "cmdline").read_bytes()
    except OSError:
        return False
    return (
        parent == 1
        and b"newsmill.pipelines.runs.worker" in command
        and str(os.getpid()).encode() not in command
    )


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are found in /proc")
def test_a_suspended_worker_costs_no_page(saved: Path, tmp_path: Path) -> None:
    """SIGSTOP, as a debugger or a laptop's lid sends it, for longer than a page may take."""
    run([saved], tmp_path / "whole")

    class Stopping(Quiet):
        """Stops each of the first two workers once, and wakes them later if they are still there."""

        def __init__(self) -> None:
            super().__init__()
            self.stopped: set[int] = set()

        def advanced(self, counts: Counts, weight: int) -> None:
            for pid in workers_of("self") - self.stopped:
                if len(self.stopped) < 2 and counts.pages > 30:
                    os.kill(pid, signal.SIGSTOP)
                    self.stopped.add(pid)
                    threading.Timer(5, wake, [pid]).start()

    def wake(pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)

    stopping = Stopping()
    task = Task(limits=Limits(seconds=2))
    settings = Settings(shard_bytes=12000, task=task)
    Run([str(saved)], tmp_path / "out", settings).execute(lambda task: LocalEngine(2, task), stopping)
    assert len(stopping.stopped) == 2
    whole, out = content(tmp_path / "whole"), content(tmp_path / "out")
    assert {name for name in whole if whole[name] != out[name]} <= {"manifest.json"}


def test_a_full_disk_is_a_sentence_and_the_same_command_continues(saved: Path, tmp_path: Path) -> None:
    run([saved], tmp_path / "whole", workers=1)
    largest = max(path.stat().st_size for path in (tmp_path / "whole").glob("records-*"))
    command = [sys.executable, "-m", "newsmill", "clean", saved, "-o", tmp_path / "out", "--workers", "1"]
    command += ["--shard-size", "12000"]

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest // 2, largest // 2))

    # Python would cut the bytecode that it caches short as well, and fail to read it from then on.
    no_bytecode = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    for _ in range(2):
        full = subprocess.run(
            command, preexec_fn=little_room, capture_output=True, check=False, env=no_bytecode
        )
        assert full.returncode == 3, full.stderr
        assert b"cannot be written: File too large. Make room" in full.stderr
        assert b"Traceback" not in full.stderr
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1  # the empty pages
    assert records_of(tmp_path / "out") == records_of(tmp_path / "whole")


def records_of(folder: Path) -> list[bytes]:
    return [line for path in sorted(folder.glob("records-*")) for line in path.read_bytes().splitlines()]
