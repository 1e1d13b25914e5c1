"""What is measured of blocks."""

from __future__ import annotations

import html
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.pipelines.compiled import disabled_by_env
from newsmill.pipelines.extract import Document, parse, read_blocks
from newsmill.pipelines.extract.body.feature_columns import NAMES, compiled_measuring
from newsmill.pipelines.extract.body.features import measure
from newsmill.pipelines.extract.body.line_patterns import (
    _HOLDS_WORD,
    _LINE_INSIDE,
    LINE_NAMES,
    _compiled_marks,
    _inside_words,
    _marks_in_python,
    _numbers_in,
    line_patterns,
)
from newsmill.pipelines.extract.lexicon.line_patterns import LINE_PATTERNS
from newsmill.pipelines.extract.lexicon.prefilters import alternatives, samples


def document(source: str) -> Document:
    tree = parse(source)
    assert tree is not None
    return read_blocks(tree)


def test_a_page_is_measured_by_named_columns() -> None:
    page = document(
        "<title>A day</title><h1>A day</h1><p>It rained, and <a href=x>more</a>.</p><p>It rained.</p>"
    )
    features = measure(page, "A day")
    assert features.matrix.shape == (3, len(NAMES)) == (3, len(set(NAMES)))
    assert np.isfinite(features.matrix).all()
    column = dict(zip(features.names, features.matrix.T.tolist(), strict=True))
    assert column["h1"] == [1, 0, 0]
    assert column["in p"] == [0, 1, 1]
    assert column["is title"] == [1, 0, 0]
    assert column["-1: heading"] == [0, 1, 0]
    assert column["link density"] == pytest.approx([0, 4 / 20, 0])


def test_alike_blocks_share_a_group_on_small_and_on_huge_pages() -> None:
    page = (
        "<div><p>one</p><p>two</p><h2>three</h2></div>"
        + "<div>x</div>" * 20_000
        + "<div><p>four</p><p>five</p></div>"
    )
    group = measure(document(page)).group
    assert group[0] == group[1] != group[2]
    assert group[-1] == group[-2] != group[0]
    assert sorted(set(group.tolist())) == list(range(int(group.max()) + 1))


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("Alle Rechte: © 2012", "rights"),
        ("发布于 2012-02-14 14:46", "date"),
        ("三小时前", "date"),
        ("mail editor@example.org", "address"),
        ("电话 0722-3323456", "address"),
        ("责任编辑：何东", "credit"),
        ("延伸阅读", "more"),
        ("请扫码关注我们", "social"),
        ("12 comments", "comment"),
        ("他昨天来过", None),
    ],
)
def test_short_lines_match_their_pattern(line: str, pattern: str | None) -> None:
    found = line_patterns(document(f"<p>{line}</p>").blocks, np.array([0]))[0]
    assert [name for name, value in zip(LINE_NAMES, found, strict=True) if value] == (
        [f"line: {pattern}"] if pattern else []
    )


_PIECES = st.sampled_from(
    [
        "2012",
        "1999",
        "14",
        "3",
        "-",
        ".",
        "/",
        ":",
        " ",
        ",",
        "年",
        "april",
        "may.",
        "0722-3323456",
        "汉",
        "x",
        "1",
    ]
)


@given(st.lists(_PIECES | st.sampled_from(_inside_words()) | st.text(max_size=3), max_size=14).map("".join))
def test_marks_leave_out_no_line_that_a_pattern_matches(line: str) -> None:
    """Compiled or not: a word inside the line is seen, and so is a number that could be a date or a telephone."""
    line = line.lower()
    ways = [_marks_in_python(line), *filter(None, [_compiled_marks()])]
    for marks in ways:
        assert (marks(line) == _HOLDS_WORD) == any(word in line for word in _inside_words())
        if _numbers_in(line) is not None:
            assert marks(line)
    assert len(ways) == 1 + (not disabled_by_env() and compiled_measuring() is not None)


def test_marks_of_words_are_not_taken_from_everywhere() -> None:
    if (compiled := compiled_measuring()) is None:
        pytest.skip("newsmill was installed without a C compiler, or is to leave its modules unused")
    for words in (("",), ("😀",), (7,)):
        with pytest.raises(ValueError, match="first plane"):
            compiled.LineMarks(words)
    with pytest.raises(TypeError):
        compiled.LineMarks(["a"])
    with pytest.raises(TypeError):
        compiled.LineMarks(("a",)).of(b"a")
    assert [compiled.LineMarks(("ab", "abc", "acd")).of(text) for text in ("xacdx", "ac", "", "x:59 x", "𠮷ab")] == [
        1, 0, 0, 2, 1,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "pattern"), [row[:2] for row in LINE_PATTERNS], ids=[row.name for row in LINE_PATTERNS]
)
def test_every_alternative_of_a_line_pattern_is_reached(name: str, pattern: str) -> None:
    """The prefilters let through a line made from each alternative of each row."""
    column = LINE_NAMES.index(f"line: {name}")
    missed = []
    for row in alternatives(pattern):
        for sample in samples(row.removeprefix("^")):
            text = f"{sample} Ana" if pattern.startswith("^") else f"On {sample}"
            page = document(f"<p>{html.escape(text)}</p>")
            if not line_patterns(page.blocks, np.array([0]))[0, column] and re.search(pattern, text.lower()):
                missed.append(text)
    assert missed == []


@given(st.lists(_PIECES, min_size=1, max_size=14).map("".join))
def test_the_quick_way_to_numbers_finds_what_the_long_one_finds(line: str) -> None:
    quick, long = _numbers_in(line), _LINE_INSIDE.search(line, 1)
    assert (quick and (quick.lastgroup, quick.start())) == (long and (long.lastgroup, long.start()))
