"""A server's response, as received or as read back from the archive."""

from __future__ import annotations

import msgspec

from newsmill.pipelines.readers.bytestream import TooLarge
from newsmill.pipelines.readers.http_body import charset_of, declares, decode_content
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.sniff import looks_like_html

__all__ = ["Answer"]

_GZIP = b"\x1f\x8b\x08"
# A 300 is followed too: its Location header is the server's preferred choice.
_REDIRECTS = frozenset((300, 301, 302, 303, 307, 308))


class Answer(msgspec.Struct, frozen=True):
    """A response: status, headers by lower-case names, and a body still encoded as the headers say.

    rendered   the body was rendered by a browser
    revisit    the body is that of the last visit, and is not included
    torn       the connection ended before the body did
    digest     `payload_digest` of the body, where it is known
    """

    status: int
    headers: dict[str, str]
    body: bytes
    fetched_at: str
    rendered: bool = False
    revisit: bool = False
    torn: bool = False
    digest: str | None = None

    @property
    def redirects(self) -> bool:
        """Whether it is a redirect with a target."""
        return self.status in _REDIRECTS and bool(self.headers.get("location"))

    @property
    def charset(self) -> str | None:
        """The charset that its header declares."""
        if self.rendered:
            return "utf-8"
        return charset_of(self.headers.get("content-type", ""))

    def unpacked(self, limit: int) -> bytes:
        """The body without its content codings. Raises `TooLarge` if that has more than `limit` bytes."""
        body = self.body
        if self.rendered:
            return body
        options = Options(page_bytes=limit)
        codings = self.headers.get("content-encoding", "").lower().replace(" ", "").split(",")
        if body.startswith(_GZIP) and not {"gzip", "x-gzip"}.intersection(codings):
            codings.append("gzip")  # whatever the header says, as in `read_body`
        for coding in reversed(codings):
            body = decode_content(body, coding, options)
        if len(body) > limit:
            raise TooLarge
        return body

    def is_html(self, body: bytes) -> bool:
        """Whether it is HTML, by its Content-Type or, if that does not say, by `body`, the unpacked body."""
        declared = declares(self.headers.get("content-type", ""))
        if declared == "unsure":
            return not body or looks_like_html(body[:4096])
        return declared == "html"
