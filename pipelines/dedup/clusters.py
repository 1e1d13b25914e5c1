"""Who stays and who goes in a cluster of near duplicates.

First the longest texts decide what there is to keep: a member goes when a member that stays holds it (`holds`), so nobody goes for resembling
somebody who went, however long the chain that made the cluster, and an article that was merged into a longer one goes in favour of that one.
Then, of those that hold each other, the original is kept (`BEST_FIRST`): a copy with a disclaimer more is longer, but it is no better.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from newsmill.pipelines.dedup.alignment import Alignment, Text, align
from newsmill.pipelines.dedup.normalise import CodePoints

__all__ = ["BEST_FIRST", "Candidate", "Verdict", "judge", "share_needed"]

# The order of those who may be kept, the original first: as SQL over the corpus and what was found out about its records (`about`),
# and in words for the dataset card.
BEST_FIRST: tuple[tuple[str, str], ...] = (
    ("NOT old", "records of --against before new ones"),
    ("len(list_filter(repairs, lambda r: NOT r.certain)) > 0", "no guessed repairs before guessed ones"),
    (
        "NOT contains('。！？…!?.．”’」』》）)]' || chr(34) || chr(39), right(rtrim(body), 1))",
        "a text that ends with a sentence before one that was cut off",
    ),
    (
        "substr(published || substr('9999-12-31', length(published) + 1), 1, 10) NULLS LAST",
        "the earlier day of publication",
    ),
    (
        "CASE WHEN own THEN 0 WHEN source IS NULL THEN 1 ELSE 2 END",
        "a record that names its own site as the source, before one that names none, before one that names another",
    ),
    ("CASE WHEN length(published) > 10 THEN published END NULLS LAST", "the earlier time of publication"),
    ("recurring", "fewer characters in lines that recur across the site"),
    (
        "-((title IS NOT NULL)::INT + (published IS NOT NULL)::INT + (source IS NOT NULL)::INT + (len(authors) > 0)::INT)",
        "more of title, published, source and authors present",
    ),
    ("-round(ln(greatest(length(body) - recurring, 1)) / ln(1.1))", "the longer body, in steps of 10 %"),
    ("id", "the smaller id"),
    ("version DESC", "the newer version"),
    ("n", ""),
)

# Beside a cluster's first, how many more members that stay each further one is compared with: a bound for a cluster
# of thousands of texts of one form (daily market reports).
COMPARED = 64

# Of those, how many are compared character by character, the likeliest first.
ALIGNED = 4

# Of those that one text holds, how many are tried as the original.
TRIED = 16

# Less than this below the threshold, the share of n-grams rules a pair out: one character in ten edited leaves 45 to 60 % of
# the n-grams whole while 90 % of the characters are the same.
_EDITED = 0.27

# Two texts of one form (weather, prices, exchange rates) differ in figures. So many edits that change a number, this share of all edits,
# and so many a thousand characters make them two notices and no reprint. (Of 126 Chinese articles with 10 % of the characters
# replaced, numbers were touched by 17 % of the edits, 32 % at the most in 95 of 100; of 1,710 pairs of notices with figures by half or more.)
_FIGURES = 2
_FIGURES_SHARE = 0.45
_FIGURES_DENSITY = 0.008

# A text that is to be kept for a longer one must hold this much of it: what the longer one has more may be a disclaimer, or news.
_MUTUAL = 0.75

# A short text is all form: where it differs from another in two places or more, below the first length (normalised characters) that share of it must be in the other, from the second on the threshold.
_SHORT, _LONG = 160, 400
_SHORT_COVERED = 0.93
_SLOTS = 2


class Candidate(NamedTuple):
    """A member of a cluster: its number in the corpus, its normalised text, its place in the order of `BEST_FIRST`.

    old   a record of an earlier corpus, which always stays
    """

    number: int
    points: CodePoints
    rank: int = 0
    old: bool = False


class Verdict(NamedTuple):
    """What became of a member. `kept` is its own number when it stays, else that of the text that holds it.

    coverage     share of its characters that the kept text has, but for small edits (1.0 for itself)
    similarity   Jaccard similarity of their n-grams
    """

    number: int
    kept: int
    coverage: float
    similarity: float


class _Member(NamedTuple):
    number: int
    rank: int
    old: bool
    text: Text


def share_needed(threshold: float) -> float:
    """The share of n-grams below which a pair is not looked at."""
    return max(threshold - _EDITED, 0.25)


def judge(
    members: Iterable[Candidate], threshold: float, again: Callable[[int], Candidate] | None = None
) -> Iterator[Verdict]:
    """The verdicts on one cluster, whose members come longest first, old ones before all.

    again   gives a member once more by its number; without it all members are kept in memory
    """
    if again is None:
        every = {candidate.number: candidate for candidate in members}
        members, again = every.values(), every.__getitem__
    first: _Member | None = None
    others: deque[_Member] = deque(maxlen=COMPARED)
    # Who holds whom: numbers and ranks only, as a cluster may be larger than memory.
    held: dict[int, list[tuple[int, int, Verdict]]] = {}
    stays_old: set[int] = set()
    for candidate in members:
        member = _Member(candidate.number, candidate.rank, candidate.old, Text(candidate.points))
        verdict = None if member.old else _held_by(member, [first, *others] if first else [], threshold)
        if verdict is None:
            if first is None:
                first = member
            else:
                others.append(member)
            held[member.number] = [(member.rank, member.number, _stays(member.number))]
            if member.old:
                stays_old.add(member.number)
        else:
            held[verdict.kept].append((member.rank, member.number, verdict))
    for number, group in held.items():
        if number in stays_old or len(group) == 1:
            yield from (verdict for _, _, verdict in group)
        else:
            yield from _with_original(number, group, threshold, again)


def _with_original(
    longest: int, group: list[tuple[int, int, Verdict]], threshold: float, again: Callable[[int], Candidate]
) -> Iterator[Verdict]:
    """The verdicts on a text and those that it holds, when the original among them is kept."""
    members: dict[int, _Member] = {}

    def member(number: int) -> _Member:
        if number not in members:
            if len(members) > 2 * TRIED:
                members.clear()
            candidate = again(number)
            members[number] = _Member(number, candidate.rank, candidate.old, Text(candidate.points))
        return members[number]

    for _, number, _ in sorted(group, key=lambda entry: entry[:2])[:TRIED]:
        if number == longest:
            break
        held = _holds(member(longest), member(number), max(threshold, _MUTUAL))
        if held is None:
            continue
        for _, other, _ in group:
            if other == number:
                yield _stays(number)
            elif other == longest:
                yield held
            else:
                # What the longest text held and the original does not is kept for the longest's sake no more: it stays.
                yield _holds(member(other), member(number), threshold) or _stays(other)
        return
    yield from (verdict for _, _, verdict in group)


def _stays(number: int) -> Verdict:
    return Verdict(number, number, 1.0, 1.0)


def _held_by(member: _Member, staying: list[_Member], threshold: float) -> Verdict | None:
    """The verdict by the first of the likeliest that holds the member."""
    shares = [(_shared(member, other) / max(len(member.text.set), 1), other) for other in staying]
    likely = [entry for entry in shares if entry[0] >= share_needed(threshold)]
    likely.sort(key=lambda entry: -entry[0])
    for _, other in likely[:ALIGNED]:
        verdict = _holds(member, other, threshold)
        if verdict is not None:
            return verdict
    return None


def _holds(member: _Member, kept: _Member, threshold: float) -> Verdict | None:
    """The verdict when `kept` holds the member, else None."""
    shared = _shared(member, kept)
    share = shared / max(len(member.text.set), 1)
    if share < share_needed(threshold):
        return None
    alignment = align(member.text, kept.text)
    length = len(member.text.points)
    coverage = max(alignment.covered, share)
    if coverage < (_coverage_needed(length, threshold) if alignment.edits >= _SLOTS else threshold):
        return None
    if _is_another_notice(alignment, length):
        return None
    union = len(member.text.set) + len(kept.text.set) - shared
    return Verdict(member.number, kept.number, coverage, shared / max(union, 1))


def _is_another_notice(alignment: Alignment, length: int) -> bool:
    """Whether two texts differ as two of one form do: in their figures."""
    figures = alignment.figures
    if length < _SHORT:
        return figures > 0
    return figures >= max(_FIGURES, _FIGURES_SHARE * alignment.edits, _FIGURES_DENSITY * length)


def _coverage_needed(length: int, threshold: float) -> float:
    if length >= _LONG:
        return threshold
    part = min((_LONG - length) / (_LONG - _SHORT), 1.0)
    return max(threshold, threshold + (_SHORT_COVERED - threshold) * part)


def _shared(member: _Member, other: _Member) -> int:
    return len(np.intersect1d(member.text.set, other.text.set, assume_unique=True))
