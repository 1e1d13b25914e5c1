"""Names in a byline cell or a metadata value, in scripts that write spaces: what is a person, what is an
outlet, and what is neither.

`By MEG KINNARD and ERRIN HAINES, Associated Press` names two persons and an outlet; `Sam Stein Senior
Politics Editor, The Huffington Post` a person, a job and an outlet; `Greg Iacurci@GregIacurci` a person and
a handle. One reader serves the lines that a page shows and the values that it declares.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from newsmill.pipelines.extract.fields.page_cache import remembered
from newsmill.pipelines.extract.fields.person_names import is_organisation, is_person
from newsmill.pipelines.extract.lexicon import roles
from newsmill.pipelines.extract.lexicon.around_names import (
    AND,
    BEFORE_DATES,
    BUTTONS_AFTER,
    COLLECTIVES,
    DEGREES,
    MONTHS_AFTER,
    SHORT_WEEKDAYS_AFTER,
    VERBS_AFTER,
    WAW_NAMES,
    WEEKDAYS_AFTER,
    WEEKDAYS_OF_WORDS,
    WITH,
)
from newsmill.pipelines.extract.lexicon.labels import LABELS
from newsmill.pipelines.extract.lexicon.prefilters import alternatives
from newsmill.pipelines.extract.lexicon.rows import pattern_of, words_of
from newsmill.pipelines.extract.lexicon.word_search import folded, guarded
from newsmill.pipelines.extract.page.character_classes import HAN
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "People",
    "is_agency",
    "is_desk",
    "is_full_name",
    "is_nobody",
    "is_of_site",
    "is_small",
    "people_in",
    "same_name",
    "tie_nicknames",
    "untied",
    "without_degrees",
]


class People(NamedTuple):
    """What a cell names.

    persons   names in order
    outlets   outlets and desks
    share     the share of the cell that these make up, 0 to 1; low for a sentence
    """

    persons: list[str]
    outlets: list[str]
    share: float


_WIDE = lazy_regex(rf"[{HAN}ぁ-んァ-ヶー가-힣]")
# Direction marks, soft hyphens and zero-width spaces are not part of a name.
_INVISIBLE = lazy_regex("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# The author of a feed: `jane@example.org (Jane Doe)`.
_MAILED = lazy_regex(r"[\w.+-]+@[\w.-]+\s\(([^()]{3,60})\)")
_TAGS = lazy_regex(r"<[^<>]{1,300}>")
HANDLE = lazy_regex(r"\s?[(\[]?(?:https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w+)[)\]]?")
_BRACKET = lazy_regex(r"\s?[(\[（][^()\[\]（）]{0,60}[)\]）]")
# The author labels of scripts without capitals and of Greek and Cyrillic; Latin ones may be names too (`Per`, `Di`).
_CASELESS_LABELS = "|".join(
    form
    for label in LABELS
    if label.field == "author"
    for form in (
        (label.pattern,)
        if re.match(r"[^\W_]", label.pattern) and label.pattern[0] > "\u0300"
        else (form for form in alternatives(label.pattern) if "\u0370" < form[0] < "\u2e80")
    )
)
_INTRODUCTION = lazy_regex(rf"\s*(?:(?i:{roles.INTRODUCTIONS})|(?:{_CASELESS_LABELS})(?:\s*[:：|]\s*|\s+))")
_AND = words_of(AND)
_JOINING = (*_AND, *words_of(WITH))
_BARS, _DASHES, _COMMAS = ";|•·●│", "–—-", ",،、"
_BREAK = lazy_regex(
    rf"(?<=[^\W\d_]{{3}})\.\s+(?=[A-ZÀ-Ý])|\s*(?:[{_BARS}]|\s[{_DASHES}]\s|\n|\s/\s|/)\s*|"
    rf"\s*[{_COMMAS}]\s*(?:(?:{'|'.join(_AND)}|&)\s+)?|"
    rf"\s+(?:{'|'.join(_JOINING)}|&|\+)\s+|\s*&\s*|\s+(?=و\w)",
    re.IGNORECASE,
)
# Prefilters of `_BREAK`, from the same words and marks. It takes `ı` and `İ` for `i`.
_BREAK_MARK = lazy_regex(rf"[.\n/&+و{_BARS}{_COMMAS}{_DASHES}]")
_BREAK_WORDS = frozenset(word.replace("i", i) for word in _JOINING for i in ("i", "ı", "i\u0307"))


def _may_break(text: str) -> bool:
    """Prefilter: whether the text has a character or word that `_BREAK` needs."""
    return _BREAK_MARK.search(text) is not None or not _BREAK_WORDS.isdisjoint(text.casefold().split())


_PROFESSION = "|".join(words for words, _ in roles.PROFESSIONS)
_JOB = lazy_regex(
    rf"(?<![\w'’-])(?:(?:(?:{roles.GRADES}|{roles.DESKS})\s+(?:(?:and|&|und)\s+)?){{0,4}}|"
    rf"(?:{roles.RANKS})\s+(?:[^\W\d_][\w'’-]*\s+){{1,3}})(?:{_PROFESSION})(?![\w'’])",
    re.IGNORECASE,
)
_find_job = guarded(_JOB, _PROFESSION, word_starts=True)
# `A Dabbler's Weblog`, `Special to the Post`
_SAYS_OF_A_THING = lazy_regex(r"^an?\s\w+\W|['’]s\s|^special to\s", re.IGNORECASE)
_DESK_OF = lazy_regex(r"\b(?:team|desk|bureau|newsroom|editors)$", re.IGNORECASE)
_COLLECTIVE = lazy_regex(r"\b(?:" + pattern_of(COLLECTIVES) + ")$", re.IGNORECASE)
_GRADE = lazy_regex(rf"(?<=\s)(?:{roles.GRADES})\s", re.IGNORECASE)
# Where two words are written together, and the prefilter of what is searched for there.
_SMALL, _CAPITAL = "a-zà-ÿ", "A-ZÀ-Ý"
_GLUED = lazy_regex(rf"(?<=[{_SMALL}])(?=[{_CAPITAL}][{_SMALL}]{{2,}})")
_MAY_BE_GLUED = lazy_regex(f"[{_SMALL}][{_CAPITAL}]")
_PLACE = lazy_regex(r"\s(?:in|at|from|for|of|on|aus|à|de|en|em|w|i|в|για)\s", re.IGNORECASE)
_DIGIT = lazy_regex(r"\s*[(\[]?\d")
# A month and a weekday before the digits that were cut off.
_MONTH = lazy_regex(
    r"(?:[\s,]+(?:"
    + pattern_of(BEFORE_DATES)
    + r"))?(?:[\s,]+(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun"
    r")(?:day)?\.?,?)?(?:(?:[\s,]+|^)(?:" + pattern_of(MONTHS_AFTER) + r")\.?)?[\s,]*$",
    re.IGNORECASE,
)
# A weekday and a numeric date after a name: `Anna Berti il Mar, 12/03/2024 - 08:15`.
_DAY_AFTER = lazy_regex(
    r"(?:\s+(?:on|il|el|le|em|op|am|dne|w|в|у|den|di))?\s+(?:"
    + pattern_of(SHORT_WEEKDAYS_AFTER)
    + r")\.?,?\s+\d{1,4}\s?[./-]\s?\d{1,2}[./-].*$",
    re.IGNORECASE,
)
_WEEKDAY_LAST = lazy_regex(r"\s(?:" + pattern_of(WEEKDAYS_AFTER) + ")$", re.IGNORECASE)
_VERB_AFTER = lazy_regex(r"\s(?:" + pattern_of(VERBS_AFTER) + r")\b.*$", re.IGNORECASE)
_BUTTON_LAST = lazy_regex(r"\s(?:" + pattern_of(BUTTONS_AFTER) + ")$")
# Weekdays of two words, which look like a name with its family.
_WEEKDAY_OF_WORDS = lazy_regex(pattern_of(WEEKDAYS_OF_WORDS), re.IGNORECASE)
_PLACE_NAME = lazy_regex(rf"(?:{roles.PLACES})", re.IGNORECASE)
# These tables hold only words, so a lookup replaces the pattern.
_AGENCIES, _NOBODIES, _PARTICLES = (
    frozenset(map(folded, words.split("|"))) for words in (roles.AGENCIES, roles.NOBODY, roles.PARTICLES)
)
_LAST_OF_AGENCY = frozenset(name.rpartition(" ")[2] for name in _AGENCIES)
# `Tom Davies Associated Press`
_AGENCY_AFTER = lazy_regex(rf"\s((?:{roles.AGENCIES}))$", re.IGNORECASE)
_ANY_AGENCY = frozenset(map(folded, roles.ANY_AGENCY.split("|")))
# `Isabel KeaneJournal News`
_OUTLET_GLUED = lazy_regex(
    rf"(?<=[{_SMALL}])((?=[{_CAPITAL}])(?i:{roles.ORGANISATION_WORDS})(?![\w'’])[^,;|]{{0,30}})$"
)
_find_organisation = guarded(
    lazy_regex(rf"(?<![\w'’-])(?:{roles.ORGANISATION_WORDS})(?![\w'’])", re.IGNORECASE),
    roles.ORGANISATION_WORDS,
    word_starts=True,
)
_ADDRESS = lazy_regex(
    r"^(?:https?:|www\.)|\w\.(?:com|org|net|info|co|de|ru|fr|gr|pl|cn|jp|uk|at|ch|it|es|io|tv)\b",
    re.IGNORECASE,
)
_INTERFACE_PATTERN = "|".join(words for words, _ in roles.INTERFACE_WORDS)
_INTERFACE_WORD = lazy_regex(rf"(?<![\w'’-])(?:{_INTERFACE_PATTERN})(?![\w'’])", re.IGNORECASE)
_find_interface_word = guarded(_INTERFACE_WORD, _INTERFACE_PATTERN, word_starts=True)
_LONGEST = 300
_INITIAL = lazy_regex(r"[^\W\d_]\.?")


def people_in(text: str, sites: Iterable[str] = (), *, trusted: bool = False, small: bool = False) -> People:
    """Read a cell or value.

    sites    the site's own names, which are not persons
    small    a name may be written without capitals
    trusted  the page calls them persons: a single word may be a name, and an ordinary word (`Sam Page`) part of one
    """
    return _people_in(text, frozenset(sites), trusted, small)


@remembered
def _people_in(text: str, sites: frozenset[str], trusted: bool, small: bool) -> People:
    whole = tie_nicknames(_plain(text))
    if not whole or len(whole) > _LONGEST:
        return People([], [], 0.0)
    introduced = _INTRODUCTION.match(whole)
    start = introduced.end() if introduced else 0
    bare = whole[start:]
    if "@" in bare and (mailed := _MAILED.fullmatch(bare)):
        bare = mailed[1]
    if "@" in bare or "://" in bare or "www." in bare:
        bare = HANDLE.sub(" ", bare)
    if "/" in bare or "." in bare or "-" in bare:
        bare = _DAY_AFTER.sub("", bare)
    bare = _BRACKET.sub("", _without_frame(bare)).strip(" -–—·•|,.;:_")
    cell = _Cell(_keys_of(sites), trusted or introduced is not None, small, start)
    after_bar = False
    for bar, part in _parts(bare):
        after_bar = after_bar or (bar and bool(cell.persons))
        if part.strip():
            cell.take(part, after_bar=after_bar)
    if not _WIDE.search(whole):
        cell.keep_full_names()
    persons = [untied(name) for name in cell.persons]
    return People(persons, cell.outlets, min(1.0, cell.covered / max(1, len(bare) + start)))


# `Tom Okafor Globe Staff`: a one-word outlet and its staff after a name of two words or more.
_STAFF_OF = lazy_regex(r"(?<=\w)\s+([A-ZÀ-Ý][\w'’-]+\s+Staff(?:\s+(?:Writer|Reporter))?)$")


def _without_frame(bare: str) -> str:
    """A byline without the brackets around all of it, and with a comma before the outlet's staff."""
    if bare[:1] == "(" and bare[-1:] == ")" and bare.count("(") == 1:
        bare = bare[1:-1]
    staff = _STAFF_OF.search(bare) if "Staff" in bare else None
    if staff and "," not in bare and is_full_name(bare[: staff.start()]):
        return f"{bare[: staff.start()]}, {staff[1]}"
    return bare


_TIME_AFTER = lazy_regex(r"\s+\d{1,2}[:.]\d\d\b.*$|\s+\d{1,2}\s?[ap]\.?m\b.*$")
# `Amanda "Tania Mae" Tan`: quotes around a nickname, and the characters that replace them while names are
# read.
_NICKNAME = lazy_regex(r"(?<=[^\W\d_])\s[\"“](?P<nick>[^\W\d_][\w .'-]{1,20})[\"”]\s(?=[^\W\d_a-z])")
_TIED_QUOTES = str.maketrans('"“”', "\ue001\ue002\ue003")
_QUOTES = str.maketrans("\ue001\ue002\ue003", '"“”')


def tie_nicknames(text: str) -> str:
    """The text, of the same length, with the quotes around nicknames replaced, so that they end no name."""
    if '"' not in text and "“" not in text:
        return text
    return _NICKNAME.sub(lambda match: match.group().translate(_TIED_QUOTES), text)


def untied(name: str) -> str:
    """A name with the quotes of its nickname."""
    return name.translate(_QUOTES)


_BEGINS_WITH_WAW = lazy_regex("و(?:" + pattern_of(WAW_NAMES) + r")(?!\w)|و\s")


# Between a name and its section, not its outlet: `By Jane Doe | Modern Living`.
_BAR = lazy_regex(r"\s*[|•·●│/]\s*|\s[–—-]\s")
# `Center for Drug Evaluation and Research`: the word between the two nouns does not separate names.
_OFFICE = lazy_regex(
    rf"(?<![\w'’])(?:{roles.ORGANISATION_HEADS})(?:\s?[^,;|/\n]{{0,50}}?)\s"
    r"(?:and|&|und|et|y|e|i|и|та|og|och|en)\s(?:(?:des?|du|la|les|der|die|della|del|the)\s)?[^\W\d_][\w'’-]*",
    re.IGNORECASE,
)
_find_office = guarded(_OFFICE, roles.ORGANISATION_HEADS, word_starts=True)
_TIED = "\ue000"  # a space inside such a name


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """The text between separators, each with whether a bar (or a slash, a dash) precedes it."""
    if not _may_break(text):
        yield False, text
        return
    office = _find_office(text)
    if office:
        text = text[: office.start()] + office.group().replace(" ", _TIED) + text[office.end() :]
    at, bar = 0, False
    for mark in _BREAK.finditer(text):
        yield bar, text[at : mark.start()].replace(_TIED, " ")
        at, bar = mark.end(), _BAR.fullmatch(mark.group()) is not None
    yield bar, text[at:].replace(_TIED, " ")


# `Ana Souza, da Agência Brasil`
_OF_OUTLET = lazy_regex(
    r"(?:da|do|de|della|dell'|von|der|for|from|of|för|från|dla|pour|voor|para)\s+(?:the\s+)?(\S.*)"
)


class _Cell:
    """Reads a cell part by part. `own`: the site's names; `covered`: number of characters understood."""

    def __init__(self, own: frozenset[str], trusted: bool, small: bool, covered: int) -> None:
        self.own, self.trusted, self.small, self.covered = own, trusted, small, covered
        self.persons: list[str] = []
        self.outlets: list[str] = []

    def take(self, part: str, *, after_bar: bool = False) -> None:
        """Read one part: a name, an outlet, a job, or a name followed by an outlet. After a bar only an
        agency is an outlet; anything else is the section.
        """
        part = self._without_outlet_after(part)
        if self.persons and (of := _OF_OUTLET.match(part.strip())) and is_agency(of[1]):
            part = of[1]
        if part[:1] == "و" and self.persons and not _BEGINS_WITH_WAW.match(part):
            part = part[1:]  # `وسارة حسن`: the word for `and` is attached to the name
        kind, name = _judge(part.strip(" -–—:"), self.own, trusted=self.trusted, small=self.small)
        if kind == "person" and not any(same_name(name, known) for known in self.persons):
            self.persons.append(name)
        elif kind == "outlet" and (not after_bar or is_agency(name)):
            name = _TIME_AFTER.sub("", name)  # `USA TODAY 8:42 a.m. EDT October 3`
            if _key(name) not in self.own:
                self.outlets.append(name)
        if kind in ("person", "outlet", "beside", "own"):
            self.covered += len(part)

    def _without_outlet_after(self, part: str) -> str:
        """The part without an agency after a name, or an outlet glued to it."""
        after = _AGENCY_AFTER.search(part) if folded(part.rpartition(" ")[2]) in _LAST_OF_AGENCY else None
        if not (after and after.group(1)[0].isupper() and folded(after.group(1)) not in _ANY_AGENCY):
            after = _OUTLET_GLUED.search(part) if _MAY_BE_GLUED.search(part) else None
        if after and is_full_name(part[: after.start()]):
            self.outlets.append(after.group(1))
            self.covered += len(after.group())
            return part[: after.start()]
        return part

    def keep_full_names(self) -> None:
        """Drop single words beside full names: they are a place or an outlet after a name."""
        full = [name for name in self.persons if " " in name or "-" in name]
        if full and len(full) < len(self.persons):
            self.outlets += [name for name in self.persons if name not in full and name.isupper()]
            self.persons = full


@remembered
def _keys_of(sites: frozenset[str]) -> frozenset[str]:
    return frozenset(_key(site) for site in sites if site)


def _plain(text: str) -> str:
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = _TAGS.sub(" ", text)
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def _judge(part: str, own: frozenset[str], *, trusted: bool, small: bool) -> tuple[str, str]:
    """`person`, `outlet`, `beside` (a job, a date) or `unknown`, and the name."""
    key = _key(part)
    if not key or is_nobody(part):
        return "beside", ""
    if key in own:
        return "own", part
    if is_agency(part):
        return "outlet", part
    if _SAYS_OF_A_THING.search(part) or (("." in part or ":" in part) and _ADDRESS.search(part)):
        return "unknown", part
    name = _without_job(part)
    if not name:
        return "beside", ""
    if name != part and _is_agency(name):  # `AP Auto Writer`
        return "outlet", name
    if name != part and _is_collective(part, name):  # `Smart Shopping Team`
        return "outlet", part
    if _is_desk_of(part, own):  # `OCN Business` on the pages of OCN
        return "own", part
    return _judge_name(_undoubled(name), part, own, trusted=trusted, small=small)


def _judge_name(name: str, part: str, own: frozenset[str], *, trusted: bool, small: bool) -> tuple[str, str]:
    """Like `_judge`. `name`: the part without its job title."""
    key = _key(part)
    if any(len(site) > 4 and site in key for site in own):
        bare = _without_site(name, own)
        return ("own", part) if bare is None else ("person", bare)
    if name.casefold().startswith("the "):
        return "unknown", name
    if _is_person(name, trusted=trusted, small=small):
        return "person", name
    return ("outlet" if _is_outlet(part) else "unknown"), part


def _is_outlet(part: str) -> bool:
    return bool(
        (_find_organisation(part) or is_organisation(part)) and (part[0].isupper() or _WIDE.match(part))
    )


def _is_collective(part: str, name: str) -> bool:
    """Whether a part is a desk; `name`: the part without its job title."""
    return _DESK_OF.search(part) is not None or (" " not in name and _COLLECTIVE.search(part) is not None)


_DESK_WORD = lazy_regex(rf"(?:{roles.DESKS}|{roles.ORGANISATION_WORDS})", re.IGNORECASE)


def _is_desk_of(part: str, own: frozenset[str]) -> bool:
    """Whether this is one of the site's own names and words for a desk after it."""
    key = _key(part)
    if not any(map(key.startswith, own)):
        return False
    words = part.split()
    return any(
        _key("".join(words[:count])) in own and all(map(_DESK_WORD.fullmatch, words[count:]))
        for count in range(1, len(words))
    )


def is_of_site(name: str, own: Iterable[str]) -> bool:
    """Whether a name is one of the site's, or of a desk of it."""
    keys = _keys_of(frozenset(own))
    return _key(name) in keys or _is_desk_of(name, keys)


def _without_site(name: str, own: frozenset[str]) -> str | None:
    """`Kevin McCoy USA TODAY` on the pages of USA TODAY: the name without the site's after it; None if
    nothing is left.
    """
    words = name.split()
    for count in range(len(words) - 1, 1, -1):
        if _key("".join(words[count:])) in own and is_full_name(" ".join(words[:count])):
            return " ".join(words[:count])
    return None


_DEGREES_BEFORE = lazy_regex("(?:(?:" + pattern_of(DEGREES) + r")\.?\s+){1,5}(?=[^\W\d_a-z])")


def without_degrees(text: str) -> str:
    """The text without the abbreviated degrees before a name."""
    degrees = _DEGREES_BEFORE.match(text) if text[:1].islower() else None
    return text[degrees.end() :] if degrees else text


def _without_job(part: str) -> str:
    """`Emma MackenzieLifestyle Writer` → `Emma Mackenzie`; empty if the part is only a job."""
    part = without_degrees(part)
    if (
        len(part) > 8
        and _MAY_BE_GLUED.search(part)
        and _find_job(_GLUED.sub(" ", part))
        and not _find_job(part[: len(part) // 2])
    ):
        part = _GLUED.sub("\x1f", part)
        glued = next(
            (
                place
                for place in (m.start() for m in re.finditer("\x1f", part))
                if _JOB.match(part[place + 1 :].replace("\x1f", " "))
            ),
            -1,
        )
        part = part[:glued] if glued >= 0 else part.replace("\x1f", "")
    job = _find_job(part)
    if job:
        return part[: job.start()].strip(" ,.-–—")
    verb = _VERB_AFTER.search(part)
    if verb:
        part = part[: verb.start()]
    digit = _DIGIT.search(part)
    if digit:
        part = _MONTH.sub("", part[: digit.start()])
    place = _PLACE.search(part)
    if place and is_full_name(part[: place.start()]) and " " in part[: place.start()]:
        part = part[: place.start()]
    for after_name in (_BUTTON_LAST, _WEEKDAY_LAST):
        last = after_name.search(part)
        if last and is_full_name(part[: last.start()]):
            part = part[: last.start()]
    grade = _GRADE.search(part)
    if grade and " " in part[: grade.start()].strip():
        part = part[: grade.start()]
    return _without_stop(part.strip(" ,-–—"))


def _without_stop(name: str) -> str:
    """`Jane Doe.` → `Jane Doe`; `Sammy Davis Jr.` and `Jane D.` stay."""
    return name[:-1].rstrip() if name.endswith(".") and len(name.split()[-1]) > 4 else name


def _undoubled(name: str) -> str:
    """`Sean Martin Sean Martin` → `Sean Martin`."""
    words = name.split()
    half = len(words) // 2
    if (
        len(words) % 2 == 0
        and half
        and [w.casefold() for w in words[:half]] == [w.casefold() for w in words[half:]]
    ):
        return " ".join(words[:half])
    return name


def _is_person(name: str, *, trusted: bool, small: bool) -> bool:
    if _is_agency(name) or _find_organisation(name) or not is_person_like(name):
        return False
    words = name.split()
    if not _has_capitals(words, small=small) or (len(words) == 1 and folded(name) in _NOT_ALONE):
        return False
    of_interface = (
        [word for word in words if _INTERFACE_WORD.fullmatch(word.strip(".,"))]
        if _find_interface_word(name)
        else []
    )
    if of_interface and (not trusted or len(of_interface) == len(words)):
        return False
    return trusted or len(words) > 1 or _INITIAL_AND_NAME.fullmatch(name) is not None


# `Б.Болормаа`, as Mongolian and Russian papers sign: one word.
_INITIAL_AND_NAME = lazy_regex(r"[А-ЯЁІЇЄҐӨҮ]\.[А-ЯЁІЇЄҐӨҮ][а-яёіїєґөү]{2,}")


def _has_capitals(words: list[str], *, small: bool) -> bool:
    """Whether every word except particles begins with a capital; `small`: or no word does."""
    if small and len(words) <= 3 and (words[0][0].isupper() or words[0].islower()):
        return all(word.islower() for word in words[1:]) or _has_capitals(words, small=False)
    return all(map(_may_be_of_name, words)) and not is_small(words[0])


# Left of `Our Correspondent` and `Da Redação` without the job.
_NOT_ALONE = _PARTICLES | {"our", "your", "the", "a", "from", "by"}

# `Omar al-Rashid`
_PREFIXED = lazy_regex(r"(?:al|el|ad|ar|as|ash|at|an|az|ben|bin|ibn|abu|d|l|o)[-'’](?=[^\W\d_])")


def _may_be_of_name(word: str) -> bool:
    """Whether a word of a script with capitals has one or is a particle."""
    if not is_small(word) or _is_particle(word):
        return True
    prefix = _PREFIXED.match(word)
    return prefix is not None and word[prefix.end()].isupper()


def is_small(word: str) -> bool:
    """Whether a word begins with a lowercase letter; Georgian writes no capitals in running text."""
    first = word[:1]
    return first.islower() and not "\u10d0" <= first <= "\u10ff"


def is_person_like(name: str) -> bool:
    """Whether the letters are those of a name: two to six words, capitals where the script has them; one word too."""
    if len(name) > 60 or name.count(" ") > 5 or any(character.isdigit() for character in name):
        return False
    return (
        _SHAPE.fullmatch(name) is not None if not _WIDE.search(name) and _has_case(name) else is_person(name)
    )


def _has_case(name: str) -> bool:
    return name.lower() != name.upper()


_WORD = r"(?:[\ue001\ue002]?[^\W\d_]+(?:['’.\-‐`´][^\W\d_]*)*\.?[\ue001\ue003]?)"
_SHAPE = lazy_regex(rf"{_WORD}(?:\s(?:{_WORD}|['’]t)){{0,5}}")


def is_full_name(name: str) -> bool:
    """Whether this is two to five words with capitals (where the script has them) of which none is
    of a button or an outlet's.
    """
    if _INITIAL_AND_NAME.fullmatch(name):
        return True
    words = name.split()
    if (
        not 2 <= len(words) <= 5
        or _is_agency(name)
        or _find_organisation(name)
        or _has_interface_word(name)
        or _PLACE_NAME.fullmatch(name)
        or _WEEKDAY_OF_WORDS.fullmatch(name)
    ):
        return False
    if not is_person_like(name):
        return False
    cased = [word for word in words if not is_small(word)]
    named = [word for word in words if word in cased or _PREFIXED.match(word)]
    return all(word in named or _is_particle(word) for word in words) and len(named) >= 2


def _has_interface_word(name: str) -> bool:
    """Whether a word of a name is of a button or link. Particles do not count: `Del` is a
    Danish button, `del` part of names."""
    found = _find_interface_word(name)
    while found and found.group().islower() and _is_particle(found.group()):
        name = name[found.end() :]
        found = _find_interface_word(name)
    return found is not None


def _is_particle(word: str) -> bool:
    return folded(word) in _PARTICLES


def is_agency(token: str) -> bool:
    """Whether this is a wire service, by any of the names that portals print."""
    # `РИА «Новости»`
    return _is_agency(token.strip(" .()[]").replace("«", "").replace("»", ""))


def _is_agency(token: str) -> bool:
    return folded(token) in _AGENCIES


def is_desk(token: str) -> bool:
    """Whether this is a desk or team, by its last word: `The Harbour Editorial Team`."""
    return _COLLECTIVE.search(token.strip()) is not None


def is_nobody(token: str) -> bool:
    """Whether this is a placeholder that systems print instead of a name: `admin`, `Redaktion`."""
    return folded(token.strip()) in _NOBODIES


def same_name(one: str, other: str) -> bool:
    """Whether two spellings name the same person, ignoring case, accents and middle initials."""
    if _key(one) == _key(other):
        return True
    a, b = one.casefold().split(), other.casefold().split()
    if len(a) < 2 or len(b) < 2:
        return False
    return [w for w in a if not _INITIAL.fullmatch(w)] == [w for w in b if not _INITIAL.fullmatch(w)]


def _key(text: str) -> str:
    if text.isascii():
        letters = text.lower().replace(" ", "")
        return letters if letters.isalnum() else letters.translate(_ASCII_NO_KEY)
    return _NO_KEY.sub("", text.casefold())


_NO_KEY = lazy_regex(r"[\W_]+")
_ASCII_NO_KEY = str.maketrans("", "", "".join(c for c in map(chr, range(128)) if not c.isalnum()))
