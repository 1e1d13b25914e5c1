"""From records to a corpus that others can use: select, filter, deduplicate, write, describe.

source      reads record lines from folders, crawls and single files; reports every line that is not a record
workspace   holds the selected records in a hidden folder beside the output; they may be larger than memory
quality     named rules that drop records, each with its reason
personal    masks phone and identity numbers, e-mail addresses and other personal data
conversion  converts between traditional and simplified Chinese
formats     one module per output format
figures     the figures of the card, the plots and `newsmill stats`
card        README.md, croissant.json and plots
corpus      the whole export, step by step
"""
