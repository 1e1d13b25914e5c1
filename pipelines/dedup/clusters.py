"""Who stays and who goes in a cluster of near duplicates.

Members are looked at from the best to the worst (`BEST_FIRST`). A member goes when a member that stays covers it: at least `threshold`
of its distinct n-grams are in that one text. So nobody goes for resembling somebody who went, however long the chain
that made the cluster, and a text that was merged into a longer one goes in favour of the longer one, never the other
way round.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from newsmill.pipelines.dedup.normalise import CodePoints
from newsmill.pipelines.dedup.shingles import Hashes, shingle_set

__all__ = ["BEST_FIRST", "Candidate", "Verdict", "judge"]

# The order of a cluster's members, best first: as SQL for the query that reads them, and in words for the dataset card.
BEST_FIRST: tuple[tuple[str, str], ...] = (
    ("len(list_filter(repairs, lambda r: NOT r.certain)) > 0", "no guessed repairs before guessed ones"),
    ("-round(ln(greatest(length(body), 1)) / ln(1.1))", "the longer body, in steps of 10 %"),
    (
        "-((title IS NOT NULL)::INT + (published IS NOT NULL)::INT + (source IS NOT NULL)::INT + (len(authors) > 0)::INT)",
        "more of title, published, source and authors present",
    ),
    ("coalesce(published, '9999')", "the earlier publication"),
    ("id", "the smaller id"),
    ("-version", "the newer version"),
)

# Beside a cluster's best, how many more members that stay each further one is compared with: a bound for a cluster
# of thousands of texts of one form (daily market reports).
COMPARED = 64


class Candidate(NamedTuple):
    """A member of a cluster: its number in the corpus and its normalised text."""

    number: int
    points: CodePoints


class Verdict(NamedTuple):
    """What became of a member. `kept` is its own number when it stays, else that of the text that covers it.

    coverage     share of its n-grams that the kept text has (1.0 for itself)
    similarity   Jaccard similarity with the kept text
    """

    number: int
    kept: int
    coverage: float
    similarity: float


def judge(members: Iterable[Candidate], threshold: float) -> Iterator[Verdict]:
    """The verdicts on one cluster, whose members come best first."""
    best: tuple[int, Hashes] | None = None
    others: deque[tuple[int, Hashes]] = deque(maxlen=COMPARED)
    for member in members:
        own = shingle_set(member.points)
        staying = [best, *others] if best else []
        verdict = _covered_by(member.number, own, staying, threshold)
        if verdict is None:
            if best is None:
                best = (member.number, own)
            else:
                others.append((member.number, own))
            verdict = Verdict(member.number, member.number, 1.0, 1.0)
        yield verdict


def _covered_by(
    number: int, own: Hashes, staying: list[tuple[int, Hashes]], threshold: float
) -> Verdict | None:
    for kept, other in staying:
        shared = len(np.intersect1d(own, other, assume_unique=True))
        if shared >= threshold * len(own):
            return Verdict(number, kept, shared / max(len(own), 1), shared / (len(own) + len(other) - shared))
    return None
