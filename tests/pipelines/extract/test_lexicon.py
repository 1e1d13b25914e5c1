"""Every row of the lexicon's tables is reached: a line is made for each of them from the row itself."""

import re

import pytest

from newsmill import clean
from newsmill.pipelines.extract.fields.biographies import begins_biography, introduced_author
from newsmill.pipelines.extract.fields.credit_labels import has_credit_hint
from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.line_cells import leads_to_author
from newsmill.pipelines.extract.fields.person_names import is_organisation
from newsmill.pipelines.extract.fields.spaced_names import is_agency, is_nobody, people_in
from newsmill.pipelines.extract.fields.title import without_site
from newsmill.pipelines.extract.lexicon import biographies, outlets, roles
from newsmill.pipelines.extract.lexicon.date_keys import DATE_NAMES, meaning_of_name
from newsmill.pipelines.extract.lexicon.labels import LABELS, SUFFIXES
from newsmill.pipelines.extract.lexicon.prefilters import (
    alternatives,
    any_of,
    needed_characters,
    openings,
    prefilter,
    samples,
)
from newsmill.pipelines.extract.lexicon.word_search import guarded
from newsmill.pipelines.extract.page.metadata import read
from newsmill.pipelines.extract.page.tree import parse

# A name that each script's grammar reads, and an outlet.
NAMES = {"wide": "张建国", "hangul": "홍길동", "caseless": "محمد أحمد", "cased": "Agus Santoso"}
OUTLETS = {"wide": "江城日报", "hangul": "江城日报", "caseless": "江城日报", "cased": "Harbour Courier"}


def script_of(label: str) -> str:
    if re.search("[가-힣]", label):
        return "hangul"
    if re.search("[\u2e80-\ua4cf\uff00-\uffef]", label):
        return "wide"
    return "cased"


def label_rows(colon: bool) -> list[tuple[str, str]]:
    """Field and printed text of every alternative of every row. Look-arounds are dropped by `samples`: what
    must follow follows."""
    return [
        (label.field, text)
        for label in LABELS
        if label.colon is colon
        for text in samples(label.pattern)
        if len(text.strip()) > 0
    ]


def credited(field: str, line: str) -> bool:
    credits = parse_credit_line(line)
    values = {
        "author": [person.name for person in credits.authors],
        "editor": [person.name for person in credits.editors],
        "other": credits.others,
        "source": [credits.source] if credits.source else [],
        "account": [credits.account] if credits.account else [],
        "ignore": ["-"] if not (credits.authors or credits.editors) else [],
    }
    return bool(values[field])


@pytest.mark.parametrize("label", LABELS, ids=lambda label: f"{label.field}-{label.pattern[:20]}")
def test_every_label_is_let_through_by_the_prefilter(label):
    for text in samples(label.pattern):
        script = script_of(text)
        value = OUTLETS[script] if label.field in ("source", "account") else NAMES[script]
        assert has_credit_hint(f"{text}：{value}" if label.colon else f"{text} {value}"), text


def test_every_label_with_a_colon_reaches_its_field():
    missed = []
    for label in LABELS:
        for text in samples(label.pattern):
            script = script_of(text)
            value = OUTLETS[script] if label.field in ("source", "account") else NAMES[script]
            if label.pattern.endswith("「《:])"):  # 本文来自微信公众号“江城财经”
                value = f"“{value}”"
            if not credited(label.field, f"{text}：{value}"):
                missed.append((label.field, text))
    assert missed == []


def test_every_label_that_needs_no_colon_reaches_its_field_without_one():
    missed = []
    for label in LABELS:
        if label.colon or label.field in ("ignore", "source") or "(?=" in label.pattern:
            continue
        for text in samples(label.pattern):
            if not credited(label.field, f"{text} {NAMES[script_of(text)]}"):
                missed.append((label.field, text))
    assert missed == []


@pytest.mark.parametrize("suffix", SUFFIXES, ids=lambda suffix: suffix.why)
def test_every_role_behind_a_name_is_reached(suffix):
    name = {"ko": "홍길동", "zh": "张建国", "ja": "山田太郎"}[suffix.script]
    glue = "" if suffix.script == "ja" else " "
    for text in samples(suffix.pattern):
        assert credited(suffix.field, f"({name}{glue}{text.strip()})"), text


@pytest.mark.parametrize("profession", [text for words, _ in roles.PROFESSIONS for text in samples(words)])
def test_a_name_ends_before_every_profession(profession):
    assert people_in(f"Jane Doe, Senior {profession.title()}").persons == ["Jane Doe"]


@pytest.mark.parametrize("words", [text for row, _ in biographies.AFTER_NAME for text in samples(row)])
def test_a_note_about_an_author_may_go_on_with_every_verb(words):
    assert (
        begins_biography(f"Anna Lund {words.strip().replace('(x)', '(24)')} …", ["Anna Lund"]) == "Anna Lund"
    )


@pytest.mark.parametrize("words", [text for row, _ in biographies.AT_THE_PAPER for text in samples(row)])
def test_every_phrase_of_a_paper_introduces_an_author(words):
    assert introduced_author(f"Anna Lund is here, {words.strip()} sport") == "Anna Lund"


def test_every_request_to_write_to_the_author_names_one():
    for pattern, _ in biographies.CONTACT:
        for text in samples(pattern.replace("{name}", "NAME")):
            assert introduced_author(text.replace("NAME", "Anna Lund").strip()) == "Anna Lund", text


@pytest.mark.parametrize("desk", samples(roles.DESKS))
def test_a_name_ends_before_every_desk(desk):
    assert people_in(f"Jane Doe {desk.title()} Writer").persons == ["Jane Doe"]


@pytest.mark.parametrize("agency", roles.AGENCIES.split("|"))
def test_no_agency_is_a_person(agency):
    assert is_agency(agency)
    assert people_in(f"By {agency.upper()}", trusted=True).persons == []


@pytest.mark.parametrize("word", samples(roles.ORGANISATION_WORDS))
def test_what_an_organisation_is_called_makes_no_person(word):
    assert people_in(f"Harbour {word.title()}").persons == []


@pytest.mark.parametrize("word", [text for words, _ in roles.FURNITURE for text in samples(words)])
def test_furniture_is_no_name(word):
    assert people_in(f"{word.title()} Selmer").persons == []


@pytest.mark.parametrize("text", samples(roles.NOBODY))
def test_what_systems_print_for_nobody_is_nobody(text):
    assert is_nobody(text)
    assert people_in(text, trusted=True).persons == []


@pytest.mark.parametrize("folder", samples(roles.AUTHOR_PATHS))
def test_every_folder_of_authors_leads_to_one(folder):
    assert leads_to_author(f"https://news.example/{folder}/jane-doe")


@pytest.mark.parametrize("label", samples(roles.WRITTEN_BY))
def test_the_label_of_a_preview_card_tells_its_author(label):
    page = f'<meta name="twitter:label1" content="{label}"><meta name="twitter:data1" content="Jane Doe">'
    assert read(parse(page)).authors == ["Jane Doe"]


def test_every_ending_is_of_an_outlet():
    pattern = re.compile(f"(?:{outlets.OUTLET_ENDINGS})$")
    assert all(pattern.search(f"江城{ending}") for ending in alternatives(outlets.OUTLET_ENDINGS))


@pytest.mark.parametrize("word", samples(outlets.ORGANISATIONS))
def test_every_word_of_an_organisation_is_known(word):
    assert is_organisation(word)


@pytest.mark.parametrize("separator", ["-", " | ", "_"])
@pytest.mark.parametrize("ending", [*samples(outlets.CHANNELS), *samples(outlets.TITLE_ENDINGS)])
def test_every_channel_is_cut_off_a_title(ending, separator):
    assert without_site(f"江城市召开会议部署工作{separator}{ending}") == "江城市召开会议部署工作"


@pytest.mark.parametrize("ending", samples(outlets.TITLE_ENDINGS_AFTER_SPACE))
def test_every_outlet_after_a_space_is_cut_off_a_title(ending):
    assert without_site(f"江城市召开会议部署工作 江城{ending}") == "江城市召开会议部署工作"


@pytest.mark.parametrize("ending", samples(outlets.OPENING_ENDINGS))
def test_every_outlet_in_brackets_before_the_text_is_the_source(ending):
    text = "4月24日上午，江城市召开全市经济工作会议，总结今年以来的各项工作，部署下一阶段重点任务。"
    page = f"<title>江城市召开会议</title><h1>江城市召开会议</h1><p>[世华江城{ending}]{text}</p><p>{text}</p>"
    assert clean(page.encode()).source == f"世华江城{ending}"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("记者|記者", {"记者", "記者"}),
        ("(?:特约)?记者", {"特约记", "记者"}),
        ("[Bb]y", {"By", "by"}),
        (r"文(?=\s?:)", {"文"}),
        (r"审\s?读", {"审 读", "审读"}),
        (r"\w+者", {""}),
        ("a{2,3}b", {"aab", "aaa"}),
    ],
)
def test_openings_are_what_a_match_begins_with(pattern, expected):
    assert openings(pattern) == expected


def test_a_prefilter_finds_whatever_its_rows_find():
    rows = ["(?:责任|本期)?编辑", "By", r"Words(?:\s+by)?"]
    found = prefilter(rows)
    for text in ("…… 责任编辑：张三", "编辑 张三", "| By Jane", "Words by Jane"):
        assert found.search(text)
    assert not found.search("standby, passwords and 编 辑")


def test_a_row_that_may_begin_with_anything_cannot_be_filtered_for():
    with pytest.raises(ValueError, match="anything"):
        prefilter([".*编辑"]).search("")


@pytest.mark.parametrize("written", [str.lower, str.upper, str.title])
def test_a_guarded_search_finds_whatever_its_pattern_finds(written):
    for rows in (roles.ORGANISATION_WORDS, *(words for words, _ in roles.PROFESSIONS)):
        plain = re.compile(rf"(?<![\w'’-])(?:{rows})(?![\w'’])", re.IGNORECASE)
        find = guarded(plain, rows, word_starts=True)
        for word in samples(rows):
            line = f"Jane Doe, {written(word)} of Harbour"
            found, expected = find(line), plain.search(line)
            assert (found and found.span()) == (expected and expected.span()), line


def test_a_guarded_search_takes_letters_for_equal_as_the_pattern_does():
    plain = re.compile("staff|kiosk|yazarı|σύνταξης", re.IGNORECASE)
    find = guarded(plain, "staff|kiosk|yazarı|σύνταξης")
    for line in ("ſtaff", "\u212aiosk", "YAZARI", "yazari", "ΣΎΝΤΑΞΗΣ", "σύνταξησ"):
        assert (find(line) is None) == (plain.search(line) is None), line


def test_any_of_finds_the_words_wherever_they_stand():
    words = {"yesterday", "yes", "gestern", "昨天", "a.m."}
    find = any_of(words)
    for line in ("it was yesterday.", "vorgestern", "在昨天", "8 a.m.", "no day", "a m", "ester"):
        assert (find.search(line) is not None) == any(word in line for word in words), line


def test_needed_characters_are_of_every_match():
    assert needed_characters(r"(?<!\d)(?P<y>\d{4})(?P<sep>[-/.])\d(?P=sep)\d") == [frozenset("-/.")]
    assert needed_characters("年?(?:春节|月\\s?日)") == [frozenset("春月")]
    assert needed_characters(r"(?:\d|元)\s|[,.]?") == []


@pytest.mark.parametrize(
    ("meaning", "name"),
    [(meaning, name) for meaning, pattern, _ in DATE_NAMES for name in samples(pattern.pattern)],
)
def test_every_name_of_a_date_has_the_meaning_of_its_row(meaning, name):
    assert meaning_of_name(name) == meaning
