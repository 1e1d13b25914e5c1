"""UTF-8 read as GB18030 or GBK twice, with bytes lost both times."""

from __future__ import annotations

import pytest

from newsmill.pipelines.decode import repair, repair_and_explain

LINES = (
    "渡轮公司表示，修好的码头下周一上午重新开放，票价不变。",
    "记者昨天在菜市场看到，一斤青椒卖到了六块五。",
    "3月8日，河边的老戏台又唱了一晚上戏，散场很晚",
    "“这座桥我们等了二十年。”村民老周说。",
)


def _misread(text: str, codec: str) -> str:
    return text.encode().decode(codec, "ignore")


@pytest.mark.parametrize("line", LINES)
def test_text_misread_twice_comes_back_although_bytes_were_lost_each_time(line: str) -> None:
    damaged = _misread(_misread(line, "gb18030"), "gb18030")
    repaired = repair_and_explain(damaged)
    assert repaired.text == line
    assert not any(change.certain for change in repaired.repairs)


def test_only_the_misread_line_of_a_page_changes() -> None:
    damaged = _misread(_misread(LINES[0], "gb18030"), "gb18030")
    assert repair(f"{LINES[1]}\n{damaged}\n{LINES[2]}") == f"{LINES[1]}\n{LINES[0]}\n{LINES[2]}"


def test_a_page_of_lines_misread_twice_and_once_comes_back_line_by_line() -> None:
    twice = [_misread(_misread(line, "gb18030"), "gb18030") for line in LINES]
    once = [_misread(line, "gb18030") for line in LINES]
    page = "\n".join(f"<p>{line}</p>" for pair in zip(twice, once, LINES, strict=True) for line in pair)
    lines = [repair(line) for line in once]
    wanted = (line for pair in zip(LINES, lines, LINES, strict=True) for line in pair)
    assert repair(page) == "\n".join(f"<p>{line}</p>" for line in wanted)
