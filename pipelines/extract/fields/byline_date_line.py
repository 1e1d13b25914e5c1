"""Outlets, accounts and names without a label: the cells beside the date, the lines right above and below
it, and lines between headline and text that are only names.
"""

from __future__ import annotations

import re

from newsmill.pipelines.extract.fields.byline_findings import (
    NO_CELL,
    Answer,
    Found,
    Reading,
    add_people,
    is_cased,
    is_outlet,
)
from newsmill.pipelines.extract.fields.credit_labels import is_label
from newsmill.pipelines.extract.fields.credit_names import LIST_MARKS, Credits, bare_names, is_line_of_names
from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.date_words import DAY_MARKS, PAD, marked
from newsmill.pipelines.extract.fields.line_cells import leads_to_root
from newsmill.pipelines.extract.fields.lines_around_body import Line, Zones
from newsmill.pipelines.extract.fields.person_names import (
    has_surname,
    is_chinese_name,
    is_japanese_name,
    is_korean_name,
    is_organisation,
)
from newsmill.pipelines.extract.fields.spaced_names import is_agency, is_full_name, people_in
from newsmill.pipelines.extract.fields.title import fold
from newsmill.pipelines.extract.lexicon.given_names import JAPANESE_FAMILY_NAMES
from newsmill.pipelines.extract.lexicon.outlets import SELF_PUBLISHED
from newsmill.pipelines.extract.page.character_classes import HAN, WIDE_CHARACTER
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.record import Person
from newsmill.pipelines.regex import lazy_regex

__all__ = ["names_alone", "read_date_line"]


def read_date_line(
    found: Found, zones: Zones, metadata: Metadata, date_at: int, span: tuple[int, int]
) -> None:
    """`2019年11月25日 18:57 参考消息`: the cells beside the date, and the lines right above and below it."""
    line = next((line for line in zones.head if line.at == date_at), None)
    if line is None:
        return
    # what Chinese pages declare as author is an account or outlet; others declare the author
    people = (*metadata.authors, *metadata.persons) if found.language.startswith("zh") else ()
    declared = {fold(name) for name in (metadata.source, *people) if name} | found.own
    own_people = {fold(name) for name in (*metadata.authors, *metadata.persons)} if not people else set()
    declared -= own_people
    tokens = _beside(line, span)
    self_published = bool(tokens) and any(_SELF_PUBLISHED.search(line.text) for line in zones.tail)
    for token in tokens:
        _judge_cell(found, line, token, declared, self_published=self_published)
    for near in zones.head:
        if near.at != date_at and abs(near.at - date_at) <= 2 and near.place == "head":
            _judge_line(found, near, declared)


def _judge_cell(found: Found, line: Line, token: str, declared: set[str], *, self_published: bool) -> None:
    """Decide what one cell beside the date is: an account, an outlet, a name, or none of these."""
    byline = found.byline
    if (pair := _PAIR.fullmatch(token)) and _judge_pair(found, line, *pair.groups()):
        return
    account = _account_in_cell(found, token, self_published=self_published)
    if account is not None:
        byline.account = account
        byline.readings.append(Reading(line.at, "source", "account-beside-date"))
        return
    cell = next((cell for cell in line.cells if cell.text.strip(_AROUND) == token), None)
    link = cell.link if cell else None
    if _is_outlet_cell(found, line, token, link, declared):
        outlet = token if WIDE_CHARACTER.search(token) else _outlet_of(token) or token
        found.sources.append(Answer(outlet, line.at, "outlet-beside-date"))
    elif names := _names_in_cell(found, line, token):
        by_label = any(
            reading.label == "byline" and reading.rule != "name-beside-date" for reading in byline.readings
        )
        if not (by_label and byline.authors):
            add_people(byline.authors, [Person(name, None) for name in names])
            byline.readings.append(Reading(line.at, "byline", "name-beside-date"))
            found.note("name-beside-date", names, line.at)


def _account_in_cell(found: Found, token: str, *, self_published: bool) -> str | None:
    if found.byline.account is not None:
        return None
    if official := _OFFICIAL_ACCOUNT.fullmatch(token):
        return official.group(1)
    return token if self_published and not found.sources and _could_be_account(token) else None


def _names_in_cell(found: Found, line: Line, token: str) -> list[str]:
    """The persons of a cell beside the date that holds nothing else: a name, or full names after `Par`."""
    if _is_name_of_language(found, token):
        return [token]
    if WIDE_CHARACTER.search(token) or not is_cased(token):
        return []
    parts = {token, *(cell.text for cell in line.cells if cell.text in token)}
    if any(fold(part) in found.topics for part in parts):
        return []
    people = people_in(token, found.own)
    return people.persons if people.share >= 0.8 and all(map(is_full_name, people.persons)) else []


def _is_name_of_language(found: Found, token: str) -> bool:
    """Whether a cell is a Chinese name, or on a Japanese or Korean page one with a frequent family name."""
    if found.language.startswith("ko"):
        return len(token) == _KOREAN_NAME and is_korean_name(token) and fold(token) not in found.topics
    if found.language.startswith("ja"):
        return is_japanese_name(token) and fold(token) not in found.topics
    return is_chinese_name(token)


# Korean words of two syllables often look like names; nearly all names have three.
_KOREAN_NAME = 3


def _is_outlet_cell(found: Found, line: Line, token: str, link: str | None, declared: set[str]) -> bool:
    if NO_CELL.search(token) or is_label(token):
        return False
    if any(token.endswith(person.name) for person in found.byline.authors) or _is_name_of_language(
        found, token
    ):
        return False
    wide = WIDE_CHARACTER.search(token) is not None
    if not wide:
        return is_agency(token) or (not found.language.startswith("zh") and _outlet_of(token) is not None)
    if is_agency(token):
        return True
    bare = fold(re.sub(r"[\[(（【][^\])）】]*[\])）】]", "", token))
    if bare in declared and not is_chinese_name(token):
        return True
    if link is not None and not leads_to_root(link) and token not in line.outside:
        return is_outlet(token) and not link.startswith("/")
    if link is not None:
        return _could_be_account(token) and not is_chinese_name(token)
    return is_outlet(token) or _stands_in_own_cell(line, token)


def _stands_in_own_cell(line: Line, token: str) -> bool:
    """Whether the token is an unlinked cell of the date line, and no name, place or counter."""
    return (
        any(cell.text.strip(_AROUND) == token and cell.link is None for cell in line.cells)
        and len(line.cells) > 1
        and 2 <= len(token) <= 14
        and not is_chinese_name(token)
        and not _NO_ACCOUNT.search(token)
    )


def _outlet_of(token: str) -> str | None:
    """The agency at the start of a cell, in scripts that write spaces: `Reuters, Washington,`."""
    first = re.split(r"\s*[,:|–—-]\s*|\s+/\s+", token, maxsplit=1)[0].strip(" .")
    return first if is_agency(first) else None


def _judge_line(found: Found, near: Line, declared: set[str]) -> None:
    """A line beside the date line that is only an outlet, or an outlet and a name."""
    text = near.text.strip()
    if len(text) > 40:
        return
    if text[:1] in "【[" and text[-1:] in "】]":
        text = text[1:-1].strip()
    spaced = _SPACED_PAIR.fullmatch(text)
    if spaced and is_outlet(spaced[1]) and is_chinese_name(spaced[2]) and not _is_linked(near):
        _judge_pair(found, near, *spaced.groups())
        return
    pair = _PAIR.fullmatch(text)
    if pair:
        _judge_pair(found, near, *pair.groups())
        return
    wide = WIDE_CHARACTER.search(text) is not None
    if NO_CELL.search(text) or len(text) > 24 or (wide and " " in text):
        return
    outlet = _wide_outlet_alone(found, near, text, declared) if wide else _agency_alone(near, text)
    if outlet is not None:
        found.sources.append(Answer(outlet, near.at, "outlet-alone"))


def _judge_pair(found: Found, near: Line, one: str, other: str) -> bool:
    """Read two halves around a slash as an outlet and a name. Returns whether they are."""
    for outlet, name in ((one, other), (other, one)):
        if is_organisation(outlet) and is_chinese_name(name):
            if is_outlet(outlet):  # else a desk: `上報快訊／范姜佳鈺`
                found.sources.append(Answer(outlet, near.at, "outlet-and-name"))
            found.take(Credits(authors=[Person(name, None)]), near.at, "outlet-and-name")
            return True
    return False


def _is_linked(near: Line) -> bool:
    """Whether a line is a link within the site, such as a channel."""
    return near.links > 0.9 and not near.outside and not any(leads_to_root(cell.link) for cell in near.cells)


def _wide_outlet_alone(found: Found, near: Line, text: str, declared: set[str]) -> str | None:
    folded = fold(text)
    if folded in declared and is_organisation(text):
        return text
    return text if is_outlet(text) and folded not in found.own and not _is_linked(near) else None


def _agency_alone(near: Line, text: str) -> str | None:
    first = _outlet_of(text)
    if (
        is_agency(text)
        or (first and _INITIALS_AFTER.search(text))
        or (near.named and first is not None and not _is_linked(near))
    ):
        return first or text
    return None


_INITIALS_AFTER = lazy_regex(r"^[^,/]{2,12}[,/] ?[a-ząćęłńóśźż]{2,4}$")  # `PAP, jk`
_SPACED_PAIR = lazy_regex(rf"([{HAN}]{{3,8}})\s([{HAN}]{{2,3}})")
_PAIR = lazy_regex(rf"[【\[(（]?([{HAN}]{{2,10}})\s?[/／╱|｜]\s?([{HAN}]{{2,10}})[】\])）]?")


_JAPANESE_BETWEEN = lazy_regex(r"[\s・、，,]+")
# `山田 太郎（ライター）`: what a person does, after the name
_ROLE_AFTER = lazy_regex(r"[（(][ぁ-んァ-ヶー\u4e00-\u9fff]{2,10}[)）]$")
_DESK_BEFORE = lazy_regex(rf"[{HAN}ぁ-んァ-ヶーA-Za-z]{{2,12}}(?:部|社|局|班|室|記者|ライター)")


def _japanese_names(text: str) -> list[str]:
    """The names that a line consists of, perhaps after their desk, before their outlet or in brackets:
    `編集部 山田太郎`, `[山田太郎，Minato]`; else an empty list.
    """
    text = _ROLE_AFTER.sub("", text.strip()).strip("[]【】［］（）()〔〕 ")
    family, _, given = text.partition(" ")
    if given and " " not in given and family in JAPANESE_FAMILY_NAMES and is_japanese_name(text):
        return [text]
    parts = _JAPANESE_BETWEEN.split(text)
    while len(parts) > 1 and _DESK_BEFORE.fullmatch(parts[0]):
        parts.pop(0)
    while len(parts) > 1 and parts[-1].isascii() and parts[-1].isalpha():
        parts.pop()
    return parts if all(map(is_japanese_name, parts)) else []


def names_alone(found: Found, zones: Zones, date_at: int) -> None:
    """A line between headline and body that is only Chinese or Japanese names; if it is a link, only right beside the
    date line.
    """
    for line in (*zones.head, *zones.first[:2]):
        text = line.text.strip()
        # items of one list: the day, the day of a change, the author
        beside = date_at >= 0 and abs(line.at - date_at) <= (_ITEMS if line.tag == "li" else 1)
        if line.place not in ("head", "first") or (line.links > 0.9 and not (beside or line.named)):
            continue
        japanese = found.language.startswith("ja") and line.place == "head" and (beside or line.named)
        if japanese and (parts := _japanese_names(text)):
            names = parts
        elif is_line_of_names(text):
            names = bare_names(text.lstrip(LIST_MARKS))
        else:
            continue
        if line.place == "first" and not all(len(name) == 3 and has_surname(name) for name in names):
            continue
        found.byline.authors.extend(Person(name, None) for name in names)
        found.byline.readings.append(Reading(line.at, "byline", "names-alone"))
        found.note("names-alone", names, line.at)
        return


_ITEMS = 3
_AROUND = "()[]（）【】［］《》 ,，–—-©®:："


def _beside(line: Line, span: tuple[int, int]) -> list[str]:
    """The words of a date line that are neither date nor credits; in scripts with spaces, the parts between
    bars.
    """
    before = _without_weekday(_without_label_of_date(line.text[: span[0]]))
    rest = f"{before} | {line.text[span[1] :]}"
    credits = parse_credit_line(rest)
    tokens: list[str] = []
    for piece in credits.rest if credits.share else [rest]:
        for cell in re.split(r"[|｜·•]|\s/\s", piece):
            tokens += _parts_of(cell, line) if WIDE_CHARACTER.search(cell) else [cell]
    return [
        stripped
        for token in tokens
        if 1
        < len(
            stripped := token.strip(
                _AROUND.replace("[", "").replace("]", "").replace("【", "").replace("】", "")
                if _REMARK.search(token)
                else _AROUND
            )
        )
        <= 60
    ]


_WEEKDAY_LAST = lazy_regex(rf"[\s,،;:(–—-]*[{DAY_MARKS}]{PAD}*[\s,،.)]*$")


def _without_weekday(before: str) -> str:
    """The text before a date, without the name of its day: `Jan Nowak — wtorek, `."""
    day = _WEEKDAY_LAST.search(marked(before))
    return before if day is None else before[: day.start()]


# `質問日時：2020/07/13`, `Last Modified: 8 August`: the words that say what the date is of.
_LABEL_OF_DATE = lazy_regex(rf"(?:[{HAN}ぁ-んァ-ヶー]{{1,8}}|[^|｜·•:：\u3000-\u9fff]{{1,30}})[:：]\s*$")


def _without_label_of_date(before: str) -> str:
    label = _LABEL_OF_DATE.search(before)
    return before if label is None or is_outlet(label.group().rstrip(" :：")) else before[: label.start()]


# `青石茶馆[整理]`: a remark that belongs to the outlet before it.
_REMARK = lazy_regex(rf"[{HAN}][\[【(（][{HAN}]{{2,4}}[\]】)）]\s*$")


def _parts_of(text: str, line: Line) -> list[str]:
    """The words of a piece; a cell that contains a space stays whole."""
    whole = [
        cell.text for cell in line.cells if " " in cell.text and cell.text in text and cell.link is not None
    ]
    for cell in whole:
        text = text.replace(cell, "")
    return text.split() + whole


_SELF_PUBLISHED = lazy_regex(SELF_PUBLISHED)
_OFFICIAL_ACCOUNT = lazy_regex(r"(.{2,20})官方[账帐]号")


def _could_be_account(token: str) -> bool:
    return (
        2 <= len(token) <= 16 and WIDE_CHARACTER.search(token) is not None and not _NO_ACCOUNT.search(token)
    )


_NO_ACCOUNT = lazy_regex(
    r"^(?:发布于|发表于|来自|IP属地|关注|举报|分享|阅读|评论|收藏|[+＋])|[：:\d]|[省市区县]$"
)
