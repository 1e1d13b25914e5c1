# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The look at pairs of characters of `damage`, compiled: over the characters where they are, several of ASCII at a time. Optional."""

from libc.stdint cimport uint16_t, uint64_t
from libc.string cimport memcpy

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    unsigned int PyUnicode_READ(int kind, void* data, Py_ssize_t at)


def places(text not None, const uint16_t[::1] classes not None, int firsts, int alone):
    """The places that `damage.suspicious_places` finds.

    classes        of the characters of the first plane; the last one stands for those beyond
    firsts, alone  bits of the classes that begin a pair, and of those that are suspicious by themselves
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
    cdef unsigned int code
    cdef int before = 0, its
    cdef list found = []
    if classes.shape[0] != 0x10000:
        raise ValueError("classes: one for each character of the first plane")
    while at < size:
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
            if before & (its >> 1) & firsts and last != at - 1:
                last = at - 1
                found.append(last)
            if its & alone:
                last = at
                found.append(last)
        before = its
        at += 1
    return found
