"""Requests and responses: download, politeness, cookies, browser rendering, the WARC archive."""
