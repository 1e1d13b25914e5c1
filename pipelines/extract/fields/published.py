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
from typing import NamedTuple

from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.date_comparison import finest, in_future, is_before, is_later, is_near
from newsmill.pipelines.extract.fields.date_completion import completed_stamp, is_shifted, page_offset
from newsmill.pipelines.extract.fields.date_evidence import (
    DateCandidate,
    DateEvidence,
    evidence_of,
    fits_address,
    with_microdata,
)
from newsmill.pipelines.extract.fields.date_stamps import Stamp
from newsmill.pipelines.extract.fields.dateline_dates import LONGEST_OPENING, is_dateline
from newsmill.pipelines.extract.fields.dates import find_dates
from newsmill.pipelines.extract.fields.field_candidates import FieldCandidate
from newsmill.pipelines.extract.fields.line_dates import candidates_in, dates_of
from newsmill.pipelines.extract.fields.lines_around_body import Zones
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
    evidence = evidence_of(zones, metadata, url, now, language)
    found = _decide(zones, evidence)
    if root is not None and not evidence.declared and _wants_more(found):
        evidence = with_microdata(evidence, root, title)
        if evidence.declared or evidence.other:
            found = _decide(zones, evidence)
    if found.stamp is None:
        found = _last_resort(found, zones, metadata, evidence)
    return _with_shown_time(found, zones, evidence)


def _with_shown_time(found: Published, zones: Zones, evidence: DateEvidence) -> Published:
    """A declared day with the time that a line below the text shows for it."""
    if found.stamp is None or found.at >= 0 or found.stamp.hour is not None or found.rule == "date-in-url":
        return found
    for candidate in candidates_in(zones.tail, evidence):
        stamp = candidate.found.stamp
        if (
            stamp.hour is not None
            and stamp.day_only == found.stamp
            and candidate.meaning in ("published", None)
        ):
            return found._replace(stamp=stamp)
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
    evidence = evidence_of(zones, metadata, url, now, language)
    above = candidates_in((*zones.head, *zones.first), evidence)
    below = candidates_in((*zones.last, *zones.tail), evidence)
    candidates = []
    for candidate in (*above, *below):
        stamp = completed_stamp(candidate, evidence) or candidate.found.stamp
        at = candidate.line.at
        taken = at == published.at and stamp == published.stamp
        why = published.rule
        if not taken:
            clock = _is_clock(candidate, zones, evidence)
            why = _why_not(candidate, evidence, published, below=candidate in below, clock=clock)
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


def _why_not(
    candidate: DateCandidate, evidence: DateEvidence, published: Published, *, below: bool, clock: bool
) -> str:
    reasons = (
        (candidate.meaning == "updated", "it is an update"),
        (candidate.meaning == "other", "its label says that it is of something else"),
        (candidate.found.stamp.year is None, "it has no year"),
        (candidate.line.aside, "it stands in a list or a sidebar"),
        (clock, "it is the day of the capture, shown above the headline"),
        (not below and not _believable(candidate, evidence), "it is far from the declared date"),
        (below and candidate.meaning is None, "it stands below the text, without a label"),
        (not candidate.alone and not candidate.line.named, "its line says more than a date"),
    )
    return next((why for applies, why in reasons if applies), f"{published.rule} comes first")


def _wants_more(found: Published) -> bool:
    return (
        found.stamp is None
        or found.rule in ("date-in-url", "date-signed", "date-metadata")
        or found.stamp.hour is None
    )


def _decide(zones: Zones, evidence: DateEvidence) -> Published:
    candidates = candidates_in((*zones.head, *zones.first), evidence)
    below = candidates_in((*zones.last, *zones.tail), evidence)
    published = _choose(zones, candidates, below, evidence)
    return _with_update(published, candidates, below, evidence)


def _choose(
    zones: Zones, candidates: list[DateCandidate], below: list[DateCandidate], evidence: DateEvidence
) -> Published:
    """The publication: shown above or in the text, shown below it, declared, in a signature, in the URL; else
    the last change.
    """
    candidates = [candidate for candidate in candidates if not _is_clock(candidate, zones, evidence)]
    shown = _read_at(_shown(candidates, below, evidence), evidence)
    if shown is not None:
        return shown
    if evidence.declared:
        return Published(_declared(candidates, evidence), -1, "date-metadata")
    for candidate in below:
        if (
            candidate.meaning == "published"
            and candidate.found.form != "relative"
            and not _is_byline_of_another(candidate)
        ):
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
    if changed is not None and changed.stamp is not None and fits_address(changed.stamp, evidence):
        return changed
    return Published(None, -1, "none")


def _is_clock(candidate: DateCandidate, zones: Zones, evidence: DateEvidence) -> bool:
    """Whether a date far above the text may be the day on which the page was looked at: a bare day above the
    headline with its weekday or with lines below it, which is the day of the capture, and nothing declares it.
    """
    line, stamp = candidate.line, candidate.found.stamp
    if line.place != "above" or candidate.meaning is not None or stamp.hour is not None or stamp.year is None:
        return False
    if evidence.now is None or evidence.known_dates or candidate.attributed or line.named:
        return False
    if abs(stamp.moment - evidence.now) > _NEAR_CAPTURE:
        return False
    return _names_weekday(candidate) or any(
        other.place == "above" and other.at > line.at for other in zones.head
    )


_WIDE_WEEKDAY = lazy_regex(
    r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|[月火水木金土日]曜|[月火水木金土日](?=[)）])|[월화수목금토일]요일"
)


def _names_weekday(candidate: DateCandidate) -> bool:
    return (
        candidate.found.weekday is not None
        or _WIDE_WEEKDAY.search(candidate.line.text, candidate.found.end) is not None
    )


# The capture time is in UTC: where the page was read, it may be the day before or after.
_NEAR_CAPTURE = datetime.timedelta(hours=38)


def _is_byline_of_another(candidate: DateCandidate) -> bool:
    """Whether a line in a list of stories or a sidebar names an author beside the date."""
    return candidate.line.aside and bool(parse_credit_line(candidate.line.text).authors)


def _in_dateline(zones: Zones, evidence: DateEvidence) -> Published | None:
    """The day in the dateline that opens the text."""
    for line in zones.first[:2]:
        text = line.text[:LONGEST_OPENING]
        dates = find_dates(
            text, language=evidence.language, day_first=evidence.day_first, years=evidence.years
        )
        if dates and is_dateline(text, dates[0]) and not in_future(dates[0].stamp, evidence.now):
            date = dates[0]
            return Published(date.stamp.day_only, line.at, "date-in-dateline", (date.start, date.end))
    return None


def _shown(
    candidates: list[DateCandidate], below: list[DateCandidate], evidence: DateEvidence
) -> tuple[DateCandidate, str] | None:
    """The best date above or in the text; if it is an update, the date of first publication below it."""
    shown = _pick([candidate for candidate in candidates if _believable(candidate, evidence)], _ORDER)
    for candidate in below:
        if candidate.meaning == "published" and _FIRST_PUBLISHED.search(candidate.line.text):
            if shown is None or _is_update_of(shown[0], candidate):
                return candidate, "date-line-below"
            break
    return shown


def _read_at(shown: tuple[DateCandidate, str] | None, evidence: DateEvidence) -> Published | None:
    """A candidate, completed from what the page declares, with its position."""
    stamp = completed_stamp(shown[0], evidence) if shown is not None else None
    if shown is None or stamp is None:
        return None
    candidate, rule = shown
    return Published(stamp, candidate.line.at, rule, (candidate.found.start, candidate.found.end))


def _last_resort(found: Published, zones: Zones, metadata: Metadata, evidence: DateEvidence) -> Published:
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
            if date.stamp.year and date.meaning != "other" and not in_future(date.stamp, evidence.now)
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


def _edition(zones: Zones, evidence: DateEvidence) -> Published | None:
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
    published: Published, candidates: list[DateCandidate], below: list[DateCandidate], evidence: DateEvidence
) -> Published:
    """The last change: as shown in a line, else as declared if it is later than the publication."""
    shown = _pick([candidate for candidate in (*candidates, *below) if candidate.line.at != -1], _UPDATES)
    if shown is not None:
        candidate, rule = shown
        stamp = completed_stamp(candidate, evidence)
        if stamp is not None and not is_before(stamp, published.stamp):
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
        if before is None or is_later(stamp if before in evidence.declared else local, before):
            return published._replace(updated=local, updated_rule="update-metadata")
    return published


def _change_at_time(
    candidates: list[DateCandidate], published: Published, evidence: DateEvidence
) -> Published | None:
    """A change shown only by its time, on a line below the date: `Обновлено в 18:28`."""
    if published.stamp is None or published.stamp.year is None or published.at < 0:
        return None
    for line in evidence.times:
        dates = find_dates(f"{published.stamp.day_only.iso()} {line.text}", language=evidence.language)
        if (
            len(dates) == 2
            and dates[1].form == "time of the day before it"
            and not is_later(published.stamp, dates[1].stamp)
        ):
            return published._replace(updated=dates[1].stamp, updated_at=line.at, updated_rule="update-line")
    return None


def _localised(
    stamp: Stamp, published: Published, candidates: list[DateCandidate], evidence: DateEvidence
) -> Stamp:
    """A declared time in the page's local time, if the page shows its offset."""
    offset = published.stamp.offset if published.stamp is not None and published.at >= 0 else None
    if offset is None:
        offset = page_offset(candidates, evidence)
    if offset is None or stamp.hour is None:
        return stamp
    if stamp.offset == 0:
        return stamp.at_offset(offset)
    if (
        stamp.offset is None
        and published.stamp is not None
        and is_shifted(published.stamp, evidence.declared, offset)
    ):
        return stamp._replace(offset=0).at_offset(offset)
    return stamp


def _declared(candidates: list[DateCandidate], evidence: DateEvidence) -> Stamp:
    """The declared publication, in local time if a shown time reveals the offset; the day in the URL if it is
    already the next day in UTC.
    """
    stamp = finest(evidence.declared)
    if stamp.hour is None or stamp.offset != 0:
        return stamp
    offset = page_offset(
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


def _signed(zones: Zones, evidence: DateEvidence) -> Published | None:
    """The date under the signature of a notice: a line that is only a date, or an author and a date (`Autor:
    Jana Nováková, 5. 6. 2013`), among the last lines of the text or right below it.
    """
    end = zones.last[-1].at if zones.last else 0
    if _are_of_other_stories(zones, evidence, end):
        zones = zones._replace(tail=[])
    lines = (*zones.last[::-1], *(line for line in zones.tail if 0 < line.at - end <= 3))
    for candidate in candidates_in(
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


def _are_of_other_stories(zones: Zones, evidence: DateEvidence, end: int) -> bool:
    """Whether the lines below the text that are only a date are several: a list of other stories."""
    below = [
        line for line in zones.tail if 0 < line.at - end <= _LIST_BEGINS and len(line.text) <= _LONGEST_DAY
    ]
    return len({line.at for line in below if any(map(_is_signature, dates_of(line, evidence)))}) > 1


_LONGEST_SIGNED, _LONGEST_DAY = 80, 24
_LIST_BEGINS = 5  # lines below the text


def _is_signature(candidate: DateCandidate) -> bool:
    """Whether a line is only a date, or a credit line and a date."""
    text, found = candidate.line.text, candidate.found
    if len(text) <= _LONGEST_DAY and found.end - found.start >= len(text.strip()) - 2:
        return True
    credits = parse_credit_line(f"{text[: found.start]} {text[found.end :]}")
    return bool(credits.authors) and credits.share >= 0.8


def _believable(candidate: DateCandidate, evidence: DateEvidence) -> bool:
    """Whether an unlabelled date may be the page's, given the declared one. It could be today's date, or that
    of another story or a promotion.
    """
    declared = evidence.declared
    if not declared or candidate.meaning == "published":
        return True
    stamp, place = candidate.found.stamp, candidate.line.place
    if place == "first":
        in_utc = any(one.offset == 0 for one in declared)
        return is_near(stamp, declared, 0) or (in_utc and is_near(stamp, declared, 1))
    if evidence.in_url and is_near(evidence.in_url, declared, 0) and _is_of_another_day(candidate, declared):
        return False
    if is_near(stamp, declared, 2) or any(is_near(own, declared, 2) for own in candidate.attributed):
        return True
    return _is_in_its_place(candidate, evidence)


def _is_in_its_place(candidate: DateCandidate, evidence: DateEvidence) -> bool:
    """Whether an undeclared date is where a page's own date would be."""
    place, found = candidate.line.place, candidate.found
    if evidence.in_url and is_near(evidence.in_url, evidence.declared, 2) and found.form != "relative":
        return place == "head" and candidate.alone and not candidate.line.aside
    return (
        (place == "head" and not _is_in_sentence(candidate))
        or bool(candidate.attributed)
        or (candidate.meaning is not None and place == "above")
    )


_LONGEST_DATE_LINE = 50


def _is_in_sentence(candidate: DateCandidate) -> bool:
    """Whether a line says more than a date and nothing marks it as a date line: a caption, a standfirst."""
    line = candidate.line
    return (
        not (candidate.alone or line.named)
        and candidate.meaning is None
        and len(line.text) > _LONGEST_DATE_LINE
    )


def _is_of_another_day(candidate: DateCandidate, declared: list[Stamp]) -> bool:
    """Whether a shown date is not within hours of a declared one that the URL confirms."""
    stamp = candidate.found.stamp
    if is_near(stamp, declared, 0) or candidate.attributed:
        return False
    return not (
        is_near(stamp, declared, 1) and any(one.hour is not None and one.offset == 0 for one in declared)
    )


def _is_update_of(candidate: DateCandidate, first: DateCandidate) -> bool:
    a, b = candidate.found.stamp, first.found.stamp
    return a.year is not None and b.year is not None and a.moment >= b.moment


def _pick(
    candidates: list[DateCandidate], order: tuple[tuple[str, frozenset[str | None], bool, str], ...]
) -> tuple[DateCandidate, str] | None:
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
