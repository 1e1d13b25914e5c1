from collections.abc import Callable
from pathlib import Path

import msgspec

from newsmill.pipelines.report.export_report import write_export_report

FIGURES = {
    "records": 3, "characters": 900, "length": {"median": 300, "classes": {"< 100": 0, "200–499": 3}},
        "sites": {"a.example": 3},
    "years": {"2012": 2, "?": 1}, "languages": {"zh": 3}, "kinds": {"article": 3}, "with": {"title": 3, "authors": 1},
    "repaired": {"certain": 0, "guessed": 0}, "warnings": {"no date found": 1},
}  # fmt: skip
ACCOUNT = {
    "newsmill": "0.1.0", "name": "corpus", "settings": {"format": "jsonl"}, "made": ["Made by newsmill."],
        "inputs": {"out": 5},
    "outcome": {"lines read": 5, "exact duplicates": 2, "written": 3}, "splits": {"train": 3}, "fields": ["id"],
        "rules": [],
    "samples": {}, "masked": {}, "clusters": 2, "figures": FIGURES,
}  # fmt: skip


def text_of(account: dict, folder: Path, earlier: dict | None = None) -> str:
    folder.mkdir(exist_ok=True)
    before = msgspec.json.encode(earlier) if earlier else None
    return write_export_report(folder, msgspec.json.encode(account), before).read_text().replace("<wbr>", "")


def test_the_report_says_what_became_of_the_records(tmp_path: Path) -> None:
    page = text_of(ACCOUNT, tmp_path)
    assert "exact duplicates" in page
    assert "a.example" in page
    assert "<b>3</b>records written" in page
    assert "Change against" not in page


def test_a_second_export_is_compared_with_the_first_where_they_differ(tmp_path: Path) -> None:
    assert text_of(ACCOUNT, tmp_path, ACCOUNT) == text_of(ACCOUNT, tmp_path)
    fewer = {**ACCOUNT, "outcome": {**ACCOUNT["outcome"], "written": 1}, "figures": {**FIGURES, "records": 1}}
    page = text_of(fewer, tmp_path, ACCOUNT)
    assert "Change against the last export" in page
    assert '<td class="n">-2</td>' in page


def test_nothing_of_a_hostile_corpus_runs_or_loads(tmp_path: Path, watch: Callable) -> None:
    attack = "</title></style><script>document.title='ran'</script><img src=http://evil.example/x>"
    hostile = {
        **ACCOUNT, "name": attack, "made": [attack], "inputs": {attack: 1}, "settings": {attack: attack},
            "masked": {attack: 1},
        "samples": {attack: [{"title": attack, "excerpt": attack}]}, "outcome": {attack: 1},
        "figures": {**FIGURES, "sites": {attack: 1}, "warnings": {attack: 1}, "with": {attack: 1},
            "kinds": {attack: 1}},
    }  # fmt: skip
    text_of(hostile, tmp_path)
    watched = watch()
    page = watched.open(tmp_path / "report.html")
    assert page.title().endswith("export report")
    assert page.locator("script, img").count() == 0
    assert watched.requests == [(tmp_path / "report.html").as_uri()]
    assert watched.problems == []
