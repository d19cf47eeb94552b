"""Use cases of the import: look through a file, confirm it, let it go."""
