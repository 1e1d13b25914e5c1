"""What the pages of a site have in common helps with each of them, and never costs a page its text."""

from __future__ import annotations

from newsmill.pipelines.clean import clean
from newsmill.pipelines.extract.body.site_profile import (
    Learner,
    Observation,
    RepeatedLine,
    SiteProfile,
    decode_profiles,
    encode_profiles,
)
from newsmill.pipelines.page import Page
from newsmill.pipelines.runs.learning import observe_page

STANDING = "本网新闻热线全天候开通，欢迎读者提供线索，一经采用即付稿酬。"
TEXTS = [
    f"城东第{number}图书馆昨日正式向市民开放，首日接待读者{number}千余人次。馆长介绍，馆内藏书{number}万册，"
    f"阅览座位{number}百个，家住附近的居民走路十分钟就到，孩子放学以后也有了去处。"
    for number in range(1, 21)
]


def page(number: int, *, site: str = "news.example.com", text: str | None = None) -> Page:
    raw = (
        f"<html><head><title>第{number}图书馆开放</title></head><body><div><a href='/'>首页</a></div><div "
        f"class='text'>"
        f"<h1>第{number}图书馆开放</h1><p>{text or TEXTS[number - 1]}</p>"
        f"<p>第{number}天，{TEXTS[number - 1][::-1]}。</p>"
        f"<p>{STANDING}</p></div></body></html>"
    )
    return Page(raw=raw.encode(), url=f"http://{site}/{number}.html")


def learned(pages: list[Page]) -> dict[str, SiteProfile]:
    learner = Learner()
    for each in pages:
        learner.add(observe_page(each))
    return learner.profiles()


def test_a_line_on_every_page_is_not_body() -> None:
    profiles = learned([page(number) for number in range(1, 21)])
    profile = profiles["news.example.com"]
    assert STANDING in {line.text for line in profile.repeated.values()}
    assert profile.place == "div.text"
    without, informed = clean(page(3)), clean(page(3), profile=profile)
    assert STANDING in without.body
    assert STANDING not in informed.body
    assert TEXTS[2] in informed.body


def test_few_pages_teach_nothing() -> None:
    assert learned([page(number) for number in range(1, 6)]) == {}


def test_one_article_at_many_addresses_is_not_boilerplate() -> None:
    """A line repeats because the article does: print versions, pages with a session in the address."""
    copies = [
        Page(raw=page(1).raw, url=f"http://news.example.com/print/{number}.html") for number in range(30)
    ]
    profiles = learned([*copies, *(page(number) for number in range(2, 9))])
    assert TEXTS[0][:20] not in "".join(line.text for line in profiles["news.example.com"].repeated.values())


def test_a_paragraph_of_a_running_story_is_kept() -> None:
    """The same background paragraph in a quarter of the articles is text and no template."""
    pages = [page(number, text=TEXTS[0] if number % 4 == 0 else None) for number in range(1, 21)]
    profile = learned(pages)["news.example.com"]
    assert TEXTS[0] in clean(pages[3], profile=profile).body


def test_sentences_of_a_daily_report_are_kept() -> None:
    """A body has one of them or another: they are alternatives, and no template."""
    skies = ("今天白天全市以晴到多云天气为主，风力不大。", "今天白天全市有小雨，局部地区有中雨，出行请带伞。")
    reports = [page(number, text=f"{skies[number % 2]}</p><p>{TEXTS[number - 1]}") for number in range(1, 21)]
    profile = learned(reports)["news.example.com"]
    for number in (3, 4):
        informed = clean(reports[number - 1], profile=profile)
        assert skies[number % 2] in informed.body
        assert STANDING not in informed.body


def test_headings_that_return_between_paragraphs_are_kept() -> None:
    cases = [
        page(number, text=f"{TEXTS[number - 1]}</p><h3>法院审理</h3><p>{TEXTS[-number]}")
        for number in range(1, 21)
    ]
    profile = learned(cases)["news.example.com"]
    assert "\n法院审理\n" in clean(cases[2], profile=profile).body


def test_lines_of_two_layouts_are_not_alternatives() -> None:
    """A site was redesigned: each layout has a boilerplate line of its own, and no page has both."""
    other = "本栏目由岚川市民政局和岚川日报社联合主办，每周三见报。"
    pages = [page(number) for number in range(1, 21)]
    for place in range(10):
        raw = (
            pages[place]
            .raw.replace(STANDING.encode(), other.encode())
            .replace(b"class='text'", b"id='article'")
        )
        pages[place] = Page(raw=raw, url=pages[place].url)
    profile = learned(pages)["news.example.com"]
    assert other in clean(pages[1]).body
    assert other not in clean(pages[1], profile=profile).body
    assert STANDING not in clean(pages[15], profile=profile).body


def test_a_profile_that_does_not_fit_takes_nothing_away() -> None:
    """A page of nothing but boilerplate lines keeps them: they are all it has."""
    profile = learned([page(number) for number in range(1, 21)])["news.example.com"]
    raw = f"<html><body><div class='text'><h1>关于我们</h1><p>{STANDING}</p></div></body></html>".encode()
    about = Page(raw=raw, url="http://news.example.com/about.html")
    assert clean(about, profile=profile).body == clean(about).body


def test_sites_are_kept_apart() -> None:
    pages = [page(number, site=f"{'a' if number % 2 else 'b'}.example.com") for number in range(1, 21)]
    profiles = learned(pages)
    assert sorted(profiles) == ["a.example.com", "b.example.com"]
    assert {profile.pages for profile in profiles.values()} == {10}


def test_memory_is_bounded_however_many_lines_and_sites_there_are() -> None:
    learner = Learner()
    for site in range(4100):
        learner.add(Observation(f"{site}.example.com", site, {site: "line"}, {site: 4}, None))
    for number in range(300):
        keys = [number * 1000 + place for place in range(100)]
        learner.add(
            Observation(
                "big.example.com",
                number,
                dict.fromkeys([7, *keys], "line"),
                dict.fromkeys([7, *keys], 4),
                None,
            )
        )
    assert len(learner._sites) <= 4000
    assert len(learner._sites["big.example.com"].lines) <= 6000
    assert learner.profiles()["big.example.com"].repeated == {f"{7:016x}": RepeatedLine("line", 4, 300)}


def test_profiles_survive_their_file_and_can_be_read_by_people() -> None:
    profiles = learned([page(number) for number in range(1, 21)])
    raw = encode_profiles(profiles)
    assert decode_profiles(raw) == profiles
    assert STANDING in raw.decode()
