"""Undo mojibake: find damaged stretches and reverse the channel that explains each.

A repair is kept only if damaging it again reproduces the found text exactly, and if the character model
scores it far likelier than the found text. Everything else is left unchanged.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from os.path import commonpath

import msgspec

from newsmill.pipelines.decode.accents import accented_in
from newsmill.pipelines.decode.beam import bits_of, bytes_of
from newsmill.pipelines.decode.channels import CHANNELS, Channel, damage, is_shown_by
from newsmill.pipelines.decode.damage import (
    is_lacking_byte,
    is_lead_as_gbk,
    is_of_one_charset,
    is_part_as_gbk,
    look_at,
)
from newsmill.pipelines.decode.escaped_mojibake import Unescaped, unescape
from newsmill.pipelines.decode.gbk_as_gb2312 import CHANNEL as SLIPPED
from newsmill.pipelines.decode.gbk_as_gb2312 import slips_in
from newsmill.pipelines.decode.languages import reading_bits
from newsmill.pipelines.decode.legacy_as_latin import is_likely_chinese
from newsmill.pipelines.decode.misread_twice import restore_twice
from newsmill.pipelines.decode.multibyte import explain_multibyte_line
from newsmill.pipelines.decode.restore_lossy import Gapped, Restored, parse, restore
from newsmill.pipelines.decode.single_byte import explain_line
from newsmill.pipelines.decode.single_byte_tables import READERS, Reader, charset_name, readers_of
from newsmill.pipelines.decode.unrepairable import Unrepairable, left_in
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Repair", "Repaired", "Unrepairable", "repair", "repair_and_explain"]


class Repair(msgspec.Struct, frozen=True):
    """One repair: `found` at `start` (characters into the damaged text) became `restored`.

    certain  False if bytes had been lost and were guessed
    channel  how it was damaged: the name of a channel, as in `newsmill.pipelines.decode.channels.CHANNELS`;
             with `, twice` or two names if it was damaged twice
    """

    start: int
    found: str
    restored: str
    certain: bool
    channel: str


class Repaired(msgspec.Struct, frozen=True):
    """A repaired text, its repairs in order, and the damage that could not be repaired (`left`)."""

    text: str
    repairs: list[Repair]
    left: list[Unrepairable] = []


# Maximum characters examined together after a place, and before it; longer damage is repaired in steps.
_STRETCH = 300
_BEFORE = 150
# Bits that a restoration must save, as a base and per character: rare names and old texts never come close.
_LEAST_SAVED = 14.0
_SAVED_A_CHARACTER = 2.5
_MOST_TIMES = 3


def repair(text: str) -> str:
    """Undo mojibake. Undamaged text is returned unchanged."""
    return repair_and_explain(text).text


def repair_and_explain(text: str) -> Repaired:
    """Like `repair`, but also list each repair and the damage that cannot be repaired."""
    unescaped = unescape(text)
    repairs, left = _changes(unescaped.text if unescaped is not None else text)
    if unescaped is not None:
        repairs = [_escaped(each, unescaped, text) for each in repairs]
        repairs = [each for each in repairs if each.channel.startswith("utf-8") or not _is_doubtful(each)]
        left = [msgspec.structs.replace(each, start=unescaped.place(each.start)) for each in left]
    if not repairs:
        return Repaired(text, [], left)
    pieces, position = [], 0
    for change in repairs:
        pieces += [text[position : change.start], change.restored]
        position = change.start + len(change.found)
    return Repaired("".join([*pieces, text[position:]]), repairs, _outside(left, repairs))


# Words in a row, or a stretch of a script without spaces.
_RUNNING_TEXT = lazy_regex(r"(?:[^\W\d_]{2,} ){2}[^\W\d_]{2,}|[\u3041-\u9fff]{8}|[\u0e01-\u0e4f]{12}")


_BACKSLASHES = lazy_regex(r"\\{1,16}(?=u)|\\\\")


def _is_doubtful(change: Repair) -> bool:
    """Whether JSON escapes may be a list of letters, as scripts have them, which fits another charset by chance; or
    hold a backslash of their own, which is the second byte of many characters in Shift_JIS and Big5."""
    if "\\u" not in change.found:
        return False
    is_running = _RUNNING_TEXT.search(change.restored) is not None
    return not is_running or len(set(_BACKSLASHES.findall(change.found))) > 1


def _changes(text: str) -> tuple[list[Repair], list[Unrepairable]]:
    """The repairs of a text, and the damage that cannot be repaired."""
    places, may_lack = look_at(text)
    budget = _Budget()
    repairs = list(_repairs_of(text, places, budget)) if places else []
    if may_lack and "\ufffd" in text:
        repairs = _with_slips(text, repairs)
    repairs = _with_accents(text, repairs)
    repairs = _doubted(repairs, text, places)
    left = left_in(text) if may_lack else []
    if budget.stopped is not None:
        left = sorted([*left, *_not_examined(text, places, budget.stopped)], key=lambda each: each.start)
    return repairs, left


def _not_examined(text: str, places: list[int], first: int) -> Iterator[Unrepairable]:
    """Yield the damage from a place on that was not examined: of each line from its first suspicious place."""
    end = first
    for place in _worth_a_look(text, places):
        if place >= end:
            end = _end_of_stretch(text, place)
            yield Unrepairable(place, text[place:end], _NOT_EXAMINED)


_NOT_EXAMINED = "too much damage to examine"


_AS_CHINESE = ("utf-8 as gb", "gbk as big5", "big5 as gbk")


def _doubted(repairs: list[Repair], text: str, places: list[int]) -> list[Repair]:
    """The repairs of Chinese as uncertain where damage remains close by in the line: what destroyed the one may have
    taken bytes of the other."""
    if not any(each.certain and each.channel.startswith(_AS_CHINESE) for each in repairs):
        return repairs
    remaining, ends = [], iter([*repairs, Repair(len(text), "", "", True, "")])
    here = next(ends)
    for place in places:
        while here.start + len(here.found) <= place and here.start < len(text):
            here = next(ends)
        if place < here.start:
            remaining.append(place)
    return [
        msgspec.structs.replace(each, certain=False)
        if each.certain and each.channel.startswith(_AS_CHINESE) and _is_near(each, text, remaining)
        else each
        for each in repairs
    ]


def _is_near(change: Repair, text: str, places: list[int]) -> bool:
    """Whether one of some places is close to a repair, in the same line."""
    start, end = change.start, change.start + len(change.found)
    at = bisect_left(places, start)
    before = at > 0 and places[at - 1] >= start - _BEFORE and not _STOP.search(text, places[at - 1], start)
    return before or (
        at < len(places) and places[at] < end + _BEFORE and not _STOP.search(text, end, places[at])
    )


def _with_slips(text: str, repairs: list[Repair]) -> list[Repair]:
    """Add repairs of GBK read as GB2312 where they do not overlap the other repairs."""
    slips = (Repair(slip.start, slip.found, slip.restored, False, SLIPPED) for slip in slips_in(text))
    return _merged(text, repairs, slips)


def _with_accents(text: str, repairs: list[Repair]) -> list[Repair]:
    """Add repairs of misread Latin alphabets where they do not overlap the other repairs."""
    lines = (Repair(line.start, line.found, line.restored, False, line.channel) for line in accented_in(text))
    return _merged(text, repairs, lines)


def _merged(text: str, repairs: list[Repair], others: Iterator[Repair]) -> list[Repair]:
    """All repairs, and those of the others that do not overlap them; both are in order."""
    taken = iter([*repairs, Repair(len(text), "", "", True, "")])
    here, added = next(taken), []
    for other in others:
        while here.start + len(here.found) <= other.start and here.start < len(text):
            here = next(taken)
        if other.start + len(other.found) <= here.start:
            added.append(other)
    return sorted([*repairs, *added], key=lambda each: each.start) if added else repairs


def _escaped(change: Repair, unescaped: Unescaped, text: str) -> Repair:
    """Translate a repair of the unescaped text into one of the original text."""
    start, end = unescaped.place(change.start), unescaped.place(change.start + len(change.found))
    found = text[start:end]
    channel = f"{change.channel}; escaped" if found != change.found else change.channel
    return Repair(start, found, change.restored, change.certain, channel)


def _outside(left: list[Unrepairable], repairs: list[Repair]) -> list[Unrepairable]:
    """The unrepairable damage that overlaps no repair; both lists are in order."""
    outside, at = [], 0
    for each in left:
        while at < len(repairs) and repairs[at].start + len(repairs[at].found) <= each.start:
            at += 1
        if at == len(repairs) or each.start + len(each.found) <= repairs[at].start:
            outside.append(each)
    return outside


class _Budget:
    """The search work that one text may take, in steps: a dense page of damage with lost bytes would take minutes.

    What comes after is left as found, and reported.
    """

    _MOST = 10_000_000

    def __init__(self) -> None:
        self.stopped: int | None = None
        self.left = self._MOST

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left."""
        return self.left < 0

    def stop(self, place: int) -> None:
        """Record a place that is not examined."""
        if self.stopped is None:
            self.stopped = place


class _Progress:
    """How far a text is processed, and how many characters were read without success since the last repair.

    Each place in a stretch that no channel explains would read the whole stretch again. The count bounds
    this: the budget grows only with the distance from the last repair.
    """

    _AT_FIRST = 8000
    _A_CHARACTER = 16

    def __init__(self, budget: _Budget) -> None:
        self.done = self.read = 0
        self.twice: Channel | None = None  # what explained the last stretch that was damaged twice
        self.budget = budget
        self._paid: set[object] = set()
        self._vain = (0, 0, 0)
        self._parsed: dict[tuple[str, int], tuple[int, Gapped]] = {}

    def pay(self, work: object, steps: int) -> None:
        """Charge for a piece of work, once: counted whether or not a cache knows its result, so that the same text
        always has the same repairs."""
        if steps and work not in self._paid:
            self._paid.add(work)
            self.budget.left -= steps

    def parse(self, text: str, begin: int, end: int, channel: Channel) -> Gapped:
        """`parse` a stretch. It looks one character past the one that ends it: if that is before the end, all
        places in the stretch share the result."""
        before = self._parsed.get((channel.name, begin))
        if before is not None and before[1].stop + 1 < min(before[0], end):
            known = before[1]
        else:
            known = parse(text, begin, end, channel)
            self._parsed[channel.name, begin] = end, known
        self.read += known.taken
        return known

    def in_vain(self, place: int, end: int) -> None:
        """Record that the line from a place to an end has no explanation in a single-byte charset."""
        self._vain = (place, end, self.done)

    def is_in_vain(self, place: int) -> bool:
        """Whether a place is in a line without an explanation. Long lines are examined in parts, so that a
        place has the same line as the one before only up to the next part."""
        first, end, done = self._vain
        return first <= place < end and first // _LINE_STEP == place // _LINE_STEP and done == self.done

    def comes_to(self, place: int) -> bool:
        """Whether to examine a place."""
        if self.budget.is_spent:
            self.budget.stop(place)
            return False
        ahead = place - self.done
        return ahead >= 0 and self.read <= self._AT_FIRST + self._A_CHARACTER * ahead

    def changed(self, change: Repair) -> None:
        """Record a repair."""
        self.done, self.read = change.start + len(change.found), 0
        self._parsed.clear()


# Runs of U+FFFD, also read as GBK or windows-1252 afterwards; and for each of their characters, the distance
# to the next unit of the run.
_LOST_RUN = lazy_regex("\ufffd{2,}|(?:锟斤拷){2,}|(?:ï¿½){2,}")
_TO_THE_NEXT = {"\ufffd": 0, "锟": 0, "斤": 2, "拷": 1, "ï": 0, "¿": 2, "½": 1}


def _worth_a_look(text: str, places: list[int]) -> Iterator[int]:
    """Skip the places inside a run of lost characters: no damage begins there, and damage that reaches into
    the run ends at its first character."""
    end = 0
    for place in places:
        if place < end or not is_of_one_charset(text[place : place + 2]):
            continue
        yield place
        step = _TO_THE_NEXT.get(text[place])
        if step is not None and (run := _LOST_RUN.match(text, place + step)):
            end = run.end() - (1 if text[place] == "\ufffd" else 3)


def _repairs_of(text: str, places: list[int], budget: _Budget) -> Iterator[Repair]:
    before: Repair | None = None
    progress = _Progress(budget)
    for place in filter(progress.comes_to, _worth_a_look(text, places)):
        change = _look(text, place, progress)
        if change is None or (
            before is not None and change.start == progress.done and _is_cut(change, before)
        ):
            continue
        before, change = change, _again(change, text, progress)
        progress.changed(change)
        yield change


def _is_cut(change: Repair, before: Repair) -> bool:
    """Whether a repair guesses bytes that were cut off rather than dropped: the stretch right before it marks
    its lost bytes, so this one would too."""
    return (
        not change.certain
        and change.channel.endswith("ignored")
        and before.channel.endswith(("replaced", "as ?"))
    )


def _again(change: Repair, text: str, progress: _Progress) -> Repair:
    """Repeat a repair for as long as its result is still damaged, up to `_MOST_TIMES` rounds."""
    twice = _twice(change, text, progress)
    if twice is not None:
        return twice
    for _ in range(_MOST_TIMES - 1):
        change, inner = _inner(change, text, progress.budget)
        if inner is None:
            if change.certain and _looks_misread_again(change):
                return msgspec.structs.replace(change, certain=False)
            break
        certain = change.certain and all(each.certain for each in inner.repairs)
        names = dict.fromkeys([*change.channel.split("; "), *(each.channel for each in inner.repairs)])
        name = "; ".join(names) if len(names) > 1 else f"{change.channel.removesuffix(', twice')}, twice"
        change = Repair(change.start, change.found, inner.text, certain, name)
    return change


_BY_NAME = {channel.name: channel for channel in CHANNELS if channel.losses == "ignore"}


def _twice(change: Repair, text: str, progress: _Progress) -> Repair | None:
    """Undo the channel of a repair twice in one search, if its result is still damaged and bytes were lost."""
    channel = _BY_NAME.get(change.channel)
    if channel is None or not look_at(change.restored).places:
        return None
    gapped = _all_of_stretch(text, change.start, channel)
    for taken in dict.fromkeys((max(gapped.taken, len(change.found)), len(change.found))):
        twice = _undone_twice(text, change.start, taken, len(gapped.patterns), channel, progress)
        if twice is not None:
            progress.twice = channel
            return twice
    return None


def _all_of_stretch(text: str, start: int, channel: Channel) -> Gapped:
    """What can be UTF-8 from a place on, seen through a channel."""
    end = _end_of_stretch(text, start)
    return _without_ascii_end(parse(text, start, end, channel, may_be_clean=False), text, start)


def _undone_twice(
    text: str, start: int, taken: int, patterns: int, channel: Channel, progress: _Progress
) -> Repair | None:
    """Undo a channel twice in some characters from a place on, which are UTF-8 of a number of patterns."""
    found = text[start : start + taken]
    head, tail = _ascii_around(text, start, start + taken)
    progress.pay(("twice", channel.name, found), _STEPS_OF_TWICE * patterns)
    restored = restore_twice(head + found + tail, channel)
    if restored is None or not _is_better(restored, found):
        return None
    own = restored.text[len(head) : len(restored.text) - len(tail)]
    return Repair(start, found, own, False, f"{channel.name}, twice")


def _twice_again(text: str, place: int, end: int, progress: _Progress) -> Repair | None:
    """Undo twice what explained an earlier stretch of the text twice: a page is mostly damaged in one way, and what
    the first round alone would restore need not be searched."""
    channel = progress.twice
    if channel is None or "\ufffd" in text[place:end]:
        return None
    start, gapped = _stretch(text, place, end, channel, progress)
    if gapped is None:
        return None
    gapped = _all_of_stretch(text, start, channel)
    return _undone_twice(text, start, gapped.taken, len(gapped.patterns), channel, progress)


def _inner(change: Repair, text: str, budget: _Budget) -> tuple[Repair, Repaired | None]:
    """The next round of a repair, extended by one character if its last character needs that as a second
    byte."""
    end = change.start + len(change.found)
    following = text[end : end + 1]
    if "@" <= following <= "~":
        longer = repair_once(change.restored + following, budget, change.channel)
        if longer is not None and longer.text[-1] != following:
            found, restored = change.found + following, change.restored + following
            return Repair(change.start, found, restored, change.certain, change.channel), longer
    inner = repair_once(change.restored, budget, change.channel)
    if inner is None and change.channel.startswith(_UTF8_AS_WINDOWS):
        inner = _inner_in_word(change, text, budget)
    return change, inner


def _looks_misread_again(change: Repair) -> bool:
    """Whether the result of a repair has pairs that its channel, or one of the usual ones, makes of UTF-8."""
    if any(
        change.channel == f"utf-8 as {charset_name(reader.name)}"
        and _is_utf8_read_in(reader, change.restored)
        for reader in READERS
    ):
        return True
    pairs = (change.restored[place : place + 2] for place in look_at(change.restored).places)
    names = {charset_name(reader.name) for pair in pairs for reader in readers_of(pair)}
    return any(name in _USUAL_READERS or change.channel == f"utf-8 as {name}" for name in names)


_USUAL_READERS = frozenset(("windows-1252", "windows-1250"))


def _is_utf8_read_in(reader: Reader, text: str) -> bool:
    """Whether all of a text can be UTF-8 read in a charset, even if its pairs are letters of ordinary words."""
    raw = bytes(map(reader.by_character.get, text, itertools.repeat(0)))
    try:
        return not raw.isascii() and 0 not in raw and bool(raw.decode())
    except UnicodeDecodeError:
        return False


def _inner_in_word(change: Repair, text: str, budget: _Budget) -> Repaired | None:
    """The next round of a repair together with the letters around it: `Ã£` may be anything, `SÃ£o` is a word."""
    end = change.start + len(change.found)
    before = _LETTERS_BEFORE.search(text, max(0, change.start - _WORD), change.start)
    after = _LETTERS_BEHIND.match(text, end, end + _WORD)
    head, tail = before.group() if before else "", after.group() if after else ""
    if not head and not tail:
        return None
    longer = repair_once(head + change.restored + tail, budget, change.channel)
    if longer is None or not (longer.text.startswith(head) and longer.text.endswith(tail)):
        return None
    own = longer.text[len(head) : len(longer.text) - len(tail)]
    return Repaired(own, longer.repairs) if own != change.restored else None


_LETTERS_BEFORE, _LETTERS_BEHIND = lazy_regex(r"[A-Za-z]+\Z"), lazy_regex(r"[A-Za-z]+")
_WORD = 20  # letters


def repair_once(text: str, budget: _Budget, channel: str = "") -> Repaired | None:
    """One more round of repair on the result of a repair by a channel; None if nothing is left to undo."""
    places = look_at(text).places
    repaired, position, changes = [], 0, []
    progress = _Progress(budget)
    for place in filter(progress.comes_to, _worth_a_look(text, places)):
        change = _look(text, place, progress)
        if change is not None and _is_second(change, channel):
            progress.changed(change)
            repaired += [text[position : change.start], change.restored]
            position = progress.done
            changes.append(change)
    return Repaired("".join([*repaired, text[position:]]), changes) if changes else None


# The charsets in which damaged text is misread a second time, and the bits that undoing this must save: words
# of a rare language fit some charset by chance. The same misreading again is usual.
_SECOND = ("as windows-1252", "as iso-8859-1", "as gb18030", "as gbk", "as big5")
_SAVED_BY_SECOND = 24.0
_UTF8_AS_WINDOWS = ("utf-8 as windows-125", "utf-8 as latin-1", "utf-8 as iso-8859-1")


def _is_second(change: Repair, channel: str) -> bool:
    """Whether a second-round repair is a plausible case of double damage, rather than an arbitrary pair of
    charsets."""
    if change.found[:1] >= _WIDE:
        return True
    if not change.channel.startswith("utf-8") and not change.channel.endswith(_SECOND):
        return False
    if change.channel.startswith(_UTF8_AS_WINDOWS) and channel.startswith(_UTF8_AS_WINDOWS):
        return True
    return reading_bits(change.found) - reading_bits(change.restored) >= _SAVED_BY_SECOND


def _look(text: str, place: int, progress: _Progress) -> Repair | None:
    """The repair of the stretch around a suspicious place, or None."""
    floor, change = progress.done, None
    pair = text[place : place + 2]
    if readers_of(pair) or pair[0] < _WIDE or is_lacking_byte(pair):
        change = _single_byte(text, place, progress)
    if change is not None or text[place] < "\u0800":
        return change
    end = _end_of_stretch(text, place)
    return (
        _twice_again(text, place, end, progress)
        or _whole_line(text, place, floor)
        or _multibyte(text, place, end, progress)
        or _latin_as_gbk(text, place, end, progress)
        or _swapped(text, place, floor)
    )


_WIDE = "\u2e80"
_STOP = lazy_regex(r"[\n\r<>]")


def _end_of_stretch(text: str, place: int) -> int:
    stop = _STOP.search(text, place, place + _STRETCH)
    return stop.start() if stop else min(len(text), place + _STRETCH)


# --- UTF-8 read as a Chinese charset ---

# Channels that mark each lost byte come first: if one explains a text, the others are skipped.
_UTF8_AS_CHINESE = sorted(
    (
        c
        for c in CHANNELS
        if c.actual_charset == "utf-8" and c.misread_as in ("gb18030", "gbk") and c.losses != "none"
    ),
    key=lambda c: c.losses == "ignore",
)


_CUT = 2  # found characters left over by a cut, which dropped bytes would explain as well


def _multibyte(text: str, place: int, end: int, progress: _Progress) -> Repair | None:
    region = text[max(progress.done, place - 1) : end]
    found: list[tuple[float, int, int, Restored, Channel]] = []
    explained = 0  # most found characters explained by a channel that marks lost bytes
    for channel in _UTF8_AS_CHINESE:
        if ("\ufffd" in region) != (channel.losses == "replace"):
            continue
        if channel.losses == "question" and "?" not in region:
            continue
        start, gapped = _stretch(text, place, end, channel, progress)
        if gapped is None or (channel.losses == "ignore" and gapped.taken <= explained + _CUT):
            continue
        seen = text[start : start + gapped.taken]
        if not is_shown_by(seen, channel.misread_as) or not _may_be_chinese(gapped):
            continue
        progress.pay((channel.name, seen), _steps_of(gapped))
        restored = _restored(text, start, gapped, channel)
        if restored is None:
            continue
        if channel.losses != "ignore":
            explained = max(explained, gapped.taken)
        found.append((restored.bits - 8.0 * gapped.taken, start, gapped.taken, restored, channel))
    if not found:
        return None
    _, start, taken, restored, channel = min(found, key=lambda each: each[0])
    return _accepted(text, start, taken, restored, channel, progress.done)


def _accepted(
    text: str, start: int, taken: int, restored: Restored, channel: Channel, floor: int
) -> Repair | None:
    """The repair of some characters of a text, unless it is implausible or leaves damage around it."""
    end = start + taken
    seen = text[start:end]
    if not _is_better(restored, seen) or (restored.lost and _is_beside_lost(text, start, end)):
        return None
    is_whole = not restored.lost and not _is_near_lost(text, start, end)
    if not is_whole and _is_all_gb2312(text, start, end, floor):
        return None
    if not _is_chinese(restored.text) and _has_more(text, start, end, floor):
        return None
    certain = is_whole and not _is_all_gb2312(text, start, end, floor, _FEWEST_OF_GB2312)
    return Repair(start, seen, restored.text, certain, channel.name)


def _may_be_chinese(gapped: Gapped) -> bool:
    """Prefilter: False only if bytes were lost, and the characters that lost none are too often not Chinese for the
    restored text to be."""
    if not any(None in pattern for pattern in gapped.patterns):
        return True
    shown = [pattern for pattern in gapped.patterns if len(pattern) > 1]
    whole = bytes(byte or 0 for pattern in shown if None not in pattern for byte in pattern)
    others = _CHINESE_CHARACTER.sub("", whole.decode("utf-8", "replace"))
    return len(shown) - len(others) >= _CHINESE_SHARE * len(shown)


# Steps of a character whose bytes are all known, of each lost byte, and of a character between two readings.
_STEPS_OF_KNOWN, _STEPS_OF_LOST, _STEPS_OF_TWICE = 4, 60, 120


def _steps_of(gapped: Gapped) -> int:
    """About the steps of choosing the characters of a stretch."""
    lost = sum(pattern.count(None) for pattern in gapped.patterns)
    return _STEPS_OF_KNOWN * len(gapped.patterns) + _STEPS_OF_LOST * lost


_CONTEXT = 3  # characters before a stretch that hint at its first character: a number before 月


def _ascii_around(text: str, start: int, end: int) -> tuple[str, str]:
    """The ASCII characters directly before a stretch, at most `_CONTEXT`, and the one after it."""
    head = _ASCII_END.search(text, max(0, start - _CONTEXT), start)
    tail = text[end : end + 1]
    return head.group() if head else "", tail if " " <= tail <= "~" else ""


_ASCII_END = lazy_regex(r"[ -~]+\Z")


def _restored(text: str, start: int, gapped: Gapped, channel: Channel) -> Restored | None:
    """The likeliest text of a stretch that shows as the stretch when the channel damages it: Chinese, or else what may
    be damaged itself."""
    seen = text[start : start + gapped.taken]
    last = None
    for may_be_odd in (False, True):
        restored = _in_context(text, start, gapped, channel.misread_as, may_be_odd)
        if restored is not None and damage(restored.text, channel) == seen:
            last = restored
            if _is_better(restored, seen):
                break
    return last


def _in_context(text: str, start: int, gapped: Gapped, codec: str, may_be_odd: bool) -> Restored | None:
    """Restore a stretch, judged together with the ASCII characters around it."""
    head, tail = _ascii_around(text, start, start + gapped.taken)
    around = [[(ord(character),) for character in each] for each in (head, tail)]
    restored = restore((*around[0], *gapped.patterns, *around[1]), codec, may_be_odd)
    if restored is None:
        return None
    own = restored.text[len(head) : len(restored.text) - len(tail)]
    return Restored(own, restored.bits - bits_of(head) - bits_of(tail), restored.lost)


def _has_more(text: str, start: int, end: int, floor: int) -> bool:
    """Whether the rest of the line has more damage or lost bytes."""
    first, last = _line(text, start, floor)
    rest = f"{text[first:start]} {text[end:last]}"
    return bool(_LOST.search(rest) or look_at(rest).places)


def _is_beside_lost(text: str, start: int, end: int) -> bool:
    """Whether more bytes were lost directly beside a stretch than its channel explains."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return bool(_LOST.match(before) or _LOST.match(after)) or text[end : end + 2] == "??"


def _is_near_lost(text: str, start: int, end: int) -> bool:
    """Whether bytes were lost near a stretch: in the adjoining non-ASCII characters, or `??` close by."""
    head = _LAST_BEYOND_ASCII.search(text, max(0, start - _BEFORE), start)
    tail = _FIRST_BEYOND_ASCII.match(text, end, end + _BEFORE)
    around = (head.group() if head else "") + (tail.group() if tail else "")
    return bool(_LOST.search(around)) or "??" in text[max(0, start - _BEFORE) : end + _BEFORE]


_LAST_BEYOND_ASCII = lazy_regex(r"[^\x00-\x7f]+\Z")
_FIRST_BEYOND_ASCII = lazy_regex(r"[^\x00-\x7f]+")
_LEAST_OF_GB2312 = 5  # characters; fewer may all be in GB2312 by chance
_FEWEST_OF_GB2312 = 3  # from which on a repair is not certain


def _is_all_gb2312(text: str, start: int, end: int, floor: int, least: int = _LEAST_OF_GB2312) -> bool:
    """Whether the line was probably decoded as plain GB2312, which drops more than can be reconstructed."""
    first, last = _line(text, start, floor)
    line = text[first:start] + text[start:end] + text[end:last]
    shown = [character for character in line if character > "\x7f" and character != "\ufffd"]
    if len(shown) < least:
        return False
    try:
        "".join(shown).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


_LOST = lazy_regex("[\ufffd\uf000-\uf8ff]")


def _is_better(restored: Restored, seen: str) -> bool:
    if "\ufffd" in restored.text:
        return False  # U+FFFD read as GBK, as in 锟斤拷: the original is lost
    shown = _count_beyond_ascii(restored.text)
    if restored.lost and not _is_chinese(restored.text):
        return False
    saved = bits_of(seen) - restored.bits
    return shown >= 2 and saved >= _LEAST_SAVED + _SAVED_A_CHARACTER * shown and _is_likely(restored, shown)


def _is_chinese(text: str) -> bool:
    """Whether a text is Chinese, the only language in which the model can guess lost bytes."""
    chinese = len(_CHINESE_CHARACTER.findall(text))
    return chinese >= _CHINESE_SHARE * _count_beyond_ascii(text) and bool(_IDEOGRAPH.search(text))


# Ideographs, those of private use in GBK, and marks.
_CHINESE_CHARACTER = lazy_regex(
    "[\u4e00-\u9fff\ue000-\ue864，。、：；？！“”‘’（）《》〈〉【】「」『』—…·－～　％０-９]"
)
_IDEOGRAPH = lazy_regex("[\u4e00-\u9fff]")
_CHINESE_SHARE = 0.8

# Maximum bits per character of a restoration, by its number of non-ASCII characters: with guessed bytes, and
# without. UTF-8 read as Big5, EUC or Shift_JIS contains short runs that this channel fits by chance.
_MOST_BITS = ((2, 8.5, 15.5), (3, 11.5, 15.5), (5, 13.0, 15.2), (10**9, 15.0, 15.2))
_ASCII_BITS = 3.5


def _is_likely(restored: Restored, shown: int) -> bool:
    """Whether the restored text is plausible by itself, not only more plausible than the found text."""
    guessed, certain = next((guessed, certain) for most, guessed, certain in _MOST_BITS if shown <= most)
    bits = restored.bits - _ASCII_BITS * (len(restored.text) - shown)
    return bits <= shown * (guessed if restored.lost else certain)


def _stretch(
    text: str, place: int, end: int, channel: Channel, progress: _Progress
) -> tuple[int, Gapped | None]:
    """The longest stretch around a place that can be UTF-8 seen through a channel: its start and patterns."""
    start = place
    lowest = max(progress.done, place - _BEFORE)
    while start > lowest and (
        is_part_as_gbk(text[start - 1]) or (text[start - 1] not in "\n\r<>" and text[start - 1].isascii())
    ):
        start -= 1
    for begin in range(start, place + 1):
        if not is_lead_as_gbk(text[begin]):
            continue
        gapped = progress.parse(text, begin, end, channel)
        gapped = _without_ascii_end(gapped, text, begin)
        if begin + gapped.taken > place and sum(len(pattern) > 1 for pattern in gapped.patterns) >= 2:
            return begin, gapped
    return place, None


def _without_ascii_end(gapped: Gapped, text: str, start: int) -> Gapped:
    patterns, taken = list(gapped.patterns), gapped.taken
    while taken and patterns and len(patterns[-1]) == 1 and text[start + taken - 1].isascii():
        patterns.pop()
        taken -= 1
    return Gapped(patterns, taken)


# --- Text read as windows-1252, then as GBK ---

_LATIN_AS_GBK = ("utf-8", "gb18030", "big5")  # actual charsets
_LEAST_TWICE = 12  # letters, about four original characters; fewer may be real words


def _latin_as_gbk(text: str, place: int, end: int, progress: _Progress) -> Repair | None:
    """Undo text read as windows-1252, saved as UTF-8 and then read as GBK, from a place on.

    Each windows-1252 letter is two bytes in UTF-8, which GBK shows as one character: hardly any byte is lost.
    """
    first = bytes_of(text[place], "gb18030")
    if first is None or first[0] not in (0xC2, 0xC3):
        return None  # no letter of windows-1252 in UTF-8
    match = _VALID.match(text[place:end].encode("gb18030", "replace"))
    letters = match.group().decode() if match else ""
    if len(letters) < _LEAST_TWICE or not "\x80" <= letters[0] <= "\xff":
        return None
    change = _single_byte(letters, 0, _Progress(progress.budget))
    if change is None or change.start or not change.channel.startswith(_LATIN_AS_GBK):
        return None
    found = change.found.encode().decode("gb18030", "replace")
    if not text.startswith(found, place):
        return None
    if not change.channel.startswith("utf-8") and not _is_mostly_wide(change.restored):
        return None  # accented letters read in pairs
    return Repair(place, found, change.restored, True, f"{change.channel}; utf-8 as gb18030")


def _is_mostly_wide(text: str) -> bool:
    return _count_beyond_ascii(text) >= sum(each.isascii() and each.isalpha() for each in text)


# --- Big5 read as GBK, and the reverse ---

_SWAPS = [c for c in CHANNELS if {c.actual_charset, c.misread_as} == {"big5", "gb18030"}]
_FEWEST_DIFFERENT = 0.6  # share of the first eight characters: bytes of other scripts repeat
_LEAST_SWAPPED = 4  # characters; fewer may be a rare name


def _swapped(text: str, place: int, floor: int) -> Repair | None:
    """Undo Big5 read as GBK or the reverse, in the whole line around a place; or in the non-ASCII stretch
    around it, if the rest of the line is undamaged."""
    first, last = _line(text, place, floor)
    if first >= floor:
        undone = _unswap(text[first:last])
        if undone is not None:
            restored, channel = undone
            is_whole = not (_MAY_BE_HALF.search(restored) or _PRIVATE.search(restored))
            certain = is_whole and _kept_all_pairs(text[first:last], restored)
            return Repair(first, text[first:last], restored, certain, channel)
    # Long stretches are cut at the same points for every place in them, so that each part is read once.
    middle = place - place % _BEFORE
    lowest, highest = max(floor, middle - _BEFORE), min(len(text), middle + _STRETCH)
    start, stop = place, place
    while start > lowest and text[start - 1] > "\x7f":
        start -= 1
    while stop < highest and text[stop] > "\x7f":
        stop += 1
    rest = f"{text[first:start]} {text[stop:last]}"
    may_lack = "?" in (text[start - 1 : start], text[stop : stop + 1])  # a lost byte, after which pairs slip
    undone = None if may_lack else _unswap(text[start:stop])
    if undone is None or not _is_undamaged(rest):
        return None
    restored, channel = undone
    certain = rest.isascii() and "?" not in rest and _kept_all_pairs(text[start:stop], restored)
    return Repair(start, text[start:stop], restored, certain, channel)


def _kept_all_pairs(found: str, restored: str) -> bool:
    """Whether no pair can have been lost: the found text has characters that only the largest table has, or the
    restored one reads well all along."""
    return _needs_largest_table(found) or _worst_bits(restored) <= _SURELY_WHOLE


def _may_have_slipped(found: str, restored: str, channel: str) -> bool:
    """Whether pairs were probably lost. What misses a pair drops or replaces its lead byte, and pairs the next byte
    with the one after: up to the next ASCII, other characters follow.

    Plain GBK lacks half of Big5 (的, 是), so that hardly a line has no pair that it loses.
    """
    if channel == _BIG5_AS_GBK:
        return not _needs_largest_table(found)
    return _QUESTION_INSIDE.search(restored) is not None or _worst_bits(restored) > _SLIPPED


_BIG5_AS_GBK = "big5 as gbk"
_QUESTION_INSIDE = lazy_regex(r"\?[^\s<]")
_WINDOW = 4  # characters, at least two of them wide
_SURELY_WHOLE, _SLIPPED = 9.0, 12.0  # bits per wide character of the costliest window


def _needs_largest_table(found: str) -> bool:
    try:
        found.encode("gbk")
    except UnicodeEncodeError:
        return True
    return False


def _worst_bits(text: str) -> float:
    """The bits per wide character of the costliest few characters of a text in a row."""
    worst = 0.0
    for start in range(max(1, len(text) - _WINDOW + 1)):
        window = text[start : start + _WINDOW]
        wide = _count_beyond_ascii(window)
        if wide >= 2:
            worst = max(worst, (bits_of(window) - _ASCII_BITS * (len(window) - wide)) / wide)
    return worst


_PRIVATE = lazy_regex("[\ufffd\ue000-\uf8ff]")
# Possible leftovers of a pair that lost its first byte: an ASCII character after a wide one; or `?`.
_MAY_BE_HALF = lazy_regex(r"[^\x00-\x7f][@-~]|\?")
_IS_HALF = lazy_regex(r"[^\x00-\x7f][@-~](?![0-9A-Za-z])")


def _is_undamaged(rest: str) -> bool:
    return rest.isascii() or not (_PRIVATE.search(rest) or look_at(rest).places)


def _is_mostly_ideographs(text: str) -> bool:
    """Whether a text is mostly wide characters: both charsets contain Cyrillic and Greek, too."""
    return len(_WIDE_CHARACTER.findall(text)) >= 0.6 * _count_beyond_ascii(text)


def _count_beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


_WIDE_CHARACTER = lazy_regex(f"[{_WIDE}-\U0010ffff]")


def _is_utf8(seen: str, codec: str) -> bool:
    """Whether a text can be UTF-8 decoded with a codec."""
    try:
        seen.encode(codec).decode()
    except UnicodeError:
        return False
    return True


@lru_cache(maxsize=64)
def _unswap(seen: str) -> tuple[str, str] | None:
    """Decode a stretch read as Big5 or GBK in the other charset.

    Returns the text and the channel's name, or None if the result is not convincing.
    """
    shown = _count_beyond_ascii(seen)
    if shown < _LEAST_SWAPPED or "\ufffd" in seen:
        return None
    for channel in _SWAPS:
        try:
            restored = seen.encode(channel.misread_as).decode(channel.actual_charset)
        except UnicodeError:
            continue
        different = [character for character in restored if character > "\x7f"][:8]
        if len(set(different)) < _FEWEST_DIFFERENT * len(different):
            continue
        if len(restored) != len(seen) or _IS_HALF.search(restored) or not _is_mostly_ideographs(seen):
            continue
        if not is_likely_chinese(restored):
            continue
        if _PRIVATE.search(restored):
            continue  # bytes slipped: neither charset has a character there
        if _is_utf8(seen, channel.misread_as):
            return None
        # A result that looks damaged itself is wrong: the text was probably UTF-8 read as one of them.
        if _is_better(Restored(restored, bits_of(restored), 0), seen) and not look_at(restored).places:
            return None if _may_have_slipped(seen, restored, channel.name) else (restored, channel.name)
    return None


# --- Anything read in a single-byte charset ---

_VALID = lazy_regex(
    rb"(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|"
    rb"\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+"
)
_LINE_STOP = lazy_regex(r"[\n\r<>]")
_LONGEST_LINE, _LINE_STEP, _LINE_BEFORE = 1200, 600, 150


def _line(text: str, place: int, floor: int) -> tuple[int, int]:
    """The bounds of the line around a place.

    Of a long line, only the part around the place, not before `floor`; nearby places share one part.
    """
    step = place - place % _LINE_STEP
    first = max(0, step - _LINE_BEFORE)
    head = max(text.rfind(stop, first, place) for stop in "\n\r<>")
    if head >= 0:
        first = head + 1
    elif first:
        after = _ASCII.search(text, first, place)
        first = max(floor, after.end() if after and floor < first else first)
    stop = _LINE_STOP.search(text, place, step + _LONGEST_LINE)
    if stop:
        return first, stop.start()
    end = min(len(text), step + _LONGEST_LINE)
    return first, end if end == len(text) else _whole_characters(
        text, max(place + 2, end - _LINE_BEFORE), end
    )


_ASCII = lazy_regex(r"[\x00-\x7f]")


def _whole_characters(text: str, least: int, end: int) -> int:
    """Where to cut a line without splitting a UTF-8 character: after ASCII, else before the last latin-1 lead
    byte."""
    for at in range(end, least, -1):
        if text[at - 1] <= "\x7f":
            return at
    return next((at for at in range(end - 1, end - 5, -1) if "\xc2" <= text[at] <= "\xf4"), end)


def _whole_line(text: str, place: int, floor: int) -> Repair | None:
    """Undo a misreading in a multi-byte charset that lost no bytes, in the whole line around a place."""
    first, end = _line(text, place, floor)
    if first < floor:
        return None
    found = text[first:end]
    explained = explain_multibyte_line(found)
    if explained is None:
        return None
    # Leave out what both texts share at the start and the end.
    head = len(commonpath([found, explained.text]))
    tail = len(commonpath([found[head:][::-1], explained.text[head:][::-1]]))
    restored = explained.text[head : len(explained.text) - tail]
    if not first + head <= place < end - tail:
        return None
    return Repair(
        first + head, found[head : len(found) - tail], restored, explained.certain, explained.channel
    )


def _single_byte(text: str, place: int, progress: _Progress) -> Repair | None:
    """Undo a misreading in a single-byte charset around a place."""
    floor = progress.done
    if progress.is_in_vain(place):
        return None
    first, end = _line(text, place, floor)
    explained = explain_line(text[first:end])
    progress.pay((first, end), explained.steps)
    if not explained.parts:
        progress.in_vain(place, end)
        return None
    for each in explained.parts:
        start, stop = first + each.start, first + each.end
        if start <= place < stop and start >= floor:
            if _is_bare_letter(text[start:stop], text[first:end], each.text, each.channel):
                return None
            return Repair(start, text[start:stop], each.text, each.certain, each.channel)
    return None


def _is_bare_letter(found: str, line: str, restored: str, channel: str) -> bool:
    """Whether letters that are all of a line would become one letter: `Ðà` is a Vietnamese word and, in cp850, the
    bytes of a Cyrillic letter. Windows-1252 alone is common enough to decide without a neighbour."""
    return len(restored) == 1 and found.isalpha() and found == line.strip() and channel not in _COMMON


_COMMON = frozenset(("utf-8 as windows-1252", "utf-8 as latin-1"))
