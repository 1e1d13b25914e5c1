"""Bytes in, records out: everything newsmill does with a page once its bytes are here.

The package knows nothing of the network side (`crawler`), so saved pages can be worked through again years later.
"""
