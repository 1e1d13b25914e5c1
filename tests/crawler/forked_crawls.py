"""Loads the crawler once and forks a process for each crawl: a line of JSON in (`args`, `log`), a line out
(exit code)."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback

import scrapy.crawler  # noqa: F401

import newsmill


def crawl(args: list[str], log: str) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.alarm(100)  # no test's crawl takes so long; the kernel ends one that does
    sys.argv = ["newsmill", *args]
    code: object = 1
    try:
        newsmill.main()
        code = 0
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if not child:
        crawl(order["args"], order["log"])
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
