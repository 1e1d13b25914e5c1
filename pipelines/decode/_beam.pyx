# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The character model and the beam search of `beam` in compiled form.

Optional: `beam` and `model` have pure-Python fallbacks with the same results to the bit (tests compare them).
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.math cimport INFINITY, log2
from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memset

DEF NUMBER = -2  # the index of a digit
DEF LEVELS = 3
DEF CACHE_BITS = 17
DEF PLACES = 0x10000
DEF BEAM = 64  # more than the width of the search


cdef struct Context:
    # Where the n-grams list what follows some characters, longest context first.
    int count
    int level[LEVELS]
    uint32_t start[LEVELS]
    uint32_t end[LEVELS]
    double back[LEVELS]


cdef inline Py_ssize_t _bisect(const uint16_t* numbers, int number, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """The position of a number between two others of a sorted row; -1 if it is not there."""
    cdef Py_ssize_t low = start, high = end, middle
    while low < high:
        middle = (low + high) >> 1
        if numbers[middle] < number:
            low = middle + 1
        else:
            high = middle
    return low if low < end and numbers[low] == number else -1


cdef class _Grams:
    """`ngrams.Ngrams`: probabilities in context, with back-off."""

    cdef const double[::1] powers, back_powers, ones
    cdef const uint32_t* starts[LEVELS]
    cdef const uint16_t* lasts[LEVELS]
    cdef const uint8_t* bits[LEVELS]
    cdef const uint8_t* backs[LEVELS]
    cdef list _owners
    cdef int levels

    def __init__(self, powers, back_powers, ones, list starts, list lasts, list bits, list backs):
        cdef const uint32_t[::1] starts_of
        cdef const uint16_t[::1] lasts_of
        cdef const uint8_t[::1] bytes_of
        self.powers, self.back_powers, self.ones = powers, back_powers, ones
        self.levels = len(starts)
        if not 0 < self.levels <= LEVELS:
            raise ValueError("starts: too many levels")
        self._owners = []
        for level in range(self.levels):
            starts_of, lasts_of = starts[level], lasts[level]
            self.starts[level], self.lasts[level] = &starts_of[0], &lasts_of[0]
            self._owners += [starts_of, lasts_of]
            bytes_of = bits[level]
            self.bits[level] = &bytes_of[0]
            self._owners.append(bytes_of)
            bytes_of = backs[level]
            self.backs[level] = &bytes_of[0]
            self._owners.append(bytes_of)

    cdef Py_ssize_t node(self, const int* numbers, int count) noexcept nogil:
        """The position of an n-gram among those of its length; -1 if it does not exist."""
        cdef Py_ssize_t node = numbers[0]
        cdef int at
        for at in range(count - 1):
            node = _bisect(self.lasts[at], numbers[at + 1], self.starts[at][node], self.starts[at][node + 1])
            if node < 0:
                return -1
        return node

    cdef void context(self, const int* history, Context* found) noexcept nogil:
        """Look up the context of three numbers, the nearest last. A 0 stands for an unknown character; the numbers
        before it are ignored."""
        cdef int first = 0, at, length
        cdef Py_ssize_t node
        found.count = 0
        for at in range(3):
            if history[at] == 0:
                first = at
        for at in range(first, 3):
            length = 2 - at
            if length >= self.levels:
                continue
            node = self.node(history + at, length + 1)
            if node < 0:
                continue
            found.level[found.count] = length
            found.start[found.count] = self.starts[length][node]
            found.end[found.count] = self.starts[length][node + 1]
            found.back[found.count] = self.back_powers[self.backs[length][node]]
            found.count += 1

    cdef double chance(self, const Context* context, int number) noexcept nogil:
        """The probability of a character in a context."""
        cdef double weight = 1.0
        cdef int at, level
        cdef Py_ssize_t place
        for at in range(context.count):
            level = context.level[at]
            place = _bisect(self.lasts[level], number, context.start[at], context.end[at])
            if place >= 0:
                return weight * self.powers[self.bits[level][place]]
            weight *= context.back[at]
        return weight * self.ones[number]


cdef struct Known:
    # A cost in bits that was computed before.
    int32_t a
    int32_t b
    int32_t c
    int32_t place
    double bits


cdef struct Before:
    # The three characters before, and where the n-grams list what follows them.
    int history[3]
    bint has_phrases
    bint has_marks
    Context phrases
    Context marks


cdef struct Grown:
    # A beam extended by a choice.
    double total
    int a
    int b
    int place
    uint32_t code
    int beam
    int marks


cdef class Choices:
    """The choices of a step of `Scores.grow` in compact form; iterates as the `beam.Choice`s that it was made of."""

    cdef tuple choices
    cdef int32_t* codes
    cdef int32_t* places
    cdef int32_t* kinds
    cdef double* extras
    cdef Py_ssize_t size

    def __init__(self, choices not None, counting not None):
        """
        counting  the characters that `counting_bits` prices
        """
        cdef Py_UCS4 letter
        cdef Py_ssize_t i, size = len(choices)
        if self.extras != NULL:
            raise ValueError("choices: given already")
        self.extras = <double*>PyMem_Malloc((size + 1) * (sizeof(double) + 3 * sizeof(int32_t)))
        if self.extras == NULL:
            raise MemoryError
        self.choices, self.size = tuple(choices), size
        self.codes = <int32_t*>(self.extras + size)
        self.places = self.codes + size
        self.kinds = self.places + size
        for i in range(size):
            character, index, extra, is_paired = self.choices[i]
            letter = character
            self.codes[i], self.places[i], self.extras[i] = <int32_t>letter, index, extra
            self.kinds[i] = (1 if is_paired else 0) | (2 if character in counting else 0)

    def __dealloc__(self):
        PyMem_Free(self.extras)

    def __len__(self):
        return self.size

    def __iter__(self):
        return iter(self.choices)


cdef class Scores:
    """The cost in bits of characters in context: `model.Model.chance` and `beam._bits`."""

    cdef const double[::1] ones, begins, ends, powers, single, after_number, share
    cdef const uint8_t[::1] pair_bits, opening_bits, triple_bits, is_mark
    cdef const uint32_t[::1] pair_starts, triple_starts
    cdef const uint16_t[::1] pair_seconds, triple_thirds
    cdef const int16_t[::1] places
    cdef _Grams phrases, marks
    cdef double phrases_weight, marks_weight, steady
    cdef const double[::1] ending, before_number
    cdef const uint8_t[::1] costs
    cdef object cost_of
    cdef frozenset brackets
    cdef double bracket_bits, foreign
    cdef dict opening_of
    cdef Known* known
    cdef uint8_t[PLACES] beats_first
    cdef uint8_t[PLACES] beats_second
    cdef uint8_t[PLACES] has_beats

    def __cinit__(self):
        self.known = <Known*>PyMem_Malloc((1 << CACHE_BITS) * sizeof(Known))
        if self.known == NULL:
            raise MemoryError
        memset(self.known, 0, (1 << CACHE_BITS) * sizeof(Known))
        memset(self.has_beats, 0, PLACES)

    def __dealloc__(self):
        PyMem_Free(self.known)

    def __init__(self, dict words, tuple phrases, tuple marks, tuple weights, tuple unlisted, dict opening_of):
        """
        words       the tables of `model.Model` by name
        phrases     the tables of each `ngrams.Ngrams`, as `_Grams` takes them
        weights     of the phrases, of the marks, and of a character's own frequency
        unlisted    what `beam._unlisted_bits` takes: the costs of characters, a function for those beyond the first
                    plane, the brackets, and the bits of a bracket and of a foreign character
        opening_of  the opening mark of each closing one
        """
        self.ending, self.before_number = words["end_bits"], words["before_number"]
        self.opening_of = opening_of
        self.ones, self.begins, self.ends = words["ones"], words["begins"], words["ends"]
        self.powers, self.single = words["powers"], words["single"]
        self.after_number, self.share, self.is_mark = words["after_number"], words["share"], words["is_mark"]
        self.pair_bits, self.opening_bits = words["pair_bits"], words["opening_bits"]
        self.triple_bits = words["triple_bits"]
        self.pair_starts, self.pair_seconds = words["pair_starts"], words["pair_seconds"]
        self.triple_starts, self.triple_thirds = words["triple_starts"], words["triple_thirds"]
        self.places = words["places"]
        self.phrases, self.marks = _Grams(*phrases), _Grams(*marks)
        self.phrases_weight, self.marks_weight, self.steady = weights
        self.costs, self.cost_of, self.brackets, self.bracket_bits, self.foreign = unlisted
        if self.places.shape[0] != PLACES or self.costs.shape[0] != PLACES:
            raise ValueError("places, costs: one for each character of the first plane")
        # No character has the index -9, so that no entry is valid yet.
        for at in range(1 << CACHE_BITS):
            self.known[at].a = -9

    cdef double ended(self, Py_ssize_t pair) noexcept nogil:
        """The probability of a word to end with a pair: what its triples leave over."""
        cdef double sum = 0.0
        cdef Py_ssize_t at
        for at in range(self.triple_starts[pair], self.triple_starts[pair + 1]):
            sum += self.powers[self.triple_bits[at]]
        return 1.0 - sum if sum < 1.0 else 0.0

    cdef double of_words(self, int a, int b, int c) noexcept nogil:
        """The probability of `c` after `a` and `b`, by how words begin and continue."""
        cdef double alone, begins, new, steady, inside, going, goes_on
        cdef Py_ssize_t follower, pair = -1, third
        if b < 0:
            alone = self.begins[c] * 0.9 + self.ones[c] * 0.1
            return 0.5 * alone + self.after_number[c] if b == NUMBER else alone
        if a == b == c:
            return 0.1
        begins = self.begins[c]
        new = self.single[b] * begins
        follower = _bisect(&self.pair_seconds[0], c, self.pair_starts[b], self.pair_starts[b + 1])
        if follower >= 0:
            new += self.powers[self.opening_bits[follower]]
        steady = self.steady * self.ones[c]
        if a >= 0:
            pair = _bisect(&self.pair_seconds[0], b, self.pair_starts[a], self.pair_starts[a + 1])
        if pair < 0:
            return new + steady
        inside = self.powers[self.pair_bits[pair]]
        going = inside / (inside + self.ends[a] * self.begins[b])
        third = _bisect(&self.triple_thirds[0], c, self.triple_starts[pair], self.triple_starts[pair + 1])
        goes_on = self.powers[self.triple_bits[third]] if third >= 0 else 0.0
        return going * (goes_on + self.ended(pair) * begins) + (1 - going) * new + steady

    cdef double chance(self, Before* before, int c) noexcept nogil:
        cdef int a = before.history[1], b = before.history[2], at
        cdef int numbers[3]
        cdef double found = self.of_words(a, b, c)
        cdef bint is_listed = self.share[c] > 0.0
        for at in range(3):
            numbers[at] = before.history[at] + 1 if before.history[at] >= 0 else 0
        if not is_listed:
            if not before.has_phrases:
                self.phrases.context(numbers, &before.phrases)
                before.has_phrases = True
            found += self.phrases_weight * (self.phrases.chance(&before.phrases, c + 1) - found)
        if (b >= 0 and self.is_mark[b]) or self.is_mark[c]:
            if not before.has_marks:
                self.marks.context(numbers, &before.marks)
                before.has_marks = True
            found += self.marks_weight * (self.marks.chance(&before.marks, c + 1) - found)
        if is_listed:
            found += 0.5 * (self.share[c] * (self.ends[b] if b >= 0 else 1.0) - found)
        return found

    cdef double bits(self, Before* before, int place, uint32_t code) except -1.0:
        """The cost in bits of a character (its index in the model, and its code point) in context."""
        cdef int a = before.history[0], b = before.history[1], c = before.history[2]
        cdef int32_t own = place if place >= 0 else -3 - <int32_t>code
        cdef uint32_t mixed = (
            <uint32_t>a * 0x9E3779B1u ^ <uint32_t>b * 0x85EBCA77u
            ^ <uint32_t>c * 0xC2B2AE3Du ^ <uint32_t>own * 0x27D4EB2Fu
        )
        cdef Known* known = &self.known[(mixed ^ mixed >> 15) * 0x2C1B3C6Du >> (32 - CACHE_BITS)]
        if known.a == a and known.b == b and known.c == c and known.place == own:
            return known.bits
        cdef double found
        if place >= 0:
            found = -log2(self.chance(before, place))
        elif place == NUMBER and c >= 0:
            found = 3.0 + self.before_number[c]
        elif code <= 0x7F:
            found = 3.0 + (self.ending[c] if c >= 0 else 0.0)
        else:
            found = self.unlisted(c, code)
        known.a, known.b, known.c, known.place, known.bits = a, b, c, own, found
        return found

    cdef double unlisted(self, int before, uint32_t code) except -1.0:
        """`beam._unlisted_bits` of a character beyond ASCII."""
        cdef double end_bits = self.ending[before] if before >= 0 else 0.0
        cdef double cost
        if chr(code) in self.brackets:
            return self.bracket_bits + end_bits
        cost = self.costs[code] if code < PLACES else <double>self.cost_of(chr(code))
        cost = max(cost, 8.0) + (8.0 if 0xFF00 <= code <= 0xFFEF else 0.0)
        return cost + (self.foreign + end_bits if before >= 0 else self.foreign / 2)

    cdef int place_of(self, uint32_t code) noexcept nogil:
        return self.places[code] if code < PLACES else -1

    def of_text(self, str text not None):
        """The cost in bits of a text, and the index of its last character (-1 for none)."""
        cdef Before before
        cdef Py_UCS4 code
        cdef double total = 0.0
        cdef int place
        _begin(&before, -1, -1, -1)
        for code in text:
            place = self.place_of(code)
            total += self.bits(&before, place, code)
            _begin(&before, before.history[1], before.history[2], place)
        return total, before.history[2]

    def step(self, tuple history not None, str character not None):
        """The cost in bits of a character after a history, and its index."""
        cdef Before before
        cdef Py_UCS4 code = character
        cdef int place = self.place_of(code)
        _begin(&before, history[0], history[1], history[2])
        return self.bits(&before, place, code), place

    cdef bint closes(self, str text, uint32_t code, Py_ssize_t soon) except -1:
        """`punctuation.closes`."""
        mark = self.opening_of.get(chr(code))
        if mark is None:
            return False
        cdef Py_UCS4 opening = mark
        cdef Py_ssize_t size = len(text), at = size
        while at > 0 and at > size - soon:
            at -= 1
            if text[at] == opening:
                return True
            if text[at] == code:
                return False
        return False

    def grow(self, list beams not None, steps not None, bint pairing, bint may_be_odd, rules not None):
        """Extend beams by the choices of each step: the best ones as (bits, history, open marks, text), best first.

        rules  the rules and limits of `beam`, in the order in which they are taken apart here
        """
        (
            paired, counting_bits, beats, counting, soon, closing_bits, odd_bits, beam_bits, width, numerals, dateline
        ) = rules
        cdef Choices own
        for choices in steps:
            own = choices if isinstance(choices, Choices) else Choices(choices, counting)
            beams = self._grown(
                beams, own, pairing, may_be_odd, (paired, counting_bits, beats), soon, closing_bits, odd_bits,
                beam_bits, width, numerals, dateline,
            )
        return beams

    cdef bint runs_on(self, uint32_t last, uint32_t code, beats) except -1:
        """`beam._runs_on`, cached."""
        self.learn_beats(last, beats)
        self.learn_beats(code, beats)
        if last >= PLACES or code >= PLACES:
            return bool(beats(chr(last))[0] & beats(chr(code))[1])
        return self.beats_first[last] & self.beats_second[code] != 0

    cdef int learn_beats(self, uint32_t code, beats) except -1:
        if code < PLACES and not self.has_beats[code]:
            self.beats_first[code], self.beats_second[code] = beats(chr(code))
            self.has_beats[code] = True
        return 0

    cdef list _grown(
        self, list beams, Choices choices, bint pairing, bint may_be_odd, tuple functions,
        Py_ssize_t soon, double closing_bits, double odd_bits, double beam_bits, int width,
        str numerals, Py_ssize_t dateline,
    ):
        paired, counting_bits, beats = functions
        cdef Py_ssize_t beam_count = len(beams), choice_count = choices.size, at, i, size = 64
        if width > BEAM:
            raise ValueError("rules: too wide a beam")
        while size < 2 * beam_count * choice_count:
            size *= 2
        cdef Py_ssize_t count = 0
        cdef char* room = <char*>PyMem_Malloc(size * sizeof(int32_t) + beam_count * choice_count * sizeof(Grown))
        if room == NULL:
            raise MemoryError
        cdef Grown* grown = <Grown*>room
        cdef int32_t* slots = <int32_t*>(grown + beam_count * choice_count)
        cdef const double* extras = choices.extras
        cdef const int32_t* codes = choices.codes
        cdef const int32_t* places = choices.places
        cdef const int32_t* kinds = choices.kinds
        cdef list all_marks = []
        cdef list marks_of = []
        cdef list texts = []
        cdef Before before
        cdef double start, own, total, worst = INFINITY
        cdef double unpaired
        cdef uint32_t code, last
        cdef Py_ssize_t slot
        cdef int64_t marks
        cdef int place, own_marks
        cdef Grown* each
        cdef Py_UCS4 letter
        cdef bint may_count
        cdef dict pairs = {}
        try:
            memset(slots, 0xFF, size * sizeof(int32_t))
            for at in range(beam_count):
                start_of, history, open_marks, text = beams[at]
                start = start_of
                texts.append(text)
                marks = _index(all_marks, open_marks)
                last = 0
                may_count = len(<str>text) <= dateline
                if text:
                    letter = (<str>text)[len(<str>text) - 1]
                    last = letter
                    may_count = may_count or letter.isdecimal() or letter in numerals
                _begin(&before, history[0], history[1], history[2])
                for i in range(choice_count):
                    if start + extras[i] > worst:
                        continue
                    code, place = codes[i], places[i]
                    own = self.bits(&before, place, code)
                    if may_be_odd and own > odd_bits and last and self.runs_on(last, code, beats):
                        own = odd_bits
                    if kinds[i] & 2 and may_count:
                        own = min(own, <double>counting_bits(text, chr(code)))
                    own_marks = <int>marks
                    if kinds[i] & 1 and pairing:
                        found = pairs.get(marks << 32 | code)
                        if found is None:
                            new_marks, unpaired = paired(open_marks, chr(code))
                            pairs[marks << 32 | code] = found = _index(all_marks, new_marks), unpaired
                        own_marks, unpaired = found
                        if own > closing_bits and self.closes(text, code, soon):
                            own = closing_bits
                        own += unpaired
                    total = start + extras[i] + own
                    if total > worst:
                        continue
                    if total + beam_bits < worst:
                        worst = total + beam_bits
                    slot = _slot(grown, slots, size, before.history[1], before.history[2], place, code, own_marks)
                    if slots[slot] < 0:
                        slots[slot] = <int32_t>count
                        each = &grown[count]
                        count += 1
                        each.a, each.b, each.place = before.history[1], before.history[2], place
                        each.code, each.marks = code, own_marks
                    else:
                        each = &grown[slots[slot]]
                        if not total < each.total:
                            continue
                    each.total, each.beam = total, <int>at
            return _best(grown, count, worst, width, all_marks, texts)
        finally:
            PyMem_Free(room)


cdef inline void _begin(Before* before, int a, int b, int c) noexcept nogil:
    before.history[0], before.history[1], before.history[2] = a, b, c
    before.has_phrases = before.has_marks = False


cdef int _index(list all_marks, marks) except -1:
    """The position of some open marks in a list, to which they are added."""
    cdef Py_ssize_t at
    for at in range(len(all_marks)):
        if all_marks[at] == marks:
            return <int>at
    all_marks.append(marks)
    return <int>len(all_marks) - 1


cdef Py_ssize_t _slot(
    const Grown* grown, const int32_t* slots, Py_ssize_t size, int a, int b, int place, uint32_t code, int marks
) noexcept nogil:
    """The slot of a hash table for an ending: its own, or a free one."""
    cdef uint32_t mixed = (
        <uint32_t>a * 0x9E3779B1u ^ <uint32_t>b * 0x85EBCA77u ^ code * 0xC2B2AE3Du ^ <uint32_t>marks * 0x27D4EB2Fu
    )
    cdef Py_ssize_t slot = (mixed ^ mixed >> 15) & (size - 1)
    cdef const Grown* each
    while slots[slot] >= 0:
        each = &grown[slots[slot]]
        if each.a == a and each.b == b and each.place == place and each.code == code and each.marks == marks:
            break
        slot = (slot + 1) & (size - 1)
    return slot


cdef bint _is_before(const Grown* one, const Grown* other, list all_marks, list texts) except -1:
    """Whether a beam is better: its cost, then as tuples of Python compare."""
    if one.total != other.total:
        return one.total < other.total
    return (one.a, one.b, one.place, all_marks[one.marks], texts[one.beam], one.code) < (
        other.a, other.b, other.place, all_marks[other.marks], texts[other.beam], other.code
    )


cdef list _best(const Grown* grown, Py_ssize_t count, double worst, int width, list all_marks, list texts):
    """The best beams, best first."""
    cdef const Grown* kept[BEAM]
    cdef const Grown* each
    cdef Py_ssize_t at
    cdef int size = 0, place
    for at in range(count):
        each = &grown[at]
        if each.total > worst or (size == width and not _is_before(each, kept[size - 1], all_marks, texts)):
            continue
        place = size if size < width else width - 1
        while place and _is_before(each, kept[place - 1], all_marks, texts):
            kept[place] = kept[place - 1]
            place -= 1
        kept[place] = each
        size += size < width
    return [
        (
            kept[place].total,
            (kept[place].a, kept[place].b, kept[place].place),
            all_marks[kept[place].marks],
            texts[kept[place].beam] + chr(kept[place].code),
        )
        for place in range(size)
    ]


cdef class Bytes:
    """The bytes that a codec shows as each character, cached: `beam.bytes_of`."""

    cdef object bytes_of
    cdef int32_t[PLACES] known

    def __init__(self, bytes_of not None):
        """
        bytes_of  character -> its one or two bytes, or None
        """
        self.bytes_of = bytes_of
        for at in range(PLACES):
            self.known[at] = -2

    cdef int32_t of(self, uint32_t code) except -3:
        """The bytes of a character as a number, that of a single one with bit 16 set; -1 for none."""
        if code < PLACES and self.known[code] != -2:
            return self.known[code]
        raw = self.bytes_of(chr(code))
        cdef int32_t found = -1
        if raw is not None:
            found = 1 << 16 | <int32_t>raw[0] if len(raw) == 1 else <int32_t>raw[0] << 8 | <int32_t>raw[1]
        if code < PLACES:
            self.known[code] = found
        return found

    def parse(self, str text not None, Py_ssize_t start, Py_ssize_t end, str marker, is_clean):
        """`restore_lossy.parse`: the patterns, the number of characters used, and the place that ended it.

        marker    what shows a lost byte, if anything does
        is_clean  (place, patterns) -> whether a character that stands alone is undamaged; None if all are damaged
        """
        cdef Py_ssize_t place = start, taken = 0, complete = 0, whole = 0, before
        cdef uint32_t mark = 0, code
        cdef int32_t raw
        cdef int[4] current = [0, 0, 0, 0]
        cdef int[4] current_before
        cdef int count = 0, need = 0, count_before, need_before, at
        cdef bint follows
        cdef list patterns = []
        cdef Py_UCS4 letter
        if not 0 <= start <= end <= len(text):
            raise ValueError("start, end: outside the text")
        if marker is not None:
            letter = marker[0]
            mark = letter
        while place < end:
            letter = text[place]
            code = letter
            if code == mark and need > 0:
                current[count] = -1
                count += 1
                need -= 1
            elif code == 0xFFFD:
                break
            else:
                raw = self.of(code)
                if raw < 0:
                    break
                if (
                    is_clean is not None and 0xC2 <= raw >> 8 <= 0xDF and 0x80 <= raw & 0xFF <= 0xBF
                    and is_clean(place, patterns)
                ):
                    break
                before, count_before, need_before = len(patterns), count, need
                for at in range(4):
                    current_before[at] = current[at]
                if raw > 0xFFFF:
                    follows = _take(raw & 0xFF, 0, current, &count, &need, patterns, mark == 0)
                else:
                    follows = _take(raw >> 8, 0, current, &count, &need, patterns, mark == 0) and _take(
                        raw & 0xFF, 1, current, &count, &need, patterns, mark == 0
                    )
                if not follows:
                    # Nothing of a character that does not fit belongs to the stretch.
                    del patterns[before:]
                    count, need = count_before, need_before
                    for at in range(4):
                        current[at] = current_before[at]
                    break
            taken += 1
            if need == 0 and count:
                patterns.append(_pattern(current, count, 0))
                count = 0
            if _REPLACEMENT in patterns[whole:]:
                break
            if not count:
                complete, whole = taken, len(patterns)
            place += 1
        if count and need > 0 and mark == 0 and taken > complete and _REPLACEMENT not in patterns[whole:]:
            return [*patterns, _pattern(current, count, need)], taken, place
        return patterns[:whole], complete, place


cdef tuple _REPLACEMENT = (0xEF, 0xBF, 0xBD)


cdef tuple _pattern(const int* current, int count, int lost):
    """A pattern of `restore_lossy`, with some lost bytes at the end."""
    return (*[current[at] if current[at] >= 0 else None for at in range(count)], *[None] * lost)


cdef bint _take(int byte, int at, int* current, int* count, int* need, list patterns, bint may_vanish) except -1:
    """One byte of `restore_lossy.step`: False if it cannot follow."""
    cdef int last
    if 0x80 <= byte <= 0xBF:
        if need[0] == 0:
            return False
        current[count[0]] = byte
        count[0] += 1
        need[0] -= 1
        if need[0] == 0:
            patterns.append(_pattern(current, count[0], 0))
            count[0] = 0
        return True
    if need[0] > 0:
        if not may_vanish:
            return False
        if at == 0:
            patterns.append(_pattern(current, count[0], need[0]))
        elif need[0] == 1 and count[0] >= 2:
            last = current[count[0] - 1]
            current[count[0] - 1] = -1
            current[count[0]] = last
            patterns.append(_pattern(current, count[0] + 1, 0))
        else:
            return False
        count[0], need[0] = 0, 0
    if byte < 0x80:
        patterns.append((byte,))
    elif 0xC2 <= byte <= 0xF4:
        current[0] = byte
        count[0] = 1
        need[0] = 1 if byte <= 0xDF else 2 if byte <= 0xEF else 3
    else:
        return False
    return True
