"""The dataset card: what it says is what the corpus is, and what a person wrote into it stays."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from lxml import etree

from newsmill.pipelines.export import plots
from newsmill.pipelines.export.card import MARKER
from newsmill.pipelines.export.figures import UNKNOWN, Figures
from newsmill.pipelines.export.plots import BAR, GUESSED, INK
from newsmill.pipelines.export.stats_command import stats
from newsmill.pipelines.record import Repair


def front_matter(corpus: Path) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((corpus / "README.md").read_text("utf-8").split("---\n")[1])
    return values


@pytest.fixture
def no_plots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsmill.pipelines.export.plots.draw", lambda figures, folder: [])


@pytest.mark.usefixtures("no_plots")
def test_the_front_matter_is_what_the_hub_reads(make_corpus: Any, record: Any) -> None:
    records = [record(number, language="zh" if number % 3 else "en") for number in range(30)]
    corpus = make_corpus(records, "--split", "train=0.5,test=0.5", "--name", 'A "b": c', card=True)
    values = front_matter(corpus)
    assert values["pretty_name"] == 'A "b": c'
    assert values["language"] == ["zh", "en"]
    assert values["license"] == "unknown"
    assert values["size_categories"] == ["n<1K"]
    assert values["configs"][0]["data_files"][0] == {"split": "train", "path": "data/train-*.parquet"}


@pytest.mark.usefixtures("no_plots")
def test_what_a_person_wrote_is_kept(make_corpus: Any, record: Any) -> None:
    corpus = make_corpus([record(1)], card=True)
    card = corpus / "README.md"
    text = (
        card.read_text("utf-8")
        .replace("license: unknown", "license: cc-by-4.0 #")
        .replace("tags:", "annotations_creators:\n- no-annotation\ntags:")
    )
    card.write_text(text + "\n## Contact\n\nWrite to me.\n", "utf-8")
    again = make_corpus([record(1), record(2)], card=True)
    for corpus in (again,):
        assert front_matter(corpus)["license"] == "cc-by-4.0"
        assert front_matter(corpus)["annotations_creators"] == ["no-annotation"]
        assert card.read_text("utf-8").partition(MARKER)[2] == "\n## Contact\n\nWrite to me.\n"
        assert "2 records" in card.read_text("utf-8")


@pytest.mark.usefixtures("no_plots")
def test_the_card_says_how_the_corpus_was_made_and_counts_add_up(make_corpus: Any, record: Any) -> None:
    records = [record(number) for number in range(9)] + [
        record(20, body=record(1).body),
        record(21, kind="home"),
        record(22, title=None),
        b"{}",
    ]
    options = (
        "--where",
        "length(body) > 10",
        "--filter",
        "missing",
        "--dedup",
        "near",
        "--sample",
        "5",
        "--max-rejects",
        "1",
    )
    corpus = make_corpus(records, *options, card=True)
    counts = json.loads((corpus / "export.json").read_bytes())["outcome"]
    assert counts.pop("lines read") == sum(counts.values()) == 13
    text = (corpus / "README.md").read_text("utf-8")
    for said in (
        "`length(body) > 10`",
        "missing",
        "MinHash-LSH",
        "5 records, by SHA-256",
        "exact duplicates",
        "Known limits",
    ):
        assert said in text, said


@pytest.mark.usefixtures("no_plots")
def test_text_of_records_is_not_markup_in_the_card(make_corpus: Any, record: Any) -> None:
    corpus = make_corpus(
        [record(1, site="<img src=x>|[a](b)", warnings=["<script>"], language="zh\nlicense: mit")], card=True
    )
    text = (corpus / "README.md").read_text("utf-8")
    assert "<img" not in text
    assert "<script" not in text
    assert "\\[a\\](b)" in text
    assert front_matter(corpus)["license"] == "unknown"


@pytest.mark.usefixtures("no_plots")
@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_croissant_is_valid_and_reads_the_records(
    make_corpus: Any, record: Any, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mlcroissant

    corpus = make_corpus([record(number) for number in range(3)], "--format", form, card=True)
    monkeypatch.chdir(corpus)
    dataset = mlcroissant.Dataset("croissant.json")
    assert not dataset.metadata.ctx.issues.errors
    rows = list(dataset.records("records"))
    bodies = {row["records/id"].decode(): row["records/body"].decode() for row in rows}
    assert bodies == {record(number).id: record(number).body for number in range(3)}


@pytest.mark.usefixtures("no_plots")
@pytest.mark.parametrize("form", ["parquet", "jsonl", "jsonl.zst", "csv", "sqlite"])
def test_card_only_describes_a_corpus_that_exists_as_its_export_did(
    make_corpus: Any, run_export: Any, record: Any, form: str
) -> None:
    records = [
        record(number, repairs=[Repair("body", "x", "y", number > 3)] * (number % 2)) for number in range(8)
    ]
    corpus = make_corpus(records, "--format", form, "--split", "train=0.5,test=0.5", card=True)
    before = {
        name: (corpus / name).read_text("utf-8") for name in ("README.md", "croissant.json", "SHA256SUMS")
    }
    for name in before:
        (corpus / name).unlink()
    result = run_export(corpus, "--card-only")
    assert result.exit_code == 0, result.output
    assert {name: (corpus / name).read_text("utf-8") for name in before} == before


@pytest.mark.usefixtures("no_plots")
def test_card_only_takes_a_corpus_that_something_else_made(run_export: Any, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "part.jsonl").write_text(
        '{"id": "1", "body": "text", "extra": 1}\n{"id": "2", "body": "more"}\n'
    )
    assert run_export(folder, "--card-only").exit_code == 0
    assert "2 records, 8 characters" in (folder / "README.md").read_text("utf-8")
    (folder / "part.jsonl").write_text("not json\n")
    broken = run_export(folder, "--card-only")
    assert broken.exit_code == 2
    assert "part.jsonl" in broken.output
    assert run_export(tmp_path / "nothing", "--card-only").exit_code == 2


@pytest.mark.usefixtures("no_plots")
@pytest.mark.parametrize("form", ["sqlite", "tei", "markdown"])
def test_the_code_that_the_card_shows_runs(
    make_corpus: Any, record: Any, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = make_corpus([record(1)], "--format", form, card=True)
    monkeypatch.chdir(corpus)
    code = (corpus / "README.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    exec(compile(code, "README.md", "exec"), {})


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("page", ["#ffffff", "#0d1117", "#0b0f19"])
def test_plots_are_read_on_white_and_on_dark_pages(page: str) -> None:
    """WCAG asks 3 to 1 of graphics and large text."""
    for colour, least in ((INK, 4.0), (BAR, 3.0), (GUESSED, 3.0)):
        bright, dark = sorted((_luminance(colour), _luminance(page)), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= least, colour


def test_plots_are_drawn_transparent_and_alone(make_corpus: Any, record: Any) -> None:
    sites = ["a.com", "$x^2$.com", "新闻.中国"]
    records = [
        record(
            number,
            site=sites[number % 3],
            repairs=[Repair("body", "x", "y", number % 2 > 0)] * (number % 4 == 0),
        )
        for number in range(40)
    ]
    corpus = make_corpus(records, card=True)
    for name in ("articles-over-time", "sites", "lengths", "repaired"):
        assert (corpus / f"plots/{name}.png").read_bytes()[25] == 6, "RGBA"
        svg = (corpus / f"plots/{name}.svg").read_text("utf-8")
        root = etree.fromstring(svg.encode())
        assert root.tag.endswith("svg")
        assert "http" not in svg.replace("http://www.w3.org", "").replace(
            "https://matplotlib.org", ""
        ).replace("http://purl.org", "").replace("http://creativecommons.org", "")
        assert f"plots/{name}.png" in (corpus / "README.md").read_text("utf-8")


def test_stats_prints_the_same_figures(make_corpus: Any, record: Any, tmp_path: Path) -> None:
    records = [
        record(number, site=f"s{number % 3}.cn", body="字" * (number * 40 + 1)) for number in range(30)
    ]
    corpus = make_corpus(records, "--dedup", "none")
    result = CliRunner().invoke(stats, [str(tmp_path / "run"), "--json"])
    figures = json.loads(result.output)
    assert figures.pop("unreadable") == 0
    assert figures == json.loads((corpus / "export.json").read_bytes())["figures"]
    shown = CliRunner().invoke(stats, [str(tmp_path / "run")])
    assert shown.exit_code == 0
    for said in ("30 records", "3 sites", "s0.cn", "2012", "zh", "1,000–1,999"):
        assert said in shown.output


def test_stats_counts_one_record_of_one_site_in_the_singular(shards: Any, record: Any) -> None:
    shown = CliRunner().invoke(stats, [str(shards([record(1)]))])
    assert shown.output.startswith("1 record, ")
    assert "1 site;" in shown.output


def test_stats_reports_lines_that_are_not_records(shards: Any, record: Any) -> None:
    source = shards([record(1), b"{}"])
    result = CliRunner().invoke(stats, [str(source)])
    assert result.exit_code == 1
    assert "line 2" in result.output
    assert CliRunner().invoke(stats, [str(source), "--max-rejects", "1"]).exit_code == 0
    assert CliRunner().invoke(stats, [str(source / "nothing")]).exit_code == 2


@pytest.mark.usefixtures("no_plots")
def test_years_are_whole_undated_ones_a_row_and_a_stray_language_is_not_on_the_card(
    make_corpus: Any, record: Any
) -> None:
    records = [record(number, published=f"{1980 + number}-05-01") for number in range(40)]
    records += [record(50, published=None), record(51, language="fr")]
    card = (make_corpus(records, card=True) / "README.md").read_text("utf-8")
    years = [line for line in card.splitlines() if re.match(r"\| (\d{4}|undated) \|", line)]
    assert years[0].startswith("| 2019 |")
    assert years[-1] == "| undated | 1 |"
    assert len(years) == 41
    assert "\nlanguage:\n- zh\nlicense" in card
    assert "task_categories:\n- text-generation" in card
    assert "@misc{corpus," in card


def test_records_of_no_site_and_sites_of_one_record_have_no_rank(tmp_path: Path) -> None:
    figures = Figures()
    for site in ("a.example", "a.example", "b.example", None, None, None):
        figures.add({"site": site, "body": "一", "repairs": [{"certain": True}]})
    assert plots._several(figures) == [("a.example", 2)]
    assert plots._repaired_sites(figures) == [UNKNOWN, "a.example"]
    plots.draw(figures, tmp_path)
    only = Figures()
    only.add({"site": "b.example", "body": "一", "repairs": [{"certain": True}]})
    assert plots._several(only) == [("b.example", 1)]
    assert plots._repaired_sites(only) == ["b.example"]


def test_the_plots_show_the_whole_name_of_a_site_broken_between_its_words() -> None:
    name = "evening-news-of-the-old-harbour-and-the-islands.example.com.cn"
    lines = plots._plain(name).split("\n")
    assert "".join(lines) == name
    assert all(line.endswith(("-", ".")) for line in lines[:-1])
    assert all(len(line) <= 40 for line in lines)
    assert plots._plain("a" * 60 + ".example") == "a" * 37 + "...\nexample"
    assert plots._plain("b.example") == "b.example"
    assert plots._row_height([name]) > plots._row_height(["b.example"])
