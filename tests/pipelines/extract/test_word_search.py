"""One pass over a line tells which rows of a table are worth asking, and never rules out a row that matches."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.pipelines.extract.fields.credit_labels import _HINTS
from newsmill.pipelines.extract.lexicon import class_hints
from newsmill.pipelines.extract.lexicon.boilerplate_lines import INSIDE, STARTS, WHOLE
from newsmill.pipelines.extract.lexicon.class_hints import hints_in_python, hints_of
from newsmill.pipelines.extract.lexicon.prefilters import needed_words, samples
from newsmill.pipelines.extract.lexicon.word_search import WordGroups, folded

ROWS = (*STARTS, *INSIDE, *WHOLE)
ROW_WORDS = WordGroups(lambda: [needed_words(row.pattern) for row in ROWS], ignore_case=True)
LETTERS = "".join(
    sorted({character for row in ROWS for word in needed_words(row.pattern) for character in word})
)
SAMPLES = [text for row in ROWS for text in samples(row.pattern)][::7]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.kind}-{row.why[:30]}")
def test_a_line_that_a_row_matches_holds_a_word_of_it(row):
    words = needed_words(row.pattern)
    asks = re.compile(row.pattern, re.IGNORECASE).search
    for text in samples(row.pattern):
        for line in (text, text.upper(), text.title()):
            if words and asks(line):
                assert any(folded(word) in folded(line) for word in words), line


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"^[\s(]*(?:Read|See) (?:more|also)\b", {"more", "also"}),
        (r".{2,60} can be reached (?:at|on|by)\b.{0,80}", {"reached"}),
        (r"[编編][辑輯]\s?[:：]", {"编辑", "编輯", "編辑", "編輯"}),
        (r"更多(?:精彩|新闻)?", {"更多"}),
        (r"(?:a{2,}|本站)x?", {"a", "本站"}),
        (r"(?:\d{1,2}|[A-Z])+", set()),
        (r"版权(?-i:所有)", {"版权"}),
    ],
)
def test_the_words_that_a_pattern_cannot_match_without(pattern, words):
    assert needed_words(pattern) == words


def test_letters_that_re_takes_to_be_equal_are_equal_when_folded():
    cased = re.compile(f"[{re.escape(LETTERS)}]", re.IGNORECASE)
    known = {folded(letter) for letter in LETTERS}
    alike = [chr(code) for code in range(0x10000) if cased.fullmatch(chr(code))]
    assert [letter for letter in alike if folded(letter) not in known] == []


def test_words_are_found_in_any_case_and_only_where_they_may_begin():
    words = WordGroups(
        lambda: [["By"], ["记者", "写真"], ["ticker", "@"]], ignore_case=True, word_starts=True
    )
    for of in (words.of, words.in_python()):
        assert of("BY JANE DOE") == 0b001
        assert of("Nearby shops") == 0
        assert of("a_by-line") == 0b001
        assert of("本报记者 张三 TİCKER") == 0b110
        assert of("desk@example.com") == 0b100
        assert of("") == 0


def test_case_counts_where_it_is_not_ignored():
    words = WordGroups(lambda: [["By"], []])
    for of in (words.of, words.in_python()):
        assert of("by Jane Doe") == 0
        assert of("By Jane Doe") == 1


BOTH = [(words.of, words.in_python()) for words in (ROW_WORDS, _HINTS)]


@pytest.mark.parametrize(("of", "in_python"), BOTH, ids=["boilerplate lines", "credits"])
@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*SAMPLES, "记者", " by ", "x", "İ", "ı", "K", "_"])
        | st.text(alphabet=LETTERS + " |:：", max_size=6),
        max_size=6,
    )
)
def test_both_ways_of_looking_find_the_same(of, in_python, pieces):
    text = "".join(pieces)
    assert of(text) == in_python(text)


def test_a_group_may_have_no_words():
    assert WordGroups(lambda: [[], ["x"]]).of("ax") == 0b10
    assert WordGroups(lambda: []).of("ax") == 0


@pytest.mark.parametrize("number", [63, 64, 65, 130])
def test_a_table_may_have_any_number_of_rows(number):
    groups = WordGroups(lambda: [[f"w{at:03}"] for at in range(number)] + [["all"]])
    text = f"w000 and w{number - 1:03}"
    assert groups.of(text) == groups.in_python()(text) == 1 | 1 << number - 1
    assert groups.of("none, all") == 1 << number
    for start in range(len(text)):
        assert groups.find(text, start) == groups.find_in_python()(text, start)


@pytest.mark.parametrize("word_starts", [False, True])
def test_the_first_word_is_found_at_the_same_place(word_starts):
    groups = WordGroups(lambda: [{"By", "责任编", "Автор"}, {"来源", "Words"}], word_starts=word_starts)
    for line in (
        "By Jane",
        "standBy, Words by",
        "责任编辑：张三 来源：江城",
        "x来源",
        "Автор Words",
        "",
        "none",
    ):
        for start in range(len(line) + 2):
            assert groups.find(line, start) == groups.find_in_python()(line, start), (line, start)


@pytest.mark.parametrize(
    "names",
    [
        "articleBody",
        "article-body__content HTMLMain mainNAV2",
        "md:hidden [&>p]:footer p-name",
        "imgDescription img_desc photo-credits photo-creditsRow",
        "xarticlecontentx READMORE Side\tbar\x1cnav",
        "figure  " + "a" * 60 + "  author",
        "",
    ],
)
def test_class_names_say_the_same_compiled_and_in_python(names):
    assert class_hints._reader()(names) == hints_in_python(names)


@given(
    st.lists(
        st.sampled_from(
            [
                "nav",
                "Nav",
                "NAV",
                "article",
                "Body",
                "img",
                "desc",
                "credit",
                "s",
                "-",
                "_",
                "1",
                ":",
                "[",
                " ",
                "\n",
            ]
        )
    ).map("".join)
    | st.text(st.characters(max_codepoint=127))
)
@settings(max_examples=300, deadline=None)
def test_any_class_names_say_the_same_compiled_and_in_python(names):
    assert class_hints._reader()(names) == hints_in_python(names)


def test_class_names_beyond_ascii_are_read():
    assert hints_of("café-author") == hints_of("author")
