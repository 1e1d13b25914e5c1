"""Lines that recur across a site: disclaimers, teasers and sign-offs that extraction left in.

A line recurs if it is in at least `RECURRING_BODIES` different bodies of a site and in a share of
`RECURRING_SHARE` of them. Copies of one article count once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from newsmill.pipelines.export.quality import RECURRING_BODIES, RECURRING_SHARE
from newsmill.pipelines.export.workspace import Workspace

__all__ = ["RecurringLines"]

# Most lines occur in only one body. They are dropped before counting distinct bodies, the costly step.
_RECURRING = f"""
    WITH sizes AS (SELECT site, count(DISTINCT body) AS bodies FROM bodies GROUP BY site),
    often AS (SELECT site, line FROM lines GROUP BY site, line HAVING count(*) >= {RECURRING_BODIES})
    SELECT site, line FROM lines SEMI JOIN often USING (site, line) JOIN sizes USING (site) GROUP BY site, line, bodies
    HAVING count(DISTINCT body) >= greatest({RECURRING_BODIES}, {RECURRING_SHARE} * bodies)
"""

# A body that would lose more than this is an article published in many versions, not boilerplate.
_MOST = 0.5


class RecurringLines:
    """The recurring lines of each site, as hashes. They are few, since each occurs in a hundredth of its
    site's bodies.

    characters  for each record of the workspace, the number of characters of its body in such lines
    """

    def __init__(self, workspace: Workspace) -> None:
        self._number_of: dict[str, int] = {}
        self._of: dict[str, set[int]] = {}
        self.characters = np.zeros(workspace.total, dtype=np.int64)
        number = 0
        for batch in workspace.scan(["body", "site"]):
            bodies, sites = (column.to_pylist() for column in batch.columns)
            self._store(workspace, number, bodies, sites)
            number += batch.num_rows
        if not self._number_of:
            return
        self._find(workspace)
        for table in ("lines", "bodies", "recurring"):
            workspace.drop(table)

    def without(self, bodies: Sequence[str], sites: Sequence[str | None]) -> list[str]:
        """The bodies without the lines that recur across their sites."""
        return [self._strip(body, site) for body, site in zip(bodies, sites, strict=True)]

    def _store(
        self, workspace: Workspace, number: int, bodies: Sequence[str], sites: Sequence[str | None]
    ) -> None:
        """Store the hashes of bodies and of their lines in tables. Python's built-in hash suffices, since
        hashes are compared only within this process.
        """
        records, of_site, of_body, lines = [], [], [], []
        rows = 0
        counts = []
        for place, (body, site) in enumerate(zip(bodies, sites, strict=True), number):
            if site is None:
                continue
            found = list(filter(str.strip, body.split("\n")))
            records.append(place)
            of_site.append(self._number_of.setdefault(site, len(self._number_of)))
            of_body.append(hash(body))
            counts.append(len(found))
            lines += found
            rows += len(found)
        sites_here, bodies_here = np.array(of_site, dtype=np.int32), np.array(of_body, dtype=np.int64)
        workspace.store("bodies", {"site": sites_here, "body": bodies_here})
        workspace.store(
            "lines",
            {
                "n": np.repeat(np.array(records, dtype=np.int64), counts),
                "site": np.repeat(sites_here, counts),
                "body": np.repeat(bodies_here, counts),
                "line": np.fromiter(map(hash, lines), dtype=np.int64, count=rows),
                "characters": np.fromiter(map(len, lines), dtype=np.int32, count=rows),
            },
        )

    def _find(self, workspace: Workspace) -> None:
        names = list(self._number_of)
        empty = np.empty(0, dtype=np.int64)
        workspace.store("recurring", {"site": empty.astype(np.int32), "line": empty})
        for batch in workspace.query(_RECURRING, 50_000):
            sites, lines = (item.to_numpy(zero_copy_only=False) for item in batch.columns)
            workspace.store("recurring", {"site": sites, "line": lines})
            for site, line in zip(sites.tolist(), lines.tolist(), strict=True):
                self._of.setdefault(names[site], set()).add(line)
        sql = "SELECT n, sum(characters)::BIGINT FROM lines JOIN recurring USING (site, line) GROUP BY n"
        for batch in workspace.query(sql, 50_000):
            numbers, sums = (item.to_numpy(zero_copy_only=False) for item in batch.columns)
            self.characters[numbers] = sums

    def _strip(self, body: str, site: str | None) -> str:
        recurring = self._of.get(site or "")
        if not recurring:
            return body
        lines = body.split("\n")
        if recurring.isdisjoint(map(hash, lines)):
            return body
        kept = "\n".join([line for line in lines if hash(line) not in recurring])
        return kept if len(kept) >= _MOST * len(body) else body
