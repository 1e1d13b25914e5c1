#!/usr/bin/env python3
"""CPU time to repair whole pages that are nothing but damaged text, per 100 KB.

    uv run --with django==5.2.19 python benchmarks/repair_pages.py [--size 100] [--only TEXT] [--profile]

The pages are paragraphs of four sentences of Django's translations, as in `repair_matrix`, until the damaged
page has the size in KB as UTF-8; short catalogues repeat with different numbers. Each page is repaired once, after a
few lines that load the models. `share` is the share of its damaged lines that became the original.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import pstats
import time
from collections.abc import Callable, Iterator

from repair_matrix import damage, sentences

from newsmill.pipelines.decode import repair_and_explain

# Language, charset, what its bytes are misread as, what happens to bytes that are none, and how often. Where nothing is
# lost, nothing is dropped.
_LOSSES = ("dropped", "replaced", "question")
_SIX = ("cs", "fr", "el", "th", "hi", "vi")
PAGES: tuple[tuple[str, str, str, str, int], ...] = (
    *(("zh_Hans", "utf-8", read, loss, 1) for read in ("gb18030", "gbk") for loss in _LOSSES),
    *(("zh_Hans", "utf-8", read, "dropped", 2) for read in ("gb18030", "gbk", "latin_1")),
    *(("zh_Hans", "utf-8", read, "dropped", 1) for read in ("latin_1", "cp1252", "cp932", "cp949")),
    ("zh_Hans", "utf-8", "big5", "replaced", 1),
    *(("zh_Hans", "gb18030", read, "dropped", 1) for read in ("latin_1", "cp1252", "big5")),
    *(("zh_Hant", "utf-8", read, "dropped", 1) for read in ("gb18030", "gbk")),
    *(("zh_Hant", "big5", read, "dropped", 1) for read in ("gbk", "latin_1")),
    *(("ja", "utf-8", read, "dropped", 1) for read in ("latin_1", "cp1252", "gb18030", "cp932")),
    *(("ja", charset, "latin_1", "none", 1) for charset in ("cp932", "euc_jp")),
    *(("ko", "utf-8", read, "dropped", 1) for read in ("cp1252", "cp949", "gbk")),
    ("ko", "cp949", "latin_1", "none", 1),
    *(
        ("ru", "utf-8", read, loss, 1)
        for read in ("cp1252", "cp874", "cp1250", "cp1253")
        for loss in _LOSSES[:2]
    ),
    *(("ru", "utf-8", read, "dropped", 1) for read in ("latin_1", "cp1251", "mac_roman", "cp437", "gbk")),
    *(("ru", charset, "latin_1", "none", 1) for charset in ("cp1251", "koi8_r", "cp866")),
    ("ru", "utf-8", "cp1252", "dropped", 2),
    *((language, "utf-8", "cp1252", "dropped", 1) for language in (*_SIX, "he", "ar", "ka")),
    *((language, "utf-8", "cp1252", "question", 1) for language in _SIX),
    *((language, "utf-8", read, "dropped", 1) for language in _SIX for read in ("cp874", "gbk")),
    ("th", "cp874", "latin_1", "none", 1),
    ("cs", "cp1250", "cp1252", "dropped", 1),
)
PARAGRAPH = 4  # sentences


def channel(charset: str, read_as: str, loss: str, times: int) -> Callable[[str], str]:
    """What damages a text; a text that the charset lacks, or that is not changed, stays."""

    def apply(text: str) -> str:
        for at in range(times):
            own = charset if at == 0 else "utf-8"
            text = damage(text, own, read_as, loss) or damage(text, own, read_as, "none") or text
        return text

    return apply


def _endless(language: str) -> Iterator[str]:
    lines = sentences(language, 10_000)
    for round_ in itertools.count():
        yield from (line if not round_ else f"{round_}{line}" for line in lines)


def page(language: str, apply: Callable[[str], str], size: int) -> tuple[str, str]:
    """A page and the same damaged, at least `size` bytes."""
    clean, damaged, so_far = [], [], 0
    lines = _endless(language)
    while so_far < size:
        text = " ".join(itertools.islice(lines, PARAGRAPH))
        clean.append(f"<p>{text}</p>")
        damaged.append(f"<p>{apply(text)}</p>")
        so_far += len(damaged[-1].encode("utf-8", "surrogatepass")) + 1
    return "\n".join(clean), "\n".join(damaged)


def main() -> None:
    """Print a row a page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100, help="KB of each damaged page (default 100)")
    parser.add_argument("--only", default="", help="only pages whose name contains this")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    options = parser.parse_args()
    for language, charset, read_as, loss, times in PAGES:
        name = f"{language} {charset} as {read_as} {loss}{' twice' * (times > 1)}"
        if options.only not in name:
            continue
        apply = channel(charset, read_as, loss, times)
        repair_and_explain(page(language, apply, 300)[1])
        clean, damaged = page(language, apply, options.size * 1000)
        profile = cProfile.Profile()
        start = time.process_time()
        if options.profile:
            profile.enable()
        repaired = repair_and_explain(damaged)
        profile.disable()
        taken = time.process_time() - start
        kilobytes = len(damaged.encode("utf-8", "surrogatepass")) / 1000
        rows = list(zip(clean.split("\n"), damaged.split("\n"), repaired.text.split("\n"), strict=False))
        restored = sum(a == c != b for a, b, c in rows) / max(1, sum(a != b for a, b, _ in rows))
        late = sum(each.kind == "too much damage to examine" for each in repaired.left)
        print(
            f"{name:48s} {taken / kilobytes * 100:6.2f} s/100 KB  share {restored:.3f}  not examined {late}",
            flush=True,
        )
        if options.profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(14)


if __name__ == "__main__":
    main()
