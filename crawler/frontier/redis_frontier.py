"""A frontier that several workers share through Redis (extra `redis`): each page is fetched by one worker,
and no page is lost if a worker dies.

The order is that of a crawl on one machine: the worker that finds the current round finished chooses the next
one
(`newsmill.crawler.frontier.ordering`), and the workers take its URLs one by one.

scrapy-redis (a queue of requests and a set of seen ones) loses the requests that a worker had taken when it
was killed. Here, a worker *leases* a URL: the URL stays on a list with an expiry time, which the worker
renews while it lives, and an expired URL goes back to the queue. Once a page is safely in a worker's folder,
the worker *claims* it, first come, first served. A page fetched twice because its worker seemed dead is
written only by the worker that claimed it.

Each worker has a folder of its own, with its archive, state and records. The connection is scrapy-redis's,
with its settings (`REDIS_URL`, `REDIS_PARAMS`).
"""

from __future__ import annotations

import itertools
import os
import time
import uuid
from collections.abc import Iterable
from typing import Any

import msgspec
from scrapy.settings import BaseSettings

from newsmill.crawler.frontier.lateness import PATIENCE
from newsmill.crawler.frontier.ordering import POSITIONS, Key, Learnt, key_of, round_size
from newsmill.crawler.frontier.task import Found

__all__ = ["CrawlForgotten", "Item", "SharedFrontier"]

# Seconds of silence after which a worker's URLs go to others.
LEASE_SECONDS = 60.0
# Seconds that a round waits for leased URLs that no worker reports; longer if hosts are fetched at longer
# intervals.
_PATIENCE = 2 * PATIENCE
_INTERVALS = 3
# Seconds that a worker may take to choose a round before another one does.
_CHOOSING_SECONDS = 30

# KEYS: queue, leases, own queue, owners. ARGV: now, until, prefix, item's lease. Returns expired items to the
# queue, then leases one item.
_TAKE = """
for _, item in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1], 'LIMIT', 0, 100)) do
  redis.call('ZREM', KEYS[2], item)
  redis.call('LPUSH', KEYS[1], item)
end
for _, owner in ipairs(redis.call('SMEMBERS', KEYS[4])) do
  if redis.call('EXISTS', ARGV[3] .. 'alive:' .. owner) == 0 then
    while redis.call('RPOPLPUSH', ARGV[3] .. 'queue:' .. owner, KEYS[1]) do end
    redis.call('SREM', KEYS[4], owner)
  end
end
local item = redis.call('LPOP', KEYS[3]) or redis.call('LPOP', KEYS[1])
if item then redis.call('ZADD', KEYS[2], ARGV[2], item) end
return item
"""
# KEYS: seen, waiting, zset of the key. ARGV: url, entry, key, place, preference, round, prefix. Adds a URL to
# the waiting ones, or moves it to the place of its better link. An entry is [preference, round, place, key,
# item]; it is empty for a URL that was already chosen.
_PUT = """
local old = redis.call('HGET', KEYS[1], ARGV[1])
if old == '' then return 0 end
if old then
  local known = cjson.decode(old)
  local same = tonumber(ARGV[5]) == known[1] and tonumber(ARGV[6]) == known[2]
  if not (tonumber(ARGV[5]) < known[1] or (same and tonumber(ARGV[4]) < known[3])) then return 0 end
  redis.call('ZREM', ARGV[7] .. 'wait:' .. known[4], ARGV[1])
  redis.call('HINCRBY', KEYS[2], known[4], -1)
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
redis.call('HINCRBY', KEYS[2], ARGV[3], 1)
return old and 0 or 1
"""
# KEYS: reported, state. ARGV: url, outcome, round, prefix, now. Stores the outcome of a URL, once; a late one
# counts for the current round.
_REPORT = """
if redis.call('SADD', KEYS[1], ARGV[1]) == 0 then return 0 end
local round = redis.call('HGET', KEYS[2], 'round')
if round == ARGV[3] then redis.call('HINCRBY', KEYS[2], 'open', -1) end
redis.call('HINCRBY', KEYS[2], 'fetched', 1)
redis.call('HSET', KEYS[2], 'progress', ARGV[5])
redis.call('RPUSH', ARGV[4] .. 'outcomes:' .. (round or ARGV[3]), ARGV[2])
return 1
"""
# KEYS: drained, crawl. ARGV: prefix, name for a new crawl, whether to begin one. The first worker to come
# deletes a crawl that is over. Returns the name of the current crawl.
_BEGIN = """
if ARGV[3] == '1' and redis.call('DEL', KEYS[1]) == 1 then
  local cursor = '0'
  repeat
    local found = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', 1000)
    cursor = found[1]
    for _, key in ipairs(found[2]) do redis.call('DEL', key) end
  until cursor == '0'
end
redis.call('SETNX', KEYS[2], ARGV[2])
return redis.call('GET', KEYS[2])
"""
# KEYS: queue, leases, waiting, state, drained. Marks the crawl as drained if nothing is left.
_DRAINED = """
if redis.call('LLEN', KEYS[1]) > 0 or redis.call('ZCARD', KEYS[2]) > 0 then return 0 end
if tonumber(redis.call('HGET', KEYS[4], 'open') or '0') > 0 then return 0 end
for _, number in ipairs(redis.call('HVALS', KEYS[3])) do if tonumber(number) > 0 then return 0 end end
redis.call('SET', KEYS[5], '1')
return 1
"""
# KEYS: seen, waiting. ARGV: prefix, URLs. Marks URLs that no worker needs to fetch.
_MARK = """
for index = 2, #ARGV do
  local old = redis.call('HGET', KEYS[1], ARGV[index])
  if old and old ~= '' then
    local known = cjson.decode(old)
    redis.call('ZREM', ARGV[1] .. 'wait:' .. known[4], ARGV[index])
    redis.call('HINCRBY', KEYS[2], known[4], -1)
  end
  redis.call('HSET', KEYS[1], ARGV[index], '')
end
"""
# The number of URLs marked in one call.
_MARKED_AT_ONCE = 500


class CrawlForgotten(RuntimeError):
    """The server has lost the crawl: it was restarted without its data, or emptied."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A URL in the shared frontier. `owner` is the worker with the first page of the article that the URL
    continues.
    """

    link: Found
    depth: int = 0
    round: int = -1
    rank: int = 0
    barren: int = 0
    redirects: int = 0
    attempts: int = 0
    via: str | None = None
    owner: str | None = None


_Outcome = tuple[str, float, float, float]
_Entry = tuple[int, int, int, str, str]


class SharedFrontier:
    """The shared part of a crawl by several workers. Raises redis's exceptions if the server cannot be
    reached.
    """

    def __init__(self, settings: BaseSettings, site: str, worker: str | None) -> None:
        from scrapy_redis.connection import from_settings

        self._redis: Any = from_settings(settings)
        self._redis.ping()
        self.worker = worker or uuid.uuid4().hex
        self.lease_seconds = float(os.environ.get("NEWSMILL_LEASE_SECONDS", LEASE_SECONDS))
        self._patience = max(_PATIENCE, _INTERVALS * settings.getfloat("DOWNLOAD_DELAY"))
        self._prefix = f"newsmill:{site}:"
        self._held: dict[str, bytes] = {}
        self._take = self._redis.register_script(_TAKE)
        self._put = self._redis.register_script(_PUT)
        self._report = self._redis.register_script(_REPORT)
        self._begin = self._redis.register_script(_BEGIN)
        self._drained = self._redis.register_script(_DRAINED)
        self._mark = self._redis.register_script(_MARK)
        self._crawl = b""

    def _name(self, name: str) -> str:
        return self._prefix + name

    def begin(self, *, resumed: bool) -> None:
        """Join the current crawl. If the last one is over, a run that is not resumed begins a new one."""
        pattern = self._prefix.replace("[", "\\[").replace("*", "\\*").replace("?", "\\?") + "*"
        keys = [self._name("drained"), self._name("crawl")]
        self._crawl = self._begin(keys=keys, args=[pattern, uuid.uuid4().hex, int(not resumed)])

    def check(self) -> None:
        """Raises `CrawlForgotten` if the server has lost the crawl that this worker joined."""
        if self._redis.get(self._name("crawl")) != self._crawl:
            raise CrawlForgotten(
                "the Redis server has forgotten this crawl (did it come back without its data?); run the "
                "same commands again,"
                " and each worker puts back what it knows"
            )

    def restore(self, done: Iterable[str], mine: Iterable[str]) -> None:
        """Restore what the server may have lost: the URLs this worker is done with, and those whose pages it
        writes.
        """
        urls = iter(done)
        while some := list(itertools.islice(urls, _MARKED_AT_ONCE)):
            self._mark(keys=[self._name("seen"), self._name("waiting")], args=[self._prefix, *some])
        for url in mine:
            self.claim(url)

    # --- URLs that wait ---

    def put(self, item: Item, place: int, weight: float, number: int) -> None:
        """Let a URL found in round `number` wait at a place, unless it was already chosen for a round."""
        key = _key_text(key_of(item.link.position, item.link.url, weight))
        preference = list(POSITIONS).index(item.link.position)
        entry: _Entry = (preference, number, place, key, msgspec.json.encode(item).decode())
        self._put(
            keys=[self._name("seen"), self._name("waiting"), self._name("wait:") + key],
            args=[item.link.url, msgspec.json.encode(entry), key, place, preference, number, self._prefix],
        )

    def again(self, item: Item, place: int, weight: float) -> None:
        """Let a URL leased to this worker wait again."""
        self.report(item.link.url, item.round, item.link.position, weight, tries=0)
        self._redis.srem(self._name("reported"), item.link.url)
        self._redis.hdel(self._name("seen"), item.link.url)
        self.put(item, place, weight, item.round)
        self.release(item.link.url)

    # --- rounds ---

    def take(self) -> Item | None:
        """The next URL, leased to this worker; None if there is none at the moment."""
        line = self._lease_one()
        if line is None and self._choose():
            line = self._lease_one()
        if line is None:
            return None
        item = msgspec.json.decode(line, type=Item)
        self._held[item.link.url] = line
        return item

    def _lease_one(self) -> bytes | None:
        names = ("queue", "leases", f"queue:{self.worker}", "owners")
        taken: bytes | None = self._take(
            keys=[self._name(name) for name in names], args=[time.time(), self._until(), self._prefix]
        )
        return taken

    def _choose(self) -> bool:
        """Choose the next round if the current one is finished and no other worker is choosing."""
        if not self._redis.set(self._name("choosing"), self.worker, nx=True, ex=_CHOOSING_SECONDS):
            return False
        try:
            state = {
                name.decode(): int(value) for name, value in self._redis.hgetall(self._name("state")).items()
            }
            silent = int(time.time()) - state.get("progress", 0)
            if self._redis.llen(self._name("queue")) or (
                state.get("open", 0) > 0 and silent <= self._patience
            ):
                return False
            number = state.get("round", -1)
            learnt = self._learn(number)
            waiting = {
                _key_of_text(text.decode()): int(count)
                for text, count in self._redis.hgetall(self._name("waiting")).items()
            }
            chosen = learnt.choose(waiting, self._heads, round_size(state.get("fetched", 0)))
            if chosen:
                self._open(number + 1, state.get("rank", 0), [(pick.key, pick.item) for pick in chosen])
            return bool(chosen)
        finally:
            self._redis.delete(self._name("choosing"))

    def _heads(self, key: Key, number: int) -> list[tuple[int, bytes]]:
        found = self._redis.zrange(self._name("wait:") + _key_text(key), 0, number - 1, withscores=True)
        return [(int(place), url) for url, place in found]

    def _open(self, number: int, rank: int, chosen: list[tuple[Key, bytes]]) -> None:
        entries = self._redis.hmget(self._name("seen"), [url for _, url in chosen])
        with self._redis.pipeline(transaction=True) as together:
            for (key, url), packed in zip(chosen, entries, strict=True):
                entry = msgspec.json.decode(packed, type=_Entry)
                item = msgspec.json.decode(entry[4], type=Item)
                item = msgspec.structs.replace(item, round=number, rank=rank)
                rank += 1
                together.zrem(self._name("wait:") + entry[3], url)
                together.hincrby(self._name("waiting"), _key_text(key), -1)
                together.hset(self._name("seen"), url, "")
                owner = item.owner
                if owner is not None:
                    together.sadd(self._name("owners"), owner)
                queue = "queue" if owner is None else f"queue:{owner}"
                together.rpush(self._name(queue), msgspec.json.encode(item))
            state = {"round": number, "rank": rank, "open": len(chosen), "progress": int(time.time())}
            together.hset(self._name("state"), mapping=state)
            together.execute()

    def _learn(self, number: int) -> Learnt:
        """What was learned in all rounds up to `number`; the cleaner's corrections count a round later."""
        for name in (f"outcomes:{number}", f"corrections:{number - 1}"):
            for line in sorted(self._redis.lrange(self._name(name), 0, -1)):
                key, *values = msgspec.json.decode(line, type=_Outcome)
                for part, value in zip("tal", values, strict=True):
                    if value:
                        self._redis.hincrbyfloat(self._name("learnt"), f"{part}{key}", value)
            self._redis.delete(self._name(name))
        counts: dict[str, dict[str, float]] = {}
        for name, value in self._redis.hgetall(self._name("learnt")).items():
            counts.setdefault(name[1:].decode(), {})[name[:1].decode()] = float(value)
        learnt = Learnt()
        for text in sorted(counts):
            known = counts[text]
            learnt.add(
                _key_of_text(text),
                tries=known.get("t", 0.0),
                articles=known.get("a", 0.0),
                links=known.get("l", 0.0),
            )
        return learnt

    def learnt(self) -> Learnt:
        """What has been learned so far, for judging the links of a page."""
        return self._learn(-2)

    def report(
        self,
        url: str,
        number: int,
        position: str,
        weight: float,
        *,
        tries: float = 1,
        articles: float = 0,
        links: float = 0.0,
    ) -> None:
        """Record the outcome of a URL; a round is finished when all its URLs have one."""
        outcome: _Outcome = (_key_text(key_of(position, url, weight)), tries, articles, links)
        self._report(
            keys=[self._name("reported"), self._name("state")],
            args=[url, msgspec.json.encode(outcome), number, self._prefix, int(time.time())],
        )

    def correct(self, url: str, number: int, position: str, weight: float, articles: float) -> None:
        """Record that the cleaner judged a page differently from its structure."""
        outcome: _Outcome = (_key_text(key_of(position, url, weight)), 0, articles, 0)
        self._redis.rpush(self._name(f"corrections:{number}"), msgspec.json.encode(outcome))

    # --- leases and claims ---

    def renew(self) -> None:
        """Renew this worker's leases. Raises `CrawlForgotten`."""
        self.check()
        self._redis.set(self._name(f"alive:{self.worker}"), "1", px=int(self.lease_seconds * 1000))
        if self._held:
            self._redis.zadd(self._name("leases"), dict.fromkeys(self._held.values(), self._until()), xx=True)

    def held(self) -> list[str]:
        """The URLs that are leased to this worker."""
        return list(self._held)

    def release(self, url: str) -> None:
        """Give back the lease of a URL that is done."""
        line = self._held.pop(url, None)
        if line is not None:
            self._redis.zrem(self._name("leases"), line)

    def claim(self, url: str) -> bool:
        """Claim a page that is safely in this worker's folder. Returns whether this worker may write it."""
        if self._redis.hsetnx(self._name("claims"), url, self.worker):
            return True
        return bool(self._redis.hget(self._name("claims"), url).decode() == self.worker)

    @property
    def drained(self) -> bool:
        """Whether no worker has anything left."""
        self.check()
        names = ("queue", "leases", "waiting", "state", "drained")
        return bool(self._drained(keys=[self._name(name) for name in names]))

    @staticmethod
    def loss(error: BaseException) -> str | None:
        """A sentence for an exception that means the server is gone or has lost the crawl; None for any
        other.
        """
        import redis

        if isinstance(error, CrawlForgotten):
            return str(error)
        return f"the Redis server is gone: {error}" if isinstance(error, redis.RedisError) else None

    def close(self) -> None:
        """Close the connection."""
        self._redis.close()

    def _until(self) -> float:
        return time.time() + self.lease_seconds


_SEPARATOR = "\x1f"


def _key_text(key: Key) -> str:
    return _SEPARATOR.join((key.position, key.family, key.form, repr(key.weight)))


def _key_of_text(text: str) -> Key:
    position, family, form, weight = text.split(_SEPARATOR)
    return Key(position, family, form, float(weight))
