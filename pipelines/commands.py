"""The commands for saved pages and records."""

from __future__ import annotations

from newsmill.pipelines.command_table import Command

COMMANDS: dict[str, Command] = {
    "clean": Command(
        "newsmill.pipelines.clean_command:clean",
        "turn saved pages into records: files, folders, archives, tables",
        starts_with="newsmill.pipelines.runs.spawning:spawn_ahead",
    ),
    "diff": Command(
        "newsmill.pipelines.diff.diff_command:diff", "compare two runs over the same pages, field by field"
    ),
    "export": Command(
        "newsmill.pipelines.export.export_command:export",
        "turn records into a corpus: select, filter, deduplicate, describe",
    ),
    "push": Command("newsmill.pipelines.export.push_command:push", "upload a corpus to the Hugging Face hub"),
    "stats": Command(
        "newsmill.pipelines.export.stats_command:stats", "count records by site, year, language, kind, length"
    ),
    "score": Command(
        "newsmill.pipelines.labels.score_command:score_labels",
        "measure newsmill and other extractors on pages that you labelled",
    ),
    "serve": Command(
        "newsmill.pipelines.report.site.serve_command:serve",
        "browse runs, search records and try pages in a browser",
    ),
    "repair": Command("newsmill.pipelines.decode.repair_command:repair", "repair mojibake in text"),
}
