"""Masking of personal data on request: Chinese mobile and identity numbers, e-mail addresses.

Each kind is a pattern and, where the number carries one, its check: an eighteen-digit run is masked as an identity number
when its date and check digit are right (GB 11643-1999), so that order numbers and amounts stay what they are.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from newsmill.pipelines.export.missing_extra import Unusable

__all__ = ["KINDS", "Kind", "Mask", "is_identity_number", "is_mobile_number"]

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

# Full-width digits count: older portals print numbers in them.
_WIDE = str.maketrans("０１２３４５６７８９Ｘｘ＋－", "0123456789XX+-")


class Kind(NamedTuple):
    """A kind of personal data: what may be one, what is one, and what stands in its place."""

    name: str
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool]
    replacement: str
    why: str


def is_identity_number(text: str) -> bool:
    """Whether 18 characters are a Chinese identity number: province, a date that exists, and the check digit."""
    digits = text.translate(_WIDE).upper()
    if not re.fullmatch(r"\d{17}[\dX]", digits, re.ASCII) or int(digits[:2]) not in _PROVINCES:
        return False
    try:
        born = datetime.date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return born.year >= 1850 and _CHECK_DIGITS[total % 11] == digits[17]


def is_mobile_number(text: str) -> bool:
    """Whether this is a mainland mobile number: eleven digits from 13 to 19, with or without +86 and separators."""
    digits = re.sub(r"\D", "", text.translate(_WIDE))
    return re.fullmatch(r"(?:0?086|86)?1[3-9]\d{9}", digits, re.ASCII) is not None


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "id",
            re.compile(r"(?<![0-9０-９A-Za-z])[1-9１-９][0-9０-９]{16}[0-9０-９XxＸｘ](?![0-9０-９A-Za-z])"),
            is_identity_number,
            "[ID]",
            "resident identity numbers (GB 11643-1999), with a date that exists and the right check digit",
        ),
        Kind(
            "phone",
            re.compile(
                r"(?<![0-9０-９A-Za-z.])(?:[+＋]?(?:00)?(?:86|８６)[-－ ]?)?[1１][3-9３-９][0-9０-９]"
                r"(?:[0-9０-９]{8}|([-－ ])[0-9０-９]{4}\1[0-9０-９]{4})(?![0-9０-９A-Za-z])"
            ),
            is_mobile_number,
            "[PHONE]",
            "mainland mobile numbers, also with +86, separators and full-width digits",
        ),
        Kind(
            "email",
            # Parts are bounded as in RFC 5321, which also bounds the work on hostile text.
            re.compile(
                r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}[@＠](?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
            ),
            lambda text: True,
            "[EMAIL]",
            "e-mail addresses",
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
        for kind in self.kinds:
            text = kind.pattern.sub(lambda match, kind=kind: self._replace(kind, match[0]), text)  # type: ignore[misc]
        return text

    def _replace(self, kind: Kind, found: str) -> str:
        if not kind.is_one(found):
            return found
        self.counts[kind.name] += 1
        return kind.replacement
