"""Pages whose right answer a person wrote down, and how near newsmill and others come to it."""
