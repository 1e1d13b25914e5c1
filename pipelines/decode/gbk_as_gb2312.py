"""Restore GBK decoded as the older GB2312: each invalid byte became U+FFFD, and pairing restarted after it.

`陶喆的歌声` shows as `陶�吹母枭�`. Only the invalid bytes are lost, but after each of them every pair is split in
the wrong place until the next ASCII character. The surviving bytes are concatenated and read as GBK, and the
model of Chinese chooses the lost ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from newsmill.pipelines.decode import model
from newsmill.pipelines.decode.beam import OTHER_SCRIPT, likeliest_step
from newsmill.pipelines.decode.legacy_as_latin import is_in_words, is_likely_chinese
from newsmill.pipelines.regex import lazy_regex

__all__ = ["CHANNEL", "Slip", "slips_in"]

CHANNEL = "gbk as gb2312, bytes replaced"

_NOT_IN_PAIRS = lazy_regex("[\x00-\x3f]")  # characters that cannot be part of a GBK pair
_LONGEST = 300  # characters; longer stretches are other damage
_MOST_LOST = 0.4  # share of a stretch; text with a rare character or two loses less
_MOST_LOST_AROUND, _AROUND = 0.3, 60  # the same of the line, within some characters: other scripts lose more
_MOST_LOST_IN_TEXT = 100  # lost bytes examined per text, to bound the time
_BEAM = 16  # paths kept at each byte
_MARGIN = 5.0  # bits by which a character must be likelier than any other in its place


class Slip(NamedTuple):
    """A damaged stretch at `start` (characters into the text), and its restored text."""

    start: int
    found: str
    restored: str


class _Way(NamedTuple):
    bits: float
    text: str
    history: model.History


def slips_in(text: str) -> Iterator[Slip]:
    """Yield the stretches of a text that are GBK read as GB2312, in order."""
    looked_at = 0
    for start, found in _stretches(text):
        lost = found.count("\ufffd")
        shown = sum(character > "\x7f" for character in found)
        if (
            len(found) <= _LONGEST
            and lost <= max(1, _MOST_LOST * shown)
            and _has_chinese(found)
            and not _is_lost_around(text, start, found)
        ):
            looked_at += lost
            if looked_at > _MOST_LOST_IN_TEXT:
                return
            restored = _restored(found)
            if restored is not None:
                yield Slip(start, found, restored)


def _stretches(text: str) -> Iterator[tuple[int, str]]:
    """The starts and texts of the stretches around lost bytes, up to characters that no GBK pair contains.

    Searched from each U+FFFD to its left: a pattern that begins with the text before it would read a page
    without white space once per character. A start further left than the longest stretch is not needed.
    """
    at = text.find("\ufffd")
    while at >= 0:
        start = at - len(_NOT_IN_PAIRS.split(text[max(0, at - _LONGEST) : at])[-1])
        stop = _NOT_IN_PAIRS.search(text, at)
        end = len(text) if stop is None else stop.start()
        yield start, text[start:end]
        at = text.find("\ufffd", end)


def _is_lost_around(text: str, start: int, found: str) -> bool:
    """Whether too much of the line around a stretch is lost for it to be Chinese."""
    end = start + len(found)
    head = _STOP.split(text[max(0, start - _AROUND) : start])[-1]
    tail = _STOP.split(text[end : end + _AROUND])[0]
    line: str = head + found + tail
    if any("\u3400" <= character <= "\ud7a3" and not _is_of_gb2312(character) for character in line):
        return True  # it was read in another charset
    most: float = max(1, _MOST_LOST_AROUND * sum(character > "\x7f" for character in line))
    return line.count("\ufffd") > most


_STOP = lazy_regex(r"[\n\r<>]")


@lru_cache(maxsize=4096)
def _is_of_gb2312(character: str) -> bool:
    return bool(character.encode("gb2312", "ignore"))


def _has_chinese(found: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in found) and not is_in_words(found)


@lru_cache(maxsize=64)
def _restored(found: str) -> str | None:
    """The restored text, if it is likely Chinese and damaging it again reproduces the stretch; else None.

    Ambiguous characters are left as U+FFFD.
    """
    raw = _bytes_of(found)
    ways: list[list[_Way]] = [[] for _ in range(len(raw) + 3)]
    ways[0] = [_Way(0.0, "", (-1, -1, -1))]
    is_traditional = sum(map(model.load().script, found)) > 0
    for at in range(len(raw)):
        choices = [(c, width, _script_bits(c, is_traditional)) for c, width in _characters_at(raw, at)]
        for way in sorted(ways[at])[:_BEAM]:
            for character, width, extra in choices:
                bits, history = likeliest_step(way.history, character)
                ways[at + width].append(_Way(way.bits + bits + extra, way.text + character, history))
    fitting = [way for way in sorted(ways[len(raw)])[:_BEAM] if _damaged(way.text) == found]
    if not fitting or not is_likely_chinese(fitting[0].text):
        return None
    text = _agreed([way.text for way in fitting if way.bits - fitting[0].bits < _MARGIN])
    return (
        text
        if text is not None and text.count("\ufffd") < found.count("\ufffd") + _is_cut(found, text)
        else None
    )


def _script_bits(character: str, is_traditional: bool) -> float:
    """Extra bits of a simplified character in a traditional text, or the reverse."""
    script = model.load().script(character) * (-1 if is_traditional else 1)
    return OTHER_SCRIPT if script > 0 else 0.0


def _agreed(texts: list[str]) -> str | None:
    """The characters on which all texts agree, U+FFFD for the others; None if their lengths differ."""
    if len({len(text) for text in texts}) > 1:
        return None
    return "".join(each[0] if len(set(each)) == 1 else "\ufffd" for each in zip(*texts, strict=True))


def _is_cut(found: str, text: str) -> bool:
    """Whether any character besides the lost ones was restored differently."""
    return len(found) != len(text) or any(a != b for a, b in zip(found, text, strict=True) if a != "\ufffd")


def _damaged(text: str) -> str:
    return text.encode("gbk", "replace").decode("gb2312", "replace")


def _bytes_of(found: str) -> list[int | None]:
    """The bytes of a stretch, None for invalid ones."""
    raw: list[int | None] = []
    for character in found:
        raw += [None] if character == "\ufffd" else character.encode("gb2312", "ignore")
    return raw


def _characters_at(raw: list[int | None], at: int) -> list[tuple[str, int]]:
    """The characters that can begin at a byte, and the number of bytes each takes."""
    first = raw[at]
    if first is not None and first < 0x80:
        return [(chr(first), 1)]
    if at + 1 >= len(raw):
        return []
    following = raw[at + 2] if at + 2 < len(raw) else 0
    return [(character, 2) for character in _of_pair(first, raw[at + 1], following)]


_MOST_CHARACTERS = 120


@lru_cache(maxsize=4096)
def _of_pair(first: int | None, second: int | None, following: int | None) -> tuple[str, ...]:
    """The GBK characters with these two bytes, likeliest first.

    None stands for a byte that is invalid in GB2312 before the byte after it; `following` is the third byte.
    """
    seconds = range(0x80, 0xFF) if second is None else (second,)
    pairs = [
        bytes((a, b))
        for b in seconds
        if second is not None or _is_refused(b, following)
        for a in (range(0x81, 0xFF) if first is None else (first,))
        if first is not None or _is_refused(a, b)
    ]
    known = model.load()
    shown = [pair.decode("gbk", "ignore") for pair in pairs]
    found = [character for character in shown if len(character) == 1 and known.place(character) >= 0]
    found = found or [character for character in shown if len(character) == 1]
    return tuple(sorted(found, key=lambda each: -known.alone(known.place(each)))[:_MOST_CHARACTERS])


def _is_refused(lead: int, following: int | None) -> bool:
    """Whether a lead byte and the byte after it (None: any) are not a GB2312 character."""
    return following is None or _refused_after(lead)[following] == 1


@cache
def _refused_after(lead: int) -> bytes:
    """For each byte, 1 if it is not a GB2312 character after this lead byte."""
    return bytes(len(bytes((lead, byte)).decode("gb2312", "replace")) == 2 for byte in range(256))
