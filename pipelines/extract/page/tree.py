"""Parse HTML into a tree without losing text.

libxml2 builds the tree. Some markup makes it drop text: a stray `</html>`, an unclosed comment, nesting
beyond its limit. `parse` detects this and tries again, first with a repaired source, then with BeautifulSoup,
which tolerates any markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.page.control_characters import has_controls, without_controls
from newsmill.pipelines.extract.page.rendered_tree import as_shown
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Element", "parse", "shows_text"]

# Comments and processing instructions contain no text of the page; removing them makes the tree smaller.
# Elements are never looked up by id.
_PARSER = etree.HTMLParser(
    encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
)

# End tags after which a browser continues and libxml2 stops.
_DOCUMENT_ENDS = lazy_regex(r"</(?:html|body)\s*>", re.IGNORECASE)
_TAG = lazy_regex(
    r"<(?:!--|(script|style|noscript|template|svg|head|textarea|select)\b|[^>]*>)", re.IGNORECASE
)
_SKIPPED = frozenset(("script", "style", "noscript", "template", "svg", "head", "textarea", "select"))
_NO_TEXT = frozenset(("script", "style", "noscript", "template"))
_RAW_TEXT = ("title", "textarea", "style", "script")
_ENDS = (b"</html>", b"</HTML>", b"</body>", b"</BODY>")
_TAG_START = lazy_regex(r"<(?=[a-z/!?])", re.IGNORECASE)
# The maximum length of a truncated tag at the end of the source, in characters: attributes may hold a long
# URL or style.
_LONGEST_TAG = 4000
_TOO_DEEP = lazy_regex("depth", re.IGNORECASE)
# Tags that may be nested too deep: all except those that never contain a subtree.
_NESTING = lazy_regex(
    r"</?(?!(?:p|br|hr|img|meta|link|base|title|script|style|html|head|body)\b)[a-z][^>]*>", re.IGNORECASE
)
# A page that loses text is parsed once more. BeautifulSoup is some forty times slower, so it is only used for
# pages of normal size (characters).
_FORGIVING_LIMIT = 4_000_000


def parse(text: str, utf8: bytes | None = None) -> Element | None:
    """The tree of a page's HTML as a reader sees it (see `shown`), or None if it has no elements.

    Takes characters, not bytes. `utf8` is the same text encoded, if the caller has it.
    """
    source = utf8 or text.encode("utf-8", "replace")
    if has_controls(source):
        text = without_controls(text)
        source = text.encode("utf-8", "replace")
    tree = _parse(text, source)
    return None if tree is None else as_shown(tree, source)


def _parse(text: str, source: bytes) -> Element | None:
    """The tree of the source, parsed again if text was lost."""
    tree = _parse_lxml(source)
    if tree is None or not _seems_lossy(source, tree):
        return tree
    error = _PARSER.error_log.last_error
    text = _fix_markup(text)
    if error is not None and _TOO_DEEP.search(error.message):
        text = _NESTING.sub("<p>", text)
    tree = _parse_lxml(text.encode("utf-8", "replace"))
    if len(text) > _FORGIVING_LIMIT:
        return tree
    visible = _visible_length(tree)
    if tree is not None and visible >= 0.9 * _source_length(text):
        return tree
    # Imported here: hardly any page needs it, and the import takes as long as that of the rest of the parser.
    from newsmill.pipelines.extract.page.lenient_parser import parse_forgiving

    forgiving = parse_forgiving(text)
    return forgiving if forgiving is not None and _visible_length(forgiving) > 1.1 * visible else tree


def _parse_lxml(source: bytes) -> Element | None:
    if not source or source.isspace():
        return None
    source = _with_shorter_tags(source)
    try:
        tree: Element | None = etree.fromstring(source, parser=_PARSER)
    except etree.XMLSyntaxError:  # only comments, or no element
        return None
    return tree


def _with_shorter_tags(source: bytes) -> bytes:
    """The source, its long tags with only their first thousand attributes."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    if compiled is None:
        # Only where two `>` are far apart: searching a source for the pattern takes half as long as parsing it.
        has_long = max(map(len, source.split(b">"))) > _LONG_TAG_BYTES
        return _LONG_TAG.sub(_with_fewer_attributes, source) if has_long else source
    parts, end = [], 0
    while (start := compiled.long_tag(source, _LONG_TAG_BYTES, end)) >= 0:
        tag = _LONG_TAG.match(source, start)
        assert tag is not None
        parts += [source[end:start], _with_fewer_attributes(tag)]
        end = tag.end()
    return b"".join((*parts, source[end:])) if parts else source


# libxml2 compares each attribute of a tag with all previous ones: 64,000 of them take half a minute. Real
# pages have less than a thousand.
_LONG_TAG_BYTES = 8192
_MOST_ATTRIBUTES = 1000
_LONG_TAG = lazy_regex(rb"<[a-zA-Z][^<>]{%d,}" % _LONG_TAG_BYTES)
_ATTRIBUTE = lazy_regex(rb"[\s/]*[^\s=/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s]*))?")


def _with_fewer_attributes(tag: re.Match[bytes]) -> bytes:
    """A tag with only its first thousand attributes."""
    source, position = tag.group(), 1
    for _ in range(_MOST_ATTRIBUTES + 1):
        attribute = _ATTRIBUTE.match(source, position)
        if attribute is None or attribute.end() == position:
            return source
        position = attribute.end()
    return source[:position] + b" "


def _seems_lossy(source: bytes, tree: Element) -> bool:
    """Cheap checks for lost text. Only if one of them succeeds is the loss measured exactly.

    Text after an early `</html>` is in a second root. The last parser error is about nesting depth. A comment
    is not closed. The last element is a raw-text element that was not closed and swallowed the rest. For all
    other causes: more than half of the paragraphs are missing.
    """
    if tree.getnext() is not None:
        return True
    error = _PARSER.error_log.last_error
    if error is not None and _TOO_DEEP.search(error.message):
        return True
    last = tree
    # libxml2 before 2.14 reads tags in a `<title>` or `<textarea>` as tags.
    while len(last) and last.tag not in _RAW_TEXT:
        last = last[-1]
    if last.tag in _RAW_TEXT and not source.rstrip().endswith(_ENDS):
        name = str(last.tag).encode()
        if source.rfind(b"<" + name) > source.rfind(b"</" + name):
            return True
    if _ends_in_comment(source):
        return True
    return _lacks_paragraphs(source, tree)


def _ends_in_comment(source: bytes) -> bool:
    compiled = module("newsmill.pipelines.extract.page._walk")
    return ends_in_comment_in_python(source) if compiled is None else bool(compiled.ends_in_comment(source))


def ends_in_comment_in_python(source: bytes) -> bool:
    """Whether the last comment is not closed. Pure-Python fallback of `_walk.ends_in_comment`."""
    comment = source.rfind(b"<!--")
    return comment >= 0 and source.find(b"-->", comment) < 0


_FEW_PARAGRAPHS = 10


def _lacks_paragraphs(source: bytes, tree: Element) -> bool:
    """Whether the tree has less than half of the paragraphs that are closed in the source."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    paragraphs = source.count(b"</p>") if compiled is None else compiled.count_paragraph_ends(source)
    if paragraphs <= _FEW_PARAGRAPHS:
        return False
    # Stop at half: counting all paragraphs takes a tenth of the time of parsing the page.
    half = paragraphs // 2
    if compiled is None:
        return next(islice(tree.iter("p"), half - 1, None), None) is None
    return not compiled.has_paragraphs(tree, half)


def _fix_markup(text: str) -> str:
    """The source without markup that makes libxml2 stop.

    End tags of the document are removed, unclosed comments are opened up, and unclosed raw-text elements are
    closed at the next tag. A truncated tag at the end is removed too. If more than `_LONGEST_TAG` characters
    follow its `<`, it is not a tag, and each `<` in the rest becomes a space.
    """
    last = text.rfind(">") + 1
    if cut := _TAG_START.search(text, last):
        # After this, every search for the end of a tag finds one. Failing searches from each `<` would take
        # quadratic time.
        rest = text[cut.start() :]
        text = text[: cut.start()] + (rest.replace("<", " ") if len(rest) > _LONGEST_TAG else "")
    text = _DOCUMENT_ENDS.sub("", text)
    closed = text.rfind("-->") + 1
    text = text[:closed] + text[closed:].replace("<!--", "")
    for name in _RAW_TEXT:
        closed = text.rfind(f"</{name}") + 1
        if f"<{name}" in text[closed:]:
            text = text[:closed] + re.sub(rf"<{name}\b[^<>]*>[^<]*", rf"\g<0></{name}>", text[closed:])
    return text


def _source_length(text: str) -> int:
    """The number of visible characters in the source without white space: what its tree should contain.

    One pass: the end of an unclosed element is searched only once per name.
    """
    length = position = 0
    never_closed: set[str] = set()
    while (tag := _TAG.search(text, position)) is not None:
        length += len("".join(text[position : tag.start()].split()))
        position = tag.end()
        name = (tag.group(1) or "").lower()
        closing = f"</{name}" if name else "-->" if tag.group() == "<!--" else ""
        if closing and closing not in never_closed:
            end = text.find(closing, position)
            if end < 0:
                never_closed.add(closing)
            else:
                position = end + len(closing)
    return length + len("".join(text[position:].split()))


def shows_text(tree: Element) -> bool:
    """Whether a tree has any text outside scripts and the like."""
    return any(not text.isspace() for text in _texts(tree, _NO_TEXT))


def _visible_length(tree: Element | None) -> int:
    if tree is None:
        return 0
    return sum(len("".join(text.split())) for text in _texts(tree, _SKIPPED))


def _texts(tree: Element, skipped: frozenset[str]) -> Iterator[str]:
    """The texts of a tree, without those in the skipped elements.

    Not by XPath: it sorts all texts in document order first, in time quadratic in the number of siblings.
    """
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        if event == "start" and element.tag in skipped:
            walker.skip_subtree()
            continue
        text = element.text if event == "start" else element.tail
        if text:
            yield text
