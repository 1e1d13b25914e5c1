"""Archives every exchange as WARC 1.1: request, response, and a metadata record; a `revisit` if a page has
not changed.

The response body is stored as received, including its content coding (only the transfer coding, which belongs
to the connection, is undone), so decoding can be repeated years later. Each record is its own gzip member and
can be read by its offset. Credentials are blanked in the request record: archives get passed on, passwords
must not be.

Data the state has not committed, including a torn last record, is truncated when the archive is reopened.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import BinaryIO, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.warcwriter import WARCWriter

from newsmill.crawler.fetch.warc import Headers, digest_of, http_head, record, record_id
from newsmill.pipelines.version import __version__
from newsmill.pipelines.writers.atomic import sync_folder

try:
    from isal import isal_zlib as fast_zlib
except ImportError:  # no wheel for this machine
    import zlib as fast_zlib  # type: ignore[no-redef]

__all__ = ["ARCHIVE", "Archive", "Exchange", "Place", "Stored", "payload_digest", "read_stored"]

ARCHIVE = "archive"
FILE_BYTES = 1_000_000_000  # what the WARC guidelines recommend for a file
# Levels of ISA-L and of zlib. Of portal pages, ISA-L makes 10 % more bytes than zlib's level 4 in a seventh
# of the time.
_ISAL_LEVEL, _ZLIB_LEVEL = 2, 4

_NAME = re.compile(r"[^A-Za-z0-9-]+")
_ORIGIN = re.compile(r"^https?://[^/?#]*")
# Request headers whose value is a secret between the crawler and one site.
SECRET_HEADERS = frozenset(("authorization", "proxy-authorization", "cookie"))

_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

# The types of records' blocks.
_RESPONSE = "application/http; msgtype=response"
_REQUEST = "application/http; msgtype=request"
_FIELDS = "application/warc-fields"
_PAGE = "text/html; charset=utf-8"


class Exchange(NamedTuple):
    """A request and its response, as transferred.

    digest      `payload_digest` of the body, where it is known
    unchanged   the capture time (ISO 8601) of the earlier capture that this response repeats, or None
    resource    the body was not received from the server but rendered by a browser
    """

    url: str
    at: datetime
    method: str
    request_headers: Headers
    status: int
    reason: str
    headers: Headers
    body: bytes
    address: str | None = None
    seconds: float | None = None
    via: str | None = None
    unchanged: str | None = None
    rendered: bool = False
    digest: str | None = None


class Place(NamedTuple):
    """The location of a response: the file's name, and the offset of the record in it."""

    file: str
    offset: int


class Stored(NamedTuple):
    """A response read back from the archive. `revisit`: its body equals an earlier one and was not stored
    again.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    revisit: bool = False


payload_digest = digest_of


class Archive:
    """The WARC files of a crawl folder.

    folder      `archive/` of the crawl
    site        used in the files' names
    committed   the files known to the state and their lengths; anything beyond is truncated
    user_agent  for the warcinfo record
    limit       size in bytes at which a new file is started
    """

    def __init__(
        self,
        folder: Path,
        site: str,
        committed: Mapping[str, int],
        *,
        user_agent: str = "",
        robots: str = "obey",
        limit: int = FILE_BYTES,
    ) -> None:
        self.folder = folder
        self.limit = limit
        self._prefix = (_NAME.sub("-", site).strip("-") or "crawl")[:60]
        self._info = {
            "software": f"newsmill/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "robots": robots,
            "http-header-user-agent": user_agent,
        }
        folder.mkdir(parents=True, exist_ok=True)
        self._recover(committed)
        self.lengths = dict(committed)
        self._file: BinaryIO | None = None
        self._name = ""
        names = sorted(self.lengths)
        if names and self.lengths[names[-1]] < limit:
            self._open(names[-1])

    @classmethod
    def begun(cls, folder: Path, site: str, *, user_agent: str = "") -> Archive:
        """Open an archive that keeps all files of a folder and starts a new one."""
        folder.mkdir(parents=True, exist_ok=True)
        lengths = {path.name: path.stat().st_size for path in folder.glob("*.warc.gz")}
        archive = cls(folder, site, lengths, user_agent=user_agent)
        archive._rotate()
        return archive

    def write(self, exchange: Exchange) -> Place:
        """Append an exchange and return the place of its response. It is written, but not yet synced to disk:
        see `sync`.
        """
        if self._file is None or self._file.tell() >= self.limit:
            self._rotate()
        assert self._file is not None
        offset = self._file.tell()
        date = _warc_date(exchange.at)
        answer = record_id()
        belongs = [("WARC-Date", date), ("WARC-Concurrent-To", answer)]
        self._append(_answer(exchange, date, answer))
        if not exchange.rendered:
            self._append(_request(exchange, belongs))
        self._append(_metadata(exchange, belongs))
        self._file.flush()
        self.lengths[self._name] = self._file.tell()
        return Place(self._name, offset)

    def _append(self, record: bytes) -> None:
        """Write a record as one gzip member."""
        assert self._file is not None
        self._file.write(_gzip_member(record))

    def sync(self) -> None:
        """Sync everything written so far to disk."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def syncing(self) -> Callable[[], None]:
        """A function that another thread calls to sync what is written by now, even if the file is closed
        meanwhile.
        """
        if self._file is None:
            return lambda: None
        descriptor = os.dup(self._file.fileno())

        def sync() -> None:
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

        return sync

    def close(self) -> None:
        """Sync and close."""
        self.sync()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _recover(self, committed: Mapping[str, int]) -> None:
        for path in self.folder.glob("*.warc.gz"):
            length = committed.get(path.name)
            if length is None:
                path.unlink()  # nothing in it was committed
            elif path.stat().st_size > length:
                with path.open("rb+") as file:
                    file.truncate(length)
                    os.fsync(file.fileno())

    def _rotate(self) -> None:
        if self._file is not None:
            self.close()
        stamp = datetime.now(timezone.utc).strftime("%Y%m%d%H%M%S")
        self._open(f"{self._prefix}-{stamp}-{len(self.lengths):05d}.warc.gz")
        sync_folder(self.folder)
        assert self._file is not None
        self._append(self._about())
        self._file.flush()
        self.lengths[self._name] = self._file.tell()

    def _open(self, name: str) -> None:
        self._name = name
        self._file = (self.folder / name).open("ab")
        self._file.seek(0, io.SEEK_END)

    def _about(self) -> bytes:
        """The `warcinfo` record at the start of a file."""
        plain = io.BytesIO()
        writer = WARCWriter(plain, gzip=False, warc_version="WARC/1.1")
        writer.write_record(writer.create_warcinfo_record(self._name, self._info))
        return plain.getvalue()


def _answer(exchange: Exchange, date: str, own_id: str) -> bytes:
    headers = [("WARC-Date", date)]
    if exchange.address:
        headers.append(("WARC-IP-Address", exchange.address))
    url, body = exchange.url, exchange.body
    if exchange.rendered:
        # A rendered page is not the server's response, so it is a `resource` record, which readers support.
        return record("resource", url, headers, content_type=_PAGE, own_id=own_id, payload=body)
    head = http_head(f"HTTP/1.1 {exchange.status} {exchange.reason}".strip(), exchange.headers)
    if exchange.unchanged is None:
        return record(
            "response", url, headers, content_type=_RESPONSE, own_id=own_id, head=head, payload=body,
            payload_digest=exchange.digest,
        )  # fmt: skip
    identical = exchange.status != 304
    headers += [
        ("WARC-Profile", _IDENTICAL if identical else _NOT_MODIFIED),
        ("WARC-Refers-To-Target-URI", url),
        ("WARC-Refers-To-Date", exchange.unchanged),
    ]
    if identical:
        headers.append(("WARC-Payload-Digest", exchange.digest or digest_of(body)))
    return record("revisit", url, headers, content_type=_RESPONSE, own_id=own_id, head=head)


def _request(exchange: Exchange, headers: Headers) -> bytes:
    sent = [
        (name, "(withheld)" if name.lower() in SECRET_HEADERS else value)
        for name, value in exchange.request_headers
    ]
    target = _ORIGIN.sub("", exchange.url).partition("#")[0] or "/"
    head = http_head(f"{exchange.method} {target} HTTP/1.1", sent)
    return record("request", exchange.url, headers, content_type=_REQUEST, own_id=record_id(), head=head)


def _metadata(exchange: Exchange, headers: Headers) -> bytes:
    fields = []
    if exchange.via:
        fields.append(f"via: {exchange.via}")
    if exchange.seconds is not None:
        fields.append(f"fetchTimeMs: {round(exchange.seconds * 1000)}")
    if exchange.rendered:
        fields.append("renderedBy: Chromium")
    payload = "".join(f"{field}\r\n" for field in fields).encode()
    return record(
        "metadata", exchange.url, headers, content_type=_FIELDS, own_id=record_id(), payload=payload
    )


def _gzip_member(data: bytes) -> bytes:
    level = _ZLIB_LEVEL if fast_zlib.__name__ == "zlib" else _ISAL_LEVEL
    member = fast_zlib.compressobj(level, fast_zlib.DEFLATED, 31)
    return bytes(member.compress(data) + member.flush())


def read_stored(folder: Path, place: Place) -> Stored:
    """Read a response back. Raises `OSError` if there is none at `place`."""
    with (folder / place.file).open("rb") as file:
        file.seek(place.offset)
        for record in ArchiveIterator(file, parse_http=False):
            if record.record_type == WarcRecordType.resource:
                kind = record.headers.get("Content-Type") or "text/html; charset=utf-8"
                return Stored(200, [("Content-Type", kind)], record.reader.read())
            record.parse_http()
            headers = [(name, value) for name, value in record.http_headers]
            revisit = record.record_type == WarcRecordType.revisit
            return Stored(record.http_headers.status_code or 0, headers, record.reader.read(), revisit)
    raise OSError(f"{place.file} has no record at {place.offset}")


def _warc_date(at: datetime) -> str:
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
