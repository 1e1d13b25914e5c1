# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The compiled equal of `word_search.WordGroups`: finds which of some hundred words occur in a text, in one pass.

At each position, the next three characters (two or one for the shortest words) are looked up in a filter. Most
begin no word. `re` tries one alternative after the other and takes ten times as long. Optional: `words` does the
same in Python, and tests compare the two.
"""

cimport cython
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.unicode cimport Py_UNICODE_ISALNUM, Py_UNICODE_TOLOWER
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    uint32_t PyUnicode_READ(int kind, void* data, Py_ssize_t at)

cdef enum:
    # Slots of the table for words of one, two or three looked-up characters: a power of two.
    PLACES = 4096
    LOOKED_UP = 3
    NARROW = 0x180
    MOST_ALIKE = 64
    # Least size of a filter, as a power of two, and bits per word.
    LEAST_BITS = 9
    MOST_BITS = 20
    BITS_A_WORD = 16

cdef struct Word:
    Py_ssize_t start  # among the characters of all words
    Py_ssize_t size
    uint64_t groups
    bint begins  # it is looked for at the start of words only
    uint16_t following  # number of the next word in the same place, and one; 0 for none


cdef struct Found:
    Py_ssize_t at
    uint64_t groups


# Added up for the first one, two or three characters of a word.
cdef uint32_t FIRST = 0x9E3779B1u, SECOND = 0x85EBCA77u, THIRD = 0xC2B2AE3Du


cdef inline Py_ssize_t _place(uint32_t key) noexcept nogil:
    return key >> 20


@cython.final
cdef class Words:
    """Words, each in one or more groups (the bits of a number).

    words        each with its groups, and whether it must stand at the start of a word
    alike        code points that are treated as another one; None: case counts, and no characters are equated
    """

    cdef Word* _words
    cdef uint32_t* _characters
    cdef uint16_t* _places[LOOKED_UP]
    # One bit per key: small enough for the first-level cache, unlike the table of words.
    cdef uint8_t* _filters[LOOKED_UP]
    cdef int _shifts[LOOKED_UP]
    cdef uint32_t _narrow[NARROW]
    cdef uint32_t _alike[2 * MOST_ALIKE]
    cdef int _alike_count
    cdef uint64_t _all
    cdef bint _folds

    def __cinit__(self, list words not None, dict alike):
        cdef Py_ssize_t total = 0, at, number
        cdef uint16_t* place
        cdef uint32_t key
        self._folds = alike is not None
        if self._folds:
            if len(alike) > MOST_ALIKE:
                raise ValueError("more characters that are alike than there is room for")
            for code, other in alike.items():
                self._alike[2 * self._alike_count], self._alike[2 * self._alike_count + 1] = code, other
                self._alike_count += 1
        for word, _, _ in words:
            if not isinstance(word, str) or not word:
                raise ValueError("a word has a character at least")
            total += len(word)
        if len(words) >= 0xFFFF:
            raise ValueError("more words than there are numbers for")
        self._words = <Word*>PyMem_Calloc(len(words) + 1, sizeof(Word))
        self._characters = <uint32_t*>PyMem_Calloc(total + 1, sizeof(uint32_t))
        if self._words == NULL or self._characters == NULL:
            raise MemoryError
        for at in range(LOOKED_UP):
            self._places[at] = <uint16_t*>PyMem_Calloc(PLACES, sizeof(uint16_t))
            if self._places[at] == NULL:
                raise MemoryError
            self._shifts[at] = 32 - self._filter_bits(sum(min(len(word), LOOKED_UP) == at + 1 for word, _, _ in words))
            self._filters[at] = <uint8_t*>PyMem_Calloc((<size_t>1 << (32 - self._shifts[at])) // 8, 1)
            if self._filters[at] == NULL:
                raise MemoryError
        for at in range(NARROW):
            self._narrow[at] = self._slowly_folded(<uint32_t>at) if self._folds else <uint32_t>at
        total = 0
        for number, (word, groups, begins) in enumerate(words):
            self._words[number].start, self._words[number].size = total, len(word)
            self._words[number].groups, self._words[number].begins = groups, begins
            self._all |= self._words[number].groups
            for at in range(len(word)):
                self._characters[total + at] = self._folded(ord(word[at]))
            at = min(len(word), LOOKED_UP)
            key = self._characters[total] * FIRST
            if at > 1:
                key += self._characters[total + 1] * SECOND
            if at > 2:
                key += self._characters[total + 2] * THIRD
            place = &self._places[at - 1][_place(key)]
            bit = key >> self._shifts[at - 1]
            self._filters[at - 1][bit >> 3] |= <uint8_t>(1 << (bit & 7))
            self._words[number].following = place[0]
            place[0] = <uint16_t>(number + 1)
            total += len(word)

    def __dealloc__(self):
        cdef int at
        PyMem_Free(self._words)
        PyMem_Free(self._characters)
        for at in range(LOOKED_UP):
            PyMem_Free(self._places[at])
            PyMem_Free(self._filters[at])

    cdef int _filter_bits(self, Py_ssize_t words) noexcept:
        """The size of a filter for this number of words, as a power of two."""
        cdef int bits = LEAST_BITS
        while bits < MOST_BITS and (<Py_ssize_t>1 << bits) < BITS_A_WORD * words:
            bits += 1
        return bits

    cdef inline bint _may_begin(self, int count, uint32_t key) noexcept nogil:
        """Whether a word may begin with the characters of a key. `count` is their number less one."""
        key >>= self._shifts[count]
        return self._filters[count][key >> 3] >> (key & 7) & 1

    cdef uint32_t _slowly_folded(self, uint32_t code) noexcept:
        cdef uint32_t lower = Py_UNICODE_TOLOWER(<Py_UCS4>code)
        cdef int at
        for at in range(self._alike_count):
            if self._alike[2 * at] == lower:
                return self._alike[2 * at + 1]
        return lower

    cdef inline uint32_t _folded(self, uint32_t code) noexcept:
        if not self._folds:
            return code
        if code < NARROW:
            return self._narrow[code]
        # No script in these ranges has two cases.
        if 0x2E80 <= code < 0xA640 or 0xAC00 <= code < 0xFB00:
            return code
        if 0x1C80 <= code < 0x1C90 or 0x340 <= code < 0x400 or code == 0x1FBE:
            return self._slowly_folded(code)
        return Py_UNICODE_TOLOWER(<Py_UCS4>code)

    def of(self, text not None):
        """The groups of all words in a text, as bits."""
        if not isinstance(text, str):
            raise TypeError("text: not a string")
        return self._search(text, 0, False).groups

    def find(self, text not None, Py_ssize_t start):
        """The position of the first word at or after `start`; -1 if there is none."""
        if not isinstance(text, str):
            raise TypeError("text: not a string")
        return self._search(text, max(start, 0), True).at

    cdef Found _search(self, object text, Py_ssize_t start, bint first) noexcept:
        """The words in a text from `start` on. Stops at the first one, or, unless `first`, where all groups are
        found."""
        cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), at
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef uint32_t one, other, third, key
        cdef uint64_t groups = 0, enough = 0 if first else self._all - 1  # no text has more groups than all
        other = self._folded(PyUnicode_READ(kind, data, start)) if start < size else 0
        third = self._folded(PyUnicode_READ(kind, data, start + 1)) if start + 1 < size else 0
        for at in range(start, size):
            one, other = other, third
            third = self._folded(PyUnicode_READ(kind, data, at + 2)) if at + 2 < size else 0
            key = one * FIRST
            if self._may_begin(0, key):
                groups = self._at(self._places[0][_place(key)], kind, data, at, size, groups)
            key += other * SECOND
            if self._may_begin(1, key):
                groups = self._at(self._places[1][_place(key)], kind, data, at, size, groups)
            key += third * THIRD
            if self._may_begin(2, key):
                groups = self._at(self._places[2][_place(key)], kind, data, at, size, groups)
            if groups > enough:
                return Found(at, groups)
        return Found(-1, groups)

    cdef uint64_t _at(
        self, uint16_t number, int kind, void* data, Py_ssize_t at, Py_ssize_t size, uint64_t found
    ) noexcept:
        """`found` with the groups of the words at this position, out of all words that share its key."""
        cdef Word* word
        cdef Py_ssize_t step
        while number:
            word = &self._words[number - 1]
            number = word.following
            if word.groups & ~found == 0 or at + word.size > size:
                continue
            if word.begins and at and Py_UNICODE_ISALNUM(<Py_UCS4>PyUnicode_READ(kind, data, at - 1)):
                continue
            for step in range(word.size):
                if self._folded(PyUnicode_READ(kind, data, at + step)) != self._characters[word.start + step]:
                    break
            else:
                found |= word.groups
        return found


cdef enum:
    # No word that is looked for in class names is longer.
    LONGEST_WORD = 40


@cython.final
cdef class Names:
    """What the words of class names say, as the bits of a number: see `class_hints.hints_in_python`, its equal in
    Python.

    words    lower-case words as bytes, with their bits
    parts    words found inside other words too; their groups are the same bits
    figure   the bit of pictures; a name with it is shown to `legend` in lower case, and has `legends` too if that
             finds anything
    """

    cdef dict _words
    cdef Words _parts
    cdef uint64_t _figure, _legends
    cdef object _legend

    def __init__(self, dict words not None, Words parts not None, uint64_t figure, legend, uint64_t legends):
        if max(map(len, words)) > LONGEST_WORD:
            raise ValueError("a word is longer than there is room for")
        self._words, self._parts = words, parts
        self._figure, self._legend, self._legends = figure, legend, legends

    def of(self, names not None):
        """The bits of names, which are ASCII and separated by white space."""
        if not isinstance(names, str) or not names.isascii():
            raise TypeError("names: not an ASCII string")
        cdef const unsigned char* data = <const unsigned char*>PyUnicode_DATA(names)
        cdef Py_ssize_t size = PyUnicode_GET_LENGTH(names), at = 0, start
        cdef uint64_t found = 0, own
        cdef bint describes
        while at < size:
            start, describes = at, False
            while at < size and not _is_space(data[at]):
                if data[at] == c":" or data[at] == c"[":
                    describes = True
                at += 1
            if at > start and not describes:
                own = self._of_words(data, start, at)
                if own & self._figure and self._legend(names[start:at].lower()):
                    own |= self._legends
                found |= own | self._parts._search(names[start:at], 0, False).groups
            at += 1
        return found

    cdef uint64_t _of_words(self, const unsigned char* data, Py_ssize_t at, Py_ssize_t end):
        """The bits of the words of one name: `someClass-NAME_2` has `some`, `class` and `name`."""
        cdef unsigned char word[LONGEST_WORD]
        cdef Py_ssize_t start, place
        cdef uint64_t found = 0
        while at < end:
            start = at
            while at < end and _is_capital(data[at]):
                at += 1
            # The last of several capitals begins a word if a small letter follows.
            if at - start > 1 and at < end and _is_small(data[at]):
                at -= 1
            elif at - start <= 1:
                while at < end and _is_small(data[at]):
                    at += 1
            if at == start:
                at += 1
            elif at - start <= LONGEST_WORD:
                for place in range(at - start):
                    word[place] = data[start + place] | 0x20
                known = self._words.get((<char*>word)[: at - start])
                if known is not None:
                    found |= <uint64_t>known
        return found


cdef inline bint _is_space(unsigned char code) noexcept:
    return code == 32 or 9 <= code <= 13 or 28 <= code <= 31


cdef inline bint _is_capital(unsigned char code) noexcept:
    return 65 <= code <= 90


cdef inline bint _is_small(unsigned char code) noexcept:
    return 97 <= code <= 122
