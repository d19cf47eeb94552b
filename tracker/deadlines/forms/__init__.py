"""Forms of statutory limits."""
