import gzip
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import expect
from starlette.datastructures import FormData
from starlette.testclient import TestClient

from newsmill.pipelines.clean import clean
from newsmill.pipelines.labels.draft import Draft, Line, draft_of, with_label
from newsmill.pipelines.labels.score_command import score_labels
from newsmill.pipelines.labels.store import Label, LabelStore
from newsmill.pipelines.page import Page
from newsmill.pipelines.report.site.app import make_app
from newsmill.pipelines.report.site.studio import NotALabel, label_from, names_in

sys.path.insert(0, str(Path(__file__).parent))
from hostile import hostile_page
from test_serve import LOCAL, html, link_to, make_run, wait_until_indexed

NAVIGATION = "".join(f'<li><a href="/{n}.html">栏目{n}</a></li>' for n in range(12))
PARAGRAPHS = ["昨天下午，市里的老桥修好了，过桥的人都说好。", "桥头立着一块碑，上面写着修桥的年月，还有捐款人的名字。",
              "住在桥边的王大爷说，这一次修得最好，能用一百年。"]  # fmt: skip
ARTICLE = (
    f"<html><head><title>老桥修好了_示例网</title></head><body><ul class=nav>{NAVIGATION}</ul><h1>老桥修好了</h1>"
    "<div>2012-02-14 14:46　来源：示例日报　作者：张三</div>"
    f"<div>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</div></body></html>"
).encode("gb18030")
URL = "http://news.example.com/2012/a.html"


def draft() -> Draft:
    return draft_of(Page(raw=ARTICLE, url=URL))


def sent(
    changed: dict[str, str] | None = None, keep: list[int] | None = None, of: Draft | None = None
) -> FormData:
    """A form as the browser sends it, with what a person changed."""
    made = of or draft()
    kept = [n for n, line in enumerate(made.lines) if line.kept] if keep is None else keep
    label = made.label
    fields = {
        "title": label.title, "published": label.published, "source": label.source,
        "authors": "; ".join(label.authors or []), "editors": "", **(changed or {}),
    }  # fmt: skip
    return FormData(
        [*((name, value or "") for name, value in fields.items()), *(("keep", str(n)) for n in kept)]
    )


def test_a_draft_that_nobody_corrects_is_the_record() -> None:
    record = clean(Page(raw=ARTICLE, url=URL))
    label = label_from(draft(), sent())
    assert label.body == record.body == "\n".join(PARAGRAPHS)
    assert (label.id, label.title, label.published) == (record.id, "老桥修好了", "2012-02-14T14:46")
    assert (label.source, label.authors, label.editors) == ("示例日报", ["张三"], [])


def test_lines_are_kept_left_out_and_written_anew() -> None:
    made = draft()
    kept = [n for n, line in enumerate(made.lines) if line.kept]
    form = sent({f"text.{kept[1]}": " 改过的一段。\n\n又一段。 "}, keep=kept[:2])
    assert label_from(made, form).body == f"{PARAGRAPHS[0]}\n改过的一段。\n又一段。"
    assert label_from(made, sent(keep=[])).body == ""
    assert label_from(made, FormData([("keep", "99999"), ("keep", "-1"), ("keep", "x")])).body == ""


def test_a_label_that_was_saved_is_shown_as_it_was_saved() -> None:
    label = Label(id="a", body=f"{PARAGRAPHS[0]}\n一段不在页面上的话。\n{PARAGRAPHS[2]}", title="另一个题目")
    again = with_label(draft(), label)
    assert [line.text for line in again.lines if line.kept] == [
        PARAGRAPHS[0],
        "一段不在页面上的话。",
        PARAGRAPHS[2],
    ]
    assert Line(PARAGRAPHS[1], "body") in again.lines
    assert again.label.title == "另一个题目"
    assert again.label.source == "示例日报"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2012-02-14 14:46", "2012-02-14T14:46"),
        (" 2012-02-14T14:46:03 ", "2012-02-14T14:46:03"),
        ("2012", "2012"),
        ("", None),
    ],
)
def test_dates_are_as_precise_as_they_are_typed(typed: str, meant: str | None) -> None:
    assert label_from(draft(), sent({"published": typed})).published == meant


@pytest.mark.parametrize("typed", ["14.2.2012", "2012-13-01", "yesterday", "2012-02-14T25:00", "２０１２"])
def test_what_is_not_a_date_is_reported_and_nothing_typed_is_lost(typed: str) -> None:
    with pytest.raises(NotALabel, match="is not a date") as problem:
        label_from(draft(), sent({"published": typed, "title": "改过的题目"}))
    assert problem.value.label.title == "改过的题目"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("张三、李四", ["张三", "李四"]),
        ("Jane Doe, John Roe", ["Jane Doe", "John Roe"]),
        ("King, Jr.; Jane Doe", ["King, Jr.", "Jane Doe"]),
        ("King, Jr.;", ["King, Jr."]),
        (" ;; ", []),
    ],
)
def test_names_are_divided_by_semicolons_or_else_by_commas(typed: str, names: list[str]) -> None:
    assert names_in(typed) == names


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_run(
        tmp_path / "runs" / "out", {"a.html": ARTICLE, "b.html": html("雨水多", "今年的雨水比往年都多。")}
    )
    return tmp_path / "runs"


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    return tmp_path / "labels"


@pytest.fixture
def client(root: Path, labels: Path) -> Iterator[TestClient]:
    with TestClient(make_app(root, labels=labels), base_url=LOCAL, follow_redirects=False) as client:
        wait_until_indexed(client)
        yield client


def form_of(page: str) -> dict[str, str | list[str]]:
    """The hidden fields of a form, and what is ticked."""
    fields: dict[str, str | list[str]] = dict(
        re.findall(r'type="hidden" name="(form|draft)" value="([^"]+)"', page)
    )
    fields["keep"] = re.findall(r'name="keep" value="(\d+)" checked', page)
    return fields


def test_a_record_is_labelled_and_the_label_is_scored(
    client: TestClient, labels: Path, tmp_path: Path
) -> None:
    address = link_to(client, "老桥") + "/label"
    form = {**form_of(client.get(address).text), "title": "老桥修好了！", "published": "2012-02-14 14:46",
            "source": "示例日报", "authors": "李四"}  # fmt: skip
    answer = client.post(address, data=form, headers={"origin": LOCAL})
    assert answer.status_code == 303
    (line,) = (labels / "labels.jsonl").read_text().splitlines()
    saved = json.loads(line)
    assert saved["body"] == "\n".join(PARAGRAPHS)
    assert (saved["title"], saved["authors"], saved["editors"]) == ("老桥修好了！", ["李四"], [])
    assert gzip.decompress((labels / "pages" / f"{saved['id']}.html.gz").read_bytes()) == ARTICLE
    assert "Saved." in client.get(answer.headers["location"]).text
    assert "老桥修好了！" in client.get("/labels").text
    assert "李四" in client.get(f"/labels/{saved['id']}").text

    run = CliRunner().invoke(
        score_labels, [str(labels), "-o", str(tmp_path / "scored"), "--peers", "trafilatura"]
    )
    assert run.exit_code == 0, run.output
    assert re.search(r"newsmill +1\.000", run.output)
    assert "trafilatura" in run.output
    page = (tmp_path / "scored" / "index.html").read_text()
    assert "李四" in page
    assert f'href="inspected/{saved["id"]}.html"' in page
    assert 'class="block' in (tmp_path / "scored" / "inspected" / f"{saved['id']}.html").read_text()


def test_a_label_is_saved_from_a_form_of_the_site_only(client: TestClient, labels: Path) -> None:
    address = link_to(client, "老桥") + "/label"
    form = form_of(client.get(address).text)
    for changed, headers in (
        ({"form": "x"}, {}), ({"draft": "x"}, {}), ({}, {"origin": "http://evil.example"}),
        ({}, {"sec-fetch-site": "cross-site"}),
    ):  # fmt: skip
        assert client.post(address, data={**form, **changed}, headers=headers).status_code == 403
    assert not labels.exists()


def test_an_invalid_date_is_asked_for_again_with_all_that_was_typed(client: TestClient, labels: Path) -> None:
    address = link_to(client, "老桥") + "/label"
    form = form_of(client.get(address).text)
    kept = form["keep"]
    assert isinstance(kept, list)
    answer = client.post(
        address, data={**form, "keep": kept[:1], f"text.{kept[0]}": "改过的一段", "published": "gestern"}
    )
    assert answer.status_code == 400
    assert "is not a date" in answer.text
    assert 'value="gestern"' in answer.text
    assert "改过的一段" in answer.text
    assert not labels.exists()


def test_without_a_folder_for_labels_the_page_says_how_to_get_one(root: Path) -> None:
    with TestClient(make_app(root), base_url=LOCAL) as client:
        wait_until_indexed(client)
        answer = client.get(link_to(client, "老桥") + "/label")
        assert answer.status_code == 404
        assert "--labels DIR" in answer.text


def test_a_folder_without_labels_and_a_page_without_a_record_are_reported_in_a_sentence(
    tmp_path: Path,
) -> None:
    run = CliRunner().invoke(score_labels, [str(tmp_path)])
    assert run.exit_code == 1
    assert "There are no labels" in run.output
    LabelStore(tmp_path).save(Label(id="a", title="x", body="y"), b"%PDF-1.7 ...")
    run = CliRunner().invoke(
        score_labels, [str(tmp_path), "--peers", "none", "-o", str(tmp_path / "o"), "--json"]
    )
    assert run.exit_code == 0, run.output
    assert '"F1":0.0' in run.output
    assert "binary" in (tmp_path / "o" / "index.html").read_text()


@pytest.fixture
def site(root: Path, labels: Path, serve: Callable[[Any], str]) -> str:
    return serve(make_app(root, labels=labels))


def test_a_page_is_labelled_by_keyboard_alone(site: str, labels: Path, watch: Callable) -> None:
    watched = watch()
    page = watched.open(f"{site}/records?q=老桥")
    page.locator(".hits a").click()
    page.get_by_role("link", name="Label", exact=True).click()
    expect(page.locator(".line.here")).to_contain_text(PARAGRAPHS[0])
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("改过的一段。")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.keyboard.press("Control+a")
    page.keyboard.type("新题目")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    (label,) = LabelStore(labels).labels()
    assert (label.title, label.body) == ("新题目", f"改过的一段。\n{PARAGRAPHS[2]}")
    assert watched.problems == []
    assert all(address.startswith(site) for address in watched.requests)


def test_the_text_begins_and_ends_at_the_chosen_lines(site: str, watch: Callable) -> None:
    page = watch().open(f"{site}/records?q=老桥")
    page.locator(".hits a").click()
    page.get_by_role("link", name="Label", exact=True).click()
    page.keyboard.press("j")
    page.keyboard.press("[")
    page.keyboard.press("]")
    assert page.locator(".line:has(input:checked)").count() == 1
    assert page.locator("details:not([open]) summary", has_text="12 ").count() == 1


def test_nothing_of_a_hostile_page_runs_in_the_studio(root: Path, site: str, watch: Callable) -> None:
    make_run(root / "hostile", {"h.html": hostile_page()}, "2026-11-25T20:00:00Z")
    with TestClient(make_app(root), base_url=LOCAL) as client:
        wait_until_indexed(client)
        addresses = re.findall(r'href="(/records/[^"/]+/[^"?]+)[?"]', client.get("/records").text)
    watched = watch()
    for address in addresses:
        page = watched.open(f"{site}{address}/label")
        page.wait_for_timeout(150)
        assert page.title() != "ran"
        assert page.locator(".line").count() > 0
    assert [asked for asked in watched.requests if not asked.startswith(site)] == []
    assert watched.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_axe_finds_nothing_in_the_studio(site: str, watch: Callable, scheme: str, width: int) -> None:
    page = watch(color_scheme=scheme, viewport={"width": width, "height": 844}).open(f"{site}/records?q=老桥")
    address = page.locator(".hits a").get_attribute("href").partition("?")[0]
    for shown in (f"{address}/label", "/labels"):
        page.goto(site + shown)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:160]) for each in found] == []
