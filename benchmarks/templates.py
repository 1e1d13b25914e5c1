"""Template learning: what it gains, and that it never hurts, on pages of one site.

    python benchmarks/templates.py [--portal data/portal] [--gold GOLD_DIR...] [--pages 200]

Three kinds of pages, each cleaned without and with what was learned from the same pages: a generated site (its template puts
standing lines inside the article's container, where no rule of one page can tell them from text), the demo portal with its expected
records, and labelled real pages (`labels.jsonl` and `pages/ID.html.gz`), which are of many sites and have little to teach. F1 is over the words of
the body (characters of Chinese); `clean` the share of pages with precision and recall above .95; `worse` the pages whose F1 fell.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pipelines.clean import clean
from pipelines.extract.profile import Learner, SiteProfile, site_key
from pipelines.page import Page, Rejected
from pipelines.runs.learning import observe_page

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


class Labelled(NamedTuple):
    """A page and the body that is right."""

    page: Page
    body: str


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--portal", type=Path, default=Path("data/portal"))
    parser.add_argument("--gold", type=Path, nargs="*", default=[])
    parser.add_argument("--pages", type=int, default=200)
    arguments = parser.parse_args()
    print(
        "| pages | number | sites learned | F1 without | F1 with | clean without | clean with | better | worse |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for style in ("quiet", "noisy"):
        report(f"generated site, {style} template", generated(arguments.pages, style))
    if arguments.portal.is_dir():
        report("demo portal", portal(arguments.portal))
    for folder in arguments.gold:
        report(f"gold {folder.name}", gold(folder))


def report(name: str, labelled: list[Labelled]) -> None:
    """One line of the table."""
    profiles = learn(each.page for each in labelled)
    without = [score(body(each.page, None), each.body) for each in labelled]
    informed = [
        score(body(each.page, profiles.get(site_key(each.page.url) or "")), each.body) for each in labelled
    ]
    better = sum(after[2] > before[2] + 1e-9 for before, after in zip(without, informed, strict=True))
    worse = sum(after[2] < before[2] - 1e-9 for before, after in zip(without, informed, strict=True))
    means = [sum(each[2] for each in scores) / len(scores) for scores in (without, informed)]
    cleans = [sum(min(each[:2]) > 0.95 for each in scores) / len(scores) for scores in (without, informed)]
    print(
        f"| {name} | {len(labelled)} | {len(profiles)} | {means[0]:.4f} | {means[1]:.4f} | {cleans[0]:.3f} | {cleans[1]:.3f} | {better} | {worse} |"
    )


def learn(pages: Iterable[Page]) -> dict[str, SiteProfile]:
    """Profiles of the pages' sites."""
    learner = Learner()
    for page in pages:
        try:
            learner.add(observe_page(page))
        except Rejected:
            continue
    return learner.profiles()


def body(page: Page, profile: SiteProfile | None) -> str:
    """The body that newsmill finds."""
    try:
        return clean(page, profile=profile).body
    except Rejected:
        return ""


def score(found: str, right: str) -> tuple[float, float, float]:
    """Precision, recall and F1 over tokens."""
    ours, theirs = Counter(_TOKEN.findall(found)), Counter(_TOKEN.findall(right))
    both = (ours & theirs).total()
    precision = both / ours.total() if ours else float(not theirs)
    recall = both / theirs.total() if theirs else float(not ours)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def gold(folder: Path) -> list[Labelled]:
    """Labelled pages of a gold folder."""
    found = []
    for line in (folder / "labels.jsonl").read_text().rstrip("\n").split("\n"):
        label = json.loads(line)
        raw = gzip.decompress((folder / "pages" / f"{label['id']}.html.gz").read_bytes())
        found.append(Labelled(Page(raw=raw, url=label.get("url")), label["body"]))
    return found


def portal(folder: Path) -> list[Labelled]:
    """The demo portal's pages that have an expected record beside them."""
    found = []
    for path in sorted((folder / "www").rglob("*.json")):
        page = path.with_suffix("")
        record = json.loads(path.read_text())
        if page.is_file() and record.get("body"):
            url = f"http://portal.example/{page.relative_to(folder / 'www').as_posix()}"
            found.append(Labelled(Page(raw=page.read_bytes(), url=url), record["body"]))
    return found


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
_NOISE = (
    "本网新闻热线全天候开通，欢迎读者提供线索，一经采用即付稿酬。",
    "关注本网官方账号，第一时间获取身边的新闻和便民信息。",
    "凡本网注明来源的作品，均为本网合法拥有版权，转载请注明出处，违者将追究责任。",
    "以上内容仅供参考，不构成任何投资建议，据此操作风险自担。",
)


def generated(number: int, style: str) -> list[Labelled]:
    """A site's worth of pages by one template; a `noisy` one has standing lines among the paragraphs of each article."""
    chance = random.Random(7)
    found = []
    for place in range(number):
        paragraphs = [_paragraph(chance) for _ in range(chance.randint(3, 9))]
        title = f"{chance.choice(_SUBJECTS)}{chance.choice(_VERBS)}"
        shown = list(paragraphs)
        if style == "noisy":
            for line in _NOISE:
                if chance.random() < 0.6:
                    shown.insert(chance.choice((0, len(shown), len(shown))), line)
        page = (
            f"<html><head><title>{title} - 某某网</title></head><body><div class='top'><a href='/'>首页</a> <a href='/n/'>新闻</a></div>"
            f"<div id='artibody-{place}' class='text'><h1>{title}</h1><div class='info'>2012-02-{place % 28 + 1:02d} 10:00 来源：某某网</div>"
            + "".join(f"<p>{text}</p>" for text in shown)
            + "</div><div class='foot'>某某网 版权所有</div></body></html>"
        )
        url = f"http://www.generated.example/n/{place}.html"
        found.append(Labelled(Page(raw=page.encode("gbk"), url=url), "\n".join(paragraphs)))
    return found


def _paragraph(chance: random.Random) -> str:
    return "".join(
        f"{chance.choice(_REASONS)}，{chance.choice(_SUBJECTS)}{chance.choice(_VERBS)}，共涉及{chance.randint(10, 9000)}人。"
        for _ in range(chance.randint(1, 4))
    )


if __name__ == "__main__":
    main()
