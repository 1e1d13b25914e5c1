"""`newsmill crawl` and `newsmill sites`."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from newsmill.crawler.commands.progress import CrawlProgress
from newsmill.crawler.sites import BadSite, Site, find_site, load_site, site_files

if TYPE_CHECKING:
    from newsmill.crawler.spiders.portal import PortalSpider

__all__ = ["crawl", "crawl_one", "sites"]


@click.command(
    epilog="""\b
Examples:
  newsmill crawl https://portal.example/ --max-pages 500     a URL; into crawls/portal.example
  newsmill crawl portal -o crawls/portal --sites my-sites/   a site file, my-sites/portal.toml
"""
)
@click.argument("site_names", metavar="SITE|URL...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help=(
        "The crawl's folder; with several sites, the parent of their folders. A folder that exists is "
        "continued.  [default: crawls/SITE]"
    ),
)
@click.option(
    "--delay",
    type=click.FloatRange(0),
    help="Seconds between requests to a host. Use 0 only for your own servers.",
)
@click.option(
    "--max-pages", type=click.IntRange(1), help="Stop after this many pages; the next run continues."
)
@click.option(
    "--since",
    metavar="DATE|DAYS",
    help="Skip older entries of feeds and sitemaps: 2026-11-01, or 7d for the last seven days.",
)
@click.option("--allow-private", is_flag=True, help="Allow private, loopback and link-local addresses.")
@click.option("--redis", metavar="URL", help="Share the frontier with other workers: redis://host:6379/0.")
@click.option(
    "--workers",
    type=click.IntRange(0),
    default=0,
    help="Processes that clean pages.  [default: one per core]",
)
@click.option(
    "--profiles",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The profiles.json that `newsmill clean --learn on` wrote for this site.",
)
@click.option(
    "--max-rejects", type=click.IntRange(0), help="Exit with code 1 if the folder has more rejects than this."
)
@click.option(
    "--sites",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of site files to look in first.",
)
@click.option(
    "--progress",
    "live",
    is_flag=True,
    help="Show articles found, queue and slowest hosts during the crawl.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log each fetch.")
@click.pass_context
def crawl(
    context: click.Context,
    site_names: tuple[str, ...],
    output: Path | None,
    delay: float | None,
    max_pages: int | None,
    since: str | None,
    allow_private: bool,
    redis: str | None,
    workers: int,
    profiles: Path | None,
    max_rejects: int | None,
    folder: Path | None,
    live: bool,
    verbose: bool,
) -> None:
    """Fetch sites, archive every response, and clean the pages.

    SITE is the name or path of a site file (see `newsmill sites`); a URL needs no site file. The crawl's folder holds
    archive/*.warc.gz, records-00000.jsonl …, rejects.jsonl, manifest.json, report.html, the state and the
    history. Run the same command again to fetch what is new or changed, or to continue an interrupted run.
    """
    try:
        chosen = [find_site(name, [folder] if folder else None) for name in site_names]
    except BadSite as error:
        raise click.UsageError(str(error)) from error
    if len(chosen) > 1:
        context.exit(_crawl_each(site_names, chosen, output))
    site = chosen[0]
    spider = crawl_one(
        site,
        output or Path("crawls") / site.folder,
        delay=delay,
        max_pages=max_pages,
        since=since,
        allow_private=allow_private,
        redis=redis,
        workers=workers,
        profiles=profiles,
        verbose=verbose,
        live=live,
    )
    manifest = spider.manifest
    if spider.run.broken is not None:
        raise _CannotGoOn(f"{spider.run.broken}. Once that is fixed, the same command continues from here.")
    if manifest is None:
        click.echo("Stopped. The same command continues from here.", err=True)
        context.exit(130)
    counts, this = manifest.counts, spider.run.run
    click.echo(
        f"{site.name}: {this.pages} pages fetched; {this.new} new records, {this.changed} changed, "
        f"{this.unchanged} unchanged, "
        f"{this.failed} failed{_left_out(counts.skipped)}. {spider.run.folder} has {counts.records} "
        f"records and {counts.rejects} rejects.",
        err=True,
    )
    if this.verdict:
        click.echo(f"{site.name}: {this.verdict}", err=True)
    if max_rejects is not None and counts.rejects > max_rejects:
        click.echo(
            f"{counts.rejects} rejects are more than --max-rejects {max_rejects}: see rejects.jsonl.",
            err=True,
        )
        context.exit(1)
    if this.verdict:
        context.exit(1)


def crawl_one(
    site: Site,
    folder: Path,
    *,
    delay: float | None = None,
    max_pages: int | None = None,
    since: str | None = None,
    allow_private: bool = False,
    redis: str | None = None,
    workers: int = 0,
    profiles: Path | None = None,
    verbose: bool = False,
    live: bool = False,
) -> PortalSpider:
    """Crawl a site in this process, which is possible only once. Raises `click.ClickException` if it cannot
    start.
    """
    # First, while few modules are being imported: on import, it reads the source of every caller, three times.
    import scrapy.core.downloader.contextfactory  # noqa: F401
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from newsmill.crawler.run.crawl_run import CannotWrite, FolderInUse, OtherSite
    from newsmill.crawler.spiders.portal import PortalSpider

    settings = Settings()
    settings.setmodule("newsmill.crawler.settings", priority="project")
    settings.set("LOG_LEVEL", "INFO" if verbose else "WARNING")
    settings.set("LOG_VERSIONS", [])
    settings.set("LOGSTATS_INTERVAL", 0)
    # Scrapy imports extensions that are off, too, and for this one aiohttp.
    extensions = settings.getdict("EXTENSIONS_BASE")
    extensions.pop("scrapy.extensions.remote_control.RemoteControl", None)
    settings.set("EXTENSIONS_BASE", extensions)
    if profiles is not None:
        settings.set("NEWSMILL_PROFILES", str(profiles))
    progress = CrawlProgress(site.name, live=live)
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(PortalSpider)
    task = process.crawl(
        crawler,
        site=site,
        out=str(folder),
        delay=delay,
        max_pages=max_pages,
        since=since,
        allow_private="1" if allow_private else None,
        redis=redis,
        workers=workers,
        on_page=progress.tell,
    )
    logging.getLogger("newsmill").setLevel(logging.INFO if verbose else logging.WARNING)
    process.start()
    progress.end()
    error = task.exception() if task.done() and not task.cancelled() else None
    if isinstance(error, BadSite | FolderInUse | OtherSite):
        raise click.UsageError(str(error)) from error
    if isinstance(error, CannotWrite):
        raise _CannotGoOn(f"{error}.") from error
    if error is not None:
        raise error
    spider = crawler.spider
    assert isinstance(spider, PortalSpider)
    return spider


class _CannotGoOn(click.ClickException):
    """The output cannot be written, or the Redis server is gone, for this reason."""

    exit_code = 3


# Descriptions of skipped pages in the summary line, by reason.
_LEFT_OUT = {
    "trap": "in traps",
    "robots": "denied by robots.txt",
    "too-old": "too old",
    "postponed": "for the next run",
    "redirect-out-of-scope": "redirected to other sites",
    "redirect-excluded": "redirected to excluded pages",
    "index-left-out": "feeds and sitemaps over the limit",
    "variant": "variants of articles",
    "same-article": "other addresses of articles",
}


def _left_out(skipped: dict[str, int]) -> str:
    """`; left out: 12 in traps, 3 denied by robots.txt`, or nothing."""
    parts = [f"{skipped[reason]} {text}" for reason, text in _LEFT_OUT.items() if skipped.get(reason)]
    return f"; left out: {', '.join(parts)}" if parts else ""


def _crawl_each(names: tuple[str, ...], chosen: list[Site], output: Path | None) -> int:
    """Crawl each site in its own process, one after the other. Returns the worst exit code."""
    words = sys.argv[1:]
    at = {index for index, word in enumerate(words) if word in ("-o", "--output")}
    kept = [
        word
        for index, word in enumerate(words)
        if word not in names and index not in at and index - 1 not in at and not word.startswith("--output=")
    ]
    worst = 0
    for name, site in zip(names, chosen, strict=True):
        folder = (output or Path("crawls")) / site.folder
        command = [sys.executable, "-m", "newsmill", *kept, name, "-o", str(folder)]
        worst = max(worst, subprocess.run(command, check=False).returncode)
    return worst


@click.command(epilog="Example: newsmill sites my-sites/")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.pass_context
def sites(context: click.Context, paths: tuple[Path, ...]) -> None:
    """List and check site files: those in PATHS, or else those that `newsmill crawl NAME` finds."""
    files: dict[str, Path] = {}
    for path in paths:
        files.update({str(file): file for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])})
    if not paths:
        files = site_files()
    if not files:
        raise click.UsageError(
            'There are no site files there. A site file is as short as: start = "https://portal.example/"'
        )
    table = Table(box=None, pad_edge=False)
    for column in ("site", "start", "timetable", "file"):
        table.add_column(column, overflow="fold")
    wrong = []
    for path in files.values():
        try:
            site = load_site(path)
        except BadSite as error:
            wrong.append(str(error))
            continue
        times = f"{site.timetable.cron} {site.timetable.timezone}" if site.timetable else "–"
        table.add_row(site.name, " ".join(site.start), times, str(path))
    Console(highlight=False, markup=False).print(table)
    for text in wrong:
        click.echo(text, err=True)
    if wrong:
        context.exit(2)
