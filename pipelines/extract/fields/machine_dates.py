"""Dates as software writes them: in metadata and attributes, in addresses, as capture times."""

from __future__ import annotations

import datetime
import re

from newsmill.pipelines.extract.fields.date_stamps import Stamp, is_possible, offset_minutes
from newsmill.pipelines.extract.fields.dates import find_dates
from newsmill.pipelines.regex import lazy_regex

__all__ = ["parse_capture_time", "parse_exact", "parse_stamp", "url_date", "url_month"]

_ISO = lazy_regex(
    r"\s*(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"
    r"(?:[T\s]+(?P<h>\d{1,2}):(?P<mi>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?)?\s*(?P<z>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?"
)
_COMPACT = lazy_regex(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d:?\d\d)?\s*$")
_EPOCH = lazy_regex(r"\s*(1\d{9})(?:\d{3})?(?:\.\d+)?\s*$")


def parse_stamp(value: str) -> Stamp | None:
    """A date as metadata writes it: ISO 8601 and its near misses, `20240424103000`, seconds since 1970, RFC
    2822, a written date.

    Software writes a date without a time as exactly midnight, so midnight gives only the day.
    """
    stamp = _parse(value)
    if stamp is None:
        found = find_dates(value[:80], day_first=None)
        if not found or found[0].stamp.year is None:
            return None
        stamp = found[0].stamp
    return _tidy(stamp)


def parse_exact(value: str) -> Stamp | None:
    """A date if the whole value is one, in a form that only software writes; None otherwise."""
    return _tidy(_parse(value)) if 8 <= len(value) <= 40 else None


def _tidy(stamp: Stamp | None) -> Stamp | None:
    if stamp is None or not is_possible(stamp, (1900, 2100)):
        return None
    if stamp.hour == 0 and stamp.minute == 0 and not stamp.second:
        return stamp.day_only
    return stamp


def _parse(value: str) -> Stamp | None:
    if match := _ISO.match(value):
        return _from_iso(match)
    if compact := _COMPACT.match(value):
        y, m, d, h, mi, s, zone = compact.groups()
        stamp = Stamp(int(y), int(m), int(d))
        if h is not None and int(h) < 24 and int(mi) < 60:
            stamp = stamp._replace(
                hour=int(h), minute=int(mi), second=int(s) if s else None, offset=_offset(zone)
            )
        return stamp
    if epoch := _EPOCH.match(value):
        then = datetime.datetime.fromtimestamp(int(epoch.group(1)), datetime.timezone.utc)
        return Stamp(then.year, then.month, then.day, then.hour, then.minute, then.second, 0)
    return None


def _from_iso(match: re.Match[str]) -> Stamp:
    group = match.groupdict()
    stamp = Stamp(int(group["y"]), int(group["m"]), int(group["d"]))
    if group["h"] is None or int(group["h"]) > 23 or int(group["mi"]) > 59:
        return stamp
    second = int(group["s"]) if group["s"] is not None else None
    return stamp._replace(
        hour=int(group["h"]),
        minute=int(group["mi"]),
        second=second if second is None or second < 60 else 59,
        offset=_offset(group["z"]),
    )


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    return 0 if zone in ("Z", "UTC", "GMT") else offset_minutes(zone)


# Forms of dates in URLs, each with an example.
_URL_DATES: tuple[tuple[re.Pattern[str], str], ...] = (
    (lazy_regex(r"/(?P<y>(?:19|20)\d\d)[-/_]?(?P<m>0[1-9]|1[0-2])[-/_]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
        "/2024/04/24/"),
    (lazy_regex(r"/(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?=/)"), "/2024-4/24/"),
    (lazy_regex(r"[/_\-t](?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=[_\-./]|$)"),
        "/t20240424_1.html"),
    (lazy_regex(r"/(?P<y>20\d\d)/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?=/)"), "/2024/4/24/"),
    (lazy_regex(r"/(?P<y>20\d\d)/[A-Za-z][\w.-]{1,40}/(?P<m>0?[1-9]|1[0-2])/(?P<d>\d{1,2})(?=/\w)"),
        "/2024/politics/04/24/story"),
    (lazy_regex(r"/(?P<y>20\d\d)/(?P<m>0[1-9]|1[0-2])/(?:\d\d)(?P=m)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
        "/2024/04/240424-story"),
    (lazy_regex(r"(?<=[/\-_])(?P<y>20\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?![\d])"),
        "/story-2024-04-24"),
)  # fmt: skip
_URL_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_URL_DAY_NAME = lazy_regex(
    rf"/(?P<y>20\d\d)/(?P<mon>{'|'.join(_URL_MONTHS)})[a-z]{{0,6}}/(?P<d>\d{{1,2}})/", re.IGNORECASE
)


def url_date(url: str | None) -> Stamp | None:
    """The day in a URL's path: `/2024/04/24/`, `/2024-04/24/`, `/2024/apr/24/`, `/t20240424_1.html`."""
    if not url:
        return None
    for pattern, _ in _URL_DATES:
        match = pattern.search(url)
        if match:
            stamp = Stamp(int(match["y"]), int(match["m"]), int(match["d"]))
            if is_possible(stamp, (1990, 2100)):
                return stamp
    named = _URL_DAY_NAME.search(url)
    if named:
        stamp = Stamp(int(named["y"]), _URL_MONTHS.index(named["mon"].lower()) + 1, int(named["d"]))
        return stamp if is_possible(stamp, (1990, 2100)) else None
    return None


_URL_MONTH = lazy_regex(r"/(?P<y>(?:19|20)\d\d)[-/]?(?P<m>0[1-9]|1[0-2])(?=/)")


def url_month(url: str | None) -> tuple[int, int] | None:
    """The year and month in a URL's path: `/2024/04/story`."""
    match = _URL_MONTH.search(url) if url else None
    return (int(match["y"]), int(match["m"])) if match else None


def parse_capture_time(fetched_at: str | None) -> datetime.datetime | None:
    """A capture time (`2012-02-14T06:46:03Z`) as a naive UTC time; None if it is missing or invalid."""
    stamp = parse_stamp(fetched_at) if fetched_at else None
    if stamp is None or stamp.year is None:
        return None
    return stamp.moment - datetime.timedelta(minutes=stamp.offset or 0)
