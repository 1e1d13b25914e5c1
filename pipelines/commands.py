"""The commands that work on pages and records that are already here."""

from __future__ import annotations

from pipelines.command_table import Command

COMMANDS: dict[str, Command] = {
    "clean": Command(
        "pipelines.runs.command:clean", "saved pages to records: files, folders, archives, tables"
    ),
    "diff": Command("pipelines.diff.command:diff", "compare two runs over the same pages, field by field"),
    "export": Command(
        "pipelines.export.command:export", "records to a corpus: select, filter, deduplicate, describe"
    ),
    "stats": Command(
        "pipelines.export.stats_command:stats", "count records by site, year, language, kind, length"
    ),
    "serve": Command(
        "pipelines.report.site.command:serve", "browse runs, search records and try pages in a browser"
    ),
    "repair": Command("pipelines.decode.command:repair", "undo mojibake in a stream of text"),
}
