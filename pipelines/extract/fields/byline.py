"""Who wrote and edited a page and which outlet it is from: the credits of all zones put together."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from newsmill.pipelines.extract.body.standing import standing_line_kind
from newsmill.pipelines.extract.fields.credits import (
    LIST_MARKS,
    Credits,
    bare_names,
    is_line_of_names,
    parse_credit_line,
    parse_dateline,
    parse_sign_off,
    without_job,
)
from newsmill.pipelines.extract.fields.names import is_chinese_name, is_organisation, is_person
from newsmill.pipelines.extract.fields.title import fold
from newsmill.pipelines.extract.fields.zones import Line, Zones
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.record import Person

__all__ = ["Byline", "find_byline"]


class Reading(NamedTuple):
    """A block that credits were read from, and the rule that read them."""

    at: int
    label: str
    rule: str


class Byline(msgspec.Struct, kw_only=True):
    """The credits of a page and where they were read."""

    authors: list[Person] = []
    editors: list[Person] = []
    source: str | None = None
    account: str | None = None
    readings: list[Reading] = []


_LONGEST_LINE = 200
_WIDE = re.compile(r"[\u3000-\u9fff\uac00-\ud7af]")
_EMPTY_SOURCE = re.compile(
    r"来源\s?[：:]\s*(?:[|｜）)]|$|\s*\S{2,6}[：:])|来源\s?[：:]\s+(?=进入|发布|作者|编辑)"
)
# A line below a body is only asked while it can be one of the text's own: a comment or teaser further down names other people.
_TAIL_SHARE = 0.3


def find_byline(
    zones: Zones, metadata: Metadata, date_at: int, date_span: tuple[int, int], language: str | None
) -> Byline:
    """Read the credits of every zone. `date_at` is the block of the date line, whose unlabelled cells may be outlet and author."""
    byline = Byline()
    below: list[Credits] = []
    empty_source = False
    japanese = (language or "").startswith("ja")
    for line in zones.head:
        if len(line.text) > _LONGEST_LINE or line.place == "hidden":
            continue
        credits = parse_credit_line(line.text)
        empty_source = empty_source or (
            credits.source is None and "源" in line.text and _EMPTY_SOURCE.search(line.text) is not None
        )
        if line.place == "above" and credits.share < 0.5 and line.at != date_at:
            continue
        if line.links > 0.9 and not credits.authors and not credits.source:
            continue
        _take(byline, credits, line, "credit-line")
    for line in zones.first:
        credits = _first_line(line.text)
        if not credits.authors and line.text[-1:] in "）)":
            # A lead that ends in its reporters: `……。（记者 周远 卢珊）`; a bare bracket there is a remark.
            signed = parse_sign_off(line.text)
            if any(person.role for person in signed.authors):
                credits = signed
        _take(byline, credits, line, "credit-line-in-body" if len(line.text) < 60 else "dateline")
    seen = {line.at for line in zones.first}
    for number, line in enumerate(zones.last):
        credits = Credits()
        if line.at not in seen and len(line.text) <= 80:
            credits = parse_credit_line(line.text)
            if credits.share < 0.5:
                credits = Credits()
        if not credits.authors and number == len(zones.last) - 1:
            credits = parse_sign_off(line.text, japanese=japanese)
        below.append(credits)
        _take(byline, credits, line, "sign-off", source=False)
    end = zones.last[-1].at if zones.last else 0
    for line in zones.tail:
        if len(line.text) > _LONGEST_LINE:
            continue
        credits = parse_credit_line(line.text)
        if line.at > end + 3 and credits.authors and not _WIDE.search(line.text) and ":" not in line.text:
            continue
        if credits.share < _TAIL_SHARE and not credits.editors:
            if len(line.text) <= 60 and not byline.authors and _bracketed(line.text):
                _take(byline, parse_sign_off(line.text, japanese=japanese), line, "sign-off", source=False)
            continue
        below.append(credits)
        _take(byline, credits, line, "credit-line-below", source=False)
    if byline.source is None:
        byline.source = next((credits.source for credits in below if credits.source), None)
    _unlabelled(byline, zones, metadata, date_at, date_span, named_source=empty_source)
    if not byline.authors:
        _names_alone(byline, zones)
    _from_metadata(byline, zones, metadata, language, empty_source)
    return byline


def _bracketed(text: str) -> bool:
    return text[:1] in "（([【" and text[-1:] in "）)]】"


def _first_line(text: str) -> Credits:
    if len(text) <= 80:
        credits = parse_credit_line(text)
        if credits.share >= 0.5:
            return credits
    return parse_dateline(text)


def _take(byline: Byline, credits: Credits, line: Line, rule: str, *, source: bool = True) -> None:
    if not (credits.authors or credits.editors or credits.source or credits.account):
        return
    known = {fold(person.name) for person in byline.authors}
    fresh = [person for person in credits.authors if fold(person.name) not in known]
    byline.authors.extend(fresh)
    handled = {fold(person.name) for person in byline.editors}
    byline.editors.extend(person for person in credits.editors if fold(person.name) not in handled)
    if source and byline.source is None:
        byline.source = credits.source
    byline.account = byline.account or credits.account
    if credits.authors or credits.editors or credits.source:
        byline.readings.append(
            Reading(line.at, "byline" if credits.authors or credits.editors else "source", rule)
        )


def _unlabelled(
    byline: Byline,
    zones: Zones,
    metadata: Metadata,
    date_at: int,
    span: tuple[int, int],
    *,
    named_source: bool,
) -> None:
    """`2019年11月25日 18:57 参考消息`: what stands beside the date and is an outlet, or a name beside date and outlet."""
    line = next((line for line in zones.head if line.at == date_at), None)
    if line is None:
        return
    declared = {fold(name) for name in (metadata.source, *metadata.authors, *metadata.site_names) if name}
    tokens = _beside(line, span)
    self_published = bool(tokens) and any(_SELF_PUBLISHED.search(line.text) for line in zones.tail)
    for token in tokens:
        official = _OFFICIAL_ACCOUNT.fullmatch(token)
        if byline.account is None and (
            official or (self_published and byline.source is None and _could_be_account(token))
        ):
            byline.account = official.group(1) if official else token
            byline.readings.append(Reading(line.at, "source", "account-beside-date"))
            continue
        folded = fold(token)
        outlet = (folded in declared and (_WIDE.search(token) is not None or not is_person(token))) or (
            token in line.outside and _could_be_account(token) and not is_chinese_name(token)
        )
        if byline.source is None and not named_source and (outlet or _is_outlet(token)):
            byline.source = token
            byline.readings.append(Reading(line.at, "source", "outlet-beside-date"))
        elif not byline.authors and (is_chinese_name(token) or (" " in token and is_person(token))):
            byline.authors.append(Person(token, None))
            byline.readings.append(Reading(line.at, "byline", "name-beside-date"))
    if byline.source is None and not named_source:
        for near in zones.head:
            text = near.text.strip()
            if (
                abs(near.at - date_at) <= 2
                and near.at != date_at
                and fold(text) in declared
                and is_organisation(text)
                and len(text) <= 24
            ):
                byline.source = text
                byline.readings.append(Reading(near.at, "source", "outlet-beside-date"))
                return


def _names_alone(byline: Byline, zones: Zones) -> None:
    """A line between headline and body that is nothing but Chinese names."""
    for line in zones.head:
        text = line.text.strip()
        if line.place != "head" or line.links > 0.9 or not is_line_of_names(text):
            continue
        byline.authors.extend(Person(name, None) for name in bare_names(text.lstrip(LIST_MARKS)))
        byline.readings.append(Reading(line.at, "byline", "names-alone"))
        return


def _beside(line: Line, span: tuple[int, int]) -> list[str]:
    """The words of a date line that are neither date nor credits; in scripts with spaces, what stands between bars."""
    rest = f"{line.text[: span[0]]} | {line.text[span[1] :]}"
    credits = parse_credit_line(rest)
    tokens: list[str] = []
    for piece in credits.rest if credits.share else [rest]:
        for cell in re.split(r"[|｜·•]", piece):
            tokens += cell.split() if _WIDE.search(cell) else [cell]
    return [token.strip("()[]（）【】［］ ,，–—-©®") for token in tokens if 1 < len(token.strip()) <= 60]


# What a platform says under a text that its users wrote, and what a name beside the date is then.
_SELF_PUBLISHED = re.compile(r"自媒体|[用作][户者].{0,6}上传并发布|(?:平台|本站)仅提供信息存储|作者个人观点")
_OFFICIAL_ACCOUNT = re.compile(r"(.{2,20})官方[账帐]号")


def _could_be_account(token: str) -> bool:
    return 2 <= len(token) <= 16 and _WIDE.search(token) is not None and not _NO_ACCOUNT.search(token)


_NO_ACCOUNT = re.compile(
    r"^(?:发布于|发表于|来自|IP属地|关注|举报|分享|阅读|评论|收藏|[+＋])|[：:\d]|[省市区县]$"
)


# What outlets end in, beside what `names.is_organisation` knows; a whole cell must be one.
_OUTLET = re.compile(
    r"(?:网|報|报|社|台|卫视|电视|广播|之声|媒体|融媒体|视听|智库|研究院|官网|博客|微博|论坛|新闻|财经|科技|娱乐|体育|军事|教育|汽车|健康|消息|传媒|客户端|频道|周刊|在线|日报|晚报|时报|早报|快报|资讯|中心|发布|融媒|杂志|观察|自媒体综合|网络版)$"
)


def _is_outlet(token: str) -> bool:
    return (
        3 <= len(token) <= 20 and _OUTLET.search(token) is not None and not re.search(r"[()（）\d：:]", token)
    )


def _from_metadata(
    byline: Byline, zones: Zones, metadata: Metadata, language: str | None, empty_source: bool
) -> None:
    """What no line shows: the source a page declares, and authors. On Chinese pages the declared author is an account or the typist."""
    declared = metadata.source
    if byline.source is None and declared and not empty_source and 2 <= len(declared) <= 40:
        byline.source = None if declared.startswith("http") else declared
    sites = {fold(name) for name in metadata.site_names}
    people = [
        bare for name in metadata.authors if is_person(bare := without_job(name)) and fold(bare) not in sites
    ]
    if (language or "").lower().startswith("zh"):
        if byline.account is None and metadata.authors_trusted and people and not byline.authors:
            byline.account = people[0]
        return
    if not byline.authors:
        shown = _named_people(zones)
        declared_people = [
            name for name in people if " " in name or _WIDE.search(name) or metadata.authors_trusted
        ]
        byline.authors = [Person(name, None) for name in dict.fromkeys(shown or declared_people)]
    if not byline.editors:
        byline.editors = [Person(name, None) for name in metadata.editors if is_person(name)]


_WITH_JOB = re.compile(
    r"([^\W\d_][^,|·•\d]{4,36}),\s(?=[^.]{0,40}$)(?:[^\W\d_]+\s){0,3}(?:Correspondent|Reporter|Writer|Columnist|Editor|Journalist|Contributor|Producer|Analyst)\b",
    re.IGNORECASE,
)


def _named_people(zones: Zones) -> list[str]:
    """Links to authors; lines of a byline element that are nothing but a name; names with a job, `Jane Doe, Political Correspondent`."""
    with_job = [
        match.group(1)
        for line in zones.head
        if line.place == "head" and (match := _WITH_JOB.match(line.text)) and is_person(match.group(1))
    ]
    linked = [
        name
        for line in zones.head
        if line.place != "hidden" and not line.aside
        for name in line.authors
        if is_person(name)
    ]
    return (
        linked[:6]
        or with_job[:3]
        or [
            line.text
            for line in zones.head
            if line.place == "head"
            and line.named
            and " " in line.text
            and len(line.text) <= 40
            and is_person(line.text)
            and standing_line_kind(line.text) is None
        ][:3]
    )
