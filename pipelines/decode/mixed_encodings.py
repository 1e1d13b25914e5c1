"""Decodes pages that mix two encodings, each run of bytes in its own.

A page is split into clusters (bytes between ASCII, with ASCII bytes that may be the second half of a
character). Clusters that read well in the page's own charset are kept, others are decoded in the other one if
that is likelier, and clusters that contain both are cut at the likeliest place (`_cut`, a shortest path over
the costs of `plausibility`).
"""

from __future__ import annotations

import codecs
import threading
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from newsmill.pipelines.compiled import module
from newsmill.pipelines.decode.charset_labels import Charset
from newsmill.pipelines.decode.plausibility import ERROR_COST, SWITCH_COST, cost, cost_of
from newsmill.pipelines.record import Span
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "GB18030",
    "HIGH",
    "SAMPLE_RUN",
    "UTF_8",
    "Run",
    "decode_pieces",
    "read",
    "runs_in_legacy",
    "runs_in_utf8",
    "utf8_places",
    "utf8_places_in_python",
    "without_utf8",
]

UTF_8 = Charset("utf-8", "utf-8")
GB18030 = Charset("gb18030", "gb18030")

Run = tuple[int, int, Charset]  # start and end in bytes, and their charset

_THREE = (
    rb"(?:\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})"
)
# Two-byte characters count only between others: alone, they are ordinary pairs of bytes in GBK, Big5 and EUC.
_UTF8_RUN = lazy_regex(_THREE + rb"(?:(?:[\xc2-\xdf][\x80-\xbf])?" + _THREE + rb")*")
_SURE_RUN = lazy_regex(_THREE + rb"(?:(?:[\xc2-\xdf][\x80-\xbf])?" + _THREE + rb")+")
# High bytes with ASCII bytes that may belong to their characters: second bytes (40-7E), digits of GB18030.
_CLUSTER = lazy_regex(rb"[\x80-\xff]+(?:[\x30-\x39\x40-\x7e][\x80-\xff]+)*")
SAMPLE_RUN = lazy_regex(rb"[\x80-\xff]+(?:[\x40-\x7e][\x80-\xff]+)*[\x20-\x7e]?")
HIGH = bytes(range(0x80, 0x100))
_PAIR_COST = 6  # for a two-byte UTF-8 character next to legacy bytes: one pair in ten is one by chance
_TRAILS = bytes([*range(0x40, 0x7F)])

# Beyond these limits a page is damage rather than text, and a closer look would cost more than it gains.
_MOST_ERRORS = 1000  # invalid places in a page examined one by one
_MOST_RUNS = 500  # runs whose two readings are compared; after that only long ones count
_MOST_CUT_BYTES = 2000  # bytes per page that are cut byte by byte
_CUT_LIMIT = 600  # bytes of one cluster that are cut byte by byte


def read(raw: bytes, charset: Charset) -> str:
    """Decode bytes in one charset. Invalid bytes become U+FFFD, and 0x80 in GBK the euro sign."""
    try:
        return raw.decode(charset.codec)
    except UnicodeDecodeError:
        text = raw.decode(charset.codec, "replace")
    if charset.codec == "gb18030" and b"\x80" in raw and text.count("\ufffd") <= _MOST_ERRORS:
        return raw.decode("gb18030", "newsmill-euro")
    if charset.name.startswith("windows-125") and text.count("\ufffd") <= _MOST_ERRORS:
        return raw.decode(charset.codec, "newsmill-c1")
    return text


def _euro(error: UnicodeError) -> tuple[str, int]:
    """GBK as defined by Microsoft and the WHATWG: a lone 0x80 is the euro sign."""
    assert isinstance(error, UnicodeDecodeError)
    return "€" if error.object[error.start] == 0x80 else "\ufffd", error.start + 1


def _c1(error: UnicodeError) -> tuple[str, int]:
    """Windows code pages as defined by the WHATWG: an undefined byte is the C1 control with that number."""
    assert isinstance(error, UnicodeDecodeError)
    return chr(error.object[error.start]), error.start + 1


codecs.register_error("newsmill-euro", _euro)
codecs.register_error("newsmill-c1", _c1)


def decode_pieces(raw: bytes, base: Charset, runs: list[Run]) -> tuple[str, list[Span]]:
    """Decode a page in charset `base` with `runs` of other charsets in it (in order). The spans cover every
    byte.

    Runs of one charset with only ASCII between them become one span: an included fragment with its markup.
    """
    joined: list[Run] = []
    for start, end, charset in runs:
        if joined and joined[-1][2] == charset and raw[joined[-1][1] : start].isascii():
            joined[-1] = (joined[-1][0], end, charset)
        else:
            joined.append((start, end, charset))
    texts, spans, position = [], [], 0
    for start, end, charset in [*joined, (len(raw), len(raw), base)]:
        if position < start:
            texts.append(read(raw[position:start], base))
            spans.append(Span(position, start, base.name))
        if start < end:
            texts.append(read(raw[start:end], charset))
            spans.append(Span(start, end, charset.name))
        position = end
    return "".join(texts), spans or [Span(0, len(raw), base.name)]


def without_utf8(piece: bytes) -> bytes:
    """Remove runs of two or more three-byte UTF-8 characters."""
    return _SURE_RUN.sub(b"", piece)


# Up to this many bytes 80-9F are examined one by one, which is faster than setting up arrays.
_FEW_LOW = 24


def utf8_places(raw: bytes) -> list[int]:
    """The positions at which bytes valid in a legacy charset may be three-byte UTF-8 characters.

    Only characters with a byte 80-9F count. Chinese, Japanese or Korean text in UTF-8 has one in all but one
    of several hundred words; GB2312, EUC-JP and EUC-KR have none, so a single vectorised comparison settles
    most pages.
    """
    compiled = module("newsmill.pipelines.decode._scan")
    if compiled is None:
        return utf8_places_in_python(raw)
    found: list[int] = compiled.utf8_places(raw)
    return found


def utf8_places_in_python(raw: bytes) -> list[int]:
    """Pure-Python fallback of `utf8_places`."""
    low = np.frombuffer(raw, np.int8) < -96
    flags = low.tobytes()  # bytes are searched at memory speed, arrays are not
    places: list[int] = []
    at, seen = flags.find(1), 0
    while at >= 0:
        seen += 1
        if seen > _FEW_LOW:
            return _utf8_places_at(raw, np.flatnonzero(low))
        before = raw[at - 1] if at else 0
        if before & 0xF0 == 0xE0 and raw[at + 1 : at + 2] and raw[at + 1] & 0xC0 == 0x80:
            places.append(at - 1)
        if at >= 2 and before & 0xC0 == 0x80 and raw[at - 2] & 0xF0 == 0xE0:
            places.append(at - 2)
        at = flags.find(1, at + 1)
    places.sort()
    return places


def _utf8_places_at(raw: bytes, at: np.ndarray[tuple[int], np.dtype[np.intp]]) -> list[int]:
    """The vectorised part of `utf8_places_in_python`: the positions around bytes 80-9F."""
    page = np.frombuffer(raw, np.uint8)
    before, after = page.take(at - 1, mode="clip"), page.take(at + 1, mode="clip")
    second = ((before & 0xF0) == 0xE0) & ((after & 0xC0) == 0x80) & (at + 1 < len(raw))
    third = ((page.take(at - 2, mode="clip") & 0xF0) == 0xE0) & ((before & 0xC0) == 0x80)
    first = np.concatenate([at[second] - 1, at[third] - 2])
    first.sort()
    places: list[int] = first.tolist()
    return places


def runs_in_legacy(raw: bytes, base: Charset) -> list[Run]:
    """The runs of UTF-8 in a page in a legacy charset."""
    runs: list[Run] = []
    done = cut_bytes = looked_at = 0
    for place in utf8_places(raw):
        if place < done:
            continue
        start = place
        while start - 3 >= done and _UTF8_RUN.fullmatch(raw, start - 3, start):
            start -= 3
        match = _UTF8_RUN.match(raw, start)
        if match is None:
            continue
        end = match.end()
        head = raw[max(done, start - 512) : start]
        before = len(head) - len(head.rstrip(HIGH))
        alone = before == 0 and not raw[end : end + 1] > b"\x7f"
        looked_at += 1
        if looked_at > _MOST_RUNS:
            surely = end - start >= 12
        else:
            surely = _is_utf8(raw, start, end, base, before % 2, 3 if alone else 6)
        if not surely:
            done = place + 1
            continue
        cluster_start = start - before
        cluster = _CLUSTER.match(raw, cluster_start, max(end, cluster_start + _CUT_LIMIT + 1))
        cluster_end = max(end, cluster.end()) if cluster else end
        size = cluster_end - cluster_start
        if alone or size > _CUT_LIMIT or cut_bytes + size > _MOST_CUT_BYTES:
            runs.append((start, end, UTF_8))
            done = end
        else:
            cut_bytes += size
            runs += _cut(raw, cluster_start, cluster_end, base, UTF_8)
            done = cluster_end
    return runs


def _is_utf8(raw: bytes, start: int, end: int, base: Charset, odd: int, least: int) -> bool:
    """Whether bytes that are valid UTF-8 are more likely UTF-8 than text in the page's own charset.

    `odd` is 1 if the page's own characters would begin one byte earlier.
    """
    size = end - start
    if size < least:
        return False
    spill = (size + odd) % 2 if raw[end : end + 1] > b"\x3f" else 0
    own = cost(raw[start - odd : end + spill].decode(base.codec, "replace"))
    mine = (
        cost(raw[start:end].decode("utf-8", "replace"))
        + SWITCH_COST * (size > 3)
        + ERROR_COST * (odd + spill)
    )
    return mine < own


def runs_in_utf8(raw: bytes, other: Charset | None) -> tuple[Charset, list[Run]] | None:
    """The runs of a legacy charset in a page that is mostly UTF-8, and which charset that is.

    `other` is the legacy charset the page declares, if any; otherwise the likeliest reading of all the runs
    decides. None if so much is invalid that the page is not UTF-8.
    """
    clusters = _invalid_clusters(raw)
    if clusters is None:
        return None
    if not clusters:
        return other or GB18030, []
    # Start at the first invalid byte: the text before it may be fine.
    pieces = [raw[place : min(end, place + 128)] for _, end, place in clusters[:32]]
    legacy = min(
        (*((other,) if other else ()), *_INCLUDED), key=lambda charset: _pieces_cost(pieces, charset)
    )
    runs: list[Run] = []
    cut_bytes = 0
    for number, (start, end, _) in enumerate(clusters):
        if number > _MOST_RUNS:
            break
        piece = raw[start:end]
        grown = _with_trail(raw, start, end, legacy)
        if grown and _reads_well(raw[start:grown], legacy):
            runs.append((start, grown, legacy))
            continue
        cut_bytes += len(piece)
        if len(piece) <= _CUT_LIMIT and cut_bytes <= _MOST_CUT_BYTES:
            runs += list(_cut(raw, start, end, UTF_8, legacy))
        else:
            runs += _coarse_cut(raw, start, end, legacy)
    return legacy, runs


# Charsets that may be included in a UTF-8 page without a legacy declaration; ties go to the first.
_INCLUDED = (
    GB18030,
    Charset("big5", "big5hkscs"),
    Charset("shift_jis", "cp932"),
    Charset("euc-kr", "cp949"),
    Charset("euc-jp", "euc_jp"),
    Charset("windows-1252", "cp1252"),
)


def _pieces_cost(pieces: list[bytes], charset: Charset) -> float:
    """The cost in bits of the pieces in a charset, without the UTF-8 in them, which costs the same in every
    charset.
    """
    return sum(cost(without_utf8(piece).decode(charset.codec, "replace")) for piece in pieces)


class _TooMany(Exception):
    """More invalid places than are worth examining."""


class _Noted(threading.local):
    """The invalid places of the page this thread decodes."""

    places: list[int]


_noted = _Noted()


def _note(error: UnicodeError) -> tuple[str, int]:
    """Record an invalid place and continue after the whole invalid stretch."""
    assert isinstance(error, UnicodeDecodeError)
    _noted.places.append(error.start)
    if len(_noted.places) > _MOST_ERRORS:
        raise _TooMany
    stretch = _STRETCH.match(error.object, error.start)
    return "", max(error.end, stretch.end() if stretch else 0)


codecs.register_error("newsmill-note", _note)


def _invalid_clusters(raw: bytes) -> list[tuple[int, int, int]] | None:
    """The clusters in which UTF-8 is invalid: start, end and the first such place. None if there are too
    many.
    """
    places = _noted.places = []
    try:
        raw.decode("utf-8", "newsmill-note")
    except _TooMany:
        return None
    clusters: list[tuple[int, int, int]] = []
    for place in places:
        if clusters and place < clusters[-1][1]:
            continue
        floor = clusters[-1][1] if clusters else 0
        head = raw[max(floor, place - 512) : place]
        start = place - (len(head) - len(head.rstrip(HIGH)))
        match = _CLUSTER.match(raw, start)
        clusters.append((start, match.end() if match else place + 1, place))
    return clusters


# From an invalid byte to where UTF-8 resumes: high bytes that do not begin a three-byte character.
_STRETCH = lazy_regex(rb"(?:(?!" + _THREE + rb")[\x80-\xff])+")


def _with_trail(raw: bytes, start: int, end: int, charset: Charset) -> int | None:
    """The end of a cluster whose bytes all belong to one charset, including the ASCII byte its last character
    needs.
    """
    for stop in (end, end + 1):
        if stop == end + 1 and raw[end:stop] not in _TRAIL_BYTES:
            break
        try:
            raw[start:stop].decode(charset.codec)
        except UnicodeDecodeError:
            continue
        return stop
    return None


_TRAIL_BYTES = frozenset(bytes([byte]) for byte in _TRAILS)


def _reads_well(piece: bytes, charset: Charset) -> bool:
    """Whether bytes that are not UTF-8 are likely text in a legacy charset: two or more characters, and
    common ones.
    """
    text = piece.decode(charset.codec)
    if charset.codec == "cp1252":
        return cost(text) < 13 * len(text)
    return len(text) >= 2 and cost(text) <= 9.5 * len(text) and not _SURE_RUN.search(piece)


def _coarse_cut(raw: bytes, start: int, end: int, legacy: Charset) -> Iterator[Run]:
    """Cut a long mixed cluster of a UTF-8 page at the runs that are certainly UTF-8."""
    position = start
    for match in [*_UTF8_RUN.finditer(raw, start, end), None]:
        stop = match.start() if match else end
        if match is not None and match.end() - match.start() < 6:
            continue
        if stop - position >= 4:
            yield position, stop, legacy
        position = match.end() if match else end


@lru_cache(maxsize=65536)
def _pair_cost(pair: bytes, codec: str) -> int | None:
    """The cost of bytes as one character of a codec; None if they are not one."""
    try:
        text = pair.decode(codec)
    except UnicodeDecodeError:
        return None
    return cost_of(text) if len(text) == 1 else None


def _cut(raw: bytes, start: int, end: int, base: Charset, other: Charset) -> list[Run]:
    """The runs of `other` between `start` and `end`: the likeliest way to read every byte, by shortest path.

    A state is a position and the charset there. A byte may be ASCII, begin a character of either charset, or
    be lost.
    """
    modes = (base, other)
    size = end - start
    infinity = 1 << 30
    best = [[infinity, infinity] for _ in range(size + 1)]
    came: list[list[tuple[int, int]]] = [[(0, 0), (0, 0)] for _ in range(size + 1)]
    best[0] = [0, SWITCH_COST]
    for at in range(size):
        for mode in (0, 1):
            here = min(best[at][mode], best[at][1 - mode] + SWITCH_COST)
            source = mode if here == best[at][mode] else 1 - mode
            for width, bits in _steps(raw, start + at, end, modes[mode].codec):
                if here + bits < best[at + width][mode]:
                    best[at + width][mode] = here + bits
                    came[at + width][mode] = (at, source)
    at, mode = size, 0 if best[size][0] <= best[size][1] else 1
    runs: list[Run] = []
    while at > 0:
        before, source = came[at][mode]
        if mode == 1:
            if runs and runs[-1][0] == start + at:
                runs[-1] = (start + before, runs[-1][1], other)
            else:
                runs.append((start + before, start + at, other))
        at, mode = before, source
    return [run for run in reversed(runs) if not _is_noise(raw, run)]


# A truncated UTF-8 character.
_CUT_OFF = lazy_regex(rb"[\xc2-\xf4][\x80-\xbf]{0,2}")


def _is_noise(raw: bytes, run: Run) -> bool:
    """Whether a run has no text that only its charset can read: just ASCII, lost bytes, a truncated UTF-8
    character.
    """
    piece = raw[run[0] : run[1]]
    if piece.isascii() or (run[2] != UTF_8 and run[2].codec != "cp1252" and _CUT_OFF.fullmatch(piece)):
        return True
    return len(piece) < 4 and "\ufffd" in piece.decode(run[2].codec, "replace")


def _steps(raw: bytes, at: int, end: int, codec: str) -> Iterator[tuple[int, int]]:
    """The characters that may begin at a byte, as (bytes, bits); a lost byte is one of them."""
    byte = raw[at]
    if byte < 0x80:
        yield 1, 3
        return
    yield 1, ERROR_COST
    widths = (2, 3, 4) if codec == "utf-8" else (1, 2, 4)
    for width in widths:
        if at + width <= end:
            bits = _pair_cost(raw[at : at + width], codec)
            if bits is not None:
                yield width, bits + _PAIR_COST * (width == 2 and codec == "utf-8")
