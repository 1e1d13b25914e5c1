"""A crawl's state in one SQLite database (WAL): its frontier, the outcomes of its captures, and the files it
has written.

Nothing is durable before `commit()`. The archive is synced first and its length is committed together with
the captures in it. After a kill, the archive is truncated to what the state knows
(`newsmill.crawler.fetch.archive`), and the run resumes from there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from newsmill.crawler.frontier.local_frontier import Frontier
from newsmill.crawler.frontier.task import Found
from newsmill.crawler.frontier.url_noise import Noise
from newsmill.crawler.run.captures import Outcomes

__all__ = ["STATE", "CrawlState"]

STATE = "state.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS urls (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, address TEXT NOT NULL, role TEXT NOT NULL, depth INTEGER NOT NULL,
    seed INTEGER NOT NULL DEFAULT 0, first_seen REAL NOT NULL, visited REAL, fetched_at TEXT, status INTEGER,
    etag TEXT, modified TEXT, digest TEXT, changed REAL, next_visit REAL, kind TEXT, version INTEGER NOT NULL DEFAULT 0,
    content TEXT, text TEXT, part_of TEXT, reject BLOB, position TEXT, date REAL, body TEXT,
    leads_to INTEGER, gate INTEGER);
CREATE INDEX IF NOT EXISTS urls_part ON urls (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX IF NOT EXISTS urls_leads_to ON urls (leads_to) WHERE leads_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS urls_next ON urls (next_visit);
CREATE INDEX IF NOT EXISTS urls_text ON urls (text) WHERE text IS NOT NULL;
CREATE TABLE IF NOT EXISTS frontier (
    url INTEGER PRIMARY KEY, found INTEGER NOT NULL, placed INTEGER NOT NULL, depth INTEGER NOT NULL,
    key INTEGER NOT NULL, place INTEGER NOT NULL, round INTEGER, rank INTEGER, done INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, redirects INTEGER NOT NULL DEFAULT 0, barren INTEGER NOT NULL DEFAULT 0,
    via INTEGER, listed INTEGER, is_text INTEGER,
    links INTEGER NOT NULL DEFAULT 0, answered INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS frontier_waiting ON frontier (key, place) WHERE round IS NULL AND done = 0;
CREATE INDEX IF NOT EXISTS frontier_round ON frontier (round) WHERE round IS NOT NULL;
CREATE INDEX IF NOT EXISTS frontier_rank ON frontier (rank) WHERE rank IS NOT NULL;
CREATE TABLE IF NOT EXISTS keys (
    id INTEGER PRIMARY KEY, position TEXT NOT NULL, family TEXT NOT NULL, form TEXT NOT NULL, weight REAL NOT NULL,
    tries REAL NOT NULL DEFAULT 0, articles REAL NOT NULL DEFAULT 0, links REAL NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS captures (
    id INTEGER PRIMARY KEY, url INTEGER, file TEXT NOT NULL, offset INTEGER NOT NULL, step INTEGER NOT NULL,
    fetched_at TEXT NOT NULL, digest TEXT, outcome TEXT, record BLOB, reject BLOB, mine INTEGER);
CREATE INDEX IF NOT EXISTS captures_under_way ON captures (step) WHERE step < 2;
CREATE INDEX IF NOT EXISTS captures_url ON captures (url);
CREATE INDEX IF NOT EXISTS captures_unsettled ON captures (url) WHERE mine IS NULL;
CREATE TABLE IF NOT EXISTS pieces (url TEXT PRIMARY KEY, part_of TEXT, record BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS pieces_part ON pieces (part_of) WHERE part_of IS NOT NULL;
CREATE TABLE IF NOT EXISTS marks (mark TEXT PRIMARY KEY, url TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shapes (
    shape TEXT PRIMARY KEY, barren INTEGER NOT NULL DEFAULT 0, fruitful INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS pending_shapes (round INTEGER, shape TEXT, barren INTEGER, fruitful INTEGER);
CREATE TABLE IF NOT EXISTS bodies (form TEXT PRIMARY KEY, body TEXT NOT NULL, url TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS noise (
    part TEXT NOT NULL, round INTEGER NOT NULL, same INTEGER NOT NULL, other INTEGER NOT NULL,
    PRIMARY KEY (part, round)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS skipped (reason TEXT PRIMARY KEY, number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS archive (file TEXT PRIMARY KEY, length INTEGER NOT NULL, synced INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS outputs (
    file TEXT PRIMARY KEY, records INTEGER NOT NULL, bytes INTEGER NOT NULL, digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class CrawlState:
    """The state of one crawl folder. Only one process writes it at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA cache_size=-32000")
        self._db.execute("PRAGMA wal_autocheckpoint=8000")
        self._upgrade()
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        self.frontier = Frontier(self._db)
        self.outcomes = Outcomes(self._db)
        self.noise = Noise(self._db)

    def _upgrade(self) -> None:
        """Upgrade the state of an older version, whose frontier worked level by level. A run that it had
        interrupted starts over.
        """
        known = {row[1] for row in self._db.execute("PRAGMA table_info(urls)")}
        if known and "gate" not in known:
            self._db.executescript(
                "ALTER TABLE urls ADD COLUMN leads_to INTEGER; ALTER TABLE urls ADD COLUMN gate INTEGER;"
            )
        columns = {row[1] for row in self._db.execute("PRAGMA table_info(frontier)")}
        if not columns or "round" in columns:
            return
        self._db.executescript(
            "ALTER TABLE urls ADD COLUMN position TEXT; ALTER TABLE urls ADD COLUMN date REAL;"
            "ALTER TABLE urls ADD COLUMN body TEXT;"
            "UPDATE urls SET visited = NULL, etag = NULL, modified = NULL, digest = NULL"
            " WHERE id IN (SELECT url FROM captures WHERE record IS NOT NULL OR step < 2)"
            " AND EXISTS (SELECT 1 FROM facts WHERE name = 'run');"
            "DELETE FROM facts WHERE name = 'run'; DROP TABLE frontier; DROP TABLE pending_shapes;"
        )

    def close(self) -> None:
        """Commit and close."""
        self._db.execute("COMMIT")
        self._db.close()

    def abandon(self) -> None:
        """Close as it was at the last commit."""
        self._db.close()

    def commit(self) -> None:
        """Make everything so far durable (against power loss: as far as SQLite's WAL is)."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    # --- the current run ---

    @property
    def running(self) -> bool:
        """Whether a run has begun but not ended."""
        return self.fact("run") is not None

    def begin_run(self, seeds: Sequence[Found], now: float) -> None:
        """Begin a run with these start pages. The remains of the last run are deleted; what is known of URLs
        is kept.

        now   seconds since the epoch
        """
        # Round numbers start at 0 again; what the last run learned counts from the first round on.
        self._db.execute(
            "INSERT OR REPLACE INTO noise SELECT part, -1, sum(same), sum(other) FROM noise GROUP BY part"
        )
        self._db.execute("DELETE FROM noise WHERE round >= 0")
        self._db.execute("DELETE FROM captures")
        self._db.execute("DELETE FROM skipped")
        self.remember("run", repr(now))
        self.remember("sitemaps", None)
        for name in ("template", "flushed", "growing"):
            self.remember(name, None)
        self.frontier.begin(seeds, now)

    def end_run(self) -> None:
        """End the run, once its output is written."""
        self.remember("run", None)
        self.outcomes.forget()

    # --- facts and counts ---

    def fact(self, name: str) -> str | None:
        """The value stored under a name, or None."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def remember(self, name: str, value: str | None) -> None:
        """Store a value under a name; None deletes it."""
        if value is None:
            self._db.execute("DELETE FROM facts WHERE name = ?", (name,))
        else:
            self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def skip(self, reason: str, number: int = 1) -> None:
        """Count something in this run that is not a page, under a reason."""
        self._db.execute(
            "INSERT INTO skipped VALUES (?, ?) ON CONFLICT (reason) DO UPDATE SET number = number + excluded.number",
            (reason, number),
        )

    def skipped(self) -> dict[str, int]:
        """The counts of `skip` in this run, by reason."""
        return dict(self._db.execute("SELECT reason, number FROM skipped ORDER BY reason"))

    def numbers(self) -> dict[str, int]:
        """Counts over all runs."""
        row = self._db.execute(
            "SELECT count(*), count(visited), sum(kind IN ('listing', 'home')), sum(part_of IS NOT NULL "
            "AND version = 0 AND kind IS NOT NULL)"
            " FROM urls"
        ).fetchone()
        return {"seen": row[0], "visited": row[1], "listings": row[2] or 0, "parts": row[3] or 0}

    # --- outputs and the archive's files ---

    def outputs(self) -> list[tuple[str, int, int, str]]:
        """Record shards of finished runs: file, records, bytes, digest."""
        return self._db.execute("SELECT file, records, bytes, digest FROM outputs ORDER BY file").fetchall()

    def add_output(self, file: str, records: int, size: int, digest: str) -> None:
        """Add a finished shard. `size`: in bytes."""
        self._db.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?)", (file, records, size, digest))

    def archive_files(self) -> dict[str, int]:
        """The archive's files with their lengths in bytes, as far as the state knows."""
        return dict(self._db.execute("SELECT file, length FROM archive ORDER BY file"))

    def set_archive(self, file: str, length: int, synced: int) -> None:
        """Set the length of an archive file, and how many of its bytes are safely on disk."""
        self._db.execute(
            (
                "INSERT OR REPLACE INTO archive VALUES (?, ?, max(?, coalesce((SELECT synced FROM archive "
                "WHERE file = ?), 0)))"
            ),
            (file, length, synced, file),
        )

    def forget_unsynced(self) -> None:
        """After a power failure: delete captures whose archive bytes were not synced; their URLs are fetched
        again.
        """
        lost = self._db.execute(
            "SELECT c.id, c.url FROM captures c JOIN archive a ON a.file = c.file WHERE c.offset >= a.synced"
        ).fetchall()
        for capture, url_id in lost:
            self._db.execute("DELETE FROM captures WHERE id = ?", (capture,))
            self._db.execute("UPDATE frontier SET done = 0 WHERE url = ?", (url_id,))
            self._db.execute(
                (
                    "UPDATE urls SET etag = NULL, modified = NULL, digest = NULL, text = NULL, fetched_at = "
                    "NULL WHERE id = ?"
                ),
                (url_id,),
            )
        self._db.execute("UPDATE archive SET length = synced")
        self._db.execute("DELETE FROM archive WHERE length = 0")
        self.frontier.count_fetched()
