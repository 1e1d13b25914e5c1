"""Boxes and walls in a text: forms, polls, previews and paywalls."""

from __future__ import annotations

import json

import pytest
from stories import MILL, paragraphs

from newsmill.pipelines.extract import Extraction, extract, parse


def read(inner: str, head: str = "") -> Extraction:
    tree = parse(
        f"<html><head><title>The mill weaves again</title>{head}</head><body><ul><li><a href=/a>News</a>"
        f"</li></ul><main>"
        f"<h1>The mill weaves again</h1><p>14 May 2024</p>{inner}</main><p>© 2024 Odby Post</p></body></html>"
    )
    assert tree is not None
    return extract(tree, "https://news.example.com/2024/05/mill")


def walled(data: dict[str, object]) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **data})}</script>'


@pytest.mark.parametrize(
    "box",
    [
        "<div><h3>Get the Odby Letter</h3><p>The best of the week, every Friday in your inbox.</p><form>"
        "<input type=email><button>Sign up</button></form>"
        "<p>By signing up you agree to our privacy policy.</p></div>",
        "<div><h4>Should the mill weave on Sundays?</h4><form><label><input type=radio name=a> Yes, it "
        "should.</label><label><input type=radio name=a> No, it "
        "should not.</label><button>Vote</button></form></div>",
        "<p>Article continues after ad</p>",
        "<p>Was this helpful?</p>",
        "<p>Skip past newsletter promotion</p>",
        "<p>Placeholder image-1</p>",
    ],
    ids=["newsletter", "poll", "advertisement", "helpful", "skip", "placeholder"],
)
def test_boxes_and_strings_of_the_interface_are_not_body(box: str) -> None:
    assert read(f"<div>{paragraphs(MILL[:3])}{box}{paragraphs(MILL[3:])}</div>").body == MILL


@pytest.mark.parametrize("credit", ["Anna Berg/dpa", "(dpa)", "AFP", "(Reuters)", "Jonas Holm, AP"])
def test_the_agency_at_the_end_is_not_body(credit: str) -> None:
    assert read(f"<div>{paragraphs([*MILL, credit])}</div>").body == MILL


CUT = [MILL[0], MILL[1][:60] + "…"]


@pytest.mark.parametrize(
    "inner",
    [
        (
            f"<div class=preview>{paragraphs(MILL[:2])}</div><div class=paywall-full "
            f"style='display:none'>{paragraphs(MILL)}</div>"
        ),
        f"<div class=preview>{paragraphs(MILL[:2])}</div><div class=js-paywall-content>{paragraphs(MILL)}</div>",
        f"<div class=teaser-text>{paragraphs(CUT)}</div><div class=paywall>{paragraphs(MILL)}</div>",
        f"<div class=paywall>{paragraphs(MILL)}</div><div class=preview>{paragraphs(CUT)}</div>",
        f"<div>{paragraphs(MILL[:2])}</div><div class=paywall>{paragraphs(MILL[2:])}</div>",
    ],
)
def test_a_preview_and_the_whole_text_give_the_whole_text_once(inner: str) -> None:
    assert read(inner).body == MILL


def test_the_declared_text_is_taken_where_a_wall_shows_clearly_less() -> None:
    long = [f"{text} {text[:-1]}, the foundation said." for text in MILL]
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


def test_a_free_text_is_not_a_preview() -> None:
    assert (
        "only a preview"
        not in read(f"<div>{paragraphs(MILL)}</div>", walled({"isAccessibleForFree": True})).warnings
    )


NOTICE = [
    (
        "This notice explains how Odby Media and its partners use small text files and similar means when you "
        "use our websites and newsletters."
    ),
    (
        "Like many companies we place such files on your computer, together with beacons, embedded scripts "
        "and identifiers of the device."
    ),
    (
        "Depending on where you live you may change your choice at any time through the settings, and each "
        "browser has to be told apart."
    ),
    (
        "Certain third parties may place files of their own and recognise your device on other websites, as "
        "their own policies describe."
    ),
]


def test_a_dialog_beside_the_article_is_not_body() -> None:
    notice = f"<div role=dialog aria-modal=true>{paragraphs(NOTICE)}</div>"
    shown = read(f"<article>{paragraphs(MILL[:4])}</article>{notice}")
    assert shown.body == MILL[:4]


def test_an_article_that_opens_in_a_dialog_keeps_its_body() -> None:
    tree = parse(
        "<html><head><title>The mill weaves again</title></head><body><ul><li><a href=/a>News</a></li></ul>"
        f"<div role=dialog><h1>The mill weaves again</h1><p>14 May 2024</p>{paragraphs(MILL)}</div></body></html>"
    )
    assert tree is not None
    assert extract(tree).body == MILL


COOKIES = [
    "Cookies are small files that we and our advertising partners place on your device when you visit our websites.",
    "First-party cookies let you use the services, and your browser sends them back to us with every page.",
    "Third-party cookies recognise your device on other websites, as the privacy policies of those firms describe.",
    "You may withdraw your consent at any time; cookies that are strictly necessary are placed all the same.",
    "This notice on cookies may be revised, so please come back to it from time to time.",
]


@pytest.mark.parametrize("above", [True, False], ids=["above the article", "below it"])
def test_a_consent_notice_without_a_telling_name_is_not_body(above: bool) -> None:
    notice = f"<div><div><h3>Your choice</h3>{paragraphs(COOKIES)}<button>Agree</button></div></div>"
    article = f"<div><h1>The mill weaves again</h1><p>14 May 2024</p>{paragraphs(MILL[:2])}</div>"
    inner = f"{notice}{article}" if above else f"{article}{notice}"
    tree = parse(f"<html><head><title>The mill weaves again</title></head><body>{inner}</body></html>")
    assert tree is not None
    assert extract(tree).body == MILL[:2]


def test_an_article_about_cookies_keeps_its_body() -> None:
    tree = parse(
        "<html><head><title>What cookies are for</title></head><body><ul><li><a href=/a>News</a></li></ul>"
        f"<header><h1>What cookies are for</h1><p>14 May 2024</p></header><div>{paragraphs(COOKIES)}</div>"
        f"</body></html>"
    )
    assert tree is not None
    assert extract(tree).body == COOKIES


def test_an_open_dialog_without_a_name_is_not_body() -> None:
    assert (
        read(f"<article>{paragraphs(MILL[:4])}</article><dialog open>{paragraphs(NOTICE)}</dialog>").body
        == MILL[:4]
    )


NEXT_ARTICLE = [
    (
        "The ferry to Holm leaves an hour earlier from Monday on, since the tide has shifted the bank at the "
        "mouth of the river."
    ),
    "The pilots had asked for it since March, and the council agreed last week without a vote being taken.",
    "Who holds a ticket of the old timetable can use it until the end of the month, on any boat of the line.",
    "Two boats will be laid up over the winter, and their crews are to work on the dredger in the meantime.",
    "The dredger itself was built in 1962 and has been in the harbour of Odby ever since, the pilots said.",
]


@pytest.mark.parametrize(
    "head",
    ["<p>2 May 2024</p>", "<div>Odby Post</div><div>Follow</div><div>2 May 2024 10:48</div>"],
    ids=["a date", "account, button and date"],
)
def test_a_second_article_with_a_headline_and_date_of_its_own_is_not_body(head: str) -> None:
    below = (
        f"<div><h1>The ferry leaves earlier</h1><div>{head}</div><div>{paragraphs(NEXT_ARTICLE)}</div></div>"
    )
    tree = parse(
        "<html><head><title>The mill weaves again</title></head><body><div><h1>The mill weaves again</h1>"
        "<p>14 May 2024</p>"
        f"<div><p>{MILL[0]}</p></div></div>{below}</body></html>"
    )
    assert tree is not None
    assert extract(tree).body == MILL[:1]


def test_a_log_whose_entries_are_headlines_with_dates_keeps_them() -> None:
    entries = "".join(
        f"<div><h1>Day {n} at the mill</h1><p>{n} May 2024</p><p>{text}</p></div>"
        for n, text in enumerate([*MILL, *NEXT_ARTICLE], 1)
    )
    tree = parse(
        "<html><head><title>A diary of the weaving mill</title></head><body><h1>A diary of the weaving mill</h1>"
        f"<p>{NOTICE[0]}</p>{entries}</body></html>"
    )
    assert tree is not None
    assert set(MILL + NEXT_ARTICLE) <= set(extract(tree).body)


def slides(counter: str) -> str:
    return "".join(
        (
            f"<figure><figcaption><div>{counter.format(n)}</div><h4>Loom {n}</h4><div><p>{text}</p></div>"
            f"</figcaption></figure>"
        )
        for n, text in enumerate(NEXT_ARTICLE, 1)
    )


@pytest.mark.parametrize("counter", ["{}/5", "{} of 5", "{} von 5"])
def test_a_slide_show_of_another_story_between_paragraphs_is_not_body(counter: str) -> None:
    show = f"<aside><h3>Five things about ferries</h3><div>{slides(counter)}</div></aside>"
    assert (
        read(f"<section>{paragraphs(MILL[:3])}</section>{show}<section>{paragraphs(MILL[3:])}</section>").body
        == MILL
    )


def test_cards_that_end_with_the_same_button_are_not_body_beside_an_article() -> None:
    cards = "".join(
        f"<div><p>Agent {n}</p><p>Agent {n} has sold houses on this coast for {n + 10} years, and knows "
        f"every street of the town by heart.</p>"
        "<button>Call me</button></div>"
        for n in range(1, 12)
    )
    shown = read(f"<section><h2>Ask our agents</h2><div>{cards}</div></section><div>{paragraphs(MILL)}</div>")
    assert shown.body == MILL


def test_cards_between_paragraphs_are_body_where_their_headings_lead_nowhere() -> None:
    names = ["Linen", "Damask", "Twill", "Baize", "Serge"]
    cards = "".join(
        f"<div><a href=/{n}><img src={n}.jpg></a><div><h3>{name}</h3><div>{name} is woven on loom number "
        f"{n}, which takes a day for four yards of it.</div>"
        f"<a href=/{n}>See the cloth</a></div></div>"
        for n, name in enumerate(names, 1)
    )
    shown = read(f"<div>{paragraphs(MILL[:2])}<div>{cards}</div>{paragraphs(MILL[2:])}</div>").body
    told = [
        line
        for n, name in enumerate(names, 1)
        for line in (name, f"{name} is woven on loom number {n}, which takes a day for four yards of it.")
    ]
    assert shown == [*MILL[:2], *told, *MILL[2:]]


def test_every_step_of_a_list_is_body_and_its_number_is_not() -> None:
    steps = [
        "Wind the warp. Count the threads twice and tie them in bundles of forty before you cut them off.",
        "Beam the warp. Two people hold it under even tension while a third one turns the handle slowly.",
        "Thread the heddles. Begin at the right-hand edge and keep to the draft, thread by thread to the end.",
        "Sley the reed. Draw two threads through each dent and check for crossings with a flat hook.",
    ]
    points = ["Mark every fortieth thread with red wool.", "Put paper between the layers.", "Rest your eyes."]
    items = "".join(
        (
            f"<li><div>{n}</div><div><b>{step.split('. ')[0]}.</b> {step.split('. ', 1)[1]}</div><div><ul>"
            f"<li>{points[n % 3]}</li></ul></div></li>"
        )
        for n, step in enumerate(steps, 1)
    )
    shown = read(f"<div><p>{MILL[0]}</p><h3>Dressing the loom</h3><ol>{items}</ol></div>").body
    assert [line for line in shown if line in steps] == steps
    assert not {"1", "2", "3", "4"} & set(shown)


@pytest.mark.parametrize(
    "tail",
    [
        "<p>You might also be interested in:</p><ul><li><a href=/1>Ferry to Holm leaves earlier</a></li></ul>",
        "<h2>More from Odby</h2><p><a href=/1>Ferry to Holm leaves earlier</a></p>",
        (
            "<h2>From our pages</h2><ul><li><a href=/1>Ferry to Holm leaves earlier</a></li><li><a "
            "href=/2>Library lends a record</a></li></ul>"
        ),
    ],
    ids=["one link under a line", "heading and link", "heading and list"],
)
def test_related_links_leave_with_their_heading(tail: str) -> None:
    assert read(f"<div>{paragraphs(MILL)}{tail}</div>").body == MILL
