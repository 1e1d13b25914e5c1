#!/usr/bin/env python3
"""The search of `newsmill serve`: time and size of its index, and fifty searches at once, snippets and facets on.

    python benchmarks/search.py --records 200000 1000000
    python benchmarks/search.py --records 200000 --shard records-00000.jsonl    # the first records of a
                                                                                shard of your own

The records are those of `benchmarks/dedup.py scale`. Every search asks for another word of two to four
characters from the texts, over HTTP, as fifty people who press Enter in the same moment.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import random
import resource
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import uvicorn

from newsmill.pipelines.record import decode_record
from newsmill.pipelines.report.site.app import make_app
from newsmill.pipelines.report.site.index import RecordIndex
from newsmill.pipelines.report.site.runs import find_runs
from newsmill.pipelines.runs.manifest import Counts, Manifest, write_manifest

_AT_ONCE = 50


def make_run(folder: Path, records: int, shard: Path | None) -> Path:
    """A run of so many records."""
    run = folder / "run"
    run.mkdir(parents=True)
    if shard is None:
        sys.path.insert(0, str(Path(__file__).parent))
        from dedup import many, write

        write(run, many(records))
    else:
        with shard.open("rb") as lines, (run / "records-00000.jsonl").open("wb") as file:
            file.writelines(itertools.islice(lines, records))
    counts = Counts(pages=records, records=records)
    write_manifest(run, Manifest(command="clean", started_at="2026-01-01T00:00:00Z", counts=counts))
    return run


def words(run: Path, count: int) -> list[str]:
    """Words from the bodies, some rare and some in every text."""
    maker = random.Random(50)
    with (run / "records-00000.jsonl").open("rb") as file:
        bodies = [decode_record(line).body for line in itertools.islice(file, 0, 20_000, 100)]
    found = []
    while len(found) < count:
        body = maker.choice(bodies)
        at = maker.randrange(max(len(body) - 4, 1))
        word = "".join(body[at : at + maker.randint(2, 4)].split())
        if word.isalpha():
            found.append(word)
    return found


def search_at_once(address: str, asked: list[str]) -> tuple[float, list[float], int]:
    """Seconds for all together, for each, and how many of the pages have snippets."""
    start = threading.Barrier(len(asked))

    def one(word: str) -> tuple[float, bool]:
        start.wait()
        began = time.perf_counter()
        with urllib.request.urlopen(f"{address}/records?q={urllib.parse.quote(word)}") as answer:
            page = answer.read()
        return time.perf_counter() - began, b'class="text"' in page

    with ThreadPoolExecutor(len(asked)) as pool:
        began = time.perf_counter()
        answers = list(pool.map(one, asked))
        whole = time.perf_counter() - began
    return whole, [seconds for seconds, _ in answers], sum(shown for _, shown in answers)


def measure(folder: Path, records: int, shard: Path | None) -> None:
    """One line of the table."""
    run = make_run(folder, records, shard)
    began = time.process_time()
    RecordIndex(folder / ".newsmill-search.sqlite").update(find_runs(folder))
    indexing = time.process_time() - began
    size = sum(path.stat().st_size for path in folder.glob(".newsmill-search*"))
    server = uvicorn.Server(uvicorn.Config(make_app(folder), port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    urllib.request.urlopen(f"{address}/records?q=warm").read()
    asked = words(run, 3 * _AT_ONCE)
    rounds = [search_at_once(address, asked[at : at + _AT_ONCE]) for at in range(0, len(asked), _AT_ONCE)]
    server.should_exit = True
    thread.join(10)
    whole = [seconds for seconds, _, _ in rounds]
    each = sorted(seconds for _, every, _ in rounds for seconds in every)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"| {records:,} | {indexing:.0f} s | {size / 1e6:.0f} MB | {memory:.0f} MB | {min(whole):.2f}, "
        f"{statistics.median(whole):.2f}, {max(whole):.2f} s "
        f"| {statistics.median(each):.2f} s | {sum(shown for _, _, shown in rounds)} of {3 * _AT_ONCE} |",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--records", type=int, nargs="+", default=[200_000])
    parser.add_argument("--shard", type=Path, help="take the records from the head of this file")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print("| records | indexing (CPU) | index | memory at most | 50 searches at once (three rounds) | "
        "median of one | with snippets |\n|---|---|---|---|---|---|---|")  # fmt: skip
    for records in options.records:
        with tempfile.TemporaryDirectory() as name:
            measure(Path(name), records, options.shard)


if __name__ == "__main__":
    main()
