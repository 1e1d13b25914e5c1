"""The commands that fetch pages."""

from __future__ import annotations

from newsmill.pipelines.command_table import Command

COMMANDS: dict[str, Command] = {
    "demo": Command(
        "newsmill.crawler.commands.demo:demo",
        "crawl the bundled demo portal and show the records",
    ),
    "inspect": Command(
        "newsmill.crawler.commands.inspect:inspect",
        "show a page beside its record: what was kept and why",
    ),
    "crawl": Command(
        "newsmill.crawler.commands.crawl:crawl", "fetch sites, archive every response, clean the pages"
    ),
    "sites": Command("newsmill.crawler.commands.crawl:sites", "list and check site files"),
    "schedule": Command(
        "newsmill.crawler.commands.schedule:schedule",
        "crawl sites on a timetable, or print systemd units or a crontab",
    ),
    "runs": Command("newsmill.crawler.commands.runs:runs", "show the history and health of crawls"),
}
