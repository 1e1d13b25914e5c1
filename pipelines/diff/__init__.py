"""Compares two runs over the same pages, so that a new version can be checked before it is deployed."""
