"""`newsmill serve`: a local site to browse runs, search records and try pages.

runs     finds the runs below a folder
index    the full-text index of their records, in SQLite
archive  finds the bytes that a record was made from
guard    access control
pages    the HTML
app      the routes
"""
