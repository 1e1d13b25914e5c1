"""The word lists used by extraction. Tables only: every row gives its reason, and every prefilter is derived
from its table.
"""
