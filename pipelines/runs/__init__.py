"""Batch runs: shards, worker processes with limits, resuming, and an account of every page."""
