"""Versions of statutory limits, and the clocks that run by them. Pure."""
