"""Dates in places that readers do not see: attributes, microdata, state objects of scripts.

Each value confirms or completes what the page shows (`3 hours ago`, `Sep 6`), and is the only source if it
shows nothing.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.fields.date_stamps import Stamp
from newsmill.pipelines.extract.fields.dates import Meaning, find_dates
from newsmill.pipelines.extract.fields.line_cells import says_author
from newsmill.pipelines.extract.fields.machine_dates import parse_exact
from newsmill.pipelines.extract.fields.state_objects import (
    folded,
    holding,
    holds_headline,
    objects,
    resolved,
    state_values,
)
from newsmill.pipelines.extract.lexicon.class_hints import Hint, hints_of
from newsmill.pipelines.extract.lexicon.date_keys import meaning_of_name
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Attributed", "assigned_dates", "marks_of", "microdata_dates", "only_epoch", "state_dates"]


class Attributed(NamedTuple):
    """A date in an attribute: the element's text (white space collapsed), and the meaning that the element's
    names give it.
    """

    stamp: Stamp
    text: str
    meaning: Meaning | None


# Attributes that hold the date of their element's text; a `data-` attribute may too, depending on its name.
_ATTRIBUTES = frozenset(("datetime", "title", "content", "aria-label", "date", "timestamp"))
# These, those that name an author, and all `data-` attributes are read.
_TELLING = _ATTRIBUTES | {"rel", "itemprop", "href"}
_MOST_ELEMENTS, _LONGEST_VALUE, _LONGEST_SCRIPT = 40, 60, 300


def marks_of(element: Element, text: str) -> tuple[tuple[Attributed, ...], bool]:
    """The dates in attributes of an element and its descendants whose text is part of a line, and whether one
    of them is marked as an author.
    """
    parent = element.getparent()
    found: list[Attributed] = []
    if parent is not None and parent.tag == "time":
        found += _of_element(parent, 0, "time", parent.items(), text)
    credited = False
    for number, tag, attributes in _telling()(element):
        if number < _MOST_ELEMENTS:
            found += _of_element(element, number, tag, attributes, text)
        credited = credited or says_author(tag, dict(attributes))
    return tuple(found), credited


@functools.cache
def _telling() -> Callable[[Element], Iterable[tuple[int, str, list[tuple[str, str]]]]]:
    """What gives the elements that may hold a date or be marked as an author: number in the tree, tag, and
    those attributes."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    return telling_in_python if compiled is None else compiled.telling


def telling_in_python(element: Element) -> Iterator[tuple[int, str, list[tuple[str, str]]]]:
    """An element and its descendants, where they may hold a date or are marked as an author: its number in
    document order, its tag, and the attributes that may show it."""
    for number, node in enumerate(element.iter()):
        if isinstance(node.tag, str):
            attributes = [one for one in node.items() if one[0] in _TELLING or one[0].startswith("data-")]
            if attributes or node.tag == "script":
                yield number, node.tag, attributes


def _of_element(
    around: Element, number: int, tag: str, attributes: list[tuple[str, str]], line: str
) -> list[Attributed]:
    """The dates of an element, which is the one of this number in `around`."""
    if tag == "script":
        return [Attributed(stamp, "", None) for stamp in _written_by_script(_numbered(around, number))]
    found: list[Attributed] = []
    own: str | None = None
    for name, value in attributes:
        stamp = _date_in(name, value) if _may_hold_date(name) else None
        if stamp is None:
            continue
        node = _numbered(around, number)
        if own is None:
            own = " ".join("".join(node.itertext()).split())
        if own in line:
            found.append(Attributed(stamp, own, _meaning_of(node)))
    return found


def _numbered(element: Element, number: int) -> Element:
    return next(itertools.islice(element.iter(), number, None))


def _may_hold_date(name: str) -> bool:
    return name in _ATTRIBUTES or (
        name.startswith("data-") and meaning_of_name(name) in ("published", "updated")
    )


def _date_in(name: str, value: str) -> Stamp | None:
    value = value.strip()
    if not 8 <= len(value) <= _LONGEST_VALUE:
        return None
    stamp = parse_exact(value)
    if stamp is None and name in ("title", "datetime", "content", "aria-label"):
        written = find_dates(value)
        stamp = written[0].stamp if written and written[0].stamp.year else None
    return stamp


def _meaning_of(node: Element) -> Meaning | None:
    """The meaning of a date by its element's names: `<time class="updated">` is an update, `date` alone says
    nothing.
    """
    itemprop = f"{node.get('itemprop') or ''} {node.get('property') or ''}".strip()
    if itemprop:
        return meaning_of_name(itemprop)
    if node.get("pubdate") is not None:
        return "published"
    words = (node.get("class") or "").lower()
    if re.search(r"\b(?:entry-)?published?\b|\bpubdate\b|\bentry-date\b", words):
        return "published"
    return "updated" if re.search(r"\b(?:updated|modified)\b", words) else None


_QUOTED_DATE = lazy_regex(r"[\"']((?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}[^\"']{0,30})[\"']")


def _written_by_script(script: Element) -> Iterator[Stamp]:
    """A date that a short script writes in place: `showDate("2020/04/17 01:43:09")`."""
    program = script.text or ""
    if len(program) <= _LONGEST_SCRIPT:
        for value in _QUOTED_DATE.findall(program):
            stamp = parse_exact(value[:40])
            if stamp is not None:
                yield stamp


# Candidates for a date in microdata; `_DATE_PROPERTIES` decides which are dates. Asking for names alone takes
# a third of the time.
# Attributes of microdata, RDFa and HTML5's `pubdate`.
_MICRODATA = ("itemprop", "property", "pubdate")
_DATE_ITEMPROPS = frozenset(("datePublished", "dateCreated", "dateModified"))
_DATE_PROPERTIES = frozenset(("datePublished", "schema:datePublished"))


@functools.cache
def _described() -> Callable[[Element], Iterable[Element]]:
    """What gives the elements in a tree that have an attribute of microdata, without `<meta>`."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    return described_in_python if compiled is None else compiled.described


def described_in_python(root: Element) -> Iterator[Element]:
    """The elements below `root` with an attribute of microdata. Pure-Python fallback of `_walk.described`."""
    for node in root.iterdescendants():
        if (
            isinstance(node.tag, str)
            and node.tag != "meta"
            and any(name in node.attrib for name in _MICRODATA)
        ):
            yield node


def _is_microdata(node: Element) -> bool:
    return (
        node.get("itemprop") in _DATE_ITEMPROPS
        or node.get("property") in _DATE_PROPERTIES
        or node.get("pubdate") is not None
    )


_MOST_FOUND = 50


def microdata_dates(root: Element) -> tuple[list[Stamp], list[Stamp]]:
    """Publication and change according to microdata, else the one day that the `<time>` elements outside lists of
    other stories and comments name.
    """
    published: list[Stamp] = []
    changed: list[Stamp] = []
    for node in itertools.islice(filter(_is_microdata, _described()(root)), _MOST_FOUND):
        value = node.get("content") or node.get("datetime") or node.get("title") or "".join(node.itertext())
        stamp = _date_in("content", value)
        if stamp is not None:
            (changed if _meaning_of(node) == "updated" else published).append(stamp)
    if len({stamp.day_only for stamp in published}) > 1:
        published = []
    if not published:
        times = [
            stamp
            for node in itertools.islice(root.iter("time"), _MOST_FOUND)
            if (stamp := parse_exact((node.get("datetime") or "").strip())) and not _is_of_another(node)
        ]
        if len({stamp.day_only for stamp in times}) == 1 and not any(
            stamp.day_only == times[0].day_only for stamp in changed
        ):
            published = times[:1]
    return published, changed


_OF_ANOTHER = int(Hint.RELATED | Hint.COMMENT)
_MOST_AROUND = 8


def _is_of_another(node: Element) -> bool:
    """Whether an element is in a list of other stories or in a comment, by the names of the elements around it."""
    for around in itertools.islice(node.iterancestors(), _MOST_AROUND):
        if around.tag in ("body", "main"):
            return False
        if around.tag == "article":  # the story, unless it is a teaser in such a list
            if next(around.iter("h1"), None) is not None:
                return False
            continue
        names = f"{around.get('class') or ''} {around.get('id') or ''}"
        if names != " " and hints_of(names) & _OF_ANOTHER:
            return True
    return False


_MOST_NODES = 20_000
# Keys of an object for its publication date, best first.
_BEST_KEYS = (
    lazy_regex(r"publ|pubdate|first", re.IGNORECASE),
    lazy_regex(r"releas|issue|post|display", re.IGNORECASE),
    lazy_regex(r"creat|upload", re.IGNORECASE),
)


def state_dates(root: Element, title: str) -> tuple[list[Stamp], list[Stamp]]:
    """Publication and change in script objects that contain the headline: Next.js and Nuxt state, or any
    JSON.
    """
    headline = folded(title)
    if len(headline) < 4:
        return [], []
    left = _MOST_NODES
    for value in state_values(root, holding(headline)):
        for item in objects(resolved(value), left):
            left -= 1
            if holds_headline(item, headline):
                published, changed = _dates_of_object(item)
                if published:
                    return published, changed
        if left <= 0:
            break
    return [], []


def _dates_of_object(item: dict[str, Any]) -> tuple[list[Stamp], list[Stamp]]:
    found: list[tuple[int, Stamp]] = []
    changed: list[Stamp] = []
    for key, value in item.items():
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            continue
        meaning = meaning_of_name(key)
        stamp = _stamp_of(value) if meaning in ("published", "updated") else None
        if stamp is None:
            continue
        if meaning == "updated":
            changed.append(stamp)
        else:
            rank = next((rank for rank, keys in enumerate(_BEST_KEYS) if keys.search(key)), len(_BEST_KEYS))
            found.append((rank, stamp))
    return [stamp for _, stamp in sorted(found, key=lambda ranked: ranked[0])], changed


def _stamp_of(value: str | int) -> Stamp | None:
    """A timestamp, or a date in words: `"published": "March 12, 2024"`."""
    exact = parse_exact(str(value))
    if exact is not None or not isinstance(value, str) or not 8 <= len(value) <= _LONGEST_VALUE:
        return exact
    written = find_dates(value)
    return written[0].stamp if len(written) == 1 and written[0].stamp.year else None


# `var createTime = '2024-03-12 08:15';`, `publish_time = "1710202500"`
# Begins with the sign, which is rare, and not with the name, which any word may be.
_ASSIGNED = lazy_regex(r"=\s?[\"']([\d][\d :T.Z+/-]{7,32})[\"']")
_VARIABLE, _LONGEST_VARIABLE = lazy_regex(r"(?<![\w.$])(\w{5,30})\s?$"), 30


def assigned_dates(root: Element) -> list[Stamp]:
    """The values of script variables that are named after the publication, if all are of one day."""
    stamps = [
        stamp
        for script in root.iter("script")
        if not script.get("src") and "ime" in (text := (script.text or "")[:_MOST_SCRIPT])
        for name, value in _assignments(text)
        if meaning_of_name(name) == "published"
        and any(keys.search(name) for keys in _BEST_KEYS)
        and (stamp := parse_exact(value)) is not None
    ]
    if len({stamp.day_only for stamp in stamps}) != 1:
        return []
    return [stamp for stamp in stamps if stamp.offset is None] or stamps  # local time, as the page shows it


def _assignments(script: str) -> Iterator[tuple[str, str]]:
    """The variables of a script that get a string with a number, each with the string."""
    for assigned in _ASSIGNED.finditer(script):
        at = assigned.start()
        variable = _VARIABLE.search(script, max(0, at - _LONGEST_VARIABLE - 1), at)
        if variable is not None:
            yield variable[1], assigned[1]


_EPOCH = lazy_regex(r"(?<![\d.])1[2-9]\d{8}(?:\d{3})?(?![\d.])")
_MOST_SCRIPT = 200_000


def only_epoch(root: Element) -> Stamp | None:
    """The timestamp in the page's scripts, if all timestamps there are of the same minute."""
    numbers = {
        number[:10]
        for script in root.iter("script")
        if not script.get("src")
        for number in _EPOCH.findall((script.text or "")[:_MOST_SCRIPT])
    }
    return parse_exact(numbers.pop()) if len(numbers) == 1 else None
