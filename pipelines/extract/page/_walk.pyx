# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The walk of `walk`, compiled. Reads libxml2's nodes and creates Python objects for elements only on demand.

Gives exactly the same result as `walk_in_python._Walk` (tests compare the two on hostile trees) in a fifth of the time.
It is optional: if no compiler was available when newsmill was installed, the pure-Python walk is used.

Uses lxml's public C interface (`lxml/includes/etreepublic.pxd`) and only those fields of libxml2's structures
that have not moved since version 2.6. The tree must not be changed while its `Elements` are in use.
"""

cimport cython
from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.unicode cimport Py_UNICODE_ISDECIMAL, PyUnicode_DecodeUTF8
from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.string cimport memchr, memcmp, memcpy, memset, strchr, strcmp, strlen, strncmp, strstr
from lxml.includes cimport etreepublic as cetree
from lxml.includes.etreepublic cimport _Document, _Element
from lxml.includes.tree cimport (
    XML_CDATA_SECTION_NODE, XML_COMMENT_NODE, XML_ELEMENT_NODE, XML_ENTITY_REF_NODE, XML_PI_NODE, XML_TEXT_NODE,
    XML_XINCLUDE_END,
    XML_XINCLUDE_START, xmlAttr, xmlNode,
)

cetree.import_lxml__etree()

ctypedef const unsigned char* Bytes

# ---- tables, set by `configure` ----------------------------------------------------------------------------

# Of `walk` and `characters`: see `hatch_build.SHARED`.
include "walk_constants.pxi"

cdef enum:
    # Slots in the hash table of tags: a power of two, several times the number of tags.
    TAGS = 1024
    COLUMNS = 11
    BOX_COLUMNS = 6

cdef struct Tag:
    const char* name
    int number  # its index in `_names` and `_numbers`
    int role
    int64_t hints
    bint is_metadata, is_head, is_form, is_quote, is_pre, is_page

cdef Tag _tags[TAGS]
cdef Tag _unknown  # for tags not in the table: no name, all fields zero
cdef uint8_t _classes[0x10000]
# The names of the tags, and their numbers in the model.
cdef list _names = []
cdef int _numbers[TAGS]
cdef list _kept_alive = []
cdef int _tag_html = 0, _tag_pre = 0, _tag_quote = 0
cdef int64_t _content = 0
cdef int64_t _kept_on_text = 0
cdef int _running = 0
cdef object _make_block, _make_container, _make_picture, _make_document, _make_columns, _hints_of, _is_hiding


# Cache of class hints by the names as written in attributes. Each slot holds the last entry stored in it.
cdef enum:
    KNOWN = 4096
    LONGEST_KNOWN = 500

cdef struct Known:
    char* names
    Py_ssize_t size
    int64_t hints

cdef Known _known[KNOWN]


def configure(
    *, dict roles, metadata_tags, dict hints, int content, int kept_on_text, int running, dict numbers, int other,
    bytes classes, hints_of, is_hiding, block, container, picture,
    document, columns,
):
    """Set the tables of the walk and the types it creates.

    roles, metadata_tags             roles of tags, and tags with metadata, see `element_roles`
    hints, numbers, other, hints_of  class hints and model numbers of tags, hints of names: see `class_hints`
    content                          the hint that a box with most of the page in it keeps
    kept_on_text, running            the hints that boxes with the text below the headline keep, and the least
                                     characters of a block of running text
    classes                          character classes, see `character_classes`
    is_hiding                        tells whether a style hides its element
    block …                          the types to create

    Raises `ValueError` if a table has the wrong size.
    """
    global _tag_html, _tag_pre, _tag_quote, _content, _kept_on_text, _running, _hints_of, _is_hiding
    global _make_block, _make_container, _make_picture, _make_document, _make_columns
    cdef Tag* tag
    cdef bytes name
    cdef int at
    if len(classes) != 0x10000 or 2 * len(roles) > TAGS:
        raise ValueError("the tables are not of the size that the walk was built for")
    memset(_tags, 0, sizeof(_tags))
    memset(&_unknown, 0, sizeof(_unknown))
    memcpy(_classes, <const char*>classes, 0x10000)
    _names.clear()
    _kept_alive.clear()
    for at in range(KNOWN):
        PyMem_Free(_known[at].names)
    memset(_known, 0, sizeof(_known))
    for key, role in roles.items():
        if not isinstance(key, str):
            continue
        name = key.encode()
        _kept_alive.append(name)
        tag = _place_of(<const char*>name)
        tag.name = name
        tag.role = role
        tag.hints = hints.get(key, 0)
        tag.is_metadata = key in metadata_tags
        tag.is_head, tag.is_form = key == "head", key == "form"
        tag.is_quote, tag.is_pre = key == "blockquote", key == "pre"
        tag.is_page = key == "html" or key == "body"
        tag.number = len(_names)
        _numbers[tag.number] = numbers.get(key, other)
        _names.append(key)
    _tag_html, _tag_pre, _tag_quote = _names.index("html"), _names.index("pre"), _names.index("blockquote")
    _content, _kept_on_text, _running = content, kept_on_text, running
    _hints_of, _is_hiding = hints_of, is_hiding
    _make_block, _make_container, _make_picture = block, container, picture
    _make_document, _make_columns = document, columns


cdef int64_t _hints(const char* names, Py_ssize_t size) except -1:
    """`class_hints.hints_of` with a cache."""
    cdef uint32_t key = 2166136261u
    cdef Py_ssize_t at
    cdef Known* place
    cdef int64_t hints
    cdef char* copy
    for at in range(size):
        key = (key ^ <unsigned char>names[at]) * 16777619u
    place = &_known[(key ^ key >> 15) & (KNOWN - 1)]
    if place.size == size and place.names != NULL and memcmp(place.names, names, size) == 0:
        return place.hints
    hints = _hints_of(PyUnicode_DecodeUTF8(names, size, NULL))
    if size <= LONGEST_KNOWN:
        copy = <char*>PyMem_Malloc(size)
        if copy == NULL:
            raise MemoryError
        memcpy(copy, names, size)
        PyMem_Free(place.names)
        place.names, place.size, place.hints = copy, size, hints
    return hints


cdef inline Tag* _place_of(const char* name) noexcept nogil:
    """The slot for the name of a tag in the table: its own, or an empty one."""
    cdef uint32_t key = 2166136261u
    cdef const unsigned char* at = <const unsigned char*>name
    while at[0]:
        key = (key ^ at[0]) * 16777619u
        at += 1
    key ^= key >> 15
    while True:
        key &= TAGS - 1
        if _tags[key].name == NULL or strcmp(_tags[key].name, name) == 0:
            return &_tags[key]
        key += 1


# ---- growing arrays ----------------------------------------------------------------------------------------

cdef struct Text:
    Bytes at
    Py_ssize_t size

cdef struct BoxRow:
    xmlNode* node
    int tag
    int parent
    int depth
    int64_t own
    int64_t chain
    bint hidden
    int first
    int end

cdef struct BlockRow:
    Py_ssize_t start  # offset of its text in `texts`, in bytes; `size` is in bytes too
    Py_ssize_t size
    int chars
    int box
    int links
    int link_chars
    int bold_chars
    int heading
    int breaks
    bint hidden

cdef struct PictureRow:
    xmlNode* node
    int tag
    int at
    int box
    bint in_link

cdef struct Array:
    char* items
    Py_ssize_t used  # in bytes, like `size`
    Py_ssize_t size


cdef inline void* _more(Array* array, Py_ssize_t size) except NULL:
    """Reserve `size` more bytes (at least one) at the end of an array, and return their address."""
    cdef Py_ssize_t wanted = array.used + size
    cdef Py_ssize_t new_size
    cdef char* items
    if wanted > array.size:
        new_size = 2 * array.size
        if new_size < wanted:
            new_size = wanted
        if new_size < 4096:
            new_size = 4096
        items = <char*>PyMem_Realloc(array.items, new_size)
        if items == NULL:
            raise MemoryError
        array.items = items
        array.size = new_size
    items = array.items + array.used
    array.used = wanted
    return items


# ---- characters --------------------------------------------------------------------------------------------

cdef inline uint32_t _character(Bytes* at, Bytes end) noexcept nogil:
    """Decode the UTF-8 character at `at`, and advance `at` past it but never beyond the end."""
    cdef Bytes text = at[0]
    cdef uint32_t c = text[0]
    cdef Py_ssize_t left = end - text
    if c < 0x80 or left < 2:
        at[0] += 1
    elif c < 0xE0:
        c = (c & 0x1F) << 6 | (text[1] & 0x3F)
        at[0] += 2
    elif c < 0xF0 and left > 2:
        c = (c & 0x0F) << 12 | (text[1] & 0x3Fu) << 6 | (text[2] & 0x3Fu)
        at[0] += 3
    elif left > 3:
        c = (c & 0x07) << 18 | (text[1] & 0x3Fu) << 12 | (text[2] & 0x3Fu) << 6 | (text[3] & 0x3Fu)
        at[0] += 4
    else:
        at[0] += 1
    return c


cdef inline bint _is_space(uint32_t c) noexcept nogil:
    """White space as defined by `str.isspace` and `str.split`."""
    if c < 0x85:
        return c == 0x20 or 9 <= c <= 13 or 0x1C <= c <= 0x1F
    if c < 0x1680:
        return c == 0x85 or c == 0xA0
    return (
        c == 0x1680 or 0x2000 <= c <= 0x200A or c == 0x2028 or c == 0x2029 or c == 0x202F or c == 0x205F
        or c == 0x3000
    )


cdef inline bint _is_blank(Text text) noexcept nogil:
    cdef Bytes at = text.at
    cdef Bytes end = at + text.size
    while at < end:
        if not _is_space(_character(&at, end)):
            return False
    return True


cdef int _stripped_length(Text text) noexcept nogil:
    """Length of a text in characters without the white space at both ends."""
    cdef Bytes at = text.at
    cdef Bytes end = at + text.size
    cdef int count = 0, last = 0
    cdef bint space
    while at < end:
        space = _is_space(_character(&at, end))
        if count or not space:
            count += 1
            if not space:
                last = count
    return last


cdef Py_ssize_t _fold(Text text, unsigned char* out, int* chars) noexcept nogil:
    """Write the text with its white space folded, as `walk_in_python._Walk.flush` does. Returns the size in bytes, and
    sets `chars` to the length in characters."""
    cdef Bytes at = text.at
    cdef Bytes end = at + text.size
    cdef Bytes before
    cdef unsigned char* start = out
    cdef uint32_t c, last = 0
    cdef bint space = False, leads = False, wraps = False, joins = False, drops = False
    cdef Py_ssize_t size
    joins = memchr(text.at, 10, text.size) != NULL
    while at < end and not drops:
        c = _character(&at, end)
        drops = c == 0x200B or c == 0xFEFF or c == 0xAD or c == 0x200E
    at = text.at
    chars[0] = 0
    while at < end:
        before = at
        c = _character(&at, end)
        if drops and is_in_zero_width(c):
            continue
        if _is_space(c):
            if not space:
                space, leads, wraps = True, True, False
            if leads and c != 0x20 and c != 9:
                # A line break in the source, with only blanks before it.
                wraps = c == 10 or c == 13
                leads = False
            continue
        if space:
            if out != start and not (joins and wraps and is_in_unspaced(last) and is_in_unspaced(c)):
                out[0] = 0x20
                out += 1
                chars[0] += 1
            space = False
        size = at - before
        if size == 1:
            out[0] = before[0]
        else:
            memcpy(out, before, size)
        out += size
        chars[0] += 1
        last = c
    return out - start


def count_paragraph_ends(bytes source not None):
    """The number of `</p>` in a source. The inner loop has no branches and counts in a byte, so that
    compilers can vectorize it."""
    cdef Bytes text = <Bytes><const char*>source
    cdef Py_ssize_t size = len(source) - 3, at = 0, end
    cdef uint8_t some
    cdef int64_t count = 0
    while at < size:
        end = at + 255 if at + 255 < size else size
        some = 0
        while at < end:
            some += (text[at] == c"<") & (text[at + 1] == c"/") & (text[at + 2] == c"p") & (text[at + 3] == c">")
            at += 1
        count += some
    return count


cdef extern from *:
    """
    static const char* last_mark(const char* text, ptrdiff_t size) {
    #ifdef __GLIBC__
        return (const char*)memrchr(text, '!', (size_t)size);
    #else
        while (size > 0) if (text[--size] == '!') return text + size;
        return NULL;
    #endif
    }
    """
    const char* last_mark(const char* text, Py_ssize_t size) nogil


def ends_in_comment(bytes source not None):
    """Whether the last comment of a source is not closed. Searches for `!` from the end: for more than one
    character, `bytes.rfind` takes many times as long."""
    cdef const char* start = source
    cdef const char* end = start + len(source)
    cdef const char* mark = last_mark(start, end - start)
    while mark > start and not ((mark - 1)[0] == c"<" and end - mark > 2 and mark[1] == c"-" and mark[2] == c"-"):
        mark = last_mark(start, mark - start)
    if mark == NULL or mark == start:
        return False
    mark += 1
    while True:
        mark = <const char*>memchr(mark, c">", end - mark)
        if mark == NULL:
            return True
        if (mark - 1)[0] == c"-" and (mark - 2)[0] == c"-":
            return False
        mark += 1


def has_controls(bytes source not None):
    """Whether HTML in UTF-8 has control characters, U+FFFE or U+FFFF, or references to them."""
    cdef const unsigned char* at = source
    cdef const unsigned char* end = at + len(source)
    while at < end:
        if _MAY_BE_CONTROL[at[0]]:
            if at[0] == c"&":
                if end - at > 3 and at[1] == c"#" and _is_control(_referenced(at + 2, end)):
                    return True
            elif at[0] == 0xEF:
                if end - at > 2 and at[1] == 0xBF and at[2] >= 0xBE:
                    return True
            else:
                return True
        at += 1
    return False


cdef inline bint _is_control(unsigned int code) noexcept nogil:
    if code < 0x20:
        return code != 0 and code != 9 and code != 10 and code != 13
    return code == 0x7F or code == 0xFFFE or code == 0xFFFF


cdef unsigned int _referenced(const unsigned char* at, const unsigned char* end) noexcept nogil:
    """The code behind `&#`; 0 if there is none with a semicolon."""
    cdef unsigned int code = 0
    cdef unsigned int base = 10
    cdef unsigned int digit
    if at < end and at[0] | 0x20 == c"x":
        base = 16
        at += 1
    while at < end and at[0] != c";":
        digit = at[0] - 48 if at[0] <= c"9" else (at[0] | 0x20) - 87
        if at[0] < c"0" or digit >= base or c"9" < at[0] < c"A" or code > 0xFFFF:
            return 0
        code = code * base + digit
        at += 1
    return code if at < end else 0


# Bytes at which a control character, or a reference to one, may begin.
cdef unsigned char[256] _MAY_BE_CONTROL
for _byte in range(256):
    _MAY_BE_CONTROL[_byte] = (_byte < 0x20 and _byte not in b"\t\n\r") or _byte in b"&\x7f\xef"


def long_tag(bytes source not None, Py_ssize_t limit, Py_ssize_t start):
    """Where the next tag with at least `limit` bytes after the first letter of its name begins, from `start` on; -1 if
    there is none."""
    cdef const char* at = <const char*>source + start
    cdef const char* end = <const char*>source + len(source)
    cdef const char* stop
    cdef const char* found
    while end - at > limit:
        stop = <const char*>memchr(at, c">", end - at)
        if stop == NULL:
            stop = end
        if stop - at > limit:
            found = _long_opening(at, stop, limit)
            if found != NULL:
                return found - <const char*>source
        at = stop + 1
    return -1


cdef const char* _long_opening(const char* at, const char* end, Py_ssize_t limit) noexcept nogil:
    """Where a tag opens in `at` to `end` (without a `>`) that is followed by `limit` bytes without a `<`."""
    cdef const char* next
    at = <const char*>memchr(at, c"<", end - at)
    while at != NULL and end - at >= limit + 2:
        next = <const char*>memchr(at + 1, c"<", end - at - 1)
        if (end if next == NULL else next) - at >= limit + 2 and _is_letter(at[1]):
            return at
        at = next
    return NULL


cdef inline bint _is_letter(unsigned char c) noexcept nogil:
    return c"a" <= c | 0x20 <= c"z"


cdef inline bint _is_word(unsigned char c) noexcept nogil:
    return _is_letter(c) or c"0" <= c <= c"9" or c == c"_"


def has_digit(str text not None):
    """Whether a text has a decimal digit of any script."""
    cdef Py_UCS4 code
    for code in text:
        if c"0" <= code <= c"9" or (code > 0x7F and Py_UNICODE_ISDECIMAL(code)):
            return True
    return False


def count_wide(str text not None):
    """The number of characters that `character_classes.WIDE_CHARACTER` matches."""
    cdef Py_UCS4 code
    cdef Py_ssize_t found = 0
    for code in text:
        found += is_in_counted_wide(code)
    return found


def may_be_escaped_twice(bytes source not None):
    """Whether a source matches `rendered_tree._TWICE`."""
    cdef const char* at = source
    cdef const char* end = at + len(source)
    cdef Py_ssize_t size, least, most
    while True:
        at = <const char*>memchr(at, c"&", end - at)
        if at == NULL:
            return False
        at += 1
        if end - at < 4 or memcmp(at, b"amp;", 4) != 0:
            continue
        at += 4
        size, least, most = 0, 2, 8
        if at < end and at[0] == c"#":
            at += 1
            most = 7
            while size <= most and at + size < end and _is_word(at[size]):
                size += 1
        else:
            while size <= most and at + size < end and _is_letter(at[size]):
                size += 1
        if least <= size <= most and at + size < end and at[size] == c";":
            return True


# ---- nodes -------------------------------------------------------------------------------------------------

cdef inline xmlNode* _text_node(xmlNode* node) noexcept nogil:
    """The first text node from `node` on, NULL if another comes first: as lxml reads `text` and `tail`."""
    while node != NULL:
        if node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE:
            return node
        if node.type != XML_XINCLUDE_START and node.type != XML_XINCLUDE_END:
            return NULL
        node = node.next
    return NULL


cdef inline xmlNode* _element_node(xmlNode* node) noexcept nogil:
    """The first node from `node` on that lxml exposes as an element (comments included), else NULL."""
    while node != NULL:
        if (
            node.type == XML_ELEMENT_NODE or node.type == XML_COMMENT_NODE or node.type == XML_PI_NODE
            or node.type == XML_ENTITY_REF_NODE
        ):
            return node
        node = node.next
    return NULL


cdef inline xmlNode* _first_child(xmlNode* node) noexcept nogil:
    return _element_node(node.children) if node.type == XML_ELEMENT_NODE else NULL


cdef inline xmlNode* _following(xmlNode* node, xmlNode* top) noexcept nogil:
    """The next element below `top` in document order, else NULL."""
    cdef xmlNode* found = _first_child(node)
    while found == NULL and node != top:
        found = _element_node(node.next)
        node = node.parent
    return found


cdef inline Tag* _tag_of(xmlNode* node) noexcept nogil:
    """The table entry for the tag of an element; its `name` is NULL if the tag is unknown."""
    return _place_of(<const char*>node.name) if cetree._getNs(node) == NULL else &_unknown


cdef inline bint _holds_page(xmlNode* top) noexcept nogil:
    """Whether a widget was not closed and swallowed the page."""
    cdef xmlNode* node = _following(top, top)
    cdef const char* name
    while node != NULL:
        if node.type == XML_ELEMENT_NODE and cetree._getNs(node) == NULL:
            name = <const char*>node.name
            if strcmp(name, "p") == 0 or strcmp(name, "h1") == 0 or strcmp(name, "article") == 0:
                return True
        node = _following(node, top)
    return False


cdef inline xmlNode* _next_node(xmlNode* node, xmlNode* top) noexcept nogil:
    """The next node of any type below `top` in document order, else NULL."""
    if node.type == XML_ELEMENT_NODE and node.children != NULL:
        return node.children
    while node.next == NULL:
        node = node.parent
        if node == top:
            return NULL
    return node.next


cdef inline bint _is_text(xmlNode* node) noexcept nogil:
    return node != NULL and (node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE)


def texts_in(_Element top not None):
    """All text nodes in an element, as the XPath `descendant::text()` returns them."""
    if top._c_node == NULL:
        raise ValueError("no element of a tree")
    cdef list texts = []
    cdef xmlNode* end = top._c_node
    cdef xmlNode* node = end.children if end.type == XML_ELEMENT_NODE else NULL
    while node != NULL:
        if _is_text(node) and node.content != NULL:
            texts.append(PyUnicode_DecodeUTF8(<const char*>node.content, strlen(<const char*>node.content), NULL))
        node = _next_node(node, end)
    return texts


def pieces_in(_Element top not None):
    """All text in an element in pieces, as lxml's `itertext` returns it: adjacent text nodes are joined."""
    if top._c_node == NULL:
        raise ValueError("no element of a tree")
    cdef list pieces = []
    cdef xmlNode* end = top._c_node
    cdef xmlNode* node = end.children if end.type == XML_ELEMENT_NODE else NULL
    cdef str piece
    while node != NULL:
        if _is_text(node) and node.content != NULL:
            piece = PyUnicode_DecodeUTF8(<const char*>node.content, strlen(<const char*>node.content), NULL)
            if pieces and _is_text(node.prev):
                pieces[len(pieces) - 1] += piece
            else:
                pieces.append(piece)
        node = _next_node(node, end)
    return pieces


cdef inline bint _tells(const char* name) noexcept nogil:
    """Whether an attribute may hold a date or an author: `date_attributes._TELLING`, and all of `data-`."""
    return strncmp(name, "data-", 5) == 0 or is_in_telling(name)


def telling(_Element top not None):
    """The elements that may hold a date or be marked as an author, with those attributes: see
    `date_attributes.telling_in_python`."""
    if top._c_node == NULL:
        raise ValueError("no element of a tree")
    cdef list found = [], attributes
    cdef xmlNode* node = top._c_node
    cdef xmlAttr* attribute
    cdef const char* name
    cdef Py_ssize_t number = 0
    cdef bint is_plain
    while node != NULL:
        if node.type == XML_ELEMENT_NODE:
            attributes = []
            attribute = node.properties
            while attribute != NULL:
                name = <const char*>attribute.name
                if attribute.ns == NULL and _tells(name):
                    attributes.append((PyUnicode_DecodeUTF8(name, strlen(name), NULL), _value(node, attribute)))
                attribute = attribute.next
            is_plain = cetree._getNs(node) == NULL
            name = <const char*>node.name
            if attributes or (is_plain and strcmp(name, "script") == 0):
                tag = PyUnicode_DecodeUTF8(name, strlen(name), NULL) if is_plain else cetree.namespacedName(node)
                found.append((number, tag, attributes))
        number += 1
        node = _following(node, top._c_node)
    return found


def described(_Element root not None):
    """The elements below `root`, without `<meta>`, that have an attribute of `date_attributes._MICRODATA`."""
    if root._c_node == NULL:
        raise ValueError("no element of a tree")
    cdef list found = []
    cdef xmlNode* node = _following(root._c_node, root._c_node)
    cdef xmlAttr* attribute
    cdef const char* name
    while node != NULL:
        attribute = NULL
        if node.type == XML_ELEMENT_NODE and strcmp(<const char*>node.name, "meta") != 0:
            attribute = node.properties
        while attribute != NULL:
            name = <const char*>attribute.name
            if (
                (name[0] == c"i" and strcmp(name, "itemprop") == 0)
                or (name[0] == c"p" and (strcmp(name, "property") == 0 or strcmp(name, "pubdate") == 0))
            ):
                found.append(cetree.elementFactory(root._doc, node))
                break
            attribute = attribute.next
        node = _following(node, root._c_node)
    return found


def has_paragraphs(_Element root not None, Py_ssize_t count):
    """Whether a tree has at least `count` `<p>` elements. Stops counting there."""
    if root._c_node == NULL:
        raise ValueError("no element of a tree")
    cdef xmlNode* node = root._c_node
    while node != NULL and count > 0:
        if node.type == XML_ELEMENT_NODE and strcmp(<const char*>node.name, "p") == 0 and cetree._getNs(node) == NULL:
            count -= 1
        node = _following(node, root._c_node)
    return count <= 0


def with_ampersands(_Element root not None):
    """The elements of a tree with an ampersand in their text, and those with one in their tail."""
    if root._c_node == NULL:
        raise ValueError("no element of a tree")
    cdef list texts = [], tails = []
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top.children if top.type == XML_ELEMENT_NODE else NULL
    cdef xmlNode* before
    cdef xmlNode* last_text = NULL
    cdef xmlNode* last_tail = NULL
    while node != NULL:
        if (
            (node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE) and node.content != NULL
            and strchr(<const char*>node.content, c"&") != NULL
        ):
            before = node.prev
            while before != NULL and (before.type == XML_TEXT_NODE or before.type == XML_CDATA_SECTION_NODE):
                before = before.prev
            if before == NULL and node.parent != last_text:
                last_text = node.parent
                texts.append(cetree.elementFactory(root._doc, node.parent))
            elif before != NULL and before.type == XML_ELEMENT_NODE and before != last_tail:
                last_tail = before
                tails.append(cetree.elementFactory(root._doc, before))
        if node.type == XML_ELEMENT_NODE and node.children != NULL:
            node = node.children
            continue
        while node.next == NULL:
            node = node.parent
            if node == top:
                return texts, tails
        node = node.next
    return texts, tails


def asks_reader(_Element root not None):
    """Whether there is an `<input>` of type `email` or `radio`: see `between._asked_for`."""
    if root._c_node == NULL:
        raise ValueError("no element of a tree")
    return _asks_reader(root._c_node)


cdef bint _asks_reader(xmlNode* top) noexcept nogil:
    cdef xmlNode* node = top
    cdef xmlAttr* attribute
    cdef const char* value
    while node != NULL:
        if (
            node.type == XML_ELEMENT_NODE
            and strcmp(<const char*>node.name, "input") == 0
            and cetree._getNs(node) == NULL
        ):
            attribute = node.properties
            while attribute != NULL:
                if attribute.ns == NULL and strcmp(<const char*>attribute.name, "type") == 0:
                    value = _plain(attribute)
                    if value != NULL and (
                        (strlen(value) == 5 and (_begins_lower(value, b"email") or _begins_lower(value, b"radio")))
                    ):
                        return True
                attribute = attribute.next
        node = _following(node, top)
    return False


# ---- candidates for `rendered_tree` -------------------------------------------------------------------------

cdef enum:
    # Meanings of a class, see `_said_by`.
    FOR_SCREEN_READERS = 1
    KEEPS_LINES = 2
    OF_FORMULA = 4
    OF_ICON = 8


cdef inline const char* _plain(xmlAttr* attribute) noexcept nogil:
    """The value of an attribute, which the HTML parser stores in a single node; NULL if it is empty."""
    cdef xmlNode* text = attribute.children
    if text == NULL or text.next != NULL or text.type != XML_TEXT_NODE:
        return NULL
    return <const char*>text.content


cdef inline bint _begins(const char* at, const char* word) noexcept nogil:
    return strncmp(at, word, strlen(word)) == 0


# The words of class names in `rendered_tree`, chained by their first letter.
cdef struct ClassWord:
    const char* text
    int said
    bint any_case
    int following

cdef ClassWord _class_words[32]
cdef int _first_word[256]
cdef int _word_count = 0
cdef int _letter
for _letter in range(256):
    _first_word[_letter] = -1


cdef int _know_words(tuple words, int said, bint any_case) except -1:
    """Let `_said_by` find these words, in lower case if `any_case`. The tuple must live as long as the module."""
    global _word_count
    cdef int first
    for word in words:
        for beginning in {word[0], (word[:1].upper() if any_case else word)[0]}:
            if _word_count == 32:
                raise ValueError("too many words")
            first = beginning
            _class_words[_word_count] = ClassWord(word, said, any_case, _first_word[first])
            _first_word[first] = _word_count
            _word_count += 1
    return 0


_know_words(READER_WORDS, FOR_SCREEN_READERS, False)
_know_words(LINE_WORDS, KEEPS_LINES, False)
_know_words(FORMULA_WORDS, OF_FORMULA, False)
_know_words(ICON_WORDS, OF_ICON, True)


cdef inline bint _begins_lower(const char* at, const char* word) noexcept nogil:
    """Whether a text begins with a lower-case word, ignoring case."""
    while word[0]:
        if at[0] != word[0] and not (c"A" <= at[0] <= c"Z" and (at[0] | 0x20) == word[0]):
            return False
        at += 1
        word += 1
    return True


cdef int _said_by(const char* names) noexcept nogil:
    """The possible meanings of a class attribute, as bits."""
    cdef int said = 0, number
    cdef const char* at = names
    while at[0]:
        number = _first_word[<unsigned char>at[0]]
        while number >= 0:
            if (
                _begins_lower(at, _class_words[number].text) if _class_words[number].any_case
                else _begins(at, _class_words[number].text)
            ):
                said |= _class_words[number].said
            number = _class_words[number].following
        at += 1
    return said


cdef inline bint _has_own_text(xmlNode* node) noexcept nogil:
    """Whether an element has non-blank text of its own."""
    cdef Text text
    cdef xmlNode* child = node.children
    while child != NULL:
        if (child.type == XML_TEXT_NODE or child.type == XML_CDATA_SECTION_NODE) and child.content != NULL:
            text.at, text.size = <Bytes>child.content, strlen(<const char*>child.content)
            if not _is_blank(text):
                return True
        child = child.next
    return False


cdef inline bint _begins_heading_tool(xmlNode* node) noexcept nogil:
    """Whether an element begins with a character of `rendered_tree._TOOL_BEGINS`."""
    cdef xmlNode* child = node.children
    if child == NULL or child.type != XML_TEXT_NODE or child.content == NULL:
        return False
    cdef const char* text = <const char*>child.content
    while text[0] == c" " or text[0] == c"\t" or text[0] == c"\n" or text[0] == c"\r":
        text += 1
    if text[0] == <char>0xC2:  # § and ¶
        return text[1] == <char>0xA7 or text[1] == <char>0xB6
    return text[0] == c"#" or text[0] == c"["


cdef inline bint _is_beyond_ascii(const char* text) noexcept nogil:
    while text[0]:
        if text[0] & 0x80:
            return True
        text += 1
    return False


def unseen(_Element root not None):
    """The fields of `rendered_tree.Unseen` in order: candidates for rewriting, see `rendered_tree.unseen_in_python`."""
    if root._c_node == NULL:
        raise ValueError("no element of a tree")
    cdef list labels = [], icons = [], emoji = [], lines = []
    cdef bint templates = False, streamed = False, asides = False, icon_spans = False
    cdef bint formulas = False, printed = False, preformatted = False, heading_tools = False, raised = False
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef xmlNode* following
    cdef xmlNode* aside = NULL
    cdef xmlNode* heading = NULL
    cdef xmlAttr* attribute
    cdef const char* name
    cdef const char* key
    cdef const char* value
    cdef int said
    cdef bint is_plain, is_page, keeps_lines, has_class
    while True:
        if node.type == XML_ELEMENT_NODE:
            name = <const char*>node.name
            is_plain = cetree._getNs(node) == NULL
            is_page = is_plain and (strcmp(name, "html") == 0 or strcmp(name, "body") == 0)
            said, keeps_lines, has_class = 0, False, False
            attribute = node.properties
            while attribute != NULL:
                key, value = <const char*>attribute.name, NULL
                if key[0] == c"c" and strcmp(key, "class") == 0:
                    has_class = True
                    value = _plain(attribute)
                    if value != NULL:
                        said = _said_by(value)
                elif key[0] == c"s" and strcmp(key, "style") == 0:
                    value = _plain(attribute)
                    if value != NULL and strstr(value, "space") != NULL:
                        keeps_lines = strstr(value, "pre") != NULL or strstr(value, "break-") != NULL
                elif is_plain and key[0] == c"a" and strcmp(key, "alt") == 0 and strcmp(name, "img") == 0:
                    value = _plain(attribute)
                    if value != NULL and _is_beyond_ascii(value):
                        emoji.append(cetree.elementFactory(root._doc, node))
                elif is_plain and key[0] == c"t" and strcmp(key, "type") == 0 and strcmp(name, "script") == 0:
                    value = _plain(attribute)
                    formulas = formulas or (value != NULL and _begins(value, b"math/tex"))
                elif is_plain and key[0] == c"s" and _begins(key, b"shadowroot") and strcmp(name, "template") == 0:
                    templates = True
                elif (
                    is_plain and key[0] == c"i" and name[0] == c"t"
                    and strcmp(key, "id") == 0 and strcmp(name, "template") == 0
                ):
                    value = _plain(attribute)
                    streamed = streamed or (
                        value != NULL and (value[0] == c"B" or value[0] == c"P") and value[1] == c":"
                    )
                attribute = attribute.next
            if said & FOR_SCREEN_READERS and not is_page:
                labels.append(cetree.elementFactory(root._doc, node))
            if keeps_lines or said & KEEPS_LINES:
                lines.append(cetree.elementFactory(root._doc, node))
            if is_plain:
                if heading != NULL and not heading_tools:
                    heading_tools = _begins_heading_tool(node)
                if name[0] == c"h":
                    if heading == NULL and c"1" <= name[1] <= c"6" and name[2] == 0:
                        heading = node
                elif name[0] == c"s":
                    raised = raised or (has_class and strcmp(name, "sup") == 0)
                elif name[0] == c"i":
                    if name[1] == 0:
                        if said & OF_ICON and _has_own_text(node):
                            icons.append(cetree.elementFactory(root._doc, node))
                    elif aside != NULL and strcmp(name, "img") == 0:
                        asides = True
                elif name[0] == c"m":
                    if strcmp(name, "mat-icon") == 0:
                        if said & OF_ICON and _has_own_text(node):
                            icons.append(cetree.elementFactory(root._doc, node))
                    elif strcmp(name, "math") == 0 or strcmp(name, "mjx-container") == 0:
                        formulas = True
                elif name[0] == c"n":
                    if aside == NULL and strcmp(name, "noscript") == 0:
                        aside = node
                elif name[0] == c"p" or name[0] == c"l" or name[0] == c"x":
                    preformatted = (
                        preformatted or strcmp(name, "pre") == 0 or strcmp(name, "listing") == 0
                        or strcmp(name, "xmp") == 0
                    )
                if said & OF_FORMULA and (strcmp(name, "span") == 0 or strcmp(name, "div") == 0):
                    printed = True
                if (
                    said & OF_ICON and not icon_spans
                    and (strcmp(name, "span") == 0 or strcmp(name, "em") == 0 or strcmp(name, "b") == 0)
                ):
                    icon_spans = _has_own_text(node)
        following = _first_child(node)
        while following == NULL:
            if node == aside:
                aside = NULL
            if node == heading:
                heading = NULL
            if node == top:
                return (
                    labels, icons, emoji, lines, templates, streamed, asides, icon_spans, formulas, printed,
                    preformatted, heading_tools, raised,
                )
            following = _element_node(node.next)
            if following == NULL:
                node = node.parent
        node = following


cdef inline str _value(xmlNode* node, xmlAttr* attribute):
    cdef xmlNode* text = attribute.children
    if text == NULL:
        return ""
    if text.next == NULL and text.type == XML_TEXT_NODE and text.content != NULL:
        return PyUnicode_DecodeUTF8(<const char*>text.content, strlen(<const char*>text.content), NULL)
    return cetree.attributeValue(node, attribute)


cdef class Elements:
    """The elements of the containers, by index; each is created on demand."""

    cdef _Element _root  # keeps the tree alive
    cdef xmlNode** _nodes
    cdef Py_ssize_t _count

    def __dealloc__(self):
        PyMem_Free(self._nodes)

    def __len__(self):
        return self._count

    def __getitem__(self, Py_ssize_t index):
        if index < 0 or index >= self._count:
            raise IndexError(index)
        return cetree.elementFactory(self._root._doc, self._nodes[index])


# ---- the walk ----------------------------------------------------------------------------------------------

def walk(_Element root not None):
    """The `Document` of a tree, as `walk.read_blocks` returns it."""
    if _make_document is None:
        raise RuntimeError("the walk has no tables yet: see `configure`")
    if root._c_node == NULL:
        raise ValueError("no element of a tree")
    cdef _Walk made = _Walk.__new__(_Walk)
    made.tree = root._doc
    made.root = root._c_node
    made.run()
    made.unname_page()
    return made.document(root)


@cython.final
cdef class _Walk:
    # `text` is the text since the last block; `has_text` is also true after an empty piece. `texts` holds the
    # texts of the blocks.
    cdef _Document tree
    cdef xmlNode* root
    cdef Array boxes, blocks, pictures, metadata_elements, text, texts, names, scratch, roles
    cdef bint has_text, asks_reader
    cdef int widgets, box, links, link_chars, bold_chars, breaks, heading, in_link, in_bold, preformatted, quoted

    def __dealloc__(self):
        PyMem_Free(self.boxes.items)
        PyMem_Free(self.blocks.items)
        PyMem_Free(self.pictures.items)
        PyMem_Free(self.metadata_elements.items)
        PyMem_Free(self.text.items)
        PyMem_Free(self.texts.items)
        PyMem_Free(self.names.items)
        PyMem_Free(self.scratch.items)
        PyMem_Free(self.roles.items)

    cdef inline BoxRow* box_at(self, int index) noexcept:
        return <BoxRow*>self.boxes.items + index

    cdef inline int block_count(self) noexcept:
        return <int>(self.blocks.used // <Py_ssize_t>sizeof(BlockRow))

    cdef inline int box_count(self) noexcept:
        return <int>(self.boxes.used // <Py_ssize_t>sizeof(BoxRow))

    # -- text

    cdef Text text_from(self, xmlNode* node) except *:
        """The text that begins at a node. If it is split into several nodes, they are joined in `scratch`."""
        cdef Text text
        text.at, text.size = NULL, 0
        node = _text_node(node)
        if node == NULL:
            return text
        if _text_node(node.next) == NULL:
            if node.content != NULL:
                text.at, text.size = <Bytes>node.content, strlen(<const char*>node.content)
            return text
        self.scratch.used = 0
        while node != NULL:
            if node.content != NULL and node.content[0]:
                text.size = strlen(<const char*>node.content)
                memcpy(_more(&self.scratch, text.size), node.content, text.size)
            node = _text_node(node.next)
        text.at, text.size = <Bytes>self.scratch.items, self.scratch.used
        return text

    cdef int add(self, Text text) except -1:
        """Add a piece of text, and count it for the links and bold elements around it."""
        cdef int length
        if text.size:
            memcpy(_more(&self.text, text.size), text.at, text.size)
        self.has_text = True
        if self.in_link or self.in_bold:
            length = _stripped_length(text)
            if self.in_link:
                self.link_chars += length
            if self.in_bold:
                self.bold_chars += length
        return 0

    cdef inline int add_shown(self, Text text) except -1:
        """The same, but white space is only added after other text."""
        if text.size and (self.has_text or not _is_blank(text)):
            self.add(text)
        return 0

    cdef int flush(self, int links, int link_chars, int bold_chars, int heading, int breaks) except -1:
        """Make a block of the text collected so far; 0 if nothing of it is visible."""
        cdef Py_ssize_t start = self.texts.used, size
        cdef unsigned char* out = <unsigned char*>_more(&self.texts, self.text.used + 1)
        cdef Text text
        cdef BlockRow* block
        cdef int chars
        text.at, text.size = <Bytes>self.text.items, self.text.used
        size = _fold(text, out, &chars) if text.size else 0
        self.text.used = 0
        self.has_text = False
        self.texts.used = start + size
        if size == 0:
            return 0
        block = <BlockRow*>_more(&self.blocks, sizeof(BlockRow))
        block.start, block.size, block.chars = start, size, chars
        block.box, block.hidden = self.box, self.box_at(self.box).hidden
        block.links, block.link_chars, block.bold_chars = links, link_chars, bold_chars
        block.heading, block.breaks = heading, breaks
        return 1

    cdef inline int flush_here(self) except -1:
        return self.flush(self.links, self.link_chars, self.bold_chars, self.heading, self.breaks)

    cdef inline void begin_run(self) noexcept:
        self.links = 1 if self.in_link else 0
        self.link_chars = self.bold_chars = 0

    cdef Text add_lines(self, Text text, bint after) except *:
        """Make a block of each line of preformatted text except the last, which is returned.

        after  the text follows an element, whose text may belong to the first line
        """
        cdef Bytes end
        cdef Text line
        while True:
            end = <Bytes>memchr(text.at, 10, text.size)
            if end == NULL:
                return text
            line.at, line.size = text.at, end - text.at
            if line.size:
                memcpy(_more(&self.text, line.size), line.at, line.size)
            if after:
                self.flush(self.links, self.link_chars, self.bold_chars, self.heading, 1)
                self.links = self.link_chars = self.bold_chars = 0
            elif line.size:
                self.flush(0, 0, 0, 0, 1)
            text.at, text.size = end + 1, text.size - line.size - 1

    # -- elements

    cdef int run(self) except -1:
        cdef xmlNode* node = self.root
        cdef xmlNode* found
        cdef int role
        cdef bint inside
        self.open_box(node, _tag_html, 0, 0, 0, False, -1, 0)
        while True:
            role = INLINE
            inside = self.enter(node, &role)
            found = _first_child(node) if inside else NULL
            if found != NULL:
                (<int*>_more(&self.roles, sizeof(int)))[0] = role
                node = found
                continue
            while True:
                self.leave(role)
                self.read_tail(node)
                found = NULL if node == self.root else _element_node(node.next)
                if found != NULL:
                    node = found
                    break
                if self.roles.used == 0:
                    if self.has_text:
                        self.flush_here()
                    self.box_at(0).end = self.block_count()
                    return 0
                node = node.parent
                self.roles.used -= sizeof(int)
                role = (<int*>(self.roles.items + self.roles.used))[0]

    cdef int open_box(
        self, xmlNode* node, int tag, int64_t own, int64_t chain, int depth, bint hidden, int parent, int first
    ) except -1:
        cdef BoxRow* box = <BoxRow*>_more(&self.boxes, sizeof(BoxRow))
        box.node, box.tag, box.own, box.chain, box.depth, box.hidden = node, tag, own, chain, depth, hidden
        box.parent, box.first, box.end = parent, first, 0
        self.box = self.box_count() - 1
        return 0

    cdef bint enter(self, xmlNode* node, int* role) except -1:
        """Handle the start of an element. Returns whether the walk descends into it."""
        cdef Tag* tag
        cdef PictureRow* picture
        if node.type != XML_ELEMENT_NODE:
            role[0] = SKIP
            return False
        tag = _tag_of(node)
        role[0] = tag.role
        if tag.role <= BOLD:
            return self.enter_inline(node, tag)
        if tag.role <= HEADING:
            return self.enter_block(node, tag)
        if tag.role == BREAK:
            if self.has_text and self.flush_here():
                self.breaks = 0
                self.begin_run()
            self.breaks += 1
        elif tag.role == RULE:
            if self.has_text:
                self.flush_here()
                self.begin_run()
            self.breaks = 2
        elif tag.role == WIDGET:
            if self.widgets < WIDGET_LIMIT and not _holds_page(node):
                role[0] = SKIP
                return self.skip(node)
            self.widgets += 1
            (<char*>_more(&self.text, 1))[0] = 0x20
            self.has_text = True
            return True
        elif tag.is_metadata:
            (<xmlNode**>_more(&self.metadata_elements, sizeof(node)))[0] = node
        elif tag.is_head:
            self.keep_metadata_elements(node)
        elif tag.role <= PLAYER:
            picture = <PictureRow*>_more(&self.pictures, sizeof(PictureRow))
            picture.node, picture.tag, picture.box, picture.in_link = node, tag.number, self.box, self.in_link > 0
            picture.at = self.block_count() + (1 if self.has_text else 0)
        return self.skip(node)

    cdef bint skip(self, xmlNode* node) noexcept:
        """Look at an element that the walk does not descend into. Returns that it does not."""
        if not self.asks_reader:
            self.asks_reader = _asks_reader(node)
        return False

    cdef bint enter_inline(self, xmlNode* node, Tag* tag) except -1:
        cdef xmlAttr* attribute
        cdef str style
        if tag.name == NULL and strcmp(<const char*>node.name, "span") == 0 and cetree._getNs(node) == NULL:
            attribute = node.properties
            while attribute != NULL:
                if attribute.ns == NULL and strcmp(<const char*>attribute.name, "style") == 0:
                    style = _value(node, attribute)
                    if style and _hides(style):
                        self.keep_metadata_elements(node)
                        return self.skip(node)
                attribute = attribute.next
        if tag.role == LINK:
            self.in_link += 1
            self.links += 1
        elif tag.role == BOLD:
            self.in_bold += 1
        self.add_shown(self.text_from(node.children))
        return True

    cdef bint enter_block(self, xmlNode* node, Tag* tag) except -1:
        cdef xmlAttr* attribute
        cdef str value
        cdef BoxRow* around
        cdef int64_t own = tag.hints
        cdef bint hidden
        cdef Text text
        if self.has_text:
            self.flush_here()
            self.begin_run()
        self.breaks = 0
        around = self.box_at(self.box)
        hidden = around.hidden
        attribute = node.properties
        while attribute != NULL:
            if attribute.ns == NULL:
                if is_in_naming_attributes(<const char*>attribute.name):
                    self.add_name(node, attribute)
                elif strcmp(<const char*>attribute.name, "hidden") == 0:
                    hidden = True
                elif not hidden and strcmp(<const char*>attribute.name, "style") == 0:
                    value = _value(node, attribute)
                    hidden = len(value) > 10 and _hides(value)
            attribute = attribute.next
        if self.quoted or tag.is_page or (tag.is_form and around.depth < 2):
            own = 0
        elif self.names.used:
            own |= _hints(self.names.items, self.names.used)
        self.names.used = 0
        if tag.is_quote:
            self.quoted += 1
        self.open_box(node, tag.number, own, around.chain | own, around.depth + 1, hidden, self.box, self.block_count())
        if tag.role == HEADING:
            self.heading = tag.name[1] - c"0"
        elif tag.is_pre:
            self.preformatted += 1
        text = self.text_from(node.children)
        if text.size and self.preformatted and memchr(text.at, 10, text.size) != NULL:
            text = self.add_lines(text, after=False)
            if text.size == 0:
                self.has_text = True
        self.add_shown(text)
        return True

    cdef int add_name(self, xmlNode* node, xmlAttr* attribute) except -1:
        """Append the value of a class or similar attribute to `names`, after a space."""
        cdef xmlNode* text = attribute.children
        cdef bytes value
        if text == NULL:
            return self.add_to_names(NULL, 0)
        if text.next == NULL and text.type == XML_TEXT_NODE and text.content != NULL:
            return self.add_to_names(<const char*>text.content, strlen(<const char*>text.content))
        value = cetree.attributeValue(node, attribute).encode()
        return self.add_to_names(value, len(value))

    cdef int add_to_names(self, const char* value, Py_ssize_t size) except -1:
        if self.names.used:
            (<char*>_more(&self.names, 1))[0] = 0x20
        if size:
            memcpy(_more(&self.names, size), value, size)
        return 0

    cdef int leave(self, int role) except -1:
        cdef BoxRow* box
        if role == LINK:
            self.in_link -= 1
        elif role == BOLD:
            self.in_bold -= 1
        elif role == BLOCK or role == HEADING:
            if self.has_text:
                self.flush_here()
                self.begin_run()
            self.breaks = 0
            box = self.box_at(self.box)
            if role == HEADING:
                self.heading = 0
            elif self.preformatted and box.tag == _tag_pre:
                self.preformatted -= 1
            elif self.quoted and box.tag == _tag_quote:
                self.quoted -= 1
            box.end = self.block_count()
            self.box = box.parent if box.parent >= 0 else 0
        elif role == WIDGET:
            self.widgets -= 1
        return 0

    cdef int read_tail(self, xmlNode* node) except -1:
        cdef Text text
        if node.next == NULL:
            return 0
        text = self.text_from(node.next)
        if text.size and self.preformatted and memchr(text.at, 10, text.size) != NULL:
            text = self.add_lines(text, after=True)
            if text.size == 0:
                self.has_text = True
        self.add_shown(text)
        return 0

    cdef int keep_metadata_elements(self, xmlNode* top) except -1:
        cdef xmlNode* node = _following(top, top)
        while node != NULL:
            if node.type == XML_ELEMENT_NODE and _tag_of(node).is_metadata:
                (<xmlNode**>_more(&self.metadata_elements, sizeof(node)))[0] = node
            node = _following(node, top)
        return 0

    cdef int unname_page(self) except -1:
        """As `walk_in_python._Walk.unname_page`: clear the class hints of boxes that hold most of the page."""
        cdef int count = self.block_count(), index, headline = -1
        cdef int64_t total, inside
        cdef bint changed = False
        cdef BoxRow* box
        cdef Array sums
        cdef int64_t* before
        sums.items, sums.used, sums.size = NULL, 0, 0
        before = <int64_t*>_more(&sums, (count + 1) * sizeof(int64_t))
        before[0] = 0
        for index in range(count):
            before[index + 1] = before[index] + (<BlockRow*>self.blocks.items + index).chars
            if headline < 0 and (<BlockRow*>self.blocks.items + index).heading == 1:
                headline = index
        total = before[count]
        for index in range(1, self.box_count()):
            box = self.box_at(index)
            inside = before[box.end] - before[box.first]
            if box.own & ~_content and (
                (box.first <= headline < box.end and 3 * inside > 2 * total) or 10 * inside > 9 * total
            ):
                box.own &= _content
                changed = True
            if changed:
                box.chain = self.box_at(box.parent).chain | box.own
        PyMem_Free(sums.items)
        if headline >= 0:
            self.unname_text(headline)
        return 0

    cdef int unname_text(self, int headline) except -1:
        """As `walk_in_python._Walk.unname_text`: clear the class hints of boxes with the text below the headline."""
        cdef int count = self.block_count(), index, first = -1
        cdef BlockRow* block
        cdef BoxRow* box
        cdef Array sums
        cdef int64_t* running
        cdef int64_t* linked
        cdef dict groups = {}
        cdef list group
        sums.items, sums.used, sums.size = NULL, 0, 0
        running = <int64_t*>_more(&sums, 2 * (count + 1) * sizeof(int64_t))
        linked = running + count + 1
        running[0] = linked[0] = 0
        for index in range(count):
            block = <BlockRow*>self.blocks.items + index
            running[index + 1], linked[index + 1] = running[index], linked[index] + block.link_chars
            if index > headline and block.chars >= _running and 2 * block.link_chars < block.chars:
                running[index + 1] += block.chars
                if first < 0:
                    first = index
        for index in range(1, self.box_count()):
            box = self.box_at(index)
            if box.own & ~_kept_on_text and headline < box.first < box.end:
                group = groups.get(box.own)
                if group is None:
                    group = groups[box.own] = [0, 0, 0, False]
                if box.first >= <int>group[2]:
                    group[0] += running[box.end] - running[box.first]
                    group[1] += linked[box.end] - linked[box.first]
                    group[2] = box.end
                    if box.first <= first < box.end:
                        group[3] = True
        freed = {own for own, (size, links, _, begins) in groups.items()
                 if begins and 3 * size > 2 * running[count] and 5 * links < size}
        PyMem_Free(sums.items)
        if not freed:
            return 0
        for index in range(1, self.box_count()):
            box = self.box_at(index)
            if box.first > headline and box.own in freed:
                box.own &= _kept_on_text
            box.chain = self.box_at(box.parent).chain | box.own
        return 0

    # -- the result as Python objects

    cdef object document(self, _Element root):
        cdef Elements elements = Elements.__new__(Elements)
        cdef Py_ssize_t index, count = self.box_count()
        elements._root = root
        elements._nodes = <xmlNode**>PyMem_Malloc(count * sizeof(xmlNode*))
        if elements._nodes == NULL:
            raise MemoryError
        elements._count = count
        for index in range(count):
            elements._nodes[index] = self.box_at(<int>index).node
        blocks = self.blocks_of(elements)
        return _make_document(
            root, blocks, self.boxes_of(elements), self.pictures_of(), self.metadata_elements_of(),
            self.columns(blocks),
            bool(self.asks_reader),
        )

    cdef list boxes_of(self, Elements elements):
        cdef BoxRow* box
        cdef int index
        cdef list boxes = []
        for index in range(self.box_count()):
            box = self.box_at(index)
            boxes.append(
                _make_container(
                    index, box.parent, elements, _names[box.tag], box.depth, box.own, box.chain, bool(box.hidden),
                    box.first, box.end
                )
            )
        return boxes

    cdef list blocks_of(self, Elements elements):
        cdef BlockRow* block
        cdef int index, offset = 0
        cdef list blocks = []
        for index in range(self.block_count()):
            block = <BlockRow*>self.blocks.items + index
            text = PyUnicode_DecodeUTF8(self.texts.items + block.start, block.size, NULL)
            blocks.append(
                _make_block(
                    index, text, _names[self.box_at(block.box).tag], elements, block.box, block.links, block.link_chars,
                    block.bold_chars, block.heading, block.breaks, offset, bool(block.hidden),
                )
            )
            offset += block.chars
        return blocks

    cdef list pictures_of(self):
        cdef PictureRow* picture
        cdef int index
        cdef list pictures = []
        for index in range(<int>(self.pictures.used // <Py_ssize_t>sizeof(PictureRow))):
            picture = <PictureRow*>self.pictures.items + index
            pictures.append(
                _make_picture(
                    cetree.elementFactory(self.tree, picture.node), _names[picture.tag], picture.at, picture.box,
                    bool(picture.in_link),
                )
            )
        return pictures

    cdef list metadata_elements_of(self):
        cdef xmlNode** nodes = <xmlNode**>self.metadata_elements.items
        cdef int index
        cdef list metadata_elements = []
        for index in range(<int>(self.metadata_elements.used // <Py_ssize_t>sizeof(xmlNode*))):
            metadata_elements.append(cetree.elementFactory(self.tree, nodes[index]))
        return metadata_elements

    cdef object columns(self, list made):
        """The numeric fields as columns (see `blocks.Columns`), as `features.columns_of` computes them."""
        cdef int count = self.block_count(), boxes = self.box_count(), index, tag
        cdef bytes of_blocks = PyBytes_FromStringAndSize(NULL, COLUMNS * count * sizeof(int64_t))
        cdef bytes of_boxes = PyBytes_FromStringAndSize(NULL, BOX_COLUMNS * boxes * sizeof(int64_t))
        cdef bytes of_classes = PyBytes_FromStringAndSize(NULL, CLASSES * count * sizeof(double))
        cdef bytes of_last = PyBytes_FromStringAndSize(NULL, count)
        cdef int64_t* numbers = <int64_t*><char*>of_blocks
        cdef double* classes = <double*><char*>of_classes
        cdef unsigned char* last = <unsigned char*><char*>of_last
        cdef BlockRow* block
        cdef BoxRow* box
        cdef Bytes at
        cdef Bytes end
        cdef uint32_t c
        cdef uint8_t kind
        cdef int64_t offset = 0
        cdef dict seen = {}
        memset(classes, 0, CLASSES * count * sizeof(double))
        for index in range(count):
            block = <BlockRow*>self.blocks.items + index
            numbers[index] = block.chars
            numbers[count + index] = block.links
            numbers[2 * count + index] = block.link_chars
            numbers[3 * count + index] = block.bold_chars
            numbers[4 * count + index] = block.heading
            numbers[5 * count + index] = block.breaks
            numbers[6 * count + index] = block.hidden
            numbers[7 * count + index] = offset
            numbers[8 * count + index] = _numbers[self.box_at(block.box).tag]
            numbers[9 * count + index] = block.box
            numbers[10 * count + index] = 0
            earlier = seen.setdefault(made[index].text, index)
            if <int>earlier != index:
                numbers[10 * count + index] = numbers[10 * count + <int>earlier] = 1
            offset += block.chars
            at = <Bytes>self.texts.items + block.start
            end = at + block.size
            kind = 0
            while at < end:
                c = _character(&at, end)
                kind = _classes[c if c < 0xFFFF else 0xFFFF]
                classes[kind * count + index] += 1
            last[index] = kind
        numbers = <int64_t*><char*>of_boxes
        for index in range(boxes):
            box = self.box_at(index)
            numbers[index] = box.parent
            numbers[boxes + index] = box.own
            numbers[2 * boxes + index] = box.chain
            numbers[3 * boxes + index] = box.first
            numbers[4 * boxes + index] = box.end
            numbers[5 * boxes + index] = box.depth
        return _make_columns(of_blocks, of_boxes, of_classes, of_last)


cdef inline bint _hides(str style):
    """Whether a style hides its element: `element_roles.HIDING`, after a cheap prefilter."""
    cdef str lowered
    if style.isascii():
        lowered = style.lower()
        if not ("none" in lowered and "display" in lowered) and not ("hidden" in lowered and "visibility" in lowered):
            return False
    return _is_hiding(style) is not None

