"""Build the letter model of many languages, `languages.bin.zst` beside this file, and the character table
derived from it, `characters.bin.zst`. Without the folder of profiles, only the latter.

    pip download --no-deps --no-binary :all: langdetect==1.0.9
    tar xzf langdetect-1.0.9.tar.gz
    uv run --isolated --with wordfreq==3.1.1 --with babel==2.19.0 --with numpy==2.4.6 \\
        python -m newsmill.pipelines.decode.build_languages langdetect-1.0.9/langdetect/profiles

Sources, all openly licensed (licences in `pipelines/decode/model/NOTICE`):

- wordfreq's small word lists, with frequencies; Serbo-Croatian is also counted as Cyrillic, transliterated
- langdetect's profiles: pairs of characters in Wikipedia, for languages that wordfreq lacks
- Babel's copy of CLDR: names of languages, countries, currencies, months and days, for languages that both lack

For each language, it stores the probability of each letter after each within words, as a negative base-2
logarithm.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import numpy as np

from newsmill.pipelines.decode.languages import (
    CHARACTERS_PATH,
    LANGUAGES_PATH,
    SCALE,
    Language,
    describe_characters,
    group_of,
    stored_languages,
)
from newsmill.pipelines.decode.model.ngrams import packed

# The languages in wordfreq with alphabetic scripts (Chinese, Japanese and Korean have models of their own).
_WORDFREQ = (
    "ar bg bn ca cs da de el en es fa fi fil fr he hi hu id is it lt lv mk ms nb nl pl pt ro ru sh sk sl "
    "sv ta tr uk ur vi"
)
_LANGDETECT = "af cy et gu kn ml mr ne pa so sq sw te th"
_CLDR = (
    "am az be bs eo eu fo ga gd gl ha haw hy ig ka kk km kn ky lb lo mi mn mt my nn or os si sr tg ti tk "
    "tt ug uz yo zu kab"
)
# A letter with a smaller share of a language's letters than this comes from foreign words.
_RAREST = {"words": 1 / 40_000, "pairs": 1 / 8_000, "names": 1 / 3_000}
_TOKENS = 200_000.0  # the total pair count each language is scaled to
_SMOOTHING = 25.0  # pseudo-count of pairs distributed by single-letter frequency
_MOST_BITS = 15.0
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u109f\u1780-\u17ff][^\W\d_]*)*")
_TO_CYRILLIC = dict(
    zip(
        [
            "lj",
            "nj",
            "dž",
            "a",
            "b",
            "v",
            "g",
            "d",
            "đ",
            "e",
            "ž",
            "z",
            "i",
            "j",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "ć",
            "u",
            "f",
            "h",
            "c",
            "č",
            "š",
        ],
        [
            "љ",
            "њ",
            "џ",
            "а",
            "б",
            "в",
            "г",
            "д",
            "ђ",
            "е",
            "ж",
            "з",
            "и",
            "ј",
            "к",
            "л",
            "м",
            "н",
            "о",
            "п",
            "р",
            "с",
            "т",
            "ћ",
            "у",
            "ф",
            "х",
            "ц",
            "ч",
            "ш",
        ],
        strict=True,
    )
)

_CEDILLAS = str.maketrans("șț", "şţ")

Weighted = Iterable[tuple[str, float]]


def wordfreq_words(name: str, size: str = "small") -> Iterator[tuple[str, float]]:
    """Words of one of wordfreq's lists (`small` or `large`) with their frequencies, most frequent first.

    A word's position in the list is its negative log frequency in hundredths of a decade.
    """
    spec = importlib.util.find_spec("wordfreq")
    if spec is None or spec.origin is None:
        sys.exit("wordfreq is not installed.")
    path = Path(spec.origin).parent / "data" / f"{size}_{name}.msgpack.gz"
    for place, words in enumerate(msgspec.msgpack.decode(gzip.decompress(path.read_bytes()))[1:]):
        for word in words:
            # wordfreq folds the final sigma of Greek words.
            yield re.sub("σ$", "ς", word), 10 ** (-place / 100)


def as_cyrillic(words: Weighted) -> Iterator[tuple[str, float]]:
    """Serbo-Croatian words transliterated to Cyrillic."""
    for word, weight in words:
        yield re.sub("lj|nj|dž|.", lambda match: _TO_CYRILLIC.get(match.group(), match.group()), word), weight


def _names(name: str) -> Iterator[tuple[str, float]]:
    from babel import Locale

    locale = Locale.parse(name)
    calendar = [*locale.days["format"]["wide"].values(), *locale.months["format"]["wide"].values()]
    for names in (locale.languages, locale.territories, locale.currencies, locale.scripts):
        calendar += names.values()
    for text in calendar:
        for word in _WORD.findall(str(text)):
            yield word, 1.0


def _pairs_of_words(words: Weighted) -> Counter[str]:
    """Count pairs of characters, with a space at the beginning and end of each word."""
    pairs: Counter[str] = Counter()
    for word, weight in words:
        padded = f" {unicodedata.normalize('NFC', word).lower()} "
        for at in range(len(padded) - 1):
            pairs[padded[at : at + 2]] += weight  # type: ignore[assignment]
    return pairs


def _pairs_of_profile(path: Path) -> Counter[str]:
    pairs: Counter[str] = Counter()
    for gram, count in json.loads(path.read_text("utf-8"))["freq"].items():
        if len(gram) == 2:
            pairs[gram.lower()] += count
    return pairs


def _language(name: str, pairs: Counter[str], rarest: float) -> Language:
    """A language's letters, limited to its main script, and the bits of each letter after each."""
    letters: Counter[str] = Counter()
    for pair, weight in pairs.items():
        if pair[1] != " " and unicodedata.category(pair[1])[0] in "LM":
            letters[pair[1]] += weight
    groups: Counter[str] = Counter()
    for letter, weight in letters.items():
        groups[group_of(letter)] += weight
    group = groups.most_common(1)[0][0]
    total = sum(letters.values())
    alphabet = "".join(
        sorted(
            letter
            for letter, weight in letters.items()
            if group_of(letter) == group and weight >= rarest * total
        )
    )
    places = {letter: at + 1 for at, letter in enumerate(alphabet)}
    counts = np.zeros((len(alphabet) + 1, len(alphabet) + 1))
    for pair, weight in pairs.items():
        counts[places.get(pair[0], 0), places.get(pair[1], 0)] += weight
    counts[0, 0] = 0
    counts *= _TOKENS / counts.sum()
    alone = counts.sum(0) + 1
    alone /= alone.sum()
    chances = (counts + _SMOOTHING * alone) / (counts.sum(1, keepdims=True) + _SMOOTHING)
    bits = np.minimum(-np.log2(chances), _MOST_BITS)
    return Language(name, group, alphabet, (bits * SCALE).round().astype(np.uint8).tobytes())


def build(profiles: Path) -> list[Language]:
    """Build the model from langdetect's folder of profiles and the installed wordfreq and Babel."""
    languages = []
    for name in _WORDFREQ.split():
        pairs = _pairs_of_words(wordfreq_words(name))
        if name == "de":
            # wordfreq folds ß to ss.
            own = _pairs_of_profile(profiles / name)
            scale = sum(pairs.values()) / sum(own.values())
            pairs.update({pair: weight * scale for pair, weight in own.items()})
        elif name == "ro":
            # Before Unicode 3, the letters with a comma were written with a cedilla, as in the code pages.
            pairs.update({pair.translate(_CEDILLAS): weight for pair, weight in pairs.items()})
        languages.append(_language(name, pairs, _RAREST["words"]))
    cyrillic = _pairs_of_words(as_cyrillic(wordfreq_words("sh")))
    languages.append(_language("sr", cyrillic, _RAREST["words"]))
    for name in _LANGDETECT.split():
        languages.append(_language(name, _pairs_of_profile(profiles / name), _RAREST["pairs"]))
    known = {language.name for language in languages}
    for name in _CLDR.split():
        if name not in known:
            languages.append(_language(name, _pairs_of_words(_names(name)), _RAREST["names"]))
    return languages


def main() -> None:
    """Write `languages.bin.zst`, if a folder is given, and `characters.bin.zst`, which is derived from it and
    from Unicode.
    """
    if len(sys.argv) > 1:
        LANGUAGES_PATH.write_bytes(packed(msgspec.msgpack.encode(build(Path(sys.argv[1])))))
    characters = describe_characters(stored_languages())
    CHARACTERS_PATH.write_bytes(packed(msgspec.msgpack.encode(characters)))


if __name__ == "__main__":
    main()
