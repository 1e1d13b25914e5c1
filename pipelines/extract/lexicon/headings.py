"""Headings of what stands around a story, and words inside a headline's element."""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row

__all__ = [
    "KICKERS",
    "NO_HEADLINES",
    "SUBTITLES",
    "TITLE_LABELS",
]

# The word for a headline before one.
TITLE_LABELS: tuple[Row, ...] = (
    Row("title", "English"),
    Row("titre", "French"),
    Row("t[ií]tulo", "Spanish and Portuguese"),
    Row("titel", "German, Dutch, Nordic"),
    Row("titolo", "Italian"),
    Row("标题|標題|题目|題名", "Chinese"),
    Row("제목", "Korean"),
    Row("заголовок", "Russian and Ukrainian"),
)  # fmt: skip

# Class names of kickers inside a headline's heading.
KICKERS: tuple[Row, ...] = (
    Row("kicker|overline|eyebrow|topline|badge", "English class names"),
    Row("roof|dachzeile|spitzmarke|rubrik", "German class names, and what they are in English"),
    Row("pretitle|surtitle|overtitle", "English and French class names"),
    Row(r"flag\b|label\b", "names that are also parts of other names"),
)  # fmt: skip

# What a subtitle's element is called, beside headings.
SUBTITLES: tuple[Row, ...] = (
    Row(r"sub-?_?(?:title|head|line)|deck|dek\b|standfirst", "English class names"),
    Row("futi|fubt", "Pinyin: 副题, 副标题"),
    Row("kicker|strapline|titlesub|second_?title", "English class names again"),
)  # fmt: skip

# Headings of what stands around a story.
NO_HEADLINES: tuple[Row, ...] = (
    Row((
        "Post Author|About the Author|Author|Comments|Leave a Reply|Leave a Comment|Related Posts|Related|"
        "Share this|Newsletter|Menu|Navigation|Search|Advertisement|Table of Contents|Contents|Recent Posts|"
        "Categories|Archives"
    ), "English"),
    Row("相关阅读|相关新闻|评论|导航|目录", "Chinese"),
)  # fmt: skip
