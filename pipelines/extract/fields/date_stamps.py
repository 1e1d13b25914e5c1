"""A date or time as it is written."""

from __future__ import annotations

import datetime
from typing import NamedTuple

__all__ = ["Stamp", "is_possible", "offset_minutes"]


class Stamp(NamedTuple):
    """A date or time as written. `year` is None if not written, `hour` if only the day is; `offset` in
    minutes from UTC.
    """

    year: int | None
    month: int
    day: int
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    offset: int | None = None

    def iso(self) -> str:
        """ISO 8601, as precise as the stamp: `2012-02-14`, `2012-02-14T14:46+08:00`."""
        text = f"{self.year or 0:04}-{self.month:02}-{self.day:02}"
        if self.hour is None:
            return text
        text += f"T{self.hour:02}:{self.minute or 0:02}"
        if self.second is not None:
            text += f":{self.second:02}"
        if self.offset is not None:
            sign = "-" if self.offset < 0 else "+"
            text += f"{sign}{abs(self.offset) // 60:02}:{abs(self.offset) % 60:02}"
        return text

    @property
    def day_only(self) -> Stamp:
        """The same day without its time."""
        return self._replace(hour=None, minute=None, second=None, offset=None)

    @property
    def moment(self) -> datetime.datetime:
        """The stamp as a naive local time (midnight where no time is written). The year must be known."""
        return datetime.datetime(
            self.year or 1, self.month, self.day, self.hour or 0, self.minute or 0, self.second or 0
        )

    @property
    def utc(self) -> datetime.datetime | None:
        """The moment in UTC; None where no offset is written."""
        return None if self.offset is None else self.moment - datetime.timedelta(minutes=self.offset)

    def at_offset(self, offset: int) -> Stamp:
        """The same moment at another UTC offset; requires a time and an offset."""
        then = self.moment + datetime.timedelta(minutes=offset - (self.offset or 0))
        return self._replace(
            year=then.year,
            month=then.month,
            day=then.day,
            hour=then.hour,
            minute=then.minute,
            offset=offset,
        )


def is_possible(stamp: Stamp, years: tuple[int, int]) -> bool:
    """Whether there is such a day, in these years (first and last)."""
    if stamp.year is not None and not years[0] <= stamp.year <= years[1]:
        return False
    try:
        datetime.date(stamp.year or 2000, stamp.month, stamp.day)
    except ValueError:
        return False
    return True


def offset_minutes(written: str) -> int | None:
    """`+08:00`, `+0800`, `+8` in minutes; None for an impossible offset."""
    digits = written[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return None
    return (hours * 60 + minutes) * (1 if written[0] == "+" else -1)
