"""Published quality rules, by name: Gopher, C4 and FineWeb, with the figures that they use.

Gopher    Rae et al. 2021, Scaling Language Models, appendix A: quality and repetition
C4        Raffel et al. 2020, Exploring the Limits of Transfer Learning, section 2.2
FineWeb   Penedo et al. 2024, The FineWeb Datasets, section 3.6

Thresholds are those of the papers, as implemented in datatrove. They were made for English words. For Chinese
and Japanese, 1.5 characters count as a word, an n-gram of n words becomes one of 2n characters, and stop
words and sentence punctuation are those of the language; thresholds that still do not fit have a value of
their own. C4 removes single lines of a page; here it keeps or drops the whole body, by what C4 would leave of
it.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from newsmill.pipelines.spaceless_scripts import CHINESE_AND_JAPANESE

__all__ = ["CRITERIA", "FIGURE_NAMES", "Criterion", "broken", "measure"]

_CJK_CHARACTER = re.compile(f"[{CHINESE_AND_JAPANESE}]")
_WORD = re.compile(rf"[^\s{CHINESE_AND_JAPANESE}]+")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"[。！？!?…]+|\.(?=\s|$)")
_TERMINAL = (".", "!", "?", '"', "'", "”", "’", "。", "！", "？", "…", "」", "』", "）", ")")
_BULLETS = ("•", "-", "*", "·", "●", "▪", "‣", "－", "◆", "■", "★")
_ENGLISH_STOP_WORDS = ("the", "be", "to", "of", "and", "that", "have", "with")
_CHINESE_STOP_WORDS = ("的", "了", "在", "是", "和", "不", "有", "这", "为", "与")
_POLICY = (
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
    "使用条款",
    "隐私政策",
)

# The number of Chinese or Japanese characters that count as one word.
_CHARACTERS_A_WORD = 1.5


class Criterion(NamedTuple):
    """One criterion of a rule: a figure, and its inclusive bounds for languages with and without spaces."""

    rule: str
    name: str
    figure: str
    spaced: tuple[float, float]
    unspaced: tuple[float, float]


_ANY = float("inf")


def _criterion(
    rule: str,
    name: str,
    figure: str,
    low: float = -_ANY,
    high: float = _ANY,
    cjk: tuple[float, float] | None = None,
) -> Criterion:
    return Criterion(rule, name, figure, (low, high), cjk or (low, high))


# Figures that count words are computed differently for a language without spaces; shares mean the same in
# both.
CRITERIA: tuple[Criterion, ...] = (
    _criterion("gopher-quality", "words", "words", 50, 100_000),
    _criterion("gopher-quality", "word-length", "mean_word_length", 3, 10, cjk=(-_ANY, _ANY)),
    _criterion("gopher-quality", "symbols", "symbols_per_word", high=0.1),
    _criterion("gopher-quality", "bullets", "bullet_lines", high=0.9),
    _criterion("gopher-quality", "ellipses", "ellipsis_lines", high=0.3),
    _criterion("gopher-quality", "alphabetic", "alphabetic_words", low=0.8),
    _criterion("gopher-quality", "stop-words", "stop_words", low=2),
    _criterion("gopher-repetition", "lines", "duplicate_lines", high=0.3),
    _criterion("gopher-repetition", "line-characters", "duplicate_line_characters", high=0.2),
    *(
        _criterion("gopher-repetition", f"top-{size}-gram", f"top_{size}gram", high=high)
        for size, high in ((2, 0.20), (3, 0.18), (4, 0.16))
    ),
    *(
        _criterion("gopher-repetition", f"repeated-{size}-grams", f"repeated_{size}grams", high=high)
        for size, high in ((5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10))
    ),
    _criterion("c4", "sentences", "sentences_in_full_lines", low=5, cjk=(3, _ANY)),
    _criterion("c4", "braces", "braces", high=0),
    _criterion("c4", "lorem-ipsum", "lorem_ipsum", high=0),
    _criterion("c4", "policy", "policy_lines", high=0.5),
    _criterion("fineweb", "line-ends", "terminal_lines", low=0.12),
    _criterion("fineweb", "short-lines", "short_lines", high=0.67),
    _criterion("fineweb", "line-characters", "duplicate_line_characters", high=0.1),
    _criterion("fineweb", "line-feeds", "lines_per_word", high=0.3),
)

FIGURE_NAMES: tuple[str, ...] = tuple(dict.fromkeys(criterion.figure for criterion in CRITERIA))


def broken(rule: str, body: str, only: Sequence[str] = ()) -> str | None:
    """The first criterion of a rule that a body fails, with its figure and bound, or None. `only`: names of
    the criteria to apply; empty for all.
    """
    figures = measure(body)
    unspaced = is_unspaced(body)
    for criterion in CRITERIA:
        if criterion.rule != rule or (only and criterion.name not in only):
            continue
        low, high = criterion.unspaced if unspaced else criterion.spaced
        value = figures[criterion.figure]
        if not low <= value <= high:
            bound = f"least {low:g}" if value < low else f"most {high:g}"
            return f"{criterion.name}: {criterion.figure} {value:.4g}, at {bound}"
    return None


def is_unspaced(body: str) -> bool:
    """Whether more than half of the letters are of a script that puts no spaces between words."""
    return 2 * len(_CJK_CHARACTER.findall(body)) > len(_LETTER.findall(body))


@functools.lru_cache(maxsize=4)
def measure(body: str) -> dict[str, float]:
    """The figures of a body, by the names in `FIGURE_NAMES`. Shares are between 0 and 1."""
    unspaced = is_unspaced(body)
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    characters = _CJK_CHARACTER.findall(body)
    words = _WORD.findall(body)
    alphabetic = [word for word in words if _LETTER.search(word)]
    count = max(len(alphabetic) + len(characters) / _CHARACTERS_A_WORD if unspaced else len(words), 1e-9)
    tokens = [*_tokens(body)] if unspaced else [word.lower() for word in words]
    total = max(sum(map(len, lines)), 1)
    figures = {
        "words": round(count, 1),
        "mean_word_length": sum(map(len, words)) / max(len(words), 1),
        "symbols_per_word": (body.count("#") + body.count("...") + body.count("……") / 2) / count,
        "alphabetic_words": (count - _numbers(words)) / count if unspaced else len(alphabetic) / count,
        "stop_words": float(_stop_words(body, words, unspaced)),
        "duplicate_line_characters": _repeated_characters(lines) / total,
        **{f"top_{size}gram": _top(tokens, size * (1 + unspaced)) for size in (2, 3, 4)},
        **{f"repeated_{size}grams": _repeated(tokens, size * (1 + unspaced)) for size in range(5, 11)},
        "braces": float(body.count("{")),
        "lorem_ipsum": float("lorem ipsum" in body.lower()),
        "lines_per_word": (len(lines) - 1) / count if lines else 0.0,
        **_line_figures(lines, 15 if unspaced else 30),
    }
    return {name: figures[name] for name in FIGURE_NAMES}


def _line_figures(lines: Sequence[str], short: int) -> dict[str, float]:
    """The figures about lines. Lines with fewer than `short` characters count as short."""
    number = max(len(lines), 1)
    full = [line for line in lines if line.endswith(_TERMINAL) and len(line) >= 5]
    return {
        "bullet_lines": sum(line.startswith(_BULLETS) for line in lines) / number,
        "ellipsis_lines": sum(line.endswith(("...", "…")) for line in lines) / number,
        "duplicate_lines": (len(lines) - len(set(lines))) / number,
        "sentences_in_full_lines": float(sum(max(len(_SENTENCE_END.findall(line)), 1) for line in full)),
        "policy_lines": sum(any(words in line.lower() for words in _POLICY) for line in lines) / number,
        "terminal_lines": sum(line.endswith(_TERMINAL) for line in lines) / number,
        "short_lines": sum(len(line) < short for line in lines) / number,
    }


def _numbers(words: Sequence[str]) -> int:
    """The number of words that are numbers."""
    return sum(any(character.isdigit() for character in word) and not _LETTER.search(word) for word in words)


def _tokens(body: str) -> list[str]:
    return re.findall(rf"[{CHINESE_AND_JAPANESE}]|[^\W_{CHINESE_AND_JAPANESE}]+", body)


def _stop_words(body: str, words: Sequence[str], unspaced: bool) -> int:
    """The number of different stop words that occur in the text."""
    if unspaced:
        return sum(word in body for word in _CHINESE_STOP_WORDS)
    there = {word.lower().strip(".,;:!?\"'") for word in words}
    return sum(word in there for word in _ENGLISH_STOP_WORDS)


def _repeated_characters(lines: Sequence[str]) -> int:
    seen: set[str] = set()
    repeated = 0
    for line in lines:
        repeated += len(line) if line in seen else 0
        seen.add(line)
    return repeated


def _grams(tokens: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(tokens[place : place + size]) for place in range(len(tokens) - size + 1)]


def _top(tokens: Sequence[str], size: int) -> float:
    """The share of the text's characters in its most frequent n-gram; 0 if none occurs twice."""
    counts = Counter(_grams(tokens, size))
    if not counts:
        return 0.0
    gram, times = max(counts.items(), key=lambda item: (item[1], len("".join(item[0])), item[0]))
    return min(times * len("".join(gram)) / max(len("".join(tokens)), 1), 1.0) if times > 1 else 0.0


def _repeated(tokens: Sequence[str], size: int) -> float:
    """The share of the text's characters in n-grams that occurred before; overlaps count once."""
    seen: set[tuple[str, ...]] = set()
    repeated = place = 0
    while place < len(tokens) - size + 1:
        gram = tuple(tokens[place : place + size])
        if gram in seen:
            repeated += len("".join(gram))
            place += size
        else:
            seen.add(gram)
            place += 1
    return repeated / max(len("".join(tokens)), 1)
