"""The look for damaged places is written twice, with numpy and compiled: both find the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.compiled import left_unused
from pipelines.decode.damage import suspicious_places, suspicious_places_in_python

compiled = pytest.importorskip(
    "pipelines.decode._damage", reason="newsmill was installed without a C compiler"
)
pytestmark = pytest.mark.skipif(left_unused(), reason="NEWSMILL_PURE_PYTHON asks for the twins in Python")

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
        *("锛", "銆", "鈥", "ㄛ", "﹜", "\ue4c7", "\ufffd", "\uffff", "\U0010ffff", "\x7f", "\x80", "a", "plain ASCII, "),
    ]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=5), max_size=12).map("".join))
def test_both_find_the_same_places(text: str) -> None:
    if not text.isascii():
        assert suspicious_places(text) == suspicious_places_in_python(text)


@pytest.mark.parametrize("wide", ["é", "鈥", "😀"], ids=["one byte", "two bytes", "four bytes"])
@pytest.mark.parametrize("before", range(10))
def test_places_at_every_offset_of_every_width_of_string(wide: str, before: int) -> None:
    for behind in range(10):
        text = "x" * before + "Ã©" + "y" * behind + wide + "z" * behind + "锛歕"
        if "锛" in text and wide == "é":
            text = text.removesuffix("锛歕") + "Ã¨"  # all of it in one byte a character
        assert suspicious_places(text) == suspicious_places_in_python(text)
        assert before in suspicious_places(text)


def test_a_kind_of_string_is_a_string() -> None:
    class Text(str):
        pass

    damaged = Text("锛岀湅 é")
    assert suspicious_places(damaged) == suspicious_places_in_python(damaged) == [0, 1]


def test_a_table_of_another_size_is_an_error() -> None:
    with pytest.raises(ValueError, match="first plane"):
        compiled.places("é", np.zeros(256, np.uint16), 1, 64)
    with pytest.raises(TypeError):
        compiled.places(None, np.zeros(0x10000, np.uint16), 1, 64)
