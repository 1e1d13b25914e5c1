"""Credits in the lines around and in the text: credit lines above it, datelines and names in its first lines,
sign-offs and pen names in its last lines, and credits and copyright notices below it.
"""

from __future__ import annotations

import itertools
import re

from newsmill.pipelines.extract.fields.biographies import introduced_author
from newsmill.pipelines.extract.fields.byline_findings import (
    FIRST_CELL,
    LONGEST_LINE,
    LONGEST_VALUE,
    NO_CELL,
    ON_THE_PAPER,
    Answer,
    Found,
    Reading,
    is_cased,
    is_outlet,
)
from newsmill.pipelines.extract.fields.credit_datelines import parse_dateline, parse_reported, parse_sign_off
from newsmill.pipelines.extract.fields.credit_labels import is_label
from newsmill.pipelines.extract.fields.credit_names import Credits, bare_names
from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.lines_around_body import Line, Zones
from newsmill.pipelines.extract.fields.person_names import is_chinese_name, is_pen_name
from newsmill.pipelines.extract.fields.spaced_names import is_agency, is_full_name, people_in, without_degrees
from newsmill.pipelines.extract.fields.title import fold
from newsmill.pipelines.extract.lexicon.datelines import AMONG_CELLS
from newsmill.pipelines.extract.lexicon.labels import OF_ONE_LANGUAGE
from newsmill.pipelines.extract.lexicon.outlets import COPYRIGHT, OPENING_ENDINGS
from newsmill.pipelines.extract.page.character_classes import HAN, WIDE_CHARACTER
from newsmill.pipelines.record import Person
from newsmill.pipelines.regex import lazy_regex

__all__ = ["named_below", "opening_name", "pen_name", "read_first", "read_head", "read_last", "read_tail"]

_EMPTY_SOURCE = lazy_regex(
    r"来源\s?[：:]\s*(?:[|｜）)]|$|\s*\S{2,6}[：:])|来源\s?[：:]\s+(?=进入|发布|作者|编辑)"
)
# The least `share` of a line below the body that is read for credits: comments and teasers name other people.
_TAIL_SHARE = 0.3


def read_head(found: Found, zones: Zones, date_at: int) -> None:
    """Take what the lines above the text credit."""
    following = {
        line.at: line.text for line in (*zones.head, *zones.first[:1]) if len(line.text) <= LONGEST_VALUE
    }
    start = zones.first[0].at if zones.first else -1
    following |= _names_above_roles(zones.head)
    stories = _stories_in(zones.head)
    for line in zones.head:
        if len(line.text) > LONGEST_LINE or line.place == "hidden":
            continue
        reported = parse_reported(line.text) if len(line.text) <= 60 else Credits()
        if reported.authors:
            found.take(reported, line.at, "reported-by", source="reported-by")
            continue
        credits = parse_credit_line(_translated(_with_next(line, following.get(line.at + 1)), found))
        if credits.source is None and "源" in line.text and _EMPTY_SOURCE.search(line.text):
            found.empty_source = True
        of_another = line.at in stories and line.aside and found.spaced and line.at > date_at + 1
        if not of_another and _may_credit(line, credits, date_at):
            credits.authors = [_within_cell(person, line) for person in credits.authors]
            _take_from_head(
                found, line, credits, between_paragraphs=0 <= start < line.at, dated=line.at == date_at
            )


def _may_credit(line: Line, credits: Credits, date_at: int) -> bool:
    """Whether a line above the text is about it: above the headline it must be mostly credits, and a link must
    credit somebody.
    """
    if line.place == "above" and credits.share < 0.5 and line.at != date_at:
        return False
    if line.links <= 0.9 or credits.authors or credits.source or credits.outlets:
        return True
    return bool(credits.editors) and line.place == "head"


def _names_above_roles(head: list[Line]) -> dict[int, str]:
    """The names above lines that are only a role (`Budi Santoso` over `Penulis`), by the place where a label's value
    is looked up: the line after the label. A label above the name makes it that label's.
    """
    lines = {line.at: line.text.strip() for line in head if line.place == "head"}
    roles = [
        at
        for at, text in lines.items()
        if len(text) <= _LONGEST_ROLE and not _INTRODUCES.search(text) and is_label(text)
    ]
    named: dict[int, str] = {}
    for at in roles:
        name = lines.get(at - 1, "")
        if is_full_name(name) and is_cased(name) and (at - 2 not in roles or at - 1 in named):
            named[at + 1] = name
    # a bare `editor` is the author's job title: `David Feld` over `Senior Editor`
    if not any(parse_credit_line(f"{lines[at - 1]}：{name}").authors for at, name in named.items()):
        return {}
    return named


_LONGEST_ROLE = 20
# Labels that only precede a name.
_INTRODUCES = lazy_regex(
    r":|\b(?:by|von|par|por|di|da|door|a[vf]|oleh|przez|from|De|Per|Av|Af|Od|Door|Von)$", re.IGNORECASE
)


def _stories_in(head: list[Line]) -> set[int]:
    """The blocks right below a linked headline: a byline there is of a related story."""
    return {line.at + 1 for line in head if line.links > 0.9 and len(line.text) >= _LEAST_HEADLINE}


# The least length of a linked line that may be the headline of another story.
_LEAST_HEADLINE = 20


def _within_cell(person: Person, line: Line) -> Person:
    """A person without the words of the next cell: `Von Anna Berger` and `Verkehr` side by side."""
    words = person.name.split()
    if len(words) < _MORE_THAN_NAME or not line.cells:
        return person
    texts = [cell.text for cell in line.cells]
    for count in range(len(words) - 1, 1, -1):
        name, rest = " ".join(words[:count]), " ".join(words[count:])
        if any(
            before.endswith(name) and after.startswith(rest) for before, after in itertools.pairwise(texts)
        ):
            return Person(name, person.role)
    return person


_MORE_THAN_NAME = 3


def _take_from_head(
    found: Found, line: Line, credits: Credits, *, between_paragraphs: bool, dated: bool
) -> None:
    """Take what a line above the text credits, or one between its first paragraphs: there, `Author:` is of a book
    that the text is about.
    """
    if line.picture or credits.share < 0.5:
        credits.outlets = []
    if found.spaced and credits.share < _TAIL_SHARE and len(line.text) > LONGEST_VALUE and not dated:
        credits.source = None  # after a caption: `The old hall in June. Source: City Archive`
    if between_paragraphs and not WIDE_CHARACTER.search(line.text) and found.byline.authors:
        credits.authors = []
    found.above = found.above or (bool(credits.authors) and not between_paragraphs)
    found.take(credits, line.at, "credit-line", source="credit-line")


# `Text Anna Berger Foto Jonas Keller`: two credits without colons, as German and Nordic papers print them.
_TEXT_AND_PICTURE = lazy_regex(
    r"^(?P<text>Text|Tekst|Teksti|Texte|Texto|Testo)[:|]?\s(?P<name>[^:|\d]{4,60}?)\s[|·/]?\s?"
    r"(?P<picture>Fotos?|Bilder|Bild|Photos?|Kuvat?)[:|]?\s(?=[^\W\d_])"
)


# `[筆者]山田太郎`
_BRACKETED_LABEL = lazy_regex(r"[\[【［](?P<label>[^\[\]【】［］\d]{2,10})[\]】］]\s?(?=\S)")


def _translated(text: str, found: Found) -> str:
    """The line, with a label of its language alone replaced by the common one, and colons after a pair of labels."""
    for language in dict.fromkeys((found.language[:2], found.declared_language[:2])):
        for pattern, label, _ in OF_ONE_LANGUAGE.get(language, ()):
            label_found = pattern.match(text)
            if label_found:
                return label + text[label_found.end() :].rstrip(")")
    among = AMONG_CELLS.get(found.language[:2])
    if among is not None and (cells := among[0].fullmatch(text)):
        return cells.expand(among[1])
    if text[:1] in "[【［" and (bracketed := _BRACKETED_LABEL.match(text)) and is_label(bracketed["label"]):
        return f"{bracketed['label']}：{text[bracketed.end() :]}"
    pair = _TEXT_AND_PICTURE.match(text) if text[:2] in ("Te", "TE") else None
    if pair and is_full_name(re.split(r" (?:och|und|og|ja|and|et|y|e) |, ", pair["name"], maxsplit=1)[0]):
        return f"{pair['text']}: {pair['name']} | {pair['picture']}: {text[pair.end() :]}"
    return text


def _with_next(line: Line, value: str | None) -> str:
    """A line that is only a label (`来源：`, `By`), joined with the value in the line below it."""
    text = line.text.strip()
    if value is None or line.place == "above" or len(text) > 20 or not is_label(text) or not _is_value(value):
        return line.text
    return f"{text.rstrip(':： ')}：{value}"


def _is_value(value: str) -> bool:
    """Whether a line is only names or an outlet, and so may be the value of the label above it."""
    if any(map(str.isdigit, value)) or NO_CELL.search(value):
        return False
    return (
        bool(bare_names(value))
        or is_outlet(value)
        or is_agency(value)
        or (is_cased(value) and is_full_name(value))
    )


def read_first(found: Found, zones: Zones) -> None:
    """Take what the first lines of the text credit: a dateline, a credit line, or an outlet in brackets."""
    for line in zones.first:
        credits = _first_line(_translated(line.text, found))
        if not credits.authors and line.text[-1:] in "）)":
            # A lead that ends with its reporters: `……。（记者 周远 卢珊）`. Brackets without a label there hold a
            # remark.
            signed = parse_sign_off(line.text)
            if any(person.role for person in signed.authors):
                credits = signed
        rule = "credit-line-in-body" if len(line.text) < 60 else "dateline"
        found.take(credits, line.at, rule, source="credit-line-in-body")
        bracket = _OPENING_OUTLET.match(line.text) or _OUTLET_AND_DAY.match(line.text)
        if bracket and line is zones.first[0] and not credits.authors:
            found.sources.append(Answer(bracket.group(1), line.at, "bracket-outlet"))


# `[世华财讯]北京市工商局通报……`
_OPENING_OUTLET = lazy_regex(rf"^[\[【]([{HAN}]{{3,8}}(?:{OPENING_ENDINGS}))[\]】](?=\S)")


# `北京新浪網 (2012-01-12 08:15)昨天上午……`
_OUTLET_AND_DAY = lazy_regex(rf"^([{HAN}]{{2,8}}[網网社報报])\s?[（(](?:19|20)\d\d[-/.年]")


def _first_line(text: str) -> Credits:
    if len(text) <= 80:
        credits = _credits_of_line(text)
        if credits.share:
            return credits
    return parse_dateline(text)


def _credits_of_line(text: str) -> Credits:
    """The credits of a line that is mostly credits; else none."""
    credits = parse_credit_line(_BRACKET_AFTER.sub("", text))
    mostly = credits.share >= 0.5 or (credits.source and _SOURCE_LINE.match(text))
    return credits if mostly else Credits()


def opening_name(found: Found, zones: Zones) -> list[Person]:
    """The name in the first line of a text with an outlet or a place after a bar:
    `Galo Ramírez | El Sol de México`.
    """
    for line, following in itertools.pairwise(zones.first):
        cells = FIRST_CELL.split(line.text.strip(), maxsplit=1)
        introduced = people_in(cells[0], found.own).persons if len(cells) > 1 else []
        name = introduced[0] if len(introduced) == 1 else cells[0].strip(_DASHES)
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
# The longest boilerplate line, in characters, that may follow the bracket at the end of a text.
_SHORT_AFTER = 30


def read_last(found: Found, zones: Zones) -> None:
    """Take what the last lines of the text credit: sign-offs, and an outlet after the last sentence."""
    japanese = found.language.startswith("ja")
    seen = {line.at for line in zones.first}
    short_after = True
    closing = _closing_lines(zones.last)
    next_lines = {line.at: line.text for line in zones.last if len(line.text) <= LONGEST_VALUE}
    for number, line in enumerate(zones.last):
        credits = Credits()
        text = _without_day_after(_with_next(line, next_lines.get(line.at + 1)))
        if line.at not in seen and len(text) <= 80:
            credits = _signed_report(text) or _credits_of_line(_translated(text, found))
        short_after = number in closing
        if not credits.authors and (short_after or text[-1:] in "）)】]"):
            credits = _with_sign_off(
                credits, parse_sign_off(text, japanese=japanese, labelled=not short_after)
            )
        found.take(credits, line.at, "sign-off", source="credit-line-below")
    for line in zones.last[-1:]:
        _sign_off_outlet(found, line)
        for below in zones.tail:
            if below.at == line.at + 1 and not below.aside:
                _sign_off_outlet(found, below)


# `（編輯：孫麗）1130502`: the day in digits after the bracket, in the ROC or the Common Era.
_DAY_AFTER_BRACKET = lazy_regex(r"(?<=[）)])\s?\d{6,8}$")


def _without_day_after(text: str) -> str:
    return _DAY_AFTER_BRACKET.sub("", text) if text[-1:].isdigit() else text


def _signed_report(text: str) -> Credits | None:
    """`中央社記者陳立新台北31日電` as the last line."""
    reported = parse_reported(text) if len(text) <= _LONGEST_NAME and not text.isascii() else None
    return reported if reported and reported.authors and reported.share >= 0.8 else None


# `作者：陈立新（临江大学教授）`
_BRACKET_AFTER = lazy_regex(rf"(?<=[{HAN}])[（(][{HAN}\s、，]{{4,30}}[）)]$")
# `Źródło: PAP - Nauka w Polsce`: what follows a dash belongs to the line of the outlet.
_SOURCE_LINE = lazy_regex(r"[^\W\d_]{3,12}(?: \w{3,12})?\s?:\s?[^-–—]{2,40}\s[-–—]\s[^-–—.]{2,30}$")


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


# `（聯合報）`, `【2011/12/31 聯合報】`: a line that is an outlet in brackets, perhaps after a date
_BRACKETED_OUTLET = lazy_regex(
    rf"[（(【〔\[](?:[\d/.年月日-]{{8,11}}\s?)?(?P<outlet>[{HAN}]{{3,10}})[）)】〕\]]"
)
_DOMAIN = lazy_regex(r"(?:www\.)?[\w-]{2,30}(?:\.[a-z]{2,10}){1,2}")
_DASHES = " -–—©()[]（）【】〔〕."


def _sign_off_outlet(found: Found, line: Line) -> None:
    """The outlet in the last line of a text: the line is only an agency or an address, or has one after its
    last sentence (`… the US. PTI`).
    """
    bracketed = _BRACKETED_OUTLET.fullmatch(line.text.strip())
    if bracketed and is_outlet(bracketed["outlet"]):
        found.sources.append(Answer(bracketed["outlet"], line.at, "sign-off-outlet"))
        return
    text = line.text.strip(_DASHES)
    agency = re.split(r"\s[-–—]\s", text, maxsplit=1)[0]
    if len(line.text) <= 50 and (_DOMAIN.fullmatch(text.lower()) or is_agency(agency)):
        found.sources.append(Answer(text.split(",", 1)[0], line.at, "sign-off-outlet"))
        return
    words = re.split(r"(?<=[.!?”\"])\s*[-–—(]?\s*", line.text[-60:])
    closing = words[-1].strip(_DASHES) if len(words) > 1 else ""
    if closing and closing.isupper() and is_agency(closing):
        found.sources.append(Answer(closing, line.at, "sign-off-outlet"))


def read_tail(found: Found, zones: Zones) -> None:
    """Take what the lines below the text credit, unless they are another story's or a comment's."""
    japanese = found.language.startswith("ja")
    end = zones.last[-1].at if zones.last else 0
    following = {line.at: line.text for line in zones.tail if len(line.text) <= LONGEST_VALUE}
    for line in zones.tail:
        if len(line.text) > LONGEST_LINE:
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


# Lines below the text that belong to it.
_RIGHT_BELOW = 3


def _credits_of_tail(found: Found, line: Line, below: str | None, end: int) -> Credits:
    """What a line below the text credits. `below`: the line under it; `end`: the text's last block."""
    # `Posted by` on a line of its own right below a text is the text's, whatever box it is in
    label = line.text.strip()
    posted = line.at <= end + 2 and " " in label and is_label(label)
    value = below if posted or not line.aside else None
    credits = parse_credit_line(_translated(_with_next(line, value), found))
    labelled = line.at == end + 1 and ":" in label and credits.share >= _MOSTLY_CREDITS
    # the byline of another story
    if line.aside and not (posted or labelled) and not WIDE_CHARACTER.search(line.text):
        credits.authors, credits.outlets = [], []
    return credits


_MOSTLY_CREDITS = 0.9


def _is_prose_of_another(line: Line) -> bool:
    return not WIDE_CHARACTER.search(line.text) and ":" not in line.text


def _is_whole(person: Person) -> bool:
    return " " in person.name or WIDE_CHARACTER.search(person.name) is not None


def _copyright_of_another(found: Found, line: Line, end: int) -> None:
    """`- © Harbour News` right below a text, on another outlet's page."""
    if not end or not 0 < line.at - end <= 3:
        return
    match = COPYRIGHT.search(line.text)
    outlet = match["outlet"].strip() if match else ""
    if outlet and outlet[0].isupper() and not is_full_name(outlet) and not found.is_own(outlet) and found.own:
        found.sources.append(Answer(outlet, line.at, "copyright-of-another"))


def _bracketed(text: str) -> bool:
    return text[:1] in "（([【" and text[-1:] in "）)]】"


def named_below(found: Found, zones: Zones) -> list[Person]:
    """The author marked in the line right below the text, else the name that fills the text's last line."""
    for line in zones.tail:
        for text, _ in line.author_links if not line.aside else ():
            names = people_in(text, found.own, trusted=True).persons
            if names and all(map(is_full_name, names)):
                found.byline.readings.append(Reading(line.at, "byline", "author-link-below"))
                found.note("author-link-below", names, line.at)
                return [Person(name, None) for name in names]
    return _closing_name(found, zones) or _introduced_below(found, zones)


# How many lines below the text may be the note about the author.
_NOTE_LINES = 4


def _introduced_below(found: Found, zones: Zones) -> list[Person]:
    """The author whom the note right below the text is about: `Ana Ruiz covers the council for the Post`.
    Never a person whom the last lines of the text mention.
    """
    told = " ".join(line.text for line in zones.last[:-1])
    for line in (*zones.last[-1:], *zones.tail[:_NOTE_LINES]):
        name = None if line.aside or line.picture else introduced_author(line.text)
        if name is not None and is_full_name(name) and name.split()[-1] not in told:
            found.byline.readings.append(Reading(line.at, "byline", "note-about-author"))
            found.note("note-about-author", [name], line.at)
            return [Person(name, None)]
    return []


_SENTENCE_ENDS = frozenset('.!?…”"»')


def _closing_name(found: Found, zones: Zones) -> list[Person]:
    """The name that fills the last line of a text: `Anna Nowak`. A name below the text is more often a link
    or a heading.
    """
    before = zones.last[-2].text if len(zones.last) > 1 else ""
    if len(before) <= _LONGEST_NAME and before[-1:] not in _SENTENCE_ENDS:  # the last of a list of names
        return []
    for line in zones.last[-1:]:
        if any(answer.at == line.at for answer in found.sources):  # `Theo TTXVN`
            return []
        text = line.text.strip(_DASHES)
        names = _two_names(found, text) or list(filter(None, [_signed_name(found, text)]))
        if names and not any(fold(name) in found.topics | found.own for name in names):
            found.byline.readings.append(Reading(line.at, "byline", "closing-name"))
            found.note("closing-name", names, line.at)
            return [Person(name, None) for name in names]
    return []


_BETWEEN_NAMES = lazy_regex(r"\s[–—-]\s")


def _two_names(found: Found, text: str) -> list[str]:
    """The names of a line that is nothing but two full names: `Lê Hoàng Nam - Phạm Thu Hà`."""
    names = _BETWEEN_NAMES.split(text) if len(text) <= _LONGEST_SIGNED and is_cased(text) else []
    if len(names) != 2 or not all(map(is_full_name, names)):
        return []
    return names if people_in(text, found.own).persons == names else []


def _signed_name(found: Found, text: str) -> str | None:
    """The name that a line is, alone or before an agency, the site, an address or a job on the paper: `Anna Nowak
    (PAP)`, `Νίκος Παππάς, δημοσιογράφος`, `А.Иванова`.
    """
    academic = text != (text := without_degrees(text))
    if len(text) <= _LONGEST_NAME and (is_full_name(text) or _INITIAL_AND_NAME.fullmatch(text)):
        return text
    cells = _SIGNED.fullmatch(text) if len(text) <= _LONGEST_SIGNED else None
    if cells is None or not is_full_name(cells["name"]):
        return None
    after = cells["after"].strip(" ().,")
    known = (
        academic
        or is_agency(after)
        or found.is_own(after)
        or _ADDRESS.fullmatch(after)
        or ON_THE_PAPER.match(after)
    )
    return cells["name"] if known else None


_ADDRESS = lazy_regex(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


_INITIAL_AND_NAME = lazy_regex(r"[А-ЯЁІЇЄҐΑ-Ω]\.\s?[А-ЯЁІЇЄҐΑ-Ω][а-яёіїєґά-ώ]{2,}")
_SIGNED = lazy_regex(r"(?P<name>[^,(–—@]{5,40}?)\s?(?:,|\(|\s[–—-]\s)(?P<after>.{2,40})")
_LONGEST_SIGNED = 80


# `……出现在机场。(书聿)`
_MARKED_NAME = lazy_regex(rf"(?:[■□●▲◆◎]|——|--)\s?([{HAN}]{{2,4}})")  # `■陈立新`
_CLOSING_PEN_NAME = lazy_regex(rf"[。！？”]\s?[（(]([{HAN}]{{2,3}})[)）]$")


def pen_name(found: Found, zones: Zones) -> list[Person]:
    """The pen name that closes a Chinese text in brackets."""
    if not found.language.startswith("zh"):
        return []
    for line in zones.last[-1:]:
        marked = _MARKED_NAME.fullmatch(line.text.strip())
        if marked and is_chinese_name(marked[1]):
            found.byline.readings.append(Reading(line.at, "byline", "closing-name"))
            found.note("closing-name", [marked[1]], line.at)
            return [Person(marked[1], None)]
        closing = _CLOSING_PEN_NAME.search(line.text)
        if closing and is_pen_name(closing[1]) and fold(closing[1]) not in found.own | found.topics:
            found.byline.readings.append(Reading(line.at, "byline", "closing-pen-name"))
            found.note("closing-pen-name", [closing[1]], line.at)
            return [Person(closing[1], None)]
    return []
