"""Kinds of short lines that occur in every language: rights, dates, credits, buttons. The body model weighs them; none
removes a line by itself.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["DIGITS_FIRST", "LINE_PATTERNS", "MONTH", "TELEPHONE", "LinePattern"]


class LinePattern(NamedTuple):
    """A kind of line, as the model's column is called, its pattern, and what such a line tells."""

    name: str
    pattern: str
    why: str


# Dates and times that begin with a digit.
DIGITS_FIRST = (
    r"\b(?:19|20)\d\d\s?[-/.年년]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|\b\d{1,2}:\d\d\b|"
    r"\b\d{1,2}\s\w{3,9}\.?,?\s(?:19|20)\d\d\b"
)
# A month's name before the day.
MONTH = r"\b[a-z]\w{2,8}\.?\s\d{1,2},?\s(?:19|20)\d\d\b"
# Chinese telephone numbers with an area code.
TELEPHONE = r"\d{3,4}-\d{7,8}"
# Patterns for kinds of short lines that occur in every language.
LINE_PATTERNS: tuple[LinePattern, ...] = (
    LinePattern("rights", (
        r"©|\(c\)\s*\d{4}|copyright|all rights reserved|版权|版權|著作権|無断転載|무단|저작권|derechos|"
        r"direitos|droits réservés|все права|hak cipta|حقوق|bản quyền"
    ), "a copyright notice stands in footers, rarely in a text"),
    LinePattern("date", rf"{DIGITS_FIRST}|{MONTH}|[小时時間분일]前|\bago\b",
        "a date or a time beside few other words is that of a page or of a teaser"),
    LinePattern("address", rf"https?://|www\.|\w@\w+\.\w|{TELEPHONE}|@\w{{3,}}",
        "an address or a telephone number stands in footers and in notes about authors"),
    LinePattern("credit", (
        r"^\W{0,3}(?:责任?编辑|責任?編輯|编辑|編輯|记者|記者|作者|来源|來源|稿源|文章来源|本文来源|原标题|"
        r"校对|审核|通讯员|摄影?|撰文|编译|监制|by\s|author|source|photo|image|credit|editor|reporting "
        r"by|written by|текст|фото|автор|источник|fuente|foto|por\s|sumber|penulis|editor|reporter|تصوير|"
        r"المصدر|기자|사진|写真|文・|取材)"
    ), "who wrote, edited or photographed: beside a text, not in it"),
    LinePattern("more", (
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
    ), "links to other stories"),
    LinePattern("social", (
        r"share|follow us|subscribe|sign up|newsletter|facebook|twitter|whatsapp|telegram|instagram|分享|"
        r"关注|關注|扫码|二维码|掃碼|订阅|微信公众号|下载|客户端|シェア|フォロー|구독|공유|подпис|"
        r"поделиться|suscr|síguenos|compart|inscreva|bagikan|ikuti|langganan|تابع|اشترك|شارك"
    ), "where a page can be shared, followed or subscribed to"),
    LinePattern("comment", (
        r"^\W{0,3}(?:\d+\s)?(?:comment|repl(?:y|ies)|leave a|评论|評論|网友|跟帖|回复|コメント|댓글|"
        r"коммент|comentar|komentar|تعليق)"
    ), "readers' comments and their buttons"),
)  # fmt: skip
