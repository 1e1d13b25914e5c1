"""How long a round waits for its slowest URLs.

A round ends when all its URLs have been answered, but a silent host must not block the others. If a host has
answered none of its URLs for `PATIENCE` seconds, those in progress there are *late*: the round continues
without them, and their results count for the round in which they arrive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["PATIENCE", "Pace", "UnderWay"]

# Slower answers than this are rare, and a timeout takes much longer. Seconds.
PATIENCE = 5.0
# Requests to a host are spaced out: it counts as silent only after this many intervals.
_INTERVALS = 3
# An interval is long if it is this many times another host's, and longer than this many seconds.
_TIMES_LONGER, _LONG_INTERVAL = 4, 1.0


class Pace(NamedTuple):
    """The request rate of a host: seconds between requests, and number of concurrent requests."""

    delay: float
    concurrency: int


@dataclass
class _Flight:
    host: str
    late: bool = False
    outpaced: bool = False


class UnderWay:
    """The URLs that are being fetched, and which of them are late.

    pace  returns the current request rate of a host

    Time passes only by `pass_time`, so that hosts do not seem silent after the process was suspended.
    """

    def __init__(self, pace: Callable[[str], Pace]) -> None:
        self._pace = pace
        self._flights: dict[int, _Flight] = {}
        self._numbers: dict[str, int] = {}
        self._silent: dict[str, float] = {}
        self._of_round: set[str] = set()
        self._since_round = 0.0
        self.late = 0

    def __len__(self) -> int:
        return len(self._flights)

    @property
    def in_time(self) -> int:
        """The number of URLs that are not late."""
        return len(self._flights) - self.late

    @property
    def outpaced(self) -> frozenset[str]:
        """Hosts with late URLs because of their long intervals."""
        return frozenset(flight.host for flight in self._flights.values() if flight.outpaced)

    def begin_round(self) -> None:
        """Begin a round: URLs started from now on belong to it."""
        self._of_round.clear()
        self._since_round = 0.0

    def start(self, url_id: int, host: str) -> None:
        """Start a URL. If it can be requested at once, the host's silence is measured from now on."""
        number = self._numbers.get(host, 0)
        if number < self._pace(host).concurrency:
            self._silent[host] = 0.0
        self._numbers[host] = number + 1
        self._flights[url_id] = _Flight(host)
        self._of_round.add(host)

    def end(self, url_id: int) -> None:
        """End a URL: it was answered, or never will be."""
        flight = self._flights.pop(url_id)
        self.late -= flight.late
        self._numbers[flight.host] -= 1
        self._silent[flight.host] = 0.0
        if not self._numbers[flight.host]:
            del self._numbers[flight.host], self._silent[flight.host]

    def pass_time(self, seconds: float) -> bool:
        """Let time pass. Returns whether a URL has become late."""
        self._since_round += seconds
        for host in self._silent:
            self._silent[host] += seconds
        before = self.late
        outpaced = self._outpaced()
        for flight in self._flights.values():
            if not flight.late and (flight.host in outpaced or self._is_silent(flight.host)):
                flight.late = True
                flight.outpaced = flight.host in outpaced
                self.late += 1
        return self.late > before

    def _is_silent(self, host: str) -> bool:
        return self._silent[host] > max(PATIENCE, _INTERVALS * self._pace(host).delay)

    def _outpaced(self) -> set[str]:
        """The hosts that alone hold up the round because of their long intervals."""
        if self._since_round <= PATIENCE or len(self._of_round) < 2:
            return set()
        least = min(self._pace(host).delay for host in self._of_round)
        slow = {
            host
            for host in self._of_round
            if (delay := self._pace(host).delay) >= _LONG_INTERVAL and delay > _TIMES_LONGER * least
        }
        in_time = {flight.host for flight in self._flights.values() if not flight.late}
        return slow if in_time <= slow else set()
