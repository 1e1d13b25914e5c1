# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The cheapest paths through the lattices of `gap_filling`, in compiled form.

Optional: `gap_filling.path_costs_in_python` gives the same results to the bit (tests compare them).
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.math cimport INFINITY, NAN
from libc.stdint cimport uint32_t
from libc.string cimport memset

DEF CACHE_BITS = 16


cdef struct Known:
    # A price that was asked for before; number 0 is nobody's.
    uint32_t number
    uint32_t before
    uint32_t character
    double bits


cdef Known[1 << CACHE_BITS] _KNOWN
memset(_KNOWN, 0, sizeof(_KNOWN))


cdef struct Edge:
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t last
    Py_ssize_t next_start  # the next edge with the same start, and with the same end; -1 for none
    Py_ssize_t next_end
    double bits


cdef double _price(uint32_t number, bits_of, uint32_t before, uint32_t character) except? -1.0:
    cdef uint32_t mixed = number * 0x9E3779B1u ^ before * 0x85EBCA77u ^ character * 0xC2B2AE3Du
    cdef Known* known = &_KNOWN[(mixed ^ mixed >> 15) * 0x2C1B3C6Du >> (32 - CACHE_BITS)]
    if known.number == number and known.before == before and known.character == character:
        return known.bits
    cdef double bits = bits_of(chr(before), chr(character))
    known.number, known.before, known.character, known.bits = number, before, character, bits
    return bits


cdef struct Lattice:
    # Place 0 is the space before the first character.
    Py_ssize_t size  # characters
    Py_ssize_t* starts  # of each place, the first candidate
    Py_ssize_t* starting  # of each place, an edge that starts there and one that ends there; -1 for none
    Py_ssize_t* ending
    uint32_t* codes  # of each candidate
    double* alone  # of each candidate, its bits after any character; NaN if that depends
    double* forward
    double* backward
    Edge* words


def path_costs(
    list options not None, list words not None, uint32_t number, bits_of not None, dict alone not None,
    str after not None
):
    """The result of `gap_filling.path_costs_in_python`.

    number  identifies `bits_of`, whose results are cached; from 1
    alone   the results of `bits_of` that do not depend on the character before
    """
    cdef Py_ssize_t size = len(options), total = 1, count = len(words)
    if not number or not size or len(after) != 1:
        raise ValueError("number, options, after: empty")
    for each in options:
        if not each:
            raise ValueError("options: none at a place")
        total += len(each)
    cdef char* room = <char*>PyMem_Malloc(
        3 * total * sizeof(double)
        + count * sizeof(Edge)
        + 3 * (size + 2) * sizeof(Py_ssize_t)
        + total * sizeof(uint32_t)
    )
    if room == NULL:
        raise MemoryError
    cdef Lattice its
    its.size = size
    its.forward = <double*>room
    its.backward = its.forward + total
    its.alone = its.backward + total
    its.words = <Edge*>(its.alone + total)
    its.starts = <Py_ssize_t*>(its.words + count)
    its.starting = its.starts + size + 2
    its.ending = its.starting + size + 2
    its.codes = <uint32_t*>(its.ending + size + 2)
    cdef Py_UCS4 following = after[0]
    try:
        _fill(&its, options, words, alone)
        _forward(&its, number, bits_of)
        _backward(&its, number, bits_of, following, alone)
        return _totals(&its, words)
    finally:
        PyMem_Free(room)


cdef int _fill(Lattice* its, list options, list words, dict alone) except -1:
    cdef Py_ssize_t at = 1, j = 1, i
    cdef Py_UCS4 letter
    its.codes[0], its.starts[0], its.starts[1] = c" ", 0, 1
    for each in options:
        for character in each:
            letter = character
            its.codes[j] = letter
            bits = alone.get(character)
            its.alone[j] = NAN if bits is None else bits
            j += 1
        at += 1
        its.starts[at] = j
    for at in range(its.size + 2):
        its.starting[at] = its.ending[at] = -1
    for i in range(len(words)):
        start, places, bits = words[i]
        its.words[i].start, its.words[i].end = start, start + len(places)
        its.words[i].last, its.words[i].bits = places[len(places) - 1], bits
        if not 0 <= its.words[i].start < its.words[i].end <= its.size:
            raise ValueError("words: outside the lattice")
        for at in range(len(places)):
            if not 0 <= places[at] < its.starts[start + at + 2] - its.starts[start + at + 1]:
                raise ValueError("words: of no candidate")
        its.words[i].next_start = its.starting[its.words[i].start]
        its.words[i].next_end = its.ending[its.words[i].end]
        its.starting[its.words[i].start] = its.ending[its.words[i].end] = i
    return 0


cdef int _forward(Lattice* its, uint32_t number, bits_of) except -1:
    """The cost of the cheapest path to each candidate."""
    cdef Py_ssize_t at, i, j
    cdef double least, bits
    its.forward[0] = 0.0
    for at in range(1, its.size + 1):
        for j in range(its.starts[at], its.starts[at + 1]):
            least = INFINITY
            for i in range(its.starts[at - 1], its.starts[at]):
                bits = its.forward[i] + _cost(its, number, bits_of, i, j)
                if bits < least:
                    least = bits
            its.forward[j] = least
        i = its.ending[at]
        while i >= 0:
            bits = _least(its, its.words[i].start) + its.words[i].bits
            j = its.starts[at] + its.words[i].last
            if bits < its.forward[j]:
                its.forward[j] = bits
            i = its.words[i].next_end
    return 0


cdef int _backward(Lattice* its, uint32_t number, bits_of, uint32_t following, dict alone) except -1:
    """The cost of the cheapest path on from each candidate."""
    cdef Py_ssize_t at, i, j
    cdef double least, bits
    known = alone.get(chr(following))
    for j in range(its.starts[its.size], its.starts[its.size + 1]):
        if known is None:
            its.backward[j] = _price(number, bits_of, its.codes[j], following)
        else:
            its.backward[j] = known
    for at in range(its.size - 1, 0, -1):
        least = INFINITY
        i = its.starting[at]
        while i >= 0:
            bits = its.words[i].bits + its.backward[its.starts[its.words[i].end] + its.words[i].last]
            if bits < least:
                least = bits
            i = its.words[i].next_start
        for j in range(its.starts[at], its.starts[at + 1]):
            its.backward[j] = least
            for i in range(its.starts[at + 1], its.starts[at + 2]):
                bits = its.backward[i] + _cost(its, number, bits_of, j, i)
                if bits < its.backward[j]:
                    its.backward[j] = bits
    return 0


cdef tuple _totals(Lattice* its, list words):
    """The cost of the cheapest path, and of those through each candidate of a place that has several."""
    cdef Py_ssize_t at, i, j, last
    cdef double through
    cdef list found = []
    cdef list ways = []
    for i in range(len(words)):
        last = its.starts[its.words[i].end] + its.words[i].last
        ways.append(_least(its, its.words[i].start) + its.words[i].bits + its.backward[last])
    for j in range(1, its.starts[its.size + 1]):
        its.forward[j] = its.forward[j] + its.backward[j]
    for i in range(len(words)):
        through = ways[i]
        _, places, _ = words[i]
        for at in range(len(places)):
            j = its.starts[its.words[i].start + at + 1] + <Py_ssize_t>places[at]
            if through < its.forward[j]:
                its.forward[j] = through
    for at in range(1, its.size + 1):
        if its.starts[at + 1] - its.starts[at] > 1:
            found.append((at - 1, [its.forward[j] for j in range(its.starts[at], its.starts[at + 1])]))
    return _least(its, 1), found


cdef inline double _cost(const Lattice* its, uint32_t number, bits_of, Py_ssize_t before, Py_ssize_t own) except? -1.0:
    if its.alone[own] == its.alone[own]:
        return its.alone[own]
    return _price(number, bits_of, its.codes[before], its.codes[own])


cdef double _least(const Lattice* its, Py_ssize_t at) noexcept nogil:
    """The cost of the cheapest path to any candidate of a place."""
    cdef double least = INFINITY
    cdef Py_ssize_t j
    for j in range(its.starts[at], its.starts[at + 1]):
        if its.forward[j] < least:
            least = its.forward[j]
    return least
