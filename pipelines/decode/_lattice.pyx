# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The cheapest paths through the lattices of `filling`, in compiled form.

Optional: `filling.path_costs_in_python` gives the same results to the bit (tests compare them).
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.math cimport INFINITY
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


def path_costs(list options not None, list edges not None, uint32_t number, bits_of not None, str after not None):
    """The result of `filling.path_costs_in_python`.

    number  identifies `bits_of`, whose results are cached; from 1
    """
    cdef Py_ssize_t size = len(options), total = 1, at, i, j, count = len(edges)
    if not number or not size or len(after) != 1:
        raise ValueError("number, options, after: empty")
    for each in options:
        if not each:
            raise ValueError("options: none at a place")
        total += len(each)
    cdef char* room = <char*>PyMem_Malloc(
        2 * total * sizeof(double) + count * sizeof(Edge) + 3 * (size + 2) * sizeof(Py_ssize_t) + total * sizeof(uint32_t)
    )
    if room == NULL:
        raise MemoryError
    # Place 0 is the space before the first character.
    cdef double* ahead = <double*>room
    cdef double* behind = ahead + total
    cdef Edge* words = <Edge*>(behind + total)
    cdef Py_ssize_t* starts = <Py_ssize_t*>(words + count)
    cdef Py_ssize_t* starting = starts + size + 2
    cdef Py_ssize_t* ending = starting + size + 2
    cdef uint32_t* codes = <uint32_t*>(ending + size + 2)
    cdef Py_UCS4 letter
    cdef double least, bits
    cdef uint32_t following
    try:
        codes[0], starts[0], starts[1] = c" ", 0, 1
        at, j = 1, 1
        for each in options:
            for character in each:
                letter = character
                codes[j] = letter
                j += 1
            at += 1
            starts[at] = j
        for at in range(size + 2):
            starting[at] = ending[at] = -1
        for i in range(count):
            begin, end, last, cost = edges[i]
            words[i].start, words[i].end, words[i].last, words[i].bits = begin, end, last, cost
            if not 0 <= words[i].start < words[i].end <= size or not (
                0 <= words[i].last < starts[words[i].end + 1] - starts[words[i].end]
            ):
                raise ValueError("edges: outside the lattice")
            words[i].next_start, words[i].next_end = starting[words[i].start], ending[words[i].end]
            starting[words[i].start] = ending[words[i].end] = i
        ahead[0] = 0.0
        for at in range(1, size + 1):
            for j in range(starts[at], starts[at + 1]):
                least = INFINITY
                for i in range(starts[at - 1], starts[at]):
                    bits = ahead[i] + _price(number, bits_of, codes[i], codes[j])
                    if bits < least:
                        least = bits
                ahead[j] = least
            i = ending[at]
            while i >= 0:
                bits = _least(ahead, starts, words[i].start) + words[i].bits
                if bits < ahead[starts[at] + words[i].last]:
                    ahead[starts[at] + words[i].last] = bits
                i = words[i].next_end
        following = after[0]
        for j in range(starts[size], starts[size + 1]):
            behind[j] = _price(number, bits_of, codes[j], following)
        for at in range(size - 1, -1, -1):
            least = INFINITY
            i = starting[at]
            while i >= 0:
                bits = words[i].bits + behind[starts[words[i].end] + words[i].last]
                if bits < least:
                    least = bits
                i = words[i].next_start
            for j in range(starts[at], starts[at + 1]):
                behind[j] = least
                for i in range(starts[at + 1], starts[at + 2]):
                    bits = behind[i] + _price(number, bits_of, codes[j], codes[i])
                    if bits < behind[j]:
                        behind[j] = bits
        return (
            [[ahead[j] for j in range(starts[at], starts[at + 1])] for at in range(size + 1)],
            [[behind[j] for j in range(starts[at], starts[at + 1])] for at in range(size + 1)],
        )
    finally:
        PyMem_Free(room)


cdef double _least(const double* costs, const Py_ssize_t* starts, Py_ssize_t at) noexcept nogil:
    cdef double least = INFINITY
    cdef Py_ssize_t j
    for j in range(starts[at], starts[at + 1]):
        if costs[j] < least:
            least = costs[j]
    return least
