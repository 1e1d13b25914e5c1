"""Bodies and kinds of pages in many languages, as portals of other countries write them."""

from __future__ import annotations

import pytest

from newsmill.pipelines.extract import Extraction, extract, parse

GERMAN = [
    "Das Freibad in Lindenau ist nach zwei Jahren Bauzeit wieder geöffnet, am Samstag warteten dreihundert Menschen.",
    "Neu sind eine Rutsche, ein flaches Becken für Kleinkinder und eine Anlage, die das Wasser mit Abwärme heizt.",
    "Ob das Bad auch im Winter öffnet, will der Stadtrat im September entscheiden.",
]
CHINESE = [
    "港口的老鱼市周六早上重新开张。四年前，一场暴风掀掉了半个屋顶，地下室也进了水，摊主们只好搬到码头边的棚子里做生意。",
    "市里为这项工程花了三千四百万元，比原计划多出三分之一，大部分用在加固地基上，因为原来的地基打在湿沙里。",
    "工程师秋天还会回来，测量北墙又移动了多少。",
]
RUSSIAN = [
    "Рыбный рынок в Заречном снова открылся в субботу утром, через четыре года после бури, которая сорвала крышу.",
    "На ремонт город потратил 34 миллиона рублей, больше всего денег ушло на фундамент, стоявший на мокром песке.",
    "Осенью инженеры вернутся, чтобы измерить, насколько сдвинулась северная стена.",
]
HEADLINES = {
    "de": "Altes Freibad öffnet nach langer Sanierung",
    "zh": "老鱼市修了四年重新开张",
    "ru": "Старый рынок открылся после ремонта",
}
TEXTS = {"de": GERMAN, "zh": CHINESE, "ru": RUSSIAN}


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def article(language: str, inner: str, below: str = "") -> Extraction:
    headline = HEADLINES[language]
    return read(
        f"<html lang={language}><head><meta charset=utf-8><title>{headline} | Kurier</title></head><body>"
        "<div><a href=/a>A</a> <a href=/b>B</a> <a href=/c>C</a></div>"
        f"<div><h1>{headline}</h1><div>2026-03-14 09:12</div><div>{inner}</div></div>{below}"
        "<div>© 2026 Kurier</div></body></html>"
    )


def read(page: str, url: str | None = "https://kurier.example.com/2026/03/14/1") -> Extraction:
    tree = parse(page)
    assert tree is not None
    return extract(tree, url)


NOTICES = {
    "de": (
        "Wir verwenden Cookies",
        "Wir und unsere Partner nutzen Cookies, um Informationen auf Ihrem Gerät zu speichern und Inhalte anzupassen.",
        "Mit einem Klick willigen Sie in die Verarbeitung ein. Die Einwilligung können Sie jederzeit widerrufen.",
        "Alle akzeptieren",
    ),
    "zh": (
        "Cookie 使用说明",
        "我们和合作伙伴使用 Cookie 及类似技术在您的设备上存储和读取信息，并处理您的个人数据，用于个性化广告。",
        "点击按钮即表示您同意我们使用上述技术。您可以随时在隐私设置中撤回同意，也可以调整偏好。",
        "全部接受",
    ),
    "ru": (
        "Мы используем файлы cookie",
        "Мы и наши партнёры используем файлы cookie, чтобы хранить информацию и показывать рекламу.",
        "Нажимая кнопку, вы соглашаетесь на обработку персональных данных. Согласие можно отозвать в любое время.",
        "Принять",
    ),
}


def notice(language: str) -> str:
    head, first, second, button = NOTICES[language]
    return f"<div><h2>{head}</h2><p>{first}</p><p>{second}</p><button>{button}</button></div>"


@pytest.mark.parametrize("language", ["de", "zh", "ru"])
def test_a_consent_notice_is_told_by_its_button_and_privacy_where_it_names_cookies_once(
    language: str,
) -> None:
    short = TEXTS[language][:2]
    assert article(language, paragraphs(short), below=notice(language)).body == short


@pytest.mark.parametrize("language", ["de", "zh", "ru"])
def test_a_page_that_is_nothing_but_a_consent_notice_is_an_error(language: str) -> None:
    found = read(
        f"<html lang={language}><head><meta charset=utf-8><title>Kurier</title></head><body>{notice(language)}"
        "</body></html>"
    )
    assert (found.kind, found.body) == ("error", [])


def test_a_policy_about_cookies_that_asks_nothing_is_no_error() -> None:
    _, first, second, _ = NOTICES["de"]
    text = paragraphs([first, second, GERMAN[1]])
    found = read(f"<html><head><title>Cookies</title></head><body><h1>Cookies</h1>{text}</body></html>")
    assert found.kind != "error"


@pytest.mark.parametrize(
    ("title", "hint"),
    [
        (
            "Webmail login",
            "Keep your password secret. We never ask for it by e-mail, and you should never send it.",
        ),
        ("港口邮箱登录", "请妥善保管您的密码，工作人员不会以任何理由索要。公共电脑上使用后请及时退出登录。"),
        ("Вход в почту", "Храните пароль в тайне. Мы никогда не спрашиваем его по электронной почте."),
    ],
)
def test_a_page_that_says_it_is_for_logging_in_is_no_article_though_its_hints_have_no_links(
    title: str, hint: str
) -> None:
    form = "<form method=post><input name=u><input type=password name=p><button>OK</button></form>"
    found = read(
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>{form}<p>{hint}</p>"
        f"<p>{hint}</p></body></html>",
        "https://mail.example.com/login.php",
    )
    assert (found.kind, found.body) == ("home", [])


def test_short_lines_that_are_one_link_between_paragraphs_of_a_wide_script_are_of_other_stories() -> None:
    link = '<p><a href="/a/5">三所学校明年合并</a></p>'
    inner = f"<p>{CHINESE[0]}</p>{link}{paragraphs(CHINESE[1:])}<p><a href='/a/6'>灯塔为何熄灭</a></p>"
    assert article("zh", inner).body == CHINESE


def test_short_linked_lines_that_come_again_and_again_are_names_in_the_text() -> None:
    pairs = [(f"Freibad Nummer {at}", text) for at, text in enumerate(GERMAN * 2)]
    inner = "".join(
        f"<p><a href=/b/{at}>{name}</a></p><p>{text} ({at})</p>" for at, (name, text) in enumerate(pairs)
    )
    assert [name for name, _ in pairs if name in article("de", inner).body] == [name for name, _ in pairs]


def test_teasers_under_short_headlines_of_a_wide_script_are_a_listing() -> None:
    heads = ["轮渡罢工取消", "三所学校明年合并", "灯塔为何熄灭", "垃圾费要上调", "球队主场失利"]
    posts = "".join(
        f"<div class=post><h2><a href=/2026/{at}>{head}</a></h2><div>2026-03-1{at}</div><div><p>{CHINESE[at % 2]}… "
        f"<a href=/2026/{at}>→</a></p></div></div>"
        for at, head in enumerate(heads)
    )
    found = read(
        f"<html><head><meta charset=utf-8><title>体育 - 港口</title></head><body><h1>体育</h1>{posts}</body></html>",
        "https://zh.example.com/tag/x",
    )
    assert (found.kind, found.body) == ("listing", [])


def test_a_dated_story_about_missing_pages_is_no_error() -> None:
    story = [
        "When a page cannot be had, most sites show a joke. A museum has now collected four hundred of them.",
        "The oldest is from 1996 and shows an astronaut who has lost his way, the newest a robot in tears.",
        "Engineers lent the screens, and the council paid for the hall, which was built as a fish market in 1931.",
    ]
    found = read(
        "<html><head><title>Page not found: a museum collects dead ends</title></head><body><article>"
        "<h1>Page not found: a museum collects dead ends</h1><time datetime=2026-03-14>14 March 2026</time>"
        f"{paragraphs(story)}</article></body></html>"
    )
    assert (found.kind, found.body) == ("article", story)
