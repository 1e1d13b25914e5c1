"""Boxes, lines and quotation marks as content systems of many kinds write them. The text stays, the rest goes."""

from __future__ import annotations

import pytest

from newsmill.pipelines.extract import Extraction, extract, parse

MILL = [
    "The weaving mill on Canal Street opens its doors again on Saturday, eleven years after the last loom was sold.",
    "Forty looms have come back from a barn near Odby, packed in straw and sacking, and most only needed new belts.",
    "On the first Sunday of every month the old foremen will show how a damask is set up, thread by thread.",
    "The first cloth is to leave the yard before Christmas, and half of it has been ordered by a theatre.",
]
POND = [
    "The pond behind the town hall of Odby has been drained, because nobody knows where its water goes at night.",
    "Divers had looked for the leak since April, and all they found was a bicycle and the bell of the old school.",
    "In autumn the pond gets a floor of clay, as it had when the monks bred carp in it four hundred years ago.",
]


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def _page(inner: str, *, title: str = "Weaving mill opens again", lang: str = "en") -> Extraction:
    tree = parse(
        f'<html lang="{lang}"><head><title>{title} | Odby Echo</title></head><body><nav><a href="/">Home</a> '
        f'<a href="/town">Town</a></nav><main>{inner}</main>'
        '<footer><a href="/imprint">Imprint</a></footer></body></html>'
    )
    assert tree is not None
    return extract(tree, "https://echo.example/town/weaving-mill-opens-again")


def _article(inner: str, *, lang: str = "en") -> Extraction:
    return _page(f"<article><h1>Weaving mill opens again</h1><p>3 May 2024</p>{inner}</article>", lang=lang)


def test_another_dated_article_below_a_short_one_is_not_body() -> None:
    head = "<div><h1>Weaving mill opens again</h1><p>3 May 2024</p></div>"
    story = f'<div class="story">{head}{_paragraphs(MILL[:1])}</div>'
    other = f'<div class="pick"><h2>The pond that nobody could fill</h2><p>1 May 2024</p>{_paragraphs(POND)}</div>'
    assert _page(story + other).body == MILL[:1]


def test_dated_sections_within_the_article_are_body() -> None:
    sections = "".join(
        f"<h2>Chapter of the {n} year of the mill</h2><p>{d} May 2024</p>{_paragraphs([p])}"
        for n, d, p in zip(("first", "second"), (1, 2), POND, strict=False)
    )
    body = _article(f"<p>{MILL[0]}</p>{sections}").body
    assert set(POND[:2]) <= set(body)


def test_a_box_that_asks_before_it_shows_content_of_another_site_is_not_body() -> None:
    box = (
        '<div class="x7"><h4>Empfohlener externer Inhalt</h4><p>An dieser Stelle steht ein externer Inhalt, der den '
        "Text ergänzt. Sie können ihn mit einem Klick laden.</p><label><input type=checkbox> Laden</label><p>Mit dem "
        "Laden erklären Sie sich einverstanden, dass personenbezogene Daten an Drittplattformen gehen. Mehr dazu in "
        "der Datenschutzerklärung.</p></div>"
    )
    assert _article(_paragraphs(MILL[:2]) + box + _paragraphs(MILL[2:]), lang="de").body == MILL


@pytest.mark.parametrize(
    "line",
    [
        "<div>Placeholder image-2 Image 2 of 5</div>", "<p>4 min read</p>", "<p>1.2K Followers</p>",
        "<blockquote><a href='https://social.example/p/1'>View this post on Instagram</a></blockquote>",
        "<p>点击“阅读原文”查看更多</p>", "<p>&#8203;&zwnj;</p>", "<p>[广告]<a href='/deal'>滨江新房特惠</a></p>",
        "<p>声明：转载此文是出于传递更多信息之目的。若有侵犯了您的合法权益，请与本网联系，我们将及时删除。</p>",
    ],
)  # fmt: skip
def test_interface_lines_between_paragraphs_are_not_body(line: str) -> None:
    assert _article(_paragraphs(MILL[:2]) + line + _paragraphs(MILL[2:])).body == MILL


def test_the_last_turn_of_an_interview_is_no_credit() -> None:
    turns = [
        "记者：老厂房今年会修吗？", "王厂长：会，屋顶和窗户都要换，工人下个月进场。", "记者：织机从哪里来？",
        "王厂长：从乡下的谷仓里找回来四十台，大半只换了皮带就能用。", "记者：谢谢您。",
    ]  # fmt: skip
    assert _article(_paragraphs(turns), lang="zh").body == turns


def test_numbers_of_steps_in_boxes_are_not_body() -> None:
    steps = "".join(
        f'<div class="step"><span>{n}</span><div><h3>{head}</h3><p>{text}</p></div></div>'
        for n, (head, text) in enumerate(
            zip(("Warp the loom", "Set the shed", "Throw the shuttle"), POND, strict=True), 1
        )
    )
    body = _article(_paragraphs(MILL[:1]) + steps).body
    assert not {"1", "2", "3"} & set(body)
    assert set(POND) <= set(body)


def test_a_quotation_element_is_shown_with_its_marks() -> None:
    told = f"{MILL[0]} <q>The looms were never gone</q>, Falk says."
    assert "“The looms were never gone”, Falk says." in "\n".join(
        _article(_paragraphs([told, *MILL[1:]])).body
    )
    assert "„The looms were never gone“, Falk" in "\n".join(
        _article(_paragraphs([told, *MILL[1:]]), lang="de").body
    )
    marked = told.replace("<q>The", "<q>“The").replace("gone</q>", "gone”</q>")
    assert "““" not in "\n".join(_article(_paragraphs([marked, *MILL[1:]])).body)


def test_a_summary_field_above_a_text_field_with_summary_in_its_name_is_the_lead() -> None:
    lead = "Forty looms have come back from a barn, and the town pays for a new roof and for the first year."
    inner = (
        f'<div class="field field--name-field-chapo"><p>{lead}</p></div>'
        f'<div class="field field--name-body field--type-text-with-summary">{_paragraphs(MILL)}</div>'
    )
    record = _page(f"<h1>Weaving mill opens again</h1><article>{inner}</article>")
    assert (record.fields.lead, record.body) == (lead, MILL)


def test_a_smaller_heading_between_headline_and_date_is_the_subtitle() -> None:
    head = (
        "<h1>Weaving mill opens again</h1><h2>What forty looms tell about a town</h2>"
        "<p>Ines Falk</p><p>3 May 2024</p>"
    )
    record = _page(f"<article><section><div>{head}{_paragraphs(MILL)}</div></section></article>")
    assert record.fields.subtitle == "What forty looms tell about a town"
    assert record.body == MILL


def test_the_list_at_the_root_of_a_site_is_its_front_page() -> None:
    heads = [
        "Ferry sails every hour",
        "Yard hires forty welders",
        "Bridge toll rises again",
        "Bakery closes in May",
    ]
    items = "".join(
        f'<div><h3><a href="/n/{n}">{t}</a></h3><p>{POND[n % 3][:60]}</p></div>'
        for n, t in enumerate(heads * 2)
    )
    tree = parse(
        "<html><head><title>Odby Echo: news of the coast</title></head><body><a href=/>Odby Echo</a>"
        f"{items}</body></html>"
    )
    assert tree is not None
    assert extract(tree, "https://www.echo.example/").kind == "home"


def test_a_dated_page_of_unlinked_pictures_is_a_gallery() -> None:
    slides = "".join(f'<div class="slide"><img src="/{n}.jpg"><span>{n}/9</span></div>' for n in range(1, 10))
    assert _page(f"<h1>Weaving mill opens again</h1><p>3 Feb 2024</p>{slides}").kind == "gallery"


@pytest.mark.parametrize(
    ("heading", "line", "lang"),
    [
        ("Support local journalism", "Get unlimited access to every story for just £1 a week.", "en"),
        (
            "Weiterlesen mit Echo+",
            "Testen Sie Echo+ einen Monat lang für 1 Euro und lesen Sie alle Artikel.",
            "de",
        ),
        ("Más noticias", "Suscríbete a El Eco por solo 3 € al mes y accede a todos los artículos.", "es"),
    ],
)
def test_an_offer_below_the_text_is_not_body_and_neither_is_its_heading(
    heading: str, line: str, lang: str
) -> None:
    box = f'<div><h3>{heading}</h3><p>{line}</p><a href="/offers">{line[:12]}</a></div>'
    assert _article(_paragraphs(MILL) + box, lang=lang).body == MILL


def test_a_price_in_a_sentence_is_no_offer() -> None:
    told = "Subscribers paid for the looms: 300 people gave 5 euros a month for two years, and none asked for it back."
    assert _article(_paragraphs([*MILL, told])).body == [*MILL, told]


def test_the_headline_of_a_copy_goes_with_it() -> None:
    copies = [
        f'<div class="{name}"><h1>Weaving mill opens again</h1>{_paragraphs(MILL)}</div>'
        for name in ("a", "b")
    ]
    assert _page("".join(copies)).body == MILL


def test_a_date_and_a_name_below_a_lead_in_a_heading_are_not_body() -> None:
    lead = (
        "Forty looms have come back from a barn near the town, and half of the first cloth is sold already."
    )
    inner = f"<h2>{lead}</h2><div>Ines Falk | 3 May 2024</div>"
    record = _page(f"<article><h1>Weaving mill opens again</h1>{inner}{_paragraphs(MILL)}</article>")
    assert (record.fields.lead, record.body) == (lead, MILL)


@pytest.mark.parametrize(
    "stamps",
    [("1802", "1911", "1968"), ("9:30", "10:15", "18:00"), ("3 May 2020", "9 June 2021", "1 July 2023")],
)
def test_the_entries_of_a_chronicle_are_body(stamps: tuple[str, ...]) -> None:
    told = [
        "Canal and mill are opened by the duke.",
        "Steam takes over from the wheel.",
        "The last loom is sold.",
    ]
    entries = "".join(
        f'<div class="event"><div class="when">{when}</div><div class="what">{what}</div></div>'
        for when, what in zip(stamps, told, strict=True)
    )
    body = _article(f'<p>{MILL[0]}</p><div class="timeline">{entries}</div>').body
    assert body == [MILL[0], *(line for pair in zip(stamps, told, strict=True) for line in pair)]


def test_a_poem_below_its_title_is_body() -> None:
    verses = ["月落清河水不流，", "孤灯照客古渡头。", "谁家夜半吹横笛，", "吹落梅花满一舟。"]
    note = "月亮落下，清河的水仿佛也停住了，只有一盏孤灯照着渡口的旅人。"
    tree = parse(
        "<html lang=zh><head><title>秋夜泊清河_诗文</title></head><body><h1>秋夜泊清河</h1><p>宋代：沈默言</p>"
        f"<div>{'<br>'.join(verses)}</div><h2>译文</h2><div>{note}</div></body></html>"
    )
    assert tree is not None
    assert extract(tree, None).body[:4] == verses


@pytest.mark.parametrize("button", ["<button>Copy</button>", "<div>复制代码</div>"])
def test_the_button_to_copy_code_is_not_body(button: str) -> None:
    code = f"<div>{button}<pre><code>loom --list\nloom --start 4</code></pre></div>"
    assert _article(_paragraphs(MILL[:2]) + code + _paragraphs(MILL[2:])).body == [
        *MILL[:2], "loom --list", "loom --start 4", *MILL[2:],
    ]  # fmt: skip


def test_how_to_send_a_tip_is_not_body() -> None:
    line = "<p>Do you have a story for us? Write to tips@echo.example or call 01234 555 000.</p>"
    assert _article(_paragraphs(MILL) + line).body == MILL


@pytest.mark.parametrize(
    "line",
    [
        "<p>Our newsroom is paid for by its readers. Please support our work with a monthly donation.</p>",
        "<p>Bitte unterstützen Sie unsere Arbeit mit einer Spende oder einem Abo.</p>",
        "<p><a href='/donate'>Donate now</a></p>", "<p>Read this article in <a href='/de'>German</a> | Norwegian</p>",
    ],
)  # fmt: skip
def test_appeals_and_other_languages_are_not_body(line: str) -> None:
    assert _article(_paragraphs(MILL) + line).body == MILL


def test_a_gift_in_the_story_is_body() -> None:
    told = "She had supported our work with a donation of ten crowns, the foreman said, and nobody knew her name."
    assert _article(_paragraphs([*MILL, told])).body == [*MILL, told]


def test_a_name_in_an_element_named_byline_is_not_body() -> None:
    boxes = "".join(f'<div class="fade"><p>{text}</p></div>' for text in MILL)
    inner = f"<article><h1>Weaving mill opens again</h1><p class='byline'>Ines Falk</p>{boxes}</article>"
    assert _page(inner).body == MILL


def test_the_lines_beside_a_sound_player_are_not_body() -> None:
    box = (
        "<div class='x2'><p>Listen to our podcast</p><p>Mill talk, part 3: The last weaver</p>"
        "<audio controls src='/3.mp3'></audio><p><a href='/a'>Here</a> | <a href='/b'>There</a></p></div>"
    )
    assert _article(_paragraphs(MILL[:2]) + box + _paragraphs(MILL[2:])).body == MILL


def test_a_line_beside_the_picture_of_a_figure_is_its_caption() -> None:
    figure = "<figure><img src='/mill.jpg'><h6>The mill in 1934 (County archive)</h6></figure>"
    quote = "<figure><blockquote><p>Nobody will miss the noise of the looms, except for us.</p></blockquote></figure>"
    body = _article(figure + _paragraphs(MILL[:2]) + quote + _paragraphs(MILL[2:])).body
    assert body == [*MILL[:2], "Nobody will miss the noise of the looms, except for us.", *MILL[2:]]
