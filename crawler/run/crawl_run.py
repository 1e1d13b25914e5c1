"""One run of a crawl: its folder, and what is done with each answer. Knows no Scrapy; the spider feeds it.

    answer ─► archive, capture (step CAPTURED) ─► links into the frontier (READ) ─► cleaned by a worker (CLEANED)

Every step is in the state before the next begins, and the steps after a kill are the same as those of an undisturbed run: an answer that
was captured and not read is read from the archive, one that was read and not cleaned is cleaned from there.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urljoin, urlsplit

from newsmill.crawler.fetch.archive import ARCHIVE, Archive, Exchange, Place, payload_digest, read_stored
from newsmill.crawler.fetch.response import Answer
from newsmill.crawler.frontier import discovery
from newsmill.crawler.frontier.indexes import MAX_INDEX_BYTES, read_index
from newsmill.crawler.frontier.local_frontier import LEFT_OVER, Found, Seen, Task, Visit, place_of
from newsmill.crawler.frontier.redis_frontier import Item, SharedFrontier
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.frontier.traps import Traps
from newsmill.crawler.run.captures import CAPTURED, CLEANED, READ, Capture
from newsmill.crawler.run.history import Run, RunHistory
from newsmill.crawler.run.logs import without_credentials
from newsmill.crawler.run.state import STATE, CrawlState
from newsmill.crawler.sites import Site
from newsmill.pipelines import urls
from newsmill.pipelines.page import Page, Reject
from newsmill.pipelines.readers.bytestream import TooLarge
from newsmill.pipelines.record import Record, encode
from newsmill.pipelines.runs.folder import sweep
from newsmill.pipelines.runs.timing import Timing
from newsmill.pipelines.writers.jsonl import decode_reject, encode_reject

__all__ = ["CannotWrite", "CrawlRun", "FolderInUse", "OtherSite"]

log = logging.getLogger("newsmill.crawl")

_MAX_REDIRECTS = 10
# An index of sitemaps may name indexes, but not without end; and a run reads only so many feeds and sitemaps.
_MAX_INDEX_DEPTH = 4
_MAX_INDEXES = 2_000
_MAX_HOSTS = 1_000  # whose answering times are kept
# 203: the page, changed by a proxy on the way.
_PAGES = frozenset((200, 203))
_MAY_PASS = frozenset((408, 425, 429, 500, 502, 503, 504))
_GONE = frozenset((404, 410))

# When a page is looked at again: after a tenth of the time that it has not changed for (RFC 9111, 4.2.2), at most this many seconds.
_STABILITY = 0.1
_LONGEST_INTERVAL = 30 * 86_400.0


# Why a run may have fetched nothing, by what it has left out.
_NOTHING = {
    "robots": "robots.txt allows none of its pages",
    "postponed": "robots.txt cannot be had, or the host asked to be left alone; the next run tries again",
    "redirect-out-of-scope": "the start page leads to another site; name that one, or widen `scope` in a site file",
    "redirect-excluded": "the start page leads to a page that is excluded",
}


class FolderInUse(RuntimeError):
    """Another process is crawling into the folder."""


class OtherSite(RuntimeError):
    """The folder is that of a crawl of another site."""


class CannotWrite(RuntimeError):
    """The folder takes no more (a full disk, say), or the shared frontier is gone. What the folder has is whole, and the next run goes on
    from there."""


class CrawlRun:
    """The run under way in a crawl folder.

    site        what is crawled
    folder      where archive, state and output are
    max_pages   pages that this run may fetch, None for no limit
    since       seconds since the epoch; what feeds and sitemaps say is older is not fetched

    Raises `FolderInUse` and `CannotWrite`; its methods raise `CannotWrite` too, and then the run is to be given up.
    """

    def __init__(
        self,
        site: Site,
        folder: Path,
        *,
        user_agent: str = "",
        max_pages: int | None = None,
        since: float | None = None,
    ) -> None:
        self.site = site
        self.folder = folder
        self.scope = Scope(site)
        self._priorities = [(re.compile(pattern), weight) for pattern, weight in site.priority.items()]
        self.broken: CannotWrite | None = None
        self.max_pages = max_pages if max_pages is not None else site.limits.pages
        self.since = since
        self.on_cleaned: Callable[[], None] = lambda: None
        self.articles = 0  # pages of this process that are to become records
        self._hosts: dict[str, tuple[float, int]] = {}
        self.now = time.time
        self.timing = Timing()
        self.shared: SharedFrontier | None = None
        self._learnt_in = -1
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
        self.state.frontier.weight_of = self.weight_of
        self.traps = Traps(self.state.frontier)
        self._template: set[str] = set(json.loads(self.state.fact("template") or "[]"))
        self.archive = Archive(
            folder / ARCHIVE,
            site.name,
            self.state.archive_files(),
            user_agent=user_agent,
            robots="obey" if site.politeness.robots else "ignore",
        )
        self._check_site()
        self.resumed = self.state.running
        if not self.resumed:
            self.state.begin_run(_seeds(site), self.now())
        self.history = RunHistory(folder)
        self.run: Run = self.history.begin(site.name)
        self.commit()

    def _check_site(self) -> None:
        """Raises `OtherSite` where the folder has a crawl that began at other hosts under another name."""
        hosts = sorted({urlsplit(address).netloc.lower() for address in self.site.start})
        known = json.loads(self.state.fact("site") or "null")
        if known and known[0] != self.site.name and not set(known[1]) & set(hosts):
            self.state.abandon()
            self._lock.close()
            raise OtherSite(
                f"{self.folder} is the crawl of {known[0]} ({', '.join(known[1])}); choose another folder with -o"
            )
        self.state.remember("site", json.dumps([self.site.name, hosts]))

    def weight_of(self, url: str) -> float:
        """What the site file multiplies a URL's score with."""
        return next((weight for pattern, weight in self._priorities if pattern.search(url)), 1.0)

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
        except Exception as error:
            if self.shared is None or not self.shared.is_lost_by(error):
                raise
            self.broken = CannotWrite(f"the Redis server is gone: {without_credentials(str(error))}")
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
        self._note_host(exchange)
        if exchange.seconds is not None:
            self.timing.took(exchange.seconds, url=exchange.url)
        fetched_at = exchange.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        with self.writing():
            place = self.archive.write(exchange)
            return self.state.outcomes.add(url_id, place.file, place.offset, fetched_at, digest)

    def _note_host(self, exchange: Exchange) -> None:
        host = urlsplit(exchange.url).netloc
        if exchange.seconds is not None and (host in self._hosts or len(self._hosts) < _MAX_HOSTS):
            total, number = self._hosts.get(host, (0.0, 0))
            self._hosts[host] = (total + exchange.seconds, number + 1)

    def slowest_hosts(self, number: int) -> list[tuple[str, float]]:
        """The hosts that take longest to answer, and their mean time in seconds."""
        means = [(host, total / count) for host, (total, count) in self._hosts.items()]
        return sorted(means, key=lambda item: -item[1])[:number]

    def read(self, task: Task, capture: Capture, answer: Answer) -> Page | None:
        """Take from an answer what it leads to; gives the page that is to be cleaned, where it is one."""
        with self.writing():
            task = self._as_of_now(task)
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
            try:
                return self._keep(capture, outcome)
            finally:
                self.on_cleaned()

    def _keep(self, capture: int, outcome: Record | Reject) -> Record | None:
        if isinstance(outcome, Reject):
            self.state.outcomes.cleaned(capture, kind=None, record=None, reject=encode_reject(outcome))
            return None
        # A list that has no text of its own is one, whatever else the page shows.
        empty = outcome.kind == "other" and not outcome.body and not self.state.outcomes.is_text(capture)
        if empty or outcome.kind in ("listing", "home"):
            self.state.outcomes.cleaned(
                capture, kind="listing" if empty else outcome.kind, record=None, reject=None
            )
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
        self.articles += 1
        self.state.outcomes.cleaned(capture, kind=outcome.kind, record=encode(outcome), reject=None)
        return outcome

    def fail(self, task: Task, reason: str, detail: str, *, may_pass: bool = False) -> None:
        """A URL that gave no answer: tried again later in the run, or a reject."""
        task = self._as_of_now(task)
        if may_pass and task.attempts < self.site.politeness.retries:
            self.retry(task)
            return
        self._reject(task, None, None, reason, detail)
        self.run.lost += reason == "unreachable"
        self.state.frontier.done(task, Visit(status=None, at=self.now(), next_visit=self.now()))
        self.run.failed += 1

    def start_problem(self) -> str:
        """One sentence on why the run has fetched nothing, where it has not: what became of its start pages."""
        if self.run.pages or self.run.unchanged or self.resumed:
            return ""
        for seed in _seeds(self.site)[: len(self.site.start)]:
            reject = self.state.outcomes.reject_of(seed.url)
            if reject is not None:
                return f"nothing was fetched: {seed.address}: {decode_reject(reject).detail}"
        skipped = self.state.skipped()
        reasons = [text for reason, text in _NOTHING.items() if reason in skipped]
        return f"nothing was fetched: {'; '.join(reasons)}" if reasons else ""

    def skip(self, task: Task, reason: str, status: int | None = None) -> None:
        """A URL that is not to be fetched, or whose answer of this status is no page; looked at again in a day."""
        task = self._as_of_now(task)
        self.state.skip(reason)
        self.state.frontier.done(task, Visit(status=status, at=self.now(), next_visit=self.now() + 86_400))

    def leave(self, task: Task, reason: str) -> None:
        """A URL that is left for the next run."""
        task = self._as_of_now(task)
        self.state.skip(reason)
        self.state.frontier.leave(task)

    def _as_of_now(self, task: Task) -> Task:
        """What is late counts for the round under way; the rounds of a shared crawl are counted by those who share it."""
        return task if self.shared is not None else self.state.frontier.as_of_now(task)

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
        for index, link in enumerate(links):
            item = Item(
                link=link,
                depth=task.depth + 1,
                barren=barren,
                redirects=redirects,
                via=task.address,
                # The pages of an article become one record, so they stay with one worker.
                owner=self.shared.worker if link.part_of is not None else None,
            )
            self.shared.put(item, place_of(task.rank, index), self.weight_of(link.url), task.round)

    def take(self, item: Item) -> Task | None:
        """A URL of the shared frontier becomes one of this run's own; None for one that leads into a trap."""
        assert self.shared is not None
        if item.round != self._learnt_in:
            self._learnt_in = item.round
            self.state.frontier.learnt = self.shared.learnt()
        task = self.state.frontier.adopt(
            item.link,
            depth=item.depth,
            number=item.round,
            rank=item.rank,
            via=item.via,
            barren=item.barren,
            redirects=item.redirects,
            attempts=item.attempts,
            now=self.now(),
        )
        if self.traps.is_closed(item.link):
            self.state.skip("trap")
            self.state.frontier.done(
                task, Visit(status=None, at=0.0)
            )  # not due again, as those that `open_round` leaves out
            self.shared.report(task.url, task.round, task.position, self.weight_of(task.url), tries=0)
            return None
        return task

    def retry(self, task: Task, *, address: str | None = None) -> None:
        """Try a URL again, later, or at the address that its server redirects to."""
        if self.shared is None:
            self.state.frontier.retry(task, address=address, redirects=int(address is not None))
            return
        link = Found(
            task.url,
            address or task.address,
            task.role,
            self.state.frontier.part_of(task.id),
            task.position,
        )
        item = Item(
            link=link,
            depth=task.depth,
            round=task.round,
            barren=task.barren,
            redirects=task.redirects + (address is not None),
            attempts=task.attempts + (address is None),
            via=task.via,
        )
        self.shared.again(item, place_of(task.rank, 0), self.weight_of(task.url))
        self.state.frontier.leave(task)

    def share(self, frontier: SharedFrontier) -> None:
        """Work with others from here on: what this run was going to fetch waits for all, unless somebody else has it."""
        self.shared = frontier
        if not self.resumed:
            frontier.begin()
        frontier.renew()
        for index, task in enumerate(self.state.frontier.unfinished()):
            link = Found(
                task.url, task.address, task.role, self.state.frontier.part_of(task.id), task.position
            )
            place = index if task.position == "start" else LEFT_OVER + index
            frontier.put(Item(link=link, depth=task.depth, via=task.via), place, self.weight_of(task.url), -1)
            self.state.frontier.leave(task)
        self.state.commit()

    def dealt_with(self, task: Task) -> None:
        """A fetch is over, whatever came of it: those who choose the next round of a shared crawl need to know."""
        if self.shared is not None and self.broken is None:
            is_text, links = self.state.frontier.outcome(task.id)
            weight = self.weight_of(task.url)
            self.shared.report(
                task.url, task.round, task.position, weight, articles=int(bool(is_text)), links=links
            )

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
        if answer.status in _PAGES:
            return self._received(task, capture, answer)
        if answer.status in _MAY_PASS and task.attempts < self.site.politeness.retries:
            self.retry(task)
            return None
        if answer.status in (204, 206):
            self.skip(task, f"status-{answer.status}", answer.status)
            return None
        self.run.failed += 1
        self.run.lost += answer.status >= 500 or task.fetched_at is not None
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
        address, url = _target(task.address, answer.headers["location"])
        if address == task.address and "set-cookie" in answer.headers and task.attempts == 0:
            self.retry(task)  # a gate that only wants its cookie back
            return
        visit = Visit(status=answer.status, at=self.now(), next_visit=self._next_visit(task, changed=False))
        if task.redirects >= _MAX_REDIRECTS or address == task.address:
            self._reject(task, capture, answer, "http-status", "The server redirects without end.")
            self.run.failed += 1
        elif not self.scope.contains(url):
            self._not_followed(task, "redirect-out-of-scope", url)
        elif task.role == "page" and not self.scope.allows(url):
            self._not_followed(task, "redirect-excluded", url)
        elif url == task.url:
            # Another way of writing the same URL (a session, a default page, the order of parameters): the page is there.
            self.state.skip("redirect")
            self.retry(task, address=address)
            return
        else:
            self.state.skip("redirect")
            found = Found(url, address, task.role, self.state.frontier.part_of(task.id), task.position)
            self.lead(task, [found], barren=task.barren, redirects=task.redirects + 1)
        self.state.frontier.done(task, visit)

    def _not_followed(self, task: Task, reason: str, url: str) -> None:
        """A redirect to where the crawl does not go."""
        self.state.skip(reason)
        log.info("%s leads out of the crawl, to %s", task.url, urlsplit(url).netloc or "nowhere")

    def _received(self, task: Task, capture: Capture, answer: Answer) -> Page | None:
        digest = payload_digest(answer.body)
        if task.role == "page":
            self.run.pages += 1
        if answer.revisit or digest == task.digest:
            self._unchanged(task, answer)
            return None
        try:
            limit = self.site.limits.unpacked_bytes if task.role == "page" else MAX_INDEX_BYTES
            body = answer.unpacked(limit)
        except TooLarge:
            self.run.failed += 1
            self._reject(task, capture, answer, "too-large", f"Unpacked it is larger than {limit} bytes.")
            self.state.frontier.done(
                task, Visit(status=200, at=self.now(), next_visit=self.now() + _LONGEST_INTERVAL)
            )
            return None
        text, is_text, promising = None, None, 0
        if task.role != "page":
            promising = self._follow_index(task, body)
        elif answer.is_html(body):
            text, is_text, promising = self._follow(task, answer, body)
        else:
            self.state.skip("not-html")
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
                is_text=is_text,
                links=promising,
                next_visit=self._next_visit(task, changed=True),
                changed=True,
            ),
        )
        if task.role == "page" and answer.is_html(body):
            return self._page(task, capture, answer, body)
        return None

    def _follow_index(self, task: Task, body: bytes) -> int:
        """Put what a feed or sitemap lists into the frontier; gives its promising links."""
        assert task.role != "page"
        self.state.skip(task.role)
        index = read_index(body, task.address, task.role, self.site, self.scope, since=self.since)
        if index.too_old:
            self.state.skip("too-old", index.too_old)
        links = self._within_limits(task, index.links)
        seen = self.state.frontier.seen(links)
        promising = self.state.frontier.promising(links, seen, task.round)
        self.lead(task, links, seen)
        return promising

    def _within_limits(self, task: Task, links: list[Found]) -> list[Found]:
        """Without the feeds and sitemaps that lie too deep, or are too many."""
        indexes = [link for link in links if link.role != "page"]
        if not indexes:
            return links
        room = 0 if task.depth >= _MAX_INDEX_DEPTH else max(0, _MAX_INDEXES - self.state.frontier.indexes())
        allowed = {link.url for link in indexes[:room]}
        if len(indexes) > room:
            self.state.skip("index-left-out", len(indexes) - room)
        return [link for link in links if link.role == "page" or link.url in allowed]

    def _follow(self, task: Task, answer: Answer, body: bytes) -> tuple[str, bool, int]:
        """Put a page's links into the frontier; gives the digest of its text, whether it is one, and its promising links."""
        frontier = self.state.frontier
        out = discovery.read_page(body, task.address, answer.charset, self.site, self.scope)
        if out.part_of is not None:
            frontier.set_part_of(task.id, out.part_of)
        if task.position == "start":
            self._note_template(out.links)
        seen = frontier.seen(out.links)
        is_text = out.is_text and not frontier.same_text_before(out.text, task)
        if task.position == "variant":
            # Its other variants are known from the article itself.
            name = task.url.partition("?")[0].rpartition("/")[2]
            out = out._replace(
                links=[link for link in out.links if link.url.partition("?")[0].rpartition("/")[2] != name]
            )
            is_text = is_text and not self._is_known_article(task, out)
        elif out.body:
            frontier.note_body(task.id, out.body)
        self.traps.note(task, out.links, seen, is_text=is_text)
        if self.shared is not None and not is_text:
            self.traps.count_at_once()
        if task.depth >= self.site.limits.depth:
            return out.text, is_text, 0
        promising = frontier.promising(out.links, seen, task.round)
        chain = 0 if is_text else self.traps.chain(task, out.links, seen)
        self.lead(task, self.traps.avoid(task, out.links, chain), seen, barren=chain)
        return out.text, is_text, promising

    def _is_known_article(self, task: Task, out: discovery.Outlinks) -> bool:
        """Whether a variant says that it is another page, or has the text of the page that led to it."""
        if out.canonical is not None and out.canonical != task.url:
            return True
        return self.state.frontier.has_same_body(task.via, out.body)

    def _note_template(self, links: list[Found]) -> None:
        """What a start page links to is of no account on other pages; kept, so that a run that goes on knows it."""
        self._template.update(link.url for link in links if link.role == "page")
        if self.shared is not None:
            self.traps.template = frozenset(self._template)
        self.state.remember("template", json.dumps(sorted(self._template)))

    def interrupted(self) -> list[Task]:
        """What an earlier process had chosen and not fetched."""
        with self.writing():
            self.traps.template = frozenset(self._template)
            return self.state.frontier.tasks()

    def open_round(self) -> list[Task]:
        """The next round; empty when nothing waits."""
        with self.writing():
            self.traps.template = frozenset(self._template)
            tasks, left_out = self.traps.open_round()
            if left_out:
                self.state.skip("trap", left_out)
            if variants := self.state.frontier.variants_left:
                self.state.skip("variant", variants)
                self.state.frontier.variants_left = 0
            return tasks

    @property
    def cleaned_up(self) -> bool:
        """Whether the pages of all rounds before the one under way are cleaned: the next round is chosen by what they are."""
        return not self.state.outcomes.is_under_way(before_round=self.state.frontier.round)

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
        if task.position == "start" and task.role != "page":
            return now
        last = now if changed else self.state.frontier.changed(task.id) or now
        return now + min(_STABILITY * (now - last), _LONGEST_INTERVAL)

    def _stored(self, capture: Capture) -> Answer:
        stored = read_stored(self.folder / ARCHIVE, Place(capture.file, capture.offset))
        headers = {name.lower(): value for name, value in reversed(stored.headers)}
        return Answer(stored.status, headers, stored.body, capture.fetched_at, revisit=stored.revisit)


def _target(base: str, location: str) -> tuple[str, str]:
    """Where a redirect leads: address and canonical URL, empty for nowhere. Bytes that are not ASCII stand for themselves."""
    quoted = "".join(
        character if " " < character < "\x7f" else quote(character.encode("latin-1", "replace"))
        for character in location.strip()
    )
    try:
        address = urljoin(base, quoted).partition("#")[0]
        return address, urls.canonical(address)
    except ValueError:
        return "", ""


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
