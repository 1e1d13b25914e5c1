"""Timetables as cron expressions, in a time zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

__all__ = ["check_timetable", "next_time"]


def check_timetable(cron: str, zone: str) -> str:
    """Describe a timetable in words. Raises `ValueError` with the problem."""
    try:
        timetable = CronSim(cron, datetime.now(ZoneInfo(zone)))
        next(timetable)
    except CronSimError as error:
        raise ValueError(
            f"{cron!r} is not a cron expression ({error}); example: '*/30 6-23 * * *'"
        ) from error
    except StopIteration:
        raise ValueError(f"{cron!r} names a time that never comes") from None
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{zone!r} is not a time zone; example: 'Asia/Shanghai'") from error
    return str(timetable.explain())


def next_time(cron: str, zone: str, after: datetime) -> datetime:
    """The first time in the timetable after `after`."""
    return next(CronSim(cron, after.astimezone(ZoneInfo(zone))))
