"""Whatever the bytes are, `clean` gives a record or a reject, and ends."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill import Record, Rejected, clean
from newsmill.pipelines.page import REASONS
from newsmill.pipelines.record import decode_record, encode


@pytest.fixture
def hang_guard() -> Iterator[None]:
    """Ends a test that hangs, far above what any page may take."""

    def hung(*_: object) -> None:
        raise AssertionError("still not done after 60 s")

    before = signal.signal(signal.SIGALRM, hung)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


PIECES = [
    b"<html>", b"</html>", b"<body>", b"</body>", b"<head>", b"<div>", b"</div>", b"<p>", b"</p>", b"<td>",
    b"<table>", b"<br>",
    b"<a href='javascript:x'>", b"</a>", b"<script>", b"</script>", b"<!--", b"-->", b"<![CDATA[", b"]]>",
        b"<style>", b"<title>",
    b"<meta charset=gbk>", b"<meta charset=nonsense>", b"<meta charset=utf-7>", b"<base href='http://[bad/'>",
        b"<h1>", b"</h1>",
    b"<script type='application/ld+json'>{\"articleBody\":", b"<time datetime='x'>",
        b"<img src='http://[bad/x.jpg'>", b"\x00", b"\xff\xfe",
    b"\x1b$B", b"~{", b"&#150;", b"&#x110000;", b"&#xd800;", b"<svg onload=alert(1)>", b"<plaintext>",
        b"<template>", b"<frameset>",
    "来源：记者 张三 2024年13月45日".encode("gb18030"), "责任编辑：".encode(), "鎰熻阿鎮ㄧ殑娴忚".encode(),
        b"99999-99-99", b"By By By",
    b"<p style='display:none'>", b"<ul><li>", b"\xc3\x28", b"\xf0\x9f\x98",
    b"<?xml version='1.0' encoding='utf-16'?>", b"<", b"&", b"\"'",
]  # fmt: skip


def outcome(raw: bytes, **known: str) -> Record | Rejected:
    try:
        record = clean(raw, **known)  # type: ignore[arg-type]
    except Rejected as caught:
        rejected = caught
    else:
        rejected = None
    if rejected is not None:
        assert rejected.reason in REASONS
        return rejected
    # What was read is valid JSON that reads back; nothing in it breaks a line-based file.
    line = encode(record)
    assert b"\n" not in line
    assert decode_record(line) == record
    return record


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(PIECES),
            st.binary(max_size=12),
            st.text(max_size=12).map(lambda s: s.encode("utf-8", "replace")),
        ),
        max_size=40,
    )
)
def test_any_soup_of_markup_gives_a_record_or_a_reject(pieces: list[bytes]) -> None:
    outcome(b"".join(pieces))


@settings(max_examples=80, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["", "gbk", "utf-8", "x-unknown", "\x00", "utf-16", "hz-gb-2312"]),
    st.text(max_size=20),
)
def test_any_bytes_charset_and_url_give_a_record_or_a_reject(raw: bytes, charset: str, url: str) -> None:
    outcome(raw, charset=charset, url=url)


@pytest.mark.parametrize(
    "unit",
    [
        b"<div>", b"<table><tr><td>", b"<b><i>", b"<p>", b"</p>", b"<!--", b"<a href=x>", b"<li>", b"&amp;",
        b"&#20013;", b"<br>",
        "来源：".encode(), "2024年1月1日 ".encode(), "记者 张三、".encode(), "鎰熻阿".encode(), b"a.", b"\x81",
            b" ", b"<script>", b'<div class="a b c">x',
        "（记者".encode(), b"\xe4\xb8", b"{[", b"<h1>x", b"<img src=a>",
    ],
    ids=lambda unit: repr(unit)[2:18],
)  # fmt: skip
def test_a_page_of_one_thing_over_and_over_ends(unit: bytes, hang_guard: None) -> None:
    """Half a megabyte of anything: cost that grew with the square of it would run into the guard."""
    head = "<html><body><h1>标题</h1><p>一段正文，足够长，好让它是正文。</p>".encode()
    outcome(head + unit * (500_000 // len(unit)))
