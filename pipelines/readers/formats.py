"""File format detection by first bytes. The name decides only if the bytes are ambiguous."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from newsmill.pipelines.readers.arc import looks_like_arc
from newsmill.pipelines.readers.assets import is_asset
from newsmill.pipelines.readers.bytestream import ByteStream, Readable
from newsmill.pipelines.readers.compression import (
    MAGIC,
    Compression,
    Unpacked,
    compression_of,
    compression_of_name,
    without_suffix,
)
from newsmill.pipelines.readers.mailbox import looks_like_mailbox
from newsmill.pipelines.readers.mhtml import looks_like_mhtml
from newsmill.pipelines.readers.substreams import Continued, Recoded
from newsmill.pipelines.readers.tables import delimiter_of
from newsmill.pipelines.readers.webarchive import MAGIC as WEBARCHIVE
from newsmill.pipelines.regex import lazy_regex
from newsmill.pipelines.sniff import looks_like_html

__all__ = ["HEAD_BYTES", "Format", "Recognised", "recognise", "recognise_stream", "what_else"]

Format = Literal[
    "zip", "tar", "warc", "arc", "jsonl", "json", "table", "parquet", "sqlite", "mhtml", "webarchive", "cdx", "har",
    "mbox", "page", "unknown", "other",
]  # fmt: skip

# Enough to decide: tar's magic is at offset 257, and the first keys of a JSON line or tags of a page are in
# the first few KB.
HEAD_BYTES = 8192
# How many compressions may lie in each other: `a.warc.gz.gz`.
_MAX_LAYERS = 3

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),  # an empty archive
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
    (WEBARCHIVE, "webarchive"),
)
# Blank lines may precede these: an archive that was cut out of another begins with the end of a record.
_TEXT_MAGIC: tuple[tuple[bytes, Format], ...] = ((b"WARC/", "warc"), (b"filedesc:", "arc"))
# If the bytes are inconclusive (damaged or unavailable), the name decides.
_BY_NAME: tuple[tuple[str, Format], ...] = (
    (r"\.(?:warc|wet|wat)$", "warc"),
    (r"\.arc$", "arc"),
    (r"\.tar$", "tar"),
    (r"\.(?:jsonl|ndjson|jl)$", "jsonl"),
    (r"\.json$", "json"),
    (r"\.(?:csv|tsv|tab)$", "table"),
    (r"\.(?:zip|wacz)$", "zip"),
    (r"\.parquet$", "parquet"),
    (r"\.(?:db|sqlite3?)$", "sqlite"),
    (r"\.(?:mhtml?|mht)$", "mhtml"),
    (r"\.webarchive$", "webarchive"),
    (r"\.(?:cdxj?)$", "cdx"),
)
_NAMED = tuple((lazy_regex(pattern, re.IGNORECASE), kind) for pattern, kind in _BY_NAME)

_JSON_LINE = lazy_regex(rb"\A(?:\xef\xbb\xbf)?\s*\{[ \t]*\"(?:[^\"\\]|\\.){1,200}\"\s*:")
_JSON_OBJECTS = lazy_regex(rb"\A(?:\xef\xbb\xbf)?\s*(?:\[\s*(?:\{|\Z)|\{[ \t]*\r?\n\s*\")")
_BROKEN_WARC = lazy_regex(
    rb"\A[^\n]{0,16}\n(?:WARC-[A-Za-z-]+|Content-[A-Za-z-]+)[ \t]*:[^\n]*\n(?:[A-Za-z-]+:[^\n]*\n)*?WARC-"
)
_CDX = lazy_regex(
    rb"\A(?: CDX [A-Za-z](?: [A-Za-z])*\s|!OpenWayback-CDXJ|\S*\)\S*\s\d{14}\s(?:\{|https?://\S+\s\S+\s(?:\d{3}|-)\s))"
)
_HAR = lazy_regex(
    rb'\A(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{\s*"(?:version|creator|browser|pages|entries|comment)"\s*:'
)
# Text that is not a page, whatever its name, with its description for the reject.
_NO_PAGES = (
    (lazy_regex(rb'\A\s*\{\s*"format"\s*:\s*"json-pages-'), "the list of pages of a WACZ"),
    (
        lazy_regex(rb"\A(?:\xef\xbb\xbf)?\s*(?:https?://[^\s<>]+[ \t]*(?:[\r\n]+|\Z))+\Z"),
        "a list of addresses, which newsmill crawl can fetch",
    ),
    (
        lazy_regex(
            rb"\A(?:\xef\xbb\xbf)?(?:\s|--[^\n]*\n|/\*[^\n]*\n)*(?:PRAGMA foreign_keys|DROP TABLE IF EXISTS "
            rb"|CREATE (?:TABLE|DATABASE|SCHEMA) [^\n]{1,256}[(;]|INSERT INTO [^\n(]{1,128}(?:\(|VALUES)"
            rb"|COPY [^\n(]{1,128}\([^\n)]*\) FROM stdin)"
        ),
        "an SQL dump",
    ),
    (lazy_regex(rb"\A07070[127][0-9A-Fa-f]{8}"), "a cpio archive"),
    (lazy_regex(rb"\A!<arch>\n"), "an ar archive"),
)
# XML that is not a page: feeds, sitemaps, data. XHTML may begin with an XML declaration too; its root element
# is one of HTML's. Without a declaration, XML is known by the namespace of its root.
_XML = lazy_regex(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml\s", re.IGNORECASE)
_XML_ROOT = lazy_regex(rb"<(?!\?|!)([A-Za-z_][\w:.-]*)([^<>]*)")
_FIRST_ELEMENT = lazy_regex(rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL)
_HTML_ELEMENT = lazy_regex(
    rb"(?:html|head|body|title|meta|link|base|script|style|noscript|frameset|iframe|div|p|span|a|b|i|u|br|hr|h[1-6]|"
    rb"table|tbody|tr|td|ul|ol|li|dl|form|img|font|center|main|article|section|header|footer|nav|aside|pre|blockquote|"
    rb"figure|picture|video|template|strong|em)\Z",
    re.IGNORECASE,
)
_FEED_ROOTS = frozenset((b"rss", b"feed", b"urlset", b"sitemapindex", b"opml", b"svg", b"rdf:rdf", b"plist"))

# File names of pages. A file with any other name is a page if its bytes look like HTML.
_PAGE_NAME = lazy_regex(
    r"\.(?:html?|shtml?|xhtml?|mhtml?|mht|txt|text|aspx?|php\d?|jspx?|cgi|do|page)$|^[^.]+$", re.IGNORECASE
)
_LINES_NAME = lazy_regex(r"\.(?:jsonl|ndjson|jl)$", re.IGNORECASE)
_JSON_NAME = lazy_regex(r"\.json$", re.IGNORECASE)
# A .json file in a folder holds pages if it has a key for them. Otherwise it is most often metadata of the
# page next to it.
_PAGE_KEY = lazy_regex(rb'"(?:raw_)?html"\s*:|"raw_content"\s*:', re.IGNORECASE)
# The start of a page that was saved under an archive's name. Only the very start counts: later markup belongs
# to pages in the archive, and any other tag means that the archive begins in the middle of a record.
_BEGINS_AS_PAGE = lazy_regex(
    rb"(?:\xef\xbb\xbf)?\s*<(?:[!?]|html\b|head\b|body\b|meta\b|title\b)", re.IGNORECASE
)
_WARC_RECORD = lazy_regex(rb"\nWARC/\d\.\d+\r?\n[A-Za-z-]+:")
# Formats accepted on the name alone, even if the first bytes do not match.
_BELIEVED: tuple[Format, ...] = ("warc", "arc", "tar", "jsonl", "zip")
_BELIEVED_IF_NAMED: tuple[Format, ...] = (
    *_BELIEVED,
    "json",
    "table",
    "parquet",
    "sqlite",
    "webarchive",
    "cdx",
)


class Recognised(NamedTuple):
    """The format of a file, its compression, and whether it is a table in UTF-16."""

    format: Format
    compression: Compression | None = None
    wide: bool = False


_IMAGES = (b"\xff\xd8\xff", b"GIF8", b"\x89PNG\r\n", b"RIFF")
_IMAGE_SUFFIXES = (".jpg", ".jpeg", ".gif", ".png", ".webp")


def recognise(head: bytes, name: str, *, named: bool = False) -> Format:
    """Return the format of a file, or of the contents of a compressed one.

    head    its first `HEAD_BYTES` bytes
    name    its name, without folders and compression suffix
    named   this file itself was given as input, so it is a page rather than `other`
    """
    if not named and head.startswith(_IMAGES) and name.lower().endswith(_IMAGE_SUFFIXES):
        return "other"  # archives and mirrors are full of them
    return _by_bytes(head, name, named=named) or _by_name(head, name, named=named)


def _by_magic(head: bytes) -> Format | None:
    text = head.lstrip(b"\r\n")
    rows = [*((head, *row) for row in _MAGIC), *((text, *row) for row in _TEXT_MAGIC)]
    return next((kind for start, magic, kind in rows if start.startswith(magic)), None)


def _by_bytes(head: bytes, name: str, *, named: bool) -> Format | None:
    if (kind := _by_magic(head)) is not None:
        return kind
    if head[257:262] == b"ustar" or (name.lower().endswith(".tar") and _is_old_tar(head)):
        return "tar"
    known = next((kind for looks_like, kind in _TEXT if looks_like(head)), None)
    if known is not None:
        return known
    if named or _LINES_NAME.search(name) or (_JSON_NAME.search(name) and _PAGE_KEY.search(head)):
        if _JSON_OBJECTS.match(head):
            return "json"
        if _JSON_LINE.match(head):
            return "jsonl"
    if _CDX.match(head):
        return "cdx"
    if (named or _by_suffix(name) == "table") and delimiter_of(head, name if named else "") is not None:
        return "table"
    return "warc" if _BROKEN_WARC.match(head) else None


def _by_name(head: bytes, name: str, *, named: bool) -> Format:
    kind = _by_suffix(name)
    if not head:
        said = without_suffix(name)
        return "page" if named or _by_suffix(said) or _PAGE_NAME.search(said) else "other"
    if kind in (_BELIEVED_IF_NAMED if named else _BELIEVED) and (
        not _BEGINS_AS_PAGE.match(head) or (kind == "warc" and _WARC_RECORD.search(head))
    ):
        return kind
    if is_data_xml(head) or (not named and is_asset(name, head)):
        return "other"
    if named or _PAGE_NAME.search(name) or looks_like_html(head):
        return "page"
    return "other"


def _by_suffix(name: str) -> Format | None:
    return next((kind for pattern, kind in _NAMED if pattern.search(name)), None)


def what_else(head: bytes) -> str | None:
    """What a text file is, if it is known to be no page."""
    return next((name for pattern, name in _NO_PAGES if pattern.match(head)), None)


_TEXT: tuple[tuple[Callable[[bytes], object], Format], ...] = (
    (what_else, "other"),
    (looks_like_mailbox, "mbox"),
    (looks_like_mhtml, "mhtml"),
    (looks_like_arc, "arc"),
    (lambda head: _HAR.match(head), "har"),
)


def is_data_xml(head: bytes) -> bool:
    """Whether a file is XML but not a page: a feed, a sitemap, an image, data."""
    root = _XML_ROOT.search(head)
    if root is None:
        return False
    name = root.group(1).lower()
    if name in _FEED_ROOTS:
        return True
    before = head[: root.start()].lower()
    if _HTML_ELEMENT.match(name.rpartition(b":")[2]) or b"<!doctype html" in before:
        return False
    if _XML.match(head):
        return True
    return b"xmlns" in root.group(2) and b"xhtml" not in root.group(2) and bool(_FIRST_ELEMENT.match(before))


def recognise_stream(
    stream: Readable, name: str, *, named: bool = False, layers: int = _MAX_LAYERS
) -> tuple[Recognised, ByteStream]:
    """Return what a stream is, and a stream of its contents (decompressed if necessary, up to `layers` times).

    Decompresses only until the first inner bytes appear (a bzip2 block is 900 KB).
    """
    outer = stream if isinstance(stream, ByteStream) else ByteStream(stream)
    compression = compression_of(outer.peek(16)) or _damaged_compression(outer.peek(HEAD_BYTES), name)
    if compression is None:
        if (table := _wide_table(outer, name, named=named)) is not None:
            return table
        return Recognised(recognise(outer.peek(HEAD_BYTES), name, named=named)), outer
    inner = ByteStream(Unpacked(outer, compression))
    inner_name = without_suffix(name)
    if (table := _wide_table(inner, inner_name, named=named)) is not None:
        return table[0]._replace(compression=compression), table[1]
    head = inner.peek(HEAD_BYTES)
    if layers > 1 and (again := compression_of(head)) is not None and MAGIC[again].match(head):
        known, source = recognise_stream(Continued(inner), inner_name, named=named, layers=layers - 1)
        return known._replace(compression=compression), source
    if not head and inner.damage is not None:
        return Recognised(_by_suffix(inner_name) or "unknown", compression), inner
    kind = recognise(head, inner_name, named=named)
    if kind == "warc":
        assert isinstance(inner.raw, Unpacked)
        inner.raw.begins = b"WARC/"  # makes the search after damage reliable
    return Recognised(kind, compression), inner


# How text in UTF-16 begins: with a byte order mark, or with the bracket of JSON.
_WIDE = (
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"[\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
    (b"\x00[", "utf-16-be"),
)


def _wide_table(source: ByteStream, name: str, *, named: bool) -> tuple[Recognised, ByteStream] | None:
    """Recode JSON and CSV in UTF-16 to UTF-8. None for anything else: a page keeps its bytes."""
    start = source.peek(2)
    charset = next((charset for mark, charset in _WIDE if start == mark), None)
    if charset is None:
        return None
    kind = _by_bytes(source.peek(HEAD_BYTES).decode(charset, "replace").encode(), name, named=named)
    if kind not in ("jsonl", "json", "table", "har"):
        return None
    return Recognised(kind, wide=True), ByteStream(Recoded(source, charset))


_CONTROLS = lazy_regex(rb"[\x00-\x08\x0e-\x1a]")


def _damaged_compression(head: bytes, name: str) -> Compression | None:
    """The compression that a name implies, for binary data with damaged first bytes: the rest may be intact."""
    said = compression_of_name(name)
    if said is None or _CONTROLS.search(head) is None or head.lstrip().startswith(b"<"):
        return None  # text, or a page that was never compressed
    return said if _by_bytes(head, without_suffix(name), named=False) is None else None


def _is_old_tar(head: bytes) -> bool:
    """A pre-POSIX tar has no magic, but its first header has a checksum."""
    import tarfile

    try:
        tarfile.TarInfo.frombuf(head[:512], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True
