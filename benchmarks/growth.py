#!/usr/bin/env python3
"""How the cost of each stage grows with its input: hostile inputs, each at one size and at four times that size.

    python benchmarks/growth.py [--rounds 3]

Prints CPU seconds for both and their ratio. Linear is 4; a stage that stays well below 8 on every row has no quadratic path that these
inputs reach. It is a benchmark and no test, since a busy machine moves single figures.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import time
from collections.abc import Callable

from newsmill import Rejected, clean, decode, repair
from newsmill.pipelines.export.personal import Mask

_NOISE = random.Random(3)
_LINES = "锛銆鈥涓浗鎴戜滑\ufffd?Ã©â€ 鐨"


def _clean(page: str) -> None:
    with contextlib.suppress(Rejected):
        clean(page.encode())


def cases() -> list[tuple[str, str, Callable[[int], Callable[[], object]]]]:
    """Stage, input, and what to run at a multiple of the input's size."""
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
        ("clean", "lines of text", lambda n: lambda: _clean("A line of a page that was saved as text.\n" * 2_000 * n)),
        ("mask", "digits and signs", lambda n: lambda: mask("138-1234-" * 10_000 * n + "a@a." + "a." * 50_000 * n)),
    ]  # fmt: skip


def seconds(run: Callable[[], object], rounds: int) -> float:
    """The fastest of several runs after one that warms up, in CPU seconds."""
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
