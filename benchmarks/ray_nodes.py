"""Many generated pages cleaned on two Ray nodes, one of them killed in the middle, beside the local engine:
the output must be the same, byte for byte.

    python benchmarks/ray_nodes.py FOLDER [--pages 1000000] [--warcs 20]

The WARCs (compressed by record, 1.3 KB of HTML a page) are made in FOLDER once and used again; the two outputs
stand beside them. Both nodes run on this machine, and each has all its cores, so that the one that is left can
use them. Needs the extra `ray`.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import resource
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import ray
from generated_sites import KINDS, generate
from ray.cluster_utils import Cluster
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsmill.pipelines.runs.engine import Engine, Task
from newsmill.pipelines.runs.local import LocalEngine
from newsmill.pipelines.runs.manifest import Counts
from newsmill.pipelines.runs.ray_engine import RayEngine
from newsmill.pipelines.runs.reprocess import Run
from newsmill.pipelines.runs.settings import Settings


def main() -> None:
    """Print a row for each engine, and whether their outputs agree."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=1_000_000)
    parser.add_argument("--warcs", type=int, default=20)
    arguments = parser.parse_args()
    inputs = make(arguments.folder, arguments.pages, arguments.warcs)
    cores = os.cpu_count() or 1
    size = sum(path.stat().st_size for path in inputs)
    print(f"{arguments.pages:,} pages in {len(inputs)} WARCs of {size / 1e6:,.0f} MB, {cores} cores\n")
    print("| engine | pages | wall | CPU of the main process | its peak memory |")
    print("|---|---|---|---|---|")

    def local(task: Task) -> Engine:
        return LocalEngine(cores, task)

    def on_ray(task: Task) -> Engine:
        return RayEngine("auto", task)

    cleaned(inputs, arguments.folder / "local", local, "local", Watching())
    cluster = Cluster()
    try:
        cluster.add_node(num_cpus=cores, include_dashboard=False)
        cluster.add_node(num_cpus=cores)
        cluster.wait_for_nodes()
        ray.init(address=cluster.address, log_to_driver=False)
        killing = Watching(cluster, arguments.pages // 2)
        cleaned(inputs, arguments.folder / "ray", on_ray, "Ray, one of two nodes killed", killing)
    finally:
        ray.shutdown()
        cluster.shutdown()
    print(f"\nThe node was killed after {killing.killed_after:,} pages.")
    outputs = [digests(arguments.folder / name) for name in ("local", "ray")]
    print(f"{len(outputs[0])} files, the same in both: {outputs[0] == outputs[1]}")
    if outputs[0] != outputs[1] or not killing.killed_after:
        sys.exit(1)


class Watching:
    """The progress of a run, which kills the last node of a cluster once `after` pages are done."""

    def __init__(self, cluster: Any = None, after: int = 0) -> None:
        self._cluster = cluster
        self._after = after
        self.killed_after = 0

    def learning(self) -> None:
        """Nothing to do."""

    def resumed(self, counts: Counts) -> None:
        """Nothing to do."""

    def advanced(self, counts: Counts, weight: int) -> None:
        """Look whether it is time."""
        if self._cluster is not None and not self.killed_after and counts.pages >= self._after:
            self.killed_after = counts.pages
            self._cluster.remove_node(list(self._cluster.worker_nodes)[-1], allow_graceful=False)


def cleaned(inputs: list[Path], out: Path, engine: Any, name: str, progress: Watching) -> None:
    """Clean everything again into `out`, and print what it took."""
    shutil.rmtree(out, ignore_errors=True)
    wall, cpu = time.perf_counter(), time.process_time()
    manifest = Run(list(map(str, inputs)), out, Settings()).execute(engine, progress)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"| {name} | {manifest.counts.pages:,} | {wall:,.0f} s | {cpu:,.0f} s | {memory:,.0f} MB |",
        flush=True,
    )


def digests(out: Path) -> dict[str, str]:
    """What a run has written: its files by name, and what its manifest says beside times."""
    found = {}
    for path in sorted(out.glob("*.jsonl")):
        found[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = json.loads((out / "manifest.json").read_bytes())
    return found | {key: json.dumps(manifest[key]) for key in ("counts", "outputs")}


def make(folder: Path, pages: int, number: int) -> list[Path]:
    """Write the WARCs that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    each = pages // number
    paths = [folder / f"pages-{pages}-{place:02d}.warc.gz" for place in range(number)]
    for place, path in enumerate(paths):
        if not path.exists():
            unfinished = path.with_suffix(".tmp")
            _write(unfinished, place, each)
            unfinished.rename(path)
    return paths


def _write(path: Path, place: int, pages: int) -> None:
    _, _, article, template = KINDS[place % len(KINDS)]
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=gb18030")], protocol="HTTP/1.1")
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number, labelled in enumerate(generate(pages, article, template)):
            url = f"http://site{place}.example/n/{number}.html"
            body = io.BytesIO(labelled.page.raw)
            writer.write_record(writer.create_warc_record(url, "response", body, http_headers=http))


if __name__ == "__main__":
    main()
