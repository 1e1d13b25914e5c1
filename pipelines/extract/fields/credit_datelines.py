"""Credits in the first and last words of a text: datelines that name reporters, `…報導` lines and sign-offs."""

from __future__ import annotations

import re
from functools import cache

from newsmill.pipelines.extract.fields.credit_labels import PUNCTUATION, has_credit_hint, segments_of
from newsmill.pipelines.extract.fields.credit_names import (
    LIST_MARKS,
    Credits,
    add_people,
    bare_names,
    read_people,
)
from newsmill.pipelines.extract.fields.credits import parse_credit_line, read_suffixed
from newsmill.pipelines.extract.fields.person_names import (
    is_chinese_name,
    is_japanese_name,
    is_organisation,
    is_person,
)
from newsmill.pipelines.extract.lexicon.datelines import JAPANESE_REMARKS, OUTLET_LAST, SIGN_OFFS
from newsmill.pipelines.extract.lexicon.prefilters import any_of, needed_words
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.page.character_classes import HAN
from newsmill.pipelines.record import Person
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "OPENING_BRACKETS",
    "parse_dateline",
    "parse_reported",
    "parse_sign_off",
    "without_closing_credit",
]

_BRACKETED = lazy_regex(r"[（(\[【〔]([^（()）\[\]【】〔〕]{2,60})[）)\]】〕]")
# `東方網記者曹磊5月13日報道：` – what may follow the names in a dateline without brackets.
_DATELINE_END = lazy_regex(
    r"\s*(?:\d|报道|報導|报导|報道|讯|电|[:：]|摄影报道|[东西南北]?.{1,6}(?:报道|报导|報導|電|电|讯)|"
    r"(?:实习|見習|见习)?[记記]者\s)"
)
_JAPANESE_DATELINE = lazy_regex(rf"^[【\[（(][{HAN}ァ-ヶー・]{{2,12}}[=＝]([{HAN}]{{2,6}})[】\]）)]")
# `[아시아경제 홍길동 기자]`: an outlet of one word before the reporter
_KOREAN_OUTLET = lazy_regex(r"[가-힣A-Za-z0-9]{2,10}[= ][가-힣·, ]{2,20}(?:기자|특파원)$")
_RUSSIAN_DATELINE = lazy_regex(
    r"^[А-ЯЁІЇЄҐ][А-ЯЁІЇЄҐ\-\s]{2,30}, \d{1,2} \w+\s?[—–-]\s?[^.]{2,40}?, ([А-ЯЁІЇЄҐ][\w\-]+ [А-ЯЁІЇЄҐ][\w\-]+)\."
)
# `(서울=연합뉴스) 홍길동 기자 =`, `张三/文`
_EQUALS = lazy_regex(r"[（(\[【]?[^()（）\[\]【】]{1,20}[=＝][^()（）\[\]【】]{1,20}[)）\]】]")
_SLASH = lazy_regex(r"[^。，,]{2,30}[/／]文")
OPENING_BRACKETS = "〔【[（("


@cache
def _hint() -> re.Pattern[str]:
    """Prefilter: the words of which the patterns of datelines each need one."""
    patterns = (_REPORTER, _NAMES_REPORTED, _JAPANESE_DATELINE, _EQUALS, _SLASH)
    return any_of(word for pattern in patterns for word in needed_words(pattern.pattern))


def parse_dateline(paragraph: str) -> Credits:
    """The reporters at the start of a body: `新华社北京4月24日电（记者张扬）`, `〔記者陳立新／台北報導〕`,
    `(서울=연합뉴스) 홍길동 기자 =`."""
    head = paragraph[:140]
    credits = Credits()
    agency = None if head.isascii() else _AGENCY_DATELINE.match(head)
    if agency and (names := bare_names(agency.group(1))):
        return Credits(authors=[Person(name, None) for name in names])
    if not (_hint().search(head) or has_credit_hint(head) or _RUSSIAN_DATELINE.match(head)):
        return credits
    reported = parse_reported(head)
    if reported.authors:
        if head[:1] not in OPENING_BRACKETS:  # `记者陈立新 通讯员王小禾报道`
            for person in _opening_reporters(head).authors:
                add_people(reported.authors, [person.name], person.role)
        return reported
    if (inner := _in_brackets(head)) is not None:
        return inner
    for pattern in (_JAPANESE_DATELINE, _RUSSIAN_DATELINE):
        named = pattern.match(head)
        if named and is_person(named.group(1)):
            add_people(credits.authors, [named.group(1)], None)
            return credits
    if _EQUALS.match(head) or _SLASH.match(head):
        read_suffixed(head[:60].translate(PUNCTUATION), credits)
        return credits
    return _opening_reporters(head)


def _in_brackets(head: str) -> Credits | None:
    """The credits in brackets near the start: `新华社北京4月24日电（记者张扬）`."""
    for match in _BRACKETED.finditer(head):
        if match.start() > 60:
            break
        inner = parse_credit_line(match.group(1))
        if inner.share > 0.5 or (
            match.start() == 0 and inner.authors and _KOREAN_OUTLET.match(match.group(1))
        ):
            return inner
    return None


def _opening_reporters(head: str) -> Credits:
    """The reporters in a dateline without brackets: `江城网 记者 张三 实习记者 李四 4月24日报道`."""
    credits = Credits()
    opening = re.split(r"[：:。！？!?，,]| = ", head, maxsplit=1)[0][:50]
    line = opening.translate(PUNCTUATION)
    for segment in segments_of(line):
        if segment.label.field != "author" or segment.colon or segment.start > 30:
            continue
        names, _, rest = read_people(segment, line[segment.value_at :], editors=False)
        before, names = names, [name for name in names if is_chinese_name(name)]
        after = rest if rest.strip() else head[len(opening) :]
        if (
            before and names != before and before[-1] not in names
        ):  # the text begins: `□本报记者 陈立新 本周一，`
            after = f" {before[-1]}"
        spaced = (
            line[segment.value_at - 1 : segment.value_at] == " " and after[:1] == " " and segment.start > 0
        )
        glued = bool(names) and line[segment.value_at :].startswith(_reports(names[-1]))
        marked = spaced and line[segment.start - 1] in LIST_MARKS
        if names and (glued or marked or _DATELINE_END.match(after)):
            add_people(credits.authors, names, segment.printed)
    return credits


def _reports(name: str) -> tuple[str, ...]:
    """A name directly followed by the verb: `王小禾报道`."""
    return tuple(f"{name}{verb}" for verb in ("报道", "报导", "報道", "報導"))


_REPORTER = lazy_regex(
    rf"(?P<outlet>[{HAN}A-Za-z]{{2,10}})?\s?[/╱／]?\s?(?P<opening>[〔【\[（(])?(?P<role>(?:特約|特约|實習"
    rf"|实习|特派|見習|駐[{HAN}]{{2}})?(?:記者|记者|特派員|編譯|编译))\s?[:：]?\s?"
)
_REPORTED = lazy_regex(
    rf"\s?(?:[/╱／]\s?[{HAN}]{{2,6}}?(?:報導|报导|報道|报道|專電|電|专电)|"
    rf"[{HAN}]{{0,6}}?\s?(?:\d{{1,2}}日)?(?:綜合|即時|連線|專題|現場|综合)?(?:報導|报导|報道|报道|專電|"
    rf"外電|電(?![話影視子力腦]))|"
    rf"[{HAN}]{{0,6}}?\s?(?:\d{{1,2}}月)?\d{{1,2}}日(?:电|讯|訊)|[/╱／])"
)
_NAMES_REPORTED = lazy_regex(
    rf"^(?:(?P<outlet>[{HAN}]{{2,6}}))?[〔【\[（(](?P<names>[{HAN}]{{2,4}}(?:[、, "
    rf"][{HAN}]{{2,4}}){{0,3}})\s?[/╱／]\s?[{HAN}]{{2,6}}(?:報導|报导|報道|專電|電)[〕】\]）)]"
)
_OUTLET_BEFORE = lazy_regex("(?:" + pattern_of(OUTLET_LAST) + ")$")


def _names_reported(head: str) -> Credits | None:
    """`江城時報【陳立新／台北報導】`: names and a place in brackets, without the word for reporter."""
    alone = _NAMES_REPORTED.match(head)
    names = bare_names(alone["names"]) if alone else []
    if alone is None or not names:
        return None
    outlet = alone["outlet"] if alone["outlet"] and _OUTLET_BEFORE.search(alone["outlet"]) else None
    return Credits(
        authors=[Person(name, None) for name in names], source=outlet, share=alone.end() / len(head)
    )


def parse_reported(line: str) -> Credits:
    """Reporters in the forms of Taiwan and Hong Kong: `〔記者陳立新／台北報導〕`,
    `（中央社記者陳立新台北12日電）`, `【聯合報╱記者…】`."""
    credits = Credits()
    head = line[:80].strip()
    if head.isascii():
        return credits
    if alone := _names_reported(head):
        return alone
    start = 1 if head[:1] in OPENING_BRACKETS else 0
    match = _REPORTER.match(head, start)
    if match is None:
        return credits
    names, end = _glued_names(head, match.end())
    after = _REPORTED.match(head, end) if names else None
    if after is None:
        return credits
    add_people(credits.authors, names, match["role"])
    outlet = match["outlet"]
    apart = outlet and (match["opening"] or head[match.end("outlet") : match.start("role")].strip())
    if outlet and apart and not outlet.startswith("本") and _OUTLET_BEFORE.search(outlet):
        credits.source = outlet
    close = next((at for at in range(after.end() - 1, len(head)) if head[at] in "〕】])）"), -1)
    credits.share = min(
        1.0, (after.end() + 1) / max(1, min(len(head), close + 1 if close > 0 else len(head)))
    )
    return credits


def _glued_names(text: str, at: int) -> tuple[list[str], int]:
    """Chinese names directly followed by other text: `陳立新台北12日電`; several are separated by `、`."""
    names: list[str] = []
    while True:
        size = next(
            (
                size
                for size in (4, 3, 2)
                if len(text[at : at + size]) == size
                and is_chinese_name(text[at : at + size])
                and (size != 3 or not _SHORT_NAME_BEFORE.match(text, at))
            ),
            0,
        )
        if not size:
            return names, at
        names.append(text[at : at + size])
        at += size
        link = _NAME_LINK.match(text, at)
        if link is None or not is_chinese_name(text[link.end() : link.end() + 3].strip("／/╱")[:3]):
            return names, at
        at = link.end()


_NAME_LINK = lazy_regex(r"\s?[、，, ]\s?")
# `記者王明報導`: the third character belongs to what follows.
_SHORT_NAME_BEFORE = lazy_regex(rf"[{HAN}]{{2}}(?:[報报]|[電电](?:[〕】\])）]|$)|攝|摄)")


# `中新网江城4月24日电 (张三)`: an agency names its reporters right after 电, without a label.
_AGENCY_DATELINE = lazy_regex(
    r"[^()（）。，,]{2,24}(?:日|\s)(?:电|電|讯|訊|消息|报道)\s*[（(]([^()（）：:]{2,24})[)）]"
)
_LAST_BRACKET = lazy_regex(r"[（(\[【〔]([^（()）\[\]【】〔〕]{2,60})[）)\]】〕]?\s*$")
_LAST_WORDS = lazy_regex(r"(?:[。！？!?”」…]|^)\s*([^。！？!?”」…]{3,40})$")
_SIGN_OFF = lazy_regex(pattern_of(SIGN_OFFS))


def parse_sign_off(paragraph: str, *, japanese: bool = False, labelled: bool = False) -> Credits:
    """The names that close a body: `……。（张巨峰）`, `（评论员 罗博 萧海川）`, `……。本报记者 张三`.

    japanese  a bracketed name has up to five characters
    labelled  accept only labelled names, since more text of the story may follow
    """
    tail = paragraph[-100:]
    bracket = _LAST_BRACKET.search(tail)
    if bracket and (bracket.group().rstrip()[-1] in "）)]】〕" or _SIGN_OFF.search(bracket.group(1))):
        credits = _signed(bracket.group(1), japanese, labelled)
        before = _LAST_BRACKET.search(tail[: bracket.start()]) if not credits.authors else None
        if before and (credits.editors or credits.source):  # `（记者 张三）（责编：王芳）`
            earlier = _signed(before.group(1), japanese, labelled)
            credits.authors = earlier.authors
        return credits
    last = _LAST_WORDS.search(tail)
    if last and _SIGN_OFF.search(last.group(1)):
        credits = parse_credit_line(last.group(1))
        if credits.share > 0.6:
            return credits
    return Credits()


# `（本报江城4月24日电 记者张三）`
_DATELINE_BEFORE = lazy_regex(r"^[^\s:：]{2,16}\d{1,2}月\d{1,2}日[电電讯訊]\s*(?=\S)")


def _signed(inner: str, japanese: bool, need_label: bool) -> Credits:
    """The credits in the bracket at the end of a body."""
    inner = _DATELINE_BEFORE.sub("", inner)
    if japanese:
        inner = _JAPANESE_LABEL.sub(r"\1：", inner)
    labelled = parse_credit_line(inner)
    if labelled.authors or labelled.others or labelled.editors or labelled.source:
        named_first = inner.startswith(("作者", "撰稿", "本文作者")) and labelled.authors
        offices = sum(len(piece) for piece in labelled.rest if is_organisation(piece))
        return labelled if labelled.share + offices / len(inner) > 0.4 or named_first else Credits()
    if need_label:
        return Credits()
    names = _BETWEEN_JAPANESE.split(inner) if japanese else []
    if len(names) > 1 and all(map(is_japanese_name, names)):
        return Credits(authors=[Person(name, None) for name in names])
    if (
        japanese
        and _JAPANESE_NAME.fullmatch(inner)
        and is_person(inner)
        and not _JAPANESE_REMARK.search(inner)
    ):
        return Credits(authors=[Person(inner, None)])
    return Credits(authors=[Person(name, None) for name in bare_names(inner)])


# `（文・写真　山田太郎）`, `（記者・山田太郎）`: a space or a dot in place of the colon
_JAPANESE_LABEL = lazy_regex(
    rf"^(文・写真|写真・文|文と写真|取材・文|構成・文|記者|特派員|取材|執筆|聞き手|構成)[\s・](?=[{HAN}々]{{3,6}}$)"
)
_BETWEEN_JAPANESE = lazy_regex(r"[、，,・]\s?")
_JAPANESE_NAME = lazy_regex(rf"[{HAN}]{{3,5}}")
_JAPANESE_REMARK = lazy_regex(pattern_of(JAPANESE_REMARKS))


# `……不收学费。（编译/何小满）`: a role and a slash are a printed credit; `（记者 周远）` belongs to the sentence.
_CLOSING_CREDIT = lazy_regex(
    rf"(?<=[。！？”])\s?[（(](?P<credit>[{HAN}]{{1,4}}[/／|｜丨︱][{HAN}·、 ]{{2,20}})[）)]$"
)


def without_closing_credit(paragraphs: list[str]) -> list[str]:
    """The paragraphs without the credit in brackets behind the last sentence, which is read into authors or editors."""
    closing = _CLOSING_CREDIT.search(paragraphs[-1]) if paragraphs else None
    credits = parse_credit_line(closing["credit"]) if closing else None
    if closing is None or credits is None or not closing.start():
        return paragraphs
    if credits.share < _WHOLE_CREDIT or not (credits.authors or credits.editors):
        return paragraphs
    return [*paragraphs[:-1], paragraphs[-1][: closing.start()]]


_WHOLE_CREDIT = 0.95
