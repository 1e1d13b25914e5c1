"""How fast a crawl is: saved pages on a loopback nginx, fetched + archived + cleaned by newsmill, and fetched only by bare Scrapy.

    python benchmarks/crawl.py [FOLDER] [--pages 3000] [--workers 0] [--skip-bare]

FOLDER holds saved pages (`*.html`, `*.html.gz`), which are repeated up to `--pages`, each with a line of its own; without it the demo
portal's pages are used, which are small. Prints a table: pages/s, and the resident memory of the crawling process at a quarter of the
pages and at the end.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PER_LISTING = 100

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
    """The pages of a folder, unpacked."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".html.gz", ".htm.gz")):
            found.append(gzip.decompress(path.read_bytes()))
        elif path.suffix in (".html", ".htm", ".shtml"):
            found.append(path.read_bytes())
    if not found:
        sys.exit(f"There are no *.html or *.html.gz in {folder}.")
    return found


def write_site(base: Path, pages: list[bytes], count: int) -> None:
    """`count` pages below a home page and listings."""
    folder = base / "b"
    folder.mkdir(parents=True)
    for number, page in enumerate(itertools.islice(itertools.cycle(pages), count)):
        (folder / f"p{number}.html").write_bytes(page + b"\n<!-- %d -->\n" % number)
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
            f"http {{ access_log off; default_type text/html; types {{ text/html html; }} keepalive_requests 100000;\n"
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


def measure(command: list[str], cwd: Path) -> tuple[float, float, list[tuple[float, int]]]:
    """Seconds by the clock, seconds of CPU with all children, and (seconds, resident bytes) of the process itself."""
    memory: list[tuple[float, int]] = []
    before = os.times()
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE
    )

    def watch() -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        while process.poll() is None:
            try:
                resident = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * page
            except (OSError, IndexError):
                break
            memory.append((time.monotonic() - began, resident))
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


def row(name: str, pages: int, seconds: float, cpu: float, memory: list[tuple[float, int]]) -> str:
    """A line of the table."""
    quarter = next((size for at, size in memory if at >= seconds / 4), 0)
    last = memory[-1][1] if memory else 0
    return (
        f"| {name} | {pages} | {seconds:.1f} | {pages / seconds:.0f} | {1000 * cpu / pages:.1f} "
        f"| {quarter / 1e6:.0f} | {last / 1e6:.0f} | {max((size for _, size in memory), default=0) / 1e6:.0f} |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "data" / "portal" / "www")
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--skip-bare", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        pages = saved_pages(options.folder)
        write_site(folder / "site", pages, options.pages)
        nginx = Nginx(folder / "site", folder)
        try:
            size = sum(len(page) for page in pages) / len(pages)
            print(
                f"{len(pages)} saved pages, {size / 1000:.0f} KB on average; {os.cpu_count()} cores, Python {platform.python_version()}"
            )
            print(
                "| what | pages | s | pages/s | CPU ms/page | MB at 1/4 | MB at the end | MB most |\n|---|---|---|---|---|---|---|---|"
            )
            site = folder / "bench.toml"
            site.write_text(
                f"start = \"{nginx.address}/\"\nallow_private = true\nexclude = ['^http://[^/]+/(?!$|b/(p|list)\\d+\\.html$)']\n"
                "[politeness]\ndelay = 0\nconcurrency = 16\n"
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
            counts = json.loads((out / "manifest.json").read_bytes())["counts"]
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
            archive = sum(path.stat().st_size for path in (out / "archive").iterdir())
            print(
                f"records {counts['records']}, rejects {counts['rejects']}, listings {counts['listings']}, archive {archive / 1e6:.0f} MB"
            )
        finally:
            nginx.process.terminate()
            nginx.process.wait()


if __name__ == "__main__":
    main()
