"""UTF-8 read in a single-byte charset that lost some of its bytes: where the gaps are, and which letters fill them.

A byte that is no character in the charset was dropped, or became U+FFFD, `?` or a private-use character.
UTF-8's structure says where one is missing, the charset says which it can have been, and the letters beside
the gap, in the language of the line, say which it was. Where two letters would do, nothing is filled: the
line stays as it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from newsmill.pipelines.decode.filling import Slot, fill_wide, fill_words
from newsmill.pipelines.decode.languages import voices_of

if TYPE_CHECKING:
    from newsmill.pipelines.decode.readers import Reader

__all__ = ["Filled", "Gapped", "fill", "parse"]

_MOST_CANDIDATES = 200
_FEWEST_WHOLE = 2  # lost bytes a whole character, at most
# Two of three bytes are half as good as a whole character; Japanese loses a byte of half of its kana.
# `â€` is a quotation mark without its last byte: nobody writes it.
_QUOTE, _QUOTE_COUNTS = (0xE2, 0x80), 2.0
_WIDE_LEAD, _HALF, _WIDE_SHARE = 0xE3, 0.5, 0.6


class Gapped(NamedTuple):
    """A stretch read as UTF-8: for each character the bytes at hand (None: a mark stands there) and how
    many more are missing at any place; where the stretch begins and ends (characters of the segment); and
    whether enough of it is whole to be sure of the rest."""

    patterns: list[tuple[tuple[int | None, ...], int]]
    start: int
    end: int
    is_sure: bool


class Filled(NamedTuple):
    """The text (empty: unclear), whether no byte had to be guessed, and whether each gap is in a listed word."""

    text: str
    certain: bool
    is_proven: bool = False


_UNCLEAR = Filled("", False)


def _width(lead: int) -> int:
    if 0xC2 <= lead <= 0xDF:
        return 1
    if 0xE0 <= lead <= 0xEF:
        return 2
    return 3 if 0xF0 <= lead <= 0xF4 else -1


def parse(segment: str, reader: Reader) -> Gapped | None:
    """Read a segment as UTF-8 with gaps; None where some character cannot be that, or nothing says that it is."""
    is_marked = "\ufffd" in segment
    patterns: list[tuple[tuple[int | None, ...], int]] = []
    at, size, whole, gaps = 0, len(segment), 0.0, 0
    first, last, is_wide = -1, -1, False
    while at < size:
        byte = reader.by_character.get(segment[at])
        if byte is not None and byte < 0x80:
            patterns.append(((byte,), 0))
            at += 1
            continue
        width = _width(byte) if byte is not None else -1
        if byte is None or width < 0:
            return None
        taken: list[int | None] = [byte]
        step = 1
        while len(taken) <= width and at + step < size:
            following = _continuation(segment[at + step], reader, is_marked)
            if following == 0:
                break
            taken.append(following or None)
            step += 1
        missing = width + 1 - len(taken)
        if missing and not (reader.undefined and not is_marked):
            return None
        is_quote = bool(missing or None in taken) and _is_quote(taken)
        lost = 0 if is_quote else missing + taken.count(None)
        is_wide = is_wide or (bool(lost) and byte >= _WIDE_LEAD)
        whole += (
            _QUOTE_COUNTS
            if is_quote
            else 1.0
            if not lost
            else _HALF
            if lost == 1 and byte >= _WIDE_LEAD
            else 0.0
        )
        gaps += lost
        first, last = (at if first < 0 else first), at + step
        patterns.append((tuple(taken), missing))
        at += step
    if whole < 1 or whole * _FEWEST_WHOLE < gaps:
        return None
    is_sure = whole >= (max(1.5, _WIDE_SHARE * gaps) if is_wide else max(2, gaps))
    while gaps and first and segment[first - 1].isalpha():
        first -= 1
    while gaps and last < size and segment[last].isalpha():
        last += 1
    # Before the first and behind the last are ASCII characters, a pattern each.
    return Gapped(patterns[first : len(patterns) - (size - last)], first, last, is_sure)


def _is_quote(taken: Sequence[int | None]) -> bool:
    """Whether what is left of a character is that of `”`, by far the most frequent one that loses its last byte."""
    return tuple(taken[:2]) == _QUOTE and None in (*taken[2:], None)


def _continuation(character: str, reader: Reader, is_marked: bool) -> int | None:
    """The continuation byte that a character stands for; None where it stands for a lost one, 0 for no
    continuation."""
    if character == "\ufffd" or (character == "?" and not is_marked and reader.undefined):
        return None
    if "\ue000" <= character <= "\uf8ff":
        byte = ord(character) & 0xFF
        return byte if byte in reader.undefined and 0x80 <= byte <= 0xBF else None
    byte = reader.by_character.get(character, 0)
    return byte if 0x80 <= byte <= 0xBF else 0


def fill(gapped: Gapped, reader: Reader, before: str, after: str) -> Filled | None:
    """The text of a stretch between the characters `before` and `after`: empty if a gap can be filled in two ways, None if in none."""
    slots: list[Slot] = []
    for at, (taken, missing) in enumerate(gapped.patterns):
        left = bytes(byte for byte in taken if byte is not None)
        if not missing and None not in taken:
            options = _only(left)
        elif _is_quote(taken):
            options = _quotes(reader)
        else:
            options = _candidates(taken, missing, reader)
            beside = [*gapped.patterns[max(0, at - 1) : at], *gapped.patterns[at + 1 : at + 2]]
            if any(_is_ascii_letter(pattern) for pattern, _ in beside):
                options = [option for option in options if _is_latin(option) or not option.isalpha()]
        if len(options) > _MOST_CANDIDATES:
            return _UNCLEAR
        slots.append(Slot(options, left, bool(missing) or None in taken))
    _judge_quotes(slots, before, after)
    if not all(slot.options for slot in slots):
        return None
    if not any(slot.is_gap for slot in slots):
        return Filled("".join(slot.options[0] for slot in slots), True)
    if not any(slot.is_wide for slot in slots):
        text, is_proven = fill_words(slots, after, gapped.is_sure)
    elif not gapped.is_sure:
        return _UNCLEAR
    else:
        text, is_proven = fill_wide(slots, after), True
    if not text or not _may_be_filled(text + after, slots):
        return _UNCLEAR
    return Filled(text, False, is_proven)


# Languages that write `”word”`: in others what opens is a mark that some other charset lost.
_BOTH_ALIKE = frozenset(("sv", "fi"))
_MARKS, _OPENING_MARKS = "‐‘’“”„‚–—", "‘“„‚"


def _quotes(reader: Reader) -> list[str]:
    """The marks that `â€` can have been before a charset lost the last byte."""
    return [mark for mark in _MARKS if mark.encode()[2] in reader.undefined]


def _judge_quotes(slots: list[Slot], before: str, after: str) -> None:
    """Keep of the marks that `â€` can have been those that stand where it stands."""
    around = [before, *(slot.options[0] if slot.options else "" for slot in slots), after]
    for at, slot in enumerate(slots):
        if slot.is_gap and slot.left[:2] == bytes(_QUOTE):
            options = _marks_between(slot.options, around[at], around[at + 2])
            if options == ["”"] and _is_beside_right_to_left(around):
                options = ["”", "\u200f"]
            elif options == ["”"] and _opens(around[at], around[at + 2]):
                text = "".join(each.options[0] for each in slots if each.options and not each.is_gap)
                if not all(voice.language in _BOTH_ALIKE for voice in voices_of(text)):
                    options = ["”", "‘"]
            slots[at] = slot._replace(options=options)


def _marks_between(options: list[str], before: str, after: str) -> list[str]:
    """The marks that can stand between two characters: hyphens between letters, opening marks before words."""
    if before.isalpha() and after.isalpha():
        return options
    options = [option for option in options if option != "‐"]
    if _opens(before, after):
        return options
    return [option for option in options if option not in _OPENING_MARKS]


def _opens(before: str, after: str) -> bool:
    """Whether a mark between two characters is at the beginning of a word."""
    return bool(after.strip()) and (not before.strip() or before in "([{-–—/")


def _is_beside_right_to_left(around: list[str]) -> bool:
    return any("\u0590" <= character <= "\u08ff" for character in around)


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter <= "\u1eff"


def _is_ascii_letter(pattern: Sequence[int | None]) -> bool:
    return len(pattern) == 1 and (pattern[0] or 0xFF) < 0x80 and chr(pattern[0] or 0).isalpha()


def _only(raw: bytes) -> list[str]:
    try:
        return [raw.decode()]
    except UnicodeDecodeError:
        return []


_OPENING_QUOTES = "“„‘‚«‹"


def _may_be_filled(text: str, slots: list[Slot]) -> bool:
    """Whether no filled character is a capital behind a small letter or a quotation mark inside a word."""
    for at, slot in enumerate(slots):
        if len(slot.options) < 2:
            continue
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        is_capital = text[at].isupper() and (before.islower() or after.islower())
        if before.isalpha() and (is_capital or (text[at] in _OPENING_QUOTES and after.isalpha())):
            return False
    return True


def _candidates(taken: tuple[int | None, ...], missing: int, reader: Reader) -> list[str]:
    """The characters that a pattern can be."""
    lost = sorted(byte for byte in reader.undefined if 0x80 <= byte <= 0xBF)
    patterns: set[tuple[int | None, ...]] = {taken}
    for _ in range(missing):
        patterns = {(*p[:at], None, *p[at:]) for p in patterns for at in range(1, len(p) + 1)}
    found = set()
    for pattern in patterns:
        for filling in itertools.product(lost, repeat=pattern.count(None)):
            rest = iter(filling)
            try:
                character = bytes(next(rest) if byte is None else byte for byte in pattern).decode()
            except UnicodeDecodeError:
                continue
            if unicodedata.category(character)[0] in "LMPSN" or character == "\xa0":
                found.add(character)
        if len(found) > _MOST_CANDIDATES:
            break
    return sorted(found)
