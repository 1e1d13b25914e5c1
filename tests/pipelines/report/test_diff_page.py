from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from newsmill import Record, clean
from newsmill.pipelines.diff.compare import compare
from newsmill.pipelines.diff.diff_page import diff_page
from newsmill.pipelines.writers.jsonl import shard_name, write_records


def record(name: str, title: str = "标题") -> Record:
    raw = f"<title>{title}</title><h1>{title}</h1><p>{name} 的正文，不长也不短，正好够一段。</p>".encode()
    return clean(raw, url=f"http://news.example.com/{name}.html")


def run(folder: Path, *records: Record) -> Path:
    folder.mkdir()
    write_records(folder / shard_name(0), records)
    return folder


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 390)])
def test_all_pages_of_a_comparison_open_at_once_and_axe_finds_nothing(
    tmp_path: Path, watch: Callable, scheme: str, width: int
) -> None:
    old = run(tmp_path / "old", record("a", "旧的标题"), record("b", "第二个旧标题"), record("lost"))
    new = run(tmp_path / "new", record("a", "新的标题"), record("b", "第二个新标题"))
    path = tmp_path / "changes.html"
    path.write_text(diff_page(compare(old, new), "old", "new"), "utf-8")
    watched = watch(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = watched.open(path)
    assert page.locator("details[open]").count() == 0
    page.get_by_role("button", name="Expand all").click()
    assert page.locator("details[open]").count() == 2
    assert page.get_by_role("button", name="Collapse all").count() == 1
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert watched.problems == []
