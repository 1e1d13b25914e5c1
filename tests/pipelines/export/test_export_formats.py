"""Every format, loaded with the tool that its users load it with."""

from __future__ import annotations

import csv
import datetime
import json
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas
import polars
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest
import yaml
from lxml import etree

from newsmill.pipelines.export.formats.delimited import is_formula
from newsmill.pipelines.export.formats.documents import markdown
from newsmill.pipelines.export.formats.sqlite import words
from newsmill.pipelines.record import Image, Person, Repair, encode

NASTY = (
    '第一行\u0000带空字符\u000b与竖制表\n=HYPERLINK("http://evil.example")\n# 不是标题 *星号* '
    "<script>alert(1)</script>\n]]> &amp; \u2028 \ufffe end"
)


@pytest.fixture(scope="module")
def records(request: pytest.FixtureRequest) -> list[Any]:
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("export_conftest", Path(__file__).with_name("conftest.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    many = [module.record_of(number) for number in range(30)]
    many.append(
        module.record_of(
            100,
            title='=cmd|"/c calc"!A1',
            body=NASTY,
            authors=[Person("张\n扬", "本报 记者"), Person("李四", None)],
            editors=[Person("王五", "责任编辑")],
            images=[Image("http://example.com/a b.jpg", "图：<b>广场</b>")],
            repairs=[Repair("body", "锘", "", False)],
            language=None,
            published=None,
            source=None,
            site=None,
            url=None,
            fetched_at=None,
        )
    )
    return many


def by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows}


def only_file(corpus: Path) -> Path:
    (path,) = [path for path in corpus.glob("data/*") if path.is_file()]
    return path


@pytest.mark.parametrize("form", ["parquet", "jsonl", "jsonl.gz", "jsonl.zst", "csv", "txt"])
def test_datasets_loads_the_folder_with_its_splits(
    make_corpus: Any, records: list[Any], form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets

    monkeypatch.setattr("newsmill.pipelines.export.plots.draw", lambda figures, folder: [])
    corpus = make_corpus(records, "--format", form, "--split", "train=0.8,test=0.2", card=True)
    loaded = datasets.load_dataset(str(corpus), cache_dir=str(tmp_path / "cache"))
    assert sorted(loaded) == ["test", "train"]
    assert sum(part.num_rows for part in loaded.values()) == len(records)
    if form != "txt":
        row = next(row for part in loaded.values() for row in part if row["id"] == records[0].id)
        assert row["body"] == records[0].body
    if form == "parquet":
        assert row["authors"] == [{"name": "张扬", "role": "记者"}]


def test_parquet_is_typed_and_loads_with_pandas_polars_duckdb(make_corpus: Any, records: list[Any]) -> None:
    path = only_file(make_corpus(records))
    frames = {
        "pandas": pandas.read_parquet(path).to_dict("records"),
        "polars": polars.read_parquet(path).to_dicts(),
        "duckdb": duckdb.sql(f"SELECT * FROM '{path}'").to_arrow_table().to_pylist(),
        "pyarrow": pq.read_table(path).to_pylist(),
    }
    for tool, rows in frames.items():
        row = by_id(rows)[records[0].id]
        assert row["body"] == records[0].body, tool
        assert next(iter(row["authors"]))["name"] == "张扬", tool
        assert row["fetched_at"] == datetime.datetime(2012, 2, 14, 6, 46, 3, tzinfo=datetime.timezone.utc), (
            tool
        )
        assert by_id(rows)[records[-1].id]["body"] == NASTY, tool


def test_parquet_follows_sparks_schema_rules(make_corpus: Any, records: list[Any]) -> None:
    file = pq.ParquetFile(only_file(make_corpus(records)))
    for place in range(len(file.schema)):
        leaf = file.schema.column(place)
        assert leaf.physical_type in ("BYTE_ARRAY", "INT32", "INT64", "BOOLEAN"), leaf
        assert "isSigned=false" not in str(leaf.logical_type), leaf
        assert not set(leaf.name) & set(" ,;{}()\n\t="), leaf
    assert "timeUnit=microseconds" in str(
        file.schema.column(file.schema.names.index("fetched_at")).logical_type
    )
    assert not any(pa.types.is_null(field.type) for field in file.schema_arrow)


def test_parquet_row_groups_and_files_have_the_sizes_they_should(make_corpus: Any, record: Any) -> None:
    many = make_corpus((record(number) for number in range(2_500)), "--shard-mb", "1")
    assert min(path.name for path in many.glob("data/*")) == "train-00000-of-00003.parquet"
    assert sum(pq.ParquetFile(path).metadata.num_rows for path in many.glob("data/*")) == 2_500


def test_json_lines_are_the_records_as_they_were(make_corpus: Any, records: list[Any]) -> None:
    lines = only_file(make_corpus(records, "--format", "jsonl")).read_bytes().splitlines()
    assert sorted(lines) == sorted(encode(record) for record in records)
    assert len(
        pandas.read_json(
            only_file(make_corpus(records, "--format", "jsonl.gz")), lines=True, compression="gzip"
        )
    ) == len(records)
    assert polars.read_ndjson(only_file(make_corpus(records, "--format", "jsonl.zst"))).height == len(records)


def test_no_cell_of_a_csv_is_a_formula(make_corpus: Any, records: list[Any]) -> None:
    path = only_file(make_corpus(records, "--format", "csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(records)
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if is_formula(cell)]
    assert by_id(rows)[records[-1].id]["title"] == "'" + records[-1].title
    assert json.loads(by_id(rows)[records[0].id]["authors"]) == [{"name": "张扬", "role": "记者"}]


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠x", "\u3000=1"],
)
def test_what_a_spreadsheet_may_run_is_known(cell: str) -> None:
    assert is_formula(cell)


@pytest.mark.parametrize("cell", ["新闻", "1=1", "a@b.cn", "'=1", "", "“=”"])
def test_ordinary_text_is_left_alone(cell: str) -> None:
    assert not is_formula(cell)


def test_csv_loads_with_pandas_polars_and_duckdb(make_corpus: Any, records: list[Any]) -> None:
    path = only_file(make_corpus(records, "--format", "csv"))
    frames = [
        pandas.read_csv(path).to_dict("records"),
        polars.read_csv(path).to_dicts(),
        duckdb.read_csv(str(path), all_varchar=True).to_arrow_table().to_pylist(),
    ]
    for rows in frames:
        assert len(rows) == len(records)
        assert by_id(rows)[records[0].id]["body"] == records[0].body


def test_tei_is_valid_against_the_schema_that_trafilatura_checks(
    make_corpus: Any, records: list[Any]
) -> None:
    from trafilatura import xml as trafilatura_xml

    path = only_file(make_corpus(records, "--format", "tei"))
    corpus = etree.parse(path)
    dtd = etree.DTD(trafilatura_xml.TEI_SCHEMA)
    assert dtd.validate(corpus), dtd.error_log.last_error
    documents = corpus.getroot().findall("{http://www.tei-c.org/ns/1.0}TEI")
    assert len(documents) == len(records)
    for document in documents:
        alone = etree.fromstring(etree.tostring(document))
        assert trafilatura_xml.validate_tei(alone)
    names = {"t": "http://www.tei-c.org/ns/1.0"}
    by_note = {
        document.findtext(".//t:note[@type='id']", namespaces=names): document for document in documents
    }
    paragraphs = by_note[records[0].id].findall(".//t:body//t:p", names)
    assert "\n".join(paragraph.text for paragraph in paragraphs) == records[0].body
    assert by_note[records[-1].id].find(".//t:graphic/t:desc", names).text == "图：<b>广场</b>"


@pytest.mark.parametrize(
    "role",
    [
        "文/图", "摄影 报道", "记者", "文图：", "By", "（实习）记者", "责编·美编", "text & photos", "/", " ",
        "通讯员\u3000", "编辑|校对", "①", "½",
        "摄影/报道, \"主任\"", "<b>", "\x01", "reporter's", "Fotos + Text", "文\u200b图", "😀",
    ],
)  # fmt: skip
def test_tei_is_valid_whatever_a_role_is_called(make_corpus: Any, record: Any, role: str) -> None:
    from trafilatura import xml as trafilatura_xml

    records = [
        record(1, authors=[Person("张扬", role)], editors=[Person("李四", role), Person("王五", None)]),
        record(
            2,
            language="zh_CN!",
            lead="导语 & <b>",
            updated="2012-02-15T08:00",
            canonical="http://x.example/a b",
        ),
        record(3, authors=[], source=None, site=None, url=None, published=None),
    ]
    path = only_file(make_corpus(records, "--format", "tei"))
    corpus = etree.parse(path)
    dtd = etree.DTD(trafilatura_xml.TEI_SCHEMA)
    assert dtd.validate(corpus), dtd.error_log.last_error
    names = {"t": "http://www.tei-c.org/ns/1.0"}
    author = corpus.find(f".//t:TEI[@xml:id='r-{record(1).id}']//t:author", names | {"xml": XML})
    assert author.text == "张扬"
    printed = "".join(one for one in role if one.isprintable() or one.isspace()).strip()
    if role in ("文/图", "摄影 报道", "编辑|校对"):
        assert (author.get("role"), author.get("n")) == (
            role.replace("/", "_").replace(" ", "_").replace("|", "_"),
            printed,
        )


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2012", "2012"),
        ("2012-02", "2012-02"),
        ("2012-02-14", "2012-02-14"),
        ("2012-02-14T14:46", "2012-02-14T14:46:00"),
        ("2012-02-14T14:46+08:00", "2012-02-14T14:46:00+08:00"),
        ("2012-02-14T14:46:09Z", "2012-02-14T14:46:09Z"),
        ("2012-02-31", None),
        ("gestern", None),
    ],
)
def test_tei_dates_say_when_as_precisely_as_the_page(
    make_corpus: Any, record: Any, text: str, when: str | None
) -> None:
    path = only_file(make_corpus([record(1, published=text)], "--format", "tei"))
    dates = etree.parse(path).findall(
        ".//{http://www.tei-c.org/ns/1.0}publicationStmt/{http://www.tei-c.org/ns/1.0}date"
    )
    assert [(date.text, date.get("when")) for date in dates] == [(text, when)] * 2


XML = "http://www.w3.org/XML/1998/namespace"


def test_tei_documents_have_ids_that_stand_once(make_corpus: Any, record: Any) -> None:
    captures = [record(1, digest=f"sha256:{number:064x}", body=record(number).body) for number in range(3)]
    odd = record(7, id="9 a/b:c")
    path = only_file(make_corpus([*captures, odd], "--format", "tei", "--versions", "all"))
    found = [node.get("{http://www.w3.org/XML/1998/namespace}id") for node in etree.parse(path).getroot()[1:]]
    assert len(set(found)) == 4
    assert f"r-{record(1).id}" in found
    assert "r-9_a_b_c" in found


def test_text_and_markdown_are_one_file_a_record(make_corpus: Any, records: list[Any]) -> None:
    texts = make_corpus(records, "--format", "txt")
    path = texts / f"data/train/{records[0].id[:2]}/{records[0].id}.txt"
    assert path.read_text("utf-8") == f"{records[0].title}\n{records[0].body}\n"
    documents = list(make_corpus(records, "--format", "markdown").rglob("data/**/*.md"))
    assert len(documents) == len(records)
    for document in documents:
        front = yaml.safe_load(document.read_text("utf-8").split("---\n")[1])
        original = next(record for record in records if record.id == front["id"])
        assert front["title"] == original.title
        assert front.get("authors") == [person.name for person in original.authors]


def test_text_of_a_page_is_not_markdown(record: Any) -> None:
    lines = [
        "# 题",
        "- 一",
        "1. 二",
        "* 三",
        "> 引",
        "<b>粗</b>",
        "[a](javascript:x)",
        "`code`",
        "---",
        "===",
        "| a |",
    ]
    written = markdown(record(1, body="\n".join(lines)).to_dict())
    body = written.split("\n\n")[2:]
    assert body == [
        "\\# 题",
        "\\- 一",
        "1\\. 二",
        "\\* 三",
        "\\> 引",
        "\\<b\\>粗\\</b\\>",
        "\\[a\\](javascript:x)",
        "\\`code\\`",
        "\\---",
        "\\===",
        "\\| a \\|\n",
    ]


def test_markdown_of_the_record_is_used_where_it_has_one(record: Any) -> None:
    assert "## 小标题\n\n- 一" in markdown(record(1).to_dict() | {"body_markup": "## 小标题\n\n- 一"})
    assert "<h2>" not in markdown(record(1).to_dict() | {"body_markup": "<h2>小标题</h2>"})


def test_an_invalid_id_names_no_path(make_corpus: Any, record: Any, tmp_path: Path) -> None:
    corpus = make_corpus(
        [record(1, id="../../../evil"), record(2, id="/etc/x"), record(3, id="")], "--format", "txt"
    )
    written = [path.relative_to(corpus).as_posix() for path in corpus.rglob("*.txt")]
    assert len(written) == 3
    assert all(path.startswith("data/train/") for path in written)
    assert not list(tmp_path.parent.glob("evil*"))


def test_sqlite_finds_chinese_words_of_any_length(make_corpus: Any, records: list[Any], record: Any) -> None:
    extra = record(500, title="故宫角楼的雪", body="Zürich 与北京大学的学者讨论了水。")
    database = sqlite3.connect(only_file(make_corpus([*records, extra], "--format", "sqlite")))
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    two = "SELECT id FROM records JOIN search_words ON n = search_words.rowid WHERE search_words MATCH ?"
    three = "SELECT id FROM records JOIN search ON n = search.rowid WHERE search MATCH ?"
    for query in ("角楼", "学者", "大学", "zurich", "水*", '"北京 京大 大学"', "角楼 AND 学者"):
        assert database.execute(two, (query,)).fetchall() == [(extra.id,)], query
    for query in ("北京大学", "故宫角楼", "角楼的", "zürich"):
        assert database.execute(three, (query,)).fetchall() == [(extra.id,)], query
    assert len(database.execute(two, ("图书",)).fetchall()) >= len(records) - 1
    (snippet,) = database.execute(
        "SELECT snippet(search, 2, '[', ']', '…', 8) FROM search WHERE search MATCH '北京大学'"
    ).fetchone()
    assert "[北京大学]" in snippet
    database.close()


def test_words_are_pairs_with_the_last_character_alone() -> None:
    assert words("在北京大学read水").split() == ["在北", "北京", "京大", "大学", "学", "read", "水"]


def test_an_empty_corpus_is_still_one_that_loads(make_corpus: Any, record: Any) -> None:
    nothing = ("--where", "false")
    assert pq.read_table(only_file(make_corpus([record(1)], *nothing))).num_rows == 0
    assert only_file(make_corpus([record(1)], "--format", "jsonl", *nothing)).read_bytes() == b""
    assert etree.parse(only_file(make_corpus([record(1)], "--format", "tei", *nothing))) is not None


def test_conversion_keeps_the_original(make_corpus: Any, record: Any) -> None:
    corpus = make_corpus(
        [record(1, title="臺灣的圖書館", body="後面的髮型與皇后。\n乾杯")],
        "--convert",
        "t2s",
        "--format",
        "jsonl",
    )
    row = json.loads(only_file(corpus).read_text("utf-8"))
    assert row["title"] == "台湾的图书馆"
    assert row["title_original"] == "臺灣的圖書館"
    assert row["body"] == "后面的发型与皇后。\n干杯"
    assert row["body_original"] == "後面的髮型與皇后。\n乾杯"
    assert list(row)[-4:] == ["title_original", "subtitle_original", "lead_original", "body_original"]


def test_webdataset_samples_are_the_record_and_its_text(make_corpus: Any, records: list[Any]) -> None:
    path = only_file(make_corpus(records, "--format", "webdataset"))
    with tarfile.open(path) as tar:
        parts = {member.name: tar.extractfile(member).read() for member in tar.getmembers()}  # type: ignore[union-attr]
    assert len(parts) == 2 * len(records)
    for record in records:
        assert json.loads(parts[f"{record.id}.json"]) == json.loads(encode(record))
        assert parts[f"{record.id}.txt"].decode().startswith(record.title)


def test_arrow_is_typed_and_reads_back(make_corpus: Any, records: list[Any]) -> None:
    path = only_file(make_corpus(records, "--format", "arrow"))
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
    assert table.schema.field("published_date").type == pa.date32()
    assert table.schema.field("year").type == pa.int32()
    assert {row["id"]: row["body"] for row in table.to_pylist()} == {one.id: one.body for one in records}


def test_bulk_lines_are_an_action_and_a_document(make_corpus: Any, records: list[Any]) -> None:
    lines = only_file(make_corpus(records, "--format", "bulk")).read_bytes().split(b"\n")
    assert lines.pop() == b""
    actions, documents = lines[::2], lines[1::2]
    for action, document in zip(actions, documents, strict=True):
        assert json.loads(action) == {"index": {"_id": json.loads(document)["id"]}}
    assert {json.loads(document)["id"] for document in documents} == {record.id for record in records}


def test_vertical_text_is_one_token_a_line_between_tags(make_corpus: Any, record: Any) -> None:
    one = record(
        1, title='A & "B"', body="他说：“ABC 12号<开放>。”随后离开。\nIt's 3.5 p.m. today. Then we left."
    )
    path = only_file(make_corpus([one], "--format", "vertical"))
    lines = path.read_text("utf-8").splitlines()
    root = etree.fromstring("<corpus>" + "\n".join(lines) + "</corpus>")
    (text,) = root
    assert text.get("id") == one.id
    assert text.get("title") == one.title
    assert [node.get("type") for node in text.iter("p")] == ["title", "body", "body"]
    found = [node.text.split() for node in text.iter("s")]
    assert found[1:] == [
        ["他", "说", "：", "“", "ABC", "12", "号", "<", "开", "放", ">", "。", "”"],
        ["随", "后", "离", "开", "。"],
        ["It's", "3.5", "p", ".", "m", ".", "today", "."],
        ["Then", "we", "left", "."],
    ]


def test_conllu_holds_forms_that_give_the_sentence_again(make_corpus: Any, record: Any) -> None:
    one = record(1, body="他说：“开放。”随后离开。\nThe bridge re-opened. 3 people came.")
    path = only_file(make_corpus([one], "--format", "conllu"))
    blocks = path.read_text("utf-8").strip().split("\n\n")
    assert f"# newdoc id = {one.id}" in blocks[0]
    for block in blocks:
        lines = block.split("\n")
        (text,) = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        assert [row[0] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
        assert all(len(row) == 10 for row in rows)
        assert "".join(row[1] + ("" if row[9] == "SpaceAfter=No" else " ") for row in rows).strip() == text


def test_a_tokeniser_of_ones_own_cuts_the_text(
    make_corpus: Any, run_export: Any, record: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    (tmp_path / "own_tokens.py").write_text("def cut(text):\n    return [text[:2], text[2:]]\n")
    monkeypatch.chdir(tmp_path)
    corpus = make_corpus(
        [record(1, body="城东新图书馆")], "--format", "vertical", "--tokeniser", "own_tokens:cut"
    )
    assert "<s>\n城东\n新图书馆\n</s>" in only_file(corpus).read_text("utf-8")
    corpus = make_corpus(
        [record(1, body="城东新图书馆开放")], "--format", "vertical", "--tokeniser", "jieba", out="j"
    )
    assert "\n图书馆\n" in only_file(corpus).read_text("utf-8")
    for wrong in ("nothing", "own_tokens:none", "absent_module:cut"):
        result = run_export(
            tmp_path / "run", "-o", tmp_path / "x", "--format", "conllu", "--tokeniser", wrong
        )
        assert result.exit_code == 2
        assert "--tokeniser" in result.output


def test_a_workbook_holds_texts_and_no_formulas(
    make_corpus: Any, run_export: Any, shards: Any, record: Any, tmp_path: Path
) -> None:
    odd = record(
        1, title='=HYPERLINK("http://x","y")', body="正文" * 20_000 + "\x0b", source="http://x.example/"
    )
    result = run_export(shards([odd, record(2)]), "-o", tmp_path / "out", "--format", "xlsx", "--no-card")
    assert result.exit_code == 0, result.output
    assert "1 cell cut at what a cell of Excel holds" in result.output
    sheet = openpyxl.load_workbook(next((tmp_path / "out").glob("data/*.xlsx"))).active
    rows = list(sheet.values)
    row = next(
        dict(zip(rows[0], values, strict=True))
        for values in rows[1:]
        if values[rows[0].index("id")] == odd.id
    )
    assert row["title"] == odd.title
    assert len(row["body"]) == 32_767
    assert row["year"] == 2011
    assert not any(cell.data_type == "f" or cell.hyperlink for cells in sheet.iter_rows() for cell in cells)


def test_csv_tells_of_guarded_and_of_long_cells_and_leaves_bodies_alone_when_asked(
    run_export: Any, shards: Any, record: Any, tmp_path: Path
) -> None:
    folder = shards([record(1, body="-3 度的早晨" + "长" * 40_000), record(2)])
    guarded = run_export(folder, "-o", tmp_path / "a", "--format", "csv", "--no-card")
    assert "1 cell with an apostrophe in front" in guarded.output
    assert "1 cell longer than Excel shows" in guarded.output
    plain = run_export(folder, "-o", tmp_path / "b", "--format", "csv", "--no-card", "--no-formula-guard")
    assert "apostrophe" not in plain.output
    rows = pandas.read_csv(next((tmp_path / "b").glob("data/*.csv"))).to_dict("records")
    assert {row["body"] for row in rows} == {"-3 度的早晨" + "长" * 40_000, record(2).body}


def test_plain_text_has_a_table_of_metadata_beside_it(make_corpus: Any, record: Any) -> None:
    corpus = make_corpus([record(1, title="一\t二"), record(2, lead="导语")], "--format", "txt")
    table = pandas.read_csv(corpus / "data/train-metadata.tsv", sep="\t", quoting=3)
    assert len(table) == 2
    assert "body" not in table
    for row in table.to_dict("records"):
        text = (corpus / "data" / row["file"]).read_text("utf-8")
        assert text.startswith(row["title"].replace("一 二", "一\t二"))
    assert "导语" in "".join(path.read_text("utf-8") for path in corpus.rglob("*.txt"))


@pytest.mark.parametrize("form", ["arrow", "csv", "xlsx", "webdataset", "vertical", "conllu", "bulk"])
def test_the_same_records_give_the_same_bytes_in_every_format(
    make_corpus: Any, records: list[Any], form: str
) -> None:
    first = only_file(make_corpus(records, "--format", form, out="one")).read_bytes()
    assert only_file(make_corpus(records[::-1], "--format", form, out="two")).read_bytes() == first


def test_the_command_offers_every_format_and_no_other() -> None:
    from newsmill.pipelines.export.export_command import export
    from newsmill.pipelines.export.formats import FORMATS

    (option,) = [parameter for parameter in export.params if "--format" in parameter.opts]
    assert list(option.type.choices) == list(FORMATS)  # type: ignore[attr-defined]


def test_the_help_of_the_command_needs_no_extra() -> None:
    code = "import sys, newsmill.pipelines.export.export_command; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_cell_of_a_workbook_is_cut_as_excel_counts_and_has_no_carriage_returns(
    make_corpus: Any, record: Any
) -> None:
    corpus = make_corpus(
        [record(1, body="😀" * 20_000, title="一行\r\n二行\r三行")], "--format", "xlsx", "--no-card"
    )
    rows = list(openpyxl.load_workbook(next(corpus.glob("data/*.xlsx"))).active.values)
    row = dict(zip(rows[0], rows[1], strict=True))
    assert row["title"] == "一行\n二行\n三行"
    assert row["body"] == "😀" * 16_383
