"""The forms in which dates are written: a pattern for each, and the function that reads its match."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import NamedTuple

from newsmill.pipelines.derived_cache import kept
from newsmill.pipelines.extract.fields.date_stamps import Stamp
from newsmill.pipelines.extract.fields.date_words import DAY_MARKS, MONTH_MARKS, PAD
from newsmill.pipelines.extract.lexicon import calendar
from newsmill.pipelines.regex import lazy_regex

__all__ = ["DIGITS", "FORMS", "MARK", "READ", "WEEKDAY", "Reading", "any_word"]

# Digits of other scripts, and full-width punctuation, mapped one to one, so that offsets stay valid.
_DIGIT_ZEROS = "٠۰०০੦૦୦௦౦೦൦๐໐༠၀០᠐０"
DIGITS = str.maketrans(
    "".join(chr(ord(zero) + number) for zero in _DIGIT_ZEROS for number in range(10))
    + "：／．－，　\u00a0\u202f\u2009（）‐‑",
    "0123456789" * len(_DIGIT_ZEROS) + ":/.-,    ()--",
)

_Y = r"(?P<y>(?:19|20|25)\d\d)"
_M = r"(?P<m>1[0-2]|0?[1-9])"
_D = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_ERA = f"(?P<era>{'|'.join(sorted(calendar.ERAS, key=len, reverse=True))})"
_END = r"(?=\D|$|\d{1,2}[:：时時點点])"
_NOT_AFTER = r"(?<![#№§$€£])"
_MON = rf"(?P<mon>[{MONTH_MARKS}]){PAD}*\.?"
MARK = rf"\ue000-{PAD}"
WEEKDAY = rf"(?:[{DAY_MARKS}]{PAD}*)"


def any_word(words: set[str]) -> str:
    """The alternatives of a pattern that matches any of the words, the longest first."""
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=lambda word: (-len(word), word))
    )


def _joints() -> str:
    joints = {*calendar.JOINTS, *(joint for row in calendar.NAMES.values() for joint in row.joints)}
    return any_word(joints)


_JOINT = rf"(?:(?:{kept('joints', '', _joints, str)})(?![^\W\d_])[\s.'’]{{0,2}})"
# `24th`, `24-го`, `1er`, `24.`: what is written directly after a day.
_ORDINAL = r"(?:-?[^\W\d_" + MARK + r"]{1,3}(?![^\W\d_])|[ºª°])?"
# Between day and month, month and year.
_TO_MONTH = rf"{_ORDINAL}[\s\-./,]{{0,3}}(?:{_JOINT}{{1,2}}|d['’])?"
_TO_YEAR = (
    rf"(?:\s?/\s?[{MONTH_MARKS}]{PAD}*)?[^\W\d_{MARK}]{{0,2}}[\s\-,./،'’]{{0,3}}"
    rf"(?:{_JOINT}{{1,2}}|{WEEKDAY}[,.]?\s)?"
)
# Between a year that comes first and what follows it: `2024. gada`, `2024ko`, `2024 m.`
_FROM_YEAR = rf"[^\d|{MARK}]{{0,12}}?"

# Arabic letters used in place of Persian ones in text typed on Arabic keyboards.
_ARABIC_LETTERS = str.maketrans("يىكآ", "ییکا")
_LETTER_FORMS = str.maketrans({"ی": "[یيى]", "ک": "[کك]", "آ": "[آا]"})
_PERSIAN = "|".join(
    form.translate(_LETTER_FORMS)
    for form in sorted((form for forms in calendar.PERSIAN_MONTHS for form in forms), key=len, reverse=True)
)

# The forms: name, pattern, examples. Tried in this order; text that one form has read is not read again.
FORMS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("year-month-day",
        lazy_regex(rf"{_NOT_AFTER}(?<![\d.])(?<![\dA-Za-z][-/]){_Y}\s?(?P<sep>[-/.])\s?{_M}\s?(?P=sep)"
        rf"\s?{_D}\.?{_END}"),
            "2024-04-24, 2024. 4. 24., 2024/4/24"),
    ("year-month-day-named", lazy_regex(rf"(?<!\d){_Y}\s?[年년]\s?{_M}\s?[月월]\s?{_D}(?:\s?[日일號号])?{_END}"),
        "2024年4月24日, 2024년 4월 24일"),
    ("han-numerals",
        lazy_regex(r"(?<![年月日])(?P<hy>[一二][〇○Ｏ零一二三四五六七八九]{3})年(?P<hm>[一二三四五六七八九十]{1,2}|"
        r"元)月(?P<hd>[一二三四五六七八九十廿卅]{1,3})[日号號]?"), "二〇二四年四月二十四日"),
    ("han-era",
        lazy_regex(rf"{_ERA}"
        rf"(?P<hy>[〇○零一二三四五六七八九十百]{{1,5}}|"
        rf"元)年(?P<hm>[一二三四五六七八九十]{{1,2}})月(?P<hd>[一二三四五六七八九十廿卅]{{1,3}})日"),
            "民國一一三年四月二十四日"),
    ("glued", lazy_regex(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])/(?P<d>[0-3]\d)(?=\d\d:\d\d|\D|$)"),
        "202404/2410:30: year, day and time in cells of their own"),
    ("year month/day", lazy_regex(rf"(?<![\d.]){_Y}[\s|]{{1,3}}{_M}[/-]{_D}{_END}"),
        "2024 04/24: the year stands by itself"),
    ("day year-month", lazy_regex(rf"(?<![\d.:/-]){_D}日?[|\s]\s?{_Y}\s?[-/.年]\s?{_M}月?(?![\d./-])"),
        "24|2024-04: a day over its month, in cells of their own"),
    ("year-month day", lazy_regex(rf"(?<![\d./-]){_Y}\s?[-/.年]\s?{_M}月?[|\s]\s?{_D}日?(?![\d.:/-])"),
        "2024-04|24: the same, the month first"),
    ("era", lazy_regex(rf"{_ERA}\s?(?P<eray>\d{{1,3}}|"
        rf"元)\s?[年./-]\s?{_M}\s?[月./-]\s?{_D}(?:\s?日|(?!\d))"), "令和6年4月24日, 民國113年4月24日"),
    ("day-month-name-year", lazy_regex(rf"(?<!\d)(?<!\d[:.]){_D}{_TO_MONTH}{_MON}{_TO_YEAR}{_Y}(?!\d)"),
        "24 April 2024, 24 de abril de 2024, 24 апреля 2024, ٢٤ أبريل ٢٠٢٤"),
    ("persian",
        lazy_regex(rf"(?<!\d){_D}\s?(?:ام\s)?(?P<persian>{_PERSIAN})\s?(?:ماه\s)?"
        rf"[،,]?\s?(?:سال\s)?(?P<y>1[34]\d\d)(?!\d)"),
        "۵ اردیبهشت ۱۴۰۳: the solar calendar of Iran"),
    ("persian-numbers",
        lazy_regex(r"(?<![\d/-])(?P<y>1[34]\d\d)(?P<sep>[/-])(?P<m>1[0-2]|0?[1-9])(?P=sep)(?P<d>3[01]|[12]\d|"
        r"0?[1-9])(?!\d)"), "۱۴۰۳/۰۲/۰۵"),
    ("persian-day-first",
        lazy_regex(r"(?<![\d/-])(?P<d>3[01]|[12]\d|0?[1-9])(?P<sep>[/-])(?P<m>1[0-2]|"
        r"0?[1-9])(?P=sep)(?P<y>1[34]\d\d)(?!\d)"),
        "۰۵-۰۲-۱۴۰۳"),
    ("month-day-time-year", lazy_regex(rf"{_MON}\s{_D},?\s(?P<h>[01]?\d|"
        rf"2[0-3]):(?P<mi>[0-5]\d)(?::(?P<s>[0-5]\d))?\s(?:[A-Z]{{3,4}}\s)?{_Y}(?!\d)"),
            "Apr 24 10:30:00 2024, Apr 24 10:30:00 GMT 2024"),
    ("month-name-day-year",
        lazy_regex(rf"{_MON}[\s\-]{{0,2}}(?:{_JOINT})?{_D}{_ORDINAL}(?:\s?\(?{WEEKDAY}\)?)?"
        rf"[\s,\-.،'’]{{1,3}}(?:{WEEKDAY}[,.]?\s)?(?:{_JOINT})?{_Y}(?!\d)"),
        "April 24, 2024, Dec 28 Sat 2013, 四月 24th, 2024"),
    ("year-month-name-day", lazy_regex(rf"(?<!\d){_Y}{_FROM_YEAR}{_MON}[^\d|{MARK}]{{0,8}}?{_D}(?:\sd\.)?(?!\d|:\d)"),
        "2024. április 24., 2024-Apr-24, 2024 m. balandžio 24 d."),
    ("year-day-month-name", lazy_regex(rf"(?<!\d){_Y}{_FROM_YEAR}(?<!\d){_D}{_TO_MONTH}{_MON}(?!\s?\d{{4}})"),
        "2024. gada 24. aprīlis, 2024 ж. 24 сәуір"),
    ("month-numbered", lazy_regex(rf"(?<!\d){_D}\s+(?:tháng|Tháng|thg)\.?\s+{_M}(?:,|\s+năm)?[\s,]+{_Y}"),
        "24 tháng 4, 2024, ngày 24 tháng 4 năm 2024"),
    ("year-month-numbered",
        lazy_regex(rf"(?<!\d){_Y}\s?о?н?ы?\s+{_M}(?:-?\s?(?:р|дугаар|дүгээр))?\s(?:сарын|сар)\s{_D}(?!\d)"),
            "2024 оны 4-р сарын 24"),
    ("day-month-year",
        lazy_regex(rf"{_NOT_AFTER}(?<![\d.])(?<!\d:)(?P<a>\d{{1,2}})"
        rf"\s?(?P<sep>[-/.])\s?(?P<b>\d{{1,2}})\s?(?P=sep)\s?{_Y}(?!\d)"),
        "24.04.2024, 24/04/2024, 04/24/2024"),
    ("day-month-name-short-year",
        lazy_regex(rf"(?<!\d)(?<!\d[:.]){_D}{_TO_MONTH}{_MON}{_TO_YEAR}(?P<yy>\d\d)(?![\d:.h%])"),
            "24 апреля 24, 24-Apr-24, 24 เม.ย. 67"),
    ("month-name-day-short-year", lazy_regex(rf"{_MON}\s{_D},\s?['’]?(?P<yy>\d\d)(?![\d:.h%])"), "Apr 24, '24"),
    ("republic-numbers",
        lazy_regex(r"(?<![\d./-])(?P<eray>1[01]\d)(?P<sep>[/.-])(?P<m>0[1-9]|1[0-2])(?P=sep)(?P<d>0[1-9]|[12]\d|"
        r"3[01])(?![\d./-])"), "113/04/24: counted from 1911, in Taiwan"),
    ("short-year",
        lazy_regex(r"(?<![\d./-])(?<!\d:)(?P<a>\d{1,2})(?P<sep>[-/.])(?:(?<=/)\s(?=\d/))?(?P<b>\d{1,2})"
        r"(?P=sep)['’]?(?P<c>\d\d)(?![\d.:/]"
        r"|-\d{1,2}(?!\d?:)|\s?%)"), "12-02-14 14:46, 24.04.24, only beside a time, after a label or alone"),
    ("republic", lazy_regex(rf"(?<!\d)(?P<eray>1[01]\d)年{_M}月{_D}日"),
        "113年4月24日: counted from 1911, in Taiwan"),
    ("short-year-chinese", lazy_regex(rf"(?<!\d)(?P<yy>\d\d)年{_M}月{_D}日"), "12年2月14日"),
    ("month-day-chinese", lazy_regex(rf"(?<![\d年년]){_M}\s?(?:月|월)\s?{_D}\s?[日일号]"),
        "4月24日 10:30: the year is elsewhere"),
    ("month-day-time", lazy_regex(r"(?<![\d./-])(?<!\d:)(?P<m>1[0-2]|0?[1-9])[-/](?P<d>3[01]|[12]\d|"
        r"0?[1-9])(?=(?:\s?\([月火水木金土日]\))?[\s|]{0,3}\d{1,2}:\d\d)"), "09-30 22:46, 4/24(水) 10:30"),
    ("day-month-name", lazy_regex(rf"(?<!\d)(?<!\d[:.]){_D}{_TO_MONTH}{_MON}"),
        "24 апреля, 10:30: the year is elsewhere"),
    ("month-name-day", lazy_regex(rf"{_MON}\s{_D}(?:st|nd|rd|th)?(?![\d:])"), "Apr 24, 10:30 AM"),
)  # fmt: skip


class Reading(NamedTuple):
    """A line, and what decides how its numbers are read: whether days come first, and its language."""

    line: str
    day_first: bool | None
    language: str | None

    @property
    def is_buddhist(self) -> bool:
        """Whether years are of the Buddhist era."""
        return (
            (self.language or "").startswith(("th", "lo", "km"))
            or "พ.ศ" in self.line
            or bool(_THAI.search(self.line))
        )


_THAI = lazy_regex("[ก-๙]")


def _named_month(match: re.Match[str]) -> int:
    return MONTH_MARKS.index(match["mon"]) + 1


def _with_named_month(match: re.Match[str], _: Reading) -> Stamp:
    return Stamp(_gregorian(int(match["y"])), _named_month(match), int(match["d"]))


def _with_numbers(match: re.Match[str], _: Reading) -> Stamp:
    return Stamp(_gregorian(int(match["y"])), int(match["m"]), int(match["d"]))


def _short_named(match: re.Match[str], reading: Reading) -> Stamp:
    return Stamp(_century(int(match["yy"]), reading), _named_month(match), int(match["d"]))


def _century(year: int, reading: Reading) -> int:
    if reading.is_buddhist and year >= 43:
        return 2500 - 543 + year
    return 2000 + year if year < 70 else 1900 + year


def _era(match: re.Match[str], _: Reading) -> Stamp:
    years = 1 if match["eray"] == "元" else int(match["eray"])
    return Stamp(calendar.ERAS[match["era"]] + years, int(match["m"]), int(match["d"]))


def _han_era(match: re.Match[str], _: Reading) -> Stamp:
    years = 1 if match["hy"] == "元" else _han_number(match["hy"])
    return Stamp(calendar.ERAS[match["era"]] + years, _han_number(match["hm"]), _han_number(match["hd"]))


READ: dict[str, Callable[[re.Match[str], Reading], Stamp | None]] = {
    "year-month-day": _with_numbers,
    "year-month-day-named": _with_numbers,
    "han-numerals": lambda match, _: Stamp(
        _han_number(match["hy"]), _han_number(match["hm"]), _han_number(match["hd"])
    ),
    "han-era": _han_era,
    "glued": _with_numbers,
    "year month/day": _with_numbers,
    "day year-month": _with_numbers,
    "year-month day": _with_numbers,
    "era": _era,
    "day-month-name-year": _with_named_month,
    "persian": lambda match, _: _from_persian(
        int(match["y"]), _PERSIAN_NUMBERS[match["persian"].translate(_ARABIC_LETTERS)], int(match["d"])
    ),
    "persian-numbers": lambda match, _: _from_persian(int(match["y"]), int(match["m"]), int(match["d"])),
    "persian-day-first": lambda match, _: _from_persian(int(match["y"]), int(match["m"]), int(match["d"])),
    "month-day-time-year": lambda match, _: Stamp(
        int(match["y"]),
        _named_month(match),
        int(match["d"]),
        int(match["h"]),
        int(match["mi"]),
        int(match["s"]) if match["s"] else None,
    ),
    "month-name-day-year": _with_named_month,
    "year-month-name-day": _with_named_month,
    "year-day-month-name": _with_named_month,
    "month-numbered": _with_numbers,
    "year-month-numbered": _with_numbers,
    "day-month-year": lambda match, reading: _ordered(
        int(match["a"]), int(match["b"]), int(match["y"]), match["sep"], reading.day_first
    ),
    "day-month-name-short-year": _short_named,
    "month-name-day-short-year": _short_named,
    "republic-numbers": lambda match, _: Stamp(1911 + int(match["eray"]), int(match["m"]), int(match["d"])),
    "short-year": lambda match, reading: _short(match, reading),
    "republic": lambda match, _: Stamp(1911 + int(match["eray"]), int(match["m"]), int(match["d"])),
    "short-year-chinese": lambda match, _: Stamp(2000 + int(match["yy"]), int(match["m"]), int(match["d"])),
    "month-day-chinese": lambda match, _: Stamp(None, int(match["m"]), int(match["d"])),
    "month-day-time": lambda match, _: Stamp(None, int(match["m"]), int(match["d"])),
    "day-month-name": lambda match, _: Stamp(None, _named_month(match), int(match["d"])),
    "month-name-day": lambda match, _: Stamp(None, _named_month(match), int(match["d"])),
}
_PERSIAN_NUMBERS: dict[str, int] = {
    form.translate(_ARABIC_LETTERS): number
    for number, forms in enumerate(calendar.PERSIAN_MONTHS, 1)
    for form in forms
}


def _from_persian(year: int, month: int, day: int) -> Stamp | None:
    """A day of the solar Hijri calendar, by the cycle of 33 years with 8 leap years that holds from 1799 to 2256.

    Years from 1420 on are ignored: on Arabic pages they are lunar years.
    """
    if not 1300 <= year < 1420 or not 1 <= month <= 12 or day > (31 if month <= 6 else 30):
        return None
    past = year - 1300  # 1 Farvardin 1300 was 21 March 1921
    leaps = sum(1 for other in range(1300, year) if other % 33 in (1, 5, 9, 13, 17, 22, 26, 30))
    days = 365 * past + leaps + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    then = datetime.date(1921, 3, 21) + datetime.timedelta(days=days)
    return Stamp(then.year, then.month, then.day)


def _han_number(written: str) -> int:
    """`二〇二四` 2024, `十二` 12, `廿四` 24, `三十` 30, `一百一十三` 113."""
    hundreds, hundred, rest = written.partition("百")
    if hundred:
        return 100 * _HAN_DIGITS.get(hundreds, 1) + (_han_number(rest.lstrip("零〇")) if rest else 0)
    if "十" not in written and written[0] not in "廿卅":
        return int("".join(str(_HAN_DIGITS[character]) for character in written))
    tens, _, ones = written.replace("廿", "二十").replace("卅", "三十").partition("十")
    return 10 * (_HAN_DIGITS.get(tens, 0) if tens else 1) + (_HAN_DIGITS.get(ones, 0) if ones else 0)


_HAN_DIGITS = {"〇": 0, "○": 0, "Ｏ": 0, "零": 0, "元": 1} | {
    digit: number for number, digit in enumerate("一二三四五六七八九", 1)
}


def _gregorian(year: int) -> int:
    """Buddhist years of Thai pages are 543 ahead."""
    return year - 543 if year >= 2500 else year


def _ordered(a: int, b: int, year: int, separator: str, day_first: bool | None) -> Stamp | None:
    year = _gregorian(year)
    if a > 12 >= b:
        return Stamp(year, b, a)
    if b > 12 >= a:
        return Stamp(year, a, b)
    if a > 12 or b > 12:
        return None
    if a == b or (separator == "." and day_first is None):  # with full stops, the day comes first nearly
        # everywhere
        return Stamp(year, b, a)
    if day_first is None:
        return None
    return Stamp(year, b, a) if day_first else Stamp(year, a, b)


def _short(match: re.Match[str], reading: Reading) -> Stamp | None:
    """Two-digit years: East Asian order (12-02-14) unless the page's language puts the day first."""
    a, b, c, separator = int(match["a"]), int(match["b"]), int(match["c"]), match["sep"]
    if separator == "/" and a <= 12 < b <= 31:
        return Stamp(_century(c, reading), a, b)  # 4/24/24 is unambiguous
    year_first = separator == "-" and reading.day_first is False and a > 12  # `24-03-12` is no American order
    if reading.day_first is None or a > 31 or year_first:
        if 1 <= b <= 12 and 1 <= c <= 31:
            return Stamp(2000 + a if a < 70 else 1900 + a, b, c)
        if reading.day_first is None and not _ends_the_year(a, b):
            return None
    return _ordered(a, b, _century(c, reading), separator, reading.day_first)


def _ends_the_year(a: int, b: int) -> bool:
    """Whether day and month are told apart by their size: `24.04.67`."""
    return (a > 12 >= b >= 1) or (b > 12 >= a >= 1)
