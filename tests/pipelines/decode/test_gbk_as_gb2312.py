"""GBK read with the older table of GB2312: pairs are cut in the wrong place after each byte that it
rejects."""

from __future__ import annotations

import pytest

from newsmill.pipelines.decode import repair, repair_and_explain


def _as_gb2312(text: str) -> str:
    return text.encode("gbk").decode("gb2312", "replace")


@pytest.mark.parametrize(
    "text",
    [
        "陶喆的新专辑今天发行",
        "国务院总理朱镕基昨天在北京会见了来宾。",
        "第三版：陶喆昨晚在上海体育馆举办演唱会",
        "中華人民共和國成立",
    ],
)
def test_text_behind_a_refused_byte_is_paired_again(text: str) -> None:
    damaged = _as_gb2312(text)
    assert "\ufffd" in damaged
    repaired = repair_and_explain(damaged)
    assert repaired.text == text
    assert [(each.certain, each.channel) for each in repaired.repairs] == [
        (False, "gbk as gb2312, bytes replaced")
    ]


def test_a_character_that_several_could_be_stays_lost_while_its_neighbours_come_back() -> None:
    text = "王珺和李堃昨日出席了仪式"
    damaged = _as_gb2312(text)
    assert "昨日" not in damaged
    assert repair(damaged) == "王\ufffd和李\ufffd昨日出席了仪式"


@pytest.mark.parametrize(
    "text",
    [
        "caf\ufffd au lait",
        "\ufffd\ufffd\ufffd\ufffd",
        "他说\ufffd",
        "新闻\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd中心",
        "Mot \ufffd 中文",
    ],
)
def test_other_lost_characters_stay(text: str) -> None:
    assert repair(text) == text
