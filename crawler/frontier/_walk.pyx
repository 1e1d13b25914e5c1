# cython: language_level=3, boundscheck=False, wraparound=False
"""The walk of `walk`, compiled: over libxml2's own nodes, so that no Python object is made for an element that refers to nothing.

Reads the tree through lxml's public C interface (`lxml/includes/etreepublic.pxd`). It is optional; where there is none, the walk in Python
does the same.
"""

from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport uintptr_t
from libc.string cimport memset, strlen
from lxml.includes cimport etreepublic as cetree
from lxml.includes.etreepublic cimport _Document, _Element
from lxml.includes.tree cimport XML_CDATA_SECTION_NODE, XML_ELEMENT_NODE, XML_TEXT_NODE, xmlNode

cetree.import_lxml__etree()

cdef enum:
    # As in `walk`.
    SILENT = 1
    LINK = 2
    INLINE = 4
    REFERRING = 8
    NAVIGATION = 16
    # libxml2 has each name once in a document, so that the place of a name tells it.
    PLACES = 128

cdef struct Place:
    const unsigned char* name
    int roles


cdef class _Walk:
    cdef object add, end_block
    cdef dict roles
    cdef Place places[PLACES]
    cdef bint is_open
    cdef int in_link, silent, navigation

    def __cinit__(self):
        memset(self.places, 0, sizeof(self.places))

    cdef int roles_of(self, const unsigned char* name) except -1:
        cdef Place* place = &self.places[(<uintptr_t>name >> 2) & (PLACES - 1)]
        if place.name != name:
            place.roles = self.roles.get(<bytes>(<const char*>name), 0)
            place.name = name
        return place.roles

    cdef int step(self, int roles, int by) except -1:
        if roles & SILENT:
            self.silent += by
        elif roles & LINK:
            self.in_link += by
        elif not roles & INLINE and self.is_open:
            self.is_open = False
            self.end_block()
        if roles & NAVIGATION:
            self.navigation += by
        return 0

    cdef xmlNode* read(self, xmlNode* node) except? NULL:
        """Take the run of text nodes that begins here; gives what follows it."""
        cdef str piece = None, more
        cdef const char* text
        while node != NULL and (node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE):
            text = <const char*>node.content
            if text != NULL and not self.silent:
                if piece is not None or not _is_blank(text):
                    more = PyUnicode_DecodeUTF8(text, strlen(text), NULL)
                    piece = more if piece is None else piece + more
            node = node.next
        if piece is not None and not piece.isspace():
            self.is_open = True
            self.add(piece, in_link=self.in_link > 0)
        return node


cdef bint _is_blank(const char* text) noexcept:
    cdef const char* at = text
    while at[0] == 32 or at[0] == 10 or at[0] == 9 or at[0] == 13:
        at += 1
    return at[0] == 0


def walk(_Element root, prose, dict roles):
    """Feed a page's text to `prose`; gives its referring elements, and whether each stands in the navigation."""
    cdef _Walk state = _Walk()
    cdef list found = []
    cdef _Document document = root._doc
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef xmlNode* following
    cdef int role
    state.add, state.end_block, state.roles = prose.add, prose.end_block, roles
    while True:
        # `node` is an element that begins.
        role = state.roles_of(node.name)
        state.step(role, 1)
        if role & REFERRING:
            found.append((cetree.elementFactory(document, node), state.navigation > 0))
        following = _next_element(state, node.children)
        while following == NULL:
            # `node` has no more children: it ends.
            state.step(state.roles_of(node.name), -1)
            if node == top:
                return found
            following = _next_element(state, node.next)
            node = node.parent
        node = following


cdef xmlNode* _next_element(_Walk state, xmlNode* node) except? NULL:
    """The next element among siblings; the text before it is read."""
    while node != NULL and node.type != XML_ELEMENT_NODE:
        if node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE:
            node = state.read(node)
        else:
            node = node.next
    return node
