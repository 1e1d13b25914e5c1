"""The choice of the source: the order of its rules, the sentences that name the outlet a text was taken from,
and which outlets cannot be the source (the site itself, an author, a desk).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsmill.pipelines.extract.fields.byline_findings import Answer, Found, Reading
from newsmill.pipelines.extract.fields.dates import may_hold_date
from newsmill.pipelines.extract.fields.field_candidates import FieldCandidate
from newsmill.pipelines.extract.fields.lines_around_body import Zones
from newsmill.pipelines.extract.fields.spaced_names import is_agency, is_full_name
from newsmill.pipelines.extract.fields.state_authors import state_outlets
from newsmill.pipelines.extract.fields.title import fold
from newsmill.pipelines.extract.lexicon.outlets import FROM_ANOTHER
from newsmill.pipelines.extract.lexicon.prefilters import needed_words
from newsmill.pipelines.extract.lexicon.roles import AGENCIES, DESK_NAMES
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.lexicon.word_search import WordGroups
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.record import Person
from newsmill.pipelines.regex import lazy_regex

__all__ = ["SOURCE_ORDER", "choose_source", "outlets_in_state", "read_taken_from", "source_candidates"]

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


def outlets_in_state(found: Found, root: Element, title: str) -> None:
    """The outlets that the story's state object names, on pages in scripts without spaces."""
    if not found.spaced:
        found.sources += [Answer(outlet, -1, "state-object") for outlet in state_outlets(root, title)]


# The outlet after such a sentence: a capital (after its article) or an address, and no number, which would be
# of a date.
_OUTLET_TAKEN = (
    rf"[«\"“„'‘]?(?P<outlet>(?:{AGENCIES})(?!\w)|"
    r"[\w-]{2,30}(?:\.[\w-]{2,20})+|"
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


def read_taken_from(found: Found, zones: Zones) -> None:
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


def choose_source(found: Found, metadata: Metadata) -> None:
    """The first answer in the order of `SOURCE_ORDER`."""
    byline = found.byline
    declared = [Answer(name, -1, "declared-organisation") for name in metadata.organisations]
    if (
        metadata.source
        and _is_declared_outlet(metadata.source, found.language, metadata.language)
        and not (found.spaced and fold(metadata.source) in found.topics)
    ):
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


def _may_be_source(found: Found, answer: Answer) -> bool:
    """Whether an outlet is neither the site (where the language writes spaces, or JSON-LD names it) nor the author."""
    if answer.rule == "declared-organisation" or found.spaced:
        return not found.is_own(answer.value) and not _names_author(answer, found.byline.authors)
    return True


def _names_author(answer: Answer, authors: list[Person]) -> bool:
    """Whether an outlet is an author, perhaps with a button after the name: `Jane Doe Post a Comment`."""
    if not answer.rule.startswith(("byline", "declared")):
        return False
    return any(fold(person.name) in fold(answer.value) for person in authors if " " in person.name)


def _drop_platform_tag(found: Found) -> None:
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


_DESK = lazy_regex(r"(?:\b|_)(?:" + pattern_of(DESK_NAMES) + r")\b", re.IGNORECASE)


def source_candidates(found: Found) -> Iterator[FieldCandidate]:
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


def _why_no_source(found: Found, answer: Answer) -> str | None:
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
