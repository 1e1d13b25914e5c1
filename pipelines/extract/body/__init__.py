"""Which blocks of a page are its article: features, the model, assembly of the body, site profiles."""
