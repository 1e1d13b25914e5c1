"""Twelve months in every language and in every form that the tables have."""

import datetime
import re

import pytest

from newsmill.pipelines.extract.fields.date_forms import FORMS
from newsmill.pipelines.extract.fields.date_words import DAY_MARKS, MONTH_MARKS, marked
from newsmill.pipelines.extract.fields.dates import find_dates, forms_for, may_hold_date
from newsmill.pipelines.extract.lexicon import calendar

WITH_MONTHS = [language for language in calendar.NAMES if any(calendar.month_forms(language))]
# Digits that pages of a language may be written with, beside 0 to 9.
NATIVE_DIGITS = {
    "ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹", "ur": "۰۱۲۳۴۵۶۷۸۹", "ps": "۰۱۲۳۴۵۶۷۸۹", "ckb": "٠١٢٣٤٥٦٧٨٩",
    "hi": "०१२३४५६७८९", "mr": "०१२३४५६७८९",
    "ne": "०१२३४५६७८९", "bn": "০১২৩৪৫৬৭৮৯", "as": "০১২৩৪৫৬৭৮৯", "pa": "੦੧੨੩੪੫੬੭੮੯", "gu": "૦૧૨૩૪૫૬૭૮૯",
    "or": "୦୧୨୩୪୫୬୭୮୯", "ta": "௦௧௨௩௪௫௬௭௮௯",
    "te": "౦౧౨౩౪౫౬౭౮౯", "kn": "೦೧೨೩೪೫೬೭೮೯", "ml": "൦൧൨൩൪൫൬൭൮൯", "th": "๐๑๒๓๔๕๖๗๘๙", "lo": "໐໑໒໓໔໕໖໗໘໙",
    "my": "၀၁၂၃၄၅၆၇၈၉", "km": "០១២៣៤៥៦៧៨៩",
    "dz": "༠༡༢༣༤༥༦༧༨༩",
}  # fmt: skip
LAYOUTS = (
    "12 {} 2024",
    "12. {} 2024",
    "12-{}-2024",
    "12 {}, 2024 08:15",
    "{} 12, 2024",
    "2024 {} 12",
    "2024. {} 12.",
    "2024 12 {}",
)


def unambiguous(language):
    """The months' forms of a language, without those that it has for two months itself."""
    months = calendar.month_forms(language)
    owners = {}
    for number, forms in enumerate(months):
        for form in forms:
            owners.setdefault(calendar.fold(form), set()).add(number)
    return [
        (number + 1, form)
        for number, forms in enumerate(months)
        for form in forms
        if len(owners[calendar.fold(form)]) == 1
    ]


@pytest.mark.parametrize("language", WITH_MONTHS)
def test_all_forms_of_all_months_are_read_in_every_layout(language):
    missed = []
    for month, form in unambiguous(language):
        for layout in LAYOUTS:
            found = find_dates(layout.format(form), language=language)
            day = found[0].stamp.day_only if found else None
            if day is None or (day.year, day.month, day.day) != (2024, month, 12):
                missed.append((layout.format(form), day and day.iso()))
    assert not missed


@pytest.mark.parametrize("language", sorted(NATIVE_DIGITS))
def test_months_are_read_with_the_digits_of_the_language(language):
    digits = str.maketrans("0123456789", NATIVE_DIGITS[language])
    for month, form in unambiguous(language):
        line = f"12 {form} 2024, 08:15".translate(digits)
        assert may_hold_date(line)
        assert [date.stamp.iso() for date in find_dates(line, language=language)] == [
            f"2024-{month:02}-12T08:15"
        ], line


def test_most_languages_of_the_world_have_months():
    assert len(WITH_MONTHS) > 100
    wanted = [
        "te",
        "kn",
        "ml",
        "pa",
        "gu",
        "hy",
        "eu",
        "am",
        "my",
        "km",
        "lo",
        "ne",
        "sl",
        "is",
        "gl",
        "af",
        "lv",
        "lt",
        "ga",
        "cy",
        "mt",
        "sq",
        "mk",
    ]
    assert set(wanted) <= set(WITH_MONTHS)


def test_the_language_decides_between_names_that_languages_share():
    def of(language):
        return find_dates("24. listopada 2023.", language=language)[0].stamp.iso()

    assert of("hr") == "2023-10-24"
    assert of("pl") == "2023-11-24"
    assert find_dates("12. lipnja 2024.", language="hr")[0].stamp.iso() == "2024-06-12"
    assert find_dates("12 lipca 2024", language="pl")[0].stamp.iso() == "2024-07-12"


@pytest.mark.parametrize("language", list(calendar.NAMES))
def test_weekdays_stand_beside_dates_in_every_language(language):
    months = {calendar.fold(form) for forms in calendar.month_forms(language) for form in forms}
    for number, forms in enumerate(calendar.weekday_forms(language)):
        for form in forms[:1]:
            if calendar.fold(form) in months:
                continue
            found = find_dates(f"{form}, 2024-03-12 08:15", language=language)
            assert [date.stamp.iso() for date in found] == ["2024-03-12T08:15"], form
            sign = marked(form, language)[0]
            assert sign in MONTH_MARKS or sign == DAY_MARKS[number] or sign not in DAY_MARKS, form


@pytest.mark.parametrize(("language", "days", "words"), calendar.DAY_WORDS)
def test_days_before_now_are_read_in_every_language(language, days, words):
    now = datetime.datetime(2024, 3, 12, 20, 0)
    for word in words.split("/"):
        assert may_hold_date(f"{word} 10:30")
        found = find_dates(f"{word} 10:30", language=language, now=now)
        assert found, word
        assert found[0].stamp.iso() == f"2024-03-{12 - days:02}T10:30", word


@pytest.mark.parametrize("language", list(calendar.NAMES))
def test_spans_before_now_are_read_in_every_language(language):
    now = datetime.datetime(2024, 3, 12, 20, 0)
    for before, after, count in calendar.NAMES[language].ago.get("86400", []):
        number = "3" if count is None else ""
        line = " ".join(part for part in (before, number, after) if part)
        days = 3 if count is None else count
        found = find_dates(line, language=language, now=now)
        assert [date.stamp.day for date in found] == [12 - days], line


def test_every_form_reads_its_example():
    for form, pattern, examples in FORMS:
        example = examples.split(": ")[0].split(", ")
        read = [
            date.form
            for text in (examples.split(": ")[0], *example)
            for date in find_dates(text, language="zh", day_first=True)
        ]
        read += [
            date.form
            for text in example
            for language in ("en", "fa", "th", "vi", "mn")
            for date in find_dates(text, language=language, day_first=True)
        ]
        assert form in read, (form, pattern.pattern, examples)


def test_no_form_is_ruled_out_by_the_characters_of_a_line_in_which_it_is_found():
    lines = [example for _, _, examples in FORMS for example in re.split(r"[,:] |\s·\s", examples)]
    lines += [layout.format("April") for layout in LAYOUTS]
    lines += [
        "24.04.2024 10:30",
        "113/04/24 09:00",
        "09-30 22:46",
        "民國113年4月24日",
        "二〇二四年四月二十四日",
        "۱۴۰۳/۰۲/۰۵",
    ]
    for text in lines:
        line = marked(text)
        tried = {form for form, _ in forms_for(line)}
        assert {form for form, pattern, _ in FORMS if pattern.search(line)} <= tried, text
