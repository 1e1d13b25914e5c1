"""When a page was published and last changed: by the visible date line, else by declared dates, else by the
URL.

The visible date is in the reader's local time; declared dates are often the time of import, or in another
zone. So a visible date is kept as written, and declared dates only add what it lacks: the year, the order of
day and month, the UTC offset. They also decide what an unlabelled date means: if it agrees only with the
declared change, it is the change.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from newsmill.pipelines.extract.fields.candidates import FieldCandidate
from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.date_attributes import microdata_dates, only_epoch, state_dates
from newsmill.pipelines.extract.fields.dateline_dates import LONGEST_OPENING, is_dateline
from newsmill.pipelines.extract.fields.dates import (
    FoundDate,
    Meaning,
    counts_from_now,
    find_dates,
    may_hold_date,
)
from newsmill.pipelines.extract.fields.day_order import day_first_of
from newsmill.pipelines.extract.fields.machine_dates import parse_stamp, url_date, url_month
from newsmill.pipelines.extract.fields.stamps import Stamp
from newsmill.pipelines.extract.fields.zones import Line, Zones
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Published", "date_candidates", "find_published"]


class Published(NamedTuple):
    """The time of publication, the block it was read from (-1: none), the rule, the date's position in the
    block's text; and the last change.
    """

    stamp: Stamp | None
    at: int
    rule: str
    span: tuple[int, int] = (0, 0)
    updated: Stamp | None = None
    updated_at: int = -1
    updated_rule: str = "none"


class _Candidate(NamedTuple):
    found: FoundDate
    line: Line
    alone: bool
    meaning: Meaning | None
    attributed: tuple[Stamp, ...]


class _Evidence(NamedTuple):
    """What the page declares and what else is known, for reading dates in its lines.

    month    year and month in the URL
    counted  the page shows only a relative date (`昨天`)
    times    short lines with a time but no date
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

    @property
    def witnesses(self) -> list[Stamp]:
        return [*self.declared, *self.changed, *([self.in_url] if self.in_url else []), *self.other]


# Which visible date wins, best first: place, label, and whether it must be (nearly) alone in its line.
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
    ("first", frozenset(("updated",)), True, "update-line"),
    ("above", frozenset(("updated",)), False, "update-line"),
    ("tail", frozenset(("updated",)), False, "update-line-below"),
)
# In the text itself, only a date alone in its line counts.
_LONGEST_LINE, _LONGEST_FIRST = 160, 60
_WORDS = lazy_regex(r"\w")
# Separators between the cells of a line: a date that fills a cell counts as alone.
_CELL_ENDS = lazy_regex(r"[|｜︱•·—–>»]\s*$|^\s*$"), lazy_regex(r"^\s*[|｜︱•·—–<«]|^\s*$")
_LABEL_END = lazy_regex(r"[:：]\s*$")
_FIRST_PUBLISHED = lazy_regex(r"first|original|首发|首次|впервые|erst", re.IGNORECASE)


def find_published(
    zones: Zones,
    metadata: Metadata,
    url: str | None,
    now: datetime.datetime | None,
    language: str | None,
    *,
    root: Element | None = None,
    title: str | None = None,
) -> Published:
    """When the page was published and last changed: as shown, else as declared.

    now    the capture time
    root   the page's tree, searched for microdata and state objects if metadata and lines have no date
    title  the headline, which identifies the story's object in a state
    """
    evidence = _evidence(zones, metadata, url, now, language)
    found = _decide(zones, evidence)
    if root is not None and not evidence.declared and _wants_more(found):
        evidence = _deeper(evidence, root, title)
        if evidence.declared or evidence.other:
            found = _decide(zones, evidence)
    if found.stamp is None:
        found = _last_resort(found, zones, metadata, evidence)
    return found


def date_candidates(
    zones: Zones,
    metadata: Metadata,
    url: str | None,
    now: datetime.datetime | None,
    language: str | None,
    published: Published,
) -> list[FieldCandidate]:
    """Every date in the lines around the text, in metadata and in the URL, with why it is the publication or
    not. `published`: what `find_published` found.
    """
    evidence = _evidence(zones, metadata, url, now, language)
    above = _candidates((*zones.head, *zones.first), evidence)
    below = _candidates((*zones.last, *zones.tail), evidence)
    candidates = []
    for candidate in (*above, *below):
        stamp = _completed(candidate, evidence) or candidate.found.stamp
        at = candidate.line.at
        taken = at == published.at and stamp == published.stamp
        why = published.rule if taken else _why_not(candidate, evidence, published, below=candidate in below)
        candidates.append(
            _date_candidate(
                stamp, at, published.rule if taken else f"date-{candidate.line.place}", why, taken=taken
            )
        )
    for stamps, rule in (
        (evidence.declared, "date-metadata"),
        (([evidence.in_url] if evidence.in_url else []), "date-in-url"),
    ):
        for stamp in dict.fromkeys(stamps):
            taken = rule == published.rule and stamp.day_only == (
                published.stamp.day_only if published.stamp else None
            )
            why = "no line shows it better" if taken else f"{published.rule} comes first"
            candidates.append(_date_candidate(stamp, -1, rule, why, taken=taken))
    return candidates


def _date_candidate(stamp: Stamp, at: int, rule: str, why: str, *, taken: bool) -> FieldCandidate:
    return FieldCandidate(field="published", value=stamp.iso(), at=at, rule=rule, taken=taken, why=why)


def _why_not(candidate: _Candidate, evidence: _Evidence, published: Published, *, below: bool) -> str:
    reasons = (
        (candidate.meaning == "updated", "it is of a change"),
        (candidate.meaning == "other", "its label says that it is of something else"),
        (candidate.found.stamp.year is None, "it has no year"),
        (candidate.line.aside, "it stands in a list or a sidebar"),
        (not below and not _believable(candidate, evidence), "it is far from the declared date"),
        (below and candidate.meaning is None, "it stands below the text, without a label"),
        (not candidate.alone and not candidate.line.named, "its line says more than a date"),
    )
    return next((why for applies, why in reasons if applies), f"{published.rule} comes first")


def _evidence(
    zones: Zones, metadata: Metadata, url: str | None, now: datetime.datetime | None, language: str | None
) -> _Evidence:
    declared, changed, other = map(_stamps_of, (metadata.published, metadata.modified, metadata.dates))
    shown = (*zones.head, *zones.first)
    if not declared:
        declared = _at_end_of_title(metadata.document_title, language, now)
    if not declared:
        other += [dated.stamp for line in shown for dated in line.dates if dated.meaning == "published"]
    # the page declares its last change as its publication, and an earlier date as well
    if len(declared) > 1 and changed and declared[0] == changed[0]:
        declared.sort(key=lambda stamp: stamp.moment)
    evidence = _Evidence(
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
    )
    texts = [line.text for line in shown if len(line.text) <= _LONGEST_LINE]
    day_first = day_first_of(texts, language, metadata.language, url, evidence.witnesses, now)
    return evidence._replace(day_first=day_first)


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
        and not _in_future(date.stamp, now)
    ]


def _stamps_of(values: list[str]) -> list[Stamp]:
    return [stamp for value in values if (stamp := parse_stamp(value))]


def _shows_only_time(line: Line) -> bool:
    text = line.text
    return len(text) <= _LONGEST_FIRST and _TIME_INSIDE.search(text) is not None and not find_dates(text)


def _wants_more(found: Published) -> bool:
    return (
        found.stamp is None
        or found.rule in ("date-in-url", "date-signed", "date-metadata")
        or found.stamp.hour is None
    )


def _deeper(evidence: _Evidence, root: Element, title: str | None) -> _Evidence:
    """The evidence with dates from microdata, else from objects in scripts."""
    declared, changed = microdata_dates(root)
    if not declared and title:
        in_state = state_dates(root, title)
        declared, changed = in_state[0], changed or in_state[1]
    declared = [_as_shown(stamp, evidence) for stamp in declared if _fits_address(stamp, evidence)]
    other = evidence.other
    if not declared and not other and evidence.counted and (single := only_epoch(root)) is not None:
        other = [_as_shown(single, evidence)]
    return evidence._replace(declared=declared, changed=evidence.changed or changed, other=other)


def _fits_address(stamp: Stamp, evidence: _Evidence) -> bool:
    """Whether a date is not after the month in the URL."""
    return evidence.month is None or stamp.year is None or (stamp.year, stamp.month) <= evidence.month


# UTC offset in minutes of a language's countries, where they share one.
_CLOCKS = {"zh": 480, "ja": 540, "ko": 540}


def _as_shown(stamp: Stamp, evidence: _Evidence) -> Stamp:
    """Only the day, in the country's local time, if the page itself shows only `昨天`. A time with an offset
    other than zero is local already and stays.
    """
    if not evidence.counted or stamp.hour is None or stamp.offset:
        return stamp
    clock = _CLOCKS.get((evidence.language or "").partition("-")[0])
    return (stamp.at_offset(clock) if stamp.offset == 0 and clock is not None else stamp).day_only


def _decide(zones: Zones, evidence: _Evidence) -> Published:
    candidates = _candidates((*zones.head, *zones.first), evidence)
    below = _candidates((*zones.last, *zones.tail), evidence)
    published = _choose(zones, candidates, below, evidence)
    return _with_update(published, candidates, below, evidence)


def _choose(
    zones: Zones, candidates: list[_Candidate], below: list[_Candidate], evidence: _Evidence
) -> Published:
    """The publication: shown above or in the text, shown below it, declared, in a signature, in the URL; else
    the last change.
    """
    shown = _read_at(_shown(candidates, below, evidence), evidence)
    if shown is not None:
        return shown
    if evidence.declared:
        return Published(_declared(candidates, evidence), -1, "date-metadata")
    for candidate in below:
        if candidate.meaning == "published" and candidate.found.form != "relative":
            published = _read_at((candidate, "date-line-below"), evidence)
            if published is not None:
                return published
    update = _pick(candidates, _UPDATES)
    if update is None and (signed := _signed(zones, evidence)) is not None:
        return signed
    if evidence.in_url:
        return Published(evidence.in_url, -1, "date-in-url")
    if (opening := _in_dateline(zones, evidence)) is not None:
        return opening
    # only the change is known: use it, unless the URL says that the page is older
    changed = _read_at((update[0], "update-line") if update else None, evidence)
    if changed is not None and changed.stamp is not None and _fits_address(changed.stamp, evidence):
        return changed
    return Published(None, -1, "none")


def _in_dateline(zones: Zones, evidence: _Evidence) -> Published | None:
    """The day in the dateline that opens the text."""
    for line in zones.first[:2]:
        text = line.text[:LONGEST_OPENING]
        dates = find_dates(
            text, language=evidence.language, day_first=evidence.day_first, years=evidence.years
        )
        if dates and is_dateline(text, dates[0]) and not _in_future(dates[0].stamp, evidence.now):
            date = dates[0]
            return Published(date.stamp.day_only, line.at, "date-in-dateline", (date.start, date.end))
    return None


def _shown(
    candidates: list[_Candidate], below: list[_Candidate], evidence: _Evidence
) -> tuple[_Candidate, str] | None:
    """The best date above or in the text; if it is an update, the date of first publication below it."""
    shown = _pick([candidate for candidate in candidates if _believable(candidate, evidence)], _ORDER)
    for candidate in below:
        if candidate.meaning == "published" and _FIRST_PUBLISHED.search(candidate.line.text):
            if shown is None or _is_update_of(shown[0], candidate):
                return candidate, "date-line-below"
            break
    return shown


def _read_at(shown: tuple[_Candidate, str] | None, evidence: _Evidence) -> Published | None:
    """A candidate, completed from what the page declares, with its position."""
    stamp = _completed(shown[0], evidence) if shown is not None else None
    if shown is None or stamp is None:
        return None
    candidate, rule = shown
    return Published(stamp, candidate.line.at, rule, (candidate.found.start, candidate.found.end))


def _last_resort(found: Published, zones: Zones, metadata: Metadata, evidence: _Evidence) -> Published:
    """If the page has no other date: one in the headline, in `<title>` or at the end of the description, else
    any other that it declares, else the day of issue.
    """
    for text, rule in (
        (zones.headline, "date-in-title"),
        (metadata.document_title, "date-in-title"),
        (metadata.description or "", "date-in-description"),
    ):
        dates = [
            date
            for date in find_dates(
                text[-200:], language=evidence.language, day_first=evidence.day_first, years=evidence.years
            )
            if date.stamp.year and date.meaning != "other" and not _in_future(date.stamp, evidence.now)
        ]
        at_end = dates and (rule == "date-in-title" or dates[-1].end >= len(text[-200:]) - 3)
        if at_end and len({date.stamp.day_only for date in dates}) == 1:
            return found._replace(stamp=dates[-1].stamp, rule=rule)
    if evidence.other:
        return found._replace(stamp=evidence.other[0], rule="date-in-page")
    edition = _edition(zones, evidence)
    return (
        found
        if edition is None
        else found._replace(stamp=edition.stamp, at=edition.at, rule=edition.rule, span=edition.span)
    )


def _edition(zones: Zones, evidence: _Evidence) -> Published | None:
    """The day of the issue in a newspaper's masthead. Must be before the day of capture; otherwise it may be
    a clock.
    """
    if evidence.now is None:
        return None
    for line in zones.masthead:
        for date in find_dates(
            line.text, language=evidence.language, day_first=evidence.day_first, years=evidence.years
        ):
            alone = date.end - date.start >= len(line.text) - 16
            if (
                alone
                and date.stamp.year
                and date.meaning is None
                and date.stamp.day_only.moment < evidence.now - datetime.timedelta(days=1)
            ):
                return Published(date.stamp, line.at, "date-of-issue", (date.start, date.end))
    return None


def _with_update(
    published: Published, candidates: list[_Candidate], below: list[_Candidate], evidence: _Evidence
) -> Published:
    """The last change: as shown in a line, else as declared if it is later than the publication."""
    shown = _pick([candidate for candidate in (*candidates, *below) if candidate.line.at != -1], _UPDATES)
    if shown is not None:
        candidate, rule = shown
        stamp = _completed(candidate, evidence)
        if stamp is not None and not _before(stamp, published.stamp):
            return published._replace(updated=stamp, updated_at=candidate.line.at, updated_rule=rule)
    timed = _change_at_time(candidates, published, evidence)
    if timed is not None:
        return timed
    for stamp in evidence.changed:
        local = _localised(stamp, published, candidates, evidence)
        before = published.stamp
        if before is not None and before.hour is None:  # the shown day, with the time declared for it
            before = next(
                (one for one in evidence.declared if one.day_only == before and one.hour is not None), before
            )
        if before is None or _is_later(stamp if before in evidence.declared else local, before):
            return published._replace(updated=local, updated_rule="update-metadata")
    return published


def _change_at_time(
    candidates: list[_Candidate], published: Published, evidence: _Evidence
) -> Published | None:
    """A change shown only by its time, on a line below the date: `Обновлено в 18:28`."""
    if published.stamp is None or published.stamp.year is None or published.at < 0:
        return None
    for line in evidence.times:
        dates = find_dates(f"{published.stamp.day_only.iso()} {line.text}", language=evidence.language)
        if (
            len(dates) == 2
            and dates[1].form == "time of the day before it"
            and not _is_later(published.stamp, dates[1].stamp)
        ):
            return published._replace(updated=dates[1].stamp, updated_at=line.at, updated_rule="update-line")
    return None


_LEAST_LATER = 60.0  # seconds


def _before(stamp: Stamp, other: Stamp | None) -> bool:
    return (
        other is not None
        and other.year is not None
        and (stamp.year or 0, stamp.month, stamp.day) < (other.year, other.month, other.day)
    )


def _is_later(stamp: Stamp, other: Stamp) -> bool:
    """Whether one is at least a minute after the other, at the precision of both."""
    if stamp.hour is None or other.hour is None:
        return (
            _before(other, stamp)
            if stamp.hour is None
            else stamp.day_only.moment >= other.day_only.moment + datetime.timedelta(days=1)
        )
    if stamp.utc is not None and other.utc is not None:
        return (stamp.utc - other.utc).total_seconds() >= _LEAST_LATER
    return (stamp.moment - other.moment).total_seconds() >= _LEAST_LATER


def _localised(
    stamp: Stamp, published: Published, candidates: list[_Candidate], evidence: _Evidence
) -> Stamp:
    """A declared time in the page's local time, if the page shows its offset."""
    offset = published.stamp.offset if published.stamp is not None and published.at >= 0 else None
    if offset is None:
        offset = _page_offset(candidates, evidence)
    if offset is None or stamp.hour is None:
        return stamp
    if stamp.offset == 0:
        return stamp.at_offset(offset)
    if (
        stamp.offset is None
        and published.stamp is not None
        and _is_shifted(published.stamp, evidence.declared, offset)
    ):
        return stamp._replace(offset=0).at_offset(offset)
    return stamp


def _is_shifted(shown: Stamp, declared: list[Stamp], offset: int) -> bool:
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


def _page_offset(candidates: list[_Candidate], evidence: _Evidence) -> int | None:
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
            for witness in (*evidence.changed, *evidence.declared):
                offset = _offset_between(shown, witness)
                if offset is not None:
                    return offset
    return None


def _declared(candidates: list[_Candidate], evidence: _Evidence) -> Stamp:
    """The declared publication, in local time if a shown time reveals the offset; the day in the URL if it is
    already the next day in UTC.
    """
    stamp = _finest(evidence.declared)
    if stamp.hour is None or stamp.offset != 0:
        return stamp
    offset = _page_offset(
        [candidate for candidate in candidates if candidate.meaning in ("updated", "published")], evidence
    )
    if offset is not None:
        return stamp.at_offset(offset)
    in_url = evidence.in_url
    if (
        in_url is not None
        and in_url.moment.date() == stamp.moment.date() - datetime.timedelta(days=1)
        and stamp.hour <= 12
    ):
        return in_url
    return stamp


def _signed(zones: Zones, evidence: _Evidence) -> Published | None:
    """The date under the signature of a notice: a line that is only a date, or an author and a date (`Autor:
    Jana Nováková, 5. 6. 2013`), among the last lines of the text or right below it.
    """
    end = zones.last[-1].at if zones.last else 0
    if _are_of_other_stories(zones, evidence, end):
        zones = zones._replace(tail=[])
    lines = (*zones.last[::-1], *(line for line in zones.tail if 0 < line.at - end <= 3))
    for candidate in _candidates(
        [line for line in lines if len(line.text) <= _LONGEST_SIGNED and not line.aside], evidence
    ):
        found = candidate.found
        if (
            found.form != "relative"
            and found.stamp.year
            and candidate.meaning in (None, "published")
            and _is_signature(candidate)
        ):
            return Published(found.stamp, candidate.line.at, "date-signed", (found.start, found.end))
    return None


def _are_of_other_stories(zones: Zones, evidence: _Evidence, end: int) -> bool:
    """Whether the lines below the text that are only a date are several: a list of other stories."""
    below = [
        line for line in zones.tail if 0 < line.at - end <= _LIST_BEGINS and len(line.text) <= _LONGEST_DAY
    ]
    return len({line.at for line in below if any(map(_is_signature, _dates_of(line, evidence)))}) > 1


_LONGEST_SIGNED, _LONGEST_DAY = 80, 24
_LIST_BEGINS = 5  # lines below the text


def _is_signature(candidate: _Candidate) -> bool:
    """Whether a line is only a date, or a credit line and a date."""
    text, found = candidate.line.text, candidate.found
    if len(text) <= _LONGEST_DAY and found.end - found.start >= len(text.strip()) - 2:
        return True
    credits = parse_credit_line(f"{text[: found.start]} {text[found.end :]}")
    return bool(credits.authors) and credits.share >= 0.8


def _believable(candidate: _Candidate, evidence: _Evidence) -> bool:
    """Whether an unlabelled date may be the page's, given the declared one. It could be today's date, or that
    of another story or a promotion.
    """
    declared = evidence.declared
    if not declared or candidate.meaning == "published":
        return True
    stamp, place = candidate.found.stamp, candidate.line.place
    if place == "first":
        in_utc = any(one.offset == 0 for one in declared)
        return _near(stamp, declared, 0) or (in_utc and _near(stamp, declared, 1))
    if evidence.in_url and _near(evidence.in_url, declared, 0) and _is_of_another_day(candidate, declared):
        return False
    if _near(stamp, declared, 2) or any(_near(own, declared, 2) for own in candidate.attributed):
        return True
    return _is_in_its_place(candidate, evidence)


def _is_in_its_place(candidate: _Candidate, evidence: _Evidence) -> bool:
    """Whether an undeclared date stands where a page's own date would."""
    place, found = candidate.line.place, candidate.found
    if evidence.in_url and _near(evidence.in_url, evidence.declared, 2) and found.form != "relative":
        return place == "head" and candidate.alone and not candidate.line.aside
    return (
        (place == "head" and not _is_in_sentence(candidate))
        or bool(candidate.attributed)
        or (candidate.meaning is not None and place == "above")
    )


_LONGEST_DATE_LINE = 50


def _is_in_sentence(candidate: _Candidate) -> bool:
    """Whether a line says more than a date and nothing marks it as a date line: a caption, a standfirst."""
    line = candidate.line
    return (
        not (candidate.alone or line.named)
        and candidate.meaning is None
        and len(line.text) > _LONGEST_DATE_LINE
    )


def _is_of_another_day(candidate: _Candidate, declared: list[Stamp]) -> bool:
    """Whether a shown date is not within hours of a declared one that the URL confirms."""
    stamp = candidate.found.stamp
    if _near(stamp, declared, 0) or candidate.attributed:
        return False
    return not (
        _near(stamp, declared, 1) and any(one.hour is not None and one.offset == 0 for one in declared)
    )


def _is_update_of(candidate: _Candidate, first: _Candidate) -> bool:
    a, b = candidate.found.stamp, first.found.stamp
    return a.year is not None and b.year is not None and a.moment >= b.moment


def _in_future(stamp: Stamp, now: datetime.datetime | None) -> bool:
    return (
        now is not None
        and stamp.year is not None
        and stamp.day_only.moment > now + datetime.timedelta(days=1)
    )


def _candidates(lines: Iterable[Line], evidence: _Evidence) -> list[_Candidate]:
    lines = list(lines)
    whole = {line.at: _dates_of(line, evidence) for line in lines}
    return [
        candidate
        for line, joined in _put_together(lines, whole, evidence)
        for candidate in (_dates_of(line, evidence) if joined else whole[line.at])
        if not _in_future(candidate.found.stamp, evidence.now)
    ]


_TIME_INSIDE = lazy_regex(r"\d(?<!\d\d)\d?[:.]\d\d(?!\d)")
_LONGEST_PIECE, _MOST_PIECES = 24, 3
# What every date that is not relative contains.
_NUMBERED = lazy_regex(r"\d|年")
_TIME_ALONE = lazy_regex(
    r"\W{0,2}\d{1,2}[:.h]\d\d(?::\d\d)?\s?(?:[ap]\.?\s?m\.?)?(?:\s[A-Z]{2,4})?\W{0,2}", re.IGNORECASE
)


def _put_together(
    lines: list[Line], whole: dict[int, list[_Candidate]], evidence: _Evidence
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


def _are_one_date(pieces: list[Line], whole: dict[int, list[_Candidate]], evidence: _Evidence) -> bool:
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


# The sentence under the text of a blog that says when it appeared, as themes print it in their languages:
# `This entry was posted on Saturday, December 3rd, 2011 at 10:05 am and is filed under …`. Most go on for a line
# or two, and none need name its date `published`.
_POSTED = lazy_regex(
    r"(?:this|the) (?:entry|post|article|story|item|page) was (?:first |originally )?(?:posted|published|written|"
    r"filed|created)|"
    r"(?:dieser|der) (?:beitrag|artikel|eintrag|text) wurde|"
    r"cet(?:te)? (?:article|billet|entrée) a été (?:publiée?|postée?|écrite?|mise? en ligne)|"
    r"(?:esta entrada|este (?:artículo|post)) (?:fue|ha sido|se) (?:public|escri|envi|poste)|"
    r"quest[oa] (?:articolo|post|voce) è stat[oa] (?:pubblicat|scritt|inserit|postat)|"
    r"(?:esta entrada|este (?:artigo|post)|esse post) foi (?:publicad|escrit|postad)|"
    r"dit (?:bericht|artikel) (?:is|werd) (?:op|geplaatst|gepubliceerd|geschreven)|"
    r"(?:det här|detta) inlägg(?:et)? (?:postades|publicerades|skrevs)|"
    r"(?:dette|denne) (?:indlæg|artikel) (?:blev|er) (?:udgivet|skrevet|publiceret)|"
    r"dette innlegget ble (?:skrevet|publisert|postet)|tämä (?:artikkeli|kirjoitus) (?:on )?julkais|"
    r"ten (?:wpis|artykuł) (?:został|był) (?:opublikowany|dodany|umieszczony|napisany)|"
    r"(?:tento )?(?:příspěvek|článek|príspevok|článok) b(?:yl|ol) (?:publikov|zveřejněn|zverejnen|vložen|pridan)|"
    r"(?:эта )?запись (?:была )?(?:опубликована|размещена|добавлена)|ц(?:ей|я) запис (?:був |було |була )?опубл|"
    r"bu (?:yazı|gönderi|makale) |ez(?:t)? a bejegyzés|αυτ(?:ή η καταχώρηση|ό το άρθρο) δημοσιεύ[τθ]ηκε",
    re.IGNORECASE,
)


def _posted_in(line: Line, evidence: _Evidence) -> list[_Candidate]:
    """The date of a sentence below the text that says when the page was posted."""
    found = find_dates(
        line.text[:_LONGEST_LINE],
        language=evidence.language,
        day_first=evidence.day_first,
        years=evidence.years,
    )
    return [
        _candidate(date._replace(meaning="published"), found, line, evidence)
        for date in found[:1]
        if date.stamp.year and date.form != "relative"
    ]


def _dates_of(line: Line, evidence: _Evidence) -> list[_Candidate]:
    if line.place in ("last", "tail") and _POSTED.match(line.text):
        return _posted_in(line, evidence)
    longest = _LONGEST_FIRST if line.place == "first" else _LONGEST_LINE
    if len(line.text) > longest or not (line.dates or may_hold_date(line.text)):
        return []
    found = find_dates(
        line.text,
        language=evidence.language,
        day_first=evidence.day_first,
        now=evidence.now,
        years=evidence.years,
    )
    witnesses = evidence.witnesses if found else []
    if (
        witnesses
    ):  # two-digit years may be prices or versions: if the page declares a date, they must agree with it
        found = [
            date
            for date in found
            if date.form != "short-year"
            or date.meaning in ("published", "updated")
            or _near(date.stamp, witnesses, 2)
        ]
    if not found and line.dates and len(line.text) <= 120:
        dated = line.dates[0]
        start = max(line.text.find(dated.text), 0)
        before = _label_before(line.text[:start])
        found = [FoundDate(dated.stamp, start, start + len(dated.text), before or dated.meaning, "attribute")]
    return [_candidate(date, found, line, evidence) for date in found]


def _label_before(words: str) -> Meaning | None:
    """What the words before a date without digits say it is a date of."""
    dates = find_dates(f"{words[-30:]} 2000-02-03")
    return dates[-1].meaning if dates else None


def _candidate(date: FoundDate, found: list[FoundDate], line: Line, evidence: _Evidence) -> _Candidate:
    rest = sum(len(_WORDS.findall(line.text[a:b])) for a, b in _outside(found, len(line.text)))
    before, after = line.text[: date.start], line.text[date.end :]
    alone = rest <= 16 or bool(_CELL_ENDS[0].search(before) and _CELL_ENDS[1].search(after))
    own = [dated for dated in line.dates if _belongs(dated.text, date, found, line.text)]
    meaning = date.meaning
    if meaning is None:
        meaning = next((dated.meaning for dated in own if dated.meaning), None)
        if meaning == "updated" and any(_near(dated.stamp, evidence.declared, 0) for dated in own):
            meaning = None
    elif _LABEL_END.search(before) and not after.strip():
        alone = True
    own_stamps = tuple(dated.stamp for dated in own)
    if meaning is None and (
        _agrees_with_change(date, own_stamps, evidence) or _is_day_of_change(date, found, evidence)
    ):
        meaning = "updated"
    return _Candidate(date, line, alone, meaning, own_stamps)


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


def _agrees_with_change(date: FoundDate, own: tuple[Stamp, ...], evidence: _Evidence) -> bool:
    """Whether an unlabelled date is the declared change and not the declared publication, which is earlier."""
    if not evidence.declared or not evidence.changed:
        return False
    stamps = own or ((date.stamp,) if date.stamp.year is not None else ())
    if all(
        _same_minute(stamp, evidence.changed) and not _same_minute(stamp, evidence.declared)
        for stamp in stamps
    ):
        return all(_is_later(stamp, declared) for stamp in stamps for declared in evidence.declared)
    exact = date.form != "relative"
    return bool(stamps) and all(
        _near(stamp, evidence.changed, 0 if exact else 1)
        and not _near(stamp, evidence.declared, 1)
        and all(declared.moment.date() < stamp.moment.date() for declared in evidence.declared)
        for stamp in stamps
    )


def _is_day_of_change(date: FoundDate, found: list[FoundDate], evidence: _Evidence) -> bool:
    """Whether the line goes on with the time of a change (`28 November 2013 -- Updated 0203 GMT`), and the page
    declares its publication for an earlier day and its change for this one.
    """
    return (
        any(other.form == "time of the day before it" for other in found)
        and bool(evidence.declared)
        and _near(date.stamp, evidence.changed, 0)
        and not _near(date.stamp, evidence.declared, 0)
    )


def _same_minute(stamp: Stamp, witnesses: list[Stamp]) -> bool:
    """Whether a declared date has the same minute, if need be in a zone whole hours away."""
    return stamp.hour is not None and any(
        witness.hour is not None
        and stamp.minute == witness.minute
        and (
            stamp._replace(second=None, offset=None) == witness._replace(second=None, offset=None)
            or _offset_between(stamp, witness) is not None
        )
        for witness in witnesses
    )


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
            and candidate.meaning in meanings
            and (candidate.alone or not alone or candidate.line.named)
        ]
        if not fitting:
            continue
        # A sidebar's date comes last. A line that is a date line beats a line that mentions a date; then
        # the finer one; then the first.
        best = min(
            fitting,
            key=lambda candidate: (
                candidate.line.aside,
                not (candidate.alone or candidate.line.named or candidate.meaning == "published"),
                candidate.found.form == "relative" and not candidate.attributed,
                candidate.found.stamp.hour is None,
                -candidate.line.at if place == "above" else candidate.line.at,
            ),
        )
        if not best.alone and not best.line.named and best.meaning is None and len(best.line.text) > 90:
            continue
        return best, rule
    return None


def _completed(candidate: _Candidate, evidence: _Evidence) -> Stamp | None:
    """The written date, with year and offset added from other evidence on the page."""
    found = candidate.found
    if found.form == "attribute":
        return found.stamp
    if found.form == "relative":
        if candidate.attributed:
            return candidate.attributed[0]
        act = evidence.changed if candidate.meaning == "updated" else evidence.declared
        near = [stamp for stamp in act if _near(found.stamp, [stamp], 1)]
        if near and found.stamp.hour is None:
            return _finest(near)
    witnesses = [*candidate.attributed, *evidence.witnesses]
    stamp = _with_year(found.stamp, witnesses, evidence.now)
    if stamp is None:
        return None
    if stamp.hour is None and (own := [one for one in candidate.attributed if one.day_only == stamp]):
        return own[0]
    return _with_offset(stamp, witnesses, evidence)


def _with_offset(stamp: Stamp, witnesses: list[Stamp], evidence: _Evidence) -> Stamp:
    """A time with the offset that another date of the page reveals."""
    if stamp.hour is None or stamp.offset is not None:
        return stamp
    east = (evidence.language or "").partition("-")[0] in _CLOCKS
    for witness in witnesses:
        offset = _offset_between(stamp, witness)
        # nobody in China, Japan or Korea is shown UTC: software wrote `Z` behind a local time
        if offset is not None and not (east and offset == 0):
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
    """The offset of a local time, if a declared date has the same time with its offset, or the same moment in
    UTC.
    """
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
    """Whether a declared date is of the same day, give or take `days`."""
    return any(
        abs((_dated(stamp, witness) - witness.moment.date()).days) <= days
        if days
        else (stamp.month, stamp.day) == (witness.month, witness.day) and stamp.year in (None, witness.year)
        for witness in witnesses
    )


def _dated(stamp: Stamp, witness: Stamp) -> datetime.date:
    try:
        return datetime.date(stamp.year or witness.year or 1, stamp.month, stamp.day)
    except ValueError:  # 29 February of another year
        return datetime.date(stamp.year or witness.year or 1, stamp.month, 28)


def _finest(declared: list[Stamp]) -> Stamp:
    """The first declared date; if it has no time, with the time of a later one of the same day."""
    first = declared[0]
    if first.hour is None:
        for other in declared[1:]:
            if other.hour is not None and other.day_only == first:
                return other
    return first
