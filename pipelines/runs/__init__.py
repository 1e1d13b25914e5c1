"""Many pages at once: shards, worker processes under limits, resume, and the account of every page."""
