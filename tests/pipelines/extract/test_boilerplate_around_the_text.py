"""Boilerplate beside, between and below the paragraphs: repeats, link lists, notes about authors, feeds."""

from __future__ import annotations

import pytest
from stories import MILL, paragraphs

from newsmill.pipelines.extract import Extraction, extract, parse
from newsmill.pipelines.extract.body.inserted import biography
from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind

MENU = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in ("News", "Sport", "Weather", "Letters"))


def page(main: str, *, below: str = "", above: str = "", byline: str = "") -> Extraction:
    tree = parse(
        f"<html><head><title>The mill weaves again - Odby Post</title></head><body><ul>{MENU}</ul>{above}<main>"
        f"<h1>The mill weaves again</h1><p>14 May 2024</p>{byline}{main}</main>{below}"
        f"<footer><p>© 2024 Odby Post</p></footer></body></html>"
    )
    assert tree is not None
    return extract(tree, "https://news.example.com/2024/05/mill")


# ---- repeated paragraphs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("places", [(2,), (3,), (5,), (4, 6)])
def test_a_paragraph_that_the_text_repeats_is_kept_in_both_places(places: tuple[int, ...]) -> None:
    texts = list(MILL)
    for place in places:
        texts.insert(place, MILL[0])
    assert page(f"<div>{paragraphs(texts)}</div>").body == texts


@pytest.mark.parametrize(
    "copy",
    [
        f"<div class=print>{paragraphs(MILL)}</div>",
        f"<section><div>{paragraphs(MILL)}</div></section>",
        f"<div class=narrow>{paragraphs(MILL[:5])}</div>",
    ],
)
def test_a_copy_of_the_text_in_a_container_of_its_own_is_dropped(copy: str) -> None:
    assert page(f"<div>{paragraphs(MILL)}</div>{copy}").body == MILL


# ---- headings ----------------------------------------------------------------------------------------------


def test_a_section_heading_that_repeats_the_title_does_not_cut_off_the_text_above_it() -> None:
    main = f"<div>{paragraphs(MILL[:2])}<h2>The mill weaves again</h2>{paragraphs(MILL[2:])}</div>"
    tree = parse(
        f"<html><head><title>The mill weaves again</title></head><body><ul>{MENU}</ul><article>"
        f"<h1>What Saturday brings to Canal Street</h1>{main}</article></body></html>"
    )
    assert tree is not None
    body = extract(tree).body
    assert [text for text in MILL if text not in body] == []


# ---- lists of links ----------------------------------------------------------------------------------------

LISTS = {
    "headlines": ["Where the looms went when the mill closed", "Who will pay for the new roof of the mill"],
    "one": ["Timeline: eleven years of silence on Canal Street"],
    "german": ["Warum die Weberei vor elf Jahren schließen musste", "So arbeiten Färber in Odby heute"],
    "russian": ["Почему фабрика закрылась одиннадцать лет назад", "Кто заплатит за новую крышу фабрики"],
    "chinese": ["十一年前这家织布厂为什么关门停产引发关注", "谁来为织布厂的新屋顶付钱成为焦点"],
}


@pytest.mark.parametrize("links", LISTS.values(), ids=LISTS.keys())
@pytest.mark.parametrize("after", [2, 4])
def test_a_short_list_of_links_between_paragraphs_is_not_body(links: list[str], after: int) -> None:
    items = "".join(f"<li><a href=/s/{number}>{text}</a></li>" for number, text in enumerate(links))
    main = f"<div>{paragraphs(MILL[:after])}<ul>{items}</ul>{paragraphs(MILL[after:])}</div>"
    assert page(main).body == MILL


def test_a_link_behind_a_kicker_in_a_list_is_not_body() -> None:
    items = (
        "<li><strong>Live blog:</strong> <a href=/1>All the news about the mill on Canal Street</a></li>"
        "<li><strong>A new roof?</strong> The town: <a href=/2>council looks for money in the third budget</a></li>"
    )
    assert page(f"<div>{paragraphs(MILL[:3])}<ul>{items}</ul>{paragraphs(MILL[3:])}</div>").body == MILL


def test_links_that_a_line_announces_belong_to_the_text() -> None:
    links = ["Plan of the dye house and the weaving hall", "Accounts of the foundation for 2023 and 2024"]
    items = "".join(f"<li><a href=/f/{number}.pdf>{text}</a></li>" for number, text in enumerate(links))
    announced = "The foundation has put the following two papers on its site for everyone to read:"
    texts = [*MILL[:3], announced, *links, *MILL[3:]]
    main = f"<div>{paragraphs([*MILL[:3], announced])}<ul>{items}</ul>{paragraphs(MILL[3:])}</div>"
    assert page(main).body == texts


# ---- the author --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        "Karin Holm is a reporter for the Odby Post and lives near the canal.",
        "Karin Holm ist freie Journalistin und schreibt über Handwerk und alte Fabriken.",
        "Karin Holm est journaliste et couvre l'industrie depuis dix ans.",
        "Karin Holm es periodista y escribe sobre oficios y fábricas antiguas.",
        "Karin Holm (holm@odbypost.example) is the paper's business editor.",
        "Karin Holm’s book about the mills of the north is out now.",
        "Karin Holm, jest dziennikarką i pisze o starych fabrykach.",
    ],
)
def test_the_note_about_the_author_is_not_body(note: str) -> None:
    byline = "<p class=byline>By <a rel=author href=/holm>Karin Holm</a></p>"
    assert page(f"<div>{paragraphs([*MILL, note])}</div>", byline=byline).body == MILL


@pytest.mark.parametrize(
    ("last", "title"),
    [
        ("Karin Holm said that the first cloth would be sold on Saturday.", "The mill"),
        ("Karin Holm is the new director of the mill.", "Karin Holm takes over the mill"),
        ("Karin Holmberg is the oldest of the weavers who will come.", "The mill"),
        ("On Sunday Karin Holm is going to show the looms.", "The mill"),
    ],
)
def test_a_paragraph_that_is_part_of_the_story_is_not_a_note_about_the_author(last: str, title: str) -> None:
    assert biography([*MILL, last], ["Karin Holm"], title) is None


def test_an_author_who_is_in_the_story_has_no_note() -> None:
    texts = [*MILL[:2], "The first to come was Karin Holm, with a basket of spools.", *MILL[2:]]
    assert biography([*texts, "Karin Holm is a weaver."], ["Karin Holm"], "The mill") is None


# ---- where to follow the outlet ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Follow The Odby Post Opinion pages on Facebook, Twitter (@odbypost) and Instagram.",
        "Catch up on our coverage of crafts, and follow us on Facebook, Instagram and TikTok to stay up to date.",
        "Love looms? The Post's Sunday newsletter has the best of them, delivered right to your inbox. Sign up now.",
        "Folgen Sie der Odby Post auf Facebook und Instagram.",
        "Suivez Odby Post sur Facebook, X et Instagram.",
        "Reporting by Karin Holm, additional reporting by Jonas Berg, writing by Ines Falk, Editing by Olaf Ek",
    ],
)
def test_lines_about_the_outlet_are_recognised(line: str) -> None:
    assert boilerplate_kind(line) in ("follow", "byline")


@pytest.mark.parametrize(
    "line",
    [
        "Follow up on replies – contact any guests who haven't responded. Get the final headcount",
        "Follow the money on Facebook and you find the mayor's brother.",
        "The newsletter went to two thousand readers, and the mayor read it in his inbox.",
        "Reporting by the foundation showed that forty looms had come back.",
    ],
)
def test_prose_that_names_a_platform_or_a_newsletter_is_kept(line: str) -> None:
    assert boilerplate_kind(line) is None


# ---- doubtful text elsewhere -------------------------------------------------------------------------------


def test_the_entries_of_a_dated_list_of_books_are_one_article() -> None:
    books = [
        (
            "The Salt Road",
            "A carter leaves Odby with forty sacks of salt and a map that nobody has checked since spring.",
        ),
        (
            "Damask",
            "Three sisters set up a loom in a cellar, and one of them learns to read from the pattern cards.",
        ),
        (
            "The Dye House",
            "In a hot summer the river turns blue, and the master dyer is asked where his barrels went.",
        ),
        (
            "A Roof of Slate",
            "The new parson counts the slates of his church every night and finds one more each time.",
        ),
    ]
    items = "".join(
        f"<li><div><h3>{name}</h3><p>Author: Olaf Ek</p><p>Released: September {day}, 2024 by Kanal Books</p></div>"
        f"<div><p>{text}</p><p>Our reader liked chapter {day}, in which the weather finally turns, best of all.</p>"
        f"</div></li>"
        for day, (name, text) in enumerate(books, 10)
    )
    body = page(f"<div>{paragraphs(MILL[:2])}<ul>{items}</ul></div>").body
    assert [text for _, text in books if text not in body] == []


FEEDS = {
    "definitions": "<dl>{}</dl>|<dt><a href=/n/{n}>10:{m} Council agrees to repair bridge number {n}</a></dt>"
    "<dd>The council of Odby said on Wednesday that it would repair bridge number {n} before the winter.</dd>",
    "list": "<ul>{}</ul>|<li>9:{m} <a href=/n/{n}>В городе Одби до зимы отремонтируют мост номер {n}</a></li>",
    "boxes": "<div>{}</div>|<p>21:{m} <a href=/n/{n}>市议会同意在冬季之前修复第{n}号港口大桥</a></p>",
}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS.keys())
@pytest.mark.parametrize(
    "tools", ["", "<div>Print •</div><div>Bookmark •</div><div>Send •</div><div>Report •</div>"]
)
def test_a_news_feed_below_a_short_article_is_not_body(feed: str, tools: str) -> None:
    around, entry = feed.split("|")
    entries = "".join(entry.format(n=number, m=number + 10) for number in range(8))
    found = page(f"{tools}<div>{paragraphs(MILL[:3])}</div>", below=f"<div>{around.format(entries)}</div>")
    assert found.body == MILL[:3]


def test_dated_teasers_with_long_summaries_below_the_text_are_not_body() -> None:
    cards = "".join(
        f"<div class=item><p>Dec {number + 10}, 2024</p><h3><a href=/s/{number}>Where to stay in the northern valleys, "
        f"part {number}</a></h3><p>{MILL[0]} {MILL[1]} {MILL[2]}</p></div>"
        for number in range(5)
    )
    assert page(f"<div>{paragraphs(MILL)}</div>", below=f"<section>{cards}</section>").body == MILL


# ---- kinds -------------------------------------------------------------------------------------------------

STORIES = {
    "en": (
        "Read more",
        ["Council agrees to repair the bridge", "Forty looms return to the mill", "Ferry sails again"],
    ),
    "de": ("Weiterlesen", ["Stadtrat beschließt Sanierung", "Webstühle kehren zurück", "Fähre fährt wieder"]),
    "ru": (
        "Читать далее",
        ["Горсовет решил починить мост", "Станки вернулись на фабрику", "Паром снова ходит"],
    ),
    "zh": ("阅读全文", ["市议会同意修复港口大桥", "四十台织布机重返老厂", "渡轮重新起航运送乘客"]),
}


def listed(title: str, inner: str, address: str) -> Extraction:
    tree = parse(
        f"<html><head><title>{title}</title></head><body><ul>{MENU}</ul><main><h1>{title}</h1>{inner}</main>"
        f"<footer>© 2024 Odby Post</footer></body></html>"
    )
    assert tree is not None
    return extract(tree, address)


@pytest.mark.parametrize("language", STORIES)
def test_entries_with_a_date_and_the_same_link_below_each_are_a_listing(language: str) -> None:
    link, heads = STORIES[language]
    entries = "".join(
        f"<div><h2>{head} {number}</h2><p>12.0{number + 1}.2024 | Anna Berg</p><p>{MILL[number]}</p><p><a "
        f"href=/s/{number}>{link}</a></p></div>"
        for number, head in enumerate(heads * 2)
    )
    found = listed("Notebook", f"<div>{entries}</div>", "https://post.example.com/notebook/page/2")
    assert (found.kind, found.body) == ("listing", [])


def test_an_article_above_stories_that_end_with_the_same_link_stays_one() -> None:
    link, heads = STORIES["en"]
    more = "".join(
        f"<div><h3>{head}</h3><p>May {number + 2}, 2024</p><p>{MILL[number]}</p><a href=/s/{number}>{link}</a></div>"
        for number, head in enumerate(heads)
    )
    found = page(f"<div>{paragraphs(MILL)}</div>", below=f"<section>{more}</section>")
    assert found.kind == "article"
    assert found.body[:6] == MILL


def test_the_date_of_the_first_story_of_a_tag_is_not_the_date_of_the_page() -> None:
    stories = "".join(
        f"<div><h3><a href=/s/{number}>The bridge, chapter {number} of a long repair</a></h3>"
        f"<span>May {number + 2}, 2024</span></div>"
        for number in range(8)
    )
    found = listed(
        "bridge", f"<p>{MILL[0]} {MILL[1]}</p><div>{stories}</div>", "https://post.example.com/tag/bridge"
    )
    assert (found.kind, found.body) == ("listing", [])


def test_a_flash_of_one_paragraph_beside_dated_teasers_is_an_article() -> None:
    teasers = "".join(
        f"<div><h3><a href=/s/{number}>The bridge, chapter {number} of a long repair</a></h3>"
        f"<p>{MILL[number]}</p><span>May {number + 2}, 2024</span></div>"
        for number in range(1, 6)
    )
    found = page(f"<p>{MILL[0]}</p><aside><h3>More</h3>{teasers}</aside>")
    assert (found.kind, found.body) == ("article", MILL[:1])
