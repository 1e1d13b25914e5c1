"""One crawl run: its state on disk, the records it writes, its history and health."""
