"""Heads of pages whose byline and date are written as the paragraphs are, and of software that splits them up."""

from __future__ import annotations

import json

import pytest

import newsmill

ENGLISH = (
    "The old windmill on the ridge will grind flour again from May, its new owners said on Monday.",
    "They replaced the sails and the main shaft over the winter, and the miller has already ordered his grain.",
    "Schools of the valley have been invited to visit the mill on every Thursday until the summer holidays.",
)
JAPANESE = (
    "丘の上の古い風車が五月から再び粉をひくことになり、新しい持ち主が月曜日に明らかにした。",
    "冬の間に羽根と主軸が取り換えられ、粉屋はすでに今年の小麦を注文したという。",
    "谷の学校は夏休みまで毎週木曜日に風車を見学できることになっている。",
)
CHINESE = (
    "山坡上的老风车五月起将重新磨面，新主人星期一在现场向村民宣布了这个消息。",
    "整个冬天他们更换了风叶和主轴，磨坊师傅已经订好了今年要用的第一批小麦。",
    "山谷里的学校可以在暑假之前的每个星期四带学生前来参观，门票全部免费。",
)
KOREAN = (
    "언덕 위의 낡은 풍차가 오월부터 다시 밀을 빻게 된다고 새 주인이 월요일에 밝혔다.",
    "겨울 동안 날개와 굴대를 모두 바꾸었고 방앗간 주인은 이미 올해 쓸 밀을 주문했다.",
    "골짜기의 학교들은 여름 방학 전까지 목요일마다 풍차를 견학할 수 있다고 한다.",
)
TEXTS = {"en": ENGLISH, "ja": JAPANESE, "zh": CHINESE, "ko": KOREAN}


def record(head: str, language: str = "en", *, meta: str = "", below: str = "", wrap: str = "{}"):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXTS[language[:2]])
    page = (
        f'<html lang="{language}"><head><meta charset="utf-8"><title>Windmill 5 - Valley Post</title>{meta}</head>'
        f'<body><div><a href="/">Valley Post</a></div><div><h1>Windmill 5</h1>{head}{wrap.format(text)}{below}</div>'
        "<footer>© 2011-2025 Valley Post</footer></body></html>"
    )
    return newsmill.clean(page.encode())


def names(people) -> list[str]:
    return [person.name for person in people]


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        (
            "<p>MIRA KOSTNER and TOM HALE</p><p>Valley Post</p><p>Mar 5, 2021</p>",
            ["MIRA KOSTNER", "TOM HALE"],
        ),
        ("<p>Mira Kostner Senior Contributor</p><p>Mar 5, 2021, 07:30am EST</p>", ["Mira Kostner"]),
        ("<p>Mira Kostner | Valley Post</p><p>Mar 5, 2021</p>", ["Mira Kostner"]),
        ("<dl><dt>By</dt><dd>Mira Kostner</dd><dt>Date</dt><dd>March 5, 2021</dd></dl>", ["Mira Kostner"]),
        (
            '<p>Posted <span title="March 5, 2021 7:30 AM">2 years ago</span> by <b>Mira Kostner</b></p>',
            ["Mira Kostner"],
        ),
    ],
)
def test_a_byline_written_as_a_paragraph_is_read_and_is_not_text(head, authors):
    got = record(head)
    assert names(got.authors) == authors
    assert got.published[:10] == "2021-03-05"
    assert "Kostner" not in got.body


def test_short_paragraphs_without_a_date_stay_in_the_text():
    got = record("<p>Grain at last</p><p>A new shaft</p>")
    assert got.body.startswith("Grain at last\nA new shaft")


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("<div>公開日：2021.03.05　著者：山田 太郎</div>", ["山田 太郎"]),
        ('<div class="writer">山田 太郎（ライター）</div><div>2021/03/05</div>', ["山田 太郎"]),
        ('<div class="writer">編集部 山田太郎</div><div>2021/03/05</div>', ["山田太郎"]),
        ("<div>2021年03月05日 07時30分 公開</div><div>[山田太郎，Minato]</div>", ["山田太郎"]),
        ("<div>[公開日]2021年3月5日</div><div>[筆者]山田太郎</div>", ["山田太郎"]),
        ('<div>2021.03.05</div><div class="writer">text by 山田太郎</div>', ["山田太郎"]),
        (
            '<ul class="post-meta"><li>2021年3月5日</li><li>2021年3月6日</li><li>山田太郎</li></ul>',
            ["山田太郎"],
        ),
        ("<p><time>2021/3/5 7:30</time>配信</p>", []),
    ],
)
def test_japanese_bylines(head, authors):
    got = record(head, "ja")
    assert names(got.authors) == authors
    assert got.published[:10] == "2021-03-05"
    assert got.source is None


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("<div>글 홍길동 · 사진 김영희</div><div>2021-03-05</div>", ["홍길동"]),
        ("<div>작성자 : 관리자 | 작성일 : 2021-03-05 | 조회수 : 12</div>", []),
        ("<div>등록일 2021-03-05 조회수 12 담당부서 문화과 담당자 홍길동 (02-123-4567)</div>", []),
        ('<div><span>by <a>풍차지기</a></span><span class="date">2021. 3. 5.</span></div>', ["풍차지기"]),
    ],
)
def test_korean_bylines(head, authors):
    assert names(record(head, "ko").authors) == authors


@pytest.mark.parametrize(
    ("head", "meta", "source", "authors"),
    [
        (
            "<div>2021-03-05 07:30 <span>来源：江城晚报</span> <span>发布于：江西省</span></div>",
            "",
            "江城晚报",
            [],
        ),
        ("<div>《江城日报》（2021年03月05日 第 05 版）</div>", "", "江城日报", []),
        ("<div>[ 作者：李晓明　转贴自：江城论坛　更新时间：2021/3/5 ]</div>", "", "江城论坛", ["李晓明"]),
        ("<div>发表于 2021-03-05 分类于 <a href='/c'>杂谈</a></div>", "", None, []),
        (
            "<div>2021-03-05</div>",
            '<meta name="source" content="来源：江城日报"><meta name="author" content="作者：李晓明">',
            "江城日报",
            ["李晓明"],
        ),
    ],
)
def test_chinese_heads(head, meta, source, authors):
    got = record(head, "zh-CN", meta=meta)
    assert (got.source, names(got.authors)) == (source, authors)


@pytest.mark.parametrize(
    ("head", "published", "updated"),
    [
        (
            "<div>發布時間：2021/03/05 07:30　最後更新時間：2021/03/05 09:30</div>",
            "2021-03-05T07:30",
            "2021-03-05T09:30",
        ),
        ("<div>113.03.12｜08:15</div>", "2024-03-12T08:15", None),
    ],
)
def test_traditional_chinese_dates(head, published, updated):
    got = record(head, "zh-TW")
    assert (got.published, got.updated) == (published, updated)


def test_noon_is_a_time():
    assert record("<p>Mira Kostner - 12 noon, March 5, 2021</p>").published == "2021-03-05T12:00"


def test_an_offset_after_the_date_belongs_to_the_time_before_it():
    assert (
        record("<p>Published 07:30, Friday, March 5, 2021 (GMT+7)</p>").published == "2021-03-05T07:30+07:00"
    )


def test_a_weekday_is_not_part_of_the_name_before_it():
    assert names(record("<div>Mira Kostner — Friday, March 5, 2021</div>").authors) == ["Mira Kostner"]


def test_a_name_ends_where_its_cell_ends():
    head = "<p><time>05.03.2021</time> <span>Von Mira Kostner</span> <span>Verkehr</span></p>"
    assert names(record(head, wrap='<div class="text">{}</div>').authors) == ["Mira Kostner"]


def test_the_declared_name_completes_a_given_name():
    meta = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Windmill 5",'
        '"author":{"@type":"Person","name":"Mira Kostner"}}</script>'
    )
    assert names(record("<div>By Mira</div><div>March 5, 2021</div>", meta=meta).authors) == ["Mira Kostner"]


@pytest.mark.parametrize("box", ["related", "comments"])
def test_dates_of_other_stories_and_of_comments_are_not_the_pages(box):
    below = (
        f'<div class="{box}"><h3>More</h3><div><span>By Tom Hale</span><time datetime="2021-02-01">Feb 1, 2021</time>'
        "</div></div>"
    )
    assert record("", below=below).published is None


def test_one_meta_tag_with_all_fields_as_json():
    fields = {"title": "Windmill 5", "pub_date": "2021-03-05T07:30:00Z", "author": "Mira Kostner"}
    got = record("", meta=f"<meta name='parsely-page' content='{json.dumps(fields)}'>")
    assert (got.published, names(got.authors)) == ("2021-03-05T07:30:00+00:00", ["Mira Kostner"])


def test_a_relative_canonical_is_resolved_against_base():
    meta = '<base href="https://valley.example/news/"><link rel="canonical" href="windmill-5">'
    assert record("", meta=meta).canonical == "https://valley.example/news/windmill-5"


def test_the_sites_name_in_h1_and_title_is_not_the_headline():
    text = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH)
    page = (
        '<html lang="en"><head><title>Valley Post</title></head><body><div><a href="/">Valley Post</a></div>'
        f"<h1>Valley Post</h1><h2>News</h2><h3>Windmill grinds flour again</h3><p>2021-03-05</p>{text}</body></html>"
    )
    assert newsmill.clean(page.encode()).title == "Windmill grinds flour again"


@pytest.mark.parametrize(
    ("state", "title", "published", "authors"),
    [
        (
            {
                "headlines": {"basic": "풍차가 다시 돈다"},
                "display_date": "2021-03-05T07:30:00Z",
                "credits": {"by": [{"name": "홍길동 기자"}]},
                "content_elements": [{"type": "text", "content": text} for text in KOREAN],
            },
            "풍차가 다시 돈다",
            "2021-03-05T07:30:00+00:00",
            ["홍길동"],
        ),
        (
            {
                "topic": {
                    "headline": "Мельница снова мелет",
                    "published": "March 5, 2021",
                    "signature": "Иван Петров",
                    "text": "<p>Старая мельница на холме с мая снова будет молоть муку, сообщили владельцы.</p>"
                    "<p>За зиму они заменили крылья и главный вал, а мельник уже заказал зерно на весну.</p>"
                    "<p>Школы долины могут приходить на мельницу каждый четверг до самых летних каникул.</p>",
                }
            },
            "Мельница снова мелет",
            "2021-03-05",
            ["Иван Петров"],
        ),
    ],
)
def test_states_that_keep_headline_and_authors_a_level_deeper(state, title, published, authors):
    page = (
        '<html><head><meta charset="utf-8"><title>Valley Post</title></head><body><div id="app"></div>'
        f"<script>window.__STATE__={json.dumps(state, ensure_ascii=False)};</script></body></html>"
    )
    got = newsmill.clean(page.encode())
    assert (got.title, got.published, names(got.authors)) == (title, published, authors)


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("<p>March 5, 2021</p><p>Mira Kostner, Transport Correspondent</p>", "Mira Kostner"),
        ("<p>Mira Kostner</p><p>Staff Writer</p><p>Mar. 5, 2021 7:30 a.m.</p>", "Mira Kostner"),
        ("<div>Mira Kostner | Valmar</div><div>March 5, 2021</div>", "Mira Kostner"),
    ],
)
def test_a_name_below_the_date_or_beside_a_place_is_the_author(head, author):
    assert names(record(head).authors) == [author]


@pytest.mark.parametrize(
    ("closing", "kept", "author"),
    [
        ("（编译/何小满）", "", "何小满"),
        ("（记者 何小满）", "（记者 何小满）", "何小满"),
        ("（完/待续）", "（完/待续）", None),
    ],
)
def test_a_role_and_a_slash_in_the_last_bracket_are_a_credit_and_no_text(closing, kept, author):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in CHINESE[:2])
    page = (
        '<html lang="zh"><head><meta charset="utf-8"><title>老风车</title></head><body><h1>老风车</h1>'
        f'<div>2021-03-05</div><div class="content">{text}<p>{CHINESE[2]}{closing}</p></div></body></html>'
    )
    got = newsmill.clean(page.encode())
    assert got.body.endswith(CHINESE[2] + kept)
    assert names(got.authors) == ([author] if author else [])
