"""The grammar of credit lines: who wrote, edited and photographed, and which outlet the text is from.

A credit line is a sequence of segments, each a label (`记者`, `责任编辑`, `来源`, `By`, `Автор`) and its value
(`credit_labels`). A table of labels says which field each value goes to; names (`credit_names`) and outlets
(`credit_outlets`) are read from the value. Credits in the first and last words of a text are read in
`credit_datelines`, boilerplate lines in `newsmill.pipelines.extract.fields.boilerplate_lines`.
"""

from __future__ import annotations

import re
from functools import cache

from newsmill.pipelines.extract.fields.credit_labels import (
    LABEL_HINT,
    PUNCTUATION,
    SUFFIX_HINT,
    Segment,
    end_of_value,
    hints_of,
    is_hint,
    segments_of,
)
from newsmill.pipelines.extract.fields.credit_names import STOP_AT, Credits, add_people, read_people
from newsmill.pipelines.extract.fields.credit_outlets import BUTTON, outlet_in
from newsmill.pipelines.extract.fields.person_names import (
    is_chinese_name,
    is_korean_name,
    is_organisation,
    is_person,
    without_staff_number,
)
from newsmill.pipelines.extract.lexicon.datelines import PHOTO_SUFFIXES
from newsmill.pipelines.extract.lexicon.labels import SUFFIXES, Suffix
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.page.character_classes import HAN, WIDE_CHARACTER
from newsmill.pipelines.regex import lazy_regex

__all__ = ["parse_credit_line", "read_suffixed"]

_PHOTO_SUFFIX = lazy_regex(r"^\s*[/]?\s*(?:" + pattern_of(PHOTO_SUFFIXES) + ")(?![/并文报報])")


# `作者：[美]约翰·史密斯`: the country before a foreign name.
_NATIONALITY = lazy_regex(rf"[(\[][{HAN}]{{1,3}}[)\]](?=\s?[{HAN}]+[·•・‧])")


# `홍길동 기자 hong@example.kr`
_ADDRESS = lazy_regex(r"\s?[(\[]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[)\]]?")


def parse_credit_line(text: str) -> Credits:
    """Read a credit line. Long text, and text without a word of the grammar, gives empty credits."""
    hints = hints_of(text) if len(text) <= 300 else 0
    if not is_hint(hints):
        return Credits()
    line = text if text.isascii() else text.translate(PUNCTUATION)
    if "・" in line:
        line = _DOT_FOR_COLON.sub(r"\1:", line)
    if "[" in line or "(" in line:
        line = _NATIONALITY.sub(lambda match: " " * len(match.group()), line)
    if "@" in line:
        line = _ADDRESS.sub("", line)
    if line is not text:
        hints = hints_of(line)
    if not hints & (LABEL_HINT | SUFFIX_HINT):  # begins like a label but is not one
        return Credits(rest=[line] if line.strip(" ()[]|,;") else [])
    credits = Credits()
    understood = read_suffixed(line, credits) if hints & SUFFIX_HINT else []
    segments = segments_of(line) if hints & LABEL_HINT else []
    for number, segment in enumerate(segments):
        if number and _is_role_of(segments[number - 1], segment, line):
            segment = segment._replace(label=segments[number - 1].label)
        until = len(line)
        if number + 1 < len(segments):
            until = end_of_value(line, segment, segments[number + 1])
        end = _READERS[segment.label.field](segment, line[segment.value_at : until], credits)
        if end >= 0:
            understood.append((segment.start, segment.value_at + end))
    _measure(line, understood, credits)
    return credits


# `文・山田太郎`, but not `文・写真`.
_DOT_FOR_COLON = lazy_regex(
    rf"(?<![{HAN}ぁ-んァ-ヶー・])(文|写真|取材|撮影|聞き手|構成|絵)・(?!写真|撮影|構成|文|イラスト|取材|"
    rf"絵)(?=[{HAN}ぁ-んァ-ヶ])"
)
# `作者：《财经》记者 张三`
_TITLE_OF_OUTLET = lazy_regex(r"《[^《》]{1,20}》\s?")


def _is_role_of(before: Segment, segment: Segment, line: str) -> bool:
    """Whether a label is the job title of a person under the label before it: `摄影：南都记者 张三` names a
    photographer, `作者：见习编辑 李四` an author.
    """
    between = line[before.value_at : segment.start]
    return (
        before.colon
        and not segment.colon
        and (
            (
                before.label.field == "other"
                and segment.label.field == "author"
                and len(between) <= 6
                and between.isalnum() == bool(between)
            )
            or (
                before.label.field in ("author", "editor")
                and segment.label.field in ("author", "editor")
                and (not between or _TITLE_OF_OUTLET.fullmatch(between) is not None)
            )
        )
    )


def _measure(line: str, understood: list[tuple[int, int]], credits: Credits) -> None:
    """Set `share` and `rest` from the spans that were understood."""
    at = covered = 0
    for start, end in sorted(understood):
        if start > at:
            credits.rest.append(line[at:start])
        covered += max(0, end - max(at, start))
        at = max(at, end)
    credits.rest = [piece for piece in (*credits.rest, line[at:]) if piece.strip(" ()[]|,;")]
    credits.share = min(1.0, covered / max(1, len(line.strip("()[]| "))))


def _nobody(segment: Segment, value: str) -> int:
    """For a label without a person: the length of an empty value or an outlet (`作者：网络整理`), which count as
    understood; -1 for anything else.
    """
    stripped = value.strip(" ,、|()[]")
    if not segment.colon:
        return -1
    if not stripped:
        return 0
    first = stripped.split(" ", 1)[0]
    return value.find(first) + len(first) if len(first) <= 14 and is_organisation(first) else -1


def _take_author(segment: Segment, value: str, credits: Credits) -> int:
    before = len(credits.outlets)
    names, end, rest = read_people(segment, value, editors=False, credits=credits)
    if not names:
        return end if len(credits.outlets) > before else _titled(segment, value, credits)
    if _PHOTO_SUFFIX.match(rest):
        credits.others.extend(name for name in names if name not in credits.others)
    else:
        add_people(credits.authors, names, segment.printed)
    return end


# `作者：江城大学经济学院院长、教授何小满`: a name directly after a long title.
_TITLE_BEFORE = lazy_regex(
    rf"(?:主任|研究[员員]|教授|[记記]者|[员員长長师師家授士理事任官者])(?P<name>[{HAN}]{{2,3}})$"
)


def _titled(segment: Segment, value: str, credits: Credits) -> int:
    """Take the name at the end of a long title, else fall back to `_nobody`."""
    stop = STOP_AT.search(value)
    whole = (value[: stop.start()] if stop else value).strip(" ,")
    title = _TITLE_BEFORE.search(whole) if segment.colon and 6 <= len(whole) <= 60 else None
    if title and is_chinese_name(title["name"]):
        add_people(credits.authors, [title["name"]], segment.printed)
        return len(value[: stop.start()] if stop else value)
    return _nobody(segment, value)


def _take_editor(segment: Segment, value: str, credits: Credits) -> int:
    stop = STOP_AT.search(value)
    token = without_staff_number((value[: stop.start()] if stop else value).strip(" ,、"))
    names, end, _ = read_people(segment, value, editors=True)
    if (
        not names
        and segment.colon
        and token
        and len(token) <= 12
        and not BUTTON.match(token)
        and " " not in token
        and not is_organisation(token)
    ):
        names, end = [token], len(value.rstrip())
    if not names:
        return _nobody(segment, value)
    add_people(credits.editors, names, segment.printed)
    return end


def _take_other(segment: Segment, value: str, credits: Credits) -> int:
    names, end, _ = read_people(segment, value, editors=False)
    credits.others.extend(name for name in names if name not in credits.others)
    return end if names or segment.colon else -1


def _take_source(segment: Segment, value: str, credits: Credits) -> int:
    outlet = outlet_in(value)
    if outlet is None:
        return 0 if segment.colon else -1
    glued = segment.value_at == segment.start + len(segment.printed) and segment.printed[-1] in "源源处處"
    if not segment.colon and (
        len(outlet) > 16 or (glued and WIDE_CHARACTER.match(outlet) and not is_organisation(outlet))
    ):
        return -1
    if credits.source is None:
        credits.source = outlet
    return value.find(outlet) + len(outlet)


def _take_account(segment: Segment, value: str, credits: Credits) -> int:
    outlet = outlet_in(value)
    if outlet is None:
        return 0
    credits.account = credits.account or outlet
    return value.find(outlet) + len(outlet)


def _take_nothing(segment: Segment, value: str, credits: Credits) -> int:
    return 0 if segment.colon else -1


_READERS = {
    "author": _take_author,
    "editor": _take_editor,
    "other": _take_other,
    "source": _take_source,
    "account": _take_account,
    "ignore": _take_nothing,
}


# A role word that is also a label is a suffix only if name and role fill the line or bracket.
_ALONE_BEFORE, _ALONE_AFTER = r"(?:(?<=[(\[])|(?<=^))\s*", r"(?=\s*(?:[)\]]|$))"


@cache
def _suffix_patterns() -> list[tuple[Suffix, re.Pattern[str]]]:
    """Patterns for a name before its role, one per row of `SUFFIXES`: `홍길동 기자`, `山田太郎記者`, `刘通摄`,
    `李四/文`."""
    names = {
        "ko": r"(?<![가-힣])(?P<names>[가-힣]{2,4}(?:(?:\s?[·,]\s?|\s)[가-힣]{2,4})*?)",
        "ja": rf"(?<![{HAN}])(?P<names>[{HAN}]{{2,5}})",
        "zh": rf"(?<![{HAN}])(?P<names>[{HAN}]{{2,4}}(?:[ 、][{HAN}]{{2,4}})*)",
    }
    after = {"ko": "(?![가-힣])", "ja": rf"(?![{HAN}ぁ-ん]|\s?:)", "zh": f"(?![{HAN}/:])"}
    return [
        (
            row,
            lazy_regex(
                rf"{_ALONE_BEFORE if row.alone else ''}{names[row.script]}\s?(?P<role>{row.pattern})"
                rf"{_ALONE_AFTER if row.alone else after[row.script]}"
            ),
        )
        for row in SUFFIXES
    ]


def read_suffixed(line: str, credits: Credits) -> list[tuple[int, int]]:
    """Read names that precede their role (`張三攝`, `홍길동 기자`) into `credits`. Returns their spans."""
    understood: list[tuple[int, int]] = []
    for row, pattern in _suffix_patterns():
        for match in pattern.finditer(line):
            names, start = _names_before_role(row, match)
            if not names or any(first < match.end() and start < last for first, last in understood):
                continue
            if row.field == "other":
                credits.others.extend(names)
            else:
                add_people(
                    credits.editors if row.field == "editor" else credits.authors,
                    names,
                    match["role"].strip(" /"),
                )
            understood.append((start, match.end()))
    return understood


def _names_before_role(row: Suffix, match: re.Match[str]) -> tuple[list[str], int]:
    """The names, and where the first of them starts: the text before it (`아시아경제 홍길동 기자`) may be an outlet."""
    text = match["names"]
    found = [(part.group(), match.start() + part.start()) for part in re.finditer(rf"[{HAN}가-힣]+", text)]
    if row.script == "ja":
        good = [is_person(name) and not name.endswith("記者") for name, _ in found]
    elif row.script == "ko":
        good = [is_korean_name(name) for name, _ in found]
    else:
        good = [is_chinese_name(name) or (row.field == "other" and len(found) == 1) for name, _ in found]
    while found and not good[0]:
        found.pop(0)
        good.pop(0)
    return ([name for name, _ in found], found[0][1]) if found and all(good) else ([], 0)
