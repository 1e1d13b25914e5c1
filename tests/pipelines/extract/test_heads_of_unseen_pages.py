"""Dates, credits, headlines and standfirsts as pages outside the labelled sets write them. All are invented."""

import json

import pytest
from stories import MILL, paragraphs

from newsmill import clean

TITLE = "The weaving mill opens its doors again"


def page(head="", *, lang="en", title=TITLE, meta="", below="", texts=MILL, whole_title=None, heading=None):
    heading = f"<h1>{title}</h1>" if heading is None else heading
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{whole_title or title}</title>{meta}'
        f'</head><body><nav><a href="/">Home</a> <a href="/b">News</a></nav><article>{heading}{head}'
        f'<div class="content">{paragraphs(texts)}{below}</div></article><footer>© 2001-2026 Courier</footer></body>'
    ).encode()


@pytest.mark.parametrize(
    ("lang", "line", "published", "updated"),
    [
        ("hr", "utorak, 12.3.2024. u 8:15", "2024-03-12T08:15", None),
        ("da", "Publiceret 12.03.2024 kl. 08:15", "2024-03-12T08:15", None),
        ("zh-HK", "05/03/2024 08:15", "2024-03-05T08:15", None),
        ("de", "Dienstag, 12. März 2024, 08:15 Uhr (MEZ)", "2024-03-12T08:15+01:00", None),
        ("en-NG", "March 12, 2024 8:15 am WAT", "2024-03-12T08:15+01:00", None),
        ("bg", "12.03.2024 г. / 08:15", "2024-03-12T08:15", None),
        (
            "bg",
            "Публикувана: 12.03.2024 в 08:15 ч. Обновена: 13.03.2024",
            "2024-03-12T08:15",
            "2024-03-13",
        ),
        (
            "sr",
            "Objavljeno: 12.03.2024. 08:15h Poslednja izmena: 13.03.2024. 09:00h",
            "2024-03-12T08:15",
            "2024-03-13T09:00",
        ),
        ("zh-TW", "2024/3/12 08:15（3/13 09:00 更新）", "2024-03-12T08:15", "2024-03-13T09:00"),
        ("si", "2024 මාර්තු 12", "2024-03-12", None),
        ("nl", "Gepubliceerd op di 12 mrt 2024 om 08.15 uur", "2024-03-12T08:15", None),
        ("ru", "12 мар. 2024, вт, 08:15", "2024-03-12T08:15", None),
        ("fa", "۰۸:۱۵ - ۲۲-۱۲-۱۴۰۲", "2024-03-12T08:15", None),
    ],
)
def test_a_date_line_is_read_as_its_language_writes_it(lang, line, published, updated):
    record = clean(page(f"<div>{line}</div>", lang=lang))
    assert (record.published, record.updated) == (published, updated)


@pytest.mark.parametrize("boxes", ["<b>12</b><i>2024-03</i>", "<b>2024/03</b><i>12</i>"])
def test_a_day_in_a_box_of_its_own_completes_its_month(boxes):
    assert clean(page(f'<div class="cal">{boxes}</div>', lang="zh-CN")).published == "2024-03-12"


@pytest.mark.parametrize(
    "line",
    [
        "Gesetz vom 12. März 2004",
        "Ports Act of 12 March 2004",
        "Termin: 30. Mai 2024",
        "《港口法》（2004年3月12日通过）",
    ],
)
def test_the_date_of_a_law_or_an_event_is_not_the_publication(line):
    assert clean(page(f"<p>{line}</p>", lang="de")).published is None


def test_a_day_without_year_is_not_the_change_because_one_is_declared():
    declared = {
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": "2024-03-12T08:15:00-05:00",
        "dateModified": "2024-03-14T10:00:00-05:00",
    }
    meta = f'<script type="application/ld+json">{json.dumps(declared)}</script>'
    record = clean(page("<div>Mar 12</div>", meta=meta))
    assert record.published == "2024-03-12"
    assert record.updated == "2024-03-14T10:00:00-05:00"


@pytest.mark.parametrize(
    ("lang", "line", "authors"),
    [
        ("en", "By Ana Ross Follow", ["Ana Ross"]),
        ("de", "Von unserem Redaktionsmitglied Anna Berger", ["Anna Berger"]),
        ("de", "Text Anna Berger Foto Jonas Keller", ["Anna Berger"]),
        ("bg", "от Иван Петров", ["Иван Петров"]),
        ("es", "María López / Madrid", ["María López"]),
        ("ar", "أحمد حسن - القاهرة", ["أحمد حسن"]),
        ("he", "דנה לוי, כתבת תחבורה", ["דנה לוי"]),
        ("ro", "de Ion Popescu", ["Ion Popescu"]),
        ("zh-HK", "撰文：陳大文 出版：2024-03-12 08:15", ["陳大文"]),
        ("zh-CN", "记 者：李晓明　编 辑：张敏", ["李晓明"]),
        ("ja", "記者：山田太郎", ["山田太郎"]),
    ],
)
def test_a_byline_names_the_author_and_nothing_else(lang, line, authors):
    record = clean(page(f'<div><p class="byline">{line}</p><p>12.03.2024</p></div>', lang=lang))
    assert [person.name for person in record.authors] == authors


def test_each_item_of_a_list_above_the_date_is_an_author():
    head = '<div class="who"><ul><li>Ana Ross</li><li>Tom Lindqvist</li></ul></div><p>12 March 2024</p>'
    assert [person.name for person in clean(page(head)).authors] == ["Ana Ross", "Tom Lindqvist"]


@pytest.mark.parametrize(
    "author",
    [
        {"@type": "Person", "name": "ana.ross@example.org (Ana Ross)"},
        {"@list": [{"@type": "Person", "name": "Ana Ross"}]},
    ],
)
def test_json_ld_names_the_author_of_a_feed_or_a_list(author):
    story = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-03-12", "author": author}
    meta = f'<script type="application/ld+json">{json.dumps(story)}</script>'
    assert [person.name for person in clean(page("<p>12 March 2024</p>", meta=meta)).authors] == ["Ana Ross"]


def test_an_outlet_beside_a_day_counted_from_now_is_the_source():
    head = '<div class="pub"><em>江城日报</em><em>2小时前</em></div>'
    assert clean(page(head, lang="zh-CN", texts=HALL, title="旧厂房改成社区图书馆")).source == "江城日报"


HALL = [
    "昨天上午九点，临江新区第一座社区图书馆在柳树街正式开门，三百多名居民冒雨赶来，把一楼大厅挤得满满当当。",
    "这座图书馆由一间停产多年的纺织车间改建而成，保留了原来的红砖墙和锯齿形屋顶，室内面积两千六百平方米。",
    "负责改造的设计师介绍，车间的老机床没有拆走，而是改成了阅览桌，孩子们可以摸一摸当年的齿轮和飞轮。",
]


@pytest.mark.parametrize("separator", ["〉", "¦", "❘", "┃", "◆"])
def test_the_sites_name_after_a_rare_separator_is_not_in_the_title(separator):
    assert clean(page(heading="", whole_title=f"{TITLE} {separator} Harbour Courier")).title == TITLE


@pytest.mark.parametrize(
    ("whole_title", "title"),
    [
        (f"Harbour Courier: {TITLE}", TITLE),
        (f"{TITLE} – eleven years on – Harbour Courier", f"{TITLE} – eleven years on"),
        (f"{TITLE} | Town | Harbour Courier", TITLE),
    ],
)
def test_only_the_site_and_its_channels_are_cut_from_a_title(whole_title, title):
    meta = '<meta property="og:site_name" content="Harbour Courier">'
    assert clean(page(heading="", whole_title=whole_title, meta=meta)).title == title


def test_a_headline_broken_over_two_lines_is_read_whole():
    heading = "<h1>The weaving mill<br> opens its doors again</h1>"
    assert clean(page(heading=heading)).title == TITLE


@pytest.mark.parametrize(
    ("markup", "lead"),
    [
        ('<p class="standfirst">{}</p>', "After eleven years the old hall can be reached at night again."),
        ('<p class="teaser-text">{}</p>', "Nach elf Jahren ist die alte Halle nachts wieder zu erreichen."),
    ],
)
def test_a_standfirst_is_neither_a_contact_nor_a_teaser_of_another_story(markup, lead):
    assert clean(page(markup.format(lead) + "<div>By Ana Ross | 12 March 2024</div>")).lead == lead


def test_the_object_with_the_text_names_headline_author_and_day():
    story = {
        "story": {
            "headline": TITLE,
            "content": paragraphs(MILL),
            "authors": [{"name": "Ana Ross"}],
            "publishDate": "2024-03-12",
        },
        "related": [{"headline": "Bridge tolls rise", "authors": [{"name": "Lisa Moor"}]}],
    }
    for script in (
        f"<script>window.__STATE__={json.dumps(story)};</script>",
        f'<script type="application/json"><!--{json.dumps(story)}--></script>',
    ):
        raw = f"<html lang=en><title>Harbour Courier</title><body><div id=root></div>{script}</body></html>"
        record = clean(raw.encode())
        assert (record.title, record.published) == (TITLE, "2024-03-12")
        assert [person.name for person in record.authors] == ["Ana Ross"]
        assert record.body.startswith(MILL[0])
