"""What a page holds: its tree, its blocks of text, its metadata, articles embedded in scripts, plain-text dumps."""
