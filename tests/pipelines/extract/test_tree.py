"""No text of a broken page is lost, and no page takes for ever."""

from __future__ import annotations

import lxml.html
import pytest

from newsmill.pipelines.extract import parse, read_blocks
from newsmill.pipelines.extract.page.tree import shows_text


def texts(html: str) -> list[str]:
    tree = parse(html)
    return [] if tree is None else [block.text for block in read_blocks(tree).blocks]


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><p>one</p></html><p>two</p><div>three</div></body></html>",
        (
            "<html><body><p>one</p></body></html><html><head><title>x</title></head><body><p>two</p>"
            "<div>three</div></body></html>"
        ),
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


_SOMETHING_OPEN = [
    "<a ", "<a b='", '<a href="x', "<![if ", "<![CDATA[", "<![\x1a", "<!x ", "<!doctype ", "<?x ", "</x ", "<!--x",
        "<!", "</", "<title>", "<script>",
]  # fmt: skip


@pytest.mark.parametrize("end", ["", ">", '">', "<p>last"], ids=["", "closed", "quoted", "paragraph"])
@pytest.mark.parametrize("piece", _SOMETHING_OPEN)
def test_what_is_opened_again_and_again_ends_and_loses_no_text(piece: str, end: str) -> None:
    """Twenty thousand times: whoever looks for the end from each of them would take minutes."""
    found = texts(f"<html><body><p>one</p></html><p>two</p><div>three</div>{piece * 20_000}{end}")
    assert found[:3] == ["one", "two", "three"]


@pytest.mark.parametrize(
    "section", ["<![foo[ a ]>", "<![\x1a b>", "<![if !IE]>", "<![CDATA[x]]>", "<![>", "<![CDATA["]
)
def test_sections_as_in_sgml_lose_no_text(section: str) -> None:
    """On a page that only BeautifulSoup reads whole: quotes that do not close hide half of it from libxml2."""
    hidden = "".join(f'<p class="x>line {number}</p>' for number in range(3000))
    found = texts(f"<html><body><p>one</p></html>{section}<p>two</p>{hidden}<p>last")
    assert found[:3] == ["one", "two", "line 0"]
    assert found[-2:] == ["line 2999", "last"]


def test_a_page_cut_off_within_a_tag_shows_nothing_of_it() -> None:
    found = texts("<html><body><p>one</p></html><p>two</p><p>three <a href='http://example.com/1")
    assert found == ["one", "two", "three"]


def test_an_angle_bracket_that_begins_no_tag_is_text() -> None:
    found = texts("<html><body><p>one</p></html><p>two</p><p>a < b and <3" + " more" * 2000)
    assert found[:2] == ["one", "two"]
    assert found[2].startswith("a < b and")
    assert found[2].endswith("more more")


def test_where_quotes_do_not_close_the_text_between_is_kept() -> None:
    tags = "".join(f'<p class="x>line {number}</p>' for number in range(3001))
    found = texts(f"<html><body><p>one</p></html>{tags}")
    assert found == ["one", *(f"line {number}" for number in range(3001))]


def test_a_page_of_twenty_thousand_blocks_keeps_every_one() -> None:
    count = 20_000
    html = "<html><body>" + "<div><p>Some words, and <a href='/x'>a link</a>.</p></div>" * count
    assert texts(html) == ["Some words, and a link."] * count


@pytest.mark.parametrize("piece", ["x<br>", "a<!-- c -->", "·<wbr>", "。</div>", "b<![x]>"])
def test_a_hundred_thousand_texts_side_by_side_end(piece: str) -> None:
    """On a page that libxml2 reads whole, and on one that only BeautifulSoup does."""
    assert "".join(texts(f"<html><body>{piece * 100_000}")).count(piece[0]) == 100_000
    hidden = '<p class="x>line</p>' * 61
    found = texts(f"<html><body>{hidden * 100}{piece * 20_000}<p>last")
    assert "".join(found).count(piece[0]) >= 20_000
    assert found[-1].endswith("last")


def test_a_page_shows_text_where_a_reader_sees_some() -> None:
    for html, shows in (
        ("<p>a", True), ("<script>a</script>", False), ("<script>a</script>b", True),
            ("<div><p> <i>\n</i></div>", False),
        ("<noscript>a<b>c</b></noscript><style>d</style>", False), ("<template>a</template><i></i>tail", True),
        ("<p>" + "<br>" * 100_000, False), ("<p>\u3000&nbsp;", False),
    ):  # fmt: skip
        tree = parse(html)
        assert tree is not None
        assert shows_text(tree) == shows


def test_white_space_is_folded_as_a_reader_sees_it() -> None:
    assert texts("<p>one\n   two&nbsp;three</p><p>中文\n      继续</p>") == ["one two three", "中文继续"]


def test_breaks_part_lines_and_preformatted_lines_stay_lines() -> None:
    assert texts("<td>one<br>two<br><br>three</td>") == ["one", "two", "three"]
    assert texts("<pre>one\n  two\nthree</pre>") == ["one", "two", "three"]


def test_scripts_styles_and_ruby_readings_are_not_text() -> None:
    assert texts("<p>漢<ruby>字<rt>じ</rt></ruby></p><script>var a</script><style>p{}</style>") == ["漢字"]


def test_a_tree_that_was_parsed_elsewhere_may_have_comments() -> None:
    tree = lxml.html.fromstring("<div>before <!-- secret --> after <?php echo 1 ?> the end<p>next</p></div>")
    assert [block.text for block in read_blocks(tree).blocks] == ["before after the end", "next"]


def test_thousands_of_attributes_on_one_tag_cost_the_tag_and_no_text() -> None:
    attributes = " ".join(f"data-{number}='x y'" for number in range(5000))
    tree = parse(f"<html><body><div {attributes}><p>The text of the page.</p></div></body></html>")
    assert tree is not None
    assert "".join(tree.itertext()) == "The text of the page."
    (div,) = tree.iter("div")
    assert len(div.attrib) == 1000
