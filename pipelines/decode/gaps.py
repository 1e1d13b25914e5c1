"""UTF-8 decoded as a single-byte charset with some bytes lost: find the gaps and the letters that fill them.

Bytes that the charset leaves undefined were dropped, or became U+FFFD, `?` or a private-use character. The
structure of UTF-8 shows where a byte is missing, the charset limits which bytes it can have been, and the
neighbouring letters, in the language of the line, decide which it was. If a gap is ambiguous, the line is
left unchanged.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from newsmill.pipelines.decode.gap_filling import Slot, fill_wide, fill_words
from newsmill.pipelines.decode.languages import voices_of
from newsmill.pipelines.regex import lazy_regex

if TYPE_CHECKING:
    from newsmill.pipelines.decode.single_byte_tables import Reader

__all__ = ["Filled", "Gapped", "fill", "parse"]

_MOST_CANDIDATES = 200
_FEWEST_WHOLE = 2  # maximum lost bytes per complete character
# `â€` is a quotation mark without its last byte. No real text contains it, so it counts as two characters.
_QUOTE, _QUOTE_COUNTS = (0xE2, 0x80), 2.0
# Two of three bytes count half as much as a complete character; Japanese loses a byte of half of its kana.
_WIDE_LEAD, _HALF, _WIDE_SHARE = 0xE3, 0.5, 0.6


class Gapped(NamedTuple):
    """A stretch read as UTF-8.

    patterns    per character: its bytes (None for a byte replaced by a marker), and how many more are
                missing at unknown positions
    start, end  the stretch within the segment, in characters
    is_sure     whether enough characters are complete to be sure that it is UTF-8
    """

    patterns: list[tuple[tuple[int | None, ...], int]]
    start: int
    end: int
    is_sure: bool


class Filled(NamedTuple):
    """The text (empty if ambiguous), whether no byte was guessed, whether each gap is in a listed word."""

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
    """Read a segment as UTF-8 with gaps; None if a character does not fit or too little of it is complete.

    A `?` marks a lost byte if all lost bytes of the segment are marked so; else it is what it looks like.
    """
    if "\ufffd" in segment or "?" not in segment or not reader.undefined:
        return _parsed(segment, reader, False)
    marked = _parsed(segment, reader, True)
    if marked is None or not any(None in taken for taken, _ in marked.patterns):
        return marked
    if any(missing for _, missing in marked.patterns):
        return _parsed(segment, reader, False)
    return None if _may_be_question(segment, marked) else marked


# A question mark that ends a sentence, or may: at the end, or before a capital. After `â€`, the sentence would have to
# end otherwise.
_ENDS_SENTENCE = lazy_regex(
    r"(?<!â€)\?(?=\W*\Z|\s+[A-Z])|(?<=[^\s.,;:!?…]â€)\?(?=\s+[A-Z])",
)


def _may_be_question(segment: str, gapped: Gapped) -> bool:
    """Whether the only mark of a lost byte may be a question mark, beside a byte that was dropped."""
    lengths = itertools.accumulate((len(taken) for taken, _ in gapped.patterns), initial=gapped.start)
    marks = [
        start + taken.index(None)
        for start, (taken, _) in zip(lengths, gapped.patterns, strict=False)
        if None in taken
    ]
    return len(marks) == 1 and _ENDS_SENTENCE.match(segment, marks[0]) is not None


def _parsed(segment: str, reader: Reader, are_questions: bool) -> Gapped | None:
    """`parse` a segment.

    are_questions  whether `?` after a lead byte marks a lost byte
    """
    is_marked = "\ufffd" in segment
    patterns: list[_Pattern] = []
    tally = _Tally()
    at, size = 0, len(segment)
    first, last = -1, -1
    while at < size:
        byte = reader.by_character.get(segment[at])
        if byte is not None and byte < 0x80:
            patterns.append(((byte,), 0))
            at += 1
            continue
        pattern = _pattern(segment, at, byte, reader, is_marked, are_questions)
        if pattern is None:
            return None
        tally.add(*pattern)
        patterns.append(pattern)
        first = at if first < 0 else first
        at += len(pattern[0])
        last = at
    if not tally.is_likely:
        return None
    # Words with gaps are needed whole. Everything outside the non-ASCII characters is ASCII, one pattern per
    # character.
    while tally.gaps and first and segment[first - 1].isalpha():
        first -= 1
    while tally.gaps and last < size and segment[last].isalpha():
        last += 1
    return Gapped(patterns[first : len(patterns) - (size - last)], first, last, tally.is_sure)


_Pattern = tuple[tuple[int | None, ...], int]


def _pattern(
    segment: str, at: int, lead: int | None, reader: Reader, is_marked: bool, are_questions: bool
) -> _Pattern | None:
    """The pattern of the character that begins at an index, or None."""
    width = _width(lead) if lead is not None else -1
    if width < 0:
        return None
    taken: list[int | None] = [lead]
    while len(taken) <= width and at + len(taken) < len(segment):
        following = _continuation(segment[at + len(taken)], reader, are_questions)
        if following == 0:
            break
        taken.append(following or None)
    missing = width + 1 - len(taken)
    if missing and not (reader.undefined and not is_marked):
        return None
    return tuple(taken), missing


class _Tally:
    """Counts complete UTF-8 characters and lost bytes of a segment."""

    def __init__(self) -> None:
        self.whole, self.gaps = 0.0, 0
        self._is_wide = False

    def add(self, taken: tuple[int | None, ...], missing: int) -> None:
        """Count one character."""
        lost = missing + taken.count(None)
        is_wide = (taken[0] or 0) >= _WIDE_LEAD
        if not lost:
            self.whole += 1.0
        elif _is_quote(taken):
            self.whole += _QUOTE_COUNTS
        else:
            self.gaps += lost
            self.whole += _HALF if lost == 1 and is_wide else 0.0
            self._is_wide = self._is_wide or is_wide

    @property
    def is_likely(self) -> bool:
        """Whether the segment can be UTF-8."""
        return self.whole >= 1 and self.whole * _FEWEST_WHOLE >= self.gaps

    @property
    def is_sure(self) -> bool:
        """Whether it is certainly UTF-8, even without evidence from its words."""
        return self.whole >= (max(1.5, _WIDE_SHARE * self.gaps) if self._is_wide else max(2, self.gaps))


def _is_quote(taken: Sequence[int | None]) -> bool:
    """Whether a character is a `”` without its last byte, by far the most frequent character to lose one."""
    return tuple(taken[:2]) == _QUOTE and None in (*taken[2:], None)


def _continuation(character: str, reader: Reader, are_questions: bool) -> int | None:
    """The continuation byte of a character; None if it marks a lost byte, 0 if it is not a continuation
    byte."""
    if character == "\ufffd" or (character == "?" and are_questions):
        return None
    if "\ue000" <= character <= "\uf8ff":
        byte = ord(character) & 0xFF
        return byte if byte in reader.undefined and 0x80 <= byte <= 0xBF else None
    byte = reader.by_character.get(character, 0)
    return byte if 0x80 <= byte <= 0xBF else 0


def fill(gapped: Gapped, reader: Reader, before: str, after: str) -> Filled | None:
    """Fill the gaps of a stretch.

    before  the line up to the stretch
    after   the character that follows it

    The text of the result is empty if a gap is ambiguous. None if nothing fits a gap.
    """
    slots = _slots(gapped, reader)
    if max(len(slot.options) for slot in slots) > _MOST_CANDIDATES or not _judge_quotes(slots, before, after):
        return _UNCLEAR
    if not all(slot.options for slot in slots):
        return None
    if not any(slot.is_gap for slot in slots):
        return Filled("".join(slot.options[0] for slot in slots), True)
    if not any(slot.is_wide for slot in slots):
        text, is_proven = fill_words(slots, after, gapped.is_sure)
    else:
        text, is_proven = fill_wide(slots, after) if gapped.is_sure else ("", False)
    return Filled(text, False, is_proven) if text and _may_be_filled(text + after, slots) else _UNCLEAR


def _slots(gapped: Gapped, reader: Reader) -> list[Slot]:
    slots: list[Slot] = []
    for at, (taken, missing) in enumerate(gapped.patterns):
        if not missing and None not in taken:
            slots.append(_whole(taken))
            continue
        left = bytes(byte for byte in taken if byte is not None)
        if _is_quote(taken):
            options = _quotes(reader)
        else:
            options = _candidates(taken, missing, reader.undefined)
            beside = [*gapped.patterns[max(0, at - 1) : at], *gapped.patterns[at + 1 : at + 2]]
            if not _is_wide(taken) and any(_is_ascii_letter(pattern) for pattern, _ in beside):
                options = [option for option in options if _is_latin(option) or not option.isalpha()]
        slots.append(Slot(options, left, True))
    return _of_blocks(slots)


_INDIC = range(0x900, 0xE00)


def _of_blocks(slots: list[Slot]) -> list[Slot]:
    """Slots without candidates of Indic scripts that the text has no whole character of: `८` in Tamil."""
    blocks = {ord(slot.options[0]) >> 7 for slot in slots if not slot.is_gap and slot.options}
    if blocks.isdisjoint(range(_INDIC.start >> 7, _INDIC.stop >> 7)):
        return slots
    return [
        slot
        if not slot.is_gap
        else slot._replace(options=[o for o in slot.options if ord(o) not in _INDIC or ord(o) >> 7 in blocks])
        for slot in slots
    ]


# Languages that write `”word”`. In others, an opening `â€` is a mark that another charset lost.
_BOTH_ALIKE = frozenset(("sv", "fi"))
_MARKS, _OPENING_MARKS = "‐‘’“”„‚–—", "‘“„‚"


def _quotes(reader: Reader) -> list[str]:
    """The marks that `â€` can have been: those whose last byte the charset loses."""
    return [mark for mark in _MARKS if mark.encode()[2] in reader.undefined]


def _judge_quotes(slots: list[Slot], before: str, after: str) -> bool:
    """Reduce each `â€` to the mark that fits its position; False if it is ambiguous."""
    around = [before[-1:], *(slot.options[0] if slot.options else "" for slot in slots), after]
    for at, slot in enumerate(slots):
        if not slot.is_gap or slot.left[:2] != bytes(_QUOTE):
            continue
        is_opened = _is_opened(slots[:at]) or _OPENED.search(before) is not None
        options = _marks_between(slot.options, around[at], around[at + 2], is_opened)
        if _JOINED.fullmatch(around[at] + around[at + 2]):
            return False
        if len(options) > 1 or (options == ["”"] and not _is_quotation_mark(around, at, slots, is_opened)):
            return False
        slots[at] = slot._replace(options=options)
    return True


def _is_quotation_mark(around: list[str], at: int, slots: list[Slot], is_opened: bool) -> bool:
    """Whether a possible `”` cannot be anything else: a hyphen after a word, a direction mark, or an opening
    mark that another charset lost."""
    if around[at].isalpha() and not is_opened:
        return False
    if any("\u0590" <= character <= "\u08ff" for character in around):
        return False
    if not _opens(around[at], around[at + 2]):
        return True
    text = "".join(each.options[0] for each in slots if each.options and not each.is_gap)
    return all(voice.language in _BOTH_ALIKE for voice in voices_of(text))


def _marks_between(options: list[str], before: str, after: str, is_opened: bool) -> list[str]:
    """The marks possible between two characters: apostrophes, else hyphens, between letters; opening marks before
    words."""
    if before.isalpha() and after.isalpha():
        return options if is_opened else [option for option in options if option in "’‐"][-1:]
    options = [option for option in options if option != "‐"]
    if _opens(before, after):
        return options
    return [option for option in options if option not in _OPENING_MARKS]


# Scripts that separate the letters of a word by an invisible mark, which is lost in the same way.
_JOINED = lazy_regex("[\u0600-\u0dff]{2}")


def _opens(before: str, after: str) -> bool:
    """Whether a mark between two characters begins a word."""
    return bool(after.strip()) and (not before.strip() or before in "([{-–—/")


_OPENED = lazy_regex("[“„]|â€[œž]")  # the latter not yet restored


def _is_opened(slots: list[Slot]) -> bool:
    return any(
        slot.options[:1] in (["“"], ["„"])
        or (slot.is_gap and slot.left[:2] == bytes(_QUOTE) and slot.options != ["’"])
        for slot in slots
    )


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter <= "\u1eff"


def _is_wide(taken: Sequence[int | None]) -> bool:
    """Whether a character with a gap is Chinese, Japanese or Korean: a lone lead byte may be `é`."""
    lead, *rest = taken
    return lead is not None and 0xE3 <= lead <= 0xED and any(byte is not None for byte in rest)


def _is_ascii_letter(pattern: Sequence[int | None]) -> bool:
    return len(pattern) == 1 and (pattern[0] or 0xFF) < 0x80 and chr(pattern[0] or 0).isalpha()


@lru_cache(maxsize=8192)
def _whole(taken: tuple[int | None, ...]) -> Slot:
    """The slot of a character that lost no byte; without options if the bytes are not a character."""
    left = bytes(byte or 0 for byte in taken)
    try:
        return Slot([left.decode()], left, False)
    except UnicodeDecodeError:
        return Slot([], left, False)


_OPENING_QUOTES = "“„‘‚«‹"


def _may_be_filled(text: str, slots: list[Slot]) -> bool:
    """Whether no filled character is, inside a word, an opening quote or a capital beside a small letter."""
    for at, slot in enumerate(slots):
        if len(slot.options) < 2:
            continue
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        is_capital = text[at].isupper() and (before.islower() or after.islower())
        if before.isalpha() and (is_capital or (text[at] in _OPENING_QUOTES and after.isalpha())):
            return False
    return True


@lru_cache(maxsize=4096)
def _candidates(taken: tuple[int | None, ...], missing: int, undefined: frozenset[int]) -> list[str]:
    """The characters that match a pattern, if the bytes that a charset leaves undefined were lost."""
    lost = sorted(byte for byte in undefined if 0x80 <= byte <= 0xBF)
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
