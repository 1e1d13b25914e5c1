"""A run with small slices and shards, in a process of its own that a test may kill: `small_run.py INPUT OUT
[gz|zst]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.runs.local import LocalEngine
from newsmill.pipelines.runs.progress import RunProgress
from newsmill.pipelines.runs.reprocess import Run
from newsmill.pipelines.runs.settings import Settings
from newsmill.pipelines.writers.jsonl import Packing

if __name__ == "__main__":
    planning._SLICE_BYTES = 6000
    settings = Settings(shard_bytes=12000, compress=cast(Packing, sys.argv[3]) if len(sys.argv) > 3 else None)
    Run([sys.argv[1]], Path(sys.argv[2]), settings).execute(lambda task: LocalEngine(1, task), RunProgress())
