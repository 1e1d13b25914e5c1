"""Generated sites, one template each: some where boilerplate lines spoil the body, and some where repeated lines
are text.

Every page comes with its correct body. The same seed gives the same pages.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from newsmill.pipelines.page import Page

__all__ = ["KINDS", "Labelled", "generate"]


class Labelled(NamedTuple):
    """A page and its correct body."""

    page: Page
    body: str


class Article(NamedTuple):
    """The content a template renders: paragraphs of `body` are text, the others repeat on many pages."""

    title: str
    blocks: list[tuple[str, str]]
    body: list[str]


_SUBJECTS = ("市图书馆", "东湖公园", "第二中学", "老城菜市场", "环城公交", "社区医院", "城北水厂", "河西大桥")
_VERBS = (
    "昨日正式开放",
    "今年完成改造",
    "迎来首批居民",
    "公布新的时间表",
    "增加了三十个名额",
    "通过了验收",
    "下月起调整收费",
    "举办了开放日",
)
_REASONS = (
    "为了方便附近居民",
    "按照年初的计划",
    "在征求意见之后",
    "由于客流增加",
    "经过半年施工",
    "根据市里的安排",
)
_STANDING = (
    "本网新闻热线全天候开通，欢迎读者提供线索，一经采用即付稿酬。",
    "关注本网官方账号，第一时间获取身边的新闻和便民信息。",
    "凡本网注明来源的作品，均为本网合法拥有版权，转载请注明出处，违者将追究责任。",
    "以上内容仅供参考，不构成任何投资建议，据此操作风险自担。",
)
_PLACES = ("The town library", "Harbour Bridge", "The county hospital", "Eastfield School", "The water works")
_EVENTS = (
    "reopened on Monday",
    "passed its inspection",
    "cut its opening hours",
    "hired forty people",
    "raised its fees",
)
_CAUSES = (
    "after months of repairs",
    "to the relief of its neighbours",
    "as the council had promised",
    "in spite of the weather",
)
_STANDING_ENGLISH = (
    "Get the day's most important stories in your inbox every morning, free of charge and without obligation.",
    "Our reporting is paid for by readers like you, and a few pounds a month keep it open to everyone.",
    "Do you know more about this? Write to the newsroom or call us in confidence at any hour of the day.",
    "The views expressed in letters and guest columns are those of their authors and not of this newspaper.",
)
_BACKGROUND = (
    "去年九月，城北水厂的一段输水管道在施工中破裂，三万多户居民停水两天，市里随后成立调查组，"
    "查明施工方没有按图纸作业，两名负责人被免职，受影响的居民每户获得一百元补偿。"
)
_SKIES = (
    "今天白天全市以晴到多云天气为主，风力不大。",
    "今天白天全市有小雨，局部地区有中雨，出行请带伞。",
    "受冷空气影响，今天最高气温比昨天下降五度左右。",
)
_AIR = ("空气质量预计为良，适合户外活动。", "空气质量预计为轻度污染，老人和孩子宜减少外出。")
_HEADINGS = ("案情回顾", "法院审理", "法官说法", "律师提醒", "记者手记")


def _paragraph(chance: random.Random) -> str:
    return "".join(
        (
            f"{chance.choice(_REASONS)}，{chance.choice(_SUBJECTS)}{chance.choice(_VERBS)}，"
            f"共涉及{chance.randint(10, 9000)}人。"
        )
        for _ in range(chance.randint(1, 4))
    )


def _english(chance: random.Random) -> str:
    return " ".join(
        (
            f"{chance.choice(_PLACES)} {chance.choice(_EVENTS)} {chance.choice(_CAUSES)}, and "
            f"{chance.randint(10, 9000)} people were affected."
        )
        for _ in range(chance.randint(2, 4))
    )


def _plain(chance: random.Random, fewest: int = 3, most: int = 9) -> Article:
    body = [_paragraph(chance) for _ in range(chance.randint(fewest, most))]
    title = f"{chance.choice(_SUBJECTS)}{chance.choice(_VERBS)}"
    return Article(title, [("p", text) for text in body], body)


def _with_lines(article: Article, lines: tuple[str, ...], chance: random.Random) -> Article:
    """Insert each line on some of the pages, before, after or between the paragraphs."""
    blocks = list(article.blocks)
    for line in lines:
        if chance.random() < 0.6:
            blocks.insert(chance.choice((0, len(blocks) // 2, len(blocks), len(blocks))), ("p", line))
    return article._replace(blocks=blocks)


def _boilerplate(chance: random.Random, number: int) -> Article:
    return _with_lines(_plain(chance), _STANDING, chance)


def _boilerplate_english(chance: random.Random, number: int) -> Article:
    body = [_english(chance) for _ in range(chance.randint(4, 9))]
    article = Article(
        f"{chance.choice(_PLACES)} {chance.choice(_EVENTS)}", [("p", text) for text in body], body
    )
    return _with_lines(article, _STANDING_ENGLISH, chance)


def _redesigned(chance: random.Random, number: int) -> Article:
    """Every other page uses the old layout, which had different lines."""
    return _with_lines(_plain(chance), _STANDING[:2] if number % 2 else _STANDING[2:], chance)


def _short(chance: random.Random, number: int) -> Article:
    return _with_lines(_plain(chance, 1, 2), _STANDING[:2], chance)


def _quiet(chance: random.Random, number: int) -> Article:
    return _plain(chance)


def _running_story(chance: random.Random, number: int) -> Article:
    article = _plain(chance)
    if number % 4:
        return article
    body = [*article.body, _BACKGROUND]
    return Article(article.title, [("p", text) for text in body], body)


def _daily_report(chance: random.Random, number: int) -> Article:
    numbers = (
        f"最高气温{chance.randint(18, 35)}度，最低气温{chance.randint(5, 17)}度，"
        f"相对湿度百分之{chance.randint(20, 95)}。"
    )
    body = [chance.choice(_SKIES), numbers, chance.choice(_AIR), _paragraph(chance)]
    return Article(f"今日天气：{numbers}", [("p", text) for text in body], body)


def _headings(chance: random.Random, number: int) -> Article:
    article = _plain(chance, 4, 8)
    blocks: list[tuple[str, str]] = []
    for place, text in enumerate(article.body):
        if place % 2 == 0:
            blocks.append(("h3", _HEADINGS[place // 2 % len(_HEADINGS)]))
        blocks.append(("p", text))
    return Article(article.title, blocks, [text for _, text in blocks])


def _modern(article: Article, number: int) -> str:
    blocks = "".join(f"<{tag}>{text}</{tag}>" for tag, text in article.blocks)
    return (
        f"<html><head><title>{article.title} - 某某网</title></head><body><div class='top'><a "
        f"href='/'>首页</a> <a href='/n/'>新闻</a></div>"
        f"<div id='artibody-{number}' class='text'><h1>{article.title}</h1><div "
        f"class='info'>2012-02-{number % 28 + 1:02d} 10:00 来源：某某网</div>"
        f"{blocks}</div><div class='foot'>某某网 版权所有</div></body></html>"
    )


def _tables(article: Article, number: int) -> str:
    blocks = "".join(f"<p><font size=3>　　{text}</font></p>" for _, text in article.blocks)
    return (
        f"<html><head><title>{article.title}</title></head><body><table width=760><tr><td><a "
        f"href='/'>首页</a>|<a href='/n/'>新闻</a></td></tr></table>"
        f"<table width=760><tr><td width=160><a href='/1'>要闻</a><br><a href='/2'>社会</a></td><td "
        f"class='main'><center><b>{article.title}</b><br>"
        f"2004年{number % 12 + 1}月{number % 28 + 1}日 10:00 某某网</center>{blocks}</td></tr></table>"
        f"<center>某某网 版权所有</center></body></html>"
    )


def _two_layouts(article: Article, number: int) -> str:
    return _tables(article, number) if number % 2 else _modern(article, number)


# The generated sites: (what repeats on their pages, whether it should be removed, the article, the template).
KINDS: tuple[tuple[str, bool, Callable[[random.Random, int], Article], Callable[[Article, int], str]], ...] = (
    ("boilerplate lines among the paragraphs", True, _boilerplate, _modern),
    ("the same in tables of 2004", True, _boilerplate, _tables),
    ("the same, two layouts", True, _boilerplate, _two_layouts),
    ("two layouts, each with its own lines", True, _redesigned, _two_layouts),
    ("the same in English", True, _boilerplate_english, _modern),
    ("the same under notices of one or two paragraphs", True, _short, _modern),
    ("nothing (quiet template)", False, _quiet, _modern),
    ("a background paragraph in every fourth article", False, _running_story, _modern),
    ("sentences of a daily weather report", False, _daily_report, _modern),
    ("headings inside the articles", False, _headings, _modern),
)  # fmt: skip


def generate(
    number: int, article: Callable[[random.Random, int], Article], template: Callable[[Article, int], str]
) -> list[Labelled]:
    """Generate the pages of a site."""
    chance = random.Random(7)
    found = []
    for place in range(number):
        made = article(chance, place)
        url = f"http://www.generated.example/n/{place}.html"
        raw = template(made, place).encode("gb18030")
        found.append(Labelled(Page(raw=raw, url=url), "\n".join(made.body)))
    return found
