"""The outcomes of a run's captures: their progress towards a record, the records, the rejects, the versions.

    captured ─► read ─► cleaned

Each step is committed to the state before the next begins, so after a kill no step is repeated or skipped.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec

__all__ = ["CAPTURED", "CLEANED", "READ", "Capture", "Known", "Outcomes"]

CAPTURED, READ, CLEANED = 0, 1, 2
# Pages of one article, each of which names only the one before it.
_LONGEST_CHAIN = 100


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """An archived exchange on its way to a record. `url_id` is None if it is not a page of the crawl
    (robots.txt).
    """

    id: int
    url_id: int | None
    file: str
    offset: int
    fetched_at: str


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A cleaned capture, with what the state knows about its URL; in output order."""

    capture: int
    url_id: int
    url: str
    part_of: str | None
    version: int
    content: str | None
    record: bytes | None
    reject: bytes | None


class Outcomes:
    """The tables `captures` and `pieces` of a crawl's state (`newsmill.crawler.run.state`), and the columns
    of `urls` that concern records, in the state's transaction.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def add(self, url_id: int | None, file: str, offset: int, fetched_at: str, digest: str | None) -> Capture:
        """Add an archived exchange as a capture of this run.

        url_id      None if it is not a page of the crawl (robots.txt)
        file        the archive's file; `offset` is the position of the response record in it, in bytes
        fetched_at  ISO 8601, UTC
        digest      of the body, None if the response is not a page
        """
        step = CAPTURED if url_id is not None else CLEANED
        cursor = self._db.execute(
            "INSERT INTO captures (url, file, offset, step, fetched_at, digest) VALUES (?, ?, ?, ?, ?, ?)",
            (url_id, file, offset, step, fetched_at, digest),
        )
        assert cursor.lastrowid is not None
        return Capture(id=cursor.lastrowid, url_id=url_id, file=file, offset=offset, fetched_at=fetched_at)

    def at(self, step: int) -> Iterator[Capture]:
        """The captures of this run that are at a step (`CAPTURED`, `READ` …), oldest first."""
        rows = self._db.execute(
            "SELECT id, url, file, offset, fetched_at FROM captures WHERE step = ? AND url IS NOT NULL ORDER BY id",
            (step,),
        ).fetchall()
        for row in rows:
            yield Capture(**dict(zip(Capture.__struct_fields__, row, strict=True)))

    def is_text(self, capture: int) -> bool:
        """Whether a captured page is a text by its structure."""
        row = self._db.execute(
            "SELECT f.is_text FROM captures c JOIN frontier f ON f.url = c.url WHERE c.id = ?", (capture,)
        ).fetchone()
        return row is not None and bool(row[0])

    def is_under_way(self, *, before_round: int = 1 << 60) -> bool:
        """Whether a page of a round before `before_round` is still to be cleaned."""
        row = self._db.execute(
            "SELECT 1 FROM captures c JOIN frontier f ON f.url = c.url WHERE c.step < 2 AND f.round < ? LIMIT 1",
            (before_round,),
        ).fetchone()
        return row is not None

    def digest_before(self, capture: Capture) -> str | None:
        """The body digest of the previous capture of the same URL, None if there is none."""
        row = self._db.execute(
            "SELECT digest FROM captures WHERE url = ? AND id < ? ORDER BY id DESC LIMIT 1",
            (capture.url_id, capture.id),
        ).fetchone()
        return row[0] if row else None

    def move(self, capture: Capture, step: int) -> None:
        """Move a capture to a later step."""
        self._db.execute("UPDATE captures SET step = ? WHERE id = ?", (step, capture.id))

    def cleaned(self, capture: int, *, kind: str | None, record: bytes | None, reject: bytes | None) -> None:
        """Store the result of cleaning a page: its kind, and its encoded record or reject, if any."""
        outcome = "record" if record is not None else "reject" if reject is not None else "listing"
        self._db.execute(
            "UPDATE captures SET step = ?, outcome = ?, record = ?, reject = ? WHERE id = ?",
            (CLEANED, outcome, record, reject, capture),
        )
        self._db.execute(
            "UPDATE urls SET kind = coalesce(?, kind) WHERE id = (SELECT url FROM captures WHERE id = ?)",
            (kind, capture),
        )

    def forget(self) -> None:
        """Delete the records and rejects of this run, once its output is written."""
        self._db.execute("UPDATE captures SET record = NULL, reject = NULL")

    # --- which worker of a shared crawl writes a page ---

    def unsettled(self) -> list[tuple[int, str]]:
        """Captures not yet assigned to a worker for writing, and their URLs."""
        return self._db.execute(
            "SELECT c.id, u.url FROM captures c JOIN urls u ON u.id = c.url JOIN frontier f ON f.url = u.id"
            " WHERE c.mine IS NULL AND f.done = 1"
        ).fetchall()

    def settled(self) -> Iterator[str]:
        """The URLs of the pages that this worker writes."""
        rows = self._db.cursor().execute(
            "SELECT DISTINCT u.url FROM captures c JOIN urls u ON u.id = c.url WHERE c.mine = 1"
        )
        for (url,) in rows:
            yield url

    def settle(self, capture: int, *, mine: bool) -> None:
        """Record whether this worker writes the page (`mine`) or another one does."""
        self._db.execute("UPDATE captures SET mine = ? WHERE id = ?", (int(mine), capture))

    # --- the output ---

    def results(self, *, before_round: int | None = None, settled: bool = False) -> Iterator[Known]:
        """The run's records and rejects in the order of the output; a URL captured more than once counts
        once, the last time.

        before_round   only those of earlier rounds, None for all
        settled        only those assigned to this worker
        """
        # Sort without the records, which are by far the largest column, then look the records up one by one.
        rows = self._db.cursor().execute(
            "SELECT c.id, u.id, u.url, u.part_of, u.version, u.content FROM captures c"
            " JOIN urls u ON u.id = c.url JOIN frontier f ON f.url = u.id"
            " WHERE (c.record IS NOT NULL OR c.reject IS NOT NULL)"
            " AND coalesce(c.mine, ?) = 1 AND (? IS NULL OR f.round < ?) AND f.done = 1 AND c.id = "
            "(SELECT max(id) FROM captures l WHERE l.url = c.url AND l.outcome IN ('record', 'reject', "
            "'listing'))"
            " ORDER BY f.rank, u.url",
            (int(not settled), before_round, before_round),
        )
        for capture, url_id, url, part_of, version, content in rows:
            record, reject = self._db.execute(
                "SELECT record, reject FROM captures WHERE id = ?", (capture,)
            ).fetchone()
            yield Known(
                capture=capture,
                url_id=url_id,
                url=url,
                part_of=part_of,
                version=version,
                content=content,
                record=record,
                reject=reject,
            )

    def written(self, capture: int) -> None:
        """Mark a capture whose record or reject is in the output."""
        self._db.execute("UPDATE captures SET record = NULL, reject = NULL WHERE id = ?", (capture,))

    def is_waited_for(self, url: str) -> bool:
        """Whether a page of the article that begins at `url` is still to be fetched or cleaned."""
        row = self._db.execute(
            "SELECT 1 FROM urls u JOIN frontier f ON f.url = u.id WHERE (u.url = ? OR u.part_of = ?) AND (f.done = 0"
            " OR EXISTS (SELECT 1 FROM captures c WHERE c.url = u.id AND c.step < 2)) LIMIT 1",
            (url, url),
        ).fetchone()
        return row is not None

    def owner(self, mark: str, url: str) -> str:
        """The URL whose record owns a mark (see `completion._marks`): the first URL that asks for it."""
        self._db.execute("INSERT OR IGNORE INTO marks VALUES (?, ?)", (mark, url))
        return str(self._db.execute("SELECT url FROM marks WHERE mark = ?", (mark,)).fetchone()[0])

    def settle_parts(self) -> None:
        """Make all pages of an article name the same first page: if A continues B and B continues C, A
        continues C.
        """
        for _ in range(_LONGEST_CHAIN):
            done = self._db.execute(
                "UPDATE urls SET part_of = (SELECT f.part_of FROM urls f WHERE f.url = urls.part_of) "
                "WHERE part_of IS NOT NULL"
                " AND EXISTS (SELECT 1 FROM urls f WHERE f.url = urls.part_of AND f.part_of IS NOT NULL "
                "AND f.part_of != urls.url)"
            )
            if not done.rowcount:
                return

    def record_of(self, url: str) -> bytes | None:
        """The encoded record of a URL from this run, None if there is none."""
        row = self._db.execute(
            (
                "SELECT c.record FROM captures c JOIN urls u ON u.id = c.url WHERE u.url = ? AND c.record IS "
                "NOT NULL ORDER BY c.id DESC"
            ),
            (url,),
        ).fetchone()
        return row[0] if row else None

    def keep_piece(self, url: str, part_of: str | None, record: bytes) -> None:
        """Keep the record of a single page of a multi-page article, for later runs that fetch only some of
        its pages.
        """
        if (
            part_of is None
            and self._db.execute("SELECT 1 FROM urls WHERE part_of = ? LIMIT 1", (url,)).fetchone() is None
        ):
            return
        self._db.execute("INSERT OR REPLACE INTO pieces VALUES (?, ?, ?)", (url, part_of, record))

    def piece(self, url: str) -> bytes | None:
        """The newest kept record of a single page, None if there is none."""
        row = self._db.execute("SELECT record FROM pieces WHERE url = ?", (url,)).fetchone()
        return self.record_of(url) or (row[0] if row else None)

    def pieces_of(self, url: str) -> list[tuple[str, bytes]]:
        """The URLs of the pages that continue an article, with their newest kept records."""
        continued = self._db.execute("SELECT url FROM urls WHERE part_of = ? ORDER BY url", (url,)).fetchall()
        return [(part, record) for (part,) in continued if (record := self.piece(part)) is not None]

    def version_of(self, url: str) -> tuple[int, int, str | None] | None:
        """A URL's id, its last written version (0 for none), and the digest of that version's content; None
        for an unknown URL.
        """
        row = self._db.execute("SELECT id, version, content FROM urls WHERE url = ?", (url,)).fetchone()
        return (row[0], row[1], row[2]) if row else None

    def publish(self, url_id: int, version: int, content: str) -> None:
        """Set a URL's current version and content digest. Call it before the record is written."""
        self._db.execute(
            "UPDATE urls SET version = ?, content = ?, reject = NULL WHERE id = ?", (version, content, url_id)
        )

    # --- rejects ---

    def reject(self, url_id: int, line: bytes) -> None:
        """Store a reject as a URL's current result."""
        self._db.execute("UPDATE urls SET reject = ? WHERE id = ?", (line, url_id))

    def reject_of(self, url: str) -> bytes | None:
        """A URL's reject, if that is its current result."""
        row = self._db.execute("SELECT reject FROM urls WHERE url = ?", (url,)).fetchone()
        return row[0] if row else None

    def clear_reject(self, url_id: int) -> None:
        """Delete a URL's reject: the page gives a record again."""
        self._db.execute("UPDATE urls SET reject = NULL WHERE id = ?", (url_id,))

    def rejects(self) -> Iterator[bytes]:
        """The rejects of all URLs whose current result is a reject, in the order of the output."""
        for row in self._db.cursor().execute("SELECT reject FROM urls WHERE reject IS NOT NULL ORDER BY url"):
            yield row[0]
