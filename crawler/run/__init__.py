"""One crawl run: its state on disk, its records, history and health."""
