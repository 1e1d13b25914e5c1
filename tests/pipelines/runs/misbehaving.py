"""Cleaners for tests of the limits: what a page says is what happens to its worker."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from pathlib import Path

import msgspec

from newsmill.pipelines.clean import clean as clean_properly
from newsmill.pipelines.page import Page
from newsmill.pipelines.record import Record

GOOD = (
    "<h1>城东新图书馆开放</h1><p>本报讯 城东新图书馆昨日正式向市民开放，首日接待读者三千余人次，"
    "馆内藏书四十二万册。</p>"
)


def clean(page: Page) -> Record:
    if b"LOOP" in page.raw:
        while True:
            pass
    if b"SLEEP" in page.raw:
        time.sleep(3600)
    if b"EAT" in page.raw:
        eaten = []
        while True:
            eaten.append(bytearray(32 << 20))
            time.sleep(0.005)
    if b"GULP" in page.raw:
        bytearray(8 << 30)
    if b"SEGFAULT" in page.raw:
        ctypes.string_at(0)
    if b"EXIT" in page.raw:
        os._exit(3)
    if b"KILLED" in page.raw:
        _, times, counter, *then = page.raw.decode().split()
        with Path(counter).open("a") as file:
            file.write("x")
        tries = Path(counter).stat().st_size
        if tries <= int(times):
            os.kill(os.getpid(), signal.SIGKILL)
        if then and tries == int(times) + 1:
            time.sleep(3600)
        return clean_properly(Page(raw=GOOD.encode(), origin=page.origin))
    if b"BULKY" in page.raw:
        return msgspec.structs.replace(
            clean_properly(Page(raw=GOOD.encode(), origin=page.origin)), body="x" * 3_000_000
        )
    if b"RAISE" in page.raw:
        raise ZeroDivisionError("by the page")
    return clean_properly(page)
