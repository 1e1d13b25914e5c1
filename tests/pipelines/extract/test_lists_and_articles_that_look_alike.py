"""Lists of stories in the shapes portals use, and articles that look like lists.

A list has no body, however long its teasers are; an article keeps its body, however many links it has.
"""

from __future__ import annotations

import pytest

from newsmill.pipelines.extract import Extraction, extract, parse

HEADS = [
    "Ferry to Holm will sail every hour from May", "Yard at Odby hires forty welders for the new boat",
    "Council puts off the vote on the harbour plan", "Ice keeps the island cut off for the ninth day",
    "School roof must be replaced before the autumn", "Museum shows letters of the lighthouse keepers",
    "Bakery on Canal Street closes after ninety years", "Storm warning for the whole coast on Friday",
    "Teachers and parents argue about a later start", "Fishermen want their old quota back this year",
    "Bridge toll rises for the first time since 2009", "Night trains return to the northern line in June",
    "Hospital opens a second ward for heart patients", "Farmers sow earlier than in any year on record",
]  # fmt: skip
LINES = [
    "The harbour office said on Tuesday that the boat will cross every hour, and in winter every second hour.",
    "Most of the work will be done at night, so that the trains can run during the day as they do now.",
    "Nobody on the council wanted to say how much it would cost, but the minutes name a sum of two million.",
    "For the two hundred people on the island this means that bread and mail come by helicopter once more.",
    "The roof was laid in 1961 and has leaked since the storm of last November, as a report of the county shows.",
    "Forty letters were found in a tin under the stairs, and all of them can be read in the new rooms.",
    "Her grandfather had opened the shop in the year the canal was built, and she has run it since she was twenty.",
    "Gusts of up to 130 kilometres an hour are expected in the afternoon, and the ferries will stay in port.",
    "Pupils are tired in the morning, doctors say, but the buses cannot be moved without a new timetable.",
    "They say that the cod has come back to the sound, and that the count of the institute is three years old.",
    "A car will pay nine crowns instead of seven, and a lorry twice as much as it has paid until now.",
    "Two trains a night will run from the capital to the coast, with sleeping cars from a yard in the south.",
    "The ward has sixteen beds and its own laboratory, and the first patients will move in before Easter.",
    "In the valley the first barley was in the ground by the end of February, three weeks before the usual day.",
]  # fmt: skip
NAMES = [
    "Karin Lund", "Ines Falk", "Per Holm", "Ruth Adler", "Tom Reed", "Ana Brandt", "Jon Vik", "Mia Sand",
    "Ole Dahl", "Eva Kron", "Max Berg", "Lia Frost", "Ben Stone", "Ida Moor",
]  # fmt: skip
MENU = (
    "<nav><ul>"
    + "".join(
        f"<li><a href=/{name}>{name}</a></li>"
        for name in ("news", "sport", "weather", "culture", "letters", "jobs")
    )
    + "</ul></nav>"
)
ASIDE = (
    "<aside><h3>Most read</h3><ol>"
    + "".join(f"<li><a href=/s/{n}>{head}</a></li>" for n, head in enumerate(HEADS[7:13]))
    + "</ol></aside>"
)
FOOT = "<footer><p>© 2024 Odby Post. All rights reserved.</p><a href=/about>About us</a></footer>"


def read(title: str, main: str, address: str, head: str = "") -> Extraction:
    tree = parse(
        f"<html><head><title>{title} - Odby Post</title>{head}</head><body>{MENU}{main}{ASIDE}{FOOT}</body></html>"
    )
    assert tree is not None
    return extract(tree, f"https://news.example.com{address}")


def told(first: int, count: int) -> str:
    """Some sentences of running text."""
    return " ".join(LINES[(first + step) % len(LINES)] for step in range(count))


def day(number: int) -> str:
    return f"{number + 1} May 2024"


def each(pattern: str, count: int = 12, sentences: int = 1) -> str:
    """Entries of a list: {n} number, {head} headline, {text} text, {day} date, {name} person."""
    return "".join(
        pattern.format(
            n=number,
            head=HEADS[number % 14],
            text=told(number, sentences),
            day=day(number),
            name=NAMES[number % 14],
        )
        for number in range(count)
    )


def paragraphs(count: int, first: int = 0) -> str:
    return "".join(f"<p>{told(first + 2 * number, 2)}</p>" for number in range(count))


LISTS = {
    "grid of cards with long teasers": ("Local news", "/local/", "<main><h1>Local news</h1><div class=grid>" + each(
        "<div class=card><a href=/a/{n}><img src=/i/{n}.jpg></a><h2><a href=/a/{n}>{head}</a></h2>"
        "<p>{text}</p><span>{day}</span></div>", 12, 2) + "</div></main>"),
    "cards that are one link each": ("Culture", "/culture", "<main><h1>Culture</h1>" + each(
        "<a class=tile href=/a/{n}><img src=/i/{n}.jpg><h3>{head}</h3><p>{text}</p></a>", 14) + "</main>"),
    "blog with first paragraphs in full": ("Harbour blog", "/blog", "<main><h1>Harbour blog</h1>" + each(
        "<article><h2><a href=/b/{n}>{head}</a></h2><p>{day} by {name}</p><p>{text}</p>"
        "<p><a href=/b/{n}>Continue reading</a></p></article>", 7, 4) + "</main>"),
    "blog with whole posts": ("Notes from the pier", "/notes/page/2", "<main>" + each(
        "<article><h2><a href=/b/{n}>{head}</a></h2><div>{day}</div><p>{text}</p><p>{text}</p>"
        "<div>Posted by {name} | <a href=/b/{n}#c>3 comments</a></div></article>", 8, 3)
        + "<a href=/notes/page/3>Older posts</a></main>"),
    "tag page": ("Ferry", "/tag/ferry", "<main><h1>Tag: Ferry</h1>" + each(
        "<div><h3><a href=/a/{n}>{head}</a></h3><time>{day}</time><p>{text}</p></div>", 10) + "</main>"),
    "author page with a biography": ("Karin Lund", "/author/karin-lund", "<main><h1>Karin Lund</h1><p>Karin Lund "
        "has been a reporter at the Odby Post since 2011. She writes about the harbour, the island and the people who "
        "live from both, and has won the county prize twice.</p><h2>Latest stories</h2>" + each(
        "<div><h3><a href=/a/{n}>{head}</a></h3><p>{text}</p><time>{day}</time></div>", 10) + "</main>"),
    "search results": ("Search: ferry", "/search?q=ferry", "<main><h1>Search results for ferry</h1><p>214 results, "
        "sorted by date</p>" + each("<div class=result><a href=/a/{n}>{head}</a><p>{day} ... {text} ...</p></div>", 15)
        + "<a href=?p=2>Next</a></main>"),
    "shop category": ("Boots", "/shop/boots", "<main><h1>Boots</h1><p>Boots for every kind of weather, from the pier "
        "to the peak. All of our boots are made by hand, and we mend them for as long as you wear them.</p>" + each(
        "<div class=product><a href=/p/{n}><img src=/i/{n}.jpg></a><a href=/p/{n}>Boot {name} brown leather</a>"
        "<span>€ {n}9.90</span><button>Add to cart</button></div>", 14) + "</main>"),
    "forum index": ("Forum", "/forum/", "<main><h1>Forum</h1><table>" + each(
        "<tr><td><a href=/forum/t{n}>{head}</a><br>{text}</td><td>{n}21 replies</td><td>Last post by {name}, {day}</td>"
        "</tr>", 12) + "</table></main>"),
    "calendar of events": ("What is on", "/events", "<main><h1>What is on in Odby</h1>" + each(
        "<div class=event><div>{day}, 19:30</div><h3><a href=/e/{n}>{head}</a></h3><p>{text}</p><div>Town hall</div>"
        "</div>", 12) + "</main>"),
    "gallery of videos": ("Videos", "/videos", "<main><h1>Videos</h1>" + each(
        "<div class=clip><a href=/v/{n}><img src=/i/{n}.jpg><span>02:1{n}</span></a><a href=/v/{n}>{head}</a>"
        "<p>{text}</p></div>", 14) + "</main>"),
    "front page with one long lead story": ("News from Odby", "/en", "<main><section><h1><a href=/a/0>Ferry to Holm "
        f"will sail every hour from May</a></h1><p>{told(0, 3)}</p></section>" + each(
        "<article><h2><a href=/a/{n}>{head}</a></h2><p>{text}</p></article>", 12, 2) + "</main>"),
    "hub of live blogs": ("Live", "/live", "<main><h1>Live coverage</h1>" + each(
        "<div><span>Live</span><h2><a href=/live/{n}>{head}</a></h2><p>{text}</p><span>Updated {n} minutes ago</span>"
        "</div>", 9, 2) + "</main>"),
    "topic with an introduction": ("The harbour plan", "/topics/harbour-plan", "<main><h1>The harbour plan</h1>"
        f"<p>{told(2, 3)}</p>" + each(
        "<div><a href=/a/{n}><h3>{head}</h3></a><p>{text}</p><time>{day}</time></div>", 11) + "</main>"),
    "archive by day": ("Archive May 2024", "/2024/05/", "<main><h1>Archive: May 2024</h1><ul>" + each(
        "<li>{day} <a href=/a/{n}>{head}</a> ({name})</li>", 28) + "</ul></main>"),
    "newsletters": ("Newsletters", "/newsletters", "<main><h1>Our newsletters</h1><p>Choose what you would like to "
        "read, and we will send it to you.</p>" + each(
        "<div><h3><a href=/nl/{n}>The {name} letter</a></h3><p>{text}</p><button>Sign up</button></div>", 8)
        + "</main>"),
    "podcast episodes": ("The Pier Podcast", "/podcasts/pier", "<main><h1>The Pier Podcast</h1><p>Every Thursday we "
        "talk with somebody who works where others spend their holidays.</p>" + each(
        "<div class=episode><h3><a href=/pod/{n}>Episode {n}: {head}</a></h3><span>{day} · 34 min</span><p>{text}</p>"
        "</div>", 12, 2) + "</main>"),
    "directory of links": ("Links", "/links", "<main><h1>Useful links</h1><ul>" + each(
        "<li><a href=https://x{n}.example.org>{head}</a> – {text}</li>", 14) + "</ul></main>"),
    "job board": ("Jobs", "/jobs", "<main><h1>Jobs on the coast</h1>" + each(
        "<div class=job><h3><a href=/jobs/{n}>Welder, yard of {name} (m/f)</a></h3><p>Odby · full time · {day}</p>"
        "<p>{text}</p></div>", 12) + "</main>"),
    "collection of recipes": ("Recipes", "/recipes/soups", "<main><h1>Soups</h1><p>What we cook when the wind comes "
        "from the north: forty soups from readers along the coast.</p>" + each(
        "<div class=recipe><a href=/r/{n}><img src=/i/{n}.jpg></a><h3><a href=/r/{n}>Soup of {name}</a></h3><p>{text}"
        "</p><span>35 min · easy</span></div>", 12) + "</main>"),
    "opinion page": ("Opinion", "/opinion", "<main><h1>Opinion</h1>" + each(
        "<div><a href=/au/{n}>{name}</a><h2><a href=/o/{n}>{head}</a></h2><p>{text}</p></div>", 12, 2) + "</main>"),
    "press releases": ("Press releases", "/press-releases", "<main><h1>Press releases</h1>" + each(
        "<div><p>{day}</p><h2><a href=/pr/{n}>{head}</a></h2><p>{text} <a href=/pr/{n}>Read more</a></p></div>", 10, 2)
        + "</main>"),
    "sections below each other": ("Region", "/region", "<main><h1>Region</h1>" + "".join(
        f"<section><h2><a href=/{name}>{name}</a></h2>" + each(
            "<div><h3><a href=/a/{n}>{head}</a></h3><p>{text}</p></div>", 4) + "</section>"
        for name in ("Odby", "Holm", "Canal Street", "North pier")) + "</main>"),
    "列表，带长摘要": ("地方新闻", "/list/df.html", "<main><h1>地方新闻</h1><ul>" + "".join(
        f"<li><h3><a href=/a/{n}.html>港口第{n}号码头扩建工程下月动工</a></h3><p>记者从港务部门获悉，第{n}号码头扩建"
        "工程将于下月动工，工期十四个月，总投资两亿元，施工期间轮渡照常开行，请市民留意公告。建成后年吞吐量将增加三成，"
        f"沿线道路也将同步改造。</p><span>2024-05-{n + 1:02d}</span></li>" for n in range(12)) + "</ul></main>"),
    "快讯列表": ("滚动新闻", "/roll/", "<main><h1>滚动新闻</h1>" + "".join(
        f"<div class=item><a href=/k/{n}.html>岛上第{n}班轮渡因风停航</a><span>05-{n + 1:02d} 1{n % 9}:20</span></div>"
        for n in range(30)) + "</main>"),
}  # fmt: skip


@pytest.mark.parametrize("shape", LISTS)
def test_a_list_of_stories_has_no_body(shape: str) -> None:
    title, address, main = LISTS[shape]
    result = read(title, main, address)
    assert result.kind in ("listing", "home")
    assert result.body == []


HEADLINE = "Ferry to Holm will sail every hour from May"
TOP = f"<h1>{HEADLINE}</h1><p>By Karin Lund</p><time>14 May 2024, 10:20</time>"
STORY = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry to Holm will sail every hour ' \
    'from May","datePublished":"2024-05-14T10:20:00+02:00"}</script>'  # fmt: skip

ARTICLES = {
    "round-up with linked headings": (STORY, "<article>" + TOP + f"<p>{told(0, 2)}</p>" + each(
        "<h2><a href=/a/{n}>{head}</a></h2><p>{text}</p>", 8, 3) + "</article>"),
    "morning brief": (STORY, "<article>" + TOP + f"<p>{told(3, 2)}</p>" + each(
        "<p><b>{head}.</b> {text} <a href=/a/{n}>Read more</a></p>", 7, 2) + "</article>"),
    "live blog": (STORY.replace("NewsArticle", "LiveBlogPosting"), "<article>" + TOP + each(
        "<div class=entry><time>1{n}:15</time><h3>{head}</h3><p>{text}</p></div>", 9, 2) + "</article>"),
    "live blog without declared type": ("", "<article>" + TOP + each(
        "<div class=post><b>1{n}:15</b><p>{text}</p></div>", 9, 3) + "</article>"),
    "text full of links": (STORY, "<article>" + TOP + "".join(
        f"<p>{told(n, 1)} <a href=/a/{n}>{HEADS[n]}</a>, as <a href=/p/{n}>{NAMES[n]}</a> wrote in <a href=/q/{n}>a "
        f"report</a>. {told(n + 3, 1)}</p>" for n in range(7)) + "</article>"),
    "list of things with headings": (STORY, "<article>" + TOP + f"<p>{told(1, 2)}</p>" + each(
        "<h2>{n}. {head}</h2><img src=/i/{n}.jpg><p>{text}</p>", 10, 2) + "</article>"),
    "list of things in a list": ("", "<article>" + TOP + f"<p>{told(1, 3)}</p><ol>" + each(
        "<li><b>{head}:</b> {text}</li>", 10, 2) + "</ol></article>"),
    "questions and answers": (STORY, "<article>" + TOP + f"<p>{told(1, 2)}</p>" + each(
        "<p><b>What does number {n} mean for us?</b></p><p>{text}</p>", 8, 2) + "</article>"),
    "short note among many links": ("", "<article>" + TOP + f"<p>{told(0, 2)}</p></article><section><h2>More news</h2>"
        + each("<div><a href=/a/{n}>{head}</a></div>", 30) + "</section>"),
    "note of one paragraph above teasers": (STORY, "<article>" + TOP + f"<p>{told(0, 3)}</p></article><section>"
        "<h2>More from Odby</h2>" + each("<div><h3><a href=/a/{n}>{head}</a></h3><p>{text}</p></div>", 8)
        + "</section>"),
    "tables of results": (STORY, "<article>" + TOP + f"<p>{told(4, 3)}</p><p>{told(7, 3)}</p><table><tr><th>Club</th>"
        "<th>Played</th><th>Points</th></tr>" + each("<tr><td>{name}</td><td>{n}</td><td>3{n}</td></tr>", 12)
        + "</table></article>"),
    "interview": ("", "<article>" + TOP + f"<p>{told(1, 3)}</p>" + each(
        "<p>Post: How did it come to this in year {n}?</p><p>{name}: {text}</p>", 8, 2) + "</article>"),
    "advice with sources": (STORY, "<article>" + TOP + paragraphs(5) + "<h2>Sources</h2><ul>" + each(
        "<li><a href=https://x{n}.example.org>{head}</a></li>", 8) + "</ul></article>"),
    "letters to the editor": (STORY, "<article>" + TOP + each("<h3>{head}</h3><p>{text}</p><p>{name}, Odby</p>", 6, 3)
        + "</article>"),
    "obituaries": ("", "<article>" + TOP + f"<p>{told(2, 2)}</p>" + each("<p><b>{name}</b>, {day}. {text}</p>", 9, 2)
        + "</article>"),
    "chronicle of a case": (STORY, "<article>" + TOP + f"<p>{told(2, 2)}</p>" + each(
        "<h3>{day}</h3><p>{text}</p>", 10, 2) + "</article>"),
    "tips for the weekend": (STORY, "<article>" + TOP + f"<p>{told(5, 2)}</p>" + each(
        "<h3><a href=/e/{n}>{head}</a></h3><p>{text} Saturday, 19:30, town hall, admission free.</p>", 7, 2)
        + "</article>"),
    "reading list by an author": ("", "<article>" + TOP + f"<p>{told(5, 3)}</p>" + each(
        "<p><a href=https://books.example.org/{n}>{head}</a> by {name}. {text}</p>", 8, 2) + "</article>"),
    "police report of many cases": ("", "<article>" + TOP + each("<p><b>Odby.</b> {text}</p>", 9, 2) + "</article>"),
    "recipe": ("", "<article>" + TOP + f"<p>{told(6, 3)}</p><h2>Ingredients</h2><ul>" + each(
        "<li>{n}50 g of flour from {name}</li>", 8) + "</ul><h2>Method</h2><ol>" + each("<li>{text}</li>", 6)
        + "</ol></article>"),
    "photographs with captions": (STORY, "<article>" + TOP + f"<p>{told(6, 3)}</p>" + each(
        "<figure><img src=/i/{n}.jpg><figcaption>{text}</figcaption></figure>", 6, 2) + paragraphs(3) + "</article>"),
    "story with teasers between its paragraphs": (STORY, "<article>" + TOP + "".join(
        f"<p>{told(n, 2)}</p><div class=box><a href=/a/{n}>{HEADS[n]}</a></div>" for n in range(6)) + "</article>"),
    "column without a date in sight": (STORY, f"<article><h1>{HEADLINE}</h1><p>Karin Lund</p>{paragraphs(5)}</article>"
        "<section>" + each("<div><h3><a href=/a/{n}>{head}</a></h3><p>{text}</p></div>", 10) + "</section>"),
    "早报": ("", "<article><h1>港城早报：轮渡下月起每小时一班</h1><p>2024-05-14 07:30 来源：港城新闻网</p>" + "".join(
        f"<p>【第{n}号码头下月动工】记者从港务部门获悉，第{n}号码头扩建工程将于下月动工，工期十四个月，总投资两亿元，"
        "施工期间轮渡照常开行，请市民留意公告。</p>" for n in range(9)) + "</article>"),
    "短讯在链接之中": ("", "<div class=content><h1>港城轮渡下月起每小时一班</h1><p>2024-05-14 07:30</p>"
        "<p>港务部门星期二宣布，自下月一日起，开往霍尔姆岛的轮渡每小时一班，冬季每两小时一班，票价不变。岛上两百名居民"
        "对此表示欢迎，认为出行将更加方便。</p></div><ul>" + "".join(
        f"<li><a href=/a/{n}.html>港口第{n}号码头扩建工程下月动工</a></li>" for n in range(30)) + "</ul>"),
}  # fmt: skip


@pytest.mark.parametrize("shape", ARTICLES)
def test_an_article_that_looks_like_a_list_keeps_its_body(shape: str) -> None:
    head, main = ARTICLES[shape]
    result = read(HEADLINE, main, "/2024/05/ferry-to-holm-sails-every-hour", head)
    assert result.kind == "article"
    assert sum(map(len, result.body)) > 60


def entries(wrap: str, entry: str, number: int) -> str:
    """Entries of an archive: date and author of each, and a text of two sentences."""
    shown = [
        entry.format(
            head=head,
            at=n,
            day=20 - n,
            name=NAMES[n],
            text=f"{LINES[n]} {LINES[(n + 3) % 14]}",
            more="Read more",
        )
        for n, head in enumerate(HEADS[:number])
    ]
    return wrap.format("".join(shown))


@pytest.mark.parametrize(
    ("wrap", "entry"),
    [
        (
            "<div class=blog>{}</div>",
            "<div class=blog-item><h2><a href=/{at}>{head}</a></h2><dl><dd>Written by: {name}</dd>"
            "<dd>Published: {day} March 2024</dd></dl><p>{text}</p><p><a href=/{at}>{more}: {head}</a></p></div>",
        ),
        (
            "<ul class=entries>{}</ul>",
            "<li><p class=t><a href=/{at}>{head}</a></p><span>2024-03-{day} 10:15</span><p>{text}</p></li>",
        ),
        (
            "<table>{}</table>",
            "<tr><td><img src=/{at}.jpg></td><td><div><strong><a href=/{at}>{head}</a></strong></div>"
            "<div>{day} March 2024</div><div>{text}</div></td></tr>",
        ),
        (
            "<ol>{}</ol>",
            "<li><h3>{head}</h3><time>{day} March 2024</time><p>{text}</p><div><a href=/{at}>{more}</a></div></li>",
        ),
    ],
    ids=["boxes under headings", "items with lines", "rows of a table", "a link below the text"],
)
def test_boxes_that_each_lead_to_a_dated_story_are_a_listing(wrap: str, entry: str) -> None:
    found = read("Harbour", f"<main><h1>Harbour</h1>{entries(wrap, entry, 4)}</main>", "/harbour-news")

    assert (found.kind, found.body) == ("listing", [])


def test_a_dated_story_above_boxes_of_further_stories_keeps_its_text() -> None:
    entry = (
        "<div class=card><h3><a href=/{at}>{head}</a></h3><time>{day} March 2024</time><p>{text}</p></div>"
    )
    story = "".join(f"<p>{line} {LINES[n + 5]}</p>" for n, line in enumerate(LINES[5:8]))

    found = read(
        HEADS[13],
        f"<main><article><h1>{HEADS[13]}</h1><p>By Ruth Adler, 2 April 2024</p>{story}</article>"
        f"<section>{entries('{}', entry, 4)}</section></main>",
        "/2024/04/farmers-sow",
    )

    assert found.kind == "article"
    assert len(found.body) == 3


def test_posts_whose_links_repeat_the_title_of_the_thread_are_not_entries_of_a_list() -> None:
    posts = "".join(
        f"<div class=post><h3><a href=#p{n}>Re: {HEADS[0]}</a></h3><p>by {NAMES[n]} » {n + 3} March 2024, 10:1{n}</p>"
        f"<div>{LINES[n]} {LINES[n + 4]}</div></div>"
        for n in range(4)
    )

    found = read(HEADS[0], f"<h2><a href=/t/7>{HEADS[0]}</a></h2>{posts}", "/viewtopic.php?f=4&t=7")

    assert found.kind == "other"
