"""Restore UTF-8 that was read as GB18030 or GBK twice and lost bytes both times.

The intermediate text, after the first misreading, is not Chinese, so the model cannot choose its lost bytes.
Both readings are undone in one search instead: each possible character of the intermediate text gives two
bytes of the original, and the model scores the Chinese that those bytes can be.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from newsmill.pipelines.decode import model
from newsmill.pipelines.decode.beam import START, Beam, Choice, Plain, bytes_of, grow, grow_plain, whole_bits
from newsmill.pipelines.decode.channels import Channel, damage
from newsmill.pipelines.decode.restore_lossy import Pattern, Restored, candidates, choices_of, parse, step

__all__ = ["restore_twice"]

_BEAM = 48  # paths kept after each character of the intermediate text
_BEAM_BITS = 24.0  # maximum distance in bits from the best path
_MOST_LOST = 0.5  # share of the characters of the intermediate text
_MOST_TRIED = 200  # likeliest texts that are damaged again for comparison
_LONGEST = 400  # characters


_State = tuple[Pattern, int]  # an unfinished character: its bytes, and the number still needed
_Ways = dict[_State, list[Plain]]  # partial readings, by what is unfinished


class _Turn(NamedTuple):
    """What a character of the intermediate text can mean: the choices for each character of the text that it
    completes, and the incomplete character that may follow them."""

    steps: tuple[Collection[Choice], ...]
    states: tuple[_State, ...]


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
    ways: _Ways = {((), 0): [START]}
    for at, pattern in enumerate(patterns):
        following = patterns[at + 1][0] if at + 1 < len(patterns) else None
        ways = _grown(ways, pattern, following if pattern[-1] is None else None, codec, is_traditional)
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


def _grown(ways: _Ways, pattern: Pattern, following: int | None, codec: str, is_traditional: bool) -> _Ways:
    """Extend each way by each character that the pattern can be, and keep the best."""
    grown: list[tuple[float, Plain, _State]] = []
    for state, beams in ways.items():
        for turn in _turns(pattern, following, state, codec, is_traditional):
            longer = grow_plain(beams, turn.steps, pairing=True) if turn.steps else beams
            grown += [(beam[0], beam, after) for after in turn.states for beam in longer]
    grown.sort(key=_first)
    best: _Ways = {}
    most = grown[0][0] + _BEAM_BITS if grown else 0.0
    for bits, beam, after in grown[:_BEAM]:
        if bits > most:
            break
        best.setdefault(after, []).append(beam)
    return best


_first = operator.itemgetter(0)


@lru_cache(maxsize=16384)
def _turns(
    pattern: Pattern, following: int | None, state: _State, codec: str, is_traditional: bool
) -> tuple[_Turn, ...]:
    """What a character of the text between can mean after something unfinished. Cached, since the text between
    consists of few characters."""
    # Pairs of bytes that complete the same characters and differ only in what they begin are one turn.
    states: dict[tuple[tuple[Pattern, ...], tuple[int, ...]], list[_State]] = {}
    for raw in _options(pattern, following, codec):
        after = _step(raw, *state)
        if after is not None:
            done, rest, still = after
            # A gap at the end of a character is before the first byte of the pair.
            lost_after = tuple(raw[min(at, 1)] for at, each in enumerate(done) if each[-1] is None)
            states.setdefault((done, lost_after), []).append((rest, still))
    turns = []
    for (done, lost_after), afterwards in states.items():
        left = iter(lost_after)
        steps = tuple(
            choices_of(each, next(left) if each[-1] is None else None, codec, is_traditional) for each in done
        )
        if all(map(len, steps)):
            turns.append(_Turn(steps, tuple(afterwards)))
    return tuple(turns)


@lru_cache(maxsize=16384)
def _step(raw: bytes, current: Pattern, need: int) -> tuple[tuple[Pattern, ...], Pattern, int] | None:
    """The characters that a pair of bytes completes, what is unfinished after it, and the bytes that needs."""
    done: list[Pattern] = []
    after = step(raw, list(current), need, done, True)
    if after is None:
        return None
    rest, still = after
    if not still and rest:
        return (*done, tuple(rest)), (), 0
    return tuple(done), tuple(rest), still


def _ended(ways: _Ways, codec: str, is_traditional: bool) -> Iterator[Beam]:
    """Complete the last character of each way, whose end may have been lost."""
    for (current, need), beams in ways.items():
        if not need:
            yield from map(Beam._make, beams)
            continue
        possible = choices_of((*current, *[None] * need), None, codec, is_traditional)
        for beam in beams:
            yield from grow([beam], [possible], pairing=True) if len(possible) else ()
