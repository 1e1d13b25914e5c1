"""Finds duplicates among the selected records, decides which to drop in favour of which, and lists them."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from newsmill.pipelines.dedup.clusters import BEST_FIRST, Candidate, Verdict, judge, share_needed
from newsmill.pipelines.dedup.normalise import fingerprints, normalise
from newsmill.pipelines.export.recurring_lines import RecurringLines
from newsmill.pipelines.export.workspace import Workspace

__all__ = ["EXACT", "FILTERED", "NEAR", "NOT_SAMPLED", "OLD", "STAYS", "Duplicates", "identity"]

# The fate of a record. `OLD` records are from an earlier corpus: only compared with, never written.
STAYS, FILTERED, EXACT, NEAR, NOT_SAMPLED, OLD = range(6)

Fates = npt.NDArray[np.uint8]

_IDENTITY = ("id", "version", "url", "site", "title", "published")
_BEST = ", ".join(expression for expression, _ in BEST_FIRST)

# A source is the site's own if it is the site's most frequent source and the site is the source's most
# frequent site, or if its name contains the site's name.
_OWN = """
    WITH counts AS (
        SELECT site, source, count(*) AS c FROM corpus
        WHERE site IS NOT NULL AND source IS NOT NULL GROUP BY ALL),
    ranked AS (
        SELECT *, max(c) OVER (PARTITION BY site) AS of_site, max(c) OVER (PARTITION BY source) AS of_source
        FROM counts),
    best AS (
        SELECT *, count(*) OVER (PARTITION BY site) AS sites_first, count(*) OVER (PARTITION BY source) AS sources_first
        FROM ranked WHERE c = of_site AND c = of_source),
    own AS (SELECT site, source FROM best WHERE sites_first = 1 AND sources_first = 1)
    SELECT n FROM corpus JOIN own USING (site, source)
    UNION SELECT n FROM corpus WHERE length(split_part(site, '.', 1)) > 2
        AND contains(lower(source), lower(split_part(site, '.', 1)))
"""


class Steps(Protocol):
    """Receives progress reports."""

    def step(self, name: str, of: int | None = None) -> None:
        """A step begins."""

    def advance(self, by: int) -> None:
        """Report this many more finished records of the step."""


class Duplicates:
    """Finds the duplicates in a workspace.

    masked   applied to a title before it is listed
    """

    def __init__(
        self, workspace: Workspace, threshold: float, steps: Steps, masked: Callable[[str | None], str | None]
    ) -> None:
        self._workspace = workspace
        self._threshold = threshold
        self._steps = steps
        self._masked = masked

    def settle(self, fate: Fates, work: Path, lines: RecurringLines | None) -> None:
        """Mark in `fate` which records that stay (or are old) are duplicates. Near duplicates are found only
        if the recurring lines are given, which are ignored in the comparison.
        """
        workspace = self._workspace
        self._note_about(lines)
        signatures = None
        if lines is not None:
            from newsmill.pipelines.dedup.candidates import Signatures

            signatures = Signatures(work, workspace.total)
        self._steps.step("comparing", workspace.total)
        workspace.store("prints", {"n": np.empty(0, dtype=np.int64), "print": pa.array([], pa.binary())})
        number = 0
        for batch in workspace.scan(["body", "site"]):
            bodies, sites = (column.to_pylist() for column in batch.columns)
            here = fate[number : number + len(bodies)]
            takes_part = (here == STAYS) | (here == OLD)
            bodies = [body or "" if part else "" for body, part in zip(bodies, takes_part, strict=True)]
            self._fingerprint(bodies, number)
            if signatures is not None and lines is not None:
                signatures.add(normalise(lines.without(bodies, sites)))
            number += batch.num_rows
            self._steps.advance(batch.num_rows)
        verdicts = _Verdicts(workspace)
        self._drop_exact(fate, verdicts)
        if signatures is not None and lines is not None:
            eligible = (fate == STAYS) | (fate == OLD)
            labels = signatures.cluster(eligible, share_needed(self._threshold)).labels
            del signatures
            self._drop_near(fate, labels, verdicts, _Bodies(workspace, lines, work / "bodies"))
        verdicts.flush()

    def write(self, path: Path) -> int:
        """List every dropped record, with its cluster (the id of its best member) and the record that
        contains it.

        For an exact copy of a dropped record, that is the record which contains the dropped one. Returns the
        number of clusters.
        """
        columns = ", ".join(f'c."{name}"' for name in _IDENTITY)
        sql = (
            "WITH settled AS (SELECT v.n, v.match, coalesce(w.cluster, v.cluster) AS cluster, "
            "coalesce(w.kept, v.kept) AS kept,"
            " coalesce(w.coverage, v.coverage) AS coverage, coalesce(w.similarity, v.similarity) AS similarity"
            " FROM verdicts v LEFT JOIN verdicts w ON v.kept = w.n)"
            f" SELECT b.id AS cluster, {columns}, v.match, k.id AS kept, v.coverage, v.similarity, k.old "
            f"AS against FROM settled v"
            " JOIN corpus c ON c.n = v.n JOIN corpus b ON b.n = v.cluster JOIN corpus k ON k.n = v.kept"
            " ORDER BY b.id, c.id, c.version, c.n"
        )
        clusters: set[str] = set()
        with path.open("wb") as file:
            for batch in self._workspace.query(sql):
                for row in batch.to_pylist():
                    clusters.add(row["cluster"])
                    row["title"] = self._masked(row["title"])
                    if not row["against"]:
                        del row["against"]
                    file.write(msgspec.json.encode(row) + b"\n")
        return len(clusters)

    def _note_about(self, lines: RecurringLines | None) -> None:
        """Make the table `about`: facts for choosing the original that are not in the records."""
        workspace = self._workspace
        own = np.zeros(workspace.total, dtype=bool)
        own[workspace.numbers(_OWN)] = True
        recurring = np.zeros(workspace.total, dtype=np.int64) if lines is None else lines.characters
        workspace.store("about", {"n": np.arange(workspace.total), "own": own, "recurring": recurring})

    def _fingerprint(self, bodies: list[str], number: int) -> None:
        texts = normalise(bodies)
        comparable = np.flatnonzero(np.diff(texts.offsets))
        self._workspace.store(
            "prints",
            {
                "n": comparable + number,
                "print": pa.array(fingerprints(texts), pa.binary()).take(pa.array(comparable)),
            },
        )

    def _drop_exact(self, fate: Fates, verdicts: _Verdicts) -> None:
        sql = (
            "WITH repeated AS (SELECT n, print FROM prints WHERE print IN"
            " (SELECT print FROM prints GROUP BY print HAVING count(*) > 1))"
            f" SELECT n, first_value(n) OVER (PARTITION BY print ORDER BY {_BEST}) AS best"
            " FROM repeated JOIN corpus USING (n) JOIN about USING (n)"
        )
        for batch in self._workspace.query(sql):
            numbers, bests = (item.to_numpy(zero_copy_only=False) for item in batch.columns)
            goes = (numbers != bests) & (fate[numbers] != OLD)
            fate[numbers[goes]] = EXACT
            for number, best in zip(numbers[goes].tolist(), bests[goes].tolist(), strict=True):
                verdicts.add("exact", best, Verdict(number, best, 1.0, 1.0))
        self._workspace.drop("prints")

    def _drop_near(
        self, fate: Fates, labels: npt.NDArray[np.int64], verdicts: _Verdicts, bodies: _Bodies
    ) -> None:
        workspace = self._workspace
        sizes = np.bincount(labels, minlength=workspace.total)
        members = np.flatnonzero((sizes[labels] > 1) & ((fate == STAYS) | (fate == OLD)))
        self._steps.step("judging", len(members))
        if not len(members):
            return
        workspace.store("near", {"n": members, "cluster": labels[members]})
        ranks = np.zeros(workspace.total, dtype=np.int64)
        best = workspace.numbers(
            f"SELECT n FROM near JOIN corpus USING (n) JOIN about USING (n) ORDER BY {_BEST}"
        )
        ranks[best] = np.arange(len(best))
        bodies.load(members, ranks, fate == OLD)
        order = workspace.numbers(
            "SELECT n FROM near JOIN corpus USING (n) JOIN about USING (n)"
            f" ORDER BY cluster, NOT old, characters - recurring DESC, {_BEST}"
        )
        workspace.drop("near")
        for _, cluster in itertools.groupby(order.tolist(), key=labels.__getitem__):
            numbers = list(cluster)
            first = min(numbers, key=ranks.__getitem__)
            for verdict in judge(map(bodies.candidate, numbers), self._threshold, bodies.candidate):
                if verdict.kept != verdict.number:
                    fate[verdict.number] = NEAR
                    verdicts.add("near", first, verdict)
                self._steps.advance(1)
        bodies.close()


class _Bodies:
    """The normalised bodies of cluster members, in a file. The file is read, not mapped, since mapped pages
    would count as the process's memory.
    """

    def __init__(self, workspace: Workspace, lines: RecurringLines, path: Path) -> None:
        self._workspace = workspace
        self._lines = lines
        self._path = path

    def load(
        self, members: npt.NDArray[np.int64], ranks: npt.NDArray[np.int64], old: npt.NDArray[np.bool_]
    ) -> None:
        """Write the bodies of these records, ordered by number."""
        self._members, self._ranks, self._old = members, ranks, old
        self._offsets = np.zeros(len(members) + 1, dtype=np.int64)
        wanted = np.zeros(self._workspace.total, dtype=bool)
        wanted[members] = True
        number = place = 0
        with self._path.open("wb") as file:
            for batch in self._workspace.scan(["body", "site"]):
                chosen = batch.filter(pa.array(wanted[number : number + batch.num_rows]))
                number += batch.num_rows
                bodies, sites = (column.to_pylist() for column in chosen.columns)
                texts = normalise(self._lines.without(bodies, sites))
                file.write(texts.points.tobytes())
                self._offsets[place + 1 : place + 1 + len(texts)] = self._offsets[place] + texts.offsets[1:]
                place += len(texts)
        self._file = self._path.open("rb")

    def candidate(self, number: int) -> Candidate:
        """The cluster member with this number in the corpus."""
        place = int(np.searchsorted(self._members, number))
        start, end = int(self._offsets[place]), int(self._offsets[place + 1])
        points = np.frombuffer(os.pread(self._file.fileno(), 4 * (end - start), 4 * start), dtype=np.uint32)
        return Candidate(number, points, int(self._ranks[number]), bool(self._old[number]))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Verdicts:
    """The dropped records and their kept counterparts, stored in the workspace; only a few thousand are in
    memory at a time.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._rows: list[tuple[str, int, Verdict]] = []
        self.flush()

    def add(self, match: str, cluster: int, verdict: Verdict) -> None:
        """Add a dropped record."""
        self._rows.append((match, cluster, verdict))
        if len(self._rows) >= 50_000:
            self.flush()

    def flush(self) -> None:
        """Store what is in memory."""
        verdicts = [verdict for _, _, verdict in self._rows]
        numbers = {"n": [one.number for one in verdicts], "kept": [one.kept for one in verdicts]}
        shares = {
            "coverage": [one.coverage for one in verdicts],
            "similarity": [one.similarity for one in verdicts],
        }
        self._workspace.store(
            "verdicts",
            {
                **{name: np.array(values, dtype=np.int64) for name, values in numbers.items()},
                "cluster": np.array([cluster for _, cluster, _ in self._rows], dtype=np.int64),
                "match": pa.array([match for match, _, _ in self._rows], pa.string()),
                **{name: np.round(np.array(values, dtype=np.float64), 4) for name, values in shares.items()},
            },
        )
        self._rows.clear()


def identity(row: dict[str, Any], masked: Callable[[str | None], str | None]) -> dict[str, Any]:
    """The columns that identify a record in a side file."""
    return {name: row[name] for name in _IDENTITY} | {"title": masked(row["title"])}
