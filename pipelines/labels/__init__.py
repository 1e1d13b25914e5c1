"""Labelled pages, and the scores of newsmill and other extractors on them."""
