"""Puts the links of a run into its own frontier, or into one that it shares with other workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from newsmill.crawler.frontier.redis_frontier import Item, SharedFrontier
from newsmill.crawler.frontier.task import Found, Seen, Task, Visit, place_of
from newsmill.crawler.frontier.traps import Traps
from newsmill.crawler.frontier.url_noise import Noise
from newsmill.crawler.run.state import CrawlState

__all__ = ["Links", "SharedLinks"]


class Links:
    """The links of a run with its own frontier.

    now   seconds since the epoch
    """

    is_shared = False

    def __init__(self, state: CrawlState, now: Callable[[], float]) -> None:
        self.state = state
        self.frontier = state.frontier
        self.now = now

    def as_of_now(self, task: Task) -> Task:
        """The task, moved to the current round if it is late."""
        return self.frontier.as_of_now(task)

    def lead(
        self,
        task: Task,
        links: list[Found],
        seen: Mapping[str, Seen] | None = None,
        *,
        barren: int = 0,
        redirects: int = 0,
    ) -> None:
        """Add the links of a page to the frontier. `seen`: what the state knows of the links, if it was
        already looked up.
        """
        seen = self.frontier.seen(links) if seen is None else seen
        self.frontier.add_links(task, links, seen, self.now(), barren=barren, redirects=redirects)

    def retry(self, task: Task, *, address: str | None = None) -> None:
        """Retry a URL later, or at the address that its server redirects to."""
        self.frontier.retry(task, address=address, redirects=int(address is not None))

    def dealt_with(self, task: Task) -> None:
        """Called when a fetch is done, whatever its result."""

    def settle(self) -> None:
        """Called after a commit: report what is safely on disk."""


class SharedLinks(Links):
    """The links of a run whose frontier is on a Redis server.

    weight_of  the factor that the site file gives a URL's score
    resumed    whether the run continues one of an earlier process
    """

    is_shared = True

    def __init__(
        self,
        state: CrawlState,
        now: Callable[[], float],
        *,
        shared: SharedFrontier,
        traps: Traps,
        noise: Noise,
        weight_of: Callable[[str], float],
        resumed: bool,
    ) -> None:
        super().__init__(state, now)
        self.shared = shared
        self._traps = traps
        self._noise = noise
        self._weight_of = weight_of
        self._learnt_in = -1
        self._share(resumed)

    def _share(self, resumed: bool) -> None:
        """Hand the waiting URLs of this run to the shared frontier, except those another worker has.

        This also restores what this worker has fetched and found if the server came back without its data.
        """
        self.shared.begin(resumed=resumed)
        self.shared.renew()
        if resumed:
            self.shared.restore(self.frontier.urls_done(), self.state.outcomes.settled())
        self.frontier.take_back()
        for task, place, number in self.frontier.waiting():
            item = Item(
                link=self._found(task),
                depth=task.depth,
                barren=task.barren,
                redirects=task.redirects,
                attempts=task.attempts,
                via=task.via,
            )
            self.shared.put(item, place, self._weight_of(task.url), number)
        self.state.commit()

    def _found(self, task: Task, address: str | None = None) -> Found:
        return Found(
            task.url, address or task.address, task.role, self.frontier.part_of(task.id), task.position
        )

    def as_of_now(self, task: Task) -> Task:
        """The task unchanged: the shared frontier counts the rounds."""
        return task

    def lead(
        self,
        task: Task,
        links: list[Found],
        seen: Mapping[str, Seen] | None = None,
        *,
        barren: int = 0,
        redirects: int = 0,
    ) -> None:
        """Add the links of a page to the shared frontier, for any worker.

        They are added to this run's own frontier too, in case the server loses them.
        """
        seen = self.frontier.seen(links) if seen is None else seen
        news = self.frontier.add_links(task, links, seen, self.now(), barren=barren, redirects=redirects)
        for index, link in news:
            item = Item(
                link=link,
                depth=task.depth + 1,
                barren=barren,
                redirects=redirects,
                via=task.address,
                # The pages of an article become one record, so one worker fetches them all.
                owner=self.shared.worker if link.part_of is not None else None,
            )
            self.shared.put(item, place_of(task.rank, index), self._weight_of(link.url), task.round)

    def take(self) -> tuple[bool, Task | None]:
        """Take the next URL from the shared frontier into this run. Returns whether there is one, and its
        task, or None if the URL leads into a trap.
        """
        item = self.shared.take()
        if item is None:
            return False, None
        if item.round != self._learnt_in:
            self._learnt_in = item.round
            self.frontier.learnt = self.shared.learnt()
            self._noise.open_round()
        task = self.frontier.adopt(
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
        reason = self._reason_against(item.link)
        if reason is None:
            return True, task
        self.state.skip(reason)
        # Not due again, like the URLs that `open_round` leaves out.
        self.frontier.done(task, Visit(status=None, at=0.0))
        self.shared.report(task.url, task.round, task.position, self._weight_of(task.url), tries=0)
        return True, None

    def _reason_against(self, link: Found) -> str | None:
        if link.role == "page" and self._noise.is_known(link.url):
            return "variant"
        return "trap" if self._traps.is_closed(link) else None

    def retry(self, task: Task, *, address: str | None = None) -> None:
        """Retry a URL, by any worker."""
        item = Item(
            link=self._found(task, address),
            depth=task.depth,
            round=task.round,
            barren=task.barren,
            redirects=task.redirects + (address is not None),
            attempts=task.attempts + (address is None),
            via=task.via,
        )
        self.shared.again(item, place_of(task.rank, 0), self._weight_of(task.url))
        super().retry(task, address=address)

    def dealt_with(self, task: Task) -> None:
        """Report the result of a fetch, which the choice of the next round depends on."""
        is_text, links = self.frontier.outcome(task.id)
        weight = self._weight_of(task.url)
        self.shared.report(
            task.url, task.round, task.position, weight, articles=int(bool(is_text)), links=links
        )

    def settle(self) -> None:
        """Claim the pages that are safely in this folder, and release the URLs that are done."""
        for capture, url in self.state.outcomes.unsettled():
            self.state.outcomes.settle(capture, mine=self.shared.claim(url))
        for url in self.shared.held():
            if self.frontier.dealt_with(url):
                self.shared.release(url)
        self.shared.renew()

    @property
    def drained(self) -> bool:
        """Whether no worker has anything left. URLs still waiting here were then fetched by others."""
        if not self.shared.drained:
            return False
        self.frontier.leave_to_others()
        return True
