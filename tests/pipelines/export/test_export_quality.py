"""Quality rules: each drops what it says and leaves the rest, and every record dropped is accounted for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsmill.pipelines.export.quality import RULES, Filters
from newsmill.pipelines.record import Repair


def dropped(corpus: Any) -> dict[str, str]:
    lines = (corpus / "dropped.jsonl").read_text("utf-8").splitlines()
    return {row["url"].rsplit("/", 1)[1]: row["rule"] for row in map(json.loads, lines)}


def test_each_rule_drops_its_own(make_corpus: Any, record: Any) -> None:
    line = "本站所有文章版权归原作者所有，转载请注明出处，并保留本站链接。"
    records = [
        record(1, title=None),
        record(2, body="短。"),
        record(3, language="en"),
        record(5, body="热点新闻排行榜一览\n" * 30),
        *[
            record(
                10 + number,
                body=f"第{number}篇文章的一句话。\n{line}\n{line[::-1]}" + "\n字" * 20,
                site="site.cn",
            )
            for number in range(6)
        ],
        record(6, repairs=[Repair("body", "锘", "", False)]),
        record(7, repairs=[Repair("body", "Ã©", "é", True)]),
        record(8),
    ]
    corpus = make_corpus(records, "--filter", "all", "--filter", "length=50")
    assert dropped(corpus) == {
        "1.html": "missing",
        "2.html": "length",
        "3.html": "language",
        "5.html": "repeated-lines",
        "6.html": "uncertain-repairs",
        **{f"{10 + number}.html": "boilerplate" for number in range(6)},
    }
    manifest = json.loads((corpus / "export.json").read_bytes())
    assert manifest["outcome"]["dropped by quality rules"] == 11
    assert sum(row[2] for row in manifest["rules"]) == 11
    report = (corpus / "quality.md").read_text("utf-8")
    for name in RULES:
        assert f"## {name}" in report
    assert "热点新闻排行榜一览" in report


def test_a_chinese_body_of_latin_letters_is_dropped(make_corpus: Any, record: Any) -> None:
    latin = record(1, body="see www.example.com for the details " * 10 + "中文")
    english = record(2, language="en", body="see www.example.com for the details " * 10)
    assert dropped(make_corpus([latin, english, record(3)], "--filter", "cjk")) == {"1.html": "cjk"}


def test_copies_of_one_article_make_no_boilerplate(make_corpus: Any, record: Any) -> None:
    corpus = make_corpus(
        [record(number, body=record(1).body) for number in range(20)],
        "--filter",
        "boilerplate",
        "--dedup",
        "none",
    )
    assert dropped(corpus) == {}


def test_rules_are_switched_one_by_one() -> None:
    assert list(Filters.read(["length=20"]).parameters) == ["length"]
    assert set(Filters.read(["all"]).parameters) == set(RULES)
    assert set(Filters.read(["all"], ["cjk"]).parameters) == set(RULES) - {"cjk"}
    assert Filters.read(["language=zh,en", "all"]).parameters["language"] == ("zh", "en")
    assert not Filters.read([])


@pytest.mark.parametrize("option", ["lenght=3", "length=long", "all=1", "="])
def test_an_unknown_rule_is_refused_with_the_list(option: str) -> None:
    with pytest.raises(Exception, match="length"):
        Filters.read([option])


def test_wanted_languages(make_corpus: Any, record: Any) -> None:
    records = [
        record(1),
        record(2, language="zh-Hant"),
        record(3, language="en", body="The council said on Monday that the library will open. " * 9),
    ]
    assert dropped(make_corpus(records, "--filter", "language=zh")) == {"3.html": "language"}
    assert dropped(make_corpus(records, "--filter", "language=zh,en")) == {}


def test_a_report_does_not_run_what_a_page_said(make_corpus: Any, record: Any) -> None:
    corpus = make_corpus(
        [record(1, title="<script>x</script>\n# h", body="<img onerror=x>")], "--filter", "length"
    )
    for line in (corpus / "quality.md").read_text("utf-8").splitlines():
        assert "<" not in line or line.startswith("      ")
