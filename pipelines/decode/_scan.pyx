# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Looks at every character or byte of a page, compiled: what is written here as a loop is one over many at once where it runs.

Optional; each function says what its twin in Python says (tests compare them).
"""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    unsigned int PyUnicode_READ(int kind, void* data, Py_ssize_t at)


def places(text not None, const uint16_t[::1] classes not None, int firsts, int alone, int of_loss, int in_word, int behind_letter):
    """What `damage.look_at` finds, as a tuple.

    classes        of the characters of the first plane; the last one stands for those beyond
    firsts, alone  bits of the classes that begin a pair, and of those that are suspicious by themselves
    of_loss        of those that are signs of loss
    in_word        of those that are suspicious between a small ASCII letter and ASCII
    behind_letter  of those that are suspicious behind a small ASCII letter
    """
    if not isinstance(text, str):
        raise TypeError("text: not a string")
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), at = 0, last = -1
    cdef int kind = PyUnicode_KIND(text)
    cdef const char* data = <const char*>PyUnicode_DATA(text)
    # As many characters as eight bytes hold, and the bits that no ASCII character has.
    cdef Py_ssize_t step = 8 // kind
    cdef uint64_t beyond = 0x8080808080808080u if kind == 1 else 0xFF80FF80FF80FF80u if kind == 2 else 0xFFFFFF80FFFFFF80u
    cdef uint64_t some
    cdef uint64_t[8] many
    cdef unsigned int code
    cdef int before = 0, its, any_of = 0
    cdef list found = []
    if classes.shape[0] != 0x10000:
        raise ValueError("classes: one for each character of the first plane")
    while at < size:
        # Markup comes in long stretches.
        while at + 8 * step <= size:
            memcpy(many, data + at * kind, 64)
            if (many[0] | many[1] | many[2] | many[3] | many[4] | many[5] | many[6] | many[7]) & beyond:
                break
            at += 8 * step
            before = 0
        if at + step <= size:
            memcpy(&some, data + at * kind, 8)
            if not some & beyond:
                at += step
                before = 0
                continue
        code = PyUnicode_READ(kind, <void*>data, at)
        its = 0
        if code > 0x7F:
            its = classes[code if code < 0xFFFF else 0xFFFF]
            any_of |= its
            if before & (its >> 1) & firsts and last != at - 1:
                last = at - 1
                found.append(last)
            if its & alone:
                last = at
                found.append(last)
            elif its & (in_word | behind_letter) and at:
                code = PyUnicode_READ(kind, <void*>data, at - 1)
                if c"a" <= code <= c"z" and (
                    its & behind_letter or at + 1 == size or PyUnicode_READ(kind, <void*>data, at + 1) <= 0x7F
                ):
                    last = at
                    found.append(last)
        before = its
        at += 1
    return found, any_of & of_loss != 0


ctypedef fused Character:
    uint8_t
    uint16_t
    uint32_t


cdef Py_ssize_t _references(const Character* text, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t at = 0, count = 0
    cdef uint8_t some
    cdef Py_ssize_t end
    while at < size - 1:
        end = at + 255 if at + 255 < size - 1 else size - 1
        some = 0
        while at < end:
            some += (text[at] == c"&") & (text[at + 1] == c"#")
            at += 1
        count += some
    return count


def count_references(text not None):
    """How often `&#` is in a text, or in one that is encoded so that ASCII is itself."""
    if isinstance(text, bytes):
        return _references(<const uint8_t*><const char*>(<bytes>text), len(<bytes>text))
    if not isinstance(text, str):
        raise TypeError("text: neither a string nor bytes")
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    if kind == 1:
        return _references(<const uint8_t*>data, size)
    if kind == 2:
        return _references(<const uint16_t*>data, size)
    return _references(<const uint32_t*>data, size)


def count_controls(const uint8_t[::1] sample not None):
    """How many bytes are control characters that no charset of pages uses as part of a character: `sniff._CONTROLS`."""
    cdef Py_ssize_t size = sample.shape[0], at = 0, count = 0, end
    cdef const uint8_t* data = &sample[0] if size else NULL
    cdef uint8_t some, byte
    while at < size:
        end = at + 255 if at + 255 < size else size
        some = 0
        while at < end:
            byte = data[at]
            some += (<uint8_t>(byte - 0x01) < 8) | (byte == 0x0B) | (<uint8_t>(byte - 0x0E) < 13) | (byte == 0x7F)
            at += 1
        count += some
    return count


def total(text not None, uint8_t[::1] known not None, costs not None):
    """The sum of `costs` over the characters of a text: `plausibility.cost`.

    known  the costs, below 255, of the characters of the first plane that were asked for before; 255 for the others. It is filled here
    """
    if not isinstance(text, str):
        raise TypeError("text: not a string")
    if known.shape[0] != 0x10000:
        raise ValueError("known: one for each character of the first plane")
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), at, result = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef unsigned int code, its
    for at in range(size):
        code = PyUnicode_READ(kind, data, at)
        its = known[code] if code <= 0xFFFF else 255
        if its == 255:
            its = costs[chr(code)]
            if its >= 255:
                raise ValueError("costs are below 255")
            if code <= 0xFFFF:
                known[code] = <uint8_t>its
        result += its
    return result
