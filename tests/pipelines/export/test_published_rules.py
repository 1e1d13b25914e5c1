"""The published rules drop what their papers say, in languages with and without spaces between words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from newsmill.pipelines.export.published_rules import CRITERIA, FIGURE_NAMES, broken, measure

ENGLISH = "\n".join(
    f"The council of the town said on day {number} that the old library will have a new hall, to be "
    f"opened with music. "
    f"Readers {word} waited for it since the spring, and the shelves are full again."
    for number, word in enumerate(("patiently", "quietly", "eagerly", "always", "often", "gladly"), 1)
)
CHINESE = "\n".join(
    (
        f"城东新图书馆在昨天上午正式向市民开放，{who}表示这是全市最大的公共图书馆，"
        f"馆内有{what}和安静的阅览室。不少读者一早就来到门口排队等候，现场秩序井然。"
    )
    for who, what in (
        ("馆长", "四十万册藏书"),
        ("读者", "自助借书机"),
        ("记者", "儿童活动区"),
        ("专家", "地方文献库"),
    )
)

RULES = ("gopher-quality", "gopher-repetition", "c4", "fineweb")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("body", [ENGLISH, CHINESE])
def test_prose_stays(rule: str, body: str) -> None:
    if rule == "gopher-repetition":
        body = body.split("\n")[0]
    assert broken(rule, body) is None


@pytest.mark.parametrize(
    ("rule", "criterion", "body"),
    [
        ("gopher-quality", "words", "The end of the day."),
        ("gopher-quality", "words", "图书馆昨天开放了。"),
        ("gopher-quality", "word-length", "a b " * 60),
        ("gopher-quality", "symbols", ENGLISH + " #tag" * 60),
        ("gopher-quality", "bullets", "\n".join("- the price of bread and that of milk" for _ in range(20))),
        ("gopher-quality", "ellipses", "\n".join(f"the news of the day number {number} ..." for number in range(20))),
        ("gopher-quality", "alphabetic", "12 34 56 the of 78 90 " * 20),
        ("gopher-quality", "stop-words", "Preis Brot Milch Butter Mehl Zucker " * 12),
        ("gopher-quality", "stop-words", "股票代码名称价格涨跌成交金额" * 9),
        ("gopher-repetition", "lines", "\n".join([ENGLISH.split("\n")[0]] * 5)),
        ("gopher-repetition", "lines", "\n".join([CHINESE.split("\n")[0]] * 5)),
        ("gopher-repetition", "top-2-gram", "buy now " * 40),
        ("gopher-repetition", "top-2-gram", "点击下载" * 40),
        ("c4", "sentences", "Home\nNews\nSport\nContact us today"),
        ("c4", "sentences", "首页\n新闻\n体育\n联系我们"),
        ("c4", "braces", ENGLISH + "\nfunction a() { return 1; }"),
        ("c4", "lorem-ipsum", ENGLISH + "\nLorem ipsum dolor sit amet."),
        ("fineweb", "line-ends", "\n".join(f"A line of menu entries number {number} and more of them"
            for number in range(20))),
        ("fineweb", "line-ends", "\n".join(f"本地新闻栏目第{number}条标题列表没有标点" for number in range(20))),
        ("fineweb", "short-lines", ENGLISH + "\nNo.\n" + "\n".join(f"Item {number}." for number in range(30))),
        ("fineweb", "line-feeds", "\n".join(["好。"] * 40)),
    ],
)  # fmt: skip
def test_what_is_not_prose_goes_by_the_criterion_that_says_so(rule: str, criterion: str, body: str) -> None:
    assert (broken(rule, body, [criterion]) or "").startswith(f"{criterion}: ")
    assert broken(rule, body) is not None


def test_every_criterion_reads_a_figure_that_there_is() -> None:
    assert set(measure(CHINESE)) == set(FIGURE_NAMES) == {criterion.figure for criterion in CRITERIA}
    assert measure("") | {} == {name: pytest.approx(value) for name, value in measure("").items()}


def test_rules_are_switched_on_by_name_and_their_effect_is_a_row_of_the_card(
    make_corpus: Any, record: Any
) -> None:
    records = [
        record(1, body=CHINESE),
        record(2, body="首页\n新闻\n体育\n联系我们" * 9),
        record(3, body="股票代码名称价格涨跌" * 20),
    ]
    corpus = make_corpus(records, "--filter", "gopher-quality", "--filter", "c4", "--quality", card=True)
    (path,) = corpus.glob("data/*.parquet")
    (row,) = pq.read_table(path).to_pylist()
    assert row["body"] == CHINESE
    assert row["quality"]["words"] == pytest.approx(measure(CHINESE)["words"])
    card = (corpus / "README.md").read_text("utf-8")
    assert "| gopher-quality |" in card
    assert "| c4 |" in card
    rules = {rule[0]: rule[2:] for rule in json.loads((corpus / "export.json").read_bytes())["rules"]}
    assert sum(dropped for dropped, _ in rules.values()) == 2
    everything = make_corpus(
        records, "--filter", "all", "--filter", "length=1", "--filter", "missing=title", out="all"
    )
    assert "c4" not in {rule[0] for rule in json.loads((everything / "export.json").read_bytes())["rules"]}


def test_criteria_of_a_rule_can_be_chosen(
    make_corpus: Any, run_export: Any, record: Any, tmp_path: Path
) -> None:
    records = [record(1, body=CHINESE), record(2, body="图书馆昨天开放了。")]
    corpus = make_corpus(records, "--filter", "gopher-quality=symbols,bullets")
    assert json.loads((corpus / "export.json").read_bytes())["outcome"]["written"] == 2
    result = run_export(tmp_path / "run", "-o", tmp_path / "x", "--filter", "gopher-quality=wrods")
    assert result.exit_code == 2
    assert "words" in result.output


def test_tokens_and_perplexity_come_from_functions_of_ones_own(
    make_corpus: Any, run_export: Any, record: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    (tmp_path / "own_figures.py").write_text(
        "def count(text):\n    return text.split('。')\n\ndef surprise(text):\n    return 5000.0 if '乱' "
        "in text else 12.5\n"
    )
    monkeypatch.chdir(tmp_path)
    records = [record(1, body=CHINESE), record(2, body="乱码" + record(2).body)]
    figures = ("--tokens", "own_figures:count", "--perplexity", "own_figures:surprise")
    corpus = make_corpus(records, *figures, "--filter", "perplexity=100")
    (row,) = pq.read_table(next(corpus.glob("data/*.parquet"))).to_pylist()
    assert row["tokens"] == len(CHINESE.split("。"))
    assert row["perplexity"] == 12.5
    result = run_export(tmp_path / "run", "-o", tmp_path / "x", "--filter", "perplexity")
    assert result.exit_code == 2
    assert "--perplexity" in result.output
