"""Decides which members of a cluster of near duplicates are kept.

First, the longest texts determine what is kept: a member is dropped if a kept member contains it (`holds`). A
text is never dropped for resembling a dropped text, however long the chain that formed the cluster, and an
article merged into a longer one is dropped in favour of that one. Then, among texts that contain each other,
the original is kept (`BEST_FIRST`): a copy with an added disclaimer is longer, but not better.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from newsmill.pipelines.dedup.alignment import Alignment, Text, align
from newsmill.pipelines.dedup.normalise import CodePoints

__all__ = ["BEST_FIRST", "Candidate", "Verdict", "judge", "share_needed"]

# Order of preference, the original first: as SQL over the corpus and the facts derived about its records
# (`about`), and in words for the dataset card.
BEST_FIRST: tuple[tuple[str, str], ...] = (
    ("NOT old", "records of --against before new ones"),
    ("guessed", "no guessed repairs before guessed ones"),
    (
        "cut_off",
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
        (
            "-((title IS NOT NULL)::INT + (published IS NOT NULL)::INT + (source IS NOT NULL)::INT + "
            "signed::INT)"
        ),
        "more of title, published, source and authors present",
    ),
    ("-round(ln(greatest(characters - recurring, 1)) / ln(1.1))", "the longer body, in steps of 10 %"),
    ("id", "the smaller id"),
    ("version DESC", "the newer version"),
    ("n", ""),
)

# Each member is compared with at most this many kept members besides the cluster's first. Bounds the cost of
# clusters of thousands of texts from one template (daily market reports).
COMPARED = 64

# How many of those are aligned character by character, most similar first.
ALIGNED = 4

# How many of the texts contained in one text are tried as the original.
TRIED = 16

# If the share of n-grams is this far below the threshold, the pair is ruled out: with one character in ten
# edited, 45 to 60 % of the n-grams survive while 90 % of the characters are the same.
_EDIT_MARGIN = 0.27

# Two texts from one template (weather, prices, exchange rates) differ in figures. They are two notices, not a
# reprint, if the number of edits that change a figure, their share of all edits and their density per
# thousand characters reach these values. (Of 126 Chinese articles with 10 % of the characters replaced, 17 %
# of the edits touched figures, at most 32 % in 95 of 100; of 1,710 pairs of notices, half or more.)
_FIGURES = 2
_FIGURES_SHARE = 0.45
_FIGURES_DENSITY = 0.008

# To replace a longer text, a text must contain this share of it: the rest of the longer one may be a
# disclaimer, or news.
_MIN_MUTUAL_COVERAGE = 0.75

# Short texts are mostly template. If one differs from another in two places or more, the required share
# depends on its length in normalised characters: `_SHORT_COVERED` up to the first length, the threshold from
# the second on, interpolated in between.
_SHORT_CHARS, _LONG_CHARS = 160, 400
_SHORT_COVERED = 0.93
_SLOTS = 2


class Candidate(NamedTuple):
    """A member of a cluster: its number in the corpus, its normalised text, its rank by `BEST_FIRST`.

    old   a record of an earlier corpus, which is always kept
    """

    number: int
    points: CodePoints
    rank: int = 0
    old: bool = False


class Verdict(NamedTuple):
    """The decision on a member. `kept` is its own number if it is kept, else that of the text that contains
    it.

    coverage     share of its characters contained in the kept text, apart from small edits (1.0 for itself)
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
    """The share of n-grams below which a pair is not compared."""
    return max(threshold - _EDIT_MARGIN, 0.25)


def judge(
    members: Iterable[Candidate], threshold: float, again: Callable[[int], Candidate] | None = None
) -> Iterator[Verdict]:
    """Yield the verdicts on one cluster. Members come longest first, old records before all others.

    again   returns a member again by its number; without it, all members are kept in memory
    """
    if again is None:
        every = {candidate.number: candidate for candidate in members}
        members, again = every.values(), every.__getitem__
    first: _Member | None = None
    others: deque[_Member] = deque(maxlen=COMPARED)
    # Which text contains which: only numbers and ranks, since a cluster may be larger than memory.
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
    """The verdicts on a text and those it contains, with the original among them kept."""
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
        held = _holds(member(longest), member(number), max(threshold, _MIN_MUTUAL_COVERAGE))
        if held is None:
            continue
        for _, other, _ in group:
            if other == number:
                yield _stays(number)
            elif other == longest:
                yield held
            else:
                # Texts dropped because of the longest text, but not contained in the original, are kept
                # again.
                yield _holds(member(other), member(number), threshold) or _stays(other)
        return
    yield from (verdict for _, _, verdict in group)


def _stays(number: int) -> Verdict:
    return Verdict(number, number, 1.0, 1.0)


def _held_by(member: _Member, staying: list[_Member], threshold: float) -> Verdict | None:
    """The verdict by the first of the most similar texts that contains the member."""
    size, needed = max(len(member.text.set), 1), share_needed(threshold)
    shared = member.text.shared([other.text for other in staying])
    likely = [entry for entry in zip(shared, staying, strict=True) if entry[0] / size >= needed]
    likely.sort(key=lambda entry: -entry[0])
    for count, other in likely[:ALIGNED]:
        verdict = _holds(member, other, threshold, count)
        if verdict is not None:
            return verdict
    return None


def _holds(member: _Member, kept: _Member, threshold: float, shared: int | None = None) -> Verdict | None:
    """The verdict if `kept` contains the member, else None. `shared`: n-grams in common, if known."""
    if shared is None:
        (shared,) = member.text.shared([kept.text])
    share = shared / max(len(member.text.set), 1)
    if share < share_needed(threshold):
        return None
    alignment = align(member.text, kept.text)
    length = len(member.text.points)
    coverage = max(alignment.covered, share)
    if coverage < (_coverage_needed(length, threshold) if alignment.edits >= _SLOTS else threshold):
        return None
    if _is_separate_notice(alignment, length):
        return None
    union = len(member.text.set) + len(kept.text.set) - shared
    return Verdict(member.number, kept.number, coverage, shared / max(union, 1))


def _is_separate_notice(alignment: Alignment, length: int) -> bool:
    """Whether two texts are separate notices from one template, differing in their figures."""
    figures = alignment.figures
    if length < _SHORT_CHARS:
        return figures > 0
    return figures >= max(_FIGURES, _FIGURES_SHARE * alignment.edits, _FIGURES_DENSITY * length)


def _coverage_needed(length: int, threshold: float) -> float:
    if length >= _LONG_CHARS:
        return threshold
    part = min((_LONG_CHARS - length) / (_LONG_CHARS - _SHORT_CHARS), 1.0)
    return max(threshold, threshold + (_SHORT_COVERED - threshold) * part)
