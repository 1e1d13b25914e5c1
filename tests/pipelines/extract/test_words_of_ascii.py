"""The words of ASCII text are found without a regular expression: they are those that the pattern finds."""

from __future__ import annotations

import pytest

from newsmill.pipelines.extract.fields import date_words
from newsmill.pipelines.extract.fields.date_attributes import _assignments
from newsmill.pipelines.extract.language import _APART, _TOKEN

BETWEEN = [f"Mon{chr(code)}May's{chr(code)}{chr(code)}12" for code in range(128)]


@pytest.mark.parametrize("line", BETWEEN, ids=ascii)
def test_every_character_parts_the_words_that_it_parts_in_the_pattern(line: str) -> None:
    assert date_words._words_of(line) == date_words._WORD.findall(line)
    assert line.translate(_APART).split() == _TOKEN.findall(line)


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("var pubTime = '2024-03-12 08:15';", [("pubTime", "2024-03-12 08:15")]),
        ('a.pubTime="20240312 0815"', []),
        ('time="2024-03-12"', []),
        (
            "publish_time='1710202500'; createTime= \"2024-03-12\"",
            [("publish_time", "1710202500"), ("createTime", "2024-03-12")],
        ),
        (f"{'x' * 31}='2024-03-12'", []),
        (f"{'x' * 30} = '2024-03-12'", [("x" * 30, "2024-03-12")]),
    ],
)
def test_a_variable_with_a_date_is_found_from_its_sign(script: str, found: list[tuple[str, str]]) -> None:
    assert list(_assignments(script)) == found
