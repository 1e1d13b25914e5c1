"""Title, dates, byline, source and section of a page."""
