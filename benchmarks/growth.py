#!/usr/bin/env python3
"""How the cost of each stage grows: hostile inputs, each at one size and at four times that size.

    python benchmarks/growth.py [--rounds 3]

Prints CPU seconds for both and their ratio. Linear is 4; if a stage stays well below 8 on every row, these
inputs do not reach a quadratic path. This is a benchmark, not a test, since load on the machine shifts
individual figures.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import random
import time
from collections.abc import Callable

from newsmill import Rejected, clean, decode, repair
from newsmill.pipelines.export.personal import Mask
from newsmill.pipelines.readers.mhtml import page_of
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.streams import read_stream

_NOISE = random.Random(3)
_LINES = "锛銆鈥涓浗鎴戜滑\ufffd?Ã©â€ 鐨"


def _clean(page: str) -> None:
    with contextlib.suppress(Rejected):
        clean(page.encode())


_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def _warc_record(body: bytes) -> bytes:
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: "
        b"application/http\r\n"
    )
    return head + b"Content-Length: %d\r\n\r\n" % len(_HTTP + body) + _HTTP + body + b"\r\n\r\n"


_RECORD = _warc_record(b"<html><p>A page of an archive.</p></html>")


def _read(kind: str, raw: bytes) -> None:
    for _ in read_stream(io.BytesIO(raw), f"made.{kind}", Options(), named=True):
        pass


def _mhtml(content: str, parameters: str = "") -> None:
    page_of(
        f"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b{parameters}\r\n\r\n{content}".encode(),
        "a.mht",
    )


def cases() -> list[tuple[str, str, Callable[[int], Callable[[], object]]]]:
    """Stage, input, and the function to run at a multiple of the input's size."""
    high = bytes(_NOISE.randrange(128, 256) for _ in range(50_000))
    noise = _NOISE.randbytes(50_000)
    damaged = "".join(_NOISE.choice(_LINES) for _ in range(20_000))
    mixed = ("新闻".encode() + "发布会".encode("gbk")) * 4_000
    mask = Mask.read("phone,email,id")
    return [
        ("decode", "random bytes", lambda n: lambda: decode(noise * n)),
        ("decode", "high bytes", lambda n: lambda: decode(high * n)),
        ("decode", "a, FF in turn", lambda n: lambda: decode(b"a\xff" * 25_000 * n)),
        ("decode", "UTF-8, GBK in turn", lambda n: lambda: decode(mixed * n)),
        ("decode", "lead bytes", lambda n: lambda: decode(b"\xe4\xb8" * 25_000 * n)),
        ("repair", "signs of damage", lambda n: lambda: repair(damaged * n)),
        ("clean", "paragraphs", lambda n: lambda: _clean("<p>Some words, and <a href=x>a link</a>.</p>" * 2_000 * n)),
        ("clean", "one paragraph", lambda n: lambda: _clean("<p>" + "Some words, one after the other. " * 4_000 * n)),
        ("clean", "nested div", lambda n: lambda: _clean("<div>" * 10_000 * n + "deep")),
        ("clean", "nested b", lambda n: lambda: _clean("<p>" + "<b>x" * 5_000 * n)),
        ("clean", "open tags", lambda n: lambda: _clean("<p>text" + "<a href='x" * 20_000 * n)),
        ("clean", "open comments", lambda n: lambda: _clean("<p>text <!-- " * 10_000 * n)),
        ("clean", "list items", lambda n: lambda: _clean("<ul>" + "<li>item" * 10_000 * n)),
        ("clean", "lines of text",
            lambda n: lambda: _clean("A line of a page that was saved as text.\n" * 2_000 * n)),
        ("clean", "attributes", lambda n: lambda: _clean("<p " + " ".join(f"a{i}=b" for i in range(8_000 * n))
            + ">Text.")),
        ("mhtml", "boundaries", lambda n: lambda: _mhtml("--b\r\n\r\n" * 20_000 * n)),
        ("mhtml", "parameters", lambda n: lambda: _mhtml("", "".join(f"; a*{i}=x" for i in range(20_000 * n)))),
        ("warc", "records", lambda n: lambda: _read("warc", gzip.compress(_RECORD) * 1_000 * n)),
        ("warc", "one large record", lambda n: lambda: _read("warc", _warc_record(_NOISE.randbytes(2_000_000) * n))),
        ("warc", "damaged records", lambda n: lambda: _read("warc", b"WARC/1.0\r\nbroken\r\n" * 20_000 * n)),
        ("warc", "gzip magic in noise", lambda n: lambda: _read("warc", gzip.compress(_RECORD)[:-40]
            + b"\x1f\x8b\x08\x00" * 5_000 * n)),
        ("csv", "open quotes", lambda n: lambda: _read("csv", b"url,html\n" + b'x,"y\n' * 20_000 * n)),
        ("json", "open objects", lambda n: lambda: _read("json", b"[" + b'{"a":\n' * 5_000 * n)),
        ("har", "open exchanges", lambda n: lambda: _read("har", b'{"log":{"entries":['
            + b'{"request":\n' * 5_000 * n)),
        ("mbox", "mails", lambda n: lambda: _read("mbox",
            b"From a Tue Feb 14 06:46:03 2012\nTo: b\n\n" * 5_000 * n)),
        ("tar", "noise", lambda n: lambda: _read("tar", b"ustar" * 50_000 * n)),
        ("zip", "open members", lambda n: lambda: _read("zip", b"PK\x03\x04" * 50_000 * n)),
        ("mask", "digits and signs", lambda n: lambda: mask("138-1234-" * 10_000 * n + "a@a." + "a." * 50_000 * n)),
    ]  # fmt: skip


def seconds(run: Callable[[], object], rounds: int) -> float:
    """The fastest of several runs after a warm-up, in CPU seconds."""
    run()
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    print("| stage | input | once, s | four times, s | ratio |\n|---|---|---|---|---|")
    for stage, name, make in cases():
        once, four = seconds(make(1), rounds), seconds(make(4), rounds)
        print(f"| {stage} | {name} | {once:.3f} | {four:.3f} | {four / max(once, 1e-4):.1f} |", flush=True)


if __name__ == "__main__":
    main()
