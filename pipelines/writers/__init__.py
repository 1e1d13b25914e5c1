"""Output files, written atomically."""
