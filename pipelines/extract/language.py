"""Language identification: returns a BCP 47 tag, decided by script where possible, else by the most frequent
words.

No network and no model file: the table below lists, for each language, words that occur in almost every
paragraph. The declared language (`<html lang>`) decides where the text is ambiguous, and never overrides the
script.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.extract.lexicon.languages import COMMON_WORDS, DISTINCTIVE_LETTERS, SCRIPTS
from newsmill.pipelines.extract.page.character_classes import WIDE_WEIGHT
from newsmill.pipelines.regex import lazy_regex

__all__ = ["language_of"]

# Only the first characters are examined: more would cost time and add nothing.
_SAMPLE = 1200
# This many characters are enough if the script belongs to a single language.
_SCRIPT_SAMPLE = 400

_Numbers = NDArray[np.int64]


def _places_of_scripts() -> tuple[_Numbers, _Numbers]:
    """The sorted boundaries of the code point ranges, and for each interval the row of its script (after the
    last: none).
    """
    runs = sorted(
        (ord(first), ord(last), number)
        for number, (_, _, ranges) in enumerate(SCRIPTS)
        for first, last in re.findall("(.)-(.)", ranges)
    )
    edges = [edge for first, last, _ in runs for edge in (first, last + 1)]
    rows = [len(SCRIPTS), *(row for _, _, number in runs for row in (number, len(SCRIPTS)))]
    return np.array(edges), np.array(rows)


_EDGES, _ROW_BETWEEN = _places_of_scripts()
_LANGUAGE_OF = {name: language for name, language, _ in SCRIPTS}

_WORD_LISTS = {
    script: {language: frozenset(words.split()) for language, words in table.items()}
    for script, table in COMMON_WORDS.items()
}
# The same tables inverted: word to languages.
_LANGUAGES_OF: dict[str, dict[str, list[str]]] = {script: {} for script in COMMON_WORDS}
for _script_name, _table in _WORD_LISTS.items():
    for _language, _list in _table.items():
        for _word in _list:
            _LANGUAGES_OF[_script_name].setdefault(_word, []).append(_language)
_LANGUAGES_OF_LETTER: dict[str, list[str]] = {}
for _language, (_letters, _) in DISTINCTIVE_LETTERS.items():
    for _letter in _letters:
        _LANGUAGES_OF_LETTER.setdefault(_letter, []).append(_language)
_TELLING = lazy_regex(f"[{''.join(sorted(_LANGUAGES_OF_LETTER))}]")
# Not `\w+`: `re` does not count the vowel signs of Indic scripts as word characters.
_TOKEN = lazy_regex(r"[^\s\d.,;:!?\"“”„«»()\[\]،؛؟।…·/|–—]+")
# The same for ASCII, where it takes a fifth of the time.
_APART = {code: " " for code in range(128) if chr(code) in '0123456789.,;:!?"()[]/|'}
_TAG = lazy_regex(r"([a-zA-Z]{2,3})(?:[-_][A-Za-z0-9]+)*")
# Factor on the score of the declared language. One that is written in another script is ignored.
_DECLARED_BONUS = 1.25
# Maximum count per word: a table with a column of `ja` is not Finnish.
_MAX_WORD_COUNT = 5


def language_of(text: str, declared: str | None = None) -> str | None:
    """The BCP 47 tag of a text (`zh`, `en`, `pt`), or None if it has too few letters.

    `declared` is the language the page declares (`en-US`); it only decides between languages that the text
    allows.
    """
    claim = _primary(declared)
    script: str | None = None
    for size in (_SCRIPT_SAMPLE, _SAMPLE):
        script = _script(text[:size])
        if script is None:
            continue
        language = _LANGUAGE_OF[script]
        if language is not None:
            return claim if script == "han" and claim in ("yue", "lzh", "wuu") else language
    return _by_words(text[:_SAMPLE].lower(), script, claim) if script else claim


def _script(sample: str) -> str | None:
    """The dominant script; kana mark a Japanese text however many Han characters it has. None if there are
    too few letters.
    """
    # A one-element string array is the fastest way to a text's code points.
    codes = np.array([sample]).view(np.uint32)
    numbers = np.bincount(_ROW_BETWEEN[_EDGES.searchsorted(codes, side="right")])
    counts = {row[0]: int(number) for row, number in zip(SCRIPTS, numbers, strict=False) if number}
    total = sum(counts.values())
    if total < 4:
        return None
    wide = counts.get("han", 0) + counts.get("kana", 0) + counts.get("hangul", 0)
    # A wide character carries as much information as two or three Latin letters.
    if wide * WIDE_WEIGHT >= counts.get("latin", 0) and wide * WIDE_WEIGHT >= 0.4 * total:
        if counts.get("hangul", 0) >= 0.3 * wide:
            return "hangul"
        return "kana" if counts.get("kana", 0) >= 0.08 * wide else "han"
    return max(counts, key=lambda name: (counts[name], name))


def _by_words(sample: str, script: str, claim: str | None) -> str | None:
    if sample.isascii():
        tokens, letters = Counter(sample.translate(_APART).split()), Counter[str]()
    else:
        tokens = Counter(_TOKEN.findall(sample.replace("’", "'")))
        letters = Counter(_TELLING.findall(sample))
    scores = dict.fromkeys(_WORD_LISTS[script], 0.0)
    for word in tokens.keys() & _LANGUAGES_OF[script].keys():
        for language in _LANGUAGES_OF[script][word]:
            scores[language] += min(tokens[word], _MAX_WORD_COUNT)
    telling = Counter[str]()
    for letter, count in letters.items():
        for language in _LANGUAGES_OF_LETTER[letter]:
            telling[language] += count
    for language in telling.keys() & scores.keys():
        scores[language] += DISTINCTIVE_LETTERS[language][1] * telling[language]
    if claim in scores:
        scores[claim] *= _DECLARED_BONUS
    best = max(scores, key=lambda language: scores[language])
    if scores[best] >= max(2.0, 0.03 * sum(tokens.values())):
        return best
    known_elsewhere = any(claim in table for name, table in _WORD_LISTS.items() if name != script)
    return claim if claim and not known_elsewhere and claim not in {row[1] for row in SCRIPTS} else None


def _primary(declared: str | None) -> str | None:
    """The primary language of a declared tag; `zh-CN` gives `zh`."""
    match = _TAG.fullmatch(declared.strip()) if declared else None
    if match is None:
        return None
    primary = match.group(1).lower()
    return {
        "iw": "he",
        "in": "id",
        "nb": "no",
        "nn": "no",
        "cn": "zh",
        "jp": "ja",
        "kr": "ko",
        "ua": "uk",
    }.get(primary, primary)
