"""A page's text to a tree, without losing any of it.

libxml2 builds the tree. Where markup makes it drop text (a stray `</html>`, a comment that never ends,
nesting deeper than it follows), `parse` notices and tries again: first with the source mended, then through
BeautifulSoup, which forgives everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.page.shown import as_shown
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Element", "parse", "shows_text"]

# Comments and processing instructions carry no text of the page; without them the tree is smaller. Nobody
# asks it for an element by its id.
_PARSER = etree.HTMLParser(
    encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
)

# End tags after which a browser goes on reading and libxml2 does not.
_DOCUMENT_ENDS = lazy_regex(r"</(?:html|body)\s*>", re.IGNORECASE)
_TAG = lazy_regex(
    r"<(?:!--|(script|style|noscript|template|svg|head|textarea|select)\b|[^>]*>)", re.IGNORECASE
)
_SKIPPED = frozenset(("script", "style", "noscript", "template", "svg", "head", "textarea", "select"))
_NO_TEXT = frozenset(("script", "style", "noscript", "template"))
_RAW_TEXT = ("title", "textarea", "style", "script")
_ENDS = (b"</html>", b"</HTML>", b"</body>", b"</BODY>")
_TAG_START = lazy_regex(r"<(?=[a-z/!?])", re.IGNORECASE)
# What a cut-off tag may be long: attributes with a long address or a style.
_LONGEST_TAG = 4000
_TOO_DEEP = lazy_regex("depth", re.IGNORECASE)
# Every tag that could be what is nested too deep: all but those that never hold a tree of others.
_NESTING = lazy_regex(
    r"</?(?!(?:p|br|hr|img|meta|link|base|title|script|style|html|head|body)\b)[a-z][^>]*>", re.IGNORECASE
)
# A page that went wrong costs one more parse; BeautifulSoup is some forty times slower, so only a page of
# usual size gets it.
_FORGIVING_LIMIT = 4_000_000


def parse(text: str, utf8: bytes | None = None) -> Element | None:
    """The tree of a page's HTML as a reader sees it (see `shown`), or None when there is nothing in it.

    Takes characters, not bytes; `utf8` is them encoded, where it is at hand.
    """
    source = utf8 or text.encode("utf-8", "replace")
    tree = _parse(text, source)
    return None if tree is None else as_shown(tree, source)


def _parse(text: str, source: bytes) -> Element | None:
    """The tree with all of the text that the source has."""
    tree = _parse_lxml(source)
    if tree is None or not _seems_lossy(source, tree):
        return tree
    error = _PARSER.error_log.last_error
    text = _mend(text)
    if error is not None and _TOO_DEEP.search(error.message):
        text = _NESTING.sub("<p>", text)
    tree = _parse_lxml(text.encode("utf-8", "replace"))
    if len(text) > _FORGIVING_LIMIT:
        return tree
    visible = _visible_length(tree)
    if tree is not None and visible >= 0.9 * _source_length(text):
        return tree
    # Loaded here: hardly any page needs it, and it takes as long to load as the rest of the parser.
    from newsmill.pipelines.extract.page.forgiving import parse_forgiving

    forgiving = parse_forgiving(text)
    return forgiving if forgiving is not None and _visible_length(forgiving) > 1.1 * visible else tree


def _parse_lxml(source: bytes) -> Element | None:
    if not source or source.isspace():
        return None
    if _has_long_tag(source):
        source = _LONG_TAG.sub(_with_fewer_attributes, source)
    try:
        tree: Element | None = etree.fromstring(source, parser=_PARSER)
    except etree.XMLSyntaxError:  # nothing but comments, or no element at all
        return None
    return tree


def _has_long_tag(source: bytes) -> bool:
    compiled = module("newsmill.pipelines.extract.page._walk")
    if compiled is None:
        return max(map(len, source.split(b">"))) > _LONG_TAG_BYTES
    found: bool = compiled.has_long_tag(source, _LONG_TAG_BYTES)
    return found


# libxml2 compares every attribute of a tag with those before it: 64,000 of them take half a minute. No page
# has a thousand.
_LONG_TAG_BYTES = 8192
_MOST_ATTRIBUTES = 1000
_LONG_TAG = lazy_regex(rb"<[a-zA-Z][^<>]{%d,}" % _LONG_TAG_BYTES)
_ATTRIBUTE = lazy_regex(rb"[\s/]*[^\s=/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s]*))?")


def _with_fewer_attributes(tag: re.Match[bytes]) -> bytes:
    """A tag up to its thousandth attribute."""
    source, position = tag.group(), 1
    for _ in range(_MOST_ATTRIBUTES + 1):
        attribute = _ATTRIBUTE.match(source, position)
        if attribute is None or attribute.end() == position:
            return source
        position = attribute.end()
    return source[:position] + b" "


def _seems_lossy(source: bytes, tree: Element) -> bool:
    """Cheap signs that text may be missing from the tree; only they are worth measuring exactly.

    Text after an early `</html>` hangs on a second root. The parser's last complaint is about nesting
    deeper than it follows. A comment never ends. An element whose text is raw and that is left open
    swallowed the rest, so it is the last one. And whatever else happens, half of the paragraphs should not
    be gone.
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
    comment = source.rfind(b"<!--")
    if comment >= 0 and source.find(b"-->", comment) < 0:
        return True
    return _lacks_paragraphs(source, tree)


_FEW_PARAGRAPHS = 10


def _lacks_paragraphs(source: bytes, tree: Element) -> bool:
    """Whether more than half of the paragraphs that end in the source are not in the tree."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    paragraphs = source.count(b"</p>") if compiled is None else compiled.count_paragraph_ends(source)
    if paragraphs <= _FEW_PARAGRAPHS:
        return False
    # Asks no further than it must: counting all paragraphs takes a tenth of the time of parsing the page.
    half = paragraphs // 2
    if compiled is None:
        return next(islice(tree.iter("p"), half - 1, None), None) is None
    return not compiled.has_paragraphs(tree, half)


def _mend(text: str) -> str:
    """The source without what makes libxml2 stop reading.

    Early document ends go, comments that never end are opened up, and raw-text elements left open are
    closed at the next tag. A tag that the page's end cuts off goes as well; where so much follows that it
    can be none, `<` is only a sign.
    """
    last = text.rfind(">") + 1
    if cut := _TAG_START.search(text, last):
        # Whoever looks for the end of a tag, in here or elsewhere, finds one: looking in vain from every
        # `<` takes the square of their number.
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
    """Visible characters of the source, white space left out: what a tree of it should hold.

    One pass: what opens something that nothing closes is looked for once and then known to stay open.
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
    """Whether there is text in a tree that is not a script's or the like. Ends at the first."""
    return any(not text.isspace() for text in _texts(tree, _NO_TEXT))


def _visible_length(tree: Element | None) -> int:
    if tree is None:
        return 0
    return sum(len("".join(text.split())) for text in _texts(tree, _SKIPPED))


def _texts(tree: Element, skipped: frozenset[str]) -> Iterator[str]:
    """The texts of a tree, without those in the skipped elements.

    Not by XPath, which puts all texts in the order of the document first, and takes the square of the
    number of siblings for that.
    """
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        if event == "start" and element.tag in skipped:
            walker.skip_subtree()
            continue
        text = element.text if event == "start" else element.tail
        if text:
            yield text
