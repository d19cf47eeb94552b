"""What people are reminded of: every module of this folder defines one ``KIND``."""
