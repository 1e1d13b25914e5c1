"""The dates in the lines of a page: what each means, whether it fills its line or cell, and dates split
across boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from newsmill.pipelines.extract.fields.date_comparison import in_future, is_later, is_near, same_minute
from newsmill.pipelines.extract.fields.date_evidence import (
    LONGEST_FIRST,
    LONGEST_LINE,
    DateCandidate,
    DateEvidence,
)
from newsmill.pipelines.extract.fields.date_stamps import Stamp
from newsmill.pipelines.extract.fields.dates import FoundDate, Meaning, find_dates, may_hold_date
from newsmill.pipelines.extract.fields.lines_around_body import Line
from newsmill.pipelines.extract.lexicon.date_context import POSTED
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.regex import lazy_regex

__all__ = ["candidates_in", "dates_of"]

_WORDS = lazy_regex(r"\w")
# Separators between the cells of a line: a date that fills a cell counts as alone.
_CELL_ENDS = lazy_regex(r"[|｜︱•·—–>»]\s*$|^\s*$"), lazy_regex(r"^\s*[|｜︱•·—–<«]|^\s*$")
_LABEL_END = lazy_regex(r"[:：]\s*$")


def candidates_in(lines: Iterable[Line], evidence: DateEvidence) -> list[DateCandidate]:
    """The dates of lines and of lines that only together form a date, without dates in the future."""
    lines = list(lines)
    whole = {line.at: dates_of(line, evidence) for line in lines}
    return [
        candidate
        for line, joined in _put_together(lines, whole, evidence)
        for candidate in (dates_of(line, evidence) if joined else whole[line.at])
        if not in_future(candidate.found.stamp, evidence.now)
    ]


_LONGEST_PIECE, _MOST_PIECES = 24, 3
# What every date that is not relative contains.
_NUMBERED = lazy_regex(r"\d|年")
_TIME_ALONE = lazy_regex(
    r"\W{0,2}\d{1,2}[:.h]\d\d(?::\d\d)?\s?(?:[ap]\.?\s?m\.?)?(?:\s[A-Z]{2,4})?\W{0,2}", re.IGNORECASE
)


def _put_together(
    lines: list[Line], whole: dict[int, list[DateCandidate]], evidence: DateEvidence
) -> Iterator[tuple[Line, bool]]:
    """The lines, with lines that only together form a date joined (and marked so): `2023` `05/08` `18:15`,
    `Nov. 19, 2019` `5:50 PM`.
    """
    runs = _runs_of_pieces(lines)
    at = 0
    while at < len(lines):
        line, size = lines[at], 1
        for length in range(min(_MOST_PIECES, runs[at]), 1, -1):
            pieces = lines[at : at + length]
            if _are_one_date(pieces, whole, evidence):
                line = msgspec.structs.replace(line, text=_joined(pieces))
                size = length
                break
        yield line, size > 1
        at += size


def _runs_of_pieces(lines: list[Line]) -> list[int]:
    """For each line, the number of consecutive lines from it on, in one place, that are short enough to be a
    piece of a date.
    """
    runs = [0] * len(lines)
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if _may_be_piece(line):
            after = lines[at + 1] if at + 1 < len(lines) else line
            follows = after.at == line.at + 1 and after.place == line.place
            runs[at] = 1 + (runs[at + 1] if follows else 0)
    return runs


# Day and month in separate boxes: `09` over `2017-06`, `2017/06` over `09`.
_DAY_BOX, _MONTH_BOX = lazy_regex(r"\d{1,2}日?"), lazy_regex(r"((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})月?")


def _joined(pieces: list[Line]) -> str:
    """The pieces as one text; the day after the month if they are in separate boxes."""
    texts = [piece.text.strip() for piece in pieces]
    if len(texts) == _BOXES:
        for day, month in (texts, reversed(texts)):
            of = _MONTH_BOX.fullmatch(month) if _DAY_BOX.fullmatch(day) else None
            if of:
                return f"{of[1]}-{of[2]}-{day.rstrip('日')}"
    return " ".join(texts)


_BOXES = 2


def _may_be_piece(line: Line) -> bool:
    length = len(line.text)
    return length <= _LONGEST_PIECE and (length <= 12 or any(map(str.isdigit, line.text)))


def _are_one_date(pieces: list[Line], whole: dict[int, list[DateCandidate]], evidence: DateEvidence) -> bool:
    if not any(_NUMBERED.search(piece.text) for piece in pieces):
        return False
    first, rest = whole[pieces[0].at], pieces[1:]
    if first and first[0].found.stamp.year is not None:  # only the time is missing
        return (
            len(rest) == 1
            and first[0].found.stamp.hour is None
            and _TIME_ALONE.fullmatch(rest[0].text) is not None
        )
    if any(candidate.found.stamp.year is not None for piece in rest for candidate in whole[piece.at]):
        return False
    joined = _joined(pieces)
    dates = find_dates(joined, language=evidence.language, day_first=evidence.day_first, years=evidence.years)
    label = joined[: dates[0].start] if dates else ""
    return (
        bool(dates)
        and dates[0].stamp.year is not None
        and dates[0].end >= len(joined) - 3
        and len(label) <= _LONGEST_PIECE
        and dates[0].start < len(pieces[0].text)
    )


_POSTED = lazy_regex(pattern_of(POSTED), re.IGNORECASE)


def _posted_in(line: Line, evidence: DateEvidence) -> list[DateCandidate]:
    """The date of a sentence below the text that says when the page was posted."""
    found = find_dates(
        line.text[:LONGEST_LINE],
        language=evidence.language,
        day_first=evidence.day_first,
        years=evidence.years,
    )
    return [
        _candidate(date._replace(meaning="published"), found, line, evidence)
        for date in found[:1]
        if date.stamp.year and date.form != "relative"
    ]


def dates_of(line: Line, evidence: DateEvidence) -> list[DateCandidate]:
    """The dates of one line, with what each means."""
    if line.place in ("last", "tail") and may_hold_date(line.text) and _POSTED.match(line.text):
        return _posted_in(line, evidence)
    longest = LONGEST_FIRST if line.place == "first" else LONGEST_LINE
    if len(line.text) > longest or not (line.dates or may_hold_date(line.text)):
        return []
    found = _found_in(line.text, evidence)
    known_dates = evidence.known_dates if found else []
    if (
        known_dates
    ):  # two-digit years may be prices or versions: if the page declares a date, they must agree with it
        found = [
            date
            for date in found
            if date.form != "short-year"
            or date.meaning in ("published", "updated")
            or is_near(date.stamp, known_dates, 2)
        ]
    found = _with_year_before(found)
    if not found and line.dates and len(line.text) <= 120:
        dated = line.dates[0]
        start = max(line.text.find(dated.text), 0)
        before = _label_before(line.text[:start])
        found = [FoundDate(dated.stamp, start, start + len(dated.text), before or dated.meaning, "attribute")]
    return [_candidate(date, found, line, evidence) for date in found]


def _found_in(text: str, evidence: DateEvidence) -> list[FoundDate]:
    """The dates of a text as its language writes them, else as the language of the page around it does."""
    found: list[FoundDate] = []
    for language in (evidence.language, evidence.frame):
        if not found and (language or language == evidence.language):
            found = find_dates(
                text,
                language=language,
                day_first=evidence.day_first,
                now=evidence.now,
                years=evidence.years,
            )
    return found


def _with_year_before(found: list[FoundDate]) -> list[FoundDate]:
    """The dates, with the year of the one before it in a change without one: `2024/3/12 08:15（3/13 09:00 更新）`."""
    dates: list[FoundDate] = []
    for date in found:
        before = dates[-1].stamp if dates else None
        day = (date.stamp.month, date.stamp.day)
        if (
            date.meaning == "updated"
            and date.stamp.year is None
            and before is not None
            and before.year is not None
            and day >= (before.month, before.day)
        ):
            date = date._replace(stamp=date.stamp._replace(year=before.year))
        dates.append(date)
    return dates


def _label_before(words: str) -> Meaning | None:
    """What the words before a date without digits say it is a date of."""
    dates = find_dates(f"{words[-30:]} 2000-02-03")
    return dates[-1].meaning if dates else None


def _candidate(date: FoundDate, found: list[FoundDate], line: Line, evidence: DateEvidence) -> DateCandidate:
    rest = sum(len(_WORDS.findall(line.text[a:b])) for a, b in _outside(found, len(line.text)))
    before, after = line.text[: date.start], line.text[date.end :]
    alone = rest <= 16 or bool(_CELL_ENDS[0].search(before) and _CELL_ENDS[1].search(after))
    own = [dated for dated in line.dates if _belongs(dated.text, date, found, line.text)]
    meaning = date.meaning
    if meaning is None:
        meaning = next((dated.meaning for dated in own if dated.meaning), None)
        if meaning == "updated" and any(is_near(dated.stamp, evidence.declared, 0) for dated in own):
            meaning = None
    elif _LABEL_END.search(before) and not after.strip():
        alone = True
    if meaning == "updated" and _is_declared_publication(date.stamp, evidence):
        meaning = None
    own_stamps = tuple(dated.stamp for dated in own)
    if meaning is None and (
        _agrees_with_change(date, own_stamps, evidence) or _is_day_of_change(date, found, evidence)
    ):
        meaning = "updated"
    return DateCandidate(date, line, alone, meaning, own_stamps)


def _is_declared_publication(stamp: Stamp, evidence: DateEvidence) -> bool:
    """Whether a date labelled as a change (`Stand: …`) has the minute of the declared publication and not of the
    declared change."""
    shown = stamp._replace(second=None, offset=None)
    return (
        stamp.hour is not None
        and any(shown == known._replace(second=None, offset=None) for known in evidence.declared)
        and not same_minute(stamp, evidence.changed)
    )


def _belongs(text: str, date: FoundDate, found: list[FoundDate], line: str) -> bool:
    """Whether a date lies within an element's text in its line."""
    if not text:
        return len(found) == 1
    at = line.find(text)
    while at >= 0:
        if at < date.end and date.start < at + len(text):
            return True
        at = line.find(text, at + 1)
    return len(found) == 1


def _agrees_with_change(date: FoundDate, own: tuple[Stamp, ...], evidence: DateEvidence) -> bool:
    """Whether an unlabelled date is the declared change and not the declared publication, which is earlier."""
    if not evidence.declared or not evidence.changed:
        return False
    stamps = own or ((date.stamp,) if date.stamp.year is not None else ())
    if not stamps:
        return False
    if all(
        same_minute(stamp, evidence.changed) and not same_minute(stamp, evidence.declared) for stamp in stamps
    ):
        return all(is_later(stamp, declared) for stamp in stamps for declared in evidence.declared)
    exact = date.form != "relative"
    return all(
        is_near(stamp, evidence.changed, 0 if exact else 1)
        and not is_near(stamp, evidence.declared, 1)
        and all(declared.moment.date() < stamp.moment.date() for declared in evidence.declared)
        for stamp in stamps
    )


def _is_day_of_change(date: FoundDate, found: list[FoundDate], evidence: DateEvidence) -> bool:
    """Whether the line continues with the time of a change (`28 November 2013 -- Updated 0203 GMT`), and the page
    declares its publication for an earlier day and its change for this one.
    """
    return (
        any(other.form == "time of the day before it" for other in found)
        and bool(evidence.declared)
        and is_near(date.stamp, evidence.changed, 0)
        and not is_near(date.stamp, evidence.declared, 0)
    )


def _outside(found: list[FoundDate], length: int) -> list[tuple[int, int]]:
    edges = [0, *(edge for date in found for edge in (date.start, date.end)), length]
    return list(zip(edges[::2], edges[1::2], strict=True))
