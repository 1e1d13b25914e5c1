"""How early a crawl fetches the articles: ten generated portals, compared with an oracle and two plain Scrapy
spiders.

    python benchmarks/harvest.py [--portals 1,4] [--skip-spiders]

Each portal is served on the loopback; a crawl may make as many requests as the oracle needs for everything.
The oracle knows in advance what every list, feed and sitemap contains, and fetches no dead links, but it may
only fetch URLs found in one of them: known articles first, then the list with the most new ones. It ignores
links inside texts, since no URL reveals which of them are dead; an oracle that knew that would need no lists
at all. *Harvest* is the mean, over the requests, of the number of articles fetched so far; the table shows it
as a share of the oracle's.
"""

from __future__ import annotations

import argparse
import gzip
import random
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

SPIDERS = Path(__file__).with_name("harvest_spiders.py")


class Plan(NamedTuple):
    """The properties of a portal.

    articles, channels, per_page   numbers of articles and channels, and articles per list
    dead, alive    related links of an article that are dead, and that lead to another article
    navigation     dead links in the menu of every page
    calendar       days with a page of the articles published then, and as many empty ones
    tags           tags, each with a page; an article has three
    feed, newsmap  number of newest articles in a feed, in a news sitemap
    sitemap        all articles in sitemaps, listed by an index
    """

    name: str
    articles: int = 300
    channels: int = 6
    per_page: int = 10
    dead: int = 8
    alive: int = 4
    navigation: int = 6
    calendar: int = 0
    tags: int = 0
    feed: int = 0
    newsmap: int = 0
    sitemap: bool = False
    slugs: bool = False


PORTALS = (
    Plan("dead and live related links"),
    Plan("few channels, short lists", channels=3, per_page=5, dead=12, alive=2),
    Plan("a calendar", calendar=60, dead=4),
    Plan("a cloud of tags", tags=120, dead=4, alive=2),
    Plan("a feed", feed=40, dead=10, alive=2),
    Plan("a news sitemap", newsmap=100, channels=8, dead=6),
    Plan("sitemaps", sitemap=True, dead=10),
    Plan("small", articles=60, channels=4, per_page=6, dead=6),
    Plan("large, many channels", articles=900, channels=10, per_page=20, dead=6, alive=6, navigation=20),
    Plan("slugs, tags, calendar, feed", slugs=True, tags=60, calendar=30, feed=20, dead=5, alive=3),
)

_CHANNELS = ("china", "world", "finance", "sports", "culture", "tech", "law", "health", "travel", "local")
_WORDS = [
    "据",
    "记者",
    "从",
    "会上",
    "获悉",
    "今年",
    "以来",
    "全市",
    "运行",
    "平稳",
    "生产",
    "增长",
    "投资",
    "消费",
    "农业",
    "教育",
    "交通",
    "环境",
    "项目",
    "建设",
    "取得",
    "进展",
    "下一步",
    "推动",
    "改革",
    "服务",
]
_ENGLISH = [
    "council",
    "bridge",
    "market",
    "harbour",
    "school",
    "library",
    "budget",
    "river",
    "station",
    "hospital",
    "festival",
    "strike",
]


class Portal:
    """A portal generated from a plan: `pages` maps paths to pages, `kinds` to their kind, `links` to their
    links.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.links: dict[str, list[str]] = {}
        self.articles: set[str] = set()
        self._chance = random.Random(plan.name)
        self._paths = [self._path(number) for number in range(plan.articles)]
        self._menu = [f"/{name}/" for name in _CHANNELS[: plan.channels]]
        self._menu += [f"/topic/{self._chance.randint(100, 999)}/" for _ in range(plan.navigation)]
        if plan.calendar:
            self._menu.append("/calendar/")
        for number in range(plan.articles):
            self._article(number)
        newest = self._paths[::-1]
        self._list("/", newest[:30])
        for index, name in enumerate(_CHANNELS[: plan.channels]):
            self._lists(
                f"/{name}/", [p for n, p in enumerate(self._paths) if n % plan.channels == index][::-1]
            )
        self._archives(newest)
        self._indexes(newest)

    def _path(self, number: int) -> str:
        channel = _CHANNELS[number % self.plan.channels]
        if self.plan.slugs:
            return f"/{channel}/{'-'.join(self._chance.sample(_ENGLISH, 4))}-{number}/"
        return f"/{channel}/2026-{1 + number % 12:02d}/{1 + number * 7 % 28:02d}/c_{100000 + number}.html"

    def _dead(self) -> str:
        channel = self._chance.choice(_CHANNELS[: self.plan.channels])
        number = self._chance.randint(200000, 999999)
        if self.plan.slugs:
            return f"/{channel}/{'-'.join(self._chance.sample(_ENGLISH, 4))}-{number}/"
        return f"/{channel}/2025-{number % 12 + 1:02d}/{number % 28 + 1:02d}/c_{number}.html"

    def _text(self, least: int, most: int) -> str:
        return "".join(self._chance.choice(_WORDS) for _ in range(self._chance.randint(least, most)))

    def _add(self, path: str, title: str, body: str, links: list[str]) -> None:
        menu = "".join(f'<a href="{link}">{link.strip("/")}频道</a> ' for link in ["/", *self._menu])
        page = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{self._head(path)}</head><body>'
            f'<div class="nav">{menu}</div>{body}<div class="foot">版权所有 示范门户网 <a '
            f'href="/about.html">关于我们</a></div></body></html>'
        )
        self.pages[path] = ("text/html; charset=utf-8", page.encode())
        self.links[path] = ["/", *self._menu, *links, "/about.html"]

    def _head(self, path: str) -> str:
        if not self.plan.feed or path != "/":
            return ""
        return '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'

    def _article(self, number: int) -> None:
        path, plan = self._paths[number], self.plan
        related = [self._dead() for _ in range(plan.dead)]
        related += [self._chance.choice(self._paths) for _ in range(plan.alive)]
        self._chance.shuffle(related)
        tags = [f"/tag/{self._chance.randrange(plan.tags)}/" for _ in range(3)] if plan.tags else []
        paragraphs = "".join(f"<p>{self._text(30, 60)}，{self._text(20, 40)}。</p>" for _ in range(5))
        items = "".join(f'<li><a href="{link}">{self._text(6, 8)}</a></li>' for link in [*related, *tags])
        title = f"{self._text(7, 7)}{number}"
        info = f"<div>2026-{1 + number % 12:02d}-{1 + number * 7 % 28:02d} 08:00 来源：示范日报</div>"
        self._add(
            path, title, f"<h1>{title}</h1>{info}<div>{paragraphs}</div><ul>{items}</ul>", [*related, *tags]
        )
        self.articles.add(path)

    def _list(self, path: str, items: list[str], more: list[str] | None = None) -> None:
        lines = "".join(
            f'<li><a href="{item}">{self._text(7, 9)}</a> <span>2026-05-06</span></li>' for item in items
        )
        pager = "".join(f'<a href="{link}">{link.rpartition("_")[2]}</a> ' for link in more or [])
        self._add(path, "频道", f"<h2>频道</h2><ul>{lines}</ul><div>{pager}</div>", [*items, *(more or [])])

    def _lists(self, path: str, items: list[str]) -> None:
        size = self.plan.per_page
        pages = [items[start : start + size] for start in range(0, len(items), size)]
        names = [path, *(f"{path}index_{number}.html" for number in range(2, len(pages) + 1))]
        for number, page in enumerate(pages):
            near = names[max(0, number - 2) : number + 3]
            self._list(names[number], page, [name for name in near if name != names[number]])

    def _archives(self, newest: list[str]) -> None:
        plan = self.plan
        if plan.tags:
            having: dict[str, list[str]] = {}
            for path in newest:
                for link in self.links[path]:
                    if link.startswith("/tag/"):
                        having.setdefault(link, []).append(path)
            for tag, items in having.items():
                self._list(tag, items[:20])
        if plan.calendar:
            days = [f"/calendar/2026/{day:03d}/" for day in range(2 * plan.calendar)]
            for day, name in enumerate(days):
                items = newest[day :: plan.calendar][:10] if day < plan.calendar else []
                self._list(name, items, days[max(0, day - 1) : day + 2])
            self._list("/calendar/", [], days[:31])

    def _indexes(self, newest: list[str]) -> None:
        plan = self.plan
        xml = "application/xml"
        if plan.feed:
            items = "".join(
                f"<item><title>x</title><link>{path}</link></item>" for path in newest[: plan.feed]
            )
            self._index(
                "/rss.xml",
                "application/rss+xml",
                f"<rss><channel>{items}</channel></rss>",
                newest[: plan.feed],
            )
        maps = {"/news.xml": newest[: plan.newsmap]} if plan.newsmap else {}
        if plan.sitemap:
            maps |= {f"/map-{n}.xml": newest[n * 100 : n * 100 + 100] for n in range(-(-len(newest) // 100))}
            index = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in maps)
            self._index("/sitemap.xml", xml, f"<sitemapindex>{index}</sitemapindex>", list(maps))
        for path, listed in maps.items():
            urls = "".join(f"<url><loc>{item}</loc></url>" for item in listed)
            self._index(path, xml, f"<urlset>{urls}</urlset>", listed)
        self.named = ["/sitemap.xml"] if plan.sitemap else list(maps)

    def _index(self, path: str, kind: str, body: str, links: list[str]) -> None:
        self.pages[path] = (kind, body.encode())
        self.links[path] = links

    def robots(self, address: str) -> bytes:
        """robots.txt, with the sitemaps."""
        return (
            "User-agent: *\nAllow: /\n" + "".join(f"Sitemap: {address}{path}\n" for path in self.named)
        ).encode()

    def oracle(self) -> list[bool]:
        """For each of the oracle's requests, whether it fetched an article, until everything reachable has
        been fetched.
        """
        start = ["/", *self.named, *(["/rss.xml"] if self.plan.feed else [])]
        known, done = set(start), set()
        fetched: list[bool] = []
        while True:
            waiting = [path for path in known - done if path in self.pages]
            articles = sorted(path for path in waiting if path in self.articles)
            if articles:
                path = articles[0]
            else:
                gains = {p: len(self.articles.intersection(self.links[p]) - known) for p in waiting}
                best = max(gains.values(), default=0)
                more = [p for p in sorted(waiting) if gains[p] == best]
                if not more or (best == 0 and not self.articles - done):
                    return fetched
                path = more[0]
            done.add(path)
            fetched.append(path in self.articles)
            if path not in self.articles:
                known.update(self.links[path])


@contextmanager
def serving(portal: Portal) -> Iterator[tuple[str, list[str]]]:
    """Serve the portal on the loopback. Yields its address and the list of requested paths."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                status, kind, body = 200, "text/plain", portal.robots(address)
            else:
                asked.append(self.path)
                kind, body = portal.pages.get(
                    self.path, ("text/html", b"<html><body><p>404</p></body></html>")
                )
                status = 200 if self.path in portal.pages else 404
            if kind.startswith("application/xml") and len(body) > 20_000:
                kind, body = "application/gzip", gzip.compress(body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield address, asked
    finally:
        server.shutdown()
        server.server_close()


def harvest(portal: Portal, fetched: list[bool], requests: int) -> float:
    """The mean, over `requests`, of the articles fetched so far, as a share of all."""
    so_far, total = 0, 0
    for number in range(requests):
        so_far += number < len(fetched) and fetched[number]
        total += so_far
    return total / requests / len(portal.articles)


def crawled(command: list[str], portal: Portal, requests: int) -> list[bool]:
    """For each request of a crawl, whether it fetched a new article."""
    with serving(portal) as (address, asked), tempfile.TemporaryDirectory() as folder:
        filled = [part.format(address=address, folder=folder, requests=requests) for part in command]
        done = subprocess.run(filled, cwd=folder, capture_output=True, text=True, check=False)
        if not asked:
            sys.exit(done.stderr)
        seen: set[str] = set()
        fetched = []
        for path in asked[:requests]:
            fetched.append(path in portal.articles and path not in seen)
            seen.add(path)
        return fetched


def commands(*, spiders: bool) -> dict[str, list[str]]:
    """The crawls to compare."""
    python = sys.executable
    newsmill = [python, "-m", "newsmill", "crawl", "{address}/", "-o", "{folder}/out", "--delay", "0"]
    found = {"newsmill": [*newsmill, "--allow-private", "--workers", "1", "--max-pages", "{requests}"]}
    if spiders:
        scrapy = [python, "-m", "scrapy", "runspider", str(SPIDERS), "-a", "start={address}/", "-s"]
        for order in ("breadth", "best"):
            found[order] = [*scrapy, "CLOSESPIDER_PAGECOUNT={requests}", "-a", f"order={order}"]
    return found


def main() -> None:
    """Crawl the portals and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--portals", default="", help="numbers of portals, from 1; default: all")
    parser.add_argument("--skip-spiders", action="store_true")
    options = parser.parse_args()
    chosen = [int(part) for part in options.portals.split(",") if part] or range(1, len(PORTALS) + 1)
    crawls = commands(spiders=not options.skip_spiders)
    print("| portal | articles | requests | " + " | ".join(crawls) + " | oracle |")
    print("|---|---|---|" + "---|" * (len(crawls) + 1))
    shares: dict[str, list[float]] = {name: [] for name in crawls}
    for number in chosen:
        portal = Portal(PORTALS[number - 1])
        oracle = portal.oracle()
        requests = len(oracle)
        best = harvest(portal, oracle, requests)
        cells = []
        for name, command in crawls.items():
            share = harvest(portal, crawled(command, portal, requests), requests) / best
            shares[name].append(share)
            cells.append(f"{share:.1%}")
        print(
            f"| {portal.plan.name} | {len(portal.articles)} | {requests} | {' | '.join(cells)} | 100% |",
            flush=True,
        )
    means = " | ".join(f"{sum(values) / len(values):.1%}" for values in shares.values())
    print(f"| mean | | | {means} | |")


if __name__ == "__main__":
    main()
