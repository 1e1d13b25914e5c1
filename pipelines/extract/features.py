"""What is measured of each block, as one matrix a page.

Nothing here knows a language or a site: lengths are in Latin characters (a character of a wide script counts as two and a half),
punctuation is counted by class over all scripts, and names in the markup count by the general words of `vocabulary`. Columns are
named, so that a decision can show what it looked at.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.blocks import Block, Document
from pipelines.extract.vocabulary import Sign

__all__ = ["Features", "measure"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_LETTER, _UPPER, _WIDE, _DIGIT, _SPACE, _STOP, _COMMA, _QUOTE, _SEPARATOR, _COLON, _BRACKET, _OTHER = range(12)
_CLASSES = 12
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
    ("date", r"\b(?:19|20)\d\d\s?[-/.年년]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|\b\d{1,2}:\d\d\b|\b\d{1,2}\s\w{3,9}\.?,?\s(?:19|20)\d\d\b|\b[A-Z]\w{2,8}\.?\s\d{1,2},?\s(?:19|20)\d\d\b|[小时時間분일]前|\bago\b"),
    ("address", r"https?://|www\.|\w@\w+\.\w|\d{3,4}-\d{7,8}|@\w{3,}"),
    ("credit", r"^\W{0,3}(?:责任?编辑|責任?編輯|编辑|編輯|记者|記者|作者|来源|來源|稿源|文章来源|本文来源|原标题|校对|审核|通讯员|摄影?|撰文|编译|监制|by\s|author|source|photo|image|credit|editor|reporting by|written by|текст|фото|автор|источник|fuente|foto|por\s|sumber|penulis|editor|reporter|تصوير|المصدر|기자|사진|写真|文・|取材)"),
    ("more", r"^\W{0,3}(?:read (?:more|next|also)|related|more (?:on|from|stories|news)|see also|also read|recommended|you may|most (?:read|popular)|延伸阅读|延伸閱讀|相关|相關|推荐|推薦|更多|热门|点击|関連|あわせて|続きを|관련|더보기|추천|читайте|по теме|также|leer más|lea también|relacionad|te puede|le[ai]a (?:mais|também)|saiba mais|baca juga|simak|lire aussi|à lire|lesen sie|mehr zum|اقرأ|المزيد|xem thêm|đọc thêm)"),
    ("social", r"share|follow us|subscribe|sign up|newsletter|facebook|twitter|whatsapp|telegram|instagram|分享|关注|關注|扫码|二维码|掃碼|订阅|微信公众号|下载|客户端|シェア|フォロー|구독|공유|подпис|поделиться|suscr|síguenos|compart|inscreva|bagikan|ikuti|langganan|تابع|اشترك|شارك"),
    ("comment", r"^\W{0,3}(?:\d+\s)?(?:comment|repl(?:y|ies)|leave a|评论|評論|网友|跟帖|回复|コメント|댓글|коммент|comentar|komentar|تعليق)"),
)  # fmt: skip
_LINES = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LINE_SIGNS), re.IGNORECASE)
_LINE_NUMBER = {name: number for number, (name, _) in enumerate(_LINE_SIGNS)}
_LINE_LIMIT = 160

_TAGS = ("p", "li", "td", "div", "blockquote", "pre", "figcaption", "dd", "section", "article", "body", "span")
_TAG_NUMBER = {tag: number for number, tag in enumerate(_TAGS)} | {
    "th": 2, "dt": 7, "center": 3, "caption": 6, "main": 8, "html": 10, "listing": 5,
}  # fmt: skip
_SIGNS = tuple(sign for sign in Sign if sign)
_BITS = np.array([int(sign) for sign in _SIGNS], dtype=np.int64)


class Features:
    """The matrix of one page (`blocks x columns`), with the sums that later steps need again.

    names    of the columns
    matrix   one row a block
    weight   running text of each block: its length in Latin characters, links left out
    levels   for each block its container and the two above it, as indices
    first, end   of each container, as arrays
    heading_columns  columns that say that a block is a heading
    title    index of the block that shows the headline, -1 when none does
    """

    __slots__ = ("end", "first", "group", "heading_columns", "length", "levels", "matrix", "names", "title", "weight")

    def __init__(
        self, names: list[str], matrix: Floats, weight: Floats, length: Floats, levels: list[Ints], group: Ints, first: Ints, end: Ints, title: int
    ) -> None:
        self.names = names
        self.matrix = matrix
        self.weight = weight
        self.length = length
        self.levels = levels
        self.group = group
        self.first = first
        self.end = end
        self.title = title
        self.heading_columns = [names.index(name) for name in ("h1", "h2-h3", "h4-h6")]


def measure(document: Document, title: str = "") -> Features:
    """Measure every block of a page; `title` is the text of `<title>`. Linear in the page."""
    blocks, containers = document.blocks, document.containers
    count = len(blocks)
    counts, last = _character_classes(blocks)
    length = counts[:, _LETTER] + counts[:, _UPPER] + counts[:, _DIGIT] + counts[:, _WIDE] * WIDE_WEIGHT
    raw = np.array(
        [
            (len(b.text), b.links, b.link_chars, b.bold_chars, b.heading, b.breaks, b.hidden, b.container, b.offset,
             _TAG_NUMBER.get(b.tag, len(_TAGS)))
            for b in blocks
        ],
        dtype=np.float32,
    )  # fmt: skip
    chars, links, link_chars, bold_chars, heading, breaks, hidden, container_of, offset, tag = raw.T
    boxes = np.array([(c.parent, c.own, c.chain, c.first, c.end, c.depth) for c in containers], dtype=np.int64)
    parent, own, chain, first, end, depth = boxes.T
    parent = np.maximum(parent, 0)
    level1 = np.array([b.container for b in blocks], dtype=np.int64)
    level2 = parent[level1]
    level3 = parent[level2]
    level4 = parent[level3]

    size = np.maximum(chars, 1)
    linked = np.minimum(link_chars / size, 1)
    weight = length * (1 - linked)
    total = max(float(weight.sum()), 1.0)
    stops = counts[:, _STOP]
    commas = counts[:, _COMMA]
    sentence = (last == _STOP) | ((last == _QUOTE) & (stops > 0)) | ((last == _BRACKET) & (stops > 0))

    columns: list[Floats] = []
    names: list[str] = []

    def add(name: str, values: NDArray[np.generic]) -> None:
        names.append(name)
        columns.append(values.astype(np.float32, copy=False))

    log_length = np.log1p(length)
    add("length", log_length / 5)
    add("weight", np.log1p(weight) / 5)
    add("link density", linked)
    add("links", np.log1p(links))
    add("stops", np.log1p(stops))
    add("commas", np.log1p(commas))
    add("punctuation density", np.minimum((stops + commas) * 20 / (length + 10), 3))
    add("ends a sentence", sentence)
    add("ends with colon", last == _COLON)
    add("digits", counts[:, _DIGIT] / (length + 1))
    add("capitals", counts[:, _UPPER] / (length + 1))
    add("separators", counts[:, _SEPARATOR] * 5 / (length + 5))
    add("other", counts[:, _OTHER] * 5 / (length + 5))
    add("quotes", np.minimum(counts[:, _QUOTE], 4) / 2)
    add("spaces", counts[:, _SPACE] / size)
    add("bold", np.minimum(bold_chars / size, 1))
    add("h1", heading == 1)
    add("h2-h3", (heading == 2) | (heading == 3))
    add("h4-h6", heading > 3)
    add("after break", np.minimum(breaks, 2) / 2)
    add("hidden", hidden)
    for number, name in enumerate(_TAGS):
        add(f"in {name}", tag == number)
    add("repeated", _repeated(blocks))

    near = own[level1] | own[level2]
    around = chain[level1]
    add_bits = ((near[:, None] & _BITS) != 0).astype(np.float32)
    far_bits = ((around[:, None] & _BITS) != 0).astype(np.float32)
    names.extend(f"near: {sign.name}".lower() for sign in _SIGNS)
    names.extend(f"around: {sign.name}".lower() for sign in _SIGNS)

    index = np.arange(count, dtype=np.float32)
    heads = _title_block(blocks, title)
    add("position", index / max(count, 1))
    add("text position", offset / max(float(offset[-1] + chars[-1]), 1.0))
    add("title known", np.full(count, heads >= 0))
    since = index - heads if heads >= 0 else np.zeros(count, np.float32)
    add("is title", since == 0 if heads >= 0 else np.zeros(count, np.float32))
    add("after title", since > 0)
    add("blocks since title", np.sign(since) * np.log1p(np.abs(since)) / 4)
    add("depth", np.minimum(depth[level1], 40) / 20)

    # Sums over any run of blocks, as differences of prefix sums.
    sums = np.zeros((count + 1, 6), np.float64)
    good = weight * (stops + commas > 0) * (1 - hidden)
    np.cumsum(np.stack((length, weight, good, stops + commas, np.ones(count), heading > 0), axis=1), axis=0, out=sums[1:])
    page = sums[-1]
    mean_page = page[1] / count
    for number, level in enumerate((level1, level2, level3, level4), 1):
        inside = sums[end[level]] - sums[first[level]]
        blocks_in = np.maximum(inside[:, 4], 1)
        add(f"box {number}: blocks", np.log1p(inside[:, 4]) / 4)
        add(f"box {number}: weight", np.log1p(inside[:, 1]) / 8)
        add(f"box {number}: share", inside[:, 1] / total)
        add(f"box {number}: good share", inside[:, 2] / max(page[2], 1.0))
        add(f"box {number}: link density", 1 - inside[:, 1] / np.maximum(inside[:, 0], 1))
        add(f"box {number}: mean weight", np.log1p(inside[:, 1] / blocks_in) / 5)
        add(f"box {number}: punctuation", np.minimum(inside[:, 3] * 20 / (inside[:, 0] + 10), 3))
        if number > 1:
            add(f"box {number}: from start", np.log1p(index - first[level]) / 4)
            add(f"box {number}: from end", np.log1p(end[level] - 1 - index) / 4)

    # Paragraphs of the same parent and tag are alike: what one of them is, most likely all are.
    group = _groups(level2, tag, heading)
    members = np.bincount(group)
    group_weight = np.bincount(group, weights=weight)
    group_good = np.bincount(group, weights=good)
    group_links = np.bincount(group, weights=linked)
    group_stops = np.bincount(group, weights=sentence)
    add("alike: blocks", np.log1p(members)[group] / 4)
    add("alike: share", (group_weight / total)[group])
    add("alike: good share", (group_good / max(page[2], 1.0))[group])
    add("alike: link density", (group_links / members)[group])
    add("alike: sentences", (group_stops / members)[group])
    add("alike: mean weight", np.log1p(group_weight / members)[group] / 5)

    # The smallest container that holds most of the running text.
    inside = sums[end] - sums[first]
    candidates = np.flatnonzero(inside[:, 2] >= 0.55 * page[2])
    main = int(candidates[np.argmin(end[candidates] - first[candidates])]) if len(candidates) else 0
    add("in main box", (index >= first[main]) & (index < end[main]))
    add("from main start", np.clip((index - first[main]) / 20, -3, 3))
    add("from main end", np.clip((end[main] - 1 - index) / 20, -3, 3))

    add("page: blocks", np.full(count, np.log1p(count) / 6))
    add("page: weight", np.full(count, np.log1p(total) / 10))
    add("page: mean weight", np.full(count, np.log1p(mean_page) / 5))
    add("page: good", np.full(count, page[2] / total))

    stacked = np.stack(columns, axis=1)
    own_view = np.stack((log_length / 5, linked, sentence, stops + commas > 0, heading > 0, tag == 0, near != 0), axis=1).astype(np.float32)
    shifted = [_shift(own_view, by) for by in (-3, -2, -1, 1, 2, 3)]
    labels = ("length", "link density", "ends a sentence", "punctuated", "heading", "in p", "named")
    names_shifted = [f"{by:+d}: {label}" for by in (-3, -2, -1, 1, 2, 3) for label in labels]
    windows = []
    for half in (5, 12):
        low, high = np.maximum(index - half, 0).astype(np.int64), np.minimum(index + half + 1, count).astype(np.int64)
        around_sums = sums[high] - sums[low]
        windows += [1 - around_sums[:, 1] / np.maximum(around_sums[:, 0], 1), np.log1p(around_sums[:, 1] / (high - low)) / 5, np.log1p(around_sums[:, 2] / (high - low)) / 5]
    names_windows = [f"within {half}: {label}" for half in (5, 12) for label in ("link density", "mean weight", "mean good")]
    matrix = np.hstack((stacked, add_bits, far_bits, *shifted, np.stack(windows, axis=1).astype(np.float32)))
    n = len(_SIGNS) * 2
    ordered = names[: 0] + [x for x in names if not x.startswith(("near: ", "around: "))] + [x for x in names if x.startswith("near: ")] + [x for x in names if x.startswith("around: ")]
    del n
    return Features(ordered + names_shifted + names_windows, matrix, weight.astype(np.float32), length.astype(np.float32), [level1, level2, level3, level4], group, first, end, heads)


def _character_classes(blocks: list[Block]) -> tuple[Floats, NDArray[np.uint8]]:
    """Characters of each class in each block, and the class of each block's last character."""
    joined = "".join([b.text for b in blocks]).encode("utf-32-le" if sys.byteorder == "little" else "utf-32-be", "surrogatepass")
    codes = np.frombuffer(joined, dtype=np.uint32)
    sizes = np.array([len(b.text) for b in blocks], dtype=np.int64)
    classes = _classes()[np.minimum(codes, 0xFFFF)]
    keys = np.repeat(np.arange(len(blocks), dtype=np.int64) * _CLASSES, sizes) + classes
    counts = np.bincount(keys, minlength=len(blocks) * _CLASSES).reshape(len(blocks), _CLASSES)
    return counts.astype(np.float32), classes[np.cumsum(sizes) - 1]


def line_signs(blocks: list[Block], wanted: Ints) -> Floats:
    """Which of `_LINE_SIGNS` the short ones among the wanted blocks show; one column a sign, all blocks."""
    signs = np.zeros((len(blocks), len(_LINE_SIGNS)), np.float32)
    search = _LINES.search
    for index in wanted.tolist():
        text = blocks[index].text
        if len(text) <= _LINE_LIMIT:
            match = search(text)
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
            score = len(text) / 100 * (text in title) + (0.3 if block.heading else 0) + (0.2 if block.heading == 1 else 0)
            if block.link_chars * 2 > len(text):
                score *= 0.3
            if score > best_score and not block.hidden:
                best, best_score = block.index, score
    return best


def _groups(parent: Ints, tag: Floats, heading: Floats) -> Ints:
    """A number for each block, the same for blocks of the same tag under the same parent."""
    keys = parent * 64 + (tag + 20 * (heading > 0)).astype(np.int64)
    _, group = np.unique(keys, return_inverse=True)
    return group.astype(np.int64).reshape(-1)


def _shift(values: Floats, by: int) -> Floats:
    """Row i of the answer is row `i + by`, zeros beyond the ends."""
    moved = np.zeros_like(values)
    if abs(by) >= len(values):
        return moved
    if by < 0:
        moved[-by:] = values[:by]
    else:
        moved[:-by] = values[by:]
    return moved
