"""The quantities of a page and the model that weighs them: one text, or a collection of things."""

from __future__ import annotations

import pytest

from newsmill.pipelines.extract import Extraction, extract, parse, read_blocks
from newsmill.pipelines.extract.body.assembly import find_body
from newsmill.pipelines.extract.kind.decision import measure
from newsmill.pipelines.extract.kind.evidence import findings_of
from newsmill.pipelines.extract.kind.facts import Facts
from newsmill.pipelines.extract.kind.model import KINDS, load, weigh
from newsmill.pipelines.extract.page.metadata import read as read_metadata

from .stories import MILL, paragraphs

SENTENCES = [
    "The old ferry at Odby sails again on Sundays, and the crossing costs two crowns each way.",
    "Three looms were carried over the frozen lake in the winter of the great fire.",
    "Nobody has claimed the blue rowing boat that was found below the weir on Friday.",
    "The night train stops at Falk again, because the stationmaster asked for it.",
    "Eleven pupils have planted an orchard behind the school and water it in turns.",
    "A goat ate the minutes of the council, and the vote has to be taken once more.",
]
NAMES = [
    "The ferry sails",
    "Looms on the lake",
    "A blue boat",
    "The night train stops",
    "An orchard grows",
    "The goat eats",
]


def quantities(html: str, url: str | None = None) -> dict[str, float]:
    tree = parse(html)
    assert tree is not None
    document = read_blocks(tree)
    metadata = read_metadata(tree, document.metadata_elements)
    found = measure(document, find_body(document, metadata.document_title, None), metadata, url)
    assert found is not None
    return found


def read(html: str, url: str | None = None) -> Extraction:
    tree = parse(html)
    assert tree is not None
    return extract(tree, url)


def page(title: str, inside: str) -> str:
    menu = "".join(
        f"<li><a href=/{n}>{name}</a></li>" for n, name in enumerate(["Home", "Town", "Sport", "Letters"])
    )
    return f"<html><head><title>{title} - Odby Post</title></head><body><ul>{menu}</ul>{inside}</body></html>"


STORY = page(
    "The weaving mill opens its doors again",
    f"<h1>The weaving mill opens its doors again</h1>{paragraphs(MILL)}",
)
BOXES = page(
    "Town",
    "<h1>Town</h1>"
    + "".join(
        f'<div class="entry"><h2><a href="/s/{n}">{name}</a></h2><p>{text}</p></div>'
        for n, (name, text) in enumerate(zip(NAMES, SENTENCES, strict=True))
    ),
)


def test_the_run_of_text_under_one_headline_is_long_in_a_story_and_short_in_boxes() -> None:
    story, boxes = quantities(STORY), quantities(BOXES)
    assert story["share of the longest run"] == 1.0
    assert boxes["share of the longest run"] < 0.5
    assert story["share in one column"] == 1.0


def test_boxes_of_one_shape_hold_the_text_of_a_listing() -> None:
    assert quantities(BOXES)["page's text in a row"] > 0.5
    assert quantities(STORY)["page's text in a row"] == 0.0


def test_a_headline_that_the_menu_repeats_is_the_name_of_a_section() -> None:
    assert quantities(BOXES)["headline in a link"] == 1.0
    assert quantities(STORY)["headline in a link"] == 0.0


def test_every_weight_belongs_to_a_quantity_that_is_measured() -> None:
    assert set(load().names) <= set(quantities(BOXES)) | set(quantities(STORY))


def test_the_probabilities_of_the_kinds_add_up_to_one() -> None:
    weighed = weigh(quantities(STORY))
    assert tuple(weighed.probability) == KINDS
    assert sum(weighed.probability.values()) == pytest.approx(1.0, abs=1e-3)
    assert weighed.probability["article"] > 0.5
    assert set(weighed.reasons("article")) <= set(load().names)


def test_weights_of_a_page_without_quantities_are_still_finite() -> None:
    assert sum(weigh({}).probability.values()) == pytest.approx(1.0, abs=1e-3)


def test_a_page_whose_few_lines_hold_no_links_is_not_a_listing() -> None:
    assert (
        read("<html><title>Odby</title><body><h1>Odby</h1><div id=app></div></body></html>").kind != "listing"
    )


BLOG = page(
    "Notes from the weir",
    "".join(
        f'<div class="note"><h2><a href="/n/{n}">{name}</a></h2><p>{n + 3} May 2023</p><p>{text}</p><p>{more}</p></div>'
        for n, (name, text, more) in enumerate(zip(NAMES, SENTENCES, MILL, strict=True))
    ),
)
FEATURE = page(
    "Lending without queues",
    "<section><h1>Lending without queues</h1><p>Readers take what they like, and the desk knows about it.</p>"
    "<a href=/try>Start free</a><a href=/demo>Request a demo</a></section><section><h2>By text or by letter</h2>"
    "<p>Choose how each reader hears from you, and let the system do the rest.</p><a href=/more>Learn more</a>"
    "</section><section><h2>Open an account today</h2><a href=/try>Start free</a></section>",
)
LISTICLE = page(
    "Six things to do in Odby before the lake freezes",
    "<h1>Six things to do in Odby before the lake freezes</h1>"
    f"<p>{MILL[0]}</p><p>{MILL[1]}</p>"
    + "".join(
        f'<h3><a href="https://place{n}.example/">{n + 1}. {name}</a></h3><p>{text} {MILL[n]}</p>'
        for n, (name, text) in enumerate(zip(NAMES, SENTENCES, strict=True))
    ),
)


@pytest.mark.parametrize(
    ("html", "url", "kind"),
    [
        (BLOG, "https://weir.example/notes/", "listing"),
        (BOXES, "https://post.example/town", "listing"),
        (FEATURE, "https://shelf.example/features/lending", "other"),
        (LISTICLE, "https://post.example/six-things-in-odby", "article"),
        (STORY, "https://post.example/2023/05/the-weaving-mill-opens", "article"),
        (STORY, None, "article"),
    ],
    ids=[
        "blog of whole notes",
        "section",
        "feature of a firm",
        "undated listicle",
        "story",
        "story, no address",
    ],
)
def test_the_kind_of_pages_that_look_alike(html: str, url: str | None, kind: str) -> None:
    found = read(html, url)
    assert found.kind == kind
    assert bool(found.body) == (kind != "listing")


@pytest.mark.parametrize(
    "text", [SENTENCES[0], "今天上午，城东的新图书馆向市民开放，首日接待读者三千人，馆藏四十万册。"]
)
@pytest.mark.parametrize(
    "url", [None, "https://paper.example/h/short.html", "https://paper.example/2024/05/12/a-b-c-d.html"]
)
def test_one_sentence_under_a_headline_is_an_article_wherever_it_stands(text: str, url: str | None) -> None:
    # A page of kind `other` with so little text makes no record in a crawl.
    assert (
        read(f"<html><h1>New library opens: 新图书馆今天开放</h1><p>{text}</p></html>", url).kind == "article"
    )


@pytest.mark.parametrize(
    ("names", "title", "kind"),
    [
        ("archive category category-coast category-12", "Coast | Odby Echo", "listing"),
        ("template-collection", "Rain coats | Odby Outdoor", "listing"),
        ("", "Search results for ferry | Odby Echo", "listing"),
        ("single-product postid-7", "Deck boots | Odby Outdoor", "other"),
        ("question-page", "Why does the cable drift? | Boats", "other"),
    ],
)
def test_the_template_and_the_title_that_software_writes_are_evidence(
    names: str, title: str, kind: str
) -> None:
    tree = parse(
        f'<html><head><title>{title}</title></head><body class="{names}"><h1>{title.partition(" | ")[0]}</h1>'
        "<p>The ferry sails every hour in summer and every second hour in winter.</p></body></html>"
    )
    assert tree is not None
    document = read_blocks(tree)
    metadata = read_metadata(tree, document.metadata_elements)
    facts = Facts(document, find_body(document, metadata.document_title), metadata)
    declared = findings_of(facts, None, 100.0).declared
    assert max(declared, key=lambda each: each.weight).kind == kind


def test_a_story_with_the_class_of_its_category_is_no_list() -> None:
    tree = parse(
        "<html><head><title>Ferry sails | Echo</title></head><body class='single single-post category-coast tag'>"
        "<h1>Ferry sails</h1><p>The ferry sails every hour in summer and every second hour in winter.</p></body></html>"
    )
    assert tree is not None
    document = read_blocks(tree)
    metadata = read_metadata(tree, document.metadata_elements)
    facts = Facts(document, find_body(document, metadata.document_title), metadata)
    assert not [each for each in findings_of(facts, None, 100.0).declared if each.kind == "listing"]
