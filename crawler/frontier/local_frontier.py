"""The frontier: every URL seen, which of them the current run fetches, and in which order.

A run proceeds in *rounds*: batches of URLs, chosen by what is known after the previous round has been read
(`newsmill.crawler.frontier.ordering`). The rank of a waiting URL is that of its first link, in the order of
the pages that link to it. So which pages a run fetches, and the order of their records, depends only on the
pages and never on timing.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import msgspec

from newsmill.crawler.frontier.ordering import Key, Learnt, better, key_of, round_size
from newsmill.crawler.frontier.task import ARTICLES, LEFT_OVER, Found, Seen, Task, Visit, place_of
from newsmill.crawler.frontier.url_shapes import Shapes

__all__ = ["Frontier"]

# The number of URLs looked up in one query.
_URLS_ASKED = 500
# Positions that count as being listed. Sitemaps do not: a list is worth reading even if a sitemap named its
# articles.
_LISTING = frozenset(("list", "feed"))
# What a run has learned counts half as much in the next one.
_FORGETTING = 0.5


_TASK = (
    "SELECT u.id, u.url, u.address, u.role, f.depth, coalesce(f.round, 0), coalesce(f.rank, 0), "
    "f.attempts, f.redirects, f.barren,"
    " k.position, v.address, u.etag, u.modified, u.digest, u.fetched_at, u.kind FROM frontier f JOIN urls "
    "u ON u.id = f.url"
    " JOIN keys k ON k.id = f.key LEFT JOIN urls v ON v.id = f.via "
)


def _host_of(key: Key) -> str:
    """The host of the URLs waiting under a key, if the key distinguishes hosts."""
    return key.family.partition("/")[0].partition(":")[0]


def _task(row: Sequence[object]) -> Task:
    return Task(**dict(zip(Task.__struct_fields__, row, strict=True)))  # type: ignore[arg-type]


class Frontier:
    """The tables `urls`, `frontier`, `keys` and `shapes` of a crawl's state (`newsmill.crawler.run.state`),
    in its transaction.

    fetched    number of URLs that the current run has responses for and is done with
    round      the number of the current round, -1 before the first
    on_article called with the URLs of a page that the cleaner found to be an article although its structure
               did not show it, and of the page that links to it
    weight_of  returns the site file's factor for a URL's score
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self.weight_of: Callable[[str], float] = lambda url: 1.0
        self.on_article: Callable[[str, str | None], None] = lambda url, via: None
        self.shapes = Shapes(database)
        self._keys: dict[Key, int] = {}
        self._names: dict[int, Key] = {}
        self.learnt = Learnt()
        self._waiting: Counter[Key] = Counter()
        self._read_keys()
        self.count_fetched()

    def _read_keys(self) -> None:
        self._keys.clear()
        self._names.clear()
        self.learnt = Learnt()
        rows = self._db.execute("SELECT id, position, family, form, weight, tries, articles, links FROM keys")
        for number, position, family, form, weight, tries, articles, links in rows:
            key = Key(position, family, form, weight)
            self._keys[key] = number
            self._names[number] = key
            if tries:
                self.learnt.add(key, tries=tries, articles=articles, links=links)
        waiting = self._db.execute(
            "SELECT key, count(*) FROM frontier WHERE round IS NULL AND done = 0 GROUP BY key"
        )
        self._waiting = Counter({self._names[number]: count for number, count in waiting})
        self.round = self._db.execute("SELECT coalesce(max(round), -1) FROM frontier").fetchone()[0]
        self._rank = self._db.execute("SELECT coalesce(max(rank), -1) + 1 FROM frontier").fetchone()[0]

    def begin(self, seeds: Sequence[Found], now: float) -> None:
        """Begin a run. At first, the seeds wait, with URLs that earlier runs saw but never fetched and those
        due for a visit.
        """
        for table in ("frontier", "shapes", "pending_shapes"):
            self._db.execute(f"DELETE FROM {table}")
        self._db.execute(
            "UPDATE keys SET tries = tries * ?, articles = articles * ?, links = links * ?",
            (_FORGETTING,) * 3,
        )
        self._read_keys()
        self.fetched = 0
        self.add_seeds(seeds, now)
        # Sorted by the database and never all in memory: there may be millions.
        due = self._db.cursor().execute(
            "SELECT id, url, role, visited, kind, position FROM urls WHERE (visited IS NULL OR next_visit <= ?)"
            " AND id NOT IN (SELECT url FROM frontier) ORDER BY date IS NULL, date DESC, depth, url",
            (now,),
        )
        for place, (url_id, url, role, visited, kind, position) in enumerate(due, LEFT_OVER):
            if visited is not None:
                position = "again" if role == "page" and kind not in ("listing", "home") else "list-again"
            self._enqueue(url_id, self._key(position or "list", url), place, None, 0, 0, 0)

    def add_seeds(self, seeds: Sequence[Found], now: float) -> None:
        """Add start pages and whatever else is read first (sitemaps named in robots.txt)."""
        last = self._db.execute("SELECT count(*) FROM frontier").fetchone()[0]
        for place, seed in enumerate(seeds, last):
            url_id = self._url(seed, 0, now)
            self._db.execute("UPDATE urls SET seed = 1 WHERE id = ?", (url_id,))
            self._enqueue(url_id, self._key("start", seed.url), place, None, 0, 0, 0)

    def _key(self, position: str, url: str) -> Key:
        key = key_of(position, url, self.weight_of(url), self._keys)
        if key not in self._keys:
            cursor = self._db.execute(
                "INSERT INTO keys (position, family, form, weight) VALUES (?, ?, ?, ?)", tuple(key)
            )
            assert cursor.lastrowid is not None
            self._keys[key] = cursor.lastrowid
            self._names[cursor.lastrowid] = key
        return key

    # --- rounds ---

    def tasks(self) -> list[Task]:
        """The tasks left of the rounds so far, in order."""
        rows = self._db.execute(_TASK + "WHERE f.round IS NOT NULL AND f.done = 0 ORDER BY f.rank")
        return [_task(row) for row in rows]

    def as_of_now(self, task: Task) -> Task:
        """A task whose round is over (`newsmill.crawler.frontier.lateness`), moved to the current round; any
        other task unchanged.
        """
        if task.round >= self.round:
            return task
        self._db.execute("UPDATE frontier SET round = ? WHERE url = ?", (self.round, task.id))
        return msgspec.structs.replace(task, round=self.round)

    def open_round(
        self, leave_out: Callable[[str], str | None], busy: Collection[str] = ()
    ) -> tuple[list[Task], Counter[str]]:
        """Choose the next round. Returns no tasks if nothing waits, or only URLs of busy hosts.

        leave_out  returns why a page is not to be fetched, or None if it is
        busy       hosts that get no more URLs for now

        Also returns how many URLs were left out, by reason. Call it when all tasks of the previous round are
        done or late, and all pages of earlier rounds are cleaned.
        """
        self._learn()
        # A page that led nowhere counts a round later than a text: the pages it links to must have been read.
        self.shapes.count(barren_before=self.round, fruitful_before=self.round + 1)
        self.round += 1
        left_out: Counter[str] = Counter()
        tasks: list[int] = []
        while not tasks:
            waiting = (
                {key: number for key, number in self._waiting.items() if _host_of(key) not in busy}
                if busy
                else self._waiting
            )
            chosen = self.learnt.choose(waiting, self._heads, round_size(self.fetched))
            if not chosen:
                break
            for key, _, (url_id, url, role) in chosen:
                self._waiting[key] -= 1
                reason = self._reason_against(key, url, role, leave_out)
                if reason is not None:
                    self._leave_out(url_id)
                    left_out[reason] += 1
                    continue
                self._db.execute(
                    "UPDATE frontier SET round = ?, rank = ? WHERE url = ?", (self.round, self._rank, url_id)
                )
                self._rank += 1
                tasks.append(url_id)
        rows = self._db.execute(_TASK + "WHERE f.round = ? AND f.done = 0 ORDER BY f.rank", (self.round,))
        return [_task(row) for row in rows], left_out

    def _reason_against(
        self, key: Key, url: str, role: str, leave_out: Callable[[str], str | None]
    ) -> str | None:
        if key.position == "variant" and self.learnt.is_vain(key):
            return "variant"
        return leave_out(url) if role == "page" else None

    def _leave_out(self, url_id: int) -> None:
        self._db.execute("UPDATE frontier SET done = 1 WHERE url = ?", (url_id,))
        self._db.execute("UPDATE urls SET visited = 0 WHERE id = ?", (url_id,))

    def _heads(self, key: Key, number: int) -> list[tuple[int, tuple[int, str, str]]]:
        rows = self._db.execute(
            "SELECT f.place, u.id, u.url, u.role FROM frontier f JOIN urls u ON u.id = f.url"
            " WHERE f.key = ? AND f.round IS NULL AND f.done = 0 ORDER BY f.place, u.url LIMIT ?",
            (self._keys[key], number),
        )
        return [(place, (url_id, url, role)) for place, url_id, url, role in rows]

    def _learn(self) -> None:
        """Count the pages of the last round by their structure, and correct the round before by what the
        cleaner said, where it recognised the page.
        """
        rows = self._db.execute(
            (
                "SELECT key, count(*), sum(coalesce(is_text, 0)), sum(links) FROM frontier WHERE round = ? "
                "AND done = 1 GROUP BY key"
            ),
            (self.round,),
        ).fetchall()
        corrected = self._db.execute(
            f"SELECT f.url, f.key, u.kind IN {ARTICLES}, u.url, v.url FROM frontier f JOIN urls u ON u.id = f.url"
            " LEFT JOIN urls v ON v.id = f.via WHERE f.round = ? AND f.done = 1 AND f.is_text IS NOT NULL "
            "AND u.kind IS NOT NULL AND u.kind != 'other'"
            f" AND f.is_text != (u.kind IN {ARTICLES})",
            (self.round - 1,),
        ).fetchall()
        for url_id, key, is_article, url, via in corrected:
            if self._names[key].position == "variant":
                continue  # an article, but a known one
            rows.append((key, 0, 1 if is_article else -1, 0))
            self._db.execute("UPDATE frontier SET is_text = ? WHERE url = ?", (is_article, url_id))
            if is_article:
                self.on_article(url, via)
        for number, tries, articles, links in rows:
            self.learn(self._names[number], tries, articles, links)

    def learn(self, key: Key, tries: float, articles: float, links: float) -> None:
        """Count pages of a key."""
        self.learnt.add(key, tries=tries, articles=articles, links=links)
        self._db.execute(
            "UPDATE keys SET tries = tries + ?, articles = articles + ?, links = links + ? WHERE id = ?",
            (tries, articles, links, self._keys[key]),
        )

    def promising(self, links: Sequence[Found], seen: Mapping[str, Seen], number: int) -> int:
        """The expected number of articles, in thousandths, among the links not seen before a round.

        An integer, so that the order in which pages are counted does not change what is learned.
        """
        expected = 0.0
        for link in links:
            old = seen.get(link.url)
            if link.role == "page" and (old is None or old.is_new(number)):
                key = key_of(link.position, link.url, self.weight_of(link.url), self._keys)
                expected += self.learnt.article_chance(key) if self.learnt.is_promising(key) else 0.0
        return round(expected * 1000)

    def is_promising(self, task: Task) -> bool:
        """Whether pages under the task's key are likely articles."""
        return self.learnt.is_promising(key_of(task.position, task.url, self.weight_of(task.url), self._keys))

    def task(self, url_id: int) -> Task:
        """A URL of the frontier."""
        return _task(self._db.execute(_TASK + "WHERE u.id = ?", (url_id,)).fetchone())

    # --- for a frontier that is shared ---

    def waiting(self) -> Iterator[tuple[Task, int, int]]:
        """The waiting tasks, their places, and the rounds in which they got these."""
        rows = self._db.cursor().execute(
            _TASK.replace(" FROM frontier", ", f.place, f.placed FROM frontier")
            + "WHERE f.round IS NULL AND f.done = 0 ORDER BY f.place"
        )
        for *row, place, placed in rows:
            yield _task(row), place, placed

    def urls_done(self) -> Iterator[str]:
        """The URLs this run is done with."""
        for (url,) in self._db.cursor().execute(
            "SELECT u.url FROM frontier f JOIN urls u ON u.id = f.url WHERE f.done = 1"
        ):
            yield url

    def take_back(self) -> None:
        """Return chosen but unfetched URLs to the waiting ones."""
        self._db.execute("UPDATE frontier SET round = NULL, rank = NULL WHERE round IS NOT NULL AND done = 0")

    def leave_to_others(self) -> None:
        """Mark waiting URLs as done: other workers have fetched them."""
        self._db.execute(
            "UPDATE urls SET visited = 0 WHERE visited IS NULL"
            " AND id IN (SELECT url FROM frontier WHERE round IS NULL AND done = 0)"
        )
        self._db.execute("UPDATE frontier SET done = 1 WHERE round IS NULL AND done = 0")
        self._waiting.clear()

    def indexes(self) -> int:
        """How many feeds and sitemaps this run has found."""
        row = self._db.execute(
            "SELECT count(*) FROM urls u JOIN frontier f ON f.url = u.id WHERE u.role != 'page'"
        ).fetchone()
        return int(row[0])

    def harvest(self, points: int = 200) -> list[tuple[int, int]]:
        """The number of articles by number of requests, at about `points` points of the run."""
        rows = self._db.execute(
            f"SELECT u.kind IN {ARTICLES} AND f.is_text IS NOT NULL FROM frontier f JOIN urls u ON u.id = f.url"
            " WHERE f.rank IS NOT NULL AND f.done = 1 ORDER BY f.rank"
        )
        step = max(1, self.fetched // points)
        curve, articles, number = [(0, 0)], 0, 0
        for number, (is_article,) in enumerate(rows, 1):
            articles += bool(is_article)
            if number % step == 0:
                curve.append((number, articles))
        if curve[-1][0] != number:
            curve.append((number, articles))
        return curve

    def numbers_waiting(self) -> dict[str, int]:
        """How many URLs wait, by position."""
        found: Counter[str] = Counter()
        for key, number in self._waiting.items():
            if number > 0:
                found[key.position] += number
        return dict(found)

    def is_more_than_seeds(self) -> bool:
        """Whether this run knows of any page besides its start pages, fetched by this worker or another."""
        row = self._db.execute(
            "SELECT 1 FROM frontier f JOIN urls u ON u.id = f.url WHERE NOT u.seed AND u.role = 'page' LIMIT 1"
        ).fetchone()
        return row is not None

    # --- what becomes of a URL ---

    def done(self, task: Task, visit: Visit) -> None:
        """Record that this run is done with a URL."""
        self.fetched += visit.status is not None
        self._db.execute(
            "UPDATE frontier SET done = 1, is_text = ?, links = ?, answered = ? WHERE url = ?",
            (
                None if visit.is_text is None else int(visit.is_text),
                visit.links,
                int(visit.status is not None),
                task.id,
            ),
        )
        self._db.execute(
            "UPDATE urls SET visited = ?, status = coalesce(?, status), etag = coalesce(?, etag), "
            "modified = coalesce(?, modified),"
            " digest = coalesce(?, digest), fetched_at = coalesce(?, fetched_at), text = coalesce(?, "
            "text), next_visit = ?,"
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

    def retry(self, task: Task, *, address: str | None = None, redirects: int = 0) -> None:
        """Try a URL again in a later round, or at another address that has the same canonical form."""
        key = self._key(task.position, task.url)
        self._db.execute(
            (
                "UPDATE frontier SET place = ?, round = NULL, rank = NULL, done = 0, attempts = attempts + ?, "
                "redirects = redirects + ? WHERE url = ?"
            ),
            (place_of(task.rank, 0), int(address is None), redirects, task.id),
        )
        if address is not None:
            self._db.execute("UPDATE urls SET address = ? WHERE id = ?", (address, task.id))
        self._waiting[key] += 1

    def note_redirect(self, task: Task, url: str, *, gives_cookie: bool) -> tuple[list[Task], bool]:
        """Note that a URL redirects to another, with a cookie or without.

        Returns the URLs that redirected to this one and are to be tried again: all of them if this one sets a
        cookie, else the one it redirects back to, if that set a cookie. Also returns whether the other URL
        set a cookie when it redirected.
        """
        row = self._db.execute("SELECT id, gate FROM urls WHERE url = ?", (url,)).fetchone()
        target, gate = row or (None, None)
        self._db.execute(
            "UPDATE urls SET leads_to = ?, gate = ? WHERE id = ?", (target, int(gives_cookie), task.id)
        )
        rows = self._db.execute(
            _TASK
            + "WHERE u.leads_to = ? AND u.id != ? AND f.done = 1 AND f.attempts = 0 AND (? OR (u.id = ? "
            "AND u.gate = 1))"
            " ORDER BY f.rank",
            (task.id, task.id, gives_cookie, target),
        ).fetchall()
        return [_task(each) for each in rows], bool(gate)

    def adopt(
        self,
        link: Found,
        *,
        depth: int,
        number: int,
        rank: int,
        via: str | None,
        barren: int,
        redirects: int,
        attempts: int,
        now: float,
    ) -> Task:
        """Take over a URL from a shared frontier into this run, in round `number`."""
        url_id = self._url(link, depth, now)
        source = (
            self._db.execute("SELECT id FROM urls WHERE address = ? LIMIT 1", (via,)).fetchone()
            if via
            else None
        )
        key = self._key(link.position, link.url)
        waits = self._db.execute(
            "SELECT key FROM frontier WHERE url = ? AND round IS NULL AND done = 0", (url_id,)
        ).fetchone()
        if waits:
            self._waiting[self._names[waits[0]]] -= 1
        self._db.execute(
            "INSERT OR REPLACE INTO frontier (url, found, placed, depth, key, place, round, rank, "
            "attempts, redirects, barren, via)"
            " VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)",
            (
                url_id, number, number, depth, self._keys[key], number, rank, attempts, redirects, barren,
                source[0] if source else None,
            ),
        )  # fmt: skip
        return self.task(url_id)

    def dealt_with(self, url: str) -> bool:
        """Whether this run has fetched a URL and is done with it."""
        row = self._db.execute(
            "SELECT f.done FROM urls u JOIN frontier f ON f.url = u.id WHERE u.url = ?", (url,)
        ).fetchone()
        return row is not None and bool(row[0])

    def outcome(self, url_id: int) -> tuple[bool | None, int]:
        """Whether a page was a text (None if it was not read), and its number of promising links, in
        thousandths.
        """
        row = self._db.execute("SELECT is_text, links FROM frontier WHERE url = ?", (url_id,)).fetchone()
        return (None if row[0] is None else bool(row[0]), row[1]) if row else (None, 0)

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
            self._db.execute("SELECT count(*) FROM frontier WHERE round IS NOT NULL AND answered").fetchone()[
                0
            ]
        )

    # --- links ---

    def seen(self, links: Sequence[Found]) -> dict[str, Seen]:
        """What is known of the links' URLs, by URL; unseen ones are missing."""
        known: dict[str, Seen] = {}
        for start in range(0, len(links), _URLS_ASKED):
            wanted = [link.url for link in links[start : start + _URLS_ASKED]]
            rows = self._db.execute(
                "SELECT u.url, u.id, u.visited, u.depth, u.address, u.part_of, u.kind, f.found, f.place, "
                "f.barren, f.key, f.listed, f.placed,"
                " CASE WHEN f.is_text THEN f.round END, f.round IS NULL AND f.done = 0 FROM urls u"
                f" LEFT JOIN frontier f ON f.url = u.id WHERE u.url IN ({','.join('?' * len(wanted))})",
                wanted,
            )
            for url, *row in rows:
                if row[9] is not None:
                    row[9] = self._names[row[9]].position
                known[url] = Seen(*row)
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
    ) -> list[tuple[int, Found]]:
        """Add the links of a page; those new to the run start to wait. `seen` is the result of `seen()` for
        them.

        Returns the links, with their numbers on the page, that are new or have a better position than before.
        """
        depth = task.depth + 1
        news: list[tuple[int, Found]] = []
        for index, link in enumerate(links):
            place = place_of(task.rank, index)
            old = seen.get(link.url)
            if old is not None and self._is_settled(old, link, task.round, place, barren):
                continue  # nearly all links of nearly all pages
            news.append((index, link))
            url_id = self._url(link, depth, now, waiting=old is None or old.waiting)
            if old is not None and old.visited and link.role == "page" and old.found is None:
                continue  # fetched by an earlier run, and not due
            key = self._key(link.position, link.url)
            self._enqueue(url_id, key, place, task, depth, barren, redirects)
        return news

    @staticmethod
    def _is_settled(old: Seen, link: Found, number: int, place: int, barren: int) -> bool:
        """Whether another link to this URL changes nothing."""
        if link.part_of is not None and link.part_of != old.part_of:
            return False
        if old.found is None:
            return old.visited is not None and link.role == "page"
        assert old.position is not None
        if old.listed is None and link.position in _LISTING:
            return False
        if old.waiting and better(link.position, than=old.position):
            return False
        if old.placed != number or not old.waiting:
            return True
        assert old.place is not None
        assert old.barren is not None
        return place >= old.place and barren >= old.barren and link.address >= old.address

    def _url(self, found: Found, depth: int, now: float, *, waiting: bool = False) -> int:
        row = self._db.execute("SELECT id, address FROM urls WHERE url = ?", (found.url,)).fetchone()
        if row is None:
            cursor = self._db.execute(
                (
                "INSERT INTO urls (url, address, role, depth, first_seen, part_of, position, date) VALUES "
                "(?, ?, ?, ?, ?, ?, ?, ?)"
            ),
                (
                    found.url, found.address, found.role, depth, now, found.part_of, found.position, found.date,
                ),
            )  # fmt: skip
            assert cursor.lastrowid is not None
            return cursor.lastrowid
        if waiting:
            # Two spellings of one URL: the choice must not depend on which link was read first.
            self._db.execute(
                "UPDATE urls SET address = min(address, ?), depth = min(depth, ?) WHERE id = ?",
                (found.address, depth, row[0]),
            )
        if found.part_of is not None:
            self.set_part_of(row[0], found.part_of)
        return int(row[0])

    def set_part_of(self, url_id: int, first: str) -> None:
        """Record that a page continues an article. If several pages claim to be its first, the shortest URL
        wins.
        """
        self._db.execute(
            "UPDATE urls SET part_of = ? WHERE id = ? AND url != ?"
            " AND (part_of IS NULL OR length(part_of) > length(?) OR (length(part_of) = length(?) AND part_of > ?))",
            (first, url_id, first, first, first, first),
        )

    def _enqueue(
        self, url_id: int, key: Key, place: int, source: Task | None, depth: int, barren: int, redirects: int
    ) -> None:
        """Let a URL wait, or move a waiting one to the better position of its links."""
        number = source.round if source is not None else -1
        listed = number if key.position in _LISTING else None
        old = self._db.execute(
            "SELECT placed, key, round, done, attempts, listed FROM frontier WHERE url = ?", (url_id,)
        ).fetchone()
        via = source.id if source is not None else None
        if old is None:
            self._db.execute(
                "INSERT INTO frontier (url, found, placed, depth, key, place, via, barren, redirects, listed)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (url_id, number, number, depth, self._keys[key], place, via, barren, redirects, listed),
            )
            self._waiting[key] += 1
            return
        placed, old_key, chosen, done, attempts, was_listed = old
        if listed is not None and was_listed is None:
            self._db.execute("UPDATE frontier SET listed = ? WHERE url = ?", (listed, url_id))
        if chosen is not None or done or attempts:
            return
        before = self._names[old_key]
        if better(key.position, than=before.position):
            self._db.execute(
                (
                    "UPDATE frontier SET key = ?, place = ?, placed = ?, via = ?, depth = min(depth, ?), "
                    "barren = min(barren, ?) WHERE url = ?"
                ),
                (self._keys[key], place, number, via, depth, barren, url_id),
            )
            self._waiting[before] -= 1
            self._waiting[key] += 1
        elif placed == number and key.position == before.position:
            # Of several links in one round, the first in reading order counts.
            self._db.execute(
                "UPDATE frontier SET via = CASE WHEN ? < place THEN ? ELSE via END, place = min(place, "
                "?), depth = min(depth, ?),"
                " barren = min(barren, ?) WHERE url = ?",
                (place, via, place, depth, barren, url_id),
            )

    # --- texts ---

    def has_same_body(self, url: str | None, body: str) -> bool:
        """Whether a page has this longest run of prose, or has since become a list or an error."""
        row = self._db.execute("SELECT body FROM urls WHERE address = ? LIMIT 1", (url,)).fetchone()
        return row is not None and row[0] == body

    def note_body(self, url_id: int, body: str) -> None:
        """Keep the digest of a page's longest run of prose."""
        self._db.execute("UPDATE urls SET body = ? WHERE id = ?", (body, url_id))

    def same_text_before(self, text: str, task: Task) -> bool:
        """Whether a page of an earlier round of this run had exactly this text under another URL."""
        row = self._db.execute(
            (
                "SELECT 1 FROM urls u JOIN frontier f ON f.url = u.id WHERE u.text = ? AND u.id != ? AND "
                "f.round < ? LIMIT 1"
            ),
            (text, task.id, task.round),
        ).fetchone()
        return row is not None
