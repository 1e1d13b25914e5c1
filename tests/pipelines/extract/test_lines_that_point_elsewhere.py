"""Lines between and after the paragraphs that point elsewhere or are boilerplate."""

from __future__ import annotations

import pytest

from newsmill.pipelines.extract import Extraction, extract, parse
from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind

TEXT = [
    "The ferry to Holm island will sail every hour from the first of May, the harbour office said on Tuesday.",
    "Until now it has crossed three times a day, and in winter only when the ice on the sound allowed it.",
    "The new boat, built in a yard at Odby, carries twelve cars and runs on electricity for the whole crossing.",
    "Mayor Karin Lund called the timetable a promise to the two hundred people who live on the island all year.",
    "Fares stay as they are until the end of the year, and children under twelve travel without a ticket.",
    "The old ferry will be kept at the north pier in case the new one has to go back to the yard for repairs.",
]


def page(*parts: str) -> Extraction:
    tree = parse(
        "<html><head><title>Ferry to Holm sails every hour</title></head><body><main>"
        f"<h1>Ferry to Holm sails every hour</h1><p>14 May 2024</p><div>{''.join(parts)}</div></main></body></html>"
    )
    assert tree is not None
    return extract(tree, "https://news.example.com/2024/05/ferry")


def with_inserted(part: str, at: int = 3) -> list[str]:
    texts = [f"<p>{text}</p>" for text in TEXT]
    return page(*texts[:at], part, *texts[at:]).body


@pytest.mark.parametrize(
    "line",
    [
        "<p>IN PICTURES: <a href=/1>The old ferry through sixty winters</a></p>",
        "<p>(MORE: <a href=/1>How the yard at Odby came back to life</a>)</p>",
        "<p>A lire aussi : <a href=/1>Le bac de Holm change de mains</a></p>",
        "<p>Zum Nachhören: <a href=/1>Der Hafenmeister erzählt vom Eis</a></p>",
        "<table><tr><td><a href=/1>Step-by-step guide to the island in winter</a></td></tr></table>",
        "<table><tr><td>BOOK NOW: <a href=/1>Two nights at the Holm lighthouse</a></td></tr></table>",
    ],
)
def test_a_linked_headline_behind_a_kicker_between_paragraphs_is_dropped(line: str) -> None:
    assert with_inserted(line) == TEXT


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            "<p>Timetable: <a href=/t>the boats leave on the hour from six to ten.</a></p>",
            "Timetable: the boats leave on the hour from six to ten.",
        ),
        (
            "<p>Tickets: <a href=/t>Odby pier</a> and <a href=/u>Holm pier office</a></p>",
            "Tickets: Odby pier and Holm pier office",
        ),
    ],
)
def test_a_line_with_a_colon_that_is_part_of_the_text_stays(line: str, text: str) -> None:
    assert text in with_inserted(line)


@pytest.mark.parametrize("label", ["Further reading", "เรื่องที่เกี่ยวข้อง", "Weiteres aus Holm", "Lasīt vēl"])
def test_a_line_above_links_to_other_pages_goes_with_them(label: str) -> None:
    links = "".join(
        f"<p><a href=/{number}>{title}</a></p>"
        for number, title in enumerate(
            (
                "Ice keeps the island cut off for nine days",
                "Yard at Odby hires forty welders",
                "Who pays the pilot",
            )
        )
    )
    assert with_inserted(f"<div><p>{label}</p>{links}</div>") == TEXT


def test_teasers_whose_read_more_is_in_their_paragraph_are_dropped() -> None:
    teaser = (
        "<aside><h6><a href=/{0}>{1}</a></h6><p>Three hundred people came to the pier to see the boat before "
        "it… <a href=/{0}>Read more</a></p></aside>"
    )
    titles = ("Crowds at the pier", "A name for the new boat", "The last trip of the old one")
    parts = []
    for number, text in enumerate(TEXT):
        parts.append(f"<p>{text}</p>")
        if number in (1, 2, 4):
            parts.append(teaser.format(number, titles[number % 3]))
    assert page(*parts).body == TEXT


def test_the_captions_of_a_slide_show_above_the_text_are_dropped() -> None:
    slides = "".join(
        f"<div><img src=/{number}.jpg width=600 height=400>{line}</div>"
        for number, line in enumerate(
            (
                "People wait in the cold at the north pier on Monday as the new ferry comes in.",
                "The harbour master watches the first cars roll over the ramp of the new boat.",
                "Children from the island school wave to the crew on the upper deck of the ferry.",
            )
        )
    )
    assert with_inserted(f"<div class=image-slides>{slides}</div>", at=0) == TEXT


def test_captions_that_are_the_article_stay() -> None:
    lines = [
        "People wait in the cold at the north pier on Monday, where the new ferry comes in an hour late.",
        "The harbour master watches the first cars roll over the ramp. He has worked here for thirty years.",
        "Children from the island school wave to the crew, who answer with three blasts of the horn.",
        "The old ferry at its berth behind the breakwater. Nobody knows yet what will become of it.",
    ]
    slides = "".join(f"<div><img src=/{n}.jpg><p>{line}</p></div>" for n, line in enumerate(lines))
    assert page(f"<p>{TEXT[0]}</p><div class=gallery>{slides}</div>").body == [TEXT[0], *lines]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("SHARE 79 CONNECT 32 TWEETCOMMENTEMAILMORE", "buttons"),
        ("Facebook 12 | Twitter 3 | WhatsApp", "buttons"),
        ("US Navy / Getty Images", "picture"),
        ("Courtesy Harbour Museum", "picture"),
        (
            "To view this content, Javascript must be enabled and the Flash Player must be installed.",
            "correction",
        ),
        ("Kļūda rakstā?", "correction"),
        ("Znalazłeś błąd w tekście? Zaznacz go i naciśnij Ctrl+Enter", "correction"),
        ("The comments below do not reflect the views of the Odby Post. Please be polite.", "comments"),
        (
            "Figyelem! A hozzászólások nem az újság nézeteit tükrözik, szerkesztőségünk nem felel értük.",
            "comments",
        ),
        ("الآراء الواردة أدناه لا تعبر عن رأي الموقع، بل عن وجهات نظر أصحابها فقط.", "comments"),
        ("Die Kommentare geben nicht die Meinung der Redaktion wieder.", "comments"),
        ("Комментарии отражают мнение читателей, редакция не несёт за них ответственности.", "comments"),
        (
            "Los comentarios son la opinión de los usuarios, no la del diario; nos reservamos borrarlos.",
            "comments",
        ),
    ],
)
def test_boilerplate_between_text_and_comments_is_recognized(line: str, kind: str) -> None:
    assert boilerplate_kind(line) == kind


@pytest.mark.parametrize(
    "line",
    [
        "His comments do not reflect what he said in March, when he was still with the harbour office.",
        "Share prices fell by 79 points, and the comment from the bank made it worse.",
        "Courtesy is what the passengers missed most, and the crew promised to mend it.",
        "To view this content of the bay, the painter had rented a room above the javelin club.",
        "Die Kommentare des Bürgermeisters waren nicht die Meinung der Fraktion, sagte Lund.",
        "Prosiliśmy urząd o komentarz, ale do zamknięcia wydania nie odpowiedział.",
        "Son avocat n'a pas fait de commentaires et se réserve le droit de porter plainte.",
        "Пресс-служба порта отказалась от комментариев, хотя рейсы ещё запрещены.",
        "Das Hafenamt wollte keinen Kommentar abgeben, weil das Verfahren noch läuft.",
        "The harbour office declined to comment, and the discussion about the fares goes on.",
    ],
)
def test_prose_that_mentions_comments_shares_and_courtesy_is_text(line: str) -> None:
    assert boilerplate_kind(line) is None


@pytest.mark.parametrize("name", ["img_desc", "photo-credit", "imageDescription", "pic-note"])
def test_the_text_of_a_picture_is_a_caption_by_the_two_words_of_its_class(name: str) -> None:
    caption = f"<div><img src=/1.jpg><div class={name}>The new ferry at the north pier on Monday morning.</div></div>"
    assert with_inserted(caption) == TEXT


def test_the_last_part_of_an_article_in_a_section_of_its_own_stays() -> None:
    last = [
        "What comes next",
        "The council will vote in June on a second boat.",
        "A second boat would cost nine million crowns, and the county has not yet said whether it will pay for a "
        "part of it.",
    ]
    tree = parse(
        "<html><head><title>Ferry to Holm sails every hour</title></head><body><main>"
        "<h1>Ferry to Holm sails every hour</h1><p>14 May 2024</p>"
        f"<section>{''.join(f'<p>{text}</p>' for text in TEXT)}</section>"
        f"<section><h4>{last[0]}</h4><blockquote>{last[1]}</blockquote><p>{last[2]}</p></section>"
        "</main></body></html>"
    )
    assert tree is not None
    assert extract(tree).body == [*TEXT, *last]
