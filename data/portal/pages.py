"""The article pages of the demo portal, drawn from their sources, each with its expected record beside it.

Each article page gets its expected record beside it (`page.html.json`), written from the article's source, so it says
what a person who knows the article would want, whatever an extractor makes of the page. What is built is committed;
a test builds it again and compares.

An article's source is TOML between `+++` lines, then one paragraph a line. Lines may also be `## heading`,
`- list item`, `| table | row |`, `@ byline` (shown, no part of the body), `![caption](/img/x.png)`,
`!!name` (a piece of boilerplate put inside the body, see INTRUDERS), and `=== page ===` (the rest is on the
next page).
"""

from __future__ import annotations

import datetime
import gzip
import html
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).resolve().parent
WWW = HERE / "www"
PORTAL = "http://portal.example"

# channel key → (name in the navigation, file or folder of its listing)
CHANNELS: dict[str, dict[str, tuple[str, str]]] = {
    "2005": {
        "yw": ("岚川要闻", "node_12.htm"),
        "sh": ("社会", "node_14.htm"),
        "wt": ("文体", "node_17.htm"),
    },
    "2012": {"shxw": ("社会", "shxw"), "ms": ("民生", "ms"), "wj": ("文教", "wj")},
    "2020": {"city": ("城事", "city"), "rural": ("乡村", "rural"), "science": ("科普", "science")},
    "en": {"local": ("Local", "local"), "culture": ("Culture", "culture")},
    "tw": {"home": ("鄉情", "index")},
}

# Boilerplate inside the body that is not part of it, as portals insert it.
INTRUDERS: dict[str, str] = {
    "ad": '<div class="ad-mid"><a href="/about/">岚川家装节 满三千减三百 六月二十三日会展中心 免费班车接送</a></div>',
    "related": '<div class="read-more"><b>延伸阅读</b><a href="/a/20200506/c20118.html">食堂开进小区，'
    "老人下楼就能吃上热饭</a>"
    '<a href="/a/20200617/c20233.html">三百年石桥“体检”之后</a></div>',
    "app": '<div class="app-inline"><p>扫描下方二维码，下载“岚川通”客户端，看更多本地新闻</p></div>',
    "follow": '<p class="follow">欢迎关注“岚川发布”公众号，第一时间了解身边事</p>',
    "video": '<div class="player"><video controls preload="none" poster="/img/tram.png" src="/video/tram.mp4">'
    "</video>"
    '<p class="player-note">您的浏览器不支持视频播放，请升级后再试</p></div>',
}


@dataclass
class Article:
    """An article's source."""

    template: str
    path: str
    channel: str
    title: str
    published: str
    pages: list[list[str]]
    subtitle: str | None = None
    kicker: str | None = None
    info: str | None = None
    source: str | None = None
    source_line: str | None = None
    account: str | None = None
    authors: list[tuple[str, str | None]] = field(default_factory=list)
    editors: list[tuple[str, str | None]] = field(default_factory=list)
    sign: str = ""
    keywords: list[str] = field(default_factory=list)
    kind: str = "article"
    language: str = "zh"
    encoding: str = "utf-8"
    declared: str | None = None
    breaks: bool = False
    include: bool = True
    comments: list[str] = field(default_factory=list)
    summary: str | None = None
    teasers: list[str] = field(default_factory=list)
    damage: list[dict[str, Any]] = field(default_factory=list)
    byline: str | None = None
    listed: bool = True
    script: str | None = None

    def path_of_page(self, number: int) -> str:
        """The path of page `number`, from 0: `t1.shtml`, `t1_1.shtml`, …"""
        stem, dot, ending = self.path.rpartition(".")
        return f"{stem}_{number}{dot}{ending}" if number else self.path

    @property
    def moment(self) -> datetime.datetime:
        """The time of publication; midnight if only the day is known."""
        return datetime.datetime.fromisoformat(self.published)

    @property
    def declared_time(self) -> str:
        """The time in metadata format: with seconds and offset, or only the day if no time is known."""
        return f"{self.moment:%Y-%m-%dT%H:%M:%S}+08:00" if "T" in self.published else self.published

    @property
    def first_words(self) -> str:
        """The beginning of the body, as used in teasers and descriptions."""
        return next((line for line in self.pages[0] if is_paragraph(line)), "")


def read_articles() -> list[Article]:
    """Load all sources, newest first."""
    articles = []
    for file in sorted((HERE / "articles").glob("*.md")):
        for source in re.split(
            r"^(?=\+\+\+\ntemplate)", file.read_text(encoding="utf-8"), flags=re.MULTILINE
        ):
            if source.strip():
                _, head, text = source.split("+++\n", 2)
                pages = [
                    [line.strip() for line in part.splitlines() if line.strip()]
                    for part in text.split("=== page ===")
                ]
                fields = tomllib.loads(head)
                for people in ("authors", "editors"):
                    fields[people] = [(name, role or None) for name, role in fields.get(people, [])]
                articles.append(Article(pages=pages, **fields))
    return sorted(articles, key=lambda article: (article.published, article.path), reverse=True)


def is_paragraph(line: str) -> bool:
    """Whether a source line is running text."""
    return not line.startswith(("##", "- ", "|", "![", "!!", "@ "))


def body_text(lines: list[str]) -> list[str]:
    """The body's paragraphs as they appear in a record."""
    kept = []
    for line in lines:
        if line.startswith("|"):
            kept.append(" ".join(cell.strip() for cell in line.strip("|").split("|")))
        elif not line.startswith(("![", "!!", "@ ")):
            kept.append(re.sub(r"^(## |- )", "", line))
    return kept


def images(lines: list[str]) -> list[dict[str, str | None]]:
    """The body's pictures with their captions."""
    found = [re.fullmatch(r"!\[(.*)\]\((.*)\)", line) for line in lines]
    return [{"url": PORTAL + match[2], "caption": match[1] or None} for match in found if match]


def _subtitle_or_lead(article: Article) -> dict[str, str | None]:
    """The sentence below the headline of an English article is a lead, not a subtitle."""
    if article.template == "en" and article.subtitle:
        return {"subtitle": None, "lead": article.subtitle}
    return {"subtitle": article.subtitle}


def expected(article: Article, number: int | None) -> dict[str, Any]:
    """The expected record of page `number`, or of all pages joined (None)."""
    lines = [line for page in article.pages for line in page] if number is None else article.pages[number]
    names = CHANNELS[article.template][article.channel]
    sections = {"2005": ["新闻中心", names[0]], "2012": ["新闻", names[0]], "tw": ["僑鄉專頁", names[0]]}
    return {
        "url": PORTAL + article.path_of_page(number or 0),
        "kind": article.kind,
        "language": article.language,
        "title": article.title,
        **_subtitle_or_lead(article),
        "published": article.published,
        "section": sections.get(article.template, [names[0]]),
        "keywords": article.keywords,
        "source": article.source,
        "account": article.account,
        "authors": [{"name": name, "role": role} for name, role in article.authors],
        "editors": [{"name": name, "role": role} for name, role in article.editors],
        "body": "\n".join(body_text(lines)),
        "images": images(lines),
    }


# --- damage: what a broken CMS did to a text before it was sent

DAMAGES = {
    "utf8-as-latin1": lambda text: text.encode().decode("latin-1"),
    "utf8-as-gb18030": lambda text: text.encode().decode("gb18030", "ignore"),
}


def damaged(article: Article, lines: list[str]) -> list[str]:
    """Turn the parts of the lines named in `damage` into mojibake."""
    for entry in article.damage:
        whole, broken = entry["text"], DAMAGES[entry["channel"]](entry["text"])
        assert any(whole in line for line in lines), whole
        lines = [line.replace(whole, broken) for line in lines]
    return lines


# --- the body's HTML, in the style of each year


def body_2005(lines: list[str], breaks: bool) -> str:
    """Paragraphs of 2005: unclosed <P> with wide blanks, or text in the cell separated by <br><br>."""
    parts = []
    for line in lines:
        if match := re.fullmatch(r"!\[(.*)\]\((.*)\)", line):
            parts.append(
                f"<CENTER><IMG src={match[2]} border=1><BR><FONT color=#666666 size=2>{match[1]}</FONT></CENTER>"
            )
        elif line.startswith("## "):
            parts.append(f"　　<B>{html.escape(line[3:], quote=False)}</B>")
        else:
            parts.append(f"　　{html.escape(line.removeprefix('@ '), quote=False)}")
    if breaks:
        return "\n" + "\n<br><br>\n".join(parts) + "\n<br>"
    return "".join(f"\n<P>{part}" for part in parts)


def body_2012(lines: list[str]) -> str:
    """Paragraphs of 2012: <p> with two wide blanks, centred pictures, bold headings."""
    parts = []
    for line in lines:
        if match := re.fullmatch(r"!\[(.*)\]\((.*)\)", line):
            caption = f'<p class="pic-note" align="center">{match[1]}</p>' if match[1] else ""
            parts.append(f'<p align="center"><img src="{match[2]}" width="480" alt="" /></p>{caption}')
        elif line.startswith("!!"):
            parts.append(INTRUDERS[line[2:]])
        elif line.startswith("## "):
            parts.append(f"<p>　　<strong>{html.escape(line[3:], quote=False)}</strong></p>")
        else:
            parts.append(f"<p>　　{html.escape(line.removeprefix('@ '), quote=False)}</p>")
    return "\n".join(parts)


def body_2020(lines: list[str]) -> str:
    """Paragraphs of 2020: p, h2, figure, ul and table."""
    parts: list[str] = []
    for line in lines:
        if match := re.fullmatch(r"!\[(.*)\]\((.*)\)", line):
            parts.append(
                f'<figure><img src="{match[2]}" alt="{html.escape(match[1])}" loading="lazy">'
                f"<figcaption>{match[1]}</figcaption></figure>"
            )
        elif line.startswith("!!"):
            parts.append(INTRUDERS[line[2:]])
        elif line.startswith("## "):
            parts.append(f"<h2>{html.escape(line[3:], quote=False)}</h2>")
        elif line.startswith("- "):
            parts.append(f"<ul><li>{html.escape(line[2:], quote=False)}</li></ul>")
        elif line.startswith("|"):
            cells = "".join(f"<td>{html.escape(cell.strip())}</td>" for cell in line.strip("|").split("|"))
            parts.append(f"<table><tr>{cells}</tr></table>")
        else:
            parts.append(f"<p>{html.escape(line, quote=False)}</p>")
    return "\n".join(parts).replace("</ul>\n<ul>", "\n").replace("</table>\n<table>", "\n")


# --- pages


def template(name: str) -> Template:
    """Load a template file by name."""
    return Template((HERE / "templates" / name).read_text(encoding="utf-8"))


def write(path: str, text: str | bytes, encoding: str = "utf-8") -> None:
    """Write a page of the site."""
    file = WWW / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(encoded(text, encoding) if isinstance(text, str) else text)


def encoded(text: str, encoding: str) -> bytes:
    """Encode text. Python's gb2312 lacks the middle dot (·), so GB2312 is encoded as GBK, its superset."""
    if encoding != "gb2312":
        return text.encode(encoding)
    raw = text.encode("gbk")
    assert all(len(char.encode("gbk")) == 1 or min(char.encode("gbk")) > 0xA0 for char in text)
    return raw


def write_expected(path: str, record: dict[str, Any]) -> None:
    """Write a page's expected record next to it."""
    write(path + ".json", json.dumps(record, ensure_ascii=False, indent=2) + "\n")


def others(article: Article, articles: list[Article], count: int, offset: int) -> list[Article]:
    """Some other articles of the same edition, always the same ones."""
    edition = [
        other
        for other in articles
        if other.listed and other is not article and (other.language == article.language)
    ]
    if article.template in ("2005", "2012", "2020"):
        edition = [other for other in edition if other.template == article.template]
    start = (articles.index(article) * 3 + offset) % max(1, len(edition))
    return (edition + edition)[start : start + min(count, len(edition))]


def with_foot(page: str, encoding: str, article: Article | None = None) -> bytes:
    """A page of 2012: its own bytes in `encoding`, with a UTF-8 footer included by the server."""
    foot = (HERE / "templates" / "2012-foot.html").read_bytes()
    if article is not None and not article.include:
        foot = foot.decode().encode(encoding)
    before, after = page.split("@@FOOT@@")
    return before.encode(encoding) + foot + after.encode(encoding)


def page_2005(article: Article, articles: list[Article]) -> str:
    """An article page of 2005."""
    name, file = CHANNELS["2005"][article.channel]
    info = article.info or f"{article.moment:%Y年%m月%d日 %H:%M}　来源：{article.source}"
    row = "<TR><TD class=subtitle align=middle>{}</TD></TR>"
    return template("2005.html").substitute(
        title=article.title,
        keywords=",".join(article.keywords),
        channel_file=file,
        channel_name=name,
        subtitle_row=row.format(article.subtitle) if article.subtitle else "",
        info=info,
        body=body_2005(article.pages[0], article.breaks),
        sign=article.sign,
        related="\n".join(
            f"<TR><TD>·<A href={other.path}>{other.title}</A> ({other.moment:%m/%d %H:%M})</TD></TR>"
            for other in others(article, articles, 4, 1)
        ),
        hot="\n".join(
            f"<TR><TD>{rank}. <A href={other.path}>{other.title[:13]}</A></TD></TR>"
            for rank, other in enumerate(others(article, articles, 6, 3), 1)
        ),
    )


def page_2012(article: Article, articles: list[Article], number: int) -> str:
    """An article page of 2012 (one of several, if it is long)."""
    name = CHANNELS["2012"][article.channel][0]
    title = article.title + (f"({number + 1})" if number else "")
    pager = ""
    if len(article.pages) > 1:
        links = [
            f'<span class="on">{n + 1}</span>'
            if n == number
            else f'<a href="{Path(article.path_of_page(n)).name}">{n + 1}</a>'
            for n in range(len(article.pages))
        ]
        if number + 1 < len(article.pages):
            links.append(f'<a class="next" href="{Path(article.path_of_page(number + 1)).name}">下一页</a>')
        if number:
            links.insert(
                0, f'<a class="prev" href="{Path(article.path_of_page(number - 1)).name}">上一页</a>'
            )
        pager = f'<div class="pager">{"".join(links)}</div>'
    comments = ""
    if article.comments:
        rows = "".join(
            (
                f"<li><b>岚川网友{61 + 7 * n}</b>"
                f"<span>{article.moment + datetime.timedelta(minutes=37 * (n + 1)):%m-%d %H:%M}</span>"
                f"<p>{text}</p></li>"
            )
            for n, text in enumerate(article.comments)
        )
        comments = (
            f'<div class="comments" id="comment"><h3>网友评论</h3><ul>{rows}</ul><form>'
            f"<textarea>文明上网，理性发言</textarea></form></div>"
        )
    summary = f'<div class="summary"><b>核心提示：</b>{article.summary}</div>' if article.summary else ""
    lines = damaged(article, article.pages[number])
    return template("2012.html").substitute(
        declared=article.declared or "gb2312",
        title=title,
        kicker=f'<h4 class="kicker">{article.kicker}</h4>' if article.kicker else "",
        subtitle_row=f'<h2 class="sub">{article.subtitle}</h2>' if article.subtitle else "",
        channel=article.channel,
        channel_name=name,
        docid=re.sub(r"\D", "", Path(article.path).stem)[-5:],
        keywords=" ".join(article.keywords),
        description=article.first_words[:60],
        time=f"{article.moment:%Y-%m-%d %H:%M}",
        source_line=article.source_line or f"来源：{article.source}",
        comment_count=len(article.comments),
        summary=summary,
        body=body_2012(lines),
        pager=pager,
        sign=article.sign,
        related="\n".join(
            f'<li><a href="{other.path}">{other.title}</a> {other.moment:%Y-%m-%d}</li>'
            for other in others(article, articles, 4, 1)
        ),
        hot="\n".join(
            f'<li><a href="{other.path}?utm_source=rank&amp;utm_medium=right">{other.title}</a></li>'
            for other in others(article, articles, 6, 2)
        ),
        comments=comments,
        foot="@@FOOT@@",
    )


def tags_2020(article: Article) -> dict[str, str]:
    """The parts of a 2020 page that differ between the Chinese and the English edition."""
    if article.template == "en":
        menu = (
            '<a href="/en/index.html">Home</a><a href="/en/local.html">Local</a><a '
            'href="/en/culture.html">Culture</a><a href="/">中文</a>'
        )
        name, file = CHANNELS["en"][article.channel]
        return {
            "lang": "en",
            "title_suffix": " | Lanchuan News",
            "site_name": "Lanchuan News",
            "home": "/en/index.html",
            "menu": menu,
            "feed": "/en/atom.xml",
            "feed_type": "application/atom+xml",
            "breadcrumb": f'<a href="/en/index.html">Home</a> / <a href="/en/{file}.html">{name}</a>',
            "l_channels": "Sections",
            "l_share": "Share",
            "l_save": "Save",
            "l_like": "Like",
            "l_hot": "Most read",
            "l_more": "More stories",
            "site_foot": "<p>&copy; 2021 Lanchuan News. All rights reserved.</p><p><a href='/en/about.html'>About "
            "us</a> · "
            "<a href='/en/about.html'>Privacy</a> · <a href='mailto:english@portal.example'>Contact</a></p>",
            "app": (
                '<div class="app-bar"><p>Get our morning newsletter: the day in Lanchuan in five minutes, '
                'free.</p><button type="button">Sign up</button></div>'
            ),
        }
    menu = '<a href="/">首页</a>' + "".join(
        f'<a href="/c/{file}/">{name}</a>' for name, file in CHANNELS["2020"].values()
    )
    name, file = CHANNELS["2020"][article.channel]
    return {
        "lang": "zh-CN",
        "title_suffix": " - 岚川新闻网",
        "site_name": "岚川新闻网",
        "home": "/",
        "menu": menu + '<a href="/photo/index.shtml">图片</a><a href="/en/index.html">English</a>',
        "feed": "/rss.xml",
        "feed_type": "application/rss+xml",
        "breadcrumb": f'<a href="/">首页</a> &gt; <a href="/c/{file}/">{name}</a> &gt; <span>正文</span>',
        "l_channels": "频道",
        "l_share": "分享",
        "l_save": "收藏",
        "l_like": "点赞",
        "l_hot": "热榜",
        "l_more": "为你推荐",
        "site_foot": "<p>岚川新闻网版权所有，未经授权禁止转载、摘编、复制或建立镜像</p>"
        "<p>岚ICP备05000012号-3　岚公网安备 00120202000018号　"
        "互联网新闻信息服务许可证 00120180007</p><p>举报电话：0012-7216600　举报邮箱：jubao@portal.example</p>",
        "app": (
            '<div class="app-bar"><img src="/img/qr.png" alt="" width="72" height="72">'
            '<p>打开“岚川通”客户端，查看更多精彩评论</p><a href="/app/">立即打开</a></div>'
        ),
    }


def json_ld(article: Article) -> str:
    """The article's metadata in schema.org format."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "VideoObject" if article.kind == "video" else "NewsArticle",
        "headline": article.title,
        "datePublished": article.declared_time,
        "author": [{"@type": "Person", "name": name} for name, _ in article.authors]
        or [{"@type": "Organization", "name": article.source or article.account}],
        "publisher": {
            "@type": "Organization",
            "name": "Lanchuan News" if article.template == "en" else "岚川新闻网",
        },
        "keywords": article.keywords,
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def page_2020(article: Article, articles: list[Article]) -> str:
    """A responsive page of 2020, Chinese or English."""
    english = article.template == "en"
    byline = article.byline
    if byline is None:
        byline = f"<time>{article.moment:%Y-%m-%d %H:%M}</time>" + (
            f"<span>来源：{article.source}</span>" if article.source else ""
        )
        byline += "".join(f"<span>{role}：{name}</span>" for name, role in article.authors if role)
    cards = "\n".join(
        (
            f'<a class="teaser" href="{other.path}"><h3>{other.title}</h3>'
            f"<p>{html.escape(other.first_words[: 160 if english else 66])}…</p></a>"
        )
        for other in others(article, articles, 3, 2)
    )
    comments = ""
    if article.comments:
        rows = "".join(
            f"<li><cite>{who}</cite><p>{text}</p><small>{n + 2} {'hours ago' if english else '小时前'}</small></li>"
            for n, (who, _, text) in enumerate(comment.partition("：") for comment in article.comments)
        )
        comments = (
            f'<section class="comments"><h2>{"Comments" if english else "全部评论"} '
            f"{len(article.comments)}</h2><ul>{rows}</ul></section>"
        )
    teasers = "".join(
        f'<div class="also"><h3>{text.partition("｜")[0]}</h3><p>{text.partition("｜")[2]}</p></div>'
        for text in article.teasers
    )
    body = body_2020(damaged(article, article.pages[0]))
    if article.script == "embedded":
        story = {"title": article.title, "paragraphs": article.pages[0]}
        body = (
            '<div id="app-story"><p class="loading">正在加载…</p></div>\n<script>window.__STORY__ = '
            + json.dumps(story, ensure_ascii=False).replace("<", "\\u003c")
            + ";\nvar box = document.getElementById('app-story'); box.innerHTML = '';\n"
            "window.__STORY__.paragraphs.forEach(function (text) { var p = document.createElement('p'); "
            "p.textContent = text; box.appendChild(p); });</script>"
        )
    elif article.script == "fetched":
        data = "/app/api/" + Path(article.path).stem + ".json"
        write(data, json.dumps({"paragraphs": article.pages[0]}, ensure_ascii=False, indent=1) + "\n")
        body = (
            f'<div id="app-story"><p class="loading">正在加载…</p></div>\n'
            f'<script>fetch("{data}").then(function (r) {{ return r.json(); }}).then(function (story) {{\n'
            "var box = document.getElementById('app-story'); box.innerHTML = '';\n"
            "story.paragraphs.forEach(function (text) { var p = document.createElement('p'); "
            "p.textContent = text; box.appendChild(p); }); });</script>"
        )
    sub = f'<p class="deck">{article.subtitle}</p>' if article.subtitle else ""
    return template("2020.html").substitute(
        tags_2020(article),
        title=html.escape(article.title, quote=False),
        keywords=",".join(article.keywords),
        description=html.escape("" if article.script else article.first_words[:80]),
        og_type="video.other" if article.kind == "video" else "article",
        declared_time=article.declared_time,
        path=article.path,
        json_ld=json_ld(article),
        subtitle_row=sub,
        byline=byline,
        lead_media=INTRUDERS["video"] if article.kind == "video" else "",
        body=body,
        sign=f'<p class="credits">{article.sign}</p>' if article.sign else "",
        tags="".join(f'<a href="/so/?q={word}">#{word}</a>' for word in article.keywords),
        hot="\n".join(
            f'<li><a href="{other.path}">{other.title}</a></li>' for other in others(article, articles, 6, 1)
        ),
        cards=cards + teasers,
        comments=comments,
    )


def page_tw(article: Article, articles: list[Article]) -> str:
    """A page of the edition in traditional characters."""
    return template("tw.html").substitute(
        title=article.title,
        time=f"{article.moment:%Y年%m月%d日 %H:%M}",
        source=article.source,
        body="\n".join(
            f"<p>{html.escape(line, quote=False)}</p>"
            if is_paragraph(line)
            else body_2020([line]).replace("h2>", "h3>")
            for line in article.pages[0]
        ),
        sign=article.sign,
        more="\n".join(
            f'<li><a href="{other.path}">{other.title}</a></li>'
            for other in articles
            if other.template == "tw" and other is not article
        ),
    )


def page_gallery(article: Article, articles: list[Article]) -> str:
    """A gallery of 2012: pictures with captions, one short text."""
    slides = re.findall(r"!\[(.*)\]\((.*)\)", "\n".join(article.pages[0]))
    text = [line for line in article.pages[0] if is_paragraph(line)]
    show = "\n".join(
        (
            f'<li class="slide"><img src="{src}" alt="" width="600" height="400" /><p '
            f'class="cap">{caption}</p><span class="num">{n}/{len(slides)}</span></li>'
        )
        for n, (caption, src) in enumerate(slides, 1)
    )
    page = page_2012(article, articles, 0)
    body = f'<ul class="gallery">\n{show}\n</ul>\n' + body_2012(text)
    start = page.index('id="artContent">') + len('id="artContent">')
    return page[:start] + "\n" + body + page[page.index("\n</div>\n", start) :]


def build_articles(articles: list[Article]) -> None:
    """Build all article pages with their expected records."""
    for article in articles:
        for number in range(len(article.pages)):
            path = article.path_of_page(number)
            page: str | bytes
            if article.template == "2005":
                page = page_2005(article, articles)
            elif article.template == "2012":
                drawn = (
                    page_gallery(article, articles)
                    if article.kind == "gallery"
                    else page_2012(article, articles, number)
                )
                page = with_foot(drawn, article.encoding, article)
            elif article.template == "tw":
                page = page_tw(article, articles)
            else:
                page = page_2020(article, articles)
            write(path, page, article.encoding)
            record = expected(article, number)
            if number:
                record["title"] += f"({number + 1})"  # as the page shows it; the joined record has no number
            write_expected(path, record)
        if len(article.pages) > 1:
            write_expected(article.path + ".joined", expected(article, None))


def gzipped(text: str) -> bytes:
    """Compress deterministically."""
    return gzip.compress(text.encode(), 9, mtime=0)
