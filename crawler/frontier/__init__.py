"""Which URLs to fetch, and in what order."""
