"""The history of runs, and the verdict on the newest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsmill import clean
from newsmill.crawler.commands.runs import runs
from newsmill.crawler.run.health import judge
from newsmill.crawler.run.history import FILLED_FIELDS, HISTORY, Run, RunHistory, count_filled


def run(records: int = 40, **counts: object) -> Run:
    filled = {"title": records, "body": records, "published": records, "authors": records // 2}
    filled.update(counts.pop("filled", {}))  # type: ignore[call-overload]
    fields = {
        "pages": records,
        "new": records,
        "records": records,
        "filled": filled,
        "outcome": "finished",
        **counts,
    }
    return Run(id="x", site="demo", started="2024-05-01T00:00:00Z", **fields)  # type: ignore[arg-type]


USUAL = [run() for _ in range(5)]


def test_a_run_like_the_others_is_healthy() -> None:
    assert judge(run(), USUAL) == ""


def test_a_field_that_goes_missing_is_reported_with_both_rates() -> None:
    assert judge(run(filled={"published": 2}), USUAL) == "layout changed? published 5% (usually 100%)"


def test_a_site_that_never_names_authors_is_healthy_without_them() -> None:
    earlier = [run(filled={"authors": 0}) for _ in range(5)]
    assert judge(run(filled={"authors": 0}), earlier) == ""


@pytest.mark.parametrize(("records", "verdict"), [(2, ""), (40, "layout changed? authors 5% (usually 50%)")])
def test_few_records_prove_nothing(records: int, verdict: str) -> None:
    assert judge(run(records, filled={"authors": records // 20}), USUAL) == verdict


def test_the_first_runs_are_not_judged_against_nothing() -> None:
    assert judge(run(filled={"published": 0}), []) == ""
    assert judge(run(filled={"published": 0}), [run(5)]) == ""


def test_no_records_where_there_always_were_some_is_reported() -> None:
    assert "no records at all" in judge(run(0), USUAL)
    assert judge(run(0, unchanged=12), USUAL) == ""


def test_a_site_that_mostly_fails_is_reported_but_one_that_always_did_is_not_news() -> None:
    assert judge(run(3, lost=30), USUAL) == "site failing? 30 of 33 fetches of its pages gave no page"
    assert judge(run(3, lost=30), [run(3, lost=30)] * 5) == ""


def test_dead_links_are_not_a_failure_of_the_site() -> None:
    assert judge(run(3, failed=30), USUAL) == ""


def test_an_old_layout_is_forgotten_after_ten_runs() -> None:
    earlier = [run() for _ in range(20)] + [run(filled={"published": 0}) for _ in range(10)]
    assert judge(run(filled={"published": 0}), earlier) == ""


def test_history_is_read_back_in_order(tmp_path: Path) -> None:
    history = RunHistory(tmp_path)
    first = history.begin("demo")
    count_filled(first.filled, clean("<h1>标题在这里</h1><p>正文在这里。</p>".encode()))
    first.records = 1
    history.end(first)
    second = history.begin("demo")
    assert [(old.id, old.outcome) for old in history.runs()] == [
        (first.id, "finished"),
        (second.id, "running"),
    ]
    assert history.runs()[0].fill_rate("published") == 0.0
    assert history.runs()[0].seconds is not None


def test_a_run_whose_process_is_gone_was_interrupted(tmp_path: Path) -> None:
    history = RunHistory(tmp_path)
    dead = history.begin("demo")
    text = history.path.read_text().replace(f'"process":{dead.process}', '"process":4194304')
    history.path.write_text(text)
    assert [old.outcome for old in history.runs()] == ["interrupted"]


def test_a_torn_last_line_spoils_nothing(tmp_path: Path) -> None:
    history = RunHistory(tmp_path)
    history.end(history.begin("demo"))
    with history.path.open("ab") as file:
        file.write(b'{"id":"torn","si')
    history.end(history.begin("demo"))
    assert [old.outcome for old in history.runs()] == ["finished", "finished"]


def test_the_command_shows_every_site_and_exits_1_when_one_is_unhealthy(tmp_path: Path) -> None:
    for site, verdict in (("alpha", ""), ("beta", "layout changed? title 0% (usually 100%)")):
        history = RunHistory(tmp_path / site)
        one = history.begin(site)
        one.verdict = verdict
        history.end(one)
    done = CliRunner().invoke(runs, [str(tmp_path)], env={"COLUMNS": "160"})
    assert done.exit_code == 1
    assert "alpha" in done.stdout
    assert "beta: layout changed?" in done.stderr
    assert CliRunner().invoke(runs, [str(tmp_path / "alpha")]).exit_code == 0
    lines = CliRunner().invoke(runs, [str(tmp_path), "--json"]).stdout.splitlines()
    assert [json.loads(line)["site"] for line in lines] == ["alpha", "beta"]


@pytest.mark.parametrize("columns", ["80", "160"])
def test_no_figure_of_a_run_is_cut_off_on_a_narrow_terminal(tmp_path: Path, columns: str) -> None:
    history = RunHistory(tmp_path)
    history.end(history.begin("demo"))
    shown = CliRunner().invoke(runs, [str(tmp_path)], env={"COLUMNS": columns}).stdout
    assert "…" not in shown
    for name in ("changed", "failed", *FILLED_FIELDS):
        assert name in shown


def test_a_folder_without_history_is_wrong_usage(tmp_path: Path) -> None:
    done = CliRunner().invoke(runs, [str(tmp_path)])
    assert done.exit_code == 2
    assert HISTORY in done.stderr
