"""What `clean` promises whatever the page is."""

from __future__ import annotations

import pytest

import newsmill
from newsmill.pipelines.clean import clean
from newsmill.pipelines.page import Page, Rejected
from newsmill.pipelines.record import decode_record, encode

ARTICLE = """<html><head><meta charset="gbk"><title>城东新图书馆开放</title></head><body><h1>城东新图书馆开放</h1>
<div><p>本报讯 城东新图书馆昨日正式向市民开放，首日接待读者三千余人次，馆内藏书四十二万册，阅览座位一千二百个。</p>
<p>馆长介绍，图书馆每天早上八点开门，晚上九点闭馆，周一闭馆整理图书，借书证可以在自助机上免费办理。</p>
<p>家住附近的居民说，以前借书要坐一个小时的公共汽车，现在走路十分钟就到，孩子放学以后也有了去处。</p>
</div></body></html>"""


def test_the_same_page_gives_the_same_record() -> None:
    page = Page(raw=ARTICLE.encode("gbk"), url="http://news.example.com/a/1.html")
    assert encode(clean(page)) == encode(clean(page))


def test_a_record_survives_its_own_json() -> None:
    record = clean(Page(raw=ARTICLE.encode("gbk"), url="http://news.example.com/a/1.html"))
    assert decode_record(encode(record)) == record
    assert "馆长介绍" in record.body


def test_text_that_is_damaged_beyond_repair_is_warned_of() -> None:
    raw = ARTICLE.replace("自助机上", "自助锟斤拷锟斤拷上").encode("gbk")
    assert "damaged text in body" in clean(Page(raw=raw)).warnings
    assert not any("damaged" in warning for warning in clean(Page(raw=ARTICLE.encode("gbk"))).warnings)


def test_every_key_of_the_contract_is_there_in_order_even_when_nothing_was_found() -> None:
    keys = list(newsmill.clean("没有标题也没有日期的一行字。".encode()).to_dict())
    assert keys == [
        "schema", "id", "version", "url", "site", "canonical", "origin", "fetched_at", "digest", "kind", "language",
        "title", "subtitle", "lead", "published", "updated", "section", "keywords", "source", "account", "authors",
        "editors",
        "body", "images", "charset", "repairs", "warnings", "newsmill",
    ]  # fmt: skip


def test_the_id_is_of_the_page_and_not_of_how_its_url_was_written() -> None:
    plain = newsmill.clean(ARTICLE.encode("gbk"), url="http://news.example.com/a/1.html")
    tracked = newsmill.clean(
        ARTICLE.encode("gbk"), url="http://NEWS.example.com:80/a/1.html?utm_source=feed#top"
    )
    assert (plain.id, plain.url) == (tracked.id, tracked.url)


def test_a_page_without_url_takes_its_id_from_its_origin() -> None:
    first = newsmill.clean(ARTICLE.encode("gbk"), origin="saved/a.html")
    second = newsmill.clean(ARTICLE.encode("gbk"), origin="saved/b.html")
    assert first.id != second.id
    assert first.url is None
    assert first.site is None


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\x00\x00\x00", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (bytes(range(1, 32)) * 100, "binary"),
        (b"<html><head><script>var a = 1;</script></head><body></body></html>", "no-text"),
    ],
)
def test_bytes_that_are_not_a_page_are_rejected_with_a_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(Rejected) as caught:
        newsmill.clean(raw)
    assert caught.value.reason == reason
    assert caught.value.detail.endswith(".")


def test_text_instead_of_bytes_is_refused_with_a_hint() -> None:
    with pytest.raises(TypeError, match="mode 'rb'"):
        newsmill.clean(ARTICLE)  # type: ignore[arg-type]


def test_a_utf16_page_is_not_binary() -> None:
    assert "馆长介绍" in newsmill.clean(ARTICLE.replace("gbk", "utf-16").encode("utf-16")).body
