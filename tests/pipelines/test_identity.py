"""Which address a page's id is made of."""

import pytest

from newsmill.pipelines.urls import declared, identity


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://a.example/amp/news/night-ferry", "https://a.example/news/night-ferry"),
        ("https://amp.a.example/news/ferry", "https://www.a.example/news/ferry"),
        ("https://m.a.example/news/ferry", "https://a.example/news/ferry"),
        ("https://a.example/news/ferry.amp.html", "https://a.example/news/ferry.html"),
        ("https://a.example/news/ferry?outputType=amp", "https://a.example/news/ferry"),
        ("https://a.example/news/ferry/print", "https://a.example/news/ferry"),
        ("https://a.example/print.php?id=8812345", "https://a.example/news/ferry-8812345.html"),
        ("https://a.example/article/long-slug-of-a-story-idUSKBN1XT00W", "https://a.example/article/us-markets-idUSKBN1XT00W"),
        ("https://a.example/viewtopic.php?f=4&t=167", "https://a.example/viewtopic.php?t=167"),
    ],
)  # fmt: skip
def test_views_of_a_story_share_the_declared_address(url, canonical):
    assert identity(url, canonical) == canonical


@pytest.mark.parametrize(
    ("url", "canonical", "why"),
    [
        ("https://a.example/news/2024/ferry-returns", "https://a.example/", "the front page"),
        ("https://a.example/news/2024/03/ferry", "https://a.example/2024/03/", "a year and a month are shared by many"),
        ("https://a.example/20240312/ferry", "https://a.example/20240312/quay", "a day is shared by many"),
        ("https://a.example/news/ferry", "https://a.example/news", "the section"),
        ("https://a.example/story-1234567?page=2", "https://a.example/story-1234567", "a later part is no first one"),
        ("https://a.example/ferry-1234567", "https://b.example/ferry-1234567", "another site"),
    ],
)  # fmt: skip
def test_an_implausible_address_is_not_taken(url, canonical, why):
    assert identity(url, canonical) == url, why


def test_a_relative_address_is_resolved_and_cleaned():
    assert declared("/news/ferry?utm_source=x", "https://a.example/amp/news/ferry") == "https://a.example/news/ferry"
    assert declared("javascript:void(0)", "https://a.example/") is None
