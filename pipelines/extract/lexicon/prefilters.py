"""Prefilters, derived from the tables they guard.

A pattern table is slow to search but easy to rule out: most lines contain nothing any row could begin with.
`prefilter` builds, from the rows themselves, one pattern that matches every text in which any row matches. So
a new row can never be disabled by a forgotten filter. `tests/pipelines/extract/test_every_row.py` checks this
for every table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from newsmill.pipelines.derived_cache import kept
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "alternatives",
    "any_of",
    "beginnings",
    "first_characters",
    "needed_characters",
    "needed_words",
    "openings",
    "prefilter",
    "samples",
]

# The number of characters of a row a prefilter uses; more would make it larger and exclude little more.
_SIZE = 3
# A class with more members is treated as any character.
_MOST_MEMBERS = 60


class _Piece(NamedTuple):
    """One atom of a pattern with its repetition. `options`: its alternatives, each a sequence; None for any
    character; `[[]]` for empty.
    """

    options: list[list[_Piece]] | str | None
    least: int
    most: int


@cache
def openings(pattern: str, size: int = _SIZE) -> frozenset[str]:
    """The prefixes a match of the pattern may have, up to `size` characters; includes `""` if any is possible.

    The patterns of the lexicon use literals, groups, classes, `?`, `*`, `+`, `{m,n}` and look-arounds;
    anything else raises ValueError.
    """

    def derived() -> list[str]:
        return sorted({start for start, _ in _openings(_parse(pattern), size)})

    return frozenset(kept("openings", f"{size} {pattern}", derived, list[str]))


def first_characters(pattern: str) -> set[str]:
    """The characters a match of the pattern may start with."""
    return {start for start in openings(pattern, 1) if start}


def prefilter(patterns: Iterable[str], size: int = _SIZE) -> re.Pattern[str]:
    """A pattern that matches every text in which one of `patterns` does. Rows that start with a Latin letter
    match at word starts only.
    """
    rows = tuple(patterns)
    return lazy_regex(lambda: kept("prefilter", f"{size} {rows}", lambda: _prefilter(rows, size), str))


def _prefilter(rows: tuple[str, ...], size: int) -> str:
    return _alternation(beginnings(rows, size), word_starts=True)


def beginnings(patterns: Iterable[str], size: int = _SIZE) -> set[str]:
    """The prefixes a match of one of the patterns may have, up to `size` characters."""
    starts = {start for pattern in patterns for start in openings(pattern, size)}
    if "" in starts:
        raise ValueError("a row that may begin with anything cannot be filtered for")
    return starts


def any_of(words: Iterable[str], *, word_starts: bool = False) -> re.Pattern[str]:
    """A pattern that matches exactly the texts that contain one of the words. The match may be shorter than
    the word. `word_starts`: words that begin with a Latin letter match at word starts only.
    """
    every = sorted(set(words))
    return lazy_regex(
        lambda: kept(
            "any of", f"{word_starts} {every}", lambda: _alternation(every, word_starts=word_starts), str
        )
    )


def _alternation(starts: Iterable[str], *, word_starts: bool) -> str:
    """A pattern of the alternatives. `word_starts`: a Latin one must not follow a letter or digit.

    Every alternative begins with its first character, and the look-behind comes after it, so that `re` can
    skip all other characters.
    """
    by_first: dict[str, set[str]] = {}
    for start in starts:
        by_first.setdefault(start[0], set()).add(start[1:])
    branches = []
    for first, rest in sorted(by_first.items()):
        letter = re.escape(first)
        word = word_starts and first.isalpha() and first < "\u2e80"
        branches.append(letter + (rf"(?<![^\W_]{letter})" if word else "") + _trie(rest))
    return "|".join(branches)


def alternatives(pattern: str) -> Iterator[str]:
    """The top-level alternatives of a pattern, ignoring those in groups and classes."""
    start = depth = at = 0
    class_ends = -1  # the place of the `]` of the class that `at` is in
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            at += 1
        elif at < class_ends:
            pass
        elif character == "[":
            class_ends = _class_end(pattern, at + 1)
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == "|" and not depth:
            yield pattern[start:at]
            start = at + 1
        at += 1
    yield pattern[start:]


def needed_characters(pattern: str) -> list[frozenset[str]]:
    """Character sets such that any text the pattern matches contains a character of each set.

    Digits and white space are excluded: `\\d` and `\\s` match more of them than are listed here.
    """

    def derived() -> list[str]:
        return ["".join(sorted(need)) for need in dict.fromkeys(_needs(_parse(pattern)))]

    needs = map(frozenset, kept("needed characters", pattern, derived, list[str]))
    return [need for need in needs if not (need <= _DIGITS or need >= _DIGITS or need >= _BLANK)]


def _needs(options: list[list[_Piece]]) -> list[frozenset[str]]:
    rows = [_needs_of_all(sequence) for sequence in options]
    if len(rows) == 1:
        return rows[0]
    # One of the alternatives matches, so the text has one of the characters that they require.
    return [frozenset().union(*(min(row, key=len) for row in rows))] if all(rows) else []


def _needs_of_all(sequence: list[_Piece]) -> list[frozenset[str]]:
    needs: list[frozenset[str]] = []
    for piece in sequence:
        if not piece.least or piece.options is None:
            continue
        needs += [frozenset(piece.options)] if isinstance(piece.options, str) else _needs(piece.options)
    return needs


# A class with more characters than this separates the words before and after it; the most words kept for one
# place in a pattern.
_FEW_MEMBERS, _MOST_WORDS = 6, 24


def needed_words(pattern: str) -> frozenset[str]:
    """Words such that any text the pattern matches contains one of them; empty if there are none.

    Taken from the place in the pattern whose words are rarest. No word contains a space or digit, see
    `needed_characters`.
    """

    def derived() -> list[str]:
        return sorted(_rarest(_words_of_options(_parse(pattern))))

    return frozenset(kept("needed words", pattern, derived, list[str]))


def _rarest(choices: list[frozenset[str]]) -> frozenset[str]:
    return max(choices, key=lambda words: (min(map(_rarity, words)), -len(words)), default=frozenset())


def _rarity(word: str) -> float:
    """How rare a word is: a character of a wide script counts as two letters."""
    return sum(2 if character > "\u2e80" else 1 for character in word)


def _words_of_options(options: list[list[_Piece]]) -> list[frozenset[str]]:
    """Sets of words such that every match contains one word of each."""
    rows = [_words_of_sequence(sequence) for sequence in options]
    if len(rows) == 1:
        return rows[0]
    return [frozenset().union(*map(_rarest, rows))] if all(rows) else []


def _words_of_sequence(sequence: list[_Piece]) -> list[frozenset[str]]:
    choices: list[frozenset[str]] = []
    run = {""}
    for piece in sequence:
        members = _members(piece)
        if members and len(run) * len(members) <= _MOST_WORDS:
            run = {word + member for word in run for member in members}
        else:
            choices.append(frozenset(run))
            run = set(members) or {""}
        if piece.least and isinstance(piece.options, list):
            choices += _words_of_options(piece.options)
        if piece.most > 1:
            choices.append(frozenset(run))
            run = {""}
    return [words for words in [*choices, frozenset(run)] if "" not in words]


def _members(piece: _Piece) -> str:
    """The characters that a piece can match, if they are few and it matches at least once."""
    if not piece.least or not isinstance(piece.options, str) or len(piece.options) > _FEW_MEMBERS:
        return ""
    return "" if _DIGITS.intersection(piece.options) or _BLANK.intersection(piece.options) else piece.options


def samples(pattern: str) -> list[str]:
    """Texts that match the pattern and together cover every alternative of every group."""
    return _samples(_parse(pattern))


def _samples(options: list[list[_Piece]]) -> list[str]:
    found: list[str] = []
    for sequence in options:
        rows = [""]
        for piece in sequence:
            texts = _texts_of(piece)
            longest = max(len(rows), len(texts))
            rows = [rows[at % len(rows)] + texts[at % len(texts)] for at in range(longest)]
        found += rows
    return list(dict.fromkeys(found))


def _texts_of(piece: _Piece) -> list[str]:
    if piece.options is None:
        texts = ["x"]
    elif isinstance(piece.options, str):
        texts = list(piece.options)
    else:
        texts = _samples(piece.options)
    return texts if piece.least else ["", *texts]


def _openings(options: list[list[_Piece]], size: int) -> set[tuple[str, bool]]:
    """Each prefix, with whether it can be extended. A match that is longer than its known prefix cannot."""
    found: set[tuple[str, bool]] = set()
    for sequence in options:
        rows = {("", True)}
        for piece in sequence:
            rows = _extended(rows, piece, size)
            if not any(goes_on for _, goes_on in rows):
                break
        found |= rows
    return found


def _extended(rows: set[tuple[str, bool]], piece: _Piece, size: int) -> set[tuple[str, bool]]:
    once = _of_piece(piece, size)
    done = set() if piece.least else set(rows)
    current = rows
    for count in range(1, min(piece.most, max(size, piece.least)) + 1):
        following: set[tuple[str, bool]] = set()
        for start, goes_on in current:
            if not goes_on:
                following.add((start, False))
                continue
            for more, more_goes_on in once:
                text = (start + more)[:size]
                following.add((text, more_goes_on and len(text) < size))
        current = following
        if count >= piece.least:
            done |= current
        if not any(goes_on for _, goes_on in current):
            return done | current
    return done


def _of_piece(piece: _Piece, size: int) -> set[tuple[str, bool]]:
    if piece.options is None:
        return {("", False)}
    if isinstance(piece.options, str):
        return {(character, size > 1) for character in piece.options}
    return _openings(piece.options, size)


def _trie(starts: set[str]) -> str:
    """A pattern of the prefixes, factored into a trie."""
    if "" in starts:
        return ""
    by_first: dict[str, set[str]] = {}
    for start in starts:
        by_first.setdefault(start[0], set()).add(start[1:])
    ends = sorted(first for first, rest in by_first.items() if "" in rest)
    branches = [f"[{''.join(map(re.escape, ends))}]"] if ends else []
    branches += [re.escape(first) + _trie(rest) for first, rest in sorted(by_first.items()) if "" not in rest]
    return f"(?:{'|'.join(branches)})"


_COUNTED = lazy_regex(r"\{(\d+)(?:(,)(\d+)?)?\}")
# The maximum assumed for unbounded repetition.
_MANY = 9
_REPEATS = {"?": (0, 1), "*": (0, _MANY), "+": (1, _MANY)}
_GROUP = lazy_regex(r"\((?:\?(?:(?P<around><?[=!])|(?P<again>P=\w+)|-?i?:|P<\w+>))?")
_SPACE = " "
_DIGITS, _BLANK = frozenset("0123456789"), frozenset(_SPACE)


@cache
def _parse(pattern: str) -> list[list[_Piece]]:
    options, end = _parse_options(pattern, 0)
    if end != len(pattern):
        raise ValueError(f"cannot read {pattern!r} at {end}")
    return options


def _parse_options(pattern: str, at: int) -> tuple[list[list[_Piece]], int]:
    options: list[list[_Piece]] = [[]]
    while at < len(pattern) and pattern[at] != ")":
        if pattern[at] == "|":
            options.append([])
            at += 1
            continue
        piece, at = _parse_piece(pattern, at)
        options[-1].append(piece)
    return options, at


def _parse_piece(pattern: str, at: int) -> tuple[_Piece, int]:
    options, at = _parse_atom(pattern, at)
    least, most = 1, 1
    if at < len(pattern):
        if pattern[at] in _REPEATS:
            least, most = _REPEATS[pattern[at]]
            at += 1
        elif counted := _COUNTED.match(pattern, at):
            least = int(counted.group(1))
            most = int(counted.group(3) or (max(least, _MANY) if counted.group(2) else least))
            at = counted.end()
        if pattern[at : at + 1] == "?":  # lazy
            at += 1
    return _Piece(options, least, most), at


def _parse_atom(pattern: str, at: int) -> tuple[list[list[_Piece]] | str | None, int]:
    character = pattern[at]
    if character == "(":
        group = _GROUP.match(pattern, at)
        if group is None:
            raise ValueError(f"cannot read {pattern!r} at {at}")
        options, end = _parse_options(pattern, group.end())
        return ([[]] if group["around"] or group["again"] else options), end + 1
    if character == "[":
        return _parse_class(pattern, at + 1)
    if character == "\\":
        return _parse_escape(pattern[at + 1]), at + 2
    if character in "^$":
        return [[]], at + 1
    return (None if character == "." else character), at + 1


def _parse_escape(letter: str) -> list[list[_Piece]] | str | None:
    if letter in "bB":
        return [[]]
    if letter == "s":
        return _SPACE
    if letter == "d":
        return "0123456789"
    if letter.isalnum():
        return None
    return letter


def _class_end(pattern: str, at: int) -> int:
    """The place of the bracket that ends a class with this first member, which may be a bracket itself."""
    end = at + (2 if pattern[at] == "\\" else 1)
    while pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return end


def _parse_class(pattern: str, at: int) -> tuple[str | None, int]:
    end = _class_end(pattern, at)
    inside = pattern[at:end]
    if inside.startswith("^") or re.search(r"\\[a-zA-Z]", inside):
        return None, end + 1
    members = ""
    place = 0
    inside = re.sub(r"\\(.)", r"\1", inside)
    while place < len(inside):
        if inside[place + 1 : place + 2] == "-" and place + 2 < len(inside):
            first, last = ord(inside[place]), ord(inside[place + 2])
            if last - first > _MOST_MEMBERS:
                return None, end + 1
            members += "".join(map(chr, range(first, last + 1)))
            place += 3
        else:
            members += inside[place]
            place += 1
    return members, end + 1
