"""A crawl's folder: used by one process at a time, and consistent however that process ends."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from newsmill.crawler.fetch.archive import ARCHIVE, Archive
from newsmill.crawler.frontier import discovery
from newsmill.crawler.frontier.scope import Scope
from newsmill.crawler.frontier.task import Found
from newsmill.crawler.frontier.traps import Traps
from newsmill.crawler.run.history import Run, RunHistory
from newsmill.crawler.run.links import Links
from newsmill.crawler.run.logs import without_credentials
from newsmill.crawler.run.state import STATE, CrawlState
from newsmill.crawler.sites import Site
from newsmill.pipelines.runs.folder import sweep

__all__ = ["CannotWrite", "CrawlFolder", "FolderInUse", "OtherSite", "seeds"]

log = logging.getLogger("newsmill.crawl")


class FolderInUse(RuntimeError):
    """Another process is crawling into the folder."""


class OtherSite(RuntimeError):
    """The folder belongs to a crawl of another site."""


class CannotWrite(RuntimeError):
    """The folder cannot be written (for example, the disk is full), or the shared frontier is gone.

    The folder is consistent, and the next run continues from it.
    """


class CrawlFolder:
    """The folder of a crawl, open for one run: its archive, state, frontier and history.

    site        the site to crawl
    folder      the folder of archive, state and output

    Raises `FolderInUse`, `OtherSite` and `CannotWrite`; its methods raise `CannotWrite` too, after which the
    run must be abandoned.
    """

    def __init__(self, site: Site, folder: Path, *, user_agent: str = "") -> None:
        self.site = site
        self.folder = folder
        self.scope = Scope(site)
        self._priorities = [(re.compile(pattern), weight) for pattern, weight in site.priority.items()]
        self.broken: CannotWrite | None = None
        self._loss: Callable[[BaseException], str | None] = lambda error: None
        self.now = time.time
        with self.writing():
            self._open(user_agent)

    def _open(self, user_agent: str) -> None:
        site, folder = self.site, self.folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(folder)
        sweep(folder)
        self.state = CrawlState(folder / STATE)
        if self.state.fact("boot") not in (None, boot_id()):
            self.state.forget_unsynced()  # the machine was restarted: data that was not synced may be lost
        self.state.frontier.weight_of = self.weight_of
        self.links = Links(self.state, self.now)
        self.traps = Traps(self.state.frontier)
        self.noise = self.state.noise
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
            self.state.begin_run(seeds(site), self.now())
        self.history = RunHistory(folder)
        self.run: Run = self.history.begin(site.name)
        self.commit()

    def _check_site(self) -> None:
        """Raises `OtherSite` if the folder's crawl has another name and started at other hosts."""
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
        """The factor that the site file gives a URL's score."""
        return next((weight for pattern, weight in self._priorities if pattern.search(url)), 1.0)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Turn errors of the disk and the database into `CannotWrite`, after which nothing more is written."""
        if self.broken is not None:
            raise self.broken
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self.broken = CannotWrite(f"{self.folder} cannot be written: {reason}")
            raise self.broken from error
        except Exception as error:
            loss = self._loss(error)
            if loss is None:
                raise
            self.broken = CannotWrite(without_credentials(loss))
            raise self.broken from error

    def commit(self) -> None:
        """Sync to disk: the archive first, then the state that holds its length."""
        with self.writing():
            self.archive.sync()
            self._note_archive(dict(self.archive.lengths))

    async def commit_in_background(self) -> None:
        """`commit`, but wait for the disk in a thread. Data that arrives meanwhile counts as written, not as
        synced.
        """
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
        """Commit and release the folder. If it cannot be written, it is released as it is."""
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


def seeds(site: Site) -> list[Found]:
    """The URLs that a crawl of a site begins with: start pages, then feeds, then sitemaps."""
    found = [discovery.found(address, "page") for address in site.start]
    found += [discovery.found(address, "feed") for address in site.feeds]
    return found + [discovery.found(address, "sitemap") for address in site.sitemaps]


def boot_id() -> str:
    """An identifier that changes when the machine is restarted."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "unknown"


def _lock(folder: Path) -> BinaryIO:
    """Lock the folder for this process; the kernel releases the lock however the process ends."""
    file = (folder / ".lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise FolderInUse(
            f"another crawl is writing to {folder}: wait until it ends, or choose another folder with -o"
        ) from None
    return file
