"""Patterns for the kinds of short lines that occur in every language: rights, dates, credits, buttons."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import numpy as np

from newsmill.pipelines.derived_cache import kept
from newsmill.pipelines.extract.body.feature_columns import Floats, Ints, compiled_measuring
from newsmill.pipelines.extract.lexicon.prefilters import alternatives, needed_words
from newsmill.pipelines.extract.lexicon.word_search import WordGroups
from newsmill.pipelines.extract.page.blocks import Block
from newsmill.pipelines.regex import lazy_regex

__all__ = ["LINE_NAMES", "line_patterns"]

_DIGITS_FIRST = (
    r"\b(?:19|20)\d\d\s?[-/.年년]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|\b\d{1,2}:\d\d\b|"
    r"\b\d{1,2}\s\w{3,9}\.?,?\s(?:19|20)\d\d\b"
)
_MONTH = r"\b[a-z]\w{2,8}\.?\s\d{1,2},?\s(?:19|20)\d\d\b"
_TELEPHONE = r"\d{3,4}-\d{7,8}"
# Patterns for kinds of short lines that occur in every language.
_LINE_PATTERNS: tuple[tuple[str, str], ...] = (
    ("rights", (
        r"©|\(c\)\s*\d{4}|copyright|all rights reserved|版权|版權|著作権|無断転載|무단|저작권|derechos|"
        r"direitos|droits réservés|все права|hak cipta|حقوق|bản quyền"
    )),
    ("date", rf"{_DIGITS_FIRST}|{_MONTH}|[小时時間분일]前|\bago\b"),
    ("address", rf"https?://|www\.|\w@\w+\.\w|{_TELEPHONE}|@\w{{3,}}"),
    ("credit", (
        r"^\W{0,3}(?:责任?编辑|責任?編輯|编辑|編輯|记者|記者|作者|来源|來源|稿源|文章来源|本文来源|原标题|"
        r"校对|审核|通讯员|摄影?|撰文|编译|监制|by\s|author|source|photo|image|credit|editor|reporting "
        r"by|written by|текст|фото|автор|источник|fuente|foto|por\s|sumber|penulis|editor|reporter|تصوير|"
        r"المصدر|기자|사진|写真|文・|取材)"
    )),
    ("more", (
        r"^\W{0,3}(?:read (?:more|next|also)|related|more (?:on|from|stories|news)|see also|also "
        r"read|recommended|you may|most (?:read|popular)|延伸阅读|延伸閱讀|相关|相關|推荐|推薦|更多|热门|"
        r"点击|関連|あわせて|続きを|관련|더보기|추천|читайте|по теме|также|leer más|lea "
        r"también|relacionad|te puede|le[ai]a (?:mais|também)|saiba mais|baca juga|simak|lire aussi|à "
        r"lire|lesen sie|mehr zum|اقرأ|المزيد|xem thêm|đọc thêm|você (?:pode|também)|talvez|también|te "
        r"(?:recomendamos|interesa)|quizás?|noticias relacionadas|mais (?:lidas|notícias)|vous "
        r"aimerez|sur le même|à voir aussi|das könnte|auch interessant|weitere (?:artikel|themen)|ti "
        r"potrebbe|leggi anche|potrebbe|вам (?:может|также)|может быть интересно|материалы по теме|ещё по "
        r"теме|(?:artikel|berita) (?:terkait|lainnya)|terkait|bài (?:liên quan|viết liên quan)|tin liên "
        r"quan|czytaj (?:też|także)|zobacz (?:też|także)|lees ook|läs (?:också|mer)|lue myös|ilgili "
        r"haber|bunlar da|مرتبط|اخبار مرتبط|مقالات ذات|مواضيع|قد يعجبك|संबंधित|यह भी "
        r"पढ़ें|อ่านต่อ|ข่าวที่เกี่ยวข้อง|おすすめ|人気記事|最新記事|인기|많이 본|함께 본)"
    )),
    ("social", (
        r"share|follow us|subscribe|sign up|newsletter|facebook|twitter|whatsapp|telegram|instagram|分享|"
        r"关注|關注|扫码|二维码|掃碼|订阅|微信公众号|下载|客户端|シェア|フォロー|구독|공유|подпис|"
        r"поделиться|suscr|síguenos|compart|inscreva|bagikan|ikuti|langganan|تابع|اشترك|شارك"
    )),
    ("comment", (
        r"^\W{0,3}(?:\d+\s)?(?:comment|repl(?:y|ies)|leave a|评论|評論|网友|跟帖|回复|コメント|댓글|"
        r"коммент|comentar|komentar|تعليق)"
    )),
)  # fmt: skip
# Matched against lower-cased text, in a quarter of the time of `re.IGNORECASE`. Patterns for the start of a
# line are tried once, not at every character.
_LINE_START = lazy_regex("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LINE_PATTERNS))
_LINE_INSIDE = lazy_regex(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LINE_PATTERNS if not pattern.startswith("^"))
)
# Prefilter: words that a line must contain for a start pattern to match.
_FIRST_WORDS = WordGroups(
    lambda: [
        [word for _, pattern in _LINE_PATTERNS if pattern.startswith("^") for word in needed_words(pattern)]
    ]
)
# Alternatives that begin with a digit or a month's name: a line without a digit cannot match them.
_NUMBERS = frozenset(alternatives(f"{_DIGITS_FIRST}|{_MONTH}|{_TELEPHONE}"))
_DIGIT = lazy_regex(r"\d")
_NUMBER_PATTERN = lazy_regex(rf"(?=\d)(?:(?P<date>{_DIGITS_FIRST})|(?P<address>{_TELEPHONE}))")
_MONTH_FIRST = lazy_regex(f"(?P<date>{_MONTH})")
_YEAR_OF_MONTH = lazy_regex(r"[a-z].*\s(?:19|20)\d\d")


@cache
def _inside_words() -> tuple[str, ...]:
    """Prefilter: `_LINE_INSIDE` can only match a line that has a digit or one of these words, which its other
    alternatives need. Most pages lack most of them, and a whole page is searched for a word at once.
    """
    return tuple(kept("words inside lines", str(_LINE_PATTERNS), _needed_inside, list[str]))


def _needed_inside() -> list[str]:
    inside = [pattern for _, pattern in _LINE_PATTERNS if not pattern.startswith("^")]
    rows = [row for pattern in inside for row in alternatives(pattern) if row not in _NUMBERS]
    if wordless := [row for row in rows if not needed_words(row)]:
        raise ValueError(f"no word to look for: {wordless}")
    return sorted({word for row in rows for word in needed_words(row)})


# Words that begin with a non-ASCII character are searched with one pattern: `re` skips characters that none
# of them begins with. The others begin with so many Latin letters that searching one by one is faster.
@cache
def _latin_and_wider() -> tuple[list[str], list[str], re.Pattern[str]]:
    latin = [word for word in _inside_words() if word[0].isascii()]
    wider = [word for word in _inside_words() if not word[0].isascii()]
    return latin, wider, lazy_regex("|".join(wider))


_LINE_NUMBER = {name: number for number, (name, _) in enumerate(_LINE_PATTERNS)}
_LINE_LIMIT = 160


def line_patterns(blocks: list[Block], wanted: Ints) -> Floats:
    """Which of `_LINE_PATTERNS` match the short lines among the wanted blocks: a row per block of the page, a
    column per pattern."""
    found = np.zeros((len(blocks), len(_LINE_PATTERNS)), np.float32)
    lines = [(index, text) for index in wanted.tolist() if len(text := blocks[index].text) <= _LINE_LIMIT]
    if not lines:
        return found
    lowered = "\n".join([text for _, text in lines]).lower()
    marks_of = _marks_in_python(lowered) if (compiled := _compiled_marks()) is None else compiled
    begins, holds, may_begin = _LINE_START.match, _LINE_INSIDE.search, _FIRST_WORDS.of
    for (index, _), text in zip(lines, lowered.split("\n"), strict=True):
        marks = marks_of(text)
        match = begins(text) if marks or may_begin(text) else None
        if match is None and marks:
            match = holds(text, 1) if marks == _HOLDS_WORD else _numbers_in(text)
        if match:
            found[index, _LINE_NUMBER[match.lastgroup or ""]] = 1
    return found


# What `_LINE_INSIDE` may find after the first character of a line.
_HOLDS_WORD, _HOLDS_NUMBER = 1, 2


@cache
def _compiled_marks() -> Callable[[str], int] | None:
    compiled = compiled_measuring()
    if compiled is None:
        return None
    marks: Callable[[str], int] = compiled.LineMarks(_inside_words()).of
    return marks


def _marks_in_python(lowered: str) -> Callable[[str], int]:
    """A function that returns what a line of the `lowered` text may contain: `_HOLDS_WORD`, `_HOLDS_NUMBER`
    or 0 for neither."""
    latin, wider, any_wider = _latin_and_wider()
    words = [word for word in latin if word in lowered]
    if not lowered.isascii() and any_wider.search(lowered):
        words += [word for word in wider if word in lowered]
    has_digit = _DIGIT.search

    def marks(text: str) -> int:
        if words and any(word in text for word in words):
            return _HOLDS_WORD
        return _HOLDS_NUMBER if has_digit(text) else 0

    return marks


def _numbers_in(text: str) -> re.Match[str] | None:
    """What `_LINE_INSIDE` finds in a line with digits and without `_inside_words`: a date or a telephone
    number. Takes half the time."""
    number = _NUMBER_PATTERN.search(text, 1)
    month = _MONTH_FIRST.search(text, 1) if _YEAR_OF_MONTH.search(text) else None
    if number is None or (month is not None and month.start() < number.start()):
        return month
    return number


LINE_NAMES = [f"line: {name}" for name, _ in _LINE_PATTERNS]
