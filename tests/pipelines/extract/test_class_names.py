"""Names in the markup are evidence among others: none of them alone removes running text."""

from __future__ import annotations

import pytest

from newsmill.pipelines.extract import extract, parse, read_blocks
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.page.walk_in_python import read_blocks_in_python

TEXT = [
    "The weaving mill on Canal Street opens its doors again on Saturday, eleven years after the last loom was sold.",
    "Forty looms have come back.",
    "They were found in a barn near Odby, packed in straw and sacking, and most of them only needed new belts.",
    "“We did not dare to hope for this,” said Ines Falk, whose grandmother worked in the mill for thirty years.",
    "Work starts at seven.",
    "The town has lent the foundation two hundred thousand crowns, which it will pay back over the next ten years.",
    "Visitors are welcome.",
    "On the first Sunday of every month the old foremen will show how a damask is set up, thread by thread.",
]


def body_of(html: str) -> list[str]:
    tree = parse(html)
    assert tree is not None
    return extract(tree, "https://news.example.com/2024/05/mill").body


def page(inner: str, body_class: str = "") -> str:
    links = "".join(
        f"<li><a href=/{n}>{t}</a></li>" for n, t in enumerate(["News", "Sport", "Weather", "Culture"])
    )
    return (
        f"<html><head><title>The mill weaves again</title></head><body class='{body_class}'><ul>{links}</ul>"
        f"<main><h1>The mill weaves again</h1>{inner}</main><p>© 2024 Odby Post</p></body></html>"
    )


def paragraphs(texts: list[str] = TEXT) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize(
    "name", ["post-media-body", "media", "video-article", "audio_text", "rich_media_content"]
)
def test_short_paragraphs_stay_in_a_text_box_that_is_called_a_players(name: str) -> None:
    assert body_of(page(f"<div class='{name}'>{paragraphs()}</div>")) == TEXT


def test_the_note_of_a_player_in_the_text_is_not_body() -> None:
    player = "<div class=video-player><video src=/a.mp4></video><p>The looms on their way home</p></div>"
    inner = f"<div>{paragraphs(TEXT[:4])}{player}{paragraphs(TEXT[4:])}</div>"
    assert "The looms on their way home" not in body_of(page(inner))


@pytest.mark.parametrize(
    "name",
    ["comments-enabled", "has-sidebar footer-wide nav-fixed", "single related-on share-top", "hidden-ads"],
)
def test_the_class_of_the_page_says_nothing_of_its_blocks(name: str) -> None:
    assert body_of(page(f"<div>{paragraphs()}</div>", body_class=name)) == TEXT
    tree = parse(page(f"<div class='{name}'>{paragraphs()}</div>", body_class=name))
    assert tree is not None
    for document in (read_blocks(tree), read_blocks_in_python(tree)):
        boxes = {box.tag: box for box in document.containers}
        assert boxes["body"].own == 0


def test_a_box_with_headline_and_most_of_the_page_keeps_no_class_hint_but_content() -> None:
    tree = parse(
        f"<body><div class='related-on with-sidebar content'><h1>The mill weaves again</h1><div "
        f"class=comments><p>Nice.</p></div>"
        f"{paragraphs()}</div><p>© 2024 Odby Post</p></body>"
    )
    assert tree is not None
    for document in (read_blocks(tree), read_blocks_in_python(tree)):
        around, inside = (document.containers[at] for at in (3, 5))
        assert around.own == Hint.CONTENT
        assert inside.own == Hint.COMMENT
        assert inside.chain == Hint.CONTENT | Hint.COMMENT


def test_captions_are_the_body_where_there_is_nothing_else() -> None:
    shots = "".join(
        f"<figure><img src=/{n}.jpg><figcaption>{text}</figcaption></figure>" for n, text in enumerate(TEXT)
    )
    found = body_of(page(f"<div>{shots}</div>"))
    assert [text for text in TEXT if len(text) > 60] == [text for text in found if len(text) > 60]
