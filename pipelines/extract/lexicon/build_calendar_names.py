"""Generate `calendar_names.json`: CLDR's names of months, weekdays, day periods and relative times, by
language.

    uv run --isolated --with babel==2.19.0 python -m newsmill.pipelines.extract.lexicon.build_calendar_names

CLDR (Unicode licence) comes with Babel, which only this script needs. Forms from all territories and scripts
of a language are merged: Arabic months of Syria and Algeria, Serbian in both alphabets. If a date pattern
attaches letters to the month (`בMMMM`, `MMMM'ren'`), the combined form is included. Names CLDR lacks
(colloquial names, inflected forms) are maintained by hand in `calendar.py`. The same Babel version always
generates the same file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("calendar_names.json")

# Languages that news is written in, ordered by volume of news. If several share a name for different months
# and the page's language is unknown, the first one wins.
LANGUAGES = ["en", "es", "fr", "de", "pt", "it", "ru", "pl", "nl", "tr", "ar", "fa", "id", "uk", "cs", "sv", "hu",
    "ro", "el", "vi", "th", "ja", "ko", "zh", "he", "hi", "bn", "da", "no", "nn", "fi", "sk", "bg", "hr", "sr",
    "ca", "ms", "ta", "te", "ur", "mr", "gu", "kn", "ml", "pa", "si", "ne", "lt", "lv", "sl", "et", "az", "kk",
    "uz", "ka", "hy", "sq", "mk", "bs", "be", "eu", "gl", "is", "ga", "cy", "mt", "af", "sw", "fil", "am", "ti",
    "om", "so", "ha", "yo", "ig", "zu", "xh", "rw", "mg", "km", "lo", "my", "mn", "ky", "tg", "tk", "tt", "ps",
    "ckb", "ku", "sd", "ug", "as", "or", "kok", "dz", "bo", "lb", "fo", "fy", "gd", "br", "rm", "ia", "eo", "jv",
    "su", "qu", "gn", "yi", "os", "ce", "sah", "ba", "ccp"]  # fmt: skip

# English in alphabets that no newspaper uses.
_UNUSED_SCRIPTS = ("Dsrt", "Dsrt_US", "Shaw", "Shaw_GB")
_UNITS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2629800, "year": 31557600}
_FORMS = {"zero": 0, "one": 1, "two": 2}
_GLUED_BEFORE = re.compile(r"([^\W\d_M]+)'?MMM")
_GLUED_AFTER = re.compile(r"MMM'([^\W\d_]+)'")
_JOINT = re.compile(r"(?<=[dMy])([^dMyEGLc]*'[^']*[^\W\d_][^']*'[^dMyEGLc]*)(?=[dMyGEL]|$)")


def _locales(language: str) -> Iterator[Any]:
    from babel import Locale, localedata

    names = [
        name
        for name in localedata.locale_identifiers()
        if name == language or name.startswith(f"{language}_")
    ]
    for name in sorted(names, key=lambda name: (len(name), name)):
        if not name.endswith(_UNUSED_SCRIPTS):
            yield Locale.parse(name)


def _add(forms: list[str], text: str) -> None:
    text = " ".join(text.replace("\u200f", "").replace("\u200e", "").split())
    known = {form.casefold() for form in forms}
    if text and text.casefold() not in known and not any(character.isdigit() for character in text):
        forms.append(text)


def _patterns(locale: Any) -> list[str]:
    skeletons = locale._data.get("datetime_skeletons", {})
    return [
        *(str(pattern.pattern) for pattern in locale.date_formats.values()),
        *(str(pattern) for key, pattern in skeletons.items() if "M" in key and "d" in key),
    ]


def _months(locales: list[Any]) -> list[list[str]]:
    months: list[list[str]] = [[] for _ in range(12)]
    for locale in locales:
        glued = {("", "")}
        for pattern in _patterns(locale):
            glued.update((before, "") for before in _GLUED_BEFORE.findall(pattern))
            glued.update(("", after) for after in _GLUED_AFTER.findall(pattern))
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number in range(1, 13):
                    name = locale.months[context][width].get(number, "")
                    if re.fullmatch(r"M?\d+", name):
                        continue
                    for before, after in sorted(glued) if width == "wide" else [("", "")]:
                        _add(months[number - 1], f"{before}{name}{after}")
    return months


def _weekdays(locales: list[Any]) -> list[list[str]]:
    days: list[list[str]] = [[] for _ in range(7)]
    for locale in locales:
        for width in ("wide", "abbreviated", "short"):
            for context in ("format", "stand-alone"):
                for number in range(7):
                    name = locale.days[context].get(width, {}).get(number, "")
                    # a single letter never stands for a weekday on a page
                    if len(name.strip(".")) > 1:
                        _add(days[number], name)
    return days


def _halves(locales: list[Any]) -> dict[str, list[str]]:
    halves: dict[str, list[str]] = {"am": [], "pm": []}
    for locale in locales:
        for widths in locale._data["day_periods"].values():
            for width, names in widths.items():
                for half in halves:
                    # a single Latin letter (the narrow `a`, `p`) is too ambiguous
                    if half in names and not (width == "narrow" and len(names[half]) < 2):
                        _add(halves[half], names[half])
    return halves


def _ago(locales: list[Any]) -> dict[str, list[list[Any]]]:
    """Map a unit in seconds to `[text before the number, text after it, the number if none is written]`."""
    found: dict[str, list[list[Any]]] = {}
    for locale in locales:
        fields = locale._data["date_fields"]
        for unit, seconds in _UNITS.items():
            for width in ("", "-short", "-narrow"):
                past = fields.get(unit + width, {}).get("past", {})
                for form, template in past.items():
                    before, number, after = str(template).partition("{0}")
                    count = None if number else _FORMS.get(form)
                    if not number and count is None:
                        continue
                    before, after = " ".join(before.split()), " ".join(after.split())
                    row: list[Any] = [before, after, count]
                    # `-5 h`: without a word before or after it, it cannot be recognised as past
                    if (
                        before.strip("-−") or len(after.split()) > 1 or not after.isascii()
                    ) and row not in found.setdefault(str(seconds), []):
                        found[str(seconds)].append(row)
    return found


def _joints(locales: list[Any]) -> list[str]:
    """Words between day, month and year: `de`, `gada`, `thg`."""
    words: list[str] = []
    for locale in locales:
        for pattern in _patterns(locale):
            for literal in _JOINT.findall(pattern):
                _add(words, literal.replace("'", "").strip(" .,/-"))
    return [word for word in words if len(word) <= 12]


def build() -> dict[str, Any]:
    """Build the whole table, by language."""
    table: dict[str, Any] = {}
    for language in LANGUAGES:
        locales = list(_locales(language))
        if not locales:
            continue
        months = _months(locales)
        table[language] = {
            "months": months if all(months) else [],
            "weekdays": _weekdays(locales),
            **_halves(locales),
            "ago": _ago(locales),
            "joints": _joints(locales),
        }
    return table


def main() -> None:
    """Write the file."""
    rows = (
        f"{json.dumps(language)}: {json.dumps(row, ensure_ascii=False, separators=(',', ':'))}"
        for language, row in build().items()
    )
    PATH.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
