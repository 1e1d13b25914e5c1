"""Every row of every table of the lexicon is reached: a line is made from each row, and read as a page would be.

A new table fails `test_every_table_has_a_line_for_each_of_its_rows` until a function here makes lines for it.
"""

from __future__ import annotations

import datetime
import functools
import html
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable

import numpy as np
import pytest

from newsmill import clean
from newsmill.pipelines.extract import comments, dump, parse, read_blocks
from newsmill.pipelines.extract import language as language_reader
from newsmill.pipelines.extract.body import (
    comment_boxes,
    complete_rows,
    excluded_structures,
    interruptions,
    trim_ends,
)
from newsmill.pipelines.extract.body import (
    line_patterns as line_pattern_reader,
)
from newsmill.pipelines.extract.body.line_patterns import LINE_NAMES
from newsmill.pipelines.extract.fields import boilerplate_lines as recogniser
from newsmill.pipelines.extract.fields import (
    byline_date_line,
    byline_findings,
    byline_source,
    credit_datelines,
    credit_names,
    credits,
    dates,
    lead,
    line_dates,
    lines_around_body,
    person_names,
    section,
    spaced_names,
    title,
)
from newsmill.pipelines.extract.fields.biographies import begins_biography, introduced_author
from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.fields.byline_findings import NO_CELL
from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.dates import find_dates
from newsmill.pipelines.extract.fields.line_cells import leads_to_author
from newsmill.pipelines.extract.fields.lines_around_body import _ends_in_picture_agency
from newsmill.pipelines.extract.fields.person_names import (
    is_caseless_full_name,
    is_japanese_name,
    is_organisation,
)
from newsmill.pipelines.extract.fields.spaced_names import (
    _find_office,
    is_agency,
    is_full_name,
    is_nobody,
    people_in,
)
from newsmill.pipelines.extract.fields.title import fold, without_site
from newsmill.pipelines.extract.kind import facts
from newsmill.pipelines.extract.kind.evidence import (
    _lines_of,
    _may_be_of_lines,
    _of_address,
    _of_title_text,
    _rows_declared,
    _rows_of_template,
)
from newsmill.pipelines.extract.kind.facts import ShortLines
from newsmill.pipelines.extract.kind.lines import SHORT_LINE
from newsmill.pipelines.extract.kind.unavailable import _LOG_IN, is_error_sentence
from newsmill.pipelines.extract.lexicon import __path__ as lexicon_path
from newsmill.pipelines.extract.lexicon import (
    around_names,
    biographies,
    boilerplate_lines,
    calendar,
    class_hints,
    comment_words,
    consent,
    date_context,
    date_keys,
    datelines,
    given_names,
    headings,
    insertions,
    labels,
    languages,
    line_patterns,
    name_words,
    outlets,
    page_kinds,
    roles,
    sections,
    sentence_ends,
    standfirsts,
)
from newsmill.pipelines.extract.lexicon.prefilters import alternatives, samples
from newsmill.pipelines.extract.lexicon.rows import Row
from newsmill.pipelines.extract.page import element_roles
from newsmill.pipelines.extract.page.metadata import read

Missed = Iterable[str]
LINES: dict[str, Callable[[], Missed]] = {}
# Constants that are not tables: parts of patterns, numbers, and what is derived from a table here.
NO_TABLES = {
    "boilerplate_lines.LINE_START",
    "build_calendar_names.LANGUAGES",
    "build_calendar_names.PATH",
    "line_patterns.DIGITS_FIRST",  # parts of a row of LINE_PATTERNS
    "line_patterns.MONTH",
    "line_patterns.TELEPHONE",
    "class_hints.MODEL_TAGS",  # what the body model counts; a test of the model holds it to the features
    "class_hints.OTHER_TAG",
    "class_hints.TAG_NUMBERS",
    "sentence_ends.ENDINGS",
}
NOW = datetime.datetime(2024, 4, 24, 12, 0)
TEXT = (
    "The council of Harbour Town agreed on Tuesday to build a new library on the old pier, after a debate of four "
    "hours in which nearly all of its members spoke."
)


def rows_of(*tables: str) -> Callable[[Callable[[], Missed]], Callable[[], Missed]]:
    """Registers what makes lines for the rows of a table and gives those rows that are not reached."""

    def register(missed: Callable[[], Missed]) -> Callable[[], Missed]:
        LINES.update(dict.fromkeys(tables, missed))
        return missed

    return register


def tables() -> list[str]:
    """The names of all constants of the lexicon, as `module.NAME`."""
    return sorted(
        f"{module.name}.{name}"
        for module in pkgutil.iter_modules(lexicon_path)
        if not module.name.startswith("_")
        for name in getattr(
            importlib.import_module(f"newsmill.pipelines.extract.lexicon.{module.name}"), "__all__", ()
        )
        if name.isupper()
    )


def written(pattern: str, *more: str) -> list[str]:
    """Texts in which a pattern is found, at least one for each of its alternatives: made from the pattern, where it
    does not count or exclude characters, else from `more`."""
    texts: list[str] = []
    for row in alternatives(pattern):
        find = re.compile(row, re.IGNORECASE).search
        made = samples(row)
        made += [text.replace("x", blank) for text in made for blank in (" ", "", "7")]
        made += [f"{text} Orland" for text in made]
        found = list(dict.fromkeys(text for text in (*made, *more) if find(text)))
        assert found, f"no text for {row}"
        texts += found
    return texts


@pytest.mark.parametrize("table", [name for name in tables() if name not in NO_TABLES])
def test_every_table_has_a_line_for_each_of_its_rows(table: str) -> None:
    assert list(LINES[table]()) == []


def test_the_tables_are_those_of_the_lexicon() -> None:
    assert set(LINES) == set(tables()) - NO_TABLES


# ---- notes about authors -------------------------------------------------------------------------------------


@rows_of("biographies.AFTER_NAME")
def _after_name() -> Missed:
    for row, _ in biographies.AFTER_NAME:
        for words in samples(row):
            line = f"Anna Lund {words.strip().replace('(x)', '(24)')} …"
            if begins_biography(line, ["Anna Lund"]) != "Anna Lund":
                yield line


@rows_of("biographies.AT_THE_PAPER")
def _at_the_paper() -> Missed:
    for row, _ in biographies.AT_THE_PAPER:
        for words in samples(row):
            line = f"Anna Lund is here, {words.strip()} sport"
            if introduced_author(line) != "Anna Lund":
                yield line


@rows_of("biographies.CONTACT")
def _contact() -> Missed:
    for pattern, _ in biographies.CONTACT:
        for text in samples(pattern.replace("{name}", "NAME")):
            line = text.replace("NAME", "Anna Lund").strip()
            if introduced_author(line) != "Anna Lund":
                yield line


# ---- boilerplate lines ---------------------------------------------------------------------------------------

# Lines for rows whose patterns count repetitions, which `samples` does not write out.
COUNTED = (
    "下载新闻客户端，关注微信公众号", "小 中 大", "字号：大 中 小", "news@courier.example", "责任编辑：CN042",
    "홍길동 기자의 다른 기사 보기", "责编 AB1234", "(1) (2) (3) 下一页", "1,204 views", "阅读 1204", "浏览：1204次",
    "Total votes: 120", "2024-04-24 08:15", "新闻热线：0571-85310000", "Did you know that we have a WhatsApp channel?",
)  # fmt: skip


def _boilerplate_lines(number: int, row: boilerplate_lines.Boilerplate) -> list[str]:
    made = samples(row.pattern.removeprefix(boilerplate_lines.LINE_START).strip("^$"))
    made += [text.replace("x", blank) for text in made for blank in (" ", "", "2")]
    find = recogniser._asked(number).asks
    fit = [text for text in (*made, *COUNTED) if len(text) <= row.longest and find(text)]
    # With such a mark at its end it is a sentence and not a button.
    return [text for text in fit if text[-1:] not in sentence_ends.MARKS_ANYWHERE]


@rows_of("boilerplate_lines.STARTS", "boilerplate_lines.INSIDE", "boilerplate_lines.WHOLE")
def _boilerplate() -> Missed:
    for number, row in enumerate(
        (*boilerplate_lines.STARTS, *boilerplate_lines.INSIDE, *boilerplate_lines.WHOLE)
    ):
        lines = _boilerplate_lines(number, row)
        if not lines:
            yield f"no line for {row.kind}: {row.why}"
        yield from (line for line in lines if boilerplate_kind(line, linked=True) is None)


@rows_of("boilerplate_lines.PHRASES")
def _phrases() -> Missed:
    for rows in boilerplate_lines.PHRASES.values():
        yield from (
            phrase for row in rows for phrase in row.split("|") if boilerplate_kind(phrase.upper()) is None
        )


ALSO_LINES = (
    "Copyright 2024 Harbour Courier", "Read the report here.", "Please update your browser.",
    "Tell us: x@courier.example",    "This article was amended on 3 May 2024", "Telephone 0571-85310000",
)  # fmt: skip


@rows_of("boilerplate_lines.ALSO", "boilerplate_lines.SURE")
def _confirming() -> Missed:
    for table in (recogniser._ALSO, recogniser._SURE):
        for kind, pattern in table.items():
            yield from (
                f"{kind}: {line}"
                for line in written(pattern.pattern, *ALSO_LINES)
                if not pattern.search(line)
            )


@rows_of("boilerplate_lines.NARRATIVE")
def _narrative() -> Missed:
    yield from (line for line in written(boilerplate_lines.NARRATIVE) if not recogniser._STORY.search(line))


@rows_of("boilerplate_lines.LABELS")
def _kinds_of_labels() -> Missed:
    kinds = {
        row.kind for row in (*boilerplate_lines.STARTS, *boilerplate_lines.INSIDE, *boilerplate_lines.WHOLE)
    }
    yield from boilerplate_lines.LABELS - kinds


# ---- calendar ------------------------------------------------------------------------------------------------


def _day(line: str, language: str | None = None) -> tuple[int | None, ...]:
    found = find_dates(line, language=language, now=NOW)
    return (found[0].stamp.year, found[0].stamp.month, found[0].stamp.day) if found else ()


@rows_of("calendar.NAMES", "calendar.EXTRA_MONTHS")
def _months() -> Missed:
    """One form of each month; `test_calendar_names.py` tries all forms in all layouts."""
    for language in calendar.NAMES:
        owners: dict[str, set[int]] = {}
        for number, forms in enumerate(calendar.month_forms(language), 1):
            for form in forms:
                owners.setdefault(calendar.fold(form), set()).add(number)
        for number, forms in enumerate(calendar.month_forms(language), 1):
            for form in forms:
                line = f"12 {form} 2024"
                if len(owners[calendar.fold(form)]) == 1 and _day(line, language) != (2024, number, 12):
                    yield f"{language}: {line}"


@rows_of("calendar.PERSIAN_MONTHS")
def _persian_months() -> Missed:
    for names in calendar.PERSIAN_MONTHS:
        yield from (name for name in names if not _day(f"۱۲ {name} ۱۴۰۳", "fa"))


@rows_of("calendar.ERAS")
def _eras() -> Missed:
    yield from (
        era for era, before in calendar.ERAS.items() if _day(f"{era}6年4月24日") != (before + 6, 4, 24)
    )


@rows_of("calendar.JOINTS")
def _joints() -> Missed:
    yield from (word for word in calendar.JOINTS if _day(f"24 {word} April 2024") != (2024, 4, 24))


@rows_of("calendar.TIME_WORDS")
def _time_words() -> Missed:
    for word in calendar.TIME_WORDS:
        found = find_dates(f"24 April 2024, {word} 08.15")
        if not found or found[0].stamp.hour != 8:
            yield word


@rows_of("calendar.MORNING", "calendar.AFTERNOON")
def _halves() -> Missed:
    for words, hour in ((calendar.MORNING, 8), (calendar.AFTERNOON, 20)):
        for word in words:
            lines = (f"2024-04-24 {word}8:15", f"2024-04-24 {word} 8:15", f"24 April 2024 8:15 {word}")
            hours = {
                found[0].stamp.hour
                for line in lines
                for language in (None, "hu")
                if (found := find_dates(line, language=language))
            }
            if hour not in hours:
                yield word


@rows_of("calendar.DAY_WORDS")
def _day_words() -> Missed:
    for language, ago, words in calendar.DAY_WORDS:
        day = NOW - datetime.timedelta(days=ago)
        for word in words.split("/"):
            line = f"{word} 10:30"
            if _day(line, language) != (day.year, day.month, day.day):
                yield f"{language}: {line}"


@rows_of("calendar.AGO_WORDS")
def _ago_words() -> Missed:
    for language, seconds, before, after in calendar.AGO_WORDS:
        line = f"{before} 2 {after}".strip() if before or language not in ("zh", "ja") else f"2{after}"
        day = NOW - datetime.timedelta(seconds=2 * seconds)
        if _day(line, language) != (day.year, day.month, day.day):
            yield f"{language}: {line}"


# ---- names in the markup -------------------------------------------------------------------------------------


@rows_of("class_hints.WORDS")
def _class_words() -> Missed:
    for hint, words in class_hints.WORDS.items():
        yield from (word for word in words.split() if not class_hints.hints_of(f"x {word}") & hint)


@rows_of("class_hints.TAG_HINTS")
def _tag_hints() -> Missed:
    for tag, hint in class_hints.TAG_HINTS.items():
        if element_roles.ROLES.get(tag, element_roles.INLINE) == element_roles.INLINE:
            continue  # `<time>` is in a block and is none
        tree = parse(f"<div><p>{TEXT}</p><{tag}><p>{TEXT}</p></{tag}></div>")
        assert tree is not None
        if not any(box.own & hint for box in read_blocks(tree).containers):
            yield tag


@rows_of("date_keys.DATE_NAMES", "date_keys.SURELY_PUBLISHED")
def _date_names() -> Missed:
    rows = [*date_keys.DATE_NAMES, ("published", date_keys.SURELY_PUBLISHED, "")]
    for meaning, pattern, _ in rows:
        for name in samples(pattern.pattern):
            told = read(parse(f'<meta name="x-{name}" content="2024-03-05T08:00">'))
            dates = {"updated": told.modified, "published": [*told.published, *told.dates], "other": ()}[
                meaning
            ]
            if date_keys.meaning_of_name(f"x-{name}") != meaning or bool(dates) != (meaning != "other"):
                yield name


# ---- names of people -----------------------------------------------------------------------------------------


@rows_of("given_names.GIVEN_NAMES")
def _given_names() -> Missed:
    for name in given_names.GIVEN_NAMES:
        family = "כהן" if re.search("[\u0590-\u05ff]", name) else "حداد"
        if not is_caseless_full_name(f"{name} {family}"):
            yield name


@rows_of("given_names.GEORGIAN_FAMILY_ENDINGS")
def _georgian_endings() -> Missed:
    yield from (
        end for end in given_names.GEORGIAN_FAMILY_ENDINGS if not is_caseless_full_name(f"ნინო ბერიძ{end}")
    )


@rows_of("given_names.JAPANESE_FAMILY_NAMES")
def _japanese_names() -> Missed:
    yield from (name for name in given_names.JAPANESE_FAMILY_NAMES if not is_japanese_name(f"{name}太郎"))


# ---- labels of credits ---------------------------------------------------------------------------------------

NAMES = {"wide": "张建国", "hangul": "홍길동", "cased": "Agus Santoso"}
OUTLETS = {"wide": "江城日报", "hangul": "江城日报", "cased": "Harbour Courier"}


def _script_of(label: str) -> str:
    if re.search("[가-힣]", label):
        return "hangul"
    return "wide" if re.search("[\u2e80-\ua4cf\uff00-\uffef]", label) else "cased"


def _credited(field: str, line: str) -> bool:
    credits = parse_credit_line(line)
    values: dict[str, list[object]] = {
        "author": [*credits.authors],
        "editor": [*credits.editors],
        "other": [*credits.others],
        "source": [credits.source] if credits.source else [],
        "account": [credits.account] if credits.account else [],
        "ignore": ["-"] if not (credits.authors or credits.editors) else [],
    }
    return bool(values[field])


@rows_of("labels.LABELS")
def _labels() -> Missed:
    for label in labels.LABELS:
        alone = not (label.colon or label.field in ("ignore", "source") or "(?=" in label.pattern)
        for text in samples(label.pattern):
            script = _script_of(text)
            value = OUTLETS[script] if label.field in ("source", "account") else NAMES[script]
            if label.pattern.endswith("「《:])"):  # 本文来自微信公众号“江城财经”
                value = f"“{value}”"
            if not _credited(label.field, f"{text}：{value}"):
                yield f"{text}："
            if alone and not _credited(label.field, f"{text} {NAMES[script]}"):
                yield f"{text} (without a colon)"


@rows_of("labels.SUFFIXES")
def _suffixes() -> Missed:
    for suffix in labels.SUFFIXES:
        name = {"ko": "홍길동", "zh": "张建国", "ja": "山田太郎"}[suffix.script]
        glue = "" if suffix.script == "ja" else " "
        for text in samples(suffix.pattern):
            if not _credited(suffix.field, f"({name}{glue}{text.strip()})"):
                yield text


@rows_of("labels.COLONS")
def _colons() -> Missed:
    yield from (colon for colon in labels.COLONS if not _credited("editor", f"责任编辑{colon}张建国"))


# ---- outlets -------------------------------------------------------------------------------------------------


@rows_of("outlets.OUTLET_ENDINGS")
def _outlet_endings() -> Missed:
    for ending in alternatives(outlets.OUTLET_ENDINGS):
        if parse_credit_line(f"来源：江城{ending}").source != f"江城{ending}":
            yield ending


@rows_of("outlets.OPENING_ENDINGS")
def _opening_endings() -> Missed:
    text = "4月24日上午，江城市召开全市经济工作会议，总结今年以来的各项工作，部署下一阶段重点任务。"
    for ending in samples(outlets.OPENING_ENDINGS):
        page = f"<title>江城市召开会议</title><h1>江城市召开会议</h1><p>[世华江城{ending}]{text}</p><p>{text}</p>"
        if clean(page.encode()).source != f"世华江城{ending}":
            yield ending


@rows_of("outlets.CHANNELS", "outlets.TITLE_ENDINGS")
def _title_endings() -> Missed:
    for ending in (*samples(outlets.CHANNELS), *samples(outlets.TITLE_ENDINGS)):
        for separator in ("-", " | ", "_"):
            if without_site(f"江城市召开会议部署工作{separator}{ending}") != "江城市召开会议部署工作":
                yield f"{separator}{ending}"


@rows_of("outlets.TITLE_ENDINGS_AFTER_SPACE")
def _title_endings_after_space() -> Missed:
    for ending in samples(outlets.TITLE_ENDINGS_AFTER_SPACE):
        if without_site(f"江城市召开会议部署工作 江城{ending}") != "江城市召开会议部署工作":
            yield ending


@rows_of("outlets.ORGANISATIONS")
def _organisations() -> Missed:
    yield from (word for word in samples(outlets.ORGANISATIONS) if not is_organisation(word))


@rows_of("outlets.BUTTON_CELLS")
def _button_cells() -> Missed:
    texts = written(outlets.BUTTON_CELLS, "阅读 12", "人气：12", "分享到：", "12 views")
    yield from (text for text in texts if not NO_CELL.search(text))


@rows_of("outlets.SELF_PUBLISHED")
def _self_published() -> Missed:
    texts = written(outlets.SELF_PUBLISHED)
    yield from (
        text for text in texts if not byline_date_line._SELF_PUBLISHED.search(f"声明：以上内容为{text}。")
    )


@rows_of("outlets.COPYRIGHT")
def _copyright() -> Missed:
    """The line below the text passes the prefilter, and names the outlet."""
    if not lines_around_body._may_hold_field("© Harbour News") or not outlets.COPYRIGHT.search(
        "- © Harbour News"
    ):
        yield "©"


@rows_of("outlets.FROM_ANOTHER")
def _from_another() -> Missed:
    for _, example in outlets.FROM_ANOTHER:
        page = f"<title>A library</title><h1>A library</h1><p>{TEXT}</p><p>{TEXT[4:]}</p><p>{example}</p>"
        if not clean(page.encode()).source:
            yield example


# ---- kinds of pages ------------------------------------------------------------------------------------------


@rows_of("page_kinds.ADDRESS")
def _addresses() -> Missed:
    for row in page_kinds.ADDRESS:
        for text in written(row.pattern, "/12/a", "/a-b-c-d"):
            url = f"https://a.example/x{text}" if text.startswith("/") else f"https://a.example/{text}"
            if re.search(
                row.pattern, url.removeprefix("https://a.example"), re.IGNORECASE
            ) and row.why not in [found.what for found in _of_address(url)]:
                yield url


@rows_of("page_kinds.HOST")
def _hosts() -> Missed:
    for row in page_kinds.HOST:
        for text in samples(row.pattern):
            if row.why not in [
                found.what for found in _of_address(f"https://{text.rstrip('.')}.a.example/x")
            ]:
                yield text


@rows_of("page_kinds.DECLARED", "page_kinds.STORY_TYPES")
def _declared() -> Missed:
    for row in page_kinds.DECLARED:
        yield from (text for text in samples(row.pattern) if row not in _rows_declared(text))
    stories = {row.pattern for row in page_kinds.DECLARED if row.kind == "article"}
    yield from (
        kind for kind in page_kinds.STORY_TYPES if not any(re.fullmatch(row, kind) for row in stories)
    )


@rows_of("page_kinds.GENERATORS")
def _generators() -> Missed:
    for row in page_kinds.GENERATORS:
        yield from (
            name for name in samples(row.pattern) if not re.search(row.pattern, f"{name} 3.1".lower())
        )


@rows_of("page_kinds.TEMPLATES", "page_kinds.TITLES")
def _templates_and_titles() -> Missed:
    for row in page_kinds.TEMPLATES:
        names = written(row.pattern, "archive-x", "tax-x", "page-vocabulary-x", "node-type-blog")
        yield from (
            name for name in names if re.fullmatch(row.pattern, name) and row not in _rows_of_template(name)
        )
    for row in page_kinds.TITLES:
        for text in written(
            row.pattern, "page 2", "page 2 of 9", "seite 2", "página 2", "страница 2", "第2页"
        ):
            if re.search(row.pattern, text) and row.why not in [found.what for found in _of_title_text(text)]:
                yield text


@rows_of("page_kinds.LINES")
def _kind_lines() -> Missed:
    for row in page_kinds.LINES:
        for text in written(row.pattern):
            if len(text) > SHORT_LINE or not re.match(row.pattern, text, re.IGNORECASE):
                continue
            tree = parse(f"<p>{html.escape(text)}</p>")
            assert tree is not None
            blocks = read_blocks(tree).blocks
            lines = ShortLines(blocks, "\n".join(block.text for block in blocks))
            candidates = [each for _, numbers in _may_be_of_lines(lines) for _, each in _lines_of(numbers)]
            if re.match(row.pattern, blocks[0].text, re.IGNORECASE) and row not in candidates:
                yield text


ERRORS = (
    "403 forbidden",
    "Error 404",
    "Access denied",
    "Bad gateway",
    "Attention required! | Cloudflare",
    "安全验证",
)


@rows_of("page_kinds.ERROR_SENTENCES")
def _error_sentences() -> Missed:
    for pattern, _ in page_kinds.ERROR_SENTENCES:
        yield from (text for text in written(pattern, *ERRORS) if not is_error_sentence(text))


@rows_of("page_kinds.LOG_IN")
def _log_in() -> Missed:
    for pattern, _ in page_kinds.LOG_IN:
        yield from (text for text in samples(pattern) if not _LOG_IN.search(text))


# ---- words around names --------------------------------------------------------------------------------------


@rows_of("roles.PROFESSIONS")
def _professions() -> Missed:
    for words, _ in roles.PROFESSIONS:
        for text in samples(words):
            if people_in(f"Jane Doe, Senior {text.title()}").persons != ["Jane Doe"]:
                yield text


@rows_of("roles.GRADES", "roles.RANKS", "roles.DESKS")
def _grades() -> Missed:
    for text in (*samples(roles.GRADES), *samples(roles.RANKS), *samples(roles.DESKS)):
        if people_in(f"Jane Doe {text.title()} Writer").persons != ["Jane Doe"]:
            yield text


INTRODUCTIONS = (
    "Analysis by ", "By: ", "aus Orland berichtet ", "in Orland schreibt ", "От Анна Линд",
    "Un article rédigé par Jane",)  # fmt: skip


@rows_of("roles.INTRODUCTIONS")
def _introductions() -> Missed:
    for text in written(roles.INTRODUCTIONS, *INTRODUCTIONS):
        name = "Анна Линд" if re.search("[а-я]", text) else "Jane Doe"
        line = text.strip() if text.endswith(("Линд", "Jane")) else f"{text.strip()} {name}"
        introduced = re.match(rf"(?:{roles.INTRODUCTIONS})(?=[A-ZА-Я])", line, re.IGNORECASE)
        if introduced and not people_in(line).persons:
            yield text


@rows_of("roles.PARTICLES")
def _particles() -> Missed:
    for text in roles.PARTICLES.split("|"):
        if not is_full_name(f"Jane {text} Doe"):
            yield text


@rows_of("roles.PLACES")
def _places() -> Missed:
    for text in samples(roles.PLACES):
        place = text.replace(" x", " Orland").title()
        if is_full_name(place):
            yield place


@rows_of("roles.AGENCIES", "roles.ANY_AGENCY")
def _agencies() -> Missed:
    for agency in roles.AGENCIES.split("|"):
        if not is_agency(agency) or people_in(f"By {agency.upper()}", trusted=True).persons:
            yield agency
    yield from (agency for agency in roles.ANY_AGENCY.split("|") if people_in(f"By {agency.title()}").persons)


@rows_of("roles.PICTURE_AGENCIES")
def _picture_agencies() -> Missed:
    for text in samples(roles.PICTURE_AGENCIES):
        if not _ends_in_picture_agency(f"Jane Doe | {text}"):
            yield text


@rows_of("roles.ORGANISATION_HEADS")
def _organisation_heads() -> Missed:
    for text in samples(roles.ORGANISATION_HEADS):
        if not _find_office(f"{text.strip()} of Trade and Research"):
            yield text


@rows_of("roles.ORGANISATION_WORDS")
def _organisation_words() -> Missed:
    for text in samples(roles.ORGANISATION_WORDS):
        if people_in(f"Harbour {text.title()}").persons:
            yield text


@rows_of("roles.INTERFACE_WORDS")
def _interface_words() -> Missed:
    for words, _ in roles.INTERFACE_WORDS:
        yield from (text for text in samples(words) if people_in(f"{text.title()} Selmer").persons)


@rows_of("roles.NOBODY")
def _nobody() -> Missed:
    for text in samples(roles.NOBODY):
        if not is_nobody(text) or people_in(text, trusted=True).persons:
            yield text


@rows_of("roles.WRITTEN_BY")
def _written_by() -> Missed:
    for text in samples(roles.WRITTEN_BY):
        page = f'<meta name="twitter:label1" content="{text}"><meta name="twitter:data1" content="Jane Doe">'
        if read(parse(page)).authors != ["Jane Doe"]:
            yield text


@rows_of("roles.AUTHOR_PATHS")
def _author_paths() -> Missed:
    for folder in samples(roles.AUTHOR_PATHS):
        if not leads_to_author(f"https://news.example/{folder}/jane-doe"):
            yield folder


# ---- sentence ends -------------------------------------------------------------------------------------------


@rows_of("sentence_ends.MARKS", "sentence_ends.MARKS_ANYWHERE", "sentence_ends.CLOSING")
def _sentence_ends() -> Missed:
    for mark in (*sentence_ends.MARKS, *sentence_ends.MARKS_ANYWHERE):
        yield from (
            mark + end
            for end in ("", *sentence_ends.CLOSING)
            if not sentence_ends.ends_sentence(f"Der Rat stimmte zu{mark}{end}")
        )


# ---- rows that are alternatives of one pattern ---------------------------------------------------------------

_BIT_OF_CONSENT = {"COOKIES": 1, "PRIVACY": 2, "AGREE": 4}


def _in_consent(table: str) -> Callable[[str], object]:
    """Whether the prefilter lets a text through, and the pattern matches it."""
    patterns = {"PRIVACY": excluded_structures._PRIVACY.search, "AGREE": excluded_structures._AGREE.match}
    find = patterns.get(table, lambda text: True)
    return lambda text: excluded_structures._WORDS_OF_NOTICES.of(text) & _BIT_OF_CONSENT[table] and find(text)


# Table: its rows, the search that its reader makes (with the prefilter, where there is one), a line around the words,
# and texts for rows that `samples` cannot write out.
FOUND_BY: dict[str, tuple[Iterable[Row], Callable[[str], object], str, tuple[str, ...]]] = {
    "around_names.AND": (
        around_names.AND, lambda line: len(people_in(line).persons) == 2, "Anna Lund {} Omar Hansen", ()),
    "around_names.BUTTONS_AFTER": (around_names.BUTTONS_AFTER, spaced_names._BUTTON_LAST.search, "Anna Lund {}", ()),
    "around_names.COLLECTIVES": (around_names.COLLECTIVES, spaced_names._COLLECTIVE.search, "Courier {}", ()),
    "around_names.DEGREES": (around_names.DEGREES, spaced_names._DEGREES_BEFORE.match, "{}. Anna Lund", ()),
    "around_names.WAW_NAMES": (around_names.WAW_NAMES, spaced_names._BEGINS_WITH_WAW.match, "و{} حداد", ()),
    "around_names.WEEKDAYS_AFTER": (
        around_names.WEEKDAYS_AFTER, spaced_names._WEEKDAY_LAST.search, "Anna Lund {}", ()),
    "around_names.BEFORE_DATES": (
        around_names.BEFORE_DATES, lambda line: spaced_names._MONTH.sub("", line) == "Anna Lund",
        "Anna Lund {} Mon, January", ()),
    "around_names.MONTHS_AFTER": (
        around_names.MONTHS_AFTER, lambda line: spaced_names._MONTH.sub("", line) == "Anna Lund", "Anna Lund {}", ()),
    "around_names.SHORT_WEEKDAYS_AFTER": (
        around_names.SHORT_WEEKDAYS_AFTER, lambda line: spaced_names._DAY_AFTER.sub("", line) == "Anna Lund",
        "Anna Lund {}, 12/03/2024", ()),
    "around_names.VERBS_AFTER": (around_names.VERBS_AFTER, spaced_names._VERB_AFTER.search, "Anna Lund {}", ()),
    "around_names.WITH": (
        around_names.WITH, lambda line: len(people_in(line).persons) == 2, "Anna Lund {} Omar Hansen", ()),
    "around_names.WEEKDAYS_OF_WORDS": (
        around_names.WEEKDAYS_OF_WORDS, lambda words: not spaced_names.is_full_name(words.title()), "{}", ()),
    "comment_words.ANSWERS": (comment_words.ANSWERS, facts._ANSWERS.match, "{}", ()),
    "comment_words.ANSWER_BUTTONS": (comment_words.ANSWER_BUTTONS, comment_boxes._VOTES.fullmatch, "{} (2)", ()),
    "comment_words.FLOORS": (comment_words.FLOORS, comments._FLOOR.fullmatch, "{}", ()),
    "comment_words.SAYS": (comment_words.SAYS, lambda line: comments._SAYS.sub("", line) == "Anna", "Anna {}:", ()),
    "comment_words.THREAD_BUTTONS": (comment_words.THREAD_BUTTONS, comments._BUTTON.fullmatch, "{} 2", ()),
    "comment_words.VOTE": (comment_words.VOTE, interruptions._VOTE.fullmatch, "{}", ()),
    "consent.AGREE": (consent.AGREE, _in_consent("AGREE"), "{}", ()),
    "consent.COOKIES": (consent.COOKIES, _in_consent("COOKIES"), "x{}x", ()),
    "consent.EXTERNAL": (
        consent.EXTERNAL, lambda text: any(word in text for word in excluded_structures._EXTERNAL), "{}", ()),
    "consent.PRIVACY": (consent.PRIVACY, _in_consent("PRIVACY"), "{}", ()),
    "date_context.AFTER_DATES": (date_context.AFTER_DATES, dates._AFTER.match, " {}", ()),
    "date_context.OTHER_DATES": (
        date_context.OTHER_DATES, lambda words: dates._meaning(words) == "other", "{}", ("copyright © ",)),
    "date_context.PUBLISHED_DATES": (
        date_context.PUBLISHED_DATES, lambda words: dates._meaning(words) == "published", "{}", ()),
    "date_context.UPDATED_DATES": (
        date_context.UPDATED_DATES, lambda words: dates._meaning(words) == "updated", "{}", ()),
    "date_context.POSTED": (date_context.POSTED, line_dates._POSTED.match, "{}", ()),
    "date_context.SPANS": (date_context.SPANS, dates._SPAN.fullmatch, " {} ", ()),
    "date_context.UPDATE_TIMES": (
        date_context.UPDATE_TIMES, dates._UPDATE_TIME.search, "{}: ", ("updated by Jane Doe",)),
    "datelines.GLUED_TAILS": (datelines.GLUED_TAILS, credit_names._GLUED_TAIL.search, "张建国{}", ()),
    "datelines.JAPANESE_REMARKS": (
        datelines.JAPANESE_REMARKS, credit_datelines._JAPANESE_REMARK.search, "山田{}", ()),
    "datelines.OUTLET_LAST": (datelines.OUTLET_LAST, credit_datelines._OUTLET_BEFORE.search, "江城{}", ()),
    "datelines.PHOTO_SUFFIXES": (datelines.PHOTO_SUFFIXES, credits._PHOTO_SUFFIX.match, " {}", ()),
    "datelines.REAL_NAMES": (
        datelines.REAL_NAMES,
        lambda role: _credited("author", f"{role}：张建国") and not _credited("author", f"{role}：你怎么看"),
        "{}", ()),
    "datelines.SIGN_OFFS": (datelines.SIGN_OFFS, credit_datelines._SIGN_OFF.search, "本报{}张建国", ()),
    "headings.NO_HEADLINES": (
        headings.NO_HEADLINES, lambda text: fold(text) in title._NO_HEADLINES, "{}", ()),
    "headings.KICKERS": (headings.KICKERS, title._KICKER.search, "x-{}", ()),
    "headings.SUBTITLES": (headings.SUBTITLES, title._SUBTITLE_NAME.search, "x-{}", ()),
    "headings.TITLE_LABELS": (headings.TITLE_LABELS, title._WORD_BEFORE.fullmatch, "{}:", ()),
    "insertions.ADVERTISED": (insertions.ADVERTISED, interruptions._ADVERTISED.match, "{}", ()),
    "insertions.LEGAL": (insertions.LEGAL, dump._LEGAL.search, "x {}", ()),
    "insertions.PHOTO_CREDITS": (
        insertions.PHOTO_CREDITS, interruptions._PHOTO_CREDIT.search, "The pier. {}", ("The pier. © Anna Lund",)),
    "insertions.REFERENCES": (insertions.REFERENCES, interruptions._REFERENCE.search, "{}", ()),
    "insertions.REGISTERS": (insertions.REGISTERS, trim_ends._REGISTER.search, "{}：", ()),
    "insertions.STEPS": (insertions.STEPS, complete_rows._STEP.fullmatch, "{} 2.", ()),
    "insertions.SUMMARY_LABELS": (insertions.SUMMARY_LABELS, trim_ends._SUMMARY.match, "【{}】", ()),
    "name_words.KOREAN_NAME_LIKE_WORDS": (
        name_words.KOREAN_NAME_LIKE_WORDS, lambda word: not person_names.is_korean_name(word), "{}", ()),
    "name_words.LINK_WORDS": (name_words.LINK_WORDS, person_names._find_link_word, "Full {}", ()),
    "name_words.NAME_LIKE_PLACES": (
        name_words.NAME_LIKE_PLACES, lambda word: not person_names.is_chinese_name(word), "{}", ()),
    "name_words.NAME_LIKE_WORDS": (
        name_words.NAME_LIKE_WORDS, lambda word: not person_names.is_chinese_name(word), "{}", ()),
    "name_words.NOT_NAMES": (name_words.NOT_NAMES, lambda word: not person_names.is_chinese_name(word), "{}", ()),
    "outlets.BUTTONS_AFTER_SOURCE": (
        outlets.BUTTONS_AFTER_SOURCE, lambda line: parse_credit_line(f"来源：{line}").source is None, "{}", ()),
    "outlets.GLUED_AFTER_OUTLET": (
        outlets.GLUED_AFTER_OUTLET,
        lambda line: parse_credit_line(f"来源：江城日报{line}").source == "江城日报", "{}", ()),
    "outlets.NO_OUTLETS": (
        outlets.NO_OUTLETS, lambda line: parse_credit_line(f"来源：{line}").source is None, "{}", ()),
    "roles.AUTHOR_BOXES": (roles.AUTHOR_BOXES, lines_around_body._AUTHOR_BOX.fullmatch, "{}", ()),
    "roles.DESK_NAMES": (roles.DESK_NAMES, byline_source._DESK.search, "Courier {}", ()),
    "roles.JOURNALISTS": (roles.JOURNALISTS, byline_findings.ON_THE_PAPER.fullmatch, "chief {}", ()),
    "sections.ACCOUNT_MENUS": (sections.ACCOUNT_MENUS, section._ACCOUNT.fullmatch, "{}", ()),
    "sections.CHANNEL_NAMES": (sections.CHANNEL_NAMES, section._CHANNEL.search, "{}江城", ()),
    "sections.CRUMB_LABELS": (sections.CRUMB_LABELS, section._LEAD.fullmatch, "{}: ", ()),
    "sections.CRUMB_NAMES": (sections.CRUMB_NAMES, section._find_crumb_name, "x-{}", ()),
    "sections.FRONT_PAGES": (sections.FRONT_PAGES, section._FRONT_PAGE.search, "{}", ()),
    "sections.NOT_SECTIONS": (
        sections.NOT_SECTIONS, lambda word: word in section._NOT_A_SECTION and fold(word) == word.rstrip("»"),
        "{}", ()),
    "sections.NOT_SECTIONS_INSIDE": (
        sections.NOT_SECTIONS_INSIDE, section._NOT_A_SECTION_INSIDE.search, "{}", ("courier.com",)),
    "sections.TAG_LABELS": (sections.TAG_LABELS, section._TAG_LINE.match, "{}: pier", ()),
    "standfirsts.SUMMARY_LABELS": (
        standfirsts.SUMMARY_LABELS, lambda line: lead._LABEL.sub("", line) == "x", "{}: x", ()),
}  # fmt: skip


def _not_found(table: str) -> Missed:
    rows, find, line, more = FOUND_BY[table]
    for row in rows:
        for alternative in alternatives(row.pattern):
            texts = [line.format(text) for text in samples(alternative)]
            if not any(find(text) for text in (*texts, *more)):
                yield f"{alternative} ({row.why})"


for _table in FOUND_BY:
    LINES[_table] = functools.partial(_not_found, _table)


@rows_of("standfirsts.NOTICES")
def _notices() -> Missed:
    for pattern, why in standfirsts.NOTICES:
        for alternative in alternatives(pattern.pattern):
            made = (*samples(alternative), "The pier of Harbour Town (Jane Doe/Reuters)")
            texts = [text for text in made if re.search(alternative, text, re.IGNORECASE)]
            if not texts or not all(map(lead._holds_notice, texts)):
                yield f"{alternative} ({why})"


@rows_of("date_context.ZONES")
def _zones() -> Missed:
    for name, minutes in date_context.ZONES.items():
        found = find_dates(f"2024-04-24 08:15 {name}")
        if not found or found[0].stamp.offset != minutes:
            yield name


@rows_of("calendar.ONE", "calendar.COMMON_LANGUAGES")
def _one() -> Missed:
    for key, words in calendar.ONE.items():
        rows = [row for forms in calendar.NAMES[key].ago.values() for row in forms]
        for word in samples(words):
            if not any(
                find_dates(f"{before} {word}{space}{after}".strip(), language=key, now=NOW)
                for before, after, _ in rows
                for space in (" ", "")
            ):
                yield f"{key}: {word}"
    yield from (key for key in calendar.COMMON_LANGUAGES if key not in calendar.NAMES)


@rows_of("name_words.COMPOUND_SURNAMES", "name_words.KOREAN_COMPOUND_SURNAMES")
def _compound_surnames() -> Missed:
    yield from (
        name for name in name_words.COMPOUND_SURNAMES if not person_names.is_chinese_name(f"{name}建国")
    )
    yield from (
        name for name in name_words.KOREAN_COMPOUND_SURNAMES if not person_names.is_korean_name(f"{name}길동")
    )


@rows_of("sections.MORE_ABOUT")
def _more_about() -> Missed:
    for text in samples(sections.MORE_ABOUT.pattern):
        if not sections.MORE_ABOUT.match(text.replace("x", "码头")):
            yield text


@rows_of("datelines.AMONG_CELLS")
def _among_cells() -> Missed:
    for pattern, value, line in datelines.AMONG_CELLS.values():
        cells = pattern.fullmatch(line)
        if cells is None or not parse_credit_line(cells.expand(value)).authors:
            yield line


@rows_of("labels.OF_ONE_LANGUAGE")
def _of_one_language() -> Missed:
    """Each row's own example begins as the row says."""
    for tag, rows in labels.OF_ONE_LANGUAGE.items():
        yield from (f"{tag}: {example}" for pattern, _, example in rows if not pattern.match(example))


@rows_of("languages.SCRIPTS")
def _scripts() -> Missed:
    for _, tag, ranges in languages.SCRIPTS:
        first = re.match(r"\\?(.)", ranges)
        assert first
        letters = [chr(code) for code in range(ord(first[1]), ord(first[1]) + 40) if chr(code).isalpha()]
        if tag and language_reader.language_of("".join(letters) * 10) != tag:
            yield tag


@rows_of("languages.COMMON_WORDS", "languages.DISTINCTIVE_LETTERS")
def _languages() -> Missed:
    """A text of nothing but a language's own words is of that language, and each word and letter counts."""
    for table in languages.COMMON_WORDS.values():
        for tag, words in table.items():
            if language_reader.language_of(f"{words} {words}") != tag:
                yield tag
    for tag, (letters, _) in languages.DISTINCTIVE_LETTERS.items():
        yield from (f"{tag}: {letter}" for letter in letters if not language_reader._TELLING.search(letter))


# ---- the line patterns of the body model -------------------------------------------------------------------


@rows_of("line_patterns.LINE_PATTERNS")
def _line_patterns() -> Missed:
    """Each alternative is found in a line of a page, with the prefilters before it; another kind may claim the line."""
    for name, pattern, _ in line_patterns.LINE_PATTERNS:
        inner = pattern.removeprefix(r"^\W{0,3}(?:").removesuffix(")") if pattern.startswith("^") else pattern
        for row in alternatives(inner.removeprefix(r"\d+\s)?(?:")):
            texts = [text or "x" for text in samples(row)] + list(COUNTED_LINES)
            find = re.compile(row, re.IGNORECASE).search
            made = [text for text in texts if find(text)]
            if not made or not any(_line_kinds(f"{text} x") for text in made):
                yield f"{name}: {row}"


COUNTED_LINES = (
    "2024-04-24",
    "24.04.2024",
    "(c) 2024",
    "24 April 2024",
    "April 24, 2024",
    "0571-85310000",
    "@courier",
)


def _line_kinds(text: str) -> bool:
    tree = parse(f"<p>{html.escape(text)}</p>")
    assert tree is not None
    blocks = read_blocks(tree).blocks
    return bool(line_pattern_reader.line_patterns(blocks, np.arange(len(blocks), dtype=np.int64)).any())


def test_the_line_patterns_are_as_many_as_the_model_has_columns_for() -> None:
    assert len(LINE_NAMES) == len(set(LINE_NAMES))
