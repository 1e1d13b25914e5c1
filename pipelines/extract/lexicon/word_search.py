"""Finds which of many words a text contains, in one pass.

A row of a pattern table is tried only if the text contains a word that every match of the row needs (see
`prefilters.needed_words`). One pass over a line decides this for all rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.lexicon.prefilters import any_of, beginnings
from newsmill.pipelines.regex import lazy_regex

__all__ = ["WordGroups", "folded", "guarded"]

# Characters that `re.IGNORECASE` treats as equal to another one although their lower case differs.
_ALIKE = {
    "ı": "i", "ſ": "s", "ς": "σ", "ϐ": "β", "ϵ": "ε", "ϑ": "θ", "ϰ": "κ", "ϖ": "π", "ϱ": "ρ", "ϕ": "φ", "µ": "μ",
    "\u0345": "ι", "\u1fbe": "ι",
    "ᲀ": "в", "ᲁ": "д", "ᲂ": "о", "ᲃ": "с", "ᲄ": "т", "ᲅ": "т", "ᲆ": "ъ", "ᲇ": "ѣ",
}  # fmt: skip
_ALIKE_CODES = {ord(character): ord(other) for character, other in _ALIKE.items()}
_ALIKE_TABLE = str.maketrans(_ALIKE)
_ANY_ALIKE = lazy_regex(f"[{''.join(_ALIKE)}]")


def folded(text: str) -> str:
    """Fold case one character at a time, so that characters equal under `re.IGNORECASE` become equal."""
    # `İ` is the only character whose lower case has two characters.
    if text.isascii():
        return text.lower()
    lowered = text.replace("İ", "i").lower()
    return lowered.translate(_ALIKE_TABLE) if _ANY_ALIKE.search(lowered) else lowered


# The groups that a compiled search tells apart.
_BITS = 64


class WordGroups:
    """Tells which groups of words a text has a word of. Each 64 groups take a pass over the text.

    build         returns the groups; called for the first text
    ignore_case   whether to ignore case
    word_starts   whether a word that begins with a letter of a script with spaces matches at the start of
                  words only
    """

    of: Callable[[str], int]
    """The groups that a text holds a word of, as the bits of a number."""
    find: Callable[[str, int], int]
    """Where the first word of any group that begins at a place of a text or after it stands; -1 for none."""

    def __init__(
        self,
        build: Callable[[], Sequence[Iterable[str]]],
        *,
        ignore_case: bool = False,
        word_starts: bool = False,
    ) -> None:
        self._build, self._ignore_case, self._word_starts = build, ignore_case, word_starts
        self._made: tuple[Callable[[str], int], Callable[[str, int], int]] | None = None
        self.of, self.find = self._first_of, self._first_find

    def _first_of(self, text: str) -> int:
        return self._ready()[0](text)

    def _first_find(self, text: str, start: int) -> int:
        return self._ready()[1](text, start)

    def _ready(self) -> tuple[Callable[[str], int], Callable[[str, int], int]]:
        if self._made is None:
            self._made = self.of, self.find = self._make()
        return self._made

    def _make(self) -> tuple[Callable[[str], int], Callable[[str, int], int]]:
        compiled = module("newsmill.pipelines.extract.lexicon._words")
        if compiled is None:
            return self.in_python(), self.find_in_python()
        groups, alike = self._build(), _ALIKE_CODES if self._ignore_case else None
        made = [
            compiled.Words(self._words(groups[first : first + _BITS]), alike)
            for first in range(0, max(len(groups), 1), _BITS)
        ]
        if len(made) == 1:
            return made[0].of, made[0].find

        def of(text: str) -> int:
            return sum(part.of(text) << _BITS * number for number, part in enumerate(made))

        def find(text: str, start: int) -> int:
            return min((at for part in made if (at := part.find(text, start)) >= 0), default=-1)

        return of, find

    def _words(self, groups: Sequence[Iterable[str]]) -> list[tuple[str, int, bool]]:
        """The words of up to 64 groups, each with the groups it is in, as bits, and whether it only matches at the
        start of words."""
        return [
            (word, bits, self._word_starts and _is_of_spaced_script(word))
            for word, bits in _groups_by_word(groups).items()
        ]

    def in_python(self) -> Callable[[str], int]:
        """`of` in pure Python. One pattern of all words first rules out most texts."""
        groups = [self._search(words) for words in self._build()]
        any_word = self._search([word for words in self._build() for word in words])

        def of(text: str) -> int:
            text = folded(text) if self._ignore_case else text
            if not any_word(text):
                return 0
            return sum(1 << number for number, holds in enumerate(groups) if holds(text))

        return of

    def find_in_python(self) -> Callable[[str, int], int]:
        """`find` in pure Python."""
        words = {folded(word) if self._ignore_case else word for group in self._build() for word in group}
        search = any_of(words, word_starts=self._word_starts).search

        def find(text: str, start: int) -> int:
            found = search(folded(text) if self._ignore_case else text, start)
            return found.start() if found else -1

        return find

    def _search(self, words: Iterable[str]) -> Callable[[str], object]:
        """A function that searches for any of the words."""
        own = {folded(word) for word in words} if self._ignore_case else set(words)
        return any_of(own, word_starts=self._word_starts).search if own else lambda _: None


def _is_of_spaced_script(word: str) -> bool:
    return word[0].isalpha() and word[0] < "\u2e80"


def _groups_by_word(groups: Sequence[Iterable[str]]) -> dict[str, int]:
    """The groups of each word, as a bit mask."""
    found: dict[str, int] = {}
    for number, words in enumerate(groups):
        for word in words:
            if not word:
                raise ValueError("every text holds a word without characters")
            found[word] = found.get(word, 0) | 1 << number
    return found


# A guard looks for the first characters of a row, up to this many. Few words are longer; a shorter prefix
# would let other words through: `mark` of `marketing` is in `market`.
_GUARDED = 12


def guarded(
    whole: re.Pattern[str], rows: str, *, word_starts: bool = False
) -> Callable[[str], re.Match[str] | None]:
    """A function that searches for a case-insensitive pattern, with a prefilter. `rows`: the part of the
    pattern,
    as written, that every match contains.

    For a case-insensitive pattern, `re` tries every alternative at every character of a text. This calls it
    only where the text contains the beginning of a row.
    """
    words = WordGroups(lambda: [beginnings([rows], _GUARDED)], ignore_case=True, word_starts=word_starts)
    return lambda text: whole.search(text) if words.of(text) else None
