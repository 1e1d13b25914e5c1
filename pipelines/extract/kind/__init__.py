"""The kind of a page: rules, evidence, and the model that weighs them."""
