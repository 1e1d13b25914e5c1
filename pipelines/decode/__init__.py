"""Bytes to text: charset detection, mixed encodings, and mojibake repair.

`decode(raw, charset)` returns the text of a page's bytes; `repair(text)` repairs damage that is already in
the text.
"""

from __future__ import annotations

import msgspec

from newsmill.pipelines.decode.charset_evidence import decide, hints_of
from newsmill.pipelines.decode.charset_labels import declared_in
from newsmill.pipelines.decode.mojibake import Repair, Repaired, Unrepairable, repair, repair_and_explain
from newsmill.pipelines.record import Span

__all__ = ["Decoded", "Repair", "Repaired", "Span", "Unrepairable", "decode", "repair", "repair_and_explain"]


class Decoded(msgspec.Struct, frozen=True):
    """Decoded bytes.

    text      the characters
    declared  the charset declared by HTTP or the page, as written, or None
    used      the charset (WHATWG name, lower case) of most of the bytes
    spans     the charset of each range of bytes, in order and without gaps; one span if there is one encoding
    utf8      the original bytes, if they are the text in UTF-8: saves encoding it again
    """

    text: str
    declared: str | None
    used: str
    spans: list[Span]
    utf8: bytes | None = None


def decode(raw: bytes, charset: str | None = None) -> Decoded:
    """Decode a page's bytes; `charset` is the label declared by HTTP, as sent and possibly wrong. Never
    raises.

    The table `newsmill.pipelines.decode.charset_evidence.EVIDENCE` determines which evidence decides. NULs are
    dropped, as browsers do; a byte that is not a character becomes U+FFFD.
    """
    written = declared_in(raw)
    labels = tuple(filter(None, (charset, written)))
    hints = hints_of(raw, labels)
    reading = decide(raw, hints)
    text = reading.text.replace("\0", "") if hints.has_nuls else reading.text
    utf8 = raw if text is hints.text else None
    return Decoded(text, charset or written, reading.used, reading.spans, utf8)
