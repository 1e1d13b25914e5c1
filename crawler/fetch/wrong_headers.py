"""Reads responses with wrong headers, as browsers do.

Twisted discards such a response. Here a body that is not chunked although its header says so is read as is;
unknown transfer codings and invalid lengths are ignored, so that the body ends with the connection; a header
name that is not a token is percent-encoded.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from scrapy.core.downloader.handlers.http11 import _LenientHTTPClientParser
from twisted.web._newclient import HTTPClientParser
from twisted.web.http import (
    PotentialDataLoss,
    _ChunkedTransferDecoder,
    _DataLoss,
    _MalformedChunkedDataError,
)

__all__ = ["LenientChunkedDecoder", "install"]

# Browsers read headers of this length; Twisted gives up on lines of 16 KB.
_HEADER_BYTES = 256 * 1024
# The marks that a header's name may contain beside letters and digits (RFC 9110, 5.6.2).
_TOKEN = "!#$%&'*+-.^_`|~"


class LenientChunkedDecoder(_ChunkedTransferDecoder):
    """Undoes the chunked coding. A body that does not begin with a chunk is not coded and ends with the
    connection; one that is malformed further on counts as truncated.
    """

    _is_coded = False

    def _dataReceived_CHUNK_LENGTH(self) -> bool:  # noqa: N802
        try:
            going_on = super()._dataReceived_CHUNK_LENGTH()
        except _MalformedChunkedDataError as error:
            if self._is_coded:
                raise _DataLoss(str(error)) from error
            self.state = "PLAIN"
            return True
        self._is_coded = self._is_coded or going_on
        return going_on

    def _dataReceived_CRLF(self) -> bool:  # noqa: N802
        try:
            return super()._dataReceived_CRLF()
        except _MalformedChunkedDataError as error:
            raise _DataLoss(str(error)) from error

    def _dataReceived_PLAIN(self) -> bool:  # noqa: N802
        data = bytes(self._buffer)
        del self._buffer[:]
        self.dataCallback(data)
        return False

    def noMoreData(self) -> None:  # noqa: N802
        """Called at the end of the connection. Raises `_DataLoss` if a chunk is missing."""
        if not self._is_coded and self._buffer:
            self._dataReceived_PLAIN()
            self.state = "PLAIN"
        if self.state == "PLAIN":
            raise PotentialDataLoss
        super().noMoreData()


def _header_received(parser: Any, name: bytes, value: bytes) -> None:
    name = quote(name.strip(), safe=_TOKEN).encode("ascii")
    if name:
        HTTPClientParser.headerReceived(parser, name, value)  # type: ignore[no-untyped-call]


def _all_headers_received(parser: Any) -> None:
    """Settle how the body ends, then go on as Twisted does."""
    headers = parser.connHeaders
    codings = b",".join(headers.getRawHeaders(b"Transfer-Encoding") or ()).lower().split(b",")
    if b"chunked" in (coding.strip() for coding in codings):
        headers.setRawHeaders(b"Transfer-Encoding", [b"chunked"])
    else:
        headers.removeHeader(b"Transfer-Encoding")
    lengths = b",".join(headers.getRawHeaders(b"Content-Length") or ()).split(b",")
    told = {length.strip() for length in lengths} - {b""}
    if len(told) == 1 and told.copy().pop().isdigit():
        headers.setRawHeaders(b"Content-Length", list(told))
    else:
        headers.removeHeader(b"Content-Length")
    HTTPClientParser.allHeadersReceived(parser)  # type: ignore[no-untyped-call]


def install() -> None:
    """Have Scrapy's parser read responses so."""
    parser: Any = _LenientHTTPClientParser
    parser.MAX_LENGTH = _HEADER_BYTES
    parser._transferDecoders = {b"chunked": LenientChunkedDecoder}
    parser.headerReceived = _header_received
    parser.allHeadersReceived = _all_headers_received
