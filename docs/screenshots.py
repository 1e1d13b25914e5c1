#!/usr/bin/env python3
"""Regenerate every screenshot of the documentation.

    make screenshots                                      # docs/images/*.png
    python docs/screenshots.py --gallery build/gallery    # every page, light, dark and on a phone, to be looked at

Crawls the demo portal on this machine, cleans the sample pages, exports them, compares two runs, serves all
of it and takes the pictures with Chromium (Debian: `apt-get install chromium fonts-noto-cjk`). Nothing
leaves this machine.

`--run RUN` adds a run folder of your own to the gallery.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from newsmill.pipelines.record import Record
from newsmill.pipelines.report.run_report import write_report
from newsmill.pipelines.report.site.app import make_app
from newsmill.pipelines.writers.jsonl import read_records, write_records

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "data" / "saved"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--force-color-profile=srgb"]  # fmt: skip
# A page of many decades ago with two charsets, a repair, and boilerplate around it: it has everything the
# inspector shows.
MIXED = SAMPLES / "lamps.html"
# One that extractors differ on.
DISPUTED = HERE.parent / "data" / "portal" / "www" / "a" / "20201212" / "c20410.html"
WORD = "灯"


class Shot(NamedTuple):
    """A picture: its file, the page, the window in pixels, and what is done before it is taken."""

    name: str
    page: str
    size: tuple[int, int]
    dark: bool = False
    prepare: Callable[[Page], None] | None = None


def _show_why(page: Page) -> None:
    page.locator("#panel-page .block.kept, .block").filter(has_text="灯").first.click()


def _show_comparison(page: Page) -> None:
    if not page.locator("#tab-compare").is_visible():  # a phone shows the page, and the record in its place
        page.locator('[data-view="record"]').click()
    page.locator("#tab-compare").click()
    page.wait_for_timeout(300)


def _open_first(page: Page) -> None:
    page.locator(".difference").first.scroll_into_view_if_needed()


SHOTS = (
    Shot("inspector.png", "inspector", (1280, 800)),
    Shot("inspector-compare-dark.png", "comparison", (1280, 800), True, _show_comparison),
    Shot("inspector-phone.png", "inspector", (390, 780)),
    Shot("report.png", "report", (1100, 825)),
    Shot("search.png", "search", (1280, 800)),
    Shot("diff.png", "diff", (1100, 825)),
    Shot("studio.png", "studio", (1280, 800)),
)


def run(*arguments: str | Path, cwd: Path | None = None) -> None:
    """A command of newsmill. Its output is shown where it fails."""
    command = [sys.executable, "-m", "newsmill", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def earlier(folder: Path, later: Path) -> None:
    """A run as an extractor that knew less would have made it: site names in titles, no people, a paragraph
    too many or too few."""
    folder.mkdir()
    records = [_lesser(number, record) for number, record in enumerate(read_records(later))]
    write_records(folder / "records-00000.jsonl", [record for record in records if record is not None])


def _lesser(number: int, record: Record) -> Record | None:
    change = msgspec.structs.replace
    paragraphs = record.body.split("\n")
    if number % 11 == 10:
        return None
    if number % 5 == 1:
        record = change(record, body="\n".join(paragraphs[:-1]))
    if number % 5 == 2:
        record = change(record, body="\n".join([*paragraphs, "更多新闻请关注本网", "责任编辑：何东"]))
    if number % 4 == 1:
        record = change(record, title=f"{record.title}-岚川新闻网", authors=[])
    return record


def make(folder: Path) -> None:
    """Runs, a corpus and pages to take pictures of."""
    runs = folder / "newsroom"
    run("demo", "-o", runs / "crawl")
    run("clean", SAMPLES, "-o", runs / "samples", "--max-rejects", "9")
    write_report(runs / "samples")
    with contextlib.suppress(ImportError):
        run(
            "export",
            runs / "crawl",
            runs / "samples",
            "-o",
            runs / "corpus",
            "--dedup",
            "near",
            "--filter",
            "length=20",
        )
    earlier(folder / "crawl-2025", runs / "crawl")
    run("diff", "crawl-2025", "newsroom/crawl", "-o", "diff.html", cwd=folder)
    run("inspect", MIXED, "-o", folder / "inspector.html")
    run("inspect", DISPUTED, "--against", "trafilatura,readability", "-o", folder / "comparison.html")


@contextlib.contextmanager
def served(root: Path, labels: Path) -> Iterator[str]:
    """The site over a folder, while the block runs; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(make_app(root, None, [SAMPLES], labels), port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def addresses(folder: Path, site: str, browser: Browser) -> dict[str, str]:
    """The pages that there are pictures of, by name."""
    runs = folder / "newsroom"
    found = {
        "inspector": (folder / "inspector.html").as_uri(),
        "comparison": (folder / "comparison.html").as_uri(),
        "report": (runs / "crawl" / "report.html").as_uri(),
        "report-samples": (runs / "samples" / "report.html").as_uri(),
        "diff": (folder / "diff.html").as_uri(),
        "home": f"{site}/",
        "search": f"{site}/records?q={WORD}",
        "records": f"{site}/records",
        "nothing": f"{site}/records?q=%E6%9C%A8%E6%98%9F&kind=article",
        "try": f"{site}/try",
        "labels": f"{site}/labels",
    }
    if (runs / "corpus" / "report.html").exists():
        found["report-export"] = (runs / "corpus" / "report.html").as_uri()
    page = browser.new_page()
    while True:  # until the index has been read, and all libraries
        page.goto(found["search"])
        hits = page.locator(".hits > li").count()
        if hits and page.locator(".hits .text").count() == hits:
            break
        time.sleep(0.2)
    found["record"] = site + (page.locator(".hits a").first.get_attribute("href") or "")
    page.close()
    found["studio"] = found["record"].partition("?")[0] + "/label"
    return found


def take(browser: Browser, shot: Shot, address: str, path: Path, *, whole: bool = False) -> None:
    """Take one picture, in 256 colours: half the size. Maximum coverage keeps the colours of small marks."""
    scheme = "dark" if shot.dark else "light"
    width, height = shot.size
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme,
        reduced_motion="reduce")  # fmt: skip
    page = context.new_page()
    page.goto(address)
    page.wait_for_timeout(400)
    if shot.prepare is not None:
        shot.prepare(page)
    raw = page.screenshot(full_page=whole)
    context.close()
    with Image.open(io.BytesIO(raw)) as picture:
        few = picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
    print(f"{path}  {path.stat().st_size / 1000:.0f} kB", flush=True)


def gallery(browser: Browser, pages: dict[str, str], folder: Path) -> None:
    """Every page at 1400 px, light and dark, and at 390 px: the first screens, and the whole length."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, address in pages.items():
        prepare = _show_comparison if name == "comparison" else None
        for kind, width, dark in (("wide", 1400, False), ("dark", 1400, True), ("phone", 390, False)):
            shot = Shot(name, name, (width, 900 if width > 400 else 800), dark, prepare)
            take(browser, shot, address, folder / f"{name}-{kind}.png", whole=name != "record")


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument(
        "--gallery", type=Path, metavar="DIR", help="every page in every form, into this folder"
    )
    parser.add_argument("--run", type=Path, help="a run folder of your own, for the gallery")
    parser.add_argument("--only", nargs="*", help="names of pictures or pages")
    options = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("There is no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder)
        with served(folder / "newsroom", folder / "labels") as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            pages = addresses(folder, site, browser)
            if options.run:
                pages["report-own"] = (options.run.resolve() / "report.html").as_uri()
            if options.gallery:
                gallery(browser, {name: at for name, at in pages.items() if not options.only
                    or name in options.only}, options.gallery)  # fmt: skip
            else:
                for shot in SHOTS:
                    if not options.only or shot.name in options.only:
                        take(browser, shot, pages[shot.page], HERE / "images" / shot.name)
            browser.close()


if __name__ == "__main__":
    main()
