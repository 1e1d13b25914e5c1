"""Date vocabulary: months, weekdays, day periods, relative days and times, eras.

`calendar_names.json` is generated from CLDR by `build_calendar_names.py`; the tables here add what CLDR
lacks. Everything is keyed by language, because languages share names: `listopada` is October in Croatian and
November in Polish.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

__all__ = [
    "AFTERNOON",
    "AGO_WORDS",
    "COMMON_LANGUAGES",
    "DAY_WORDS",
    "ERAS",
    "EXTRA_MONTHS",
    "JOINTS",
    "MORNING",
    "NAMES",
    "ONE",
    "PERSIAN_MONTHS",
    "TIME_WORDS",
    "LanguageNames",
    "fold",
    "month_forms",
    "related",
    "weekday_forms",
]


class LanguageNames(msgspec.Struct, frozen=True):
    """A language's row of `calendar_names.json`.

    months    twelve lists of forms, January first; empty if CLDR only has numbers
    weekdays  seven lists, Monday first
    am, pm    names of the day periods
    ago       seconds of a unit to its phrases: text before the number, text after it, the number if not written
    joints    words between day, month and year
    """

    months: list[list[str]]
    weekdays: list[list[str]]
    am: list[str]
    pm: list[str]
    ago: dict[str, list[tuple[str, str, int | None]]]
    joints: list[str]


class _Names(Mapping[str, LanguageNames]):
    """The rows of `calendar_names.json`, each decoded when it is asked for."""

    def __init__(self, encoded: dict[str, msgspec.Raw]) -> None:
        self._encoded = encoded
        self._rows: dict[str, LanguageNames] = {}

    def __getitem__(self, language: str) -> LanguageNames:
        row = self._rows.get(language)
        if row is None:
            row = self._rows[language] = msgspec.json.decode(self._encoded[language], type=LanguageNames)
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(self._encoded)

    def __len__(self) -> int:
        return len(self._encoded)


# The names of months, weekdays and halves of the day, by language: generated from CLDR.
NAMES = _Names(
    msgspec.json.decode(
        Path(__file__).with_name("calendar_names.json").read_bytes(), type=dict[str, msgspec.Raw]
    )
)

# Month forms CLDR lacks: language; January to December (`-`: none; `/` separates variants, `_` stands for a
# space); why.
EXTRA_MONTHS: tuple[tuple[str, str, str], ...] = (
    ("fr", "- fevrier/fév - - - - - aout - - - decembre", "typed without accents"),
    ("it", "genn febb - - magg - - - sett - - -", "longer abbreviations of newspapers"),
    ("de", "- - maerz/mrz - - - - - - - - -", "typed without umlaut; the abbreviation of three letters"),
    ("nl", "- - mrt - - - - - - - - -", "the abbreviation in use"),
    ("es", "- - - - - - - - sep/set - - -", "abbreviations of three letters"),
    ("ru", "- фев - - - - - - сен - ноя -", "abbreviations of three letters"),
    ("uk", "січ лют бер кві/квіт тра/трав чер/черв лип сер/серп вер жов/жовт лис/лист гру/груд",
        "abbreviations of three letters"),
    ("id", "- pebruari/peb - - - - - agt/agu - - nopember/nop -", "spellings before the reform that newspapers keep"),
    ("ar", "- - اذار افريل/ابريل ايار يونيه يوليه اغسطس ايلول اكتوبر/تشرين_الاول - كانون_الاول",
        "typed without hamza; other spellings"),
    ("ar", "جانفي فيفري - أفريل ماي جوان جويلية أوت/غشت شتنبر - نونبر دجنبر", "months of the Maghreb"),
    ("hi", "जन फरवरी/फर - - - - - - सितम्बर अक्तूबर नवम्बर दिसम्बर", "other spellings, and those without nukta"),
    ("mr", "- - - - - - - - सप्टेंबर/सप्टेम्बर ऑक्टोबर/ऑक्टोंबर - डिसेंबर", "other spellings"),
    ("ne", "- फेब्रुवरी/फेब्रुअरी - अप्रिल/एप्रिल - - - - - - नोभेम्बर/नोबेम्बर -", "other spellings"),
    ("ta", "- பெப்ரவரி/பிப்ரவரி - - - - - ஆகஸ்டு - - - -", "other spellings"),
    ("te", "- - - - - - జులై/జూలై ఆగస్ట్/ఆగస్టు సెప్టెంబర్ - - -", "other spellings"),
    ("el", (
        "γενάρη/γεν φλεβάρη/φλεβ μάρτη/μαρ απρίλη μάη/μαϊ ιούνη/ιουν ιούλη/ιουλ αύγουστου/αυγ "
        "σεπτέμβρη/σεπτ οκτώβρη νοέμβρη δεκέμβρη"
    ), "as people say them, which newspapers write too"),
    ("el", (
        "ιανουάριο φεβρουάριο μάρτιο απρίλιο μάιο ιούνιο ιούλιο αύγουστο σεπτέμβριο οκτώβριο νοέμβριο "
        "δεκέμβριο"
    ), "the accusative"),
    ("el", (
        "ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος "
        "νοέμβριος δεκέμβριος"
    ), "the nominative"),
    ("sr", (
        "januara/јануара februara/фебруара marta/марта aprila/априла maja/маја juna/јуна jula/јула "
        "avgusta/августа septembra/септембра oktobra/октобра novembra/новембра decembra/децембра"
    ), "the genitive, which dates stand in"),
    ("bs", "januara februara marta aprila maja juna jula augusta/avgusta septembra oktobra novembra decembra",
        "the genitive"),
    ("hr", (
        "siječnju veljači ožujku travnju svibnju lipnju srpnju kolovozu rujnu listopadu studenom/studenog "
        "prosincu"
    ), "other cases"),
    ("sl", "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra",
        "the genitive, which dates stand in"),
    ("mk", "- - марти - - - - - - - - -", "as neighbours say it"),
    ("bg", "- - - - - - - - септ - - -", "a longer abbreviation"),
    ("cs", "led úno bře dub kvě čvn čvc srp zář říj lis pro", "abbreviations of three letters"),
    ("pl", "- - - - - - - - - paz - -", "typed without accent"),
    ("lv", "janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī decembrī",
        "the locative: on which day"),
    ("lt", "sausis vasaris kovas balandis gegužė birželis liepa rugpjūtis rugsėjis spalis lapkritis gruodis",
        "the nominative"),
    ("fi", "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu", "without the word for month"),
    ("ka", (
        "იანვარს თებერვალს მარტს აპრილს მაისს ივნისს ივლისს აგვისტოს სექტემბერს ოქტომბერს ნოემბერს "
        "დეკემბერს"
    ), "the dative: on which day"),
    ("my", "- - မတ်လ - - - - - - - - -", "with the word for month"),
    ("mt", (
        "ta'_jannar ta'_frar ta'_marzu ta'_april ta'_mejju ta'_ġunju ta'_lulju ta'_awwissu ta'_settembru "
        "ta'_ottubru ta'_novembru ta'_diċembru"
    ), "with the particle of dates"),
    ("ku", (
        "rêbendanê reşemê adarê avrêlê gulanê pûşperê tîrmehê gelawêjê rezberê kewçêrê sermawezê "
        "berfanbarê"
    ), "of Kurmanji"),
    ("si", "ජනවාරි පෙබරවාරි මාර්තු අප්‍රේල්/අප්රේල් මැයි ජූනි/ජුනි ජූලි/ජුලි අගෝස්තු සැප්තැම්බර් ඔක්තෝබර් "
    "නොවැම්බර් දෙසැම්බර්",
        "the Gregorian months: CLDR's data has the lunar ones"),
    ("ps", "جنوري فبروري - اپرېل مې - - - سپتمبر - نومبر دسمبر", "other spellings"),
)  # fmt: skip

# The solar calendar of Iran and Afghanistan, first month in spring: Iranian and Afghan (Dari, Pashto) forms.
PERSIAN_MONTHS: tuple[tuple[str, ...], ...] = (
    ("فروردین", "حمل", "وری"),
    ("اردیبهشت", "ثور", "غویی"),
    ("خرداد", "جوزا", "غبرګولی"),
    ("تیر", "سرطان", "چنګاښ"),
    ("مرداد", "امرداد", "اسد", "زمری"),
    ("شهریور", "سنبله", "وږی"),
    ("مهر", "میزان", "تله"),
    ("آبان", "عقرب", "لړم"),
    ("آذر", "قوس", "لیندۍ"),
    ("دی", "جدی", "مرغومی"),
    ("بهمن", "دلو", "سلواغه"),
    ("اسفند", "حوت", "کب"),
)

# Eras, by the year before their first. The longest name is tried first.
ERAS: dict[str, int] = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "中華民國": 1911, "中华民国": 1911, "民國": 1911, "民国": 1911,
}  # fmt: skip

# Words between day, month and year, in addition to those in CLDR's patterns: `24 tháng 4 năm 2024`, `२४ को`,
# `5th of May`.
JOINTS: tuple[str, ...] = (
    "of", "the", "de", "del", "di", "d", "ngày", "tháng", "năm", "ta", "yn", "o", "af", "den", "dì",
    "พ.ศ.", "ค.ศ.", "พ.ศ", "ค.ศ", "ที่", "เดือน", "ថ្ងៃទី", "ខែ", "ឆ្នាំ", "ວັນທີ", "ເດືອນ", "ປີ",
)  # fmt: skip

# Words between a date and its time: `12. marts 2024, plkst. 8.15`. Only after one of them is `8.15` certain
# to be a time.
TIME_WORDS: tuple[str, ...] = (
    "at", "a las", "às", "as", "à", "a", "um", "ore", "orele", "ora", "alle", "alle ore", "la", "o godz.", "godz.",
    "godz", "o", "в", "во", "у", "о", "об", "u", "ob", "v",
    "pukul", "jam", "pkl", "saat", "saatı", "lúc", "kl.", "kl", "klo", "klokka", "klukkan", "om", "kell", "kella",
    "plkst.", "plkst", "val.", "ժամը", "الساعة", "ساعت",
    "στις", "ώρα", "orë", "ora", "në", "เวลา", "sa", "nang", "saa", "цагт", "сағат", "саат", "בשעה", "को", "তারিখ",
    "г.", "г", "года", "р.", "року", "ж.", "il", "alas",
)  # fmt: skip

# Day periods as pages write them, in addition to CLDR's names. East Asian ones precede the time.
MORNING: tuple[str, ...] = (
    "上午", "এএম", "एएम", "पूर्वाह्न", "পূর্বাহ্ণ", "முற்பகல்", "காலை", "ఉదయం",
    "เช้า", "午前", "오전", "凌晨", "早上", "清晨", "am", "a.m.", "a. m.", "sa", "ق.ظ", "ص", "صباحا", "صباحاً",
    "صبح", "π.μ.", "пп", "de.", "pagi",
)  # fmt: skip
# The same for the other half of the day.
AFTERNOON: tuple[str, ...] = (
    "下午", "পিএম", "पीएम", "अपराह्न", "অপরাহ্ণ", "பிற்பகல்", "மாலை", "సాయంత్రం",
    "午後", "오후", "晚上", "晚间", "傍晚", "pm", "p.m.", "p. m.", "ch", "ب.ظ", "م", "مساء", "مساءً", "عصر",
    "شب", "μ.μ.", "du.", "malam", "sore",
)  # fmt: skip

# Relative days: language, number of days ago, words.
DAY_WORDS: tuple[tuple[str, int, str], ...] = (
    ("zh", 0, "今天/今日"), ("zh", 1, "昨天/昨日"), ("zh", 2, "前天"), ("ja", 0, "今日/本日"), ("ja", 1, "昨日"),
        ("ja", 2, "一昨日"),
    ("ko", 0, "오늘"), ("ko", 1, "어제"), ("ko", 2, "그제/그저께"), ("en", 0, "today"), ("en", 1, "yesterday"),
        ("es", 0, "hoy"), ("es", 1, "ayer"),
    ("es", 2, "anteayer"), ("pt", 0, "hoje"), ("pt", 1, "ontem"), ("fr", 0, "aujourd'hui"), ("fr", 1, "hier"),
        ("fr", 2, "avant-hier"),
    ("it", 0, "oggi"), ("it", 1, "ieri"), ("de", 0, "heute"), ("de", 1, "gestern"), ("de", 2, "vorgestern"),
        ("nl", 0, "vandaag"), ("nl", 1, "gisteren"),
    ("nl", 2, "eergisteren"), ("sv", 0, "idag/i dag"), ("sv", 1, "igår/i går"), ("da", 0, "i dag"),
        ("da", 1, "i går"), ("no", 0, "i dag"), ("no", 1, "i går"),
    ("fi", 0, "tänään"), ("fi", 1, "eilen"), ("pl", 0, "dzisiaj/dziś"), ("pl", 1, "wczoraj"),
        ("pl", 2, "przedwczoraj"), ("cs", 0, "dnes"), ("cs", 1, "včera"),
    ("sk", 0, "dnes"), ("sk", 1, "včera"), ("sl", 0, "danes"), ("sl", 1, "včeraj"), ("hr", 0, "danas"),
        ("hr", 1, "jučer"), ("sr", 0, "danas/данас"),
    ("sr", 1, "juče/јуче"), ("bs", 0, "danas"), ("bs", 1, "jučer/juče"), ("bg", 0, "днес"), ("bg", 1, "вчера"),
        ("mk", 0, "денес"), ("mk", 1, "вчера"),
    ("ru", 0, "сегодня"), ("ru", 1, "вчера"), ("ru", 2, "позавчера"), ("uk", 0, "сьогодні"),
        ("uk", 1, "вчора/учора"), ("be", 0, "сёння"), ("be", 1, "учора"),
    ("hu", 0, "ma"), ("hu", 1, "tegnap"), ("ro", 0, "azi/astăzi"), ("ro", 1, "ieri"), ("el", 0, "σήμερα"),
        ("el", 1, "χθες/χτες"), ("tr", 0, "bugün"),
    ("tr", 1, "dün"), ("az", 0, "bu gün"), ("az", 1, "dünən"), ("id", 0, "hari ini"), ("id", 1, "kemarin"),
        ("ms", 0, "hari ini"), ("ms", 1, "semalam"),
    ("vi", 0, "hôm nay"), ("vi", 1, "hôm qua"), ("th", 0, "วันนี้"), ("th", 1, "เมื่อวาน/เมื่อวานนี้"),
        ("ar", 0, "اليوم"), ("ar", 1, "أمس/امس"), ("fa", 0, "امروز"),
    ("fa", 1, "دیروز"), ("ur", 0, "آج"), ("he", 0, "היום"), ("he", 1, "אתמול"), ("hi", 0, "आज"), ("bn", 0, "আজ"),
        ("bn", 1, "গতকাল"), ("ta", 0, "இன்று"),
    ("ta", 1, "நேற்று"), ("te", 1, "నిన్న"), ("lt", 0, "šiandien"), ("lt", 1, "vakar"), ("lv", 0, "šodien"),
        ("lv", 1, "vakar"), ("et", 0, "täna"),
    ("et", 1, "eile"), ("sq", 0, "sot"), ("sq", 1, "dje"), ("ca", 0, "avui"), ("ca", 1, "ahir"), ("gl", 0, "hoxe"),
        ("gl", 1, "onte"), ("eu", 0, "gaur"),
    ("eu", 1, "atzo"), ("ka", 0, "დღეს"), ("ka", 1, "გუშინ"), ("hy", 0, "այսօր"), ("hy", 1, "երեկ"),
        ("kk", 0, "бүгін"), ("kk", 1, "кеше"), ("is", 0, "í dag"),
    ("is", 1, "í gær"), ("fil", 0, "ngayon"), ("fil", 1, "kahapon"), ("sw", 0, "leo"), ("sw", 1, "jana"),
        ("af", 0, "vandag"), ("af", 1, "gister"),
    ("mn", 0, "өнөөдөр"), ("mn", 1, "өчигдөр"),
)  # fmt: skip

# Relative times that CLDR words differently: language, unit in seconds, text before and after the number.
AGO_WORDS: tuple[tuple[str, int, str, str], ...] = (
    ("zh", 60, "", "分钟前"), ("zh", 60, "", "分鐘前"), ("zh", 60, "", "分前"), ("zh", 3600, "", "小时前"),
        ("zh", 3600, "", "小時前"), ("zh", 3600, "", "個小時前"),
    ("zh", 3600, "", "个小时前"), ("zh", 86400, "", "天前"), ("zh", 86400, "", "日前"), ("zh", 604800, "", "周前"),
        ("ja", 3600, "", "時間前"), ("ja", 60, "", "分前"),
    ("ja", 86400, "", "日前"), ("ja", 604800, "", "週間前"), ("ko", 60, "", "분전"), ("ko", 3600, "", "시간전"),
        ("ko", 86400, "", "일전"), ("en", 60, "", "mins ago"),
    ("en", 3600, "", "hrs ago"), ("en", 3600, "", "h ago"), ("en", 60, "", "m ago"), ("en", 86400, "", "d ago"),
        ("id", 3600, "", "jam yang lalu"), ("id", 60, "", "menit yang lalu"),
    ("id", 86400, "", "hari yang lalu"), ("vi", 3600, "", "giờ trước"), ("vi", 60, "", "phút trước"),
        ("vi", 86400, "", "ngày trước"), ("ru", 3600, "", "час назад"),
    ("es", 3600, "hace", "h"), ("es", 60, "hace", "min"), ("pt", 3600, "há", "horas"), ("pt", 60, "há", "minutos"),
        ("pt", 86400, "há", "dias"), ("de", 3600, "vor", "Std."),
    ("ar", 3600, "منذ", "ساعات"), ("ar", 3600, "منذ", "ساعة"), ("ar", 60, "منذ", "دقيقة"),
        ("ar", 60, "منذ", "دقائق"), ("ar", 86400, "منذ", "أيام"), ("ar", 86400, "منذ", "يوم"),
)  # fmt: skip

# Languages so similar that a page in one may be identified as the other.
_RELATED: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "hr bs sr",
        "no da nn nb",
        "id ms",
        "fil tl",
        "cs sk",
        "fa ps",
        "hi mr ne",
        "es gl ca",
        "tr az",
    )
)
_ALIASES = {"nb": "no", "tl": "fil", "iw": "he", "in": "id", "sh": "hr"}


def related(language: str | None) -> tuple[str, ...]:
    """The table keys for a page's language (BCP 47): its own first, then its close relatives. Empty if
    unknown.
    """
    if not language:
        return ()
    primary = language.replace("_", "-").partition("-")[0].lower()
    own = _ALIASES.get(primary, primary)
    others = sorted(other for group in _RELATED if own in group for other in group - {own})
    return tuple(key for key in (own, *others) if key in NAMES)


_SAME_LETTERS = str.maketrans("يكىۀةᎥ’ʼ", "یکیههi''")


@functools.lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Normalise a name for lookup: NFC, case-folded, without full stops, joiners and optional marks."""
    if name.isascii():
        return " ".join(name.lower().replace(".", "").split())
    text = unicodedata.normalize("NFC", name).casefold().replace("i̇", "i")
    text = re.sub("[\u0640\u064b-\u0652\u200b-\u200f\u00ad.]", "", text).translate(_SAME_LETTERS)
    return " ".join(text.split())


@functools.cache
def _extra(language: str) -> list[list[str]]:
    forms: list[list[str]] = [[] for _ in range(12)]
    for key, row, _ in EXTRA_MONTHS:
        if key == language:
            for number, cell in enumerate(row.split()):
                forms[number] += [form.replace("_", " ") for form in cell.split("/") if form != "-"]
    return forms


@functools.cache
def month_forms(language: str) -> list[list[str]]:
    """All written forms of a language's months, January first; empty lists if only numbers are written."""
    own = NAMES[language].months or [[] for _ in range(12)]
    return [[*forms, *extra] for forms, extra in zip(own, _extra(language), strict=True)]


@functools.cache
def weekday_forms(language: str) -> list[list[str]]:
    """All written forms of a language's weekdays, Monday first."""
    return NAMES[language].weekdays


# `An hour ago`: a word for one instead of the number, by language.
ONE = {
    "en": r"an?|one",
    "de": "einer|einem",
    "es": "una?",
    "fr": "une?",
    "it": "un'?|una",
    "pt": "uma?",
    "nl": "een",
}

# Languages whose phrases are tried if the page's language is unknown.
COMMON_LANGUAGES = ("en", "zh", "ja", "ko", "es", "fr", "de", "ru", "pt", "ar", "id")
