"""The outlet at the start of the value of a source label: `来源：中国新闻网参与互动` names `中国新闻网`."""

from __future__ import annotations

import re

from newsmill.pipelines.extract.page.character_classes import HAN
from newsmill.pipelines.regex import lazy_regex

__all__ = ["BUTTON", "outlet_in"]

# Buttons that follow an empty `来源：`: a value that starts with an instruction to the reader is not an outlet.
BUTTON = lazy_regex(
    r"进入|参与|互动|欢迎|倒序|正序|只看|点击|点此|查看|手机(?:看|版|阅读)|扫码|扫一扫|打印|举报|分享|收藏"
    r"|字号|字体|字體|阅读|返回|下载|关注|我要|更多|评论|浏览|放大|缩小|"
    r"大$|中$|小$|责任|Share|Print|Follow|Click|Read|[關关][閉闭]|列印|轉寄|友善列印|推薦|推荐|有?\d+人|"
    r"人?[参參][与與]|已有|投稿|[订訂][阅閱]|登[录錄入]|注册|註冊|首[页頁]|[回返]首|上一|下一|文字$|手机版"
    r"|手機版"
)
# What may follow an outlet without a space: the next button, if two links meet (`来源：中国新闻网参与互动`), and an
# account's number.
_AFTER_OUTLET = lazy_regex(
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
        "本站原创",
        "本站",
        "原创",
        "网络",
        "互联网",
        "网络转载",
        "网上转载",
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
    r",\s(?:online|published|accessed|retrieved)\b|\s·(?=\s|$)|[|•。！？!?…\]\[【】]|\s[-–—]\s|"
    r"[,，;；]\s?(?:作者|编辑|责任)|\d{4}[-年./]|\d{1,2}:\d\d|"
    r"\d{1,2}[./]\d{1,2}[./]\d{2}|[,;]?\s\d{1,2}(?:st|nd|rd|th|[.ºª°])?\s(?:de\s)?[^\W\d_]{3,12}\.?,?"
    r"\s(?:de\s|del\s)?(?:19|20)\d\d"
)


# `来源:netease 东方网`: the system's own word before the outlet.
_HANDLE_BEFORE = lazy_regex(rf"^[a-z]{{2,12}}\s+(?=[{HAN}]{{2}})")


# `SOURCE: bit.ly/abc Archives of Medicine, online December 12`
_SHORT_LINK = lazy_regex(r"^[\w.-]{3,20}\.\w{2,4}/\S{2,20}\s+(?=[A-Z])")


def outlet_in(value: str) -> str | None:
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
    if re.search(rf"[{HAN}]", first):
        value = first
        if value.count("(") < value.count(")"):
            value = value[: value.index(")")]
    else:
        value = value.split(")", 1)[0] if value.count("(") < value.count(")") else value
        value = " ".join(value.split()[:6])
    value = value.strip(" ,;、-([（【")
    if value.endswith(".") and len(value.split()[-1]) > _ABBREVIATION and "." not in value[:-1]:
        value = value[:-1]
    glued = _AFTER_OUTLET.search(value, 2)
    if glued:
        value = value[: glued.start()]
    if value[:1] == "《" and value[-1:] == "》" and value.count("《") == 1:
        value = value[1:-1]
    if not 2 <= len(value) <= 60 or value.isdigit() or value in _NO_OUTLETS or BUTTON.match(value):
        return None
    return value


_ABBREVIATION = 5  # characters with the stop: `Inc.` keeps it
