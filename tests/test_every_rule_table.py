"""Every table of rules outside the lexicon is tried row by row, here or in a test that is named, or has no rules.

A table is a constant of a module whose rows are tuples, calls or functions. A new one fails
`test_every_table_is_tried_or_has_a_reason` until it is entered below.
"""

from __future__ import annotations

import ast
import importlib
import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsmill.pipelines.extract.lexicon.prefilters import samples
from newsmill.pipelines.page import Rejected

ROOT = Path(__file__).parent.parent
Missed = Iterable[object]
TRIED: dict[str, Callable[[Any], Missed]] = {}


def tried(name: str) -> Callable[[Callable[[Any], Missed]], Callable[[Any], Missed]]:
    """Registers what tries the rows of a table and gives those that do nothing."""

    def register(missed: Callable[[Any], Missed]) -> Callable[[Any], Missed]:
        TRIED[name] = missed
        return missed

    return register


def _is_row(row: ast.expr, *, of_dict: bool) -> bool:
    if isinstance(row, (ast.Tuple, ast.Call, ast.Lambda)):
        return True
    return isinstance(row, (ast.Name, ast.Attribute)) and (of_dict or ast.unparse(row).islower())


def tables() -> Iterator[str]:
    """The tables of the packages, as `package.module.NAME`; the lexicon's are in `test_every_row.py`."""
    for path in sorted((*(ROOT / "pipelines").rglob("*.py"), *(ROOT / "crawler").rglob("*.py"))):
        if "lexicon" in path.parts:
            continue
        for statement in ast.parse(path.read_text("utf-8")).body:
            match statement:
                case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, value):
                    rows = getattr(value, "elts", getattr(value, "values", []))
                    of_dict = isinstance(value, ast.Dict)
                    if not isinstance(value, (ast.Tuple, ast.List, ast.Dict)) or len(rows) < 2:
                        continue
                    if sum(_is_row(row, of_dict=of_dict) for row in rows) * 2 >= len(rows):
                        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                        yield f"{module.removesuffix('.__init__')}.{name}"


def _value(table: str) -> Any:
    module, _, name = table.rpartition(".")
    return getattr(importlib.import_module(f"newsmill.{module}"), name)


# ---- tables whose rows are tried in another test, or are no rules ----------------------------------------------

ELSEWHERE = {
    "pipelines.decode.channels.CHANNELS": "decode/test_each_channel.py",
    "pipelines.decode.single_byte_tables._CODECS": "decode/test_each_channel.py",
    "pipelines.decode.multibyte.READ_AS_MULTIBYTE": "decode/test_each_channel.py",
    "pipelines.export.formats.FORMATS": "export/test_export_formats.py",
    "pipelines.export.published_rules.CRITERIA": "export/test_published_rules.py",
    "pipelines.extract.body.excluded_structures._RULES": "extract/test_boxes_in_the_text.py",
    "pipelines.extract.fields.day_order._ORDER": "extract/test_dates.py",
    "pipelines.extract.fields.dates._MEANINGS": "extract/test_every_row.py",
    "pipelines.extract.fields.title._SCORES": "extract/test_headlines.py",
    "pipelines.extract.fields.lead._APART": "extract/test_lead.py",
    "pipelines.extract.fields.byline_authors._SHOWN": "extract/test_bylines.py",
    "pipelines.readers.streams._SEQUENCES": "readers/test_matrix.py",
    "pipelines.readers.http_body._DECODERS": "readers/test_http_messages.py",
}
_CLASSES = "classes of characters, not rules"
_COSTS = "numbers of a model: each changes a cost, none decides alone"
_DISPLAY = "text for people"
_NAMES = "names of things that the code asks for by key"
NO_RULES = {
    "crawler.commands.COMMANDS": _NAMES,
    "crawler.commands.demo._FILES": _DISPLAY,
    "crawler.frontier.scan._PROPERTIES": "classes of tags; `test_discovery.py` compares the scan with a real parser",
    "crawler.frontier.walk._TAGS": "classes of tags; `test_discovery.py` compares the scan with a real parser",
    "crawler.sites._TABLES": _NAMES,
    "pipelines.commands.COMMANDS": _NAMES,
    "pipelines.decode.build_words._LISTS": "which word lists are downloaded when the model is built",
    "pipelines.decode.charset_evidence._MULTIBYTE": "candidates that are compared with each other",
    "pipelines.decode.charset_evidence._NAMED": _NAMES,
    "pipelines.decode.charset_evidence._OWN_LETTERS": _CLASSES,
    "pipelines.decode.gap_filling._TELLING_SCRIPTS": _CLASSES,
    "pipelines.decode.legacy_as_latin._KINDS": _NAMES,
    "pipelines.decode.mixed_encodings._INCLUDED": "candidates that are compared with each other",
    "pipelines.decode.model._BEFORE_A_NUMBER": _COSTS,
    "pipelines.decode.model._MARKS": _COSTS,
    "pipelines.decode.mojibake._MOST_BITS": _COSTS,
    "pipelines.decode.plausibility._BLOCKS": _COSTS,
    "pipelines.decode.punctuation._COUNTED": _COSTS,
    "pipelines.decode.punctuation._LAST_BITS": _COSTS,
    "pipelines.dedup.shingles._CJK": _CLASSES,
    "pipelines.dedup.clusters.BEST_FIRST": "an order of SQL conditions, all of them evaluated",
    "pipelines.diff.compare._SHOWN": _DISPLAY,
    "pipelines.export.card._LOADERS": _DISPLAY,
    "pipelines.export.columns.MEASURED": _NAMES,
    "pipelines.export.columns.TYPED": _NAMES,
    "pipelines.export.plots._PLOTS": _DISPLAY,
    "pipelines.export.where._VISITS": _NAMES,
    "pipelines.export.workspace._FACTS": _NAMES,
    "pipelines.extract.body.site_profile._EVIDENCE": _COSTS,
    "pipelines.extract.fields.credits._READERS": _NAMES,
    "pipelines.extract.kind.quantities._TAGS": "sums of the text in tags, inputs of a model",
    "pipelines.extract.markup._STYLES": _NAMES,
    "pipelines.extract.page.character_classes._COUNTED_WIDE": _CLASSES,
    "pipelines.extract.page.character_classes._WIDE_RANGES": _CLASSES,
    "pipelines.extract.page.element_roles._UNSPACED": _CLASSES,
    "pipelines.extract.page.element_roles._ZERO_WIDTH": _CLASSES,
    "pipelines.extract.page.embedded_articles._INSIDE": "one pattern for each kind of string, all of them tried",
    "pipelines.extract.page.rendered_tree._MARKS_OF_QUOTES": "quotation marks by language, looked up by key",
    "pipelines.extract.page.script_literals._STRINGS": "one pattern for each kind of string, all of them tried",
    "pipelines.labels.extractor_answers.ANSWERING": _NAMES,
    "pipelines.labels.extractor_answers._KNOWN": _NAMES,
    "pipelines.labels.measures._FIELDS": _NAMES,
    "pipelines.report.block_origins._LABELS": _DISPLAY,
    "pipelines.report.other_extractors.PEERS": _NAMES,
    "pipelines.spaceless_scripts._CHINESE_AND_JAPANESE": _CLASSES,
    "pipelines.report.site.studio_page._FIELDS": _DISPLAY,
    "pipelines.report.site.studio_page._KEYS": _DISPLAY,
    "pipelines.report.summary._LENIENT": _NAMES,
    "pipelines.runs.spawning._FIXED_THRESHOLDS": "settings of the C library's allocator",
    "pipelines.sniff._CONTROLS": _CLASSES,
}


def test_every_table_is_tried_or_has_a_reason() -> None:
    assert set(tables()) == {*TRIED, *ELSEWHERE, *NO_RULES}


@pytest.mark.parametrize(("table", "test"), ELSEWHERE.items(), ids=ELSEWHERE)
def test_the_test_of_a_table_is_there(table: str, test: str) -> None:
    assert (ROOT / "tests/pipelines" / test).is_file() or (ROOT / "tests" / test).is_file()


# ---- bytes and containers --------------------------------------------------------------------------------------


@tried("pipelines.decode.charset_evidence._MARKS")
@tried("crawler.frontier.discovery._MARKS")
def _marks(rows: Any) -> Missed:
    """A shorter mark may begin a longer one, which must come first."""
    for at, (mark, charset) in enumerate(rows):
        if next(name for other, name in rows if mark.startswith(other)) != charset:
            yield at, charset


@tried("pipelines.decode.charset_evidence.EVIDENCE")
def _evidence(rows: Any) -> Missed:
    """Each rule decides the charset of one of these pages: a row that no page reaches is dead."""
    from newsmill.pipelines.decode.charset_evidence import hints_of
    from newsmill.pipelines.decode.charset_labels import declared_in

    chinese = "市政府昨天举行新闻发布会，通报今年前三季度全市经济运行情况，居民收入稳步提高。" * 8
    english = "The council of Harbour Town agreed on Tuesday to build a new library on the old pier. " * 8
    pages = [
        (b"\xef\xbb\xbf" + english.encode(), None),
        (english.encode("utf-16-le"), None),
        (chinese.encode("utf-16-le"), None),
        ("本日、市議会は新しい図書館の建設を承認した。".encode("iso2022_jp") * 9, None),
        (chinese.encode("utf-8"), "gb2312"),
        (chinese.encode("gb18030"), "gbk"),
        (chinese.encode("gb18030"), None),
        (chinese.encode("gb18030"), "utf-8"),
        (b'<meta charset="gbk">' + chinese.encode("gb18030"), None),
        (english.encode(), None),
        (english.encode(), "iso-8859-1"),
        (("Der Rat beschloß am Dienstag, die neue Bücherei zu bauen. " * 8).encode("latin-1"), None),
        (("Der Rat beschloß am Dienstag. " * 8).encode("latin-1"), "windows-1252"),
        (("Городской совет решил построить библиотеку на пирсе. " * 8).encode("cp1251"), None),
        (("Городской совет решил построить библиотеку на пирсе. " * 8).encode("koi8_r"), "utf-8"),
        (chinese.encode("gb18030") + chinese.encode("utf-8"), None),
    ]
    reached = {
        next(
            row.name
            for row in rows
            if row.ask(raw, hints_of(raw, tuple(filter(None, (declared, declared_in(raw))))))
        )
        for raw, declared in pages
    }
    yield from (row.name for row in rows if row.name not in reached)


@tried("pipelines.decode.charset_labels._OUTSIDE_THE_STANDARD")
def _labels_outside(rows: Any) -> Missed:
    from newsmill.pipelines.decode.charset_labels import resolve

    for label, charset in rows.items():
        if resolve(label.upper()) != charset:
            yield label


@tried("pipelines.decode.escape_charsets._ANNOUNCEMENTS")
def _announcements(rows: Any) -> Missed:
    from newsmill.pipelines.decode.escape_charsets import escape_charset

    announced = (b"\x1b$)A", b"\x1b$*H", b"\x1b$)C", b"\x1b$B", b"\x1b$@", b"\x1b$(D")
    reached = {escape_charset(b"<p>" + start + b"\x0e!!\x0f", None) for start in announced}
    yield from (charset for _, charset in rows if charset not in reached)


@tried("pipelines.decode.unrepairable._KINDS")
def _unrepairable(rows: Any) -> Missed:
    from newsmill.pipelines.decode.unrepairable import left_in

    for row in rows:
        for lost in samples(row.pattern.pattern):
            if row.name not in {found.kind for found in left_in(f"码头{lost}图书馆")}:
                yield row.name


@tried("pipelines.readers.formats._MAGIC")
@tried("pipelines.readers.formats._TEXT_MAGIC")
def _magic(rows: Any) -> Missed:
    from newsmill.pipelines.readers.formats import recognise

    yield from (start for start, kind in rows if recognise(start + b"\x00" * 600, "x") != kind)


@tried("pipelines.readers.formats._BY_NAME")
def _by_name(rows: Any) -> Missed:
    from newsmill.pipelines.readers.formats import _by_suffix

    for pattern, kind in rows:
        yield from (name for name in samples(pattern) if _by_suffix(f"saved{name}") != kind)


NO_PAGES = (
    b'{"format": "json-pages-1.0"}', b"https://a.example/1\nhttps://a.example/2\n", b"INSERT INTO news VALUES (1);",
    b"0707010001A2B3", b"!<arch>\n",
)  # fmt: skip


@tried("pipelines.readers.formats._NO_PAGES")
def _no_pages(rows: Any) -> Missed:
    from newsmill.pipelines.readers.formats import what_else

    reached = {what_else(head) for head in NO_PAGES}
    yield from (name for _, name in rows if name not in reached)


@tried("pipelines.readers.formats._TEXT")
def _text_formats(rows: Any) -> Missed:
    from newsmill.pipelines.readers.formats import recognise

    heads = (
        NO_PAGES[1],
        b"From a@b.example Tue Feb 14 14:46:00 2012\nSubject: x\nFrom: a@b.example\n\ntext\n",
        b'From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n',
        b"filedesc://x.arc 0.0.0.0 20120214144600 text/plain 77\n1 0 Alexa\n"
        b"URL IP-address Archive-date Content-type A\n",
        b'{"log": {"version": "1.2", "entries": []}}',
    )
    reached = {recognise(head, "x") for head in heads}
    yield from (kind for _, kind in rows if kind not in reached)


@tried("pipelines.readers.formats._WIDE")
def _wide(rows: Any) -> Missed:
    yield from (mark for mark, charset in rows if not mark.decode(charset))


@tried("pipelines.readers.compression.MAGIC")
@tried("pipelines.readers.compression._FIRST_BYTES")
def _compression(rows: Any) -> Missed:
    import bz2
    import gzip
    import lzma

    from newsmill.pipelines.readers.compression import MAGIC, compression_of

    packed = {"gzip": gzip.compress(b"x"), "bzip2": bz2.compress(b"x"), "xz": lzma.compress(b"x"),
              "lzma": lzma.compress(b"x", lzma.FORMAT_ALONE), "zstd": b"\x28\xb5\x2f\xfd\x20\x01\x09\x00\x00x",
              "lz4": b"\x04\x22\x4d\x18\x64\x40\xa7"}  # fmt: skip
    kinds = list(rows) if isinstance(rows, dict) else [kind for _, kind in rows]
    yield from (
        kind
        for kind in kinds
        if compression_of(packed[kind][:16]) != kind or not MAGIC[kind].match(packed[kind])
    )


@tried("pipelines.readers.saved_pages._NOTES")
def _notes(rows: Any) -> Missed:
    notes = (
        b"<!--\n Page saved with SingleFile \n url: https://a.example/1 \n saved date: Tue Feb 14 2012 -->",
        b"<!-- Saved from https://a.example/1 at 2012-02-14T14:46:00Z using monolith v2 -->",
        b'<html data-scrapbook-source="https://a.example/1" data-scrapbook-create="20120214144600000">',
        b'<html data-scrapbook-create="20120214144600000" data-scrapbook-source="https://a.example/1">',
        b"<!-- saved from url=(0019)https://a.example/1 -->",
        b"<!-- Mirrored from a.example/1 by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 14 Feb 2012 -->",
    )
    for name, pattern in rows:
        if not any(b"a.example/1" in match.group() for note in notes if (match := pattern.search(note))):
            yield name


@tried("pipelines.sniff.SIGNATURES")
def _signatures(rows: Any) -> Missed:
    from newsmill.pipelines.sniff import check_is_text

    for start, what in rows:
        with pytest.raises(Rejected, match=re.escape(what)):
            check_is_text(start + b"<html><p>text</p>")
    return ()


# ---- pages -----------------------------------------------------------------------------------------------------


@tried("pipelines.extract.fields.date_forms.FORMS")
def _date_forms(rows: Any) -> Missed:
    """Each form reads one of its own examples."""
    from newsmill.pipelines.extract.fields.dates import find_dates

    for name, _, examples in rows:
        first = re.split(r": (?=[a-z])", examples)[0]
        texts = [part.strip() for part in (examples, first, first.replace("|", " "), *first.split(", "))]
        read = {
            found.form
            for text in (
                *texts,
                *(f"Published: {text}" for text in texts),
                *(f"{text} 10:30" for text in texts),
            )
            for language in (None, "en", "zh", "zh-TW", "ja", "fa", "th", "vi", "lv", "ru")
            for found in find_dates(text, language=language, day_first=True)
        }
        if name not in read:
            yield name, examples


@tried("pipelines.extract.fields.date_forms.READ")
def _date_readers(rows: Any) -> Missed:
    from newsmill.pipelines.extract.fields.date_forms import FORMS

    yield from {*rows} ^ {name for name, _, _ in FORMS}


@tried("pipelines.extract.fields.machine_dates._URL_DATES")
def _url_dates(rows: Any) -> Missed:
    from newsmill.pipelines.extract.fields.machine_dates import url_date

    for pattern, example in rows:
        stamp = url_date(f"https://news.example{example}")
        if not pattern.search(example) or stamp is None or stamp.iso() != "2024-04-24":
            yield example


@tried("pipelines.extract.fields.published._ORDER")
@tried("pipelines.extract.fields.published._UPDATES")
def _date_order(rows: Any) -> Missed:
    """Each place and label decides the date of a page that has that date alone."""
    from newsmill import explain

    labels = {"published": "Published: ", "updated": "Updated: ", None: ""}
    text = (
        "<p>"
        + "The council agreed on Tuesday to build a new library on the old pier of the town. " * 3
        + "</p>"
    )
    for place, meanings, _, rule in rows:
        for meaning in meanings:
            date = f"<p>{labels[meaning]}24 April 2024 08:15</p>"
            page = {
                "head": f"<h1>A library on the pier</h1>{date}{text * 3}",
                "above": f"{date}<h1>A library on the pier</h1>{text * 3}",
                "first": f"<h1>A library on the pier</h1>{text}{date}{text * 3}",
                "tail": f"<h1>A library on the pier</h1>{text * 3}<footer>{date}</footer>",
                "hidden": f"<h1>A library on the pier</h1><div style='display:none'>{date}</div>{text * 3}",
            }[place]
            shown = explain(f"<title>A library on the pier</title><body>{page}".encode())
            if not (shown.record.updated if "update" in rule else shown.record.published):
                yield place, meaning


@tried("pipelines.extract.fields.line_dates._CELL_ENDS")
def _cell_ends(rows: Any) -> Missed:
    before, after = rows
    yield from (mark for mark in ("Harbour | ", "") if not before.search(mark))
    yield from (mark for mark in (" | Harbour", "") if not after.search(mark))


@tried("pipelines.extract.fields.date_attributes._BEST_KEYS")
def _best_keys(rows: Any) -> Missed:
    keys = ("datePublished", "releaseDate", "createdAt")
    yield from (key for key, row in zip(keys, rows, strict=True) if not row.search(key))


@tried("pipelines.extract.fields.state_authors._GIVEN_KEYS")
def _given_keys(rows: Any) -> Missed:
    from newsmill.pipelines.extract.fields import state_authors

    for given, family in rows:
        if state_authors._names({}, {given: "Jane", family: "Doe"}, 0) != ["Jane Doe"]:
            yield given


@tried("pipelines.extract.fields.state_titles._TITLE_KEY")
def _title_keys(rows: Any) -> Missed:
    keys = ("articleTitle", "seo_title")
    yield from (key for key, row in zip(keys, rows, strict=True) if not row.fullmatch(key))


@tried("pipelines.extract.dump.ENDINGS")
def _endings(rows: Any) -> Missed:
    """Each kind of line is one that the table of boilerplate lines, its reader or the dump gives."""
    from newsmill.pipelines.extract import dump
    from newsmill.pipelines.extract.fields import boilerplate_lines as recogniser
    from newsmill.pipelines.extract.lexicon import boilerplate_lines

    source = Path(dump.__file__).read_text("utf-8").split("ENDINGS", 2)[2]
    source += Path(recogniser.__file__).read_text("utf-8")
    kinds = {row.kind for table in ("STARTS", "INSIDE", "WHOLE") for row in getattr(boilerplate_lines, table)}
    kinds |= set(boilerplate_lines.PHRASES) | set(re.findall(r'"([\w-]+)"', source))
    yield from (kind for kind in rows if kind not in kinds)


@tried("pipelines.extract.explain._BOILERPLATE")
def _block_labels(rows: Any) -> Missed:
    """The first matching row wins: none may be hidden by those before it."""
    seen = 0
    for hint, label in rows:
        if not int(hint) & ~seen:
            yield label
        seen |= int(hint)


@tried("pipelines.extract.page.metadata.META")
def _meta_names(rows: Any) -> Missed:
    from newsmill.pipelines.extract import parse
    from newsmill.pipelines.extract.page.metadata import Metadata, read

    empty = Metadata()
    values = {"published": "2024-04-24T08:15", "modified": "2024-04-24T08:15", "language": "en-GB",
              "canonical": "https://news.example/1", "type": "article"}  # fmt: skip
    for field, names in rows.items():
        for name in names:
            told = read(parse(f'<meta name="{name}" content="{values.get(field, "Jane Doe")}">'))
            if told == empty:
                yield field, name


@tried("pipelines.extract.page.metadata._STORY_DATES")
def _story_dates(rows: Any) -> Missed:
    from newsmill.pipelines.extract import parse
    from newsmill.pipelines.extract.page.metadata import read

    for key, field in rows:
        json = f'{{"@type": "NewsArticle", "headline": "A library", "{key}": "2024-04-24T08:15"}}'
        told = read(parse(f'<script type="application/ld+json">{json}</script>'))
        if not (told.published if field == "published" else told.modified):
            yield key


@tried("pipelines.extract.page.element_roles.ROLES")
def _roles(rows: Any) -> Missed:
    """Each tag is read as its role says, as far as a page shows it: a block is apart, what is skipped is away."""
    from newsmill.pipelines.extract import parse, read_blocks
    from newsmill.pipelines.extract.page import element_roles

    # The parser puts these elsewhere, or they hold nothing.
    moved = {"html", "body", "head", "frameset", "tbody", "thead", "tfoot", "tr", "td", "th", "caption",
             "input", "link", "meta", "base"}  # fmt: skip
    for tag, role in rows.items():
        if not isinstance(tag, str) or tag in moved or role not in (element_roles._BLOCK, element_roles.SKIP):
            continue
        tree = parse(f"<body><p>before</p><div>one<{tag}>inside</{tag}>two</div>")
        texts = [block.text for block in read_blocks(tree).blocks]
        if (role == element_roles.SKIP) == any("inside" in text for text in texts):
            yield tag, texts
        if role == element_roles._BLOCK and any("one" in text and "inside" in text for text in texts):
            yield tag, texts


# ---- the crawl -------------------------------------------------------------------------------------------------


@tried("crawler.addresses._TUNNELS")
def _tunnels(rows: Any) -> Missed:
    """None is public. Python calls some of them global, so the table is needed."""
    from newsmill.crawler import addresses

    for network in rows:
        if addresses.forbidden_reason(str(network[1] if network.num_addresses > 1 else network[0])) is None:
            yield network
    assert addresses.forbidden_reason(str(ipaddress.ip_address("93.184.216.34"))) is None


@tried("crawler.frontier.ordering.POSITIONS")
def _positions(rows: Any) -> Missed:
    """A module of the crawler puts links at each position."""
    source = "".join(path.read_text("utf-8") for path in (ROOT / "crawler").rglob("*.py"))
    yield from (name for name in rows if source.count(f'"{name}"') < 2)


@tried("crawler.sites._CHECKS")
def _site_checks(rows: Any) -> Missed:
    wrong = {"_address_problem": "not an address", "_pattern_problem": "(", "_place_problem": "http://["}
    yield from (key for key, check in rows.items() if check(wrong[check.__name__]) is None)


@pytest.mark.parametrize("table", sorted(TRIED))
def test_every_row_does_something(table: str) -> None:
    assert list(TRIED[table](_value(table))) == []
