"""The searches for lost bytes are written twice, in Python and compiled: both find the same, to the bit."""

from __future__ import annotations

import random

import pytest

from newsmill.pipelines.compiled import disabled_by_env
from newsmill.pipelines.decode import beam, gap_filling, restore_lossy
from newsmill.pipelines.decode.beam import START, Choice
from newsmill.pipelines.decode.channels import CHANNELS, Channel, is_shown_by
from newsmill.pipelines.decode.languages import Voice

pytest.importorskip("newsmill.pipelines.decode._beam", reason="newsmill was installed without a C compiler")
pytestmark = pytest.mark.skipif(
    disabled_by_env(), reason="NEWSMILL_PURE_PYTHON asks for the Python fallbacks"
)

LINES = (
    "据新华社电，第三条规定：“本市居民可于5月12日前办理。”他问：这是什么呢？",
    "第十二届全国运动会昨日（8月31日）在沈阳开幕——运动员、教练员共9500人。",
    "臺灣的「資訊」與媒體報導，龘𠮷囧；Python 3.11 と カナ",
    "\x00a—…·１２３％ё😀",
)
MULTIBYTE = [
    channel
    for channel in CHANNELS
    if channel.actual_charset == "utf-8"
    and channel.misread_as in ("gb18030", "gbk")
    and channel.losses != "none"
]


def seen(line: str, channel: Channel) -> str:
    handler = "ignore" if channel.losses == "ignore" else "replace"
    text = line.encode().decode(channel.misread_as, handler)
    return text.replace("\ufffd", "?") if channel.losses == "question" else text


@pytest.mark.parametrize("line", LINES)
def test_a_text_costs_the_same(line: str) -> None:
    for text in (line, *(seen(line, channel) for channel in MULTIBYTE)):
        assert beam.bits_of(text) == beam.bits_of_in_python(text)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("pairing", [True, False])
@pytest.mark.parametrize("may_be_odd", [True, False])
def test_beams_grow_alike(line: str, pairing: bool, may_be_odd: bool) -> None:
    randomly = random.Random(line)
    beams = [START]
    for character in line:
        others = {*randomly.sample("的一是不了人在有我他这条个年月日、，。“”（）《》鎴戜滑", 9), character}
        choices = [
            Choice(each, beam.model.load().place(each), randomly.choice((0.0, 7.0)), each in beam.OPENING_OF)
            for each in sorted(others)
        ]
        grown = beam.grow(beams, [choices], pairing, may_be_odd)
        compact = beam.compact(choices)
        assert [*compact] == choices
        assert len(compact) == len(choices)
        assert beam.grow_plain(beams, [compact], pairing, may_be_odd) == grown
        assert grown == beam.grow_in_python(beams, choices, pairing, may_be_odd)
        beams = grown


@pytest.mark.parametrize("channel", MULTIBYTE, ids=lambda channel: channel.name)
@pytest.mark.parametrize("line", LINES)
def test_stretches_are_parsed_alike(channel: Channel, line: str) -> None:
    text = f"{seen(line, channel)}使 路 脿n锟斤拷{line}"
    for start in range(len(text)):
        for may_be_clean in (True, False):
            known = restore_lossy.parse(text, start, len(text), channel, may_be_clean)
            assert known == restore_lossy.parse_in_python(text, start, len(text), channel, may_be_clean)


@pytest.mark.parametrize("channel", MULTIBYTE, ids=lambda channel: channel.name)
@pytest.mark.parametrize("line", LINES)
def test_what_a_channel_damaged_can_be_shown_by_it(channel: Channel, line: str) -> None:
    assert is_shown_by(seen(line, channel), channel.misread_as)


def test_a_character_that_gbk_lacks_is_not_shown_by_it() -> None:
    assert not is_shown_by("\ue4c7", "gbk")
    assert is_shown_by("\ue4c7", "gb18030")


@pytest.mark.parametrize("seed", range(20))
def test_lattices_cost_the_same(seed: int) -> None:
    randomly = random.Random(seed)
    voice = Voice({})
    options = [randomly.sample("аеёиоуabcdéè.„", randomly.choice((1, 1, 3, 6))) for _ in range(40)]
    words = []
    for _ in range(12):
        start = randomly.randrange(36)
        places = [randomly.randrange(len(each)) for each in options[start : start + randomly.randrange(1, 5)]]
        words.append((start, places, randomly.uniform(0, 9)))
    prices = gap_filling._wide_prices("ja") if seed % 2 else voice
    found = gap_filling._path_costs(options, words, prices, " ")
    assert found == gap_filling.path_costs_in_python(options, words, prices.bits, " ")
