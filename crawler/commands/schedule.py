"""`newsmill schedule`."""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path

import click

from newsmill.crawler.schedule import (
    Scheduled,
    Scheduler,
    cron_lines,
    systemd_units,
    webhook,
)
from newsmill.crawler.sites import BadSite, Site, find_site, load_site, site_files
from newsmill.crawler.timetables import check_timetable

# The time limit of a run in minutes, if the site file sets none.
_DEFAULT_MINUTES = 180.0


@click.command(
    epilog="""\b
Examples:
  newsmill schedule -o crawls/ --sites my-sites/          crawl at the sites' times, until stopped
  newsmill schedule -o /srv/crawls --print systemd        print systemd units instead
"""
)
@click.argument("sites", nargs=-1)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Parent folder; each site gets its own folder in it.",
)
@click.option(
    "--sites",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A further folder of site files. Repeatable.",
)
@click.option(
    "--jobs", default=2, show_default=True, type=click.IntRange(1), help="Sites to crawl at the same time."
)
@click.option("--webhook", "hook", help="URL to POST to if a run is unhealthy.")
@click.option(
    "--print",
    "form",
    type=click.Choice(["systemd", "cron"]),
    help="Print systemd units or a crontab instead of running.",
)
def schedule(
    sites: tuple[str, ...],
    output: Path,
    folders: tuple[Path, ...],
    jobs: int,
    hook: str | None,
    form: str | None,
) -> None:
    """Crawl sites by their timetables, until stopped.

    SITES are names or paths of site files. Default: every site file that has a [timetable].
    """
    entries = [_entry(site, output.resolve()) for site in _chosen(sites, list(folders))]
    if form:
        click.echo((systemd_units if form == "systemd" else cron_lines)(entries), nl=False)
        return
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(message)s",
        datefmt="%Y-%m-%d %H:%M:%S",
    )
    for entry in entries:
        logging.info("%s: %s (%s)", entry.site, check_timetable(entry.cron, entry.timezone), entry.timezone)
    Scheduler(entries, jobs=jobs, alert=webhook(hook) if hook else None).run()


def _chosen(names: tuple[str, ...], folders: list[Path]) -> list[tuple[Site, str]]:
    """The sites to run, each with the arguments for `newsmill crawl`."""
    try:
        if names:
            chosen = [(find_site(name, folders), _callable_name(name, folders)) for name in names]
            for site, name in chosen:
                if site.timetable is None:
                    raise click.UsageError(
                        f'{name} has no timetable. Add one to its site file:\n[timetable]\ncron = "*/30 '
                        f'6-23 * * *"\ntimezone = "Asia/Shanghai"'
                    )
            return chosen
        found = [(load_site(path), str(path.resolve())) for path in site_files(folders).values()]
    except BadSite as error:
        raise click.UsageError(str(error)) from error
    chosen = [(site, path) for site, path in found if site.timetable is not None]
    if not chosen:
        raise click.UsageError(
            "No site file has a [timetable]. Name a folder of site files with --sites, or add to one:\n"
            '[timetable]\ncron = "*/30 6-23 * * *"\ntimezone = "Asia/Shanghai"'
        )
    return chosen


def _callable_name(name: str, folders: list[Path]) -> str:
    """Resolve a site file to its full path, since the run starts elsewhere and later."""
    path = Path(name) if name.endswith(".toml") else site_files(folders).get(name)
    return str(path.resolve()) if path else name


def _entry(chosen: tuple[Site, str], output: Path) -> Scheduled:
    site, name = chosen
    assert site.timetable is not None
    folder = output / site.folder
    own = shutil.which("newsmill", path=str(Path(sys.executable).parent))
    start = (own,) if own else (sys.executable, "-m", "newsmill")
    return Scheduled(
        site=site.folder,
        cron=site.timetable.cron,
        timezone=site.timetable.timezone,
        # The crawl stops itself at its limit and writes its output; the scheduler's limit is for one that
        # hangs.
        minutes=(site.limits.minutes or _DEFAULT_MINUTES) + 5,
        folder=folder,
        command=(*start, "crawl", name, "-o", str(folder)),
    )
