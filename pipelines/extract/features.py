"""What is measured of each block, as one matrix a page.

Nothing here knows a language or a site: lengths are in Latin characters (a character of a wide script counts as two and a half),
punctuation is counted by class over all scripts, and names in the markup count by the general words of `vocabulary`. Columns are
named, so that a decision can show what it looked at.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.blocks import Block, Document
from pipelines.extract.vocabulary import Sign

__all__ = ["Features", "measure"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_LETTER, _UPPER, _WIDE, _DIGIT, _SPACE, _STOP, _COMMA, _QUOTE, _SEPARATOR, _COLON, _BRACKET, _OTHER = range(
    12
)
_CLASSES = 12
_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
WIDE_WEIGHT = 2.5

_PUNCTUATION: dict[int, str] = {
    _STOP: ".!?。！？．…‥｡؟۔।॥።‼⁇⁈⁉",
    _COMMA: ",，、､;；،؛፣፤",
    _QUOTE: "\"'“”‘’«»„‟「」『』〝〞",
    _SEPARATOR: "|｜¦›»«‹>›·•●■◆▶►▲▼★☆/\\_→←↑↓✓×",
    _COLON: ":：∶",
    _BRACKET: "()（）[]【】〔〕<《》〈〉{}",
}
_WIDE_RANGES = ((0x2E80, 0x2FFF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3040, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
                (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x1100, 0x11FF))  # fmt: skip


@cache
def _classes() -> NDArray[np.uint8]:
    """The class of every character of the basic plane; all above it are `_WIDE` (rare ideographs) or symbols."""
    table = np.full(0x10000, _OTHER, np.uint8)
    letters = {"Lu": _UPPER, "Lt": _UPPER, "Nd": _DIGIT, "Nl": _DIGIT, "No": _DIGIT}
    for code in range(0x10000):
        category = unicodedata.category(chr(code))
        if category in letters:
            table[code] = letters[category]
        elif category[0] in "LM":
            table[code] = _LETTER
        elif category[0] == "Z" or code < 32:
            table[code] = _SPACE
    for first, last in _WIDE_RANGES:
        table[first : last + 1] = _WIDE
    for kind, characters in _PUNCTUATION.items():
        for character in characters:
            table[ord(character)] = kind
    return table


# Short lines that mean the same in every language; what only one language says is the model's neighbours' business.
_LINE_SIGNS: tuple[tuple[str, str], ...] = (
    ("rights", r"©|\(c\)\s*\d{4}|copyright|all rights reserved|版权|版權|著作権|無断転載|무단|저작권|derechos|direitos|droits réservés|все права|hak cipta|حقوق|bản quyền"),
    ("date", r"\b(?:19|20)\d\d\s?[-/.年년]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|\b\d{1,2}:\d\d\b|\b\d{1,2}\s\w{3,9}\.?,?\s(?:19|20)\d\d\b|\b[a-z]\w{2,8}\.?\s\d{1,2},?\s(?:19|20)\d\d\b|[小时時間분일]前|\bago\b"),
    ("address", r"https?://|www\.|\w@\w+\.\w|\d{3,4}-\d{7,8}|@\w{3,}"),
    ("credit", r"^\W{0,3}(?:责任?编辑|責任?編輯|编辑|編輯|记者|記者|作者|来源|來源|稿源|文章来源|本文来源|原标题|校对|审核|通讯员|摄影?|撰文|编译|监制|by\s|author|source|photo|image|credit|editor|reporting by|written by|текст|фото|автор|источник|fuente|foto|por\s|sumber|penulis|editor|reporter|تصوير|المصدر|기자|사진|写真|文・|取材)"),
    ("more", r"^\W{0,3}(?:read (?:more|next|also)|related|more (?:on|from|stories|news)|see also|also read|recommended|you may|most (?:read|popular)|延伸阅读|延伸閱讀|相关|相關|推荐|推薦|更多|热门|点击|関連|あわせて|続きを|관련|더보기|추천|читайте|по теме|также|leer más|lea también|relacionad|te puede|le[ai]a (?:mais|também)|saiba mais|baca juga|simak|lire aussi|à lire|lesen sie|mehr zum|اقرأ|المزيد|xem thêm|đọc thêm)"),
    ("social", r"share|follow us|subscribe|sign up|newsletter|facebook|twitter|whatsapp|telegram|instagram|分享|关注|關注|扫码|二维码|掃碼|订阅|微信公众号|下载|客户端|シェア|フォロー|구독|공유|подпис|поделиться|suscr|síguenos|compart|inscreva|bagikan|ikuti|langganan|تابع|اشترك|شارك"),
    ("comment", r"^\W{0,3}(?:\d+\s)?(?:comment|repl(?:y|ies)|leave a|评论|評論|网友|跟帖|回复|コメント|댓글|коммент|comentar|komentar|تعليق)"),
)  # fmt: skip
# Read in lower case: a quarter of the time that ignoring case costs. What a line begins with is asked once, not at every character.
_LINE_START = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LINE_SIGNS))
_LINE_INSIDE = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LINE_SIGNS if not pattern.startswith("^"))
)
_LINE_NUMBER = {name: number for number, (name, _) in enumerate(_LINE_SIGNS)}
_LINE_LIMIT = 160

_TAGS = (
    "p",
    "li",
    "td",
    "div",
    "blockquote",
    "pre",
    "figcaption",
    "dd",
    "section",
    "article",
    "body",
    "span",
)
_TAG_NUMBER = {tag: number for number, tag in enumerate(_TAGS)} | {
    "th": 2, "dt": 7, "center": 3, "caption": 6, "main": 8, "html": 10, "listing": 5,
}  # fmt: skip
_SIGNS = tuple(sign for sign in Sign if sign)
_BITS = np.array([int(sign) for sign in _SIGNS], dtype=np.int64)
_SIGN_NAMES = {where: [f"{where}: {sign.name}".lower() for sign in _SIGNS] for where in ("near", "around")}
_VIEW = ("length", "link density", "ends a sentence", "punctuated", "heading", "in p", "named")
_NEIGHBOUR_NAMES = {by: [f"{by:+d}: {label}" for label in _VIEW] for by in (-3, -2, -1, 1, 2, 3)}


class Features:
    """The matrix of one page (`blocks x columns`), with the sums that later steps need again.

    names    of the columns
    matrix   one row a block
    weight   running text of each block: its length in Latin characters, links left out
    good     the same where it has punctuation and is not hidden
    levels   for each block its container and the three around it, as indices
    group    a number for each block, the same for blocks of one tag under one parent
    first, end   of each container, as arrays: it covers `blocks[first:end]`
    heading  whether each block is a heading
    title    index of the block that shows the headline, -1 when none does
    """

    __slots__ = ("end", "first", "good", "group", "heading", "levels", "matrix", "names", "title", "weight")

    def __init__(self, document: Document, title: str) -> None:
        self.title = _title_block(document.blocks, title)
        columns = _Columns(document, self.title)
        columns.words()
        columns.position()
        columns.boxes()
        columns.alike()
        columns.main_box()
        columns.page()
        columns.signs()
        columns.neighbours()
        columns.windows()
        self.names = columns.names
        self.matrix: Floats = np.array(columns.rows, dtype=np.float32).T
        self.weight: Floats = columns.weight
        self.levels, self.group = columns.levels, columns.group
        self.first, self.end = columns.first, columns.end
        self.heading = columns.heading > 0
        self.good = columns.good


def measure(document: Document, title: str = "") -> Features:
    """Measure every block of a page that has some; `title` is the text of `<title>`. Linear in the page."""
    return Features(document, title)


class _Columns:
    """The columns as they are made, one row of numbers each, and what they are made from."""

    def __init__(self, document: Document, title: int) -> None:
        blocks = document.blocks
        self.document, self.title, self.count = document, title, len(blocks)
        self.names: list[str] = []
        self.rows: list[NDArray[np.generic]] = []
        self.index = np.arange(self.count)
        self.chars = _column([len(block.text) for block in blocks])
        self.links = _column([block.links for block in blocks])
        link_chars = _column([block.link_chars for block in blocks])
        self.bold = _column([block.bold_chars for block in blocks])
        self.heading = _column([block.heading for block in blocks])
        self.breaks = _column([block.breaks for block in blocks])
        self.hidden = _column([block.hidden for block in blocks])
        self.offset = _column([block.offset for block in blocks])
        other = len(_TAGS)
        self.tag = _column([_TAG_NUMBER.get(block.tag, other) for block in blocks])
        boxes = document.containers
        parent = _numbers([box.parent for box in boxes])
        self.own, self.chain = _numbers([box.own for box in boxes]), _numbers([box.chain for box in boxes])
        self.first, self.end = _numbers([box.first for box in boxes]), _numbers([box.end for box in boxes])
        self.depth = _numbers([box.depth for box in boxes])
        parent = np.maximum(parent, 0)
        self.levels = [_numbers([block.container for block in blocks])]
        for _ in range(3):
            self.levels.append(parent[self.levels[-1]])
        self.counts, self.last = _character_classes(blocks)
        counts = self.counts
        self.length = counts[_LETTER] + counts[_UPPER] + counts[_DIGIT] + counts[_WIDE] * WIDE_WEIGHT
        self.linked = np.minimum(link_chars / self.chars, 1)
        self.weight: Floats = (self.length * (1 - self.linked)).astype(np.float32)
        self.marks = counts[_STOP] + counts[_COMMA]
        # Running text: it has punctuation, and a reader sees it.
        self.good = self.weight * (self.marks > 0) * (1 - self.hidden)
        self.sentence = (self.last == _STOP) | (
            (counts[_STOP] > 0) & ((self.last == _QUOTE) | (self.last == _BRACKET))
        )
        self.near = self.own[self.levels[0]] | self.own[self.levels[1]]
        keys = self.levels[1] * 64 + (self.tag + 20 * (self.heading > 0)).astype(np.int64)
        self.group: Ints = np.unique(keys, return_inverse=True)[1].astype(np.int64).reshape(-1)
        # Sums over any run of blocks are differences of prefix sums: length, weight, good text, marks.
        self.sums = np.zeros((4, self.count + 1))
        np.cumsum((self.length, self.weight, self.good, self.marks), axis=1, out=self.sums[:, 1:])
        self.total = max(float(self.sums[1, -1]), 1.0)
        self.total_good = max(float(self.sums[2, -1]), 1.0)

    def add(self, name: str, values: NDArray[np.generic]) -> None:
        self.names.append(name)
        self.rows.append(values)

    def words(self) -> None:
        """The text itself."""
        add, counts, length = self.add, self.counts, self.length
        add("length", np.log1p(length) / 5)
        add("weight", np.log1p(self.weight) / 5)
        add("link density", self.linked)
        add("links", np.log1p(self.links))
        add("stops", np.log1p(counts[_STOP]))
        add("commas", np.log1p(counts[_COMMA]))
        add("punctuation density", np.minimum(self.marks * 20 / (length + 10), 3))
        add("ends a sentence", self.sentence)
        add("ends with colon", self.last == _COLON)
        add("digits", counts[_DIGIT] / (length + 1))
        add("capitals", counts[_UPPER] / (length + 1))
        add("separators", counts[_SEPARATOR] * 5 / (length + 5))
        add("other", counts[_OTHER] * 5 / (length + 5))
        add("quotes", np.minimum(counts[_QUOTE], 4) / 2)
        add("spaces", counts[_SPACE] / self.chars)
        add("bold", np.minimum(self.bold / self.chars, 1))
        add("h1", self.heading == 1)
        add("h2-h3", (self.heading == 2) | (self.heading == 3))
        add("h4-h6", self.heading > 3)
        add("after break", np.minimum(self.breaks, 2) / 2)
        add("hidden", self.hidden)
        for number, name in enumerate(_TAGS):
            add(f"in {name}", self.tag == number)
        add("repeated", _repeated(self.document.blocks))

    def position(self) -> None:
        """Where on the page, and where from the headline."""
        add, title, index = self.add, self.title, self.index
        since = index - title if title >= 0 else np.zeros(self.count)
        add("position", index / self.count)
        add("text position", self.offset / max(float(self.offset[-1] + self.chars[-1]), 1.0))
        add("title known", np.full(self.count, title >= 0))
        add("is title", index == title)
        add("after title", since > 0)
        add("blocks since title", np.sign(since) * np.log1p(np.abs(since)) / 4)
        add("depth", np.minimum(self.depth[self.levels[0]], 40) / 20)

    def boxes(self) -> None:
        """The containers around the block, from the nearest to the fourth."""
        add = self.add
        for number, level in enumerate(self.levels, 1):
            first, end = self.first[level], self.end[level]
            length, weight, good, marks = self.sums[:, end] - self.sums[:, first]
            blocks = np.maximum(end - first, 1)
            add(f"box {number}: blocks", np.log1p(blocks) / 4)
            add(f"box {number}: weight", np.log1p(weight) / 8)
            add(f"box {number}: share", weight / self.total)
            add(f"box {number}: good share", good / self.total_good)
            add(f"box {number}: link density", 1 - weight / np.maximum(length, 1))
            add(f"box {number}: mean weight", np.log1p(weight / blocks) / 5)
            add(f"box {number}: punctuation", np.minimum(marks * 20 / (length + 10), 3))
            if number > 1:
                add(f"box {number}: from start", np.log1p(self.index - first) / 4)
                add(f"box {number}: from end", np.log1p(np.maximum(end - 1 - self.index, 0)) / 4)

    def alike(self) -> None:
        """Paragraphs of one parent and tag are alike: what one of them is, most likely all are."""
        add, group = self.add, self.group
        members = np.bincount(group)
        weight = np.bincount(group, weights=self.weight)
        add("alike: blocks", (np.log1p(members) / 4)[group])
        add("alike: share", (weight / self.total)[group])
        add("alike: good share", (np.bincount(group, weights=self.good) / self.total_good)[group])
        add("alike: link density", (np.bincount(group, weights=self.linked) / members)[group])
        add("alike: sentences", (np.bincount(group, weights=self.sentence) / members)[group])
        add("alike: mean weight", (np.log1p(weight / members) / 5)[group])

    def main_box(self) -> None:
        """The smallest container that holds most of the running text."""
        good = self.sums[2, self.end] - self.sums[2, self.first]
        holding = np.flatnonzero(good >= 0.55 * self.sums[2, -1])
        box = holding[np.argmin(self.end[holding] - self.first[holding])]
        first, end, index = self.first[box], self.end[box], self.index
        self.add("in main box", (index >= first) & (index < end))
        self.add("from main start", np.clip((index - first) / 20, -3, 3))
        self.add("from main end", np.clip((end - 1 - index) / 20, -3, 3))

    def page(self) -> None:
        """What sort of page it is: the same for all blocks."""
        for name, value in (
            ("page: blocks", np.log1p(self.count) / 6),
            ("page: weight", np.log1p(self.total) / 10),
            ("page: mean weight", np.log1p(self.total / self.count) / 5),
            ("page: good", self.total_good / self.total),
        ):
            self.add(name, np.full(self.count, value))

    def signs(self) -> None:
        """General words in the names of the two nearest containers, and of all around."""
        for where, bits in (("near", self.near), ("around", self.chain[self.levels[0]])):
            self.names.extend(_SIGN_NAMES[where])
            self.rows.extend((bits & _BITS[:, None]) != 0)

    def neighbours(self) -> None:
        """The three blocks before and after."""
        view = np.array(
            (
                np.log1p(self.length) / 5,
                self.linked,
                self.sentence,
                self.marks > 0,
                self.heading > 0,
                self.tag == 0,
                self.near != 0,
            ),
            dtype=np.float32,
        )
        padded = np.zeros((len(view), self.count + 6), np.float32)
        padded[:, 3 : 3 + self.count] = view
        for by in (-3, -2, -1, 1, 2, 3):
            self.names.extend(_NEIGHBOUR_NAMES[by])
            self.rows.extend(padded[:, 3 + by : 3 + by + self.count])

    def windows(self) -> None:
        """The surroundings at large."""
        for half in (5, 12):
            low, high = np.maximum(self.index - half, 0), np.minimum(self.index + half + 1, self.count)
            length, weight, good, _ = self.sums[:, high] - self.sums[:, low]
            self.add(f"within {half}: link density", 1 - weight / np.maximum(length, 1))
            self.add(f"within {half}: mean weight", np.log1p(weight / (high - low)) / 5)
            self.add(f"within {half}: mean good", np.log1p(good / (high - low)) / 5)


def _column(values: list[int]) -> NDArray[np.float64]:
    """Numbers as an array; by way of `array`, which takes a third of the time of `np.array`."""
    return np.frombuffer(array("d", values), dtype=np.float64)


def _numbers(values: list[int]) -> Ints:
    return np.frombuffer(array("q", values), dtype=np.int64)


def _character_classes(blocks: list[Block]) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """How many characters of each class each block has (`classes x blocks`), and the class of each block's last character."""
    joined = "".join([block.text for block in blocks]).encode(_UTF32, "surrogatepass")
    codes = np.frombuffer(joined, dtype=np.uint32)
    sizes = np.array([len(block.text) for block in blocks], dtype=np.int64)
    classes = _classes()[np.minimum(codes, 0xFFFF)]
    keys = np.repeat(np.arange(len(blocks), dtype=np.int64) * _CLASSES, sizes) + classes
    counts = np.bincount(keys, minlength=len(blocks) * _CLASSES).reshape(len(blocks), _CLASSES)
    return counts.T.astype(np.float64), classes[np.cumsum(sizes) - 1]


def line_signs(blocks: list[Block], wanted: Ints) -> Floats:
    """Which of `_LINE_SIGNS` the short ones among the wanted blocks show; one column a sign, all blocks."""
    signs = np.zeros((len(blocks), len(_LINE_SIGNS)), np.float32)
    begins, holds = _LINE_START.match, _LINE_INSIDE.search
    for index in wanted.tolist():
        text = blocks[index].text
        if len(text) <= _LINE_LIMIT:
            text = text.lower()
            match = begins(text) or holds(text, 1)
            if match:
                signs[index, _LINE_NUMBER[match.lastgroup or ""]] = 1
    return signs


LINE_NAMES = [f"line: {name}" for name, _ in _LINE_SIGNS]


def _repeated(blocks: list[Block]) -> NDArray[np.bool_]:
    """Whether the same text stands elsewhere on the page too."""
    seen: dict[str, int] = {}
    for block in blocks:
        seen[block.text] = seen.get(block.text, 0) + 1
    return np.array([seen[block.text] > 1 for block in blocks], dtype=np.bool_)


def _title_block(blocks: list[Block], title: str) -> int:
    """Index of the block that shows the page's title, -1 when none does."""
    best, best_score = -1, 0.0
    for block in blocks:
        text = block.text
        if block.heading == 1 or (4 <= len(text) <= 250 and text in title):
            score = (
                len(text) / 100 * (text in title)
                + (0.3 if block.heading else 0)
                + (0.2 if block.heading == 1 else 0)
            )
            if block.link_chars * 2 > len(text):
                score *= 0.3
            if score > best_score and not block.hidden:
                best, best_score = block.index, score
    return best
