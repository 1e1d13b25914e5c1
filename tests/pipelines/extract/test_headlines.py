"""Headlines without the site's name, badges and kickers."""

import pytest

from newsmill import clean

TEXT = "".join(
    (
        f"<p>The night ferry to Selmer island will sail again from the first of March, the port authority "
        f"said in its report number {n}.</p>"
    )
    for n in ("one", "two", "three", "four")
)


def title(head, heading, before=""):
    raw = (
        f'<html lang="en"><head><meta charset="utf-8">{head}</head><body>{before}<article>{heading}<p>12 '
        f"March 2024</p><div>{TEXT}</div></article></body></html>"
    )
    return clean(raw.encode()).title


@pytest.mark.parametrize("mark", list("|-–—·•:»›‹«<*⋆~〉"))
def test_the_site_behind_any_separator_is_not_part_of_the_title(mark):
    shown = mark.replace("<", "&lt;")
    assert (
        title(f"<title>Night ferry returns to Selmer {shown} Courier</title>", "")
        == "Night ferry returns to Selmer"
    )


@pytest.mark.parametrize(
    ("head", "heading", "expected", "why"),
    [
        ("<title>Night ferry returns | Courier</title>", '<h1><span>Exclusive</span>Night ferry returns</h1>',
            "Night ferry returns", "a badge"),
        ("<title>Night ferry returns | Courier</title>",
            '<h1>Night ferry returns<span class="n"><i>87</i></span></h1>', "Night ferry returns", "a counter"),
        ("<title>Ferry is back - Courier</title>",
            '<h1><span class="kicker">Shipping</span><span>Night ferry returns</span></h1>', "Night ferry returns",
            "a kicker that the head leaves out"),
        ('<title>Shipping: Night ferry returns | Courier</title>',
            '<h1><span class="kicker">Shipping:</span> <span>Night ferry returns</span></h1>',
            "Shipping: Night ferry returns", "a kicker that the head writes too"),
        ("<title>夜磨_全文、注释与赏读_何守田诗集_青石诗库</title>", "<h1>夜磨</h1><p>朝代：清代</p>", "夜磨",
            "two characters beat a long title"),
        ("<title>Tom &amp;amp; Ann sail - Courier</title>", "<h1>Tom &amp;amp; Ann sail</h1>", "Tom & Ann sail",
            "entities escaped twice"),
        ((
            '<title>Ferry – what we know | Courier</title><script type="application/ld+json">{"@type": '
            '"NewsArticle", "headline": "Night ferry – what we know so far"}</script>'
        ), "", "Night ferry – what we know so far", "the dash of a JSON-LD headline"),
        ("<title>courier.com Night ferry returns</title>", "<h3>Night ferry returns</h3>", "Night ferry returns",
            "a heading that is a domain"),
    ],
)  # fmt: skip
def test_the_title_is_what_the_page_shows_as_its_headline(head, heading, expected, why):
    before = "<h1>courier.com</h1>" if "domain" in why else ""
    assert title(head, heading, before) == expected, why


def test_the_blog_is_not_a_headline_where_title_names_blog_and_story():
    head = "<title>Lessons Learned: The timber quay - Tidende</title>"
    raw = (
        f"<html><head>{head}</head><body><h1>Lessons Learned</h1><div><h3>The timber quay</h3>{TEXT}</div>"
        f"</body></html>"
    )
    assert clean(raw.encode()).title == "The timber quay"


def test_kicker_and_headline_in_one_heading_are_the_title_that_the_head_writes():
    text = (
        "<p>Der Gemeinderat von Lindau hat am Dienstag beschlossen, den alten Kai noch vor dem Winter neu "
        "zu bauen.</p>"
    ) * 6
    heading = (
        '<h1><div><span>Lindau macht es vor</span></div><span class="visually-hidden">: </span>'
        "<span>Stadt der Kräne</span></h1>"
    )
    raw = (
        f"<html lang=de><head><title>Lindau macht es vor: Stadt der Kräne | Seeblatt</title></head><body>"
        f"<article>{heading}{text}</article></body></html>"
    )
    assert clean(raw.encode()).title == "Lindau macht es vor: Stadt der Kräne"


def test_a_kicker_that_ends_in_a_colon_is_parted_from_the_headline():
    html = (
        "<html lang=de><title>Berlin-Marathon: Ein Porträt</title><body><article>"
        "<h1><span>Marathon in Berlin:</span><span>Im harten Alltag weit nach vorne</span></h1>"
        "<p>Der Rat der Stadt hat am Montag beschlossen, das alte Hallenbad am Ende der Saison zu schließen, weil im "
        "Dach Risse gefunden wurden.</p></article></body></html>"
    )
    assert clean(html.encode()).title == "Marathon in Berlin: Im harten Alltag weit nach vorne"


def test_the_line_above_the_credit_of_an_office_is_the_headline():
    html = (
        "<html lang=en><body><div>News 9</div><div>Contractors get a report card</div>"
        "<div>Reporter: Department of Children and Families</div><div><p>The department and a group of its contractors "
        "showed a card today that measures how the service treats families in the whole state.</p><p>It was made "
        "together with the twenty agencies that lead the care, and none of them works for a profit.</p></div></body>"
    )
    assert clean(html.encode()).title == "Contractors get a report card"


def test_the_heading_of_the_first_section_is_not_the_headline():
    topics = "".join(f'<li><a href="/topic/{n}">Topic {n}</a></li>' for n in range(24))
    menu = "".join(f'<li><a href="/c{n}">Channel {n}</a></li>' for n in range(6))
    said = "The night ferry left the quay at ten with forty people on board, and the town watched it go from the wall. "
    html = (
        f"<html><head><title>Night ferry - Lan River</title></head><body><ul>{menu}</ul>"
        f"<div class=hero><h1>Everything that towns ask about boats</h1><ul>{topics}</ul></div><div class=text>"
        f"<h2>What is a night ferry?</h2><p>{said * 2}<p>{said * 3}<h2>How does it work?</h2><p>{said * 3}</div>"
    )
    assert clean(html.encode()).title == "Everything that towns ask about boats"
