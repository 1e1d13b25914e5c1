"""The demo portal's pages other than articles: home, listings, feeds, sitemaps, error pages."""

from __future__ import annotations

import datetime
import html
from collections.abc import Iterable
from email.utils import format_datetime
from pathlib import Path

from pages import CHANNELS, PORTAL, Article, gzipped, template, with_foot, write, write_expected

CHINA = datetime.timezone(datetime.timedelta(hours=8))
PER_PAGE = {"2005": 6, "2012": 6, "2020": 4}


def build_listings(articles: list[Article]) -> None:
    """Build everything except articles."""
    listed = [article for article in articles if article.listed]
    old = [article for article in listed if article.template == "2005"]
    middle = [article for article in listed if article.template == "2012"]
    for channel, (name, file) in CHANNELS["2005"].items():
        _listing_2005(name, file, [a for a in old if a.channel == channel], old)
    _listing_2005("新闻中心", "node_10.htm", old, old)
    for channel, (name, folder) in CHANNELS["2012"].items():
        _listing_2012(name, f"/news/{folder}/", [a for a in middle if a.channel == channel], middle)
    _listing_2012("滚动新闻", "/news/", middle, middle)
    _listing_2012("图片", "/photo/", [a for a in middle if a.kind == "gallery"], middle)
    for channel, (name, folder) in CHANNELS["2020"].items():
        _listing_2020(
            name, f"/c/{folder}/", [a for a in listed if (a.template, a.channel) == ("2020", channel)]
        )
    _listings_en([a for a in listed if a.template == "en"])
    _listing_tw([a for a in listed if a.template == "tw"])
    _home(listed)
    _feeds(listed)
    _sitemaps(listed)
    _odd_pages()


def _note(path: str, kind: str) -> None:
    """Write the expected record of a page that is not an article."""
    write_expected(path, {"url": PORTAL + path, "kind": kind, "body": ""})


def _cut(articles: list[Article], size: int) -> list[list[Article]]:
    return [articles[n : n + size] for n in range(0, len(articles), size)] or [[]]


def _listing_2005(name: str, file: str, articles: list[Article], edition: list[Article]) -> None:
    """A listing in tables, `node_12.htm`, `node_12_2.htm` …"""
    stem = file.partition(".")[0]
    pages = _cut(articles, PER_PAGE["2005"])
    hot = "\n".join(
        f"<TR><TD>{rank}. <A href={a.path}>{a.title[:13]}</A></TD></TR>"
        for rank, a in enumerate(edition[::-1], 1)
    )
    for number, part in enumerate(pages, 1):
        rows = "\n".join(
            (
                f"<TR><TD class=item>·<A href={a.path.removeprefix('/gb/')}>{a.title}</A></TD><TD class=when "
                f"align=right>{a.moment:%Y-%m-%d %H:%M}</TD></TR>"
            )
            for a in part
        )
        links = "&nbsp;".join(
            f"<A href={stem}{'' if n == 1 else f'_{n}'}.htm>[{n}]</A>" if n != number else f"<B>[{n}]</B>"
            for n in range(1, len(pages) + 1)
        )
        path = f"/gb/{stem}{'' if number == 1 else f'_{number}'}.htm"
        extra = ""
        if stem == "node_14":
            extra = (
                "<TR><TD class=item>·<A href=content/2005-03/12/old_1021.htm>老城区自来水管网改造（旧址"
                "）</A></TD><TD></TD></TR>"
                "<TR><TD class=item>·<A href=content/2005-02/30/content_999.htm>元宵灯会路线图</A></TD>"
                "<TD class=when align=right>2005-02-23 10:00</TD></TR>"
            )
        write(
            path,
            template("2005-list.html").substitute(
                name=name, rows=rows + extra, pages=links, count=len(articles), hot=hot
            ),
            "gb2312",
        )
        _note(path, "listing")


def _listing_2012(name: str, folder: str, articles: list[Article], edition: list[Article]) -> None:
    """A listing of 2012, `index.shtml`, `index_1.shtml` …"""
    pages = _cut(articles, PER_PAGE["2012"])
    hot = "\n".join(f'<li><a href="{a.path}">{a.title}</a></li>' for a in edition[::-1])
    for number, part in enumerate(pages):
        rows = "\n".join(
            f'<li><a href="{a.path}">{a.title}</a><span>{a.moment:%m-%d %H:%M}</span></li>' for a in part
        )
        links = "".join(
            f'<a href="index{f"_{n}" if n else ""}.shtml">{n + 1}</a>'
            if n != number
            else f'<span class="on">{n + 1}</span>'
            for n in range(len(pages))
        )
        if number + 1 < len(pages):
            links += f'<a class="next" href="index_{number + 1}.shtml">下一页</a>'
        path = f"{folder}index{f'_{number}' if number else ''}.shtml"
        page = template("2012-list.html").substitute(
            name=name, rows=rows, pages=links, hot=hot, foot="@@FOOT@@"
        )
        write(path, with_foot(page, "gbk"))
        _note(path, "listing")


def _cards(articles: Iterable[Article], length: int) -> str:
    return "\n".join(
        (
            f'<article class="item"><h2><a href="{a.path}">{html.escape(a.title, quote=False)}</a></h2>'
            f"<p>{html.escape(a.first_words[:length])}…</p><time>{a.moment:%Y-%m-%d %H:%M}</time></article>"
        )
        for a in articles
    )


def _listing_2020(name: str, folder: str, articles: list[Article]) -> None:
    """A listing of 2020 with teasers, `/c/city/`, `/c/city/p2.html` …"""
    pages = _cut(articles, PER_PAGE["2020"])
    for number, part in enumerate(pages, 1):
        links = "".join(
            f'<a href="{folder}{f"p{n}.html" if n > 1 else ""}"{" aria-current=page" if n == number else ""}>{n}</a>'
            for n in range(1, len(pages) + 1)
        )
        path = f"{folder}{f'p{number}' if number > 1 else 'index'}.html"
        menu = '<a href="/">首页</a>' + "".join(
            f'<a href="/c/{key}/">{label}</a>' for label, key in CHANNELS["2020"].values()
        )
        write(
            path,
            template("2020-list.html").substitute(
                lang="zh-CN",
                site_name="岚川新闻网",
                title=f"{name} - 岚川新闻网",
                name=name,
                menu=menu,
                rows=_cards(part, 58),
                pages=links,
                foot="岚川新闻网版权所有　岚ICP备05000012号-3",
            ),
        )
        _note(path, "listing")


def _listings_en(articles: list[Article]) -> None:
    menu = (
        '<a href="/en/index.html">Home</a><a href="/en/local.html">Local</a><a '
        'href="/en/culture.html">Culture</a><a href="/">中文</a>'
    )
    for file, name, part in (
        ("index", "Lanchuan News", articles),
        ("local", "Local", [a for a in articles if a.channel == "local"]),
        ("culture", "Culture", [a for a in articles if a.channel == "culture"]),
    ):
        write(
            f"/en/{file}.html",
            template("2020-list.html").substitute(
                lang="en",
                site_name="Lanchuan News",
                title=name if file == "index" else f"{name} | Lanchuan News",
                name=name,
                menu=menu,
                rows=_cards(part, 140),
                pages="",
                foot="&copy; 2021 Lanchuan News. All rights reserved.",
            ),
        )
        _note(f"/en/{file}.html", "listing")


def _listing_tw(articles: list[Article]) -> None:
    rows = "\n".join(
        f'<li><a href="{a.path}">{a.title}</a><span>{a.moment:%m-%d %H:%M}</span></li>' for a in articles
    )
    hot = "\n".join(f'<li><a href="{a.path}">{a.title}</a></li>' for a in articles[::-1])
    write("/tw/index.html", template("tw-list.html").substitute(rows=rows, hot=hot), "big5")
    _note("/tw/index.html", "listing")


def _home(articles: list[Article]) -> None:
    """The home page: the newest articles of every edition, and links to the rest."""
    new = [a for a in articles if a.template == "2020"]
    blocks = []
    for heading, folder, part in (
        ("城事", "/c/city/", [a for a in new if a.channel == "city"]),
        ("乡村", "/c/rural/", [a for a in new if a.channel == "rural"]),
        ("科普", "/c/science/", [a for a in new if a.channel == "science"]),
        ("二〇一二", "/news/index.shtml", [a for a in articles if a.template == "2012"]),
        ("二〇〇五", "/gb/node_10.htm", [a for a in articles if a.template == "2005"]),
    ):
        items = "\n".join(
            f'<li><a href="{a.path}">{html.escape(a.title, quote=False)}</a></li>' for a in part[:6]
        )
        blocks.append(
            f'<section class="block"><h2><a href="{folder}">{heading}</a></h2><ul>\n{items}\n</ul></section>'
        )
    lead = new[0]
    write(
        "/index.html",
        template("home.html").substitute(
            lead_path=lead.path,
            lead_title=lead.title,
            lead_text=html.escape(lead.first_words[:80]),
            blocks="\n".join(blocks),
        ),
    )
    _note("/index.html", "home")


def _feeds(articles: list[Article]) -> None:
    items = "\n".join(
        f"<item><title>{html.escape(a.title, quote=False)}</title>"
        f'<link>{PORTAL}{a.path}?utm_source=rss</link><guid isPermaLink="false">{Path(a.path).stem}</guid>'
        f"<pubDate>{format_datetime(a.moment.replace(tzinfo=CHINA))}</pubDate>"
        f"<description>{html.escape(a.first_words[:90])}</description></item>"
        for a in articles
        if a.template == "2020"
    )
    write(
        "/rss.xml",
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>岚川新闻网</title>'
        f"<link>{PORTAL}/</link>"
        f"<description>岚川本地新闻</description><language>zh-cn</language>\n{items}\n</channel></rss>\n",
    )
    english = [a for a in articles if a.template == "en"]
    entries = "\n".join(
        f'<entry><title>{html.escape(a.title, quote=False)}</title><link rel="alternate" '
        f'href="{PORTAL}{a.path}"/><id>tag:portal.example,2021:{Path(a.path).stem}</id>'
        f"<updated>{a.moment:%Y-%m-%dT%H:%M:%S}+08:00</updated>"
        f"<summary>{html.escape(a.first_words[:160])}</summary></entry>"
        for a in english
    )
    write(
        "/en/atom.xml",
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Lanchuan News</title><id>{PORTAL}/en/</id>"
        f"<updated>{english[0].moment:%Y-%m-%dT%H:%M:%S}+08:00</updated><link "
        f'href="{PORTAL}/en/index.html"/>\n{entries}\n</feed>\n',
    )


def _urlset(articles: Iterable[Article], news: bool = False) -> str:
    extra = ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"' if news else ""
    rows = []
    for a in articles:
        tail = (
            f"<news:news><news:publication><news:name>岚川新闻网</news:name>"
            f"<news:language>zh-cn</news:language></news:publication>"
            f"<news:publication_date>{a.moment:%Y-%m-%dT%H:%M:%S}+08:00</news:publication_date>"
            f"<news:title>{html.escape(a.title)}</news:title></news:news>"
            if news
            else f"<lastmod>{a.moment:%Y-%m-%d}</lastmod>"
        )
        rows.append(f"<url><loc>{PORTAL}{a.path}</loc>{tail}</url>")
    return (
        (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/'
            f'0.9"{extra}>\n'
        )
        + "\n".join(rows)
        + "\n</urlset>\n"
    )


def _sitemaps(articles: list[Article]) -> None:
    """An index of one plain, one compressed and one news sitemap. Each contains an article that no page links
    to.
    """
    write("/sitemap-2012.xml", _urlset(a for a in articles if a.template == "2012"))
    write("/sitemap-2020.xml.gz", gzipped(_urlset(a for a in articles if a.template == "2020")))
    write("/sitemap-news.xml", _urlset([a for a in articles if a.template == "2020"][:5], news=True))
    parts = "\n".join(
        f"<sitemap><loc>{PORTAL}/{name}</loc></sitemap>"
        for name in ("sitemap-2012.xml", "sitemap-2020.xml.gz", "sitemap-news.xml")
    )
    write(
        "/sitemap.xml",
        (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex '
            f'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{parts}\n</sitemapindex>\n'
        ),
    )
    write(
        "/robots.txt",
        (
            f"User-agent: *\nDisallow: /internal/\nDisallow: /so/\nDisallow: /share/\nDisallow: /user/\n"
            f"Allow: /\n\nSitemap: {PORTAL}/sitemap.xml\n"
        ),
    )


def _odd_pages() -> None:
    """A soft 404 (status 200), the real 404, and a page excluded by robots.txt."""
    for path, title, text, kind in (
        (
            "/a/20200101/c10001.html",
            "页面不存在",
            "抱歉，您访问的页面不存在或已被删除。请检查网址是否正确，或返回首页继续浏览。",
            "error",
        ),
        ("/404.html", "找不到您要的页面", "您要访问的页面可能已经移动或者删除。", "error"),
        (
            "/internal/rota.html",
            "编辑部值班表",
            "本周白班：丁晓岚；夜班：吴启明。此页面仅供内部使用。",
            "other",
        ),
    ):
        write(path, template("notice.html").substitute(title=title, text=text))
        if kind == "error":
            _note(path, kind)
