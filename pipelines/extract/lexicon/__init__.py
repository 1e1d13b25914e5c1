"""The word lists that extraction reads. Tables only: every row has its reason, every prefilter is derived from its table."""
