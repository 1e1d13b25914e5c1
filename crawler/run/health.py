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

# The number of earlier runs to compare with. More is not better: older runs may be from an older layout.
RECENT_RUNS = 10
# Rates are compared only if the earlier runs have this many records in total.
_ENOUGH_RECORDS = 20
# A drop counts if it is both large (share of records) and statistically significant (standard errors).
_DROP = 0.2
_STANDARD_ERRORS = 3.0
# A run without new pages is suspicious only for a site that usually has some.
_USUAL_RECORDS = 5
_FAILING_SHARE = 0.5


def judge(run: Run, earlier: Sequence[Run]) -> str:
    """One sentence on what is wrong with `run` compared with the earlier runs (oldest first), or an empty
    string.
    """
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
    """Return `authors 12 % (usually 94 %)` if the field's rate has dropped significantly."""
    records = sum(old.records for old in recent)
    rate = run.fill_rate(field)
    if rate is None or records < _ENOUGH_RECORDS:
        return ""
    usual = sum(old.filled.get(field, 0) for old in recent) / records
    # A site that always had the field would have a standard error of zero, and one record is not proof.
    spread = min(max(usual, 0.02), 0.98)
    error = math.sqrt(spread * (1 - spread) * (1 / run.records + 1 / records))
    if usual - rate < _DROP or usual - rate < _STANDARD_ERRORS * error:
        return ""
    return f"{field} {rate:.0%} (usually {usual:.0%})"
