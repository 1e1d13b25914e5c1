"""Every format, loaded with the tool that its users load it with."""

from __future__ import annotations

import csv
import datetime
import json
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from lxml import etree

from newsmill.pipelines.export.formats.delimited import is_formula
from newsmill.pipelines.export.formats.documents import markdown
from newsmill.pipelines.export.formats.sqlite import words
from newsmill.pipelines.record import Image, Person, Repair, encode

NASTY = '第一行\u0000带空字符\u000b与竖制表\n=HYPERLINK("http://evil.example")\n# 不是标题 *星号* <script>alert(1)</script>\n]]> &amp; \u2028 \ufffe end'


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


def test_text_of_a_page_is_no_markdown(record: Any) -> None:
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


def test_an_id_that_is_none_names_no_path(make_corpus: Any, record: Any, tmp_path: Path) -> None:
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
