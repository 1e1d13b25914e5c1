"""Interprets responses: depending on status and content, a page is to be cleaned, its links go into the
frontier, or neither.

    answer ─► archive, capture (step CAPTURED) ─► links into the frontier (READ) ─► cleaned by a worker (CLEANED)

Each step is committed to the state before the next begins, and after a kill the steps are those of an
uninterrupted run: a response that was captured but not read is read from the archive, and one that was read
but not cleaned is cleaned from there.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlsplit

from newsmill.crawler.fetch.archive import ARCHIVE, Place, payload_digest, read_stored
from newsmill.crawler.fetch.response import Answer
from newsmill.crawler.frontier import discovery
from newsmill.crawler.frontier.feeds_and_sitemaps import MAX_INDEX_BYTES, is_index, read_index
from newsmill.crawler.frontier.task import Found, Seen, Task, Visit
from newsmill.crawler.run.captures import CAPTURED, CLEANED, READ, Capture
from newsmill.crawler.run.crawl_run import LONGEST_INTERVAL, CrawlRun, origin_of
from newsmill.crawler.run.links import Links
from newsmill.pipelines import urls
from newsmill.pipelines.page import Page
from newsmill.pipelines.readers.bytestream import TooLarge

__all__ = ["Reader"]

log = logging.getLogger("newsmill.crawl")

_MAX_REDIRECTS = 10
# Limits: the nesting of sitemap indexes, and the feeds and sitemaps per run.
_MAX_INDEX_DEPTH = 4
_MAX_INDEXES = 2_000
# 203: the page, changed by a proxy on the way.
_PAGES = frozenset((200, 203))
_MAY_PASS = frozenset((408, 425, 429, 500, 502, 503, 504))
_GONE = frozenset((404, 410))
# Texts shorter than this may be equal by chance. Characters.
_TELLING_CHARACTERS = 250


class Reader:
    """Reads the responses of a run."""

    def __init__(self, run: CrawlRun) -> None:
        self.run = run
        self.state = run.state
        self.frontier = run.state.frontier
        self.site = run.site
        self.scope = run.scope
        self.traps = run.traps
        # Hosts whose Content-Length is larger than their pages: their short responses are complete.
        self._wrong_lengths: set[str] = set()

    @property
    def links(self) -> Links:
        """Where links go."""
        return self.run.links

    def read(self, task: Task, capture: Capture, answer: Answer) -> Page | None:
        """Put the links of a response into the frontier. Returns the page to clean, or None if it is not a
        page.
        """
        with self.run.writing():
            task = self.links.as_of_now(task)
            try:
                page = self._read(task, capture, answer)
            except (OSError, sqlite3.Error):
                raise
            except Exception as error:  # an error on one page must not make it be fetched again and again
                log.exception("%s cannot be read", task.url)
                page = None
                self.run.run.failed += 1
                self.run.reject(
                    task, capture, answer, "failed", f"Reading it failed: {type(error).__name__}: {error}."
                )
                later = self.run.now() + LONGEST_INTERVAL
                visit = Visit(
                    status=answer.status, at=self.run.now(), fetched_at=answer.fetched_at, next_visit=later
                )
                self.frontier.done(task, visit)
            self.state.outcomes.move(capture, CLEANED if page is None else READ)
            return page

    def left_over(self) -> Iterator[tuple[int, Page]]:
        """The pages that an earlier process captured but did not clean, with their captures' ids."""
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
        return self.frontier.task(capture.url_id)

    def _read(self, task: Task, capture: Capture, answer: Answer) -> Page | None:
        if answer.status == 304 and task.digest is not None:
            self._unchanged(task, answer)
        elif answer.redirects:
            self._redirected(task, capture, answer)
        elif answer.status in _PAGES:
            if not self._is_torn(task, capture, answer):
                return self._received(task, capture, answer)
            self.links.retry(task)
        elif self._may_pass(answer.status) and task.attempts < self.site.politeness.retries:
            self.links.retry(task)
        elif answer.status in (204, 206):
            self.run.skip(task, f"status-{answer.status}", answer.status)
        else:
            self._refused(task, capture, answer)
        return None

    @staticmethod
    def _may_pass(status: int) -> bool:
        """Whether a retry may help. A 304 to an unconditional request is a cache's mistake."""
        return status in _MAY_PASS or status == 304

    def _is_torn(self, task: Task, capture: Capture, answer: Answer) -> bool:
        """Whether a response was truncated and is worth a retry. If it is equally short then, it is complete."""
        host = urlsplit(task.address).netloc
        if not answer.torn or host in self._wrong_lengths:
            return False
        if task.attempts == 0:
            return self.site.politeness.retries > 0
        if self.state.outcomes.digest_before(capture) == payload_digest(answer.body):
            self._wrong_lengths.add(host)
        return False

    def _refused(self, task: Task, capture: Capture, answer: Answer) -> None:
        """Reject a page whose status is an error."""
        self.run.run.failed += 1
        self.run.run.lost += answer.status >= 500 or task.fetched_at is not None
        detail = f"The server answered with status {answer.status}."
        self.run.reject(task, capture, answer, "http-status", detail)
        later = LONGEST_INTERVAL if answer.status in _GONE else 0
        again = None if answer.status == 410 else self.run.now() + later
        self.frontier.done(
            task,
            Visit(status=answer.status, at=self.run.now(), fetched_at=answer.fetched_at, next_visit=again),
        )

    def _unchanged(self, task: Task, answer: Answer) -> None:
        self.run.run.unchanged += task.role == "page"
        self.state.skip("unchanged")
        self.frontier.done(
            task,
            Visit(
                status=answer.status, at=self.run.now(), next_visit=self.run.next_visit(task, changed=False)
            ),
        )

    def _redirected(self, task: Task, capture: Capture, answer: Answer) -> None:
        address, url = _target(task.address, answer.headers["location"])
        if address == task.address and "set-cookie" in answer.headers and task.attempts == 0:
            self.links.retry(task)  # a gate that only requires its own cookie
            return
        visit = Visit(
            status=answer.status, at=self.run.now(), next_visit=self.run.next_visit(task, changed=False)
        )
        if task.redirects >= _MAX_REDIRECTS or address == task.address:
            self.run.reject(task, capture, answer, "http-status", "The server redirects without end.")
            self.run.run.failed += 1
        elif not self.scope.contains(url):
            self._not_followed(task, "redirect-out-of-scope", url)
        elif task.role == "page" and not self.scope.allows(url):
            self._not_followed(task, "redirect-excluded", url)
        elif url == task.url:
            # A different spelling of the same URL (a session id, a default page, the order of parameters):
            # the page is at that address.
            self.state.skip("redirect")
            self.links.retry(task, address=address)
            return
        else:
            self.state.skip("redirect")
            found = Found(url, address, task.role, self.frontier.part_of(task.id), task.position)
            self.links.lead(task, [found], barren=task.barren, redirects=task.redirects + 1)
            if self._is_gate(task, url, gives_cookie="set-cookie" in answer.headers):
                self.links.retry(task)
                return
        self.frontier.done(task, visit)

    def _is_gate(self, task: Task, url: str, *, gives_cookie: bool) -> bool:
        """Whether a URL is to be retried because it was redirected to a gate that has now set its cookie.

        A gate redirects, and sets a cookie or redirects back. URLs redirected to it are retried once each.
        """
        gated, passed = self.frontier.note_redirect(task, url, gives_cookie=gives_cookie)
        for waiting in gated:
            if waiting.redirects == 0:  # else each hop of an endless chain would begin another one
                self.links.retry(waiting)
        return passed and task.attempts == 0 and task.redirects == 0

    def _not_followed(self, task: Task, reason: str, url: str) -> None:
        """Handle a redirect that the crawl does not follow."""
        self.state.skip(reason)
        log.info("%s leads out of the crawl, to %s", task.url, urlsplit(url).netloc or "nowhere")

    def _received(self, task: Task, capture: Capture, answer: Answer) -> Page | None:
        digest = answer.digest or payload_digest(answer.body)
        if task.role == "page":
            self.run.run.pages += 1
        if answer.revisit or digest == task.digest:
            self._unchanged(task, answer)
            return None
        try:
            limit = self.site.limits.unpacked_bytes if task.role == "page" else MAX_INDEX_BYTES
            body = answer.unpacked(limit)
        except TooLarge:
            self.run.run.failed += 1
            self.run.reject(task, capture, answer, "too-large", f"Unpacked it is larger than {limit} bytes.")
            self.frontier.done(
                task, Visit(status=200, at=self.run.now(), next_visit=self.run.now() + LONGEST_INTERVAL)
            )
            return None
        is_page = task.role == "page" and not is_index(body) and answer.is_html(body)
        text, is_text, promising = self._follow_body(task, answer, body, is_page=is_page)
        self.frontier.done(
            task,
            Visit(
                status=200,
                at=self.run.now(),
                fetched_at=answer.fetched_at,
                # Without validators, the next visit fetches a truncated page again.
                etag=None if answer.torn else answer.headers.get("etag"),
                modified=None if answer.torn else answer.headers.get("last-modified"),
                digest=digest,
                text=text,
                is_text=is_text,
                links=promising,
                next_visit=self.run.next_visit(task, changed=True),
                changed=True,
            ),
        )
        return self._page(task, capture, answer, body) if is_page else None

    def _follow_body(
        self, task: Task, answer: Answer, body: bytes, *, is_page: bool
    ) -> tuple[str | None, bool | None, int]:
        """Put the links of a response of any type into the frontier. Returns the same as `_follow`."""
        if is_page:
            return self._follow(task, self._links_of_page(task, answer, body))
        if task.role != "page" or is_index(body):
            return None, None, self._follow_index(task, body)
        if (listed := discovery.read_json(body, task.address, self.scope)) is not None:
            self.state.skip("json")
            return self._follow(task, listed)
        self.state.skip("not-html")
        return None, None, 0

    def _links_of_page(self, task: Task, answer: Answer, body: bytes) -> discovery.Outlinks:
        return discovery.read_page(
            body, task.address, answer.charset, self.site, self.scope, headers=answer.headers
        )

    def _follow_index(self, task: Task, body: bytes) -> int:
        """Put the entries of a feed or sitemap into the frontier. Returns its number of promising links."""
        role = "feed" if task.role == "page" else task.role
        self.state.skip(role)
        index = read_index(body, task.address, role, self.site, self.scope, since=self.run.since)
        if index.too_old:
            self.state.skip("too-old", index.too_old)
        links = self._within_limits(task, index.links)
        seen = self.frontier.seen(links)
        promising = self.frontier.promising(links, seen, task.round)
        self.links.lead(task, links, seen)
        return promising

    def _within_limits(self, task: Task, links: list[Found]) -> list[Found]:
        """The links without feeds and sitemaps that are nested too deep or exceed the limit of a run."""
        indexes = [link for link in links if link.role != "page"]
        if not indexes:
            return links
        room = 0 if task.depth >= _MAX_INDEX_DEPTH else max(0, _MAX_INDEXES - self.frontier.indexes())
        allowed = {link.url for link in indexes[:room]}
        if len(indexes) > room:
            self.state.skip("index-left-out", len(indexes) - room)
        return [link for link in links if link.role == "page" or link.url in allowed]

    def _follow(self, task: Task, out: discovery.Outlinks) -> tuple[str, bool, int]:
        """Put a page's links into the frontier. Returns the digest of its text, whether it is a text, and its
        number of promising links.
        """
        frontier = self.frontier
        if out.part_of is not None:
            frontier.set_part_of(task.id, out.part_of)
        if task.position == "start":
            self.run.note_template(out.links)
        seen = frontier.seen(out.links)
        is_text = out.is_text and not frontier.same_text_before(out.text, task)
        if task.position == "variant":
            # The other variants are found from the article itself.
            name = task.url.partition("?")[0].rpartition("/")[2]
            out = out._replace(
                links=[link for link in out.links if link.url.partition("?")[0].rpartition("/")[2] != name]
            )
            is_text = is_text and not self._is_known_article(task, out)
        elif out.body:
            frontier.note_body(task.id, out.body)
        if out.is_text and out.characters >= _TELLING_CHARACTERS:
            self.run.noise.note(task.round, task.url, out.body)
        self.traps.note(task, out.links, seen, is_text=is_text)
        if self.links.is_shared and not is_text:
            self.traps.count_at_once()
        if task.depth >= self.site.limits.depth:
            return out.text, is_text, 0
        promising = frontier.promising(out.links, seen, task.round)
        chain = 0 if is_text else self.traps.chain(task, out.links, seen)
        followed = self.traps.avoid(task, out.links, chain)
        self._count_trapped(task, out.links, followed, seen)
        self.links.lead(task, followed, seen, barren=chain)
        return out.text, is_text, promising

    def _count_trapped(
        self, task: Task, links: list[Found], followed: list[Found], seen: Mapping[str, Seen]
    ) -> None:
        """Count the new links of a page that are not followed because they lead into a trap."""
        if len(followed) == len(links):
            return
        rest = {link.url for link in links} - {link.url for link in followed}
        if new := sum((old := seen.get(url)) is None or old.is_new(task.round) for url in rest):
            self.state.skip("trap", new)

    def _is_known_article(self, task: Task, out: discovery.Outlinks) -> bool:
        """Whether a variant declares another page as canonical, or has the text of the page that linked to
        it.
        """
        if out.canonical is not None and out.canonical != task.url:
            return True
        return self.frontier.has_same_body(task.via, out.body)

    def _page(self, task: Task, capture: Capture, answer: Answer, body: bytes) -> Page:
        return Page(
            raw=body,
            url=task.address,
            charset=answer.charset,
            status=answer.status,
            fetched_at=answer.fetched_at,
            origin=origin_of(capture),
        )

    def _stored(self, capture: Capture) -> Answer:
        stored = read_stored(self.run.folder / ARCHIVE, Place(capture.file, capture.offset))
        headers = {name.lower(): value for name, value in reversed(stored.headers)}
        length = headers.get("content-length", "")
        return Answer(
            stored.status,
            headers,
            stored.body,
            capture.fetched_at,
            revisit=stored.revisit,
            torn=not stored.revisit and length.isdecimal() and int(length) > len(stored.body),
        )


def _target(base: str, location: str) -> tuple[str, str]:
    """The target of a redirect: its address and its canonical URL, both empty if invalid. Non-ASCII bytes are
    kept as they are.
    """
    quoted = "".join(
        character if " " < character < "\x7f" else quote(character.encode("latin-1", "replace"))
        for character in location.strip()
    )
    try:
        address = discovery.joined(base, quoted)
        return address, urls.canonical(address)
    except ValueError:
        return "", ""
