import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import expect
from starlette.testclient import TestClient

from newsmill.pipelines.clean import clean
from newsmill.pipelines.export.export_command import export
from newsmill.pipelines.page import Page
from newsmill.pipelines.report.run_report import write_report
from newsmill.pipelines.report.site import app as app_module
from newsmill.pipelines.report.site.app import make_app
from newsmill.pipelines.report.site.index import RecordIndex
from newsmill.pipelines.report.site.runs import find_runs
from newsmill.pipelines.report.site.searching import Filters, phrases
from newsmill.pipelines.runs.manifest import Counts, Input, Manifest, write_manifest
from newsmill.pipelines.writers.jsonl import write_records

sys.path.insert(0, str(Path(__file__).parent))
from hostile import ATTACKS, hostile_page

SENTENCE = "这是正文的一段话，写得很长，一句接着一句，为的是要进正文里去。"
LOCAL = "http://127.0.0.1:8350"


def html(title: str, text: str) -> bytes:
    paragraphs = "".join(f"<p>{text}{SENTENCE}{number}</p>" for number in range(3))
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div>{paragraphs}</div></body>"
        f"</html>"
    ).encode("gb18030")


def make_run(folder: Path, saved: dict[str, bytes], started_at: str = "2026-11-23T20:00:00Z") -> Path:
    """A run over saved pages, and the pages beside it."""
    inputs = folder.parent / "saved"
    inputs.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True)
    records = []
    for name, raw in saved.items():
        (inputs / name).write_bytes(raw)
        records.append(
            clean(Page(raw=raw, url=f"http://news.example.com/{len(records)}.html", origin=f"saved/{name}"))
        )
    write_records(folder / "records-00000.jsonl", records)
    counts = Counts(pages=len(records), records=len(records))
    write_manifest(
        folder,
        Manifest(
            command="clean",
            started_at=started_at,
            counts=counts,
            inputs=[Input(path=str(inputs), kind="folder")],
        ),
    )
    write_report(folder)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_run(
        tmp_path / "runs" / "out",
        {
            "a.html": html("老桥修好了", "昨天下午，市里的老桥修好了。"),
            "b.html": html("雨水多", "今年的雨水比往年都多，河里的水涨了。"),
            "c.html": html("The swifts are back", "Every year the swifts come back to the bridge. "),
        },
    )
    return tmp_path / "runs"


@pytest.fixture
def client(root: Path) -> Iterator[TestClient]:
    with TestClient(make_app(root), base_url=LOCAL, follow_redirects=False) as client:
        wait_until_indexed(client)
        yield client


def wait_until_indexed(client: TestClient) -> None:
    for _ in range(200):
        if not client.app.state.site.indexing:  # type: ignore[attr-defined]
            return
        time.sleep(0.02)


@pytest.fixture
def site(root: Path, serve: Callable[[Any], str]) -> str:
    """The site as a browser sees it."""
    return serve(make_app(root))


def titles(index: RecordIndex, words: str, **filters: str) -> list[str]:
    return [hit.title for hit in index.search(Filters(words=words, **filters)).hits]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("老桥", ["老桥修好了"]),
        ("桥", ["老桥修好了"]),
        ("雨水", ["雨水多"]),
        ("水雨", []),
        ("雨水 往年", ["雨水多"]),
        ("雨水 老桥", []),
        ("swift", ["The swifts are back"]),
        ('"come back"', ["The swifts are back"]),
        ('"back come"', []),
        ("。", []),
        ('" OR 1 NOT NEAR( *', []),
    ],
)
def test_a_word_is_found_wherever_it_stands(root: Path, tmp_path: Path, words: str, found: list[str]) -> None:
    index = RecordIndex(tmp_path / "index.sqlite")
    assert index.update(find_runs(root)) == 3
    assert titles(index, words) == found


def test_the_query_is_phrases_of_characters_and_beginnings_of_words() -> None:
    assert phrases('张家界 news "two words" (') == '"张家 家界" AND "news"* AND "two words"'


@pytest.fixture
def dated(tmp_path: Path) -> RecordIndex:
    """Records of several years, languages and sites, one without a date."""
    pages = {f"{number}.html": html(f"第{number}座桥", "河上的桥修好了。") for number in range(6)}
    folder = make_run(tmp_path / "dated" / "run", pages)
    path = folder / "records-00000.jsonl"
    records = [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]
    dates = ("2012-02-14T14:46+08:00", "2012-11", None, "2019-01-05", "2012", "2021-07-01")
    for record, date in zip(records, dates, strict=True):
        record |= {"published": date, "site": "a.example" if date and date < "2013" else "b.example"}
        record["language"] = "en" if date == "2019-01-05" else "zh"
        path.write_bytes(b"") if record is records[0] else None
        with path.open("ab") as file:
            file.write(msgspec.json.encode(record) + b"\n")
    index = RecordIndex(tmp_path / "dated.sqlite")
    index.update(find_runs(tmp_path / "dated"))
    return index


@pytest.mark.parametrize("words", ["", "桥"])
def test_results_are_counted_by_year_language_and_site(dated: RecordIndex, words: str) -> None:
    found = dated.search(Filters(words=words))
    assert found.total == 6
    assert found.facets["year"] == [("2021", 1), ("2019", 1), ("2012", 3), ("", 1)]
    assert found.facets["language"] == [("zh", 5), ("en", 1)]
    assert found.facets["site"] == [("a.example", 3), ("b.example", 3)]
    assert found.facets["kind"] == [("article", 6)]


@pytest.mark.parametrize("words", ["", "桥"])
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"since": "2012", "until": "2012"}, {"第0座桥", "第1座桥", "第4座桥"}),
        ({"since": "2012-02-14", "until": "2012-11"}, {"第0座桥", "第1座桥"}),
        ({"until": "2019"}, {"第0座桥", "第1座桥", "第3座桥", "第4座桥"}),
        ({"since": "2019-01-05"}, {"第3座桥", "第5座桥"}),
        ({"language": "en"}, {"第3座桥"}),
        ({"site": "b.example", "language": "zh"}, {"第2座桥", "第5座桥"}),
    ],
)
def test_results_are_narrowed_by_date_and_language(
    dated: RecordIndex, words: str, filters: dict[str, str], found: set[str]
) -> None:
    results = dated.search(Filters(words=words, **filters))  # type: ignore[arg-type]
    assert {hit.title for hit in results.hits} == found
    assert results.total == len(found)


@pytest.mark.parametrize("words", ["", "桥"])
def test_results_are_sorted_by_date_with_undated_records_last(dated: RecordIndex, words: str) -> None:
    newest = ["第5座桥", "第3座桥", "第1座桥", "第0座桥", "第4座桥", "第2座桥"]
    assert [hit.title for hit in dated.search(Filters(words=words, sort="newest")).hits] == newest
    oldest = [*reversed(newest[:5]), newest[5]]
    assert [hit.title for hit in dated.search(Filters(words=words, sort="oldest")).hits] == oldest
    assert [hit.title for hit in dated.search(Filters(words=words, sort="oldest"), 2, 1).hits] == oldest[1:3]


def test_counts_follow_the_files(root: Path, tmp_path: Path) -> None:
    index = RecordIndex(tmp_path / "index.sqlite")
    index.update(find_runs(root))
    assert index.search(Filters()).total == 3
    make_run(root / "second", {"d.html": html("新桥", "河上要修一座新桥。")}, "2026-11-24T20:00:00Z")
    index.update(find_runs(root))
    assert index.search(Filters()).total == 4


def test_a_page_of_several_runs_is_one_result(client: TestClient, root: Path) -> None:
    run = root / "again"
    shutil.copytree(root / "out", run)
    client.get("/")
    for _ in range(100):
        found = client.get("/records", params={"q": "雨水"}).text
        if "2 records" in found:
            break
        time.sleep(0.05)
    assert found.count('<li><a href="/records/') == 1 + found.partition("</aside>")[0].count(
        '<li><a href="/records/'
    )
    assert "also in <a" in found


def test_a_record_of_a_corpus_opens_from_the_bytes_of_the_run_that_it_was_made_of(root: Path) -> None:
    (root / "out").rename(root / "moved")
    corpus = root / "deep" / "er" / "corpus"
    done = CliRunner().invoke(
        export, [str(root / "moved"), "-o", str(corpus), "--format", "jsonl", "--no-card", "--kinds", "all"]
    )
    assert done.exit_code == 0, done.output
    with TestClient(make_app(root), base_url=LOCAL, follow_redirects=False) as client:
        wait_until_indexed(client)
        (key,) = [run.key for run in find_runs(root) if run.name == "deep/er/corpus"]
        link = re.search(
            rf'href="(/records/{key}/[^"?]+)[?"]',
            client.get("/records", params={"q": "老桥", "run": key}).text,
        )
        assert link is not None
        assert "<iframe" in client.get(link[1]).text


def test_the_first_page_says_how_much_there_is_and_how_complete(client: TestClient) -> None:
    home = client.get("/").text
    totals = {name: figure for figure, name in re.findall(r"<li><b>([^<]*)</b>([^<]*)</li>", home)}
    assert (totals["run"], totals["pages"], totals["records"]) == ("1", "3", "3")
    assert re.fullmatch(r"[\d.]+ kB", totals["on disk"])
    assert '<span class="name">title</span> <b>100 %</b>' in home
    assert '<span class="name">published</span> <b>0 %</b>' in home


def test_a_sample_page_can_be_tried(client: TestClient) -> None:
    form = {"form": form_of(client), "sample": "1"}
    answer = client.post("/try", data=form, headers={"origin": LOCAL})
    assert answer.status_code == 303
    shown = client.get(answer.headers["location"] + "/page").text
    assert "二十年没亮过的楼道" in shown
    assert "gb18030" in shown
    sample = Path(app_module.__file__).parents[1] / "assets" / "sample.html"
    ours = Path(__file__).parents[3] / "data" / "saved" / "lamps.html"
    assert sample.read_bytes() == ours.read_bytes()


def test_only_changed_files_are_read_again_and_lost_ones_are_forgotten(root: Path, tmp_path: Path) -> None:
    index = RecordIndex(tmp_path / "index.sqlite")
    index.update(find_runs(root))
    assert index.update(find_runs(root)) == 0
    make_run(root / "second", {"d.html": html("新桥", "河上要修一座新桥。")}, "2026-11-24T20:00:00Z")
    assert index.update(find_runs(root)) == 1
    assert titles(index, "新桥") == ["新桥"]
    (root / "second" / "records-00000.jsonl").unlink()
    index.update(find_runs(root))
    assert titles(index, "新桥") == []


def test_runs_records_and_reports_are_browsed(client: TestClient) -> None:
    assert "out" in client.get("/").text
    found = client.get("/records", params={"q": "雨水"}).text
    assert "<mark>雨水</mark>多" in found
    assert "1 record" in found
    report = re.search(r'href="(/runs/[^"]*)"', client.get("/").text)
    assert report is not None
    assert "Fields filled" in client.get(report.group(1)).text


def link_to(client: TestClient, words: str) -> str:
    found = re.search(r'href="(/records/[^"/]+/[^"?]+)[?"]', client.get("/records", params={"q": words}).text)
    assert found is not None
    return found.group(1)


def test_results_show_why_they_were_found_with_the_words_marked(client: TestClient) -> None:
    found = client.get("/records", params={"q": "雨水 涨了"}).text
    assert "<mark>雨水</mark>多" in found
    assert "今年的<mark>雨水</mark>比往年都多，河里的水<mark>涨了</mark>" in found
    found = client.get("/records", params={"q": 'SWIFT "come back"'}).text
    assert "The <mark>swift</mark>s are back" in found
    assert "<mark>come back</mark> to the bridge" in found


@pytest.mark.parametrize("words", ["<script>", 'a" onclick=1', "(", "[", "\\", "*"])
def test_words_that_are_markup_or_a_pattern_are_only_words(client: TestClient, words: str) -> None:
    assert client.get("/records", params={"q": words}).status_code == 200
    assert "<script>" not in client.get("/records", params={"q": words}).text


def test_from_a_record_one_goes_back_and_on_with_the_query_kept(client: TestClient) -> None:
    found = client.get("/records", params={"q": "这是正文"}).text
    addresses = [unescape(each) for each in re.findall(r'href="(/records/[^"/]+/[^"]+)"', found)]
    assert len(addresses) == 3
    shown = client.get(addresses[1]).text
    walk = [
        unescape(each)
        for each in re.findall(r'href="([^"]+)"', shown.partition('class="walk"')[2].partition("</nav>")[0])
    ]
    assert walk == [f"/records?{urlencode({'q': '这是正文'})}", addresses[0], addresses[2]]
    assert "2 of 3" in shown
    assert 'value="这是正文"' in shown
    last = client.get(addresses[2]).text.partition('class="walk"')[2].partition("</nav>")[0]
    assert "Next</a>" not in last
    assert client.get(addresses[2].replace("at=2", "at=99999999999999")).status_code == 200


def test_on_a_phone_too_one_goes_back_to_the_results(site: str, watch: Callable) -> None:
    page = watch(viewport={"width": 390, "height": 844}).open(f"{site}/records?q=老桥")
    results = page.url
    page.locator(".hits a").click()
    page.get_by_role("link", name="Back", exact=True).click()
    assert page.url == results
    assert page.locator(".hits mark").count()


def test_a_served_record_leaves_four_fifths_of_the_first_screen_to_the_page(
    site: str, watch: Callable
) -> None:
    for width, height in ((1400, 900), (390, 844)):
        page = watch(viewport={"width": width, "height": height}).open(f"{site}/records?q=老桥")
        page.locator(".hits a").click()
        page.frame_locator("iframe").locator("h1").wait_for(state="attached")
        assert page.frame_locator("iframe").locator(".panes").bounding_box()["y"] <= height / 5
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_record_opens_in_the_inspector_from_its_saved_bytes(client: TestClient) -> None:
    shown = client.get(link_to(client, "老桥") + "/page")
    assert "昨天下午，市里的老桥修好了。" in shown.text
    assert "sandbox allow-scripts" in shown.headers["content-security-policy"]
    assert 'class="block' in shown.text


def test_a_record_whose_page_has_changed_is_shown_without_it(client: TestClient, root: Path) -> None:
    address = link_to(client, "老桥")
    (root / "saved" / "a.html").write_bytes(html("另一页", "别的内容"))
    shown = client.get(address + "/page").text
    assert "The file has changed since" in shown
    assert "老桥修好了" in shown
    (root / "saved" / "a.html").unlink()
    shown = client.get(address).text
    assert "were not found" in shown
    for name in ("id", "digest"):
        assert f"<dt>{name}</dt><dd>" in shown


def test_a_record_that_its_page_alone_does_not_give_is_noted(root: Path) -> None:
    lines = (root / "out" / "records-00000.jsonl").read_bytes().splitlines()
    changed = {**msgspec.json.decode(lines[0]), "body": "一页\n又一页"}
    (root / "out" / "records-00000.jsonl").write_bytes(
        msgspec.json.encode(changed) + b"\n" + lines[1] + b"\n"
    )
    with TestClient(make_app(root), base_url=LOCAL) as client:
        wait_until_indexed(client)
        assert "The body differs" in client.get(link_to(client, "老桥") + "/page").text
        assert "The body differs" not in client.get(link_to(client, "雨水") + "/page").text


def test_saved_pages_that_were_moved_are_found_with_the_option_pages(root: Path, tmp_path: Path) -> None:
    moved = (root / "saved").rename(tmp_path / "saved")
    with TestClient(make_app(root, saved=[moved]), base_url=LOCAL) as client:
        wait_until_indexed(client)
        assert 'class="block' in client.get(link_to(client, "老桥") + "/page").text


@pytest.mark.parametrize(
    "origin", ["saved/../../../etc/passwd", "../saved/a.html", "/etc/passwd", "saved/link.html", "saved/\x00"]
)
def test_an_origin_leads_nowhere_outside(root: Path, origin: str) -> None:
    (root / "saved" / "link.html").symlink_to("/etc/passwd")
    records = (root / "out" / "records-00000.jsonl").read_bytes().splitlines()
    changed = {**msgspec.json.decode(records[0]), "origin": origin}
    (root / "out" / "records-00000.jsonl").write_bytes(msgspec.json.encode(changed) + b"\n")
    with TestClient(make_app(root), base_url=LOCAL) as client:
        wait_until_indexed(client)
        shown = client.get(link_to(client, "老桥"))
        assert "were not found" in shown.text
        assert "root:" not in client.get(link_to(client, "老桥") + "/page").text


@pytest.mark.parametrize(
    "path",
    [
        "/runs/../out/report",
        "/runs/..%2f..%2fetc/report",
        "/records/x/..%2f..%2fetc%2fpasswd",
        "/out/report.html",
        "/tried/x",
    ],
)
def test_no_path_leads_to_a_file(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8350", "127.0.0.1.evil.example", "192.168.1.5:8350", ""]
)
def test_another_host_name_is_refused_against_dns_rebinding(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8350", "localhost:9", "[::1]:8350", "localhost"])
def test_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


def test_without_the_token_nothing_is_shown(root: Path) -> None:
    with TestClient(
        make_app(root, "secret"), base_url="http://box.example:8350", follow_redirects=False
    ) as client:
        assert client.get("/").status_code == 403
        assert client.get("/?token=wrong").status_code == 403
        assert client.post("/try").status_code == 403
        entered = client.get("/records?q=%E6%A1%A5&token=secret")
        assert entered.status_code == 303
        assert entered.headers["location"] == "/records?q=%E6%A1%A5"
        assert "HttpOnly" in entered.headers["set-cookie"]
        assert "samesite=strict" in entered.headers["set-cookie"].lower()
        assert client.get("/").status_code == 200


def test_the_token_leads_to_no_other_site(root: Path) -> None:
    with TestClient(
        make_app(root, "secret"), base_url="http://box.example:8350", follow_redirects=False
    ) as client:
        entered = client.get("http://box.example:8350//evil.example/?token=secret")
        assert entered.headers["location"].startswith("/evil.example")


def form_of(client: TestClient) -> str:
    found = re.search(r'name="form" value="([^"]+)"', client.get("/try").text)
    assert found is not None
    return found.group(1)


def test_an_upload_is_taken_from_a_form_of_the_site_only(client: TestClient) -> None:
    upload = {"file": ("a.html", html("标题", "内容"), "text/html")}
    form = form_of(client)
    assert client.post("/try", files=upload).status_code == 403
    assert client.post("/try", files=upload, data={"form": "x"}).status_code == 403
    assert (
        client.post(
            "/try", files=upload, data={"form": form}, headers={"origin": "http://evil.example"}
        ).status_code
        == 403
    )
    assert (
        client.post(
            "/try", files=upload, data={"form": form}, headers={"sec-fetch-site": "cross-site"}
        ).status_code
        == 403
    )
    assert client.put("/try").status_code == 405
    sent = client.post("/try", files=upload, data={"form": form}, headers={"origin": LOCAL})
    assert sent.status_code == 303
    assert "内容" in client.get(sent.headers["location"] + "/page").text


def test_an_upload_beyond_the_limit_is_refused(client: TestClient) -> None:
    big = {"file": ("a.html", b"x" * (34 << 20), "text/html")}
    assert client.post("/try", files=big, data={"form": form_of(client)}).status_code == 413


def test_what_is_not_a_page_is_reported_in_a_sentence(client: TestClient) -> None:
    form = form_of(client)
    sent = client.post("/try", files={"file": ("a.pdf", b"%PDF-1.7 ...", "text/html")}, data={"form": form})
    assert "a PDF document" in client.get(sent.headers["location"] + "/page").text
    assert "Choose a file" in client.post("/try", data={"form": form, "html": " "}).text


def test_every_answer_forbids_scripts_frames_and_sniffing(client: TestClient) -> None:
    for path in (
        "/",
        "/records",
        "/try",
        "/nowhere",
        link_to(client, "老桥"),
        link_to(client, "老桥") + "/page",
    ):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "'unsafe-inline'" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in headers


def test_search_open_hover_and_compare_in_the_browser(site: str, watch: Callable) -> None:
    watched = watch()
    page = watched.open(site)
    page.locator("#words").fill("雨水")
    page.keyboard.press("Enter")
    page.locator(".hits a").click()
    frame = page.frame_locator("iframe")
    field = frame.locator('#panel-record [data-key="body.0"]')
    field.hover()
    assert "lit" in frame.locator(".block", has_text="河里的水涨了").first.get_attribute("class")
    page.get_by_label("trafilatura").check()
    page.get_by_role("button", name="Show").click()
    frame.locator("#tab-compare").click()
    expect(frame.locator("#panel-compare tbody tr")).to_have_count(2)
    assert all(address.startswith(site) for address in watched.requests)
    assert watched.problems == []


def test_upload_and_paste_in_the_browser(site: str, watch: Callable, tmp_path: Path) -> None:
    saved = tmp_path / "我的 页面.html"
    saved.write_bytes(html("上传的页面", "它的正文在这里。"))
    page = watch().open(f"{site}/try")
    page.locator("#file").set_input_files(saved)
    page.get_by_role("button", name="Inspect").click()
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("上传的页面")
    page.goto(f"{site}/try")
    page.locator("#html").fill(html("贴上的页面", "它的正文也在这里。").decode("gb18030"))
    page.get_by_role("button", name="Inspect").click()
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("贴上的页面")


def test_nothing_of_hostile_records_runs_or_loads_on_the_site(root: Path, site: str, watch: Callable) -> None:
    raw = hostile_page()
    name = "<img src=x onerror=alert(1)>.html"
    make_run(root / "<svg onload=alert(1)>", {name: raw}, "2026-11-25T20:00:00Z")
    file = root / "<svg onload=alert(1)>" / "records-00000.jsonl"
    record = msgspec.json.decode(file.read_bytes())
    lines = [msgspec.json.encode(record)]
    for number, attack in enumerate(ATTACKS):
        lines.append(
            msgspec.json.encode(
                {
                    **record,
                    "id": f"{number}{attack}",
                    "title": f"坏{attack}",
                    "url": f"javascript:{attack}",
                    "site": attack,
                }
            )
        )
    file.write_bytes(b"\n".join(lines) + b"\n")
    (file.parent / "report.html").write_text(
        "<script>document.title='ran'</script><img src=http://evil.example/x>"
    )
    watched = watch()
    page = watched.open(site)
    for _ in range(50):
        page.goto(f"{site}/records?q=坏")
        if page.locator(".hits li").count() == len(ATTACKS):
            break
        page.wait_for_timeout(100)
    assert page.locator(".hits li").count() == len(ATTACKS)
    addresses = [f"{site}{a.get_attribute('href')}" for a in page.locator(".hits a").all()]
    run_key = addresses[0].split("/")[-2]
    for address in (
        f"{site}/",
        addresses[0],
        addresses[3],
        f"{site}/runs/{run_key}/report",
        f"{site}/records?q=\"><script>document.title='ran'</script>",
    ):
        page.goto(address)
        page.wait_for_timeout(150)
        for frame in page.frames:
            assert frame.title() != "ran"
    assert [asked for asked in watched.requests if not asked.startswith(site)] == []
    assert [problem for problem in watched.problems if not problem.startswith("console: ")] == []


def test_the_inspected_page_cannot_reach_the_site(site: str, watch: Callable) -> None:
    watched = watch()
    page = watched.open(site)
    page.goto(f"{site}/records?q=老桥")
    page.locator(".hits a").click()
    page.frame_locator("iframe").locator("h1").wait_for()
    inner = page.frames[1]
    # If a script of the page ran after all, it would have no origin: no cookies, no other page, no request.
    assert inner.evaluate("window.origin") == "null"
    assert (
        inner.evaluate(
            "(() => { try { return parent.document.title } catch (error) { return error.name } })()"
        )
        == "SecurityError"
    )
    assert inner.evaluate(f"fetch('{site}/').then(() => 'came', error => error.name)") == "TypeError"


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1400), ("dark", 1400), ("light", 390), ("dark", 390)]
)
def test_axe_finds_nothing_on_any_page_of_the_site(
    root: Path, site: str, watch: Callable, scheme: str, width: int
) -> None:
    make_run(root / "second", {"d.html": html("新桥", "河上要修一座新桥。")}, "2026-11-24T20:00:00Z")
    page = watch(color_scheme=scheme, viewport={"width": width, "height": 850}).open(site)
    for _ in range(100):
        page.goto(f"{site}/records?q=桥")
        if page.locator(".hits > li").count() == 3:
            break
        page.wait_for_timeout(100)
    record = page.locator(".hits a").first.get_attribute("href")
    addresses = [
        "/",
        "/records",
        "/records?q=桥",
        "/records?q=桥&kind=article&since=1990&sort=newest",
        "/records?q=不在",
        "/try",
        record,
    ]
    found = {}
    for address in addresses:
        page.goto(site + address)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        axe = Axe().run(page).response["violations"]
        found[address] = [(each["id"], each["nodes"][0]["html"][:120]) for each in axe]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == {address: [] for address in addresses}


@pytest.mark.parametrize("form", ["parquet", "jsonl", "jsonl.zst", "arrow", "csv", "sqlite"])
def test_an_exported_corpus_is_served_as_a_run_is(root: Path, form: str) -> None:
    done = CliRunner().invoke(
        export,
        [str(root / "out"), "-o", str(root / "corpus"), "--format", form, "--no-card", "--kinds", "all"],
    )
    assert done.exit_code == 0, done.output
    with TestClient(make_app(root), base_url=LOCAL, follow_redirects=False) as client:
        wait_until_indexed(client)
        home = client.get("/").text
        assert "corpus" in home
        (key,) = [run.key for run in find_runs(root) if run.name == "corpus"]
        found = client.get("/records", params={"q": "老桥", "run": key}).text
        assert "<mark>老桥</mark>修好了" in found
        link = re.search(rf'href="(/records/{key}/[^"?]+)[?"]', found)
        assert link is not None
        assert "老桥修好了" in client.get(link[1]).text
        assert client.get(f"/runs/{key}/report").status_code == 200


def test_of_very_many_hits_the_newest_are_shown_those_with_the_words_in_the_title_first(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        title = "河上的新桥" if number == 1 else f"第{number}条消息"
        make_run(
            root / f"more{number}",
            {"x.html": html(title, f"关于新桥的第{number}条消息。")},
            f"2026-11-2{number}T08:00:00Z",
        )
    index = RecordIndex(tmp_path / "index.sqlite")
    index.update(find_runs(root))
    in_order_of_fit = titles(index, "新桥")
    assert in_order_of_fit[0] == "河上的新桥"
    assert len(in_order_of_fit) == 6
    monkeypatch.setattr("newsmill.pipelines.report.site.searching.RANKED", 2)
    assert titles(index, "新桥")[0] == "河上的新桥"
    assert sorted(titles(index, "新桥")) == sorted(in_order_of_fit)
    assert [len(index.search(Filters(words="新桥"), 4, start).hits) for start in (0, 4)] == [4, 2]


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("图书馆", '"图书 书馆"'),
        ("水", '"水"*'),
        ("ABC公司", '"abc 公司"'),
        ("公司ABC", '"公司 司 abc"*'),
        ('"新 桥"', '"新 桥"*'),
    ],
)
def test_characters_without_spaces_are_searched_by_pairs(words: str, query: str) -> None:
    assert phrases(words) == query
