"""Words of datelines, sign-offs and photo credits in scripts without spaces."""

from __future__ import annotations

import re

from newsmill.pipelines.extract.lexicon.rows import Row
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "AMONG_CELLS",
    "GLUED_TAILS",
    "JAPANESE_REMARKS",
    "OUTLET_LAST",
    "PHOTO_SUFFIXES",
    "REAL_NAMES",
    "SIGN_OFFS",
]

# How an outlet's name ends before a reporter: fewer than `outlets.OUTLET_ENDINGS`, since a place may stand there too.
OUTLET_LAST: tuple[Row, ...] = (
    Row("報|报|社|網|网|新聞|新闻|台|電視|周刊|週刊|雜誌|廣播", "Chinese, traditional and simplified"),
)  # fmt: skip

# What a bracket that closes a text must hold to be a sign-off.
SIGN_OFFS: tuple[Row, ...] = (
    Row("[记記]者|通[讯訊][员員]|评论员|作者|文[/／|丨︱]|撰", "Chinese"),
    Row("기자|특파원|칼럼니스트", "Korean"),
    Row("编译|編譯", "Chinese: who translated"),
)  # fmt: skip

# Brackets at the end of a Japanese text that hold no name.
JAPANESE_REMARKS: tuple[Row, ...] = (
    Row("略$|敬称|以下|終$|続く|完$|同$", "Japanese: remarks on the text"),
    Row("提供|写真|撮影|資料", "Japanese: of pictures"),
    Row("時間$|日$|版$|面$", "Japanese: times, and pages of the paper"),
)  # fmt: skip

# What somebody did, written right after the name.
GLUED_TAILS: tuple[Row, ...] = (
    Row("报道|报导|摄影报道|通讯|整理|编译|供稿", "Chinese"),
)  # fmt: skip

# Roles of people who sign with their real names: `记者：你怎么看？` is an interview, not a credit.
REAL_NAMES: tuple[Row, ...] = (
    Row("记者|記者|通讯员|通訊員|评论员|評論員", "Chinese, simplified and traditional"),
)  # fmt: skip

# What makes the name before it that of a photographer.
PHOTO_SUFFIXES: tuple[Row, ...] = (
    Row("摄影?|攝影?|供图|供圖|图|圖|制图", "Chinese"),
    Row("撮影", "Japanese"),
)  # fmt: skip

# Lines of one language whose name stands among other cells: the line, what is read in its place, an example.
AMONG_CELLS: dict[str, tuple[re.Pattern[str], str, str]] = {
    "zh": (lazy_regex(r"posted @ [\d-]{8,10} [\d:]{5,8}\s+(?P<name>\S{2,20})\s+(?:阅读|评论).*"), r"作者：\g<name>",
        "posted @ 2024-03-12 08:15 岭南客 阅读(12) 评论(0)"),
    "ja": (lazy_regex(
        r"(?:編集委員|論説委員|特派員|記者|ライター)・(?P<name>[\u3400-\u9fff々]{3,6})(?:[\s|]+\d.*)?"
    ), r"記者：\g<name>", "編集委員・山田太郎 2024年3月12日"),
}  # fmt: skip
