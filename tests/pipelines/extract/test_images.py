"""Where the images of a body are, as pages hide their addresses from readers who do not scroll."""

from __future__ import annotations

import pytest

from newsmill.pipelines.extract import extract, parse

TEXT = "".join(
    f"<p>Paragraph {n} of the story about the new library says what it cost, who built it and when it opens.</p>"
    for n in range(5)
)
SITE = "http://news.example.com"


def images_of(html: str) -> list[str]:
    tree = parse(
        f"<html><title>The library</title><body><h1>The library</h1><div>{html}{TEXT}</div></body></html>"
    )
    assert tree is not None
    return [image.url for image in extract(tree, f"{SITE}/a/b/story.html").images]


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ('<p><img src="/u/1.jpg"></p>', "/u/1.jpg"),
        ('<p><img src="../../u/1.jpg"></p>', "/u/1.jpg"),
        ('<p><img src="/blank.gif" data-original="/u/1.jpg"></p>', "/u/1.jpg"),
        ('<p><img src="data:image/png;base64,AAAA" data-src="/u/1.jpg"></p>', "/u/1.jpg"),
        ('<p><img _src="/u/1.jpg" src="/images/loading.gif"></p>', "/u/1.jpg"),
        ('<p><img file="/u/1.jpg" zoomfile="/u/1.jpg" src="static/blank.gif"></p>', "/u/1.jpg"),
        ('<p><img src="/u/small.jpg" srcset="/u/small.jpg 320w, /u/large.jpg 1200w"></p>', "/u/small.jpg"),
        ('<p><img src="/blank.gif" data-srcset="/u/small.jpg 320w, /u/large.jpg 1200w"></p>', "/u/large.jpg"),
        ('<p><img class="lazy" src="/blank.gif"><noscript><img src="/u/1.jpg"></noscript></p>', "/u/1.jpg"),
        ('<picture><source srcset="/u/1.webp" type="image/webp"><img src="/u/1.jpg"></picture>', "/u/1.jpg"),
        ('<p><img src=" /u/reading room.jpg "></p>', "/u/reading%20room.jpg"),
    ],
)
def test_the_address_is_found_where_the_page_keeps_it(html: str, address: str) -> None:
    assert images_of(html) == [SITE + address]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/p.gif" width="1" height="1">',
        '<p><img src="/icons/chat.png" width="20" height="20"></p>',
        '<p><img src="/qrcode.jpg"></p>',
        '<p><img src="javascript:alert(1)"></p>',
        '<p><img src="/blank.gif" data-config="{&quot;a&quot;: &quot;/u/1.jpg&quot;}"></p>',
        "<p><img></p>",
    ],
)
def test_decoration_is_not_an_image_of_the_body(html: str) -> None:
    assert images_of(html) == []
