# cython: language_level=3, boundscheck=False, wraparound=False
"""Compiled version of `scan`: reads a page tag by tag and keeps only the names of the open elements.

It recognises tags, comments and raw text as HTML5 does, and closes elements as libxml2 does, so the result equals
a walk over libxml2's tree. Optional: without it, the page is parsed and `walk` gives the same result.
"""

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.unicode cimport Py_UNICODE_ISSPACE, PyUnicode_DecodeUTF8
from libc.stdint cimport uint64_t
from libc.string cimport memchr, memcmp, memset

# Of `walk`, `scan` and `prose`: see `hatch_build.SHARED`.
include "scan_constants.pxi"

cdef enum:
    MAX_NAMES = 128
    SLOTS = 1024
    # Elements nested deeper are closed at once, which bounds the cost of an end tag.
    MAX_DEPTH = 1024
    MAX_ATTRIBUTES = 64
    USUAL_RANK = 100
    NAMES_READ = 128
    INVALID = 0xFFFFFFFF

cdef struct Name:
    uint64_t key
    int number, roles, rank

cdef struct Slice:
    const unsigned char* start
    const unsigned char* end

cdef struct Attribute:
    Slice name, value

cdef struct ReadName:
    uint64_t key
    bint loads

cdef Name[SLOTS] _names
# The names of the attributes that references are read from, and the same as strings.
cdef ReadName[NAMES_READ] _read_names
cdef list _read_strings = [None] * NAMES_READ
cdef bint[MAX_NAMES][MAX_NAMES] _closed_by
cdef unsigned char[256] _lower
cdef unsigned char[256] _space
cdef uint64_t _SCRIPT, _SELECT, _META, _LINK_TAG, _JAVASCRIPT


cdef uint64_t _key(const unsigned char* at, const unsigned char* end) noexcept nogil:
    """The key of a tag name: the name itself if it fits into eight bytes, else its hash."""
    cdef uint64_t key = 0
    if end - at <= 8:
        while at < end:
            key = key << 8 | _lower[at[0]]
            at += 1
        return key
    key = 14695981039346656037ULL
    while at < end:
        key = (key ^ _lower[at[0]]) * 1099511628211ULL
        at += 1
    return key | (<uint64_t>1 << 63)


cdef Name* _slot(uint64_t key) noexcept nogil:
    """The slot of a name in the table: its own, or the empty one where it belongs."""
    cdef unsigned int place = (key ^ (key >> 17) ^ (key >> 32)) % SLOTS
    while _names[place].key != key and _names[place].number:
        place = (place + 1) % SLOTS
    return &_names[place]


cdef uint64_t _key_of(str text):
    """The key of a name in lower case."""
    cdef bytes packed = text.encode()
    cdef const unsigned char* at = packed
    return _key(at, at + len(packed))


cdef int _read_slot(uint64_t key) noexcept nogil:
    """The place of an attribute's name in the table of those that are read, or the empty one where it belongs."""
    cdef int place = (key ^ (key >> 11) ^ (key >> 32)) % NAMES_READ
    while _read_names[place].key and _read_names[place].key != key:
        place = (place + 1) % NAMES_READ
    return place


def set_tables(dict roles, dict ranks, dict closed_by, dict attributes):
    """Set the tables: roles and ranks by tag name, the elements that a start tag closes, and the names of the
    attributes that references are read from, each with whether it makes any element a link.
    """
    cdef Name* name
    cdef int place
    global _SCRIPT, _SELECT, _META, _LINK_TAG, _JAVASCRIPT
    numbers = {}
    memset(_names, 0, sizeof(_names))
    memset(_closed_by, 0, sizeof(_closed_by))
    for code in range(256):
        _lower[code] = code + 32 if 65 <= code <= 90 else code
        _space[code] = code in b" \t\n\r\f"
    memset(_read_names, 0, sizeof(_read_names))
    for text, loads in attributes.items():
        place = _read_slot(_key_of(text))
        _read_names[place].key, _read_names[place].loads = _key_of(text), loads
        _read_strings[place] = text
    _SCRIPT, _SELECT, _META, _LINK_TAG = map(_key_of, ("script", "select", "meta", "link"))
    _JAVASCRIPT = _key_of("javascript")
    for number, text in enumerate(sorted(roles), 1):
        name = _slot(_key_of(text))
        name.key = _key_of(text)
        name.number, name.roles, name.rank = number, roles[text], ranks.get(text, USUAL_RANK)
        numbers[text] = number
    for closed, tags in closed_by.items():
        for tag in tags:
            _closed_by[numbers[closed]][numbers[tag]] = True


cdef Py_UCS4 _next_character(const unsigned char** at, const unsigned char* end) noexcept nogil:
    """Read a character of UTF-8 and move past it. `INVALID`, without moving, if there is none."""
    cdef const unsigned char* here = at[0]
    cdef unsigned int first = here[0], second
    if first < 0x80:
        at[0] = here + 1
        return first
    if first < 0xC2 or first > 0xF4 or here + 1 >= end or here[1] & 0xC0 != 0x80:
        return INVALID
    second = here[1]
    if first < 0xE0:
        at[0] = here + 2
        return (first & 0x1F) << 6 | second & 0x3F
    if here + 2 >= end or here[2] & 0xC0 != 0x80:
        return INVALID
    if first < 0xF0:
        if (first == 0xE0 and second < 0xA0) or (first == 0xED and second > 0x9F):
            return INVALID
        at[0] = here + 3
        return (first & 0x0F) << 12 | (second & 0x3F) << 6 | here[2] & 0x3F
    if here + 3 >= end or here[3] & 0xC0 != 0x80:
        return INVALID
    if (first == 0xF0 and second < 0x90) or (first == 0xF4 and second > 0x8F):
        return INVALID
    at[0] = here + 4
    return (first & 0x07) << 18 | (second & 0x3F) << 12 | (here[2] & 0x3F) << 6 | here[3] & 0x3F


cdef bint _has_sentence(str text):
    """Whether the text contains punctuation that only running text has, as defined in `prose`."""
    cdef Py_UCS4 code, before = 0
    for code in text:
        if before and code.isspace():
            return True
        before = code if code in MARKS else 0
        if code in WIDE_MARKS:
            return True
    return before != 0


cdef class _Prose:
    """The compiled equal of `prose.Prose`."""

    cdef Py_ssize_t outside, inside, longest, total, run, block_outside, block_inside
    cdef bint has_sentence
    cdef list pieces, longest_run, run_pieces, block

    def __cinit__(self):
        self.pieces, self.longest_run, self.run_pieces, self.block = [], [], [], []

    cdef int add(self, str piece, bint in_link) except -1:
        piece = piece.strip()
        if in_link:
            return self.count(len(piece), True, None)
        if not self.has_sentence:
            self.has_sentence = _has_sentence(piece)
        return self.count(len(piece), False, piece.encode("utf-8", "replace"))

    cdef int count(self, Py_ssize_t length, bint in_link, bytes packed) except -1:
        if in_link:
            self.inside += length
            self.block_inside += length
            return 0
        self.outside += length
        self.block_outside += length
        self.pieces.append(packed)
        self.block.append(packed)
        return 0

    cdef int add_plain(self, const unsigned char* start, const unsigned char* end, bint in_link) except -1:
        """The same as `add`, of text as it stands in the page. Returns its number of characters, 0 if it is blank.

        Returns -2, and adds nothing, if a character has to be replaced first.
        """
        cdef const unsigned char* at
        cdef const unsigned char* after
        cdef Py_UCS4 code, before = 0
        cdef Py_ssize_t read = 0, length = 0
        cdef bint has_sentence = False
        while start < end and _space[start[0]]:
            start += 1
        while start < end and _space[(end - 1)[0]]:
            end -= 1
        at = after = start
        while at < end:
            code = _next_character(&at, end)
            if code == INVALID or code == 13 or code == 38:
                return -2
            if Py_UNICODE_ISSPACE(code):
                has_sentence = has_sentence or before != 0
                before = 0
                if length == 0:  # blank so far
                    start = at
                    continue
            else:
                before = code if code in MARKS else 0
                has_sentence = has_sentence or code in WIDE_MARKS
                length, after = read + 1, at
            read += 1
        if length:
            if in_link:
                self.count(length, True, None)
                return length
            self.count(length, False, PyBytes_FromStringAndSize(<const char*>start, after - start))
            self.has_sentence = self.has_sentence or has_sentence or before != 0
        return length

    cdef int end_block(self) except -1:
        if self.block_inside > self.block_outside:
            if self.block_inside >= LINK_CHARACTERS:
                self.end_run()
        elif self.has_sentence:
            self.run += self.block_outside
            self.run_pieces += self.block
        self.block_outside = self.block_inside = 0
        self.has_sentence = False
        self.block.clear()
        return 0

    cdef int end_run(self) except -1:
        if self.run >= TEASER_CHARACTERS:
            if self.run > self.longest:
                self.longest, self.longest_run = self.run, self.run_pieces
            self.total += self.run
        if self.run:
            self.run = 0
            self.run_pieces = []
        return 0

    cdef int give(self, prose) except -1:
        """Store the counts in the Python object."""
        self.end_block()
        self.end_run()
        prose.outside, prose.inside, prose.longest, prose.total = self.outside, self.inside, self.longest, self.total
        prose.pieces, prose.longest_run = self.pieces, self.longest_run
        return 0


cdef class _Page:
    cdef _Prose prose
    cdef object take, unescape, unescape_attribute, element
    cdef list pages
    cdef Name[MAX_DEPTH] stack
    cdef int depth, in_link, silent, navigation
    cdef unsigned short[SLOTS] open
    cdef bint is_open, follows, in_menu
    cdef list pieces
    cdef Slice text
    cdef bint text_is_raw
    cdef Attribute[MAX_ATTRIBUTES] attributes
    cdef int number_of_attributes
    cdef bint closes_itself
    cdef readonly list scripts

    # --- text ---

    cdef int read_text(self, const unsigned char* start, const unsigned char* end, bint is_raw) except -1:
        """Begin a run of text, or extend it."""
        if start == end or self.silent:
            return 0
        if self.text.start != NULL:
            if self.text.end == start and is_raw == self.text_is_raw:
                self.text.end = end
                return 0
            self.keep_text()
        self.text.start, self.text.end, self.text_is_raw = start, end, is_raw
        return 0

    cdef int keep_text(self) except -1:
        """Decode the run so far. Blank text counts only between other text."""
        cdef const unsigned char* at = self.text.start
        cdef Py_ssize_t length = self.text.end - at
        while at < self.text.end and _space[at[0]]:
            at += 1
        if at < self.text.end or self.pieces:
            self.pieces.append(self.decoded(self.text.start, length, self.unescape if not self.text_is_raw else None))
        self.text.start = NULL
        return 0

    cdef str decoded(self, const unsigned char* start, Py_ssize_t length, object unescape):
        cdef str text = PyUnicode_DecodeUTF8(<const char*>start, length, "replace")
        if memchr(start, 13, length) != NULL:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if unescape is not None and memchr(start, 38, length) != NULL:
            text = text.replace("&amp;", "&") if _has_only_ampersands(start, start + length) else unescape(text)
        return text

    cdef int end_text(self) except -1:
        """End the run of text, because an element begins or ends."""
        cdef str piece
        cdef int length
        if self.text.start != NULL and not self.pieces:
            length = self.prose.add_plain(self.text.start, self.text.end, self.in_link > 0)
            if length >= 0:
                self.is_open = self.is_open or length > 0
                self.text.start = NULL
                return 0
        if self.text.start != NULL:
            self.keep_text()
        if self.pieces:
            piece = self.pieces[0] if len(self.pieces) == 1 else "".join(self.pieces)
            self.pieces.clear()
            if not piece.isspace():
                self.is_open = True
                self.prose.add(piece, self.in_link > 0)
        return 0

    # --- elements ---

    cdef int step(self, int roles, int by) except -1:
        if roles & SILENT:
            self.silent += by
        elif roles & LINK:
            self.in_link += by
        elif not roles & INLINE and self.is_open:
            self.is_open = False
            self.prose.end_block()
        if roles & NAVIGATION:
            self.navigation += by
        return 0

    cdef int pop(self) except -1:
        self.depth -= 1
        self.open[self.stack[self.depth].key % SLOTS] -= 1
        if self.stack[self.depth].key == _SELECT:
            self.in_menu = False
        return self.step(self.stack[self.depth].roles, -1)

    cdef int begin(self, Name* name) except -1:
        """Begin an element. Returns whether it stays open."""
        cdef int roles = name.roles
        self.end_text()
        if name.number:
            while self.depth and _closed_by[self.stack[self.depth - 1].number][name.number]:
                self.pop()
        self.step(roles, 1)
        if roles & REFERRING or (roles & CLICKABLE and self.number_of_attributes and self.is_clickable()):
            self.refer(name)
        if roles & VOID or self.closes_itself or self.depth == MAX_DEPTH:
            self.step(roles, -1)
            return 0
        self.stack[self.depth] = name[0]
        self.depth += 1
        self.open[name.key % SLOTS] += 1
        return 1

    cdef int end(self, Name* name) except -1:
        """Handle an end tag: close the innermost element of its name, unless one of higher rank is open inside it."""
        cdef int at = self.depth - 1
        if not self.open[name.key % SLOTS]:
            return 0
        while at >= 0 and self.stack[at].key != name.key:
            if self.stack[at].rank > name.rank:
                return 0
            at -= 1
        if at < 0:
            return 0
        self.end_text()
        while self.depth > at:
            self.pop()
        return 0

    # --- references ---

    cdef int refer(self, Name* name) except -1:
        """Pass on the address that an element refers to."""
        cdef Slice* target = NULL
        cdef Slice* relation
        if not self.follows or (not self.number_of_attributes and name.roles & LINK):
            return 0
        if name.roles & LINK:
            relation = self.attribute(b"rel", 3)
            target = self.attribute(b"href", 4)
            if (
                target != NULL and target.start != target.end and _begins_plainly(target.start[0])
                and (relation == NULL or not _may_forbid(relation))
            ):
                self.pages.append(
                    (
                        self.decoded(target.start, target.end - target.start, self.unescape_attribute),
                        self.navigation > 0,
                    )
                )
                return 0
            if (target == NULL or _leads_nowhere(target)) and not self.loads():
                return 0
        elif (name.key == _META and not self.may_lead()) or (name.key == _LINK_TAG and self.is_stylesheet()):
            return 0
        if name.key == _SELECT:
            target = self.attribute(b"onchange", 8)
            self.in_menu = target != NULL and target.start != target.end
        elif not self.take(self.element(self.tag_of(), self.attributes_read()), self.navigation > 0, self.in_menu):
            self.follows = False
        return 0

    cdef Slice tag

    cdef str tag_of(self):
        return PyUnicode_DecodeUTF8(<const char*>self.tag.start, self.tag.end - self.tag.start, "replace").lower()

    cdef bint is_clickable(self) noexcept:
        """Whether an element acts as a link, as defined in `references`."""
        cdef int number, length
        cdef unsigned char first
        for number in range(self.number_of_attributes):
            length = self.attributes[number].name.end - self.attributes[number].name.start
            first = _lower[self.attributes[number].name.start[0]]
            if 6 <= length <= 9 and (first == 100 or first == 104 or first == 111):  # d, h, o
                return (
                    self.attribute(b"onclick", 7) != NULL
                    or self.attribute(b"data-href", 9) != NULL
                    or self.attribute(b"data-url", 8) != NULL
                    or self.attribute(b"data-link", 9) != NULL
                    or self.attribute(b"data-api", 8) != NULL
                    or self.attribute(b"hx-get", 6) != NULL
                )
        return False

    cdef bint loads(self) noexcept:
        """Whether an attribute makes any element a link."""
        cdef int number
        cdef Slice* name
        for number in range(self.number_of_attributes):
            name = &self.attributes[number].name
            if _read_names[_read_slot(_key(name.start, name.end))].loads:
                return True
        return False

    cdef bint may_lead(self) noexcept:
        """Whether a `meta` element may be one that `References` reads: `refresh`, `robots` or `fragment`."""
        cdef Slice* name = self.attribute(b"name", 4)
        return self.attribute(b"http-equiv", 10) != NULL or (
            name != NULL and name.start != name.end and _lower[name.start[0]] in b"rf&"
        )

    cdef bint is_stylesheet(self) noexcept:
        """Whether a `link` element only names a style sheet, as most do."""
        cdef Slice* relation = self.attribute(b"rel", 3)
        return relation != NULL and relation.end - relation.start == 10 and (
            memcmp(relation.start, <const unsigned char*>b"stylesheet", 10) == 0
        )

    cdef Slice* attribute(self, const unsigned char* name, int length) noexcept:
        """The value of an attribute. The first one counts if a name occurs twice."""
        cdef int number, place
        for number in range(self.number_of_attributes):
            if self.attributes[number].name.end - self.attributes[number].name.start == length:
                for place in range(length):
                    if _lower[self.attributes[number].name.start[place]] != name[place]:
                        break
                else:
                    return &self.attributes[number].value
        return NULL

    cdef dict attributes_read(self):
        """The attributes that references are read from, by their names."""
        cdef dict found = {}
        cdef int number, place
        cdef Attribute* each
        for number in range(self.number_of_attributes - 1, -1, -1):
            each = &self.attributes[number]
            place = _read_slot(_key(each.name.start, each.name.end))
            if _read_names[place].key:
                found[_read_strings[place]] = self.decoded(
                    each.value.start, each.value.end - each.value.start, self.unescape_attribute
                )
        return found

    # --- tags ---

    cdef const unsigned char* read_attributes(self, const unsigned char* at, const unsigned char* end) noexcept:
        """Read the attributes of a tag. Returns the position after it, NULL if the page ends inside it."""
        cdef Attribute* each
        self.number_of_attributes = 0
        self.closes_itself = False
        while at < end:
            if _space[at[0]]:
                at += 1
            elif at[0] == 62:
                return at + 1
            elif at[0] == 47:
                at += 1
                if at < end and at[0] == 62:
                    self.closes_itself = True
                    return at + 1
            else:
                each = &self.attributes[min(self.number_of_attributes, MAX_ATTRIBUTES - 1)]
                if self.number_of_attributes < MAX_ATTRIBUTES:
                    self.number_of_attributes += 1
                each.name.start = at
                at += 1  # an equals sign here is the name's
                while at < end and not _space[at[0]] and at[0] != 47 and at[0] != 62 and at[0] != 61:
                    at += 1
                each.name.end = at
                at = self.read_value(each, at, end)
                if at == NULL:
                    return NULL
        return NULL

    cdef const unsigned char* read_value(
        self, Attribute* each, const unsigned char* at, const unsigned char* end
    ) noexcept:
        cdef const unsigned char* close
        cdef const unsigned char* after = at
        each.value.start = each.value.end = at
        while after < end and _space[after[0]]:
            after += 1
        if after == end or after[0] != 61:
            return at
        at = after + 1
        while at < end and _space[at[0]]:
            at += 1
        if at == end:
            return NULL
        if at[0] == 34 or at[0] == 39:
            close = <const unsigned char*>memchr(at + 1, at[0], end - at - 1)
            if close == NULL:
                return NULL
            each.value.start, each.value.end = at + 1, close
            return close + 1
        each.value.start = at
        while at < end and not _space[at[0]] and at[0] != 62:
            at += 1
        each.value.end = at
        return at


cdef const unsigned char* _end_of_name(const unsigned char* at, const unsigned char* end) noexcept nogil:
    while at < end and not _space[at[0]] and at[0] != 47 and at[0] != 62:
        at += 1
    return at


cdef const unsigned char* _end_of_comment(const unsigned char* at, const unsigned char* end) noexcept nogil:
    """The position after a comment whose `<!--` ends at `at`."""
    cdef const unsigned char* dash
    if at < end and at[0] == 62:
        return at + 1
    if at + 1 < end and at[0] == 45 and at[1] == 62:
        return at + 2
    while at < end:
        dash = <const unsigned char*>memchr(at, 45, end - at)
        if dash == NULL:
            return end
        if dash + 2 < end and dash[1] == 45 and dash[2] == 62:
            return dash + 3
        if dash + 3 < end and dash[1] == 45 and dash[2] == 33 and dash[3] == 62:
            return dash + 4
        at = dash + 1
    return end


cdef const unsigned char* _end_of_raw(const unsigned char* at, const unsigned char* end, Name* name) noexcept nogil:
    """The position of the end tag of a raw text element."""
    cdef const unsigned char* close
    while at < end:
        at = <const unsigned char*>memchr(at, 60, end - at)
        if at == NULL:
            return end
        if at + 2 < end and at[1] == 47:
            close = _end_of_name(at + 2, end)
            if close < end and close - at < 12 and _key(at + 2, close) == name.key:
                return at
        at += 1
    return end


cdef bint _has_only_ampersands(const unsigned char* at, const unsigned char* end) noexcept nogil:
    """Whether every character reference in an attribute is `&amp;`, as in most links."""
    while True:
        at = <const unsigned char*>memchr(at, 38, end - at)
        if at == NULL:
            return True
        if end - at < 5 or memcmp(at, <const unsigned char*>b"&amp;", 5) != 0:
            return False
        at += 5


cdef bint _begins_plainly(unsigned char code) noexcept nogil:
    """Whether a reference that begins so is no script's: most begin with a slash, a letter, a digit or a dot."""
    return (46 <= code <= 57) or code == 63 or (97 <= _lower[code] <= 122 and _lower[code] != 106)


cdef bint _leads_nowhere(Slice* target) noexcept nogil:
    """Whether a reference is a mere fragment, or a script without a quoted address or a number (`void(0)` has none)."""
    cdef const unsigned char* at = target.start
    if at == target.end:
        return True
    if at[0] == 35:
        return at + 1 == target.end or at[1] != 33
    if target.end - at < 11 or at[10] != 58 or _key(at, at + 10) != _JAVASCRIPT:
        return False
    while at < target.end:
        if at[0] == 34 or at[0] == 39 or at[0] == 38 or 49 <= at[0] <= 57:
            return False
        at += 1
    return True


cdef bint _may_forbid(Slice* relation) noexcept nogil:
    """Whether a `rel` may contain `nofollow`: it has an `f` or a character reference."""
    cdef const unsigned char* at = relation.start
    while at < relation.end:
        if _lower[at[0]] == 102 or at[0] == 38:
            return True
        at += 1
    return False


cdef bint _is_letter(unsigned char code) noexcept nogil:
    return 97 <= _lower[code] <= 122


def scan(bytes page, prose, references, element, unescape, unescape_attribute):
    """Count a page's text (UTF-8) in `prose`, and pass the addresses in it to `references`.

    element              creates an element from a tag's name and attributes
    unescape             replaces character references in text; `unescape_attribute` does so in attributes

    Returns the page's scripts (type and text of each), and whether its links may be followed.
    """
    cdef const unsigned char* at = page
    cdef const unsigned char* end = at + len(page)
    cdef const unsigned char* next_tag
    cdef const unsigned char* close
    cdef Name name
    cdef Name* known
    cdef _Page state = _Page()
    cdef bint is_end
    cdef tuple place
    cdef Slice* onload
    state.prose = _Prose()
    state.take, state.pages, state.element = references.take, references.pages, element
    state.unescape, state.unescape_attribute = unescape, unescape_attribute
    state.pieces, state.follows, state.scripts = [], True, []
    while at < end:
        next_tag = <const unsigned char*>memchr(at, 60, end - at)
        if next_tag == NULL or next_tag + 1 >= end:
            state.read_text(at, end, False)
            break
        state.read_text(at, next_tag, False)
        at = next_tag + 1
        is_end = at[0] == 47
        if is_end:
            at += 1
        if at < end and _is_letter(at[0]):
            close = _end_of_name(at, end)
            name.key = _key(at, close)
            known = _slot(name.key)
            name.number, name.roles, name.rank = 0, 0, USUAL_RANK
            if known.number:
                name = known[0]
            state.tag.start, state.tag.end = at, close
            at = state.read_attributes(close, end)
            if at == NULL:
                break
            if name.roles & IGNORED:
                onload = state.attribute(b"onload", 6)
                if not is_end and onload != NULL:
                    place = (onload.start - <const unsigned char*>page, onload.end - <const unsigned char*>page)
                    state.scripts.append(("", place))
                continue
            if is_end:
                state.end(&name)
            elif state.begin(&name) and name.roles & RAW:
                close = _end_of_raw(at, end, &name)
                if name.key == _SCRIPT:
                    place = (at - <const unsigned char*>page, close - <const unsigned char*>page)
                    state.scripts.append((state.attributes_read().get("type", ""), place))
                state.read_text(at, close, not name.roles & REFERENCES)
                at = close
        elif is_end and at < end and at[0] == 62:
            at += 1
        elif is_end and at == end:
            state.read_text(next_tag, end, False)
        elif is_end or at[0] == 33 or at[0] == 63:
            if not is_end and at + 2 < end and at[0] == 33 and at[1] == 45 and at[2] == 45:
                at = _end_of_comment(at + 3, end)
            else:
                close = <const unsigned char*>memchr(at, 62, end - at)
                at = end if close == NULL else close + 1
        else:
            state.read_text(next_tag, at, False)
    state.end_text()
    while state.depth:
        state.pop()
    state.prose.give(prose)
    return state.scripts, state.follows
