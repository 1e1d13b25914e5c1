"""Bodies and kinds of pages in many languages, as portals of other countries write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stories import paragraphs

from newsmill.pipelines.extract import Extraction, extract, parse

GERMAN = [
    "Das Freibad in Lindenau ist nach zwei Jahren Bauzeit wieder geöffnet, am Samstag warteten dreihundert Menschen.",
    "Neu sind eine Rutsche, ein flaches Becken für Kleinkinder und eine Anlage, die das Wasser mit Abwärme heizt.",
    "Ob das Bad auch im Winter öffnet, will der Stadtrat im September entscheiden.",
]
CHINESE = [
    "港口的老鱼市周六早上重新开张。四年前，一场暴风掀掉了半个屋顶，地下室也进了水，摊主们只好搬到码头边的棚"
    "子里做生意。",
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
def test_a_consent_notice_is_recognized_by_its_button_and_privacy_if_it_names_cookies_once(
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


def test_a_policy_about_cookies_that_asks_nothing_is_not_an_error() -> None:
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
def test_a_page_that_says_it_is_for_logging_in_is_not_an_article_though_its_hints_have_no_links(
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


def test_a_dated_story_about_missing_pages_is_not_an_error() -> None:
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


REMARKS = {
    "de": [
        "Ich weiß noch, wie ich mit Opa jeden Tag schwimmen war und wie es nach Pommes roch. Schade drum.",
        "Wer hat eigentlich den Auftrag für die Rutsche bekommen? Angeblich die Firma vom Schwager, keiner fragt nach.",
        "Stimme meinem Vorredner zu, unser Geld ist weg und Parkplätze gibt es immer noch keine.",
    ],
    "zh": [
        "小时候爷爷常带我来这里买鲤鱼，那时候门口还有卖酸菜的大缸，味道整条街都闻得到，可惜现在看不到了。",
        "请问地基工程是哪家公司中标的？听说是亲戚的公司，也没有人去查一查，真让人不放心。",
        "同意楼上说的，钱花了不少，停车场到现在还没有影子，希望有关部门给个说法。",
    ],
    "ru": [
        "А я помню, как мы с дедом ходили сюда за карпом перед праздниками, и как пахло капустой. Жаль.",
        "Интересно, кто выиграл тендер на фундамент? Говорят, фирма родственника, и никто ничего не проверял.",
        "Согласен с предыдущим оратором: деньги потрачены, а парковки как не было, так и нет.",
    ],
}


def boxes_of(remarks: list[str]) -> str:
    names = ["Ewa", "marek77", "Jan K."]
    return "<h3>Opinie (3)</h3>" + "".join(
        f"<div class=o><b>{names[at]}</b> <span>1{5 + at}.03.2026 10:0{at}</span><p>{text}</p><a href=#>+{at}</a> "
        f"<a href=#>-1</a></div>"
        for at, text in enumerate(remarks)
    )


def rows_of(remarks: list[str]) -> str:
    names = ["Ewa", "marek77", "Jan K."]
    rows = "".join(
        f"<tr><td><b>{names[at]}</b> (1{5 + at}.03.2026 10:0{at})</td></tr><tr><td>{text}</td></tr>"
        for at, text in enumerate(remarks)
    )
    return f"<table>{rows}</table>"


@pytest.mark.parametrize("language", ["de", "zh", "ru"])
@pytest.mark.parametrize("shape", [boxes_of, rows_of])
def test_comments_are_recognized_by_names_and_times_where_no_class_names_them(
    language: str, shape: Callable[[list[str]], str]
) -> None:
    headline, short, remarks = HEADLINES[language], TEXTS[language][:2], REMARKS[language]
    tree = parse(
        f"<html><head><meta charset=utf-8><title>{headline}</title></head><body><div><h1>{headline}</h1>"
        f"<div>2026-03-14 09:12</div><div>{paragraphs(short)}</div></div><div>{shape(remarks)}</div></body></html>"
    )
    assert tree is not None
    found = extract(tree, comments=True)
    assert found.body == short
    assert [(each.author, each.text) for each in found.comments or []] == list(
        zip(["Ewa", "marek77", "Jan K."], remarks, strict=True)
    )


def test_a_log_of_times_without_names_is_text() -> None:
    entries = "".join(
        f"<div class=e><span>14.03.2026 10:0{at}</span><p>{text}</p></div>" for at, text in enumerate(GERMAN)
    )
    found = article("de", f"<p>{GERMAN[0]} Alles Weitere hier.</p><div>{entries}</div>")
    assert [text for text in GERMAN if text in found.body] == GERMAN


@pytest.mark.parametrize("language", ["de", "zh", "ru"])
def test_the_next_article_below_with_day_and_time_of_its_own_is_not_body(language: str) -> None:
    other = paragraphs(REMARKS[language])
    below = f"<article><h2><a href=/a/7>{HEADLINES[language]} II</a></h2><span>12.03.2026 18:30</span>{other}</article>"
    assert article(language, paragraphs(TEXTS[language]), below=below).body == TEXTS[language]


def test_a_newsletter_box_above_the_date_begins_no_other_article() -> None:
    box = f"<h2>Eilmeldungen per E-Mail</h2><p>14.03.2026 09:12</p>{paragraphs(GERMAN[1:])}"
    inner = f"<p>{GERMAN[0]}</p><section>{box}</section>"
    assert GERMAN[2] in article("de", inner).body


def test_teasers_below_a_dated_paragraph_leave_it_the_body() -> None:
    teasers = "".join(
        f"<div class=t><h3><a href=/a/{at}>Bahnstrecke {at} bleibt bis Mai gesperrt</a></h3><p>{text[:60]}…</p></div>"
        for at, text in enumerate(GERMAN + REMARKS["de"])
    )
    found = article("de", f"<p>{GERMAN[0]}</p>", below=f"<div>{teasers}</div>")
    assert (found.kind, found.body) == ("article", GERMAN[:1])


STEPS = ["Die Filets abspülen und trocken tupfen.", "Essig und Zucker aufkochen.", "Über Nacht kalt stellen."]


def test_steps_with_a_number_each_above_a_paragraph_are_body() -> None:
    steps = "".join(
        f"<div class=s><div>{at}</div><div>{text}</div></div>" for at, text in enumerate(STEPS, 1)
    )
    found = article("de", f"<p>{GERMAN[0]}</p><div>{steps}</div><p>{GERMAN[1]}</p>")
    assert [text for text in STEPS if text in found.body] == STEPS


def test_short_sentences_in_a_column_of_boxes_are_body() -> None:
    texts = [GERMAN[0], "Die Pumpen liefen die ganze Nacht.", GERMAN[1], GERMAN[2], "Dann sank das Wasser."]
    column = "".join(f"<section class=c><div><span>{text}</span></div></section>" for text in texts)
    assert article("de", column).body == texts


def test_highlights_above_the_text_leave_its_paragraphs_in_place() -> None:
    points = "".join(f"<li>{text}</li>" for text in GERMAN[:2])
    assert article("de", f"<ul>{points}</ul>{paragraphs(GERMAN)}").body[-3:] == GERMAN


@pytest.mark.parametrize("language", ["de", "zh", "ru"])
def test_a_hidden_text_that_says_more_than_the_shown_preview_is_the_body(language: str) -> None:
    texts = [*TEXTS[language], *REMARKS[language]]
    inner = f"<div>{paragraphs(texts[:2])}</div><div style='display:none'>{paragraphs(texts)}</div>"
    assert article(language, inner).body == texts


@pytest.mark.parametrize(
    ("language", "wall"),
    [
        ("de", "Weiterlesen mit Kurier Plus"),
        ("zh", "本文为会员专享，开通会员即可阅读全文"),
        ("ru", "Материал доступен только по подписке"),
    ],
)
def test_a_text_that_breaks_off_above_a_wall_is_only_a_preview(language: str, wall: str) -> None:
    texts = TEXTS[language]
    inner = f"{paragraphs(texts[:2])}<p>{texts[2][: len(texts[2]) // 2]}…</p><div><p>{wall}</p></div>"
    found = article(language, inner)
    assert "only a preview" in found.warnings
    assert wall not in found.body


def test_a_whole_text_without_a_wall_is_not_a_preview() -> None:
    assert "only a preview" not in article("de", paragraphs(GERMAN)).warnings
