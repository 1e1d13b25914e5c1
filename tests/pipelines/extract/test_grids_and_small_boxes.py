"""Names of grid classes, tools of headings, polls and other small boxes, and lines around a text."""

from __future__ import annotations

import pytest
from stories import MILL, paragraphs

from newsmill.pipelines.extract import Extraction, extract, parse, read_blocks
from newsmill.pipelines.extract.page.walk_in_python import read_blocks_in_python

TITLE = "Old weaving mill opens its doors again"


def read(html: str, url: str | None = None) -> Extraction:
    tree = parse(html)
    assert tree is not None
    return extract(tree, url)


def page(inner: str, below: str = "", meta: str = "<p>14 May 2024</p>") -> str:
    return (
        f"<html><head><title>{TITLE} | Odby Courier</title></head><body><ul><li><a href=/a>News</a></li>"
        f"<li><a href=/b>Sport</a></li></ul><main><h1>{TITLE}</h1>{meta}{inner}</main>{below}"
        "<footer><p>© 2024 Odby Courier</p></footer></body></html>"
    )


def columns(name: str) -> str:
    return "".join(f"<div class='row'><div class='{name}'><div>{text}</div></div></div>" for text in MILL)


@pytest.mark.parametrize("name", ["t-col t-col_8", "column small-12", "elementor-widget", "related-none"])
def test_a_word_on_every_box_below_the_headline_says_nothing(name: str) -> None:
    assert read(page(columns(name))).body == MILL


def test_the_only_box_with_text_may_be_named_like_comments() -> None:
    box = "<div class='comment-off share-free'>" + "<br><br>".join(MILL) + "</div>"
    assert read(page(box)).body == MILL


def test_comments_below_a_text_keep_their_name() -> None:
    box = (
        "<div class='comments'>"
        + paragraphs(["I worked there as a boy and liked the noise of it."] * 9)
        + "</div>"
    )
    assert read(page(f"<div class='text'>{paragraphs(MILL[:3])}</div>", box)).body == MILL[:3]


def test_both_walks_clear_the_same_hints() -> None:
    tree = parse(
        page(columns("t-col") + "<div class='related'><a href=/x>Another story of the mill</a></div>")
    )
    assert tree is not None
    hints = [
        [(box.own, box.chain) for box in walk(tree).containers]
        for walk in (read_blocks, read_blocks_in_python)
    ]
    assert hints[0] == hints[1]


def test_headings_lose_links_to_edit_them_and_permanent_links() -> None:
    edit = "<span class=mw-editsection>[<a href=/e>edit</a> | <a href=/s>edit source</a>]</span>"
    inner = (
        f"<p>{MILL[0]}<sup class=reference><a href=#1>[1]</a></sup></p><h2>History{edit}</h2><p>{MILL[1]}</p>"
    )
    inner += f"<h2>Today<a class=headerlink href=#t>¶</a></h2><p>{MILL[2]}</p>"
    assert read(page(inner)).body == [MILL[0], "History", MILL[1], "Today", MILL[2]]


def test_brackets_in_a_heading_that_are_not_a_link_stay() -> None:
    inner = f"{paragraphs(MILL[:2])}<h2>Looms [part two]</h2>{paragraphs(MILL[2:4])}<!-- editsection -->"
    assert "Looms [part two]" in read(page(inner)).body


def test_a_poll_without_a_form_is_not_text() -> None:
    poll = "<div><b>Will you visit the mill?</b><ul><li>Yes</li><li>No</li></ul><button>Vote</button></div>"
    assert read(page(paragraphs(MILL[:2]) + poll + paragraphs(MILL[2:]))).body == MILL


def test_what_readers_are_asked_to_skip_is_not_text() -> None:
    box = "<p>skip past newsletter promotion</p><p>The morning letter</p><p>after newsletter promotion</p>"
    assert read(page(paragraphs(MILL[:2]) + box + paragraphs(MILL[2:]))).body == MILL


@pytest.mark.parametrize(
    "line",
    [
        "<p>WATCH | <a href=/v>Inside the old mill</a></p>",
        "<p>This article was amended on 15 May 2024 to correct the number of looms.</p>",
        "<p>ADVERTISEMENT - CONTINUE READING BELOW</p>",
        "<h3><button aria-expanded=false>Aufklappen</button></h3>",
    ],
)
def test_lines_between_paragraphs_that_are_not_text(line: str) -> None:
    assert read(page(paragraphs(MILL[:3]) + line + paragraphs(MILL[3:]))).body == MILL


@pytest.mark.parametrize(
    "line",
    [
        "This article was amended so often that the editor laughed and said he had lost count of it.",
        "“Vote,” said the chairman, and nobody moved.",
    ],
)
def test_prose_that_looks_like_such_lines_stays(line: str) -> None:
    assert line in read(page(paragraphs([*MILL[:3], line, *MILL[3:]]))).body


def test_the_name_of_the_outlet_as_last_line_is_not_text() -> None:
    assert read(page(paragraphs([*MILL, "Odby Courier"]))).body == MILL


def test_a_date_and_a_name_above_the_text_are_not_text() -> None:
    html = page(paragraphs(MILL), meta="<p class='text-muted'>14 de marzo de 2024 · Lucía Ferrer</p>")
    assert read(html).body == MILL


def test_a_date_written_into_the_first_line_is_not_text() -> None:
    inner = "<div><span class='news-date-time'>14 мая 2024</span>" + "<br><br>".join(MILL) + "</div>"
    assert read(page(inner, meta="")).body == MILL


BUY = "<div>349,00 zł</div><button>Do koszyka</button>"
SECTIONS = "".join(
    f"<div class='head'><h2 class='name'>{name}</h2></div><div class='para'>{text}</div>"
    for name, text in zip(("Looms", "Money", "Visits"), MILL, strict=False)
)


def test_sections_of_one_shape_belong_together() -> None:
    assert read(page(SECTIONS, meta="")).body == ["Looms", MILL[0], "Money", MILL[1], "Visits", MILL[2]]


@pytest.mark.parametrize(
    ("path", "inner", "kind"),
    [
        ("/wiki/Category:Mills", paragraphs(["This category holds pages about mills."]), "listing"),
        ("/en/latest/install.html", paragraphs(MILL[:2]), "other"),
        ("/privacy-policy", paragraphs(MILL[:2]), "other"),
        ("/hc/en-us/articles/360-looms", paragraphs(MILL[:2]), "other"),
        ("/krosno-p-12", f"{BUY}{paragraphs(MILL[:1])}<p>Dostępność: jest</p>", "other"),
    ],
)  # fmt: skip
def test_addresses_and_buttons_that_name_a_kind(path: str, inner: str, kind: str) -> None:
    assert read(page(inner, meta=""), f"https://x.example{path}").kind == kind


def test_a_dated_how_to_of_a_magazine_is_an_article() -> None:
    assert read(page(paragraphs(MILL)), "https://x.example/how-to/set-up-a-loom").kind == "article"


def test_posts_that_end_with_a_link_to_reply_are_not_a_list() -> None:
    posts = "".join(
        f"<article><h4>reader{n}</h4><time>14 May 2024</time><div>{text}</div><a href=#{n}>Reply</a></article>"
        for n, text in enumerate(MILL[:4])
    )
    assert read(page(posts, meta=""), "https://x.example/threads/looms.8812/").kind == "other"


def test_a_status_number_in_a_table_is_not_an_error() -> None:
    table = (
        "<table><tr><td>404</td><td>unknown loom</td></tr><tr><td>409</td><td>loom in use</td></tr></table>"
    )
    html = page(paragraphs(["A loan connects a weaver and a loom."]) + table, meta="")
    assert read(html, "https://x.example/docs/loans").kind == "other"
