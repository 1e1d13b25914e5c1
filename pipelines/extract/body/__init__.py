"""Find the blocks of the article: features, the model, assembly of the body, site profiles."""
