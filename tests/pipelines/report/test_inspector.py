import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import expect

from newsmill.crawler.commands.inspect import inspect
from newsmill.pipelines.clean import clean, explain
from newsmill.pipelines.extract import Decision
from newsmill.pipelines.page import Page
from newsmill.pipelines.report import inspector
from newsmill.pipelines.report.block_origins import view
from newsmill.pipelines.report.inspector import inspect_page

URL = "http://news.example.com/2012/a.html"
PARAGRAPHS = [
    "　　昨天下午，市里的老桥修好了，桥面重新铺过，两边的栏杆也换成了石头的，过桥的人都说好。",
    "　　记者在现场看到，桥头立着一块碑，上面写着修桥的年月，还有捐款人的名字，一共三百二十一个。",
    "　　住在桥边的王大爷说，他小时候桥就有了，这是第三次修，这一次修得最好，能用一百年。",
]
ARTICLE = (
    '<html><head><meta charset="gb2312"><title>老桥修好了_示例网</title></head><body>'
    '<div class="nav"><a href="/">首页</a> <a href="/n">新闻</a></div>'
    '<h1>老桥修好了</h1><div class="info">2012-02-14 14:46　来源：示例日报　作者：张三</div>'
    f'<div id="content">{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}</div>'
    '<div class="footer">版权所有 示例网</div></body></html>'
)


def article() -> Page:
    """GBK with a footer in UTF-8, as portals that glue pages together send it."""
    return Page(
        raw=ARTICLE.replace("版权所有 示例网", "@@").encode("gbk").replace(b"@@", "版权所有 示例网".encode()),
        url=URL,
    )


@pytest.fixture
def shown(tmp_path: Path) -> Path:
    path = tmp_path / "inspected.html"
    path.write_text(inspect_page(article()).html)
    return path


def test_explain_gives_the_record_that_clean_gives() -> None:
    assert explain(article()).record == clean(article())


def test_every_paragraph_of_the_record_knows_its_block() -> None:
    explained = explain(article())
    seen = view(article(), explained)
    for part in seen.parts["body"]:
        assert [seen.blocks[index].text for index in part.blocks] == [part.text]
    assert [seen.blocks[index].text for index in seen.parts["title"][0].blocks] == ["老桥修好了"]


def test_a_field_and_its_block_light_each_other(shown: Path, watch: Callable) -> None:
    page = watch().open(shown)
    field = page.locator('#panel-record [data-key="body.1"]')
    block = page.locator(".block", has_text="桥头立着一块碑")
    field.hover()
    assert "lit" in block.get_attribute("class")
    page.locator("h1").first.hover()
    assert "lit" not in block.get_attribute("class")
    block.hover()
    assert "lit" in field.get_attribute("class")


def test_clicking_a_block_shows_rule_and_features(shown: Path, watch: Callable) -> None:
    page = watch().open(shown)
    assert not page.locator("#why").is_visible()
    page.locator(".block", has_text="桥头立着一块碑").click()
    why = page.locator("#why")
    assert why.locator("h2").inner_text() == "body"
    assert "Rule: " in why.inner_text()
    assert "In the record: body.1" in why.inner_text()
    page.keyboard.press("Escape")
    assert not why.is_visible()


def test_clicking_a_field_goes_to_its_block(shown: Path, watch: Callable) -> None:
    page = watch(viewport={"width": 1200, "height": 500}).open(shown)
    page.locator('#panel-record [data-key="body.2"]').click()
    assert page.locator(".block.chosen").inner_text().endswith("能用一百年。")


def test_search_finds_two_chinese_characters_and_goes_from_match_to_match(
    shown: Path, watch: Callable
) -> None:
    page = watch().open(shown)
    page.keyboard.press("/")
    page.keyboard.type("桥边")
    expect(page.locator("#found")).to_have_text("1/2")
    assert "住在桥边" in page.locator(".block.chosen").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text("2/2")
    page.locator("#q").fill("没有这句话")
    expect(page.locator("#found")).to_have_text("none")


def test_the_keyboard_is_enough(shown: Path, watch: Callable) -> None:
    page = watch().open(shown)
    page.keyboard.press("j")
    assert "k-title" in page.locator(".block.chosen").get_attribute("class")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert "k-title" in page.locator(".block.chosen").get_attribute("class")
    page.keyboard.press("Enter")
    assert page.locator("#why").is_visible()
    page.keyboard.press("b")
    assert not page.locator(".block.left").first.is_visible()
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    page.locator("#tab-record").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#panel-bytes").is_visible()
    assert not page.locator("#panel-record").is_visible()


NAVIGATION = "".join(f'<li><a href="/{number}.html">栏目{number}</a></li>' for number in range(60))


@pytest.fixture
def long_page(tmp_path: Path) -> Path:
    """An article below sixty lines of navigation and above ten lines of a footer."""
    end = "".join(f'<li><a href="/f{number}.html">网站{number}</a></li>' for number in range(10))
    raw = ARTICLE.replace('<div class="nav">', f'<ul class="nav">{NAVIGATION}</ul><div>').replace(
        '<div class="footer">', f'<ul class="footer">{end}</ul><div>'
    )
    path = tmp_path / "long.html"
    path.write_text(
        inspect_page(Page(raw=raw.encode("gbk"), url=URL, fetched_at="2012-02-15T00:00:00Z")).html
    )
    return path


def test_a_page_opens_at_its_title_with_runs_of_boilerplate_folded(long_page: Path, watch: Callable) -> None:
    page = watch(viewport={"width": 1200, "height": 500}).open(long_page)
    runs = page.locator(".run summary")
    assert runs.first.inner_text() == "61 navigation lines"
    assert page.locator(".block.k-title").bounding_box()["y"] < 300
    assert page.locator(".block:visible").count() < 20
    page.locator("#q").fill("栏目17")
    expect(page.locator("#found")).to_have_text("1/1")
    assert page.locator(".block", has_text="栏目17").is_visible()


def test_keys_go_to_the_next_kept_block_and_to_the_next_decision(long_page: Path, watch: Callable) -> None:
    page = watch().open(long_page)
    chosen = page.locator(".block.chosen")
    page.keyboard.press("J")
    assert "k-title" in chosen.get_attribute("class")
    page.keyboard.press("d")
    assert "left" in chosen.get_attribute("class")
    assert chosen.is_visible()
    page.keyboard.press("K")
    assert "能用一百年" in chosen.inner_text()
    page.keyboard.press("D")
    page.keyboard.press("D")
    assert "left" in chosen.get_attribute("class")
    page.keyboard.press("o")
    assert not page.locator(".block", has_text="栏目3").first.is_visible()
    page.keyboard.press("o")
    assert "left" in chosen.get_attribute("class")


def test_the_bar_of_charsets_is_there_for_pages_that_mix_them_only(long_page: Path) -> None:
    assert 'class="bytes"' in inspect_page(article()).html
    assert 'class="bytes"' not in long_page.read_text()


def test_the_record_says_where_it_comes_from(long_page: Path, watch: Callable) -> None:
    about = watch().open(long_page).locator(".about").inner_text()
    for said in (URL, "2012-02-15T00:00:00Z", "sha256:", clean(Page(raw=b"<p>a</p>", url=URL)).id):
        assert said in about


def test_the_chrome_of_the_inspector_leaves_the_screen_to_the_page(long_page: Path, watch: Callable) -> None:
    for width, height, most in ((1400, 900, 120), (390, 844, 125)):
        page = watch(viewport={"width": width, "height": height}).open(long_page)
        assert page.locator(".panes").bounding_box()["y"] <= most


def test_a_chip_shows_only_the_blocks_of_its_label(shown: Path, watch: Callable) -> None:
    page = watch().open(shown)
    page.locator(".chip", has_text="title").click()
    assert page.locator(".block:visible").count() == page.locator(".block.k-title").count() > 0
    page.locator(".chip", has_text="title").click()
    assert page.locator(".block:visible").count() == page.locator(".block").count()


def test_the_byte_bar_covers_every_byte_in_order() -> None:
    html = inspect_page(article()).html
    places = [
        (float(x), float(width))
        for x, width in re.findall(r'<rect class="s\d" x="([\d.]+)" width="([\d.]+)"', html)
    ]
    assert places[0][0] == 0
    assert sum(places[-1]) >= 999.9
    assert all(abs(x + width - following) < 1.6 for (x, width), (following, _) in itertools.pairwise(places))


def test_a_peer_is_shown_with_what_only_one_of_both_kept(tmp_path: Path, watch: Callable) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(article().raw)
    out = tmp_path / "out.html"
    run = CliRunner().invoke(inspect, [str(path), "-o", str(out), "--against", "trafilatura,readability"])
    assert run.exit_code == 0, run.output
    page = watch().open(out)
    page.locator("#tab-compare").click()
    assert page.locator("#panel-compare tbody tr").count() == 3
    assert page.locator("#panel-compare del").count() == 0
    assert page.locator(".block .peer").count() > 0


def test_a_peer_that_does_not_exist_is_a_clear_message(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(article().raw)
    run = CliRunner().invoke(inspect, [str(path), "--against", "magic"])
    assert run.exit_code == 2
    assert "There is no extractor magic" in run.output


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("missing.html", "no file"),
        ("empty.html", "gives no record (empty)"),
        ("http://127.0.0.1:9/", "not on the public network"),
        ("http://[::1]/", "not on the public network"),
        ("http://169.254.169.254/latest", "not on the public network"),
        ("http://2130706433/", "not on the public network"),
    ],
)
def test_what_cannot_be_shown_is_reported_in_a_sentence(
    argument: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.html").write_bytes(b"")
    run = CliRunner().invoke(inspect, [argument])
    assert run.exit_code == 2
    assert said in run.output
    assert not Path("inspected.html").exists()


def test_a_place_that_cannot_be_written_to_is_reported_in_a_sentence(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(article().raw)
    run = CliRunner().invoke(inspect, [str(page), "-o", str(page / "out.html")])
    assert run.exit_code == 2
    assert "cannot be written" in run.output


COUNT_WORK = """() => {
  let work = 0;
  const count = (owner, name) => {
    const real = owner[name];
    owner[name] = function (...given) { work++; return real.apply(this, given); };
  };
  const ofElements = ["querySelectorAll", "getClientRects", "scrollIntoView", "closest"];
  for (const name of ofElements) count(Element.prototype, name);
  for (const name of ["querySelectorAll", "getElementById"]) count(Document.prototype, name);
  for (const name of ["add", "remove", "toggle"]) count(DOMTokenList.prototype, name);
  const most = (deeds) => Math.max(...deeds.map((deed) => { work = 0; deed(); return work; }));
  const blocks = [...document.querySelectorAll(".block")].slice(500, 600);
  const key = () => document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "j", bubbles: true}));
  key();
  return {
    hover: most(blocks.map((block) => () => block.dispatchEvent(new MouseEvent("mouseover", {bubbles: true})))),
    key: most(blocks.map(() => key)),
  };
}"""


def test_two_thousand_blocks_are_drawn_and_searched_without_lag(tmp_path: Path, watch: Callable) -> None:
    text = "".join(
        f"<p>第{number}段：河水慢慢地流，两岸的人家都亮起了灯，谁也没有说话。</p>" for number in range(2000)
    )
    path = tmp_path / "long.html"
    path.write_text(inspect_page(Page(raw=f"<h1>长</h1>{text}".encode(), url=URL)).html)
    page = watch().open(path)
    assert page.locator(".block").count() == 2001
    # Counted, not timed: what one hover and one key touch stays the same however long the page is.
    touched = page.evaluate(COUNT_WORK)
    assert touched["hover"] <= 8, touched
    assert touched["key"] <= 20, touched
    page.locator("#q").fill("第1999段")
    # Not `expect`: while it waits it describes the whole page again and again, which takes longer than what
    # it waits for.
    answers = (
        page.evaluate("document.getElementById('found').value")
        for _ in iter(lambda: page.wait_for_timeout(50), 1)
    )
    assert next(answer for answer in itertools.islice(answers, 100) if answer) == "1/2"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(shown: Path, watch: Callable, scheme: str, width: int) -> None:
    page = watch(color_scheme=scheme, viewport={"width": width, "height": 800}).open(shown)
    page.locator(".block", has_text="桥头立着一块碑").click()
    found = Axe().run(page).response["violations"]
    assert [
        (each["id"], each["nodes"][0]["html"][:120], each["nodes"][0].get("failureSummary")) for each in found
    ] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_colour_of_label(
    tmp_path: Path, watch: Callable, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = sorted(inspector._COLOURED | set(inspector._COLOURS) | {"boilerplate"})
    blocks = [
        Decision(index=number, text=f"一段文字 {label}", label=label, rule="r", features={})
        for number, label in enumerate(labels)
    ]
    explained = explain(article())
    explained.extraction.decisions = blocks
    monkeypatch.setattr(inspector, "explain", lambda _: explained)
    path = tmp_path / "labels.html"
    path.write_text(inspect_page(article(), ["trafilatura", "readability"]).html)
    page = watch(color_scheme=scheme).open(path)
    for tab in ("record", "compare", "bytes", "json"):
        page.locator(f"#tab-{tab}").click()
        found = Axe().run(page).response["violations"]
        assert [(tab, each["id"], node["html"][:160]) for each in found for node in each["nodes"]] == []


def test_on_a_phone_nothing_is_wider_than_the_screen(shown: Path, watch: Callable) -> None:
    page = watch(viewport={"width": 390, "height": 800}).open(shown)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.locator(".side").is_visible()
    page.locator('.views [data-view="record"]').click()
    assert page.locator(".side").is_visible()
    assert not page.locator(".page").is_visible()
