"""Decides whether `04/05/2024` on a page is 4 May or April 5, by other evidence on the page."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from newsmill.pipelines.extract.fields.date_stamps import Stamp
from newsmill.pipelines.extract.fields.dates import FoundDate, find_dates
from newsmill.pipelines.regex import lazy_regex

__all__ = ["day_first_in", "day_first_of"]

# The digit comes before the look-behind, so that `re` skips all other characters.
_JOINED = lazy_regex(r"(\d(?<!\d\d)\d?)\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(?:(?:19|20|25)\d\d|\d\d)(?!\d)")
# `24-03-12`: hyphens also join a year of two digits to what follows it
_YEAR_MAY_BEGIN = lazy_regex(r"\d\d-(?:0?[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
# Countries in which English pages put the month first, and other endings that are not evidence.
_MONTH_FIRST_REGIONS = frozenset(("us", "ph"))
_ENGLISH_DAY_FIRST_DOMAINS = frozenset((
    "uk", "au", "nz", "ie", "in", "za", "pk", "lk", "ng", "ke", "gh", "sg", "my", "hk", "mt", "jm", "bd", "np",
    "zw", "ug", "tz", "eu", "zm", "bw", "fj", "na",
))  # fmt: skip
_MONTH_FIRST_DOMAINS = frozenset(("us", "ph", "gov", "mil", "edu"))
_YEAR_FIRST = ("zh", "ja", "ko", "hu")
# Regions of these languages whose pages write dates as in English, the day first, when the year is last.
_DAY_FIRST_REGIONS = ("zh-hk", "zh-mo")


def day_first_in(language: str | None) -> bool | None:
    """Whether a page of this language puts the day before the month in `04/05/2024`; None if both are common."""
    if not language:
        return None
    tag = language.replace("_", "-").lower()
    if tag.startswith(_DAY_FIRST_REGIONS):
        return True
    if tag.startswith(_YEAR_FIRST):
        return None
    if tag.startswith("en"):
        _, _, region = tag.partition("-")
        return False if region in _MONTH_FIRST_REGIONS else True if region else None
    return True


class _Reading(NamedTuple):
    both: list[tuple[FoundDate, FoundDate]]
    sizes: list[tuple[int, int]]
    known_dates: list[Stamp]
    now: datetime.datetime | None
    url: str | None
    language: str | None
    declared: str | None
    lines: list[str]


def _by_known_date(reading: _Reading) -> bool | None:
    days = {(stamp.year, stamp.month, stamp.day) for stamp in reading.known_dates}
    for day, month in reading.both:
        fits = [(date.stamp.year, date.stamp.month, date.stamp.day) in days for date in (day, month)]
        if fits[0] != fits[1]:
            return fits[0]
    return None


def _by_weekday(reading: _Reading) -> bool | None:
    for day, month in reading.both:
        fits = [
            date.weekday is not None and date.stamp.moment.weekday() == date.weekday for date in (day, month)
        ]
        if fits[0] != fits[1]:
            return fits[0]
    return None


def _by_future(reading: _Reading) -> bool | None:
    if reading.now is None:
        return None
    latest = reading.now + datetime.timedelta(days=1)
    for day, month in reading.both:
        late = [date.stamp.day_only.moment > latest for date in (day, month)]
        if late[0] != late[1]:
            return late[1]
    return None


def _by_other_date(reading: _Reading) -> bool | None:
    if (reading.language or "").startswith(_YEAR_FIRST):
        return None
    for first, second in reading.sizes:
        if first > 12 >= second:
            return True
        if second > 12 >= first:
            return False
    return None


def _by_domain(reading: _Reading) -> bool | None:
    try:
        host = urlsplit(reading.url or "").hostname or ""
    except ValueError:
        return None
    if not (reading.language or "en").startswith("en"):
        return None
    ending = host.rpartition(".")[2]
    if ending in _ENGLISH_DAY_FIRST_DOMAINS:
        return True
    return False if ending in _MONTH_FIRST_DOMAINS else None


# Time zones whose countries write English dates one way.
_DAY_FIRST_ZONE = lazy_regex(r"\b(?:GMT|BST|AES?T|AEDT|AWST|ACST|NZS?T|NZDT|SAST|WAT|PKT|SGT|HKT)\b")
_MONTH_FIRST_ZONE = lazy_regex(r"\b(?:[ECMP][SD]?T|AKST|HST)\b")


def _by_zone(reading: _Reading) -> bool | None:
    if not (reading.language or "en").startswith("en"):
        return None
    lines = "\n".join(reading.lines)
    found = [zone.search(lines) is not None for zone in (_DAY_FIRST_ZONE, _MONTH_FIRST_ZONE)]
    return found[0] if found[0] != found[1] else None


def _by_language(reading: _Reading) -> bool | None:
    language, declared = reading.language or "", (reading.declared or "").replace("_", "-")
    if declared and (not language or declared.lower().startswith(language.lower().partition("-")[0])):
        language = declared
    return day_first_in(language)


def _by_frame(reading: _Reading) -> bool | None:
    declared = reading.declared or ""
    return day_first_in(declared) if not declared.lower().startswith("en") else None


_FULL_STOPS = lazy_regex(r"(?<!\d)\d{1,2}\s?\.\s?\d{1,2}\s?\.\s?(?:19|20)\d\d")
_OTHER_JOINTS = lazy_regex(r"\d\s?[-/]\s?\d")


def _by_habit(reading: _Reading) -> bool | None:
    lines = "\n".join(reading.lines)
    if reading.declared and not reading.declared.lower().startswith("en"):
        return None
    if _FULL_STOPS.search(lines) and not _OTHER_JOINTS.search(lines):
        return None
    return False if (reading.language or "").startswith("en") else None


# The rules, in order; a rule without an answer leaves the decision to the next.
_ORDER: tuple[tuple[Callable[[_Reading], bool | None], str], ...] = (
    (_by_known_date, "one reading is a day that the page declares"),
    (_by_weekday, "the weekday beside it fits only one reading"),
    (_by_future, "one reading is after the capture"),
    (_by_other_date, "a second date of the page has a number above 12"),
    (_by_domain, "English is written both ways, and the country of the domain tells which"),
    (_by_zone, "the time zone beside it is of one of these countries"),
    (_by_language, "the language and region that the page declares"),
    (_by_frame, "an English text on a page declared to be in another language: dates are the page's"),
    (_by_habit, "most English pages without a region are American, but with full stops the day comes first"),
)


def day_first_of(
    lines: Iterable[str],
    language: str | None,
    declared: str | None,
    url: str | None,
    known_dates: list[Stamp],
    now: datetime.datetime | None,
) -> bool | None:
    """Whether the day comes first on a page, by the lines that its fields are read from; None if undecided.

    language   of the text, `declared` as the page says it (`en-GB`)
    known_dates  dates that the page declares
    """
    joined = [line for line in lines if _JOINED.search(line)]
    both: list[tuple[FoundDate, FoundDate]] = []
    for line in joined:
        readings = [find_dates(line, language=language, day_first=order) for order in (True, False)]
        if len(readings[0]) == len(readings[1]):
            both += [
                pair
                for pair in zip(*readings, strict=True)
                if pair[0].stamp != pair[1].stamp and pair[0].stamp.year
            ]
    sizes = [
        (int(joint[1]), int(joint[2]))
        for line in joined
        for joint in _JOINED.finditer(line)
        if not _YEAR_MAY_BEGIN.fullmatch(joint[0])
    ]
    reading = _Reading(both, sizes, known_dates, now, url, language, declared, joined)
    for decide, _ in _ORDER:
        order = decide(reading)
        if order is not None:
            return order
    return None
