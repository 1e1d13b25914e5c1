"""Speed of `newsmill clean` on a WARC of real pages, compared with the parse floor and other extractors in
the same run.

    python benchmarks/clean.py PAGES... [--pages 2000] [--workers 1,2] [--peers trafilatura,resiliparse]

PAGES are folders of saved pages (`.html`, `.html.gz`; the project ships none) or one WARC. The floor is
lxml's parse of the same bytes. Load on the machine increases wall time but hardly CPU time, so both are
shown.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.plan import plan
from newsmill.pipelines.readers.slices import Reading

NEWSMILL = [sys.executable, "-c", "from newsmill import main; main()"]


class Timing(NamedTuple):
    """Wall seconds and CPU seconds for a number of pages."""

    pages: int
    wall: float
    cpu: float
    memory: list[int] | None = None

    def row(self, name: str) -> str:
        """Format a row of the table."""
        memory = f"{max(self.memory) / 1e6:.0f} MB" if self.memory else ""
        return (
            f"| {name} | {self.pages / self.wall:,.0f} | {self.pages / self.cpu:,.0f} | "
            f"{self.cpu / self.pages * 1e3:.2f} | {memory} |"
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("inputs", nargs="+", type=Path)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--workers", default="1,2")
    parser.add_argument(
        "--peers", default="trafilatura,resiliparse", help="comma-separated; those not installed are left out"
    )
    parser.add_argument(
        "--peer-pages", type=int, default=200, help="peers are slow: so many pages are enough for them"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsmill-bench-") as folder:
        warc = arguments.inputs[0]
        if len(arguments.inputs) > 1 or warc.is_dir():
            warc = build(arguments.inputs, arguments.pages, Path(folder) / "pages.warc.gz")
        sample = pages(warc, arguments.pages)
        size = sum(len(page.raw) for page in sample) / len(sample)
        print(
            f"{len(sample):,} pages of {size / 1e3:.0f} KB on average, {warc.stat().st_size / 1e6:.0f} MB stored\n"
        )
        print("| | pages/s | pages/s a core (CPU) | ms/page (CPU) | memory of a worker |")
        print("|---|---|---|---|---|")
        print(measure(parse_only, sample).row("lxml parse alone (the floor)"))
        whole = {}
        for workers in map(int, arguments.workers.split(",")):
            whole[workers] = command(warc, Path(folder) / f"out-{workers}", workers)
            print(whole[workers].row(f"newsmill clean, {workers} worker{'s' * (workers > 1)}"))
        for name in filter(None, arguments.peers.split(",")):
            if name in PEERS and (peer := PEERS[name]()) is not None:
                print(measure(peer, sample[: arguments.peer_pages]).row(name))
        print(f"\nStart-up (a page of one line, median of 5): {start_up(Path(folder)):.2f} s")
        timings = list(whole.values())
        first, last = timings[0], timings[-1]
        if len(whole) > 1:
            print(
                f"{list(whole)[-1]} workers are {first.wall / last.wall:.2f} times as fast as {next(iter(whole))}."
            )
        memory = first.memory or [0]
        quarter = max(len(memory) // 4, 1)
        print(
            f"A worker's memory: {max(memory[:quarter]) / 1e6:.0f} MB in the first quarter, "
            f"{max(memory[-quarter:]) / 1e6:.0f} MB in the last."
        )


def build(folders: list[Path], number: int, path: Path) -> Path:
    """Build a WARC of `number` pages: shuffled pages of the folders, repeated under different URLs."""
    files = sorted(file for folder in folders for file in folder.rglob("*.html*"))
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for place in range(number):
            file = files[(place * 131) % len(files)]
            raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            url = f"http://{place % 97}.example/{file.stem}/{place}.html"
            writer.write_record(
                writer.create_warc_record(url, "response", io.BytesIO(raw), http_headers=http)
            )
    return path


def pages(warc: Path, number: int) -> list[Page]:
    """Read the first pages of a WARC."""
    found: list[Page] = []
    for slice_ in plan([str(warc)], Options()):
        found += [item for item in read(Reading(slice_)) if isinstance(item, Page)]
        if len(found) >= number:
            break
    return found[:number]


def measure(work: Callable[[Page], object], sample: list[Page]) -> Timing:
    """Time a function over the pages."""
    wall, cpu = time.perf_counter(), time.process_time()
    for page in sample:
        work(page)
    return Timing(len(sample), time.perf_counter() - wall, time.process_time() - cpu)


def parse_only(page: Page) -> object:
    """The floor: only build the tree."""
    import lxml.html

    if not page.raw.strip():
        return None
    return lxml.html.document_fromstring(
        page.raw, parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    )


def command(warc: Path, out: Path, workers: int) -> Timing:
    """Time the whole command in its own process, including start-up, report and manifest."""
    before = _children_cpu()
    began = time.perf_counter()
    arguments = [
        *NEWSMILL,
        "clean",
        str(warc),
        "-o",
        str(out),
        "--workers",
        str(workers),
        "--max-rejects",
        "1000000",
    ]
    process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    sizes: list[int] = []
    watching = threading.Thread(target=_watch, args=(process, sizes))
    watching.start()
    process.wait()
    wall = time.perf_counter() - began
    watching.join()
    counts = json.loads((out / "manifest.json").read_bytes())["counts"]
    return Timing(counts["pages"], wall, _children_cpu() - before, sizes)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(process: subprocess.Popen[bytes], sizes: list[int]) -> None:
    """Sample the size of the largest worker twice a second."""
    while process.poll() is None:
        found = list(_worker_sizes(process.pid))
        if found:
            sizes.append(max(found))
        time.sleep(0.5)


def _worker_sizes(parent: int) -> Iterator[int]:
    for task in Path(f"/proc/{parent}/task").iterdir():
        try:
            for pid in (task / "children").read_text().split():
                yield int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            continue


def start_up(folder: Path) -> float:
    """Seconds from the command to a record, for a one-line page."""
    page = folder / "line.html"
    page.write_text("<p>One line that is long enough to be a page of its own, and nothing else.</p>")
    times = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([*NEWSMILL, "clean", str(page)], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _trafilatura() -> Callable[[Page], object] | None:
    module = _module("trafilatura")
    return module and (lambda page: module.bare_extraction(page.raw, fast=True, with_metadata=True))


def _resiliparse() -> Callable[[Page], object] | None:
    text, codes = _module("resiliparse.extract.html2text"), _module("resiliparse.parse.encoding")
    return text and (
        lambda page: text.extract_plain_text(
            codes.bytes_to_str(page.raw, codes.detect_encoding(page.raw)), main_content=True
        )
    )


def _module(name: str):  # type: ignore[no-untyped-def]
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


PEERS = {"trafilatura": _trafilatura, "resiliparse": _resiliparse}

if __name__ == "__main__":
    main()
