"""Deduplication: exact copies, and near duplicates by MinHash-LSH over character n-grams.

normalise   reduces texts to the characters that count in a comparison
shingles    n-grams of many texts at once
candidates  signatures, bands and clusters of possible near duplicates (memory: a few bytes per text)
alignment   how much of one text is contained in another, computed exactly
clusters    which members of a cluster are kept or dropped, and why
"""
