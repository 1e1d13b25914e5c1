"""One run of a crawl: the result of each URL. Independent of Scrapy; the spider calls it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from newsmill.crawler.fetch.archive import ARCHIVE, Exchange
from newsmill.crawler.fetch.response import Answer
from newsmill.crawler.frontier.redis_frontier import SharedFrontier
from newsmill.crawler.frontier.task import Found, Task, Visit
from newsmill.crawler.run.captures import Capture
from newsmill.crawler.run.folder import CannotWrite, CrawlFolder, FolderInUse, OtherSite, seeds
from newsmill.crawler.run.links import SharedLinks
from newsmill.crawler.sites import Site
from newsmill.pipelines.page import Reject
from newsmill.pipelines.runs.messages import Cleaned
from newsmill.pipelines.runs.timing import Timing
from newsmill.pipelines.writers.jsonl import decode_reject, encode_reject

__all__ = ["LONGEST_INTERVAL", "CannotWrite", "CrawlRun", "FolderInUse", "OtherSite", "origin_of"]

log = logging.getLogger("newsmill.crawl")

# A page of kind `other` without a text's structure needs at least this many characters of body to become a
# record: an empty calendar day says only that there is nothing.
_LEAST_TEXT = 40
_MAX_HOSTS = 1_000  # hosts whose response times are kept

# A page is revisited after a tenth of the time since its last change (RFC 9111, 4.2.2), at most this many
# seconds.
_STABILITY = 0.1
LONGEST_INTERVAL = 30 * 86_400.0

# Explanations for a run that fetched nothing, by the reason for which URLs were skipped.
_NOTHING = {
    "robots": "robots.txt allows none of its pages",
    "postponed": "robots.txt cannot be fetched, or Retry-After is too long; the next run tries again",
    "redirect-out-of-scope": "the start page leads to another site; name that one, or widen `scope` in a site file",
    "redirect-excluded": "the start page leads to a page that is excluded",
}
_LEADS_NOWHERE = (
    "no article was found: the start page has no text and leads nowhere (where a script fills it, "
    "`render = true` in a site file reads it in a browser)"
)


class _Glance(msgspec.Struct):
    """The keys of an encoded record that decide what becomes of it."""

    kind: str
    url: str | None
    origin: str | None
    fetched_at: str | None
    digest: str
    body: str | None


_glance = msgspec.json.Decoder(_Glance).decode


class CrawlRun(CrawlFolder):
    """The current run in a crawl folder.

    site        the site to crawl
    folder      the folder for archive, state and output
    max_pages   maximum number of pages in this run, None for no limit
    since       seconds since the epoch; older entries of feeds and sitemaps are not fetched

    Raises `FolderInUse` and `CannotWrite`; its methods raise `CannotWrite` too, after which the run must be
    abandoned.
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
        super().__init__(site, folder, user_agent=user_agent)
        self.max_pages = max_pages if max_pages is not None else site.limits.pages
        self.since = since
        self.on_cleaned: Callable[[], None] = lambda: None
        self.articles = 0  # pages cleaned by this process that become records
        self._hosts: dict[str, tuple[float, int]] = {}
        self.timing = Timing()

    def capture(self, exchange: Exchange, url_id: int | None, digest: str | None) -> Capture:
        """Archive an exchange and add its capture. `digest`: of the body, if the status is 200."""
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
        """The hosts that take longest to respond, with their mean response times in seconds, slowest first."""
        means = [(host, total / count) for host, (total, count) in self._hosts.items()]
        return sorted(means, key=lambda item: -item[1])[:number]

    def finish_page(self, capture: int, outcome: Cleaned) -> None:
        """Store the result of cleaning a page."""
        with self.writing():
            try:
                self._keep(capture, outcome)
            finally:
                self.on_cleaned()

    def _keep(self, capture: int, outcome: Cleaned) -> None:
        outcomes = self.state.outcomes
        if outcome.record is None:
            assert outcome.reject is not None
            outcomes.cleaned(capture, kind=None, record=None, reject=encode_reject(outcome.reject))
            return
        record = _glance(outcome.record)
        # A page with neither a text's structure nor enough body counts as a listing.
        empty = (
            record.kind == "other"
            and len(record.body or "") < _LEAST_TEXT
            and not self.state.outcomes.is_text(capture)
        )
        if empty or record.kind in ("listing", "home"):
            outcomes.cleaned(capture, kind="listing" if empty else record.kind, record=None, reject=None)
        elif record.kind == "error":
            reject = Reject(
                origin=record.origin,
                url=record.url,
                reason="error-page",
                detail="The page says that there is no such page.",
                digest=record.digest,
                fetched_at=record.fetched_at,
            )
            outcomes.cleaned(capture, kind="error", record=None, reject=encode_reject(reject))
        else:
            self.articles += 1
            outcomes.cleaned(capture, kind=record.kind, record=outcome.record, reject=None)

    def fail(self, task: Task, reason: str, detail: str, *, may_pass: bool = False) -> None:
        """Handle a URL without a usable response: retry it later in the run, or reject it."""
        task = self.links.as_of_now(task)
        if may_pass and task.attempts < self.site.politeness.retries:
            self.links.retry(task)
            return
        self.reject(task, None, None, reason, detail)
        self.run.lost += reason == "unreachable"
        self.state.frontier.done(task, Visit(status=None, at=self.now(), next_visit=self.now()))
        self.run.failed += 1

    def start_problem(self) -> str:
        """One sentence on why the run found nothing (what happened to its start pages); empty if it found
        something.
        """
        if self._leads_nowhere():
            return _LEADS_NOWHERE
        if self.run.pages or self.run.unchanged or self.resumed:
            return ""
        for seed in seeds(self.site)[: len(self.site.start)]:
            reject = self.state.outcomes.reject_of(seed.url)
            if reject is not None:
                return f"nothing was fetched: {seed.address}: {decode_reject(reject).detail}"
        skipped = self.state.skipped()
        reasons = [text for reason, text in _NOTHING.items() if reason in skipped]
        return f"nothing was fetched: {'; '.join(reasons)}" if reasons else ""

    def _leads_nowhere(self) -> bool:
        """Whether the start pages were fetched, but neither they nor the pages they link to gave anything.

        In a shared crawl other workers fetch the linked pages, so there the start pages must have no links.
        """
        start = len(self.site.start)
        return (
            0 < self.run.pages <= 2 * start
            and not self.run.records
            and not any(number for _, number, _, _ in self.state.outputs())
            and not self.state.frontier.numbers_waiting()
            and not self.run.lost
            and not (self.links.is_shared and self.state.frontier.is_more_than_seeds())
        )

    def skip(self, task: Task, reason: str, status: int | None = None) -> None:
        """Skip a URL that is not to be fetched, or whose response (with this status) is not a page; it is due
        again in a day.
        """
        task = self.links.as_of_now(task)
        self.state.skip(reason)
        self.state.frontier.done(task, Visit(status=status, at=self.now(), next_visit=self.now() + 86_400))

    def leave(self, task: Task, reason: str) -> None:
        """Leave a URL for the next run."""
        task = self.links.as_of_now(task)
        self.state.skip(reason)
        self.state.frontier.leave(task)

    def share(self, frontier: SharedFrontier) -> None:
        """Share the frontier with other workers from now on."""
        self._loss = frontier.loss
        with self.writing():
            self.links = SharedLinks(
                self.state,
                self.now,
                shared=frontier,
                traps=self.traps,
                noise=self.noise,
                weight_of=self.weight_of,
                resumed=self.resumed,
            )

    # --- rounds ---

    def note_template(self, links: list[Found]) -> None:
        """Note the links of a start page, which are ignored on other pages. Stored, so that a resumed run
        knows them.
        """
        self._template.update(link.url for link in links if link.role == "page")
        if self.links.is_shared:
            self.traps.template = frozenset(self._template)
        self.state.remember("template", json.dumps(sorted(self._template)))

    def interrupted(self) -> list[Task]:
        """The tasks that an earlier process of this run had chosen but not fetched."""
        with self.writing():
            self.traps.template = frozenset(self._template)
            return self.state.frontier.tasks()

    def open_round(self, busy: Collection[str] = ()) -> list[Task]:
        """The tasks of the next round; empty if nothing waits, or only URLs of `busy` hosts."""
        with self.writing():
            self.traps.template = frozenset(self._template)
            self.noise.open_round(self.state.frontier.round + 1)
            trapped = self.traps.leave_out()

            def leave_out(url: str) -> str | None:
                return "trap" if trapped(url) else "variant" if self.noise.is_known(url) else None

            tasks, left_out = self.state.frontier.open_round(leave_out, busy)
            for reason, number in left_out.items():
                self.state.skip(reason, number)
            return tasks

    @property
    def cleaned_up(self) -> bool:
        """Whether the pages of all rounds before the current one are cleaned. The next round is chosen by
        their kinds.
        """
        return not self.state.outcomes.is_under_way(before_round=self.state.frontier.round)

    # --- results of URLs ---

    def reject(
        self, task: Task, capture: Capture | None, answer: Answer | None, reason: str, detail: str
    ) -> None:
        """Store that a URL gives no record, with the reason."""
        reject = Reject(
            origin=origin_of(capture) if capture is not None else None,
            url=task.url,
            reason=reason,
            detail=detail,
            fetched_at=answer.fetched_at if answer is not None else None,
        )
        self.state.outcomes.reject(task.id, encode_reject(reject))

    def next_visit(self, task: Task, *, changed: bool) -> float:
        """When a URL is due again, in seconds since the epoch."""
        now = self.now()
        if task.position == "start" and task.role != "page":
            return now
        last = now if changed else self.state.frontier.changed(task.id) or now
        return now + min(_STABILITY * (now - last), LONGEST_INTERVAL)


def origin_of(capture: Capture) -> str:
    """The `origin` of a capture, as records and rejects give it."""
    return f"{ARCHIVE}/{capture.file}#offset={capture.offset}"
