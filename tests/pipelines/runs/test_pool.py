"""A page can do to its worker what it likes: it becomes a reject, and nothing else is affected."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsmill.pipelines.page import Page, Reject
from newsmill.pipelines.readers.slices import Slice, carry
from newsmill.pipelines.record import Record
from newsmill.pipelines.runs.messages import Cleaned, Done, Job, Skipped, Verdict
from newsmill.pipelines.runs.pool import CleanerPool
from newsmill.pipelines.runs.supervisor import Limits, Supervisor, WorkerFailed, _Ended

GOOD = (
    "<h1>城东新图书馆开放</h1><p>本报讯 城东新图书馆昨日正式向市民开放，首日接待读者三千余人次，"
    "馆内藏书四十二万册。</p>"
)


def page(text: str, name: str) -> Page:
    return Page(raw=text.encode(), origin=name)


@pytest.fixture(scope="module")
def pool() -> Iterator[CleanerPool]:
    sys.path.insert(0, str(Path(__file__).parent))
    try:
        with CleanerPool(
            2, time_limit_seconds=1.5, memory_limit_bytes=96 << 20, cleaner="misbehaving:clean"
        ) as pool:
            yield pool
    finally:
        sys.path.pop(0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("LOOP", "timeout"),
        ("SLEEP", "timeout"),
        ("EAT", "memory"),
        ("GULP", "memory"),
        ("SEGFAULT", "crashed"),
        ("EXIT", "crashed"),
        ("RAISE", "failed"),
        ("", "empty"),
    ],
)
def test_a_page_that_misbehaves_is_rejected_and_its_neighbours_are_cleaned(
    pool: CleanerPool, text: str, reason: str
) -> None:
    futures = [pool.submit(page(body, f"{i}.html")) for i, body in enumerate([GOOD, text, GOOD, GOOD])]
    before, rejected, *after = [future.result(60) for future in futures]
    assert isinstance(rejected, Reject)
    assert (rejected.reason, rejected.origin) == (reason, "1.html")
    assert rejected.detail.endswith(".")
    for outcome in (before, *after):
        assert isinstance(outcome, Record)
        assert "图书馆" in outcome.body


def test_a_page_whose_worker_is_killed_from_outside_repeatedly_is_not_to_blame(
    pool: CleanerPool, tmp_path: Path
) -> None:
    """The kernel, short of memory, or an operator: three times in a row is bad luck, four times is not."""
    thrice, always = tmp_path / "thrice", tmp_path / "always"
    futures = [
        pool.submit(page(f"KILLED 3 {thrice}", "thrice.html")),
        pool.submit(page(f"KILLED 1000 {always}", "always.html")),
    ]
    cleaned, rejected = [future.result(60) for future in futures]
    assert isinstance(cleaned, Record)
    assert thrice.stat().st_size == 4
    assert isinstance(rejected, Reject)
    assert (rejected.reason, always.stat().st_size) == ("crashed", 4)
    assert "signal 9" in rejected.detail


def test_kills_from_outside_leave_the_page_its_second_try(pool: CleanerPool, tmp_path: Path) -> None:
    counter = tmp_path / "tries"
    cleaned = pool.submit(page(f"KILLED 2 {counter} slowly", "a.html")).result(60)
    assert isinstance(cleaned, Record)
    assert counter.stat().st_size == 4


@pytest.fixture
def slice_of_pages(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Job]:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))

    def job(*texts: str) -> Job:
        pages = tuple(carry(page(text, f"{number}.html")) for number, text in enumerate(texts))
        return Job(slice=Slice(reader="pages", origin="a", pages=pages))

    return job


def test_a_worker_killed_in_the_middle_of_a_message_costs_no_page(slice_of_pages: Callable[..., Job]) -> None:
    """Its records are larger than what the pipe holds, so it is sending one while nobody reads."""
    supervisor = Supervisor(Limits(), "misbehaving:clean")
    outcomes = []
    for outcome in supervisor.work(slice_of_pages(*(f"BULKY {number}" for number in range(4)))):
        if not outcomes:
            time.sleep(0.5)  # it has begun to send the second one
            assert supervisor._process is not None
            supervisor._process.kill()
        outcomes.append(outcome)
    supervisor.stop()
    assert [type(outcome) for outcome in outcomes] == [Cleaned] * 4 + [Done]
    assert all(isinstance(each, Done) or each.record for each in outcomes)


def test_a_worker_killed_while_it_reads_up_to_a_given_up_page_costs_no_other(
    slice_of_pages: Callable[..., Job], tmp_path: Path
) -> None:
    class Unlucky(Supervisor):
        killed_while_reading = 0

        def _attempt(self, job: Job) -> Iterator[Cleaned | Skipped | Done | _Ended]:
            if job.verdict is not None and self.killed_while_reading < 3:
                self.killed_while_reading += 1
                yield _Ended(Verdict(reason="crashed", detail="Killed."), reading=True, killed=True)
                return
            yield from super()._attempt(job)

    supervisor = Unlucky(Limits(), "misbehaving:clean")
    job = slice_of_pages(GOOD, f"KILLED 1000 {tmp_path / 'tries'}", GOOD, GOOD)
    outcomes = list(supervisor.work(job))
    supervisor.stop()
    rejects = [each.reject for each in outcomes if isinstance(each, Cleaned)]
    assert [reject and (reject.origin, reject.reason) for reject in rejects] == [
        None,
        ("1.html", "crashed"),
        None,
        None,
    ]
    assert isinstance(outcomes[-1], Done)


def test_a_cleaner_that_cannot_be_imported_is_an_error_and_not_a_reject() -> None:
    with CleanerPool(1, cleaner="newsmill.pipelines.clean:no_such_function") as pool:
        future = pool.submit(page(GOOD, "a.html"))
    with pytest.raises(WorkerFailed, match="no_such_function"):
        future.result(60)


def test_a_worker_serves_many_pages_and_ends_with_its_pool() -> None:
    others = _children()
    with CleanerPool(1) as pool:
        assert isinstance(pool.submit(page(GOOD, "a.html")).result(60), Record)
        workers = _children() - others
        assert isinstance(pool.submit(page(GOOD, "b.html")).result(60), Record)
        assert len(workers) == 1
        assert _children() - others == workers
    assert not _children() & workers


def test_a_closed_pool_takes_no_more_pages() -> None:
    pool = CleanerPool(1)
    pool.close()
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(page(GOOD, "a.html"))


def _children() -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            if int(stat.rpartition(")")[2].split()[1]) == os.getpid():
                found.add(int(entry.name))
    return found
