"""Content sniffing: whether bytes are an HTML page, a page saved as plain text, or neither."""

from __future__ import annotations

import re

from newsmill.pipelines.compiled import module
from newsmill.pipelines.page import Media, Page, Rejected
from newsmill.pipelines.regex import lazy_regex

# Signatures of non-page files that are often found in folders of saved pages.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"LZIP", "lzip data"),
    (b"\x1f\x9d", "data packed by compress"),
    (b"ARROW1\x00\x00", "an Arrow or Feather file"),
    (b"\xff\xff\xff\xff", "an Arrow stream or other binary data"),
    (b"OggS", "an Ogg media file"),
    (b"ID3", "an MP3 file"),
    (b"wOFF", "a web font"),
    (b"wOF2", "a web font"),
)

_BLANK = b" \t\r\n\x0b\x0c\x00"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Control characters that no web charset uses in a character (ESC is ISO-2022, NUL may be UTF-16), as (first,
# count).
_CONTROLS = ((0x01, 8), (0x0B, 1), (0x0E, 13), (0x7F, 1))
_EACH_CONTROL = bytes(byte for first, length in _CONTROLS for byte in range(first, first + length))
_HTML = lazy_regex(
    (
        r"<(?:!doctype|html|head|body|title|meta|table|div|article|section|p|br|h[1-6]|ul|ol|span|a\s)[\s>/]|"
        r"</[a-z][a-z0-9]*\s*>"
    ),
    re.IGNORECASE,
)


def check_is_text(raw: bytes, charset: str | None = None) -> None:
    """Raise `Rejected` (`empty` or `binary`) if the bytes cannot be a page; `charset` is the label of HTTP, if any."""
    # Stripping copies the bytes. For most pages the first few are enough to see that the page is not empty.
    if not (raw[:64].strip(_BLANK) or raw.strip(_BLANK)):
        raise Rejected("empty", "The page is empty.")
    for signature, name in SIGNATURES:
        if raw.startswith(signature):
            raise Rejected("binary", f"It is {name}, not a page.")
    if raw.startswith(_UTF16_MARKS):
        return
    sample = raw[:65536]
    # UTF-16 and UTF-32 contain bytes that look like control characters; their NULs distinguish them from
    # binary data.
    if _count_controls(sample) > max(8, len(sample) // 100) and not _is_wide(sample, charset):
        raise Rejected("binary", "The bytes are not text.")


def _is_wide(sample: bytes, charset: str | None) -> bool:
    # Imported here so that the planning process, which only detects HTML, starts without the decoder.
    from newsmill.pipelines.decode.charset_labels import resolve
    from newsmill.pipelines.decode.escape_charsets import nul_charset, wide_charset

    declared = resolve(charset)
    return (nul_charset(sample) or wide_charset(sample, [declared.name] if declared else [])) is not None


def _count_controls(sample: bytes) -> int:
    compiled = module("newsmill.pipelines.decode._scan")
    return _count_controls_in_python(sample) if compiled is None else int(compiled.count_controls(sample))


def _count_controls_in_python(sample: bytes) -> int:
    return len(sample) - len(sample.translate(None, _EACH_CONTROL))


def recognise_media(page: Page, text: str) -> Media:
    """Return the reader's media type if it gave one, else `html` or `text` depending on markup."""
    if page.media:
        return page.media
    return "html" if _HTML.search(text, 0, 1 << 20) else "text"


def looks_like_html(head: bytes) -> bool:
    """Whether the first bytes of a file contain markup, whatever its name."""
    return _HTML.search(head.decode("latin-1")) is not None
