"""A run with small slices and shards, in a process of its own that a test may kill: `small_run.py INPUT OUT`."""

from __future__ import annotations

import sys
from pathlib import Path

from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.runs.local import LocalEngine
from newsmill.pipelines.runs.progress import RunProgress
from newsmill.pipelines.runs.reprocess import Run, Settings

if __name__ == "__main__":
    planning._SLICE_BYTES = 6000
    settings = Settings(shard_bytes=12000)
    Run([sys.argv[1]], Path(sys.argv[2]), settings).execute(lambda task: LocalEngine(1, task), RunProgress())
