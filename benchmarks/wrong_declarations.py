#!/usr/bin/env python3
"""Pages in single-byte and multi-byte charsets, decoded without a declaration, with wrong ones and with the right one.

    uv run --with django==5.2.19 python benchmarks/wrong_declarations.py

A page has 1, 3 or 12 sentences of one language from Django's translations, in a charset of that language's pages;
there are eight pages of each size, always the same. A page counts as right if its whole text is.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from repair_matrix import LANGUAGES, sentences

from newsmill import decode

# Further charsets of the pages that one charset stands for.
SIMILAR = {
    "cp1252": ("iso8859_15",),
    "cp1254": ("iso8859_9",),
    "cp1255": ("iso8859_8",),
    "cp1256": ("iso8859_6",),
    "cp1257": ("iso8859_13", "iso8859_4"),
    "gb18030": ("gbk",),
}
LABELS = {
    "mac_roman": "macintosh",
    "mac_cyrillic": "x-mac-cyrillic",
    "cp866": "ibm866",
    "cp874": "windows-874",
    "cp932": "shift_jis",
    "cp949": "euc-kr",
}
SIZES, PAGES, SENTENCES, LEAST_SENTENCES = (1, 3, 12), 8, 300, 5


def main() -> None:
    """Print how many pages are right by declaration."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    chance = random.Random(3)
    for language, charset in charsets():
        fitting = [text for text in sentences(language, SENTENCES) if is_in(text, charset)]
        if len(fitting) < LEAST_SENTENCES:
            continue
        for size in SIZES:
            for _ in range(PAGES):
                text = page(chance.sample(fitting, min(size, len(fitting))))
                raw, own = text.encode(charset), label(charset)
                for name, declared in (
                    ("none", None),
                    ("right", own),
                    ("iso-8859-1", "iso-8859-1"),
                    ("utf-8", "utf-8"),
                ):
                    total[name] += 1
                    right[name] += decode(raw, declared).text == text
    print("| declared by HTTP | pages | right |\n|---|---|---|")
    for name, count in total.items():
        print(f"| {name} | {count:,} | {right[name]:,} |")


def charsets() -> Iterator[tuple[str, str]]:
    """Languages and the charsets of their pages."""
    for languages in LANGUAGES.values():
        for language, usual in languages.items():
            for charset in usual:
                for each in (charset, *SIMILAR.get(charset, ())):
                    yield language, each
    yield "uk", "koi8_u"


def is_in(text: str, charset: str) -> bool:
    """Whether a charset has all characters of a text that is not ASCII."""
    try:
        return not text.isascii() and bool(text.encode(charset))
    except UnicodeError:
        return False


def label(charset: str) -> str:
    """The name of a charset on pages."""
    return LABELS.get(charset) or charset.replace("cp12", "windows-12").replace(
        "iso8859_", "iso-8859-"
    ).replace("_", "-")


def page(texts: list[str]) -> str:
    """A page with these paragraphs."""
    paragraphs = "\n".join(f"<p>{text}</p>" for text in texts)
    return f"<html><head><title>{texts[0]}</title></head><body>{paragraphs}</body></html>"


if __name__ == "__main__":
    main()
