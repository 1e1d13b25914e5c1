"""Where the links of a run go: into a frontier of its own, or into one that it shares with other workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from newsmill.crawler.frontier.noise import Noise
from newsmill.crawler.frontier.redis_frontier import Item, SharedFrontier
from newsmill.crawler.frontier.task import Found, Seen, Task, Visit, place_of
from newsmill.crawler.frontier.traps import Traps
from newsmill.crawler.run.state import CrawlState

__all__ = ["Links", "SharedLinks"]


class Links:
    """The links of a run that has its frontier for itself.

    now   seconds since the epoch
    """

    is_shared = False

    def __init__(self, state: CrawlState, now: Callable[[], float]) -> None:
        self.state = state
        self.frontier = state.frontier
        self.now = now

    def as_of_now(self, task: Task) -> Task:
        """A task as one of the round under way: what is late counts for that."""
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
        """Have what a page leads to wait; `seen` is what the state knows of the links, where that was asked
        already."""
        seen = self.frontier.seen(links) if seen is None else seen
        self.frontier.add_links(task, links, seen, self.now(), barren=barren, redirects=redirects)

    def retry(self, task: Task, *, address: str | None = None) -> None:
        """Try a URL again, later, or at the address that its server redirects to."""
        self.frontier.retry(task, address=address, redirects=int(address is not None))

    def dealt_with(self, task: Task) -> None:
        """A fetch is over, whatever came of it."""

    def settle(self) -> None:
        """After a commit: say what is safe."""


class SharedLinks(Links):
    """The links of a run whose frontier is at a Redis server.

    weight_of  what a site file multiplies a URL's score with
    resumed    whether the run goes on where an earlier process stopped
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
        """What this run was going to fetch waits for all from here on, unless somebody else has it.

        A server that came back without its data learns here what this worker has done and found.
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
        """The task itself: the rounds are counted by those who share them."""
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
        """Have what a page leads to wait, for whoever comes first.

        This run's own frontier knows it, too, should the server forget it.
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
                # The pages of an article become one record, so they stay with one worker.
                owner=self.shared.worker if link.part_of is not None else None,
            )
            self.shared.put(item, place_of(task.rank, index), self._weight_of(link.url), task.round)

    def take(self) -> tuple[bool, Task | None]:
        """The next URL, as one of this run's own: whether there is one, and its task, None for one that
        leads into a trap."""
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
        # Not due again, as those that `open_round` leaves out.
        self.frontier.done(task, Visit(status=None, at=0.0))
        self.shared.report(task.url, task.round, task.position, self._weight_of(task.url), tries=0)
        return True, None

    def _reason_against(self, link: Found) -> str | None:
        if link.role == "page" and self._noise.is_known(link.url):
            return "variant"
        return "trap" if self._traps.is_closed(link) else None

    def retry(self, task: Task, *, address: str | None = None) -> None:
        """Try a URL again, by whoever comes first."""
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
        """Those who choose the next round need to know what a fetch has brought."""
        is_text, links = self.frontier.outcome(task.id)
        weight = self._weight_of(task.url)
        self.shared.report(
            task.url, task.round, task.position, weight, articles=int(bool(is_text)), links=links
        )

    def settle(self) -> None:
        """Claim the pages that are safe in this folder, and release what is dealt with."""
        for capture, url in self.state.outcomes.unsettled():
            self.state.outcomes.settle(capture, mine=self.shared.claim(url))
        for url in self.shared.held():
            if self.frontier.dealt_with(url):
                self.shared.release(url)
        self.shared.renew()

    @property
    def drained(self) -> bool:
        """Whether nothing is left, with any worker; then what waits here was fetched by the others."""
        if not self.shared.drained:
            return False
        self.frontier.leave_to_others()
        return True
