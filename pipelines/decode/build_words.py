"""Build the word lists that fill gaps in damaged text, `words.bin` beside this file.

    uv run --isolated --with wordfreq==3.1.1 --with numpy==2.4.6 \\
        python -m newsmill.pipelines.decode.build_words

Source: wordfreq's word lists, with frequencies (licence in `pipelines/decode/model/NOTICE`). Only words with
a letter that loses a byte in a common misreading are kept, because only they can have a gap. Japanese and
Korean have no spaces between the words of the lists, so all of their words are kept: undamaged ones are
evidence for the damaged words next to them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from newsmill.pipelines.decode.build_languages import as_cyrillic, wordfreq_words
from newsmill.pipelines.decode.word_lists import LISTED_LOSSES, WORDS_PATH, StoredWords, pack_words

# Language of `languages.bin.zst`, size of wordfreq's list, and the number of words to keep: languages that lose many
# letters, and that have many forms of a word, get more.
_LISTS = (
    ("ru", "large", 60_000), ("uk", "large", 40_000), ("bg", "small", 30_000), ("mk", "large", 20_000),
    ("cs", "large", 30_000), ("sk", "small", 20_000), ("pl", "large", 6_000), ("sl", "small", 10_000),
    ("sh", "small", 20_000), ("sr", "small", 20_000), ("hu", "small", 8_000), ("ro", "small", 5_000),
    ("lv", "small", 20_000), ("lt", "small", 15_000), ("tr", "small", 8_000), ("vi", "small", 5_000),
    ("el", "small", 20_000), ("he", "large", 20_000), ("ar", "large", 20_000), ("fa", "small", 10_000),
    ("ur", "small", 8_000), ("hi", "small", 15_000), ("bn", "large", 15_000), ("ta", "small", 8_000),
    ("es", "large", 8_000), ("pt", "large", 8_000), ("ca", "large", 5_000), ("fr", "large", 8_000),
    ("it", "large", 2_000), ("de", "large", 6_000), ("is", "small", 15_000), ("da", "small", 3_000),
    ("sv", "large", 4_000), ("nb", "large", 3_000), ("fi", "large", 5_000), ("nl", "large", 2_000),
    ("ja", "large", 50_000), ("ko", "small", 40_000),
)  # fmt: skip
_WITHOUT_SPACES = ("ja", "ko")


def _can_lose(word: str) -> bool:
    return any(
        byte in LISTED_LOSSES for form in (word, word.capitalize(), word.upper()) for byte in form.encode()
    )


def _words(name: str, size: str) -> Iterator[tuple[str, float]]:
    words: Iterable[tuple[str, float]] = wordfreq_words("sh" if name == "sr" else name, size)
    if name == "sr":
        words = as_cyrillic(words)
    for word, weight in words:
        if word.isascii() or any(character.isdigit() or character < " " for character in word):
            continue
        if name in _WITHOUT_SPACES or _can_lose(word):
            yield word, weight


def build() -> list[StoredWords]:
    """The word lists of all languages, from the installed wordfreq."""
    return [pack_words(name, list(islice(_words(name, size), most))) for name, size, most in _LISTS]


def main() -> None:
    """Write `words.bin`."""
    data = msgspec.msgpack.encode(build())
    WORDS_PATH.write_bytes(data)
    sys.stderr.write(f"{WORDS_PATH.name}: {len(data)} bytes\n")


if __name__ == "__main__":
    main()
