"""`newsmill serve`: runs to browse, records to search, pages to try, on this machine only.

runs     the runs below a folder
index    full text of their records in SQLite
archive  the bytes that a record was made of
guard    who may ask, and for what
pages    the HTML
app      the routes
"""
