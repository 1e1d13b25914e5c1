"""Registered domains are those of tldextract, which is not imported for them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tldextract import TLDExtract

from newsmill.pipelines import suffixes
from newsmill.pipelines.suffixes import registered_domain

_PEER = TLDExtract(suffix_list_urls=(), cache_dir=None)
_RULES = sorted(_PEER.tlds)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("news.example.co.uk", "example.co.uk"),
        ("co.uk", ""),
        ("News.Example.COM.", "Example.COM"),
        ("www.ck", "www.ck"),
        ("a.b.other.ck", "b.other.ck"),
        ("other.ck", ""),
        ("a.city.kobe.jp", "city.kobe.jp"),
        ("a.b.c.kobe.jp", "b.c.kobe.jp"),
        ("blog.blogspot.com", "blogspot.com"),
        ("www.xn--fiqs8s", "www.xn--fiqs8s"),
        ("a.例子.中国", "例子.中国"),
        ("a。example。com", "example.com"),
        ("localhost", ""),
        ("127.0.0.1", ""),
        (".com", ""),
        ("", ""),
    ],
)
def test_a_registered_domain_is_one_label_before_the_suffix(host: str, expected: str) -> None:
    assert registered_domain(host) == expected
    assert _PEER(host).top_domain_under_public_suffix == expected


def test_every_rule_is_applied_as_tldextract_does() -> None:
    for rule in _RULES:
        suffix = rule.lstrip("!").replace("*", "any")
        for host in (suffix, f"a.{suffix}", f"b.a.{suffix}"):
            assert registered_domain(host) == _PEER(host).top_domain_under_public_suffix, host


_LABEL = st.one_of(
    st.sampled_from(
        ["com", "uk", "co", "ck", "www", "jp", "kobe", "city", "*", "!www", "xn--fiqs8s", "xn--", ""]
    ),
    st.text("abcdeé中-", max_size=4),
)


@given(st.lists(_LABEL, min_size=1, max_size=5).map(".".join))
def test_any_host_has_the_domain_that_tldextract_gives_it(host: str) -> None:
    assert registered_domain(host) == _PEER(host).top_domain_under_public_suffix


def test_the_list_is_found_where_tldextract_has_it_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = suffixes._public_rules()
    monkeypatch.setattr(suffixes, "_SNAPSHOT", "moved")
    assert sorted(set(suffixes._public_rules())) == sorted(set(rules))


def test_the_site_of_a_url_needs_no_http_client() -> None:
    program = (
        "import sys; from newsmill.pipelines.urls import site; "
        "print(site('http://a.b.co.uk/'), 'requests' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["b.co.uk", "False"]
