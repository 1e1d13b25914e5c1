"""Dates, bylines, standfirsts and catalogues in forms that content systems and portals of many countries write."""

from __future__ import annotations

import json

import pytest

from newsmill.pipelines.extract import Extraction, extract, parse
from newsmill.pipelines.extract.fields.biographies import introduced_author
from newsmill.pipelines.extract.fields.spaced_names import people_in

TEXT = (
    "The council voted on Tuesday evening to close the baths, which have lost money every year since the mill shut.",
    "Residents who had queued outside the town hall said the decision had been taken before the meeting began.",
    "The cost of a new boiler alone is put at half a million, a sum that the finance committee called impossible.",
    "Two offers from private operators were turned down because they would have ended free lessons for schools.",
    "It rained all evening, but few people left before the result was read out to those who stood in the yard.",
)
TITLE = "Council votes to close the baths on Mill Street"


def read(
    *,
    head: str = "",
    line: str = "",
    tail: str = "",
    lead: str = "",
    lang: str = "en",
    fetched_at: str | None = None,
) -> Extraction:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    tree = parse(
        f"<html lang={lang}><head><title>{TITLE} | Mill Gazette</title>{head}</head><body><nav><a href=/news>News</a>"
        f"<a href=/sport>Sport</a></nav><main><article><h1>{TITLE}</h1>{line}{lead}<div class=body>{text}</div>{tail}"
        "</article></main><footer>© Mill Gazette</footer></body></html>"
    )
    assert tree is not None
    return extract(tree, "https://gazette.example.com/baths-close-4711", fetched_at=fetched_at)


@pytest.mark.parametrize(
    "head",
    [
        '<script>dataLayer=[{"pageType":"article","publishDate":"2019-03-04"}];</script>',
        '<script>var utag_data={"article_publish_time":"2019-03-04T14:17:14"};</script>',
        '<script>window.digitalData={"page":{"attributes":{"datePublished":"03/24/2019"}}};</script>',
        """<meta name=parsely-page content='{"title":"x","pub_date":"2019-03-04T11:50:04Z"}'>""",
        '<script type="application/ld+json">{"headline":"A "quoted" one","datePublished":"2019-03-04T16:33:25Z",}'
        "</script>",
        '<input type=hidden name=publishDate value="2019-03-04">',
    ],
    ids=["data layer", "tag manager", "month first", "JSON in a meta tag", "broken JSON-LD", "hidden input"],
)
def test_a_date_told_to_analytics_is_read_where_nothing_else_has_one(head: str) -> None:
    published = read(head=head).fields.published

    assert published is not None
    assert published[:8] == "2019-03-"


@pytest.mark.parametrize(
    "head",
    [
        '<script>dataLayer=[{"publishDate":"2019-03-04"},{"publishDate":"2018-01-01"}];</script>',
        '<script>var build={"expireDate":"2019-03-04"};</script>',
    ],
    ids=["of several stories", "of something else"],
)
def test_dates_in_scripts_that_disagree_or_mean_other_things_are_not_taken(head: str) -> None:
    assert read(head=head).fields.published is None


def test_a_weekday_and_a_day_without_a_year_are_the_last_such_day_before_the_capture() -> None:
    found = read(line="<p>Saturday, 27 July</p>", fetched_at="2024-07-29T10:00:00Z")

    assert found.fields.published == "2024-07-27"


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Article rédigé par Julien Marchetti", "Julien Marchetti"),
        ("Un article de Hélène Le Goff", "Hélène Le Goff"),
        ("Entrevista de Iván Salcedo", "Iván Salcedo"),
        ("Testo di Chiara D'Amico", "Chiara D'Amico"),
        ("Articol de Vlad Ionescu", "Vlad Ionescu"),
        ("de: Radu Ciobanu", "Radu Ciobanu"),
        ("Interview: Anja Wittkowski", "Anja Wittkowski"),
        ("Aus Kassel berichtet Sabine Kröger", "Sabine Kröger"),
        ("By Tom Okafor Globe Staff", "Tom Okafor"),
        ("(Jonas Reiter)", "Jonas Reiter"),
        ("Ana Sampaio, da Agência Brasil", "Ana Sampaio"),
    ],
)
def test_what_introduces_an_author_is_not_part_of_the_name(cell: str, name: str) -> None:
    assert people_in(cell, ()).persons == [name]


@pytest.mark.parametrize(
    "note",
    [
        "Priya Raman is a freelance writer.",
        "Priya Raman covers the council for the Gazette.",
        "Contact Priya Raman at 555-0134 or priya@example.com.",
    ],
)
def test_the_note_below_the_text_names_the_author_where_nothing_else_does(note: str) -> None:
    found = read(line="<p>4 March 2019</p>", tail=f"<p><em>{note}</em></p>")

    assert [person.name for person in found.fields.authors] == ["Priya Raman"]


@pytest.mark.parametrize(
    "line",
    [
        "Priya Raman is expected back in the spring.",
        "Priya Raman was elected mayor.",
        "Priya Raman lives in the old mill.",
    ],
)
def test_a_sentence_about_a_person_of_the_story_is_not_a_note_about_an_author(line: str) -> None:
    assert introduced_author(line) is None


@pytest.mark.parametrize("name", ["chapo", "article-vorspann", "zajawka", "entradilla", "perex"])
def test_a_standfirst_is_known_by_the_words_of_other_languages_for_it(name: str) -> None:
    lead = (
        "Residents of the mill town learned on Tuesday that the baths will close before the end of the year."
    )

    found = read(line="<p>4 March 2019</p>", lead=f"<div class={name}><p>{lead}</p></div>")

    assert found.fields.lead == lead
    assert lead not in found.body


def shell(title: str, state: object) -> Extraction:
    """A page that shows only its menu and keeps its data in a state object, without any metadata."""
    tree = parse(
        f"<html lang=en><head><title>{title} | Mill Gazette</title></head><body><div id=__next><nav><ul><li>"
        "<a href=/politics>Politics</a></li><li><a href=/business>Business</a></li><li><a href=/sport>Sport</a></li>"
        "<li><a href=/culture>Culture</a></li></ul></nav><main><div></div></main></div>"
        f'<script id=__NEXT_DATA__ type="application/json">{json.dumps(state)}</script></body></html>'
    )
    assert tree is not None
    return extract(tree, "https://gazette.example.com/n/4711")


def test_a_shell_whose_state_has_headline_and_date_is_the_article() -> None:
    markup = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    story = {"id": 4, "title": TITLE, "publishedAt": "2019-03-04T10:00:00+00:00", "body": markup}

    found = shell(TITLE, {"props": {"pageProps": {"article": story}}})

    assert (found.kind, found.body) == ("article", list(TEXT))


def test_a_shell_of_a_section_stays_without_a_body() -> None:
    stories = [{"title": f"{text[:40]}", "publishedAt": "2019-03-04", "excerpt": text} for text in TEXT]

    found = shell("Politics", {"props": {"pageProps": {"section": {"name": "Politics"}, "stories": stories}}})

    assert (found.kind, found.body) == ("listing", [])


def test_a_catalogue_with_a_text_below_its_grid_is_a_listing() -> None:
    grid = "".join(
        f"<li><img src=/{n}.jpg><h3><a href=/p/{n}>Oak table number {n}</a></h3><p>{TEXT[n % 5][:60]}</p></li>"
        for n in range(9)
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    tree = parse(
        f"<html><head><title>Oak tables | Mill House</title></head><body><main><h1>Oak tables</h1><ul>{grid}</ul>"
        f"<div><h2>About oak</h2>{text}</div></main></body></html>"
    )
    assert tree is not None

    found = extract(tree, "https://shop.example.com/oak-tables-7.html")

    assert (found.kind, found.body) == ("listing", [])


def test_a_line_of_cells_in_front_of_the_paragraphs_is_byline_and_date_and_no_text() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    tree = parse(
        f"<html lang=en><head><title>{TITLE} – Mill Gazette</title></head><body><nav><a href=/>Home</a></nav><div>"
        f"<h1>{TITLE}</h1><p class=text-muted>By Helen Marsh | March 7, 2021, 18:35 | <a href=/b>Business</a></p><hr>"
        f"{text}<hr></div></body></html>"
    )
    assert tree is not None

    found = extract(tree, "https://gazette.example.com/baths-4711")

    assert found.body == list(TEXT)
    assert [person.name for person in found.fields.authors] == ["Helen Marsh"]
