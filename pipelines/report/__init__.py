"""HTML output: the inspector of a page, the report of a run, and a small site that shows both.

frame       a self-contained HTML file: style, script, and a policy that allows nothing else
explained   which blocks of a page each field of its record came from
inspector   a page beside its record, with reasons; record_pane is its right side
peers       what other extractors keep of the same page
changes     two versions of a text, with deletions and insertions marked
summary     counts a run's records and rejects in one pass
history     the figures of earlier runs in the same folder
run_report  `write_report(folder)`
site        `newsmill serve`
"""
