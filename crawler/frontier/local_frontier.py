"""The frontier: every URL seen, which of them the run under way fetches, and in which order.

A run goes level by level: the start pages are level 0, what they link to level 1, and so on. A URL's place in its level is that
of its first link, in the order of the pages that have it, so which pages a run fetches, and in which order their records
are written, depends on the pages alone and never on timing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

__all__ = ["Found", "Frontier", "Role", "Seen", "Task", "Visit"]

Role = Literal["page", "feed", "sitemap"]

# URLs that are looked up with one question.
_URLS_ASKED = 500


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


class Frontier:
    """The tables `urls`, `frontier` and `shapes` of a crawl's state (`newsmill.crawler.run.state`), in its transaction.

    fetched   how many pages the run under way has had answers for and is done with
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self.count_fetched()

    def begin(self, seeds: Sequence[Found], now: float) -> None:
        """Begin a run: the seeds, what earlier runs saw and never fetched, and what is due, are its level 0."""
        for table in ("frontier", "shapes", "pending_shapes"):
            self._db.execute(f"DELETE FROM {table}")
        self.fetched = 0
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

    def open_level(self, level: int, trapped: Callable[[str], bool]) -> int:
        """Give the level's URLs their ranks, but for those that lead into a trap. Gives the number of those.

        To be called when every earlier level is done.
        """
        ranked = self._db.execute("SELECT coalesce(max(rank), -1) + 1 FROM frontier").fetchone()[0]
        # A page that led nowhere counts a level later than a text: what it leads to must have had its turn.
        self.count_shapes(barren_before=level - 1, fruitful_before=level)
        unranked = self._db.execute(
            "SELECT f.url, u.url, u.role FROM frontier f JOIN urls u ON u.id = f.url"
            " WHERE f.level = ? AND f.rank IS NULL ORDER BY f.place, u.url",
            (level,),
        ).fetchall()
        left_out = 0
        for url_id, url, role in unranked:
            if role == "page" and trapped(url):
                self._db.execute("UPDATE frontier SET done = 1 WHERE url = ?", (url_id,))
                self._db.execute("UPDATE urls SET visited = 0 WHERE id = ?", (url_id,))
                left_out += 1
            else:
                self._db.execute("UPDATE frontier SET rank = ? WHERE url = ?", (ranked, url_id))
                ranked += 1
        return left_out

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

    def unfinished(self) -> list[Task]:
        """What this run has still to fetch."""
        rows = self._db.execute("SELECT url FROM frontier WHERE done = 0 ORDER BY level, place").fetchall()
        return [self.task(url_id) for (url_id,) in rows]

    # --- what becomes of a URL ---

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

    def leave(self, task: Task) -> None:
        """Leave a URL for the next run."""
        self._db.execute("UPDATE frontier SET done = 1 WHERE url = ?", (task.id,))

    def retry(self, task: Task) -> None:
        """Try a URL again in the next level."""
        self._db.execute(
            "UPDATE frontier SET level = ?, place = ?, rank = NULL, attempts = attempts + 1 WHERE url = ?",
            (task.level + 1, task.rank * 10_000, task.id),
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

    def dealt_with(self, url: str) -> bool:
        """Whether this run has had a URL and is done with it."""
        row = self._db.execute(
            "SELECT f.done FROM urls u JOIN frontier f ON f.url = u.id WHERE u.url = ?", (url,)
        ).fetchone()
        return row is not None and bool(row[0])

    def part_of(self, url_id: int) -> str | None:
        """The article that a URL continues."""
        row = self._db.execute("SELECT part_of FROM urls WHERE id = ?", (url_id,)).fetchone()
        return row[0] if row else None

    def changed(self, url_id: int) -> float | None:
        """When a URL was last found changed (seconds since the epoch)."""
        row = self._db.execute("SELECT changed FROM urls WHERE id = ?", (url_id,)).fetchone()
        return row[0] if row else None

    def count_fetched(self) -> None:
        """Count `fetched` from the tables."""
        self.fetched = int(
            self._db.execute(
                "SELECT count(DISTINCT c.url) FROM captures c JOIN frontier f ON f.url = c.url JOIN urls u ON u.id = c.url"
                " WHERE f.done = 1 AND u.role = 'page'"
            ).fetchone()[0]
        )

    # --- links ---

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

    # --- shapes: what pages of one family of URLs have led to ---

    def note_shape(self, level: int, shape: str, *, barren: bool) -> None:
        """Note a page that led nowhere, or somewhere; see `count_shapes`."""
        self._db.execute(
            "INSERT INTO pending_shapes VALUES (?, ?, ?, ?)", (level, shape, int(barren), int(not barren))
        )

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
