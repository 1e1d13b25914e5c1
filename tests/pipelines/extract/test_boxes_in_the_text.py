"""Boxes and walls in a text: forms, polls, previews and paywalls."""

from __future__ import annotations

import json

import pytest

from newsmill.pipelines.extract import Extraction, extract, parse

TEXT = [
    "The weaving mill on Canal Street opens its doors again on Saturday, eleven years after the last loom was sold.",
    "Forty looms have come back from a barn near Odby, packed in straw and sacking, and most only needed new belts.",
    "The town has lent the foundation two hundred thousand crowns, to be paid back over the next ten years.",
    "On the first Sunday of every month the old foremen will show how a damask is set up, thread by thread.",
    "Ines Falk, whose grandmother worked in the mill for thirty years, has taken over the dye house with friends.",
    "The first cloth is to leave the yard before Christmas, and half of it has been ordered by a theatre.",
]


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(inner: str, head: str = "") -> Extraction:
    tree = parse(
        f"<html><head><title>The mill weaves again</title>{head}</head><body><ul><li><a href=/a>News</a></li></ul><main>"
        f"<h1>The mill weaves again</h1><p>14 May 2024</p>{inner}</main><p>© 2024 Odby Post</p></body></html>"
    )
    assert tree is not None
    return extract(tree, "https://news.example.com/2024/05/mill")


def walled(data: dict[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **data})}</script>'


@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>Get the Odby Letter</h3><p>The best of the week, every Friday in your inbox.</p><form><input type=email><button>Sign up</button></form>"
        "<p>By signing up you agree to our privacy policy.</p></div>",
        "<div><h4>Should the mill weave on Sundays?</h4><form><label><input type=radio name=a> Yes, it should.</label><label><input type=radio name=a> No, it "
        "should not.</label><button>Vote</button></form></div>",
        "<p>Article continues after ad</p>",
        "<p>Was this helpful?</p>",
        "<p>Skip past newsletter promotion</p>",
        "<p>Placeholder image-1</p>",
    ],
    ids=["newsletter", "poll", "advertisement", "helpful", "skip", "placeholder"],
)
def test_boxes_and_strings_of_the_interface_are_not_body(box: str) -> None:
    assert read(f"<div>{paragraphs(TEXT[:3])}{box}{paragraphs(TEXT[3:])}</div>").body == TEXT


@pytest.mark.parametrize("credit", ["Anna Berg/dpa", "(dpa)", "AFP", "(Reuters)", "Jonas Holm, AP"])
def test_the_agency_at_the_end_is_not_body(credit: str) -> None:
    assert read(f"<div>{paragraphs([*TEXT, credit])}</div>").body == TEXT


CUT = [TEXT[0], TEXT[1][:60] + "…"]


@pytest.mark.parametrize(
    "inner",
    [
        f"<div class=preview>{paragraphs(TEXT[:2])}</div><div class=paywall-full style='display:none'>{paragraphs(TEXT)}</div>",
        f"<div class=preview>{paragraphs(TEXT[:2])}</div><div class=js-paywall-content>{paragraphs(TEXT)}</div>",
        f"<div class=teaser-text>{paragraphs(CUT)}</div><div class=paywall>{paragraphs(TEXT)}</div>",
        f"<div class=paywall>{paragraphs(TEXT)}</div><div class=preview>{paragraphs(CUT)}</div>",
        f"<div>{paragraphs(TEXT[:2])}</div><div class=paywall>{paragraphs(TEXT[2:])}</div>",
    ],
)
def test_a_preview_and_the_whole_text_give_the_whole_text_once(inner: str) -> None:
    assert read(inner).body == TEXT


def test_the_declared_text_is_taken_where_a_wall_shows_clearly_less() -> None:
    long = [f"{text} {text[:-1]}, the foundation said." for text in TEXT]
    head = walled({"isAccessibleForFree": False, "articleBody": "\n\n".join(long)})
    found = read(
        f"<div>{paragraphs(long[:2])}</div><div class=wall><p>Already a subscriber? <a href=/in>Log in</a></p></div>",
        head,
    )
    assert (found.body, found.kind, found.warnings) == (long, "article", [])


@pytest.mark.parametrize("free", [False, "False", "false"])
def test_a_text_that_breaks_off_before_a_wall_is_only_a_preview(free: object) -> None:
    assert read(f"<div>{paragraphs(CUT)}</div>", walled({"isAccessibleForFree": free})).warnings == [
        "only a preview"
    ]


def test_a_free_text_is_no_preview() -> None:
    assert (
        "only a preview"
        not in read(f"<div>{paragraphs(TEXT)}</div>", walled({"isAccessibleForFree": True})).warnings
    )


NOTICE = [
    "This notice explains how Odby Media and its partners use small text files and similar means when you use our websites and newsletters.",
    "Like many companies we place such files on your computer, together with beacons, embedded scripts and identifiers of the device.",
    "Depending on where you live you may change your choice at any time through the settings, and each browser has to be told apart.",
    "Certain third parties may place files of their own and recognise your device on other websites, as their own policies describe.",
]


def test_a_dialog_beside_the_article_is_no_body() -> None:
    notice = f"<div role=dialog aria-modal=true>{paragraphs(NOTICE)}</div>"
    shown = read(f"<article>{paragraphs(TEXT[:4])}</article>{notice}")
    assert shown.body == TEXT[:4]


def test_an_article_that_opens_in_a_dialog_keeps_its_body() -> None:
    tree = parse(
        "<html><head><title>The mill weaves again</title></head><body><ul><li><a href=/a>News</a></li></ul>"
        f"<div role=dialog><h1>The mill weaves again</h1><p>14 May 2024</p>{paragraphs(TEXT)}</div></body></html>"
    )
    assert tree is not None
    assert extract(tree).body == TEXT
