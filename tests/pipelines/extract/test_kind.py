"""What kind of page it is; a listing, a home page or an error never yields a body."""

from __future__ import annotations

import re

import numpy as np
import pytest

from newsmill.pipelines.extract import Block, Extraction, extract, parse, read_blocks
from newsmill.pipelines.extract.body.assembly import assemble
from newsmill.pipelines.extract.body.features import measure
from newsmill.pipelines.extract.kind.evidence import _may_be_of_lines
from newsmill.pipelines.extract.kind.facts import ShortLines
from newsmill.pipelines.extract.lexicon.page_kinds import LINES, Lines
from newsmill.pipelines.extract.lexicon.prefilters import samples

TEASERS = "".join(
    f'<div class="item"><h3><a href="/{n}.html">The council decides on harbour plan number {n}</a></h3>'
    f"<p>The members met on Monday and spoke about plan {n}, which will cost less than it was feared, and …</p></div>"
    for n in range(12)
)
LINKS = "".join(
    f'<li><a href="/{n}.html">港城新闻第{n}条：公交线路下月起有调整</a> 05-{n:02d}</li>' for n in range(1, 29)
)


def read(html: str, url: str = "http://news.example.com/local/page.html") -> Extraction:
    tree = parse(html)
    assert tree is not None
    return extract(tree, url)


def page(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


DATED = "".join(
    f'<li><a href="/{n}.html">港城新闻第{n}条：公交线路下月起有调整</a><span>2019-04-{n:02d}</span>'
    f"<p>记者从交通部门获悉，第{n}路公交车下月起调整走向，沿线增设站点三处，首末班时间不变，"
    f"请乘客留意站牌公告。</p></li>"
    for n in range(1, 16)
)
ARCHIVE = "".join(
    f'<li>{n} April: <a href="/{n}.html">The council decides on harbour plan number {n}</a> (Jane Doe)</li>'
    for n in range(1, 16)
)


@pytest.mark.parametrize(
    "body",
    [TEASERS, f"<ul>{LINKS}</ul>", f"<ul>{DATED}</ul>", f"<ul>{ARCHIVE}</ul>"],
    ids=["teasers", "links", "dated", "archive"],
)
def test_a_listing_has_no_body(body: str) -> None:
    listing = read(page("Local news", body))
    assert (listing.kind, listing.body) == ("listing", [])


def test_the_root_of_a_site_is_its_home() -> None:
    home = read(page("港城新闻网", f"<ul>{LINKS}</ul><ul>{LINKS}</ul>"), "http://news.example.com/")
    assert (home.kind, home.body) == ("home", [])


@pytest.mark.parametrize(
    "sentence",
    [
        "404 Not Found", "Page not found", "对不起，您要访问的页面不存在或已被删除！",
        "お探しのページは見つかりませんでした。",
        "페이지를 찾을 수 없습니다.", "Страница не найдена", "Página no encontrada", "Halaman tidak ditemukan",
        "الصفحة غير موجودة", "Seite nicht gefunden", "抱歉，指定的主题不存在或已被删除", "403 Forbidden",
        "502 Bad Gateway", "Just a moment...",
        "Checking your browser before accessing the site", "您的访问过于频繁", "请完成安全验证", "系统正在维护中",
    ],
)  # fmt: skip
def test_an_error_page_under_status_200_is_an_error(sentence: str) -> None:
    error = read(
        page(
            sentence, '<p>Please go back to the <a href="/">home page</a> and try again in a few seconds.</p>'
        )
    )
    assert (error.kind, error.body) == ("error", [])


def test_a_story_about_something_not_found_is_not_an_error() -> None:
    text = "".join(
        (
            f"<p>The search party went up the river for the {n}th time and came home at dusk. The boat was "
            f"not found, but the men were in good health, the mayor said on Monday.</p>"
        )
        for n in range(6)
    )
    assert (
        read(page("Missing boat not found after six days on the river, crew is safe", text)).kind == "article"
    )


def test_a_short_article_among_many_links_is_an_article() -> None:
    text = (
        "<p>The night bus on line seven no longer stops at the harbour, the transport office said on "
        "Tuesday. Passengers are asked to "
        "walk to the fish market, where a second shelter has been put up for the winter.</p>"
    )
    brief = read(
        f"<html><head><title>Night bus skips the harbour</title></head><body><ul>{LINKS}</ul><main>"
        f"<h1>Night bus skips the harbour</h1>"
        f"<p>14 May 2024, 09:30</p>{text}</main><ul>{LINKS}</ul></body></html>",
        "http://news.example.com/2024/05/14/night-bus-skips-the-harbour",
    )
    assert brief.kind == "article"
    assert len(brief.body) == 1


def test_a_table_of_contents_is_a_listing() -> None:
    titles = ["Stone mills and the economy of small towns", "Who takes part when an old street is mended",
        "An evening school for crafts",
              "Account books found in an attic", "What a cultural station is for",
              "Old photographs and who remembers them"]  # fmt: skip
    people = [
        "Anna Berg",
        "Jonas Holm; Marit Lund",
        "Ines Falk",
        "Karl Nyman",
        "Eva Strand; Olof Dahl",
        "Per Lindqvist",
    ]
    rows = "".join(f"<p>{title}</p><p>{names}</p>" for title, names in zip(titles, people, strict=True))
    assert read(page("Odby Quarterly, issue 2", rows)).kind == "listing"


THREAD = "".join(
    f"<div class=post><p>Member {n}</p><p>Joined 2019</p><p>I had the same trouble with the pump last "
    f"winter. In the end a new seal "
    f"for four crowns did it, number {n} in the manual, and it has been quiet ever since.</p><p>Quote</p></div>"
    for n in range(6)
)
GOODS = (
    "<p>$24.00</p><p>Add to cart</p><p>In stock</p><p>A kettle of brushed steel that holds a litre and "
    "pours without a drip, made in Odby. It comes with a cloth and two spare lids.</p>"
)
FIRM = "".join(
    (
        f"<h2>Plan the quay in step {n}</h2><p>Our planner puts every ship at the right berth and tells the "
        f"crew in time.</p><p>Learn more</p><p>Get started</p>"
    )
    for n in range(6)
)


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (THREAD, "https://forum.example.com/threads/noisy-pump.4711/"),
        (GOODS, "https://shop.example.com/products/kettle"),
        (FIRM, "https://www.example.com/solutions/berth-planner"),
        ("<p>" + "The weaving mill of Odby stood on Canal Street from 1870 to 2013. " * 8 + "</p>",
            "https://wiki.example.org/wiki/Odby_Mill"),
    ],
    ids=["thread", "product", "service", "encyclopaedia"],
)  # fmt: skip
def test_what_is_not_a_story_is_other_and_keeps_title_and_text(body: str, url: str) -> None:
    shown = read(page("Odby Mill", body), url)
    assert (shown.kind, shown.fields.title) == ("other", "Odby Mill")
    assert shown.body


def test_a_page_of_products_is_a_listing() -> None:
    goods = "".join(
        (
            f"<div><a href=/p{n}><img src=/{n}.jpg></a><p><a href=/p{n}>Kettle of brushed steel, number "
            f"{n}</a></p><p>${n}.00</p><p>Add to cart</p></div>"
        )
        for n in range(10, 40)
    )
    text = (
        "<p>Kettles that pour without a drip, all made in Odby. Steel, copper or enamel: each is tested "
        "by hand before it leaves the yard.</p>"
    )
    listing = read(
        page("Kettles", f"{text}<p>Sort by</p><p>Filter</p>{goods}"),
        "https://shop.example.com/collections/kettles",
    )
    assert (listing.kind, listing.body) == ("listing", [])


def test_a_log_in_page_is_not_an_article() -> None:
    hints = "".join(
        f"<li>Letters too large? Try <a href=/h{n}>our locker number {n}</a>, it holds a thousand of them.</li>"
        for n in range(6)
    )
    form = "<form><p>Name <input></p><p>Password <input type=password></p></form>"
    assert (
        read(page("Odby Post", f"<h3>Log in</h3>{form}<ul>{hints}</ul>"), "https://mail.example.com/in").kind
        == "home"
    )


def test_a_story_with_a_hidden_log_in_form_stays_an_article() -> None:
    form = "<div class=login-modal style='display:none'><form><input><input type=password></form></div>"
    text = (
        "<p>The mill opens its doors again on Saturday, eleven years after the last loom was sold, the "
        "foundation said.</p>"
    ) * 2
    assert read(page("The mill opens again", f"{form}<p>14 May 2024</p>{text}")).kind == "article"


def test_a_sentence_about_something_not_found_is_not_an_error_page() -> None:
    text = (
        "<p>返回首页的按钮做得太小，很多老人找不到，只好打电话来问，镇里的年轻人为此做了一个新的网页，"
        "字大得像报纸的标题。</p>"
    )
    assert read(page("老人与网页", f"<p>2024-05-14</p>{text}")).kind == "article"


POEM = (
    "Whoever loves the river learns to wait for it, in spring when it is high and brown with the soil of "
    "other people's fields, and in "
    "autumn when it hardly covers the stones; to wait is no loss of time, since the river has never once "
    "been late for anything"
)
STORY_HEAD = (
    '<meta property="og:type" content="article"><meta property="article:published_time" '
    'content="2015-06-21T05:30:00+00:00">'
)


def with_links(head: str, title: str, text: str) -> str:
    return (
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{text}<div>{TEASERS}</div>"
        f"<ul>{LINKS}</ul></body></html>"
    )


def test_a_declared_story_with_its_date_keeps_its_body_among_many_links() -> None:
    pictures = "".join(f"<a href=/p{n}><img src={n}.jpg></a>" for n in range(90))
    teasers = "".join(
        f'<div class="item"><h3><a href="/{n}.html">The council decides on harbour plan number {n}</a></h3>'
        f"<p>The members met on Monday and spoke about plan {n}, which will cost less than it was feared, "
        f"and …</p></div>"
        for n in range(3)
    )
    links = "".join(
        f'<li><a href="/{n}.html">港城新闻第{n}条：公交线路下月起有调整</a> 05-{n:02d}</li>'
        for n in range(1, 60)
    )

    def shown(head: str) -> Extraction:
        return read(
            f"<html><head><title>The river</title>{head}</head><body><h1>The river</h1><div><p>{POEM}.</p>"
            f"</div><div>{pictures}</div>"
            f"<div>{teasers}</div><ul>{links}</ul></body></html>",
            "https://verse.example.com/the-river",
        )

    story = shown(STORY_HEAD)
    assert (story.kind, story.body[:1]) == ("article", [f"{POEM}."])
    assert shown("").kind == "listing"


def test_a_declared_story_at_the_address_of_a_category_stays_a_listing() -> None:
    listing = read(with_links(STORY_HEAD, "Rivers", ""), "https://verse.example.com/category/rivers/")
    assert (listing.kind, listing.body) == ("listing", [])


def test_a_note_above_its_comments_is_the_body_where_the_model_finds_none() -> None:
    note = (
        "Once a season this page is open for questions about the harbour, the ferry and the quay. Letters "
        "to the board are answered too."
    )
    said = "".join(
        (
            f"<li><div>Reader {n} on September {n}, 2018 said:</div><p>How much does berth number {n} cost in "
            f"winter?</p></li>"
        )
        for n in range(1, 12)
    )
    tree = parse(
        f"<html><head><title>Open questions in September</title></head><body><ul>{LINKS}</ul><div "
        f"id=comments><h1>Open questions in September</h1>"
        f"<div>September 10, 2018 | by <a href=/a>Jon Berg</a></div><article><p>{note}</p></article>"
        f"<h3>Comments</h3><ol>{said}</ol></div></body></html>"
    )
    assert tree is not None
    document = read_blocks(tree)
    features = measure(document, "Open questions in September")
    body = assemble(document, features, np.zeros(len(document.blocks), np.float32))
    assert body.texts() == [note]
    assert "below the headline" in body.rules.values()


@pytest.mark.parametrize("row", LINES, ids=lambda row: row.name)
def test_no_line_of_the_table_is_passed_over_unasked(row: Lines) -> None:
    lines = [text for text in samples(row.pattern) if re.match(row.pattern, text, re.IGNORECASE)]
    written = [text for line in lines for text in (line, line.upper(), line.capitalize())]
    blocks = [Block(at, text, "p", (), 0, 0, 0, 0, 0, 0, 0, False) for at, text in enumerate(written)]
    number = LINES.index(row)
    short = ShortLines(blocks, "\n".join(written))
    asked = {block.text for block, rows in _may_be_of_lines(short) if rows >> number & 1}
    assert lines
    assert {text for text in written if re.match(row.pattern, text, re.IGNORECASE)} <= asked


def test_a_column_of_dated_entries_under_linked_headlines_is_a_listing_though_it_has_much_text() -> None:
    entries = "".join(
        f"<div><h3><a href=/n{n}>Ferry number {n} leaves an hour earlier from Monday on</a></h3><p>By Jon "
        f"Berg</p><p>Dec {n}, 2023</p>"
        f"<p>The pilots had asked for boat {n} since March, and the council agreed last week. It will be "
        f"laid up over the winter, they said.</p></div>"
        for n in range(1, 13)
    )
    text = "<p>What happens between the quays: our reporters look at boats, berths and tides.</p>"
    listing = read(
        page("Harbour news", f"{text}{entries}").replace(
            "<head>", '<head><meta property="og:type" content="article">'
        ),
        "https://news.example.com/harbour",
    )
    assert (listing.kind, listing.body) == ("listing", [])


def test_a_thread_of_a_forum_is_other_though_its_posts_have_dates() -> None:
    posts = "".join(
        f"<div><b>reader{n}</b><div>March {n}, 2023, 10:0{n}</div><p>The pump of boat {n} stands still "
        f"whenever the tide is low. I have cleaned the filter twice, "
        "and it made no difference at all.</p><a href=#>Reply</a></div>"
        for n in range(1, 5)
    )
    shown = read(
        page("Pump stands still", f"<div>March 1, 2023</div>{posts}"),
        "https://boats.example.com/index.php?topic=589061.0",
    )
    assert shown.kind == "other"
