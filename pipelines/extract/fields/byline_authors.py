"""The choice of authors: what the lines above the text show, what metadata and state objects declare, and
which of them wins where they differ.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.fields.byline_findings import (
    FIRST_CELL,
    LONGEST_LINE,
    LONGEST_VALUE,
    ON_THE_PAPER,
    Answer,
    Found,
    add_people,
    is_cased,
)
from newsmill.pipelines.extract.fields.credit_labels import is_label
from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.line_cells import Cell, leads_to_name
from newsmill.pipelines.extract.fields.lines_around_body import Line, Zones
from newsmill.pipelines.extract.fields.person_names import (
    is_caseless_full_name,
    is_chinese_name,
    is_korean_name,
    is_person,
)
from newsmill.pipelines.extract.fields.spaced_names import (
    is_agency,
    is_desk,
    is_full_name,
    people_in,
    same_name,
)
from newsmill.pipelines.extract.fields.state_authors import state_authors
from newsmill.pipelines.extract.fields.title import fold
from newsmill.pipelines.extract.page.character_classes import WIDE_CHARACTER
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.record import Person
from newsmill.pipelines.regex import lazy_regex

__all__ = ["authors_in_state", "declared_authors", "weigh_authors"]


def authors_in_state(found: Found, root: Element, title: str) -> None:
    """The author named in the story's state object; on Chinese pages, only Chinese names."""
    for value in state_authors(root, title):
        if found.spaced:
            names = people_in(value, found.own, trusted=True).persons
        else:
            names = _wide_names(found, value)
        add_people(found.byline.authors, [Person(name, None) for name in names])
    found.note("state-object", [person.name for person in found.byline.authors])


def _wide_names(found: Found, value: str) -> list[str]:
    """The names of a value on a Chinese, Japanese or Korean page, perhaps with a label or a role: `홍길동 기자`."""
    if found.language.startswith("zh") and is_chinese_name(value):
        return [value]
    credited = parse_credit_line(value)
    names = [person.name for person in credited.authors] if credited.share >= _MOSTLY else []
    if found.language.startswith("zh"):
        return list(filter(is_chinese_name, names))
    return names or people_in(value, found.own, trusted=True).persons


def declared_authors(found: Found, zones: Zones, metadata: Metadata) -> None:
    """On Chinese pages the declared author is an account or the typist, so it counts as an account unless a
    line shows the name. Japanese and Korean pages declare the real author.
    """
    byline = found.byline
    if found.language.startswith("zh"):
        people = [name for name in metadata.persons if is_person(name) and fold(name) not in found.own]
        if not byline.authors and (name := _declared_and_shown(found, zones, metadata)):
            byline.authors = [Person(name, None)]
        byline.authors = byline.authors or _declared_with_label(metadata)
        if byline.account is None and metadata.trusted and people and not byline.authors:
            byline.account = people[0]
        return
    if not byline.authors:
        names = next((names for _, names in _shown_people(found, zones, -1)), None) or _declared_people(
            found, metadata
        )
        if found.language.startswith("ko"):
            names = _without_outlets(metadata, names)
        byline.authors = [Person(name, None) for name in names]


def _declared_with_label(metadata: Metadata) -> list[Person]:
    """The authors that metadata declares with the label of a credit line: `content="作者：陈立新"`."""
    for value in metadata.authors:
        credited = parse_credit_line(value) if ":" in value or "：" in value else None
        if credited is not None and credited.share >= _MOSTLY and credited.authors:
            return credited.authors
    return []


def _without_outlets(metadata: Metadata, names: list[str]) -> list[str]:
    """The names without the parts of a declared `outlet | portal` that are not Korean names."""
    piped = "".join(value for value in metadata.authors if "|" in value)
    return [name for name in names if name not in piped or is_korean_name(name)]


def _declared_and_shown(found: Found, zones: Zones, metadata: Metadata) -> str | None:
    """A Chinese name that metadata declares and that is a cell of its own above the text."""
    declared = [name for name in (*metadata.persons, *metadata.authors) if is_chinese_name(name)]
    if not declared:
        return None
    for line in zones.head:
        cells = {line.text.strip(), *(cell.text.strip() for cell in line.cells)}
        name = next((name for name in declared if name in cells), None)
        if line.place == "head" and name is not None:
            found.note("declared-and-shown", [name], line.at)
            return name
    return None


def _declared_people(found: Found, metadata: Metadata) -> list[str]:
    """The persons declared in metadata: in JSON-LD, else in the best meta tag that names any."""
    persons: list[str] = []
    for value in metadata.persons:
        own = () if metadata.trusted and is_full_name(value) else found.own
        for name in people_in(value, own, trusted=True, small=metadata.trusted).persons:
            if not any(same_name(name, known) for known in persons):
                persons.append(name)
    found.note("json-ld", persons)
    best = next(
        (
            names
            for value in metadata.authors
            if not _has_own_address(value, found)
            and (names := people_in(value, found.own, trusted=True).persons)
        ),
        [],
    )
    found.note("meta-author", best)
    return persons or [
        name
        for name in best
        if " " in name or WIDE_CHARACTER.search(name) or (len(best) == 1 and not name.isupper())
    ]


# `Hafen Welle (www.hafen.example)`
_ADDRESS_AFTER = lazy_regex(r"\((?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)/?\)\s*$")


def _has_own_address(value: str, found: Found) -> bool:
    """Whether a declared author ends in the page's own address: it is the site's full name."""
    address = _ADDRESS_AFTER.search(value) if "." in value else None
    return address is not None and bool(found.host) and fold(address[1].partition(".")[0]) == found.host


def _shown_people(found: Found, zones: Zones, date_at: int) -> Iterator[tuple[str, list[str]]]:
    """Unlabelled names in the lines above the text, most reliable first."""
    lines = [
        line
        for line in zones.head
        if line.place != "hidden" and not line.picture and len(line.text) <= LONGEST_LINE
    ]
    lines += [line for line in zones.first[:1] if line.named and len(line.text) <= LONGEST_VALUE]
    for rule, read, _ in _SHOWN:
        for names in read(found, lines, date_at):
            yield rule, names


# A page that marks more names than this is a list of staff.
_MOST_MARKED = 8
_MOST_SINGLE = 2  # names of one word


def _marked_people(found: Found, lines: list[Line], date_at: int) -> Iterator[list[str]]:
    """The authors that the page marks below the headline, and if there are none, above it."""
    below = [line for line in lines if line.place != "above"]
    yield from itertools.islice(
        itertools.chain(_marked_in(found, below, date_at), _marked_in(found, lines, date_at)), 1
    )


def _marked_in(found: Found, lines: list[Line], date_at: int) -> Iterator[list[str]]:
    by_page: dict[str, list[str]] = {}  # link texts by author page; "" for names without a link
    for line in lines:
        if line.aside and not (line.named and _is_near(line, lines, date_at)):
            continue
        for text, address in line.author_links:
            if is_label(text) or (address and address in by_page):  # `Full Bio` after the name
                continue
            names = people_in(text, found.own, trusted=True).persons
            if names or _is_own_name(found, text):
                by_page.setdefault(address, []).extend(names)
    marked = list(dict.fromkeys(itertools.chain.from_iterable(_of_pages_named_so(by_page).values())))
    whole = [name for name in marked if " " in name or WIDE_CHARACTER.search(name)]
    single = [name for name in marked if not name.isupper()]
    if len(single) > _MOST_SINGLE:  # channels
        single = []
    if 0 < len(whole or single) <= _MOST_MARKED:
        yield whole or single


def _is_own_name(found: Found, text: str) -> bool:
    return fold(text).removeprefix("the") in {name.removeprefix("the") for name in found.own} or is_desk(text)


def _of_pages_named_so(by_page: dict[str, list[str]]) -> dict[str, list[str]]:
    """If any address is made of its link text, only those pages and pages with numeric ids: `/users/sign_up`
    beside `/author/jane-doe` is a button.
    """
    agreeing = {
        address: names
        for address, names in by_page.items()
        if any(leads_to_name(address, name) for name in names)
    }
    if not agreeing:
        return by_page
    return {
        address: names
        for address, names in by_page.items()
        if not address or address in agreeing or any(map(str.isdigit, address.rpartition("/")[2]))
    }


def _people_in_bylines(found: Found, lines: list[Line], date_at: int) -> Iterator[list[str]]:
    named: list[str] = []
    for line in lines:
        if not (
            line.place in ("head", "first")
            and line.named
            and len(line.text) <= 120
            and (is_cased(line.text) or _begins_with_name(line.text))
        ):
            continue
        if boilerplate_kind(line.text, credits=False) is not None:
            continue
        people = people_in(line.text, found.own)
        if people.share < 0.5:  # `ANA RUIZ | VALMAR`
            people = people_in(FIRST_CELL.split(line.text, maxsplit=1)[0], found.own)
        if people.share >= 0.5:
            named += [name for name in people.persons if is_full_name(name) and name not in named]
    if 0 < len(named) <= _MOST_MARKED:
        yield named


# The least share of a line that names and outlets make up; the rest separates them (`Ana Ruiz / EFE`).
_MOSTLY = 0.75


def _people_beside_date(found: Found, lines: list[Line], date_at: int) -> Iterator[list[str]]:
    named: list[str] = []
    last = -1
    for line in lines if date_at >= 0 else ():
        names = _names_of_line(found, line) if _is_beside(found, line, date_at) else []
        if not names:
            continue
        if named and not (line.at == last + 1 and line.tag == "li"):  # one author in each item of a list
            yield named
            named = []
        named += [name for name in names if name not in named]
        last = line.at
    if named:
        yield named


def _is_beside(found: Found, line: Line, date_at: int) -> bool:
    """Whether a line near the date may be nothing but names: no topic and no list of channels."""
    if line.place != "head" or not -2 <= line.at - date_at <= 1:
        return False
    if len(line.text) > 80 or fold(line.text) in found.topics:
        return False
    if not (is_cased(line.text) or _begins_with_name(line.text)):
        return False
    return not _is_category(line) or any(_leads_to_person(cell) for cell in line.cells)


def _names_of_line(found: Found, line: Line) -> list[str]:
    """The full names that a line consists of, perhaps with the place where one of them wrote."""
    people = people_in(line.text, found.own)
    if people.share < _MOSTLY and (placed := _NAME_AND_PLACE.fullmatch(line.text.strip())):
        people = people_in(placed["name"], found.own)
    if people.share < _MOSTLY and (name := _name_after_place(line.text)):
        return [name]
    if people.share < _MOSTLY or not all(map(is_full_name, people.persons)):
        return []
    return people.persons


# `María López / Madrid`, `أحمد حسن - القاهرة`: a name and where it was written
_NAME_AND_PLACE = lazy_regex(r"(?P<name>[^/|\d,;:–—-]{5,40}?)(?:\s?[/|]\s?|\s[–—-]\s)[^\W\d_]{3,16}")
# `القاهرة — أحمد حسن`: the place first, as newspapers in scripts without capitals print it
_PLACE_AND_NAME = lazy_regex(
    r"(?P<place>[^\W\d_]{3,16}(?:\s[^\W\d_]{2,12})?)(?:\s?[/|:]\s?|\s?[–—-]\s?)(?P<name>[^/|\d,،;:–—-]{5,40})"
)


def _name_after_place(text: str) -> str | None:
    """The person after a place and a dash, in a script without capitals, where given names tell persons."""
    placed = _PLACE_AND_NAME.fullmatch(text.strip())
    if placed is None or is_agency(placed["place"]) or not is_caseless_full_name(placed["name"].strip()):
        return None
    return placed["name"].strip()


# What separates names from each other and from the cells of a date line.
_CELL_END = lazy_regex(r"\s*(?:[,،;|•·/]|\s[–—-]\s|\s\d)")


def _begins_with_name(text: str) -> bool:
    """Whether the first cell of a line in a script without capitals is a person: `ليلى حداد | 12/03/2024`."""
    first = _CELL_END.split(text.strip(), maxsplit=1)[0].strip()
    return is_caseless_full_name(first) or _name_after_place(text) is not None


_TOPIC_PATH = lazy_regex(
    r"/(?:c|cat|categor\w*|tags?|t|topics?|sections?|channel|rubri\w*|temas?|tema)/", re.IGNORECASE
)


def _leads_to_person(cell: Cell) -> bool:
    """Whether a link's address is made of its text and is not in a folder of topics."""
    return cell.link is not None and leads_to_name(cell.link, cell.text) and not _TOPIC_PATH.search(cell.link)


# `Jana Nováková, redaktorka`
_WITH_JOB = lazy_regex(
    rf"(?P<name>[^,(|–]{{5,40}})(?:,\s|\s\(|\s[|–-]\s)(?P<job>{ON_THE_PAPER.pattern})\)?", re.IGNORECASE
)


def _people_with_job(found: Found, lines: list[Line], date_at: int) -> Iterator[list[str]]:
    for line in lines:
        match = _WITH_JOB.fullmatch(line.text.strip()) if line.place == "head" and not line.aside else None
        if match and is_full_name(match["name"].strip()):
            yield [match["name"].strip()]


# Rules for lines that name people without a label, most reliable first.
_SHOWN: tuple[tuple[str, Callable[[Found, list[Line], int], Iterator[list[str]]], str], ...] = (
    ("author-link", _marked_people, "the page marks them as authors, or links to a page about them"),
    ("byline-element", _people_in_bylines, "their element is called a byline, and most of it is names"),
    ("name-and-job", _people_with_job, "a line is a full name and what it does on the paper"),
    ("names-beside-date", _people_beside_date, "a line by the date is nothing but full names"),
)


def _is_near(line: Line, lines: list[Line], date_at: int) -> bool:
    first = next((other.at for other in lines if other.place == "head"), line.at)
    return abs(line.at - date_at) <= 3 or line.at - first <= 3


def weigh_authors(found: Found, zones: Zones, metadata: Metadata, date_at: int) -> None:
    """Choose authors in scripts with spaces: what lines show, checked against what the page declares."""
    byline = found.byline
    labelled = [person.name for person in byline.authors]
    roles = {fold(person.name): person.role for person in byline.authors}
    declared = _declared_people(found, metadata)
    unlabelled = list(_shown_people(found, zones, date_at))
    for rule, names in unlabelled:
        found.note(rule, names)
    marked = next((names for rule, names in unlabelled if rule == "author-link"), [])
    labelled = [_as_marked(name, marked) for name in labelled]
    shown = [*([("labelled", labelled)] if labelled else []), *unlabelled]
    if marked and not found.above:
        shown = [*unlabelled, ("labelled", labelled)]
    _read_outlets(found, zones, date_at)
    names, rule = _agreed(shown, declared)
    byline.authors = [Person(name, roles.get(fold(name))) for name in names]


def _read_outlets(found: Found, zones: Zones, date_at: int) -> None:
    """The outlets in bylines and in the lines by the date."""
    for line in zones.head:
        if len(line.text) <= 120 and not line.picture and (line.named or abs(line.at - date_at) <= 2):
            people = people_in(line.text, found.own)
            if people.share >= 0.5:
                found.outlets += [
                    Answer(outlet, line.at, "byline-outlet")
                    for outlet in people.outlets
                    if is_agency(outlet) or (people.persons and not _is_category(line))
                ]


def _as_marked(name: str, marked: list[str]) -> str:
    """A labelled name without trailing words that are not in the author the page marks: `Mara Quist
    Gardener`.
    """
    return next(
        (
            whole
            for whole in marked
            if name.startswith(f"{whole} " if " " in whole else whole) and len(whole) >= _LEAST_MARKED
        ),
        name,
    )


_LEAST_MARKED = 5


def _is_category(line: Line) -> bool:
    """Whether a line is only links, none of them to an author."""
    return line.links > 0.9 and not line.credited


def _is_part_of_declared(shown: list[tuple[str, list[str]]], declared: list[str]) -> bool:
    """Whether the lines show only the given name of the declared author: `By Ana`, and Ana Ruiz is declared."""
    names = {name for _, names in shown for name in names}
    return len(names) == len(declared) == 1 and declared[0].startswith(f"{min(names)} ")


def _agreed(shown: list[tuple[str, list[str]]], declared: list[str]) -> tuple[list[str], str]:
    """Combine what the lines show with the metadata. If they agree in part, the longer list wins. If they do
    not agree at all, a labelled line or a marked author wins over metadata, and metadata over unlabelled
    names.
    """
    for rule, names in shown:
        both = [name for name in declared if any(same_name(name, other) for other in names)]
        if both:
            return (declared, "declared") if len(declared) >= len(names) else (names, rule)
    if _is_part_of_declared(shown, declared):
        return declared, "declared"
    if shown and (shown[0][0] in ("labelled", "author-link") or not declared):
        return shown[0][1], shown[0][0]
    return declared, "declared"
