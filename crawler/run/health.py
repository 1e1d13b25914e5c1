"""Health check: compares a run's fill rates with those of the site's own recent runs.

A portal that changes its layout still answers 200; the symptom is that a field nearly every record had is
suddenly missing. So a run is compared with the site itself, never with a fixed rate: a portal that names no
authors is healthy without authors.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from newsmill.crawler.run.history import FILLED_FIELDS, Run

__all__ = ["RECENT_RUNS", "judge"]

# How many earlier runs tell what is usual. Older ones may be of an older layout, so more is not better.
RECENT_RUNS = 10
# A rate is only worth comparing when the earlier runs together have this many records.
_ENOUGH_RECORDS = 20
# A drop counts when it is both large (share of records) and unlikely to be chance (standard errors).
_DROP = 0.2
_STANDARD_ERRORS = 3.0
# No new page at all is odd only for a site that has usually had some.
_USUAL_RECORDS = 5
_FAILING_SHARE = 0.5


def judge(run: Run, earlier: Sequence[Run]) -> str:
    """One sentence on what is wrong with `run` beside the runs before it (oldest first), or an empty string."""
    recent = [old for old in earlier if old.outcome == "finished"][-RECENT_RUNS:]
    attempts = run.pages + run.unchanged + run.lost  # dead links are not the site's failure
    if attempts >= 4 and run.lost / attempts > _FAILING_SHARE:
        usual = [old.lost / total for old in recent if (total := old.pages + old.unchanged + old.lost)]
        if not usual or statistics.median(usual) <= _FAILING_SHARE / 2:
            return f"site failing? {run.lost} of {attempts} fetches of its pages gave no page"
    if run.records == 0 and run.unchanged == 0 and recent:
        usual_records = statistics.median(old.records for old in recent)
        if usual_records >= _USUAL_RECORDS:
            return f"no records at all, where a run usually gives {usual_records:g}: layout changed?"
    dropped = [text for field in FILLED_FIELDS if (text := _drop(field, run, recent))]
    return "layout changed? " + ", ".join(dropped) if dropped else ""


def _drop(field: str, run: Run, recent: Sequence[Run]) -> str:
    """`authors 12 % (usually 94 %)` when the field's rate has dropped beyond chance."""
    records = sum(old.records for old in recent)
    rate = run.fill_rate(field)
    if rate is None or records < _ENOUGH_RECORDS:
        return ""
    usual = sum(old.filled.get(field, 0) for old in recent) / records
    # A site that always had the field could have a standard error of zero; one record is not proof.
    spread = min(max(usual, 0.02), 0.98)
    error = math.sqrt(spread * (1 - spread) * (1 / run.records + 1 / records))
    if usual - rate < _DROP or usual - rate < _STANDARD_ERRORS * error:
        return ""
    return f"{field} {rate:.0%} (usually {usual:.0%})"
