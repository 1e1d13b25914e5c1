"""Written dates on pages, in any language.

`find_dates` reads every date in a line, as precise as it is written, and what it is a date of (published,
updated, something else) from the words beside it. The forms are a table of patterns over lines in which
`date_words` has marked months and weekdays. No form reads an ambiguous number: two numbers are a date only
beside a time or a month name.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from newsmill.pipelines.extract.fields import date_words
from newsmill.pipelines.extract.fields.date_forms import DIGITS, FORMS, MARK, READ, WEEKDAY, Reading, any_word
from newsmill.pipelines.extract.fields.date_stamps import Stamp, is_possible, offset_minutes
from newsmill.pipelines.extract.fields.date_words import DAY_MARKS, PAD
from newsmill.pipelines.extract.fields.page_cache import remembered
from newsmill.pipelines.extract.lexicon import calendar
from newsmill.pipelines.extract.lexicon.date_context import (
    AFTER_DATES,
    OTHER_DATES,
    PUBLISHED_DATES,
    SPANS,
    UPDATE_TIMES,
    UPDATED_DATES,
    ZONES,
)
from newsmill.pipelines.extract.lexicon.prefilters import needed_characters, needed_words
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.lexicon.word_search import WordGroups
from newsmill.pipelines.extract.page.character_classes import has_digit
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "FoundDate",
    "Meaning",
    "counts_from_now",
    "find_dates",
    "forms_for",
    "may_hold_date",
    "plain_dates",
]

Meaning = Literal["published", "updated", "other"]


class FoundDate(NamedTuple):
    """A date in a line: `text[start:end]`, what it is a date of (None: unknown), the form that read it, and
    its weekday if written (0: Monday).
    """

    stamp: Stamp
    start: int
    end: int
    meaning: Meaning | None
    form: str
    weekday: int | None = None


# Words beside a date that say what it is a date of. Tried in this order, so that `最后更新时间` is an update.
_MEANINGS: tuple[tuple[Meaning, re.Pattern[str]], ...] = (
    ("other", lazy_regex(pattern_of(OTHER_DATES))),
    ("updated", lazy_regex(pattern_of(UPDATED_DATES))),
    ("published", lazy_regex(pattern_of(PUBLISHED_DATES))),
)

# Ambiguous forms: read only beside a time, after a word that says what the date is of, or alone in a line.
_AMBIGUOUS = frozenset((
    "short-year", "republic-numbers", "day year-month", "year-month day", "relative-day",
    "day-month-name", "month-name-day",
    "day-month-name-short-year", "month-name-day-short-year",
))  # fmt: skip
_ALONE = 8
# What a weekday before it adds: `Donnerstag, `, `Wednesday, `.
_NAME_OF_DAY = 14


class _Needs(NamedTuple):
    """What a line must contain for a form to match, derived from its pattern: a year, two numbers joined by
    punctuation, and one character of each set.
    """

    year: bool
    persian_year: bool
    joined: bool
    characters: list[frozenset[str]]

    @property
    def telling(self) -> int:
        """The sets of characters as the bits of `_TELLING`."""
        return sum(1 << _CHARACTER_SETS.index(characters) for characters in set(self.characters))


def _needs(pattern: re.Pattern[str]) -> _Needs:
    source = pattern.pattern
    persian = "(?P<persian>" in source or "1[34]" in source
    joined = "(?P<sep>" in source or "[-/]" in source
    return _Needs("(?:19|20" in source, persian, joined, needed_characters(source))


_NEEDS = [_needs(pattern) for _, pattern, _ in FORMS]
_CHARACTER_SETS = list(dict.fromkeys(characters for needs in _NEEDS for characters in needs.characters))
_TELLING = WordGroups(lambda: _CHARACTER_SETS)
_YEAR = lazy_regex(r"(?:19|20|25)\d\d")
_PERSIAN_YEAR = lazy_regex(r"1[34]\d\d")
_JOINED = lazy_regex(r"\d\s?[-/.]\s?\d")
_HAN_YEAR = lazy_regex(r"[〇○Ｏ零一二三四五六七八九十百元]年")

# What may come between a date and its time: brackets, a weekday, a preposition.
_TIME_WORDS = frozenset(word.lower().strip(".") for word in calendar.TIME_WORDS)
_TIME_WORD = f"(?i:{any_word(set(calendar.TIME_WORDS))})"


@functools.cache
def _time_pattern(language: str | None) -> re.Pattern[str]:
    half = date_words.halves_pattern(language)
    return lazy_regex(
        r"(?P<gap>(?:[\s,،，、·|｜–—\-/@•()T.;၊]|<[^>]*>){0,4}"
        rf"(?:(?:{WEEKDAY}|(?:星期|周|週|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?|"
        rf"[월화수목금토일]요일|[月火水木金土日一二三四五六월화수목금토일](?=\))|"
        rf"{_TIME_WORD}(?=[\s.:\d])|"
        rf"(?!(?:{half})\s?\d)[^\W\d_{MARK}]{{1,12}}\.?(?:[\s,]{{1,2}}[^\W\d_{MARK}]{{1,12}}\.?)"
        rf"?(?=[\s,]{{1,3}}\d{{1,2}}:))[\s.,:)"
        rf"|\-–;/•·]{{0,3}}){{0,3}})"
        rf"(?P<before>{half})?\s?"
        r"(?P<h>[01]?\d|2[0-4])(?:\s?[:hH.]\s?(?P<mi>[0-5]\d)(?!\d)|"
        r"\s?[時时點点시]\s?(?:(?P<mi2>[0-5]?\d)\s?[分분]?)?|h(?!\w)|\s?Uhr)"
        r"(?:\s?[:.분分]\s?(?P<s>[0-5]\d)(?:[.,]\d{1,9})?(?!\d)|\s?(?P<s2>[0-5]?\d)[秒초])?"
        rf"\s?(?P<after>{half})?"
    )


_ZONE = lazy_regex(
    r"(?:\s?(?:Uhr|uur|hrs?|hs|h|น|ч|год)\.?(?=[\s(]))?\s?\(?(?:(?P<name>"
    + "|".join(sorted(map(re.escape, ZONES), key=len, reverse=True))
    + r")(?!\w))?"
    r"\s?(?P<off>[+\-−]\d{1,2}(?::?\d\d)?(?!\d))?"
)


@functools.cache
def _time_before_pattern(language: str | None) -> re.Pattern[str]:
    return lazy_regex(
        rf"(?<![\d:.])(?P<h>[01]?\d|"
        rf"2[0-3])[:.h](?P<mi>[0-5]\d)(?::(?P<s>[0-5]\d))?\s?(?P<after>{date_words.halves_pattern(language)})?\s?"
        rf"(?P<zone>[A-ZМСК]{{2,4}})?[\s,|·•–—\-()/]{{1,4}}(?:(?:on\s)?(?:{WEEKDAY}|"
        rf"[^\W\d_{MARK}]{{2,9}})\.?,?\s)?$"
    )


# `1909 GMT (0309 HKT) November 18, 2019`: four digits before a time zone are a time.
_MILITARY_BEFORE = lazy_regex(
    r"(?<!\d)(?P<h>[01]\d|"
    r"2[0-3])(?P<mi>[0-5]\d)(?P<s>)(?P<after>)\s(?P<zone>[A-Z]{3,4})\s(?:\(\d{4}\s[A-Z]{3,4}\)\s)?$"
)
_WEEKDAY_BEFORE = lazy_regex(rf"([{DAY_MARKS}]){PAD}*[\s,.(]{{0,3}}$")
_WEEKDAY_IN = lazy_regex(f"([{DAY_MARKS}])")


@remembered
def may_hold_date(text: str) -> bool:
    """Cheap prefilter: whether a line has a digit, or a word for a day or a year, and so may hold a date."""
    return (
        has_digit(text)
        or (not text.isascii() and _HAN_YEAR.search(text) is not None)
        or date_words.tells_days(text)
    )


class _Scan(NamedTuple):
    """A line that may hold dates; does not depend on capture time or on the order of day and month.

    plain     the line with ASCII digits and punctuation; `line` is the same with marks for months and
              weekdays
    found     the matches of the forms, in the forms' order
    relative  there may be a day counted from now
    """

    plain: str
    line: str
    found: list[tuple[str, re.Match[str]]]
    relative: bool


_NOON = lazy_regex(r"(?<![\d:])12 noon(?!\w)")


@remembered
def _scan(text: str, language: str | None) -> _Scan | None:
    """Match the forms against a line; None if it cannot hold a date."""
    numbered = has_digit(text)
    if not numbered and not may_hold_date(text):
        return None
    plain = text if text.isascii() else text.translate(DIGITS)
    if "noon" in plain:
        plain = _NOON.sub("12:00  ", plain)
    line = date_words.marked(plain, language) if numbered else plain
    found = _matches(line)
    relative = date_words.may_be_relative(plain, language)
    return _Scan(plain, line, found, relative) if found or relative else None


def find_dates(
    text: str,
    *,
    language: str | None = None,
    day_first: bool | None = None,
    now: datetime.datetime | None = None,
    years: tuple[int, int] = (1900, 2100),
) -> list[FoundDate]:
    """Every date of a line, in order.

    language   of the page, BCP 47: decides which month a name shared by languages means, and which words may
               surround a time
    day_first  reads `04/05/2024` as 4 May; None leaves out ambiguous dates
    now        the capture time in the page's own zone, for `昨天 10:30` and `2 hours ago`; None leaves them out
    years      the first and last year that a date may have
    """
    scan = _scan(text, language)
    if scan is None:
        return []
    taken = _take(scan, Reading(scan.plain, day_first, language), now, years)
    taken += [change for date in taken if (change := _change_that_day(date, taken, scan.line, language))]
    if now is None:
        taken = [found for found in taken if not found.form.startswith("relative")]
    taken.sort(key=lambda found: found.start)
    return [
        found._replace(form="relative") if found.form == "relative-day" else found
        for found in _meanings(scan.plain, taken)
        if found.form not in _AMBIGUOUS or _stands_out(found, scan.plain)
    ]


@remembered
def plain_dates(text: str) -> tuple[FoundDate, ...]:
    """The dates of a line without evidence from the page: see `find_dates`. Cached, as many rules ask about
    the lines around the headline."""
    return tuple(find_dates(text))


def _take(
    scan: _Scan, reading: Reading, now: datetime.datetime | None, years: tuple[int, int]
) -> list[FoundDate]:
    """The dates of a line, relative ones first; text that one form has read is not read again."""
    language = reading.language
    taken = list(_relative(scan.plain, scan.line, now, language)) if scan.relative else []
    for form, match in scan.found:
        stamp = READ[form](match, reading)
        if stamp is None or not is_possible(stamp, years):
            continue
        if any(match.start() < other.end and other.start < match.end() for other in taken):
            continue
        taken.append(_with_time(form, stamp, match, scan.line, language))
    return taken


def counts_from_now(text: str, language: str | None = None) -> bool:
    """Whether a short line gives only a relative date: `昨天`, `3 hours ago`."""
    if len(text) > _LONGEST_COUNTED:
        return False
    scan = _scan(text, language)
    return (
        scan is not None
        and scan.relative
        and any(date.form == "relative" for date in find_dates(text, language=language, now=_SOME_DAY))
    )


_LONGEST_COUNTED = 40


_NUMBER = lazy_regex(r"\d+")
_BEGINS_WITH_NUMBER = re.compile(
    r"((?:\(\?<!(?:\[[^\]]*\]|\\.|[^()\[\]])*\))+)\(\?P<(?:y|d|m|a|yy|eray)>",
)


def _begins_with_number(source: str) -> bool:
    """Whether a form begins with a number that no digit may precede."""
    begins = _BEGINS_WITH_NUMBER.match(source)
    return begins is not None and any(after in begins[1] for after in (r"(?<!\d)", r"(?<![\d"))


# These are tried only where a number begins.
_AT_NUMBERS = frozenset(form for form, pattern, _ in FORMS if _begins_with_number(pattern.pattern))


# The same line is read with and without the page's language, and most lines have the same marks in both.
@remembered
def _matches(line: str) -> list[tuple[str, re.Match[str]]]:
    """The matches of the forms in a line, in the forms' order."""
    return list(_found_by_forms(line))


def _found_by_forms(line: str) -> Iterator[tuple[str, re.Match[str]]]:
    forms = forms_for(line)
    numbers = [number.start() for number in _NUMBER.finditer(line)] if forms else []
    for form, pattern in forms:
        if form not in _AT_NUMBERS:
            for match in pattern.finditer(line):
                yield form, match
            continue
        end = 0
        for start in numbers:
            if start >= end and (found := pattern.match(line, start)):
                yield form, found
                end = found.end()


def forms_for(line: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The forms whose required characters are all in the line."""
    # The two digits that a year begins with rule out most lines, and a search for them costs less than a pattern.
    return _forms_of(
        _TELLING.of(line),
        ("20" in line or "19" in line or "25" in line) and _YEAR.search(line) is not None,
        ("13" in line or "14" in line) and _PERSIAN_YEAR.search(line) is not None,
        ("-" in line or "/" in line or "." in line) and _JOINED.search(line) is not None,
    )


@functools.lru_cache(maxsize=1024)
def _forms_of(
    telling: int, year: bool, persian_year: bool, joined: bool
) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (form, pattern)
        for (form, pattern, _), needs in zip(FORMS, _NEEDS, strict=True)
        if (year or not needs.year)
        and (persian_year or not needs.persian_year)
        and (joined or not needs.joined)
        and needs.telling & ~telling == 0
    )


def _stands_out(found: FoundDate, line: str) -> bool:
    if found.form == "republic-numbers" and found.stamp.hour is None and found.meaning is None:
        return len(line.strip()) <= found.end - found.start
    return (
        found.stamp.hour is not None
        or found.meaning in ("published", "updated")
        or len(line.strip())
        <= found.end - found.start + _ALONE + (_NAME_OF_DAY if found.weekday is not None else 0)
    )


def _with_time(form: str, stamp: Stamp, match: re.Match[str], line: str, language: str | None) -> FoundDate:
    start, end = match.start(), match.end()
    before = line[max(0, start - 40) : start]
    named = _WEEKDAY_BEFORE.search(before) or _WEEKDAY_IN.search(match.group())
    weekday = DAY_MARKS.index(named.group(1)) if named else None
    after = _time_pattern(language).match(line, end)
    if stamp.hour is not None:
        return FoundDate(stamp, start, end, None, form, weekday)
    if (
        after
        and (after["gap"].strip(" ,.").lower() in _TIME_WORDS or not _meaning(after["gap"]))
        and (after["mi"] or after["gap"] or after["mi2"] or not line[end : end + 1].isdigit())
    ):
        stamp, end = _add_time(stamp, after, line, language)
    elif earlier := _time_before_pattern(language).search(before) or _MILITARY_BEFORE.search(before):
        stamp = _set_time(stamp, earlier["h"], earlier["mi"], earlier["s"], earlier["after"] or "", language)
        if earlier["zone"] in ZONES:
            stamp = stamp._replace(offset=ZONES[earlier["zone"]])
        elif (zone := _ZONE.match(line, end)) and zone["off"] and zone["name"] in (None, "UTC", "GMT"):
            stamp, end = stamp._replace(offset=offset_minutes(zone["off"])), zone.end()
        start -= len(earlier.group())
    return FoundDate(stamp, start, end, None, form, weekday)


_WORDS_TO_TIME = lazy_regex(
    r"[^\d\n]{4,40}?(?=\d{1,2}(?:[:.]|\s?h\s?)\d\d(?!\d)|[0-2]\d[0-5]\d\s(?:GMT|UTC|[A-Z]{2,3}T)\b)"
)
# `0203 GMT`
_MILITARY = lazy_regex(r"(?P<h>[01]\d|2[0-3])(?P<mi>[0-5]\d)\s(?P<zone>[A-Z]{3,4})")


def _change_that_day(
    date: FoundDate, taken: list[FoundDate], line: str, language: str | None
) -> FoundDate | None:
    """A change given only by its time, after the day: `14 December 2011 Last updated at 17:09`."""
    words = _WORDS_TO_TIME.match(line, date.end)
    if date.stamp.year is None or words is None or _meaning(words.group()) != "updated":
        return None
    start = words.end()
    if military := _MILITARY.match(line, start):
        stamp = _set_time(date.stamp.day_only, military["h"], military["mi"], None, "", language)
        stamp, end = stamp._replace(offset=ZONES.get(military["zone"])), military.end()
    elif after := _time_pattern(language).match(line, start):
        stamp, end = _add_time(date.stamp.day_only, after, line, language)
    else:
        return None
    if stamp.hour is None or any(start < other.end and other.start < end for other in taken):
        return None
    return FoundDate(stamp, start, end, "updated", "time of the day before it")


def _relative(
    plain: str, line: str, now: datetime.datetime | None, language: str | None
) -> Iterator[FoundDate]:
    """The relative dates; without a capture time they are found too, so that no other form reads them."""
    taken: list[tuple[int, int]] = []
    for start, end, day, timed in date_words.relative_dates(plain, now or _SOME_DAY, language):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        after = _time_pattern(language).match(line, end) if timed else None
        if after and (after["mi"] or after["mi2"]):
            day, end = _add_time(day, after, line, language)
        taken.append((start, end))
        yield FoundDate(day, start, end, None, "relative-day" if timed else "relative")


_SOME_DAY = datetime.datetime(2000, 1, 1)


def _add_time(stamp: Stamp, time: re.Match[str], line: str, language: str | None) -> tuple[Stamp, int]:
    timed = _set_time(
        stamp,
        time["h"],
        time["mi"] or time["mi2"] or "0",
        time["s"] or time["s2"],
        time["before"] or time["after"] or "",
        language,
    )
    if timed.hour is None:
        return stamp, time.start()
    zone = _ZONE.match(line, time.end())
    if zone and (zone["name"] or zone["off"]):
        offset = ZONES[zone["name"]] if zone["name"] else None
        if zone["off"] and (zone["name"] in (None, "UTC", "GMT")):
            offset = offset_minutes(zone["off"])
        if offset is not None:
            return timed._replace(offset=offset), zone.end()
    return timed, time.end()


def _set_time(
    stamp: Stamp, hour: str, minute: str, second: str | None, half: str, language: str | None
) -> Stamp:
    h, late = int(hour), date_words.half_of(half, language)
    if late and h < 12:
        h += 12
    elif late is False and h == 12:
        h = 0
    if h > 23:
        return stamp
    return stamp._replace(hour=h, minute=int(minute), second=int(second) if second else None)


def _meanings(line: str, found: list[FoundDate]) -> Iterator[FoundDate]:
    """Set what each date is a date of, by the words before it, else by the word right after it."""
    at = 0
    for number, date in enumerate(found):
        following = found[number + 1].start if number + 1 < len(found) else len(line)
        before = line[max(at, date.start - 30) : date.start]
        # a word between two close dates belongs to the second
        near = number + 1 < len(found) and following <= date.end + 24
        framed = before.rstrip().endswith(("于", "於"))  # `已于 2024-03-12 修改`: the verb is behind
        after = "" if near and not framed else line[date.end : min(following, date.end + 30)]
        spans = [
            line[one.end : other.start]
            for one, other in itertools.pairwise(found[max(0, number - 1) : number + 2])
        ]
        if any(map(_SPAN.fullmatch, spans)):
            yield date._replace(meaning="other")
            at = date.end
            continue
        told_after = _meaning(after) if _AFTER.match(after) else None
        told_before = _meaning(before)
        if told_after and told_before != "other" and framed:
            told_before = told_after
        yield date._replace(meaning=date.meaning or told_before or told_after)
        at = date.end


_SPAN = lazy_regex(r"\s?(?:" + pattern_of(SPANS) + r")\s?")


_AFTER = lazy_regex(
    r"(?:\s(?:um|at|à|a las)?\s?[\d%:.HMhm]{2,6}\s(?:Uhr\s)?)?\s?(?:에\s)?[(（]?(?:"
    + pattern_of(AFTER_DATES)
    + ")",
    re.IGNORECASE,
)


# Prefilter: most lines have no word of any meaning.
_MEANING_WORDS = WordGroups(lambda: [needed_words(pattern.pattern) for _, pattern in _MEANINGS])


def _meaning(words: str) -> Meaning | None:
    """The word nearest to the date decides, but words for another kind of date decide from anywhere."""
    if not words.strip(" :|,·-–—()[]"):
        return None
    nearest, at = None, -1
    words = words.lower()
    may_mean = _MEANING_WORDS.of(words)
    for number, (meaning, pattern) in enumerate(_MEANINGS):
        for match in pattern.finditer(words) if may_mean >> number & 1 else ():
            if meaning == "other":
                return "other"
            if match.end() > at:
                nearest, at = meaning, match.end()
    # `最后更新时间`, `更新日期`: the word for time belongs to the one before it
    return "updated" if nearest == "published" and _UPDATE_TIME.search(words) else nearest


_UPDATE_TIME = lazy_regex(
    "(?:"
    + pattern_of(UPDATE_TIMES)
    + (
        r")\s?(?:[时時][间間]|日期|於|于|on|date|:)?[\s:：]*(?:[时時][间間]|日期|date|tarihi|ngày|lúc|"
        r"بتاريخ|في تاريخ|วันที่|בתאריך|tanggal)?[\s:：]*$"
    ),
    re.IGNORECASE,
)
