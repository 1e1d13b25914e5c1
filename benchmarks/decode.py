#!/usr/bin/env python3
"""Decoding and repair on a folder of benchmarks, with other libraries for comparison.

    python benchmarks/decode.py BENCH_DIR PAGES_DIR [--pages 60] [--peers]

BENCH_DIR holds `charset_bench.py`, `mojibake_bench.py` and `lines.txt`; PAGES_DIR holds Chinese UTF-8 pages
(`*.html` or `*.html.gz`), which the first benchmark damages. None of them is part of this repository. Peers
must be installed: ftfy for repair; w3lib, charset-normalizer, chardet, resiliparse, trafilatura, bs4 for
decoding.

Besides the two scores, it measures the cost of restoring a line and a passage of at most 40 characters, the
cost of decoding an undamaged page over `bytes.decode` with the declared charset, and the cost of finding no
damage: CPU time, the minimum of several runs.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import importlib.util
import sys
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from newsmill import decode, repair
from newsmill.pipelines.decode.charset_labels import declared_in

Decoder = Callable[[bytes, str | None], str]


def _module(folder: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    if spec is None or spec.loader is None:
        sys.exit(f"There is no {name}.py in {folder}.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pages(folder: Path, most: int) -> list[tuple[str, str]]:
    pages = []
    for path in sorted([*folder.glob("*.html"), *folder.glob("*.html.gz")]):
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            continue
        if len(raw) < 300_000 and sum("\u4e00" <= c <= "\u9fff" for c in text) > 200:
            pages.append((path.name, text))
    return pages[:most]


def _installed(peers: dict[str, Decoder]) -> dict[str, Decoder]:
    """The installed peers. A missing one would otherwise score as if it could read nothing."""
    found = {}
    for name, decoder in peers.items():
        try:
            decoder(b"<p>x</p>", None)
        except ImportError as error:
            print(f"{name}: left out, {error}")
        else:
            found[name] = decoder
    return found


def _milliseconds(call: Callable[[], object]) -> float:
    return min(timeit.repeat(call, number=3, repeat=9, timer=time.process_time)) / 3 * 1000


def _plainly(raw: bytes, codec: str) -> tuple[str | None, str]:
    return declared_in(raw), raw.decode(codec)


def _cost(charset: ModuleType, pages: list[tuple[str, str]]) -> None:
    """The cost of decoding an undamaged page compared with `bytes.decode`, and of any benchmark page per 100
    KB.
    """
    for codec, declared in (("utf-8", "utf-8"), ("gb18030", "gb2312")):
        ours = plain = 0.0
        for _, text in pages:
            raw = charset.with_meta(text, declared).encode(codec)
            ours += _milliseconds(functools.partial(decode, raw))
            plain += _milliseconds(functools.partial(_plainly, raw, codec))
        print(
            f"undamaged {codec}: decode {ours:.2f} ms, bytes.decode and look-up {plain:.2f} ms, ratio "
            f"{ours / plain:.3f}"
        )
    speeds = sorted(
        (_milliseconds(functools.partial(decode, raw, http)) / len(raw) * 100_000, kind)
        for _, kind, raw, http, _ in charset.cases(pages[:12])
    )
    worst, kind = speeds[-1]
    print(
        f"ms per 100 KB over {len(speeds)} pages: median {speeds[len(speeds) // 2][0]:.2f}, worst "
        f"{worst:.2f} ({kind})"
    )
    size = sum(len(text) for _, text in pages)
    searching = sum(_milliseconds(functools.partial(repair, text)) for _, text in pages)
    print(f"finding no damage: {searching / size * 100_000:.3f} ms per 100,000 characters")


def _restoring(mojibake: ModuleType, lines: list[str]) -> None:
    """Print the cost of repairing each kind of damage. Each text is repaired three times."""
    repair(mojibake.CHANNELS["half the line damaged"](lines[0]))  # loads the model
    for name, damage in mojibake.CHANNELS.items():
        damaged = [damage(line) for line in lines]
        parts = [text[i : i + _PART] for text in damaged for i in range(0, len(text) - _PART + 1, _PART)]
        whole, slowest = sum(_each(damaged)) / len(damaged), max(_each(parts), default=0.0)
        print(f"{name:34s} CPU {whole:.2f} ms/line, slowest {_PART} characters {slowest:.1f} ms")


_PART = 40  # characters


def _each(texts: list[str]) -> list[float]:
    """CPU milliseconds to repair each text, the minimum of three runs."""
    least = [float("inf")] * len(texts)
    for _ in range(3):
        for i, text in enumerate(texts):
            start = time.process_time()
            repair(text)
            least[i] = min(least[i], (time.process_time() - start) * 1000)
    return least


def main() -> None:
    """Run both benchmarks and the timings."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bench", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--pages", type=int, default=60, dest="most")
    parser.add_argument("--peers", action="store_true", help="score the other decoders and ftfy too")
    options = parser.parse_args()
    charset, mojibake = _module(options.bench, "charset_bench"), _module(options.bench, "mojibake_bench")
    pages = _pages(options.pages, options.most)
    print(f"{len(pages)} pages")
    charset.report("newsmill", charset.score(lambda raw, http: decode(raw, http).text, pages))
    if options.peers:
        for name, decoder in _installed(charset.peers()).items():
            charset.report(name, charset.score(decoder, pages))
    lines = [line for line in (options.bench / "lines.txt").read_text("utf-8").splitlines() if line.strip()]
    mojibake.run("newsmill", repair, lines)
    if options.peers and importlib.util.find_spec("ftfy") is None:
        print("ftfy: not installed, left out")
    elif options.peers:
        import ftfy

        fix = functools.partial(
            ftfy.fix_text, fix_character_width=False, uncurl_quotes=False, normalization=None
        )
        mojibake.run("ftfy", fix, lines)
    _restoring(mojibake, lines)
    _cost(charset, pages)


if __name__ == "__main__":
    main()
