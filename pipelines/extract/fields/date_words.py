"""Finds the words of dates in a line: months, weekdays, a.m. and p.m., and relative times.

`marked` replaces each month and weekday by a mark (one private-use character), padded to the length of the
name, so that the forms of `dates` need no words and offsets stay valid. Lookups are built from the tables in
`lexicon/calendar.py`, per language, when a page in it is first read.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from newsmill.pipelines.derived_cache import kept
from newsmill.pipelines.extract.fields.date_stamps import Stamp
from newsmill.pipelines.extract.lexicon import calendar
from newsmill.pipelines.extract.lexicon.calendar import COMMON_LANGUAGES, ONE
from newsmill.pipelines.extract.lexicon.date_context import ZONES
from newsmill.pipelines.extract.lexicon.word_search import WordGroups
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "DAY_MARKS",
    "MONTH_MARKS",
    "PAD",
    "half_of",
    "halves_pattern",
    "marked",
    "may_be_relative",
    "relative_dates",
    "tells_days",
]

# Marks for January to December and Monday to Sunday, and the padding for the rest of a name.
MONTH_MARKS = "".join(chr(0xE001 + number) for number in range(12))
DAY_MARKS = "".join(chr(0xE021 + number) for number in range(7))
PAD = "\ue0ff"
_MARKS = MONTH_MARKS + DAY_MARKS

# Scripts without spaces: a name there is found inside a longer run of letters.
_UNSPACED = lazy_regex("[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff]")
_HAN_MONTH = lazy_regex(r"(?P<m>十[一二]?|[一二三四五六七八九])月(?=\s?\d)")
_HAN_NUMBERS = {"十": 10, "十一": 11, "十二": 12} | {
    digit: number for number, digit in enumerate("一二三四五六七八九", 1)
}
# Not `\w`: the vowel signs of Indic scripts are not word characters for `re`.
_WORD = lazy_regex(r"[^\s\d!-&(-/:-@\[-`{-~،؛«»“”„…–—·•|。，、：()（）\u200e\u200f]+")
# `HealthDECEMBER 22`: two cells without a space between them.
_GLUED = lazy_regex(r"(?<=[a-z])[A-Z](?:[a-z]+|[A-Z]+)$")
# Shorter forms in alphabets are read only where the page's language has them; shorter weekdays never: `24th`, `di`.
_SHORTEST_FOREIGN, _SHORTEST_DAY = 4, 3
_SHORTEST_STEM, _LONGEST_ENDING = 4, 4
# This many letters distinguish most words from all names.
_BEGINNING = 3


class _Lookup(NamedTuple):
    """Names of months and weekdays. Each stands for a number: the index of its mark in `_MARKS`."""

    words: dict[str, int]  # names of one word, folded
    phrases: dict[str, list[tuple[list[str], int]]]  # names of several words by the first, longest first
    stems: dict[str, list[tuple[str, int]]]  # by their first letters, longest first
    unspaced: str  # a pattern, empty if there are none
    unspaced_marks: dict[str, str]
    beginnings: frozenset[str]  # the first `_BEGINNING` letters of all names and stems


@functools.cache
def _lookup(keys: tuple[str, ...], *, foreign: bool) -> _Lookup:
    """The names in these languages; the first language that has a name decides what it means. `foreign`: no
    short forms, no endings.
    """
    return kept("date words", f"{keys} {foreign}", lambda: _derived(keys, foreign=foreign), _Lookup)


def _derived(keys: tuple[str, ...], *, foreign: bool) -> _Lookup:
    known: dict[tuple[str, ...], str] = {}
    unspaced: dict[str, str] = {}
    stems: dict[str, set[str]] = {}
    for key in keys:
        for table, marks in (
            (calendar.month_forms(key), MONTH_MARKS),
            (calendar.weekday_forms(key), DAY_MARKS),
        ):
            for forms, mark in zip(table, marks, strict=True):
                for place, form in enumerate(forms):
                    folded = calendar.fold(form)
                    # the first form is the whole name, which may be short: `Mac`, `mai`
                    short = foreign and place > 0
                    if not folded or len(folded) < _least_letters(folded, short, marks is DAY_MARKS):
                        continue
                    known.setdefault(tuple(re.split("[ -]", folded)), mark)
                    if _UNSPACED.search(form):
                        unspaced.setdefault(form, mark)
                        unspaced.setdefault(form.rstrip("."), mark)
                    elif marks is MONTH_MARKS and key != "en" and " " not in folded:
                        stem = folded[: max(_SHORTEST_STEM, len(folded) - 2)]
                        if len(stem) >= _SHORTEST_STEM:
                            stems.setdefault(stem, set()).add(mark)
    single = {words[0]: _MARKS.index(mark) for words, mark in known.items() if len(words) == 1}
    phrases = _by_first_word(known)
    sole = [] if foreign else [(stem, next(iter(marks))) for stem, marks in stems.items() if len(marks) == 1]
    pattern = "|".join(map(re.escape, sorted(unspaced, key=lambda form: (-len(form), form))))
    by_start = _by_start(sole)
    beginnings = frozenset(word[:_BEGINNING] for word in (*single, *phrases, *by_start))
    return _Lookup(single, phrases, by_start, pattern, unspaced, beginnings)


@functools.cache
def _unspaced_names(pattern: str) -> re.Pattern[str]:
    return lazy_regex(pattern)


def _by_first_word(known: dict[tuple[str, ...], str]) -> dict[str, list[tuple[list[str], int]]]:
    table: dict[str, list[tuple[list[str], int]]] = {}
    for words, mark in sorted(known.items(), key=lambda item: -len(item[0])):
        if len(words) > 1:
            table.setdefault(words[0], []).append((list(words), _MARKS.index(mark)))
    return table


def _by_start(stems: list[tuple[str, str]]) -> dict[str, list[tuple[str, int]]]:
    table: dict[str, list[tuple[str, int]]] = {}
    for stem, mark in sorted(stems, key=lambda row: (-len(row[0]), row[0])):
        table.setdefault(stem[:_SHORTEST_STEM], []).append((stem, _MARKS.index(mark)))
    return table


def _least_letters(folded: str, foreign_short: bool, weekday: bool) -> int:
    if not folded[0].isalpha() or ord(folded[0]) >= 0x0900:
        return 1
    return max(_SHORTEST_FOREIGN if foreign_short else 1, _SHORTEST_DAY if weekday else 1)


@functools.lru_cache(maxsize=64)
def _lookups(language: str | None) -> tuple[_Lookup, ...]:
    own = calendar.related(language)
    lookups = [_lookup(own, foreign=False), _lookup(("en",), foreign=False)] if own else []
    return (*lookups, _without_halves(_lookup(tuple(calendar.NAMES), foreign=bool(own)), own))


def _without_halves(names: _Lookup, own: tuple[str, ...]) -> _Lookup:
    """The names of all languages without what the page's own calls a half of the day: `du. 8:15` in Hungarian."""
    halves = {
        calendar.fold(name) for key in own[:1] for name in (*calendar.NAMES[key].am, *calendar.NAMES[key].pm)
    }
    if halves.isdisjoint(names.words):
        return names
    return names._replace(words={word: mark for word, mark in names.words.items() if word not in halves})


# The same for ASCII, where it takes a third of the time.
_APART = {ord(character): " " for character in '0123456789!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'}


def _words_of(line: str) -> list[str]:
    """The words of a line, see `_WORD`."""
    return line.translate(_APART).split() if line.isascii() else _WORD.findall(line)


def marked(line: str, language: str | None = None) -> str:
    """The line with marks for months and weekdays, at the same offsets. `language`: the page's, BCP 47."""
    lookups = _lookups(language)
    characters: list[str] | None = None
    if not line.isascii():
        if "月" in line:
            line = _HAN_MONTH.sub(
                lambda match: MONTH_MARKS[_HAN_NUMBERS[match["m"]] - 1] + PAD * len(match["m"]), line
            )
        if _UNSPACED.search(line):
            for lookup in lookups:
                if lookup.unspaced:
                    line = _unspaced_names(lookup.unspaced).sub(_padded(lookup.unspaced_marks), line)
    if not any(map(_name_test(language), _words_of(line))):
        return line
    words = list(_WORD.finditer(line))
    folded = [calendar.fold(match.group()) for match in words]
    at = 0
    while at < len(words):
        if _is_zone(words[at].group(), folded[at], lookups):
            at += 1
            continue
        found = _named(folded, at, lookups)
        if found is None:
            glued = _GLUED.search(words[at].group())
            mark = _single(calendar.fold(glued.group()), lookups) if glued else None
            start, size = (words[at].start() + glued.start() if glued else 0), 1
        else:
            (mark, size), start = found, words[at].start()
        if mark is not None:
            if characters is None:
                characters = list(line)
            end = words[at + size - 1].end()
            characters[start:end] = [mark, *PAD * (end - start - 1)]
        at += size
    return line if characters is None else "".join(characters)


def _is_zone(word: str, folded: str, lookups: tuple[_Lookup, ...]) -> bool:
    """Whether a word is a time zone, and no month of the page's own language: `AWST`, August in Welsh."""
    return word in ZONES and not (len(lookups) > 1 and folded in lookups[0].words)


@functools.lru_cache(maxsize=16)
def _name_test(language: str | None) -> Callable[[str], bool]:
    """`_may_begin_name` for a language. Cached because its pages share most of their words, and hardly any is a
    month."""
    return functools.lru_cache(maxsize=2048)(functools.partial(_may_begin_name, _lookups(language)))


def _may_begin_name(lookups: tuple[_Lookup, ...], word: str) -> bool:
    """Whether a word is a name of a month or weekday, ends in one, or begins one of several words."""
    folded, glued = calendar.fold(word), _GLUED.search(word)
    if glued is None and "'" not in folded and not any(_may_begin(folded, lookup) for lookup in lookups):
        return False
    if any(folded in lookup.phrases for lookup in lookups) or _single(folded, lookups) is not None:
        return True
    return glued is not None and _single(calendar.fold(glued.group()), lookups) is not None


def _may_begin(folded: str, lookup: _Lookup) -> bool:
    """Whether any name begins with the first letters of a word: those of most words begin none."""
    return folded[:_BEGINNING] in lookup.beginnings


def _padded(marks: dict[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda match: marks[match.group()] + PAD * (len(match.group()) - 1)


def _named(folded: list[str], at: int, lookups: tuple[_Lookup, ...]) -> tuple[str, int] | None:
    for lookup in lookups:
        for words, mark in lookup.phrases.get(folded[at], ()):
            if folded[at : at + len(words)] == words:
                return _MARKS[mark], len(words)
        if folded[at] in lookup.words:
            return _MARKS[lookup.words[folded[at]]], 1
        for stem, mark in lookup.stems.get(folded[at][:_SHORTEST_STEM], ()):
            if folded[at].startswith(stem) and len(folded[at]) <= len(stem) + _LONGEST_ENDING:
                return _MARKS[mark], 1
    before, quote, after = folded[at].partition("'")
    # `Mart'ta`, `d'octubre`: an ending or an article that no table has
    bare = after if len(before) <= _LONGEST_ARTICLE else before
    return _named([bare], 0, lookups) if quote and bare else None


_LONGEST_ARTICLE = 2


def _single(folded: str, lookups: tuple[_Lookup, ...]) -> str | None:
    found = _named([folded], 0, lookups)
    return found[0] if found else None


@functools.cache
def _halves(language: str | None) -> dict[str, bool]:
    """Names for a.m. and p.m., case-folded, and whether each is p.m."""
    halves = {
        _half_key(name): late
        for late, names in ((False, calendar.MORNING), (True, calendar.AFTERNOON))
        for name in names
    }
    for key in calendar.related(language):
        for late, names in ((False, calendar.NAMES[key].am), (True, calendar.NAMES[key].pm)):
            for name in names:
                if len(name) > 1 or not name.isascii():
                    halves.setdefault(_half_key(name), late)
    return halves


def _half_key(name: str) -> str:
    return calendar.fold(name).replace(" ", "")


def half_of(name: str, language: str | None) -> bool | None:
    """Whether a name means p.m.; None if it is not such a name."""
    return _halves(language).get(_half_key(name)) if name else None


@functools.cache
def halves_pattern(language: str | None) -> str:
    """A pattern of the names for a.m. and p.m. in a language, in English and in the languages of East Asia."""
    names = {*calendar.MORNING, *calendar.AFTERNOON, "AM", "PM", "A.M.", "P.M.", "SA", "CH"}
    for key in calendar.related(language):
        names.update(
            name
            for name in (*calendar.NAMES[key].am, *calendar.NAMES[key].pm)
            if len(name) > 1 or not name.isascii()
        )
    return "|".join(
        re.escape(name)
        + (
            r"(?![^\W\d_])"
            if name[-1].isalpha() and not _UNSPACED.match(name[-1]) and ord(name[-1]) < 0x2E80
            else ""
        )
        for name in sorted(names, key=lambda name: (-len(name), name))
    )


class _Past(NamedTuple):
    word: str  # the longest in the phrase, in lower case: a line without it is not searched
    pattern: re.Pattern[str]
    seconds: int
    number: int | None


@functools.cache
def _phrases(language: str | None) -> tuple[tuple[_Past, ...], tuple[tuple[str, re.Pattern[str], int], ...]]:
    """The phrases for spans (`2 hours ago`) and days (`yesterday`) before now in a language. Each day comes
    with one of its words, in lower case, as prefilter.
    """
    own = calendar.related(language)
    keys = tuple(dict.fromkeys((*own, "en"))) if own else COMMON_LANGUAGES
    spans: dict[tuple[str, str, int, int | None, str], None] = {}
    for key in keys:
        one = ONE.get(key, "")
        for seconds, rows in calendar.NAMES[key].ago.items():
            spans.update(
                dict.fromkeys((before, after, int(seconds), count, one) for before, after, count in rows)
            )
        spans.update(
            dict.fromkeys(
                (before, after, unit, None, one)
                for other, unit, before, after in calendar.AGO_WORDS
                if other == key
            )
        )
    days = [(word, ago) for key, ago, words in calendar.DAY_WORDS if key in keys for word in words.split("/")]
    return (
        tuple(
            _Past(_longest_word(before, after), _span_pattern(before, after, count, one), seconds, count)
            for before, after, seconds, count, one in sorted(
                spans, key=lambda span: -len(span[0]) - len(span[1])
            )
        ),
        tuple(
            (_longest_word(word.partition("'")[0], ""), _day_pattern(word), ago)
            for word, ago in sorted(days, key=lambda day: -len(day[0]))
        ),
    )


@functools.cache
def _past_words(language: str | None) -> WordGroups:
    """The longest word of each phrase of `_phrases`: a line with none of them has no such date. Each word is in
    one of a few groups, so that only the phrases of some words are tried.
    """
    spans, days = _phrases(language)
    groups: list[set[str]] = [set() for _ in range(_WORD_GROUPS)]
    for number, phrase in enumerate(spans):
        groups[number % _WORD_GROUPS].add(phrase.word)
    for number, (word, _, _) in enumerate(days):
        groups[number % _WORD_GROUPS].add(word)
    return WordGroups(lambda: groups, ignore_case=True)


_WORD_GROUPS = 32


@functools.lru_cache(maxsize=1024)
def _phrases_in(
    language: str | None, groups: int
) -> tuple[tuple[_Past, ...], tuple[tuple[str, re.Pattern[str], int], ...]]:
    """The phrases whose words are in some of the groups of `_past_words` (the bits of `groups`)."""
    spans, days = _phrases(language)
    return (
        tuple(phrase for number, phrase in enumerate(spans) if groups >> number % _WORD_GROUPS & 1),
        tuple(day for number, day in enumerate(days) if groups >> number % _WORD_GROUPS & 1),
    )


def _longest_word(before: str, after: str) -> str:
    return max(f"{before} {after}".split(), key=len).lower()


def _span_pattern(before: str, after: str, count: int | None, one: str) -> re.Pattern[str]:
    number = (
        "" if count is not None else r"(?:(?<![\d.:/-])(?P<n>\d{1,3})" + (rf"|\b(?:{one})\b)" if one else ")")
    )
    parts = [_spaced(before), number, _spaced(after)]
    return lazy_regex(r"\s?".join(part for part in parts if part), re.IGNORECASE)


def _spaced(words: str) -> str:
    if not words:
        return ""
    pattern = r"\s".join(map(re.escape, words.split()))
    start = (
        r"(?<![^\W\d_])"
        if words[0].isalpha() and ord(words[0]) < 0x2E80 and not _UNSPACED.match(words)
        else ""
    )
    end = (
        r"(?![^\W\d_])"
        if words[-1].isalpha() and ord(words[-1]) < 0x2E80 and not _UNSPACED.match(words[-1])
        else ""
    )
    return f"{start}{pattern}{end}"


def _day_pattern(word: str) -> re.Pattern[str]:
    return lazy_regex(_spaced(word).replace("'", "['’]"), re.IGNORECASE)


def _day_words() -> list[str]:
    words = {word for _, _, words in calendar.DAY_WORDS for word in words.split("/")}
    for key, names in calendar.NAMES.items():
        for before, after, count in (row for rows in names.ago.values() for row in rows):
            if count is not None or key in ONE:
                words.add((before or after).lower())
    return sorted(word for word in words if len(word) > 2 or not word.isascii())


_DAY_WORDS = WordGroups(lambda: [kept("day words", "", _day_words, list[str])], ignore_case=True)


def tells_days(line: str) -> bool:
    """Whether a line has words for a relative day, in any language."""
    return _DAY_WORDS.of(line) > 0


_LONGEST_RELATIVE = 120


def may_be_relative(line: str, language: str | None) -> bool:
    """Prefilter: whether a line is short enough for a relative date and has a word of one."""
    return len(line) <= _LONGEST_RELATIVE and _past_words(language).of(line) > 0


def relative_dates(
    line: str, now: datetime.datetime, language: str | None
) -> Iterator[tuple[int, int, Stamp, bool]]:
    """`3小时前`, `2 hours ago`, `昨天 10:30`, against the capture time: start, end, day, and whether a time may
    follow.
    """
    groups = _past_words(language).of(line) if len(line) <= _LONGEST_RELATIVE else 0
    if not groups:
        return
    spans, days = _phrases_in(language, groups)
    lowered = line.lower()
    for phrase in spans:
        if phrase.word not in lowered:
            continue
        for match in phrase.pattern.finditer(line):
            if phrase.number is not None:
                number = phrase.number
            else:
                number = int(match["n"] or 1)
            then = now - datetime.timedelta(seconds=phrase.seconds * number)
            yield match.start(), match.end(), Stamp(then.year, then.month, then.day), False
    for word, pattern, ago in days:
        if word not in lowered:
            continue
        for match in pattern.finditer(line):
            then = now - datetime.timedelta(days=ago)
            yield match.start(), match.end(), Stamp(then.year, then.month, then.day), True
