"""Template learning: what it gains, and whether it ever hurts, on pages of one site.

    python benchmarks/templates.py [--portal data/portal] [--gold GOLD_DIR...] [--pages 200]

Three sets of pages, each cleaned without and with what was learned from the same pages: generated sites
(their template puts boilerplate lines inside the article's container, where no rule for a single page can tell
them from text), the demo portal with its expected records, and labelled real pages (`labels.jsonl` and
`pages/ID.html.gz`), which come from many sites and offer little to learn. F1 is over the words of the body
(characters in Chinese); `clean` is the share of pages with precision and recall above .95; `worse` the pages
whose F1 fell.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from generated_sites import KINDS, Labelled, generate

from newsmill.pipelines.clean import clean
from newsmill.pipelines.extract.body.site_profile import Learner, SiteProfile, site_key
from newsmill.pipelines.page import Page, Rejected
from newsmill.pipelines.runs.learning import observe_page

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--portal", type=Path, default=Path("data/portal"))
    parser.add_argument("--gold", type=Path, nargs="*", default=[])
    parser.add_argument(
        "--pages", type=int, nargs="+", default=[6, 20, 200], help="pages of a generated site"
    )
    arguments = parser.parse_args()
    print(
        "| pages | number | sites learned | F1 without | F1 with | clean without | clean with | better | worse |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name, _, article, template in KINDS:
        for number in arguments.pages:
            report(f"repeats: {name}", generate(number, article, template))
    if arguments.portal.is_dir():
        report("demo portal", portal(arguments.portal))
    for folder in arguments.gold:
        report(f"gold {folder.name}", gold(folder))


def report(name: str, labelled: list[Labelled]) -> None:
    """Print a row of the table."""
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
        f"| {name} | {len(labelled)} | {len(profiles)} | {means[0]:.4f} | {means[1]:.4f} | "
        f"{cleans[0]:.3f} | {cleans[1]:.3f} | {better} | {worse} |"
    )


def learn(pages: Iterable[Page]) -> dict[str, SiteProfile]:
    """Learn the profiles of the pages' sites."""
    learner = Learner()
    for page in pages:
        try:
            learner.add(observe_page(page))
        except Rejected:
            continue
    return learner.profiles()


def body(page: Page, profile: SiteProfile | None) -> str:
    """The body newsmill extracts."""
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
    """The labelled pages of a gold folder."""
    found = []
    for line in (folder / "labels.jsonl").read_text().rstrip("\n").split("\n"):
        label = json.loads(line)
        raw = gzip.decompress((folder / "pages" / f"{label['id']}.html.gz").read_bytes())
        found.append(Labelled(Page(raw=raw, url=label.get("url")), label["body"]))
    return found


def portal(folder: Path) -> list[Labelled]:
    """The demo portal's pages that have an expected record."""
    found = []
    for path in sorted((folder / "www").rglob("*.json")):
        page = path.with_suffix("")
        record = json.loads(path.read_text())
        if page.is_file() and record.get("body"):
            url = f"http://portal.example/{page.relative_to(folder / 'www').as_posix()}"
            found.append(Labelled(Page(raw=page.read_bytes(), url=url), record["body"]))
    return found


if __name__ == "__main__":
    main()
