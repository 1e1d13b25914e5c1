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
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from newsmill.pipelines.derived import kept
from newsmill.pipelines.extract.fields import date_words
from newsmill.pipelines.extract.fields.date_words import DAY_MARKS, MONTH_MARKS, PAD
from newsmill.pipelines.extract.fields.page_memory import remembered
from newsmill.pipelines.extract.fields.stamps import Stamp, is_possible, offset_minutes
from newsmill.pipelines.extract.lexicon import calendar
from newsmill.pipelines.extract.lexicon.patterns import needed_characters
from newsmill.pipelines.extract.lexicon.words import WordGroups
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "FORMS", "FoundDate", "Meaning", "counts_from_now", "find_dates", "forms_for", "may_hold_date", "plain_dates",
]  # fmt: skip

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


# Time zone names with their UTC offset in minutes. Ambiguous names (IST, ET, CST in China and in Chicago) are
# left out: a wrong offset is worse than none.
_ZONES: dict[str, int] = {
    "Z": 0, "UTC": 0, "GMT": 0, "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
    "PDT": -420,
    "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "МСК": 180, "мск": 180,
    "WIB": 420, "WITA": 480,
    "WIT": 540, "JST": 540, "KST": 540, "HKT": 480, "SGT": 480, "PHT": 480, "ICT": 420, "AEST": 600, "AEDT": 660,
    "NZST": 720,
    "NZDT": 780, "GST": 240, "PKT": 300, "BRT": -180, "北京时间": 480, "по московскому времени": 180,
}  # fmt: skip

# Words beside a date that say what it is a date of. Tried in this order, so that `最后更新时间` is an update.
_MEANINGS: tuple[tuple[Meaning, re.Pattern[str], str], ...] = (
    ("other",
        lazy_regex(r"推荐|开庭|截至|截止|有效期|版权|(?<!\w)©|\(c\)|copyright|会议|活动时间|举办|时长|注册|备案|许可|"
        r"评论|回复|登录|登入|入会|出生|生于|下一篇|上一篇|出版(?!\s?[:：])|"
                         r"accessed|retrieved|since|established|born|founded|expires?|deadline|effective|"
                         r"starts?|event|comments?|joined|member|season|season|episode|"
                         r"review(?:ed)? by|captured|archived|registriert|received|accepted|last "
                         r"visit|(?<![^\W_])(?:tel|tél|telefon\w*|teléfono|téléphone|phone|call(?: us)?|"
                         r"hotline|whatsapp|fax|тел|телефон|isbn|issn|vol|art|nr|no|n[°º]|№|§|v|"
                         r"version(?:\s[\d.]+)?)[.,]?\s?:?\s*$|"
                         r"(?<![^\W_])(?:ur|urodzon[ya]|geb|geboren|née?|nat[oa]|nacid[oa]|nascid[oa]|"
                         r"narozen[aý]?|nar|född|født|fødd|syntynyt|született|рожд|род|родил(?:ся|ась)|нар|"
                         r"d\.\s?d|gest|zm|†|✝)[.,]?\s(?:am\s|le\s|el\s|em\s|il\s|den\s)?\s*$|"
                         r"(?<![^\W_])(?:bis(?: zum)?|until|till|through|hasta(?: el)?|jusqu['’]au|fino al?|até|asti|"
                         r"до|hingga|sampai|tot(?: en met)?|ab(?: dem)?|depuis(?: le)?|desde(?: el)?|vanaf)\s*$|"
                         r"(?:сегодня|today is|today['’]s date|今天是|今日は|오늘은|"
                         r"dnes je|hoy es|oggi è|heute ist)\s?:?\s*$|"
                         r"施行|实施|實施|生效|"
                         r"电话|传真|热线|案号|文号|зарегистрирован|запись с"), "not a date of this text"),
    ("updated",
        lazy_regex(r"更新|修改|修订|最后编辑|変更|updat|modif|revis|last (?:edited|reviewed|changed)|reviewed|"
        r"actuali[sz]|aktuali[sz]|atualiz|mis(?:e)? à jour|màj|aktualisiert|geändert|"
                           r"aggiorn|обновл|измен|оновл|diperba|güncel|수정|변경|تحديث|آخر|cập "
                           r"nhật|bijgewerkt|zaktual|edited|aktualizováno|oppdatert|opdateret|uppdaterad|"
                           r"päivitetty|"
                           r"अपडेट|अद्यतन|อัปเดต|อัพเดท|ενημέρωση|ενημερώθηκε|עודכן|dikemas "
                           r"kini|atnaujint|atjaun|uuendatud|posodobljeno|ažurirano|ažurira|актуализ|"
                           r"actualitz|eguneratua|ปรับปรุง|แก้ไข|"
                           r"روزرسانی|ویرایش|התעדכן|עדכון|τροποποι|επικαιροποι|промен|редакт|upraven|"
                           r"změněn|spremenj|izmijenj|muokattu|muudet|labots|ändra|endret|redigeret|"
                           r"gewijzigd|diubah|sửa |संशोधित|হালনাগাদ|আপডেট|புதுப்பி|"
                           r"تعديل|frissít|módosít|përditës|yenilən|жаңарт|განახლ|թարմաց"),
                           "changed after it was published"),
    ("published",
        lazy_regex(r"发布|发表|发稿|时间|日期|刊发|刊登|日付|發佈|發布|發表|時間|上传|创建|成文|来源|出版\s?[:：]|publi|posted|"
        r"\bdated?\b|issued|written|veröffentlicht|erschienen|опубл|дата|"
                             r"размещен|diterbitkan|tayang|terbit|diposting|yayın|입력|등록|게재|작성|승인"
                             r"|기사|掲載|公開|配信|投稿|発表|نشر|تاريخ|تاریخ|đăng|geplaatst|creat|fecha|"
                             r"data\b|datum|"
                             r"प्रकाशित|เผยแพร่|δημοσ|ημερομηνία|פורסם|by\b|objavljeno|zveřejněno|közzé|"
                             r"megjelen|julkaistu|paskelbta|publicēt|avaldatud|գ?հրապարակ|"
                             r"pubbl|inserito|erstellt|eingestellt|online seit|mis en ligne|\bparu\b|posté|"
                             r"subido|postad|"
                             r"eklenme|eklendi|tarih|giriş|vydáno|vloženo|přidáno|zverejnen|vydané|dodano|"
                             r"utworzono|adăugat|postat|feltölt|létrehoz|dátum|objava|објављ|публик|датум|"
                             r"ανάρτηση|αναρτήθηκε|καταχώρηση|ημ/νία|offentliggjort|lagt (?:ind|ut)|upplagd|"
                             r"lisätty|diunggah|\bngày|पोस्ट|প্রকাশ|วันที่|โพสต์|أضيف|انتشار|منتشر|ثبت|תאריך|"
                             r"добавлен|создан|додано|створено|загружен|شائع"), "when it was published"),
)  # fmt: skip

# Digits of other scripts, and full-width punctuation, mapped one to one, so that offsets stay valid.
_DIGIT_ZEROS = "٠۰०০੦૦୦௦౦೦൦๐໐༠၀០᠐０"
_DIGITS = str.maketrans(
    "".join(chr(ord(zero) + number) for zero in _DIGIT_ZEROS for number in range(10))
    + "：／．－，　\u00a0\u202f\u2009（）‐‑",
    "0123456789" * len(_DIGIT_ZEROS) + ":/.-,    ()--",
)

_Y = r"(?P<y>(?:19|20|25)\d\d)"
_M = r"(?P<m>1[0-2]|0?[1-9])"
_D = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_END = r"(?=\D|$|\d{1,2}[:：时時點点])"
_NOT_AFTER = r"(?<![#№§$€£])"
_MON = rf"(?P<mon>[{MONTH_MARKS}]){PAD}*\.?"
_MARK = rf"\ue000-{PAD}"
_WEEKDAY = rf"(?:[{DAY_MARKS}]{PAD}*)"


def _alternatives(words: set[str]) -> str:
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=lambda word: (-len(word), word))
    )


def _joints() -> str:
    joints = {*calendar.JOINTS, *(joint for row in calendar.NAMES.values() for joint in row.joints)}
    return _alternatives(joints)


_JOINT = rf"(?:(?:{kept('joints', '', _joints, str)})(?![^\W\d_])[\s.'’]{{0,2}})"
# `24th`, `24-го`, `1er`, `24.`: what is written right behind a day.
_ORDINAL = r"(?:-?[^\W\d_" + _MARK + r"]{1,3}(?![^\W\d_])|[ºª°])?"
# Between day and month, month and year.
_TO_MONTH = rf"{_ORDINAL}[\s\-./,]{{0,3}}(?:{_JOINT}{{1,2}}|d['’])?"
_TO_YEAR = (
    rf"(?:\s?/\s?[{MONTH_MARKS}]{PAD}*)?[^\W\d_{_MARK}]{{0,2}}[\s\-,./،'’]{{0,3}}"
    rf"(?:{_JOINT}{{1,2}}|{_WEEKDAY}[,.]?\s)?"
)
# Between a year that comes first and what follows it: `2024. gada`, `2024ko`, `2024 m.`
_FROM_YEAR = rf"[^\d|{_MARK}]{{0,12}}?"

# Arabic letters that stand for Persian ones in text typed on Arabic keyboards.
_ARABIC_LETTERS = str.maketrans("يىكآ", "ییکا")
_LETTER_FORMS = str.maketrans({"ی": "[یيى]", "ک": "[کك]", "آ": "[آا]"})
_PERSIAN = "|".join(
    form.translate(_LETTER_FORMS)
    for form in sorted((form for forms in calendar.PERSIAN_MONTHS for form in forms), key=len, reverse=True)
)

# The forms: name, pattern, examples. Tried in this order; text that one form has read is not read again.
FORMS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("year-month-day",
        lazy_regex(rf"{_NOT_AFTER}(?<![\d.])(?<![\dA-Za-z][-/]){_Y}\s?(?P<sep>[-/.])\s?{_M}\s?(?P=sep)\s?{_D}\.?{_END}"),
            "2024-04-24, 2024. 4. 24., 2024/4/24"),
    ("year-month-day-named", lazy_regex(rf"(?<!\d){_Y}\s?[年년]\s?{_M}\s?[月월]\s?{_D}(?:\s?[日일號号])?{_END}"),
        "2024年4月24日, 2024년 4월 24일"),
    ("han-numerals",
        lazy_regex(r"(?<![年月日])(?P<hy>[一二][〇○Ｏ零一二三四五六七八九]{3})年(?P<hm>[一二三四五六七八九十]{1,2}|"
        r"元)月(?P<hd>[一二三四五六七八九十廿卅]{1,3})[日号號]?"), "二〇二四年四月二十四日"),
    ("han-era",
        lazy_regex(rf"(?P<era>{'|'.join(sorted(calendar.ERAS, key=len, reverse=True))})"
        rf"(?P<hy>[〇○零一二三四五六七八九十百]{{1,5}}|元)年(?P<hm>[一二三四五六七八九十]{{1,2}})月(?P<hd>[一二三四五六七八九十廿卅]{{1,3}})日"),
            "民國一一三年四月二十四日"),
    ("glued", lazy_regex(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])/(?P<d>[0-3]\d)(?=\d\d:\d\d|\D|$)"),
        "202404/2410:30: year, day and time in cells of their own"),
    ("year month/day", lazy_regex(rf"(?<![\d.]){_Y}[\s|]{{1,3}}{_M}[/-]{_D}{_END}"),
        "2024 04/24: the year stands by itself"),
    ("era", lazy_regex(rf"(?P<era>{'|'.join(sorted(calendar.ERAS, key=len, reverse=True))})\s?(?P<eray>\d{{1,3}}|"
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
    ("month-day-time-year", lazy_regex(rf"{_MON}\s{_D},?\s(?P<h>[01]?\d|"
        rf"2[0-3]):(?P<mi>[0-5]\d)(?::(?P<s>[0-5]\d))?\s(?:[A-Z]{{3,4}}\s)?{_Y}(?!\d)"),
            "Apr 24 10:30:00 2024, Apr 24 10:30:00 GMT 2024"),
    ("month-name-day-year",
        lazy_regex(rf"{_MON}[\s\-]{{0,2}}(?:{_JOINT})?{_D}{_ORDINAL}(?:\s?\(?{_WEEKDAY}\)?)?"
        rf"[\s,\-.،'’]{{1,3}}(?:{_WEEKDAY}[,.]?\s)?(?:{_JOINT})?{_Y}(?!\d)"),
        "April 24, 2024, Dec 28 Sat 2013, 四月 24th, 2024"),
    ("year-month-name-day", lazy_regex(rf"(?<!\d){_Y}{_FROM_YEAR}{_MON}[^\d|{_MARK}]{{0,8}}?{_D}(?:\sd\.)?(?!\d|:\d)"),
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
        lazy_regex(r"(?<![\d./-])(?<!\d:)(?P<a>\d{1,2})(?P<sep>[-/.])(?:(?<=/)\s(?=\d/))?(?P<b>\d{1,2})(?P=sep)['’]?(?P<c>\d\d)(?![\d.:/]"
        r"|-\d{1,2}(?!\d?:)|\s?%)"), "12-02-14 14:46, 24.04.24, only beside a time, behind a label or alone"),
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

# Ambiguous forms: read only beside a time, after a word that says what the date is of, or alone in a line.
_UNSURE = frozenset((
    "short-year", "republic-numbers", "relative-day", "day-month-name", "month-name-day",
    "day-month-name-short-year", "month-name-day-short-year",
))  # fmt: skip
_ALONE = 8


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
_DIGIT = lazy_regex(r"\d")

# What stands between a date and its time: brackets, a weekday, a preposition.
_TIME_WORD = f"(?i:{_alternatives(set(calendar.TIME_WORDS))})"


@functools.cache
def _time_pattern(language: str | None) -> re.Pattern[str]:
    half = date_words.halves_pattern(language)
    return lazy_regex(
        r"(?P<gap>(?:[\s,،，、·|–—\-/@•()T.;၊]|<[^>]*>){0,4}"
        rf"(?:(?:{_WEEKDAY}|(?:星期|周|週|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?|"
        rf"[월화수목금토일]요일|[月火水木金土日一二三四五六월화수목금토일](?=\))|"
        rf"{_TIME_WORD}(?=[\s.\d])|"
        rf"(?!(?:{half})\s?\d)[^\W\d_{_MARK}]{{1,12}}\.?(?:[\s,]{{1,2}}[^\W\d_{_MARK}]{{1,12}}\.?)?(?=[\s,]{{1,3}}\d{{1,2}}:))[\s.,:)"
        rf"|\-–;]{{0,3}}){{0,3}})"
        rf"(?P<before>{half})?\s?"
        r"(?P<h>[01]?\d|2[0-4])(?:\s?[:hH.]\s?(?P<mi>[0-5]\d)(?!\d)|"
        r"\s?[時时點点시]\s?(?:(?P<mi2>[0-5]?\d)\s?[分분]?)?|h(?!\w)|\s?Uhr)"
        r"(?:\s?[:.분分]\s?(?P<s>[0-5]\d)(?:[.,]\d{1,9})?(?!\d)|\s?(?P<s2>[0-5]?\d)[秒초])?"
        rf"\s?(?P<after>{half})?"
    )


_ZONE = lazy_regex(
    r"\s?\(?(?:(?P<name>" + "|".join(sorted(map(re.escape, _ZONES), key=len, reverse=True)) + r")(?!\w))?"
    r"\s?(?P<off>[+\-−]\d{1,2}(?::?\d\d)?(?!\d))?"
)


@functools.cache
def _time_before_pattern(language: str | None) -> re.Pattern[str]:
    return lazy_regex(
        rf"(?<![\d:.])(?P<h>[01]?\d|"
        rf"2[0-3])[:.h](?P<mi>[0-5]\d)(?::(?P<s>[0-5]\d))?\s?(?P<after>{date_words.halves_pattern(language)})?\s?"
        rf"(?P<zone>[A-ZМСК]{{2,4}})?[\s,|·•–—\-()/]{{1,4}}(?:(?:on\s)?(?:{_WEEKDAY}|"
        rf"[^\W\d_{_MARK}]{{2,9}})\.?,?\s)?$"
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
        _DIGIT.search(text) is not None
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


@remembered
def _scan(text: str, language: str | None) -> _Scan | None:
    """Match the forms against a line; None if it cannot hold a date."""
    numbered = _DIGIT.search(text) is not None
    if not numbered and not may_hold_date(text):
        return None
    plain = text if text.isascii() else text.translate(_DIGITS)
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
    taken = _take(scan, _Reading(scan.plain, day_first, language), now, years)
    taken += [change for date in taken if (change := _change_that_day(date, taken, scan.line, language))]
    if now is None:
        taken = [found for found in taken if not found.form.startswith("relative")]
    taken.sort(key=lambda found: found.start)
    return [
        found._replace(form="relative") if found.form == "relative-day" else found
        for found in _meanings(scan.plain, taken)
        if found.form not in _UNSURE or _stands_out(found, scan.plain)
    ]


@remembered
def plain_dates(text: str) -> tuple[FoundDate, ...]:
    """The dates of a line as far as the line alone tells them: see `find_dates`. Many rules ask about the
    lines around the headline."""
    return tuple(find_dates(text))


def _take(
    scan: _Scan, reading: _Reading, now: datetime.datetime | None, years: tuple[int, int]
) -> list[FoundDate]:
    """The dates of a line, relative ones first; text that one form has read is not read again."""
    language = reading.language
    taken = list(_relative(scan.plain, scan.line, now, language)) if scan.relative else []
    for form, match in scan.found:
        stamp = _READ[form](match, reading)
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
    return begins is not None and any(behind in begins[1] for behind in (r"(?<!\d)", r"(?<![\d"))


# These are tried only where a number begins.
_AT_NUMBERS = frozenset(form for form, pattern, _ in FORMS if _begins_with_number(pattern.pattern))


# The same line is asked about in the page's language and in none, and most have the same marks in both.
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
    return _forms_of(
        _TELLING.of(line),
        _YEAR.search(line) is not None,
        _PERSIAN_YEAR.search(line) is not None,
        _JOINED.search(line) is not None,
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


class _Reading(NamedTuple):
    line: str
    day_first: bool | None
    language: str | None

    @property
    def is_buddhist(self) -> bool:
        return (
            (self.language or "").startswith(("th", "lo", "km"))
            or "พ.ศ" in self.line
            or bool(_THAI.search(self.line))
        )


_THAI = lazy_regex("[ก-๙]")


def _named_month(match: re.Match[str]) -> int:
    return MONTH_MARKS.index(match["mon"]) + 1


def _with_named_month(match: re.Match[str], _: _Reading) -> Stamp:
    return Stamp(_gregorian(int(match["y"])), _named_month(match), int(match["d"]))


def _with_numbers(match: re.Match[str], _: _Reading) -> Stamp:
    return Stamp(_gregorian(int(match["y"])), int(match["m"]), int(match["d"]))


def _short_named(match: re.Match[str], reading: _Reading) -> Stamp:
    return Stamp(_century(int(match["yy"]), reading), _named_month(match), int(match["d"]))


def _century(year: int, reading: _Reading) -> int:
    if reading.is_buddhist and year >= 43:
        return 2500 - 543 + year
    return 2000 + year if year < 70 else 1900 + year


def _era(match: re.Match[str], _: _Reading) -> Stamp:
    years = 1 if match["eray"] == "元" else int(match["eray"])
    return Stamp(calendar.ERAS[match["era"]] + years, int(match["m"]), int(match["d"]))


def _han_era(match: re.Match[str], _: _Reading) -> Stamp:
    years = 1 if match["hy"] == "元" else _han_number(match["hy"])
    return Stamp(calendar.ERAS[match["era"]] + years, _han_number(match["hm"]), _han_number(match["hd"]))


_READ: dict[str, Callable[[re.Match[str], _Reading], Stamp | None]] = {
    "year-month-day": _with_numbers,
    "year-month-day-named": _with_numbers,
    "han-numerals": lambda match, _: Stamp(
        _han_number(match["hy"]), _han_number(match["hm"]), _han_number(match["hd"])
    ),
    "han-era": _han_era,
    "glued": _with_numbers,
    "year month/day": _with_numbers,
    "era": _era,
    "day-month-name-year": _with_named_month,
    "persian": lambda match, _: _from_persian(
        int(match["y"]), _PERSIAN_NUMBERS[match["persian"].translate(_ARABIC_LETTERS)], int(match["d"])
    ),
    "persian-numbers": lambda match, _: _from_persian(int(match["y"]), int(match["m"]), int(match["d"])),
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


def _short(match: re.Match[str], reading: _Reading) -> Stamp | None:
    """Two-digit years: East Asian order (12-02-14) unless the page's language puts the day first."""
    a, b, c, separator = int(match["a"]), int(match["b"]), int(match["c"]), match["sep"]
    if separator == "/" and a <= 12 < b <= 31:
        return Stamp(_century(c, reading), a, b)  # 4/24/24 is unambiguous
    if reading.day_first is None or a > 31:
        if 1 <= b <= 12 and 1 <= c <= 31:
            return Stamp(2000 + a if a < 70 else 1900 + a, b, c)
        if reading.day_first is None and not _ends_the_year(a, b):
            return None
    return _ordered(a, b, _century(c, reading), separator, reading.day_first)


def _ends_the_year(a: int, b: int) -> bool:
    """Whether day and month are told apart by their size: `24.04.67`."""
    return (a > 12 >= b >= 1) or (b > 12 >= a >= 1)


def _stands_out(found: FoundDate, line: str) -> bool:
    if found.form == "republic-numbers" and found.stamp.hour is None and found.meaning is None:
        return len(line.strip()) <= found.end - found.start
    return (
        found.stamp.hour is not None
        or found.meaning in ("published", "updated")
        or len(line.strip()) <= found.end - found.start + _ALONE
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
        and not _meaning(after["gap"])
        and (after["mi"] or after["gap"] or after["mi2"] or not line[end : end + 1].isdigit())
    ):
        stamp, end = _add_time(stamp, after, line, language)
    elif earlier := _time_before_pattern(language).search(before) or _MILITARY_BEFORE.search(before):
        stamp = _set_time(stamp, earlier["h"], earlier["mi"], earlier["s"], earlier["after"] or "", language)
        if earlier["zone"] in _ZONES:
            stamp = stamp._replace(offset=_ZONES[earlier["zone"]])
        start -= len(earlier.group())
    return FoundDate(stamp, start, end, None, form, weekday)


_WORDS_TO_TIME = lazy_regex(
    r"[^\d\n]{4,40}?(?=\d{1,2}[:.]\d\d(?!\d)|[0-2]\d[0-5]\d\s(?:GMT|UTC|[A-Z]{2,3}T)\b)"
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
        stamp, end = stamp._replace(offset=_ZONES.get(military["zone"])), military.end()
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
        offset = _ZONES[zone["name"]] if zone["name"] else None
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
        after = "" if near else line[date.end : min(following, date.end + 30)]
        spans = [
            line[one.end : other.start]
            for one, other in itertools.pairwise(found[max(0, number - 1) : number + 2])
        ]
        if any(map(_SPAN.fullmatch, spans)):
            yield date._replace(meaning="other")
            at = date.end
            continue
        yield date._replace(
            meaning=date.meaning or _meaning(before) or (_meaning(after) if _AFTER.match(after) else None)
        )
        at = date.end


# Between the two days of a range: `du 12 mai au 3 juin`, `12 May to 3 June`.
_SPAN = lazy_regex(
    r"\s?(?:to|until|till|through|au|bis(?: zum)?|al|hasta el|do|до|по|tot(?: en met)?|até|a|til|至|到|～|〜)\s?"
)


_AFTER = lazy_regex(
    (
        r"(?:\s(?:um|at|à|a las)?\s?[\d%:.HMhm]{2,6}\s(?:Uhr\s)?)?\s?(?:에\s)?[(（]?(?:veröffentlicht|"
        r"施行|实施|實施|起施行|起实施|生效|geschrieben|gepostet|发布|发表|更新|公開|掲載|配信|更新|投稿|입력|등록|수정|게재|updated|published|"
        r"修改)"
    ),
    re.IGNORECASE,
)


def _meaning(words: str) -> Meaning | None:
    """The word nearest to the date decides, but words for another kind of date decide from anywhere."""
    if not words.strip(" :|,·-–—()[]"):
        return None
    nearest, at = None, -1
    words = words.lower()
    for meaning, pattern, _ in _MEANINGS:
        for match in pattern.finditer(words):
            if meaning == "other":
                return "other"
            if match.end() > at:
                nearest, at = meaning, match.end()
    # `最后更新时间`, `更新日期`: the word for time belongs to the one before it
    return "updated" if nearest == "published" and _UPDATE_TIME.search(words) else nearest


_UPDATE_TIME = lazy_regex(
    (
        r"(?:更新|修改|last\s?updated?|date\s?modified|modified|updated?|обновления|изменения|aktualizacji|"
        r"actualización|atualização|güncelle(?:n?me)?|cập nhật|تحديث|تعديل|อัปเดต|อัพเดท|ปรับปรุง|แก้ไข|עודכן|עדכון|"
        r"diperbarui|updated by \S.{0,25})\s?(?:时间|日期|於|于|on|date|:)?[\s:：]*"
        r"(?:时间|日期|date|tarihi|ngày|lúc|بتاريخ|في تاريخ|วันที่|בתאריך|tanggal)?[\s:：]*$"
    ),
    re.IGNORECASE,
)
