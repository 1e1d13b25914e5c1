# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Normalised texts, their n-grams and their alignment, compiled.

Optional. Each function gives what its equal in `normalise`, `shingles` and `alignment` gives (tests compare
them), in loops over one text instead of a dozen numpy calls on it. Sorting is by radix, so that no text can
be made to take more than linear time.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

import numpy as np

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    uint32_t PyUnicode_READ(int kind, void* data, Py_ssize_t at)

# Of `shingles`, `normalise` and `alignment`: see `hatch_build.SHARED`.
include "texts_constants.pxi"

cdef enum:
    # No side of an edit is longer: a gap of `MAX_EDIT` n-grams and an overlap of one.
    MOST_CHARACTERS = (MAX_EDIT + 1) * LONG_NGRAM

cdef uint64_t[5] MULTIPLIERS
MULTIPLIERS[0] = 0x9E3779B97F4A7C15u
MULTIPLIERS[1] = 0xC2B2AE3D27D4EB4Fu
MULTIPLIERS[2] = 0x165667B19E3779F9u
MULTIPLIERS[3] = 0x27D4EB2F165667C5u
MULTIPLIERS[4] = 0x85EBCA77C2B2AE63u


def pages(list texts not None, uint8_t[::1] seen not None):
    """Mark the pages of the table that the texts need in `seen`. Returns the number of characters."""
    cdef Py_ssize_t at, size, total = 0
    cdef int kind
    cdef void* data
    if seen.shape[0] != PAGES:
        raise ValueError("seen: one for each page")
    for text in texts:
        if not isinstance(text, str):
            raise TypeError("texts: not a string")
        size = PyUnicode_GET_LENGTH(text)
        total += size
        kind = PyUnicode_KIND(text)
        data = PyUnicode_DATA(text)
        if kind == 1:
            seen[0] = 1
            continue
        for at in range(size):
            seen[PyUnicode_READ(kind, data, at) >> PAGE_BITS] = 1
    return total


def normalised(
    list texts not None, const uint32_t[::1] table not None, uint32_t[::1] points not None,
    int64_t[::1] offsets not None
):
    """Write the characters that the table keeps, and the end of each text. Returns their number."""
    cdef Py_ssize_t at, size, place = 0, number = 0
    cdef int kind
    cdef void* data
    cdef uint32_t point
    if table.shape[0] != 0x110000 or offsets.shape[0] != len(texts) + 1:
        raise ValueError("table: one for each code point; offsets: one for each text and one")
    offsets[0] = 0
    for text in texts:
        if not isinstance(text, str):
            raise TypeError("texts: not a string")
        size = PyUnicode_GET_LENGTH(text)
        if place + size > points.shape[0]:
            raise ValueError("points: too few")
        kind = PyUnicode_KIND(text)
        data = PyUnicode_DATA(text)
        for at in range(size):
            point = table[PyUnicode_READ(kind, data, at)]
            if point:
                points[place] = point
                place += 1
        number += 1
        offsets[number] = place
    return place


cdef int ngram_size(const uint32_t* points, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t at, found = 0
    for at in range(size):
        found += is_in_cjk(points[at])
    return NGRAM if <double>found >= CJK_SHARE * <double>size else LONG_NGRAM


cdef inline uint64_t mixed(uint64_t value) noexcept nogil:
    value ^= value >> 30
    value *= 0xBF58476D1CE4E5B9u
    value ^= value >> 27
    value *= 0x94D049BB133111EBu
    return value ^ (value >> 31)


cdef inline uint64_t linear(const uint32_t* points) noexcept nogil:
    return (
        points[0] * MULTIPLIERS[0] + points[1] * MULTIPLIERS[1] + points[2] * MULTIPLIERS[2]
        + points[3] * MULTIPLIERS[3] + points[4] * MULTIPLIERS[4]
    )


cdef Py_ssize_t hashed(const uint32_t* points, Py_ssize_t size, int length, uint64_t* out) noexcept nogil:
    """Write the hashes of the n-grams of this length. Returns their number."""
    cdef Py_ssize_t at, count = size - (length - 1)
    if count <= 0:
        return 0
    for at in range(count):
        if length == NGRAM:
            out[at] = mixed(linear(points + at))
        else:
            out[at] = mixed(
                linear(points + at) * MULTIPLIERS[0] + linear(points + at + NGRAM) * MULTIPLIERS[1] + 1
            )
    return count


def shingles(const uint32_t[::1] points not None, const int64_t[::1] offsets not None):
    """The hashes of all n-grams of many texts, and the start of each text's hashes."""
    cdef Py_ssize_t number, count = offsets.shape[0] - 1, place = 0
    cdef int64_t start, end
    hashes = np.empty(points.shape[0] + 1, dtype=np.uint64)
    starts = np.zeros(count + 1, dtype=np.int64)
    cdef uint64_t[::1] out = hashes
    cdef int64_t[::1] bounds = starts
    for number in range(count):
        start, end = offsets[number], offsets[number + 1]
        if start < 0 or end < start or end > points.shape[0]:
            raise ValueError("offsets: not in order, or beyond the points")
        if end > start:
            place += hashed(
                &points[start], end - start, ngram_size(&points[start], end - start), &out[place]
            )
        bounds[number + 1] = place
    return hashes[:place], starts


cdef void sort(uint64_t* keys, uint32_t* values, uint64_t* keys_too, uint32_t* values_too,
               Py_ssize_t size) noexcept nogil:
    """Sort keys and their values by radix, one byte at a time. The order of equal keys is kept."""
    cdef Py_ssize_t[256] counts
    cdef Py_ssize_t at, total, some
    cdef int shift
    cdef uint64_t* other_keys
    cdef uint32_t* other_values
    for shift in range(0, 64, 8):
        memset(counts, 0, sizeof(counts))
        for at in range(size):
            counts[(keys[at] >> shift) & 0xFF] += 1
        total = 0
        for at in range(256):
            some = counts[at]
            counts[at] = total
            total += some
        for at in range(size):
            some = counts[(keys[at] >> shift) & 0xFF]
            counts[(keys[at] >> shift) & 0xFF] = some + 1
            keys_too[some] = keys[at]
            values_too[some] = values[at]
        # After an even number of passes, the result is in `keys` and `values` again.
        other_keys, keys, keys_too = keys, keys_too, keys
        other_values, values, values_too = values, values_too, values
        keys_too, values_too = other_keys, other_values


def prepared(const uint32_t[::1] points not None):
    """The fields of `alignment.Text`: n-gram length, distinct n-grams, those that occur once, and their positions."""
    cdef Py_ssize_t size = points.shape[0], count, at, last, distinct = 0, single = 0
    cdef int length = NGRAM
    cdef uint64_t* keys
    cdef uint32_t* places
    cdef char* memory
    if size:
        length = ngram_size(&points[0], size)
    memory = <char*>PyMem_Malloc((size + 1) * 24)
    if memory == NULL:
        raise MemoryError
    keys = <uint64_t*>memory
    places = <uint32_t*>(memory + (size + 1) * 16)
    try:
        count = hashed(&points[0], size, length, keys) if size else 0
        for at in range(count):
            places[at] = <uint32_t>at
        sort(keys, places, keys + size + 1, places + size + 1, count)
        every = np.empty(count, dtype=np.uint64)
        once = np.empty(count, dtype=np.uint64)
        where = np.empty(count, dtype=np.int64)
        fill(keys, places, count, every, once, where, &distinct, &single)
    finally:
        PyMem_Free(memory)
    return length, every[:distinct], once[:single], where[:single]


cdef void fill(const uint64_t* keys, const uint32_t* places, Py_ssize_t count, uint64_t[::1] every,
               uint64_t[::1] once, int64_t[::1] where, Py_ssize_t* distinct, Py_ssize_t* single) noexcept:
    cdef Py_ssize_t at = 0, last
    while at < count:
        last = at
        while last + 1 < count and keys[last + 1] == keys[at]:
            last += 1
        every[distinct[0]] = keys[at]
        distinct[0] += 1
        if last == at:
            once[single[0]] = keys[at]
            where[single[0]] = places[at]
            single[0] += 1
        at = last + 1


def shared(const uint64_t[::1] one not None, list others not None):
    """The number of n-grams that a sorted set shares with each of the others."""
    cdef const uint64_t[::1] other
    found = []
    for other in others:
        found.append(in_both(one, other))
    return found


cdef Py_ssize_t in_both(const uint64_t[::1] one, const uint64_t[::1] other) noexcept nogil:
    cdef Py_ssize_t here = 0, there = 0, many = one.shape[0], others = other.shape[0], found = 0
    cdef uint64_t mine, theirs
    while here < many and there < others:
        mine, theirs = one[here], other[there]
        found += mine == theirs
        here += mine <= theirs
        there += theirs <= mine
    return found


cdef struct Places:
    Py_ssize_t start, end, other_start, other_end


def aligned(
    const uint32_t[::1] points not None, const uint64_t[::1] once not None, const int64_t[::1] places not None,
    const uint32_t[::1] others not None, const uint64_t[::1] other_once not None,
    const int64_t[::1] other_places not None, int size, const uint8_t[::1] numerals not None
):
    """Characters covered, edits and numbers, as counted by `alignment.align`; zeros if no n-gram is shared.

    numerals  whether each code point (below its length) is part of a number
    """
    cdef Py_ssize_t length = points.shape[0], at, here = 0, there = 0, anchors = 0, held = 0
    cdef Py_ssize_t covered_to = 0, edits = 0, figures = 0, same, numbers
    cdef int64_t* anchor
    cdef Places gap
    if once.shape[0] != places.shape[0] or other_once.shape[0] != other_places.shape[0]:
        raise ValueError("places: one for each n-gram")
    if size != NGRAM and size != LONG_NGRAM:
        raise ValueError("size: no n-gram length")
    if not length or not others.shape[0]:
        return 0, 0, 0
    # For each position in the text, the position of its anchor in the other text.
    anchor = <int64_t*>PyMem_Malloc((length + 1) * sizeof(int64_t))
    if anchor == NULL:
        raise MemoryError
    try:
        memset(anchor, 0xFF, (length + 1) * sizeof(int64_t))
        while here < once.shape[0] and there < other_once.shape[0]:
            if once[here] == other_once[there]:
                if not 0 <= places[here] <= length - size or not 0 <= other_places[there] <= others.shape[0] - size:
                    raise ValueError("places: beyond the text")
                anchor[places[here]] = other_places[there]
                anchors += 1
                here += 1
                there += 1
            elif once[here] < other_once[there]:
                here += 1
            else:
                there += 1
        if not anchors:
            return 0, 0, 0
        gap.start, gap.other_start = 0, 0
        for at in range(length + 1):
            if at == length:
                gap.end, gap.other_end = length, others.shape[0]
            elif anchor[at] < 0:
                continue
            else:
                gap.end, gap.other_end = at, <Py_ssize_t>anchor[at]
                held += at + size - (covered_to if covered_to > at else at)
                covered_to = at + size
            if is_edit(&gap, size):
                same = compare(points, others, &gap, numerals, &numbers)
                held += same
                edits += numbers if numbers > 1 else 1
                figures += numbers
            gap.start, gap.other_start = gap.end + size, gap.other_end + size
    finally:
        PyMem_Free(anchor)
    return held, edits, figures


cdef bint is_edit(const Places* gap, int size) noexcept nogil:
    """Whether the text between two anchors differs, but by little enough to count as an edit."""
    cdef Py_ssize_t mine = gap.end - gap.start, theirs = gap.other_end - gap.other_start
    cdef Py_ssize_t widest = MAX_EDIT * size, difference = mine - theirs
    if mine <= 0 and not difference:
        return False
    if mine > widest or theirs > widest or mine <= -size or theirs <= -size:
        return False
    return -MAX_LENGTH_DIFFERENCE <= difference <= MAX_LENGTH_DIFFERENCE


cdef Py_ssize_t compare(const uint32_t[::1] points, const uint32_t[::1] others, const Places* gap,
                        const uint8_t[::1] numerals, Py_ssize_t* numbers) noexcept:
    """Characters shared by the two sides of an edit beyond their overlap, and numbers that differ."""
    cdef Py_ssize_t mine = gap.end - gap.start, theirs = gap.other_end - gap.other_start
    cdef Py_ssize_t overlap = 0, before = 0, after = 0, shortest, at, place, inside = 0, same
    cdef uint32_t[MOST_CHARACTERS] one
    cdef uint32_t[MOST_CHARACTERS] two
    cdef uint8_t[MOST_CHARACTERS] taken
    if -mine > overlap:
        overlap = -mine
    if -theirs > overlap:
        overlap = -theirs
    mine += overlap
    theirs += overlap
    for at in range(mine):
        one[at] = points[gap.start - overlap + at]
    for at in range(theirs):
        two[at] = others[gap.other_start - overlap + at]
    shortest = mine if mine < theirs else theirs
    while before < shortest and one[before] == two[before]:
        before += 1
    while after < shortest - before and one[mine - 1 - after] == two[theirs - 1 - after]:
        after += 1
    memset(taken, 0, sizeof(taken))
    for at in range(before, mine - after):
        for place in range(before, theirs - after):
            if not taken[place] and two[place] == one[at]:
                taken[place] = 1
                inside += 1
                break
    numbers[0] = changed_numbers(one + before, mine - after - before, two + before, theirs - after - before, numerals)
    same = before + after + inside - overlap
    return same if same > 0 else 0


cdef struct Run:
    Py_ssize_t start, length


cdef Py_ssize_t runs(const uint32_t* points, Py_ssize_t size, const uint8_t[::1] numerals, Run* out) noexcept:
    """The numbers in a piece of text."""
    cdef Py_ssize_t at = 0, start, count = 0
    while at < size:
        start = at
        while at < size and points[at] < <uint32_t>numerals.shape[0] and numerals[points[at]]:
            at += 1
        if at > start:
            out[count].start, out[count].length = start, at - start
            count += 1
        else:
            at += 1
    return count


cdef Py_ssize_t changed_numbers(const uint32_t* one, Py_ssize_t size, const uint32_t* two, Py_ssize_t other_size,
                                const uint8_t[::1] numerals) noexcept:
    """The number of numbers without an equal on the other side, for the side that has more of them."""
    cdef Run[MOST_CHARACTERS] mine
    cdef Run[MOST_CHARACTERS] theirs
    cdef uint8_t[MOST_CHARACTERS] taken
    cdef Py_ssize_t count = runs(one, size, numerals, mine), others = runs(two, other_size, numerals, theirs)
    cdef Py_ssize_t at, place, step, equal = 0
    memset(taken, 0, sizeof(taken))
    for at in range(count):
        for place in range(others):
            if taken[place] or mine[at].length != theirs[place].length:
                continue
            step = 0
            while step < mine[at].length and one[mine[at].start + step] == two[theirs[place].start + step]:
                step += 1
            if step == mine[at].length:
                taken[place] = 1
                equal += 1
                break
    return (count if count > others else others) - equal
