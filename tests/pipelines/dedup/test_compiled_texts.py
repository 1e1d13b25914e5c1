"""The compiled functions of deduplication give what their equals in Python give."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from newsmill.pipelines import compiled
from newsmill.pipelines.dedup.alignment import Text, align
from newsmill.pipelines.dedup.normalise import normalise
from newsmill.pipelines.dedup.shingles import shingles

_NAME = "newsmill.pipelines.dedup._texts"

pytestmark = pytest.mark.skipif(compiled.module(_NAME) is None, reason="the compiled modules are not built")


@pytest.fixture
def in_python(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bool], None]]:
    """Switches the compiled module off and on."""

    def switch(off: bool) -> None:
        monkeypatch.setenv("NEWSMILL_PURE_PYTHON", "1" if off else "0")
        compiled.module.cache_clear()

    yield switch
    monkeypatch.undo()
    compiled.module.cache_clear()


def _texts() -> list[str]:
    """Chinese and Latin texts with figures, their edited, cut and shuffled copies, and hard cases."""
    maker = random.Random(4)
    chinese = "".join(chr(0x4E00 + maker.randrange(900)) for _ in range(600))
    latin = " ".join(
        "".join(maker.choices("abcdefghijklmnopqrstuvwxyzé", k=maker.randint(2, 9))) for _ in range(200)
    )
    texts = [
        "",
        "。！",
        "a",
        "中文四个",
        "一二三四五",
        "ＡＢＣ　１２ abc12",
        "\ud800x\U00020000𠀀",
        "啊" * 400,
        "ab" * 300,
    ]
    for body in (chinese, latin):
        texts += [body, body[100:400], body[300:] + body[:300]]
        for share in (0.02, 0.1, 0.3):
            texts.append("".join(_edit(maker, character, share) for character in body))
    notice = (
        "{}日白天晴，最高气温{}℃，最低气温{}℃，降水概率百分之{}，请市民注意防寒保暖，老人和儿童减少外出。"
    )
    texts += [
        notice.format(*(maker.choice(["3", "十二", "88", "二〇一二"]) for _ in range(4))) for _ in range(12)
    ]
    return texts


def _edit(maker: random.Random, character: str, share: float) -> str:
    chance = maker.random()
    if chance >= share:
        return character
    return maker.choice(["", character + "7", chr(0x4E00 + maker.randrange(900)), "三五", character * 12])


def _all_of(texts: list[str]) -> list[object]:
    normal = normalise(texts)
    hashes, offsets = shingles(normal)
    ready = [Text(normal[number]) for number in range(len(normal))]
    found: list[object] = [normal.points.tolist(), normal.offsets.tolist(), hashes.tolist(), offsets.tolist()]
    found += [(text.size, text.set.tolist(), text.once.tolist(), text.places.tolist()) for text in ready]
    found += [(one.shared([other]), align(one, other)) for one in ready for other in ready]
    return found


def test_both_give_the_same(in_python: Callable[[bool], None]) -> None:
    texts = _texts()
    in_python(True)
    expected = _all_of(texts)
    in_python(False)
    assert _all_of(texts) == expected


def test_wrong_arguments_are_refused_not_read_beyond_their_end() -> None:
    texts = compiled.module(_NAME)
    assert texts is not None
    points = np.arange(0x4E00, 0x4E40, dtype=np.uint32)
    _, _, once, places = texts.prepared(points)
    numerals = np.zeros(4, dtype=np.uint8)
    with pytest.raises(ValueError, match="places"):
        texts.aligned(points, once, places[1:], points, once, places, 5, numerals)
    with pytest.raises(ValueError, match="beyond"):
        texts.aligned(points, once, places + 100, points, once, places, 5, numerals)
    with pytest.raises(ValueError, match="offsets"):
        texts.shingles(points, np.array([0, 200]))
    with pytest.raises(TypeError):
        texts.pages([b"bytes"], np.zeros(0x110, dtype=np.uint8))
