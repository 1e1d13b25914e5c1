"""WARC 1.1 records as bytes.

warcio builds the same records header by header and reads each body four times. A crawl writes three records
per page, so they are assembled here.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Sequence
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders

__all__ = ["digest_of", "http_head", "record", "record_id"]

Headers = Sequence[tuple[str, str]]

_END = b"\r\n\r\n"
_TOKEN = "!#$&'*+-.^_`|~"  # the marks that a header's name may contain (RFC 9110, 5.6.2), but for `%`


def digest_of(*pieces: bytes) -> str:
    """The digest of the concatenated pieces as WARC headers have it: `sha1:` and base32."""
    digest = hashlib.sha1(usedforsecurity=False)
    for piece in pieces:
        digest.update(piece)
    return "sha1:" + base64.b32encode(digest.digest()).decode()


_DIGEST_OF_NOTHING = digest_of()


def record_id() -> str:
    """A new WARC-Record-ID."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def http_head(first_line: str, headers: Headers) -> bytes:
    """The head of an HTTP message with its empty line. Characters beyond ASCII are percent-encoded."""
    head = "".join([f"{first_line}\r\n", *(f"{name}: {value}\r\n" for name, value in headers), "\r\n"])
    if head.isascii():
        return head.encode("ascii")
    protocol, _, rest = first_line.partition(" ")
    named = [(name if name.isascii() else quote(name, safe=_TOKEN), value) for name, value in headers]
    encoded: bytes = StatusAndHeaders(rest, named, protocol).to_ascii_bytes()
    return encoded


def record(
    kind: str,
    url: str,
    headers: Headers,
    *,
    content_type: str,
    own_id: str,
    head: bytes = b"",
    payload: bytes = b"",
    payload_digest: str | None = None,
) -> bytes:
    """An uncompressed record.

    headers         come before the headers that every record has
    head            of the HTTP message, if the block is one; `payload` follows it
    payload_digest  of `payload`, if already known
    """
    lines = [("WARC-Type", kind), ("WARC-Record-ID", own_id), ("WARC-Target-URI", url)]
    if not payload:
        payload_digest = _DIGEST_OF_NOTHING
    if kind != "revisit":  # its payload is in another record
        payload_digest = payload_digest or digest_of(payload)
        lines.append(("WARC-Payload-Digest", payload_digest))
    lines += [
        ("WARC-Block-Digest", payload_digest if payload_digest and not head else digest_of(head, payload)),
        ("Content-Type", content_type),
        ("Content-Length", str(len(head) + len(payload))),
    ]
    text = "".join(f"{name}: {value}\r\n" for name, value in (*headers, *lines))
    return b"".join((b"WARC/1.1\r\n", text.encode(), b"\r\n", head, payload, _END))
