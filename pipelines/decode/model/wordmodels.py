"""Readers for the two word models used by `newsmill.pipelines.decode.model.build`, and text generation from
them.

Both are files from Debian packages for input methods: word trigrams with back-off. The next word is drawn
from the trigrams, else from the bigrams, else by its own frequency. Used when the model is built, never at
run time.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["WordModel", "draw", "read_kenlm", "read_slm"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_WORD_BITS = 18


class WordModel(NamedTuple):
    """Words and probabilities; words are identified by their index in `words`.

    words    the words; an empty one stands for a non-word (the end of a sentence, an unknown word)
    ones     the probability of each word by itself
    pairs    first word, second word, probability of the second after the first
    triples  likewise, preceded by the word before them
    """

    words: list[str]
    ones: Floats
    pairs: tuple[Ints, Ints, Floats]
    triples: tuple[Ints, Ints, Ints, Floats]


def _bit_fields(raw: NDArray[np.uint8], start: int, first: int, width: int, step: int, count: int) -> Ints:
    """Read `count` numbers of `width` bits (at most 57), `step` bits apart, the first at bit `first`."""
    at = np.arange(count, dtype=np.int64) * step + first
    bytes_at = start + (at >> 3)
    found = np.zeros(count, np.uint64)
    for i in range(8):
        found |= raw[bytes_at + i].astype(np.uint64) << np.uint64(8 * i)
    numbers: Ints = ((found >> (at & 7).astype(np.uint64)) & np.uint64((1 << width) - 1)).astype(np.int64)
    return numbers


def read_kenlm(path: Path) -> WordModel:
    """Read a trigram model in KenLM's binary format 5, a trie with quantised values and compressed pointers
    (libime's).

    The trie is keyed by the last word: below a word are the words before it, below those the ones before
    them.
    """
    raw = path.read_bytes()
    octets = np.frombuffer(raw, np.uint8)
    order, kind = raw[0x58], struct.unpack_from("<I", raw, 0x60)[0]
    if not raw.startswith(b"mmap lm http://kheafield.com/code format version 5\n") or (order, kind) != (3, 5):
        raise ValueError(f"{path} is not a trie of trigrams, quantised and compressed, in KenLM's format 5")
    words, pairs, triples = struct.unpack_from("<3Q", raw, 0x6C)
    at = 0x88 + 8 + 8 * words  # after the header and the vocabulary hashes
    chance_bits, back_bits = raw[at + 1], raw[at + 2]
    at += 8
    pair_values = np.frombuffer(raw, "<f4", 1 << chance_bits, at)
    at += (4 << chance_bits) + (4 << back_bits)
    triple_values = np.frombuffer(raw, "<f4", 1 << chance_bits, at)
    at += 4 << chance_bits
    unigrams = np.frombuffer(raw, [("chance", "<f4"), ("back", "<f4"), ("next", "<u8")], words + 1, at)
    at += 16 * (words + 2)
    # Pointers from pairs to triples: the high bits are in a list of where each of their values begins.
    table = (at + 7) // 8 * 8
    inline = _inline_bits(triples, pairs + 1, raw[table + 1])
    begins = np.frombuffer(raw, "<u8", (triples >> inline) + 1, table + 8)
    at += 8 * (1 + len(begins)) + 7
    word_bits = int(words).bit_length()
    step = word_bits + back_bits + chance_bits + inline
    firsts = _bit_fields(octets, at, 0, word_bits, step, pairs)
    pair_codes = _bit_fields(octets, at, word_bits + back_bits, chance_bits, step, pairs)
    low = _bit_fields(octets, at, word_bits + back_bits + chance_bits, inline, step, pairs + 1)
    high = np.searchsorted(begins, np.arange(pairs + 1), "right") - 1
    nexts = high.astype(np.int64) << inline | low
    at += ((1 + pairs) * step + 7) // 8 + 8
    before = _bit_fields(octets, at, 0, word_bits, word_bits + chance_bits, triples)
    triple_codes = _bit_fields(octets, at, word_bits, chance_bits, word_bits + chance_bits, triples)
    at += ((1 + triples) * (word_bits + chance_bits) + 7) // 8 + 8
    followed: Ints = unigrams["next"].astype(np.int64)
    seconds = np.repeat(np.arange(words), np.diff(followed))
    pair_of = np.repeat(np.arange(pairs), np.diff(nexts))
    vocabulary = raw[at:].decode().split("\0")[:words]
    ones = 10.0 ** unigrams["chance"][:words].astype(float)
    ones[0] = 0.0  # the unknown word
    return WordModel(
        ["", *vocabulary[1:]],
        ones / ones.sum(),
        (firsts, seconds, 10.0 ** pair_values[pair_codes].astype(float)),
        (before, firsts[pair_of], seconds[pair_of], 10.0 ** triple_values[triple_codes].astype(float)),
    )


def _inline_bits(most: int, entries: int, most_chopped: int) -> int:
    """The number of pointer bits stored in the entry itself: KenLM chops as many as minimise the file."""
    needed = most.bit_length()
    chopped = range(min(needed, most_chopped) + 1)
    return needed - min(chopped, key=lambda bits: ((most >> (needed - bits)) * 64 - entries * bits, bits))


def read_slm(folder: Path) -> WordModel:
    """Read a SunPinyin trigram model (open-gram's): words in `pydict_sc.bin`, n-grams in `lm_sc.t3g`."""
    lexicon = (folder / "pydict_sc.bin").read_bytes()
    count, _, text_at = struct.unpack_from("<3I", lexicon)
    words = lexicon[text_at:].decode("utf-32-le").split("\0")[:count]
    raw = (folder / "lm_sc.t3g").read_bytes()
    sizes = struct.unpack_from("<4I", raw, 8)
    at = 24
    values = np.frombuffer(raw, "<f4", 1 << 16, at).astype(float)
    at += (4 << 16) + (4 << 14)  # and those of the back-off
    levels = []
    for size in sizes[:3]:
        node = np.frombuffer(raw, "<u4", 3 * size, at).reshape(-1, 3).astype(np.int64)
        at += 12 * size
        children = node[:, 1] >> 16 | node[:, 2] >> 25 << 16
        levels.append((node[:, 0] & 0x3FFFF, values[node[:, 1] & 0xFFFF], children))
    leaf = np.frombuffer(raw, "<u4", 2 * sizes[3], at).reshape(-1, 2).astype(np.int64)
    leaf_values = values[leaf[:, 0] >> 18 | (leaf[:, 1] >> 25 & 3) << 14]
    # The last node of a level only marks the end of the previous node's children; that of the pairs does not.
    (_, (one, one_values, one_next), (two, two_values, two_next)) = levels
    two_next[-1] = len(leaf) - 1
    first = np.repeat(one[:-1], np.diff(one_next))
    pair_of = np.repeat(np.arange(len(two) - 1), np.diff(two_next))
    ones = np.zeros(len(words))
    ones[one[:-1]] = one_values[:-1]
    third = leaf[: len(pair_of), 0] & 0x3FFFF
    return WordModel(
        words,
        ones / ones.sum(),
        (first, two[: len(first)], two_values[: len(first)]),
        (first[pair_of], two[pair_of], third, leaf_values[: len(pair_of)]),
    )


class _Successors:
    """What follows each context, sorted, for drawing from many contexts at once."""

    def __init__(self, contexts: Ints, seconds: Ints, chances: Floats) -> None:
        self._keys = contexts << _WORD_BITS | seconds
        order = np.argsort(self._keys, kind="stable")
        self._keys = self._keys[order]
        self._seconds = seconds[order]
        self._sums = np.concatenate([[0.0], np.cumsum(chances[order])])

    def draw(self, contexts: Ints, generator: np.random.Generator, otherwise: Callable[[Ints], Ints]) -> Ints:
        """Draw a word after each context. `otherwise` (given the contexts' positions) draws where none of
        ours is drawn.
        """
        start = np.searchsorted(self._keys, contexts << _WORD_BITS)
        end = np.searchsorted(self._keys, (contexts + 1) << _WORD_BITS)
        chance = generator.random(len(contexts))
        ours = chance < self._sums[end] - self._sums[start]
        drawn = np.empty(len(contexts), np.int64)
        at = np.searchsorted(self._sums, self._sums[start[ours]] + chance[ours], side="right") - 1
        drawn[ours] = self._seconds[np.minimum(at, end[ours] - 1)]
        rest = np.flatnonzero(~ours)
        for _ in range(8):  # nothing was drawn from the context's list: retry
            if not rest.size:
                break
            drawn[rest] = otherwise(rest)
            keys = contexts[rest] << _WORD_BITS | drawn[rest]
            found = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
            rest = rest[self._keys[found] == keys]
        return drawn


def draw(
    source: WordModel, breaks: float, generator: np.random.Generator, texts: int = 100_000, length: int = 100
) -> Iterator[Ints]:
    """Draw texts from a word model endlessly, `texts` of `length` words at a time, as an array with a row
    each.

    `breaks` is the probability that a word is followed by an unrelated one, for models without sentence ends:
    index 0, an empty word, separates them.
    """
    sums = np.cumsum(source.ones)
    after_one = _Successors(*source.pairs)
    first, second, third, chances = source.triples
    after_two = _Successors(first << _WORD_BITS | second, third, chances)

    def any_word(count: int) -> Ints:
        drawn: Ints = np.searchsorted(sums, generator.random(count) * sums[-1]).astype(np.int64)
        return drawn

    one = two = np.zeros(texts, np.int64)
    while True:
        drawn = np.empty((texts, length), np.int64)
        for i in range(length):
            here = two

            def from_one(rest: Ints, here: Ints = here) -> Ints:
                return after_one.draw(here[rest], generator, lambda positions: any_word(len(positions)))

            word = after_two.draw(one << _WORD_BITS | two, generator, from_one)
            if breaks:
                word[generator.random(texts) < breaks] = 0
            drawn[:, i] = word
            one, two = two, word
        yield drawn


def spelled(words: Sequence[str], places: dict[str, int]) -> tuple[Ints, Ints, Ints]:
    """Words as character numbers: all the numbers, where each word begins, and its length.

    A word with an unknown character, and the empty word, become one character of number 0.
    """
    numbers = [
        [places[c] for c in word] if word and all(c in places for c in word) else [0] for word in words
    ]
    lengths = np.array([len(each) for each in numbers], np.int64)
    return (
        np.concatenate([np.array(each, np.int64) for each in numbers]),
        np.cumsum(lengths) - lengths,
        lengths,
    )
