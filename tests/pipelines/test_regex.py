"""Patterns that are compiled when first used behave like compiled ones."""

from __future__ import annotations

import re

import pytest

from newsmill.pipelines.regex import lazy_regex


def test_lazy_pattern_answers_like_the_compiled_one() -> None:
    lazy, compiled = (make(r"(?P<day>\d+)日", re.IGNORECASE) for make in (lazy_regex, re.compile))
    for _ in range(2):  # the first use compiles, the second finds the methods in the instance
        assert lazy.search("4月24日").groupdict() == {"day": "24"}
        assert lazy.fullmatch("24") is None
        assert lazy.sub("*", "24日") == "*"
        assert lazy.findall("1日 2日") == ["1", "2"]
    assert (lazy.pattern, lazy.flags, lazy.groupindex) == (
        compiled.pattern,
        compiled.flags,
        compiled.groupindex,
    )


def test_lazy_pattern_of_bytes() -> None:
    assert lazy_regex(rb"\x1f\x8b").match(b"\x1f\x8b\x08") is not None


def test_pattern_derived_from_a_table_is_derived_when_first_used() -> None:
    derived = []
    lazy = lazy_regex(lambda: derived.append("a|b") or derived[-1])
    assert derived == []
    assert lazy.search("xb") is not None
    assert lazy.pattern == "a|b"
    assert derived == ["a|b"]


def test_error_in_a_pattern_is_raised_on_first_use() -> None:
    lazy = lazy_regex("(")
    with pytest.raises(re.error):
        lazy.search("")
