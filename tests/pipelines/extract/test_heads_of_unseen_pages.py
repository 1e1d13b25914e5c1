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


NAMED_ONLY_IN_TITLE = '<p class="meta">12 March 2024</p>'


@pytest.mark.parametrize("mark", ["⁄", "―", "➤", "▷", "\\", "≫", "‒", "◇", "－"])
def test_the_site_behind_an_unusual_mark_is_not_in_the_headline(mark):
    html = page(NAMED_ONLY_IN_TITLE, heading="", whole_title=f"{TITLE} {mark} Odby Courier")
    assert clean(html).title == TITLE


@pytest.mark.parametrize(
    "headline",
    [
        "Forty looms – six years and a petition later",
        "« On nous a oubliés » : le moulin rouvre ses portes",
        "Le moulin de Saint-Aubin : un café et un atelier",
    ],
)
def test_a_headline_keeps_its_own_dash_quotes_and_colon(headline):
    site = '<meta property="og:site_name" content="Odby Courier">'
    html = page(NAMED_ONLY_IN_TITLE, heading="", whole_title=f"{headline} – Odby Courier", meta=site)
    assert clean(html).title == headline


WEAVERS = [
    "水磨坊关了十一年，上个周末重新开门，四十台老织机从邻村的谷仓里搬了回来，大多只换了皮带。",
    "镇里借给基金会二十万元，分十年还清，每个月的第一个星期天，老师傅会演示怎样装一台提花机。",
    "第一批布要在年底前织完，其中一半由县剧团订下，用来做新戏的幕布和冬天的戏服。",
]


def test_a_badge_before_the_headline_is_dropped_where_the_title_goes_on_with_the_channel():
    title = "水磨坊重新开门 老织机搬回来了"
    heading = f'<h1><i class="ico">视频</i>{title}</h1>'
    html = page(
        "<p>2024-03-12 08:15</p>",
        lang="zh-CN",
        texts=WEAVERS,
        heading=heading,
        whole_title=f"{title} 农业_青溪网",
    )
    assert clean(html).title == title


def test_a_first_heading_of_two_characters_is_the_title_of_a_poem():
    html = page(
        "<p>作者：<a href='/p/3'>陆文甫</a></p>",
        lang="zh-CN",
        texts=WEAVERS,
        heading="<h1>秋织</h1>",
        whole_title="秋织原文_翻译及赏析_陆文甫的诗_青溪诗词网",
    )
    assert clean(html).title == "秋织"


@pytest.mark.parametrize(
    ("lang", "line", "published", "updated"),
    [
        ("fr", "Publié le 12 mars 2024 à 8h15, mis à jour à 10h20", "2024-03-12T08:15", "2024-03-12T10:20"),
        ("en", "24-03-12", "2024-03-12", None),
        ("en-GB", "24-03-12", "2012-03-24", None),
        ("zh-CN", "<span>已于 2024-03-13 09:00:01 修改</span> <span>于 2024-03-12 08:15:02 首次发布</span>",
            "2024-03-12T08:15:02", "2024-03-13T09:00:01"),
    ],
)  # fmt: skip
def test_what_beside_a_date_says_which_act_it_dates(lang, line, published, updated):
    texts = WEAVERS if lang.startswith("zh") else MILL
    record = clean(page(f"<div>{line}</div>", lang=lang, texts=texts))
    assert (record.published, record.updated) == (published, updated)


def test_a_german_stand_is_the_change_of_a_page_that_declares_its_publication():
    texts = [
        "Die Weberei an der Kanalstraße öffnet am Samstag wieder, elf Jahre nach dem Verkauf des letzten Webstuhls.",
        "Vierzig Webstühle sind aus einer Scheune zurückgekommen, und die meisten brauchten nur neue Riemen.",
        "Die Stadt hat der Stiftung das Geld geliehen, das sie in den nächsten zehn Jahren zurückzahlen soll.",
    ]
    meta = '<meta property="article:published_time" content="2024-03-11T17:00:00+01:00">'
    record = clean(page("<p>Stand: 12.03.2024, 09:12 Uhr</p>", lang="de", meta=meta, texts=texts))
    assert record.updated == "2024-03-12T09:12"


def test_the_story_of_another_day_in_json_ld_lends_nothing():
    stories = [
        {"@type": "NewsArticle", "headline": "The bridge is closed", "datePublished": "2024-03-15T08:00:00+01:00",
            "author": {"@type": "Person", "name": "Sam Cole"}},
        {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-03-12T08:15:00+01:00",
            "author": {"@type": "Person", "name": "Ines Falk"}},
    ]  # fmt: skip
    meta = f'<script type="application/ld+json">{json.dumps(stories)}</script>'
    record = clean(page(meta=meta))
    assert record.published == "2024-03-12T08:15:00+01:00"
    assert [person.name for person in record.authors] == ["Ines Falk"]


def test_a_teaser_that_is_an_article_below_the_text_lends_no_date():
    teaser = (
        '</div><div class="read-next"><article><h4><a href="/2">The bridge is closed</a></h4>'
        '<time datetime="2024-03-15T08:00:00Z">15 March 2024</time></article>'
    )
    assert clean(page(below=teaser)).published is None


@pytest.mark.parametrize(
    ("bar", "published"),
    [
        ("2024年3月12日 星期二", None),
        ("2024年3月11日 星期一", None),
        ("2024年2月12日 星期一", "2024-02-12"),
    ],
)
def test_the_day_of_the_capture_above_the_headline_is_a_clock(bar, published):
    html = page(lang="zh-CN", texts=WEAVERS, heading=f"<div>{bar}</div><h1>水磨坊重新开门</h1>")
    assert clean(html, fetched_at="2024-03-12T04:00:00Z").published == published


@pytest.mark.parametrize(
    ("lang", "line", "authors"),
    [
        ("ar", "<p>القاهرة — محمود الشاذلي</p><p>12 مارس 2024</p>", ["محمود الشاذلي"]),
        ("ar", "<p>القاهرة - وكالات</p><p>12 مارس 2024</p>", []),
        ("vi", "<p>Thứ Ba, 12/3/2024, 08:15 (GMT+7)</p>", []),
        (
            "en",
            '<p><a href="/@ines">Ines Falk</a> <button>Follow</button></p><p>4 min read · Mar 12</p>',
            ["Ines Falk"],
        ),
        ("zh-CN", "<p>已于 2024-03-13 09:00 修改</p>", []),
    ],
)
def test_who_stands_beside_the_date(lang, line, authors):
    meta = '<meta property="article:published_time" content="2024-03-12T08:15:00Z">'
    texts = {"ar": ARABIC, "vi": VIETNAMESE, "zh-CN": WEAVERS}.get(lang, MILL)
    record = clean(page(line, lang=lang, meta=meta, texts=texts))
    assert [person.name for person in record.authors] == authors


ARABIC = [
    "فتح مصنع النسيج القديم في شارع القناة أبوابه من جديد يوم السبت بعد أحد عشر عاما على بيع آخر نول فيه.",
    "وعاد أربعون نولا من مخزن في القرية المجاورة، ولم يحتج معظمها إلا إلى سيور جديدة قبل تشغيلها.",
    "وأقرضت البلدية المؤسسة المال اللازم على أن تعيده في السنوات العشر المقبلة من بيع التذاكر والأقمشة.",
]
VIETNAMESE = [
    "Xưởng dệt trên phố Kênh mở cửa trở lại vào thứ Bảy, mười một năm sau khi khung cửi cuối cùng được bán đi.",
    "Bốn mươi khung cửi được chở về từ một nhà kho ở làng bên, phần lớn chỉ cần thay dây đai mới là chạy được.",
    "Thị trấn cho quỹ vay tiền và quỹ sẽ trả lại trong mười năm tới bằng tiền bán vé và bán vải.",
]
JAPANESE = [
    "運河通りの古い織物工場が土曜日、十一年ぶりに扉を開けた。四十台の織機は隣町の納屋から戻ってきたものだ。",
    "町は財団に資金を貸し、財団は今後十年かけて返す。毎月第一日曜日には昔の職人が糸の掛け方を見せるという。",
    "最初の布は年内に織り上がる予定で、その半分は町の劇場が新しい幕のために注文した。",
]


@pytest.mark.parametrize(
    ("head", "end", "names"),
    [
        ("2024年3月12日", "<p>（文・写真　大谷真由美）</p>", ["大谷真由美"]),
        ("2024年3月12日", "<p>（記者・山田太郎）</p>", ["山田太郎"]),
        ("2024年3月12日", "<p>（山田太郎、大谷真由美）</p>", ["山田太郎", "大谷真由美"]),
        ("<span>編集委員・杉浦健太</span> <time>2024年3月12日 9時00分</time>", "", ["杉浦健太"]),
        ("<span>千葉県</span> <time>2024年3月12日 9時00分</time>", "", []),
    ],
)
def test_a_japanese_byline_without_a_colon(head, end, names):
    record = clean(
        page(f"<p>{head}</p>", lang="ja", below=end, texts=JAPANESE, title="古い織物工場が再び開く")
    )
    assert [person.name for person in record.authors] == names
    assert record.source is None or not names


def test_the_foot_of_a_chinese_blog_names_its_author():
    foot = (
        '</div><div class="postDesc">posted @ <span>2024-03-12 08:15</span>&nbsp;<a href="/u/">岭南客</a>'
        "&nbsp;阅读(<span>15</span>)&nbsp;评论(<span>3</span>)&nbsp;<a href='#'>编辑</a>"
    )
    record = clean(page(lang="zh-CN", texts=WEAVERS, below=foot, title="水磨坊重新开门"))
    assert [person.name for person in record.authors] == ["岭南客"]


def test_a_standfirst_above_the_date_is_the_lead():
    summary = "Eleven years after the last loom was sold, forty of them are back and the dye house is at work again."
    record = clean(page(f'<p class="sommario">{summary}</p><p>12 March 2024</p>'))
    assert record.lead == summary


def test_a_crumb_that_says_only_news_is_a_section():
    links = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Home", "News", "Town"))
    crumbs = f'<ol class="breadcrumb">{links}</ol>'
    assert clean(page("<p>12 March 2024</p>", heading=f"{crumbs}<h1>{TITLE}</h1>")).section == [
        "News",
        "Town",
    ]


def test_selected_from_and_a_button_for_the_size_of_letters():
    dated = page(
        "<div>2024-03-12 08:15 出自：青溪晚报</div>", lang="zh-CN", texts=WEAVERS, title="水磨坊重新开门"
    )
    assert clean(dated).source == "青溪晚报"
    sized = "<div><span>2024-03-12 08:15</span><a>列印</a><span>字級</span><a>小</a><a>大</a></div>"
    assert clean(page(sized, lang="zh-TW", texts=WEAVERS, title="水磨坊重新開門")).source is None


def test_the_site_with_its_address_in_brackets_is_no_author():
    meta = '<meta name="author" content="Odby Welle (www.odbywelle.com)">'
    record = clean(page(NAMED_ONLY_IN_TITLE, meta=meta), url="https://www.odbywelle.com/mill")
    assert record.authors == []
    named = '<meta name="author" content="Ines Falk (www.inesfalk.example)">'
    record = clean(page(NAMED_ONLY_IN_TITLE, meta=named), url="https://www.odbywelle.com/mill")
    assert [person.name for person in record.authors] == ["Ines Falk"]


def test_the_desk_that_chinese_blogs_call_little_editor_is_nobody():
    html = page("<div>2024-03-12 08:15 作者：小编</div>", lang="zh-CN", texts=WEAVERS, title="水磨坊重新开门")
    assert clean(html).authors == []


def test_a_crumb_that_says_only_news_yields_to_the_declared_section():
    crumbs = '<div class="breadcrumb"><a href="/">Home</a> &gt; <a href="/news">News</a></div>'
    meta = '<meta property="article:section" content="Town">'
    assert clean(page("<p>12 March 2024</p>", meta=meta, heading=f"{crumbs}<h1>{TITLE}</h1>")).section == [
        "Town"
    ]


def test_a_date_of_change_in_the_minute_of_the_declared_publication_is_the_publication():
    meta = '<meta property="article:published_time" content="2024-03-12T08:15:42+01:00">'
    record = clean(page("<p>Last updated: 12 March 2024, 8:15</p>", meta=meta))
    assert (record.published, record.updated) == ("2024-03-12T08:15+01:00", None)
