"""The outlet at the start of the value of a source label: `来源：中国新闻网参与互动` names `中国新闻网`."""

from __future__ import annotations

import re

from newsmill.pipelines.extract.lexicon.outlets import BUTTONS_AFTER_SOURCE, GLUED_AFTER_OUTLET, NO_OUTLETS
from newsmill.pipelines.extract.lexicon.rows import pattern_of, words_of
from newsmill.pipelines.extract.page.character_classes import HAN
from newsmill.pipelines.regex import lazy_regex

__all__ = ["BUTTON", "outlet_in"]

BUTTON = lazy_regex(pattern_of(BUTTONS_AFTER_SOURCE))
_AFTER_OUTLET = lazy_regex(pattern_of(GLUED_AFTER_OUTLET))
_QUOTES = ("“", '"', "「")
_NO_OUTLETS = frozenset(words_of(NO_OUTLETS))
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
