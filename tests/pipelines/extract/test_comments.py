"""Readers' comments: author, time and text, in several makes of comment sections; none unless asked for."""

from __future__ import annotations

import json

import pytest
from stories import MILL

import newsmill
from newsmill.pipelines.record import Comment, Record

TEXT = MILL[:3]
WANTED = [
    Comment("Anna Berg", "2024-05-14T10:12", "My grandmother would have liked this."),
    Comment("Jonas Holm", "2024-05-14T11:40", "Who pays for the roof?"),
    Comment("Ines F.", "2024-05-15T08:05", "The foundation does.\nIt says so in the second paragraph."),
]


def read(section: str, head: str = "", *, comments: bool = True) -> Record:
    text = "".join(f"<p>{each}</p>" for each in TEXT)
    html = (
        f"<html><head><title>The mill weaves again</title>{head}</head><body><main><h1>The mill weaves "
        f"again</h1><p>14 May 2024</p>"
        f"<div>{text}</div></main>{section}<footer>© 2024</footer></body></html>"
    )
    return newsmill.clean(html.encode(), "https://news.example.com/2024/05/mill", comments=comments)


def wordpress() -> str:
    items = [
        f'<li class="comment even"><article><footer><b>{author}</b> <span>says:</span><p><a href="#c">'
        f'<time datetime="{time}">{time[:10]} at {time[11:]}</time></a></p></footer>'
        f"<div class=comment-content>{''.join(f'<p>{line}</p>' for line in text.splitlines())}</div><div "
        f"class=reply><a href=#>Reply</a></div></article></li>"
        for author, time, text in ((each.author, each.time or "", each.text) for each in WANTED)
    ]
    return (
        f"<div id=comments class=comments-area><h2>3 thoughts on “The mill weaves again”</h2><ol "
        f"class=comment-list>{''.join(items)}</ol></div>"
    )


def nested() -> str:
    def item(comment: Comment, replies: str = "") -> str:
        return (
            f"<div class='comment'><div class=user>{comment.author}</div><div "
            f"class=date>{(comment.time or '').replace('T', ' ')}</div>"
            f"<div class=text>{''.join(f'<p>{line}</p>' for line in comment.text.splitlines())}</div><a "
            f"href=#>Reply</a>{replies}</div>"
        )

    return (
        f"<section class='comments'><h3>Comments "
        f"(3)</h3>{item(WANTED[0])}{item(WANTED[1], item(WANTED[2]))}</section>"
    )


def table() -> str:
    rows = "".join(
        (
            f"<div class='post-row'><p>{each.author} | {(each.time or '').replace('T', ' ')}</p>"
            f"<p>{each.text.replace(chr(10), '<br>')}</p></div>"
        )
        for each in WANTED
    )
    return f"<div class='comment-box'><h4>Readers say</h4>{rows}</div>"


@pytest.mark.parametrize("section", [wordpress(), nested(), table()], ids=["wordpress", "nested", "table"])
def test_comments_come_with_author_time_and_text(section: str) -> None:
    record = read(section)
    assert record.comments == WANTED
    assert record.body.split("\n") == TEXT


def test_chinese_comments_without_floors_and_buttons() -> None:
    items = "".join(
        (
            f"<div class='pinglun-item'><span>网友{n}</span><p>2024-05-1{n} 09:30</p>"
            f"<p>石磨豆腐就是香，第{n}次去还要排队。</p><a>回复</a><a>赞(3)</a></div>"
        )
        for n in range(3)
    )
    comments = read(f"<div class=pinglun><h3>网友评论</h3>{items}</div>").comments
    assert isinstance(comments, list)
    assert [(each.author, each.time) for each in comments] == [
        (f"网友{n}", f"2024-05-1{n}T09:30") for n in range(3)
    ]
    assert comments[1].text == "石磨豆腐就是香，第1次去还要排队。"


def test_comments_of_json_ld() -> None:
    data = {
        "@type": "NewsArticle",
        "comment": [
            {
                "@type": "Comment",
                "author": {"name": "Anna Berg"},
                "dateCreated": "2024-05-14",
                "text": "Well done.",
            }
        ],
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert read("", script).comments == [Comment("Anna Berg", "2024-05-14", "Well done.")]


def test_the_key_is_there_only_when_asked_for() -> None:
    assert "comments" not in read(wordpress(), comments=False).to_dict()
    assert read("").to_dict()["comments"] == []
