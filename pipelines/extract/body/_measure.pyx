# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Compiled features: loops over blocks instead of a hundred numpy calls on a few hundred numbers each.

`fill` replaces `features_in_python.Matrix`, and `fill_context` replaces `model._context_in_python`, row by row in
the same order. `probabilities` replaces `model.Network.in_python`, `cheapest_labels` replaces
`assembly._labels_in_python`, and `LineMarks` replaces `line_patterns._marks_in_python`. Tests compare the results.
Optional like `_walk`, which provides the numbers of blocks and containers.
"""

cimport cython
from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.unicode cimport Py_UNICODE_ISDECIMAL
from libc.math cimport fabs, log1p
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    uint32_t PyUnicode_READ(int kind, void* data, Py_ssize_t at)

# Of `character_classes` and `feature_columns`: see `hatch_build.SHARED`.
include "measure_constants.pxi"

cdef enum:
    # Rows of the tables, as in `blocks.Columns`.
    CHARS = 0
    LINKS = 1
    LINK_CHARS = 2
    BOLD_CHARS = 3
    HEADINGS = 4
    BREAKS = 5
    HIDDEN = 6
    OFFSETS = 7
    TAGS = 8
    BOXES = 9
    REPEATED = 10
    PARENTS = 0
    OWN = 1
    CHAINS = 2
    FIRST = 3
    END = 4
    DEPTHS = 5
    NEIGHBOURS = 7

cdef struct Block:
    double length, linked, marks, good
    float weight
    bint sentence
    int64_t near

cdef struct Sums:
    double length, weight, good, marks

cdef struct Box:  # values shared by all blocks inside
    bint known
    float blocks, weight, share, good_share, link_density, mean_weight, punctuation

cdef struct Group:
    double members, weight, good, linked, sentences
    float values[6]


cdef inline int _bits(uint64_t value) noexcept nogil:
    cdef int count = 0
    while value:
        value &= value - 1
        count += 1
    return count


cdef enum:
    FEW = 512

# Table of logarithms: most counts are small integers.
cdef double _logs[FEW]
cdef int _number
for _number in range(FEW):
    _logs[_number] = log1p(<double>_number)


cdef inline double _log_of(int64_t number) noexcept nogil:
    """`log1p` of a nonnegative integer."""
    return _logs[number] if number < FEW else log1p(<double>number)


cdef inline double _least(double one, double other) noexcept nogil:
    return one if one < other else other


cdef inline double _most(double one, double other) noexcept nogil:
    return one if one > other else other


@cython.final
cdef class _Page:
    cdef const int64_t[:, ::1] table
    cdef const int64_t[:, ::1] box_table
    cdef const double[:, ::1] counts
    cdef const uint8_t[::1] last
    cdef const int64_t[::1] hint_bits
    cdef float[:, ::1] rows
    cdef int64_t[:, ::1] levels
    cdef int64_t[::1] group
    cdef Py_ssize_t count, box_count, title, row, group_count
    cdef int tag_count
    cdef Block* blocks
    cdef Sums* sums
    cdef Box* boxes
    cdef Group* groups
    cdef double total, total_good

    def __dealloc__(self):
        PyMem_Free(self.blocks)
        PyMem_Free(self.sums)
        PyMem_Free(self.boxes)
        PyMem_Free(self.groups)

    cdef int allocate(self) except -1:
        self.blocks = <Block*>PyMem_Calloc(self.count, sizeof(Block))
        self.sums = <Sums*>PyMem_Calloc(self.count + 1, sizeof(Sums))
        self.boxes = <Box*>PyMem_Calloc(self.box_count, sizeof(Box))
        self.groups = <Group*>PyMem_Calloc(self.count, sizeof(Group))
        if self.blocks == NULL or self.sums == NULL or self.boxes == NULL or self.groups == NULL:
            raise MemoryError
        return 0

    cdef float* next_row(self) except NULL:
        if self.row >= self.rows.shape[0]:
            raise ValueError("the matrix has fewer rows than are measured")
        self.row += 1
        return &self.rows[self.row - 1, 0]

    cdef int read(self, float[::1] weight, double[::1] good) except -1:
        """Read each block, and compute the prefix sums that all other sums are differences of."""
        cdef Py_ssize_t at, level, box
        cdef Block* block
        cdef Sums* before
        cdef double bounded
        cdef uint8_t last
        for at in range(self.count):
            block = &self.blocks[at]
            box = self.table[BOXES, at]
            for level in range(MOST_LEVELS):
                self.levels[level, at] = box
                box = self.box_table[PARENTS, box]
                if box < 0:
                    box = 0
            block.length = (
                self.counts[LETTER, at] + self.counts[UPPER, at] + self.counts[DIGIT, at]
                + self.counts[WIDE, at] * WIDE_WEIGHT
            )
            block.linked = _least(<double>self.table[LINK_CHARS, at] / <double>self.table[CHARS, at], 1)
            bounded = _least(block.length, HEAVIEST)
            block.weight = <float>(bounded * (1 - block.linked))
            block.marks = self.counts[STOP, at] + self.counts[COMMA, at]
            block.good = block.weight if block.marks > 0 and not self.table[HIDDEN, at] else 0
            last = self.last[at]
            block.sentence = last == STOP or (self.counts[STOP, at] > 0 and (last == QUOTE or last == BRACKET))
            block.near = self.box_table[OWN, self.levels[0, at]] | self.box_table[OWN, self.levels[1, at]]
            weight[at] = block.weight
            good[at] = block.good
            before = &self.sums[at]
            self.sums[at + 1].length = before.length + bounded
            self.sums[at + 1].weight = before.weight + block.weight
            self.sums[at + 1].good = before.good + block.good
            self.sums[at + 1].marks = before.marks + block.marks
        self.total = _most(self.sums[self.count].weight, 1)
        self.total_good = _most(self.sums[self.count].good, 1)
        return 0

    cdef int number_groups(self) except -1:
        """Number the groups of blocks of one tag under one parent from 0, ordered by parent, then tag."""
        cdef uint64_t* kinds = <uint64_t*>PyMem_Calloc(self.box_count, sizeof(uint64_t))
        cdef int64_t* before = <int64_t*>PyMem_Calloc(self.box_count + 1, sizeof(int64_t))
        cdef Py_ssize_t at, box
        cdef uint64_t kind
        if kinds == NULL or before == NULL:
            PyMem_Free(kinds)
            PyMem_Free(before)
            raise MemoryError
        for at in range(self.count):
            kinds[self.levels[1, at]] |= self.kind(at)
        for box in range(self.box_count):
            before[box + 1] = before[box] + _bits(kinds[box])
        for at in range(self.count):
            box = self.levels[1, at]
            kind = self.kind(at)
            self.group[at] = before[box] + _bits(kinds[box] & (kind - 1))
        self.group_count = before[self.box_count]
        PyMem_Free(kinds)
        PyMem_Free(before)
        return 0

    cdef inline uint64_t kind(self, Py_ssize_t at) noexcept:
        return <uint64_t>1 << (self.table[TAGS, at] + (20 if self.table[HEADINGS, at] > 0 else 0))

    cdef int words(self) except -1:
        cdef Py_ssize_t at
        cdef int tag, heading
        cdef double length, chars
        cdef Block* block
        cdef float* row[22]
        for at in range(22):
            row[at] = self.next_row()
        for at in range(self.count):
            block = &self.blocks[at]
            length, chars = block.length, <double>self.table[CHARS, at]
            heading = <int>self.table[HEADINGS, at]
            row[0][at] = <float>log1p(length) / 5
            row[1][at] = <float>log1p(block.weight) / 5
            row[2][at] = <float>_log_of(self.table[LINKS, at])
            row[3][at] = <float>_log_of(<int64_t>self.counts[STOP, at])
            row[4][at] = <float>_log_of(<int64_t>self.counts[COMMA, at])
            row[5][at] = <float>block.linked
            row[6][at] = <float>_least(block.marks * 20 / (length + 10), 3)
            row[7][at] = block.sentence
            row[8][at] = self.last[at] == COLON
            row[9][at] = <float>(self.counts[DIGIT, at] / (length + 1))
            row[10][at] = <float>(self.counts[UPPER, at] / (length + 1))
            row[11][at] = <float>(self.counts[SEPARATOR, at] * 5 / (length + 5))
            row[12][at] = <float>(self.counts[OTHER, at] * 5 / (length + 5))
            row[13][at] = <float>(_least(self.counts[QUOTE, at], 4) / 2)
            row[14][at] = <float>(self.counts[SPACE, at] / chars)
            row[15][at] = <float>_least(<double>self.table[BOLD_CHARS, at] / chars, 1)
            row[16][at] = heading == 1
            row[17][at] = heading == 2 or heading == 3
            row[18][at] = heading > 3
            row[19][at] = <float>(_least(<double>self.table[BREAKS, at], 2) / 2)
            row[20][at] = <float>self.table[HIDDEN, at]
            row[21][at] = <float>self.table[REPEATED, at]
        for tag in range(self.tag_count):
            row[0] = self.next_row()
            for at in range(self.count):
                row[0][at] = self.table[TAGS, at] == tag
        return 0

    cdef int position(self) except -1:
        cdef Py_ssize_t at
        cdef Py_ssize_t end = self.count - 1
        cdef double text = _most(<double>(self.table[OFFSETS, end] + self.table[CHARS, end]), 1), since
        cdef float* row[7]
        for at in range(7):
            row[at] = self.next_row()
        for at in range(self.count):
            row[0][at] = <float>(<double>at / <double>self.count)
            row[1][at] = <float>(<double>self.table[OFFSETS, at] / text)
            row[2][at] = self.title >= 0
            row[3][at] = at == self.title
            row[4][at] = self.title >= 0 and at > self.title
            since = <double>(at - self.title)
            row[5][at] = 0 if self.title < 0 else <float>((1 if since > 0 else -1) * log1p(fabs(since)) / 4)
            row[6][at] = <float>(_least(<double>self.box_table[DEPTHS, self.levels[0, at]], 40) / 20)
        return 0

    cdef inline Box* box_of(self, Py_ssize_t number) noexcept:
        """The values of a container, computed on first use."""
        cdef Box* box = &self.boxes[number]
        cdef Sums* first
        cdef Sums* end
        cdef double length, weight, blocks
        if not box.known:
            box.known = True
            first = &self.sums[self.box_table[FIRST, number]]
            end = &self.sums[self.box_table[END, number]]
            length, weight = end.length - first.length, end.weight - first.weight
            blocks = _most(<double>(end - first), 1)
            box.blocks = <float>(log1p(blocks) / 4)
            box.weight = <float>(log1p(weight) / 8)
            box.share = <float>(weight / self.total)
            box.good_share = <float>((end.good - first.good) / self.total_good)
            box.link_density = <float>(1 - weight / _most(length, 1))
            box.mean_weight = <float>(log1p(weight / blocks) / 5)
            box.punctuation = <float>_least((end.marks - first.marks) * 20 / (length + 10), 3)
        return box

    cdef int around(self) except -1:
        """The four nearest containers around the block."""
        cdef Py_ssize_t at, level, number
        cdef Box* box
        cdef float* row[8 * MOST_LEVELS + 2]
        for at in range(9 * MOST_LEVELS - 2):
            row[at] = self.next_row()
        for level in range(MOST_LEVELS):
            for at in range(self.count):
                number = self.levels[level, at]
                box = self.box_of(number)
                row[level][at] = box.blocks
                row[MOST_LEVELS + level][at] = box.weight
                row[2 * MOST_LEVELS + level][at] = box.share
                row[3 * MOST_LEVELS + level][at] = box.good_share
                row[4 * MOST_LEVELS + level][at] = box.link_density
                row[5 * MOST_LEVELS + level][at] = box.mean_weight
                row[6 * MOST_LEVELS + level][at] = box.punctuation
                if level:
                    row[7 * MOST_LEVELS + level - 1][at] = <float>(_log_of(at - self.box_table[FIRST, number]) / 4)
                    row[8 * MOST_LEVELS + level - 2][at] = <float>(
                        _log_of(self.box_table[END, number] - 1 - at if self.box_table[END, number] > at else 0) / 4
                    )
        return 0

    cdef int alike(self) except -1:
        cdef Py_ssize_t at, value
        cdef Block* block
        cdef Group* group
        cdef float* row[6]
        for value in range(6):
            row[value] = self.next_row()
        for at in range(self.count):
            block, group = &self.blocks[at], &self.groups[self.group[at]]
            group.members += 1
            group.weight += block.weight
            group.good += block.good
            group.linked += block.linked
            group.sentences += block.sentence
        for at in range(self.group_count):
            group = &self.groups[at]
            group.values[0] = <float>(log1p(group.members) / 4)
            group.values[1] = <float>(group.weight / self.total)
            group.values[2] = <float>(group.good / self.total_good)
            group.values[3] = <float>(group.linked / group.members)
            group.values[4] = <float>(group.sentences / group.members)
            group.values[5] = <float>(log1p(group.weight / group.members) / 5)
        for at in range(self.count):
            group = &self.groups[self.group[at]]
            for value in range(6):
                row[value][at] = group.values[value]
        return 0

    cdef int main_box(self) except -1:
        """The smallest container that holds at least 55 % of the running text."""
        cdef Py_ssize_t at, number, first = 0, end = self.count, smallest = self.count + 1
        cdef double enough = 0.55 * self.sums[self.count].good
        cdef float* row[3]
        for at in range(3):
            row[at] = self.next_row()
        for number in range(self.box_count):
            at = self.box_table[END, number] - self.box_table[FIRST, number]
            if (
                at < smallest
                and self.sums[self.box_table[END, number]].good - self.sums[self.box_table[FIRST, number]].good
                >= enough
            ):
                smallest, first, end = at, self.box_table[FIRST, number], self.box_table[END, number]
        for at in range(self.count):
            row[0][at] = first <= at < end
            row[1][at] = <float>_least(_most(<double>(at - first) / 20, -3), 3)
            row[2][at] = <float>_least(_most(<double>(end - 1 - at) / 20, -3), 3)
        return 0

    cdef int page(self) except -1:
        cdef Py_ssize_t at, value
        cdef float* row
        cdef float[4] values
        values[0] = <float>(log1p(<double>self.count) / 6)
        values[1] = <float>(log1p(self.total) / 10)
        values[2] = <float>(log1p(self.total / self.count) / 5)
        values[3] = <float>(self.total_good / self.total)
        for value in range(4):
            row = self.next_row()
            for at in range(self.count):
                row[at] = values[value]
        return 0

    cdef int hints(self) except -1:
        cdef Py_ssize_t at, hint
        cdef float* row
        for hint in range(self.hint_bits.shape[0]):
            row = self.next_row()
            for at in range(self.count):
                row[at] = (self.blocks[at].near & self.hint_bits[hint]) != 0
        for hint in range(self.hint_bits.shape[0]):
            row = self.next_row()
            for at in range(self.count):
                row[at] = (self.box_table[CHAINS, self.levels[0, at]] & self.hint_bits[hint]) != 0
        return 0

    cdef int neighbours(self) except -1:
        """The three blocks before and after."""
        cdef Py_ssize_t at, other, value
        cdef int by
        cdef Block* block
        cdef float* row[NEIGHBOURS]
        for by in range(-3, 4):
            if by == 0:
                continue
            for value in range(NEIGHBOURS):
                row[value] = self.next_row()
            for at in range(self.count):
                other = at + by
                if other < 0 or other >= self.count:
                    for value in range(NEIGHBOURS):
                        row[value][at] = 0
                    continue
                block = &self.blocks[other]
                row[0][at] = self.rows[0, other]
                row[1][at] = <float>block.linked
                row[2][at] = block.sentence
                row[3][at] = block.marks > 0
                row[4][at] = self.table[HEADINGS, other] > 0
                row[5][at] = self.table[TAGS, other] == 0
                row[6][at] = block.near != 0
        return 0

    cdef int windows(self, tuple halves) except -1:
        """Averages over the blocks within each window."""
        cdef Py_ssize_t at, low, high, half, number, count = len(halves)
        cdef Sums* first
        cdef Sums* end
        cdef double weight, blocks
        cdef float* row[12]
        if count > 4:
            raise ValueError("more windows than there is room for")
        for number in range(3 * count):
            row[number] = self.next_row()
        for number in range(count):
            half = halves[number]
            for at in range(self.count):
                low, high = at - half if at > half else 0, at + half + 1 if at + half + 1 < self.count else self.count
                first, end = &self.sums[low], &self.sums[high]
                weight, blocks = end.weight - first.weight, <double>(high - low)
                row[number][at] = <float>(1 - weight / _most(end.length - first.length, 1))
                row[count + number][at] = <float>(log1p(weight / blocks) / 5)
                row[2 * count + number][at] = <float>(log1p((end.good - first.good) / blocks) / 5)
        return 0


def fill(
    *, const int64_t[:, ::1] table not None, const int64_t[:, ::1] boxes not None, const double[:, ::1] counts not None,
    const uint8_t[::1] last not None, Py_ssize_t title, const int64_t[::1] hints not None, int tags,
    tuple halves not None,
    float[:, ::1] rows not None, float[::1] weight not None, double[::1] good not None, int64_t[:, ::1] levels not None,
    int64_t[::1] group not None,
):
    """Measure every block of a page, which must have at least one.

    table, boxes, counts, last   see `blocks.Columns`
    title                        index of the block that shows the headline, -1 if none does
    hints, tags, halves          bits of `class_hints.Hint`, number of tags in the model, window half widths
    rows …                       output: the matrix (`columns x blocks`), and the arrays of these names in
                                 `features.Features`

    Raises `ValueError` if the page has no blocks or the matrix has a wrong number of rows.
    """
    if table.shape[1] == 0 or boxes.shape[1] == 0:
        raise ValueError("a page without blocks has nothing to measure")
    cdef _Page page = _Page.__new__(_Page)
    page.table, page.box_table, page.counts, page.last, page.hint_bits = table, boxes, counts, last, hints
    page.rows, page.levels, page.group = rows, levels, group
    page.count, page.box_count, page.title, page.tag_count = table.shape[1], boxes.shape[1], title, tags
    page.allocate()
    page.read(weight, good)
    page.number_groups()
    page.words()
    page.position()
    page.around()
    page.alike()
    page.main_box()
    page.page()
    page.hints()
    page.neighbours()
    page.windows(halves)
    if page.row != rows.shape[0]:
        raise ValueError("the matrix has more rows than are measured")


# ---- additional inputs of the second network ---------------------------------------------------------------

cdef struct Mass:
    double article, weight


cdef struct Nearest:
    Py_ssize_t strong_before, strong_after, heading


def fill_context(
    *, const float[::1] probability not None, const float[::1] weight not None, const int64_t[:, ::1] levels not None,
    const int64_t[::1] first not None, const int64_t[::1] end not None, const int64_t[::1] group not None,
    const uint8_t[::1] heading not None, const float[:, ::1] patterns not None, const int64_t[::1] wanted not None,
    tuple halves not None,
    float[:, ::1] rows not None,
):
    """The inputs of `model.CONTEXT_NAMES` for the wanted blocks: one row per input, one column per block.

    probability             probability of every block from the first network
    weight … heading    see `features.Features`
    patterns               line patterns (`blocks + 1 x patterns`); the last row stands for no block

    Raises `ValueError` if `rows` has the wrong shape.
    """
    cdef Py_ssize_t count = probability.shape[0], asked = wanted.shape[0]
    cdef Py_ssize_t pattern_count = patterns.shape[1], half_count = len(halves)
    cdef Mass* sums = <Mass*>PyMem_Calloc(count + 1, sizeof(Mass))
    cdef Mass* groups = <Mass*>PyMem_Calloc(count + 1, sizeof(Mass))
    cdef Nearest* nearest = <Nearest*>PyMem_Calloc(count + 1, sizeof(Nearest))
    cdef Py_ssize_t at, place, number, low, high, half, row
    cdef double total, some
    cdef Mass* lower
    cdef Mass* upper
    try:
        if sums == NULL or groups == NULL or nearest == NULL:
            raise MemoryError
        if rows.shape[0] != 14 + half_count + 2 * MOST_LEVELS + 3 * pattern_count or rows.shape[1] != asked:
            raise ValueError("`rows` has the wrong shape")
        _sum_up(probability, weight, group, heading, sums, groups, nearest)
        total = _most(sums[count].article, 1)
        for place in range(asked):
            at = wanted[place]
            rows[0, place] = probability[at]
            row = 1
            for number in range(-3, 4):
                if number:
                    rows[row, place] = probability[at + number] if 0 <= at + number < count else 0
                    row += 1
            for number in range(half_count):
                half = halves[number]
                low, high = at - half if at > half else 0, at + half + 1 if at + half + 1 < count else count
                lower, upper = &sums[low], &sums[high]
                rows[row, place] = <float>((upper.article - lower.article) / (upper.weight - lower.weight))
                row += 1
            for number in range(MOST_LEVELS):
                lower, upper = &sums[first[levels[number, at]]], &sums[end[levels[number, at]]]
                some = upper.article - lower.article
                rows[row, place] = <float>(some / _most(upper.weight - lower.weight, 1e-6))
                rows[row + MOST_LEVELS, place] = <float>(some / total)
                row += 1
            row += MOST_LEVELS
            lower = &groups[group[at]]
            rows[row, place] = <float>(lower.article / lower.weight)
            rows[row + 1, place] = <float>(lower.article / total)
            rows[row + 2, place] = <float>(sums[at].article / total)
            rows[row + 3, place] = <float>(1 - sums[at + 1].article / total)
            rows[row + 4, place] = <float>(log1p(total) / 10)
            rows[row + 5, place] = <float>(_least(<double>(at - nearest[at].strong_before), 20) / 10)
            rows[row + 6, place] = <float>(_least(<double>(nearest[at].strong_after - at), 20) / 10)
            row += 7
            for number in range(pattern_count):
                rows[row + number, place] = patterns[at, number]
                rows[row + pattern_count + number, place] = patterns[at - 1 if at else count, number]
                rows[row + 2 * pattern_count + number, place] = patterns[nearest[at].heading, number]
    finally:
        PyMem_Free(sums)
        PyMem_Free(groups)
        PyMem_Free(nearest)


cdef void _sum_up(
    const float[::1] probability, const float[::1] weight, const int64_t[::1] group, const uint8_t[::1] heading,
    Mass* sums, Mass* groups,
    Nearest* nearest,
) noexcept:
    """Prefix sums, sums by group, and for each block the nearest strong ones and the heading above it."""
    cdef Py_ssize_t count = probability.shape[0], at, strong = -1000, above = count
    cdef float heavy, mass
    for at in range(count):
        heavy = weight[at] + 1
        mass = probability[at] * heavy
        sums[at + 1].article = sums[at].article + mass
        sums[at + 1].weight = sums[at].weight + heavy
        groups[group[at]].article += mass
        groups[group[at]].weight += heavy
        nearest[at].strong_before = strong
        if probability[at] > 0.5:
            strong = at
        if heading[at]:
            above = at
        nearest[at].heading = above
    strong = count + 1000
    for at in range(count - 1, -1, -1):
        nearest[at].strong_after = strong
        if probability[at] > 0.5:
            strong = at


# ---- the networks ------------------------------------------------------------------------------------------

cdef extern from *:
    """
    #include <math.h>
    #include <stddef.h>
    #include <stdint.h>
    #include <string.h>

    /* Append the inputs that are not zero, with their places. Without a branch, which could not be predicted. */
    static ptrdiff_t collect_inputs(
        const char* inputs, ptrdiff_t step, ptrdiff_t count, ptrdiff_t first, float* values, ptrdiff_t* places
    ) {
        ptrdiff_t at, found = 0;
        for (at = 0; at < count; at++) {
            uint32_t bits;
            memcpy(&bits, inputs + at * step, 4);
            memcpy(values + found, &bits, 4);
            places[found] = first + at;
            found += (bits << 1) != 0;
        }
        return found;
    }

    /* Wider registers where the processor has them. Not with fused multiplication: every processor rounds alike. */
    #if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__)
    __attribute__((target_clones("avx2", "default")))
    #endif
    static void add_up_layer(
        const float* values, const ptrdiff_t* places, ptrdiff_t count, const float* weights, ptrdiff_t width,
        float* restrict sums
    ) {
        ptrdiff_t at = 0, unit;
        for (; at + 4 <= count; at += 4) {
            const float one = values[at], two = values[at + 1], three = values[at + 2], four = values[at + 3];
            const float* first = weights + places[at] * width;
            const float* second = weights + places[at + 1] * width;
            const float* third = weights + places[at + 2] * width;
            const float* fourth = weights + places[at + 3] * width;
            for (unit = 0; unit < width; unit++)
                sums[unit] = (((sums[unit] + one * first[unit]) + two * second[unit]) + three * third[unit])
                    + four * fourth[unit];
        }
        for (; at < count; at++) {
            const float value = values[at];
            const float* row = weights + places[at] * width;
            for (unit = 0; unit < width; unit++)
                sums[unit] = sums[unit] + value * row[unit];
        }
    }
    """
    Py_ssize_t collect_inputs(
        const char* inputs, Py_ssize_t step, Py_ssize_t count, Py_ssize_t first, float* values, Py_ssize_t* places
    ) nogil
    void add_up_layer(
        const float* values, const Py_ssize_t* places, Py_ssize_t count, const float* weights, Py_ssize_t width,
        float* sums
    ) nogil
    float expf(float value) nogil


cdef struct Layer:
    const float* weights
    const float* bias
    Py_ssize_t inputs, width


cdef enum:
    MOST_LAYERS = 8


@cython.final
cdef class Perceptron:
    """The compiled `model.Network`: hidden layers with ReLU, one output with a sigmoid.

    layers  pairs of weights (`inputs x units`) and bias, as in `model.Network`
    """

    cdef Layer _layers[MOST_LAYERS]
    cdef Py_ssize_t _count, _widest
    cdef list _kept_alive

    def __cinit__(self, list layers not None):
        cdef const float[:, ::1] weights
        cdef const float[::1] bias
        cdef Py_ssize_t number, before = 0
        if not 0 < len(layers) <= MOST_LAYERS:
            raise ValueError("a network of no layers, or of too many")
        self._kept_alive = []
        self._count, self._widest = len(layers), 0
        for number in range(self._count):
            weights, bias = layers[number]
            if weights.shape[0] == 0 or weights.shape[1] != bias.shape[0] or (number and weights.shape[0] != before):
                raise ValueError("the layers do not fit each other")
            before = weights.shape[1]
            self._kept_alive.append((weights, bias))
            self._layers[number].weights, self._layers[number].bias = &weights[0, 0], &bias[0]
            self._layers[number].inputs, self._layers[number].width = weights.shape[0], before
            self._widest = max(self._widest, weights.shape[0], before)
        if before != 1:
            raise ValueError("a network has one output")

    def probabilities(
        self, const float[:, :] inputs not None, float[::1] result not None, const int64_t[::1] wanted=None,
        const float[:, :] further=None,
    ):
        """Write one probability per row into `result`.

        inputs   one row per block
        wanted   numbers of the rows to judge, all if not given
        further  more inputs of the wanted rows, after those in `inputs`
        """
        cdef Py_ssize_t own = inputs.shape[1], more = 0 if further is None else further.shape[1]
        cdef Py_ssize_t count = inputs.shape[0] if wanted is None else wanted.shape[0], place, at, number
        cdef Py_ssize_t found
        cdef float* values = NULL
        cdef Py_ssize_t* places = NULL
        if (
            result.shape[0] != count
            or own + more != self._layers[0].inputs
            or (further is not None and further.shape[0] != count)
        ):
            raise ValueError("the inputs are not those of the network")
        for place in range(count):
            if wanted is not None and not 0 <= wanted[place] < inputs.shape[0]:
                raise IndexError(wanted[place])
        values = <float*>PyMem_Calloc(2 * self._widest, sizeof(float))
        places = <Py_ssize_t*>PyMem_Calloc(self._widest, sizeof(Py_ssize_t))
        try:
            if values == NULL or places == NULL:
                raise MemoryError
            for place in range(count):
                at = place if wanted is None else wanted[place]
                found = collect_inputs(<const char*>&inputs[at, 0], inputs.strides[1], own, 0, values, places)
                if more:
                    found += collect_inputs(
                        <const char*>&further[place, 0], further.strides[1], more, own, values + found, places + found
                    )
                result[place] = self.judge(values, places, found)
        finally:
            PyMem_Free(values)
            PyMem_Free(places)

    cdef float judge(self, float* values, Py_ssize_t* places, Py_ssize_t found) noexcept:
        """The output for the inputs that are not zero (tags, class hints and switched-off units often are).

        `values` has room for twice the widest layer, `places` for the widest one.
        """
        cdef float* sums = values + self._widest
        cdef Layer* layer
        cdef Py_ssize_t number, at
        cdef float logit
        for number in range(self._count):
            layer = &self._layers[number]
            for at in range(layer.width):
                sums[at] = layer.bias[at]
            add_up_layer(values, places, found, layer.weights, layer.width, sums)
            if number + 1 < self._count:
                for at in range(layer.width):
                    sums[at] = sums[at] if sums[at] > 0 else 0
                found = collect_inputs(<const char*>sums, sizeof(float), layer.width, 0, values, places)
        logit = sums[0]
        return 1 / (1 + expf(-(-30 if logit < -30 else 30 if logit > 30 else logit)))


# ---- labels ------------------------------------------------------------------------------------------------

def cheapest_labels(
    const double[::1] scores not None, const int64_t[::1] group not None, const int64_t[:, ::1] levels not None,
    double alike,
    double same_box,
):
    """Which blocks are body, one byte each, by Viterbi over two states: see `assembly._runs`.

    scores           score of each block, in nats
    group, levels    see `features.Features`
    alike, same_box  transition cost between blocks of one group, and between those of one container
    """
    cdef Py_ssize_t count = scores.shape[0], at
    cdef bytes labels = PyBytes_FromStringAndSize(NULL, count)
    # Back pointers: whether the best path to each block comes from body. Bit 0: as body, bit 1: as non-body.
    cdef unsigned char* ways = <unsigned char*><char*>labels
    cdef double body, other, entering, leaving, cost
    cdef unsigned char way
    cdef bint state
    if count == 0:
        return labels
    body, other = scores[0], 0
    for at in range(1, count):
        cost = 0
        if group[at] == group[at - 1]:
            cost = alike
        elif (
            levels[1, at] == levels[1, at - 1] or levels[0, at] == levels[1, at - 1]
            or levels[1, at] == levels[0, at - 1]
            or levels[0, at] == levels[0, at - 1]
        ):
            cost = same_box
        entering, leaving = other - cost, body - cost
        ways[at] = (body >= entering) | (leaving > other) << 1
        body = (body if body >= entering else entering) + scores[at]
        other = leaving if leaving > other else other
    state = body > other
    for at in range(count - 1, -1, -1):
        way = ways[at]
        ways[at] = state
        state = way >> (0 if state else 1) & 1
    return labels


# ---- lines -------------------------------------------------------------------------------------------------

cdef struct Word:
    Py_ssize_t start  # index into the characters of all words
    Py_ssize_t size
    int following  # number of the next word with the same first character, -1 if there is none


cdef inline bint _is_year(int kind, void* data, Py_ssize_t at, Py_ssize_t size) noexcept:
    cdef uint32_t one, other
    if at + 4 > size:
        return False
    one, other = PyUnicode_READ(kind, data, at), PyUnicode_READ(kind, data, at + 1)
    return (
        ((one == c"1" and other == c"9") or (one == c"2" and other == c"0"))
        and Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, data, at + 2))
        and Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, data, at + 3))
    )


cdef inline bint _are_digits(int kind, void* data, Py_ssize_t at, Py_ssize_t end, Py_ssize_t size) noexcept:
    if end > size:
        return False
    while at < end:
        if not Py_UNICODE_ISDECIMAL(PyUnicode_READ(kind, data, at)):
            return False
        at += 1
    return True


cdef class LineMarks:
    """Prefilter for line patterns (`line_patterns`): words, and numbers of dates or telephones."""

    # For each character of the basic plane, 1 plus the number of a word that begins with it; 0 for none.
    cdef int* _firsts
    cdef Word* _words
    cdef uint32_t* _characters

    def __cinit__(self, tuple words not None):
        cdef Py_ssize_t at, total = 0, number
        cdef uint32_t first
        for word in words:
            if not isinstance(word, str) or not word or ord(word[0]) > 0xFFFF:
                raise ValueError("a word begins with a character of the first plane")
            total += len(word)
        self._firsts = <int*>PyMem_Calloc(0x10000, sizeof(int))
        self._words = <Word*>PyMem_Calloc(len(words) + 1, sizeof(Word))
        self._characters = <uint32_t*>PyMem_Calloc(total + 1, sizeof(uint32_t))
        if self._firsts == NULL or self._words == NULL or self._characters == NULL:
            raise MemoryError
        total = 0
        for number, word in enumerate(words):
            self._words[number].start, self._words[number].size = total, len(word)
            for at in range(len(word)):
                self._characters[total] = ord(word[at])
                total += 1
            first = ord(word[0])
            self._words[number].following = self._firsts[first] - 1
            self._firsts[first] = <int>number + 1

    def __dealloc__(self):
        PyMem_Free(self._firsts)
        PyMem_Free(self._words)
        PyMem_Free(self._characters)

    def of(self, text not None):
        """1 if the text contains one of the words, 2 if it may contain a date or telephone number, else 0."""
        if not isinstance(text, str):
            raise TypeError("text: not a string")
        cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), at
        cdef int kind = PyUnicode_KIND(text), number
        cdef void* data = PyUnicode_DATA(text)
        cdef uint32_t code
        cdef bint dated = False
        for at in range(size):
            code = PyUnicode_READ(kind, data, at)
            if code > 0xFFFF:
                continue
            number = self._firsts[code] - 1
            while number >= 0:
                if self._is_at(&self._words[number], kind, data, at, size):
                    return 1
                number = self._words[number].following
            if dated:
                continue
            if code == c"1" or code == c"2":
                dated = _is_year(kind, data, at, size)
            elif code == c":":
                dated = _are_digits(kind, data, at + 1, at + 3, size)
            elif code == c"-":
                dated = _are_digits(kind, data, at + 1, at + 8, size)
        return 2 if dated else 0

    cdef inline bint _is_at(self, Word* word, int kind, void* data, Py_ssize_t at, Py_ssize_t size) noexcept:
        cdef Py_ssize_t step
        if at + word.size > size:
            return False
        for step in range(1, word.size):
            if PyUnicode_READ(kind, data, at + step) != self._characters[word.start + step]:
                return False
        return True
