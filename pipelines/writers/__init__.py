"""How output gets to disk: whole or not at all."""
