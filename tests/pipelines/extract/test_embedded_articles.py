"""Articles that live in scripts are found when the visible page has none."""

from __future__ import annotations

import json

import pytest

from newsmill.pipelines.extract import extract, parse

PARAGRAPHS = [
    "The new library on Harbour Street opens its doors on the first of June, the council said on Thursday.",
    "It has four floors and room for eight hundred thousand books, half as many again as the old one.",
    "“We wanted a house in which anybody could spend a whole day,” said the head of the library.",
    "The old house closes at the end of September. What becomes of it will be decided before March.",
]


def body_of(script: str) -> list[str]:
    html = (
        f"<html><head><title>The library moves</title></head><body><div id='root'><h1>The library "
        f"moves</h1></div>{script}</body></html>"
    )
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


def test_words_of_the_program_are_not_an_article() -> None:
    value = {
        "messages": {
            f"key{n}": f"Please enter your name, then press the button number {n}." for n in range(40)
        }
    }
    assert body_of(f"<script>window.i18n = {json.dumps(value)};</script>") == []


MARKUP = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


@pytest.mark.parametrize(
    "script",
    [
        # an object as a program writes it, after a comment with an apostrophe
        f"<script>// don't touch\nvar page = {{title: 'The library moves', content: '{MARKUP}', id: 1}};</script>",
        (
            f"<script>window.__STATE__=(function(a,b){{return {{story:{{title:a,content:b}}}}}}('The "
            f"library', {json.dumps(MARKUP)}));</script>"
        ),
        (
            f"<script>self.chunks.push([1, "
            f"{json.dumps('5:[{' + json.dumps('story') + ':' + json.dumps({'content': MARKUP}) + '}]')}])</"
            f"script>"
        ),
        f"<script>const story = `{MARKUP}`;</script>",
        f"<template>{MARKUP}</template>",
        f"<noscript>{MARKUP}</noscript>",
        f"<textarea hidden>{MARKUP.replace('<', '&lt;')}</textarea>",
    ],
    ids=["object", "arguments", "chunk", "template literal", "template", "noscript", "textarea"],
)
def test_markup_in_the_strings_of_a_program_and_set_aside(script: str) -> None:
    assert body_of(script) == PARAGRAPHS


def test_a_short_story_in_a_script_is_found() -> None:
    text = (
        "江城市昨日宣布，位于港湾路的新图书馆将于下月一日正式开馆，馆藏图书约八十万册，是旧馆的一倍半。"
        "旧馆将于九月底关闭，其用途由市里在明年三月前听取市民意见后决定。"
    )
    script = json.dumps(
        {"story": {"title": "江城新图书馆下月开馆", "content": f"<p>{text}</p><p>{text}</p>"}},
        ensure_ascii=False,
    )
    assert body_of(f"<script>window.state = {script};</script>")[:1] == [text]


@pytest.mark.parametrize(
    "program",
    ["'" + "\\\\'" * 100_000, '"\\n' * 100_000, "`" + "\\\\`" * 100_000, "it's " * 100_000, "'a" * 100_000],
    ids=["escaped", "lines", "ticks", "apostrophes", "short"],
)
def test_a_program_of_quotes_is_read_once(program: str) -> None:
    """In a way that is quadratic these would take hours."""
    assert body_of(f"<script>{program}</script>") == []
