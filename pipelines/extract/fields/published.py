"""When a page was published: the visible date line first, metadata second, the URL last.

The visible date says what a reader was told and in which local time; metadata is often the time of import, or in another zone. So a
visible date is kept as it is written, and metadata lends it only what the page does not show: the year, the order of day and month,
the distance from UTC.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from newsmill.pipelines.extract.fields.dates import FoundDate, find_dates, may_hold_date
from newsmill.pipelines.extract.fields.machine_dates import parse_stamp, url_date
from newsmill.pipelines.extract.fields.stamps import Stamp
from newsmill.pipelines.extract.fields.zones import Line, Zones
from newsmill.pipelines.extract.page.metadata import Metadata

__all__ = ["Published", "day_first_in", "find_published"]


class Published(NamedTuple):
    """The time of publication, the block it was read from (-1: none), the rule, and where the date stands in the block's text."""

    stamp: Stamp | None
    at: int
    rule: str
    span: tuple[int, int] = (0, 0)


class _Candidate(NamedTuple):
    found: FoundDate
    line: Line
    alone: bool


# Which visible date wins, best first: place, what it says it is, and whether it must stand (nearly) alone in its line.
_ORDER: tuple[tuple[str, frozenset[str | None], bool, str], ...] = (
    ("head", frozenset(("published",)), False, "date-line"),
    ("head", frozenset((None,)), False, "date-line"),
    ("first", frozenset(("published",)), True, "date-line-in-body"),
    ("above", frozenset(("published",)), False, "date-line-above-title"),
    ("above", frozenset((None,)), True, "date-line-above-title"),
    ("first", frozenset((None,)), True, "date-line-in-body"),
    ("hidden", frozenset(("published", None)), True, "date-line-hidden"),
)
_UPDATES: tuple[tuple[str, frozenset[str | None], bool, str], ...] = (
    ("head", frozenset(("updated",)), False, "update-line"),
    ("above", frozenset(("updated",)), False, "update-line"),
)
# In the text itself only a date that stands alone counts.
_LONGEST_LINE, _LONGEST_FIRST = 160, 60
_WORDS = re.compile(r"\w")


def find_published(
    zones: Zones, metadata: Metadata, url: str | None, now: datetime.datetime | None, language: str | None
) -> Published:
    """The time of publication as the page shows it, else as it declares it. `now`: the capture time."""
    declared = [stamp for value in metadata.published if (stamp := parse_stamp(value))]
    changed = [stamp for value in metadata.modified if (stamp := parse_stamp(value))]
    in_url = url_date(url)
    witnesses = declared + changed + ([in_url] if in_url else [])
    day_first = day_first_in(language)
    years = (1900, (now.year if now else 2100) + 1)
    candidates = [
        candidate
        for line in (*zones.head, *zones.first)
        for candidate in _dates_of(line, witnesses, day_first, now, years, language)
    ]
    if declared:
        candidates = [candidate for candidate in candidates if _believable(candidate, declared)]
    shown = _pick(candidates, _ORDER)
    if shown is None and not declared:
        shown = _pick(candidates, _UPDATES)
    if shown is not None:
        candidate, rule = shown
        stamp = _with_machine(candidate, witnesses, now, in_url)
        if stamp is not None:
            return Published(stamp, candidate.line.at, rule, (candidate.found.start, candidate.found.end))
    below = [
        candidate
        for line in (*zones.last, *zones.tail)
        for candidate in _dates_of(line, witnesses, day_first, now, years, language)
        if candidate.found.meaning == "published" and candidate.found.form != "relative"
    ]
    if below and not declared:
        stamp = _with_year(below[0].found.stamp, witnesses, now)
        if stamp is not None:
            return Published(
                stamp, below[0].line.at, "date-line-below", (below[0].found.start, below[0].found.end)
            )
    if declared:
        return Published(_finest(declared), -1, "date-metadata")
    signed = _signed(zones, witnesses, day_first, now, years, language)
    if signed is not None:
        return signed
    if in_url:
        return Published(in_url, -1, "date-in-url")
    if changed:
        return Published(changed[0], -1, "date-metadata")
    return Published(None, -1, "none")


def _signed(
    zones: Zones,
    witnesses: list[Stamp],
    day_first: bool | None,
    now: datetime.datetime | None,
    years: tuple[int, int],
    language: str | None,
) -> Published | None:
    """The day under the signature of a notice: a line that is nothing but a date, among the last of the text or right below it."""
    end = zones.last[-1].at if zones.last else 0
    for line in (*zones.last[::-1], *(line for line in zones.tail if 0 < line.at - end <= 3)):
        if len(line.text) > 24:
            continue
        for candidate in _dates_of(line, witnesses, day_first, now, years, language):
            found = candidate.found
            if (
                found.form != "relative"
                and found.stamp.year
                and found.end - found.start >= len(line.text.strip()) - 2
            ):
                return Published(found.stamp, line.at, "date-signed", (found.start, found.end))
    return None


def _believable(candidate: _Candidate, declared: list[Stamp]) -> bool:
    """Whether a date above the headline may be the page's, when it declares one: the day's date or a promotion's may stand there."""
    return (
        candidate.line.place not in ("above", "hidden")
        or candidate.found.meaning is not None
        or bool(candidate.line.machine)
        or _near(candidate.found.stamp, declared, 2)
    )


def day_first_in(language: str | None) -> bool | None:
    """Whether a page of this language puts the day before the month in `04/05/2024`; None where it may do either."""
    if not language:
        return None
    tag = language.replace("_", "-").lower()
    if tag.startswith(("zh", "ja", "ko", "hu")):
        return None
    if tag.startswith("en"):
        return False if tag in ("en-us", "en-ph") else None if tag == "en" else True
    return True


def _dates_of(
    line: Line,
    witnesses: list[Stamp],
    day_first: bool | None,
    now: datetime.datetime | None,
    years: tuple[int, int],
    language: str | None,
) -> list[_Candidate]:
    longest = _LONGEST_FIRST if line.place == "first" else _LONGEST_LINE
    if len(line.text) > longest or not (line.machine or may_hold_date(line.text)):
        return []
    found = find_dates(line.text, language=language, day_first=day_first, now=now, years=years)
    if (
        witnesses
        and _AMBIGUOUS.search(line.text)
        and not any(_near(date.stamp, witnesses, 0) for date in found)
    ):
        for order in (True, False):  # what could be either is what a witness says it is
            trial = find_dates(line.text, language=language, day_first=order, now=now, years=years)
            if any(_near(date.stamp, witnesses, 0) for date in trial):
                found = trial
                break
    if not found and day_first is None and _AMBIGUOUS.search(line.text):
        found = find_dates(line.text, language=language, day_first=False, now=now, years=years)
    if (
        witnesses
    ):  # two-digit years are prices and versions too: where the page declares a date, they must agree with it
        found = [date for date in found if date.form != "short-year" or _near(date.stamp, witnesses, 2)]
    if not found and line.machine and len(line.text) <= 60 and (stamp := parse_stamp(line.machine[0])):
        found = [FoundDate(stamp, 0, len(line.text), None, "machine")]
    if not found:
        return []
    rest = sum(len(_WORDS.findall(line.text[a:b])) for a, b in _outside(found, len(line.text)))
    return [_Candidate(date, line, rest <= 16) for date in found]


_AMBIGUOUS = re.compile(r"(?<!\d)\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{2,4}")


def _outside(found: list[FoundDate], length: int) -> list[tuple[int, int]]:
    edges = [0, *(edge for date in found for edge in (date.start, date.end)), length]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _pick(
    candidates: list[_Candidate], order: tuple[tuple[str, frozenset[str | None], bool, str], ...]
) -> tuple[_Candidate, str] | None:
    for place, meanings, alone, rule in order:
        fitting = [
            candidate
            for candidate in candidates
            if candidate.line.place == place
            and candidate.found.meaning in meanings
            and (candidate.alone or not alone or candidate.line.named)
        ]
        if not fitting:
            continue
        # A sidebar's date comes last. A line that is a date line beats a line that mentions a date; then the finer one; then the first.
        best = min(
            fitting,
            key=lambda candidate: (
                candidate.line.aside,
                not (candidate.alone or candidate.line.named or candidate.found.meaning == "published"),
                candidate.found.form == "relative",
                candidate.found.stamp.hour is None,
                -candidate.line.at if place == "above" else candidate.line.at,
            ),
        )
        if not best.alone and not best.line.named and best.found.meaning is None and len(best.line.text) > 90:
            continue
        return best, rule
    return None


def _with_machine(
    candidate: _Candidate, witnesses: list[Stamp], now: datetime.datetime | None, in_url: Stamp | None
) -> Stamp | None:
    """The written date with year and offset from where the page states them."""
    machine = [stamp for value in candidate.line.machine if (stamp := parse_stamp(value))]
    if candidate.found.form == "relative" and machine:
        return machine[0]
    stamp = _with_year(candidate.found.stamp, machine + witnesses, now)
    if stamp is None or stamp.hour is None or stamp.offset is not None:
        return stamp
    for witness in machine + witnesses:
        offset = _offset_between(stamp, witness)
        if offset is not None:
            return stamp._replace(offset=offset)
    return stamp


def _with_year(stamp: Stamp, witnesses: list[Stamp], now: datetime.datetime | None) -> Stamp | None:
    if stamp.year is not None:
        return stamp
    same = [witness for witness in witnesses if (witness.month, witness.day) == (stamp.month, stamp.day)]
    for witness in same or witnesses:
        if witness.year is not None:
            return stamp._replace(year=witness.year)
    if now is None:
        return None
    try:
        this_year = stamp._replace(year=now.year)
        late = this_year.moment > now + datetime.timedelta(days=1)
    except ValueError:
        return stamp._replace(year=now.year - 1)
    return stamp._replace(year=now.year - 1) if late else this_year


def _offset_between(stamp: Stamp, witness: Stamp) -> int | None:
    """The offset of a local time, when a witness gives the same time with its offset, or the same moment in UTC."""
    if witness.offset is None or witness.hour is None or witness.year is None:
        return None
    if stamp.second is not None and witness.second is not None and stamp.second != witness.second:
        return None
    local, other = stamp.moment.replace(second=0), witness.moment.replace(second=0)
    if local == other and (witness.offset != 0 or stamp.second is None or stamp.second == witness.second):
        return witness.offset
    if witness.offset == 0:
        apart = int((local - other).total_seconds()) // 60
        if -720 <= apart <= 840 and apart % 30 == 0:
            return apart
    return None


def _near(stamp: Stamp, witnesses: list[Stamp], days: int) -> bool:
    """Whether a witness names the same day, give or take `days`."""
    return any(
        abs((stamp._replace(year=stamp.year or witness.year).moment - witness.moment).days) <= days
        if days
        else (stamp.month, stamp.day) == (witness.month, witness.day) and stamp.year in (None, witness.year)
        for witness in witnesses
    )


def _finest(declared: list[Stamp]) -> Stamp:
    """The first declared date, with the time of a later one of the same day when the first has none."""
    first = declared[0]
    if first.hour is None:
        for other in declared[1:]:
            if other.hour is not None and other.day_only == first:
                return other
    return first
