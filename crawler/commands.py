"""The commands that fetch pages."""

from __future__ import annotations

from pipelines.command_table import Command

COMMANDS: dict[str, Command] = {
    "demo": Command(
        "crawler.demo_command:demo", "crawl a small portal that comes with newsmill, and show what came"
    ),
    "inspect": Command(
        "crawler.inspect_command:inspect", "one page beside its record: what was kept, what was not, and why"
    ),
    "crawl": Command("crawler.crawl_command:crawl", "fetch sites, archive every answer, clean the pages"),
    "sites": Command("crawler.crawl_command:sites", "list and check site files"),
    "schedule": Command(
        "crawler.schedule_command:schedule", "crawl sites at their times, or write timers and crontabs"
    ),
    "runs": Command("crawler.runs_command:runs", "history of crawls, and whether sites are still understood"),
}
