"""No text of a broken page is lost, and no page takes for ever."""

from __future__ import annotations

import lxml.html
import pytest

from pipelines.extract import parse, read_blocks


def texts(html: str) -> list[str]:
    tree = parse(html)
    return [] if tree is None else [block.text for block in read_blocks(tree).blocks]


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><p>one</p></html><p>two</p><div>three</div></body></html>",
        "<html><body><p>one</p></body></html><html><head><title>x</title></head><body><p>two</p><div>three</div></body></html>",
        "<html><body><p>one<p>two<!-- never closed <div>three",
        "<html><body><p>one<div>two<html><body><td>three",
        "<p>one<title>left open</p><p>two</p><div>three</div>".replace("left open", ""),
        "<div>one<span>two".replace("<span>", "<br>") + "<br>three",
        "<body><button class=menu><div><p>one</p><p>two</p><p>three</p></div>",
    ],
    ids=[
        "stray end",
        "two documents",
        "open comment",
        "nested html",
        "open title",
        "nothing closed",
        "open button",
    ],
)
def test_broken_markup_loses_no_text(html: str) -> None:
    found = " ".join(texts(html))
    assert [word for word in ("one", "two", "three") if word not in found] == []


def test_nothing_gives_no_tree() -> None:
    assert parse(" \n ") is None
    assert parse("<!-- only a comment -->") is None


@pytest.mark.parametrize("tag", ["div", "b", "ul"])
def test_a_hundred_thousand_nested_elements_end_and_keep_their_text(tag: str) -> None:
    found = texts(f"<html><body>{f'<{tag}>' * 100_000}deep{f'</{tag}>' * 100_000}<p>after</p></body></html>")
    assert found == ["deep", "after"]


def test_a_page_of_twenty_thousand_blocks_keeps_every_one() -> None:
    count = 20_000
    html = "<html><body>" + "<div><p>Some words, and <a href='/x'>a link</a>.</p></div>" * count
    assert texts(html) == ["Some words, and a link."] * count


def test_white_space_is_folded_as_a_reader_sees_it() -> None:
    assert texts("<p>one\n   two&nbsp;three</p><p>中文\n      继续</p>") == ["one two three", "中文继续"]


def test_breaks_part_lines_and_preformatted_lines_stay_lines() -> None:
    assert texts("<td>one<br>two<br><br>three</td>") == ["one", "two", "three"]
    assert texts("<pre>one\n  two\nthree</pre>") == ["one", "two", "three"]


def test_scripts_styles_and_ruby_readings_are_no_text() -> None:
    assert texts("<p>漢<ruby>字<rt>じ</rt></ruby></p><script>var a</script><style>p{}</style>") == ["漢字"]


def test_a_tree_that_was_parsed_elsewhere_may_have_comments() -> None:
    tree = lxml.html.fromstring("<div>before <!-- secret --> after <?php echo 1 ?> the end<p>next</p></div>")
    assert [block.text for block in read_blocks(tree).blocks] == ["before after the end", "next"]
