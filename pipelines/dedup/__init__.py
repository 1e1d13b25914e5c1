"""Duplicates: exact ones, and near ones by MinHash-LSH over character n-grams.

normalise   what of a text counts when two texts are compared
shingles    the n-grams of many texts at once
candidates  signatures, bands and the clusters of texts that may be near (memory: a few bytes a text)
coverage    how much of one text another holds, exactly
clusters    who stays and who goes in a cluster, and why
"""
