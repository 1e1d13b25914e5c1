# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Compiled scans over every character or byte of a page, many at a time.

Optional: each function has a pure-Python fallback (tests compare the two).
"""

from libc.stdint cimport int16_t, int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    unsigned int PyUnicode_READ(int kind, void* data, Py_ssize_t at)


def places(
    text not None, const uint16_t[::1] classes not None, int firsts, int alone, int of_loss, int in_word,
    int after_letter,
):
    """The result of `damage.look_at`, as a tuple.

    classes        class of each BMP character; the last one stands for all characters above the BMP
    firsts, alone  bits of the classes that begin a pair, and of those that are suspicious by themselves
    of_loss        bits of the classes that show lost bytes
    in_word        bits of those that are suspicious between a lowercase ASCII letter and ASCII
    after_letter  bits of those that are suspicious after a lowercase ASCII letter
    """
    if not isinstance(text, str):
        raise TypeError("text: not a string")
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), at = 0, last = -1
    cdef int kind = PyUnicode_KIND(text)
    cdef const char* data = <const char*>PyUnicode_DATA(text)
    # The number of characters in eight bytes, and a mask of the bits that are never set in ASCII.
    cdef Py_ssize_t step = 8 // kind
    cdef uint64_t beyond = (
        0x8080808080808080u if kind == 1 else 0xFF80FF80FF80FF80u if kind == 2 else 0xFFFFFF80FFFFFF80u
    )
    cdef uint64_t some
    cdef uint64_t[8] many
    cdef unsigned int code
    cdef int before = 0, its, any_of = 0
    cdef list found = []
    if classes.shape[0] != 0x10000:
        raise ValueError("classes: one for each character of the first plane")
    while at < size:
        # Skip long runs of ASCII, such as markup, 64 bytes at a time.
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
            elif its & (in_word | after_letter) and at:
                code = PyUnicode_READ(kind, <void*>data, at - 1)
                if c"a" <= code <= c"z" and (
                    its & after_letter or at + 1 == size or PyUnicode_READ(kind, <void*>data, at + 1) <= 0x7F
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


cdef bint _is_replaced(const Character* text, Py_ssize_t size, Py_ssize_t at) noexcept nogil:
    """Whether the number of a reference may be one of 128-159."""
    cdef bint is_hex = text[at] | 0x20 == c"x"
    at += is_hex
    while at < size and text[at] == c"0":
        at += 1
    if is_hex:
        return at < size and (text[at] == c"8" or text[at] == c"9")
    if at + 2 >= size or text[at] != c"1" or not c"2" <= text[at + 1] <= c"5":
        return False
    return at + 3 == size or _hex(text[at + 3]) < 0


cdef bint _has_reference(const Character* text, Py_ssize_t size) noexcept nogil:
    """Whether there is a reference to 128-159: `&#150;`, `&#x96;`. The last digit may be one beyond ASCII."""
    cdef Py_ssize_t at = 0, ahead
    cdef uint8_t some
    while at < size - 3:
        if at + 64 <= size:
            some = 0
            for ahead in range(at, at + 64):
                some |= text[ahead] == c"&"
            if not some:
                at += 64
                continue
        for ahead in range(at, at + 64 if at + 64 < size - 3 else size - 3):
            if text[ahead] == c"&" and text[ahead + 1] == c"#" and _is_replaced(text, size, ahead + 2):
                return True
        at += 64
    return False


def may_have_reference(text not None):
    """Prefilter of `character_references.as_browsers_read`, for a text or its bytes in UTF-8: False only if there is no
    reference that it replaces."""
    cdef Py_ssize_t size
    cdef int kind
    cdef void* data
    if isinstance(text, bytes):
        return _has_reference(<const uint8_t*><const char*>(<bytes>text), len(<bytes>text))
    if not isinstance(text, str):
        raise TypeError("text: neither a string nor bytes")
    size, kind, data = PyUnicode_GET_LENGTH(text), PyUnicode_KIND(text), PyUnicode_DATA(text)
    if kind == 1:
        return _has_reference(<const uint8_t*>data, size)
    if kind == 2:
        return _has_reference(<const uint16_t*>data, size)
    return _has_reference(<const uint32_t*>data, size)


def count_controls(const uint8_t[::1] sample not None):
    """Count the control bytes that are part of a character in no charset of pages: `sniff._CONTROLS`."""
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


def utf8_places(const uint8_t[::1] raw not None):
    """`mixed_encodings.utf8_places`: sixty-four bytes without one of 80-9F take a few operations."""
    cdef Py_ssize_t size = raw.shape[0], at = 0, end
    cdef const uint8_t* data = &raw[0] if size else NULL
    cdef uint64_t word, low
    cdef int part
    cdef list found = []
    while at < size:
        if at + 64 <= size:
            low = 0
            for part in range(8):
                memcpy(&word, data + at + 8 * part, 8)
                # The highest bit of each byte whose two next ones are 0.
                low |= word & ~(word << 1) & ~(word << 2)
            if not low & 0x8080808080808080u:
                at += 64
                continue
        end = at + 64 if at + 64 < size else size
        while at < end:
            if 0x80 <= data[at] < 0xA0:
                if at >= 2 and data[at - 1] & 0xC0 == 0x80 and data[at - 2] & 0xF0 == 0xE0:
                    found.append(at - 2)
                if at >= 1 and at + 1 < size and data[at - 1] & 0xF0 == 0xE0 and data[at + 1] & 0xC0 == 0x80:
                    found.append(at - 1)
            at += 1
    found.sort()
    return found


def total(text not None, const uint8_t[::1] costs not None, cost_of not None):
    """The sum of the costs of a text's characters: `plausibility.cost`.

    costs    the cost of each character of the first plane
    cost_of  a function that returns the cost of any other
    """
    if not isinstance(text, str):
        raise TypeError("text: not a string")
    if costs.shape[0] != 0x10000:
        raise ValueError("costs: one for each character of the first plane")
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), at, result = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef unsigned int code
    for at in range(size):
        code = PyUnicode_READ(kind, data, at)
        result += costs[code] if code <= 0xFFFF else <Py_ssize_t>cost_of(chr(code))
    return result


cdef inline bint _is_lead(uint32_t code) noexcept nogil:
    return 0xC0 <= code <= 0xF4


cdef inline int _hex(uint32_t c) noexcept nogil:
    """The value of a hexadecimal digit; -1 for any other character."""
    if c"0" <= c <= c"9":
        return c - c"0"
    c |= 0x20
    return c - c"a" + 10 if c"a" <= c <= c"f" else -1


cdef inline bint _is_number_of_lead(const Character* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Whether a character number such as `195` or `xC3` is that of a UTF-8 lead byte."""
    cdef int base = 10, digit
    cdef uint32_t number = 0
    if at < end and text[at] | 0x20 == c"x":
        base = 16
        at += 1
    while at < end:
        digit = _hex(text[at])
        if digit < 0 or digit >= base or number > 0xFF:
            return False
        number = number * base + digit
        at += 1
    return _is_lead(number)


# Entity names of lead bytes (`Atilde`, `aelig`, `ETH`) end in one of these letters; `nbsp`, `amp`, `quot`,
# `lt` and `gt` do not.
cdef inline bint _may_end_name(uint32_t c) noexcept nogil:
    return c == c"c" or c == c"e" or c == c"l" or c == c"g" or c == c"h" or c == c"H" or c == c"N"


cdef inline Py_ssize_t _after_ampersand(const Character* text, Py_ssize_t size, Py_ssize_t at) noexcept nogil:
    """Where the name of a reference begins: after its `&` and any `amp;` that escape it again."""
    at += 1
    while (
        at + 4 <= size and text[at] == c"a" and text[at + 1] == c"m" and text[at + 2] == c"p"
        and text[at + 3] == c";"
    ):
        at += 4
    return at


cdef bint _is_reference_of_lead(const Character* text, Py_ssize_t size, Py_ssize_t at) noexcept nogil:
    """Whether `&` may begin a reference to a lead byte, followed by a reference or a non-ASCII character."""
    cdef Py_ssize_t end, limit
    at = _after_ampersand(text, size, at)
    end = at
    limit = at + 64 if at + 64 < size else size
    while end < limit and text[end] != c";" and text[end] != c"&":
        end += 1
    if end == limit and limit < size:  # no name is this long, but a number can have many leading zeros
        return text[at] == c"#"
    if end + 1 >= size or end == at or text[end] != c";" or (text[end + 1] != c"&" and text[end + 1] < 0x80):
        return False
    if text[at] == c"#":
        return _is_number_of_lead(text, at + 1, end)
    return _may_end_name(text[end - 1])


cdef bint _is_json_of_lead(const Character* text, Py_ssize_t size, Py_ssize_t at) noexcept nogil:
    """Whether a backslash begins a JSON escape of a lead byte, before an escape or a non-ASCII character."""
    return (
        at + 6 < size
        and text[at + 1] == c"u"
        and text[at + 2] == c"0"
        and text[at + 3] == c"0"
        and _hex(text[at + 4]) >= 12
        and _hex(text[at + 5]) >= 0
        and (text[at + 6] == c"\\" or text[at + 6] >= 0x80)
    )


cdef inline int _json_code(const Character* text, Py_ssize_t size, Py_ssize_t at, Py_ssize_t* end) noexcept nogil:
    """The code of the JSON escape that begins with a backslash, and where it ends; -1 if there is none."""
    cdef int code = 0, digit, i
    cdef Py_ssize_t last = at + 16  # backslashes at most, so that a row of them takes linear time
    while at < size and at < last and text[at] == c"\\":
        at += 1
    if at + 5 > size or text[at] != c"u":
        return -1
    for i in range(1, 5):
        digit = _hex(text[at + i])
        if digit < 0:
            return -1
        code = code * 16 + digit
    end[0] = at + 5
    return code


cdef bint _is_json_pair(
    const Character* text, Py_ssize_t size, Py_ssize_t at, const uint16_t* classes, int firsts
) noexcept nogil:
    """Whether two JSON escapes beside each other are a suspicious pair, as `damage.look_at` knows it."""
    cdef Py_ssize_t end = at
    cdef int first = _json_code(text, size, at, &end), second
    if first < 0x80 or end >= size or text[end] != c"\\":
        return False
    second = _json_code(text, size, end, &end)
    return second >= 0x80 and classes[first] & (classes[second] >> 1) & firsts != 0


cdef bint _is_reference_pair(const Character* text, Py_ssize_t size, Py_ssize_t at) noexcept nogil:
    """Whether two references beside each other begin at `&`, the first one not of markup or a space."""
    cdef Py_ssize_t end, limit
    at = _after_ampersand(text, size, at)
    end = at
    limit = at + 12 if at + 12 < size else size
    while end < limit and text[end] != c";" and text[end] != c"&":
        end += 1
    if end + 2 >= size or end == limit or text[end] != c";" or text[end + 1] != c"&":
        return False
    if text[end + 2] != c"#" and not c"a" <= text[end + 2] | 0x20 <= c"z":
        return False
    # Not nbsp, lt, gt, quot or apos, which stand beside each other in many texts.
    if end - at == 4 and text[at + 1] == c"b":
        return False
    return not (text[at + 1] == c"t" and end - at == 2) and not (text[at] == c"q" and text[end - 1] == c"t")


cdef enum:
    # Kinds of escaped damage, as in `damage.Escaped`.
    LEAD, PAIR, JSON_LEAD, JSON_PAIR, KINDS


cdef void _note(Py_ssize_t* found, int kind, Py_ssize_t at) noexcept nogil:
    if found[kind] < 0:
        found[kind] = at


cdef void _find_escaped(
    const Character* text, Py_ssize_t size, const uint16_t* classes, int firsts, Py_ssize_t* found
) noexcept nogil:
    """Set the first place of each kind of escape that may be damage; -1 for a kind that the text does not have."""
    cdef Py_ssize_t at = 0, ahead
    cdef uint8_t some
    found[LEAD] = found[PAIR] = found[JSON_LEAD] = found[JSON_PAIR] = -1
    while at < size:
        if at + 64 <= size:
            some = 0
            for ahead in range(at, at + 64):
                some |= (text[ahead] == c"&") | (text[ahead] == c"\\")
            if not some:
                at += 64
                continue
        for ahead in range(at, at + 64 if at + 64 < size else size):
            if text[ahead] == c"&":
                if found[LEAD] < 0 and (
                    (ahead and _is_lead(text[ahead - 1])) or _is_reference_of_lead(text, size, ahead)
                ):
                    _note(found, LEAD, ahead)
                if found[PAIR] < 0 and _is_reference_pair(text, size, ahead):
                    _note(found, PAIR, ahead)
            elif text[ahead] == c"\\":
                if found[JSON_LEAD] < 0 and _is_json_of_lead(text, size, ahead):
                    _note(found, JSON_LEAD, ahead)
                if found[JSON_PAIR] < 0 and _is_json_pair(text, size, ahead, classes, firsts):
                    _note(found, JSON_PAIR, ahead)
        at += 64


def escaped_places(text not None, const uint16_t[::1] classes not None, int firsts):
    """Prefilter of `escaped_mojibake.unescape`: the fields of `damage.Escaped` in order.

    classes, firsts  the classes of characters, and those of the first one of a suspicious pair: `damage`
    """
    cdef Py_ssize_t[KINDS] found
    if not isinstance(text, str):
        raise TypeError("text: not a string")
    if classes.shape[0] != 0x10000:
        raise ValueError("classes: one for each character of the first plane")
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    if kind == 1:
        _find_escaped(<const uint8_t*>data, size, &classes[0], firsts, found)
    elif kind == 2:
        _find_escaped(<const uint16_t*>data, size, &classes[0], firsts, found)
    else:
        _find_escaped(<const uint32_t*>data, size, &classes[0], firsts, found)
    return found[LEAD], found[PAIR], found[JSON_LEAD], found[JSON_PAIR]


cdef list _telling(const Character* text, Py_ssize_t size, const uint8_t* kinds):
    cdef list found = []
    cdef Py_ssize_t at
    cdef Py_ssize_t begin = 0, end
    cdef uint32_t before, after
    cdef uint8_t kind, some
    while begin < size:
        end = begin + 64 if begin + 64 < size else size
        some = 0
        for at in range(begin, end):
            some |= <Character>(text[at] - 0xA0) < 0x60
        if some:
            for at in range(begin, end):
                if <Character>(text[at] - 0xA0) >= 0x60:
                    continue
                kind = kinds[text[at]]
                if not kind:
                    continue
                before = text[at - 1] if at else 0
                after = text[at + 1] if at + 1 < size else 0
                if kind == 1 or (
                    after - 97u < 26u
                    and (kind == 2 or (kind == 4 and kinds[after]) or (kind == 8 and before - 97u < 26u))
                ):
                    found.append(at)
        begin = end
    return found


def telling(text not None, const uint8_t[::1] kinds not None):
    """The places of `accents.places_in`; `kinds` says what each character of latin-1 needs around it."""
    if not isinstance(text, str):
        raise TypeError("text: not a string")
    if kinds.shape[0] != 0x100:
        raise ValueError("kinds: one for each character of latin-1")
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    if kind == 1:
        return _telling(<const uint8_t*>data, size, &kinds[0])
    if kind == 2:
        return _telling(<const uint16_t*>data, size, &kinds[0])
    return _telling(<const uint32_t*>data, size, &kinds[0])


DEF GROUPS = 128  # more than there are groups of known scripts


cdef struct Shapes:
    int begins
    int inside
    int after_capitals
    int other_group
    int inside_word
    int beside_word
    int costly
    int ideographs


cdef int _shapes(
    const uint16_t* codes, const int16_t* group, Py_ssize_t size, const int16_t[::1] bits,
    const uint8_t[::1] is_capital, const uint8_t[::1] is_joint, const Shapes* cost,
) noexcept nogil:
    """`languages._of_shapes`. `group` is padded by one on both sides."""
    cdef Py_ssize_t at
    cdef int total = 0, before, inner
    cdef bint capital, capital_before = False, two_before = False, western_before
    for at in range(size):
        before, inner = group[at], group[at + 1]
        capital = is_capital[codes[at]]
        western_before = 0 < before < cost.ideographs
        if capital and before <= 0:
            total += cost.begins
        if capital and western_before and not capital_before:
            total += cost.inside
        if 0 < inner < cost.ideographs and not capital and capital_before and two_before:
            total += cost.after_capitals
        if inner > 0 and before > 0 and inner != before:
            total += cost.beside_word if inner == cost.ideographs or before == cost.ideographs else cost.other_group
        if inner <= 0 and codes[at] > 0x7F and not is_joint[codes[at]]:
            if western_before and group[at + 2] > 0 and codes[at] < 0x2E80:
                total += cost.inside_word
            if bits[codes[at]] >= cost.costly and (before > 0 or group[at + 2] > 0):
                total += cost.beside_word
        two_before, capital_before = capital_before, capital
    return total


cdef int _cheapest(const uint8_t[:, :, ::1] table, const int32_t* offsets, Py_ssize_t count) noexcept nogil:
    """The least sum over the pairs at `offsets` of a table (languages, first, second)."""
    cdef Py_ssize_t language, at
    cdef int least = -1, total
    cdef const uint8_t* costs
    for language in range(table.shape[0]):
        costs = &table[language, 0, 0]
        total = 0
        for at in range(count):
            total += costs[offsets[at]]
        if least < 0 or total < least:
            least = total
    return least


cdef int _letters(
    list scripts, const int16_t* group, const int16_t* place, Py_ssize_t size, int32_t* offsets, int ideographs
) except -1:
    """`languages._of_letters`. `group` and `place` are padded by one on both sides, `offsets` has room for
    size + 1 numbers.
    """
    cdef const uint8_t[:, :, ::1] table
    cdef bint[GROUPS] seen
    cdef Py_ssize_t at, count
    cdef int number, first, second, total = 0
    for number in range(GROUPS):
        seen[number] = False
    for at in range(1, size + 1):
        if 0 < group[at] < ideographs:
            seen[group[at]] = True
    for number in range(1, ideographs):
        if not seen[number]:
            continue
        if number > len(scripts):
            raise ValueError("group: of no script")
        table = scripts[number - 1]
        count = 0
        for at in range(size + 1):
            if group[at] == number or group[at + 1] == number:
                first = place[at] if group[at] == number else 0
                second = place[at + 1] if group[at + 1] == number else 0
                if not (0 <= first < table.shape[1] and 0 <= second < table.shape[2]):
                    raise ValueError("place: outside its script's table")
                offsets[count] = first * <int>table.shape[2] + second
                count += 1
        total += _cheapest(table, offsets, count)
    return total


cdef inline uint16_t _code(int kind, void* data, Py_ssize_t at) noexcept nogil:
    cdef uint32_t code
    if kind == 1:
        return (<const uint8_t*>data)[at]
    if kind == 2:
        return (<const uint16_t*>data)[at]
    code = (<const uint32_t*>data)[at]
    return <uint16_t>(code if code < 0xFFFF else 0xFFFF)


def reading_cost(
    str text not None, str lower not None, const int16_t[::1] group not None, const int16_t[::1] place not None,
    const int16_t[::1] bits not None, const uint8_t[::1] is_capital not None, const uint8_t[::1] is_joint not None,
    list scripts not None, tuple shapes not None,
):
    """`languages.reading_bits` in steps, of a text and the same in lowercase, character by character.

    group … is_joint  the arrays of `languages._Tables`
    scripts           for each script, its bigram costs: languages, first, second
    shapes            the costs of shapes, in the order of `Shapes`; the cost of a costly symbol; the group of
                      ideographs
    """
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), at
    if PyUnicode_GET_LENGTH(lower) != size:
        raise ValueError("lower: not the same characters")
    if not (group.shape[0] == place.shape[0] == bits.shape[0] == is_capital.shape[0] == is_joint.shape[0] == 0x10000):
        raise ValueError("tables: one entry for each character of the first plane")
    cdef Shapes cost
    cost.begins, cost.inside, cost.after_capitals, cost.other_group = shapes[:4]
    cost.inside_word, cost.beside_word, cost.costly, cost.ideographs = shapes[4:]
    if cost.ideographs > GROUPS:
        raise ValueError("shapes: too many groups")
    # Codes; groups and places with one more on both sides; offsets.
    cdef char* room = <char*>calloc(size + 2, 3 * sizeof(uint16_t) + sizeof(int32_t))
    if room == NULL:
        raise MemoryError
    cdef int32_t* offsets = <int32_t*>room
    cdef int16_t* groups = <int16_t*>(offsets + size + 2)
    cdef int16_t* places = groups + size + 2
    cdef uint16_t* codes = <uint16_t*>(places + size + 2)
    cdef int total = 0
    cdef uint16_t code
    try:
        for at in range(size):
            codes[at] = _code(PyUnicode_KIND(text), PyUnicode_DATA(text), at)
            code = _code(PyUnicode_KIND(lower), PyUnicode_DATA(lower), at)
            groups[at + 1], places[at + 1] = group[code], place[code]
            total += bits[code]
        total += _letters(scripts, groups, places, size, offsets, cost.ideographs)
        return total + _shapes(codes, groups, size, bits, is_capital, is_joint, &cost)
    finally:
        free(room)
