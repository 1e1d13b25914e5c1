"""The offline part of newsmill: everything that happens to a page once it has been fetched.

The package does not depend on the network side (`crawler`), so saved pages can be reprocessed years later.
"""
