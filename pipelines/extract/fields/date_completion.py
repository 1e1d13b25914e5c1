"""Adding to a written date what it lacks: year and UTC offset, from the page's other dates."""

from __future__ import annotations

import datetime

from newsmill.pipelines.extract.fields.date_comparison import finest, is_near, offset_between
from newsmill.pipelines.extract.fields.date_evidence import CLOCKS, DateCandidate, DateEvidence
from newsmill.pipelines.extract.fields.date_stamps import Stamp

__all__ = ["completed_stamp", "is_shifted", "page_offset"]


def is_shifted(shown: Stamp, declared: list[Stamp], offset: int) -> bool:
    """Whether a declared time without a zone is the shown one in UTC."""
    if shown.hour is None:
        return False
    return any(
        stamp.hour is not None
        and stamp.offset is None
        and abs(
            (
                stamp.moment
                + datetime.timedelta(minutes=offset)
                - shown.moment.replace(second=stamp.second or 0)
            ).total_seconds()
        )
        < 60
        for stamp in declared
    )


def page_offset(candidates: list[DateCandidate], evidence: DateEvidence) -> int | None:
    """The UTC offset of the times that the page shows: written beside one, or the difference from the same
    moment as declared.
    """
    for candidate in candidates:
        shown = candidate.found.stamp
        if shown.hour is None or candidate.found.form == "relative":
            continue
        if shown.offset is not None:
            return shown.offset
        if shown.year is not None:
            for known in (*evidence.changed, *evidence.declared):
                offset = offset_between(shown, known)
                if offset is not None:
                    return offset
    return None


def completed_stamp(candidate: DateCandidate, evidence: DateEvidence) -> Stamp | None:
    """The written date, with year and offset added from other evidence on the page."""
    found = candidate.found
    if found.form == "attribute":
        return found.stamp
    if found.form == "relative":
        if candidate.attributed:
            return candidate.attributed[0]
        act = evidence.changed if candidate.meaning == "updated" else evidence.declared
        near = [stamp for stamp in act if is_near(found.stamp, [stamp], 1)]
        if near and found.stamp.hour is None:
            return finest(near)
    known_dates = [*candidate.attributed, *evidence.known_dates]
    stamp = _with_year(found.stamp, known_dates, evidence.now)
    if stamp is None:
        return None
    if stamp.hour is None and (own := [one for one in candidate.attributed if one.day_only == stamp]):
        return own[0]
    return _with_offset(stamp, known_dates, evidence)


def _with_offset(stamp: Stamp, known_dates: list[Stamp], evidence: DateEvidence) -> Stamp:
    """A time with the offset that another date of the page reveals."""
    if stamp.hour is None or stamp.offset is not None:
        return stamp
    east = (evidence.language or "").partition("-")[0] in CLOCKS
    for known in known_dates:
        offset = offset_between(stamp, known)
        # no portal in China, Japan or Korea shows UTC: software wrote `Z` after a local time
        if offset is not None and not (east and offset == 0):
            return stamp._replace(offset=offset)
    return stamp


def _with_year(stamp: Stamp, known_dates: list[Stamp], now: datetime.datetime | None) -> Stamp | None:
    if stamp.year is not None:
        return stamp
    same = [known for known in known_dates if (known.month, known.day) == (stamp.month, stamp.day)]
    for known in same or known_dates:
        if known.year is not None:
            return stamp._replace(year=known.year)
    if now is None:
        return None
    try:
        this_year = stamp._replace(year=now.year)
        late = this_year.moment > now + datetime.timedelta(days=1)
    except ValueError:
        return stamp._replace(year=now.year - 1)
    return stamp._replace(year=now.year - 1) if late else this_year
