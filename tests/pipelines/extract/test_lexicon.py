"""Prefilters let through whatever the rows that they are derived from match. `test_every_row.py` tries the rows."""

import re

import pytest

from newsmill.pipelines.extract.lexicon import roles
from newsmill.pipelines.extract.lexicon.prefilters import (
    alternatives,
    any_of,
    needed_characters,
    openings,
    prefilter,
    samples,
)
from newsmill.pipelines.extract.lexicon.word_search import guarded


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("记者|記者", {"记者", "記者"}),
        ("(?:特约)?记者", {"特约记", "记者"}),
        ("[Bb]y", {"By", "by"}),
        (r"文(?=\s?:)", {"文"}),
        (r"审\s?读", {"审 读", "审读"}),
        (r"\w+者", {""}),
        ("a{2,3}b", {"aab", "aaa"}),
    ],
)
def test_openings_are_what_a_match_begins_with(pattern, expected):
    assert openings(pattern) == expected


def test_a_prefilter_finds_whatever_its_rows_find():
    rows = ["(?:责任|本期)?编辑", "By", r"Words(?:\s+by)?"]
    found = prefilter(rows)
    for text in ("…… 责任编辑：张三", "编辑 张三", "| By Jane", "Words by Jane"):
        assert found.search(text)
    assert not found.search("standby, passwords and 编 辑")


def test_a_row_that_may_begin_with_anything_cannot_be_filtered_for():
    with pytest.raises(ValueError, match="anything"):
        prefilter([".*编辑"]).search("")


@pytest.mark.parametrize("written", [str.lower, str.upper, str.title])
def test_a_guarded_search_finds_whatever_its_pattern_finds(written):
    for rows in (roles.ORGANISATION_WORDS, *(words for words, _ in roles.PROFESSIONS)):
        plain = re.compile(rf"(?<![\w'’-])(?:{rows})(?![\w'’])", re.IGNORECASE)
        find = guarded(plain, rows, word_starts=True)
        for word in samples(rows):
            line = f"Jane Doe, {written(word)} of Harbour"
            found, expected = find(line), plain.search(line)
            assert (found and found.span()) == (expected and expected.span()), line


def test_a_guarded_search_takes_letters_for_equal_as_the_pattern_does():
    plain = re.compile("staff|kiosk|yazarı|σύνταξης", re.IGNORECASE)
    find = guarded(plain, "staff|kiosk|yazarı|σύνταξης")
    for line in ("ſtaff", "\u212aiosk", "YAZARI", "yazari", "ΣΎΝΤΑΞΗΣ", "σύνταξησ"):
        assert (find(line) is None) == (plain.search(line) is None), line


def test_any_of_finds_the_words_wherever_they_stand():
    words = {"yesterday", "yes", "gestern", "昨天", "a.m."}
    find = any_of(words)
    for line in ("it was yesterday.", "vorgestern", "在昨天", "8 a.m.", "no day", "a m", "ester"):
        assert (find.search(line) is not None) == any(word in line for word in words), line


def test_needed_characters_are_of_every_match():
    assert needed_characters(r"(?<!\d)(?P<y>\d{4})(?P<sep>[-/.])\d(?P=sep)\d") == [frozenset("-/.")]
    assert needed_characters("年?(?:春节|月\\s?日)") == [frozenset("春月")]
    assert needed_characters(r"(?:\d|元)\s|[,.]?") == []


def test_brackets_in_a_class_begin_no_group() -> None:
    assert list(alternatives(r"a[.)]b|c[(|]|[]|]d|(?:e|f[)])")) == [r"a[.)]b", "c[(|]", "[]|]d", "(?:e|f[)])"]
