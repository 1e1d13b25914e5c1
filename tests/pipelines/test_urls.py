"""One page, one URL; two pages, two URLs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import canonicalize_url

from newsmill.pipelines.urls import _normalised, canonical, page_id, site


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("http://NEWS.example.com:80/a/1.html?utm_source=feed#top", "http://news.example.com/a/1.html"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("http://example.com/news/index.shtml", "http://example.com/news/"),
        ("http://example.com/index.php?id=7", "http://example.com/index.php?id=7"),
        ("http://example.com/a?b=2&a=1", "http://example.com/a?a=1&b=2"),
        ("http://example.com/a;jsessionid=12AB?x=1", "http://example.com/a?x=1"),
        ("http://example.com/a?PHPSESSID=0123456789abcdef0123&p=2", "http://example.com/a?p=2"),
        ("http://reader:secret@example.com/a", "http://example.com/a"),
        ("http://例子.测试/路径", "http://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84"),
        (" http://example.com/a\n", "http://example.com/a"),
    ],
)
def test_what_does_not_change_the_page_is_dropped(written: str, expected: str) -> None:
    assert canonical(written) == expected
    assert canonical(expected) == expected


_HOSTS = st.sampled_from((
    "example.com", "a-b.example.com:8080", "example.com:080", "a..b", "-.", "例子.测试", "xn--fsqu00a.com",
    "x" * 70 + ".com",
))  # fmt: skip
_PATHS = st.lists(
    st.sampled_from((
        "/", ".", "..", "a", "Z9", "-_~", "!$&'()*+,=:@", "%e8%b7%af", "%C3%A9", "%2f", "%41", "%28", "%20", "%23",
        "%2E",
        "%7c", "%5B", "%00", "%25", "%3b", "%3F", "%7f", "%60", "%zz", "%", ";a=1", "|",
        "[",
        " ", "路径", "é", "\u0130", "\u200b", "😀", "\\", '"', "//",
    )),
    max_size=6,
).map("".join)  # fmt: skip
_QUERIES = st.lists(
    st.sampled_from(
        ("b=2", "a=1", "a=", "a", "a=10", "a.b-c_=x", "q=%e8", "q=a+b", "q=路", "=", "a=b=c", "~=1")
    ),
    max_size=4,
).map("&".join)


@given(_HOSTS, _PATHS, _QUERIES)
def test_plain_urls_are_written_as_w3lib_writes_them(host: str, path: str, query: str) -> None:
    whole = f"http://{host}/{path}" + (f"?{query}" if query else "")
    assert _normalised("http", host, f"/{path}", query) == canonicalize_url(whole)


def test_a_short_sid_is_a_story_and_stays() -> None:
    assert canonical("http://example.com/story.php?sid=4711") == "http://example.com/story.php?sid=4711"


@pytest.mark.parametrize(
    "broken",
    ["http://[bad/", "http://example.com:99999/", "javascript:alert(1)", "saved/a.html", "", "http://"],
)
def test_a_broken_url_comes_back_as_it_is(broken: str) -> None:
    assert canonical(broken) == broken
    site(broken)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://news.sports.example.com.cn/a", "example.com.cn"),
        ("http://127.0.0.1:8000/a", "127.0.0.1"),
        ("http://[::1]:8000/a", "::1"),
        ("http://intranet/a", "intranet"),
        (None, None),
    ],
)
def test_the_site_is_the_registered_domain(url: str | None, expected: str | None) -> None:
    assert site(url) == expected


def test_an_id_is_24_hexadecimal_digits_and_depends_on_the_first_thing_known() -> None:
    assert page_id("http://example.com/", "a.html", "sha256:00") == page_id("http://example.com/", None, "x")
    assert len(page_id(None, "a.html", "sha256:00")) == 24
    assert page_id(None, None, "sha256:00") != page_id(None, None, "sha256:01")
