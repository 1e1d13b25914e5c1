"""Masking of personal data on request: telephone, identity, card and passport numbers, plates, accounts and
addresses.

Each kind is a table of patterns, with a check if numbers of that kind have one: eighteen digits are masked as
an identity number if date and check digit are valid (GB 11643-1999), a card number if its checksum is (Luhn),
so that order numbers and amounts stay as they are. If the form alone is ambiguous (`88886666`, an account), a
word before it must say what it is (`电话`, `微信号`).

Patterns are matched against the text with full-width letters and digits mapped one to one to ASCII, since
older portals print numbers in full width.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from newsmill.pipelines.export.missing_extra import Unusable

__all__ = [
    "KINDS",
    "Kind",
    "Mask",
    "Rule",
    "is_account_number",
    "is_card_number",
    "is_identity_number",
    "is_mobile_number",
]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
# Provinces, regions and cities under the central government (GB/T 2260), Taiwan, Hong Kong, Macao, and the codes of
# residence permits.
_PROVINCES = frozenset(
    (
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    )
)

# Full-width ASCII and the ideographic space, as the plain characters: mapped one to one, so that offsets stay
# valid.
_WIDE = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0x2013: 0x2D,
    0x2014: 0x2D,
    0x2011: 0x2D,
}


class Rule(NamedTuple):
    """A pattern and its check. If the pattern has a group, only that is masked; `why` says what it finds."""

    pattern: re.Pattern[str]
    why: str
    is_one: Callable[[str], bool] = lambda text: True


class Kind(NamedTuple):
    """A kind of personal data: its rules, and its replacement."""

    name: str
    replacement: str
    why: str
    rules: tuple[Rule, ...]


def is_identity_number(text: str) -> bool:
    """Whether this is a Chinese identity number: 18 characters with province, a date that exists, and the
    check digit; or the 15 of old."""
    digits = re.sub(r"[ -]", "", text.translate(_WIDE)).upper()
    if re.fullmatch(r"\d{15}", digits, re.ASCII):
        return _is_born(digits[:2], f"19{digits[6:8]}", digits[8:10], digits[10:12])
    if not re.fullmatch(r"\d{17}[\dX]", digits, re.ASCII) or not _is_born(
        digits[:2], digits[6:10], digits[10:12], digits[12:14]
    ):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return _CHECK_DIGITS[total % 11] == digits[17]


def _is_born(province: str, year: str, month: str, day: str) -> bool:
    if int(province) not in _PROVINCES:
        return False
    try:
        return datetime.date(int(year), int(month), int(day)).year >= 1850
    except ValueError:
        return False


def is_mobile_number(text: str) -> bool:
    """Whether this is a mainland mobile number: eleven digits from 13 to 19, with or without +86 and separators."""
    digits = re.sub(r"\D", "", text.translate(_WIDE))
    return re.fullmatch(r"(?:0?086|86)?1[3-9]\d{9}", digits, re.ASCII) is not None


def is_card_number(text: str) -> bool:
    """Whether this is a bank card number: a known prefix with the right length, and a valid checksum of
    ISO/IEC 7812 (Luhn).
    """
    digits = re.sub(r"\D", "", text.translate(_WIDE))
    if not _CARDS.fullmatch(digits):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_account_number(text: str) -> bool:
    """Whether this is an international bank account number: the check digits of ISO 13616 are right."""
    characters = re.sub(r"[^0-9A-Z]", "", text.translate(_WIDE))
    return int("".join(str(int(character, 36)) for character in characters[4:] + characters[:4])) % 97 == 1


# UnionPay, the old Chinese debit cards, Visa, Mastercard, JCB, Maestro and Discover, American Express.
_CARDS = re.compile(
    r"62\d{14,17}|9558\d{12,15}|4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|35\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}",
    re.ASCII,
)


def _is_address(text: str) -> bool:
    """Whether this is an IP address and not a version number: some part of it has at least two digits."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.version == 6 or any(len(part) > 1 for part in text.split("."))


def _is_plate(text: str) -> bool:
    return sum(character.isdigit() for character in text) >= 2


def _digits(least: int, most: int) -> Callable[[str], bool]:
    return lambda text: least <= sum(character.isdigit() for character in text) <= most


# A number must not be adjacent to a digit or letter, or preceded by a decimal point.
_BEFORE = r"(?<![0-9A-Za-z.])(?<![0-9]-)"
_AFTER = r"(?![0-9A-Za-z]|-[0-9])"
# What follows an amount, a count or a measure: such a number is not a telephone number.
_NO_UNIT = (
    r"(?!\s?(?:万|亿|元|美元|欧元|日元|港元|港币|人民币|块|人|名|吨|股|票|辆|户|件|次|册|字|公里|千米|平方"
    r"|%|‰|USD|EUR|yuan|people))"
)
_S = r"[ -]"  # between groups of digits
_CALL = (
    r"(?:电话|座机|热线|传真|致电|来电|拨打|手机|联系方式|電話|傳真|热线电话|Tel|TEL|tel|Phone|phone|Fax|"
    r"FAX|fax|Call|call)"
)


def _rule(pattern: str, why: str, is_one: Callable[[str], bool] = lambda text: True) -> Rule:
    return Rule(re.compile(pattern, re.ASCII), why, is_one)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "email",
            "[EMAIL]",
            "e-mail addresses",
            (
                # Parts are bounded as in RFC 5321, which also bounds the work on hostile text.
                _rule(
                    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)"
                    r"{1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])",
                    "addresses, also full-width",
                ),
                _rule(
                    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64} ?[\[({【<] ?(?:at|AT|At|@|艾特) ?[\])}】>] ?"
                    r"(?:[A-Za-z0-9-]{1,63}(?:\.| ?[\[({【<] ?(?:dot|DOT|Dot|"
                    r"点) ?[\])}】>] ?)){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])",
                    "addresses with [at] and [dot]",
                ),
                _rule(
                    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64} at (?:[A-Za-z0-9-]{1,63} dot ){1,8}"
                    r"(?:com|org|net|edu|gov|info|[a-z]{2})(?![A-Za-z0-9-])",
                    "addresses spelt out",
                ),
            ),
        ),
        Kind(
            "id",
            "[ID]",
            (
                "resident identity numbers (GB 11643-1999), with a date that exists and the right check "
                "digit, also in groups, and those of 15 digits"
            ),
            (
                _rule(
                    r"(?<![0-9A-Za-z])[1-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx](?![0-9A-Za-z])",
                    "18 digits",
                    is_identity_number,
                ),
                _rule(
                    r"(?<![0-9A-Za-z.])[1-9][0-9]{5}([ -]?)[0-9]{6}\1[0-9]{3}(?![0-9A-Za-z])" + _NO_UNIT,
                    "15 digits",
                    is_identity_number,
                ),
            ),
        ),
        Kind(
            "bankcard",
            "[CARD]",
            "numbers of bank cards, with a known beginning and the right sum, and international account numbers",
            (
                _rule(
                    r"(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?(?![0-9A-Za-z])",
                    "account numbers (IBAN); before cards and telephones, which would mask a part of one",
                    is_account_number,
                ),
                _rule(
                    r"(?<![0-9A-Za-z.])[2-69](?:[0-9]{14,18}|[0-9]{3}(?:([ "
                    r"-])[0-9]{4}(?:\1[0-9]{4}){2}(?:\1[0-9]{1,3})?|[ -][0-9]{6}[ -][0-9]{5}))"
                    r"(?![0-9A-Za-z])",
                    "card numbers",
                    is_card_number,
                ),
            ),
        ),
        Kind(
            "ssn",
            "[SSN]",
            "social security numbers of the USA",
            (
                _rule(
                    (
                        r"(?<![0-9A-Za-z-])(?!000|666|9[0-9]{2})[0-9]{3}([- "
                        r"])(?!00)[0-9]{2}\1(?!0000)[0-9]{4}(?![0-9A-Za-z-])"
                    )
                    + _NO_UNIT,
                    "nine digits in groups",
                ),
            ),
        ),
        Kind(
            "ip",
            "[IP]",
            "IP addresses",
            (
                _rule(
                    r"(?<![0-9A-Za-z.])(?<!ersion )(?<!版本)(?<!版本号)(?<!第)(?:(?:25[0-5]|2[0-4][0-9]|"
                    r"1?[0-9]?[0-9])\.){3}"
                    r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?![0-9A-Za-z]|\.[0-9]| ?[节章版])",
                    "IPv4",
                    _is_address,
                ),
                _rule(
                    r"(?:IP|DNS|ip|dns)(?: ?(?:地址|地址为|address|server))?(?: ?[:：是为] ?| )"
                    r"((?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|"
                    r"1?[0-9]?[0-9]))(?![0-9A-Za-z]|\.[0-9])",
                    "IPv4 of single digits, after the word",
                ),
                _rule(
                    r"(?<![0-9A-Za-z.])[0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){3,7}(?![0-9A-Za-z:])",
                    "IPv6",
                    _is_address,
                ),
                _rule(
                    r"(?<![0-9A-Za-z.])[0-9A-Fa-f]{4}(?::[0-9A-Fa-f]{1,4}){1,5}::(?:[0-9A-Fa-f]{1,4})?(?![0-9A-Za-z:])",
                    "IPv6",
                    _is_address,
                ),
            ),
        ),
        Kind(
            "phone",
            "[PHONE]",
            (
                "telephone numbers: mobiles and landlines of the mainland, Hong Kong, Taiwan, the USA, the "
                "United Kingdom, and any with + and a country's code"
            ),
            (
                _rule(
                    (
                        r"(?<![0-9A-Za-z.])(?:\+?(?:00)?86[- ]?)?1[3-9][0-9](?:[0-9]{8}|([-. "
                        r"])[0-9]{4}\1[0-9]{4})(?![0-9A-Za-z])"
                    )
                    + _NO_UNIT,
                    "mainland mobiles",
                    is_mobile_number,
                ),
                _rule(
                    (
                        r"(?<![0-9A-Za-z.])(?:\+|00)[1-9][0-9]{0,14}(?:[ .-]?\([0-9]{1,5}\)[ "
                        r".-]?[0-9]{0,11})?(?:[ .-][0-9]{1,11}){0,6}"
                    )
                    + _AFTER
                    + _NO_UNIT,
                    "any with + or 00 and a country's code",
                    _digits(8, 16),
                ),
                _rule(
                    _BEFORE
                    + (
                        r"(?:\(?0(?:10|2[0-9]|[3-9][0-9]{2})\)?(?:[ -]|(?<=\)))[2-9][0-9]{2,3}[ "
                        r"-]?[0-9]{4}(?:(?:-|转| 转|ext\.?|#)[0-9]{1,6})?)"
                    )
                    + _AFTER
                    + _NO_UNIT,
                    "landlines with the code of a city",
                ),
                _rule(
                    _CALL
                    + r"[^0-9\n]{0,6}?(?<![0-9.])(0(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7})(?![0-9])",
                    "landlines without a separator",
                ),
                _rule(
                    _CALL + r"[^0-9\n]{0,6}?(?<![0-9.])(1 [3-9](?: [0-9]){9}|09[0-9]{8})(?![0-9]| [0-9])",
                    "mobiles digit by digit, and Taiwan's, after a word that says so",
                ),
                _rule(
                    _CALL
                    + r"(?:号码)?(?:[:： 是为]|号){0,3}([2-9][0-9]{2,3}-?[0-9]{4}|[2-9][0-9]{3} [0-9]{4})"
                    r"(?![0-9A-Za-z]|[-/.][0-9]| [0-9]| ?[年月日])" + _NO_UNIT,
                    "local numbers after a word that says so",
                ),
                _rule(
                    r"(?<![0-9A-Za-z.])\(?(?:852|853)\)?[ -][2-9][0-9]{3}[ -]?[0-9]{4}" + _AFTER + _NO_UNIT,
                    "Hong Kong and Macao",
                ),
                _rule(
                    _BEFORE + r"09[0-9]{2}[ -][0-9]{3}[ -]?[0-9]{3}" + _AFTER + _NO_UNIT, "Taiwan's mobiles"
                ),
                _rule(
                    _BEFORE
                    + r"\(?0[2-8][0-9]?\)?(?:[ -]|(?<=\)))[0-9]{3,4}[ -][0-9]{3,4}"
                    + _AFTER
                    + _NO_UNIT,
                    "Taiwan's landlines",
                ),
                _rule(
                    (
                        r"(?<![0-9A-Za-z.])(?<![0-9]-)(?:1[ .-])?(?:\([2-9][0-9]{2}\) ?|"
                        r"[2-9][0-9]{2}([.-]))[2-9][0-9]{2}(?(1)\1|[ .-])[0-9]{4}"
                    )
                    + _AFTER
                    + _NO_UNIT,
                    "North America",
                ),
                _rule(
                    _BEFORE
                    + (
                        r"\(?0(?:20\)? ?[0-9]{4} [0-9]{4}|1[0-9]{2,3}\)? "
                        r"[0-9]{3,4} ?[0-9]{3,4}|7[0-9]{3} ?[0-9]{3} ?[0-9]{3})"
                    )
                    + _AFTER
                    + _NO_UNIT,
                    "the United Kingdom",
                ),
            ),
        ),
        Kind(
            "passport",
            "[PASSPORT]",
            "passport numbers: of the People's Republic by their form, others after the word",
            (
                _rule(
                    r"(?<![0-9A-Za-z])(?:[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7})(?![0-9A-Za-z])",
                    "of the People's Republic",
                ),
                _rule(
                    (
                        r"(?:护照|護照|通行证|[Pp]assport)(?: ?(?:号码|号|編號|[Nn]o\.?|[Nn]umber))?[:： "
                        r"是为]{0,3}([A-Z]{0,2}[0-9]{7,10})(?![0-9A-Za-z])"
                    ),
                    "after the word",
                ),
            ),
        ),
        Kind(
            "plate",
            "[PLATE]",
            "number plates of the mainland",
            (
                _rule(
                    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•・ -]?"
                    r"(?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳领试超])(?![0-9A-Za-z]|股)",
                    "number plates",
                    _is_plate,
                ),
            ),
        ),
        Kind(
            "account",
            "[ACCOUNT]",
            "personal accounts of WeChat and QQ, after the word",
            (
                _rule(
                    r"(?:微信号码?|微信ID|微信帐号|微信账号|微信|WeChat(?: ID)?|[Ww]echat(?: "
                    r"ID)?|[Ww]eixin|加V|加v|V信|VX|vx|WX|wx)"
                    r"(?: ?[:：是为] ?| )([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_.-])",
                    "WeChat",
                    lambda text: any(character.isdigit() or character in "_-" for character in text),
                ),
                _rule(
                    (
                        r"(?:微信号码?|微信ID|微信帐号|微信账号|微信|WeChat ID|[Ww]echat "
                        r"ID) ?[:：是为] ?([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_-])"
                    ),
                    "WeChat",
                ),
                _rule(
                    r"(?:QQ|qq|扣扣|企鹅号)(?:群号|群|号码|号)?(?: ?[:：是为] ?| )?([1-9][0-9]{4,10})(?![0-9A-Za-z.])"
                    + _NO_UNIT,
                    "QQ",
                ),
            ),
        ),
    )
}


class Mask:
    """Replaces personal data in texts and counts what it replaced, by kind."""

    def __init__(self, kinds: Iterable[str]) -> None:
        names = set(kinds)
        self.kinds = [kind for kind in KINDS.values() if kind.name in names]
        self.counts: Counter[str] = Counter()

    @classmethod
    def read(cls, option: str) -> Mask:
        """Read `--mask phone,id,email` or `--mask all`. Raises `Unusable` for an unknown kind."""
        names = (
            list(KINDS) if option == "all" else [name.strip() for name in option.split(",") if name.strip()]
        )
        unknown = [name for name in names if name not in KINDS]
        if unknown or not names:
            raise Unusable(f"--mask knows {', '.join(KINDS)} and all, not {', '.join(unknown) or 'nothing'}.")
        return cls(names)

    def __call__(self, text: str) -> str:
        """The text with a mark in place of what was found."""
        plain = text.translate(_WIDE)
        for kind in self.kinds:
            for rule in kind.rules:
                spans = [
                    found.span(_masked_group(rule, found))
                    for found in rule.pattern.finditer(plain)
                    if _is_one(rule, found)
                ]
                if spans:
                    self.counts[kind.name] += len(spans)
                    text = _replaced(text, spans, kind.replacement)
                    plain = text.translate(_WIDE)
        return text


def _masked_group(rule: Rule, found: re.Match[str]) -> int:
    """The group that is masked: one that holds the number after a word, else the whole (other groups are
    separators)."""
    last = rule.pattern.groups
    return last if last and found[last] is not None and len(found[last]) > 1 else 0


def _is_one(rule: Rule, found: re.Match[str]) -> bool:
    return rule.is_one(found[_masked_group(rule, found)])


def _replaced(text: str, spans: list[tuple[int, int]], replacement: str) -> str:
    parts, end = [], 0
    for start, stop in spans:
        parts += [text[end:start], replacement]
        end = stop
    return "".join((*parts, text[end:]))
