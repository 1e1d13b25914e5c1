"""Records to pictures: the inspector of one page, the report of a run, and a small site that shows both.

frame       one self-contained HTML file: style, script and a policy that lets nothing else in
explained   which blocks of a page each field of its record came from
inspector   a page beside its record, and why; record_pane is its right side
peers       what other extractors keep of the same page
changes     two versions of a text, what went and what came marked
summary     a run's records and rejects counted in one pass
history     what a run's folder remembers of the runs before
run_report  `write_report(folder)`
site        `newsmill serve`
"""
