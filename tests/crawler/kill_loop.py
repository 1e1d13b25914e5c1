"""Crawls the demo portal into folders below argv[1], killing each crawl at a random moment (argv[2] times
in all, seed argv[3]).

The crawler is loaded once and forked, so that the moments fall into the crawl and not into the loading of
Python. The first folder, `whole`, is of an undisturbed crawl. Prints one JSON object: the kills and the
folders of the others, each crawled to its end.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import scrapy.crawler  # noqa: F401

import newsmill.crawler.commands.crawl
import newsmill.crawler.demo
import newsmill.crawler.run.completion
import newsmill.crawler.spiders.portal
from newsmill.crawler.sites import find_site


def begin(folder: Path) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        spider = newsmill.crawler.commands.crawl.crawl_one(find_site("demo"), folder, workers=1)
        code = 0 if spider.manifest is not None else 3
    finally:
        os._exit(code)


def killed(child: int, after: float) -> bool:
    """Wait so many seconds, then kill; False when the crawl had ended by itself, as it should."""
    deadline = time.monotonic() + after
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert status == 0, f"the crawl failed with status {status}"
            return False
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def main(base: Path, wanted: int, chance: random.Random) -> None:
    began = time.monotonic()
    assert not killed(begin(base / "whole"), 300.0)
    duration = time.monotonic() - began
    kills: list[float] = []
    folders = [base / "killed-0"]
    while True:
        after = chance.uniform(0.02, duration) if len(kills) < wanted else 300.0
        if killed(begin(folders[-1]), after):
            kills.append(round(after, 3))
        elif len(kills) < wanted:
            folders.append(base / f"killed-{len(folders)}")
        else:
            break
    print(json.dumps({"kills": kills, "seconds": duration, "folders": [folder.name for folder in folders]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3])))
