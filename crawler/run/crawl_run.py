"""One run of a crawl: its folder, and what is done with each answer. Knows no Scrapy; the spider feeds it.

    answer ─► archive, capture (step CAPTURED) ─► links into the frontier (READ) ─► cleaned by a worker (CLEANED)

Every step is in the state before the next begins, and the steps after a kill are the same as those of an undisturbed run: an answer that
was captured and not read is read from the archive, one that was read and not cleaned is cleaned from there.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import sqlite3
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

from newsmill.crawler.fetch.archive import ARCHIVE, Archive, Exchange, Place, payload_digest, read_stored
from newsmill.crawler.fetch.response import Answer
from newsmill.crawler.frontier import discovery
from newsmill.crawler.frontier.local_frontier import Found, Seen, Task, Visit
from newsmill.crawler.frontier.redis_frontier import Item, SharedFrontier
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.frontier.traps import Traps
from newsmill.crawler.run.captures import CAPTURED, CLEANED, READ, Capture
from newsmill.crawler.run.history import Run, RunHistory
from newsmill.crawler.run.state import STATE, CrawlState
from newsmill.crawler.sites import Site
from newsmill.pipelines import urls
from newsmill.pipelines.page import Page, Reject
from newsmill.pipelines.readers.bytestream import TooLarge
from newsmill.pipelines.record import Record, encode
from newsmill.pipelines.runs.folder import sweep
from newsmill.pipelines.runs.timing import Timing
from newsmill.pipelines.writers.jsonl import encode_reject

__all__ = ["CannotWrite", "CrawlRun", "FolderInUse"]

log = logging.getLogger("newsmill.crawl")

_MAX_REDIRECTS = 10
_MAY_PASS = frozenset((408, 425, 429, 500, 502, 503, 504))
_GONE = frozenset((404, 410))

# When a page is looked at again: after a tenth of the time that it has not changed for (RFC 9111, 4.2.2), at most this many seconds.
_STABILITY = 0.1
_LONGEST_INTERVAL = 30 * 86_400.0


class FolderInUse(RuntimeError):
    """Another process is crawling into the folder."""


class CannotWrite(RuntimeError):
    """The folder takes no more (a full disk, say). What it has is whole, and the next run goes on from there."""


class CrawlRun:
    """The run under way in a crawl folder.

    site        what is crawled
    folder      where archive, state and output are
    max_pages   pages that this run may fetch, None for no limit

    Raises `FolderInUse` and `CannotWrite`; its methods raise `CannotWrite` too, and then the run is to be given up.
    """

    def __init__(
        self, site: Site, folder: Path, *, user_agent: str = "", max_pages: int | None = None
    ) -> None:
        self.site = site
        self.folder = folder
        self.scope = Scope(site)
        self.broken: CannotWrite | None = None
        self.max_pages = max_pages if max_pages is not None else site.limits.pages
        self.now = time.time
        self.timing = Timing()
        self.shared: SharedFrontier | None = None
        with self.writing():
            self._open(user_agent)

    def _open(self, user_agent: str) -> None:
        site, folder = self.site, self.folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(folder)
        sweep(folder)
        self.state = CrawlState(folder / STATE)
        if self.state.fact("boot") not in (None, boot_id()):
            self.state.forget_unsynced()  # the machine went down since: what was not on the disk may be lost
        self.traps = Traps(self.state.frontier)
        self.archive = Archive(
            folder / ARCHIVE,
            site.name,
            self.state.archive_files(),
            user_agent=user_agent,
            robots="obey" if site.politeness.robots else "ignore",
        )
        self.resumed = self.state.running
        if not self.resumed:
            self.state.begin_run(_seeds(site), self.now())
        self.history = RunHistory(folder)
        self.run: Run = self.history.begin(site.name)
        self.commit()

    # --- durability ---

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Make one exception of what a disk can do; after it nothing is written any more."""
        if self.broken is not None:
            raise self.broken
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self.broken = CannotWrite(f"{self.folder} cannot be written: {reason}")
            raise self.broken from error

    def commit(self) -> None:
        """Have everything so far on the disk: the archive first, then the state that says how long it is."""
        with self.writing():
            self.archive.sync()
            self._note_archive(dict(self.archive.lengths))

    async def commit_in_background(self) -> None:
        """`commit`, with the waiting for the disk in a thread. What came in meanwhile counts as written, not as synced."""
        with self.writing():
            lengths = dict(self.archive.lengths)
            await asyncio.to_thread(self.archive.syncing())
            self._note_archive(lengths)

    def _note_archive(self, synced: dict[str, int]) -> None:
        for name, length in self.archive.lengths.items():
            self.state.set_archive(name, length, synced.get(name, 0))
        self.state.remember("boot", boot_id())
        self.state.commit()

    def close(self) -> None:
        """Commit and let go of the folder; of one that cannot be written, as it is."""
        try:
            if self.broken is None:
                self.commit()
        finally:
            if self.broken is None:
                self.archive.close()
                self.state.close()
            else:
                self.state.abandon()
            self._lock.close()

    # --- the way of an answer ---

    def capture(self, exchange: Exchange, url_id: int | None, digest: str | None) -> Capture:
        """Archive an exchange. `digest` is that of a body under status 200."""
        self.timing.advanced()
        if exchange.seconds is not None:
            self.timing.took(exchange.seconds, url=exchange.url)
        fetched_at = exchange.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        with self.writing():
            place = self.archive.write(exchange)
            return self.state.outcomes.add(url_id, place.file, place.offset, fetched_at, digest)

    def read(self, task: Task, capture: Capture, answer: Answer) -> Page | None:
        """Take from an answer what it leads to; gives the page that is to be cleaned, where it is one."""
        with self.writing():
            try:
                page = self._read(task, capture, answer)
            except (OSError, sqlite3.Error):
                raise
            except (
                Exception
            ) as error:  # one page's fault; it must not be fetched again and again because of it
                log.exception("%s cannot be read", task.url)
                page = None
                self.run.failed += 1
                self._reject(
                    task, capture, answer, "failed", f"Reading it failed: {type(error).__name__}: {error}."
                )
                later = self.now() + _LONGEST_INTERVAL
                visit = Visit(
                    status=answer.status, at=self.now(), fetched_at=answer.fetched_at, next_visit=later
                )
                self.state.frontier.done(task, visit)
            self.state.outcomes.move(capture, CLEANED if page is None else READ)
            return page

    def left_over(self) -> Iterator[tuple[int, Page]]:
        """The pages that an earlier process captured and did not clean."""
        for capture in list(self.state.outcomes.at(CAPTURED)):
            page = self.read(self._task_of(capture), capture, self._stored(capture))
            if page is not None:
                yield capture.id, page
        for capture in list(self.state.outcomes.at(READ)):
            answer = self._stored(capture)
            try:
                yield (
                    capture.id,
                    self._page(
                        self._task_of(capture),
                        capture,
                        answer,
                        answer.unpacked(self.site.limits.unpacked_bytes),
                    ),
                )
            except TooLarge:
                self.state.outcomes.move(capture, CLEANED)

    def _task_of(self, capture: Capture) -> Task:
        assert capture.url_id is not None
        return self.state.frontier.task(capture.url_id)

    def finish_page(self, capture: int, outcome: Record | Reject) -> Record | None:
        """Keep what became of a page; gives the record, where it is one that is written."""
        with self.writing():
            return self._keep(capture, outcome)

    def _keep(self, capture: int, outcome: Record | Reject) -> Record | None:
        if isinstance(outcome, Reject):
            self.state.outcomes.cleaned(capture, kind=None, record=None, reject=encode_reject(outcome))
            return None
        if outcome.kind in ("listing", "home"):
            self.state.outcomes.cleaned(capture, kind=outcome.kind, record=None, reject=None)
            return None
        if outcome.kind == "error":
            reject = Reject(
                origin=outcome.origin,
                url=outcome.url,
                reason="error-page",
                detail="The page says that there is no such page.",
                digest=outcome.digest,
                fetched_at=outcome.fetched_at,
            )
            self.state.outcomes.cleaned(capture, kind="error", record=None, reject=encode_reject(reject))
            return None
        self.state.outcomes.cleaned(capture, kind=outcome.kind, record=encode(outcome), reject=None)
        return outcome

    def fail(self, task: Task, reason: str, detail: str, *, may_pass: bool = False) -> None:
        """A URL that gave no answer: tried again later in the run, or a reject."""
        if may_pass and task.attempts < self.site.politeness.retries:
            self.retry(task)
            return
        self._reject(task, None, None, reason, detail)
        self.state.frontier.done(task, Visit(status=None, at=self.now(), next_visit=self.now()))
        self.run.failed += 1

    def skip(self, task: Task, reason: str, status: int | None = None) -> None:
        """A URL that is not to be fetched, or whose answer of this status is no page; looked at again in a day."""
        self.state.skip(reason)
        self.state.frontier.done(task, Visit(status=status, at=self.now(), next_visit=self.now() + 86_400))

    def leave(self, task: Task, reason: str) -> None:
        """A URL that is left for the next run."""
        self.state.skip(reason)
        self.state.frontier.leave(task)

    # --- the frontier: this run's own, or one that is shared ---

    def lead(
        self,
        task: Task,
        links: list[Found],
        seen: Mapping[str, Seen] | None = None,
        *,
        barren: int = 0,
        redirects: int = 0,
    ) -> None:
        """Put what a page leads to into the frontier; `seen` is what the state knows of the links, where that was asked already."""
        if self.shared is None:
            seen = self.state.frontier.seen(links) if seen is None else seen
            self.state.frontier.add_links(task, links, seen, self.now(), barren=barren, redirects=redirects)
            return
        for link in links:
            item = Item(link=link, level=task.level + 1, barren=barren, redirects=redirects, via=task.address)
            # The pages of an article become one record, so they stay with one worker.
            if link.part_of is None:
                self.shared.put(item)
            elif self.shared.keep(item):
                self.take(item)

    def take(self, item: Item) -> Task | None:
        """A URL of the shared frontier becomes one of this run's own; None for one that leads into a trap."""
        task = self.state.frontier.adopt(
            item.link, item.level, item.via, item.barren, item.redirects, item.attempts, self.now()
        )
        if self.traps.is_closed(item.link):
            self.state.skip("trap")
            self.state.frontier.done(
                task, Visit(status=None, at=0.0)
            )  # not due again, as those that `open_level` leaves out
            return None
        return task

    def retry(self, task: Task) -> None:
        """Try a URL again, later."""
        if self.shared is None:
            self.state.frontier.retry(task)
            return
        item = Item(
            link=Found(task.url, task.address, task.role, self.state.frontier.part_of(task.id)),
            level=task.level,
            barren=task.barren,
            redirects=task.redirects,
            attempts=task.attempts + 1,
            via=task.via,
        )
        self.shared.again(item)
        self.state.frontier.leave(task)

    def share(self, frontier: SharedFrontier) -> None:
        """Work with others from here on: what this run was going to fetch is leased, unless somebody else has it."""
        self.shared = frontier
        if not self.resumed:
            frontier.begin()
        for task in self.state.frontier.unfinished():
            link = Found(task.url, task.address, task.role, self.state.frontier.part_of(task.id))
            if not frontier.keep(Item(link=link, level=task.level, via=task.via)):
                self.state.frontier.leave(
                    task
                )  # another worker has it, or will when this one's old lease is over
        self.state.commit()

    def settle(self) -> None:
        """After a commit: claim the pages that are safe in this folder, and release what is dealt with."""
        assert self.shared is not None
        for capture, url in self.state.outcomes.unsettled():
            self.state.outcomes.settle(capture, mine=self.shared.claim(url))
        for url in self.shared.held():
            if self.state.frontier.dealt_with(url):
                self.shared.release(url)
        self.shared.renew()

    # --- answers by status ---

    def _read(self, task: Task, capture: Capture, answer: Answer) -> Page | None:
        if answer.status == 304:
            self._unchanged(task, answer)
            return None
        if answer.redirects:
            self._redirected(task, capture, answer)
            return None
        if answer.status == 200:
            return self._received(task, capture, answer)
        if answer.status in _MAY_PASS and task.attempts < self.site.politeness.retries:
            self.retry(task)
            return None
        if answer.status in (204, 206):
            self.skip(task, f"status-{answer.status}", answer.status)
            return None
        self.run.failed += 1
        self._reject(
            task, capture, answer, "http-status", f"The server answered with status {answer.status}."
        )
        again = (
            None
            if answer.status == 410
            else self.now() + (_LONGEST_INTERVAL if answer.status in _GONE else 0)
        )
        self.state.frontier.done(
            task, Visit(status=answer.status, at=self.now(), fetched_at=answer.fetched_at, next_visit=again)
        )
        return None

    def _unchanged(self, task: Task, answer: Answer) -> None:
        self.run.unchanged += task.role == "page"
        self.state.skip("unchanged")
        self.state.frontier.done(
            task, Visit(status=answer.status, at=self.now(), next_visit=self._next_visit(task, changed=False))
        )

    def _redirected(self, task: Task, capture: Capture, answer: Answer) -> None:
        try:
            address = urljoin(task.address, answer.headers["location"].strip()).partition("#")[0]
            url = urls.canonical(address)
        except ValueError:
            address = url = ""
        if url == task.url and "set-cookie" in answer.headers and task.attempts == 0:
            self.retry(task)  # a gate that only wants its cookie back
            return
        if task.redirects >= _MAX_REDIRECTS or url == task.url:
            self._reject(task, capture, answer, "http-status", "The server redirects without end.")
            self.run.failed += 1
        elif not self.scope.contains(url):
            self.state.skip("redirect-out-of-scope")
            log.info("%s leads out of the site, to %s", task.url, urlsplit(url).netloc or "nowhere")
        else:
            self.state.skip("redirect")
            found = Found(url, address, task.role)
            self.lead(task, [found], barren=task.barren, redirects=task.redirects + 1)
        self.state.frontier.done(
            task,
            Visit(status=answer.status, at=self.now(), next_visit=self._next_visit(task, changed=False)),
        )

    def _received(self, task: Task, capture: Capture, answer: Answer) -> Page | None:
        digest = payload_digest(answer.body)
        if task.role == "page":
            self.run.pages += 1
        if digest == task.digest:
            self._unchanged(task, answer)
            return None
        try:
            body = answer.unpacked(self.site.limits.unpacked_bytes)
        except TooLarge:
            self.run.failed += 1
            limit = self.site.limits.unpacked_bytes
            self._reject(task, capture, answer, "too-large", f"Unpacked it is larger than {limit} bytes.")
            self.state.frontier.done(
                task, Visit(status=200, at=self.now(), next_visit=self.now() + _LONGEST_INTERVAL)
            )
            return None
        text = None
        if task.role == "page" and not answer.is_html(body):
            self.state.skip("not-html")
        elif task.role == "page":
            text = self._follow(task, answer, body)
        else:
            read = discovery.read_feed if task.role == "feed" else discovery.read_sitemap
            self.lead(task, read(body, task.address, self.scope))
            self.state.skip(task.role)
        self.state.frontier.done(
            task,
            Visit(
                status=200,
                at=self.now(),
                fetched_at=answer.fetched_at,
                etag=answer.headers.get("etag"),
                modified=answer.headers.get("last-modified"),
                digest=digest,
                text=text,
                next_visit=self._next_visit(task, changed=True),
                changed=True,
            ),
        )
        if task.role == "page" and answer.is_html(body):
            return self._page(task, capture, answer, body)
        return None

    def _follow(self, task: Task, answer: Answer, body: bytes) -> str:
        """Put a page's links into the frontier; gives the digest of its text."""
        out = discovery.read_page(body, task.address, answer.charset, self.site, self.scope)
        seen = self.state.frontier.seen(out.links)
        is_text = out.is_text and not self.state.frontier.same_text_before(out.text, task)
        self.traps.note(task, is_text=is_text)
        if self.shared is not None and not is_text:
            self.traps.count_at_once()
        if task.level >= self.site.limits.depth:
            return out.text
        barren = not is_text and self.traps.is_barren(task, out.links, seen)
        chain = task.barren + 1 if barren else 0
        self.lead(task, self.traps.avoid(task, out.links, chain), seen, barren=chain)
        return out.text

    def open_level(self, level: int) -> None:
        """Begin a level of the frontier."""
        if left_out := self.traps.open_level(level):
            self.state.skip("trap", left_out)

    def _page(self, task: Task, capture: Capture, answer: Answer, body: bytes) -> Page:
        return Page(
            raw=body,
            url=task.address,
            charset=answer.charset,
            status=answer.status,
            fetched_at=answer.fetched_at,
            origin=_origin(capture),
        )

    def _reject(
        self, task: Task, capture: Capture | None, answer: Answer | None, reason: str, detail: str
    ) -> None:
        reject = Reject(
            origin=_origin(capture) if capture is not None else None,
            url=task.url,
            reason=reason,
            detail=detail,
            fetched_at=answer.fetched_at if answer is not None else None,
        )
        self.state.outcomes.reject(task.id, encode_reject(reject))

    def _next_visit(self, task: Task, *, changed: bool) -> float:
        now = self.now()
        if task.level == 0 and task.via is None and task.role != "page":
            return now
        last = now if changed else self.state.frontier.changed(task.id) or now
        return now + min(_STABILITY * (now - last), _LONGEST_INTERVAL)

    def _stored(self, capture: Capture) -> Answer:
        stored = read_stored(self.folder / ARCHIVE, Place(capture.file, capture.offset))
        headers = {name.lower(): value for name, value in reversed(stored.headers)}
        return Answer(stored.status, headers, stored.body, capture.fetched_at)


def _seeds(site: Site) -> list[Found]:
    seeds = [discovery.found(address, "page") for address in site.start]
    seeds += [discovery.found(address, "feed") for address in site.feeds]
    return seeds + [discovery.found(address, "sitemap") for address in site.sitemaps]


def _origin(capture: Capture) -> str:
    return f"{ARCHIVE}/{capture.file}#offset={capture.offset}"


def boot_id() -> str:
    """What changes when the machine starts anew."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "unknown"


def _lock(folder: Path) -> BinaryIO:
    """Hold the folder for this process; the kernel lets go of it whatever ends the process."""
    file = (folder / ".lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise FolderInUse(
            f"another crawl is writing to {folder}: wait until it ends, or choose another folder with -o"
        ) from None
    return file
