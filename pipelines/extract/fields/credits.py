"""The grammar of credit lines: who wrote, edited and photographed, and which outlet the text is from.

A credit line is a sequence of segments, each a label (`记者`, `责任编辑`, `来源`, `By`, `Автор`) and its value. A
table of labels says which field each value goes to. `parse_credit_line` reads a line, `parse_dateline` and
`parse_sign_off` the first and last words of a text. Boilerplate lines are handled in
`newsmill.pipelines.extract.body.standing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import msgspec

from newsmill.pipelines.derived import kept
from newsmill.pipelines.extract.fields.names import (
    is_chinese_name,
    is_korean_name,
    is_organisation,
    is_person,
    without_staff_number,
)
from newsmill.pipelines.extract.fields.page_memory import remembered
from newsmill.pipelines.extract.fields.people import is_small, people_in, tie_nicknames, untied
from newsmill.pipelines.extract.lexicon.labels import COLONS, LABELS, SUFFIXES, Label, Suffix
from newsmill.pipelines.extract.lexicon.patterns import (
    alternatives,
    any_of,
    beginnings,
    first_characters,
    openings,
)
from newsmill.pipelines.extract.lexicon.words import WordGroups
from newsmill.pipelines.record import Person
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "LIST_MARKS",
    "Credits",
    "bare_names",
    "has_credit_hint",
    "has_editor_label",
    "is_label",
    "is_line_of_names",
    "parse_credit_line",
    "parse_dateline",
    "parse_reported",
    "parse_sign_off",
]


class Credits(msgspec.Struct, kw_only=True):
    """What a line credits.

    others   people who are neither author nor editor: photographers, planners, supervisors
    outlets  agencies and outlets named in place of an author: `By Reuters`, `By Jane Doe, Associated Press`
    share  share of the line that the grammar understood, 0 to 1; low for prose that contains `记者`
    rest   the pieces it did not understand; they may hold an outlet or name without a label
    """

    authors: list[Person] = []
    editors: list[Person] = []
    others: list[str] = []
    outlets: list[str] = []
    source: str | None = None
    account: str | None = None
    share: float = 0.0
    rest: list[str] = []


_HAN = "\u3400-\u9fff\uf900-\ufaff"
# The separator between a label and its value. Before a colon, any word counts as a label; with a space or
# nothing, names must follow.
_COLON = rf"\s*[{re.escape(COLONS)}]\s?"


def _by_first_character() -> dict[str, dict[int, list[str]]]:
    """For each first character, the alternatives of labels that start with it, by label number, in the
    table's order.
    """
    rows: dict[str, dict[int, list[str]]] = {}
    for number, label in enumerate(LABELS):
        for alternative in alternatives(label.pattern):
            for character in first_characters(alternative):
                # labels match whole words: `Photo` does not match in `Photographs`, which may be a label
                # itself
                whole = alternative if character > "\u2e80" else rf"(?:{alternative})(?!\w)"
                rows.setdefault(character, {}).setdefault(number, []).append(whole)
    return rows


_LABEL_ROWS = kept("labels by first character", "", _by_first_character, dict[str, dict[int, list[str]]])


@cache
def _labels_from(character: str) -> re.Pattern[str]:
    """The pattern of labels that start with a character. Compiled on demand: of hundreds, a run needs a few."""
    rows = _LABEL_ROWS[character].items()
    return lazy_regex("|".join(f"(?P<l{number}>{'|'.join(own)})" for number, own in rows))


# Where a label may start.
_LABEL_STARTS = WordGroups(lambda: [beginnings((label.pattern for label in LABELS), 4)], word_starts=True)
_AFTER_LABEL = lazy_regex(rf"(?P<colon>{_COLON})|\s+")
_PUNCTUATION = str.maketrans(
    "：﹕︰（）【】［］〔〕〖〗「」『』／╱∕｜︱│　，；＝\u00a0",
    ":::()[][][][]()()///||| ,;= ",
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff",
)
_STOP_AT = lazy_regex(r"[()\[\]|•▪◆■●→。!！?？…“”\"]")

_TOKEN = lazy_regex(
    rf"(?P<han>[{_HAN}々〇ぁ-んァ-ヶー·•・‧]+)|"
    rf"(?P<latin>[^\W\d_{_HAN}ぁ-んァ-ヶー][\w.'’\-]*(?:_[A-Za-z]{{1,4}}\d+)?)|(?P<digits>\d[\w]*)|"
    rf"(?P<link>[,、;&/+\s]+)|(?P<other>.)"
)
_SPACED_NAME = lazy_regex(rf"(?<![{_HAN}])([{_HAN}]) +([{_HAN}]{{1,2}})(?![{_HAN}])")
_SINGLES = lazy_regex(rf"(?<![{_HAN}])[{_HAN}](?: +[{_HAN}])+(?![{_HAN}])")
_NUMBER = lazy_regex(r"[A-Z]{1,4}\d{2,6}")
_GLUED_TAIL = lazy_regex(r"(?:报道|报导|摄影报道|通讯|整理|编译|供稿)$")
# `记者 张三 江城4月24日电`, `记者 张三 江城、滨海报道`: the last "name" is a place.
_PLACE_BEFORE = lazy_regex(rf"\s?\d{{1,2}}月\d{{1,2}}日[电電讯訊报]|[、和]\s?[{_HAN}]{{2,6}}报[道导]$")
# `作者张三系某大学教授`, `记者张三发自江城`: what follows the name describes the person.
_IS_AN_OFFICE = lazy_regex(rf"([{_HAN}]{{2,4}}?)(?:[系为]|发自)(?=[{_HAN}]{{2}})")
_PHOTO_SUFFIX = lazy_regex(r"^\s*[/]?\s*(?:摄影?|攝影?|供图|供圖|图|圖|制图|撮影)(?![/并文报報])")
_DASH = lazy_regex(r"\s[—–-]\s")


# Buttons that follow an empty `来源：`: a value that starts with an instruction to the reader is not an outlet.
_BUTTON = lazy_regex(
    r"进入|参与|互动|欢迎|倒序|正序|只看|点击|点此|查看|手机(?:看|版|阅读)|扫码|扫一扫|打印|举报|分享|收藏"
    r"|字号|字体|字體|阅读|返回|下载|关注|我要|更多|评论|浏览|放大|缩小|"
    r"大$|中$|小$|责任|Share|Print|Follow|Click|Read|[關关][閉闭]|列印|轉寄|友善列印|推薦|推荐|有?\d+人|"
    r"人?[参參][与與]|已有|投稿|[订訂][阅閱]|登[录錄入]|注册|註冊|首[页頁]|[回返]首|上一|下一|文字$|手机版"
    r"|手機版"
)
# What may follow an outlet without a space: the next button, if two links meet (`来源：中国新闻网参与互动`), and an
# account's number.
_BEHIND_OUTLET = lazy_regex(
    r"参与互动|我要评论|我来说两句|手机看新闻|点击(?:查看|进入|下载)|分享到|打印本|字号|字体|\(\s?(?:ID|id"
    r"|微信号)\s?[:=]"
)
_QUOTES = ("“", '"', "「")
# What a content system prints if no outlet is set.
_NO_OUTLETS = frozenset(
    (
        "未知",
        "不详",
        "佚名",
        "匿名",
        "暂无",
        "未注明",
        "admin",
        "Unknown",
        "unknown",
        "N/A",
        "n/a",
        "None",
        "Supplied",
        "supplied",
        "Handout",
        "Own work",
        "Author",
        "Internet",
        "internet",
        "Web",
        "Google",
    )
)
_OUTLET_END = lazy_regex(
    r",\s(?:online|published|accessed|retrieved)\b|[|•。！？!?…\]\[【】]|\s[-–—]\s|[,，;；]\s?(?:作者|编辑|责任)|\d{4}[-年./]|\d{1,2}:\d\d|"
    r"\d{1,2}[./]\d{1,2}[./]\d{2}|[,;]?\s\d{1,2}(?:st|nd|rd|th|[.ºª°])?\s(?:de\s)?[^\W\d_]{3,12}\.?,?"
    r"\s(?:de\s|del\s)?(?:19|20)\d\d"
)
_WIDE = lazy_regex(rf"[{_HAN}ぁ-んァ-ヶー가-힣]")


# `作者：[美]约翰·史密斯`: the country before a foreign name.
_NATIONALITY = lazy_regex(rf"[(\[][{_HAN}]{{1,3}}[)\]](?=\s?[{_HAN}]+[·•・‧])")
# Roles of people who sign with their real names: `记者：你怎么看？` is an interview, not a credit.
_REAL_NAMES = ("记者", "記者", "通讯员", "通訊員", "评论员", "評論員")


# `By Jane Doe` starts a line or follows a bar or a date; `Silent Valley by Yang Li` is a caption.
_LATIN_START = lazy_regex(r"^$|[|(\[·•–—;,/]\s*$|^[^|]{0,40}\d[^|]{0,12}$|[^\W\d_]{2}\s?;\s*$")


# `홍길동 기자 hong@example.kr`
_ADDRESS = lazy_regex(r"\s?[(\[]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[)\]]?")


class _Segment(NamedTuple):
    """A label and where its value stands in the line."""

    label: Label
    printed: str
    start: int
    value_at: int
    colon: bool


def has_credit_hint(text: str) -> bool:
    """Whether the text contains any word of the grammar."""
    return _is_hint(_hints_of(text))


def _is_hint(hints: int) -> bool:
    return hints & _FREE_HINT > 0 or hints & _COLON_HINT == _COLON_HINT


# What a credit line needs: a label that works without a colon, or a role after a name; or a colon and a
# label.
_HINTS = WordGroups(
    lambda: [
        beginnings(
            [label.pattern for label in LABELS if not label.colon] + [row.pattern for row in SUFFIXES]
        ),
        beginnings(label.pattern for label in LABELS),
        f"{COLONS}：／｜＝╱",
        beginnings(label.pattern for label in LABELS if label.field == "editor"),
        beginnings((label.pattern for label in LABELS), 4),
        beginnings(row.pattern for row in SUFFIXES),
    ],
    word_starts=True,
)
_FREE_HINT, _COLON_HINT, _EDITOR_HINT, _LABEL_HINT, _SUFFIX_HINT = 0b001, 0b110, 1 << 3, 1 << 4, 1 << 5


@remembered
def _hints_of(text: str) -> int:
    return _HINTS.of(text)


def has_editor_label(text: str) -> bool:
    """Whether the text contains an editor's label."""
    return _hints_of(text) & _EDITOR_HINT > 0


def is_label(text: str) -> bool:
    """Whether a line is only the label of an author, an editor or an outlet, with or without a colon."""
    bare = text.translate(_PUNCTUATION).strip(" :|")
    match = _labels_from(bare[0]).match(bare) if bare and bare[0] in _LABEL_ROWS else None
    return match is not None and match.end() == len(bare) and _label_of(match).field in _WITH_VALUE


def _label_of(match: re.Match[str]) -> Label:
    return LABELS[int((match.lastgroup or "l0")[1:])]


_WITH_VALUE = frozenset(("author", "editor", "source"))


def parse_credit_line(text: str) -> Credits:
    """Read a credit line. Long text, and text without a word of the grammar, gives empty credits."""
    hints = _hints_of(text) if len(text) <= 300 else 0
    if not _is_hint(hints):
        return Credits()
    line = text if text.isascii() else text.translate(_PUNCTUATION)
    if "・" in line:
        line = _DOT_FOR_COLON.sub(r"\1:", line)
    if "[" in line or "(" in line:
        line = _NATIONALITY.sub(lambda match: " " * len(match.group()), line)
    if "@" in line:
        line = _ADDRESS.sub("", line)
    if line is not text:
        hints = _hints_of(line)
    if not hints & (_LABEL_HINT | _SUFFIX_HINT):  # begins like a label but is not one
        return Credits(rest=[line] if line.strip(" ()[]|,;") else [])
    credits = Credits()
    understood = _read_suffixed(line, credits) if hints & _SUFFIX_HINT else []
    segments = _segments(line) if hints & _LABEL_HINT else []
    for number, segment in enumerate(segments):
        if number and _is_role_of(segments[number - 1], segment, line):
            segment = segment._replace(label=segments[number - 1].label)
        until = len(line)
        if number + 1 < len(segments):
            until = _before(line, segment, segments[number + 1])
        end = _READERS[segment.label.field](segment, line[segment.value_at : until], credits)
        if end >= 0:
            understood.append((segment.start, segment.value_at + end))
    _measure(line, understood, credits)
    return credits


# `文・山田太郎`, but not `文・写真`.
_DOT_FOR_COLON = lazy_regex(
    rf"(?<![{_HAN}ぁ-んァ-ヶー・])(文|写真|取材|撮影|聞き手|構成|絵)・(?!写真|撮影|構成|文|イラスト|取材|絵)(?=[{_HAN}ぁ-んァ-ヶ])"
)
# `作者：《财经》记者 张三`
_TITLE_OF_OUTLET = lazy_regex(r"《[^《》]{1,20}》\s?")


def _is_role_of(before: _Segment, segment: _Segment, line: str) -> bool:
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


def _labels(line: str) -> Iterator[re.Match[str]]:
    """Possible labels, left to right, without overlaps."""
    at = _LABEL_STARTS.find(line, 0)
    while at >= 0:
        match = _labels_from(line[at]).match(line, at)
        if match:
            yield match
        at = _LABEL_STARTS.find(line, max(at + 1, match.end()) if match else at + 1)


def _segments(line: str) -> list[_Segment]:
    """The labels of a line, left to right."""
    found = []
    for match in _labels(line):
        label = _label_of(match)
        after = _AFTER_LABEL.match(line, match.end())
        colon = after is not None and after["colon"] is not None
        before = line[match.start() - 1] if match.start() else " "
        wide = _WIDE.match(match.group()) is not None
        if label.colon and not colon:
            continue
        if not wide and (before.isalnum() or (after is None and match.end() < len(line))):
            continue
        small = is_small(match.group())
        if not wide and (small or not colon) and not _LATIN_START.search(line[: match.start()]):
            continue
        if wide and not colon and label.field in ("source", "ignore") and before not in " ([|,;":
            continue
        found.append(
            _Segment(
                label, match.group().strip(), match.start(), after.end() if after else match.end(), colon
            )
        )
    return found


def _before(line: str, segment: _Segment, following: _Segment) -> int:
    """Where the value of a segment ends: before the next label, and before an outlet attached to that label
    (`江城编辑`).
    """
    until = following.start
    if following.colon or not until or not _WIDE.match(line[until - 1]):
        return until
    space = max(line.rfind(mark, segment.value_at, until) for mark in " 、,;)")
    if space < 0:
        return segment.value_at if segment.colon else until
    return space


def _read_people(
    segment: _Segment, value: str, *, editors: bool, credits: Credits | None = None
) -> tuple[list[str], int, str]:
    """The names at the start of a value, where they end, and what follows. Outlets among them go to
    `credits`.
    """
    value = tie_nicknames(value)
    stop = _STOP_AT.search(value)
    whole = value[: stop.start()] if stop else value
    if not whole.strip():
        return [], 0, ""
    joined = _closed_up(whole)
    spaced = segment.colon or segment.value_at > segment.start + len(segment.printed)
    if _HANGUL.search(joined):
        names, end = _hangul_names(joined, colon=segment.colon)
        rest = joined[end:]
    elif _WIDE.search(joined):
        names, end, rest = _wide_names(
            joined,
            lenient=segment.colon and not segment.printed.endswith(_REAL_NAMES),
            spaced=spaced,
            editors=editors,
        )
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
            return False  # `江城、滨海报道` behind the names
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
            and not _BUTTON.match(bare)
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


def _nobody(segment: _Segment, value: str) -> int:
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


def _take_author(segment: _Segment, value: str, credits: Credits) -> int:
    before = len(credits.outlets)
    names, end, rest = _read_people(segment, value, editors=False, credits=credits)
    if not names:
        return end if len(credits.outlets) > before else _titled(segment, value, credits)
    if _PHOTO_SUFFIX.match(rest):
        credits.others.extend(name for name in names if name not in credits.others)
    else:
        _add(credits.authors, names, segment.printed)
    return end


# `作者：江城大学经济学院院长、教授何小满`: a name directly after a long title.
_TITLE_BEFORE = lazy_regex(
    rf"(?:主任|研究[员員]|教授|[记記]者|[员員长長师師家授士理事任官者])(?P<name>[{_HAN}]{{2,3}})$"
)


def _titled(segment: _Segment, value: str, credits: Credits) -> int:
    """Take the name at the end of a long title, else fall back to `_nobody`."""
    stop = _STOP_AT.search(value)
    whole = (value[: stop.start()] if stop else value).strip(" ,")
    title = _TITLE_BEFORE.search(whole) if segment.colon and 6 <= len(whole) <= 60 else None
    if title and is_chinese_name(title["name"]):
        _add(credits.authors, [title["name"]], segment.printed)
        return len(value[: stop.start()] if stop else value)
    return _nobody(segment, value)


def _take_editor(segment: _Segment, value: str, credits: Credits) -> int:
    stop = _STOP_AT.search(value)
    token = without_staff_number((value[: stop.start()] if stop else value).strip(" ,、"))
    names, end, _ = _read_people(segment, value, editors=True)
    if (
        not names
        and segment.colon
        and token
        and len(token) <= 12
        and not _BUTTON.match(token)
        and " " not in token
        and not is_organisation(token)
    ):
        names, end = [token], len(value.rstrip())
    if not names:
        return _nobody(segment, value)
    _add(credits.editors, names, segment.printed)
    return end


def _take_other(segment: _Segment, value: str, credits: Credits) -> int:
    names, end, _ = _read_people(segment, value, editors=False)
    credits.others.extend(name for name in names if name not in credits.others)
    return end if names or segment.colon else -1


def _take_source(segment: _Segment, value: str, credits: Credits) -> int:
    outlet = _outlet(value)
    if outlet is None:
        return 0 if segment.colon else -1
    glued = segment.value_at == segment.start + len(segment.printed) and segment.printed[-1] in "源源处處"
    if not segment.colon and (
        len(outlet) > 16 or (glued and _WIDE.match(outlet) and not is_organisation(outlet))
    ):
        return -1
    if credits.source is None:
        credits.source = outlet
    return value.find(outlet) + len(outlet)


def _take_account(segment: _Segment, value: str, credits: Credits) -> int:
    outlet = _outlet(value)
    if outlet is None:
        return 0
    credits.account = credits.account or outlet
    return value.find(outlet) + len(outlet)


def _take_nothing(segment: _Segment, value: str, credits: Credits) -> int:
    return 0 if segment.colon else -1


_READERS = {
    "author": _take_author,
    "editor": _take_editor,
    "other": _take_other,
    "source": _take_source,
    "account": _take_account,
    "ignore": _take_nothing,
}


# `来源:netease 东方网`: the system's own word before the outlet.
_HANDLE_BEFORE = lazy_regex(rf"^[a-z]{{2,12}}\s+(?=[{_HAN}]{{2}})")


# `SOURCE: bit.ly/abc Archives of Medicine, online December 12`
_SHORT_LINK = lazy_regex(r"^[\w.-]{3,20}\.\w{2,4}/\S{2,20}\s+(?=[A-Z])")


def _outlet(value: str) -> str | None:
    """The outlet at the start of a value: in scripts without spaces one word, else the words up to a
    boundary.
    """
    value = value.lstrip(" :")
    if value.startswith("|"):
        return None
    value = _HANDLE_BEFORE.sub("", value)
    if value[:1] in _QUOTES:
        value = re.split('[”"」]', value[1:], maxsplit=1)[0]
    if value.startswith("http"):
        return value.split(" ", 1)[0]
    value = _SHORT_LINK.sub("", value)
    end = _OUTLET_END.search(value)
    if end:
        value = value[: end.start()]
    value = value.strip(" ,;、")
    first = value.split(" ", 1)[0]
    if re.search(rf"[{_HAN}]", first):
        value = first
        if value.count("(") < value.count(")"):
            value = value[: value.index(")")]
    else:
        value = value.split(")", 1)[0] if value.count("(") < value.count(")") else value
        value = " ".join(value.split()[:6])
    value = value.strip(" ,;、-([（【")
    if value.endswith(".") and len(value.split()[-1]) > _ABBREVIATION and "." not in value[:-1]:
        value = value[:-1]
    glued = _BEHIND_OUTLET.search(value, 2)
    if glued:
        value = value[: glued.start()]
    if value[:1] == "《" and value[-1:] == "》" and value.count("《") == 1:
        value = value[1:-1]
    if not 2 <= len(value) <= 60 or value.isdigit() or value in _NO_OUTLETS or _BUTTON.match(value):
        return None
    return value


_ABBREVIATION = 5  # characters with the stop: `Inc.` keeps it


# A role word that is also a label is a suffix only if name and role fill the line or bracket.
_ALONE_BEFORE, _ALONE_BEHIND = r"(?:(?<=[(\[])|(?<=^))\s*", r"(?=\s*(?:[)\]]|$))"


@cache
def _suffix_patterns() -> list[tuple[Suffix, re.Pattern[str]]]:
    """Patterns for a name before its role, one per row of `SUFFIXES`: `홍길동 기자`, `山田太郎記者`, `刘通摄`,
    `李四/文`."""
    names = {
        "ko": r"(?<![가-힣])(?P<names>[가-힣]{2,4}(?:(?:\s?[·,]\s?|\s)[가-힣]{2,4})*?)",
        "ja": rf"(?<![{_HAN}])(?P<names>[{_HAN}]{{2,5}})",
        "zh": rf"(?<![{_HAN}])(?P<names>[{_HAN}]{{2,4}}(?:[ 、][{_HAN}]{{2,4}})*)",
    }
    behind = {"ko": "(?![가-힣])", "ja": rf"(?![{_HAN}ぁ-ん]|\s?:)", "zh": f"(?![{_HAN}/:])"}
    return [
        (
            row,
            lazy_regex(
                rf"{_ALONE_BEFORE if row.alone else ''}{names[row.script]}\s?(?P<role>{row.pattern})"
                rf"{_ALONE_BEHIND if row.alone else behind[row.script]}"
            ),
        )
        for row in SUFFIXES
    ]


def _read_suffixed(line: str, credits: Credits) -> list[tuple[int, int]]:
    understood: list[tuple[int, int]] = []
    for row, pattern in _suffix_patterns():
        for match in pattern.finditer(line):
            names, start = _names_before_role(row, match)
            if not names or any(first < match.end() and start < last for first, last in understood):
                continue
            if row.field == "other":
                credits.others.extend(names)
            else:
                _add(
                    credits.editors if row.field == "editor" else credits.authors,
                    names,
                    match["role"].strip(" /"),
                )
            understood.append((start, match.end()))
    return understood


def _names_before_role(row: Suffix, match: re.Match[str]) -> tuple[list[str], int]:
    """The names, and where the first of them starts: the text before it (`아시아경제 홍길동 기자`) may be an outlet."""
    text = match["names"]
    found = [(part.group(), match.start() + part.start()) for part in re.finditer(rf"[{_HAN}가-힣]+", text)]
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


def _add(people: list[Person], names: list[str], role: str | None) -> None:
    known = {person.name for person in people}
    for name in names:
        if name and name not in known:
            known.add(name)
            people.append(Person(name, role))


_BRACKETED = lazy_regex(r"[（(\[【〔]([^（()）\[\]【】〔〕]{2,60})[）)\]】〕]")
_DATELINE_HINT = any_of(
    openings(
        "[记記]者|特派[员員]|通[讯訊][员員]|评论员|作者|文[/／]|[/／]文|撰|기자|특파원|編集|[=＝]|[—–] |報導|报导"
    )
)
# `東方網記者曹磊5月13日報道：` – what may follow the names in a dateline without brackets.
_DATELINE_END = lazy_regex(
    r"\s*(?:\d|报道|報導|报导|報道|讯|电|[:：]|摄影报道|[东西南北]?.{1,6}(?:报道|报导|報導|電|电|讯)|"
    r"(?:实习|見習|见习)?[记記]者\s)"
)
_JAPANESE_DATELINE = lazy_regex(rf"^[【\[（(][{_HAN}ァ-ヶー・]{{2,12}}[=＝]([{_HAN}]{{2,6}})[】\]）)]")
_RUSSIAN_DATELINE = lazy_regex(
    r"^[А-ЯЁІЇЄҐ][А-ЯЁІЇЄҐ\-\s]{2,30}, \d{1,2} \w+\s?[—–-]\s?[^.]{2,40}?, ([А-ЯЁІЇЄҐ][\w\-]+ [А-ЯЁІЇЄҐ][\w\-]+)\."
)
_OPENING_BRACKETS = "〔【[（("


def parse_dateline(paragraph: str) -> Credits:
    """The reporters at the start of a body: `新华社北京4月24日电（记者张扬）`, `〔記者陳立新／台北報導〕`,
    `(서울=연합뉴스) 홍길동 기자 =`."""
    head = paragraph[:140]
    credits = Credits()
    agency = None if head.isascii() else _AGENCY_DATELINE.match(head)
    if agency and (names := bare_names(agency.group(1))):
        return Credits(authors=[Person(name, None) for name in names])
    if not _DATELINE_HINT.search(head):
        return credits
    reported = parse_reported(head)
    if reported.authors:
        if head[:1] not in _OPENING_BRACKETS:  # `记者陈立新 通讯员王小禾报道`
            for person in _opening_reporters(head).authors:
                _add(reported.authors, [person.name], person.role)
        return reported
    for match in _BRACKETED.finditer(head):
        if match.start() > 60:
            break
        inner = parse_credit_line(match.group(1))
        if inner.share > 0.5:
            return inner
    for pattern in (_JAPANESE_DATELINE, _RUSSIAN_DATELINE):
        named = pattern.match(head)
        if named and is_person(named.group(1)):
            _add(credits.authors, [named.group(1)], None)
            return credits
    if re.match(r"[（(\[【]?[^()（）\[\]【】]{1,20}[=＝][^()（）\[\]【】]{1,20}[)）\]】]", head) or re.match(
        r"[^。，,]{2,30}[/／]文", head
    ):
        _read_suffixed(head[:60].translate(_PUNCTUATION), credits)
        return credits
    return _opening_reporters(head)


def _opening_reporters(head: str) -> Credits:
    """The reporters in a dateline without brackets: `江城网 记者 张三 实习记者 李四 4月24日报道`."""
    credits = Credits()
    opening = re.split(r"[：:。！？!?，,]| = ", head, maxsplit=1)[0][:50]
    line = opening.translate(_PUNCTUATION)
    for segment in _segments(line):
        if segment.label.field != "author" or segment.colon or segment.start > 30:
            continue
        names, _, rest = _read_people(segment, line[segment.value_at :], editors=False)
        before, names = names, [name for name in names if is_chinese_name(name)]
        after = rest if rest.strip() else head[len(opening) :]
        if (
            before and names != before and before[-1] not in names
        ):  # the text begins: `□本报记者 陈立新 本周一，`
            after = f" {before[-1]}"
        spaced = (
            line[segment.value_at - 1 : segment.value_at] == " " and after[:1] == " " and segment.start > 0
        )
        glued = bool(names) and line[segment.value_at :].startswith(_reports(names[-1]))
        marked = spaced and line[segment.start - 1] in LIST_MARKS
        if names and (glued or marked or _DATELINE_END.match(after)):
            _add(credits.authors, names, segment.printed)
    return credits


def _reports(name: str) -> tuple[str, ...]:
    """A name directly followed by the verb: `王小禾报道`."""
    return tuple(f"{name}{verb}" for verb in ("报道", "报导", "報道", "報導"))


_REPORTER = lazy_regex(
    rf"(?P<outlet>[{_HAN}A-Za-z]{{2,10}})?\s?[/╱／]?\s?(?P<opening>[〔【\[（(])?(?P<role>(?:特約|特约|實習"
    rf"|实习|特派|見習|駐[{_HAN}]{{2}})?(?:記者|记者|特派員|編譯|编译))\s?[:：]?\s?"
)
_REPORTED = lazy_regex(
    rf"\s?(?:[/╱／]\s?[{_HAN}]{{2,6}}?(?:報導|报导|報道|报道|專電|電|专电)|"
    rf"[{_HAN}]{{0,6}}?\s?(?:\d{{1,2}}日)?(?:綜合|即時|連線|專題|現場|综合)?(?:報導|报导|報道|报道|專電|"
    rf"外電|電(?![話影視子力腦]))|"
    rf"[{_HAN}]{{0,6}}?\s?(?:\d{{1,2}}月)?\d{{1,2}}日(?:电|讯|訊)|[/╱／])"
)
_NAMES_REPORTED = lazy_regex(
    rf"^(?:(?P<outlet>[{_HAN}]{{2,6}}))?[〔【\[（(](?P<names>[{_HAN}]{{2,4}}(?:[、, "
    rf"][{_HAN}]{{2,4}}){{0,3}})\s?[/╱／]\s?[{_HAN}]{{2,6}}(?:報導|报导|報道|專電|電)[〕】\]）)]"
)
_OUTLET_BEFORE = lazy_regex("(?:報|报|社|網|网|新聞|新闻|台|電視|周刊|週刊|雜誌|廣播)$")


def _names_reported(head: str) -> Credits | None:
    """`江城時報【陳立新／台北報導】`: names and a place in brackets, without the word for reporter."""
    alone = _NAMES_REPORTED.match(head)
    names = bare_names(alone["names"]) if alone else []
    if alone is None or not names:
        return None
    outlet = alone["outlet"] if alone["outlet"] and _OUTLET_BEFORE.search(alone["outlet"]) else None
    return Credits(
        authors=[Person(name, None) for name in names], source=outlet, share=alone.end() / len(head)
    )


def parse_reported(line: str) -> Credits:
    """Reporters in the forms of Taiwan and Hong Kong: `〔記者陳立新／台北報導〕`,
    `（中央社記者陳立新台北12日電）`, `【聯合報╱記者…】`."""
    credits = Credits()
    head = line[:80].strip()
    if head.isascii():
        return credits
    if alone := _names_reported(head):
        return alone
    start = 1 if head[:1] in _OPENING_BRACKETS else 0
    match = _REPORTER.match(head, start)
    if match is None:
        return credits
    names, end = _glued_names(head, match.end())
    behind = _REPORTED.match(head, end) if names else None
    if behind is None:
        return credits
    _add(credits.authors, names, match["role"])
    outlet = match["outlet"]
    apart = outlet and (match["opening"] or head[match.end("outlet") : match.start("role")].strip())
    if outlet and apart and not outlet.startswith("本") and _OUTLET_BEFORE.search(outlet):
        credits.source = outlet
    close = next((at for at in range(behind.end() - 1, len(head)) if head[at] in "〕】])）"), -1)
    credits.share = min(
        1.0, (behind.end() + 1) / max(1, min(len(head), close + 1 if close > 0 else len(head)))
    )
    return credits


def _glued_names(text: str, at: int) -> tuple[list[str], int]:
    """Chinese names directly followed by other text: `陳立新台北12日電`; several are separated by `、`."""
    names: list[str] = []
    while True:
        size = next(
            (
                size
                for size in (4, 3, 2)
                if len(text[at : at + size]) == size
                and is_chinese_name(text[at : at + size])
                and (size != 3 or not _SHORT_NAME_BEFORE.match(text, at))
            ),
            0,
        )
        if not size:
            return names, at
        names.append(text[at : at + size])
        at += size
        link = _NAME_LINK.match(text, at)
        if link is None or not is_chinese_name(text[link.end() : link.end() + 3].strip("／/╱")[:3]):
            return names, at
        at = link.end()


_NAME_LINK = lazy_regex(r"\s?[、，, ]\s?")
# `記者王明報導`: the third character belongs to what follows.
_SHORT_NAME_BEFORE = lazy_regex(rf"[{_HAN}]{{2}}(?:[報报]|[電电](?:[〕】\])）]|$)|攝|摄)")


# `中新网江城4月24日电 (张三)`: an agency names its reporters right after 电, without a label.
_AGENCY_DATELINE = lazy_regex(
    r"[^()（）。，,]{2,24}(?:日|\s)(?:电|電|讯|訊|消息|报道)\s*[（(]([^()（）：:]{2,24})[)）]"
)
_LAST_BRACKET = lazy_regex(r"[（(\[【〔]([^（()）\[\]【】〔〕]{2,60})[）)\]】〕]?\s*$")
_LAST_WORDS = lazy_regex(r"(?:[。！？!?”」…]|^)\s*([^。！？!?”」…]{3,40})$")
_SIGN_HINT = lazy_regex(
    "[记記]者|通[讯訊][员員]|评论员|作者|文[/／|丨︱]|撰|기자|특파원|칼럼니스트|编译|編譯"
)


def parse_sign_off(paragraph: str, *, japanese: bool = False, labelled: bool = False) -> Credits:
    """The names that close a body: `……。（张巨峰）`, `（评论员 罗博 萧海川）`, `……。本报记者 张三`.

    japanese  a bracketed name has up to five characters
    labelled  accept only labelled names, since more text of the story may follow
    """
    tail = paragraph[-100:]
    bracket = _LAST_BRACKET.search(tail)
    if bracket and (bracket.group().rstrip()[-1] in "）)]】〕" or _SIGN_HINT.search(bracket.group(1))):
        credits = _signed(bracket.group(1), japanese, labelled)
        before = _LAST_BRACKET.search(tail[: bracket.start()]) if not credits.authors else None
        if before and (credits.editors or credits.source):  # `（记者 张三）（责编：王芳）`
            earlier = _signed(before.group(1), japanese, labelled)
            credits.authors = earlier.authors
        return credits
    last = _LAST_WORDS.search(tail)
    if last and _SIGN_HINT.search(last.group(1)):
        credits = parse_credit_line(last.group(1))
        if credits.share > 0.6:
            return credits
    return Credits()


# `（本报江城4月24日电 记者张三）`
_DATELINE_BEFORE = lazy_regex(r"^[^\s:：]{2,16}\d{1,2}月\d{1,2}日[电電讯訊]\s*(?=\S)")


def _signed(inner: str, japanese: bool, need_label: bool) -> Credits:
    """The credits in the bracket at the end of a body."""
    inner = _DATELINE_BEFORE.sub("", inner)
    labelled = parse_credit_line(inner)
    if labelled.authors or labelled.others or labelled.editors or labelled.source:
        named_first = inner.startswith(("作者", "撰稿", "本文作者")) and labelled.authors
        offices = sum(len(piece) for piece in labelled.rest if is_organisation(piece))
        return labelled if labelled.share + offices / len(inner) > 0.4 or named_first else Credits()
    if need_label:
        return Credits()
    if (
        japanese
        and _JAPANESE_NAME.fullmatch(inner)
        and is_person(inner)
        and not _JAPANESE_REMARK.search(inner)
    ):
        return Credits(authors=[Person(inner, None)])
    return Credits(authors=[Person(name, None) for name in bare_names(inner)])


_JAPANESE_NAME = lazy_regex(rf"[{_HAN}]{{3,5}}")
_JAPANESE_REMARK = lazy_regex("略$|敬称|以下|終$|続く|完$|同$|提供|写真|撮影|資料|時間$|日$|版$|面$")


def bare_names(inner: str) -> list[str]:
    """Names without a label, `张三 李四`, perhaps after an outlet. Empty unless all are names."""
    joined = _closed_up(inner.translate(_PUNCTUATION))
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
