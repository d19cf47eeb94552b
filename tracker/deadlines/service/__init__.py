"""Use cases of statutory limits, and what a new work calendar does to running clocks."""
