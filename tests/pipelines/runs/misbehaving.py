"""Cleaners for tests of the limits: what a page says is what happens to its worker."""

from __future__ import annotations

import ctypes
import os
import time

from pipelines.clean import clean as clean_properly
from pipelines.page import Page
from pipelines.record import Record


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
    if b"RAISE" in page.raw:
        raise ZeroDivisionError("by the page")
    return clean_properly(page)
