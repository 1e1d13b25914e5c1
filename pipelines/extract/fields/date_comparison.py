"""Comparing dates that are written with different precision, and in different time zones."""

from __future__ import annotations

import datetime

from newsmill.pipelines.extract.fields.date_stamps import Stamp

__all__ = ["finest", "in_future", "is_before", "is_later", "is_near", "offset_between", "same_minute"]

_LEAST_LATER = 60.0  # seconds


def is_before(stamp: Stamp, other: Stamp | None) -> bool:
    """Whether the day is before that of the other."""
    return (
        other is not None
        and other.year is not None
        and (stamp.year or 0, stamp.month, stamp.day) < (other.year, other.month, other.day)
    )


def is_later(stamp: Stamp, other: Stamp) -> bool:
    """Whether the first is at least a minute after the second, at the precision that both have."""
    if stamp.hour is None or other.hour is None:
        return (
            is_before(other, stamp)
            if stamp.hour is None
            else stamp.day_only.moment >= other.day_only.moment + datetime.timedelta(days=1)
        )
    if stamp.utc is not None and other.utc is not None:
        return (stamp.utc - other.utc).total_seconds() >= _LEAST_LATER
    return (stamp.moment - other.moment).total_seconds() >= _LEAST_LATER


def in_future(stamp: Stamp, now: datetime.datetime | None) -> bool:
    """Whether the day is more than one day after `now`. False if either is not known."""
    return (
        now is not None
        and stamp.year is not None
        and stamp.day_only.moment > now + datetime.timedelta(days=1)
    )


def same_minute(stamp: Stamp, known_dates: list[Stamp]) -> bool:
    """Whether a declared date has the same minute, if need be in a zone whole hours away."""
    return stamp.hour is not None and any(
        known.hour is not None
        and stamp.minute == known.minute
        and (
            stamp._replace(second=None, offset=None) == known._replace(second=None, offset=None)
            or offset_between(stamp, known) is not None
        )
        for known in known_dates
    )


def offset_between(stamp: Stamp, known: Stamp) -> int | None:
    """The offset of a local time, if a declared date has the same time with its offset, or the same moment in
    UTC.
    """
    if known.offset is None or known.hour is None or known.year is None:
        return None
    if stamp.second is not None and known.second is not None and stamp.second != known.second:
        return None
    local, other = stamp.moment.replace(second=0), known.moment.replace(second=0)
    if local == other and (known.offset != 0 or stamp.second is None or stamp.second == known.second):
        return known.offset
    if known.offset == 0:
        apart = int((local - other).total_seconds()) // 60
        if -720 <= apart <= 840 and apart % 30 == 0:
            return apart
    return None


def is_near(stamp: Stamp, known_dates: list[Stamp], days: int) -> bool:
    """Whether a declared date is at most `days` days away."""
    return any(
        abs((_dated(stamp, known) - known.moment.date()).days) <= days
        if days
        else (stamp.month, stamp.day) == (known.month, known.day) and stamp.year in (None, known.year)
        for known in known_dates
    )


def _dated(stamp: Stamp, known: Stamp) -> datetime.date:
    try:
        return datetime.date(stamp.year or known.year or 1, stamp.month, stamp.day)
    except ValueError:  # 29 February of another year
        return datetime.date(stamp.year or known.year or 1, stamp.month, 28)


def finest(declared: list[Stamp]) -> Stamp:
    """The first declared date; if it has no time, with the time of a later one of the same day."""
    first = declared[0]
    if first.hour is None:
        for other in declared[1:]:
            if other.hour is not None and other.day_only == first:
                return other
    return first
