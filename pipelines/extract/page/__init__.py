"""Read a page: its tree, blocks of text, metadata, articles embedded in scripts, plain-text dumps."""
