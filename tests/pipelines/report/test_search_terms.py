"""Texts as the search index takes them, compiled and in numpy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.pipelines import compiled
from newsmill.pipelines.report.site.searching import _spaced_in_python, phrases, spaced

_PIECES = st.sampled_from(
    [
        "图书馆",
        "，",
        "。",
        " ",
        "abc",
        "Ünïted",
        "e\u0301",
        "мой",
        "한국어",
        "日本語の",
        "𠀀𠀁",
        "😀",
        "１２",
        "\x00",
    ]
)


@pytest.mark.skipif(
    compiled.module("newsmill.pipelines.report.site._terms") is None,
    reason="the compiled modules are not built",
)
@settings(deadline=None)
@given(st.lists(_PIECES | st.text(max_size=4), max_size=12).map("".join))
def test_both_give_the_same(text: str) -> None:
    if not text.isascii():
        assert spaced(text) == _spaced_in_python(text)


@pytest.mark.parametrize("give", [spaced, _spaced_in_python])
@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("市图书馆ABC开放", ["市图", "图书", "书馆", "馆", "abc", "开放", "放"]),
        ("Café, Ünïted", ["cafe", "united"]),
        ("cafe\u0301…", ["cafe"]),  # the accent as a character of its own
        ("мой, в й", ["мой", "в", "й"]),
        ("“二〇一二”年", ["二〇", "〇一", "一二", "二", "年"]),
    ],
)
def test_words_are_folded_and_pairs_made(give: object, text: str, terms: list[str]) -> None:
    assert callable(give)
    # The index folds ASCII by itself.
    assert give(text).lower().split() == terms


def test_what_is_not_a_word_is_not_a_query() -> None:
    assert phrases("，。 … ‿") == ""
    assert phrases("CAFÉ") == '"cafe"*'
