"""The names at the start of a credit's value, in every script, and lines of names without a label."""

from __future__ import annotations

import re

import msgspec

from newsmill.pipelines.extract.fields.credit_labels import PUNCTUATION, Segment
from newsmill.pipelines.extract.fields.credit_outlets import BUTTON
from newsmill.pipelines.extract.fields.person_names import (
    is_chinese_name,
    is_japanese_name,
    is_korean_name,
    is_organisation,
    is_person,
    without_staff_number,
)
from newsmill.pipelines.extract.fields.spaced_names import people_in, tie_nicknames, untied
from newsmill.pipelines.extract.lexicon.datelines import GLUED_TAILS, REAL_NAMES
from newsmill.pipelines.extract.lexicon.given_names import JAPANESE_FAMILY_NAMES
from newsmill.pipelines.extract.lexicon.rows import pattern_of, words_of
from newsmill.pipelines.extract.page.character_classes import HAN, WIDE_CHARACTER
from newsmill.pipelines.record import Person
from newsmill.pipelines.regex import lazy_regex

__all__ = ["LIST_MARKS", "STOP_AT", "Credits", "add_people", "bare_names", "is_line_of_names", "read_people"]


class Credits(msgspec.Struct, kw_only=True):
    """What a line credits.

    others   people who are neither author nor editor: photographers, planners, supervisors
    outlets  agencies and outlets named in place of an author: `By Reuters`, `By Jane Doe, Associated Press`
    share  share of the line that the grammar parsed, 0 to 1; low for prose that contains `记者`
    rest   the pieces it did not parse; they may hold an outlet or name without a label
    """

    authors: list[Person] = []
    editors: list[Person] = []
    others: list[str] = []
    outlets: list[str] = []
    source: str | None = None
    account: str | None = None
    share: float = 0.0
    rest: list[str] = []


STOP_AT = lazy_regex(r"[()\[\]|•▪◆■●→。!！?？…“”\"]")

_TOKEN = lazy_regex(
    rf"(?P<han>[{HAN}々〇ぁ-んァ-ヶー·•・‧]+)|"
    rf"(?P<latin>[^\W\d_{HAN}ぁ-んァ-ヶー][\w.'’\-]*(?:_[A-Za-z]{{1,4}}\d+)?)|(?P<digits>\d[\w]*)|"
    rf"(?P<link>[,、;&/+\s]+)|(?P<other>.)"
)
_SPACED_NAME = lazy_regex(rf"(?<![{HAN}])([{HAN}]) +([{HAN}]{{1,2}})(?![{HAN}])")
_SINGLES = lazy_regex(rf"(?<![{HAN}])[{HAN}](?: +[{HAN}])+(?![{HAN}])")
_NUMBER = lazy_regex(r"[A-Z]{1,4}\d{2,6}")
_GLUED_TAIL = lazy_regex("(?:" + pattern_of(GLUED_TAILS) + ")$")
# `记者 张三 江城4月24日电`, `记者 张三 江城、滨海报道`: the last "name" is a place.
_PLACE_BEFORE = lazy_regex(rf"\s?\d{{1,2}}月\d{{1,2}}日[电電讯訊报]|[、和]\s?[{HAN}]{{2,6}}报[道导]$")
# `作者张三系某大学教授`, `记者张三发自江城`: what follows the name describes the person.
_IS_AN_OFFICE = lazy_regex(rf"([{HAN}]{{2,4}}?)(?:[系为]|发自)(?=[{HAN}]{{2}})")
_DASH = lazy_regex(r"\s[—–-]\s")
_REAL_NAMES = words_of(REAL_NAMES)


def read_people(
    segment: Segment, value: str, *, editors: bool, credits: Credits | None = None
) -> tuple[list[str], int, str]:
    """The names at the start of a value, where they end, and what follows. Outlets among them go to
    `credits`.
    """
    value = tie_nicknames(value)
    stop = STOP_AT.search(value)
    whole = value[: stop.start()] if stop else value
    if not whole.strip():
        return [], 0, ""
    joined = _closed_up(whole)
    spaced = segment.colon or segment.value_at > segment.start + len(segment.printed)
    if _HANGUL.search(joined):
        names, end = _hangul_names(joined, colon=segment.colon or segment.printed == "by")
        rest = joined[end:]
    elif WIDE_CHARACTER.search(joined):
        names, end, rest = _wide_names(
            joined,
            lenient=_is_lenient(segment, joined),
            spaced=spaced,
            editors=editors,
        )
        names = _with_japanese(names, joined)
    elif segment.label.colon or segment.colon or spaced:
        names, outlets, end = _spaced_names(
            joined,
            editors=editors and segment.colon,
            trusted=segment.colon or segment.printed.casefold().endswith("by"),
        )
        rest = joined[end:]
        if not segment.colon and names and " " not in names[0] and _goes_on(joined, names[0], end):
            return [], 0, joined
        if outlets and credits is not None:
            credits.outlets.extend(outlets)
    else:
        return [], 0, joined
    return (
        names,
        (len(whole) if end >= len(joined) else min(end + len(whole) - len(joined), len(whole))),
        rest,
    )


def _is_lenient(segment: Segment, value: str) -> bool:
    """Whether the value of a label may also be a pen name."""
    return (segment.colon or not WIDE_CHARACTER.search(segment.printed)) and (
        not segment.printed.endswith(_REAL_NAMES) or is_japanese_name(value.strip())
    )


def _with_japanese(names: list[str], text: str) -> list[str]:
    """The names with family and given name of Japanese ones together: `山田 太郎` is one person."""
    whole: list[str] = []
    for name in names:
        pair = f"{whole[-1]} {name}" if whole else ""
        if pair and whole[-1] in JAPANESE_FAMILY_NAMES and len(whole[-1]) > 1 and pair in text:
            whole[-1] = pair
        else:
            whole.append(name)
    return whole


# The longest byline of one word (`By Melissa`, followed by a date), in characters.
_ONE_WORD = 30
# What follows a name that is not the beginning of a sentence: `by Amanda · Dec 20, 2025 · One comment`.
_CELL_FOLLOWS = lazy_regex(r"\s*(?:[|·•–—]|(?:on|at|am|um|le|à|el|op|em|il)\s+\d|\d)")


def _goes_on(value: str, name: str, end: int) -> bool:
    """Whether prose follows a name of one word without a colon."""
    if len(value) <= _ONE_WORD or end >= len(value):
        return False
    return _CELL_FOLLOWS.match(value, value.find(name) + len(name)) is None


_HANGUL = lazy_regex("[가-힣]")
_HANGUL_NAMES = lazy_regex(r"\s*([가-힣]{2,4})(?![가-힣])(?:\s?[·,、/&]\s?|\s|$)?")


def _hangul_names(value: str, *, colon: bool) -> tuple[list[str], int]:
    """The Korean names at the start of a value, and where they end; after a colon, also pen names."""
    names: list[str] = []
    at = 0
    while match := _HANGUL_NAMES.match(value, at):
        name = match.group(1)
        if not (is_korean_name(name) or (colon and not names and is_person(name))):
            break
        names.append(name)
        at = match.end()
    return names, at


def _closed_up(text: str) -> str:
    """Remove the spaces in names that were padded to one width: `方 敏` 方敏, `王 斯 敏` 王斯敏,
    `方 敏 王 磊` 方敏 王磊, `李 建国` 李建国."""
    return _SPACED_NAME.sub(r"\1\2", _SINGLES.sub(_close_up, text)) if " " in text else text


def _close_up(match: re.Match[str]) -> str:
    singles = match.group().split()
    step = 3 if len(singles) == 3 else 2
    if len(singles) % step:
        return match.group()
    return " ".join("".join(singles[at : at + step]) for at in range(0, len(singles), step))


def _wide_names(value: str, *, lenient: bool, spaced: bool, editors: bool) -> tuple[list[str], int, str]:
    """Names in wide scripts and foreign names among them, where they end, and what follows."""
    reader = _WideNames(value, lenient, spaced)
    for token in _TOKEN.finditer(value):
        if not reader.take(token):
            break
    names = reader.all_names(editors=editors)
    if len(names) > 1 and _PLACE_BEFORE.match(value, reader.end):
        names.pop()
    return names, reader.end, reader.photographer + value[reader.end :]


class _WideNames:
    """Names read token by token.

    latin         the words so far of a foreign name
    end           where the names end
    photographer  `摄` if it was attached to the last name
    """

    def __init__(self, value: str, lenient: bool, spaced: bool) -> None:
        self.value, self.lenient, self.spaced = value, lenient, spaced
        self.names: list[str] = []
        self.latin: list[str] = []
        self.end = 0
        self.photographer = ""

    def take(self, token: re.Match[str]) -> bool:
        """Read a token. Returns whether names may follow."""
        if token.lastgroup == "link":
            self._take_link(token)
            return True
        if token.lastgroup == "latin":
            return self._take_latin(token)
        return token.lastgroup == "han" and self._take_wide(token)

    def all_names(self, *, editors: bool) -> list[str]:
        """All names, including a foreign one at the end; any word may be an editor's name."""
        joined = " ".join(self.latin)
        return [*self.names, joined] if joined and (is_person(joined) or editors) else self.names

    def _end_latin(self) -> None:
        if self.latin:
            self.names.append(" ".join(self.latin))
            self.latin = []

    def _take_link(self, token: re.Match[str]) -> None:
        if not token.group().isspace():
            self._end_latin()
        if not self.names:
            self.end = token.end()

    def _take_latin(self, token: re.Match[str]) -> bool:
        text = token.group()
        if not (self.names and _NUMBER.fullmatch(text)):
            if not (self.lenient or self.names) or not text[0].isupper():
                return False
            self.latin.append(without_staff_number(text))
        self.end = token.end()
        return True

    def _take_wide(self, token: re.Match[str]) -> bool:
        self._end_latin()
        text = token.group()
        if len(text) > 2 and text[-1] in "摄攝":
            self.photographer = "摄"
            self.names.append(text[:-1])
            self.end = token.end()
            return False
        office = _IS_AN_OFFICE.match(text)
        bare = office.group(1) if office else _GLUED_TAIL.sub("", text)
        if bare != text and self.names and not office and not is_chinese_name(bare):
            return False  # `江城、滨海报道` after the names
        if not self._is_name(bare, last=not self.value[token.end() :].strip()):
            return False
        self.names.append(bare)
        self.end = token.end()
        return bare == text

    def _is_name(self, bare: str, *, last: bool) -> bool:
        if is_chinese_name(bare):
            return True
        certain = self.lenient or (self.spaced and last and len(bare) <= 3) or "·" in bare
        return certain and is_person(bare)


def _spaced_names(value: str, *, editors: bool, trusted: bool) -> tuple[list[str], list[str], int]:
    """Names and outlets in scripts that write spaces, and where they end: `Jane Doe and John Smith,
    Associated Press`.
    """
    dash = _DASH.search(value)
    whole = value[: dash.start()] if dash else value
    semicolon = whole.find(";")
    if semicolon >= 0 and not editors and ":" in whole[semicolon:]:
        whole = whole[:semicolon]
    found = people_in(whole, trusted=trusted)
    if editors and _STAFF_ONLY.fullmatch(whole.strip()):
        return [whole.strip()], [], len(whole)
    if editors and not found.persons:
        bare = without_staff_number(whole.strip(" .,"))
        if (
            bare
            and len(bare) <= 30
            and not BUTTON.match(bare)
            and not found.outlets
            and (" " not in bare or bare[0].isupper())
        ):
            return [bare], [], len(whole)
    if not found.persons and not found.outlets:
        return [], [], 0
    if found.share >= _WHOLE:
        return found.persons, found.outlets, len(whole)
    reach = max(
        (untied(whole).rfind(name) + len(name) for name in (*found.persons, *found.outlets)), default=0
    )
    return found.persons, found.outlets, max(reach, 0)


# `责任编辑：HN666`: the editor is known only by a number.
_STAFF_ONLY = lazy_regex(r"[A-Za-z]{1,4}\d{2,6}")
# A value with at least this share of names, jobs and dates is read to its end.
_WHOLE = 0.75


def add_people(people: list[Person], names: list[str], role: str | None) -> None:
    """Append names that are not yet among the people."""
    known = {person.name for person in people}
    for name in names:
        if name and name not in known:
            known.add(name)
            people.append(Person(name, role))


def bare_names(inner: str) -> list[str]:
    """Names without a label, `张三 李四`, perhaps after an outlet. Empty unless all are names."""
    joined = _closed_up(inner.translate(PUNCTUATION))
    tokens = [token for token in re.split(r"[ 、,;/&]+", joined) if token]
    while len(tokens) > 1 and is_organisation(tokens[0]):
        tokens.pop(0)
    return tokens if tokens and all(is_chinese_name(token) for token in tokens) else []


# Marks that portals print before a name on its own line.
LIST_MARKS = "□■○●◎◆◇▲△▪※/·- "


def is_line_of_names(text: str) -> bool:
    """Whether a line is up to four Chinese names and nothing else: `■张三丰`, `张　三`, `张三丰 李四`.

    Two characters without a mark may be a word, so they count only beside other names.
    """
    if not 2 <= len(text) <= 24:
        return False
    names = bare_names(text.lstrip(LIST_MARKS))
    return 0 < len(names) <= 4 and (len(names) > 1 or len(names[0]) > 2 or len(text) > len(names[0]))
