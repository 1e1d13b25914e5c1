"""Looks at every character or byte are written twice, in Python and compiled: both find the same."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.pipelines.compiled import disabled_by_env
from newsmill.pipelines.decode.character_references import _has_reference_in_python, as_browsers_read
from newsmill.pipelines.decode.damage import LOSS_CHARACTERS, Escaped, escaped_places, look_at, look_in_python
from newsmill.pipelines.decode.escaped_mojibake import is_escaped
from newsmill.pipelines.decode.languages import SCALE, reading_bits, reading_cost_in_python
from newsmill.pipelines.decode.mixed_encodings import utf8_places, utf8_places_in_python
from newsmill.pipelines.decode.plausibility import COSTS, cost, cost_in_python, cost_of
from newsmill.pipelines.decode.unrepairable import _KINDS
from newsmill.pipelines.sniff import _CONTROLS, _count_controls, _count_controls_in_python

compiled = pytest.importorskip(
    "newsmill.pipelines.decode._scan", reason="newsmill was installed without a C compiler"
)
pytestmark = pytest.mark.skipif(
    disabled_by_env(), reason="NEWSMILL_PURE_PYTHON asks for the Python fallbacks"
)

_SENTENCES = (
    "感谢您的浏览。您要访问的页面不存在！",
    "Dürfen wir? Ça va bien — «oui»…",
    "안녕하세요, 세계",
    "野家𠮷 😀",
)
_PIECES = st.sampled_from(
    [
        *_SENTENCES,
        *(text.encode().decode("gb18030", "replace") for text in _SENTENCES),
        *(text.encode().decode("gbk", "ignore") for text in _SENTENCES),
        *(text.encode().decode("latin-1") for text in _SENTENCES),
        *("锛", "銆", "鈥", "ㄛ", "﹜", "\ue4c7", "\ufffd", "\uffff", "\U0010ffff", "\x7f", "\x80", "a",
            "plain ASCII, "),
    ]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=5), max_size=12).map("".join))
def test_both_find_the_same_places(text: str) -> None:
    if not text.isascii():
        assert look_at(text) == look_in_python(text)


@pytest.mark.parametrize("character", LOSS_CHARACTERS)
@pytest.mark.parametrize("before", range(0, 140, 7))
def test_a_character_of_loss_is_found_at_any_place(character: str, before: int) -> None:
    text = "x" * before + character + "y" * 70
    assert look_at(text).may_lack
    assert look_in_python(text).may_lack
    assert not look_at(text.replace(character, "的")).may_lack


def test_every_kind_of_loss_has_its_character() -> None:
    assert {kind.needle[0] for kind in _KINDS} == set(LOSS_CHARACTERS)


@pytest.mark.parametrize("wide", ["é", "鈥", "😀"], ids=["one byte", "two bytes", "four bytes"])
@pytest.mark.parametrize("before", range(10))
def test_places_at_every_offset_of_every_width_of_string(wide: str, before: int) -> None:
    for after in range(10):
        text = "x" * before + "Ã©" + "y" * after + wide + "z" * after + "锛歕"
        if "锛" in text and wide == "é":
            text = text.removesuffix("锛歕") + "Ã¨"  # all of it in one byte a character
        assert look_at(text) == look_in_python(text)
        assert before in look_at(text).places


def test_a_kind_of_string_is_a_string() -> None:
    class Text(str):
        pass

    damaged = Text("锛岀湅 é")
    assert look_at(damaged) == look_in_python(damaged) == ([0, 1], False)


def test_a_table_of_another_size_is_an_error() -> None:
    with pytest.raises(ValueError, match="first plane"):
        compiled.places("é", np.zeros(256, np.uint16), 1, 64, 1024, 128, 2048)
    with pytest.raises(TypeError):
        compiled.places(None, np.zeros(0x10000, np.uint16), 1, 64, 1024)


@given(st.binary(max_size=600))
def test_both_count_the_same_controls(sample: bytes) -> None:
    assert _count_controls(sample) == _count_controls_in_python(sample)


def test_every_control_is_one() -> None:
    every = bytes(range(256))
    assert compiled.count_controls(every * 3) == 3 * sum(length for _, length in _CONTROLS)
    assert compiled.count_controls(b"\x7f" * 70_000) == 70_000
    assert compiled.count_controls(b"") == 0


@pytest.mark.parametrize("wide", ["", "é", "国", "😀"], ids=["ASCII", "one byte", "two bytes", "four bytes"])
@pytest.mark.parametrize("before", [0, 1, 7, 8, 254, 255, 256, 700])
def test_references_at_every_place_of_every_width_of_string(wide: str, before: int) -> None:
    text = wide + "x" * before + "&#150;" + "y" * 3 + wide
    for source in (text, text.encode()):
        assert compiled.may_have_reference(source)
    assert not compiled.may_have_reference(wide + "&" * before + "#")
    assert not compiled.may_have_reference("&#" * 300)
    assert (
        as_browsers_read(text) == as_browsers_read(text, text.encode()) == text.replace("&#150;", "&#8211;")
    )


def test_what_is_neither_string_nor_bytes_is_an_error() -> None:
    with pytest.raises(TypeError):
        compiled.may_have_reference(7)
    assert not compiled.may_have_reference("")
    assert not compiled.may_have_reference(b"")


@given(st.lists(_PIECES | st.text(max_size=5), max_size=12).map("".join))
def test_both_add_up_the_same_costs(text: str) -> None:
    assert cost(text) == cost_in_python(text)


def test_every_character_costs_the_same() -> None:
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x11000), 0x1F600, 0x20BB7, 0x10FFFF)))
    assert [cost(each) for each in every] == [cost_in_python(each) for each in every]
    assert cost(every) == cost_in_python(every)


def test_costs_must_cover_the_first_plane() -> None:
    with pytest.raises(ValueError, match="first plane"):
        compiled.total("a", COSTS[1:], cost_of)
    with pytest.raises(TypeError):
        compiled.total("a", None, cost_of)


_ESCAPES = st.sampled_from(
    ["&", "amp;", "Atilde;", "aelig;", "ETH;", "szlig;", "copy;", "nbsp;", "quot;", "#195;", "#00195;", "#xC3;",
     "#xe4;", "#169;", "#8217;", "#" + "0" * 70 + "195;", "Ã", "©", "ä", "é", "\\", "u00c3", "u00E4", "u00a9",
     "u201d", ";", "text ", "\U0001f600", "中"]
)  # fmt: skip


@given(st.lists(_ESCAPES, max_size=14).map("".join), st.sampled_from([0, 1, 60, 63, 64]))
def test_no_escape_is_passed_over(text: str, before: int) -> None:
    text = " " * before + text
    assert is_escaped(text, escaped_places(text)) == is_escaped(text, Escaped(0, 0, 0, 0))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "Fish &amp; chips &nbsp;&nbsp; &quot;so&quot; &ldquo;x&rdquo; &hellip; &#8220;",
        "C:\\users\\u00",
        "\\u003cp\\u003e",
    ],
)
def test_what_is_plain_is_not_searched(text: str) -> None:
    assert escaped_places(text) == (-1, -1, -1, -1)


def test_each_kind_of_escape_has_its_first_place() -> None:
    assert escaped_places("&copy;&reg; &Atilde;&copy;") == (12, 0, -1, -1)
    assert escaped_places("\\u003c\\u00c3\\u00a9") == (-1, -1, 6, 6)


_OF_REFERENCES = st.lists(st.sampled_from("&#xX01589f;٥中"), max_size=12).map("".join)


@given(st.integers(0, 70), _OF_REFERENCES, st.integers(0, 70))
def test_no_reference_that_browsers_read_otherwise_is_passed_over(
    before: int, source: str, after: int
) -> None:
    whole = "a" * before + source + "b" * after
    for text in (whole, whole.encode()):
        assert compiled.may_have_reference(text) or not _has_reference_in_python(whole)
    assert not compiled.may_have_reference("&#38;&#160;&#1234;&#x2014;&#x7f;")


_OF_MANY_SCRIPTS = st.sampled_from(
    [
        *(
            "Příliš žluťoučký kůň",
            "ÐŸÑ€Ð¸Ð²ÐµÑ‚",
            "Привет, URLны",
            "Ελλάδα",
            "İSTANBUL’da",
            "नमस्ते",
            "العربية",
            "ไทย",
        ),
        *(
            "ABc",
            "aBC",
            "oC3",
            "don’t",
            "a§b",
            "x€",
            "e\u0301",
            "ŒUVRE",
            "日本語text",
            "한국",
            "\x00",
            "\x85",
            "\ufffd",
            "😀",
        ),
    ]
)


@given(st.lists(_OF_MANY_SCRIPTS | _PIECES | st.text(max_size=5), min_size=1, max_size=12).map("".join))
def test_both_find_a_text_equally_costly(text: str) -> None:
    assert reading_bits(text) == (
        reading_cost_in_python(unicodedata.normalize("NFC", text)) / SCALE if text else 0.0
    )


def test_tables_that_do_not_fit_the_text_are_errors() -> None:
    wide, flags = np.zeros(0x10000, np.int16), np.zeros(0x10000, np.uint8)
    shapes = (1, 1, 1, 1, 1, 1, 1, 99)
    costs = [np.zeros((1, 2, 2), np.uint8)]
    with pytest.raises(ValueError, match="not the same characters"):
        compiled.reading_cost("ab", "a", wide, wide, wide, flags, flags, costs, shapes)
    with pytest.raises(ValueError, match="first plane"):
        compiled.reading_cost("a", "a", wide[1:], wide, wide, flags, flags, costs, shapes)
    with pytest.raises(ValueError, match="too many groups"):
        compiled.reading_cost("a", "a", wide, wide, wide, flags, flags, costs, (*shapes[:-1], 1000))
    with pytest.raises(ValueError, match="outside its script's table"):
        compiled.reading_cost("a", "a", wide + 1, wide + 7, wide, flags, flags, costs, shapes)
    with pytest.raises(ValueError, match="of no script"):
        compiled.reading_cost("a", "a", wide + 2, wide, wide, flags, flags, costs, shapes)


_BYTES = st.sampled_from(
    [
        *(text.encode() for text in _SENTENCES),
        *(text.encode("gb18030", "ignore") for text in _SENTENCES),
        b"\xe9\x9f", b"\x9f\xb3", b"\xe0", b"\x80", b"\x9f", b"\xa0", b"plain ASCII, " * 9, bytes(70),
    ]
)  # fmt: skip


@given(st.lists(_BYTES | st.binary(max_size=8), max_size=14).map(b"".join))
def test_both_find_the_same_characters_of_utf8_among_bytes(raw: bytes) -> None:
    assert utf8_places(raw) == utf8_places_in_python(raw)


@pytest.mark.parametrize("before", [*range(0, 3), *range(58, 70), 127])
def test_a_character_of_utf8_is_found_wherever_it_stands(before: int) -> None:
    raw = b"x" * before + "错".encode() + b"\xc4\xe3" * 40
    assert before in utf8_places(raw)
