"""Lines that recur across a site: disclaimers, teasers and sign-offs that extraction left in.

A line recurs when it stands in at least `RECURRING_BODIES` different bodies of a site and in
`RECURRING_SHARE` of them; copies of one article count once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from newsmill.pipelines.export.quality import RECURRING_BODIES, RECURRING_SHARE
from newsmill.pipelines.export.workspace import Workspace

__all__ = ["RecurringLines", "recurring_characters"]

_LINES = f"""
    WITH lines AS (
        SELECT n, site, text, line, hash(line) AS digest, length(line) AS characters FROM (
            SELECT n, site, hash(body) AS text, unnest(string_split(body, chr(10))) AS line FROM corpus
            WHERE site IS NOT NULL) WHERE trim(line) <> ''),
    sizes AS (SELECT site, count(DISTINCT hash(body)) AS bodies FROM corpus GROUP BY site),
    recurring AS (
        SELECT site, digest, any_value(line) AS line FROM lines JOIN sizes USING (site) GROUP BY site, digest, bodies
        HAVING count(DISTINCT text) >= greatest({RECURRING_BODIES}, {RECURRING_SHARE} * bodies))
"""

# A body of which more than this would go is an article that was published in many versions, not furniture.
_MOST = 0.5


def recurring_characters(workspace: Workspace) -> npt.NDArray[np.int64]:
    """For each record, how many characters of its body are in lines that recur across its site."""
    characters = np.zeros(workspace.total, dtype=np.int64)
    sql = f"{_LINES} SELECT n, sum(characters)::BIGINT FROM lines JOIN recurring USING (site, digest) GROUP BY n"
    for batch in workspace.query(sql, 50_000):
        numbers, sums = (item.to_numpy(zero_copy_only=False) for item in batch.columns)
        characters[numbers] = sums
    return characters


class RecurringLines:
    """The recurring lines of each site. They are few: each stands in a hundredth of its site's bodies."""

    def __init__(self, workspace: Workspace) -> None:
        self._of: dict[str, set[str]] = {}
        for batch in workspace.query(f"{_LINES} SELECT site, line FROM recurring", 10_000):
            for site, line in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                self._of.setdefault(site, set()).add(line)

    def without(self, bodies: Sequence[str], sites: Sequence[str | None]) -> list[str]:
        """The bodies without the lines that recur across their sites."""
        return [self._strip(body, site) for body, site in zip(bodies, sites, strict=True)]

    def _strip(self, body: str, site: str | None) -> str:
        recurring = self._of.get(site or "")
        if not recurring:
            return body
        kept = "\n".join(line for line in body.split("\n") if line not in recurring)
        return kept if len(kept) >= _MOST * len(body) else body
