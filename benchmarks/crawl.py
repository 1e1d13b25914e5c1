"""Crawl speed: saved pages on a loopback nginx, fetched + archived + cleaned by newsmill, compared with bare
Scrapy that only fetches.

    python benchmarks/crawl.py [FOLDER] [--pages 3000] [--workers 0] [--skip-bare]
    nice python benchmarks/crawl.py --generated --pages 50000 --skip-bare     # does memory stay flat?
    nice python benchmarks/crawl.py --generated --pages 5000 --known 1000000 --skip-bare    # with a million
                                                                                            URLs in the
                                                                                            frontier?

FOLDER holds saved pages (`*.html`, `*.html.gz`), repeated up to `--pages` with a distinct line in each; the
default is the demo portal's pages. `--generated` creates pages of a few KB, each with its own text, menu and
links to its neighbours, so that every page has a different URL, title and text. Prints a table (pages/s,
CPU), and the resident memory of the crawling process and of its largest worker at each tenth of the pages.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import itertools
import json
import os
import platform
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PER_LISTING = 100
MAX_URLS = 50_000  # of a sitemap

BARE = """
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    start_urls = ["{address}/"]
    def parse(self, response):
        for link in response.css("ul.list a::attr(href)").getall():
            yield response.follow(link, self.parse if "/list" in link else self.page)
    def page(self, response):
        pass

process = AsyncCrawlerProcess({{"LOG_LEVEL": "WARNING", "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
                                "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False}})
process.crawl(Bare)
process.start()
"""


def saved_pages(folder: Path) -> list[bytes]:
    """Read the pages of a folder, decompressed."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".html.gz", ".htm.gz")):
            found.append(gzip.decompress(path.read_bytes()))
        elif path.suffix in (".html", ".htm", ".shtml"):
            found.append(path.read_bytes())
    if not found:
        sys.exit(f"There are no *.html or *.html.gz in {folder}.")
    return found


def numbered(pages: list[bytes]) -> Iterator[bytes]:
    """Repeat pages, with a distinct line in each."""
    for number, page in enumerate(itertools.cycle(pages)):
        yield page + b"\n<!-- %d -->\n" % number


def generated_pages(count: int) -> Iterator[bytes]:
    """Generate distinct articles of about 4 KB: invented sentences, a menu, and links to others."""
    chance = random.Random(1)
    nouns = [
        "河堤",
        "渡口",
        "图书馆",
        "菜市场",
        "学校",
        "车站",
        "剧院",
        "果园",
        "茶馆",
        "桥梁",
        "公园",
        "邮局",
        "工厂",
        "码头",
        "诊所",
        "广场",
    ]
    deeds = [
        "重新开放",
        "完成修缮",
        "迎来访客",
        "举行活动",
        "公布方案",
        "征求意见",
        "延长时间",
        "更换设备",
        "种下树苗",
        "启用新楼",
    ]
    menu = "".join(f'<li><a href="/b/list{number}.html">频道{number}</a></li>' for number in range(40))
    for number in range(count):
        paragraphs = "".join(
            "<p>"
            + "".join(
                (
                    f"{chance.choice(nouns)}在{chance.randrange(1, 29)}日{chance.choice(deeds)}，"
                    f"有{chance.randrange(10, 9000)}人到场。"
                )
                for _ in range(6)
            )
            + "</p>"
            for _ in range(6)
        )
        others = (chance.randrange(count) for _ in range(15))
        related = "".join(f'<li><a href="/b/p{other}.html">相关报道{other}</a></li>' for other in others)
        title = f"{chance.choice(nouns)}{chance.choice(deeds)}（{number}）"
        yield (
            f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><ul '
            f'class="menu">{menu}</ul><h1>{title}</h1>'
            f"<div>2024-05-{chance.randrange(1, 29):02d} 10:20 来源：岚川日报</div><div "
            f'class="text">{paragraphs}</div>'
            f"<ul>{related}</ul></body></html>"
        ).encode()


def write_site(base: Path, pages: Iterable[bytes], count: int) -> None:
    """Write the first `count` pages, with a home page and listings."""
    folder = base / "b"
    folder.mkdir(parents=True)
    for number, page in enumerate(itertools.islice(pages, count)):
        (folder / f"p{number}.html").write_bytes(page)
    lists = range(0, count, PER_LISTING)
    for number, first in enumerate(lists):
        links = "".join(
            f'<li><a href="/b/p{n}.html">page {n}</a></li>'
            for n in range(first, min(count, first + PER_LISTING))
        )
        (folder / f"list{number}.html").write_text(f"<html><body><ul class=list>{links}</ul></body></html>")
    links = "".join(
        f'<li><a href="/b/list{number}.html">list {number}</a></li>' for number in range(len(lists))
    )
    (base / "index.html").write_text(f"<html><body><ul class=list>{links}</ul></body></html>")


def write_sitemaps(base: Path, address: str, known: int, count: int) -> int:
    """An index of sitemaps with `known` addresses; of them the first `count` are there, and newer. Gives
    the number of sitemaps."""
    starts = range(0, known, MAX_URLS)
    for number, first in enumerate(starts):
        with (base / f"map{number}.xml").open("w") as file:
            file.write("<urlset>")
            for page in range(first, min(known, first + MAX_URLS)):
                day = "2024-05-02" if page < count else "2024-05-01"
                file.write(f"<url><loc>{address}/b/p{page}.html</loc><lastmod>{day}</lastmod></url>")
            file.write("</urlset>")
    named = "".join(
        f"<sitemap><loc>{address}/map{number}.xml</loc></sitemap>" for number in range(len(starts))
    )
    (base / "map.xml").write_text(f"<sitemapindex>{named}</sitemapindex>")
    return len(starts)


class Nginx:
    """nginx on a free loopback port."""

    def __init__(self, base: Path, folder: Path) -> None:
        binary = shutil.which("nginx") or "/usr/sbin/nginx"
        if not Path(binary).exists():
            sys.exit("There is no nginx here: apt-get install nginx-light")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        config = folder / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        config.write_text(
            f"{user} worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
            f"events {{ worker_connections 512; }}\n"
            f"http {{ access_log off; default_type text/html; types {{ text/html html; text/xml xml; }} "
            f"keepalive_requests 100000;\n"
            f"server {{ listen 127.0.0.1:{port}; root {base}; }} }}\n"
        )
        self.process = subprocess.Popen(
            [binary, "-c", str(config), "-p", str(folder)], stderr=subprocess.DEVNULL
        )
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        sys.exit(f"nginx does not start: {(folder / 'error.log').read_text()}")


class Memory(NamedTuple):
    """Resident bytes at a time (seconds since the start): of the process, and of its largest child."""

    at: float
    own: int
    largest_child: int


def resident(process: int) -> int:
    """Resident bytes of a process; 0 if it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def children(process: int) -> list[int]:
    """The child processes of a process."""
    found: list[int] = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, path.read_text().split())
    return found


def measure(command: list[str], cwd: Path) -> tuple[float, float, list[Memory]]:
    """Run a command and return wall seconds, CPU seconds with all children, and memory over time."""
    memory: list[Memory] = []
    before = os.times()
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE
    )

    def watch() -> None:
        while process.poll() is None:
            largest = max(map(resident, children(process.pid)), default=0)
            if own := resident(process.pid):
                memory.append(Memory(time.monotonic() - began, own, largest))
            time.sleep(0.25)

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, errors = process.communicate()
    seconds = time.monotonic() - began
    watcher.join()
    after = os.times()
    if process.returncode not in (0, 1):
        sys.exit(errors.decode("utf-8", "replace"))
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, cpu, memory


def row(name: str, pages: int, seconds: float, cpu: float, memory: list[Memory]) -> str:
    """Format a row of the table."""
    most = max((each.own for each in memory), default=0)
    return (
        f"| {name} | {pages} | {seconds:.1f} | {pages / seconds:.0f} | {1000 * cpu / pages:.1f} | "
        f"{most / 1e6:.0f} |"
    )


def memory_by_pages(points: list[tuple[float, int]], memory: list[Memory], seconds: float) -> Iterator[str]:
    """Memory at each tenth of the pages; `points` are (seconds, pages) from the manifest, which end with the
    run.
    """
    late = seconds - points[-1][0]  # start-up of the command, before the run's clock starts
    total = points[-1][1]
    for tenth in range(1, 11):
        at = late + next(when for when, pages in points if pages * 10 >= total * tenth)
        near = min(memory, key=lambda each: abs(each.at - at))
        yield f"| {total * tenth // 10} | {near.own / 1e6:.0f} | {near.largest_child / 1e6:.0f} |"
    yield f"| the end | {memory[-1].own / 1e6:.0f} | {memory[-1].largest_child / 1e6:.0f} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "data" / "portal" / "www")
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--skip-bare", action="store_true")
    parser.add_argument("--generated", action="store_true")
    parser.add_argument(
        "--known", type=int, default=0, help="addresses in sitemaps, of which --pages are there"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        if options.generated:
            write_site(folder / "site", generated_pages(options.pages), options.pages)
        else:
            write_site(folder / "site", numbered(saved_pages(options.folder)), options.pages)
        nginx = Nginx(folder / "site", folder)
        try:
            size = (
                sum(path.stat().st_size for path in (folder / "site" / "b").glob("p*.html")) / options.pages
            )
            print(
                f"pages of {size / 1000:.0f} KB on average; {os.cpu_count()} cores, Python "
                f"{platform.python_version()}"
            )
            print(
                "| what | pages | s | pages/s | CPU ms/page | MB most |\n|---|---|---|---|---|---|",
                flush=True,
            )
            site = folder / "bench.toml"
            maps = ""
            if options.known:
                count = write_sitemaps(folder / "site", nginx.address, options.known, options.pages)
                limit = 1 + count + -(-options.pages // PER_LISTING) + options.pages
                maps = f'sitemaps = ["{nginx.address}/map.xml"]\n[limits]\npages = {limit}\n'
            site.write_text(
                f'start = "{nginx.address}/"\nallow_private = true\nexclude = '
                f"['^http://[^/]+/(?!$|b/(p|list)\\d+\\.html$)']\n"
                f"{maps}[politeness]\ndelay = 0\nconcurrency = 16\n"
            )
            out = folder / "out"
            command = [
                sys.executable,
                "-m",
                "newsmill",
                "crawl",
                str(site),
                "-o",
                str(out),
                "--workers",
                str(options.workers),
            ]
            figures = measure(command, folder)
            manifest = json.loads((out / "manifest.json").read_bytes())
            counts, points = manifest["counts"], manifest["timing"]["points"]
            print(row("newsmill crawl (archive + records)", options.pages, *figures), flush=True)
            if not options.skip_bare:
                script = folder / "bare.py"
                script.write_text(BARE.format(address=nginx.address))
                print(
                    row(
                        "bare Scrapy (fetch only)",
                        options.pages,
                        *measure([sys.executable, str(script)], folder),
                    ),
                    flush=True,
                )
            print("\n| pages | crawler MB | largest worker MB |\n|---|---|---|")
            print("\n".join(memory_by_pages(points, figures[2], figures[0])))
            archive = sum(path.stat().st_size for path in (out / "archive").iterdir())
            print(
                f"records {counts['records']}, rejects {counts['rejects']}, listings "
                f"{counts['listings']}, archive {archive / 1e6:.0f} MB"
            )
        finally:
            nginx.process.terminate()
            nginx.process.wait()


if __name__ == "__main__":
    main()
