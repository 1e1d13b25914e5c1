"""Personal data is masked, and what only looks like it is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsmill.pipelines.export.personal import Mask, is_identity_number

# Numbers of nobody: the first is the example of GB 11643-1999, the other has a region code and date of the
# author's choosing.
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
def test_a_number_without_region_date_or_check_digit_is_not_masked(number: str, mask: Mask) -> None:
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
def test_mentions_are_not_addresses(text: str, mask: Mask) -> None:
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


MASKED = {
    "phone": [
        "010-88886666",
        "0755-82345678",
        "(021)6666 7777",
        "（010）62345678",
        "021 62345678",
        "0571-87654321转8012",
        "010-65123456-8001",
        "电话：88886666",
        "电话01062345678",
        "+852 2345 6789",
        "852-23456789",
        "(852) 9123 4567",
        "+886 912 345 678",
        "0912-345-678",
        "02-2345-6789",
        "(02)2345-6789",
        "+886-2-2345-6789",
        "+1 415 555 2671",
        "(415) 555-2671",
        "415-555-2671",
        "415.555.2671",
        "1-415-555-2671",
        "+44 20 7946 0958",
        "020 7946 0958",
        "07700 900123",
        "07700900123",
        "+44 (0)20 7946 0958",
        "+49 30 901820",
        "+33 1 42 68 53 00",
        "+39 06 6982",
        "0033142685300",
        "+4930901820",
        "１３８１２３４５６７８",
        "138-1234-5678",
        "+86-10-62345678",
        "+34 912 345 678",
    ],
    "id": [
        "11010519491231002X",
        "110105 19491231 002X",
        "1101 0519 4912 3100 2X",
        "110105-19491231-002X",
        "110105491231002",
        "110105 491231 002",
    ],
    "bankcard": [
        "4111111111111111",
        "4111 1111 1111 1111",
        "5500-0000-0000-0004",
        "378282246310005",
        "3782 822463 10005",
    ],
    "passport": [
        "E12345678",
        "G12345678",
        "EA1234567",
        "护照号码：P1234567",
        "passport No. 123456789",
    ],
    "plate": [
        "京A12345",
        "粤B·D1234",
        "沪AD12345",
        "川A·12345",
        "粤Z1234港",
        "京A 12345",
    ],
    "account": [
        "微信号：zhang_yang88",
        "微信：abcdef123",
        "QQ：12345678",
        "QQ群 123456789",
        "qq 10001",
        "微信号：abc123456",
        "加V：abc_12345",
    ],
    "ssn": [
        "123-45-6789",
        "078 05 1120",
    ],
    "ip": [
        "192.168.1.100",
        "10.0.0.1",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "2001:db8::ff00:42:8329",
        "fe80::1ff:fe23:4567:890a",
    ],
    "email": [
        "ｎｅｗｓ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "zhang[at]example.com",
        "zhang (at) example (dot) com",
        "zhang【at】example.com",
        "a.b@example.co.uk",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in MASKED.items() for text in texts])
def test_what_is_personal_is_masked_under_its_kind(kind: str, text: str) -> None:
    mask = Mask.read(kind)
    for sentence in (text, f"联系人张三，{text}，谢谢。", f"请致：{text} 。"):
        masked = mask(sentence)
        assert "[" in masked
        assert not any(character.isdigit() for character in masked), masked
    assert mask.counts[kind] >= 3


STAY = [
    "2012-02-14",
    "2012年2月14日14:46",
    "（2012）京0105民初12345号",
    "(2012)一中民终字第01234号",
    "1,234.56元",
    "12.50元",
    "138.00元",
    "13812345678元",
    "价值13812345678元",
    "20120214144600",
    "2010-2012",
    "110-98",
    "比分98-102",
    "股票代码600000",
    "SH600519",
    "ISBN 978-7-302-12345-6",
    "ISBN 7-302-12345-6",
    "v1.2.3.4",
    "版本1.2.3.4",
    "第1.2.3.4节",
    "12:30:45",
    "08:00:00-09:00:00",
    "4006-1234",
    "CA1234",
    "G12",
    "G2345次列车",
    "订单号2012021412345678",
    "沪A股3000点",
    "京A股",
    "上证指数2012.34点",
    "北纬39.9042度",
    "东经116.4074",
    "2012-2013学年",
    "QQ2012",
    "QQ 2012",
    "微信公众号 newsmill",
    "微信 iPhone",
    "微信用户 zhang",
    "100000000",
    "+12.5%",
    "增长+1234%",
    "1-2-3",
    "3-0-1",
    "3.1415926535",
    "2012/02/14",
    "14.02.2012",
    "02-14-2012",
    "1 000 000",
    "12 345 678",
    "电话会议",
    "2012021",
    "编号：A12345678",
    "邮编100080",
    "邮编 510000",
    "GB 11643-1999",
    "GB/T 2260-2007",
    "京政发〔2012〕12号",
    "国发[2012]1号",
    "12306",
    "110、119、120",
    "拨打12345热线",
    "2012-02-14 14:46:00",
    "T12345678",
    "价格1299-1599元",
    "2001-2002-2003",
    "人口1,234,567,890",
    "2.0.1.5",
    "1.1.1.1",
    "10:00-12:00",
    "COVID-19",
    "F-16",
    "123456",
    "12345678",
    "1234567890",
    "123456789012345",
    "1234567890123456",
    "@人民日报",
    "meet at noon (at) home",
    "300-400万",
    "0.618",
    "0-0-0",
    "020世纪",
    "2012 0214",
    "ab:cd",
    "C++11",
    "北京2008年8月8日8时",
    "电话：2012-02-14",
    "Tel Aviv 2012",
    "电话 20120214年",
    "100-200-3000人",
    "200-300-4000元",
]


@pytest.mark.parametrize("text", STAY)
def test_dates_case_numbers_prices_and_other_figures_stay(text: str, mask: Mask) -> None:
    assert mask(text) == text
    assert mask(f"据悉，{text}。") == f"据悉，{text}。"


def test_only_the_account_is_masked_and_the_word_before_it_stays(mask: Mask) -> None:
    assert mask("加我微信：zhang_yang88，QQ：12345678。") == "加我微信：[ACCOUNT]，QQ：[ACCOUNT]。"
    assert mask("联系电话：88886666。") == "联系电话：[PHONE]。"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("手机 138.0013.8000 联系", "手机 [PHONE] 联系"),
        ("电话：1 3 8 0 0 1 3 8 0 0 0", "电话：[PHONE]"),
        ("手机：0912345678", "手机：[PHONE]"),
        ("香港电话 2345 6789", "香港电话 [PHONE]"),
        ("热线 400-810-8888", "热线 [PHONE]"),
        ("write to john at news dot example dot com today", "write to [EMAIL] today"),
        ("DNS 8.8.8.8", "DNS [IP]"),
        ("IP地址：1.1.1.1", "IP地址：[IP]"),
    ],
)
def test_numbers_and_addresses_are_masked_in_rarer_spellings(text: str, masked: str) -> None:
    assert Mask.read("all")(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "系统 2.0.1.10 版", "Windows 10.0.19041", "见 10.5.2 节", "ISBN 978-7-111-12345-6", "ISBN 0-306-40615-2",
        "（2019）最高法知民终123号",
        "比分 21-15 21-18", "6-3 6-4 7-5", "DOI 10.1016/j.cell.2020.01.001", "专利 ZL201210012345.6",
        "坐标39.9042, 116.4074", "1998-2008-2018",
        "人口 1 382 710 000", "订单号 20120214144630", "look at polka dot dresses", "meet at ten dot",
        "电话会议2012年", "拨打 12345 热线", "1 3 8 0 0 1 3",
        "上证 2012-02-14 2345.67", "8.8.8.8", "UPC 012345678905", "08:00-17:00", "电话 2012 2013 年",
    ],
)  # fmt: skip
def test_dates_scores_case_numbers_and_codes_are_not_personal_data(text: str) -> None:
    assert Mask.read("all")(text) == text


@pytest.mark.parametrize(
    "number",
    # The examples of the IBAN registry.
    ["DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819", "FR14 2004 1010 0505 0001 3M02 606"],
)
def test_international_account_numbers_are_masked_whole(number: str, mask: Mask) -> None:
    assert mask(f"Spendenkonto: {number}, Stichwort Flut") == "Spendenkonto: [CARD], Stichwort Flut"


@pytest.mark.parametrize("text", ["GB29NWBK60161331926818", "DE12 PLUS EINE ZEILE", "ISO9001 ABCD EFGH"])
def test_what_only_looks_like_an_account_number_stays(text: str, mask: Mask) -> None:
    assert mask(text) == text
