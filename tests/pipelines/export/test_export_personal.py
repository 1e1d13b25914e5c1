"""Personal data is masked, and what only looks like it is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsmill.pipelines.export.personal import Mask, is_identity_number

# Numbers of nobody: the first is the example of GB 11643-1999, the other has a region code and date of the author's choosing.
IDENTITY = ("11010519491231002X", "440524188001010014")


@pytest.fixture
def mask() -> Mask:
    return Mask.read("all")


@pytest.mark.parametrize("number", IDENTITY)
def test_identity_numbers_are_known_by_their_check_digit(number: str, mask: Mask) -> None:
    assert is_identity_number(number)
    assert mask(f"身份证号{number}，男") == "身份证号[ID]，男"
    assert mask(number.lower()) == "[ID]"
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    assert mask(wrong) == wrong


@pytest.mark.parametrize(
    "number", ["990105194912310021", "110105194913310021", "110105194902300024", "123456789012345678"]
)
def test_a_number_without_region_date_or_check_digit_is_none(number: str, mask: Mask) -> None:
    assert mask(number) == number


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "+8613812345678",
        "+86 138-1234-5678",
        "86-13812345678",
        "138 1234 5678",
        "１３８１２３４５６７８",
        "008613812345678",
    ],
)
def test_mobile_numbers_are_masked_as_they_are_written(text: str, mask: Mask) -> None:
    assert mask(f"电话：{text}。") == "电话：[PHONE]。"


@pytest.mark.parametrize(
    "text",
    [
        "12812345678",
        "1381234567",
        "138123456789",
        "订单A13812345678",
        "3.13812345678",
        "20120214144600",
        "010-65123456",
        "2012-02-14",
        "13812-345678",
    ],
)
def test_other_numbers_stay(text: str, mask: Mask) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "address",
    [
        "zhang.yang+news@mail.example.com.cn",
        "a@b.cn",
        "editor@xn--fiqs8s.cn",
        "张扬x_1@163.com",
        "tips＠example.com",
    ],
)
def test_addresses_are_masked(address: str, mask: Mask) -> None:
    assert "[EMAIL]" in mask(f"投稿：{address}，谢谢")
    assert "example" not in mask(f"投稿：{address}，谢谢")


@pytest.mark.parametrize("text", ["@人民日报", "3@4", "a@b", "x@.com", "微博 @zhang"])
def test_mentions_are_no_addresses(text: str, mask: Mask) -> None:
    assert mask(text) == text


def test_kinds_can_be_chosen_and_are_counted() -> None:
    mask = Mask.read("phone")
    assert mask("13812345678 a@b.cn") == "[PHONE] a@b.cn"
    assert mask.counts == {"phone": 1}
    with pytest.raises(Exception, match="faces"):
        Mask.read("phone,faces")


def test_hostile_text_is_left_as_it_is(mask: Mask) -> None:
    for text in (
        "a" * 300_000,
        "a@" * 150_000,
        "1" * 300_000,
        "138-1234-" * 30_000,
        "a." * 150_000,
        "a@a." + "a." * 150_000,
    ):
        assert mask(text) == text


def test_nothing_that_an_export_writes_holds_what_was_masked(make_corpus: Any, record: Any) -> None:
    secret = "打13812345678或写信给zhang@example.org，身份证11010519491231002X。"
    records = [
        record(1, title="电话13812345678", body=secret + record(1).body),
        record(2, title="电话13812345678", body=secret + record(1).body),
        record(3, title="zhang@example.org", body=secret),
        record(4, keywords=["zhang@example.org"], section=["13812345678"], source="zhang@example.org"),
    ]
    corpus = make_corpus(
        records, "--mask", "all", "--filter", "length=100", "--convert", "s2t", "--format", "jsonl", card=True
    )
    for path in corpus.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for number in (b"13812345678", b"zhang@example.org", b"11010519491231002X"):
                assert number not in content, path
    manifest = json.loads((corpus / "export.json").read_bytes())
    assert manifest["masked"]["id"] == 1
