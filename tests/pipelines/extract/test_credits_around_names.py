"""Words around the names of a byline that are not names: offices, the site's desks, sections, jobs, placeholders,
pictures; and sentences that name author, date or outlet. Invented pages as many portals write them.
"""

import pytest
from stories import SWIMMING_HALL, paragraphs

from newsmill import clean

HEADLINE = "Swimming hall to close after cracks are found"
TEXT = paragraphs(SWIMMING_HALL)
CHINESE = (
    "<p>"
    "本周一，临江区教育部门宣布，从新学期开始，全区二十六所小学将延长课后服务时间，最晚可以到傍晚六点半，家"
    "长自愿报名。</p>"
    "<p>据介绍，课后服务的内容包括作业辅导、体育锻炼和手工课程，学校还邀请了退休教师来上课，不再收取费用{}</p>"
)
DAY = "<p>12 March 2024</p>"


def page(above="", below="", *, head="", text=TEXT, language="en", site="The Orland Courier"):
    return (
        f"<html lang={language}><head><meta charset=utf-8><title>{HEADLINE} | {site}</title>{head}</head><body>"
        f"<header><a href=/>{site}</a></header><article><h1>{HEADLINE}</h1>{above}<div class=text>{text}</div>"
        f"{below}</article><footer><p>© 2024 {site}</p></footer></body></html>"
    ).encode()


def names(record):
    return [person.name for person in record.authors]


@pytest.mark.parametrize(
    "office",
    [
        "Center for Water Quality and Research",
        "Ministry of Health and Welfare",
        "Ministerium für Bildung und Forschung",
        "Ministère de l'Économie et des Finances",
        "Ministerio de Sanidad y Consumo",
        "School of Arts and Sciences",
    ],
)
def test_an_office_with_and_in_its_name_is_not_an_outlet_and_a_person(office):
    assert names(clean(page(f"<p class=byline>By {office}</p>{DAY}"))) == []
    assert names(clean(page(DAY, head=f'<meta name=author content="{office}">'))) == []


def test_two_persons_joined_by_and_stay_two():
    assert names(clean(page(f"<p class=byline>By Mara Quist and Tom Hale</p>{DAY}"))) == [
        "Mara Quist",
        "Tom Hale",
    ]


@pytest.mark.parametrize(
    ("byline", "authors", "source"),
    [
        ("by European Space Agency", [], "European Space Agency"),
        ("Tom Krisher, AP Auto Writer", ["Tom Krisher"], "AP"),
        ("Mara Quist, Reuters Correspondent", ["Mara Quist"], "Reuters"),
        ("By Tom Davies Associated Press", ["Tom Davies"], "Associated Press"),
    ],
)
def test_an_agency_in_a_byline_is_the_outlet(byline, authors, source):
    record = clean(page(f"<p class=byline>{byline}</p>{DAY}"))
    assert (names(record), record.source) == (authors, source)


@pytest.mark.parametrize(
    "byline",
    [
        "Written By: Mara Quist Executive Digital Editor and Master Gardener",
        "By Mara Quist, Chief Marketing Officer, AI at Work, Velbo",
        "By Mara Quist, Chief Meteorologist",
        "Mara Quist, Senior Research Scientist",
        "By Mara Quist, OCN Business",
        "By Mara Quist, OCN Sports Staff",
    ],
)
def test_a_job_or_a_desk_of_the_site_is_neither_author_nor_source(byline):
    record = clean(
        page(f"<p class=byline>{byline}</p>{DAY}", head='<meta property="og:site_name" content=OCN>')
    )
    assert (names(record), record.source) == (["Mara Quist"], None)


@pytest.mark.parametrize(
    ("language", "byline", "name"),
    [
        ("en", "By Mara Quist | Modern Marketing", "Mara Quist"),
        ("en", "By Mara Quist | Local News", "Mara Quist"),
        ("de", "Von Jan Weber | Digitale Welt", "Jan Weber"),
        ("es", "Por Ana Ruiz | Noticias locales", "Ana Ruiz"),
        ("fr", "Par Anne Roux | Médias et Presse", "Anne Roux"),
        ("it", "Di Anna Berti | Giornale di bordo", "Anna Berti"),
    ],
)
def test_a_section_behind_a_bar_is_not_a_source(language, byline, name):
    record = clean(page(f"<p class=meta>{byline}</p><p>2024-03-12</p>", language=language))
    assert (names(record), record.source) == ([name], None)


def test_an_agency_behind_a_bar_is_the_source():
    assert clean(page(f"<p class=meta>By Mara Quist | Reuters</p>{DAY}")).source == "Reuters"


@pytest.mark.parametrize(
    "nobody",
    [
        "Super User",
        "redaktori",
        "Redaksi",
        "Webredactie",
        "Uredništvo",
        "Our Correspondent",
        "Da Redação",
        "Web Desk",
    ],
)
def test_what_systems_print_for_nobody_is_not_an_author(nobody):
    shown = f"<p class=byline>{nobody}</p>{DAY}"
    assert names(clean(page(shown, head=f'<meta name=author content="{nobody}">'))) == []


def test_the_name_of_the_host_is_neither_author_nor_source():
    declared = "<meta name=author content=Velbo><meta name=source content=Velbo>"
    record = clean(page(DAY, head=declared), url="https://www.velbo.co.nz/a/swimming-hall")
    assert (names(record), record.source) == ([], None)


@pytest.mark.parametrize(
    "credit",
    [
        "Natalie Hale | Bloomberg | Getty Images",
        "Natalie Hale/Shutterstock",
        "Natalie Hale via Getty Images",
        "Photo by Natalie Hale on Unsplash",
        "Natalie Hale/picture alliance",
    ],
)
def test_a_line_that_ends_in_a_picture_agency_names_no_author(credit):
    record = clean(page(f"{DAY}<div class=embed-credit>{credit}</div>"))
    assert (names(record), record.source) == ([], None)


def test_an_outlet_glued_to_a_name_is_parted_from_it():
    declared = '<meta name=author content="Robert Brum and Isabel KeaneJournal News">'
    assert names(clean(page(DAY, head=declared))) == ["Robert Brum", "Isabel Keane"]


def test_channels_marked_as_authors_are_not_authors():
    links = " / ".join(
        f'<a rel=author href="/c/{name}">{name}</a>' for name in ("Comedy", "Cartoons", "Vlog")
    )
    assert names(clean(page(f"<div>Channels: {links}</div>{DAY}"))) == []


def test_the_author_of_a_book_in_the_text_is_not_the_texts():
    byline = '<p>by <a href="/author/amanda/">Amanda</a> · Dec 20, 2025 at 3:00 am · One comment so far</p>'
    record = clean(page(byline, text=f"<h4>A Far Better Thing</h4><p>Author: H.G. Parry</p>{TEXT}"))
    assert names(record) == ["Amanda"]


def test_the_last_of_a_list_of_names_is_not_a_signature():
    winners = "<h3>Best producer</h3><ul><li>Buddy Cannon</li><li>Joey Moi</li></ul>"
    assert names(clean(page(DAY, text=TEXT + winners))) == []


@pytest.mark.parametrize(
    ("language", "line", "name"),
    [
        ("en", "Posted by David at December 16, 2025 11:15 AM", "David"),
        ("en", "Posted by Mara Quist in Local News | Permalink | Comments (2)", "Mara Quist"),
        ("de", "Eingestellt von Jan Weber um 09:41", "Jan Weber"),
        ("it", "Pubblicato da Anna Berti alle ore 09:41", "Anna Berti"),
        ("pt", "Postada por Ana Lima às 09:41", "Ana Lima"),
        ("nl", "Gepost door Jan Visser op 09:41", "Jan Visser"),
        ("ru", "Автор: Иван Петров на 09:41", "Иван Петров"),
        ("en", "About the author: Mara Quist", "Mara Quist"),
    ],
)
def test_who_posted_it_is_read_below_the_text(language, line, name):
    below = f"<div class=post-footer><span>{line}</span></div><div class=comments><p>Nice.</p></div>"
    assert names(clean(page("", below, language=language))) == [name]


def test_a_label_below_the_text_applies_to_the_line_under_it():
    assert names(clean(page(DAY, "<div><h2>Article by</h2><div>Mara Quist</div></div>"))) == ["Mara Quist"]


def test_the_writers_of_comments_are_not_authors():
    below = "".join(f"<div>{line}</div>" for line in (
        "На главную", "Просмотров: 527", "Поделиться", "Сегодня", "Автор: Денис. 9.04.2013 16:42", "Спасибо",
        "Автор: Ольга. 9.04.2013 5:24",
    ))  # fmt: skip
    assert names(clean(page(DAY, below, language="ru"))) == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "This entry was posted on Saturday, December 3rd, 2011 at 10:05 am and is filed under Local, City. You "
               "can follow any responses to this entry through the RSS 2.0 feed."),
        ("de", "Dieser Beitrag wurde am Samstag, 3. Dezember 2011 um 10:05 Uhr veröffentlicht und unter Stadt, Sport "
               "gespeichert. Sie können Kommentare zu diesem Eintrag über den RSS-2.0-Feed verfolgen."),
        ("fr", "Cet article a été publié le samedi 3 décembre 2011 à 10:05 et est classé dans Ville."),
        ("es", "Esta entrada fue publicada el sábado, 3 de diciembre de 2011 a las 10:05 y está archivada en Ciudad."),
        ("it", "Questo articolo è stato pubblicato sabato, 3 dicembre 2011 alle 10:05 e classificato in Città."),
        ("nl", "Dit bericht werd geplaatst op zaterdag 3 december 2011 om 10:05 en is gearchiveerd onder Stad."),
        ("pl", "Ten wpis został opublikowany 3 grudnia 2011 o 10:05 w kategorii Miasto."),
        ("tr", "Bu yazı 3 Aralık 2011 10:05 tarihinde Kent kategorisine gönderildi."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("inside", [True, False])
def test_a_sentence_that_says_when_it_was_posted_dates_the_page(language, line, inside):
    text, below = (
        (TEXT + f"<p>{line}</p>", "")
        if inside
        else (TEXT, f"<p class=postmetadata><small>{line}</small></p>")
    )
    assert clean(page("", below, text=text, language=language)).published == "2011-12-03T10:05"


def test_a_label_below_the_text_says_what_the_date_under_it_is_of():
    below = "<dl><dt>Published</dt><dd>15 November 2018</dd><dt>Last reviewed</dt><dd>3 May 2020</dd></dl>"
    assert clean(page("", below)).published == "2018-11-15"


def test_the_dates_of_other_stories_below_the_text_are_not_a_signature():
    below = "<div>SIMILAR</div><div>2012-01-05</div><div>The roof</div><div>2011-11-04</div><div>The pool is old</div>"
    assert clean(page("", below)).published is None


@pytest.mark.parametrize(
    ("language", "line", "outlet"),
    [
        ("en", "This article was originally published by Futurism. Read the original article.", "Futurism"),
        ("en", "This story originally appeared on Harbour Notes.", "Harbour Notes"),
        (
            "en",
            "This piece is republished from The Lake Review under a Creative Commons license.",
            "The Lake Review",
        ),
        ("en", "Provided by Orland Institute of Technology", "Orland Institute of Technology"),
        ("de", "Dieser Artikel erschien zuerst bei Hafen Notizen.", "Hafen Notizen"),
        ("fr", "Cet article a été initialement publié dans Notes du Port.", "Notes du Port"),
        ("es", "Este artículo fue publicado originalmente en Notas del Puerto.", "Notas del Puerto"),
        ("it", "Questo articolo è stato pubblicato originariamente su Note del Porto.", "Note del Porto"),
        ("pt", "Este artigo foi publicado originalmente no Notas do Porto.", "Notas do Porto"),
        ("ru", "По сообщениям РИА Новости и ИТАР-ТАСС.", "РИА Новости и ИТАР-ТАСС"),
    ],
)
def test_a_sentence_that_says_where_it_was_published_first_names_the_outlet(language, line, outlet):
    assert clean(page(DAY, text=f"{TEXT}<p>{line}</p>", language=language)).source == outlet


@pytest.mark.parametrize(
    "line",
    [
        "The study was originally published in the spring.",
        "The report was first published in 2019 and is read widely.",
        "This article was originally published on March 3, 2019.",
        "The plan was originally published by the council in the spring of last year.",
    ],
)
def test_a_sentence_that_names_no_outlet_gives_none(line):
    assert clean(page(DAY, text=f"{TEXT}<p>{line}</p>")).source is None


def test_an_author_with_a_button_behind_the_name_is_not_an_outlet():
    byline = '<div>March 12, 2024 by<a rel=author href="/p/1">Mobas Hassan</a> <a href="#c">Post a Comment</a></div>'
    record = clean(page(byline))
    assert (names(record), record.source) == (["Mobas Hassan"], None)


@pytest.mark.parametrize(
    ("closing", "authors"),
    [("。(书聿)", ["书聿"]), ("。（完）", []), ("。（未完待续）", []), ("。（图）", [])],
)
def test_a_pen_name_in_brackets_closes_a_chinese_text(closing, authors):
    assert names(clean(page("<p>2024-03-12</p>", text=CHINESE.format(closing), language="zh"))) == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Galo Ruiz | El Correo del Sur", ["Galo Ruiz"]),
        ("ANA RUIZ / VALMAR", ["ANA RUIZ"]),
        ("Mara Quist • Orland", ["Mara Quist"]),
        ("Buenos Aires | Travel", []),
        ("San Francisco", []),
        ("LOCAL NEWS", []),
    ],
)
def test_a_name_and_a_bar_open_a_text(line, authors):
    assert names(clean(page(DAY, text=f"<p>{line}</p>{TEXT}"))) == authors


def test_posted_by_right_below_a_text_counts_in_any_box():
    below = "<div class=related><div>Posted by</div><div>Mara Quist</div><div>Thursday 12 January 2012</div></div>"
    assert names(clean(page(DAY, below))) == ["Mara Quist"]


def test_a_name_printed_twice_before_a_job_is_one_name():
    assert names(
        clean(page(DAY, "<p>Article written by Mara Quist Mara Quist Medical correspondent</p>"))
    ) == ["Mara Quist"]


@pytest.mark.parametrize(
    ("opening", "authors"),
    [
        ("本报讯 记者陈立新 通讯员王小禾报道 ", ["陈立新", "王小禾"]),
        ("□本报记者 陈立新 王小禾 ", ["陈立新", "王小禾"]),
        ("□本报记者 陈立新 通讯员 王小禾 ", ["陈立新", "王小禾"]),
        ("本报记者采访王小禾时，", []),
        ("据记者 陈立新 了解，", []),
    ],
)
def test_every_reporter_that_opens_a_chinese_text_is_an_author(opening, authors):
    text = CHINESE.format("。").replace("<p>本周一", f"<p>{opening}本周一", 1)
    assert names(clean(page("<p>2024-03-12</p>", text=text, language="zh"))) == authors


@pytest.mark.parametrize("name", ["Maria del Carmen Ruiz", "Gerard 't Hooft", "Jean le Goff", "Ana el Fassi"])
def test_a_particle_that_is_a_button_or_a_word_elsewhere_is_part_of_a_name(name):
    assert names(clean(page(f"<p class=byline>By {name}</p>"))) == [name]


def test_a_date_is_not_part_of_the_name_before_it():
    assert names(clean(page("<p class=byline>Par Jean Goff le 3 mai 2024</p>", language="fr"))) == [
        "Jean Goff"
    ]


def test_an_agency_in_small_letters_is_the_source_that_a_note_names():
    assert clean(page("", "<p>Mit Material von dpa</p>", language="de")).source == "dpa"
