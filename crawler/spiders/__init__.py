"""One spider for every portal."""
