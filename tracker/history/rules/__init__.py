"""How the audit chain reads: names of kinds and columns, values as people read them, filters."""
