"""A frontier that several workers share through Redis (extra `redis`): each page is fetched by one of them, and none is lost with one.

What scrapy-redis keeps of a crawl (a queue of requests, a set of what was seen) loses the requests that a worker had taken when it
was killed. So a URL that a worker takes is *leased*: it stays on a list with a time, the worker renews the time while it lives,
and a URL whose time is over goes back to the queue. When a worker has a page safely in its folder it *claims* it, first come first
served; a page that was fetched twice because its worker seemed dead is written by the one that claimed it and by no other.

Each worker has a folder of its own, with its archive, state and records. The connection is scrapy-redis's, with its settings
(`REDIS_URL`, `REDIS_PARAMS`).
"""

from __future__ import annotations

import os
import time
import uuid
from typing import Any

import msgspec
from scrapy.settings import BaseSettings

from newsmill.crawler.frontier.local_frontier import Found

__all__ = ["Item", "SharedFrontier"]

# How long a worker may be silent before what it took goes to others, seconds.
LEASE_SECONDS = 60.0

# KEYS: queue, leases. ARGV: now, until. Gives back what is overdue, then leases one item.
_TAKE = """
for _, item in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1], 'LIMIT', 0, 100)) do
  redis.call('ZREM', KEYS[2], item)
  redis.call('RPUSH', KEYS[1], item)
end
local item = redis.call('RPOP', KEYS[1])
if item then redis.call('ZADD', KEYS[2], ARGV[2], item) end
return item
"""
# KEYS: seen, queue. ARGV: url, item. Queues an item whose URL nobody has seen.
_PUT = "if redis.call('SADD', KEYS[1], ARGV[1]) == 1 then redis.call('LPUSH', KEYS[2], ARGV[2]) return 1 end return 0"
# KEYS: seen, leases. ARGV: url, item, until. Leases an item whose URL nobody has seen.
_KEEP = "if redis.call('SADD', KEYS[1], ARGV[1]) == 1 then redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2]) return 1 end return 0"
# KEYS: drained, seen, queue, leases, claims. A round that is over is forgotten, by whoever comes first.
_BEGIN = "if redis.call('DEL', KEYS[1]) == 1 then redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5]) end return 1"
# KEYS: queue, leases, drained. Notes that nothing is left.
_DRAINED = """
if redis.call('LLEN', KEYS[1]) == 0 and redis.call('ZCARD', KEYS[2]) == 0 then
  redis.call('SET', KEYS[3], '1')
  return 1
end
return 0
"""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A URL in the shared frontier."""

    link: Found
    level: int = 0
    barren: int = 0
    redirects: int = 0
    attempts: int = 0
    via: str | None = None


class SharedFrontier:
    """The part of a crawl that its workers share. Raises redis's exceptions when the server cannot be reached."""

    def __init__(self, settings: BaseSettings, site: str, worker: str | None) -> None:
        from scrapy_redis.connection import from_settings

        self._redis: Any = from_settings(settings)
        self._redis.ping()
        self.worker = worker or uuid.uuid4().hex
        self.lease_seconds = float(os.environ.get("NEWSMILL_LEASE_SECONDS", LEASE_SECONDS))
        prefix = f"newsmill:{site}:"
        self._seen, self._queue, self._leases, self._claims, self._over = (
            prefix + name for name in ("seen", "queue", "leases", "claims", "drained")
        )
        self._held: dict[str, bytes] = {}
        self._take = self._redis.register_script(_TAKE)
        self._put = self._redis.register_script(_PUT)
        self._keep = self._redis.register_script(_KEEP)
        self._begin = self._redis.register_script(_BEGIN)
        self._drained = self._redis.register_script(_DRAINED)

    def begin(self) -> None:
        """Begin a new round where the last one is over; join the one under way else."""
        self._begin(keys=[self._over, self._seen, self._queue, self._leases, self._claims])

    def put(self, item: Item) -> None:
        """Offer a URL to all workers, unless it was seen."""
        self._put(keys=[self._seen, self._queue], args=[item.link.url, msgspec.json.encode(item)])

    def keep(self, item: Item) -> bool:
        """Take a URL for this worker, unless it was seen; False when it was."""
        line = msgspec.json.encode(item)
        kept = self._keep(keys=[self._seen, self._leases], args=[item.link.url, line, self._until()])
        if kept:
            self._held[item.link.url] = line
        return bool(kept)

    def take(self) -> Item | None:
        """The next URL, leased to this worker; None when there is none at the moment."""
        line = self._take(keys=[self._queue, self._leases], args=[time.time(), self._until()])
        if line is None:
            return None
        item = msgspec.json.decode(line, type=Item)
        self._held[item.link.url] = line
        return item

    def again(self, item: Item) -> None:
        """Put a URL that this worker holds back into the queue, to be tried once more."""
        self._redis.lpush(self._queue, msgspec.json.encode(item))
        self.release(item.link.url)

    def renew(self) -> None:
        """Say that this worker lives."""
        if self._held:
            self._redis.zadd(self._leases, dict.fromkeys(self._held.values(), self._until()), xx=True)

    def held(self) -> list[str]:
        """The URLs that are leased to this worker."""
        return list(self._held)

    def release(self, url: str) -> None:
        """A URL is dealt with."""
        line = self._held.pop(url, None)
        if line is not None:
            self._redis.zrem(self._leases, line)

    def claim(self, url: str) -> bool:
        """Whether a page that is safely in this worker's folder is this worker's to write."""
        if self._redis.hsetnx(self._claims, url, self.worker):
            return True
        return bool(self._redis.hget(self._claims, url).decode() == self.worker)

    @property
    def drained(self) -> bool:
        """Whether nothing is left, with any worker."""
        return bool(self._drained(keys=[self._queue, self._leases, self._over]))

    def close(self) -> None:
        """Let go of the connection."""
        self._redis.close()

    def _until(self) -> float:
        return time.time() + self.lease_seconds
