"""Which address a page's id is made of."""

import pytest

from newsmill.pipelines.urls import declared, identity


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://courier.com/amp/news/night-ferry", "https://courier.com/news/night-ferry"),
        ("https://amp.courier.com/news/ferry", "https://www.courier.com/news/ferry"),
        ("https://m.courier.com/news/ferry", "https://courier.com/news/ferry"),
        ("https://courier.com/news/ferry.amp.html", "https://courier.com/news/ferry.html"),
        ("https://courier.com/news/ferry?outputType=amp", "https://courier.com/news/ferry"),
        ("https://courier.com/news/ferry/print", "https://courier.com/news/ferry"),
        ("https://courier.com/print.php?id=8812345", "https://courier.com/news/ferry-8812345.html"),
        ("https://courier.com/article/long-slug-of-a-story-idUSKBN1XT00W",
            "https://courier.com/article/us-markets-idUSKBN1XT00W"),
        ("https://courier.com/viewtopic.php?f=4&t=167", "https://courier.com/viewtopic.php?t=167"),
    ],
)  # fmt: skip
def test_views_of_a_story_share_the_declared_address(url, canonical):
    assert identity(url, canonical) == canonical


@pytest.mark.parametrize(
    ("url", "canonical", "why"),
    [
        ("https://courier.com/news/2024/ferry-returns", "https://courier.com/", "the front page"),
        ("https://courier.com/news/2024/03/ferry", "https://courier.com/2024/03/",
            "a year and a month are shared by many"),
        ("https://courier.com/20240312/ferry", "https://courier.com/20240312/quay", "a day is shared by many"),
        ("https://courier.com/news/ferry", "https://courier.com/news", "the section"),
        ("https://courier.com/story-1234567?page=2", "https://courier.com/story-1234567",
            "a later part is no first one"),
        ("https://courier.com/ferry-1234567", "https://tidende.com/ferry-1234567", "another site"),
    ],
)  # fmt: skip
def test_an_implausible_address_is_not_taken(url, canonical, why):
    assert identity(url, canonical) == url, why


def test_a_relative_address_is_resolved_and_cleaned():
    assert (
        declared("/news/ferry?utm_source=x", "https://courier.com/amp/news/ferry")
        == "https://courier.com/news/ferry"
    )
    assert declared("javascript:void(0)", "https://courier.com/") is None
