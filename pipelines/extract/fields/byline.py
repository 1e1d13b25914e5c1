"""Who wrote and edited a page, and which outlet it is from. All zones are read, and the most reliable rule
wins.

Every place that may name an author or an outlet has a rule that reads it (a labelled line, a link to an
author's page, a cell beside the date, the metadata …). A rule gives an answer or none;
docs/extraction-fields.md says how often each was right. The source is the first answer in the order of
`SOURCE_ORDER`. In languages without spaces, the authors of all the text's own lines are collected; in other
languages they come from one rule and are checked against what the page declares.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from newsmill.pipelines.extract.body.standing import standing_line_kind
from newsmill.pipelines.extract.fields.candidates import FieldCandidate
from newsmill.pipelines.extract.fields.cells import Cell, leads_to_name, leads_to_root
from newsmill.pipelines.extract.fields.credits import (
    LIST_MARKS,
    Credits,
    bare_names,
    is_label,
    is_line_of_names,
    parse_credit_line,
    parse_dateline,
    parse_reported,
    parse_sign_off,
)
from newsmill.pipelines.extract.fields.dates import may_hold_date
from newsmill.pipelines.extract.fields.names import (
    has_surname,
    is_chinese_name,
    is_organisation,
    is_pen_name,
    is_person,
)
from newsmill.pipelines.extract.fields.people import (
    is_agency,
    is_desk,
    is_full_name,
    is_of_site,
    people_in,
    same_name,
)
from newsmill.pipelines.extract.fields.state_authors import state_authors, state_outlets
from newsmill.pipelines.extract.fields.title import fold
from newsmill.pipelines.extract.fields.zones import Line, Zones
from newsmill.pipelines.extract.lexicon.outlets import (
    BUTTON_CELLS,
    FROM_ANOTHER,
    OUTLET_ENDINGS,
    SELF_PUBLISHED,
)
from newsmill.pipelines.extract.lexicon.patterns import needed_words
from newsmill.pipelines.extract.lexicon.words import WordGroups
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.record import Person
from newsmill.pipelines.regex import lazy_regex

__all__ = ["SOURCE_ORDER", "Byline", "find_byline"]


class Reading(NamedTuple):
    """A block that credits were read from, and the rule that read them."""

    at: int
    label: str
    rule: str


class Answer(NamedTuple):
    """The answer of one rule: an outlet or names, the block it was read from (-1: metadata), and the rule."""

    value: str
    at: int
    rule: str


class Byline(msgspec.Struct, kw_only=True):
    """The credits of a page and where they were read. `witnesses` holds every answer, also those that were
    not taken; `candidates` says why (filled only if asked).
    """

    authors: list[Person] = []
    editors: list[Person] = []
    source: str | None = None
    account: str | None = None
    readings: list[Reading] = []
    witnesses: dict[str, list[str]] = {}
    candidates: list[FieldCandidate] = []


# The rules that find the outlet, best first, each with its reason.
SOURCE_ORDER: dict[str, str] = {
    "credit-line": "来源：江城日报 above the text",
    "reported-by": "【聯合報╱記者陳信利／即時報導】 names the outlet before the reporter",
    "outlet-beside-date": "a cell of the date line that is neither date, counter, button nor channel",
    "outlet-alone": "a line beside the date line that is nothing but an outlet",
    "outlet-and-name": "台灣醒報／林宜靜: one half a name, the other an outlet",
    "byline-outlet": "By Jane Doe, Associated Press",
    "credit-line-below": "（本文来源：江城日报） below the text",
    "sign-off-outlet": "the last line of the text is an agency or an address",
    "copyright-of-another": "- © Harbour News, on pages of somebody else",
    "credit-line-in-body": "摘自《江城日报》 in the first lines of the text",
    "bracket-outlet": "[世华财讯] opens the text",
    "taken-from": "This article was originally published by Harbour Notes",
    "declared-organisation": "JSON-LD calls another organisation the author",
    "declared": "meta tags",
    "state-object": "the object in a script that has the headline, on pages in Chinese, Japanese and Korean",
}

_LONGEST_LINE = 200
_WIDE = lazy_regex(r"[\u3000-\u9fff\uac00-\ud7af]")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_EMPTY_SOURCE = lazy_regex(
    r"来源\s?[：:]\s*(?:[|｜）)]|$|\s*\S{2,6}[：:])|来源\s?[：:]\s+(?=进入|发布|作者|编辑)"
)
# The least `share` of a line below the body that is read for credits: comments and teasers name other people.
_TAIL_SHARE = 0.3


class _Found:
    """Collects the answers of a page."""

    def __init__(self, metadata: Metadata, language: str | None, site: str | None) -> None:
        self.byline = Byline(witnesses={})
        self.answers: list[Answer] = []  # names, as `note` was told
        self.sources: list[Answer] = []
        self.outlets: list[Answer] = []
        self.considered: list[Answer] = []  # outlets, also those that cannot be the source
        self.empty_source = False
        self.language = (language or "").lower()
        self.spaced = not self.language.startswith(("zh", "ja", "ko"))  # whether it writes spaces
        self.own = _own_names(metadata)
        # `velbo` of velbo.co.nz: the site as a source, and as an author where it is one word (`velbo.com` may be
        # the page of Vel Bo)
        self.host = fold((site or "").partition(".")[0])
        self.topics = {fold(name) for name in (*metadata.section, *metadata.keywords)}
        self.above = False  # whether a line above the text labels an author

    def take(self, credits: Credits, at: int, rule: str, *, source: str | None = None) -> None:
        """Add what a line credits. `source`: the rule that its outlet is recorded under; None ignores the
        outlet.
        """
        if not (credits.authors or credits.editors or credits.outlets or credits.source or credits.account):
            return
        byline = self.byline
        authors = [person for person in credits.authors if not self.is_site(person.name)]
        _add(byline.authors, authors)
        _add(byline.editors, credits.editors)
        byline.account = byline.account or credits.account
        if authors or credits.editors:
            byline.readings.append(Reading(at, "byline", rule))
            self.note(rule, [person.name for person in authors], at)
        if credits.source and source:
            self.sources.append(Answer(credits.source, at, source))
        self.outlets += [Answer(outlet, at, "byline-outlet") for outlet in credits.outlets]

    def note(self, rule: str, values: Sequence[str], at: int = -1) -> None:
        """Record an answer for `Byline.witnesses`; `at`: the block it was read from."""
        if values:
            self.byline.witnesses.setdefault(rule, []).extend(values)
        if not rule.startswith("source: "):
            self.answers += [Answer(value, at, rule) for value in values]

    def is_site(self, name: str) -> bool:
        """Whether an author is the site itself or one of its desks."""
        return is_of_site(name, self.own) or (" " not in name and fold(name) == self.host)

    def may_be_author(self, name: str) -> bool:
        """Whether this is no agency, and not the site unless it has a person's full name."""
        if is_agency(name):
            return False
        return not self.spaced or not self.is_site(name) or is_full_name(name)

    def is_own(self, outlet: str) -> bool:
        """Whether an outlet is the site itself or one of its desks (`Telegraph Sport`)."""
        folded = fold(outlet).removeprefix("www.").removeprefix("the")
        if folded == self.host or is_of_site(outlet, self.own):
            return True
        own = [name.removeprefix("the") for name in self.own]
        return any(
            folded == name or (min(len(folded), len(name)) >= 4 and (folded in name or name in folded))
            for name in own
        )


def _add(people: list[Person], more: Sequence[Person]) -> None:
    for person in more:
        if not any(same_name(person.name, known.name) for known in people):
            people.append(person)


_TITLE_PARTS = lazy_regex(r"\s+[-–—|｜·•:»›‹«<*~⋆]+\s+|\s*[|｜_»›]\s*")


def _own_names(metadata: Metadata) -> set[str]:
    """The site's names, case-folded: those it declares, and what follows the headline in `<title>`."""
    names = {fold(name) for name in metadata.site_names if name and not is_agency(name)}
    parts = [part for part in _TITLE_PARTS.split(metadata.document_title[:1000]) if part and part.strip()]
    return names | {fold(part) for part in parts[1:] if len(part) <= 40 and not is_agency(part)}


def find_byline(
    zones: Zones,
    metadata: Metadata,
    date_at: int,
    date_span: tuple[int, int],
    language: str | None,
    *,
    root: Element | None = None,
    title: str | None = None,
    site: str | None = None,
    explain: bool = False,
) -> Byline:
    """Read the credits of every zone. `date_at` is the block of the date line, whose unlabelled cells may
    name outlet and author.

    root   the page's tree, searched for state objects if nothing else names an author
    title  the headline, which identifies the story's object in a state
    site   the page's registered domain
    explain  fill `Byline.candidates`
    """
    found = _Found(metadata, language, site)
    found.topics |= _menu_of(zones) | ({fold(title)} if title else set())
    _read_authors(found, zones, metadata, date_at, date_span)
    if not found.byline.authors and not found.outlets and root is not None and title:
        _authors_in_state(found, root, title)
    if not found.byline.editors:
        found.byline.editors = [Person(name, None) for name in metadata.editors if is_person(name)]
    _read_taken_from(found, zones)
    if root is not None and title and not (found.sources or metadata.source or found.empty_source):
        _outlets_in_state(found, root, title)
    _choose_source(found, metadata)
    if explain:
        found.byline.candidates = [*_author_candidates(found, zones), *_source_candidates(found)]
    return found.byline


def _read_authors(
    found: _Found, zones: Zones, metadata: Metadata, date_at: int, span: tuple[int, int]
) -> None:
    """Read every zone for credits, and choose the authors."""
    byline = found.byline
    _read_head(found, zones, date_at)
    labelled = list(byline.authors)
    _read_first(found, zones)
    above = labelled if found.spaced and labelled else list(byline.authors)
    _read_last(found, zones)
    _read_tail(found, zones)
    below: list[Person] = []
    if found.spaced:  # `Reporting by …` below a text counts only if nothing above names an author
        below = [person for person in byline.authors if person not in above]
        byline.authors = above
    _read_date_line(found, zones, metadata, date_at, span)
    if not byline.authors:
        _names_alone(found, zones, date_at)
    if found.spaced:
        _weigh_authors(found, zones, metadata, date_at)
        byline.authors = byline.authors or below or _opening_name(found, zones) or _named_below(found, zones)
    else:
        _declared_authors(found, zones, metadata)
        byline.authors = byline.authors or _pen_name(found, zones)
    byline.authors = [person for person in byline.authors if found.may_be_author(person.name)]


def _outlets_in_state(found: _Found, root: Element, title: str) -> None:
    """The outlets that the story's state object names, on pages in scripts without spaces."""
    if not found.spaced:
        found.sources += [Answer(outlet, -1, "state-object") for outlet in state_outlets(root, title)]


# The rules that read no line.
_OF_METADATA = frozenset(("json-ld", "meta-author", "state-object"))


def _author_candidates(found: _Found, zones: Zones) -> Iterator[FieldCandidate]:
    """Every name that a rule read, with why it is an author or not."""
    taken = {fold(person.name) for person in found.byline.authors}
    rules = [answer.rule for answer in found.answers if fold(answer.value) in taken]
    for value, at, rule in dict.fromkeys(found.answers):
        if fold(value) in taken:
            why = (
                "the most reliable rule that names anybody" if rule == rules[0] else f"agrees with {rules[0]}"
            )
        elif is_agency(value):
            why = "it is an agency"
        elif found.is_site(value):
            why = "it is the site itself"
        elif rules:
            why = f"{rules[0]} is more reliable"
        else:
            why = "what it names is not certain to be the author of this text"
        if at < 0 and rule not in _OF_METADATA:
            at = next((line.at for line in (*zones.head, *zones.first) if value in line.text), -1)
        yield FieldCandidate(
            field="authors", value=value, at=at, rule=rule, taken=fold(value) in taken, why=why
        )


def _source_candidates(found: _Found) -> Iterator[FieldCandidate]:
    """Every outlet that a rule read, with why it is the source or not."""
    source = found.byline.source
    order = list(SOURCE_ORDER)
    answers = sorted(dict.fromkeys(found.considered), key=lambda answer: order.index(answer.rule))
    winner = next((answer for answer in answers if answer.value == source), None)
    for answer in answers:
        why = _why_no_source(found, answer)
        if answer is winner:
            why = "the first in the order of rules"
        elif why is None:
            why = f"{winner.rule} comes first" if winner else "it is not certain"
        yield FieldCandidate(
            field="source",
            value=answer.value,
            at=answer.at,
            rule=answer.rule,
            taken=answer is winner,
            why=why,
        )


def _why_no_source(found: _Found, answer: Answer) -> str | None:
    reasons = (
        (found.spaced and found.is_own(answer.value), "it is the site itself"),
        (_names_author(answer, found.byline.authors), "it is the author"),
        (answer.rule == "byline-outlet" and not _is_source(answer.value), "it is a desk"),
        (
            found.empty_source and answer.rule in _NOT_IF_EMPTY,
            "the label for the source is printed and empty",
        ),
    )
    return next((why for applies, why in reasons if applies), None)


# The outlet behind such a sentence: a capital (after its article) or an address, and no number, which would be of a
# date.
_OUTLET_TAKEN = (
    r"[«\"“„'‘]?(?P<outlet>[\w-]{2,30}(?:\.[\w-]{2,20})+|"
    r"(?:(?:[Tt]he|[Ll][aeo]s?|[Ii]l|[Dd]e[nrm]?|[Dd]as|[Ee]l)\s|[Ll]['’])?[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐΑ-Ω]"
    r"[^.,;:!?()\[\]|\d\n”“»«\"]{1,50}?|[\u3400-\u9fff]{2,12}?)"
    r"(?=\s*(?:[.,;:!?()\[|”»\"》」，。；]|$)|\s(?:under|and (?:is|was|can|has|appears)|as part|with permission|on|"
    r"erschienen|veröffentlicht|"
    r"publiziert|gepubliceerd|http|sous|bajo|con licencia|sob)\b)"
)
_TAKEN_FROM = lazy_regex("|".join(f"(?:{before})" for before, _ in FROM_ANOTHER))
_TAKEN = lazy_regex(_OUTLET_TAKEN)
_TAKEN_WORDS = WordGroups(
    lambda: [[word for before, _ in FROM_ANOTHER for word in needed_words(before)]], ignore_case=True
)
_LONGEST_TAKEN = 250
_BY = lazy_regex(r"\b(?:by|par|por|von|da|door)\s+$")


def _read_taken_from(found: _Found, zones: Zones) -> None:
    """`This article was originally published by Harbour Notes` above the text, at its end or below it."""
    for line in (*zones.head, *zones.first[:1], *zones.last[-2:], *zones.tail):
        if line.picture or (line.aside and line.place != "tail") or len(line.text) > _LONGEST_TAKEN:
            continue
        said = _TAKEN_FROM.search(line.text) if _TAKEN_WORDS.of(line.text) else None
        outlet = _TAKEN.match(line.text, said.end()) if said else None
        by_person = (
            said is not None and _BY.search(said.group()) and outlet and is_full_name(outlet["outlet"])
        )
        if outlet and not by_person and not may_hold_date(outlet["outlet"]):
            found.sources.append(Answer(outlet["outlet"].strip(), line.at, "taken-from"))


def _menu_of(zones: Zones) -> set[str]:
    """The short lines above the headline (menu, breadcrumb), case-folded: if one is repeated beside the date,
    it is a topic.
    """
    return {
        fold(line.text)
        for line in zones.head
        if line.place in ("above", "hidden") and not line.named and not line.credited and len(line.text) <= 40
    }


def _named_below(found: _Found, zones: Zones) -> list[Person]:
    """The author marked in the line right below the text, else the name that fills the text's last line."""
    for line in zones.tail:
        for text, _ in line.author_links if not line.aside else ():
            names = people_in(text, found.own, trusted=True).persons
            if names and all(map(is_full_name, names)):
                found.byline.readings.append(Reading(line.at, "byline", "author-link-below"))
                found.note("author-link-below", names, line.at)
                return [Person(name, None) for name in names]
    return _closing_name(found, zones)


def _opening_name(found: _Found, zones: Zones) -> list[Person]:
    """The name in the first line of a text with an outlet or a place behind a bar:
    `Galo Ramírez | El Sol de México`.
    """
    for line, following in itertools.pairwise(zones.first):
        cells = _FIRST_CELL.split(line.text.strip(), maxsplit=1)
        name = cells[0].strip(_DASHES)
        if (
            len(cells) > 1
            and len(line.text) <= 2 * _LONGEST_NAME
            and len(following.text) >= _LEAST_PARAGRAPH
            and is_full_name(name)
            and fold(name) not in found.topics | found.own
        ):
            found.byline.readings.append(Reading(line.at, "byline", "opening-name"))
            found.note("opening-name", [name], line.at)
            return [Person(name, None)]
    return []


_LEAST_PARAGRAPH = 80
_LONGEST_NAME = 40
_SENTENCE_ENDS = frozenset('.!?…”"»')


def _closing_name(found: _Found, zones: Zones) -> list[Person]:
    """The name that fills the last line of a text: `Anna Nowak`. A name below the text is more often a link
    or a heading.
    """
    before = zones.last[-2].text if len(zones.last) > 1 else ""
    if len(before) <= _LONGEST_NAME and before[-1:] not in _SENTENCE_ENDS:  # the last of a list of names
        return []
    for line in zones.last[-1:]:
        text = line.text.strip(_DASHES)
        if len(text) <= _LONGEST_NAME and is_full_name(text) and fold(text) not in found.topics | found.own:
            found.byline.readings.append(Reading(line.at, "byline", "closing-name"))
            found.note("closing-name", [text], line.at)
            return [Person(text, None)]
    return []


# `……出现在机场。(书聿)`
_CLOSING_PEN_NAME = lazy_regex(rf"[。！？”]\s?[（(]([{_HAN}]{{2,3}})[)）]$")


def _pen_name(found: _Found, zones: Zones) -> list[Person]:
    """The pen name that closes a Chinese text in brackets."""
    if not found.language.startswith("zh"):
        return []
    for line in zones.last[-1:]:
        closing = _CLOSING_PEN_NAME.search(line.text)
        if closing and is_pen_name(closing[1]) and fold(closing[1]) not in found.own | found.topics:
            found.byline.readings.append(Reading(line.at, "byline", "closing-pen-name"))
            found.note("closing-pen-name", [closing[1]], line.at)
            return [Person(closing[1], None)]
    return []


def _authors_in_state(found: _Found, root: Element, title: str) -> None:
    """The author named in the story's state object; on Chinese pages, only Chinese names."""
    chinese = found.language.startswith("zh")
    for value in state_authors(root, title):
        names = (
            people_in(value, found.own, trusted=True).persons
            if not chinese
            else [value]
            if is_chinese_name(value)
            else []
        )
        _add(found.byline.authors, [Person(name, None) for name in names])
    found.note("state-object", [person.name for person in found.byline.authors])


def _read_head(found: _Found, zones: Zones, date_at: int) -> None:
    following = {
        line.at: line.text for line in (*zones.head, *zones.first[:1]) if len(line.text) <= _LONGEST_VALUE
    }
    start = zones.first[0].at if zones.first else -1
    for line in zones.head:
        if len(line.text) > _LONGEST_LINE or line.place == "hidden":
            continue
        reported = parse_reported(line.text) if len(line.text) <= 60 else Credits()
        if reported.authors:
            found.take(reported, line.at, "reported-by", source="reported-by")
            continue
        credits = parse_credit_line(_translated(_with_next(line, following.get(line.at + 1)), found.language))
        if credits.source is None and "源" in line.text and _EMPTY_SOURCE.search(line.text):
            found.empty_source = True
        if line.place == "above" and credits.share < 0.5 and line.at != date_at:
            continue
        if line.links > 0.9 and not (credits.authors or credits.source or credits.outlets):
            continue
        _take_from_head(found, line, credits, between_paragraphs=0 <= start < line.at)


def _take_from_head(found: _Found, line: Line, credits: Credits, *, between_paragraphs: bool) -> None:
    """Take what a line above the text credits, or one between its first paragraphs: there, `Author:` is of a book
    that the text is about.
    """
    if line.picture or credits.share < 0.5:
        credits.outlets = []
    if between_paragraphs and not _WIDE.search(line.text) and found.byline.authors:
        credits.authors = []
    found.above = found.above or (bool(credits.authors) and not between_paragraphs)
    found.take(credits, line.at, "credit-line", source="credit-line")


# Words that introduce an author or an outlet in one language but mean something else in others: the start of
# a line in that language, the label of all languages that replaces it, and why.
_OF_ONE_LANGUAGE: dict[str, tuple[tuple[re.Pattern[str], str, str], ...]] = {
    "ro": ((lazy_regex(r"^[Dd]e (?=[A-ZȘȚĂÎÂ][a-zșțăîâ]+ [A-ZȘȚĂÎÂ])"), "Autor: ", "De Ana Popescu"),),
    "vi": ((lazy_regex(r"^\(?Theo (?=[A-ZĐ][^.]{1,30}$)"), "Nguồn: ", "Theo TTXVN closes a text"),),
    "tr": ((lazy_regex(r"^(?=[A-ZÇĞİÖŞÜ][\w.]+ [A-ZÇĞİÖŞÜ]\w+ ?/ ?[A-ZÇĞİÖŞÜ]{3,}$)"), "Haber: ",
        "Ayşe Yılmaz / ANKARA"),),
}  # fmt: skip


def _translated(text: str, language: str) -> str:
    """The line, with a label of its language alone replaced by the common one."""
    for pattern, label, _ in _OF_ONE_LANGUAGE.get(language[:2], ()):
        found = pattern.match(text)
        if found:
            return label + text[found.end() :].rstrip(")")
    return text


# The longest value, in characters, of a label on a line of its own.
_LONGEST_VALUE = 60


def _with_next(line: Line, value: str | None) -> str:
    """A line that is only a label (`来源：`, `By`), joined with the value in the line below it."""
    text = line.text.strip()
    if value is None or line.place == "above" or len(text) > 20 or not is_label(text) or not _is_value(value):
        return line.text
    return f"{text.rstrip(':： ')}：{value}"


def _is_value(value: str) -> bool:
    """Whether a line is only names or an outlet, and so may be the value of the label above it."""
    if any(map(str.isdigit, value)) or _NO_CELL.search(value):
        return False
    return (
        bool(bare_names(value))
        or _is_outlet(value)
        or is_agency(value)
        or (_is_cased(value) and is_full_name(value))
    )


def _read_first(found: _Found, zones: Zones) -> None:
    for line in zones.first:
        credits = _first_line(_translated(line.text, found.language))
        if not credits.authors and line.text[-1:] in "）)":
            # A lead that ends with its reporters: `……。（记者 周远 卢珊）`. Brackets without a label there hold a
            # remark.
            signed = parse_sign_off(line.text)
            if any(person.role for person in signed.authors):
                credits = signed
        rule = "credit-line-in-body" if len(line.text) < 60 else "dateline"
        found.take(credits, line.at, rule, source="credit-line-in-body")
        bracket = _OPENING_OUTLET.match(line.text)
        if bracket and line is zones.first[0] and not credits.authors:
            found.sources.append(Answer(bracket.group(1), line.at, "bracket-outlet"))


# `[世华财讯]北京市工商局通报……`
_OPENING_OUTLET = lazy_regex(
    rf"^[\[【]([{_HAN}]{{3,8}}(?:网|報|报|社|讯|訊|新闻|财经|日报|晚报|在线))[\]】](?=\S)"
)


def _first_line(text: str) -> Credits:
    if len(text) <= 80:
        credits = parse_credit_line(text)
        if credits.share >= 0.5:
            return credits
    return parse_dateline(text)


# The longest boilerplate line, in characters, that may follow the bracket at the end of a text.
_SHORT_AFTER = 30


def _read_last(found: _Found, zones: Zones) -> None:
    japanese = found.language.startswith("ja")
    seen = {line.at for line in zones.first}
    short_behind = True
    closing = _closing_lines(zones.last)
    for number, line in enumerate(zones.last):
        credits = Credits()
        if line.at not in seen and len(line.text) <= 80:
            credits = parse_credit_line(_translated(line.text, found.language))
            if credits.share < 0.5:
                credits = Credits()
        short_behind = number in closing
        if not credits.authors and (short_behind or line.text[-1:] in "）)】]"):
            credits = _with_sign_off(
                credits, parse_sign_off(line.text, japanese=japanese, labelled=not short_behind)
            )
        found.take(credits, line.at, "sign-off", source="credit-line-below")
    for line in zones.last[-1:]:
        _sign_off_outlet(found, line)
        for below in zones.tail:
            if below.at == line.at + 1 and not below.aside:
                _sign_off_outlet(found, below)


def _closing_lines(last: list[Line]) -> set[int]:
    """The indexes of the lines that only short lines follow."""
    closing = set()
    for number in range(len(last) - 1, -1, -1):
        closing.add(number)
        if len(last[number].text) > _SHORT_AFTER:
            break
    return closing


def _with_sign_off(credits: Credits, signed: Credits) -> Credits:
    return signed if signed.authors or signed.editors or signed.source or signed.others else credits


_DOMAIN = lazy_regex(r"(?:www\.)?[\w-]{2,30}(?:\.[a-z]{2,10}){1,2}")
_DASHES = " -–—©()[]."


def _sign_off_outlet(found: _Found, line: Line) -> None:
    """The outlet in the last line of a text: the line is only an agency or an address, or has one after its
    last sentence (`… the US. PTI`).
    """
    text = line.text.strip(_DASHES)
    agency = re.split(r"\s[-–—]\s", text, maxsplit=1)[0]
    if len(line.text) <= 50 and (_DOMAIN.fullmatch(text.lower()) or is_agency(agency)):
        found.sources.append(Answer(text, line.at, "sign-off-outlet"))
        return
    words = re.split(r"(?<=[.!?”\"])\s*[-–—(]?\s*", line.text[-60:])
    closing = words[-1].strip(_DASHES) if len(words) > 1 else ""
    if closing and closing.isupper() and is_agency(closing):
        found.sources.append(Answer(closing, line.at, "sign-off-outlet"))


# Only `©` alone: `Copyright 2024 …` below a text usually names the site's owner, not the outlet (0 of 3 right
# on unseen pages).
_COPYRIGHT = lazy_regex(r"^[-–—]?\s*©\s*(?P<outlet>[^\d.,|©]{3,40})$")


def _read_tail(found: _Found, zones: Zones) -> None:
    japanese = found.language.startswith("ja")
    end = zones.last[-1].at if zones.last else 0
    following = {line.at: line.text for line in zones.tail if len(line.text) <= _LONGEST_VALUE}
    for line in zones.tail:
        if len(line.text) > _LONGEST_LINE:
            continue
        _copyright_of_another(found, line, end)
        credits = _credits_of_tail(found, line, following.get(line.at + 1), end)
        if line.at > end + _RIGHT_BELOW and credits.authors and _is_prose_of_another(line):
            continue
        if credits.share < _TAIL_SHARE and not credits.editors:
            if len(line.text) <= 60 and not found.byline.authors and _bracketed(line.text):
                found.take(parse_sign_off(line.text, japanese=japanese), line.at, "sign-off")
            continue
        if line.at > end + _RIGHT_BELOW:
            credits.outlets = []
            # so far below, it names the author of something else, or of a comment
            if found.byline.authors or not any(map(_is_whole, credits.authors)):
                credits.authors = []
        found.take(credits, line.at, "credit-line-below", source="credit-line-below")


# Lines below the text that are its own.
_RIGHT_BELOW = 3


def _credits_of_tail(found: _Found, line: Line, below: str | None, end: int) -> Credits:
    """What a line below the text credits. `below`: the line under it; `end`: the text's last block."""
    # `Posted by` on a line of its own right below a text is the text's, whatever box it is in
    label = line.text.strip()
    posted = line.at <= end + 2 and " " in label and is_label(label)
    value = below if posted or not line.aside else None
    credits = parse_credit_line(_translated(_with_next(line, value), found.language))
    if line.aside and not posted and not _WIDE.search(line.text):  # the byline of another story
        credits.authors, credits.outlets = [], []
    return credits


def _is_prose_of_another(line: Line) -> bool:
    return not _WIDE.search(line.text) and ":" not in line.text


def _is_whole(person: Person) -> bool:
    return " " in person.name or _WIDE.search(person.name) is not None


def _copyright_of_another(found: _Found, line: Line, end: int) -> None:
    """`- © Harbour News` right below a text, on another outlet's page."""
    if not end or not 0 < line.at - end <= 3:
        return
    match = _COPYRIGHT.search(line.text)
    outlet = match["outlet"].strip() if match else ""
    if outlet and outlet[0].isupper() and not found.is_own(outlet) and found.own:
        found.sources.append(Answer(outlet, line.at, "copyright-of-another"))


def _bracketed(text: str) -> bool:
    return text[:1] in "（([【" and text[-1:] in "）)]】"


def _read_date_line(
    found: _Found, zones: Zones, metadata: Metadata, date_at: int, span: tuple[int, int]
) -> None:
    """`2019年11月25日 18:57 参考消息`: the cells beside the date, and the lines right above and below it."""
    line = next((line for line in zones.head if line.at == date_at), None)
    if line is None:
        return
    declared = {
        fold(name) for name in (metadata.source, *metadata.authors, *metadata.persons) if name
    } | found.own
    tokens = _beside(line, span)
    self_published = bool(tokens) and any(_SELF_PUBLISHED.search(line.text) for line in zones.tail)
    for token in tokens:
        _judge_cell(found, line, token, declared, self_published=self_published)
    for near in zones.head:
        if near.at != date_at and abs(near.at - date_at) <= 2 and near.place == "head":
            _judge_line(found, near, declared)


def _judge_cell(found: _Found, line: Line, token: str, declared: set[str], *, self_published: bool) -> None:
    """Decide what one cell beside the date is: an account, an outlet, a name, or none of these."""
    byline = found.byline
    if (pair := _PAIR.fullmatch(token)) and _judge_pair(found, line, *pair.groups()):
        return
    account = _account_in_cell(found, token, self_published=self_published)
    if account is not None:
        byline.account = account
        byline.readings.append(Reading(line.at, "source", "account-beside-date"))
        return
    cell = next((cell for cell in line.cells if cell.text.strip(_AROUND) == token), None)
    link = cell.link if cell else None
    if _is_outlet_cell(found, line, token, link, declared):
        outlet = token if _WIDE.search(token) else _outlet_of(token) or token
        found.sources.append(Answer(outlet, line.at, "outlet-beside-date"))
    elif names := _names_in_cell(found, line, token):
        by_label = any(
            reading.label == "byline" and reading.rule != "name-beside-date" for reading in byline.readings
        )
        if not (by_label and byline.authors):
            _add(byline.authors, [Person(name, None) for name in names])
            byline.readings.append(Reading(line.at, "byline", "name-beside-date"))
            found.note("name-beside-date", names, line.at)


def _account_in_cell(found: _Found, token: str, *, self_published: bool) -> str | None:
    if found.byline.account is not None:
        return None
    if official := _OFFICIAL_ACCOUNT.fullmatch(token):
        return official.group(1)
    return token if self_published and not found.sources and _could_be_account(token) else None


def _names_in_cell(found: _Found, line: Line, token: str) -> list[str]:
    """The persons of a cell beside the date that holds nothing else: a name, or full names after `Par`."""
    if is_chinese_name(token):
        return [token]
    if _WIDE.search(token) or not _is_cased(token):
        return []
    parts = {token, *(cell.text for cell in line.cells if cell.text in token)}
    if any(fold(part) in found.topics for part in parts):
        return []
    people = people_in(token, found.own)
    return people.persons if people.share >= 0.8 and all(map(is_full_name, people.persons)) else []


def _is_outlet_cell(found: _Found, line: Line, token: str, link: str | None, declared: set[str]) -> bool:
    if _NO_CELL.search(token) or any(person.name == token for person in found.byline.authors):
        return False
    wide = _WIDE.search(token) is not None
    if not wide:
        return is_agency(token) or (not found.language.startswith("zh") and _outlet_of(token) is not None)
    bare = fold(re.sub(r"[\[(（【][^\])）】]*[\])）】]", "", token))
    if bare in declared and not is_chinese_name(token):
        return True
    if link is not None and not leads_to_root(link) and token not in line.outside:
        return _is_outlet(token) and not link.startswith("/")
    if link is not None:
        return _could_be_account(token) and not is_chinese_name(token)
    return _is_outlet(token) or _stands_in_own_cell(line, token)


def _stands_in_own_cell(line: Line, token: str) -> bool:
    """Whether the token is an unlinked cell of the date line, and no name, place or counter."""
    return (
        any(cell.text.strip(_AROUND) == token and cell.link is None for cell in line.cells)
        and len(line.cells) > 1
        and 2 <= len(token) <= 14
        and not is_chinese_name(token)
        and not _NO_ACCOUNT.search(token)
    )


def _outlet_of(token: str) -> str | None:
    """The agency at the start of a cell, in scripts that write spaces: `Reuters, Washington,`."""
    first = re.split(r"\s*[,:|–—-]\s*|\s+/\s+", token, maxsplit=1)[0].strip(" .")
    return first if is_agency(first) else None


def _judge_line(found: _Found, near: Line, declared: set[str]) -> None:
    """A line beside the date line that is only an outlet, or an outlet and a name."""
    text = near.text.strip()
    if len(text) > 40:
        return
    pair = _PAIR.fullmatch(text)
    if pair:
        _judge_pair(found, near, *pair.groups())
        return
    wide = _WIDE.search(text) is not None
    if _NO_CELL.search(text) or len(text) > 24 or (wide and " " in text):
        return
    outlet = _wide_outlet_alone(found, near, text, declared) if wide else _agency_alone(near, text)
    if outlet is not None:
        found.sources.append(Answer(outlet, near.at, "outlet-alone"))


def _judge_pair(found: _Found, near: Line, one: str, other: str) -> bool:
    """Read two halves around a slash as an outlet and a name. Returns whether they are."""
    for outlet, name in ((one, other), (other, one)):
        if is_organisation(outlet) and is_chinese_name(name):
            if _is_outlet(outlet):  # else a desk: `上報快訊／范姜佳鈺`
                found.sources.append(Answer(outlet, near.at, "outlet-and-name"))
            found.take(Credits(authors=[Person(name, None)]), near.at, "outlet-and-name")
            return True
    return False


def _is_linked(near: Line) -> bool:
    """Whether a line is a link within the site, such as a channel."""
    return near.links > 0.9 and not near.outside and not any(leads_to_root(cell.link) for cell in near.cells)


def _wide_outlet_alone(found: _Found, near: Line, text: str, declared: set[str]) -> str | None:
    folded = fold(text)
    if folded in declared and is_organisation(text):
        return text
    return text if _is_outlet(text) and folded not in found.own and not _is_linked(near) else None


def _agency_alone(near: Line, text: str) -> str | None:
    first = _outlet_of(text)
    if is_agency(text) or (near.named and first is not None and not _is_linked(near)):
        return first or text
    return None


_PAIR = lazy_regex(rf"[【\[(（]?([{_HAN}]{{2,10}})\s?[/／╱|｜]\s?([{_HAN}]{{2,10}})[】\])）]?")


def _names_alone(found: _Found, zones: Zones, date_at: int) -> None:
    """A line between headline and body that is only Chinese names; if it is a link, only right beside the
    date line.
    """
    for line in (*zones.head, *zones.first[:2]):
        text = line.text.strip()
        beside = date_at >= 0 and abs(line.at - date_at) <= 1
        if (
            line.place not in ("head", "first")
            or (line.links > 0.9 and not beside)
            or not is_line_of_names(text)
        ):
            continue
        names = bare_names(text.lstrip(LIST_MARKS))
        if line.place == "first" and not all(len(name) == 3 and has_surname(name) for name in names):
            continue
        found.byline.authors.extend(Person(name, None) for name in names)
        found.byline.readings.append(Reading(line.at, "byline", "names-alone"))
        found.note("names-alone", names, line.at)
        return


_AROUND = "()[]（）【】［］ ,，–—-©®:："


def _beside(line: Line, span: tuple[int, int]) -> list[str]:
    """The words of a date line that are neither date nor credits; in scripts with spaces, the parts between
    bars.
    """
    rest = f"{_without_label_of_date(line.text[: span[0]])} | {line.text[span[1] :]}"
    credits = parse_credit_line(rest)
    tokens: list[str] = []
    for piece in credits.rest if credits.share else [rest]:
        for cell in re.split(r"[|｜·•]|\s/\s", piece):
            tokens += _parts_of(cell, line) if _WIDE.search(cell) else [cell]
    return [
        stripped
        for token in tokens
        if 1
        < len(
            stripped := token.strip(
                _AROUND.replace("[", "").replace("]", "").replace("【", "").replace("】", "")
                if _REMARK.search(token)
                else _AROUND
            )
        )
        <= 60
    ]


# `質問日時：2020/07/13`, `Last Modified: 8 August`: the words that say what the date is of.
_LABEL_OF_DATE = lazy_regex(rf"(?:[{_HAN}ぁ-んァ-ヶー]{{1,8}}|[^|｜·•:：\u3000-\u9fff]{{1,30}})[:：]\s*$")


def _without_label_of_date(before: str) -> str:
    label = _LABEL_OF_DATE.search(before)
    return before if label is None or _is_outlet(label.group().rstrip(" :：")) else before[: label.start()]


# `青石茶馆[整理]`: a remark that belongs to the outlet before it.
_REMARK = lazy_regex(rf"[{_HAN}][\[【(（][{_HAN}]{{2,4}}[\]】)）]\s*$")


def _parts_of(text: str, line: Line) -> list[str]:
    """The words of a piece; a cell that contains a space stays whole."""
    whole = [
        cell.text for cell in line.cells if " " in cell.text and cell.text in text and cell.link is not None
    ]
    for cell in whole:
        text = text.replace(cell, "")
    return text.split() + whole


_SELF_PUBLISHED = lazy_regex(SELF_PUBLISHED)
_OFFICIAL_ACCOUNT = lazy_regex(r"(.{2,20})官方[账帐]号")
_NO_CELL = lazy_regex(BUTTON_CELLS)


def _could_be_account(token: str) -> bool:
    return 2 <= len(token) <= 16 and _WIDE.search(token) is not None and not _NO_ACCOUNT.search(token)


_NO_ACCOUNT = lazy_regex(
    r"^(?:发布于|发表于|来自|IP属地|关注|举报|分享|阅读|评论|收藏|[+＋])|[：:\d]|[省市区县]$"
)
_OUTLET = lazy_regex(rf"(?:{OUTLET_ENDINGS})$")


def _is_outlet(token: str) -> bool:
    return (
        3 <= len(token) <= 20
        and _OUTLET.search(token) is not None
        and not re.search(r"[()（）：:]|\d{4}", token)
    )


def _declared_authors(found: _Found, zones: Zones, metadata: Metadata) -> None:
    """What Chinese pages declare as author is an account or the typist: it is taken as an account, unless a
    line shows the name. Japanese and Korean pages declare the author.
    """
    byline = found.byline
    if found.language.startswith("zh"):
        people = [name for name in metadata.persons if is_person(name) and fold(name) not in found.own]
        if byline.account is None and metadata.trusted and people and not byline.authors:
            byline.account = people[0]
        return
    if not byline.authors:
        names = next((names for _, names in _shown_people(found, zones, -1)), None) or _declared_people(
            found, metadata
        )
        byline.authors = [Person(name, None) for name in names]


def _declared_people(found: _Found, metadata: Metadata) -> list[str]:
    """The persons declared in metadata: in JSON-LD, else in the best meta tag that names any."""
    persons: list[str] = []
    for value in metadata.persons:
        own = () if metadata.trusted and is_full_name(value) else found.own
        for name in people_in(value, own, trusted=True, small=metadata.trusted).persons:
            if not any(same_name(name, known) for known in persons):
                persons.append(name)
    found.note("json-ld", persons)
    best = next(
        (names for value in metadata.authors if (names := people_in(value, found.own, trusted=True).persons)),
        [],
    )
    found.note("meta-author", best)
    return persons or [
        name for name in best if " " in name or _WIDE.search(name) or (len(best) == 1 and not name.isupper())
    ]


def _shown_people(found: _Found, zones: Zones, date_at: int) -> Iterator[tuple[str, list[str]]]:
    """Unlabelled names in the lines above the text, most reliable first."""
    lines = [
        line
        for line in zones.head
        if line.place != "hidden" and not line.picture and len(line.text) <= _LONGEST_LINE
    ]
    lines += [line for line in zones.first[:1] if line.named and len(line.text) <= _LONGEST_VALUE]
    for rule, read, _ in _SHOWN:
        for names in read(found, lines, date_at):
            yield rule, names


# A page that marks more names than this is a list of staff.
_MOST_MARKED = 8
_MOST_SINGLE = 2  # names of one word


def _marked_people(found: _Found, lines: list[Line], date_at: int) -> Iterator[list[str]]:
    by_page: dict[str, list[str]] = {}  # link texts by author page; "" for names without a link
    for line in lines:
        if line.aside and not (line.named and _is_near(line, lines, date_at)):
            continue
        for text, address in line.author_links:
            if is_label(text) or (address and address in by_page):  # `Full Bio` behind the name
                continue
            names = people_in(text, found.own, trusted=True).persons
            if names or _is_own_name(found, text):
                by_page.setdefault(address, []).extend(names)
    marked = list(dict.fromkeys(itertools.chain.from_iterable(_of_pages_named_so(by_page).values())))
    whole = [name for name in marked if " " in name or _WIDE.search(name)]
    single = [name for name in marked if not name.isupper()]
    if len(single) > _MOST_SINGLE:  # channels
        single = []
    if 0 < len(whole or single) <= _MOST_MARKED:
        yield whole or single


def _is_own_name(found: _Found, text: str) -> bool:
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


_FIRST_CELL = lazy_regex(r"\s+[|•·/]\s+")


def _people_in_bylines(found: _Found, lines: list[Line], date_at: int) -> Iterator[list[str]]:
    named: list[str] = []
    for line in lines:
        if not (
            line.place in ("head", "first") and line.named and len(line.text) <= 120 and _is_cased(line.text)
        ):
            continue
        if standing_line_kind(line.text, credits=False) is not None:
            continue
        people = people_in(line.text, found.own)
        if people.share < 0.5:  # `ANA RUIZ | VALMAR`
            people = people_in(_FIRST_CELL.split(line.text, maxsplit=1)[0], found.own)
        if people.share >= 0.5:
            named += [name for name in people.persons if is_full_name(name) and name not in named]
    if 0 < len(named) <= _MOST_MARKED:
        yield named


# The least share of a line that names and outlets make up; the rest separates them (`Ana Ruiz / EFE`).
_MOSTLY = 0.75


def _people_beside_date(found: _Found, lines: list[Line], date_at: int) -> Iterator[list[str]]:
    if date_at < 0:
        return
    for line in lines:
        if line.place != "head" or not -2 <= line.at - date_at <= 1:
            continue
        if len(line.text) > 80 or not _is_cased(line.text) or fold(line.text) in found.topics:
            continue
        if _is_category(line) and not any(_leads_to_person(cell) for cell in line.cells):
            continue
        people = people_in(line.text, found.own)
        names = [name for name in people.persons if is_full_name(name)]
        if names and people.share >= _MOSTLY and len(names) == len(people.persons):
            yield names


_TOPIC_PATH = lazy_regex(
    r"/(?:c|cat|categor\w*|tags?|t|topics?|sections?|channel|rubri\w*|temas?|tema)/", re.IGNORECASE
)


def _leads_to_person(cell: Cell) -> bool:
    """Whether a link's address is made of its text and is not in a folder of topics."""
    return cell.link is not None and leads_to_name(cell.link, cell.text) and not _TOPIC_PATH.search(cell.link)


# `Jana Nováková, redaktorka`
_WITH_JOB = lazy_regex(
    r"(?P<name>[^,(|–]{5,40})(?:,\s|\s\(|\s[|–-]\s)(?P<job>(?:[^\W\d_]+\s){0,2}(?:redakt|reporter|korrespond|"
    r"correspond|corrispond|journalist|editor|writer|novin|újság|giornal|periodist|jornalist|muhabir|"
    r"корреспондент|кореспондент|журналист|журналіст|обозреватель|kolumn|column|verslag|toimitta|dziennik|"
    r"wartawan|jurnalis|δημοσιογρ)[^\W\d_]*)\)?",
    re.IGNORECASE,
)


def _people_with_job(found: _Found, lines: list[Line], date_at: int) -> Iterator[list[str]]:
    for line in lines:
        match = _WITH_JOB.fullmatch(line.text.strip()) if line.place == "head" and not line.aside else None
        if match and is_full_name(match["name"].strip()):
            yield [match["name"].strip()]


# Rules for lines that name people without a label, most reliable first.
_SHOWN: tuple[tuple[str, Callable[[_Found, list[Line], int], Iterator[list[str]]], str], ...] = (
    ("author-link", _marked_people, "the page marks them as authors, or links to a page about them"),
    ("byline-element", _people_in_bylines, "their element is called a byline, and most of it is names"),
    ("name-and-job", _people_with_job, "a line is a full name and what it does on the paper"),
    ("names-beside-date", _people_beside_date, "a line by the date is nothing but full names"),
)


def _is_cased(text: str) -> bool:
    """Whether a line has capitals or is in a wide script: in other scripts, nothing distinguishes a name from
    a phrase.
    """
    return any(character.isupper() for character in text) or _WIDE.search(text) is not None


def _is_near(line: Line, lines: list[Line], date_at: int) -> bool:
    first = next((other.at for other in lines if other.place == "head"), line.at)
    return abs(line.at - date_at) <= 3 or line.at - first <= 3


def _weigh_authors(found: _Found, zones: Zones, metadata: Metadata, date_at: int) -> None:
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


def _read_outlets(found: _Found, zones: Zones, date_at: int) -> None:
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


def _agreed(shown: list[tuple[str, list[str]]], declared: list[str]) -> tuple[list[str], str]:
    """Combine what the lines show with the metadata. If they agree in part, the longer list wins. If they do
    not agree at all, a labelled line or a marked author wins over metadata, and metadata over unlabelled
    names.
    """
    for rule, names in shown:
        both = [name for name in declared if any(same_name(name, other) for other in names)]
        if both:
            return (declared, "declared") if len(declared) >= len(names) else (names, rule)
    if shown and (shown[0][0] in ("labelled", "author-link") or not declared):
        return shown[0][1], shown[0][0]
    return declared, "declared"


def _choose_source(found: _Found, metadata: Metadata) -> None:
    """The first answer in the order of `SOURCE_ORDER`."""
    byline = found.byline
    declared = [Answer(name, -1, "declared-organisation") for name in metadata.organisations]
    if metadata.source and _is_declared_outlet(metadata.source, found.language, metadata.language):
        declared.append(Answer(metadata.source, -1, "declared"))
    found.considered = [*found.sources, *(found.outlets if found.spaced else ()), *declared]
    answers = [*found.sources, *declared]
    if found.spaced:
        answers += [answer for answer in found.outlets if _is_source(answer.value)]
    found.sources = [answer for answer in answers if _may_be_source(found, answer)]
    _drop_platform_tag(found)
    order = list(SOURCE_ORDER)
    for answer in sorted(found.sources, key=lambda answer: order.index(answer.rule)):
        found.note(f"source: {answer.rule}", [answer.value])
        if byline.source is None and not (found.empty_source and answer.rule in _NOT_IF_EMPTY):
            byline.source = answer.value
            if answer.at >= 0:
                byline.readings.append(Reading(answer.at, "source", answer.rule))


def _is_declared_outlet(value: str, language: str, declared: str | None) -> bool:
    """Whether a declared source is an outlet, and not an address or a language code in the wrong field."""
    if not 2 <= len(value) <= 40 or value.startswith("http"):
        return False
    return fold(value) not in (language, (declared or "").lower())


def _may_be_source(found: _Found, answer: Answer) -> bool:
    """Whether an outlet is neither the site (where the language writes spaces, or JSON-LD names it) nor the author."""
    if answer.rule == "declared-organisation" or found.spaced:
        return not found.is_own(answer.value) and not _names_author(answer, found.byline.authors)
    return True


def _names_author(answer: Answer, authors: list[Person]) -> bool:
    """Whether an outlet is an author, perhaps with a button behind the name: `Jane Doe Post a Comment`."""
    if not answer.rule.startswith(("byline", "declared")):
        return False
    return any(fold(person.name) in fold(answer.value) for person in authors if " " in person.name)


def _drop_platform_tag(found: _Found) -> None:
    """Drop the portal's own self-media platform as source (岚川号 on 岚川新闻网), and then an account that is its own
    source.
    """
    account = found.byline.account
    tags = [
        answer
        for answer in found.sources
        if answer.rule == "outlet-beside-date"
        and answer.value.endswith(("号", "號"))
        and any(name.startswith(answer.value[:2]) for name in found.own)
    ]
    if account and tags:
        found.sources = [
            answer for answer in found.sources if answer not in tags and fold(answer.value) != fold(account)
        ]


# If `来源：` is printed but empty, the source stays empty: these rules would only guess.
_NOT_IF_EMPTY = frozenset(("outlet-beside-date", "outlet-alone", "declared"))


def _is_source(outlet: str) -> bool:
    """Whether an outlet in a byline can be the source: a desk of the site is not."""
    return is_agency(outlet) or not _DESK.search(outlet)


_DESK = lazy_regex(
    (
        r"(?:\b|_)(?:bureau|staff|team|desk|newsroom|reporters?|writers?|editors?|contributors?|correspondent|"
        r"editor-at-large|redaktion|redacción)\b"
    ),
    re.IGNORECASE,
)
