"""Articles that live in scripts are found when the visible page has none."""

from __future__ import annotations

import json

from pipelines.extract import extract, parse

PARAGRAPHS = [
    "The new library on Harbour Street opens its doors on the first of June, the council said on Thursday.",
    "It has four floors and room for eight hundred thousand books, half as many again as the old one.",
    "“We wanted a house in which anybody could spend a whole day,” said the head of the library.",
    "The old house closes at the end of September. What becomes of it will be decided before March.",
]


def body_of(script: str) -> list[str]:
    html = f"<html><head><title>The library moves</title></head><body><div id='root'><h1>The library moves</h1></div>{script}</body></html>"
    tree = parse(html)
    assert tree is not None
    return extract(tree, "http://news.example.com/a/story.html").body


def test_the_article_body_of_json_ld() -> None:
    value = {"@type": "NewsArticle", "headline": "The library moves", "articleBody": "\n".join(PARAGRAPHS)}
    assert body_of(f'<script type="application/ld+json">{json.dumps(value)}</script>') == PARAGRAPHS


def test_html_in_a_state_object_that_a_script_assigns() -> None:
    value = {"app": {"user": None, "story": {"id": 7, "content": "".join(f"<p>{p}</p>" for p in PARAGRAPHS)}}}
    assert (
        body_of(f"<script>var a = 1; window.__STATE__ = {json.dumps(value)}; start();</script>") == PARAGRAPHS
    )


def test_paragraphs_as_a_list_of_objects() -> None:
    value = {"props": {"blocks": [{"type": "text", "value": p} for p in PARAGRAPHS], "notes": ["short"]}}
    assert body_of(f'<script id="state" type="application/json">{json.dumps(value)}</script>') == PARAGRAPHS


def test_json_in_a_string() -> None:
    text = json.dumps(json.dumps({"story": {"html": "".join(f"<p>{p}</p>" for p in PARAGRAPHS)}}))
    assert body_of(f"<script>render(JSON.parse({text}));</script>") == PARAGRAPHS


def test_words_of_the_program_are_no_article() -> None:
    value = {
        "messages": {
            f"key{n}": f"Please enter your name, then press the button number {n}." for n in range(40)
        }
    }
    assert body_of(f"<script>window.i18n = {json.dumps(value)};</script>") == []
