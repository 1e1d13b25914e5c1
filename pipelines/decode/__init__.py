"""Bytes to text: charset, mixed encodings, and mojibake undone.

`decode(raw, charset)` gives the text of a page's bytes; `repair(text)` undoes damage that happened before.
"""

from __future__ import annotations

import msgspec

from newsmill.pipelines.decode.evidence import decide, hints_of
from newsmill.pipelines.decode.labels import declared_in
from newsmill.pipelines.decode.mojibake import Repair, Repaired, Unrepairable, repair, repair_and_explain
from newsmill.pipelines.record import Span

__all__ = ["Decoded", "Repair", "Repaired", "Span", "Unrepairable", "decode", "repair", "repair_and_explain"]


class Decoded(msgspec.Struct, frozen=True):
    """The text of some bytes.

    text      the characters
    declared  the charset that HTTP or the page declared, as written, or None
    used      the charset (WHATWG name, lower case) of most of the bytes
    spans     which bytes were what, in order, covering every byte; one span on a page of one encoding
    utf8      the bytes as they came, where they are the text in UTF-8: nobody needs to encode it again
    """

    text: str
    declared: str | None
    used: str
    spans: list[Span]
    utf8: bytes | None = None


def decode(raw: bytes, charset: str | None = None) -> Decoded:
    """Decode a page's bytes; `charset` is what HTTP declared (a label as sent, possibly wrong). Never raises.

    Which evidence decides is the table `newsmill.pipelines.decode.evidence.EVIDENCE`. NULs are left out of the text, as
    browsers leave them out of a page; a byte that is no character becomes U+FFFD.
    """
    written = declared_in(raw)
    labels = tuple(filter(None, (charset, written)))
    hints = hints_of(raw, labels)
    reading = decide(raw, hints)
    text = reading.text.replace("\0", "") if hints.has_nuls else reading.text
    utf8 = raw if text is hints.text else None
    return Decoded(text, charset or written, reading.used, reading.spans, utf8)
