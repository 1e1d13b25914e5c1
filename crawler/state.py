"""What a crawl knows: every URL seen, the frontier of the run under way, and what came of its captures. SQLite, WAL.

A run goes level by level: the start pages are level 0, what they link to level 1, and so on. A URL's place in its level is that
of its first link, in the order of the pages that have it, so which pages a run fetches, and in which order their records
are written, depends on the pages alone and never on timing.

Nothing is durable before `commit()`. The archive is synced first and its length is committed with the captures in it, so
after a kill the archive is cut back to what the state knows (`crawler.archive`), and the run goes on from there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

__all__ = ["STATE", "Capture", "CrawlState", "Found", "Known", "Role", "Seen", "Task", "Visit"]

STATE = "state.sqlite"

Role = Literal["page", "feed", "sitemap"]

# URLs that are looked up with one question.
_URLS_ASKED = 500

# How a capture goes on its way; each step is committed, none is done twice.
CAPTURED, READ, CLEANED = 0, 1, 2

_SCHEMA = """
CREATE TABLE IF NOT EXISTS urls (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, address TEXT NOT NULL, role TEXT NOT NULL, depth INTEGER NOT NULL,
    seed INTEGER NOT NULL DEFAULT 0, first_seen REAL NOT NULL, visited REAL, fetched_at TEXT, status INTEGER, etag TEXT, modified TEXT,
    digest TEXT, changed REAL, next_visit REAL, kind TEXT, version INTEGER NOT NULL DEFAULT 0, content TEXT,
    text TEXT, part_of TEXT, reject BLOB);
CREATE INDEX IF NOT EXISTS urls_part ON urls (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX IF NOT EXISTS urls_next ON urls (next_visit);
CREATE INDEX IF NOT EXISTS urls_text ON urls (text) WHERE text IS NOT NULL;
CREATE TABLE IF NOT EXISTS frontier (
    url INTEGER PRIMARY KEY, level INTEGER NOT NULL, place INTEGER NOT NULL, rank INTEGER, done INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, redirects INTEGER NOT NULL DEFAULT 0, barren INTEGER NOT NULL DEFAULT 0, via INTEGER);
CREATE INDEX IF NOT EXISTS frontier_level ON frontier (done, level, place);
CREATE TABLE IF NOT EXISTS captures (
    id INTEGER PRIMARY KEY, url INTEGER, file TEXT NOT NULL, offset INTEGER NOT NULL, step INTEGER NOT NULL,
    fetched_at TEXT NOT NULL, digest TEXT, outcome TEXT, record BLOB, reject BLOB, mine INTEGER);
CREATE INDEX IF NOT EXISTS captures_step ON captures (step);
CREATE INDEX IF NOT EXISTS captures_url ON captures (url);
CREATE INDEX IF NOT EXISTS captures_unsettled ON captures (url) WHERE mine IS NULL;
CREATE TABLE IF NOT EXISTS pieces (url TEXT PRIMARY KEY, part_of TEXT, record BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS pieces_part ON pieces (part_of) WHERE part_of IS NOT NULL;
CREATE TABLE IF NOT EXISTS shapes (shape TEXT PRIMARY KEY, barren INTEGER NOT NULL DEFAULT 0, fruitful INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS pending_shapes (level INTEGER, shape TEXT, barren INTEGER, fruitful INTEGER);
CREATE TABLE IF NOT EXISTS skipped (reason TEXT PRIMARY KEY, number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS archive (file TEXT PRIMARY KEY, length INTEGER NOT NULL, synced INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS outputs (file TEXT PRIMARY KEY, records INTEGER NOT NULL, bytes INTEGER NOT NULL, digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Found(msgspec.Struct, frozen=True):
    """A link: its canonical URL, the address as it was written (without fragment), what it leads to, the article it continues."""

    url: str
    address: str
    role: Role = "page"
    part_of: str | None = None


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A URL to fetch, with what is known of it from earlier visits."""

    id: int
    url: str
    address: str
    role: Role
    level: int
    rank: int
    attempts: int
    redirects: int
    barren: int
    via: str | None
    etag: str | None
    modified: str | None
    digest: str | None
    fetched_at: str | None
    kind: str | None


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """An exchange in the archive that is on its way to a record. `url_id` is None for what is no page of the crawl (robots.txt)."""

    id: int
    url_id: int | None
    file: str
    offset: int
    fetched_at: str


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """What a visit to a URL brought."""

    status: int | None
    at: float
    fetched_at: str | None = None
    etag: str | None = None
    modified: str | None = None
    digest: str | None = None
    text: str | None = None
    next_visit: float | None = None
    changed: bool = False


class Seen(NamedTuple):
    """What is known of a URL that a page leads to. `level`, `place` and `barren` are None where the run has not got it in its frontier."""

    id: int
    visited: float | None
    depth: int
    address: str
    part_of: str | None
    level: int | None
    place: int | None
    barren: int | None

    def is_new(self, level: int) -> bool:
        """Whether the URL had not been seen before the pages of `level` were read."""
        return self.level is not None and self.level > level


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A cleaned capture, with what the state knows of its URL; in the order of the output."""

    url_id: int
    url: str
    part_of: str | None
    version: int
    content: str | None
    record: bytes | None
    reject: bytes | None


class CrawlState:
    """The state of one crawl folder. One process at a time writes it.

    fetched   how many pages the run under way has had answers for and is done with
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA cache_size=-32000")
        self._db.execute("PRAGMA wal_autocheckpoint=8000")
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        self.fetched = self._count_fetched()

    def close(self) -> None:
        """Commit and close."""
        self._db.execute("COMMIT")
        self._db.close()

    def commit(self) -> None:
        """Make everything so far durable (against power loss: as far as SQLite's WAL is)."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    # --- facts and counts ---

    def fact(self, name: str) -> str | None:
        """A remembered word, or None."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def remember(self, name: str, value: str | None) -> None:
        """Remember a word, or forget it."""
        if value is None:
            self._db.execute("DELETE FROM facts WHERE name = ?", (name,))
        else:
            self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def skip(self, reason: str, number: int = 1) -> None:
        """Count something of this run that is no page."""
        self._db.execute(
            "INSERT INTO skipped VALUES (?, ?) ON CONFLICT (reason) DO UPDATE SET number = number + excluded.number",
            (reason, number),
        )

    def skipped(self) -> dict[str, int]:
        """What of this run is no page, by reason."""
        return dict(self._db.execute("SELECT reason, number FROM skipped ORDER BY reason"))

    # --- runs and the frontier ---

    @property
    def running(self) -> bool:
        """Whether a run has begun and not ended."""
        return self.fact("run") is not None

    def begin_run(self, seeds: Sequence[Found], now: float) -> None:
        """Begin a run: the seeds, what earlier runs saw and never fetched, and what is due, are its level 0."""
        self._db.execute("DELETE FROM frontier")
        self._db.execute("DELETE FROM captures")
        self._db.execute("DELETE FROM shapes")
        self._db.execute("DELETE FROM pending_shapes")
        self._db.execute("DELETE FROM skipped")
        self.fetched = 0
        self.remember("run", repr(now))
        self.remember("sitemaps", None)
        for place, seed in enumerate(seeds):
            url_id, _ = self._url(seed, 0, now)
            self._db.execute("UPDATE urls SET seed = 1 WHERE id = ?", (url_id,))
            self._enqueue(url_id, 0, place, None, 0, 0)
        due = self._db.execute(
            "SELECT id FROM urls WHERE (visited IS NULL OR next_visit <= ?) AND id NOT IN (SELECT url FROM frontier) ORDER BY depth, url",
            (now,),
        ).fetchall()
        for place, (url_id,) in enumerate(due, len(seeds)):
            self._enqueue(url_id, 0, place, None, 0, 0)

    def end_run(self) -> None:
        """The run's output is written: forget the way there."""
        self.remember("run", None)
        self._db.execute("UPDATE captures SET record = NULL, reject = NULL")

    def add_seeds(self, seeds: Sequence[Found], now: float) -> None:
        """More start pages for the run under way (sitemaps that robots.txt names)."""
        last = self._db.execute("SELECT coalesce(max(place), 0) FROM frontier WHERE level = 0").fetchone()[0]
        for place, seed in enumerate(seeds, last + 1):
            url_id, _ = self._url(seed, 0, now)
            self._db.execute("UPDATE urls SET seed = 1 WHERE id = ?", (url_id,))
            self._enqueue(url_id, 0, place, None, 0, 0)

    def level(self) -> int | None:
        """The first level with something left to fetch."""
        row = self._db.execute("SELECT min(level) FROM frontier WHERE done = 0").fetchone()
        return row[0] if row else None

    def open_level(self, level: int, trapped: Callable[[str], bool]) -> None:
        """Give the level's URLs their ranks, but for those that lead into a trap. To be called when every earlier level is done."""
        ranked = self._db.execute("SELECT coalesce(max(rank), -1) + 1 FROM frontier").fetchone()[0]
        # A page that led nowhere counts a level later than a text: what it leads to must have had its turn.
        self.count_shapes(barren_before=level - 1, fruitful_before=level)
        unranked = self._db.execute(
            "SELECT f.url, u.url, u.role FROM frontier f JOIN urls u ON u.id = f.url"
            " WHERE f.level = ? AND f.rank IS NULL ORDER BY f.place, u.url",
            (level,),
        ).fetchall()
        for url_id, url, role in unranked:
            if role == "page" and trapped(url):
                self._db.execute("UPDATE frontier SET done = 1 WHERE url = ?", (url_id,))
                self._db.execute("UPDATE urls SET visited = 0 WHERE id = ?", (url_id,))
                self.skip("trap")
            else:
                self._db.execute("UPDATE frontier SET rank = ? WHERE url = ?", (ranked, url_id))
                ranked += 1

    def count_shapes(self, *, barren_before: int, fruitful_before: int) -> None:
        """Have noted pages of earlier levels counted by `shape`."""
        ripe = "(level < ? AND fruitful) OR (level < ? AND barren)"
        levels = (fruitful_before, barren_before)
        self._db.execute(
            f"INSERT INTO shapes SELECT shape, sum(barren), sum(fruitful) FROM pending_shapes WHERE {ripe} GROUP BY shape "
            "ON CONFLICT (shape) DO UPDATE SET barren = barren + excluded.barren, fruitful = fruitful + excluded.fruitful",
            levels,
        )
        self._db.execute(f"DELETE FROM pending_shapes WHERE {ripe}", levels)

    def tasks(self, level: int, after: int, number: int) -> list[Task]:
        """The next `number` URLs of an open level, in the order of their ranks, above rank `after`."""
        rows = self._db.execute(
            "SELECT u.id, u.url, u.address, u.role, f.level, f.rank, f.attempts, f.redirects, f.barren, v.address,"
            " u.etag, u.modified, u.digest, u.fetched_at, u.kind "
            "FROM frontier f JOIN urls u ON u.id = f.url LEFT JOIN urls v ON v.id = f.via "
            "WHERE f.level = ? AND f.done = 0 AND f.rank > ? ORDER BY f.rank LIMIT ?",
            (level, after, number),
        )
        return [Task(**dict(zip(Task.__struct_fields__, row, strict=True))) for row in rows]

    def task(self, url_id: int) -> Task:
        """A URL of the frontier."""
        row = self._db.execute(
            "SELECT u.id, u.url, u.address, u.role, f.level, coalesce(f.rank, 0), f.attempts, f.redirects, f.barren, v.address,"
            " u.etag, u.modified, u.digest, u.fetched_at, u.kind "
            "FROM frontier f JOIN urls u ON u.id = f.url LEFT JOIN urls v ON v.id = f.via WHERE u.id = ?",
            (url_id,),
        ).fetchone()
        return Task(**dict(zip(Task.__struct_fields__, row, strict=True)))

    def _count_fetched(self) -> int:
        """How many pages this run has had answers for and is done with."""
        return int(
            self._db.execute(
                "SELECT count(DISTINCT c.url) FROM captures c JOIN frontier f ON f.url = c.url JOIN urls u ON u.id = c.url"
                " WHERE f.done = 1 AND u.role = 'page'"
            ).fetchone()[0]
        )

    def seen(self, links: Sequence[Found]) -> dict[str, Seen]:
        """What is known of the URLs of links, by URL; those that nobody has seen are missing."""
        known: dict[str, Seen] = {}
        for start in range(0, len(links), _URLS_ASKED):
            wanted = [link.url for link in links[start : start + _URLS_ASKED]]
            rows = self._db.execute(
                "SELECT u.url, u.id, u.visited, u.depth, u.address, u.part_of, f.level, f.place, f.barren FROM urls u"
                f" LEFT JOIN frontier f ON f.url = u.id WHERE u.url IN ({','.join('?' * len(wanted))})",
                wanted,
            )
            known.update((row[0], Seen(*row[1:])) for row in rows)
        return known

    def add_links(
        self,
        task: Task,
        links: Sequence[Found],
        seen: Mapping[str, Seen],
        now: float,
        *,
        barren: int = 0,
        redirects: int = 0,
    ) -> None:
        """Links of a page; those that the run has not seen at this or an earlier level go to the next. `seen` is their `seen()`."""
        level = task.level + 1
        for index, link in enumerate(links):
            place = task.rank * 10_000 + min(index, 9_999)
            old = seen.get(link.url)
            if old is None:
                url_id, _ = self._url(link, level, now)
            elif self._is_settled(old, link, level, place, barren):
                continue  # nearly all links of nearly all pages
            else:
                url_id, visited = self._url(link, level, now)
                if visited and link.role == "page" and old.level is None:
                    continue  # an earlier run has been there, and it is not due
            self._enqueue(url_id, level, place, task.id, barren, redirects)

    @staticmethod
    def _is_settled(old: Seen, link: Found, level: int, place: int, barren: int) -> bool:
        """Whether one more link to a URL changes nothing."""
        if link.part_of is not None and link.part_of != old.part_of:
            return False
        if old.level is None:
            return old.visited is not None and link.role == "page"
        if old.visited is None and old.depth == level and link.address < old.address:
            return False
        if old.level != level:
            return True
        assert old.place is not None
        assert old.barren is not None
        return place >= old.place and barren >= old.barren

    def note_shape(self, level: int, shape: str, *, barren: bool) -> None:
        """Note a page that led nowhere, or somewhere; see `count_shapes`."""
        self._db.execute(
            "INSERT INTO pending_shapes VALUES (?, ?, ?, ?)", (level, shape, int(barren), int(not barren))
        )

    def shape(self, shape: str) -> tuple[int, int]:
        """How many pages of earlier levels with URLs of this shape led nowhere, and somewhere."""
        row = self._db.execute("SELECT barren, fruitful FROM shapes WHERE shape = ?", (shape,)).fetchone()
        return (row[0], row[1]) if row else (0, 0)

    def same_text_before(self, text: str, task: Task) -> bool:
        """Whether a page of an earlier level of this run had the very same text under another URL."""
        row = self._db.execute(
            "SELECT 1 FROM urls u JOIN frontier f ON f.url = u.id WHERE u.text = ? AND u.id != ? AND f.level < ? LIMIT 1",
            (text, task.id, task.level),
        ).fetchone()
        return row is not None

    def retry(self, task: Task) -> None:
        """Try a URL again in the next level."""
        self._db.execute(
            "UPDATE frontier SET level = ?, place = ?, rank = NULL, attempts = attempts + 1 WHERE url = ?",
            (task.level + 1, task.rank * 10_000, task.id),
        )

    def done(self, task: Task, visit: Visit) -> None:
        """A URL is dealt with in this run."""
        self.fetched += visit.status is not None and task.role == "page"
        self._db.execute("UPDATE frontier SET done = 1 WHERE url = ?", (task.id,))
        self._db.execute(
            "UPDATE urls SET visited = ?, status = coalesce(?, status), etag = coalesce(?, etag), modified = coalesce(?, modified),"
            " digest = coalesce(?, digest), fetched_at = coalesce(?, fetched_at), text = coalesce(?, text), next_visit = ?,"
            " changed = CASE WHEN ? OR changed IS NULL THEN ? ELSE changed END WHERE id = ?",
            (
                visit.at,
                visit.status,
                visit.etag,
                visit.modified,
                visit.digest,
                visit.fetched_at,
                visit.text,
                visit.next_visit,
                visit.changed,
                visit.at,
                task.id,
            ),
        )

    def adopt(
        self, link: Found, level: int, via: str | None, barren: int, redirects: int, attempts: int, now: float
    ) -> Task:
        """A URL that comes from a frontier shared with others becomes one of this run's own."""
        url_id, _ = self._url(link, level, now)
        source = (
            self._db.execute("SELECT id FROM urls WHERE address = ? LIMIT 1", (via,)).fetchone()
            if via
            else None
        )
        self._db.execute(
            "INSERT OR REPLACE INTO frontier (url, level, place, rank, attempts, redirects, barren, via)"
            " VALUES (?, ?, 0, 0, ?, ?, ?, ?)",
            (url_id, level, attempts, redirects, barren, source[0] if source else None),
        )
        return self.task(url_id)

    def part_of(self, url_id: int) -> str | None:
        """The article that a URL continues."""
        row = self._db.execute("SELECT part_of FROM urls WHERE id = ?", (url_id,)).fetchone()
        return row[0] if row else None

    def unfinished(self) -> list[Task]:
        """What this run has still to fetch."""
        rows = self._db.execute("SELECT url FROM frontier WHERE done = 0 ORDER BY level, place").fetchall()
        return [self.task(url_id) for (url_id,) in rows]

    def unsettled(self) -> list[tuple[int, str]]:
        """Captures of which it is not settled yet which worker writes them, and their URLs."""
        return self._db.execute(
            "SELECT c.id, u.url FROM captures c JOIN urls u ON u.id = c.url JOIN frontier f ON f.url = u.id"
            " WHERE c.mine IS NULL AND f.done = 1"
        ).fetchall()

    def settle(self, capture: int, *, mine: bool) -> None:
        """This worker writes the page, or another does."""
        self._db.execute("UPDATE captures SET mine = ? WHERE id = ?", (int(mine), capture))

    def dealt_with(self, url: str) -> bool:
        """Whether this run has had a URL and is done with it."""
        row = self._db.execute(
            "SELECT f.done FROM urls u JOIN frontier f ON f.url = u.id WHERE u.url = ?", (url,)
        ).fetchone()
        return row is not None and bool(row[0])

    def leave(self, task: Task) -> None:
        """Leave a URL for the next run."""
        self._db.execute("UPDATE frontier SET done = 1 WHERE url = ?", (task.id,))

    def changed(self, url_id: int) -> float | None:
        """When a URL was last found changed (seconds since the epoch)."""
        row = self._db.execute("SELECT changed FROM urls WHERE id = ?", (url_id,)).fetchone()
        return row[0] if row else None

    def _url(self, found: Found, depth: int, now: float) -> tuple[int, bool]:
        row = self._db.execute(
            "SELECT id, visited, depth, address FROM urls WHERE url = ?", (found.url,)
        ).fetchone()
        if row is None:
            cursor = self._db.execute(
                "INSERT INTO urls (url, address, role, depth, first_seen, part_of) VALUES (?, ?, ?, ?, ?, ?)",
                (found.url, found.address, found.role, depth, now, found.part_of),
            )
            assert cursor.lastrowid is not None
            return cursor.lastrowid, False
        if row[1] is None and found.address < row[3] and row[2] == depth:
            # Two ways of writing one page: which page's link was read first must not decide.
            self._db.execute("UPDATE urls SET address = ? WHERE id = ?", (found.address, row[0]))
        if found.part_of is not None:
            self._db.execute("UPDATE urls SET part_of = ? WHERE id = ?", (found.part_of, row[0]))
        return row[0], row[1] is not None

    def _enqueue(
        self, url_id: int, level: int, place: int, via: int | None, barren: int, redirects: int
    ) -> None:
        # Of several links of one level the one that comes first in reading order counts.
        self._db.execute(
            "INSERT INTO frontier (url, level, place, via, barren, redirects) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (url) DO UPDATE SET place = min(place, excluded.place), barren = min(barren, excluded.barren),"
            " via = CASE WHEN excluded.place < place THEN excluded.via ELSE via END"
            " WHERE level = excluded.level AND rank IS NULL AND attempts = 0",
            (url_id, level, place, via, barren, redirects),
        )

    # --- captures ---

    def add_capture(
        self, url_id: int | None, file: str, offset: int, fetched_at: str, digest: str | None
    ) -> Capture:
        """Note an exchange in the archive."""
        step = CAPTURED if url_id is not None else CLEANED
        cursor = self._db.execute(
            "INSERT INTO captures (url, file, offset, step, fetched_at, digest) VALUES (?, ?, ?, ?, ?, ?)",
            (url_id, file, offset, step, fetched_at, digest),
        )
        assert cursor.lastrowid is not None
        return Capture(id=cursor.lastrowid, url_id=url_id, file=file, offset=offset, fetched_at=fetched_at)

    def captured(self, step: int) -> Iterator[Capture]:
        """The captures of this run at a step of their way, oldest first."""
        rows = self._db.execute(
            "SELECT id, url, file, offset, fetched_at FROM captures WHERE step = ? AND url IS NOT NULL ORDER BY id",
            (step,),
        ).fetchall()
        for row in rows:
            yield Capture(**dict(zip(Capture.__struct_fields__, row, strict=True)))

    def move(self, capture: Capture, step: int) -> None:
        """A capture has come a step further."""
        self._db.execute("UPDATE captures SET step = ? WHERE id = ?", (step, capture.id))

    def cleaned(self, capture: int, *, kind: str | None, record: bytes | None, reject: bytes | None) -> None:
        """What became of a page."""
        outcome = "record" if record is not None else "reject" if reject is not None else "listing"
        self._db.execute(
            "UPDATE captures SET step = ?, outcome = ?, record = ?, reject = ? WHERE id = ?",
            (CLEANED, outcome, record, reject, capture),
        )
        self._db.execute(
            "UPDATE urls SET kind = coalesce(?, kind) WHERE id = (SELECT url FROM captures WHERE id = ?)",
            (kind, capture),
        )

    def failed(self, task: Task, reject: bytes) -> None:
        """A URL that could not be fetched becomes a reject."""
        self._db.execute("UPDATE urls SET reject = ? WHERE id = ?", (reject, task.id))

    def results(self) -> Iterator[Known]:
        """The run's records and rejects in the order of the output; a URL captured more than once counts once, the last time."""
        # Sorted without the records, which are many times larger than all else, and then looked up one by one.
        rows = self._db.cursor().execute(
            "SELECT c.id, u.id, u.url, u.part_of, u.version, u.content FROM captures c"
            " JOIN urls u ON u.id = c.url JOIN frontier f ON f.url = u.id"
            " WHERE (c.record IS NOT NULL OR c.reject IS NOT NULL)"
            " AND coalesce(c.mine, 1) = 1 AND c.id = (SELECT max(id) FROM captures l WHERE l.url = c.url AND l.outcome IN ('record', 'reject', 'listing'))"
            " ORDER BY f.level, u.url"
        )
        for capture, url_id, url, part_of, version, content in rows:
            record, reject = self._db.execute(
                "SELECT record, reject FROM captures WHERE id = ?", (capture,)
            ).fetchone()
            yield Known(
                url_id=url_id,
                url=url,
                part_of=part_of,
                version=version,
                content=content,
                record=record,
                reject=reject,
            )

    def record_of(self, url: str) -> bytes | None:
        """The record that this run has of a URL."""
        row = self._db.execute(
            "SELECT c.record FROM captures c JOIN urls u ON u.id = c.url WHERE u.url = ? AND c.record IS NOT NULL ORDER BY c.id DESC",
            (url,),
        ).fetchone()
        return row[0] if row else None

    def keep_piece(self, url: str, part_of: str | None, record: bytes) -> None:
        """Keep a page's own record where it is one of several pages of an article, for the runs that see only some of them."""
        if (
            part_of is None
            and self._db.execute("SELECT 1 FROM urls WHERE part_of = ? LIMIT 1", (url,)).fetchone() is None
        ):
            return
        self._db.execute("INSERT OR REPLACE INTO pieces VALUES (?, ?, ?)", (url, part_of, record))

    def piece(self, url: str) -> bytes | None:
        """The newest record of a page of its own."""
        row = self._db.execute("SELECT record FROM pieces WHERE url = ?", (url,)).fetchone()
        return self.record_of(url) or (row[0] if row else None)

    def pieces_of(self, url: str) -> list[tuple[str, bytes]]:
        """The pages that continue an article: URLs and their newest records."""
        continued = self._db.execute("SELECT url FROM urls WHERE part_of = ? ORDER BY url", (url,)).fetchall()
        return [(part, record) for (part,) in continued if (record := self.piece(part)) is not None]

    def version_of(self, url: str) -> tuple[int, int, str | None] | None:
        """A URL's id, the version that was last written of it, and the digest of that version's content."""
        row = self._db.execute("SELECT id, version, content FROM urls WHERE url = ?", (url,)).fetchone()
        return (row[0], row[1], row[2]) if row else None

    def clear_reject(self, url_id: int) -> None:
        """A page that is a record again."""
        self._db.execute("UPDATE urls SET reject = NULL WHERE id = ?", (url_id,))

    def publish(self, url_id: int, version: int, content: str) -> None:
        """A record is about to be written: its version and content count from now on."""
        self._db.execute(
            "UPDATE urls SET version = ?, content = ?, reject = NULL WHERE id = ?", (version, content, url_id)
        )

    def keep_reject(self, url_id: int, reject: bytes) -> None:
        """A page of this run was rejected."""
        self._db.execute("UPDATE urls SET reject = ? WHERE id = ?", (reject, url_id))

    def rejects(self) -> Iterator[bytes]:
        """Every URL whose last word was a reject, in the order of the output."""
        for row in self._db.cursor().execute("SELECT reject FROM urls WHERE reject IS NOT NULL ORDER BY url"):
            yield row[0]

    def numbers(self) -> dict[str, int]:
        """Counts over all runs."""
        row = self._db.execute(
            "SELECT count(*), count(visited), sum(kind IN ('listing', 'home')), sum(part_of IS NOT NULL AND version = 0 AND kind IS NOT NULL)"
            " FROM urls"
        ).fetchone()
        return {"seen": row[0], "visited": row[1], "listings": row[2] or 0, "parts": row[3] or 0}

    # --- outputs and the archive's files ---

    def outputs(self) -> list[tuple[str, int, int, str]]:
        """Record shards of finished runs: file, records, bytes, digest."""
        return self._db.execute("SELECT file, records, bytes, digest FROM outputs ORDER BY file").fetchall()

    def add_output(self, file: str, records: int, size: int, digest: str) -> None:
        """A shard is written."""
        self._db.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?)", (file, records, size, digest))

    def archive_files(self) -> dict[str, int]:
        """The archive's files and how long each is, as far as the state knows."""
        return dict(self._db.execute("SELECT file, length FROM archive ORDER BY file"))

    def set_archive(self, file: str, length: int, synced: int) -> None:
        """The archive's file has grown; so many of its bytes are safely on the disk."""
        self._db.execute(
            "INSERT OR REPLACE INTO archive VALUES (?, ?, max(?, coalesce((SELECT synced FROM archive WHERE file = ?), 0)))",
            (file, length, synced, file),
        )

    def forget_unsynced(self) -> None:
        """Power failed: captures beyond what is safely on the disk never were, and their URLs are still to be fetched."""
        lost = self._db.execute(
            "SELECT c.id, c.url FROM captures c JOIN archive a ON a.file = c.file WHERE c.offset >= a.synced"
        ).fetchall()
        for capture, url_id in lost:
            self._db.execute("DELETE FROM captures WHERE id = ?", (capture,))
            self._db.execute("UPDATE frontier SET done = 0 WHERE url = ?", (url_id,))
            self._db.execute(
                "UPDATE urls SET etag = NULL, modified = NULL, digest = NULL, text = NULL, fetched_at = NULL WHERE id = ?",
                (url_id,),
            )
        self._db.execute("UPDATE archive SET length = synced")
        self._db.execute("DELETE FROM archive WHERE length = 0")
        self.fetched = self._count_fetched()
