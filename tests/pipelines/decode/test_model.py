"""The character model: what it is made of, what it says, and when it is loaded."""

from __future__ import annotations

import itertools
import math
import unicodedata
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.pipelines.decode import languages, model, repair
from newsmill.pipelines.decode.model.estimate import count, estimate, packed_rows
from newsmill.pipelines.decode.model.ngrams import Ngrams, NgramTables, packed, rows_of, unpacked
from newsmill.pipelines.decode.model.wordmodels import WordModel, draw, read_kenlm, spelled

PLACES = {"天": 1, "气": 2, "上": 3, "下": 4, "雨": 5}


def ngrams(text: str, wanted: str = "") -> Ngrams:
    numbers = np.array([PLACES.get(c, 0) for c in text], np.int64)
    only = np.isin(np.arange(6), [PLACES[c] for c in wanted]) if wanted else None
    tables = estimate(count([numbers]), 6, {2: 20, 3: 20, 4: 20}, only)
    return Ngrams(msgspec.msgpack.decode(msgspec.msgpack.encode(tables), type=NgramTables))


def chances(grams: Ngrams, before: str) -> list[float]:
    context = grams.context(tuple(PLACES.get(c, 0) for c in before))
    return [grams.chance(context, number) for number in range(6)]


@pytest.mark.parametrize("before", ["", "天", "气上", "天气上", "雨雨雨", "上。下"])
def test_the_chances_of_all_characters_add_up_to_about_one(before: str) -> None:
    assert sum(chances(ngrams("天气上下雨。天气下雨。上天下雨雨。" * 40), before)) == pytest.approx(
        1, abs=0.12
    )


def test_a_longer_context_says_more_than_a_short_one() -> None:
    grams = ngrams("天上下。雨上天。" * 50)
    assert chances(grams, "天上")[PLACES["下"]] > 0.8
    assert chances(grams, "雨上")[PLACES["天"]] > 0.8
    assert chances(grams, "上")[PLACES["天"]] == pytest.approx(0.5, abs=0.1)
    assert chances(grams, "气上") == chances(grams, "上")


def test_ngrams_can_be_cut_to_those_about_some_characters() -> None:
    grams = ngrams("天气上下雨。" * 50, wanted="雨")
    assert chances(grams, "下")[PLACES["雨"]] > 0.8
    assert chances(grams, "天")[PLACES["气"]] < 0.3


def test_packed_tables_come_back(tmp_path: Path) -> None:
    (tmp_path / "table").write_bytes(packed(b"counts" * 100))
    assert unpacked(tmp_path / "table") == b"counts" * 100


def test_words_are_drawn_as_often_as_their_model_says() -> None:
    ones = np.array([0.0, 0.6, 0.3, 0.1])
    after_one = (np.array([1]), np.array([3]), np.array([0.9]))
    after_two = (np.array([1]), np.array([3]), np.array([1]), np.array([1.0]))
    source = WordModel(["", "天气", "雨", "上"], ones, after_one, after_two)
    words = next(draw(source, 0.0, np.random.default_rng(1), texts=500, length=20))
    first, second, third = words[:, 5:-2].ravel(), words[:, 6:-1].ravel(), words[:, 7:].ravel()
    assert np.mean(second[first == 1] == 3) == pytest.approx(0.9, abs=0.03)
    assert np.all(third[(first == 1) & (second == 3)] == 1)


def test_words_are_spelled_in_characters_and_unknown_ones_left_out() -> None:
    characters, begins, lengths = spelled(["", "天气", "龘雨", "雨"], PLACES)
    assert [characters[b : b + n].tolist() for b, n in zip(begins, lengths, strict=True)] == [
        [0],
        [1, 2],
        [0],
        [5],
    ]


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "zh_CN.lm").write_bytes(b"\0" * 200)
    with pytest.raises(ValueError, match="KenLM"):
        read_kenlm(tmp_path / "zh_CN.lm")


def test_the_shipped_model_is_no_larger_than_four_megabytes() -> None:
    assert (
        sum(path.stat().st_size for path in (model.PATH, model.PHRASES_PATH, model.MARKS_PATH)) <= 4_000_000
    )


def test_the_model_is_loaded_when_damage_was_found_and_not_before() -> None:
    model.load.cache_clear()
    repair("市政府昨天下午召开新闻发布会。l'été\n" * 10)
    assert model.load.cache_info().currsize == 0
    repair("您要访问的页面不存在".encode().decode("gbk", "ignore"))
    assert model.load.cache_info().currsize == 1


@pytest.mark.parametrize("history", ["", "我们的", "记者从", "今年5", "，他说"])
def test_every_character_has_a_chance_and_all_of_them_one_in_all(history: str) -> None:
    language = model.load()
    places = [-1, -1, -1, *(language.place(c) for c in history)]
    after = language.after((places[-3], places[-2], places[-1]))
    found = [language.chance(after, place) for place in range(language.size)]
    assert min(found) > 0
    assert 0.5 < sum(found) < 1.5


@pytest.mark.parametrize(
    ("before", "likely", "unlikely"),
    [("新闻发布", "会", "快"), ("中华人民", "共", "大"), ("，但", "是", "气"), ("你知道吗", "？", "、")],
)
def test_what_continues_as_text_does_is_likelier(before: str, likely: str, unlikely: str) -> None:
    language = model.load()
    places = [-1, -1, -1, *(language.place(c) for c in before)]
    after = language.after((places[-3], places[-2], places[-1]))
    chances = [language.chance(after, language.place(character)) for character in (likely, unlikely)]
    assert math.log2(chances[0] / chances[1]) > 3


def test_the_stored_description_of_characters_is_what_unicode_and_the_languages_say() -> None:
    stored = msgspec.msgpack.decode(unpacked(languages.CHARACTERS_PATH), type=languages.Characters)
    if stored.unicode != unicodedata.unidata_version:
        pytest.skip(f"stored from Unicode {stored.unicode}")
    assert languages.describe_characters(languages.stored_languages()) == stored


@given(st.lists(st.lists(st.integers(0, 65_535), max_size=6, unique=True).map(sorted), max_size=8))
def test_rows_are_read_as_they_were_packed(rows: list[list[int]]) -> None:
    places = np.array([place for place, row in enumerate(rows) for _ in row], np.int64)
    items = np.array([item for row in rows for item in row], np.int64)
    starts, found = rows_of(*packed_rows(places, items, len(rows)))
    assert [list(found[start:end]) for start, end in itertools.pairwise(starts)] == rows
