"""The features of each block, as one matrix per page.

No feature depends on a site, and only the line patterns on a language. Lengths are in Latin characters (a
character of a wide script counts as 2.5), punctuation is counted by class over all scripts, and class names
are matched against the general words of `vocabulary`. Columns are named so that a decision can show its
inputs.
"""

from __future__ import annotations

import math
import re
import sys
from array import array
from collections.abc import Callable
from functools import cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.lexicon.patterns import needed_words
from newsmill.pipelines.extract.lexicon.vocabulary import MODEL_TAGS, OTHER_TAG, TAG_NUMBERS, Sign
from newsmill.pipelines.extract.lexicon.words import WordGroups
from newsmill.pipelines.extract.page.blocks import Block, Columns, Container, Document
from newsmill.pipelines.extract.page.characters import (
    BRACKET,
    CLASSES,
    COLON,
    COMMA,
    DIGIT,
    LETTER,
    OTHER,
    QUOTE,
    SEPARATOR,
    SPACE,
    STOP,
    UPPER,
    WIDE,
    WIDE_WEIGHT,
    character_classes,
)  # fmt: skip
from newsmill.pipelines.regex import lazy_regex

__all__ = ["NAMES", "Features", "columns_of", "compiled_measuring", "measure", "measure_in_python"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
# Maximum weight of a block, that of a very long paragraph: a block with ten thousand hidden search keywords
# must not outweigh the article.
_HEAVIEST = 8000.0

_DIGITS_FIRST = (
    r"\b(?:19|20)\d\d\s?[-/.年년]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|\b\d{1,2}:\d\d\b|"
    r"\b\d{1,2}\s\w{3,9}\.?,?\s(?:19|20)\d\d\b"
)
_MONTH = r"\b[a-z]\w{2,8}\.?\s\d{1,2},?\s(?:19|20)\d\d\b"
_TELEPHONE = r"\d{3,4}-\d{7,8}"
# Patterns for kinds of short lines that occur in every language.
_LINE_SIGNS: tuple[tuple[str, str], ...] = (
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
_LINE_START = lazy_regex("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LINE_SIGNS))
_LINE_INSIDE = lazy_regex(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LINE_SIGNS if not pattern.startswith("^"))
)
# Prefilter: words that a line must contain for a start pattern to match.
_FIRST_WORDS = WordGroups(
    lambda: [
        [word for _, pattern in _LINE_SIGNS if pattern.startswith("^") for word in needed_words(pattern)]
    ]
)
# Prefilter: `_LINE_INSIDE` can only match a line that has a digit or one of these words from its rows. Most
# pages lack most of them, and a whole page is searched for a word at once. A test keeps this list in step
# with the rows.
_DIGIT_SIGN = lazy_regex(r"\d")
_NUMBER_SIGN = lazy_regex(rf"(?=\d)(?:(?P<date>{_DIGITS_FIRST})|(?P<address>{_TELEPHONE}))")
_MONTH_FIRST = lazy_regex(f"(?P<date>{_MONTH})")
_YEAR_OF_MONTH = lazy_regex(r"[a-z].*\s(?:19|20)\d\d")
_INSIDE_WORDS = (
    "©", "(c)", "copyright", "all rights reserved", "版权", "版權", "著作権", "無断転載", "무단", "저작권",
        "derechos", "direitos",
    "droits réservés", "все права", "hak cipta", "حقوق", "bản quyền", "小前", "时前", "時前", "間前", "分前",
    "일前", "ago", "http", "www.", "@", "share", "follow us",
    "subscribe", "sign up", "newsletter", "facebook", "twitter", "whatsapp", "telegram", "instagram", "分享",
    "关注", "關注", "扫码",
    "二维码", "掃碼", "订阅", "微信公众号", "下载", "客户端", "シェア", "フォロー", "구독", "공유", "подпис",
    "поделиться", "suscr",
    "síguenos", "compart", "inscreva", "bagikan", "ikuti", "langganan", "تابع", "اشترك", "شارك",
)  # fmt: skip
# Words that begin with a non-ASCII character are searched with one pattern: `re` skips characters that none
# of them begins with. The others begin with so many Latin letters that searching one by one is faster.
_LATIN_WORDS = tuple(word for word in _INSIDE_WORDS if word[0].isascii())
_WIDER_WORDS = tuple(word for word in _INSIDE_WORDS if not word[0].isascii())
_WIDER_WORD = lazy_regex("|".join(_WIDER_WORDS))
_LINE_NUMBER = {name: number for number, (name, _) in enumerate(_LINE_SIGNS)}
_LINE_LIMIT = 160

_SIGN_BITS = np.array([int(sign) for sign in Sign if sign], dtype=np.int64)
_BITS = _SIGN_BITS[:, None]
_SIGN_NAMES = [sign.name.lower() for sign in Sign if sign and sign.name]
_LEVELS = (1, 2, 3, 4)
_STEPS = (-3, -2, -1, 1, 2, 3)
_HALVES = (5, 12)

# The columns by group, in matrix order. Each group is filled by one method of `_Matrix`.
_GROUPS: dict[str, list[str]] = {
    "words": [
        "length", "weight", "links", "stops", "commas", "link density", "punctuation density", "ends a sentence",
        "ends with colon", "digits", "capitals", "separators", "other", "quotes", "spaces", "bold", "h1", "h2-h3",
        "h4-h6",
        "after break", "hidden", "repeated", *(f"in {name}" for name in MODEL_TAGS),
    ],
    "position": [
        "position", "text position", "title known", "is title", "after title", "blocks since title", "depth",
    ],
    "boxes": [
        f"box {number}: {name}"
        for name in ("blocks", "weight", "share", "good share", "link density", "mean weight", "punctuation")
        for number in _LEVELS
    ] + [f"box {number}: {name}" for name in ("from start", "from end") for number in _LEVELS[1:]],
    "alike": [
        f"alike: {name}"
        for name in ("blocks", "share", "good share", "link density", "sentences", "mean weight")
    ],
    "main box": ["in main box", "from main start", "from main end"],
    "page": [f"page: {name}" for name in ("blocks", "weight", "mean weight", "good")],
    "signs": [f"{where}: {name}" for where in ("near", "around") for name in _SIGN_NAMES],
    "neighbours": [
        f"{by:+d}: {name}"
        for by in _STEPS
        for name in ("length", "link density", "ends a sentence", "punctuated", "heading", "in p", "named")
    ],
    "windows": [
        f"within {half}: {name}" for name in ("link density", "mean weight", "mean good") for half in _HALVES
    ],
}  # fmt: skip
NAMES: list[str] = [name for names in _GROUPS.values() for name in names]


def _rows_of_groups() -> dict[str, slice]:
    rows, start = {}, 0
    for group, names in _GROUPS.items():
        rows[group] = slice(start, start + len(names))
        start += len(names)
    return rows


_ROWS = _rows_of_groups()


def compiled_measuring() -> ModuleType | None:
    """The compiled replacement of the numpy code here and in `model`, or None if not available."""
    return module("newsmill.pipelines.extract.body._measure")


# A page with a larger share of wide characters counts as written in a wide script.
_WIDE_PAGE = 0.4


class Features:
    """The matrix of one page (`blocks x columns`), with the arrays that later steps need.

    names    column names
    matrix   one row per block
    weight   running text of each block: its length in Latin characters without links
    good     the same if the block has punctuation and is not hidden, else 0
    levels   for each block its container and the three around it, as indices (`4 x blocks`)
    group    a number for each block, the same for blocks of one tag under one parent
    first, end   of each container, as arrays: it covers `blocks[first:end]`
    heading  whether each block is a heading
    chars, link_chars, link_density, hidden   of each block, see `blocks.Block`
    repeated, has_digits   whether a block's text occurs elsewhere on the page too, and whether it has digits
    title    index of the block that shows the headline, -1 when none does
    scale    how many Latin characters one character of the page counts for: 1, or more in a wide script
    grids    cache of `apart.grids_of`

    `fill` is the compiled replacement of `_Matrix`; None uses the Python code.
    """

    __slots__ = (
        "chars", "end", "first", "good", "grids", "group", "has_digits", "heading", "hidden", "levels", "link_chars",
        "link_density", "matrix", "names", "repeated", "scale", "title", "weight",
    )  # fmt: skip

    def __init__(self, document: Document, title: str, fill: Callable[..., None] | None) -> None:
        self.names = NAMES
        self.grids: list[tuple[Container, list[Container]]] | None = None
        columns = document.columns or columns_of(document)
        count = len(document.blocks)
        table = np.frombuffer(columns.blocks, np.int64).reshape(-1, count)
        boxes = np.frombuffer(columns.boxes, np.int64).reshape(-1, len(document.containers))
        classes = np.frombuffer(columns.classes, np.float64).reshape(CLASSES, count)
        last = np.frombuffer(columns.last, np.uint8)
        self.first, self.end = boxes[3], boxes[4]
        self.heading = table[4] > 0
        self.chars, self.link_chars, self.hidden = table[0], table[2], table[6] > 0
        self.repeated, self.has_digits = table[10] > 0, classes[DIGIT] > 0
        self.link_density = np.minimum(self.link_chars / self.chars, 1)
        wide = classes[WIDE].sum() > _WIDE_PAGE * max(self.chars.sum(), 1)
        self.scale = WIDE_WEIGHT if wide else 1.0
        self.title = _title_block(document.blocks, title, table[0], table[4])
        if fill is None:
            made = _Matrix(table, boxes, classes, last, self.title)
            self.matrix: Floats = made.filled().T
            self.weight: Floats = made.weight
            self.good: NDArray[np.float64] = made.good
            self.levels, self.group = made.levels, made.group
            return
        rows = np.empty((len(NAMES), count), np.float32)
        self.matrix = rows.T
        self.weight, self.good = np.empty(count, np.float32), np.empty(count)
        self.levels, self.group = np.empty((len(_LEVELS), count), np.int64), np.empty(count, np.int64)
        fill(
            table=table,
            boxes=boxes,
            counts=classes,
            last=last,
            title=self.title,
            signs=_SIGN_BITS,
            tags=OTHER_TAG,
            halves=_HALVES,
            rows=rows,
            weight=self.weight,
            good=self.good,
            levels=self.levels,
            group=self.group,
        )

    def mass(self, blocks: list[int]) -> float:
        """Running text in the blocks with these indices, in Latin characters."""
        if not blocks:
            return 0.0
        # By way of `array`, which takes whole numbers in less time than numpy.
        return float(np.add.reduce(self.weight.take(np.frombuffer(array("q", blocks), np.int64))))


def measure(document: Document, title: str = "") -> Features:
    """Measure every block of a page, which must have at least one. `title` is the text of `<title>`. Linear
    in the page."""
    compiled = compiled_measuring()
    return Features(document, title, None if compiled is None else compiled.fill)


def measure_in_python(document: Document, title: str = "") -> Features:
    """`measure` in pure Python and numpy."""
    return Features(document, title, None)


class _Matrix:
    """Builds the matrix (`columns x blocks`).

    For the few hundred blocks of a page a numpy call costs more than the arithmetic. Each group of columns is
    therefore computed in as few calls as possible: all four containers or both windows at once.
    """

    def __init__(
        self,
        table: Ints,
        boxes: Ints,
        counts: NDArray[np.float64],
        last: NDArray[np.uint8],
        title: int,
    ) -> None:
        self.title, self.count = title, table.shape[1]
        self.counts, self.last = counts, last
        self.rows = np.empty((len(NAMES), self.count), np.float32)
        self.index = np.arange(self.count)
        (
            self.chars,
            self.links,
            link_chars,
            self.bold,
            self.heading,
            self.breaks,
            self.hidden,
            self.offset,
            self.tag,
        ) = table[:9].astype(np.float64)
        self.repeated = table[10]
        parent, self.own, self.chain, self.first, self.end, self.depth = boxes
        parent = np.maximum(parent, 0)
        self.levels = np.empty((len(_LEVELS), self.count), np.int64)
        self.levels[0] = table[9]
        for level in range(1, len(_LEVELS)):
            np.take(parent, self.levels[level - 1], out=self.levels[level])
        self.length = counts[LETTER] + counts[UPPER] + counts[DIGIT] + counts[WIDE] * WIDE_WEIGHT
        self.linked = np.minimum(link_chars / self.chars, 1)
        bounded = np.minimum(self.length, _HEAVIEST)
        self.weight: Floats = (bounded * (1 - self.linked)).astype(np.float32)
        self.marks = counts[STOP] + counts[COMMA]
        # Running text: it has punctuation and is visible.
        self.good = self.weight * (self.marks > 0) * (1 - self.hidden)
        self.sentence = (self.last == STOP) | (
            (counts[STOP] > 0) & ((self.last == QUOTE) | (self.last == BRACKET))
        )
        self.near = self.own[self.levels[0]] | self.own[self.levels[1]]
        self.group = _alike_groups(self.levels[1], self.tag, self.heading)
        # Sums over any run of blocks are differences of prefix sums: length, weight, good text, marks.
        self.sums = np.zeros((4, self.count + 1))
        np.cumsum((bounded, self.weight, self.good, self.marks), axis=1, out=self.sums[:, 1:])
        self.total = max(float(self.sums[1, -1]), 1.0)
        self.total_good = max(float(self.sums[2, -1]), 1.0)

    def filled(self) -> Floats:
        """Fill the matrix and return it."""
        self.words()
        self.position()
        self.boxes()
        self.alike()
        self.main_box()
        self.page()
        self.signs()
        self.neighbours()
        self.windows()
        return self.rows

    def words(self) -> None:
        """The text of the block."""
        rows, counts, length = self.rows[_ROWS["words"]], self.counts, self.length
        np.log1p(
            (length, self.weight, self.links, counts[STOP], counts[COMMA]),
            out=rows[:5],
            casting="same_kind",
        )
        rows[:2] /= 5
        rows[5] = self.linked
        rows[6] = np.minimum(self.marks * 20 / (length + 10), 3)
        rows[7] = self.sentence
        rows[8] = self.last == COLON
        rows[9:11] = counts[[DIGIT, UPPER]] / (length + 1)
        rows[11:13] = counts[[SEPARATOR, OTHER]] * 5 / (length + 5)
        rows[13] = np.minimum(counts[QUOTE], 4) / 2
        rows[14] = counts[SPACE] / self.chars
        rows[15] = np.minimum(self.bold / self.chars, 1)
        rows[16] = self.heading == 1
        rows[17] = (self.heading == 2) | (self.heading == 3)
        rows[18] = self.heading > 3
        rows[19] = np.minimum(self.breaks, 2) / 2
        rows[20] = self.hidden
        rows[21] = self.repeated
        rows[22:] = self.tag == np.arange(OTHER_TAG)[:, None]

    def position(self) -> None:
        """Position on the page and relative to the headline."""
        rows, title, index = self.rows[_ROWS["position"]], self.title, self.index
        rows[0] = index / self.count
        rows[1] = self.offset / max(float(self.offset[-1] + self.chars[-1]), 1.0)
        rows[2] = title >= 0
        rows[3] = index == title
        if title >= 0:
            since = index - title
            rows[4] = since > 0
            rows[5] = np.sign(since) * np.log1p(np.abs(since)) / 4
        else:
            rows[4:6] = 0
        rows[6] = np.minimum(self.depth[self.levels[0]], 40) / 20

    def boxes(self) -> None:
        """The four nearest containers around the block."""
        count = len(_LEVELS)
        rows = self.rows[_ROWS["boxes"]]
        first, end = self.first[self.levels], self.end[self.levels]
        length, weight, good, marks = self.sums[:, end] - self.sums[:, first]
        blocks = np.maximum(end - first, 1)
        rows[:count] = np.log1p(blocks) / 4
        rows[count : 2 * count] = np.log1p(weight) / 8
        rows[2 * count : 3 * count] = weight / self.total
        rows[3 * count : 4 * count] = good / self.total_good
        rows[4 * count : 5 * count] = 1 - weight / np.maximum(length, 1)
        rows[5 * count : 6 * count] = np.log1p(weight / blocks) / 5
        rows[6 * count : 7 * count] = np.minimum(marks * 20 / (length + 10), 3)
        rows[7 * count : 8 * count - 1] = np.log1p(self.index - first[1:]) / 4
        rows[8 * count - 1 :] = np.log1p(np.maximum(end[1:] - 1 - self.index, 0)) / 4

    def alike(self) -> None:
        """Blocks of one parent and tag: most likely all of them are body, or none."""
        group = self.group
        members = np.bincount(group)
        weight = np.bincount(group, weights=self.weight)
        by_group = np.empty((len(_GROUPS["alike"]), len(members)))
        by_group[0] = np.log1p(members) / 4
        by_group[1] = weight / self.total
        by_group[2] = np.bincount(group, weights=self.good) / self.total_good
        by_group[3] = np.bincount(group, weights=self.linked) / members
        by_group[4] = np.bincount(group, weights=self.sentence) / members
        by_group[5] = np.log1p(weight / members) / 5
        self.rows[_ROWS["alike"]] = by_group[:, group]

    def main_box(self) -> None:
        """The smallest container that holds at least 55 % of the running text."""
        rows = self.rows[_ROWS["main box"]]
        good = self.sums[2, self.end] - self.sums[2, self.first]
        holding = np.flatnonzero(good >= 0.55 * self.sums[2, -1])
        box = holding[np.argmin(self.end[holding] - self.first[holding])]
        first, end, index = self.first[box], self.end[box], self.index
        rows[0] = (index >= first) & (index < end)
        rows[1] = (index - first) / 20
        rows[2] = (end - 1 - index) / 20
        np.clip(rows[1:], -3, 3, out=rows[1:])

    def page(self) -> None:
        """Properties of the page, the same for all blocks."""
        self.rows[_ROWS["page"]] = np.array(
            (
                math.log1p(self.count) / 6,
                math.log1p(self.total) / 10,
                math.log1p(self.total / self.count) / 5,
                self.total_good / self.total,
            )
        )[:, None]

    def signs(self) -> None:
        """Class hints of the two nearest containers, and of all containers around the block."""
        rows = self.rows[_ROWS["signs"]]
        rows[: len(_BITS)] = (self.near & _BITS) != 0
        rows[len(_BITS) :] = (self.chain[self.levels[0]] & _BITS) != 0

    def neighbours(self) -> None:
        """The three blocks before and after."""
        words = self.rows[_ROWS["words"]]
        padded = np.zeros((7, self.count + 6), np.float32)
        view = padded[:, 3:-3]
        view[0] = words[0]
        view[1] = self.linked
        view[2] = self.sentence
        view[3] = self.marks > 0
        view[4] = self.heading > 0
        view[5] = self.tag == 0
        view[6] = self.near != 0
        rows = self.rows[_ROWS["neighbours"]].reshape(len(_STEPS), len(padded), self.count)
        for place, by in enumerate(_STEPS):
            rows[place] = padded[:, 3 + by : 3 + by + self.count]

    def windows(self) -> None:
        """Averages over the blocks within each window."""
        halves = np.array(_HALVES)[:, None]
        low, high = np.maximum(self.index - halves, 0), np.minimum(self.index + halves + 1, self.count)
        length, weight, good, _ = self.sums[:, high] - self.sums[:, low]
        rows, count = self.rows[_ROWS["windows"]], len(_HALVES)
        rows[:count] = 1 - weight / np.maximum(length, 1)
        rows[count:] = np.log1p(np.concatenate((weight, good)) / np.concatenate((high - low,) * 2)) / 5


def columns_of(document: Document) -> Columns:
    """The numbers of blocks and containers as columns, for a document from the pure-Python walk. The compiled
    walk provides them itself."""
    blocks, boxes = document.blocks, document.containers
    sizes = [len(block.text) for block in blocks]
    # By way of `array`, which takes whole numbers in less time than numpy.
    of_blocks = array(
        "q",
        [
            *sizes,
            *[block.links for block in blocks],
            *[block.link_chars for block in blocks],
            *[block.bold_chars for block in blocks],
            *[block.heading for block in blocks],
            *[block.breaks for block in blocks],
            *[block.hidden for block in blocks],
            *[block.offset for block in blocks],
            *[TAG_NUMBERS.get(block.tag, OTHER_TAG) for block in blocks],
            *[block.container for block in blocks],
            *_repeated(blocks),
        ],
    )
    of_boxes = array(
        "q",
        [
            *[box.parent for box in boxes],
            *[box.own for box in boxes],
            *[box.chain for box in boxes],
            *[box.first for box in boxes],
            *[box.end for box in boxes],
            *[box.depth for box in boxes],
        ],
    )
    counts, last = _character_classes(blocks, np.array(sizes, np.int64))
    return Columns(of_blocks.tobytes(), of_boxes.tobytes(), counts.tobytes(), last.tobytes())


_TABLE_LIMIT = 1 << 20


def _alike_groups(outer: Ints, tag: NDArray[np.float64], heading: NDArray[np.float64]) -> Ints:
    """A group number for each block, the same for blocks of one tag under one parent; numbered as by
    `np.unique`."""
    keys = outer * 64 + (tag + 20 * (heading > 0)).astype(np.int64)
    most = int(keys.max())
    if most > _TABLE_LIMIT:
        return np.unique(keys, return_inverse=True)[1].astype(np.int64).reshape(-1)
    # For a page of normal size, a lookup table over the keys takes a third of the time of sorting them.
    table = np.zeros(most + 1, np.int64)
    table[keys] = 1
    return (np.cumsum(table) - 1)[keys]


def _character_classes(blocks: list[Block], sizes: Ints) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """The number of characters of each class in each block (`classes x blocks`), and the class of each
    block's last character."""
    joined = "".join([block.text for block in blocks]).encode(_UTF32, "surrogatepass")
    codes = np.frombuffer(joined, dtype=np.uint32)
    classes = character_classes()[np.minimum(codes, 0xFFFF)]
    keys = np.repeat(np.arange(len(blocks), dtype=np.int64) * CLASSES, sizes) + classes
    counts = np.bincount(keys, minlength=len(blocks) * CLASSES).reshape(len(blocks), CLASSES)
    return np.ascontiguousarray(counts.T, np.float64), classes[np.cumsum(sizes) - 1]


def line_signs(blocks: list[Block], wanted: Ints) -> Floats:
    """Which of `_LINE_SIGNS` match the short lines among the wanted blocks: a row per block of the page, a
    column per pattern."""
    signs = np.zeros((len(blocks), len(_LINE_SIGNS)), np.float32)
    lines = [(index, text) for index in wanted.tolist() if len(text := blocks[index].text) <= _LINE_LIMIT]
    if not lines:
        return signs
    lowered = "\n".join([text for _, text in lines]).lower()
    marks_of = _marks_in_python(lowered) if (compiled := _compiled_marks()) is None else compiled
    begins, holds, may_begin = _LINE_START.match, _LINE_INSIDE.search, _FIRST_WORDS.of
    for (index, _), text in zip(lines, lowered.split("\n"), strict=True):
        marks = marks_of(text)
        match = begins(text) if marks or may_begin(text) else None
        if match is None and marks:
            match = holds(text, 1) if marks == _HOLDS_WORD else _numbers_in(text)
        if match:
            signs[index, _LINE_NUMBER[match.lastgroup or ""]] = 1
    return signs


# What `_LINE_INSIDE` may find after the first character of a line.
_HOLDS_WORD, _HOLDS_NUMBER = 1, 2


@cache
def _compiled_marks() -> Callable[[str], int] | None:
    compiled = compiled_measuring()
    if compiled is None:
        return None
    marks: Callable[[str], int] = compiled.LineMarks(_INSIDE_WORDS).of
    return marks


def _marks_in_python(lowered: str) -> Callable[[str], int]:
    """A function that returns what a line of the `lowered` text may contain: `_HOLDS_WORD`, `_HOLDS_NUMBER`
    or 0 for neither."""
    words = [word for word in _LATIN_WORDS if word in lowered]
    if not lowered.isascii() and _WIDER_WORD.search(lowered):
        words += [word for word in _WIDER_WORDS if word in lowered]
    has_digit = _DIGIT_SIGN.search

    def marks(text: str) -> int:
        if words and any(word in text for word in words):
            return _HOLDS_WORD
        return _HOLDS_NUMBER if has_digit(text) else 0

    return marks


def _numbers_in(text: str) -> re.Match[str] | None:
    """What `_LINE_INSIDE` finds in a line with digits and without `_INSIDE_WORDS`: a date or a telephone
    number. Takes half the time."""
    number = _NUMBER_SIGN.search(text, 1)
    month = _MONTH_FIRST.search(text, 1) if _YEAR_OF_MONTH.search(text) else None
    if number is None or (month is not None and month.start() < number.start()):
        return month
    return number


LINE_NAMES = [f"line: {name}" for name, _ in _LINE_SIGNS]


def _repeated(blocks: list[Block]) -> list[bool]:
    """For each block, whether the same text occurs elsewhere on the page too."""
    seen: dict[str, int] = {}
    for block in blocks:
        seen[block.text] = seen.get(block.text, 0) + 1
    return [seen[block.text] > 1 for block in blocks]


def _title_block(blocks: list[Block], title: str, chars: Ints, heading: Ints) -> int:
    """Index of the block that shows the page's title, -1 if none does."""
    best, best_score = -1, 0.0
    # A text longer than the title cannot be part of it.
    fits = (chars >= 4) & (chars <= min(250, len(title)))
    for index in (fits | (heading == 1)).nonzero()[0].tolist():
        block = blocks[index]
        text = block.text
        shown = text in title
        if not shown and block.heading != 1:
            continue
        score = len(text) / 100 * shown + (0.3 if block.heading else 0) + (0.2 if block.heading == 1 else 0)
        if block.link_chars * 2 > len(text):
            score *= 0.3
        if score > best_score and not block.hidden:
            best, best_score = block.index, score
    return best
