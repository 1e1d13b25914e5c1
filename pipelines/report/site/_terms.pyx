# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Compiled preparation of texts for the search index. Optional: `searching` does the same with numpy."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint32_t

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    uint32_t PyUnicode_READ(int kind, void* data, Py_ssize_t at)
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)

cdef enum:
    SPACE = 0x20
    SKIPPED = 1
    UNSPACED = 0x80000000


def spaced(text not None, const uint32_t[::1] folded not None):
    """The compiled equal of `searching.spaced`.

    folded  the indexed form of each code point, see `searching`; code points beyond it share the last entry
    """
    if not isinstance(text, str):
        raise TypeError("text: not a string")
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), at, place = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef uint32_t last = <uint32_t>(folded.shape[0] - 1), point, form
    cdef bint before = False, unspaced
    if not size or folded.shape[0] < 1:
        return text
    cdef uint32_t* out = <uint32_t*>PyMem_Malloc(3 * size * sizeof(uint32_t))
    if out == NULL:
        raise MemoryError
    try:
        for at in range(size):
            point = PyUnicode_READ(kind, data, at)
            form = folded[point if point < last else last]
            if form == SKIPPED:
                continue
            unspaced = (form & UNSPACED) != 0
            form &= 0x7FFFFFFF
            if unspaced and before:
                out[place] = form
                out[place + 1] = SPACE
                place += 2
            elif unspaced != before:
                out[place] = SPACE
                place += 1
            out[place] = form
            place += 1
            before = unspaced
        return PyUnicode_FromKindAndData(4, out, place)
    finally:
        PyMem_Free(out)
