"""From records to a corpus that others can use: select, filter, deduplicate, write, describe.

source      record lines out of folders, crawls and single files; every line that is no record is reported
workspace   the selected records in a DuckDB database beside the output: sorted, larger than memory, removed at the end
quality     named rules that drop records, each with its reason
personal    masking of telephone and identity numbers and e-mail addresses
conversion  traditional and simplified Chinese
formats     one module an output format
figures     what is counted for the card, the plots and `newsmill stats`
card        README.md, croissant.json and plots
corpus      all of it in order
"""
