"""What a page declares about its dates, and the date candidates that its lines show."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from newsmill.pipelines.extract.fields.date_attributes import (
    assigned_dates,
    microdata_dates,
    only_epoch,
    state_dates,
)
from newsmill.pipelines.extract.fields.date_comparison import in_future
from newsmill.pipelines.extract.fields.date_stamps import Stamp
from newsmill.pipelines.extract.fields.dates import (
    FoundDate,
    Meaning,
    counts_from_now,
    find_dates,
    plain_dates,
)
from newsmill.pipelines.extract.fields.day_order import day_first_of
from newsmill.pipelines.extract.fields.lines_around_body import Line, Zones
from newsmill.pipelines.extract.fields.machine_dates import parse_stamp, url_date, url_month
from newsmill.pipelines.extract.fields.script_dates import told_in_scripts
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "CLOCKS",
    "LONGEST_FIRST",
    "LONGEST_LINE",
    "DateCandidate",
    "DateEvidence",
    "evidence_of",
    "fits_address",
    "with_microdata",
]


class DateCandidate(NamedTuple):
    """A date in a line of the page.

    alone       it fills its line, or a cell of it
    meaning     from the label beside it, or from the declared dates alone; None if unknown
    attributed  dates in attributes of its element (`<time datetime=…>`)
    """

    found: FoundDate
    line: Line
    alone: bool
    meaning: Meaning | None
    attributed: tuple[Stamp, ...]


class DateEvidence(NamedTuple):
    """What the page declares and what else is known, for reading dates in its lines.

    month    year and month in the URL
    counted  the page shows only a relative date (`昨天`)
    times    short lines with a time but no date
    frame    the declared language, if the text is in another one
    """

    declared: list[Stamp]
    changed: list[Stamp]
    other: list[Stamp]
    in_url: Stamp | None
    now: datetime.datetime | None
    language: str | None
    day_first: bool | None
    years: tuple[int, int]
    month: tuple[int, int] | None = None
    counted: bool = False
    times: tuple[Line, ...] = ()
    frame: str | None = None

    @property
    def known_dates(self) -> list[Stamp]:
        """All dates that the page declares, the most reliable first."""
        return [*self.declared, *self.changed, *([self.in_url] if self.in_url else []), *self.other]


# In the text itself, only a date alone in its line counts.
LONGEST_LINE, LONGEST_FIRST = 160, 60


def evidence_of(
    zones: Zones, metadata: Metadata, url: str | None, now: datetime.datetime | None, language: str | None
) -> DateEvidence:
    """What the page's metadata, URL and lines reveal about its dates. `now` is when it was fetched."""
    declared, changed, other = map(_stamps_of, (metadata.published, metadata.modified, metadata.dates))
    shown = (*zones.head, *zones.first)
    if not declared:
        declared = _at_end_of_title(metadata.document_title, language, now)
    if not declared:
        other += [dated.stamp for line in shown for dated in line.dates if dated.meaning == "published"]
    # the page declares its last change as its publication, and an earlier date as well
    if len(declared) > 1 and changed and declared[0] == changed[0]:
        declared.sort(key=lambda stamp: stamp.moment)
    evidence = DateEvidence(
        declared=declared,
        changed=changed,
        other=other,
        in_url=url_date(url),
        now=now,
        language=language,
        day_first=None,
        years=(1900, (now.year if now else 2100) + 1),
        month=url_month(url),
        counted=any(counts_from_now(line.text, language) for line in zones.head),
        times=tuple(filter(_shows_only_time, zones.head)),
        frame=_frame_of(metadata.language, language),
    )
    texts = [line.text for line in shown if len(line.text) <= LONGEST_LINE]
    day_first = day_first_of(texts, language, metadata.language, url, evidence.known_dates, now)
    return evidence._replace(day_first=day_first)


def _frame_of(declared: str | None, language: str | None) -> str | None:
    """The declared language if the text is in another one: what stands around the text may be in it. English is
    declared by untranslated templates, and its dates are always read."""
    primary = (declared or "").replace("_", "-").partition("-")[0].lower()
    return declared if primary not in ("", "en", (language or "").partition("-")[0].lower()) else None


# `Headline | Outlet | 28.04.2023`
_LAST_PART = lazy_regex(r"\s[|–—-]\s([^|–—]{6,30})$")


def _at_end_of_title(title: str, language: str | None, now: datetime.datetime | None) -> list[Stamp]:
    """The date that fills the last part of `<title>`."""
    last = _LAST_PART.search(title[-60:])
    dates = find_dates(last[1], language=language, now=now) if last else []
    return [
        date.stamp
        for date in dates
        if last
        and date.stamp.year
        and date.form != "relative"
        and date.end - date.start >= len(last[1].strip()) - 2
        and not in_future(date.stamp, now)
    ]


def _stamps_of(values: list[str]) -> list[Stamp]:
    return [stamp for value in values if (stamp := parse_stamp(value))]


def _shows_only_time(line: Line) -> bool:
    text = line.text
    return len(text) <= LONGEST_FIRST and _TIME_INSIDE.search(text) is not None and not plain_dates(text)


def with_microdata(evidence: DateEvidence, root: Element, title: str | None) -> DateEvidence:
    """The evidence with dates from microdata, else from objects in scripts."""
    declared, changed = microdata_dates(root)
    if not declared and title:
        in_state = state_dates(root, title)
        declared, changed = in_state[0], changed or in_state[1]
    declared = declared or assigned_dates(root)
    if not declared and not evidence.declared:
        declared = told_in_scripts(root, evidence.day_first)
    declared = [_as_shown(stamp, evidence) for stamp in declared if fits_address(stamp, evidence)]
    other = evidence.other
    if not declared and not other and evidence.counted and (single := only_epoch(root)) is not None:
        other = [_as_shown(single, evidence)]
    return evidence._replace(declared=declared, changed=evidence.changed or changed, other=other)


def fits_address(stamp: Stamp, evidence: DateEvidence) -> bool:
    """Whether a date is not after the month in the URL."""
    return evidence.month is None or stamp.year is None or (stamp.year, stamp.month) <= evidence.month


# UTC offset in minutes of a language's countries, where they share one.
CLOCKS = {"zh": 480, "ja": 540, "ko": 540}


def _as_shown(stamp: Stamp, evidence: DateEvidence) -> Stamp:
    """Only the day, in the country's local time, if the page itself shows only `昨天`. A time with an offset
    other than zero is local already and stays.
    """
    if not evidence.counted or stamp.hour is None or stamp.offset:
        return stamp
    clock = CLOCKS.get((evidence.language or "").partition("-")[0])
    return (stamp.at_offset(clock) if stamp.offset == 0 and clock is not None else stamp).day_only


_TIME_INSIDE = lazy_regex(r"\d(?<!\d\d)\d?[:.]\d\d(?!\d)")
