"""Dates, people, outlets and titles as content systems print them, beside what is easily taken for them: related
stories, captions, notes about the author, labels of changes."""

from __future__ import annotations

import pytest

from newsmill import Record, clean

TEXTS = {
    "en": (
        "The council of Orland voted on Monday to close the old swimming hall at the end of the season, after "
        "engineers found cracks in the roof above the main pool.",
        "Repairs would cost more than four million, said the head of the building office, and nobody could promise "
        "that the hall would last another ten years after that.",
        "Swimmers have collected eleven hundred signatures against the plan. They want the town to wait until a new "
        "hall at the river is finished and open to everyone.",
    ),
    "fr": (
        "Le conseil municipal de Valmont a décidé lundi de fermer la vieille piscine à la fin de la saison, après "
        "la découverte de fissures dans le toit au-dessus du grand bassin.",
        "Les travaux coûteraient plus de quatre millions, a dit la responsable du bâtiment, et personne ne peut "
        "promettre que la salle tiendra encore dix ans après cela.",
    ),
    "ru": (
        "Городской совет решил в понедельник закрыть старый бассейн в конце сезона, после того как инженеры нашли "
        "трещины в крыше над главной чашей.",
        "Ремонт обошёлся бы дороже четырёх миллионов, сказала начальница строительного отдела, и никто не мог обещать, "
        "что здание простоит ещё десять лет.",
    ),
    "ka": (
        "საქალაქო საკრებულომ ორშაბათს გადაწყვიტა ძველი საცურაო აუზის დახურვა სეზონის ბოლოს, მას შემდეგ რაც ინჟინრებმა "
        "მთავარი აუზის თავზე სახურავში ბზარები აღმოაჩინეს.",
        "რემონტი ოთხ მილიონზე მეტი დაჯდებოდა, განაცხადა სამშენებლო სამსახურის ხელმძღვანელმა, და ვერავინ იძლეოდა "
        "გარანტიას, რომ დარბაზი კიდევ ათი წელი გაძლებდა.",
    ),
    "ar": (
        "قرر المجلس البلدي يوم الاثنين إغلاق المسبح القديم في نهاية الموسم بعد أن اكتشف المهندسون شقوقا في السقف فوق "
        "الحوض الرئيسي للمدينة.",
        "وقالت مديرة مكتب البناء إن الإصلاحات ستكلف أكثر من أربعة ملايين ولا يستطيع أحد أن يضمن بقاء المبنى عشر سنوات "
        "أخرى بعد ذلك.",
    ),
    "pl": (
        "Rada miasta postanowiła w poniedziałek zamknąć stary basen pod koniec sezonu, ponieważ inżynierowie znaleźli "
        "pęknięcia w dachu nad główną niecką.",
        "Naprawa kosztowałaby ponad cztery miliony, powiedziała szefowa urzędu budowlanego, i nikt nie mógł obiecać, "
        "że hala wytrzyma jeszcze dziesięć lat.",
    ),
    "el": (
        "Το δημοτικό συμβούλιο αποφάσισε τη Δευτέρα να κλείσει το παλιό κολυμβητήριο στο τέλος της σεζόν, αφού οι "
        "μηχανικοί βρήκαν ρωγμές στη στέγη.",
        "Οι επισκευές θα κόστιζαν πάνω από τέσσερα εκατομμύρια, είπε η επικεφαλής της υπηρεσίας, και κανείς δεν "
        "μπορούσε να υποσχεθεί ότι η αίθουσα θα αντέξει.",
    ),
    "zh": (
        "临江区从下学期起延长小学课后服务时间，家长可以在晚上七点前接孩子，费用由区财政和家庭共同承担，每学"
        "期公布一次收费标准。",
        "区教育局介绍，首批三十所学校已经完成报名，参加的学生超过一万人，学校将开设阅读、体育和手工等课程。",
    ),
    "ja": (
        "港町の古い映画館が来月、三十年ぶりに営業を再開する。市の委員会は月曜日、改修費の一部を負担すること"
        "を全会一致で決めた。",
        "屋根のひび割れはすでに補修され、座席もすべて新しくなった。館長は「子どもたちにも来てほしい」と話している。",
    ),
    "id": (
        "Dewan kota memutuskan pada hari Senin untuk menutup kolam renang lama pada akhir musim setelah para insinyur "
        "menemukan retakan di atap di atas kolam utama.",
        "Perbaikan akan menelan biaya lebih dari empat miliar, kata kepala dinas bangunan, dan tidak ada yang bisa "
        "menjanjikan bahwa gedung itu akan bertahan sepuluh tahun lagi.",
    ),
}
HEADLINES = {
    "en": "Old swimming hall in Orland to close after cracks are found",
    "fr": "Valmont ferme sa vieille piscine après la découverte de fissures",
    "ru": "В Зареченске закрывают старый бассейн из-за трещин",
    "ka": "ძველი საცურაო აუზი სეზონის ბოლოს დაიხურება",
    "ar": "المجلس البلدي يغلق المسبح القديم بعد اكتشاف شقوق",
    "pl": "Stary basen w Zalesiu zamknięty do końca roku",
    "el": "Κλείνει το παλιό κολυμβητήριο μετά τις ρωγμές στη στέγη",
    "zh": "临江区小学延长课后服务时间",
    "ja": "港町の映画館、三十年ぶりに復活へ",
    "id": "Kolam renang lama ditutup setelah retakan ditemukan",
}


def page(
    language: str,
    head: str = "",
    *,
    first: str = "",
    closing: str = "",
    below: str = "",
    meta: str = "",
    url: str = "",
) -> Record:
    """Clean an article with `head` below its headline, `first` before its first word, `closing` as its last line."""
    headline = HEADLINES[language]
    text = "".join(
        f"<p>{first if number == 0 else ''}{paragraph}</p>"
        for number, paragraph in enumerate(TEXTS[language])
    ) + (f"<p>{closing}</p>" if closing else "")
    html = (
        f"<html lang={language}><head><meta charset=utf-8><title>{headline} - Kurier</title>{meta}</head><body>"
        f"<nav><a href=/a>A</a> <a href=/b>B</a></nav><main><article><h1>{headline}</h1>{head}"
        f"<div class=text>{text}</div>{below}</article></main></body></html>"
    )
    return clean(html.encode(), url=url or None)


def names(record: Record) -> list[str]:
    return [person.name for person in record.authors]


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("Feb. 23, 2015 -- ", "2015-02-23"),
        ("ORLAND, April 17, 2015 /PRNewswire/ -- ", "2015-04-17"),
        ("ORLAND, Ill., April 17, 2015 (GLOBE NEWSWIRE) -- ", "2015-04-17"),
        ("On April 17, 2015 the roof leaked. ", None),
        ("April 17, 2015 was a dark day for swimmers. ", None),
    ],
)
def test_day_of_dateline_is_publication_if_page_has_no_other(opening: str, day: str | None) -> None:
    assert page("en", first=opening).published == day


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2010/POLITICS/08/13/swimming.hall/index.html", "2010-08-13"),
        ("/2013/middle_east/8/3/swimming.hall/index.html", "2013-08-03"),
        ("/2013/report/8/3/", None),
    ],
)
def test_day_in_url_may_stand_around_a_section(path: str, day: str | None) -> None:
    assert page("en", url=f"https://kurier.example.com{path}").published == day


def test_time_of_change_makes_the_day_before_it_one_of_change_if_declared_so() -> None:
    meta = (
        '<meta itemprop=datePublished content="2013-11-27T08:36:32Z">'
        '<meta itemprop=dateModified content="2013-11-28T02:03:23Z">'
    )
    record = page("en", "<div>November 28, 2013 -- Updated 0203 GMT (1003 HKT)</div>", meta=meta)
    assert (record.published, record.updated) == ("2013-11-27T08:36:32+00:00", "2013-11-28T02:03+00:00")
    assert page("en", "<div>November 28, 2013 -- Updated 0203 GMT</div>").published == "2013-11-28"


def test_space_behind_slash_belongs_to_the_date() -> None:
    assert page("en", "<p>By Phil Rawley 10/ 5/11 09:19 PM ET</p>").published == "2011-10-05T21:19"


def test_label_of_change_in_caseless_script_is_not_an_author() -> None:
    record = page("ar", "<div>الأحد، 04 آب/اغسطس 2013، آخر تحديث 02:21 (GMT+0400)</div>")
    assert names(record) == []
    assert record.updated == "2013-08-04T02:21+04:00"


def test_utc_mark_behind_local_time_gives_no_offset_in_east_asia() -> None:
    meta = '<meta name="publishtime" content="2018-06-18T10:01:00.000Z">'
    meta += '<meta property="article:published_time" content="2018-06-18T10:01:00Z">'
    assert page("ja", "<p>2018年6月18日 10:01</p>", meta=meta).published == "2018-06-18T10:01"


@pytest.mark.parametrize(
    ("language", "line", "authors"),
    [
        ("en", "By Brenda Goodwin, MA", ["Brenda Goodwin"]),
        ("en", "By Brenda Goodwin, BA, MSW", ["Brenda Goodwin"]),
        ("en", "By Joan Bisku, Senior Supreme Court Reporter", ["Joan Bisku"]),
        ("en", "By Bryan Wells Tuesday, Aug. 17, 2010", ["Bryan Wells"]),
        ("en", 'By Amanda "Tania Mae" Tanner', ['Amanda "Tania Mae" Tanner']),
        (
            "fr",
            "Par LILIAN MAGNA, LAURE BRETON Envoyés spéciaux à Toulouse",
            ["LILIAN MAGNA", "LAURE BRETON"],
        ),
        (
            "fr",
            "De nos envoyés spéciaux à Lyon Lilian Magna et Laure Breton",
            ["Lilian Magna", "Laure Breton"],
        ),
        ("fr", "Soumis par Anne Roux le mar 12/03/2024 - 08:15", ["Anne Roux"]),
        ("ru", "Опубликовано Иван Петров вт, 12/03/2024 - 08:15", ["Иван Петров"]),
        ("ka", "ავტორი: გიორგი ბერიძე", ["გიორგი ბერიძე"]),
    ],
)
def test_byline_of_a_content_system_names_people_only(language: str, line: str, authors: list[str]) -> None:
    record = page(language, f"<div class=submitted>{line}</div><p>2024-03-12</p>")
    assert (names(record), record.source) == (authors, None)


def test_role_below_its_name_is_that_name_s() -> None:
    record = page(
        "id",
        "<p>12/03/2024</p><div>Budi Santoso</div><div>Penulis</div><div>Siti Aminah</div><div>Editor</div>",
    )
    assert (names(record), [person.name for person in record.editors]) == (["Budi Santoso"], ["Siti Aminah"])
    record = page("en", "<p>12 March 2024</p><div>By</div><div>David Feld</div><div>Senior Editor</div>")
    assert (names(record), record.editors) == (["David Feld"], [])


def test_byline_below_a_linked_headline_is_of_a_related_story() -> None:
    related = (
        "<aside><h4>Sur le même sujet</h4><ul><li><a href=/a>Dans le chaos des secours du dimanche</a>"
        "<div>Par Sébastien Farci</div></li></ul></aside>"
    )
    assert names(page("fr", f"<div>AFP 30 avril 2015 à 07:19</div>{related}")) == []


def test_author_in_a_box_of_the_sidebar_below_the_text() -> None:
    box = (
        "<div class=sidebar><div>L'AUTEUR</div><div><a href=/source/titia rel=author>Titia Lecor</a> "
        "Titia Lecor est journaliste indépendante et blogueuse.</div></div>"
    )
    assert names(page("fr", below=box)) == ["Titia Lecor"]


def test_note_about_the_author_is_not_a_lead() -> None:
    note = (
        "<p>Mara Quist currently works for the Kurier as a writer. She is also a blogger who attended the University "
        "of Orland.</p>"
    )
    record = page("en", f"<div class=author>Mara Quist</div><p>March 12, 2024</p><div class=tip>{note}</div>")
    assert (names(record), record.lead) == (["Mara Quist"], None)


@pytest.mark.parametrize(
    "head",
    [
        "<p>The old hall in June, before the cracks were found in its roof by engineers. Source: Supplied</p>",
        "<div>Mara Quist, Kurier 8:42 a.m. EDT October 3, 2014</div>",
        '<p class="byline">By Mara Quist, MPH</p>',
    ],
)
def test_caption_site_and_degree_are_not_a_source(head: str) -> None:
    assert page("en", head).source is None


def test_a_declared_source_that_is_the_section_is_ignored() -> None:
    meta = '<meta name=source content="Consumer Goods"><meta property="article:section" content="Consumer Goods">'
    assert page("en", meta=meta).source is None


def test_headline_behind_the_blog_s_name_in_title() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXTS["en"])
    headline = HEADLINES["en"]
    html = (
        f"<html lang=en><head><title>City Notes &raquo; Blog Archive &raquo; {headline}</title></head><body>"
        f"<div id=hd><h1><a href=/>City Notes</a></h1></div><div id=bd><div class=post><h2>{headline}</h2>"
        f"<small>March 12th, 2024</small><div class=entry>{text}</div></div></div></body></html>"
    )
    assert clean(html.encode()).title == headline


def test_agency_above_a_text_is_not_its_headline() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXTS["en"])
    html = (
        "<html lang=en><head><title>News from The Associated Press</title></head><body><div>Jun 13, 2016 4:03 PM</div>"
        f"<p class=headline>{HEADLINES['en']}</p><div>By MARA QUIST</div><div>Associated Press</div>{text}"
    )
    assert clean(html.encode()).title == HEADLINES["en"]


@pytest.mark.parametrize(
    ("language", "line", "authors"),
    [
        ("pl", "Anna Nowak (PAP)", ["Anna Nowak"]),
        ("pl", "lek. med. Anna Nowak", ["Anna Nowak"]),
        ("pl", "oprac. Anna Nowak", ["Anna Nowak"]),
        ("ru", "Иван Петров, специально для «Вестей»", ["Иван Петров"]),
        ("ru", "А.Иванова", ["А.Иванова"]),
        ("el", "Νίκος Παππάς, δημοσιογράφος", ["Νίκος Παππάς"]),
        ("el", "Μαρία Ιωάννου – mioannou@example.gr", ["Μαρία Ιωάννου"]),
        ("en", "Mara Quist, Chief Executive", []),
        ("zh", "■陈立新", ["陈立新"]),
        ("zh", "作者：陈立新（临江大学教授）", ["陈立新"]),
        ("zh", "中央社記者陳立新台北31日電", ["陳立新"]),
    ],
)
def test_signature_as_last_line(language: str, line: str, authors: list[str]) -> None:
    assert names(page(language, "<p>2011-12-31</p>", closing=line)) == authors


@pytest.mark.parametrize(
    ("language", "line", "source"),
    [
        ("pl", "Na podstawie: Reuters", "Reuters"),
        ("pl", "Źródło: PAP - Nauka w Polsce", "PAP"),
        ("pl", "Polska Agencja Prasowa", "Polska Agencja Prasowa"),
        ("ru", "РИА «Новости»", "РИА «Новости»"),
        ("ru", "Первоисточник: Речная газета", "Речная газета"),
        ("ru", "Источник — reka.example", "reka.example"),
        (
            "en",
            "SOURCE: bit.ly/abc Archives of Roof Care, online December 12, 2011.",
            "Archives of Roof Care",
        ),
        ("zh", "（江城晚报）", "江城晚报"),
        ("zh", "（上图）", None),
    ],
)
def test_outlet_as_last_line(language: str, line: str, source: str | None) -> None:
    assert page(language, "<p>2011-12-31</p>", closing=line).source == source


@pytest.mark.parametrize(
    ("language", "line", "authors", "source"),
    [
        ("pl", "PAP, jk", [], "PAP"),
        ("pl", "Dodał: Jan Kowalski", ["Jan Kowalski"], None),
        ("el", "Από τον Νίκο Παππά", ["Νίκο Παππά"], None),
        ("en", "By Mara Quist, Harbour Newspapers", ["Mara Quist"], "Harbour Newspapers"),
        ("en", "From our correspondent Mara Quist in Valmar", ["Mara Quist"], None),
        ("en", "Op-Ed Columnist | Mara Quist", ["Mara Quist"], None),
        ("zh", "江城晚报 陈立新", ["陈立新"], "江城晚报"),
        ("zh", "江城時報【陳立新／台北報導】", ["陳立新"], "江城時報"),
        ("zh", "【江城晚报】", [], "江城晚报"),
    ],
)
def test_line_beside_the_date_credits_both(
    language: str, line: str, authors: list[str], source: str | None
) -> None:
    record = page(language, f"<p>2011-12-31</p><div>{line}</div>")
    assert (names(record), record.source) == (authors, source)
