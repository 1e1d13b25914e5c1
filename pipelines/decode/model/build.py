"""Build the character model that restores lost bytes of Chinese mojibake: three files beside this one.

    apt-get download libreoffice-help-zh-cn sunpinyin-data libime-data-language-model
    for package in *.deb; do dpkg-deb -x "$package" sources; done
    uv run --isolated --with wordfreq==3.1.1 --with jieba==0.42.1 \\
        --with opencc-python-reimplemented==0.1.7 --with numpy==2.4.6 \\
        python -m newsmill.pipelines.decode.model.build sources

Sources, all openly licensed and available from package registries (licences in
`pipelines/decode/model/NOTICE`):

- wordfreq's Chinese word list: words with frequencies in Wikipedia, news, subtitles and the web, simplified
- jieba's dictionary: more words, including names of people, places and institutions, with frequencies
- LibreOffice's Chinese help (Debian package): running text, for punctuation and the transitions between words
- OpenCC's character table: traditional characters as simplified ones; the model itself uses simplified characters
- libime's word trigrams (Debian package): which words follow each other
- open-gram's word trigrams (Debian package): the context of punctuation, which libime's lack

`zh.bin.zst` counts words: one of frequency f counts f for each of its characters, pairs and triples of
characters, for a beginning and for an end, so the model knows both how a word continues and how words follow
each other. `phrases.bin.zst` and `marks.bin.zst` are n-grams of up to four characters, counted in text drawn
from the word trigrams.

Takes four minutes and 5 GB of memory, and produces the same files each time.
"""

from __future__ import annotations

import gzip
import html
import importlib.util
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import numpy as np

from newsmill.pipelines.decode.model import MARKS, MARKS_PATH, PATH, PHRASES_PATH, SCALE, Tables
from newsmill.pipelines.decode.model.estimate import count, estimate, packed_rows
from newsmill.pipelines.decode.model.ngrams import packed
from newsmill.pipelines.decode.model.wordmodels import Ints, WordModel, draw, read_kenlm, read_slm, spelled

# The weight of each source in the counts, and the number of pairs and triples kept, limited by file size.
WORDFREQ_WEIGHT, JIEBA_WEIGHT, TEXT_WEIGHT = 0.55, 0.30, 0.15
LEAST_SEEN = 4  # minimum count of a triple in running text, which is from one domain: rarer ones are chance
MOST_PAIRS, MOST_TRIPLES = 520_000, 430_000
# Characters of text to draw from a word model, n-grams of each length to keep, and the rate at which
# sentences end after libime's words, since its model has no sentence ends.
DRAWN = 60_000_000
PHRASES = {2: 280_000, 3: 560_000, 4: 200_000}
MARK_NGRAMS = {2: 30_000, 3: 70_000, 4: 20_000}
BREAKS = 0.07

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_TEXT = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[，。、：；？！“”‘’（）《》【】—…·]+")
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)

Weighted = Iterator[tuple[str, float]]


class Counts:
    """Weighted counts of characters, pairs, triples, and of characters that begin and end words."""

    def __init__(self) -> None:
        self.ones: defaultdict[str, float] = defaultdict(float)
        self.pairs: defaultdict[str, float] = defaultdict(float)
        self.triples: defaultdict[str, float] = defaultdict(float)
        self.openings: defaultdict[str, float] = defaultdict(float)
        self.first: defaultdict[str, float] = defaultdict(float)
        self.last: defaultdict[str, float] = defaultdict(float)

    def add(self, source: Weighted, weight: float, least_seen: int = 0) -> None:
        """Count the words or text of a source; its characters have a total weight of `weight`."""
        entries = list(source)
        total = sum(len(text) * frequency for text, frequency in entries)
        triples: defaultdict[str, float] = defaultdict(float)
        for text, frequency in entries:
            mass = frequency * weight / total
            self.first[text[0]] += mass
            self.last[text[-1]] += mass
            if len(text) > 1:
                self.openings[text[:2]] += mass
            for i, character in enumerate(text):
                self.ones[character] += mass
                if i + 2 <= len(text):
                    self.pairs[text[i : i + 2]] += mass
                if i + 3 <= len(text):
                    triples[text[i : i + 3]] += mass
        least = least_seen * weight / total
        for triple, mass in triples.items():
            if mass >= least:
                self.triples[triple] += mass


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        sys.exit(f"{name} is not installed; the first lines of this script say how to run it.")
    return Path(spec.origin).parent


def wordfreq_words() -> Weighted:
    """The words of wordfreq's large list: one list of words per hundredth of a decade of frequency."""
    packed = gzip.decompress((_package("wordfreq") / "data/large_zh.msgpack.gz").read_bytes())
    for centibels, words in enumerate(msgspec.msgpack.decode(packed)[1:]):
        for word in words:
            if _HAN.fullmatch(word):
                yield word, 10 ** (-centibels / 100)


def jieba_words(simplified: dict[str, str]) -> Weighted:
    """The words of jieba's dictionary, in simplified characters; a word with count 0 weighs a half."""
    for line in (_package("jieba") / "dict.txt").read_text("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if _HAN.fullmatch(word):
            yield "".join(simplified.get(c, c) for c in word), max(float(count), 0.5)


def running_text(folder: Path) -> Weighted:
    """The stretches of Chinese text and punctuation in a folder's HTML pages; repeated lines count once."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*.html")):
        text = html.unescape(_TAG.sub("\n", path.read_text("utf-8", "replace")))
        for line in text.splitlines():
            if line not in seen:
                seen.add(line)
                yield from ((stretch, 1.0) for stretch in _TEXT.findall(line))


def simplified_forms() -> dict[str, str]:
    """Traditional character → its simplified form (the first one)."""
    lines = (_package("opencc") / "dictionary/TSCharacters.txt").read_text("utf-8").splitlines()
    forms = (line.split("\t") for line in lines if "\t" in line)
    pairs = ((old, new.split(" ")[0]) for old, new in forms)
    return {
        old: new
        for old, new in pairs
        if old != new and len(old) == len(new) == 1 and max(old, new) <= "\uffff"
    }


def _bits(probability: float) -> int:
    """The negative base-2 logarithm of a probability, in units of 1/`SCALE` bit, as a byte."""
    return min(255, max(0, round(-math.log2(probability) * SCALE)))


def tables(counts: Counts, simplified: dict[str, str]) -> Tables:
    """The model's arrays: conditional probabilities of the heaviest pairs and triples."""
    vocabulary = sorted(counts.ones, key=lambda c: (-counts.ones[c], c))
    index = {character: i for i, character in enumerate(vocabulary)}
    total = sum(counts.ones.values())
    begun = sum(counts.first.values())
    kept = sorted(counts.pairs, key=lambda p: (-counts.pairs[p], p))[:MOST_PAIRS]
    pairs = sorted((index[p[0]], index[p[1]], _bits(counts.pairs[p] / counts.ones[p[0]])) for p in kept)
    place = {(a, b): i for i, (a, b, _) in enumerate(pairs)}
    # A pair's own count includes the triples, so a triple's share is its count divided by the pair's.
    likeliest = sorted(
        (t for t in counts.triples if (index[t[0]], index[t[1]]) in place),
        key=lambda t: (-counts.triples[t], t),
    )[:MOST_TRIPLES]
    triples = sorted(
        (place[index[t[0]], index[t[1]]], index[t[2]], _bits(counts.triples[t] / counts.pairs[t[:2]]))
        for t in likeliest
    )
    pair_rows = np.array(pairs, np.int64)
    triple_rows = np.array(triples, np.int64)
    pair_counts, pair_seconds = packed_rows(pair_rows[:, 0], pair_rows[:, 1], len(vocabulary))
    triple_counts, triple_thirds = packed_rows(triple_rows[:, 0], triple_rows[:, 1], len(pairs))
    return Tables(
        characters="".join(vocabulary),
        traditional="".join(simplified),
        simplified="".join(simplified.values()),
        ones=bytes(_bits(counts.ones[c] / total) for c in vocabulary),
        begins=bytes(_bits(max(counts.first[c], 1e-12) / begun) for c in vocabulary),
        ends=bytes(_bits(max(counts.last[c], 1e-12) / counts.ones[c]) for c in vocabulary),
        pair_counts=pair_counts,
        pair_seconds=pair_seconds,
        opening_bits=bytes(
            _bits(max(counts.openings[vocabulary[a] + vocabulary[b]], 1e-30) / counts.first[vocabulary[a]])
            if vocabulary[a] + vocabulary[b] in counts.openings
            else 255
            for a, b, _ in pairs
        ),
        pair_bits=pair_rows[:, 2].astype("u1").tobytes(),
        triple_counts=triple_counts,
        triple_thirds=triple_thirds,
        triple_bits=triple_rows[:, 2].astype("u1").tobytes(),
    )


def _drawn_text(source: WordModel, places: dict[str, int], breaks: float) -> Iterator[Ints]:
    """Draw text from a word model, as character indices, a few million at a time."""
    characters, begins, lengths = spelled(source.words, places)
    drawn = 0
    for texts in draw(source, breaks, np.random.default_rng(1)):
        words = np.pad(texts, ((0, 0), (0, 1))).ravel()  # index 0 separates texts
        length = lengths[words]
        ends = np.cumsum(length)
        inside = np.arange(ends[-1]) - np.repeat(ends - length, length)
        yield characters[np.repeat(begins[words], length) + inside]
        drawn += int(ends[-1])
        if drawn >= DRAWN:
            return


def _ngrams(
    source: WordModel, vocabulary: str, breaks: float, sizes: dict[int, int], only: Iterable[str] = ()
) -> bytes:
    """The n-grams of a word model; with `only`, those about these characters."""
    simplified = simplified_forms()
    words = ["".join(simplified.get(c, c) for c in word) for word in source.words]
    places = {character: i + 1 for i, character in enumerate(vocabulary)}
    counted = count(_drawn_text(source._replace(words=words), places, breaks))
    wanted = np.isin(np.arange(len(places) + 1), [places[character] for character in only]) if only else None
    return packed(msgspec.msgpack.encode(estimate(counted, len(places) + 1, sizes, wanted)))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    sys.stderr.write(f"{path.name}: {len(data)} bytes\n")


def main() -> None:
    """Count, prune, write."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    simplified = simplified_forms()
    counts = Counts()
    counts.add(wordfreq_words(), WORDFREQ_WEIGHT)
    counts.add(jieba_words(simplified), JIEBA_WEIGHT)
    counts.add(running_text(folder), TEXT_WEIGHT, LEAST_SEEN)
    stored = tables(counts, simplified)
    _write(PATH, packed(msgspec.msgpack.encode(stored)))
    (kenlm,) = folder.rglob("zh_CN.lm")
    _write(PHRASES_PATH, _ngrams(read_kenlm(kenlm), stored.characters, BREAKS, PHRASES))
    (slm,) = folder.rglob("lm_sc.t3g")
    _write(MARKS_PATH, _ngrams(read_slm(slm.parent), stored.characters, 0.0, MARK_NGRAMS, MARKS))


if __name__ == "__main__":
    main()
