import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe

from newsmill.pipelines.clean import clean
from newsmill.pipelines.page import Page, Reject
from newsmill.pipelines.record import Repair
from newsmill.pipelines.report.run_report import write_report
from newsmill.pipelines.runs.manifest import Counts, Manifest, write_manifest
from newsmill.pipelines.runs.timing import SlowPage, Timing, TimingFigures
from newsmill.pipelines.writers.jsonl import write_records, write_rejects

PAGE = "<title>张家界 <script>alert(1)</script></title><h1>%s</h1><p>%s</p>"


def make_run(
    folder: Path,
    titles: list[str],
    started_at: str = "2026-11-23T20:00:00Z",
    timing: TimingFigures | None = None,
) -> Path:
    records = []
    for number, title in enumerate(titles):
        raw = (PAGE % (title, f"第{number}段，正文。" * 20)).encode()
        records.append(clean(Page(raw=raw, url=f"http://site{number % 2}.example/{number}.html")))
    records[0].repairs = [Repair("title", "å¼ ä¸‰", "张三<b>", False)]
    rejects = [
        Reject(
            origin="saved/<img src=x onerror=alert(1)>.html",
            url=None,
            reason="empty",
            detail="The page is empty.",
        )
    ]
    folder.mkdir(exist_ok=True)
    write_records(folder / "records-00000.jsonl", records)
    write_rejects(folder / "rejects.jsonl", rejects)
    counts = Counts(
        pages=len(records) + 1,
        records=len(records),
        rejects=1,
        rejects_by_reason={"empty": 1},
        skipped={"revisit": 3},
    )
    manifest = Manifest(command="clean", counts=counts, started_at=started_at, seconds=2.0, timing=timing)
    write_manifest(folder, manifest)
    return folder


def test_the_report_counts_what_the_run_wrote(tmp_path: Path) -> None:
    page = write_report(make_run(tmp_path / "run", ["一", "二", "三"])).read_text()
    figures = re.findall(r"<li><b>([^<]*)</b>([^<]*)</li>", page)
    assert ("4", "pages") in figures
    assert ("3", "records") in figures
    assert ("1", "rejects") in figures
    assert ("3", "skipped") in figures
    assert ("2", "sites") in figures
    assert "site0.example" in page
    assert "nothing but white space" in page
    assert "revisit" in page
    assert "guessed" in page


def test_nothing_of_a_page_gets_into_the_report_unescaped(tmp_path: Path) -> None:
    page = write_report(
        make_run(
            tmp_path / "<svg onload=alert(1)>",
            ["<img src=http://evil.example/x>", "</style><script>alert(2)</script>"],
        )
    ).read_text()
    assert "<img" not in page
    assert "<script" not in page
    assert "onload=alert(1)&gt;" in page
    assert "default-src 'none'" in page
    assert "unsafe-inline" not in page


def test_the_same_run_gives_the_same_report(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", ["一", "二"])
    first = write_report(folder).read_bytes()
    assert write_report(folder).read_bytes() == first


def test_a_second_run_is_compared_with_the_first(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", ["一", "二"])
    assert "last run" not in write_report(folder).read_text()
    make_run(folder, ["一", "二", "三"], "2026-11-24T20:00:00Z")
    page = write_report(folder).read_text()
    assert "Change against the last run" in page
    assert "records 2 3 +1" in re.sub(r"\s*<[^>]*>\s*", " ", page).replace("  ", " ")
    assert "2026-11-23 20:00 UTC" in page


def test_timing_in_the_manifest_gives_throughput_and_slowest_pages(tmp_path: Path) -> None:
    now = iter([0.0, *(second / 2 for second in range(1, 2001)), 1000.0])
    timing = Timing(slowest=2, clock=lambda: next(now))
    for number in range(1000):
        timing.advanced()
        timing.took(number / 100, origin=f"saved/{number}.html")
    held = timing.figures()
    assert [page.origin for page in held.slowest] == ["saved/999.html", "saved/998.html"]
    assert len(held.points) < 250
    page = write_report(make_run(tmp_path / "run", ["一"], timing=held)).read_text().replace("<wbr>", "")
    assert "Throughput" in page
    assert "saved/999.html" in page
    assert "9.99 s" in page


def test_a_broken_line_is_counted_and_stops_nothing(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", ["一", "二"])
    with (folder / "records-00000.jsonl").open("ab") as file:
        file.write(b'{"id": \n')
    assert "No records, though in the files: 1 line." in write_report(folder).read_text()


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no run has been finished"):
        write_report(tmp_path)


def test_a_history_that_is_not_a_history_is_passed_over(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", ["一"])
    (folder / "report.json").write_text('{"runs": 5}')
    write_report(folder)
    assert len(msgspec.json.decode((folder / "report.json").read_bytes())["runs"]) == 1


def test_memory_does_not_grow_with_the_number_of_sites(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", ["一"])
    line = msgspec.json.decode((folder / "records-00000.jsonl").read_bytes().splitlines()[0])
    with (folder / "records-00000.jsonl").open("wb") as file:
        for number in range(6000):
            file.write(
                msgspec.json.encode({**line, "site": f"s{number}.example", "language": f"x-{number}"}) + b"\n"
            )
    page = write_report(folder).read_text()
    assert "(other sites)" in page
    assert "(others)" in page


def test_sites_with_one_record_are_one_row_and_shares_are_whole_percents(tmp_path: Path) -> None:
    folder = make_run(tmp_path / "run", ["一", "二", "三", "四"])
    path = folder / "records-00000.jsonl"
    record = msgspec.json.decode(path.read_bytes().splitlines()[0])
    sites = ["news.a.example"] * 400 + [f"single{number}.example" for number in range(30)]
    with path.open("wb") as file:
        for number, site in enumerate(sites):
            account = "岚川发布" if number == 7 else None
            file.write(
                msgspec.json.encode({**record, "id": str(number), "site": site, "account": account}) + b"\n"
            )
    page = write_report(folder).read_text()
    rows = re.findall(
        r'<tr role="row"><th role="rowheader" scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL
    )
    assert [name for name, _ in rows] == ["all", "news.<wbr>a.<wbr>example", "30 sites with one record"]
    cells = re.findall(r'<td role="cell" class="h h\d+">([^<]*)</td>', rows[0][1])
    assert all(re.fullmatch(r"(&lt;|&gt;)?\d{1,3}", cell) for cell in cells)
    assert "&lt;1" in cells


@pytest.mark.parametrize("width", [390, 800, 1400])
def test_the_heat_map_fits_any_width(tmp_path: Path, watch: Callable, width: int) -> None:
    folder = make_run(tmp_path / "run", ["一", "二", "三", "四"])
    page = watch(viewport={"width": width, "height": 800}).open(write_report(folder))
    heat = page.locator(".heat").bounding_box()
    assert heat is not None
    for cell in page.locator(".heat tbody tr").first.locator("td").all():
        box = cell.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= heat["x"] + heat["width"] + 3
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1130, 1400])
def test_the_heads_of_the_heat_map_stand_apart(tmp_path: Path, watch: Callable, width: int) -> None:
    folder = make_run(tmp_path / "run", ["一", "二", "三", "四"])
    page = watch(viewport={"width": width, "height": 800}).open(write_report(folder))
    gaps = page.evaluate(
        """() => {
            const boxes = [...document.querySelectorAll('.heat thead th')].map(head => {
                const range = document.createRange();
                range.selectNodeContents(head);
                return range.getBoundingClientRect();
            });
            return boxes.slice(1).map((box, at) => box.left - boxes[at].right);
        }"""
    )
    assert min(gaps) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_report(tmp_path: Path, watch: Callable, scheme: str) -> None:
    folder = make_run(tmp_path / "run", ["一", "二"])
    write_report(folder)
    timing = TimingFigures(
        points=[(0, 0), (1, 5), (2, 9), (3, 20)], slowest=[SlowPage(seconds=1.5, url="http://a.example/")]
    )
    path = write_report(make_run(folder, ["一", "二", "三"], "2026-11-24T20:00:00Z", timing))
    page = watch(color_scheme=scheme, viewport={"width": 390, "height": 800}).open(path)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
