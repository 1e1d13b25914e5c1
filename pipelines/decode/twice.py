"""Restore UTF-8 that was read as GB18030 or GBK twice and lost bytes both times.

The text between the two readings is no Chinese, so that the model cannot choose its lost bytes. Both readings are
undone in one search instead: each possible character of the text between gives two bytes of the original, and the
model scores the Chinese that those bytes can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from newsmill.pipelines.decode import model
from newsmill.pipelines.decode.beam import START, Beam, bytes_of, grow, whole_bits
from newsmill.pipelines.decode.channels import Channel, damage
from newsmill.pipelines.decode.restore import Pattern, Restored, candidates, choices_of, parse, step

__all__ = ["restore_twice"]

_BEAM = 48  # paths kept after each character of the text between
_MOST_LOST = 0.5  # share of the characters of the text between
_MOST_TRIED = 200  # likeliest texts that are damaged again for comparison
_LONGEST = 400  # characters


class _Way(NamedTuple):
    """A partial reading: the unfinished character (its bytes, and the number still needed), and its text."""

    current: tuple[int | None, ...]
    need: int
    beam: Beam


@lru_cache(maxsize=16)
def restore_twice(found: str, channel: Channel) -> Restored | None:
    """The likeliest text that shows as `found` when the channel damages it twice; None if there is none."""
    gapped = parse(found, 0, len(found), channel, may_be_clean=False)
    lost = sum(None in pattern for pattern in gapped.patterns)
    if gapped.taken < len(found) or len(found) > _LONGEST or lost > _MOST_LOST * len(gapped.patterns):
        return None
    restored = _likeliest(found, gapped.patterns, channel, is_traditional=False)
    if restored is not None and sum(map(model.load().script, restored.text)) > 0:
        return _likeliest(found, gapped.patterns, channel, is_traditional=True)
    return restored


def _likeliest(
    found: str, patterns: Sequence[Pattern], channel: Channel, is_traditional: bool
) -> Restored | None:
    codec = channel.misread_as
    ways = [_Way((), 0, START)]
    for at, pattern in enumerate(patterns):
        following = patterns[at + 1][0] if at + 1 < len(patterns) else None
        ways = _grown(ways, _options(pattern, following, codec), codec, is_traditional)
    ended = sorted(_ended(ways, codec, is_traditional), key=whole_bits)
    for beam in ended[:_MOST_TRIED]:
        if damage(damage(beam.text, channel), channel) == found:
            return Restored(beam.text, whole_bits(beam), sum(None in pattern for pattern in patterns))
    return None


@lru_cache(maxsize=4096)
def _options(pattern: Pattern, following: int | None, codec: str) -> tuple[bytes, ...]:
    """The bytes in the codec of each character that the pattern can be."""
    raw = (bytes_of(character, codec) for character in candidates(pattern, following, codec))
    return tuple(each for each in raw if each is not None)


def _grown(ways: Sequence[_Way], options: Sequence[bytes], codec: str, is_traditional: bool) -> list[_Way]:
    """Extend each way by each option, and keep the best."""
    beams: dict[tuple[tuple[int | None, ...], int], list[Beam]] = {}
    for way in ways:
        beams.setdefault((way.current, way.need), []).append(way.beam)
    grown = []
    for (current, need), group in beams.items():
        # Pairs of bytes that complete the same characters and differ only in what they begin are grown once.
        completed: dict[tuple[tuple[Pattern, ...], tuple[int, ...]], list[Beam]] = {}
        for raw in options:
            after = _step(raw, current, need)
            if after is None:
                continue
            done, rest, still = after
            key = (done, tuple(raw[min(at, 1)] for at, pattern in enumerate(done) if pattern[-1] is None))
            if key not in completed:
                completed[key] = _completed(group, done, raw, codec, is_traditional)
            grown += [_Way(rest, still, beam) for beam in completed[key]]
    grown.sort(key=lambda way: way.beam.bits)
    return grown[:_BEAM]


@lru_cache(maxsize=16384)
def _step(
    raw: bytes, current: tuple[int | None, ...], need: int
) -> tuple[tuple[Pattern, ...], tuple[int | None, ...], int] | None:
    """The characters that a pair of bytes completes, what is unfinished after it, and the bytes that needs."""
    done: list[Pattern] = []
    after = step(raw, list(current), need, done, True)
    if after is None:
        return None
    rest, still = after
    if not still and rest:
        return (*done, tuple(rest)), (), 0
    return tuple(done), tuple(rest), still


def _completed(
    beams: list[Beam], done: Sequence[Pattern], raw: bytes, codec: str, is_traditional: bool
) -> list[Beam]:
    """Extend beams by the characters that a pair of bytes completes."""
    steps = []
    for at, pattern in enumerate(done):
        # A gap at the end of a character is before the first byte of the pair.
        following = raw[min(at, 1)] if pattern[-1] is None else None
        steps.append(choices_of(pattern, following, codec, is_traditional))
        if not steps[-1]:
            return []
    return grow(beams, steps, pairing=True)


def _ended(ways: Sequence[_Way], codec: str, is_traditional: bool) -> Iterator[Beam]:
    """Complete the last character of each way, whose end may have been lost."""
    for way in ways:
        if not way.need:
            yield way.beam
            continue
        possible = choices_of((*way.current, *[None] * way.need), None, codec, is_traditional)
        yield from grow([way.beam], [possible], pairing=True) if possible else ()
