"""Candidate near duplicates: MinHash signatures in bands (locality-sensitive hashing), joined into clusters.

Signatures come from rensa (R-MinHash, full sets). They and the band keys are in memory-mapped files, so a
corpus may be larger than memory: only one band at a time must fit, about 32 bytes per text.

Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, chapter 3 (shingling, MinHash, banding).
"""

from __future__ import annotations

import mmap
import os
from array import array
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import rensa

from newsmill.pipelines.dedup.normalise import NormalTexts
from newsmill.pipelines.dedup.shingles import NGRAM, shingles

__all__ = ["BANDS", "MINIMUM", "PERMUTATIONS", "Clusters", "Signatures"]

# With three rows per band, a pair of similarity s is found with probability 1 - (1 - s^3)^84: 0.99 at s =
# 0.37 (one character in ten edited), 0.90 at 0.3, 0.74 at 0.25 (a text cut to a quarter), and 0.001 at 0.02
# (unrelated texts).
PERMUTATIONS = 252
ROWS = 3
BANDS = PERMUTATIONS // ROWS
SEED = 42

# Texts with fewer n-grams are only compared exactly: two short notices from one template are not reprints of
# each other.
MINIMUM = 40

# A pair is compared exactly if the estimate is at most this far below the required share of
# n-grams: two standard errors of an estimate from 252 permutations.
MARGIN = 0.08

# For buckets of texts that share a band but are dissimilar: how many leaders to try before giving up.
ROUNDS = 32

# The number of texts after which the files' pages are released.
_LET_GO = 20_000

# The number of pairs estimated before pages are released: the system maps 64 KB around each row that is read.
_ROWS_AT_ONCE = 512

Labels = npt.NDArray[np.int64]


class Pairs(NamedTuple):
    """Texts in one bucket: `leaders[i]` and `members[i]` share a band."""

    leaders: Labels
    members: Labels


class Signatures:
    """The signatures of `total` texts, in two memory-mapped files below `folder`. Add batches in order, then
    call `cluster`.
    """

    def __init__(self, folder: Path, total: int) -> None:
        self.total = total
        self.filled = 0
        count = max(total, 1)
        self.rows = _mapped(folder / "signatures", np.dtype(np.uint32), (count, PERMUTATIONS))
        self.keys = _mapped(folder / "bands", np.dtype(np.uint64), (BANDS, count))
        self.sizes = np.zeros(total, dtype=np.int64)

    def add(self, texts: NormalTexts) -> None:
        """Add the next batch of texts."""
        hashes, offsets = shingles(texts)
        end = self.filled + len(texts)
        matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
            hashes, offsets.astype(np.uint64), PERMUTATIONS, SEED
        )
        # Via an array of machine integers, in half the time of a nested list.
        flat = array("I")
        for row in matrix.to_rows():
            flat.fromlist(row)
        rows = np.frombuffer(flat, dtype=np.uint32).reshape(len(texts), PERMUTATIONS)
        self.rows[self.filled : end] = rows
        self.keys[:, self.filled : end] = _band_keys(rows).T
        self.sizes[self.filled : end] = np.diff(offsets)
        if self.filled // _LET_GO != end // _LET_GO:
            self._let_go()
        self.filled = end

    def _let_go(self) -> None:
        """Release the files' pages to the system's cache: mapped pages count as the process's memory."""
        for mapped in (self.rows, self.keys):
            cast(mmap.mmap, mapped.base).madvise(mmap.MADV_DONTNEED)

    def cluster(self, eligible: npt.NDArray[np.bool_], share: float) -> Clusters:
        """Join, band by band, texts where one may contain this share of the other's n-grams. Only `eligible`
        texts take part.
        """
        clusters = Clusters(self.total)
        taking_part = np.flatnonzero(eligible & (self.sizes >= MINIMUM))
        for band in range(BANDS):
            self._join_band(clusters, band, taking_part, share - MARGIN)
            self._let_go()
        return clusters

    def coverage(self, some: Labels, others: Labels) -> npt.NDArray[np.float64]:
        """For each pair, the estimated share (0 to 1) of the shorter text contained in the longer one."""
        similarity = (self.rows[some] == self.rows[others]).mean(axis=1)
        first, second = self.sizes[some], self.sizes[others]
        shared = similarity * (first + second) / (1 + similarity)
        estimate: npt.NDArray[np.float64] = shared / np.maximum(np.minimum(first, second), 1)
        return estimate

    def _join_band(self, clusters: Clusters, band: int, taking_part: Labels, at_least: float) -> None:
        keys = self.keys[band][taking_part]
        order = np.argsort(keys, kind="stable")
        members, keys = taking_part[order], keys[order]
        for _ in range(ROUNDS):
            pairs = _pairs_with_leaders(members, keys)
            if not len(pairs.members):
                return
            labels = clusters.labels
            unknown = labels[pairs.leaders] != labels[pairs.members]
            leaders, others = pairs.leaders[unknown], pairs.members[unknown]
            near = self._is_near(leaders, others, at_least)
            clusters.join(leaders[near], others[near])
            # A text that resembles its leader only in this band may still belong to another member of the
            # bucket.
            strangers = np.isin(members, others[~near])
            members, keys = members[strangers], keys[strangers]

    def _is_near(self, leaders: Labels, others: Labels, at_least: float) -> npt.NDArray[np.bool_]:
        near = np.empty(len(leaders), dtype=bool)
        for start in range(0, len(leaders), _ROWS_AT_ONCE):
            part = slice(start, start + _ROWS_AT_ONCE)
            near[part] = self.coverage(leaders[part], others[part]) >= at_least
            self._let_go()
        return near


def _mapped(path: Path, kind: np.dtype[Any], shape: tuple[int, int]) -> np.memmap[Any, Any]:
    """Map a file into memory with all its blocks allocated: if the disk filled up later, the process would
    die of SIGBUS.

    Raises `OSError` if the disk has no room for it.
    """
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, kind.itemsize * shape[0] * shape[1])
    return np.memmap(path, dtype=kind, mode="r+", shape=shape)


class Clusters:
    """Connected components by union-find. `labels[i]` is the smallest text in the component of text `i`."""

    def __init__(self, total: int) -> None:
        self.labels: Labels = np.arange(total, dtype=np.int64)

    def join(self, some: Labels, others: Labels) -> None:
        """Join the components of each pair."""
        parents = self.labels
        for first, second in zip(some.tolist(), others.tolist(), strict=True):
            one, two = _root(parents, first), _root(parents, second)
            if one != two:
                parents[max(one, two)] = min(one, two)
        self._flatten()

    def _flatten(self) -> None:
        while True:
            lifted = self.labels[self.labels]
            if np.array_equal(lifted, self.labels):
                return
            self.labels = lifted


def _root(parents: Labels, text: int) -> int:
    while (parent := int(parents[text])) != text:
        text = parent
    return text


def _band_keys(rows: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """One 64-bit key per band, hashed from its rows (FNV-1a over 32-bit words)."""
    words = rows.reshape(len(rows), BANDS, ROWS).astype(np.uint64)
    keys = np.full((len(rows), BANDS), 0xCBF29CE484222325, dtype=np.uint64)
    for row in range(ROWS):
        keys ^= words[:, :, row]
        keys *= np.uint64(0x100000001B3)
    return keys


def _pairs_with_leaders(members: Labels, keys: npt.NDArray[np.uint64]) -> Pairs:
    """Pair each text of a bucket (equal, sorted keys) with the bucket's first."""
    if len(keys) < 2:
        return Pairs(members[:0], members[:0])
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[1:] != keys[:-1]
    leader_at = np.maximum.accumulate(np.where(first, np.arange(len(keys)), 0))
    return Pairs(members[leader_at[~first]], members[~first])


assert NGRAM <= MINIMUM
