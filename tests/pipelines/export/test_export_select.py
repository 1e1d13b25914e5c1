"""Which records an export takes, and what it says of those it does not."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import zstandard

from newsmill.pipelines.export.corpus import share_of
from newsmill.pipelines.export.export_settings import read_splits
from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.export.workspace import Workspace
from newsmill.pipelines.record import Charset, Repair, Span, encode


def ids(corpus: Path) -> list[str]:
    return [
        str(value)
        for path in sorted(corpus.glob("data/*.parquet"))
        for value in pq.read_table(path)["id"].to_pylist()
    ]


def outcome(corpus: Path) -> dict[str, int]:
    counts: dict[str, int] = json.loads((corpus / "export.json").read_bytes())["outcome"]
    return counts


def test_where_selects_by_any_field(make_corpus: Any, record: Any) -> None:
    records = [
        record(1, site="a.com"),
        record(2, site="b.com"),
        record(3, site="a.com", published="2009"),
        record(4, site="a.com", published=None),
    ]
    corpus = make_corpus(records, "--where", "site = 'a.com' AND published >= '2010' AND length(body) > 200")
    assert ids(corpus) == [records[0].id]
    assert outcome(corpus)["not selected by --where"] == 3


def test_where_reaches_into_lists(make_corpus: Any, record: Any) -> None:
    records = [record(1), record(2, authors=[])]
    assert ids(
        make_corpus(records, "--where", "list_contains(list_transform(authors, lambda a: a.name), '张扬')")
    ) == [records[0].id]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("titel = 'x'", "titel"),
        ("body = 'unclosed", "unterminated"),
        ("version = 'abc'", "abc"),
        ("1=1; DROP TABLE loaded", "more than one statement"),
        ("1=1) OR (1=1", "syntax error"),
        ("sum(version) > 1", "aggregates"),
        ("id, version", "single expression"),
        ("", ""),
    ],
)
def test_a_wrong_expression_gives_duckdbs_message_and_a_hint(
    run_export: Any, shards: Any, record: Any, tmp_path: Path, expression: str, said: str
) -> None:
    result = run_export(shards([record(1)]), "-o", tmp_path / "out", "--where", expression)
    assert result.exit_code == 2
    assert "--where:" in result.output
    assert said in result.output
    assert "FROM loaded" not in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "attack",
    [
        "(SELECT content FROM read_text('{secret}')) LIKE '%'",
        "EXISTS (SELECT * FROM read_csv('{secret}'))",
        "EXISTS (SELECT * FROM '{secret}')",
        "EXISTS (SELECT * FROM glob('/etc/*'))",
        "EXISTS (SELECT * FROM read_json('http://127.0.0.1:9/'))",
        "true; COPY loaded TO '{target}'",
        "true; ATTACH '{target}'",
        "true; SET enable_external_access = true",
        "true; INSTALL httpfs; LOAD httpfs",
        "EXISTS (SELECT * FROM query('COPY loaded TO ''{target}'''))",
        "(SELECT 1 FROM (COPY loaded TO '{target}')) = 1",
        "getenv('HOME') IS NOT NULL",
    ],
)
def test_an_expression_reaches_no_file_no_network_and_no_setting(
    run_export: Any, shards: Any, record: Any, tmp_path: Path, attack: str
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("password\n")
    target = tmp_path / "stolen.csv"
    result = run_export(
        shards([record(1)]), "-o", tmp_path / "out", "--where", attack.format(secret=secret, target=target)
    )
    assert result.exit_code == 2
    assert not target.exists()


def test_the_workspace_cannot_be_unlocked(tmp_path: Path) -> None:
    with Workspace(tmp_path) as workspace:
        for statement in (
            "SET enable_external_access = true",
            "SET lock_configuration = false",
            "RESET enable_external_access",
        ):
            with pytest.raises(Exception, match="locked"):
                workspace._database.execute(statement)
    assert list(tmp_path.iterdir()) == []


def test_listings_and_records_without_body_stay_out_unless_kinds_says_so(
    make_corpus: Any, record: Any
) -> None:
    records = [
        record(1),
        record(2, kind="listing", body=""),
        record(3, kind="gallery"),
        record(4, kind="other"),
        record(5, body=" "),
    ]
    corpus = make_corpus(records)
    assert len(ids(corpus)) == 2
    assert outcome(corpus) == {"lines read": 5, "of other kinds": 2, "without a body": 1, "written": 2}
    assert len(ids(make_corpus(records, "--kinds", "all"))) == 3


def test_fields_chooses_columns_and_suggests_the_nearest_name(
    make_corpus: Any, run_export: Any, record: Any, tmp_path: Path
) -> None:
    corpus = make_corpus([record(1)], "--fields", "id,title,authors")
    assert pq.read_schema(corpus / "data/train-00000-of-00001.parquet").names == ["id", "title", "authors"]
    result = run_export(tmp_path / "run", "-o", tmp_path / "out", "--fields", "id,autors")
    assert result.exit_code == 2
    assert "Did you mean authors?" in result.output


def test_the_newest_capture_of_a_page_stays_and_versions_all_keeps_every_one(
    make_corpus: Any, record: Any
) -> None:
    old, new = record(1), record(1, version=2, body="新" * 60, digest="sha256:" + "f" * 64)
    for order in ([old, new], [new, old]):
        corpus = make_corpus(order)
        assert pq.read_table(corpus / "data")["version"].to_pylist() == [2]
        assert outcome(corpus)["older captures of the same page"] == 1
    both = make_corpus([old, new, old], "--versions", "all")
    assert pq.read_table(both / "data")["version"].to_pylist() == [1, 2]


def test_a_split_depends_on_the_id_alone(make_corpus: Any, record: Any) -> None:
    def splits(count: int) -> dict[str, str]:
        corpus = make_corpus([record(number) for number in range(count)], "--split", "train=0.7,test=0.3")
        return {
            record_id: path.name.split("-")[0]
            for path in corpus.glob("data/*.parquet")
            for record_id in pq.read_table(path)["id"].to_pylist()
        }

    few, many = splits(100), splits(300)
    assert all(many[record_id] == split for record_id, split in few.items())
    assert 0.6 < Counter(many.values())["train"] / 300 < 0.8


def test_shares_are_spread_evenly_and_split_and_sample_are_independent() -> None:
    shares = [share_of("split", str(number)) for number in range(4000)]
    assert abs(sum(share < 0.25 for share in shares) / 4000 - 0.25) < 0.03
    sampled = [share for number, share in enumerate(shares) if share_of("sample", str(number)) < 0.1]
    assert abs(sum(share < 0.25 for share in sampled) / len(sampled) - 0.25) < 0.1


@pytest.mark.parametrize(
    "option", ["train=0.5", "train=0.5,train=0.5", "train", "../x=1", "train=2", "train=0.9,test=0.2", ""]
)
def test_an_invalid_split_is_refused(option: str) -> None:
    with pytest.raises(Exception, match="--split"):
        read_splits(option)


def test_a_sample_is_the_same_each_time_and_grows_with_the_corpus(make_corpus: Any, record: Any) -> None:
    records = [record(number) for number in range(200)]
    some = ids(make_corpus(records[:100], "--sample", "20%"))
    more = ids(make_corpus(records, "--sample", "0.2"))
    assert set(some) <= set(more)
    assert 20 <= len(more) <= 60
    assert len(ids(make_corpus(records, "--sample", "17"))) == 17


def test_records_are_read_from_folders_crawls_and_packed_files(
    make_corpus: Any, run_export: Any, record: Any, tmp_path: Path
) -> None:
    lines = [encode(record(number)) + b"\n" for number in range(6)]
    for crawl in ("a", "b"):
        (tmp_path / "crawls" / crawl).mkdir(parents=True)
        (tmp_path / "crawls" / crawl / "rejects.jsonl").write_bytes(b'{"reason":"empty"}\n')
    (tmp_path / "crawls/a/records-00000.jsonl").write_bytes(lines[0])
    (tmp_path / "crawls/b/records-00000.jsonl.gz").write_bytes(gzip.compress(lines[1]))
    (tmp_path / "plain.jsonl").write_bytes(b"\xef\xbb\xbf" + lines[2] + b"\n\r\n" + lines[3].strip())
    frames = zstandard.compress(lines[4]) + zstandard.compress(lines[5])
    (tmp_path / "packed.jsonl.zst").write_bytes(frames)
    result = run_export(
        tmp_path / "crawls",
        tmp_path / "plain.jsonl",
        tmp_path / "packed.jsonl.zst",
        "-o",
        tmp_path / "out",
        "--no-card",
    )
    assert result.exit_code == 0, result.output
    assert len(ids(tmp_path / "out")) == 6


def test_lines_that_are_not_records_are_listed_with_file_and_line(
    run_export: Any, shards: Any, record: Any, tmp_path: Path
) -> None:
    wrong_kind = encode(record(9)).replace(b'"kind":"article"', b'"kind":"poem"')
    other_schema = encode(record(9)).replace(b"newsmill/2", b"newsmill/9")
    folder = shards(
        [record(1), b"{broken", b"[]", wrong_kind, other_schema, b"\xff\xfe", encode(record(2))[:-30]]
    )
    (folder / "records-00001.jsonl.gz").write_bytes(
        gzip.compress(encode(record(3)) + b"\n" + encode(record(4)) + b"\n")[:-20]
    )
    result = run_export(folder, "-o", tmp_path / "out", "--no-card")
    assert result.exit_code == 1
    assert "records-00000.jsonl, line 2" in result.output
    bad = [json.loads(line) for line in (tmp_path / "out/unreadable.jsonl").read_text("utf-8").splitlines()]
    assert [(row["file"], row["line"]) for row in bad[:6]] == [
        ("run/records-00000.jsonl", line) for line in range(2, 8)
    ]
    assert "poem" in bad[2]["reason"]
    assert bad[-1]["file"] == "run/records-00001.jsonl.gz"
    counts = outcome(tmp_path / "out")
    assert counts["lines read"] == counts["unreadable"] + counts["written"]
    assert run_export(folder, "-o", tmp_path / "out", "--no-card", "--max-rejects", "10").exit_code == 0


def test_damaged_input_does_not_replace_a_good_corpus(
    run_export: Any, shards: Any, record: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run_export(shards([record(1), record(2)]), "-o", out, "--no-card").exit_code == 0
    damaged = shards([record(3), encode(record(4))[:-30]], "damaged")
    result = run_export(damaged, "-o", out, "--no-card")
    assert result.exit_code == 1
    assert "is unchanged" in result.output
    assert "--max-rejects 1" in result.output
    assert set(ids(out)) == {record(1).id, record(2).id}
    assert run_export(damaged, "-o", out, "--no-card", "--max-rejects", "1").exit_code == 0
    assert ids(out) == [record(3).id]


def test_input_without_any_record_is_an_error(run_export: Any, tmp_path: Path) -> None:
    (tmp_path / "other.jsonl").write_text('{"text": "no record"}\n' * 3000)
    result = run_export(tmp_path / "other.jsonl", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "other.jsonl, line 1" in result.output
    (tmp_path / "empty").mkdir()
    for missing in ("empty", "nowhere"):
        result = run_export(tmp_path / missing, "-o", tmp_path / "out")
        assert result.exit_code == 2
        assert missing in result.output


def test_every_field_survives_the_way_through_the_database(make_corpus: Any, record: Any) -> None:
    rich = record(
        1,
        subtitle="副题\u0000\u2028",
        images=[],
        charset=Charset("gbk", "gb18030", [Span(0, 10, "gb18030"), Span(10, 20, "utf-8")]),
        repairs=[Repair("body", "锘", "", False)],
        warnings=["no date found"],
        account="公众号",
        published=None,
    )
    marked = record(2, body_markup="## 题\n\n正文")
    corpus = make_corpus([rich, marked], "--format", "jsonl")
    lines = (corpus / "data/train-00000-of-00001.jsonl").read_bytes().splitlines()
    assert sorted(lines) == sorted([encode(rich), encode(marked)])


def test_where_the_records_go_must_be_said(run_export: Any, shards: Any, record: Any) -> None:
    result = run_export(shards([record(1)]))
    assert result.exit_code == 2
    assert "-o FOLDER" in result.output


def test_without_the_extra_the_command_says_what_to_install(
    run_export: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def absent(name: str, import_module: Callable[[str], object] = __import__) -> object:
        if name == "duckdb":
            raise ImportError(name)
        return import_module(name)

    monkeypatch.setattr("newsmill.pipelines.export.missing_extra.importlib.import_module", absent)
    result = run_export(tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "pip install 'newsmill[export]'" in result.output


@pytest.mark.parametrize(
    "nothing",
    [
        ("--where", "site = 'exmaple.com'"),
        ("--where", "false"),
        ("--filter", "length=100000"),
        ("--kinds", "video"),
        ("--sample", "0.0000001"),
        ("--sample", "0"),
    ],
)
def test_an_export_that_selects_nothing_leaves_the_old_one_alone_and_says_so(
    run_export: Any, shards: Any, record: Any, tmp_path: Path, nothing: tuple[str, ...]
) -> None:
    folder, out = shards([record(1), record(2)]), tmp_path / "out"
    assert run_export(folder, "-o", out, "--no-card").exit_code == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    result = run_export(folder, "-o", out, "--no-card", *nothing)
    assert result.exit_code == 2, result.output
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    if nothing[0] != "--sample":
        assert "No record is left to export" in result.output
        assert "is unchanged" in result.output
    if "exmaple" in nothing[1]:
        assert "No record has site = 'exmaple.com'; there is 'example.com'." in result.output


def test_an_input_without_a_line_is_reported_as_empty(run_export: Any, tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").touch()
    result = run_export(tmp_path / "records.jsonl", "-o", tmp_path / "out", "--no-card")
    assert result.exit_code == 0
    assert "No record is left to export: there are no lines to read." in result.output


DATES = ["2012-02-14T14:46+08:00", "2013", "2013-05", None, "2014-01-31", "2013-01-01T00:10"]


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("year(published) > 2012", "1245"),
        ("published >= DATE '2013-01-01'", "1245"),
        ("published > 2012", "1245"),
        ("extract(year FROM published) = 2013", "125"),
        ("published::DATE > '2013-01-01'", "24"),
        ("CAST(published AS DATE) BETWEEN '2013-01-01' AND '2013-12-31'", "125"),
        ("published BETWEEN DATE '2013-01-01' AND DATE '2013-12-31'", "125"),
        ("strftime(published, '%Y') = '2013'", "125"),
        ("date_trunc('year', published) = DATE '2013-01-01'", "125"),
        ("published > TIMESTAMP '2013-01-01 00:05'", "245"),
        ("datediff('day', published, DATE '2014-02-10') < 30", "4"),
        ("published + INTERVAL 1 DAY > DATE '2014-01-01'", "4"),
        ("published > current_date - 36500", "01245"),
        ("year(published) IN (2012, 2014)", "04"),
        ("title LIKE '%开放%' AND month(published) = 2", "0"),
        ("year = 2013 AND published_date > '2013-01-15'", "2"),
        # Compared with text it is text.
        ("published < '2013'", "0"),
        ("published LIKE '2013%'", "125"),
        ("left(published, 4) = '2013'", "125"),
        ("published = '2013'", "1"),
        ("published IS NULL", "3"),
    ],
)
def test_dates_are_dates_where_they_are_used_as_such_and_text_elsewhere(
    make_corpus: Any, record: Any, expression: str, wanted: str
) -> None:
    records = [record(number, published=date) for number, date in enumerate(DATES)]
    corpus = make_corpus(records, "--where", expression, "--dedup", "none")
    assert set(ids(corpus)) == {records[int(digit)].id for digit in wanted}


@pytest.mark.parametrize(
    ("expression", "hint"),
    [
        ("titel = 'x'", "Did you mean title?"),
        ("author = 'x'", "Did you mean authors?"),
        ("date > '2012'", "Did you mean published?"),
        ("text LIKE '%x%'", "Did you mean body?"),
        ("publshed > '2012'", "Did you mean published?"),
        ("yaer(published) = 2012", "Did you mean year?"),
        ("site = example.com", "single quotes: 'example.com'"),
        ('site = "example.com"', "single quotes: 'example.com'"),
        ("authors = '张扬'", "list_transform(authors, lambda a: a.name), '张扬')"),
        ("authors LIKE '%张扬%'", "list_transform(authors, lambda a: a.name), '张扬')"),
        ("keywords = '图书馆'", "list_contains(keywords, '图书馆')"),
        ("charset = 'gbk'", "charset.used = 'gbk'"),
        ("version = 'abc'", "version is a number"),
        ("title > 5", "title is a text"),
    ],
)
def test_a_wrong_expression_names_the_field_and_what_to_type(
    run_export: Any, shards: Any, record: Any, tmp_path: Path, expression: str, hint: str
) -> None:
    result = run_export(shards([record(1)]), "-o", tmp_path / "out", "--where", expression)
    assert result.exit_code == 2
    assert hint in result.output
    assert "Traceback" not in result.output


def test_an_expression_that_would_never_end_is_stopped(tmp_path: Path, record: Any) -> None:
    with Workspace(tmp_path, where_seconds=0.3) as workspace:
        forever = "(SELECT count(*) FROM range(1000000000000)) > 0"
        with pytest.raises(Unusable, match="took longer than"):
            workspace.load([(record(1).id, encode(record(1)))], forever)
    assert list(tmp_path.iterdir()) == []


def test_records_of_the_schema_before_are_exported_as_records_of_this_one(
    make_corpus: Any, record: Any
) -> None:
    old = json.loads(encode(record(1)))
    for name in ("canonical", "lead", "updated"):
        del old[name]
    line = json.dumps(old | {"schema": "newsmill/1"}, ensure_ascii=False).encode()
    corpus = make_corpus([line, record(2)], "--format", "jsonl")
    (path,) = corpus.glob("data/*.jsonl")
    rows = {row["id"]: row for row in map(json.loads, path.read_text("utf-8").splitlines())}
    assert rows[record(1).id] == json.loads(encode(record(1)))


def test_what_an_earlier_export_has_is_left_out_of_a_later_one(
    make_corpus: Any, run_export: Any, shards: Any, record: Any, tmp_path: Path
) -> None:
    """Reprints of last month's articles do not come in again, whatever format last month's export has."""
    for form in ("parquet", "jsonl.zst", "csv", "sqlite"):
        january = make_corpus([record(1), record(2)], "--format", form, out=f"january-{form}")
        reprint = record(11, body="（转载）" + record(1).body + "\n责编：李四")
        later = [reprint, record(12, body=record(2).body), record(13)]
        february = make_corpus(
            later, "--dedup", "near", "--against", january, "--format", "jsonl", out=f"february-{form}"
        )
        rows = [json.loads(line) for line in (february / "duplicates.jsonl").read_text("utf-8").splitlines()]
        assert {(row["id"], row["kept"], row["match"], row["against"]) for row in rows} == {
            (reprint.id, record(1).id, "near", True),
            (later[1].id, record(2).id, "exact", True),
        }
        assert outcome(february)["written"] == 1
    result = run_export(shards([record(1)]), "-o", tmp_path / "x", "--against", january, "--dedup", "none")
    assert result.exit_code == 2


@pytest.mark.parametrize("form", ["parquet", "csv", "sqlite", "jsonl.gz"])
def test_an_export_can_be_exported_again_in_any_other_format(
    make_corpus: Any, run_export: Any, record: Any, tmp_path: Path, form: str
) -> None:
    records = [
        record(number, lead="导语", updated="2015", canonical="http://x.example/a") for number in range(3)
    ]
    first = make_corpus(records, "--format", form, out="first")
    result = run_export(first, "-o", tmp_path / "second", "--format", "jsonl", "--no-card")
    assert result.exit_code == 0, result.output
    (path,) = (tmp_path / "second").glob("data/*.jsonl")
    assert sorted(path.read_bytes().splitlines()) == sorted(encode(one) for one in records)
    some = make_corpus(records, "--format", form, "--fields", "id,title,body", out="some")
    assert run_export(some, "-o", tmp_path / "third", "--format", "jsonl", "--no-card").exit_code == 0
